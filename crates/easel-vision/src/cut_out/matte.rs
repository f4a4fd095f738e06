//! The outline on the picture itself: to the pixel, with soft edges, and with the thing's own colours in them.

use super::{
    flow::Grid,
    kinds::spot,
    outline::Outline,
    plane::{Plane, lab, square, stretched},
};
use crate::{Raster, resample};

/// Longer side of the copy in which the outline is followed to the pixel.
const FINE_PX: u32 = 1024;
/// What an edge nobody sees costs in the fine copy.
const TIE: f32 = 14.0;

/// The picture with nothing but the thing.
pub(super) fn apply(rgba: &[u8], size: (u32, u32), small: &Plane, outline: &Outline) -> Raster {
    let fine = Fine::of(rgba, size);
    let thing = fine.follow(small, outline);
    let matte = Matte::of(&fine, &thing);
    matte.lay(rgba, size)
}

/// The copy in which the outline is followed.
struct Fine {
    width: usize,
    height: usize,
    rgb: Vec<[f32; 3]>,
    plane: Plane,
}

impl Fine {
    fn of(rgba: &[u8], (width, height): (u32, u32)) -> Self {
        let side = width.max(height);
        let fit = |px: u32| {
            if side <= FINE_PX {
                px
            } else {
                (u64::from(px) * u64::from(FINE_PX)).div_ceil(side.into()) as u32
            }
        };
        let (wide, high) = (fit(width), fit(height));
        let pixels = if (wide, high) == (width, height) {
            rgba.to_vec()
        } else {
            resample::picture(rgba, (width, height), (wide, high))
        };
        let rgb = pixels.chunks_exact(4).map(|p| [f32::from(p[0]), f32::from(p[1]), f32::from(p[2])]);
        let colours = pixels.chunks_exact(4).map(|p| lab([p[0], p[1], p[2]])).collect();
        let (width, height) = (wide as usize, high as usize);
        Self { width, height, rgb: rgb.collect(), plane: Plane { width, height, colours } }
    }

    /// The outline of the small copy, moved to where the edge is in this one.
    fn follow(&self, small: &Plane, outline: &Outline) -> Vec<bool> {
        let rough: Vec<f32> = outline.thing.iter().map(|t| f32::from(u8::from(*t))).collect();
        let size = (self.width, self.height);
        let rough = stretched(&rough, (small.width, small.height), size);
        let reach = (self.width as f32 / small.width as f32 * 2.0).ceil().max(1.0) as usize;
        let soft = blurred(&rough, size, reach);
        let Some((front, back)) = &outline.kinds else { return soft.iter().map(|v| *v > 0.5).collect() };
        let bend = 1.0 / (2.0 * self.plane.contrast()).max(1.0);
        let lean: Vec<f32> = soft
            .iter()
            .enumerate()
            .map(|(i, soft)| {
                if *soft < 0.02 || *soft > 0.98 {
                    return (soft - 0.5) * 400.0;
                }
                let spot = spot(&self.plane, i);
                ((back.cost(&spot) - front.cost(&spot)) * 0.3).clamp(-3.0, 3.0) + (soft - 0.5) * 3.0
            })
            .collect();
        let tie = |a: usize, b: usize, length: f32| {
            (TIE * (-bend * square(self.plane.colours[a], self.plane.colours[b])).exp() + 0.4) / length
        };
        Grid::new(size, &lean, tie).cut()
    }
}

/// A plane whose numbers are the averages of squares, twice.
fn blurred(from: &[f32], (width, height): (usize, usize), reach: usize) -> Vec<f32> {
    let line = |values: &mut dyn Iterator<Item = f32>, length: usize| -> Vec<f32> {
        let mut sums = vec![0.0_f64];
        for value in values {
            sums.push(sums[sums.len() - 1] + f64::from(value));
        }
        (0..length)
            .map(|i| {
                let (low, high) = (i.saturating_sub(reach), (i + reach + 1).min(length));
                ((sums[high] - sums[low]) / (high - low) as f64) as f32
            })
            .collect()
    };
    let mut now = from.to_vec();
    for _ in 0..2 {
        for row in now.chunks_exact_mut(width) {
            let smooth = line(&mut row.iter().copied(), width);
            row.copy_from_slice(&smooth);
        }
        for x in 0..width {
            let smooth = line(&mut (0..height).map(|y| now[y * width + x]), height);
            for (y, value) in smooth.into_iter().enumerate() {
                now[y * width + x] = value;
            }
        }
    }
    now
}

/// How much of each pixel is the thing's, and what thing and background look like there.
struct Matte {
    width: usize,
    height: usize,
    /// 0 outside, 1 inside, between them near the outline.
    near: Vec<f32>,
    front: Vec<[f32; 3]>,
    back: Vec<[f32; 3]>,
}

