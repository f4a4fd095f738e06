//! Separates a thing from its background: by alpha if there is any, else by what the picture's border looks like.

use resvg::tiny_skia::Pixmap;

use super::plane::{Plane, smoothed};

/// Cells along the longer side of the copy in which the thing is looked for.
const CELLS: usize = 160;
/// Kinds of background that are told apart.
const KINDS: usize = 4;
/// Steps of each colour axis in the models of thing and background.
const STEPS: usize = 10;
/// How often models and outline are improved in turn.
const ROUNDS: usize = 4;
/// Colours of neighbouring cells that differ less belong to one smooth background.
const SLOPE: f32 = 0.013;
/// How much of their colours thing and background may share.
const MOST_SHARED: f32 = 0.34;
/// Parts with less than this share of the largest one's area are dropped.
const LEAST_PART: f32 = 0.12;

/// A thing alone.
pub(super) struct Found {
    /// Cropped, with premultiplied edges.
    pub(super) pixels: Pixmap,
    /// The picture's lower border cuts it off.
    pub(super) cut_below: bool,
}

/// The thing a picture shows; `None` if it can't be told from the background.
pub(super) fn cut(whole: &Pixmap) -> Option<Found> {
    let clear = whole.data().chunks_exact(4).filter(|p| p[3] < 128).count();
    let all = (whole.width() * whole.height()) as usize;
    if clear * 50 > all {
        return if clear * 400 < all * 399 { crop(whole) } else { None };
    }
    let size = (whole.width() as usize, whole.height() as usize);
    if size.0.min(size.1) < 16 {
        return None;
    }
    let plane = Plane::of(whole.data(), size, CELLS, |_, _| 1.0);
    let matte = Matte::find(&plane)?;
    crop(&matte.apply(whole, &plane)?)
}

/// Without the empty rim.
fn crop(pixels: &Pixmap) -> Option<Found> {
    /// Less alpha than this is nothing.
    const THERE: u8 = 20;
    let wide = pixels.width() as usize;
    let (mut left, mut right, mut top, mut bottom) = (wide, 0, usize::MAX, 0);
    for (y, row) in pixels.data().chunks_exact(wide * 4).enumerate() {
        for (x, _) in row.chunks_exact(4).enumerate().filter(|(_, p)| p[3] > THERE) {
            (left, right) = (left.min(x), right.max(x));
            (top, bottom) = (top.min(y), bottom.max(y));
        }
    }
    if left > right || top > bottom {
        return None;
    }
    let mut out = Pixmap::new((right - left + 1) as u32, (bottom - top + 1) as u32)?;
    let line = (right - left + 1) * 4;
    for (y, row) in out.data_mut().chunks_exact_mut(line).enumerate() {
        let from = ((top + y) * wide + left) * 4;
        row.copy_from_slice(&pixels.data()[from..from + line]);
    }
    let base = out.data().chunks_exact(line).next_back().unwrap_or_default();
    let solid = base.chunks_exact(4).filter(|pixel| pixel[3] > 128).count();
    let cut_below = bottom + 3 >= pixels.height() as usize && solid * 4 > right - left;
    Some(Found { pixels: out, cut_below })
}

/// Where a thing is, in cells.
struct Matte {
    /// 0 to 1.
    thing: Vec<f32>,
    /// The axis of colour along which thing and background differ most.
    axis: [f32; 3],
}

impl Matte {
    fn find(plane: &Plane) -> Option<Self> {
        let (width, height) = (plane.width, plane.height);
        let mut thing = flood(&unlike_border(plane), width, height, |from, to| {
            difference(plane.colours[from], plane.colours[to]) < SLOPE
        });
        keep_large(&mut thing, width, height);
        let mut models = Models::new(plane, &thing);
        for _ in 0..ROUNDS {
            let likely = models.likelihood(plane, &thing);
            let axis = axis(plane, &thing);
            thing = guided(&likely, plane, axis, 3);
            thing = flood(&thing, width, height, |_, _| false);
            keep_large(&mut thing, width, height);
            models = Models::new(plane, &thing);
        }
        let axis = axis(plane, &thing);
        let matte = Self { thing, axis };
        (models.shared() < MOST_SHARED && matte.is_clean(plane)).then_some(matte)
    }

