//! What is sent: the fields of a request, and the two ways to write them down.

use super::{
    chat,
    options::{MaskStyle, OpenAiOptions, References, Route, SizeStyle, SizeWord, ratio_of},
};
use crate::{InputPicture, Mask, Request, own_gpu::without_extra_args};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use easel_domain::{Takes, Told, model::Operation};
use reqwest::{
    Body,
    multipart::{Form, Part},
};
use serde_json::{Map, Value, json};

/// The fields of one request, in the words of this channel.
pub(super) type Fields = Map<String, Value>;

/// Which door a request goes to, and written how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Door {
    /// JSON, to where pictures come from words.
    Generations,
    /// A form with files, to where pictures are changed.
    Edits,
    /// JSON with a message, to where models talk.
    Chat,
}

/// The door of this request on this channel.
pub(super) fn door(request: &Request, options: &OpenAiOptions) -> Door {
    if options.route == Route::Chat {
        return Door::Chat;
    }
    match (request.spec.operation(), options.references) {
        (Operation::Generate, _) | (_, References::InputReferences) => Door::Generations,
        (_, References::Multipart) => Door::Edits,
    }
}

/// The fields for `n` pictures, the first of which is number `from` of the request; the error says why it can't go
/// this way.
pub(super) fn fields(
    request: &Request,
    options: &OpenAiOptions,
    from: u32,
    n: u32,
) -> Result<Fields, String> {
    let spec = &request.spec;
    let mut fields = options.extra.clone();
    match door(request, options) {
        Door::Chat => chat::put(&mut fields, request, options, prompt(request, options)?)?,
        Door::Generations | Door::Edits => put_usual(&mut fields, request, options, n)?,
    }
    let mut put = |name: &str, value: Value| fields.insert(name.to_owned(), value);
    if options.sends_model {
        put("model", json!(request.channel.provider_model));
    }
    if let Some(name) = options.sends_user.field()
        && !request.end_user.is_empty()
    {
        put(name, json!(request.end_user));
    }
    if let Some(name) = &options.seed_field {
        put(name, json!(request.seed.wrapping_add(u64::from(from))));
    }
    if let Some(name) = &options.negative_prompt_field
        && let negative = spec.told(takes(options)).negative
        && !negative.is_empty()
    {
        put(name, json!(cleaned(&negative, options)));
    }
    if let (Some(name), Some(style)) = (&options.style_field, &spec.style) {
        put(name, json!(style));
    }
    if let (Some(name), Some(strength)) = (&options.strength_field, spec.strength) {
        put(name, json!(f64::from(strength) / 100.0));
    }
    Ok(fields)
}

/// The fields that only the doors for pictures know.
fn put_usual(fields: &mut Fields, request: &Request, options: &OpenAiOptions, n: u32) -> Result<(), String> {
    let spec = &request.spec;
    let mut put = |name: &str, value: Value| fields.insert(name.to_owned(), value);
    put("prompt", json!(prompt(request, options)?));
    if options.sends_n {
        put("n", json!(n));
    }
    match &options.size {
        SizeStyle::Word(SizeWord::AspectRatio) => {
            ratio(request, options)?.and_then(|ratio| put("aspect_ratio", json!(ratio)))
        }
        SizeStyle::Word(SizeWord::None) => None,
        SizeStyle::Word(SizeWord::Auto) => put("size", json!("auto")),
        SizeStyle::Word(SizeWord::Exact) => put("size", json!(format!("{}x{}", spec.width, spec.height))),
        SizeStyle::Table(_) => ratio(request, options)?.and_then(|theirs| put("size", json!(theirs))),
    };
    match &options.quality {
        None => put("quality", json!(spec.quality)),
        Some(table) => table.get(&spec.quality).and_then(|theirs| put("quality", json!(theirs))),
    };
    if options.response_format {
        put("response_format", json!("b64_json"));
    }
    if options.stream {
        put("stream", json!(true));
        put("partial_images", json!(options.partial_images));
    }
    let transparent = Some("transparent".to_owned());
    let words = [
        ("output_format", &options.output_format),
        ("moderation", &options.moderation),
        ("background", if spec.transparent { &transparent } else { &options.background }),
    ];
    for (name, value) in words {
        value.as_ref().map(|value| put(name, json!(value)));
    }
    if let Some(name) = &options.tier_field {
        put(name, json!(spec.tier));
    }
    Ok(())
}

fn cleaned(text: &str, options: &OpenAiOptions) -> String {
    if options.strip_extra_args { without_extra_args(text) } else { text.to_owned() }
}

fn takes(options: &OpenAiOptions) -> Takes {
    let negative = options.negative_prompt_field.is_some() || options.negative_prompt_after.is_some();
    Takes { style: options.style_field.is_some(), negative, palette: false }
}

/// The prompt as the channel wants it.
fn prompt(request: &Request, options: &OpenAiOptions) -> Result<String, String> {
    let spec = &request.spec;
    if cleaned(&spec.prompt, options).trim().is_empty() {
        return Err("nothing is left of the prompt without the server options in it".to_owned());
    }
    let Told { prompt, negative } = spec.told(takes(options));
    let mut prompt = cleaned(&prompt, options);
    if let Some(sign) = &options.negative_prompt_after {
        // The sign in a person's own words would turn what follows into its opposite.
        prompt = prompt.replace(sign.as_str(), " ");
        if !negative.is_empty() {
            prompt = format!("{prompt}{sign}{}", cleaned(&negative, options).replace(sign.as_str(), " "));
        }
    }
    Ok(prompt)
}

