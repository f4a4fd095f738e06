//! The built-in tools as an engine: enlarging and cutting out, by small nets that are part of the program.

use crate::{Answer, Engine, Origin, Picture, Pixels, Reporter, Request};
use easel_domain::{Failure, FailureCode, Operation, Outcome, routing::Health};
use easel_vision::{Raster, VisionError};
use futures_util::future::BoxFuture;
use serde_json::json;

/// What is cut out less surely than this a person should look at first.
const SURE: f32 = 0.5;
/// Below this nothing worth having was found: whoever asked pays nothing.
const FOUND: f32 = 0.05;

/// Works on a blocking thread of its own process; needs no key and sends nothing anywhere.
pub struct RetouchEngine;

impl Engine for RetouchEngine {
    fn generate<'a>(&'a self, request: Request, reporter: Reporter) -> BoxFuture<'a, Answer> {
        Box::pin(async move {
            match tokio::task::spawn_blocking(move || retouch(&request, &reporter)).await {
                // Whatever one picture makes it do, the next is another matter: it never rests.
                Ok(outcome) => Answer::of(outcome, Health::Well),
                Err(error) => Answer::failed(Health::Well, format!("the tool stopped: {error}")),
            }
        })
    }
}

fn retouch(request: &Request, reporter: &Reporter) -> Outcome<crate::Pictures> {
    let failed = |detail: String| Outcome::Failed {
        failure: Failure { code: FailureCode::Engine, detail },
        retry: false,
    };
    let Some(source) = &request.inputs.source else { return failed("there is no picture".to_owned()) };
    let rgba = match source.rgba() {
        Ok(rgba) => rgba,
        Err(why) => return failed(why),
    };
    let (width, height) = (source.width, source.height);
    let mut notes = Vec::new();
    let made = match request.spec.operation() {
        Operation::Upscale => {
            let factor = request.spec.factor.unwrap_or(2);
            let mut progress = |share: f32| reporter.progress(f64::from(share), "enlarging");
            easel_vision::upscale(&rgba, width, height, factor, &mut progress)
        }
        Operation::CutOut => {
            if !reporter.progress(0.1, "cutting_out") {
                return Outcome::Cancelled;
            }
            let cut = easel_vision::cut_out(&rgba, width, height);
            if cut.as_ref().is_ok_and(|cut| cut.sure < FOUND) {
                return failed("there is nothing that stands out to be cut out".to_owned());
            }
            cut.map(|cut| {
                if cut.sure < SURE {
                    notes.push("cut_out_unsure");
                }
                cut.picture
            })
        }
        Operation::Generate | Operation::Edit | Operation::Inpaint => {
            return failed("this way only enlarges and cuts out".to_owned());
        }
    };
    match made {
        Ok(Raster { width, height, rgba }) => {
            let pixels = Pixels::Rgba { width, height, rgba };
            // A trained net took part, whatever the source was.
            let picture = Picture { pixels, seed: None, origin: Origin::TrainedModel };
            let account = json!({ "understood": [], "ignored": [], "notes": notes });
            let account = (!notes.is_empty()).then_some(account);
            Outcome::Succeeded(crate::Pictures { pictures: vec![picture], account })
        }
        Err(VisionError::Stopped) => Outcome::Cancelled,
        Err(error) => failed(error.to_string()),
    }
}
