//! Stony country: mountains, volcano, canyon, desert, ice, cave.

use super::grass::Strew;
use super::house::{self, Coat};
use super::land::{self, Growth, Ridge};
use super::{Setting, open, plants, sky, trees};
use crate::canvas::Tint;
use crate::colour::{Rgb, WHITE};
use crate::light::Lamp;
use crate::noise;
use crate::rng::Rng;
use crate::scene::Time;
use crate::shape::{self, Point};

pub(super) fn mountains(s: &mut Setting<'_>) {
    sky::paint(s);
    let (w, y, tall) = (s.frame.width, s.frame.horizon, s.tall());
    let mut rng = s.rng("mountains");
    // One great peak off the middle, lesser ones round it: the eye needs a summit to climb to.
    let summit = s.across(rng.range(0.62, 0.76));
    let great = rng.range(0.5, 0.58) * tall;
    for row in 0..3 {
        let near = row as f32 / 2.0;
        let count = s.frame.strewn(4 - row);
        for k in 0..count {
            let x = w * (k as f32 + rng.range(0.1, 0.9)) / count as f32;
            let high = rng.range(0.2, 0.36) * (1.0 - 0.35 * near) * tall;
            let peak = Peak {
                foot: (x, y - 0.02 * (1.0 - near)),
                wide: high * rng.range(0.9, 1.3),
                high,
                far: 0.7 - 0.32 * near,
            };
            peak.draw(s, &mut rng);
        }
        if row == 0 {
            Peak { foot: (summit, y), wide: great * 0.95, high: great, far: 0.42 }.draw(s, &mut rng);
            s.mist(y - 0.3 * tall, y + 0.02, 0.55);
        } else {
            s.mist(y - 0.16 * tall, y + 0.02, 0.4);
        }
    }
    foothills(s);
    let bird = s.mood.far(Rgb::hex(0x4a5468), 0.2);
    sky::birds(s, bird, 5);
    match rng.next() % 3 {
        0 => tarn(s),
        1 => {
            let coat =
                Coat { wall: s.mood.far(Rgb::hex(0x9a6a44), 0.12), ..Coat::cottage(s, &mut rng, 0.12) };
            house::cottage(s.back, &mut rng, (s.across(0.3), y - 0.014), 0.13 * tall.min(1.3), &coat);
        }
        _ => {}
    }
    let ground = s.ground();
    land::ground(s, ground, 0.035);
    open::cover(s, ground, 340, 40);
    land::stones(s, Rgb::hex(0x8d8f98), 7);
    for (at, h) in [(0.04, 0.46), (0.14, 0.33), (0.95, 0.36)] {
        let foot = (s.across(at + rng.range(-0.02, 0.02)), y + 0.03);
        s.stage.puff(foot.0, foot.1, (h * 0.24, h * 0.03), s.shadow(), 0.5);
        let snow = s.scene.snowy();
        trees::pine(s.stage, &mut rng, foot, h * tall.min(1.4), Rgb::hex(0x35755a), snow);
    }
}

/// A small lake at the foot of the mountains.
fn tarn(s: &mut Setting<'_>) {
    let (x, y) = (s.across(0.42), s.frame.horizon - 0.012);
    let [_, mid, low] = s.mood.sky;
    let shore = s.mood.far(s.ground().times(0.7), 0.2);
    s.back.fill(&shape::ellipse(x, y, 0.3, 0.032), Tint::flat(shore));
    s.back.wash(&shape::ellipse(x, y + 0.002, 0.285, 0.027), Tint::fade(y - 0.03, y + 0.03, low, mid));
    let mut glints = Strew::default();
    for k in 0..7 {
        glints.oval((x - 0.2 + 0.06 * k as f32, y - 0.01 + 0.005 * (k % 4) as f32), 0.028, 0.0013);
    }
    s.back.wash(&glints.finish(), Tint::veil(s.mood.lit(WHITE), 0.6));
}

/// Wooded slopes between mountains and ground.
fn foothills(s: &mut Setting<'_>) {
    let (leaf, tall) =
        (if s.scene.snowy() { Rgb::hex(0xdfe9f8) } else { s.ground().mix(s.leaf(), 0.5) }, s.tall());
    let side = if s.mirrored { -1.0 } else { 1.0 };
    for layer in 0..2u64 {
        let t = layer as f32;
        let tone = s.mood.far(leaf, 0.46 - 0.28 * t);
        let ridge = Ridge {
            lift: 0.05 * (1.0 - t) * tall,
            amplitude: 0.09 * tall,
            rough: 1.8,
            tilt: 0.14 * side * (2.0 * t - 1.0),
            top: tone,
            bottom: tone.mix(s.mood.haze, 0.25),
            salt: 21 + layer,
        };
        ridge.draw(s);
        let pines = s.mood.far(Rgb::hex(0x35694f), 0.42 - 0.28 * t);
        land::far_trees(s, &ridge, Growth::Pines, (0.06 + 0.03 * t) * tall, 16, pines);
    }
}

