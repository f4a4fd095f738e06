//! A bank's statement (CSV, as every bank writes it differently) against payments that wait: a line belongs to a payment
//! when it carries the payment's number or its short name, and its amount. Whoever reads it decides; nothing is believed
//! for what a payer typed.

use crate::{Money, PaymentId};
use std::collections::{BTreeSet, HashMap};
use thiserror::Error;

/// Longest statement, bytes.
pub const BYTES_MAX: usize = 2 * 1024 * 1024;
/// Most lines of one.
pub const LINES_MAX: usize = 20_000;
/// Longest text of a line that is shown, characters.
const SHOWN_MAX: usize = 200;

/// A payment that waits, as a line of a statement would name it.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// Which.
    pub id: PaymentId,
    /// What is to be paid.
    pub amount: Money,
    /// Its short name.
    pub reference: String,
    /// What the payer said its number is.
    pub utr: Option<String>,
}

/// A line that names a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Which payment.
    pub payment: PaymentId,
    /// The line's number in the file, from 1; a line that goes on in the next is one.
    pub line: usize,
    /// What the line says, cut to what fits.
    pub text: String,
    /// Whether it says the payment's amount.
    pub amount_fits: bool,
    /// Whether it carries the number, and not only the short name.
    pub by_utr: bool,
}

/// What a statement says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matches {
    /// Lines read, the heading apart.
    pub lines: usize,
    /// The best line for each payment that is named, in the statement's order.
    pub found: Vec<Found>,
}

/// Why a file is no statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NoStatement {
    /// Longer than [`BYTES_MAX`] or [`LINES_MAX`].
    #[error("too long")]
    TooLong,
    /// Not text, or not a table.
    #[error("not CSV")]
    NotCsv,
}

/// Finds waiting payments in a statement. Columns are told apart by what stands in them; only what a heading calls a
/// debit, a withdrawal or a balance is never taken for an amount that came.
///
/// # Errors
/// [`NoStatement`].
pub fn matches(bytes: &[u8], waiting: &[Waiting]) -> Result<Matches, NoStatement> {
    if bytes.len() > BYTES_MAX {
        return Err(NoStatement::TooLong);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| NoStatement::NotCsv)?.trim_start_matches('\u{FEFF}');
    if text.contains('\0') || text.trim().is_empty() {
        return Err(NoStatement::NotCsv);
    }
    let by_name = names(waiting);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(text))
        .from_reader(text.as_bytes());
    let (mut matches, mut outgoing, mut best) = (Matches::default(), BTreeSet::new(), HashMap::new());
    for (index, record) in reader.records().enumerate() {
        if index >= LINES_MAX {
            return Err(NoStatement::TooLong);
        }
        let record = record.map_err(|_| NoStatement::NotCsv)?;
        if !record.iter().any(|cell| cell.chars().any(|c| c.is_ascii_digit())) {
            outgoing.extend(outgoing_in(&record));
            continue;
        }
        matches.lines += 1;
        for (which, by_utr) in named(&record, &by_name) {
            let Some(payment) = waiting.get(which) else { continue };
            let came = record.iter().enumerate().filter(|(column, _)| !outgoing.contains(column));
            let amount_fits = came
                .filter_map(|(_, cell)| minor(cell, payment.amount))
                .any(|amount| amount == payment.amount.minor());
            let line = index + 1;
            let found = Found { payment: payment.id, line, text: shown(&record), amount_fits, by_utr };
            let rank = |found: &Found| (found.amount_fits, found.by_utr);
            match best.get(&which) {
                Some(at) => {
                    let there: &mut Found = &mut matches.found[*at];
                    if rank(&found) > rank(there) {
                        *there = found;
                    }
                }
                None => {
                    best.insert(which, matches.found.len());
                    matches.found.push(found);
                }
            }
        }
    }
    Ok(matches)
}

