//! Faces: eyes, brows, nose and mouth of somebody who feels something.

use super::Portrait;
use crate::canvas::{Canvas, Tint};
use crate::colour::{Rgb, WHITE};
use crate::scene::{Age, Expression};
use crate::shape::Point;

const INK: u32 = 0x2a1c1a;

/// How a feeling moves the parts of a face, in radiuses of the head.
struct Mime {
    /// Height of the brows' inner and outer ends above where they rest.
    brow: (f32, f32),
    /// Height of the eyes over their natural one.
    open: f32,
    mouth: Mouth,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mouth {
    Smile,
    Laugh,
    Frown,
    Firm,
    Round,
    Sleep,
}

fn mime(expression: Expression) -> Mime {
    let mime = |inner, outer, open, mouth| Mime { brow: (inner, outer), open, mouth };
    match expression {
        Expression::Calm => mime(0.0, 0.0, 1.0, Mouth::Smile),
        Expression::Glad => mime(0.06, 0.04, 1.0, Mouth::Laugh),
        Expression::Sad => mime(0.10, -0.07, 0.88, Mouth::Frown),
        Expression::Angry => mime(-0.12, 0.07, 0.82, Mouth::Firm),
        Expression::Surprised => mime(0.14, 0.12, 1.22, Mouth::Round),
        Expression::Asleep => mime(0.0, -0.02, 0.0, Mouth::Sleep),
    }
}

impl Portrait<'_> {
    pub(super) fn face(&self, canvas: &mut Canvas) {
        let skin = self.looks.skin;
        self.ear(canvas, self.across(92.0) * 0.98, 0.85);
        let head = self.head.blob(&self.contour());
        self.head.form(canvas, &head, skin);
        self.ear(canvas, self.across(-88.0), 1.0);
        let mime = mime(self.expression);
        self.cheeks(canvas);
        for side in [-1.0, 1.0] {
            self.eye(canvas, side, &mime);
            self.brow(canvas, side, &mime);
        }
        if self.is(Age::Old) {
            self.wrinkles(canvas);
        }
        self.nose(canvas);
        if self.looks.person.beard {
            self.beard(canvas);
        }
        self.mouth(canvas, mime.mouth);
        if self.expression == Expression::Sad {
            self.tear(canvas);
        }
    }

    /// The outline of the head: a round skull, cheeks, and a chin that goes with the turn.
    fn contour(&self) -> [Point; 14] {
        let s = self.turned;
        let (jaw, chin, cheek) = match (self.looks.person.age, self.looks.person.feminine) {
            (Age::Child, _) => (0.70, -0.93, 0.95),
            (Age::Adult, true) => (0.60, -1.02, 0.90),
            (Age::Adult, false) => (0.70, -1.06, 0.91),
            (Age::Old, _) => (0.70, -1.03, 0.92),
        };
        let shift = s * 0.20;
        [
            (0.0, 1.0),
            (0.60, 0.84),
            (0.95, 0.36),
            (0.955, 0.0),
            (cheek + 0.03 * s, -0.34),
            (jaw + shift * 0.8, -0.72),
            (0.26 + shift, chin + 0.05),
            (shift * 1.05, chin),
            (-0.28 + shift * 0.9, chin + 0.07),
            (-jaw + shift * 0.5, -0.70),
            (-cheek + 0.02 + shift * 0.15, -0.34),
            (-0.96, 0.0),
            (-0.95, 0.36),
            (-0.60, 0.84),
        ]
    }

    fn ear(&self, canvas: &mut Canvas, x: f32, size: f32) {
        let skin = self.looks.skin;
        let r = (0.17 * size, 0.215 * size);
        let y = -0.12;
        self.head.egg(canvas, (x, y), r, skin.times(0.99), skin.times(0.86));
        let fold = [(x - 0.02, y + 0.1), (x - 0.1 * size, y), (x - 0.01, y - 0.1)];
        self.head.curve(canvas, fold, skin.times(0.68), 0.7, 0.035);
    }

    fn cheeks(&self, canvas: &mut Canvas) {
        let skin = self.looks.skin;
        let warm = if self.expression == Expression::Angry { 0.75 } else { 0.55 };
        let blush = skin.mix(Rgb::hex(0xf0604f), 0.5);
        for side in [-1.0, 1.0] {
            let x = self.across(side * 42.0) * 0.93;
            let thin = if side > 0.0 { 1.0 - self.turned * 0.6 } else { 1.0 };
            let (px, py) = self.head.at(x, -0.38);
            let r = 0.24 * self.head.height;
            canvas.puff(px, py, (r * thin, r * 0.78), blush, warm);
            if self.looks.freckles {
                for (dx, dy) in [(-0.10, 0.02), (0.0, -0.04), (0.10, 0.03), (-0.03, 0.08)] {
                    self.head.dot(canvas, (x + dx * thin, -0.32 + dy), (0.018, 0.018), skin.times(0.72), 0.8);
                }
            }
        }
    }

