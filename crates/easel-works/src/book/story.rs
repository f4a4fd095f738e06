//! Pages of storybooks: a picture and a text.

use super::{
    BookFormat, Border, Frame, Lettering, Page, PageRole, Panel, Point, Reading, Rect, TextBlock, templates,
};
use serde::{Deserialize, Serialize};

/// Where the text of a page stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StoryLayout {
    /// Under the picture.
    Under,
    /// Above it.
    Above,
    /// Left of it.
    Left,
    /// Right of it.
    Right,
    /// On a picture that fills the page, at its foot.
    OverFoot,
    /// On a picture that fills the page, at its head.
    OverHead,
    /// Text alone.
    Alone,
    /// A picture alone.
    Picture,
}

impl StoryLayout {
    /// Every layout.
    pub const ALL: &[Self] = &[
        Self::Under,
        Self::Above,
        Self::Left,
        Self::Right,
        Self::OverFoot,
        Self::OverHead,
        Self::Alone,
        Self::Picture,
    ];
}

/// What page is to be made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", deny_unknown_fields)]
pub enum PageMaking {
    /// Of a template.
    Template {
        /// Its name.
        name: String,
    },
    /// [`story_page`].
    Story {
        /// Where its text stands.
        layout: StoryLayout,
        /// What it says.
        text: String,
    },
    /// [`title_page`].
    Title {
        /// Which page of the book it is.
        role: PageRole,
        /// The title.
        title: String,
        /// Who made it.
        by: String,
    },
}

impl PageMaking {
    /// The page; nothing where there is no such template.
    #[must_use]
    pub fn page(&self, format: &BookFormat, reading: Reading, language: &str) -> Option<Page> {
        match self {
            Self::Template { name } => {
                let found = templates().into_iter().find(|one| one.name == name)?;
                Some(found.page(format, reading))
            }
            Self::Story { layout, text } => Some(story_page(format, *layout, text, language)),
            Self::Title { role, title, by } => Some(title_page(format, *role, title, by, language)),
        }
    }
}

fn rect(x: i32, y: i32, to_x: i32, to_y: i32) -> Rect {
    Rect { from: Point { x, y }, to: Point { x: to_x, y: to_y } }
}

const fn frame(rect: Rect) -> Frame {
    Frame { x: rect.from.x, y: rect.from.y, width: rect.width(), height: rect.height() }
}

/// A page with a picture's place and a text.
#[must_use]
pub fn story_page(format: &BookFormat, layout: StoryLayout, text: &str, language: &str) -> Page {
    let paper = format.printed();
    let (from, to) = (paper.from, paper.to);
    let margin = format.margin;
    let inner = rect(margin, margin, format.width - margin, format.height - margin);
    let (wide, high) = (format.width, format.height);
    // The picture goes to the paper's edges; the text keeps its margins.
    let (art, words) = match layout {
        StoryLayout::Under => {
            let cut = high * 70 / 100;
            (
                Some(rect(from.x, from.y, to.x, cut)),
                Some(Rect { from: Point { y: cut + margin / 2, ..inner.from }, ..inner }),
            )
        }
        StoryLayout::Above => {
            let cut = high * 30 / 100;
            (
                Some(rect(from.x, cut, to.x, to.y)),
                Some(Rect { to: Point { y: cut - margin / 2, ..inner.to }, ..inner }),
            )
        }
        StoryLayout::Left => {
            let cut = wide * 42 / 100;
            (
                Some(rect(cut, from.y, to.x, to.y)),
                Some(Rect { to: Point { x: cut - margin / 2, ..inner.to }, ..inner }),
            )
        }
        StoryLayout::Right => {
            let cut = wide * 58 / 100;
            (
                Some(rect(from.x, from.y, cut, to.y)),
                Some(Rect { from: Point { x: cut + margin / 2, ..inner.from }, ..inner }),
            )
        }
        StoryLayout::OverFoot => {
            (Some(paper), Some(Rect { from: Point { y: high * 72 / 100, ..inner.from }, ..inner }))
        }
        StoryLayout::OverHead => {
            (Some(paper), Some(Rect { to: Point { y: high * 28 / 100, ..inner.to }, ..inner }))
        }
        StoryLayout::Alone => (None, Some(inner)),
        StoryLayout::Picture => (Some(paper), None),
    };
    let mut page = Page::of(art.map(Rect::polygon));
    for panel in &mut page.panels {
        panel.border.width = 0;
    }
    let over = matches!(layout, StoryLayout::OverFoot | StoryLayout::OverHead);
    page.texts.extend(words.map(|place| TextBlock {
        no: 1,
        frame: frame(place),
        text: Lettering::new(text, "story", language),
        backing: over.then(|| "#ffffff".to_owned()),
    }));
    page
}

/// A page with a title, for the cover or what follows it.
#[must_use]
pub fn title_page(format: &BookFormat, role: PageRole, title: &str, by: &str, language: &str) -> Page {
    let margin = format.margin;
    let (wide, high) = (format.width, format.height);
    let mut page = match role {
        PageRole::Cover | PageRole::Back => Page::of([format.printed().polygon()]),
        PageRole::Title | PageRole::Body => {
            let place = rect(wide * 3 / 10, high * 42 / 100, wide * 7 / 10, high * 74 / 100);
            let mut page = Page::of([]);
            page.panels.push(Panel {
                border: Border { width: 0, radius: 900, ..Border::default() },
                ..Panel::new(1, place.polygon())
            });
            page
        }
    };
    page.role = role;
    page.panels[0].border.width = 0;
    let cover = matches!(role, PageRole::Cover);
    let block = |no, from: i32, to: i32, text: &str, style: &str, backing: bool| TextBlock {
        no,
        frame: frame(rect(margin, high * from / 100, wide - margin, high * to / 100)),
        text: Lettering::new(text, style, language),
        backing: backing.then(|| "#ffffff".to_owned()),
    };
    if role != PageRole::Back {
        page.texts.push(block(1, 8, if cover { 26 } else { 36 }, title, "title", cover));
        if !by.is_empty() {
            page.texts.push(block(2, 84, 92, by, "story", cover));
        }
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::{Book, BookKind, FORMATS, Reading};

    #[test]
    fn every_layout_is_a_page_of_every_format() {
        for named in FORMATS.iter().filter(|named| named.kind == BookKind::Storybook) {
            let mut book = Book::new(named.kind, "Moon", "en", named.format, Reading::LeftToRight);
            book.pages.push(title_page(&named.format, PageRole::Cover, "Moon", "by Zoë", "en"));
            book.pages.push(title_page(&named.format, PageRole::Title, "Moon", "by Zoë", "en"));
            for layout in StoryLayout::ALL {
                book.pages.push(story_page(&named.format, *layout, "Once upon a time.", "en"));
            }
            book.pages.push(title_page(&named.format, PageRole::Back, "", "", "en"));
            book.checked().unwrap_or_else(|why| panic!("{}: {why}", named.name));
        }
    }
}