/// By number and by short name: which payment it is, and whether it is the number.
fn names(waiting: &[Waiting]) -> HashMap<String, (usize, bool)> {
    let mut names = HashMap::new();
    for (index, payment) in waiting.iter().enumerate() {
        names.insert(payment.reference.to_ascii_uppercase(), (index, false));
        if let Some(utr) = &payment.utr {
            names.insert(utr.to_ascii_uppercase(), (index, true));
        }
    }
    names
}

/// What the first lines are divided by.
fn delimiter(text: &str) -> u8 {
    let head: Vec<&str> = text.lines().take(20).collect();
    let count = |c: char| head.iter().map(|line| line.matches(c).count()).sum::<usize>();
    let [comma, semicolon, tab] = [',', ';', '\t'].map(count);
    if tab > comma && tab > semicolon {
        b'\t'
    } else if semicolon > comma {
        b';'
    } else {
        b','
    }
}

/// Columns that hold what went out or what was left, by their headings.
fn outgoing_in(record: &csv::StringRecord) -> BTreeSet<usize> {
    let is_out = |cell: &str| {
        let word = cell.to_lowercase();
        let parts = ["debit", "withdraw", "paid out", "balance", "dr."];
        parts.iter().any(|part| word.contains(part)) || word.trim() == "dr"
    };
    record.iter().enumerate().filter(|(_, cell)| is_out(cell)).map(|(column, _)| column).collect()
}

/// Payments whose names stand in a line, as words of it: a number within a longer number is another number.
fn named(record: &csv::StringRecord, names: &HashMap<String, (usize, bool)>) -> Vec<(usize, bool)> {
    let mut found = Vec::new();
    for cell in record {
        for word in cell.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| word.len() >= 6) {
            if let Some(which) = names.get(&word.to_ascii_uppercase())
                && !found.contains(which)
            {
                found.push(*which);
            }
        }
    }
    found
}

/// An amount as banks write it, in minor units: `1,999.00`, `1.999,00`, `1 999`, with a currency or `Cr` beside it.
fn minor(cell: &str, like: Money) -> Option<i64> {
    let cell = cell.trim();
    if cell.len() > 40 || !cell.chars().any(|c| c.is_ascii_digit()) {
        return None;
    }
    let lower = cell.to_lowercase();
    if cell.starts_with(['-', '(']) || lower.ends_with("dr") || lower.ends_with("dr.") {
        return None;
    }
    let kept: String = cell.chars().filter(|c| c.is_ascii_digit() || matches!(c, '.' | ',')).collect();
    let strange = cell.chars().any(|c| {
        !(c.is_alphabetic()
            || c.is_ascii_digit()
            || c.is_whitespace()
            || matches!(c, '.' | ',' | '+' | '\'' | '₹' | '$' | '€' | '£' | '¥'))
    });
    let digits = usize::from(like.currency().exponent());
    // The last mark divides the minor unit off where exactly its digits follow; every other mark divides thousands.
    let (whole, rest) = match kept.rfind(['.', ',']) {
        Some(at) if digits > 0 && kept.len() - at - 1 == digits => (&kept[..at], &kept[at + 1..]),
        Some(at) if kept.len() - at - 1 == 3 => (kept.as_str(), ""),
        None => (kept.as_str(), ""),
        Some(_) => return None,
    };
    if strange {
        return None;
    }
    let whole: String = whole.chars().filter(char::is_ascii_digit).collect();
    let unit = 10_i64.checked_pow(u32::from(like.currency().exponent()))?;
    let whole = whole.parse::<i64>().ok()?.checked_mul(unit)?;
    whole.checked_add(if rest.is_empty() { 0 } else { rest.parse().ok()? })
}

