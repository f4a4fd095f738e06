//! Buildings, from the tent to the castle.

use super::Builder;
use crate::canvas::{Canvas, Tint};
use crate::colour::{Rgb, WHITE};

const TIMBER: Rgb = Rgb::hex(0x7a5236);
const SLATE: Rgb = Rgb::hex(0x5d6f94);

/// A cone roof: middle, bottom, half width and height.
fn spire(canvas: &mut Canvas, b: &Builder, x: f32, y: f32, half: f32, tall: f32, colour: Rgb) {
    b.block(
        canvas,
        &b.poly(&[(x - half, y), (x, y + tall), (x + half, y), (x, y - half * 0.16)]),
        colour,
        y + tall,
        y,
    );
    b.shade(canvas, &b.poly(&[(x + half * 0.15, y - half * 0.13), (x, y + tall), (x + half, y)]));
    for k in 1..4 {
        let t = k as f32 / 4.0;
        let w = half * (1.0 - t) * 0.9;
        let row = y + tall * t - 0.012;
        b.seam(canvas, &[(x - w, row), (x, row - half * 0.1), (x + w, row)], colour.times(0.72), 0.005);
    }
}

/// A tower's shaft with battlements: middle, bottom, width, height.
fn shaft(canvas: &mut Canvas, b: &Builder, x: f32, y: f32, w: f32, h: f32, stone: Rgb) {
    b.block(canvas, &b.slab(x, y, w, h, 0.004), stone, y + h, y);
    b.stones(canvas, (x - w * 0.45, x + w * 0.45), (y + 0.02, y + h * 0.92), w * 0.15, stone.times(0.8));
    b.shade(canvas, &b.slab(x + w * 0.33, y, w * 0.34, h, 0.0));
}

fn battlements(canvas: &mut Canvas, b: &Builder, x: f32, y: f32, w: f32, count: usize, stone: Rgb) {
    let tooth = w / (count as f32 * 2.0 - 1.0);
    b.block(canvas, &b.slab(x, y - tooth * 0.6, w, tooth, 0.002), stone.times(1.02), y + tooth, y - tooth);
    for k in 0..count {
        let at = x - w * 0.5 + tooth * (k as f32 * 2.0 + 0.5);
        b.block(canvas, &b.slab(at, y, tooth, tooth * 1.2, 0.002), stone.times(1.08), y + tooth, y);
    }
}

fn slit(canvas: &mut Canvas, b: &Builder, x: f32, y: f32, w: f32, h: f32) {
    canvas.wash(&b.arch(x, y, w * 1.5, h * 1.15), Tint::flat(Rgb::hex(0x6b6158)));
    canvas.wash(&b.arch(x, y, w, h), b.fade(y + h, y, Rgb::hex(0xf9cf78)));
}

pub(super) fn tower(canvas: &mut Canvas, b: &Builder) {
    let stone = b.hue;
    shaft(canvas, b, 0.0, 0.0, 0.34, 0.66, stone);
    b.block(
        canvas,
        &b.poly(&[(-0.17, 0.6), (-0.215, 0.66), (0.215, 0.66), (0.17, 0.6)]),
        stone.times(0.86),
        0.66,
        0.6,
    );
    battlements(canvas, b, 0.0, 0.675, 0.43, 4, stone);
    spire(canvas, b, 0.0, 0.71, 0.19, 0.2, Rgb::hex(0xb5473a));
    b.flag(canvas, 0.0, 0.905, 1.0, Rgb::hex(0xf2c13c));
    b.door(canvas, 0.0, 0.0, 0.12, 0.15, TIMBER);
    slit(canvas, b, 0.0, 0.46, 0.055, 0.09);
    slit(canvas, b, -0.06, 0.27, 0.035, 0.06);
}

