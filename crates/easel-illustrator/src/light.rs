//! Where light comes from and what it does: the mood of an hour, lamps, form and shadow.

mod cover;
mod edge;
mod form;
mod shadow;

use crate::canvas::Canvas;
use crate::colour::Rgb;
use crate::frame::Frame;
use crate::scene::{Place, Scene, Time};
use crate::shape::Point;

pub(crate) use edge::{Silhouette, silhouette};
pub(crate) use form::{Shading, model};
pub(crate) use shadow::{Fall, cast_shadow, contact_shadow, paper_shadow};

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
    let (columns, scale, origin) = (width / STEP + 2, canvas.scale, canvas.origin);
    let light_row = |row: usize| -> Vec<[f32; 3]> {
        (0..columns)
            .map(|column| {
                let at = ((column * STEP) as f32 / scale, (row * STEP) as f32 / scale);
                light_at(origin.0 + at.0, origin.1 + at.1, mood, lamps)
            })
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

/// How bright it is at a place, 1 in plain daylight.
pub(crate) fn brightness_at(at: Point, mood: &Mood, lamps: &[Lamp]) -> f32 {
    let [r, g, b] = light_at(at.0, at.1, mood, lamps);
    Rgb(r, g, b).luminance()
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
