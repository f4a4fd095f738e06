//! Outlines in scene units. A shape that cannot be built is `None` and simply not drawn.

use resvg::tiny_skia::{Path, PathBuilder, Rect};

/// An outline in scene units, or nothing.
pub(crate) type Shape = Option<Path>;

/// A point in scene units: x to the right, y downwards.
pub(crate) type Point = (f32, f32);

pub(crate) fn rect(x: f32, y: f32, width: f32, height: f32) -> Shape {
    Rect::from_xywh(x, y, width, height).map(PathBuilder::from_rect)
}

pub(crate) fn ellipse(x: f32, y: f32, rx: f32, ry: f32) -> Shape {
    Rect::from_xywh(x - rx, y - ry, rx * 2.0, ry * 2.0).and_then(PathBuilder::from_oval)
}

/// A closed figure with straight sides.
pub(crate) fn polygon(points: &[Point]) -> Shape {
    let (first, rest) = points.split_first()?;
    let mut path = PathBuilder::new();
    path.move_to(first.0, first.1);
    for point in rest {
        path.line_to(point.0, point.1);
    }
    path.close();
    path.finish()
}

/// A smooth closed figure through the points (Catmull-Rom).
pub(crate) fn blob(points: &[Point]) -> Shape {
    let n = points.len();
    if n < 3 {
        return None;
    }
    let mut path = PathBuilder::new();
    path.move_to(points[0].0, points[0].1);
    for i in 0..n {
        let (a, b, c, d) = (points[(i + n - 1) % n], points[i], points[(i + 1) % n], points[(i + 2) % n]);
        path.cubic_to(
            b.0 + (c.0 - a.0) / 6.0,
            b.1 + (c.1 - a.1) / 6.0,
            c.0 - (d.0 - b.0) / 6.0,
            c.1 - (d.1 - b.1) / 6.0,
            c.0,
            c.1,
        );
    }
    path.close();
    path.finish()
}

/// An open line with straight parts.
pub(crate) fn line(points: &[Point]) -> Shape {
    let (first, rest) = points.split_first()?;
    let mut path = PathBuilder::new();
    path.move_to(first.0, first.1);
    for point in rest {
        path.line_to(point.0, point.1);
    }
    path.finish()
}

/// An open curve from `a` to `b`, drawn towards `bend`.
pub(crate) fn curve(a: Point, bend: Point, b: Point) -> Shape {
    let mut path = PathBuilder::new();
    path.move_to(a.0, a.1);
    path.quad_to(bend.0, bend.1, b.0, b.1);
    path.finish()
}

/// A blade or leaf: thick at the root, pointed at the tip.
pub(crate) fn blade(root: Point, bend: Point, tip: Point, width: f32) -> Shape {
    let mut path = PathBuilder::new();
    path.move_to(root.0 - width, root.1);
    path.quad_to(bend.0 - width * 0.8, bend.1, tip.0, tip.1);
    path.quad_to(bend.0 + width * 0.8, bend.1, root.0 + width, root.1);
    path.close();
    path.finish()
}

/// A star with `points` tips.
pub(crate) fn star(x: f32, y: f32, outer: f32, inner: f32, points: usize) -> Shape {
    let corners: Vec<Point> = (0..points * 2)
        .map(|i| {
            let angle = i as f32 * std::f32::consts::PI / points as f32 - std::f32::consts::FRAC_PI_2;
            let radius = if i % 2 == 0 { outer } else { inner };
            (x + angle.cos() * radius, y + angle.sin() * radius)
        })
        .collect();
    polygon(&corners)
}

/// A rectangle with round corners.
pub(crate) fn round_rect(x: f32, y: f32, width: f32, height: f32, radius: f32) -> Shape {
    let r = radius.min(width / 2.0).min(height / 2.0);
    let (x1, y1) = (x + width, y + height);
    let mut path = PathBuilder::new();
    path.move_to(x + r, y);
    path.line_to(x1 - r, y);
    path.quad_to(x1, y, x1, y + r);
    path.line_to(x1, y1 - r);
    path.quad_to(x1, y1, x1 - r, y1);
    path.line_to(x + r, y1);
    path.quad_to(x, y1, x, y1 - r);
    path.line_to(x, y + r);
    path.quad_to(x, y, x + r, y);
    path.close();
    path.finish()
}
