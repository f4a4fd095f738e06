//! Furniture and buildings no library has whole, drawn by hand.

use crate::canvas::{Canvas, Tint};
use crate::colour::{Rgb, WHITE};
use crate::scene::Built;
use crate::shape;

use super::Builder;

pub(super) fn paint(canvas: &mut Canvas, b: &Builder) {
    match b.what {
        Built::AirBalloon => air_balloon(canvas, b, b.hue),
        Built::Lighthouse => lighthouse(canvas, b, b.hue),
        Built::Windmill => windmill(canvas, b, b.hue),
        Built::Campfire => campfire(canvas, b),
        Built::Table => table(canvas, b, b.hue),
        Built::Bench => bench(canvas, b, b.hue),
        Built::LampPost => lamp_post(canvas, b),
        Built::Bed => bed(canvas, b, b.hue),
        _ => log(canvas, b),
    }
}

fn air_balloon(canvas: &mut Canvas, b: &Builder, colour: Rgb) {
    let (x, y) = b.at(0.0, 0.64);
    let r = 0.36 * b.height;
    let hull = |k: f32| {
        b.blob(&[
            (0.0, 1.0),
            (0.26 * k, 0.94),
            (0.37 * k, 0.70),
            (0.26 * k, 0.45),
            (0.09 * k, 0.24),
            (-0.09 * k, 0.24),
            (-0.26 * k, 0.45),
            (-0.37 * k, 0.70),
            (-0.26 * k, 0.94),
        ])
    };
    for side in [-1.0, 1.0] {
        let rope = shape::line(&[b.at(side * 0.08, 0.25), b.at(side * 0.06, 0.11)]);
        canvas.stroke(&rope, Rgb::hex(0x5a3d28), 1.0, 0.008 * b.height);
    }
    canvas.fill(&hull(1.0), Tint::ball(x, y, r, colour));
    canvas.wash(&hull(0.62), Tint::ball(x, y, r, Rgb::hex(0xf6dfa8)));
    canvas.wash(&hull(0.24), Tint::ball(x, y, r, colour));
    canvas.fill(&b.slab(0.0, 0.0, 0.16, 0.12, 0.025), b.fade(0.12, 0.0, Rgb::hex(0xa87442)));
    canvas.fill(&b.slab(0.0, 0.1, 0.18, 0.025, 0.01), Tint::flat(Rgb::hex(0x7a4e2a)));
}

fn lighthouse(canvas: &mut Canvas, b: &Builder, colour: Rgb) {
    let rock = b.blob(&[(-0.3, 0.0), (-0.2, 0.08), (0.0, 0.1), (0.22, 0.07), (0.3, 0.0), (0.0, -0.03)]);
    canvas.fill(&rock, b.fade(0.1, 0.0, Rgb::hex(0x6d6a70)));
    let half = |y: f32| 0.12 - 0.05 * (y - 0.06) / 0.7;
    for k in 0..5 {
        let (low, high) = (0.06 + 0.14 * k as f32, 0.06 + 0.14 * (k + 1) as f32);
        let part = b.poly(&[(-half(low), low), (-half(high), high), (half(high), high), (half(low), low)]);
        let paint = if k % 2 == 0 { colour } else { Rgb::hex(0xf6f2e8) };
        canvas.fill(&part, Tint::flat(paint));
        let shade = b.poly(&[(0.02, low), (0.02, high), (half(high), high), (half(low), low)]);
        canvas.wash(&shade, Tint::veil(Rgb::hex(0x1a2040), 0.18));
    }
    canvas.fill(&b.slab(0.0, 0.755, 0.2, 0.022, 0.005), Tint::flat(Rgb::hex(0x3a3a48)));
    canvas.fill(&b.slab(0.0, 0.775, 0.11, 0.1, 0.01), Tint::flat(Rgb::hex(0xffe9a0)));
    canvas.fill(&b.poly(&[(-0.085, 0.875), (0.0, 0.98), (0.085, 0.875)]), Tint::flat(colour.times(0.85)));
    canvas.fill(&b.slab(0.0, 0.06, 0.06, 0.09, 0.03), Tint::flat(Rgb::hex(0x4a3428)));
}

fn windmill(canvas: &mut Canvas, b: &Builder, colour: Rgb) {
    let tower = b.poly(&[(-0.15, 0.0), (-0.09, 0.58), (0.09, 0.58), (0.15, 0.0)]);
    canvas.fill(&tower, b.fade(0.58, 0.0, colour));
    canvas.fill(&b.poly(&[(-0.11, 0.58), (0.0, 0.72), (0.11, 0.58)]), Tint::flat(Rgb::hex(0xa8483a)));
    canvas.fill(&b.slab(0.0, 0.0, 0.08, 0.14, 0.04), Tint::flat(Rgb::hex(0x6b4429)));
    let hub = (0.0, 0.6);
    for k in 0..4 {
        let a = k as f32 * std::f32::consts::FRAC_PI_2 + 0.5;
        let (c, s) = (a.cos(), a.sin());
        let at = |along: f32, across: f32| (hub.0 + c * along - s * across, hub.1 + s * along + c * across);
        let sail = b.poly(&[at(0.08, 0.0), at(0.38, 0.0), at(0.38, 0.09), at(0.08, 0.09)]);
        canvas.fill(&sail, Tint::flat(Rgb::hex(0xfaf4e4)));
        let arm = shape::line(&[b.at(hub.0, hub.1), b.at(at(0.39, 0.0).0, at(0.39, 0.0).1)]);
        canvas.stroke(&arm, Rgb::hex(0x6b4429), 1.0, 0.016 * b.height);
    }
    let (x, y) = b.at(hub.0, hub.1);
    canvas.dot(x, y, 0.025 * b.height, 0.025 * b.height, Rgb::hex(0x6b4429), 1.0);
}

