//! Small things out of doors: logs, signs, snowmen, and what lies about in tales.

use super::Builder;
use crate::canvas::{Canvas, Tint};
use crate::colour::Rgb;

const WOOD: Rgb = Rgb::hex(0xb5843f);
const IRON: Rgb = Rgb::hex(0x3a3f4a);

pub(super) fn campfire(canvas: &mut Canvas, b: &Builder) {
    for (x, r) in [(-0.5, 0.12), (-0.3, 0.10), (0.32, 0.11), (0.52, 0.12)] {
        b.block(canvas, &b.oval(x, 0.07, r, 0.085), Rgb::hex(0x8a8790), 0.15, 0.0);
    }
    for points in [[(-0.42, 0.05), (0.28, 0.22)], [(0.42, 0.05), (-0.28, 0.22)]] {
        b.bar(canvas, &points, b.hue, 0.11);
        b.seam(canvas, &[points[0], (points[0].0 * 0.5, points[0].1 + 0.07)], b.hue.times(1.25), 0.02);
    }
    for (k, colour) in [(1.0, 0xf0642a), (0.72, 0xf9a52e), (0.42, 0xffe27a)] {
        let flame = b.blob(&[
            (-0.30 * k, 0.16),
            (-0.33 * k, 0.16 + 0.3 * k),
            (-0.14 * k, 0.16 + 0.46 * k),
            (-0.02 * k, 0.16 + 0.84 * k),
            (0.16 * k, 0.16 + 0.5 * k),
            (0.26 * k, 0.16 + 0.58 * k),
            (0.32 * k, 0.16 + 0.26 * k),
            (0.24 * k, 0.13),
            (0.0, 0.1),
        ]);
        canvas.fill(&flame, Tint::flat(Rgb::hex(colour)));
    }
    for (x, y) in [(-0.26, 0.78), (0.3, 0.9), (0.12, 1.04)] {
        b.dab(canvas, x, y, 0.022, 0.022, Rgb::hex(0xffc04a));
    }
}

pub(super) fn log(canvas: &mut Canvas, b: &Builder) {
    let bark = b.hue;
    let side = b.blob(&[
        (-1.3, 0.1),
        (-1.34, 0.5),
        (-1.24, 0.92),
        (0.0, 0.98),
        (1.12, 0.94),
        (1.12, 0.06),
        (0.0, 0.0),
        (-1.2, 0.0),
    ]);
    b.block(canvas, &side, bark, 1.0, 0.0);
    for (x, y, long) in
        [(-0.9, 0.66, 0.5), (-0.3, 0.8, 0.7), (0.1, 0.5, 0.6), (-1.0, 0.36, 0.6), (-0.2, 0.24, 0.7)]
    {
        b.seam(canvas, &[(x, y), (x + long * 0.5, y + 0.03), (x + long, y)], bark.times(0.7), 0.03);
    }
    b.block(canvas, &b.oval(1.12, 0.5, 0.22, 0.46), Rgb::hex(0xe3bd88), 0.96, 0.04);
    for r in [0.72, 0.42] {
        canvas.stroke(&b.oval(1.12, 0.5, 0.22 * r, 0.46 * r), Rgb::hex(0xb58552), 0.8, 0.03 * b.height);
    }
    b.block(
        canvas,
        &b.poly(&[(-0.5, 0.9), (-0.42, 1.16), (-0.28, 1.14), (-0.28, 0.92)]),
        bark.times(1.05),
        1.16,
        0.9,
    );
    for (x, r) in [(0.5, 0.09), (0.62, 0.07)] {
        b.beam(canvas, x, 0.94, r * 0.7, 0.12, Rgb::hex(0xf3ead6));
        b.block(
            canvas,
            &b.blob(&[(x - r, 1.04), (x, 1.04 + r * 1.1), (x + r, 1.04)]),
            Rgb::hex(0xd8553f),
            1.16,
            1.0,
        );
    }
}

