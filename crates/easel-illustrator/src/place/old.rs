//! Places with a past: a castle's courtyard, a temple garden, ruins, a graveyard.

use super::grass::Strew;
use super::house::{self, Coat};
use super::land::{self, Growth, Ridge};
use super::{Setting, open, plants, rock, sky, street, trees, wood};
use crate::canvas::Tint;
use crate::colour::{Rgb, WHITE};
use crate::rng::Rng;
use crate::shape::{self, Point};

fn stone_coat(s: &Setting<'_>, distance: f32) -> Coat {
    Coat {
        wall: s.mood.far(Rgb::hex(0xc4b8aa), distance),
        roof: s.mood.far(Rgb::hex(0x56688c), distance),
        lit: s.lamps_on(),
        snow: s.scene.snowy(),
    }
}

/// Blocks drawn here and there on a wall.
fn masonry(s: &mut Setting<'_>, rng: &mut Rng, area: (f32, f32, f32, f32), tone: Rgb) {
    let (x, y, w, h) = area;
    let mut blocks = Strew::default();
    for _ in 0..((w * h * 260.0) as usize).min(160) {
        let (bx, by) = (x + rng.unit() * (w - 0.03), y + rng.unit() * (h - 0.014));
        blocks.rect(bx, by, rng.range(0.016, 0.034), 0.012);
    }
    s.back.wash(&blocks.finish(), Tint::veil(tone, 0.3));
}

pub(super) fn courtyard(s: &mut Setting<'_>) {
    sky::paint(s);
    let mut rng = s.rng("courtyard");
    let (w, y, depth, tall) = (s.frame.width, s.frame.horizon, s.frame.ground_depth(), s.tall());
    let far = stone_coat(s, 0.34);
    house::castle(s.back, (s.across(0.66), y - 0.1), 0.52 * tall, &far);
    s.mist(y - 0.4 * tall, y, 0.25);
    let coat = stone_coat(s, 0.12);
    let top = y - 0.3 * tall;
    s.back.fill(
        &shape::rect(-0.02, top, w + 0.04, y - top + 0.03),
        Tint::fade(top, y, coat.wall.times(1.05), coat.wall.times(0.85)),
    );
    house::battlements(s.back, -0.02, w + 0.04, top, 0.034, &coat);
    masonry(s, &mut rng, (0.0, top + 0.03, w, y - top - 0.03), coat.wall.times(0.72));
    let gate = s.across(0.62);
    arch(s, (gate, y + 0.01), (0.1, 0.22 * tall.min(1.4)));
    for at in [-0.16, 0.16] {
        banner(s, (gate + at, top + 0.05), 0.055);
    }
    for k in 0..s.frame.strewn(3) {
        let x = w * (k as f32 + 0.5) / s.frame.strewn(3) as f32;
        if (x - gate).abs() > 0.3 && s.frame.width > 1.4 {
            banner(s, (x, top + 0.05), 0.055);
        }
    }
    for at in [0.02, 0.98] {
        house::tower(s.back, (w * at, y + 0.02), (0.19, 0.5 * tall), &coat, true);
    }
    let paving = Rgb::hex(if s.scene.snowy() { 0xe2e9f4 } else { 0xbcae9c });
    street::paving(s, y + 0.006, paving);
    well(s, (s.across(0.15), y + depth * 0.3), 0.19);
    for (at, q) in [(0.9, 0.08), (0.82, 0.06)] {
        super::water::crate_box(s, (s.across(at), y + depth * 0.26), q);
    }
    super::furniture::barrel(s.stage, (s.across(0.97), y + depth * 0.32), 0.11);
    if s.lamps_on() {
        for at in [-0.09, 0.09] {
            torch(s, (gate + at, y - 0.1));
        }
    }
}

