//! What stands along walls and in corners of rooms.

use super::Setting;
use super::grass::Strew;
use super::room;
use crate::canvas::{Canvas, Tint};
use crate::colour::{Rgb, WHITE};
use crate::rng::Rng;
use crate::shape::{self, Point};

pub(super) const OAK: Rgb = Rgb::hex(0x9a653c);
const DARK_OAK: Rgb = Rgb::hex(0x6f4630);

/// A plain box with a lit top edge.
pub(super) fn panel(canvas: &mut Canvas, x: f32, y: f32, w: f32, h: f32, tone: Rgb) {
    canvas.fill(&shape::rect(x, y, w, h), Tint::fade(y, y + h, tone.times(1.06), tone.times(0.86)));
}

/// Shelves with books, from height `top` to `foot`.
pub(super) fn bookshelf(canvas: &mut Canvas, rng: &mut Rng, foot: Point, wide: f32, tall: f32) {
    let (x, bottom) = (foot.0 - wide / 2.0, foot.1);
    let top = bottom - tall;
    panel(canvas, x, top, wide, tall, OAK);
    canvas.wash(&shape::rect(x + 0.012, top + 0.014, wide - 0.024, tall - 0.034), Tint::flat(OAK.times(0.5)));
    let shelves = ((tall / 0.13) as usize).clamp(2, 9);
    let step = (tall - 0.03) / shelves as f32;
    let palette = [0xb8443c, 0x3f6f8f, 0x5f8a54, 0xd9a441, 0x7a5a94, 0xe0d4bc, 0x8a4a34, 0x4f8f8a];
    let mut books: [Strew; 8] = Default::default();
    let mut bands = Strew::default();
    for shelf in 1..=shelves {
        let y = top + 0.012 + step * shelf as f32 - 0.006;
        let mut at = x + 0.016;
        while at < x + wide - 0.04 {
            let (thick, high) = (rng.range(0.012, 0.027), step * rng.range(0.56, 0.84));
            if rng.chance(0.09) {
                at += thick * 1.6;
                continue;
            }
            books[(rng.next() % 8) as usize].rect(at, y - high, thick, high);
            bands.rect(at, y - high * 0.8, thick, 0.005);
            at += thick + 0.0015;
        }
    }
    for (book, colour) in books.into_iter().zip(palette) {
        canvas.fill(&book.finish(), Tint::flat(Rgb::hex(colour)));
    }
    canvas.wash(&bands.finish(), Tint::veil(Rgb::hex(0xf2dca0), 0.6));
    for shelf in 1..shelves {
        let y = top + 0.012 + step * shelf as f32 - 0.006;
        canvas.fill(&shape::rect(x, y, wide, 0.011), Tint::flat(OAK));
    }
    panel(canvas, x - 0.012, top - 0.016, wide + 0.024, 0.02, OAK.times(1.1));
}

/// A framed picture of a landscape; `at` is its middle.
pub(super) fn picture(canvas: &mut Canvas, rng: &mut Rng, at: Point, wide: f32, tall: f32) {
    let (x, y) = (at.0 - wide / 2.0, at.1 - tall / 2.0);
    let t = wide.min(tall) * 0.09;
    panel(canvas, x - t, y - t, wide + 2.0 * t, tall + 2.0 * t, Rgb::hex(0xc9a35c));
    let hue = rng.range(0.0, 360.0);
    canvas.wash(
        &shape::rect(x, y, wide, tall),
        Tint::fade(y, y + tall, Rgb::hsv(hue, 0.35, 0.85), Rgb::hsv(hue + 20.0, 0.2, 0.98)),
    );
    canvas.dot(x + wide * 0.7, y + tall * 0.3, tall * 0.1, tall * 0.1, Rgb::hex(0xfff2c8), 1.0);
    for (k, dim) in [0.75, 0.55].into_iter().enumerate() {
        let up = 0.55 - 0.15 * k as f32;
        let hill = [
            (x, y + tall),
            (x, y + tall * (1.0 - up * 0.6)),
            (x + wide * (0.3 + 0.3 * k as f32), y + tall * (1.0 - up)),
            (x + wide, y + tall * 0.78),
            (x + wide, y + tall),
        ];
        canvas.wash(&shape::polygon(&hill), Tint::flat(Rgb::hsv(hue + 120.0, 0.4, dim)));
    }
}

