//! Receipts and credit notes: what a studio hands out for money that came and money that went back. One is written when
//! the payment is confirmed and never changes, whatever the operator changes afterwards.

use crate::{
    Currency, Gateway, Money, Timestamp,
    model::{CatalogueMistake, Words},
};
use serde::{Deserialize, Serialize};

/// Longest line of a seller's address, of a name or a label, characters.
const LINE_MAX: usize = 120;
/// Most lines of an address.
const ADDRESS_MAX: usize = 8;
/// Most taxes on one receipt.
const TAXES_MAX: usize = 4;
/// Longest prefix of a number, characters.
const PREFIX_MAX: usize = 20;

/// What an operator prints on receipts. Prices include the taxes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReceiptTerms {
    /// Stands before a receipt's number: `EA-` gives EA-000001.
    #[serde(default)]
    pub prefix: String,
    /// Who sells.
    pub seller: Seller,
    /// Taxes that prices include.
    #[serde(default)]
    pub taxes: Vec<TaxRate>,
    /// What stands at the end, such as a bank account or a sentence the law asks for.
    #[serde(default)]
    pub note: Words,
}

/// Who sells.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seller {
    /// The company's name.
    pub name: String,
    /// Its address, line by line.
    #[serde(default)]
    pub address: Vec<String>,
    /// What its tax number is called, such as GSTIN.
    #[serde(default)]
    pub tax_id_label: String,
    /// Its tax number.
    #[serde(default)]
    pub tax_id: String,
}

/// A tax that prices include.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaxRate {
    /// Such as CGST.
    pub label: String,
    /// In hundredths of a percent: 900 is nine percent.
    pub basis_points: u32,
}

impl ReceiptTerms {
    /// Everything in it that can't be, with its place from `receipts` on.
    #[must_use]
    pub fn mistakes(&self) -> Vec<CatalogueMistake> {
        let mut found = Vec::new();
        let mut say = |at: &str, what: &str| {
            found.push(CatalogueMistake { at: format!("receipts.{at}"), what: what.to_owned() });
        };
        let is_line = |text: &str| text.chars().count() <= LINE_MAX && !text.chars().any(char::is_control);
        if self.prefix.chars().count() > PREFIX_MAX || self.prefix.chars().any(char::is_control) {
            say("prefix", "at most 20 characters of one line");
        }
        if self.seller.name.trim().is_empty() || !is_line(&self.seller.name) {
            say("seller.name", "1 to 120 characters of one line");
        }
        if self.seller.address.len() > ADDRESS_MAX || !self.seller.address.iter().all(|line| is_line(line)) {
            say("seller.address", "at most 8 lines of at most 120 characters");
        }
        if !is_line(&self.seller.tax_id) || !is_line(&self.seller.tax_id_label) {
            say("seller.tax_id", "at most 120 characters of one line");
        }
        if self.seller.tax_id.is_empty() != self.seller.tax_id_label.is_empty() {
            say("seller.tax_id", "needs both tax_id and tax_id_label, or neither");
        }
        let fits =
            |tax: &TaxRate| !tax.label.trim().is_empty() && is_line(&tax.label) && tax.basis_points <= 10_000;
        if self.taxes.len() > TAXES_MAX || !self.taxes.iter().all(fits) {
            say("taxes", "at most 4, each with a label and at most 10000 basis points");
        }
        if self.note.values().any(|text| text.chars().count() > 1_000 || text.contains('\0')) {
            say("note", "at most 1000 characters");
        }
        found
    }
}

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReceiptKind {
    /// Money came.
    Receipt,
    /// Money went back.
    CreditNote,
}

impl ReceiptKind {
    /// The word in the database and the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Receipt => "receipt",
            Self::CreditNote => "credit_note",
        }
    }
}

/// A tax as it is printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tax {
    /// Such as CGST.
    pub label: String,
    /// Its rate.
    pub basis_points: u32,
    /// How much of the amount it is.
    pub minor: i64,
}

