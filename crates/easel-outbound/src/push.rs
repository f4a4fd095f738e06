//! Telling a browser by its push service: the words encrypted for it alone (RFC 8291, RFC 8188), and who we are (RFC 8292).

use crate::client;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use easel_domain::{Timestamp, address::is_public};
use reqwest::{
    Client, StatusCode, Url,
    dns::{Addrs, Name, Resolve, Resolving},
};
use ring::{
    aead, agreement, hkdf,
    rand::{SecureRandom, SystemRandom},
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
};
use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};
use thiserror::Error;

/// A push service that can't be connected to in this time is away.
const CONNECT_TIME: Duration = Duration::from_secs(5);
/// One that says nothing for this long, too.
const ANSWER_TIME: Duration = Duration::from_secs(10);
/// How long a push service keeps what a browser that is off doesn't take.
const TTL_SECONDS: u32 = 24 * 3_600;
/// How long what we say of ourselves counts; a day is the most there may be.
const VAPID_SECONDS: i64 = 12 * 3_600;
/// The one record that everything goes into.
const RECORD: u32 = 4_096;
/// Most bytes of words: a record without its tag, its end and what stands before it.
const WORDS_MAX: usize = 3_000;
/// Longest address of a browser.
const ENDPOINT_MAX: usize = 1_000;
const PUBLIC_KEY: usize = 65;
const AUTH: usize = 16;
const SALT: usize = 16;

/// Why a browser could not be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PushError {
    /// It is not there any more, and never will be.
    #[error("the browser is not there any more")]
    Gone,
    /// Its push service will not take this, now or later.
    #[error("the push service refused")]
    Refused,
    /// Its push service is away or busy.
    #[error("the push service is away")]
    Away,
}

/// A browser as it made itself known.
#[derive(Clone, Copy)]
pub struct PushTarget<'a> {
    /// Where its push service takes what is for it.
    pub endpoint: &'a str,
    /// Its public key, as browsers write it.
    pub p256dh: &'a str,
    /// What only it and we know, as browsers write it.
    pub auth: &'a str,
}

/// Tells browsers. Cheap to clone.
#[derive(Clone)]
pub struct Pusher {
    client: Client,
    key: Arc<EcdsaKeyPair>,
    public: String,
    subject: String,
    /// Whether push services may be in one's own network, and without TLS.
    anywhere: bool,
}

impl std::fmt::Debug for Pusher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pusher")
    }
}

impl Pusher {
    /// A new key for a studio, as it is kept (PKCS #8). `None` when there is no chance to be had.
    #[must_use]
    pub fn new_key() -> Option<Vec<u8>> {
        let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new());
        made.ok().map(|key| key.as_ref().to_vec())
    }

    /// With a studio's key. `subject` is where a push service's people reach the studio's: an address of a page, or `mailto:`. `None`
    /// when the key is none.
    #[must_use]
    pub fn new(pkcs8: &[u8], subject: &str, anywhere: bool) -> Option<Self> {
        let chance = SystemRandom::new();
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8, &chance).ok()?;
        let public = URL_SAFE_NO_PAD.encode(key.public_key().as_ref());
        let client = if anywhere {
            client::client(CONNECT_TIME, Some(ANSWER_TIME))
        } else {
            client::public_client(CONNECT_TIME, Some(ANSWER_TIME), Arc::new(PublicOnly))
        };
        Some(Self { client, key: Arc::new(key), public, subject: subject.to_owned(), anywhere })
    }

    /// What browsers ask their push service with.
    #[must_use]
    pub fn public(&self) -> &str {
        &self.public
    }

    /// Whether a browser that says so could be told: its address is one of the public network, by HTTPS, and its keys are some.
    #[must_use]
    pub fn can_tell(&self, target: PushTarget<'_>) -> bool {
        self.address(target.endpoint).is_some() && keys(target).is_some()
    }

    fn address(&self, endpoint: &str) -> Option<Url> {
        let url = Url::parse(endpoint).ok().filter(|_| endpoint.len() <= ENDPOINT_MAX)?;
        let plain = url.username().is_empty() && url.password().is_none() && url.host_str().is_some();
        let literal: Option<IpAddr> =
            url.host_str().and_then(|host| host.trim_matches(['[', ']']).parse().ok());
        let reachable = url.scheme() == "https" && literal.is_none_or(is_public);
        (plain && (reachable || self.anywhere)).then_some(url)
    }

    /// Tells one browser `words`. Of what it has not taken yet, the newest with the same `topic` counts.
    ///
    /// # Errors
    /// [`PushError`].
    pub async fn tell(
        &self,
        target: PushTarget<'_>,
        (topic, words): (&str, &[u8]),
        now: Timestamp,
    ) -> Result<(), PushError> {
        let url = self.address(target.endpoint).ok_or(PushError::Gone)?;
        let sealed = seal(target, words).ok_or(PushError::Gone)?;
        let token = self.token(&url, now).ok_or(PushError::Away)?;
        let request = self
            .client
            .post(url)
            .header("authorization", format!("vapid t={token}, k={}", self.public))
            .header("content-encoding", "aes128gcm")
            .header("content-type", "application/octet-stream")
            .header("ttl", TTL_SECONDS)
            .header("topic", topic)
            .header("urgency", "normal")
            .body(sealed);
        let answer = request.send().await.map_err(|_| PushError::Away)?;
        match answer.status() {
            status if status.is_success() => Ok(()),
            StatusCode::NOT_FOUND | StatusCode::GONE => Err(PushError::Gone),
            StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT => Err(PushError::Away),
            status if status.is_server_error() => Err(PushError::Away),
            _ => Err(PushError::Refused),
        }
    }

    /// Who we are, for the push service at `url` alone.
    fn token(&self, url: &Url, now: Timestamp) -> Option<String> {
        let about = serde_json::json!({
            "aud": url.origin().ascii_serialization(),
            "exp": now.0.div_euclid(1_000) + VAPID_SECONDS,
            "sub": self.subject,
        });
        let head = URL_SAFE_NO_PAD.encode(r#"{"typ":"JWT","alg":"ES256"}"#);
        let said = format!("{head}.{}", URL_SAFE_NO_PAD.encode(about.to_string()));
        let signature = self.key.sign(&SystemRandom::new(), said.as_bytes()).ok()?;
        Some(format!("{said}.{}", URL_SAFE_NO_PAD.encode(signature.as_ref())))
    }
}

