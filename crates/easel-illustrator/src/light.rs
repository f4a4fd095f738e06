//! Where light comes from and what it does: the mood of an hour, lamps, form and shadow.

use crate::canvas::Canvas;
use crate::colour::{Rgb, WHITE};
use crate::frame::Frame;
use crate::scene::{Place, Scene, Time};
use crate::shape::Point;

/// The colours of an hour and a place.
#[derive(Clone, Debug)]
pub(crate) struct Mood {
    /// From the zenith down to the horizon.
    pub(crate) sky: [Rgb; 3],
    /// What everything far away fades to.
    pub(crate) haze: Rgb,
    /// What falls on everything that has no lamp near it.
    pub(crate) ambient: Rgb,
    /// Colour of the sun or moon on edges.
    pub(crate) key: Rgb,
    /// Where sun or moon stands.
    pub(crate) sun: Point,
    pub(crate) dark: bool,
}

impl Mood {
    pub(crate) fn of(scene: &Scene, frame: &Frame, side: f32) -> Self {
        let [top, mid, low, ambient, key] = match scene.time {
            Time::Night => [0x0b1138, 0x25377d, 0x6a7fc0, 0x8592e6, 0xbcd0ff],
            Time::Sunset => [0x47357c, 0xdf6a80, 0xffd08a, 0xffd6c0, 0xffb45c],
            Time::Dawn => [0x86a9e0, 0xf7c6d0, 0xffecd0, 0xfff0ea, 0xffdca8],
            Time::Day => [0x4aa3e6, 0x9dd5f4, 0xeef8f2, 0xffffff, 0xfff3cf],
        }
        .map(Rgb::hex);
        let (mut sky, mut ambient) = ([top, mid, low], ambient);
        if scene.overcast() {
            sky = sky.map(|c| {
                let l = c.luminance();
                c.mix(Rgb(l * 0.93, l * 0.99, l * 1.06), 0.62)
            });
            ambient = ambient.mix(Rgb(0.82, 0.88, 0.96).under(ambient), 0.8);
        } else if scene.snowy() && scene.time == Time::Day {
            sky = [Rgb::hex(0x7fb4e0), Rgb::hex(0xbfdcf0), Rgb::hex(0xf2f7fa)];
        }
        if scene.place() == Place::Underwater {
            sky = if scene.time == Time::Night {
                [0x14487a, 0x0c2f5c, 0x081d40].map(Rgb::hex)
            } else {
                [0x6fd3e6, 0x2496c2, 0x0e5a94].map(Rgb::hex)
            };
            ambient = Rgb::hex(0xc4ecfa);
        }
        if matches!(scene.place(), Place::Space | Place::Moon) {
            ambient = Rgb::hex(0xd8d4ff);
        }
        let dark = scene.time == Time::Night;
        let up = match scene.time {
            Time::Night => 0.19,
            Time::Day => 0.16,
            Time::Dawn => 0.72,
            Time::Sunset => 0.80,
        };
        let sun = (frame.width * if side > 0.0 { 0.76 } else { 0.24 }, frame.horizon * up);
        Self { sky, haze: sky[2].mix(sky[1], 0.3), ambient, key, sun, dark }
    }

    /// A far thing's colour under this light.
    pub(crate) fn lit(&self, colour: Rgb) -> Rgb {
        colour.under(self.ambient)
    }

    /// A colour as it looks `distance` away, 0 near and 1 on the horizon.
    pub(crate) fn far(&self, colour: Rgb, distance: f32) -> Rgb {
        self.lit(colour).mix(self.haze, distance)
    }
}

/// Something that shines: a lantern, a fire, a window.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lamp {
    pub(crate) at: Point,
    pub(crate) reach: f32,
    pub(crate) colour: Rgb,
    pub(crate) strength: f32,
}