/// What is printed: all of it, as it was when it was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// With its prefix.
    pub number: String,
    /// Which of the two.
    pub kind: ReceiptKind,
    /// When it was written.
    pub issued_at: Timestamp,
    /// Who sells; without one the studio's name stands there.
    pub seller: Option<Seller>,
    /// Who bought.
    pub buyer: Buyer,
    /// What was bought.
    pub label: Words,
    /// How many credits came or went with it.
    pub credits: i64,
    /// What was paid, or paid back, in minor units; taxes are in it.
    pub gross_minor: i64,
    /// The same without taxes.
    pub net_minor: i64,
    /// The taxes; with `net_minor` they add up to `gross_minor`.
    pub taxes: Vec<Tax>,
    /// Of which currency.
    pub currency: Currency,
    /// The payment's short name.
    pub reference: String,
    /// How it was paid.
    pub gateway: Gateway,
    /// The bank's or the gateway's number of it.
    pub paid_by: Option<String>,
    /// For a credit note: the receipt's number it belongs to.
    pub corrects: Option<String>,
    /// What stands at the end.
    #[serde(default)]
    pub note: Words,
}

/// Who bought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Buyer {
    /// Their name.
    pub name: String,
    /// Their address for mail.
    pub email: String,
}

/// A receipt's number, as printed.
#[must_use]
pub fn number(prefix: &str, no: i64) -> String {
    format!("{prefix}{no:06}")
}

/// The net amount and the taxes in an amount that includes them: the net is rounded to the nearest minor unit, and the
/// taxes share what remains, so that nothing is lost or made.
#[must_use]
pub fn taxes_in(gross: Money, rates: &[TaxRate]) -> (i64, Vec<Tax>) {
    let all: i128 = rates.iter().map(|rate| i128::from(rate.basis_points)).sum();
    let gross = i128::from(gross.minor());
    let whole = 10_000 + all;
    let net = (gross * 10_000 + whole / 2) / whole;
    let (mut left, mut weight) = (gross - net, all);
    let mut taxes = Vec::with_capacity(rates.len());
    for rate in rates {
        let share =
            if weight == 0 { 0 } else { (left * i128::from(rate.basis_points) + weight / 2) / weight };
        left -= share;
        weight -= i128::from(rate.basis_points);
        let minor = i64::try_from(share).unwrap_or(i64::MAX);
        taxes.push(Tax { label: rate.label.clone(), basis_points: rate.basis_points, minor });
    }
    (i64::try_from(net).unwrap_or(i64::MAX), taxes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rates(points: &[u32]) -> Vec<TaxRate> {
        points
            .iter()
            .map(|basis_points| TaxRate { label: "T".to_owned(), basis_points: *basis_points })
            .collect()
    }

    fn split(minor: i64, points: &[u32]) -> (i64, Vec<i64>) {
        let gross = Money::new(minor, Currency::parse("INR").expect("a currency")).expect("an amount");
        let (net, taxes) = taxes_in(gross, &rates(points));
        (net, taxes.into_iter().map(|tax| tax.minor).collect())
    }

    #[test]
    fn an_amount_is_its_net_and_its_taxes() {
        assert_eq!(split(49_900, &[900, 900]), (42_288, vec![3_806, 3_806]));
        assert_eq!(split(11_900, &[1_900]), (10_000, vec![1_900]));
        assert_eq!(split(100, &[]), (100, vec![]));
        assert_eq!(split(100, &[0]), (100, vec![0]));
        assert_eq!(split(1, &[1_800]), (1, vec![0]));
    }

    #[test]
    fn nothing_is_lost_or_made() {
        for minor in (1..2_000).chain([Money::MINOR_MAX, Money::MINOR_MAX - 1]) {
            for points in [&[900, 900][..], &[1_900], &[725, 100, 33], &[10_000], &[1, 2, 3, 4]] {
                let (net, taxes) = split(minor, points);
                assert_eq!(net + taxes.iter().sum::<i64>(), minor, "{minor} {points:?}");
                assert!(net >= 0 && taxes.iter().all(|tax| *tax >= 0), "{minor} {points:?}");
            }
        }
    }

    #[test]
    fn what_can_not_be_printed_is_told_with_its_place() {
        let mut terms = ReceiptTerms {
            seller: Seller { name: "Asha Studio".to_owned(), ..Seller::default() },
            ..ReceiptTerms::default()
        };
        assert_eq!(terms.mistakes(), []);
        terms.seller.tax_id = "29ABCDE1234F1Z5".to_owned();
        terms.taxes = rates(&[10_001]);
        terms.prefix = "x".repeat(21);
        let places: Vec<_> = terms.mistakes().into_iter().map(|mistake| mistake.at).collect();
        assert_eq!(places, ["receipts.prefix", "receipts.seller.tax_id", "receipts.taxes"]);
    }
}
