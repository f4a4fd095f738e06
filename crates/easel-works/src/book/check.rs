//! What a book must be to be kept. A mistake is named with its place in the document.

use super::{
    ALT_MAX, BALLOONS_MAX, Balloon, BalloonKind, Book, BookFormat, CANDIDATES_MAX, CAST_MAX, CORNERS_MAX,
    Frame, Lettering, PAGES_MAX, PANELS_MAX, PROMPT_MAX, Page, Panel, Point, Reading, Rect, STORY_MAX,
    STYLES_MAX, TAILS_MAX, TEXT_MAX, TITLE_MAX, TextStyle, VERSION, geometry, is_convex, overlap,
};
use crate::strip::colour_of;
use easel_domain::typed;
use std::collections::HashSet;
use thiserror::Error;

/// Smallest side of a panel, a balloon or a text.
pub(super) const SIDE_MIN: i32 = 300;
/// How far panels may reach into each other without being meant to: corners are whole numbers.
pub(super) const TOUCH_MAX: f64 = 4.0;
/// How far beyond a page anything may be said to lie.
const BEYOND_MAX: i32 = 1_000_000;
/// Largest zoom of art, thousandths.
const ZOOM_MAX: u32 = 20_000;
/// Sizes of letters.
const SIZES: std::ops::RangeInclusive<i32> = 50..=20_000;
/// Widest border.
const BORDER_MAX: i32 = 1_000;
/// Roundest corner.
const RADIUS_MAX: i32 = 5_000;

/// What is wrong with a book.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BookMistake {
    /// Written by a later program, or by none.
    #[error("this version of the document is unknown")]
    Version,
    /// Too long or with characters that no text has.
    #[error("the text is too long")]
    TextLong,
    /// Nothing where something must be.
    #[error("something is missing")]
    Empty,
    /// More than there may be.
    #[error("there are too many")]
    TooMany,
    /// A number outside its bounds.
    #[error("the number is out of bounds")]
    Number,
    /// No `#rrggbb`.
    #[error("a colour is #rrggbb")]
    Colour,
    /// No tag of a language.
    #[error("this is no language")]
    Language,
    /// Corners that make no panel.
    #[error("a panel's corners go clockwise, without a dent")]
    Shape,
    /// Beyond page and bleed.
    #[error("it lies outside the page")]
    Outside,
    /// Over another panel, without being meant to.
    #[error("it lies over another panel")]
    Overlap,
    /// Smaller than can be seen.
    #[error("it is too small")]
    Small,
    /// Two of one number or name.
    #[error("two have the same number or name")]
    Twice,
    /// Something that isn't in the book.
    #[error("this isn't in the book")]
    Unknown,
    /// A picture that isn't there, or is somebody else's.
    #[error("there is no such picture")]
    Picture,
}

impl BookMistake {
    /// Every mistake.
    pub const ALL: &[Self] = &[
        Self::Version,
        Self::TextLong,
        Self::Empty,
        Self::TooMany,
        Self::Number,
        Self::Colour,
        Self::Language,
        Self::Shape,
        Self::Outside,
        Self::Overlap,
        Self::Small,
        Self::Twice,
        Self::Unknown,
        Self::Picture,
    ];

    /// The word in the API.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Version => "book_version",
            Self::TextLong => "book_text_long",
            Self::Empty => "book_empty",
            Self::TooMany => "book_too_many",
            Self::Number => "book_number",
            Self::Colour => "book_colour",
            Self::Language => "book_language",
            Self::Shape => "book_shape",
            Self::Outside => "book_outside",
            Self::Overlap => "book_overlap",
            Self::Small => "book_small",
            Self::Twice => "book_twice",
            Self::Unknown => "book_unknown",
            Self::Picture => "book_picture",
        }
    }
}

/// Why a document is no book.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{place}: {mistake}")]
pub struct InvalidBook {
    /// Where in the document: `pages[2].panels[0].prompt`, counted from 0.
    pub place: String,
    /// What is wrong.
    pub mistake: BookMistake,
}

type Checked = Result<(), InvalidBook>;

fn wrong<T>(place: impl Into<String>, mistake: BookMistake) -> Result<T, InvalidBook> {
    Err(InvalidBook { place: place.into(), mistake })
}

