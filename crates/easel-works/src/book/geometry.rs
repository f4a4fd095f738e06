//! Points, rectangles and polygons without holes or dents.

use serde::{Deserialize, Serialize};

/// A place on a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Point {
    /// To the right.
    pub x: i32,
    /// Down.
    pub y: i32,
}

/// The corners of a panel, clockwise as one sees them.
pub type Polygon = Vec<Point>;

/// What lies between two places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rect {
    /// Upper left.
    pub from: Point,
    /// Lower right.
    pub to: Point,
}

impl Rect {
    /// A rectangle's corners.
    #[must_use]
    pub fn polygon(self) -> Polygon {
        let (from, to) = (self.from, self.to);
        vec![from, Point { x: to.x, y: from.y }, to, Point { x: from.x, y: to.y }]
    }

    /// What a polygon takes.
    #[must_use]
    pub fn around(points: &[Point]) -> Self {
        let xs = || points.iter().map(|p| p.x);
        let ys = || points.iter().map(|p| p.y);
        let (none, least) = (i32::MAX, i32::MIN);
        Self {
            from: Point { x: xs().min().unwrap_or(none), y: ys().min().unwrap_or(none) },
            to: Point { x: xs().max().unwrap_or(least), y: ys().max().unwrap_or(least) },
        }
    }

    /// Whether a place lies in it or on its rim.
    #[must_use]
    pub fn holds(self, point: Point) -> bool {
        (self.from.x..=self.to.x).contains(&point.x) && (self.from.y..=self.to.y).contains(&point.y)
    }

    /// To the right.
    #[must_use]
    pub const fn width(self) -> i32 {
        self.to.x.saturating_sub(self.from.x)
    }

    /// Down.
    #[must_use]
    pub const fn height(self) -> i32 {
        self.to.y.saturating_sub(self.from.y)
    }
}

/// A direction or a place with fractions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct At {
    pub(super) x: f64,
    pub(super) y: f64,
}

impl At {
    pub(super) fn of(point: Point) -> Self {
        Self { x: f64::from(point.x), y: f64::from(point.y) }
    }

    pub(super) fn minus(self, other: Self) -> Self {
        Self { x: self.x - other.x, y: self.y - other.y }
    }

    pub(super) fn plus(self, other: Self, times: f64) -> Self {
        Self { x: self.x + other.x * times, y: self.y + other.y * times }
    }

    pub(super) fn dot(self, other: Self) -> f64 {
        self.x * other.x + self.y * other.y
    }

    pub(super) fn cross(self, other: Self) -> f64 {
        self.x * other.y - self.y * other.x
    }

    pub(super) fn length(self) -> f64 {
        self.x.hypot(self.y)
    }

    /// Of length one, or nothing.
    pub(super) fn unit(self) -> Option<Self> {
        let length = self.length();
        (length > 1e-9).then(|| Self { x: self.x / length, y: self.y / length })
    }

    pub(super) fn rounded(self) -> Point {
        Point { x: self.x.round() as i32, y: self.y.round() as i32 }
    }
}

/// A line by a place on it and a direction of length one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    pub(super) at: At,
    pub(super) along: At,
}

impl Line {
    pub(super) fn through(from: Point, to: Point) -> Option<Self> {
        Some(Self { at: At::of(from), along: At::of(to).minus(At::of(from)).unit()? })
    }

    /// To the left of the direction: for corners that go clockwise, outwards.
    pub(super) fn outwards(self) -> At {
        At { x: self.along.y, y: -self.along.x }
    }

    /// The same line, moved outwards.
    pub(super) fn moved(self, by: f64) -> Self {
        Self { at: self.at.plus(self.outwards(), by), ..self }
    }

    /// How far outwards a place lies.
    pub(super) fn distance(self, place: At) -> f64 {
        place.minus(self.at).dot(self.outwards())
    }

    pub(super) fn meets(self, other: Self) -> Option<At> {
        let turn = self.along.cross(other.along);
        (turn.abs() > 1e-6)
            .then(|| self.at.plus(self.along, other.at.minus(self.at).cross(other.along) / turn))
    }
}

/// Twice the area, more than nothing for corners that go clockwise.
pub(super) fn area2(corners: &[Point]) -> i64 {
    let next = corners.iter().cycle().skip(1);
    corners
        .iter()
        .zip(next)
        .map(|(a, b)| i64::from(a.x) * i64::from(b.y) - i64::from(b.x) * i64::from(a.y))
        .sum()
}

