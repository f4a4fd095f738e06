//! What is overhead: colours, stars, sun and moon, clouds, and the two places that are all sky.

use super::{Setting, land};
use crate::canvas::{Canvas, Tint};
use crate::colour::{Rgb, WHITE};
use crate::rng::Rng;
use crate::scene::{Time, Weather};
use crate::shape;

/// The whole sky down to the horizon, with everything in it.
pub(super) fn paint(s: &mut Setting<'_>) {
    gradient(s);
    let night = s.scene.time == Time::Night;
    if night && !s.scene.overcast() {
        stars(s, 260);
    } else if night {
        stars(s, 40);
    }
    if s.scene.has(Weather::Aurora) {
        aurora(s);
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
        clouds(s);
    }
}

pub(super) fn gradient(s: &mut Setting<'_>) {
    let (w, h, middle) = (s.frame.width, s.frame.height, s.frame.horizon * 0.6);
    let [top, mid, low] = s.mood.sky;
    if s.back.cut {
        return paper_sky(s);
    }
    s.back.wash(&shape::rect(0.0, 0.0, w, middle + 0.01), Tint::fade(0.0, middle, top, mid));
    s.back.wash(&shape::rect(0.0, middle, w, h - middle), Tint::fade(middle, s.frame.horizon, mid, low));
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
    let mut rng = Rng::new(s.seed, "stars");
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
    let mut rng = Rng::new(s.seed, "moon");
    let ((x, y), r) = (s.mood.sun, 0.062);
    s.back.glow(x, y, 0.46, Rgb(0.68, 0.77, 1.0), 0.5);
    s.back.glow(x, y, 0.16, Rgb(0.9, 0.93, 1.0), 0.45);
    s.back.wash(&shape::ellipse(x, y, r, r), Tint::ball(x, y, r, Rgb::hex(0xf4efd6)));
    for _ in 0..7 {
        let (a, d, q) =
            (rng.range(0.0, std::f32::consts::TAU), rng.unit().sqrt() * 0.7, rng.range(0.06, 0.2));
        s.back.dot(x + a.cos() * d * r, y + a.sin() * d * r, q * r, q * r * 0.92, Rgb::hex(0xcfc8a8), 0.5);
    }
}

fn sun(s: &mut Setting<'_>) {
    let (x, y) = s.mood.sun;
    s.back.glow(x, y, 0.75, s.mood.key, 0.62);
    s.back.glow(x, y, 0.22, Rgb(1.0, 0.95, 0.75), 0.7);
    let r = if s.scene.time == Time::Day { 0.05 } else { 0.068 };
    s.back.dot(x, y, r, r, Rgb(1.0, 0.975, 0.86), 1.0);
}

fn rainbow(s: &mut Setting<'_>) {
    let (x, y) = (s.frame.width * 0.45, s.frame.horizon + 0.05);
    let radius = 0.62f32.min(s.frame.horizon * 0.85);
    for (k, hue) in [0.0, 28.0, 52.0, 120.0, 200.0, 235.0, 280.0].into_iter().enumerate() {
        let r = radius - k as f32 * 0.017;
        s.back.stroke(&shape::ellipse(x, y, r, r), Rgb::hsv(hue, 0.55, 1.0), 0.36, 0.018);
    }
}

fn aurora(s: &mut Setting<'_>) {
    let mut rng = Rng::new(s.seed, "aurora");
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
    s.back.paste_with(&veil, 0.8, resvg::tiny_skia::BlendMode::Screen);
}

