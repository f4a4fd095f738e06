//! What floats and what flies.

use super::Builder;
use crate::canvas::{Canvas, Tint};
use crate::colour::{Rgb, WHITE};
use crate::shape::Point;

const WOOD: Rgb = Rgb::hex(0xa9703c);
const GLASS: Rgb = Rgb::hex(0xcfeaf6);
const STEEL: Rgb = Rgb::hex(0xc4ccd6);

pub(super) fn air_balloon(canvas: &mut Canvas, b: &Builder) {
    let rope = Rgb::hex(0x6b4a30);
    let wicker = Rgb::hex(0xb98048);
    if b.back() {
        let hull = |k: f32| {
            b.blob(&[
                (0.0, 1.0),
                (0.25 * k, 0.95),
                (0.365 * k, 0.765),
                (0.30 * k, 0.60),
                (0.12 * k, 0.43),
                (0.0, 0.415),
                (-0.12 * k, 0.43),
                (-0.30 * k, 0.60),
                (-0.365 * k, 0.765),
                (-0.25 * k, 0.95),
            ])
        };
        b.block(canvas, &hull(1.0), b.hue, 1.0, 0.4);
        canvas.wash(&hull(0.68), b.fade(1.0, 0.4, Rgb::hex(0xf8e2ae)));
        canvas.wash(&hull(0.30), b.fade(1.0, 0.4, b.hue));
        let dusk = [
            (0.10, 0.97),
            (0.25, 0.95),
            (0.36, 0.765),
            (0.295, 0.60),
            (0.12, 0.44),
            (0.24, 0.6),
            (0.27, 0.78),
        ];
        b.shade(canvas, &b.blob(&dusk));
        b.shine(canvas, &b.blob(&[(-0.2, 0.92), (-0.3, 0.80), (-0.26, 0.68), (-0.22, 0.80)]));
        for (x, k) in [(-0.12, -0.125), (-0.04, -0.045), (0.04, 0.045), (0.12, 0.125)] {
            b.bar(canvas, &[(x, 0.43), (k, 0.17)], rope, 0.006);
        }
        b.beam(canvas, 0.0, 0.405, 0.23, 0.028, b.hue.times(0.72));
        b.block(canvas, &b.slab(0.0, 0.02, 0.27, 0.16, 0.02), wicker.times(0.6), 0.18, 0.02);
    }
    if b.front() {
        b.block(canvas, &b.slab(0.0, 0.0, 0.29, 0.165, 0.035), wicker, 0.165, 0.0);
        for y in [0.035, 0.07, 0.105] {
            b.seam(canvas, &[(-0.135, y), (0.135, y)], wicker.times(0.7), 0.006);
        }
        for x in [-0.09, -0.03, 0.03, 0.09] {
            b.seam(canvas, &[(x, 0.015), (x, 0.145)], wicker.times(0.7), 0.006);
        }
        b.block(canvas, &b.slab(0.0, 0.15, 0.31, 0.026, 0.012), wicker.times(0.78), 0.176, 0.15);
    }
}

/// A wooden hull from bow to stern, open above.
fn hull(canvas: &mut Canvas, b: &Builder, outline: &[Point], colour: Rgb, high: f32) {
    b.block(canvas, &b.blob(outline), colour, high, 0.0);
}