fn unless(fine: bool, place: impl Into<String>, mistake: BookMistake) -> Checked {
    if fine { Ok(()) } else { wrong(place, mistake) }
}

fn line(text: &mut String, most: usize, place: &str) -> Checked {
    match typed::line(text, most) {
        Some(kept) => *text = kept,
        None => return wrong(place, BookMistake::TextLong),
    }
    Ok(())
}

fn lines(text: &mut String, most: usize, place: &str) -> Checked {
    match typed::text(text, most) {
        Some(kept) => *text = kept,
        None => return wrong(place, BookMistake::TextLong),
    }
    Ok(())
}

fn colour(text: &mut str, place: String) -> Checked {
    text.make_ascii_lowercase();
    unless(colour_of(text).is_some(), place, BookMistake::Colour)
}

/// Whether a text has the form of a tag: `en`, `zh-CN`.
pub(super) fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let first = parts.next().unwrap_or_default();
    let letters = |part: &str| part.bytes().all(|b| b.is_ascii_alphabetic());
    let fine = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
    tag.len() <= 35 && (2..=3).contains(&first.len()) && letters(first) && parts.all(fine)
}

fn language(tag: &str, place: String) -> Checked {
    unless(is_language(tag), place, BookMistake::Language)
}

fn near(point: Point) -> bool {
    let near = |value: i32| (-BEYOND_MAX..=BEYOND_MAX).contains(&value);
    near(point.x) && near(point.y)
}

impl BookFormat {
    /// What a panel may reach to.
    #[must_use]
    pub const fn printed(&self) -> Rect {
        Rect {
            from: Point { x: -self.bleed, y: -self.bleed },
            to: Point { x: self.width + self.bleed, y: self.height + self.bleed },
        }
    }

    pub(super) fn check(&self, reading: Reading) -> Checked {
        let number = |fine, place: &str| unless(fine, format!("format.{place}"), BookMistake::Number);
        number(Self::SIDES.contains(&self.width), "width")?;
        let tallest = if reading == Reading::Vertical { Self::STRIP_MAX } else { *Self::SIDES.end() };
        number((*Self::SIDES.start()..=tallest).contains(&self.height), "height")?;
        number((0..=Self::BLEED_MAX).contains(&self.bleed), "bleed")?;
        number((0..=self.width.min(self.height) / 4).contains(&self.margin), "margin")?;
        number(Self::PAPER_UM.contains(&self.paper_um), "paper_um")
    }
}

impl Book {
    /// The book with its words as they are kept.
    ///
    /// # Errors
    /// [`InvalidBook`]; the first mistake.
    pub fn checked(mut self) -> Result<Self, InvalidBook> {
        unless(self.version == VERSION, "version", BookMistake::Version)?;
        line(&mut self.title, TITLE_MAX, "title")?;
        line(&mut self.style, TITLE_MAX, "style")?;
        unless(!self.title.is_empty(), "title", BookMistake::Empty)?;
        language(&self.language, "language".to_owned())?;
        self.format.check(self.reading)?;
        unless(self.cast.len() <= CAST_MAX, "cast", BookMistake::TooMany)?;
        unless(!self.text_styles.is_empty(), "text_styles", BookMistake::Empty)?;
        unless(self.text_styles.len() <= STYLES_MAX, "text_styles", BookMistake::TooMany)?;
        let mut names = HashSet::new();
        for (at, style) in self.text_styles.iter_mut().enumerate() {
            check_style(style, &format!("text_styles[{at}]"))?;
            unless(names.insert(style.name.clone()), format!("text_styles[{at}].name"), BookMistake::Twice)?;
        }
        unless(self.pages.len() <= PAGES_MAX, "pages", BookMistake::TooMany)?;
        self.number()?;
        for (at, page) in self.pages.iter_mut().enumerate() {
            check_page(page, &self.format, &names, &format!("pages[{at}]"))?;
        }
        Ok(self)
    }
}

