//! Dinosaurs from the side: one that strides on two legs, one with a long neck.

use super::body::Frame;
use super::skin::{Knot, Skin};
use super::snout::{self, Snout};
use super::{Figure, Stature, dragon, drawing_of};
use crate::canvas::{Canvas, Tint};
use crate::colour::Rgb;
use crate::scene::{Expression, Pose};
use crate::shape::{self, Point};

/// A kind of dinosaur, in shares of its standing height.
pub(super) struct Saurian {
    /// From the tail's tip to the head.
    spine: &'static [Knot],
    snout: Snout,
    /// Hips of hind and front legs; one that goes on two legs has arms there.
    hips: [Point; 2],
    legs: f32,
    biped: bool,
    hue: u32,
    spots: u32,
    /// Where on the spine one sits.
    saddle: f32,
}

pub(super) static REX: Saurian = Saurian {
    spine: &[
        (-0.82, 0.52, 0.012),
        (-0.70, 0.42, 0.035),
        (-0.48, 0.38, 0.075),
        (-0.24, 0.42, 0.145),
        (-0.04, 0.48, 0.19),
        (0.12, 0.58, 0.165),
        (0.19, 0.71, 0.125),
        (0.26, 0.83, 0.16),
    ],
    snout: Snout { long: 0.95, deep: 1.08, fangs: true, fire: false, iris: Some(0xf7c53a) },
    hips: [(-0.06, 0.36), (0.20, 0.54)],
    legs: 0.15,
    biped: true,
    hue: 0x6fae54,
    spots: 0x4d8a44,
    saddle: 4.6,
};

pub(super) static SAUROPOD: Saurian = Saurian {
    spine: &[
        (-0.80, 0.22, 0.012),
        (-0.66, 0.18, 0.025),
        (-0.46, 0.26, 0.06),
        (-0.26, 0.37, 0.135),
        (-0.06, 0.42, 0.175),
        (0.12, 0.42, 0.155),
        (0.24, 0.52, 0.095),
        (0.29, 0.68, 0.062),
        (0.33, 0.82, 0.056),
        (0.39, 0.91, 0.088),
    ],
    snout: Snout { long: 0.72, deep: 0.9, fangs: false, fire: false, iris: None },
    hips: [(-0.20, 0.32), (0.12, 0.32)],
    legs: 0.13,
    biped: false,
    hue: 0x6aa7c8,
    spots: 0x4a86ab,
    saddle: 4.4,
};

/// How far a pose lowers or lifts the body.
fn lift(kind: &Saurian, pose: Pose) -> f32 {
    match pose {
        Pose::Sit | Pose::Lie | Pose::Seat | Pose::Ride => -kind.hips[0].1 + 0.15,
        Pose::Jump => 0.12,
        Pose::Swim => -0.14,
        _ => 0.0,
    }
}

fn spine(kind: &Saurian, pose: Pose) -> Skin {
    let up = lift(kind, pose);
    // The tail stays on the ground.
    let moved: Vec<Knot> = kind
        .spine
        .iter()
        .enumerate()
        .map(|(k, p)| {
            let share = if up < 0.0 && k < 3 { 0.3 * k as f32 } else { 1.0 };
            (p.0, (p.1 + up * share).max(p.2 + 0.01), p.2)
        })
        .collect();
    Skin::new(&moved)
}

/// The room a dinosaur takes.
pub(super) fn stature(kind: &Saurian, pose: Pose) -> Stature {
    let skin = spine(kind, pose);
    let (left, right, _, top) = skin.bounds();
    let (head, r) = skin.head();
    Stature {
        back: -left,
        front: right + r * kind.snout.long,
        top,
        below: 0.0,
        face: ((head.0 + r * 0.5, head.1), r * 1.5),
        saddle: Some(skin.at(kind.saddle, 0.92)),
    }
}

/// Draws a dinosaur.
pub(super) fn draw(canvas: &mut Canvas, figure: &Figure<'_>, kind: &Saurian) {
    let f = Frame::of(figure);
    let body = figure.entity.hue.unwrap_or(Rgb::hex(kind.hue));
    let spots = figure.entity.hue.map_or(Rgb::hex(kind.spots), |hue| hue.times(0.76));
    let skin = spine(kind, figure.pose);
    let mood = if figure.pose == Pose::Lie { Expression::Asleep } else { figure.expression };
    let (_, _, low, high) = skin.bounds();

    limbs(canvas, &f, kind, figure.pose, body.times(0.74), false);
    ridge(canvas, &f, &skin, spots);
    let tint = f.fade(high, low, body.times(1.1), body.times(0.76));
    snout::draw(canvas, &f, &kind.snout, &skin, body, tint, mood);
    let belly = Rgb::hex(0xf7ecc4).mix(body, 0.18);
    let pale = skin.patch(2.0, skin.end() - 0.7, -0.99, -0.46);
    canvas.wash(&f.blob(&pale), f.fade(high, low, belly.times(1.04), belly.times(0.84)));
    for k in 0..9 {
        let along = 1.5 + k as f32 * 0.56;
        let (middle, size) = (skin.at(along, 0.5), skin.girth(along));
        f.dot(canvas, middle, (size * 0.26, size * 0.19), spots, 0.75);
        f.dot(canvas, skin.at(along + 0.28, 0.12), (size * 0.15, size * 0.12), spots, 0.6);
    }
    limbs(canvas, &f, kind, figure.pose, body, true);
    dragon::scarf(canvas, figure, &f, &skin, skin.end() - 1.4);
    snout::face(canvas, &f, &kind.snout, skin.head(), body, mood);
    dragon::hat(canvas, figure, &f, skin.head());
    if let Some(drawing) = figure.held.and_then(drawing_of) {
        let (head, r) = skin.head();
        let at = f.at(head.0 + r * 1.7 * kind.snout.long, head.1 - r * 0.9);
        drawing.centre(canvas, at, figure.height * 0.26, 0.0, false);
    }
}

