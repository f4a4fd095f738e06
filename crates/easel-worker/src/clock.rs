//! The rim: the only place of this crate that reads the clock or rolls dice.

use easel_domain::{AssetId, Timestamp};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use uuid::Uuid;

#[expect(clippy::disallowed_methods, reason = "this is where the worker's `now` comes from")]
pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

#[expect(clippy::disallowed_methods, reason = "ids of pictures are made here")]
pub(crate) fn new_asset_id() -> AssetId {
    AssetId(Uuid::now_v7())
}

/// A number from 0 up to, not including, 1. Falls to one half when the system has no randomness to give.
pub(crate) fn chance() -> f64 {
    let bits = getrandom::u64().unwrap_or(1 << 63);
    (bits >> 11) as f64 / (1_u64 << 53) as f64
}

pub(crate) fn as_ms(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

/// This instant on the timer's own clock, for intervals.
#[expect(clippy::disallowed_methods, reason = "intervals are measured where the work is started")]
pub(crate) fn instant() -> tokio::time::Instant {
    tokio::time::Instant::now()
}
