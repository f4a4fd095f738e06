//! Enlarging: a net draws each piece four times as large, and twice as large is half of that.

use crate::{
    Raster, VisionError,
    net::ENLARGER,
    raster::{PIXELS_MAX, SIDE_MAX, check},
    resample,
};
use std::borrow::Cow;

/// How many times as large a picture can be made.
pub const FACTORS: [u32; 2] = [2, 4];

/// What the net makes of one pixel, along a side.
const NET_FACTOR: usize = 4;
/// How far a pixel of the net's answer looks, pixels: eighteen layers that each see their neighbours. With this much
/// around each tile the answer is the same as if the picture had been one piece.
const HALO: usize = 18;
/// Longest side of a tile without its halo, pixels: larger ones waste less on halos, and need more memory.
const TILE: usize = 400;

/// Makes a picture `factor` (2 or 4) times as large along each side, with the detail a net of its kind would expect.
///
/// `rgba` has straight alpha, four bytes a pixel; so has what is given back. Works tile by tile, so that beside the two
/// pictures it needs some 130 MB, however large they are. All processors work at it. `progress` is told the share that is
/// done, 0 to 1, before each tile; when it answers `false` the work ends.
///
/// # Errors
/// [`VisionError::Factor`], [`VisionError::Size`] when the picture or the result would be out of bounds,
/// [`VisionError::Stopped`], [`VisionError::Model`].
pub fn upscale(
    rgba: &[u8],
    width: u32,
    height: u32,
    factor: u32,
    progress: &mut dyn FnMut(f32) -> bool,
) -> Result<Raster, VisionError> {
    upscale_in_tiles(rgba, (width, height), factor, TILE, progress)
}

/// Likewise, in tiles of this size.
pub(crate) fn upscale_in_tiles(
    rgba: &[u8],
    (width, height): (u32, u32),
    factor: u32,
    tile: usize,
    progress: &mut dyn FnMut(f32) -> bool,
) -> Result<Raster, VisionError> {
    check(rgba, width, height)?;
    if !FACTORS.contains(&factor) {
        return Err(VisionError::Factor(factor));
    }
    let (wide, high) = (u64::from(width) * u64::from(factor), u64::from(height) * u64::from(factor));
    if wide.max(high) > u64::from(SIDE_MAX) || wide * high > PIXELS_MAX {
        return Err(VisionError::Size { width, height });
    }
    let opaque = rgba.chunks_exact(4).all(|p| p[3] == 255);
    // Under what can't be seen any colour may lie; it must not shine through at the edges.
    let colours = if opaque { Cow::Borrowed(rgba) } else { Cow::Owned(resample::bled(rgba, width, height)) };
    let size = (width as usize, height as usize);
    let mut out = Raster {
        width: width * factor,
        height: height * factor,
        rgba: vec![255; rgba.len() * (factor * factor) as usize],
    };
    let tiles = tiles(size, tile);
    for (done, piece) in tiles.iter().enumerate() {
        if !progress(done as f32 / tiles.len() as f32) {
            return Err(VisionError::Stopped);
        }
        piece.enlarge(&colours, size, factor as usize, &mut out)?;
    }
    if !opaque {
        let alpha: Vec<u8> = rgba.chunks_exact(4).map(|p| p[3]).collect();
        let alpha = resample::plane(&alpha, (width, height), (out.width, out.height));
        for (pixel, alpha) in out.rgba.chunks_exact_mut(4).zip(alpha) {
            pixel[3] = alpha;
        }
    }
    Ok(out)
}

/// A piece of a picture, in pixels of the picture.
struct Tile {
    left: usize,
    top: usize,
    width: usize,
    height: usize,
}

/// Pieces of about the same size that cover the picture.
fn tiles((width, height): (usize, usize), longest: usize) -> Vec<Tile> {
    let parts = |side: usize| {
        let count = side.div_ceil(longest);
        (0..count).map(move |i| (side * i / count, side * (i + 1) / count))
    };
    let row = |(top, bottom): (usize, usize)| {
        parts(width).map(move |(left, right)| Tile { left, top, width: right - left, height: bottom - top })
    };
    parts(height).flat_map(row).collect()
}

