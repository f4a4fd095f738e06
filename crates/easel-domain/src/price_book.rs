//! The price book: what an operator sells, for how much, and by which gateways. Read from `config/money.json`. A price
//! that was ever shown is never edited: what changes is archived and followed by a new pack.

use crate::{
    Credits, Currency, Gateway, Money, Vpa,
    model::{CatalogueMistake, Words},
    plan::{Allows, PLANS_MAX, PlanOffer},
    receipt::ReceiptTerms,
};
use serde::{Deserialize, Serialize};

/// Most packs on sale.
pub const PACKS_MAX: usize = 50;
/// Most credits of a pack, or of a plan's cycle.
pub const CREDITS_MAX: i64 = 1_000_000_000;
/// No currency is worth less.
const MINOR_PER_USD_MAX: i64 = 1_000_000_000;
/// Longest name of a payee, characters.
const PAYEE_MAX: usize = 99;
/// Longest instructions, characters.
const INSTRUCTIONS_MAX: usize = 4_000;
/// Longest label of a pack or plan, characters.
pub(crate) const LABEL_MAX: usize = 80;

/// Everything about selling.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriceBook {
    /// Where the schema is, for editors.
    #[serde(rename = "$schema", default)]
    pub schema: Option<String>,
    /// What everything is paid in.
    pub currency: Currency,
    /// What is sold, in the order shown.
    pub packs: Vec<PackOffer>,
    /// What can be subscribed to, in the order shown.
    #[serde(default)]
    pub plans: Vec<PlanOffer>,
    /// What people without a plan may do.
    #[serde(default)]
    pub free: Allows,
    /// How it can be paid; none that isn't here.
    #[serde(default)]
    pub gateways: Gateways,
    /// Payments of more than this need two administrators, in minor units; without it one is enough.
    #[serde(default)]
    pub second_approver_above_minor: Option<i64>,
    /// What is printed on receipts; without it only the studio's name stands there.
    #[serde(default)]
    pub receipts: Option<ReceiptTerms>,
    /// What a US dollar is in minor units of the currency: providers' costs are in dollars, and a model's margin is told where
    /// both are known.
    #[serde(default)]
    pub minor_per_usd: Option<i64>,
}

/// Credits for sale, once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackOffer {
    /// The operator's own word for it.
    pub id: String,
    /// What people read.
    pub label: Words,
    /// How many credits.
    pub credits: Credits,
    /// What it costs, in minor units: 49900 is 499.00 rupees.
    pub amount_minor: i64,
}

/// The gateways that are on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gateways {
    /// UPI.
    #[serde(default)]
    pub upi: Option<UpiGateway>,
    /// The operator's own instructions.
    #[serde(default)]
    pub manual: Option<ManualGateway>,
    /// Stripe. It is no word of the file: it is on where the program was given its keys.
    #[serde(skip)]
    pub stripe: bool,
}

/// Whom a UPI payment goes to.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UpiGateway {
    /// The operator's address.
    pub vpa: Vpa,
    /// The name the payer's app shows.
    pub payee_name: String,
}

/// How to pay without a gateway of ours.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManualGateway {
    /// What the payer reads.
    pub instructions: Words,
}

impl PriceBook {
    /// Whether this gateway is on.
    #[must_use]
    pub fn has(&self, gateway: Gateway) -> bool {
        match gateway {
            Gateway::Upi => self.gateways.upi.is_some(),
            Gateway::Manual => self.gateways.manual.is_some(),
            Gateway::Stripe => self.gateways.stripe,
        }
    }

    /// How many administrators have to confirm a payment of this amount.
    #[must_use]
    pub fn approvals_needed(&self, amount: Money) -> i64 {
        if self.second_approver_above_minor.is_some_and(|most| amount.minor() > most) { 2 } else { 1 }
    }

    /// Everything in it that can't be, with its place.
    #[must_use]
    pub fn mistakes(&self) -> Vec<CatalogueMistake> {
        let mut found = Vec::new();
        let mut say = |at: String, what: &str| found.push(CatalogueMistake { at, what: what.to_owned() });
        if self.packs.len() > PACKS_MAX {
            say("packs".to_owned(), "at most 50");
        }
        for (i, pack) in self.packs.iter().enumerate() {
            let at = |field: &str| format!("packs[{i}].{field}");
            if let Some(what) = id_mistake(&pack.id) {
                say(at("id"), what);
            }
            if self.packs.iter().take(i).any(|other| other.id == pack.id) {
                say(at("id"), "stands twice");
            }
            if let Some(what) = words_mistake(&pack.label, LABEL_MAX) {
                say(at("label"), what);
            }
            if !(1..=CREDITS_MAX).contains(&pack.credits.get()) {
                say(at("credits"), "must be from 1 to 1000000000");
            }
            if Money::new(pack.amount_minor, self.currency).is_none() {
                say(at("amount_minor"), "must be more than 0");
            }
        }
        if self.plans.len() > PLANS_MAX {
            say("plans".to_owned(), "at most 20");
        }
        for (i, plan) in self.plans.iter().enumerate() {
            for (field, what) in plan.mistakes(self.currency) {
                say(format!("plans[{i}].{field}"), what);
            }
            if self.plans.iter().take(i).any(|other| other.id == plan.id) {
                say(format!("plans[{i}].id"), "stands twice");
            }
        }
        for (field, what) in self.free.mistakes() {
            say(format!("free.{field}"), what);
        }
        if let Some(upi) = &self.gateways.upi {
            if self.currency.code() != "INR" {
                say("gateways.upi".to_owned(), "UPI pays in INR only");
            }
            let name = upi.payee_name.trim();
            if name.is_empty() || name.chars().count() > PAYEE_MAX || name.chars().any(char::is_control) {
                say("gateways.upi.payee_name".to_owned(), "1 to 99 characters of one line");
            }
        }
        let instructions = self.gateways.manual.as_ref().map(|manual| &manual.instructions);
        if let Some(what) = instructions.and_then(|words| words_mistake(words, INSTRUCTIONS_MAX)) {
            say("gateways.manual.instructions".to_owned(), what);
        }
        if self.second_approver_above_minor.is_some_and(|most| most < 0) {
            say("second_approver_above_minor".to_owned(), "must be 0 or more");
        }
        if self.minor_per_usd.is_some_and(|minor| !(1..=MINOR_PER_USD_MAX).contains(&minor)) {
            say("minor_per_usd".to_owned(), "must be from 1 to 1000000000");
        }
        found.extend(self.receipts.iter().flat_map(ReceiptTerms::mistakes));
        found
    }
}