fn arch(s: &mut Setting<'_>, foot: Point, size: Point) {
    let ((x, y), (half, tall)) = (foot, size);
    let stone = s.mood.far(Rgb::hex(0x9a8f84), 0.1);
    let form = |q: f32| {
        shape::blob(&[
            (x - half * q, y),
            (x - half * q, y - tall * 0.55 * q),
            (x - half * 0.6 * q, y - tall * 0.9 * q),
            (x, y - tall * q),
            (x + half * 0.6 * q, y - tall * 0.9 * q),
            (x + half * q, y - tall * 0.55 * q),
            (x + half * q, y),
        ])
    };
    s.back.fill(&form(1.18), Tint::flat(stone));
    s.back.fill(&form(1.0), Tint::fade(y - tall, y, Rgb::hex(0x3a2f34), Rgb::hex(0x5a4438)));
    let mut bars = Strew::default();
    for k in 1..6 {
        let bx = x - half + half * 2.0 * k as f32 / 6.0;
        bars.line(&[(bx, y - tall * 0.95), (bx, y - tall * 0.42)]);
    }
    for k in 0..3 {
        bars.line(&[
            (x - half * 0.95, y - tall * (0.5 + 0.14 * k as f32)),
            (x + half * 0.95, y - tall * (0.5 + 0.14 * k as f32)),
        ]);
    }
    s.back.stroke(&bars.finish(), Rgb::hex(0x1f1a20), 1.0, 0.005);
}

/// A pennant with a swallow's tail; `at` is the middle of its upper edge.
fn banner(s: &mut Setting<'_>, at: Point, wide: f32) {
    let ((x, y), red) = (at, s.mood.lit(Rgb::hex(0xb8323a)));
    let tall = wide * 2.4;
    s.back.stroke(
        &shape::line(&[(x - wide * 0.65, y), (x + wide * 0.65, y)]),
        s.mood.lit(Rgb::hex(0xc8a24a)),
        1.0,
        wide * 0.09,
    );
    let cloth = [
        (x - wide / 2.0, y),
        (x + wide / 2.0, y),
        (x + wide / 2.0, y + tall),
        (x, y + tall * 0.82),
        (x - wide / 2.0, y + tall),
    ];
    s.back.fill(&shape::polygon(&cloth), Tint::fade(y, y + tall, red.times(1.1), red.times(0.8)));
    s.back.wash(
        &shape::star(x, y + tall * 0.4, wide * 0.3, wide * 0.13, 5),
        Tint::flat(s.mood.lit(Rgb::hex(0xf2cf6a))),
    );
}

pub(super) fn torch(s: &mut Setting<'_>, at: Point) {
    let (x, y) = at;
    s.back.stroke(&shape::line(&[(x, y), (x, y + 0.05)]), Rgb::hex(0x5a3d2a), 1.0, 0.009);
    for (q, tone) in [(1.0, 0xf0701e), (0.66, 0xffb03c), (0.36, 0xfff0b0)] {
        let flame = shape::blob(&[
            (x - 0.012 * q, y),
            (x - 0.007 * q, y - 0.022 * q),
            (x + 0.002, y - 0.042 * q),
            (x + 0.01 * q, y - 0.018 * q),
            (x + 0.011 * q, y),
        ]);
        s.back.fill(&flame, Tint::flat(Rgb::hex(tone)));
    }
    s.back.glow(x, y - 0.02, 0.16, Rgb(1.0, 0.6, 0.25), 0.7);
    s.lamp((x, y - 0.02), 0.55, 0.8);
}

