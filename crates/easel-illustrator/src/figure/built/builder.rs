//! The carpenter's tools: shapes in shares of a built thing's height, with light and dark sides.

use resvg::tiny_skia::PathBuilder;

use super::{Facts, Layer};
use crate::canvas::{Canvas, Tint};
use crate::colour::{Rgb, WHITE};
use crate::figure::Figure;
use crate::rng::Rng;
use crate::shape::{self, Point, Shape};

/// The colour of shaded sides, laid over them thinly.
const DUSK: Rgb = Rgb::hex(0x1a2040);

/// Turns shares of the height into scene units; `x` runs the way the thing looks, `y` upwards.
pub(super) struct Builder {
    foot: Point,
    side: f32,
    layer: Layer,
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

    /// A smooth closed figure, its points clockwise, with a round hole in it.
    pub(super) fn pierced(&self, points: &[Point], ((x, y), r): (Point, f32)) -> Shape {
        let rim: Vec<Point> = (0..32)
            .map(|k| {
                let (s, c) = (k as f32 * std::f32::consts::TAU / 32.0).sin_cos();
                (x + c * r, y + s * r)
            })
            .collect();
        let mut path = PathBuilder::new();
        path.push_path(&self.blob(points)?);
        path.push_path(&self.poly(&rim)?);
        path.finish()
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

    /// A line within a shape: a seam, a crack, a plank's edge. Where there are no colours it is a thin dark one.
    pub(super) fn seam(&self, canvas: &mut Canvas, points: &[Point], colour: Rgb, width: f32) {
        match canvas.outline.filter(|_| canvas.mono) {
            Some(line) => canvas.stroke(&self.line(points), line.colour, 1.0, line.width * 0.55),
            None => canvas.stroke(&self.line(points), colour, 0.8, width * self.height),
        }
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

    /// A closed shape, lighter at height `high` than at `low`.
    pub(super) fn block(&self, canvas: &mut Canvas, shape: &Shape, colour: Rgb, high: f32, low: f32) {
        canvas.fill(shape, self.fade(high, low, colour));
    }

    /// A box with round corners: middle, bottom, width, height.
    pub(super) fn beam(&self, canvas: &mut Canvas, x: f32, y: f32, w: f32, h: f32, colour: Rgb) {
        let r = w.min(h) * 0.18;
        self.block(canvas, &self.slab(x, y, w, h, r), colour, y + h, y);
    }

    /// A ball: middle and radius.
    pub(super) fn knob(&self, canvas: &mut Canvas, x: f32, y: f32, r: f32, colour: Rgb) {
        canvas.fill(&self.oval(x, y, r, r), self.ball(x, y, r, colour));
    }

    /// A patch without an outline.
    pub(super) fn dab(&self, canvas: &mut Canvas, x: f32, y: f32, rx: f32, ry: f32, colour: Rgb) {
        canvas.wash(&self.oval(x, y, rx, ry), Tint::flat(colour));
    }

    /// Upright seams between planks, `count` of them between two edges.
    pub(super) fn planks(
        &self,
        canvas: &mut Canvas,
        x: (f32, f32),
        y: (f32, f32),
        count: usize,
        colour: Rgb,
    ) {
        for k in 1..=count {
            let at = x.0 + (x.1 - x.0) * k as f32 / (count + 1) as f32;
            self.seam(canvas, &[(at, y.0), (at, y.1)], colour, 0.006);
        }
    }

    /// Courses of stones between two edges, drawn as short joints.
    pub(super) fn stones(&self, canvas: &mut Canvas, x: (f32, f32), y: (f32, f32), size: f32, colour: Rgb) {
        let mut rng = Rng::new(self.seed, "stones");
        let rows = ((y.1 - y.0) / size).round().max(1.0) as usize;
        for row in 0..rows {
            let low = y.0 + (y.1 - y.0) * row as f32 / rows as f32;
            let mut at = x.0 + size * rng.range(0.1, 1.2);
            while at < x.1 - size * 0.4 {
                let wide = size * rng.range(0.7, 1.1);
                if rng.chance(0.5) {
                    let stone =
                        self.slab(at + wide * 0.3, low + size * 0.15, wide * 0.8, size * 0.6, size * 0.2);
                    canvas.wash(&stone, Tint::veil(colour, 0.5));
                }
                at += wide * 1.7;
            }
        }
    }

    /// A wheel with a tyre, a bright rim and spokes.
    pub(super) fn wheel(&self, canvas: &mut Canvas, x: f32, y: f32, r: f32, rim: Rgb) {
        let tyre = Rgb::hex(0x33353d);
        canvas.fill(&self.oval(x, y, r, r), Tint::flat(tyre));
        canvas.fill(&self.oval(x, y, r * 0.66, r * 0.66), self.ball(x, y, r * 0.66, rim));
        for k in 0..5 {
            let (s, c) = (k as f32 * std::f32::consts::TAU / 5.0 + 0.3).sin_cos();
            let spoke = [(x + c * r * 0.2, y + s * r * 0.2), (x + c * r * 0.55, y + s * r * 0.55)];
            self.seam(canvas, &spoke, rim.times(0.6), r * 0.1);
        }
        self.dab(canvas, x, y, r * 0.2, r * 0.2, rim.times(0.62));
    }

    /// A wooden wheel with open spokes.
    pub(super) fn cart_wheel(&self, canvas: &mut Canvas, x: f32, y: f32, r: f32, colour: Rgb) {
        for k in 0..4 {
            let (s, c) = (k as f32 * std::f32::consts::FRAC_PI_4 + 0.2).sin_cos();
            let spoke = self.line(&[(x - c * r, y - s * r), (x + c * r, y + s * r)]);
            self.rod(canvas, &spoke, colour.times(0.85), r * 0.08);
        }
        self.rod(canvas, &self.oval(x, y, r * 0.93, r * 0.93), colour, r * 0.15);
        self.knob(canvas, x, y, r * 0.2, colour);
    }

    /// A window with a frame and a cross, warm from inside.
    pub(super) fn window(&self, canvas: &mut Canvas, x: f32, y: f32, w: f32, h: f32, frame: Rgb) {
        canvas.fill(&self.slab(x, y, w, h, w * 0.12), Tint::flat(frame));
        let pane = self.slab(x, y + w * 0.1, w * 0.8, h - w * 0.2, w * 0.06);
        let glass =
            Tint::fade(self.at(0.0, y + h).1, self.at(0.0, y).1, Rgb::hex(0xffe9a8), Rgb::hex(0xf6b95c));
        canvas.wash(&pane, glass);
        self.seam(canvas, &[(x, y + w * 0.1), (x, y + h - w * 0.1)], frame, w * 0.09);
        self.seam(canvas, &[(x - w * 0.4, y + h * 0.52), (x + w * 0.4, y + h * 0.52)], frame, w * 0.09);
    }

    /// An arched opening or door: middle, bottom, width, height.
    pub(super) fn arch(&self, x: f32, y: f32, w: f32, h: f32) -> Shape {
        let half = w / 2.0;
        let mut points = vec![(x - half, y)];
        points.extend((0..=10).map(|k| {
            let (s, c) = (k as f32 * std::f32::consts::PI / 10.0).sin_cos();
            (x - half * c, y + h - half + half * s)
        }));
        points.push((x + half, y));
        self.poly(&points)
    }

    /// A plank door with a knob.
    pub(super) fn door(&self, canvas: &mut Canvas, x: f32, y: f32, w: f32, h: f32, colour: Rgb) {
        canvas.fill(&self.arch(x, y, w * 1.2, h + w * 0.1), Tint::flat(colour.times(0.55)));
        self.block(canvas, &self.arch(x, y, w, h), colour, y + h, y);
        self.planks(canvas, (x - w * 0.5, x + w * 0.5), (y, y + h * 0.8), 3, colour.times(0.66));
        self.dab(canvas, x + w * 0.32, y + h * 0.42, w * 0.07, w * 0.07, Rgb::hex(0xf2c94c));
    }

    /// A cloth or paper flag on a staff.
    pub(super) fn flag(&self, canvas: &mut Canvas, x: f32, low: f32, high: f32, colour: Rgb) {
        self.bar(canvas, &[(x, low), (x, high)], Rgb::hex(0x6b4a30), 0.012);
        let tall = (high - low) * 0.5;
        let cloth = self.blob(&[
            (x, high),
            (x - tall * 0.7, high - tall * 0.12),
            (x - tall * 1.4, high - tall * 0.3),
            (x - tall * 1.35, high - tall * 0.75),
            (x - tall * 0.7, high - tall * 0.65),
            (x, high - tall * 0.8),
        ]);
        self.block(canvas, &cloth, colour, high, high - tall);
    }
}
