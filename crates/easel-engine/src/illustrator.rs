//! The built-in illustrator as an engine: no key, no GPU, nothing sent anywhere.

use crate::{Answer, Engine, InputPicture, Inputs, Origin, Picture, Pictures, Pixels, Reporter, Request};
use easel_domain::{
    Capabilities, Cast, Failure, FailureCode, Outcome, Spec, Takes, model::Channel, routing::Health,
};
use easel_illustrator::{
    Account, LEAST_SIDE_PX, MOST_SIDE_PX, Mask, Note, Raster, Refusal, Rig, Stage, Unmet, illustrate,
};
use futures_util::future::BoxFuture;
use serde_json::json;
use std::collections::BTreeSet;

/// Draws on a blocking thread of its own process.
pub struct IllustratorEngine;

impl Engine for IllustratorEngine {
    fn lacks(&self, _: &Channel, _: &Capabilities) -> Vec<String> {
        Vec::new()
    }

    fn generate<'a>(&'a self, request: Request, reporter: Reporter) -> BoxFuture<'a, Answer> {
        Box::pin(async move {
            let drawing = tokio::task::spawn_blocking(move || draw_all(&request, &reporter)).await;
            match drawing {
                // Whatever a prompt makes it do, the next prompt is another matter: it never rests.
                Ok(outcome) => Answer::of(outcome, Health::Well),
                Err(error) => Answer::failed(Health::Well, format!("the illustrator stopped: {error}")),
            }
        })
    }
}

fn draw_all(request: &Request, reporter: &Reporter) -> Outcome<Pictures> {
    let spec = &request.spec;
    let count = spec.count;
    let inputs = match Unpacked::of(&request.inputs, spec) {
        Ok(inputs) => inputs,
        Err(why) => return failed(why),
    };
    let (width, height) = inputs.size(spec);
    let references: Vec<Raster<'_>> = inputs.references.iter().map(Decoded::raster).collect();
    let characters: Vec<(String, Rig)> = spec.cast.iter().filter(|cast| is_told(cast)).map(rig).collect();
    // Styles, colours and what should not be there it takes as such, and characters it draws itself.
    let told = spec.told(Takes { style: true, negative: true, palette: true });
    let palette: Vec<[u8; 3]> = spec.palette.iter().filter_map(|code| colour(code)).collect();
    let asked = easel_illustrator::Request {
        negative_prompt: &told.negative,
        style: spec.style.as_deref(),
        transparent: spec.transparent,
        palette: &palette,
        characters: &characters,
        references: &references,
        source: inputs.source.as_ref().map(Decoded::raster),
        mask: inputs.mask.as_ref().map(|coverage| Mask { width, height, coverage }),
        strength: spec.strength.and_then(|percent| u8::try_from(percent).ok()),
        ..easel_illustrator::Request::new(&spec.prompt, width, height, request.seed)
    };
    let mut pictures = Vec::new();
    let mut account = None;
    for (i, seed) in (0..count).map(|i| (i, request.seed.wrapping_add(u64::from(i)))) {
        let mut progress = |stage: Stage, share: f32| {
            reporter.progress((f64::from(i) + f64::from(share)) / f64::from(count), stage_key(stage))
        };
        let asked = easel_illustrator::Request { seed, ..asked };
        match illustrate(&asked, &mut progress) {
            Ok(drawn) => {
                account.get_or_insert_with(|| account_json(&drawn.account));
                let easel_illustrator::Picture { width, height, rgba, .. } = drawn;
                let pixels = Pixels::Rgba { width, height, rgba };
                pictures.push(Picture { pixels, seed: Some(seed), origin: Origin::Algorithm });
            }
            Err(Refusal::Abandoned) => return Outcome::Cancelled,
            Err(refusal) => return failed(refusal.to_string()),
        }
    }
    Outcome::Succeeded(Pictures { pictures, account })
}

fn failed(detail: String) -> Outcome<Pictures> {
    Outcome::Failed { failure: Failure { code: FailureCode::Engine, detail }, retry: false }
}

/// `#rrggbb` as three bytes.
fn colour(code: &str) -> Option<[u8; 3]> {
    let [_, r, g, b] = u32::from_str_radix(code.strip_prefix('#')?, 16).ok()?.to_be_bytes();
    Some([r, g, b])
}

/// The pictures a request brings, unpacked.
struct Unpacked {
    source: Option<Decoded>,
    /// Of the source's size.
    mask: Option<Vec<u8>>,
    references: Vec<Decoded>,
}

struct Decoded {
    width: u32,
    height: u32,
    rgba: Vec<u8>,
}

/// Whether words say how somebody looks; then it is drawn by them, the same in every picture.
fn is_told(cast: &Cast) -> bool {
    !cast.description.is_empty() || !cast.never_changes.is_empty()
}

