//! Whole credits and the three buckets they lie in.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A number of credits, never negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[serde(transparent)]
pub struct Credits(i64);

impl Credits {
    /// No credits.
    pub const ZERO: Self = Self(0);

    /// `None` when `count` is negative.
    #[must_use]
    pub const fn new(count: i64) -> Option<Self> {
        if count < 0 { None } else { Some(Self(count)) }
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }

    /// `None` when the product leaves the range.
    #[must_use]
    pub fn times(self, count: u32) -> Option<Self> {
        self.0.checked_mul(i64::from(count)).map(Self)
    }

    /// `None` when the sum leaves the range.
    #[must_use]
    pub fn plus(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }
}

impl fmt::Display for Credits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Credits by where they came from. Spent in the order plan, bonus, bought: what lapses first goes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Buckets {
    /// From a plan; the rest lapses at the end of the cycle.
    pub plan: i64,
    /// Given: welcome credits, gifts.
    pub bonus: i64,
    /// Paid for; never expire while the account lives.
    pub bought: i64,
}

impl Buckets {
    /// Nothing in any bucket.
    pub const ZERO: Self = Self { plan: 0, bonus: 0, bought: 0 };

    /// Everything in the bonus bucket.
    #[must_use]
    pub const fn bonus(credits: Credits) -> Self {
        Self { plan: 0, bonus: credits.get(), bought: 0 }
    }

    /// Everything in the bought bucket.
    #[must_use]
    pub const fn bought(credits: Credits) -> Self {
        Self { plan: 0, bonus: 0, bought: credits.get() }
    }

    /// Everything in the plan bucket.
    #[must_use]
    pub const fn plan(credits: Credits) -> Self {
        Self { plan: credits.get(), bonus: 0, bought: 0 }
    }

    /// All three together.
    #[must_use]
    pub fn total(self) -> i64 {
        self.plan + self.bonus + self.bought
    }

    /// Whether no bucket is below zero.
    #[must_use]
    pub fn is_whole(self) -> bool {
        self.plan >= 0 && self.bonus >= 0 && self.bought >= 0
    }

    /// Bucket by bucket sum.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            plan: self.plan + other.plan,
            bonus: self.bonus + other.bonus,
            bought: self.bought + other.bought,
        }
    }

    /// Bucket by bucket difference.
    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        Self {
            plan: self.plan - other.plan,
            bonus: self.bonus - other.bonus,
            bought: self.bought - other.bought,
        }
    }

    /// Takes `need` out of these buckets in spending order: what is taken from each, or `None` when they hold too
    /// little.
    #[must_use]
    pub fn take(self, need: Credits) -> Option<Self> {
        let plan = self.plan.min(need.get());
        let bonus = self.bonus.min(need.get() - plan);
        let bought = need.get() - plan - bonus;
        (bought <= self.bought).then_some(Self { plan, bonus, bought })
    }
}
