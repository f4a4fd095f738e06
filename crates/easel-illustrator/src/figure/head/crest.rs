//! Manes, horns, antlers, tusks and trunks.

use super::super::chain::Chain;
use super::super::plane::Outline;
use super::super::species::{Crest, Nostrils};
use super::Visage;
use super::ears::knob;
use crate::canvas::Canvas;
use crate::colour::Rgb;
use crate::shape::Point;

const HORN: Rgb = Rgb(0.93, 0.87, 0.74);
const IVORY: Rgb = Rgb(0.98, 0.95, 0.87);
const ANTLER: Rgb = Rgb(0.62, 0.45, 0.30);

/// What is behind neck and ears.
pub(super) fn behind(canvas: &mut Canvas, v: &Visage<'_>) {
    match v.head.crest {
        Crest::Mane => mane(canvas, v),
        Crest::Quills => quills(canvas, v),
        _ => {}
    }
}

/// What grows out behind the forehead.
pub(super) fn middle(canvas: &mut Canvas, v: &Visage<'_>) {
    let t = v.head.tall;
    match v.head.crest {
        Crest::Horns => {
            pair(canvas, v, HORN, &[(0.52, 0.76 * t, 0.13), (0.80, 0.98 * t, 0.11), (0.80, 1.30 * t, 0.03)])
        }
        Crest::Bull => pair(
            canvas,
            v,
            HORN,
            &[(0.56, 0.66 * t, 0.17), (1.10, 0.76 * t, 0.15), (1.36, 1.10 * t, 0.09), (1.22, 1.46 * t, 0.02)],
        ),
        Crest::Goat => pair(
            canvas,
            v,
            HORN.times(0.82),
            &[(0.28, 0.84 * t, 0.13), (0.40, 1.20 * t, 0.11), (0.66, 1.52 * t, 0.07), (0.98, 1.62 * t, 0.02)],
        ),
        Crest::Goggles => {
            for side in [1.0, -1.0] {
                let (at, r) = v.eye(side);
                v.plane.patch(canvas, &knob(at, r.1 * 1.55), v.palette.main.times(1.05));
            }
        }
        Crest::Knobs => knobs(canvas, v),
        Crest::Antlers => antlers(canvas, v),
        Crest::Palms => palms(canvas, v),
        _ => {}
    }
}

/// What lies over the face.
pub(super) fn before(canvas: &mut Canvas, v: &Visage<'_>) {
    let t = v.head.tall;
    match v.head.crest {
        Crest::Ram => {
            for side in [1.0, -1.0] {
                let curl: Vec<(f32, f32, f32)> = [
                    (0.56, 0.84 * t, 0.15),
                    (1.04, 0.94 * t, 0.17),
                    (1.34, 0.46 * t, 0.16),
                    (1.18, 0.04 * t, 0.13),
                    (0.98, 0.20 * t, 0.08),
                ]
                .iter()
                .map(|p| place(v, side, *p))
                .collect();
                draw(canvas, v, &curl, HORN.times(0.9));
            }
        }
        Crest::Forelock => tuft(canvas, v, v.palette.dark),
        Crest::Spike => {
            tuft(canvas, v, v.palette.dark);
            let root = v.on(0.0, 0.62 * t);
            let tip = (root.0 + 0.10 + 0.3 * v.turn, root.1 + 1.15);
            draw(canvas, v, &[(root.0, root.1, 0.12), (tip.0, tip.1, 0.015)], Rgb::hex(0xf6cf62));
            for k in 1..4 {
                let s = k as f32 * 0.22;
                let at = (root.0 + (tip.0 - root.0) * s, root.1 + (tip.1 - root.1) * s);
                let w = 0.11 * (1.0 - s);
                v.plane.line(
                    canvas,
                    &[(at.0 - w, at.1 + 0.02), (at.0 + w, at.1 - 0.05)],
                    Rgb::hex(0xc9963a),
                    0.03,
                );
            }
        }
        Crest::Wool => wool(canvas, v),
        Crest::Rhino => {
            let (tip, r) = v.tip();
            let root = (tip.0 + r.0 * 0.3 * v.turn, tip.1 + r.1 * 0.75);
            draw(
                canvas,
                v,
                &[
                    (root.0, root.1, 0.19),
                    (root.0 + 0.02, root.1 + 0.5, 0.09),
                    (root.0 + 0.12, root.1 + 0.8, 0.02),
                ],
                HORN,
            );
        }
        Crest::Tusks if v.head.nostrils != Nostrils::Trunk => tusks(canvas, v),
        _ => {}
    }
    if v.head.nostrils == Nostrils::Trunk {
        trunk(canvas, v);
    }
}