fn rig(cast: &Cast) -> (String, Rig) {
    let words = format!("{} {}", cast.description, cast.never_changes);
    (cast.name.clone(), Rig::read(&words, cast.character.0.as_u128() as u64))
}

/// The pictures to be drawn from: the references, and the best one of everybody who has no words.
fn drawn_from<'a>(inputs: &'a Inputs, spec: &Spec) -> Vec<&'a InputPicture> {
    let mut rest = inputs.references.iter();
    let mut all: Vec<&InputPicture> = rest.by_ref().take(spec.references.len()).collect();
    for cast in &spec.cast {
        let own: Vec<&InputPicture> = rest.by_ref().take(cast.pictures.len()).collect();
        all.extend(own.first().filter(|_| !is_told(cast)));
    }
    all
}

impl Unpacked {
    fn of(inputs: &Inputs, spec: &Spec) -> Result<Self, String> {
        let source = inputs.source.as_ref().map(Decoded::of).transpose()?;
        let references = drawn_from(inputs, spec).into_iter().map(Decoded::of).collect::<Result<_, _>>()?;
        let mask = inputs.mask.as_ref().map(|mask| ((mask.width, mask.height), &mask.luma[..]));
        let (Some(picture), Some((size, luma))) = (&source, mask) else {
            return Ok(Self { source, mask: None, references });
        };
        // A part is drawn where it lies, in the picture's own size, as far as that can be drawn at all.
        let side = |px: u32| px.clamp(LEAST_SIDE_PX, MOST_SIDE_PX);
        let to = (side(picture.width), side(picture.height));
        let rgba = fitted::<4>(&picture.rgba, (picture.width, picture.height), to);
        let mask = Some(fitted::<1>(luma, size, to));
        Ok(Self { source: Some(Decoded { width: to.0, height: to.1, rgba }), mask, references })
    }

    /// How large to draw.
    fn size(&self, spec: &Spec) -> (u32, u32) {
        match (&self.source, &self.mask) {
            (Some(source), Some(_)) => (source.width, source.height),
            _ => (spec.width, spec.height),
        }
    }
}

/// Pixels of `N` bytes in another size: each the mean of those it stands for.
fn fitted<const N: usize>(bytes: &[u8], from: (u32, u32), to: (u32, u32)) -> Vec<u8> {
    if from == to {
        return bytes.to_vec();
    }
    let part = |at: u32, from: u32, to: u32| {
        let begin = u64::from(at) * u64::from(from) / u64::from(to);
        let end = (u64::from(at + 1) * u64::from(from) / u64::from(to)).max(begin + 1);
        (begin as usize, (end as usize).min(from as usize))
    };
    let mut out = Vec::with_capacity(to.0 as usize * to.1 as usize * N);
    for y in 0..to.1 {
        let (top, bottom) = part(y, from.1, to.1);
        for x in 0..to.0 {
            let (left, right) = part(x, from.0, to.0);
            let count = (bottom.saturating_sub(top) * right.saturating_sub(left)).max(1);
            for channel in 0..N {
                let values = (top..bottom).flat_map(|y| (left..right).map(move |x| (y, x)));
                let at = |(y, x): (usize, usize)| (y * from.0 as usize + x) * N + channel;
                let sum: usize = values.map(|spot| bytes.get(at(spot)).map_or(0, |v| usize::from(*v))).sum();
                out.push((sum / count) as u8);
            }
        }
    }
    out
}

impl Decoded {
    fn of(picture: &InputPicture) -> Result<Self, String> {
        Ok(Self { width: picture.width, height: picture.height, rgba: picture.rgba()? })
    }

    fn raster(&self) -> Raster<'_> {
        Raster { width: self.width, height: self.height, rgba: &self.rgba }
    }
}

fn stage_key(stage: Stage) -> &'static str {
    match stage {
        Stage::Understood => "understood",
        Stage::Scenery => "scenery",
        Stage::Figures => "figures",
        Stage::Light => "light",
        Stage::Finish => "finish",
    }
}

fn account_json(account: &Account) -> serde_json::Value {
    let note = account.note.as_ref().map(|note| match note {
        Note::PhotographicAsked => "photographic_asked",
        Note::NothingToDraw => "nothing_to_draw",
    });
    let unmet = account.unmet.iter().map(|unmet| match unmet {
        Unmet::PaletteWithoutColour => "palette_without_colour",
        Unmet::TransparentSource => "transparent_source",
        Unmet::ReferenceFramed(_) => "reference_framed",
        Unmet::ReferenceUnused(_) => "reference_unused",
        Unmet::EmptyMask => "empty_mask",
    });
    // Of several references that could not be cut out one sentence is told.
    let notes: BTreeSet<&str> = note.into_iter().chain(unmet).collect();
    json!({ "understood": account.understood, "ignored": account.ignored, "notes": notes })
}