/// A single mountain, its light side towards the sun, snow on its top.
struct Peak {
    foot: Point,
    /// From the middle to either side.
    wide: f32,
    high: f32,
    /// 0 near, 1 lost in the haze.
    far: f32,
}

impl Peak {
    fn draw(&self, s: &mut Setting<'_>, rng: &mut Rng) {
        let ((x, y), top) = (self.foot, self.foot.1 - self.high);
        let (left, right) = (self.flank(rng, -1.0), self.flank(rng, 1.0));
        let rock = s.mood.far(Rgb::hex(0x6b7f9c), self.far);
        let mut outline = left.clone();
        outline.push((x, top));
        outline.extend(right.iter().rev());
        s.back.fill(&shape::polygon(&outline), Tint::fade(top, y, rock, rock.mix(s.mood.haze, 0.35)));
        // The ridge between light and shade runs down in zigzags.
        let sunny = if s.mood.sun.0 > x { -1.0 } else { 1.0 };
        let dark: &[Point] = if sunny < 0.0 { &left } else { &right };
        let mut shade = vec![(x, top)];
        shade.extend(dark.iter().rev());
        for k in 1..6 {
            let t = 1.0 - k as f32 / 6.0;
            let off = if k % 2 == 0 { 0.12 } else { -0.05 };
            shade.push((x - sunny * off * self.wide * t, y - self.high * (1.0 - t)));
        }
        s.back
            .wash(&shape::polygon(&shade), Tint::veil(rock.times(0.72).mix(Rgb::hex(0x4a4f86), 0.18), 0.55));
        self.cap(s, rng, &left, &right);
    }

    /// Points from the foot up to just below the top, on one side.
    fn flank(&self, rng: &mut Rng, side: f32) -> Vec<Point> {
        (0..8)
            .map(|k| {
                let t = k as f32 / 8.0;
                let swing = (1.0 - t) * (1.0 - 0.18 * (t * std::f32::consts::PI).sin());
                let jag = if k == 0 { 0.0 } else { rng.range(-0.045, 0.045) };
                (self.foot.0 + side * self.wide * (swing + jag), self.foot.1 - self.high * t)
            })
            .collect()
    }

    /// Snow down to a ragged line.
    fn cap(&self, s: &mut Setting<'_>, rng: &mut Rng, left: &[Point], right: &[Point]) {
        let from = if s.scene.snowy() { 2 } else { 5 };
        let mut cap: Vec<Point> = left[from..].to_vec();
        cap.push((self.foot.0, self.foot.1 - self.high));
        cap.extend(right[from..].iter().rev());
        let (a, b) = (right[from], left[from]);
        for k in 1..8 {
            let t = k as f32 / 8.0;
            let drop = if k % 2 == 0 { -0.05 } else { 0.085 } * rng.range(0.6, 1.3);
            cap.push((a.0 + (b.0 - a.0) * t, a.1 + (b.1 - a.1) * t + self.high * drop));
        }
        let snow = s.mood.far(Rgb::hex(0xfafcff), self.far * 0.5);
        s.back.wash(&shape::polygon(&cap), Tint::flat(snow));
        let sunny = if s.mood.sun.0 > self.foot.0 { -1.0 } else { 1.0 };
        let dark = if sunny < 0.0 { left } else { right };
        let mut shade = vec![(self.foot.0, self.foot.1 - self.high)];
        shade.extend(dark[from..].iter().rev());
        shade.push((self.foot.0 + sunny * self.wide * 0.1, dark[from].1 + self.high * 0.02));
        s.back.wash(&shape::polygon(&shade), Tint::veil(snow.mix(s.mood.lit(Rgb::hex(0x8fa8dc)), 0.6), 0.8));
    }
}

