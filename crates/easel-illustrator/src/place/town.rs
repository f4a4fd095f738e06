//! From afar: a city's skyline, roofs, a village.

use super::grass::Strew;
use super::house::{self, Coat};
use super::land::{self, Growth, Ridge};
use super::{Setting, open, sky, street};
use crate::canvas::Tint;
use crate::colour::{Rgb, WHITE};
use crate::light::Lamp;
use crate::rng::Rng;
use crate::shape::{self, Point};

pub(super) fn city(s: &mut Setting<'_>) {
    sky::paint(s);
    let mut rng = s.rng("city");
    towers(s, &mut rng, s.frame.horizon + 0.02, 3);
    street_trees(s, &mut rng);
    let paving = Rgb::hex(if s.scene.snowy() { 0xdfe7f3 } else { 0xb3aeb8 });
    road(s, paving);
    for at in [0.09, 0.91] {
        street::lamp_post(s, (s.frame.width * at, s.frame.horizon + s.frame.ground_depth() * 0.42), 0.5);
    }
}

/// Rows of towers that stand on height `base`, the last row the nearest.
fn towers(s: &mut Setting<'_>, rng: &mut Rng, base: f32, rows: usize) {
    let hue = *rng.pick(&[
        [0x6d78a6u32, 0x7f6d92, 0x5f7f9c, 0x8a7a86],
        [0x8a6f7a, 0xa67f6d, 0x6d7f9c, 0x9c8f7f],
        [0x5f8a96, 0x6d96a6, 0x7f8ab0, 0x86a09a],
    ]);
    for row in 0..rows {
        let near = row as f32 / (rows - 1).max(1) as f32;
        let mut x = -0.03;
        while x < s.frame.width.min(40.0) {
            let wide = rng.range(0.07, 0.14) * (0.85 + 0.3 * near);
            // Lower in the middle of the near row, so that the eye has a way out.
            let middle = 1.0 - (x / s.frame.width - 0.5).abs() * 2.0;
            let tall =
                s.frame.horizon * rng.range(0.2, 0.58) * (1.15 - 0.4 * near) * (1.0 - 0.4 * near * middle);
            let wall = Rgb::hex(*rng.pick(&hue));
            let tone = s.mood.far(wall.times(1.0 - 0.2 * near), 0.68 - 0.46 * near);
            tower(s, rng, (x, base), (wide, tall), tone, row > 0);
            x += wide + rng.range(-0.006, 0.018);
        }
        s.mist(base - 0.34 * s.tall(), base, 0.3);
    }
}

fn tower(s: &mut Setting<'_>, rng: &mut Rng, foot: Point, size: Point, tone: Rgb, windows: bool) {
    let (x, y, wide, tall) = (foot.0, foot.1, size.0, size.1);
    let top = y - tall;
    let hat = rng.next() % 5;
    match hat {
        0 => s.back.stroke(
            &shape::line(&[(x + wide / 2.0, top), (x + wide / 2.0, top - 0.06)]),
            tone.times(0.7),
            1.0,
            0.004,
        ),
        1 => s
            .back
            .fill(&shape::rect(x + wide * 0.2, top - 0.02, wide * 0.32, 0.022), Tint::flat(tone.times(0.8))),
        2 => s.back.fill(
            &shape::polygon(&[(x, top + 0.001), (x + wide / 2.0, top - 0.045), (x + wide, top + 0.001)]),
            Tint::flat(tone.times(0.85)),
        ),
        3 => {
            s.back.fill(
                &shape::rect(x + wide * 0.14, top - 0.035, wide * 0.72, 0.036),
                Tint::flat(tone.times(1.03)),
            );
            s.back.fill(
                &shape::rect(x + wide * 0.32, top - 0.06, wide * 0.36, 0.026),
                Tint::flat(tone.times(0.97)),
            );
        }
        _ => s.back.fill(
            &shape::ellipse(x + wide / 2.0, top, wide * 0.5, wide * 0.28),
            Tint::flat(tone.times(0.95)),
        ),
    }
    s.back.fill(
        &shape::rect(x, top, wide, tall),
        Tint::fade(top, y, tone.times(1.06), tone.mix(s.mood.haze, 0.3)),
    );
    s.back.wash(&shape::rect(x + wide * 0.8, top, wide * 0.2, tall), Tint::veil(Rgb::hex(0x141a3a), 0.16));
    if s.scene.snowy() && hat < 2 {
        s.back.wash(
            &shape::rect(x - 0.002, top - 0.006, wide + 0.004, 0.009),
            Tint::flat(s.mood.far(WHITE, 0.2)),
        );
    }
    if windows {
        panes(s, rng, (x, top), size, tone);
    }
}