pub(super) fn stump(canvas: &mut Canvas, b: &Builder) {
    let bark = b.hue;
    let side = b.blob(&[
        (-0.66, 0.0),
        (-0.53, 0.22),
        (-0.52, 0.84),
        (0.0, 0.94),
        (0.52, 0.84),
        (0.53, 0.22),
        (0.68, 0.0),
        (0.3, 0.04),
        (0.0, -0.05),
        (-0.32, 0.03),
    ]);
    b.block(canvas, &side, bark, 0.9, 0.0);
    for (x, low, high) in [(-0.38, 0.2, 0.7), (-0.15, 0.1, 0.6), (0.12, 0.2, 0.68), (0.36, 0.12, 0.6)] {
        b.seam(canvas, &[(x, low), (x + 0.02, high)], bark.times(0.7), 0.024);
    }
    b.block(canvas, &b.oval(0.0, 0.86, 0.54, 0.14), Rgb::hex(0xe6c08c), 1.0, 0.72);
    for r in [0.7, 0.38] {
        canvas.stroke(&b.oval(0.02, 0.86, 0.54 * r, 0.14 * r), Rgb::hex(0xb98a56), 0.85, 0.022 * b.height);
    }
    b.block(
        canvas,
        &b.blob(&[(0.5, 0.6), (0.66, 0.84), (0.72, 0.80), (0.6, 0.5)]),
        Rgb::hex(0x6fae4a),
        0.84,
        0.5,
    );
}

pub(super) fn lamp_post(canvas: &mut Canvas, b: &Builder) {
    let iron = b.hue;
    b.beam(canvas, 0.0, 0.0, 0.12, 0.045, iron);
    b.beam(canvas, 0.0, 0.04, 0.07, 0.12, iron.times(1.15));
    b.bar(canvas, &[(0.0, 0.1), (0.0, 0.78)], iron.times(1.1), 0.024);
    b.bar(canvas, &[(-0.07, 0.73), (0.07, 0.73)], iron, 0.016);
    b.knob(canvas, 0.0, 0.5, 0.022, iron.times(1.2));
    canvas.fill(
        &b.poly(&[(-0.045, 0.79), (-0.075, 0.93), (0.075, 0.93), (0.045, 0.79)]),
        Tint::flat(Rgb::hex(0xffe6a3)),
    );
    b.dab(canvas, 0.0, 0.85, 0.025, 0.035, Rgb::hex(0xfffbe4));
    b.seam(canvas, &[(0.0, 0.79), (0.0, 0.93)], iron, 0.008);
    b.beam(canvas, 0.0, 0.775, 0.11, 0.022, iron);
    b.block(
        canvas,
        &b.blob(&[(-0.095, 0.925), (-0.04, 0.965), (0.0, 0.99), (0.04, 0.965), (0.095, 0.925)]),
        iron.times(1.1),
        1.0,
        0.92,
    );
    b.knob(canvas, 0.0, 0.995, 0.015, iron);
}

pub(super) fn mailbox(canvas: &mut Canvas, b: &Builder) {
    b.bar(canvas, &[(0.0, 0.0), (0.0, 0.58)], Rgb::hex(0x9a6a3f), 0.08);
    b.block(
        canvas,
        &b.blob(&[(-0.1, 0.02), (0.0, 0.09), (0.12, 0.02), (0.0, -0.02)]),
        Rgb::hex(0x5fa04a),
        0.09,
        0.0,
    );
    let hull = b.poly(&[
        (-0.30, 0.56),
        (-0.30, 0.84),
        (-0.26, 0.93),
        (-0.17, 0.97),
        (0.13, 0.97),
        (0.22, 0.93),
        (0.28, 0.84),
        (0.28, 0.56),
    ]);
    b.block(canvas, &hull, b.hue, 1.0, 0.55);
    b.block(canvas, &b.arch(0.16, 0.56, 0.27, 0.40), b.hue.times(0.85), 0.97, 0.56);
    b.seam(canvas, &[(0.09, 0.74), (0.23, 0.74)], b.hue.times(0.5), 0.022);
    b.knob(canvas, 0.16, 0.90, 0.02, Rgb::hex(0xf2d06a));
    b.bar(canvas, &[(-0.14, 0.74), (-0.14, 1.02)], Rgb::hex(0xf2d06a), 0.022);
    b.block(canvas, &b.poly(&[(-0.14, 1.04), (-0.27, 1.0), (-0.14, 0.93)]), Rgb::hex(0xf2d06a), 1.04, 0.93);
    b.block(
        canvas,
        &b.poly(&[(0.06, 0.74), (0.08, 0.86), (0.24, 0.84), (0.22, 0.74)]),
        Rgb::hex(0xfdf8ea),
        0.86,
        0.74,
    );
}

