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
    let place = scene.place();
    let airless = matches!(place, Place::Underwater | Place::Space | Place::Moon);
    let mut rng = Rng::new(seed, depth.name());
    for weather in &scene.weather {
        let festive = matches!(weather, Weather::Confetti | Weather::Bubbles);
        if !festive && (place.indoors() || airless) {
            continue;
        }
        match weather {
            Weather::Fog => fog(canvas, frame, mood, &mut rng, depth),
            Weather::Fireflies if depth != Depth::Far => fireflies(canvas, frame, &mut rng, depth),
            Weather::Bubbles => bubbles(canvas, frame, &mut rng, depth),
            weather => {
                let Some(fall) = Fall::of(*weather) else { continue };
                if depth == Depth::Near {
                    let mut sheet = canvas.coarse(0.5);
                    fall.paint(&mut sheet, frame, &mut rng, depth);
                    sheet.blur(0.0026);
                    canvas.paste(&sheet);
                } else {
                    fall.paint(canvas, frame, &mut rng, depth);
                }
            }
        }
    }
    if depth == Depth::Middle && scene.rainy() && !place.indoors() && !airless {
        splashes(canvas, frame, &mut rng);
    }
}

/// Something that falls or is blown through the air.
struct Fall {
    /// How many in a square picture, over all depths.
    many: f32,
    piece: Piece,
}

#[derive(Clone, Copy)]
enum Piece {
    Flake,
    /// A drop, and how far it leans to its fall.
    Drop(f32),
    /// A petal, leaf or scrap of paper in one of four colours: half length, and least thickness of its length.
    Scrap {
        long: f32,
        thin: f32,
        colours: [u32; 4],
    },
}

const LEAVES: [u32; 4] = [0xd9772a, 0xc8502c, 0xe8a53c, 0xb8442c];

impl Fall {
    fn of(weather: Weather) -> Option<Self> {
        let scrap = |many, long, thin, colours| Self { many, piece: Piece::Scrap { long, thin, colours } };
        Some(match weather {
            Weather::Snow => Self { many: 430.0, piece: Piece::Flake },
            Weather::Rain => Self { many: 420.0, piece: Piece::Drop(0.2) },
            Weather::Storm => Self { many: 560.0, piece: Piece::Drop(0.55) },
            Weather::Petals => scrap(120.0, 0.0078, 0.25, [0xffc6da, 0xffd9e6, 0xf9aecb, 0xffe9f0]),
            Weather::Leaves => scrap(80.0, 0.0115, 0.25, LEAVES),
            Weather::Wind => scrap(46.0, 0.0105, 0.25, [0x8fb84a, 0xb8c85a, 0xd9a03c, 0x6f9f44]),
            Weather::Confetti => scrap(190.0, 0.0078, 0.45, [0xf0566a, 0xf6c344, 0x4f9ac8, 0x7fc86a]),
            _ => return None,
        })
    }

    fn paint(&self, canvas: &mut Canvas, frame: &Frame, rng: &mut Rng, depth: Depth) {
        let size = depth.size();
        let area = (frame.width * frame.height).min(8.0);
        for _ in 0..(self.many * depth.share() * area) as usize {
            let (x, y) = (rng.range(-0.03, frame.width + 0.03), rng.range(-0.03, frame.height));
            match self.piece {
                Piece::Flake => {
                    let r = 0.0036 * size * rng.range(0.5, 1.5);
                    canvas.dot(x, y, r, r, WHITE, if depth == Depth::Far { 0.7 } else { 0.92 });
                }
                Piece::Drop(lean) => {
                    let long = 0.034 * size * rng.range(0.7, 1.3);
                    let drop = shape::line(&[(x, y), (x - long * lean, y + long)]);
                    canvas.stroke(&drop, Rgb::hex(0xe2efff), 0.42, 0.0015 * size);
                }
                Piece::Scrap { long, thin, colours } => {
                    flutter(canvas, rng, (x, y), (size * long, thin), &colours);
                }
            }
        }
    }
}

/// Rings where drops hit the ground.
fn splashes(canvas: &mut Canvas, frame: &Frame, rng: &mut Rng) {
    for _ in 0..frame.strewn(26) {
        let near = rng.unit();
        let (x, y) =
            (rng.range(0.0, frame.width), frame.horizon + frame.ground_depth() * (0.12 + 0.86 * near));
        let r = 0.006 + 0.011 * near;
        canvas.stroke(&shape::ellipse(x, y, r, r * 0.32), Rgb::hex(0xe8f2ff), 0.5, 0.0014);
        for dx in [-0.4, 0.35] {
            canvas.dot(x + dx * r, y - r * 0.6, 0.0016, 0.0022, Rgb::hex(0xe8f2ff), 0.7);
        }
    }
}

/// Soap bubbles with a shine and a hint of all colours.
fn bubbles(canvas: &mut Canvas, frame: &Frame, rng: &mut Rng, depth: Depth) {
    let count = match depth {
        Depth::Far => 16,
        Depth::Middle => 10,
        Depth::Near => 2,
    };
    for _ in 0..frame.strewn(count) {
        let (x, y) = (rng.range(0.0, frame.width), frame.height * rng.range(0.04, 0.92));
        let r = rng.range(0.01, 0.022) * (0.6 + 0.6 * depth.size());
        canvas.dot(x, y, r, r, Rgb::hex(0xe4f6ff), 0.16);
        canvas.stroke(
            &shape::ellipse(x, y, r, r),
            Rgb::hsv(rng.range(160.0, 330.0), 0.35, 1.0),
            0.75,
            r * 0.1,
        );
        let arc = shape::curve((x + r * 0.2, y + r * 0.72), (x + r * 0.75, y + r * 0.6), (x + r * 0.74, y));
        canvas.stroke(&arc, Rgb::hex(0xffd9f0), 0.7, r * 0.12);
        canvas.dot(x - r * 0.38, y - r * 0.4, r * 0.22, r * 0.15, WHITE, 0.9);
    }
}

/// A scrap turned any way the wind likes; `size` is its half length and its least thickness as a share of that.
fn flutter(canvas: &mut Canvas, rng: &mut Rng, at: (f32, f32), size: (f32, f32), colours: &[u32; 4]) {
    let q = size.0 * rng.range(0.7, 1.2);
    let (angle, thin) = (rng.range(0.0, std::f32::consts::TAU), rng.range(size.1, size.1 + 0.3));
    let (c, s) = (angle.cos() * q, angle.sin() * q);
    let leaf = shape::blob(&[
        (at.0 - c, at.1 - s),
        (at.0 + s * thin, at.1 - c * thin),
        (at.0 + c, at.1 + s),
        (at.0 - s * thin, at.1 + c * thin),
    ]);
    canvas.wash(&leaf, Tint::veil(Rgb::hex(*rng.pick(colours)), 0.95));
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