pub(super) fn volcano(s: &mut Setting<'_>) {
    sky::paint(s);
    let (w, y, tall) = (s.frame.width, s.frame.horizon, s.tall());
    let mut rng = s.rng("volcano");
    let x = s.across(0.66);
    let high = 0.46 * tall;
    let top = y - high;
    smoke(s, (x, top), high);
    let rock = s.mood.far(Rgb::hex(0x5a4650), 0.22);
    let cone = shape::blob(&[
        (x - high * 1.05, y + 0.05),
        (x - high * 0.62, y - high * 0.3),
        (x - high * 0.27, y - high * 0.78),
        (x - high * 0.13, top),
        (x, top + high * 0.05),
        (x + high * 0.14, top),
        (x + high * 0.27, y - high * 0.78),
        (x + high * 0.62, y - high * 0.3),
        (x + high * 1.05, y + 0.05),
    ]);
    s.back.fill(&cone, Tint::fade(top, y, rock, rock.mix(s.mood.haze, 0.3)));
    let shade = shape::blob(&[
        (x - high * 1.0, y + 0.05),
        (x - high * 0.25, y - high * 0.75),
        (x - high * 0.12, top),
        (x - high * 0.04, y - high * 0.6),
        (x - high * 0.3, y + 0.05),
    ]);
    s.back.wash(&shade, Tint::veil(rock.times(0.6), 0.5));
    let (hot, deep) = (Rgb::hex(0xffd24a), Rgb::hex(0xf0501e));
    for (bend, end, half) in [(0.04, -0.12, 0.022), (0.09, 0.26, 0.016), (-0.09, -0.34, 0.012)] {
        let stream = land::ribbon(&[
            (x + bend * 0.3, top + 0.01, half * 0.7),
            (x + bend * high, y - high * 0.66, half * 0.6),
            (x + (bend + end) * 0.5 * high, y - high * 0.34, half),
            (x + end * high, y + 0.03, half * 1.5),
        ]);
        s.back.fill(&stream, Tint::fade(top, y, hot, deep));
    }
    s.back.fill(&shape::ellipse(x, top + 0.012, high * 0.13, high * 0.03), Tint::flat(hot));
    s.back.glow(x, top, high * 0.75, Rgb(1.0, 0.5, 0.2), 0.75);
    for _ in 0..22 {
        let (a, d) = (rng.range(-2.4, -0.7), rng.range(0.05, 0.3) * high);
        s.back.dot(x + a.cos() * d, top + a.sin() * d * 1.2, 0.0035, 0.0035, hot, 0.95);
    }
    let ash = Rgb::hex(0x6a5a5c);
    let ridge = Ridge {
        lift: 0.02,
        amplitude: 0.06,
        rough: 2.4,
        tilt: 0.0,
        top: s.mood.far(ash, 0.2),
        bottom: s.mood.far(ash, 0.35),
        salt: 27,
    };
    ridge.draw(s);
    land::ground(s, ash, 0.03);
    lava_pools(s, &mut rng);
    land::stones(s, Rgb::hex(0x57494e), 12);
    for at in [0.05, 0.93] {
        let foot = (s.across(at), y + 0.045);
        s.stage.puff(foot.0, foot.1, (0.12, 0.018), s.shadow(), 0.5);
        land::boulder(s.stage, &mut rng, foot, (0.09, 0.15), ash.times(0.85), false);
    }
    s.lamps.push(Lamp { at: (x.min(w), y - 0.08), reach: 0.6, colour: Rgb(1.0, 0.5, 0.25), strength: 0.5 });
}

fn smoke(s: &mut Setting<'_>, from: Point, high: f32) {
    let mut rng = s.rng("smoke");
    let grey = s.mood.sky[0].mix(Rgb::hex(0x4a4048), 0.6);
    let lean = if s.mirrored { 1.0 } else { -1.0 };
    for k in 0..9 {
        let t = k as f32 / 8.0;
        let at = (from.0 + lean * t * t * high * 0.5 + rng.range(-0.02, 0.02), from.1 - t * high * 0.7);
        let q = high * (0.07 + 0.17 * t);
        let puff = trees::scallop(&mut rng, at, q * 1.15, q, 9);
        let tone = grey.mix(Rgb::hex(0xf08a4a), 0.5 * (1.0 - t).powi(2));
        s.back.fill(&puff, Tint::fade(at.1 - q, at.1 + q, tone.mix(WHITE, 0.22), tone));
    }
}

