//! Bushes, reeds and other low plants.

use super::grass::Strew;
use super::trees;
use crate::canvas::{Canvas, Tint};
use crate::colour::{Rgb, WHITE};
use crate::rng::Rng;
use crate::shape::{self, Point};

/// A round bush, perhaps in flower.
pub(super) fn bush(canvas: &mut Canvas, rng: &mut Rng, foot: Point, r: f32, leaf: Rgb, flower: Option<Rgb>) {
    let (x, y) = foot;
    let lobes = [
        (x - r * 0.6, y - r * 0.36, r * 0.48, r * 0.42),
        (x + r * 0.62, y - r * 0.34, r * 0.46, r * 0.4),
        (x, y - r * 0.5, r * 0.6, r * 0.54),
    ];
    trees::crown(canvas, rng, &lobes, leaf);
    let Some(flower) = flower else { return };
    let mut dots = Strew::default();
    for _ in 0..16 {
        let (f, up) = (rng.range(-0.95, 0.95), rng.range(0.1, 0.9));
        dots.oval((x + f * r * (1.0 - 0.4 * up), y - up * r), r * 0.075, r * 0.07);
    }
    canvas.wash(&dots.finish(), Tint::flat(flower));
}

/// A bush under a cap of snow.
pub(super) fn snow_bush(canvas: &mut Canvas, rng: &mut Rng, foot: Point, r: f32, leaf: Rgb) {
    bush(canvas, rng, foot, r, leaf, None);
    let cap = trees::scallop(rng, (foot.0, foot.1 - r * 0.66), r * 0.78, r * 0.34, 8);
    canvas.fill(&cap, Tint::fade(foot.1 - r, foot.1 - r * 0.3, WHITE, Rgb::hex(0xcfdcf4)));
}

/// A tree so far away that it is only a shape with a light side.
pub(super) fn far_tree(canvas: &mut Canvas, rng: &mut Rng, foot: Point, h: f32, tone: Rgb) {
    let (x, y) = foot;
    canvas.stroke(&shape::line(&[(x, y), (x, y - h * 0.4)]), tone.times(0.6), 1.0, h * 0.07);
    let round = rng.range(0.3, 0.4);
    let body = trees::scallop(rng, (x, y - h * 0.6), h * round, h * 0.4, 9);
    canvas.fill(&body, Tint::fade(y - h, y - h * 0.2, tone.times(1.1), tone.times(0.8)));
    let light = trees::scallop(rng, (x - h * 0.07, y - h * 0.7), h * round * 0.6, h * 0.22, 7);
    canvas.wash(&light, Tint::veil(tone.mix(Rgb(1.0, 1.0, 0.7), 0.25), 0.6));
}

/// A single cactus with two arms.
pub(super) fn cactus(canvas: &mut Canvas, foot: Point, h: f32, colour: Rgb) {
    let (x, y) = foot;
    let wide = h * 0.17;
    let arms: [[Point; 3]; 2] = [
        [(x, y - h * 0.4), (x - h * 0.3, y - h * 0.38), (x - h * 0.28, y - h * 0.7)],
        [(x, y - h * 0.28), (x + h * 0.28, y - h * 0.27), (x + h * 0.26, y - h * 0.54)],
    ];
    let stem = shape::line(&[(x, y - wide * 0.2), (x, y - h * 0.92)]);
    for (tone, width) in [(0.62, 1.0), (1.0, 0.78)] {
        for arm in arms {
            canvas.stroke(
                &shape::curve(arm[0], arm[1], arm[2]),
                colour.times(tone),
                1.0,
                wide * 0.72 * width,
            );
        }
        canvas.stroke(&stem, colour.times(tone), 1.0, wide * width);
    }
    for dx in [-0.25, 0.0, 0.25] {
        let rib = shape::line(&[(x + dx * wide, y - h * 0.05), (x + dx * wide, y - h * 0.92)]);
        canvas.stroke(&rib, colour.times(1.25), 0.6, wide * 0.06);
    }
}

