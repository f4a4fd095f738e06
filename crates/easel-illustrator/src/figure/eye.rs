//! Eyes of birds and dragons, which show a mood.

use super::body::Frame;
use crate::canvas::{Canvas, Tint};
use crate::colour::{Rgb, WHITE};
use crate::scene::Expression;
use crate::shape::{self, Point};

/// The colours of an eye.
#[derive(Clone, Copy)]
pub(crate) struct Look {
    /// What it lies on.
    pub(crate) face: Rgb,
    /// The ring round the pupil; without one the eye is dark.
    pub(crate) iris: Option<Rgb>,
}

/// An eye and its mood. `out` is 1 where the eye's outer corner lies ahead, -1 where it lies behind.
pub(crate) fn eye(
    canvas: &mut Canvas,
    f: &Frame,
    at: Point,
    r: f32,
    look: Look,
    expression: Expression,
    out: f32,
) {
    let ink = if look.face.luminance() < 0.3 { Rgb::hex(0xf6efdf) } else { Rgb::hex(0x2c2026) };
    let arc = |canvas: &mut Canvas, bend: f32| {
        let points = [
            (at.0 - r, at.1 - bend * r * 0.3),
            (at.0, at.1 + bend * r * 1.25),
            (at.0 + r, at.1 - bend * r * 0.3),
        ];
        f.curve(canvas, points, ink, 1.0, r * 0.34);
    };
    match expression {
        Expression::Glad => return arc(canvas, 1.0),
        Expression::Asleep => return arc(canvas, -0.8),
        _ => {}
    }
    let wide = if expression == Expression::Surprised { 1.22 } else { 1.0 };
    let r = r * wide;
    let down = if expression == Expression::Sad { -0.22 } else { 0.0 };
    let (x, y) = f.at(at.0, at.1);
    let size = f.height;
    canvas.fill(&shape::ellipse(x, y, r * size, r * size), Tint::flat(WHITE));
    if let Some(iris) = look.iris {
        f.dot(canvas, at, (r * 0.9, r * 0.9), iris, 1.0);
    }
    let pupil = match (expression, look.iris) {
        (Expression::Surprised, _) => 0.5,
        (_, Some(_)) => 0.58,
        _ => 0.8,
    };
    let middle = (at.0 + r * 0.08, at.1 + r * down);
    f.dot(canvas, middle, (r * pupil, r * pupil), Rgb::hex(0x1e1a22), 1.0);
    f.dot(canvas, (middle.0 + r * 0.24, middle.1 + r * 0.3), (r * 0.26, r * 0.26), WHITE, 1.0);
    f.dot(canvas, (middle.0 - r * 0.22, middle.1 - r * 0.28), (r * 0.12, r * 0.12), WHITE, 0.85);
    let brow = |canvas: &mut Canvas, inner: f32, outer: f32| {
        let points = [
            (at.0 - out * r * 1.15, at.1 + r * inner),
            (at.0, at.1 + r * (inner + outer) * 0.56),
            (at.0 + out * r * 1.15, at.1 + r * outer),
        ];
        f.curve(canvas, points, look.face.times(0.9), 1.0, r * 0.7);
        f.curve(canvas, points.map(|p| (p.0, p.1 - r * 0.3)), ink, 1.0, r * 0.2);
    };
    match expression {
        Expression::Angry => brow(canvas, 0.42, 1.25),
        Expression::Sad => {
            brow(canvas, 1.3, 0.62);
            let drop = (at.0 - r * 0.1, at.1 - r * 1.7);
            f.egg(canvas, drop, (r * 0.3, r * 0.45), Rgb::hex(0xcdeeff), Rgb::hex(0x7cc4ee));
        }
        _ => {}
    }
}
