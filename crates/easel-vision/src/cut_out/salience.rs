//! What stands out of a picture: parts that are unlike what the picture's rim belongs to. After Zhu, Liang, Wei and
//! Sun, "Saliency Optimization from Robust Background Detection" (2014): a patch is background when much of the
//! region it belongs to lies along the rim, and the thing is what contrasts with that.

use super::plane::{Lab, Plane, square};

/// About so many patches are made of a picture.
const PATCHES: usize = 320;
/// Colours this far apart begin to be different things.
const ALIKE: f32 = 10.0;
/// Steps between patches that are no more than this don't add up: slopes are one region.
const SLOPE: f32 = 6.0;

struct Patch {
    colour: Lab,
    x: f32,
    y: f32,
    pixels: f32,
    on_rim: bool,
}

/// How much each pixel stands out, 0 to 1.
pub(super) fn salience(plane: &Plane) -> Vec<f32> {
    let (labels, patches) = patches(plane);
    let ties = ties(plane, &labels, patches.len());
    let ground = ground(&patches, &ties);
    let contrast = contrast(&patches, &ground);
    let solved = settle(&patches, &ties, &ground, &contrast);
    let (low, high) = solved.iter().fold((f32::MAX, f32::MIN), |(l, h), v| (l.min(*v), h.max(*v)));
    let range = (high - low).max(1e-3);
    labels.iter().map(|l| (solved[*l] - low) / range).collect()
}

/// Patches of pixels that are near each other and alike (Achanta's SLIC), and which one each pixel is in.
fn patches(plane: &Plane) -> (Vec<usize>, Vec<Patch>) {
    /// How much being near counts against being alike.
    const NEARNESS: f32 = 14.0;
    let (width, height) = (plane.width, plane.height);
    let step = ((plane.len() as f32 / PATCHES as f32).sqrt()).max(2.0);
    let (across, down) =
        ((width as f32 / step).round().max(1.0) as usize, (height as f32 / step).round().max(1.0) as usize);
    let mut centres: Vec<[f32; 5]> = Vec::new();
    for (row, column) in (0..down).flat_map(|row| (0..across).map(move |column| (row, column))) {
        let x = (column as f32 + 0.5) * width as f32 / across as f32;
        let y = (row as f32 + 0.5) * height as f32 / down as f32;
        let [l, a, b] = plane.colours[(y as usize).min(height - 1) * width + (x as usize).min(width - 1)];
        centres.push([l, a, b, x, y]);
    }
    let mut labels = vec![0; plane.len()];
    for _ in 0..6 {
        let mut nearest = vec![f32::MAX; plane.len()];
        for (label, [l, a, b, x, y]) in centres.iter().enumerate() {
            let reach = step * 1.6;
            let span = |at: f32, side: usize| {
                ((at - reach).max(0.0) as usize, ((at + reach) as usize + 1).min(side))
            };
            let ((left, right), (top, bottom)) = (span(*x, width), span(*y, height));
            for row in top..bottom {
                for column in left..right {
                    let i = row * width + column;
                    let away = ((column as f32 - x).powi(2) + (row as f32 - y).powi(2)) / (step * step);
                    let far = square(plane.colours[i], [*l, *a, *b]) + away * NEARNESS * NEARNESS;
                    if far < nearest[i] {
                        nearest[i] = far;
                        labels[i] = label;
                    }
                }
            }
        }
        let mut sums = vec![[0.0_f32; 6]; centres.len()];
        for (i, label) in labels.iter().enumerate() {
            let [l, a, b] = plane.colours[i];
            let sum = &mut sums[*label];
            for (s, v) in sum.iter_mut().zip([l, a, b, (i % width) as f32, (i / width) as f32, 1.0]) {
                *s += v;
            }
        }
        for (centre, sum) in centres.iter_mut().zip(&sums).filter(|(_, sum)| sum[5] > 0.0) {
            *centre = std::array::from_fn(|c| sum[c] / sum[5]);
        }
    }
    let mut found: Vec<Patch> = centres
        .iter()
        .map(|[l, a, b, x, y]| Patch {
            colour: [*l, *a, *b],
            x: x / width.max(height) as f32,
            y: y / width.max(height) as f32,
            pixels: 0.0,
            on_rim: false,
        })
        .collect();
    for (i, label) in labels.iter().enumerate() {
        found[*label].pixels += 1.0;
        found[*label].on_rim |= plane.is_rim(i);
    }
    (labels, found)
}

