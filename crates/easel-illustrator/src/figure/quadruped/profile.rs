//! Long heads seen from the side: horses, deer, giraffes.

use super::super::chain::Chain;
use super::super::head::{INK, brow, eye, open_mouth};
use super::super::plane::{Outline, Plane};
use super::super::species::{Crest, Ears, Face, Mane, Palette, Pattern, Profile, Species};
use crate::canvas::Canvas;
use crate::colour::{Rgb, WHITE};
use crate::scene::Expression;
use crate::shape::Point;

/// A long head where it is to be painted; 1 is its length, `x` runs from the poll to the nose.
pub(crate) struct SideFace<'a> {
    pub(crate) shape: &'a Profile,
    pub(crate) species: &'a Species,
    pub(crate) palette: &'a Palette,
    pub(crate) plane: Plane,
    pub(crate) expression: Expression,
    /// The head's plane, but level.
    pub(crate) level: Plane,
}

impl<'a> SideFace<'a> {
    pub(crate) fn new(
        species: &'a Species,
        shape: &'a Profile,
        palette: &'a Palette,
        body: &Plane,
        poll: Point,
        bow: f32,
        expression: Expression,
    ) -> Self {
        let plane = body.inner(poll, shape.size, -shape.pitch - bow);
        let level = body.inner(poll, shape.size, 0.0);
        Self { shape, species, palette, plane, expression, level }
    }

    /// The head's outline in its own measures.
    fn outline(&self) -> Outline {
        let p = self.shape;
        vec![
            (-0.08, 0.10),
            (0.14, p.forehead),
            (0.38, p.forehead * 0.55 + p.bridge * 0.45),
            (0.68, p.bridge * 0.92),
            (0.90, p.muzzle * 0.80),
            (1.0, p.muzzle * 0.28),
            (1.0, -p.muzzle * 0.42),
            (0.91, -p.muzzle * 0.98),
            (0.72, -p.muzzle * 0.98),
            (0.50, -p.cheek * 0.74),
            (0.28, -p.cheek),
            (0.06, -p.cheek * 0.92),
            (-0.14, -0.14),
        ]
    }

    /// The head's outline in the measures of `body`.
    pub(crate) fn on_body(&self, poll: Point, bow: f32) -> Outline {
        let (sin, cos) = (-self.shape.pitch - bow).to_radians().sin_cos();
        let turn = |p: Point| {
            let (x, y) = (p.0 * self.shape.size, p.1 * self.shape.size);
            (poll.0 + x * cos - y * sin, poll.1 + x * sin + y * cos)
        };
        self.outline().into_iter().map(turn).collect()
    }

    /// What is behind the head: the far ear and the far horns.
    pub(crate) fn draw_behind(&self, canvas: &mut Canvas) {
        self.horns(canvas, true);
        self.ear(canvas, true);
    }

    /// Everything that lies over the head's outline.
    pub(crate) fn draw(&self, canvas: &mut Canvas) {
        let p = self.shape;
        self.marks(canvas);
        let jaw = [(0.10, -p.cheek * 0.86), (0.30, -p.cheek * 0.80), (0.46, -p.cheek * 0.42)];
        self.plane.crease(canvas, &jaw, self.palette.main, 0.022);
        self.mouth(canvas);
        let nostril = self.muzzle_coat().times(0.42);
        self.plane.dot(canvas, (0.925, p.muzzle * 0.22), (0.030, 0.042), nostril);
        let (at, r) = self.eye();
        let dark = self.palette.main.luminance() < 0.34;
        eye(canvas, &self.plane.inner(at, 1.0, p.pitch), (0.0, 0.0), r, self.expression, dark);
        let colour = if dark { self.palette.main.mix(WHITE, 0.4) } else { self.palette.main.times(0.42) };
        brow(
            canvas,
            &self.plane.inner(at, 1.0, p.pitch * 0.6),
            (0.0, 0.0),
            r.1,
            -1.0,
            self.expression,
            colour,
        );
        if self.expression == Expression::Sad {
            let tear = self.plane.inner((at.0 + 0.05, at.1 - 0.10), 1.0, p.pitch);
            tear.dot(canvas, (0.0, 0.0), (0.024, 0.036), Rgb::hex(0x7cc4f2));
        }
        self.ear(canvas, false);
        self.horns(canvas, false);
        self.forelock(canvas);
    }

    pub(crate) fn eye(&self) -> (Point, Point) {
        ((0.30, self.shape.forehead * 0.32), (0.060, 0.078))
    }

    /// Where the mouth holds something.
    pub(crate) fn lips(&self) -> Point {
        self.plane.at((0.96, -self.shape.muzzle * 0.6))
    }

