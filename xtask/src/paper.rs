//! Programs that read PDF: what is written is asked of others than those who wrote it.

use crate::sys::{apt_install, which};

/// What to install where we may not do it ourselves.
pub(crate) const ADVICE: &str =
    "no pdftotext or qpdf: install them (Debian: apt-get install poppler-utils qpdf)";

/// Whether both are there, or could be installed.
pub(crate) fn is_there() -> bool {
    let look = || which("pdftotext").is_some() && which("qpdf").is_some();
    look() || apt_install(&["poppler-utils", "qpdf"]) && look()
}