/// A round well with a little roof.
fn well(s: &mut Setting<'_>, foot: Point, tall: f32) {
    let ((x, y), stone) = (foot, Rgb::hex(0xa39a90));
    let half = tall * 0.42;
    s.stage.puff(x, y, (half * 1.5, 0.02), s.shadow(), 0.5);
    for dx in [-0.85, 0.75] {
        s.stage.fill(
            &shape::rect(x + dx * half, y - tall * 1.25, half * 0.12, tall * 1.0),
            Tint::flat(Rgb::hex(0x8a5f3c)),
        );
    }
    s.stage.fill(&shape::ellipse(x, y - tall * 0.42, half, half * 0.24), Tint::flat(stone.times(0.5)));
    s.stage.stroke(
        &shape::line(&[(x, y - tall * 1.2), (x, y - tall * 0.62)]),
        Rgb::hex(0xc8a878),
        1.0,
        0.003,
    );
    s.stage.fill(
        &shape::rect(x - half * 0.17, y - tall * 0.68, half * 0.34, half * 0.34),
        Tint::flat(Rgb::hex(0x9a6a40)),
    );
    let drum = shape::blob(&[
        (x - half, y - tall * 0.42),
        (x - half, y - half * 0.1),
        (x, y + half * 0.12),
        (x + half, y - half * 0.1),
        (x + half, y - tall * 0.42),
        (x, y - tall * 0.42 + half * 0.24),
    ]);
    s.stage.fill(&drum, Tint::fade(y - tall * 0.4, y, stone.times(1.08), stone.times(0.75)));
    let mut joints = Strew::default();
    for row in 0..3 {
        let jy = y - tall * (0.28 - 0.11 * row as f32);
        joints.line(&[(x - half, jy), (x, jy + half * 0.17), (x + half, jy)]);
    }
    s.stage.stroke(&joints.finish(), stone.times(0.65), 0.6, 0.0026);
    let roof = shape::polygon(&[
        (x - half * 1.35, y - tall * 1.16),
        (x, y - tall * 1.62),
        (x + half * 1.35, y - tall * 1.16),
    ]);
    s.stage.fill(&roof, Tint::flat(if s.scene.snowy() { WHITE } else { Rgb::hex(0xa85a44) }));
}

pub(super) fn temple(s: &mut Setting<'_>) {
    sky::paint(s);
    let mut rng = s.rng("temple");
    let (y, depth, tall) = (s.frame.horizon, s.frame.ground_depth(), s.tall());
    rock::range(s, &mut rng, y - 0.06, 0.3 * tall);
    let leaf = if s.scene.snowy() { Rgb::hex(0xdfe9f8) } else { s.leaf().mix(Rgb::hex(0x5f8f5a), 0.4) };
    let tone = s.mood.far(leaf, 0.4);
    let ridge = Ridge {
        lift: 0.02,
        amplitude: 0.1 * tall,
        rough: 1.8,
        tilt: 0.1,
        top: tone,
        bottom: tone.mix(s.mood.haze, 0.4),
        salt: 33,
    };
    ridge.draw(s);
    land::far_trees(s, &ridge, Growth::Mixed, 0.09 * tall, 20, s.mood.far(s.leaf(), 0.3));
    let coat = Coat {
        wall: s.mood.far(Rgb::hex(0xf2e2c8), 0.08),
        roof: s.mood.far(Rgb::hex(0x4f6474), 0.08),
        lit: s.lamps_on(),
        snow: s.scene.snowy(),
    };
    let (at, tiers, size) = if rng.chance(0.5) { (0.24, 4, (0.24, 0.5)) } else { (0.26, 2, (0.42, 0.3)) };
    house::pagoda(s.back, (s.across(at), y + 0.012), (size.0, size.1 * tall), tiers, &coat);
    maples(s, &mut rng);
    let ground = s.ground().mix(Rgb::hex(0x8fae6a), if s.scene.snowy() { 0.0 } else { 0.5 });
    land::ground(s, ground, 0.014);
    open::cover(s, ground, 160, 10);
    raked_gravel(s);
    let snow = s.scene.snowy();
    for (dx, r) in [(0.82, 0.06), (0.9, 0.085), (0.97, 0.05), (0.1, 0.05)] {
        let foot = (s.across(dx), y + depth * 0.24);
        s.stage.puff(foot.0, foot.1, (r * 1.4, r * 0.25), s.shadow(), 0.5);
        land::boulder(s.stage, &mut rng, foot, (r, r * 1.1), Rgb::hex(0x7f8488), snow);
    }
    wood::stone_lantern(s, (s.across(0.74), y + depth * 0.3), 0.2);
    let foot = (s.across(0.95), y + 0.03);
    pruned_pine(s, &mut rng, foot, 0.6 * tall.min(1.4));
}

