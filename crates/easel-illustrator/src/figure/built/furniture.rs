//! What stands in rooms.

use super::Builder;
use crate::canvas::{Canvas, Tint};
use crate::colour::{Rgb, WHITE};

pub(super) fn table(canvas: &mut Canvas, b: &Builder) {
    let wood = b.hue;
    for x in [-0.74, 0.74] {
        b.beam(canvas, x, 0.0, 0.11, 0.84, wood.times(0.8));
        b.beam(canvas, x, 0.56, 0.15, 0.06, wood.times(0.72));
    }
    b.beam(canvas, 0.0, 0.70, 1.66, 0.16, wood.times(0.86));
    b.beam(canvas, 0.0, 0.73, 0.5, 0.10, wood.times(0.98));
    b.knob(canvas, 0.0, 0.78, 0.025, Rgb::hex(0xe9c46a));
    let top = b.poly(&[(-0.94, 1.0), (0.94, 1.0), (1.02, 0.90), (-1.02, 0.90)]);
    b.block(canvas, &top, wood.times(1.14), 1.0, 0.88);
    b.beam(canvas, 0.0, 0.84, 2.06, 0.07, wood.times(0.95));
    b.seam(canvas, &[(-0.7, 0.965), (0.2, 0.965)], wood.times(0.8), 0.008);
    b.seam(canvas, &[(-0.1, 0.93), (0.75, 0.93)], wood.times(0.8), 0.008);
}

pub(super) fn bench(canvas: &mut Canvas, b: &Builder) {
    let (wood, iron) = (b.hue, Rgb::hex(0x454955));
    for x in [-0.84, 0.84] {
        b.rod(canvas, &b.curve((x, 0.44), (x - 0.05, 0.8), (x - 0.06, 1.0)), iron, 0.055);
        b.rod(canvas, &b.curve((x, 0.48), (x + 0.02, 0.2), (x - 0.04, 0.02)), iron, 0.055);
    }
    for y in [0.62, 0.82] {
        b.beam(canvas, -0.02, y, 2.06, 0.14, wood.times(1.02));
        b.seam(canvas, &[(-0.8, y + 0.07), (0.5, y + 0.07)], wood.times(0.78), 0.01);
    }
    let seat = b.poly(&[(-1.02, 0.52), (1.02, 0.52), (1.08, 0.42), (-1.08, 0.42)]);
    b.block(canvas, &seat, wood.times(1.12), 0.54, 0.40);
    b.beam(canvas, 0.0, 0.36, 2.16, 0.07, wood.times(0.84));
    for x in [-0.86, 0.86] {
        b.rod(canvas, &b.curve((x, 0.36), (x + 0.1, 0.16), (x + 0.04, 0.02)), iron, 0.06);
        b.rod(canvas, &b.curve((x - 0.05, 0.66), (x + 0.16, 0.72), (x + 0.1, 0.5)), iron, 0.045);
    }
}

pub(super) fn chair(canvas: &mut Canvas, b: &Builder) {
    let wood = b.hue;
    for x in [-0.14, 0.24] {
        b.bar(canvas, &[(x, 0.42), (x + 0.02, 0.04)], wood.times(0.66), 0.05);
    }
    b.bar(canvas, &[(-0.21, 0.02), (-0.2, 0.45), (-0.27, 0.98)], wood.times(0.92), 0.06);
    for y in [0.60, 0.74, 0.88] {
        let x = -0.21 - (y - 0.45) * 0.1;
        b.bar(canvas, &[(x, y), (x + 0.1, y - 0.03)], wood.times(0.84), 0.05);
    }
    b.bar(canvas, &[(-0.10, 0.44), (-0.14, 0.92)], wood.times(0.8), 0.05);
    b.bar(canvas, &[(-0.28, 0.97), (-0.13, 0.92)], wood, 0.07);
    let seat = b.poly(&[(-0.22, 0.48), (0.2, 0.48), (0.28, 0.42), (-0.16, 0.42)]);
    b.block(canvas, &seat, wood.times(1.15), 0.5, 0.40);
    b.beam(canvas, 0.06, 0.37, 0.45, 0.06, wood.times(0.88));
    b.bar(canvas, &[(0.22, 0.38), (0.24, 0.02)], wood.times(0.95), 0.055);
    b.bar(canvas, &[(-0.18, 0.2), (0.22, 0.2)], wood.times(0.8), 0.035);
}

