//! What lives in the sea, from the side: whales, dolphins, sharks and bright little fish.

use super::body::Frame;
use super::eye::{self, Look};
use super::skin::{Knot, Skin, feather, merge};
use super::{Figure, Stature, dragon};
use crate::canvas::{Canvas, Tint};
use crate::colour::{Rgb, WHITE};
use crate::scene::{Beast, Expression, Pose};
use crate::shape::{self, Point};

/// A kind of swimmer, in shares of its height.
struct Swimmer {
    /// From the tail's root to the head, level.
    spine: &'static [Knot],
    /// A beak before the head, in radii of it.
    beak: f32,
    /// The tail stands upright, as a fish's does.
    upright: bool,
    /// Length of the back fin.
    fin: f32,
    hue: u32,
    belly: u32,
    spout: bool,
}

static WHALE: Swimmer = Swimmer {
    spine: &[
        (-0.92, 0.52, 0.05),
        (-0.66, 0.46, 0.10),
        (-0.34, 0.45, 0.22),
        (0.02, 0.46, 0.34),
        (0.36, 0.46, 0.37),
        (0.58, 0.45, 0.35),
    ],
    beak: 0.0,
    upright: false,
    fin: 0.0,
    hue: 0x4a86bf,
    belly: 0xe6f1f7,
    spout: true,
};

static ORCA: Swimmer = Swimmer {
    spine: &[
        (-0.92, 0.46, 0.05),
        (-0.66, 0.44, 0.11),
        (-0.34, 0.45, 0.21),
        (0.02, 0.46, 0.28),
        (0.36, 0.46, 0.26),
        (0.60, 0.45, 0.21),
    ],
    beak: 0.2,
    upright: false,
    fin: 0.42,
    hue: 0x2c333d,
    belly: 0xf7fafb,
    spout: false,
};

static DOLPHIN: Swimmer = Swimmer {
    spine: &[
        (-0.98, 0.44, 0.04),
        (-0.70, 0.45, 0.09),
        (-0.36, 0.48, 0.18),
        (0.02, 0.50, 0.235),
        (0.36, 0.48, 0.21),
        (0.58, 0.45, 0.19),
    ],
    beak: 1.0,
    upright: false,
    fin: 0.30,
    hue: 0x6c9fc4,
    belly: 0xeaf3f8,
    spout: false,
};

static SHARK: Swimmer = Swimmer {
    spine: &[
        (-0.98, 0.48, 0.04),
        (-0.72, 0.46, 0.08),
        (-0.36, 0.46, 0.17),
        (0.02, 0.46, 0.23),
        (0.38, 0.46, 0.21),
        (0.66, 0.46, 0.15),
    ],
    beak: 0.35,
    upright: true,
    fin: 0.36,
    hue: 0x7890a6,
    belly: 0xf0f4f6,
    spout: false,
};

static FISH: Swimmer = Swimmer {
    spine: &[
        (-0.56, 0.50, 0.06),
        (-0.42, 0.50, 0.14),
        (-0.16, 0.50, 0.32),
        (0.10, 0.50, 0.38),
        (0.34, 0.50, 0.33),
        (0.50, 0.50, 0.25),
    ],
    beak: 0.0,
    upright: true,
    fin: 0.0,
    hue: 0xf5862e,
    belly: 0xfbc35a,
    spout: false,
};

fn kind(beast: Beast) -> &'static Swimmer {
    match beast {
        Beast::Orca => &ORCA,
        Beast::Dolphin => &DOLPHIN,
        Beast::Shark => &SHARK,
        Beast::Fish => &FISH,
        _ => &WHALE,
    }
}

/// The spine, arched upwards in a leap and gently bent otherwise.
fn spine(kind: &Swimmer, pose: Pose) -> Skin {
    let (arch, lift) = match pose {
        Pose::Jump | Pose::Dance => (0.62, 0.22),
        Pose::Fly => (0.30, 0.0),
        Pose::Lie => (0.0, 0.0),
        _ if kind.upright => (0.0, 0.0),
        // Tail up, belly in the water.
        _ => (-0.16, -0.1),
    };
    let bent: Vec<Knot> =
        kind.spine.iter().map(|k| (k.0, k.1 + lift + arch * (0.35 - k.0 * k.0), k.2)).collect();
    Skin::new(&bent)
}

/// The room a swimmer takes.
pub(super) fn stature(beast: Beast, pose: Pose) -> Stature {
    let kind = kind(beast);
    let skin = spine(kind, pose);
    let (left, right, _, top) = skin.bounds();
    let (head, r) = skin.head();
    Stature {
        back: 0.22 - left,
        front: right + r * kind.beak * 0.9,
        top: top + if kind.spout { 0.42 } else { kind.fin * 0.6 },
        below: 0.0,
        face: (head, r * 1.1),
        saddle: Some(skin.at(3.2, 0.95)),
    }
}

