//! OpenAI's images, and everybody who speaks like it: what differs between them is data in a channel's options.
//!
//! A request is sent once. What is lost after that is unknown, because the provider may bill it; only what certainly
//! never left, or was certainly refused, may be tried again.

mod answer;
mod body;
mod chat;
mod cost;
mod faults;
mod options;
mod stream;
mod wire;

#[cfg(test)]
mod tests;

use crate::{Answer, Engine, Origin, Picture, Pixels, Reporter, Request, http::Reach};
use bytes::Bytes;
use easel_domain::{
    Capabilities, FailureCode, Outcome,
    model::{Channel, Operation, Provider},
    routing::{ClosedFor, Health},
};
use futures_util::future::BoxFuture;
use options::{MaskStyle, OpenAiOptions};
use std::time::Duration;
use tokio::time::{Instant, sleep, sleep_until, timeout};
use wire::{Made, Task, Wire};

/// Speaks the OpenAI Images API to one provider.
pub(crate) struct OpenAi {
    wire: Wire,
}

impl OpenAi {
    /// Checks the provider's settings; the error is a sentence for the operator.
    pub(crate) fn new(provider: &Provider, key: Option<&str>) -> Result<Self, String> {
        Self::reaching(provider, key, Reach::Public)
    }

    /// Likewise, with pictures at addresses of this origin: a test serves them from its own machine.
    fn reaching(provider: &Provider, key: Option<&str>, results: Reach) -> Result<Self, String> {
        Ok(Self { wire: Wire::new(provider, key, results)? })
    }

    async fn run(&self, request: &Request, reporter: &Reporter) -> Answer {
        let options = match OpenAiOptions::of(&request.channel) {
            Ok(options) => options,
            Err(why) => return Answer::failed(Health::Closed(ClosedFor::Settings), why),
        };
        let mask = match mask(request, &options).await {
            Ok(mask) => mask,
            Err(fault) => return *fault,
        };
        let deadline = sleep(request.time_left).deadline();
        let mut series = Series::default();
        let count = request.spec.count;
        while series.asked < count && !series.is_over() {
            if passed(deadline).await {
                series.fail(faults::unfit("no time left to ask"));
                break;
            }
            reporter.progress(f64::from(series.asked) / f64::from(count), "drawing");
            let (from, n) = (series.asked, options.per_request().min(count - series.asked));
            let task = Task { request, reporter, options: &options, mask: mask.clone(), deadline, from, n };
            let builder = match self.wire.prepare(&task) {
                Ok(builder) => builder,
                Err(fault) => {
                    series.fail(*fault);
                    break;
                }
            };
            if !reporter.sending().await {
                return Answer { cost: series.cost(), ..Answer::cancelled() };
            }
            series.asked += n;
            match self.wire.exchange(&task, builder).await {
                Ok(made) => series.add(made, seed(request, &options, from, n)),
                Err(fault) => series.fail(*fault),
            }
        }
        series.answer(count)
    }
}

impl Engine for OpenAi {
    fn generate<'a>(&'a self, request: Request, reporter: Reporter) -> BoxFuture<'a, Answer> {
        Box::pin(async move { self.run(&request, &reporter).await })
    }

    fn mistakes(&self, channel: &Channel) -> Vec<String> {
        match OpenAiOptions::of(channel) {
            Ok(options) => options.mistakes(channel),
            Err(why) => vec![why],
        }
    }

    fn lacks(&self, channel: &Channel, can: &Capabilities) -> Vec<String> {
        // Settings that can't be read are told as mistakes.
        let clear = OpenAiOptions::of(channel).is_ok_and(|options| options.leaves_clear());
        let background = (can.transparent && !clear).then_some(crate::ALWAYS_A_BACKGROUND);
        let palette = (can.palette > 0).then_some(crate::NO_PALETTE);
        background.into_iter().chain(palette).map(str::to_owned).collect()
    }
}

/// Whether a moment is over.
async fn passed(deadline: Instant) -> bool {
    timeout(Duration::ZERO, sleep_until(deadline)).await.is_ok()
}

/// The seed a picture is drawn again with: only known where a request with a seed is for one.
fn seed(request: &Request, options: &OpenAiOptions, from: u32, n: u32) -> Option<u64> {
    (options.seed_field.is_some() && n == 1).then(|| request.seed.wrapping_add(u64::from(from)))
}

/// The mask's file, where the request has one.
async fn mask(request: &Request, options: &OpenAiOptions) -> Result<Option<Bytes>, Box<Answer>> {
    if request.spec.operation() != Operation::Inpaint {
        return Ok(None);
    }
    if options.mask == MaskStyle::None {
        return Err(faults::unfit("the channel takes no masks").into());
    }
    let (Some(mask), Some(_)) = (request.inputs.mask.clone(), &request.inputs.source) else {
        return Err(faults::hopeless("the mask or its source is missing").into());
    };
    let style = options.mask;
    let encoding = tokio::task::spawn_blocking(move || body::mask_png(&mask, style)).await;
    match encoding.ok().flatten() {
        Some(file) => Ok(Some(file.into())),
        None => Err(faults::hopeless("the mask can't be encoded").into()),
    }
}

/// The requests of one job, one after another, and what came of them.
#[derive(Default)]
struct Series {
    /// How many pictures were asked for.
    asked: u32,
    pictures: Vec<Picture>,
    costs: Vec<Option<easel_domain::routing::Cost>>,
    provider_ref: Option<String>,
    fault: Option<Answer>,
}

impl Series {
    fn add(&mut self, made: Made, seed: Option<u64>) {
        let picture = |file| Picture { pixels: Pixels::Encoded(file), seed, origin: Origin::TrainedModel };
        self.pictures.extend(made.files.into_iter().map(picture));
        self.costs.push(made.cost);
        self.provider_ref = self.provider_ref.take().or(made.provider_ref);
    }

    fn fail(&mut self, fault: Answer) {
        // What was refused or lost may be billed, nobody knows how much; what failed isn't.
        if matches!(fault.outcome, Outcome::Rejected(_) | Outcome::Unknown { .. } | Outcome::Cancelled) {
            self.costs.push(None);
        }
        self.fault = Some(fault);
    }

    /// Whether no further request makes sense. One refused picture says nothing about the next.
    fn is_over(&self) -> bool {
        self.fault.as_ref().is_some_and(|fault| {
            !matches!(&fault.outcome, Outcome::Rejected(why) if why.code == FailureCode::RefusedPicture)
        })
    }

    fn cost(&self) -> Option<easel_domain::routing::Cost> {
        cost::sum(self.costs.iter().copied())
    }

    fn answer(mut self, count: u32) -> Answer {
        let cost = self.cost();
        match self.fault.take() {
            Some(fault) if self.pictures.is_empty() => fault,
            Some(fault) if matches!(fault.outcome, Outcome::Cancelled) => fault,
            fault => {
                self.pictures.truncate(count as usize);
                let health = fault.map_or(Health::Well, |fault| fault.health);
                let provider_ref = self.provider_ref;
                Answer { health, cost, provider_ref, ..Answer::pictures(self.pictures) }
            }
        }
    }
}