pub(super) fn sailing_boat(canvas: &mut Canvas, b: &Builder) {
    if b.back() {
        b.bar(canvas, &[(0.02, 0.08), (0.02, 0.98)], Rgb::hex(0x7a5236), 0.022);
        let main = b.blob(&[
            (-0.01, 0.93),
            (-0.16, 0.66),
            (-0.36, 0.33),
            (-0.42, 0.26),
            (-0.2, 0.235),
            (-0.01, 0.245),
        ]);
        b.block(canvas, &main, b.hue, 0.95, 0.23);
        b.shade(canvas, &b.blob(&[(-0.01, 0.90), (-0.06, 0.6), (-0.14, 0.24), (-0.01, 0.25)]));
        let jib = b.blob(&[(0.05, 0.88), (0.2, 0.58), (0.40, 0.28), (0.22, 0.235), (0.05, 0.25)]);
        b.block(canvas, &jib, Rgb::hex(0xe2604a), 0.88, 0.23);
        for y in [0.42, 0.58] {
            b.seam(canvas, &[(-0.34 + (y - 0.3) * 0.5, y), (-0.02, y + 0.01)], b.hue.times(0.8), 0.006);
        }
        b.block(canvas, &b.poly(&[(0.02, 1.0), (-0.13, 0.965), (0.02, 0.93)]), Rgb::hex(0xe2604a), 1.0, 0.93);
        b.bar(canvas, &[(-0.42, 0.235), (0.02, 0.225)], Rgb::hex(0x7a5236), 0.014);
        hull(
            canvas,
            b,
            &[(-0.45, 0.17), (0.0, 0.13), (0.5, 0.19), (0.3, 0.08), (-0.36, 0.06)],
            WOOD.times(0.55),
            0.19,
        );
    }
    if b.front() {
        let side = [
            (-0.46, 0.175),
            (-0.2, 0.145),
            (0.1, 0.14),
            (0.34, 0.155),
            (0.52, 0.20),
            (0.42, 0.07),
            (0.28, 0.0),
            (0.0, -0.015),
            (-0.3, 0.0),
            (-0.43, 0.06),
        ];
        hull(canvas, b, &side, WOOD, 0.2);
        b.seam(canvas, &[(-0.43, 0.11), (0.0, 0.075), (0.43, 0.115)], WOOD.times(0.66), 0.008);
        b.seam(canvas, &[(-0.38, 0.06), (0.0, 0.03), (0.38, 0.06)], WOOD.times(0.66), 0.008);
        b.rod(canvas, &b.curve((-0.46, 0.178), (0.05, 0.10), (0.52, 0.203)), Rgb::hex(0xf6efe0), 0.018);
    }
}

pub(super) fn rowing_boat(canvas: &mut Canvas, b: &Builder) {
    let wood = b.hue;
    if b.back() {
        hull(
            canvas,
            b,
            &[(-1.38, 0.92), (-0.6, 0.72), (0.6, 0.72), (1.46, 1.0), (1.0, 0.5), (-1.0, 0.5)],
            wood.times(0.55),
            1.0,
        );
        b.beam(canvas, -0.1, 0.52, 0.6, 0.1, wood.times(0.8));
    }
    if b.front() {
        let side = [
            (-1.4, 0.92),
            (-0.8, 0.74),
            (0.0, 0.66),
            (0.8, 0.74),
            (1.48, 1.0),
            (1.26, 0.42),
            (0.84, 0.04),
            (0.0, -0.04),
            (-0.84, 0.04),
            (-1.22, 0.42),
        ];
        hull(canvas, b, &side, wood, 1.0);
        for y in [0.46, 0.24] {
            b.seam(
                canvas,
                &[(-1.26, y + 0.14), (-0.6, y), (0.6, y), (1.3, y + 0.18)],
                wood.times(0.66),
                0.03,
            );
        }
        b.rod(canvas, &b.curve((-1.4, 0.93), (0.0, 0.42), (1.48, 1.0)), wood.mix(WHITE, 0.4), 0.07);
        b.bar(canvas, &[(0.3, 0.95), (-0.36, 0.02)], Rgb::hex(0xd9b27a), 0.05);
        b.block(
            canvas,
            &b.blob(&[(-0.3, 0.14), (-0.46, -0.02), (-0.6, -0.2), (-0.44, -0.16), (-0.28, 0.02)]),
            Rgb::hex(0xd9b27a),
            0.14,
            -0.2,
        );
    }
}

