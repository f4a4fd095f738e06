//! On the sea bed.

use super::grass::Strew;
use super::land::{self, Ridge};
use super::{Setting, plants, rod, sky};
use crate::canvas::Tint;
use crate::colour::{Rgb, WHITE};
use crate::rng::Rng;
use crate::scene::Time;
use crate::shape::{self, Point};

pub(super) fn underwater(s: &mut Setting<'_>) {
    sky::gradient(s);
    surface(s);
    rays(s);
    let (deep, tall) = (s.mood.sky[2], s.tall());
    let mut rng = s.rng("underwater");
    let tone =
        |s: &Setting<'_>, near: f32| deep.mix(Rgb::hex(0x2a6f8f), 0.25).mix(s.mood.sky[1], 0.5 - 0.4 * near);
    for layer in 0..3u64 {
        let near = (layer + 1) as f32 / 3.0;
        let top = tone(s, near);
        let lean = if s.mirrored { 0.12 } else { -0.12 };
        let ridge = Ridge {
            lift: 0.1 * (1.0 - near),
            amplitude: (0.22 - 0.1 * near) * tall,
            rough: 2.4,
            tilt: lean * near,
            top,
            bottom: deep,
            salt: 71 + layer,
        };
        ridge.draw(s);
        if layer == 1 {
            let colour = tone(s, 0.75);
            if rng.chance(0.5) { wreck(s, colour) } else { arch(s, &mut rng, colour) }
        }
    }
    shoal(s, &mut rng);
    let sand = Rgb::hex(0xe0d3a6);
    land::ground(s, sand, 0.05);
    caustics(s, &mut rng, sand);
    weeds(s, &mut rng);
    corals(s, &mut rng);
    for _ in 0..s.frame.strewn(5) {
        let at =
            (rng.range(0.0, s.frame.width), s.frame.horizon + s.frame.ground_depth() * rng.range(0.25, 0.95));
        let colour = Rgb::hex(*rng.pick(&[0xf0805a, 0xf6b53c, 0xd8608a]));
        s.stage.puff(at.0, at.1 + 0.004, (0.026, 0.007), sand.times(0.4), 0.5);
        s.stage.fill(&shape::star(at.0, at.1, 0.021, 0.009, 5), Tint::flat(colour));
    }
    bubbles(s, &mut rng);
}

/// Bright ripples where the water ends.
fn surface(s: &mut Setting<'_>) {
    let mut rng = s.rng("surface");
    let mut ripples = Strew::default();
    for _ in 0..s.frame.strewn(26) {
        let down = rng.unit() * rng.unit();
        let at = (rng.range(0.0, s.frame.width), 0.1 * down);
        ripples.oval(at, rng.range(0.03, 0.1) * (0.4 + down), 0.0035);
    }
    s.back.wash(&ripples.finish(), Tint::veil(WHITE, if s.mood.dark { 0.15 } else { 0.35 }));
}

fn rays(s: &mut Setting<'_>) {
    let mut rng = s.rng("rays");
    let mut sheet = s.back.coarse(0.25);
    let strength = if s.scene.time == Time::Night { 0.14 } else { 0.34 };
    for _ in 0..s.frame.strewn(8) {
        let (x, wide, lean) = (rng.range(-0.1, s.frame.width), rng.range(0.02, 0.09), rng.range(0.15, 0.4));
        let deep = s.frame.horizon * rng.range(0.7, 1.05);
        let ray = [(x, -0.02), (x + wide, -0.02), (x + wide * 2.2 + lean, deep), (x - wide + lean, deep)];
        sheet.wash(&shape::polygon(&ray), Tint::fade_alpha(0.0, deep, Rgb::hex(0xd8fbff), strength, 0.0));
    }
    sheet.blur(0.016);
    s.back.paste(&sheet);
}

/// A gate of rock, overgrown.
fn arch(s: &mut Setting<'_>, rng: &mut Rng, colour: Rgb) {
    let (x, y, high) = (s.across(0.72), s.frame.horizon + 0.03, 0.38 * s.tall());
    let at = |dx: f32, up: f32| (x + dx * high, y - up * high);
    let gate = shape::blob(&[
        at(-0.62, 0.0),
        at(-0.56, 0.5),
        at(-0.36, 0.88),
        at(0.0, 1.0),
        at(0.4, 0.86),
        at(0.6, 0.45),
        at(0.66, 0.0),
        at(0.36, 0.0),
        at(0.3, 0.4),
        at(0.08, 0.68),
        at(-0.16, 0.64),
        at(-0.3, 0.36),
        at(-0.32, 0.0),
    ]);
    s.back.fill(&gate, Tint::fade(y - high, y, colour.mix(WHITE, 0.12), colour.times(0.8)));
    for k in 0..7 {
        let f = k as f32 / 3.0 - 1.0;
        let foot = at(f * 0.5, 0.98 - 0.45 * f * f);
        let bloom = colour.mix(Rgb::hsv(rng.range(300.0, 380.0), 0.5, 0.9), 0.4);
        plants::bush(s.back, rng, foot, 0.028, bloom, None);
    }
}

