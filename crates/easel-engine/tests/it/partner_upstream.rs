//! The provider behind a proxy: it answers by the name of the model, so that one configuration of the proxy has every
//! case in it.

use crate::loopback::{Asked, Reply, json, read, write};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use std::{
    net::TcpListener,
    sync::{Mutex, OnceLock},
    time::Duration,
};

/// What came, with the model it was for.
static CAME: Mutex<Vec<(String, Asked)>> = Mutex::new(Vec::new());

/// Listens where the proxy looks for its provider; once for all tests of this program.
pub(crate) fn start() {
    static STARTED: OnceLock<()> = OnceLock::new();
    STARTED.get_or_init(|| {
        let address = crate::partner::told("EASEL_PARTNER_LITELLM_UPSTREAM");
        let listener = TcpListener::bind(&address).expect("the provider's port is free");
        listener.set_nonblocking(true).expect("a listener");
        // It outlives the runtime of the test that happened to come first.
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime").block_on(async move {
                let listener = tokio::net::TcpListener::from_std(listener).expect("a listener");
                while let Ok((mut stream, _)) = listener.accept().await {
                    tokio::spawn(async move {
                        let Some(asked) = read(&mut stream).await else { return };
                        let (reply, head) = answer(asked).await;
                        write(stream, reply, head).await;
                    });
                }
            });
        });
    });
}

/// What came for a model.
pub(crate) fn came(model: &str) -> Vec<Asked> {
    let mut all = CAME.lock().expect("nobody panicked");
    let (these, others) = all.drain(..).partition(|(name, _)| name == model);
    *all = others;
    let these: Vec<(String, Asked)> = these;
    these.into_iter().map(|(_, asked)| asked).collect()
}

/// A field of JSON or of a form.
fn field(asked: &Asked, name: &str) -> Option<String> {
    if let Some(value) = asked.json().get(name) {
        return Some(value.as_str().map_or_else(|| value.to_string(), str::to_owned));
    }
    let text = String::from_utf8_lossy(&asked.body);
    let (_, rest) = text.split_once(&format!("name=\"{name}\""))?;
    let (_, value) = rest.split_once("\r\n\r\n")?;
    Some(value.split("\r\n").next()?.to_owned())
}

/// A small picture that can be decoded.
pub(crate) fn picture() -> Vec<u8> {
    crate::partner::plain(64, [20, 200, 40]).png.to_vec()
}

const JSON: &str = "content-type: application/json\r\n";

async fn answer(asked: Asked) -> (Reply, &'static str) {
    let model = field(&asked, "model").unwrap_or_default();
    let count = field(&asked, "n").and_then(|n| n.parse().ok()).unwrap_or(1);
    let chat = asked.path.ends_with("/chat/completions");
    CAME.lock().expect("nobody panicked").push((model.clone(), asked));
    let error = |status, kind: &str, code: &str, words: &str| {
        json(status, &json!({ "error": { "message": words, "type": kind, "param": null, "code": code } }))
    };
    match model.as_str() {
        "moderated" => {
            let words = "Your request was rejected by the safety system. safety_violations=[sexual].";
            (error(400, "image_generation_user_error", "moderation_blocked", words), JSON)
        }
        "busy" => (
            error(429, "requests", "rate_limit_exceeded", "Rate limit reached for images per minute."),
            "content-type: application/json\r\nretry-after: 7\r\n",
        ),
        "poor" => {
            let words = "You exceeded your current quota, please check your plan and billing details.";
            (error(429, "insufficient_quota", "insufficient_quota", words), JSON)
        }
        "broken" => (error(500, "server_error", "", "The server had an error."), JSON),
        "wrong" => (error(400, "invalid_request_error", "invalid_value", "Invalid size '64x64'."), JSON),
        "slow" => {
            tokio::time::sleep(Duration::from_secs(8)).await;
            (json(200, &pictures(count)), JSON)
        }
        "lost" => (json(0, &Value::Null), JSON),
        "stream" => (stream(), "content-type: text/event-stream\r\n"),
        _ if chat => (json(200, &message()), JSON),
        _ => (json(200, &pictures(count)), JSON),
    }
}

fn pictures(count: usize) -> Value {
    let item = json!({ "b64_json": STANDARD.encode(picture()) });
    json!({
        "created": 1, "data": vec![item; count], "output_format": "png", "quality": "low", "size": "64x64",
        "usage": { "input_tokens": 10, "output_tokens": 196, "total_tokens": 206,
                   "input_tokens_details": { "text_tokens": 10, "image_tokens": 0 } }
    })
}

fn stream() -> Reply {
    let file = STANDARD.encode(picture());
    let partial =
        json!({ "type": "image_generation.partial_image", "partial_image_index": 0, "b64_json": file });
    let whole = json!({ "type": "image_generation.completed", "b64_json": file,
                        "usage": { "input_tokens": 10, "output_tokens": 196, "total_tokens": 206 } });
    let events = [partial, whole]
        .map(|event| format!("event: {}\ndata: {event}\n\n", event["type"].as_str().unwrap_or("x")));
    (200, events.concat().into_bytes())
}

/// A chat's answer with a picture in it.
fn message() -> Value {
    let url = format!("data:image/png;base64,{}", STANDARD.encode(picture()));
    json!({
        "id": "gen-1", "object": "chat.completion", "created": 1, "model": "chat",
        "choices": [{ "index": 0, "finish_reason": "stop", "message": {
            "role": "assistant", "content": "Here it is.",
            "images": [{ "type": "image_url", "index": 0, "image_url": { "url": url } }] } }],
        "usage": { "prompt_tokens": 10, "completion_tokens": 1290, "total_tokens": 1300, "cost": 0.0387 }
    })
}
