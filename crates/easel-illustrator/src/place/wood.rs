//! Among trees: forest, jungle, bamboo, an avenue of cherries.

use super::grass::{self, Strew};
use super::{Setting, land, open, plants, sky, trees};
use crate::canvas::Tint;
use crate::colour::{Rgb, WHITE};
use crate::rng::Rng;
use crate::scene::{Season, Time};
use crate::shape;

/// What a forest is made of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wood {
    Pines,
    /// Tall trunks under a closed canopy, with shafts of light.
    Beeches,
    Birches,
    Mixed,
}

pub(super) fn forest(s: &mut Setting<'_>) {
    sky::paint(s);
    let mut rng = s.rng("forest");
    let wood = match s.scene.season {
        _ if s.scene.snowy() => *rng.pick(&[Wood::Pines, Wood::Pines, Wood::Birches]),
        Season::Autumn => *rng.pick(&[Wood::Beeches, Wood::Birches, Wood::Mixed]),
        _ => *rng.pick(&[Wood::Pines, Wood::Beeches, Wood::Birches, Wood::Mixed]),
    };
    for row in 0..3 {
        distant_row(s, &mut rng, wood, row);
        s.mist(s.frame.horizon - 0.36 * s.tall(), s.frame.horizon + 0.03, 0.55 - 0.18 * row as f32);
    }
    if wood == Wood::Beeches {
        trunks(s, &mut rng);
        canopy(s, &mut rng);
    }
    shafts(s);
    let snow = s.scene.snowy();
    let ground = if snow { s.ground() } else { s.ground().mix(Rgb::hex(0x4f7a3c), 0.45) };
    land::ground(s, ground, 0.03);
    open::cover(s, ground, 400, 22);
    if !snow {
        land::path(s, ground.mix(Rgb::hex(0xd9c08c), 0.6));
    }
    if !snow {
        undergrowth(s);
    }
    near_trees(s, &mut rng, wood);
    land::stones(s, Rgb::hex(0x7f8a86), 4);
}

fn distant_row(s: &mut Setting<'_>, rng: &mut Rng, wood: Wood, row: usize) {
    let near = (row + 1) as f32 / 3.0;
    let snow = s.scene.snowy();
    let number = s.frame.strewn(15 - 3 * row);
    for k in 0..number {
        let x = s.frame.width * (k as f32 + rng.range(-0.4, 0.9)) / number as f32;
        let h = (0.26 + 0.26 * near) * rng.range(0.75, 1.2) * s.tall();
        let foot = (x, s.frame.horizon + 0.012 * near);
        let pine = match wood {
            Wood::Pines => true,
            Wood::Beeches | Wood::Birches => snow,
            Wood::Mixed => rng.chance(0.5),
        };
        if pine {
            let tone = s.mood.far(Rgb::hex(0x2f6b4e), 0.68 - 0.44 * near);
            trees::pine(s.back, rng, foot, h, tone, snow && row > 0);
        } else {
            let tone = s.mood.far(s.leaf(), 0.66 - 0.4 * near);
            plants::far_tree(s.back, rng, foot, h * 0.9, tone);
        }
    }
}

/// Grey trunks that leave the picture at the top.
fn trunks(s: &mut Setting<'_>, rng: &mut Rng) {
    for row in 0..2 {
        let near = row as f32;
        let count = s.frame.strewn(7 - 2 * row);
        for k in 0..count {
            let x = s.frame.width * (k as f32 + rng.range(0.1, 0.9)) / count as f32;
            let (wide, y) = ((0.011 + 0.014 * near) * rng.range(0.8, 1.3), s.frame.horizon + 0.015);
            let tone = s.mood.far(Rgb::hex(0x7a6a60), 0.5 - 0.24 * near);
            let lean = rng.range(-0.03, 0.03);
            let trunk = [
                (x - wide * 1.5, y),
                (x - wide, y - 0.06),
                (x + lean - wide * 0.7, -0.02),
                (x + lean + wide * 0.7, -0.02),
                (x + wide, y - 0.06),
                (x + wide * 1.5, y),
            ];
            s.back.fill(&shape::polygon(&trunk), Tint::fade(0.0, y, tone.times(0.85), tone));
        }
    }
}

