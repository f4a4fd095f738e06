//! By, on and under water.

use super::{Setting, land, open, plants, sky};
use crate::canvas::Tint;
use crate::colour::{Rgb, WHITE};
use crate::rng::Rng;
use crate::scene::Time;
use crate::shape;

/// How far above the sand the sea begins, in scene units.
const SEA_DEPTH: f32 = 0.2;

pub(super) fn sea(s: &mut Setting<'_>) {
    sky::paint(s);
    let top = s.frame.horizon - SEA_DEPTH;
    let mut rng = Rng::new(s.seed, "sea");
    let rock = s.mood.far(Rgb::hex(0x5b7d8c), 0.6);
    for (at, wide, tall) in [(0.12, 0.2, 0.07), (0.3, 0.1, 0.04)] {
        let x = s.across(at);
        let island = shape::blob(&[
            (x - wide, top + 0.01),
            (x - wide * 0.5, top - tall * 0.6),
            (x, top - tall),
            (x + wide * 0.6, top - tall * 0.45),
            (x + wide, top + 0.01),
        ]);
        s.back.fill(&island, Tint::fade(top - tall, top, rock, rock.mix(s.mood.haze, 0.4)));
    }
    let far = s.mood.far(Rgb::hex(0x2f8fc0), 0.45);
    let near = s.mood.lit(Rgb::hex(0x35a7c4));
    water(s, top, s.frame.horizon + 0.06, far, near);
    glitter(s, &mut rng, top, s.frame.horizon);
    beach(s);
}

fn water(s: &mut Setting<'_>, top: f32, bottom: f32, far: Rgb, near: Rgb) {
    let sheet = shape::rect(-0.02, top, s.frame.width + 0.04, bottom - top);
    s.back.fill(&sheet, Tint::fade(top, bottom, far, near));
}

/// Wave lines, and the light's road on the water below sun or moon.
fn glitter(s: &mut Setting<'_>, rng: &mut Rng, top: f32, bottom: f32) {
    let deep = bottom - top;
    for _ in 0..s.frame.strewn(130) {
        let near = rng.unit();
        let (x, y) = (rng.range(-0.05, s.frame.width), top + deep * (0.04 + 0.94 * near));
        let long = rng.range(0.012, 0.06) * (0.25 + near);
        let line = shape::curve((x, y), (x + long / 2.0, y - 0.005 * near), (x + long, y));
        let bright = rng.chance(0.62);
        let tone = if bright { s.mood.haze.mix(WHITE, 0.5) } else { s.mood.lit(Rgb::hex(0x1f6f9c)) };
        s.back.stroke(&line, tone, if bright { 0.42 } else { 0.3 }, 0.0016 + 0.0018 * near);
    }
    if s.scene.overcast() {
        return;
    }
    for _ in 0..70 {
        let near = rng.unit();
        let spread = 0.015 + 0.07 * near;
        let (x, y) = (s.mood.sun.0 + rng.range(-spread, spread), top + deep * (0.02 + 0.95 * near));
        let long = rng.range(0.006, 0.026) * (0.4 + near);
        let line = shape::line(&[(x - long, y), (x + long, y)]);
        s.back.stroke(&line, s.mood.key.mix(WHITE, 0.5), 0.55, 0.002 + 0.0018 * near);
    }
}

/// Sand with a wet edge, foam, and what the tide left.
fn beach(s: &mut Setting<'_>) {
    let sand = Rgb::hex(if s.scene.snowy() { 0xe6ebf2 } else { 0xeed7a2 });
    let (w, h, y, seed) = (s.frame.width, s.frame.height, s.frame.horizon, s.seed);
    let edge = move |lift: f32| {
        land::crest(w, move |x| y - lift + 0.022 * (crate::noise::fractal(x * 2.6, 4.0, seed, 3) * 2.0 - 1.0))
    };
    let wash = |s: &mut Setting<'_>, lift: f32, colour: Rgb, alpha: f32| {
        let area = shape::polygon(&land::closed(&edge(lift), w, h));
        s.stage.wash(&area, Tint::veil(colour, alpha));
    };
    wash(s, 0.024, Rgb::hex(0xbfe9ee), 0.35);
    wash(s, 0.009, WHITE, 0.9);
    wash(s, 0.002, sand.times(0.74), 1.0);
    wash(s, -0.022, sand.times(0.86), 1.0);
    let area = shape::polygon(&land::closed(&edge(-0.05), w, h));
    s.stage.wash(&area, Tint::fade(y, h, sand.mix(WHITE, 0.15), sand.times(0.8)));
    let mut rng = Rng::new(s.seed, "beach");
    for _ in 0..s.frame.strewn(150) {
        let near = rng.unit();
        let (x, y) = (rng.range(0.0, w), s.frame.horizon + s.frame.ground_depth() * (0.22 + 0.78 * near));
        let r = rng.range(0.0009, 0.0024) * (0.5 + near);
        s.stage.dot(x, y, r * 1.4, r, sand.times(rng.range(0.7, 1.12)), 0.8);
    }
    for _ in 0..s.frame.strewn(6) {
        let (x, y) = (rng.range(0.0, w), s.frame.horizon + s.frame.ground_depth() * rng.range(0.3, 0.95));
        let q = rng.range(0.008, 0.014);
        let colour = Rgb::hex(*rng.pick(&[0xf4a08c, 0xf7d9c0, 0xe98a6a, 0xfff0e0]));
        if rng.chance(0.4) {
            s.stage.wash(&shape::star(x, y, q * 1.5, q * 0.65, 5), Tint::flat(colour));
        } else {
            s.stage.egg(x, y, q, q * 0.72, colour, colour.times(0.75));
        }
    }
}