/// Maples and cherries beside the temple.
fn maples(s: &mut Setting<'_>, rng: &mut Rng) {
    for (at, h) in [(0.5, 0.2), (0.06, 0.26), (0.62, 0.16)] {
        let colour = if s.scene.snowy() {
            Rgb::hex(0xe6eef8)
        } else {
            *rng.pick(&[s.leaf(), Rgb::hex(0xd8543c), Rgb::hex(0xf2a6c0)])
        };
        let foot = (s.across(at), s.frame.horizon + 0.012);
        trees::blossom(s.back, rng, foot, h * s.tall(), s.mood.far(colour, 0.15));
    }
}

/// Gravel raked in waves round a stone.
fn raked_gravel(s: &mut Setting<'_>) {
    let (w, y, depth) = (s.frame.width, s.frame.horizon, s.frame.ground_depth());
    let gravel = Rgb::hex(if s.scene.snowy() { 0xf0f4fb } else { 0xe4dccb });
    let bed = shape::blob(&[
        (w * 0.02, y + depth * 0.7),
        (w * 0.2, y + depth * 0.34),
        (w * 0.7, y + depth * 0.32),
        (w * 0.98, y + depth * 0.64),
        (w * 0.85, y + depth * 1.1),
        (w * 0.15, y + depth * 1.1),
    ]);
    s.stage.fill(&bed, Tint::fade(y + depth * 0.3, y + depth, gravel, gravel.times(0.88)));
    let mut lines = Strew::default();
    for k in 0..8 {
        let down = y + depth * (0.4 + 0.075 * k as f32);
        let (a, b) = (w * (0.2 - 0.012 * k as f32), w * (0.76 + 0.014 * k as f32));
        let points: Vec<Point> = (0..=24)
            .map(|n| {
                let t = n as f32 / 24.0;
                (a + (b - a) * t, down + 0.004 * (t * 16.0 + k as f32 * 0.4).sin())
            })
            .collect();
        lines.line(&points);
    }
    s.stage.stroke(&lines.finish(), gravel.times(0.8), 0.7, 0.003);
}

/// A pine whose boughs are kept like clouds.
fn pruned_pine(s: &mut Setting<'_>, rng: &mut Rng, foot: Point, h: f32) {
    let (x, y) = foot;
    let inward = if x < s.frame.width / 2.0 { 1.0 } else { -1.0 };
    s.stage.puff(x, y, (h * 0.3, h * 0.03), s.shadow(), 0.5);
    let bark = Rgb::hex(0x5a4034);
    let at = |dx: f32, up: f32| (x + inward * dx * h, y - up * h);
    super::rod(s.stage, &shape::curve(at(0.0, 0.0), at(-0.08, 0.3), at(0.08, 0.5)), bark, h * 0.06);
    super::rod(s.stage, &shape::curve(at(0.08, 0.5), at(0.18, 0.66), at(0.02, 0.88)), bark, h * 0.04);
    super::rod(s.stage, &shape::curve(at(0.06, 0.47), at(0.2, 0.46), at(0.32, 0.56)), bark, h * 0.026);
    let lobes: Vec<(f32, f32, f32, f32)> =
        [(0.34, 0.6, 0.16), (-0.13, 0.6, 0.15), (0.2, 0.78, 0.14), (0.0, 0.93, 0.17)]
            .into_iter()
            .map(|(dx, up, r)| (at(dx, up).0, at(dx, up).1, r * h, r * h * 0.42))
            .collect();
    trees::crown(s.stage, rng, &lobes, if s.scene.snowy() { Rgb::hex(0xd8e6f2) } else { Rgb::hex(0x3f7f58) });
}

