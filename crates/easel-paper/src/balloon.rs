//! Balloons as outlines, with tails that follow what they point at, and the room that text has in them.

use crate::{
    fit::Room,
    shape::{Outline, Step, mix},
};
use easel_works::book::{Balloon, BalloonKind};
use std::f32::consts::{PI, TAU};

/// Between an ellipse and a box: fuller than an ellipse, as letterers draw balloons.
const POWER: f32 = 2.4;
/// Places around a body.
const AROUND: usize = 48;
/// How far a burst's inner corners and a cloud's inner body lie from the frame, shares of it.
const BURST: f32 = 0.80;
const CLOUD: f32 = 0.90;

/// A balloon's outlines: its body with its tails, and what floats beside it.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct BalloonShape {
    /// Drawn in this order.
    pub outlines: Vec<Outline>,
    /// Dashed.
    pub dashed: bool,
}

/// The body of a balloon as an ellipse-like shape around its middle.
#[derive(Clone, Copy)]
struct Body {
    middle: [f32; 2],
    a: f32,
    b: f32,
    power: f32,
}

impl Body {
    fn of(balloon: &Balloon, share: f32, power: f32) -> Self {
        let frame = balloon.frame;
        let (w, h) = (frame.width as f32, frame.height as f32);
        let middle = [frame.x as f32 + w / 2.0, frame.y as f32 + h / 2.0];
        // What a share takes off is taken off both sides alike, so that long bodies keep their ends.
        let off = (1.0 - share) * w.min(h) / 2.0;
        Self { middle, a: (w / 2.0 - off).max(1.0), b: (h / 2.0 - off).max(1.0), power }
    }

    /// The place on its rim in this direction; `out` shares further from the middle.
    fn at(self, angle: f32, out: f32) -> [f32; 2] {
        let (c, s) = (angle.cos(), angle.sin());
        let reach = ((c.abs() / self.a).powf(self.power) + (s.abs() / self.b).powf(self.power))
            .powf(-1.0 / self.power);
        [self.middle[0] + c * reach * out, self.middle[1] + s * reach * out]
    }

    fn angle(self, to: [f32; 2]) -> f32 {
        (to[1] - self.middle[1]).atan2(to[0] - self.middle[0])
    }

    /// Whether a place lies outside, so far that a tail can be seen.
    fn is_outside(self, place: [f32; 2]) -> bool {
        let rim = self.at(self.angle(place), 1.05);
        distance(self.middle, place) > distance(self.middle, rim)
    }
}

fn distance(a: [f32; 2], b: [f32; 2]) -> f32 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}

/// What text may take in a balloon.
#[must_use]
pub fn room(balloon: &Balloon) -> Room {
    let (width, height) = (balloon.frame.width as f32, balloon.frame.height as f32);
    let side = width.min(height);
    let within = |share: f32, power| Room {
        width: width - (1.0 - share) * side,
        height: height - (1.0 - share) * side,
        power: Some(power),
    };
    match balloon.kind {
        BalloonKind::Speech | BalloonKind::Whisper => within(0.90, POWER),
        BalloonKind::Thought => within(CLOUD - 0.10, POWER),
        BalloonKind::Shout => within(BURST - 0.06, 2.0),
        BalloonKind::Caption => Room {
            width: width - (side * 0.18).min(360.0),
            height: height - (side * 0.18).min(300.0),
            power: None,
        },
        BalloonKind::Effect => Room { width, height, power: None },
    }
}

/// How a balloon is drawn.
#[must_use]
pub fn balloon_shape(balloon: &Balloon) -> BalloonShape {
    let tails: Vec<[f32; 2]> = balloon.tails.iter().map(|p| [p.x as f32, p.y as f32]).collect();
    match balloon.kind {
        BalloonKind::Speech => BalloonShape { outlines: vec![speech(balloon, &tails)], dashed: false },
        BalloonKind::Whisper => BalloonShape { outlines: vec![speech(balloon, &tails)], dashed: true },
        BalloonKind::Thought => BalloonShape { outlines: thought(balloon, &tails), dashed: false },
        BalloonKind::Shout => BalloonShape { outlines: vec![shout(balloon, &tails)], dashed: false },
        BalloonKind::Caption => {
            let rect = balloon.frame.rect();
            let corners = rect.polygon().into_iter().map(|p| [p.x as f32, p.y as f32]);
            let corners: Vec<[f32; 2]> = corners.collect();
            BalloonShape { outlines: vec![Outline::rounded(&corners, 50.0)], dashed: false }
        }
        BalloonKind::Effect => BalloonShape::default(),
    }
}

