//! A page on other paper: everything goes where it lay, by the share of the page.

use super::{
    BookFormat, Frame, Lettering, Page, Point, Reading, Rect,
    check::{SIDE_MIN, TOUCH_MAX},
    free::within,
    geometry::overlap,
    layout::{LayoutError, is_fine},
};

/// Where places of one length come to lie on another: the same share of the way between the marks they lie between.
struct Scale {
    from: Vec<i32>,
    to: Vec<i32>,
}

impl Scale {
    fn at(&self, value: i32) -> i32 {
        let last = self.from.len() - 1;
        let value = within(value, self.from[0], self.from[last]);
        let above = (1..last).find(|mark| value <= self.from[*mark]).unwrap_or(last);
        let (begin, end) = (i64::from(self.from[above - 1]), i64::from(self.from[above]));
        let (low, high) = (i64::from(self.to[above - 1]), i64::from(self.to[above]));
        let (way, long) = (i64::from(value) - begin, (end - begin).max(1));
        let share = (high - low) * way;
        // The nearest whole number.
        (low + (2 * share + long).div_euclid(2 * long)) as i32
    }
}

/// How a page's places go from one paper to the other.
struct Way {
    across: Scale,
    down: Scale,
}

impl Way {
    /// From margin to margin, and from the margin to where the paper ends.
    fn by_margins(from: &BookFormat, to: &BookFormat) -> Self {
        let marks = |format: &BookFormat, long: i32| {
            vec![-format.bleed, format.margin, long - format.margin, long + format.bleed]
        };
        Self {
            across: Scale { from: marks(from, from.width), to: marks(to, to.width) },
            down: Scale { from: marks(from, from.height), to: marks(to, to.height) },
        }
    }

    /// From end to end of the paper alone, so that what is straight stays straight.
    fn by_ends(from: &BookFormat, to: &BookFormat) -> Self {
        let ends = |format: &BookFormat, long: i32| vec![-format.bleed, long + format.bleed];
        Self {
            across: Scale { from: ends(from, from.width), to: ends(to, to.width) },
            down: Scale { from: ends(from, from.height), to: ends(to, to.height) },
        }
    }

    fn point(&self, at: Point) -> Point {
        Point { x: self.across.at(at.x), y: self.down.at(at.y) }
    }

    /// A frame that is never smaller than one may be, and lies on the paper.
    fn frame(&self, frame: Frame, paper: Rect) -> Frame {
        let Rect { from, to } = frame.rect();
        let (from, to) = (self.point(from), self.point(to));
        let width = (to.x - from.x).max(SIDE_MIN).min(paper.width());
        let height = (to.y - from.y).max(SIDE_MIN).min(paper.height());
        Frame {
            x: within(from.x, paper.from.x, paper.to.x - width),
            y: within(from.y, paper.from.y, paper.to.y - height),
            width,
            height,
        }
    }

    fn page(&self, page: &Page, paper: Rect) -> Page {
        let mut next = page.clone();
        for panel in &mut next.panels {
            let before = Rect::around(&panel.shape);
            panel.shape.iter_mut().for_each(|corner| *corner = self.point(*corner));
            let after = Rect::around(&panel.shape);
            if let Some(art) = &mut panel.art {
                art.dx = shared(art.dx, before.width(), after.width());
                art.dy = shared(art.dy, before.height(), after.height());
            }
        }
        for balloon in &mut next.balloons {
            balloon.frame = self.frame(balloon.frame, paper);
            balloon.tails.iter_mut().for_each(|tail| *tail = self.point(*tail));
            unset(&mut balloon.text);
        }
        for text in &mut next.texts {
            text.frame = self.frame(text.frame, paper);
            unset(&mut text.text);
        }
        next
    }
}

/// A length in what is as long as `before`, in what is as long as `after`.
fn shared(length: i32, before: i32, after: i32) -> i32 {
    (i64::from(length) * i64::from(after) / i64::from(before.max(1))).clamp(-1_000_000, 1_000_000) as i32
}

/// In another room lines break elsewhere.
fn unset(text: &mut Lettering) {
    text.set = None;
}