pub(super) fn castle(canvas: &mut Canvas, b: &Builder) {
    let stone = b.hue;
    let roof = SLATE;
    shaft(canvas, b, 0.02, 0.2, 0.26, 0.46, stone.times(0.9));
    spire(canvas, b, 0.02, 0.66, 0.165, 0.22, roof);
    b.flag(canvas, 0.02, 0.87, 1.0, Rgb::hex(0xd8433a));
    slit(canvas, b, 0.02, 0.5, 0.045, 0.08);
    for (x, tall) in [(-0.24, 0.5), (0.27, 0.56)] {
        shaft(canvas, b, x, 0.1, 0.15, tall - 0.1, stone.times(0.96));
        spire(canvas, b, x, tall, 0.1, 0.17, roof);
        slit(canvas, b, x, tall - 0.11, 0.03, 0.05);
    }
    shaft(canvas, b, 0.0, 0.0, 0.76, 0.30, stone);
    battlements(canvas, b, 0.0, 0.31, 0.78, 9, stone);
    for (x, tall, hue) in [(-0.44, 0.46, 0xb5473a), (0.44, 0.42, 0xb5473a)] {
        shaft(canvas, b, x, 0.0, 0.19, tall, stone);
        battlements(canvas, b, x, tall, 0.22, 4, stone);
        spire(canvas, b, x, tall + 0.02, 0.115, 0.17, Rgb::hex(hue));
        slit(canvas, b, x, tall - 0.15, 0.035, 0.06);
        slit(canvas, b, x, tall - 0.30, 0.03, 0.05);
    }
    canvas.fill(&b.arch(0.0, 0.0, 0.22, 0.22), Tint::flat(stone.times(0.72)));
    b.block(canvas, &b.arch(0.0, 0.0, 0.17, 0.19), TIMBER, 0.2, 0.0);
    b.planks(canvas, (-0.085, 0.085), (0.0, 0.15), 4, TIMBER.times(0.6));
    for x in [-0.22, 0.22] {
        slit(canvas, b, x, 0.14, 0.04, 0.08);
        let banner =
            b.poly(&[(x - 0.03, 0.30), (x + 0.03, 0.30), (x + 0.03, 0.26), (x, 0.245), (x - 0.03, 0.26)]);
        canvas.wash(&banner, Tint::flat(Rgb::hex(0xd8433a)));
    }
}

pub(super) fn house(canvas: &mut Canvas, b: &Builder) {
    let (wall, roof) = (b.hue, Rgb::hex(0xb5543c));
    b.beam(canvas, 0.27, 0.66, 0.12, 0.30, Rgb::hex(0xa2614d));
    b.beam(canvas, 0.27, 0.93, 0.15, 0.035, Rgb::hex(0x8a4f3e));
    for (x, y, r) in [(0.30, 1.02, 0.03), (0.36, 1.08, 0.042), (0.45, 1.13, 0.05)] {
        canvas.wash(&b.oval(x, y, r, r * 0.85), Tint::veil(Rgb::hex(0xf4f1ec), 0.75));
    }
    let gable = b.poly(&[(-0.42, 0.0), (-0.42, 0.46), (0.0, 0.80), (0.42, 0.46), (0.42, 0.0)]);
    b.block(canvas, &gable, wall, 0.85, 0.0);
    b.shade(canvas, &b.poly(&[(0.24, 0.0), (0.24, 0.62), (0.42, 0.46), (0.42, 0.0)]));
    b.beam(canvas, 0.0, 0.0, 0.88, 0.06, Rgb::hex(0x9a938a));
    for points in [[(-0.42, 0.46), (0.42, 0.46)], [(-0.2, 0.46), (0.0, 0.72)], [(0.2, 0.46), (0.0, 0.72)]] {
        b.bar(canvas, &points, TIMBER, 0.022);
    }
    for side in [-1.0, 1.0] {
        let slope = b.poly(&[(0.0, 0.90), (side * 0.56, 0.44), (side * 0.51, 0.385), (0.0, 0.795)]);
        b.block(canvas, &slope, roof, 0.9, 0.38);
        for k in 0..6 {
            let t = 0.12 + 0.15 * k as f32;
            let (x, y) = (side * 0.54 * t, 0.86 - 0.43 * t);
            b.seam(canvas, &[(x, y), (x - side * 0.02, y - 0.06)], roof.times(0.68), 0.008);
        }
    }
    b.door(canvas, 0.0, 0.03, 0.17, 0.29, Rgb::hex(0x4f8a8b));
    for x in [-0.26, 0.26] {
        b.window(canvas, x, 0.17, 0.15, 0.17, WHITE);
        b.beam(canvas, x, 0.13, 0.19, 0.035, TIMBER.times(1.2));
        for (dx, hue) in [(-0.06, 0xe2553f), (0.0, 0xf2c13c), (0.06, 0xf27aa8)] {
            b.knob(canvas, x + dx, 0.175, 0.022, Rgb::hex(hue));
        }
    }
    b.window(canvas, 0.0, 0.50, 0.13, 0.13, WHITE);
}

