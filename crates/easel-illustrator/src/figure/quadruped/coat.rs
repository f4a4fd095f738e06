//! Patterns and marks of a coat on trunk, neck, legs and tail.

use super::super::chain::Chain;
use super::super::plane::{Outline, Plane, oval};
use super::super::species::{Palette, Pattern, Shade};
use super::Beast;
use super::rig::{Leg, Posture};
use crate::canvas::{Canvas, Tint};
use crate::colour::Rgb;
use crate::rng::Rng;
use crate::shape::Point;

/// The light underside, before the legs are laid over it.
pub(super) fn belly(canvas: &mut Canvas, beast: &Beast<'_>) {
    let rig = &beast.rig;
    if !beast.species.markings.belly || rig.posture == Posture::Swim {
        return;
    }
    let light = beast.palette.light;
    let upright = rig.posture == Posture::Sit;
    let (from, rise) = if upright { (0.24, 0.80) } else { (0.06, 0.86) };
    // Its upper edge is an arch between the legs.
    let steps = 12;
    let along = |k: usize| from + (1.0 - from) * k as f32 / steps as f32;
    let upper = (0..=steps).map(|k| {
        let share = k as f32 / steps as f32;
        rig.trunk.at(along(k), -1.0 + rise * (share * (1.0 - share) * 4.0).sqrt())
    });
    let lower = (0..=steps).rev().map(|k| rig.trunk.at(along(k), -1.0));
    let under = beast.plane.blob(&upper.chain(lower).collect::<Outline>());
    if let Some(path) = &under {
        let bounds = path.bounds();
        let high = bounds.top() + bounds.height() * if upright { 0.4 } else { 0.9 };
        canvas.wash(&under, Tint::fade_alpha(bounds.top(), high, light, 0.0, 1.0));
    }
    if rig.posture != Posture::Curl {
        let bib = [
            rig.neck.at(0.0, -1.0),
            rig.neck.at(0.5, -0.98),
            rig.neck.at(1.0, -0.9),
            rig.neck.at(1.0, -0.1),
            rig.neck.at(0.6, -0.30),
            rig.neck.at(0.2, -0.34),
            rig.trunk.at(0.92, -0.30),
            rig.trunk.at(0.95, -0.80),
            rig.trunk.at(1.0, -0.6),
        ];
        beast.plane.mark(canvas, &bib, light, 1.0);
    }
}

