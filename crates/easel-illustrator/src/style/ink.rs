//! Ink: the outlines come from the shapes themselves; tone becomes hatching on cream paper.

use std::f32::consts::FRAC_1_SQRT_2;

use crate::canvas::Canvas;
use crate::noise::{self, Field};

const PAPER: [f32; 3] = [247.0, 242.0, 229.0];
const INK: [f32; 3] = [26.0, 25.0, 32.0];

pub(super) fn ink(canvas: &mut Canvas, seed: u64) {
    let (width, height) = (canvas.pixels.width() as usize, canvas.pixels.height() as usize);
    let scale = canvas.scale;
    let pitch = (scale / 118.0).max(3.0);
    let wave = Field::new(width, height, 8, 7.0 / scale, seed.wrapping_add(3), 2);
    for (y, line) in canvas.pixels.data_mut().chunks_exact_mut(width * 4).enumerate() {
        for (x, pixel) in line.chunks_exact_mut(4).enumerate() {
            let rgb: [f32; 3] = std::array::from_fn(|c| f32::from(pixel[c]));
            let tone = (rgb[0] * 0.3 + rgb[1] * 0.59 + rgb[2] * 0.11) / 255.0;
            let sway = (wave.at(x, y) - 0.5) * pitch * 3.0;
            let (fx, fy) = (x as f32 + sway, y as f32 + sway);
            let cover = hatching(tone, fx, fy, pitch);
            let rough = (noise::lattice(x as i32, y as i32, seed) - 0.5) * 7.0;
            for c in 0..3 {
                // A thin wash of the colours under the lines.
                let wash = PAPER[c] + (rgb[c] * 0.62 + 92.0 - PAPER[c]) * 0.34;
                let value = wash + (INK[c] - wash) * cover + rough;
                pixel[c] = value.clamp(0.0, 255.0) as u8;
            }
        }
    }
}

/// How much ink lies at a point: lines, crossed lines, then black, as the tone gets darker.
fn hatching(tone: f32, x: f32, y: f32, pitch: f32) -> f32 {
    if tone < 0.13 {
        return 0.96;
    }
    let stroke = |across: f32, darkness: f32| {
        let phase = (across / pitch).rem_euclid(1.0) - 0.5;
        if darkness <= 0.0 {
            return 0.0;
        }
        let half = darkness.min(1.0) * 0.34;
        ((half - phase.abs()) * pitch + 0.5).clamp(0.0, 1.0)
    };
    let first = stroke((x + y) * FRAC_1_SQRT_2, (0.64 - tone) * 1.9);
    let second = stroke((x - y) * FRAC_1_SQRT_2, (0.40 - tone) * 2.2);
    let third = stroke(y, (0.25 - tone) * 3.0);
    first.max(second).max(third) * 0.9
}
