//! Fills a hole in a picture from what surrounds it: smooth first, then with patches of the surroundings on a coarse
//! copy, and at last with the fine grain of where those patches come from.

use super::plane::Plane;
use crate::rng::Rng;

/// Cells along the longer side of the coarse copy, from the first to the last pass.
const PASSES: [usize; 4] = [22, 38, 66, 112];
/// Cells from the middle of a patch to its edge.
const REACH: usize = 3;
/// How often patches are looked for and laid down in each pass: what goes where is decided while that is cheap.
const ROUNDS: [usize; 4] = [14, 8, 4, 2];
/// Sweeps of each search.
const SWEEPS: usize = 2;
/// Room round the hole from which it is filled, in sizes of the hole.
const MARGIN: f32 = 0.8;

/// Fills the pixels of straight RGBA for which `hole` is true; all others stay as they are.
pub(super) fn fill(rgba: &mut [u8], (wide, high): (usize, usize), hole: impl Fn(usize) -> bool, seed: u64) {
    let Some(bounds) = bounds((wide, high), &hole) else { return };
    let (left, top, width, height) = around(bounds, (wide, high));
    let mut part = Vec::with_capacity(width * height * 4);
    let mut holes = Vec::with_capacity(width * height);
    for y in top..top + height {
        let from = y * wide + left;
        part.extend_from_slice(&rgba[from * 4..(from + width) * 4]);
        holes.extend((from..from + width).map(&hole));
    }
    if !holes.contains(&false) {
        // Nothing is left to learn from.
        part.chunks_exact_mut(4).for_each(|pixel| pixel.copy_from_slice(&[128, 128, 128, 255]));
    } else {
        synthesise(&mut part, (width, height), &holes, seed);
    }
    for y in 0..height {
        for x in (0..width).filter(|x| holes[y * width + x]) {
            let (from, to) = ((y * width + x) * 4, ((top + y) * wide + left + x) * 4);
            rgba[to..to + 4].copy_from_slice(&part[from..from + 4]);
        }
    }
}

/// Left, top, right and bottom of the hole, all included.
fn bounds(
    (wide, high): (usize, usize),
    hole: &impl Fn(usize) -> bool,
) -> Option<(usize, usize, usize, usize)> {
    let mut found: Option<(usize, usize, usize, usize)> = None;
    for y in 0..high {
        for x in (0..wide).filter(|x| hole(y * wide + x)) {
            let (left, top, right, bottom) = found.unwrap_or((x, y, x, y));
            found = Some((left.min(x), top.min(y), right.max(x), bottom.max(y)));
        }
    }
    found
}

/// The area that is looked at: left, top, width, height.
fn around(
    (left, top, right, bottom): (usize, usize, usize, usize),
    (wide, high): (usize, usize),
) -> (usize, usize, usize, usize) {
    let room = ((right - left).max(bottom - top) as f32 * MARGIN) as usize + 24;
    let (x0, y0) = (left.saturating_sub(room), top.saturating_sub(room));
    let (x1, y1) = ((right + room + 1).min(wide), (bottom + room + 1).min(high));
    (x0, y0, x1 - x0, y1 - y0)
}

fn synthesise(rgba: &mut [u8], size: (usize, usize), holes: &[bool], seed: u64) {
    let mut coarse: Option<Quilt> = None;
    for (cells, rounds) in PASSES.into_iter().zip(ROUNDS) {
        let mut quilt = Quilt::new(rgba, size, holes, cells);
        match &coarse {
            Some(before) => quilt.continue_from(before),
            None => quilt.smooth(),
        }
        quilt.sew(&mut Rng::new(seed, "fill"), rounds);
        coarse = Some(quilt);
    }
    let Some(mut quilt) = coarse else { return };
    if !quilt.sources.is_empty() {
        quilt.blend_in();
    }
    quilt.lay(rgba, size, holes);
}

/// A coarse copy in which the hole is sewn together from patches of the rest.
struct Quilt {
    plane: Plane,
    /// Whether a cell is filled.
    empty: Vec<bool>,
    /// The middles of patches that touch the hole.
    targets: Vec<usize>,
    /// Cells that may be the middle of a source patch.
    sources: Vec<usize>,
    is_source: Vec<bool>,
    /// For each cell, the middle of the patch most like it.
    origin: Vec<usize>,
}

