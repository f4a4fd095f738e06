//! A payment on a gateway's own page: what the gateway is asked for, and what it says when it is asked how it stands.
//! What it says is compared with what was ordered before it counts for anything.

use crate::{
    Currency, Gateway, Interval, Money, PaymentId, PaymentState, PaymentStep, PlanId, RefundId,
    SeenSubscription, Timestamp,
};

/// How long somebody has to pay on the page. The gateway allows a day at most, by its own clock.
pub const OPEN_MS: i64 = 23 * 3_600_000;
/// When a payment that isn't over is first asked about, should the gateway not tell by itself.
pub const FIRST_LOOK_MS: i64 = 60_000;
/// A payment that isn't over is asked about at least so often.
const LAST_LOOK_MS: i64 = 6 * 3_600_000;
/// What was told and can't be looked into yet is tried again first after so long.
const FIRST_TRY_MS: i64 = 5_000;
const LAST_TRY_MS: i64 = 3_600_000;

/// How long until a payment is asked about again after so many times.
#[must_use]
pub fn look_after_ms(looks: i64) -> i64 {
    doubled(FIRST_LOOK_MS, looks, LAST_LOOK_MS)
}

/// How long until something that failed so often is tried again.
#[must_use]
pub fn try_after_ms(tries: i64) -> i64 {
    doubled(FIRST_TRY_MS, tries, LAST_TRY_MS)
}

fn doubled(first: i64, times: i64, most: i64) -> i64 {
    let times = u32::try_from(times.clamp(0, 30)).unwrap_or(0);
    first.checked_shl(times).unwrap_or(most).min(most)
}

/// A page to be opened. The same payment always asks for the same page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCheckout {
    /// The payment; also the key by which asking twice opens one page.
    pub payment: PaymentId,
    /// What is paid for, as the payer reads it.
    pub label: String,
    /// What it costs.
    pub amount: Money,
    /// Where the payer comes back to.
    pub return_url: String,
    /// For a plan, which is billed again and again: which, and how often.
    pub plan: Option<(PlanId, Interval)>,
    /// What the gateway calls the payer, where they paid for a plan before.
    pub customer: Option<String>,
    /// The payer's address, filled in beforehand.
    pub email: String,
    /// Until when it can be paid.
    pub until: Timestamp,
}

/// A page that was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenedCheckout {
    /// What the gateway calls it.
    pub session_id: String,
    /// Where the payer goes.
    pub url: String,
}

/// How a page stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckoutState {
    /// It can be paid.
    Open,
    /// The payer did their part; the money is on its way.
    Processing,
    /// The money is there.
    Paid,
    /// It did not come.
    Failed,
    /// Nobody paid in time.
    Expired,
}

/// How money on its way back stands at the gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeenState {
    /// It went, or goes.
    Gone,
    /// It came back to the house.
    Failed,
}

/// A refund as the gateway says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenRefund {
    /// What the gateway calls it.
    pub id: String,
    /// Which of ours it is; without one it was made at the gateway.
    pub ours: Option<RefundId>,
    /// In the gateway's units.
    pub amount: i64,
    /// How it stands.
    pub state: SeenState,
}

/// How a dispute stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DisputeState {
    /// The bank asks; no money moved.
    Inquiry,
    /// The bank took the money and has not decided.
    Open,
    /// Decided for the house, or withdrawn.
    Won,
    /// Decided for the payer.
    Lost,
}

impl DisputeState {
    /// Every state.
    pub const ALL: &[Self] = &[Self::Inquiry, Self::Open, Self::Won, Self::Lost];

    /// The word in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Inquiry => "inquiry",
            Self::Open => "open",
            Self::Won => "won",
            Self::Lost => "lost",
        }
    }

    /// Reads the word of [`DisputeState::as_str`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|state| state.as_str() == word)
    }

    /// Whether the bank has the money, so that the credits are taken back.
    #[must_use]
    pub const fn takes(self) -> bool {
        matches!(self, Self::Open | Self::Lost)
    }
}

