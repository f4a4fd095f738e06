//! Light and dark marks of a face.

use super::super::species::Face;
use super::Visage;
use crate::canvas::Canvas;
use crate::colour::Rgb;
use crate::shape::Point;

pub(super) fn paint(canvas: &mut Canvas, v: &Visage<'_>) {
    match v.head.face {
        Face::Cheeks => cheeks(canvas, v, v.palette.light),
        Face::Panda => {
            for side in [1.0, -1.0] {
                patch(canvas, v, side, v.palette.dark);
            }
        }
        Face::Bandit => bandit(canvas, v),
        Face::Badger => badger(canvas, v),
        Face::Stripes => stripes(canvas, v, 1.0),
        Face::Blaze => blaze(canvas, v),
        Face::Heart => heart(canvas, v),
        Face::Spots => spots(canvas, v),
        Face::Plain | Face::Muzzle | Face::Dark => {}
    }
    if v.palette.pattern == super::super::species::Pattern::Stripes && v.head.face == Face::Muzzle {
        stripes(canvas, v, 0.6);
    }
    if v.palette.pattern == super::super::species::Pattern::Patches {
        patch(canvas, v, -1.0, v.palette.dark);
    }
    if v.head.face != Face::Plain && v.head.face != Face::Heart && v.head.face != Face::Badger {
        muzzle(canvas, v);
    }
    form(canvas, v);
}

/// A light muzzle. A flat one is two soft pads, as cats have.
fn muzzle(canvas: &mut Canvas, v: &Visage<'_>) {
    let m = v.head.muzzle;
    let colour = v.muzzle_coat();
    if m.long > 0.3 {
        let soft = v.plane.blob(&v.muzzle());
        v.plane.area_of(canvas, &soft, colour);
        return;
    }
    let (tip, r) = v.tip();
    for side in [-1.0, 1.0] {
        let at = (tip.0 + side * r.0 * 0.46, tip.1 - r.1 * 0.05);
        v.plane.dot(canvas, at, (r.0 * 0.72, r.1 * 0.86), colour);
    }
    v.plane.dot(canvas, (tip.0, tip.1 - r.1 * 0.55), (r.0 * 0.50, r.1 * 0.50), colour);
}

/// Soft shades that make the head round.
fn form(canvas: &mut Canvas, v: &Visage<'_>) {
    let t = v.head.tall;
    let blush = v.coat().mix(Rgb::hex(0xf07c70), 0.5);
    if v.coat().luminance() > 0.4 {
        for side in [1.0, -1.0] {
            let at = v.on(side * 0.70, -0.30);
            v.plane.puff(canvas, at, (0.22, 0.17), blush, 0.35);
        }
    }
    v.plane.puff(canvas, v.on(-0.25, 0.55 * t), (0.5, 0.3), v.coat().mix(Rgb(1.0, 1.0, 1.0), 0.5), 0.22);
}

/// From below the eyes over cheeks and chin, on both sides.
fn cheeks(canvas: &mut Canvas, v: &Visage<'_>, colour: Rgb) {
    let t = v.head.tall;
    let (cx, cy) = v.head.cheek;
    let half: Vec<Point> = if v.head.ruff {
        vec![
            (0.0, -0.04),
            (0.20, -0.14),
            (0.52, -0.19),
            (0.86, cy + 0.06),
            (cx * 1.03, cy - 0.085),
            (cx * 0.81, cy - 0.20),
            (cx * 0.79, cy - 0.38),
            (0.54, -0.77 * t),
            (0.0, -0.92 * t),
        ]
    } else {
        vec![
            (0.0, -0.02),
            (0.24, -0.12),
            (0.62, -0.20),
            (cx * 0.96, cy - 0.02),
            (0.86, cy - 0.24),
            (0.54, -0.78 * t),
            (0.0, -0.93 * t),
        ]
    };
    v.plane.area(canvas, &v.both(&half), colour);
}

fn patch(canvas: &mut Canvas, v: &Visage<'_>, side: f32, colour: Rgb) {
    let (x, y, r) = v.head.eye;
    let (x, y) = (x * 1.06, y - r * 0.25);
    let around = [
        (x - r * 1.5, y + r * 1.3),
        (x + r * 0.2, y + r * 2.1),
        (x + r * 1.8, y + r * 0.9),
        (x + r * 2.1, y - r * 1.2),
        (x + r * 0.8, y - r * 2.3),
        (x - r * 1.0, y - r * 1.4),
    ]
    .map(|p| v.on(side * p.0, p.1));
    v.plane.mark(canvas, &around, colour, 1.0);
}

