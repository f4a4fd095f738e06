//! Birds from the side: standing, walking, flying, swimming, asleep in the nest.

use super::build::Build;
use super::species::{Beak, Bird, Body, Feet, Mark, Tail};
use super::wing::{self, Spread};
use super::{Plumage, head, worn};
use crate::canvas::{Canvas, Tint};
use crate::colour::{Rgb, WHITE};
use crate::figure::body::Frame;
use crate::figure::eye;
use crate::figure::skin::{Knot, Skin, feather, merge};
use crate::figure::{Figure, Stature, drawing_of};
use crate::rng::Rng;
use crate::scene::{Expression, Gesture, Pose};
use crate::shape::{self, Point};

/// Where on its head, in radii, a bird has its eye.
const EYE: Point = (0.34, 0.14);

/// The colour of the mark the eye lies on.
pub(super) fn face(bird: &Bird) -> Option<u32> {
    let covers = |mark: &Mark| match *mark {
        Mark::Spot(x, y, rx, ry) => ((EYE.0 - x) / rx).powi(2) + ((EYE.1 - y) / ry).powi(2) < 1.0,
        Mark::Band(_, to, low, high) => match bird.body {
            Body::Side(build) => to > build.stand.len() as f32 - 1.3 && low < 0.0 && high > 0.5,
            Body::Owl | Body::Penguin => false,
        },
    };
    bird.marks.iter().rev().find(|(mark, _)| covers(mark)).map(|(_, colour)| *colour)
}

/// The colour of the mark on top of the head, which a crest shares.
pub(super) fn cap(bird: &Bird) -> Option<u32> {
    bird.marks.iter().find(|(mark, _)| matches!(mark, Mark::Spot(_, y, ..) if *y > 0.4)).map(|mark| mark.1)
}

