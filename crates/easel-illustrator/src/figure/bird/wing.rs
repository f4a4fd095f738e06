//! Wings, spread or folded, and tails: whatever is made of feathers.

use super::Plumage;
use super::species::Tail;
use crate::canvas::{Canvas, Tint};
use crate::colour::{Rgb, WHITE};
use crate::figure::body::Frame;
use crate::figure::skin::{Knot, Skin, feather, merge, polar};
use crate::shape::Point;

/// A spread wing: angles in degrees, counted from ahead upwards.
#[derive(Clone, Copy)]
pub(super) struct Spread {
    pub(super) shoulder: Point,
    /// From shoulder to tip.
    pub(super) length: f32,
    /// Direction of the arm.
    pub(super) arm: f32,
    /// Directions of the foremost and the hindmost of the long feathers.
    pub(super) fan: (f32, f32),
}

const PRIMARIES: usize = 6;
const SECONDARIES: usize = 5;

/// Draws a spread wing, `shade` below 1 for the one on the far side.
pub(super) fn spread(canvas: &mut Canvas, f: &Frame, wing: &Spread, paint: &Plumage, shade: f32) {
    let l = wing.length;
    let wrist = polar(wing.shoulder, wing.arm, l * 0.42);
    let (main, tips) = (paint.wing.times(shade), paint.tips.times(shade));
    let along = |t: f32| {
        (wing.shoulder.0 + (wrist.0 - wing.shoulder.0) * t, wing.shoulder.1 + (wrist.1 - wing.shoulder.1) * t)
    };
    for k in 0..SECONDARIES {
        let t = k as f32 / (SECONDARIES - 1) as f32;
        let root = along(t * 0.92);
        let turn = wing.fan.1 + (1.0 - t) * signed(wing.fan) * 26.0;
        let tip = polar(root, turn, l * (0.34 + 0.14 * t));
        let colour = main.mix(tips, 0.18).times(0.9 + 0.03 * (k % 2) as f32);
        canvas.fill(&feather(f, root, tip, l * 0.15), f.fade(root.1, tip.1, colour, colour.times(0.86)));
    }
    for k in (0..PRIMARIES).rev() {
        let t = k as f32 / (PRIMARIES - 1) as f32;
        let turn = wing.fan.0 + (wing.fan.1 - wing.fan.0) * t;
        let tip = polar(wrist, turn, l * (0.60 - 0.10 * t - 0.05 * (1.0 - t) * (1.0 - t)));
        let colour = tips.mix(main, 0.15 + 0.6 * t);
        canvas.fill(&feather(f, wrist, tip, l * 0.115), f.fade(wrist.1, tip.1, colour.times(1.06), colour));
    }
    let soft = main.mix(paint.back.times(shade), 0.5).times(1.05);
    let far = |turn: f32, share: f32| polar(wrist, turn, l * share);
    let up = signed(wing.fan);
    let inner = wing.fan.1 + up * 24.0;
    let coverts = f.blob(&[
        polar(wing.shoulder, wing.arm - up * 100.0, l * 0.10),
        polar(along(0.5), wing.arm - up * 90.0, l * 0.075),
        far(wing.fan.0 - up * 40.0, 0.06),
        far(wing.fan.0 + up * 6.0, 0.25),
        far((wing.fan.0 + wing.fan.1) * 0.5, 0.20),
        polar(along(0.78), wing.fan.1, l * 0.22),
        polar(along(0.4), inner, l * 0.25),
        polar(wing.shoulder, inner, l * 0.30),
        polar(wing.shoulder, inner + up * 40.0, l * 0.16),
        polar(wing.shoulder, wing.arm + 180.0, l * 0.08),
    ]);
    canvas.fill(&coverts, f.fade(wrist.1, wing.shoulder.1, soft.times(1.05), soft.times(0.94)));
    for t in [0.25, 0.5, 0.75] {
        let root = polar(along(t), wing.fan.1, l * 0.09);
        let ends = [
            polar(root, wing.fan.1 + 60.0, l * 0.05),
            polar(root, wing.fan.1, l * 0.055),
            polar(root, wing.fan.1 - 60.0, l * 0.05),
        ];
        f.curve(canvas, ends, soft.times(0.74), 0.55, 0.012);
    }
}

/// Whether a wing's feathers turn upwards (1) or downwards (-1) towards the tail.
fn signed(fan: (f32, f32)) -> f32 {
    if fan.1 >= fan.0 { 1.0 } else { -1.0 }
}

