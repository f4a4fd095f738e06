//! By fresh water: lake, river, waterfall, swamp.

use super::grass::Strew;
use super::house::{self, Coat};
use super::land::{self, Growth, Ridge};
use super::water::{bank, glitter, sheet};
use super::{Setting, open, plants, rock, sky, trees};
use crate::canvas::Tint;
use crate::colour::{Rgb, WHITE};
use crate::rng::Rng;
use crate::shape::{self, Point};

/// The colour of still water: the sky in it, and its own.
fn still(s: &Setting<'_>) -> (Rgb, Rgb) {
    let [_, mid, low] = s.mood.sky;
    if s.scene.snowy() {
        let ice = s.mood.lit(Rgb::hex(0xd4e6f4));
        return (ice.mix(low, 0.4), ice);
    }
    (low.mix(mid, 0.4).mix(s.mood.lit(Rgb::hex(0x3f8fae)), 0.35), s.mood.lit(Rgb::hex(0x2f84a0)))
}

pub(super) fn lake(s: &mut Setting<'_>) {
    sky::paint(s);
    let (y, tall) = (s.frame.horizon, s.tall());
    let top = y - 0.13;
    let mut rng = s.rng("lake");
    if rng.chance(0.5) {
        rock::range(s, &mut rng, top, 0.3 * tall);
    }
    let leaf = if s.scene.snowy() { Rgb::hex(0xdfe9f8) } else { s.leaf().mix(Rgb::hex(0x4a8a6a), 0.4) };
    let mut shore = None;
    for layer in 0..2u64 {
        let near = layer as f32;
        let tone = s.mood.far(leaf, 0.6 - 0.25 * near);
        let side = if s.mirrored { -1.0 } else { 1.0 };
        let ridge = Ridge {
            lift: y - top - 0.005,
            amplitude: (0.15 - 0.07 * near) * tall,
            rough: 2.0,
            tilt: 0.1 * side * (1.0 - 2.0 * near),
            top: tone,
            bottom: tone.mix(s.mood.haze, 0.4),
            salt: 51 + layer,
        };
        ridge.draw(s);
        let trees = s.mood.far(s.leaf(), 0.5 - 0.25 * near);
        land::far_trees(s, &ridge, Growth::Mixed, (0.045 + 0.03 * near) * tall, 16, trees);
        shore = Some(tone);
    }
    pines_at(s, &mut rng, top + 0.008);
    let (far, near) = still(s);
    sheet(s, top + 0.008, y + 0.06, far, near);
    if let Some(tone) = shore {
        mirror(s, &mut rng, top + 0.008, tone);
    }
    glitter(s, &mut rng, top + 0.015, y);
    if rng.chance(0.5) {
        cabin_and_jetty(s, &mut rng, top);
    }
    bank(s, 360, 36);
    land::stones(s, Rgb::hex(0x8a8f94), 6);
    if !s.scene.snowy() {
        lilies(s, &mut rng);
    }
    open::side_tree(s, 0.95, 0.6);
}

fn pines_at(s: &mut Setting<'_>, rng: &mut Rng, y: f32) {
    let snow = s.scene.snowy();
    for k in 0..s.frame.strewn(12) {
        let x = s.across((k as f32 + rng.unit()) / 14.0 * 0.6);
        let tone = s.mood.far(Rgb::hex(0x2f6b4e), 0.4);
        let h = rng.range(0.07, 0.14) * s.tall();
        trees::pine(s.back, rng, (x, y), h, tone, snow);
    }
}

/// Dark broken reflections of the far shore.
fn mirror(s: &mut Setting<'_>, rng: &mut Rng, top: f32, tone: Rgb) {
    let mut bars = Strew::default();
    for _ in 0..s.frame.strewn(60) {
        let near = rng.unit() * rng.unit();
        let (x, wide) = (rng.range(-0.05, s.frame.width), rng.range(0.03, 0.11));
        bars.oval((x, top + 0.004 + 0.06 * near), wide, 0.0022 + 0.002 * near);
    }
    s.back.wash(&bars.finish(), Tint::veil(tone.times(0.7), 0.38));
}