fn place(v: &Visage<'_>, side: f32, (x, y, r): (f32, f32, f32)) -> (f32, f32, f32) {
    let at = v.at(side * x, y, 0.0);
    (at.0, at.1, r)
}

fn draw(canvas: &mut Canvas, v: &Visage<'_>, points: &[(f32, f32, f32)], colour: Rgb) {
    let shape = v.plane.united(&Chain::round(points).pieces(0.0, 1.0));
    v.plane.shaded(canvas, &shape, colour);
}

/// The same horn on both sides.
fn pair(canvas: &mut Canvas, v: &Visage<'_>, colour: Rgb, half: &[(f32, f32, f32)]) {
    for side in [1.0, -1.0] {
        let points: Vec<(f32, f32, f32)> = half.iter().map(|p| place(v, side, *p)).collect();
        draw(canvas, v, &points, colour);
    }
}

/// A ring of locks; `long` and `short` are the reach of their tips and of the gaps between them, `sweep` how far the tips
/// are swept along the ring.
fn locks(count: usize, middle: Point, long: f32, short: f32, sweep: f32) -> Outline {
    let step = std::f32::consts::TAU / count as f32;
    (0..count)
        .flat_map(|k| {
            let angle = k as f32 * step + 0.3;
            // Locks hang: those on the left sweep one way, those on the right the other.
            let swept = angle + sweep * if angle.cos() > 0.0 { -step } else { step };
            [(angle - step * 0.5, short), (angle - step * 0.14, short * 0.35 + long * 0.65), (swept, long)]
        })
        .map(|(angle, reach)| {
            let drop = 1.0 - 0.13 * angle.sin();
            (middle.0 + angle.cos() * reach * drop, middle.1 + angle.sin() * reach * drop)
        })
        .collect()
}

fn mane(canvas: &mut Canvas, v: &Visage<'_>) {
    let middle = (0.06 * v.turn, -0.10);
    let dark = v.palette.dark;
    v.plane.patch(canvas, &locks(15, middle, 1.74, 1.46, 0.12), dark);
    let inner = dark.mix(v.palette.main, 0.22);
    v.plane.mark(canvas, &locks(13, (middle.0, middle.1 + 0.03), 1.50, 1.26, 0.12), inner, 1.0);
    let inmost = dark.mix(v.palette.main, 0.45);
    v.plane.mark(canvas, &locks(11, (middle.0, middle.1 + 0.06), 1.26, 1.06, 0.12), inmost, 1.0);
}

fn quills(canvas: &mut Canvas, v: &Visage<'_>) {
    v.plane.patch(canvas, &locks(15, (-0.22 * v.turn, 0.16), 1.34, 1.10, 0.0), v.palette.dark);
}

fn tuft(canvas: &mut Canvas, v: &Visage<'_>, colour: Rgb) {
    let t = v.head.tall;
    let lock = [
        (-0.34, 0.90 * t),
        (-0.10, 1.10 * t),
        (0.26, 1.02 * t),
        (0.34, 0.78 * t),
        (0.16, 0.58 * t),
        (0.04, 0.30 * t),
        (-0.10, 0.56 * t),
        (-0.20, 0.44 * t),
        (-0.26, 0.70 * t),
    ];
    v.plane.patch(canvas, &v.path(&lock), colour);
}

fn wool(canvas: &mut Canvas, v: &Visage<'_>) {
    let t = v.head.tall;
    let puffs: Vec<Outline> =
        [(-0.5, 0.72, 0.28), (0.5, 0.72, 0.28), (-0.22, 0.92, 0.30), (0.24, 0.92, 0.30), (0.0, 0.72, 0.34)]
            .iter()
            .map(|(x, y, r)| knob(v.at(*x, y * t, 0.2), *r))
            .collect();
    let shape = v.plane.united(&puffs);
    v.plane.shaded(canvas, &shape, v.palette.main.times(1.02));
}

fn knobs(canvas: &mut Canvas, v: &Visage<'_>) {
    let t = v.head.tall;
    pair(canvas, v, v.palette.main, &[(0.26, 0.80 * t, 0.10), (0.32, 1.30 * t, 0.085)]);
    for side in [1.0, -1.0] {
        let at = v.at(side * 0.33, 1.36 * t, 0.0);
        v.plane.patch(canvas, &knob(at, 0.16), v.palette.dark);
    }
}

