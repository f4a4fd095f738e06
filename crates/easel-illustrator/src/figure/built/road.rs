//! What rolls or glides on land.

use super::Builder;
use crate::canvas::{Canvas, Tint};
use crate::colour::{Rgb, WHITE};

const CHROME: Rgb = Rgb::hex(0xd9dee6);
const GLASS: Rgb = Rgb::hex(0xcfeaf6);
const IRON: Rgb = Rgb::hex(0x3a3e49);

fn lamp(canvas: &mut Canvas, b: &Builder, x: f32, y: f32, r: f32) {
    b.knob(canvas, x, y, r * 1.25, CHROME.times(0.85));
    b.dab(canvas, x + r * 0.1, y, r * 0.9, r * 0.9, Rgb::hex(0xfff1b5));
}

pub(super) fn car(canvas: &mut Canvas, b: &Builder) {
    let paint = b.hue;
    if b.back() {
        b.block(canvas, &b.slab(-0.16, 0.42, 1.0, 0.34, 0.1), paint.times(0.62), 0.76, 0.4);
        b.block(canvas, &b.slab(-0.54, 0.44, 0.2, 0.48, 0.09), Rgb::hex(0xf0dfc0), 0.92, 0.44);
        b.bar(canvas, &[(0.27, 0.68), (0.13, 1.0)], CHROME, 0.03);
        canvas
            .wash(&b.poly(&[(0.27, 0.68), (0.14, 0.98), (0.20, 1.0), (0.36, 0.68)]), Tint::veil(GLASS, 0.6));
    }
    if b.front() {
        let body = b.blob(&[
            (-1.0, 0.34),
            (-0.98, 0.58),
            (-0.82, 0.70),
            (-0.58, 0.71),
            (-0.44, 0.62),
            (-0.14, 0.585),
            (0.14, 0.62),
            (0.3, 0.70),
            (0.62, 0.68),
            (0.92, 0.58),
            (1.02, 0.40),
            (0.98, 0.22),
            (0.5, 0.18),
            (-0.5, 0.18),
            (-0.94, 0.20),
        ]);
        b.block(canvas, &body, paint, 0.72, 0.16);
        b.shine(canvas, &b.blob(&[(0.36, 0.655), (0.62, 0.63), (0.84, 0.56), (0.6, 0.6)]));
        b.shine(canvas, &b.blob(&[(-0.9, 0.58), (-0.74, 0.66), (-0.6, 0.66), (-0.74, 0.62)]));
        b.seam(canvas, &[(-0.42, 0.6), (-0.40, 0.28), (0.12, 0.28), (0.16, 0.6)], paint.times(0.62), 0.012);
        b.bar(canvas, &[(-0.30, 0.5), (-0.2, 0.5)], CHROME, 0.026);
        for x in [-0.58, 0.6] {
            canvas.wash(&b.oval(x, 0.22, 0.27, 0.25), Tint::flat(Rgb::hex(0x33272c)));
        }
        b.beam(canvas, 0.0, 0.15, 0.66, 0.07, paint.times(0.7));
        b.beam(canvas, 1.0, 0.24, 0.1, 0.09, CHROME);
        b.beam(canvas, -1.0, 0.24, 0.1, 0.09, CHROME);
        lamp(canvas, b, 0.94, 0.46, 0.07);
        b.dab(canvas, -0.975, 0.46, 0.03, 0.05, Rgb::hex(0xff7a5a));
        for x in [-0.58, 0.6] {
            b.wheel(canvas, x, 0.21, 0.21, CHROME);
        }
        b.rod(canvas, &b.curve((0.16, 0.64), (0.1, 0.78), (0.03, 0.82)), IRON, 0.03);
    }
}

