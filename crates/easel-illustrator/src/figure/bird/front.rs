//! Owls and penguins, which look one in the face.

use super::species::Bird;
use super::wing::{self, Spread};
use super::{Plumage, worn};
use crate::art::library;
use crate::canvas::{Canvas, Tint};
use crate::colour::{Rgb, WHITE};
use crate::figure::body::Frame;
use crate::figure::eye::{self, Look};
use crate::figure::skin::feather;
use crate::figure::{Figure, Stature, drawing_of};
use crate::scene::{Expression, GarmentKind, Gesture, Pose, Subject};
use crate::shape::{self, Point, Shape};

/// How far the face is turned to the side.
const TURN: f32 = 0.025;

/// The room an owl or a penguin takes.
pub(super) fn stature(bird: &Bird, pose: Pose) -> Stature {
    let spread = bird.flies && matches!(pose, Pose::Fly | Pose::Jump | Pose::Dance);
    let half = if spread { 0.85 } else { 0.42 };
    let seated = matches!(pose, Pose::Sit | Pose::Lie | Pose::Ride | Pose::Swim);
    let drop = if seated { 0.05 } else { 0.0 };
    Stature {
        back: half,
        front: half,
        top: 1.0 - drop,
        below: 0.0,
        face: ((0.0, 0.72 - drop), 0.3),
        saddle: None,
    }
}

/// The frame of one that stands, sits lower or leaps.
fn frame(figure: &Figure<'_>) -> Frame {
    let lift = match figure.pose {
        Pose::Jump => 0.14,
        Pose::Sit | Pose::Lie | Pose::Ride => -0.045,
        Pose::Swim => -0.12,
        _ => 0.0,
    };
    let foot = (figure.foot.0, figure.foot.1 - lift * figure.height);
    Frame::of(&Figure { foot, ..figure.clone() })
}

/// A closed outline from its right half, top to bottom.
fn both_sides(f: &Frame, half: &[Point]) -> Shape {
    let mut points = half.to_vec();
    points.extend(half.iter().rev().filter(|p| p.0.abs() > 1e-4).map(|p| (-p.0, p.1)));
    f.blob(&points)
}

fn mood(figure: &Figure<'_>) -> Expression {
    if figure.pose == Pose::Lie { Expression::Asleep } else { figure.expression }
}

fn hides_feet(pose: Pose) -> bool {
    matches!(pose, Pose::Lie | Pose::Swim)
}

/// Draws an owl.
pub(super) fn owl(canvas: &mut Canvas, figure: &Figure<'_>, paint: &Plumage) {
    let f = frame(figure);
    let spread =
        matches!(figure.pose, Pose::Fly | Pose::Jump | Pose::Dance) || figure.gesture == Gesture::Cheer;
    if spread {
        for side in [-1.0, 1.0] {
            owl_wing(canvas, figure, &f, side, paint);
        }
    }
    if figure.pose != Pose::Fly && !hides_feet(figure.pose) {
        feet(canvas, figure, &f, paint.legs, 0.11, 0.075);
    }
    let body = both_sides(
        &f,
        &[
            (0.0, 0.915),
            (0.13, 0.95),
            (0.26, 1.035),
            (0.335, 0.86),
            (0.345, 0.70),
            (0.325, 0.54),
            (0.35, 0.36),
            (0.31, 0.17),
            (0.16, 0.06),
            (0.0, 0.045),
        ],
    );
    canvas.fill(&body, f.fade(1.0, 0.05, paint.back.times(1.1), paint.back.times(0.78)));
    let belly = both_sides(&f, &[(0.0, 0.54), (0.16, 0.50), (0.225, 0.33), (0.18, 0.15), (0.0, 0.085)]);
    canvas.wash(&belly, f.fade(0.54, 0.08, paint.belly.times(1.05), paint.belly.times(0.88)));
    for (row, count) in [(0.42, 3), (0.34, 4), (0.26, 3), (0.18, 2)] {
        for k in 0..count {
            let x = (k as f32 - (count - 1) as f32 * 0.5) * 0.095;
            let bow = [(x - 0.032, row + 0.012), (x, row - 0.032), (x + 0.032, row + 0.012)];
            f.curve(canvas, bow, paint.wing.mix(paint.belly, 0.35), 0.9, 0.015);
        }
    }
    owl_face(canvas, figure, &f, paint);
    jersey(canvas, figure, &f, 0.33);
    if !spread {
        for side in [-1.0, 1.0] {
            folded(canvas, figure, &f, side, paint, (0.30, 0.57), 0.19);
        }
    } else if figure.pose == Pose::Fly {
        for side in [-1.0, 1.0] {
            f.egg(canvas, (side * 0.09, 0.055), (0.05, 0.04), paint.legs, paint.legs.times(0.8));
        }
    }
    scarf(canvas, figure, &f, 0.535, 0.325);
    worn::spectacles(canvas, figure, &f, (TURN, 0.705), 0.148, 0.135);
    worn::hats(canvas, figure, &f, (0.0, 0.70), 0.31);
    held(canvas, figure, &f);
}