/// A lamp on a tall stand; returns where it shines.
pub(super) fn floor_lamp(s: &mut Setting<'_>, foot: Point, tall: f32) {
    let (x, y) = foot;
    s.stage.egg(x, y, 0.045, 0.011, Rgb::hex(0x5a4a44), Rgb::hex(0x3f3532));
    s.stage.fill(&shape::rect(x - 0.004, y - tall, 0.008, tall), Tint::flat(Rgb::hex(0x5a4a44)));
    let shade = [
        (x - 0.035, y - tall - 0.055),
        (x + 0.035, y - tall - 0.055),
        (x + 0.068, y - tall + 0.035),
        (x - 0.068, y - tall + 0.035),
    ];
    s.stage.fill(
        &shape::polygon(&shade),
        Tint::fade(y - tall - 0.05, y - tall + 0.03, Rgb::hex(0xffd98c), Rgb::hex(0xfff2c4)),
    );
    room::shine(s, (x, y - tall), 1.0);
}

/// A plant with broad leaves in a clay pot.
pub(super) fn plant_pot(canvas: &mut Canvas, rng: &mut Rng, foot: Point, tall: f32) {
    let ((x, y), q) = (foot, tall / 0.28);
    canvas.puff(x, y, (0.08 * q, 0.014 * q), Rgb::hex(0x2a1a14), 0.6);
    for k in 0..11 {
        let a = -0.35 - 2.45 * (k as f32 / 10.0);
        let long = tall * rng.range(0.55, 0.78);
        let root = (x, y - tall * 0.3);
        let tip = (x + a.cos() * long * 0.75, root.1 + a.sin() * long);
        let bend = (x + a.cos() * long * 0.25, root.1 + a.sin() * long * 0.8);
        let tone = Rgb::hex(0x4a9a5a).times(rng.range(0.7, 1.1));
        canvas.fill(&shape::blade(root, bend, tip, 0.014 * q), Tint::flat(tone));
    }
    let pot = [
        (x - 0.055 * q, y - tall * 0.32),
        (x + 0.055 * q, y - tall * 0.32),
        (x + 0.04 * q, y),
        (x - 0.04 * q, y),
    ];
    canvas.fill(&shape::polygon(&pot), Tint::fade(y - tall * 0.3, y, Rgb::hex(0xd08055), Rgb::hex(0x9a5636)));
    panel(canvas, x - 0.06 * q, y - tall * 0.34, 0.12 * q, tall * 0.06, Rgb::hex(0xd88a5c));
}

pub(super) fn barrel(canvas: &mut Canvas, foot: Point, tall: f32) {
    let ((x, y), half) = (foot, tall * 0.38);
    canvas.puff(x, y, (half * 1.5, half * 0.3), Rgb::hex(0x1a1420), 0.5);
    let body = shape::blob(&[
        (x - half * 0.8, y),
        (x - half * 1.05, y - tall * 0.5),
        (x - half * 0.8, y - tall),
        (x, y - tall * 1.01),
        (x + half * 0.8, y - tall),
        (x + half * 1.05, y - tall * 0.5),
        (x + half * 0.8, y),
        (x, y + tall * 0.03),
    ]);
    canvas.fill(&body, Tint::fade(y - tall, y, OAK.times(1.15), OAK.times(0.8)));
    let mut staves = Strew::default();
    for k in -2i32..=2 {
        let f = k as f32 * 0.36;
        staves.line(&[
            (x + f * half * 0.8, y - tall * 0.97),
            (x + f * half * 1.05, y - tall * 0.5),
            (x + f * half * 0.8, y),
        ]);
    }
    canvas.stroke(&staves.finish(), OAK.times(0.6), 0.6, tall * 0.018);
    for up in [0.2, 0.8] {
        let hoop = shape::curve(
            (x - half * 0.94, y - tall * up),
            (x, y - tall * (up - 0.07)),
            (x + half * 0.94, y - tall * up),
        );
        canvas.stroke(&hoop, Rgb::hex(0x4f4a50), 1.0, tall * 0.055);
    }
    canvas.fill(&shape::ellipse(x, y - tall * 0.99, half * 0.8, half * 0.2), Tint::flat(OAK.times(0.75)));
}

