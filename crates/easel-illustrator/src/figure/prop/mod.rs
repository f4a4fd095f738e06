//! How a thing is held: high, in one hand, before the chest, hanging, at the eye, in the arms.

mod grip;

use super::body::{FAR, Frame, NEAR, Skeleton, along, towards};
use super::{Figure, Layer, drawing_of, stature};
use crate::art::{Drawing, library};
use crate::canvas::{Canvas, Tint};
use crate::colour::{Rgb, WHITE};
use crate::scene::{Built, Entity, Pose, Subject};
use crate::shape::{self, Point};
use grip::{Grip, Turn};

/// What is in the hands.
enum Thing<'a> {
    Drawn(Box<Drawing>),
    Book(Rgb),
    Alive(&'a Entity, u64),
    Can(&'a Entity),
}

/// A thing in a figure's hands.
pub(crate) struct Hold<'a> {
    thing: Thing<'a>,
    grip: Grip,
    turn: Turn,
    size: f32,
}

impl<'a> Hold<'a> {
    pub(crate) fn of(figure: &Figure<'a>) -> Option<Self> {
        let entity = figure.held?;
        let size = entity.size.clamp(0.7, 1.35);
        let hold = |thing, grip| Some(Self { thing, grip, turn: Turn::Not, size });
        let id = match entity.subject {
            Subject::Thing(id) => id,
            Subject::Built(Built::WateringCan) => return hold(Thing::Can(entity), Grip::Pour),
            Subject::Built(_) | Subject::Tree(_) => return None,
            _ => return hold(Thing::Alive(entity, figure.seed), Grip::Arms),
        };
        let (grip, turn) = Grip::of(library().slug(id));
        let thing = match grip {
            Grip::Read => Thing::Book(entity.hue.unwrap_or(Rgb::hex(0xb8463c))),
            _ => Thing::Drawn(Box::new(drawing_of(entity)?)),
        };
        Some(Self { thing, grip, turn, size })
    }

    /// Whether a hand is on it.
    pub(crate) fn uses(&self, side: usize) -> bool {
        match self.grip {
            Grip::Float
            | Grip::Roof
            | Grip::Stick
            | Grip::Sweep
            | Grip::Upright
            | Grip::Hang
            | Grip::Carry
            | Grip::Pour
            | Grip::Sip => side == FAR,
            _ => true,
        }
    }

    /// Whether the one who holds it looks down at it.
    pub(crate) fn looked_at(&self) -> bool {
        matches!(self.grip, Grip::Read | Grip::Arms | Grip::Small)
    }

    /// Half the width of what both hands are on, in shares of the figure's height.
    fn half(&self, bones: &Skeleton) -> f32 {
        let side = self.side(bones);
        match &self.thing {
            Thing::Drawn(drawing) => {
                let (_, _, left, right) = drawing.reach();
                left.max(right).min(0.5) * side * 0.94
            }
            Thing::Book(_) => side * 0.5,
            Thing::Alive(..) => side * 0.34,
            Thing::Can(_) => side * 0.5,
        }
    }

    fn side(&self, bones: &Skeleton) -> f32 {
        self.grip.size() * self.size * bones.build.arm
    }

    /// A place before the trunk, in shares of an arm from the middle of the shoulders, turned with the trunk.
    fn place(bones: &Skeleton, x: f32, y: f32) -> Point {
        let arm = bones.build.arm;
        let lean = bones.lean * 0.6;
        let chest = bones.chest;
        along(along(chest, towards(90.0 - lean), x * arm), towards(180.0 - lean), y * arm)
    }

    /// A place at the height of the eyes, `x` radiuses of the head before the nose.
    fn face(bones: &Skeleton, x: f32) -> Point {
        let head = bones.head;
        (
            head.middle.0 + head.radius * (x + 0.9 * head.turn.to_radians().sin()),
            head.middle.1 - head.radius * 0.08,
        )
    }

    /// The middle of what is held before the body.
    fn middle(&self, bones: &Skeleton) -> Point {
        let forward = 0.55 * bones.turn.to_radians().sin();
        match self.grip {
            Grip::Across => Self::place(bones, forward * 0.7, -0.62),
            Grip::Small => Self::place(bones, forward + 0.05, -0.42),
            Grip::Snap => {
                let face = Self::face(bones, 0.16);
                (face.0, face.1 - bones.head.radius * 0.16)
            }
            Grip::Spy => Self::face(bones, 0.42),
            Grip::Read => Self::place(bones, forward + 0.04, -0.40),
            Grip::Arms => Self::place(bones, forward * 0.8, -0.5),
            _ => Self::place(bones, forward * 0.8, -0.55),
        }
    }

