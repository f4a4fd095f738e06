//! Hair that hangs: behind the body, beside the face and in front of the shoulders.

use super::Portrait;
use crate::canvas::Canvas;
use crate::colour::Rgb;
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

    pub(super) fn tint(&self) -> Rgb {
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
                    f.curve(canvas, [(x, -0.6), (x * 1.1, -k), (x, -1.45 * k)], back.times(0.78), 0.6, 0.035);
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
            Hair::Curly => self.curls(canvas, &self.head, back),
            Hair::Afro => self.cloud(canvas, &self.head, back),
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
        f.blend(canvas, &lock, colour.times(0.96));
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
        f.blend(canvas, &far, colour.times(0.92));
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
