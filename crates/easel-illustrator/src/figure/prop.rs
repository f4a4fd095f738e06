//! How a thing is held: high, in one hand, before the chest, hanging, at the eye, in the arms.

use super::body::{FAR, Frame, NEAR, Skeleton, along, mix, towards};
use super::{Figure, drawing_of};
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
    /// A stick in one hand, slanting outwards.
    Stick,
    /// A flower, sweet or flag upright in one hand.
    Upright,
    /// A rod with a line.
    Rod,
    /// Across the chest, as a guitar.
    Across,
    /// Hanging from one hand, as a lantern.
    Hang,
    /// Small, between both hands.
    Small,
    /// A cup before the chin.
    Sip,
    /// At the eye.
    Eye,
    /// An open book.
    Read,
    /// A living thing in the arms.
    Arms,
    /// Large, between both hands.
    Both,
}

/// Which drawings are held how; everything else is held in both hands.
static GRIPS: [(Grip, &[&str]); 10] = [
    (Grip::Float, &["balloon", "kite"]),
    (Grip::Roof, &["umbrella", "closed-umbrella", "umbrella-with-rain-drops"]),
    (Grip::Rod, &["fishing-pole"]),
    (
        Grip::Stick,
        &[
            "magic-wand",
            "dagger",
            "paintbrush",
            "broom",
            "axe",
            "hammer",
            "pick",
            "bow-and-arrow",
            "kitchen-knife",
            "field-hockey",
            "ice-hockey",
            "pencil",
            "pen",
            "crossed-swords",
            "wrench",
            "toothbrush",
        ],
    ),
    (
        Grip::Upright,
        &[
            "candy",
            "lollipop",
            "rose",
            "tulip",
            "sunflower",
            "hibiscus",
            "blossom",
            "cherry-blossom",
            "microphone",
            "sparkler",
            "shovel",
            "triangular-flag",
            "black-flag",
            "white-flag",
            "pirate-flag",
            "candle",
            "ice-cream",
            "soft-ice-cream",
            "spoon",
            "white-flower",
            "wilted-flower",
            "maple-leaf",
            "dango",
            "magnifying-glass-tilted-left",
            "magnifying-glass-tilted-right",
            "mobile-phone",
            "feather",
            "hyacinth",
        ],
    ),
    (Grip::Across, &["guitar", "violin", "banjo", "saxophone", "trumpet", "accordion", "flute"]),
    (
        Grip::Hang,
        &[
            "red-paper-lantern",
            "basket",
            "bucket",
            "handbag",
            "luggage",
            "shopping-bags",
            "briefcase",
            "diya-lamp",
            "bell",
        ],
    ),
    (
        Grip::Small,
        &[
            "red-apple",
            "green-apple",
            "mushroom",
            "key",
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
            "old-key",
            "butterfly",
            "cupcake",
            "bread",
            "pear",
            "peach",
            "tangerine",
            "lemon",
        ],
    ),
    (
        Grip::Sip,
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
    (Grip::Eye, &["camera", "camera-with-flash", "telescope", "video-camera", "movie-camera"]),
];

/// Closed books are held open by who reads them.
const BOOKS: [&str; 8] = [
    "open-book",
    "closed-book",
    "blue-book",
    "green-book",
    "orange-book",
    "notebook",
    "books",
    "notebook-with-decorative-cover",
];

impl Grip {
    pub(crate) fn of(slug: &str) -> Self {
        if BOOKS.contains(&slug) {
            return Self::Read;
        }
        GRIPS.iter().find(|(_, names)| names.contains(&slug)).map_or(Self::Both, |(grip, _)| *grip)
    }

    /// How large a thing is drawn, in shares of the reach of an arm.
    fn size(self) -> f32 {
        match self {
            Self::Float => 1.75,
            Self::Roof => 2.7,
            Self::Rod => 2.3,
            Self::Stick => 1.5,
            Self::Upright => 1.15,
            Self::Across => 1.9,
            Self::Hang => 1.1,
            Self::Small => 0.72,
            Self::Sip => 0.72,
            Self::Eye => 0.95,
            Self::Read => 1.0,
            Self::Arms => 1.4,
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
    pub(crate) grip: Grip,
    size: f32,
}

impl<'a> Hold<'a> {
    pub(crate) fn of(figure: &Figure<'a>) -> Option<Self> {
        let entity = figure.held?;
        let size = entity.size.clamp(0.7, 1.35);
        let Subject::Thing(id) = entity.subject else {
            let alive = matches!(entity.subject, Subject::Animal(_) | Subject::Person(_));
            return alive.then_some(Self {
                thing: Thing::Alive(entity, figure.seed),
                grip: Grip::Arms,
                size,
            });
        };
        let grip = Grip::of(library().slug(id));
        let thing = match grip {
            Grip::Read => Thing::Book(entity.hue.unwrap_or(Rgb::hex(0xb8463c))),
            _ => Thing::Drawn(Box::new(drawing_of(entity)?)),
        };
        Some(Self { thing, grip, size })
    }

    /// Whether a hand is on it.
    pub(crate) fn uses(&self, side: usize) -> bool {
        match self.grip {
            Grip::Float | Grip::Roof | Grip::Stick | Grip::Upright | Grip::Hang => side == FAR,
            Grip::Sip => side == FAR,
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
            Thing::Alive(..) => side * 0.26,
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

    /// The middle of what is held before the body.
    fn middle(&self, bones: &Skeleton) -> Point {
        let forward = 0.55 * bones.turn.to_radians().sin();
        match self.grip {
            Grip::Across => Self::place(bones, forward * 0.7, -0.62),
            Grip::Small => Self::place(bones, forward + 0.05, -0.42),
            Grip::Eye => {
                let head = bones.head;
                let x = head.middle.0 + head.radius * (0.25 + 0.9 * head.turn.to_radians().sin());
                (x, head.middle.1 - head.radius * 0.1)
            }
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
        let (far, near) = match self.grip {
            Grip::Float => (Some(one(0.92, 0.10)), None),
            Grip::Roof => (Some(one(0.72, -0.18)), None),
            Grip::Stick => (Some(one(0.88, -0.22)), None),
            Grip::Upright => (Some(one(0.78, -0.25)), None),
            Grip::Rod => (Some(one(0.78, -0.42)), Some(one(0.30, -0.66))),
            Grip::Hang => (Some(one(0.86, -0.34)), None),
            Grip::Sip => {
                let head = bones.head;
                let x = head.middle.0 + head.radius * (0.55 + 0.7 * head.turn.to_radians().sin());
                (Some((x, head.middle.1 - head.radius * 0.98)), None)
            }
            Grip::Across => {
                let a = (middle.0 + half * 0.62, middle.1 + half * 0.30);
                (Some(a), Some((middle.0 - half * 0.28, middle.1 - half * 0.12)))
            }
            Grip::Small => (
                Some((middle.0 + half * 0.75, middle.1 - half * 0.5)),
                Some((middle.0 - half * 0.75, middle.1 - half * 0.5)),
            ),
            Grip::Read => (
                Some((middle.0 + half, middle.1 - half * 0.25)),
                Some((middle.0 - half, middle.1 - half * 0.25)),
            ),
            Grip::Arms => (
                Some((middle.0 + half * 0.5, middle.1 - half * 0.9)),
                Some((middle.0 - half * 0.3, middle.1 - half * 1.25)),
            ),
            Grip::Eye | Grip::Both => (
                Some((middle.0 + half, middle.1 - half * 0.15)),
                Some((middle.0 - half, middle.1 - half * 0.15)),
            ),
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
        let put = |canvas: &mut Canvas, at: Point, degrees: f32, flip: bool| {
            drawing.centre(canvas, f.at(at.0, at.1), side, degrees * turn, flip);
        };
        match self.grip {
            Grip::Float | Grip::Roof => {}
            // Most sticks in the library run from lower left to upper right, or the other way.
            Grip::Stick => put(canvas, (hand.0 + long * 0.16, hand.1 + long * 0.2), -6.0, !mirrored),
            Grip::Rod => put(canvas, (hand.0 + long * 0.30, hand.1 + long * 0.22), 0.0, mirrored),
            Grip::Upright => put(canvas, (hand.0 + long * 0.03, hand.1 + below * long * 0.62), 8.0, mirrored),
            Grip::Across => put(canvas, middle, 14.0, mirrored),
            Grip::Hang => put(canvas, (hand.0 + 0.005, hand.1 - top * long * 0.9), 0.0, mirrored),
            Grip::Sip => put(canvas, (hand.0 - long * 0.2, hand.1 + long * 0.12), -8.0, mirrored),
            Grip::Small | Grip::Eye | Grip::Both | Grip::Read | Grip::Arms => {
                put(canvas, middle, 0.0, mirrored)
            }
        }
    }

    /// Somebody small in the arms.
    fn alive(&self, canvas: &mut Canvas, f: &Frame, bones: &Skeleton, entity: &Entity, seed: u64) {
        let high = self.side(bones);
        let middle = self.middle(bones);
        let foot = mix(middle, (middle.0, middle.1 - high), 0.42);
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