impl Quilt {
    fn new(rgba: &[u8], size: (usize, usize), holes: &[bool], cells: usize) -> Self {
        let mut plane = Plane::of(rgba, size, cells, |at, _| f32::from(u8::from(!holes[at])));
        let (width, height) = (plane.width, plane.height);
        let empty: Vec<bool> = plane.weights.iter().map(|weight| *weight < 0.999).collect();
        plane.spread();
        let touches = |at: usize| window(at, width, height).any(|near| empty[near]);
        let inside = |at: usize| {
            let (x, y) = (at % width, at / width);
            x >= REACH && y >= REACH && x + REACH < width && y + REACH < height
        };
        let targets: Vec<usize> = (0..empty.len()).filter(|at| touches(*at)).collect();
        let is_source: Vec<bool> = (0..empty.len()).map(|at| inside(at) && !touches(at)).collect();
        let sources: Vec<usize> = (0..empty.len()).filter(|at| is_source[*at]).collect();
        let origin = (0..empty.len()).collect();
        Self { plane, empty, targets, sources, is_source, origin }
    }

    /// Makes the hole a smooth membrane between its edges.
    fn smooth(&mut self) {
        const TURNS: usize = 60;
        let (width, height) = (self.plane.width, self.plane.height);
        let inner: Vec<usize> = (0..self.empty.len()).filter(|at| self.empty[*at]).collect();
        for _ in 0..TURNS {
            for at in &inner {
                let (x, y) = (at % width, at / width);
                let around = [
                    y * width + x.saturating_sub(1),
                    y * width + (x + 1).min(width - 1),
                    y.saturating_sub(1) * width + x,
                    (y + 1).min(height - 1) * width + x,
                ];
                self.plane.colours[*at] = std::array::from_fn(|c| {
                    around.iter().map(|near| self.plane.colours[*near][c]).sum::<f32>() * 0.25
                });
            }
        }
    }

    /// Takes up where a coarser quilt ended.
    fn continue_from(&mut self, coarse: &Self) {
        let shrink = self.plane.shrink as f32;
        let (width, height) = (self.plane.width, self.plane.height);
        for at in 0..self.empty.len() {
            let (x, y) = (at % width, at / width);
            let (px, py) = ((x as f32 + 0.5) * shrink, (y as f32 + 0.5) * shrink);
            if self.empty[at] {
                self.plane.colours[at] = coarse.plane.colour_at(px, py);
            }
            let cell = |v: f32, count: usize| ((v / coarse.plane.shrink as f32) as usize).min(count - 1);
            let there = cell(py, coarse.plane.height) * coarse.plane.width + cell(px, coarse.plane.width);
            let (from, ratio) = (coarse.origin[there], coarse.plane.shrink as f32 / shrink);
            let off = |to: usize, own: usize| ((to as f32 - own as f32) * ratio).round() as i64;
            let wide = coarse.plane.width;
            let moved =
                (x as i64 + off(from % wide, there % wide), y as i64 + off(from / wide, there / wide));
            let to = (moved.0.clamp(0, width as i64 - 1), moved.1.clamp(0, height as i64 - 1));
            self.origin[at] = to.1 as usize * width + to.0 as usize;
        }
    }

    fn sew(&mut self, rng: &mut Rng, rounds: usize) {
        if self.sources.is_empty() {
            return;
        }
        for at in &self.targets {
            if !self.is_source[self.origin[*at]] {
                self.origin[*at] = self.sources[(rng.next() % self.sources.len() as u64) as usize];
            }
        }
        for round in 0..rounds {
            self.search(rng, round);
            self.vote();
        }
    }