    fn muzzle_coat(&self) -> Rgb {
        match self.species.id {
            "zebra" => self.palette.dark,
            "horse" => self.palette.main.times(0.62),
            "unicorn" => self.palette.main.mix(Rgb::hex(0xf4a9c4), 0.4),
            "rhino" => self.palette.main,
            _ => self.palette.light,
        }
    }

    fn marks(&self, canvas: &mut Canvas) {
        let p = self.shape;
        let end = [
            (0.74, p.bridge * 0.90),
            (0.90, p.muzzle * 0.80),
            (1.0, p.muzzle * 0.28),
            (1.0, -p.muzzle * 0.42),
            (0.91, -p.muzzle * 0.98),
            (0.74, -p.muzzle * 0.98),
            (0.78, 0.0),
        ];
        self.plane.mark(canvas, &end, self.muzzle_coat(), 0.9);
        if self.species.head.face == Face::Blaze {
            let blaze = [
                (0.16, p.forehead * 0.98),
                (0.40, (p.forehead * 0.55 + p.bridge * 0.45) * 0.98),
                (0.72, p.bridge * 0.90),
                (0.70, p.bridge * 0.50),
                (0.40, p.bridge * 0.62),
                (0.22, p.forehead * 0.60),
            ];
            self.plane.mark(canvas, &blaze, self.palette.light, 0.95);
        }
        match self.palette.pattern {
            Pattern::Bars => {
                for k in 0..5 {
                    let x = 0.12 + 0.12 * k as f32;
                    let top = if x < 0.35 { p.forehead } else { p.bridge };
                    let bar = [
                        (x, top * 0.98),
                        (x + 0.045, top * 0.98),
                        (x + 0.02 - 0.05, -p.cheek * 0.55),
                        (x - 0.05, -p.cheek * 0.55),
                    ];
                    if (1..3).contains(&k) {
                        let short = [bar[0], bar[1], (x, top * 0.62), (x - 0.02, top * 0.62)];
                        self.plane.mark(canvas, &short, self.palette.dark, 1.0);
                    } else {
                        self.plane.mark(canvas, &bar, self.palette.dark, 1.0);
                    }
                }
            }
            Pattern::Net => {
                for (x, y, r) in
                    [(0.14, -0.10, 0.05), (0.28, -0.15, 0.042), (0.44, -0.06, 0.036), (0.10, 0.06, 0.04)]
                {
                    self.plane.dot(canvas, (x, y), (r, r * 0.9), self.palette.dark);
                }
            }
            _ => {}
        }
    }

    fn mouth(&self, canvas: &mut Canvas) {
        let m = self.shape.muzzle;
        let dark = self.muzzle_coat().luminance() < 0.3;
        let ink = if dark { self.muzzle_coat().mix(WHITE, 0.5) } else { INK };
        let line = |canvas: &mut Canvas, points: &[Point]| self.plane.line(canvas, points, ink, 0.022);
        match self.expression {
            Expression::Glad => {
                let plane = self.plane.inner((0.86, -m * 0.46), 1.0, 16.0);
                open_mouth(canvas, &plane, (0.0, 0.0), 0.115, m * 0.9);
            }
            Expression::Sad | Expression::Angry => {
                line(canvas, &[(0.99, -m * 0.30), (0.86, -m * 0.36), (0.74, -m * 0.74)]);
            }
            Expression::Surprised => {
                self.plane.dot(canvas, (0.93, -m * 0.62), (0.042, 0.05), Rgb::hex(0x5a2022))
            }
            _ => line(canvas, &[(1.0, -m * 0.38), (0.88, -m * 0.56), (0.76, -m * 0.44), (0.72, -m * 0.20)]),
        }
    }

    fn ear(&self, canvas: &mut Canvas, far: bool) {
        // Length, width and degrees backwards from upright.
        let (long, wide, back) = match self.species.head.ears {
            Ears::Long => (0.52, 0.11, 8.0),
            Ears::Tiny => (0.17, 0.07, 34.0),
            _ if self.shape.mane == Mane::None || self.shape.mane == Mane::Beard => (0.36, 0.115, 58.0),
            _ if self.species.head.crest == Crest::Knobs => (0.30, 0.10, 66.0),
            _ => (0.28, 0.085, 4.0),
        };
        let root = if far { (0.10, 0.05) } else { (0.0, 0.03) };
        let lean = if far { back * 0.2 - 12.0 } else { back };
        let plane = self.level.inner(root, 1.0, 90.0 + lean);
        let leaf = [
            (-0.04, -wide * 0.55),
            (long * 0.35, -wide),
            (long * 0.72, -wide * 0.72),
            (long, 0.0),
            (long * 0.72, wide * 0.6),
            (long * 0.35, wide * 0.85),
            (-0.04, wide * 0.5),
        ];
        let coat = self.palette.main.times(if far { 0.80 } else { 1.0 });
        plane.patch(canvas, &leaf, coat);
        if !far {
            let inner: Vec<Point> = leaf.iter().map(|p| (0.02 + p.0 * 0.78, p.1 * 0.52)).collect();
            plane.mark(canvas, &inner, coat.mix(Rgb::hex(0xf0a8a0), 0.45), 0.85);
        }
    }

