//! Soft tubes of changing thickness: trunks, necks, legs and tails.

use super::plane::{Outline, oval};
use crate::shape::Point;

/// A place on a tube's middle line and how thick the tube is there to either side.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Knot {
    pub(crate) at: Point,
    /// Thickness to the left of the way the tube runs: above, for what runs forwards.
    pub(crate) up: f32,
    pub(crate) down: f32,
}

pub(crate) fn knot(x: f32, y: f32, up: f32, down: f32) -> Knot {
    Knot { at: (x, y), up, down }
}

/// Points on a tube between two knots.
const STEPS: usize = 5;

/// A tube. Places on it are told by `t`, 0 at its root to 1 at its tip, and `v`, 1 on its upper edge to -1 on its lower.
#[derive(Clone, Debug)]
pub(crate) struct Chain(Vec<Knot>);

impl Chain {
    /// A smooth tube through the knots, of which there must be two at least.
    pub(crate) fn new(knots: &[Knot]) -> Self {
        let last = knots.len() - 1;
        let mut fine = Vec::with_capacity(last * STEPS + 1);
        for i in 0..last {
            let four = [i.saturating_sub(1), i, i + 1, (i + 2).min(last)].map(|k| knots[k]);
            fine.extend((0..STEPS).map(|s| between(four, s as f32 / STEPS as f32)));
        }
        fine.push(knots[last]);
        Self(evenly(&fine))
    }

    /// A tube as thick above as below.
    pub(crate) fn round(points: &[(f32, f32, f32)]) -> Self {
        let knots: Vec<Knot> = points.iter().map(|p| knot(p.0, p.1, p.2, p.2)).collect();
        Self::new(&knots)
    }

    pub(crate) fn at(&self, t: f32, v: f32) -> Point {
        let place = t.clamp(0.0, 1.0) * (self.0.len() - 1) as f32;
        let first = (place as usize).min(self.0.len() - 2);
        let share = place - first as f32;
        let (a, b) = (self.edge(first, v), self.edge(first + 1, v));
        (a.0 + (b.0 - a.0) * share, a.1 + (b.1 - a.1) * share)
    }

    /// The whole outline with round ends; for tubes that bend gently.
    pub(crate) fn outline(&self) -> Outline {
        let last = self.0.len() - 1;
        let mut outline: Outline = (0..=last).map(|i| self.edge(i, 1.0)).collect();
        outline.extend(self.cap(last, 1.0));
        outline.extend((0..=last).rev().map(|i| self.edge(i, -1.0)));
        outline.extend(self.cap(0, -1.0));
        outline
    }

    /// The outline from `from` to `to` in pieces that together hold at any bend.
    pub(crate) fn pieces(&self, from: f32, to: f32) -> Vec<Outline> {
        let last = (self.0.len() - 1) as f32;
        let (first, end) = ((from * last).round() as usize, (to * last).round() as usize);
        let mut pieces = Vec::with_capacity((end - first) * 2 + 1);
        for i in first..=end {
            let k = self.0[i];
            let radius = (k.up + k.down) * 0.5;
            pieces.push(oval(self.edge(i, 0.0), (radius, radius)));
            if i < end {
                pieces.extend(jacket(k, self.0[i + 1]));
            }
        }
        pieces
    }

    /// The area between two places along and two across the tube.
    pub(crate) fn part(&self, t: (f32, f32), v: (f32, f32)) -> Outline {
        let steps = (((t.1 - t.0) * (self.0.len() - 1) as f32) as usize).max(3);
        let along = |i: usize| t.0 + (t.1 - t.0) * i as f32 / steps as f32;
        let upper = (0..=steps).map(|i| self.at(along(i), v.1));
        let lower = (0..=steps).rev().map(|i| self.at(along(i), v.0));
        upper.chain(lower).collect()
    }

    fn edge(&self, i: usize, v: f32) -> Point {
        let k = self.0[i];
        let (dx, dy) = direction(self.0[i.saturating_sub(1)].at, self.0[(i + 1).min(self.0.len() - 1)].at);
        let reach = if v > 0.0 { k.up * v } else { k.down * v };
        (k.at.0 - dy * reach, k.at.1 + dx * reach)
    }

