//! Hair that lies on the head: fringes, spikes, curls, and what is left of it.

use super::Portrait;
use super::looks::Fringe;
use crate::canvas::{Canvas, Tint};
use crate::colour::{Rgb, WHITE};
use crate::scene::{Age, Hair};
use crate::shape::Point;

impl Portrait<'_> {
    /// Painted on the head, after the face.
    pub(super) fn hair(&self, canvas: &mut Canvas) {
        match self.looks.cut {
            Hair::Bald => self.bald(canvas),
            Hair::Spiky => self.spikes(canvas),
            Hair::Afro => {
                let cap = self.head.blob(&self.skull(Fringe::Back, 0.03));
                self.head.blend(canvas, &cap, self.tint().times(1.02));
            }
            Hair::Bun | Hair::Ponytail => {
                let fringe = match self.looks.fringe {
                    Fringe::Straight if self.is(Age::Child) => Fringe::Straight,
                    Fringe::Parted => Fringe::Parted,
                    _ => Fringe::Swept,
                };
                self.cap(canvas, fringe, 0.0);
            }
            Hair::Curly => {
                self.cap(canvas, Fringe::Back, 0.04);
                self.ringlets(canvas);
            }
            Hair::Short if !self.looks.person.feminine => self.cap(canvas, self.looks.fringe, 0.0),
            _ => {
                let fringe =
                    if self.looks.fringe == Fringe::Back { Fringe::Parted } else { self.looks.fringe };
                self.cap(canvas, fringe, 0.03);
            }
        }
        if self.looks.hatted && !canvas.mono {
            let brow = self.head.blob(&[
                (-0.84, 0.62),
                (0.0, 0.72),
                (0.84, 0.62),
                (0.82, 0.44),
                (0.0, 0.50),
                (-0.82, 0.44),
            ]);
            canvas.wash(&brow, Tint::veil(Rgb::hex(0x2a1a20), 0.09));
        }
    }

    /// Where the hair begins on the forehead, from the nearer to the farther temple.
    fn hairline(&self, fringe: Fringe) -> Vec<Point> {
        let at = |degrees: f32, y: f32| (self.across(degrees), y);
        match fringe {
            Fringe::Swept => vec![
                at(-64.0, 0.18),
                at(-52.0, 0.44),
                at(-34.0, 0.60),
                at(-10.0, 0.50),
                at(20.0, 0.40),
                at(48.0, 0.26),
                at(66.0, 0.10),
            ],
            Fringe::Straight => vec![
                at(-66.0, 0.14),
                at(-54.0, 0.24),
                at(-38.0, 0.21),
                at(-30.0, 0.28),
                at(-10.0, 0.22),
                at(-2.0, 0.30),
                at(18.0, 0.22),
                at(26.0, 0.29),
                at(46.0, 0.21),
                at(64.0, 0.10),
            ],
            Fringe::Parted => vec![
                at(-66.0, 0.06),
                at(-54.0, 0.30),
                at(-30.0, 0.52),
                at(-8.0, 0.80),
                at(-2.0, 0.80),
                at(22.0, 0.50),
                at(46.0, 0.28),
                at(66.0, 0.04),
            ],
            Fringe::Back => vec![
                at(-66.0, 0.10),
                at(-58.0, 0.40),
                at(-36.0, 0.60),
                at(0.0, 0.66),
                at(36.0, 0.58),
                at(56.0, 0.38),
                at(68.0, 0.08),
            ],
        }
    }

    /// The hair on the skull, `lift` higher than usual.
    fn cap(&self, canvas: &mut Canvas, fringe: Fringe, lift: f32) {
        let (f, colour) = (&self.head, self.tint());
        let shape = f.blob(&self.skull(fringe, lift));
        f.form(canvas, &shape, colour);
        if self.looks.hatted {
            return;
        }
        let s = self.turned;
        let shine = f.blob(&[
            (-0.66 + s * 0.2, 0.70),
            (-0.18 + s * 0.3, 0.98),
            (0.46 + s * 0.2, 0.84),
            (-0.14 + s * 0.3, 0.88),
        ]);
        canvas.wash(&shine, Tint::veil(colour.mix(WHITE, 0.4), if canvas.cut { 0.0 } else { 0.4 }));
        let dark = colour.times(0.74);
        let strands: &[[Point; 3]] = match fringe {
            Fringe::Swept => {
                &[[(-0.42, 0.86), (0.0, 0.80), (0.42, 0.52)], [(-0.44, 0.80), (-0.1, 0.68), (0.16, 0.54)]]
            }
            Fringe::Straight => &[
                [(-0.3, 0.85), (-0.38, 0.6), (-0.36, 0.42)],
                [(0.1, 0.9), (0.1, 0.6), (0.08, 0.42)],
                [(0.5, 0.8), (0.55, 0.55), (0.54, 0.4)],
            ],
            Fringe::Parted => &[
                [(0.08, 1.06), (0.04, 0.95), (0.05, 0.84)],
                [(0.25, 0.92), (0.6, 0.66), (0.78, 0.36)],
                [(-0.1, 0.92), (-0.5, 0.66), (-0.72, 0.36)],
            ],
            Fringe::Back => &[
                [(-0.35, 0.70), (-0.4, 0.88), (-0.5, 0.98)],
                [(0.1, 0.76), (0.1, 0.92), (0.02, 1.06)],
                [(0.48, 0.68), (0.52, 0.8), (0.48, 0.92)],
            ],
        };
        for [a, b, c] in strands {
            let by = s * 0.25;
            f.curve(canvas, [(a.0 + by, a.1), (b.0 + by, b.1), (c.0 + by, c.1)], dark, 0.55, 0.035);
        }
    }

    /// The outline of hair on the skull: over the top, down the nape, round the ear and along the forehead.
    fn skull(&self, fringe: Fringe, lift: f32) -> Vec<Point> {
        let ear = self.across(-88.0);
        let up = if self.looks.hatted { -0.05 } else { lift };
        let mut rim = vec![
            (self.across(74.0).min(0.98), 0.02),
            (1.03 + up, 0.22),
            (1.04 + up, 0.52),
            (0.78 + up, 0.94 + up),
            (0.18, 1.15 + up),
            (-0.46, 1.11 + up),
            (-0.92, 0.80 + up),
            (-1.12 - up, 0.34),
            (-1.12 - up, -0.06),
        ];
        if self.turned > 0.4 {
            rim.extend([(-1.02, -0.42), (-0.88, -0.56), (ear - 0.08, -0.36), (ear - 0.06, 0.0)]);
        } else {
            rim.extend([(-1.04, -0.26), (-0.99, -0.12)]);
        }
        let front = self.across(-70.0);
        rim.extend([(ear + 0.02, 0.14), (front - 0.03, -0.06), (front + 0.05, -0.08)]);
        rim.extend(self.hairline(fringe));
        rim
    }

    fn spikes(&self, canvas: &mut Canvas) {
        if self.looks.hatted {
            return self.cap(canvas, Fringe::Swept, 0.0);
        }
        let (f, colour) = (&self.head, self.tint());
        let tips: [Point; 19] = [
            (0.98, 0.02),
            (1.02, 0.40),
            (1.32, 0.62),
            (0.96, 0.74),
            (1.06, 1.12),
            (0.62, 0.98),
            (0.52, 1.40),
            (0.18, 1.10),
            (-0.08, 1.46),
            (-0.28, 1.10),
            (-0.70, 1.32),
            (-0.70, 0.96),
            (-1.18, 0.92),
            (-0.98, 0.58),
            (-1.34, 0.36),
            (-1.06, 0.18),
            (-1.16, -0.12),
            (-0.98, -0.10),
            (self.across(-72.0), -0.08),
        ];
        let mut rim = tips.to_vec();
        let at = |degrees: f32, y: f32| (self.across(degrees), y);
        rim.extend([
            at(-62.0, 0.30),
            at(-42.0, 0.34),
            at(-34.0, 0.56),
            at(-14.0, 0.30),
            at(-2.0, 0.56),
            at(20.0, 0.28),
            at(32.0, 0.54),
            at(54.0, 0.30),
            at(66.0, 0.08),
        ]);
        let shape = crate::shape::polygon(&f.path(&rim));
        f.form(canvas, &shape, colour);
        for [a, b] in [[(-0.5, 0.7), (-0.8, 1.0)], [(0.0, 0.75), (0.0, 1.15)], [(0.45, 0.7), (0.7, 0.95)]] {
            f.curve(canvas, [a, ((a.0 + b.0) * 0.5, (a.1 + b.1) * 0.5), b], colour.times(0.74), 0.5, 0.035);
        }
    }

    fn ringlets(&self, canvas: &mut Canvas) {
        let (f, colour) = (&self.head, self.tint());
        let s = self.turned;
        let top = if self.looks.hatted { 0.0 } else { 1.0 };
        let rim: [(f32, f32, f32); 11] = [
            (-1.0, 0.30, 0.24),
            (-0.92, 0.66, 0.28),
            (-0.58, 0.98 * top, 0.30 * top),
            (-0.14, 1.14 * top, 0.32 * top),
            (0.34, 1.08 * top, 0.30 * top),
            (0.74, 0.84 * top, 0.28 * top),
            (0.98, 0.46, 0.24),
            (-0.62 + s * 0.3, 0.58, 0.22),
            (-0.22 + s * 0.3, 0.66, 0.24),
            (0.22 + s * 0.3, 0.62, 0.23),
            (0.58 + s * 0.2, 0.50, 0.20),
        ];
        for (x, y, r) in rim.into_iter().filter(|c| c.2 > 0.0) {
            let curl = f.oval((x, y), (r, r));
            f.form(canvas, &curl, colour);
            let dark = colour.times(0.72);
            f.curve(
                canvas,
                [(x - r * 0.45, y), (x, y + r * 0.6), (x + r * 0.4, y - r * 0.1)],
                dark,
                0.6,
                0.035,
            );
        }
    }

    fn bald(&self, canvas: &mut Canvas) {
        if !self.is(Age::Old) {
            let shine = [(-0.35, 0.72), (-0.1, 0.86), (0.2, 0.78)];
            self.head.curve(canvas, shine, WHITE, if canvas.cut { 0.0 } else { 0.35 }, 0.09);
            return;
        }
        let (f, colour) = (&self.head, self.tint());
        let ear = self.across(-88.0);
        let near = f.blob(&[
            (ear + 0.06, 0.34),
            (ear - 0.14, 0.42),
            (ear - 0.30, 0.14),
            (ear - 0.28, -0.30),
            (ear - 0.08, -0.42),
            (ear - 0.10, 0.0),
            (ear + 0.10, 0.12),
        ]);
        f.form(canvas, &near, colour);
        let x = self.across(76.0).min(0.96);
        let far = f.blob(&[
            (x - 0.05, 0.34),
            (x + 0.14, 0.30),
            (x + 0.18, 0.02),
            (x + 0.06, -0.14),
            (x - 0.03, 0.08),
        ]);
        f.form(canvas, &far, colour);
    }
}