/// A fireplace with a fire that lights the room.
pub(super) fn fireplace(s: &mut Setting<'_>, foot: Point, wide: f32, brick: Rgb) {
    let (x, y) = foot;
    let tall = wide * 1.05;
    panel(s.stage, x - wide * 0.36, 0.0, wide * 0.72, y - tall, brick.times(0.97));
    panel(s.stage, x - wide / 2.0, y - tall, wide, tall, brick);
    let mut joints = Strew::default();
    for row in 0..8 {
        let line = y - tall * (row as f32 + 1.0) / 9.0;
        for k in 0..6 {
            let bx = x - wide * 0.46 + wide * 0.16 * k as f32 + if row % 2 == 0 { 0.0 } else { wide * 0.06 };
            joints.rect(bx, line, wide * 0.1, tall * 0.06);
        }
    }
    s.stage.wash(&joints.finish(), Tint::veil(brick.times(0.78), 0.45));
    let (half, high) = (wide * 0.29, tall * 0.62);
    let mouth = shape::blob(&[
        (x - half, y),
        (x - half, y - high * 0.6),
        (x - half * 0.7, y - high * 0.92),
        (x, y - high),
        (x + half * 0.7, y - high * 0.92),
        (x + half, y - high * 0.6),
        (x + half, y),
    ]);
    s.stage.fill(&mouth, Tint::fade(y - high, y, Rgb::hex(0x1f1518), Rgb::hex(0x4a2418)));
    for (dx, turn) in [(-0.5, 0.06), (0.45, -0.05)] {
        let log = shape::line(&[
            (x + (dx - 0.4) * half, y - 0.012 - turn * wide),
            (x + (dx + 0.4) * half, y - 0.016),
        ]);
        s.stage.stroke(&log, Rgb::hex(0x6a4028), 1.0, wide * 0.06);
    }
    for (q, tone) in [(1.0, 0xf0601e), (0.72, 0xff9a2c), (0.42, 0xfff0a8)] {
        let flame = shape::blob(&[
            (x - half * 0.6 * q, y - 0.01),
            (x - half * 0.5 * q, y - high * 0.4 * q),
            (x - half * 0.16 * q, y - high * 0.36 * q),
            (x + half * 0.05, y - high * 0.85 * q),
            (x + half * 0.25 * q, y - high * 0.4 * q),
            (x + half * 0.46 * q, y - high * 0.52 * q),
            (x + half * 0.6 * q, y - 0.01),
        ]);
        s.stage.wash(&flame, Tint::flat(Rgb::hex(tone)));
    }
    panel(s.stage, x - wide * 0.56, y - tall - 0.016, wide * 1.12, 0.028, DARK_OAK);
    panel(s.stage, x - wide * 0.56, y - 0.004, wide * 1.12, 0.022, brick.times(0.7));
    candle(s.stage, (x - wide * 0.4, y - tall - 0.016), 0.045);
    candle(s.stage, (x + wide * 0.4, y - tall - 0.016), 0.034);
    clock(s.stage, (x, y - tall - 0.1), 0.055);
    s.lamp((x, y - high * 0.4), 0.8, 0.95);
}

pub(super) fn candle(canvas: &mut Canvas, foot: Point, tall: f32) {
    let (x, y) = foot;
    panel(canvas, x - tall * 0.13, y - tall * 0.7, tall * 0.26, tall * 0.7, Rgb::hex(0xf6ecd4));
    canvas
        .fill(&shape::ellipse(x, y - tall * 0.86, tall * 0.09, tall * 0.16), Tint::flat(Rgb::hex(0xffd24a)));
}