/// Cracks in the ground with lava in them, at the sides.
fn lava_pools(s: &mut Setting<'_>, rng: &mut Rng) {
    for k in 0..s.frame.strewn(4) {
        let side = if k % 2 == 0 { rng.range(0.02, 0.24) } else { rng.range(0.76, 0.98) };
        let at = (s.frame.width * side, s.frame.horizon + s.frame.ground_depth() * rng.range(0.2, 0.85));
        let r = rng.range(0.04, 0.09);
        let pool = shape::blob(&[
            (at.0 - r, at.1),
            (at.0 - r * 0.4, at.1 - r * 0.16),
            (at.0 + r * 0.5, at.1 - r * 0.1),
            (at.0 + r, at.1 + r * 0.04),
            (at.0 + r * 0.2, at.1 + r * 0.18),
            (at.0 - r * 0.6, at.1 + r * 0.13),
        ]);
        s.stage.fill(
            &pool,
            Tint::fade(at.1 - r * 0.16, at.1 + r * 0.18, Rgb::hex(0xffd24a), Rgb::hex(0xf0501e)),
        );
        s.lamps.push(Lamp { at, reach: 0.22, colour: Rgb(1.0, 0.5, 0.2), strength: 0.55 });
    }
}

pub(super) fn canyon(s: &mut Setting<'_>) {
    sky::paint(s);
    let (w, y, tall) = (s.frame.width, s.frame.horizon, s.tall());
    let mut rng = s.rng("canyon");
    for (at, wide, high, far) in
        [(0.3, 0.16, 0.17, 0.6), (0.62, 0.09, 0.24, 0.52), (0.78, 0.14, 0.14, 0.48), (0.44, 0.06, 0.1, 0.4)]
    {
        mesa(s, &mut rng, (s.across(at), y + 0.01), (wide, high * tall), far);
    }
    s.mist(y - 0.16, y + 0.02, 0.4);
    for (edge, high, reach) in [(0.0, 0.62, 0.27), (1.0, 0.5, 0.2)] {
        wall(s, &mut rng, s.across(edge), high * tall, reach);
    }
    let sand = Rgb::hex(0xd98f5a);
    land::ground(s, sand, 0.025);
    ripples(s, sand, 20);
    for (at, h) in [(0.2, 0.14), (0.9, 0.2)] {
        let foot = (s.across(at), y + s.frame.ground_depth() * 0.16);
        s.stage.puff(foot.0, foot.1, (h * 0.4, 0.012), s.shadow(), 0.5);
        plants::cactus(s.stage, foot, h, Rgb::hex(0x5f9a5a));
    }
    land::stones(s, Rgb::hex(0xb5653c), 9);
    tumble_grass(s, w);
}

/// Dry tufts here and there.
fn tumble_grass(s: &mut Setting<'_>, w: f32) {
    let mut rng = s.rng("dry tufts");
    for _ in 0..s.frame.strewn(9) {
        let near = rng.unit();
        let at = (rng.range(0.0, w), s.frame.horizon + s.frame.ground_depth() * (0.08 + 0.9 * near));
        let long = 0.012 + 0.024 * near;
        let mut tuft = Strew::default();
        for k in 0..6 {
            let lean = (k as f32 / 2.5 - 1.0 + s.wind()) * long * 0.7;
            tuft.blade(
                at,
                (at.0 + lean * 0.3, at.1 - long * 0.6),
                (at.0 + lean, at.1 - long * (1.0 - 0.2 * lean.abs())),
                long * 0.05,
            );
        }
        s.stage.wash(&tuft.finish(), Tint::flat(Rgb::hex(0x9a8f4a)));
    }
}

/// A table mountain in bands of red.
fn mesa(s: &mut Setting<'_>, rng: &mut Rng, foot: Point, size: Point, far: f32) {
    let ((x, y), (half, high)) = (foot, size);
    let rock = s.mood.far(Rgb::hex(0xc8633a), far);
    let top = y - high;
    let form = [
        (x - half * 1.5, y),
        (x - half * 1.1, y - high * 0.36),
        (x - half * 1.0, top + high * 0.05),
        (x - half * 0.8, top),
        (x + half * 0.85, top + high * 0.02),
        (x + half, top + high * 0.08),
        (x + half * 1.12, y - high * 0.36),
        (x + half * 1.5, y),
    ];
    s.back.fill(&shape::polygon(&form), Tint::fade(top, y, rock.times(1.08), rock.mix(s.mood.haze, 0.25)));
    for k in 1..5 {
        let line = top + high * 0.13 * k as f32 + rng.range(-0.006, 0.006);
        let band = shape::rect(x - half * 1.02, line, half * 2.05, high * 0.035);
        s.back
            .wash(&band, Tint::veil(if k % 2 == 0 { rock.mix(WHITE, 0.2) } else { rock.times(0.78) }, 0.55));
    }
    let shade = [
        (x + half * 0.35, top),
        (x + half * 0.85, top + high * 0.02),
        (x + half, top + high * 0.08),
        (x + half * 1.5, y),
        (x + half * 0.6, y),
    ];
    s.back.wash(&shape::polygon(&shade), Tint::veil(rock.times(0.6), 0.35));
}

