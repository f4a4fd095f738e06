//! What one plays with and sits by: sandcastles, pianos, rocking horses.

use super::Builder;
use crate::canvas::{Canvas, Tint};
use crate::colour::{Rgb, WHITE};

const WOOD: Rgb = Rgb::hex(0xb5803f);
const IRON: Rgb = Rgb::hex(0x4a4f5a);

pub(super) fn doghouse(canvas: &mut Canvas, b: &Builder) {
    b.block(
        canvas,
        &b.poly(&[(-0.42, 0.0), (-0.42, 0.5), (0.0, 0.86), (0.42, 0.5), (0.42, 0.0)]),
        WOOD,
        0.86,
        0.0,
    );
    for y in [0.14, 0.28, 0.42] {
        b.seam(canvas, &[(-0.41, y), (0.41, y)], WOOD.times(0.72), 0.012);
    }
    canvas.fill(&b.arch(0.0, 0.0, 0.44, 0.50), Tint::flat(Rgb::hex(0x4a3226)));
    for side in [-1.0, 1.0] {
        let slope = [(0.0, 1.0), (side * 0.56, 0.50), (side * 0.48, 0.42), (0.0, 0.84)];
        b.block(canvas, &b.poly(&slope), b.hue, 1.0, 0.42);
    }
    let (x, y) = (0.0, 0.62);
    for side in [-1.0, 1.0] {
        for dy in [-0.025, 0.025] {
            b.dab(canvas, x + side * 0.09, y + dy, 0.032, 0.032, Rgb::hex(0xfaf4e6));
        }
    }
    b.seam(canvas, &[(x - 0.08, y), (x + 0.08, y)], Rgb::hex(0xfaf4e6), 0.045);
}

pub(super) fn sandcastle(canvas: &mut Canvas, b: &Builder) {
    let sand = b.hue;
    b.block(
        canvas,
        &b.blob(&[(-0.74, 0.0), (-0.5, 0.14), (0.0, 0.18), (0.5, 0.14), (0.74, 0.0), (0.0, -0.04)]),
        sand.times(0.92),
        0.18,
        0.0,
    );
    let towers = [
        (0.0, 0.32, 0.46, 0.34),
        (-0.42, 0.08, 0.36, 0.24),
        (0.42, 0.08, 0.34, 0.24),
        (0.0, 0.06, 0.3, 0.66),
    ];
    for (x, low, tall, wide) in towers {
        let top = low + tall;
        let body =
            [(x - wide * 0.5, low), (x - wide * 0.43, top), (x + wide * 0.43, top), (x + wide * 0.5, low)];
        b.block(canvas, &b.poly(&body), sand, top, low);
        let tooth = wide * 0.86 / 5.0;
        for k in 0..3 {
            let at = x + (k as f32 - 1.0) * tooth * 2.0;
            b.block(canvas, &b.slab(at, top - 0.01, tooth, 0.07, 0.01), sand.times(1.06), top + 0.07, top);
        }
        b.shade(
            canvas,
            &b.poly(&[
                (x + wide * 0.2, low),
                (x + wide * 0.18, top),
                (x + wide * 0.43, top),
                (x + wide * 0.5, low),
            ]),
        );
    }
    canvas.fill(&b.arch(0.0, 0.06, 0.2, 0.2), Tint::flat(sand.times(0.55)));
    for (x, y) in [(-0.42, 0.28), (0.42, 0.27), (0.0, 0.56)] {
        canvas.wash(&b.arch(x, y, 0.06, 0.09), Tint::flat(sand.times(0.55)));
    }
    b.flag(canvas, 0.0, 0.8, 1.04, Rgb::hex(0xe2553f));
    for (x, y, hue) in [(-0.2, 0.12, 0xf3a6b0), (0.22, 0.11, 0xf7efe2), (0.56, 0.05, 0xf3a6b0)] {
        b.knob(canvas, x, y, 0.04, Rgb::hex(hue));
    }
}

