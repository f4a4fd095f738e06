//! What stands in gardens, parks and on playgrounds.

use super::Builder;
use crate::canvas::{Canvas, Tint};
use crate::colour::{Rgb, WHITE};
use crate::shape::Point;

const WOOD: Rgb = Rgb::hex(0xa9743f);
const LEAF: Rgb = Rgb::hex(0x55a04a);

pub(super) fn bridge(canvas: &mut Canvas, b: &Builder) {
    let stone = b.hue;
    let rise = |x: f32| 0.74 - 0.17 * (x / 1.6) * (x / 1.6);
    let span = |lift: f32, from: f32, to: f32| -> Vec<Point> {
        (0..=16).map(|k| from + (to - from) * k as f32 / 16.0).map(|x| (x, rise(x) + lift)).collect()
    };
    if b.back() {
        let mut far = span(0.2, -1.55, 1.55);
        far.extend(span(-0.02, 1.55, -1.55));
        b.block(canvas, &b.poly(&far), stone.times(0.8), 0.95, 0.5);
        let mut deck = span(0.03, -1.62, 1.62);
        deck.extend(span(-0.08, 1.62, -1.62));
        b.block(canvas, &b.poly(&deck), Rgb::hex(0xcdbb9a), 0.8, 0.5);
    }
    if b.front() {
        let mut wall = span(0.0, -1.65, 1.65);
        wall.push((1.65, 0.0));
        wall.push((1.12, 0.0));
        wall.extend((0..=12).map(|k| {
            let (s, c) = (k as f32 * std::f32::consts::PI / 12.0).sin_cos();
            (1.0 * c, 0.5 * s)
        }));
        wall.push((-1.12, 0.0));
        wall.push((-1.65, 0.0));
        b.block(canvas, &b.poly(&wall), stone, 0.75, 0.0);
        let shade = b.blob(&[
            (-1.0, 0.0),
            (-0.7, 0.36),
            (0.0, 0.5),
            (0.7, 0.36),
            (1.0, 0.0),
            (0.9, 0.0),
            (0.6, 0.3),
            (0.0, 0.43),
            (-0.6, 0.3),
            (-0.9, 0.0),
        ]);
        b.shade(canvas, &shade);
        for k in 0..=12 {
            let (s, c) = (k as f32 * std::f32::consts::PI / 12.0).sin_cos();
            b.seam(canvas, &[(1.0 * c, 0.5 * s), (1.09 * c, 0.6 * s)], stone.times(0.66), 0.014);
        }
        b.stones(canvas, (-1.6, -1.1), (0.05, 0.5), 0.1, stone.times(0.8));
        b.stones(canvas, (1.1, 1.6), (0.05, 0.5), 0.1, stone.times(0.8));
        let mut cap = span(0.17, -1.65, 1.65);
        cap.extend(span(-0.01, 1.65, -1.65));
        b.block(canvas, &b.poly(&cap), stone.times(1.08), 0.92, 0.5);
        for k in 0..11 {
            let x = -1.45 + 0.29 * k as f32;
            b.seam(canvas, &[(x, rise(x)), (x, rise(x) + 0.16)], stone.times(0.72), 0.012);
        }
    }
}

pub(super) fn fence(canvas: &mut Canvas, b: &Builder) {
    let paint = b.hue;
    for y in [0.25, 0.66] {
        b.beam(canvas, 0.0, y, 3.0, 0.11, paint.times(0.82));
    }
    for k in 0..9 {
        let x = -1.36 + 0.34 * k as f32;
        let picket = b.poly(&[(x - 0.1, 0.0), (x - 0.1, 0.82), (x, 0.98), (x + 0.1, 0.82), (x + 0.1, 0.0)]);
        b.block(canvas, &picket, paint, 0.98, 0.0);
        b.shade(canvas, &b.poly(&[(x + 0.05, 0.0), (x + 0.05, 0.90), (x + 0.1, 0.82), (x + 0.1, 0.0)]));
    }
}