/// Heaps of soft balls with flat undersides, lit from where the sun is.
pub(super) fn clouds(s: &mut Setting<'_>) {
    let mut rng = Rng::new(s.seed, "clouds");
    let heavy = s.scene.overcast();
    let count = s.frame.strewn(if heavy { 8 } else { 5 }) + if s.frame.height > 1.3 { 2 } else { 0 };
    let (light, shade, alpha) = match s.scene.time {
        Time::Night => (s.mood.sky[2], s.mood.sky[1], 0.34),
        Time::Sunset => (Rgb::hex(0xffd9a8), Rgb::hex(0xd9788c), 0.9),
        Time::Dawn => (Rgb::hex(0xfff4ea), Rgb::hex(0xe9bccb), 0.9),
        Time::Day => (WHITE, Rgb::hex(0xbcd6ee), 0.95),
    };
    let grey = s.mood.sky[1];
    let (light, shade) = if heavy { (light.mix(grey, 0.35), shade.mix(grey, 0.7)) } else { (light, shade) };
    let mut sheet = s.back.coarse(0.5);
    for k in 0..count {
        let x = s.frame.width * ((k as f32 + rng.range(0.0, 1.0)) / count as f32);
        let y = s.frame.horizon * rng.range(0.10, 0.58);
        let size = rng.range(0.55, 1.25) * (0.6 + 0.5 * (1.0 - y / s.frame.horizon));
        cloud(&mut sheet, &mut rng, (x, y), size, light, shade);
    }
    sheet.blur(0.0035);
    s.back.paste_with(&sheet, alpha, resvg::tiny_skia::BlendMode::SourceOver);
}

fn cloud(sheet: &mut Canvas, rng: &mut Rng, at: (f32, f32), size: f32, light: Rgb, shade: Rgb) {
    let mut puffs = Vec::new();
    for k in 0..13 {
        let f = k as f32 / 12.0 - 0.5;
        let r = size * rng.range(0.026, 0.056) * (1.25 - f.abs() * 1.6);
        puffs.push((at.0 + f * 0.34 * size, at.1 - r * rng.range(0.4, 0.9), r));
    }
    for &(x, y, r) in &puffs {
        sheet.dot(x, y + r * 0.28, r * 1.25, r * 0.92, shade, 1.0);
    }
    for &(x, y, r) in &puffs {
        let tint = Tint::fade(at.1 - 0.1 * size, at.1 + 0.01 * size, light, light.mix(shade, 0.75));
        sheet.wash(&shape::ellipse(x, y, r * 1.2, r), tint);
    }
    for &(x, y, r) in &puffs {
        sheet.dot(x - r * 0.2, y - r * 0.3, r * 0.72, r * 0.55, light, 0.55);
    }
}

/// The void, planets, and a pale world to stand on.
pub(super) fn space(s: &mut Setting<'_>) {
    let (w, h) = (s.frame.width, s.frame.height);
    let (deep, violet) = (Rgb::hex(0x070920), Rgb::hex(0x1f1850));
    s.back.wash(&shape::rect(0.0, 0.0, w, h), Tint::fade(0.0, h, deep, violet));
    let mut rng = Rng::new(s.seed, "space");
    let hue = rng.range(190.0, 330.0);
    for k in 0..9 {
        let along = k as f32 / 8.0;
        let x = w * (along + rng.range(-0.06, 0.06));
        let y = s.frame.horizon * (0.75 - 0.55 * along + rng.range(-0.1, 0.1));
        let tone = Rgb::hsv(hue + rng.range(-45.0, 45.0), 0.65, 0.75);
        s.back.glow(x, y, rng.range(0.18, 0.4), tone, 0.34);
    }
    stars(s, 480);
    let (x, y, r) =
        (w * rng.range(0.14, 0.26), s.frame.horizon * rng.range(0.2, 0.34), rng.range(0.085, 0.12));
    planet(s.back, x, y, r, Rgb::hsv(hue + 150.0, 0.5, 0.85), true);
    planet(s.back, w * 0.84, s.frame.horizon * 0.22, r * 0.45, Rgb::hsv(hue + 60.0, 0.45, 0.9), false);
    let dust = Rgb::hex(0xa8a0bc);
    land::ridge(s, 0.05, 0.07, 4.0, dust.mix(violet, 0.55), dust.mix(violet, 0.7), 21);
    land::ground(s, dust, 0.02);
    for _ in 0..s.frame.strewn(16) {
        let depth = s.rng.unit();
        let y = s.frame.horizon + 0.02 + (s.frame.ground_depth()) * depth;
        let (x, r) = (s.rng.range(0.0, w), (0.012 + 0.04 * depth) * s.rng.range(0.6, 1.3));
        s.stage.egg(x, y, r, r * 0.32, dust.times(0.6), dust.times(0.82));
        let rim = shape::curve((x - r, y + r * 0.05), (x, y + r * 0.6), (x + r, y + r * 0.05));
        s.stage.stroke(&rim, dust.mix(WHITE, 0.45), 0.8, r * 0.09);
    }
}

