//! Paper: how large a page is, what is trimmed off, how thick a book becomes.

use super::BookKind;
use serde::{Deserialize, Serialize};

/// How a book is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// From left to right, then down.
    LeftToRight,
    /// From right to left, then down; the spine is on the right.
    RightToLeft,
    /// Only down: for screens.
    Vertical,
}

/// The paper of a book, hundredths of a millimetre.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BookFormat {
    /// Width of a trimmed page.
    pub width: i32,
    /// Height of a trimmed page.
    pub height: i32,
    /// What is printed beyond each side and trimmed off.
    pub bleed: i32,
    /// What stays free at each side.
    pub margin: i32,
    /// How thick a sheet is, thousandths of a millimetre.
    pub paper_um: i32,
}

impl BookFormat {
    /// Smallest and largest side of a page, bar the height of a strip.
    pub const SIDES: std::ops::RangeInclusive<i32> = 4_000..=60_000;
    /// Tallest page that is only read on a screen.
    pub const STRIP_MAX: i32 = 500_000;
    /// Widest bleed.
    pub const BLEED_MAX: i32 = 1_000;
    /// Thinnest and thickest sheet, thousandths of a millimetre.
    pub const PAPER_UM: std::ops::RangeInclusive<i32> = 40..=600;
    /// Fewest pages that are bound with a spine; what has fewer is stapled.
    pub const SPINE_PAGES_MIN: usize = 24;

    /// How thick a book of so many pages is; nothing where it is stapled.
    #[must_use]
    pub fn spine(&self, pages: usize) -> i32 {
        if pages < Self::SPINE_PAGES_MIN {
            return 0;
        }
        let sheets = i32::try_from(pages.div_ceil(2)).unwrap_or(i32::MAX);
        sheets.saturating_mul(self.paper_um).saturating_add(5) / 10
    }
}

/// A format by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NamedFormat {
    /// The word in the API.
    pub name: &'static str,
    /// What it is meant for.
    pub kind: BookKind,
    /// Its paper.
    pub format: BookFormat,
}

const fn paper(width: i32, height: i32, bleed: i32, margin: i32, paper_um: i32) -> BookFormat {
    BookFormat { width, height, bleed, margin, paper_um }
}

/// The formats that are offered; a book may have another.
pub const FORMATS: &[NamedFormat] = &[
    NamedFormat { name: "comic", kind: BookKind::Comic, format: paper(16_830, 26_040, 318, 1_000, 100) },
    NamedFormat { name: "manga", kind: BookKind::Comic, format: paper(12_800, 18_200, 300, 900, 95) },
    NamedFormat { name: "comic_a4", kind: BookKind::Comic, format: paper(21_000, 29_700, 300, 1_200, 110) },
    NamedFormat { name: "strip", kind: BookKind::Comic, format: paper(16_000, 60_000, 0, 600, 100) },
    NamedFormat { name: "square", kind: BookKind::Storybook, format: paper(21_000, 21_000, 300, 1_500, 150) },
    NamedFormat {
        name: "landscape",
        kind: BookKind::Storybook,
        format: paper(28_000, 21_000, 300, 1_500, 150),
    },
    NamedFormat { name: "a5", kind: BookKind::Storybook, format: paper(14_800, 21_000, 300, 1_300, 130) },
    NamedFormat { name: "letter", kind: BookKind::Storybook, format: paper(21_590, 27_940, 318, 1_500, 150) },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spine_is_as_thick_as_its_sheets() {
        let format = FORMATS[0].format;
        assert_eq!(format.spine(12), 0);
        assert_eq!(format.spine(24), 120);
        assert_eq!(format.spine(25), 130);
        assert_eq!(format.spine(200), 1_000);
    }
}