fn cabin_and_jetty(s: &mut Setting<'_>, rng: &mut Rng, top: f32) {
    let x = s.across(0.76);
    let coat = Coat {
        wall: s.mood.far(Rgb::hex(0x9a6a44), 0.2),
        roof: s.mood.far(Rgb::hex(0x6a4a4a), 0.2),
        lit: s.lamps_on(),
        snow: s.scene.snowy(),
    };
    house::cottage(s.back, rng, (x, top + 0.02), 0.1 * s.tall().min(1.3), &coat);
    let inward = if s.mirrored { 1.0 } else { -1.0 };
    let planks = shape::polygon(&[
        (x, top + 0.022),
        (x + inward * 0.17, top + 0.05),
        (x + inward * 0.17, top + 0.058),
        (x - inward * 0.02, top + 0.03),
    ]);
    s.back.fill(&planks, Tint::flat(coat.wall.times(0.8)));
    for k in 0..4 {
        let (px, py) = (x + inward * 0.045 * (k as f32 + 0.6), top + 0.032 + 0.008 * k as f32);
        s.back.fill(&shape::rect(px, py, 0.005, 0.022), Tint::flat(coat.wall.times(0.6)));
    }
}

fn lilies(s: &mut Setting<'_>, rng: &mut Rng) {
    for k in 0..s.frame.strewn(8) {
        let at = (rng.range(0.0, s.frame.width), s.frame.horizon - rng.range(0.028, 0.07));
        plants::lily(s.back, at, 0.014 + 0.1 * (at.1 - s.frame.horizon + 0.07), k % 3 == 0);
    }
}

pub(super) fn river(s: &mut Setting<'_>) {
    sky::paint(s);
    let (y, tall, depth) = (s.frame.horizon, s.tall(), s.frame.ground_depth());
    let mut rng = s.rng("river");
    rock::range(s, &mut rng, y - 0.05, 0.26 * tall);
    let leaf = if s.scene.snowy() { Rgb::hex(0xdfe9f8) } else { s.leaf().mix(s.ground(), 0.5) };
    let side = if s.mirrored { -1.0 } else { 1.0 };
    for layer in 0..3u64 {
        let t = layer as f32 / 2.0;
        let tone = s.mood.far(leaf, 0.64 - 0.46 * t);
        let ridge = Ridge {
            lift: 0.07 * (1.0 - t) * tall,
            amplitude: (0.12 - 0.03 * t) * tall,
            rough: 1.6,
            tilt: 0.2 * side * if layer % 2 == 0 { 1.0 } else { -1.0 },
            top: tone,
            bottom: tone.mix(s.mood.haze, 0.3),
            salt: 41 + layer,
        };
        ridge.draw(s);
        let trees = s.mood.far(s.leaf(), 0.52 - 0.4 * t);
        land::far_trees(s, &ridge, Growth::Mixed, (0.05 + 0.05 * t) * tall, 13, trees);
    }
    bank(s, 380, 44);
    // The river comes from the far hills, passes behind where figures stand, and leaves at one side.
    let (x, out) = (s.across(0.34), s.across(1.1));
    let course = [
        (x, y - 0.03, 0.012),
        (x - 0.06 * side, y + depth * 0.05, 0.03),
        (x + 0.06 * side, y + depth * 0.12, 0.07),
        ((x + out) * 0.5, y + depth * 0.19, 0.2),
        (out, y + depth * 0.26, 0.4),
    ];
    stream(s, &mut rng, &course);
    if rng.chance(0.6) {
        footbridge(s, (s.across(0.42), y + depth * 0.12));
    }
    for (at, r) in [(0.62, 0.03), (0.7, 0.018), (0.9, 0.026), (0.5, 0.014)] {
        let snow = s.scene.snowy();
        let foot = (s.across(at), y + depth * (0.14 + 0.16 * at));
        land::boulder(s.stage, &mut rng, foot, (r, r * 0.8), Rgb::hex(0x8f949a), snow);
    }
    open::side_tree(s, 0.05, 0.66);
}

