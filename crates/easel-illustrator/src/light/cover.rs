//! How much of a sheet is painted, at a fraction of its resolution: enough for soft edges and shadows.

use crate::canvas::Canvas;

/// Coverage, 0 to 255, of squares of `shrink` pixels.
pub(super) struct Cover {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) shrink: usize,
    pub(super) values: Vec<u8>,
}

impl Cover {
    pub(super) fn of(canvas: &Canvas, shrink: usize) -> Self {
        let (wide, high) = (canvas.pixels.width() as usize, canvas.pixels.height() as usize);
        let (width, height) = (wide.div_ceil(shrink), high.div_ceil(shrink));
        let data = canvas.pixels.data();
        let mut values = vec![0; width * height];
        let half = shrink / 2;
        for (y, row) in values.chunks_exact_mut(width).enumerate() {
            for (x, value) in row.iter_mut().enumerate() {
                let at = |dx: usize, dy: usize| {
                    let (px, py) = ((x * shrink + dx).min(wide - 1), (y * shrink + dy).min(high - 1));
                    u32::from(data[(py * wide + px) * 4 + 3])
                };
                *value = ((at(0, 0) + at(half, 0) + at(0, half) + at(half, half)) / 4) as u8;
            }
        }
        Self { width, height, shrink, values }
    }

    /// A fraction that keeps about `fine` squares along a scene unit.
    pub(super) fn shrink_for(canvas: &Canvas, fine: f32) -> usize {
        ((canvas.scale / fine).round() as usize).max(1)
    }

    /// Softened twice by `radius` squares; nothing is outside.
    pub(super) fn blurred(&self, radius: usize) -> Self {
        let mut values = self.values.clone();
        if radius > 0 {
            let mut turned = vec![0; values.len()];
            for _ in 0..2 {
                // Blurring rows into columns twice blurs both ways and ends upright again.
                box_rows(&values, &mut turned, self.width, self.height, radius);
                box_rows(&turned, &mut values, self.height, self.width, radius);
            }
        }
        Self { width: self.width, height: self.height, shrink: self.shrink, values }
    }

    /// A reader of whole rows, moved by `by` pixels of the full sheet: what lies there is read here.
    pub(super) fn rows(&self, width: usize, by: (f32, f32)) -> Rows<'_> {
        let shrink = self.shrink as f32;
        let across =
            (0..width).map(|x| self.sample((x as f32 + 0.5 + by.0) / shrink - 0.5, self.width)).collect();
        Rows { cover: self, down: by.1, across, mixed: vec![0; self.width] }
    }

    /// The square at `at`, `None` outside, and the weight of the next one, of 256.
    fn sample(&self, at: f32, count: usize) -> Option<(usize, u32)> {
        if at < -1.0 || at >= count as f32 {
            return None;
        }
        let first = at.max(0.0) as usize;
        let weight = if first + 1 < count { ((at.max(0.0) - first as f32) * 256.0) as u32 } else { 0 };
        Some((first, weight))
    }
}

/// Reads coverage at full resolution, row by row.
pub(super) struct Rows<'a> {
    cover: &'a Cover,
    down: f32,
    across: Vec<Option<(usize, u32)>>,
    mixed: Vec<u32>,
}

impl Rows<'_> {
    /// Fills `out` with the coverage of row `y`.
    pub(super) fn read(&mut self, y: usize, out: &mut [u8]) {
        let cover = self.cover;
        let at = (y as f32 + 0.5 + self.down) / cover.shrink as f32 - 0.5;
        let Some((row, weight)) = cover.sample(at, cover.height) else { return out.fill(0) };
        let upper = &cover.values[row * cover.width..][..cover.width];
        let lower = &cover.values[(row + 1).min(cover.height - 1) * cover.width..][..cover.width];
        for ((mixed, a), b) in self.mixed.iter_mut().zip(upper).zip(lower) {
            *mixed = u32::from(*a) * (256 - weight) + u32::from(*b) * weight;
        }
        for (value, sample) in out.iter_mut().zip(&self.across) {
            *value = sample.map_or(0, |(column, weight)| {
                let next = self.mixed[(column + 1).min(cover.width - 1)];
                ((self.mixed[column] * (256 - weight) + next * weight) >> 16) as u8
            });
        }
    }
}

/// Averages along rows and writes the result turned: row by row into columns.
fn box_rows(from: &[u8], to: &mut [u8], width: usize, height: usize, radius: usize) {
    let count = (2 * radius + 1) as u32;
    for (y, row) in from.chunks_exact(width).enumerate() {
        let mut sum: u32 = row.iter().take(radius).map(|v| u32::from(*v)).sum();
        for x in 0..width {
            sum += row.get(x + radius).map_or(0, |v| u32::from(*v));
            to[x * height + y] = (sum / count) as u8;
            sum -= if x >= radius { u32::from(row[x - radius]) } else { 0 };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blurred_square_keeps_its_middle_and_fades_outside() {
        let mut cover = Cover { width: 40, height: 30, shrink: 1, values: vec![0; 1200] };
        for y in 8..22 {
            cover.values[y * 40 + 10..y * 40 + 30].fill(255);
        }
        let soft = cover.blurred(2);
        assert_eq!(soft.values[15 * 40 + 20], 255);
        assert!((1..255).contains(&soft.values[15 * 40 + 9]));
        assert_eq!(soft.values[15 * 40 + 2], 0);
        let mut row = vec![0; 40];
        soft.rows(40, (0.0, 0.0)).read(15, &mut row);
        assert_eq!(row[20], 255);
        soft.rows(40, (60.0, 0.0)).read(15, &mut row);
        assert!(row.iter().all(|v| *v == 0));
    }
}