    /// Finds better patches: those beside the ones that neighbours found, and some by chance (PatchMatch).
    fn search(&mut self, rng: &mut Rng, round: usize) {
        let width = self.plane.width;
        for sweep in 0..SWEEPS {
            let forth = (round + sweep).is_multiple_of(2);
            for k in 0..self.targets.len() {
                let at = self.targets[if forth { k } else { self.targets.len() - 1 - k }];
                let mut best = (self.unlike(at, self.origin[at], f32::MAX), self.origin[at]);
                for stride in [1, width] {
                    let near = if forth { at.checked_sub(stride) } else { Some(at + stride) };
                    let Some(near) = near.filter(|near| *near < self.origin.len()) else { continue };
                    let moved = if forth {
                        self.origin[near] + stride
                    } else {
                        self.origin[near].wrapping_sub(stride)
                    };
                    self.consider(at, moved, &mut best);
                }
                let mut reach = width.max(self.plane.height) as f32;
                while reach >= 1.0 {
                    let (x, y) = ((best.1 % width) as f32, (best.1 / width) as f32);
                    let to = (x + rng.range(-reach, reach), y + rng.range(-reach, reach));
                    if to.0 >= 0.0 && to.1 >= 0.0 && (to.0 as usize) < width {
                        self.consider(at, to.1 as usize * width + to.0 as usize, &mut best);
                    }
                    reach *= 0.45;
                }
                self.origin[at] = best.1;
            }
        }
    }

    fn consider(&self, at: usize, source: usize, best: &mut (f32, usize)) {
        if self.is_source.get(source) == Some(&true) {
            let unlike = self.unlike(at, source, best.0);
            if unlike < best.0 {
                *best = (unlike, source);
            }
        }
    }

    /// How unlike two patches are; gives up beyond `most`. What is known counts more than what is being filled.
    fn unlike(&self, at: usize, source: usize, most: f32) -> f32 {
        let (width, height) = (self.plane.width as i64, self.plane.height as i64);
        let (x, y) = ((at % self.plane.width) as i64, (at / self.plane.width) as i64);
        let reach = REACH as i64;
        // A source near by continues lines and light better than one far off.
        let (sx, sy) = ((source % self.plane.width) as i64, (source / self.plane.width) as i64);
        let far = ((sx - x).abs() + 2 * (sy - y).abs()) as f32 / (width + height) as f32;
        let mut sum = far * 0.10;
        for dy in -reach..=reach {
            for dx in -reach..=reach {
                let (tx, ty) = (x + dx, y + dy);
                if tx < 0 || ty < 0 || tx >= width || ty >= height {
                    continue;
                }
                let own = (ty * width + tx) as usize;
                let other = ((sy + dy) * width + sx + dx) as usize;
                let (a, b) = (self.plane.colours[own], self.plane.colours[other]);
                let off = (a[0] - b[0]).powi(2) + (a[1] - b[1]).powi(2) + (a[2] - b[2]).powi(2);
                sum += off * if self.empty[own] { 1.0 } else { 2.5 };
            }
            if sum >= most {
                return sum;
            }
        }
        sum
    }

    /// Every cell of the hole becomes the mean of what the patches over it say.
    fn vote(&mut self) {
        for (at, told) in self.votes().into_iter().enumerate().filter(|(at, _)| self.empty[*at]) {
            self.plane.colours[at] = told.unwrap_or(self.plane.colours[at]);
        }
    }

    /// Takes away the seam: by how much patches miss what is known round the hole, the hole is moved as well.
    fn blend_in(&mut self) {
        /// A patch that misses by more shows something else, which is no seam.
        const OTHER: f32 = 0.07;
        let mut missed = self.plane.clone();
        missed.weights.fill(0.0);
        for (at, told) in self.votes().into_iter().enumerate() {
            let Some(told) = told.filter(|_| !self.empty[at]) else { continue };
            missed.colours[at] = std::array::from_fn(|c| self.plane.colours[at][c] - told[c]);
            let off = missed.colours[at].iter().fold(0.0_f32, |most, v| most.max(v.abs())) / OTHER;
            missed.weights[at] = 1.0 / (1.0 + off * off * off * off);
        }
        missed.spread();
        for at in (0..self.empty.len()).filter(|at| self.empty[*at]) {
            for c in 0..3 {
                self.plane.colours[at][c] += missed.colours[at][c].clamp(-OTHER, OTHER);
            }
        }
    }