/// The cushions shared by sofas and armchairs; `half` is half the width between the arms.
fn upholstery(canvas: &mut Canvas, b: &Builder, half: f32, seats: usize) {
    let cloth = b.hue;
    for x in [-half * 0.9, half * 0.9] {
        b.beam(canvas, x, 0.0, 0.08, 0.14, Rgb::hex(0x5a3d28));
    }
    let back = b.slab(0.0, 0.2, half * 2.0 + 0.1, 0.8, 0.16);
    b.block(canvas, &back, cloth.times(0.92), 1.0, 0.3);
    let wide = half * 2.0 / seats as f32;
    for k in 0..seats {
        let x = -half + wide * (k as f32 + 0.5);
        b.block(canvas, &b.slab(x, 0.44, wide * 0.95, 0.5, 0.12), cloth.times(1.04), 0.95, 0.44);
        b.dab(canvas, x, 0.72, 0.018, 0.018, cloth.times(0.7));
    }
    b.beam(canvas, 0.0, 0.1, half * 2.0 + 0.06, 0.24, cloth.times(0.82));
    for k in 0..seats {
        let x = -half + wide * (k as f32 + 0.5);
        b.block(canvas, &b.slab(x, 0.28, wide * 0.97, 0.19, 0.08), cloth.times(1.1), 0.47, 0.28);
    }
    for x in [-half - 0.06, half + 0.06] {
        b.block(canvas, &b.slab(x, 0.1, 0.22, 0.56, 0.1), cloth, 0.66, 0.1);
        b.dab(canvas, x, 0.56, 0.06, 0.06, cloth.times(1.14));
    }
}

pub(super) fn sofa(canvas: &mut Canvas, b: &Builder) {
    upholstery(canvas, b, 0.86, 2);
    let pillow = Rgb::hex(0xf2c879);
    b.block(canvas, &b.poly(&[(-0.78, 0.5), (-0.7, 0.8), (-0.42, 0.74), (-0.5, 0.46)]), pillow, 0.8, 0.46);
}

pub(super) fn armchair(canvas: &mut Canvas, b: &Builder) {
    upholstery(canvas, b, 0.36, 1);
}

pub(super) fn throne(canvas: &mut Canvas, b: &Builder) {
    let gold = Rgb::hex(0xe9b83f);
    b.beam(canvas, 0.0, 0.0, 0.66, 0.06, Rgb::hex(0x8f6a3a));
    let back = b.poly(&[(-0.28, 0.1), (-0.26, 0.84), (0.0, 0.98), (0.26, 0.84), (0.28, 0.1)]);
    b.block(canvas, &back, gold, 0.98, 0.1);
    let cloth = b.poly(&[(-0.21, 0.3), (-0.195, 0.80), (0.0, 0.905), (0.195, 0.80), (0.21, 0.3)]);
    canvas.wash(&cloth, b.fade(0.9, 0.3, b.hue));
    for (x, y) in [(-0.1, 0.72), (0.1, 0.72), (0.0, 0.6), (-0.1, 0.48), (0.1, 0.48)] {
        b.dab(canvas, x, y, 0.016, 0.016, gold);
    }
    for (x, y, r) in [(-0.26, 0.87, 0.045), (0.26, 0.87, 0.045), (0.0, 0.99, 0.05)] {
        b.knob(canvas, x, y, r, gold);
    }
    b.knob(canvas, 0.0, 0.99, 0.024, Rgb::hex(0x3f8fd8));
    for x in [-0.24, 0.24] {
        b.beam(canvas, x, 0.04, 0.07, 0.3, gold.times(0.92));
    }
    b.beam(canvas, 0.0, 0.2, 0.54, 0.09, gold.times(0.9));
    b.block(canvas, &b.slab(0.0, 0.27, 0.5, 0.08, 0.04), b.hue.times(1.08), 0.35, 0.27);
    for x in [-0.29, 0.29] {
        b.beam(canvas, x, 0.3, 0.06, 0.16, gold);
        b.block(canvas, &b.slab(x, 0.45, 0.12, 0.05, 0.025), gold.times(1.08), 0.5, 0.45);
    }
}