/// Draws a swimmer.
pub(super) fn draw(canvas: &mut Canvas, figure: &Figure<'_>, beast: Beast) {
    let f = Frame::of(figure);
    let kind = kind(beast);
    let body = figure.entity.hue.unwrap_or(Rgb::hex(kind.hue));
    let skin = spine(kind, figure.pose);
    let mood = if figure.pose == Pose::Lie { Expression::Asleep } else { figure.expression };
    let (head, r) = skin.head();
    let (_, _, low, high) = skin.bounds();

    if kind.spout {
        spout(canvas, &f, (head.0 - 0.14, head.1 + r * 0.92));
    }
    flukes(canvas, &f, kind, &skin, body);
    fins(canvas, &f, beast, kind, &skin, body, false);
    let mut parts = vec![skin.outline(&f)];
    if kind.beak > 0.0 {
        let at = |x: f32, y: f32| (head.0 + x * r, head.1 + y * r);
        let tip = 1.0 + kind.beak * 0.9;
        parts.push(f.blob(&[
            at(0.5, 0.5),
            at(tip * 0.8, 0.02),
            at(tip, -0.16),
            at(tip * 0.92, -0.4),
            at(0.5, -0.7),
        ]));
    }
    merge(canvas, &parts, body, f.fade(high, low, body.times(1.14), body.times(0.78)));
    let belly = Rgb::hex(kind.belly);
    let pale = skin.patch(1.2, skin.end(), -0.98, -0.34);
    let belly =
        if beast == Beast::Fish && figure.entity.hue.is_some() { body.mix(WHITE, 0.4) } else { belly };
    canvas.wash(&f.blob(&pale), f.fade(high, low, belly.times(1.05), belly.times(0.88)));
    f.dot(canvas, (head.0 + r * 0.12, head.1 - r * 0.52), (r * 0.62, r * 0.42), belly.times(0.95), 1.0);
    marks(canvas, &f, beast, &skin, body);
    fins(canvas, &f, beast, kind, &skin, body, true);
    face(canvas, &f, beast, kind, &skin, body, mood);
    dragon::scarf(canvas, figure, &f, &skin, skin.end() - 0.9);
    dragon::hat(canvas, figure, &f, (head, r));
}

fn face(
    canvas: &mut Canvas,
    f: &Frame,
    beast: Beast,
    kind: &Swimmer,
    skin: &Skin,
    body: Rgb,
    mood: Expression,
) {
    let (head, r) = skin.head();
    let at = |x: f32, y: f32| (head.0 + x * r, head.1 + y * r);
    let dark = body.times(0.3);
    let (eye_at, size) = match beast {
        Beast::Whale => (at(0.35, -0.02), r * 0.15),
        Beast::Fish => (at(0.2, 0.28), r * 0.34),
        _ => (at(0.25, 0.08), r * 0.22),
    };
    let tip = 0.94 + kind.beak * 0.8;
    let (bend, end) = if mood == Expression::Sad { (-0.18, -0.62) } else { (-0.74, -0.16) };
    match mood {
        Expression::Glad | Expression::Surprised | Expression::Angry => {
            let gape = if mood == Expression::Glad { 0.3 } else { 0.42 };
            let mouth = [
                at(tip * 0.94, -0.24),
                at(0.5, -0.36),
                at(0.28, -0.3),
                at(0.5, -0.42 - gape),
                at(tip * 0.8, -0.32 - gape * 0.8),
            ];
            canvas.fill(&f.blob(&mouth), Tint::flat(Rgb::hex(0x9c3540)));
        }
        _ => f.curve(canvas, [at(tip, -0.3), at(0.62, bend), at(0.2, end)], dark, 1.0, r * 0.07),
    }
    let look = Look { face: body, iris: None };
    eye::eye(canvas, f, eye_at, size, look, mood, -1.0);
    if matches!(mood, Expression::Calm | Expression::Glad) {
        f.dot(
            canvas,
            (eye_at.0 - size * 0.4, eye_at.1 - size * 1.9),
            (size * 0.8, size * 0.5),
            Rgb::hex(0xf2707c),
            0.4,
        );
    }
}

/// Stripes, patches and gills.
fn marks(canvas: &mut Canvas, f: &Frame, beast: Beast, skin: &Skin, body: Rgb) {
    match beast {
        Beast::Fish => {
            for (along, wide) in [(1.3, 0.34), (2.9, 0.42), (4.1, 0.3)] {
                let stripe = skin.patch(along - wide * 0.5, along + wide * 0.5, -0.93, 0.93);
                canvas.wash(&f.blob(&stripe), Tint::flat(Rgb::hex(0xfdf8ee)));
                for edge in [-0.5, 0.5] {
                    let at = along + wide * edge;
                    let line = [skin.at(at, -0.97), skin.at(at + edge * 0.5, 0.0), skin.at(at, 0.97)];
                    f.curve(canvas, line, Rgb::hex(0x3a2a2a), 0.85, 0.016);
                }
            }
        }
        Beast::Orca => {
            let (head, r) = skin.head();
            f.dot(canvas, (head.0 + r * 0.02, head.1 + r * 0.42), (r * 0.42, r * 0.2), WHITE, 1.0);
            let saddle = skin.patch(2.1, 2.7, 0.35, 0.9);
            canvas.wash(&f.blob(&saddle), Tint::veil(WHITE, 0.5));
        }
        Beast::Whale => {
            for k in 0..5 {
                let across = -0.5 - 0.1 * k as f32;
                let fold = [skin.at(4.7, across), skin.at(3.9, across - 0.04), skin.at(3.0, across)];
                f.curve(canvas, fold, Rgb::hex(0x9db9cc), 0.7, 0.008);
            }
        }
        Beast::Shark => {
            for along in [4.0, 4.16, 4.32] {
                let gill = [skin.at(along, 0.2), skin.at(along - 0.06, -0.05), skin.at(along, -0.3)];
                f.curve(canvas, gill, body.times(0.6), 0.9, 0.012);
            }
        }
        _ => {}
    }
}

