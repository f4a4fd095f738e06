//! What covers the ground: grass, flowers, and many small shapes drawn as one.

use resvg::tiny_skia::{PathBuilder, Rect};

use super::Setting;
use crate::canvas::Tint;
use crate::colour::{Rgb, WHITE};
use crate::shape::{self, Point, Shape};

/// Many small shapes of one colour: filled together they cost a fraction of their single prices.
#[derive(Default)]
pub(super) struct Strew {
    path: PathBuilder,
}

impl Strew {
    pub(super) fn blade(&mut self, root: Point, bend: Point, tip: Point, width: f32) {
        self.path.move_to(root.0 - width, root.1);
        self.path.quad_to(bend.0 - width * 0.8, bend.1, tip.0, tip.1);
        self.path.quad_to(bend.0 + width * 0.8, bend.1, root.0 + width, root.1);
        self.path.close();
    }

    pub(super) fn oval(&mut self, at: Point, rx: f32, ry: f32) {
        if let Some(area) = Rect::from_xywh(at.0 - rx, at.1 - ry, rx * 2.0, ry * 2.0) {
            self.path.push_oval(area);
        }
    }

    pub(super) fn rect(&mut self, x: f32, y: f32, wide: f32, tall: f32) {
        if let Some(area) = Rect::from_xywh(x, y, wide, tall) {
            self.path.push_rect(area);
        }
    }

    pub(super) fn polygon(&mut self, points: &[Point]) {
        for (k, point) in points.iter().enumerate() {
            if k == 0 {
                self.path.move_to(point.0, point.1);
            } else {
                self.path.line_to(point.0, point.1);
            }
        }
        self.path.close();
    }

    /// An open line, for stroking.
    pub(super) fn line(&mut self, points: &[Point]) {
        for (k, point) in points.iter().enumerate() {
            if k == 0 {
                self.path.move_to(point.0, point.1);
            } else {
                self.path.line_to(point.0, point.1);
            }
        }
    }

    pub(super) fn finish(self) -> Shape {
        self.path.finish()
    }
}

/// Tufts of grass all over the ground, finer and paler towards the horizon. `density` counts tufts.
pub(super) fn grass(s: &mut Setting<'_>, colour: Rgb, density: usize) {
    const BANDS: usize = 5;
    let mut rng = s.rng("grass");
    let (y, depth, wind) = (s.frame.horizon, s.frame.ground_depth(), s.wind());
    let count = s.frame.strewn(density) / BANDS;
    for band in 0..BANDS {
        let mut tones: [Strew; 3] = Default::default();
        for _ in 0..count.max(1) {
            let near = (band as f32 + rng.unit()) / BANDS as f32;
            let root = (rng.range(0.0, s.frame.width), y - 0.004 + (depth + 0.02) * near);
            let long = (0.008 + 0.026 * near) * rng.range(0.7, 1.3);
            let tuft = &mut tones[(rng.next() % 3) as usize];
            for k in 0..4 {
                let lean = (k as f32 / 3.0 - 0.5 + rng.range(-0.15, 0.15) + wind) * long * 0.95;
                let x = root.0 + (k as f32 - 1.5) * long * 0.09;
                let up = long * (1.0 - 0.35 * (k as f32 - 1.5).abs() / 1.5) * (1.0 - 0.3 * wind.abs());
                tuft.blade(
                    (x, root.1),
                    (x + lean * 0.2, root.1 - up * 0.65),
                    (x + lean, root.1 - up),
                    0.0006 + 0.0011 * near,
                );
            }
        }
        let near = (band as f32 + 0.5) / BANDS as f32;
        let pale = colour.mix(WHITE, 0.1 * (1.0 - near));
        let shades = [pale.times(0.74), pale.mix(Rgb(1.0, 1.0, 0.5), 0.22).times(1.02), pale.times(0.88)];
        for (tuft, tone) in tones.into_iter().zip(shades) {
            s.stage.wash(&tuft.finish(), Tint::veil(tone, 0.9));
        }
    }
}

