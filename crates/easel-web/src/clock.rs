//! The rim: the only place of the door that asks for the time and for chance.

use easel_domain::Timestamp;
use std::time::{Instant, SystemTime, UNIX_EPOCH};
use uuid::Uuid;

/// Now.
#[expect(clippy::disallowed_methods, reason = "the rim: from here on `now` is an argument")]
pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// A moment to measure from.
#[expect(clippy::disallowed_methods, reason = "the rim: how long an answer took is measured here")]
pub(crate) fn tick() -> Instant {
    Instant::now()
}

/// A new id.
#[expect(clippy::disallowed_methods, reason = "the rim: ids are made here and passed down")]
pub(crate) fn new_id() -> Uuid {
    Uuid::now_v7()
}

/// Bytes nobody can guess.
///
/// # Errors
/// When the system has no randomness to give; then nothing that needs it may happen.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], getrandom::Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}