/// Leaves along the upper edge.
fn canopy(s: &mut Setting<'_>, rng: &mut Rng) {
    let leaf = s.leaf();
    for row in 0..2 {
        let tone = s.mood.far(leaf.times(0.9), 0.4 - 0.25 * row as f32);
        let count = s.frame.strewn(7);
        let lobes: Vec<(f32, f32, f32, f32)> = (0..count)
            .map(|k| {
                let x = s.frame.width * (k as f32 + 0.5 + rng.range(-0.3, 0.3)) / count as f32;
                // Lower at the sides than in the middle.
                let side = (x / s.frame.width - 0.5).abs() * 2.0;
                let y = 0.02 - 0.05 * row as f32 + 0.12 * side * side * s.tall();
                (x, y, rng.range(0.11, 0.15), rng.range(0.08, 0.12))
            })
            .collect();
        trees::crown(s.back, rng, &lobes, tone);
    }
}

/// Slanting light between the trees.
pub(super) fn shafts(s: &mut Setting<'_>) {
    if s.scene.overcast() || s.mood.dark || s.back.mono {
        return;
    }
    let mut rng = s.rng("shafts");
    let mut sheet = s.back.coarse(0.25);
    let lean = if s.mood.sun.0 > s.frame.width / 2.0 { -0.4 } else { 0.4 };
    let strength = if s.scene.time == Time::Day { 0.26 } else { 0.36 };
    for _ in 0..s.frame.strewn(5) {
        let (x, wide) = (rng.range(-0.1, 1.1) * s.frame.width, rng.range(0.03, 0.08));
        let low = s.frame.horizon * 1.05;
        let ray = [(x, -0.02), (x + wide, -0.02), (x + wide * 1.7 + lean, low), (x + lean - wide * 0.6, low)];
        sheet.wash(&shape::polygon(&ray), Tint::fade_alpha(0.0, low, s.mood.key, strength, 0.03));
    }
    sheet.blur(0.012);
    s.back.paste(&sheet);
}

/// Ferns, toadstools and a fallen log at the sides.
fn undergrowth(s: &mut Setting<'_>) {
    let mut rng = s.rng("undergrowth");
    for k in 0..s.frame.strewn(6) {
        let side = if k % 2 == 0 { rng.range(0.0, 0.26) } else { rng.range(0.74, 1.0) };
        let foot = (s.frame.width * side, s.frame.horizon + s.frame.ground_depth() * rng.range(0.08, 0.8));
        let r = rng.range(0.045, 0.075);
        s.stage.puff(foot.0, foot.1, (r, r * 0.2), s.shadow(), 0.5);
        plants::fern(s.stage, &mut rng, foot, r, s.leaf().mix(Rgb::hex(0x4a8a44), 0.6));
    }
    for _ in 0..s.frame.strewn(5) {
        let side = if rng.chance(0.5) { rng.range(0.02, 0.28) } else { rng.range(0.72, 0.98) };
        let at = (s.frame.width * side, s.frame.horizon + s.frame.ground_depth() * rng.range(0.2, 0.9));
        plants::mushroom(s.stage, at, rng.range(0.012, 0.025));
    }
}

/// The trees that stand close, at both sides: one of them large.
fn near_trees(s: &mut Setting<'_>, rng: &mut Rng, wood: Wood) {
    let (snow, tall) = (s.scene.snowy(), s.tall().min(1.5));
    for (k, (at, h, down)) in
        [(0.2, 0.5, 0.0), (0.84, 0.46, 0.0), (0.05, 0.8, 0.05), (0.96, 0.72, 0.045)].into_iter().enumerate()
    {
        let foot = (s.across(at + rng.range(-0.03, 0.03)), s.frame.horizon + 0.01 + down);
        let h = h * rng.range(0.9, 1.12) * tall;
        s.stage.puff(foot.0, foot.1, (h * 0.28, h * 0.032), s.shadow(), 0.55);
        let leaf = s.leaf();
        match wood {
            Wood::Birches if snow => trees::bare(s.stage, rng, foot, h, true),
            Wood::Birches => trees::birch(s.stage, rng, foot, h, leaf),
            Wood::Beeches => trees::leafy(s.stage, rng, foot, h, leaf),
            Wood::Mixed if k % 2 == 0 => trees::leafy(s.stage, rng, foot, h, leaf),
            _ => trees::pine(s.stage, rng, foot, h, Rgb::hex(0x35735a), snow),
        }
    }
}

