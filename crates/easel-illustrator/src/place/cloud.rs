//! Clouds of several kinds; which one hangs in a sky is left to chance, within what hour and weather allow.

use resvg::tiny_skia::{BlendMode, PathBuilder};

use super::Setting;
use crate::canvas::{Canvas, Tint};
use crate::colour::{Rgb, WHITE};
use crate::rng::Rng;
use crate::scene::{Time, Weather};
use crate::shape::{self, Point, Shape};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Single heaps with flat undersides.
    Heaps,
    /// A mountain of cloud on one side of the horizon.
    Tower,
    /// Long thin veils high up.
    Streaks,
    /// Rows of small clouds that shrink towards the horizon.
    Flock,
    /// Long bars low over the horizon.
    Bars,
    /// The whole sky covered.
    Blanket,
}

/// Colours of a cloud's lit and shaded parts, and how solid it is.
#[derive(Clone, Copy)]
struct Tone {
    light: Rgb,
    shade: Rgb,
    alpha: f32,
}

pub(super) fn paint(s: &mut Setting<'_>) {
    let mut rng = s.rng("clouds");
    let kind = kind(s, &mut rng);
    let tone = tone(s);
    // In styles with lines a cloud has one too, so it is drawn sharply.
    if s.back.outline.is_some() || s.back.cut {
        let mut sheet = s.back.coarse(1.0);
        sheet.outline = s.back.outline;
        draw(s, &mut sheet, &mut rng, kind, tone);
        s.back.paste_with(&sheet, if s.back.mono { 1.0 } else { tone.alpha }, BlendMode::SourceOver);
        return;
    }
    let mut sheet = s.back.coarse(0.5);
    draw(s, &mut sheet, &mut rng, kind, tone);
    sheet.blur(0.0028);
    s.back.paste_with(&sheet, tone.alpha, BlendMode::SourceOver);
}

fn kind(s: &Setting<'_>, rng: &mut Rng) -> Kind {
    let any = match s.scene.time {
        _ if s.scene.overcast() || s.scene.has(Weather::Snow) => return Kind::Blanket,
        Time::Night => [Kind::Bars, Kind::Streaks, Kind::Heaps, Kind::Bars],
        Time::Sunset | Time::Dawn => [Kind::Bars, Kind::Streaks, Kind::Flock, Kind::Tower],
        Time::Day => [Kind::Heaps, Kind::Tower, Kind::Flock, Kind::Heaps],
    };
    // Thin veils and flocks need a soft brush.
    match *rng.pick(&any) {
        Kind::Streaks | Kind::Flock if s.back.outline.is_some() || s.back.cut => Kind::Heaps,
        kind => kind,
    }
}

fn tone(s: &Setting<'_>) -> Tone {
    let (light, shade, alpha) = match s.scene.time {
        Time::Night => (s.mood.sky[2], s.mood.sky[1], 0.4),
        Time::Sunset => (Rgb::hex(0xffdcae), Rgb::hex(0xd9788c).mix(s.mood.sky[1], 0.3), 0.92),
        Time::Dawn => (Rgb::hex(0xfff4ea), Rgb::hex(0xe9bccb), 0.9),
        Time::Day => (WHITE, s.mood.sky[1].mix(Rgb::hex(0xbcd6ee), 0.6).mix(WHITE, 0.15), 0.95),
    };
    if !s.scene.overcast() {
        return Tone { light, shade, alpha };
    }
    let grey = s.mood.sky[1];
    let dim = if s.scene.has(Weather::Storm) { 0.72 } else { 1.0 };
    Tone {
        light: light.mix(grey, 0.45).times(dim),
        shade: shade.mix(grey, 0.75).times(dim * 0.9),
        alpha: 0.92,
    }
}

fn draw(s: &Setting<'_>, sheet: &mut Canvas, rng: &mut Rng, kind: Kind, tone: Tone) {
    let (w, h) = (s.frame.width, s.frame.horizon);
    match kind {
        Kind::Heaps => heaps(s, sheet, rng, tone),
        Kind::Tower => {
            let x = w * if rng.chance(0.5) { rng.range(0.05, 0.3) } else { rng.range(0.7, 0.95) };
            let size = (0.55 * s.tall()).min(w * 0.7);
            for (dx, up, q) in [(0.0, 0.3, 0.8), (-0.3, 0.12, 0.75), (0.32, 0.1, 0.7), (0.0, 0.0, 1.2)] {
                let at = (x + dx * size, h * 0.86 - up * size);
                heap(sheet, rng, at, (size * q, size * q * 0.52), tone);
            }
            let (high, low) = (h * rng.range(0.12, 0.3), h * rng.range(0.1, 0.4));
            heap(sheet, rng, (w - x, high), (0.26, 0.07), tone);
            heap(sheet, rng, (w * 0.55, low), (0.16, 0.04), tone);
        }
        Kind::Streaks => {
            for _ in 0..s.frame.strewn(9) {
                let at = (rng.range(-0.1, w + 0.1), h * rng.range(0.05, 0.62));
                streak(sheet, rng, at, tone);
            }
        }
        Kind::Flock => {
            for row in 0..6 {
                let near = 1.0 - row as f32 / 6.0;
                let y = h * (0.62 - 0.56 * near * near);
                let step = 0.09 + 0.17 * near;
                let mut x = rng.range(-step, 0.0);
                while x < w.min(12.0) + step {
                    if rng.chance(0.5) {
                        let wide = step * rng.range(0.45, 1.1);
                        let up = rng.range(-0.025, 0.025);
                        heap(sheet, rng, (x, y + up), (wide, wide * 0.24), tone);
                    }
                    x += step;
                }
            }
        }
        Kind::Bars => {
            for _ in 0..s.frame.strewn(6) {
                let at = (rng.range(-0.1, w + 0.1), h * rng.range(0.3, 0.8));
                let size = (rng.range(0.25, 0.6), rng.range(0.02, 0.045));
                heap(sheet, rng, at, size, tone);
            }
        }
        Kind::Blanket => {
            for row in 0..4 {
                let y = h * (0.05 + 0.13 * row as f32);
                for k in 0..s.frame.strewn(4) {
                    let x = (k as f32 + rng.range(-0.2, 0.8)) / 3.6;
                    let wide = rng.range(0.3, 0.5) * (1.1 - 0.14 * row as f32);
                    let deep = tone.light.mix(tone.shade, 0.4 - 0.1 * row as f32);
                    heap(sheet, rng, (x, y), (wide, wide * 0.34), Tone { light: deep, ..tone });
                }
            }
        }
    }
}