pub(super) fn snowman(canvas: &mut Canvas, b: &Builder) {
    let snow = Rgb::hex(0xf7fafd);
    for (points, tip) in [
        ([(-0.2, 0.52), (-0.34, 0.62), (-0.42, 0.74)], (-0.47, 0.66)),
        ([(0.2, 0.52), (0.34, 0.6), (0.43, 0.73)], (0.48, 0.65)),
    ] {
        b.bar(canvas, &points, Rgb::hex(0x6b4a30), 0.02);
        b.bar(canvas, &[points[1], tip], Rgb::hex(0x6b4a30), 0.014);
    }
    for (y, r) in [(0.2, 0.27), (0.5, 0.205), (0.745, 0.155)] {
        canvas.fill(&b.oval(0.0, y, r, r * 0.93), b.ball(0.0, y, r, snow));
        b.shade(
            canvas,
            &b.blob(&[
                (r * 0.3, y + r * 0.8),
                (r * 0.88, y + r * 0.2),
                (r * 0.8, y - r * 0.5),
                (r * 0.2, y - r * 0.86),
                (r * 0.6, y - r * 0.3),
            ]),
        );
    }
    let coal = Rgb::hex(0x2b2c33);
    for x in [-0.05, 0.06] {
        b.dab(canvas, x, 0.79, 0.018, 0.022, coal);
    }
    for (x, y) in [(-0.07, 0.70), (-0.035, 0.682), (0.005, 0.677), (0.045, 0.682), (0.08, 0.70)] {
        b.dab(canvas, x, y, 0.01, 0.01, coal);
    }
    b.block(canvas, &b.poly(&[(0.0, 0.765), (0.16, 0.735), (0.0, 0.725)]), Rgb::hex(0xf08a32), 0.77, 0.72);
    for y in [0.56, 0.48, 0.40] {
        b.dab(canvas, 0.01, y, 0.018, 0.018, coal);
    }
    let cloth = b.hue;
    b.block(
        canvas,
        &b.poly(&[(0.05, 0.63), (0.13, 0.62), (0.15, 0.46), (0.07, 0.46)]),
        cloth.times(0.95),
        0.63,
        0.46,
    );
    b.block(
        canvas,
        &b.blob(&[(-0.16, 0.66), (0.0, 0.625), (0.16, 0.66), (0.165, 0.61), (0.0, 0.57), (-0.165, 0.61)]),
        cloth,
        0.66,
        0.57,
    );
    b.block(canvas, &b.oval(0.0, 0.87, 0.17, 0.028), coal.times(1.4), 0.9, 0.84);
    b.block(canvas, &b.slab(0.0, 0.87, 0.21, 0.13, 0.012), coal.times(1.3), 1.0, 0.87);
    b.seam(canvas, &[(-0.1, 0.892), (0.1, 0.892)], cloth, 0.026);
}