impl Matte {
    fn of(fine: &Fine, thing: &[bool]) -> Self {
        let size = (fine.width, fine.height);
        let hard: Vec<f32> = thing.iter().map(|t| f32::from(u8::from(*t))).collect();
        let near = blurred(&hard, size, 1);
        let colours = |sure: &dyn Fn(f32) -> bool| {
            let known = near
                .iter()
                .zip(&fine.rgb)
                .map(|(near, [r, g, b])| if sure(*near) { [*r, *g, *b, 1.0] } else { [0.0; 4] });
            resample::fill(known.collect(), fine.width, fine.height)
        };
        let front = colours(&|v| v > 0.995);
        let back = colours(&|v| v < 0.005);
        Self { width: fine.width, height: fine.height, near, front, back }
    }

    /// The picture with this matte as its alpha.
    fn lay(&self, rgba: &[u8], (width, height): (u32, u32)) -> Raster {
        let (wide, high) = (width as usize, height as usize);
        let mut out = vec![0; rgba.len()];
        let spots = |side: usize, own: usize| -> Vec<(usize, usize, f32)> {
            let spot = |i: usize| {
                let at = ((i as f32 + 0.5) * own as f32 / side as f32 - 0.5).clamp(0.0, (own - 1) as f32);
                let low = at as usize;
                (low, (low + 1).min(own - 1), at - low as f32)
            };
            (0..side).map(spot).collect()
        };
        let (across, down) = (spots(wide, self.width), spots(high, self.height));
        for (y, (above, below, part_y)) in down.into_iter().enumerate() {
            for (x, (left, right, part_x)) in across.iter().enumerate() {
                let corners = [
                    (above * self.width + left, (1.0 - part_x) * (1.0 - part_y)),
                    (above * self.width + right, part_x * (1.0 - part_y)),
                    (below * self.width + left, (1.0 - part_x) * part_y),
                    (below * self.width + right, part_x * part_y),
                ];
                let near: f32 = corners.iter().map(|(i, part)| self.near[*i] * part).sum();
                let at = (y * wide + x) * 4;
                let (from, to) = (&rgba[at..at + 4], &mut out[at..at + 4]);
                if near >= 0.995 {
                    to.copy_from_slice(from);
                } else if near > 0.005 {
                    let mean = |of: &[[f32; 3]]| -> [f32; 3] {
                        std::array::from_fn(|c| corners.iter().map(|(i, part)| of[*i][c] * part).sum())
                    };
                    to.copy_from_slice(&blend(from, near, mean(&self.front), mean(&self.back)));
                }
            }
        }
        Raster { width, height, rgba: out }
    }
}

/// A pixel at the edge: how much of it is the thing's, and the thing's colour without the background's.
fn blend(pixel: &[u8], near: f32, front: [f32; 3], back: [f32; 3]) -> [u8; 4] {
    let colour: [f32; 3] = std::array::from_fn(|c| f32::from(pixel[c]));
    let dot = |a: [f32; 3], b: [f32; 3]| a.iter().zip(&b).map(|(a, b)| a * b).sum::<f32>();
    let off = |a: [f32; 3], b: [f32; 3]| -> [f32; 3] { std::array::from_fn(|c| a[c] - b[c]) };
    let axis = off(front, back);
    let length = dot(axis, axis);
    // By the outline alone: steep, as the edges of drawings are.
    let shape = ((near - 0.5) * 2.2 + 0.5).clamp(0.0, 1.0);
    let mixed = (dot(off(colour, back), axis) / length.max(1.0)).clamp(0.0, 1.0);
    // What is no mixture of both, a dark outline for one, belongs to whom the outline gives it.
    let line: [f32; 3] = std::array::from_fn(|c| back[c] + axis[c] * mixed);
    let stray = dot(off(colour, line), off(colour, line)).sqrt();
    let trust =
        ((length.sqrt() - 25.0) / 45.0).clamp(0.0, 1.0) * (1.0 - ((stray - 12.0) / 30.0).clamp(0.0, 1.0));
    let alpha = shape + (mixed - shape) * trust;
    if alpha < 0.02 {
        return [0; 4];
    }
    let own: [u8; 4] = std::array::from_fn(|c| {
        if c == 3 {
            return (alpha * f32::from(pixel[3])).round() as u8;
        }
        let freed = ((colour[c] - (1.0 - alpha) * back[c]) / alpha).clamp(0.0, 255.0);
        (front[c] + (freed - front[c]) * alpha).round() as u8
    });
    own
}
