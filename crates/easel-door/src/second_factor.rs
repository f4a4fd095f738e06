//! Codes of an app (RFC 6238), and what they are made of: kept sealed, opened only to look at a code.

use crate::{Door, error::Problem, secret::Secret};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use easel_domain::{Timestamp, TypedFactor, UserId};
use easel_store::{Proof, SecondFactorError as Refused};
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use std::sync::Arc;
use totp_rs::{Builder, Totp};

/// Bytes of the key that seals.
pub const KEY_BYTES: usize = 32;
/// Bytes of chance that an app's codes are made of.
const SECRET_BYTES: usize = 20;
/// How many steps of time a clock may be off.
const DRIFT_STEPS: u16 = 1;
/// What sealed text of this kind begins with, so that another kind can follow.
const KIND: &str = "v1.";

/// Seals what is kept for somebody and must not be read from a copy of the database.
#[derive(Clone)]
pub struct Sealer(Arc<LessSafeKey>);

impl Sealer {
    /// With the studio's key.
    ///
    /// # Panics
    /// Never: the key has the length that it must have.
    #[must_use]
    pub fn new(key: &[u8; KEY_BYTES]) -> Self {
        let key = UnboundKey::new(&CHACHA20_POLY1305, key).expect("a key of 32 bytes");
        Self(Arc::new(LessSafeKey::new(key)))
    }

    /// Sealed for `owner`: for nobody else it opens.
    fn seal(&self, owner: UserId, plain: &[u8], nonce: [u8; NONCE_LEN]) -> Result<String, Problem> {
        self.seal_about(&owner.to_string(), plain, nonce).ok_or_else(Problem::bare_internal)
    }

    /// `None` when it was sealed for somebody else, or with another key.
    fn open(&self, owner: UserId, sealed: &str) -> Option<Vec<u8>> {
        self.open_about(&owner.to_string(), sealed)
    }

    /// Sealed for one purpose: for no other it opens.
    #[must_use]
    pub fn seal_about(&self, about: &str, plain: &[u8], nonce: [u8; NONCE_LEN]) -> Option<String> {
        let mut bytes = plain.to_vec();
        let nonce_once = Nonce::assume_unique_for_key(nonce);
        self.0.seal_in_place_append_tag(nonce_once, Aad::from(about), &mut bytes).ok()?;
        Some(format!("{KIND}{}", URL_SAFE_NO_PAD.encode([&nonce[..], &bytes].concat())))
    }

    /// `None` when it was sealed for something else, or with another key.
    #[must_use]
    pub fn open_about(&self, about: &str, sealed: &str) -> Option<Vec<u8>> {
        let bytes = URL_SAFE_NO_PAD.decode(sealed.strip_prefix(KIND)?).ok()?;
        let (nonce, rest) = bytes.split_at_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut rest = rest.to_vec();
        let plain = self.0.open_in_place(nonce, Aad::from(about), &mut rest).ok()?;
        Some(plain.to_vec())
    }
}

/// What an app is set up with.
pub struct Setup {
    /// To be kept.
    pub sealed: String,
    /// To be typed, in Base32.
    pub secret: Secret,
    /// The same as an address that apps open. What it leaves out (SHA-1, six digits, thirty seconds) is what all of them take
    /// for granted.
    pub uri: String,
    /// The same as an SVG picture for a camera.
    pub qr: String,
}

/// Makes what `account`'s app is set up with.
///
/// # Errors
/// 503 in a studio without a key to seal with.
pub fn set_up(
    door: &Door,
    owner: UserId,
    account: &str,
    (bytes, nonce): ([u8; SECRET_BYTES], [u8; NONCE_LEN]),
) -> Result<Setup, Problem> {
    let sealed = sealer(door)?.seal(owner, &bytes, nonce)?;
    let secret = Secret::new(totp(&bytes)?.secret().to_base32());
    let issuer = door.branding().name.replace(':', " ");
    let uri = format!(
        "otpauth://totp/{}:{}?secret={}&issuer={}",
        escaped(&issuer),
        escaped(account),
        secret.reveal(),
        escaped(&issuer),
    );
    let qr = easel_outbound::qr_svg(&uri).ok_or_else(Problem::bare_internal)?;
    Ok(Setup { sealed, secret, uri, qr })
}

/// What somebody typed, as far as it can be told without changing anything: the step of time at which an app's code
/// fits, or a recovery code's hash. `sealed` is what their app was set up with.
///
/// # Errors
/// 400 when it can be neither, or no step fits.
pub fn shown(
    door: &Door,
    owner: UserId,
    (sealed, typed): (Option<&str>, &Secret),
    now: Timestamp,
) -> Result<Proof, Problem> {
    match TypedFactor::parse(typed.reveal()) {
        Some(TypedFactor::Recovery(code)) => {
            Ok(Proof::Recovery(Secret::new(code.reveal().to_owned()).fingerprint()))
        }
        Some(TypedFactor::Code(code)) => {
            let sealed = sealed.ok_or(Refused::Off)?;
            let Some(bytes) = sealer(door)?.open(owner, sealed) else {
                tracing::error!(
                    "a second factor was sealed with another key: EASEL_SECRET_KEY is not what it was"
                );
                return Err(Problem::unavailable());
            };
            let seconds = u64::try_from(now.0 / 1000).unwrap_or(0);
            let step = totp(&bytes)?.check(&code, seconds).and_then(|step| i64::try_from(step).ok());
            Ok(Proof::Step(step.ok_or(Refused::Code)?))
        }
        None => Err(Refused::Code.into()),
    }
}

fn sealer(door: &Door) -> Result<&Sealer, Problem> {
    door.options().sealer.as_ref().ok_or_else(Problem::unavailable)
}

fn totp(secret: &[u8]) -> Result<Totp, Problem> {
    let built = Builder::new().with_secret(secret.to_vec()).with_skew(DRIFT_STEPS).build();
    built.map_err(|error| Problem::internal(&error))
}

/// As it may stand in an address.
fn escaped(text: &str) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~@".contains(byte);
    text.bytes().fold(String::new(), |mut out, byte| {
        if plain(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn somebody(no: u128) -> UserId {
        UserId(uuid::Uuid::from_u128(no))
    }

    #[test]
    fn what_is_sealed_opens_for_its_owner_and_key_alone() {
        let sealer = Sealer::new(&[7; KEY_BYTES]);
        let sealed = sealer.seal(somebody(1), b"chance", [1; NONCE_LEN]).unwrap_or_default();
        assert_eq!(sealer.open(somebody(1), &sealed).as_deref(), Some(&b"chance"[..]));
        assert_eq!(sealer.open(somebody(2), &sealed), None);
        assert_eq!(Sealer::new(&[8; KEY_BYTES]).open(somebody(1), &sealed), None);
        for broken in ["", "v1.", "v1.AAAA", &sealed[..sealed.len() - 2]] {
            assert_eq!(sealer.open(somebody(1), broken), None, "{broken}");
        }
    }

    #[test]
    fn codes_are_those_of_the_standard() {
        // RFC 6238, appendix B: the last six of its eight digits.
        let totp = totp(b"12345678901234567890").unwrap_or_else(|_| unreachable!("it is long enough"));
        for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")] {
            assert_eq!(totp.check(code, seconds), Some(seconds / 30));
            assert_eq!(totp.check(code, seconds + 30), Some(seconds / 30), "a clock that is one step off");
            assert_eq!(totp.check(code, seconds + 60), None);
        }
    }

    #[test]
    fn names_in_an_address_are_escaped() {
        assert_eq!(escaped("My Studio é"), "My%20Studio%20%C3%A9");
    }
}
