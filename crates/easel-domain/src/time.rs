//! Moments, as the database keeps them.

use serde::{Deserialize, Serialize};

/// A moment in milliseconds since 1970-01-01T00:00:00Z. The domain never asks a clock: every `now` is an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// This moment and `ms` milliseconds more; stops at the ends of the range instead of wrapping.
    #[must_use]
    pub fn plus_ms(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// Milliseconds from `earlier` to this moment; negative when `earlier` is later.
    #[must_use]
    pub fn since_ms(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// The minute it lies in, as people of every language read it: `2026-11-22 10:00 UTC`.
    #[must_use]
    pub fn minute(self) -> String {
        let text = self.second();
        let (day, time) = text.split_once('T').unwrap_or((&text, ""));
        format!("{day} {} UTC", time.get(..5).unwrap_or_default())
    }

    /// The second it lies in, as documents write it: `2026-11-22T10:00:00Z`. A moment beyond the calendar is its beginning.
    #[must_use]
    pub fn second(self) -> String {
        jiff::Timestamp::from_second(self.0.div_euclid(1000)).unwrap_or_default().to_string()
    }
}