pub(super) fn gate(canvas: &mut Canvas, b: &Builder) {
    let wood = b.hue;
    for side in [-1.0, 1.0] {
        b.beam(canvas, side * 0.66, 0.0, 0.15, 0.9, wood.times(0.86));
        b.knob(canvas, side * 0.66, 0.93, 0.08, wood.times(1.05));
    }
    for y in [0.16, 0.6] {
        b.beam(canvas, 0.0, y, 1.2, 0.08, wood.times(0.84));
    }
    b.bar(canvas, &[(-0.54, 0.2), (0.54, 0.64)], wood.times(0.8), 0.06);
    for k in 0..6 {
        let x = -0.5 + 0.2 * k as f32;
        let top = 0.84 - 0.16 * (x * 2.0) * (x * 2.0) + 0.06;
        b.block(
            canvas,
            &b.poly(&[
                (x - 0.065, 0.08),
                (x - 0.065, top - 0.06),
                (x, top),
                (x + 0.065, top - 0.06),
                (x + 0.065, 0.08),
            ]),
            wood,
            top,
            0.08,
        );
    }
    b.knob(canvas, 0.42, 0.44, 0.035, Rgb::hex(0x3a3d46));
}

pub(super) fn well(canvas: &mut Canvas, b: &Builder) {
    let stone = b.hue;
    for side in [-1.0, 1.0] {
        b.bar(canvas, &[(side * 0.31, 0.3), (side * 0.31, 0.76)], WOOD, 0.06);
    }
    b.bar(canvas, &[(-0.36, 0.62), (0.36, 0.62)], WOOD.times(0.8), 0.05);
    b.bar(canvas, &[(0.04, 0.62), (0.04, 0.5)], Rgb::hex(0xe3d2a6), 0.014);
    b.block(
        canvas,
        &b.poly(&[(-0.05, 0.5), (0.13, 0.5), (0.11, 0.37), (-0.03, 0.37)]),
        WOOD.times(1.1),
        0.5,
        0.37,
    );
    b.block(canvas, &b.oval(0.0, 0.385, 0.37, 0.055), stone.times(1.1), 0.44, 0.33);
    canvas.wash(&b.oval(0.0, 0.38, 0.30, 0.038), Tint::flat(Rgb::hex(0x2b3444)));
    let wall = b.blob(&[
        (-0.37, 0.38),
        (-0.2, 0.345),
        (0.0, 0.33),
        (0.2, 0.345),
        (0.37, 0.38),
        (0.36, 0.03),
        (0.0, -0.015),
        (-0.36, 0.03),
    ]);
    b.block(canvas, &wall, stone, 0.38, 0.0);
    b.stones(canvas, (-0.33, 0.33), (0.03, 0.33), 0.085, stone.times(0.76));
    b.shade(canvas, &b.poly(&[(0.2, 0.345), (0.36, 0.37), (0.35, 0.04), (0.2, 0.01)]));
    b.block(
        canvas,
        &b.poly(&[(-0.46, 0.72), (0.0, 1.0), (0.46, 0.72), (0.38, 0.70), (-0.38, 0.70)]),
        Rgb::hex(0xb5533a),
        1.0,
        0.7,
    );
    for (x, y) in [(-0.22, 0.8), (0.0, 0.84), (0.22, 0.8), (-0.1, 0.9), (0.1, 0.9)] {
        b.seam(canvas, &[(x - 0.06, y), (x, y - 0.025), (x + 0.06, y)], Rgb::hex(0x8f3d2c), 0.012);
    }
}

/// A heap of leaves.
fn foliage(canvas: &mut Canvas, b: &Builder, clumps: &[(f32, f32, f32)]) {
    for (x, y, r) in clumps {
        b.block(canvas, &b.oval(*x, *y, *r, r * 0.86), LEAF.times(0.86), y + r, y - r);
    }
    for (x, y, r) in clumps {
        canvas.wash(
            &b.oval(x - r * 0.1, y + r * 0.08, r * 0.86, r * 0.72),
            b.fade(y + r, y - r, LEAF.times(1.08)),
        );
        for (dx, dy) in [(-0.4, 0.2), (0.1, 0.4), (0.35, -0.05), (-0.1, -0.2)] {
            b.dab(canvas, x + dx * r, y + dy * r, r * 0.12, r * 0.08, LEAF.times(1.3));
        }
    }
}

