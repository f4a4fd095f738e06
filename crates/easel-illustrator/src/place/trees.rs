//! Trees: each kind has a habit of growth, and every one of a kind is a little different.

use resvg::tiny_skia::PathBuilder;

use super::grass::Strew;
use super::rod;
use crate::canvas::{Canvas, Tint};
use crate::colour::{Rgb, WHITE};
use crate::rng::Rng;
use crate::shape::{self, Point, Shape};

/// One rounded mass of leaves: middle and half axes, as shares of the tree's height from its foot.
type Lobe = (f32, f32, f32, f32);

/// Crowns of broad trees: (across, up, half width, half height), lowest first.
const HABITS: [&[Lobe]; 4] = [
    // Round, as a child draws a tree.
    &[
        (-0.17, 0.60, 0.17, 0.15),
        (0.18, 0.61, 0.17, 0.15),
        (0.0, 0.66, 0.2, 0.17),
        (-0.09, 0.8, 0.16, 0.14),
        (0.11, 0.82, 0.15, 0.13),
    ],
    // Wide and low, as an old oak.
    &[
        (-0.32, 0.58, 0.16, 0.12),
        (0.33, 0.6, 0.15, 0.12),
        (-0.13, 0.62, 0.2, 0.15),
        (0.15, 0.63, 0.2, 0.16),
        (-0.19, 0.76, 0.17, 0.13),
        (0.18, 0.77, 0.17, 0.12),
        (0.0, 0.84, 0.19, 0.13),
    ],
    // Tall, as a lime.
    &[
        (-0.1, 0.42, 0.12, 0.12),
        (0.11, 0.45, 0.12, 0.13),
        (0.0, 0.55, 0.17, 0.15),
        (-0.05, 0.7, 0.15, 0.14),
        (0.05, 0.82, 0.12, 0.14),
    ],
    // In separate clouds on boughs.
    &[
        (-0.25, 0.55, 0.15, 0.1),
        (0.24, 0.62, 0.16, 0.11),
        (-0.02, 0.7, 0.19, 0.13),
        (-0.2, 0.8, 0.13, 0.1),
        (0.12, 0.87, 0.15, 0.1),
    ],
];

const BARK: Rgb = Rgb::hex(0x70503a);

/// A broad tree in leaf.
pub(super) fn leafy(canvas: &mut Canvas, rng: &mut Rng, foot: Point, h: f32, leaf: Rgb) {
    let habit = HABITS[(rng.next() % HABITS.len() as u64) as usize];
    grown(canvas, rng, foot, h, leaf, habit);
}

/// A cherry or apple tree: always wide, on a dark trunk.
pub(super) fn blossom(canvas: &mut Canvas, rng: &mut Rng, foot: Point, h: f32, leaf: Rgb) {
    let habit = if rng.chance(0.5) { HABITS[1] } else { HABITS[3] };
    grown(canvas, rng, foot, h, leaf, habit);
}

fn grown(canvas: &mut Canvas, rng: &mut Rng, foot: Point, h: f32, leaf: Rgb, habit: &[Lobe]) {
    let side = if rng.chance(0.5) { 1.0 } else { -1.0 };
    trunk(canvas, foot, h, 1.0 + 0.3 * rng.unit());
    let lobes: Vec<Lobe> = habit
        .iter()
        .map(|&(x, y, rx, ry)| {
            let q = rng.range(0.92, 1.1);
            let (dx, dy) = (rng.range(-0.015, 0.015), rng.range(-0.015, 0.015));
            (foot.0 + (side * x + dx) * h, foot.1 - (y + dy) * h, rx * q * h, ry * q * h)
        })
        .collect();
    crown(canvas, rng, &lobes, leaf);
}

fn trunk(canvas: &mut Canvas, foot: Point, h: f32, girth: f32) {
    let (x, y) = foot;
    let g = h * girth;
    let shape = shape::blob(&[
        (x - g * 0.062, y + h * 0.004),
        (x - g * 0.03, y - h * 0.1),
        (x - g * 0.03, y - h * 0.32),
        (x - g * 0.13, y - h * 0.56),
        (x - g * 0.09, y - h * 0.58),
        (x, y - h * 0.46),
        (x + g * 0.1, y - h * 0.6),
        (x + g * 0.135, y - h * 0.57),
        (x + g * 0.034, y - h * 0.32),
        (x + g * 0.03, y - h * 0.1),
        (x + g * 0.066, y + h * 0.004),
        (x, y + h * 0.008),
    ]);
    canvas.fill(&shape, Tint::fade(y - h * 0.6, y, BARK.times(0.72), BARK));
    let shade = shape::blade(
        (x + g * 0.03, y),
        (x + g * 0.016, y - h * 0.2),
        (x + g * 0.04, y - h * 0.45),
        g * 0.012,
    );
    canvas.wash(&shade, Tint::veil(BARK.times(0.5), 0.3));
}