pub(super) fn barn(canvas: &mut Canvas, b: &Builder) {
    let (wall, trim) = (b.hue, Rgb::hex(0xf6f0e2));
    let front = b.poly(&[
        (-0.5, 0.0),
        (-0.5, 0.46),
        (-0.36, 0.70),
        (0.0, 0.86),
        (0.36, 0.70),
        (0.5, 0.46),
        (0.5, 0.0),
    ]);
    b.block(canvas, &front, wall, 0.86, 0.0);
    b.planks(canvas, (-0.5, 0.5), (0.01, 0.46), 13, wall.times(0.76));
    b.shade(canvas, &b.poly(&[(0.34, 0.0), (0.34, 0.70), (0.5, 0.46), (0.5, 0.0)]));
    for side in [-1.0, 1.0] {
        let eave = b.poly(&[
            (0.0, 0.97),
            (side * 0.43, 0.77),
            (side * 0.60, 0.44),
            (side * 0.52, 0.41),
            (side * 0.37, 0.71),
            (0.0, 0.88),
        ]);
        b.block(canvas, &eave, Rgb::hex(0x6d6f7c), 0.97, 0.4);
    }
    b.beam(canvas, 0.0, 0.0, 0.44, 0.40, trim);
    for side in [-1.0, 1.0] {
        let x = side * 0.105;
        b.block(canvas, &b.slab(x, 0.02, 0.185, 0.35, 0.0), wall.times(0.92), 0.37, 0.0);
        b.seam(canvas, &[(x - 0.085, 0.03), (x + 0.085, 0.36)], trim, 0.02);
        b.seam(canvas, &[(x + 0.085, 0.03), (x - 0.085, 0.36)], trim, 0.02);
    }
    b.block(canvas, &b.slab(0.0, 0.52, 0.2, 0.19, 0.0), trim, 0.71, 0.52);
    canvas.wash(&b.slab(0.0, 0.535, 0.165, 0.155, 0.0), Tint::flat(Rgb::hex(0x4a2f24)));
    b.block(
        canvas,
        &b.blob(&[(-0.08, 0.54), (-0.04, 0.61), (0.05, 0.60), (0.08, 0.54)]),
        Rgb::hex(0xe8c25a),
        0.62,
        0.53,
    );
}

pub(super) fn tent(canvas: &mut Canvas, b: &Builder) {
    let cloth = b.hue;
    let left = b.blob(&[
        (-0.70, 0.0),
        (-0.36, 0.38),
        (-0.03, 0.94),
        (0.03, 0.94),
        (0.36, 0.38),
        (0.70, 0.0),
        (0.0, -0.02),
    ]);
    b.block(canvas, &left, cloth, 0.95, 0.0);
    b.shade(canvas, &b.poly(&[(0.0, 0.92), (0.04, 0.9), (0.34, 0.36), (0.64, 0.01), (0.30, 0.0)]));
    canvas.wash(&b.poly(&[(0.0, 0.80), (-0.26, 0.0), (0.26, 0.0)]), b.fade(0.8, 0.0, Rgb::hex(0x4a3430)));
    for side in [-1.0, 1.0] {
        let flap = b.blob(&[
            (0.0, 0.80),
            (side * 0.17, 0.30),
            (side * 0.36, 0.0),
            (side * 0.24, 0.0),
            (side * 0.10, 0.38),
        ]);
        b.block(canvas, &flap, cloth.times(1.14), 0.8, 0.0);
        b.bar(canvas, &[(side * 0.5, 0.22), (side * 0.80, 0.01)], Rgb::hex(0xe8dcc0), 0.012);
    }
    b.bar(canvas, &[(-0.05, 1.0), (0.02, 0.88)], TIMBER, 0.03);
    b.bar(canvas, &[(0.05, 1.0), (-0.02, 0.88)], TIMBER, 0.03);
    b.seam(canvas, &[(-0.58, 0.1), (-0.3, 0.1)], cloth.mix(WHITE, 0.6), 0.03);
    b.seam(canvas, &[(0.32, 0.1), (0.58, 0.1)], cloth.mix(WHITE, 0.6), 0.03);
}