/// Everything else that changes the coat's colour, over trunk and near legs.
pub(super) fn pattern(canvas: &mut Canvas, beast: &Beast<'_>) {
    let (plane, palette) = (&beast.plane, &beast.palette);
    let (trunk, neck) = (&beast.rig.trunk, &beast.rig.neck);
    let mut rng = Rng::new(beast.chance, "coat");
    match palette.pattern {
        Pattern::Plain => {}
        Pattern::Stripes => stripes(canvas, beast, 9, 0.034, -0.30),
        Pattern::Bars => {
            for k in 0..8 {
                let (t, lean) = (0.07 + 0.115 * k as f32, 0.05 - 0.012 * k as f32);
                let bar = [
                    (-0.022, 1.0),
                    (-0.016, 0.3),
                    (lean - 0.012, -0.4),
                    (lean, -0.86),
                    (lean + 0.02, -0.4),
                    (0.024, 0.3),
                    (0.026, 1.0),
                ]
                .map(|(along, v)| trunk.at(t + along, v));
                plane.mark(canvas, &bar, palette.dark, 1.0);
            }
            for k in 0..6 {
                let t = 0.12 + 0.15 * k as f32;
                plane.mark(canvas, &neck.part((t, t + 0.062), (-0.55, 1.0)), palette.dark, 1.0);
            }
        }
        Pattern::Spots => scatter(canvas, beast, &mut rng, 15, (0.045, 0.075)),
        Pattern::Rosettes => scatter(canvas, beast, &mut rng, 26, (0.034, 0.046)),
        Pattern::Fawn => {
            for k in 0..14 {
                let (t, v) = (0.10 + 0.058 * k as f32, if k % 2 == 0 { 0.70 } else { 0.34 });
                plane.dot(canvas, trunk.at(t, v), (0.022, 0.02), palette.light);
            }
        }
        Pattern::Patches => patches(canvas, beast, &mut rng),
        Pattern::Net => net(canvas, beast),
        Pattern::Mantle => {
            let teeth = 9;
            let edge = (0..=teeth).rev().map(|k| {
                let v = if k % 2 == 0 { 0.18 } else { 0.42 };
                trunk.at(k as f32 / teeth as f32, v)
            });
            let back = (0..=12).map(|k| trunk.at(k as f32 / 12.0, 1.0));
            let mantle: Outline = back.chain(edge).collect();
            plane.mark(canvas, &mantle, palette.dark, 0.85);
            plane.mark(canvas, &neck.part((0.0, 0.95), (0.30, 1.0)), palette.dark, 0.85);
        }
        Pattern::Quills => quills(canvas, beast),
        Pattern::Shell => shell(canvas, beast),
        Pattern::Streak => {
            plane.mark(canvas, &trunk.part((0.0, 1.0), (0.40, 0.86)), palette.light, 1.0);
            plane.mark(canvas, &neck.part((0.0, 1.0), (0.30, 0.86)), palette.light, 1.0);
        }
        Pattern::Band => {
            let at = if beast.rig.posture == Posture::Sit { (0.70, 0.98) } else { (0.66, 0.90) };
            plane.mark(canvas, &trunk.part(at, (-1.0, 1.0)), palette.dark, 1.0);
        }
        Pattern::Folds => {
            for (t, v) in [(0.30, 0.2), (0.34, 0.0), (0.72, 0.3)] {
                let fold = [trunk.at(t, v), trunk.at(t + 0.02, v - 0.35), trunk.at(t - 0.01, v - 0.7)];
                plane.crease(canvas, &fold, palette.main, 0.012);
            }
        }
    }
}

/// A coat of spines over the back.
fn quills(canvas: &mut Canvas, beast: &Beast<'_>) {
    let trunk = &beast.rig.trunk;
    let low = -0.62;
    let spines = 11;
    let step = 1.0 / spines as f32;
    let mut dome: Outline = Vec::new();
    for k in 0..spines {
        let t = 1.0 - k as f32 * step;
        dome.push(trunk.at(t, 0.94));
        dome.push(trunk.at(t - step * 0.8, 1.30));
    }
    let (rump, top) = (trunk.at(0.0, 0.0), trunk.at(0.0, 1.0));
    let reach = ((top.0 - rump.0).powi(2) + (top.1 - rump.1).powi(2)).sqrt();
    for k in 0..9 {
        let (sin, cos) = (100.0 + 16.0 * k as f32).to_radians().sin_cos();
        let out = reach * if k % 2 == 0 { 1.02 } else { 1.34 };
        dome.push((rump.0 + cos * out, rump.1 + sin * out));
    }
    for k in 0..=8 {
        dome.push(trunk.at(k as f32 / 8.0, low + if k % 2 == 0 { 0.0 } else { 0.20 }));
    }
    beast.plane.patch(canvas, &dome, beast.palette.dark);
    let light = beast.palette.dark.mix(beast.palette.light, 0.38);
    for row in 0..5 {
        for k in 0..9 {
            let t = 0.02 + 0.11 * (k as f32 + 0.5 * (row % 2) as f32);
            let v = 0.74 - 0.27 * row as f32;
            let spine = [trunk.at(t.min(1.0), v), trunk.at((t - 0.07).max(0.0), v + 0.17)];
            beast.plane.line(canvas, &spine, light, 0.024);
        }
    }
}