impl Book {
    /// Gives every page a number of its own that no other page has or had.
    fn number(&mut self) -> Checked {
        let mut numbers = HashSet::new();
        for (at, page) in self.pages.iter().enumerate().filter(|(_, page)| page.no > 0) {
            unless(numbers.insert(page.no), format!("pages[{at}].no"), BookMistake::Twice)?;
        }
        self.last_no = numbers.into_iter().fold(self.last_no, u32::max);
        for (at, page) in self.pages.iter_mut().enumerate() {
            if page.no == 0 {
                let next = self.last_no.checked_add(1);
                let Some(no) = next else { return wrong(format!("pages[{at}].no"), BookMistake::Number) };
                (page.no, self.last_no) = (no, no);
            }
            page.last_no = page.highest_no();
        }
        Ok(())
    }
}

fn check_style(style: &mut TextStyle, place: &str) -> Checked {
    line(&mut style.name, 40, &format!("{place}.name"))?;
    unless(!style.name.is_empty(), format!("{place}.name"), BookMistake::Empty)?;
    colour(&mut style.colour, format!("{place}.colour"))?;
    let number = |fine, field: &str| unless(fine, format!("{place}.{field}"), BookMistake::Number);
    number(SIZES.contains(&style.size_min), "size_min")?;
    number((style.size_min..=*SIZES.end()).contains(&style.size_max), "size_max")?;
    number((700..=3_000).contains(&style.line_height), "line_height")?;
    if let Some(stroke) = &mut style.stroke {
        colour(&mut stroke.colour, format!("{place}.stroke.colour"))?;
        number((1..=500).contains(&stroke.width), "stroke.width")?;
    }
    if let Some(warp) = style.warp {
        number((-100..=100).contains(&warp.amount), "warp.amount")?;
    }
    Ok(())
}

fn check_page(page: &mut Page, format: &BookFormat, styles: &HashSet<String>, place: &str) -> Checked {
    colour(&mut page.background, format!("{place}.background"))?;
    unless(page.panels.len() <= PANELS_MAX, format!("{place}.panels"), BookMistake::TooMany)?;
    unless(page.balloons.len() <= BALLOONS_MAX, format!("{place}.balloons"), BookMistake::TooMany)?;
    unless(page.texts.len() <= BALLOONS_MAX, format!("{place}.texts"), BookMistake::TooMany)?;
    for (at, panel) in page.panels.iter_mut().enumerate() {
        check_panel(panel, &format!("{place}.panels[{at}]"))?;
    }
    check_layout(page, format, place)?;
    let panels: HashSet<u32> = page.panels.iter().map(|panel| panel.no).collect();
    let mut numbers = HashSet::new();
    for (at, balloon) in page.balloons.iter_mut().enumerate() {
        let place = format!("{place}.balloons[{at}]");
        unless(numbers.insert(balloon.no), format!("{place}.no"), BookMistake::Twice)?;
        check_balloon(balloon, format, styles, &place)?;
        let known = balloon.panel.is_none_or(|no| panels.contains(&no));
        unless(known, format!("{place}.panel"), BookMistake::Unknown)?;
    }
    numbers.clear();
    for (at, text) in page.texts.iter_mut().enumerate() {
        let place = format!("{place}.texts[{at}]");
        unless(numbers.insert(text.no), format!("{place}.no"), BookMistake::Twice)?;
        check_frame(text.frame, format, &format!("{place}.frame"))?;
        check_text(&mut text.text, STORY_MAX, styles, &format!("{place}.text"))?;
        if let Some(backing) = &mut text.backing {
            colour(backing, format!("{place}.backing"))?;
        }
    }
    Ok(())
}

/// That panels are panels, lie on the page, and over each other only where they are meant to.
pub(super) fn check_layout(page: &Page, format: &BookFormat, place: &str) -> Checked {
    let mut numbers = HashSet::new();
    for (at, panel) in page.panels.iter().enumerate() {
        let here = |field: &str| format!("{place}.panels[{at}].{field}");
        unless(numbers.insert(panel.no), here("no"), BookMistake::Twice)?;
        let corners = 3..=CORNERS_MAX;
        let fine = corners.contains(&panel.shape.len()) && panel.shape.iter().all(|p| near(*p));
        unless(fine && is_convex(&panel.shape), here("shape"), BookMistake::Shape)?;
        let printed = format.printed();
        unless(panel.shape.iter().all(|p| printed.holds(*p)), here("shape"), BookMistake::Outside)?;
        let around = Rect::around(&panel.shape);
        let wide = i64::from(SIDE_MIN) * i64::from(SIDE_MIN);
        let large = around.width() >= SIDE_MIN && around.height() >= SIDE_MIN;
        unless(large && geometry::area2(&panel.shape) >= wide, here("shape"), BookMistake::Small)?;
        let over = page.panels[..at].iter().filter(|other| !other.over && !panel.over);
        for other in over {
            let apart = overlap(&panel.shape, &other.shape) <= TOUCH_MAX;
            unless(apart, here("shape"), BookMistake::Overlap)?;
        }
    }
    Ok(())
}