fn flukes(canvas: &mut Canvas, f: &Frame, kind: &Swimmer, skin: &Skin, body: Rgb) {
    let (root, way) = (skin.at(0.2, 0.0), skin.way(0.1));
    let at = |along: f32, across: f32| {
        (root.0 - way.0 * along - way.1 * across, root.1 - way.1 * along + way.0 * across)
    };
    let size = if kind.beak == 0.0 && kind.upright { 0.34 } else { 0.26 };
    let tail: Vec<Point> = if kind.upright {
        vec![
            at(-0.06, 0.0),
            at(size * 0.6, size * 0.95),
            at(size * 1.05, size * 1.1),
            at(size * 0.62, 0.0),
            at(size * 0.95, -size * 0.9),
            at(size * 0.5, -size * 0.75),
        ]
    } else {
        // Seen at a slant: one half nearer than the other.
        vec![
            at(-0.08, 0.0),
            at(0.10, 0.16),
            at(0.26, 0.30),
            at(0.22, 0.12),
            at(0.14, 0.04),
            at(0.26, -0.06),
            at(0.34, -0.16),
            at(0.14, -0.12),
        ]
    };
    canvas.fill(&f.blob(&tail), f.fade(root.1 + size, root.1 - size, body.times(1.1), body.times(0.8)));
}

fn fins(canvas: &mut Canvas, f: &Frame, beast: Beast, kind: &Swimmer, skin: &Skin, body: Rgb, near: bool) {
    let dim = body.times(if near { 0.92 } else { 0.8 });
    if !near {
        if beast == Beast::Fish {
            let top = [skin.at(1.6, 0.8), skin.at(2.2, 1.45), skin.at(3.2, 1.4), skin.at(4.0, 0.85)];
            canvas.fill(&f.blob(&top), f.fade(1.1, 0.7, body.times(1.1), body.times(0.85)));
            let low = [skin.at(1.6, -0.8), skin.at(2.0, -1.4), skin.at(2.7, -0.9)];
            canvas.fill(&f.blob(&low), Tint::flat(dim));
        }
        if kind.fin > 0.0 {
            let (a, b) = (skin.at(2.3, 0.8), skin.at(3.2, 0.85));
            let tip = (skin.at(2.0, 1.0).0, skin.at(2.4, 1.0).1 + kind.fin * 0.62);
            let fin = [a, tip, ((tip.0 + b.0) * 0.5 + 0.03, (tip.1 + b.1) * 0.5 + 0.05), b];
            canvas.fill(&f.blob(&fin), f.fade(tip.1, a.1, body.times(1.1), body.times(0.85)));
        }
        let (root, tip) = (skin.at(3.6, -0.7), skin.at(2.9, -1.5));
        if beast != Beast::Fish {
            canvas.fill(&feather(f, root, tip, 0.13), Tint::flat(dim));
        }
        return;
    }
    let (root, tip, wide) = match beast {
        Beast::Fish => (skin.at(3.4, -0.15), skin.at(2.3, -0.5), 0.2),
        Beast::Whale => (skin.at(3.5, -0.55), skin.at(2.2, -1.15), 0.18),
        _ => (skin.at(3.7, -0.5), skin.at(2.5, -1.5), 0.16),
    };
    canvas.fill(&feather(f, root, tip, wide), f.fade(root.1, tip.1, body.times(1.05), dim));
}

/// A whale's fountain.
fn spout(canvas: &mut Canvas, f: &Frame, from: Point) {
    let water = Rgb::hex(0x9fdcf2);
    for side in [-1.0, 1.0] {
        let arc = [
            (from.0, from.1 - 0.05),
            (from.0 + side * 0.02, from.1 + 0.42),
            (from.0 + side * 0.2, from.1 + 0.2),
        ];
        f.limb(canvas, arc, 0.045, water);
        for (x, y, r) in [(0.23, 0.12, 0.022), (0.27, 0.22, 0.016), (0.12, 0.36, 0.018)] {
            let (x, y) = f.at(from.0 + side * x, from.1 + y);
            canvas.fill(&shape::ellipse(x, y, r * f.height, r * 1.3 * f.height), Tint::flat(water));
        }
    }
}