/// Small windows in rows, some of them lit.
fn panes(s: &mut Setting<'_>, rng: &mut Rng, at: Point, size: Point, tone: Rgb) {
    let (night, step) = (s.lamps_on(), 0.0195);
    let (columns, rows) = ((size.0 / step) as usize, (size.1 / (step * 1.25)) as usize);
    let margin = (size.0 - columns as f32 * step) / 2.0;
    let mut glass: [Strew; 3] = Default::default();
    for row in 0..rows.min(70) {
        for column in 0..columns {
            if rng.chance(0.52) {
                continue;
            }
            let left = at.0 + margin + (column as f32 + 0.25) * step;
            let top = at.1 + (row as f32 + 0.45) * step * 1.25;
            glass[(rng.next() % 3) as usize].rect(left, top, step * 0.5, step * 0.68);
        }
    }
    for (k, panes) in glass.into_iter().enumerate() {
        let colour = if night {
            Rgb::hex([0xffd98a, 0xffe7b0, 0xffc56a][k])
        } else {
            tone.mix(WHITE, 0.3 + 0.1 * k as f32)
        };
        s.back.wash(&panes.finish(), Tint::veil(colour, 0.85));
    }
}

fn street_trees(s: &mut Setting<'_>, rng: &mut Rng) {
    for k in 0..s.frame.strewn(5) {
        let x = (k as f32 + rng.range(0.1, 0.8)) / 4.5;
        let tone = s.mood.far(if s.scene.snowy() { Rgb::hex(0xe0eaf6) } else { s.leaf() }, 0.28);
        let h = rng.range(0.08, 0.12);
        super::plants::far_tree(s.back, rng, (x, s.frame.horizon + 0.02), h, tone);
    }
}

/// A road across the picture, and the pavement one stands on.
fn road(s: &mut Setting<'_>, stone: Rgb) {
    let (w, y, depth) = (s.frame.width, s.frame.horizon, s.frame.ground_depth());
    let asphalt = if s.scene.snowy() { Rgb::hex(0x9aa2b4) } else { Rgb::hex(0x5a5b6c) };
    let road = y + depth * 0.06;
    s.stage.fill(&shape::rect(-0.02, y, w + 0.04, depth * 0.08), Tint::flat(stone.mix(s.mood.haze, 0.2)));
    s.stage.fill(
        &shape::rect(-0.02, road, w + 0.04, depth * 0.2),
        Tint::fade(road, road + depth * 0.2, asphalt, asphalt.times(0.85)),
    );
    let mut dashes = Strew::default();
    for k in 0..=((w.min(16.0) / 0.16) as usize) {
        dashes.rect(k as f32 * 0.16, road + depth * 0.09, 0.08, 0.006);
    }
    s.stage.wash(&dashes.finish(), Tint::veil(WHITE, 0.75));
    street::paving(s, road + depth * 0.2 + 0.011, stone);
    s.stage
        .fill(&shape::rect(-0.02, road + depth * 0.2, w + 0.04, 0.012), Tint::flat(stone.mix(WHITE, 0.35)));
}