/// A round clock on the wall.
pub(super) fn clock(canvas: &mut Canvas, at: Point, r: f32) {
    let (x, y) = at;
    canvas.fill(&shape::ellipse(x, y, r, r), Tint::flat(DARK_OAK));
    canvas.fill(&shape::ellipse(x, y, r * 0.82, r * 0.82), Tint::flat(Rgb::hex(0xfaf4e4)));
    let mut hands = Strew::default();
    hands.line(&[(x - r * 0.34, y - r * 0.3), (x, y), (x + r * 0.2, y - r * 0.55)]);
    for k in 0..4 {
        let a = k as f32 * std::f32::consts::FRAC_PI_2;
        hands.line(&[
            (x + a.cos() * r * 0.62, y + a.sin() * r * 0.62),
            (x + a.cos() * r * 0.72, y + a.sin() * r * 0.72),
        ]);
    }
    canvas.stroke(&hands.finish(), Rgb::hex(0x3a2a28), 1.0, r * 0.1);
}

/// A chest of drawers with a vase or lamp on it.
pub(super) fn chest(s: &mut Setting<'_>, rng: &mut Rng, foot: Point, wide: f32, tone: Rgb) {
    let ((x, y), tall) = (foot, wide * 0.75);
    let left = x - wide / 2.0;
    panel(s.stage, left, y - tall, wide, tall, tone);
    for k in 0..3 {
        let top = y - tall + tall * (0.06 + 0.3 * k as f32);
        s.stage.fill(
            &shape::rect(left + wide * 0.06, top, wide * 0.88, tall * 0.25),
            Tint::flat(tone.times(1.12)),
        );
        s.stage.dot(x - wide * 0.2, top + tall * 0.12, wide * 0.02, wide * 0.02, Rgb::hex(0xf2cf6a), 1.0);
        s.stage.dot(x + wide * 0.2, top + tall * 0.12, wide * 0.02, wide * 0.02, Rgb::hex(0xf2cf6a), 1.0);
    }
    panel(s.stage, left - 0.008, y - tall - 0.012, wide + 0.016, 0.016, tone.times(1.15));
    if rng.chance(0.5) {
        vase(s.stage, rng, (x + wide * 0.22, y - tall - 0.012), wide * 0.4);
    } else {
        table_lamp(s, (x - wide * 0.2, y - tall - 0.012), wide * 0.42);
    }
    picture(s.stage, rng, (x, y - tall - wide * 0.72), wide * 0.5, wide * 0.38);
}

/// Flowers in a vase.
pub(super) fn vase(canvas: &mut Canvas, rng: &mut Rng, foot: Point, tall: f32) {
    let (x, y) = foot;
    let bloom = Rgb::hex(*rng.pick(&[0xf0566a, 0xf6a5c0, 0xffd34d, 0xb39ddb]));
    for k in 0..5 {
        let f = k as f32 / 2.0 - 1.0;
        let tip = (x + f * tall * 0.3, y - tall * (0.95 - 0.2 * f.abs()));
        canvas.stroke(
            &shape::curve((x, y - tall * 0.4), (x + f * tall * 0.08, y - tall * 0.7), tip),
            Rgb::hex(0x4f8f4c),
            1.0,
            tall * 0.03,
        );
        canvas.fill(&shape::ellipse(tip.0, tip.1, tall * 0.11, tall * 0.1), Tint::flat(bloom));
        canvas.dot(tip.0, tip.1, tall * 0.04, tall * 0.035, Rgb::hex(0xfff0b0), 1.0);
    }
    let pot = shape::blob(&[
        (x - tall * 0.1, y - tall * 0.45),
        (x - tall * 0.17, y - tall * 0.2),
        (x - tall * 0.1, y),
        (x + tall * 0.1, y),
        (x + tall * 0.17, y - tall * 0.2),
        (x + tall * 0.1, y - tall * 0.45),
    ]);
    canvas.fill(&pot, Tint::fade(y - tall * 0.45, y, Rgb::hex(0x8fc0d8), Rgb::hex(0x4f86a8)));
}