/// Masses of leaves with a dark rim below and light from above.
pub(super) fn crown(canvas: &mut Canvas, rng: &mut Rng, lobes: &[Lobe], leaf: Rgb) {
    let top = lobes.iter().fold(f32::MAX, |top, l| top.min(l.1 - l.3));
    let low = lobes.iter().fold(f32::MIN, |low, l| low.max(l.1 + l.3));
    let dark = leaf.times(0.58).mix(Rgb::hex(0x1a3a5a), 0.12);
    let (warm, tall) = (leaf.mix(Rgb(1.0, 0.97, 0.58), 0.36).times(1.06), (low - top).max(1e-4));
    for &(x, y, rx, ry) in lobes {
        canvas.fill(&scallop(rng, (x, y), rx * 1.06, ry * 1.06, 11), Tint::flat(dark));
    }
    let outline = canvas.outline.take();
    for &(x, y, rx, ry) in lobes {
        let up = ((low - y) / tall).clamp(0.0, 1.0);
        let tone = leaf.times(0.78 + 0.16 * up);
        let body = scallop(rng, (x, y - ry * 0.05), rx * 0.97, ry * 0.93, 11);
        canvas.wash(&body, Tint::fade(y - ry, y + ry, tone, tone.mix(dark, 0.55)));
    }
    for &(x, y, rx, ry) in lobes {
        let up = ((low - y) / tall).clamp(0.0, 1.0);
        let lit = leaf.mix(warm, 0.35 + 0.65 * up);
        let cap = scallop(rng, (x - rx * 0.12, y - ry * 0.27), rx * 0.72, ry * 0.6, 9);
        canvas.wash(&cap, Tint::fade_alpha(y - ry, y + ry * 0.4, lit, 1.0, 0.35));
    }
    let (mut light, mut shade) = (Strew::default(), Strew::default());
    for &(x, y, rx, ry) in lobes {
        for _ in 0..14 {
            let (a, d) = (rng.range(0.0, std::f32::consts::TAU), rng.unit().sqrt());
            let at = (x + a.cos() * d * rx * 0.92, y + a.sin() * d * ry * 0.92);
            let q = ry * rng.range(0.035, 0.07);
            let specks = if a.sin() < 0.2 { &mut light } else { &mut shade };
            specks.oval(at, q * 1.3, q);
        }
    }
    canvas.wash(&light.finish(), Tint::veil(warm.mix(WHITE, 0.12), 0.8));
    canvas.wash(&shade.finish(), Tint::veil(dark, 0.45));
    canvas.outline = outline;
}

/// A round outline of `bumps` small arcs, as leaves or foam have it.
pub(super) fn scallop(rng: &mut Rng, at: Point, rx: f32, ry: f32, bumps: usize) -> Shape {
    let start = rng.range(0.0, std::f32::consts::TAU);
    let points: Vec<Point> = (0..bumps)
        .map(|k| {
            let a = start + (k as f32 + rng.range(-0.22, 0.22)) / bumps as f32 * std::f32::consts::TAU;
            let q = rng.range(0.86, 0.98);
            (at.0 + a.cos() * rx * q, at.1 + a.sin() * ry * q)
        })
        .collect();
    let mut path = PathBuilder::new();
    path.move_to(points[0].0, points[0].1);
    for k in 0..bumps {
        let (a, b) = (points[k], points[(k + 1) % bumps]);
        let (mx, my) = ((a.0 + b.0) / 2.0, (a.1 + b.1) / 2.0);
        path.quad_to(at.0 + (mx - at.0) * 1.32, at.1 + (my - at.1) * 1.32, b.0, b.1);
    }
    path.close();
    path.finish()
}

