//! The lie of the land: ranges of hills, the near ground, paths, stones.

use super::Setting;
use super::grass::Strew;
use super::{plants, trees};
use crate::canvas::{Canvas, Tint};
use crate::colour::{Rgb, WHITE};
use crate::noise;
use crate::rng::Rng;
use crate::shape::{self, Point, Shape};

/// A range of hills on the distant sheet.
#[derive(Clone, Copy)]
pub(super) struct Ridge {
    /// Its base above the horizon.
    pub(super) lift: f32,
    pub(super) amplitude: f32,
    /// Hills per scene unit.
    pub(super) rough: f32,
    /// How much higher its right end is than its left, in scene units.
    pub(super) tilt: f32,
    pub(super) top: Rgb,
    pub(super) bottom: Rgb,
    pub(super) salt: u64,
}

impl Ridge {
    /// Height of the crest at `x`.
    pub(super) fn at(&self, s: &Setting<'_>, x: f32) -> f32 {
        let seed = s.seed.wrapping_add(self.salt);
        let base = s.frame.horizon - self.lift;
        let slope = self.tilt * (x / s.frame.width - 0.5);
        base - slope - self.amplitude * (noise::fractal(x * self.rough, 3.1, seed, 3) * 1.5 - 0.3)
    }

    pub(super) fn draw(&self, s: &mut Setting<'_>) {
        let crest = crest(s.frame.width, |x| self.at(s, x));
        let high = crest.iter().fold(f32::MAX, |high, p| high.min(p.1));
        let points = closed(&crest, s.frame.width, s.frame.height);
        let tint = Tint::fade(high, s.frame.horizon + 0.02, self.top, self.bottom);
        s.back.fill(&shape::polygon(&points), tint);
        // Light along the crest and soft folds below it make a slope round.
        let lit = self.top.times(1.12).mix(Rgb(1.0, 0.99, 0.8), 0.2 * self.top.luminance());
        let edge: Vec<Point> = crest.iter().map(|p| (p.0, p.1 + 0.003)).collect();
        s.back.stroke(&shape::line(&edge), lit, 0.4, 0.006);
        let mut rng = Rng::new(s.seed.wrapping_add(self.salt), "folds");
        for k in 0..s.frame.strewn(4) {
            let x = rng.range(0.0, s.frame.width);
            let at = (x, self.at(s, x) + rng.range(0.03, 0.09));
            let tone = if k % 2 == 0 { lit } else { self.top.times(0.82) };
            s.back.puff(at.0, at.1, (rng.range(0.1, 0.22), rng.range(0.012, 0.026)), tone, 0.42);
        }
    }
}

/// Points along a line of hills.
pub(super) fn crest(width: f32, height_at: impl Fn(f32) -> f32) -> Vec<Point> {
    let steps = ((width * 110.0) as usize).clamp(16, 1200);
    (0..=steps)
        .map(|i| {
            let x = width * i as f32 / steps as f32;
            (x, height_at(x))
        })
        .collect()
}

/// A crest with everything below it, a little wider than the sheet so that no outline shows at its sides.
pub(super) fn closed(crest: &[Point], width: f32, height: f32) -> Vec<Point> {
    let margin = 0.05;
    let first = crest.first().map_or(0.0, |p| p.1);
    let last = crest.last().map_or(0.0, |p| p.1);
    let mut points = vec![(-margin, height + margin), (-margin, first)];
    points.extend_from_slice(crest);
    points.extend([(width + margin, last), (width + margin, height + margin)]);
    points
}

/// The near ground, gently waved, with soft patches of light and shade.
pub(super) fn ground(s: &mut Setting<'_>, colour: Rgb, wave: f32) {
    let (w, h, y, seed) = (s.frame.width, s.frame.height, s.frame.horizon, s.seed);
    let line = crest(w, |x| y - wave * (noise::fractal(x * 1.7, 7.0, seed, 2) * 2.0 - 0.6));
    // Snow turns blue in the shade, other ground only darker.
    let deep = if s.scene.snowy() { colour.mix(Rgb::hex(0xb4c8ea), 0.75) } else { colour.times(0.74) };
    let tint = Tint::fade(y - wave, h, colour.mix(WHITE, 0.14), deep);
    s.stage.fill(&shape::polygon(&closed(&line, w, h)), tint);
    // Nearer folds of land give the ground a middle.
    for (down, salt, dim) in [(0.3, 19.0, 0.05), (0.62, 37.0, 0.12)] {
        let fold = y + s.frame.ground_depth() * down;
        let near = crest(w, |x| fold - wave * 1.2 * (noise::fractal(x * 1.2, salt, seed, 2) * 2.0 - 1.0));
        let tone = colour.mix(WHITE, 0.07).times(1.0 - dim);
        s.stage.wash(
            &shape::polygon(&closed(&near, w, h)),
            Tint::fade(fold - wave, h, tone, deep.times(1.02 - dim)),
        );
    }
    patches(s, colour);
}

