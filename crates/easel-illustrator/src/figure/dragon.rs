//! Dragons, friendly and fierce: from the side, with wings, a spiked back and a fiery temper.

use super::body::Frame;
use super::skin::{Knot, Skin, feather, polar};
use super::snout::{self, Snout};
use super::{Figure, Stature, clothes, drawing_of};
use crate::canvas::{Canvas, Tint};
use crate::colour::Rgb;
use crate::scene::{Expression, Gesture, Pose};
use crate::shape::{self, Point};

const SNOUT: Snout = Snout { long: 1.0, deep: 1.0, fangs: true, fire: true, iris: Some(0xf7c53a) };

/// From the tail's tip to the head, in shares of the standing height.
const STAND: [Knot; 10] = [
    (-0.93, 0.40, 0.012),
    (-0.88, 0.22, 0.032),
    (-0.66, 0.12, 0.055),
    (-0.42, 0.21, 0.11),
    (-0.20, 0.36, 0.19),
    (0.04, 0.39, 0.205),
    (0.21, 0.46, 0.17),
    (0.29, 0.61, 0.115),
    (0.30, 0.74, 0.105),
    (0.36, 0.84, 0.14),
];

const FLY: [Knot; 10] = [
    (-1.02, 0.66, 0.012),
    (-0.88, 0.53, 0.03),
    (-0.68, 0.46, 0.05),
    (-0.45, 0.46, 0.09),
    (-0.20, 0.50, 0.155),
    (0.04, 0.53, 0.17),
    (0.22, 0.58, 0.145),
    (0.35, 0.68, 0.10),
    (0.43, 0.78, 0.095),
    (0.52, 0.85, 0.13),
];

const SIT: [Knot; 10] = [
    (-0.66, 0.32, 0.012),
    (-0.72, 0.15, 0.032),
    (-0.54, 0.06, 0.05),
    (-0.33, 0.09, 0.085),
    (-0.12, 0.22, 0.20),
    (0.0, 0.38, 0.195),
    (0.08, 0.54, 0.15),
    (0.11, 0.67, 0.11),
    (0.13, 0.77, 0.105),
    (0.19, 0.85, 0.14),
];

const LIE: [Knot; 10] = [
    (-0.98, 0.14, 0.012),
    (-0.84, 0.05, 0.03),
    (-0.62, 0.05, 0.045),
    (-0.40, 0.09, 0.085),
    (-0.17, 0.20, 0.195),
    (0.06, 0.21, 0.20),
    (0.25, 0.17, 0.145),
    (0.37, 0.13, 0.10),
    (0.46, 0.13, 0.095),
    (0.56, 0.135, 0.135),
];

/// Colours of a dragon's parts.
struct Hide {
    body: Rgb,
    belly: Rgb,
    wing: Rgb,
    horn: Rgb,
}

impl Hide {
    fn of(hue: Option<Rgb>) -> Self {
        let body = hue.unwrap_or(Rgb::hex(0x57ab5a));
        let wing = hue.map_or(Rgb::hex(0xe9933f), membrane);
        Self { body, belly: Rgb::hex(0xf8e7b4).mix(body, 0.12), wing, horn: Rgb::hex(0xf3e6c8) }
    }
}

/// The colour of the wings of one whose body has this colour: a neighbour of it.
fn membrane(body: Rgb) -> Rgb {
    let (hue, saturation, value) = body.to_hsv();
    if saturation < 0.22 {
        return Rgb::hex(if value > 0.6 { 0x9cc4e8 } else { 0xb8433c });
    }
    let turn = match hue {
        30.0..75.0 => -22.0,
        75.0..300.0 => -36.0,
        _ => 28.0,
    };
    Rgb::hsv(hue + turn, saturation * 0.9, (value * 1.12).min(0.95))
}

fn knots(figure_pose: Pose) -> (&'static [Knot; 10], f32) {
    match figure_pose {
        Pose::Fly | Pose::Swim => (&FLY, 0.0),
        Pose::Sit | Pose::Seat | Pose::Ride => (&SIT, 0.0),
        Pose::Lie => (&LIE, 0.0),
        Pose::Jump => (&STAND, 0.12),
        Pose::Stand | Pose::Walk | Pose::Run | Pose::Dance => (&STAND, 0.0),
    }
}