fn owl_face(canvas: &mut Canvas, figure: &Figure<'_>, f: &Frame, paint: &Plumage) {
    let mood = mood(figure);
    let pale = paint.belly.mix(WHITE, 0.25);
    for side in [-1.0, 1.0] {
        f.egg(canvas, (side * 0.15 + TURN, 0.70), (0.178, 0.178), pale, pale.times(0.9));
        let rim = [(side * 0.30 + TURN, 0.62), (side * 0.345 + TURN, 0.74), (side * 0.25 + TURN, 0.84)];
        f.curve(canvas, rim, paint.wing, 0.6, 0.016);
    }
    f.dot(canvas, (TURN, 0.68), (0.08, 0.12), pale, 1.0);
    let wedge = f.blob(&[
        (TURN, 0.93),
        (TURN + 0.10, 0.90),
        (TURN + 0.028, 0.80),
        (TURN, 0.72),
        (TURN - 0.028, 0.80),
        (TURN - 0.10, 0.90),
    ]);
    canvas.wash(&wedge, Tint::flat(paint.back));
    let look = Look { face: pale, iris: paint.iris };
    for side in [-1.0, 1.0] {
        eye::eye(canvas, f, (side * 0.148 + TURN, 0.705), 0.108, look, mood, side);
    }
    bill(canvas, f, (TURN * 1.4, 0.60), (0.052, 0.075), paint.bill, mood);
}

/// A small beak from the front, open where the mood wants it.
fn bill(canvas: &mut Canvas, f: &Frame, (x, y): Point, (half, long): Point, colour: Rgb, mood: Expression) {
    if matches!(mood, Expression::Glad | Expression::Surprised | Expression::Angry) {
        f.egg(
            canvas,
            (x, y - long * 0.62),
            (half * 0.72, long * 0.6),
            Rgb::hex(0x9c3a3c),
            Rgb::hex(0x7a2a30),
        );
        f.dot(canvas, (x, y - long * 0.95), (half * 0.4, long * 0.2), Rgb::hex(0xf08a80), 1.0);
    }
    let tip = f.blob(&[
        (x, y + long * 0.6),
        (x + half, y + long * 0.12),
        (x + half * 0.3, y - long * 0.5),
        (x, y - long * 0.72),
        (x - half * 0.3, y - long * 0.5),
        (x - half, y + long * 0.12),
    ]);
    canvas.fill(&tip, f.fade(y + long * 0.6, y - long * 0.7, colour.times(1.1), colour.times(0.82)));
}

fn owl_wing(canvas: &mut Canvas, figure: &Figure<'_>, f: &Frame, side: f32, paint: &Plumage) {
    let (arm, fan) = if figure.pose == Pose::Fly { (28.0, (30.0, -42.0)) } else { (42.0, (46.0, -30.0)) };
    let turn = |degrees: f32| if side > 0.0 { degrees } else { 180.0 - degrees };
    let wing = Spread {
        shoulder: (side * 0.26, 0.56),
        length: 0.72,
        arm: turn(arm),
        fan: (turn(fan.0), turn(fan.1)),
    };
    wing::spread(canvas, f, &wing, paint, 0.96);
}

