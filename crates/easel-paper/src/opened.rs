//! Documents opened again, to see that they are what they should be before anybody gets them.

use crate::PaperError;
use hayro_syntax::Pdf;
use std::sync::Arc;

/// The sizes of a PDF's pages, hundredths of a millimetre: as the file says, read anew.
///
/// # Errors
/// [`PaperError`] when it can't be read as a PDF.
pub fn pdf_pages(file: Arc<Vec<u8>>) -> Result<Vec<(f32, f32)>, PaperError> {
    let pdf = Pdf::new(file).map_err(|why| PaperError(format!("no PDF: {why:?}")))?;
    let size = |page: &hayro_syntax::page::Page<'_>| {
        let media = page.media_box();
        let hundredths = |points: f64| (points * 2_540.0 / 72.0) as f32;
        (hundredths(media.x1 - media.x0), hundredths(media.y1 - media.y0))
    };
    Ok(pdf.pages().iter().map(size).collect())
}
