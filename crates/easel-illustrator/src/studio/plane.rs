//! Pictures as the studio works on them: whole ones as bytes, small copies as numbers.

use resvg::tiny_skia::{FilterQuality, Pixmap, PixmapPaint, Transform};

use super::Raster;

/// A small copy of a picture: red, green and blue from 0 to 1, and how much of each cell is there.
#[derive(Clone, Debug)]
pub(super) struct Plane {
    pub(super) width: usize,
    pub(super) height: usize,
    /// Pixels of the picture along a cell.
    pub(super) shrink: usize,
    pub(super) colours: Vec<[f32; 3]>,
    pub(super) weights: Vec<f32>,
}

impl Plane {
    /// Averages straight RGBA to cells, of which the longer side has at most `most`. `weight` says how much a pixel,
    /// by its place and alpha, counts, 0 to 1.
    pub(super) fn of(
        rgba: &[u8],
        (wide, high): (usize, usize),
        most: usize,
        weight: impl Fn(usize, u8) -> f32,
    ) -> Self {
        let shrink = wide.max(high).div_ceil(most).max(1);
        let (width, height) = (wide.div_ceil(shrink), high.div_ceil(shrink));
        let mut colours = vec![[0.0; 3]; width * height];
        let mut weights = vec![0.0; width * height];
        let mut counts = vec![0u32; width * height];
        for (y, row) in rgba.chunks_exact(wide * 4).enumerate() {
            let first = y / shrink * width;
            for (x, pixel) in row.chunks_exact(4).enumerate() {
                let cell = first + x / shrink;
                let share = weight(y * wide + x, pixel[3]);
                counts[cell] += 1;
                weights[cell] += share;
                for c in 0..3 {
                    colours[cell][c] += f32::from(pixel[c]) * share;
                }
            }
        }
        for ((colour, weight), count) in colours.iter_mut().zip(&mut weights).zip(counts) {
            let share = 1.0 / (weight.max(1e-6) * 255.0);
            colour.iter_mut().for_each(|v| *v *= share);
            *weight /= count.max(1) as f32;
        }
        Self { width, height, shrink, colours, weights }
    }

    /// The colour at a place between cells, in pixels of the whole picture.
    pub(super) fn colour_at(&self, x: f32, y: f32) -> [f32; 3] {
        let Spot { cells, shares } = self.spot(x, y);
        std::array::from_fn(|c| (0..4).map(|i| self.colours[cells[i]][c] * shares[i]).sum())
    }

    /// The four cells round a place, in pixels of the whole picture, and their shares.
    pub(super) fn spot(&self, x: f32, y: f32) -> Spot {
        let (x0, x1, u) = between((x + 0.5) / self.shrink as f32 - 0.5, self.width);
        let (y0, y1, v) = between((y + 0.5) / self.shrink as f32 - 0.5, self.height);
        let (up, down) = (y0 * self.width, y1 * self.width);
        Spot {
            cells: [up + x0, up + x1, down + x0, down + x1],
            shares: [(1.0 - u) * (1.0 - v), u * (1.0 - v), (1.0 - u) * v, u * v],
        }
    }

    pub(super) fn luma(&self) -> Vec<f32> {
        self.colours.iter().map(|c| luma(*c)).collect()
    }

    /// Gives cells without weight the colours of those round them, from coarse to fine.
    pub(super) fn spread(&mut self) {
        if self.width.max(self.height) <= 1 || self.weights.iter().all(|w| *w > 0.0) {
            return;
        }
        let (width, height) = (self.width.div_ceil(2), self.height.div_ceil(2));
        let mut half = Self {
            width,
            height,
            shrink: 2,
            colours: vec![[0.0; 3]; width * height],
            weights: vec![0.0; width * height],
        };
        for y in 0..self.height {
            for x in 0..self.width {
                let (from, to) = (y * self.width + x, y / 2 * width + x / 2);
                half.weights[to] += self.weights[from];
                for c in 0..3 {
                    half.colours[to][c] += self.colours[from][c] * self.weights[from];
                }
            }
        }
        for (colour, weight) in half.colours.iter_mut().zip(&mut half.weights) {
            colour.iter_mut().for_each(|v| *v /= weight.max(1e-6));
            *weight = weight.min(1.0);
        }
        half.spread();
        for y in 0..self.height {
            for x in 0..self.width {
                let at = y * self.width + x;
                let own = self.weights[at].min(1.0);
                if own < 1.0 {
                    let around = half.colour_at(x as f32, y as f32);
                    for (value, around) in self.colours[at].iter_mut().zip(around) {
                        *value = *value * own + around * (1.0 - own);
                    }
                }
            }
        }
    }
}

/// Four cells and their shares.
pub(super) struct Spot {
    pub(super) cells: [usize; 4],
    pub(super) shares: [f32; 4],
}

impl Spot {
    /// The value there of a map with one number a cell.
    pub(super) fn of(&self, values: &[f32]) -> f32 {
        (0..4).map(|i| values[self.cells[i]] * self.shares[i]).sum()
    }
}

/// The two neighbours of a place and the share of the second.
fn between(at: f32, count: usize) -> (usize, usize, f32) {
    let at = at.clamp(0.0, (count - 1) as f32);
    let first = at as usize;
    (first, (first + 1).min(count - 1), at - first as f32)
}