/// Multiplies a sheet by the light that falls on it. Light changes slowly, so it is computed on a coarse grid.
pub(crate) fn illuminate(canvas: &mut Canvas, mood: &Mood, lamps: &[Lamp]) {
    const STEP: usize = 8;
    let (width, height) = (canvas.pixels.width() as usize, canvas.pixels.height() as usize);
    let (columns, scale) = (width / STEP + 2, canvas.scale);
    let light_row = |row: usize| -> Vec<[f32; 3]> {
        (0..columns)
            .map(|column| light_at((column * STEP) as f32 / scale, (row * STEP) as f32 / scale, mood, lamps))
            .collect()
    };
    let (mut above, mut below) = (light_row(0), light_row(1));
    for (y, line) in canvas.pixels.data_mut().chunks_exact_mut(width * 4).enumerate() {
        if y > 0 && y % STEP == 0 {
            above = std::mem::replace(&mut below, light_row(y / STEP + 1));
        }
        let v = (y % STEP) as f32 / STEP as f32;
        let column: Vec<[f32; 3]> = above
            .iter()
            .zip(&below)
            .map(|(a, b)| [0, 1, 2].map(|c| (a[c] + (b[c] - a[c]) * v) * 256.0))
            .collect();
        for (cell, pixels) in line.chunks_mut(STEP * 4).enumerate() {
            let (from, to) = (column[cell], column[cell + 1]);
            let step = [0, 1, 2].map(|c| (to[c] - from[c]) / STEP as f32);
            for (i, pixel) in pixels.chunks_exact_mut(4).enumerate() {
                let alpha = u32::from(pixel[3]);
                if alpha == 0 {
                    continue;
                }
                for c in 0..3 {
                    let light = (from[c] + step[c] * i as f32) as u32;
                    pixel[c] = ((u32::from(pixel[c]) * light) >> 8).min(alpha) as u8;
                }
            }
        }
    }
    debug_assert_eq!(canvas.pixels.data().len(), width * height * 4);
}

fn light_at(x: f32, y: f32, mood: &Mood, lamps: &[Lamp]) -> [f32; 3] {
    let mut sum = [mood.ambient.0, mood.ambient.1, mood.ambient.2];
    for lamp in lamps {
        let (dx, dy) = ((x - lamp.at.0) / lamp.reach, (y - lamp.at.1) / lamp.reach);
        let near = (1.0 - (dx * dx + dy * dy).sqrt()).max(0.0);
        let strength = near * near.sqrt() * lamp.strength;
        sum[0] += lamp.colour.0 * strength;
        sum[1] += lamp.colour.1 * strength;
        sum[2] += lamp.colour.2 * strength;
    }
    sum
}

/// Gives a flat figure a form: a bright rim towards the light, a soft shade on the far side.
pub(crate) fn model(canvas: &mut Canvas, towards: Point, rim: Rgb, strength: f32) {
    const SHRINK: usize = 4;
    let (width, height) = (canvas.pixels.width() as usize, canvas.pixels.height() as usize);
    if width < SHRINK * 2 || height < SHRINK * 2 {
        return;
    }
    let mask = Mask::of(canvas, SHRINK);
    let near = mask.blurred((canvas.scale * 0.006 / SHRINK as f32).round() as usize);
    let wide = mask.blurred((canvas.scale * 0.026 / SHRINK as f32).round() as usize);
    let reach = |distance: f32| (towards.0 * distance * canvas.scale, towards.1 * distance * canvas.scale);
    let (edge, core) = (reach(0.011), reach(-0.034));
    let rim = [rim.0, rim.1, rim.2].map(|v| v * 255.0);
    for (y, line) in canvas.pixels.data_mut().chunks_exact_mut(width * 4).enumerate() {
        for (x, pixel) in line.chunks_exact_mut(4).enumerate() {
            let alpha = pixel[3];
            if alpha == 0 {
                continue;
            }
            let (fx, fy) = (x as f32, y as f32);
            let lit = (1.0 - near.at(fx + edge.0, fy + edge.1) * 1.35).max(0.0) * 0.75 * strength;
            let dim = 1.0 - (1.0 - wide.at(fx + core.0, fy + core.1)) * 0.34;
            let cover = f32::from(alpha) / 255.0;
            for c in 0..3 {
                let value = f32::from(pixel[c]) * dim;
                let value = value + (rim[c] * cover - value).max(0.0) * lit;
                pixel[c] = (value as u8).min(alpha);
            }
        }
    }
}

/// The coverage of a sheet at a fraction of its resolution.
struct Mask {
    width: usize,
    height: usize,
    shrink: f32,
    values: Vec<f32>,
}

