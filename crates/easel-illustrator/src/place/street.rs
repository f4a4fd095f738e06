//! In the middle of it: a street of shops, a market, and what stands in streets.

use super::grass::Strew;
use super::house::{self, BRIGHT_WALLS, Coat};
use super::{Setting, sky, town, water};
use crate::canvas::Tint;
use crate::colour::{Rgb, WHITE};
use crate::rng::Rng;
use crate::shape::{self, Point};

pub(super) fn street(s: &mut Setting<'_>) {
    sky::paint(s);
    let mut rng = s.rng("street");
    let (w, y, depth) = (s.frame.width, s.frame.horizon, s.frame.ground_depth());
    let gap = s.across(rng.range(0.56, 0.64));
    lane(s, &mut rng, gap);
    // Shops on both sides of a gap through which the street goes on.
    for side in [-1.0f32, 1.0] {
        let mut x = gap + side * 0.075;
        while x > -0.1 && x < w.min(16.0) + 0.1 {
            let wide = rng.range(0.25, 0.33);
            let tall = rng.range(0.52, 0.66) * s.tall();
            let coat = Coat::pick(s, &mut rng, &BRIGHT_WALLS, 0.04);
            let foot = (x + side * wide / 2.0, y + 0.012);
            house::shop(s.back, &mut rng, foot, (wide, tall), &coat);
            if coat.lit {
                s.lamp((foot.0, y - 0.08), 0.42, 0.55);
            }
            x += side * (wide + 0.004);
        }
    }
    let stone = Rgb::hex(if s.scene.snowy() { 0xe2e9f4 } else { 0xc2b4a6 });
    paving(s, y + 0.006, stone);
    s.stage.wash(
        &shape::rect(-0.02, y + 0.006, w + 0.04, 0.02),
        Tint::fade_alpha(y, y + 0.026, s.shadow(), 0.35, 0.0),
    );
    for at in [0.06, 0.94] {
        lamp_post(s, (w * at, y + depth * 0.3), 0.48);
    }
    for (at, r) in [(0.2, 0.15), (0.83, 0.13)] {
        super::furniture::plant_pot(s.stage, &mut rng, (s.across(at), y + depth * 0.12), r);
    }
    bunting(s, s.frame.horizon * 0.3);
}

/// Houses far down the street, in the gap.
fn lane(s: &mut Setting<'_>, rng: &mut Rng, gap: f32) {
    let y = s.frame.horizon;
    for (dx, far) in [(-0.06, 0.55), (0.06, 0.5), (-0.02, 0.62)] {
        let coat = Coat::cottage(s, rng, far);
        house::gable_house(s.back, rng, (gap + dx, y), (0.075, 0.3 * s.tall()), &coat);
    }
    let road = s.mood.far(Rgb::hex(0xb0a498), 0.3);
    s.back.fill(
        &shape::polygon(&[
            (gap - 0.02, y - 0.03),
            (gap + 0.02, y - 0.03),
            (gap + 0.12, y + 0.03),
            (gap - 0.12, y + 0.03),
        ]),
        Tint::flat(road),
    );
}

/// Stone slabs in perspective from height `top` down.
pub(super) fn paving(s: &mut Setting<'_>, top: f32, stone: Rgb) {
    let (w, h) = (s.frame.width, s.frame.height);
    s.stage.fill(
        &shape::rect(-0.05, top, w + 0.1, h - top + 0.05),
        Tint::fade(top, h, stone.mix(s.mood.haze, 0.2), stone.times(0.78)),
    );
    let deep = h - top;
    let vanish = (w / 2.0, top - deep * 1.3);
    let mut joints = Strew::default();
    let rows: Vec<f32> = (0..=6).map(|k| top + deep * (k as f32 / 6.0).powf(1.5)).collect();
    for (row, pair) in rows.windows(2).enumerate() {
        joints.line(&[(-0.05, pair[1]), (w + 0.05, pair[1])]);
        let step = 0.17;
        let count = ((w.min(16.0) * 1.6 / step) as i32).max(6);
        for k in -count..=count {
            let x = w / 2.0 + (k as f32 + if row % 2 == 0 { 0.0 } else { 0.5 }) * step;
            let at = |y: f32| (vanish.0 + (x - vanish.0) * (y - vanish.1) / (h - vanish.1), y);
            joints.line(&[at(pair[0]), at(pair[1])]);
        }
    }
    s.stage.stroke(&joints.finish(), stone.times(0.62), 0.4, 0.0022);
    puddles(s, top);
}