fn check_panel(panel: &mut Panel, place: &str) -> Checked {
    colour(&mut panel.border.colour, format!("{place}.border.colour"))?;
    let number = |fine, field: &str| unless(fine, format!("{place}.{field}"), BookMistake::Number);
    number((0..=BORDER_MAX).contains(&panel.border.width), "border.width")?;
    number((0..=RADIUS_MAX).contains(&panel.border.radius), "border.radius")?;
    lines(&mut panel.prompt, PROMPT_MAX, &format!("{place}.prompt"))?;
    unless(panel.cast.len() <= CAST_MAX, format!("{place}.cast"), BookMistake::TooMany)?;
    unless(panel.candidates.len() <= CANDIDATES_MAX, format!("{place}.candidates"), BookMistake::TooMany)?;
    let sides = |width, height| (1..=65_535).contains(&width) && (1..=65_535).contains(&height);
    for (at, one) in panel.candidates.iter().enumerate() {
        number(sides(one.width_px, one.height_px), &format!("candidates[{at}]"))?;
    }
    let Some(art) = &mut panel.art else { return Ok(()) };
    number(sides(art.width_px, art.height_px), "art")?;
    number((1_000..=ZOOM_MAX).contains(&art.zoom), "art.zoom")?;
    number(near(Point { x: art.dx, y: art.dy }), "art")?;
    lines(&mut art.alt, ALT_MAX, &format!("{place}.art.alt"))
}

fn check_frame(frame: Frame, format: &BookFormat, place: &str) -> Checked {
    let sides = SIDE_MIN..=BEYOND_MAX;
    let fine = sides.contains(&frame.width) && sides.contains(&frame.height);
    unless(fine, place, BookMistake::Small)?;
    let printed = format.printed();
    let (from, to) = (Point { x: frame.x, y: frame.y }, frame.rect().to);
    unless(near(from) && printed.holds(from) && printed.holds(to), place, BookMistake::Outside)
}

fn check_balloon(
    balloon: &mut Balloon,
    format: &BookFormat,
    styles: &HashSet<String>,
    place: &str,
) -> Checked {
    check_frame(balloon.frame, format, &format!("{place}.frame"))?;
    unless(balloon.tails.len() <= TAILS_MAX, format!("{place}.tails"), BookMistake::TooMany)?;
    let without = matches!(balloon.kind, BalloonKind::Caption | BalloonKind::Effect);
    unless(!without || balloon.tails.is_empty(), format!("{place}.tails"), BookMistake::TooMany)?;
    for (at, tail) in balloon.tails.iter().enumerate() {
        unless(format.printed().holds(*tail), format!("{place}.tails[{at}]"), BookMistake::Outside)?;
    }
    colour(&mut balloon.fill, format!("{place}.fill"))?;
    unless((-180..=180).contains(&balloon.turn), format!("{place}.turn"), BookMistake::Number)?;
    check_text(&mut balloon.text, TEXT_MAX, styles, &format!("{place}.text"))
}

