//! Local measures of a figure's part, and shapes made of several overlapping parts.

use resvg::tiny_skia::PathBuilder;

use crate::canvas::{Canvas, Tint};
use crate::colour::Rgb;
use crate::shape::{self, Point, Shape};

/// A closed outline in local measures: smooth, but straight-sided where it has four corners only.
pub(crate) type Outline = Vec<Point>;

/// Turns local measures into scene units: `x` runs the way the figure looks, `y` upwards.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plane {
    /// Scene position of the local origin.
    pub(crate) origin: Point,
    /// Scene units to a local one.
    pub(crate) unit: f32,
    /// -1 for what looks to the left, else 1.
    pub(crate) side: f32,
    /// Nothing is drawn below this height of the scene.
    floor: f32,
    /// Sine and cosine of the turn, counter-clockwise for what looks to the right.
    turn: Point,
}

impl Plane {
    pub(crate) fn new(origin: Point, unit: f32, mirrored: bool) -> Self {
        let side = if mirrored { -1.0 } else { 1.0 };
        Self { origin, unit, side, floor: f32::INFINITY, turn: (0.0, 1.0) }
    }

    /// The same, sunk by `deep` local units into water whose surface hides what is below.
    pub(crate) fn sunk(self, deep: f32) -> Self {
        let surface = self.origin.1;
        Self { origin: (self.origin.0, surface + deep * self.unit), floor: surface, ..self }
    }

    /// A plane of its own round `middle`, `unit` of these measures to one of its own, turned by `degrees`.
    pub(crate) fn inner(&self, middle: Point, unit: f32, degrees: f32) -> Self {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let turn = (self.turn.0 * cos + self.turn.1 * sin, self.turn.1 * cos - self.turn.0 * sin);
        Self { origin: self.at(middle), unit: self.unit * unit, turn, ..*self }
    }

    pub(crate) fn at(&self, p: Point) -> Point {
        let (sin, cos) = self.turn;
        let (x, y) = (p.0 * cos - p.1 * sin, p.0 * sin + p.1 * cos);
        (self.origin.0 + x * self.unit * self.side, (self.origin.1 - y * self.unit).min(self.floor))
    }

    /// The smooth closed figure through local points.
    pub(crate) fn blob(&self, points: &[Point]) -> Shape {
        let points: Vec<Point> = points.iter().map(|p| self.at(*p)).collect();
        shape::blob(&points)
    }

    fn polygon(&self, points: &[Point]) -> Shape {
        let points: Vec<Point> = points.iter().map(|p| self.at(*p)).collect();
        shape::polygon(&points)
    }

    /// One shape of all outlines together, however they overlap.
    pub(crate) fn united(&self, outlines: &[Outline]) -> Shape {
        let mut path = PathBuilder::new();
        for outline in outlines {
            let turned: Vec<Point> =
                if area(outline) < 0.0 { outline.iter().rev().copied().collect() } else { outline.clone() };
            let part = if turned.len() > 4 { self.blob(&turned) } else { self.polygon(&turned) };
            if let Some(part) = part {
                path.push_path(&part);
            }
        }
        path.finish()
    }

    /// Fills a shape with a colour that is lighter above.
    pub(crate) fn shaded(&self, canvas: &mut Canvas, shape: &Shape, colour: Rgb) {
        canvas.fill_union(shape, fade_over(shape, colour.times(1.07), colour.times(0.84)));
    }

    /// Fills the closed figure through local points with a colour that is lighter above.
    pub(crate) fn patch(&self, canvas: &mut Canvas, points: &[Point], colour: Rgb) {
        self.shaded(canvas, &self.blob(points), colour);
    }

    /// A flat patch without a line round it.
    pub(crate) fn mark(&self, canvas: &mut Canvas, points: &[Point], colour: Rgb, alpha: f32) {
        canvas.wash(&self.blob(points), Tint::veil(colour, alpha));
    }