pub(super) fn ruins(s: &mut Setting<'_>) {
    sky::paint(s);
    let mut rng = s.rng("ruins");
    let (y, depth, tall) = (s.frame.horizon, s.frame.ground_depth(), s.tall());
    let leaf = if s.scene.snowy() { Rgb::hex(0xdfe9f8) } else { s.leaf().mix(s.ground(), 0.5) };
    for layer in 0..3u64 {
        let t = layer as f32 / 2.0;
        let tone = s.mood.far(leaf, 0.7 - 0.45 * t);
        let ridge = Ridge {
            lift: 0.06 * (1.0 - t) * tall,
            amplitude: 0.13 * tall,
            rough: 1.6,
            tilt: 0.1,
            top: tone,
            bottom: tone.mix(s.mood.haze, 0.35),
            salt: 17 + layer,
        };
        ridge.draw(s);
        land::far_trees(s, &ridge, Growth::Mixed, 0.06 * tall, 12, s.mood.far(s.leaf(), 0.55 - 0.35 * t));
    }
    let stone = s.mood.far(Rgb::hex(0xd2c6b0), 0.12);
    let high = 0.36 * tall;
    broken_arch(s, &mut rng, (s.across(0.66), y + 0.02), high * 1.1, stone);
    for (at, up) in [(0.08, 1.0), (0.19, 0.62), (0.3, 0.84), (0.9, 0.5)] {
        column(s, &mut rng, (s.across(at), y + 0.02), (0.05, high * up), stone, up > 0.8);
    }
    let ground = s.ground();
    land::ground(s, ground, 0.025);
    open::cover(s, ground, 400, 46);
    if !s.scene.snowy() {
        land::path(s, Rgb::hex(0xd8ccb4));
    }
    let snow = s.scene.snowy();
    for (at, down, q) in [(0.14, 0.3, 0.06), (0.86, 0.26, 0.08), (0.94, 0.4, 0.05), (0.04, 0.5, 0.05)] {
        let foot = (s.across(at), y + depth * down);
        s.stage.puff(foot.0, foot.1, (q * 1.2, q * 0.2), s.shadow(), 0.5);
        let block = [
            (foot.0 - q, foot.1),
            (foot.0 - q * 0.9, foot.1 - q * 0.7),
            (foot.0 + q * 0.6, foot.1 - q * 0.8),
            (foot.0 + q * 0.95, foot.1 - q * 0.1),
            (foot.0 + q * 0.8, foot.1 + q * 0.06),
        ];
        let tone = Rgb::hex(0xd2c6b0);
        s.stage.fill(
            &shape::polygon(&block),
            Tint::fade(foot.1 - q, foot.1, tone.times(1.05), tone.times(0.72)),
        );
        if snow {
            s.stage.fill(
                &shape::polygon(&[
                    block[1],
                    (foot.0 - q * 0.2, foot.1 - q * 0.86),
                    block[2],
                    (foot.0, foot.1 - q * 0.6),
                ]),
                Tint::flat(WHITE),
            );
        } else {
            plants::fern(s.stage, &mut rng, (foot.0 + q, foot.1 + 0.005), 0.05, Rgb::hex(0x5f9f54));
        }
    }
    open::side_tree(s, 0.97, 0.6);
}

