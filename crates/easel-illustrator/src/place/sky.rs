//! What is overhead: colours, stars, sun and moon, rainbow, aurora, lightning.

use resvg::tiny_skia::BlendMode;

use super::{Setting, cloud, land};
use crate::canvas::Tint;
use crate::colour::{Rgb, WHITE};
use crate::light::Mood;
use crate::rng::Rng;
use crate::scene::{Place, Scene, Time, Weather};
use crate::shape::{self, Point};

/// The whole sky down to the horizon, with everything in it.
pub(super) fn paint(s: &mut Setting<'_>) {
    gradient(s);
    let night = s.scene.time == Time::Night;
    if night {
        stars(s, if s.scene.overcast() { 40 } else { 260 });
    }
    if s.scene.has(Weather::Aurora) {
        aurora(s);
    }
    if s.scene.has(Weather::Meteors) {
        meteors(s);
    }
    if night {
        if s.scene.moon || !s.scene.overcast() {
            moon(s);
        }
    } else if !s.scene.overcast() {
        sun(s);
    }
    if s.scene.has(Weather::Rainbow) {
        rainbow(s);
    }
    if !s.scene.has(Weather::Clear) {
        cloud::paint(s);
    }
    if s.scene.has(Weather::Storm) {
        lightning(s);
    }
}

/// The mood of the hour as this picture has it: no two evenings have the same colours.
pub(super) fn mood(mood: &Mood, scene: &Scene, seed: u64) -> Mood {
    let mut mood = mood.clone();
    if matches!(scene.place(), Place::Underwater | Place::Space | Place::Moon) {
        return mood;
    }
    let mut rng = Rng::new(seed, "sky colours");
    let (tints, strength): (&[[u32; 3]], f32) = match scene.time {
        _ if scene.has(Weather::Storm) => (&[[0x2c3350, 0x56627e, 0x9aa5b4]], 0.7),
        Time::Day if scene.overcast() => (&[[0x8fa3b8, 0xb4c2cf, 0xdfe5ea]], 0.4),
        Time::Day => (
            &[
                [0x4aa3e6, 0x9dd5f4, 0xeef8f2],
                [0x2f86d6, 0x7cc4f0, 0xd8f0f4],
                [0x58b8dc, 0xa8e2e6, 0xf6f6dc],
                [0x6a9fe0, 0xb8d4f4, 0xfdeee0],
            ],
            0.75,
        ),
        Time::Sunset => (
            &[
                [0x47357c, 0xdf6a80, 0xffd08a],
                [0x2f4a86, 0xe08a6a, 0xffd79a],
                [0x6a3f86, 0xf08a8a, 0xffc0a0],
                [0x3a5a96, 0xd89ab8, 0xffe0a8],
            ],
            0.75,
        ),
        Time::Dawn => (
            &[[0x86a9e0, 0xf7c6d0, 0xffecd0], [0x7ab6d8, 0xf6dcc4, 0xfff2d8], [0x9a9ad8, 0xf4b8c0, 0xffe2c0]],
            0.75,
        ),
        Time::Night => (
            &[[0x0b1138, 0x25377d, 0x6a7fc0], [0x0a1c3c, 0x1f4a78, 0x5f96b8], [0x170f3e, 0x3d3484, 0x8a7cc4]],
            0.75,
        ),
    };
    let tint = rng.pick(tints);
    for (colour, tint) in mood.sky.iter_mut().zip(tint) {
        // Only hues move: a style that left the sky white keeps it white.
        if colour.luminance() < 0.995 {
            *colour = colour.mix(Rgb::hex(*tint), strength);
        }
    }
    mood.haze = mood.sky[2].mix(mood.sky[1], 0.3);
    mood
}

pub(super) fn gradient(s: &mut Setting<'_>) {
    let middle = s.frame.horizon * 0.6;
    let [top, mid, low] = s.mood.sky;
    if s.back.cut {
        return paper_sky(s);
    }
    super::band(s.back, (0.0, middle), (top, 1.0), (mid, 1.0));
    super::band(s.back, (middle, s.frame.horizon), (mid, 1.0), (low, 1.0));
    super::band(s.back, (s.frame.horizon, s.frame.height), (low, 1.0), (low, 1.0));
}