/// The page as it lies on other paper: margins on margins, what went to the paper's end goes there again, and everything
/// else by its share of the way between.
///
/// # Errors
/// [`LayoutError::TooSmall`] where a panel would be too small there, or the paper is none.
pub fn refit(page: &Page, from: &BookFormat, to: &BookFormat, reading: Reading) -> Result<Page, LayoutError> {
    to.check(reading).map_err(|_| LayoutError::TooSmall)?;
    let paper = to.printed();
    for way in [Way::by_margins(from, to), Way::by_ends(from, to)] {
        let next = way.page(page, paper);
        if is_fine(&next, to) {
            return Ok(next);
        }
    }
    // What touched on small paper may reach a little into each other on large paper.
    let mut next = Way::by_ends(from, to).page(page, paper);
    for at in 1..next.panels.len() {
        let (before, rest) = next.panels.split_at_mut(at);
        let touches = |other: &super::Panel| overlap(&other.shape, &rest[0].shape) > TOUCH_MAX;
        if before.iter().any(|other| !other.over && touches(other)) {
            rest[0].over = true;
        }
    }
    if is_fine(&next, to) { Ok(next) } else { Err(LayoutError::TooSmall) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::{
        Balloon, BalloonKind, Book, BookKind, FORMATS, PageRole, StoryLayout, story_page, templates,
        title_page,
    };
    use proptest::prelude::*;

    /// Pages as they come, with something said on each.
    fn pages(format: &BookFormat, reading: Reading) -> Vec<Page> {
        let made = templates().into_iter().map(|template| template.page(format, reading));
        let told = StoryLayout::ALL.iter().map(|layout| story_page(format, *layout, "Once.", "en"));
        let title = title_page(format, PageRole::Cover, "Moon", "by Zoë", "en");
        let mut all: Vec<Page> = made.chain(told).chain([title]).collect();
        for page in &mut all {
            let frame = Frame { x: format.width / 2, y: format.margin, width: 1_500, height: 900 };
            let balloon = Balloon::new(1, BalloonKind::Speech, frame, "Who is there?", "en");
            page.balloons.push(Balloon { tails: vec![Point { x: -format.bleed, y: 20 }], ..balloon });
        }
        all
    }

    #[test]
    fn every_page_of_every_paper_goes_onto_every_other_and_back() {
        for from in FORMATS {
            for to in FORMATS {
                for reading in [Reading::LeftToRight, Reading::RightToLeft, Reading::Vertical] {
                    for page in pages(&from.format, reading) {
                        let there = refit(&page, &from.format, &to.format, reading);
                        let there = there.unwrap_or_else(|why| panic!("{} {}: {why}", from.name, to.name));
                        let mut book = Book::new(BookKind::Comic, "On", "en", to.format, reading);
                        book.pages.push(there.clone());
                        book.checked().unwrap_or_else(|why| panic!("{} {}: {why}", from.name, to.name));
                        let back = refit(&there, &to.format, &from.format, reading).expect("a page");
                        for (one, two) in page.panels.iter().zip(&back.panels) {
                            assert_eq!((one.no, one.over, one.level), (two.no, two.over, two.level));
                            for (a, b) in one.shape.iter().zip(&two.shape) {
                                assert!((a.x - b.x).abs() <= 6 && (a.y - b.y).abs() <= 6, "{a:?} {b:?}");
                            }
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn what_goes_to_the_edge_goes_there_again() {
        let (square, letter) = (FORMATS[4].format, FORMATS[7].format);
        let page = story_page(&square, StoryLayout::Under, "Once.", "en");
        let there = refit(&page, &square, &letter, Reading::LeftToRight).expect("a page");
        let around = Rect::around(&there.panels[0].shape);
        assert_eq!((around.from.x, around.from.y, around.to.x), (-318, -318, 21_590 + 318));
        assert_eq!(there.texts[0].frame.x, letter.margin);
        assert_eq!(there.texts[0].frame.rect().to.x, letter.width - letter.margin);
        let none = BookFormat { width: 10, ..letter };
        assert_eq!(refit(&page, &square, &none, Reading::LeftToRight), Err(LayoutError::TooSmall));
        // On the same paper nothing moves.
        let same = refit(&page, &square, &square, Reading::LeftToRight).expect("a page");
        assert_eq!(same, page);
    }

    proptest! {
        #[test]
        fn on_any_paper_a_page_stays_one_or_is_refused(
            template in 0..templates().len(),
            (width, height) in (4_000..60_000_i32, 4_000..60_000_i32),
            (bleed, margin) in (0..=1_000_i32, 0..=1_000_i32),
            named in 0..FORMATS.len(),
        ) {
            let from = FORMATS[named].format;
            let to = BookFormat { width, height, bleed, margin, paper_um: 100 };
            let page = templates()[template].page(&from, Reading::Vertical);
            match refit(&page, &from, &to, Reading::LeftToRight) {
                Ok(next) => {
                    prop_assert!(is_fine(&next, &to));
                    prop_assert_eq!(next.panels.len(), page.panels.len());
                }
                Err(why) => {
                    prop_assert_eq!(why, LayoutError::TooSmall);
                    // Only where panels would be smaller than panels are.
                    prop_assert!(width < 8_000 || height < 12_000, "{}x{}", width, height);
                }
            }
        }
    }
}