/// A body, drawn once around, that goes out to each target and back.
fn speech(balloon: &Balloon, tails: &[[f32; 2]]) -> Outline {
    let body = Body::of(balloon, 1.0, POWER);
    let mut tails: Vec<(f32, [f32; 2])> = (tails.iter())
        .filter(|tip| body.is_outside(**tip))
        .map(|tip| (body.angle(*tip).rem_euclid(TAU), *tip))
        .collect();
    tails.sort_by(|one, two| one.0.total_cmp(&two.0));
    // A foot takes the same length of the rim wherever it stands.
    let foot = |angle: f32| {
        let wide = (body.a.min(body.b) * 0.26).clamp(60.0, 420.0);
        (wide / distance(body.middle, body.at(angle, 1.0)).max(1.0)).clamp(0.05, 0.35)
    };
    let mut outline = Outline::default();
    let Some(first) = tails.first() else {
        let places: Vec<[f32; 2]> =
            (0..AROUND).map(|at| body.at(TAU * at as f32 / AROUND as f32, 1.0)).collect();
        closed(&mut outline, &places);
        return outline;
    };
    let begin = first.0 + foot(first.0);
    outline.0.push(Step::Move(body.at(begin, 1.0)));
    let mut here = begin;
    for at in 0..tails.len() {
        let (mut angle, tip) = tails[(at + 1) % tails.len()];
        if at + 1 == tails.len() {
            angle += TAU;
        }
        let half = foot(angle);
        let to = (angle - half).max(here + 0.01);
        let steps = (((to - here) / TAU * AROUND as f32).ceil() as usize).max(1);
        let places: Vec<[f32; 2]> =
            (0..=steps).map(|step| body.at(here + (to - here) * step as f32 / steps as f32, 1.0)).collect();
        outline.smooth(&places);
        let back = if at + 1 == tails.len() { begin + TAU } else { angle + half };
        tail(&mut outline, body, (to, back), tip);
        here = back;
    }
    outline.0.push(Step::Close);
    outline
}

/// Out to a target and back to the rim, bent to one side.
fn tail(outline: &mut Outline, body: Body, (from, to): (f32, f32), tip: [f32; 2]) {
    let (one, two) = (body.at(from, 1.0), body.at(to, 1.0));
    let root = mix(one, two, 0.5);
    let (dx, dy) = (tip[0] - root[0], tip[1] - root[1]);
    // It bends away from the upright: a tail to the left hangs before it turns.
    let bend = if dx.abs() < 1.0 { 0.0 } else { 0.14 * dx.signum() * dy.signum() };
    let bent = |foot: [f32; 2], share: f32| {
        let place = mix(foot, tip, share);
        [place[0] - dy * bend * share * 1.2, place[1] + dx * bend * share * 1.2]
    };
    outline.0.push(Step::Curve(bent(one, 0.33), bent(one, 0.66), tip));
    outline.0.push(Step::Curve(bent(two, 0.66), bent(two, 0.33), two));
}

/// Once around without a corner.
fn closed(outline: &mut Outline, places: &[[f32; 2]]) {
    let count = places.len();
    outline.0.push(Step::Move(places[0]));
    let around: Vec<[f32; 2]> = (0..count + 3).map(|at| places[(at + count - 1) % count]).collect();
    let mut all = Outline::default();
    all.smooth(&around);
    // The first and the last curve only lend their neighbours a direction.
    outline.0.extend_from_slice(&all.0[1..=count]);
    outline.0.push(Step::Close);
}

