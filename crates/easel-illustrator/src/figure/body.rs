//! The body under every head: torso, arms, legs and tail, standing or sitting.

use super::{Figure, Tail, clothes, prop};
use crate::canvas::{Canvas, Tint};
use crate::colour::{Rgb, WHITE};
use crate::scene::{GarmentKind, Gesture, Pose};
use crate::shape::{self, Point};

/// Colours of a body.
pub(crate) struct Coat {
    pub(crate) fur: Rgb,
    pub(crate) belly: Option<Rgb>,
    pub(crate) limbs: Rgb,
    pub(crate) paws: Rgb,
    pub(crate) legs: Rgb,
    pub(crate) shoes: Rgb,
}

/// Turns shares of a figure's height into scene units. `x` runs the way the figure looks, `y` upwards.
#[derive(Clone, Copy)]
pub(crate) struct Frame {
    foot: Point,
    pub(crate) height: f32,
    side: f32,
}

impl Frame {
    pub(crate) fn of(figure: &Figure<'_>) -> Self {
        Self { foot: figure.foot, height: figure.height, side: if figure.mirrored { -1.0 } else { 1.0 } }
    }

    pub(crate) fn at(&self, x: f32, y: f32) -> Point {
        (self.foot.0 + x * self.height * self.side, self.foot.1 - y * self.height)
    }

    pub(crate) fn path(&self, points: &[Point]) -> Vec<Point> {
        points.iter().map(|p| self.at(p.0, p.1)).collect()
    }

    pub(crate) fn blob(&self, points: &[Point]) -> shape::Shape {
        shape::blob(&self.path(points))
    }

    /// An ellipse shaded from above.
    pub(crate) fn egg(&self, canvas: &mut Canvas, middle: Point, radius: Point, top: Rgb, bottom: Rgb) {
        let (x, y) = self.at(middle.0, middle.1);
        canvas.egg(x, y, radius.0 * self.height, radius.1 * self.height, top, bottom);
    }

    pub(crate) fn dot(&self, canvas: &mut Canvas, middle: Point, radius: Point, colour: Rgb, alpha: f32) {
        let (x, y) = self.at(middle.0, middle.1);
        canvas.dot(x, y, radius.0 * self.height, radius.1 * self.height, colour, alpha);
    }

    pub(crate) fn curve(&self, canvas: &mut Canvas, points: [Point; 3], colour: Rgb, alpha: f32, width: f32) {
        let [a, b, c] = points.map(|p| self.at(p.0, p.1));
        canvas.stroke(&shape::curve(a, b, c), colour, alpha, width * self.height);
    }

    /// From the higher to the lower of two heights.
    pub(crate) fn fade(&self, high: f32, low: f32, top: Rgb, bottom: Rgb) -> Tint {
        Tint::fade(self.at(0.0, high).1, self.at(0.0, low).1, top, bottom)
    }

    /// A bent arm or leg with a darker rim that parts it from what is behind.
    pub(crate) fn limb(&self, canvas: &mut Canvas, points: [Point; 3], width: f32, colour: Rgb) {
        let rim = canvas.outline.map_or(colour.times(0.66), |line| line.shade_for(colour));
        let extra = canvas.outline.map_or(width * 0.14, |line| 2.0 * line.width / self.height);
        self.curve(canvas, points, rim, 1.0, width + extra);
        self.curve(canvas, points, colour, 1.0, width);
        let lifted = points.map(|p| (p.0 - width * 0.12, p.1 + width * 0.16));
        self.curve(canvas, lifted, colour.times(1.12), 0.55, width * 0.42);
    }
}

/// Half the width of a body.
const WIDE: f32 = 0.185;

pub(crate) fn tail(canvas: &mut Canvas, f: &Frame, tail: Tail, fur: Rgb, light: Rgb) {
    match tail {
        Tail::Bushy => {
            let brush = f.blob(&[
                (-0.10, 0.10),
                (-0.31, 0.07),
                (-0.455, 0.20),
                (-0.45, 0.40),
                (-0.37, 0.52),
                (-0.335, 0.36),
                (-0.28, 0.22),
                (-0.12, 0.19),
            ]);
            canvas.fill(&brush, f.fade(0.5, 0.05, fur.times(1.14), fur.times(0.74)));
            let tip = f.blob(&[
                (-0.462, 0.36),
                (-0.44, 0.44),
                (-0.37, 0.525),
                (-0.342, 0.41),
                (-0.37, 0.375),
                (-0.395, 0.41),
                (-0.43, 0.35),
            ]);
            canvas.wash(&tip, Tint::flat(light.mix(WHITE, 0.4)));
        }
        Tail::Puff => f.egg(canvas, (-0.19, 0.13), (0.055, 0.052), light.mix(WHITE, 0.3), light.times(0.85)),
        Tail::Long => {
            f.limb(canvas, [(-0.12, 0.10), (-0.42, 0.05), (-0.36, 0.37)], 0.05, fur);
            f.dot(canvas, (-0.36, 0.375), (0.03, 0.032), fur.times(0.72), 1.0);
        }
        Tail::Curl => {
            f.curve(canvas, [(-0.16, 0.14), (-0.30, 0.12), (-0.23, 0.24)], fur.times(0.85), 1.0, 0.022)
        }
        Tail::None => {}
    }
}

pub(crate) fn neck_shadow(canvas: &mut Canvas, f: &Frame, torso: Rgb) {
    let (x, y) = f.at(0.0, 0.455);
    canvas.puff(x, y, (0.20 * f.height, 0.075 * f.height), torso.times(0.32), 0.7);
}