    /// A patch of another colour within a coat. Where there are only lines, a thin one goes round it.
    pub(crate) fn area(&self, canvas: &mut Canvas, points: &[Point], colour: Rgb) {
        let shape = self.blob(points);
        self.area_of(canvas, &shape, colour);
    }

    pub(crate) fn area_of(&self, canvas: &mut Canvas, shape: &Shape, colour: Rgb) {
        if let Some(pen) = canvas.outline.filter(|_| canvas.mono) {
            canvas.stroke(shape, pen.colour, 1.0, pen.width * 1.1);
        }
        canvas.wash(shape, fade_over(shape, colour.times(1.03), colour.times(0.90)));
    }

    /// A flat ellipse without a line round it.
    pub(crate) fn dot(&self, canvas: &mut Canvas, middle: Point, radius: Point, colour: Rgb) {
        self.mark(canvas, &oval(middle, radius), colour, 1.0);
    }

    /// A soft round shade.
    pub(crate) fn puff(&self, canvas: &mut Canvas, middle: Point, radius: Point, colour: Rgb, alpha: f32) {
        let (x, y) = self.at(middle);
        canvas.puff(x, y, (radius.0 * self.unit, radius.1 * self.unit), colour, alpha);
    }

    /// A smooth open line through local points; `width` in local measures.
    pub(crate) fn line(&self, canvas: &mut Canvas, points: &[Point], colour: Rgb, width: f32) {
        canvas.stroke(&self.open(points), colour, 1.0, width * self.unit);
    }

    /// A line inside a figure that parts a limb from the body: a soft crease, or a pen's stroke where a style has those.
    pub(crate) fn crease(&self, canvas: &mut Canvas, points: &[Point], coat: Rgb, width: f32) {
        let (colour, alpha, width) = match canvas.outline {
            Some(pen) => (pen.shade_for(coat), 1.0, pen.width),
            None => (coat.times(0.62), 0.55, width * self.unit),
        };
        canvas.stroke(&self.open(points), colour, alpha, width);
    }

    fn open(&self, points: &[Point]) -> Shape {
        let (first, last) = (*points.first()?, *points.last()?);
        let start = self.at(first);
        let mut path = PathBuilder::new();
        path.move_to(start.0, start.1);
        for i in 1..points.len() {
            let before = if i > 1 { points[i - 2] } else { first };
            let after = points.get(i + 1).copied().unwrap_or(last);
            let (a, b, c, d) = (self.at(before), self.at(points[i - 1]), self.at(points[i]), self.at(after));
            path.cubic_to(
                b.0 + (c.0 - a.0) / 6.0,
                b.1 + (c.1 - a.1) / 6.0,
                c.0 - (d.0 - b.0) / 6.0,
                c.1 - (d.1 - b.1) / 6.0,
                c.0,
                c.1,
            );
        }
        path.finish()
    }
}

/// An ellipse as an outline.
pub(crate) fn oval(middle: Point, radius: Point) -> Outline {
    const ROUND: [Point; 10] = [
        (1.0, 0.0),
        (0.809, 0.5878),
        (0.309, 0.9511),
        (-0.309, 0.9511),
        (-0.809, 0.5878),
        (-1.0, 0.0),
        (-0.809, -0.5878),
        (-0.309, -0.9511),
        (0.309, -0.9511),
        (0.809, -0.5878),
    ];
    ROUND.iter().map(|p| (middle.0 + p.0 * radius.0, middle.1 + p.1 * radius.1)).collect()
}

/// From `top` at a shape's upper edge to `bottom` at its lower one.
pub(crate) fn fade_over(shape: &Shape, top: Rgb, bottom: Rgb) -> Tint {
    let Some(path) = shape else { return Tint::flat(top) };
    let bounds = path.bounds();
    Tint::fade(bounds.top(), bounds.bottom(), top, bottom)
}

/// Twice the area within an outline, negative if it runs clockwise.
fn area(outline: &[Point]) -> f32 {
    let next = outline.iter().cycle().skip(1);
    outline.iter().zip(next).map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum()
}
