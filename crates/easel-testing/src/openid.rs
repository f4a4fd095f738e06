//! A stand-in of a sign-in provider (OpenID Connect): it signs for real, asks for what providers ask for, and has bad days when it
//! is told to.

use crate::server::{Server, listen};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD as BASE64},
};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{Request, Response, body::Incoming, header, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING as ES256, EcdsaKeyPair, KeyPair},
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::{
    collections::HashMap,
    io,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard},
};
use tokio::net::TcpListener;

/// What is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenIdDay {
    /// It signs another nonce than it was asked with.
    WrongNonce,
    /// It signs for another studio.
    WrongAudience,
    /// It signs as another provider.
    WrongIssuer,
    /// It signs with a key that it never showed.
    WrongKey,
    /// What it signed is long over.
    Expired,
    /// It fails at everything.
    Away,
    /// What it says comes without a signature.
    Unsigned,
    /// It signs no more than who it is, and says the rest when it is asked for that.
    Terse,
    /// As terse, and it says the rest of somebody else.
    Mistaken,
}

/// Somebody who has an account there.
#[derive(Clone, Debug)]
pub struct OpenIdAccount {
    /// What it calls them.
    pub subject: String,
    /// Their address.
    pub email: String,
    /// Whether it has seen that the address is theirs.
    pub verified: bool,
}

struct Asked {
    nonce: String,
    challenge: String,
    back: String,
    account: OpenIdAccount,
    now: i64,
}

struct Room {
    key: EcdsaKeyPair,
    key_no: u32,
    day: Option<OpenIdDay>,
    /// By the code that was given out.
    asked: HashMap<String, Asked>,
    /// By the word that was given out for asking more.
    known: HashMap<String, OpenIdAccount>,
    codes: u32,
    keys_shown: u32,
    issuer: String,
}

/// The stand-in. It ends when the last clone is dropped.
#[derive(Clone)]
pub struct OpenIdStandIn {
    room: Arc<Mutex<Room>>,
    address: SocketAddr,
    _server: Arc<Server>,
}

impl OpenIdStandIn {
    /// What it calls the studio.
    pub const CLIENT_ID: &'static str = "studio";
    /// How it knows the studio.
    pub const CLIENT_SECRET: &'static str = "secret-of-the-openid-standin";

    /// Opens it on a port of its own.
    ///
    /// # Panics
    /// When there is none.
    pub async fn open() -> Self {
        let (listener, address) = listen("127.0.0.1:0").await;
        let room = Room {
            key: key(),
            key_no: 1,
            day: None,
            asked: HashMap::new(),
            known: HashMap::new(),
            codes: 0,
            keys_shown: 0,
            issuer: format!("http://{address}"),
        };
        let room = Arc::new(Mutex::new(room));
        let server = tokio::spawn(serve(listener, Arc::clone(&room)));
        Self { room, address, _server: Arc::new(Server(server)) }
    }

    /// What it calls itself.
    #[must_use]
    pub fn issuer(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What is wrong with it from now on.
    pub fn has_a(&self, day: impl Into<Option<OpenIdDay>>) {
        lock(&self.room).day = day.into();
    }

    /// It signs with another key from now on, and shows that one.
    pub fn changes_its_key(&self) {
        let mut room = lock(&self.room);
        room.key = key();
        room.key_no += 1;
    }

    /// How often its keys were asked for.
    #[must_use]
    pub fn keys_shown(&self) -> u32 {
        lock(&self.room).keys_shown
    }

    /// Somebody signs in there at this address: what it sends the browser back with, a state and a code. `now` is in seconds.
    ///
    /// # Panics
    /// When the address lacks what a provider asks for.
    #[must_use]
    pub fn signs_in(&self, address: &str, account: &OpenIdAccount, now: i64) -> (String, String) {
        let (page, query) = address.split_once('?').expect("a query");
        assert_eq!(page, format!("{}/authorize", self.issuer()));
        let query: HashMap<String, String> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let of = |name: &str| query.get(name).unwrap_or_else(|| panic!("{name} in {query:?}")).clone();
        assert_eq!((of("response_type").as_str(), of("client_id").as_str()), ("code", Self::CLIENT_ID));
        assert_eq!(of("code_challenge_method"), "S256");
        assert!(of("scope").split(' ').any(|one| one == "openid") && of("scope").contains("email"));
        let mut room = lock(&self.room);
        room.codes += 1;
        let code = format!("code-{}", room.codes);
        let asked = Asked {
            nonce: of("nonce"),
            challenge: of("code_challenge"),
            back: of("redirect_uri"),
            account: account.clone(),
            now,
        };
        room.asked.insert(code.clone(), asked);
        (of("state"), code)
    }
}

fn lock(room: &Mutex<Room>) -> MutexGuard<'_, Room> {
    room.lock().expect("nobody panics in here")
}

fn key() -> EcdsaKeyPair {
    let chance = SystemRandom::new();
    let bytes = EcdsaKeyPair::generate_pkcs8(&ES256, &chance).expect("a key");
    EcdsaKeyPair::from_pkcs8(&ES256, bytes.as_ref(), &chance).expect("a key")
}