/// A wing that hangs at the side, waves or holds something.
fn folded(
    canvas: &mut Canvas,
    figure: &Figure<'_>,
    f: &Frame,
    side: f32,
    paint: &Plumage,
    at: Point,
    width: f32,
) {
    let root = (side * at.0, at.1);
    let raised = figure.gesture == Gesture::Cheer || figure.gesture == Gesture::Wave && side > 0.0;
    let roof = figure.held.is_some_and(is_roof) && side > 0.0;
    let tip = if raised || roof {
        (side * (at.0 + 0.26), at.1 + 0.24)
    } else if figure.held.is_some() && side > 0.0 {
        (0.08, at.1 - 0.30)
    } else {
        match figure.pose {
            Pose::Walk | Pose::Run => (side * (at.0 + 0.16), at.1 - 0.30),
            Pose::Dance | Pose::Jump => (side * (at.0 + 0.26), at.1 + 0.06),
            _ => (side * (at.0 + 0.03), at.1 - 0.42),
        }
    };
    let colour = paint.wing;
    let top = (root.0, root.1 + 0.03);
    canvas.fill(&feather(f, top, tip, width), f.fade(top.1, tip.1, colour.times(1.12), colour.times(0.82)));
    let along = |t: f32| (top.0 + (tip.0 - top.0) * t, top.1 + (tip.1 - top.1) * t);
    for t in [0.45, 0.68] {
        let (x, y) = along(t);
        f.curve(
            canvas,
            [(x - 0.04, y + 0.015), (x, y - 0.025), (x + 0.04, y + 0.015)],
            colour.times(0.75),
            0.55,
            0.012,
        );
    }
}

fn feet(canvas: &mut Canvas, figure: &Figure<'_>, f: &Frame, colour: Rgb, out: f32, size: f32) {
    for side in [-1.0, 1.0] {
        let up = match figure.pose {
            Pose::Walk | Pose::Run | Pose::Dance if side > 0.0 => 0.05,
            _ => 0.0,
        };
        for toe in [-0.62, 0.62, 0.0] {
            let at = (side * out + toe * size, 0.035 + up - toe.abs() * 0.006);
            f.egg(canvas, at, (size * 0.42, size * 0.5), colour.times(1.08), colour.times(0.82));
        }
    }
}

/// Draws a penguin.
pub(super) fn penguin(canvas: &mut Canvas, figure: &Figure<'_>, paint: &Plumage) {
    let f = frame(figure);
    let mood = mood(figure);
    if !hides_feet(figure.pose) {
        feet(canvas, figure, &f, paint.legs, 0.13, 0.095);
    }
    let body = both_sides(
        &f,
        &[
            (0.0, 1.0),
            (0.14, 0.97),
            (0.235, 0.87),
            (0.25, 0.75),
            (0.255, 0.64),
            (0.305, 0.47),
            (0.325, 0.28),
            (0.25, 0.08),
            (0.0, 0.03),
        ],
    );
    canvas.fill(&body, f.fade(1.0, 0.03, paint.back.times(1.2), paint.back.times(0.85)));
    let belly = both_sides(
        &f,
        &[(0.0, 0.665), (0.14, 0.62), (0.225, 0.46), (0.245, 0.27), (0.17, 0.09), (0.0, 0.055)],
    );
    canvas.wash(&belly, f.fade(0.66, 0.05, paint.belly, paint.belly.times(0.88)));
    for side in [-1.0, 1.0] {
        f.dot(canvas, (side * 0.195 + TURN * 0.5, 0.70), (0.04, 0.075), Rgb::hex(0xf7c948), 0.9);
        f.dot(canvas, (side * 0.095 + TURN, 0.80), (0.108, 0.118), paint.belly, 1.0);
    }
    f.dot(canvas, (TURN, 0.745), (0.13, 0.075), paint.belly, 1.0);
    let look = Look { face: paint.belly, iris: paint.iris };
    for side in [-1.0, 1.0] {
        eye::eye(canvas, &f, (side * 0.098 + TURN, 0.815), 0.05, look, mood, side);
        if matches!(mood, Expression::Calm | Expression::Glad) {
            f.dot(canvas, (side * 0.15 + TURN, 0.745), (0.036, 0.024), Rgb::hex(0xf2707c), 0.4);
        }
    }
    bill(canvas, &f, (TURN * 1.4, 0.752), (0.058, 0.052), paint.bill, mood);
    jersey(canvas, figure, &f, 0.3);
    for side in [-1.0, 1.0] {
        folded(canvas, figure, &f, side, paint, (0.265, 0.60), 0.12);
    }
    scarf(canvas, figure, &f, 0.60, 0.265);
    worn::spectacles(canvas, figure, &f, (TURN, 0.815), 0.098, 0.078);
    worn::hats(canvas, figure, &f, (TURN * 0.5, 0.78), 0.235);
    held(canvas, figure, &f);
}