/// A ship that sank long ago and leans on its side.
fn wreck(s: &mut Setting<'_>, colour: Rgb) {
    let (x, y, q) = (s.across(0.74), s.frame.horizon + 0.02, 0.3 * s.tall());
    let out = if s.mirrored { -1.0 } else { 1.0 };
    let at = |dx: f32, up: f32| (x + out * (dx + up * 0.16) * q, y - (up - dx * 0.12) * q);
    let wood = colour.mix(Rgb::hex(0x5a4a4a), 0.45);
    for (dx, up) in [(-0.3, 1.25), (0.25, 1.0)] {
        rod(s.back, &shape::line(&[at(dx, 0.3), at(dx + 0.04, up)]), wood, q * 0.045);
        rod(s.back, &shape::line(&[at(dx - 0.2, up - 0.25), at(dx + 0.24, up - 0.2)]), wood, q * 0.026);
    }
    let sail = shape::polygon(&[
        at(-0.48, 0.98),
        at(-0.1, 1.02),
        at(-0.14, 0.7),
        at(-0.26, 0.76),
        at(-0.34, 0.62),
        at(-0.46, 0.7),
    ]);
    s.back.fill(&sail, Tint::veil(colour.mix(WHITE, 0.3), 0.85));
    let hull = shape::blob(&[
        at(-0.95, 0.56),
        at(-0.5, 0.38),
        at(0.3, 0.36),
        at(0.75, 0.52),
        at(0.82, 0.3),
        at(0.6, -0.05),
        at(-0.5, -0.05),
        at(-0.82, 0.2),
    ]);
    s.back.fill(&hull, Tint::fade(y - q * 0.5, y, wood.mix(WHITE, 0.1), wood.times(0.72)));
    let mut planks = Strew::default();
    for k in 1..4 {
        let up = 0.36 - 0.1 * k as f32;
        planks.line(&[
            at(-0.82 + 0.06 * k as f32, up + 0.08),
            at(0.0, up),
            at(0.76 - 0.05 * k as f32, up + 0.06),
        ]);
    }
    s.back.stroke(&planks.finish(), wood.times(0.66), 0.7, q * 0.012);
    for dx in [-0.4, -0.12, 0.16, 0.44] {
        let hole = at(dx, 0.2);
        s.back.fill(&shape::ellipse(hole.0, hole.1, q * 0.045, q * 0.045), Tint::flat(wood.times(0.45)));
    }
}

/// Small fish that swim in one direction, in two groups.
fn shoal(s: &mut Setting<'_>, rng: &mut Rng) {
    for _ in 0..2 {
        let middle = (rng.range(0.1, 0.9) * s.frame.width, s.frame.horizon * rng.range(0.2, 0.65));
        let (flip, hue) = (if rng.chance(0.5) { 1.0 } else { -1.0 }, rng.range(0.0, 60.0));
        let tone = s.mood.sky[1].mix(Rgb::hsv(hue, 0.55, 1.0), 0.5);
        let mut fish = Strew::default();
        for _ in 0..s.frame.strewn(8) {
            let (x, y) = (middle.0 + rng.range(-0.16, 0.16), middle.1 + rng.range(-0.07, 0.07));
            let q = rng.range(0.009, 0.016);
            fish.oval((x, y), q, q * 0.48);
            let tail = x - flip * q * 0.8;
            fish.polygon(&[
                (tail, y),
                (tail - flip * q * 0.8, y - q * 0.5),
                (tail - flip * q * 0.8, y + q * 0.5),
            ]);
        }
        s.back.fill(&fish.finish(), Tint::veil(tone, 0.9));
    }
}

/// The net of light that waves throw on sand.
fn caustics(s: &mut Setting<'_>, rng: &mut Rng, sand: Rgb) {
    let mut net = Strew::default();
    for _ in 0..s.frame.strewn(24) {
        let near = rng.unit();
        let at =
            (rng.range(0.0, s.frame.width), s.frame.horizon + s.frame.ground_depth() * (0.12 + 0.85 * near));
        let (rx, ry) = (rng.range(0.03, 0.07) * (0.5 + near), rng.range(0.008, 0.014) * (0.5 + near));
        let ring: Vec<Point> = (0..=7)
            .map(|k| {
                let a = k as f32 / 7.0 * std::f32::consts::TAU;
                (at.0 + a.cos() * rx * rng.range(0.8, 1.2), at.1 + a.sin() * ry)
            })
            .collect();
        net.line(&ring);
    }
    s.stage.stroke(&net.finish(), sand.mix(WHITE, 0.6), 0.34, 0.0034);
}

