//! How a thing is held: high, in one hand, before the chest, hanging.

use super::body::Frame;
use super::{Figure, drawing_of};
use crate::art::{Drawing, library};
use crate::canvas::Canvas;
use crate::colour::Rgb;
use crate::scene::Subject;
use crate::shape::{self, Point};

/// The ways hands and things go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Grip {
    /// On a string above the head.
    Float,
    /// An umbrella: the handle in the hand, the roof above the head.
    Roof,
    /// A stick in one hand.
    Stick,
    /// Across the chest, as a guitar.
    Across,
    /// Hanging from one hand, as a lantern.
    Hang,
    /// Small, between both hands.
    Small,
    /// Large, between both hands.
    Both,
}

impl Grip {
    pub(crate) fn of(slug: &str) -> Self {
        let among = |names: &[&str]| names.contains(&slug);
        if among(&["balloon", "kite"]) {
            Self::Float
        } else if among(&["umbrella", "closed-umbrella", "umbrella-with-rain-drops"]) {
            Self::Roof
        } else if among(&[
            "fishing-pole",
            "magic-wand",
            "dagger",
            "paintbrush",
            "broom",
            "axe",
            "hammer",
            "sparkler",
        ]) || among(&[
            "candy",
            "lollipop",
            "rose",
            "tulip",
            "sunflower",
            "microphone",
            "bow-and-arrow",
            "shovel",
        ]) {
            Self::Stick
        } else if among(&["guitar", "violin", "banjo", "saxophone", "trumpet", "accordion"]) {
            Self::Across
        } else if among(&["red-paper-lantern", "basket", "bucket", "handbag", "luggage", "shopping-bags"]) {
            Self::Hang
        } else if among(&[
            "hot-beverage",
            "teacup-without-handle",
            "red-apple",
            "mushroom",
            "candle",
            "key",
            "star",
        ]) || among(&[
            "ice-cream",
            "soft-ice-cream",
            "envelope",
            "red-heart",
            "cookie",
            "doughnut",
            "crystal-ball",
        ]) {
            Self::Small
        } else {
            Self::Both
        }
    }
}

/// A thing in a figure's hands.
pub(crate) struct Hold {
    drawing: Drawing,
    grip: Grip,
    size: f32,
}

impl Hold {
    pub(crate) fn of(figure: &Figure<'_>) -> Option<Self> {
        let entity = figure.held?;
        let Subject::Thing(id) = entity.subject else { return None };
        let grip = Grip::of(library().slug(id));
        Some(Self { drawing: drawing_of(entity)?, grip, size: entity.size.clamp(0.7, 1.35) })
    }

    /// Where the left and the right hand are; a hand that is free is `None`.
    pub(crate) fn hands(&self) -> (Option<Point>, Option<Point>) {
        let (_, _, left, right) = self.drawing.reach();
        match self.grip {
            Grip::Float | Grip::Roof => (None, Some((0.33, 0.36))),
            Grip::Stick => (None, Some((0.29, 0.30))),
            Grip::Hang => (None, Some((0.33, 0.33))),
            Grip::Across => (Some((-0.15, 0.22)), Some((0.17, 0.31))),
            Grip::Small => (Some((-0.075, 0.235)), Some((0.075, 0.235))),
            Grip::Both => {
                let side = self.side();
                (Some((-left.min(0.5) * side * 0.9, 0.235)), Some((right.min(0.5) * side * 0.9, 0.235)))
            }
        }
    }

    fn side(&self) -> f32 {
        let side = match self.grip {
            Grip::Float => 0.62,
            Grip::Roof => 0.86,
            Grip::Stick => 0.46,
            Grip::Across => 0.58,
            Grip::Hang => 0.36,
            Grip::Small => 0.25,
            Grip::Both => 0.41,
        };
        side * self.size
    }

    /// What is drawn before the body because the figure stands in front of it.
    fn draw_behind(&self, canvas: &mut Canvas, f: &Frame) {
        let side = self.side();
        let (_, below, _, _) = self.drawing.reach();
        match self.grip {
            Grip::Float => {
                let (hand, knot) = (f.at(0.33, 0.36), f.at(0.42, 1.06 - below * side * 0.8));
                let bend = f.at(0.40, 0.6);
                canvas.stroke(&shape::curve(hand, bend, knot), Rgb(0.96, 0.96, 0.96), 0.9, 0.007 * f.height);
                self.drawing.centre(canvas, f.at(0.42, 1.06), side * f.height, 4.0, false);
            }
            Grip::Roof => {
                let middle = (0.33, 0.36 + below * side * 0.86);
                self.drawing.centre(canvas, f.at(middle.0, middle.1), side * f.height, 0.0, false);
            }
            _ => {}
        }
    }

    pub(crate) fn draw(&self, canvas: &mut Canvas, f: &Frame) {
        let side = self.side() * f.height;
        let mirrored = f.at(1.0, 0.0).0 < f.at(0.0, 0.0).0;
        let turn = if mirrored { -1.0 } else { 1.0 };
        match self.grip {
            Grip::Float | Grip::Roof => {}
            // Most sticks in the library run from lower left to upper right, or the other way.
            Grip::Stick => self.drawing.centre(canvas, f.at(0.32, 0.40), side, -8.0 * turn, !mirrored),
            Grip::Across => self.drawing.centre(canvas, f.at(0.02, 0.255), side, 18.0 * turn, mirrored),
            Grip::Hang => {
                let (top, _, _, _) = self.drawing.reach();
                self.drawing.centre(canvas, f.at(0.33, 0.33 - top * self.side() * 0.92), side, 0.0, mirrored);
            }
            Grip::Small => self.drawing.centre(canvas, f.at(0.0, 0.265), side, 0.0, mirrored),
            Grip::Both => self.drawing.centre(canvas, f.at(0.0, 0.25), side, 0.0, mirrored),
        }
    }
}

pub(crate) fn behind(canvas: &mut Canvas, figure: &Figure<'_>, f: &Frame) {
    if let Some(hold) = Hold::of(figure) {
        hold.draw_behind(canvas, f);
    }
}