pub(super) fn swing(canvas: &mut Canvas, b: &Builder) {
    let bark = Rgb::hex(0x86593a);
    let trunk = b.blob(&[
        (-0.50, 0.0),
        (-0.42, 0.22),
        (-0.40, 0.56),
        (-0.44, 0.78),
        (-0.30, 0.80),
        (-0.10, 0.76),
        (0.24, 0.755),
        (0.50, 0.80),
        (0.50, 0.775),
        (0.22, 0.70),
        (-0.12, 0.68),
        (-0.26, 0.58),
        (-0.26, 0.24),
        (-0.18, 0.0),
    ]);
    b.block(canvas, &trunk, bark, 0.8, 0.0);
    b.seam(canvas, &[(-0.36, 0.1), (-0.34, 0.4)], bark.times(0.7), 0.01);
    b.seam(canvas, &[(-0.29, 0.2), (-0.31, 0.52)], bark.times(0.7), 0.01);
    foliage(
        canvas,
        b,
        &[
            (-0.46, 0.80, 0.15),
            (0.42, 0.86, 0.14),
            (0.16, 0.92, 0.17),
            (-0.22, 0.92, 0.18),
            (-0.02, 0.86, 0.13),
        ],
    );
    let rope = Rgb::hex(0xd9c08a);
    for x in [0.06, 0.28] {
        b.bar(canvas, &[(x, 0.74), (x, 0.2)], rope, 0.012);
    }
    b.block(canvas, &b.slab(0.17, 0.175, 0.29, 0.026, 0.008), b.hue, 0.2, 0.175);
}

pub(super) fn slide(canvas: &mut Canvas, b: &Builder) {
    let steel = Rgb::hex(0x6f7f94);
    for x in [-0.78, -0.58] {
        b.bar(canvas, &[(x, 0.0), (x + 0.24, 0.74)], steel, 0.035);
    }
    for k in 0..5 {
        let t = 0.14 + 0.15 * k as f32;
        b.bar(canvas, &[(-0.78 + 0.32 * t, t), (-0.58 + 0.32 * t, t)], steel.times(1.15), 0.03);
    }
    for x in [-0.46, -0.14] {
        b.bar(canvas, &[(x, 0.0), (x, 0.72)], steel.times(0.85), 0.035);
    }
    b.rod(canvas, &b.curve((-0.56, 0.72), (-0.56, 1.02), (-0.34, 1.0)), steel, 0.03);
    b.rod(canvas, &b.curve((-0.34, 1.0), (-0.14, 0.98), (-0.1, 0.72)), steel, 0.03);
    let chute = b.blob(&[
        (-0.5, 0.75),
        (-0.3, 0.76),
        (-0.1, 0.72),
        (0.24, 0.42),
        (0.52, 0.16),
        (0.80, 0.12),
        (0.80, 0.04),
        (0.46, 0.06),
        (0.16, 0.32),
        (-0.16, 0.62),
        (-0.34, 0.67),
        (-0.5, 0.67),
    ]);
    b.block(canvas, &chute, b.hue, 0.78, 0.04);
    let lip = b.blob(&[
        (-0.1, 0.735),
        (0.24, 0.435),
        (0.52, 0.175),
        (0.80, 0.135),
        (0.80, 0.115),
        (0.50, 0.15),
        (0.22, 0.41),
        (-0.1, 0.71),
    ]);
    b.shine(canvas, &lip);
}

pub(super) fn seesaw(canvas: &mut Canvas, b: &Builder) {
    b.block(
        canvas,
        &b.poly(&[(-0.26, 0.0), (-0.05, 0.5), (0.05, 0.5), (0.26, 0.0)]),
        Rgb::hex(0xd8a23a),
        0.5,
        0.0,
    );
    let tilt = |x: f32| 0.5 + 0.10 * x;
    let plank =
        b.poly(&[(-1.6, tilt(-1.6)), (1.6, tilt(1.6)), (1.6, tilt(1.6) - 0.09), (-1.6, tilt(-1.6) - 0.09)]);
    b.block(canvas, &plank, b.hue, 0.68, 0.25);
    for x in [-0.92, 0.92] {
        let y = tilt(x);
        b.rod(
            canvas,
            &b.curve((x - 0.06, y), (x - 0.05, y + 0.3), (x + 0.1, y + 0.28)),
            Rgb::hex(0xc8433a),
            0.05,
        );
    }
    for x in [-1.28, 1.28] {
        b.block(
            canvas,
            &b.slab(x, tilt(x) - 0.0, 0.4, 0.07, 0.03),
            Rgb::hex(0xc8433a),
            tilt(x) + 0.07,
            tilt(x),
        );
    }
    b.knob(canvas, 0.0, 0.47, 0.06, Rgb::hex(0x8f6a2a));
}