    /// Whether the outline runs along edges of the picture, and not along its border.
    fn is_clean(&self, plane: &Plane) -> bool {
        let (width, height) = (plane.width, plane.height);
        let solid = |x: usize, y: usize| self.thing[y * width + x] > 0.5;
        let area = self.thing.iter().filter(|v| **v > 0.5).count() as f32 / self.thing.len() as f32;
        let sides = 2 * height + width;
        let touching = (0..height).filter(|y| solid(0, *y)).count()
            + (0..height).filter(|y| solid(width - 1, *y)).count()
            + (0..width).filter(|x| solid(*x, 0)).count();
        if !(0.02..=0.85).contains(&area) || touching * 100 > sides * 12 {
            return false;
        }
        let (mut edge, mut clear, mut count) = (0.0, 0, 0);
        for y in 3..height.saturating_sub(3) {
            for x in 3..width.saturating_sub(3) {
                for (ax, ay) in [(1, 0), (0, 1)] {
                    if solid(x, y) == solid(x + ax, y + ay) {
                        continue;
                    }
                    let (before, after) = ((x - ax * 2, y - ay * 2), (x + ax * 3, y + ay * 3));
                    let step = difference(
                        plane.colours[before.1 * width + before.0],
                        plane.colours[after.1 * width + after.0],
                    );
                    edge += step;
                    clear += usize::from(step > 0.10);
                    count += 1;
                }
            }
        }
        count > 0 && edge / count as f32 > 0.14 && clear * 100 > count * 68
    }

    /// The whole picture with the matte as its alpha and without the background's colour at the edges.
    fn apply(&self, whole: &Pixmap, plane: &Plane) -> Option<Pixmap> {
        let (width, height) = (plane.width, plane.height);
        let fine = Guide::new(&self.thing, plane, self.axis, 2);
        let near = smoothed(&self.thing, width, height, 1);
        // The thing's own colours, spread outwards: what its edges would be without background.
        let mut own = plane.clone();
        let inner = smoothed(&self.thing, width, height, 1);
        own.weights = inner.iter().map(|v| if *v > 0.95 { 1.0 } else { 0.0 }).collect();
        own.spread();
        let mut out = whole.clone();
        let wide = whole.width() as usize;
        for (y, row) in out.data_mut().chunks_exact_mut(wide * 4).enumerate() {
            for (x, pixel) in row.chunks_exact_mut(4).enumerate() {
                let spot = plane.spot(x as f32, y as f32);
                let about = spot.of(&near);
                if about < 0.02 {
                    pixel.fill(0);
                    continue;
                }
                if about > 0.995 {
                    continue;
                }
                let colour = [0, 1, 2].map(|c| f32::from(pixel[c]) / 255.0);
                let share = fine.at(&spot, colour);
                let alpha = ((share - 0.28) / 0.44).clamp(0.0, 1.0) * (about / 0.12).min(1.0);
                let inside = own.colour_at(x as f32, y as f32);
                let keep = alpha * alpha;
                for c in 0..3 {
                    let value = inside[c] + (colour[c] - inside[c]) * keep;
                    pixel[c] = (value.clamp(0.0, 1.0) * alpha * 255.0 + 0.5) as u8;
                }
                pixel[3] = (alpha * 255.0 + 0.5) as u8;
            }
        }
        Some(out)
    }
}

fn difference(a: [f32; 3], b: [f32; 3]) -> f32 {
    let d: [f32; 3] = std::array::from_fn(|c| a[c] - b[c]);
    (d[0] * d[0] + d[1] * d[1] + d[2] * d[2]).sqrt()
}

