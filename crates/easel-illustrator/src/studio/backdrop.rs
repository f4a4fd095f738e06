//! A picture that was there before, as a place for figures: its light, and where there is room.

use resvg::tiny_skia::Pixmap;

use super::plane::{self, Plane};
use crate::canvas::Canvas;
use crate::colour::{Rgb, WHITE};
use crate::figure;
use crate::frame::Frame;
use crate::layout::{self, Placed};
use crate::light::Mood;
use crate::shape::Point;

/// Cells along the longer side of the copy that light and room are read from.
const CELLS: usize = 96;

/// A picture figures are drawn into.
pub(crate) struct Backdrop {
    /// Opaque, of the size the picture is painted at.
    pub(super) pixels: Pixmap,
    light: Light,
    /// How restless each cell is.
    busy: Vec<f32>,
    cells: (usize, usize),
}

/// The light of a picture.
struct Light {
    ambient: Rgb,
    key: Rgb,
    /// From the left edge, 0, to the right one, 1.
    from: f32,
}

impl Backdrop {
    pub(super) fn new(pixels: Pixmap) -> Self {
        let size = (pixels.width() as usize, pixels.height() as usize);
        let plane = Plane::of(pixels.data(), size, CELLS, |_, _| 1.0);
        let light = Light::of(&plane);
        let busy = busyness(&plane);
        Self { pixels, light, busy, cells: (plane.width, plane.height) }
    }

    /// Lies under everything else.
    pub(crate) fn lie_under(&self, sheet: &mut Canvas) {
        sheet.pixels.data_mut().copy_from_slice(self.pixels.data());
    }

    /// Gives its light to what is drawn before it.
    pub(crate) fn light(&self, mood: &mut Mood, frame: &Frame) {
        (mood.ambient, mood.key, mood.dark) = (self.light.ambient, self.light.key, false);
        mood.sun.0 = frame.width * self.light.from;
    }

