//! Programs that read PDF and EPUB: what is written is asked of others than those who wrote it.

use crate::sys::{apt_install, which};

/// A kind of files and who reads them.
pub(crate) struct Readers {
    programs: &'static [&'static str],
    packages: &'static [&'static str],
    /// The variable that tells tests that they are there.
    pub(crate) variable: &'static str,
    /// What to install where we may not do it ourselves.
    pub(crate) advice: &'static str,
}

/// Every kind.
pub(crate) const READERS: [Readers; 2] = [
    Readers {
        programs: &["pdftotext", "qpdf"],
        packages: &["poppler-utils", "qpdf"],
        variable: "TEST_PDF_READERS",
        advice: "no pdftotext or qpdf: install them (Debian: apt-get install poppler-utils qpdf)",
    },
    Readers {
        programs: &["epubcheck"],
        packages: &["epubcheck", "default-jre-headless"],
        variable: "TEST_EPUB_READERS",
        advice: "no epubcheck: install it (Debian: apt-get install epubcheck default-jre-headless)",
    },
];

impl Readers {
    /// Whether they are there, or could be installed.
    pub(crate) fn are_there(&self) -> bool {
        let look = || self.programs.iter().all(|program| which(program).is_some());
        look() || apt_install(self.packages) && look()
    }
}
