//! The rim: where the program reads the clock and rolls dice.

use easel_domain::Timestamp;
use std::{
    fmt::Write as _,
    time::{SystemTime, UNIX_EPOCH},
};

#[expect(clippy::disallowed_methods, reason = "commands' `now` comes from here")]
pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// 256 random bits, as lower-case hex.
pub(crate) fn token() -> anyhow::Result<String> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes)?;
    Ok(hex(&bytes))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
