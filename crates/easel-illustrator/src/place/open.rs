//! Open country: meadow, garden, farm, savanna, terraces, park, playground.

use super::grass::{self, Strew};
use super::house::{self, Coat};
use super::land::{self, Growth, Ridge};
use super::{Setting, plants, sky, trees};
use crate::canvas::Tint;
use crate::colour::{Rgb, WHITE};
use crate::rng::Rng;
use crate::scene::{Season, Time};
use crate::shape::{self, Point};

/// How a piece of open country is composed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lie {
    /// Low hills one behind another, a path that leads to them.
    Rolling,
    /// One great hill to one side, with something on its top.
    Hill,
    /// Slopes on both sides and a river between them.
    Valley,
    /// Meadows in flower with one large tree at the side.
    Slope,
}

pub(super) fn meadow(s: &mut Setting<'_>) {
    sky::paint(s);
    let mut rng = s.rng("lie");
    let lie = *rng.pick(&[Lie::Rolling, Lie::Hill, Lie::Valley, Lie::Slope]);
    let near = hills(s, lie);
    match lie {
        Lie::Rolling => hamlet(s, &near),
        Lie::Hill => hilltop(s, &near),
        Lie::Valley => valley_river(s),
        Lie::Slope => {}
    }
    let bird = s.mood.far(Rgb::hex(0x4a5468), 0.3);
    sky::birds(s, bird, 4);
    let ground = s.ground();
    land::ground(s, ground, 0.03);
    cover(s, ground, 420, if lie == Lie::Slope { 130 } else { 46 });
    if matches!(lie, Lie::Rolling | Lie::Hill) && !s.scene.snowy() {
        land::path(s, ground.mix(Rgb::hex(0xe6d2a0), 0.72));
    }
    match lie {
        Lie::Slope => side_tree(s, 0.1, 0.74),
        Lie::Hill => {}
        _ => side_tree(s, 0.92, 0.5),
    }
    bushes(s, 3);
}

/// Grass and flowers, or what lies there in other seasons.
pub(super) fn cover(s: &mut Setting<'_>, ground: Rgb, tufts: usize, flowers: usize) {
    if s.scene.snowy() {
        return snow_tufts(s);
    }
    grass::grass(s, ground, tufts);
    let flowers = match s.scene.season {
        Season::Spring => flowers * 2,
        Season::Autumn => flowers / 3,
        _ => flowers,
    };
    grass::flowers(s, ground, flowers.max(1));
    if s.scene.season == Season::Autumn {
        grass::litter(s, &[0xd9772a, 0xc8502c, 0xe8a53c], 60);
    }
}

/// Dry stalks and drifts that show through snow.
fn snow_tufts(s: &mut Setting<'_>) {
    let mut rng = s.rng("snow tufts");
    for _ in 0..s.frame.strewn(7) {
        let near = rng.unit();
        let at =
            (rng.range(0.0, s.frame.width), s.frame.horizon + s.frame.ground_depth() * (0.1 + 0.85 * near));
        let long = 0.016 + 0.03 * near;
        let mut stalks = Strew::default();
        for k in 0..5 {
            let lean = (k as f32 / 2.0 - 1.0) * long * 0.5;
            stalks.blade(
                (at.0 + lean * 0.3, at.1),
                (at.0 + lean * 0.5, at.1 - long * 0.5),
                (at.0 + lean, at.1 - long),
                long * 0.03,
            );
        }
        s.stage.wash(&stalks.finish(), Tint::flat(Rgb::hex(0xa08a6a)));
        s.stage.puff(at.0, at.1 + 0.003, (long * 1.6, long * 0.35), WHITE, 0.9);
    }
}