    /// The round end at knot `i`, from the upper edge to the lower one for `ahead` 1, the other way for -1.
    fn cap(&self, i: usize, ahead: f32) -> Vec<Point> {
        let k = self.0[i];
        let (dx, dy) = direction(self.0[i.saturating_sub(1)].at, self.0[(i + 1).min(self.0.len() - 1)].at);
        let long = (k.up + k.down) * 0.5 * ahead;
        [(0.5, 0.866), (0.866, 0.5), (1.0, 0.0), (0.866, -0.5), (0.5, -0.866)]
            .iter()
            .map(|(out, across)| {
                let across = across * ahead * if across * ahead > 0.0 { k.up } else { k.down };
                (k.at.0 + dx * out * long - dy * across, k.at.1 + dy * out * long + dx * across)
            })
            .collect()
    }
}

/// As many knots, the same distance from each other.
fn evenly(knots: &[Knot]) -> Vec<Knot> {
    let mut far = vec![0.0f32];
    for pair in knots.windows(2) {
        let (dx, dy) = (pair[1].at.0 - pair[0].at.0, pair[1].at.1 - pair[0].at.1);
        far.push(far[far.len() - 1] + (dx * dx + dy * dy).sqrt());
    }
    let last = knots.len() - 1;
    let mut at = 0;
    (0..=last)
        .map(|k| {
            let wanted = far[last] * k as f32 / last as f32;
            while at + 1 < last && far[at + 1] < wanted {
                at += 1;
            }
            let share = ((wanted - far[at]) / (far[at + 1] - far[at]).max(1e-6)).clamp(0.0, 1.0);
            let (a, b) = (knots[at], knots[at + 1]);
            let mix = |a: f32, b: f32| a + (b - a) * share;
            Knot {
                at: (mix(a.at.0, b.at.0), mix(a.at.1, b.at.1)),
                up: mix(a.up, b.up),
                down: mix(a.down, b.down),
            }
        })
        .collect()
}

fn between([a, b, c, d]: [Knot; 4], s: f32) -> Knot {
    let blend = |a: f32, b: f32, c: f32, d: f32| {
        let (s2, s3) = (s * s, s * s * s);
        0.5 * (2.0 * b
            + (c - a) * s
            + (2.0 * a - 5.0 * b + 4.0 * c - d) * s2
            + (3.0 * b - 3.0 * c + d - a) * s3)
    };
    Knot {
        at: (blend(a.at.0, b.at.0, c.at.0, d.at.0), blend(a.at.1, b.at.1, c.at.1, d.at.1)),
        up: blend(a.up, b.up, c.up, d.up).max(0.0),
        down: blend(a.down, b.down, c.down, d.down).max(0.0),
    }
}

/// The four corners of the straight sides round two neighbouring knots; none where one lies within the other.
fn jacket(a: Knot, b: Knot) -> Option<Outline> {
    let (r0, r1) = ((a.up + a.down) * 0.5, (b.up + b.down) * 0.5);
    let (dx, dy) = direction(a.at, b.at);
    let apart = (b.at.0 - a.at.0) * dx + (b.at.1 - a.at.1) * dy;
    let sin = (r0 - r1) / apart.max(1e-5);
    if sin.abs() >= 1.0 {
        return None;
    }
    let cos = (1.0 - sin * sin).sqrt();
    let corner = |at: Point, r: f32, side: f32| {
        (at.0 + (dx * sin - dy * cos * side) * r, at.1 + (dy * sin + dx * cos * side) * r)
    };
    Some(vec![corner(a.at, r0, 1.0), corner(b.at, r1, 1.0), corner(b.at, r1, -1.0), corner(a.at, r0, -1.0)])
}

/// The way from `a` to `b`, with a length of 1.
pub(crate) fn direction(a: Point, b: Point) -> Point {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let long = (dx * dx + dy * dy).sqrt().max(1e-5);
    (dx / long, dy / long)
}