pub(super) fn raft(canvas: &mut Canvas, b: &Builder) {
    b.bar(canvas, &[(0.16, 0.12), (0.16, 1.0)], Rgb::hex(0x7a5236), 0.03);
    let sail = b.blob(&[
        (-0.12, 0.9),
        (0.16, 0.92),
        (0.5, 0.9),
        (0.47, 0.66),
        (0.52, 0.42),
        (0.16, 0.38),
        (-0.12, 0.42),
        (-0.06, 0.66),
    ]);
    b.block(canvas, &sail, Rgb::hex(0xf8f0dc), 0.92, 0.38);
    b.seam(canvas, &[(-0.07, 0.74), (0.48, 0.74)], Rgb::hex(0xe2604a), 0.05);
    b.seam(canvas, &[(-0.07, 0.58), (0.48, 0.58)], Rgb::hex(0xe2604a), 0.05);
    b.bar(canvas, &[(-0.16, 0.91), (0.52, 0.91)], Rgb::hex(0x7a5236), 0.024);
    b.block(canvas, &b.poly(&[(0.16, 1.08), (0.34, 1.03), (0.16, 0.98)]), Rgb::hex(0xe2604a), 1.08, 0.98);
    let deck = b.poly(&[(-0.52, 0.15), (0.52, 0.15), (0.60, 0.06), (-0.60, 0.06)]);
    b.block(canvas, &deck, b.hue.times(1.1), 0.16, 0.05);
    for k in 0..7 {
        let x = -0.51 + 0.17 * k as f32;
        b.seam(canvas, &[(x * 0.88, 0.15), (x, 0.07)], b.hue.times(0.66), 0.008);
        b.block(canvas, &b.oval(x, 0.02, 0.086, 0.062), b.hue, 0.08, -0.04);
        canvas.stroke(&b.oval(x, 0.02, 0.045, 0.032), b.hue.times(0.66), 0.8, 0.008 * b.height);
    }
    for x in [-0.34, 0.34] {
        b.bar(canvas, &[(x * 0.9, 0.155), (x, 0.07), (x, -0.02)], Rgb::hex(0xe7d2a0), 0.02);
    }
}

pub(super) fn pirate_ship(canvas: &mut Canvas, b: &Builder) {
    let wood = b.hue;
    let cloth = Rgb::hex(0xf3ead4);
    if b.back() {
        for (x, top) in [(-0.26, 0.84), (0.08, 0.98)] {
            b.bar(canvas, &[(x, 0.2), (x, top)], Rgb::hex(0x6b4630), 0.018);
        }
        b.bar(canvas, &[(0.40, 0.26), (0.60, 0.37)], Rgb::hex(0x6b4630), 0.018);
        for (x, y, w, h) in [(-0.26, 0.44, 0.27, 0.27), (0.08, 0.40, 0.34, 0.27), (0.08, 0.70, 0.24, 0.17)] {
            let sail = b.blob(&[
                (x - w * 0.5, y + h),
                (x, y + h * 1.02),
                (x + w * 0.5, y + h),
                (x + w * 0.62, y + h * 0.45),
                (x + w * 0.52, y),
                (x, y + h * 0.1),
                (x - w * 0.52, y),
                (x - w * 0.40, y + h * 0.5),
            ]);
            b.block(canvas, &sail, cloth, y + h, y);
            b.bar(canvas, &[(x - w * 0.56, y + h), (x + w * 0.56, y + h)], Rgb::hex(0x6b4630), 0.012);
        }
        b.block(
            canvas,
            &b.poly(&[(0.12, 0.36), (0.56, 0.36), (0.40, 0.27), (0.22, 0.3)]),
            cloth.times(0.9),
            0.4,
            0.27,
        );
        b.block(
            canvas,
            &b.blob(&[
                (0.08, 0.99),
                (-0.02, 0.985),
                (-0.11, 0.965),
                (-0.10, 0.915),
                (-0.01, 0.925),
                (0.08, 0.935),
            ]),
            Rgb::hex(0x2f3038),
            1.0,
            0.9,
        );
        b.knob(canvas, -0.015, 0.96, 0.014, WHITE);
        b.block(
            canvas,
            &b.poly(&[(-0.46, 0.22), (-0.46, 0.36), (-0.26, 0.34), (-0.2, 0.22)]),
            wood.times(0.7),
            0.36,
            0.2,
        );
    }
    if b.front() {
        let side = b.blob(&[
            (-0.50, 0.37),
            (-0.38, 0.35),
            (-0.27, 0.335),
            (-0.2, 0.25),
            (0.0, 0.225),
            (0.24, 0.24),
            (0.36, 0.28),
            (0.47, 0.29),
            (0.40, 0.12),
            (0.28, -0.01),
            (0.0, -0.025),
            (-0.34, -0.01),
            (-0.45, 0.12),
        ]);
        b.block(canvas, &side, wood, 0.37, 0.0);
        for y in [0.17, 0.11, 0.05] {
            b.seam(canvas, &[(-0.43, y + 0.02), (0.0, y - 0.02), (0.38, y + 0.025)], wood.times(0.66), 0.006);
        }
        b.rod(canvas, &b.curve((-0.2, 0.252), (0.1, 0.2), (0.47, 0.295)), Rgb::hex(0xe0a83f), 0.016);
        b.rod(canvas, &b.curve((-0.50, 0.375), (-0.36, 0.35), (-0.26, 0.338)), Rgb::hex(0xe0a83f), 0.016);
        for x in [-0.12, 0.04, 0.2] {
            b.beam(canvas, x, 0.115, 0.075, 0.055, Rgb::hex(0x3a2a24));
            b.knob(canvas, x + 0.01, 0.143, 0.02, Rgb::hex(0x5a5f6a));
        }
        b.window(canvas, -0.37, 0.2, 0.08, 0.075, Rgb::hex(0xe0a83f));
    }
}