/// Sheets of paper, each a little paler, with waved edges.
fn paper_sky(s: &mut Setting<'_>) {
    const SHEETS: usize = 6;
    let (w, h, seed) = (s.frame.width, s.frame.height, s.seed);
    let [top, mid, low] = s.mood.sky;
    s.back.wash(&shape::rect(0.0, 0.0, w, h), Tint::flat(top));
    for k in 1..SHEETS {
        let t = k as f32 / (SHEETS - 1) as f32;
        let colour = if t < 0.6 { top.mix(mid, t / 0.6) } else { mid.mix(low, (t - 0.6) / 0.4) };
        let y = s.frame.horizon * (0.08 + 0.8 * t);
        let crest = land::crest(w, |x| {
            y + 0.05 * (x * (3.1 + t) * 2.0 + t * 9.0 + (seed % 7) as f32).sin()
                + 0.02 * (x * 13.0 + t * 5.0).sin()
        });
        s.back.fill(&shape::polygon(&land::closed(&crest, w, h)), Tint::flat(colour));
    }
}

pub(super) fn stars(s: &mut Setting<'_>, density: usize) {
    let mut rng = s.rng("stars");
    for _ in 0..s.frame.strewn(density) {
        let (x, y) = (rng.range(0.0, s.frame.width), rng.unit().powf(1.35) * s.frame.horizon);
        let bright = rng.unit().powi(6);
        let r = 0.0008 + 0.0021 * bright;
        let tone = Rgb(1.0, 0.97, 0.88).mix(Rgb(0.75, 0.85, 1.0), rng.unit());
        s.back.dot(x, y, r, r, tone, 0.3 + 0.7 * rng.unit());
        if bright > 0.55 {
            s.back.glow(x, y, 0.016, Rgb(0.8, 0.88, 1.0), 0.6);
            for (dx, dy) in [(0.011, 0.0), (0.0, 0.011)] {
                let ray = shape::line(&[(x - dx, y - dy), (x + dx, y + dy)]);
                s.back.stroke(&ray, WHITE, 0.6, 0.0012);
            }
        }
    }
}

fn moon(s: &mut Setting<'_>) {
    let mut rng = s.rng("moon");
    let ((x, y), r) = (s.mood.sun, rng.range(0.05, 0.075));
    shine(s, (x, y), &[(0.46, Rgb(0.68, 0.77, 1.0), 0.5), (0.16, Rgb(0.9, 0.93, 1.0), 0.45)]);
    s.back.fill(&shape::ellipse(x, y, r, r), Tint::ball(x, y, r, Rgb::hex(0xf4efd6)));
    for _ in 0..7 {
        let (a, d, q) =
            (rng.range(0.0, std::f32::consts::TAU), rng.unit().sqrt() * 0.7, rng.range(0.06, 0.2));
        s.back.dot(x + a.cos() * d * r, y + a.sin() * d * r, q * r, q * r * 0.92, Rgb::hex(0xcfc8a8), 0.5);
    }
}

/// Wide glows, each a radius, a colour and a strength. They are soft, so a small sheet does.
fn shine(s: &mut Setting<'_>, at: Point, glows: &[(f32, Rgb, f32)]) {
    let mut sheet = s.back.coarse(0.2);
    for &(radius, colour, strength) in glows {
        sheet.glow(at.0, at.1, radius, colour, strength);
    }
    s.back.paste_with(&sheet, 1.0, BlendMode::Screen);
}

fn sun(s: &mut Setting<'_>) {
    let (x, y) = s.mood.sun;
    shine(s, (x, y), &[(0.6, s.mood.key, 0.62), (0.22, Rgb(1.0, 0.95, 0.75), 0.7)]);
    let r = if s.scene.time == Time::Day { 0.05 } else { 0.068 };
    s.back.fill(&shape::ellipse(x, y, r, r), Tint::flat(Rgb(1.0, 0.975, 0.86)));
}

fn rainbow(s: &mut Setting<'_>) {
    let (x, y) = (s.across(0.4), s.frame.horizon + 0.05);
    let radius = (0.6 * s.tall()).min(s.frame.horizon * 0.88).min(s.frame.width * 0.62);
    for (k, hue) in [0.0, 28.0, 52.0, 120.0, 200.0, 235.0, 280.0].into_iter().enumerate() {
        let r = radius - k as f32 * 0.015;
        s.back.stroke(&shape::ellipse(x, y, r, r), Rgb::hsv(hue, 0.55, 1.0), 0.5, 0.0158);
    }
}

