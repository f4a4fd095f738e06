//! What the pixels of a thing and of its background look like: a few kinds of pixel each, by colour and by place.

use super::plane::Plane;

/// Numbers that describe a pixel: its colour and where it is.
const NUMBERS: usize = 5;
/// Kinds of pixel a model has at most.
const KINDS: usize = 10;
/// How far the picture's side is, compared with colours.
const PLACE: f32 = 45.0;
/// No kind is narrower than this, so that smooth areas don't become points.
const WIDTH: [f32; NUMBERS] = [14.0, 10.0, 10.0, 20.0, 20.0];

type Spot = [f32; NUMBERS];

/// A bell around a mean.
struct Kind {
    mean: Spot,
    /// Lower half of the root of the inverse of how the pixels are spread.
    inverse: [[f32; NUMBERS]; NUMBERS],
    /// What every pixel of this kind costs: how rare and how wide it is.
    floor: f32,
}

/// Some kinds of pixel.
pub(super) struct Kinds {
    kinds: Vec<Kind>,
}

pub(super) fn spot(plane: &Plane, i: usize) -> Spot {
    let (x, y) = plane.place(i);
    let [l, a, b] = plane.colours[i];
    [l, a, b, x * PLACE, y * PLACE]
}

fn far(a: &Spot, b: &Spot) -> f32 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum()
}

impl Kinds {
    /// The kinds among pixels that count by their weight; `None` when there are hardly any.
    pub(super) fn of(plane: &Plane, weights: &[f32]) -> Option<Self> {
        let all: Vec<(Spot, f32)> =
            (0..plane.len()).filter(|i| weights[*i] > 0.02).map(|i| (spot(plane, i), weights[i])).collect();
        if all.len() < 24 {
            return None;
        }
        let mut centres = seeds(&all);
        let mut member = vec![0; all.len()];
        for _ in 0..8 {
            for ((spot, _), member) in all.iter().zip(&mut member) {
                let near = (0..centres.len())
                    .min_by(|a, b| far(spot, &centres[*a]).total_cmp(&far(spot, &centres[*b])));
                *member = near.unwrap_or(0);
            }
            for (kind, centre) in centres.iter_mut().enumerate() {
                let (mut sum, mut count) = ([0.0; NUMBERS], 0.0);
                for ((spot, weight), _) in all.iter().zip(&member).filter(|(_, m)| **m == kind) {
                    sum.iter_mut().zip(spot).for_each(|(s, v)| *s += v * weight);
                    count += weight;
                }
                if count > 0.0 {
                    *centre = sum.map(|s| s / count);
                }
            }
        }
        let total: f32 = all.iter().map(|(_, w)| w).sum();
        let kinds = (0..centres.len()).filter_map(|kind| {
            let own = all.iter().zip(&member).filter(|(_, m)| **m == kind).map(|(s, _)| s);
            Kind::of(own, centres[kind], total)
        });
        Some(Self { kinds: kinds.collect() })
    }

    /// How unlike these kinds a pixel is: the logarithm of how unlikely.
    pub(super) fn cost(&self, spot: &Spot) -> f32 {
        let least = self.kinds.iter().map(|kind| kind.cost(spot)).fold(f32::MAX, f32::min);
        least.min(60.0)
    }
}

/// Pixels far from each other, to begin with.
fn seeds(all: &[(Spot, f32)]) -> Vec<Spot> {
    let mean: Spot = std::array::from_fn(|c| all.iter().map(|(s, _)| s[c]).sum::<f32>() / all.len() as f32);
    let mut centres = Vec::new();
    let mut nearest: Vec<f32> = all.iter().map(|(s, _)| far(s, &mean)).collect();
    while centres.len() < KINDS {
        let furthest =
            (0..all.len()).max_by(|a, b| (nearest[*a] * all[*a].1).total_cmp(&(nearest[*b] * all[*b].1)));
        let Some(next) = furthest.filter(|i| centres.is_empty() || nearest[*i] > 80.0) else { break };
        if centres.is_empty() {
            nearest.fill(f32::MAX);
        }
        centres.push(all[next].0);
        for (near, (spot, _)) in nearest.iter_mut().zip(all) {
            *near = near.min(far(spot, &all[next].0));
        }
    }
    centres
}

impl Kind {
    fn of<'a>(pixels: impl Iterator<Item = &'a (Spot, f32)>, mean: Spot, total: f32) -> Option<Self> {
        let mut spread = [[0.0_f32; NUMBERS]; NUMBERS];
        let mut count = 0.0;
        for (spot, weight) in pixels {
            let off: Spot = std::array::from_fn(|c| spot[c] - mean[c]);
            for (row, a) in spread.iter_mut().zip(&off) {
                row.iter_mut().zip(&off).for_each(|(s, b)| *s += a * b * weight);
            }
            count += weight;
        }
        if count < 4.0 {
            return None;
        }
        for (i, row) in spread.iter_mut().enumerate() {
            row.iter_mut().for_each(|s| *s /= count);
            row[i] += WIDTH[i];
        }
        let (inverse, logarithm) = inverse_root(&spread);
        Some(Self { mean, inverse, floor: logarithm - (count / total).ln() })
    }

    fn cost(&self, spot: &Spot) -> f32 {
        let off: Spot = std::array::from_fn(|c| spot[c] - self.mean[c]);
        let mut sum = 0.0;
        for (i, row) in self.inverse.iter().enumerate() {
            let part: f32 = row[..=i].iter().zip(&off).map(|(a, b)| a * b).sum();
            sum += part * part;
        }
        sum / 2.0 + self.floor
    }
}

/// The inverse of the lower root of a spread, and half the logarithm of its determinant (Cholesky).
fn inverse_root(spread: &[[f32; NUMBERS]; NUMBERS]) -> ([[f32; NUMBERS]; NUMBERS], f32) {
    let mut root = [[0.0_f32; NUMBERS]; NUMBERS];
    let mut logarithm = 0.0;
    for i in 0..NUMBERS {
        for j in 0..=i {
            let sum: f32 = (0..j).map(|k| root[i][k] * root[j][k]).sum();
            root[i][j] = if i == j {
                (spread[i][i] - sum).max(1e-3).sqrt()
            } else {
                (spread[i][j] - sum) / root[j][j]
            };
        }
        logarithm += root[i][i].ln();
    }
    let mut inverse = [[0.0; NUMBERS]; NUMBERS];
    for column in 0..NUMBERS {
        for i in column..NUMBERS {
            let sum: f32 = (column..i).map(|k| root[i][k] * inverse[k][column]).sum();
            inverse[i][column] = (f32::from(i == column) - sum) / root[i][i];
        }
    }
    (inverse, logarithm)
}