/// Standing water with the sky in it, after rain.
fn puddles(s: &mut Setting<'_>, top: f32) {
    if !s.scene.rainy() {
        return;
    }
    let mut rng = s.rng("puddles");
    let [_, mid, low] = s.mood.sky;
    for _ in 0..s.frame.strewn(8) {
        let (x, y) = (rng.range(0.0, s.frame.width), rng.range(top + 0.05, s.frame.height));
        let wide = rng.range(0.05, 0.13);
        let pool = shape::blob(&[
            (x - wide, y),
            (x - wide * 0.3, y - wide * 0.12),
            (x + wide * 0.6, y - wide * 0.09),
            (x + wide, y + wide * 0.02),
            (x + wide * 0.2, y + wide * 0.13),
            (x - wide * 0.5, y + wide * 0.1),
        ]);
        s.stage.fill(&pool, Tint::fade(y - wide * 0.12, y + wide * 0.12, low.mix(WHITE, 0.2), mid));
    }
}

/// A lamp of iron with a glass head; it shines after dark.
pub(super) fn lamp_post(s: &mut Setting<'_>, foot: Point, tall: f32) {
    let ((x, y), q) = (foot, tall / 0.46);
    let iron = Rgb::hex(0x2f3440);
    s.stage.puff(x, y, (0.05 * q, 0.01 * q), Rgb::hex(0x10142c), 0.6);
    s.stage.fill(&shape::round_rect(x - 0.006 * q, y - tall, 0.012 * q, tall, 0.004), Tint::flat(iron));
    s.stage
        .fill(&shape::round_rect(x - 0.016 * q, y - 0.03 * q, 0.032 * q, 0.03 * q, 0.006), Tint::flat(iron));
    s.stage.fill(
        &shape::round_rect(x - 0.011 * q, y - tall * 0.5, 0.022 * q, 0.014 * q, 0.004),
        Tint::flat(iron),
    );
    let glass = [
        (x - 0.02 * q, y - tall),
        (x - 0.03 * q, y - tall - 0.062 * q),
        (x + 0.03 * q, y - tall - 0.062 * q),
        (x + 0.02 * q, y - tall),
    ];
    s.stage
        .fill(&shape::polygon(&glass), Tint::flat(Rgb::hex(if s.lamps_on() { 0xfff2c8 } else { 0xe8e4d0 })));
    let roof = [
        (x - 0.038 * q, y - tall - 0.06 * q),
        (x, y - tall - 0.09 * q),
        (x + 0.038 * q, y - tall - 0.06 * q),
    ];
    s.stage.fill(&shape::polygon(&roof), Tint::flat(if s.scene.snowy() { WHITE } else { iron }));
    if s.lamps_on() {
        s.lamp((x, y - tall - 0.03 * q), 0.55 * q.max(0.8), 0.95);
    }
}

/// Little flags on a string from one side to the other.
pub(super) fn bunting(s: &mut Setting<'_>, top: f32) {
    let (w, mut rng) = (s.frame.width, s.rng("bunting"));
    let (a, b) = ((-0.02, top * rng.range(0.8, 1.1)), (w + 0.02, top * rng.range(0.8, 1.1)));
    let bend = (w * 0.5, (a.1 + b.1) / 2.0 + 0.16);
    s.back.stroke(&shape::curve(a, bend, b), Rgb::hex(0xf4ede0), 0.9, 0.003);
    let count = s.frame.strewn(15);
    for k in 1..count {
        let t = k as f32 / count as f32;
        let q = 1.0 - t;
        let (x, y) = (
            a.0 * q * q + 2.0 * bend.0 * t * q + b.0 * t * t,
            a.1 * q * q + 2.0 * bend.1 * t * q + b.1 * t * t,
        );
        let colour = s.mood.lit(Rgb::hex([0xe8574a, 0xf6c344, 0x4f9ac8, 0x6fb56a][k % 4]));
        let flag = [(x - 0.017, y), (x + 0.017, y), (x + s.wind() * 0.02, y + 0.042)];
        s.back.fill(&shape::polygon(&flag), Tint::flat(colour));
    }
}

