//! Somebody at a studio's door, for benches: signs up, asks, waits.

use std::fs::File;
use std::io::Read;
use std::net::SocketAddr;
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::sys::{self, Answer};

/// A signed-in browser.
pub(super) struct Person {
    addr: SocketAddr,
    /// Where it comes from, as a proxy before the studio would say it.
    from: Option<String>,
    /// The header that says who it is.
    pub(super) cookie: String,
}

impl Person {
    pub(super) fn sign_up(addr: SocketAddr, name: &str) -> Result<Self> {
        Self { addr, from: None, cookie: String::new() }.signed_up(name)
    }

    /// Somebody of another place, to a studio that believes the proxy before it.
    pub(super) fn sign_up_from(addr: SocketAddr, name: &str, from: &str) -> Result<Self> {
        Self { addr, from: Some(from.to_owned()), cookie: String::new() }.signed_up(name)
    }

    /// The same person where the studio is now.
    pub(super) fn at(self, addr: SocketAddr) -> Self {
        Self { addr, ..self }
    }

    fn signed_up(mut self, name: &str) -> Result<Self> {
        let body = json!({
            "email": format!("{name}@example.com"), "password": "correct horse battery staple", "name": name, "language": "en",
        });
        let answer = self.ask("POST", "/api/v1/auth/sign-up", Some(&body))?;
        let set = answer.header("set-cookie").context("no cookie came with the account")?;
        self.cookie = format!("Cookie: {}", set.split(';').next().unwrap_or(""));
        Ok(self)
    }

    pub(super) fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Answer> {
        let mut headers =
            vec![format!("Origin: http://{}", self.addr), "Content-Type: application/json".into()];
        headers.extend(self.from.as_ref().map(|from| format!("X-Forwarded-For: {from}")));
        if !self.cookie.is_empty() {
            headers.push(self.cookie.clone());
        }
        let body = body.map(Value::to_string).unwrap_or_default();
        let answer = sys::http(self.addr, method, path, &headers, body.as_bytes())?;
        if !(200..300).contains(&answer.status) {
            bail!("{method} {path}: {}: {}", answer.status, String::from_utf8_lossy(&answer.body));
        }
        Ok(answer)
    }

    pub(super) fn read(&self, path: &str) -> Result<Value> {
        Ok(serde_json::from_slice(&self.ask("GET", path, None)?.body)?)
    }

    /// Asks for a picture; it comes later.
    pub(super) fn generate(&self, prompt: &str, (width, height): (u32, u32)) -> Result<()> {
        let body = json!({
            "id": uuid_v7()?, "model": "illustrator", "prompt": prompt, "width": width, "height": height, "count": 1,
            "accepted_credits": 1,
        });
        self.ask("POST", "/api/v1/generations", Some(&body)).map(drop)
    }

    /// Waits until nothing is under way any more; false when the time is over before that.
    pub(super) fn settled(&self, until: Instant) -> Result<bool> {
        loop {
            let live = self.read("/api/v1/generations?state=live&limit=1")?;
            if live["items"].as_array().is_none_or(Vec::is_empty) {
                return Ok(true);
            }
            if Instant::now() > until {
                return Ok(false);
            }
            thread::sleep(Duration::from_millis(100));
        }
    }
}

pub(super) fn uuid_v7() -> Result<String> {
    let mut bytes = [0_u8; 16];
    File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    let ms = SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis();
    bytes[..6].copy_from_slice(&ms.to_be_bytes()[10..]);
    bytes[6] = (bytes[6] & 0x0f) | 0x70;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok([&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-"))
}