pub(super) fn bus(canvas: &mut Canvas, b: &Builder) {
    let paint = b.hue;
    let (left, right) = (-0.92, 0.92);
    if b.back() {
        b.block(canvas, &b.slab(0.0, 0.16, 1.84, 0.8, 0.1), paint.times(0.5), 0.95, 0.16);
    }
    if b.front() {
        let frames = [-0.74, -0.43, -0.12, 0.19];
        b.block(canvas, &b.slab(0.0, 0.13, 1.88, 0.42, 0.06), paint, 0.56, 0.13);
        b.block(canvas, &b.slab(0.0, 0.83, 1.88, 0.17, 0.08), paint.times(1.05), 1.0, 0.83);
        b.beam(canvas, left + 0.03, 0.5, 0.1, 0.36, paint);
        b.beam(canvas, right - 0.03, 0.5, 0.07, 0.36, paint);
        for x in frames {
            canvas.fill(&b.slab(x, 0.53, 0.26, 0.31, 0.02), Tint::flat(GLASS.times(0.95)));
            b.shine(
                canvas,
                &b.poly(&[(x - 0.1, 0.55), (x - 0.02, 0.82), (x + 0.05, 0.82), (x - 0.03, 0.55)]),
            );
            b.beam(canvas, x + 0.155, 0.5, 0.05, 0.36, paint);
        }
        b.beam(canvas, 0.0, 0.50, 1.88, 0.045, paint.times(0.8));
        b.beam(canvas, 0.0, 0.34, 1.88, 0.045, Rgb::hex(0x3a3e49));
        b.shine(canvas, &b.slab(-0.1, 0.93, 1.4, 0.03, 0.01));
        for x in [-0.55, 0.55] {
            canvas.wash(&b.oval(x, 0.16, 0.2, 0.19), Tint::flat(Rgb::hex(0x33272c)));
            b.wheel(canvas, x, 0.15, 0.155, CHROME);
        }
        lamp(canvas, b, 0.9, 0.25, 0.045);
        b.dab(canvas, -0.915, 0.25, 0.02, 0.04, Rgb::hex(0xff6a4a));
        b.beam(canvas, 0.93, 0.12, 0.06, 0.06, CHROME);
    }
}

pub(super) fn truck(canvas: &mut Canvas, b: &Builder) {
    let paint = b.hue;
    if b.back() {
        b.block(canvas, &b.slab(0.5, 0.3, 0.58, 0.62, 0.1), paint.times(0.5), 0.92, 0.3);
    }
    if b.front() {
        b.beam(canvas, -0.1, 0.2, 1.8, 0.09, IRON);
        b.beam(canvas, -0.44, 0.28, 1.16, 0.34, Rgb::hex(0xb5803f));
        b.planks(canvas, (-1.0, 0.14), (0.3, 0.6), 6, Rgb::hex(0x80552a));
        b.beam(canvas, -0.44, 0.58, 1.2, 0.05, Rgb::hex(0xc9924a));
        b.beam(canvas, 0.22, 0.28, 0.07, 0.64, paint.times(0.92));
        b.block(
            canvas,
            &b.blob(&[(0.16, 0.90), (0.22, 0.98), (0.62, 0.98), (0.72, 0.90), (0.45, 0.885)]),
            paint.times(1.06),
            1.0,
            0.86,
        );
        b.bar(canvas, &[(0.70, 0.9), (0.78, 0.58)], paint, 0.05);
        let nose = b.blob(&[
            (0.18, 0.26),
            (0.18, 0.57),
            (0.5, 0.58),
            (0.84, 0.56),
            (1.0, 0.48),
            (1.03, 0.26),
            (0.6, 0.22),
        ]);
        b.block(canvas, &nose, paint, 0.6, 0.22);
        b.seam(canvas, &[(0.28, 0.56), (0.28, 0.28), (0.66, 0.28), (0.70, 0.56)], paint.times(0.62), 0.01);
        b.bar(canvas, &[(0.34, 0.48), (0.42, 0.48)], CHROME, 0.022);
        lamp(canvas, b, 0.99, 0.4, 0.05);
        b.beam(canvas, 1.02, 0.2, 0.08, 0.07, CHROME);
        for x in [-0.62, 0.66] {
            canvas.wash(&b.oval(x, 0.2, 0.23, 0.22), Tint::flat(Rgb::hex(0x33272c)));
            b.wheel(canvas, x, 0.185, 0.19, CHROME);
        }
    }
}

