//! Just enough of an HTTP client to be somebody at the door: one request a connection.

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// Somebody's browser, as far as a server can tell.
#[derive(Clone)]
pub(crate) struct Client {
    pub(crate) address: String,
    cookie: String,
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) json: Value,
    pub(crate) body: Vec<u8>,
    cookie: Option<String>,
}

impl Client {
    pub(crate) fn new(address: &str) -> Self {
        Self { address: address.to_owned(), cookie: String::new() }
    }

    pub(crate) fn moved_to(&self, address: &str) -> Self {
        Self { address: address.to_owned(), cookie: self.cookie.clone() }
    }

    /// `None` when the connection broke before the answer was whole.
    pub(crate) async fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> Option<Answer> {
        let body = body.map_or_else(String::new, Value::to_string);
        let (host, cookie, length) = (&self.address, &self.cookie, body.len());
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: {host}\r\norigin: http://{host}\r\ncookie: {cookie}\r\n\
             content-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
        );
        let mut stream = TcpStream::connect(&self.address).await.ok()?;
        stream.write_all((head + &body).as_bytes()).await.ok()?;
        let mut raw = Vec::new();
        stream.read_to_end(&mut raw).await.ok()?;
        parse(&raw)
    }

    pub(crate) async fn sign_up(&mut self, email: &str) {
        let body = serde_json::json!({"email": email, "password": "a long enough one", "name": "Somebody", "language": "en"});
        let answer = self.ask("POST", "/api/v1/auth/sign-up", Some(&body)).await.expect("an answer");
        assert_eq!(answer.status, 201, "{}", answer.json);
        self.cookie = answer.cookie.expect("a session");
    }
}

impl Client {
    /// Signs in with the password of [`Client::sign_up`]; whether that went well.
    pub(crate) async fn sign_in(&mut self, email: &str) -> bool {
        let body = serde_json::json!({"email": email, "password": "a long enough one"});
        let answer = self.ask("POST", "/api/v1/auth/sign-in", Some(&body)).await.expect("an answer");
        self.cookie = answer.cookie.unwrap_or_default();
        answer.status == 200
    }
}

fn parse(raw: &[u8]) -> Option<Answer> {
    let end = raw.windows(4).position(|w| w == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&raw[..end]).ok()?;
    let body = &raw[end + 4..];
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let header = |name: &str| {
        head.lines().find_map(|l| {
            l.split_once(": ").filter(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.to_owned())
        })
    };
    // An answer counts as read only when all of it arrived.
    let length: usize = header("content-length").map_or(Some(0), |l| l.parse().ok())?;
    if body.len() != length {
        return None;
    }
    let cookie = header("set-cookie").and_then(|c| c.split(';').next().map(str::to_owned));
    Some(Answer {
        status,
        json: serde_json::from_slice(body).unwrap_or(Value::Null),
        body: body.to_vec(),
        cookie,
    })
}