/// A wing at rest along the body.
pub(super) fn folded(canvas: &mut Canvas, f: &Frame, skin: &Skin, paint: &Plumage) {
    for (k, (from, to, low)) in
        [(1.7, -0.15, 0.2), (1.9, 0.2, -0.05), (2.1, 0.55, -0.3)].into_iter().enumerate()
    {
        let (root, tip) = (skin.at(from, low), skin.at(to, low + 0.15 - 0.1 * k as f32));
        let colour = paint.tips.mix(paint.wing, 0.25 + 0.2 * k as f32);
        let width = skin.girth(1.0) * 0.62;
        canvas.fill(&feather(f, root, tip, width), f.fade(root.1, tip.1, colour.times(1.05), colour));
    }
    let cover = [
        (3.15, 0.28),
        (2.75, 0.60),
        (2.1, 0.66),
        (1.3, 0.62),
        (0.75, 0.42),
        (0.95, 0.0),
        (1.6, -0.40),
        (2.3, -0.50),
        (2.9, -0.28),
    ]
    .map(|(along, across)| skin.at(along, across));
    let colour = paint.wing;
    canvas.fill(&f.blob(&cover), f.fade(cover[1].1, cover[7].1, colour.times(1.12), colour.times(0.86)));
    for (along, low, high) in [(1.55, -0.12, 0.3), (2.05, -0.26, 0.26), (2.5, -0.26, 0.2)] {
        let bow = [skin.at(along, high), skin.at(along - 0.35, (low + high) * 0.5), skin.at(along, low)];
        f.curve(canvas, bow, colour.times(0.74), 0.7, 0.012);
    }
}

/// A tail that starts at `root` and points at `turn` degrees.
pub(super) fn tail(
    canvas: &mut Canvas,
    f: &Frame,
    kind: Tail,
    root: Point,
    turn: f32,
    open: f32,
    paint: &Plumage,
) {
    let colour = paint.rear;
    match kind {
        Tail::Short => fan_out(
            canvas,
            f,
            root,
            turn,
            &[(-1.0, 0.24), (1.0, 0.24), (0.0, 0.27)],
            9.0 * open,
            0.09,
            colour,
        ),
        Tail::Fork => fan_out(
            canvas,
            f,
            root,
            turn,
            &[(-1.0, 0.46), (1.0, 0.46), (0.0, 0.2)],
            12.0 * open,
            0.07,
            colour,
        ),
        Tail::Long => {
            let feathers = [(1.0, 0.36), (-1.0, 0.38), (0.5, 0.46), (-0.3, 0.54)];
            fan_out(canvas, f, root, turn, &feathers, 8.0 * open, 0.075, colour);
        }
        Tail::Stub => {
            fan_out(canvas, f, root, turn, &[(-1.0, 0.11), (0.0, 0.14), (1.0, 0.12)], 20.0, 0.07, colour)
        }
        Tail::Plume => {
            let feathers = [(-1.6, 0.15), (-0.8, 0.18), (0.8, 0.17), (0.0, 0.2)];
            fan_out(canvas, f, root, turn + 8.0, &feathers, 22.0, 0.1, colour);
        }
        Tail::Sickle => sickles(canvas, f, root, colour),
        Tail::Fan => wheel(canvas, f, root, 0.5, 9, |canvas, tip, turn| banded(canvas, f, tip, turn, colour)),
        Tail::EyedFan if open > 1.2 => train(canvas, f, root, turn, colour),
        Tail::EyedFan => eyed_wheel(canvas, f, root, colour),
        Tail::Flame => flames(canvas, f, root, turn, paint),
    }
}

/// Feathers from one root; each has its place in the fan (-1 to 1) and its length.
#[allow(clippy::too_many_arguments, reason = "a fan is given by its root, its feathers and its colour")]
fn fan_out(
    canvas: &mut Canvas,
    f: &Frame,
    root: Point,
    turn: f32,
    feathers: &[(f32, f32)],
    spread: f32,
    width: f32,
    colour: Rgb,
) {
    let start = polar(root, turn + 180.0, 0.07);
    for (k, (place, length)) in feathers.iter().enumerate() {
        let tip = polar(root, turn + place * spread, *length);
        let shade = colour.times(0.84 + 0.07 * k as f32);
        canvas.fill(
            &feather(f, start, tip, width),
            f.fade(start.1, tip.1, shade.times(1.08), shade.times(0.9)),
        );
    }
}

/// A rooster's curved tail.
fn sickles(canvas: &mut Canvas, f: &Frame, root: Point, colour: Rgb) {
    let plumes = [(0.30, 0.02, 0.9), (0.36, 0.16, 1.1), (0.34, 0.32, 1.3), (0.24, 0.42, 1.5)];
    for (out, up, bright) in plumes {
        let (x, y) = root;
        let knots: [Knot; 4] = [
            (x + 0.08, y - 0.04, 0.05),
            (x - out * 0.45, y + up * 0.9 + 0.06, 0.06),
            (x - out * 0.95, y + up * 0.8, 0.05),
            (x - out * 1.15, y + up * 0.25 - 0.08, 0.008),
        ];
        let shape = Skin::new(&knots).outline(f);
        canvas.fill(&shape, f.fade(y + up, y - 0.1, colour.times(bright), colour.times(bright * 0.7)));
    }
}