/// Whether corners go clockwise around something without a dent. Straight corners are fine, but not two in one place.
#[must_use]
pub fn is_convex(corners: &[Point]) -> bool {
    if corners.len() < 3 || area2(corners) <= 0 {
        return false;
    }
    let count = corners.len();
    let corner = |at: usize| At::of(corners[at % count]);
    let mut turned = 0.0;
    for at in 0..count {
        let (one, two) = (corner(at + 1).minus(corner(at)), corner(at + 2).minus(corner(at + 1)));
        if one.length() < 1.0 || two.length() < 1.0 {
            return false;
        }
        // Rounding may leave a straight corner with a dent of a hundredth of a millimetre.
        if one.cross(two) < -1.5 * one.length().max(two.length()) {
            return false;
        }
        turned += one.cross(two).atan2(one.dot(two));
    }
    (turned - std::f64::consts::TAU).abs() < 0.1
}

/// How far two polygons without dents reach into each other; nothing or less when they don't.
#[must_use]
pub fn overlap(one: &[Point], two: &[Point]) -> f64 {
    let mut least = f64::INFINITY;
    for (here, there) in [(one, two), (two, one)] {
        for at in 0..here.len() {
            let Some(edge) = Line::through(here[at], here[(at + 1) % here.len()]) else { continue };
            let gap = there.iter().map(|p| edge.distance(At::of(*p))).fold(f64::INFINITY, f64::min);
            least = least.min(-gap);
        }
    }
    least
}

/// What is left of a polygon on the inner side of a line.
pub(super) fn cut(corners: &[Point], line: Line) -> Polygon {
    let mut left: Polygon = Vec::new();
    for at in 0..corners.len() {
        let (here, next) = (corners[at], corners[(at + 1) % corners.len()]);
        let (one, two) = (line.distance(At::of(here)), line.distance(At::of(next)));
        if one <= 0.0 {
            left.push(here);
        }
        if (one < 0.0 && two > 0.0) || (one > 0.0 && two < 0.0) {
            left.push(At::of(here).plus(At::of(next).minus(At::of(here)), one / (one - two)).rounded());
        }
    }
    tidy(left)
}

/// Without corners that lie where their neighbour does.
pub(super) fn tidy(corners: Polygon) -> Polygon {
    let mut kept: Polygon = Vec::with_capacity(corners.len());
    for corner in corners {
        let near = |other: &Point| (other.x - corner.x).abs() <= 1 && (other.y - corner.y).abs() <= 1;
        if !kept.last().is_some_and(near) && !kept.first().is_some_and(near) {
            kept.push(corner);
        }
    }
    kept
}

/// The smallest polygon without dents around places.
pub(super) fn hull(points: &[Point]) -> Polygon {
    let mut sorted = points.to_vec();
    sorted.sort_by_key(|p| (p.x, p.y));
    sorted.dedup();
    if sorted.len() < 3 {
        return sorted;
    }
    let turn = |a: Point, b: Point, c: Point| {
        (i64::from(b.x) - i64::from(a.x)) * (i64::from(c.y) - i64::from(a.y))
            - (i64::from(b.y) - i64::from(a.y)) * (i64::from(c.x) - i64::from(a.x))
    };
    let half = |points: &mut dyn Iterator<Item = Point>| {
        let mut chain: Polygon = Vec::new();
        for point in points {
            while chain.len() >= 2 && turn(chain[chain.len() - 2], chain[chain.len() - 1], point) <= 0 {
                chain.pop();
            }
            chain.push(point);
        }
        chain.pop();
        chain
    };
    let mut around = half(&mut sorted.iter().copied());
    around.extend(half(&mut sorted.iter().rev().copied()));
    tidy(around)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(x: i32, y: i32, side: i32) -> Polygon {
        Rect { from: Point { x, y }, to: Point { x: x + side, y: y + side } }.polygon()
    }

    #[test]
    fn polygons_know_their_dents_and_overlaps() {
        assert!(is_convex(&square(0, 0, 100)));
        let mut turned = square(0, 0, 100);
        turned.reverse();
        assert!(!is_convex(&turned));
        let dent = [(0, 0), (100, 0), (50, 20), (100, 100), (0, 100)].map(|(x, y)| Point { x, y });
        assert!(!is_convex(&dent));
        assert!(overlap(&square(0, 0, 100), &square(50, 50, 100)) > 49.0);
        assert!(overlap(&square(0, 0, 100), &square(100, 0, 100)) <= 0.0);
        assert!(overlap(&square(0, 0, 100), &square(300, 0, 100)) < -100.0);
    }

    #[test]
    fn a_cut_and_a_hull_go_around() {
        let line = Line::through(Point { x: 50, y: 0 }, Point { x: 50, y: 100 }).expect("a line");
        let left = cut(&square(0, 0, 100), line);
        assert!(is_convex(&left) && area2(&left) == 10_000, "{left:?}");
        let all: Vec<Point> = square(0, 0, 100).into_iter().chain(square(110, 0, 100)).collect();
        let around = hull(&all);
        assert!(is_convex(&around) && around.len() == 4, "{around:?}");
    }
}
