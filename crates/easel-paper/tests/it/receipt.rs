//! Receipts in four scripts, read again by what reads PDF.

use easel_domain::{
    Currency, Gateway, Money, Timestamp,
    receipt::{Buyer, Receipt, ReceiptKind, Seller, TaxRate, taxes_in},
};
use easel_paper::{Align, Ink, ReceiptWords, Style, Typesetter, Weight, receipt_pdf};
use std::{fs, process::Command};

fn receipt(name: &str) -> Receipt {
    let currency = Currency::parse("INR").expect("a currency");
    let gross = Money::new(199_900, currency).expect("an amount");
    let rates = ["CGST", "SGST"].map(|label| TaxRate { label: label.to_owned(), basis_points: 900 });
    let (net_minor, taxes) = taxes_in(gross, &rates);
    Receipt {
        number: "EA-000042".to_owned(),
        kind: ReceiptKind::Receipt,
        issued_at: Timestamp(1_795_000_000_000),
        seller: Some(Seller {
            name: "Asha Studio Private Limited".to_owned(),
            address: vec!["14 MG Road".to_owned(), "Bengaluru 560001".to_owned()],
            tax_id_label: "GSTIN".to_owned(),
            tax_id: "29ABCDE1234F1Z5".to_owned(),
        }),
        buyer: Buyer { name: name.to_owned(), email: "buyer@example.com".to_owned() },
        label: [("en".to_owned(), "Large pack".to_owned())].into(),
        credits: 5_000,
        gross_minor: gross.minor(),
        net_minor,
        taxes,
        currency,
        reference: "EABCDEFGHJK".to_owned(),
        gateway: Gateway::Upi,
        paid_by: Some("632512345678".to_owned()),
        corrects: None,
        note: [("en".to_owned(), "Thank you.".to_owned())].into(),
    }
}

fn words(language: &str) -> ReceiptWords {
    let said = |text: &str| text.to_owned();
    ReceiptWords {
        language: said(language),
        title: said("Receipt"),
        number: said("Number"),
        date: said("Date"),
        day: said("2026-11-22"),
        buyer: said("Billed to"),
        reference: said("Reference"),
        paid_with: said("Paid with"),
        gateway: said("UPI"),
        corrects: said("Corrects"),
        what: said("What"),
        amount: said("Amount"),
        credits: said("5,000 credits"),
        net: said("Net"),
        total: said("Total"),
        studio: said("Asha"),
    }
}

/// What others read in it, with `TEST_PDF_READERS` set: `cargo xtask test` does where they are.
fn read_by_others(pdf: &[u8]) -> Option<String> {
    std::env::var_os("TEST_PDF_READERS")?;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("receipt.pdf");
    fs::write(&file, pdf).expect("a file");
    let ask = |program: &str, args: &[&str]| {
        let out = Command::new(program).args(args).output().expect("the reader is installed");
        assert!(out.status.success(), "{program}: {}", String::from_utf8_lossy(&out.stderr));
        String::from_utf8_lossy(&out.stdout).into_owned()
    };
    let at = file.to_str().expect("a path of letters");
    ask("qpdf", &["--check", at]);
    let fonts = ask("pdffonts", &[at]);
    for font in fonts.lines().skip(2) {
        assert!(font.contains(" yes yes yes "), "not embedded, not a subset or not readable: {font}");
    }
    Some(ask("pdftotext", &["-layout", at, "-"]))
}

#[test]
fn a_receipt_is_a_small_pdf_that_says_what_was_paid() {
    for (language, name) in [
        ("en", "Zoë Łuczak"),
        ("zh-CN", "王小明"),
        ("ja", "山田 葉子"),
        ("es", "Íñigo Muñoz"),
        ("en", "आशा शर्मा"),
        ("en", "Ελένη Ψ"),
        ("en", "Алёна"),
    ] {
        let pdf = receipt_pdf(&receipt(name), &words(language)).expect("a document");
        assert!(pdf.starts_with(b"%PDF-") && pdf.trim_ascii_end().ends_with(b"%%EOF"));
        assert!(pdf.len() < 120_000, "{name}: {} bytes", pdf.len());
        let Some(text) = read_by_others(&pdf) else { continue };
        for said in
            ["EA-000042", "GSTIN 29ABCDE1234F1Z5", "1999.00 INR", "CGST 9%", "152.47 INR", "632512345678"]
        {
            assert!(text.contains(said), "{name}: {said} is missing in {text}");
        }
        // Devanagari is copied in the order it is drawn by some readers.
        assert!(
            text.contains(name) || language == "en" && name.starts_with('आ'),
            "{name} is missing in {text}"
        );
    }
}

#[test]
fn the_same_receipt_is_the_same_bytes() {
    let write = || receipt_pdf(&receipt("Zoë"), &words("en")).expect("a document");
    assert_eq!(write(), write());
}

#[test]
fn long_names_and_addresses_break_into_lines() {
    let mut long = receipt(&"Anneliese ".repeat(12));
    if let Some(seller) = &mut long.seller {
        seller.address = vec!["A rather long line of an address that no column holds".repeat(2); 8];
    }
    long.note = [("en".to_owned(), "Please keep this. ".repeat(50))].into();
    receipt_pdf(&long, &words("en")).expect("a document");
    let style = Style { size: 10.0, weight: Weight::Regular, align: Align::Start, ink: Ink(0, 0, 0) };
    let mut typesetter = Typesetter::new("en", ["words"]);
    let one = typesetter.lay("words", style, None);
    let many = typesetter.lay(&"words ".repeat(40), style, Some(100.0));
    assert_eq!(one.lines(), 1);
    assert!(many.lines() > 5 && many.width() <= 100.0 && many.height() > 5.0 * one.height());
}