/// A clump of reeds, some with bulrushes.
pub(super) fn reeds(canvas: &mut Canvas, rng: &mut Rng, foot: Point, tall: f32, colour: Rgb) {
    let (mut dark, mut light, mut heads) = (Strew::default(), Strew::default(), Strew::default());
    for k in 0..13 {
        let x = foot.0 + rng.range(-0.3, 0.3) * tall;
        let (long, lean) = (tall * rng.range(0.6, 1.0), rng.range(-0.22, 0.22) * tall);
        let tip = (x + lean, foot.1 - long);
        let strand = if k % 2 == 0 { &mut dark } else { &mut light };
        strand.blade((x, foot.1), (x + lean * 0.15, foot.1 - long * 0.6), tip, tall * 0.017);
        if k % 4 == 0 {
            heads.oval((tip.0, tip.1 + tall * 0.02), tall * 0.024, tall * 0.085);
        }
    }
    canvas.wash(&dark.finish(), Tint::flat(colour.times(0.74)));
    canvas.wash(&light.finish(), Tint::flat(colour.times(1.06)));
    canvas.fill(&heads.finish(), Tint::flat(Rgb::hex(0x6e4a2c)));
}

/// A fern: fronds that arch to both sides.
pub(super) fn fern(canvas: &mut Canvas, rng: &mut Rng, foot: Point, r: f32, colour: Rgb) {
    for k in 0..7 {
        let f = k as f32 / 3.0 - 1.0 + rng.range(-0.08, 0.08);
        let tip = (foot.0 + f * r, foot.1 - r * (0.75 - 0.55 * f * f));
        let bend = (foot.0 + f * r * 0.4, foot.1 - r * (1.0 - 0.3 * f.abs()));
        canvas.fill(&trees::frond(foot, bend, tip, r * 0.14), Tint::flat(colour.times(rng.range(0.75, 1.1))));
    }
}

/// A red-capped toadstool.
pub(super) fn mushroom(canvas: &mut Canvas, at: Point, q: f32) {
    let (x, y) = at;
    canvas.puff(x, y, (q * 1.3, q * 0.3), Rgb::hex(0x0f2a22), 0.6);
    let stalk = shape::round_rect(x - q * 0.3, y - q * 1.2, q * 0.6, q * 1.2, q * 0.25);
    canvas.fill(&stalk, Tint::flat(Rgb::hex(0xf3e6cf)));
    let cap = shape::blob(&[
        (x - q, y - q * 0.95),
        (x - q * 0.6, y - q * 1.75),
        (x + q * 0.6, y - q * 1.75),
        (x + q, y - q * 0.95),
        (x, y - q * 0.85),
    ]);
    canvas.fill(&cap, Tint::fade(y - q * 1.8, y - q * 0.9, Rgb::hex(0xe2503f), Rgb::hex(0xa82f2a)));
    for (dx, dy) in [(-0.45, 1.25), (0.1, 1.5), (0.5, 1.2)] {
        canvas.dot(x + dx * q, y - dy * q, q * 0.14, q * 0.12, Rgb::hex(0xfff4e4), 1.0);
    }
}

/// A leaf floating on water, perhaps with a flower.
pub(super) fn lily(canvas: &mut Canvas, at: Point, r: f32, flower: bool) {
    let (x, y) = at;
    canvas.dot(x, y + r * 0.1, r, r * 0.36, Rgb::hex(0x1d4a3a), 0.6);
    canvas.fill(&shape::ellipse(x, y, r, r * 0.34), Tint::flat(Rgb::hex(0x5fa654)));
    canvas.wash(
        &shape::polygon(&[(x, y), (x + r * 1.02, y - r * 0.12), (x + r * 1.02, y + r * 0.1)]),
        Tint::flat(Rgb::hex(0x2f7f8e)),
    );
    if !flower {
        return;
    }
    for (dx, up) in [(-0.3, 0.25), (0.3, 0.25), (-0.14, 0.42), (0.14, 0.42), (0.0, 0.34)] {
        let petal = shape::ellipse(x + dx * r, y - up * r, r * 0.17, r * 0.26);
        canvas.fill(&petal, Tint::fade(y - r * 0.7, y, Rgb::hex(0xfff0f6), Rgb::hex(0xf08ab4)));
    }
}
