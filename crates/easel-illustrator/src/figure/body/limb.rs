//! Arms, legs, hands and feet.

use super::frame::Frame;
use super::skeleton::{along, mix};
use crate::canvas::Canvas;
use crate::colour::Rgb;
use crate::shape::Point;

/// How far the ends of arms and legs bulge, in half widths.
const ROUND: (f32, f32) = (0.8, 0.8);

/// The outline of a limb through its three joints, from one share of its length to another, with half widths at root,
/// joint and end. `round` is how far each end bulges, in half widths: 0.8 for flesh, less for the hem of a sleeve.
pub(crate) fn outline(
    joints: [Point; 3],
    halves: [f32; 3],
    span: (f32, f32),
    round: (f32, f32),
) -> Vec<Point> {
    const STEPS: usize = 9;
    let spots: Vec<(Point, f32)> = (0..=STEPS)
        .map(|k| {
            let t = span.0 + (span.1 - span.0) * k as f32 / STEPS as f32;
            (spot(joints, t), half(halves, t))
        })
        .collect();
    let mut rim: Vec<Point> = Vec::with_capacity(2 * spots.len() + 2);
    let mut back: Vec<Point> = Vec::with_capacity(spots.len());
    for (k, (at, wide)) in spots.iter().enumerate() {
        let (before, after) = (spots[k.saturating_sub(1)].0, spots[(k + 1).min(STEPS)].0);
        let way = unit((after.0 - before.0, after.1 - before.1));
        if k == 0 {
            rim.push(along(*at, way, -wide * round.0));
        }
        rim.push((at.0 - way.1 * wide, at.1 + way.0 * wide));
        back.push((at.0 + way.1 * wide, at.1 - way.0 * wide));
        if k == STEPS {
            rim.push(along(*at, way, wide * round.1));
        }
    }
    rim.extend(back.into_iter().rev());
    rim
}

/// A point of a limb whose middle joint is rounded off.
pub(crate) fn spot(joints: [Point; 3], t: f32) -> Point {
    const SOFT: f32 = 0.2;
    let [root, joint, end] = joints;
    let (from, to) = (mix(root, joint, 1.0 - SOFT * 2.0), mix(joint, end, SOFT * 2.0));
    if t < 0.5 - SOFT {
        mix(root, joint, t * 2.0)
    } else if t > 0.5 + SOFT {
        mix(joint, end, t * 2.0 - 1.0)
    } else {
        let u = (t - 0.5 + SOFT) / (2.0 * SOFT);
        mix(mix(from, joint, u), mix(joint, to, u), u)
    }
}

fn half(halves: [f32; 3], t: f32) -> f32 {
    let [root, joint, end] = halves;
    if t < 0.5 { root + (joint - root) * t * 2.0 } else { joint + (end - joint) * (t * 2.0 - 1.0) }
}

pub(crate) fn unit(way: Point) -> Point {
    let long = (way.0 * way.0 + way.1 * way.1).sqrt().max(1e-5);
    (way.0 / long, way.1 / long)
}

/// The smallest figure without dents round all points, against the clock.
pub(crate) fn hull(points: &[Point]) -> Vec<Point> {
    let mut sorted = points.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let cross = |o: Point, a: Point, b: Point| (a.0 - o.0) * (b.1 - o.1) - (a.1 - o.1) * (b.0 - o.0);
    let chain = |points: &mut dyn Iterator<Item = Point>| {
        let mut rim: Vec<Point> = Vec::new();
        for p in points {
            while rim.len() > 1 && cross(rim[rim.len() - 2], rim[rim.len() - 1], p) <= 0.0 {
                rim.pop();
            }
            rim.push(p);
        }
        rim.pop();
        rim
    };
    let mut lower = chain(&mut sorted.iter().copied());
    lower.extend(chain(&mut sorted.iter().rev().copied()));
    lower
}

/// How a hand is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hand {
    /// Fingers together, a little bent.
    Relaxed,
    /// Fingers spread.
    Open,
    /// Round something.
    Fist,
    /// With the first finger.
    Pointing,
}

