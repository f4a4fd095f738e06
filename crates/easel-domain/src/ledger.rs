//! The ledger's rules: which account a kind of entry takes from and gives to.
//!
//! One entry is one transfer between two accounts, so it sums to zero by construction, bucket by bucket. `available`
//! and `held` belong to a person; the others are the house's and are sums over the ledger, never a stored balance.

use crate::{Buckets, Credits};
use serde::{Deserialize, Serialize};

/// Where credits can lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LedgerAccount {
    /// The house's source: everything that was ever given or sold, negative.
    Issued,
    /// A person's, free to spend.
    Available,
    /// A person's, set aside for work under way.
    Held,
    /// The house's: paid for pictures that were delivered.
    Spent,
    /// The house's: plan credits nobody used in time.
    Lapsed,
    /// A person's debt, below zero: credits that a dispute took back and that were spent already.
    Owed,
}

impl LedgerAccount {
    /// Every account.
    pub const ALL: &[Self] =
        &[Self::Issued, Self::Available, Self::Held, Self::Spent, Self::Lapsed, Self::Owed];

    /// The word in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Issued => "issued",
            Self::Available => "available",
            Self::Held => "held",
            Self::Spent => "spent",
            Self::Lapsed => "lapsed",
            Self::Owed => "owed",
        }
    }
}

/// What an entry did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// Given by the house.
    Grant,
    /// Paid for.
    TopUp,
    /// Set aside for work.
    Hold,
    /// The work was delivered: what was set aside is spent.
    Capture,
    /// The work was not delivered: what was set aside is free again.
    Release,
    /// A release because time ran out.
    Expire,
    /// Taken back by the house.
    Adjustment,
    /// Money went back, and its credits with it.
    Refund,
    /// A plan's cycle ended.
    Lapse,
    /// A payment is disputed: what is left of its credits is taken back.
    Dispute,
    /// A payment is disputed: what was spent of its credits is owed.
    Owe,
    /// What was owed is collected.
    Repay,
    /// A dispute was won: what it took is given back.
    Restore,
}

impl EntryKind {
    /// Every kind.
    pub const ALL: &[Self] = &[
        Self::Grant,
        Self::TopUp,
        Self::Hold,
        Self::Capture,
        Self::Release,
        Self::Expire,
        Self::Adjustment,
        Self::Refund,
        Self::Lapse,
        Self::Dispute,
        Self::Owe,
        Self::Repay,
        Self::Restore,
    ];

    /// The word in the database and the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Grant => "grant",
            Self::TopUp => "top_up",
            Self::Hold => "hold",
            Self::Capture => "capture",
            Self::Release => "release",
            Self::Expire => "expire",
            Self::Adjustment => "adjustment",
            Self::Refund => "refund",
            Self::Lapse => "lapse",
            Self::Dispute => "dispute",
            Self::Owe => "owe",
            Self::Repay => "repay",
            Self::Restore => "restore",
        }
    }

    /// Reads the word of [`EntryKind::as_str`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|k| k.as_str() == word)
    }

    /// The account it takes from and the one it gives to.
    #[must_use]
    pub const fn accounts(self) -> (LedgerAccount, LedgerAccount) {
        use LedgerAccount::{Available, Held, Issued, Lapsed, Owed, Spent};
        match self {
            Self::Grant | Self::TopUp | Self::Restore => (Issued, Available),
            Self::Hold => (Available, Held),
            Self::Capture => (Held, Spent),
            Self::Release | Self::Expire => (Held, Available),
            Self::Adjustment | Self::Refund | Self::Dispute => (Available, Issued),
            Self::Lapse => (Available, Lapsed),
            Self::Owe => (Owed, Issued),
            Self::Repay => (Available, Owed),
        }
    }

    /// The sign its credits carry on a person's wallet page: plus when they become free to spend.
    #[must_use]
    pub const fn sign(self) -> i64 {
        match self.accounts().1 {
            LedgerAccount::Available => 1,
            _ => -1,
        }
    }
}

/// Why an entry was made, as a person reads it on their wallet page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// A new person's first credits.
    Welcome,
    /// Given by an administrator.
    Gift,
    /// Set aside for a generation.
    Generation,
    /// Its pictures were made and stored.
    GenerationDone,
    /// Fewer pictures came than were asked for.
    GenerationPart,
    /// It went wrong.
    GenerationFailed,
    /// It was refused.
    GenerationRejected,
    /// The person called it off.
    GenerationCancelled,
    /// Its time ran out.
    HoldExpired,
    /// Bought, and the payment confirmed.
    TopUp,
    /// A redeem code.
    Redeemed,
    /// Money went back.
    Refund,
    /// The money did not go back after all.
    RefundFailed,
    /// The payer's bank took the money back.
    Dispute,
    /// The same, for credits that were spent already.
    Owed,
    /// What was owed.
    Repaid,
    /// The bank gave the money back.
    DisputeWon,
    /// Taken back by an administrator.
    TakenBack,
    /// A plan's cycle began: its credits.
    PlanRefresh,
    /// A plan's cycle ended: what nobody used of its credits.
    PlanLapse,
    /// A plan ended: what nobody used of its credits.
    PlanEnded,
    /// Released from work that was begun in a cycle that is over.
    PlanLate,
    /// The account was deleted.
    AccountDeleted,
}