pub(super) fn watering_can(canvas: &mut Canvas, b: &Builder) {
    let tin = b.hue;
    b.rod(canvas, &b.curve((-0.3, 0.66), (-0.78, 0.66), (-0.38, 0.16)), tin.times(0.85), 0.07);
    b.rod(canvas, &b.curve((-0.28, 0.74), (0.0, 1.14), (0.24, 0.74)), tin.times(0.85), 0.06);
    b.block(
        canvas,
        &b.poly(&[(0.28, 0.16), (0.30, 0.34), (0.66, 0.78), (0.74, 0.72)]),
        tin.times(0.92),
        0.8,
        0.1,
    );
    b.block(
        canvas,
        &b.poly(&[(0.58, 0.82), (0.68, 0.9), (0.84, 0.68), (0.76, 0.62)]),
        tin.times(1.1),
        0.9,
        0.6,
    );
    b.block(canvas, &b.poly(&[(-0.38, 0.02), (-0.3, 0.74), (0.28, 0.74), (0.36, 0.02)]), tin, 0.74, 0.0);
    b.block(canvas, &b.oval(-0.01, 0.74, 0.3, 0.07), tin.times(0.7), 0.8, 0.68);
    b.shine(canvas, &b.poly(&[(-0.28, 0.08), (-0.23, 0.62), (-0.14, 0.62), (-0.17, 0.08)]));
    for y in [0.12, 0.6] {
        b.seam(canvas, &[(-0.36 + y * 0.1, y), (0.35 - y * 0.1, y)], tin.times(0.66), 0.02);
    }
}

pub(super) fn treehouse(canvas: &mut Canvas, b: &Builder) {
    let (bark, wood) = (Rgb::hex(0x7d5336), b.hue);
    if b.back() {
        let trunk = b.blob(&[
            (-0.16, 0.0),
            (-0.09, 0.2),
            (-0.09, 0.46),
            (-0.22, 0.72),
            (0.2, 0.74),
            (0.10, 0.46),
            (0.1, 0.2),
            (0.2, 0.0),
        ]);
        b.block(canvas, &trunk, bark, 0.7, 0.0);
        for (x, low, high) in [(-0.03, 0.08, 0.34), (0.04, 0.15, 0.4)] {
            b.seam(canvas, &[(x, low), (x + 0.01, high)], bark.times(0.7), 0.008);
        }
        foliage(
            canvas,
            b,
            &[
                (-0.3, 0.70, 0.16),
                (0.3, 0.70, 0.16),
                (0.0, 0.84, 0.2),
                (-0.2, 0.84, 0.16),
                (0.22, 0.85, 0.15),
            ],
        );
        b.block(canvas, &b.slab(0.0, 0.46, 0.52, 0.22, 0.01), wood.times(0.62), 0.68, 0.46);
    }
    if b.front() {
        b.block(canvas, &b.poly(&[(0.06, 0.46), (0.06, 0.68), (0.26, 0.68), (0.26, 0.46)]), wood, 0.68, 0.46);
        b.planks(canvas, (0.06, 0.26), (0.46, 0.68), 4, wood.times(0.7));
        b.window(canvas, 0.16, 0.53, 0.1, 0.09, wood.times(0.6));
        b.beam(canvas, -0.245, 0.46, 0.035, 0.22, wood.times(0.9));
        b.block(
            canvas,
            &b.poly(&[(-0.34, 0.66), (0.0, 0.82), (0.34, 0.66), (0.3, 0.64), (-0.3, 0.64)]),
            Rgb::hex(0xc4573f),
            0.82,
            0.64,
        );
        b.beam(canvas, 0.0, 0.43, 0.66, 0.035, wood.times(1.05));
        for k in 0..6 {
            let x = -0.31 + 0.058 * k as f32;
            b.bar(canvas, &[(x, 0.455), (x, 0.535)], wood.times(0.9), 0.012);
        }
        b.bar(canvas, &[(-0.33, 0.535), (0.0, 0.535)], wood.times(1.05), 0.016);
        for (x, lean) in [(-0.24, 0.16), (0.24, -0.16)] {
            b.bar(canvas, &[(x, 0.43), (x + lean, 0.3)], wood.times(0.75), 0.022);
        }
        for x in [0.15, 0.24] {
            b.bar(canvas, &[(x + 0.04, 0.0), (x, 0.43)], wood.times(0.85), 0.016);
        }
        for k in 0..7 {
            let y = 0.05 + 0.055 * k as f32;
            let x = 0.19 - 0.04 * y / 0.43;
            b.bar(canvas, &[(x, y), (x + 0.09, y)], wood.times(1.05), 0.014);
        }
        foliage(canvas, b, &[(-0.40, 0.62, 0.08), (0.41, 0.6, 0.08)]);
    }
}

