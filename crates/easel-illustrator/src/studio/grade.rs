//! Colours of one picture brought to those of another.

use super::plane::Plane;

type Vector = [f32; 3];
type Matrix = [[f32; 3]; 3];

/// What the colours of a picture are like: their mean and how they vary together.
#[derive(Clone, Copy, Debug)]
pub(super) struct Palette {
    mean: Vector,
    spread: Matrix,
}

impl Palette {
    /// Of the cells for which `counts` says how much they do.
    pub(super) fn of(plane: &Plane, counts: impl Fn(usize) -> f32) -> Self {
        let mut total = 1e-6;
        let mut mean = [0.0; 3];
        for (at, colour) in plane.colours.iter().enumerate() {
            let weight = counts(at);
            total += weight;
            (0..3).for_each(|c| mean[c] += colour[c] * weight);
        }
        mean.iter_mut().for_each(|v| *v /= total);
        let mut spread = [[0.0; 3]; 3];
        for (at, colour) in plane.colours.iter().enumerate() {
            let off: Vector = std::array::from_fn(|c| colour[c] - mean[c]);
            for (row, line) in spread.iter_mut().enumerate() {
                (0..3).for_each(|c| line[c] += off[row] * off[c] * counts(at) / total);
            }
        }
        // No direction is quite without variety, or nothing could be scaled to it.
        (0..3).for_each(|c| spread[c][c] += 4e-4);
        Self { mean, spread }
    }

    /// The gentlest linear change that makes colours like `self` into colours like `goal`.
    fn towards(&self, goal: &Self) -> Matrix {
        let (root, unroot) = (power(&self.spread, f32::sqrt), power(&self.spread, |v| 1.0 / v.sqrt()));
        let inner = power(&times(&times(&root, &goal.spread), &root), f32::sqrt);
        let change = times(&times(&unroot, &inner), &unroot);
        // Flat pictures would be torn apart and lively ones made grey.
        power(&change, |v| v.clamp(0.55, 1.7))
    }
}

/// Moves the colours of straight RGBA from one palette towards another, by `share` of the way; brightness, which
/// carries the drawing, goes less far.
pub(super) fn follow(rgba: &mut [u8], from: &Palette, to: &Palette, share: f32) {
    /// How far brightness follows where colour follows all the way.
    const BRIGHTNESS: f32 = 0.62;
    let change = from.towards(to);
    for pixel in rgba.chunks_exact_mut(4) {
        let own: Vector = std::array::from_fn(|c| f32::from(pixel[c]) / 255.0);
        let off: Vector = std::array::from_fn(|c| own[c] - from.mean[c]);
        let led: Vector =
            std::array::from_fn(|r| to.mean[r] + (0..3).map(|c| change[r][c] * off[c]).sum::<f32>());
        let back = (super::plane::luma(own) - super::plane::luma(led)) * (1.0 - BRIGHTNESS);
        for c in 0..3 {
            let value = own[c] + (led[c] + back - own[c]) * share;
            pixel[c] = (value.clamp(0.0, 1.0) * 255.0 + 0.5) as u8;
        }
    }
}

fn times(a: &Matrix, b: &Matrix) -> Matrix {
    std::array::from_fn(|r| std::array::from_fn(|c| (0..3).map(|k| a[r][k] * b[k][c]).sum()))
}

/// Applies `change` to the eigenvalues of a symmetric matrix.
fn power(matrix: &Matrix, change: impl Fn(f32) -> f32) -> Matrix {
    const SWEEPS: usize = 6;
    let mut values = *matrix;
    let mut axes: Matrix = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
    for (p, q) in [(0, 1), (0, 2), (1, 2)].into_iter().cycle().take(3 * SWEEPS) {
        if values[p][q].abs() < 1e-9 {
            continue;
        }
        // Jacobi: the turn that makes this pair independent.
        let slope = (values[q][q] - values[p][p]) / (2.0 * values[p][q]);
        let t = slope.signum() / (slope.abs() + (slope * slope + 1.0).sqrt());
        let cos = 1.0 / (t * t + 1.0).sqrt();
        let turn: Matrix = std::array::from_fn(|r| {
            std::array::from_fn(|c| match (r, c) {
                (r, c) if r == c && (r == p || r == q) => cos,
                (r, c) if r == p && c == q => t * cos,
                (r, c) if r == q && c == p => -t * cos,
                (r, c) => f32::from(u8::from(r == c)),
            })
        });
        let back: Matrix = std::array::from_fn(|r| std::array::from_fn(|c| turn[c][r]));
        values = times(&times(&back, &values), &turn);
        axes = times(&axes, &turn);
    }
    let new: Vector = std::array::from_fn(|i| change(values[i][i].max(1e-7)));
    std::array::from_fn(|r| std::array::from_fn(|c| (0..3).map(|k| axes[r][k] * new[k] * axes[c][k]).sum()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_get_the_mean_they_follow() {
        let make = |tint: [u8; 3]| -> Vec<u8> {
            (0..256u32)
                .flat_map(|i| {
                    let v = (i * 37 % 120) as u8;
                    [tint[0] / 2 + v, tint[1] / 2 + v / 2, tint[2] / 2 + (i % 60) as u8, 255]
                })
                .collect()
        };
        let palette = |rgba: &[u8]| Palette::of(&Plane::of(rgba, (16, 16), 16, |_, _| 1.0), |_| 1.0);
        let (mut ours, theirs) = (make([40, 60, 200]), make([220, 120, 30]));
        let (from, to) = (palette(&ours), palette(&theirs));
        follow(&mut ours, &from, &to, 1.0);
        let now = palette(&ours);
        let apart = |a: &Palette| (a.mean[0] - a.mean[2]) - (to.mean[0] - to.mean[2]);
        assert!(apart(&now).abs() < 0.06, "{:?} {:?}", now.mean, to.mean);
    }
}
