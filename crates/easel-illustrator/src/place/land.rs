//! Hills, ground, grass and flowers.

use super::Setting;
use crate::canvas::Tint;
use crate::colour::{Rgb, WHITE};
use crate::noise;
use crate::rng::Rng;
use crate::shape::{self, Point};

/// A far range of hills. `lift` is its base above the horizon, `rough` the number of hills per unit.
#[allow(clippy::too_many_arguments, reason = "a ridge is described by exactly these numbers")]
pub(super) fn ridge(
    s: &mut Setting<'_>,
    lift: f32,
    amplitude: f32,
    rough: f32,
    top: Rgb,
    bottom: Rgb,
    salt: u64,
) {
    let base = s.frame.horizon - lift;
    let seed = s.seed.wrapping_add(salt);
    let crest =
        crest(s.frame.width, |x| base - amplitude * (noise::fractal(x * rough, 3.1, seed, 4) * 1.5 - 0.3));
    let points = closed(&crest, s.frame.width, s.frame.height);
    s.back.fill(&shape::polygon(&points), Tint::fade(base - amplitude, s.frame.horizon + 0.02, top, bottom));
}

/// Points along a line of hills.
pub(super) fn crest(width: f32, height_at: impl Fn(f32) -> f32) -> Vec<Point> {
    let steps = ((width * 160.0) as usize).clamp(16, 1600);
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
    let crest = crest(w, |x| y - wave * (noise::fractal(x * 1.7, 7.0, seed, 2) * 2.0 - 0.6));
    let tint = Tint::fade(y - wave, h, colour.mix(WHITE, 0.14), colour.times(0.72));
    s.stage.fill(&shape::polygon(&closed(&crest, w, h)), tint);
    // One nearer fold of land gives the ground a middle.
    let fold = y + s.frame.ground_depth() * 0.34;
    let near = self::crest(w, |x| fold - wave * 1.1 * (noise::fractal(x * 1.2, 19.0, seed, 2) * 2.0 - 1.0));
    let fade = Tint::fade(fold - wave, h, colour.mix(WHITE, 0.06), colour.times(0.70));
    s.stage.wash(&shape::polygon(&closed(&near, w, h)), fade);
    let mut rng = Rng::new(s.seed, "ground");
    let shade = if s.scene.snowy() { Rgb::hex(0x9fb6e2) } else { colour.times(0.7) };
    for _ in 0..s.frame.strewn(15) {
        let depth = rng.unit().sqrt();
        let at = (rng.range(0.0, w), y + (h - y) * depth);
        let radius = (rng.range(0.07, 0.22), rng.range(0.010, 0.026) * (0.4 + depth));
        s.stage.puff(at.0, at.1, radius, shade, 0.4);
    }
}

/// Blades of grass all over the ground, finer towards the horizon.
pub(super) fn grass(s: &mut Setting<'_>, colour: Rgb, density: usize) {
    let mut rng = Rng::new(s.seed, "grass");
    let (y, depth) = (s.frame.horizon, s.frame.ground_depth());
    let count = s.frame.strewn(density);
    let outline = s.stage.outline.take();
    for i in 0..count {
        let near = i as f32 / count as f32;
        let root = (rng.range(0.0, s.frame.width), y - 0.008 + (depth + 0.02) * near);
        let long = (0.007 + 0.027 * near) * rng.range(0.6, 1.3);
        let lean = rng.range(-0.6, 0.6) * long;
        let tone = colour.times(0.66).mix(colour.mix(Rgb(1.0, 1.0, 0.5), 0.35), rng.unit());
        let bend = (root.0 + lean * 0.25, root.1 - long * 0.6);
        let blade = shape::blade(root, bend, (root.0 + lean, root.1 - long), 0.0007 + 0.0012 * near);
        s.stage.wash(&blade, Tint::veil(tone, 0.85));
    }
    s.stage.outline = outline;
}

const PETALS: [u32; 6] = [0xfff4f4, 0xffd34d, 0xf48fb1, 0xb39ddb, 0xef6c57, 0x8fb8f0];

/// Flowers of three kinds, larger towards the eye.
pub(super) fn flowers(s: &mut Setting<'_>, stem: Rgb, density: usize) {
    let mut rng = Rng::new(s.seed, "flowers");
    let count = s.frame.strewn(density);
    for i in 0..count {
        let near = i as f32 / count as f32;
        let at =
            (rng.range(0.0, s.frame.width), s.frame.horizon + s.frame.ground_depth() * (0.04 + 0.96 * near));
        let q = 0.0035 + 0.0065 * near;
        let colour = Rgb::hex(*rng.pick(&PETALS));
        let kind = rng.next() % 3;
        flower(s, at, q, colour, stem, kind);
    }
}

