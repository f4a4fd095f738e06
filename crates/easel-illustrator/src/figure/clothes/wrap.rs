//! Scarves, bows, glasses and capes.

use super::super::body::{FAR, Frame, NEAR, Skeleton, along, mix, towards};
use crate::canvas::{Canvas, Tint};
use crate::colour::{Rgb, WHITE};
use crate::scene::Pose;
use crate::shape;

/// A scarf round a throat at (0, 0.4), its end hanging down or, where the trunk leans, flying behind.
pub(super) fn scarf(canvas: &mut Canvas, f: &Frame, colour: Rgb, lean: f32) {
    let flying = lean > 9.0;
    let end = if flying {
        f.blob(&[
            (-0.08, 0.44),
            (-0.26, 0.50),
            (-0.42, 0.44),
            (-0.52, 0.52),
            (-0.55, 0.42),
            (-0.42, 0.35),
            (-0.26, 0.40),
            (-0.08, 0.36),
        ])
    } else {
        f.blob(&[(0.04, 0.40), (0.125, 0.395), (0.165, 0.19), (0.125, 0.165), (0.07, 0.175)])
    };
    f.form(canvas, &end, colour.times(0.92));
    if !flying {
        for k in 0..3 {
            let x = 0.088 + 0.027 * k as f32;
            f.curve(canvas, [(x, 0.182), (x, 0.165), (x + 0.004, 0.145)], colour.times(0.8), 1.0, 0.013);
        }
        f.curve(canvas, [(0.068, 0.235), (0.11, 0.225), (0.155, 0.24)], colour.mix(WHITE, 0.5), 0.8, 0.018);
    }
    let wrap = f.blob(&[
        (-0.165, 0.465),
        (0.0, 0.42),
        (0.165, 0.465),
        (0.185, 0.405),
        (0.10, 0.352),
        (0.0, 0.338),
        (-0.10, 0.352),
        (-0.185, 0.405),
    ]);
    f.form(canvas, &wrap, colour);
    for x in [-0.1, -0.02, 0.06] {
        f.curve(
            canvas,
            [(x, 0.41), (x + 0.014, 0.38), (x + 0.008, 0.353)],
            colour.mix(WHITE, 0.5),
            0.6,
            0.016,
        );
    }
}

/// The white collar of a king's cape.
pub(super) fn ermine(canvas: &mut Canvas, f: &Frame) {
    let collar = f.blob(&[
        (-0.13, 0.45),
        (0.0, 0.415),
        (0.13, 0.45),
        (0.215, 0.41),
        (0.20, 0.335),
        (0.10, 0.30),
        (0.0, 0.315),
        (-0.10, 0.30),
        (-0.20, 0.335),
        (-0.215, 0.41),
    ]);
    f.form(canvas, &collar, Rgb::hex(0xfaf6ec));
    for (x, y) in [(-0.15, 0.385), (-0.075, 0.345), (0.0, 0.365), (0.075, 0.345), (0.15, 0.385)] {
        f.dot(canvas, (x, y), (0.009, 0.016), Rgb::hex(0x3a3236), 1.0);
    }
}

pub(super) fn bow(canvas: &mut Canvas, f: &Frame, colour: Rgb) {
    for side in [-1.0, 1.0] {
        let wing = f.blob(&[
            (side * 0.008, 0.40),
            (side * 0.06, 0.445),
            (side * 0.105, 0.44),
            (side * 0.105, 0.365),
            (side * 0.06, 0.36),
        ]);
        f.form(canvas, &wing, colour);
        f.curve(
            canvas,
            [(side * 0.03, 0.403), (side * 0.055, 0.41), (side * 0.075, 0.42)],
            colour.times(0.65),
            0.7,
            0.007,
        );
    }
    f.egg(canvas, (0.0, 0.402), (0.024, 0.027), colour.times(1.05), colour.times(0.75));
}