/// A conifer in tiers with drooping boughs, perhaps under snow.
pub(super) fn pine(canvas: &mut Canvas, rng: &mut Rng, foot: Point, h: f32, colour: Rgb, snow: bool) {
    let (x, y) = foot;
    let trunk = shape::rect(x - h * 0.022, y - h * 0.16, h * 0.044, h * 0.165);
    canvas.fill(&trunk, Tint::flat(colour.times(0.5).mix(Rgb::hex(0x4a3428), 0.4)));
    let tiers = if h < 0.14 { 4 } else { 5 + (rng.next() % 2) as usize };
    let slim = rng.range(0.82, 1.1);
    for tier in 0..tiers {
        let t = tier as f32 / tiers as f32;
        let base = y - h * (0.1 + 0.76 * t);
        let (wide, tall) = (h * slim * (0.27 - 0.2 * t), h * (0.32 - 0.1 * t));
        let tone = colour.mix(Rgb(1.0, 1.0, 0.85), 0.02 + 0.12 * t);
        let bough = skirt(rng, (x, base), wide, tall, 1.0);
        canvas.fill(&bough, Tint::fade(base - tall, base + h * 0.03, tone.times(1.2), tone.times(0.62)));
        if snow {
            let cap = skirt(rng, (x, base - tall * 0.24), wide * 0.7, tall * 0.76, 0.7);
            canvas.wash(&cap, Tint::fade(base - tall, base, WHITE, Rgb::hex(0xcfdcf4)));
        }
    }
}

/// One tier: a point above, sides that swing out, a ragged hem that hangs down at both ends.
fn skirt(rng: &mut Rng, foot: Point, wide: f32, tall: f32, ragged: f32) -> Shape {
    let (x, y) = foot;
    let mut path = PathBuilder::new();
    path.move_to(x, y - tall);
    path.quad_to(x + wide * 0.3, y - tall * 0.32, x + wide, y + tall * 0.02);
    let hems = 5;
    for k in 1..=hems {
        let f = 1.0 - 2.0 * k as f32 / hems as f32;
        let middle = f + 1.0 / hems as f32;
        let end = if k == hems { y + tall * 0.02 } else { y - tall * 0.03 + rng.range(-0.02, 0.03) * tall };
        path.quad_to(x + wide * middle, y + tall * 0.2 * ragged, x + wide * f, end);
    }
    path.quad_to(x - wide * 0.3, y - tall * 0.32, x, y - tall);
    path.close();
    path.finish()
}

/// A tree without leaves.
pub(super) fn bare(canvas: &mut Canvas, rng: &mut Rng, foot: Point, h: f32, snow: bool) {
    let twig =
        Twig { from: foot, angle: -std::f32::consts::FRAC_PI_2, long: h * 0.36, wide: h * 0.05, depth: 0 };
    branch(canvas, rng, &twig, snow);
}

struct Twig {
    from: Point,
    angle: f32,
    long: f32,
    wide: f32,
    depth: u32,
}

fn branch(canvas: &mut Canvas, rng: &mut Rng, twig: &Twig, snow: bool) {
    let &Twig { from, angle, long, wide, depth } = twig;
    let to = (from.0 + angle.cos() * long, from.1 + angle.sin() * long);
    let bend = ((from.0 + to.0) / 2.0 + rng.range(-0.1, 0.1) * long, (from.1 + to.1) / 2.0);
    rod(canvas, &shape::curve(from, bend, to), Rgb::hex(0x54402f), wide);
    if snow && depth > 0 {
        let lift = wide * 0.42;
        let line = shape::curve((from.0, from.1 - lift), (bend.0, bend.1 - lift), (to.0, to.1 - lift));
        canvas.stroke(&line, WHITE, 0.9, wide * 0.4);
    }
    if depth >= 4 {
        return;
    }
    let twigs = if depth == 0 { 3 } else { 2 };
    for k in 0..twigs {
        let spread = (k as f32 - (twigs - 1) as f32 / 2.0) * 0.75 + rng.range(-0.2, 0.2);
        let long = long * rng.range(0.62, 0.8);
        let next = Twig { from: to, angle: angle + spread, long, wide: wide * 0.6, depth: depth + 1 };
        branch(canvas, rng, &next, snow);
    }
}