/// A canyon wall that fills one side, in steps and strata; `edge` is the picture's border it rises from.
fn wall(s: &mut Setting<'_>, rng: &mut Rng, edge: f32, high: f32, reach: f32) {
    let y = s.frame.horizon + 0.03;
    let inward = if edge < s.frame.width / 2.0 { 1.0 } else { -1.0 };
    let out = edge - inward * 0.06;
    let mut front = vec![(out, y)];
    let steps = 6;
    for k in 0..steps {
        let t = k as f32 / steps as f32;
        let x = edge + inward * reach * (1.25 - t) * rng.range(0.88, 1.08);
        front.push((x, y - high * t));
        front.push((x - inward * 0.012, y - high * (t + 0.72 / steps as f32)));
    }
    front.push((out, y - high * 1.02));
    let rock = s.mood.far(Rgb::hex(0xbf5a34), 0.1);
    s.back.fill(&shape::polygon(&front), Tint::fade(y - high, y, rock.times(1.1), rock.times(0.8)));
    for k in 0..9 {
        let t = (k as f32 + rng.range(0.1, 0.7)) / 9.0;
        let line = y - high * t;
        let inner = edge + inward * reach * (1.1 - t) * 0.92;
        let tone = if k % 2 == 0 { rock.mix(Rgb::hex(0xf2c08a), 0.4) } else { rock.times(0.72) };
        s.back.stroke(
            &shape::curve((out, line + 0.01), (edge + inward * reach * 0.4, line - 0.008), (inner, line)),
            tone,
            0.6,
            rng.range(0.005, 0.013),
        );
    }
    for k in 0..3 {
        let x = edge + inward * reach * (0.2 + 0.28 * k as f32);
        let crack = shape::line(&[
            (x, y - high * (0.78 - 0.2 * k as f32)),
            (x + inward * 0.008, y - high * 0.3),
            (x - inward * 0.004, y),
        ]);
        s.back.stroke(&crack, rock.times(0.55), 0.55, 0.004);
    }
}

pub(super) fn desert(s: &mut Setting<'_>) {
    sky::paint(s);
    let sand = Rgb::hex(0xe6b56c);
    let mut rng = s.rng("desert");
    let tall = s.tall();
    let pyramids = rng.chance(0.4);
    if pyramids {
        for (at, high) in [(0.24, 0.2), (0.4, 0.13)] {
            pyramid(s, (s.across(at), s.frame.horizon - 0.03), high * tall);
        }
    }
    for layer in 0..4u64 {
        let near = layer as f32 / 3.0;
        dune(s, layer, near, sand, tall * if pyramids { 0.7 } else { 1.0 });
    }
    land::ground(s, sand, 0.04);
    ripples(s, sand, 46);
    if rng.chance(0.45) {
        oasis(s, &mut rng);
    } else {
        for (at, h, depth) in [(0.1, 0.32, 0.2), (0.88, 0.24, 0.1), (0.96, 0.15, 0.02)] {
            let foot =
                (s.across(at + rng.range(-0.03, 0.03)), s.frame.horizon + s.frame.ground_depth() * depth);
            s.stage.puff(foot.0 + 0.04, foot.1, (0.12, 0.014), Rgb::hex(0x6a4426), 0.5);
            plants::cactus(s.stage, foot, h * tall.min(1.4), Rgb::hex(0x5f9a5a));
        }
    }
    land::stones(s, Rgb::hex(0xb98a58), 6);
}

/// A dune with a light face and a shadowed one that meet in a swung edge.
fn dune(s: &mut Setting<'_>, layer: u64, near: f32, sand: Rgb, tall: f32) {
    let mut rng = Rng::new(s.seed.wrapping_add(layer), "dune");
    let (w, y) = (s.frame.width, s.frame.horizon + 0.03);
    let side = if (layer % 2 == 0) == s.mirrored { 1.0 } else { -1.0 };
    let crest_x = w * (0.5 + side * rng.range(0.12, 0.34));
    let top = y - (0.25 - 0.15 * near) * tall * rng.range(0.8, 1.1);
    let light = s.mood.far(sand.mix(WHITE, 0.08), 0.55 - 0.42 * near);
    let half = rng.range(0.5, 0.7) * w.max(1.0) * 0.8;
    let form = shape::blob(&[
        (crest_x - half * 1.3, y + 0.2),
        (crest_x - half * 1.2, y),
        (crest_x - half * 0.45, y - (y - top) * 0.55),
        (crest_x, top),
        (crest_x + half * 0.5, y - (y - top) * 0.42),
        (crest_x + half * 1.2, y),
        (crest_x + half * 1.3, y + 0.2),
    ]);
    s.back.fill(&form, Tint::fade(top, y, light.times(1.03), light.times(0.94)));
    let away = if s.mood.sun.0 > crest_x { -1.0 } else { 1.0 };
    let shade = shape::blob(&[
        (crest_x, top),
        (crest_x + away * half * 0.22, y - (y - top) * 0.75),
        (crest_x + away * half * 0.5, y - (y - top) * 0.4),
        (crest_x + away * half * 1.1, y + 0.03),
        (crest_x + away * half * 0.1, y + 0.08),
        (crest_x + away * half * 0.2, y - (y - top) * 0.35),
        (crest_x + away * half * 0.03, y - (y - top) * 0.7),
    ]);
    s.back.wash(&shade, Tint::veil(light.times(0.72).mix(Rgb::hex(0x8a4a5a), 0.15), 0.6));
}