fn aurora(s: &mut Setting<'_>) {
    let mut rng = s.rng("aurora");
    let mut veil = s.back.coarse(0.25);
    for band in 0..4 {
        let hue = [150.0, 165.0, 185.0, 285.0][band];
        let (base, phase) = (s.frame.horizon * rng.range(0.35, 0.62), rng.range(0.0, 6.0));
        let step = 0.012;
        for k in 0..=((s.frame.width.min(8.0) / step) as usize) {
            let x = k as f32 * step;
            let y = base + 0.07 * (x * 5.0 + phase).sin() + 0.04 * (x * 11.0 - phase).sin();
            let tall = s.frame.horizon * (0.22 + 0.13 * (x * 17.0 + phase * 2.0).sin().abs());
            let tint = Tint::fade_alpha(y - tall, y, Rgb::hsv(hue, 0.65, 1.0), 0.0, 0.55);
            veil.wash(&shape::rect(x, y - tall, step * 1.1, tall), tint);
        }
    }
    veil.blur(0.012);
    s.back.paste_with(&veil, 0.8, BlendMode::Screen);
}

/// Shooting stars with tails that fade.
fn meteors(s: &mut Setting<'_>) {
    let mut rng = s.rng("meteors");
    for _ in 0..s.frame.strewn(5) {
        let (x, y) = (rng.range(0.05, s.frame.width), s.frame.horizon * rng.range(0.06, 0.5));
        let long = rng.range(0.1, 0.24);
        for k in 0..8 {
            let (a, b) = (k as f32 / 8.0, (k + 1) as f32 / 8.0);
            let tail = shape::line(&[(x + long * a, y - long * 0.5 * a), (x + long * b, y - long * 0.5 * b)]);
            s.back.stroke(&tail, Rgb(0.9, 0.95, 1.0), 0.85 * (1.0 - a), 0.0034 * (1.0 - 0.7 * a));
        }
        s.back.glow(x, y, 0.03, Rgb(0.85, 0.92, 1.0), 0.9);
        s.back.dot(x, y, 0.0036, 0.0036, WHITE, 1.0);
    }
}

/// One bolt with a few side branches, and the clouds lit up round its root.
fn lightning(s: &mut Setting<'_>) {
    let mut rng = s.rng("lightning");
    let h = s.frame.horizon;
    let x = s.across(rng.range(0.12, 0.3));
    s.back.glow(x, h * 0.22, 0.5, Rgb(0.78, 0.78, 1.0), 0.55);
    let mut at = (x, h * 0.16);
    let mut bolt = vec![at];
    while at.1 < h * 0.92 {
        at = (at.0 + rng.range(-0.05, 0.05), at.1 + h * rng.range(0.07, 0.13));
        bolt.push(at);
        if rng.chance(0.3) {
            let side = rng.range(-0.1, 0.1);
            let twig = [at, (at.0 + side, at.1 + h * 0.06), (at.0 + side * 1.2, at.1 + h * 0.13)];
            s.back.stroke(&shape::line(&twig), Rgb(0.93, 0.93, 1.0), 0.8, 0.003);
        }
    }
    let line = shape::line(&bolt);
    s.back.stroke(&line, Rgb(0.7, 0.72, 1.0), 0.35, 0.022);
    s.back.stroke(&line, Rgb(1.0, 1.0, 0.93), 1.0, 0.0065);
}

/// Birds so far away that each is only two strokes; they sleep at night and hide from rain.
pub(super) fn birds(s: &mut Setting<'_>, colour: Rgb, count: usize) {
    if s.mood.dark || s.scene.rainy() {
        return;
    }
    let mut rng = s.rng("far birds");
    let middle = (s.across(rng.range(0.25, 0.75)), s.frame.horizon * rng.range(0.3, 0.5));
    for _ in 0..count {
        let (x, y) = (middle.0 + rng.range(-0.16, 0.16), middle.1 + rng.range(-0.08, 0.08));
        let (q, lift) = (rng.range(0.009, 0.018), rng.range(0.5, 1.0));
        for side in [-1.0f32, 1.0] {
            let wing = shape::curve((x, y), (x + side * q * 0.4, y - q * lift), (x + side * q, y - q * 0.2));
            s.back.stroke(&wing, colour, 0.85, 0.0024);
        }
    }
}