pub(super) fn tractor(canvas: &mut Canvas, b: &Builder) {
    let paint = b.hue;
    let yellow = Rgb::hex(0xf4c23a);
    if b.back() {
        b.beam(canvas, -0.47, 0.46, 0.08, 0.3, IRON);
        b.bar(canvas, &[(0.4, 0.6), (0.4, 0.98)], IRON, 0.05);
        b.bar(canvas, &[(0.0, 0.55), (-0.08, 0.72)], IRON, 0.03);
        b.rod(canvas, &b.oval(-0.09, 0.74, 0.09, 0.04), IRON, 0.025);
    }
    if b.front() {
        let nose = b.blob(&[
            (-0.1, 0.3),
            (-0.1, 0.6),
            (0.2, 0.63),
            (0.5, 0.60),
            (0.60, 0.52),
            (0.60, 0.3),
            (0.3, 0.26),
        ]);
        b.block(canvas, &nose, paint, 0.64, 0.26);
        for y in [0.36, 0.42, 0.48] {
            b.seam(canvas, &[(0.3, y), (0.52, y)], paint.times(0.6), 0.016);
        }
        b.shine(canvas, &b.blob(&[(0.0, 0.59), (0.3, 0.6), (0.5, 0.56), (0.2, 0.57)]));
        let fender =
            b.blob(&[(-0.64, 0.42), (-0.52, 0.66), (-0.3, 0.74), (-0.06, 0.62), (0.02, 0.36), (-0.3, 0.3)]);
        b.block(canvas, &fender, paint.times(0.94), 0.74, 0.3);
        lamp(canvas, b, 0.58, 0.5, 0.045);
        b.wheel(canvas, -0.3, 0.32, 0.32, yellow);
        b.wheel(canvas, 0.44, 0.18, 0.18, yellow);
    }
}

pub(super) fn locomotive(canvas: &mut Canvas, b: &Builder) {
    let (paint, red, gold) = (b.hue, Rgb::hex(0xc23b30), Rgb::hex(0xe9b83f));
    if b.back() {
        b.block(canvas, &b.slab(-0.60, 0.3, 0.5, 0.6, 0.02), paint.times(0.45), 0.9, 0.3);
        for (x, y, r) in [(0.56, 1.02, 0.06), (0.45, 1.1, 0.08), (0.3, 1.17, 0.1)] {
            canvas.wash(&b.oval(x, y, r, r * 0.85), Tint::veil(Rgb::hex(0xf2f0ec), 0.8));
        }
    }
    if b.front() {
        b.beam(canvas, 0.0, 0.2, 1.72, 0.1, red);
        b.block(canvas, &b.slab(0.2, 0.3, 1.12, 0.38, 0.1), paint, 0.68, 0.3);
        b.shine(canvas, &b.slab(0.2, 0.58, 1.0, 0.04, 0.02));
        for x in [0.0, 0.3, 0.6] {
            b.seam(canvas, &[(x, 0.31), (x, 0.67)], gold, 0.022);
        }
        b.block(canvas, &b.oval(0.76, 0.49, 0.07, 0.2), IRON.times(1.2), 0.69, 0.29);
        lamp(canvas, b, 0.79, 0.6, 0.045);
        b.block(
            canvas,
            &b.poly(&[(0.48, 0.66), (0.46, 0.86), (0.40, 0.94), (0.68, 0.94), (0.62, 0.86), (0.60, 0.66)]),
            IRON,
            0.94,
            0.66,
        );
        b.beam(canvas, 0.54, 0.925, 0.32, 0.04, gold);
        b.block(
            canvas,
            &b.blob(&[(0.12, 0.66), (0.14, 0.76), (0.22, 0.80), (0.30, 0.76), (0.32, 0.66)]),
            gold,
            0.8,
            0.66,
        );
        b.knob(canvas, -0.06, 0.72, 0.05, gold);
        b.beam(canvas, -0.60, 0.26, 0.56, 0.32, paint.times(1.02));
        b.beam(canvas, -0.84, 0.5, 0.07, 0.42, paint);
        b.beam(canvas, -0.37, 0.5, 0.08, 0.42, paint);
        b.block(
            canvas,
            &b.blob(&[(-0.94, 0.89), (-0.6, 0.99), (-0.26, 0.89), (-0.6, 0.905)]),
            red,
            1.0,
            0.87,
        );
        b.beam(canvas, -0.60, 0.55, 0.58, 0.04, gold);
        b.block(canvas, &b.poly(&[(0.76, 0.2), (0.98, 0.02), (0.62, 0.02), (0.62, 0.2)]), red, 0.2, 0.0);
        for x in [0.7, 0.79, 0.88] {
            b.seam(canvas, &[(x - 0.03, 0.17), (x, 0.03)], red.times(0.6), 0.014);
        }
        for (x, r) in [(-0.62, 0.18), (-0.2, 0.18), (0.22, 0.13), (0.5, 0.13)] {
            b.rod(canvas, &b.oval(x, r, r * 0.9, r * 0.9), red, r * 0.2);
            canvas.wash(&b.oval(x, r, r * 0.76, r * 0.76), Tint::flat(IRON));
            b.cart_wheel(canvas, x, r, r * 0.9, red);
        }
        b.bar(canvas, &[(-0.62, 0.13), (0.36, 0.16)], CHROME, 0.04);
    }
}

