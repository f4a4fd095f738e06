//! Open country: meadow, garden, mountains, desert.

use super::{Setting, land, plants, sky};
use crate::canvas::Tint;
use crate::colour::{Rgb, WHITE};
use crate::noise;
use crate::rng::Rng;
use crate::scene::{Season, Time};
use crate::shape;

pub(super) fn meadow(s: &mut Setting<'_>) {
    sky::paint(s);
    hills(s);
    far_pines(s, 10, 0.17, 0.30);
    let ground = s.ground();
    land::ground(s, ground, 0.03);
    if s.scene.snowy() {
        snow_trees(s);
        return;
    }
    let dust = ground.mix(Rgb::hex(0xe6d2a0), 0.72);
    land::path(s, dust);
    land::grass(s, ground, 1300);
    land::flowers(s, ground, 44);
    lone_tree(s, 0.12, 0.56);
    bushes(s, 3);
}

pub(super) fn garden(s: &mut Setting<'_>) {
    sky::paint(s);
    hills(s);
    let mut rng = Rng::new(s.seed, "hedge");
    let leaf = s.leaf();
    for k in 0..s.frame.strewn(13) {
        let x = (k as f32 + rng.range(0.0, 0.8)) / 12.0;
        let tone = s.mood.far(leaf.times(0.85), 0.25);
        let foot = (x, s.frame.horizon + 0.012);
        let r = rng.range(0.06, 0.1);
        plants::bush(s.back, &mut rng, foot, r, tone, None);
    }
    let ground = s.ground();
    land::ground(s, ground, 0.02);
    if s.scene.snowy() {
        snow_trees(s);
        return;
    }
    fence(s);
    land::grass(s, ground, 1100);
    land::flowers(s, ground, 150);
    bushes(s, 5);
    lone_tree(s, 0.9, 0.5);
}

fn fence(s: &mut Setting<'_>) {
    let (y, wood) = (s.frame.horizon + s.frame.ground_depth() * 0.1, Rgb::hex(0xf6f0e2));
    let step = 0.045;
    for up in [0.028, 0.055] {
        let rail = shape::rect(-0.01, y - up, s.frame.width + 0.02, 0.009);
        s.stage.fill(&rail, Tint::flat(wood.times(0.86)));
    }
    for k in 0..=((s.frame.width.min(16.0) / step) as usize) {
        let x = k as f32 * step;
        let slat = [(x, y), (x, y - 0.07), (x + 0.009, y - 0.084), (x + 0.018, y - 0.07), (x + 0.018, y)];
        s.stage.fill(&shape::polygon(&slat), Tint::fade(y - 0.08, y, wood, wood.times(0.82)));
    }
}

pub(super) fn mountains(s: &mut Setting<'_>) {
    sky::paint(s);
    let span = s.frame.horizon.min(0.9);
    for layer in 0..4u64 {
        peaks(s, layer, span);
        let top = s.frame.horizon - span * 0.3;
        s.mist(top, s.frame.horizon + 0.02, 0.32);
    }
    far_pines(s, 16, 0.12, 0.2);
    let ground = s.ground();
    land::ground(s, ground, 0.035);
    if s.scene.snowy() {
        snow_trees(s);
        return;
    }
    land::grass(s, ground, 1000);
    land::flowers(s, ground, 34);
    land::stones(s, Rgb::hex(0x8d8f98), 7);
    let mut rng = Rng::new(s.seed, "near pines");
    for (at, h) in [(0.04, 0.46), (0.13, 0.34), (0.95, 0.52)] {
        let foot = (s.across(at), s.frame.horizon + 0.03);
        plants::pine(s.stage, &mut rng, foot, h, Rgb::hex(0x35755a), false);
    }
}

/// One range of mountains, farther ones paler, the far ones with snow on their tops.
fn peaks(s: &mut Setting<'_>, layer: u64, span: f32) {
    let near = (layer + 1) as f32 / 5.0;
    let base = s.frame.horizon - span * 0.22 * (1.0 - near);
    let tall = span * (0.52 - 0.34 * near);
    let seed = s.seed.wrapping_add(layer * 77);
    let height = |x: f32| {
        let ridge = 1.0
            - (2.0 * noise::fractal(x * (2.0 + near * 1.5), layer as f32 * 5.0, seed, 4) - 1.0).abs() * 1.9;
        base - tall * (ridge * 0.95 + 0.1)
    };
    let crest = land::crest(s.frame.width, height);
    let rock = s.mood.far(Rgb::hex(0x5d7699), 0.78 - 0.62 * near);
    let foot = rock.mix(s.mood.haze, 0.4);
    let points = land::closed(&crest, s.frame.width, s.frame.height);
    s.back.fill(&shape::polygon(&points), Tint::fade(base - tall, s.frame.horizon, rock, foot));
    if layer >= 3 {
        return;
    }
    // Snow lies above a ragged line; the side away from the light is bluish.
    let line = base - tall * if s.scene.snowy() { 0.35 } else { 0.62 };
    let mut cap: Vec<(f32, f32)> = crest.iter().map(|p| (p.0, p.1.min(line + 0.001))).collect();
    for p in crest.iter().rev() {
        let ragged = 0.35 + 0.75 * noise::smooth(p.0 * 34.0, layer as f32, seed);
        cap.push((p.0, p.1 + ((line - p.1).max(0.0) * ragged).min(tall * 0.6)));
    }
    let snow = s.mood.far(Rgb::hex(0xf6f9ff), 0.3 * (1.0 - near));
    s.back.wash(&shape::polygon(&cap), Tint::veil(snow, 0.94));
}

