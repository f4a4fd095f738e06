//! Refunds: money that goes back and the credits that go back with it. Both are shares of one payment, rounded down from
//! its beginning, so that however it is cut up the parts never come to more than the whole, and the last part is the rest.

use crate::{Timestamp, typed};

/// So long after paying a refund can be asked for.
pub const WINDOW_MS: i64 = 14 * 24 * 3_600_000;
/// Longest reference of a bank, characters.
pub const REFERENCE_MAX: usize = 100;

/// Where a refund is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RefundState {
    /// Asked for by the payer; waits for an administrator.
    Requested,
    /// Agreed to, and its credits taken: the money is on its way, by the gateway or by an administrator's hand.
    Sending,
    /// The money went back.
    Done,
    /// An administrator said no.
    Rejected,
    /// The money didn't go back; the credits did.
    Failed,
}

impl RefundState {
    /// Every state.
    pub const ALL: &[Self] = &[Self::Requested, Self::Sending, Self::Done, Self::Rejected, Self::Failed];

    /// The word in the database and the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Sending => "sending",
            Self::Done => "done",
            Self::Rejected => "rejected",
            Self::Failed => "failed",
        }
    }

    /// Reads the word of [`RefundState::as_str`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|state| state.as_str() == word)
    }

    /// Whether its credits are taken and its money is gone or going.
    #[must_use]
    pub const fn counts(self) -> bool {
        matches!(self, Self::Sending | Self::Done)
    }
}

/// What was paid, and what of it went back so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Balance {
    /// What the payment gave.
    pub credits: i64,
    /// What it cost, in minor units.
    pub amount_minor: i64,
    /// Credits that were taken back.
    pub taken: i64,
    /// Money that went back.
    pub returned_minor: i64,
}

impl Balance {
    /// The money that goes back with so many credits more.
    #[must_use]
    pub fn amount_for(self, credits: i64) -> i64 {
        let share = |credits| share_of(self.amount_minor, credits, self.credits);
        let due = share(self.taken + credits) - share(self.taken);
        due.min(self.amount_minor - self.returned_minor).max(0)
    }

    /// The credits that go back with so much more money.
    #[must_use]
    pub fn credits_for(self, minor: i64) -> i64 {
        let share = |minor| share_of(self.credits, minor, self.amount_minor);
        let due = share(self.returned_minor + minor) - share(self.returned_minor);
        due.min(self.credits - self.taken).max(0)
    }

    /// The same after so much more went back.
    #[must_use]
    pub fn after(self, credits: i64, minor: i64) -> Self {
        Self { taken: self.taken + credits, returned_minor: self.returned_minor + minor, ..self }
    }

    /// Whether all the money went back.
    #[must_use]
    pub fn is_refunded(self) -> bool {
        self.returned_minor >= self.amount_minor
    }

    /// What can still be asked back of a payment paid at that moment, by who has so many bought credits left: credits
    /// and money. `None` when nothing can.
    #[must_use]
    pub fn refundable(self, paid_at: Timestamp, bought: i64, now: Timestamp) -> Option<(i64, i64)> {
        if now.since_ms(paid_at) > WINDOW_MS {
            return None;
        }
        let credits = (self.credits - self.taken).min(bought);
        let minor = self.amount_for(credits.max(0));
        (credits > 0 && minor > 0).then_some((credits, minor))
    }
}

/// What a bank calls a transfer, as an administrator typed it; `None` when there is nothing or it is too long.
#[must_use]
pub fn reference(typed: &str) -> Option<String> {
    typed::text(typed, REFERENCE_MAX).filter(|kept| !kept.is_empty())
}

/// `whole * part / of`, rounded down; all of it from `of` on.
fn share_of(whole: i64, part: i64, of: i64) -> i64 {
    if part >= of {
        return whole;
    }
    let share = i128::from(whole) * i128::from(part.max(0)) / i128::from(of.max(1));
    i64::try_from(share).unwrap_or(whole)
}
