//! Changing where panels lie. Each function gives the page as it then is, or says why it can't be; what it gives is
//! always a page that may be kept.

use super::{
    BookFormat, CORNERS_MAX, PANELS_MAX, Page, Panel, Point, Polygon, Reading, Rect, Side, bleed,
    check::{TOUCH_MAX, check_layout},
    geometry::{At, Line, cut, hull, overlap, tidy},
    lift, refit, reshape,
};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use thiserror::Error;

/// Widest gutter that counts as one.
const GUTTER_MAX: f64 = 1_500.0;
/// How far two edges may be from parallel: some two degrees.
const PARALLEL: f64 = 0.035;

/// Why panels can't lie so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum LayoutError {
    /// There is no such panel or edge.
    #[error("there is no such panel")]
    NoPanel,
    /// More than a page may have.
    #[error("a page has at most {PANELS_MAX} panels")]
    TooMany,
    /// A panel would be too small, or the line misses it.
    #[error("a panel would be too small")]
    TooSmall,
    /// No one panel can be made of the two.
    #[error("these two don't lie next to each other")]
    NotNeighbours,
}

/// What is to be done with a page's panels.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", deny_unknown_fields)]
pub enum PageEdit {
    /// [`split`].
    Split {
        /// The number of the panel.
        panel: u32,
        /// A place on the line.
        from: Point,
        /// Another one.
        to: Point,
        /// What is left free between the two parts.
        gutter: i32,
    },
    /// [`merge`].
    Merge {
        /// The number of one panel.
        one: u32,
        /// The number of the other.
        two: u32,
    },
    /// [`drag_gutter`].
    DragGutter {
        /// The number of the panel.
        panel: u32,
        /// From which of its corners to the next.
        edge: usize,
        /// How far outwards.
        by: i32,
    },
    /// [`reorder`].
    Reorder {
        /// The number of the panel.
        panel: u32,
        /// Its new place, from 0.
        to: usize,
    },
    /// [`page_in_order`].
    InOrder,
    /// [`reshape`].
    Reshape {
        /// The number of the panel.
        panel: u32,
        /// Its new corners, clockwise.
        shape: Polygon,
        /// Whether it may come to lie over others.
        over: bool,
    },
    /// [`lift`].
    Lift {
        /// The number of the panel.
        panel: u32,
        /// Before the others, or behind them.
        up: bool,
    },
    /// [`bleed`].
    Bleed {
        /// The number of the panel.
        panel: u32,
        /// Which of its sides.
        side: Side,
        /// To where the paper ends, or back to the margin.
        out: bool,
    },
    /// [`refit`].
    Refit {
        /// The paper that the page goes onto.
        to: BookFormat,
    },
}

impl PageEdit {
    /// The page as it then is.
    ///
    /// # Errors
    /// [`LayoutError`].
    pub fn of(self, page: &Page, format: &BookFormat, reading: Reading) -> Result<Page, LayoutError> {
        match self {
            Self::Split { panel, from, to, gutter } => split(page, format, panel, (from, to), gutter),
            Self::Merge { one, two } => merge(page, format, one, two),
            Self::DragGutter { panel, edge, by } => drag_gutter(page, format, (panel, edge), by),
            Self::Reorder { panel, to } => reorder(page, panel, to),
            Self::InOrder => Ok(page_in_order(page, reading)),
            Self::Reshape { panel, shape, over } => reshape(page, format, panel, &shape, over),
            Self::Lift { panel, up } => lift(page, panel, up),
            Self::Bleed { panel, side, out } => bleed(page, format, (panel, side), out),
            Self::Refit { to } => refit(page, format, &to, reading),
        }
    }
}

pub(super) fn found(page: &Page, no: u32) -> Result<usize, LayoutError> {
    page.panels.iter().position(|panel| panel.no == no).ok_or(LayoutError::NoPanel)
}

pub(super) fn is_fine(page: &Page, format: &BookFormat) -> bool {
    check_layout(page, format, "").is_ok()
}

