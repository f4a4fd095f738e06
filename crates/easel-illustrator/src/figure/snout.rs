//! Heads of dragons and dinosaurs: a snout that opens, eyes that show a mood, fire for those who have it.

use super::body::Frame;
use super::eye::{self, Look};
use super::skin::{Skin, merge};
use crate::canvas::{Canvas, Tint};
use crate::colour::{Rgb, WHITE};
use crate::scene::Expression;
use crate::shape::{self, Point};

/// What kind of snout a head has.
#[derive(Debug, PartialEq)]
pub(crate) struct Snout {
    /// Its length over a dragon's.
    pub(crate) long: f32,
    /// Its depth over a dragon's.
    pub(crate) deep: f32,
    pub(crate) fangs: bool,
    pub(crate) fire: bool,
    pub(crate) iris: Option<u32>,
}

/// How far the mouth is open, in radii of the head.
fn opening(mood: Expression) -> f32 {
    match mood {
        Expression::Glad => 0.28,
        Expression::Surprised => 0.42,
        Expression::Angry => 0.46,
        Expression::Calm | Expression::Sad | Expression::Asleep => 0.0,
    }
}

impl Snout {
    /// A point in radii of the head, drawn out or pressed together before and below its middle.
    fn at(&self, (head, r): (Point, f32), x: f32, y: f32) -> Point {
        let ahead = if x > 0.0 { x * self.long } else { x };
        let up = if x > 0.2 { y * self.deep } else { y };
        (head.0 + ahead * r, head.1 + up * r)
    }
}

/// Draws head, snout and the whole body in one.
pub(crate) fn draw(
    canvas: &mut Canvas,
    f: &Frame,
    snout: &Snout,
    skin: &Skin,
    colour: Rgb,
    tint: Tint,
    mood: Expression,
) {
    let (head, r) = skin.head();
    let at = |x: f32, y: f32| snout.at((head, r), x, y);
    let open = opening(mood);
    if open > 0.0 {
        let mouth = [at(0.2, -0.35), at(1.75, -0.15), at(1.7, -0.45 - open), at(0.2, -0.75)];
        canvas.fill(&f.blob(&mouth), Tint::flat(Rgb::hex(0x8a2a34)));
        let tongue = [at(0.6, -0.6), at(1.3, -0.42 - open * 0.6), at(1.45, -0.5 - open * 0.8), at(0.8, -0.8)];
        canvas.wash(&f.blob(&tongue), Tint::flat(Rgb::hex(0xf0807c)));
    }
    let jaw = f.blob(&[
        at(-0.2, -0.45),
        at(0.7, -0.5 - open * 0.7),
        at(1.45, -0.36 - open),
        at(1.62, -0.5 - open),
        at(1.35, -0.68 - open),
        at(0.6, -0.85 - open * 0.7),
        at(-0.2, -0.9),
    ]);
    let (x, y) = f.at(head.0, head.1);
    let skull = shape::ellipse(x, y, r * f.height, r * f.height * 0.96);
    let upper = f.blob(&[
        at(0.0, 0.75),
        at(0.75, 0.58),
        at(1.35, 0.40),
        at(1.72, 0.36),
        at(1.92, 0.08),
        at(1.82, -0.30),
        at(1.2, -0.46),
        at(0.4, -0.55),
        at(-0.2, -0.5),
    ]);
    merge(canvas, &[skin.outline(f), skull, jaw, upper], colour, tint);
}

/// Mouth, nostril and eye, painted over what hangs on the head.
pub(crate) fn face(
    canvas: &mut Canvas,
    f: &Frame,
    snout: &Snout,
    (head, r): (Point, f32),
    colour: Rgb,
    mood: Expression,
) {
    let at = |x: f32, y: f32| snout.at((head, r), x, y);
    let dark = colour.times(0.34);
    if opening(mood) == 0.0 {
        let (bend, end) = if mood == Expression::Sad { (-0.22, -0.62) } else { (-0.78, -0.3) };
        f.curve(canvas, [at(1.84, -0.26), at(1.0, bend), at(0.28, end)], dark, 1.0, r * 0.09);
    }
    if snout.fangs {
        for (x, y) in [(1.6, -0.36), (1.2, -0.46)] {
            let fang = [at(x - 0.13, y + 0.06), at(x + 0.13, y + 0.06), at(x, y - 0.24)];
            canvas.fill(&shape::polygon(&f.path(&fang)), Tint::flat(WHITE));
        }
    }
    f.dot(canvas, at(1.66, 0.18), (r * 0.12, r * 0.08), dark, 1.0);
    let look = Look { face: colour, iris: snout.iris.map(Rgb::hex) };
    eye::eye(canvas, f, (head.0 + r * 0.42, head.1 + r * 0.24), r * 0.34, look, mood, -1.0);
    if matches!(mood, Expression::Calm | Expression::Glad) {
        f.dot(canvas, at(0.42, -0.32), (r * 0.24, r * 0.14), Rgb::hex(0xf2707c), 0.4);
    }
    match mood {
        Expression::Angry if snout.fire => fire(canvas, f, at(1.8, -0.55), r),
        Expression::Asleep => {
            for (x, y, size) in [(2.1, 0.5, 0.16), (2.4, 0.95, 0.22), (2.3, 1.5, 0.28)] {
                f.dot(canvas, at(x, y), (r * size, r * size), Rgb::hex(0xe8e4ea), 0.7);
            }
        }
        _ => {}
    }
}

/// A tongue of fire that starts at the mouth.
fn fire(canvas: &mut Canvas, f: &Frame, from: Point, r: f32) {
    for (k, hue) in [(1.0, 0xee5a2a), (0.72, 0xf9a32e), (0.42, 0xffe680)] {
        let at = |x: f32, y: f32| (from.0 + x * k * r, from.1 + y * k * r);
        let flame = f.blob(&[
            (from.0 - 0.2 * r, from.1 + 0.12 * r),
            at(1.4, 0.5),
            at(2.4, 0.95),
            at(2.5, 0.45),
            at(3.5, 0.5),
            at(3.0, 0.0),
            at(3.7, -0.45),
            at(2.5, -0.55),
            at(2.2, -1.05),
            at(1.2, -0.62),
            (from.0 - 0.2 * r, from.1 - 0.14 * r),
        ]);
        canvas.fill(&flame, Tint::flat(Rgb::hex(hue)));
    }
}
