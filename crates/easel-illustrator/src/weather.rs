//! What is in the air, in three depths: far, among the figures, and close to the eye.

use crate::canvas::{Canvas, Tint};
use crate::colour::{Rgb, WHITE};
use crate::frame::Frame;
use crate::light::Mood;
use crate::rng::Rng;
use crate::scene::{Place, Scene, Weather};
use crate::shape;

/// How far away a flake is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Depth {
    Far,
    Middle,
    Near,
}

impl Depth {
    fn size(self) -> f32 {
        match self {
            Self::Far => 0.5,
            Self::Middle => 1.0,
            Self::Near => 2.3,
        }
    }

    fn share(self) -> f32 {
        match self {
            Self::Far => 0.85,
            Self::Middle => 0.42,
            Self::Near => 0.07,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Far => "far",
            Self::Middle => "middle",
            Self::Near => "near",
        }
    }
}

/// Paints all of a scene's weather at one depth.
pub(crate) fn paint(canvas: &mut Canvas, scene: &Scene, frame: &Frame, mood: &Mood, seed: u64, depth: Depth) {
    if scene.place().indoors() || matches!(scene.place(), Place::Underwater | Place::Space | Place::Moon) {
        return;
    }
    let mut rng = Rng::new(seed, depth.name());
    for weather in &scene.weather {
        match weather {
            Weather::Snow | Weather::Petals | Weather::Leaves | Weather::Rain if depth == Depth::Near => {
                let mut sheet = canvas.coarse(0.5);
                fall(&mut sheet, *weather, frame, &mut rng, depth);
                sheet.blur(0.0026);
                canvas.paste(&sheet);
            }
            Weather::Snow | Weather::Petals | Weather::Leaves | Weather::Rain => {
                fall(canvas, *weather, frame, &mut rng, depth);
            }
            Weather::Fog => fog(canvas, frame, mood, &mut rng, depth),
            Weather::Fireflies if depth != Depth::Far => fireflies(canvas, frame, &mut rng, depth),
            _ => {}
        }
    }
}

fn fall(canvas: &mut Canvas, weather: Weather, frame: &Frame, rng: &mut Rng, depth: Depth) {
    let size = depth.size();
    let many = match weather {
        Weather::Snow => 430.0,
        Weather::Rain => 420.0,
        Weather::Petals => 120.0,
        _ => 80.0,
    };
    let area = (frame.width * frame.height).min(8.0);
    for _ in 0..(many * depth.share() * area) as usize {
        let (x, y) = (rng.range(-0.03, frame.width + 0.03), rng.range(-0.03, frame.height));
        match weather {
            Weather::Snow => {
                let r = 0.0036 * size * rng.range(0.5, 1.5);
                canvas.dot(x, y, r, r, WHITE, if depth == Depth::Far { 0.7 } else { 0.92 });
            }
            Weather::Rain => {
                let long = 0.034 * size * rng.range(0.7, 1.3);
                let drop = shape::line(&[(x, y), (x - long * 0.2, y + long)]);
                canvas.stroke(&drop, Rgb::hex(0xe2efff), 0.42, 0.0015 * size);
            }
            _ => flutter(canvas, weather, rng, (x, y), size),
        }
    }
}

/// A petal or a leaf, turned any way the wind likes.
fn flutter(canvas: &mut Canvas, weather: Weather, rng: &mut Rng, at: (f32, f32), size: f32) {
    let petal = weather == Weather::Petals;
    let q = size * if petal { 0.0078 } else { 0.0115 } * rng.range(0.7, 1.2);
    let (angle, thin) = (rng.range(0.0, std::f32::consts::TAU), rng.range(0.25, 0.55));
    let (c, s) = (angle.cos() * q, angle.sin() * q);
    let leaf = shape::blob(&[
        (at.0 - c, at.1 - s),
        (at.0 + s * thin, at.1 - c * thin),
        (at.0 + c, at.1 + s),
        (at.0 - s * thin, at.1 + c * thin),
    ]);
    let colours: [u32; 4] = if petal {
        [0xffc6da, 0xffd9e6, 0xf9aecb, 0xffe9f0]
    } else {
        [0xd9772a, 0xc8502c, 0xe8a53c, 0xb8442c]
    };
    canvas.wash(&leaf, Tint::veil(Rgb::hex(*rng.pick(&colours)), 0.95));
}

fn fog(canvas: &mut Canvas, frame: &Frame, mood: &Mood, rng: &mut Rng, depth: Depth) {
    let mut sheet = canvas.coarse(0.25);
    let (strength, top) = match depth {
        Depth::Far => (0.5, frame.horizon - 0.4),
        Depth::Middle => (0.28, frame.horizon - 0.1),
        Depth::Near => (0.34, frame.horizon + frame.ground_depth() * 0.55),
    };
    for _ in 0..frame.strewn(9) {
        let (x, y) = (rng.range(-0.1, frame.width + 0.1), rng.range(top, top + 0.38));
        sheet.puff(x, y, (rng.range(0.3, 0.6), rng.range(0.07, 0.17)), mood.haze, strength);
    }
    canvas.paste(&sheet);
}

fn fireflies(canvas: &mut Canvas, frame: &Frame, rng: &mut Rng, depth: Depth) {
    let size = if depth == Depth::Near { 1.5 } else { 1.0 };
    for _ in 0..frame.strewn(if depth == Depth::Near { 7 } else { 34 }) {
        let (x, y) = (rng.range(0.0, frame.width), frame.height * rng.range(0.34, 0.96));
        canvas.glow(x, y, 0.024 * size, Rgb(1.0, 0.93, 0.45), 0.95);
        canvas.dot(x, y, 0.0026 * size, 0.0026 * size, Rgb(1.0, 1.0, 0.85), 1.0);
    }
}