impl Tile {
    fn enlarge(
        &self,
        rgba: &[u8],
        (width, height): (usize, usize),
        factor: usize,
        out: &mut Raster,
    ) -> Result<(), VisionError> {
        let (left, top) = (self.left.saturating_sub(HALO), self.top.saturating_sub(HALO));
        let right = (self.left + self.width + HALO).min(width);
        let bottom = (self.top + self.height + HALO).min(height);
        let (wide, high) = (right - left, bottom - top);
        let mut input = Vec::with_capacity(3 * wide * high);
        for channel in 0..3 {
            for y in top..bottom {
                let row = &rgba[(y * width + left) * 4..(y * width + right) * 4];
                input.extend(row.chunks_exact(4).map(|p| f32::from(p[channel]) / 255.0));
            }
        }
        let input = ENLARGER.floats(&[1, 3, high, wide], input)?;
        let answer = ENLARGER.run(vec![input])?.swap_remove(0);
        let (_, large) = ENLARGER.read::<4>(answer)?;
        let plane = wide * high * NET_FACTOR * NET_FACTOR;
        let step = NET_FACTOR / factor;
        let share = 255.0 / (step * step) as f32;
        let (from_x, from_y) = ((self.left - left) * NET_FACTOR, (self.top - top) * NET_FACTOR);
        let line = width * factor;
        for y in 0..self.height * factor {
            let to = ((self.top * factor + y) * line + self.left * factor) * 4;
            let row = &mut out.rgba[to..to + self.width * factor * 4];
            for (x, pixel) in row.chunks_exact_mut(4).enumerate() {
                for (channel, value) in pixel[..3].iter_mut().enumerate() {
                    let mut sum = 0.0;
                    for dy in 0..step {
                        let at = channel * plane
                            + (from_y + y * step + dy) * wide * NET_FACTOR
                            + from_x
                            + x * step;
                        sum += large[at..at + step].iter().map(|v| v.clamp(0.0, 1.0)).sum::<f32>();
                    }
                    *value = (sum * share).round() as u8;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Stripes, a disc and a slope: edges and smooth parts across every seam.
    fn picture(width: u32, height: u32, clear: bool) -> Vec<u8> {
        let mut rgba = Vec::new();
        for y in 0..height {
            for x in 0..width {
                let (dx, dy) = (x as f32 - width as f32 / 2.0, y as f32 - height as f32 / 2.0);
                let inside = dx.hypot(dy) < width as f32 / 3.0;
                let stripe = if (x / 12 + y / 9) % 2 == 0 { 220 } else { 30 };
                let alpha = if clear && !inside { 0 } else { 255 };
                rgba.extend([
                    if inside { stripe } else { 90 },
                    (x * 255 / width) as u8,
                    (y * 2) as u8,
                    alpha,
                ]);
            }
        }
        rgba
    }

    #[test]
    fn seams_can_not_be_seen() {
        let rgba = picture(86, 64, false);
        let whole = upscale_in_tiles(&rgba, (86, 64), 4, 1000, &mut |_| true).expect("whole");
        let tiled = upscale_in_tiles(&rgba, (86, 64), 4, 30, &mut |_| true).expect("tiled");
        assert_eq!((whole.width, whole.height), (344, 256));
        let furthest = whole.rgba.iter().zip(&tiled.rgba).map(|(a, b)| a.abs_diff(*b)).max();
        assert!(furthest <= Some(1), "{furthest:?}");
    }

    #[test]
    fn it_is_the_same_picture_only_larger() {
        let rgba = picture(48, 40, false);
        for factor in FACTORS {
            let large = upscale(&rgba, 48, 40, factor, &mut |_| true).expect("enlarged");
            let side = factor as usize;
            let mut off = 0.0;
            for y in 0..40 {
                for x in 0..48 {
                    for channel in 0..3 {
                        let mut sum = 0.0;
                        for (dx, dy) in (0..side).flat_map(|dy| (0..side).map(move |dx| (dx, dy))) {
                            let at = ((y * side + dy) * 48 * side + x * side + dx) * 4 + channel;
                            sum += f32::from(large.rgba[at]);
                        }
                        let mean = sum / (side * side) as f32;
                        off += (mean - f32::from(rgba[(y * 48 + x) * 4 + channel])).abs();
                    }
                }
            }
            let off = off / (48 * 40 * 3) as f32;
            assert!(off < 8.0, "{off} of 255 on average at {factor}x");
        }
    }

    #[test]
    fn what_is_clear_stays_clear() {
        let rgba = picture(40, 40, true);
        let large = upscale(&rgba, 40, 40, 2, &mut |_| true).expect("enlarged");
        let alpha = |x: usize, y: usize| large.rgba[(y * 80 + x) * 4 + 3];
        assert_eq!((alpha(2, 2), alpha(77, 77), alpha(40, 40)), (0, 0, 255));
    }

    #[test]
    fn it_stops_when_told_to_and_tells_how_far_it_is() {
        let rgba = picture(64, 64, false);
        let mut told = Vec::new();
        let mut listen = |share: f32| {
            told.push(share);
            told.len() < 3
        };
        let stopped = upscale_in_tiles(&rgba, (64, 64), 2, 32, &mut listen);
        assert_eq!(stopped, Err(VisionError::Stopped));
        assert_eq!(told, [0.0, 0.25, 0.5]);
    }

    #[test]
    fn what_can_not_be_is_refused() {
        let refused = |rgba: &[u8], width, height, factor| {
            upscale(rgba, width, height, factor, &mut |_| true).expect_err("refused")
        };
        assert_eq!(refused(&[0; 16], 2, 2, 3), VisionError::Factor(3));
        assert_eq!(refused(&[0; 12], 2, 2, 4), VisionError::Size { width: 2, height: 2 });
        assert_eq!(refused(&[], 0, 0, 4), VisionError::Size { width: 0, height: 0 });
        assert_eq!(refused(&vec![0; 5000 * 4], 5000, 1, 4), VisionError::Size { width: 5000, height: 1 });
    }
}
