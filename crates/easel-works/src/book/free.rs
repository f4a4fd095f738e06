//! Panels that lie freely: shaped by hand, moved over others, before and behind each other.

use super::{
    BookFormat, Frame, Page, Panel, Point, Rect,
    check::TOUCH_MAX,
    geometry::overlap,
    layout::{LayoutError, found, is_fine},
};

/// Steps between a panel's shape and the wished one.
const STEPS: i64 = 4_096;
/// Nothing on a page lies further away.
const FAR: i32 = 1_000_000;

/// Gives a panel this shape, or goes as far towards it as the page stays fine. With `over` it may come to lie over
/// others, and then lies before them. What is moved as a whole takes its balloons along.
///
/// # Errors
/// [`LayoutError::NoPanel`]; [`LayoutError::TooSmall`] where another number of corners makes no panel. A panel that can't
/// come any nearer stays.
pub fn reshape(
    page: &Page,
    format: &BookFormat,
    no: u32,
    shape: &[Point],
    over: bool,
) -> Result<Page, LayoutError> {
    let at = found(page, no)?;
    let near = |value: i32| value.clamp(-FAR, FAR);
    let wished: Vec<Point> = shape.iter().map(|p| Point { x: near(p.x), y: near(p.y) }).collect();
    let mut base = page.clone();
    if over {
        lay_over(&mut base.panels, at, &wished);
    }
    let old = &page.panels[at].shape;
    let between = |step: i64| -> Vec<Point> {
        let part = |from: i32, to: i32| {
            let way = (i64::from(to) - i64::from(from)) * step;
            from + (way / STEPS) as i32
        };
        let both = old.iter().zip(&wished);
        both.map(|(a, b)| Point { x: part(a.x, b.x), y: part(a.y, b.y) }).collect()
    };
    let shaped = |shape: Vec<Point>| {
        let mut next = base.clone();
        take_along(&mut next, format, no, (old, &shape));
        next.panels[at].shape = shape;
        // What lies over nobody is one of the layout again.
        next.panels[at].over &= lies_on_others(&next.panels, at);
        is_fine(&next, format).then_some(next)
    };
    if let Some(next) = shaped(wished.clone()) {
        return Ok(next);
    }
    if wished.len() != old.len() {
        return Err(LayoutError::TooSmall);
    }
    let (mut best, mut fine, mut bad) = (page.clone(), 0, STEPS);
    while bad - fine > 1 {
        let middle = i64::midpoint(fine, bad);
        match shaped(between(middle)) {
            Some(next) => (best, fine) = (next, middle),
            None => bad = middle,
        }
    }
    Ok(best)
}

fn lies_on_others(panels: &[Panel], at: usize) -> bool {
    let mut others = panels.iter().enumerate().filter(|(other, _)| *other != at);
    others.any(|(_, panel)| overlap(&panels[at].shape, &panel.shape) > TOUCH_MAX)
}

/// What comes to lie over others is meant to, and lies before them.
fn lay_over(panels: &mut [Panel], at: usize, shape: &[Point]) {
    let under = panels
        .iter()
        .enumerate()
        .filter(|(other, panel)| *other != at && !panel.over && overlap(shape, &panel.shape) > TOUCH_MAX);
    let highest = under.map(|(_, panel)| panel.level).max();
    if let Some(highest) = highest.filter(|_| !panels[at].over) {
        panels[at].over = true;
        panels[at].level = panels[at].level.max(highest.saturating_add(1));
    }
}

/// Balloons go with a panel that is moved as a whole, as far as the page goes.
fn take_along(page: &mut Page, format: &BookFormat, no: u32, (old, new): (&[Point], &[Point])) {
    let (Some(from), Some(to)) = (old.first(), new.first()) else { return };
    let (dx, dy) = (to.x - from.x, to.y - from.y);
    let whole =
        old.len() == new.len() && old.iter().zip(new).all(|(a, b)| (b.x - a.x, b.y - a.y) == (dx, dy));
    if !whole {
        return;
    }
    let paper = format.printed();
    for balloon in page.balloons.iter_mut().filter(|balloon| balloon.panel == Some(no)) {
        let Frame { x, y, width, height } = balloon.frame;
        balloon.frame.x = within(x.saturating_add(dx), paper.from.x, paper.to.x - width);
        balloon.frame.y = within(y.saturating_add(dy), paper.from.y, paper.to.y - height);
        for tail in &mut balloon.tails {
            tail.x = within(tail.x.saturating_add(dx), paper.from.x, paper.to.x);
            tail.y = within(tail.y.saturating_add(dy), paper.from.y, paper.to.y);
        }
    }
}