pub(super) fn rooftop(s: &mut Setting<'_>) {
    sky::paint(s);
    let mut rng = s.rng("rooftop");
    let (w, y, depth, tall) = (s.frame.width, s.frame.horizon, s.frame.ground_depth(), s.tall());
    towers(s, &mut rng, y + 0.02, 2);
    // Roofs of the houses around, below the one we are on.
    for row in 0..2 {
        let near = row as f32;
        let mut x = -0.1;
        while x < w.min(16.0) {
            let (wide, high) =
                (rng.range(0.13, 0.2) * (1.0 + 0.3 * near), (0.1 + 0.05 * near) * tall.min(1.3));
            let coat = Coat::cottage(s, &mut rng, 0.35 - 0.2 * near);
            house::gable_house(s.back, &mut rng, (x + wide / 2.0, y + 0.06), (wide, high + 0.03), &coat);
            x += wide * rng.range(0.9, 1.15);
        }
        s.mist(y - 0.2, y + 0.02, 0.2 * (1.0 - near));
    }
    let tile = Rgb::hex(if s.scene.snowy() { 0xe6edf7 } else { *rng.pick(&[0xb5836a, 0xa89a90, 0x9a8fa0]) });
    street::paving(s, y + depth * 0.06, tile);
    parapet(s, tile);
    chimney(s, (s.across(0.1), y + depth * 0.24), 0.24);
    water_tank(s, (s.across(0.9), y + depth * 0.22), 0.36);
    fairy_lights(s, &mut rng);
    for (at, r) in [(0.22, 0.035), (0.79, 0.03)] {
        super::furniture::plant_pot(s.stage, &mut rng, (s.across(at), y + depth * 0.27), r * 5.0);
    }
}

/// A low wall along the roof's edge.
fn parapet(s: &mut Setting<'_>, tile: Rgb) {
    let (w, y) = (s.frame.width, s.frame.horizon + s.frame.ground_depth() * 0.12);
    let brick = Rgb::hex(0xb0705a);
    s.stage.fill(
        &shape::rect(-0.02, y - 0.075, w + 0.04, 0.08),
        Tint::fade(y - 0.07, y, brick, brick.times(0.8)),
    );
    let mut joints = Strew::default();
    for row in 0..3 {
        for k in 0..=((w.min(16.0) / 0.06) as usize) {
            let x = k as f32 * 0.06 + if row % 2 == 0 { 0.0 } else { 0.03 };
            joints.line(&[(x, y - 0.06 + 0.022 * row as f32), (x, y - 0.04 + 0.022 * row as f32)]);
        }
        joints.line(&[(0.0, y - 0.04 + 0.022 * row as f32), (w, y - 0.04 + 0.022 * row as f32)]);
    }
    s.stage.stroke(&joints.finish(), brick.times(0.72), 0.6, 0.002);
    let cap = if s.scene.snowy() { WHITE } else { tile.mix(WHITE, 0.3) };
    s.stage.fill(&shape::rect(-0.02, y - 0.09, w + 0.04, 0.017), Tint::flat(cap));
}

fn chimney(s: &mut Setting<'_>, foot: Point, tall: f32) {
    let ((x, y), brick) = (foot, Rgb::hex(0xa8644c));
    s.stage.puff(x, y, (0.11, 0.014), s.shadow(), 0.5);
    s.stage.fill(
        &shape::rect(x - 0.05, y - tall, 0.1, tall),
        Tint::fade(y - tall, y, brick.times(1.08), brick.times(0.8)),
    );
    s.stage.fill(
        &shape::rect(x - 0.06, y - tall - 0.014, 0.12, 0.024),
        Tint::flat(if s.scene.snowy() { WHITE } else { brick.times(0.75) }),
    );
    for dx in [-0.025, 0.025] {
        s.stage.fill(
            &shape::rect(x + dx - 0.014, y - tall - 0.05, 0.028, 0.038),
            Tint::flat(Rgb::hex(0xc98a5c)),
        );
    }
    for k in 0..4 {
        let up = k as f32 * 0.04;
        s.stage.puff(
            x + 0.02 + up * 0.4,
            y - tall - 0.07 - up,
            (0.03 + 0.012 * k as f32, 0.022 + 0.006 * k as f32),
            WHITE,
            0.5 - 0.1 * k as f32,
        );
    }
}

