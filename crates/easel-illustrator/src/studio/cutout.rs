//! References cut out of their backgrounds and stood into a scene.

use resvg::tiny_skia::Pixmap;

use super::Raster;
use super::matte;
use super::plane;
use super::restyle;
use crate::canvas::{Canvas, Tint};
use crate::colour::Rgb;
use crate::figure::Figure;
use crate::light::{self, Silhouette};
use crate::shape;
use crate::style::Manner;

/// Pixels along the longer side of a cut-out that are kept.
const MOST_SIDE: u32 = 1400;
/// Size of brush strokes in shares of those in whole pictures: what is seen is smaller.
const DETAIL: f32 = 0.5;
/// How high a framed picture hangs on its easel, and the width of frame and mat, in shares of the picture's height.
const LEGS: f32 = 0.34;
const FRAME: f32 = 0.085;

/// A reference, ready to be drawn.
pub(crate) struct Cut {
    /// Premultiplied; nothing is empty at the edges.
    pixels: Pixmap,
    /// It could not be cut out and stands in a frame.
    pub(super) framed: bool,
    /// It goes on below: it stands at the picture's lower edge rather than on the ground.
    pub(crate) cut_below: bool,
}

impl Cut {
    /// Cuts out the thing that a picture shows.
    pub(super) fn of(raster: &Raster<'_>) -> Option<Self> {
        let whole = plane::pixmap(raster, MOST_SIDE)?;
        Some(match matte::cut(&whole) {
            Some(found) => Self { pixels: found.pixels, framed: false, cut_below: found.cut_below },
            None => Self { pixels: whole, framed: true, cut_below: false },
        })
    }

    /// Width over height of all that is drawn.
    pub(super) fn aspect(&self) -> f32 {
        let (wide, high) = (self.pixels.width() as f32, self.pixels.height() as f32);
        let aspect =
            if self.framed { (wide / high + 2.0 * FRAME) / (1.0 + 2.0 * FRAME + LEGS) } else { wide / high };
        aspect.clamp(0.12, 6.0)
    }

    /// Draws it where a figure stands, in the style's own way.
    pub(crate) fn draw(&self, sheet: &mut Canvas, figure: &Figure<'_>, manner: &Manner) {
        if self.framed {
            return self.draw_framed(sheet, figure, manner);
        }
        let factor = figure.height * sheet.scale / self.pixels.height() as f32;
        let wide = self.pixels.width() as f32 * factor;
        let corner = (
            (figure.foot.0 - sheet.origin.0) * sheet.scale - wide / 2.0,
            (figure.foot.1 - sheet.origin.1 - figure.height) * sheet.scale,
        );
        plane::draw_scaled(&mut sheet.pixels, &self.pixels, corner, factor);
        restyle::redraw(&mut sheet.pixels, sheet.scale, manner, DETAIL, figure.seed);
        if let (Some(outline), None) = (manner.figure_outline, manner.silhouette) {
            // Drawn figures have lines all over; a cut-out has at least one round it.
            let line = Silhouette { width: outline.width * 1.3, colour: outline.colour, rough: 0.0 };
            light::silhouette(sheet, &line, figure.seed);
        }
    }

    /// The whole picture in a wooden frame, on an easel that stands on the ground.
    fn draw_framed(&self, sheet: &mut Canvas, figure: &Figure<'_>, manner: &Manner) {
        let high = figure.height / (1.0 + 2.0 * FRAME + LEGS);
        let wide = high * self.pixels.width() as f32 / self.pixels.height() as f32;
        let (x, ground) = figure.foot;
        let rim = high * FRAME;
        let (left, top) = (x - wide / 2.0, ground - figure.height + rim);
        let (wood, light_wood) = (Rgb::hex(0x8a5a34), Rgb::hex(0xc08a52));
        let (low, back) = (top + high + rim, top + high * 0.2);
        for (foot, thick) in [(0.0, 0.030), (-0.42, 0.042), (0.42, 0.042)] {
            let leg = shape::polygon(&[
                (x + wide * foot * 0.35 - high * thick, back),
                (x + wide * foot * 0.35 + high * thick, back),
                (x + wide * foot + high * thick, ground - if foot == 0.0 { rim } else { 0.0 }),
                (x + wide * foot - high * thick, ground - if foot == 0.0 { rim } else { 0.0 }),
            ]);
            sheet.fill(&leg, Tint::fade(back, ground, wood, wood.times(0.8)));
        }
        let board = shape::round_rect(left - rim, low, wide + rim * 2.0, rim * 0.55, rim * 0.2);
        sheet.fill(&board, Tint::flat(wood.times(0.9)));
        let frame = shape::round_rect(left - rim, top - rim, wide + rim * 2.0, high + rim * 2.0, rim * 0.25);
        sheet.fill(&frame, Tint::fade(top - rim, low, light_wood, wood));
        let mat = shape::rect(left - rim * 0.4, top - rim * 0.4, wide + rim * 0.8, high + rim * 0.8);
        sheet.fill(&mat, Tint::flat(Rgb::hex(0xfaf5ea)));
        let factor = high * sheet.scale / self.pixels.height() as f32;
        let size = ((wide * sheet.scale).round() as u32, (high * sheet.scale).round() as u32);
        let Some(mut picture) = Pixmap::new(size.0.max(1), size.1.max(1)) else { return };
        plane::draw_scaled(&mut picture, &self.pixels, (0.0, 0.0), factor);
        restyle::redraw(&mut picture, sheet.scale, manner, DETAIL, figure.seed);
        let corner = ((left - sheet.origin.0) * sheet.scale, (top - sheet.origin.1) * sheet.scale);
        plane::draw_scaled(&mut sheet.pixels, &picture, (corner.0.round(), corner.1.round()), 1.0);
    }
}
