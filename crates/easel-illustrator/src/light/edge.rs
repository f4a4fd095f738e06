//! The line round a whole figure, thicker than those inside it.

use super::cover::Cover;
use crate::canvas::Canvas;
use crate::colour::Rgb;
use crate::noise::Field;

/// A line round a figure's outermost edge.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Silhouette {
    /// In scene units.
    pub(crate) width: f32,
    pub(crate) colour: Rgb,
    /// 0: even; 1: swelling and breaking off like a brush or a stick of wax.
    pub(crate) rough: f32,
}

/// Draws the line under what is on the sheet.
pub(crate) fn silhouette(canvas: &mut Canvas, line: &Silhouette, seed: u64) {
    let (width, height) = (canvas.pixels.width() as usize, canvas.pixels.height() as usize);
    let cover = Cover::of(canvas, Cover::shrink_for(canvas, 520.0));
    let pixels = line.width * canvas.scale;
    let radius = (pixels / cover.shrink as f32).ceil().max(1.0);
    let soft = cover.blurred(radius as usize);
    // The blurred edge falls to this share of full coverage at the line's outer border.
    let reach = (pixels / (radius * cover.shrink as f32)).min(1.0);
    let border = 0.5 - reach * (1.0 - reach * 0.5) * 0.8;
    let steep = 1.3 * radius * cover.shrink as f32;
    let swell = (line.rough > 0.0).then(|| Field::new(width, height, 8, 16.0 / canvas.scale, seed, 3));
    let ink = [line.colour.0, line.colour.1, line.colour.2].map(|v| v.clamp(0.0, 1.0));
    let mut rows = soft.rows(width, (0.0, 0.0));
    let mut row = vec![0; width];
    for (y, pixels) in canvas.pixels.data_mut().chunks_exact_mut(width * 4).enumerate() {
        rows.read(y, &mut row);
        for (x, (pixel, near)) in pixels.chunks_exact_mut(4).zip(&row).enumerate() {
            if *near == 0 || pixel[3] == 255 {
                continue;
            }
            let waver = swell.as_ref().map_or(0.0, |field| (field.at(x, y) - 0.5) * line.rough * 0.62);
            let alpha = ((f32::from(*near) / 255.0 - border - waver) * steep).clamp(0.0, 1.0);
            let under = alpha * (1.0 - f32::from(pixel[3]) / 255.0) * 255.0;
            for (value, ink) in pixel.iter_mut().zip(ink.iter().chain([&1.0])) {
                *value = (f32::from(*value) + ink * under + 0.5).min(255.0) as u8;
            }
        }
    }
}
