//! Figures: who stands in the landscape, from head to paw.

mod bird;
mod body;
mod built;
mod clothes;
mod dragon;
mod eye;
mod human;
mod prop;
mod skin;

use crate::art::{Drawing, Recolour, library};
use crate::canvas::Canvas;
use crate::colour::Rgb;
use crate::rng::Rng;
use crate::scene::{Beast, Entity, Expression, Gesture, Pose, Subject};
use crate::shape::Point;

pub(crate) use bird::{Bird, bird_called};
pub(crate) use built::{Layer, build, built, facts};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tail {
    Bushy,
    Puff,
    Long,
    Curl,
    None,
}

/// An animal that is drawn upright: the library has its head, the body is ours.
#[derive(Debug, PartialEq)]
pub(crate) struct Species {
    pub(crate) id: &'static str,
    /// The head's name in the library.
    head: &'static str,
    tail: Tail,
    /// Colour of arms and legs where it is not the fur's.
    limbs: Option<u32>,
    paws: Option<u32>,
    /// Height of the crown between the ears, where a hat sits, as a share of the figure.
    crown: f32,
}

const fn kind(
    id: &'static str,
    head: &'static str,
    tail: Tail,
    limbs: Option<u32>,
    paws: Option<u32>,
    crown: f32,
) -> Species {
    Species { id, head, tail, limbs, paws, crown }
}

static SPECIES: [Species; 20] = [
    kind("fox", "fox", Tail::Bushy, None, Some(0x5a3222), 0.84),
    kind("wolf", "wolf", Tail::Bushy, None, Some(0x4d535c), 0.86),
    kind("bear", "bear", Tail::Puff, None, Some(0x6b4226), 0.89),
    kind("polar-bear", "polar-bear", Tail::Puff, None, Some(0xd7dde4), 0.89),
    kind("panda", "panda", Tail::Puff, Some(0x3d3836), Some(0x3d3836), 0.90),
    kind("koala", "koala", Tail::Puff, None, Some(0x5d6770), 0.87),
    kind("lion", "lion", Tail::Long, None, None, 0.93),
    kind("tiger", "tiger-face", Tail::Long, None, None, 0.89),
    kind("cat", "cat-face", Tail::Long, None, None, 0.85),
    kind("dog", "dog-face", Tail::Long, None, None, 0.91),
    kind("rabbit", "rabbit-face", Tail::Puff, None, None, 0.78),
    kind("mouse", "mouse-face", Tail::Long, None, None, 0.86),
    kind("hamster", "hamster", Tail::Puff, None, None, 0.88),
    kind("frog", "frog", Tail::None, None, Some(0x3f8a3a), 0.86),
    kind("pig", "pig-face", Tail::Curl, None, Some(0xb9606a), 0.88),
    kind("cow", "cow-face", Tail::Long, None, Some(0x4a4440), 0.90),
    kind("monkey", "monkey-face", Tail::Long, None, None, 0.90),
    kind("moose", "moose", Tail::Puff, None, Some(0x4a3328), 0.80),
    kind("unicorn", "unicorn", Tail::Long, None, Some(0xb48ac8), 0.88),
    kind("robot", "robot", Tail::None, Some(0x8d99a6), Some(0x5f6b78), 0.94),
];

/// The species with this name.
pub(crate) fn species(id: &str) -> Option<&'static Species> {
    SPECIES.iter().find(|s| s.id == id)
}

/// The species whose head this drawing is.
pub(crate) fn species_of(slug: &str) -> Option<&'static Species> {
    SPECIES.iter().find(|s| s.head == slug)
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

/// Whether an animal goes on two legs: it holds, wears or does something only a person in its place would.
pub(crate) fn goes_upright(entity: &Entity, pose: Pose, gesture: Gesture, holds: bool) -> bool {
    let dressed =
        entity.garments.iter().any(|g| !g.kind.is_hat() && g.kind != crate::scene::GarmentKind::Scarf);
    holds || dressed || gesture != Gesture::Rest || matches!(pose, Pose::Dance | Pose::Seat | Pose::Ride)
}

/// The room a figure takes.
pub(crate) fn stature(entity: &Entity, pose: Pose, _holds: bool) -> Stature {
    match entity.subject {
        Subject::Animal(_) | Subject::Person(_) => Stature::upright(0.6),
        Subject::Bird(bird) => bird::stature(entity, bird, pose),
        Subject::Beast(Beast::Dragon) => dragon::stature(entity.size, pose),
        _ => Stature::upright(1.0),
    }
}

impl Figure<'_> {
    /// Left, top, width and height of the area the figure may touch.
    /// `aspect` is the width of what is drawn over its height.
    pub(crate) fn extent(&self, aspect: f32) -> (f32, f32, f32, f32) {
        let h = self.height;
        let reach = match self.entity.subject {
            Subject::Bird(_) | Subject::Beast(_) => {
                let room = stature(self.entity, self.pose, self.held.is_some());
                room.back.max(room.front) + 0.1
            }
            _ => aspect * 0.6,
        };
        let half = h * reach.max(0.9);
        (self.foot.0 - half, self.foot.1 - h * 1.75, half * 2.0, h * 1.9)
    }

    /// Paints the figure on a sheet that covers its [`extent`](Self::extent).
    pub(crate) fn draw(&self, canvas: &mut Canvas) {
        match self.entity.subject {
            Subject::Animal(species) => self.animal(canvas, species),
            Subject::Person(person) => human::draw(canvas, self, person),
            Subject::Bird(bird) => bird::draw(canvas, self, bird),
            Subject::Beast(Beast::Dragon) => dragon::draw(canvas, self),
            Subject::Thing(_) | Subject::Tree(_) | Subject::Built(_) => self.thing(canvas),
        }
    }

    fn animal(&self, canvas: &mut Canvas, species: &'static Species) {
        let Some(head) = library().by_slug(species.head).and_then(|id| {
            let plain = library().drawing(id, None)?;
            repainted(self.entity, id, plain)
        }) else {
            return;
        };
        let fur = head.main;
        let limbs = species.limbs.map_or(fur, Rgb::hex);
        let paws = species.paws.map_or(fur.times(0.78), Rgb::hex);
        // Marks that belong to the wild colour fade when somebody asked for another one.
        let paws = if self.entity.hue.is_some() { paws.mix(fur.times(0.5), 0.35) } else { paws };
        let mut rng = Rng::new(self.seed, "animal");
        let coat = body::Coat {
            fur,
            belly: (species.tail != Tail::None || species.id == "frog").then_some(head.light),
            limbs,
            paws,
            legs: limbs,
            shoes: paws,
        };
        let frame = body::Frame::of(self);
        body::tail(canvas, &frame, species.tail, fur, head.light);
        body::draw(canvas, self, &frame, &coat);
        let tilt = rng.range(-3.0, 3.0);
        body::neck_shadow(canvas, &frame, self.torso_colour().unwrap_or(fur));
        head.centre(canvas, frame.at(0.0, 0.69), 0.62 * self.height, tilt, self.mirrored);
        clothes::above(canvas, self, &frame, species.crown, 0.30);
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

    fn torso_colour(&self) -> Option<Rgb> {
        clothes::torso(self).map(|(_, hue)| hue)
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
