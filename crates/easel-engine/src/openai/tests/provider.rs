//! A provider of our own that says exactly what a test wants, byte by byte.

use serde_json::Value;
use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// One thing a provider does after it read a request.
#[derive(Clone)]
pub(super) enum Step {
    /// Sends these bytes.
    Say(Vec<u8>),
    /// Sends these bytes so many times, until nobody listens.
    Repeat(Vec<u8>, usize),
    /// Does nothing for so long.
    Wait(u64),
}

/// What a provider does with one request; then it hangs up.
pub(super) type Reply = Vec<Step>;

/// A request as it came.
#[derive(Clone)]
pub(super) struct Came {
    pub(super) head: String,
    pub(super) body: Vec<u8>,
}

impl Came {
    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON was to be sent")
    }

    pub(super) fn line(&self) -> &str {
        self.head.lines().next().unwrap_or_default()
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (found, value) = line.split_once(": ")?;
            found.eq_ignore_ascii_case(name).then_some(value)
        })
    }
}

/// A provider at work; gone with its test.
pub(super) struct Evil {
    address: SocketAddr,
    came: Arc<Mutex<Vec<Came>>>,
    serving: tokio::task::JoinHandle<()>,
}

impl Evil {
    /// Gives these replies one after another, the last one again and again.
    pub(super) async fn start(replies: Vec<Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let came = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&came);
        let serving = tokio::spawn(async move {
            let mut served = 0;
            while let Ok((socket, _)) = listener.accept().await {
                let reply = replies[served.min(replies.len() - 1)].clone();
                served += 1;
                tokio::spawn(serve(socket, reply, Arc::clone(&seen)));
            }
        });
        Self { address, came, serving }
    }

    pub(super) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(super) fn requests(&self) -> Vec<Came> {
        self.came.lock().expect("nobody panicked").clone()
    }
}

impl Drop for Evil {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn serve(mut socket: TcpStream, reply: Reply, seen: Arc<Mutex<Vec<Came>>>) {
    let mut bytes = Vec::new();
    let (head, length) = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
            bytes.drain(..end + 4);
            let came = Came { head: head.clone(), body: Vec::new() };
            break (head, came.header("content-length").map_or(0, |n| n.parse().expect("a length")));
        }
        if socket.read_buf(&mut bytes).await.unwrap_or(0) == 0 {
            return;
        }
    };
    while bytes.len() < length {
        if socket.read_buf(&mut bytes).await.unwrap_or(0) == 0 {
            return;
        }
    }
    seen.lock().expect("nobody panicked").push(Came { head, body: bytes });
    for step in reply {
        let said = match step {
            Step::Say(bytes) => socket.write_all(&bytes).await,
            Step::Repeat(bytes, times) => {
                let mut said = Ok(());
                for _ in 0..times {
                    said = socket.write_all(&bytes).await;
                    if said.is_err() {
                        break;
                    }
                }
                said
            }
            Step::Wait(ms) => {
                tokio::time::sleep(Duration::from_millis(ms)).await;
                Ok(())
            }
        };
        if said.is_err() {
            return;
        }
    }
    let _ = socket.shutdown().await;
}

/// The start of an answer.
pub(super) fn head(status: u16, headers: &[(&str, &str)]) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {status} Whatever\r\nconnection: close\r\n");
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    head.into_bytes()
}

/// A whole answer of any kind.
pub(super) fn raw(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Reply {
    let length = body.len().to_string();
    let headers: Vec<_> = headers.iter().copied().chain([("content-length", length.as_str())]).collect();
    vec![Step::Say([head(status, &headers), body.to_vec()].concat())]
}

/// A whole answer in JSON.
pub(super) fn json(status: u16, body: &Value) -> Reply {
    raw(status, &[("content-type", "application/json")], body.to_string().as_bytes())
}

/// A whole answer in JSON with further headers.
pub(super) fn json_with(status: u16, headers: &[(&str, &str)], body: &Value) -> Reply {
    let headers: Vec<_> = headers.iter().copied().chain([("content-type", "application/json")]).collect();
    raw(status, &headers, body.to_string().as_bytes())
}

/// A stream of events, ended by hanging up.
pub(super) fn events(events: &[Value], tail: &str) -> Reply {
    let mut reply = vec![Step::Say(head(200, &[("content-type", "text/event-stream; charset=utf-8")]))];
    for event in events {
        let name = event["type"].as_str().unwrap_or("x");
        reply.push(Step::Say(format!("event: {name}\ndata: {event}\n\n").into_bytes()));
        reply.push(Step::Wait(20));
    }
    reply.push(Step::Say(tail.as_bytes().to_vec()));
    reply
}
