//! Where a figure's own measures are in the scene.

use super::super::Figure;
use crate::canvas::{Canvas, Tint};
use crate::colour::{Rgb, WHITE};
use crate::shape::{self, Point, Shape};

/// Turns shares of a length into scene units, as a rule shares of a figure's height. `x` runs the way the figure looks,
/// `y` upwards.
#[derive(Clone, Copy)]
pub(crate) struct Frame {
    /// Where shares of nothing are, in scene units.
    origin: Point,
    /// What a share of one is long, in scene units.
    pub(crate) height: f32,
    side: f32,
    /// Degrees by which everything leans forwards, and their cosine and sine.
    tilt: f32,
    lean: (f32, f32),
    /// The point of this frame that lies on the origin.
    pivot: Point,
}

impl Frame {
    pub(crate) fn of(figure: &Figure<'_>) -> Self {
        let side = if figure.mirrored { -1.0 } else { 1.0 };
        Self {
            origin: figure.foot,
            height: figure.height,
            side,
            tilt: 0.0,
            lean: (1.0, 0.0),
            pivot: (0.0, 0.0),
        }
    }

    /// A frame with `unit` of this one's shares as its length, whose `pivot` lies on `middle` of this one and which leans
    /// forwards by some degrees.
    pub(crate) fn part(&self, middle: Point, unit: f32, pivot: Point, degrees: f32) -> Self {
        let tilt = self.tilt + degrees;
        let (sin, cos) = tilt.to_radians().sin_cos();
        let origin = self.at(middle.0, middle.1);
        Self { origin, height: self.height * unit, side: self.side, tilt, lean: (cos, sin), pivot }
    }

    pub(crate) fn at(&self, x: f32, y: f32) -> Point {
        let (x, y) = (x - self.pivot.0, y - self.pivot.1);
        let (cos, sin) = self.lean;
        let (x, y) = (x * cos + y * sin, y * cos - x * sin);
        (self.origin.0 + x * self.height * self.side, self.origin.1 - y * self.height)
    }

    /// Whether the figure looks to the left.
    pub(crate) fn mirrored(&self) -> bool {
        self.side < 0.0
    }

    /// The angle by which a drawing has to be turned to stand upright in this frame, in degrees clockwise.
    pub(crate) fn degrees(&self) -> f32 {
        self.tilt * self.side
    }

    pub(crate) fn path(&self, points: &[Point]) -> Vec<Point> {
        points.iter().map(|p| self.at(p.0, p.1)).collect()
    }

    pub(crate) fn blob(&self, points: &[Point]) -> Shape {
        shape::blob(&self.path(points))
    }

    /// An ellipse whose axes lie as the frame does.
    pub(crate) fn oval(&self, middle: Point, radius: Point) -> Shape {
        if self.lean.1.abs() < 0.02 || (radius.0 - radius.1).abs() < 0.002 {
            let (x, y) = self.at(middle.0, middle.1);
            return shape::ellipse(x, y, radius.0 * self.height, radius.1 * self.height);
        }
        const STEPS: [Point; 12] = [
            (1.0, 0.0),
            (0.866, 0.5),
            (0.5, 0.866),
            (0.0, 1.0),
            (-0.5, 0.866),
            (-0.866, 0.5),
            (-1.0, 0.0),
            (-0.866, -0.5),
            (-0.5, -0.866),
            (0.0, -1.0),
            (0.5, -0.866),
            (0.866, -0.5),
        ];
        self.blob(&STEPS.map(|s| (middle.0 + s.0 * radius.0, middle.1 + s.1 * radius.1)))
    }

    /// An ellipse shaded from above.
    pub(crate) fn egg(&self, canvas: &mut Canvas, middle: Point, radius: Point, top: Rgb, bottom: Rgb) {
        let y = self.at(middle.0, middle.1).1;
        let high = radius.1.max(radius.0 * self.lean.1.abs()) * self.height;
        canvas.fill(&self.oval(middle, radius), Tint::fade(y - high, y + high, top, bottom));
    }

    pub(crate) fn dot(&self, canvas: &mut Canvas, middle: Point, radius: Point, colour: Rgb, alpha: f32) {
        canvas.wash(&self.oval(middle, radius), Tint::veil(colour, alpha));
    }

    /// A line that draws a form. Where there is only black on white, thin dark ones stay, light ones are left out.
    pub(crate) fn curve(&self, canvas: &mut Canvas, points: [Point; 3], colour: Rgb, alpha: f32, width: f32) {
        let [a, b, c] = points.map(|p| self.at(p.0, p.1));
        let wide = width * self.height;
        if let Some(line) = canvas.outline.filter(|line| canvas.mono && wide < line.width * 1.8) {
            if colour.luminance() < 0.78 && alpha > 0.3 {
                let thin = line.width * if alpha > 0.85 { 0.85 } else { 0.5 };
                canvas.stroke(&shape::curve(a, b, c), line.colour, 1.0, thin);
            }
            return;
        }
        canvas.stroke(&shape::curve(a, b, c), colour, alpha, wide);
    }

    /// From the higher to the lower of two heights.
    pub(crate) fn fade(&self, high: f32, low: f32, top: Rgb, bottom: Rgb) -> Tint {
        let (a, b) = (self.at(self.pivot.0, high).1, self.at(self.pivot.0, low).1);
        // In a frame that lies, heights say nothing about the light from above.
        if (b - a).abs() < (high - low).abs() * self.height * 0.35 {
            return Tint::flat(top.mix(bottom, 0.35));
        }
        Tint::fade(a, b, top, bottom)
    }

    /// Colours a closed figure, in styles without lines inside a darker line of its own colour.
    pub(crate) fn form(&self, canvas: &mut Canvas, shape: &Shape, colour: Rgb) {
        contour(canvas, shape, colour);
        self.blend(canvas, shape, colour);
    }

    /// Colours a closed figure that is to melt into what is of the same colour beside it.
    pub(crate) fn blend(&self, canvas: &mut Canvas, shape: &Shape, colour: Rgb) {
        // Bodies are for colouring in, however dark they are.
        let colour = if canvas.mono { WHITE } else { colour };
        let tint = shape.as_ref().map_or(Tint::flat(colour), |path| {
            let bounds = path.bounds();
            Tint::fade(bounds.top(), bounds.bottom(), colour.times(1.07), colour.times(0.86))
        });
        canvas.fill(shape, tint);
    }

    /// A bent arm or leg with a darker rim that parts it from what is behind.
    pub(crate) fn limb(&self, canvas: &mut Canvas, points: [Point; 3], width: f32, colour: Rgb) {
        let rim = canvas.outline.map_or(colour.times(0.66), |line| line.shade_for(colour));
        let extra = canvas.outline.map_or(width * 0.14, |line| 2.0 * line.width / self.height);
        self.curve(canvas, points, rim, 1.0, width + extra);
        self.curve(canvas, points, colour, 1.0, width);
    }
}

/// Width of the soft line round parts of a body, in scene units.
const CONTOUR: f32 = 0.0034;

/// The soft darker line round a shape in styles that have no lines of their own.
pub(crate) fn contour(canvas: &mut Canvas, shape: &Shape, colour: Rgb) {
    if canvas.outline.is_none() && !canvas.cut && !canvas.mono {
        canvas.stroke(shape, colour.times(0.6).saturate(1.15), 0.75, CONTOUR);
    }
}