/// The dragon's spine; the very young have large heads.
fn spine(pose: Pose, size: f32) -> Skin {
    let (knots, lift) = knots(pose);
    let grow = if size < 0.8 { 1.22 } else { 1.0 };
    let last = knots.len() - 1;
    let moved: Vec<Knot> = knots
        .iter()
        .enumerate()
        .map(|(k, p)| (p.0, p.1 + lift, if k == last { p.2 * grow } else { p.2 }))
        .collect();
    Skin::new(&moved)
}

/// The room a dragon takes.
pub(super) fn stature(size: f32, pose: Pose) -> Stature {
    let skin = spine(pose, size);
    let (left, right, _, top) = skin.bounds();
    let (head, r) = skin.head();
    let wings = match pose {
        Pose::Fly | Pose::Swim => 1.42,
        Pose::Jump | Pose::Dance => 1.45,
        Pose::Lie => 0.5,
        _ => 1.22,
    };
    Stature {
        back: -left,
        front: right + r * 1.6,
        top: (top + r * 0.6).max(wings),
        below: 0.0,
        face: ((head.0 + r * 0.5, head.1), r * 1.6),
        saddle: Some(skin.at(6.1, 0.9)),
    }
}

/// Draws a dragon.
pub(super) fn draw(canvas: &mut Canvas, figure: &Figure<'_>) {
    let f = Frame::of(figure);
    let hide = Hide::of(figure.entity.hue);
    let skin = spine(figure.pose, figure.entity.size);
    let mood = if figure.pose == Pose::Lie { Expression::Asleep } else { figure.expression };

    wing(canvas, &f, figure, &skin, &hide, false);
    legs(canvas, &f, figure, &hide, false);
    tail_tip(canvas, &f, &skin, &hide);
    spikes(canvas, &f, &skin, &hide);
    horn(canvas, &f, skin.head(), &hide, -0.12);
    body(canvas, &f, &skin, &hide, mood);
    legs(canvas, &f, figure, &hide, true);
    wing(canvas, &f, figure, &skin, &hide, true);
    scarf(canvas, figure, &f, &skin, 7.4);
    ears(canvas, &f, skin.head(), &hide);
    snout::face(canvas, &f, &SNOUT, skin.head(), hide.body, mood);
    horn(canvas, &f, skin.head(), &hide, 0.12);
    hat(canvas, figure, &f, skin.head());
    held(canvas, figure, &f, skin.head());
}

/// Head, neck, trunk and tail in one, with belly plates.
fn body(canvas: &mut Canvas, f: &Frame, skin: &Skin, hide: &Hide, mood: Expression) {
    let (_, _, low, high) = skin.bounds();
    let tint = f.fade(high, low, hide.body.times(1.1), hide.body.times(0.74));
    snout::draw(canvas, f, &SNOUT, skin, hide.body, tint, mood);
    let plates = skin.patch(2.6, skin.end() - 0.9, -0.99, -0.42);
    canvas.wash(&f.blob(&plates), f.fade(high, low, hide.belly.times(1.04), hide.belly.times(0.84)));
    for k in 0..14 {
        let along = 3.0 + k as f32 * 0.38;
        let seam = [skin.at(along, -0.44), skin.at(along + 0.08, -0.7), skin.at(along, -0.97)];
        f.curve(canvas, seam, hide.belly.times(0.72), 0.7, 0.008);
    }
    for (along, across) in
        [(4.1, 0.45), (4.6, 0.62), (5.2, 0.5), (4.4, 0.15), (3.4, 0.3), (7.6, 0.3), (6.4, 0.55)]
    {
        let (p, size) = (skin.at(along, across), skin.girth(along) * 0.13);
        f.dot(canvas, p, (size, size * 0.8), hide.body.times(0.8), 0.6);
    }
}

/// Two fins behind the jaw.
fn ears(canvas: &mut Canvas, f: &Frame, (head, r): (Point, f32), hide: &Hide) {
    let at = |x: f32, y: f32| (head.0 + x * r, head.1 + y * r);
    for (root, tip) in [((-0.5, -0.2), (-1.25, -0.1)), ((-0.45, -0.5), (-1.1, -0.72))] {
        let (root, tip) = (at(root.0, root.1), at(tip.0, tip.1));
        let fin = feather(f, root, tip, r * 0.36);
        canvas.fill(&fin, f.fade(root.1 + r, tip.1, hide.wing, hide.wing.times(0.8)));
    }
}