/// A fluted column; those that still carry their capital are `whole`.
fn column(s: &mut Setting<'_>, rng: &mut Rng, foot: Point, size: Point, stone: Rgb, whole: bool) {
    let ((x, y), (w, h)) = (foot, size);
    let (l, r) = (x - w / 2.0, x + w / 2.0);
    s.back.fill(&shape::rect(l - w * 0.2, y - w * 0.3, w * 1.4, w * 0.3), Tint::flat(stone.times(0.9)));
    let top = y - h;
    let shaft = if whole {
        vec![(l, y - w * 0.3), (l + w * 0.08, top), (r - w * 0.08, top), (r, y - w * 0.3)]
    } else {
        vec![
            (l, y - w * 0.3),
            (l + w * 0.06, top + w * 0.2),
            (x - w * 0.1, top - w * 0.1),
            (x + w * 0.2, top + w * 0.35),
            (r - w * 0.06, top),
            (r, y - w * 0.3),
        ]
    };
    s.back.fill(&shape::polygon(&shaft), Tint::fade(top, y, stone.times(1.06), stone.times(0.88)));
    let mut flutes = Strew::default();
    for k in 1..5 {
        let fx = l + w * k as f32 / 5.0;
        flutes.line(&[(fx, y - w * 0.35), (fx, top + w * 0.4)]);
    }
    s.back.stroke(&flutes.finish(), stone.times(0.75), 0.6, w * 0.05);
    if whole {
        s.back.fill(&shape::rect(l - w * 0.22, top - w * 0.3, w * 1.44, w * 0.32), Tint::flat(stone));
        if s.scene.snowy() {
            s.back.wash(
                &shape::rect(l - w * 0.24, top - w * 0.38, w * 1.48, w * 0.14),
                Tint::flat(s.mood.lit(WHITE)),
            );
        }
    }
    if !s.scene.snowy() {
        let climb = h * rng.range(0.4, 0.8);
        ivy(s, rng, (l, y), climb);
    }
}

/// Leaves that climb from the ground.
fn ivy(s: &mut Setting<'_>, rng: &mut Rng, foot: Point, tall: f32) {
    let mut leaves = Strew::default();
    for k in 0..14 {
        let t = k as f32 / 14.0;
        let at = (foot.0 + 0.012 * (t * 9.0).sin() + rng.range(-0.008, 0.01), foot.1 - tall * t);
        leaves.oval(at, 0.008 * (1.2 - 0.6 * t), 0.007 * (1.2 - 0.6 * t));
    }
    s.back.wash(&leaves.finish(), Tint::flat(s.mood.far(s.leaf().times(0.85), 0.1)));
}

fn broken_arch(s: &mut Setting<'_>, rng: &mut Rng, foot: Point, tall: f32, stone: Rgb) {
    let (x, y) = foot;
    let half = tall * 0.36;
    let at = |dx: f32, up: f32| (x + dx * half, y - up * tall);
    let form = shape::polygon(&[
        at(-1.0, 0.0),
        at(-1.0, 0.94),
        at(-0.7, 1.0),
        at(-0.2, 0.97),
        at(0.1, 1.02),
        at(0.34, 0.93),
        at(0.52, 0.98),
        at(0.66, 0.84),
        at(0.96, 0.8),
        at(1.0, 0.5),
        at(0.94, 0.44),
        at(1.0, 0.0),
        at(0.62, 0.0),
        at(0.62, 0.5),
        at(0.45, 0.68),
        at(0.0, 0.76),
        at(-0.45, 0.68),
        at(-0.62, 0.5),
        at(-0.62, 0.0),
    ]);
    s.back.fill(&form, Tint::fade(y - tall, y, stone.times(1.06), stone.times(0.84)));
    let mut joints = Strew::default();
    for k in 1..8 {
        let up = k as f32 * 0.11;
        for side in [-1.0f32, 1.0] {
            if side < 0.0 || up < 0.78 {
                joints.line(&[at(side, up), at(side * 0.64, up)]);
            }
        }
    }
    for (a, b) in [(-0.3, -0.42), (0.0, 0.0), (0.3, 0.42)] {
        joints.line(&[at(a, 0.74), at(b, 0.95)]);
    }
    s.back.stroke(&joints.finish(), stone.times(0.7), 0.6, 0.003);
    if !s.scene.snowy() {
        ivy(s, rng, at(-0.95, 0.0), tall * 0.8);
        ivy(s, rng, at(0.7, 0.0), tall * 0.4);
    }
}