pub(super) fn jungle(s: &mut Setting<'_>) {
    sky::paint(s);
    let mut rng = s.rng("jungle");
    let green = Rgb::hex(0x2f8a4c);
    let (tall, wet) = (s.tall(), rng.chance(0.5));
    for row in 0..3 {
        let near = (row + 1) as f32 / 3.0;
        if row == 1 && wet {
            jungle_falls(s);
        }
        for k in 0..s.frame.strewn(8) {
            let x = (k as f32 + rng.range(-0.3, 0.8)) / 7.0;
            let foot = (x, s.frame.horizon + 0.02);
            let tone = s.mood.far(green.mix(Rgb::hex(0x6faf4a), rng.unit() * 0.5), 0.64 - 0.45 * near);
            match k % 3 {
                0 => trees::palm(
                    s.back,
                    &mut rng,
                    foot,
                    (0.34 + 0.26 * near) * tall,
                    if k % 2 == 0 { 0.4 } else { -0.4 },
                    tone,
                ),
                1 => plants::far_tree(s.back, &mut rng, foot, (0.3 + 0.24 * near) * tall, tone),
                _ => plants::bush(s.back, &mut rng, foot, 0.08 + 0.05 * near, tone.times(0.9), None),
            }
        }
        s.mist(s.frame.horizon - 0.3 * tall, s.frame.horizon + 0.03, 0.4);
    }
    vines(s, &mut rng);
    shafts(s);
    let ground = Rgb::hex(0x5a8f3f);
    land::ground(s, ground, 0.03);
    grass::grass(s, ground, 380);
    land::path(s, Rgb::hex(0xb0925c));
    grass::flowers(s, ground, 26);
    for (at, lean) in [(0.06, 0.5), (0.94, -0.5)] {
        let foot = (s.across(at), s.frame.horizon + 0.05);
        s.stage.puff(foot.0, foot.1, (0.16, 0.02), s.shadow(), 0.55);
        let lean = if s.mirrored { -lean } else { lean };
        trees::palm(s.stage, &mut rng, foot, 0.72 * tall.min(1.5), lean, green);
        for dx in [-0.06, 0.07] {
            plants::fern(s.stage, &mut rng, (foot.0 + dx, foot.1 + 0.03), 0.1, Rgb::hex(0x3f9a54));
        }
    }
}

/// A rock among the trees with water falling from it.
fn jungle_falls(s: &mut Setting<'_>) {
    let (x, y, high) = (s.across(0.66), s.frame.horizon + 0.02, 0.42 * s.tall());
    let rock = s.mood.far(Rgb::hex(0x7a8078), 0.34);
    let cliff = shape::blob(&[
        (x - 0.28, y + 0.03),
        (x - 0.2, y - high * 0.6),
        (x - 0.12, y - high * 0.97),
        (x, y - high),
        (x + 0.13, y - high * 0.95),
        (x + 0.22, y - high * 0.5),
        (x + 0.28, y + 0.03),
    ]);
    s.back.fill(&cliff, Tint::fade(y - high, y, rock.times(1.08), rock.times(0.7)));
    super::river::falls(s, (x, y - high * 0.97), (0.1, high * 0.97));
}