pub(super) fn scarecrow(canvas: &mut Canvas, b: &Builder) {
    let straw = Rgb::hex(0xe8c25a);
    b.bar(canvas, &[(0.0, 0.0), (0.0, 0.7)], WOOD.times(0.8), 0.045);
    b.bar(canvas, &[(-0.38, 0.60), (0.38, 0.60)], WOOD.times(0.8), 0.04);
    for side in [-1.0, 1.0] {
        for dy in [-0.05, 0.0, 0.05] {
            b.bar(canvas, &[(side * 0.32, 0.60), (side * 0.43, 0.60 + dy)], straw, 0.016);
        }
        b.block(
            canvas,
            &b.poly(&[(side * 0.1, 0.66), (side * 0.35, 0.65), (side * 0.35, 0.55), (side * 0.1, 0.52)]),
            b.hue.times(0.94),
            0.66,
            0.5,
        );
    }
    for x in [-0.1, -0.05, 0.05, 0.1] {
        b.bar(canvas, &[(x, 0.3), (x * 1.3, 0.2)], straw, 0.016);
    }
    b.block(
        canvas,
        &b.poly(&[
            (-0.12, 0.67),
            (0.12, 0.67),
            (0.165, 0.28),
            (0.06, 0.30),
            (0.0, 0.27),
            (-0.06, 0.30),
            (-0.165, 0.28),
        ]),
        b.hue,
        0.67,
        0.27,
    );
    b.block(canvas, &b.slab(0.06, 0.36, 0.09, 0.09, 0.01), Rgb::hex(0xd8553f), 0.45, 0.36);
    for y in [0.58, 0.5] {
        b.dab(canvas, 0.0, y, 0.014, 0.014, Rgb::hex(0xf6ecd2));
    }
    for k in 0..5 {
        let x = -0.1 + 0.05 * k as f32;
        b.bar(canvas, &[(x * 0.6, 0.69), (x, 0.63)], straw, 0.016);
    }
    b.block(canvas, &b.oval(0.0, 0.775, 0.115, 0.11), Rgb::hex(0xe9cf9c), 0.89, 0.66);
    for side in [-1.0, 1.0] {
        b.dab(canvas, side * 0.042, 0.79, 0.016, 0.018, Rgb::hex(0x33302e));
        b.dab(canvas, side * 0.07, 0.745, 0.018, 0.013, Rgb::hex(0xf08a7a));
    }
    b.block(canvas, &b.poly(&[(0.0, 0.775), (-0.014, 0.75), (0.014, 0.75)]), Rgb::hex(0xf08a32), 0.78, 0.75);
    b.seam(canvas, &[(-0.05, 0.73), (0.0, 0.712), (0.05, 0.73)], Rgb::hex(0x6b4a30), 0.01);
    b.block(canvas, &b.oval(0.0, 0.865, 0.2, 0.03), straw.times(0.9), 0.9, 0.83);
    b.block(
        canvas,
        &b.blob(&[(-0.105, 0.87), (-0.05, 0.97), (0.03, 1.0), (0.09, 0.95), (0.105, 0.87)]),
        straw,
        1.0,
        0.86,
    );
    b.seam(canvas, &[(-0.1, 0.885), (0.1, 0.885)], Rgb::hex(0xc8433a), 0.022);
}

pub(super) fn gravestone(canvas: &mut Canvas, b: &Builder) {
    let stone = b.hue;
    b.block(canvas, &b.arch(0.03, 0.0, 0.62, 0.98), stone.times(0.74), 1.0, 0.0);
    b.block(canvas, &b.arch(-0.02, 0.0, 0.6, 0.96), stone, 0.96, 0.0);
    canvas.stroke(&b.arch(-0.02, 0.1, 0.44, 0.76), stone.times(0.74), 0.8, 0.02 * b.height);
    b.seam(canvas, &[(-0.02, 0.76), (-0.02, 0.54)], stone.times(0.6), 0.04);
    b.seam(canvas, &[(-0.09, 0.69), (0.05, 0.69)], stone.times(0.6), 0.04);
    for y in [0.42, 0.33] {
        b.seam(canvas, &[(-0.15, y), (0.11, y)], stone.times(0.66), 0.022);
    }
    b.seam(canvas, &[(0.2, 0.84), (0.13, 0.74), (0.17, 0.66)], stone.times(0.6), 0.014);
    for (x, r) in [(-0.3, 0.12), (0.28, 0.14), (0.0, 0.08)] {
        b.block(
            canvas,
            &b.blob(&[(x - r, 0.0), (x - r * 0.4, r), (x + r * 0.4, r * 0.9), (x + r, 0.0)]),
            Rgb::hex(0x5f9a4c),
            r,
            0.0,
        );
    }
}