fn pyramid(s: &mut Setting<'_>, foot: Point, high: f32) {
    let ((x, y), stone) = (foot, s.mood.far(Rgb::hex(0xd8a860), 0.42));
    let (half, top) = (high * 0.85, y - high);
    s.back.fill(&shape::polygon(&[(x - half, y + 0.03), (x, top), (x + half, y + 0.03)]), Tint::flat(stone));
    let away = if s.mood.sun.0 > x { -1.0 } else { 1.0 };
    s.back.wash(
        &shape::polygon(&[(x, top), (x + away * half, y + 0.03), (x + away * half * 0.2, y + 0.03)]),
        Tint::veil(stone.times(0.66), 0.8),
    );
}

/// A pool with palms at the side.
fn oasis(s: &mut Setting<'_>, rng: &mut Rng) {
    let (x, y) = (s.across(0.14), s.frame.horizon + s.frame.ground_depth() * 0.2);
    s.stage.fill(&shape::ellipse(x, y, 0.2, 0.03), Tint::flat(Rgb::hex(0x9ab45a)));
    s.stage.fill(
        &shape::ellipse(x, y + 0.003, 0.16, 0.021),
        Tint::fade(y - 0.02, y + 0.02, Rgb::hex(0xa8e0ea), Rgb::hex(0x3f9fc0)),
    );
    for (dx, h, lean) in [(-0.1, 0.44, -0.3), (0.05, 0.36, 0.4), (-0.02, 0.5, 0.15)] {
        trees::palm(s.stage, rng, (x + dx, y - 0.014), h * s.tall().min(1.4), lean, Rgb::hex(0x4f9a4c));
    }
    for dx in [-0.19, 0.16] {
        plants::reeds(s.stage, rng, (x + dx, y + 0.012), 0.06, Rgb::hex(0x7a9a4a));
    }
}

fn ripples(s: &mut Setting<'_>, sand: Rgb, density: usize) {
    let mut rng = s.rng("ripples");
    for _ in 0..s.frame.strewn(density) {
        let near = rng.unit();
        let (x, y) =
            (rng.range(-0.1, s.frame.width), s.frame.horizon + s.frame.ground_depth() * (0.1 + 0.9 * near));
        let long = rng.range(0.08, 0.26) * (0.4 + near);
        let line = shape::curve((x, y), (x + long * 0.5, y - 0.012 * (0.4 + near)), (x + long, y + 0.002));
        let tone = if rng.chance(0.5) { sand.times(0.78) } else { sand.mix(WHITE, 0.45) };
        s.stage.stroke(&line, tone, 0.5, 0.0022 + 0.002 * near);
    }
}

