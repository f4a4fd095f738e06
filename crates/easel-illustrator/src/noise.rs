//! Smooth noise for hills, pigment and clouds.

/// A value from 0 to 1 fixed to the lattice point, by an integer hash.
pub(crate) fn lattice(x: i32, y: i32, seed: u64) -> f32 {
    let mut h = (x as u32).wrapping_mul(0x8DA6_B343) ^ (y as u32).wrapping_mul(0xD816_3841) ^ (seed as u32);
    h ^= ((seed >> 32) as u32).rotate_left(13);
    h = (h ^ (h >> 16)).wrapping_mul(0x7FEB_352D);
    h = (h ^ (h >> 15)).wrapping_mul(0x846C_A68B);
    h ^= h >> 16;
    (h >> 8) as f32 / (1 << 24) as f32
}

/// Value noise from 0 to 1 with one lattice point per unit.
pub(crate) fn smooth(x: f32, y: f32, seed: u64) -> f32 {
    let (xf, yf) = (x.floor(), y.floor());
    let (u, v) = (x - xf, y - yf);
    let (u, v) = (u * u * (3.0 - 2.0 * u), v * v * (3.0 - 2.0 * v));
    let (i, j) = (xf as i32, yf as i32);
    let (i1, j1) = (i.wrapping_add(1), j.wrapping_add(1));
    let top = lattice(i, j, seed) * (1.0 - u) + lattice(i1, j, seed) * u;
    let bottom = lattice(i, j1, seed) * (1.0 - u) + lattice(i1, j1, seed) * u;
    top * (1.0 - v) + bottom * v
}

/// Several octaves of [`smooth`], from 0 to 1.
pub(crate) fn fractal(x: f32, y: f32, seed: u64, octaves: u32) -> f32 {
    let (mut weight, mut step, mut sum, mut total) = (0.5, 1.0, 0.0, 0.0);
    for octave in 0..octaves {
        sum += weight * smooth(x * step, y * step, seed.wrapping_add(u64::from(octave)));
        total += weight;
        weight *= 0.5;
        step *= 2.03;
    }
    sum / total
}

/// A grid of [`fractal`] values over a picture, read back by interpolation: noise at a tenth of its price.
pub(crate) struct Field {
    columns: usize,
    step: f32,
    values: Vec<f32>,
}

impl Field {
    /// Covers `width` x `height` pixels with one value every `step` pixels; `grain` is lattice points per pixel.
    pub(crate) fn new(width: usize, height: usize, step: usize, grain: f32, seed: u64, octaves: u32) -> Self {
        let (columns, rows) = (width / step + 2, height / step + 2);
        let mut values = Vec::with_capacity(columns * rows);
        for row in 0..rows {
            for column in 0..columns {
                let (x, y) = ((column * step) as f32 * grain, (row * step) as f32 * grain);
                values.push(fractal(x, y, seed, octaves));
            }
        }
        Self { columns, step: step as f32, values }
    }

    /// The value at a pixel, from 0 to 1.
    pub(crate) fn at(&self, x: usize, y: usize) -> f32 {
        let (fx, fy) = (x as f32 / self.step, y as f32 / self.step);
        let (column, row) = (fx as usize, fy as usize);
        let (u, v) = (fx - column as f32, fy - row as f32);
        let at = row * self.columns + column;
        let top = self.values[at] * (1.0 - u) + self.values[at + 1] * u;
        let bottom = self.values[at + self.columns] * (1.0 - u) + self.values[at + self.columns + 1] * u;
        top * (1.0 - v) + bottom * v
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_stays_within_its_bounds_and_repeats() {
        for i in 0..500 {
            let (x, y) = (i as f32 * 0.37 - 60.0, i as f32 * 0.11);
            let value = fractal(x, y, 9, 4);
            assert!((0.0..=1.0).contains(&value));
            assert_eq!(value, fractal(x, y, 9, 4));
        }
    }
}