/// A kind of background: its colour and how much it varies.
#[derive(Clone, Copy)]
struct Kind {
    mean: [f32; 3],
    spread: [f32; 3],
}

/// How unlike the picture's border each cell is, 0 to 1.
fn unlike_border(plane: &Plane) -> Vec<f32> {
    /// Half way to being something else, in squared deviations.
    const DOUBT: f32 = 11.0;
    let kinds = kinds(&border(plane));
    plane
        .colours
        .iter()
        .map(|colour| {
            let off = kinds
                .iter()
                .map(|kind| (0..3).map(|c| (colour[c] - kind.mean[c]).powi(2) / kind.spread[c]).sum::<f32>())
                .fold(f32::MAX, f32::min);
            off / (off + DOUBT)
        })
        .collect()
}

/// The cells along the sides and the top, and the outer ones at the bottom, where things stand.
fn border(plane: &Plane) -> Vec<[f32; 3]> {
    const DEEP: usize = 2;
    let (width, height) = (plane.width, plane.height);
    (0..plane.colours.len())
        .filter(|at| {
            let (x, y) = (at % width, at / width);
            let corner = x < width / 6 || x >= width - width / 6;
            x < DEEP || x + DEEP >= width || y < DEEP || y + DEEP >= height && corner
        })
        .map(|at| plane.colours[at])
        .collect()
}

/// Gathers colours to a few kinds (k-means, from evenly spaced beginnings).
fn kinds(colours: &[[f32; 3]]) -> Vec<Kind> {
    /// Variance that noise and compression have at least.
    const FLOOR: f32 = 0.0009;
    let mut sorted: Vec<[f32; 3]> = colours.to_vec();
    sorted.sort_by(|a, b| super::plane::luma(*a).total_cmp(&super::plane::luma(*b)));
    let mut means: Vec<[f32; 3]> =
        (0..KINDS).map(|k| sorted[(sorted.len() - 1) * (2 * k + 1) / (2 * KINDS)]).collect();
    let nearest = |means: &[[f32; 3]], colour: [f32; 3]| {
        let off = |k: &usize| difference(means[*k], colour);
        (0..means.len()).min_by(|a, b| off(a).total_cmp(&off(b))).unwrap_or(0)
    };
    let mut kinds = Vec::new();
    for _ in 0..8 {
        let mut sums = [([0.0; 3], [0.0; 3], 0.0_f32); KINDS];
        for colour in colours {
            let (sum, squares, count) = &mut sums[nearest(&means, *colour)];
            for c in 0..3 {
                sum[c] += colour[c];
                squares[c] += colour[c] * colour[c];
            }
            *count += 1.0;
        }
        kinds.clear();
        for (mean, (sum, squares, count)) in means.iter_mut().zip(sums).filter(|(_, s)| s.2 > 0.0) {
            *mean = sum.map(|v| v / count);
            // What touches the border here and there is no background.
            if count * 14.0 > colours.len() as f32 {
                let spread =
                    std::array::from_fn(|c| (squares[c] / count - mean[c] * mean[c]).max(0.0) + FLOOR);
                kinds.push(Kind { mean: *mean, spread });
            }
        }
    }
    kinds
}