/// A stream on the near ground along a course of (x, y, half width).
fn stream(s: &mut Setting<'_>, rng: &mut Rng, course: &[(f32, f32, f32)]) {
    let wide: Vec<(f32, f32, f32)> = course.iter().map(|p| (p.0, p.1, p.2 * 1.08 + 0.006)).collect();
    let flat = |points: &[(f32, f32, f32)]| {
        // Seen from low, a stream is much broader than deep: its edges are drawn above and below the course.
        let mut edge: Vec<Point> = points.iter().map(|p| (p.0, p.1 - p.2 * 0.16)).collect();
        edge.extend(points.iter().rev().map(|p| (p.0, p.1 + p.2 * 0.16)));
        edge
    };
    let bank = s.ground().times(0.62).mix(Rgb::hex(0x8a6a44), 0.4);
    let (far, near) = if s.scene.snowy() {
        (Rgb::hex(0xe0eef8), Rgb::hex(0xb8d4ea))
    } else {
        (Rgb::hex(0xa8dcec), Rgb::hex(0x3f93b8))
    };
    let (top, low) = (course[0].1, course[course.len() - 1].1 + 0.06);
    s.stage.fill(&shape::blob(&flat(&wide)), Tint::flat(bank));
    s.stage.wash(&shape::blob(&flat(course)), Tint::fade(top, low, far, near));
    let mut glints = Strew::default();
    for _ in 0..40 {
        let k = (rng.next() % (course.len() as u64 - 1)) as usize;
        let (a, b, t) = (course[k], course[k + 1], rng.unit());
        let half = a.2 + (b.2 - a.2) * t;
        let at = (a.0 + (b.0 - a.0) * t, a.1 + (b.1 - a.1) * t + rng.range(-0.1, 0.1) * half);
        glints.oval(at, 0.004 + half * 0.09, 0.0011);
    }
    s.stage.wash(&glints.finish(), Tint::veil(WHITE, 0.75));
}

/// A small arched bridge of wood.
fn footbridge(s: &mut Setting<'_>, at: Point) {
    let ((x, y), wood) = (at, Rgb::hex(0xa8703f));
    let half = 0.13;
    let deck = shape::blob(&[
        (x - half, y + 0.012),
        (x - half * 0.5, y - 0.022),
        (x, y - 0.033),
        (x + half * 0.5, y - 0.022),
        (x + half, y + 0.012),
        (x + half * 0.5, y - 0.008),
        (x, y - 0.017),
        (x - half * 0.5, y - 0.008),
    ]);
    s.stage.fill(&deck, Tint::flat(wood));
    for up in [0.03, 0.05] {
        s.stage.stroke(
            &shape::curve((x - half, y + 0.004 - up), (x, y - 0.058 - up), (x + half, y + 0.004 - up)),
            wood.times(0.8),
            1.0,
            0.006,
        );
    }
    for k in 0..6 {
        let f = k as f32 / 2.5 - 1.0;
        let arch = y + 0.008 - 0.033 * (1.0 - f * f);
        s.stage.stroke(
            &shape::line(&[(x + f * half, arch), (x + f * half, arch - 0.056)]),
            wood.times(0.72),
            1.0,
            0.0065,
        );
    }
}

pub(super) fn waterfall(s: &mut Setting<'_>) {
    sky::paint(s);
    let (y, tall) = (s.frame.horizon, s.tall());
    let mut rng = s.rng("waterfall");
    rock::range(s, &mut rng, y - 0.1, 0.34 * tall);
    let x = s.across(rng.range(0.6, 0.7));
    let high = 0.46 * tall;
    cliffs(s, &mut rng, x, high);
    falls(s, (x, y - 0.06 - high), (0.13, high));
    let (far, near) = still(s);
    s.back.fill(
        &shape::rect(-0.02, y - 0.07, s.frame.width + 0.04, 0.14),
        Tint::fade(y - 0.07, y + 0.03, far, near),
    );
    glitter(s, &mut rng, y - 0.065, y);
    spray(s, (x, y - 0.06), 0.15);
    bank(s, 340, 30);
    land::stones(s, Rgb::hex(0x7f8a86), 10);
    for (at, r) in [(0.05, 0.1), (0.15, 0.06), (0.95, 0.09)] {
        let (foot, snow) = ((s.across(at), y + 0.04), s.scene.snowy());
        s.stage.puff(foot.0, foot.1, (r * 1.3, r * 0.2), s.shadow(), 0.5);
        land::boulder(s.stage, &mut rng, foot, (r, r * 0.95), Rgb::hex(0x7d8784), snow);
        if !snow {
            plants::fern(s.stage, &mut rng, (foot.0 + r * 0.6, foot.1 + 0.012), 0.06, Rgb::hex(0x4f9a54));
        }
    }
}

