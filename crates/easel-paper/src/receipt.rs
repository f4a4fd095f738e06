//! A receipt, or a credit note, on one sheet of A4.

use crate::{
    PaperError,
    sheet::{Mark, write},
    text::{Align, Ink, Style, Typesetter, Weight},
};
use easel_domain::{
    Currency, Money,
    model::words_in,
    receipt::{Receipt, Tax},
};
use krilla::metadata::Metadata;

const A4: (f32, f32) = (595.28, 841.89);
const MARGIN: f32 = 56.0;
const BLACK: Ink = Ink(24, 24, 27);
const GREY: Ink = Ink(105, 105, 115);
const PALE: Ink = Ink(200, 200, 206);
/// Where labels of facts begin, in the right half.
const RIGHT: f32 = 330.0;

/// The words of a receipt in one language, from the catalogues.
#[derive(Clone, Debug)]
pub struct ReceiptWords {
    /// The language's tag.
    pub language: String,
    /// "Receipt" or "Credit note".
    pub title: String,
    /// Before the number.
    pub number: String,
    /// Before the day.
    pub date: String,
    /// The day, as people of this language write it.
    pub day: String,
    /// Above the buyer.
    pub buyer: String,
    /// Before the payment's short name.
    pub reference: String,
    /// Before how it was paid.
    pub paid_with: String,
    /// How it was paid.
    pub gateway: String,
    /// Before the receipt's number that a credit note belongs to.
    pub corrects: String,
    /// Above what was bought.
    pub what: String,
    /// Above the amounts.
    pub amount: String,
    /// So many credits, in the operator's word.
    pub credits: String,
    /// Before the amount without taxes.
    pub net: String,
    /// Before the amount.
    pub total: String,
    /// The studio's name: stands where there is no seller, and in the document's own data.
    pub studio: String,
}

/// The sheet being filled from top to bottom.
struct Page {
    typesetter: Typesetter,
    marks: Vec<Mark>,
}

impl Page {
    fn text(&mut self, (x, y, width): (f32, f32, f32), text: &str, style: Style) -> f32 {
        let laid = self.typesetter.lay(text, style, Some(width));
        let below = y + laid.height();
        self.marks.push(Mark::Text(x, y, Box::new(laid)));
        below
    }

    /// A label and its value in the right half; the y below both.
    fn fact(&mut self, y: f32, label: &str, value: &str) -> f32 {
        let end = A4.0 - MARGIN;
        let one = self.text((RIGHT, y, 88.0), label, plain(9.0, GREY));
        let two = self.text((RIGHT + 92.0, y, end - RIGHT - 92.0), value, plain(9.0, BLACK));
        one.max(two) + 2.0
    }

    /// A label on the left of the sums and an amount at the right edge.
    fn sum(&mut self, y: f32, label: &str, amount: &str, style: Style) -> f32 {
        let end = A4.0 - MARGIN;
        let one = self.text((RIGHT - 60.0, y, 190.0), label, style);
        let two =
            self.text((end - 120.0, y, 120.0), amount, Style { align: Align::End, ink: BLACK, ..style });
        one.max(two) + 3.0
    }
}

const fn plain(size: f32, ink: Ink) -> Style {
    Style { size, weight: Weight::Regular, align: Align::Start, ink }
}

const fn bold(size: f32) -> Style {
    Style { size, weight: Weight::Bold, align: Align::Start, ink: BLACK }
}