/// A jersey's body.
fn jersey(canvas: &mut Canvas, figure: &Figure<'_>, f: &Frame, half: f32) {
    let Some(colour) = worn::torso(figure) else { return };
    let knit = both_sides(
        f,
        &[(0.0, 0.53), (half * 0.9, 0.55), (half * 1.03, 0.38), (half * 1.04, 0.19), (0.0, 0.13)],
    );
    canvas.fill(&knit, f.fade(0.55, 0.13, colour.times(1.1), colour.times(0.78)));
    for y in [0.42, 0.33] {
        f.curve(
            canvas,
            [(-half * 0.95, y + 0.02), (0.0, y - 0.03), (half * 0.95, y + 0.02)],
            colour.mix(WHITE, 0.6),
            0.85,
            0.026,
        );
    }
}

fn scarf(canvas: &mut Canvas, figure: &Figure<'_>, f: &Frame, y: f32, half: f32) {
    for garment in &figure.entity.garments {
        let colour = garment.hue.unwrap_or(Rgb::hex(0xd23a32));
        match garment.kind {
            GarmentKind::Scarf | GarmentKind::Cape => {
                let end = f.blob(&[(0.06, y), (0.15, y), (0.17, y - 0.22), (0.075, y - 0.23)]);
                canvas.fill(&end, f.fade(y, y - 0.22, colour.times(0.95), colour.times(0.68)));
                let wrap = f.blob(&[
                    (-half, y + 0.05),
                    (0.0, y - 0.005),
                    (half, y + 0.05),
                    (half * 1.05, y - 0.01),
                    (half * 0.5, y - 0.065),
                    (0.0, y - 0.08),
                    (-half * 0.5, y - 0.065),
                    (-half * 1.05, y - 0.01),
                ]);
                canvas.fill(&wrap, f.fade(y + 0.05, y - 0.08, colour.times(1.08), colour.times(0.76)));
                for x in [-0.5, -0.1, 0.3] {
                    let rib = [(x * half, y - 0.005), (x * half + 0.01, y - 0.03), (x * half, y - 0.06)];
                    f.curve(canvas, rib, colour.mix(WHITE, 0.5), 0.55, 0.015);
                }
            }
            GarmentKind::Bow => {
                for side in [-1.0, 1.0] {
                    let wing = f.blob(&[(side * 0.008, y), (side * 0.1, y + 0.05), (side * 0.105, y - 0.05)]);
                    canvas.fill(&wing, f.fade(y + 0.05, y - 0.05, colour.times(1.1), colour.times(0.75)));
                }
                f.egg(canvas, (0.0, y), (0.026, 0.03), colour, colour.times(0.7));
            }
            _ => {}
        }
    }
}

fn is_roof(held: &crate::scene::Entity) -> bool {
    matches!(held.subject, Subject::Thing(id) if library().slug(id).contains("umbrella"))
}

/// What is held under a wing, or an umbrella overhead.
fn held(canvas: &mut Canvas, figure: &Figure<'_>, f: &Frame) {
    let Some(entity) = figure.held else { return };
    let Some(drawing) = drawing_of(entity) else { return };
    if is_roof(entity) {
        drawing.centre(canvas, f.at(0.42, 1.0), figure.height * 0.95, 0.0, figure.mirrored);
        return;
    }
    drawing.centre(canvas, f.at(0.0, 0.31), figure.height * 0.36, 0.0, false);
    let (x, y) = f.at(0.14, 0.27);
    let tip = shape::ellipse(x, y, 0.055 * figure.height, 0.045 * figure.height);
    canvas.fill(&tip, Tint::flat(Rgb::hex(0x5a4a42)));
}