pub(super) fn graveyard(s: &mut Setting<'_>) {
    sky::paint(s);
    let mut rng = s.rng("graveyard");
    let (w, y, depth, tall) = (s.frame.width, s.frame.horizon, s.frame.ground_depth(), s.tall());
    let dim = Rgb::hex(0x6a7f6a);
    for layer in 0..2u64 {
        let tone =
            s.mood.far(if s.scene.snowy() { Rgb::hex(0xcfdaea) } else { dim }, 0.62 - 0.34 * layer as f32);
        let ridge = Ridge {
            lift: 0.04 * (1 - layer) as f32,
            amplitude: 0.14 * tall,
            rough: 1.5,
            tilt: if s.mirrored { -0.2 } else { 0.2 },
            top: tone,
            bottom: tone.mix(s.mood.haze, 0.4),
            salt: 25 + layer,
        };
        ridge.draw(s);
        if layer == 1 {
            let x = s.across(0.78);
            let coat = Coat {
                wall: s.mood.far(Rgb::hex(0x7d7488), 0.2),
                roof: s.mood.far(Rgb::hex(0x4a4468), 0.2),
                lit: true,
                snow: s.scene.snowy(),
            };
            crooked_house(s, &mut rng, (x, ridge.at(s, x) + 0.03), 0.26 * tall, &coat);
        }
    }
    s.mist(y - 0.12, y + 0.02, 0.4);
    iron_fence(s);
    let ground = s.ground().mix(Rgb::hex(0x6f8f64), if s.scene.snowy() { 0.05 } else { 0.6 });
    land::ground(s, ground, 0.03);
    open::cover(s, ground, 360, 16);
    if !s.scene.snowy() {
        land::path(s, Rgb::hex(0xb5a890));
    }
    for (at, down, q, kind) in [
        (0.06, 0.3, 0.09, 0),
        (0.2, 0.12, 0.06, 1),
        (0.31, 0.22, 0.07, 2),
        (0.72, 0.14, 0.06, 0),
        (0.83, 0.26, 0.085, 1),
        (0.95, 0.4, 0.1, 2),
    ] {
        gravestone(s, (w * (at + rng.range(-0.015, 0.015)), y + depth * down), q, kind);
    }
    let foot = (s.across(0.03), y + 0.02);
    trees::bare(s.stage, &mut rng, foot, 0.72 * tall.min(1.5), s.scene.snowy());
    for (at, q) in [(0.15, 0.03), (0.9, 0.034)] {
        pumpkin(s, (s.across(at), y + depth * 0.44), q);
    }
}

/// A tall thin house that leans a little, all its windows lit: more friendly than grim.
fn crooked_house(s: &mut Setting<'_>, rng: &mut Rng, foot: Point, tall: f32, coat: &Coat) {
    house::gable_house(s.back, rng, (foot.0 - tall * 0.12, foot.1), (tall * 0.4, tall * 0.5), coat);
    house::tower(s.back, (foot.0 + tall * 0.18, foot.1), (tall * 0.2, tall * 0.72), coat, true);
}

fn iron_fence(s: &mut Setting<'_>) {
    let (w, y, iron) = (s.frame.width, s.frame.horizon + 0.01, s.mood.far(Rgb::hex(0x3a3a48), 0.15));
    let mut bars = Strew::default();
    for up in [0.03, 0.075] {
        bars.line(&[(-0.02, y - up), (w + 0.02, y - up)]);
    }
    for k in 0..((w.min(16.0) / 0.024) as usize) {
        bars.line(&[(k as f32 * 0.024, y), (k as f32 * 0.024, y - if k % 6 == 0 { 0.11 } else { 0.095 })]);
    }
    s.back.stroke(&bars.finish(), iron, 1.0, 0.0034);
}