    /// Middle and half width and height of an eye; `side` is -1 for the nearer one.
    fn eye_place(&self, side: f32) -> (Point, Point) {
        let (y, wide, high) = match self.looks.person.age {
            Age::Child => (-0.12, 0.118, 0.158),
            Age::Adult => (-0.06, 0.098, 0.130),
            Age::Old => (-0.05, 0.090, 0.112),
        };
        let apart = if self.is(Age::Child) { 24.0 } else { 23.0 };
        let x = self.across(side * apart);
        // The far eye is seen at an angle.
        let thin = if side > 0.0 { 1.0 - self.turned * 0.42 } else { 1.0 };
        ((x, y), (wide * thin, high))
    }

    fn eye(&self, canvas: &mut Canvas, side: f32, mime: &Mime) {
        let ((x, y), (rx, ry)) = self.eye_place(side);
        let ink = Rgb::hex(INK);
        let f = &self.head;
        let fem = self.looks.person.feminine;
        if mime.open == 0.0 {
            f.curve(canvas, [(x - rx * 1.25, y), (x, y - ry * 0.85), (x + rx * 1.25, y)], ink, 1.0, 0.055);
            if fem || self.is(Age::Child) {
                for k in [-0.7, 0.0, 0.7] {
                    let from = (x + rx * k, y - ry * (0.42 - 0.25 * k * k));
                    let to = (x + rx * k * 1.35, y - ry * (0.78 - 0.25 * k * k));
                    f.curve(canvas, [from, from, to], ink, 1.0, 0.032);
                }
            }
            return;
        }
        let mut ry = ry * mime.open;
        let mut y = y;
        if self.downcast {
            (ry, y) = (ry * 0.62, y - ry * 0.42);
        }
        f.dot(canvas, (x, y), (rx, ry), ink, 1.0);
        if !canvas.mono {
            f.dot(canvas, (x, y - ry * 0.34), (rx * 0.74, ry * 0.54), self.looks.iris, 0.78);
            f.dot(canvas, (x, y + ry * 0.06), (rx * 0.5, ry * 0.5), ink, 1.0);
        }
        f.dot(canvas, (x - rx * 0.28, y + ry * 0.42), (rx * 0.36, ry * 0.30), WHITE, 0.97);
        f.dot(canvas, (x + rx * 0.36, y - ry * 0.44), (rx * 0.19, ry * 0.16), WHITE, 0.75);
        let lid = if fem { 0.062 } else { 0.045 };
        let low = if self.downcast { 0.7 } else { 0.42 };
        f.curve(
            canvas,
            [(x - rx * 1.18, y + ry * low), (x, y + ry * 1.55), (x + rx * 1.18, y + ry * low)],
            ink,
            1.0,
            lid,
        );
        if fem {
            let out = side;
            for (dx, dy) in [(1.75, 0.82), (1.85, 0.36)] {
                let root = (x + out * rx * 1.08, y + ry * (low + 0.05));
                f.curve(
                    canvas,
                    [root, (x + out * rx * 1.5, y + ry * (dy - 0.1)), (x + out * rx * dx, y + ry * dy)],
                    ink,
                    1.0,
                    0.036,
                );
            }
        }
    }

    fn brow(&self, canvas: &mut Canvas, side: f32, mime: &Mime) {
        let ((x, y), (rx, ry)) = self.eye_place(side);
        let thick = match (self.looks.person.age, self.looks.person.feminine) {
            (Age::Old, _) => 0.10,
            (_, true) => 0.046,
            (Age::Child, false) => 0.058,
            (_, false) => 0.078,
        };
        let base = y + ry * 1.0 + 0.17;
        let (inner, outer) = (base + mime.brow.0, base - 0.02 + mime.brow.1);
        let (a, b) = (x - side * rx * 1.05, x + side * rx * 1.45);
        let arch = (a + b) * 0.5;
        let colour = if self.is(Age::Old) { self.looks.hair.times(0.9) } else { self.looks.hair.times(0.8) };
        let colour = if canvas.mono { Rgb::hex(INK) } else { colour };
        self.head.curve(
            canvas,
            [(a, inner), (arch, (inner + outer) * 0.5 + 0.085), (b, outer)],
            colour,
            1.0,
            thick,
        );
    }