pub(super) fn chest(canvas: &mut Canvas, b: &Builder) {
    let (wood, gold) = (b.hue, Rgb::hex(0xe9b83f));
    b.block(
        canvas,
        &b.blob(&[(-0.6, 0.52), (-0.62, 0.78), (-0.5, 0.98), (0.5, 0.98), (0.62, 0.78), (0.6, 0.52)]),
        wood.times(0.8),
        1.0,
        0.5,
    );
    canvas.wash(
        &b.blob(&[(-0.5, 0.52), (-0.5, 0.74), (-0.4, 0.88), (0.4, 0.88), (0.5, 0.74), (0.5, 0.52)]),
        Tint::flat(wood.times(0.42)),
    );
    for (x, y, r) in [
        (-0.4, 0.52, 0.1),
        (-0.24, 0.57, 0.1),
        (-0.06, 0.61, 0.1),
        (0.12, 0.58, 0.1),
        (0.3, 0.54, 0.1),
        (0.44, 0.5, 0.08),
        (-0.14, 0.52, 0.1),
        (0.06, 0.5, 0.1),
        (0.22, 0.48, 0.1),
    ] {
        b.knob(canvas, x, y, r, Rgb::hex(0xf7cb45));
        canvas.stroke(&b.oval(x, y, r * 0.62, r * 0.62), Rgb::hex(0xc9942a), 0.8, 0.016 * b.height);
    }
    for (x, y, hue) in [(-0.3, 0.66, 0xd8334a), (0.2, 0.68, 0x3f8fd8), (0.02, 0.7, 0x3fae6a)] {
        b.block(
            canvas,
            &b.poly(&[(x - 0.07, y), (x, y + 0.08), (x + 0.07, y), (x, y - 0.09)]),
            Rgb::hex(hue),
            y + 0.1,
            y - 0.1,
        );
    }
    b.block(canvas, &b.slab(0.0, 0.0, 1.2, 0.5, 0.03), wood, 0.5, 0.0);
    for y in [0.17, 0.33] {
        b.seam(canvas, &[(-0.56, y), (0.56, y)], wood.times(0.66), 0.018);
    }
    for x in [-0.5, 0.5] {
        b.beam(canvas, x, 0.0, 0.11, 0.5, gold);
    }
    b.beam(canvas, 0.0, 0.44, 1.24, 0.08, gold);
    b.block(canvas, &b.slab(0.0, 0.26, 0.18, 0.22, 0.04), gold.times(1.05), 0.48, 0.26);
    b.dab(canvas, 0.0, 0.38, 0.028, 0.03, Rgb::hex(0x3a2a1c));
    b.seam(canvas, &[(0.0, 0.37), (0.0, 0.31)], Rgb::hex(0x3a2a1c), 0.022);
}

pub(super) fn cauldron(canvas: &mut Canvas, b: &Builder) {
    for (x0, x1) in [(-0.4, 0.1), (0.4, -0.1)] {
        b.bar(canvas, &[(x0, 0.03), (x1, 0.1)], Rgb::hex(0x6b4a30), 0.07);
    }
    for (x, k) in [(-0.22, 0.8), (0.0, 1.0), (0.22, 0.8)] {
        let flame = b.blob(&[
            (x - 0.1, 0.05),
            (x - 0.08, 0.16 * k),
            (x, 0.28 * k),
            (x + 0.08, 0.16 * k),
            (x + 0.1, 0.05),
        ]);
        canvas.fill(&flame, Tint::flat(Rgb::hex(0xf59a2c)));
    }
    let pot = b.blob(&[
        (-0.42, 0.80),
        (-0.52, 0.52),
        (-0.42, 0.26),
        (-0.2, 0.14),
        (0.2, 0.14),
        (0.42, 0.26),
        (0.52, 0.52),
        (0.42, 0.80),
        (0.0, 0.76),
    ]);
    b.block(canvas, &pot, b.hue, 0.8, 0.12);
    b.shine(canvas, &b.blob(&[(-0.36, 0.66), (-0.42, 0.5), (-0.34, 0.34), (-0.31, 0.5)]));
    b.block(canvas, &b.oval(0.0, 0.80, 0.45, 0.10), b.hue.times(1.4), 0.9, 0.7);
    canvas.wash(&b.oval(0.0, 0.80, 0.38, 0.072), Tint::flat(Rgb::hex(0x7bd34a)));
    for (x, y, r) in [
        (-0.2, 0.83, 0.06),
        (0.1, 0.82, 0.08),
        (0.26, 0.85, 0.05),
        (-0.04, 0.92, 0.05),
        (-0.16, 1.04, 0.04),
        (0.16, 1.08, 0.05),
    ] {
        canvas.fill(&b.oval(x, y, r, r), b.ball(x, y, r, Rgb::hex(0x9fe76a)));
    }
    for side in [-1.0, 1.0] {
        b.rod(
            canvas,
            &b.curve((side * 0.44, 0.7), (side * 0.66, 0.66), (side * 0.5, 0.54)),
            b.hue.times(1.3),
            0.04,
        );
    }
}