pub(super) fn market(s: &mut Setting<'_>) {
    sky::paint(s);
    let mut rng = s.rng("market");
    let (w, y, depth, tall) = (s.frame.width, s.frame.horizon, s.frame.ground_depth(), s.tall());
    let mut x = -0.04;
    while x < w.min(16.0) {
        let wide = rng.range(0.11, 0.15);
        let coat = Coat::pick(s, &mut rng, &BRIGHT_WALLS, 0.34);
        let high = rng.range(0.26, 0.36) * tall;
        house::gable_house(s.back, &mut rng, (x + wide / 2.0, y + 0.01), (wide, high), &coat);
        x += wide;
    }
    s.mist(y - 0.3, y + 0.02, 0.3);
    let stone = Rgb::hex(if s.scene.snowy() { 0xe2e9f4 } else { 0xc8b8a0 });
    paving(s, y + 0.004, stone);
    let stalls = s.frame.strewn(3).max(2);
    for k in 0..stalls {
        let at = w * (k as f32 + 0.5) / stalls as f32;
        // The middle one stands farther back, so that there is room before it.
        let off = (at / w - 0.5).abs() * 2.0;
        stall(s, &mut rng, (at, y + depth * (0.04 + 0.2 * off)), 0.24 + 0.1 * off);
    }
    bunting(s, y * 0.26);
    if s.lamps_on() {
        town::fairy_lights(s, &mut rng);
    }
    water::crate_box(s, (s.across(0.03), y + depth * 0.42), 0.08);
    super::furniture::barrel(s.stage, (s.across(0.97), y + depth * 0.4), 0.1);
}

/// A market stall: posts, a striped roof, a counter with fruit in crates.
fn stall(s: &mut Setting<'_>, rng: &mut Rng, foot: Point, wide: f32) {
    let ((x, y), half) = (foot, wide / 2.0);
    let colour = Rgb::hex(*rng.pick(&[0xe2574a, 0x3f8f9c, 0xf0a43c, 0x6fa554, 0x8a6ab0]));
    let wood = Rgb::hex(0xa8703f);
    s.stage.puff(x, y, (wide * 0.7, 0.018), s.shadow(), 0.5);
    let top = y - wide * 1.05;
    s.stage.wash(
        &shape::rect(x - half * 0.94, top, wide * 0.94, wide * 0.62),
        Tint::veil(Rgb::hex(0x3a2a2a), 0.4),
    );
    for dx in [-0.95, 0.92] {
        s.stage.fill(&shape::rect(x + dx * half, top, wide * 0.03, wide * 1.05), Tint::flat(wood.times(0.8)));
    }
    let counter = y - wide * 0.36;
    s.stage.fill(
        &shape::rect(x - half, counter, wide, wide * 0.36),
        Tint::fade(counter, y, wood, wood.times(0.75)),
    );
    let mut boards = Strew::default();
    for k in 1..7 {
        boards.line(&[(x - half + wide * k as f32 / 7.0, counter), (x - half + wide * k as f32 / 7.0, y)]);
    }
    s.stage.stroke(&boards.finish(), wood.times(0.6), 0.6, 0.002);
    for k in 0..4 {
        let fruit = Rgb::hex(*rng.pick(&[0xe2453c, 0xf0983c, 0xf6d04a, 0x7fb84a, 0x8a4a9a, 0xf2b0a0]));
        let (bx, q) = (x - half * 0.78 + wide * 0.245 * k as f32, wide * 0.1);
        let mut heap = Strew::default();
        for (dx, up) in [(-0.7, 0.1), (0.0, 0.1), (0.7, 0.1), (-0.35, 0.55), (0.35, 0.55), (0.0, 1.0)] {
            heap.oval((bx + dx * q, counter - q * (0.35 + up * 0.8)), q * 0.42, q * 0.42);
        }
        s.stage.fill(
            &heap.finish(),
            Tint::fade(counter - q * 1.6, counter, fruit.mix(WHITE, 0.2), fruit.times(0.82)),
        );
        s.stage.fill(
            &shape::rect(bx - q * 1.12, counter - q * 0.4, q * 2.24, q * 0.55),
            Tint::flat(wood.times(1.18)),
        );
    }
    let pale = Rgb::hex(0xfff4e2);
    house::awning(s.stage, (x - half * 1.04, top - wide * 0.06), (wide * 1.04, wide * 0.3), colour, pale);
    if s.scene.snowy() {
        s.stage.fill(
            &shape::round_rect(x - half * 1.05, top - wide * 0.085, wide * 1.06, wide * 0.06, wide * 0.03),
            Tint::flat(WHITE),
        );
    }
    if s.lamps_on() {
        let at = (x, top + wide * 0.32);
        s.stage.fill(&shape::ellipse(at.0, at.1, wide * 0.035, wide * 0.045), Tint::flat(Rgb::hex(0xfff0b8)));
        s.lamp(at, 0.45, 0.56);
    }
}
