//! Documents on paper: text laid into lines with the program's typefaces, written as PDF.
//!
//! **Knows** fonts, shaping, lines, points (1/72 inch) and PDF. Pure: the same document gives the same bytes.
//!
//! **Never knows** pictures' pixels, SQL, HTTP, people, or where a document comes from.

mod receipt;
mod sheet;
mod text;

pub use receipt::{ReceiptWords, receipt_pdf};
pub use text::{Align, Ink, Laid, Style, Typesetter, Weight};

/// A document that could not be written: a fault of ours, never of what stands in it.
#[derive(Debug, thiserror::Error)]
#[error("the document could not be written: {0}")]
pub struct PaperError(pub(crate) String);
