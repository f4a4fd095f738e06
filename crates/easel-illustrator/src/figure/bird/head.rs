//! Birds' heads: eyes that show a mood, beaks that open, crests.

use super::Plumage;
use super::species::{Beak, Crest};
use super::wing::peak;
use crate::canvas::{Canvas, Tint};
use crate::colour::Rgb;
use crate::figure::body::Frame;
use crate::figure::skin::{Knot, Skin, feather, polar};
use crate::scene::Expression;
use crate::shape::{self, Point};

/// Upper and lower half of a beak, in radii of the head, seen from where it leaves the head.
struct Profile {
    upper: &'static [Point],
    lower: &'static [Point],
}

fn profile(beak: Beak) -> Profile {
    let (upper, lower): (&'static [Point], &'static [Point]) = match beak {
        Beak::Cone => (
            &[(-0.1, 0.32), (0.3, 0.28), (0.62, 0.12), (0.84, -0.1), (-0.1, -0.1)],
            &[(-0.1, -0.1), (0.66, -0.1), (0.38, -0.26), (-0.1, -0.32)],
        ),
        Beak::Thin => (
            &[(-0.1, 0.18), (0.6, 0.1), (1.0, -0.06), (-0.1, -0.06)],
            &[(-0.1, -0.06), (0.85, -0.07), (-0.1, -0.22)],
        ),
        Beak::Hook => (
            &[
                (-0.12, 0.36),
                (0.35, 0.36),
                (0.72, 0.2),
                (0.92, -0.14),
                (0.86, -0.46),
                (0.64, -0.14),
                (0.3, -0.08),
                (-0.12, -0.1),
            ],
            &[(-0.12, -0.1), (0.3, -0.1), (0.6, -0.16), (0.5, -0.32), (-0.12, -0.36)],
        ),
        Beak::Parrot => (
            &[
                (-0.15, 0.42),
                (0.3, 0.45),
                (0.6, 0.24),
                (0.74, -0.15),
                (0.6, -0.66),
                (0.44, -0.25),
                (0.22, -0.08),
                (-0.15, -0.1),
            ],
            &[(-0.1, -0.1), (0.26, -0.1), (0.42, -0.3), (0.24, -0.5), (-0.1, -0.44)],
        ),
        Beak::Flat => (
            &[
                (-0.15, 0.3),
                (0.25, 0.18),
                (0.65, 0.06),
                (1.02, 0.1),
                (1.14, 0.0),
                (1.02, -0.1),
                (0.5, -0.14),
                (-0.15, -0.1),
            ],
            &[(-0.15, -0.1), (0.5, -0.14), (0.98, -0.12), (0.88, -0.24), (0.4, -0.3), (-0.15, -0.32)],
        ),
        Beak::Spear => (
            &[(-0.15, 0.34), (1.1, 0.14), (2.5, -0.12), (-0.15, -0.06)],
            &[(-0.15, -0.06), (2.3, -0.14), (1.0, -0.24), (-0.15, -0.32)],
        ),
        Beak::Gull => (
            &[(-0.1, 0.24), (0.7, 0.2), (1.08, 0.08), (1.16, -0.18), (0.94, -0.06), (-0.1, -0.06)],
            &[(-0.1, -0.06), (0.94, -0.08), (0.8, -0.26), (-0.1, -0.28)],
        ),
        Beak::Toucan => (
            &[
                (-0.15, 0.52),
                (0.6, 0.58),
                (1.4, 0.44),
                (2.0, 0.06),
                (2.15, -0.42),
                (1.8, -0.15),
                (1.0, -0.02),
                (-0.15, -0.06),
            ],
            &[(-0.15, -0.06), (1.0, -0.04), (1.75, -0.18), (1.5, -0.4), (0.7, -0.46), (-0.15, -0.42)],
        ),
        Beak::Bent => (
            &[
                (-0.15, 0.36),
                (0.6, 0.34),
                (1.15, -0.02),
                (1.25, -0.66),
                (1.02, -0.55),
                (0.78, -0.12),
                (-0.15, -0.08),
            ],
            &[(-0.15, -0.08), (0.78, -0.12), (1.02, -0.55), (1.12, -0.72), (0.6, -0.54), (-0.15, -0.34)],
        ),
        Beak::Pouch => (
            &[(-0.15, 0.3), (1.2, 0.16), (2.5, 0.04), (2.62, -0.16), (2.4, -0.1), (-0.15, -0.08)],
            &[(-0.15, -0.08), (2.4, -0.12), (2.0, -0.42), (1.3, -0.86), (0.6, -0.92), (0.05, -0.5)],
        ),
        Beak::Needle => (
            &[(-0.1, 0.14), (0.4, 0.07), (2.3, 0.05), (0.4, -0.06), (-0.1, -0.08)],
            &[(-0.1, -0.06), (1.4, -0.0), (0.3, -0.12), (-0.1, -0.16)],
        ),
    };
    Profile { upper, lower }
}