    /// What patches say of each cell they lie on.
    fn votes(&self) -> Vec<Option<[f32; 3]>> {
        let (width, height) = (self.plane.width as i64, self.plane.height as i64);
        let mut sums = vec![([0.0; 3], 0.0_f32); self.empty.len()];
        for at in &self.targets {
            let source = self.origin[*at];
            let trust = 1.0 / (self.unlike(*at, source, f32::MAX) + 0.02);
            let (x, y) = ((at % self.plane.width) as i64, (at / self.plane.width) as i64);
            let (sx, sy) = ((source % self.plane.width) as i64, (source / self.plane.width) as i64);
            for dy in -(REACH as i64)..=REACH as i64 {
                for dx in -(REACH as i64)..=REACH as i64 {
                    let (tx, ty) = (x + dx, y + dy);
                    if tx < 0 || ty < 0 || tx >= width || ty >= height {
                        continue;
                    }
                    let to = (ty * width + tx) as usize;
                    let colour = self.plane.colours[((sy + dy) * width + sx + dx) as usize];
                    let weight = trust / (1 + dx * dx + dy * dy) as f32;
                    (0..3).for_each(|c| sums[to].0[c] += colour[c] * weight);
                    sums[to].1 += weight;
                }
            }
        }
        sums.into_iter().map(|(sum, weight)| (weight > 0.0).then(|| sum.map(|v| v / weight))).collect()
    }

    /// Writes the hole at full size: the quilt's colours with the grain of the places they came from.
    fn lay(&self, rgba: &mut [u8], (wide, high): (usize, usize), holes: &[bool]) {
        let plane = &self.plane;
        let shrink = plane.shrink as i64;
        let source = rgba.to_vec();
        for y in 0..high {
            for x in 0..wide {
                let at = y * wide + x;
                if !holes[at] {
                    continue;
                }
                let spot = plane.spot(x as f32, y as f32);
                let base = plane.colour_at(x as f32, y as f32);
                let mut grain = [0.0; 3];
                for (cell, share) in spot.cells.iter().zip(spot.shares).filter(|(_, share)| *share > 0.02) {
                    let from = self.origin[*cell];
                    let off = |to: usize, own: usize| (to as i64 - own as i64) * shrink;
                    let px =
                        (x as i64 + off(from % plane.width, cell % plane.width)).clamp(0, wide as i64 - 1);
                    let py =
                        (y as i64 + off(from / plane.width, cell / plane.width)).clamp(0, high as i64 - 1);
                    let there = (py as usize * wide + px as usize) * 4;
                    if holes[there / 4] {
                        continue;
                    }
                    let mean = plane.colour_at(px as f32, py as f32);
                    for c in 0..3 {
                        grain[c] += (f32::from(source[there + c]) / 255.0 - mean[c]) * share;
                    }
                }
                for c in 0..3 {
                    rgba[at * 4 + c] = ((base[c] + grain[c]).clamp(0.0, 1.0) * 255.0 + 0.5) as u8;
                }
                rgba[at * 4 + 3] = 255;
            }
        }
    }
}

/// The cells of the patch round one.
fn window(at: usize, width: usize, height: usize) -> impl Iterator<Item = usize> {
    let (x, y) = (at % width, at / width);
    let columns = x.saturating_sub(REACH)..=(x + REACH).min(width - 1);
    (y.saturating_sub(REACH)..=(y + REACH).min(height - 1))
        .flat_map(move |row| columns.clone().map(move |column| row * width + column))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gradient_goes_on_through_a_hole() {
        let (wide, high) = (120, 90);
        let value = |x: usize, y: usize| (60 + x + y / 2) as u8;
        let mut rgba: Vec<u8> =
            (0..wide * high).flat_map(|at| [value(at % wide, at / wide), 90, 140, 255]).collect();
        let hole = |at: usize| (40..75).contains(&(at % wide)) && (30..60).contains(&(at / wide));
        let whole = rgba.clone();
        for at in (0..wide * high).filter(|at| hole(*at)) {
            rgba[at * 4..at * 4 + 4].copy_from_slice(&[255, 0, 0, 255]);
        }
        fill(&mut rgba, (wide, high), hole, 3);
        for at in 0..wide * high {
            let off = i32::from(rgba[at * 4]).abs_diff(i32::from(whole[at * 4]));
            assert!(if hole(at) { off < 26 } else { off == 0 }, "{at}: {off}");
            assert!(rgba[at * 4 + 1].abs_diff(90) < 12);
        }
    }
}