pub(super) fn ladder(canvas: &mut Canvas, b: &Builder) {
    for k in 0..7 {
        let y = 0.08 + 0.135 * k as f32;
        b.bar(
            canvas,
            &[(-0.12 - 0.03 * (1.0 - y), y), (0.12 + 0.03 * (1.0 - y), y)],
            b.hue.times(0.86),
            0.03,
        );
    }
    for side in [-1.0, 1.0] {
        b.bar(canvas, &[(side * 0.16, 0.0), (side * 0.12, 1.0)], b.hue, 0.04);
    }
}

pub(super) fn signpost(canvas: &mut Canvas, b: &Builder) {
    b.bar(canvas, &[(0.0, 0.0), (0.0, 0.97)], b.hue.times(0.76), 0.06);
    let boards = [(0.76, 1.0, 1.0), (0.56, -1.0, 0.92)];
    for (y, side, bright) in boards {
        let board = b.poly(&[
            (-side * 0.2, y),
            (side * 0.24, y),
            (side * 0.35, y + 0.075),
            (side * 0.24, y + 0.15),
            (-side * 0.2, y + 0.15),
        ]);
        b.block(canvas, &board, b.hue.times(bright), y + 0.15, y);
        b.seam(canvas, &[(-side * 0.12, y + 0.095), (side * 0.18, y + 0.095)], b.hue.times(0.5), 0.016);
        b.seam(canvas, &[(-side * 0.12, y + 0.05), (side * 0.1, y + 0.05)], b.hue.times(0.5), 0.016);
    }
    b.block(
        canvas,
        &b.blob(&[(-0.16, 0.0), (-0.1, 0.09), (0.0, 0.05), (0.1, 0.1), (0.17, 0.0)]),
        Rgb::hex(0x5fa04a),
        0.1,
        0.0,
    );
}

pub(super) fn traffic_light(canvas: &mut Canvas, b: &Builder) {
    b.beam(canvas, 0.0, 0.0, 0.13, 0.035, b.hue);
    b.bar(canvas, &[(0.0, 0.03), (0.0, 0.56)], b.hue.times(1.2), 0.035);
    b.block(canvas, &b.slab(0.0, 0.54, 0.21, 0.45, 0.04), b.hue, 1.0, 0.54);
    for (y, hue) in [(0.905, 0xe8453a), (0.765, 0xf6c23a), (0.625, 0x45c25f)] {
        b.dab(canvas, 0.0, y, 0.066, 0.066, IRON.times(0.55));
        b.knob(canvas, 0.0, y, 0.054, Rgb::hex(hue));
        b.shine(canvas, &b.oval(-0.018, y + 0.02, 0.016, 0.014));
    }
}

