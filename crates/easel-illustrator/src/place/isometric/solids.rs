//! Boxes, pyramids and roofs with three tones: top, left and right.

use super::Slab;
use crate::canvas::{Canvas, Tint};
use crate::colour::Rgb;
use crate::light::Mood;
use crate::shape::{self, Point};

/// Draws solids on a slab in its light.
pub(super) struct Solids {
    slab: Slab,
    /// Brightness of faces that look up, to the lower left and to the lower right.
    pub(super) top: f32,
    pub(super) left: f32,
    pub(super) right: f32,
}

impl Solids {
    pub(super) fn new(slab: &Slab, mood: &Mood) -> Self {
        let from_left = mood.sun.0 < slab.middle.0;
        let (left, right) = if from_left { (0.90, 0.70) } else { (0.70, 0.90) };
        Self { slab: *slab, top: 1.06, left, right }
    }

    /// A place in scene units.
    pub(super) fn at(&self, u: f32, v: f32, z: f32) -> Point {
        self.slab.at(u, v, z)
    }

    /// Half sides in scene units.
    pub(super) fn units(&self, half_sides: f32) -> f32 {
        half_sides * self.slab.half
    }

    fn face(canvas: &mut Canvas, corners: &[Point], colour: Rgb) {
        let shape = shape::polygon(corners);
        canvas.fill(&shape, Tint::flat(colour));
        // Faces that meet must not let the ground shine through between them.
        canvas.stroke(&shape, colour, 1.0, 0.0012);
    }

    /// An upright face over a line on the ground, between two heights.
    pub(super) fn wall(
        &self,
        canvas: &mut Canvas,
        [a, b]: [Point; 2],
        z: (f32, f32),
        colour: Rgb,
        tone: f32,
    ) {
        let corners =
            [self.at(a.0, a.1, z.0), self.at(b.0, b.1, z.0), self.at(b.0, b.1, z.1), self.at(a.0, a.1, z.1)];
        Self::face(canvas, &corners, colour.times(tone));
    }

    /// A level face.
    pub(super) fn floor(&self, canvas: &mut Canvas, from: Point, to: Point, z: f32, colour: Rgb) {
        let corners = [
            self.at(from.0, from.1, z),
            self.at(to.0, from.1, z),
            self.at(to.0, to.1, z),
            self.at(from.0, to.1, z),
        ];
        Self::face(canvas, &corners, colour);
    }

    /// A box round `at`, `half` wide to each side along both axes.
    pub(super) fn block(&self, canvas: &mut Canvas, at: Point, half: Point, z: (f32, f32), colour: Rgb) {
        let ((u0, u1), (v0, v1)) = ((at.0 - half.0, at.0 + half.0), (at.1 - half.1, at.1 + half.1));
        self.wall(canvas, [(u0, v1), (u1, v1)], z, colour, self.left);
        self.wall(canvas, [(u1, v1), (u1, v0)], z, colour, self.right);
        self.floor(canvas, (u0, v0), (u1, v1), z.1, colour.times(self.top));
    }

    /// Two faces that meet in a point over the middle.
    pub(super) fn pyramid(&self, canvas: &mut Canvas, at: Point, half: f32, z: (f32, f32), colour: Rgb) {
        let tip = self.at(at.0, at.1, z.1);
        let [left, front, right] =
            [(-half, half), (half, half), (half, -half)].map(|(du, dv)| self.at(at.0 + du, at.1 + dv, z.0));
        Self::face(canvas, &[left, front, tip], colour.times(self.left * 1.06));
        Self::face(canvas, &[front, right, tip], colour.times(self.right * 1.04));
    }

    /// A crystal or a crown of leaves: wide in the middle, pointed above and below.
    pub(super) fn gem(&self, canvas: &mut Canvas, at: Point, half: f32, z: (f32, f32), colour: Rgb) {
        let girdle = z.0 + (z.1 - z.0) * 0.42;
        let [left, front, right] = [(-half, half), (half, half), (half, -half)]
            .map(|(du, dv)| self.at(at.0 + du, at.1 + dv, girdle));
        let (foot, tip) = (self.at(at.0, at.1, z.0), self.at(at.0, at.1, z.1));
        Self::face(canvas, &[left, front, foot], colour.times(self.left * 0.84));
        Self::face(canvas, &[front, right, foot], colour.times(self.right * 0.84));
        Self::face(canvas, &[left, front, tip], colour.times(self.left * 1.12));
        Self::face(canvas, &[front, right, tip], colour.times(self.right * 1.08));
    }

    /// A ridge roof whose gable looks to the lower right.
    pub(super) fn roof(
        &self,
        canvas: &mut Canvas,
        at: Point,
        half: Point,
        z: (f32, f32),
        roof: Rgb,
        gable: Rgb,
    ) {
        let over = 0.05;
        let ((u0, u1), (v0, v1)) =
            ((at.0 - half.0 - over, at.0 + half.0 + over), (at.1 - half.1 - over, at.1 + half.1 + over));
        let ridge = [self.at(u0, at.1, z.1), self.at(u1, at.1, z.1)];
        let inner = at.0 + half.0;
        let gable_corners =
            [self.at(inner, v1 - over, z.0), self.at(inner, v0 + over, z.0), self.at(inner, at.1, z.1)];
        Self::face(
            canvas,
            &[self.at(u0, v0, z.0), self.at(u1, v0, z.0), ridge[1], ridge[0]],
            roof.times(0.66),
        );
        Self::face(canvas, &gable_corners, gable.times(self.right));
        Self::face(
            canvas,
            &[self.at(u0, v1, z.0), self.at(u1, v1, z.0), ridge[1], ridge[0]],
            roof.times(self.left * 1.08),
        );
    }

    /// The shadow of something on the ground, away from the light.
    pub(super) fn shadow(&self, canvas: &mut Canvas, at: Point, half: f32) {
        let away = if self.left > self.right { (0.5, -0.5) } else { (-0.5, 0.5) };
        let (x, y) = self.at(at.0 + away.0 * half, at.1 + away.1 * half, 0.0);
        canvas.puff(x, y, (self.units(half * 2.1), self.units(half * 1.1)), Rgb::hex(0x1a2040), 0.5);
    }
}