/// What a pose makes of a body.
struct Bearing {
    knots: Vec<Knot>,
    hip: Point,
    flying: bool,
    /// Wings away from the body.
    spread: bool,
    legs: Legs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Legs {
    Stand,
    Stride,
    Kick,
    Dangle,
    Trail,
    Hidden,
}

fn bearing(bird: &Bird, build: &Build, pose: Pose, gesture: Gesture) -> Bearing {
    let flying = matches!(pose, Pose::Fly) || pose == Pose::Swim && matches!(bird.body, Body::Penguin);
    let knots = if flying { build.fly } else { build.stand };
    let low = knots.iter().fold(f32::MAX, |low, k| low.min(k.1 - k.2));
    let lift = match pose {
        Pose::Jump => 0.16,
        Pose::Sit | Pose::Lie | Pose::Ride => 0.02 - low,
        Pose::Swim if !flying => -0.05 - low,
        _ => 0.0,
    };
    let lean = match pose {
        Pose::Run => 0.16,
        Pose::Walk => 0.05,
        _ => 0.0,
    };
    let last = knots.len() - 1;
    let bow = |k: usize| if pose == Pose::Lie && k + 2 > last { 0.05 } else { 0.0 };
    let moved = |k: usize, p: &Knot| (p.0 + (p.1 - build.hip.1) * lean, p.1 + lift - bow(k), p.2);
    Bearing {
        knots: knots.iter().enumerate().map(|(k, p)| moved(k, p)).collect(),
        hip: if flying { (build.hip.0 - 0.08, 0.46) } else { (build.hip.0, build.hip.1 + lift) },
        flying,
        spread: flying || matches!(pose, Pose::Jump | Pose::Dance) || gesture == Gesture::Cheer,
        legs: match pose {
            Pose::Walk | Pose::Run => Legs::Stride,
            Pose::Dance => Legs::Kick,
            Pose::Jump => Legs::Dangle,
            // On a seat as on a branch.
            Pose::Stand | Pose::Seat => Legs::Stand,
            Pose::Fly => Legs::Trail,
            Pose::Sit | Pose::Lie | Pose::Ride | Pose::Swim => Legs::Hidden,
        },
    }
}

/// The room a bird takes that is seen from the side.
pub(super) fn stature(bird: &Bird, build: &Build, pose: Pose) -> Stature {
    let bearing = bearing(bird, build, pose, Gesture::Rest);
    let skin = Skin::new(&bearing.knots);
    let (left, right, _, top) = skin.bounds();
    let (head, r) = skin.head();
    let tail = match bird.tail {
        Tail::Stub | Tail::Plume | Tail::Short => 0.16,
        Tail::Fork | Tail::Sickle => 0.3,
        Tail::Long => 0.38,
        Tail::Fan => 0.1,
        Tail::EyedFan => 0.75,
        Tail::Flame => 0.5,
    };
    let bill = r * match bird.beak {
        Beak::Toucan | Beak::Spear | Beak::Needle | Beak::Pouch => 2.0,
        _ => 0.9,
    };
    let fan = if bearing.flying {
        0.0
    } else {
        match bird.tail {
            Tail::EyedFan => 1.3,
            Tail::Fan => 0.9,
            _ => 0.0,
        }
    };
    let wings = if bearing.spread { 0.62 + build.wing * 0.86 } else { 0.0 };
    Stature {
        back: tail - left,
        front: right + bill,
        top: top.max(fan).max(wings),
        below: 0.0,
        face: (head, r * 1.1),
        saddle: (bird.height > 0.6).then(|| skin.at(2.0, 0.95)),
    }
}

/// Draws a bird from the side.
pub(super) fn draw(canvas: &mut Canvas, figure: &Figure<'_>, bird: &Bird, build: &Build, paint: &Plumage) {
    let f = Frame::of(figure);
    let bearing = bearing(bird, build, figure.pose, figure.gesture);
    let skin = Skin::new(&bearing.knots);
    let head = skin.head();
    let mut rng = Rng::new(figure.seed, "bird");
    let asleep = figure.pose == Pose::Lie;
    let mood = if asleep { Expression::Asleep } else { figure.expression };

    if asleep && nests(bird) {
        nest(canvas, &f, false);
    }
    let (near, far) = wings(&skin, build, &bearing, &mut rng);
    if bearing.spread && !flippers(bird) {
        wing::spread(canvas, &f, &far, paint, 0.8);
    }
    legs(canvas, &f, bird, build, &bearing, paint, false);
    let turn = if bearing.flying { 182.0 } else { build.tail };
    let open = if bearing.flying { 1.6 } else { 1.0 };
    wing::tail(canvas, &f, bird.tail, skin.at(0.25, 0.0), turn, open, paint);
    head::crest_behind(canvas, &f, bird.crest, head, paint);
    body(canvas, &f, bird, &skin, paint, figure);
    legs(canvas, &f, bird, build, &bearing, paint, true);
    if flippers(bird) {
        let (root, tip) = (skin.at(3.0, 0.0), skin.at(1.6, -1.5));
        canvas.fill(&feather(&f, root, tip, 0.13), f.fade(root.1, tip.1, paint.wing.times(1.2), paint.wing));
    } else if !bearing.spread {
        wing::folded(canvas, &f, &skin, paint);
    }
    worn::round_neck(canvas, figure, &f, &skin);
    head::wattle(canvas, &f, bird.crest, head);
    let tip = head::beak(canvas, &f, bird.beak, head, paint.bill, mood);
    let (at, r) = head;
    let at_eye = (at.0 + r * EYE.0, at.1 + r * EYE.1);
    let size = r * if r < 0.12 { 0.36 } else { 0.29 };
    eye::eye(canvas, &f, at_eye, size, paint.look(), mood, -1.0);
    if r > 0.15 && matches!(mood, Expression::Calm | Expression::Glad) {
        f.dot(canvas, (at.0 + r * 0.3, at.1 - r * 0.38), (r * 0.2, r * 0.13), Rgb::hex(0xf2707c), 0.35);
    }
    worn::on_head(canvas, figure, &f, head, at_eye, size);
    if let Some(held) = figure.held.and_then(drawing_of) {
        let side = if figure.mirrored { -1.0 } else { 1.0 };
        held.centre(canvas, f.at(tip.0 + 0.02, tip.1 - 0.1), 0.36 * figure.height, 12.0 * side, false);
    }
    if bearing.spread && !flippers(bird) {
        wing::spread(canvas, &f, &near, paint, 1.0);
    }
    if asleep && nests(bird) {
        nest(canvas, &f, true);
    }
}

/// Body, neck and head in one, with their marks.
fn body(canvas: &mut Canvas, f: &Frame, bird: &Bird, skin: &Skin, paint: &Plumage, figure: &Figure<'_>) {
    let (head, r) = skin.head();
    let (hx, hy) = f.at(head.0, head.1);
    let (_, _, low, high) = skin.bounds();
    let tint = f.fade(high, low, paint.back.times(1.08), paint.back.times(0.78));
    let skull = shape::ellipse(hx, hy, r * f.height, r * f.height);
    merge(canvas, &[skin.outline(f), skull], paint.back, tint);
    if matches!(bird.body, Body::Penguin) {
        mark(canvas, f, skin, Mark::Band(0.4, 4.6, -0.98, -0.25), paint.belly);
        mark(canvas, f, skin, Mark::Spot(0.3, -0.12, 0.55, 0.62), paint.belly);
    }
    for (place, colour) in bird.marks {
        let plain = Rgb::hex(*colour);
        let colour = if *colour == bird.belly { paint.belly } else { plain };
        mark(canvas, f, skin, *place, colour);
    }
    if let Some(colour) = worn::torso(figure) {
        let knit = f.blob(&skin.patch(1.1, 3.75, -1.03, 1.03));
        canvas.fill(&knit, f.fade(high, low, colour.times(1.08), colour.times(0.76)));
        for (along, width) in [(1.25, 0.035), (3.6, 0.05)] {
            let hem = [skin.at(along, 1.0), skin.at(along + 0.12, 0.0), skin.at(along, -1.0)];
            f.curve(canvas, hem, colour.mix(WHITE, 0.5), 1.0, width);
        }
    }
}

fn mark(canvas: &mut Canvas, f: &Frame, skin: &Skin, mark: Mark, colour: Rgb) {
    match mark {
        Mark::Band(from, to, low, high) => {
            let points = skin.patch(from, to, low, high);
            let (top, bottom) = points.iter().fold((f32::MIN, f32::MAX), |b, p| (b.0.max(p.1), b.1.min(p.1)));
            canvas.wash(&f.blob(&points), f.fade(top, bottom, colour.times(1.04), colour.times(0.86)));
        }
        Mark::Spot(x, y, rx, ry) => {
            let (head, r) = skin.head();
            f.dot(canvas, (head.0 + x * r, head.1 + y * r), (rx * r, ry * r), colour, 1.0);
        }
    }
}

/// The near and the far wing of one that spreads them.
fn wings(skin: &Skin, build: &Build, bearing: &Bearing, rng: &mut Rng) -> (Spread, Spread) {
    let beat = rng.range(-10.0, 12.0);
    let (near, far) = (skin.at(2.75, 0.25), skin.at(3.05, 0.6));
    let wing = |shoulder, arm: f32, fan: (f32, f32), length| Spread { shoulder, length, arm, fan };
    if bearing.flying {
        let l = build.wing;
        (
            wing(near, 116.0 + beat, (112.0 + beat, 178.0 + beat * 0.5), l),
            wing(far, 66.0 + beat, (62.0 + beat, 128.0 + beat), l * 0.88),
        )
    } else {
        let l = build.wing * 0.72;
        (
            wing(near, 128.0 + beat, (120.0 + beat, 186.0), l),
            wing(far, 62.0 + beat, (48.0 + beat, 104.0), l * 0.9),
        )
    }
}

fn flippers(bird: &Bird) -> bool {
    matches!(bird.body, Body::Penguin)
}

/// One of the two legs; the near one is painted over the body.
fn legs(
    canvas: &mut Canvas,
    f: &Frame,
    bird: &Bird,
    build: &Build,
    bearing: &Bearing,
    paint: &Plumage,
    near: bool,
) {
    let long = bearing.hip.1;
    let side = if near { 1.0 } else { -1.0 };
    let hip = (bearing.hip.0 + side * 0.04, long + build.leg);
    let tall = build.hip.1 > 0.35;
    let (knee, foot) = match bearing.legs {
        Legs::Hidden => return,
        Legs::Stand => ((hip.0 - 0.015, long * 0.5), (hip.0 + side * 0.02, 0.012)),
        Legs::Stride => {
            let step = side * long.min(0.3) * 0.62;
            ((hip.0 + step * 0.35 - 0.02, long * 0.5), (hip.0 + step, 0.012 + (1.0 - side) * 0.02))
        }
        Legs::Kick if near => ((hip.0 + long * 0.55, long * 0.9), (hip.0 + long * 0.62, long * 0.45)),
        Legs::Kick => ((hip.0 - 0.01, long * 0.5), (hip.0 + 0.02, 0.012)),
        Legs::Dangle => {
            ((hip.0 - 0.02, long - build.hip.1 * 0.45), (hip.0 - 0.07 * side, long - build.hip.1 * 0.85))
        }
        Legs::Trail if tall => {
            let y = hip.1 - 0.02 * side;
            ((hip.0 - 0.24, y - 0.01), (hip.0 - 0.48, y))
        }
        Legs::Trail => ((hip.0 - 0.06, long - 0.05), (hip.0 - 0.13, long - 0.055)),
    };
    let colour = if near { paint.legs } else { paint.legs.times(0.8) };
    let thick = build.leg;
    let points = f.path(&[hip, knee, foot]);
    rim(canvas, f, &shape::line(&points), colour, thick);
    if matches!(bird.feet, Feet::Claws) || build.leg > 0.045 || tall && build.leg > 0.03 {
        let down = (hip.0 + (knee.0 - hip.0) * 0.9, hip.1 + (knee.1 - hip.1) * 0.9);
        let top = (hip.0, hip.1 + 0.08);
        canvas.fill(&feather(f, top, down, 0.15), f.fade(top.1, down.1, paint.back, paint.back.times(0.8)));
    }
    foot_print(
        canvas,
        f,
        bird.feet,
        foot,
        colour,
        thick,
        bearing.legs == Legs::Trail || bearing.legs == Legs::Dangle,
    );
}

fn rim(canvas: &mut Canvas, f: &Frame, path: &shape::Shape, colour: Rgb, width: f32) {
    let (dark, extra) = canvas.outline.map_or((colour.times(0.7), width * 0.2 * f.height), |line| {
        (line.shade_for(colour), line.width * 1.6)
    });
    canvas.stroke(path, dark, 1.0, width * f.height + extra);
    canvas.stroke(path, colour, 1.0, width * f.height);
}

fn foot_print(canvas: &mut Canvas, f: &Frame, feet: Feet, at: Point, colour: Rgb, thick: f32, hanging: bool) {
    let (x, y) = at;
    if feet == Feet::Webs {
        let toe = if hanging { -0.09 } else { 0.12 };
        let web = f.path(&[
            (x - toe * 0.2, y + 0.02),
            (x + toe, y - 0.012),
            (x + toe * 0.5, y - 0.014),
            (x - toe * 0.3, y - 0.012),
        ]);
        canvas.fill(&shape::polygon(&web), Tint::flat(colour));
        return;
    }
    let size = thick * if feet == Feet::Claws { 1.9 } else { 2.9 };
    let toes: [(f32, f32); 3] = if hanging {
        [(-1.0, -0.5), (-0.6, -0.9), (0.2, -0.9)]
    } else {
        [(1.25, -0.1), (0.75, -0.3), (-0.75, -0.2)]
    };
    for (dx, dy) in toes {
        let toe = shape::line(&f.path(&[at, (x + dx * size, y + dy * size * 0.3)]));
        rim(canvas, f, &toe, colour, thick * 0.85);
    }
}

/// Small birds sleep in a nest, those of the water and of the yard on the ground.
fn nests(bird: &Bird) -> bool {
    bird.flies && !bird.swims && bird.height < 0.7
}

/// The inside or the front of a nest.
fn nest(canvas: &mut Canvas, f: &Frame, front: bool) {
    let straw = Rgb::hex(0xb08a50);
    if !front {
        f.egg(canvas, (0.0, 0.15), (0.46, 0.11), straw.times(0.55), straw.times(0.45));
        return;
    }
    let bowl = f.blob(&[
        (-0.50, 0.17),
        (-0.30, 0.12),
        (0.0, 0.10),
        (0.30, 0.12),
        (0.50, 0.17),
        (0.44, 0.03),
        (0.24, -0.05),
        (-0.24, -0.05),
        (-0.44, 0.03),
    ]);
    canvas.fill(&bowl, f.fade(0.17, -0.05, straw.times(1.1), straw.times(0.7)));
    let twigs = [
        (-0.46, 0.12, 0.2, 0.07),
        (-0.3, 0.02, 0.36, 0.1),
        (-0.2, -0.02, 0.3, 0.0),
        (-0.4, 0.05, 0.0, 0.0),
        (0.0, 0.08, 0.47, 0.13),
    ];
    for (k, (x0, y0, x1, y1)) in twigs.into_iter().enumerate() {
        let colour = if k % 2 == 0 { straw.times(0.62) } else { straw.mix(WHITE, 0.35) };
        f.curve(canvas, [(x0, y0), ((x0 + x1) * 0.5, (y0 + y1) * 0.5 - 0.025), (x1, y1)], colour, 0.9, 0.016);
    }
}