    fn horns(&self, canvas: &mut Canvas, far: bool) {
        let aside = if far { 0.13 } else { 0.0 };
        let shade = if far { 0.78 } else { 1.0 };
        let mut branch = |lines: &[&[(f32, f32, f32)]], colour: Rgb| {
            let parts: Vec<Outline> = lines
                .iter()
                .flat_map(|line| {
                    let moved: Vec<(f32, f32, f32)> = line.iter().map(|p| (p.0 + aside, p.1, p.2)).collect();
                    Chain::round(&moved).pieces(0.0, 1.0)
                })
                .collect();
            let shape = self.level.united(&parts);
            self.level.shaded(canvas, &shape, colour.times(shade));
        };
        let antler = Rgb::hex(0x9a6f4a);
        match self.species.head.crest {
            Crest::Antlers => branch(
                &[
                    &[(0.04, 0.10, 0.04), (-0.10, 0.40, 0.036), (-0.14, 0.78, 0.03), (0.06, 1.10, 0.012)],
                    &[(-0.02, 0.28, 0.03), (0.18, 0.42, 0.026), (0.26, 0.62, 0.01)],
                    &[(-0.13, 0.58, 0.028), (0.06, 0.74, 0.024), (0.16, 0.92, 0.01)],
                    &[(-0.13, 0.74, 0.028), (-0.26, 0.92, 0.024), (-0.26, 1.08, 0.01)],
                ],
                antler,
            ),
            Crest::Palms => branch(
                &[
                    &[
                        (0.04, 0.10, 0.045),
                        (-0.10, 0.30, 0.05),
                        (-0.20, 0.48, 0.12),
                        (-0.42, 0.66, 0.12),
                        (-0.62, 0.70, 0.03),
                    ],
                    &[(-0.08, 0.30, 0.035), (0.14, 0.40, 0.03), (0.22, 0.58, 0.012)],
                    &[(-0.18, 0.50, 0.04), (-0.06, 0.70, 0.03), (-0.04, 0.84, 0.012)],
                    &[(-0.34, 0.62, 0.04), (-0.28, 0.84, 0.03), (-0.26, 0.96, 0.012)],
                    &[(-0.50, 0.68, 0.04), (-0.52, 0.86, 0.026), (-0.52, 0.98, 0.012)],
                ],
                antler,
            ),
            Crest::Knobs => {
                branch(&[&[(0.04, 0.10, 0.05), (0.0, 0.34, 0.04)]], self.palette.main);
                branch(&[&[(0.0, 0.34, 0.06), (-0.01, 0.39, 0.06)]], self.palette.dark);
            }
            Crest::Spike if !far => self.spike(canvas),
            Crest::Rhino if !far => {
                let m = self.shape.muzzle;
                for (x, y, long) in [(0.70, self.shape.bridge, 0.20), (0.88, m * 0.72, 0.40)] {
                    let horn = [
                        (x, y - 0.03, 0.075),
                        (x + 0.02, y + long * 0.5, 0.045),
                        (x - 0.02, y + long, 0.008),
                    ];
                    let shape = self.plane.united(&Chain::round(&horn).pieces(0.0, 1.0));
                    self.plane.shaded(canvas, &shape, Rgb::hex(0xe6dcc6));
                }
            }
            _ => {}
        }
    }

    fn spike(&self, canvas: &mut Canvas) {
        let (root, tip) = ((0.17, self.shape.forehead * 0.8), (0.40, 0.66));
        let horn = Chain::round(&[(root.0, root.1, 0.05), (tip.0, tip.1, 0.006)]);
        let shape = self.plane.united(&horn.pieces(0.0, 1.0));
        self.plane.shaded(canvas, &shape, Rgb::hex(0xf6cf62));
        for t in [0.22, 0.42, 0.62] {
            self.plane.line(canvas, &[horn.at(t, 0.9), horn.at(t + 0.08, -0.9)], Rgb::hex(0xc9963a), 0.014);
        }
    }

    fn forelock(&self, canvas: &mut Canvas) {
        if self.shape.mane != Mane::Long {
            return;
        }
        let f = self.shape.forehead;
        let lock = [
            (-0.06, f * 0.55),
            (0.02, f * 1.30),
            (0.20, f * 1.24),
            (0.36, f * 0.80),
            (0.22, f * 0.62),
            (0.10, f * 0.42),
        ];
        self.plane.patch(canvas, &lock, self.palette.dark);
    }
}