    /// Moves everybody together to where least goes on behind them.
    pub(crate) fn find_room(&self, placed: &mut [Placed<'_>], frame: &Frame) {
        const STEPS: i32 = 24;
        const MARGIN: f32 = 0.03;
        let Some(area) = extent(placed) else { return };
        let (low, high) = (MARGIN - area.0, frame.width - MARGIN - area.2);
        if high <= low {
            return;
        }
        let moved = (0..=STEPS).map(|k| low + (high - low) * k as f32 / STEPS as f32);
        let cost = |by: f32| {
            let centre = (area.0 + area.2) / 2.0 + by - frame.width / 2.0;
            self.busy_in((area.0 + by, area.1, area.2 + by, area.3), frame) + centre.abs() * 0.02
        };
        if let Some(by) = moved.min_by(|a, b| cost(*a).total_cmp(&cost(*b))) {
            placed.iter_mut().for_each(|one| one.foot.0 += by);
        }
    }

    fn busy_in(&self, (left, top, right, bottom): Area, frame: &Frame) -> f32 {
        let (columns, rows) = self.cells;
        let column = |x: f32| ((x / frame.width * columns as f32).max(0.0) as usize).min(columns - 1);
        let row = |y: f32| ((y / frame.height * rows as f32).max(0.0) as usize).min(rows - 1);
        let (mut sum, mut count) = (0.0, 0.0);
        for y in row(top)..=row(bottom) {
            for x in column(left)..=column(right) {
                sum += self.busy[y * columns + x];
                count += 1.0;
            }
        }
        sum / f32::max(count, 1.0)
    }
}

impl Light {
    fn of(plane: &Plane) -> Self {
        let luma = plane.luma();
        let count = luma.len() as f32;
        let mean: [f32; 3] =
            std::array::from_fn(|c| plane.colours.iter().map(|colour| colour[c]).sum::<f32>() / count);
        let bright = plane::luma(mean);
        let cast = Rgb(mean[0], mean[1], mean[2]).times(1.0 / bright.max(0.05)).mix(WHITE, 0.62);
        let ambient = cast.times((0.62 + 0.52 * bright).min(1.0));
        // The light comes from where it is brightest.
        let glow = |at: usize| luma[at] * luma[at] * luma[at];
        let total: f32 = (0..luma.len()).map(glow).sum();
        let across: f32 = (0..luma.len()).map(|at| glow(at) * (at % plane.width) as f32).sum();
        let centre = across / total.max(1e-6) / (plane.width.max(2) - 1) as f32;
        let from = (0.5 + (centre - 0.5) * 5.0).clamp(0.08, 0.92);
        let lights: [f32; 3] = std::array::from_fn(|c| {
            (0..luma.len()).map(|at| plane.colours[at][c] * glow(at)).sum::<f32>() / total.max(1e-6)
        });
        Self { ambient, key: Rgb(lights[0], lights[1], lights[2]).mix(WHITE, 0.4), from }
    }
}

fn busyness(plane: &Plane) -> Vec<f32> {
    let luma = plane.luma();
    let (width, height) = (plane.width, plane.height);
    let slope: Vec<f32> = (0..luma.len())
        .map(|at| {
            let (x, y) = (at % width, at / width);
            let right = luma[y * width + (x + 1).min(width - 1)];
            let below = luma[(y + 1).min(height - 1) * width + x];
            (right - luma[at]).abs() + (below - luma[at]).abs()
        })
        .collect();
    plane::smoothed(&slope, width, height, 2)
}

/// Left, top, right, bottom in scene units.
pub(super) type Area = (f32, f32, f32, f32);

/// The area that all together take.
pub(super) fn extent(placed: &[Placed<'_>]) -> Option<Area> {
    placed.iter().map(area).reduce(|a, b| (a.0.min(b.0), a.1.min(b.1), a.2.max(b.2), a.3.max(b.3)))
}

fn area(placed: &Placed<'_>) -> Area {
    let room = figure::stature(placed.entity, placed.pose, placed.held.is_some());
    let half = layout::aspect(placed.entity) * 0.5;
    let (back, front) = (room.back.max(half), room.front.max(half));
    let (left, right) = if placed.mirrored { (front, back) } else { (back, front) };
    let hatted = placed.entity.garments.iter().any(|g| g.kind.is_hat());
    let top = room.top + if hatted { 0.24 } else { 0.06 };
    let (x, y) = placed.foot;
    let height = placed.height;
    (x - left * height, y - top * height, x + right * height, y + room.below * height)
}

/// Makes figures without a ground as large as the sheet allows.
pub(crate) fn fill_sheet(placed: &mut [Placed<'_>], frame: &Frame) {
    /// Room left for shadows, tails and hair, in scene units, and the most that figures grow.
    const MARGIN: f32 = 0.09;
    const MOST_GROWTH: f32 = 1.7;
    let Some(from) = extent(placed) else { return };
    let (wide, high) = (from.2 - from.0, from.3 - from.1);
    let room = (frame.width - 2.0 * MARGIN, frame.height - 2.0 * MARGIN);
    let factor = (room.0 / wide.max(1e-3)).min(room.1 / high.max(1e-3)).min(MOST_GROWTH);
    let half = (wide * factor / 2.0, high * factor / 2.0);
    let (x, y) = (frame.width / 2.0, frame.height / 2.0);
    fit(placed, from, (x - half.0, y - half.1, x + half.0, y + half.1));
}

/// Scales and moves everybody together from one area to the bottom of another.
pub(super) fn fit(placed: &mut [Placed<'_>], from: Area, to: Area) {
    let factor =
        ((to.2 - to.0) / (from.2 - from.0).max(1e-3)).min((to.3 - to.1) / (from.3 - from.1).max(1e-3));
    let middle = ((from.0 + from.2) / 2.0, (to.0 + to.2) / 2.0);
    let moved = |(x, y): Point| (middle.1 + (x - middle.0) * factor, to.3 + (y - from.3) * factor);
    for one in placed {
        one.foot = moved(one.foot);
        one.height *= factor;
    }
}