/// A domed shell over the back.
fn shell(canvas: &mut Canvas, beast: &Beast<'_>) {
    let trunk = &beast.rig.trunk;
    let (rear, front) = (trunk.at(0.0, 0.0), trunk.at(1.0, 0.0));
    let (left, low) = (rear.0 - 0.34, rear.1.min(front.1) - 0.22);
    let wide = front.0 + 0.24 - left;
    let at = |x: f32, y: f32| (left + wide * x, low + y);
    let top = trunk.at(0.5, 1.0).1 - low + 0.10;
    let dome = [
        at(0.0, 0.0),
        at(0.01, top * 0.36),
        at(0.16, top * 0.80),
        at(0.48, top * 1.02),
        at(0.84, top * 0.86),
        at(1.0, top * 0.42),
        at(1.0, 0.0),
        at(0.50, -0.06),
    ];
    let brown = beast.palette.dark;
    beast.plane.patch(canvas, &dome, brown);
    let rows: [(f32, f32, f32); 5] =
        [(0.49, 0.66, 0.17), (0.21, 0.50, 0.13), (0.77, 0.50, 0.13), (0.35, 0.28, 0.12), (0.63, 0.28, 0.12)];
    for (x, y, r) in rows {
        let (cx, cy) = at(x, y * top);
        let plate: Outline = [(1.0, 0.1), (0.55, 0.9), (-0.55, 0.9), (-1.0, 0.1), (-0.6, -0.8), (0.6, -0.8)]
            .iter()
            .map(|p| (cx + p.0 * r * wide * 0.86, cy + p.1 * r * top * 1.1))
            .collect();
        beast.plane.area(canvas, &plate, brown.times(1.28));
    }
    let rim = [at(0.01, 0.07), at(0.5, 0.01), at(0.99, 0.07)];
    beast.plane.line(canvas, &rim, brown.times(0.72), 0.05);
}

/// A leg's sock and pattern; `shade` darkens those on the far side.
pub(super) fn leg(canvas: &mut Canvas, beast: &Beast<'_>, leg: &Leg, shade: f32) {
    let (plane, palette) = (&beast.plane, &beast.palette);
    let marks = beast.species.markings;
    if marks.socks != Shade::Main {
        let colour = palette.shade(marks.socks).times(shade);
        let from = (1.0 - f32::from(marks.sock_high) / 100.0).max(0.10);
        let mut parts = leg.chain.pieces(from, 1.0);
        if !beast.hooved() {
            parts.push(leg.foot(&beast.species.build));
        }
        canvas.wash(&plane.united(&parts), Tint::flat(colour));
    }
    match palette.pattern {
        Pattern::Stripes | Pattern::Bars => {
            for k in 0..4 {
                let t = 0.36 + 0.13 * k as f32;
                let across = if palette.pattern == Pattern::Bars { (-1.0, 1.0) } else { (-0.1, 1.0) };
                plane.mark(canvas, &leg.chain.part((t, t + 0.05), across), palette.dark.times(shade), 1.0);
            }
        }
        Pattern::Rosettes | Pattern::Spots => {
            for (t, v) in [(0.34, 0.3), (0.44, -0.4), (0.54, 0.3), (0.66, -0.1), (0.78, 0.1)] {
                plane.dot(canvas, leg.chain.at(t, v), (0.024, 0.022), palette.dark.times(shade));
            }
        }
        Pattern::Net => {
            for t in [0.28, 0.42] {
                plane.mark(
                    canvas,
                    &leg.chain.part((t, t + 0.09), (-0.7, 0.7)),
                    palette.dark.times(shade),
                    1.0,
                );
            }
        }
        _ => {}
    }
}

/// Wedges from the back down to `low`; `wide` is half of one at the back.
fn stripes(canvas: &mut Canvas, beast: &Beast<'_>, count: usize, wide: f32, low: f32) {
    let trunk = &beast.rig.trunk;
    for k in 0..count {
        let t = 0.09 + 0.80 * k as f32 / (count - 1) as f32;
        let tip = low + if k % 2 == 0 { 0.0 } else { 0.28 };
        let mid = (1.0 + tip) * 0.5;
        let wedge = [
            trunk.at(t - wide, 1.0),
            trunk.at(t - wide * 0.7 + 0.012, mid),
            trunk.at(t + 0.02, tip),
            trunk.at(t + wide * 0.7 + 0.012, mid),
            trunk.at(t + wide, 1.0),
        ];
        beast.plane.mark(canvas, &wedge, beast.palette.dark, 1.0);
    }
}