/// A dispute as the gateway says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenDispute {
    /// What the gateway calls it.
    pub id: String,
    /// In the gateway's units; `None` when it is in another currency than the payment.
    pub amount: Option<i64>,
    /// How it stands.
    pub state: DisputeState,
}

/// What the gateway said of a payment when it was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sighting {
    /// Of which page.
    pub session_id: String,
    /// Which payment of ours the gateway thinks it is.
    pub reference: Option<String>,
    /// Whether real money is paid.
    pub is_live: bool,
    /// Whether real money is what this studio takes.
    pub expects_live: bool,
    /// In the gateway's units.
    pub amount: Option<i64>,
    /// ISO 4217, in whatever case.
    pub currency: Option<String>,
    /// How it stands.
    pub state: CheckoutState,
    /// What the gateway calls the money's way.
    pub intent_id: Option<String>,
    /// Money that went back.
    pub refunds: Vec<SeenRefund>,
    /// What banks say against it.
    pub disputes: Vec<SeenDispute>,
    /// What it began, where it was paid for a plan.
    pub billing: Option<SeenSubscription>,
}

/// What Stripe's invoices are called by. One is a page of its own for a later term of a plan; it names no payment of ours.
const INVOICE: &str = "in_";

impl Sighting {
    /// What of it is not as it was ordered; then nothing of it counts.
    #[must_use]
    pub fn mismatch(
        &self,
        payment: PaymentId,
        session_id: Option<&str>,
        amount: Money,
    ) -> Option<&'static str> {
        let currency = self.currency.as_deref().map(str::to_ascii_uppercase);
        if session_id != Some(self.session_id.as_str()) {
            Some("session")
        } else if !self.session_id.starts_with(INVOICE)
            && self.reference.as_deref() != Some(payment.to_string().as_str())
        {
            Some("reference")
        } else if self.is_live != self.expects_live {
            Some("livemode")
        } else if currency.as_deref() != Some(amount.currency().code()) {
            Some("currency")
        } else if self.amount.is_none() || self.amount != to_gateway(amount) {
            Some("amount")
        } else {
            None
        }
    }

    /// The step that a payment in this state takes for it, if any.
    #[must_use]
    pub fn step(&self, state: PaymentState) -> Option<PaymentStep> {
        let step = match self.state {
            CheckoutState::Open => return None,
            CheckoutState::Processing => PaymentStep::Process,
            CheckoutState::Paid => PaymentStep::Settle,
            CheckoutState::Failed => PaymentStep::Decline,
            CheckoutState::Expired => PaymentStep::Expire,
        };
        state.after(step).map(|_| step)
    }
}

/// Something a gateway told by itself. Nothing in it is believed but what it is about: that is asked for again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GatewayEvent {
    /// By which gateway.
    pub gateway: Gateway,
    /// What the gateway calls it; the same one again is the same.
    pub id: String,
    /// What happened, in the gateway's words.
    pub kind: String,
    /// The object it happened to.
    pub object_id: String,
    /// The way of the money that the object belongs to.
    pub intent_id: Option<String>,
    /// The payment of ours that the object says it belongs to.
    pub reference: Option<String>,
    /// When it happened.
    pub at: Timestamp,
}

impl GatewayEvent {
    /// Whether it is about a plan that the gateway bills, rather than one payment.
    #[must_use]
    pub fn is_about_billing(&self) -> bool {
        ["invoice.", "customer.subscription."].iter().any(|prefix| self.kind.starts_with(prefix))
    }
}

/// Currencies that Stripe counts in hundredths though they have none.
const IN_HUNDREDTHS: [&str; 2] = ["ISK", "UGX"];