/// Which patches touch.
fn ties(plane: &Plane, labels: &[usize], count: usize) -> Vec<Vec<usize>> {
    let mut ties = vec![Vec::new(); count];
    for i in 0..plane.len() {
        for j in plane.neighbours(i) {
            let (a, b) = (labels[i], labels[j]);
            if a != b && !ties[a].contains(&b) {
                ties[a].push(b);
            }
        }
    }
    ties
}

fn difference(a: &Patch, b: &Patch) -> f32 {
    square(a.colour, b.colour).sqrt()
}

/// How likely each patch is background: by how much of the region around it lies along the rim.
fn ground(patches: &[Patch], ties: &[Vec<usize>]) -> Vec<f32> {
    let usual = patches.iter().map(|p| p.pixels).sum::<f32>() / patches.len() as f32;
    (0..patches.len())
        .map(|start| {
            let (mut area, mut along) = (0.0, 0.0);
            for (to, far) in ways(patches, ties, start).into_iter().enumerate() {
                let part = (-far * far / (2.0 * ALIKE * ALIKE)).exp();
                area += part * patches[to].pixels / usual;
                along += if patches[to].on_rim { part } else { 0.0 };
            }
            let tied = along / area.max(1e-3).sqrt();
            1.0 - (-tied * tied / 2.0).exp()
        })
        .collect()
}

/// The shortest way from a patch to every other, by what changes on it.
fn ways(patches: &[Patch], ties: &[Vec<usize>], start: usize) -> Vec<f32> {
    let mut far = vec![f32::MAX; patches.len()];
    let mut done = vec![false; patches.len()];
    far[start] = 0.0;
    loop {
        let open = (0..patches.len()).filter(|i| !done[*i] && far[*i] < ALIKE * 4.0);
        let Some(next) = open.min_by(|a, b| far[*a].total_cmp(&far[*b])) else { break };
        done[next] = true;
        for &to in &ties[next] {
            let step = (difference(&patches[next], &patches[to]) - SLOPE).max(0.0);
            far[to] = far[to].min(far[next] + step);
        }
    }
    far
}

/// How much each patch differs from the background around it, 0 to 1.
fn contrast(patches: &[Patch], ground: &[f32]) -> Vec<f32> {
    let mut found: Vec<f32> = patches
        .iter()
        .map(|patch| {
            let (mut sum, mut weights) = (0.0, 1e-3);
            for (other, ground) in patches.iter().zip(ground) {
                let away = (patch.x - other.x).powi(2) + (patch.y - other.y).powi(2);
                let weight = ground * (-away / (2.0 * 0.25 * 0.25)).exp() * other.pixels;
                sum += weight * difference(patch, other);
                weights += weight;
            }
            sum / weights
        })
        .collect();
    let most = found.iter().copied().fold(1.0, f32::max);
    for (value, ground) in found.iter_mut().zip(ground) {
        *value = *value / most * (1.0 - ground);
    }
    found
}

/// What stands out, such that neighbours that are alike stand out alike.
fn settle(patches: &[Patch], ties: &[Vec<usize>], ground: &[f32], contrast: &[f32]) -> Vec<f32> {
    let mut value = contrast.to_vec();
    for _ in 0..200 {
        for i in 0..patches.len() {
            let (mut sum, mut weights) = (contrast[i], contrast[i] + 4.0 * ground[i] + 1e-3);
            for &j in &ties[i] {
                let tie =
                    (-square(patches[i].colour, patches[j].colour) / (2.0 * ALIKE * ALIKE)).exp() + 0.05;
                sum += tie * value[j];
                weights += tie;
            }
            value[i] = sum / weights;
        }
    }
    value
}