/// Everything that can't be reached from the border over background: 1, else 0. Small enclosed gaps belong to the
/// thing, larger ones that look like background do not.
///
/// Where neighbours pass from one to the other `smoothly`, background goes on whatever it looks like.
fn flood(likely: &[f32], width: usize, height: usize, smoothly: impl Fn(usize, usize) -> bool) -> Vec<f32> {
    const HALF: f32 = 0.5;
    let mut outside = vec![false; likely.len()];
    let mut open: Vec<usize> = (0..likely.len())
        .filter(|at| {
            let (x, y) = (at % width, at / width);
            x == 0 || y == 0 || x + 1 == width || y + 1 == height
        })
        .filter(|at| likely[*at] < HALF)
        .collect();
    open.iter().for_each(|at| outside[*at] = true);
    while let Some(at) = open.pop() {
        let goes_on = |next: &usize| likely[*next] < HALF || smoothly(at, *next);
        for next in neighbours(at, width, height).filter(goes_on) {
            if !std::mem::replace(&mut outside[next], true) {
                open.push(next);
            }
        }
    }
    let mut thing: Vec<f32> = outside.iter().map(|out| if *out { 0.0 } else { 1.0 }).collect();
    let gaps = parts(|at| !outside[at] && likely[at] < 0.25, width, height);
    for gap in gaps.iter().filter(|gap| gap.len() * 350 > likely.len()) {
        gap.iter().for_each(|at| thing[*at] = 0.0);
    }
    thing
}

fn neighbours(at: usize, width: usize, height: usize) -> impl Iterator<Item = usize> {
    let (x, y) = (at % width, at / width);
    [
        (x > 0).then(|| at - 1),
        (x + 1 < width).then_some(at + 1),
        (y > 0).then(|| at - width),
        (y + 1 < height).then_some(at + width),
    ]
    .into_iter()
    .flatten()
}

/// The connected parts of all cells that are `in_it`.
fn parts(in_it: impl Fn(usize) -> bool, width: usize, height: usize) -> Vec<Vec<usize>> {
    let mut seen = vec![false; width * height];
    let mut all = Vec::new();
    for start in 0..width * height {
        if seen[start] || !in_it(start) {
            continue;
        }
        seen[start] = true;
        let (mut part, mut next) = (vec![start], 0);
        while next < part.len() {
            for to in neighbours(part[next], width, height).filter(|to| in_it(*to)) {
                if !std::mem::replace(&mut seen[to], true) {
                    part.push(to);
                }
            }
            next += 1;
        }
        all.push(part);
    }
    all
}

fn keep_large(thing: &mut [f32], width: usize, height: usize) {
    let parts = parts(|at| thing[at] > 0.5, width, height);
    let largest = parts.iter().map(Vec::len).max().unwrap_or(0) as f32;
    for part in parts.iter().filter(|part| (part.len() as f32) < largest * LEAST_PART) {
        part.iter().for_each(|at| thing[*at] = 0.0);
    }
}

/// How common each colour is in the thing and in the background.
struct Models {
    inside: Vec<f32>,
    outside: Vec<f32>,
}

impl Models {
    fn new(plane: &Plane, thing: &[f32]) -> Self {
        let (mut inside, mut outside) = (vec![0.0; STEPS * STEPS * STEPS], vec![0.0; STEPS * STEPS * STEPS]);
        for (colour, thing) in plane.colours.iter().zip(thing) {
            inside[bin(*colour)] += thing;
            outside[bin(*colour)] += 1.0 - thing;
        }
        for bins in [&mut inside, &mut outside] {
            soften_bins(bins);
            let all = bins.iter().sum::<f32>().max(1.0);
            bins.iter_mut().for_each(|v| *v /= all);
        }
        Self { inside, outside }
    }

    /// The share of colours both have.
    fn shared(&self) -> f32 {
        self.inside.iter().zip(&self.outside).map(|(a, b)| a.min(*b)).sum()
    }

    /// How likely each cell is a part of the thing, by its colour and by what lies near.
    fn likelihood(&self, plane: &Plane, thing: &[f32]) -> Vec<f32> {
        let near = smoothed(thing, plane.width, plane.height, 4);
        plane
            .colours
            .iter()
            .zip(&near)
            .map(|(colour, near)| {
                let (at, place) = (bin(*colour), near.clamp(0.03, 0.97));
                let yes = (self.inside[at] + 2e-4) * place;
                let no = (self.outside[at] + 2e-4) * (1.0 - place);
                yes / (yes + no)
            })
            .collect()
    }
}