/// Cuts a panel in two along the line through two places, with a gutter between them. The first part keeps art, prompt
/// and all; the second comes after it. Balloons go with the part that their middle is in.
///
/// # Errors
/// [`LayoutError`].
pub fn split(
    page: &Page,
    format: &BookFormat,
    no: u32,
    (from, to): (Point, Point),
    gutter: i32,
) -> Result<Page, LayoutError> {
    let at = found(page, no)?;
    if page.panels.len() >= PANELS_MAX {
        return Err(LayoutError::TooMany);
    }
    let line = Line::through(from, to).ok_or(LayoutError::TooSmall)?;
    let half = f64::from(gutter.clamp(0, GUTTER_MAX as i32)) / 2.0;
    let panel = &page.panels[at];
    let back = Line { along: At { x: -line.along.x, y: -line.along.y }, ..line };
    let mut parts = [cut(&panel.shape, line.moved(-half)), cut(&panel.shape, back.moved(-half))];
    let middle = |shape: &Polygon| {
        let around = Rect::around(shape);
        (around.from.y.saturating_add(around.to.y), around.from.x.saturating_add(around.to.x))
    };
    // The part that is read first: what lies higher, then what lies to the left.
    let steep = line.along.x.abs() < line.along.y.abs();
    let key = |shape: &Polygon| if steep { (middle(shape).1, 0) } else { (middle(shape).0, 0) };
    if key(&parts[0]) > key(&parts[1]) {
        parts.swap(0, 1);
    }
    let [first, second] = parts;
    let mut next = page.clone();
    let new = Panel {
        border: panel.border.clone(),
        level: panel.level,
        over: panel.over,
        ..Panel::new(page.free_no(), second)
    };
    next.panels[at].shape = first;
    for balloon in next.balloons.iter_mut().filter(|balloon| balloon.panel == Some(no)) {
        let side = line.distance(At::of(balloon.frame.centre()));
        let inner = line.distance(centre(&next.panels[at].shape)) <= 0.0;
        if (side <= 0.0) != inner {
            balloon.panel = Some(new.no);
        }
    }
    next.last_no = new.no;
    next.panels.insert(at + 1, new);
    if is_fine(&next, format) { Ok(next) } else { Err(LayoutError::TooSmall) }
}

fn centre(shape: &[Point]) -> At {
    let around = Rect::around(shape);
    let middle = |a: i32, b: i32| f64::midpoint(f64::from(a), f64::from(b));
    At { x: middle(around.from.x, around.to.x), y: middle(around.from.y, around.to.y) }
}

/// Makes one panel of two that lie next to each other. The earlier one's art and prompt stay unless it has none; the
/// candidates of both can be picked.
///
/// # Errors
/// [`LayoutError`].
pub fn merge(page: &Page, format: &BookFormat, one: u32, two: u32) -> Result<Page, LayoutError> {
    let (one, two) = (found(page, one)?, found(page, two)?);
    let (one, two) = (one.min(two), one.max(two));
    if one == two || -overlap(&page.panels[one].shape, &page.panels[two].shape) > GUTTER_MAX {
        return Err(LayoutError::NotNeighbours);
    }
    let mut next = page.clone();
    next.last_no = next.highest_no();
    let gone = next.panels.remove(two);
    let kept = &mut next.panels[one];
    let corners: Vec<Point> = kept.shape.iter().chain(&gone.shape).copied().collect();
    kept.shape = hull(&corners);
    if kept.art.is_none() {
        kept.art = gone.art;
    }
    if kept.prompt.is_empty() {
        kept.prompt = gone.prompt;
    }
    for character in gone.cast {
        if !kept.cast.contains(&character) && kept.cast.len() < super::CAST_MAX {
            kept.cast.push(character);
        }
    }
    kept.candidates.extend(gone.candidates);
    kept.candidates.truncate(super::CANDIDATES_MAX);
    let no = kept.no;
    for balloon in next.balloons.iter_mut().filter(|balloon| balloon.panel == Some(gone.no)) {
        balloon.panel = Some(no);
    }
    let few = next.panels[one].shape.len() <= CORNERS_MAX;
    if few && is_fine(&next, format) { Ok(next) } else { Err(LayoutError::NotNeighbours) }
}