/// Soft light and dark places on the ground.
pub(super) fn patches(s: &mut Setting<'_>, colour: Rgb) {
    let mut rng = s.rng("ground");
    let shade = if s.scene.snowy() { Rgb::hex(0x9fb6e2) } else { colour.times(0.68) };
    let light = colour.mix(Rgb(1.0, 0.98, 0.7), 0.4).times(1.05);
    for k in 0..s.frame.strewn(14) {
        let depth = rng.unit().sqrt();
        let at = (rng.range(0.0, s.frame.width), s.frame.horizon + s.frame.ground_depth() * depth);
        let radius = (rng.range(0.08, 0.24), rng.range(0.010, 0.026) * (0.4 + depth));
        let (tone, alpha) = if k % 3 == 0 { (light, 0.32) } else { (shade, 0.36) };
        s.stage.puff(at.0, at.1, radius, tone, alpha);
    }
}

/// A band of changing width along points of (x, y, half width): a path, a river, a road.
pub(super) fn ribbon(points: &[(f32, f32, f32)]) -> Shape {
    let mut edge: Vec<Point> = smooth(points).iter().map(|p| (p.0 - p.2, p.1)).collect();
    edge.extend(smooth(points).iter().rev().map(|p| (p.0 + p.2, p.1)));
    shape::polygon(&edge)
}

/// Points between the given ones, on a curve through them.
fn smooth(points: &[(f32, f32, f32)]) -> Vec<(f32, f32, f32)> {
    const STEPS: usize = 8;
    let n = points.len();
    let at = |k: usize| points[k.min(n - 1)];
    let mut all = Vec::with_capacity(n * STEPS);
    for k in 0..n.saturating_sub(1) {
        let (a, b, c, d) = (at(k.saturating_sub(1)), at(k), at(k + 1), at(k + 2));
        for i in 0..STEPS {
            let t = i as f32 / STEPS as f32;
            let mix = |a: f32, b: f32, c: f32, d: f32| {
                0.5 * (2.0 * b
                    + (c - a) * t
                    + (2.0 * a - 5.0 * b + 4.0 * c - d) * t * t
                    + (3.0 * b - a - 3.0 * c + d) * t * t * t)
            };
            all.push((mix(a.0, b.0, c.0, d.0), mix(a.1, b.1, c.1, d.1), mix(a.2, b.2, c.2, d.2).max(0.0005)));
        }
    }
    all.push(at(n - 1));
    all
}

/// A path from the lower edge to the horizon, and on over the hills behind if they are there to climb.
pub(super) fn path(s: &mut Setting<'_>, colour: Rgb) {
    let (y, depth) = (s.frame.horizon, s.frame.ground_depth());
    let mut rng = s.rng("path");
    let from = s.across(rng.range(0.42, 0.62));
    let to = s.across(rng.range(0.22, 0.4));
    let sway = (to - from) * 0.5;
    let points: Vec<(f32, f32, f32)> = [
        (1.06, 0.0, 0.17),
        (0.7, -0.35, 0.11),
        (0.42, 0.15, 0.062),
        (0.2, 0.95, 0.03),
        (0.06, 1.5, 0.014),
        (-0.05, 2.0, 0.007),
    ]
    .into_iter()
    .map(|(down, over, half)| (from + sway * over, y + depth * down, half))
    .collect();
    s.stage.wash(&ribbon(&points), Tint::fade(y, y + depth, colour, colour.times(0.82)));
    let mut stones = Strew::default();
    for _ in 0..26 {
        let p = points[(rng.next() % 4) as usize];
        let q = p.2 * rng.range(0.03, 0.08);
        stones.oval((p.0 + rng.range(-0.8, 0.8) * p.2, p.1 + rng.range(-0.1, 0.1) * depth), q * 1.6, q * 0.8);
    }
    s.stage.wash(&stones.finish(), Tint::veil(colour.times(0.7), 0.6));
    verge(s, &mut rng, &points);
}

