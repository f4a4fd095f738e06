//! What a studio would do with an engine: a configuration, a request, a worker that listens.

use bytes::Bytes;
use easel_domain::{AssetId, Outcome, Spec, model::Channel, routing::Health};
use easel_engine::{
    Answer, Engine, InputPicture, Inputs, Mask, Pixels, Registry, Reporter, Request, reporter,
};
use serde_json::{Value, json};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::sync::Notify;

/// The beginning of a PNG file and nothing more: engines look no further.
pub(crate) const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n-picture-";

/// An engine with its channel.
pub(crate) struct Way {
    pub(crate) engine: Arc<dyn Engine>,
    pub(crate) channel: Arc<Channel>,
}

/// A configuration with one provider and one channel, read as an operator's would be.
pub(crate) fn registry(provider: &Value, model: &str, options: &Value) -> Result<Registry, String> {
    // A chat has no place for a mask.
    let masks = options["route"] != "chat";
    let operations = [&["generate", "edit"][..], if masks { &["inpaint"] } else { &[] }].concat();
    let text = json!({
        "providers": { "gpu": provider },
        "models": [{
            "name": "m",
            "label": { "en": "M" },
            "capabilities": {
                "sizes": [{ "id": "square", "width": 64, "height": 64 }],
                "min_px": 64, "max_px": 64, "step_px": 64, "max_count": 4,
                "tiers": ["1K"], "qualities": ["standard"], "source": true, "mask": masks
            },
            "prices": [{ "tier": "1K", "quality": "standard", "credits": 1 }],
            "channels": [{
                "provider": "gpu", "provider_model": model,
                "operations": operations, "options": options
            }]
        }]
    });
    // Real servers have keys of their own.
    let key = |name: &str| std::env::var(name).ok().or_else(|| Some("user:secret-word".to_owned()));
    Registry::parse(&text.to_string(), &key).map_err(|e| e.to_string())
}

pub(crate) fn way(provider: &Value, model: &str, options: &Value) -> Way {
    let registry = registry(provider, model, options).expect("a configuration");
    let channel = registry.catalogue().models[0].channels[0].clone();
    let engine = registry.engine(&channel.provider).expect("it can be asked");
    Way { engine: Arc::clone(engine), channel: Arc::new(channel) }
}

pub(crate) fn request(way: &Way, count: u32) -> Request {
    let spec = Spec {
        model: "m".to_owned(),
        prompt: "a \"red\" {cat}".to_owned(),
        negative_prompt: "dogs".to_owned(),
        width: 64,
        height: 64,
        tier: "1K".to_owned(),
        quality: "standard".to_owned(),
        count,
        seed: Some(7),
        ..Spec::default()
    };
    Request {
        spec,
        seed: 7,
        channel: Arc::clone(&way.channel),
        inputs: Inputs::default(),
        end_user: "someone".to_owned(),
        resume: None,
        time_left: Duration::from_secs(20),
    }
}

pub(crate) fn picture() -> InputPicture {
    InputPicture { png: Bytes::from_static(PICTURE), width: 64, height: 64 }
}

/// The request with a source and, if so wished, a mask.
pub(crate) fn with_source(mut request: Request, mask: bool) -> Request {
    let id: AssetId = serde_json::from_value(json!("0190f5fe-7c00-7a00-8000-000000000001"))
        .or_else(|_| serde_json::from_value(json!("00000000000000000000000001")))
        .expect("an id");
    request.spec.source = Some(id);
    request.spec.strength = Some(60);
    request.inputs.source = Some(picture());
    if mask {
        request.spec.mask = Some(id);
        request.inputs.mask = Some(Mask { width: 2, height: 1, luma: Bytes::from_static(&[255, 0]) });
    }
    request
}

/// What a worker saw.
#[derive(Default)]
pub(crate) struct Seen {
    pub(crate) sent: Mutex<u32>,
    pub(crate) accepted: Mutex<Vec<String>>,
    /// Unfinished pictures, in order.
    pub(crate) previews: Mutex<Vec<Bytes>>,
    pub(crate) furthest: Mutex<f64>,
}

/// Lets an engine work with a server of our own, and tells it to stop when `stop` is notified.
pub(crate) async fn run(way: &Way, request: Request, stop: Option<Arc<Notify>>) -> (Answer, Seen) {
    let (answer, seen) = follow(way, request, stop).await;
    let ours = seen.previews.lock().expect("seen").iter().all(|file| file == PICTURE);
    assert!(ours, "another person's picture");
    (answer, seen)
}

/// Lets an engine work, and tells it to stop when `stop` is notified.
pub(crate) async fn follow(way: &Way, request: Request, stop: Option<Arc<Notify>>) -> (Answer, Seen) {
    let (line, mut listener): (Reporter, _) = reporter();
    let seen = Seen::default();
    let work = way.engine.generate(request, line);
    tokio::pin!(work);
    let stop = stop.unwrap_or_default();
    let answer = loop {
        tokio::select! {
            answer = &mut work => break answer,
            Some(sending) = listener.sending.recv() => {
                *seen.sent.lock().expect("seen") += 1;
                let _ = sending.allow.send(true);
            }
            Some(accepted) = listener.accepted.recv() => {
                seen.accepted.lock().expect("seen").push(accepted.provider_ref);
                let _ = accepted.done.send(());
            }
            Ok(()) = listener.preview.changed() => {
                seen.previews.lock().expect("seen").extend(listener.preview.borrow_and_update().clone());
            }
            Ok(()) = listener.report.changed() => {
                let at = listener.report.borrow_and_update().progress;
                let mut furthest = seen.furthest.lock().expect("seen");
                *furthest = furthest.max(at);
            }
            () = stop.notified() => listener.stop(),
        }
    };
    (answer, seen)
}

/// The seeds of the pictures, or what went wrong.
pub(crate) fn seeds(answer: &Answer) -> Result<Vec<u64>, String> {
    match &answer.outcome {
        Outcome::Succeeded(made) => Ok(made
            .pictures
            .iter()
            .map(|picture| {
                assert!(matches!(&picture.pixels, Pixels::Encoded(file) if file == PICTURE));
                picture.seed.expect("a seed")
            })
            .collect()),
        Outcome::Failed { failure, retry: true } => Err(failure.detail.clone()),
        Outcome::Unknown { provider_ref } => Err(format!("unknown: {provider_ref:?}")),
        Outcome::Cancelled => Err("cancelled".to_owned()),
        Outcome::Failed { .. } | Outcome::Rejected(_) => Err("another end".to_owned()),
    }
}

/// Asserts a failure with this health whose detail has these words.
#[track_caller]
pub(crate) fn assert_failed(answer: &Answer, health: Health, words: &str) {
    let detail = seeds(answer).expect_err("a failure");
    assert!(detail.contains(words), "{detail}");
    assert!(!detail.contains("secret-word"), "{detail}");
    assert_eq!(answer.health, health, "{detail}");
}
