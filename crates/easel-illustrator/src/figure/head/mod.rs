//! Heads that show their face: from the front on upright bodies, half turned on those that go on all fours.

mod crest;
mod ears;
mod features;
mod hat;
mod marks;

use super::plane::{Outline, Plane, oval};
use super::species::{Crest, Face, Head, Nostrils, Palette, Species};
use crate::canvas::Canvas;
use crate::colour::Rgb;
use crate::scene::Expression;
use crate::shape::Point;

pub(crate) use features::{brow, eye, glasses, open_mouth};
pub(crate) use hat::hats;

/// Lines of a face: dark, but softer than black.
pub(crate) const INK: Rgb = Rgb(0.17, 0.13, 0.12);

/// A head where it is to be painted; 1 is half the skull's width.
pub(crate) struct Visage<'a> {
    pub(crate) head: &'a Head,
    pub(crate) species: &'a Species,
    pub(crate) palette: &'a Palette,
    pub(crate) plane: Plane,
    pub(crate) expression: Expression,
    /// Sine of the turn: 0 is from the front.
    pub(crate) turn: f32,
}

/// Turn of the head of one who goes on all fours, and of one who goes upright.
pub(crate) const HALF_TURNED: f32 = 0.46;
pub(crate) const FACING: f32 = 0.12;

impl Visage<'_> {
    /// Where a place at `x` (right), `y` (up) and `z` (forward) is seen.
    fn at(&self, x: f32, y: f32, z: f32) -> Point {
        // The cheek that is turned away is seen shorter.
        let shown = if x > 0.0 { x * (1.0 - 0.34 * self.turn) } else { x };
        (shown + z * self.turn, y)
    }

    /// Where a place on the skull's front is seen.
    fn on(&self, x: f32, y: f32) -> Point {
        self.at(x, y, 0.72 * (1.0 - (x * x).min(1.0)).sqrt())
    }

    fn path(&self, points: &[Point]) -> Outline {
        points.iter().map(|p| self.on(p.0, p.1)).collect()
    }

    /// Points on the right and, mirrored, on the left.
    fn both(&self, half: &[Point]) -> Outline {
        let right = half.iter().map(|p| self.on(p.0, p.1));
        let left = half.iter().rev().filter(|p| p.0.abs() > 1e-3).map(|p| self.on(-p.0, p.1));
        right.chain(left).collect()
    }

    /// The colour of skull and ears.
    fn coat(&self) -> Rgb {
        match self.head.face {
            Face::Badger => self.palette.light,
            Face::Dark => self.palette.dark,
            _ => self.palette.main,
        }
    }

    /// The colour of what is bare or lightly furred round the mouth.
    fn muzzle_coat(&self) -> Rgb {
        match self.head.face {
            Face::Plain | Face::Spots if self.head.crest != Crest::Spike => {
                self.palette.main.mix(self.palette.light, 0.35)
            }
            Face::Dark => self.palette.dark.mix(self.palette.light, 0.12),
            // A cow's nose is bare.
            Face::Blaze if self.head.nostrils == Nostrils::Wide => {
                self.palette.light.mix(Rgb(0.95, 0.70, 0.66), 0.55)
            }
            _ => self.palette.light,
        }
    }

    fn skull(&self) -> Outline {
        let t = self.head.tall;
        let (cx, cy) = self.head.cheek;
        let mut half = vec![(0.0, t), (0.46, 0.895 * t), (0.83, 0.57 * t), (0.97, 0.12 * t)];
        if self.head.ruff {
            half.extend([
                (cx * 0.95, cy + 0.14),
                (cx * 1.10, cy - 0.10),
                (cx * 0.84, cy - 0.22),
                (cx * 0.82, cy - 0.40),
            ]);
        } else {
            half.push((cx, cy));
        }
        half.extend([(0.56, -0.80 * t), (0.0, -0.95 * t)]);
        let right = half.iter().map(|p| self.at(p.0, p.1, 0.0));
        let left = half.iter().rev().filter(|p| p.0 > 1e-3).map(|p| self.at(-p.0, p.1, 0.0));
        right.chain(left).collect()
    }

    /// Middle and radii of the muzzle's end.
    fn tip(&self) -> (Point, Point) {
        let m = self.head.muzzle;
        let radius = (m.wide * m.tip * (1.0 - 0.12 * self.turn), m.high * m.tip);
        (self.at(0.0, m.y - 0.10 * m.long, 0.52 + 1.15 * m.long), radius)
    }

    fn muzzle(&self) -> Outline {
        let m = self.head.muzzle;
        let (tip, radius) = self.tip();
        let root = self.at(0.0, m.y, 0.58);
        let mut points = round(root, (m.wide * (1.0 - 0.12 * self.turn), m.high));
        points.extend(round(tip, radius));
        evenly(&hull(points), 22)
    }

    /// Where an eye is and how far it reaches; `side` is -1 for the near one and 1 for the far one.
    fn eye(&self, side: f32) -> (Point, Point) {
        let (x, y, r) = self.head.eye;
        let narrow = if side > 0.0 { 1.0 - 0.42 * self.turn } else { 1.0 - 0.10 * self.turn };
        (self.on(side * x, y), (r * narrow, r * 1.18))
    }

    /// Where a hat sits and half its width, in scene units.
    pub(crate) fn crown(&self) -> (Point, f32) {
        // Between eyes that stand out above the skull there is room for a small one.
        let (up, ahead, wide) =
            if self.head.crest == Crest::Goggles { (0.94, 0.55, 0.46) } else { (0.85, 0.0, 0.93) };
        (self.plane.at(self.at(0.0, self.head.tall * up, ahead)), self.plane.unit * wide)
    }

    /// The part behind the neck and trunk: manes and quills.
    pub(crate) fn draw_behind(&self, canvas: &mut Canvas) {
        crest::behind(canvas, self);
    }

    pub(crate) fn draw(&self, canvas: &mut Canvas) {
        ears::behind(canvas, self);
        crest::middle(canvas, self);
        let coat = self.coat();
        let mut parts = vec![self.skull()];
        if self.head.muzzle.long > 0.3 {
            parts.push(self.muzzle());
        }
        let skull = self.plane.united(&parts);
        self.plane.shaded(canvas, &skull, coat);
        marks::paint(canvas, self);
        ears::before(canvas, self);
        features::paint(canvas, self);
        crest::before(canvas, self);
    }
}