/// One horn; `aside` parts the near from the far one.
fn horn(canvas: &mut Canvas, f: &Frame, (head, r): (Point, f32), hide: &Hide, aside: f32) {
    let at = |x: f32, y: f32| (head.0 + (x - aside) * r, head.1 + y * r);
    let (a, b, c) = (at(0.05, 0.72), at(-0.55, 1.2), at(-1.35, 1.5));
    let knots: [Knot; 3] = [(a.0, a.1, r * 0.2), (b.0, b.1, r * 0.15), (c.0, c.1, r * 0.03)];
    let skin = Skin::new(&knots);
    let colour = if aside < 0.0 { hide.horn.times(0.82) } else { hide.horn };
    canvas.fill(&skin.outline(f), f.fade(c.1, a.1, colour, colour.times(0.8)));
    for along in [0.45, 0.85, 1.2] {
        let ring = [skin.at(along, 0.9), skin.at(along + 0.08, 0.0), skin.at(along, -0.9)];
        f.curve(canvas, ring, colour.times(0.66), 0.8, r * 0.05);
    }
}

fn spikes(canvas: &mut Canvas, f: &Frame, skin: &Skin, hide: &Hide) {
    for k in 0..15 {
        let along = 1.3 + k as f32 * 0.5;
        let tall = 0.4 + skin.girth(along).min(0.14) * 5.5;
        let (a, b) = (skin.at(along - 0.2, 0.8), skin.at(along + 0.2, 0.8));
        let way = skin.way(along);
        let top = skin.at(along - 0.12, 1.0);
        let tip = (top.0 - way.1 * 0.055 * tall, top.1 + way.0 * 0.055 * tall);
        let spike = shape::polygon(&f.path(&[a, tip, b]));
        canvas.fill(&spike, f.fade(tip.1, a.1, hide.wing.times(1.08), hide.wing.times(0.8)));
    }
}

fn tail_tip(canvas: &mut Canvas, f: &Frame, skin: &Skin, hide: &Hide) {
    let (root, way) = (skin.at(0.3, 0.0), skin.way(0.1));
    let at = |along: f32, across: f32| {
        (root.0 - way.0 * along - way.1 * across, root.1 - way.1 * along + way.0 * across)
    };
    let arrow = f.blob(&[
        at(0.17, 0.0),
        at(0.06, 0.075),
        at(0.0, 0.085),
        at(0.02, 0.0),
        at(0.0, -0.085),
        at(0.06, -0.075),
    ]);
    canvas.fill(&arrow, f.fade(root.1 + 0.1, root.1 - 0.1, hide.wing.times(1.05), hide.wing.times(0.8)));
}

/// Wrist and finger tips of a wing, seen from its shoulder, in shares of the height.
struct Bat {
    wrist: Point,
    tips: [Point; 4],
}

fn bat(pose: Pose, gesture: Gesture, near: bool) -> Bat {
    let raised =
        matches!(pose, Pose::Fly | Pose::Swim | Pose::Jump | Pose::Dance) || gesture == Gesture::Cheer;
    let bat = if raised {
        Bat { wrist: (0.02, 0.52), tips: [(-0.06, 0.88), (-0.42, 0.80), (-0.66, 0.52), (-0.62, 0.20)] }
    } else if pose == Pose::Lie {
        Bat { wrist: (0.03, 0.20), tips: [(-0.16, 0.30), (-0.40, 0.20), (-0.50, 0.06), (-0.44, -0.04)] }
    } else {
        Bat { wrist: (-0.05, 0.40), tips: [(-0.16, 0.68), (-0.44, 0.56), (-0.60, 0.32), (-0.52, 0.08)] }
    };
    if near {
        return bat;
    }
    // The far wing shows before the near one.
    let ahead = |p: Point| (p.0 * 0.86 + p.1 * 0.28, p.1 * 0.97);
    Bat { wrist: ahead(bat.wrist), tips: bat.tips.map(ahead) }
}

/// The edge of a membrane between the tips of its fingers.
fn scallops(tips: &[Point], towards: Point) -> Vec<Point> {
    let mut points = vec![tips[0]];
    for pair in tips.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        let middle = ((a.0 + b.0) * 0.5, (a.1 + b.1) * 0.5);
        let bend = (middle.0 + (towards.0 - middle.0) * 0.42, middle.1 + (towards.1 - middle.1) * 0.42);
        for k in 1..=6 {
            let t = k as f32 / 6.0;
            let (u, v, w) = ((1.0 - t) * (1.0 - t), 2.0 * t * (1.0 - t), t * t);
            points.push((a.0 * u + bend.0 * v + b.0 * w, a.1 * u + bend.1 * v + b.1 * w));
        }
    }
    points
}