fn bandit(canvas: &mut Canvas, v: &Visage<'_>) {
    cheeks(canvas, v, v.palette.light);
    let brow = v.both(&[
        (0.0, 0.18),
        (0.30, 0.42),
        (0.70, 0.40),
        (0.90, 0.16),
        (0.60, 0.14),
        (0.22, 0.06),
        (0.0, 0.0),
    ]);
    v.plane.mark(canvas, &brow, v.palette.light, 1.0);
    let half = [
        (0.0, 0.10),
        (0.22, 0.24),
        (0.60, 0.27),
        (0.95, 0.02),
        (0.97, -0.24),
        (0.62, -0.24),
        (0.26, -0.12),
        (0.0, -0.12),
    ];
    v.plane.mark(canvas, &v.both(&half), v.palette.dark, 1.0);
    let bridge =
        v.path(&[(-0.10, 0.56), (0.10, 0.56), (0.12, 0.0), (0.10, -0.34), (-0.10, -0.34), (-0.12, 0.0)]);
    v.plane.mark(canvas, &bridge, v.palette.dark, 0.55);
}

fn badger(canvas: &mut Canvas, v: &Visage<'_>) {
    let t = v.head.tall;
    for side in [1.0, -1.0] {
        let band = [
            (0.12, -0.40),
            (0.20, 0.0),
            (0.24, 0.40),
            (0.40, 0.90 * t),
            (0.78, 0.64 * t),
            (0.70, 0.25),
            (0.62, -0.06),
            (0.36, -0.34),
        ]
        .map(|p| v.on(side * p.0, p.1));
        v.plane.mark(canvas, &band, v.palette.dark, 1.0);
    }
}

fn stripes(canvas: &mut Canvas, v: &Visage<'_>, share: f32) {
    let t = v.head.tall;
    let colour = v.palette.dark;
    let wedge = |canvas: &mut Canvas, a: Point, b: Point, wide: f32| {
        let (dx, dy) = (b.0 - a.0, b.1 - a.1);
        let long = (dx * dx + dy * dy).sqrt().max(1e-4);
        let (nx, ny) = (-dy / long * wide * share.max(0.75), dx / long * wide * share.max(0.75));
        let mid = ((a.0 * 1.4 + b.0) / 2.4, (a.1 * 1.4 + b.1) / 2.4);
        let outline = v.path(&[a, (mid.0 + nx, mid.1 + ny), b, (mid.0 - nx, mid.1 - ny)]);
        v.plane.mark(canvas, &outline, colour, 1.0);
    };
    wedge(canvas, (0.0, 0.97 * t), (0.0, 0.38 * t), 0.075);
    for side in [1.0, -1.0] {
        wedge(canvas, (side * 0.24, 0.92 * t), (side * 0.16, 0.48 * t), 0.065);
        wedge(canvas, (side * 0.92, 0.16), (side * 0.58, 0.10 - 0.14), 0.06);
        wedge(canvas, (side * 0.96, -0.14), (side * 0.62, -0.24), 0.06);
        if share > 0.9 {
            wedge(canvas, (side * 0.46, 0.86 * t), (side * 0.34, 0.56 * t), 0.06);
            wedge(canvas, (side * 0.90, -0.42), (side * 0.60, -0.46), 0.055);
        }
    }
    if share > 0.9 && v.head.muzzle.tip < 0.9 {
        for side in [1.0, -1.0] {
            let (x, y, r) = v.head.eye;
            let light = super::oval((0.0, 0.0), (r * 1.5, r * 1.7));
            let around: Vec<Point> =
                light.iter().map(|p| v.on(side * (x + p.0), y + r * 0.35 + p.1)).collect();
            v.plane.mark(canvas, &around, v.palette.light, 0.85);
        }
    }
}

fn blaze(canvas: &mut Canvas, v: &Visage<'_>) {
    let t = v.head.tall;
    let m = v.head.muzzle;
    let half = [(0.0, 0.90 * t), (0.12, 0.70 * t), (0.13, 0.2), (0.22, m.y + m.high * 0.7), (0.0, m.y)];
    v.plane.area(canvas, &v.both(&half), v.palette.light);
}

fn heart(canvas: &mut Canvas, v: &Visage<'_>) {
    let m = v.head.muzzle;
    let (x, y, _) = v.head.eye;
    let half = [
        (0.0, y + 0.16),
        (x * 0.55, y + 0.34),
        (x + 0.20, y + 0.26),
        (x + 0.34, y - 0.06),
        (m.wide * 1.05, m.y + m.high * 0.5),
        (m.wide * 1.12, m.y - m.high * 0.1),
        (m.wide * 0.72, m.y - m.high * 0.92),
        (0.0, m.y - m.high * 1.08),
    ];
    v.plane.area(canvas, &v.both(&half), v.palette.light);
}

fn spots(canvas: &mut Canvas, v: &Visage<'_>) {
    let t = v.head.tall;
    for (x, y, r) in [
        (0.0, 0.70, 0.075),
        (0.22, 0.56, 0.06),
        (0.44, 0.72, 0.065),
        (0.74, 0.20, 0.06),
        (0.84, -0.10, 0.055),
    ] {
        for side in [1.0, -1.0] {
            if side > 0.0 || x > 0.0 {
                v.plane.dot(canvas, v.on(side * x, y * t), (r, r * 0.9), v.palette.dark);
            }
        }
    }
}