fn flower(s: &mut Setting<'_>, at: Point, q: f32, colour: Rgb, stem: Rgb, kind: u64) {
    let head = (at.0, at.1 - q * 3.4);
    s.stage.stroke(&shape::line(&[at, head]), stem.times(0.62), 1.0, q * 0.35);
    let leaf = shape::blade(
        (at.0, at.1 - q),
        (at.0 + q, at.1 - q * 1.4),
        (at.0 + q * 1.7, at.1 - q * 2.0),
        q * 0.25,
    );
    s.stage.wash(&leaf, Tint::flat(stem.times(0.7)));
    match kind {
        0 => {
            let cup = shape::blob(&[
                (head.0 - q, head.1 - q * 0.6),
                (head.0 - q * 0.4, head.1 + q * 0.6),
                (head.0 + q * 0.4, head.1 + q * 0.6),
                (head.0 + q, head.1 - q * 0.6),
                (head.0 + q * 0.3, head.1 - q * 0.2),
                (head.0, head.1 - q * 0.9),
                (head.0 - q * 0.3, head.1 - q * 0.2),
            ]);
            s.stage.wash(&cup, Tint::fade(head.1 - q, head.1 + q * 0.6, colour, colour.times(0.75)));
        }
        _ => {
            let petals = if kind == 1 { 5 } else { 7 };
            for k in 0..petals {
                let a = k as f32 * std::f32::consts::TAU / petals as f32;
                let (x, y) = (head.0 + a.cos() * q * 0.85, head.1 + a.sin() * q * 0.75);
                s.stage.dot(x, y, q * 0.58, q * 0.52, colour.times(0.94 + 0.06 * a.sin()), 1.0);
            }
            s.stage.dot(head.0, head.1, q * 0.5, q * 0.45, Rgb::hex(0xf9c22e), 1.0);
        }
    }
}

/// Stones half sunk in the ground.
pub(super) fn stones(s: &mut Setting<'_>, colour: Rgb, density: usize) {
    let mut rng = Rng::new(s.seed, "stones");
    let snow = s.scene.snowy();
    for _ in 0..s.frame.strewn(density) {
        let near = rng.unit();
        let (x, y) =
            (rng.range(0.0, s.frame.width), s.frame.horizon + s.frame.ground_depth() * (0.03 + 0.95 * near));
        let r = (0.01 + 0.03 * near) * rng.range(0.6, 1.4);
        s.stage.puff(x, y + r * 0.15, (r * 1.5, r * 0.35), Rgb::hex(0x1a2040), 0.4);
        let rock = shape::blob(&[
            (x - r, y + r * 0.1),
            (x - r * 0.8, y - r * rng.range(0.4, 0.6)),
            (x - r * 0.1, y - r * rng.range(0.65, 0.9)),
            (x + r * 0.75, y - r * rng.range(0.35, 0.55)),
            (x + r, y + r * 0.1),
            (x, y + r * 0.2),
        ]);
        s.stage.fill(&rock, Tint::fade(y - r, y + r * 0.2, colour.times(1.15), colour.times(0.6)));
        if snow {
            s.stage.dot(x, y - r * 0.58, r * 0.62, r * 0.2, WHITE, 0.95);
        }
    }
}

/// A path from the feet to the horizon.
pub(super) fn path(s: &mut Setting<'_>, colour: Rgb) {
    let (y, depth) = (s.frame.horizon, s.frame.ground_depth());
    let middle = s.frame.width * 0.5;
    let sway = s.rng.range(0.1, 0.2) * if s.rng.chance(0.5) { 1.0 } else { -1.0 };
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for k in 0..=14 {
        let t = k as f32 / 14.0;
        let x =
            middle + sway * (1.0 - t) * (2.2 + (t * 5.0).sin() * 0.5) * 0.6 + sway * 0.2 * (t * 6.0).sin();
        let half = 0.006 + 0.17 * t * t;
        left.push((x - half, y - 0.012 + depth * 1.05 * t));
        right.push((x + half, y - 0.012 + depth * 1.05 * t));
    }
    left.extend(right.into_iter().rev());
    s.stage.wash(&shape::polygon(&left), Tint::fade(y, y + depth, colour, colour.times(0.8)));
}

/// Grass out of focus at both lower corners.
pub(super) fn close_grass(s: &mut Setting<'_>) {
    let (w, h) = (s.frame.width, s.frame.height);
    let colour = s.ground().times(0.42).mix(Rgb::hex(0x123326), 0.4);
    let mut sheet = s.stage.coarse(0.5);
    let mut rng = Rng::new(s.seed, "close");
    for side in [-1.0f32, 1.0] {
        let corner = if side < 0.0 { 0.0 } else { w };
        for _ in 0..34 {
            let root = (corner - side * rng.unit().powi(2) * 0.24, h + 0.02);
            let long = rng.range(0.05, 0.17) * (1.0 - (root.0 - corner).abs() * 2.2).max(0.3);
            let lean = -side * long * rng.range(-0.25, 0.55);
            let tip = (root.0 + lean, root.1 - long);
            let tone = colour.times(rng.range(0.75, 1.35));
            let bend = (root.0 + lean * 0.1, root.1 - long * 0.7);
            sheet.wash(&shape::blade(root, bend, tip, rng.range(0.004, 0.009)), Tint::flat(tone));
        }
    }
    sheet.blur(0.004);
    s.stage.paste(&sheet);
}