pub(super) fn submarine(canvas: &mut Canvas, b: &Builder) {
    let paint = b.hue;
    if b.back() {
        b.rod(canvas, &b.curve((0.1, 0.74), (0.1, 1.02), (0.26, 0.98)), STEEL.times(0.8), 0.05);
        b.block(canvas, &b.slab(-0.1, 0.6, 0.4, 0.2, 0.04), paint.times(0.5), 0.8, 0.6);
    }
    if b.front() {
        b.block(
            canvas,
            &b.poly(&[(-0.34, 0.6), (-0.3, 0.78), (0.12, 0.78), (0.18, 0.6)]),
            paint.times(1.02),
            0.8,
            0.6,
        );
        b.block(canvas, &b.slab(-0.09, 0.75, 0.48, 0.05, 0.02), paint.times(0.82), 0.8, 0.75);
        b.block(
            canvas,
            &b.blob(&[(-0.74, 0.3), (-0.98, 0.56), (-0.96, 0.3), (-0.98, 0.04)]),
            paint.times(0.8),
            0.56,
            0.04,
        );
        let hull = b.blob(&[
            (-0.86, 0.3),
            (-0.6, 0.54),
            (-0.2, 0.64),
            (0.4, 0.63),
            (0.8, 0.5),
            (0.94, 0.3),
            (0.8, 0.12),
            (0.4, 0.0),
            (-0.2, 0.0),
            (-0.6, 0.08),
        ]);
        b.block(canvas, &hull, paint, 0.65, 0.0);
        b.shine(canvas, &b.blob(&[(-0.4, 0.54), (0.1, 0.585), (0.5, 0.56), (0.1, 0.545)]));
        for x in [-0.34, 0.06, 0.46] {
            b.knob(canvas, x, 0.34, 0.125, paint.times(0.72));
            canvas.wash(&b.oval(x, 0.34, 0.088, 0.088), b.fade(0.43, 0.25, GLASS));
            b.shine(canvas, &b.oval(x - 0.03, 0.375, 0.028, 0.02));
        }
        for k in 0..9 {
            b.dab(canvas, -0.6 + 0.15 * k as f32, 0.12, 0.014, 0.014, paint.times(0.66));
        }
        for side in [-1.0, 1.0] {
            b.block(canvas, &b.oval(-0.98, 0.3 + side * 0.1, 0.035, 0.1), STEEL, 0.5, 0.1);
        }
    }
}