    /// Puts the hands where the thing wants them.
    pub(crate) fn grasp(&self, bones: &mut Skeleton) {
        let one = |x: f32, y: f32| Self::place(bones, x, y);
        let middle = self.middle(bones);
        let half = self.half(bones);
        let both = |x: f32, y: f32| {
            (
                Some((middle.0 + half * x, middle.1 + half * y)),
                Some((middle.0 - half * x, middle.1 + half * y)),
            )
        };
        let mouth = Self::face(bones, 0.5);
        let mouth = (mouth.0, mouth.1 - bones.head.radius * 0.95);
        let (far, near) = match self.grip {
            Grip::Float => (Some(one(0.92, 0.10)), None),
            Grip::Roof => {
                let head = bones.head;
                let low = if head.radius > bones.build.arm { 0.3 } else { 1.0 };
                (Some((head.middle.0 + head.radius * 1.2, head.middle.1 - head.radius * low)), None)
            }
            Grip::Stick => (Some(one(0.96, -0.26)), None),
            Grip::Sweep => (Some(one(0.62, -0.40)), None),
            Grip::Upright => (Some(one(0.88, -0.36)), None),
            Grip::Rod => (Some(one(0.78, -0.42)), Some(one(0.30, -0.66))),
            Grip::Hang => (Some(one(0.84, -0.46)), None),
            Grip::Carry => (Some(one(0.52, -0.90)), None),
            Grip::Pour => (Some(one(0.84, -0.42)), None),
            Grip::Sip => (Some(mouth), None),
            Grip::Blow => (
                Some((mouth.0 + half * 0.75, mouth.1 - half * 0.5)),
                Some((mouth.0 + half * 0.2, mouth.1 - half * 0.3)),
            ),
            Grip::Across => (
                Some((middle.0 + half * 0.62, middle.1 + half * 0.30)),
                Some((middle.0 - half * 0.28, middle.1 - half * 0.12)),
            ),
            Grip::Small => both(0.75, -0.5),
            Grip::Read => both(1.0, -0.25),
            Grip::Arms => (
                Some((middle.0 + half * 0.55, bones.chest.1 - bones.build.arm * 0.72)),
                Some((middle.0 - half * 0.45, bones.chest.1 - bones.build.arm * 0.92)),
            ),
            Grip::Spy => (
                Some((middle.0 + half * 1.05, middle.1)),
                Some((middle.0 + half * 0.4, middle.1 - half * 0.1)),
            ),
            Grip::Snap | Grip::Both => both(1.0, -0.15),
        };
        let looked = self.looked_at();
        for (side, target) in [(FAR, far), (NEAR, near)] {
            if let Some(target) = target {
                bones.reach(side, target);
            }
        }
        if looked {
            bones.head.tilt += 6.0;
        }
    }

    /// What is painted before the body because the figure stands in front of it.
    pub(crate) fn behind(&self, canvas: &mut Canvas, f: &Frame, bones: &Skeleton) {
        let Thing::Drawn(drawing) = &self.thing else { return };
        let side = self.side(bones);
        let (_, below, _, _) = drawing.reach();
        let hand = bones.hands[FAR];
        match self.grip {
            Grip::Float => {
                let top = bones.head.middle.1 + bones.head.radius;
                let middle = (hand.0 + 0.10, top + side * 0.34);
                let knot = (middle.0, middle.1 - below * side * 0.96);
                let line = shape::curve(
                    f.at(hand.0, hand.1),
                    f.at(hand.0 + 0.005, (hand.1 + knot.1) * 0.5),
                    f.at(knot.0, knot.1),
                );
                canvas.stroke(&line, Rgb(0.97, 0.97, 0.95), 0.95, 0.006 * f.height);
                drawing.centre(canvas, f.at(middle.0, middle.1), side * f.height, 4.0, f.mirrored());
            }
            Grip::Roof => {
                let middle = (hand.0 - side * 0.05, hand.1 + below * side * 0.80);
                let tilt = if f.mirrored() { 7.0 } else { -7.0 };
                drawing.centre(canvas, f.at(middle.0, middle.1), side * f.height, tilt, f.mirrored());
            }
            _ => {}
        }
    }

    pub(crate) fn draw(&self, canvas: &mut Canvas, f: &Frame, bones: &Skeleton) {
        match &self.thing {
            Thing::Book(colour) => book(canvas, f, self.middle(bones), self.half(bones), *colour),
            Thing::Alive(entity, seed) => self.alive(canvas, f, bones, entity, *seed),
            Thing::Can(entity) => self.can(canvas, f, bones, entity),
            Thing::Drawn(drawing) => self.drawn(canvas, f, bones, drawing),
        }
    }