fn wing(canvas: &mut Canvas, f: &Frame, figure: &Figure<'_>, skin: &Skin, hide: &Hide, near: bool) {
    let shoulder = if near { skin.at(5.6, 0.35) } else { skin.at(5.9, 0.75) };
    let root = if near { skin.at(4.4, 0.45) } else { skin.at(4.8, 0.8) };
    let bat = bat(figure.pose, figure.gesture, near);
    let seen = |p: Point| (shoulder.0 + p.0, shoulder.1 + p.1);
    let wrist = seen(bat.wrist);
    let mut tips: Vec<Point> = bat.tips.iter().map(|p| seen(*p)).collect();
    tips.push(root);
    let mut edge = vec![shoulder, wrist];
    edge.extend(scallops(&tips, wrist));
    let shade = if near { 1.0 } else { 0.74 };
    let (skin_colour, bone) = (hide.wing.times(shade), hide.body.times(0.86 * shade));
    let membrane = shape::polygon(&f.path(&edge));
    canvas.fill(&membrane, f.fade(wrist.1 + 0.3, root.1, skin_colour.times(1.1), skin_colour.times(0.8)));
    for tip in bat.tips.iter().map(|p| seen(*p)) {
        let bend = ((wrist.0 + tip.0) * 0.5 + 0.01, (wrist.1 + tip.1) * 0.5 + 0.03);
        f.limb(canvas, [wrist, bend, tip], 0.02, bone);
    }
    let elbow = ((shoulder.0 + wrist.0) * 0.5 + 0.05, (shoulder.1 + wrist.1) * 0.5);
    f.limb(canvas, [shoulder, elbow, wrist], 0.055, hide.body.times(0.95 * shade));
    let claw = [wrist, (wrist.0 + 0.05, wrist.1 + 0.03), (wrist.0 + 0.06, wrist.1 + 0.08)];
    f.limb(canvas, claw, 0.022, hide.horn.times(shade));
}

/// Where hips and feet are in a pose: hind and front leg, each root, knee and foot.
fn stance(pose: Pose, near: bool) -> Option<[[Point; 3]; 2]> {
    let s = if near { 1.0 } else { -1.0 };
    Some(match pose {
        Pose::Lie => {
            return if near {
                Some([
                    [(-0.22, 0.14), (-0.06, 0.1), (-0.02, 0.03)],
                    [(0.18, 0.12), (0.26, 0.05), (0.38, 0.03)],
                ])
            } else {
                None
            };
        }
        Pose::Sit | Pose::Seat | Pose::Ride => [
            [(-0.10, 0.16), (0.04 + 0.03 * s, 0.12), (0.08 + 0.05 * s, 0.035)],
            [(0.10, 0.42), (0.19 + 0.03 * s, 0.26), (0.20 + 0.05 * s, 0.035)],
        ],
        Pose::Fly | Pose::Swim | Pose::Jump => {
            let up = if pose == Pose::Jump { 0.02 } else { 0.14 };
            [
                [(-0.20, 0.27 + up), (-0.16 + 0.04 * s, 0.14 + up), (-0.34 + 0.05 * s, 0.12 + up)],
                [(0.18, 0.33 + up), (0.26 + 0.04 * s, 0.22 + up), (0.16 + 0.06 * s, 0.15 + up)],
            ]
        }
        Pose::Walk | Pose::Run => {
            let step = if pose == Pose::Run { 0.17 } else { 0.11 };
            [
                [(-0.20, 0.27), (-0.18 + step * s * 0.5, 0.15), (-0.20 + step * s, 0.035)],
                [(0.18, 0.33), (0.22 - step * s * 0.5, 0.18), (0.20 - step * s, 0.035)],
            ]
        }
        Pose::Dance if near => {
            [[(-0.20, 0.27), (-0.12, 0.15), (-0.18, 0.035)], [(0.18, 0.36), (0.36, 0.32), (0.42, 0.42)]]
        }
        Pose::Stand | Pose::Dance => [
            [(-0.20, 0.27), (-0.13 + 0.03 * s, 0.15), (-0.20 + 0.06 * s, 0.035)],
            [(0.18, 0.33), (0.23 + 0.03 * s, 0.18), (0.20 + 0.06 * s, 0.035)],
        ],
    })
}

