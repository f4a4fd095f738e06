//! Eyes, nose and mouth in six moods.

use super::super::plane::Plane;
use super::super::species::{Crest, Face, Nostrils, Pattern};
use super::{INK, Visage};
use crate::canvas::{Canvas, Tint};
use crate::colour::{Rgb, WHITE};
use crate::scene::Expression;
use crate::shape::{self, Point};

const TONGUE: Rgb = Rgb(0.93, 0.45, 0.45);
const MOUTH: Rgb = Rgb(0.38, 0.12, 0.13);

pub(super) fn paint(canvas: &mut Canvas, v: &Visage<'_>) {
    for side in [1.0, -1.0] {
        let (at, radius) = v.eye(side);
        let dark = dark_ground(v) || side < 0.0 && v.palette.pattern == Pattern::Patches;
        eye(canvas, &v.plane, at, radius, v.expression, dark);
        brow(canvas, &v.plane, at, radius.1, side, v.expression, brow_colour(v));
    }
    if v.expression == Expression::Sad {
        let (at, radius) = v.eye(-1.0);
        tear(canvas, &v.plane, (at.0 - radius.0 * 0.7, at.1 - radius.1 * 1.5), radius.1 * 0.5);
    }
    if v.head.nostrils == Nostrils::Trunk {
        return;
    }
    mouth(canvas, v);
    nose(canvas, v);
    if v.head.whiskers {
        whiskers(canvas, v);
    }
}

/// Whether eyes lie on dark fur.
fn dark_ground(v: &Visage<'_>) -> bool {
    matches!(v.head.face, Face::Panda | Face::Bandit | Face::Badger)
        || (v.coat().luminance() < 0.36 && v.head.face != Face::Heart)
}

fn brow_colour(v: &Visage<'_>) -> Rgb {
    if dark_ground(v) { v.coat().mix(WHITE, 0.45) } else { v.coat().times(0.42) }
}

/// An eye as the mood has it. On dark fur it gets a light rim.
pub(crate) fn eye(canvas: &mut Canvas, plane: &Plane, at: Point, r: Point, mood: Expression, on_dark: bool) {
    match mood {
        Expression::Asleep => return closed_eye(canvas, plane, at, r, -1.0, on_dark),
        Expression::Glad => return closed_eye(canvas, plane, at, r, 1.0, on_dark),
        _ => {}
    }
    let wide = if mood == Expression::Surprised { 1.25 } else { 1.0 };
    let r = (r.0 * wide, r.1 * wide);
    if mood == Expression::Surprised {
        plane.dot(canvas, at, (r.0 * 1.28, r.1 * 1.22), WHITE);
        plane.line(canvas, &ring(at, (r.0 * 1.28, r.1 * 1.22)), INK, r.0 * 0.16);
    } else if on_dark {
        plane.dot(canvas, at, (r.0 * 1.26, r.1 * 1.20), Rgb::hex(0xf6efe2));
    }
    plane.dot(canvas, at, r, INK);
    let shine = (at.0 - r.0 * 0.30 * plane.side, at.1 + r.1 * 0.36);
    plane.dot(canvas, shine, (r.0 * 0.36, r.1 * 0.34), WHITE);
    plane.dot(canvas, (at.0 + r.0 * 0.34 * plane.side, at.1 - r.1 * 0.40), (r.0 * 0.18, r.1 * 0.16), WHITE);
}

fn ring(at: Point, r: Point) -> Vec<Point> {
    let mut ring = super::oval(at, r);
    ring.extend(ring.first().copied());
    ring
}

/// A closed eye: an arch when glad (`bend` 1), lashes down when asleep (-1).
pub(crate) fn closed_eye(canvas: &mut Canvas, plane: &Plane, at: Point, r: Point, bend: f32, on_dark: bool) {
    let colour = if on_dark { Rgb::hex(0xf6efe2) } else { INK };
    let (w, h) = (r.0 * 1.25, r.1 * 0.62 * bend);
    let line = [
        (at.0 - w, at.1 - h * 0.6),
        (at.0 - w * 0.5, at.1 + h * 0.35),
        (at.0, at.1 + h * 0.62),
        (at.0 + w * 0.5, at.1 + h * 0.35),
        (at.0 + w, at.1 - h * 0.6),
    ];
    plane.line(canvas, &line, colour, r.0 * 0.36);
}

/// A brow over an eye of height `r`; none where the mood needs none.
pub(crate) fn brow(
    canvas: &mut Canvas,
    plane: &Plane,
    eye: Point,
    r: f32,
    side: f32,
    mood: Expression,
    colour: Rgb,
) {
    // How far the inner and the outer end are above the eye, in heights of it.
    let (inner, outer) = match mood {
        Expression::Sad => (2.0, 1.35),
        Expression::Angry => (1.0, 2.0),
        Expression::Surprised => (2.15, 2.05),
        _ => return,
    };
    let (x0, x1) = (eye.0 - side * r * 0.95, eye.0 + side * r * 1.0);
    let middle = (eye.0, eye.1 + r * ((inner + outer) * 0.5 + 0.18));
    let line = [(x0, eye.1 + r * inner), middle, (x1, eye.1 + r * outer)];
    plane.line(canvas, &line, colour, r * if mood == Expression::Angry { 0.46 } else { 0.32 });
}

