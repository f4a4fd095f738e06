//! Trees and bushes.

use crate::canvas::{Canvas, Tint};
use crate::colour::{Rgb, WHITE};
use crate::rng::Rng;
use crate::shape::{self, Point};

/// A conifer in tiers, perhaps with snow on them.
pub(super) fn pine(canvas: &mut Canvas, rng: &mut Rng, foot: Point, h: f32, colour: Rgb, snow: bool) {
    let (x, y) = foot;
    let trunk = shape::polygon(&[
        (x - h * 0.028, y),
        (x - h * 0.02, y - h * 0.3),
        (x + h * 0.02, y - h * 0.3),
        (x + h * 0.028, y),
    ]);
    canvas.fill(&trunk, Tint::flat(colour.times(0.5).mix(Rgb::hex(0x4a3428), 0.4)));
    const TIERS: usize = 6;
    for tier in 0..TIERS {
        let t = tier as f32 / TIERS as f32;
        let (base, wide, tall) = (y - h * (0.09 + 0.77 * t), h * (0.265 - 0.2 * t), h * 0.29);
        let mut points = vec![(x + rng.range(-0.006, 0.006) * h, base - tall)];
        let teeth = 8;
        for k in 0..=teeth {
            let f = k as f32 / teeth as f32;
            let droop = (2.0 * f - 1.0).powi(2) * h * 0.018;
            let tooth = if k % 2 == 0 { h * 0.022 } else { -h * 0.016 };
            let jitter = rng.range(-0.007, 0.007) * h;
            points.push((
                x + wide - 2.0 * wide * f + rng.range(-0.01, 0.01) * h,
                base + tooth + droop + jitter,
            ));
        }
        let tone = colour.mix(Rgb(1.0, 1.0, 0.85), 0.04 + 0.13 * t);
        let tint = Tint::fade(base - tall, base + h * 0.03, tone.times(1.2), tone.times(0.66));
        canvas.fill(&shape::polygon(&points), tint);
        if snow {
            snow_tier(canvas, rng, (x, base), wide, tall);
        }
    }
}

fn snow_tier(canvas: &mut Canvas, rng: &mut Rng, foot: Point, wide: f32, tall: f32) {
    let (x, base) = foot;
    let mut points = vec![(x, base - tall)];
    let lobes = 6;
    for k in 0..=lobes {
        let f = k as f32 / lobes as f32 * 2.0 - 1.0;
        let reach = if k % 2 == 0 { 0.30 } else { 0.46 } + rng.range(-0.03, 0.03);
        let across = if k == 0 || k == lobes { 0.64 } else { 0.6 };
        points.push((x - f * -wide * across, base - tall * reach));
    }
    canvas.wash(&shape::polygon(&points), Tint::fade(base - tall, base, WHITE, Rgb::hex(0xd3e0f5)));
}

/// A broad tree: a trunk with two boughs under clumps of leaves that are lit from above.
pub(super) fn leafy(canvas: &mut Canvas, rng: &mut Rng, foot: Point, h: f32, leaf: Rgb) {
    let (x, y) = foot;
    let bark = Rgb::hex(0x6b4a33);
    let trunk = shape::blob(&[
        (x - h * 0.062, y),
        (x - h * 0.034, y - h * 0.12),
        (x - h * 0.034, y - h * 0.34),
        (x - h * 0.12, y - h * 0.56),
        (x, y - h * 0.47),
        (x + h * 0.13, y - h * 0.58),
        (x + h * 0.036, y - h * 0.34),
        (x + h * 0.034, y - h * 0.12),
        (x + h * 0.066, y),
        (x, y + h * 0.006),
    ]);
    canvas.fill(&trunk, Tint::fade(y - h * 0.6, y, bark.times(0.8), bark));
    let outline = canvas.outline;
    let mut clumps: Vec<(f32, f32, f32)> = Vec::new();
    for k in 0..16 {
        let a = k as f32 * 2.399;
        let d = (k as f32 / 16.0).sqrt();
        let r = h * rng.range(0.085, 0.135);
        clumps.push((x + a.cos() * d * h * 0.255, y - h * 0.69 + a.sin() * d * h * 0.185, r));
    }
    for &(cx, cy, r) in &clumps {
        canvas.fill(&shape::ellipse(cx, cy + r * 0.14, r * 1.12, r * 1.05), Tint::flat(leaf.times(0.56)));
    }
    canvas.outline = None;
    for &(cx, cy, r) in &clumps {
        canvas.dot(cx, cy, r, r * 0.93, leaf.times(0.78), 1.0);
    }
    clumps.sort_by(|a, b| b.1.total_cmp(&a.1));
    for &(cx, cy, r) in &clumps {
        let up = ((y - h * 0.55 - cy) / (h * 0.4)).clamp(0.0, 1.0);
        let tone = leaf.times(0.92).mix(leaf.mix(Rgb(1.0, 0.97, 0.6), 0.38).times(1.1), up);
        canvas.dot(cx - r * 0.16, cy - r * 0.2, r * 0.76, r * 0.68, tone, 1.0);
        for _ in 0..9 {
            let (a, d) = (rng.range(0.0, std::f32::consts::TAU), rng.unit().sqrt() * r * 0.95);
            let q = r * rng.range(0.1, 0.19);
            let speck = if rng.chance(0.5) { tone.times(1.14) } else { tone.times(0.84) };
            canvas.dot(cx + a.cos() * d, cy + a.sin() * d * 0.9, q, q * 0.7, speck, 0.85);
        }
    }
    canvas.outline = outline;
}

