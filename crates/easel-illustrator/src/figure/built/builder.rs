//! The carpenter's tools: shapes in shares of a built thing's height, with light and dark sides.

use super::{Facts, Layer};
use crate::canvas::{Canvas, Tint};
use crate::colour::{Rgb, WHITE};
use crate::figure::Figure;
use crate::scene::Built;
use crate::shape::{self, Point, Shape};

/// The colour of shaded sides, laid over them thinly.
const DUSK: Rgb = Rgb::hex(0x1a2040);

/// Turns shares of the height into scene units; `x` runs the way the thing looks, `y` upwards.
pub(super) struct Builder {
    foot: Point,
    side: f32,
    layer: Layer,
    pub(super) what: Built,
    /// In scene units.
    pub(super) height: f32,
    /// Colour of the main part.
    pub(super) hue: Rgb,
    pub(super) seed: u64,
}

impl Builder {
    pub(super) fn of(figure: &Figure<'_>, facts: &Facts, layer: Layer) -> Self {
        Self {
            foot: figure.foot,
            side: if figure.mirrored { -1.0 } else { 1.0 },
            layer,
            what: facts.built,
            height: figure.height,
            hue: figure.entity.hue.unwrap_or(Rgb::hex(facts.hue)),
            seed: figure.seed,
        }
    }

    /// Whether the part behind a rider is to be painted.
    pub(super) fn back(&self) -> bool {
        self.layer != Layer::Front
    }

    /// Whether the part before a rider is to be painted.
    pub(super) fn front(&self) -> bool {
        self.layer != Layer::Back
    }

    pub(super) fn at(&self, x: f32, y: f32) -> Point {
        (self.foot.0 + x * self.height * self.side, self.foot.1 - y * self.height)
    }

    pub(super) fn path(&self, points: &[Point]) -> Vec<Point> {
        points.iter().map(|p| self.at(p.0, p.1)).collect()
    }

    pub(super) fn poly(&self, points: &[Point]) -> Shape {
        shape::polygon(&self.path(points))
    }

    pub(super) fn blob(&self, points: &[Point]) -> Shape {
        shape::blob(&self.path(points))
    }

    pub(super) fn line(&self, points: &[Point]) -> Shape {
        shape::line(&self.path(points))
    }

    pub(super) fn curve(&self, a: Point, bend: Point, b: Point) -> Shape {
        shape::curve(self.at(a.0, a.1), self.at(bend.0, bend.1), self.at(b.0, b.1))
    }

    /// A box with round corners from its middle, bottom, width and height.
    pub(super) fn slab(&self, x: f32, y: f32, w: f32, h: f32, r: f32) -> Shape {
        let (middle, top) = self.at(x, y + h);
        let h_units = h * self.height;
        shape::round_rect(middle - w * self.height / 2.0, top, w * self.height, h_units, r * self.height)
    }

    pub(super) fn oval(&self, x: f32, y: f32, rx: f32, ry: f32) -> Shape {
        let (x, y) = self.at(x, y);
        shape::ellipse(x, y, rx * self.height, ry * self.height)
    }

    /// Lighter at height `high`, darker at `low`.
    pub(super) fn fade(&self, high: f32, low: f32, colour: Rgb) -> Tint {
        Tint::fade(self.at(0.0, high).1, self.at(0.0, low).1, colour.times(1.1), colour.times(0.76))
    }

    /// A ball's light and shade.
    pub(super) fn ball(&self, x: f32, y: f32, r: f32, colour: Rgb) -> Tint {
        let (x, y) = self.at(x, y);
        Tint::ball(x, y, r * self.height, colour)
    }

    /// Darkens the side away from the light.
    pub(super) fn shade(&self, canvas: &mut Canvas, shape: &Shape) {
        canvas.wash(shape, Tint::veil(DUSK, 0.2));
    }

    /// Lightens the side towards the light.
    pub(super) fn shine(&self, canvas: &mut Canvas, shape: &Shape) {
        canvas.wash(shape, Tint::veil(WHITE, 0.3));
    }

    /// A line within a shape: a seam, a crack, a plank's edge.
    pub(super) fn seam(&self, canvas: &mut Canvas, points: &[Point], colour: Rgb, width: f32) {
        canvas.stroke(&self.line(points), colour, 0.8, width * self.height);
    }

    /// A pole, rope or pipe along a path, with a rim that parts it from what is behind.
    pub(super) fn rod(&self, canvas: &mut Canvas, path: &Shape, colour: Rgb, width: f32) {
        let (rim, extra) = match canvas.outline {
            Some(line) => (line.shade_for(colour), 2.0 * line.width),
            None => (colour.times(0.68), width * 0.22 * self.height),
        };
        canvas.stroke(path, rim, 1.0, width * self.height + extra);
        canvas.stroke(path, colour, 1.0, width * self.height);
    }

    /// A straight [`rod`](Self::rod).
    pub(super) fn bar(&self, canvas: &mut Canvas, points: &[Point], colour: Rgb, width: f32) {
        self.rod(canvas, &self.line(points), colour, width);
    }
}