/// A palm with feathered, drooping leaves.
pub(super) fn palm(canvas: &mut Canvas, rng: &mut Rng, foot: Point, h: f32, lean: f32, leaf: Rgb) {
    let top = (foot.0 + lean * h * 0.3, foot.1 - h * 0.8);
    let bend = (foot.0 - lean * h * 0.04, foot.1 - h * 0.45);
    rod(canvas, &shape::curve(foot, bend, top), Rgb::hex(0x6e5138), h * 0.052);
    canvas.stroke(&shape::curve(foot, bend, top), Rgb::hex(0x9a7650), 1.0, h * 0.036);
    for k in 1..9 {
        let t = k as f32 / 9.0;
        let along = |a: f32, b: f32, c: f32| a * (1.0 - t) * (1.0 - t) + b * 2.0 * t * (1.0 - t) + c * t * t;
        let (x, y) = (along(foot.0, bend.0, top.0), along(foot.1, bend.1, top.1));
        let ring = shape::curve((x - h * 0.018, y), (x, y + h * 0.012), (x + h * 0.018, y));
        canvas.stroke(&ring, Rgb::hex(0x6e5138), 0.6, h * 0.006);
    }
    for k in [0, 8, 1, 7, 2, 6, 3, 5, 4] {
        let a = -std::f32::consts::PI * (k as f32 / 8.0) + rng.range(-0.1, 0.1);
        let (dx, dy) = (a.cos() * h * 0.38, a.sin() * h * 0.17);
        let tip = (top.0 + dx, top.1 + dy + h * 0.16);
        let bend = (top.0 + dx * 0.6, top.1 + dy * 1.4 - h * 0.07);
        let tone = leaf.times(0.72 + 0.08 * (4.0 - (k as f32 - 4.0).abs()));
        canvas.fill(&frond(top, bend, tip, h * 0.075), Tint::flat(tone));
    }
    for dx in [-0.025, 0.02] {
        canvas.dot(top.0 + dx * h, top.1 + h * 0.025, h * 0.024, h * 0.026, Rgb::hex(0x6b4526), 1.0);
    }
}

/// A feathered leaf along a curve: smooth above, toothed below.
pub(super) fn frond(root: Point, bend: Point, tip: Point, deep: f32) -> Shape {
    const TEETH: usize = 7;
    let on = |t: f32| {
        let q = 1.0 - t;
        (
            root.0 * q * q + bend.0 * 2.0 * t * q + tip.0 * t * t,
            root.1 * q * q + bend.1 * 2.0 * t * q + tip.1 * t * t,
        )
    };
    let mut path = PathBuilder::new();
    path.move_to(root.0, root.1);
    path.quad_to(bend.0, bend.1 - deep * 0.2, tip.0, tip.1);
    for k in (0..TEETH).rev() {
        let t = k as f32 / TEETH as f32;
        let hang = deep * (1.0 - (2.0 * t - 0.9).powi(2)).max(0.15);
        let (inner, outer) = (on(t + 0.03), on(t + 0.1));
        path.line_to(outer.0, outer.1 + hang);
        path.line_to(inner.0, inner.1 + hang * 0.25);
    }
    path.close();
    path.finish()
}

/// An acacia of the savanna: flat crowns like parasols.
pub(super) fn acacia(canvas: &mut Canvas, rng: &mut Rng, foot: Point, h: f32, leaf: Rgb) {
    let (x, y) = foot;
    let fork = (x + h * 0.02, y - h * 0.4);
    rod(canvas, &shape::curve(foot, (x - h * 0.03, y - h * 0.2), fork), BARK.times(0.8), h * 0.05);
    for (dx, up, bend) in [(-0.34, 0.76, -0.22), (0.3, 0.74, 0.24), (-0.05, 0.86, -0.02)] {
        let line = shape::curve(fork, (x + bend * h, y - h * 0.55), (x + dx * h, y - up * h));
        rod(canvas, &line, BARK.times(0.8), h * 0.026);
    }
    let lobes: Vec<Lobe> = [(-0.36, 0.77, 0.25, 0.075), (0.32, 0.76, 0.25, 0.07), (-0.02, 0.88, 0.32, 0.085)]
        .into_iter()
        .map(|(dx, up, rx, ry)| (x + dx * h, y - up * h, rx * h, ry * h))
        .collect();
    crown(canvas, rng, &lobes, leaf);
}

