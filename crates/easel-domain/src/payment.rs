//! Payments: what somebody promised to pay for a pack or a plan, and what became of it. The studio never believes a payment by
//! what the payer says: an administrator who saw the money confirms it, or the gateway itself when it is asked.

use crate::{PackId, PlanId, redeem, typed};
use serde::{Deserialize, Serialize};
use std::fmt;
use thiserror::Error;

/// How long a payment without a UTR waits.
pub const UNTOUCHED_MS: i64 = 24 * 3_600_000;
/// A payment that waits for approval longer than this is late.
pub const LATE_MS: i64 = 24 * 3_600_000;
/// Most payments without a UTR that one person has at a time.
pub const UNTOUCHED_MAX: i64 = 10;
/// Longest note of a payer, characters.
pub const NOTE_MAX: usize = 200;
/// Longest reason of an administrator, characters.
pub const REASON_MAX: usize = 500;

/// What a payment is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ordered {
    /// Credits, once.
    Pack(PackId),
    /// One interval of a plan.
    Plan(PlanId),
}

/// The way money comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gateway {
    /// A UPI app (India), by link or QR code.
    Upi,
    /// As the operator's own instructions say: a bank transfer, cash.
    Manual,
    /// Stripe's page.
    Stripe,
}

impl Gateway {
    /// Every gateway.
    pub const ALL: &[Self] = &[Self::Upi, Self::Manual, Self::Stripe];

    /// The word in the database and the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Upi => "upi",
            Self::Manual => "manual",
            Self::Stripe => "stripe",
        }
    }

    /// Whether people look after its money: the payer says the UTR, administrators confirm and pay back.
    #[must_use]
    pub const fn is_by_hand(self) -> bool {
        !matches!(self, Self::Stripe)
    }

    /// Reads the word of [`Gateway::as_str`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|gateway| gateway.as_str() == word)
    }
}

/// Where a payment is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PaymentState {
    /// Ordered; nobody said yet that it was paid.
    Created,
    /// The payer gave its UTR; waits for an administrator, for as long as that takes. Or the gateway waits for the money.
    Pending,
    /// Confirmed; its credits were given.
    Paid,
    /// An administrator found no such payment, or the gateway got no money.
    Rejected,
    /// Nobody paid in time.
    Expired,
    /// The payer gave it up before paying.
    Cancelled,
    /// All its money went back.
    Refunded,
    /// The payer's bank took the money back, for now or for good.
    Disputed,
}

/// What happens to a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PaymentStep {
    /// The payer gives the UTR.
    Claim,
    /// As many administrators as are needed have confirmed it.
    Approve,
    /// An administrator says no.
    Reject,
    /// Its time without a UTR is over.
    Expire,
    /// The payer gives it up.
    Cancel,
    /// The gateway has the money, whatever the payment seemed to have come to.
    Settle,
    /// The gateway waits for the money.
    Process,
    /// The gateway got none.
    Decline,
}

impl PaymentStep {
    /// Every step.
    pub const ALL: &[Self] = &[
        Self::Claim,
        Self::Approve,
        Self::Reject,
        Self::Expire,
        Self::Cancel,
        Self::Settle,
        Self::Process,
        Self::Decline,
    ];
}

impl PaymentState {
    /// Every state.
    pub const ALL: &[Self] = &[
        Self::Created,
        Self::Pending,
        Self::Paid,
        Self::Rejected,
        Self::Expired,
        Self::Cancelled,
        Self::Refunded,
        Self::Disputed,
    ];

    /// The word in the database and the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Pending => "pending",
            Self::Paid => "paid",
            Self::Rejected => "rejected",
            Self::Expired => "expired",
            Self::Cancelled => "cancelled",
            Self::Refunded => "refunded",
            Self::Disputed => "disputed",
        }
    }

    /// Whether its credits were given.
    #[must_use]
    pub const fn is_paid(self) -> bool {
        matches!(self, Self::Paid | Self::Refunded | Self::Disputed)
    }

    /// Where a paid payment stands: `is_disputed` unless every dispute was won, `is_refunded` when all its money went back.
    #[must_use]
    pub const fn standing(is_disputed: bool, is_refunded: bool) -> Self {
        match (is_disputed, is_refunded) {
            (true, _) => Self::Disputed,
            (false, true) => Self::Refunded,
            (false, false) => Self::Paid,
        }
    }

    /// Reads the word of [`PaymentState::as_str`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|state| state.as_str() == word)
    }

    /// Where a step leads from here; `None` where it can't be taken.
    #[must_use]
    pub const fn after(self, step: PaymentStep) -> Option<Self> {
        match (self, step) {
            (Self::Created, PaymentStep::Claim) => Some(Self::Pending),
            (Self::Created, PaymentStep::Expire) => Some(Self::Expired),
            (Self::Created, PaymentStep::Cancel) => Some(Self::Cancelled),
            (Self::Pending, PaymentStep::Approve) => Some(Self::Paid),
            (Self::Pending, PaymentStep::Reject) => Some(Self::Rejected),
            (Self::Created, PaymentStep::Process) => Some(Self::Pending),
            (Self::Created | Self::Pending, PaymentStep::Decline) => Some(Self::Rejected),
            (state, PaymentStep::Settle) if !state.is_paid() => Some(Self::Paid),
            _ => None,
        }
    }
}