    fn nose(&self, canvas: &mut Canvas) {
        let skin = self.looks.skin;
        let line = skin.times(0.66).saturate(1.15);
        let x = self.across(0.0) + self.turned * 0.10;
        let f = &self.head;
        match self.looks.person.age {
            Age::Child => {
                f.curve(
                    canvas,
                    [(x - 0.085, -0.30), (x + 0.01, -0.385), (x + 0.085, -0.29)],
                    line,
                    0.9,
                    0.04,
                );
            }
            Age::Adult => {
                let wide = if self.looks.person.feminine { 0.085 } else { 0.11 };
                f.curve(
                    canvas,
                    [(x - wide, -0.30), (x + 0.02, -0.40), (x + wide * 0.9, -0.29)],
                    line,
                    0.95,
                    0.038,
                );
                f.curve(
                    canvas,
                    [(x + wide * 0.9, -0.29), (x + wide * 1.05, -0.2), (x + wide * 0.4, -0.04)],
                    line,
                    0.55,
                    0.03,
                );
            }
            Age::Old => {
                let r = if self.looks.person.feminine { 0.11 } else { 0.15 };
                let nose = f.oval((x, -0.27), (r, r * 0.84));
                f.form(canvas, &nose, skin.mix(Rgb::hex(0xe87a62), 0.22));
            }
        }
        f.dot(canvas, (x - 0.02, -0.22), (0.035, 0.028), WHITE, if canvas.cut { 0.0 } else { 0.4 });
    }

    fn mouth(&self, canvas: &mut Canvas, mouth: Mouth) {
        let f = &self.head;
        let x = self.across(0.0) * 0.94;
        let w = if self.is(Age::Child) { 0.20 } else { 0.22 } * (1.0 - self.turned * 0.22);
        let y = if self.is(Age::Child) { -0.56 } else { -0.60 };
        let skin = self.looks.skin;
        let lip = if skin.luminance() < 0.42 {
            skin.times(0.30)
        } else {
            skin.times(0.42).mix(Rgb::hex(0x8e2c2c), 0.5)
        };
        let line = 0.05;
        match mouth {
            Mouth::Smile => {
                f.curve(canvas, [(x - w, y + 0.04), (x, y - 0.135), (x + w, y + 0.04)], lip, 1.0, line);
                if self.looks.person.feminine && !self.is(Age::Child) {
                    f.curve(
                        canvas,
                        [(x - w * 0.42, y - 0.11), (x, y - 0.15), (x + w * 0.42, y - 0.11)],
                        skin.mix(Rgb::hex(0xc8463f), 0.55),
                        0.8,
                        0.05,
                    );
                }
            }
            Mouth::Laugh => self.laugh(canvas, (x, y), w * 1.12, lip),
            Mouth::Frown => f.curve(
                canvas,
                [(x - w * 0.8, y - 0.12), (x, y + 0.06), (x + w * 0.8, y - 0.12)],
                lip,
                1.0,
                line,
            ),
            Mouth::Firm => {
                f.curve(
                    canvas,
                    [(x - w * 0.75, y - 0.09), (x, y + 0.02), (x + w * 0.75, y - 0.10)],
                    lip,
                    1.0,
                    0.06,
                );
            }
            Mouth::Round => {
                let o = f.oval((x, y - 0.05), (w * 0.52, 0.15));
                canvas.wash(&o, Tint::flat(Rgb::hex(0x6e2226)));
                canvas.stroke(&o, lip, 1.0, 0.035 * f.height);
                f.dot(canvas, (x, y - 0.13), (w * 0.32, 0.05), Rgb::hex(0xe8756e), 1.0);
            }
            Mouth::Sleep => {
                f.curve(canvas, [(x - w * 0.5, y), (x, y - 0.07), (x + w * 0.5, y)], lip, 1.0, line)
            }
        }
    }

    fn laugh(&self, canvas: &mut Canvas, (x, y): Point, w: f32, lip: Rgb) {
        let f = &self.head;
        let open = f.blob(&[
            (x - w, y + 0.07),
            (x, y + 0.035),
            (x + w, y + 0.07),
            (x + w * 0.72, y - 0.15),
            (x, y - 0.25),
            (x - w * 0.72, y - 0.15),
        ]);
        canvas.wash(&open, Tint::flat(Rgb::hex(0x7a2328)));
        let tongue =
            f.blob(&[(x - w * 0.52, y - 0.145), (x, y - 0.10), (x + w * 0.52, y - 0.145), (x, y - 0.235)]);
        canvas.wash(&tongue, Tint::flat(Rgb::hex(0xee7d74)));
        let teeth = f.blob(&[
            (x - w * 0.82, y + 0.045),
            (x, y + 0.02),
            (x + w * 0.82, y + 0.045),
            (x + w * 0.66, y - 0.03),
            (x, y - 0.05),
            (x - w * 0.66, y - 0.03),
        ]);
        canvas.wash(&teeth, Tint::flat(WHITE));
        canvas.stroke(&open, lip, 1.0, 0.035 * f.height);
    }