pub(super) fn igloo(canvas: &mut Canvas, b: &Builder) {
    let ice = b.hue;
    let dome = b.blob(&[
        (-0.84, 0.0),
        (-0.80, 0.36),
        (-0.56, 0.74),
        (-0.1, 0.96),
        (0.34, 0.84),
        (0.66, 0.5),
        (0.74, 0.0),
        (0.0, -0.02),
    ]);
    b.block(canvas, &dome, ice, 1.0, 0.0);
    for (y, x0, x1) in [(0.24, -0.82, 0.2), (0.46, -0.75, 0.16), (0.66, -0.62, 0.56), (0.84, -0.38, 0.34)] {
        b.seam(canvas, &[(x0, y), ((x0 + x1) * 0.5, y - 0.03), (x1, y)], ice.times(0.72), 0.012);
    }
    for (x, y0, y1) in [
        (-0.5, 0.02, 0.23),
        (-0.62, 0.24, 0.44),
        (-0.3, 0.23, 0.43),
        (-0.45, 0.45, 0.64),
        (-0.1, 0.45, 0.63),
        (-0.2, 0.65, 0.82),
        (0.2, 0.65, 0.83),
        (-0.2, 0.02, 0.22),
        (0.02, 0.82, 0.96),
    ] {
        b.seam(canvas, &[(x, y0), (x + 0.02, y1)], ice.times(0.72), 0.012);
    }
    b.block(canvas, &b.arch(0.42, 0.0, 0.76, 0.58), ice.times(1.03), 0.6, 0.0);
    canvas.wash(&b.arch(0.44, 0.0, 0.48, 0.43), b.fade(0.45, 0.0, Rgb::hex(0x44648a)));
    for (x, y) in [(0.10, 0.2), (0.16, 0.42), (0.42, 0.55), (0.68, 0.44), (0.75, 0.22)] {
        let (dx, dy) = ((x - 0.42) * 0.26, (y - 0.2) * 0.24);
        b.seam(canvas, &[(x - dx * 0.4, y - dy * 0.4), (x, y)], ice.times(0.72), 0.012);
    }
}

pub(super) fn pagoda(canvas: &mut Canvas, b: &Builder) {
    let (wall, roof) = (b.hue, Rgb::hex(0x3f5a66));
    b.beam(canvas, 0.0, 0.0, 0.62, 0.05, Rgb::hex(0xa7a29a));
    for k in 0..4 {
        let low = 0.05 + 0.2 * k as f32;
        let wide = 0.42 - 0.07 * k as f32;
        b.block(canvas, &b.slab(0.0, low, wide, 0.14, 0.0), Rgb::hex(0xf3e7d0), low + 0.14, low);
        for side in [-1.0, -0.36, 0.36, 1.0] {
            b.beam(canvas, side * (wide * 0.5 - 0.012), low, 0.026, 0.14, wall);
        }
        if k == 0 {
            b.door(canvas, 0.0, 0.05, 0.1, 0.11, wall.times(0.8));
        } else {
            canvas.wash(&b.slab(0.0, low + 0.035, wide * 0.22, 0.075, 0.004), Tint::flat(Rgb::hex(0xf9cf78)));
        }
        let eave = wide * 0.5 + 0.13;
        let top = wide * 0.5 - 0.03;
        let y = low + 0.13;
        let shape = b.blob(&[
            (-eave, y + 0.035),
            (-top - 0.03, y + 0.045),
            (-top, y + 0.085),
            (0.0, y + 0.095),
            (top, y + 0.085),
            (top + 0.03, y + 0.045),
            (eave, y + 0.035),
            (wide * 0.4, y - 0.008),
            (0.0, y - 0.012),
            (-wide * 0.4, y - 0.008),
        ]);
        b.block(canvas, &shape, roof, y + 0.09, y - 0.01);
        b.seam(canvas, &[(-eave * 0.86, y + 0.018), (0.0, y), (eave * 0.86, y + 0.018)], wall, 0.01);
    }
    b.bar(canvas, &[(0.0, 0.86), (0.0, 1.0)], Rgb::hex(0xd9a93a), 0.014);
    for (y, r) in [(0.90, 0.03), (0.93, 0.025), (0.96, 0.018)] {
        b.block(canvas, &b.oval(0.0, y, r, 0.01), Rgb::hex(0xe9bd4a), y + 0.01, y - 0.01);
    }
}