/// A wooden tank on legs, as on old roofs in large cities.
fn water_tank(s: &mut Setting<'_>, foot: Point, tall: f32) {
    let ((x, y), wood) = (foot, Rgb::hex(0x9a6a48));
    s.stage.puff(x, y, (tall * 0.4, 0.016), s.shadow(), 0.5);
    let half = tall * 0.24;
    for dx in [-0.85, -0.3, 0.3, 0.85] {
        s.stage.fill(
            &shape::rect(x + dx * half - 0.005, y - tall * 0.42, 0.01, tall * 0.42),
            Tint::flat(wood.times(0.6)),
        );
    }
    s.stage.fill(
        &shape::rect(x - half, y - tall * 0.84, half * 2.0, tall * 0.46),
        Tint::fade(y - tall, y - tall * 0.4, wood.times(1.1), wood.times(0.85)),
    );
    let mut bands = Strew::default();
    for k in 0..3 {
        bands.rect(x - half, y - tall * (0.78 - 0.14 * k as f32), half * 2.0, tall * 0.015);
    }
    s.stage.wash(&bands.finish(), Tint::flat(wood.times(0.55)));
    let roof = shape::polygon(&[
        (x - half * 1.12, y - tall * 0.83),
        (x, y - tall),
        (x + half * 1.12, y - tall * 0.83),
    ]);
    s.stage.fill(&roof, Tint::flat(if s.scene.snowy() { WHITE } else { Rgb::hex(0x6a5f66) }));
}

/// Small lamps on strings across the sky.
pub(super) fn fairy_lights(s: &mut Setting<'_>, rng: &mut Rng) {
    let (w, on) = (s.frame.width, s.lamps_on());
    let top = s.frame.horizon * 0.42;
    for k in 0..2 {
        let (a, b) = ((-0.02, top * rng.range(0.7, 1.0)), (w + 0.02, top * rng.range(0.7, 1.0)));
        let sag = 0.1 + 0.05 * k as f32;
        let bend = (w * rng.range(0.4, 0.6), (a.1 + b.1) / 2.0 + sag * 2.0);
        s.stage.stroke(&shape::curve(a, bend, b), Rgb::hex(0x3a3440), 1.0, 0.0026);
        for n in 1..s.frame.strewn(11) {
            let t = n as f32 / s.frame.strewn(11) as f32;
            let q = 1.0 - t;
            let at = (
                a.0 * q * q + 2.0 * bend.0 * t * q + b.0 * t * t,
                a.1 * q * q + 2.0 * bend.1 * t * q + b.1 * t * t + 0.008,
            );
            let colour = Rgb::hex([0xffd76a, 0xff9a8a, 0x9ad8ff, 0xc8f09a][(n + k) % 4]);
            s.stage.fill(
                &shape::ellipse(at.0, at.1, 0.006, 0.0085),
                Tint::flat(colour.mix(WHITE, if on { 0.4 } else { 0.1 })),
            );
            if on && n % 3 == 0 {
                s.lamps.push(Lamp { at, reach: 0.18, colour: Rgb(1.0, 0.8, 0.5), strength: 0.16 });
            }
        }
    }
}

