//! The cheapest cut through a grid whose cells are tied to their eight neighbours: Boykov and Kolmogorov's two growing
//! trees, which are quick on pictures.

use std::collections::VecDeque;

/// What parts two cells, and what speaks for either side, are whole numbers in this unit.
pub(super) const UNIT: f32 = 256.0;

const NONE: u8 = 255;
const TERMINAL: u8 = 254;
const ORPHAN: u8 = 253;
const FAR: u32 = u32::MAX;

/// The first half of the directions; the direction 7 - d leads back from d.
const STEPS: [(isize, isize); 4] = [(1, 0), (0, 1), (1, 1), (-1, 1)];

/// A grid to be cut. Cells at the rim belong to it, but have no neighbours outside.
pub(super) struct Grid {
    stride: usize,
    offsets: [isize; 8],
    /// Eight for each cell.
    room: Vec<i32>,
    /// What is left of what speaks for the thing (positive) or the background (negative).
    lean: Vec<i32>,
    parent: Vec<u8>,
    is_back: Vec<bool>,
    time: Vec<u32>,
    depth: Vec<u32>,
    is_active: Vec<bool>,
    active: VecDeque<usize>,
    orphans: VecDeque<usize>,
    now: u32,
}

impl Grid {
    /// `lean` is for each cell how much more it costs to call it background than thing; `ties(cell, other, step)` how
    /// much it costs to part a cell from its neighbour, for steps of length 1 and the square root of 2.
    pub(super) fn new(
        (width, height): (usize, usize),
        lean: &[f32],
        ties: impl Fn(usize, usize, f32) -> f32,
    ) -> Self {
        // A rim of cells without ties, so that no step leaves the grid.
        let stride = width + 2;
        let cells = stride * (height + 2);
        let signed = stride as isize;
        let mut offsets = [0; 8];
        for (i, (dx, dy)) in STEPS.iter().enumerate() {
            offsets[i] = dy * signed + dx;
            offsets[7 - i] = -offsets[i];
        }
        let mut grid = Self {
            stride,
            offsets,
            room: vec![0; cells * 8],
            lean: vec![0; cells],
            parent: vec![NONE; cells],
            is_back: vec![false; cells],
            time: vec![0; cells],
            depth: vec![0; cells],
            is_active: vec![false; cells],
            active: VecDeque::new(),
            orphans: VecDeque::new(),
            now: 0,
        };
        for y in 0..height {
            for x in 0..width {
                let (cell, inside) = (y * width + x, (y + 1) * stride + x + 1);
                grid.lean[inside] = (lean[cell] * UNIT) as i32;
                for (i, (dx, dy)) in STEPS.iter().enumerate() {
                    let (Some(to_x), Some(to_y)) = (x.checked_add_signed(*dx), y.checked_add_signed(*dy))
                    else {
                        continue;
                    };
                    if to_x >= width || to_y >= height {
                        continue;
                    }
                    let length = if i < 2 { 1.0 } else { std::f32::consts::SQRT_2 };
                    let tie = (ties(cell, to_y * width + to_x, length) * UNIT) as i32;
                    grid.room[inside * 8 + i] = tie;
                    let back = inside.wrapping_add_signed(offsets[i]);
                    grid.room[back * 8 + 7 - i] = tie;
                }
            }
        }
        grid
    }

    /// Which cells are the thing's.
    pub(super) fn cut(mut self) -> Vec<bool> {
        self.run();
        let (stride, high) = (self.stride, self.parent.len() / self.stride);
        let inner = |y: usize| (1..stride - 1).map(move |x| y * stride + x);
        (1..high - 1)
            .flat_map(inner)
            // What neither side reaches is nobody's: it goes to the background, as it would cost nothing.
            .map(|i| self.parent[i] != NONE && !self.is_back[i])
            .collect()
    }

    fn head(&self, cell: usize, step: u8) -> usize {
        cell.wrapping_add_signed(self.offsets[usize::from(step)])
    }

    /// Room from `cell` over `step`, and back.
    fn room_over(&self, cell: usize, step: u8) -> i32 {
        self.room[cell * 8 + usize::from(step)]
    }

    fn wake(&mut self, cell: usize) {
        if !self.is_active[cell] {
            self.is_active[cell] = true;
            self.active.push_back(cell);
        }
    }

    fn run(&mut self) {
        for cell in 0..self.lean.len() {
            if self.lean[cell] != 0 {
                self.is_back[cell] = self.lean[cell] < 0;
                self.parent[cell] = TERMINAL;
                self.depth[cell] = 1;
                self.wake(cell);
            }
        }
        while let Some(cell) = self.active.pop_front() {
            self.is_active[cell] = false;
            while self.parent[cell] != NONE {
                self.now += 1;
                let Some((from, step)) = self.grow(cell) else { break };
                self.augment(from, step);
                self.adopt();
            }
        }
    }

    /// Takes free neighbours into the cell's tree, until one of the other tree is met: the step between them, from
    /// the thing's side.
    fn grow(&mut self, cell: usize) -> Option<(usize, u8)> {
        let back = self.is_back[cell];
        for step in 0..8_u8 {
            let other = self.head(cell, step);
            let room = if back { self.room_over(other, 7 - step) } else { self.room_over(cell, step) };
            if room == 0 {
                continue;
            }
            if self.parent[other] == NONE {
                self.is_back[other] = back;
                self.join(other, 7 - step, cell);
                self.wake(other);
            } else if self.is_back[other] != back {
                return Some(if back { (other, 7 - step) } else { (cell, step) });
            } else if self.time[other] <= self.time[cell]
                && self.depth[other] > self.depth[cell]
                && self.parent[other] < 8
            {
                self.join(other, 7 - step, cell);
            }
        }
        None
    }

