//! How a thing is held: high, in one hand, before the chest, hanging, at the eye, in the arms.

use super::body::{FAR, Frame, NEAR, Skeleton, along, towards};
use super::{Figure, drawing_of, stature};
use crate::art::{Drawing, library};
use crate::canvas::{Canvas, Tint};
use crate::colour::{Rgb, WHITE};
use crate::scene::{Entity, Expression, Gesture, Pose, Subject};
use crate::shape::{self, Point};

/// The ways hands and things go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Grip {
    /// On a string above the head.
    Float,
    /// An umbrella: the handle in the hand, the roof above the head.
    Roof,
    /// A stick in one hand, its tip up and outwards.
    Stick,
    /// A stick held at its upper end, as a broom.
    Sweep,
    /// A flower, sweet or light upright in one hand.
    Upright,
    /// A rod with a line.
    Rod,
    /// Across the chest, as a guitar.
    Across,
    /// At the mouth, as a trumpet.
    Blow,
    /// Hanging from one hand that is held out, as a lantern.
    Hang,
    /// Hanging from an arm that hangs itself, as a suitcase.
    Carry,
    /// Small, between both hands.
    Small,
    /// A cup before the chin.
    Sip,
    /// A camera before the face.
    Snap,
    /// A telescope at the eye.
    Spy,
    /// An open book.
    Read,
    /// A living thing in the arms.
    Arms,
    /// Large, between both hands.
    Both,
}

/// How a drawing of the library has to be turned for its grip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turn {
    Not,
    /// Left and right change places.
    Flip,
    /// Upside down.
    Half,
    /// Upside down, and left and right change places.
    HalfFlip,
}

use Grip as G;
use Turn as T;

/// Which drawings are held how; everything else is held in both hands.
static GRIPS: [(Grip, Turn, &[&str]); 21] = [
    (G::Read, T::Not, &["open-book", "closed-book", "blue-book", "green-book", "orange-book", "notebook"]),
    (G::Read, T::Not, &["books", "notebook-with-decorative-cover"]),
    (G::Float, T::Not, &["balloon", "kite"]),
    (G::Roof, T::Not, &["umbrella", "umbrella-with-rain-drops"]),
    (G::Rod, T::Not, &["fishing-pole"]),
    (G::Stick, T::Not, &["magic-wand", "toothbrush", "tennis", "badminton"]),
    (G::Stick, T::Half, &["dagger", "paintbrush", "pen"]),
    (G::Stick, T::Flip, &["axe", "hammer", "pick", "spoon", "lollipop"]),
    (G::Stick, T::HalfFlip, &["kitchen-knife", "pencil"]),
    (G::Sweep, T::Flip, &["broom", "shovel", "field-hockey", "ice-hockey", "white-cane"]),
    (G::Sweep, T::Not, &["closed-umbrella"]),
    (
        G::Upright,
        T::Not,
        &["rose", "tulip", "sunflower", "hibiscus", "blossom", "cherry-blossom", "hyacinth"],
    ),
    (
        G::Upright,
        T::Not,
        &["candle", "ice-cream", "soft-ice-cream", "white-flower", "maple-leaf", "feather", "dango"],
    ),
    (G::Across, T::Not, &["guitar", "violin", "banjo", "accordion"]),
    (G::Blow, T::Flip, &["trumpet", "saxophone", "flute"]),
    (G::Hang, T::Not, &["red-paper-lantern", "basket"]),
    (G::Carry, T::Not, &["bucket", "handbag", "luggage", "shopping-bags", "briefcase"]),
    (
        G::Small,
        T::Not,
        &[
            "red-apple",
            "green-apple",
            "mushroom",
            "key",
            "old-key",
            "star",
            "envelope",
            "red-heart",
            "cookie",
            "doughnut",
            "crystal-ball",
            "egg",
            "chestnut",
            "strawberry",
            "gem-stone",
            "butterfly",
            "cupcake",
            "bread",
            "pear",
            "peach",
            "tangerine",
            "lemon",
            "candy",
            "mobile-phone",
        ],
    ),
    (
        G::Sip,
        T::Not,
        &[
            "hot-beverage",
            "teacup-without-handle",
            "cup-with-straw",
            "bubble-tea",
            "beverage-box",
            "glass-of-milk",
            "tumbler-glass",
            "baby-bottle",
            "wine-glass",
        ],
    ),
    (G::Sip, T::Flip, &["microphone"]),
    (G::Snap, T::Not, &["camera", "camera-with-flash", "video-camera", "movie-camera"]),
];

impl Grip {
    fn of(slug: &str) -> (Self, Turn) {
        if slug == "telescope" {
            return (Self::Spy, Turn::Flip);
        }
        let known = GRIPS.iter().find(|(.., names)| names.contains(&slug));
        known.map_or((Self::Both, Turn::Not), |(grip, turn, _)| (*grip, *turn))
    }

    /// How large a thing is drawn, in shares of the reach of an arm.
    fn size(self) -> f32 {
        match self {
            Self::Float => 1.75,
            Self::Roof => 2.9,
            Self::Rod => 2.0,
            Self::Stick => 1.35,
            Self::Sweep => 1.9,
            Self::Upright => 1.05,
            Self::Across => 1.9,
            Self::Blow => 1.2,
            Self::Hang => 1.1,
            Self::Carry => 1.15,
            Self::Small => 0.72,
            Self::Sip => 0.62,
            Self::Snap => 0.74,
            Self::Spy => 1.25,
            Self::Read => 1.0,
            Self::Arms => 1.05,
            Self::Both => 1.3,
        }
    }
}

/// What is in the hands.
enum Thing<'a> {
    Drawn(Box<Drawing>),
    Book(Rgb),
    Alive(&'a Entity, u64),
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
        let Subject::Thing(id) = entity.subject else {
            let alive = !matches!(entity.subject, Subject::Tree(_) | Subject::Built(_));
            return alive.then_some(Self {
                thing: Thing::Alive(entity, figure.seed),
                grip: Grip::Arms,
                turn: Turn::Not,
                size,
            });
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
            Grip::Float | Grip::Roof | Grip::Stick | Grip::Sweep | Grip::Upright | Grip::Hang | Grip::Sip => {
                side == FAR
            }
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
            Grip::Float | Grip::Roof => return,
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

    /// Somebody small in the arms.
    fn alive(&self, canvas: &mut Canvas, f: &Frame, bones: &Skeleton, entity: &Entity, seed: u64) {
        let room = stature(entity, Pose::Sit, false);
        let high = self.side(bones) / room.top.max(room.width() * 0.9).max(0.4);
        let middle = self.middle(bones);
        // Its head is below the chin of who holds it, its middle before the chest.
        let foot = (middle.0 + (room.back - room.front) * 0.5 * high, bones.chest.1 - room.top * high);
        let pet = Figure {
            entity,
            foot: f.at(foot.0, foot.1),
            height: high * f.height,
            pose: Pose::Sit,
            gesture: Gesture::Rest,
            expression: Expression::Calm,
            mirrored: f.mirrored(),
            held: None,
            seed,
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
