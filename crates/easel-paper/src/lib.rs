//! Documents on paper: text laid into lines with the program's typefaces, pages of books as lists of what is drawn,
//! written as SVG and PDF.
//!
//! **Knows** fonts, shaping, lines, balloons, SVG and PDF. Pure: the same document gives the same bytes.
//!
//! **Never knows** pictures' pixels, SQL, HTTP, people, or where a document comes from.

mod balloon;
mod column;
mod faces;
mod fit;
mod letter;
mod opened;
mod print;
mod receipt;
mod scene;
mod shape;
mod sheet;
mod svg;
mod text;
mod warp;

pub use balloon::{BalloonShape, balloon_shape, room};
pub use fit::Room;
pub use letter::{Fit, LetterPaint, Letterer, Run, RunGlyph};
pub use opened::pdf_pages;
pub use print::{BookPdfError, BookWords, PdfUse, book_pdf};
pub use receipt::{ReceiptWords, receipt_pdf};
pub use scene::{Area, Drawn, Part, Scene, cover_sheet, crowded_texts, scene, set_page};
pub use shape::{Line, Outline, Step};
pub use svg::{Extent, Letters, page_svg};
pub use text::{Align, Ink, Laid, Style, Typesetter, Weight};

/// A document that could not be written: a fault of ours, never of what stands in it.
#[derive(Debug, thiserror::Error)]
#[error("the document could not be written: {0}")]
pub struct PaperError(pub(crate) String);
