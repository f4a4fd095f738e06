//! Programs that read PDF and EPUB: what is written is asked of others than those who wrote it.

use std::path::PathBuf;

use crate::sys::{apt_install, which};

/// A kind of files and who reads them.
pub(crate) struct Readers {
    programs: &'static [&'static str],
    packages: &'static [&'static str],
    /// The variable that tells tests that they are there, and where the first is.
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
        programs: &["epubcheck", "java"],
        packages: &["epubcheck", "default-jre-headless"],
        variable: "TEST_EPUB_READERS",
        advice: "no epubcheck: install it (Debian: apt-get install epubcheck default-jre-headless)",
    },
];

impl Readers {
    /// Where the first of them is, if all are there or could be installed.
    pub(crate) fn find(&self) -> Option<PathBuf> {
        let look = || {
            let all: Option<Vec<PathBuf>> = self.programs.iter().map(|program| which(program)).collect();
            all?.into_iter().next()
        };
        look().or_else(|| apt_install(self.packages).then(look).flatten())
    }
}