pub(super) fn torii(canvas: &mut Canvas, b: &Builder) {
    let paint = b.hue;
    for side in [-1.0, 1.0] {
        b.beam(canvas, side * 0.40, 0.0, 0.13, 0.07, Rgb::hex(0x3a3a42));
        b.bar(canvas, &[(side * 0.40, 0.05), (side * 0.355, 0.86)], paint, 0.075);
    }
    b.beam(canvas, 0.0, 0.64, 0.96, 0.075, paint.times(0.95));
    b.beam(canvas, 0.0, 0.70, 0.09, 0.15, paint.times(0.9));
    let beam = b.blob(&[
        (-0.56, 0.90),
        (-0.3, 0.865),
        (0.0, 0.86),
        (0.3, 0.865),
        (0.56, 0.90),
        (0.53, 0.82),
        (0.3, 0.80),
        (0.0, 0.795),
        (-0.3, 0.80),
        (-0.53, 0.82),
    ]);
    b.block(canvas, &beam, paint, 0.9, 0.79);
    let cap = b.blob(&[
        (-0.61, 0.995),
        (-0.3, 0.94),
        (0.0, 0.93),
        (0.3, 0.94),
        (0.61, 0.995),
        (0.57, 0.905),
        (0.3, 0.872),
        (0.0, 0.865),
        (-0.3, 0.872),
        (-0.57, 0.905),
    ]);
    b.block(canvas, &cap, Rgb::hex(0x3a3a42), 1.0, 0.87);
    let rope = [(-0.34, 0.60), (-0.17, 0.55), (0.0, 0.60), (0.17, 0.55), (0.34, 0.60)];
    b.bar(canvas, &rope, Rgb::hex(0xe6d3a0), 0.026);
    for x in [-0.17, 0.17] {
        b.block(
            canvas,
            &b.poly(&[(x - 0.025, 0.55), (x + 0.025, 0.55), (x + 0.035, 0.47), (x - 0.015, 0.47)]),
            WHITE,
            0.55,
            0.47,
        );
    }
}