pub(super) fn luma(colour: [f32; 3]) -> f32 {
    colour[0] * 0.3 + colour[1] * 0.59 + colour[2] * 0.11
}

/// The mean over squares of `radius`, of one number a cell.
pub(super) fn smoothed(values: &[f32], width: usize, height: usize, radius: usize) -> Vec<f32> {
    let rows = turned_means(values, width, height, radius);
    turned_means(&rows, height, width, radius)
}

/// Means along rows, written as columns.
fn turned_means(values: &[f32], width: usize, height: usize, radius: usize) -> Vec<f32> {
    let mut out = vec![0.0; values.len()];
    for (y, row) in values.chunks_exact(width).enumerate() {
        let mut sum: f32 = row[..radius.min(width)].iter().sum();
        for x in 0..width {
            if x + radius < width {
                sum += row[x + radius];
            }
            if x > radius {
                sum -= row[x - radius - 1];
            }
            let count = (x + radius).min(width - 1) - x.saturating_sub(radius) + 1;
            out[x * height + y] = sum / count as f32;
        }
    }
    out
}

/// A picture as premultiplied pixels, halved until neither side is longer than `most`.
pub(super) fn pixmap(raster: &Raster<'_>, most: u32) -> Option<Pixmap> {
    let mut pixels = Pixmap::new(raster.width, raster.height)?;
    for (to, from) in pixels.data_mut().chunks_exact_mut(4).zip(raster.rgba.chunks_exact(4)) {
        let alpha = u32::from(from[3]);
        for c in 0..3 {
            to[c] = ((u32::from(from[c]) * alpha + 127) / 255) as u8;
        }
        to[3] = from[3];
    }
    while pixels.width().max(pixels.height()) > most {
        pixels = halved(&pixels)?;
    }
    Some(pixels)
}

fn halved(pixels: &Pixmap) -> Option<Pixmap> {
    let (wide, high) = (pixels.width() as usize, pixels.height() as usize);
    let mut half = Pixmap::new((wide as u32 / 2).max(1), (high as u32 / 2).max(1))?;
    let width = half.width() as usize;
    let data = pixels.data();
    for (at, to) in half.data_mut().chunks_exact_mut(4).enumerate() {
        let (x, y) = (at % width * 2, at / width * 2);
        let (x1, y1) = ((x + 1).min(wide - 1), (y + 1).min(high - 1));
        let corners = [(x, y), (x1, y), (x, y1), (x1, y1)].map(|(x, y)| (y * wide + x) * 4);
        for c in 0..4 {
            to[c] = ((corners.iter().map(|at| u32::from(data[at + c])).sum::<u32>() + 2) / 4) as u8;
        }
    }
    Some(half)
}

/// Draws pixels, enlarged by `factor`, onto others with their corner at `(x, y)`; they are halved first where they
/// shrink much.
pub(super) fn draw_scaled(to: &mut Pixmap, from: &Pixmap, (x, y): (f32, f32), factor: f32) {
    if factor <= 0.55
        && from.width().min(from.height()) > 1
        && let Some(half) = halved(from)
    {
        return draw_scaled(to, &half, (x, y), factor * 2.0);
    }
    let paint = PixmapPaint { quality: FilterQuality::Bilinear, ..PixmapPaint::default() };
    let place = Transform::from_row(factor, 0.0, 0.0, factor, x, y);
    to.draw_pixmap(0, 0, from.as_ref(), &paint, place, None);
}

/// An opaque picture that fills `width` x `height` pixels; what doesn't fit is cut off evenly on both sides.
pub(super) fn covering(raster: &Raster<'_>, width: u32, height: u32) -> Option<Pixmap> {
    let mut out = Pixmap::new(width, height)?;
    out.data_mut().fill(255);
    let from = pixmap(raster, crate::MOST_SIDE_PX)?;
    let (wide, high) = (from.width() as f32, from.height() as f32);
    let factor = (width as f32 / wide).max(height as f32 / high);
    let corner = ((width as f32 - wide * factor) / 2.0, (height as f32 - high * factor) / 2.0);
    draw_scaled(&mut out, &from, corner, factor);
    // Rounding may leave a seam of half-covered pixels at the edges.
    out.data_mut().iter_mut().skip(3).step_by(4).for_each(|alpha| *alpha = 255);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_cells_take_the_colours_round_them() {
        let rgba: Vec<u8> = (0..64).flat_map(|i| [i as u8 * 4, 0, 0, u8::from(i % 8 != 3) * 255]).collect();
        let mut plane = Plane::of(&rgba, (8, 8), 8, |_, alpha| f32::from(alpha) / 255.0);
        plane.spread();
        for y in 0..8 {
            let (left, own, right) =
                (plane.colours[y * 8 + 2][0], plane.colours[y * 8 + 3][0], plane.colours[y * 8 + 4][0]);
            assert!(own > left - 0.2 && own < right + 0.2, "{left} {own} {right}");
        }
    }

    #[test]
    fn means_of_an_even_map_are_even() {
        assert!(smoothed(&[0.5; 35], 7, 5, 2).iter().all(|v| (v - 0.5).abs() < 1e-5));
    }
}