/// Feathers that stand round the root like the spokes of a wheel; `each` gets the tip and the direction.
fn wheel(
    canvas: &mut Canvas,
    _f: &Frame,
    root: Point,
    radius: f32,
    count: usize,
    each: impl Fn(&mut Canvas, (Point, Point), f32),
) {
    let middle = (root.0 + 0.16, root.1 - 0.02);
    for k in 0..count {
        // From both ends towards the top, so that the uppermost feather lies on the others.
        let side = if k % 2 == 0 { 1.0 } else { -1.0 };
        let step = 1.0 - (k / 2) as f32 * 2.0 / (count - 1) as f32;
        let turn = 104.0 + side * step * 86.0;
        each(canvas, (middle, polar(middle, turn, radius)), turn);
    }
}

fn banded(canvas: &mut Canvas, f: &Frame, (root, tip): (Point, Point), turn: f32, colour: Rgb) {
    canvas.fill(&feather(f, root, tip, 0.19), f.fade(tip.1, root.1, colour.times(1.1), colour.times(0.75)));
    let at = |share: f32, side: f32| {
        let p = (root.0 + (tip.0 - root.0) * share, root.1 + (tip.1 - root.1) * share);
        polar(p, turn + 90.0, side)
    };
    for (share, light, width) in [(0.78, Rgb::hex(0x3f2a20), 0.03), (0.9, Rgb::hex(0xf2d9ae), 0.035)] {
        f.curve(canvas, [at(share, -0.065), at(share + 0.05, 0.0), at(share, 0.065)], light, 1.0, width);
    }
}

/// A peacock's wheel: two rings of feathers with eyes.
fn eyed_wheel(canvas: &mut Canvas, f: &Frame, root: Point, colour: Rgb) {
    for (radius, count, bright) in [(0.92, 15, 0.92), (0.66, 11, 1.12)] {
        wheel(canvas, f, root, radius, count, |canvas, ends, _| eyed(canvas, f, ends, colour.times(bright)));
    }
}

fn eyed(canvas: &mut Canvas, f: &Frame, (root, tip): (Point, Point), colour: Rgb) {
    canvas.fill(&feather(f, root, tip, 0.17), f.fade(tip.1, root.1, colour.times(1.1), colour.times(0.7)));
    let (x, y) = (root.0 + (tip.0 - root.0) * 0.88, root.1 + (tip.1 - root.1) * 0.88);
    f.egg(canvas, (x, y), (0.062, 0.062), Rgb::hex(0xd2ab48), Rgb::hex(0xbd9536));
    for (radius, hue) in [(0.046, 0x2fa79a), (0.028, 0x1f3f9c)] {
        f.dot(canvas, (x, y), (radius, radius), Rgb::hex(hue), 1.0);
    }
}

/// A peacock's tail when it is not raised.
fn train(canvas: &mut Canvas, f: &Frame, root: Point, turn: f32, colour: Rgb) {
    for place in [-9.0, 9.0, -3.0, 4.0] {
        let ends = (polar(root, turn + 180.0, 0.08), polar(root, turn + place, 0.75));
        eyed(canvas, f, ends, colour);
    }
}

/// A phoenix's tail: waving plumes with a bright end.
fn flames(canvas: &mut Canvas, f: &Frame, root: Point, turn: f32, paint: &Plumage) {
    let plumes = [(22.0, 0.50, 0.85), (-20.0, 0.52, 0.95), (4.0, 0.66, 1.08)];
    for (k, (off, long, bright)) in plumes.into_iter().enumerate() {
        let bow = if k % 2 == 0 { 14.0 } else { -14.0 };
        let at = |share: f32, bend: f32| polar(root, turn + off + bend * bow / 14.0, long * share);
        let knot = |p: Point, girth: f32| (p.0, p.1, girth);
        let knots = [
            knot(polar(root, turn + 180.0, 0.06), 0.05),
            knot(at(0.35, 10.0), 0.055),
            knot(at(0.7, -4.0), 0.06),
            knot(at(1.0, 8.0), 0.012),
        ];
        let plume = Skin::new(&knots);
        let colour = paint.rear.times(bright);
        canvas.fill(&plume.outline(f), f.fade(root.1, at(1.0, 0.0).1, colour, colour.mix(paint.tips, 0.7)));
        let (x, y) = plume.at(2.15, 0.0);
        f.dot(canvas, (x, y), (0.042, 0.042), paint.tips, 1.0);
        f.dot(canvas, (x, y), (0.022, 0.022), Rgb::hex(0xd8322a), 1.0);
    }
}

/// A crest of feathers combed back from the top of the head.
pub(super) fn peak(canvas: &mut Canvas, f: &Frame, head: Point, r: f32, colour: Rgb) {
    let at = |x: f32, y: f32| (head.0 + x * r, head.1 + y * r);
    let shapes = [
        feather(f, at(0.35, 0.55), at(-0.35, 1.62), r * 0.5),
        feather(f, at(0.1, 0.6), at(-0.85, 1.42), r * 0.5),
        feather(f, at(-0.2, 0.5), at(-1.15, 1.05), r * 0.5),
    ];
    merge(canvas, &shapes, colour, Tint::flat(colour));
    f.curve(canvas, [at(0.2, 0.9), at(-0.1, 1.15), at(-0.3, 1.4)], colour.mix(WHITE, 0.35), 0.6, r * 0.08);
}