/// An edge of a panel: which panel, from which of its corners on.
type Edge = (usize, usize);

fn edge_line(page: &Page, (panel, corner): Edge) -> Option<Line> {
    let shape = &page.panels.get(panel)?.shape;
    Line::through(*shape.get(corner)?, shape[(corner + 1) % shape.len()])
}

/// Whether two edges look at each other across one gutter.
fn faces(page: &Page, one: Edge, two: Edge) -> bool {
    let (Some(here), Some(there)) = (edge_line(page, one), edge_line(page, two)) else { return false };
    let gap = here.distance(there.at);
    let opposite = here.along.dot(there.along) < 0.0 && here.along.cross(there.along).abs() < PARALLEL;
    if !opposite || !(-TOUCH_MAX..=GUTTER_MAX).contains(&gap) {
        return false;
    }
    let shape = |edge: Edge| &page.panels[edge.0].shape;
    let ends = |edge: Edge| {
        let shape = shape(edge);
        let along = |p: Point| At::of(p).minus(here.at).dot(here.along);
        let (a, b) = (along(shape[edge.1]), along(shape[(edge.1 + 1) % shape.len()]));
        (a.min(b), a.max(b))
    };
    let ((a, b), (c, d)) = (ends(one), ends(two));
    b.min(d) - a.max(c) > 20.0
}

/// All edges that move when one of them is dragged: those that face it, those that face these, and so on.
fn gutter(page: &Page, edge: Edge) -> Vec<Edge> {
    let mut all = vec![edge];
    let mut at = 0;
    while at < all.len() {
        for panel in 0..page.panels.len() {
            for corner in 0..page.panels[panel].shape.len() {
                let other = (panel, corner);
                if panel != all[at].0 && !all.contains(&other) && faces(page, all[at], other) {
                    all.push(other);
                }
            }
        }
        at += 1;
    }
    all
}

/// A shape with one edge moved outwards, its neighbours drawn out or cut.
fn with_edge_moved(shape: &[Point], corner: usize, by: f64) -> Option<Polygon> {
    let count = shape.len();
    let line = |at: usize| Line::through(shape[at % count], shape[(at + 1) % count]);
    let (before, edge, after) = (line(corner + count - 1)?, line(corner)?.moved(by), line(corner + 1)?);
    let mut next = shape.to_vec();
    next[corner] = edge.meets(before)?.rounded();
    next[(corner + 1) % count] = edge.meets(after)?.rounded();
    Some(tidy(next))
}

/// Drags the gutter that an edge of a panel lies at: `by` hundredths of a millimetre outwards from that panel. All
/// panels along it go with it. It goes as far as the page stays fine.
///
/// # Errors
/// [`LayoutError::NoPanel`]; a gutter that can't move at all stays.
pub fn drag_gutter(
    page: &Page,
    format: &BookFormat,
    (no, corner): (u32, usize),
    by: i32,
) -> Result<Page, LayoutError> {
    let edge = (found(page, no)?, corner);
    let begin = edge_line(page, edge).ok_or(LayoutError::NoPanel)?;
    let edges = gutter(page, edge);
    let moved = |by: i32| {
        let mut next = page.clone();
        for (panel, corner) in &edges {
            let line = edge_line(page, (*panel, *corner))?;
            let way = if line.along.dot(begin.along) > 0.0 { by } else { -by };
            let shape = &mut next.panels[*panel].shape;
            *shape = with_edge_moved(shape, *corner, f64::from(way)).filter(|s| s.len() == shape.len())?;
        }
        is_fine(&next, format).then_some(next)
    };
    let by = by.clamp(-1_000_000, 1_000_000);
    let (mut best, mut near, mut far) = (page.clone(), 0, by);
    if let Some(next) = moved(by) {
        return Ok(next);
    }
    while (far - near).abs() > 1 {
        let middle = near + (far - near) / 2;
        match moved(middle) {
            Some(next) => (best, near) = (next, middle),
            None => far = middle,
        }
    }
    Ok(best)
}