pub(super) fn piano(canvas: &mut Canvas, b: &Builder) {
    let wood = b.hue;
    for x in [-0.62, -0.38] {
        b.bar(canvas, &[(x, 0.0), (x * 0.98 - 0.005, 0.36)], wood.times(0.8), 0.045);
    }
    b.block(canvas, &b.slab(-0.5, 0.34, 0.36, 0.08, 0.03), Rgb::hex(0xb8323a), 0.42, 0.34);
    b.beam(canvas, 0.36, 0.0, 0.66, 0.94, wood);
    b.block(canvas, &b.slab(0.38, 0.56, 0.5, 0.3, 0.02), wood.times(1.12), 0.86, 0.56);
    b.beam(canvas, 0.35, 0.92, 0.74, 0.07, wood.times(1.08));
    b.beam(canvas, -0.1, 0.0, 0.07, 0.46, wood.times(0.9));
    b.block(
        canvas,
        &b.poly(&[(-0.18, 0.44), (-0.18, 0.52), (0.1, 0.56), (0.1, 0.44)]),
        wood.times(1.05),
        0.56,
        0.44,
    );
    let keys = b.poly(&[(-0.17, 0.525), (-0.13, 0.575), (0.09, 0.605), (0.09, 0.565)]);
    b.block(canvas, &keys, Rgb::hex(0xfaf7ee), 0.6, 0.52);
    for k in 0..4 {
        let x = -0.12 + 0.055 * k as f32;
        b.seam(
            canvas,
            &[(x, 0.555 + 0.012 * k as f32), (x + 0.012, 0.58 + 0.009 * k as f32)],
            Rgb::hex(0x25252b),
            0.02,
        );
    }
    b.block(
        canvas,
        &b.poly(&[(0.06, 0.62), (0.1, 0.86), (0.32, 0.86), (0.3, 0.62)]),
        Rgb::hex(0xfbf7ea),
        0.86,
        0.62,
    );
    for y in [0.69, 0.75, 0.81] {
        b.seam(canvas, &[(0.1, y), (0.29, y)], Rgb::hex(0x4a4650), 0.008);
    }
    b.bar(canvas, &[(0.56, 0.98), (0.56, 1.1)], Rgb::hex(0xf6efdc), 0.05);
    b.block(canvas, &b.blob(&[(0.53, 1.11), (0.56, 1.22), (0.59, 1.11)]), Rgb::hex(0xf9b53e), 1.2, 1.1);
}

pub(super) fn fireplace(canvas: &mut Canvas, b: &Builder) {
    let brick = b.hue;
    b.beam(canvas, 0.0, 0.0, 0.98, 0.86, brick);
    for row in 0..7 {
        let y = 0.1 + 0.105 * row as f32;
        b.seam(canvas, &[(-0.47, y), (0.47, y)], brick.times(0.72), 0.008);
        for k in 0..5 {
            let x = -0.4 + 0.2 * k as f32 + if row % 2 == 0 { 0.0 } else { 0.1 };
            b.seam(canvas, &[(x, y), (x, y + 0.1)], brick.times(0.72), 0.008);
        }
    }
    canvas.fill(&b.arch(0.0, 0.04, 0.66, 0.58), Tint::flat(brick.mix(WHITE, 0.35)));
    canvas.fill(&b.arch(0.0, 0.04, 0.54, 0.51), Tint::flat(Rgb::hex(0x3a231c)));
    for (k, hue) in [(1.0, 0xf0642a), (0.7, 0xf9a52e), (0.4, 0xffe27a)] {
        let flame = [
            (-0.17 * k, 0.12),
            (-0.18 * k, 0.12 + 0.16 * k),
            (-0.06 * k, 0.12 + 0.22 * k),
            (0.0, 0.12 + 0.36 * k),
            (0.09 * k, 0.12 + 0.2 * k),
            (0.17 * k, 0.12 + 0.2 * k),
            (0.17 * k, 0.12),
        ];
        canvas.fill(&b.blob(&flame), Tint::flat(Rgb::hex(hue)));
    }
    for points in [[(-0.2, 0.08), (0.16, 0.14)], [(0.2, 0.08), (-0.16, 0.14)]] {
        b.bar(canvas, &points, Rgb::hex(0x7a4e2e), 0.06);
    }
    b.beam(canvas, 0.0, 0.0, 1.12, 0.06, Rgb::hex(0x9a938a));
    b.beam(canvas, 0.0, 0.84, 1.14, 0.08, WOOD);
    b.knob(canvas, -0.38, 0.985, 0.06, Rgb::hex(0x5f8fb4));
    b.block(canvas, &b.slab(0.36, 0.92, 0.07, 0.10, 0.01), Rgb::hex(0xf6efdc), 1.02, 0.92);
    for (x, hue) in [(-0.3, 0xd8433a), (0.0, 0x3c9c48), (0.3, 0xd8433a)] {
        b.block(
            canvas,
            &b.blob(&[
                (x - 0.035, 0.85),
                (x + 0.035, 0.85),
                (x + 0.035, 0.72),
                (x + 0.09, 0.67),
                (x + 0.03, 0.65),
                (x - 0.035, 0.70),
            ]),
            Rgb::hex(hue),
            0.85,
            0.65,
        );
        b.block(canvas, &b.slab(x, 0.82, 0.09, 0.04, 0.015), WHITE, 0.86, 0.82);
    }
}

pub(super) fn trampoline(canvas: &mut Canvas, b: &Builder) {
    for x in [-1.2, -0.5, 0.5, 1.2] {
        b.bar(canvas, &[(x, 0.74), (x * 1.06, 0.02)], IRON, 0.07);
    }
    b.block(canvas, &b.oval(0.0, 0.82, 1.55, 0.24), b.hue, 1.06, 0.58);
    canvas.wash(&b.oval(0.0, 0.84, 1.28, 0.17), Tint::flat(Rgb::hex(0x2f3540)));
    b.shine(canvas, &b.oval(-0.4, 0.88, 0.5, 0.05));
}