/// Steps of rock on both sides of the falls, with green on their tops.
fn cliffs(s: &mut Setting<'_>, rng: &mut Rng, x: f32, high: f32) {
    const STEPS: usize = 6;
    let y = s.frame.horizon;
    let stone = s.mood.far(Rgb::hex(0x8f8c86), 0.2);
    let back = [
        (x - 0.3, y),
        (x - 0.26, y - 0.06 - high * 0.98),
        (x, y - 0.05 - high * 1.0),
        (x + 0.27, y - 0.06 - high * 1.02),
        (x + 0.32, y),
    ];
    s.back.fill(&shape::polygon(&back), Tint::fade(y - high, y, stone.times(0.72), stone.times(0.5)));
    for side in [-1.0f32, 1.0] {
        for step in 0..STEPS {
            let t = step as f32 / (STEPS - 1) as f32;
            let inner = x + side * (0.075 + 0.5 * t * (0.4 + 0.6 * t) + rng.range(0.0, 0.025));
            let outer = inner + side * if step + 1 == STEPS { 3.0 } else { 0.24 };
            let top = y - 0.06 - high * (1.02 - 0.2 * t - 0.55 * t * t) * rng.range(0.94, 1.04);
            let tone = stone.times(1.0 - 0.07 * step as f32).mix(s.mood.haze, 0.2 * (1.0 - t));
            let block = shape::blob(&[
                (inner, y + 0.02),
                (inner - side * 0.012, (y + top) * 0.5),
                (inner + side * 0.02, top + 0.02),
                (inner + side * 0.05, top),
                (outer, top + 0.01 - 0.04 * (1.0 - t)),
                (outer, y + 0.02),
            ]);
            s.back.fill(&block, Tint::fade(top, y, tone.times(1.08), tone.times(0.75)));
            let turf = if s.scene.snowy() { s.mood.far(WHITE, 0.05) } else { s.mood.far(s.leaf(), 0.16) };
            for k in 0..if step + 1 == STEPS { 12 } else { 3 } {
                let bx = inner + side * (0.035 + 0.065 * k as f32);
                if s.scene.snowy() {
                    s.back.dot(bx, top + 0.004, 0.05, 0.014, turf, 1.0);
                } else {
                    let (r, tone) = (rng.range(0.03, 0.05), turf.times(rng.range(0.85, 1.05)));
                    plants::bush(s.back, rng, (bx, top + 0.02), r, tone, None);
                }
            }
            for k in 0..3 {
                let cx = inner + side * (0.05 + 0.09 * k as f32);
                let crack = shape::line(&[
                    (cx, top + 0.05),
                    (cx + side * 0.012, top + 0.12),
                    (cx - side * 0.004, top + 0.2),
                ]);
                s.back.stroke(&crack, tone.times(0.6), 0.5, 0.0035);
            }
        }
    }
}

/// Falling water; `at` is the middle of its upper edge, `size` its width and height.
pub(super) fn falls(s: &mut Setting<'_>, at: Point, size: Point) {
    let mut rng = s.rng("falls");
    let ((x, y), (w, h)) = (at, size);
    let blue = s.mood.lit(Rgb::hex(0xa6d8ec));
    let body =
        shape::polygon(&[(x - w * 0.42, y), (x - w * 0.5, y + h), (x + w * 0.5, y + h), (x + w * 0.42, y)]);
    s.back.fill(&body, Tint::fade(y, y + h, blue.times(0.9), blue.mix(WHITE, 0.5)));
    let (mut light, mut dark) = (Strew::default(), Strew::default());
    for k in 0..16 {
        let f = rng.range(-0.44, 0.44);
        let (from, long) = (rng.range(0.0, 0.7), rng.range(0.2, 0.5));
        let (a, b) = (y + h * from, y + h * (from + long).min(1.0));
        let strand = if k % 3 == 0 { &mut dark } else { &mut light };
        strand.polygon(&[
            (x + f * w - 0.003, a),
            (x + f * w * 1.06 - 0.0045, b),
            (x + f * w * 1.06 + 0.0045, b),
            (x + f * w + 0.003, a),
        ]);
    }
    s.back.wash(&dark.finish(), Tint::veil(s.mood.lit(Rgb::hex(0x5fa8c8)), 0.5));
    s.back.wash(&light.finish(), Tint::veil(s.mood.lit(WHITE), 0.7));
    let lip = shape::curve((x - w * 0.44, y + 0.004), (x, y - w * 0.08), (x + w * 0.44, y + 0.004));
    s.back.stroke(&lip, s.mood.lit(WHITE), 0.9, 0.006);
}