fn planet(canvas: &mut Canvas, x: f32, y: f32, r: f32, colour: Rgb, ringed: bool) {
    canvas.glow(x, y, r * 1.8, colour, 0.4);
    // The far half of the ring goes behind the ball, the near half before it.
    let (left, right) = ((x - r * 1.8, y - r * 0.34), (x + r * 1.8, y + r * 0.3));
    if ringed {
        let far = shape::curve(left, (x + r * 0.25, y - r * 0.75), right);
        canvas.stroke(&far, Rgb::hex(0xb08a6a), 0.9, r * 0.1);
    }
    canvas.wash(&shape::ellipse(x, y, r, r), Tint::ball(x, y, r, colour));
    for (k, (dy, wide)) in [(-0.45, 0.85), (-0.08, 0.97), (0.34, 0.9)].into_iter().enumerate() {
        let band = shape::ellipse(x, y + dy * r, wide * r, 0.085 * r);
        canvas.wash(&band, Tint::veil(colour.times(if k == 1 { 1.25 } else { 0.7 }), 0.35));
    }
    if ringed {
        let near = shape::curve(left, (x - r * 0.25, y + r * 0.85), right);
        canvas.stroke(&near, Rgb::hex(0xf2dcb0), 0.95, r * 0.12);
        canvas.stroke(&near, Rgb::hex(0xb08a6a), 0.6, r * 0.035);
    }
}

/// A floor of clouds high up.
pub(super) fn above_clouds(s: &mut Setting<'_>) {
    paint(s);
    let (light, shade) = match s.scene.time {
        Time::Night => (Rgb::hex(0xc4cdf0), Rgb::hex(0x8492cc)),
        Time::Sunset => (Rgb::hex(0xffe6c8), Rgb::hex(0xf2a6a0)),
        _ => (WHITE, Rgb::hex(0xc3dbf2)),
    };
    for layer in 0..4 {
        let depth = layer as f32 / 3.0;
        let y = s.frame.horizon - 0.03 + depth * s.frame.ground_depth() * 0.5;
        let step = 0.07 + 0.06 * depth;
        let count = (s.frame.width.min(12.0) / step) as usize + 2;
        for k in 0..count {
            let r = step * s.rng.range(0.7, 1.15);
            let (x, up) = (k as f32 * step, s.rng.range(-0.3, 0.3) * r);
            let far = light.mix(s.mood.haze, 0.5 * (1.0 - depth));
            let tint = Tint::fade(y - r, y + r, far, shade.mix(s.mood.haze, 0.5 * (1.0 - depth)));
            s.stage.wash(&shape::ellipse(x, y + up, r * 1.2, r), tint);
        }
        let floor = shape::rect(0.0, y, s.frame.width, s.frame.height - y);
        s.stage.wash(&floor, Tint::fade_alpha(y, y + 0.1, shade.mix(light, 0.6), 0.0, 1.0));
    }
    let (y, h) = (s.frame.stand(), s.frame.height);
    let floor = shape::rect(0.0, y - 0.1, s.frame.width, h - y + 0.1);
    s.stage.wash(&floor, Tint::fade_alpha(y - 0.1, h, light, 0.0, 0.8));
}