async fn serve(listener: TcpListener, room: Arc<Mutex<Room>>) {
    while let Ok((stream, _)) = listener.accept().await {
        let room = Arc::clone(&room);
        tokio::spawn(async move {
            let service = service_fn(|request| answer(request, Arc::clone(&room)));
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

async fn answer(
    request: Request<Incoming>,
    room: Arc<Mutex<Room>>,
) -> Result<Response<Full<Bytes>>, io::Error> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
    let mut room = lock(&room);
    if room.day == Some(OpenIdDay::Away) {
        return said(503, &json!({ "error": "temporarily_unavailable" }));
    }
    match head.uri.path() {
        "/.well-known/openid-configuration" => {
            let issuer = &room.issuer;
            said(
                200,
                &json!({
                    "issuer": issuer,
                    "authorization_endpoint": format!("{issuer}/authorize"),
                    "token_endpoint": format!("{issuer}/token"),
                    "userinfo_endpoint": format!("{issuer}/userinfo"),
                    "jwks_uri": format!("{issuer}/keys"),
                    "response_types_supported": ["code"],
                    "subject_types_supported": ["public"],
                    "id_token_signing_alg_values_supported": ["ES256"],
                    "token_endpoint_auth_methods_supported": ["client_secret_basic"],
                }),
            )
        }
        "/keys" => {
            room.keys_shown += 1;
            let point = room.key.public_key().as_ref();
            let (x, y) = (BASE64.encode(&point[1..33]), BASE64.encode(&point[33..]));
            let kid = format!("key-{}", room.key_no);
            said(
                200,
                &json!({ "keys": [{ "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": kid, "x": x, "y": y }] }),
            )
        }
        "/token" => {
            let form: HashMap<String, String> = form_urlencoded::parse(&body).into_owned().collect();
            let knows = format!("{}:{}", OpenIdStandIn::CLIENT_ID, OpenIdStandIn::CLIENT_SECRET);
            let knows = format!("Basic {}", STANDARD.encode(knows));
            if head.headers.get(header::AUTHORIZATION).is_none_or(|value| *value != *knows) {
                return said(401, &json!({ "error": "invalid_client" }));
            }
            match token(&mut room, &form) {
                Some(token) => said(200, &token),
                None => said(400, &json!({ "error": "invalid_grant" })),
            }
        }
        "/userinfo" => {
            let word = head.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
            let Some(account) = word.and_then(|word| room.known.get(word.strip_prefix("Bearer ")?)) else {
                return said(401, &json!({ "error": "invalid_token" }));
            };
            let mut told = about(account);
            if room.day == Some(OpenIdDay::Mistaken) {
                told["sub"] = "somebody-else".into();
            }
            said(200, &told)
        }
        _ => said(404, &json!({})),
    }
}

/// Each code once, to whoever began, and back to where it was asked from.
fn token(room: &mut Room, form: &HashMap<String, String>) -> Option<Value> {
    let asked = room.asked.remove(form.get("code")?)?;
    let shown = BASE64.encode(Sha256::digest(form.get("code_verifier")?.as_bytes()));
    if shown != asked.challenge || *form.get("redirect_uri")? != asked.back {
        return None;
    }
    let of = |day: OpenIdDay, wrong: &str, right: &str| {
        if room.day == Some(day) { wrong.to_owned() } else { right.to_owned() }
    };
    let until = if room.day == Some(OpenIdDay::Expired) { asked.now - 600 } else { asked.now + 300 };
    let mut claims = json!({
        "iss": of(OpenIdDay::WrongIssuer, "https://other.example", &room.issuer),
        "aud": of(OpenIdDay::WrongAudience, "another-studio", OpenIdStandIn::CLIENT_ID),
        "nonce": of(OpenIdDay::WrongNonce, "another-nonce", &asked.nonce),
        "sub": asked.account.subject,
        "iat": until - 300,
        "exp": until,
    });
    if !matches!(room.day, Some(OpenIdDay::Terse | OpenIdDay::Mistaken)) {
        let said = about(&asked.account);
        claims.as_object_mut()?.extend(said.as_object()?.clone());
    }
    let alg = if room.day == Some(OpenIdDay::Unsigned) { "none" } else { "ES256" };
    let head = json!({ "alg": alg, "kid": format!("key-{}", room.key_no) });
    let signed = format!("{}.{}", BASE64.encode(head.to_string()), BASE64.encode(claims.to_string()));
    let other = key();
    let with = if room.day == Some(OpenIdDay::WrongKey) { &other } else { &room.key };
    let signature = with.sign(&SystemRandom::new(), signed.as_bytes()).expect("a signature");
    let signature = if alg == "none" { String::new() } else { BASE64.encode(signature.as_ref()) };
    let access = format!("access-{}", room.codes);
    room.known.insert(access.clone(), asked.account);
    Some(json!({
        "access_token": access, "token_type": "Bearer", "expires_in": 300, "id_token": format!("{signed}.{signature}"),
    }))
}

fn about(account: &OpenIdAccount) -> Value {
    json!({
        "sub": account.subject, "email": account.email, "email_verified": account.verified, "name": "Anna of the provider",
    })
}

fn said(status: u16, body: &Value) -> Result<Response<Full<Bytes>>, io::Error> {
    Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, "application/json")
        .body(Full::new(Bytes::from(body.to_string())))
        .map_err(io::Error::other)
}