/// The place of a colour in a model.
fn bin(colour: [f32; 3]) -> usize {
    let [r, g, b] = colour.map(|v| ((v.clamp(0.0, 1.0) * STEPS as f32) as usize).min(STEPS - 1));
    (r * STEPS + g) * STEPS + b
}

/// Lets colours count a little for those next to them.
fn soften_bins(bins: &mut [f32]) {
    for stride in [1, STEPS, STEPS * STEPS] {
        let before = bins.to_vec();
        for at in 0..bins.len() {
            let along = at / stride % STEPS;
            let low = if along > 0 { before[at - stride] } else { 0.0 };
            let high = if along + 1 < STEPS { before[at + stride] } else { 0.0 };
            bins[at] = before[at] * 0.6 + (low + high) * 0.2;
        }
    }
}

/// The axis of colour on which thing and background lie farthest apart, as a vector of length 1.
fn axis(plane: &Plane, thing: &[f32]) -> [f32; 3] {
    let (mut inside, mut outside) = ([0.0; 3], [0.0; 3]);
    let (mut some, mut rest) = (1e-6, 1e-6);
    let near = smoothed(thing, plane.width, plane.height, 6);
    for ((colour, thing), near) in plane.colours.iter().zip(thing).zip(&near) {
        // Only what lies at the outline matters.
        let counts = if (0.05..0.95).contains(near) { 1.0 } else { 0.05 };
        for c in 0..3 {
            inside[c] += colour[c] * thing * counts;
            outside[c] += colour[c] * (1.0 - thing) * counts;
        }
        some += thing * counts;
        rest += (1.0 - thing) * counts;
    }
    let apart: [f32; 3] = std::array::from_fn(|c| inside[c] / some - outside[c] / rest);
    let long = apart.iter().map(|v| v * v).sum::<f32>().sqrt();
    if long < 1e-3 { [0.577; 3] } else { apart.map(|v| v / long) }
}

/// A map as a local linear function of the picture, so that its edges are the picture's.
struct Guide {
    slope: Vec<f32>,
    base: Vec<f32>,
    axis: [f32; 3],
}

impl Guide {
    fn new(map: &[f32], plane: &Plane, axis: [f32; 3], radius: usize) -> Self {
        /// Variance below which a place counts as even.
        const EVEN: f32 = 4e-4;
        let (width, height) = (plane.width, plane.height);
        let mean = |values: &[f32]| smoothed(values, width, height, radius);
        let guide: Vec<f32> = plane.colours.iter().map(|colour| along(*colour, axis)).collect();
        let both: Vec<f32> = guide.iter().zip(map).map(|(g, m)| g * m).collect();
        let squares: Vec<f32> = guide.iter().map(|g| g * g).collect();
        let (g, m, gm, gg) = (mean(&guide), mean(map), mean(&both), mean(&squares));
        let slope: Vec<f32> =
            (0..map.len()).map(|i| (gm[i] - g[i] * m[i]) / (gg[i] - g[i] * g[i] + EVEN)).collect();
        let base: Vec<f32> = (0..map.len()).map(|i| m[i] - slope[i] * g[i]).collect();
        Self { slope: mean(&slope), base: mean(&base), axis }
    }

    fn at(&self, spot: &super::plane::Spot, colour: [f32; 3]) -> f32 {
        spot.of(&self.slope) * along(colour, self.axis) + spot.of(&self.base)
    }
}

fn along(colour: [f32; 3], axis: [f32; 3]) -> f32 {
    (0..3).map(|c| colour[c] * axis[c]).sum()
}

/// A map smoothed along the picture's edges but not across them.
fn guided(map: &[f32], plane: &Plane, axis: [f32; 3], radius: usize) -> Vec<f32> {
    let guide = Guide::new(map, plane, axis, radius);
    plane
        .colours
        .iter()
        .enumerate()
        .map(|(at, colour)| (guide.slope[at] * along(*colour, axis) + guide.base[at]).clamp(0.0, 1.0))
        .collect()
}