/// Lianas that hang from above.
fn vines(s: &mut Setting<'_>, rng: &mut Rng) {
    for k in 0..s.frame.strewn(4) {
        let x = if k % 2 == 0 { rng.range(0.0, 0.34) } else { rng.range(0.66, 1.0) } * s.frame.width;
        let (wide, deep) = (rng.range(0.12, 0.22), rng.range(0.12, 0.3) * s.tall());
        let tone = s.mood.far(Rgb::hex(0x2f6238), 0.15);
        s.back.stroke(&shape::curve((x - wide, -0.02), (x, deep * 2.0), (x + wide, -0.02)), tone, 1.0, 0.006);
        let mut leaves = Strew::default();
        for n in 1..9 {
            let t = n as f32 / 9.0;
            let at = (x - wide + 2.0 * wide * t, (4.0 * t * (1.0 - t)) * deep - 0.02);
            leaves.blade(at, (at.0 + 0.012, at.1 + 0.012), (at.0 + 0.006, at.1 + 0.034), 0.007);
        }
        s.back.wash(&leaves.finish(), Tint::flat(tone.mix(Rgb::hex(0x6fb04a), 0.4)));
    }
}

pub(super) fn bamboo(s: &mut Setting<'_>) {
    sky::paint(s);
    let mut rng = s.rng("bamboo");
    let (w, y) = (s.frame.width, s.frame.horizon);
    let veil = s.mood.far(Rgb::hex(0xb8d88a), 0.35);
    s.back.wash(&shape::rect(0.0, 0.0, w, s.frame.height), Tint::fade_alpha(0.0, y, veil, 0.75, 0.5));
    for row in 0..4 {
        let near = row as f32 / 3.0;
        let count = s.frame.strewn(15 - 3 * row);
        for k in 0..count {
            let x = w * (k as f32 + rng.range(0.0, 0.9)) / count as f32;
            let green = Rgb::hex(*rng.pick(&[0x7fae4a, 0x6fa050, 0x93b85a]));
            let tone = s.mood.far(green, 0.62 - 0.5 * near);
            trees::bamboo(s.back, &mut rng, (x, y + 0.02), -0.03, 0.008 + 0.012 * near, tone);
        }
        s.mist(y - 0.45 * s.tall(), y + 0.03, 0.42 - 0.12 * near);
    }
    shafts(s);
    let ground = if s.scene.snowy() { s.ground() } else { Rgb::hex(0x8aa85a) };
    land::ground(s, ground, 0.02);
    if !s.scene.snowy() {
        grass::grass(s, ground, 160);
        land::path(s, Rgb::hex(0xd2c296));
        grass::litter(s, &[0xb8a860, 0x9a9a50], 80);
    }
    for at in [0.03, 0.12, 0.9, 0.97] {
        let foot = (s.across(at + rng.range(-0.02, 0.02)), y + rng.range(0.03, 0.08));
        s.stage.puff(foot.0, foot.1, (0.07, 0.01), s.shadow(), 0.5);
        trees::bamboo(s.stage, &mut rng, foot, -0.03, 0.03, Rgb::hex(0x78a846));
    }
    stone_lantern(s, (s.across(0.8), y + s.frame.ground_depth() * 0.2), 0.15);
}