pub(super) fn lake(s: &mut Setting<'_>) {
    sky::paint(s);
    let top = s.frame.horizon - 0.12;
    let (frame, mood) = (*s.frame, s.mood.clone());
    let raised = crate::frame::Frame { horizon: top, ..frame };
    let scene = s.scene;
    {
        let mut far = Setting {
            scene,
            frame: &raised,
            mood: &mood,
            rng: s.rng.clone(),
            mirrored: s.mirrored,
            seed: s.seed,
            back: s.back,
            stage: s.stage,
            lamps: s.lamps,
        };
        for layer in 0..2u64 {
            let near = layer as f32;
            let tone = far.mood.far(Rgb::hex(0x5a8a8a), 0.62 - 0.25 * near);
            land::ridge(&mut far, 0.02, 0.18 - 0.06 * near, 2.2, tone, tone.mix(mood.haze, 0.4), 51 + layer);
        }
        open::far_pines(&mut far, 18, 0.1, 0.17);
    }
    let [_, mid, low] = s.mood.sky;
    let still = low.mix(mid, 0.4).mix(s.mood.lit(Rgb::hex(0x3f8fae)), 0.4);
    water(s, top + 0.008, s.frame.horizon + 0.06, still, s.mood.lit(Rgb::hex(0x2f7f9e)));
    let mut rng = Rng::new(s.seed, "lake");
    glitter(s, &mut rng, top + 0.01, s.frame.horizon);
    let ground = s.ground();
    land::ground(s, ground, 0.02);
    if !s.scene.snowy() {
        land::grass(s, ground, 1100);
        land::flowers(s, ground, 36);
    }
    reeds(s, &mut rng);
    land::stones(s, Rgb::hex(0x8a8f94), 6);
}

fn reeds(s: &mut Setting<'_>, rng: &mut Rng) {
    for _ in 0..s.frame.strewn(26) {
        let side = if rng.chance(0.5) { rng.range(0.0, 0.2) } else { rng.range(0.82, 1.0) };
        let root = (s.frame.width * side, s.frame.horizon + rng.range(0.0, 0.05));
        let (long, lean) = (rng.range(0.1, 0.2), rng.range(-0.03, 0.03));
        let tip = (root.0 + lean, root.1 - long);
        let bend = (root.0, root.1 - long * 0.6);
        s.stage.wash(
            &shape::blade(root, bend, tip, 0.0035),
            Tint::flat(Rgb::hex(0x5d8a4a).times(rng.range(0.7, 1.1))),
        );
        if rng.chance(0.35) {
            s.stage.dot(tip.0, tip.1 + 0.01, 0.006, 0.019, Rgb::hex(0x6e4a2c), 1.0);
        }
    }
}

pub(super) fn underwater(s: &mut Setting<'_>) {
    let (w, h) = (s.frame.width, s.frame.height);
    sky::gradient(s);
    rays(s);
    let deep = s.mood.sky[2];
    for layer in 0..3u64 {
        let near = (layer + 1) as f32 / 3.0;
        let tone = deep.mix(Rgb::hex(0x2a6f8f), 0.25).mix(s.mood.sky[1], 0.5 - 0.4 * near);
        land::ridge(s, 0.1 * (1.0 - near), 0.24 - 0.1 * near, 2.4, tone, deep, 71 + layer);
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