const PETALS: [[u32; 3]; 5] = [
    [0xfff4f4, 0xffd34d, 0xf48fb1],
    [0xef6c57, 0xffc04d, 0xfff1d0],
    [0xb39ddb, 0x8fb8f0, 0xfff4ff],
    [0xf48fb1, 0xffd9e6, 0xd884c8],
    [0xffd34d, 0xfff4f4, 0x8fb8f0],
];

/// The colours of this picture's flowers.
pub(super) fn petals(s: &Setting<'_>) -> [Rgb; 3] {
    s.rng("petals").pick(&PETALS).map(Rgb::hex)
}

/// Flowers in drifts, larger towards the eye.
pub(super) fn flowers(s: &mut Setting<'_>, stem: Rgb, density: usize) {
    let (mut rng, colours) = (s.rng("flowers"), petals(s));
    let count = s.frame.strewn(density);
    let drifts: Vec<f32> = (0..s.frame.strewn(4)).map(|_| rng.range(0.0, s.frame.width)).collect();
    for i in 0..count {
        let near = i as f32 / count as f32;
        let x = if rng.chance(0.7) {
            rng.pick(&drifts) + rng.range(-0.14, 0.14)
        } else {
            rng.range(0.0, s.frame.width)
        };
        let at = (x, s.frame.horizon + s.frame.ground_depth() * (0.04 + 0.96 * near));
        let kind = rng.next() % 3;
        flower(s, at, 0.003 + 0.0062 * near, colours[kind as usize], stem, kind);
    }
}

fn flower(s: &mut Setting<'_>, at: Point, q: f32, colour: Rgb, stem: Rgb, kind: u64) {
    let head = (at.0 + s.wind() * q, at.1 - q * 3.4);
    s.stage.stroke(&shape::line(&[at, head]), stem.times(0.62), 1.0, q * 0.35);
    let leaf = shape::blade(
        (at.0, at.1 - q),
        (at.0 + q, at.1 - q * 1.4),
        (at.0 + q * 1.7, at.1 - q * 2.0),
        q * 0.25,
    );
    s.stage.wash(&leaf, Tint::flat(stem.times(0.7)));
    if kind == 0 {
        let cup = shape::polygon(&[
            (head.0 - q, head.1 - q * 0.8),
            (head.0 - q * 0.5, head.1 - q * 0.3),
            (head.0, head.1 - q),
            (head.0 + q * 0.5, head.1 - q * 0.3),
            (head.0 + q, head.1 - q * 0.8),
            (head.0 + q * 0.6, head.1 + q * 0.6),
            (head.0 - q * 0.6, head.1 + q * 0.6),
        ]);
        s.stage.wash(&cup, Tint::fade(head.1 - q, head.1 + q * 0.6, colour, colour.times(0.75)));
        return;
    }
    let petals = if kind == 1 { 5 } else { 7 };
    let mut ring = Strew::default();
    for k in 0..petals {
        let a = k as f32 * std::f32::consts::TAU / petals as f32;
        ring.oval((head.0 + a.cos() * q * 0.85, head.1 + a.sin() * q * 0.75), q * 0.58, q * 0.52);
    }
    s.stage.wash(&ring.finish(), Tint::flat(colour));
    s.stage.dot(head.0, head.1, q * 0.5, q * 0.45, Rgb::hex(0xf9c22e), 1.0);
}

/// Leaves that have fallen, or petals: `colours` lie about on the ground.
pub(super) fn litter(s: &mut Setting<'_>, colours: &[u32], density: usize) {
    let mut rng = s.rng("litter");
    for colour in colours {
        let mut leaves = Strew::default();
        for _ in 0..s.frame.strewn(density) / colours.len() {
            let near = rng.unit();
            let at = (
                rng.range(0.0, s.frame.width),
                s.frame.horizon + s.frame.ground_depth() * (0.04 + 0.95 * near),
            );
            let q = (0.0025 + 0.005 * near) * rng.range(0.7, 1.2);
            leaves.oval(at, q * 1.3, q * 0.6);
        }
        s.stage.wash(&leaves.finish(), Tint::veil(Rgb::hex(*colour), 0.9));
    }
}
