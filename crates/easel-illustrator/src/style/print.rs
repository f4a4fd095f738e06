//! Finishes of printed pages: bright inks on newsprint, and plain black on white.

use crate::canvas::Canvas;

/// Slightly yellow paper and inks that never get quite black or white.
pub(super) fn comic(canvas: &mut Canvas) {
    let table: [[u8; 256]; 3] =
        [(20.0, 255.0), (17.0, 250.0), (22.0, 236.0)].map(|(dark, light): (f32, f32)| {
            std::array::from_fn(|i| {
                let v = i as f32 / 255.0;
                let contrast = (v + (v * v * (3.0 - 2.0 * v) - v) * 0.5).clamp(0.0, 1.0);
                (dark + (light - dark) * contrast) as u8
            })
        });
    for pixel in canvas.pixels.data_mut().chunks_exact_mut(4) {
        for (value, table) in pixel.iter_mut().zip(&table) {
            *value = table[usize::from(*value)];
        }
    }
}

/// Only black, white and what smooths the edge between them.
pub(super) fn black_and_white(canvas: &mut Canvas) {
    for pixel in canvas.pixels.data_mut().chunks_exact_mut(4) {
        let [most, least] =
            [pixel[..3].iter().max(), pixel[..3].iter().min()].map(|v| v.copied().unwrap_or(255));
        let tone = (u32::from(pixel[0]) * 77 + u32::from(pixel[1]) * 151 + u32::from(pixel[2]) * 28) >> 8;
        // What has a colour was not drawn with the pen.
        let coloured = most - least > 24;
        let value = if coloured { 255 } else { (tone.saturating_sub(88) * 255 / 100).min(255) as u8 };
        pixel[..3].fill(value);
    }
}