/// An amount in Stripe's units: minor units but for two currencies, and of three digits the last must be zero. `None`
/// when it can't be paid there.
#[must_use]
pub fn to_gateway(amount: Money) -> Option<i64> {
    let currency = amount.currency();
    if IN_HUNDREDTHS.contains(&currency.code()) {
        return amount.minor().checked_mul(100);
    }
    // Stripe takes eight digits.
    let whole = currency.exponent() != 3 || amount.minor() % 10 == 0;
    (whole && amount.minor() <= 99_999_999_i64.saturating_mul(if currency.exponent() == 3 { 10 } else { 1 }))
        .then_some(amount.minor())
}

/// Minor units of what Stripe says, rounded down.
#[must_use]
pub fn from_gateway(units: i64, currency: Currency) -> i64 {
    if IN_HUNDREDTHS.contains(&currency.code()) { units / 100 } else { units }
}

/// A part of a payment as Stripe can send it: of three digits the last is zero.
#[must_use]
pub fn refund_to_gateway(minor: i64, currency: Currency) -> i64 {
    match currency.exponent() {
        _ if IN_HUNDREDTHS.contains(&currency.code()) => minor.saturating_mul(100),
        3 => minor - minor % 10,
        _ => minor,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(minor: i64, code: &str) -> Money {
        Money::new(minor, Currency::parse(code).expect("a currency")).expect("an amount")
    }

    #[test]
    fn amounts_are_in_the_gateways_units() {
        for (minor, code, units) in [
            (49_937, "INR", Some(49_937)),
            (500, "JPY", Some(500)),
            (500, "ISK", Some(50_000)),
            (1_000, "KWD", Some(1_000)),
            (1_005, "KWD", None),
            (99_999_999, "USD", Some(99_999_999)),
            (100_000_000, "USD", None),
        ] {
            assert_eq!(to_gateway(money(minor, code)), units, "{minor} {code}");
            if let Some(units) = units {
                assert_eq!(from_gateway(units, money(minor, code).currency()), minor);
            }
        }
        let kwd = Currency::parse("KWD").expect("a currency");
        assert_eq!(refund_to_gateway(1_234, kwd), 1_230);
    }

    #[test]
    fn looks_come_further_apart_and_never_stop() {
        let gaps: Vec<i64> = (0..14).map(look_after_ms).collect();
        assert_eq!((gaps[0], gaps[1], gaps[13]), (60_000, 120_000, LAST_LOOK_MS));
        assert!(gaps.windows(2).all(|pair| pair[0] <= pair[1]));
        assert_eq!((look_after_ms(i64::MAX), try_after_ms(-1)), (LAST_LOOK_MS, FIRST_TRY_MS));
    }

    #[test]
    fn what_is_not_as_ordered_counts_for_nothing() {
        let payment = PaymentId(uuid::Uuid::from_u128(7));
        let seen = Sighting {
            session_id: "cs_1".to_owned(),
            reference: Some(payment.to_string()),
            is_live: false,
            expects_live: false,
            amount: Some(49_900),
            currency: Some("inr".to_owned()),
            state: CheckoutState::Paid,
            intent_id: None,
            refunds: Vec::new(),
            disputes: Vec::new(),
            billing: None,
        };
        let amount = money(49_900, "INR");
        let look = |seen: &Sighting| seen.mismatch(payment, Some("cs_1"), amount);
        assert_eq!(look(&seen), None);
        assert_eq!(seen.mismatch(payment, Some("cs_2"), amount), Some("session"));
        assert_eq!(seen.mismatch(payment, None, amount), Some("session"));
        assert_eq!(look(&Sighting { reference: None, ..seen.clone() }), Some("reference"));
        assert_eq!(look(&Sighting { is_live: true, ..seen.clone() }), Some("livemode"));
        assert_eq!(look(&Sighting { amount: Some(49_899), ..seen.clone() }), Some("amount"));
        assert_eq!(look(&Sighting { amount: None, ..seen.clone() }), Some("amount"));
        assert_eq!(look(&Sighting { currency: Some("usd".to_owned()), ..seen }), Some("currency"));
    }
}