/// Why what a payer typed is no UTR.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum InvalidUtr {
    /// Not twelve digits.
    #[error("not twelve digits")]
    Digits,
    /// The same digit twelve times.
    #[error("one digit twelve times")]
    Repeated,
    /// The id of Google Pay or Paytm, PhonePe's transaction or a bank's other number: the UTR stands near it.
    #[error("an id of the app, not the UTR")]
    AppId,
    /// For transfers: not 6 to 35 letters and digits.
    #[error("no reference of a transfer")]
    Reference,
}

/// The number by which a bank knows a payment. One number is one payment, whoever says it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Utr(String);

impl Utr {
    /// Reads what a payer of this gateway typed.
    ///
    /// # Errors
    /// [`InvalidUtr`], for the sentence at the field.
    pub fn parse(gateway: Gateway, typed: &str) -> Result<Self, InvalidUtr> {
        match gateway {
            Gateway::Upi => Self::of_upi(typed),
            Gateway::Manual => Self::of_transfer(typed),
            // Nobody types what Stripe knows by itself.
            Gateway::Stripe => Err(InvalidUtr::Reference),
        }
    }

    fn of_upi(typed: &str) -> Result<Self, InvalidUtr> {
        let kept = squeezed(typed).ok_or(InvalidUtr::Digits)?;
        if !kept.bytes().all(|b| b.is_ascii_digit()) {
            let is_id = kept.len() >= 10 && kept.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            return Err(if is_id { InvalidUtr::AppId } else { InvalidUtr::Digits });
        }
        if kept.len() != 12 {
            // Paytm's order ids are longer numbers.
            return Err(if kept.len() > 14 { InvalidUtr::AppId } else { InvalidUtr::Digits });
        }
        if kept.bytes().all(|b| b == kept.as_bytes()[0]) { Err(InvalidUtr::Repeated) } else { Ok(Self(kept)) }
    }

    fn of_transfer(typed: &str) -> Result<Self, InvalidUtr> {
        let kept = squeezed(typed).ok_or(InvalidUtr::Reference)?.to_ascii_uppercase();
        let fits = (6..=35).contains(&kept.len()) && kept.bytes().all(|b| b.is_ascii_alphanumeric());
        let varied = kept.bytes().any(|b| b != kept.as_bytes()[0]);
        if fits && varied { Ok(Self(kept)) } else { Err(InvalidUtr::Reference) }
    }

    /// As it is kept and compared.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Utr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The zeros of the digits that Indian, Arabic, Persian and full-width keyboards type.
const ZEROS: &[u32] =
    &[0x0660, 0x06F0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0xFF10];

/// Without spaces, hyphens and invisible marks, and with the digits of ASCII. `None` when it is too long to be anything.
fn squeezed(typed: &str) -> Option<String> {
    if typed.len() > 256 {
        return None;
    }
    Some(typed.chars().filter(|c| !is_between(*c)).map(plain_digit).collect())
}

fn is_between(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '-' | '\u{00AD}' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FF0D}')
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

fn plain_digit(c: char) -> char {
    let value = ZEROS.iter().find_map(|zero| (c as u32).checked_sub(*zero).filter(|d| *d < 10));
    value.and_then(|value| char::from_digit(value, 10)).unwrap_or(c)
}

/// A payment's short name, which people read out and type, made of chance: `E` and ten letters and digits.
#[must_use]
pub fn reference(chance: [u8; 7]) -> String {
    format!("E{}", &redeem::letters(&chance)[..10])
}

/// A payer's note; `None` when it is too long.
#[must_use]
pub fn note(typed: &str) -> Option<String> {
    typed::text(typed, NOTE_MAX)
}

/// An administrator's reason; `None` when there is none or it is too long.
#[must_use]
pub fn reason(typed: &str) -> Option<String> {
    typed::text(typed, REASON_MAX).filter(|kept| !kept.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_utr_is_read_however_it_is_written() {
        for typed in
            ["632512345678", " 6325 1234 5678 ", "6325-1234-5678", "६३२५१२३४५६७८", "６３２５１２３４５６７８"]
        {
            assert_eq!(Utr::parse(Gateway::Upi, typed).expect("a UTR").as_str(), "632512345678", "{typed}");
        }
    }

    #[test]
    fn what_is_no_utr_is_told_apart() {
        for (typed, why) in [
            ("", InvalidUtr::Digits),
            ("63251234567", InvalidUtr::Digits),
            ("6325123456789", InvalidUtr::Digits),
            ("63251234567x", InvalidUtr::AppId),
            ("000000000000", InvalidUtr::Repeated),
            ("777777777777", InvalidUtr::Repeated),
            ("T2511221234567890123456", InvalidUtr::AppId),
            ("CICAgOCx1Y_xYw", InvalidUtr::AppId),
            ("20251122111212800110168", InvalidUtr::AppId),
            ("my money", InvalidUtr::Digits),
            (&"1".repeat(300), InvalidUtr::Digits),
        ] {
            assert_eq!(Utr::parse(Gateway::Upi, typed), Err(why), "{typed}");
        }
    }

    #[test]
    fn a_transfers_reference_is_letters_and_digits() {
        let read = |typed| Utr::parse(Gateway::Manual, typed).map(|utr| utr.to_string());
        assert_eq!(read("sbin r5-2026 112200"), Ok("SBINR52026112200".to_owned()));
        for typed in ["", "abc", "a/b/c/d/e/f", "111111", &"x1".repeat(18)] {
            assert_eq!(read(typed), Err(InvalidUtr::Reference), "{typed}");
        }
    }
}