impl Mask {
    fn of(canvas: &Canvas, shrink: usize) -> Self {
        let (wide, high) = (canvas.pixels.width() as usize, canvas.pixels.height() as usize);
        let (width, height) = (wide / shrink, high / shrink);
        let data = canvas.pixels.data();
        let mut values = vec![0.0; width * height];
        for (y, row) in values.chunks_exact_mut(width).enumerate() {
            for (x, value) in row.iter_mut().enumerate() {
                let at = |dx: usize, dy: usize| {
                    f32::from(data[((y * shrink + dy) * wide + x * shrink + dx) * 4 + 3])
                };
                *value =
                    (at(0, 0) + at(shrink / 2, 0) + at(0, shrink / 2) + at(shrink / 2, shrink / 2)) / 1020.0;
            }
        }
        Self { width, height, shrink: shrink as f32, values }
    }

    fn blurred(&self, radius: usize) -> Self {
        let mut values = self.values.clone();
        if radius > 0 {
            let mut other = vec![0.0; values.len()];
            for _ in 0..2 {
                box_rows(&values, &mut other, self.width, radius);
                box_columns(&other, &mut values, self.width, self.height, radius);
            }
        }
        Self { width: self.width, height: self.height, shrink: self.shrink, values }
    }

    /// The coverage at a pixel of the full sheet, 0 outside it.
    fn at(&self, x: f32, y: f32) -> f32 {
        let (fx, fy) = (x / self.shrink - 0.4, y / self.shrink - 0.4);
        if fx < 0.0 || fy < 0.0 || fx >= (self.width - 1) as f32 || fy >= (self.height - 1) as f32 {
            return 0.0;
        }
        let (column, row) = (fx as usize, fy as usize);
        let (u, v) = (fx - column as f32, fy - row as f32);
        let at = row * self.width + column;
        let top = self.values[at] * (1.0 - u) + self.values[at + 1] * u;
        let bottom = self.values[at + self.width] * (1.0 - u) + self.values[at + self.width + 1] * u;
        top * (1.0 - v) + bottom * v
    }
}

fn box_rows(from: &[f32], to: &mut [f32], width: usize, radius: usize) {
    let share = 1.0 / (2 * radius + 1) as f32;
    for (source, target) in from.chunks_exact(width).zip(to.chunks_exact_mut(width)) {
        let mut sum: f32 = source.iter().take(radius + 1).sum();
        for x in 0..width {
            target[x] = sum * share;
            sum += source.get(x + radius + 1).copied().unwrap_or(0.0);
            sum -= if x >= radius { source[x - radius] } else { 0.0 };
        }
    }
}

fn box_columns(from: &[f32], to: &mut [f32], width: usize, height: usize, radius: usize) {
    let share = 1.0 / (2 * radius + 1) as f32;
    let mut sums = vec![0.0f32; width];
    for row in from.chunks_exact(width).take(radius + 1) {
        sums.iter_mut().zip(row).for_each(|(sum, value)| *sum += value);
    }
    for y in 0..height {
        let target = &mut to[y * width..(y + 1) * width];
        target.iter_mut().zip(&sums).for_each(|(out, sum)| *out = sum * share);
        if y + radius + 1 < height {
            let enter = &from[(y + radius + 1) * width..(y + radius + 2) * width];
            sums.iter_mut().zip(enter).for_each(|(sum, value)| *sum += value);
        }
        if y >= radius {
            let leave = &from[(y - radius) * width..(y - radius + 1) * width];
            sums.iter_mut().zip(leave).for_each(|(sum, value)| *sum -= value);
        }
    }
}

/// The shadow under something that stands, drawn out away from the light.
pub(crate) fn contact_shadow(canvas: &mut Canvas, foot: Point, radius: f32, mood: &Mood) {
    let away = if mood.sun.0 > foot.0 { -1.0 } else { 1.0 };
    let ink = Rgb::hex(0x141a3a).mix(WHITE, 0.0);
    canvas.puff(
        foot.0 + away * radius * 0.45,
        foot.1 + radius * 0.03,
        (radius * 1.5, radius * 0.24),
        ink,
        0.30,
    );
    canvas.puff(foot.0, foot.1, (radius, radius * 0.22), ink, 0.62);
}
