//! An engine that does as it is told, one instruction a call; `ok` when none is left.

use bytes::Bytes;
use easel_compose::Decoded;
use easel_domain::{
    Failure, FailureCode, Outcome,
    routing::{ClosedFor, Cost, CostSource, Health},
};
use easel_engine::{Answer, Engine, Inputs, Origin, Picture, Pictures, Pixels, Reporter, Request};
use futures_util::future::BoxFuture;
use std::{
    collections::VecDeque,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::sync::Notify;

#[derive(Default)]
pub(crate) struct Scripted {
    script: Mutex<VecDeque<&'static str>>,
    calls: AtomicUsize,
    sends: AtomicUsize,
    told: Notify,
    inputs: Mutex<Vec<Inputs>>,
}

impl Scripted {
    pub(crate) fn follow(&self, script: &[&'static str]) {
        self.script.lock().expect("not poisoned").extend(script);
    }

    pub(crate) fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }

    pub(crate) fn sends(&self) -> usize {
        self.sends.load(Ordering::SeqCst)
    }

    /// The pictures of each call, in order.
    pub(crate) fn inputs(&self) -> Vec<Inputs> {
        self.inputs.lock().expect("not poisoned").clone()
    }

    pub(crate) fn go_on(&self) {
        self.told.notify_one();
    }

    async fn play(&self, word: &'static str, request: Request, reporter: Reporter) -> Outcome<Pictures> {
        match word {
            "slow" => {
                for step in 0..30 {
                    reporter.progress(f64::from(step) / 30.0, "drawing");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            }
            "until stopped" => {
                while reporter.progress(0.5, "drawing") {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
                return Outcome::Cancelled;
            }
            "until stopped or told" => self.told.notified().await,
            "show, then wait" => {
                reporter.preview(Bytes::from_static(b"this is no picture"));
                tokio::time::sleep(Duration::from_millis(100)).await;
                let picture = Decoded { width: 64, height: 32, rgba: vec![90; 64 * 32 * 4] };
                reporter.preview(easel_compose::png(&picture).expect("a picture").into());
                self.told.notified().await;
            }
            "hang" => std::future::pending().await,
            "wait, then send" => {
                self.told.notified().await;
                if !reporter.sending().await {
                    return Outcome::Cancelled;
                }
                self.sends.fetch_add(1, Ordering::SeqCst);
            }
            _ => {}
        }
        outcome(word, request.spec.count, request.seed)
    }
}

pub(crate) fn outcome(word: &str, count: u32, seed: u64) -> Outcome<Pictures> {
    let failure = |code| Failure { code, detail: "as the script says".to_owned() };
    let pictures = |count: u32| Pictures {
        pictures: (0..count).map(|i| picture(seed + u64::from(i))).collect(),
        account: None,
    };
    match word {
        "reject" => Outcome::Rejected(failure(FailureCode::RefusedPrompt)),
        "fail" | "busy" | "bad key" => Outcome::Failed { failure: failure(FailureCode::Engine), retry: true },
        "fatal" => Outcome::Failed { failure: failure(FailureCode::Engine), retry: false },
        "unknown" => Outcome::Unknown { provider_ref: Some("x1".to_owned()) },
        "none" => Outcome::Succeeded(pictures(0)),
        "one" => Outcome::Succeeded(pictures(1)),
        "three" => Outcome::Succeeded(pictures(3)),
        "torn" => {
            let mut torn = pictures(count);
            torn.pictures[0].pixels = Pixels::Rgba { width: 8, height: 8, rgba: vec![1; 5] };
            Outcome::Succeeded(torn)
        }
        _ => Outcome::Succeeded(pictures(count)),
    }
}

fn picture(seed: u64) -> Picture {
    let shade = (seed % 251) as u8;
    Picture {
        pixels: Pixels::Rgba { width: 8, height: 8, rgba: [shade, 90, 160, 255].repeat(64) },
        seed: Some(seed),
        origin: Origin::TrainedModel,
    }
}

impl Engine for Scripted {
    fn generate<'a>(&'a self, request: Request, reporter: Reporter) -> BoxFuture<'a, Answer> {
        self.calls.fetch_add(1, Ordering::SeqCst);
        self.inputs.lock().expect("not poisoned").push(request.inputs.clone());
        let word = self.script.lock().expect("not poisoned").pop_front().unwrap_or("ok");
        Box::pin(async move {
            let outcome = self.play(word, request, reporter).await;
            let health = match word {
                "busy" => Health::Busy { retry_after_ms: Some(60_000) },
                "fail" | "unknown" => Health::Ill,
                "bad key" => Health::Closed(ClosedFor::Key),
                _ => Health::Well,
            };
            let cost = (word == "dear").then_some(Cost { micros: 53_000, source: CostSource::Usage });
            Answer { cost, ..Answer::of(outcome, health) }
        })
    }
}