pub(super) fn rocking_horse(canvas: &mut Canvas, b: &Builder) {
    let (coat, red) = (b.hue, Rgb::hex(0xd8433a));
    b.rod(canvas, &b.curve((-0.58, 0.22), (0.0, -0.12), (0.58, 0.22)), red, 0.06);
    for points in [[(-0.22, 0.44), (-0.36, 0.1)], [(0.18, 0.44), (0.34, 0.1)]] {
        b.bar(canvas, &points, coat.times(0.82), 0.085);
    }
    b.rod(canvas, &b.curve((-0.36, 0.56), (-0.62, 0.5), (-0.54, 0.24)), Rgb::hex(0x5a3a28), 0.09);
    let body = [
        (-0.40, 0.5),
        (-0.3, 0.62),
        (-0.06, 0.58),
        (0.12, 0.62),
        (0.2, 0.82),
        (0.26, 0.96),
        (0.34, 0.94),
        (0.52, 0.80),
        (0.54, 0.72),
        (0.44, 0.70),
        (0.36, 0.72),
        (0.34, 0.56),
        (0.26, 0.42),
        (0.0, 0.36),
        (-0.3, 0.38),
    ];
    b.block(canvas, &b.blob(&body), coat, 0.96, 0.34);
    for points in [[(-0.26, 0.42), (-0.3, 0.08)], [(0.22, 0.42), (0.28, 0.08)]] {
        b.bar(canvas, &points, coat, 0.09);
    }
    b.rod(canvas, &b.curve((0.28, 0.98), (0.08, 0.84), (0.12, 0.62)), Rgb::hex(0x5a3a28), 0.09);
    b.block(
        canvas,
        &b.blob(&[(-0.24, 0.64), (-0.08, 0.59), (0.1, 0.64), (0.08, 0.48), (-0.2, 0.48)]),
        red,
        0.64,
        0.48,
    );
    b.dab(canvas, 0.36, 0.85, 0.024, 0.03, Rgb::hex(0x2b2428));
    b.dab(canvas, 0.367, 0.86, 0.008, 0.009, WHITE);
    b.seam(canvas, &[(0.42, 0.90), (0.40, 0.72)], red, 0.024);
    b.bar(canvas, &[(0.16, 0.80), (0.32, 0.82)], WOOD, 0.04);
}

pub(super) fn wheelbarrow(canvas: &mut Canvas, b: &Builder) {
    if b.back() {
        b.block(
            canvas,
            &b.poly(&[(-0.5, 0.86), (0.58, 0.96), (0.5, 0.6), (-0.4, 0.6)]),
            b.hue.times(0.6),
            0.96,
            0.6,
        );
    }
    if b.front() {
        b.bar(canvas, &[(-0.92, 0.62), (-0.3, 0.42), (0.52, 0.2)], WOOD, 0.07);
        b.bar(canvas, &[(-0.36, 0.42), (-0.42, 0.02)], IRON, 0.06);
        let tray = [(-0.56, 0.86), (0.0, 0.82), (0.66, 0.96), (0.46, 0.44), (-0.36, 0.42)];
        b.block(canvas, &b.poly(&tray), b.hue, 0.96, 0.42);
        b.bar(canvas, &[(-0.56, 0.86), (0.0, 0.82), (0.66, 0.96)], b.hue.times(1.15), 0.045);
        b.bar(canvas, &[(-0.98, 0.64), (-0.86, 0.6)], Rgb::hex(0x33353d), 0.09);
        b.wheel(canvas, 0.56, 0.2, 0.2, Rgb::hex(0xd9dee6));
    }
}

pub(super) fn easel(canvas: &mut Canvas, b: &Builder) {
    b.bar(canvas, &[(0.0, 0.96), (0.06, 0.04)], b.hue.times(0.7), 0.035);
    for side in [-1.0, 1.0] {
        b.bar(canvas, &[(side * 0.03, 1.0), (side * 0.3, 0.0)], b.hue, 0.04);
    }
    b.block(canvas, &b.slab(0.0, 0.38, 0.6, 0.5, 0.01), Rgb::hex(0xfdfaf2), 0.88, 0.38);
    canvas.wash(&b.slab(0.0, 0.41, 0.53, 0.43, 0.0), b.fade(0.84, 0.5, Rgb::hex(0x9fd4ee)));
    canvas.wash(
        &b.blob(&[(-0.265, 0.41), (-0.265, 0.54), (-0.1, 0.60), (0.08, 0.53), (0.265, 0.58), (0.265, 0.41)]),
        Tint::flat(Rgb::hex(0x7fbf62)),
    );
    b.dab(canvas, 0.15, 0.74, 0.05, 0.05, Rgb::hex(0xffd95a));
    b.dab(canvas, -0.12, 0.5, 0.03, 0.03, Rgb::hex(0xe2553f));
    b.dab(canvas, 0.02, 0.47, 0.025, 0.025, Rgb::hex(0xf2c13c));
    b.beam(canvas, 0.0, 0.345, 0.66, 0.045, b.hue.times(1.1));
    for (x, hue) in [(-0.2, 0xd8433a), (0.0, 0x3f86c9), (0.2, 0xf2b824)] {
        b.block(canvas, &b.slab(x, 0.39, 0.06, 0.05, 0.01), Rgb::hex(hue), 0.44, 0.39);
    }
}
