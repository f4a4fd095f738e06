//! The built-in illustrator as a worker meets it: pictures that come along, what it tells, what other engines can't promise.

use crate::studio::{self, Way, request, run};
use bytes::Bytes;
use easel_domain::{AssetId, Cast, CharacterId, Outcome};
use easel_engine::{InputPicture, Mask, Pictures, Pixels, Registry, Request};
use serde_json::{Value, json};

const SIDE: u32 = 64;

fn way() -> Way {
    studio::way(&json!({ "engine": "illustrator" }), "illustrator", &json!({}))
}

fn asked(way: &Way, prompt: &str) -> Request {
    let mut request = request(way, 1);
    (request.spec.prompt, request.spec.negative_prompt) = (prompt.to_owned(), String::new());
    request
}

async fn drawn(way: &Way, request: Request) -> Pictures {
    match run(way, request, None).await.0.outcome {
        Outcome::Succeeded(pictures) => pictures,
        other => panic!("no picture: {}", matches!(other, Outcome::Failed { .. })),
    }
}

fn rgba(pictures: &Pictures) -> &[u8] {
    match &pictures.pictures[0].pixels {
        Pixels::Rgba { rgba, .. } => rgba,
        Pixels::Encoded(_) => panic!("pixels"),
    }
}

/// A file of ours with these pixels.
fn file(rgba: &[u8], colours: png::ColorType) -> InputPicture {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, SIDE, SIDE);
    encoder.set_color(colours);
    encoder.write_header().and_then(|mut w| w.write_image_data(rgba)).expect("a file");
    InputPicture { png: Bytes::from(bytes), width: SIDE, height: SIDE }
}

fn id() -> AssetId {
    serde_json::from_value(json!("0190f5fe-7c00-7a00-8000-000000000001")).expect("an id")
}

#[tokio::test]
async fn a_clear_background_is_clear_and_other_pictures_are_not() {
    let way = way();
    let mut clear = asked(&way, "a fox");
    let opaque = drawn(&way, clear.clone()).await;
    assert!(rgba(&opaque).chunks_exact(4).all(|p| p[3] == 255));
    clear.spec.transparent = true;
    let clear = drawn(&way, clear).await;
    assert_eq!(rgba(&clear)[3], 0, "a corner");
    assert!(rgba(&clear).chunks_exact(4).any(|p| p[3] == 255), "a fox");
}

#[tokio::test]
async fn outside_a_mask_nothing_changes() {
    let way = way();
    let before = drawn(&way, asked(&way, "a meadow")).await;
    let mut request = asked(&way, "a red ball");
    (request.spec.source, request.spec.mask) = (Some(id()), Some(id()));
    request.inputs.source = Some(file(rgba(&before), png::ColorType::Rgba));
    let inside = |at: usize| (16..48).contains(&(at % 64)) && (16..48).contains(&(at / 64));
    let luma: Vec<u8> = (0..64 * 64).map(|at| if inside(at) { 255 } else { 0 }).collect();
    request.inputs.mask = Some(Mask { width: SIDE, height: SIDE, luma: luma.into() });
    let after = drawn(&way, request).await;
    let mut changed = 0;
    for (at, (old, new)) in rgba(&before).chunks_exact(4).zip(rgba(&after).chunks_exact(4)).enumerate() {
        assert!(inside(at) || old == new, "pixel {at} outside the mask");
        changed += usize::from(old != new);
    }
    assert!(changed > 100, "{changed} pixels changed");
}

#[tokio::test]
async fn a_brand_s_colours_lead_and_notes_are_told_once() {
    let way = way();
    let mut request = asked(&way, "a photo of a fox with a frobnicator");
    let plain = drawn(&way, request.clone()).await;
    let account = plain.account.clone().expect("an account");
    assert_eq!(account["ignored"], json!(["frobnicator"]));
    assert_eq!(account["notes"], json!(["photographic_asked"]));
    request.spec.palette = vec!["#1b3a6b".to_owned(), "#f28c28".to_owned()];
    let led = drawn(&way, request.clone()).await;
    assert_ne!(rgba(&plain), rgba(&led));
    // Noise can't be cut out: two such references are one note.
    let noise: Vec<u8> = (0..u32::from(u16::MAX))
        .map(|k| (k.wrapping_mul(2_654_435_761) >> 13) as u8)
        .take(64 * 64 * 3)
        .collect();
    request.spec.references = vec![id(), id()];
    request.inputs.references = vec![file(&noise, png::ColorType::Rgb); 2];
    let with = drawn(&way, request).await.account.expect("an account");
    let notes = with["notes"].as_array().expect("notes");
    let framed = notes.iter().filter(|note| **note == "reference_framed").count();
    assert_eq!(framed, 1, "{notes:?}");
}

