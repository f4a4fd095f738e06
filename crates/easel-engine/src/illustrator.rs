//! The built-in illustrator as an engine: no key, no GPU, nothing sent anywhere.

use crate::{Answer, Engine, InputPicture, Inputs, Origin, Picture, Pictures, Pixels, Reporter, Request};
use easel_domain::{
    Capabilities, Cast, Failure, FailureCode, Outcome, Spec, model::Channel, routing::Health,
};
use easel_illustrator::{Account, Mask, Note, Raster, Refusal, Rig, Stage, Unmet, illustrate};
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
    let references: Vec<Raster<'_>> = inputs.references.iter().map(Decoded::raster).collect();
    let characters: Vec<(String, Rig)> = spec.cast.iter().filter(|cast| is_told(cast)).map(rig).collect();
    let negative = spec.told_negative();
    let palette: Vec<[u8; 3]> = spec.palette.iter().filter_map(|code| colour(code)).collect();
    let asked = easel_illustrator::Request {
        negative_prompt: &negative,
        style: spec.style.as_deref(),
        transparent: spec.transparent,
        palette: &palette,
        characters: &characters,
        references: &references,
        source: inputs.source.as_ref().map(Decoded::raster),
        mask: request.inputs.mask.as_ref().map(|mask| Mask {
            width: mask.width,
            height: mask.height,
            coverage: &mask.luma,
        }),
        strength: spec.strength.and_then(|percent| u8::try_from(percent).ok()),
        ..easel_illustrator::Request::new(&spec.prompt, spec.width, spec.height, request.seed)
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
        Ok(Self { source, references })
    }
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
