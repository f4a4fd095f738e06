//! Laying a coarse sheet over a finer one.

use std::ops::Range;

use resvg::tiny_skia::Pixmap;

use crate::shape::Point;

/// Lays `from`, enlarged by `ratio`, over `to` with its corner at `corner` (in pixels of `to`). Bilinear, in whole
/// numbers: much cheaper than a general transform, and soft layers are pasted in every picture.
pub(super) fn stretch(to: &mut Pixmap, from: &Pixmap, ratio: f32, corner: Point, opacity: f32, screen: bool) {
    let (width, height) = (from.width() as usize, from.height() as usize);
    let columns = covered(corner.0, width as f32 * ratio, to.width());
    let rows = covered(corner.1, height as f32 * ratio, to.height());
    let across: Vec<(usize, usize, u32)> =
        columns.clone().map(|x| sample((x as f32 + 0.5 - corner.0) / ratio - 0.5, width)).collect();
    let opacity = (opacity.clamp(0.0, 1.0) * 256.0) as u32;
    let stride = width * 4;
    let empty: Vec<bool> =
        from.data().chunks_exact(stride).map(|row| row.iter().all(|value| *value == 0)).collect();
    let mut mixed = vec![0; stride];
    let line = to.width() as usize * 4;
    let lines = to.data_mut().chunks_exact_mut(line).enumerate().take(rows.end).skip(rows.start);
    for (y, row) in lines {
        let (y0, y1, weight) = sample((y as f32 + 0.5 - corner.1) / ratio - 0.5, height);
        if empty[y0] && empty[y1] {
            continue;
        }
        mix_rows(from, (y0, y1), weight, &mut mixed);
        let row = &mut row[columns.start * 4..columns.end * 4];
        for (pixel, &(x0, x1, u)) in row.chunks_exact_mut(4).zip(&across) {
            let (left, right) = (&mixed[x0 * 4..x0 * 4 + 4], &mixed[x1 * 4..x1 * 4 + 4]);
            if left[3] | right[3] == 0 {
                continue;
            }
            let over: [u32; 4] =
                std::array::from_fn(|c| (((left[c] * (256 - u) + right[c] * u) >> 16) * opacity + 128) >> 8);
            for (c, value) in pixel.iter_mut().enumerate() {
                let keep = 255 - if screen { over[c] } else { over[3] };
                *value = (over[c] + (u32::from(*value) * keep + 127) / 255).min(255) as u8;
            }
        }
    }
}

/// Averages two rows of a sheet; the results have 256 for one.
fn mix_rows(sheet: &Pixmap, (upper, lower): (usize, usize), weight: u32, mixed: &mut [u32]) {
    let stride = sheet.width() as usize * 4;
    let rows = sheet.data();
    let (upper, lower) = (&rows[upper * stride..][..stride], &rows[lower * stride..][..stride]);
    for ((mixed, a), b) in mixed.iter_mut().zip(upper).zip(lower) {
        *mixed = u32::from(*a) * (256 - weight) + u32::from(*b) * weight;
    }
}

/// The pixels, of `count`, that something `long` pixels long covers from `start` on.
fn covered(start: f32, long: f32, count: u32) -> Range<usize> {
    let bound = |v: f32| v.clamp(0.0, count as f32) as usize;
    bound(start.round())..bound((start + long).round())
}

/// The two neighbours of a place between pixels and the weight of the second, of 256.
fn sample(at: f32, count: usize) -> (usize, usize, u32) {
    let at = at.clamp(0.0, (count - 1) as f32);
    let first = at as usize;
    (first, (first + 1).min(count - 1), ((at - first as f32) * 256.0) as u32)
}

/// Reads a coarse sheet at the resolution of a finer one, row by row, without ever holding all of it.
pub(crate) struct SoftRows<'a> {
    coarse: &'a Pixmap,
    ratio: f32,
    across: Vec<(usize, usize, u32)>,
    mixed: Vec<u32>,
    row: Vec<u8>,
}

impl<'a> SoftRows<'a> {
    /// `width` is that of the finer sheet, in pixels.
    pub(crate) fn new(coarse: &'a Pixmap, width: usize) -> Self {
        let columns = coarse.width() as usize;
        let ratio = width as f32 / columns as f32;
        let across = (0..width).map(|x| sample((x as f32 + 0.5) / ratio - 0.5, columns)).collect();
        Self { coarse, ratio, across, mixed: vec![0; columns * 4], row: vec![0; width * 4] }
    }

    /// Row `y` of the finer sheet as RGBA.
    pub(crate) fn read(&mut self, y: usize) -> &[u8] {
        let (y0, y1, weight) = sample((y as f32 + 0.5) / self.ratio - 0.5, self.coarse.height() as usize);
        mix_rows(self.coarse, (y0, y1), weight, &mut self.mixed);
        for (pixel, &(x0, x1, u)) in self.row.chunks_exact_mut(4).zip(&self.across) {
            for (c, value) in pixel.iter_mut().enumerate() {
                let (left, right) = (self.mixed[x0 * 4 + c], self.mixed[x1 * 4 + c]);
                *value = ((left * (256 - u) + right * u) >> 16) as u8;
            }
        }
        &self.row
    }
}
