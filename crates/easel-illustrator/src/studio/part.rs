//! The part of a picture that is made anew, as a place for figures.

use super::Mask;
use super::backdrop::{Area, extent, fit};
use crate::frame::Frame;
use crate::layout::Placed;

/// Cells along the longer side of the copy in which room is looked for.
const CELLS: usize = 96;
/// How much of the room figures take must be covered.
const INSIDE: f32 = 0.94;
/// Figures are never drawn larger than this many times their usual size.
const MOST_GROWTH: f32 = 1.2;

/// Where a mask covers, in coarse cells.
pub(crate) struct Part {
    columns: usize,
    rows: usize,
    /// Sums of coverage over everything to the left and above, one row and column more than there are cells.
    sums: Vec<f32>,
    /// First and last covered column and row.
    bounds: (usize, usize, usize, usize),
}

impl Part {
    /// `None` if the mask covers nothing.
    pub(super) fn of(mask: &Mask<'_>) -> Option<Self> {
        let (wide, high) = (mask.width as usize, mask.height as usize);
        let shrink = wide.max(high).div_ceil(CELLS);
        let (columns, rows) = (wide.div_ceil(shrink), high.div_ceil(shrink));
        let mut sums = vec![0.0; (columns + 1) * (rows + 1)];
        let mut bounds: Option<(usize, usize, usize, usize)> = None;
        for row in 0..rows {
            for column in 0..columns {
                let share = share(mask, (column * shrink, row * shrink), shrink);
                if share > 0.0 {
                    let (left, top, right, bottom) = bounds.unwrap_or((column, row, column, row));
                    bounds = Some((left.min(column), top.min(row), right.max(column), bottom.max(row)));
                }
                let at = (row + 1) * (columns + 1) + column + 1;
                sums[at] = share + sums[at - 1] + sums[at - columns - 1] - sums[at - columns - 2];
            }
        }
        bounds.map(|bounds| Self { columns, rows, sums, bounds })
    }

    /// Coverage of a rectangle of cells, 0 to 1.
    fn covered(&self, (left, top): (usize, usize), (wide, high): (usize, usize)) -> f32 {
        let at = |x: usize, y: usize| self.sums[y * (self.columns + 1) + x];
        let (right, bottom) = (left + wide, top + high);
        let sum = at(right, bottom) - at(left, bottom) - at(right, top) + at(left, top);
        sum / (wide * high) as f32
    }

    /// Moves and scales figures into the largest covered place of their shape, as low as there is one.
    pub(crate) fn fit(&self, placed: &mut [Placed<'_>], frame: &Frame) {
        let Some(from) = extent(placed) else { return };
        let (wide, high) = (from.2 - from.0, from.3 - from.1);
        let cell = (frame.width / self.columns as f32, frame.height / self.rows as f32);
        let (left, top, right, bottom) = self.bounds;
        let room = ((right - left + 1) as f32 * cell.0, (bottom - top + 1) as f32 * cell.1);
        let most = (room.0 / wide).min(room.1 / high).min(MOST_GROWTH);
        for k in 0..14 {
            let factor = most * (1.0 - 0.05 * k as f32);
            let size = (wide * factor / cell.0, high * factor / cell.1);
            let size = ((size.0 as usize).clamp(1, self.columns), (size.1 as usize).clamp(1, self.rows));
            if let Some((x, y)) = self.room_for(size) {
                let to = (x as f32 * cell.0, y as f32 * cell.1);
                let area = (to.0, to.1, to.0 + size.0 as f32 * cell.0, to.1 + size.1 as f32 * cell.1);
                return fit(placed, from, area);
            }
        }
        let edge = |x: usize, y: usize| (x as f32 * cell.0, y as f32 * cell.1);
        let ((x0, y0), (x1, y1)) = (edge(left, top), edge(right + 1, bottom + 1));
        let area: Area = (x0, y0, x1, y1);
        fit(placed, from, area);
    }

    /// The lowest and then most central place of some size that is covered.
    fn room_for(&self, (wide, high): (usize, usize)) -> Option<(usize, usize)> {
        let (left, top, right, bottom) = self.bounds;
        let middle = (left + right + 1) as f32 / 2.0;
        let last = ((right + 1).checked_sub(wide)?, (bottom + 1).checked_sub(high)?);
        let free = |at: &(usize, usize)| self.covered(*at, (wide, high)) >= INSIDE;
        let off = |at: &(usize, usize)| (at.0 as f32 + wide as f32 / 2.0 - middle).abs();
        (top..=last.1).rev().find_map(|y| {
            (left..=last.0).map(|x| (x, y)).filter(free).min_by(|a, b| off(a).total_cmp(&off(b)))
        })
    }
}

/// Mean coverage of a square of `side` pixels.
fn share(mask: &Mask<'_>, (x, y): (usize, usize), side: usize) -> f32 {
    let (wide, high) = (mask.width as usize, mask.height as usize);
    let (right, bottom) = ((x + side).min(wide), (y + side).min(high));
    let sum: u32 = (y..bottom)
        .flat_map(|row| &mask.coverage[row * wide + x..row * wide + right])
        .map(|v| u32::from(*v))
        .sum();
    sum as f32 / (255 * (right - x) * (bottom - y)) as f32
}