/// Tufts that hang over both edges of a path.
fn verge(s: &mut Setting<'_>, rng: &mut Rng, course: &[(f32, f32, f32)]) {
    let ground = s.ground();
    let (mut dark, mut light) = (Strew::default(), Strew::default());
    for p in smooth(course) {
        let long = 0.006 + 0.12 * p.2;
        for side in [-1.0f32, 1.0] {
            let root = (p.0 + side * p.2 * rng.range(0.95, 1.1), p.1 + long * 0.3);
            let tuft = if rng.chance(0.5) { &mut dark } else { &mut light };
            for k in 0..3 {
                let lean = (k as f32 - 1.0) * long * 0.5;
                tuft.blade(
                    (root.0 + lean * 0.3, root.1),
                    (root.0 + lean * 0.5, root.1 - long * 0.6),
                    (root.0 + lean, root.1 - long),
                    long * 0.07,
                );
            }
        }
    }
    s.stage.wash(&dark.finish(), Tint::flat(ground.times(0.76)));
    s.stage.wash(&light.finish(), Tint::flat(ground.times(0.92)));
}

/// Stones half sunk in the ground.
pub(super) fn stones(s: &mut Setting<'_>, colour: Rgb, density: usize) {
    let mut rng = s.rng("stones");
    let snow = s.scene.snowy();
    for _ in 0..s.frame.strewn(density) {
        let near = rng.unit();
        let at =
            (rng.range(0.0, s.frame.width), s.frame.horizon + s.frame.ground_depth() * (0.03 + 0.95 * near));
        let r = (0.01 + 0.03 * near) * rng.range(0.6, 1.4);
        s.stage.puff(at.0, at.1 + r * 0.15, (r * 1.5, r * 0.35), Rgb::hex(0x1a2040), 0.4);
        boulder(s.stage, &mut rng, at, (r, r * 0.8), colour, snow);
    }
}

/// A rock with a lit top and a dark foot.
pub(super) fn boulder(canvas: &mut Canvas, rng: &mut Rng, foot: Point, size: Point, colour: Rgb, snow: bool) {
    let ((x, y), (r, t)) = (foot, size);
    let (a, b, c) = (rng.range(0.5, 0.75), rng.range(0.85, 1.1), rng.range(0.45, 0.7));
    let rock = shape::blob(&[
        (x - r, y + t * 0.1),
        (x - r * 0.8, y - t * a),
        (x - r * 0.1, y - t * b),
        (x + r * 0.75, y - t * c),
        (x + r, y + t * 0.1),
        (x, y + t * 0.2),
    ]);
    canvas.fill(&rock, Tint::fade(y - t, y + t * 0.2, colour.times(1.15), colour.times(0.6)));
    let face = shape::polygon(&[
        (x - r * 0.7, y - t * a),
        (x - r * 0.1, y - t * b),
        (x + r * 0.2, y - t * 0.55),
        (x - r * 0.45, y - t * 0.3),
    ]);
    canvas.wash(&face, Tint::veil(colour.mix(WHITE, 0.35), 0.5));
    if snow {
        let cap = shape::blob(&[
            (x - r * 0.8, y - t * a),
            (x - r * 0.1, y - t * (b + 0.08)),
            (x + r * 0.76, y - t * c),
            (x + r * 0.3, y - t * c * 0.75),
            (x - r * 0.3, y - t * a * 0.8),
        ]);
        canvas.wash(&cap, Tint::flat(WHITE));
    }
}

/// What grows on a far slope.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Growth {
    Round,
    Pines,
    Mixed,
}

/// Small far trees scattered along a ridge, in groups.
pub(super) fn far_trees(
    s: &mut Setting<'_>,
    ridge: &Ridge,
    growth: Growth,
    size: f32,
    density: usize,
    tone: Rgb,
) {
    let mut rng = Rng::new(s.seed.wrapping_add(ridge.salt), "far trees");
    let snow = s.scene.snowy();
    let groves: Vec<f32> = (0..s.frame.strewn(3)).map(|_| rng.range(0.0, s.frame.width)).collect();
    for _ in 0..s.frame.strewn(density) {
        let x = rng.pick(&groves) + (rng.unit() - rng.unit()) * 0.22;
        let down = rng.unit();
        let foot = (x, ridge.at(s, x.clamp(0.0, s.frame.width)) + 0.006 + 0.05 * down * down);
        let h = size * rng.range(0.7, 1.25) * (0.85 + 0.5 * down);
        if growth == Growth::Pines || growth == Growth::Mixed && rng.chance(0.5) {
            trees::pine(
                s.back,
                &mut rng,
                foot,
                h * 1.15,
                tone.mix(s.mood.lit(Rgb::hex(0x2f6b4e)), 0.35),
                snow,
            );
        } else {
            plants::far_tree(
                s.back,
                &mut rng,
                foot,
                h,
                if snow { tone.mix(s.mood.lit(WHITE), 0.62) } else { tone },
            );
        }
    }
}
