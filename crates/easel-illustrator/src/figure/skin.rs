//! A body as a spine with a girth: one smooth outline from tail to head, and marks that follow its curves.

use super::body::Frame;
use crate::canvas::{Canvas, Tint};
use crate::colour::Rgb;
use crate::shape::{self, Point, Shape};

/// A place on a spine and half the girth there, in shares of the figure's height.
pub(crate) type Knot = (f32, f32, f32);

/// Points of the outline between two knots.
const STEPS: usize = 6;

/// A spine from the tail's root to the head.
pub(crate) struct Skin {
    knots: Vec<Knot>,
}

impl Skin {
    pub(crate) fn new(knots: &[Knot]) -> Self {
        Self { knots: knots.to_vec() }
    }

    /// The last knot: middle and radius of the head.
    pub(crate) fn head(&self) -> (Point, f32) {
        self.knots.last().map_or(((0.0, 0.0), 0.0), |k| ((k.0, k.1), k.2))
    }

    /// The number of the last knot.
    pub(crate) fn end(&self) -> f32 {
        self.knots.len().saturating_sub(1) as f32
    }

    /// Place, direction and half the girth at `along`, which counts knots.
    fn spine(&self, along: f32) -> (Point, Point, f32) {
        let last = self.knots.len() - 1;
        let along = along.clamp(0.0, last as f32);
        let i = (along as usize).min(last.saturating_sub(1));
        let t = along - i as f32;
        let knot = |k: isize| self.knots[(i as isize + k).clamp(0, last as isize) as usize];
        let (a, b, c, d) = (knot(-1), knot(0), knot(1), knot(2));
        let at = |a: f32, b: f32, c: f32, d: f32| {
            let (m, n) = ((c - a) * 0.5, (d - b) * 0.5);
            let (t2, t3) = (t * t, t * t * t);
            (2.0 * t3 - 3.0 * t2 + 1.0) * b
                + (t3 - 2.0 * t2 + t) * m
                + (3.0 * t2 - 2.0 * t3) * c
                + (t3 - t2) * n
        };
        let slope = |a: f32, b: f32, c: f32, d: f32| {
            let (m, n) = ((c - a) * 0.5, (d - b) * 0.5);
            (6.0 * t * t - 6.0 * t) * (b - c)
                + (3.0 * t * t - 4.0 * t + 1.0) * m
                + (3.0 * t * t - 2.0 * t) * n
        };
        let way = (slope(a.0, b.0, c.0, d.0), slope(a.1, b.1, c.1, d.1));
        let long = (way.0 * way.0 + way.1 * way.1).sqrt().max(1e-5);
        let girth = b.2 + (c.2 - b.2) * t * t * (3.0 - 2.0 * t);
        ((at(a.0, b.0, c.0, d.0), at(a.1, b.1, c.1, d.1)), (way.0 / long, way.1 / long), girth)
    }

    /// A point of the body: `along` counts knots from the tail, `across` runs from -1 (belly) to 1 (back).
    pub(crate) fn at(&self, along: f32, across: f32) -> Point {
        let (p, way, girth) = self.spine(along);
        (p.0 - way.1 * girth * across, p.1 + way.0 * girth * across)
    }

    /// The direction of the spine towards the head.
    pub(crate) fn way(&self, along: f32) -> Point {
        self.spine(along).1
    }

    /// Half the girth.
    pub(crate) fn girth(&self, along: f32) -> f32 {
        self.spine(along).2
    }

    /// The part from knot `from` to knot `to` between `low` and `high` across, with round ends.
    pub(crate) fn patch(&self, from: f32, to: f32, low: f32, high: f32) -> Vec<Point> {
        let count = (((to - from).abs() * STEPS as f32) as usize).max(4);
        let along = |k: usize| from + (to - from) * k as f32 / count as f32;
        let mut points: Vec<Point> = (0..=count).map(|k| self.at(along(k), high)).collect();
        let (middle, bulge) = ((low + high) * 0.5, if to > from { 0.09 } else { -0.09 });
        points.push(self.at(to + bulge, middle));
        points.extend((0..=count).rev().map(|k| self.at(along(k), low)));
        points.push(self.at(from - bulge, middle));
        points
    }

    /// The whole outline.
    pub(crate) fn outline(&self, f: &Frame) -> Shape {
        let end = self.end();
        let cap = |along: f32, sign: f32| {
            [0.7f32, 1.0, 0.7].into_iter().enumerate().map(move |(k, out)| {
                let (p, way, girth) = self.spine(along);
                let across = (1.0 - k as f32) * sign * 0.7;
                let out = out * sign;
                (p.0 + girth * (way.0 * out - way.1 * across), p.1 + girth * (way.1 * out + way.0 * across))
            })
        };
        let count = end as usize * STEPS;
        let along = |k: usize| end * k as f32 / count as f32;
        let mut points: Vec<Point> = (0..=count).map(|k| self.at(along(k), 1.0)).collect();
        points.extend(cap(end, 1.0));
        points.extend((0..=count).rev().map(|k| self.at(along(k), -1.0)));
        points.extend(cap(0.0, -1.0));
        f.blob(&points)
    }

    /// Left, right, bottom and top.
    pub(crate) fn bounds(&self) -> (f32, f32, f32, f32) {
        self.knots.iter().fold((0.0, 0.0, f32::MAX, 0.0), |b, k| {
            (b.0.min(k.0 - k.2), b.1.max(k.0 + k.2), b.2.min(k.1 - k.2), b.3.max(k.1 + k.2))
        })
    }
}

/// Several shapes as one: lines and shadows only round all of them together.
pub(crate) fn merge(canvas: &mut Canvas, shapes: &[Shape], colour: Rgb, tint: Tint) {
    for shape in shapes {
        canvas.fill(shape, tint);
        if let Some(line) = canvas.outline {
            canvas.stroke(shape, line.shade_for(colour), 1.0, line.width * 1.8);
        }
    }
    for shape in shapes {
        canvas.wash(shape, tint);
    }
}

/// A feather or leaf from its root to its round tip.
pub(crate) fn feather(f: &Frame, root: Point, tip: Point, width: f32) -> Shape {
    let way = (tip.0 - root.0, tip.1 - root.1);
    let long = (way.0 * way.0 + way.1 * way.1).sqrt().max(1e-5);
    let (u, n) = ((way.0 / long, way.1 / long), (-way.1 / long, way.0 / long));
    let at = |along: f32, across: f32| {
        let (a, c) = (along * long, across * width);
        f.at(root.0 + u.0 * a + n.0 * c, root.1 + u.1 * a + n.1 * c)
    };
    shape::blob(&[
        at(0.0, 0.25),
        at(0.4, 0.5),
        at(0.8, 0.46),
        at(0.95, 0.22),
        at(1.0, 0.0),
        at(0.95, -0.22),
        at(0.8, -0.46),
        at(0.4, -0.5),
        at(0.0, -0.25),
    ])
}

/// The point at an angle (in degrees, counted from ahead upwards) and a distance from another.
pub(crate) fn polar(from: Point, degrees: f32, distance: f32) -> Point {
    let angle = degrees.to_radians();
    (from.0 + angle.cos() * distance, from.1 + angle.sin() * distance)
}