/// A hand at the end of an arm that comes from `elbow`. `size` is half the width of its palm; the thumb is on the side
/// `thumb` says, 1 or -1.
pub(crate) fn hand(
    canvas: &mut Canvas,
    f: &Frame,
    (elbow, wrist): (Point, Point),
    hand: Hand,
    size: f32,
    colour: Rgb,
    thumb: f32,
) {
    let way = unit((wrist.0 - elbow.0, wrist.1 - elbow.1));
    let across = (-way.1 * thumb, way.0 * thumb);
    let at = |u: f32, v: f32| along(along(wrist, way, u * size), across, v * size);
    let paint = |canvas: &mut Canvas, points: &[Point]| {
        let shape = f.blob(points);
        f.form(canvas, &shape, colour);
    };
    let finger = |canvas: &mut Canvas, from: Point, to: Point, wide: f32| {
        let joints = [from, mix(from, to, 0.5), to];
        let shape = f.blob(&outline(joints, [wide, wide, wide * 0.85], (0.0, 1.0), ROUND));
        f.form(canvas, &shape, colour);
    };
    let lines = colour.times(0.68);
    match hand {
        Hand::Relaxed => {
            paint(
                canvas,
                &[
                    at(-0.3, -0.72),
                    at(0.7, -0.95),
                    at(1.5, -0.82),
                    at(2.05, -0.4),
                    at(2.15, 0.1),
                    at(1.9, 0.55),
                    at(1.1, 0.82),
                    at(-0.3, 0.72),
                ],
            );
            finger(canvas, at(0.3, 0.62), at(1.15, 0.92), size * 0.31);
            for v in [-0.34, 0.1] {
                f.curve(canvas, [at(1.45, v), at(1.75, v), at(2.0, v * 0.9)], lines, 0.5, size * 0.13);
            }
        }
        Hand::Open => {
            for (root, tip) in [(-0.6, -1.15), (-0.2, -0.4), (0.2, 0.3), (0.55, 0.95)] {
                let long: f32 = 2.15 - 0.5 * tip * tip;
                finger(canvas, at(0.8, root), at(long.max(1.7), tip), size * 0.3);
            }
            finger(canvas, at(0.2, 0.6), at(0.9, 1.5), size * 0.34);
            canvas.fill(
                &f.blob(&[
                    at(-0.3, -0.7),
                    at(0.6, -0.95),
                    at(1.25, -0.75),
                    at(1.35, 0.0),
                    at(1.25, 0.75),
                    at(0.6, 0.95),
                    at(-0.3, 0.7),
                ]),
                crate::canvas::Tint::flat(colour),
            );
        }
        Hand::Fist => {
            paint(
                canvas,
                &[
                    at(-0.35, -0.75),
                    at(0.5, -1.0),
                    at(1.35, -0.8),
                    at(1.6, 0.0),
                    at(1.35, 0.8),
                    at(0.5, 1.0),
                    at(-0.35, 0.75),
                ],
            );
            for v in [-0.35, 0.15, 0.6] {
                f.curve(
                    canvas,
                    [at(0.85, v), at(1.15, v + 0.05), at(1.45, v * 0.9)],
                    lines,
                    0.55,
                    size * 0.15,
                );
            }
        }
        Hand::Pointing => {
            finger(canvas, at(0.8, 0.35), at(2.7, 0.3), size * 0.33);
            finger(canvas, at(0.3, 0.6), at(1.2, 1.05), size * 0.32);
            paint(
                canvas,
                &[
                    at(-0.35, -0.75),
                    at(0.5, -1.0),
                    at(1.3, -0.8),
                    at(1.45, 0.0),
                    at(1.2, 0.7),
                    at(0.5, 0.9),
                    at(-0.35, 0.75),
                ],
            );
        }
    }
}

/// What is on a foot.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shoe {
    pub(crate) colour: Rgb,
    pub(crate) sole: Rgb,
    /// How much of the leg below the knee a boot covers, 0 to 1.
    pub(crate) shaft: f32,
}

/// A shod foot. `size` is the height of the ankle, `toes` the degrees by which it points up, `long` its length, below 1
/// where it points at the viewer.
pub(crate) fn shoe(
    canvas: &mut Canvas,
    f: &Frame,
    ankle: Point,
    toes: f32,
    size: f32,
    long: f32,
    shoe: &Shoe,
) {
    let (sin, cos) = toes.to_radians().sin_cos();
    let at = |x: f32, y: f32| {
        let (x, y) = (x * size * long, y * size);
        (ankle.0 + x * cos - y * sin, ankle.1 + x * sin + y * cos)
    };
    let sole = f.blob(&[
        at(-0.9, -0.62),
        at(0.6, -0.68),
        at(2.0, -0.58),
        at(1.9, -1.0),
        at(0.6, -1.04),
        at(-0.84, -1.0),
    ]);
    f.form(canvas, &sole, shoe.sole);
    let upper = f.blob(&[
        at(-0.72, 0.55),
        at(-0.90, -0.2),
        at(-0.82, -0.72),
        at(0.6, -0.80),
        at(1.78, -0.74),
        at(1.98, -0.5),
        at(1.55, -0.12),
        at(0.85, 0.12),
        at(0.62, 0.55),
    ]);
    f.form(canvas, &upper, shoe.colour);
    f.curve(
        canvas,
        [at(0.55, 0.22), at(0.95, 0.05), at(1.1, -0.1)],
        shoe.colour.mix(shoe.sole, 0.75),
        0.9,
        size * 0.14,
    );
}

/// A bare paw to walk on.
pub(crate) fn paw(canvas: &mut Canvas, f: &Frame, ankle: Point, toes: f32, size: f32, colour: Rgb) {
    let (sin, cos) = toes.to_radians().sin_cos();
    let at = |x: f32, y: f32| {
        let (x, y) = (x * size, y * size);
        (ankle.0 + x * cos - y * sin, ankle.1 + x * sin + y * cos)
    };
    let pad = f.blob(&[
        at(-0.85, 0.45),
        at(-1.0, -0.35),
        at(-0.8, -0.98),
        at(0.6, -1.0),
        at(1.5, -0.9),
        at(1.6, -0.35),
        at(1.1, 0.2),
        at(0.75, 0.5),
    ]);
    f.form(canvas, &pad, colour);
    for x in [0.75, 1.15] {
        f.curve(
            canvas,
            [at(x, -0.35), at(x + 0.12, -0.6), at(x + 0.05, -0.9)],
            colour.times(0.6),
            0.8,
            size * 0.12,
        );
    }
}

/// A limb in one colour.
pub(crate) fn limb(
    canvas: &mut Canvas,
    f: &Frame,
    joints: [Point; 3],
    halves: [f32; 3],
    span: (f32, f32),
    colour: Rgb,
) {
    let shape = f.blob(&outline(joints, halves, span, ROUND));
    f.form(canvas, &shape, colour);
}

/// A sleeve or a trouser leg, which ends in a hem.
pub(crate) fn tube(
    canvas: &mut Canvas,
    f: &Frame,
    joints: [Point; 3],
    halves: [f32; 3],
    span: (f32, f32),
    colour: Rgb,
) {
    let shape = f.blob(&outline(joints, halves, span, (if span.0 > 0.0 { 0.12 } else { 0.8 }, 0.12)));
    f.form(canvas, &shape, colour);
}
