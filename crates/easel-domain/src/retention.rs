//! How long a studio keeps what nobody needs for ever, as its operator decided.
//!
//! Nothing here is about the ledger, payments, receipts or the audit log: those stay.

use crate::Timestamp;

/// A day.
pub const DAY_MS: i64 = 24 * 3_600_000;
/// Longest anything may be kept that is not kept for ever.
pub const DAYS_MAX: i64 = 3_650;
/// With what and from where somebody signs in is remembered so long at most.
pub const SIGN_INS_DAYS_MAX: i64 = 180;

/// So many days, or for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// Pictures in the trash.
    pub trash_days: i64,
    /// The words of what was asked for and came to nothing, from its end on; without a number as long as the account.
    pub failed_days: Option<i64>,
    /// Conversations that are closed, from the last word on; without a number as long as the account.
    pub conversations_days: Option<i64>,
    /// The lines of the notification centre.
    pub notices_days: i64,
    /// Hashes of what somebody signs in with and from where, from the last time on.
    pub sign_ins_days: i64,
    /// What visitors reported, from the decision on; until then nobody reports the same picture twice.
    pub reports_days: i64,
}

impl Default for Retention {
    fn default() -> Self {
        Self {
            trash_days: 30,
            failed_days: None,
            conversations_days: None,
            notices_days: 90,
            sign_ins_days: SIGN_INS_DAYS_MAX,
            reports_days: 180,
        }
    }
}

/// The moment before which something is too old that is kept for so many days.
#[must_use]
pub fn before(days: i64, now: Timestamp) -> Timestamp {
    now.plus_ms(-days.saturating_mul(DAY_MS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_for_a_day_is_too_old_a_day_later() {
        assert_eq!(before(1, Timestamp(DAY_MS + 5)), Timestamp(5));
        assert!(before(i64::MAX, Timestamp(0)).0 < 0, "no number of days overflows");
    }
}