fn spray(s: &mut Setting<'_>, at: Point, r: f32) {
    let white = s.mood.lit(WHITE);
    for (dx, up, q) in
        [(-0.5, 0.05, 0.5), (0.5, 0.05, 0.5), (0.0, 0.15, 0.8), (-0.2, 0.35, 0.5), (0.25, 0.3, 0.45)]
    {
        s.back.puff(at.0 + dx * r, at.1 - up * r, (q * r, q * r * 0.5), white, 0.75);
    }
    let mut rings = Strew::default();
    for k in 0..3 {
        rings.oval((at.0, at.1 + 0.008 + 0.008 * k as f32), r * (0.6 + 0.3 * k as f32), 0.002);
    }
    s.back.wash(&rings.finish(), Tint::veil(white, 0.6));
}

pub(super) fn swamp(s: &mut Setting<'_>) {
    sky::paint(s);
    let (w, y, tall) = (s.frame.width, s.frame.horizon, s.tall());
    let mut rng = s.rng("swamp");
    let moss = if s.scene.snowy() { Rgb::hex(0xb8c8c4) } else { Rgb::hex(0x5f7f4a) };
    for row in 0..3 {
        let near = (row + 1) as f32 / 3.0;
        let tone = s.mood.far(moss, 0.64 - 0.4 * near);
        for k in 0..s.frame.strewn(9 - 2 * row) {
            let x = (k as f32 + rng.range(-0.3, 0.8)) / (8 - 2 * row) as f32;
            let h = (0.28 + 0.24 * near) * rng.range(0.8, 1.2) * tall;
            if (k + row) % 3 == 0 {
                trees::willow(s.back, &mut rng, (x, y - 0.03 * (1.0 - near)), h, tone);
            } else {
                plants::far_tree(s.back, &mut rng, (x, y - 0.03 * (1.0 - near)), h * 0.9, tone);
            }
        }
        s.mist(y - 0.3 * tall, y + 0.03, 0.5 - 0.12 * near);
    }
    let water = s.mood.lit(Rgb::hex(0x5f7f5a));
    sheet(s, y - 0.06, y + 0.06, water.mix(s.mood.haze, 0.35), water.times(0.8));
    glitter(s, &mut rng, y - 0.055, y);
    let ground = s.ground().mix(Rgb::hex(0x6a6f3c), if s.scene.snowy() { 0.1 } else { 0.6 });
    land::ground(s, ground, 0.02);
    for (at, down, half) in [(0.2, 0.2, 0.16), (0.86, 0.34, 0.13), (0.5, 0.1, 0.1)] {
        let (x, py) = (s.across(at), y + s.frame.ground_depth() * down);
        s.stage.fill(&shape::ellipse(x, py, half * 1.07, 0.024), Tint::flat(ground.times(0.66)));
        s.stage.fill(
            &shape::ellipse(x, py + 0.002, half, 0.02),
            Tint::fade(py - 0.02, py + 0.02, Rgb::hex(0x9fb89a), Rgb::hex(0x4f6f54)),
        );
        if !s.scene.snowy() {
            plants::lily(s.stage, (x - half * 0.4, py), 0.02, true);
            plants::lily(s.stage, (x + half * 0.35, py + 0.006), 0.016, false);
        }
    }
    open::cover(s, ground, 260, 14);
    for k in 0..s.frame.strewn(7) {
        let side = if k % 2 == 0 { rng.range(0.0, 0.3) } else { rng.range(0.7, 1.0) };
        let foot = (w * side, y + rng.range(0.005, 0.06));
        plants::reeds(s.stage, &mut rng, foot, 0.16, Rgb::hex(0x7a8f4a));
    }
    let leaf = s.leaf().mix(moss, 0.6);
    let foot = (s.across(0.08), y + 0.03);
    s.stage.puff(foot.0, foot.1, (0.2, 0.024), s.shadow(), 0.55);
    if s.scene.snowy() {
        trees::bare(s.stage, &mut rng, foot, 0.7 * tall.min(1.4), true);
    } else {
        trees::willow(s.stage, &mut rng, foot, 0.74 * tall.min(1.4), leaf);
    }
}