pub(super) fn arctic(s: &mut Setting<'_>) {
    sky::paint(s);
    let (w, y, tall) = (s.frame.width, s.frame.horizon, s.tall());
    let mut rng = s.rng("arctic");
    for (at, high) in [(0.2, 0.2), (0.5, 0.13), (0.85, 0.24)] {
        Peak { foot: (s.across(at), y - 0.1), wide: high * 1.3 * tall, high: high * tall, far: 0.62 }
            .draw(s, &mut rng);
    }
    s.mist(y - 0.26, y - 0.1, 0.5);
    let sea = s.mood.lit(Rgb::hex(0x3f86b4));
    s.back.fill(
        &shape::rect(-0.02, y - 0.115, w + 0.04, 0.2),
        Tint::fade(y - 0.115, y + 0.03, sea.mix(s.mood.haze, 0.5), sea),
    );
    super::water::glitter(s, &mut rng, y - 0.11, y + 0.01);
    for (at, high, down) in [(0.14, 0.2, 0.07), (0.7, 0.12, 0.09), (0.88, 0.26, 0.045)] {
        iceberg(s, &mut rng, (s.across(at), y - down), high * tall);
    }
    for k in 0..s.frame.strewn(7) {
        let at = ((k as f32 + rng.unit()) / 7.0, y - rng.range(0.0, 0.06));
        let r = rng.range(0.03, 0.07);
        s.back.dot(at.0, at.1 + r * 0.12, r, r * 0.16, sea.times(0.7), 0.6);
        s.back.fill(&shape::ellipse(at.0, at.1, r, r * 0.15), Tint::flat(s.mood.lit(Rgb::hex(0xf4f9ff))));
    }
    let snow = Rgb::hex(0xeef5fd);
    shelf(s, snow);
    land::patches(s, snow);
    ripples(s, Rgb::hex(0xd3e2f4), 16);
    for at in [0.06, 0.95] {
        let foot = (s.across(at), y + s.frame.ground_depth() * 0.34);
        land::boulder(s.stage, &mut rng, foot, (0.08, 0.08), Rgb::hex(0xbfe0f2), true);
    }
}

/// The edge of the ice on which one stands: a broken white rim over blue.
fn shelf(s: &mut Setting<'_>, snow: Rgb) {
    let (w, h, y, seed) = (s.frame.width, s.frame.height, s.frame.horizon, s.seed);
    let edge = land::crest(w, |x| y + 0.022 + 0.02 * (noise::smooth(x * 6.0, 3.0, seed) - 0.5));
    let lower: Vec<Point> = edge.iter().map(|p| (p.0, p.1 + 0.02)).collect();
    s.stage.fill(&shape::polygon(&land::closed(&edge, w, h)), Tint::flat(snow));
    let mut rim = edge.clone();
    rim.extend(lower.iter().rev());
    s.stage.wash(
        &shape::polygon(&land::closed(&lower, w, h)),
        Tint::fade(y, h, snow.mix(WHITE, 0.4), Rgb::hex(0xcfe0f4)),
    );
    let foot: Vec<Point> = edge.iter().map(|p| (p.0, p.1 + 0.003)).collect();
    s.stage.stroke(&shape::line(&foot), Rgb::hex(0x8fc4e4), 0.8, 0.004);
}

fn iceberg(s: &mut Setting<'_>, rng: &mut Rng, foot: Point, high: f32) {
    let ((x, y), half) = (foot, high * rng.range(0.55, 0.75));
    let ice = s.mood.lit(Rgb::hex(0xdff0fb));
    let (a, b, c) = (rng.range(-0.3, 0.0), rng.range(0.2, 0.5), rng.range(0.55, 0.8));
    let form = [
        (x - half, y),
        (x - half * 0.85, y - high * 0.4),
        (x - half * 0.4, y - high * 0.62),
        (x + a * half, y - high),
        (x + b * half, y - high * 0.72),
        (x + half * 0.7, y - high * c),
        (x + half, y),
    ];
    s.back.fill(
        &shape::polygon(&form),
        Tint::fade(y - high, y, ice.mix(WHITE, 0.5), ice.mix(s.mood.lit(Rgb::hex(0x7fc0e0)), 0.45)),
    );
    let shade = [
        (x + a * half, y - high),
        (x + b * half, y - high * 0.72),
        (x + half * 0.7, y - high * c),
        (x + half, y),
        (x + half * 0.25, y),
        (x + half * 0.1, y - high * 0.4),
    ];
    s.back.wash(&shape::polygon(&shade), Tint::veil(s.mood.lit(Rgb::hex(0x8fc0e4)), 0.6));
    let mirror =
        [(x - half, y), (x + half, y), (x + half * 0.5, y + high * 0.22), (x - half * 0.3, y + high * 0.28)];
    s.back.wash(&shape::polygon(&mirror), Tint::veil(ice, 0.3));
}