fn weeds(s: &mut Setting<'_>, rng: &mut Rng) {
    for _ in 0..s.frame.strewn(20) {
        let side = if rng.chance(0.5) { rng.range(0.0, 0.24) } else { rng.range(0.76, 1.0) };
        let root = (s.frame.width * side, s.frame.horizon + s.frame.ground_depth() * rng.range(0.0, 0.5));
        let long = rng.range(0.14, 0.42) * s.tall();
        let tone = Rgb::hsv(rng.range(95.0, 165.0), 0.6, rng.range(0.4, 0.65));
        let (sway, phase) = (rng.range(-0.06, 0.06), root.0 * 30.0);
        let at = |t: f32| (root.0 + sway * t + 0.016 * (t * 9.0 + phase).sin() * t.sqrt(), root.1 - long * t);
        let mut left = Vec::new();
        let mut right = Vec::new();
        for k in 0..=10 {
            let t = k as f32 / 10.0;
            let half = 0.0085 * (1.0 - t * 0.9) * (1.0 + 0.35 * (t * 22.0).sin());
            left.push((at(t).0 - half, at(t).1));
            right.push((at(t).0 + half, at(t).1));
        }
        left.extend(right.into_iter().rev());
        s.stage.fill(
            &shape::polygon(&left),
            Tint::fade(root.1 - long, root.1, tone.times(1.15), tone.times(0.7)),
        );
    }
}

fn corals(s: &mut Setting<'_>, rng: &mut Rng) {
    for _ in 0..s.frame.strewn(8) {
        let side = if rng.chance(0.5) { rng.range(0.0, 0.28) } else { rng.range(0.72, 1.0) };
        let at = (s.frame.width * side, s.frame.horizon + s.frame.ground_depth() * rng.range(0.08, 0.85));
        let colour = Rgb::hsv(*rng.pick(&[345.0, 14.0, 30.0, 290.0, 325.0]), 0.55, 0.92);
        let tall = rng.range(0.07, 0.14);
        s.stage.puff(at.0, at.1, (tall * 0.9, tall * 0.16), Rgb::hex(0x0a2a44), 0.5);
        match rng.next() % 3 {
            0 => plants::bush(s.stage, rng, at, tall * 0.6, colour, Some(colour.mix(WHITE, 0.5))),
            1 => branches(s, at, tall, colour),
            _ => tubes(s, rng, at, tall, colour),
        }
    }
}

/// A coral like a little bush without leaves.
fn branches(s: &mut Setting<'_>, at: Point, tall: f32, colour: Rgb) {
    for k in 0..5 {
        let f = k as f32 / 2.0 - 1.0;
        let tip = (at.0 + f * tall * 0.6, at.1 - tall * (1.0 - 0.3 * f.abs()));
        let bend = (at.0 + f * tall * 0.15, at.1 - tall * 0.5);
        rod(s.stage, &shape::curve(at, bend, tip), colour.times(0.72), tall * 0.19);
        s.stage.stroke(&shape::curve(at, bend, tip), colour, 1.0, tall * 0.14);
        s.stage.dot(tip.0, tip.1, tall * 0.09, tall * 0.09, colour.mix(WHITE, 0.25), 1.0);
    }
}

/// A group of open tubes.
fn tubes(s: &mut Setting<'_>, rng: &mut Rng, at: Point, tall: f32, colour: Rgb) {
    for dx in [-0.42f32, 0.4, -0.16, 0.15] {
        let (x, half) = (at.0 + dx * tall, tall * 0.13);
        let top = at.1 - tall * rng.range(0.55, 1.0) * (1.1 - dx.abs() * 0.6);
        let tube = shape::polygon(&[
            (x - half * 0.75, at.1),
            (x - half, top),
            (x + half, top),
            (x + half * 0.75, at.1),
        ]);
        s.stage.fill(&tube, Tint::fade(top, at.1, colour.times(1.08), colour.times(0.66)));
        s.stage.fill(&shape::ellipse(x, top, half, half * 0.42), Tint::flat(colour.mix(WHITE, 0.35)));
        s.stage.dot(x, top, half * 0.66, half * 0.24, colour.times(0.45), 1.0);
    }
}

fn bubbles(s: &mut Setting<'_>, rng: &mut Rng) {
    let (w, h) = (s.frame.width, s.frame.height);
    for _ in 0..s.frame.strewn(30) {
        let (x, y, r) = (rng.range(0.0, w), rng.range(0.05, 0.9) * h, rng.range(0.003, 0.011));
        s.stage.dot(x, y, r, r, Rgb::hex(0xd6f6ff), 0.22);
        s.stage.stroke(&shape::ellipse(x, y, r, r), WHITE, 0.6, 0.0013);
        s.stage.dot(x - r * 0.35, y - r * 0.35, r * 0.25, r * 0.2, WHITE, 0.9);
    }
}
