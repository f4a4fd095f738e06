//! Plans that a gateway bills by itself: what it says of a subscription and of an invoice when it is asked, and what a
//! change from one plan to another comes to. What it says is compared with the plan before it counts for anything.

use crate::{Interval, Money, PaymentId, PlanId, Timestamp, checkout::to_gateway};

/// A subscription is asked about at least so often, should the gateway not tell by itself.
pub const LOOK_MS: i64 = 24 * 3_600_000;
/// So long after a term is over it is asked whether the next one was paid.
pub const RENEWAL_LOOK_MS: i64 = 10 * 60_000;

/// How a subscription stands at its gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It goes on; a payment may be late.
    Running,
    /// It is over.
    Over,
}

/// What an invoice is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvoiceReason {
    /// The first term.
    First,
    /// Another term.
    Cycle,
    /// A change of the plan, which begins anew.
    Change,
    /// Anything else.
    Other,
}

/// An invoice as the gateway says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenInvoice {
    /// What the gateway calls it.
    pub id: String,
    /// Whether its money is there.
    pub is_paid: bool,
    /// What was paid, in the gateway's units; less than the plan costs where something was set off.
    pub amount: i64,
    /// ISO 4217, in whatever case.
    pub currency: String,
    /// What it is for.
    pub reason: InvoiceReason,
    /// What the gateway calls the money's way.
    pub intent_id: Option<String>,
}

/// A subscription as the gateway says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenSubscription {
    /// What the gateway calls it.
    pub id: String,
    /// Whoever pays it.
    pub customer: Option<String>,
    /// Whether real money is paid.
    pub is_live: bool,
    /// Whether real money is what this studio takes.
    pub expects_live: bool,
    /// How it stands.
    pub standing: Standing,
    /// The payment of ours that began it.
    pub payment: Option<PaymentId>,
    /// The plan of ours that is billed next.
    pub plan: Option<PlanId>,
    /// What that costs, in the gateway's units.
    pub amount: Option<i64>,
    /// ISO 4217, in whatever case.
    pub currency: String,
    /// How often it is billed.
    pub interval: Option<Interval>,
    /// When the term that runs began.
    pub from: Timestamp,
    /// When it ends.
    pub until: Timestamp,
    /// Whether it ends then.
    pub cancels: bool,
    /// The last invoice, or the one that was asked about.
    pub invoice: Option<SeenInvoice>,
}

impl SeenSubscription {
    /// What of it is not as the plan is sold; then no term counts.
    #[must_use]
    pub fn mismatch(&self, amount: Money, interval: Interval) -> Option<&'static str> {
        if self.is_live != self.expects_live {
            Some("livemode")
        } else if !self.currency.eq_ignore_ascii_case(amount.currency().code()) {
            Some("currency")
        } else if self.amount.is_none() || self.amount != to_gateway(amount) {
            Some("amount")
        } else if self.interval != Some(interval) {
            Some("interval")
        } else {
            None
        }
    }
}

/// When a change of the plan takes effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Now: the new plan begins, and what is left of the old one is set off.
    Now,
    /// With the next term; nothing is paid now.
    Later,
    /// Not while this one runs: a longer term was paid for.
    Never,
}

impl Change {
    /// What a change from one price to another comes to. Whoever is to get more, or pays for longer, gets it now.
    #[must_use]
    pub fn between((from, paid): (Money, Interval), (to, pays): (Money, Interval)) -> Self {
        if paid == pays {
            return if to.minor() > from.minor() { Self::Now } else { Self::Later };
        }
        if pays.cycles() > paid.cycles() { Self::Now } else { Self::Never }
    }
}

/// A subscription's change, as its gateway is asked for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTerms {
    /// The plan.
    pub plan: PlanId,
    /// Its name, as the payer reads it.
    pub label: String,
    /// What it costs.
    pub amount: Money,
    /// How often.
    pub interval: Interval,
    /// When.
    pub change: Change,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Currency;

    #[test]
    fn more_is_now_less_is_later_and_a_paid_year_is_not_cut_short() {
        let money =
            |minor| Money::new(minor, Currency::parse("INR").expect("a currency")).expect("an amount");
        let (small, large, year) = (money(100), money(300), money(1_000));
        for (from, to, change) in [
            ((small, Interval::Month), (large, Interval::Month), Change::Now),
            ((large, Interval::Month), (small, Interval::Month), Change::Later),
            ((small, Interval::Month), (small, Interval::Month), Change::Later),
            ((large, Interval::Month), (year, Interval::Year), Change::Now),
            ((year, Interval::Year), (large, Interval::Month), Change::Never),
        ] {
            assert_eq!(Change::between(from, to), change);
        }
    }
}