pub(super) fn table_lamp(s: &mut Setting<'_>, foot: Point, tall: f32) {
    let (x, y) = foot;
    s.stage.egg(x, y - tall * 0.16, tall * 0.14, tall * 0.16, Rgb::hex(0x7fb0a8), Rgb::hex(0x4f7f7a));
    let shade = [
        (x - tall * 0.16, y - tall),
        (x + tall * 0.16, y - tall),
        (x + tall * 0.32, y - tall * 0.42),
        (x - tall * 0.32, y - tall * 0.42),
    ];
    s.stage.fill(
        &shape::polygon(&shade),
        Tint::fade(y - tall, y - tall * 0.4, Rgb::hex(0xffd98c), Rgb::hex(0xfff2c4)),
    );
    room::shine(s, (x, y - tall * 0.6), 0.36);
}

/// An armchair seen from the front, in a plain cloth.
pub(super) fn armchair(canvas: &mut Canvas, foot: Point, wide: f32, cloth: Rgb) {
    let ((x, y), h) = (foot, wide / 2.0);
    canvas.puff(x, y, (h * 1.3, h * 0.16), Rgb::hex(0x1a1014), 0.5);
    for dx in [-0.72, 0.72] {
        panel(canvas, x + dx * h - h * 0.06, y - h * 0.16, h * 0.12, h * 0.16, DARK_OAK);
    }
    let back = shape::blob(&[
        (x - h * 0.78, y - h * 0.5),
        (x - h * 0.82, y - h * 1.5),
        (x - h * 0.5, y - h * 1.9),
        (x + h * 0.5, y - h * 1.9),
        (x + h * 0.82, y - h * 1.5),
        (x + h * 0.78, y - h * 0.5),
    ]);
    canvas.fill(&back, Tint::fade(y - h * 1.9, y - h * 0.4, cloth.times(1.1), cloth.times(0.82)));
    canvas.fill(
        &shape::round_rect(x - h * 0.8, y - h * 0.86, h * 1.6, h * 0.5, h * 0.18),
        Tint::flat(cloth.times(1.14)),
    );
    canvas.fill(
        &shape::round_rect(x - h * 0.8, y - h * 0.52, h * 1.6, h * 0.4, h * 0.08),
        Tint::flat(cloth.times(0.86)),
    );
    for dx in [-1.02, 0.66] {
        canvas.fill(
            &shape::round_rect(x + dx * h, y - h * 1.12, h * 0.36, h * 1.0, h * 0.17),
            Tint::fade(y - h * 1.1, y, cloth.times(1.08), cloth.times(0.8)),
        );
    }
}

/// A wardrobe with two doors.
pub(super) fn wardrobe(canvas: &mut Canvas, foot: Point, wide: f32, tall: f32, tone: Rgb) {
    let ((x, y), left) = (foot, foot.0 - wide / 2.0);
    panel(canvas, left, y - tall, wide, tall, tone);
    for dx in [0.06, 0.53] {
        canvas.fill(
            &shape::rect(left + wide * dx, y - tall * 0.94, wide * 0.41, tall * 0.84),
            Tint::flat(tone.times(1.1)),
        );
        canvas.wash(
            &shape::rect(left + wide * (dx + 0.06), y - tall * 0.88, wide * 0.29, tall * 0.32),
            Tint::veil(tone.times(0.85), 0.7),
        );
        canvas.wash(
            &shape::rect(left + wide * (dx + 0.06), y - tall * 0.5, wide * 0.29, tall * 0.34),
            Tint::veil(tone.times(0.85), 0.7),
        );
    }
    for dx in [-0.05, 0.05] {
        canvas.dot(x + dx * wide, y - tall * 0.48, wide * 0.02, wide * 0.02, Rgb::hex(0xf2cf6a), 1.0);
    }
    panel(canvas, left - wide * 0.04, y - tall * 1.03, wide * 1.08, tall * 0.05, tone.times(1.15));
}