pub(super) fn desert(s: &mut Setting<'_>) {
    sky::paint(s);
    let sand = Rgb::hex(0xe6b56c);
    for layer in 0..3u64 {
        let near = layer as f32 / 3.0;
        let top = s.mood.far(Rgb::hex(0xd9985a), 0.62 - 0.4 * near);
        let bottom = s.mood.far(sand, 0.5 - 0.3 * near);
        land::ridge(s, 0.075 * (1.0 - near), 0.13 - 0.05 * near, 1.6 + near, top, bottom, 31 + layer);
    }
    land::ground(s, sand, 0.04);
    let mut rng = Rng::new(s.seed, "ripples");
    for _ in 0..s.frame.strewn(46) {
        let near = rng.unit();
        let (x, y) =
            (rng.range(-0.1, s.frame.width), s.frame.horizon + s.frame.ground_depth() * (0.1 + 0.9 * near));
        let long = rng.range(0.08, 0.26) * (0.4 + near);
        let line = shape::curve((x, y), (x + long * 0.5, y - 0.012 * (0.4 + near)), (x + long, y + 0.002));
        let tone = if rng.chance(0.5) { sand.times(0.78) } else { sand.mix(WHITE, 0.45) };
        s.stage.stroke(&line, tone, 0.5, 0.0022 + 0.002 * near);
    }
    let green = Rgb::hex(0x5f9a5a);
    for (at, h, depth) in [(0.1, 0.3, 0.2), (0.88, 0.22, 0.1), (0.96, 0.14, 0.02)] {
        let foot = (s.across(at + rng.range(-0.03, 0.03)), s.frame.horizon + s.frame.ground_depth() * depth);
        s.stage.puff(foot.0 + 0.04, foot.1, (0.12, 0.014), Rgb::hex(0x6a4426), 0.5);
        plants::cactus(s.stage, foot, h, green);
    }
    land::stones(s, Rgb::hex(0xb98a58), 6);
}

/// Two ranges of rounded hills in the colours of the season.
fn hills(s: &mut Setting<'_>) {
    let leaf = if s.scene.snowy() { Rgb::hex(0xd6e4f4) } else { s.leaf().mix(s.ground(), 0.5) };
    for layer in 0..3u64 {
        let near = (layer + 1) as f32 / 4.0;
        let top = s.mood.far(leaf, 0.8 - 0.62 * near);
        let bottom = top.mix(s.mood.haze, 0.35);
        land::ridge(s, 0.07 * (1.0 - near), 0.16 * (1.15 - near), 1.7, top, bottom, 11 + layer);
    }
}

/// Rows of small conifers that fade with distance.
pub(super) fn far_pines(s: &mut Setting<'_>, count: usize, small: f32, large: f32) {
    let mut rng = Rng::new(s.seed, "far pines");
    let snow = s.scene.snowy();
    for row in 0..2 {
        let near = row as f32;
        let tone = s.mood.far(Rgb::hex(0x376f54), 0.55 - 0.3 * near);
        let number = s.frame.strewn(count);
        for k in 0..number {
            let x = s.frame.width * (k as f32 + rng.range(-0.4, 0.9)) / number as f32;
            let h = (small + (large - small) * near) * rng.range(0.65, 1.15);
            plants::pine(s.back, &mut rng, (x, s.frame.horizon + 0.015), h, tone, snow && row > 0);
        }
        s.mist(s.frame.horizon - 0.2, s.frame.horizon + 0.03, 0.5 - 0.2 * near);
    }
}

fn snow_trees(s: &mut Setting<'_>) {
    let mut rng = Rng::new(s.seed, "snow trees");
    for (at, h, down) in [(0.13, 0.6, 0.05), (0.02, 0.42, 0.02), (0.93, 0.4, 0.03), (0.83, 0.26, 0.0)] {
        let foot = (s.across(at + rng.range(-0.025, 0.025)), s.frame.horizon + 0.01 + down);
        s.stage.puff(foot.0, foot.1, (h * 0.26, h * 0.035), Rgb::hex(0x7389bd), 0.55);
        let h = h * rng.range(0.9, 1.1);
        plants::pine(s.stage, &mut rng, foot, h, Rgb::hex(0x3f7d63), true);
    }
}

fn lone_tree(s: &mut Setting<'_>, at: f32, height: f32) {
    let mut rng = Rng::new(s.seed, "lone tree");
    let foot = (s.across(at + rng.range(-0.03, 0.03)), s.frame.horizon + 0.03);
    s.stage.puff(foot.0 - 0.03, foot.1, (height * 0.36, height * 0.04), Rgb::hex(0x123020), 0.5);
    let leaf = s.leaf();
    let height = height * rng.range(0.92, 1.1);
    plants::leafy(s.stage, &mut rng, foot, height, leaf);
}

fn bushes(s: &mut Setting<'_>, count: usize) {
    let mut rng = Rng::new(s.seed, "bushes");
    let bloom = match (s.scene.season, s.scene.time) {
        (Season::Autumn, _) => Rgb::hex(0xc8402e),
        (_, Time::Night) => Rgb::hex(0xd8c8ff),
        _ => Rgb::hex(0xf7a8c0),
    };
    for k in 0..s.frame.strewn(count) {
        let side = if k % 2 == 0 { rng.range(0.0, 0.24) } else { rng.range(0.78, 1.0) };
        let foot = (s.frame.width * side, s.frame.horizon + s.frame.ground_depth() * rng.range(0.05, 0.2));
        let (r, leaf) = (rng.range(0.045, 0.08), s.leaf().times(0.92));
        s.stage.puff(foot.0, foot.1, (r * 1.4, r * 0.22), Rgb::hex(0x123020), 0.5);
        plants::bush(s.stage, &mut rng, foot, r, leaf, (k % 2 == 0).then_some(bloom));
    }
}