fn tear(canvas: &mut Canvas, plane: &Plane, at: Point, size: f32) {
    let drop = [
        (at.0, at.1 + size * 1.5),
        (at.0 + size * 0.6, at.1),
        (at.0, at.1 - size * 0.7),
        (at.0 - size * 0.6, at.1),
    ];
    plane.mark(canvas, &drop, Rgb::hex(0x7cc4f2), 0.95);
    plane.dot(canvas, (at.0 - size * 0.15, at.1), (size * 0.16, size * 0.2), WHITE);
}

fn nose(canvas: &mut Canvas, v: &Visage<'_>) {
    let (tip, radius) = v.tip();
    let n = v.head.nose;
    let ahead = radius.0 * v.turn;
    match v.head.nostrils {
        Nostrils::Nose => {
            let pink = v.head.whiskers && v.head.size > 0.355 && n < 0.1;
            let colour = if pink && !canvas.mono { Rgb::hex(0xd9807e) } else { Rgb::hex(0x2f2624) };
            let at = (tip.0 + ahead * 0.9, tip.1 + radius.1 * 0.52);
            let shape = [
                (at.0, at.1 + n * 0.62),
                (at.0 + n * 0.85, at.1 + n * 0.48),
                (at.0 + n * 0.95, at.1 + n * 0.05),
                (at.0 + n * 0.30, at.1 - n * 0.62),
                (at.0 - n * 0.30, at.1 - n * 0.62),
                (at.0 - n * 0.95, at.1 + n * 0.05),
                (at.0 - n * 0.85, at.1 + n * 0.48),
            ];
            v.plane.mark(canvas, &shape, colour, 1.0);
            let shine = (at.0 - n * 0.25 * v.plane.side, at.1 + n * 0.30);
            v.plane.dot(canvas, shine, (n * 0.30, n * 0.15), colour.mix(WHITE, 0.55));
        }
        Nostrils::Upright => {
            let at = (tip.0 + ahead * 0.5, tip.1 + radius.1 * 0.60);
            let shape = v.plane.blob(&super::oval(at, (n, n * 1.75)));
            v.plane.shaded(canvas, &shape, Rgb::hex(0x3d3a40));
            v.plane.dot(canvas, (at.0 - n * 0.3, at.1 + n * 0.8), (n * 0.25, n * 0.4), Rgb::hex(0x77737c));
        }
        Nostrils::Disc => {
            let at = (tip.0 + ahead * 0.35, tip.1 + radius.1 * 0.12);
            let disc = v.plane.blob(&super::oval(at, (n * (1.0 - 0.25 * v.turn), n * 0.80)));
            v.plane.shaded(canvas, &disc, v.muzzle_coat().mix(v.palette.dark, 0.42));
            for side in [-1.0, 1.0] {
                v.plane.dot(
                    canvas,
                    (at.0 + side * n * 0.34, at.1),
                    (n * 0.15, n * 0.27),
                    v.palette.dark.times(0.55),
                );
            }
        }
        Nostrils::Wide => {
            let out = radius.0 * 0.46;
            for side in [-1.0, 1.0] {
                let at = (tip.0 + side * out + ahead * 0.15, tip.1 + radius.1 * 0.38);
                v.plane.dot(canvas, at, (n * 0.62, n * 0.78), v.muzzle_coat().times(0.38));
            }
        }
        Nostrils::Trunk => {}
    }
}

/// Where the mouth's middle is and half its width.
fn lips(v: &Visage<'_>) -> (Point, f32) {
    let (tip, radius) = v.tip();
    let low = match v.head.nostrils {
        Nostrils::Nose => 0.02,
        Nostrils::Upright => -0.55,
        Nostrils::Disc => -1.02,
        _ => -0.30,
    };
    let ahead = radius.0 * v.turn * 0.55;
    let wide = match v.head.nostrils {
        Nostrils::Wide => radius.0 * 0.66,
        Nostrils::Disc => radius.0 * 0.6,
        _ => (radius.0 * 0.86).max(0.24),
    };
    ((tip.0 + ahead, tip.1 + radius.1 * low), wide)
}