/// Puts a panel elsewhere in the order they are read in.
///
/// # Errors
/// [`LayoutError::NoPanel`].
pub fn reorder(page: &Page, no: u32, to: usize) -> Result<Page, LayoutError> {
    let at = found(page, no)?;
    let mut next = page.clone();
    let panel = next.panels.remove(at);
    next.panels.insert(to.min(next.panels.len()), panel);
    Ok(next)
}

/// The page with its panels in the order that they are read in by where they lie: what lies wholly above comes first,
/// what lies side by side is read as the book is.
#[must_use]
pub fn page_in_order(page: &Page, reading: Reading) -> Page {
    let mut left: Vec<Panel> = page.panels.clone();
    let mut next = Page { panels: Vec::with_capacity(left.len()), ..page.clone() };
    while !left.is_empty() {
        // The first is one that nothing else must come before; there is one unless panels lie over each other.
        let comes_first = |one: usize| {
            (0..left.len()).all(|other| before(&left[other], &left[one], reading) != Ordering::Less)
        };
        let highest = |at: &usize| (Rect::around(&left[*at].shape).from.y, *at);
        let at = (0..left.len())
            .filter(|at| comes_first(*at))
            .min_by_key(highest)
            .or_else(|| (0..left.len()).min_by_key(highest))
            .unwrap_or(0);
        next.panels.push(left.remove(at));
    }
    next
}

