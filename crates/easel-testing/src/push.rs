//! A stand-in of a browser and its push service: it checks who tells (RFC 8292), reads what it is told as the browser would (RFC 8291),
//! and has bad days when it is told to.

use crate::server::{Server, listen};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use bytes::Bytes;
use hmac::{Hmac, Mac};
use http_body_util::{BodyExt, Full, Limited};
use hyper::{
    HeaderMap, Method, Request, Response, body::Incoming, header, server::conn::http1, service::service_fn,
};
use hyper_util::rt::TokioIo;
use p256::{
    PublicKey, SecretKey, ecdh,
    elliptic_curve::{rand_core::OsRng, sec1::ToEncodedPoint},
};
use ring::{aead, signature};
use serde_json::Value;
use sha2::Sha256;
use std::{
    collections::VecDeque,
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::SystemTime,
};
use tokio::net::TcpListener;

/// What stands before the words: salt, length of a record, length of a key, the key.
const HEAD: usize = 16 + 4 + 1 + 65;
/// What we say of ourselves counts a day at most.
const DAY_SECONDS: u64 = 24 * 3_600;

/// A browser's own keys.
#[derive(Clone)]
pub struct PushKeys {
    secret: SecretKey,
    auth: Vec<u8>,
}

impl PushKeys {
    /// New ones.
    #[must_use]
    pub fn new() -> Self {
        Self { secret: SecretKey::random(&mut OsRng), auth: b"sixteen letters!".to_vec() }
    }

    /// Those that are written down somewhere, as base64url. `None` when they are none.
    #[must_use]
    pub fn read(secret: &str, auth: &str) -> Option<Self> {
        let bytes = |text| URL_SAFE_NO_PAD.decode(text).ok();
        Some(Self { secret: SecretKey::from_slice(&bytes(secret)?).ok()?, auth: bytes(auth)? })
    }

    /// The half that others know.
    #[must_use]
    pub fn public(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.point())
    }

    /// What only the studio and the browser know.
    #[must_use]
    pub fn auth(&self) -> String {
        URL_SAFE_NO_PAD.encode(&self.auth)
    }

    fn point(&self) -> Vec<u8> {
        self.secret.public_key().to_encoded_point(false).as_bytes().to_vec()
    }

    /// The same for a message that is written down somewhere, as base64url.
    #[must_use]
    pub fn open_written(&self, message: &str) -> Option<Vec<u8>> {
        self.open(&URL_SAFE_NO_PAD.decode(message).ok()?)
    }

    /// The words in a message of one record, as RFC 8291 and RFC 8188 have it. `None` when it isn't for these keys.
    #[must_use]
    pub fn open(&self, message: &[u8]) -> Option<Vec<u8>> {
        let (head, sealed) = message.split_at_checked(HEAD)?;
        let (salt, theirs) = (&head[..16], &head[21..]);
        if head[20] != 65 || sealed.len() > u32::from_be_bytes(head[16..20].try_into().ok()?) as usize {
            return None;
        }
        let public = PublicKey::from_sec1_bytes(theirs).ok()?;
        let shared = ecdh::diffie_hellman(self.secret.to_nonzero_scalar(), public.as_affine());
        let about = [b"WebPush: info\0", &self.point()[..], theirs].concat();
        let secret = drawn(&self.auth, shared.raw_secret_bytes(), &about);
        let key = drawn(salt, &secret, b"Content-Encoding: aes128gcm\0");
        let nonce = drawn(salt, &secret, b"Content-Encoding: nonce\0");
        let key = aead::LessSafeKey::new(aead::UnboundKey::new(&aead::AES_128_GCM, &key[..16]).ok()?);
        let nonce = aead::Nonce::try_assume_unique_for_key(&nonce[..12]).ok()?;
        let mut words = sealed.to_vec();
        let words = key.open_in_place(nonce, aead::Aad::empty(), &mut words).ok()?;
        // The last record ends with a two, and what fills it up follows.
        let end = words.iter().rposition(|byte| *byte != 0).filter(|end| words[*end] == 2)?;
        Some(words[..end].to_vec())
    }
}

impl Default for PushKeys {
    fn default() -> Self {
        Self::new()
    }
}

/// HKDF with SHA-256 (RFC 5869), for what fits into one block.
fn drawn(salt: &[u8], secret: &[u8], about: &[u8]) -> Vec<u8> {
    let mac = |key: &[u8], words: &[&[u8]]| {
        let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("keys of any length");
        words.iter().for_each(|part| mac.update(part));
        mac.finalize().into_bytes().to_vec()
    };
    mac(&mac(salt, &[secret]), &[about, &[1]])
}

#[derive(Default)]
struct Room {
    days: VecDeque<u16>,
    told: Vec<Value>,
    wrong: Vec<String>,
    asked: usize,
}

/// The stand-in. It ends when the last clone is dropped.
#[derive(Clone)]
pub struct PushStandIn {
    room: Arc<Mutex<Room>>,
    keys: PushKeys,
    origin: String,
    _server: Arc<Server>,
}