/// How far the lower half hangs down, in degrees.
fn gape(expression: Expression) -> f32 {
    match expression {
        Expression::Glad => 16.0,
        Expression::Surprised => 24.0,
        Expression::Angry => 22.0,
        Expression::Calm | Expression::Sad | Expression::Asleep => 0.0,
    }
}

/// Draws a beak on a head and answers where its tip is.
pub(super) fn beak(
    canvas: &mut Canvas,
    f: &Frame,
    kind: Beak,
    (head, r): (Point, f32),
    bill: Rgb,
    expression: Expression,
) -> Point {
    let root = (head.0 + r * 0.86, head.1 - r * 0.10);
    let Profile { upper, lower } = profile(kind);
    let gape = gape(expression);
    let turned = |points: &[Point], degrees: f32| -> Vec<Point> {
        let (s, c) = degrees.to_radians().sin_cos();
        points.iter().map(|p| (root.0 + (p.0 * c - p.1 * s) * r, root.1 + (p.0 * s + p.1 * c) * r)).collect()
    };
    let (top, low) = (turned(upper, gape * 0.3), turned(lower, -gape));
    if gape > 0.0 {
        let reach = lower.iter().fold(0.0f32, |most, p| most.max(p.0)) * 0.8;
        let mouth = [
            turned(&[(0.0, 0.05)], 0.0),
            turned(&[(reach, -0.08)], gape * 0.3),
            turned(&[(reach, -0.1)], -gape),
        ];
        let mouth: Vec<Point> = mouth.into_iter().flatten().collect();
        canvas.wash(&shape::polygon(&f.path(&mouth)), Tint::flat(Rgb::hex(0x8c2f34)));
    }
    let dim = bill.times(0.82);
    canvas.fill(&shape::polygon(&f.path(&low)), f.fade(root.1, root.1 - r * 0.4, dim, dim.times(0.86)));
    canvas.fill(
        &shape::polygon(&f.path(&top)),
        f.fade(root.1 + r * 0.4, root.1 - r * 0.4, bill.times(1.08), bill.times(0.9)),
    );
    ornament(canvas, f, kind, &turned(upper, gape * 0.3), root, r);
    upper
        .iter()
        .zip(&top)
        .fold((f32::MIN, root), |best, (plain, at)| if plain.0 > best.0 { (plain.0, *at) } else { best })
        .1
}

