//! Figures: who stands in the landscape, from head to paw.

mod beast;
mod bird;
mod body;
mod built;
mod chain;
mod clothes;
mod dinosaur;
mod dragon;
mod eye;
mod head;
mod human;
mod plane;
mod prop;
mod quadruped;
mod sea;
mod skin;
mod snout;
mod species;
mod upright;

use crate::art::{Drawing, Recolour, library};
use crate::canvas::Canvas;
use crate::scene::{Entity, Expression, Gesture, Pose, Subject};
use crate::shape::Point;

pub(crate) use beast::{beast_called, beast_facts};
pub(crate) use bird::{Bird, bird_called};
pub(crate) use built::{Layer, build, built, facts};
pub(crate) use human::settled;
pub(crate) use species::{Species, species, species_of};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tail {
    Bushy,
    Puff,
    Long,
    Curl,
    None,
}

/// One figure where the layout put it.
#[derive(Clone, Debug)]
pub(crate) struct Figure<'a> {
    pub(crate) entity: &'a Entity,
    /// Between the feet, in scene units.
    pub(crate) foot: Point,
    /// From feet to crown, without ears and hats.
    pub(crate) height: f32,
    pub(crate) pose: Pose,
    pub(crate) gesture: Gesture,
    pub(crate) expression: Expression,
    /// Looks to the left rather than to the right.
    pub(crate) mirrored: bool,
    pub(crate) held: Option<&'a Entity>,
    pub(crate) seed: u64,
}

impl<'a> Figure<'a> {
    /// Somebody of height 1 at the origin, at rest, looking to the right, with nothing in hand.
    pub(crate) fn resting(entity: &'a Entity, pose: Pose, seed: u64) -> Self {
        Self {
            entity,
            foot: (0.0, 0.0),
            height: 1.0,
            pose,
            gesture: Gesture::Rest,
            expression: Expression::Calm,
            mirrored: false,
            held: None,
            seed,
        }
    }
}

/// The room a figure takes in a pose, in shares of its standing height, seen from the point it rests on: `x` runs the
/// way it looks, `y` upwards.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stature {
    /// How far it reaches behind itself.
    pub(crate) back: f32,
    /// How far it reaches before itself.
    pub(crate) front: f32,
    /// How far it reaches up, without a hat.
    pub(crate) top: f32,
    /// How far it reaches below the point it rests on, as legs do that hang from a seat.
    pub(crate) below: f32,
    /// Middle and radius of its face, which nothing may hide.
    pub(crate) face: (Point, f32),
    /// Where somebody sits on it.
    pub(crate) saddle: Option<Point>,
}

impl Stature {
    /// Something that is seen from the front and as high as it is tall.
    pub(crate) fn upright(aspect: f32) -> Self {
        let half = aspect * 0.5;
        Self { back: half, front: half, top: 1.0, below: 0.0, face: ((0.0, 0.68), 0.27), saddle: None }
    }

    /// Width over standing height.
    pub(crate) fn width(&self) -> f32 {
        self.back + self.front
    }
}

/// Whether an animal goes on two legs: it is its habit, or it holds, wears or does something only a person in its place
/// would.
pub(crate) fn goes_upright(entity: &Entity, pose: Pose, gesture: Gesture, holds: bool) -> bool {
    let Subject::Animal(species) = entity.subject else { return false };
    upright::suits(species, entity, pose, gesture, holds)
}

/// The room a figure takes.
pub(crate) fn stature(entity: &Entity, pose: Pose, holds: bool) -> Stature {
    let gesture = entity.gesture.unwrap_or_default();
    match entity.subject {
        Subject::Animal(species) if !goes_upright(entity, pose, gesture, holds) => {
            quadruped::stature(species, entity, pose)
        }
        Subject::Animal(_) => body::stature(&body::Build::plush(), entity, pose, holds),
        Subject::Person(person) => {
            body::stature(&body::Build::person(person.age, person.feminine), entity, pose, holds)
        }
        Subject::Bird(bird) => bird::stature(entity, bird, pose),
        Subject::Beast(beast) => beast::stature(entity, beast, pose),
        Subject::Cutout(cutout) => Stature::upright(cutout.aspect),
        _ => Stature::upright(1.0),
    }
}

impl Figure<'_> {
    /// Left, top, width and height of the area the figure may touch.
    /// `aspect` is the width of what is drawn over its height.
    pub(crate) fn extent(&self, aspect: f32) -> (f32, f32, f32, f32) {
        let h = self.height;
        let room = stature(self.entity, self.pose, self.held.is_some());
        if room.width() > 0.6 && matches!(self.entity.subject, Subject::Animal(_)) {
            // Ears, horns, hats and what is in the mouth reach over the room itself.
            let (back, front) = if self.mirrored { (room.front, room.back) } else { (room.back, room.front) };
            let (left, right) = (back + 0.22, front + 0.22);
            let top = room.top + if self.entity.garments.is_empty() { 0.42 } else { 0.65 };
            let low = room.below + 0.1;
            return (self.foot.0 - left * h, self.foot.1 - top * h, (left + right) * h, (top + low) * h);
        }
        let half = h * (aspect * 0.6).max(1.0).max(room.back + 0.2).max(room.front + 0.3);
        (self.foot.0 - half, self.foot.1 - h * 1.9, half * 2.0, h * (2.05 + room.below))
    }

    /// Paints the figure on a sheet that covers its [`extent`](Self::extent).
    pub(crate) fn draw(&self, canvas: &mut Canvas) {
        match self.entity.subject {
            Subject::Animal(species) => {
                if goes_upright(self.entity, self.pose, self.gesture, self.held.is_some()) {
                    upright::draw(canvas, self, species);
                } else {
                    quadruped::draw(canvas, self, species);
                }
            }
            Subject::Person(person) => human::draw(canvas, self, person),
            Subject::Bird(bird) => bird::draw(canvas, self, bird),
            Subject::Beast(beast) => beast::draw(canvas, self, beast),
            Subject::Thing(_) | Subject::Tree(_) | Subject::Built(_) => self.thing(canvas),
            // Painted by the studio, which has the pixels.
            Subject::Cutout(_) => {}
        }
    }

    /// A thing from the library as a figure of its own, perhaps with a hat on.
    fn thing(&self, canvas: &mut Canvas) {
        let Some(drawing) = drawing_of(self.entity) else { return };
        drawing.stand(canvas, self.foot, self.height, self.mirrored);
        let frame = body::Frame::of(self);
        clothes::above(canvas, self, &frame, 0.93, 0.26);
        if let Some(held) = self.held.and_then(drawing_of) {
            let side = if self.mirrored { -0.3 } else { 0.3 };
            held.centre(canvas, frame.at(side, 0.3), self.height * 0.42, 0.0, false);
        }
    }
}

/// The drawing of a thing, in the colour that was asked for.
pub(crate) fn drawing_of(entity: &Entity) -> Option<Drawing> {
    let Subject::Thing(id) = entity.subject else { return None };
    let plain = library().drawing(id, None)?;
    repainted(entity, id, plain)
}

fn repainted(entity: &Entity, id: crate::art::GlyphId, plain: Drawing) -> Option<Drawing> {
    match entity.hue.and_then(|hue| Recolour::between(plain.main, hue)) {
        Some(turn) => library().drawing(id, Some(turn)),
        None => Some(plain),
    }
}
