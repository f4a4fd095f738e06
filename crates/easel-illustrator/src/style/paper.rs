//! Finishes that show the paper: watercolour and paper grain.

use crate::blur;
use crate::canvas::Canvas;
use crate::noise::{self, Field};

const PAPER: [f32; 3] = [251.0, 248.0, 240.0];

/// Washes that wobble, pool at their edges and leave the paper's border white.
pub(super) fn watercolour(canvas: &mut Canvas, seed: u64) {
    wobble(canvas, seed, 0.0042);
    let (width, height) = (canvas.pixels.width() as usize, canvas.pixels.height() as usize);
    let scale = canvas.scale;
    let mut near = canvas.pixels.data().to_vec();
    blur::blur(&mut near, width, height, (scale * 0.0028).round() as usize);
    let mut wide = canvas.coarse(0.25);
    wide.paste(canvas);
    wide.blur(0.011);
    let mut far = canvas.coarse(1.0);
    far.paste(&wide);
    let pigment = Field::new(width, height, 8, 9.0 / scale, seed.wrapping_add(21), 4);
    let edge = Field::new(width, height, 8, 15.0 / scale, seed.wrapping_add(31), 3);
    let grain_step = (430.0 / scale).min(1.0);
    let far = far.pixels.data();
    for (y, line) in canvas.pixels.data_mut().chunks_exact_mut(width * 4).enumerate() {
        for (x, pixel) in line.chunks_exact_mut(4).enumerate() {
            let at = (y * width + x) * 4;
            let lum =
                |d: &[u8]| f32::from(d[at]) * 0.3 + f32::from(d[at + 1]) * 0.59 + f32::from(d[at + 2]) * 0.11;
            let pool = ((lum(far) - lum(&near)) / 255.0 * 1.9).clamp(0.0, 0.36);
            let bloom = pigment.at(x, y);
            let fine = noise::lattice((x as f32 * grain_step) as i32, (y as f32 * grain_step) as i32, seed);
            let tooth = 0.965 + 0.06 * fine;
            let border = border(x, y, width, height, scale, edge.at(x, y));
            let wash = 0.05 + 0.5 * (bloom - 0.36).max(0.0);
            let soft: [f32; 3] =
                std::array::from_fn(|c| f32::from(near[at + c]) * 0.45 + f32::from(pixel[c]) * 0.55);
            let grey = soft[0] * 0.3 + soft[1] * 0.59 + soft[2] * 0.11;
            for c in 0..3 {
                // Water lightens everything: shadows are never black in a wash.
                let vivid = (grey + (soft[c] - grey) * 1.24).clamp(0.0, 255.0);
                let light = 255.0 - (255.0 - vivid) * 0.86;
                let washed = light + (PAPER[c] - light) * wash;
                let value = washed * (1.0 - pool) * tooth;
                pixel[c] = (PAPER[c] + (value - PAPER[c]) * border).clamp(0.0, 255.0) as u8;
            }
        }
    }
}

/// 0 on the bare rim of the paper, 1 where the paint lies; the rim's line is ragged.
fn border(x: usize, y: usize, width: usize, height: usize, scale: f32, ragged: f32) -> f32 {
    let inset = x.min(width - 1 - x).min(y).min(height - 1 - y) as f32 / scale;
    ((inset + 0.02 * (ragged - 0.5) - 0.024) / 0.011).clamp(0.0, 1.0)
}

/// Moves every pixel a little, by up to `amount` scene units, so that edges look drawn by hand.
fn wobble(canvas: &mut Canvas, seed: u64, amount: f32) {
    let (width, height) = (canvas.pixels.width() as usize, canvas.pixels.height() as usize);
    let reach = amount * canvas.scale * 2.0;
    let grain = 26.0 / canvas.scale;
    let across = Field::new(width, height, 8, grain, seed.wrapping_add(5), 2);
    let along = Field::new(width, height, 8, grain, seed.wrapping_add(9), 2);
    let source = canvas.pixels.data().to_vec();
    for (y, line) in canvas.pixels.data_mut().chunks_exact_mut(width * 4).enumerate() {
        for (x, pixel) in line.chunks_exact_mut(4).enumerate() {
            let dx = ((across.at(x, y) - 0.5) * reach) as i32;
            let dy = ((along.at(x, y) - 0.5) * reach) as i32;
            let from_x = (x as i32 + dx).clamp(0, width as i32 - 1) as usize;
            let from_y = (y as i32 + dy).clamp(0, height as i32 - 1) as usize;
            let at = (from_y * width + from_x) * 4;
            pixel.copy_from_slice(&source[at..at + 4]);
        }
    }
}

/// The tooth of coloured paper.
pub(super) fn grain(canvas: &mut Canvas, seed: u64, depth: f32) {
    let (width, height) = (canvas.pixels.width() as usize, canvas.pixels.height() as usize);
    let field = Field::new(width, height, 2, 210.0 / canvas.scale, seed, 2);
    for (y, line) in canvas.pixels.data_mut().chunks_exact_mut(width * 4).enumerate() {
        for (x, pixel) in line.chunks_exact_mut(4).enumerate() {
            let fine = noise::lattice(x as i32, y as i32, seed);
            let tooth = 1.0 + depth * (field.at(x, y) - 0.5) * 2.0 + depth * 0.5 * (fine - 0.5);
            for value in &mut pixel[..3] {
                *value = (f32::from(*value) * tooth).min(255.0) as u8;
            }
        }
    }
}