pub(super) fn stall(canvas: &mut Canvas, b: &Builder) {
    let wood = WOOD;
    if b.back() {
        for x in [-0.5, 0.5] {
            b.bar(canvas, &[(x, 0.0), (x, 0.84)], wood.times(0.8), 0.045);
        }
    }
    if b.front() {
        b.beam(canvas, 0.0, 0.0, 1.08, 0.34, wood.times(0.95));
        b.planks(canvas, (-0.54, 0.54), (0.02, 0.32), 7, wood.times(0.66));
        b.beam(canvas, 0.0, 0.33, 1.16, 0.05, wood.times(1.15));
        let crates = [(-0.36, 0xd8433a), (0.0, 0xf2a33a), (0.36, 0x6fae4a)];
        for (x, fruit) in crates {
            for (dx, dy) in [(-0.1, 0.45), (0.0, 0.46), (0.1, 0.45), (-0.05, 0.49), (0.05, 0.49)] {
                b.knob(canvas, x + dx, dy, 0.048, Rgb::hex(fruit));
            }
            b.beam(canvas, x, 0.375, 0.30, 0.075, wood.times(0.88));
        }
        for k in 0..6 {
            let (x0, x1) = (-0.6 + 0.2 * k as f32, -0.4 + 0.2 * k as f32);
            let top = |x: f32| x * 0.86;
            let stripe = if k % 2 == 0 { b.hue } else { Rgb::hex(0xfbf6ea) };
            let middle = (x0 + x1) * 0.5;
            let cloth = b.poly(&[
                (top(x0), 0.98),
                (top(x1), 0.98),
                (x1, 0.80),
                (x1 - 0.03, 0.755),
                (middle, 0.735),
                (x0 + 0.03, 0.755),
                (x0, 0.80),
            ]);
            b.block(canvas, &cloth, stripe, 1.0, 0.72);
        }
    }
}

pub(super) fn fountain(canvas: &mut Canvas, b: &Builder) {
    let (stone, water) = (b.hue, Rgb::hex(0x8fd3ee));
    b.block(canvas, &b.oval(0.0, 0.22, 0.58, 0.085), stone.times(1.08), 0.3, 0.12);
    canvas.wash(&b.oval(0.0, 0.215, 0.51, 0.062), Tint::flat(water.times(0.92)));
    b.beam(canvas, 0.0, 0.2, 0.12, 0.4, stone);
    let jets = |canvas: &mut Canvas, from: f32, out: f32, to: f32| {
        for side in [-1.0, 1.0] {
            let arc = b.curve((side * 0.02, from), (side * out * 0.9, from + 0.14), (side * out, to));
            canvas.stroke(&arc, water, 0.85, 0.026 * b.height);
            canvas.stroke(&arc, WHITE, 0.6, 0.01 * b.height);
        }
    };
    jets(canvas, 0.6, 0.40, 0.24);
    b.block(
        canvas,
        &b.blob(&[(-0.27, 0.60), (0.0, 0.575), (0.27, 0.60), (0.12, 0.50), (-0.12, 0.50)]),
        stone,
        0.62,
        0.48,
    );
    canvas.wash(&b.oval(0.0, 0.595, 0.23, 0.026), Tint::flat(water));
    b.beam(canvas, 0.0, 0.58, 0.06, 0.2, stone.times(1.05));
    jets(canvas, 0.82, 0.2, 0.61);
    b.rod(canvas, &b.curve((0.0, 0.78), (0.0, 0.95), (0.0, 0.98)), water, 0.022);
    let wall = b.blob(&[
        (-0.58, 0.22),
        (-0.3, 0.155),
        (0.0, 0.137),
        (0.3, 0.155),
        (0.58, 0.22),
        (0.54, 0.03),
        (0.0, -0.03),
        (-0.54, 0.03),
    ]);
    b.block(canvas, &wall, stone, 0.22, -0.02);
    b.shade(canvas, &b.poly(&[(0.28, 0.155), (0.57, 0.21), (0.53, 0.03), (0.28, -0.01)]));
    b.rod(canvas, &b.curve((-0.59, 0.225), (0.0, 0.05), (0.59, 0.225)), stone.times(1.12), 0.035);
}