pub(super) fn carriage(canvas: &mut Canvas, b: &Builder) {
    let (paint, gold) = (b.hue, Rgb::hex(0xe9b83f));
    if b.back() {
        b.block(canvas, &b.slab(0.0, 0.3, 0.62, 0.56, 0.08), paint.times(0.5), 0.86, 0.3);
        b.block(canvas, &b.slab(-0.2, 0.34, 0.16, 0.42, 0.06), Rgb::hex(0xf3dfe8), 0.76, 0.34);
    }
    if b.front() {
        b.rod(canvas, &b.curve((-0.44, 0.24), (0.0, 0.16), (0.5, 0.3)), gold, 0.035);
        let body = b.blob(&[
            (-0.36, 0.54),
            (-0.30, 0.36),
            (-0.1, 0.26),
            (0.14, 0.26),
            (0.32, 0.36),
            (0.38, 0.54),
            (0.2, 0.5),
            (-0.2, 0.5),
        ]);
        b.block(canvas, &body, paint, 0.55, 0.24);
        b.rod(canvas, &b.curve((-0.36, 0.54), (0.0, 0.46), (0.38, 0.54)), gold, 0.026);
        for x in [-0.34, 0.34] {
            b.bar(canvas, &[(x, 0.54), (x * 0.94, 0.86)], gold, 0.026);
        }
        b.block(
            canvas,
            &b.blob(&[(-0.42, 0.85), (-0.24, 0.95), (0.0, 0.98), (0.24, 0.95), (0.42, 0.85), (0.0, 0.87)]),
            paint,
            0.98,
            0.84,
        );
        b.knob(canvas, 0.0, 1.0, 0.035, gold);
        for side in [-1.0, 1.0] {
            b.block(
                canvas,
                &b.blob(&[(side * 0.34, 0.85), (side * 0.2, 0.84), (side * 0.26, 0.72), (side * 0.345, 0.6)]),
                Rgb::hex(0xf7e6ee),
                0.85,
                0.6,
            );
        }
        b.rod(canvas, &b.oval(0.02, 0.38, 0.06, 0.06), gold, 0.016);
        b.beam(canvas, 0.5, 0.4, 0.2, 0.05, paint.times(0.8));
        b.cart_wheel(canvas, -0.34, 0.21, 0.21, gold);
        b.cart_wheel(canvas, 0.42, 0.16, 0.16, gold);
    }
}

pub(super) fn bicycle(canvas: &mut Canvas, b: &Builder) {
    let (paint, tyre) = (b.hue, IRON);
    let (rear, fore, pedal) = ((-0.5, 0.3), (0.5, 0.3), (-0.06, 0.28));
    let (saddle, head) = ((-0.22, 0.80), (0.34, 0.82));
    for (x, y) in [rear, fore] {
        for k in 0..6 {
            let (s, c) = (k as f32 * std::f32::consts::PI / 6.0).sin_cos();
            b.seam(
                canvas,
                &[(x - c * 0.27, y - s * 0.27), (x + c * 0.27, y + s * 0.27)],
                CHROME.times(0.7),
                0.008,
            );
        }
        b.rod(canvas, &b.oval(x, y, 0.275, 0.275), tyre, 0.045);
        b.knob(canvas, x, y, 0.035, CHROME);
    }
    for points in [
        [rear, saddle],
        [rear, pedal],
        [pedal, (-0.17, 0.66)],
        [pedal, (0.37, 0.7)],
        [(-0.18, 0.68), (0.36, 0.74)],
        [fore, head],
    ] {
        b.bar(canvas, &points, paint, 0.042);
    }
    b.rod(canvas, &b.curve(head, (0.36, 0.98), (0.2, 0.96)), CHROME, 0.032);
    b.bar(canvas, &[(0.22, 0.96), (0.14, 0.95)], IRON, 0.05);
    b.block(
        canvas,
        &b.blob(&[(-0.38, 0.86), (-0.24, 0.87), (-0.08, 0.83), (-0.22, 0.79), (-0.36, 0.80)]),
        Rgb::hex(0x6b4430),
        0.87,
        0.78,
    );
    b.knob(canvas, pedal.0, pedal.1, 0.065, CHROME);
    b.bar(canvas, &[pedal, (0.0, 0.15)], CHROME.times(0.8), 0.026);
    b.bar(canvas, &[(-0.05, 0.14), (0.06, 0.14)], IRON, 0.035);
    b.block(canvas, &b.slab(0.54, 0.66, 0.28, 0.2, 0.03), Rgb::hex(0xd9a760), 0.86, 0.66);
    for y in [0.72, 0.79] {
        b.seam(canvas, &[(0.42, y), (0.66, y)], Rgb::hex(0xa87838), 0.014);
    }
    lamp(canvas, b, 0.7, 0.62, 0.04);
}