impl PushStandIn {
    /// Opens it on a port of its own.
    ///
    /// # Panics
    /// When there is none.
    pub async fn open() -> Self {
        let (listener, address) = listen("127.0.0.1:0").await;
        let (room, keys, origin) = (Arc::default(), PushKeys::new(), format!("http://{address}"));
        let server = tokio::spawn(serve(listener, (Arc::clone(&room), keys.clone(), origin.clone())));
        Self { room, keys, origin, _server: Arc::new(Server(server)) }
    }

    /// Where it takes what is for the browser.
    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("{}/push/browser", self.origin)
    }

    /// The browser's keys.
    #[must_use]
    pub fn keys(&self) -> &PushKeys {
        &self.keys
    }

    fn room(&self) -> MutexGuard<'_, Room> {
        lock(&self.room)
    }

    /// The next messages are answered with these statuses, one after the other; then each with 201.
    pub fn days(&self, statuses: impl IntoIterator<Item = u16>) {
        self.room().days.extend(statuses);
    }

    /// What the browser was told, the oldest first.
    #[must_use]
    pub fn told(&self) -> Vec<Value> {
        self.room().told.clone()
    }

    /// How often it was asked to tell something.
    #[must_use]
    pub fn asked(&self) -> usize {
        self.room().asked
    }

    /// What was not as the standards ask for it.
    #[must_use]
    pub fn wrong(&self) -> Vec<String> {
        self.room().wrong.clone()
    }
}

fn lock(room: &Mutex<Room>) -> MutexGuard<'_, Room> {
    room.lock().unwrap_or_else(PoisonError::into_inner)
}

type Held = (Arc<Mutex<Room>>, PushKeys, String);

async fn serve(listener: TcpListener, held: Held) {
    while let Ok((stream, _)) = listener.accept().await {
        let held = held.clone();
        tokio::spawn(async move {
            let service = service_fn(move |request| answer(held.clone(), request));
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

async fn answer((room, keys, origin): Held, request: Request<Incoming>) -> io::Result<Response<Full<Bytes>>> {
    let (head, body) = request.into_parts();
    // A push service takes 4,096 bytes.
    let body = Limited::new(body, 4_096).collect().await.map_err(io::Error::other)?.to_bytes();
    let mut room = lock(&room);
    room.asked += 1;
    let read = if head.method == Method::POST && head.uri.path() == "/push/browser" {
        looks_right(&head.headers, &origin).and_then(|()| words(&keys, &body))
    } else {
        Err("no such address".to_owned())
    };
    let status = match read {
        Err(wrong) => {
            room.wrong.push(wrong);
            400
        }
        Ok(words) => {
            let status = room.days.pop_front().unwrap_or(201);
            if status == 201 {
                room.told.push(words);
            }
            status
        }
    };
    Response::builder().status(status).body(Full::default()).map_err(io::Error::other)
}

fn words(keys: &PushKeys, body: &[u8]) -> Result<Value, String> {
    let words = keys.open(body).ok_or("it is not for this browser")?;
    serde_json::from_slice(&words).map_err(|error| error.to_string())
}

fn looks_right(headers: &HeaderMap, origin: &str) -> Result<(), String> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if text("content-encoding") != "aes128gcm" {
        return Err("it is not encrypted as it should be".to_owned());
    }
    if text("ttl").parse::<u32>().is_err() {
        return Err("it says not how long it counts".to_owned());
    }
    let topic = text("topic");
    if topic.len() > 32 || !topic.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)) {
        return Err(format!("no topic: {topic}"));
    }
    let said = text(header::AUTHORIZATION.as_str());
    let (token, key) = said
        .strip_prefix("vapid t=")
        .and_then(|rest| rest.split_once(", k="))
        .ok_or("it says not who tells it")?;
    let about = signed(token, key).ok_or("it is not signed by who tells it")?;
    let now = SystemTime::UNIX_EPOCH.elapsed().map_err(|error| error.to_string())?.as_secs();
    let until = about["exp"].as_u64().unwrap_or_default();
    let reached =
        about["sub"].as_str().is_some_and(|at| at.starts_with("mailto:") || at.starts_with("https:"));
    if about["aud"] != origin || until <= now || until > now + DAY_SECONDS || !reached {
        return Err(format!("it says of itself: {about}"));
    }
    Ok(())
}

/// What a token says, if its signature holds.
fn signed(token: &str, key: &str) -> Option<Value> {
    let (said, signature) = token.rsplit_once('.')?;
    let (head, about) = said.split_once('.')?;
    let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text).ok();
    let head: Value = serde_json::from_slice(&bytes(head)?).ok()?;
    let public = signature::UnparsedPublicKey::new(&signature::ECDSA_P256_SHA256_FIXED, bytes(key)?);
    public.verify(said.as_bytes(), &bytes(signature)?).ok()?;
    (head["alg"] == "ES256").then_some(())?;
    serde_json::from_slice(&bytes(about)?).ok()
}