    fn tear(&self, canvas: &mut Canvas) {
        let ((x, y), (rx, ry)) = self.eye_place(-1.0);
        let x = x - rx * 0.5;
        let drop = self.head.blob(&[
            (x, y - ry * 0.95),
            (x + 0.07, y - ry * 1.9),
            (x, y - ry * 2.35),
            (x - 0.07, y - ry * 1.9),
        ]);
        self.head.form(canvas, &drop, Rgb::hex(0x8fd0f2));
        self.head.dot(canvas, (x - 0.02, y - ry * 1.75), (0.018, 0.03), WHITE, 0.9);
    }

    fn wrinkles(&self, canvas: &mut Canvas) {
        let line = self.looks.skin.times(0.74);
        let f = &self.head;
        for side in [-1.0, 1.0] {
            let ((x, y), (rx, ry)) = self.eye_place(side);
            let corner = x + side * rx * 1.7;
            if corner.abs() < 0.86 {
                f.curve(
                    canvas,
                    [(corner, y + 0.02), (corner + side * 0.06, y + 0.05), (corner + side * 0.12, y + 0.10)],
                    line,
                    0.7,
                    0.026,
                );
                f.curve(
                    canvas,
                    [(corner, y - 0.05), (corner + side * 0.06, y - 0.06), (corner + side * 0.12, y - 0.08)],
                    line,
                    0.7,
                    0.026,
                );
            }
            f.curve(
                canvas,
                [(x - rx, y - ry * 1.7), (x, y - ry * 2.0), (x + rx, y - ry * 1.65)],
                line,
                0.6,
                0.028,
            );
            let fold = self.across(side * 20.0);
            f.curve(
                canvas,
                [(fold, -0.36), (fold + side * 0.1, -0.5), (fold + side * 0.06, -0.66)],
                line,
                0.6,
                0.03,
            );
        }
        let x = self.across(0.0) * 0.8;
        for (y, w) in [(0.42, 0.26), (0.54, 0.20)] {
            f.curve(canvas, [(x - w, y), (x, y + 0.05), (x + w, y)], line, 0.5, 0.026);
        }
    }

    fn beard(&self, canvas: &mut Canvas) {
        let f = &self.head;
        let colour = self.looks.hair;
        let x = self.across(0.0) * 0.9;
        let low = if self.is(Age::Old) { -1.62 } else { -1.16 };
        let (near, far) = (self.across(-82.0), self.across(80.0).min(0.95));
        let whiskers = f.blob(&[
            (near - 0.02, 0.06),
            (near + 0.12, -0.14),
            (near + 0.28, -0.40),
            (x - 0.36, -0.52),
            (x - 0.14, -0.43),
            (x, -0.45),
            (x + 0.14, -0.43),
            (x + 0.32, -0.50),
            (far - 0.10, -0.36),
            (far - 0.04, -0.08),
            (far + 0.02, 0.06),
            (far + 0.06, -0.46),
            (far - 0.16, -0.88),
            (x + 0.36, (low - 0.95) * 0.5),
            (x + 0.02, low),
            (x - 0.36, (low - 0.95) * 0.5 - 0.02),
            ((x + near) * 0.5 - 0.12, -0.98),
            (near - 0.04, -0.50),
        ]);
        f.form(canvas, &whiskers, colour);
        let dark = colour.times(0.78);
        for k in -2i32..=2 {
            let u = k as f32 * 0.17;
            let end = low * 0.86 + 0.14 * k.unsigned_abs() as f32;
            f.curve(
                canvas,
                [(x + u * 1.4, -0.80), (x + u * 1.2, -0.98), (x + u * 0.9, end)],
                dark,
                0.6,
                0.032,
            );
        }
        for side in [-1.0, 1.0] {
            let half = f.blob(&[
                (x, -0.40),
                (x + side * 0.22, -0.38),
                (x + side * 0.46, -0.56),
                (x + side * 0.26, -0.57),
                (x + side * 0.06, -0.52),
            ]);
            f.form(canvas, &half, colour.times(1.06));
        }
    }
}