pub(super) fn cave(s: &mut Setting<'_>) {
    sky::paint(s);
    let (w, y, seed) = (s.frame.width, s.frame.horizon, s.seed);
    let far = s.mood.far(s.leaf(), 0.6);
    Ridge { lift: 0.03, amplitude: 0.12, rough: 2.0, tilt: 0.0, top: far, bottom: s.mood.haze, salt: 15 }
        .draw(s);
    let rock = Rgb::hex(0x6a6076);
    land::ground(s, rock.times(1.1), 0.03);
    let mut rng = s.rng("cave");
    let (cx, cy) = (s.across(rng.range(0.4, 0.6)), y * 0.66);
    for layer in 0..3 {
        let near = layer as f32 / 2.0;
        let (rx, ry) = (w * (0.26 + 0.14 * near), y * (0.44 + 0.18 * near));
        // A sheet with an arch cut out of its lower edge.
        let mut wall = vec![
            (-0.1, y + 0.03),
            (-0.1, -0.1),
            (w + 0.1, -0.1),
            (w + 0.1, y + 0.03),
            (cx + rx * 1.08, y + 0.03),
        ];
        for k in 0..=44 {
            let a = std::f32::consts::PI * (k as f32 / 44.0);
            let rough = 1.0
                + 0.3
                    * (noise::fractal(a.cos() * 2.4 + 9.0, a.sin() * 2.4 + layer as f32 * 7.0, seed, 3)
                        - 0.5);
            wall.push((
                cx + a.cos() * rx * rough,
                (cy - a.sin() * ry * rough).min(y + 0.03) + (1.0 - a.sin()) * 0.1,
            ));
        }
        wall.push((cx - rx * 1.08, y + 0.03));
        let tone = rock.mix(s.mood.haze, 0.3 * (1.0 - near)).times(1.0 - 0.38 * near);
        s.stage.fill(&shape::polygon(&wall), Tint::fade(0.0, y, tone.times(0.62), tone));
        stalactites(s, &mut rng, near, tone);
    }
    crystals(s, &mut rng);
    land::stones(s, rock.times(0.9), 7);
}

fn stalactites(s: &mut Setting<'_>, rng: &mut Rng, near: f32, tone: Rgb) {
    for _ in 0..s.frame.strewn(5) {
        let x = if rng.chance(0.5) { rng.range(0.0, 0.36) } else { rng.range(0.64, 1.0) } * s.frame.width;
        let (long, wide) = (rng.range(0.06, 0.17) * s.tall(), 0.012 + 0.014 * near);
        let top = -0.02 + (1.0 - near) * 0.1;
        let spike = shape::polygon(&[
            (x - wide, top),
            (x - wide * 0.3, top + long * 0.6),
            (x, top + long),
            (x + wide * 0.35, top + long * 0.55),
            (x + wide, top),
        ]);
        s.stage.fill(&spike, Tint::fade(top, top + long, tone.times(0.55), tone.times(0.95)));
    }
}

/// Crystals that shine by themselves, at both sides.
fn crystals(s: &mut Setting<'_>, rng: &mut Rng) {
    let hue = rng.range(170.0, 300.0);
    for _ in 0..s.frame.strewn(8) {
        let side = if rng.chance(0.5) { rng.range(0.0, 0.2) } else { rng.range(0.8, 1.0) };
        let (x, y) = (s.frame.width * side, s.frame.horizon + s.frame.ground_depth() * rng.range(0.0, 0.5));
        let colour = Rgb::hsv(hue + rng.range(-30.0, 30.0), 0.5, 0.95);
        let grow = rng.range(0.8, 1.7);
        for k in [-2i32, 2, -1, 1, 0] {
            let (lean, tall) =
                (k as f32 * 0.016 * grow, rng.range(0.05, 0.1) * grow * (1.0 - 0.2 * k.abs() as f32));
            let shard = [
                (x - 0.01 + lean * 0.5, y),
                (x - 0.012 + lean, y - tall * 0.8),
                (x + lean * 1.4, y - tall),
                (x + 0.012 + lean, y - tall * 0.75),
                (x + 0.01 + lean * 0.5, y),
            ];
            s.stage.fill(
                &shape::polygon(&shard),
                Tint::fade(y - tall, y, colour.mix(WHITE, 0.5), colour.times(0.6)),
            );
            let face = [shard[1], shard[2], (x + lean * 0.8, y)];
            s.stage.wash(&shape::polygon(&face), Tint::veil(WHITE, 0.25));
        }
        let strength = if s.scene.time == Time::Day { 0.4 } else { 0.6 };
        s.lamps.push(Lamp { at: (x, y - 0.04), reach: 0.22, colour, strength });
    }
}

/// A range of peaks that stand on height `base`, about `high` tall, for other places' backgrounds.
pub(super) fn range(s: &mut Setting<'_>, rng: &mut Rng, base: f32, high: f32) {
    let count = s.frame.strewn(4);
    for k in 0..count {
        let x = s.frame.width * (k as f32 + rng.range(0.1, 0.9)) / count as f32;
        let h = high * rng.range(0.55, 1.0);
        Peak { foot: (x, base), wide: h * rng.range(0.9, 1.2), high: h, far: 0.62 }.draw(s, rng);
    }
    s.mist(base - high * 0.6, base + 0.02, 0.6);
}
