//! Textures that paint is laid through: strokes of wax and printing dots, as masks of a sheet's size.

use std::f32::consts::TAU;
use std::ops::Range;
use std::rc::Rc;

use resvg::tiny_skia::{IntSize, Mask};

use crate::noise;

/// How many wax directions there are.
pub(super) const WAX: usize = 3;
/// How many sizes of dots there are, from small to large.
const DOTS: usize = 8;
/// Which of them prints shade.
const SHADE: usize = 3;

/// Directions of wax strokes as whole steps across and down, so that tiles join.
const DIRECTIONS: [(i32, i32); WAX] = [(1, -1), (2, 1), (-1, 3)];

/// Tiles of one scale, and the masks made of them for one size of sheet.
#[derive(Clone, Default)]
pub(super) struct Textures {
    tiles: Rc<[Tile]>,
    /// The tiles that whole sheets are masked with; masks are large.
    in_use: Range<usize>,
    masks: Vec<Rc<Mask>>,
}

impl Textures {
    /// Wax strokes in all directions; `scale` is pixels per scene unit.
    pub(super) fn wax(scale: f32) -> Self {
        let tiles = DIRECTIONS.map(|direction| Tile::wax(scale, direction));
        Self { tiles: tiles.into(), in_use: 0..WAX, masks: Vec::new() }
    }

    /// Dots of all sizes.
    pub(super) fn dots(scale: f32) -> Self {
        let tiles: [Tile; DOTS] = std::array::from_fn(|k| Tile::dots(scale, 0.17 + 0.058 * k as f32));
        Self { tiles: tiles.into(), in_use: SHADE..SHADE + 1, masks: Vec::new() }
    }

    /// The same for a sheet of this size in pixels.
    pub(super) fn fitted(mut self, width: u32, height: u32) -> Self {
        let tiles = &self.tiles[self.in_use.clone()];
        let fits = self.masks.first().is_some_and(|mask| (mask.width(), mask.height()) == (width, height));
        if !fits {
            self.masks = tiles.iter().filter_map(|tile| tile.mask(width, height)).map(Rc::new).collect();
        }
        self
    }

    /// The mask at `index`, wax direction or the one size of dots for shade; `None` for sheets without masks.
    pub(super) fn mask(&self, index: usize) -> Option<&Mask> {
        self.masks.get(index).map(Rc::as_ref)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.masks.is_empty()
    }

    /// A mask that is full above row `top`, empty below row `bottom`, and between them goes through all tiles from the
    /// last to the first.
    pub(super) fn graded(&self, top: f32, bottom: f32) -> Option<Mask> {
        let size = self.masks.first()?;
        let (width, height) = (size.width(), size.height());
        let step = (bottom - top) / self.tiles.len() as f32;
        let mut data = vec![0; width as usize * height as usize];
        for (y, row) in data.chunks_exact_mut(width as usize).enumerate() {
            let down = (y as f32 - top) / step;
            if down < 0.0 {
                row.fill(255);
            } else if let Some(tile) = self.tiles.iter().rev().nth(down as usize) {
                tile.row(y, row);
            }
        }
        Mask::from_vec(data, IntSize::from_wh(width, height)?)
    }
}

/// A square of coverage that repeats in both directions.
struct Tile {
    side: usize,
    values: Vec<u8>,
}

