//! Pages to begin with.

use super::{BookFormat, Page, Panel, Point, Polygon, Reading, Rect};

/// Between two panels.
const GUTTER: i32 = 400;

/// How a template is made: rows of shares of the height, each cut into shares of its width.
#[derive(Clone, Copy, Debug)]
enum Plan {
    /// (share of the height, shares of the width) from top to bottom.
    Rows(&'static [(i32, &'static [i32])]),
    /// (share of the width, shares of the height) from left to right.
    Columns(&'static [(i32, &'static [i32])]),
    /// Rows whose cuts lean: the lean in thousandths of the page's width.
    Slanted(&'static [(i32, &'static [i32])], i32),
    /// One panel to the edges of the paper, and panels that lie over it, in thousandths of the page.
    Splash(&'static [(i32, i32, i32, i32)]),
}

/// A page to begin with.
#[derive(Clone, Copy, Debug)]
pub struct Template {
    /// The word in the API.
    pub name: &'static str,
    plan: Plan,
}

const fn rows(name: &'static str, rows: &'static [(i32, &'static [i32])]) -> Template {
    Template { name, plan: Plan::Rows(rows) }
}

const fn columns(name: &'static str, columns: &'static [(i32, &'static [i32])]) -> Template {
    Template { name, plan: Plan::Columns(columns) }
}

const fn slanted(name: &'static str, rows: &'static [(i32, &'static [i32])], lean: i32) -> Template {
    Template { name, plan: Plan::Slanted(rows, lean) }
}

const fn splash(name: &'static str, over: &'static [(i32, i32, i32, i32)]) -> Template {
    Template { name, plan: Plan::Splash(over) }
}

/// Every template there is.
#[must_use]
pub fn templates() -> Vec<Template> {
    vec![
        rows("one", &[(1, &[1])]),
        splash("splash", &[]),
        rows("two_rows", &[(1, &[1]), (1, &[1])]),
        rows("three_rows", &[(1, &[1]), (1, &[1]), (1, &[1])]),
        rows("four_grid", &[(1, &[1, 1]), (1, &[1, 1])]),
        rows("six_grid", &[(1, &[1, 1]), (1, &[1, 1]), (1, &[1, 1])]),
        rows("eight_grid", &[(1, &[1, 1]), (1, &[1, 1]), (1, &[1, 1]), (1, &[1, 1])]),
        rows("nine_grid", &[(1, &[1, 1, 1]), (1, &[1, 1, 1]), (1, &[1, 1, 1])]),
        rows("wide_top", &[(5, &[1]), (4, &[1, 1])]),
        rows("wide_bottom", &[(4, &[1, 1]), (5, &[1])]),
        rows("wide_middle", &[(1, &[1, 1]), (1, &[1]), (1, &[1, 1])]),
        rows("establish", &[(4, &[1]), (3, &[1, 1]), (3, &[1, 1, 1])]),
        rows("dialogue", &[(1, &[3, 2]), (1, &[2, 3]), (1, &[3, 2])]),
        rows("climax", &[(2, &[1, 1, 1]), (5, &[1]), (2, &[1, 1])]),
        rows("five", &[(1, &[1, 1]), (1, &[1]), (1, &[2, 1])]),
        rows("seven", &[(3, &[1, 1, 1]), (4, &[1]), (3, &[1, 1, 1])]),
        rows("four_rows", &[(1, &[1]), (1, &[1]), (1, &[1]), (1, &[1])]),
        columns("four_columns", &[(1, &[1]), (1, &[1]), (1, &[1]), (1, &[1])]),
        columns("tall_left", &[(1, &[1]), (1, &[1, 1, 1])]),
        columns("tall_right", &[(1, &[1, 1, 1]), (1, &[1])]),
        columns("yonkoma", &[(1, &[1, 1, 1, 1])]),
        columns("double_yonkoma", &[(1, &[1, 1, 1, 1]), (1, &[1, 1, 1, 1])]),
        slanted("action", &[(4, &[1, 1]), (5, &[1]), (4, &[1, 1])], 90),
        slanted("clash", &[(1, &[1]), (1, &[1])], 140),
        slanted("chase", &[(1, &[2, 1]), (1, &[1, 2]), (1, &[2, 1])], 60),
        splash("splash_insets", &[(80, 650, 380, 270), (540, 650, 380, 270)]),
        splash("splash_strip", &[(60, 720, 270, 220), (365, 720, 270, 220), (670, 720, 270, 220)]),
    ]
}

impl Template {
    /// A page of it. What is read from right to left is laid from right to left.
    #[must_use]
    pub fn page(&self, format: &BookFormat, reading: Reading) -> Page {
        let (left, top) = (format.margin, format.margin);
        let (width, height) = (format.width - 2 * left, format.height - 2 * top);
        let inner = Rect { from: Point { x: left, y: top }, to: Point { x: left + width, y: top + height } };
        let mut page = match self.plan {
            Plan::Rows(rows) => Page::of(laid(rows, inner, false)),
            Plan::Columns(columns) => Page::of(laid(columns, inner, true)),
            Plan::Slanted(rows, lean) => Page::of(leaning(rows, inner, format.width * lean / 1_000)),
            Plan::Splash(over) => splashed(format, over),
        };
        if reading == Reading::RightToLeft {
            for panel in &mut page.panels {
                mirror(&mut panel.shape, format.width);
            }
        }
        page
    }
}

fn mirror(shape: &mut Polygon, width: i32) {
    for corner in shape.iter_mut() {
        corner.x = width - corner.x;
    }
    shape.reverse();
    // The upper left corner stays the first.
    let first = (0..shape.len()).min_by_key(|at| shape[*at].x + shape[*at].y).unwrap_or(0);
    shape.rotate_left(first);
}

/// Cuts a length into shares with gutters between them.
fn shares(from: i32, to: i32, shares: impl Iterator<Item = i32> + Clone) -> Vec<(i32, i32)> {
    let count = shares.clone().count() as i32;
    let all: i32 = shares.clone().sum::<i32>().max(1);
    let free = (to - from - GUTTER * (count - 1)).max(count);
    let (mut done, mut parts) = (0, Vec::new());
    for (at, share) in (0..).zip(shares) {
        let begin = from + free * done / all + GUTTER * at;
        done += share;
        parts.push((begin, from + free * done / all + GUTTER * at));
    }
    parts
}

fn laid(plan: &[(i32, &[i32])], inner: Rect, columns: bool) -> Vec<Polygon> {
    let turn = |p: Point| if columns { Point { x: p.y, y: p.x } } else { p };
    let (from, to) = (turn(inner.from), turn(inner.to));
    let mut shapes = Vec::new();
    for ((top, bottom), (_, row)) in shares(from.y, to.y, plan.iter().map(|row| row.0)).into_iter().zip(plan)
    {
        for (left, right) in shares(from.x, to.x, row.iter().copied()) {
            let rect =
                Rect { from: turn(Point { x: left, y: top }), to: turn(Point { x: right, y: bottom }) };
            shapes.push(rect.polygon());
        }
    }
    shapes
}

/// Rows whose cuts lean to one side and the other in turn; the page's outer edges stay straight.
fn leaning(plan: &[(i32, &[i32])], inner: Rect, lean: i32) -> Vec<Polygon> {
    let rows = shares(inner.from.y, inner.to.y, plan.iter().map(|row| row.0));
    let last = rows.len() - 1;
    // How much lower than the middle a cut between rows is at the left and higher at the right.
    let slope = |cut: usize| if cut.is_multiple_of(2) { lean / 2 } else { -lean / 2 };
    let mut shapes = Vec::new();
    for (at, ((top, bottom), (_, row))) in rows.into_iter().zip(plan).enumerate() {
        let above = if at == 0 { 0 } else { slope(at - 1) };
        let below = if at == last { 0 } else { slope(at) };
        let cells = shares(inner.from.x, inner.to.x, row.iter().copied());
        let end = cells.len() - 1;
        for (cell, (left, right)) in cells.into_iter().enumerate() {
            let edge = |base: i32, slope: i32, x: i32| {
                let width = i64::from(inner.width().max(1));
                let share = i64::from(x - inner.from.x) * 2 - width;
                base - (i64::from(slope) * share / width) as i32
            };
            let tilt = if at % 2 == 0 { lean / 3 } else { -lean / 3 };
            let (in_left, in_right) = (if cell == 0 { 0 } else { tilt }, if cell == end { 0 } else { tilt });
            let corner = |x: i32, base: i32, slope: i32| Point { x, y: edge(base, slope, x) };
            shapes.push(vec![
                corner(left + in_left, top, above),
                corner(right + in_right, top, above),
                corner(right - in_right, bottom, below),
                corner(left - in_left, bottom, below),
            ]);
        }
    }
    shapes
}

fn splashed(format: &BookFormat, over: &[(i32, i32, i32, i32)]) -> Page {
    let mut page = Page::of([format.printed().polygon()]);
    page.panels[0].border.width = 0;
    for (no, (x, y, w, h)) in (2..).zip(over) {
        let from = Point { x: format.width * x / 1_000, y: format.height * y / 1_000 };
        let to = Point { x: from.x + format.width * w / 1_000, y: from.y + format.height * h / 1_000 };
        page.panels.push(Panel { level: 1, over: true, ..Panel::new(no, Rect { from, to }.polygon()) });
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::{Book, BookKind, FORMATS, page_in_order};
    use std::collections::HashSet;

    #[test]
    fn every_template_is_a_page_of_every_format() {
        let names: HashSet<&str> = templates().iter().map(|t| t.name).collect();
        assert!(names.len() >= 20 && names.len() == templates().len());
        for named in FORMATS {
            for reading in [Reading::LeftToRight, Reading::RightToLeft, Reading::Vertical] {
                let mut book = Book::new(BookKind::Comic, "All", "en", named.format, reading);
                book.pages = templates().iter().map(|t| t.page(&named.format, reading)).collect();
                let fits = named.name != "strip" || reading == Reading::Vertical;
                let book = book.checked();
                assert!(book.is_ok() || !fits, "{} {reading:?}: {book:?}", named.name);
            }
        }
    }

    #[test]
    fn panels_of_a_template_are_in_the_order_they_are_read_in() {
        let format = FORMATS[0].format;
        for template in templates() {
            // Columns are read down, which where things lie does not tell.
            if matches!(template.plan, Plan::Columns(_) | Plan::Splash(_)) {
                continue;
            }
            for reading in [Reading::LeftToRight, Reading::RightToLeft] {
                let page = template.page(&format, reading);
                assert_eq!(page_in_order(&page, reading), page, "{} {reading:?}", template.name);
            }
        }
    }
}