/// What is wrong with an operator's own word for something, if anything.
pub(crate) fn id_mistake(id: &str) -> Option<&'static str> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-._".contains(c);
    let is_id = !id.is_empty() && id.len() <= 80 && id.chars().all(fits);
    (!is_id).then_some("1 to 80 of lower case letters, digits, '-', '.' and '_'")
}

/// What is wrong with words that people read, if anything.
pub(crate) fn words_mistake(words: &Words, most: usize) -> Option<&'static str> {
    if words.get("en").is_none_or(|text| text.trim().is_empty()) {
        return Some("needs at least the language \"en\"");
    }
    words.values().any(|text| text.chars().count() > most || text.contains('\0')).then_some("is too long")
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOOK: &str = r#"{
        "currency": "INR",
        "packs": [{ "id": "small", "label": { "en": "Small" }, "credits": 100, "amount_minor": 49900 }],
        "plans": [{ "id": "pro", "label": { "en": "Pro" }, "credits": 300, "amount_minor": 99900, "interval": "month",
            "allows": { "models": ["*"], "concurrency": 4, "priority": 3, "licence": { "en": "Commercial use." } } }],
        "free": { "tiers": ["1k"], "concurrency": 1 },
        "gateways": { "upi": { "vpa": "studio@okaxis", "payee_name": "Asha Studio" } },
        "second_approver_above_minor": 500000
    }"#;

    #[test]
    fn a_book_is_read() {
        let book: PriceBook = serde_json::from_str(BOOK).expect("a book");
        assert!(book.mistakes().is_empty());
        assert!(book.has(Gateway::Upi) && !book.has(Gateway::Manual));
        let amount = |minor| Money::new(minor, book.currency).expect("an amount");
        assert_eq!((book.approvals_needed(amount(500_000)), book.approvals_needed(amount(500_001))), (1, 2));
    }

    #[test]
    fn the_example_that_ships_can_be_used_as_it_is() {
        let example = include_str!("../../../config/examples/money.json");
        let book: PriceBook = serde_json::from_str(example).expect("a book");
        assert_eq!(book.mistakes(), []);
    }

    #[test]
    fn what_can_not_be_is_told_with_its_place() {
        for (from, to, at) in [
            ("\"INR\"", "\"USD\"", "gateways.upi"),
            ("49900", "0", "packs[0].amount_minor"),
            ("100,", "0,", "packs[0].credits"),
            ("\"en\": \"Small\"", "\"de\": \"Klein\"", "packs[0].label"),
            ("\"small\"", "\"Small one\"", "packs[0].id"),
            ("Asha Studio", " ", "gateways.upi.payee_name"),
            ("500000", "-1", "second_approver_above_minor"),
            ("\"pro\"", "\"\"", "plans[0].id"),
            ("\"en\": \"Pro\"", "\"de\": \"Profi\"", "plans[0].label"),
            ("300", "0", "plans[0].credits"),
            ("99900", "-5", "plans[0].amount_minor"),
            ("[\"*\"]", "[]", "plans[0].allows.models"),
            ("4, \"priority\": 3", "0, \"priority\": 3", "plans[0].allows.concurrency"),
            ("\"priority\": 3", "\"priority\": 10", "plans[0].allows.priority"),
            ("\"en\": \"Commercial use.\"", "\"de\": \"Gewerblich.\"", "plans[0].allows.licence"),
            ("[\"1k\"]", "[\"\"]", "free.tiers"),
        ] {
            let book: PriceBook = serde_json::from_str(&BOOK.replacen(from, to, 1)).expect("a book");
            let places: Vec<_> = book.mistakes().into_iter().map(|mistake| mistake.at).collect();
            assert_eq!(places, [at]);
        }
        for (from, to) in [
            ("studio@okaxis", "studio"),
            ("\"INR\"", "\"inr\""),
            ("\"packs\"", "\"pax\""),
            ("49900", "499.5"),
            ("\"month\"", "\"week\""),
            ("\"concurrency\": 1 ", "\"at_once\": 1 "),
        ] {
            assert!(serde_json::from_str::<PriceBook>(&BOOK.replacen(from, to, 1)).is_err(), "{to}");
        }
    }
}
