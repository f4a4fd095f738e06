//! The built-in illustrator as an engine: no key, no GPU, nothing sent anywhere.

use crate::{Answer, Engine, Origin, Picture, Pictures, Pixels, Reporter, Request};
use easel_domain::{Failure, FailureCode, Outcome, routing::Health};
use easel_illustrator::{Account, Note, Refusal, Stage, illustrate};
use futures_util::future::BoxFuture;
use serde_json::json;

/// Draws on a blocking thread of its own process.
pub struct IllustratorEngine;

impl Engine for IllustratorEngine {
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
    let count = request.spec.count;
    let mut pictures = Vec::new();
    let mut account = None;
    for (i, seed) in (0..count).map(|i| (i, request.seed.wrapping_add(u64::from(i)))) {
        let mut progress = |stage: Stage, share: f32| {
            reporter.progress((f64::from(i) + f64::from(share)) / f64::from(count), stage_key(stage))
        };
        let asked = easel_illustrator::Request {
            prompt: &request.spec.prompt,
            negative_prompt: &request.spec.negative_prompt,
            style: request.spec.style.as_deref(),
            width: request.spec.width,
            height: request.spec.height,
            seed,
        };
        match illustrate(&asked, &mut progress) {
            Ok(drawn) => {
                account.get_or_insert_with(|| account_json(&drawn.account));
                let easel_illustrator::Picture { width, height, rgba, .. } = drawn;
                let pixels = Pixels::Rgba { width, height, rgba };
                pictures.push(Picture { pixels, seed: Some(seed), origin: Origin::Algorithm });
            }
            Err(Refusal::Abandoned) => return Outcome::Cancelled,
            Err(refusal) => {
                let failure = Failure { code: FailureCode::Engine, detail: refusal.to_string() };
                return Outcome::Failed { failure, retry: false };
            }
        }
    }
    Outcome::Succeeded(Pictures { pictures, account })
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
    json!({ "understood": account.understood, "ignored": account.ignored, "note": note })
}