fn scatter(canvas: &mut Canvas, beast: &Beast<'_>, rng: &mut Rng, count: usize, size: Point) {
    let rosettes = beast.palette.pattern == Pattern::Rosettes;
    for k in 0..count {
        let row = k % 3;
        let t = 0.08 + 0.84 * (k as f32 + rng.range(0.1, 0.9)) / count as f32;
        let v = [0.72, 0.22, -0.28][row] + rng.range(-0.14, 0.14);
        let at = beast.rig.trunk.at(t, v);
        let r = rng.range(size.0, size.1);
        beast.plane.dot(canvas, at, (r, r * 0.88), beast.palette.dark);
        if rosettes {
            let inner = beast.palette.main.mix(beast.palette.dark, 0.30);
            beast.plane.dot(canvas, (at.0 + r * 0.15, at.1 - r * 0.1), (r * 0.5, r * 0.44), inner);
        }
    }
}

/// Large patches, as cows have; none reaches over the edge.
fn patches(canvas: &mut Canvas, beast: &Beast<'_>, rng: &mut Rng) {
    for (t, v, long, high) in [(0.16, 0.45, 0.14, 0.62), (0.50, 0.62, 0.15, 0.48), (0.80, 0.10, 0.12, 0.60)] {
        let (t, v) = (t + rng.range(-0.03, 0.03), v + rng.range(-0.12, 0.12));
        let outline: Outline = oval((0.0, 0.0), (1.0, 1.0))
            .iter()
            .map(|p| {
                let reach = rng.range(0.78, 1.16);
                let (t, v) = (t + p.0 * long * reach, v + p.1 * high * reach);
                beast.rig.trunk.at(t.clamp(0.0, 1.0), v.clamp(-1.0, 1.0))
            })
            .collect();
        beast.plane.area(canvas, &outline, beast.palette.dark);
    }
    beast.plane.area(canvas, &beast.rig.neck.part((0.25, 0.75), (0.1, 1.0)), beast.palette.dark);
}

/// A giraffe's patches, close together.
fn net(canvas: &mut Canvas, beast: &Beast<'_>) {
    let mut tiles = |chain: &Chain, columns: usize, rows: &[f32], from: f32| {
        let step = (1.0 - from) / columns as f32;
        for (r, v) in rows.iter().enumerate() {
            for c in 0..columns {
                let t = from + step * (c as f32 + if r % 2 == 0 { 0.30 } else { 0.72 });
                let high = 1.55 / rows.len() as f32 * 0.5;
                let tile: Outline =
                    [(-0.40, -0.5), (0.05, -1.0), (0.42, -0.62), (0.40, 0.55), (-0.02, 1.0), (-0.42, 0.66)]
                        .iter()
                        .map(|p| {
                            chain.at((t + p.0 * step).min(1.0), (v + p.1 * high * 0.84).clamp(-0.96, 0.96))
                        })
                        .collect();
                beast.plane.area(canvas, &tile, beast.palette.dark);
            }
        }
    };
    tiles(&beast.rig.trunk, 6, &[0.62, 0.06, -0.50], 0.04);
    tiles(&beast.rig.neck, 8, &[0.50, -0.45], 0.05);
}

/// Bands round a tail.
pub(super) fn rings(canvas: &mut Canvas, plane: &Plane, tail: &Chain, palette: &Palette) {
    for k in 0..5 {
        let t = 0.24 + 0.16 * k as f32;
        let part = tail.part((t, (t + 0.08).min(1.0)), (-1.0, 1.0));
        plane.mark(canvas, &part, palette.dark, 1.0);
    }
    canvas.wash(&plane.united(&tail.pieces(0.94, 1.0)), Tint::flat(palette.dark));
}

/// The colour of the bare skin of a tail.
pub(super) fn bare(palette: &Palette) -> Rgb {
    palette.main.mix(Rgb::hex(0xe8a0a0), 0.6)
}
