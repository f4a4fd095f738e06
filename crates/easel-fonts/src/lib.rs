//! The typefaces that are part of the program.
//!
//! **Knows** their files, as a browser takes them (WOFF2), by family and weight.
//!
//! **Never knows** how text is laid or drawn, nor how a file is served.

/// One file of a typeface. What a family has of a script may be a file of its own, under a name of its own: "Inter Greek".
pub struct Face {
    /// What it is called here.
    pub family: &'static str,
    /// 400 is regular, 600 half bold.
    pub weight: u16,
    /// Its file's name.
    pub file: &'static str,
    /// Its bytes.
    pub woff2: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/faces.rs"));

/// Every file there is.
#[must_use]
pub fn faces() -> &'static [Face] {
    FACES
}
