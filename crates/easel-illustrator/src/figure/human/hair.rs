//! Hair: what hangs behind the body, what lies on the head, and what falls in front of the shoulders.

use super::Portrait;
use super::looks::Fringe;
use crate::canvas::{Canvas, Tint};
use crate::colour::{Rgb, WHITE};
use crate::figure::body::Frame;
use crate::scene::{Age, Hair, Pose};
use crate::shape::Point;

impl Portrait<'_> {
    /// A frame in which hair hangs straight down, though it may be blown back in the picture.
    fn hanging(&self) -> Frame {
        let head = self.bones.head;
        let blown = match self.bones.pose {
            Pose::Run => 38.0,
            Pose::Walk => 10.0,
            Pose::Jump => 12.0,
            Pose::Dance => -head.tilt * 1.4,
            Pose::Ride => 16.0,
            Pose::Fly => 66.0,
            Pose::Swim => 56.0,
            Pose::Lie => 52.0,
            Pose::Stand | Pose::Sit | Pose::Seat => head.tilt * 0.3,
        };
        self.frame.part(head.middle, head.radius, (0.0, 0.0), blown)
    }

    fn tint(&self) -> Rgb {
        self.looks.hair
    }

    fn length(&self) -> f32 {
        if self.is(Age::Child) { 1.0 } else { 1.28 }
    }

    /// Painted before the body.
    pub(super) fn hair_behind(&self, canvas: &mut Canvas) {
        let f = self.hanging();
        let back = self.tint().times(0.82);
        let k = self.length();
        match self.looks.cut {
            Hair::Long => {
                let fall = f.blob(&[
                    (0.0, 1.0),
                    (0.8, 0.75),
                    (1.1, 0.0),
                    (1.06, -0.7 * k),
                    (1.0, -1.25 * k),
                    (0.72, -1.62 * k),
                    (0.35, -1.5 * k),
                    (0.0, -1.72 * k),
                    (-0.45, -1.58 * k),
                    (-0.85, -1.75 * k),
                    (-1.12, -1.3 * k),
                    (-1.18, -0.6 * k),
                    (-1.14, 0.0),
                    (-0.8, 0.75),
                ]);
                f.form(canvas, &fall, back);
                for x in [-0.75, -0.3, 0.2, 0.65] {
                    f.curve(
                        canvas,
                        [(x, -0.6), (x * 1.1, -1.0 * k), (x, -1.45 * k)],
                        back.times(0.78),
                        0.6,
                        0.035,
                    );
                }
            }
            Hair::Bob => {
                let fall = f.blob(&[
                    (0.0, 0.9),
                    (0.95, 0.5),
                    (1.1, -0.2),
                    (1.04, -0.82),
                    (0.6, -0.98),
                    (-0.6, -0.98),
                    (-1.08, -0.84),
                    (-1.16, -0.2),
                    (-0.95, 0.5),
                ]);
                f.form(canvas, &fall, back);
            }
            Hair::Curly => self.curls(canvas, &f, back),
            Hair::Afro => self.cloud(canvas, &f, back),
            Hair::Tails => {
                // The head hides the other one when it is turned far.
                let far = (self.turned < 0.5).then_some(1.0);
                for side in far.into_iter().chain([-1.0]) {
                    self.pigtail(canvas, &f, side, back);
                }
            }
            Hair::Ponytail => {
                let tail = f.blob(&[
                    (-0.62, 0.72),
                    (-1.05, 0.80),
                    (-1.5, 0.45),
                    (-1.66, -0.25),
                    (-1.52, -0.95 * k),
                    (-1.22, -1.38 * k),
                    (-1.18, -0.85 * k),
                    (-1.1, -0.2),
                    (-0.9, 0.2),
                ]);
                f.form(canvas, &tail, self.tint().times(0.92));
                f.curve(canvas, [(-1.0, 0.5), (-1.42, 0.1), (-1.38, -0.9 * k)], back.times(0.78), 0.6, 0.04);
            }
            Hair::Bun if !self.looks.hatted => {
                let bun = self.head.oval((-0.30, 1.13), (0.44, 0.40));
                self.head.form(canvas, &bun, self.tint());
                self.head.curve(
                    canvas,
                    [(-0.55, 1.25), (-0.3, 1.0), (-0.02, 1.28)],
                    back.times(0.78),
                    0.6,
                    0.04,
                );
            }
            _ => {}
        }
    }

    /// Two bunches, each tied beside the head.
    fn pigtail(&self, canvas: &mut Canvas, f: &Frame, side: f32, colour: Rgb) {
        let x = if side > 0.0 { 0.94 } else { -1.0 };
        let out = |dx: f32, y: f32| (x + side * dx, y);
        let tail = f.blob(&[
            out(-0.05, 0.02),
            out(0.28, 0.14),
            out(0.62, -0.15),
            out(0.70, -0.68),
            out(0.48, -1.22),
            out(0.26, -1.30),
            out(0.20, -0.85),
            out(0.10, -0.35),
        ]);
        f.form(canvas, &tail, colour.times(1.14));
        f.curve(canvas, [out(0.2, -0.05), out(0.5, -0.4), out(0.38, -1.0)], colour.times(0.82), 0.6, 0.035);
    }

    fn curls(&self, canvas: &mut Canvas, f: &Frame, colour: Rgb) {
        let long = self.looks.person.feminine;
        let ring: &[(Point, f32)] = if long {
            &[
                ((0.86, -0.62), 0.40),
                ((-0.90, -0.66), 0.44),
                ((1.02, -0.12), 0.42),
                ((-1.06, -0.14), 0.44),
                ((0.55, -0.92), 0.30),
                ((-0.6, -0.98), 0.34),
            ]
        } else {
            &[((0.9, 0.22), 0.32), ((-0.98, 0.2), 0.36), ((-0.92, -0.2), 0.28)]
        };
        for (at, r) in ring {
            let curl = f.oval(*at, (*r, *r));
            f.form(canvas, &curl, colour.times(1.06));
        }
    }

    fn cloud(&self, canvas: &mut Canvas, f: &Frame, colour: Rgb) {
        let top = if self.looks.hatted { 0.55 } else { 1.12 };
        let cloud = f.blob(&[
            (0.0, top + 0.46),
            (0.62, top + 0.32),
            (1.18, 0.98),
            (1.46, 0.38),
            (1.44, -0.22),
            (1.12, -0.66),
            (0.6, -0.72),
            (-0.7, -0.74),
            (-1.22, -0.68),
            (-1.54, -0.22),
            (-1.54, 0.4),
            (-1.24, 0.98),
            (-0.66, top + 0.32),
        ]);
        f.form(canvas, &cloud, colour.times(1.12));
        for (x, y) in
            [(-1.2, 0.1), (-0.95, 0.8), (-0.3, 1.22), (0.5, 1.12), (1.05, 0.6), (1.2, 0.0), (-1.1, -0.4)]
        {
            let y = if self.looks.hatted && y > 0.5 { 0.5 } else { y };
            f.curve(canvas, [(x - 0.1, y), (x, y + 0.12), (x + 0.1, y)], colour.times(0.84), 0.7, 0.04);
        }
    }

    /// Painted on the head, after the face.
    pub(super) fn hair(&self, canvas: &mut Canvas) {
        match self.looks.cut {
            Hair::Bald => self.bald(canvas),
            Hair::Spiky => self.spikes(canvas),
            Hair::Afro => self.cap(canvas, Fringe::Back, 0.03),
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
                (-0.92, 0.62),
                (0.0, 0.72),
                (0.92, 0.62),
                (0.9, 0.40),
                (0.0, 0.46),
                (-0.9, 0.40),
            ]);
            canvas.wash(&brow, Tint::veil(Rgb::hex(0x2a1a20), 0.13));
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

    /// Locks and braids that fall in front of the shoulders, and hair ties.
    pub(super) fn locks(&self, canvas: &mut Canvas) {
        let f = self.hanging();
        let colour = self.tint();
        match self.looks.cut {
            Hair::Long => self.side_locks(canvas, &f, colour, 1.18 * self.length()),
            Hair::Bob => self.side_locks(canvas, &f, colour, 0.86),
            Hair::Braids => {
                let far = (self.turned < 0.5).then_some(1.0);
                for side in far.into_iter().chain([-1.0]) {
                    self.braid(canvas, &f, side, colour);
                }
            }
            Hair::Tails => {
                let far = (self.turned < 0.5).then_some(0.99);
                for x in far.into_iter().chain([-1.04]) {
                    f.egg(canvas, (x, 0.02), (0.12, 0.14), self.looks.ribbon, self.looks.ribbon.times(0.8));
                }
            }
            Hair::Ponytail => {
                f.egg(canvas, (-0.86, 0.66), (0.15, 0.13), self.looks.ribbon, self.looks.ribbon.times(0.8));
            }
            _ => {}
        }
    }

    fn side_locks(&self, canvas: &mut Canvas, f: &Frame, colour: Rgb, long: f32) {
        let (near, far) = (self.across(-72.0), self.across(72.0).min(0.97));
        let lock = f.blob(&[
            (near + 0.06, 0.42),
            (near + 0.12, 0.0),
            (near + 0.02, -0.5),
            (near + 0.06, -long + 0.2),
            (near - 0.12, -long),
            (near - 0.34, -long + 0.12),
            (-1.14, -0.5),
            (-1.14, 0.05),
            (-1.04, 0.5),
        ]);
        canvas.fill(&lock, f.fade(0.4, -long, colour, colour.times(0.84)));
        let far = f.blob(&[
            (far - 0.05, 0.36),
            (far + 0.08, 0.40),
            (1.10, 0.05),
            (1.11, -0.45),
            (0.98, -long + 0.05),
            (0.84, -long + 0.16),
            (0.92, -0.5),
            (far - 0.03, 0.0),
        ]);
        canvas.fill(&far, f.fade(0.4, -long, colour.times(0.95), colour.times(0.8)));
    }

    fn braid(&self, canvas: &mut Canvas, f: &Frame, side: f32, colour: Rgb) {
        let x = if side > 0.0 { 0.88 } else { -0.96 };
        let long = if self.is(Age::Child) { 4 } else { 5 };
        for k in 0..long {
            let at = (x + side * 0.05 * k as f32, -0.42 - 0.27 * k as f32);
            let r = 0.21 - 0.016 * k as f32;
            let knot = f.oval(at, (r, 0.20));
            f.form(canvas, &knot, colour.times(if k % 2 == 0 { 1.0 } else { 0.93 }));
            f.curve(
                canvas,
                [(at.0 - r * 0.6, at.1 + 0.08), (at.0, at.1 - 0.05), (at.0 + r * 0.6, at.1 + 0.08)],
                colour.times(0.72),
                0.6,
                0.03,
            );
        }
        let end = (x + side * 0.05 * long as f32, -0.40 - 0.27 * long as f32);
        let tip = f.blob(&[
            (end.0 - 0.09, end.1 + 0.03),
            (end.0 + 0.09, end.1 + 0.03),
            (end.0 + 0.11, end.1 - 0.16),
            (end.0, end.1 - 0.24),
            (end.0 - 0.11, end.1 - 0.16),
        ]);
        f.form(canvas, &tip, colour);
        f.egg(canvas, (end.0, end.1 + 0.05), (0.13, 0.075), self.looks.ribbon, self.looks.ribbon.times(0.8));
    }
}