/// Glasses; the nearer lens is the larger one when the face is turned.
pub(super) fn glasses(canvas: &mut Canvas, f: &Frame, frame: Rgb, lens: Option<Rgb>, turn: f32) {
    let y = 0.676;
    let squeeze = 1.0 - turn * 2.2;
    let centres = [(turn - 0.088, 1.0), (turn + 0.088 * squeeze.max(0.55), squeeze.max(0.5))];
    for (x, wide) in centres {
        let ring = f.oval((x, y), (0.07 * wide, 0.07));
        let (tint, alpha) = lens.map_or((Rgb::hex(0xdff1ff), 0.12), |lens| (lens, 0.93));
        canvas.wash(&ring, Tint::veil(tint, alpha));
        canvas.stroke(&ring, frame, 1.0, 0.013 * f.height);
        f.curve(
            canvas,
            [(x - 0.035 * wide, y + 0.03), (x - 0.01, y + 0.048), (x + 0.015, y + 0.047)],
            WHITE,
            0.6,
            0.009,
        );
    }
    let bridge = (centres[0].0 + 0.07, centres[1].0 - 0.07 * centres[1].1);
    f.curve(
        canvas,
        [(bridge.0, y + 0.01), ((bridge.0 + bridge.1) * 0.5, y + 0.025), (bridge.1, y + 0.01)],
        frame,
        1.0,
        0.012,
    );
    f.curve(
        canvas,
        [(centres[0].0 - 0.07, y + 0.01), (turn - 0.19, y + 0.02), (-0.225, y + 0.005)],
        frame,
        1.0,
        0.01,
    );
}

/// A cape behind the body: hanging, or blown back by going forwards.
pub(crate) fn cape(canvas: &mut Canvas, f: &Frame, bones: &Skeleton, colour: Rgb) {
    let (fall, long, spread) = match bones.pose {
        Pose::Run => (-62.0, 0.50, 0.15),
        Pose::Walk => (-24.0, 0.48, 0.14),
        Pose::Fly => (-84.0, 0.62, 0.16),
        Pose::Swim => (-80.0, 0.45, 0.12),
        Pose::Jump => (-20.0, 0.48, 0.22),
        Pose::Lie => (80.0, 0.42, 0.10),
        Pose::Ride => (-32.0, 0.44, 0.16),
        Pose::Sit => (-8.0, bones.chest.1 * 0.98, 0.20),
        Pose::Seat => (-6.0, 0.36, 0.17),
        Pose::Stand | Pose::Dance => (-4.0, (bones.chest.1 - 0.05).min(0.6), 0.17),
    };
    let way = towards(fall);
    let across = (-way.1, way.0);
    let [far, near] = [bones.shoulders[FAR], bones.shoulders[NEAR]];
    let wide = bones.build.thick.0 * 0.6;
    let (a, b) = (along(far, across, wide), along(near, across, -wide));
    let middle = mix(a, b, 0.5);
    let low = |side: f32, share: f32| along(along(middle, way, long * share), across, side * spread);
    let hem = [
        low(1.05, 0.97),
        low(0.6, 1.04),
        low(0.2, 0.97),
        low(-0.25, 1.05),
        low(-0.65, 0.98),
        low(-1.15, 1.03),
    ];
    let mut rim = vec![b, along(middle, (0.0, 1.0), 0.012), a, low(0.8, 0.55)];
    rim.extend(hem);
    rim.push(low(-0.85, 0.55));
    let shape = f.blob(&rim);
    f.form(canvas, &shape, colour.times(0.9));
    for side in [-0.5, 0.05, 0.55] {
        f.curve(
            canvas,
            [mix(middle, low(side, 0.5), 0.5), low(side * 0.8, 0.6), low(side, 0.95)],
            colour.times(0.62),
            0.6,
            0.007,
        );
    }
    // A lighter fold where the lining shows at the neck.
    let collar = shape::blob(&f.path(&[b, along(middle, (0.0, 1.0), 0.02), a, along(middle, way, 0.03)]));
    canvas.wash(&collar, Tint::flat(colour.times(0.72)));
}