/// Three ranges of hills; returns the nearest. Far ones fade into the haze.
fn hills(s: &mut Setting<'_>, lie: Lie) -> Ridge {
    let side = if s.mirrored { -1.0 } else { 1.0 };
    let leaf = if s.scene.snowy() { Rgb::hex(0xdfe9f8) } else { s.leaf().mix(s.ground(), 0.6) };
    let tall = s.tall();
    let (tilt, swell) = match lie {
        Lie::Rolling => (0.08, 1.45),
        Lie::Hill => (0.3, 0.7),
        Lie::Valley => (-0.2, 1.3),
        Lie::Slope => (0.2, 1.15),
    };
    let mut near = None;
    for layer in 0..4u64 {
        let t = layer as f32 / 3.0;
        let tone = s.mood.far(leaf, 0.7 - 0.6 * t);
        // Ranges lean to alternate sides, so that the eye is led inwards in zigzags.
        let lean = if layer == 3 { tilt } else { tilt * 0.5 * if layer % 2 == 0 { -1.0 } else { 1.0 } };
        let ridge = Ridge {
            lift: (0.17 * (1.0 - t) + 0.014) * tall,
            amplitude: (0.16 - 0.05 * t) * swell * tall,
            rough: 1.5 + 0.3 * t,
            tilt: lean * side,
            top: tone.mix(s.mood.haze, 0.06),
            bottom: tone.mix(s.mood.haze, 0.34 * (1.0 - 0.6 * t)),
            salt: 11 + layer,
        };
        ridge.draw(s);
        if layer > 0 {
            let growth = if s.rng("growth").chance(0.5) { Growth::Mixed } else { Growth::Round };
            let leaves = s.mood.far(s.leaf(), 0.7 - 0.6 * t);
            land::far_trees(s, &ridge, growth, (0.03 + 0.035 * t) * tall, 16 - 3 * layer as usize, leaves);
        }
        s.mist(s.frame.horizon - 0.2 * tall, s.frame.horizon + 0.02, 0.3 - 0.22 * t);
        near = Some(ridge);
    }
    near.unwrap_or(Ridge {
        lift: 0.0,
        amplitude: 0.0,
        rough: 1.0,
        tilt: 0.0,
        top: leaf,
        bottom: leaf,
        salt: 0,
    })
}

/// A few cottages on the hill behind.
fn hamlet(s: &mut Setting<'_>, ridge: &Ridge) {
    let mut rng = s.rng("hamlet");
    let middle = s.across(rng.range(0.14, 0.3));
    for k in 0..3 {
        let x = middle + (k as f32 - 1.0) * 0.085 + rng.range(-0.015, 0.015);
        let foot = (x, ridge.at(s, x) + 0.02 + 0.012 * (k % 2) as f32);
        let coat = Coat::cottage(s, &mut rng, 0.2);
        house::cottage(s.back, &mut rng, foot, [0.06, 0.075, 0.056][k], &coat);
    }
}

/// A great tree or a cottage on top of the hill at the side.
fn hilltop(s: &mut Setting<'_>, ridge: &Ridge) {
    let mut rng = s.rng("hilltop");
    let x = s.frame.width * if s.mirrored { rng.range(0.1, 0.18) } else { rng.range(0.82, 0.9) };
    let foot = (x, ridge.at(s, x) + 0.008);
    if rng.chance(0.6) {
        let leaf = s.mood.far(s.leaf(), 0.08);
        if s.scene.snowy() {
            trees::bare(s.back, &mut rng, foot, 0.28 * s.tall(), true);
        } else {
            trees::blossom(s.back, &mut rng, foot, 0.3 * s.tall(), leaf);
        }
    } else {
        let coat = Coat::cottage(s, &mut rng, 0.1);
        house::cottage(s.back, &mut rng, foot, 0.13 * s.tall(), &coat);
    }
}

