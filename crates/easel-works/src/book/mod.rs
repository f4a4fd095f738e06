//! Comics and storybooks as recipes: versioned documents of pages, panels, art, balloons and texts. The lettering stays
//! text until a file is made of it, the art is a picture under it: a book can be lettered anew, in another language
//! too, without a new picture.
//!
//! Lengths are hundredths of a millimetre. A page's origin is the upper left corner of what is left after trimming; the
//! bleed lies at negative places and beyond its width and height.

mod ask;
mod check;
mod draw;
mod format;
mod free;
mod geometry;
mod layout;
mod outline;
mod page;
mod plan;
mod propose;
mod refit;
mod rules;
mod story;
mod template;
mod text;
mod translate;

pub use ask::{PARTS_MAX, PlanQuestion, plan_heard, plan_parts, plan_question};
pub use check::{BookMistake, InvalidBook};
pub use draw::{COUNT_MAX, DRAWN_MAX, Drawing, PanelId, panel_draft};
pub use format::{BookFormat, FORMATS, NamedFormat, Reading};
pub use free::{Side, bleed, lift, reshape};
pub use geometry::{Point, Polygon, Rect, is_convex, overlap};
pub use layout::{LayoutError, PageEdit, drag_gutter, merge, page_in_order, reorder, split};
pub use outline::OutlinePage;
pub use page::{
    Art, Balloon, BalloonKind, Border, Camera, Candidate, Frame, Page, PageRole, Panel, TextBlock,
};
pub use plan::{
    Heard, PLAN_TEXT_MAX, Plan, PlanNote, Planned, PlannedBy, planned, planned_by_model, planned_without,
};
pub use propose::{FaceArea, propose_balloons};
pub use refit::refit;
pub use story::{PageMaking, StoryLayout, story_page, title_page};
pub use template::{Template, templates};
pub use text::{
    LetterAlign, LetterFace, LetterStroke, Lettering, SetText, TextStyle, Warp, WarpKind, text_styles,
};

use easel_domain::{AssetId, CharacterId};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// The version of the document that this program writes.
pub const VERSION: u32 = 1;
/// Most bytes of the document as JSON.
pub const BYTES_MAX: usize = 4 * 1024 * 1024;
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

/// Most books of one person.
pub const BOOKS_MAX: i64 = 200;
/// The newest versions that are all kept; of older ones one for each [`KEPT_EACH_MS`].
pub const RECENT_VERSIONS: u32 = 20;
/// Of older versions one is kept for so long.
pub const KEPT_EACH_MS: i64 = 10 * 60_000;
/// Most versions of a book that are kept.
pub const VERSIONS_MAX: u32 = 200;
/// Most bytes of the versions of a book together; the newest is kept whatever its size.
pub const VERSIONS_BYTES_MAX: i64 = 64 * 1024 * 1024;

/// Who may read a book.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// Its owner.
    Private,
    /// Who has its address.
    Unlisted,
    /// Everybody, and it may be found.
    Public,
}

impl Visibility {
    /// The word in the database and the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Private => "private",
            Self::Unlisted => "unlisted",
            Self::Public => "public",
        }
    }

    /// Reads the word of [`Visibility::as_str`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Private, Self::Unlisted, Self::Public].into_iter().find(|one| one.as_str() == word)
    }
}

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
    /// The highest number that one of its pages ever had.
    #[serde(default)]
    pub last_no: u32,
}

impl BookKind {
    /// The word in the database and the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Comic => "comic",
            Self::Storybook => "storybook",
        }
    }

    /// Reads the word of [`BookKind::as_str`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Comic, Self::Storybook].into_iter().find(|kind| kind.as_str() == word)
    }
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
            last_no: 0,
        }
    }

    /// The page of this number, and where it stands.
    #[must_use]
    pub fn page(&self, no: u32) -> Option<(usize, &Page)> {
        self.pages.iter().enumerate().find(|(_, page)| page.no == no)
    }

    /// Every picture it names, once, in the order they are met: with their places in the document.
    #[must_use]
    pub fn pictures(&self) -> Vec<(AssetId, String)> {
        let mut met = HashSet::new();
        let mut found = Vec::new();
        for (at, page) in self.pages.iter().enumerate() {
            for (panel_at, panel) in page.panels.iter().enumerate() {
                let place = |rest: &str| format!("pages[{at}].panels[{panel_at}].{rest}");
                let art = panel.art.as_ref().map(|art| (art.asset_id, place("art")));
                let candidates = panel.candidates.iter().enumerate();
                let candidates =
                    candidates.map(|(no, one)| (one.asset_id, place(&format!("candidates[{no}]"))));
                found.extend(art.into_iter().chain(candidates).filter(|(id, _)| met.insert(*id)));
            }
        }
        found
    }

    /// The pictures that are seen in it, once, in the order they are met.
    #[must_use]
    pub fn shown(&self) -> Vec<AssetId> {
        let mut met = HashSet::new();
        let art = self.pages.iter().flat_map(|page| &page.panels).filter_map(|panel| panel.art.as_ref());
        art.map(|art| art.asset_id).filter(|id| met.insert(*id)).collect()
    }

    /// Remembers which numbers were given before, so that no page or panel gets one again.
    pub fn remember(&mut self, before: &Self) {
        self.last_no = self.last_no.max(before.last_no);
        for page in &mut self.pages {
            if let Some((_, old)) = before.page(page.no) {
                page.last_no = page.last_no.max(old.last_no);
            }
        }
    }

    /// Says of each picture how large it is, as far as `size` knows.
    pub fn measure(&mut self, size: impl Fn(AssetId) -> Option<(u32, u32)>) {
        for panel in self.pages.iter_mut().flat_map(|page| &mut page.panels) {
            let art = panel.art.iter_mut().map(|art| (art.asset_id, &mut art.width_px, &mut art.height_px));
            let candidates = panel.candidates.iter_mut();
            let candidates = candidates.map(|one| (one.asset_id, &mut one.width_px, &mut one.height_px));
            for (id, width, height) in art.chain(candidates) {
                if let Some(known) = size(id) {
                    (*width, *height) = known;
                }
            }
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
