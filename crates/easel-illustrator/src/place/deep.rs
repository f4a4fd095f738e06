//! On the sea bed.

use super::land::{self, Ridge};
use super::{Setting, plants, sky};
use crate::canvas::Tint;
use crate::colour::{Rgb, WHITE};
use crate::rng::Rng;
use crate::scene::Time;
use crate::shape;

pub(super) fn underwater(s: &mut Setting<'_>) {
    let (w, h) = (s.frame.width, s.frame.height);
    sky::gradient(s);
    rays(s);
    let deep = s.mood.sky[2];
    for layer in 0..3u64 {
        let near = (layer + 1) as f32 / 3.0;
        let tone = deep.mix(Rgb::hex(0x2a6f8f), 0.25).mix(s.mood.sky[1], 0.5 - 0.4 * near);
        Ridge {
            lift: 0.1 * (1.0 - near),
            amplitude: (0.24 - 0.1 * near) * s.tall(),
            rough: 2.4,
            tilt: 0.0,
            top: tone,
            bottom: deep,
            salt: 71 + layer,
        }
        .draw(s);
    }
    let mut rng = Rng::new(s.seed, "underwater");
    for _ in 0..s.frame.strewn(9) {
        let (x, y) = (rng.range(0.0, w), s.frame.horizon * rng.range(0.2, 0.75));
        let (q, flip) = (rng.range(0.01, 0.02), if rng.chance(0.5) { 1.0 } else { -1.0 });
        let tone = s.mood.sky[1].mix(Rgb::hsv(rng.range(0.0, 60.0), 0.5, 1.0), 0.45);
        s.back.dot(x, y, q, q * 0.5, tone, 0.8);
        let fin = shape::polygon(&[
            (x - flip * q * 0.8, y),
            (x - flip * q * 1.6, y - q * 0.5),
            (x - flip * q * 1.6, y + q * 0.5),
        ]);
        s.back.wash(&fin, Tint::veil(tone, 0.8));
    }
    let sand = Rgb::hex(0xd9cda0);
    land::ground(s, sand, 0.05);
    weeds(s, &mut rng);
    corals(s, &mut rng);
    for _ in 0..s.frame.strewn(34) {
        let (x, y, r) = (rng.range(0.0, w), rng.range(0.05, 0.9) * h, rng.range(0.003, 0.011));
        s.stage.dot(x, y, r, r, Rgb::hex(0xd6f6ff), 0.22);
        s.stage.stroke(&shape::ellipse(x, y, r, r), WHITE, 0.6, 0.0013);
        s.stage.dot(x - r * 0.35, y - r * 0.35, r * 0.25, r * 0.2, WHITE, 0.9);
    }
}

fn rays(s: &mut Setting<'_>) {
    let mut sheet = s.back.coarse(0.25);
    let strength = if s.scene.time == Time::Night { 0.14 } else { 0.34 };
    for _ in 0..s.frame.strewn(8) {
        let (x, wide, lean) =
            (s.rng.range(-0.1, s.frame.width), s.rng.range(0.02, 0.09), s.rng.range(0.15, 0.4));
        let deep = s.frame.horizon * s.rng.range(0.7, 1.05);
        let ray = [(x, -0.02), (x + wide, -0.02), (x + wide * 2.2 + lean, deep), (x - wide + lean, deep)];
        sheet.wash(&shape::polygon(&ray), Tint::fade_alpha(0.0, deep, Rgb::hex(0xd8fbff), strength, 0.0));
    }
    sheet.blur(0.016);
    s.back.paste(&sheet);
}

fn weeds(s: &mut Setting<'_>, rng: &mut Rng) {
    for _ in 0..s.frame.strewn(22) {
        let side = if rng.chance(0.5) { rng.range(0.0, 0.24) } else { rng.range(0.76, 1.0) };
        let root = (s.frame.width * side, s.frame.horizon + s.frame.ground_depth() * rng.range(0.0, 0.5));
        let long = rng.range(0.14, 0.42);
        let tone = Rgb::hsv(rng.range(95.0, 165.0), 0.6, rng.range(0.4, 0.65));
        let sway = rng.range(-0.05, 0.05);
        let mut points = Vec::new();
        for k in 0..=8 {
            let t = k as f32 / 8.0;
            points.push((root.0 + sway * t + 0.014 * (t * 9.0 + root.0 * 30.0).sin(), root.1 - long * t));
        }
        for pair in points.windows(2).enumerate() {
            let (k, p) = pair;
            s.stage.stroke(&shape::line(p), tone, 1.0, 0.016 * (1.0 - k as f32 / 10.0));
        }
    }
}

fn corals(s: &mut Setting<'_>, rng: &mut Rng) {
    for _ in 0..s.frame.strewn(7) {
        let side = if rng.chance(0.5) { rng.range(0.0, 0.3) } else { rng.range(0.7, 1.0) };
        let at = (s.frame.width * side, s.frame.horizon + s.frame.ground_depth() * rng.range(0.1, 0.85));
        let colour = Rgb::hsv(*rng.pick(&[345.0, 14.0, 30.0, 290.0, 325.0]), 0.55, 0.92);
        let tall = rng.range(0.06, 0.13);
        s.stage.puff(at.0, at.1, (tall * 0.9, tall * 0.16), Rgb::hex(0x0a2a44), 0.5);
        if rng.chance(0.4) {
            plants::bush(s.stage, rng, at, tall * 0.6, colour, Some(colour.mix(WHITE, 0.5)));
            continue;
        }
        for k in 0..5 {
            let f = k as f32 / 2.0 - 1.0;
            let tip = (at.0 + f * tall * 0.6, at.1 - tall * (1.0 - 0.3 * f.abs()));
            let bend = (at.0 + f * tall * 0.15, at.1 - tall * 0.5);
            s.stage.stroke(&shape::curve(at, bend, tip), colour.times(0.7), 1.0, tall * 0.19);
            s.stage.stroke(&shape::curve(at, bend, tip), colour, 1.0, tall * 0.14);
            s.stage.dot(tip.0, tip.1, tall * 0.09, tall * 0.09, colour.mix(WHITE, 0.25), 1.0);
        }
    }
}