/// A river that winds from the far hills to the ground.
fn valley_river(s: &mut Setting<'_>) {
    let (y, x) = (s.frame.horizon, s.across(0.6));
    let (tall, side) = (s.tall(), if s.mirrored { -1.0 } else { 1.0 });
    let points = [
        (x + 0.02 * side, y - 0.115 * tall, 0.003),
        (x - 0.05 * side, y - 0.08 * tall, 0.007),
        (x + 0.07 * side, y - 0.05 * tall, 0.015),
        (x - 0.04 * side, y - 0.02 * tall, 0.032),
        (x + 0.02 * side, y + 0.05, 0.07),
    ];
    let [_, mid, low] = s.mood.sky;
    let water = if s.scene.snowy() {
        s.mood.lit(Rgb::hex(0xcfe2f2))
    } else {
        mid.mix(low, 0.5).mix(s.mood.lit(Rgb::hex(0x4f9fc4)), 0.35)
    };
    s.back.wash(&land::ribbon(&points), Tint::fade(y - 0.12 * tall, y + 0.04, low, water));
    let mut glints = Strew::default();
    let mut rng = s.rng("glints");
    for _ in 0..14 {
        let p = points[1 + (rng.next() % 3) as usize];
        let gx = p.0 + rng.range(-0.6, 0.6) * p.2;
        glints.oval((gx, p.1 + rng.range(-0.01, 0.01)), p.2 * 0.3, 0.0012);
    }
    s.back.wash(&glints.finish(), Tint::veil(WHITE, 0.6));
}

/// A tree of the season at the side of the stage; very wide pictures get smaller ones farther in.
pub(super) fn side_tree(s: &mut Setting<'_>, at: f32, height: f32) {
    grow(s, at, height);
    if s.frame.width > 1.5 {
        let far = 1.0 - at;
        grow(s, far + (0.5 - far) * 0.22, height * 0.72);
        grow(s, at + (0.5 - at) * 0.36, height * 0.5);
    }
}

fn grow(s: &mut Setting<'_>, at: f32, height: f32) {
    let mut rng = Rng::new(s.seed.wrapping_add((at * 64.0) as u64), "side tree");
    let foot = (s.across(at + rng.range(-0.03, 0.03)), s.frame.horizon + rng.range(0.015, 0.045));
    let h = height * rng.range(0.9, 1.1) * s.tall().min(1.35);
    s.stage.puff(foot.0 - 0.03, foot.1, (h * 0.36, h * 0.04), s.shadow(), 0.5);
    let leaf = s.leaf();
    if !s.scene.snowy() {
        trees::leafy(s.stage, &mut rng, foot, h, leaf);
    } else if rng.chance(0.5) {
        trees::bare(s.stage, &mut rng, foot, h * 0.85, true);
    } else {
        trees::pine(s.stage, &mut rng, foot, h, Rgb::hex(0x3f7d63), true);
    }
}

pub(super) fn bushes(s: &mut Setting<'_>, count: usize) {
    let mut rng = s.rng("bushes");
    let bloom = match (s.scene.season, s.scene.time) {
        (Season::Autumn, _) => Rgb::hex(0xc8402e),
        (_, Time::Night) => Rgb::hex(0xd8c8ff),
        _ => grass::petals(s)[2],
    };
    for k in 0..s.frame.strewn(count) {
        let side = if k % 2 == 0 { rng.range(0.0, 0.24) } else { rng.range(0.78, 1.0) };
        let foot = (s.frame.width * side, s.frame.horizon + s.frame.ground_depth() * rng.range(0.03, 0.2));
        let (r, leaf) = (rng.range(0.045, 0.08), s.leaf().times(0.92));
        s.stage.puff(foot.0, foot.1, (r * 1.4, r * 0.22), s.shadow(), 0.5);
        if s.scene.snowy() {
            plants::snow_bush(s.stage, &mut rng, foot, r, Rgb::hex(0x4a7d63));
        } else {
            plants::bush(s.stage, &mut rng, foot, r, leaf, (k % 2 == 0).then_some(bloom));
        }
    }
}