pub(super) fn bed(canvas: &mut Canvas, b: &Builder) {
    let wood = Rgb::hex(0x9a6a42);
    if b.back() {
        b.beam(canvas, -1.14, 0.0, 0.10, 0.98, wood);
        b.knob(canvas, -1.14, 1.0, 0.07, wood.times(1.1));
        b.block(canvas, &b.slab(-1.09, 0.28, 0.09, 0.62, 0.04), wood.times(0.86), 0.9, 0.28);
        b.beam(canvas, 0.0, 0.14, 2.24, 0.2, wood.times(0.84));
        b.block(canvas, &b.slab(0.0, 0.3, 2.2, 0.22, 0.08), Rgb::hex(0xf7f3ea), 0.52, 0.3);
        let pillow = [(-1.06, 0.52), (-0.98, 0.70), (-0.7, 0.70), (-0.58, 0.6), (-0.62, 0.5)];
        b.block(canvas, &b.blob(&pillow), WHITE, 0.7, 0.45);
    }
    if b.front() {
        // Higher over somebody than over nobody.
        quilt(canvas, b, if b.back() { 0.0 } else { 0.26 });
        b.beam(canvas, 1.16, 0.0, 0.10, 0.66, wood);
        b.knob(canvas, 1.16, 0.68, 0.07, wood.times(1.1));
    }
}

fn quilt(canvas: &mut Canvas, b: &Builder, swell: f32) {
    let cover = b.blob(&[
        (-0.42, 0.54 + swell),
        (0.2, 0.58 + swell),
        (0.9, 0.55 + swell * 0.5),
        (1.11, 0.48),
        (1.12, 0.22),
        (0.9, 0.2),
        (0.6, 0.23),
        (0.2, 0.19),
        (-0.2, 0.22),
        (-0.44, 0.2),
    ]);
    b.block(canvas, &cover, b.hue, 0.6 + swell, 0.18);
    for k in 0..5 {
        let x = -0.24 + 0.29 * k as f32;
        let top = 0.54 + swell * (1.0 - 0.16 * k as f32);
        b.seam(canvas, &[(x, top), (x + 0.02, 0.24)], b.hue.mix(WHITE, 0.5), 0.014);
    }
    b.seam(canvas, &[(-0.4, 0.38), (1.08, 0.37)], b.hue.mix(WHITE, 0.5), 0.014);
    b.block(
        canvas,
        &b.slab(-0.36, 0.21, 0.16, 0.35 + swell, 0.05),
        b.hue.mix(WHITE, 0.62),
        0.56 + swell,
        0.2,
    );
}

pub(super) fn bathtub(canvas: &mut Canvas, b: &Builder) {
    if b.back() {
        b.block(canvas, &b.oval(0.0, 0.82, 0.92, 0.1), b.hue.times(0.82), 0.92, 0.72);
        canvas.wash(&b.oval(0.0, 0.80, 0.84, 0.08), Tint::flat(Rgb::hex(0x8fd4ea)));
        b.rod(canvas, &b.curve((0.86, 0.8), (0.86, 1.16), (0.66, 1.06)), Rgb::hex(0xc9a35a), 0.05);
    }
    if b.front() {
        for x in [-0.55, 0.55] {
            b.knob(canvas, x, 0.07, 0.09, Rgb::hex(0xd9b35f));
        }
        let tub = b.blob(&[
            (-0.94, 0.82),
            (-0.5, 0.77),
            (0.0, 0.755),
            (0.5, 0.77),
            (0.94, 0.82),
            (0.86, 0.45),
            (0.62, 0.16),
            (0.0, 0.09),
            (-0.62, 0.16),
            (-0.86, 0.45),
        ]);
        b.block(canvas, &tub, b.hue, 0.82, 0.1);
        b.rod(canvas, &b.curve((-0.96, 0.83), (0.0, 0.70), (0.96, 0.83)), b.hue.mix(WHITE, 0.4), 0.06);
        for (x, y, r) in [
            (-0.7, 0.86, 0.11),
            (-0.48, 0.82, 0.13),
            (-0.22, 0.84, 0.10),
            (0.1, 0.80, 0.12),
            (0.36, 0.84, 0.13),
            (0.62, 0.86, 0.1),
        ] {
            b.knob(canvas, x, y, r, Rgb::hex(0xeef8fd));
        }
        for (x, y, r) in [(-0.3, 1.1, 0.05), (0.5, 1.16, 0.06), (0.2, 1.3, 0.04)] {
            canvas.wash(&b.oval(x, y, r, r), Tint::veil(Rgb::hex(0xd7f1fb), 0.7));
        }
    }
}