/// A bed seen from its side along the wall, made up with pillow and quilt.
pub(super) fn bed(canvas: &mut Canvas, rng: &mut Rng, foot: Point, wide: f32, quilt: Rgb) {
    let ((x, y), left) = (foot, foot.0 - wide / 2.0);
    let tall = wide * 0.34;
    canvas.puff(x, y, (wide * 0.55, 0.014), Rgb::hex(0x1a1014), 0.5);
    canvas.fill(&shape::round_rect(left - 0.012, y - tall * 1.7, 0.026, tall * 1.7, 0.01), Tint::flat(OAK));
    canvas.fill(
        &shape::round_rect(left + wide - 0.014, y - tall * 1.1, 0.026, tall * 1.1, 0.01),
        Tint::flat(OAK),
    );
    panel(canvas, left, y - tall * 0.46, wide, tall * 0.32, OAK.times(0.9));
    canvas.fill(
        &shape::round_rect(left, y - tall * 0.82, wide, tall * 0.46, tall * 0.1),
        Tint::flat(Rgb::hex(0xf8f2e6)),
    );
    let pillow = shape::blob(&[
        (left + wide * 0.03, y - tall * 0.84),
        (left + wide * 0.05, y - tall * 1.12),
        (left + wide * 0.16, y - tall * 1.16),
        (left + wide * 0.25, y - tall * 1.0),
        (left + wide * 0.24, y - tall * 0.82),
    ]);
    canvas.fill(&pillow, Tint::fade(y - tall * 1.1, y - tall * 0.8, WHITE, Rgb::hex(0xdcd6e4)));
    let cover = shape::blob(&[
        (left + wide * 0.22, y - tall * 0.94),
        (left + wide * 0.6, y - tall * 1.02),
        (left + wide * 0.99, y - tall * 0.9),
        (left + wide * 0.99, y - tall * 0.4),
        (left + wide * 0.6, y - tall * 0.34),
        (left + wide * 0.24, y - tall * 0.38),
    ]);
    canvas.fill(&cover, Tint::fade(y - tall, y - tall * 0.3, quilt.times(1.1), quilt.times(0.82)));
    let mut patches = Strew::default();
    for k in 0..10 {
        let px = left + wide * (0.28 + 0.14 * (k % 5) as f32);
        let py = y - tall * (0.86 - 0.24 * (k / 5) as f32);
        if rng.chance(0.6) {
            patches.rect(px, py, wide * 0.1, tall * 0.19);
        }
    }
    canvas.wash(&patches.finish(), Tint::veil(quilt.mix(WHITE, 0.55), 0.6));
}

/// Kitchen cupboards with a worktop; on them what one needs for cooking.
pub(super) fn counter(canvas: &mut Canvas, rng: &mut Rng, foot: Point, wide: f32, tone: Rgb) {
    let ((x, y), left, tall) = (foot, foot.0 - wide / 2.0, 0.2);
    panel(canvas, left, y - tall, wide, tall, tone);
    let doors = ((wide / 0.14) as usize).max(2);
    let step = wide / doors as f32;
    for k in 0..doors {
        canvas.fill(
            &shape::rect(left + step * (k as f32 + 0.08), y - tall + 0.02, step * 0.84, tall - 0.036),
            Tint::flat(tone.times(1.08)),
        );
        canvas.dot(left + step * (k as f32 + 0.8), y - tall * 0.62, 0.005, 0.005, Rgb::hex(0xe8d8b0), 1.0);
    }
    let top = y - tall;
    panel(canvas, left - 0.006, top - 0.014, wide + 0.012, 0.02, Rgb::hex(0xd8b88a));
    let base = top - 0.014;
    for k in 0..3 {
        let jx = left + wide * (0.16 + 0.3 * k as f32);
        match rng.next() % 3 {
            0 => vase(canvas, rng, (jx, base), 0.1),
            1 => {
                canvas.egg(jx, base - 0.022, 0.045, 0.026, Rgb::hex(0xf4efe2), Rgb::hex(0xc8c0b0));
                let mut fruit = Strew::default();
                for n in 0..4 {
                    fruit.oval((jx + (n as f32 - 1.5) * 0.02, base - 0.046), 0.014, 0.014);
                }
                canvas.fill(&fruit.finish(), Tint::flat(Rgb::hex(0xf0983c)));
            }
            _ => {
                for (n, up) in [0.06, 0.048, 0.036].into_iter().enumerate() {
                    let px = jx + (n as f32 - 1.0) * 0.036;
                    canvas.fill(
                        &shape::round_rect(px - 0.014, base - up, 0.028, up, 0.006),
                        Tint::flat(Rgb::hex(0xe8e0d0)),
                    );
                    panel(canvas, px - 0.015, base - up - 0.007, 0.03, 0.009, Rgb::hex(0xb8543c));
                }
            }
        }
    }
    wall_shelf(canvas, rng, (x, top - 0.2), wide * 0.8);
}