pub(super) fn garden(s: &mut Setting<'_>) {
    sky::paint(s);
    let near = hills(s, Lie::Rolling);
    let mut rng = s.rng("garden");
    let x = s.across(rng.range(0.16, 0.26));
    let coat = Coat::cottage(s, &mut rng, 0.1);
    let foot = (x, near.at(s, x).max(s.frame.horizon - 0.03) + 0.03);
    house::cottage(s.back, &mut rng, foot, 0.25 * s.tall(), &coat);
    hedge(s);
    let ground = s.ground();
    land::ground(s, ground, 0.02);
    fence(s);
    cover(s, ground, 360, 120);
    if !s.scene.snowy() {
        land::path(s, ground.mix(Rgb::hex(0xe6d2b4), 0.8));
    }
    beds(s);
    side_tree(s, 0.92, 0.62);
}

/// Clipped bushes all along the far side.
fn hedge(s: &mut Setting<'_>) {
    let mut rng = s.rng("hedge");
    let leaf = s.leaf().times(0.9);
    for k in 0..s.frame.strewn(12) {
        let x = (k as f32 + rng.range(0.0, 0.8)) / 11.0;
        let tone = s.mood.far(leaf, 0.22);
        let foot = (x, s.frame.horizon + 0.016);
        let r = rng.range(0.05, 0.085);
        if s.scene.snowy() {
            plants::snow_bush(s.back, &mut rng, foot, r, s.mood.far(Rgb::hex(0x4a7d63), 0.3));
        } else {
            plants::bush(s.back, &mut rng, foot, r, tone, None);
        }
    }
}

/// White palings along the horizon.
pub(super) fn fence(s: &mut Setting<'_>) {
    let (y, wood) = (s.frame.horizon + s.frame.ground_depth() * 0.1, Rgb::hex(0xf6f0e2));
    let step = 0.05;
    for up in [0.026, 0.052] {
        let rail = shape::rect(-0.01, y - up, s.frame.width + 0.02, 0.008);
        s.stage.fill(&rail, Tint::flat(wood.times(0.86)));
    }
    let mut slats = Strew::default();
    for k in 0..=((s.frame.width.min(16.0) / step) as usize) {
        let x = k as f32 * step;
        slats.polygon(&[(x, y), (x, y - 0.064), (x + 0.01, y - 0.078), (x + 0.02, y - 0.064), (x + 0.02, y)]);
    }
    s.stage.fill(&slats.finish(), Tint::fade(y - 0.08, y, wood, wood.times(0.84)));
}

/// Flower beds at both sides: rounded banks of bloom.
fn beds(s: &mut Setting<'_>) {
    if s.scene.snowy() {
        return bushes(s, 4);
    }
    let (mut rng, colours) = (s.rng("beds"), grass::petals(s));
    for k in 0..s.frame.strewn(6) {
        let side = if k % 2 == 0 { rng.range(0.0, 0.2) } else { rng.range(0.8, 1.0) };
        let foot = (s.frame.width * side, s.frame.horizon + s.frame.ground_depth() * (0.12 + 0.1 * k as f32));
        let r = 0.05 + 0.008 * k as f32;
        let leaf = s.leaf().mix(Rgb::hex(0x4f9a4c), 0.5);
        plants::bush(s.stage, &mut rng, foot, r, leaf, Some(colours[k % 3]));
    }
}

pub(super) fn farm(s: &mut Setting<'_>) {
    sky::paint(s);
    hills(s, Lie::Rolling);
    let mut rng = s.rng("farm");
    let crop = Rgb::hex(match s.scene.season {
        _ if s.scene.snowy() => 0xe6eef8,
        Season::Spring => 0x9ccf5c,
        Season::Autumn => 0xc89a4a,
        _ => 0xe6c058,
    });
    fields(s, crop);
    let coat = Coat {
        wall: s.mood.far(Rgb::hex(0xb8443a), 0.08),
        roof: s.mood.far(Rgb::hex(0xf0ead8), 0.1),
        lit: s.lamps_on(),
        snow: s.scene.snowy(),
    };
    let (x, tall) = (s.across(rng.range(0.2, 0.26)), 0.3 * s.tall());
    let silo =
        Coat { wall: s.mood.far(Rgb::hex(0xc8ccd2), 0.1), roof: s.mood.far(Rgb::hex(0x8a97a6), 0.1), ..coat };
    house::tower(s.back, (x + tall * 0.68, s.frame.horizon + 0.01), (tall * 0.22, tall * 0.86), &silo, true);
    house::barn(s.back, (x, s.frame.horizon + 0.015), tall, &coat);
    let ground = s.ground();
    land::ground(s, ground, 0.022);
    cover(s, ground, 360, 26);
    if !s.scene.snowy() {
        land::path(s, Rgb::hex(0xc8a878));
    }
    fence(s);
    hay(s);
    side_tree(s, 0.94, 0.52);
}