/// A white slender trunk with dark marks under a light crown.
pub(super) fn birch(canvas: &mut Canvas, rng: &mut Rng, foot: Point, h: f32, leaf: Rgb) {
    let (x, y) = foot;
    let lean = rng.range(-0.04, 0.04) * h;
    let stem = shape::polygon(&[
        (x - h * 0.026, y),
        (x + lean - h * 0.01, y - h * 0.8),
        (x + lean + h * 0.01, y - h * 0.8),
        (x + h * 0.026, y),
    ]);
    canvas.fill(&stem, Tint::fade(y - h, y, Rgb::hex(0xe0dcd2), Rgb::hex(0xf6f2ea)));
    for _ in 0..9 {
        let t = rng.range(0.03, 0.7);
        let side = if rng.chance(0.5) { 1.0 } else { -1.0 };
        let at = (x + lean * t + side * h * 0.012 * (1.0 - t), y - h * t);
        canvas.dot(at.0, at.1, h * 0.011, h * 0.004, Rgb::hex(0x4a4440), 0.9);
    }
    let lobes: Vec<Lobe> = [
        (-0.1, 0.5, 0.09, 0.11),
        (0.1, 0.56, 0.09, 0.11),
        (-0.06, 0.68, 0.11, 0.13),
        (0.05, 0.82, 0.09, 0.14),
    ]
    .into_iter()
    .map(|(dx, up, rx, ry)| (x + (dx * h) + lean * up, y - up * h, rx * h, ry * h))
    .collect();
    crown(canvas, rng, &lobes, leaf);
}

/// A stalk of bamboo that leaves the picture at `top`, with a few leaves.
pub(super) fn bamboo(canvas: &mut Canvas, rng: &mut Rng, foot: Point, top: f32, wide: f32, colour: Rgb) {
    let (x, y) = foot;
    let lean = rng.range(-0.03, 0.03);
    let at = |t: f32| (x + lean * t, y + (top - y) * t);
    let stem = [
        (x - wide / 2.0, y),
        (at(1.0).0 - wide * 0.4, top),
        (at(1.0).0 + wide * 0.4, top),
        (x + wide / 2.0, y),
    ];
    canvas.fill(&shape::polygon(&stem), Tint::flat(colour));
    let lit = shape::line(&[(x - wide * 0.2, y), (at(1.0).0 - wide * 0.16, top)]);
    canvas.stroke(&lit, colour.mix(WHITE, 0.3), 0.7, wide * 0.2);
    let joints = ((y - top) / (wide * 5.0).max(0.05)) as usize;
    for k in 1..joints.min(14) {
        let (jx, jy) = at((k as f32 + rng.range(-0.15, 0.15)) / joints as f32);
        canvas.stroke(
            &shape::line(&[(jx - wide * 0.5, jy), (jx + wide * 0.5, jy)]),
            colour.times(0.6),
            1.0,
            wide * 0.16,
        );
        if !rng.chance(0.45) {
            continue;
        }
        let side = if rng.chance(0.5) { 1.0 } else { -1.0 };
        let mut leaves = Strew::default();
        for n in 0..4 {
            let (dx, dy) = (side * wide * (1.5 + n as f32), wide * (rng.range(-0.6, 1.6) + 0.4 * n as f32));
            let tip = (jx + dx + side * wide * 1.8, jy + dy + wide * 1.2);
            leaves.blade((jx + dx * 0.3, jy), (jx + dx, jy + dy * 0.4), tip, wide * 0.2);
        }
        canvas.fill(&leaves.finish(), Tint::flat(colour.mix(Rgb::hex(0x6fae4a), 0.6)));
    }
}

/// A willow: long strands hang from a round crown.
pub(super) fn willow(canvas: &mut Canvas, rng: &mut Rng, foot: Point, h: f32, leaf: Rgb) {
    trunk(canvas, foot, h, 1.15);
    let (x, y) = (foot.0, foot.1 - h * 0.78);
    crown(
        canvas,
        rng,
        &[
            (x - h * 0.2, y + h * 0.04, h * 0.2, h * 0.13),
            (x + h * 0.2, y + h * 0.04, h * 0.2, h * 0.13),
            (x, y - h * 0.04, h * 0.24, h * 0.16),
        ],
        leaf,
    );
    for layer in 0..2 {
        let mut strands = Strew::default();
        for k in 0..17 {
            let f = k as f32 / 8.0 - 1.0 + rng.range(-0.05, 0.05);
            let root = (x + f * h * 0.37, y + h * 0.03 - (1.0 - f * f) * h * 0.04 * layer as f32);
            let long = h * rng.range(0.3, 0.58) * (1.0 - 0.25 * (1.0 - f.abs())) - h * 0.12 * layer as f32;
            let tip = (root.0 + f * h * 0.05 + rng.range(-0.02, 0.02) * h, root.1 + long);
            strands.blade(root, (root.0 + f * h * 0.04, root.1 + long * 0.5), tip, h * 0.016);
        }
        let tone = leaf.times(0.7 + 0.28 * layer as f32);
        canvas.fill(&strands.finish(), Tint::flat(tone));
    }
}