impl Reason {
    /// Every reason.
    pub const ALL: &[Self] = &[
        Self::Welcome,
        Self::Gift,
        Self::Generation,
        Self::GenerationDone,
        Self::GenerationPart,
        Self::GenerationFailed,
        Self::GenerationRejected,
        Self::GenerationCancelled,
        Self::HoldExpired,
        Self::TopUp,
        Self::Redeemed,
        Self::Refund,
        Self::RefundFailed,
        Self::Dispute,
        Self::Owed,
        Self::Repaid,
        Self::DisputeWon,
        Self::TakenBack,
        Self::PlanRefresh,
        Self::PlanLapse,
        Self::PlanEnded,
        Self::PlanLate,
        Self::AccountDeleted,
    ];

    /// The word in the database and the API; its sentence is in the catalogues under `entry.<word>`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Welcome => "welcome",
            Self::Gift => "gift",
            Self::Generation => "generation",
            Self::GenerationDone => "generation_done",
            Self::GenerationPart => "generation_part",
            Self::GenerationFailed => "generation_failed",
            Self::GenerationRejected => "generation_rejected",
            Self::GenerationCancelled => "generation_cancelled",
            Self::HoldExpired => "hold_expired",
            Self::TopUp => "top_up",
            Self::Redeemed => "redeemed",
            Self::Refund => "refund",
            Self::RefundFailed => "refund_failed",
            Self::Dispute => "dispute",
            Self::Owed => "owed",
            Self::Repaid => "repaid",
            Self::DisputeWon => "dispute_won",
            Self::TakenBack => "taken_back",
            Self::PlanRefresh => "plan_refresh",
            Self::PlanLapse => "plan_lapse",
            Self::PlanEnded => "plan_ended",
            Self::PlanLate => "plan_late",
            Self::AccountDeleted => "account_deleted",
        }
    }
}

/// A person's wallet: what is free and what is held, by bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Wallet {
    /// Free to spend.
    pub available: Buckets,
    /// Set aside for work under way.
    pub held: Buckets,
    /// Taken back by a dispute after it was spent; collected from what is bought next.
    pub owed: i64,
    /// Disputes that are not decided.
    pub disputes: i64,
}

/// Fewer credits free than asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{needed} credits needed, {available} available")]
pub struct InsufficientCredits {
    /// What it costs.
    pub needed: i64,
    /// What is free.
    pub available: i64,
}

impl Wallet {
    /// This wallet after an entry of `kind` moved `amount`.
    #[must_use]
    pub fn after(self, kind: EntryKind, amount: Buckets) -> Self {
        let mut next = self;
        let (from, to) = kind.accounts();
        for (account, sign) in [(from, false), (to, true)] {
            let side = match account {
                LedgerAccount::Available => &mut next.available,
                LedgerAccount::Held => &mut next.held,
                LedgerAccount::Owed => {
                    next.owed -= if sign { amount.total() } else { -amount.total() };
                    continue;
                }
                LedgerAccount::Issued | LedgerAccount::Spent | LedgerAccount::Lapsed => continue,
            };
            *side = if sign { side.plus(amount) } else { side.minus(amount) };
        }
        next
    }

    /// Whether nothing may be spent: something is owed, or a dispute is not decided.
    #[must_use]
    pub const fn is_frozen(self) -> bool {
        self.owed > 0 || self.disputes > 0
    }

    /// What of the debt can be collected now: bought credits alone pay it.
    #[must_use]
    pub fn repayable(self) -> Buckets {
        Buckets { plan: 0, bonus: 0, bought: self.owed.min(self.available.bought).max(0) }
    }

    /// How a dispute takes `credits` back: what is there of the bought ones, and what is owed from then on.
    #[must_use]
    pub fn dispute(self, credits: i64) -> (Buckets, Buckets) {
        let credits = credits.max(0);
        let there = credits.min(self.available.bought.max(0));
        let bought = |bought| Buckets { plan: 0, bonus: 0, bought };
        (bought(there), bought(credits - there))
    }

    /// How a hold of `credits` is taken out of the buckets.
    ///
    /// # Errors
    /// [`InsufficientCredits`] with both numbers, for the sentence at the button.
    pub fn hold(self, credits: Credits) -> Result<Buckets, InsufficientCredits> {
        self.available
            .take(credits)
            .ok_or(InsufficientCredits { needed: credits.get(), available: self.available.total() })
    }
}

/// How a hold ends when `delivered` of it was earned: what is captured, and what goes back to where it came from.
/// Never captures more than was held.
#[must_use]
pub fn settle_hold(held: Buckets, delivered: Credits) -> (Buckets, Buckets) {
    let captured = held.take(delivered).unwrap_or(held);
    (captured, held.minus(captured))
}