/// A cloud of bumps, and bubbles that get smaller on the way to each target.
fn thought(balloon: &Balloon, tails: &[[f32; 2]]) -> Vec<Outline> {
    let body = Body::of(balloon, CLOUD, POWER);
    let round = PI * (3.0 * (body.a + body.b) - ((3.0 * body.a + body.b) * (body.a + 3.0 * body.b)).sqrt());
    let bump = (body.a.min(body.b) * 0.62).clamp(150.0, 900.0);
    let count = ((round / bump).round() as usize).clamp(8, 40);
    let feet = feet(body, count);
    let mut cloud = Outline(vec![Step::Move(feet[0])]);
    for at in 0..count {
        let (from, to) = (feet[at], feet[(at + 1) % count]);
        let (dx, dy) = (to[0] - from[0], to[1] - from[1]);
        // Outwards of a way that goes clockwise; the handles make it a little more than half a circle.
        let high = 0.62;
        let out =
            |place: [f32; 2], side: f32| [place[0] + dy * high - dx * side, place[1] - dx * high - dy * side];
        cloud.0.push(Step::Curve(out(from, 0.10), out(to, -0.10), to));
    }
    cloud.0.push(Step::Close);
    let mut outlines = Vec::new();
    for tip in tails.iter().filter(|tip| body.is_outside(**tip)) {
        let root = body.at(body.angle(*tip), 1.12);
        let size = (body.a.min(body.b) * 0.2).clamp(50.0, 260.0);
        for (share, part) in [(0.18, 1.0), (0.55, 0.66), (0.88, 0.4)] {
            outlines.push(Outline::circle(mix(root, *tip, share), size * part));
        }
    }
    outlines.push(cloud);
    outlines
}

/// Places along a rim, equally far from each other.
fn feet(body: Body, count: usize) -> Vec<[f32; 2]> {
    let fine = count * 24;
    let rim: Vec<[f32; 2]> = (0..=fine).map(|at| body.at(TAU * at as f32 / fine as f32, 1.0)).collect();
    let all: f32 = rim.windows(2).map(|pair| distance(pair[0], pair[1])).sum();
    let (mut feet, mut gone) = (Vec::with_capacity(count), 0.0);
    for pair in rim.windows(2) {
        if feet.len() < count && gone >= all * feet.len() as f32 / count as f32 {
            feet.push(pair[0]);
        }
        gone += distance(pair[0], pair[1]);
    }
    while feet.len() < count {
        feet.push(rim[fine]);
    }
    feet
}

/// Spikes of differing lengths; the one towards a target reaches it.
fn shout(balloon: &Balloon, tails: &[[f32; 2]]) -> Outline {
    let body = Body::of(balloon, BURST, 2.0);
    let frame = Body::of(balloon, 1.0, 2.0);
    let count = 18;
    let feet = feet(body, count);
    let tips = tails.iter().filter(|tip| frame.is_outside(**tip));
    let nearest = |tip: &[f32; 2]| {
        (0..count).min_by(|one, two| {
            let middle = |at: usize| mix(feet[at], feet[(at + 1) % count], 0.5);
            distance(middle(*one), *tip).total_cmp(&distance(middle(*two), *tip))
        })
    };
    let reached: Vec<(Option<usize>, [f32; 2])> = tips.map(|tip| (nearest(tip), *tip)).collect();
    let mut outline = Outline(vec![Step::Move(feet[0])]);
    for at in 0..count {
        let (from, to) = (feet[at], feet[(at + 1) % count]);
        let middle = mix(from, to, 0.5);
        // Lengths that look thrown, the same each time.
        let share = [1.0, 0.72, 0.9, 0.64, 0.98, 0.78][at % 6];
        let rim = frame.at(frame.angle(middle), 1.0);
        let target = reached.iter().find(|(spike, _)| *spike == Some(at)).map(|(_, tip)| *tip);
        let tip = target.unwrap_or_else(|| mix(middle, rim, share));
        let inner = |foot: [f32; 2]| mix(mix(foot, tip, 0.5), body.middle, 0.035);
        outline.0.push(Step::Curve(mix(from, inner(from), 0.66), mix(tip, inner(from), 0.66), tip));
        outline.0.push(Step::Curve(mix(tip, inner(to), 0.66), mix(to, inner(to), 0.66), to));
    }
    outline.0.push(Step::Close);
    outline
}