/// Rows of a crop on the slope behind, running to a point.
fn fields(s: &mut Setting<'_>, crop: Rgb) {
    let (w, y, tall) = (s.frame.width, s.frame.horizon, s.tall());
    let top = y - 0.09 * tall;
    let vanish = (s.across(0.7), y - 0.3 * tall);
    let field = shape::blob(&[
        (-0.2, y + 0.06),
        (-0.2, top + 0.03),
        (w * 0.3, top),
        (w * 0.8, top + 0.015),
        (w + 0.2, top - 0.01),
        (w + 0.2, y + 0.06),
    ]);
    let tone = s.mood.far(crop, 0.15);
    s.back.fill(&field, Tint::fade(top, y, tone.mix(s.mood.haze, 0.25), tone));
    let mut rows = Strew::default();
    for k in -16i32..=16 {
        let x = vanish.0 + k as f32 * 0.11;
        let share = (top + 0.02 - vanish.1) / (y + 0.02 - vanish.1);
        rows.line(&[(vanish.0 + (x - vanish.0) * share, top + 0.02), (x, y + 0.02)]);
    }
    s.back.stroke(&rows.finish(), tone.times(0.78), 0.6, 0.006);
}

/// Bales of hay.
fn hay(s: &mut Setting<'_>) {
    let mut rng = s.rng("hay");
    for at in [0.82, 0.73, 0.07] {
        let (x, y) = (
            s.across(at + rng.range(-0.02, 0.02)),
            s.frame.horizon + s.frame.ground_depth() * rng.range(0.16, 0.3),
        );
        let r = rng.range(0.036, 0.05);
        s.stage.puff(x, y, (r * 1.7, r * 0.3), s.shadow(), 0.5);
        let straw = Rgb::hex(0xdcb45a);
        s.stage.fill(
            &shape::round_rect(x - r * 1.3, y - r * 1.7, r * 2.6, r * 1.7, r * 0.3),
            Tint::fade(y - r * 1.7, y, straw.times(1.08), straw.times(0.78)),
        );
        let mut ends = Strew::default();
        for k in 0..5 {
            let f = (k as f32 - 2.0) * r * 0.45;
            ends.line(&[(x + f, y - r * 1.6), (x + f + r * 0.1, y - r * 0.1)]);
        }
        s.stage.stroke(&ends.finish(), straw.times(0.7), 0.5, r * 0.05);
        if s.scene.snowy() {
            s.stage.fill(
                &shape::round_rect(x - r * 1.3, y - r * 1.78, r * 2.6, r * 0.4, r * 0.2),
                Tint::flat(WHITE),
            );
        }
    }
}