pub(super) fn scooter(canvas: &mut Canvas, b: &Builder) {
    b.bar(canvas, &[(0.34, 0.12), (0.24, 0.92)], CHROME, 0.045);
    b.bar(canvas, &[(0.14, 0.95), (0.34, 0.93)], CHROME, 0.035);
    b.bar(canvas, &[(0.10, 0.955), (0.18, 0.945)], b.hue, 0.06);
    b.bar(canvas, &[(0.32, 0.2), (0.2, 0.13), (-0.38, 0.13)], b.hue, 0.07);
    for x in [-0.4, 0.36] {
        b.wheel(canvas, x, 0.09, 0.09, CHROME);
    }
    b.block(canvas, &b.blob(&[(-0.5, 0.16), (-0.42, 0.21), (-0.32, 0.17)]), b.hue.times(0.8), 0.21, 0.15);
}

pub(super) fn skateboard(canvas: &mut Canvas, b: &Builder) {
    for x in [-1.3, 1.3] {
        b.beam(canvas, x, 0.3, 0.4, 0.3, CHROME.times(0.8));
        b.wheel(canvas, x - 0.2, 0.22, 0.22, Rgb::hex(0xf4d06a));
        b.wheel(canvas, x + 0.2, 0.22, 0.22, Rgb::hex(0xf4d06a));
    }
    let deck = b.blob(&[
        (-2.25, 1.1),
        (-2.0, 0.86),
        (-1.6, 0.8),
        (1.6, 0.8),
        (2.0, 0.86),
        (2.25, 1.1),
        (2.1, 0.68),
        (1.6, 0.52),
        (-1.6, 0.52),
        (-2.1, 0.68),
    ]);
    b.block(canvas, &deck, b.hue, 1.1, 0.5);
}

pub(super) fn sled(canvas: &mut Canvas, b: &Builder) {
    let wood = Rgb::hex(0xb5803f);
    for x in [-0.5, 0.0, 0.45] {
        b.bar(canvas, &[(x, 0.1), (x + 0.04, 0.5)], wood.times(0.8), 0.07);
    }
    b.rod(canvas, &b.curve((-0.86, 0.06), (0.4, 0.02), (0.72, 0.1)), b.hue.times(0.85), 0.1);
    b.rod(canvas, &b.curve((0.70, 0.08), (1.1, 0.2), (0.92, 0.8)), b.hue.times(0.85), 0.1);
    b.rod(canvas, &b.curve((0.92, 0.8), (0.84, 0.92), (0.74, 0.78)), b.hue.times(0.85), 0.09);
    let seat = b.poly(&[(-0.84, 0.64), (0.70, 0.64), (0.74, 0.5), (-0.88, 0.5)]);
    b.block(canvas, &seat, b.hue, 0.66, 0.48);
    b.beam(canvas, -0.06, 0.42, 1.62, 0.1, wood);
    b.seam(canvas, &[(-0.7, 0.58), (0.6, 0.58)], b.hue.mix(WHITE, 0.5), 0.03);
    b.rod(canvas, &b.curve((0.86, 0.72), (0.5, 0.95), (0.3, 0.66)), Rgb::hex(0xe7d2a0), 0.035);
}