pub(super) fn branch(canvas: &mut Canvas, b: &Builder) {
    let bark = b.hue;
    let wood = b.blob(&[
        (-0.74, 0.0),
        (-0.66, 0.2),
        (-0.66, 0.6),
        (-0.72, 0.98),
        (-0.60, 1.0),
        (-0.52, 0.84),
        (-0.3, 0.79),
        (0.1, 0.785),
        (0.5, 0.80),
        (0.80, 0.88),
        (0.82, 0.85),
        (0.52, 0.73),
        (0.1, 0.70),
        (-0.3, 0.67),
        (-0.46, 0.56),
        (-0.48, 0.2),
        (-0.36, 0.0),
    ]);
    b.block(canvas, &wood, bark, 1.0, 0.0);
    for points in [
        [(-0.6, 0.1), (-0.58, 0.4)],
        [(-0.53, 0.24), (-0.54, 0.56)],
        [(-0.3, 0.73), (0.0, 0.735)],
        [(0.2, 0.745), (0.44, 0.755)],
    ] {
        b.seam(canvas, &points, bark.times(0.7), 0.012);
    }
    b.rod(canvas, &b.curve((0.34, 0.72), (0.4, 0.62), (0.5, 0.58)), bark, 0.026);
    let leaves = [
        (0.78, 0.88, 0.05, 0.09),
        (0.82, 0.86, 0.10, 0.01),
        (0.66, 0.84, 0.02, 0.10),
        (0.60, 0.76, 0.07, -0.07),
        (0.5, 0.58, 0.09, -0.02),
        (0.5, 0.58, 0.03, -0.09),
        (-0.44, 0.8, 0.05, 0.10),
        (-0.38, 0.68, 0.03, -0.10),
        (-0.62, 1.0, 0.09, 0.07),
        (-0.7, 1.0, -0.09, 0.06),
        (-0.66, 1.0, 0.0, 0.11),
        (-0.66, 0.5, -0.10, 0.06),
    ];
    for (k, (x, y, dx, dy)) in leaves.into_iter().enumerate() {
        let (tip, across) = ((x + dx * 1.25, y + dy * 1.25), (-dy * 0.36, dx * 0.36));
        let middle = (x + dx * 0.6, y + dy * 0.6);
        let leaf = [
            (x, y),
            (middle.0 + across.0, middle.1 + across.1),
            tip,
            (middle.0 - across.0, middle.1 - across.1),
        ];
        let green = LEAF.times(0.92 + 0.09 * (k % 3) as f32);
        b.block(canvas, &b.blob(&leaf), green, tip.1.max(y), tip.1.min(y));
    }
}

pub(super) fn nest(canvas: &mut Canvas, b: &Builder) {
    let straw = b.hue;
    if b.back() {
        b.block(canvas, &b.oval(0.0, 0.66, 0.92, 0.26), straw.times(0.6), 0.9, 0.4);
        for x in if b.front() { vec![-0.36, 0.0, 0.36] } else { Vec::new() } {
            b.block(canvas, &b.oval(x, 0.74, 0.2, 0.28), Rgb::hex(0xd8ecec), 1.0, 0.46);
        }
    }
    if b.front() {
        let bowl = [
            (-1.0, 0.70),
            (-0.6, 0.54),
            (0.0, 0.48),
            (0.6, 0.54),
            (1.0, 0.70),
            (0.86, 0.24),
            (0.44, 0.0),
            (-0.44, 0.0),
            (-0.86, 0.24),
        ];
        b.block(canvas, &b.blob(&bowl), straw, 0.7, 0.0);
        let twigs = [
            (-0.9, 0.56, 0.4, 0.3),
            (-0.6, 0.12, 0.7, 0.44),
            (-0.5, 0.02, 0.6, 0.12),
            (-0.84, 0.3, 0.0, 0.06),
            (0.0, 0.36, 0.96, 0.6),
            (-0.3, 0.4, 0.5, 0.2),
            (-1.06, 0.7, -0.5, 0.4),
            (0.5, 0.34, 1.08, 0.74),
        ];
        for (k, (x0, y0, x1, y1)) in twigs.into_iter().enumerate() {
            let colour = if k % 2 == 0 { straw.times(0.64) } else { straw.mix(WHITE, 0.4) };
            b.seam(canvas, &[(x0, y0), ((x0 + x1) * 0.5, (y0 + y1) * 0.5 - 0.06), (x1, y1)], colour, 0.034);
        }
    }
}