pub(super) fn savanna(s: &mut Setting<'_>) {
    sky::paint(s);
    let mut rng = s.rng("savanna");
    let dry = Rgb::hex(0xd9ac56);
    let tall = s.tall();
    for layer in 0..3u64 {
        let t = layer as f32 / 2.0;
        let tone = s.mood.far(dry.mix(Rgb::hex(0x8a7a52), 0.5), 0.75 - 0.5 * t);
        let ridge = Ridge {
            lift: 0.05 * (1.0 - t),
            amplitude: (0.1 - 0.06 * t) * tall,
            rough: 1.2 + t,
            tilt: 0.0,
            top: tone,
            bottom: tone.mix(s.mood.haze, 0.3),
            salt: 61 + layer,
        };
        ridge.draw(s);
        for _ in 0..s.frame.strewn(3) {
            let x = rng.range(0.0, s.frame.width);
            let leaf = s.mood.far(Rgb::hex(0x7a8f3c), 0.66 - 0.4 * t);
            trees::acacia(s.back, &mut rng, (x, ridge.at(s, x) + 0.012), (0.07 + 0.07 * t) * tall, leaf);
        }
        s.mist(s.frame.horizon - 0.16, s.frame.horizon + 0.02, 0.3);
    }
    land::ground(s, dry, 0.02);
    grass::grass(s, dry.mix(Rgb::hex(0xc8a03c), 0.5), 620);
    let foot = (s.across(0.12), s.frame.horizon + 0.03);
    s.stage.puff(foot.0, foot.1 + 0.005, (0.26, 0.024), s.shadow(), 0.5);
    trees::acacia(s.stage, &mut rng, foot, 0.58 * tall.min(1.4), Rgb::hex(0x7d9640));
    termite_mound(s, (s.across(0.9), s.frame.horizon + 0.05));
    land::stones(s, Rgb::hex(0xa8835a), 5);
}

fn termite_mound(s: &mut Setting<'_>, at: Point) {
    let ((x, y), clay) = (at, Rgb::hex(0xb0693c));
    s.stage.puff(x, y, (0.08, 0.012), s.shadow(), 0.5);
    let mound = shape::blob(&[
        (x - 0.05, y),
        (x - 0.035, y - 0.07),
        (x - 0.012, y - 0.13),
        (x + 0.01, y - 0.1),
        (x + 0.022, y - 0.12),
        (x + 0.04, y - 0.05),
        (x + 0.055, y),
    ]);
    s.stage.fill(&mound, Tint::fade(y - 0.13, y, clay.times(1.15), clay.times(0.75)));
}

pub(super) fn terraces(s: &mut Setting<'_>) {
    sky::paint(s);
    let (w, y, tall) = (s.frame.width, s.frame.horizon, s.tall());
    for layer in 0..2u64 {
        let tone = s.mood.far(s.leaf(), 0.75 - 0.2 * layer as f32);
        Ridge {
            lift: 0.22 * tall,
            amplitude: 0.2 * tall,
            rough: 2.0,
            tilt: 0.1,
            top: tone,
            bottom: tone.mix(s.mood.haze, 0.5),
            salt: 71 + layer,
        }
        .draw(s);
    }
    let mut rng = s.rng("terraces");
    let [_, mid, low] = s.mood.sky;
    let side = if s.mirrored { -1.0 } else { 1.0 };
    let steps = 8;
    for k in 0..steps {
        let t = k as f32 / steps as f32;
        let (base, phase) = (y - (0.3 * (1.0 - t).powf(1.15) - 0.02) * tall, rng.range(0.0, 6.0));
        let bend = move |x: f32| {
            let slope = side * (x / w - 0.5) * 0.2 * (1.0 - t) * tall;
            base - slope + (0.012 + 0.02 * t) * (x * (4.2 - t) + phase).sin()
        };
        let bank = (0.012 + 0.012 * t) * tall;
        let rim = land::crest(w, |x| bend(x) - bank);
        let crest = land::crest(w, bend);
        let snow = s.scene.snowy();
        let green =
            if snow { Rgb::hex(0xdfe8f4) } else { s.ground().times(0.8).mix(Rgb::hex(0x4f8f3c), 0.35) };
        let green = s.mood.far(green, 0.4 * (1.0 - t));
        s.back.fill(&shape::polygon(&land::closed(&rim, w, s.frame.height)), Tint::flat(green.times(1.12)));
        let lower = land::crest(w, |x| bend(x) - bank * 0.55);
        s.back.wash(&shape::polygon(&land::closed(&lower, w, s.frame.height)), Tint::flat(green.times(0.82)));
        // Some fields stand under water, in others the rice is up.
        let field = match (snow, k % 3) {
            (true, _) => s.mood.far(WHITE, 0.1),
            (_, 1) => s.mood.far(Rgb::hex(0xa8cf5a), 0.36 * (1.0 - t)),
            _ => low.mix(mid, 0.25 + 0.35 * t).mix(s.mood.lit(Rgb::hex(0x5fa8b0)), 0.3),
        };
        s.back.fill(&shape::polygon(&land::closed(&crest, w, s.frame.height)), Tint::flat(field));
        let mut rice = Strew::default();
        for _ in 0..s.frame.strewn(if k % 3 == 1 { 90 } else { 34 }) {
            let x = rng.range(0.0, w);
            let long = 0.007 + 0.013 * t;
            let foot = (x, bend(x) + rng.range(0.008, 0.03) * (0.6 + t));
            rice.blade(
                foot,
                (foot.0, foot.1 - long * 0.6),
                (foot.0 + long * 0.3, foot.1 - long),
                0.0014 + 0.001 * t,
            );
        }
        if !snow {
            s.back.wash(&rice.finish(), Tint::flat(green.times(0.9)));
        }
    }
    let ground = s.ground();
    land::ground(s, ground, 0.02);
    cover(s, ground, 420, 24);
    let (foot, leaf) = ((s.across(0.93), s.frame.horizon + 0.03), s.leaf().times(0.9));
    if s.scene.snowy() {
        trees::pine(s.stage, &mut rng, foot, 0.5, leaf, true);
    } else {
        trees::palm(s.stage, &mut rng, foot, 0.56 * tall.min(1.4), -0.4 * side, leaf);
    }
    let coat =
        Coat { wall: Rgb::hex(0xc89a64), roof: Rgb::hex(0x9a7444), lit: s.lamps_on(), snow: s.scene.snowy() };
    house::cottage(s.stage, &mut rng, (s.across(0.12), s.frame.horizon + 0.035), 0.17, &coat);
}