pub(super) fn school_desk(canvas: &mut Canvas, b: &Builder) {
    let (wood, iron) = (b.hue, Rgb::hex(0x59606c));
    b.rod(canvas, &b.line(&[(-0.62, 0.02), (-0.58, 0.48), (-0.68, 0.92)]), iron, 0.05);
    b.bar(canvas, &[(-0.36, 0.02), (-0.4, 0.48)], iron, 0.05);
    b.block(canvas, &b.slab(-0.68, 0.66, 0.08, 0.3, 0.03), wood, 0.96, 0.66);
    b.beam(canvas, -0.5, 0.46, 0.44, 0.07, wood);
    for x in [0.1, 0.56] {
        b.bar(canvas, &[(x, 0.02), (x, 0.74)], iron, 0.05);
    }
    b.bar(canvas, &[(-0.6, 0.03), (0.62, 0.03)], iron, 0.04);
    let side = b.poly(&[(-0.08, 0.66), (-0.1, 0.80), (0.72, 0.94), (0.72, 0.68)]);
    b.block(canvas, &side, wood.times(0.88), 0.94, 0.66);
    let top = b.poly(&[(-0.14, 0.80), (-0.12, 0.86), (0.72, 1.0), (0.76, 0.94)]);
    b.block(canvas, &top, wood.times(1.12), 1.0, 0.78);
    b.block(
        canvas,
        &b.poly(&[(0.12, 0.885), (0.42, 0.94), (0.42, 0.98), (0.12, 0.93)]),
        Rgb::hex(0xd8433a),
        0.98,
        0.88,
    );
}

pub(super) fn blackboard(canvas: &mut Canvas, b: &Builder) {
    let wood = Rgb::hex(0xb5803f);
    for (x, foot) in [(-0.4, -0.52), (0.4, 0.52)] {
        b.bar(canvas, &[(x, 0.95), (foot, 0.02)], wood.times(0.85), 0.05);
    }
    b.beam(canvas, 0.0, 0.26, 1.3, 0.72, wood);
    canvas.wash(&b.slab(0.0, 0.315, 1.19, 0.61, 0.01), b.fade(0.92, 0.3, b.hue));
    let chalk = Rgb::hex(0xf4f3ea);
    // Figures that read the same from both sides.
    let lines: [&[(f32, f32)]; 5] = [
        &[(-0.5, 0.56), (-0.42, 0.82), (-0.34, 0.56)],
        &[(-0.47, 0.66), (-0.37, 0.66)],
        &[(-0.12, 0.70), (0.0, 0.70)],
        &[(-0.06, 0.64), (-0.06, 0.76)],
        &[(-0.5, 0.44), (-0.2, 0.46), (0.1, 0.43), (0.45, 0.45)],
    ];
    for line in lines {
        b.seam(canvas, line, chalk, 0.02);
    }
    for (x, y, r) in [(0.22, 0.68, 0.085), (0.22, 0.68, 0.04)] {
        canvas.stroke(&b.oval(x, y, r, r), chalk, 0.8, 0.018 * b.height);
    }
    for k in 0..8 {
        let (s, c) = (k as f32 * std::f32::consts::FRAC_PI_4).sin_cos();
        b.seam(
            canvas,
            &[(0.22 + c * 0.11, 0.68 + s * 0.11), (0.22 + c * 0.15, 0.68 + s * 0.15)],
            chalk,
            0.014,
        );
    }
    b.beam(canvas, 0.0, 0.22, 1.24, 0.05, wood.times(0.9));
    b.beam(canvas, 0.3, 0.27, 0.12, 0.03, WHITE);
}

pub(super) fn bookshelf(canvas: &mut Canvas, b: &Builder) {
    let wood = b.hue;
    b.beam(canvas, 0.0, 0.0, 0.82, 1.0, wood);
    let covers = [0xc8433a, 0x3f7fae, 0x4f9a5a, 0xe0a63a, 0x7a5aa0, 0xd87f9a, 0x4a8f8f];
    for row in 0..4 {
        let low = 0.07 + 0.232 * row as f32;
        canvas.wash(&b.slab(0.0, low, 0.70, 0.19, 0.005), Tint::flat(wood.times(0.48)));
        let mut x = -0.34;
        let mut k = row * 3 + (b.seed % 5) as usize;
        while x < 0.30 {
            let wide = 0.045 + 0.014 * ((k * 5) % 3) as f32;
            let tall = 0.13 + 0.018 * ((k * 7) % 4) as f32;
            let cover = Rgb::hex(covers[k % covers.len()]);
            if (k * 11).is_multiple_of(9) {
                b.block(
                    canvas,
                    &b.poly(&[
                        (x, low),
                        (x + wide, low),
                        (x + wide + 0.05, low + tall),
                        (x + 0.05, low + tall),
                    ]),
                    cover,
                    low + tall,
                    low,
                );
                x += 0.05;
            } else {
                b.block(canvas, &b.slab(x + wide * 0.5, low, wide, tall, 0.006), cover, low + tall, low);
                b.seam(
                    canvas,
                    &[(x + wide * 0.25, low + tall * 0.75), (x + wide * 0.75, low + tall * 0.75)],
                    cover.mix(WHITE, 0.6),
                    0.008,
                );
            }
            x += wide + 0.004;
            k += 1;
        }
    }
    b.beam(canvas, 0.0, 0.96, 0.88, 0.045, wood.times(1.08));
    b.beam(canvas, 0.0, 0.0, 0.86, 0.05, wood.times(0.9));
}