fn legs(canvas: &mut Canvas, f: &Frame, figure: &Figure<'_>, hide: &Hide, near: bool) {
    let Some(legs) = stance(figure.pose, near) else { return };
    let colour = if near { hide.body.times(0.98) } else { hide.body.times(0.72) };
    for (k, [root, knee, foot]) in legs.into_iter().enumerate() {
        let thick = if k == 0 { 0.14 } else { 0.115 };
        let path = shape::line(&f.path(&[root, knee, foot]));
        let (rim, extra) = canvas
            .outline
            .map_or((colour.times(0.8), 0.0), |line| (line.shade_for(colour), 2.0 * line.width / f.height));
        canvas.stroke(&path, rim, 1.0, (thick * 0.86 + extra) * f.height);
        f.egg(canvas, (foot.0 + 0.03, foot.1), (0.075, 0.042), colour.times(1.05), colour.times(0.82));
        canvas.stroke(&path, colour, 1.0, thick * 0.86 * f.height);
        if k == 0 {
            let (x, y) = f.at(root.0, root.1);
            canvas.wash(
                &shape::ellipse(x, y, 0.115 * f.height, 0.125 * f.height),
                f.fade(root.1 + 0.13, root.1 - 0.13, colour.times(1.08), colour.times(0.92)),
            );
            f.curve(
                canvas,
                [
                    (root.0 - 0.06, root.1 + 0.1),
                    (root.0 + 0.1, root.1 + 0.09),
                    (root.0 + 0.11, root.1 - 0.05),
                ],
                colour.times(0.74),
                0.7,
                0.01,
            );
        }
        for toe in [-0.015, 0.035, 0.085] {
            let claw = f.path(&[
                (foot.0 + toe - 0.018, foot.1 - 0.01),
                (foot.0 + toe + 0.018, foot.1 - 0.01),
                (foot.0 + toe + 0.012, foot.1 - 0.045),
            ]);
            canvas.fill(&shape::polygon(&claw), Tint::flat(hide.horn));
        }
    }
}

/// A scarf round the neck, `along` knots up the spine.
pub(super) fn scarf(canvas: &mut Canvas, figure: &Figure<'_>, f: &Frame, skin: &Skin, along: f32) {
    use crate::scene::GarmentKind as G;
    let worn = figure.entity.garments.iter().find(|g| matches!(g.kind, G::Scarf | G::Cape | G::Bow));
    let Some(garment) = worn else { return };
    let colour = garment.hue.unwrap_or(Rgb::hex(0xd23a32));
    let knot = skin.at(along, -0.7);
    let end = f.blob(&[
        knot,
        (knot.0 + 0.08, knot.1 - 0.02),
        (knot.0 + 0.09, knot.1 - 0.2),
        (knot.0, knot.1 - 0.2),
    ]);
    canvas.fill(&end, f.fade(knot.1, knot.1 - 0.2, colour, colour.times(0.7)));
    let wrap = f.blob(&skin.patch(along - 0.3, along + 0.35, -1.15, 1.15));
    canvas.fill(&wrap, f.fade(knot.1 + 0.15, knot.1 - 0.1, colour.times(1.08), colour.times(0.78)));
}

/// The shared hats, which are cut for a head of 0.28 at 0.69 of their wearer's height.
pub(super) fn hat(canvas: &mut Canvas, figure: &Figure<'_>, f: &Frame, (head, r): (Point, f32)) {
    if !figure.entity.garments.iter().any(|g| g.kind.is_hat()) {
        return;
    }
    let mut entity = figure.entity.clone();
    entity.garments.retain(|g| g.kind.is_hat());
    let height = r * f.height / 0.28;
    let (x, y) = f.at(head.0 + r * 0.1, head.1);
    let wearer =
        Figure { entity: &entity, foot: (x, y + 0.69 * height), height, held: None, ..figure.clone() };
    clothes::above(canvas, &wearer, &Frame::of(&wearer), 0.9, 0.27);
}

/// What a dragon carries in its mouth.
fn held(canvas: &mut Canvas, figure: &Figure<'_>, f: &Frame, (head, r): (Point, f32)) {
    if let Some(drawing) = figure.held.and_then(drawing_of) {
        let at = polar((head.0 + r * 1.75, head.1 - r * 0.3), -60.0, 0.11);
        drawing.centre(canvas, f.at(at.0, at.1), figure.height * 0.3, 0.0, false);
    }
}