fn shown(record: &csv::StringRecord) -> String {
    let cells: Vec<&str> = record.iter().map(str::trim).filter(|cell| !cell.is_empty()).collect();
    cells.join(" · ").chars().filter(|c| !c.is_control()).take(SHOWN_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Currency;

    fn waiting(minor: i64, reference: &str, utr: Option<&str>) -> Waiting {
        let amount = Money::new(minor, Currency::parse("INR").expect("a currency")).expect("an amount");
        Waiting {
            id: PaymentId(uuid::Uuid::from_u128(minor as u128)),
            amount,
            reference: reference.to_owned(),
            utr: utr.map(str::to_owned),
        }
    }

    fn read(text: &str, waiting: &[Waiting]) -> Vec<(i64, usize, bool, bool)> {
        let found = matches(text.as_bytes(), waiting).expect("a statement").found;
        let amount = |id: PaymentId| waiting.iter().find(|w| w.id == id).expect("one of them").amount.minor();
        found.into_iter().map(|f| (amount(f.payment), f.line, f.amount_fits, f.by_utr)).collect()
    }

    #[test]
    fn statements_of_several_banks_are_read() {
        let two =
            [waiting(49_900, "EABCDEFGHJK", Some("632512345678")), waiting(199_900, "E0123456789", None)];
        let one = "Date,Narration,Chq/Ref No,Withdrawal Amt.,Deposit Amt.,Closing Balance\n\
                   21/11/26,UPI-ASHA-632512345678-EASEL,0000632512345678,,499.00,\"12,499.00\"\n\
                   21/11/26,NEFT E0123456789 SBIN,N325,,\"1,999.00\",\"14,498.00\"\n";
        assert_eq!(read(one, &two), [(49_900, 2, true, true), (199_900, 3, true, false)]);
        assert_eq!(matches(one.as_bytes(), &two).expect("a statement").lines, 2, "the heading is none");
        let other = "\u{FEFF}Buchungstag;Text;Betrag\r\n22.11.2026;Einkauf e0123456789;1.999,00\r\n";
        assert_eq!(read(other, &two), [(199_900, 2, true, false)]);
        let tabs = "Txn Date\tDescription\tDebit\tCredit\n21 Nov\tUPI/CR/632512345678/ASHA\t\t₹ 499\n";
        assert_eq!(read(tabs, &two), [(49_900, 2, true, true)]);
    }

    #[test]
    fn what_went_out_and_other_amounts_do_not_fit() {
        let one = [waiting(49_900, "EABCDEFGHJK", Some("632512345678"))];
        for line in [
            "21/11/26,632512345678,499.00,,12.00",
            "21/11/26,632512345678,,-499.00,12.00",
            "21/11/26,632512345678,,498.99,499.00",
            "21/11/26,632512345678,,499.00 Dr,12.00",
            "21/11/26,632512345678,,49900.00,12.00",
        ] {
            let text = format!("Date,Narration,Debit,Credit,Balance\n{line}\n");
            assert_eq!(read(&text, &one), [(49_900, 2, false, true)], "{line}");
        }
    }

    #[test]
    fn a_number_within_another_number_is_another_number() {
        let one = [waiting(49_900, "EABCDEFGHJK", Some("632512345678"))];
        for cell in ["96325123456781", "x632512345678", "632512345679", "6325 1234 5678"] {
            assert_eq!(read(&format!("{cell},499.00\n"), &one), [], "{cell}");
        }
    }

    #[test]
    fn the_line_that_fits_best_is_the_one_shown() {
        let one = [waiting(49_900, "EABCDEFGHJK", Some("632512345678"))];
        let text = "EABCDEFGHJK,1.00\nEABCDEFGHJK,499.00\n632512345678,499.00\n632512345678,2.00\n";
        assert_eq!(read(text, &one), [(49_900, 3, true, true)]);
    }

    #[test]
    fn what_is_no_statement_is_refused() {
        assert_eq!(matches(b"", &[]), Err(NoStatement::NotCsv));
        assert_eq!(matches(&[0xFF, 0xD8, 0xFF], &[]), Err(NoStatement::NotCsv));
        assert_eq!(matches(&vec![b'a'; BYTES_MAX + 1], &[]), Err(NoStatement::TooLong));
        assert_eq!(matches(&"a\n".repeat(LINES_MAX + 1).into_bytes(), &[]), Err(NoStatement::TooLong));
    }
}
