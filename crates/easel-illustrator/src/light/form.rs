//! The form light gives to a figure: a bright rim towards it and a shade on the far side.

use super::cover::Cover;
use crate::canvas::Canvas;
use crate::colour::Rgb;
use crate::shape::Point;

/// How a style shows form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shading {
    /// Not beyond the shapes' own colours.
    None,
    /// Soft shade, soft rim.
    Soft,
    /// As `Soft`, as strong as on a stage.
    Deep,
    /// Both with a hard edge.
    Cel,
}

/// What shade leaves of red, green and blue where it is deepest: it is cooler than the light.
const SOFT_SHADE: [f32; 3] = [0.60, 0.62, 0.74];
const DEEP_SHADE: [f32; 3] = [0.40, 0.44, 0.58];
const CEL_SHADE: [f32; 3] = [0.79, 0.76, 0.87];

/// Gives a flat figure a form. `rim` is the colour of the light, `strength` how much of it shows, 0 to 1.
pub(crate) fn model(canvas: &mut Canvas, towards: Point, rim: Rgb, strength: f32, shading: Shading) {
    if shading == Shading::None {
        return;
    }
    let width = canvas.pixels.width() as usize;
    let cover = Cover::of(canvas, Cover::shrink_for(canvas, 300.0));
    let squares = |distance: f32| (canvas.scale * distance / cover.shrink as f32).round() as usize;
    let (near, wide) = (cover.blurred(squares(0.005)), cover.blurred(squares(0.022)));
    let reach = |distance: f32| (towards.0 * distance * canvas.scale, towards.1 * distance * canvas.scale);
    let mut edges = near.rows(width, reach(if shading == Shading::Cel { 0.0075 } else { 0.011 }));
    let mut cores = wide.rows(width, reach(if shading == Shading::Cel { -0.024 } else { -0.036 }));
    let tables = Tables::new(shading, strength);
    let rim = [rim.0, rim.1, rim.2].map(|v| (v.clamp(0.0, 1.0) * 255.0) as u32);
    let (mut edge, mut core) = (vec![0; width], vec![0; width]);
    for (y, line) in canvas.pixels.data_mut().chunks_exact_mut(width * 4).enumerate() {
        if line.chunks_exact(4).all(|pixel| pixel[3] == 0) {
            continue;
        }
        edges.read(y, &mut edge);
        cores.read(y, &mut core);
        for ((pixel, edge), core) in line.chunks_exact_mut(4).zip(&edge).zip(&core) {
            let alpha = u32::from(pixel[3]);
            if alpha == 0 {
                continue;
            }
            let (lit, left) = (tables.lit[usize::from(*edge)], &tables.left[usize::from(*core)]);
            for c in 0..3 {
                let value = (u32::from(pixel[c]) * left[c]) >> 8;
                let bright = (rim[c] * alpha) >> 8;
                let value = value + ((bright.saturating_sub(value) * lit) >> 8);
                pixel[c] = value.min(alpha) as u8;
            }
        }
    }
}

/// What coverage on either side does to a pixel, as factors of 256.
struct Tables {
    lit: [u32; 256],
    left: [[u32; 3]; 256],
}

impl Tables {
    fn new(shading: Shading, strength: f32) -> Self {
        let share = |i: usize| i as f32 / 255.0;
        let lit = std::array::from_fn(|i| {
            let value = match shading {
                Shading::Cel => ((0.46 - share(i)) * 9.0).clamp(0.0, 1.0) * 0.62,
                Shading::Deep => (1.0 - share(i) * 1.25).max(0.0) * 1.25,
                _ => (1.0 - share(i) * 1.35).max(0.0) * 0.8,
            };
            ((value * strength).min(1.0) * 256.0) as u32
        });
        let left = std::array::from_fn(|i| {
            let (dim, shade) = match shading {
                Shading::Cel => (((0.70 - share(i)) * 14.0).clamp(0.0, 1.0), CEL_SHADE),
                Shading::Deep => (1.0 - share(i), DEEP_SHADE),
                _ => (1.0 - share(i), SOFT_SHADE),
            };
            shade.map(|deep| ((1.0 - (1.0 - deep) * dim) * 256.0) as u32)
        });
        Self { lit, left }
    }
}