pub(super) fn airplane(canvas: &mut Canvas, b: &Builder) {
    let paint = b.hue;
    let cream = Rgb::hex(0xfbf3e0);
    if b.back() {
        b.block(
            canvas,
            &b.poly(&[(0.2, 0.54), (0.36, 0.98), (0.56, 0.98), (0.46, 0.54)]),
            paint.times(0.66),
            1.0,
            0.54,
        );
        b.block(
            canvas,
            &b.blob(&[(-0.3, 0.5), (-0.1, 0.64), (0.16, 0.62), (0.2, 0.44)]),
            paint.times(0.45),
            0.64,
            0.4,
        );
    }
    if b.front() {
        b.block(
            canvas,
            &b.blob(&[(-0.98, 0.48), (-1.04, 0.86), (-0.88, 0.9), (-0.64, 0.56)]),
            paint,
            0.9,
            0.45,
        );
        let hull = b.blob(&[
            (-1.0, 0.50),
            (-0.6, 0.565),
            (-0.34, 0.58),
            (-0.12, 0.52),
            (0.12, 0.545),
            (0.3, 0.63),
            (0.62, 0.64),
            (0.84, 0.54),
            (0.88, 0.42),
            (0.82, 0.28),
            (0.5, 0.17),
            (0.0, 0.18),
            (-0.5, 0.32),
        ]);
        b.block(canvas, &hull, paint, 0.65, 0.17);
        canvas.wash(
            &b.blob(&[
                (-0.96, 0.47),
                (-0.4, 0.42),
                (0.3, 0.38),
                (0.84, 0.40),
                (0.82, 0.34),
                (0.3, 0.31),
                (-0.4, 0.36),
            ]),
            Tint::flat(cream),
        );
        canvas.wash(
            &b.poly(&[(0.22, 0.58), (0.12, 0.74), (0.17, 0.75), (0.32, 0.62)]),
            Tint::veil(GLASS, 0.75),
        );
        b.bar(canvas, &[(0.22, 0.58), (0.12, 0.75)], STEEL, 0.022);
        b.block(
            canvas,
            &b.poly(&[(-0.2, 0.36), (0.32, 0.40), (0.2, 0.2), (-0.06, 0.08), (-0.36, 0.06)]),
            paint.times(0.86),
            0.4,
            0.06,
        );
        b.block(
            canvas,
            &b.blob(&[(-0.94, 0.52), (-0.72, 0.52), (-0.86, 0.42), (-1.06, 0.40)]),
            paint.times(0.86),
            0.54,
            0.4,
        );
        for x in [0.1, 0.36] {
            b.bar(canvas, &[(x + 0.06, 0.2), (x, 0.07)], STEEL.times(0.8), 0.03);
            b.wheel(canvas, x, 0.06, 0.075, STEEL);
        }
        b.knob(canvas, 0.9, 0.43, 0.07, Rgb::hex(0xf2c13c));
        for (y, tall) in [(0.62, 0.16), (0.24, 0.16)] {
            canvas.wash(&b.oval(0.955, y, 0.03, tall), Tint::veil(Rgb::hex(0x6b5a50), 0.6));
        }
        let (x, y) = (-0.5, 0.46);
        b.dab(canvas, x, y, 0.07, 0.07, cream);
        let (sx, sy) = b.at(x, y);
        canvas.wash(
            &crate::shape::star(sx, sy, 0.06 * b.height, 0.026 * b.height, 5),
            Tint::flat(paint.times(0.8)),
        );
    }
}

pub(super) fn helicopter(canvas: &mut Canvas, b: &Builder) {
    let paint = b.hue;
    if b.back() {
        b.block(canvas, &b.oval(0.28, 0.46, 0.4, 0.3), paint.times(0.5), 0.76, 0.16);
    }
    if b.front() {
        b.bar(canvas, &[(-0.2, 0.52), (-0.86, 0.60)], paint.times(0.9), 0.11);
        b.block(
            canvas,
            &b.blob(&[(-0.84, 0.56), (-0.98, 0.84), (-0.84, 0.84), (-0.72, 0.62)]),
            paint,
            0.84,
            0.56,
        );
        canvas.wash(&b.oval(-0.93, 0.8, 0.10, 0.1), Tint::veil(Rgb::hex(0x6b5a50), 0.35));
        let cabin = b.blob(&[
            (-0.3, 0.60),
            (-0.02, 0.75),
            (0.10, 0.76),
            (0.07, 0.5),
            (0.12, 0.40),
            (0.4, 0.36),
            (0.68, 0.37),
            (0.66, 0.28),
            (0.46, 0.17),
            (0.1, 0.14),
            (-0.2, 0.24),
            (-0.34, 0.42),
        ]);
        b.block(canvas, &cabin, paint, 0.76, 0.14);
        let dome = b.blob(&[
            (0.08, 0.76),
            (0.36, 0.75),
            (0.58, 0.62),
            (0.69, 0.44),
            (0.68, 0.37),
            (0.4, 0.36),
            (0.12, 0.40),
            (0.06, 0.54),
        ]);
        canvas.wash(&dome, Tint::veil(GLASS, 0.34));
        canvas.stroke(&dome, paint.times(0.8), 1.0, 0.024 * b.height);
        b.shine(canvas, &b.blob(&[(0.36, 0.70), (0.52, 0.60), (0.60, 0.48), (0.48, 0.58)]));
        b.bar(canvas, &[(0.0, 0.74), (0.0, 0.92)], STEEL.times(0.7), 0.05);
        b.block(canvas, &b.oval(0.0, 0.93, 0.92, 0.024), STEEL.times(0.85), 0.96, 0.9);
        b.knob(canvas, 0.0, 0.94, 0.05, STEEL);
        for x in [-0.08, 0.36] {
            b.bar(canvas, &[(x, 0.18), (x, 0.05)], STEEL.times(0.7), 0.03);
        }
        b.rod(canvas, &b.curve((-0.36, 0.04), (0.4, 0.0), (0.68, 0.1)), STEEL.times(0.75), 0.04);
        b.seam(canvas, &[(-0.26, 0.4), (0.06, 0.32)], paint.mix(WHITE, 0.7), 0.05);
    }
}