pub(super) fn park(s: &mut Setting<'_>) {
    sky::paint(s);
    hills(s, Lie::Rolling);
    skyline(s);
    park_trees(s);
    let ground = s.ground();
    land::ground(s, ground, 0.02);
    cover(s, ground, 380, 40);
    if !s.scene.snowy() {
        pond(s);
        land::path(s, Rgb::hex(0xdcc8a0));
    }
    side_tree(s, 0.1, 0.66);
    super::street::lamp_post(s, (s.across(0.9), s.frame.horizon + s.frame.ground_depth() * 0.24), 0.36);
    park_bench(s, (s.across(0.8), s.frame.horizon + s.frame.ground_depth() * 0.26));
}

/// A few tall buildings far behind the trees.
fn skyline(s: &mut Setting<'_>) {
    let mut rng = s.rng("skyline");
    let mut x = s.across(0.62) - 0.1;
    for _ in 0..6 {
        let (wide, tall) = (rng.range(0.035, 0.06), rng.range(0.1, 0.26) * s.tall());
        let tone = s.mood.far(Rgb::hex(0x7a86a6), 0.66);
        let top = s.frame.horizon - tall - 0.08;
        s.back.fill(&shape::rect(x, top, wide, tall + 0.1), Tint::flat(tone));
        let mut panes = Strew::default();
        for k in 0..((tall / 0.02) as usize) {
            panes.rect(x + wide * 0.2, top + 0.012 + 0.02 * k as f32, wide * 0.2, 0.008);
            panes.rect(x + wide * 0.6, top + 0.012 + 0.02 * k as f32, wide * 0.2, 0.008);
        }
        let glass = if s.lamps_on() { Rgb::hex(0xffdd8c) } else { tone.mix(WHITE, 0.3) };
        s.back.wash(&panes.finish(), Tint::veil(glass, 0.7));
        x += wide * rng.range(0.9, 1.4);
    }
}