/// A board on the wall with cups, jars and bowls.
pub(super) fn wall_shelf(canvas: &mut Canvas, rng: &mut Rng, at: Point, wide: f32) {
    let ((x, y), left) = (at, at.0 - wide / 2.0);
    let mut px = left + 0.02;
    while px < left + wide - 0.03 {
        let (q, tall) = (rng.range(0.012, 0.02), rng.range(0.028, 0.055));
        let tone = Rgb::hex(*rng.pick(&[0xe8574a, 0xf6c344, 0x4f9ac8, 0xf4efe2, 0x8fb56a, 0xd99a6a]));
        match rng.next() % 3 {
            0 => canvas.fill(&shape::round_rect(px, y - tall, q * 2.0, tall, 0.006), Tint::flat(tone)),
            1 => canvas.egg(px + q, y - q, q, q, tone, tone.times(0.8)),
            _ => canvas.fill(
                &shape::polygon(&[
                    (px, y - tall * 0.7),
                    (px + q * 2.0, y - tall * 0.7),
                    (px + q * 1.6, y),
                    (px + q * 0.4, y),
                ]),
                Tint::flat(tone),
            ),
        }
        px += q * 2.0 + 0.014;
    }
    panel(canvas, left, y, wide, 0.013, OAK);
    for dx in [-0.4, 0.4] {
        canvas.stroke(
            &shape::line(&[(x + dx * wide, y + 0.013), (x + dx * wide, y + 0.035)]),
            OAK.times(0.7),
            1.0,
            0.006,
        );
    }
}