/// Whether one must be read before the other.
fn before(one: &Panel, two: &Panel, reading: Reading) -> Ordering {
    let (a, b) = (Rect::around(&one.shape), Rect::around(&two.shape));
    let shared = a.to.y.min(b.to.y) - a.from.y.max(b.from.y);
    let side_by_side = shared > a.height().min(b.height()) / 3;
    if !side_by_side {
        return i32::midpoint(a.from.y, a.to.y).cmp(&i32::midpoint(b.from.y, b.to.y));
    }
    let beside = a.to.x.min(b.to.x) - a.from.x.max(b.from.x);
    if beside > a.width().min(b.width()) / 3 {
        return Ordering::Equal;
    }
    let order = a.from.x.cmp(&b.from.x);
    if reading == Reading::RightToLeft { order.reverse() } else { order }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::{Balloon, BalloonKind, FORMATS, Frame, templates};
    use proptest::prelude::*;

    const FORMAT: BookFormat = FORMATS[0].format;

    fn at(x: i32, y: i32) -> Point {
        Point { x, y }
    }

    fn grid() -> Page {
        let template = templates().into_iter().find(|t| t.name == "four_grid").expect("a grid");
        template.page(&FORMAT, Reading::LeftToRight)
    }

    #[test]
    fn a_split_keeps_what_was_there_and_is_undone_by_a_merge() {
        let mut page = grid();
        let around = Rect::around(&page.panels[0].shape);
        page.panels[0].prompt = "a fox".to_owned();
        let right = Frame { x: around.to.x - 700, y: around.from.y + 100, width: 500, height: 400 };
        page.balloons
            .push(Balloon { panel: Some(1), ..Balloon::new(1, BalloonKind::Speech, right, "", "en") });
        let middle = i32::midpoint(around.from.x, around.to.x);
        let line = (at(middle - 300, around.from.y), at(middle + 300, around.to.y));
        let parts = split(&page, &FORMAT, 1, line, 400).expect("two");
        assert_eq!(parts.panels.iter().map(|p| p.no).collect::<Vec<_>>(), [1, 5, 2, 3, 4]);
        assert_eq!((parts.panels[0].prompt.as_str(), parts.panels[1].prompt.as_str()), ("a fox", ""));
        assert_eq!(parts.balloons[0].panel, Some(5));
        let whole = merge(&parts, &FORMAT, 5, 1).expect("one");
        assert_eq!(Rect::around(&whole.panels[0].shape), around);
        assert_eq!(whole.balloons[0].panel, Some(1));
        assert_eq!(split(&page, &FORMAT, 9, line, 400), Err(LayoutError::NoPanel));
        assert_eq!(split(&page, &FORMAT, 1, (at(0, 0), at(0, 10)), 400), Err(LayoutError::TooSmall));
        assert_eq!(merge(&page, &FORMAT, 1, 1), Err(LayoutError::NotNeighbours));
        // Across the corner: one panel of both would lie over the other two.
        assert_eq!(merge(&page, &FORMAT, 1, 4), Err(LayoutError::NotNeighbours));
    }

    #[test]
    fn a_gutter_takes_everybody_along_it_with_it() {
        let page = grid();
        // The edge below the first panel: the third goes with it, the row's others don't.
        let low = drag_gutter(&page, &FORMAT, (1, 2), 1_000).expect("a page");
        let moved = |page: &Page, no: usize| Rect::around(&page.panels[no].shape);
        assert_eq!(moved(&low, 0).to.y, moved(&page, 0).to.y + 1_000);
        assert_eq!(moved(&low, 2).from.y, moved(&page, 2).from.y + 1_000);
        assert_eq!(moved(&low, 1), moved(&page, 1));
        // As far as it can go.
        let far = drag_gutter(&page, &FORMAT, (1, 2), 90_000).expect("a page");
        assert!((300..=310).contains(&moved(&far, 2).height()), "{:?}", moved(&far, 2));
        assert_eq!(drag_gutter(&page, &FORMAT, (1, 7), 9), Err(LayoutError::NoPanel));
    }

    #[test]
    fn panels_are_read_as_the_book_is() {
        let page = grid();
        let numbers = |page: Page| page.panels.iter().map(|p| p.no).collect::<Vec<_>>();
        let mixed = reorder(&reorder(&page, 1, 3).expect("one"), 3, 0).expect("one");
        assert_eq!(numbers(mixed.clone()), [3, 2, 4, 1]);
        assert_eq!(numbers(page_in_order(&mixed, Reading::LeftToRight)), [1, 2, 3, 4]);
        assert_eq!(numbers(page_in_order(&mixed, Reading::RightToLeft)), [2, 1, 4, 3]);
    }

    #[derive(Clone, Debug)]
    enum Step {
        Split(usize, (i32, i32), (i32, i32), i32),
        Merge(usize, usize),
        Drag(usize, usize, i32),
        Order(usize, usize),
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let place = || (-500..18_000_i32, -500..27_000_i32);
        prop::collection::vec(
            prop_oneof![
                (0..40_usize, place(), place(), -50..2_000_i32)
                    .prop_map(|(a, b, c, d)| Step::Split(a, b, c, d)),
                (0..40_usize, 0..40_usize).prop_map(|(a, b)| Step::Merge(a, b)),
                (0..40_usize, 0..6_usize, -9_000..9_000_i32).prop_map(|(a, b, c)| Step::Drag(a, b, c)),
                (0..40_usize, 0..50_usize).prop_map(|(a, b)| Step::Order(a, b)),
            ],
            1..24,
        )
    }

    proptest! {
        #[test]
        fn whatever_is_done_a_page_stays_one(template in 0..templates().len(), steps in steps()) {
            let mut page = templates()[template].page(&FORMAT, Reading::LeftToRight);
            for step in steps {
                let no = |at: usize| page.panels[at % page.panels.len()].no;
                let next = match step {
                    Step::Split(one, a, b, gutter) => {
                        split(&page, &FORMAT, no(one), (at(a.0, a.1), at(b.0, b.1)), gutter)
                    }
                    Step::Merge(one, two) => merge(&page, &FORMAT, no(one), no(two)),
                    Step::Drag(one, corner, by) => drag_gutter(&page, &FORMAT, (no(one), corner), by),
                    Step::Order(one, to) => reorder(&page, no(one), to),
                };
                if let Ok(next) = next {
                    prop_assert_eq!(check_layout(&next, &FORMAT, ""), Ok(()));
                    page = next;
                }
            }
            let ordered = page_in_order(&page, Reading::RightToLeft);
            let mut numbers: Vec<u32> = ordered.panels.iter().map(|p| p.no).collect();
            numbers.sort_unstable();
            numbers.dedup();
            prop_assert_eq!(numbers.len(), page.panels.len());
        }
    }
}