/// A lantern of stone beside a path.
pub(super) fn stone_lantern(s: &mut Setting<'_>, foot: (f32, f32), tall: f32) {
    let ((x, y), stone) = (foot, Rgb::hex(0xa3a49c));
    s.stage.puff(x, y, (tall * 0.5, tall * 0.08), s.shadow(), 0.5);
    let block = |s: &mut Setting<'_>, half: f32, from: f32, to: f32, dim: f32| {
        let area = shape::rect(x - half * tall, y - to * tall, half * 2.0 * tall, (to - from) * tall);
        s.stage.fill(&area, Tint::flat(stone.times(dim)));
    };
    block(s, 0.2, 0.0, 0.1, 0.9);
    block(s, 0.09, 0.1, 0.48, 0.95);
    block(s, 0.2, 0.48, 0.56, 1.0);
    block(s, 0.15, 0.56, 0.76, 0.85);
    let glass = if s.lamps_on() { Rgb::hex(0xffdd8c) } else { stone.times(0.5) };
    s.stage.wash(&shape::rect(x - 0.08 * tall, y - 0.73 * tall, 0.16 * tall, 0.14 * tall), Tint::flat(glass));
    let roof = shape::blob(&[
        (x - 0.32 * tall, y - 0.74 * tall),
        (x - 0.1 * tall, y - 0.86 * tall),
        (x, y - tall),
        (x + 0.1 * tall, y - 0.86 * tall),
        (x + 0.32 * tall, y - 0.74 * tall),
        (x, y - 0.78 * tall),
    ]);
    s.stage.fill(&roof, Tint::flat(stone));
    if s.scene.snowy() {
        let cap = shape::blob(&[
            (x - 0.24 * tall, y - 0.79 * tall),
            (x, y - 1.02 * tall),
            (x + 0.24 * tall, y - 0.79 * tall),
            (x, y - 0.86 * tall),
        ]);
        s.stage.wash(&cap, Tint::flat(WHITE));
    }
    if s.lamps_on() {
        s.lamp((x, y - tall * 0.66), 0.4, 0.8);
    }
}

pub(super) fn cherry_avenue(s: &mut Setting<'_>) {
    sky::paint(s);
    let mut rng = s.rng("avenue");
    let (w, y, tall) = (s.frame.width, s.frame.horizon, s.tall());
    let bloom = match s.scene.season {
        Season::Autumn => Rgb::hex(0xd9682c),
        _ if s.scene.snowy() => Rgb::hex(0xe8f0fa),
        _ => Rgb::hex(0xf6aecb),
    };
    let tone = s.mood.far(s.ground().mix(s.leaf(), 0.3), 0.6);
    land::Ridge {
        lift: 0.02,
        amplitude: 0.08 * tall,
        rough: 1.6,
        tilt: 0.0,
        top: tone,
        bottom: s.mood.haze,
        salt: 81,
    }
    .draw(s);
    let vanish = w * 0.5;
    // Pairs of trees come nearer on both sides; the far ones fade.
    for k in 0..5 {
        let t = k as f32 / 4.0;
        let spread = (0.07 + 0.2 * t) * w.min(1.6);
        for side in [-1.0f32, 1.0] {
            let foot = (vanish + side * spread, y + 0.008);
            let colour = s.mood.far(bloom, 0.5 - 0.4 * t);
            trees::blossom(s.back, &mut rng, foot, (0.2 + 0.28 * t) * tall, colour);
        }
        s.mist(y - 0.2, y + 0.02, 0.2 * (1.0 - t));
    }
    let ground = s.ground();
    land::ground(s, ground, 0.012);
    open::cover(s, ground, 200, 20);
    let depth = s.frame.ground_depth();
    let road = land::ribbon(&[
        (vanish, y - 0.002, 0.02),
        (vanish, y + depth * 0.3, 0.14),
        (vanish, y + depth * 0.7, 0.29),
        (vanish, y + depth * 1.1, 0.44),
    ]);
    let paving = if s.scene.snowy() { Rgb::hex(0xdbe4f2) } else { Rgb::hex(0xe6d6c0) };
    s.stage.wash(&road, Tint::fade(y, s.frame.height, paving, paving.times(0.84)));
    if !s.scene.snowy() {
        let petals: &[u32] = if s.scene.season == Season::Autumn {
            &[0xd9772a, 0xc8502c, 0xe8a53c]
        } else {
            &[0xffc6da, 0xf9aecb, 0xffe4ee]
        };
        grass::litter(s, petals, 150);
    }
    for side in [0.03f32, 0.97] {
        let foot = (w * side, y + depth * 0.24);
        s.stage.puff(foot.0, foot.1, (0.24, 0.026), s.shadow(), 0.5);
        trees::blossom(s.stage, &mut rng, foot, 0.78 * tall.min(1.6), bloom);
    }
    if rng.chance(0.6) {
        super::street::lamp_post(s, (w * 0.5 + 0.33 * w.min(1.4), y + depth * 0.12), 0.26);
    }
}