pub(super) fn village(s: &mut Setting<'_>) {
    sky::paint(s);
    let mut rng = s.rng("village");
    let (y, tall) = (s.frame.horizon, s.tall());
    let side = if s.mirrored { -1.0 } else { 1.0 };
    let leaf = if s.scene.snowy() { Rgb::hex(0xdfe9f8) } else { s.leaf().mix(s.ground(), 0.6) };
    for layer in 0..3u64 {
        let t = layer as f32 / 2.0;
        let tone = s.mood.far(leaf, 0.7 - 0.48 * t);
        let ridge = Ridge {
            lift: 0.09 * (1.0 - t) * tall,
            amplitude: (0.17 - 0.06 * t) * tall,
            rough: 1.7,
            tilt: 0.24 * side * (t - 0.2),
            top: tone,
            bottom: tone.mix(s.mood.haze, 0.35),
            salt: 91 + layer,
        };
        ridge.draw(s);
        let trees = s.mood.far(s.leaf(), 0.6 - 0.45 * t);
        land::far_trees(s, &ridge, Growth::Mixed, (0.04 + 0.035 * t) * tall, 9, trees);
        if layer == 0 {
            continue;
        }
        // Houses climb the slopes, smaller ones first.
        for k in 0..s.frame.strewn(if layer == 1 { 5 } else { 4 }) {
            let x = (k as f32 + rng.range(0.2, 0.8)) / 4.4;
            let coat = Coat::cottage(s, &mut rng, 0.4 - 0.28 * t);
            let high = (0.06 + 0.06 * t) * rng.range(0.85, 1.2) * tall.min(1.3);
            house::cottage(s.back, &mut rng, (x, ridge.at(s, x) + 0.03 + 0.02 * t), high, &coat);
        }
        if layer == 1 {
            church(s, &ridge);
        }
        s.mist(y - 0.15, y + 0.02, 0.2 * (1.0 - t));
    }
    let ground = s.ground();
    land::ground(s, ground, 0.025);
    open::cover(s, ground, 360, 44);
    land::path(s, if s.scene.snowy() { Rgb::hex(0xcfdaf0) } else { ground.mix(Rgb::hex(0xe6d2a0), 0.75) });
    let coat = Coat { lit: s.lamps_on(), ..near_coat(s, &mut rng) };
    let high = 0.34 * tall.min(1.3);
    let foot = (s.across(0.1), y + 0.035);
    s.stage.puff(foot.0, foot.1, (0.28, 0.022), s.shadow(), 0.5);
    house::cottage(s.stage, &mut rng, foot, high, &coat);
    if coat.lit {
        s.lamp((foot.0 + high * 0.4, y - high * 0.22), 0.4, 0.3);
    }
    open::bushes(s, 2);
    open::side_tree(s, 0.95, 0.56);
}

/// A coat for the lit stage, where the hour's light comes later.
pub(super) fn near_coat(s: &Setting<'_>, rng: &mut Rng) -> Coat {
    let wall = Rgb::hex(*rng.pick(&[0xf4e6cc, 0xf0d2b0, 0xf6ece0, 0xf2d4c4]));
    let roof = Rgb::hex(*rng.pick(&[0xc05a42, 0x9a4a3c, 0x7a5f8c, 0x56748c]));
    Coat { wall, roof, lit: s.lamps_on(), snow: s.scene.snowy() }
}

fn church(s: &mut Setting<'_>, ridge: &Ridge) {
    let x = s.across(0.64);
    let foot = (x, ridge.at(s, x) + 0.04);
    let q = 0.14 * s.tall().min(1.4);
    let coat = Coat {
        wall: s.mood.far(Rgb::hex(0xf6efe2), 0.3),
        roof: s.mood.far(Rgb::hex(0x8a5a52), 0.3),
        lit: s.lamps_on(),
        snow: s.scene.snowy(),
    };
    house::cottage(
        s.back,
        &mut s.rng("church"),
        (x + q * 0.5, foot.1),
        q * 0.7,
        &Coat { lit: false, ..coat },
    );
    house::tower(s.back, foot, (q * 0.34, q * 1.1), &coat, true);
}
