//! Outlines as lists of lines and curves.

use crate::text::Ink;

/// One step of an outline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    /// Begins at a place.
    Move([f32; 2]),
    /// A straight line to a place.
    Line([f32; 2]),
    /// A curve to the last place, by two others.
    Curve([f32; 2], [f32; 2], [f32; 2]),
    /// Back to where it began.
    Close,
}

/// An outline.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Outline(pub Vec<Step>);

/// How an outline is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// How wide.
    pub width: f32,
    /// Its colour.
    pub ink: Ink,
    /// Lengths of dashes and gaps, where it has them.
    pub dash: Option<[f32; 2]>,
}

/// Lengths of a quarter circle's handles.
const ROUND: f32 = 0.552_284_8;

impl Outline {
    /// Straight from place to place and back.
    #[must_use]
    pub fn polygon(corners: &[[f32; 2]]) -> Self {
        let steps = corners.iter().enumerate();
        let steps = steps.map(|(at, place)| if at == 0 { Step::Move(*place) } else { Step::Line(*place) });
        Self(steps.chain([Step::Close]).collect())
    }

    /// A polygon with round corners.
    #[must_use]
    pub fn rounded(corners: &[[f32; 2]], radius: f32) -> Self {
        if radius <= 0.0 || corners.len() < 3 {
            return Self::polygon(corners);
        }
        let count = corners.len();
        let towards = |from: [f32; 2], to: [f32; 2], most: f32| {
            let (dx, dy) = (to[0] - from[0], to[1] - from[1]);
            let length = dx.hypot(dy).max(1e-3);
            let share = (most / length).min(0.5);
            [from[0] + dx * share, from[1] + dy * share]
        };
        let mut steps = Vec::with_capacity(count * 2 + 1);
        for at in 0..count {
            let (before, here, after) =
                (corners[(at + count - 1) % count], corners[at], corners[(at + 1) % count]);
            let (from, to) = (towards(here, before, radius), towards(here, after, radius));
            steps.push(if at == 0 { Step::Move(from) } else { Step::Line(from) });
            let handle = |end: [f32; 2]| mix(end, here, ROUND);
            steps.push(Step::Curve(handle(from), handle(to), to));
        }
        steps.push(Step::Close);
        Self(steps)
    }

    /// The same, elsewhere.
    #[must_use]
    pub(crate) fn moved(self, x: f32, y: f32) -> Self {
        let at = |[a, b]: [f32; 2]| [a + x, b + y];
        let step = |step| match step {
            Step::Move(p) => Step::Move(at(p)),
            Step::Line(p) => Step::Line(at(p)),
            Step::Curve(a, b, c) => Step::Curve(at(a), at(b), at(c)),
            Step::Close => Step::Close,
        };
        Self(self.0.into_iter().map(step).collect())
    }

    /// A circle.
    #[must_use]
    pub fn circle([x, y]: [f32; 2], radius: f32) -> Self {
        let (r, h) = (radius, radius * ROUND);
        Self(vec![
            Step::Move([x + r, y]),
            Step::Curve([x + r, y + h], [x + h, y + r], [x, y + r]),
            Step::Curve([x - h, y + r], [x - r, y + h], [x - r, y]),
            Step::Curve([x - r, y - h], [x - h, y - r], [x, y - r]),
            Step::Curve([x + h, y - r], [x + r, y - h], [x + r, y]),
            Step::Close,
        ])
    }

    /// Goes on along places, without corners between them.
    pub(crate) fn smooth(&mut self, places: &[[f32; 2]]) {
        for at in 1..places.len() {
            let get = |at: isize| places[at.clamp(0, places.len() as isize - 1) as usize];
            let at = at as isize;
            let (before, from, to, after) = (get(at - 2), get(at - 1), get(at), get(at + 1));
            let handle = |end: [f32; 2], a: [f32; 2], b: [f32; 2], way: f32| {
                [end[0] + way * (b[0] - a[0]) / 6.0, end[1] + way * (b[1] - a[1]) / 6.0]
            };
            self.0.push(Step::Curve(handle(from, before, to, 1.0), handle(to, from, after, -1.0), to));
        }
    }

    /// The outline as corners, curves cut into straight pieces: for looking at what lies within.
    #[must_use]
    pub fn flattened(&self) -> Vec<[f32; 2]> {
        let (mut corners, mut here) = (Vec::new(), [0.0, 0.0]);
        for step in &self.0 {
            match *step {
                Step::Move(to) | Step::Line(to) => {
                    corners.push(to);
                    here = to;
                }
                Step::Curve(a, b, to) => {
                    for part in 1..=12_u8 {
                        let t = f32::from(part) / 12.0;
                        let one = [mix(here, a, t), mix(a, b, t), mix(b, to, t)];
                        corners.push(mix(mix(one[0], one[1], t), mix(one[1], one[2], t), t));
                    }
                    here = to;
                }
                Step::Close => {}
            }
        }
        corners
    }

    /// Whether a place lies within the outline.
    #[must_use]
    pub fn holds(&self, [x, y]: [f32; 2]) -> bool {
        let corners = self.flattened();
        let mut within = false;
        for at in 0..corners.len() {
            let ([ax, ay], [bx, by]) = (corners[at], corners[(at + 1) % corners.len()]);
            if (ay > y) != (by > y) && x < (bx - ax) * (y - ay) / (by - ay) + ax {
                within = !within;
            }
        }
        within
    }
}

/// A place between two.
pub(crate) fn mix(a: [f32; 2], b: [f32; 2], share: f32) -> [f32; 2] {
    [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share]
}
