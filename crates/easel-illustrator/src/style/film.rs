//! Finishes that work on light: bloom, grading, vignette and grain.

use crate::canvas::Canvas;
use crate::noise::lattice;

/// The numbers of a grade.
struct Grade {
    /// How far bright areas spill over.
    bloom: f32,
    /// How dark the corners get.
    vignette: f32,
    /// Height of the grain.
    grain: f32,
    /// Contrast, red, green, blue as factors.
    contrast: f32,
    /// Warm lights and teal shades.
    split: f32,
    saturation: f32,
}

pub(super) fn storybook(canvas: &mut Canvas, seed: u64) {
    let grade =
        Grade { bloom: 0.30, vignette: 0.40, grain: 7.0, contrast: 1.02, split: 0.1, saturation: 1.06 };
    apply(canvas, &grade, seed);
}

pub(super) fn anime(canvas: &mut Canvas) {
    let grade =
        Grade { bloom: 0.42, vignette: 0.10, grain: 0.0, contrast: 1.08, split: 0.0, saturation: 1.24 };
    apply(canvas, &grade, 0);
}

/// Deep contrast and black bars above and below.
pub(super) fn cinema(canvas: &mut Canvas, seed: u64) {
    let grade =
        Grade { bloom: 0.62, vignette: 0.78, grain: 14.0, contrast: 1.12, split: 0.5, saturation: 0.94 };
    soften_edges(canvas);
    apply(canvas, &grade, seed);
    let (width, height) = (canvas.pixels.width() as usize, canvas.pixels.height() as usize);
    let bar = height * 6 / 100;
    let data = canvas.pixels.data_mut();
    let (top, rest) = data.split_at_mut(bar * width * 4);
    let bottom = rest.len() - bar * width * 4;
    for pixel in top.chunks_exact_mut(4).chain(rest[bottom..].chunks_exact_mut(4)) {
        pixel.copy_from_slice(&[4, 4, 6, 255]);
    }
}

/// A lens that is sharp in the middle only.
fn soften_edges(canvas: &mut Canvas) {
    let mut soft = canvas.coarse(0.5);
    soft.paste(canvas);
    soft.blur(0.005);
    let mut wide = canvas.coarse(1.0);
    wide.paste(&soft);
    let (width, height) = (canvas.pixels.width() as usize, canvas.pixels.height() as usize);
    let lines =
        canvas.pixels.data_mut().chunks_exact_mut(width * 4).zip(wide.pixels.data().chunks_exact(width * 4));
    for (y, (line, other)) in lines.enumerate() {
        let dy = (y as f32 / height as f32 - 0.55) * 2.1;
        for x in 0..width {
            let dx = (x as f32 / width as f32 - 0.5) * 1.7;
            let share = ((dx * dx + dy * dy - 0.42) * 1.6).clamp(0.0, 1.0);
            let weight = (share * 256.0) as u32;
            for c in x * 4..x * 4 + 3 {
                line[c] = ((u32::from(line[c]) * (256 - weight) + u32::from(other[c]) * weight) >> 8) as u8;
            }
        }
    }
}

fn apply(canvas: &mut Canvas, grade: &Grade, seed: u64) {
    let bloom = bloom(canvas);
    let (width, height) = (canvas.pixels.width() as usize, canvas.pixels.height() as usize);
    let columns: Vec<f32> = (0..width).map(|x| (x as f32 / width as f32 - 0.5).powi(2)).collect();
    let tone = tone_curve(grade.contrast);
    let grain = grade.grain * (canvas.scale / 1024.0).clamp(0.35, 1.0);
    let lines = canvas.pixels.data_mut().chunks_exact_mut(width * 4).zip(bloom.chunks_exact(width * 4));
    for (y, (line, glow)) in lines.enumerate() {
        let dy = (y as f32 / height as f32 - 0.5).powi(2);
        for (x, (pixel, glow)) in line.chunks_exact_mut(4).zip(glow.chunks_exact(4)).enumerate() {
            let bright = f32::from(glow[0]) * 0.3 + f32::from(glow[1]) * 0.59 + f32::from(glow[2]) * 0.11;
            let spill = (bright - 112.0).max(0.0) / 255.0 * grade.bloom;
            let shade = 1.0 - (columns[x] + dy) * grade.vignette;
            let speck = if grain > 0.0 { (lattice(x as i32, y as i32, seed) - 0.5) * grain } else { 0.0 };
            let mut rgb = [0.0; 3];
            for c in 0..3 {
                let value =
                    255.0 - (255.0 - f32::from(pixel[c])) * (1.0 - f32::from(glow[c]) / 255.0 * spill);
                rgb[c] = tone[value as usize & 255];
            }
            let grey = rgb[0] * 0.3 + rgb[1] * 0.59 + rgb[2] * 0.11;
            let warm = (grey - 110.0) * grade.split * 0.16;
            let tint = [warm, 0.0, -warm];
            for c in 0..3 {
                let value = (grey + (rgb[c] - grey) * grade.saturation + tint[c]) * shade + speck;
                pixel[c] = value.clamp(0.0, 255.0) as u8;
            }
        }
    }
}

/// The picture far out of focus, computed at an eighth of its resolution.
fn bloom(canvas: &Canvas) -> Vec<u8> {
    let mut small = canvas.coarse(0.125);
    small.paste(canvas);
    small.blur(0.022);
    let mut full = canvas.coarse(1.0);
    full.paste(&small);
    full.pixels.take()
}

/// A gentle S through the middle grey, as a table.
fn tone_curve(contrast: f32) -> [f32; 256] {
    std::array::from_fn(|i| {
        let v = i as f32 / 255.0;
        let s = v * v * (3.0 - 2.0 * v);
        ((v + (s - v) * (contrast - 1.0) * 3.0) * 255.0).clamp(0.0, 255.0)
    })
}