pub(super) fn iceberg(canvas: &mut Canvas, b: &Builder) {
    let ice = b.hue;
    let whole = b.poly(&[
        (-0.78, 0.0),
        (-0.66, 0.26),
        (-0.48, 0.34),
        (-0.36, 0.72),
        (-0.2, 0.86),
        (-0.12, 1.0),
        (0.0, 0.74),
        (0.06, 0.60),
        (0.34, 0.60),
        (0.46, 0.36),
        (0.64, 0.26),
        (0.78, 0.0),
        (0.0, -0.05),
    ]);
    b.block(canvas, &whole, ice, 1.0, 0.0);
    b.shade(
        canvas,
        &b.poly(&[
            (-0.12, 1.0),
            (0.0, 0.74),
            (0.06, 0.60),
            (-0.04, 0.3),
            (0.1, -0.03),
            (-0.2, 0.0),
            (-0.16, 0.5),
        ]),
    );
    b.shade(
        canvas,
        &b.poly(&[(0.34, 0.60), (0.46, 0.36), (0.64, 0.26), (0.78, 0.0), (0.4, -0.02), (0.28, 0.3)]),
    );
    b.shine(canvas, &b.poly(&[(-0.36, 0.72), (-0.2, 0.86), (-0.26, 0.4), (-0.44, 0.1), (-0.48, 0.34)]));
    b.seam(canvas, &[(-0.5, 0.2), (-0.42, 0.1), (-0.44, 0.02)], ice.times(0.78), 0.012);
}

pub(super) fn cliff(canvas: &mut Canvas, b: &Builder) {
    let rock = b.hue;
    let mass = b.poly(&[
        (-0.74, 0.0),
        (-0.72, 0.3),
        (-0.64, 0.52),
        (-0.62, 0.9),
        (0.34, 0.93),
        (0.42, 0.86),
        (0.30, 0.74),
        (0.36, 0.58),
        (0.24, 0.44),
        (0.34, 0.28),
        (0.50, 0.14),
        (0.60, 0.0),
    ]);
    b.block(canvas, &mass, rock, 0.96, 0.0);
    let faces: [&[(f32, f32)]; 3] = [
        &[(0.10, 0.9), (0.34, 0.92), (0.42, 0.86), (0.30, 0.74), (0.36, 0.58), (0.24, 0.44), (0.14, 0.6)],
        &[(0.24, 0.44), (0.34, 0.28), (0.50, 0.14), (0.60, 0.0), (0.16, 0.0), (0.06, 0.26)],
        &[
            (-0.30, 0.9),
            (-0.2, 0.6),
            (-0.34, 0.36),
            (-0.26, 0.0),
            (-0.1, 0.0),
            (-0.14, 0.34),
            (-0.04, 0.62),
            (-0.1, 0.9),
        ],
    ];
    for face in faces {
        b.shade(canvas, &b.poly(face));
    }
    b.shine(canvas, &b.poly(&[(-0.62, 0.86), (-0.44, 0.86), (-0.5, 0.56), (-0.64, 0.52)]));
    b.shine(canvas, &b.poly(&[(-0.64, 0.5), (-0.46, 0.5), (-0.56, 0.2), (-0.72, 0.3)]));
    let turf = b.blob(&[
        (-0.66, 0.86),
        (-0.58, 0.965),
        (-0.1, 0.99),
        (0.28, 0.985),
        (0.46, 0.92),
        (0.40, 0.85),
        (0.26, 0.89),
        (0.12, 0.84),
        (0.0, 0.90),
        (-0.12, 0.85),
        (-0.26, 0.90),
        (-0.4, 0.83),
        (-0.52, 0.88),
    ]);
    b.block(canvas, &turf, Rgb::hex(0x66a94e), 1.0, 0.85);
    for (x, y) in [(-0.5, 0.96), (-0.2, 0.98), (0.1, 0.985), (0.3, 0.97)] {
        for lean in [-0.02, 0.0, 0.02] {
            b.seam(canvas, &[(x, y), (x + lean, y + 0.04)], Rgb::hex(0x4f8f3c), 0.01);
        }
    }
    for (x, y, r) in [(-0.66, 0.0, 0.09), (0.54, 0.0, 0.11), (0.70, 0.0, 0.06)] {
        let stone = [(x - r, y), (x - r * 0.6, y + r * 0.9), (x + r * 0.4, y + r), (x + r, y)];
        b.block(canvas, &b.poly(&stone), rock.times(0.92), y + r, y);
    }
}