fn gravestone(s: &mut Setting<'_>, foot: Point, q: f32, kind: usize) {
    let ((x, y), stone) = (foot, Rgb::hex(0xa3a5ac));
    s.stage.puff(x, y, (q * 0.9, q * 0.14), s.shadow(), 0.5);
    let (tint, h) = (Tint::fade(y - q * 1.5, y, stone.times(1.1), stone.times(0.72)), q * 0.5);
    let lean = q * 0.06 * (kind as f32 - 1.0);
    match kind {
        0 => s.stage.fill(
            &shape::blob(&[
                (x - h, y),
                (x - h + lean, y - q * 0.9),
                (x - h * 0.5 + lean, y - q * 1.35),
                (x + h * 0.5 + lean, y - q * 1.35),
                (x + h + lean, y - q * 0.9),
                (x + h, y),
                (x, y + q * 0.03),
            ]),
            tint,
        ),
        1 => s.stage.fill(
            &shape::polygon(&[
                (x - h * 0.25, y),
                (x - h * 0.25, y - q * 0.8),
                (x - h * 0.9, y - q * 0.8),
                (x - h * 0.9, y - q * 1.12),
                (x - h * 0.25, y - q * 1.12),
                (x - h * 0.25, y - q * 1.6),
                (x + h * 0.25, y - q * 1.6),
                (x + h * 0.25, y - q * 1.12),
                (x + h * 0.9, y - q * 1.12),
                (x + h * 0.9, y - q * 0.8),
                (x + h * 0.25, y - q * 0.8),
                (x + h * 0.25, y),
            ]),
            tint,
        ),
        _ => s.stage.fill(
            &shape::polygon(&[
                (x - h, y),
                (x - h * 0.94, y - q),
                (x - h * 0.6, y - q * 1.2),
                (x + h * 0.6, y - q * 1.2),
                (x + h * 0.94, y - q),
                (x + h, y),
            ]),
            tint,
        ),
    }
    if kind != 1 {
        let mut lines = Strew::default();
        for k in 0..2 {
            lines.line(&[
                (x - h * 0.5, y - q * (0.85 - 0.2 * k as f32)),
                (x + h * 0.5, y - q * (0.85 - 0.2 * k as f32)),
            ]);
        }
        s.stage.stroke(&lines.finish(), stone.times(0.6), 0.7, q * 0.05);
    }
    if s.scene.snowy() {
        s.stage.dot(
            x + lean,
            y - q * if kind == 1 { 1.6 } else { 1.3 },
            h * if kind == 1 { 0.4 } else { 0.8 },
            q * 0.09,
            WHITE,
            1.0,
        );
    }
}

fn pumpkin(s: &mut Setting<'_>, foot: Point, q: f32) {
    let ((x, y), orange) = (foot, Rgb::hex(0xf08a2c));
    s.stage.puff(x, y, (q * 1.6, q * 0.3), s.shadow(), 0.5);
    for dx in [-0.55, 0.55, 0.0] {
        s.stage.fill(
            &shape::ellipse(x + dx * q, y - q * 0.8, q * 0.62, q * 0.82),
            Tint::fade(y - q * 1.6, y, orange.times(1.1), orange.times(0.74)),
        );
    }
    s.stage.stroke(
        &shape::curve((x, y - q * 1.5), (x, y - q * 1.9), (x + q * 0.3, y - q * 2.0)),
        Rgb::hex(0x5f7f3c),
        1.0,
        q * 0.2,
    );
    let face = if s.lamps_on() { Rgb::hex(0xfff0a0) } else { Rgb::hex(0x4a2a1a) };
    for dx in [-0.36, 0.36] {
        let eye = [
            (x + (dx - 0.16) * q, y - q * 0.85),
            (x + (dx + 0.16) * q, y - q * 0.85),
            (x + dx * q, y - q * 1.15),
        ];
        s.stage.wash(&shape::polygon(&eye), Tint::flat(face));
    }
    let smile = shape::blob(&[
        (x - q * 0.6, y - q * 0.6),
        (x, y - q * 0.45),
        (x + q * 0.6, y - q * 0.6),
        (x, y - q * 0.22),
    ]);
    s.stage.wash(&smile, Tint::flat(face));
    if s.lamps_on() {
        s.lamp((x, y - q), 0.28, 0.7);
    }
}