fn mouth(canvas: &mut Canvas, v: &Visage<'_>) {
    let ((x, y), w) = lips(v);
    let dark = v.muzzle_coat().luminance() < 0.3;
    let ink = if dark { v.muzzle_coat().mix(WHITE, 0.5) } else { INK };
    let pen = 0.045;
    let split = v.head.nostrils == Nostrils::Nose;
    if split {
        v.plane.line(canvas, &[(x, y + 0.10), (x, y)], ink, pen);
    }
    let line = |canvas: &mut Canvas, points: &[Point]| v.plane.line(canvas, points, ink, pen);
    match v.expression {
        Expression::Glad => open_mouth(canvas, &v.plane, (x, y), w * 0.80, 0.34),
        Expression::Sad => line(canvas, &[(x - w * 0.7, y - 0.15), (x, y - 0.03), (x + w * 0.7, y - 0.15)]),
        Expression::Angry => {
            line(canvas, &[(x - w * 0.9, y - 0.16), (x, y - 0.05), (x + w * 0.9, y - 0.16)]);
            fangs(canvas, v, (x, y), w);
        }
        Expression::Surprised => {
            v.plane.mark(canvas, &super::oval((x, y - 0.15), (w * 0.34, 0.14)), MOUTH, 1.0);
        }
        _ if split => {
            for side in [-1.0, 1.0] {
                line(
                    canvas,
                    &[
                        (x, y),
                        (x + side * w * 0.28, y - 0.085),
                        (x + side * w * 0.62, y - 0.075),
                        (x + side * w * 0.90, y + 0.02),
                    ],
                );
            }
        }
        _ => line(
            canvas,
            &[
                (x - w, y + 0.03),
                (x - w * 0.5, y - 0.06),
                (x, y - 0.085),
                (x + w * 0.5, y - 0.06),
                (x + w, y + 0.03),
            ],
        ),
    }
}

fn fangs(canvas: &mut Canvas, v: &Visage<'_>, (x, y): Point, w: f32) {
    let bites = v.head.nostrils == Nostrils::Nose && v.head.crest != Crest::Goat;
    if !bites {
        return;
    }
    for side in [-1.0, 1.0] {
        let at = (x + side * w * 0.45, y - 0.08);
        let tooth = [(at.0 - 0.045, at.1), (at.0 + 0.045, at.1), (at.0, at.1 - 0.13)].map(|p| v.plane.at(p));
        canvas.wash(&shape::polygon(&tooth), Tint::flat(WHITE));
    }
}

/// A laughing mouth with a tongue; `at` is the middle of its upper edge.
pub(crate) fn open_mouth(canvas: &mut Canvas, plane: &Plane, at: Point, half: f32, deep: f32) {
    let (x, y) = at;
    let open = [
        (x - half, y + 0.01),
        (x - half * 0.45, y - deep * 0.16),
        (x, y - deep * 0.10),
        (x + half * 0.45, y - deep * 0.16),
        (x + half, y + 0.01),
        (x + half * 0.66, y - deep * 0.70),
        (x, y - deep),
        (x - half * 0.66, y - deep * 0.70),
    ];
    plane.mark(canvas, &open, MOUTH, 1.0);
    let tongue = [
        (x - half * 0.50, y - deep * 0.66),
        (x, y - deep * 0.50),
        (x + half * 0.50, y - deep * 0.66),
        (x + half * 0.28, y - deep * 0.88),
        (x, y - deep * 0.95),
        (x - half * 0.28, y - deep * 0.88),
    ];
    plane.mark(canvas, &tongue, TONGUE, 1.0);
}

fn whiskers(canvas: &mut Canvas, v: &Visage<'_>) {
    let (tip, radius) = v.tip();
    let colour = match v.coat().luminance() {
        _ if canvas.mono => INK,
        l if l > 0.8 => Rgb::hex(0x9a8f88),
        _ => Rgb::hex(0xfffaf2),
    };
    for side in [-1.0f32, 1.0] {
        for (rise, droop) in [(0.10, 0.06), (0.0, -0.08)] {
            let root = (tip.0 + side * radius.0 * 0.72, tip.1 + rise);
            let long = if side > 0.0 { 0.48 * (1.0 - 0.4 * v.turn) } else { 0.55 };
            let end = (root.0 + side * long, root.1 + droop);
            let bend = ((root.0 + end.0) * 0.5, (root.1 + end.1) * 0.5 + 0.04);
            v.plane.line(canvas, &[root, bend, end], colour, 0.022);
        }
    }
}

/// Glasses before the eyes; `lens` is `None` for clear ones.
pub(crate) fn glasses(canvas: &mut Canvas, v: &Visage<'_>, frame: Rgb, lens: Option<Rgb>) {
    let (tint, alpha) = lens.map_or((Rgb::hex(0xdff1ff), 0.28), |lens| (lens, 0.93));
    let rings = [-1.0, 1.0].map(|side| {
        let (at, r) = v.eye(side);
        let wide = (r.1 * 2.0).max(0.26);
        (at, (wide * (r.0 / r.1 * 1.18).min(1.0), wide))
    });
    for (at, r) in rings {
        v.plane.mark(canvas, &super::oval(at, r), tint, alpha);
        v.plane.line(canvas, &ring(at, r), frame, 0.055);
    }
    let [(near, r0), (far, r1)] = rings;
    let (a, b) = ((near.0 + r0.0, near.1 + 0.04), (far.0 - r1.0, far.1 + 0.04));
    v.plane.line(canvas, &[a, ((a.0 + b.0) * 0.5, a.1 + 0.06), b], frame, 0.055);
    let ear = v.at(-0.96, v.head.eye.1 + 0.06, 0.0);
    v.plane.line(canvas, &[(near.0 - r0.0, near.1 + 0.04), ear], frame, 0.05);
}
