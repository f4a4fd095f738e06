//! Providers that behave, and providers that do not, on sockets of this machine.

mod chat;
mod evil;
mod plain;
mod provider;
mod refusals;
mod settings;

use super::{OpenAi, options::OpenAiOptions};
use crate::{Answer, Engine, InputPicture, Inputs, Mask, Pixels, Request, http::Reach, reporter};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use easel_domain::{
    AssetId, FailureCode, Outcome, Spec,
    model::{Channel, Operation, Provider},
    routing::Health,
};
use provider::{Evil, Reply};
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};

/// The key; nothing an engine says may have it.
const KEY: &str = "sk-very-secret";

/// The start of a PNG: enough to be taken for one.
fn png(mark: u8) -> Vec<u8> {
    [b"\x89PNG\r\n\x1a\n".as_slice(), &[mark; 40]].concat()
}

fn b64(mark: u8) -> String {
    STANDARD.encode(png(mark))
}

fn data(marks: &[u8]) -> Value {
    json!(marks.iter().map(|mark| json!({ "b64_json": b64(*mark) })).collect::<Vec<_>>())
}

fn spec(count: u32) -> Spec {
    Spec {
        model: "m".to_owned(),
        prompt: "a red kite".to_owned(),
        width: 1024,
        height: 1536,
        tier: "1K".to_owned(),
        quality: "high".to_owned(),
        count,
        ..Spec::default()
    }
}

/// Asks with these options of the channel.
fn request(count: u32, options: Value) -> Request {
    let mut channel = Channel::new("p", "gpt-image-x");
    channel.operations = Operation::ALL.to_vec();
    channel.options = options.as_object().cloned().expect("options are an object");
    Request {
        spec: spec(count),
        seed: 7,
        channel: Arc::new(channel),
        inputs: Inputs::default(),
        end_user: "someone-4711".to_owned(),
        resume: None,
        time_left: Duration::from_secs(60),
    }
}

fn asset() -> AssetId {
    "00000000-0000-7000-8000-000000000001".parse().expect("an id")
}

/// Adds a source, a mask and a reference.
fn with_pictures(mut request: Request, mask: bool) -> Request {
    let picture = |mark| InputPicture { png: png(mark).into(), width: 2, height: 2 };
    request.spec.source = Some(asset());
    request.spec.references = vec![asset()];
    request.inputs.source = Some(picture(1));
    request.inputs.references = vec![picture(2)];
    if mask {
        request.spec.mask = Some(asset());
        let luma = Bytes::from_static(&[255, 0, 100, 255]);
        request.inputs.mask = Some(Mask { width: 2, height: 2, luma });
    }
    request
}

/// An answer with what was seen on the way to it.
struct Seen {
    answer: Answer,
    sends: usize,
    previews: Vec<Bytes>,
}

impl Seen {
    fn health(&self) -> Health {
        self.answer.health
    }

    fn files(&self) -> Vec<Vec<u8>> {
        match &self.answer.outcome {
            Outcome::Succeeded(made) => made
                .pictures
                .iter()
                .map(|picture| match &picture.pixels {
                    Pixels::Encoded(file) => file.to_vec(),
                    Pixels::Rgba { .. } => panic!("a file was to come"),
                })
                .collect(),
            other => panic!("pictures were to come: {}", words(other)),
        }
    }

    fn micros(&self) -> Option<u64> {
        self.answer.cost.map(|cost| cost.micros)
    }

    fn words(&self) -> String {
        words(&self.answer.outcome)
    }
}

/// How it ended, in few words.
fn words(outcome: &Outcome<crate::Pictures>) -> String {
    match outcome {
        Outcome::Succeeded(made) => format!("{} pictures", made.pictures.len()),
        Outcome::Rejected(why) => match why.code {
            FailureCode::RefusedPicture => format!("refused picture: {}", why.detail),
            _ => format!("refused prompt: {}", why.detail),
        },
        Outcome::Failed { failure, retry } => format!("failed, again {retry}: {}", failure.detail),
        Outcome::Unknown { provider_ref } => format!("unknown: {}", provider_ref.as_deref().unwrap_or("")),
        Outcome::Cancelled => "cancelled".to_owned(),
    }
}

fn provider(url: &str, options: Value) -> Provider {
    let mut provider = Provider::new("openai", 1);
    provider.url = Some(url.to_owned());
    provider.options = options.as_object().cloned().expect("options are an object");
    provider
}

/// Asks an engine, allowing everything it wants to send, and looks that the key stays where it is.
async fn ask_engine(engine: &OpenAi, request: Request) -> Seen {
    let (reporter, mut listener) = reporter();
    let mut sends = 0;
    let mut previews = Vec::new();
    let work = engine.generate(request, reporter);
    tokio::pin!(work);
    let answer = loop {
        tokio::select! {
            biased;
            Some(sending) = listener.sending.recv() => {
                sends += 1;
                let _ = sending.allow.send(true);
            }
            Ok(()) = listener.preview.changed() => {
                previews.extend(listener.preview.borrow_and_update().clone());
            }
            answer = &mut work => break answer,
        }
    };
    let seen = Seen { answer, sends, previews };
    assert!(!seen.words().contains(KEY), "the key was told: {}", seen.words());
    seen
}

/// Asks a provider that gives this reply to everything, with options of the provider and a request.
async fn ask_with(evil: &Evil, options: Value, request: Request) -> Seen {
    let provider = provider(&evil.url("/v1"), options);
    let engine = OpenAi::reaching(&provider, Some(KEY), Reach::Operator).expect("an engine");
    ask_engine(&engine, request).await
}

/// Asks a provider for one picture in the plainest way.
async fn ask(reply: Reply) -> Seen {
    let evil = Evil::start(vec![reply]).await;
    let seen = ask_with(&evil, json!({ "timeout_seconds": 3 }), request(1, json!({}))).await;
    assert_eq!((seen.sends, evil.requests().len()), (1, 1), "one request, and it was told of");
    seen
}