/// A tree without leaves.
pub(super) fn bare(canvas: &mut Canvas, rng: &mut Rng, foot: Point, h: f32, snow: bool) {
    branch(canvas, rng, foot, -std::f32::consts::FRAC_PI_2, h * 0.36, h * 0.05, 0, snow);
}

#[allow(clippy::too_many_arguments, reason = "a branch hands all of its state on to its twigs")]
fn branch(
    canvas: &mut Canvas,
    rng: &mut Rng,
    from: Point,
    angle: f32,
    long: f32,
    wide: f32,
    depth: u32,
    snow: bool,
) {
    let to = (from.0 + angle.cos() * long, from.1 + angle.sin() * long);
    let bend = ((from.0 + to.0) / 2.0 + rng.range(-0.08, 0.08) * long, (from.1 + to.1) / 2.0);
    canvas.stroke(&shape::curve(from, bend, to), Rgb::hex(0x54402f), 1.0, wide);
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
        let next = long * rng.range(0.62, 0.8);
        branch(canvas, rng, to, angle + spread, next, wide * 0.6, depth + 1, snow);
    }
}

/// A round bush, perhaps in flower.
pub(super) fn bush(canvas: &mut Canvas, rng: &mut Rng, foot: Point, r: f32, leaf: Rgb, flower: Option<Rgb>) {
    let (x, y) = foot;
    for (k, tone) in [0.6, 0.8, 1.0].into_iter().enumerate() {
        for i in 0..7 {
            let f = i as f32 / 6.0 * 2.0 - 1.0;
            let q = r * rng.range(0.32, 0.46) * (1.0 - 0.12 * k as f32);
            let up = r * (0.38 + 0.35 * (1.0 - f * f)) + r * 0.08 * k as f32;
            canvas.dot(x + f * r * (0.85 - 0.12 * k as f32), y - up * 0.8, q, q * 0.9, leaf.times(tone), 1.0);
        }
    }
    let Some(flower) = flower else { return };
    for _ in 0..14 {
        let (f, up) = (rng.range(-0.95, 0.95), rng.range(0.15, 0.95));
        let q = r * 0.075;
        canvas.dot(x + f * r * (1.1 - 0.4 * up), y - up * r, q, q, flower.times(rng.range(0.85, 1.05)), 1.0);
    }
}

/// A palm with drooping leaves.
pub(super) fn palm(canvas: &mut Canvas, rng: &mut Rng, foot: Point, h: f32, lean: f32, leaf: Rgb) {
    let top = (foot.0 + lean * h * 0.3, foot.1 - h * 0.8);
    let bend = (foot.0 - lean * h * 0.02, foot.1 - h * 0.45);
    canvas.stroke(&shape::curve(foot, bend, top), Rgb::hex(0x6e5138), 1.0, h * 0.055);
    canvas.stroke(&shape::curve(foot, bend, top), Rgb::hex(0x9a7650), 1.0, h * 0.036);
    for k in 0..9 {
        let a = -std::f32::consts::PI * (k as f32 / 8.0) + rng.range(-0.12, 0.12);
        let (dx, dy) = (a.cos() * h * 0.36, a.sin() * h * 0.2);
        let tip = (top.0 + dx, top.1 + dy + h * 0.14);
        let bend = (top.0 + dx * 0.55, top.1 + dy * 1.2 - h * 0.06);
        let tone = leaf.times(rng.range(0.7, 1.1));
        canvas.fill(&shape::blade(top, bend, tip, h * 0.035), Tint::flat(tone));
    }
    for dx in [-0.025, 0.02] {
        canvas.dot(top.0 + dx * h, top.1 + h * 0.025, h * 0.024, h * 0.026, Rgb::hex(0x6b4526), 1.0);
    }
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