impl Tile {
    /// Long, thin, uneven strokes with the tooth of the paper in them.
    fn wax(scale: f32, (across, down): (i32, i32)) -> Self {
        let side = ((scale * 0.25) as usize).clamp(32, 640);
        // Longer directions would have more strokes on the same tile.
        let length = ((across * across + down * down) as f32).sqrt();
        let (long, thin) = ((6.0 / length).max(1.0) as i32, (48.0 / length) as i32);
        let tooth = (side as i32 / 3).clamp(16, 120);
        let values = texels(side, |x, y| {
            let u = (x * across as f32 + y * down as f32) * long as f32;
            // Nobody rubs quite straight.
            let bow = 0.7 * (TAU * (x + y)).sin() + 0.4 * (TAU * 2.0 * x).sin();
            let v = (y * across as f32 - x * down as f32) * thin as f32 + bow;
            let stroke = wrapped(u, v, (long, thin), 11);
            let broad = wrapped(u * 2.0, v * 0.25 * 2.0, (long * 2, (thin / 2).max(1)), 23);
            let grain = wrapped(x * tooth as f32, y * tooth as f32, (tooth, tooth), 37);
            ((stroke * 0.62 + grain * 0.66 + broad * 0.16 - 0.36) * 2.7).clamp(0.36, 1.0)
        });
        Self { side, values }
    }

    /// Two dots a tile, so that rows are staggered; `radius` is a share of the tile's side.
    fn dots(scale: f32, radius: f32) -> Self {
        let side = ((scale * 0.0125).round() as usize).max(5);
        let values = texels(side, |x, y| {
            let near = |cx: f32, cy: f32| {
                let wrap = |d: f32| d.abs().min(1.0 - d.abs());
                (wrap(x - cx).powi(2) + wrap(y - cy).powi(2)).sqrt()
            };
            let distance = near(0.25, 0.25).min(near(0.75, 0.75));
            ((radius - distance) * side as f32 + 0.5).clamp(0.0, 1.0)
        });
        Self { side, values }
    }

    /// Fills row `y` of a sheet.
    fn row(&self, y: usize, row: &mut [u8]) {
        let source = &self.values[(y % self.side) * self.side..][..self.side];
        for part in row.chunks_mut(self.side) {
            part.copy_from_slice(&source[..part.len()]);
        }
    }

    fn mask(&self, width: u32, height: u32) -> Option<Mask> {
        let wide = width as usize;
        let mut data = vec![0; wide * height as usize];
        for (y, row) in data.chunks_exact_mut(wide).enumerate() {
            self.row(y, row);
        }
        Mask::from_vec(data, IntSize::from_wh(width, height)?)
    }
}

/// A tile from coverage as a function of shares of its side.
fn texels(side: usize, value: impl Fn(f32, f32) -> f32) -> Vec<u8> {
    let share = |i: usize| (i as f32 + 0.5) / side as f32;
    (0..side * side).map(|i| (value(share(i % side), share(i / side)) * 255.0) as u8).collect()
}

/// Smooth noise that repeats after `period` lattice points.
fn wrapped(x: f32, y: f32, period: (i32, i32), seed: u64) -> f32 {
    let (xf, yf) = (x.floor(), y.floor());
    let (u, v) = (x - xf, y - yf);
    let (u, v) = (u * u * (3.0 - 2.0 * u), v * v * (3.0 - 2.0 * v));
    let at = |i: i32, j: i32| {
        noise::lattice((xf as i32 + i).rem_euclid(period.0), (yf as i32 + j).rem_euclid(period.1), seed)
    };
    let top = at(0, 0) * (1.0 - u) + at(1, 0) * u;
    let bottom = at(0, 1) * (1.0 - u) + at(1, 1) * u;
    top * (1.0 - v) + bottom * v
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_join_and_dots_grow() {
        let dots = Textures::dots(400.0).fitted(64, 64);
        let ink = |k: usize| dots.tiles[k].values.iter().map(|v| u32::from(*v)).sum::<u32>();
        assert!((1..DOTS).all(|k| ink(k) > ink(k - 1)));
        let wax = Tile::wax(400.0, DIRECTIONS[1]);
        let jump = |a: u8, b: u8| i32::from(a.abs_diff(b));
        let across: i32 = (0..wax.side)
            .map(|y| jump(wax.values[y * wax.side], wax.values[y * wax.side + wax.side - 1]))
            .sum();
        assert!(across / (wax.side as i32) < 60, "{across}");
    }
}