pub(super) fn stove(canvas: &mut Canvas, b: &Builder) {
    let iron = b.hue;
    b.beam(canvas, -0.12, 0.56, 0.11, 0.44, iron.times(0.95));
    b.beam(canvas, -0.12, 0.94, 0.15, 0.04, iron.times(1.2));
    for x in [-0.26, 0.26] {
        b.beam(canvas, x, 0.0, 0.06, 0.1, iron.times(0.8));
    }
    b.block(canvas, &b.slab(0.0, 0.07, 0.66, 0.5, 0.05), iron, 0.57, 0.07);
    b.beam(canvas, 0.0, 0.55, 0.74, 0.05, iron.times(1.35));
    b.block(canvas, &b.arch(0.0, 0.14, 0.36, 0.30), iron.times(1.5), 0.46, 0.14);
    canvas.wash(&b.arch(0.0, 0.17, 0.28, 0.235), Tint::flat(Rgb::hex(0x5a1f14)));
    for (k, hue) in [(1.0, 0xee6a2a), (0.62, 0xffc94a)] {
        let flame = b.blob(&[
            (-0.11 * k, 0.18),
            (-0.1 * k, 0.18 + 0.1 * k),
            (-0.02, 0.18 + 0.2 * k),
            (0.06 * k, 0.18 + 0.12 * k),
            (0.11 * k, 0.18),
        ]);
        canvas.wash(&flame, Tint::flat(Rgb::hex(hue)));
    }
    let pot = Rgb::hex(0xc8583a);
    b.block(canvas, &b.slab(0.17, 0.6, 0.26, 0.15, 0.04), pot, 0.75, 0.6);
    b.beam(canvas, 0.17, 0.735, 0.28, 0.03, pot.times(1.15));
    b.knob(canvas, 0.17, 0.775, 0.02, iron.times(1.2));
}

pub(super) fn hammock(canvas: &mut Canvas, b: &Builder) {
    let (wood, rope) = (Rgb::hex(0x8a5f3c), Rgb::hex(0xe7d8b4));
    if b.back() {
        for side in [-1.0, 1.0] {
            b.bar(canvas, &[(side * 1.2, 0.0), (side * 1.14, 1.0)], wood, 0.09);
            for drop in [0.0, 0.12] {
                b.bar(canvas, &[(side * 1.14, 0.88), (side * 0.84, 0.62 - drop)], rope, 0.018);
            }
        }
        let net = b.blob(&[
            (-0.86, 0.64),
            (-0.4, 0.42),
            (0.0, 0.36),
            (0.4, 0.42),
            (0.86, 0.64),
            (0.5, 0.36),
            (0.0, 0.26),
            (-0.5, 0.36),
        ]);
        b.block(canvas, &net, b.hue.times(0.8), 0.64, 0.2);
    }
    if b.front() {
        let net = b.blob(&[
            (-0.87, 0.60),
            (-0.44, 0.38),
            (0.0, 0.32),
            (0.44, 0.38),
            (0.87, 0.60),
            (0.52, 0.24),
            (0.0, 0.14),
            (-0.52, 0.24),
        ]);
        b.block(canvas, &net, b.hue, 0.6, 0.14);
        for k in 0..5 {
            let x = -0.44 + 0.22 * k as f32;
            b.seam(
                canvas,
                &[(x, 0.33 + x * x * 0.25), (x, 0.17 + x * x * 0.3)],
                b.hue.mix(WHITE, 0.55),
                0.03,
            );
        }
    }
}