fn heaps(s: &Setting<'_>, sheet: &mut Canvas, rng: &mut Rng, tone: Tone) {
    let (w, h) = (s.frame.width, s.frame.horizon);
    let count = s.frame.strewn(4) + if s.frame.height > 1.3 { 3 } else { 0 };
    for k in 0..count {
        let x = w * (k as f32 + rng.range(0.1, 0.9)) / count as f32;
        let y = h * rng.range(0.12, 0.56);
        let wide = rng.range(0.2, 0.42) * (1.15 - y / h);
        let tall = wide * rng.range(0.26, 0.36);
        heap(sheet, rng, (x, y), (wide, tall), tone);
    }
}

/// One cloud with a flat underside; `at` is the middle of it.
fn heap(sheet: &mut Canvas, rng: &mut Rng, at: Point, size: Point, tone: Tone) {
    let (wide, tall) = size;
    let (x, y) = at;
    let body = dome(rng, at, wide, tall, 7);
    sheet.fill(&body, Tint::fade(y - tall, y + tall * 0.15, tone.light, tone.shade));
    for (dx, up, q) in [(-0.2, 0.02, 0.46), (0.22, 0.0, 0.42), (0.02, 0.3, 0.4)] {
        let lobe = dome(rng, (x + dx * wide, y - up * tall - tall * 0.08), wide * q, tall * q * 1.25, 4);
        let foot = tone.light.mix(tone.shade, 0.6);
        sheet.wash(&lobe, Tint::fade(y - tall * (up + 0.5), y - tall * up, tone.light, foot));
    }
}

fn streak(sheet: &mut Canvas, rng: &mut Rng, at: Point, tone: Tone) {
    let (long, rise) = (rng.range(0.25, 0.6), rng.range(-0.05, 0.02));
    for k in 0..4 {
        let (x, y) = (at.0 + rng.range(-0.08, 0.08), at.1 + k as f32 * 0.012);
        let (a, b) = ((x - long * 0.5, y - rise), (x + long * 0.5, y + rise));
        let thick = rng.range(0.004, 0.011);
        let veil = shape::blob(&[a, (x, y - thick), b, (x + long * 0.1, y + thick)]);
        sheet.wash(&veil, Tint::veil(tone.light, 0.4));
    }
}

/// A dome of `bumps` round bumps over a nearly flat base.
pub(super) fn dome(rng: &mut Rng, at: Point, wide: f32, tall: f32, bumps: usize) -> Shape {
    let (x, y) = at;
    let points: Vec<Point> = (0..=bumps)
        .map(|k| {
            let a = std::f32::consts::PI * (1.0 + k as f32 / bumps as f32);
            let rough = if k == 0 || k == bumps { 1.0 } else { rng.range(0.74, 1.06) };
            (x + a.cos() * wide * 0.5, y + a.sin() * tall * rough)
        })
        .collect();
    let mut path = PathBuilder::new();
    path.move_to(points[0].0, points[0].1);
    for pair in points.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        let (mx, my) = ((a.0 + b.0) / 2.0, (a.1 + b.1) / 2.0);
        let long = ((b.0 - a.0).powi(2) + (b.1 - a.1).powi(2)).sqrt();
        let out = ((mx - x) / wide * 2.0, (my - y) / tall - 0.25);
        let push = long * 0.62 / (out.0 * out.0 + out.1 * out.1).sqrt().max(0.05);
        path.quad_to(mx + out.0 * push, my + out.1 * push, b.0, b.1);
    }
    let (left, right) = (points[0].0, points[bumps].0);
    path.quad_to(right - wide * 0.06, y + tall * 0.22, x + wide * 0.16, y + tall * 0.13);
    path.quad_to(x - wide * 0.2, y + tall * 0.26, left, y);
    path.close();
    path.finish()
}
