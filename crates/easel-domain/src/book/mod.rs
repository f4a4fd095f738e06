//! Comics and storybooks as recipes: versioned documents of pages, panels, art, balloons and texts. The lettering stays
//! text until a file is made of it, the art is a picture under it: a book can be lettered anew, in another language
//! too, without a new picture.
//!
//! Lengths are hundredths of a millimetre. A page's origin is the upper left corner of what is left after trimming; the
//! bleed lies at negative places and beyond its width and height.

mod check;
mod format;
mod geometry;
mod layout;
mod page;
mod story;
mod template;
mod text;
mod translate;

pub use check::{BookMistake, InvalidBook};
pub use format::{BookFormat, FORMATS, NamedFormat, Reading};
pub use geometry::{Point, Polygon, Rect, is_convex, overlap};
pub use layout::{LayoutError, drag_gutter, merge, page_in_order, reorder, split};
pub use page::{
    Art, Balloon, BalloonKind, Border, Camera, Candidate, Frame, Page, PageRole, Panel, TextBlock,
};
pub use story::{StoryLayout, story_page, title_page};
pub use template::{Template, templates};
pub use text::{
    LetterAlign, LetterFace, LetterStroke, Lettering, SetText, TextStyle, Warp, WarpKind, text_styles,
};

use crate::CharacterId;
use serde::{Deserialize, Serialize};

/// The version of the document that this program writes.
pub const VERSION: u32 = 1;
/// Most pages of a book.
pub const PAGES_MAX: usize = 400;
/// Most panels of a page.
pub const PANELS_MAX: usize = 40;
/// Most balloons of a page, and most texts of it.
pub const BALLOONS_MAX: usize = 80;
/// Most corners of a panel.
pub const CORNERS_MAX: usize = 12;
/// Most candidates of a panel.
pub const CANDIDATES_MAX: usize = 24;
/// Most tails of a balloon.
pub const TAILS_MAX: usize = 4;
/// Most characters of a cast.
pub const CAST_MAX: usize = 16;
/// Most text styles of a book.
pub const STYLES_MAX: usize = 40;
/// Longest text of a balloon, characters.
pub const TEXT_MAX: usize = 1_000;
/// Longest text of a page of a storybook, characters.
pub const STORY_MAX: usize = 4_000;
/// Longest prompt of a panel, characters.
pub const PROMPT_MAX: usize = 4_000;
/// Longest title, characters.
pub const TITLE_MAX: usize = 120;
/// Longest alternative text, characters.
pub const ALT_MAX: usize = 600;

/// What kind of book it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BookKind {
    /// Panels and balloons.
    Comic,
    /// One picture and a text on each page.
    Storybook,
}

/// A book as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Book {
    /// [`VERSION`].
    pub version: u32,
    /// Comic or storybook.
    pub kind: BookKind,
    /// What it is called.
    pub title: String,
    /// The tag of the language it is written in.
    pub language: String,
    /// Its paper.
    pub format: BookFormat,
    /// How it is read.
    pub reading: Reading,
    /// The style of its pictures, by name; empty is none.
    pub style: String,
    /// Who is in it.
    pub cast: Vec<CharacterId>,
    /// How its texts look, by name.
    pub text_styles: Vec<TextStyle>,
    /// From cover to cover.
    pub pages: Vec<Page>,
}

impl Book {
    /// A book without pages.
    #[must_use]
    pub fn new(kind: BookKind, title: &str, language: &str, format: BookFormat, reading: Reading) -> Self {
        Self {
            version: VERSION,
            kind,
            title: title.to_owned(),
            language: language.to_owned(),
            format,
            reading,
            style: String::new(),
            cast: Vec::new(),
            text_styles: text_styles(),
            pages: Vec::new(),
        }
    }

    /// The text style of this name, or the first.
    #[must_use]
    pub fn text_style(&self, name: &str) -> Option<&TextStyle> {
        self.text_styles.iter().find(|style| style.name == name).or(self.text_styles.first())
    }

    /// What would be printed coarser than this: (which page, counted from 0, which panel by its number, pixels an inch).
    #[must_use]
    pub fn coarser_than(&self, dpi: u32) -> Vec<(usize, u32, u32)> {
        let panels = self.pages.iter().enumerate().flat_map(|(at, page)| {
            page.panels.iter().filter_map(move |panel| Some((at, panel.no, panel.dpi()?)))
        });
        panels.filter(|(_, _, fine)| *fine < dpi).collect()
    }

    /// How thick the book is: a page is one side of a sheet.
    #[must_use]
    pub fn spine(&self) -> i32 {
        let inside = self.pages.iter().filter(|page| page.role.is_inside()).count();
        self.format.spine(inside)
    }
}
