//! Ears of every shape.

use super::super::plane::{Outline, oval};
use super::super::species::Ears;
use super::Visage;
use crate::canvas::Canvas;
use crate::colour::Rgb;
use crate::shape::Point;

/// An ear's place on the head and its outline along its length.
struct Shape {
    root: Point,
    /// Degrees from upright, outwards.
    lean: f32,
    /// Length and width in units of the species' ear.
    size: Point,
    outline: &'static [Point],
}

const POINTED: &[Point] = &[
    (-0.1, -0.5),
    (0.40, -0.44),
    (0.78, -0.24),
    (1.0, -0.02),
    (1.0, 0.02),
    (0.78, 0.24),
    (0.40, 0.44),
    (-0.1, 0.5),
];
const LONG: &[Point] = &[
    (-0.05, -0.28),
    (0.3, -0.46),
    (0.68, -0.46),
    (0.97, -0.12),
    (0.97, 0.12),
    (0.68, 0.46),
    (0.3, 0.46),
    (-0.05, 0.28),
];
const LEAF: &[Point] =
    &[(-0.05, -0.22), (0.35, -0.52), (0.72, -0.36), (1.0, 0.0), (0.72, 0.34), (0.35, 0.42), (-0.05, 0.2)];
const FLAP: &[Point] = &[
    (-0.08, -0.34),
    (0.25, -0.48),
    (0.70, -0.52),
    (1.0, -0.24),
    (1.0, 0.14),
    (0.72, 0.44),
    (0.3, 0.40),
    (-0.08, 0.3),
];
const ROUND: &[Point] = &[
    (-0.9, 0.0),
    (-0.62, -0.62),
    (0.0, -0.95),
    (0.66, -0.72),
    (0.98, 0.0),
    (0.66, 0.72),
    (0.0, 0.95),
    (-0.62, 0.62),
];
const FAN: &[Point] = &[
    (-0.1, -0.36),
    (0.25, -0.62),
    (0.72, -0.58),
    (0.98, -0.22),
    (0.92, 0.26),
    (0.66, 0.62),
    (0.36, 0.66),
    (0.02, 0.40),
];
const TUFT: &[Point] = &[
    (-0.9, 0.0),
    (-0.5, -0.75),
    (0.1, -0.98),
    (0.62, -0.82),
    (0.92, -0.34),
    (0.86, 0.06),
    (1.06, 0.30),
    (0.66, 0.46),
    (0.62, 0.84),
    (0.1, 0.80),
    (-0.5, 0.70),
];

fn shape(v: &Visage<'_>) -> Option<Shape> {
    let t = v.head.tall;
    let (root, lean, size, outline) = match v.head.ears {
        Ears::Pointed => ((0.60, 0.56 * t), 20.0, (1.12, 0.94), POINTED),
        Ears::Round => ((0.74, 0.74 * t), 40.0, (1.0, 1.0), ROUND),
        Ears::Long => ((0.36, 0.78 * t), 11.0, (1.10, 0.44), LONG),
        Ears::Floppy => ((0.66, 0.66 * t), 146.0, (1.20, 0.66), FLAP),
        Ears::Leaf => ((0.74, 0.52 * t), 96.0, (1.10, 0.62), LEAF),
        Ears::Fan => ((0.60, 0.30 * t), 98.0, (1.25, 1.35), FAN),
        Ears::Tiny => ((0.56, 0.84 * t), 30.0, (1.0, 0.9), ROUND),
        Ears::Tufted => ((0.80, 0.58 * t), 52.0, (0.92, 0.92), TUFT),
        Ears::None => return None,
    };
    Some(Shape { root, lean, size, outline })
}

/// Outline of the ear on one side, shrunk by `share` round its middle.
fn outline(v: &Visage<'_>, shape: &Shape, side: f32, share: f32) -> Outline {
    let root = v.at(shape.root.0 * side, shape.root.1, -0.06);
    let narrow = if side > 0.0 { 1.0 - 0.36 * v.turn } else { 1.0 };
    let (sin, cos) = shape.lean.to_radians().sin_cos();
    let (long, wide) = (shape.size.0 * v.head.ear, shape.size.1 * v.head.ear);
    let middle = if v.head.ears == Ears::Round || v.head.ears == Ears::Tufted { 0.0 } else { 0.42 };
    shape
        .outline
        .iter()
        .map(|p| {
            let along = (middle + (p.0 - middle) * share) * long;
            let across = p.1 * share * wide;
            let (x, y) = (along * sin + across * cos, along * cos - across * sin);
            (root.0 + side * x * narrow, root.1 + y)
        })
        .collect()
}

fn colour(v: &Visage<'_>) -> Rgb {
    let coat = v.coat();
    let own = v.palette.shade(v.species.markings.ears);
    match v.head.ears {
        // Dark ears of a fox are dark outside; their front is fur.
        Ears::Pointed => coat,
        _ if v.species.markings.ears == super::super::species::Shade::Main => coat,
        _ => own,
    }
}

fn inside(v: &Visage<'_>) -> Rgb {
    let pink = Rgb::hex(0xf0a8a0);
    match v.head.ears {
        Ears::Pointed if v.species.markings.ears == super::super::species::Shade::Dark => v.palette.dark,
        Ears::Tufted => v.palette.light,
        Ears::Fan => colour(v).mix(pink, 0.35),
        _ => colour(v).mix(pink, 0.55),
    }
}

fn draw(canvas: &mut Canvas, v: &Visage<'_>, shape: &Shape, side: f32) {
    let coat = colour(v).times(if side > 0.0 { 0.92 } else { 1.0 });
    v.plane.patch(canvas, &outline(v, shape, side, 1.0), coat);
    if v.head.ears == Ears::Floppy {
        return;
    }
    v.plane.mark(canvas, &outline(v, shape, side, 0.62), inside(v), 0.9);
    if v.head.ears == Ears::Pointed && v.species.markings.ears == super::super::species::Shade::Dark {
        let tip = outline(v, shape, side, 1.0);
        v.plane.mark(canvas, &tip[2..6], v.palette.dark, 1.0);
    }
}

/// Ears that grow behind the face.
pub(super) fn behind(canvas: &mut Canvas, v: &Visage<'_>) {
    let Some(shape) = shape(v) else { return };
    if v.head.ears == Ears::Floppy {
        draw(canvas, v, &shape, 1.0);
        return;
    }
    for side in [1.0, -1.0] {
        draw(canvas, v, &shape, side);
    }
}

/// Ears that hang over the face.
pub(super) fn before(canvas: &mut Canvas, v: &Visage<'_>) {
    if v.head.ears != Ears::Floppy {
        return;
    }
    let Some(shape) = shape(v) else { return };
    if v.turn < 0.3 {
        draw(canvas, v, &shape, 1.0);
    }
    draw(canvas, v, &shape, -1.0);
}

/// The area of a round ear or knob.
pub(super) fn knob(middle: Point, radius: f32) -> Outline {
    oval(middle, (radius, radius))
}
