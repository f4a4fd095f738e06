//! The rim: the only place of the door that asks for the time and for chance.

use easel_domain::Timestamp;
use std::time::{Instant, SystemTime, UNIX_EPOCH};
use uuid::Uuid;

/// Now.
#[expect(clippy::disallowed_methods, reason = "the rim: from here on `now` is an argument")]
pub fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// A moment to measure from.
#[expect(clippy::disallowed_methods, reason = "the rim: how long an answer took is measured here")]
pub fn tick() -> Instant {
    Instant::now()
}

/// A new id.
#[expect(clippy::disallowed_methods, reason = "the rim: ids are made here and passed down")]
pub fn new_id() -> Uuid {
    Uuid::now_v7()
}

/// Bytes nobody can guess.
///
/// # Errors
/// When the system has no randomness to give; then nothing that needs it may happen.
pub fn random<const N: usize>() -> Result<[u8; N], getrandom::Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}

/// A moment as RFC 3339 in UTC.
pub fn rfc3339(at: Timestamp) -> String {
    jiff::Timestamp::from_millisecond(at.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH).to_string()
}