/// The nearest number that is no less and no more; the least where there is none.
pub(super) fn within(value: i32, least: i32, most: i32) -> i32 {
    value.min(most).max(least)
}

/// Brings a panel before the next one that it shares a place with, or behind the one before.
///
/// # Errors
/// [`LayoutError::NoPanel`]; a panel that is in front already, or that shares no place with another, stays.
pub fn lift(page: &Page, no: u32, up: bool) -> Result<Page, LayoutError> {
    let at = found(page, no)?;
    let mut order: Vec<usize> = (0..page.panels.len()).collect();
    order.sort_by_key(|one| page.panels[*one].level);
    let here = order.iter().position(|one| *one == at).ok_or(LayoutError::NoPanel)?;
    let meets =
        |place: &usize| overlap(&page.panels[order[*place]].shape, &page.panels[at].shape) > TOUCH_MAX;
    let there = if up { (here + 1..order.len()).find(meets) } else { (0..here).rev().find(meets) };
    let Some(there) = there else { return Ok(page.clone()) };
    let moved = order.remove(here);
    order.insert(there, moved);
    let mut next = page.clone();
    for (level, panel) in (0..=i8::MAX).zip(order) {
        next.panels[panel].level = level;
    }
    Ok(next)
}

/// Brings the edge of a panel that looks to one side to where the paper ends, or back to the margin. The side is one of
/// left, top, right and bottom.
///
/// # Errors
/// As [`reshape`].
pub fn bleed(
    page: &Page,
    format: &BookFormat,
    (no, side): (u32, Side),
    out: bool,
) -> Result<Page, LayoutError> {
    let at = found(page, no)?;
    let mut shape = page.panels[at].shape.clone();
    let around = Rect::around(&shape);
    let (paper, margin) = (format.printed(), format.margin);
    let (to, across) = match side {
        Side::Left => (if out { paper.from.x } else { margin }, true),
        Side::Right => (if out { paper.to.x } else { format.width - margin }, true),
        Side::Top => (if out { paper.from.y } else { margin }, false),
        Side::Bottom => (if out { paper.to.y } else { format.height - margin }, false),
    };
    // Which corners look to that side: those beyond the middle.
    let middle = if across {
        i32::midpoint(around.from.x, around.to.x)
    } else {
        i32::midpoint(around.from.y, around.to.y)
    };
    let first = matches!(side, Side::Left | Side::Top);
    for corner in &mut shape {
        let value = if across { &mut corner.x } else { &mut corner.y };
        if (*value < middle) == first && *value != middle {
            *value = to;
        }
    }
    reshape(page, format, no, &shape, page.panels[at].over)
}

