//! Ink: the outlines come from the shapes themselves; tone becomes hatching on cream paper.

use super::Layer;
use crate::canvas::Canvas;
use crate::colour::Rgb;
use crate::noise::Field;
use crate::rng::Rng;
use crate::shape::{self, Point};

const PAPER: [f32; 3] = [248.0, 243.0, 230.0];
const INK: [f32; 3] = [24.0, 23.0, 30.0];
/// The one colour besides black, as from a seal.
const ACCENT: [f32; 3] = [226.0, 70.0, 48.0];

/// How the strokes of a layer run.
struct Hand {
    /// Across the first strokes and across those that cross them, as unit vectors.
    first: Point,
    second: Point,
    /// Distance of strokes in scene units.
    pitch: f32,
    /// Tones above this share of white stay paper.
    light: f32,
    /// Tones below this share of white are black.
    dark: f32,
    /// How far strokes sway, in pitches.
    sway: f32,
}

impl Hand {
    fn of(layer: Layer) -> Self {
        match layer {
            // Skies are ruled in long waves, ground leans, figures are modelled against it.
            Layer::Sky => Self {
                first: (0.06, 0.998),
                second: (0.5, 0.866),
                pitch: 0.0088,
                light: 0.70,
                dark: 0.05,
                sway: 3.6,
            },
            Layer::Scenery => Self {
                first: (0.45, 0.893),
                second: (0.91, 0.415),
                pitch: 0.0078,
                light: 0.58,
                dark: 0.10,
                sway: 2.6,
            },
            Layer::Figure => Self {
                first: (0.707, 0.707),
                second: (0.96, -0.28),
                pitch: 0.0064,
                light: 0.60,
                dark: 0.19,
                sway: 2.0,
            },
        }
    }
}

/// Turns the colours of a layer into strokes on paper, keeping what it covers.
pub(super) fn hatch(canvas: &mut Canvas, layer: Layer, seed: u64) {
    let (width, height) = (canvas.pixels.width() as usize, canvas.pixels.height() as usize);
    let (scale, hand) = (canvas.scale, Hand::of(layer));
    let pitch = (hand.pitch * scale).max(3.2);
    let wave = Field::new(width, height, 8, 6.0 / scale, seed.wrapping_add(3), 2);
    for (y, line) in canvas.pixels.data_mut().chunks_exact_mut(width * 4).enumerate() {
        for (x, pixel) in line.chunks_exact_mut(4).enumerate() {
            let alpha = pixel[3];
            if alpha == 0 {
                continue;
            }
            let cover = f32::from(alpha) / 255.0;
            let rgb = [pixel[0], pixel[1], pixel[2]].map(|v| f32::from(v) / cover);
            let tone = (rgb[0] * 0.3 + rgb[1] * 0.59 + rgb[2] * 0.11) / 255.0;
            let ink = if tone > hand.light {
                0.0
            } else {
                let sway = (wave.at(x, y) - 0.5) * pitch * hand.sway;
                strokes(tone, (x as f32 + sway, y as f32 + sway), pitch, &hand)
            };
            let red = reddish(rgb);
            for c in 0..3 {
                // A breath of the painted tone keeps planes apart where no stroke lies.
                let grey = PAPER[c] * (0.90 + 0.10 * tone);
                let wash = grey + (ACCENT[c] * (0.72 + 0.34 * tone) - grey) * red;
                let value = wash + (INK[c] - wash) * ink;
                pixel[c] = (value.clamp(0.0, 255.0) * cover) as u8;
            }
        }
    }
}

/// How much of the accent colour a colour becomes: only clear reds and oranges do.
fn reddish(rgb: [f32; 3]) -> f32 {
    let most = rgb[0].max(1.0);
    let red = 1.0 - rgb[2].max(rgb[1] * 0.86) / most;
    ((red - 0.36) * 3.2).clamp(0.0, 0.78)
}

/// How much ink lies at a point: strokes that swell, crossed strokes, then black, as the tone gets darker.
fn strokes(tone: f32, at: Point, pitch: f32, hand: &Hand) -> f32 {
    if tone < hand.dark {
        return 0.96;
    }
    let stroke = |across: Point, darkness: f32| {
        if darkness <= 0.0 {
            return 0.0;
        }
        let along = at.0 * across.0 + at.1 * across.1;
        let phase = (along / pitch).rem_euclid(1.0) - 0.5;
        // The thinnest strokes thin out to nothing.
        let half = darkness.min(1.0) * 0.36 - (0.5 - darkness * 4.0).max(0.0) / pitch;
        ((half - phase.abs()) * pitch + 0.5).clamp(0.0, 1.0)
    };
    let first = stroke(hand.first, (hand.light - tone) * 1.7);
    let second = stroke(hand.second, (0.34 - tone) * 2.3);
    first.max(second) * 0.93
}

/// A colour as a thin wash of ink on paper.
pub(crate) fn without_colour(colour: Rgb) -> Rgb {
    let [ink, paper] = [INK, PAPER].map(|c| Rgb(c[0] / 255.0, c[1] / 255.0, c[2] / 255.0));
    ink.mix(paper, (colour.luminance() * 1.5).min(1.0))
}

/// Strokes under something that stands: the shadow of a drawing in ink.
pub(crate) fn line_shadow(canvas: &mut Canvas, foot: Point, radius: f32, seed: u64) {
    const STROKES: usize = 7;
    let mut rng = Rng::new(seed, "line shadow");
    for k in 0..STROKES {
        let down = (k as f32 / (STROKES - 1) as f32 - 0.35) * radius * 0.34;
        let half = radius * (1.15 - (k as f32 / STROKES as f32 - 0.4).abs() * 0.9) * rng.range(0.8, 1.1);
        let by = rng.range(-0.12, 0.2) * radius;
        let (y, bow) = (foot.1 + down, rng.range(-0.004, 0.004));
        let line = shape::curve(
            (foot.0 + by - half, y + bow),
            (foot.0 + by, y - bow),
            (foot.0 + by + half, y + bow * 0.5),
        );
        canvas.stroke(&line, Rgb::hex(0x15141a), 0.9, 0.0022 * rng.range(0.6, 1.3));
    }
}
