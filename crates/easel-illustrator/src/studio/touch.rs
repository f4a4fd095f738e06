//! A part of a picture made anew: filled from its surroundings, and then perhaps drawn into. What the mask does not
//! cover is copied bit for bit.

use resvg::tiny_skia::Pixmap;

use super::grade::{Palette, follow};
use super::plane::{self, Plane, luma};
use super::{Mask, Raster, fill};
use crate::noise::lattice;

/// Width of the soft edge between old and new, in shares of the short side: round figures, and of landscapes.
const FEATHERS: [f32; 2] = [0.012, 0.045];
/// Cells along the longer side of the copies that colours are compared on.
const CELLS: usize = 128;

/// A source of which a part is made anew.
pub(super) struct Touch<'a> {
    source: Raster<'a>,
    mask: Mask<'a>,
    /// Opaque, with the part filled.
    pub(super) filled: Vec<u8>,
}

impl<'a> Touch<'a> {
    pub(super) fn new(source: Raster<'a>, mask: Mask<'a>, seed: u64) -> Self {
        let size = (source.width as usize, source.height as usize);
        let mut filled = source.rgba.to_vec();
        fill::fill(&mut filled, size, |at| mask.coverage[at] > 0, seed);
        Self { source, mask, filled }
    }

    fn size(&self) -> (usize, usize) {
        (self.source.width as usize, self.source.height as usize)
    }

    /// The filled source as an opaque sheet of `width` x `height` pixels.
    pub(super) fn sheet(&self, width: u32, height: u32) -> Option<Pixmap> {
        let raster = Raster { rgba: &self.filled, ..self.source };
        plane::covering(&raster, width, height)
    }

    /// The source with the filled part, mixed as far as the mask covers.
    pub(super) fn fill_only(self) -> Vec<u8> {
        let mut out = self.source.rgba.to_vec();
        let pixels = out.chunks_exact_mut(4).zip(self.filled.chunks_exact(4)).zip(self.mask.coverage);
        for ((pixel, new), cover) in pixels.filter(|(_, cover)| **cover > 0) {
            mix(pixel, new, f32::from(*cover) / 255.0);
        }
        out
    }

    /// The filled source under straight RGBA.
    pub(super) fn under(&self, mut drawn: Vec<u8>) -> Vec<u8> {
        for (pixel, below) in drawn.chunks_exact_mut(4).zip(self.filled.chunks_exact(4)) {
            mix(pixel, below, 1.0 - f32::from(pixel[3]) / 255.0);
        }
        drawn
    }

    /// Brings a whole newly drawn picture to the source's colours round the part.
    pub(super) fn match_colours(&self, drawn: &mut [u8]) {
        /// How far the colours of a scene go towards those of the picture it gets into.
        const SHARE: f32 = 0.55;
        let size = self.size();
        let (old, new) =
            (Plane::of(&self.filled, size, CELLS, |_, _| 1.0), Plane::of(drawn, size, CELLS, |_, _| 1.0));
        let cover = Plane::of(drawn, size, CELLS, |at, _| f32::from(self.mask.coverage[at]) / 255.0).weights;
        let near = plane::smoothed(&cover, old.width, old.height, (CELLS / 16).max(2));
        // The ring outside the part says what the picture is like, the part itself what was drawn.
        let ring = |at: usize| if cover[at] < 0.02 { near[at] } else { 0.0 };
        let inside = |at: usize| cover[at];
        if (0..cover.len()).map(ring).sum::<f32>() < 0.5 {
            return;
        }
        let (from, to) = (Palette::of(&new, inside), Palette::of(&old, ring));
        follow(drawn, &from, &to, SHARE);
    }

    /// Lays a newly drawn picture over the filled part with a soft edge and the source's grain.
    pub(super) fn lay(self, drawn: &[u8], scenery: bool, seed: u64) -> Vec<u8> {
        let (wide, high) = self.size();
        let radius = wide.min(high) as f32 * FEATHERS[usize::from(scenery)];
        let soft = Feather::new(&self.mask, &self.filled, radius);
        let missing = (grain(self.source.rgba, wide) - grain(drawn, wide)).clamp(0.0, 14.0);
        let mut out = self.source.rgba.to_vec();
        for (at, cover) in self.mask.coverage.iter().enumerate().filter(|(_, cover)| **cover > 0) {
            let (x, y) = (at % wide, at / wide);
            let inside = soft.at(x, y);
            let mut new: [u8; 4] = [0, 1, 2, 3].map(|c| self.filled[at * 4 + c]);
            let own = &drawn[at * 4..at * 4 + 4];
            let changed = own[..3].iter().zip(&new).any(|(a, b)| a.abs_diff(*b) > 3);
            mix(&mut new, own, inside);
            if missing > 0.5 && changed {
                let speck = (lattice(x as i32, y as i32, seed) - 0.5) * missing * 3.4 * inside;
                new[..3].iter_mut().for_each(|v| *v = (f32::from(*v) + speck).clamp(0.0, 255.0) as u8);
            }
            mix(&mut out[at * 4..at * 4 + 4], &new, f32::from(*cover) / 255.0);
        }
        out
    }
}

/// Moves a pixel towards another; all the way makes it the same.
fn mix(pixel: &mut [u8], other: &[u8], share: f32) {
    for (value, other) in pixel.iter_mut().zip(other) {
        let (from, to) = (f32::from(*value), f32::from(*other));
        *value = (from + (to - from) * share + 0.5) as u8;
    }
}

/// How far inside the part a place is: 0 at its edge, 1 further in than a radius.
struct Feather {
    cover: Plane,
    inside: Vec<f32>,
}

impl Feather {
    /// `radius` in pixels.
    fn new(mask: &Mask<'_>, filled: &[u8], radius: f32) -> Self {
        /// Cells along the longer side: edges are soft anyway.
        const CELLS: usize = 640;
        let size = (mask.width as usize, mask.height as usize);
        let share = |at: usize, _| f32::from(mask.coverage[at]) / 255.0;
        let cover = Plane::of(filled, size, CELLS, share);
        let cells = (radius / cover.shrink as f32).round().max(1.0) as usize;
        let mut inside = plane::smoothed(&cover.weights, cover.width, cover.height, cells);
        for near in &mut inside {
            let share = ((*near - 0.5) * 2.0).clamp(0.0, 1.0);
            *near = share * share * (3.0 - 2.0 * share);
        }
        Self { cover, inside }
    }

    fn at(&self, x: usize, y: usize) -> f32 {
        self.cover.spot(x as f32, y as f32).of(&self.inside)
    }
}

/// How much neighbouring pixels differ where little else goes on, 0 to 255.
fn grain(rgba: &[u8], wide: usize) -> f32 {
    /// Of how many pixels one is looked at.
    const STEP: usize = 7;
    let mut counts = [0u32; 256];
    let tone = |at: usize| luma([0, 1, 2].map(|c| f32::from(rgba[at * 4 + c])));
    let count = rgba.len() / 4;
    for at in (wide..count.saturating_sub(wide)).step_by(STEP) {
        let around = (tone(at - 1) + tone(at + 1) + tone(at - wide) + tone(at + wide)) / 4.0;
        counts[((tone(at) - around).abs() * 4.0).min(255.0) as usize] += 1;
    }
    // The median: edges are few.
    let half = counts.iter().sum::<u32>() / 2;
    let mut sum = 0;
    for (level, count) in counts.iter().enumerate() {
        sum += count;
        if sum > half {
            return level as f32 / 4.0;
        }
    }
    0.0
}