fn keys(target: PushTarget<'_>) -> Option<(Vec<u8>, Vec<u8>)> {
    let read = |text: &str, length: usize| {
        let bytes = URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok()?;
        (bytes.len() == length).then_some(bytes)
    };
    let public = read(target.p256dh, PUBLIC_KEY).filter(|key| key[0] == 4)?;
    Some((public, read(target.auth, AUTH)?))
}

/// How many bytes a key is drawn out to.
struct Length(usize);

impl hkdf::KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

fn drawn<const N: usize>(salt: &[u8], secret: &[u8], about: &[&[u8]]) -> Option<[u8; N]> {
    let mut out = [0; N];
    let key = hkdf::Salt::new(hkdf::HKDF_SHA256, salt).extract(secret);
    key.expand(about, Length(N)).ok()?.fill(&mut out).ok()?;
    Some(out)
}

/// `words` for one browser alone; `None` when its keys are none, or the words too many.
fn seal(target: PushTarget<'_>, words: &[u8]) -> Option<Vec<u8>> {
    let (theirs, auth) = keys(target)?;
    let chance = SystemRandom::new();
    let mut salt = [0; SALT];
    chance.fill(&mut salt).ok()?;
    let ours = agreement::EphemeralPrivateKey::generate(&agreement::ECDH_P256, &chance).ok()?;
    let public = ours.compute_public_key().ok()?;
    let other = agreement::UnparsedPublicKey::new(&agreement::ECDH_P256, &theirs);
    let secret: [u8; 32] = agreement::agree_ephemeral(ours, &other, |shared| {
        drawn(&auth, shared, &[b"WebPush: info\0", &theirs, public.as_ref()])
    })
    .ok()??;
    let key: [u8; 16] = drawn(&salt, &secret, &[b"Content-Encoding: aes128gcm\0"])?;
    let nonce: [u8; aead::NONCE_LEN] = drawn(&salt, &secret, &[b"Content-Encoding: nonce\0"])?;
    if words.len() > WORDS_MAX {
        return None;
    }
    // The last record ends with a two.
    let mut sealed = [words, &[2]].concat();
    let key = aead::LessSafeKey::new(aead::UnboundKey::new(&aead::AES_128_GCM, &key).ok()?);
    let nonce = aead::Nonce::assume_unique_for_key(nonce);
    key.seal_in_place_append_tag(nonce, aead::Aad::empty(), &mut sealed).ok()?;
    let length = u8::try_from(PUBLIC_KEY).ok()?;
    Some([&salt[..], &RECORD.to_be_bytes(), &[length], public.as_ref(), &sealed].concat())
}

/// Resolves names and keeps only addresses of the public network; these very addresses are connected to.
struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0))
                .await?
                .filter(|address| is_public(address.ip()))
                .collect();
            if found.is_empty() {
                return Err("the name stands for no public address".into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}
