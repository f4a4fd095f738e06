//! A stand-in of a chat model behind OpenAI's API: it plans what it is given, a panel or a page for each line, and has
//! bad days when it is told to.

use crate::server::{Server, listen};
use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::{Method, Request, Response, body::Incoming, header, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use std::{
    collections::VecDeque,
    io,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard},
};
use tokio::net::TcpListener;

/// What becomes of one of the next questions.
#[derive(Clone, Debug)]
pub enum ChatDay {
    /// This is said instead of a plan.
    Say(String),
    /// It fails with this status.
    Fail(u16),
    /// It leads to another address.
    Redirect(String),
    /// It never answers.
    Hang,
    /// Its answer has so many bytes.
    Flood(usize),
    /// It stops in the middle, because it may say no more.
    CutOff,
    /// It plans well, and writes something around it, as in a page of text.
    Fenced,
}

#[derive(Default)]
struct Room {
    days: VecDeque<ChatDay>,
    asked: Vec<Value>,
    /// Forms of an answer that it refuses as unknown.
    refuses: Vec<&'static str>,
}

/// The stand-in. It ends when the last clone is dropped.
#[derive(Clone)]
pub struct ChatStandIn {
    room: Arc<Mutex<Room>>,
    address: SocketAddr,
    _server: Arc<Server>,
}

impl ChatStandIn {
    /// The key it takes.
    pub const KEY: &'static str = "key-of-the-chat-standin";
    /// What its model is called.
    pub const MODEL: &'static str = "writer-1";

    /// Opens it on a port of its own.
    ///
    /// # Panics
    /// When there is none.
    pub async fn open() -> Self {
        let (listener, address) = listen("127.0.0.1:0").await;
        let room: Arc<Mutex<Room>> = Arc::default();
        let server = tokio::spawn(serve(listener, Arc::clone(&room)));
        Self { room, address, _server: Arc::new(Server(server)) }
    }

    /// What its paths begin with.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    fn room(&self) -> MutexGuard<'_, Room> {
        lock(&self.room)
    }

    /// The next questions go like this, one after the other.
    pub fn days(&self, days: impl IntoIterator<Item = ChatDay>) {
        self.room().days.extend(days);
    }

    /// From now on it knows nothing of these forms of an answer: `json_schema`, `json_object`.
    pub fn refuse(&self, forms: &[&'static str]) {
        self.room().refuses = forms.to_vec();
    }

    /// What it was asked, the oldest first.
    #[must_use]
    pub fn asked(&self) -> Vec<Value> {
        self.room().asked.clone()
    }
}

fn lock(room: &Mutex<Room>) -> MutexGuard<'_, Room> {
    room.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

async fn serve(listener: TcpListener, room: Arc<Mutex<Room>>) {
    while let Ok((stream, _)) = listener.accept().await {
        let room = Arc::clone(&room);
        tokio::spawn(async move {
            let service = service_fn(move |request| answer(Arc::clone(&room), request));
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

async fn answer(room: Arc<Mutex<Room>>, request: Request<Incoming>) -> io::Result<Response<Full<Bytes>>> {
    let (head, body) = request.into_parts();
    let body = Limited::new(body, 1 << 20).collect().await.map_err(io::Error::other)?.to_bytes();
    let key = head.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    if key != Some(&format!("Bearer {}", ChatStandIn::KEY)) {
        return said(401, json!({ "error": { "message": "no such key" } }));
    }
    let asked: Value = serde_json::from_slice(&body).map_err(io::Error::other)?;
    if head.method != Method::POST || head.uri.path() != "/v1/chat/completions" {
        return said(404, json!({ "error": { "message": "no such path" } }));
    }
    let (day, refused) = {
        let mut room = lock(&room);
        room.asked.push(asked.clone());
        let form = asked["response_format"]["type"].as_str();
        let refused = form.is_some_and(|form| room.refuses.contains(&form));
        (if refused { None } else { room.days.pop_front() }, refused)
    };
    if refused || asked["model"] != ChatStandIn::MODEL {
        return said(400, json!({ "error": { "message": "unknown response_format or model" } }));
    }
    match day {
        None => completed(plan(&asked).to_string(), "stop"),
        Some(ChatDay::Fenced) => {
            completed(format!("Here you are:\n\n```json\n{}\n```\nEnjoy!", plan(&asked)), "stop")
        }
        Some(ChatDay::Say(words)) => completed(words, "stop"),
        Some(ChatDay::CutOff) => completed(plan(&asked).to_string().chars().take(60).collect(), "length"),
        Some(ChatDay::Flood(bytes)) => completed("x".repeat(bytes), "stop"),
        Some(ChatDay::Fail(status)) => said(status, json!({ "error": { "message": "a bad day" } })),
        Some(ChatDay::Redirect(to)) => {
            let answer = Response::builder().status(307).header(header::LOCATION, to);
            answer.body(Full::default()).map_err(io::Error::other)
        }
        Some(ChatDay::Hang) => std::future::pending().await,
    }
}

fn said(status: u16, body: Value) -> io::Result<Response<Full<Bytes>>> {
    let answer = Response::builder().status(status).header(header::CONTENT_TYPE, "application/json");
    answer.body(Full::from(body.to_string())).map_err(io::Error::other)
}

fn completed(content: String, why: &str) -> io::Result<Response<Full<Bytes>>> {
    let message = json!({ "role": "assistant", "content": content });
    said(200, json!({ "choices": [{ "index": 0, "message": message, "finish_reason": why }] }))
}

/// A panel for each line of the text, or a page; somebody of the cast is in all of them.
fn plan(asked: &Value) -> Value {
    let system = asked["messages"][0]["content"].as_str().unwrap_or_default();
    let user = asked["messages"][1]["content"].as_str().unwrap_or_default();
    let user: Value = serde_json::from_str(user).unwrap_or_default();
    let text = user["text"].as_str().unwrap_or_default();
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let prompt = |line: &str| format!("As the writer sees it: {line}");
    let pages: Vec<Value> = if system.contains("picture books") {
        let page = |line: &&str| json!({ "text": line, "prompt": prompt(line), "camera": "wide", "characters": user["cast"] });
        lines.iter().map(page).collect()
    } else {
        let panel = |line: &&str| {
            json!({ "prompt": prompt(line), "camera": "close", "characters": user["cast"], "captions": [],
                "balloons": [{ "kind": "speech", "speaker": "Somebody", "words": line }] })
        };
        let panels: Vec<Value> = lines.iter().map(panel).collect();
        panels.chunks(4).map(|panels| json!({ "panels": panels })).collect()
    };
    json!({ "pages": pages })
}