fn campfire(canvas: &mut Canvas, b: &Builder) {
    for (x0, x1) in [(-0.45, 0.3), (0.45, -0.3)] {
        let wood = shape::line(&[b.at(x0, 0.06), b.at(x1, 0.2)]);
        canvas.stroke(&wood, Rgb::hex(0x4a2f1e), 1.0, 0.15 * b.height);
        canvas.stroke(&wood, Rgb::hex(0x7a4e2e), 1.0, 0.1 * b.height);
    }
    for (k, colour) in [(1.0, 0xf0642a), (0.72, 0xf9a52e), (0.42, 0xffe27a)] {
        let flame = b.blob(&[
            (-0.3 * k, 0.16),
            (-0.33 * k, 0.16 + 0.3 * k),
            (-0.14 * k, 0.16 + 0.46 * k),
            (-0.02 * k, 0.16 + 0.84 * k),
            (0.16 * k, 0.16 + 0.5 * k),
            (0.26 * k, 0.16 + 0.56 * k),
            (0.32 * k, 0.16 + 0.26 * k),
            (0.24 * k, 0.13),
            (0.0, 0.1),
        ]);
        canvas.fill(&flame, Tint::flat(Rgb::hex(colour)));
    }
}

fn table(canvas: &mut Canvas, b: &Builder, wood: Rgb) {
    for x in [-0.75, 0.75] {
        canvas.fill(&b.slab(x, 0.0, 0.12, 0.86, 0.02), b.fade(0.86, 0.0, wood.times(0.85)));
    }
    canvas.fill(&b.slab(0.0, 0.84, 1.9, 0.15, 0.05), b.fade(1.0, 0.84, wood));
}

fn bench(canvas: &mut Canvas, b: &Builder, wood: Rgb) {
    for x in [-0.85, 0.85] {
        canvas.fill(&b.slab(x, 0.0, 0.08, 0.95, 0.02), Tint::flat(Rgb::hex(0x3f3f4a)));
    }
    for y in [0.62, 0.80] {
        canvas.fill(&b.slab(0.0, y, 2.0, 0.13, 0.04), b.fade(y + 0.13, y, wood));
    }
    canvas.fill(&b.slab(0.0, 0.36, 2.1, 0.14, 0.05), b.fade(0.5, 0.36, wood));
}

fn log(canvas: &mut Canvas, b: &Builder) {
    let bark = Rgb::hex(0x7a5236);
    let side = b.blob(&[(-0.62, 0.0), (-0.55, 0.8), (0.55, 0.8), (0.62, 0.0), (0.0, -0.06)]);
    canvas.fill(&side, b.fade(0.8, 0.0, bark));
    let (x, y) = b.at(0.0, 0.82);
    canvas.egg(x, y, 0.57 * b.height, 0.17 * b.height, Rgb::hex(0xe0b985), Rgb::hex(0xc79a64));
    for k in 1..3 {
        let ring = shape::ellipse(x, y, 0.19 * k as f32 * b.height, 0.055 * k as f32 * b.height);
        canvas.stroke(&ring, Rgb::hex(0xa97c4c), 0.8, 0.02 * b.height);
    }
}

fn lamp_post(canvas: &mut Canvas, b: &Builder) {
    let iron = Rgb::hex(0x2f3440);
    canvas.fill(&b.slab(0.0, 0.0, 0.03, 0.78, 0.01), Tint::flat(iron));
    canvas.fill(&b.slab(0.0, 0.0, 0.1, 0.06, 0.02), Tint::flat(iron));
    let glass = b.poly(&[(-0.045, 0.78), (-0.075, 0.92), (0.075, 0.92), (0.045, 0.78)]);
    canvas.fill(&glass, Tint::flat(Rgb::hex(0xffe6a3)));
    canvas.fill(&b.poly(&[(-0.095, 0.92), (0.0, 1.0), (0.095, 0.92)]), Tint::flat(iron));
}

fn bed(canvas: &mut Canvas, b: &Builder, cover: Rgb) {
    let wood = Rgb::hex(0x8a5a36);
    canvas.fill(&b.slab(-1.0, 0.0, 0.12, 1.0, 0.04), b.fade(1.0, 0.0, wood));
    canvas.fill(&b.slab(1.0, 0.0, 0.12, 0.7, 0.04), b.fade(0.7, 0.0, wood));
    canvas.fill(&b.slab(0.0, 0.14, 2.0, 0.3, 0.03), Tint::flat(wood.times(0.8)));
    canvas.fill(&b.slab(0.0, 0.34, 1.94, 0.22, 0.09), Tint::flat(WHITE));
    canvas.fill(&b.slab(0.22, 0.3, 1.5, 0.3, 0.1), b.fade(0.6, 0.3, cover));
    canvas.fill(&b.slab(-0.7, 0.5, 0.42, 0.2, 0.09), b.fade(0.7, 0.5, Rgb::hex(0xfaf6ee)));
}