/// Torso, legs, what is worn and held, and the arms.
pub(crate) fn draw(canvas: &mut Canvas, figure: &Figure<'_>, f: &Frame, coat: &Coat) {
    let sitting = matches!(figure.pose, Pose::Sit | Pose::Seat | Pose::Ride | Pose::Lie);
    clothes::behind(canvas, figure, f);
    prop::behind(canvas, figure, f);
    legs(canvas, f, coat, sitting, figure.pose);
    torso(canvas, figure, f, coat);
    if sitting {
        soles(canvas, f, coat);
    }
    arms(canvas, figure, f, coat);
}

fn legs(canvas: &mut Canvas, f: &Frame, coat: &Coat, sitting: bool, pose: Pose) {
    if sitting {
        for side in [-1.0, 1.0] {
            f.egg(canvas, (side * 0.15, 0.075), (0.115, 0.078), coat.legs.times(1.04), coat.legs.times(0.7));
        }
        return;
    }
    let lift = if matches!(pose, Pose::Run | Pose::Jump | Pose::Dance) { 0.07 } else { 0.0 };
    for (side, up) in [(-1.0, lift), (1.0, 0.0)] {
        let out = side * (0.096 + up * 0.5);
        f.limb(canvas, [(side * 0.09, 0.2), (out, 0.11 + up), (out, 0.045 + up)], 0.088, coat.legs);
        f.egg(
            canvas,
            (out + 0.018, 0.028 + up),
            (0.074, 0.04),
            coat.shoes.times(1.1),
            coat.shoes.times(0.72),
        );
    }
}

fn soles(canvas: &mut Canvas, f: &Frame, coat: &Coat) {
    for side in [-1.0, 1.0] {
        f.egg(canvas, (side * 0.145, 0.046), (0.068, 0.058), coat.shoes.times(1.12), coat.shoes.times(0.78));
        f.dot(canvas, (side * 0.145, 0.04), (0.034, 0.028), coat.shoes.mix(WHITE, 0.22), 0.8);
        for toe in [-0.032, 0.0, 0.032] {
            f.dot(canvas, (side * 0.145 + toe, 0.082), (0.011, 0.011), coat.shoes.mix(WHITE, 0.22), 0.8);
        }
    }
}

fn torso(canvas: &mut Canvas, figure: &Figure<'_>, f: &Frame, coat: &Coat) {
    let worn = clothes::torso(figure);
    let flare = match worn.map(|(kind, _)| kind) {
        Some(GarmentKind::Dress | GarmentKind::Kimono) => 1.34,
        Some(GarmentKind::Coat) => 1.1,
        _ => 1.0,
    };
    let w = WIDE;
    let low = 0.055;
    let outline = f.blob(&[
        (0.0, 0.51),
        (w * 0.70, 0.46),
        (w * 1.02, 0.26),
        (w * 1.0 * flare, low + 0.05),
        (w * 0.66 * flare, low),
        (0.0, low - 0.012),
        (-w * 0.66 * flare, low),
        (-w * 1.0 * flare, low + 0.05),
        (-w * 1.02, 0.26),
        (-w * 0.70, 0.46),
    ]);
    let colour = worn.map_or(coat.fur, |(_, hue)| hue);
    canvas.fill(&outline, f.fade(0.5, low, colour.times(1.1), colour.times(0.74)));
    match (worn, coat.belly) {
        (None, Some(belly)) => {
            let pale = belly.mix(WHITE, 0.25);
            f.egg(canvas, (0.0, 0.245), (w * 0.62, 0.155), pale, belly.times(0.86));
        }
        (Some((kind, hue)), _) => clothes::front(canvas, f, kind, hue, w * flare),
        (None, None) => {}
    }
}

fn arms(canvas: &mut Canvas, figure: &Figure<'_>, f: &Frame, coat: &Coat) {
    let sleeve = clothes::sleeve(figure).unwrap_or(coat.limbs.times(0.97));
    let arm = |canvas: &mut Canvas, side: f32, elbow: Point, hand: Point| {
        f.limb(canvas, [(side * 0.145, 0.405), elbow, hand], 0.07, sleeve);
    };
    let paw = |canvas: &mut Canvas, at: Point| {
        f.egg(canvas, at, (0.041, 0.041), coat.paws.times(1.1), coat.paws.times(0.8));
    };
    let relaxed = |canvas: &mut Canvas, side: f32| {
        let hand = if matches!(figure.pose, Pose::Sit | Pose::Seat | Pose::Ride) {
            (side * 0.17, 0.16)
        } else {
            (side * 0.235, 0.185)
        };
        arm(canvas, side, (side * 0.29, 0.31), hand);
        paw(canvas, hand);
    };
    let raised = |canvas: &mut Canvas, side: f32| {
        let hand = (side * 0.35, 0.56);
        arm(canvas, side, (side * 0.34, 0.36), hand);
        paw(canvas, hand);
    };
    let Some(hold) = prop::Hold::of(figure) else {
        match figure.gesture {
            Gesture::Cheer => [-1.0, 1.0].into_iter().for_each(|side| raised(canvas, side)),
            Gesture::Wave => {
                relaxed(canvas, -1.0);
                raised(canvas, 1.0);
            }
            _ => [-1.0, 1.0].into_iter().for_each(|side| relaxed(canvas, side)),
        }
        return;
    };
    let hands = hold.hands();
    for (side, hand) in [(-1.0, hands.0), (1.0, hands.1)] {
        match hand {
            Some(hand) => arm(canvas, side, (side * 0.29, (0.405 + hand.1) * 0.5 - 0.02), hand),
            None => relaxed(canvas, side),
        }
    }
    hold.draw(canvas, f);
    for hand in [hands.0, hands.1].into_iter().flatten() {
        paw(canvas, hand);
    }
}