pub(super) fn lighthouse(canvas: &mut Canvas, b: &Builder) {
    let rock = Rgb::hex(0x7d7a80);
    b.block(
        canvas,
        &b.blob(&[
            (-0.31, 0.0),
            (-0.24, 0.06),
            (-0.1, 0.10),
            (0.12, 0.09),
            (0.26, 0.05),
            (0.31, 0.0),
            (0.0, -0.025),
        ]),
        rock,
        0.1,
        -0.02,
    );
    b.shade(canvas, &b.blob(&[(0.02, 0.0), (0.12, 0.07), (0.25, 0.045), (0.29, 0.0)]));
    let half = |y: f32| 0.125 - 0.05 * (y - 0.06) / 0.66;
    for k in 0..5 {
        let (low, high) = (0.06 + 0.136 * k as f32, 0.06 + 0.136 * (k + 1) as f32);
        let part = b.poly(&[(-half(low), low), (-half(high), high), (half(high), high), (half(low), low)]);
        let paint = if k % 2 == 0 { b.hue } else { Rgb::hex(0xfaf6ec) };
        b.block(canvas, &part, paint, high, low);
    }
    b.shade(canvas, &b.poly(&[(0.03, 0.06), (0.02, 0.74), (half(0.74), 0.74), (half(0.06), 0.06)]));
    for (x, y) in [(-0.02, 0.50), (-0.02, 0.27)] {
        slit(canvas, b, x, y, 0.032, 0.055);
    }
    b.beam(canvas, 0.0, 0.735, 0.22, 0.026, Rgb::hex(0x3f424e));
    for k in 0..6 {
        let x = -0.1 + 0.04 * k as f32;
        b.seam(canvas, &[(x, 0.76), (x, 0.795)], Rgb::hex(0x3f424e), 0.006);
    }
    b.seam(canvas, &[(-0.105, 0.795), (0.105, 0.795)], Rgb::hex(0x3f424e), 0.008);
    canvas.fill(&b.slab(0.0, 0.77, 0.115, 0.115, 0.008), Tint::flat(Rgb::hex(0xffe9a0)));
    b.dab(canvas, 0.0, 0.825, 0.034, 0.038, Rgb::hex(0xfffbe6));
    for x in [-0.03, 0.03] {
        b.seam(canvas, &[(x, 0.77), (x, 0.885)], Rgb::hex(0x3f424e), 0.007);
    }
    b.block(
        canvas,
        &b.blob(&[(-0.085, 0.88), (-0.06, 0.94), (0.0, 0.975), (0.06, 0.94), (0.085, 0.88), (0.0, 0.872)]),
        b.hue,
        0.98,
        0.88,
    );
    b.knob(canvas, 0.0, 0.985, 0.016, Rgb::hex(0x3f424e));
    b.door(canvas, 0.0, 0.07, 0.07, 0.09, Rgb::hex(0x6b4631));
}

pub(super) fn windmill(canvas: &mut Canvas, b: &Builder) {
    let tower = b.poly(&[(-0.17, 0.0), (-0.105, 0.58), (0.105, 0.58), (0.17, 0.0)]);
    b.block(canvas, &tower, b.hue, 0.6, 0.0);
    b.shade(canvas, &b.poly(&[(0.05, 0.0), (0.035, 0.58), (0.105, 0.58), (0.17, 0.0)]));
    b.stones(canvas, (-0.13, 0.02), (0.03, 0.5), 0.05, b.hue.times(0.8));
    b.beam(canvas, 0.0, 0.27, 0.36, 0.022, TIMBER);
    b.block(
        canvas,
        &b.blob(&[(-0.13, 0.57), (-0.09, 0.68), (0.0, 0.73), (0.09, 0.68), (0.13, 0.57), (0.0, 0.56)]),
        Rgb::hex(0xb5503c),
        0.73,
        0.56,
    );
    b.door(canvas, 0.0, 0.0, 0.1, 0.15, Rgb::hex(0x5f7fa0));
    b.window(canvas, -0.02, 0.36, 0.06, 0.07, WHITE);
    let hub = (0.0, 0.61);
    for k in 0..4 {
        let (s, c) = (k as f32 * std::f32::consts::FRAC_PI_2 + 0.42).sin_cos();
        let at = |along: f32, across: f32| (hub.0 + c * along - s * across, hub.1 + s * along + c * across);
        let sail = b.poly(&[at(0.08, 0.0), at(0.385, 0.0), at(0.385, 0.095), at(0.08, 0.075)]);
        b.block(canvas, &sail, Rgb::hex(0xfbf5e6), 1.0, 0.2);
        for step in 1..5 {
            let along = 0.08 + 0.062 * step as f32;
            b.seam(canvas, &[at(along, 0.0), at(along, 0.09)], TIMBER, 0.007);
        }
        b.seam(canvas, &[at(0.08, 0.045), at(0.385, 0.05)], TIMBER, 0.007);
        b.bar(canvas, &[hub, at(0.395, 0.0)], TIMBER, 0.018);
    }
    b.knob(canvas, hub.0, hub.1, 0.028, TIMBER);
}