/// Dark tips, red spots and nostrils.
fn ornament(canvas: &mut Canvas, f: &Frame, kind: Beak, top: &[Point], root: Point, r: f32) {
    let dark = Rgb::hex(0x2b2a30);
    match kind {
        Beak::Toucan | Beak::Bent if top.len() > 5 => {
            let tip = &top[top.len() - 5..top.len() - 2];
            let (a, b) = (top[top.len() - 5], top[top.len() - 3]);
            let mut points = tip.to_vec();
            points.push(((a.0 + b.0) * 0.5 - r * 0.08, (a.1 + b.1) * 0.5));
            canvas.wash(&shape::polygon(&f.path(&points)), Tint::flat(dark));
        }
        Beak::Gull => f.dot(
            canvas,
            (root.0 + r * 0.86, root.1 - r * 0.12),
            (r * 0.1, r * 0.07),
            Rgb::hex(0xd8402f),
            1.0,
        ),
        Beak::Flat | Beak::Hook | Beak::Parrot => {
            f.dot(
                canvas,
                (root.0 + r * 0.24, root.1 + r * 0.1),
                (r * 0.07, r * 0.045),
                Rgb::hex(0x5a3420),
                0.75,
            );
        }
        _ => {}
    }
}

/// What of a crest lies behind the head.
pub(super) fn crest_behind(
    canvas: &mut Canvas,
    f: &Frame,
    kind: Crest,
    (head, r): (Point, f32),
    paint: &Plumage,
) {
    let at = |x: f32, y: f32| (head.0 + x * r, head.1 + y * r);
    match kind {
        Crest::Comb => {
            let red = Rgb::hex(0xd83a34);
            let comb = [
                at(-0.75, 0.55),
                at(-0.85, 1.05),
                at(-0.52, 1.0),
                at(-0.35, 1.42),
                at(-0.05, 1.12),
                at(0.25, 1.46),
                at(0.42, 1.05),
                at(0.72, 1.12),
                at(0.62, 0.5),
            ];
            canvas.fill(&f.blob(&comb), f.fade(comb[3].1, comb[0].1, red.times(1.1), red.times(0.85)));
        }
        Crest::Peak => {
            let light = paint.back.luminance() > 0.8;
            peak(canvas, f, head, r, if light { Rgb::hex(0xf6d04a) } else { paint.crest });
        }
        Crest::Beads => {
            for turn in [68.0, 88.0, 108.0, 128.0] {
                let (from, to) = (polar(head, turn, r * 0.8), polar(head, turn, r * 1.75));
                f.curve(
                    canvas,
                    [from, polar(head, turn + 4.0, r * 1.3), to],
                    paint.back.times(0.8),
                    1.0,
                    r * 0.09,
                );
                f.dot(canvas, to, (r * 0.17, r * 0.17), Rgb::hex(0x2fa79a), 1.0);
            }
        }
        Crest::Flame => {
            for (turn, long, hue) in [(150.0, 2.1, 0xf0602a), (118.0, 2.2, 0xf7a037), (90.0, 1.8, 0xffd34a)] {
                let tongue = feather(f, polar(head, turn, r * 0.4), polar(head, turn, r * long), r * 0.62);
                canvas.fill(&tongue, Tint::flat(Rgb::hex(hue)));
            }
        }
        Crest::Streamer => {
            let knots: [Knot; 3] = [
                (head.0 + r * 0.1, head.1 + r * 0.62, r * 0.32),
                (head.0 - r * 1.1, head.1 + r * 0.55, r * 0.2),
                (head.0 - r * 2.3, head.1 - r * 0.3, r * 0.05),
            ];
            canvas.fill(&Skin::new(&knots).outline(f), Tint::flat(Rgb::hex(0x37404c)));
        }
        Crest::None | Crest::Wattle => {}
    }
}

/// What of a crest hangs before the head.
pub(super) fn wattle(canvas: &mut Canvas, f: &Frame, kind: Crest, (head, r): (Point, f32)) {
    let red = Rgb::hex(0xd83a34);
    let long = match kind {
        Crest::Comb => 0.42,
        Crest::Wattle => 0.85,
        _ => return,
    };
    f.egg(
        canvas,
        (head.0 + r * 0.82, head.1 - r * (0.42 + long * 0.6)),
        (r * 0.2, r * long),
        red,
        red.times(0.8),
    );
}