    fn drawn(&self, canvas: &mut Canvas, f: &Frame, bones: &Skeleton, drawing: &Drawing) {
        let long = self.side(bones);
        let side = long * f.height;
        let mirrored = f.mirrored();
        let turn = if mirrored { -1.0 } else { 1.0 };
        let (hand, middle) = (bones.hands[FAR], self.middle(bones));
        let (top, below, _, _) = drawing.reach();
        let (flip, half_turn) = match self.turn {
            Turn::Not => (false, 0.0),
            Turn::Flip => (true, 0.0),
            Turn::Half => (false, 180.0),
            Turn::HalfFlip => (true, 180.0),
        };
        // From a hand, in shares of the drawing's side.
        let from = |p: Point, x: f32, y: f32| (p.0 + long * x, p.1 + long * y);
        let (at, degrees) = match self.grip {
            Grip::Float | Grip::Roof | Grip::Pour => return,
            Grip::Stick => (from(hand, 0.20, 0.27), -14.0),
            Grip::Sweep => (from(hand, 0.13, -0.22), 14.0),
            Grip::Rod => (from(hand, 0.30, 0.22), 0.0),
            Grip::Upright => (from(hand, 0.03, below * 0.66), 8.0),
            Grip::Across => (middle, 14.0),
            Grip::Blow => (from(Self::face(bones, 0.0), 0.36, -0.66), 0.0),
            Grip::Hang | Grip::Carry => (from(hand, 0.01, -top * 0.9), 0.0),
            Grip::Sip => (from(hand, -0.22, 0.06), -8.0),
            Grip::Spy => (from(middle, 0.34, -0.13), 0.0),
            Grip::Small | Grip::Snap | Grip::Both | Grip::Read | Grip::Arms => (middle, 0.0),
        };
        drawing.centre(canvas, f.at(at.0, at.1), side, degrees * turn + half_turn, mirrored != flip);
    }

    /// A watering can hanging from the hand, its water falling before the feet.
    fn can(&self, canvas: &mut Canvas, f: &Frame, bones: &Skeleton, entity: &Entity) {
        let high = self.side(bones);
        let hand = bones.hands[FAR];
        // Its handle is nearly as high as it is.
        let foot = (hand.0 + high * 0.05, hand.1 - high * 0.96);
        let can = Figure {
            foot: f.at(foot.0, foot.1),
            height: high * f.height,
            mirrored: f.mirrored(),
            ..Figure::resting(entity, Pose::Stand, 0)
        };
        super::build(canvas, Built::WateringCan, &can, Layer::Whole);
        let rose = (foot.0 + high * 0.8, foot.1 + high * 0.78);
        let water = Rgb::hex(0xc9ebfb);
        for (k, reach) in [0.22, 0.36, 0.50, 0.64].into_iter().enumerate() {
            let end = (rose.0 + high * reach, rose.1 - high * (1.5 - 0.12 * k as f32));
            let bend = (rose.0 + high * reach * 0.85, rose.1 + high * (0.10 + 0.05 * k as f32));
            f.curve(canvas, [rose, bend, end], water, 0.85, high * 0.035);
            f.dot(canvas, (end.0, end.1 - high * 0.08), (high * 0.032, high * 0.045), water, 0.95);
        }
    }

    /// Somebody small in the arms.
    fn alive(&self, canvas: &mut Canvas, f: &Frame, bones: &Skeleton, entity: &Entity, seed: u64) {
        let room = stature(entity, Pose::Sit, false);
        let high = self.side(bones) / room.top.max(room.width() * 0.9).max(0.4);
        let middle = self.middle(bones);
        // Its head is below the chin of who holds it, its middle before the chest.
        let foot = (middle.0 + (room.back - room.front) * 0.5 * high, bones.chest.1 - room.top * high);
        let pet = Figure {
            foot: f.at(foot.0, foot.1),
            height: high * f.height,
            mirrored: f.mirrored(),
            ..Figure::resting(entity, Pose::Sit, seed)
        };
        pet.draw(canvas);
    }
}

/// An open book seen from outside, as one sees it who stands before the reader.
fn book(canvas: &mut Canvas, f: &Frame, middle: Point, half: f32, colour: Rgb) {
    let at = |x: f32, y: f32| (middle.0 + x * half, middle.1 + y * half);
    let paper = Rgb::hex(0xfdf6e3);
    for side in [-1.0, 1.0] {
        let pages = shape::polygon(&f.path(&[
            at(0.0, 0.60),
            at(side * 0.5, 0.76),
            at(side * 0.96, 0.72),
            at(side * 0.96, -0.4),
            at(0.0, -0.6),
        ]));
        f.form(canvas, &pages, paper);
        let cover = shape::polygon(&f.path(&[
            at(0.0, 0.50),
            at(side * 1.02, 0.62),
            at(side * 1.05, -0.56),
            at(0.0, -0.70),
        ]));
        f.form(canvas, &cover, if side < 0.0 { colour } else { colour.times(0.9) });
        let frame =
            [at(side * 0.16, 0.36), at(side * 0.88, 0.44), at(side * 0.9, -0.40), at(side * 0.16, -0.50)];
        canvas.stroke(&closed(&f.path(&frame)), colour.mix(WHITE, 0.45), 0.8, 0.022 * half * f.height);
    }
    let star = f.at(middle.0 + half * 0.53, middle.1);
    canvas.wash(
        &shape::star(star.0, star.1, half * 0.2 * f.height, half * 0.09 * f.height, 5),
        Tint::flat(colour.mix(WHITE, 0.55)),
    );
    f.curve(canvas, [at(0.0, 0.5), at(0.0, -0.1), at(0.0, -0.7)], colour.times(0.6), 1.0, half * 0.07);
}

fn closed(points: &[Point]) -> shape::Shape {
    shape::polygon(points)
}