fn check_text(text: &mut Lettering, most: usize, styles: &HashSet<String>, place: &str) -> Checked {
    lines(&mut text.text, most, &format!("{place}.text"))?;
    language(&text.language, format!("{place}.language"))?;
    unless(styles.contains(&text.style), format!("{place}.style"), BookMistake::Unknown)?;
    let Some(set) = &text.set else { return Ok(()) };
    unless(SIZES.contains(&set.size), format!("{place}.set.size"), BookMistake::Number)?;
    // Capitals may be longer than what they are made of, and hyphens come to it.
    let length: usize = set.lines.iter().map(|line| line.chars().count()).sum();
    let fine = length <= most * 3 && set.lines.len() <= most;
    unless(fine, format!("{place}.set.lines"), BookMistake::TextLong)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::{BookKind, FORMATS, templates};

    fn book() -> Book {
        let format = FORMATS[0].format;
        let mut book = Book::new(BookKind::Comic, " Fox  and moon ", "en", format, Reading::LeftToRight);
        let mut page = templates()[3].page(&format, Reading::LeftToRight);
        let frame = Frame { x: 1_500, y: 1_500, width: 3_000, height: 1_500 };
        page.balloons.push(Balloon::new(1, BalloonKind::Speech, frame, "Hello!", "en"));
        book.pages.push(page);
        book
    }

    #[test]
    fn a_book_is_kept_as_it_will_be_read() {
        let checked = book().checked().expect("a book");
        assert_eq!((checked.title.as_str(), checked.pages[0].no, checked.last_no), ("Fox and moon", 1, 1));
        let text = serde_json::to_string(&checked).expect("JSON");
        assert_eq!(serde_json::from_str::<Book>(&text).expect("a book"), checked);
        let more = text.replacen("\"version\":1", "\"version\":1,\"more\":2", 1);
        assert!(serde_json::from_str::<Book>(&more).is_err());
    }

    #[test]
    fn a_page_keeps_its_number_and_nobody_gets_it_again() {
        let mut book = book();
        book.pages.push(Page { no: 7, ..book.pages[0].clone() });
        let mut book = book.checked().expect("a book");
        let numbers = |book: &Book| book.pages.iter().map(|page| page.no).collect::<Vec<_>>();
        assert_eq!(numbers(&book), [8, 7]);
        book.pages.remove(0);
        book.pages.insert(0, Page { no: 0, ..book.pages[0].clone() });
        let book = book.checked().expect("a book");
        assert_eq!((numbers(&book), book.last_no), (vec![9, 7], 9));
        let mut twice = book;
        twice.pages[0].no = 7;
        let why = twice.checked().expect_err("no book");
        assert_eq!((why.place.as_str(), why.mistake), ("pages[1].no", BookMistake::Twice));
    }

    #[test]
    fn a_mistake_is_told_with_its_place() {
        let wrong = |change: fn(&mut Book)| {
            let mut book = book();
            change(&mut book);
            let why = book.checked().expect_err("no book");
            (why.place, why.mistake)
        };
        let is = |place: &str, mistake| (place.to_owned(), mistake);
        assert_eq!(wrong(|b| b.version = 2), is("version", BookMistake::Version));
        assert_eq!(wrong(|b| b.title = " ".into()), is("title", BookMistake::Empty));
        assert_eq!(wrong(|b| b.language = "english".into()), is("language", BookMistake::Language));
        assert_eq!(wrong(|b| b.format.bleed = -1), is("format.bleed", BookMistake::Number));
        assert_eq!(
            wrong(|b| b.pages[0].panels[1].prompt = "x".repeat(4_001)),
            is("pages[0].panels[1].prompt", BookMistake::TextLong)
        );
        assert_eq!(
            wrong(|b| b.pages[0].panels[0].shape.reverse()),
            is("pages[0].panels[0].shape", BookMistake::Shape)
        );
        assert_eq!(
            wrong(|b| b.pages[0].panels[0].shape[0].x = i32::MIN),
            is("pages[0].panels[0].shape", BookMistake::Shape)
        );
        assert_eq!(
            wrong(|b| b.pages[0].panels[1].shape = b.pages[0].panels[0].shape.clone()),
            is("pages[0].panels[1].shape", BookMistake::Overlap)
        );
        assert_eq!(
            wrong(|b| b.pages[0].balloons[0].frame.x = 99_000),
            is("pages[0].balloons[0].frame", BookMistake::Outside)
        );
        assert_eq!(
            wrong(|b| b.pages[0].balloons[0].frame.width = i32::MAX),
            is("pages[0].balloons[0].frame", BookMistake::Small)
        );
        assert_eq!(
            wrong(|b| b.pages[0].balloons[0].text.style = "none".into()),
            is("pages[0].balloons[0].text.style", BookMistake::Unknown)
        );
        assert_eq!(
            wrong(|b| b.pages[0].balloons[0].panel = Some(99)),
            is("pages[0].balloons[0].panel", BookMistake::Unknown)
        );
        assert_eq!(wrong(|b| b.pages = vec![b.pages[0].clone(); 401]), is("pages", BookMistake::TooMany));
    }
}