/// Points of an ellipse, close together.
fn round(middle: Point, radius: Point) -> Vec<Point> {
    const POINTS: u16 = 32;
    (0..POINTS)
        .map(|k| {
            let (sin, cos) = (std::f32::consts::TAU * f32::from(k) / f32::from(POINTS)).sin_cos();
            (middle.0 + cos * radius.0, middle.1 + sin * radius.1)
        })
        .collect()
}

/// `count` points on an outline, the same distance from each other.
fn evenly(outline: &[Point], count: usize) -> Outline {
    let side = |i: usize| {
        let (a, b) = (outline[i], outline[(i + 1) % outline.len()]);
        ((b.0 - a.0).powi(2) + (b.1 - a.1).powi(2)).sqrt()
    };
    let step = (0..outline.len()).map(side).sum::<f32>() / count as f32;
    let (mut points, mut next) = (Vec::with_capacity(count), 0.0);
    for i in 0..outline.len() {
        let (a, b, long) = (outline[i], outline[(i + 1) % outline.len()], side(i));
        while next < long && points.len() < count {
            let share = next / long;
            points.push((a.0 + (b.0 - a.0) * share, a.1 + (b.1 - a.1) * share));
            next += step;
        }
        next -= long;
    }
    points
}

/// The smallest convex outline round the points.
fn hull(mut points: Vec<Point>) -> Outline {
    points.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let mut outline: Outline = Vec::with_capacity(points.len());
    let forth = points.iter().copied();
    let back = points.iter().rev().copied();
    for run in [forth.collect::<Vec<_>>(), back.collect()] {
        let start = outline.len();
        for p in run {
            while outline.len() >= start + 2 {
                let (a, b) = (outline[outline.len() - 2], outline[outline.len() - 1]);
                if (b.0 - a.0) * (p.1 - a.1) - (b.1 - a.1) * (p.0 - a.0) > 0.0 {
                    break;
                }
                outline.pop();
            }
            outline.push(p);
        }
        outline.pop();
    }
    outline
}