/// A side of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The left one.
    Left,
    /// The upper one.
    Top,
    /// The right one.
    Right,
    /// The lower one.
    Bottom,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::{Balloon, BalloonKind, FORMATS, Reading, check::check_layout, templates};
    use proptest::prelude::*;

    const FORMAT: BookFormat = FORMATS[0].format;

    fn grid() -> Page {
        let template = templates().into_iter().find(|t| t.name == "four_grid").expect("a grid");
        template.page(&FORMAT, Reading::LeftToRight)
    }

    fn moved(shape: &[Point], dx: i32, dy: i32) -> Vec<Point> {
        shape.iter().map(|p| Point { x: p.x + dx, y: p.y + dy }).collect()
    }

    #[test]
    fn a_corner_goes_as_far_as_its_neighbour() {
        let page = grid();
        let mut shape = page.panels[0].shape.clone();
        shape[1].x += 200;
        let slanted = reshape(&page, &FORMAT, 1, &shape, false).expect("a page");
        assert_eq!(slanted.panels[0].shape, shape);
        assert!(!slanted.panels[0].over);
        shape[1].x += 5_000;
        let far = reshape(&page, &FORMAT, 1, &shape, false).expect("a page");
        let gap = far.panels[1].shape[0].x - far.panels[0].shape[1].x;
        assert!((-4..=4).contains(&gap), "{gap}");
        // No dent, and no corner more that makes one.
        let dent =
            vec![shape[0], Point { x: shape[0].x + 10, y: shape[0].y + 900 }, shape[1], shape[2], shape[3]];
        assert_eq!(reshape(&page, &FORMAT, 1, &dent, true), Err(LayoutError::TooSmall));
        assert_eq!(reshape(&page, &FORMAT, 9, &shape, true), Err(LayoutError::NoPanel));
    }

    #[test]
    fn a_panel_that_is_moved_over_another_lies_before_it_with_its_balloons() {
        let mut page = grid();
        let frame = Frame { x: 1_500, y: 1_500, width: 2_000, height: 1_000 };
        let balloon = Balloon::new(1, BalloonKind::Speech, frame, "Hi", "en");
        page.balloons.push(Balloon { panel: Some(1), tails: vec![Point { x: 2_000, y: 4_000 }], ..balloon });
        let shape = moved(&page.panels[0].shape, 2_000, 3_000);
        let over = reshape(&page, &FORMAT, 1, &shape, true).expect("a page");
        assert_eq!((over.panels[0].over, over.panels[0].level), (true, 1));
        assert_eq!((over.balloons[0].frame.x, over.balloons[0].frame.y), (3_500, 4_500));
        assert_eq!(over.balloons[0].tails, [Point { x: 4_000, y: 7_000 }]);
        assert_eq!(check_layout(&over, &FORMAT, ""), Ok(()));
        // Moved away, it is one of the layout again.
        let back = reshape(&over, &FORMAT, 1, &page.panels[0].shape, true).expect("a page");
        assert!(!back.panels[0].over);
        // Within the layout it only goes as far as there is room.
        let held = reshape(&page, &FORMAT, 1, &shape, false).expect("a page");
        assert!(!held.panels[0].over && Rect::around(&held.panels[0].shape).from.x < 1_500);
        let below = lift(&over, 1, false).expect("a page");
        let level = |page: &Page, at: usize| page.panels[at].level;
        assert!((1..4).any(|other| level(&below, 0) < level(&below, other)));
        let mut front = below;
        for _ in 0..4 {
            front = lift(&front, 1, true).expect("a page");
        }
        assert!((1..4).all(|other| level(&front, 0) > level(&front, other)));
        assert_eq!(lift(&grid(), 1, true).expect("a page"), grid());
    }

    #[test]
    fn an_edge_goes_to_where_the_paper_ends_and_back() {
        let page = grid();
        let out = bleed(&page, &FORMAT, (1, Side::Left), true).expect("a page");
        let around = |page: &Page| Rect::around(&page.panels[0].shape);
        assert_eq!(around(&out).from.x, -FORMAT.bleed);
        assert_eq!(around(&out).to, around(&page).to);
        assert_eq!(bleed(&out, &FORMAT, (1, Side::Left), false).expect("a page"), page);
        // The edge that looks at a neighbour goes no further than to it.
        let held = bleed(&page, &FORMAT, (1, Side::Right), true).expect("a page");
        assert!(around(&held).to.x <= page.panels[1].shape[0].x + 4);
    }

    proptest! {
        #[test]
        fn however_panels_are_shaped_a_page_stays_one(
            template in 0..templates().len(),
            steps in prop::collection::vec((0..40_usize, 0..6_usize, (-9_000..9_000_i32, -9_000..9_000_i32), any::<bool>(), 0..4_u8), 1..16),
        ) {
            let mut page = templates()[template].page(&FORMAT, Reading::LeftToRight);
            for (one, corner, (dx, dy), over, what) in steps {
                let panel = &page.panels[one % page.panels.len()];
                let mut shape = panel.shape.clone();
                let next = match what {
                    0 => reshape(&page, &FORMAT, panel.no, &moved(&shape, dx, dy), over),
                    1 => {
                        let corner = corner % shape.len();
                        shape[corner] = Point { x: shape[corner].x + dx, y: shape[corner].y + dy };
                        reshape(&page, &FORMAT, panel.no, &shape, over)
                    }
                    2 => {
                        let side = [Side::Left, Side::Top, Side::Right, Side::Bottom][corner % 4];
                        bleed(&page, &FORMAT, (panel.no, side), over)
                    }
                    _ => lift(&page, panel.no, over),
                };
                let next = next.expect("as many corners make a page");
                prop_assert_eq!(check_layout(&next, &FORMAT, ""), Ok(()));
                page = next;
            }
        }
    }
}
