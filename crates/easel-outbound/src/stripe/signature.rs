//! Whether Stripe signed something: over the bytes as they came, and not long ago.

use hmac::{Hmac, Mac};
use sha2::Sha256;

/// A signature may be so old, and so far ahead of our clock, seconds.
const TOLERANCE_S: i64 = 300;
/// Longest header that is looked at.
const HEADER_MAX: usize = 4_096;

/// Whether one of the header's signatures is that of `body` by `secret`, made within five minutes of `now_s` (seconds
/// since 1970). There are several while a secret is being replaced. An empty secret signs nothing. Compared in a time
/// that tells nothing about where they differ.
#[must_use]
pub fn is_signed(secret: &str, header: &str, body: &[u8], now_s: i64) -> bool {
    if secret.trim().is_empty() || header.len() > HEADER_MAX {
        return false;
    }
    let pairs = || header.split(',').filter_map(|pair| pair.trim().split_once('='));
    let mut times = pairs().filter(|(name, _)| *name == "t").map(|(_, value)| value);
    // Two times would let one be checked and the other be signed.
    let (Some(time), None) = (times.next(), times.next()) else { return false };
    let Ok(at) = time.parse::<i64>() else { return false };
    if now_s.checked_sub(at).and_then(i64::checked_abs).is_none_or(|age| age > TOLERANCE_S) {
        return false;
    }
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return false };
    mac.update(time.as_bytes());
    mac.update(b".");
    mac.update(body);
    pairs()
        .filter(|(name, _)| *name == "v1")
        .filter_map(|(_, hex)| unhex(hex))
        .any(|signature| mac.clone().verify_slice(&signature).is_ok())
}

fn unhex(hex: &str) -> Option<[u8; 32]> {
    let digits: &[u8; 64] = hex.as_bytes().try_into().ok()?;
    let mut bytes = [0; 32];
    for (byte, pair) in bytes.iter_mut().zip(digits.as_chunks::<2>().0) {
        let [high, low] = pair.map(|digit| char::from(digit).to_digit(16));
        *byte = u8::try_from(high? * 16 + low?).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "whsec_test";
    const BODY: &[u8] = br#"{"id":"evt_1"}"#;
    const NOW: i64 = 1_800_000_000;

    fn sign(secret: &str, at: i64, body: &[u8]) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("any key");
        mac.update(format!("{at}.").as_bytes());
        mac.update(body);
        mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn header(at: i64, signature: &str) -> String {
        format!("t={at},v1={signature},v0={}", "0".repeat(64))
    }

    #[test]
    fn what_was_signed_just_now_is_taken() {
        let signature = sign(SECRET, NOW, BODY);
        // As openssl says.
        assert_eq!(signature, "45705be2a45ab5acdd1395cc695e9e7073125385ec24194921c401dff44176f8");
        assert!(is_signed(SECRET, &header(NOW, &signature), BODY, NOW));
        assert!(is_signed(SECRET, &header(NOW, &signature), BODY, NOW + 300));
        assert!(is_signed(SECRET, &header(NOW, &signature), BODY, NOW - 300));
        assert!(is_signed(SECRET, &header(NOW, &signature.to_uppercase()), BODY, NOW));
        let both = format!("t={NOW},v1={},v1={signature}", sign("whsec_old", NOW, BODY));
        assert!(is_signed(SECRET, &both, BODY, NOW), "any of several will do");
    }

    #[test]
    fn everything_else_is_not() {
        let signature = sign(SECRET, NOW, BODY);
        let whole = header(NOW, &signature);
        assert!(!is_signed(SECRET, &whole, BODY, NOW + 301), "too old");
        assert!(!is_signed(SECRET, &whole, BODY, NOW - 301), "from the future");
        assert!(!is_signed(SECRET, &whole, br#"{"id":"evt_2"}"#, NOW), "tampered with");
        assert!(!is_signed(SECRET, &whole, br#"{"id": "evt_1"}"#, NOW), "not the raw bytes");
        assert!(!is_signed("whsec_other", &whole, BODY, NOW), "another's");
        assert!(!is_signed(SECRET, &header(NOW + 1, &signature), BODY, NOW), "another time");
        for secret in ["", " "] {
            assert!(!is_signed(secret, &header(NOW, &sign(secret, NOW, BODY)), BODY, NOW), "empty");
        }
        let (half, long) = (&signature[..62], format!("{signature}00"));
        for other in [
            String::new(),
            "t".to_owned(),
            format!("t={NOW}"),
            format!("v1={signature}"),
            format!("t={NOW},v0={signature}"),
            format!("t={NOW},v1={half}"),
            format!("t={NOW},v1={long}"),
            format!("t={NOW},v1="),
            format!("t={NOW},v1={}", "é".repeat(32)),
            format!("t={NOW},t={},v1={signature}", NOW + 1),
            format!("t=x,v1={signature}"),
            format!("t={},v1={signature}", i64::MIN),
            format!("{whole},{}", "v1=00,".repeat(1_000)),
        ] {
            assert!(!is_signed(SECRET, &other, BODY, NOW), "{other}");
        }
    }
}