    fn join(&mut self, cell: usize, step: u8, parent: usize) {
        self.parent[cell] = step;
        self.time[cell] = self.time[parent];
        self.depth[cell] = self.depth[parent] + 1;
    }

    /// Room towards the root for what flows from the thing to the background.
    fn upward(&self, cell: usize, step: u8, back: bool) -> usize {
        if back { cell * 8 + usize::from(step) } else { self.head(cell, step) * 8 + usize::from(7 - step) }
    }

    fn augment(&mut self, from: usize, step: u8) {
        let to = self.head(from, step);
        let mut most = self.room_over(from, step);
        for (start, back) in [(from, false), (to, true)] {
            let mut cell = start;
            while self.parent[cell] != TERMINAL {
                let up = self.parent[cell];
                most = most.min(self.room[self.upward(cell, up, back)]);
                cell = self.head(cell, up);
            }
            most = most.min(self.lean[cell].abs());
        }
        self.room[from * 8 + usize::from(step)] -= most;
        self.room[to * 8 + usize::from(7 - step)] += most;
        for (start, back) in [(from, false), (to, true)] {
            let mut cell = start;
            while self.parent[cell] != TERMINAL {
                let up = self.parent[cell];
                let next = self.head(cell, up);
                let along = self.upward(cell, up, back);
                let against = self.upward(cell, up, !back);
                self.room[along] -= most;
                self.room[against] += most;
                if self.room[along] == 0 {
                    self.parent[cell] = ORPHAN;
                    self.orphans.push_front(cell);
                }
                cell = next;
            }
            self.lean[cell] += if back { most } else { -most };
            if self.lean[cell] == 0 {
                self.parent[cell] = ORPHAN;
                self.orphans.push_front(cell);
            }
        }
    }

    /// Finds new parents for the cells that were cut off from their root, or sets them free.
    fn adopt(&mut self) {
        while let Some(cell) = self.orphans.pop_front() {
            let back = self.is_back[cell];
            let mut best = (FAR, NONE);
            for step in 0..8_u8 {
                let other = self.head(cell, step);
                if self.room[self.upward(cell, step, back)] > 0
                    && self.is_back[other] == back
                    && self.parent[other] != NONE
                {
                    let depth = self.depth_of(other);
                    if depth < best.0 {
                        best = (depth, step);
                    }
                }
            }
            self.parent[cell] = best.1;
            if best.1 != NONE {
                self.time[cell] = self.now;
                self.depth[cell] = best.0 + 1;
                continue;
            }
            for step in 0..8_u8 {
                let other = self.head(cell, step);
                if self.parent[other] == NONE || self.is_back[other] != back {
                    continue;
                }
                if self.room[self.upward(cell, step, back)] > 0 {
                    self.wake(other);
                }
                if self.parent[other] < 8 && self.head(other, self.parent[other]) == cell {
                    self.parent[other] = ORPHAN;
                    self.orphans.push_back(other);
                }
            }
        }
    }

    /// How far a cell is from its root; [`FAR`] when it hangs on an orphan.
    fn depth_of(&mut self, start: usize) -> u32 {
        let (mut cell, mut depth) = (start, 0);
        loop {
            if self.time[cell] == self.now && self.parent[cell] != ORPHAN {
                depth += self.depth[cell];
                break;
            }
            depth += 1;
            match self.parent[cell] {
                TERMINAL => {
                    self.time[cell] = self.now;
                    self.depth[cell] = 1;
                    break;
                }
                ORPHAN | NONE => return FAR,
                up => cell = self.head(cell, up),
            }
        }
        let (mut cell, mut left) = (start, depth);
        while self.time[cell] != self.now {
            self.time[cell] = self.now;
            self.depth[cell] = left;
            left -= 1;
            cell = self.head(cell, self.parent[cell]);
        }
        depth
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a cut costs.
    fn cost(
        (width, height): (usize, usize),
        lean: &[f32],
        tie: &dyn Fn(usize, usize) -> f32,
        thing: &[bool],
    ) -> f32 {
        let mut sum = 0.0;
        for y in 0..height {
            for x in 0..width {
                let i = y * width + x;
                sum += if thing[i] { (-lean[i]).max(0.0) } else { lean[i].max(0.0) };
                for (dx, dy) in STEPS {
                    let (Some(x), Some(y)) = (x.checked_add_signed(dx), y.checked_add_signed(dy)) else {
                        continue;
                    };
                    if x < width && y < height && thing[i] != thing[y * width + x] {
                        sum += tie(i, y * width + x);
                    }
                }
            }
        }
        sum
    }

    #[test]
    fn no_cut_is_cheaper() {
        // All ways to cut grids of 4 x 3, with numbers that look like chance.
        let mut chance = 12_345_u32;
        let mut next = || {
            chance = chance.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            ((chance >> 16) % 64) as f32 / 4.0
        };
        for _ in 0..60 {
            let lean: Vec<f32> = (0..12).map(|_| next() - 8.0).collect();
            let weights: Vec<f32> = (0..144).map(|_| next() / 3.0).collect();
            let tie = |a: usize, b: usize| weights[a.min(b) * 12 + a.max(b)];
            let cheapest = (0..1_u32 << 12)
                .map(|bits| {
                    let thing: Vec<bool> = (0..12).map(|i| bits >> i & 1 == 1).collect();
                    cost((4, 3), &lean, &tie, &thing)
                })
                .fold(f32::MAX, f32::min);
            let cut = Grid::new((4, 3), &lean, |a, b, _| tie(a, b)).cut();
            let found = cost((4, 3), &lean, &tie, &cut);
            assert!((found - cheapest).abs() < 0.3, "{found} instead of {cheapest}");
        }
    }
}