/// The rocket's window: middle and radius.
const PORT: (Point, f32) = ((0.0, 0.60), 0.155);

/// Half of a rocket's hull, from the tip down.
const HULL: [Point; 7] =
    [(0.0, 1.0), (0.135, 0.88), (0.245, 0.70), (0.275, 0.50), (0.245, 0.30), (0.17, 0.17), (0.0, 0.16)];

pub(super) fn rocket(canvas: &mut Canvas, b: &Builder) {
    let red = Rgb::hex(0xdb4436);
    let ((px, py), pr) = PORT;
    if b.back() {
        for (k, hue) in [(1.0, 0xf0642a), (0.66, 0xf9a52e), (0.36, 0xffe680)] {
            let flame = b.blob(&[
                (-0.1 * k, 0.16),
                (-0.12 * k, 0.06),
                (-0.03, -0.08 * k),
                (0.0, -0.14 * k),
                (0.03, -0.08 * k),
                (0.12 * k, 0.06),
                (0.1 * k, 0.16),
            ]);
            canvas.fill(&flame, Tint::flat(Rgb::hex(hue)));
        }
        canvas.wash(&b.oval(px, py, pr * 1.02, pr * 1.02), b.fade(py + pr, py - pr, Rgb::hex(0x2f4a78)));
    }
    if b.front() {
        for side in [-1.0, 1.0] {
            b.block(
                canvas,
                &b.blob(&[
                    (side * 0.21, 0.42),
                    (side * 0.35, 0.26),
                    (side * 0.36, 0.04),
                    (side * 0.24, 0.12),
                    (side * 0.15, 0.18),
                ]),
                red,
                0.42,
                0.04,
            );
        }
        let mut half: Vec<Point> = HULL.to_vec();
        half.extend(HULL.iter().rev().skip(1).take(HULL.len() - 2).map(|p| (-p.0, p.1)));
        let hole = b.oval(px, py, pr, pr);
        canvas.fill(&b.pierced(&half, PORT), b.fade(1.0, 0.16, b.hue));
        let tip = b.blob(&[
            (0.0, 1.0),
            (0.105, 0.915),
            (0.175, 0.82),
            (0.0, 0.80),
            (-0.175, 0.82),
            (-0.105, 0.915),
        ]);
        b.block(canvas, &tip, red, 1.0, 0.8);
        b.shade(
            canvas,
            &b.blob(&[
                (0.175, 0.82),
                (0.20, 0.70),
                (0.228, 0.5),
                (0.2, 0.3),
                (0.15, 0.17),
                (0.1, 0.17),
                (0.15, 0.3),
                (0.185, 0.5),
                (0.16, 0.70),
            ]),
        );
        b.rod(canvas, &hole, STEEL, 0.045);
        canvas.wash(&b.oval(px, py, pr * 0.9, pr * 0.9), Tint::veil(GLASS, 0.18));
        b.shine(
            canvas,
            &b.blob(&[
                (px - 0.085, py + 0.04),
                (px - 0.05, py + 0.09),
                (px + 0.01, py + 0.105),
                (px - 0.04, py + 0.06),
            ]),
        );
        for k in 0..6 {
            let (s, c) = (k as f32 * std::f32::consts::TAU / 6.0 + 0.3).sin_cos();
            b.dab(canvas, px + c * pr, py + s * pr, 0.009, 0.009, STEEL.times(0.6));
        }
        b.seam(canvas, &[(-0.215, 0.38), (0.0, 0.36), (0.215, 0.38)], red, 0.03);
        b.block(
            canvas,
            &b.blob(&[(-0.035, 0.34), (0.0, 0.38), (0.035, 0.34), (0.03, 0.06), (0.0, 0.02), (-0.03, 0.06)]),
            red.times(0.92),
            0.38,
            0.02,
        );
        b.beam(canvas, 0.0, 0.13, 0.24, 0.05, STEEL.times(0.7));
    }
}
