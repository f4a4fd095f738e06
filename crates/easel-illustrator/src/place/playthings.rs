//! What stands on a playground.

use super::Setting;
use super::grass::Strew;
use super::rod;
use crate::canvas::Tint;
use crate::colour::{Rgb, WHITE};
use crate::shape::{self, Point};

const RED: Rgb = Rgb::hex(0xe2574a);
const BLUE: Rgb = Rgb::hex(0x3f86c9);
const YELLOW: Rgb = Rgb::hex(0xf4c042);

/// Two swings in a frame; `foot` is the middle between its legs.
pub(super) fn swing(s: &mut Setting<'_>, foot: Point, tall: f32) {
    let ((x, y), half) = (foot, tall * 0.42);
    s.stage.puff(x, y, (half * 1.3, 0.016), s.shadow(), 0.4);
    let top = y - tall;
    for side in [-1.0f32, 1.0] {
        for spread in [-0.05, 0.05] {
            let leg =
                shape::line(&[(x + side * half, top), (x + side * half * 1.1 + spread, y + spread * 0.15)]);
            rod(s.stage, &leg, BLUE.times(0.7), 0.014);
            s.stage.stroke(&leg, BLUE, 1.0, 0.009);
        }
    }
    let beam = shape::line(&[(x - half * 1.06, top), (x + half * 1.06, top)]);
    rod(s.stage, &beam, RED.times(0.7), 0.017);
    s.stage.stroke(&beam, RED, 1.0, 0.011);
    for (at, lean) in [(-0.45, -0.06), (0.45, 0.02)] {
        let seat = (x + at * half + lean * tall, y - tall * 0.24);
        for dx in [-0.022, 0.022] {
            s.stage.stroke(
                &shape::line(&[(x + at * half + dx, top), (seat.0 + dx, seat.1)]),
                Rgb::hex(0x6a6f7a),
                1.0,
                0.003,
            );
        }
        s.stage.fill(&shape::round_rect(seat.0 - 0.034, seat.1, 0.068, 0.012, 0.005), Tint::flat(YELLOW));
    }
    if s.scene.snowy() {
        s.stage.stroke(&shape::line(&[(x - half, top - 0.007), (x + half, top - 0.007)]), WHITE, 1.0, 0.008);
    }
}

/// A slide with a ladder and a little roof; it leads towards the middle of the picture.
pub(super) fn slide(s: &mut Setting<'_>, foot: Point, tall: f32) {
    let (x, y) = foot;
    let inward = if x < s.frame.width / 2.0 { 1.0 } else { -1.0 };
    let at = |dx: f32, up: f32| (x + inward * dx * tall, y - up * tall);
    s.stage.puff(x, y, (tall * 0.6, 0.016), s.shadow(), 0.4);
    for dx in [-0.28, -0.02] {
        rod(s.stage, &shape::line(&[at(dx, 0.0), at(dx, 0.95)]), BLUE, 0.011);
    }
    let mut rungs = Strew::default();
    for k in 1..6 {
        rungs.line(&[at(-0.28, 0.1 * k as f32), at(-0.02, 0.1 * k as f32)]);
    }
    rod(s.stage, &rungs.finish(), YELLOW.times(0.9), 0.007);
    let chute = shape::blob(&[
        at(-0.06, 0.62),
        at(0.1, 0.6),
        at(0.4, 0.22),
        at(0.62, 0.08),
        at(0.78, 0.07),
        at(0.78, 0.02),
        at(0.58, 0.02),
        at(0.32, 0.16),
        at(0.06, 0.52),
        at(-0.06, 0.55),
    ]);
    s.stage.fill(&chute, Tint::fade(y - tall * 0.6, y, RED.times(1.1), RED.times(0.82)));
    s.stage.fill(
        &shape::polygon(&[at(-0.32, 0.58), at(0.02, 0.58), at(0.02, 0.63), at(-0.32, 0.63)]),
        Tint::flat(YELLOW),
    );
    s.stage.fill(
        &shape::polygon(&[at(-0.38, 0.95), at(-0.15, 1.16), at(0.08, 0.95)]),
        Tint::flat(YELLOW.times(1.05)),
    );
    if s.scene.snowy() {
        s.stage.stroke(&shape::line(&[at(-0.38, 0.96), at(-0.15, 1.18), at(0.08, 0.96)]), WHITE, 1.0, 0.01);
    }
}

/// A bucket, a spade, a ball.
pub(super) fn sand_toys(s: &mut Setting<'_>) {
    let mut rng = s.rng("sand toys");
    let y = |share: f32| s.frame.horizon + s.frame.ground_depth() * share;
    let (bucket, ball) = ((s.across(0.3), y(0.5)), (s.across(0.72), y(0.44)));
    let (x, by, q) = (bucket.0, bucket.1, 0.018);
    s.stage.puff(x, by, (q * 1.6, q * 0.3), s.shadow(), 0.5);
    s.stage.stroke(
        &shape::curve((x - q, by - q * 1.7), (x, by - q * 3.2), (x + q, by - q * 1.7)),
        RED.times(0.8),
        1.0,
        0.003,
    );
    let pail = [(x - q, by - q * 1.7), (x + q, by - q * 1.7), (x + q * 0.7, by), (x - q * 0.7, by)];
    s.stage.fill(&shape::polygon(&pail), Tint::fade(by - q * 1.7, by, BLUE.times(1.1), BLUE.times(0.8)));
    let (x, by, r) = (ball.0, ball.1, rng.range(0.022, 0.028));
    s.stage.puff(x, by, (r * 1.3, r * 0.25), s.shadow(), 0.5);
    s.stage.fill(&shape::ellipse(x, by - r, r, r), Tint::ball(x, by - r, r, RED));
    s.stage.wash(&shape::ellipse(x, by - r, r * 0.36, r * 0.98), Tint::veil(WHITE, 0.9));
    s.stage.wash(&shape::ellipse(x, by - r, r * 0.14, r * 0.98), Tint::flat(YELLOW));
}