#[tokio::test]
async fn a_file_of_another_size_is_a_failure_and_no_panic() {
    let way = way();
    let mut request = asked(&way, "a fox");
    request.spec.source = Some(id());
    request.inputs.source = Some(InputPicture { width: 32, ..file(&[9; 64 * 64 * 4], png::ColorType::Rgba) });
    assert!(matches!(run(&way, request, None).await.0.outcome, Outcome::Failed { retry: false, .. }));
}

#[test]
fn a_model_promises_only_what_its_ways_can_keep() {
    let registry = |provider: Value, options: Value, promise: Value| {
        let mut capabilities = json!({
            "sizes": [{ "id": "square", "width": 64, "height": 64 }], "min_px": 64, "max_px": 4096, "step_px": 64,
            "max_count": 1, "tiers": ["1K"], "qualities": ["standard"]
        });
        let more = promise.as_object().expect("an object").clone();
        capabilities.as_object_mut().expect("an object").extend(more);
        let text = json!({
            "providers": { "p": provider },
            "models": [{
                "name": "m", "label": { "en": "M" }, "capabilities": capabilities,
                "prices": [{ "tier": capabilities["tiers"][0], "quality": "standard", "credits": 1 }],
                "channels": [{ "provider": "p", "provider_model": "m", "options": options }]
            }]
        });
        Registry::parse(&text.to_string(), &|_| Some("key".to_owned())).map(|_| ()).map_err(|e| e.to_string())
    };
    let illustrator = || json!({ "engine": "illustrator" });
    let openai = || json!({ "engine": "openai", "url": "http://127.0.0.1:9/v1", "key_env": "K" });
    let sdapi = || json!({ "engine": "sdapi", "url": "http://127.0.0.1:9" });
    let (clear, colours) = (json!({ "transparent": true }), json!({ "palette": 4 }));
    let clear = || clear.clone();
    for (provider, options, promise, kept) in [
        (illustrator(), json!({}), json!({ "transparent": true, "palette": 8 }), None),
        (openai(), json!({}), clear(), None),
        (openai(), json!({ "output_format": "jpeg" }), clear(), Some("background")),
        (openai(), json!({ "route": "chat" }), clear(), Some("background")),
        (sdapi(), json!({}), clear(), Some("background")),
        (openai(), json!({}), colours, Some("colours")),
        (illustrator(), json!({}), json!({ "palette": 9 }), Some("palette")),
        (illustrator(), json!({}), json!({ "native_tiers": true, "tiers": ["large"] }), Some("large")),
        (illustrator(), json!({}), json!({ "native_tiers": true, "tiers": ["8K"] }), Some("8K")),
        (illustrator(), json!({}), json!({ "native_tiers": true, "tiers": ["4K"] }), None),
    ] {
        let said = registry(provider.clone(), options.clone(), promise.clone());
        match kept {
            None => assert!(said.is_ok(), "{provider} {options} {promise}: {said:?}"),
            Some(word) => {
                let why = said.expect_err("a promise that can't be kept");
                assert!(why.contains(word), "{provider} {options} {promise}: {why}");
            }
        }
    }
}

#[tokio::test]
async fn a_character_looks_the_same_in_every_picture_by_its_words_alone() {
    let way = way();
    let cast = |n: u128, description: &str| Cast {
        character: CharacterId(uuid::Uuid::from_u128(n)),
        name: "Zuri".to_owned(),
        outfit: None,
        description: description.to_owned(),
        never_changes: String::new(),
        pictures: Vec::new(),
    };
    let mut request = asked(&way, "Zuri reading a book");
    let unknown = drawn(&way, request.clone()).await;
    let ignored = unknown.account.as_ref().expect("an account")["ignored"].to_string();
    assert!(ignored.to_lowercase().contains("zuri"), "{ignored}");
    request.spec.cast = vec![cast(1, "a small blue fox with a red scarf")];
    let fox = drawn(&way, request.clone()).await;
    let ignored = fox.account.as_ref().expect("an account")["ignored"].to_string();
    assert!(!ignored.to_lowercase().contains("zuri"), "{ignored}");
    assert_ne!(rgba(&fox), rgba(&unknown));
    assert_eq!(rgba(&drawn(&way, request.clone()).await), rgba(&fox), "the same card, the same looks");
    request.spec.cast = vec![cast(1, "an owl with glasses")];
    assert_ne!(rgba(&drawn(&way, request).await), rgba(&fox));
}