/// An iron stove with a pot that steams.
pub(super) fn stove(s: &mut Setting<'_>, foot: Point, wide: f32) {
    let ((x, y), left, tall) = (foot, foot.0 - wide / 2.0, 0.21);
    let iron = Rgb::hex(0x4a4c56);
    panel(s.stage, x - wide * 0.08, 0.0, wide * 0.16, y - tall, iron.times(0.9));
    panel(s.stage, left, y - tall, wide, tall, iron);
    s.stage.fill(
        &shape::round_rect(left + wide * 0.12, y - tall * 0.7, wide * 0.44, tall * 0.5, 0.012),
        Tint::flat(iron.times(0.7)),
    );
    s.stage.fill(
        &shape::round_rect(left + wide * 0.18, y - tall * 0.6, wide * 0.32, tall * 0.24, 0.01),
        Tint::flat(Rgb::hex(0xf0803c)),
    );
    for k in 0..3 {
        s.stage.dot(
            left + wide * (0.66 + 0.11 * k as f32),
            y - tall * 0.78,
            0.008,
            0.008,
            Rgb::hex(0xd8c08a),
            1.0,
        );
    }
    panel(s.stage, left - 0.008, y - tall - 0.012, wide + 0.016, 0.018, iron.times(1.3));
    let base = y - tall - 0.012;
    let copper = Rgb::hex(0xc8744a);
    let pot = (x - wide * 0.18, base);
    s.stage.fill(
        &shape::round_rect(pot.0 - 0.045, base - 0.07, 0.09, 0.07, 0.016),
        Tint::fade(base - 0.07, base, copper.times(1.15), copper.times(0.8)),
    );
    panel(s.stage, pot.0 - 0.05, base - 0.08, 0.1, 0.013, copper.times(1.2));
    for k in 0..3 {
        let up = 0.11 + 0.035 * k as f32;
        s.stage.puff(pot.0 + 0.01 * (k as f32 * 2.1).sin(), base - up, (0.035, 0.026), WHITE, 0.5);
    }
    let kettle = (x + wide * 0.24, base - 0.03);
    s.stage.egg(kettle.0, kettle.1, 0.04, 0.032, Rgb::hex(0xe8574a), Rgb::hex(0xb03a34));
    s.stage.stroke(
        &shape::curve(
            (kettle.0 - 0.03, kettle.1 - 0.02),
            (kettle.0, kettle.1 - 0.075),
            (kettle.0 + 0.03, kettle.1 - 0.02),
        ),
        Rgb::hex(0x3a2a2a),
        1.0,
        0.007,
    );
    s.stage.stroke(
        &shape::curve(
            (kettle.0 + 0.03, kettle.1),
            (kettle.0 + 0.05, kettle.1 - 0.01),
            (kettle.0 + 0.058, kettle.1 - 0.032),
        ),
        Rgb::hex(0xb03a34),
        1.0,
        0.01,
    );
    hanging_pans(s.stage, (x, base - 0.24), wide);
}

fn hanging_pans(canvas: &mut Canvas, at: Point, wide: f32) {
    let (x, y) = at;
    canvas.stroke(&shape::line(&[(x - wide * 0.5, y), (x + wide * 0.5, y)]), Rgb::hex(0x4a4044), 1.0, 0.006);
    for (k, q) in [0.034, 0.027, 0.022].into_iter().enumerate() {
        let px = x + (k as f32 - 1.0) * wide * 0.3;
        canvas.stroke(&shape::line(&[(px, y), (px, y + 0.05)]), Rgb::hex(0x4a4044), 1.0, 0.006);
        canvas.egg(px, y + 0.05 + q, q, q, Rgb::hex(0xd8865a), Rgb::hex(0x9a5436));
        canvas.dot(px - q * 0.2, y + 0.05 + q * 0.8, q * 0.6, q * 0.6, Rgb::hex(0xe8a07a), 0.6);
    }
}

/// A round-topped trunk.
pub(super) fn trunk(canvas: &mut Canvas, foot: Point, wide: f32, tone: Rgb) {
    let ((x, y), h, tall) = (foot, wide / 2.0, wide * 0.62);
    canvas.puff(x, y, (h * 1.3, h * 0.16), Rgb::hex(0x1a1014), 0.5);
    let lid = shape::blob(&[
        (x - h, y - tall * 0.56),
        (x - h * 0.94, y - tall * 0.84),
        (x - h * 0.6, y - tall),
        (x + h * 0.6, y - tall),
        (x + h * 0.94, y - tall * 0.84),
        (x + h, y - tall * 0.56),
    ]);
    canvas.fill(&lid, Tint::fade(y - tall, y - tall * 0.5, tone.times(1.15), tone));
    panel(canvas, x - h, y - tall * 0.58, wide, tall * 0.58, tone.times(0.92));
    let mut straps = Strew::default();
    straps.rect(x - h * 0.64, y - tall * 0.97, h * 0.14, tall * 0.97);
    straps.rect(x + h * 0.5, y - tall * 0.97, h * 0.14, tall * 0.97);
    canvas.wash(&straps.finish(), Tint::flat(tone.times(0.55)));
    panel(canvas, x - h * 0.12, y - tall * 0.64, h * 0.24, tall * 0.18, Rgb::hex(0xe0b858));
}