fn antlers(canvas: &mut Canvas, v: &Visage<'_>) {
    let t = v.head.tall;
    for side in [1.0, -1.0] {
        let mut parts: Vec<Outline> = Vec::new();
        for branch in [
            &[
                (0.26, 0.86 * t, 0.085),
                (0.52, 1.36 * t, 0.075),
                (1.02, 1.72 * t, 0.06),
                (1.12, 2.24 * t, 0.025),
            ][..],
            &[(0.42, 1.20 * t, 0.06), (0.28, 1.50 * t, 0.05), (0.30, 1.76 * t, 0.02)][..],
            &[(0.84, 1.60 * t, 0.06), (0.74, 1.92 * t, 0.045), (0.80, 2.16 * t, 0.02)][..],
        ] {
            let points: Vec<(f32, f32, f32)> = branch.iter().map(|p| place(v, side, *p)).collect();
            parts.extend(Chain::round(&points).pieces(0.0, 1.0));
        }
        let shape = v.plane.united(&parts);
        v.plane.shaded(canvas, &shape, ANTLER);
    }
}

fn palms(canvas: &mut Canvas, v: &Visage<'_>) {
    let t = v.head.tall;
    for side in [1.0, -1.0] {
        let palm = [
            (0.34, 0.78 * t),
            (0.80, 0.92 * t),
            (1.20, 0.98 * t),
            (1.72, 0.92 * t),
            (1.60, 1.14 * t),
            (1.92, 1.42 * t),
            (1.56, 1.36 * t),
            (1.52, 1.72 * t),
            (1.26, 1.42 * t),
            (1.06, 1.66 * t),
            (0.94, 1.28 * t),
            (0.56, 1.06 * t),
        ]
        .map(|p| v.at(side * p.0, p.1, 0.0));
        v.plane.patch(canvas, &palm, ANTLER.mix(HORN, 0.35));
    }
}

fn tusks(canvas: &mut Canvas, v: &Visage<'_>) {
    let (tip, r) = v.tip();
    for side in [1.0, -1.0] {
        let root = (tip.0 + side * r.0 * 0.80, tip.1 - r.1 * 0.55);
        let points = [
            (root.0, root.1, 0.07),
            (root.0 + side * 0.10, root.1 + 0.10, 0.06),
            (root.0 + side * 0.12, root.1 + 0.30, 0.01),
        ];
        draw(canvas, v, &points, IVORY);
    }
}

/// An elephant's trunk with its tusks.
fn trunk(canvas: &mut Canvas, v: &Visage<'_>) {
    let root = v.at(0.0, -0.22, 0.95);
    let sides: &[f32] = if v.head.crest == Crest::Tusks { &[1.0, -1.0] } else { &[] };
    for &side in sides {
        let at = v.at(side * 0.36, -0.56, 0.75);
        let tusk = [
            (at.0, at.1, 0.11),
            (at.0 + side * 0.10 + 0.2 * v.turn, at.1 - 0.34, 0.09),
            (at.0 + side * 0.16 + 0.6 * v.turn, at.1 - 0.52, 0.02),
        ];
        draw(canvas, v, &tusk, IVORY);
    }
    let ahead = 0.35 + v.turn;
    let line = [
        (root.0, root.1, 0.32),
        (root.0 + 0.16 * ahead, root.1 - 0.42, 0.26),
        (root.0 + 0.26 * ahead, root.1 - 0.92, 0.20),
        (root.0 + 0.62 * ahead, root.1 - 1.26, 0.165),
        (root.0 + 1.06 * ahead, root.1 - 1.16, 0.14),
        (root.0 + 1.20 * ahead, root.1 - 0.86, 0.12),
    ];
    let tube = Chain::round(&line);
    let shape = v.plane.united(&tube.pieces(0.0, 1.0));
    canvas.fill_union(
        &shape,
        super::super::plane::fade_over(&shape, v.palette.main.times(1.05), v.palette.main.times(0.84)),
    );
    v.plane.dot(canvas, root, (0.30, 0.30), v.palette.main.times(1.02));
    for k in 2..9 {
        let t = k as f32 * 0.1;
        let (a, b, c) = (tube.at(t, 0.62), tube.at(t + 0.03, 0.0), tube.at(t, -0.62));
        v.plane.line(canvas, &[a, b, c], v.palette.dark, 0.03);
    }
}