/// Small plates along the back.
fn ridge(canvas: &mut Canvas, f: &Frame, skin: &Skin, colour: Rgb) {
    let count = (skin.end() * 2.2) as usize;
    for k in 2..count {
        let along = k as f32 * 0.45;
        let (a, b, way) = (skin.at(along - 0.16, 0.85), skin.at(along + 0.16, 0.85), skin.way(along));
        let tall = 0.018 + skin.girth(along) * 0.16;
        let top = skin.at(along, 1.0);
        let tip = (top.0 - way.1 * tall, top.1 + way.0 * tall);
        canvas.fill(&f.blob(&[a, tip, b]), f.fade(tip.1, a.1, colour.times(1.1), colour));
    }
}

/// Legs, and the arms of one that goes on two.
fn limbs(canvas: &mut Canvas, f: &Frame, kind: &Saurian, pose: Pose, colour: Rgb, near: bool) {
    let side = if near { 1.0 } else { -1.0 };
    let step = match pose {
        Pose::Walk => 0.10,
        Pose::Run => 0.16,
        Pose::Dance => 0.12,
        _ => 0.03,
    };
    let up = lift(kind, pose);
    for (k, hip) in kind.hips.into_iter().enumerate() {
        let hip = (hip.0, hip.1 + up);
        if k == 1 && kind.biped {
            let hand = (hip.0 + 0.15, hip.1 - 0.08 + 0.03 * side);
            f.limb(canvas, [hip, (hip.0 + 0.05, hip.1 - 0.12), hand], 0.06, colour);
            for claw in [-0.02, 0.015] {
                f.dot(canvas, (hand.0 + 0.03, hand.1 + claw), (0.014, 0.011), Rgb::hex(0xf6ecd2), 1.0);
            }
            continue;
        }
        let swing = if k == 0 { step * side } else { -step * side };
        let ground = if up > 0.0 { up + 0.035 } else { 0.035 };
        let foot = (hip.0 + swing, ground);
        let knee = if kind.biped {
            (hip.0 + 0.06 + swing * 0.4, hip.1 * 0.5)
        } else {
            (hip.0 + swing * 0.5, hip.1 * 0.5)
        };
        leg(canvas, f, [hip, knee, foot], kind.legs, colour);
    }
}

fn leg(canvas: &mut Canvas, f: &Frame, [hip, knee, foot]: [Point; 3], thick: f32, colour: Rgb) {
    let path = shape::line(&f.path(&[hip, knee, foot]));
    let (rim, extra) = canvas
        .outline
        .map_or((colour.times(0.8), 0.0), |line| (line.shade_for(colour), 2.0 * line.width / f.height));
    canvas.stroke(&path, rim, 1.0, (thick * 0.8 + extra) * f.height);
    f.egg(
        canvas,
        (foot.0 + thick * 0.22, foot.1),
        (thick * 0.58, 0.04),
        colour.times(1.05),
        colour.times(0.82),
    );
    canvas.stroke(&path, colour, 1.0, thick * 0.8 * f.height);
    let (x, y) = f.at(hip.0, hip.1 + 0.01);
    let thigh = shape::ellipse(x, y, thick * 0.82 * f.height, thick * 0.95 * f.height);
    canvas.wash(&thigh, Tint::flat(colour));
    let fold = [
        (hip.0 + thick * 0.5, hip.1 + thick * 0.5),
        (hip.0 + thick * 0.85, hip.1 - thick * 0.1),
        (hip.0 + thick * 0.5, hip.1 - thick * 0.7),
    ];
    f.curve(canvas, fold, colour.times(0.76), 0.6, 0.009);
    for toe in [-0.1, 0.3, 0.7] {
        f.dot(canvas, (foot.0 + thick * toe, foot.1 - 0.02), (0.018, 0.014), Rgb::hex(0xf6ecd2), 1.0);
    }
}