/// Writes a receipt as PDF: A4, letters that can be copied and searched, no picture.
///
/// # Errors
/// [`PaperError`].
pub fn receipt_pdf(receipt: &Receipt, words: &ReceiptWords) -> Result<Vec<u8>, PaperError> {
    let label = words_in(&receipt.label, &words.language);
    let note = words_in(&receipt.note, &words.language);
    let texts = texts(receipt, words, label, note);
    let typesetter = Typesetter::new(&words.language, texts.iter().map(String::as_str));
    let mut page = Page { typesetter, marks: Vec::new() };
    let end = A4.0 - MARGIN;
    let seller = receipt.seller.as_ref();
    let left = head(&mut page, receipt, words);
    let mut y = page.text((RIGHT, MARGIN, end - RIGHT), &words.title, bold(20.0)) + 12.0;
    y = page.fact(y, &words.number, &receipt.number);
    y = page.fact(y, &words.date, &words.day);
    y = page.fact(y, &words.reference, &receipt.reference);
    y = page.fact(y, &words.paid_with, &paid_with(receipt, words));
    if let Some(number) = &receipt.corrects {
        y = page.fact(y, &words.corrects, number);
    }
    y = y.max(left) + 28.0;
    y = page.text((MARGIN, y, 240.0), &words.buyer, plain(9.0, GREY)) + 2.0;
    y = page.text((MARGIN, y, 300.0), &receipt.buyer.name, bold(11.0));
    y = page.text((MARGIN, y, 300.0), &receipt.buyer.email, plain(9.5, BLACK)) + 34.0;
    page.text((MARGIN, y, 300.0), &words.what, plain(9.0, GREY));
    let at_end = Style { align: Align::End, ..plain(9.0, GREY) };
    y = page.text((end - 160.0, y, 160.0), &words.amount, at_end) + 6.0;
    page.marks.push(Mark::Rule(MARGIN, y, end, PALE));
    y += 10.0;
    let one = page.text((MARGIN, y, 320.0), label, bold(11.0));
    let one = page.text((MARGIN, one + 1.0, 320.0), &words.credits, plain(9.5, GREY));
    let total = amount(receipt.gross_minor, receipt.currency);
    let two = page.text((end - 160.0, y, 160.0), &total, Style { align: Align::End, ..plain(11.0, BLACK) });
    y = one.max(two) + 12.0;
    page.marks.push(Mark::Rule(MARGIN, y, end, PALE));
    y += 12.0;
    if !receipt.taxes.is_empty() {
        y = page.sum(y, &words.net, &amount(receipt.net_minor, receipt.currency), plain(9.5, GREY));
        for tax in &receipt.taxes {
            y = page.sum(y, &tax_label(tax), &amount(tax.minor, receipt.currency), plain(9.5, GREY));
        }
        y += 4.0;
    }
    y = page.sum(y, &words.total, &total, bold(12.0)) + 40.0;
    if !note.is_empty() {
        page.text((MARGIN, y, end - MARGIN), note, plain(9.0, GREY));
    }
    let name = seller.map_or(&words.studio, |seller| &seller.name).clone();
    let metadata = Metadata::new()
        .title(format!("{} {}", words.title, receipt.number))
        .authors(vec![name.clone()])
        .creator(name)
        .language(words.language.clone());
    write(A4, metadata, &page.marks)
}

/// Who sells, at the upper left; the y below.
fn head(page: &mut Page, receipt: &Receipt, words: &ReceiptWords) -> f32 {
    let name = receipt.seller.as_ref().map_or(&words.studio, |seller| &seller.name);
    let mut y = page.text((MARGIN, MARGIN, 240.0), name, bold(14.0)) + 4.0;
    let Some(seller) = &receipt.seller else { return y };
    for line in &seller.address {
        y = page.text((MARGIN, y, 240.0), line, plain(9.0, GREY));
    }
    if !seller.tax_id.is_empty() {
        let said = format!("{} {}", seller.tax_id_label, seller.tax_id);
        y = page.text((MARGIN, y + 2.0, 240.0), &said, plain(9.0, GREY));
    }
    y
}

fn paid_with(receipt: &Receipt, words: &ReceiptWords) -> String {
    match &receipt.paid_by {
        Some(number) => format!("{}, {number}", words.gateway),
        None => words.gateway.clone(),
    }
}

fn tax_label(tax: &Tax) -> String {
    let (whole, rest) = (tax.basis_points / 100, tax.basis_points % 100);
    match rest {
        0 => format!("{} {whole}%", tax.label),
        rest if rest % 10 == 0 => format!("{} {whole}.{}%", tax.label, rest / 10),
        rest => format!("{} {whole}.{rest:02}%", tax.label),
    }
}

/// An amount as it is printed; nothing is a zero with the currency's digits.
fn amount(minor: i64, currency: Currency) -> String {
    Money::new(minor, currency).map_or_else(
        || {
            let digits = usize::from(currency.exponent());
            let zero = if digits == 0 { "0".to_owned() } else { format!("0.{}", "0".repeat(digits)) };
            format!("{zero} {}", currency.code())
        },
        |money| money.to_string(),
    )
}

/// Everything that will be laid, so that the typefaces it needs are there.
fn texts(receipt: &Receipt, words: &ReceiptWords, label: &str, note: &str) -> Vec<String> {
    let mut all = vec![
        label.to_owned(),
        note.to_owned(),
        receipt.buyer.name.clone(),
        receipt.buyer.email.clone(),
        words.title.clone(),
        words.day.clone(),
        words.buyer.clone(),
        words.gateway.clone(),
        words.credits.clone(),
        words.studio.clone(),
    ];
    if let Some(seller) = &receipt.seller {
        all.push(seller.name.clone());
        all.extend(seller.address.iter().cloned());
        all.push(seller.tax_id_label.clone());
    }
    all.extend(receipt.taxes.iter().map(|tax| tax.label.clone()));
    all
}