/// The provider's word for the request's shape: by its table, or else the nearest ratio.
pub(super) fn ratio<'a>(request: &Request, options: &'a OpenAiOptions) -> Result<Option<&'a String>, String> {
    let (width, height) = (request.spec.width, request.spec.height);
    match &options.size {
        SizeStyle::Word(SizeWord::None | SizeWord::Auto) => Ok(None),
        SizeStyle::Word(SizeWord::Exact | SizeWord::AspectRatio) => {
            Ok(nearest(&options.ratios, f64::from(width) / f64::from(height.max(1))))
        }
        SizeStyle::Table(table) => {
            let ours = format!("{width}x{height}");
            let theirs = table.get(&ours);
            theirs.map(Some).ok_or_else(|| format!("the channel's size has no line for {ours}"))
        }
    }
}

fn nearest(ratios: &[String], wanted: f64) -> Option<&String> {
    // Ratios are compared as factors: 1:2 is as far from 1:1 as 2:1 is.
    let distance = |ratio: &String| ratio_of(ratio).map_or(f64::MAX, |ratio| (ratio / wanted).ln().abs());
    ratios.iter().min_by(|a, b| distance(a).total_cmp(&distance(b)))
}

/// The pictures a request brings, source first.
fn pictures(request: &Request) -> impl Iterator<Item = (String, &InputPicture)> {
    let source = request.inputs.source.iter().map(|picture| ("source.png".to_owned(), picture));
    let references = request.inputs.references.iter().enumerate();
    source.chain(references.map(|(i, picture)| (format!("reference-{}.png", i + 1), picture)))
}

/// A request's pictures as data addresses.
pub(super) fn addresses(request: &Request) -> impl Iterator<Item = Value> {
    pictures(request).map(|(_, picture)| {
        let url = format!("data:image/png;base64,{}", STANDARD.encode(&picture.png));
        json!({ "type": "image_url", "image_url": { "url": url } })
    })
}

/// The request as JSON; pictures go along as data addresses.
pub(super) fn json_body(request: &Request, mut fields: Fields) -> Vec<u8> {
    let references: Vec<Value> = addresses(request).collect();
    if !references.is_empty() {
        fields.insert("input_references".to_owned(), Value::Array(references));
    }
    Value::Object(fields).to_string().into_bytes()
}

/// The request as a form. `mask` is the mask's file.
pub(super) fn form(request: &Request, options: &OpenAiOptions, fields: &Fields, mask: Option<Bytes>) -> Form {
    // Names go as they are, because nobody reads `image[]` out of an encoded one; the settings' check sees to it that
    // none has quotation marks or line ends.
    let mut form = Form::new().percent_encode_noop();
    for (name, value) in fields {
        let text = match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        form = form.text(name.clone(), text);
    }
    for (file, picture) in pictures(request) {
        form = form.part(options.image_field.clone(), png_part(picture.png.clone(), file));
    }
    match mask {
        Some(mask) => form.part(options.mask_field.clone(), png_part(mask, "mask.png".to_owned())),
        None => form,
    }
}

fn png_part(png: Bytes, file: String) -> Part {
    let length = png.len() as u64;
    let mut headers = reqwest::header::HeaderMap::new();
    headers.insert(reqwest::header::CONTENT_TYPE, reqwest::header::HeaderValue::from_static("image/png"));
    Part::stream_with_length(Body::from(png), length).file_name(file).headers(headers)
}

/// A mask as a file in the provider's manner; `None` when the channel takes none, or it isn't of the size it says.
pub(super) fn mask_png(mask: &Mask, style: MaskStyle) -> Option<Vec<u8>> {
    let pixels = usize::try_from(u64::from(mask.width) * u64::from(mask.height)).ok()?;
    if mask.luma.len() != pixels {
        return None;
    }
    match style {
        MaskStyle::None => None,
        MaskStyle::WhiteEdit => encode(mask, png::ColorType::Grayscale, &mask.luma),
        MaskStyle::Alpha0Edit => {
            let rgba: Vec<u8> = mask.luma.iter().flat_map(|luma| [0, 0, 0, 255 - luma]).collect();
            encode(mask, png::ColorType::Rgba, &rgba)
        }
    }
}

fn encode(mask: &Mask, colour: png::ColorType, data: &[u8]) -> Option<Vec<u8>> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, mask.width, mask.height);
    encoder.set_color(colour);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(data).ok()?;
    writer.finish().ok()?;
    Some(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_ratio_is_a_factor_away() {
        let ratios = OpenAiOptions::default().ratios;
        for (width, height, ratio) in
            [(1024, 1024, "1:1"), (1536, 1024, "3:2"), (1344, 576, "21:9"), (1152, 2048, "9:16")]
        {
            let found = nearest(&ratios, f64::from(width) / f64::from(height));
            assert_eq!(found.map(String::as_str), Some(ratio));
        }
    }
}