/// A dense row of trees behind the lawn.
pub(super) fn park_trees(s: &mut Setting<'_>) {
    let mut rng = s.rng("park trees");
    let snow = s.scene.snowy();
    for row in 0..2 {
        for k in 0..s.frame.strewn(8) {
            let x = (k as f32 + rng.range(-0.3, 0.8)) / 7.0;
            let foot = (x, s.frame.horizon + 0.012 + 0.01 * row as f32);
            let h = (0.17 + 0.06 * row as f32) * rng.range(0.8, 1.25) * s.tall();
            let tone = s.mood.far(s.leaf(), 0.5 - 0.25 * row as f32);
            if snow {
                trees::pine(s.back, &mut rng, foot, h, s.mood.far(Rgb::hex(0x3f7d63), 0.4), true);
            } else {
                plants::far_tree(s.back, &mut rng, foot, h, tone);
            }
        }
    }
    s.mist(s.frame.horizon - 0.12, s.frame.horizon + 0.02, 0.2);
}

fn pond(s: &mut Setting<'_>) {
    let mut rng = s.rng("pond");
    let (x, y) = (s.across(0.3), s.frame.horizon + s.frame.ground_depth() * 0.14);
    let half = rng.range(0.16, 0.22);
    s.stage.fill(&shape::ellipse(x, y, half * 1.05, 0.026), Tint::flat(Rgb::hex(0xb8a884)));
    s.stage.fill(
        &shape::ellipse(x, y + 0.002, half, 0.022),
        Tint::fade(y - 0.02, y + 0.02, Rgb::hex(0x9fd4ea), Rgb::hex(0x4f9fc4)),
    );
    for k in 0..4 {
        let at = (x + (k as f32 - 1.5) * half * 0.45, y + rng.range(-0.006, 0.01));
        plants::lily(s.stage, at, 0.016, k % 2 == 0);
    }
}

/// A bench with a back, as things stand in parks.
fn park_bench(s: &mut Setting<'_>, foot: Point) {
    let ((x, y), wood, iron) = (foot, Rgb::hex(0xa86e42), Rgb::hex(0x3f4450));
    s.stage.puff(x, y, (0.11, 0.014), s.shadow(), 0.5);
    for dx in [-0.065, 0.06] {
        s.stage.fill(&shape::rect(x + dx, y - 0.075, 0.007, 0.075), Tint::flat(iron));
    }
    let mut boards = Strew::default();
    for up in [0.036, 0.058, 0.078] {
        boards.rect(x - 0.085, y - up, 0.17, if up < 0.04 { 0.014 } else { 0.011 });
    }
    s.stage.fill(&boards.finish(), Tint::flat(wood));
    if s.scene.snowy() {
        s.stage.wash(&shape::rect(x - 0.087, y - 0.084, 0.174, 0.008), Tint::flat(WHITE));
    }
}

pub(super) fn playground(s: &mut Setting<'_>) {
    sky::paint(s);
    hills(s, Lie::Rolling);
    park_trees(s);
    let ground = s.ground();
    land::ground(s, ground, 0.016);
    cover(s, ground, 240, 20);
    let (w, y, depth) = (s.frame.width, s.frame.horizon, s.frame.ground_depth());
    if !s.scene.snowy() {
        let sand = Rgb::hex(0xeed3a0);
        let pit = shape::blob(&[
            (w * 0.04, y + depth * 0.62),
            (w * 0.2, y + depth * 0.3),
            (w * 0.8, y + depth * 0.28),
            (w * 0.97, y + depth * 0.6),
            (w * 0.7, y + depth * 0.92),
            (w * 0.25, y + depth * 0.95),
        ]);
        s.stage.fill(&pit, Tint::fade(y, s.frame.height, sand, sand.times(0.85)));
    }
    super::playthings::swing(s, (s.across(0.82), y + depth * 0.22), 0.42);
    super::playthings::slide(s, (s.across(0.17), y + depth * 0.24), 0.36);
    super::playthings::sand_toys(s);
}
