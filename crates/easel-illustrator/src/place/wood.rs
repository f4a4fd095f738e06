//! Among trees: forest and jungle.

use super::{Setting, land, plants, sky};
use crate::canvas::Tint;
use crate::colour::Rgb;
use crate::rng::Rng;
use crate::scene::Season;
use crate::shape;

pub(super) fn forest(s: &mut Setting<'_>) {
    sky::paint(s);
    let mut rng = Rng::new(s.seed, "forest");
    let snow = s.scene.snowy();
    let leafy = matches!(s.scene.season, Season::Autumn | Season::Spring);
    for row in 0..3 {
        let near = (row + 1) as f32 / 3.0;
        let number = s.frame.strewn(20 - 4 * row);
        for k in 0..number {
            let x = s.frame.width * (k as f32 + rng.range(-0.4, 0.9)) / number as f32;
            let h = (0.24 + 0.26 * near) * rng.range(0.75, 1.2);
            let foot = (x, s.frame.horizon + 0.012 * near);
            if leafy && rng.chance(0.45) {
                let tone = s.mood.far(s.leaf(), 0.62 - 0.42 * near);
                plants::leafy(s.back, &mut rng, foot, h * 0.9, tone);
            } else {
                let tone = s.mood.far(Rgb::hex(0x2f6b4e), 0.66 - 0.46 * near);
                plants::pine(s.back, &mut rng, foot, h, tone, snow && row > 0);
            }
        }
        s.mist(s.frame.horizon - 0.34, s.frame.horizon + 0.03, 0.55 - 0.2 * near);
    }
    let ground = if snow { s.ground() } else { s.ground().mix(Rgb::hex(0x4f7a3c), 0.45) };
    land::ground(s, ground, 0.03);
    if !snow {
        land::path(s, ground.mix(Rgb::hex(0xd9c08c), 0.6));
        land::grass(s, ground, 1200);
        land::flowers(s, ground, 20);
        mushrooms(s);
    }
    near_trees(s, snow, leafy);
    land::stones(s, Rgb::hex(0x7f8a86), 5);
}

fn near_trees(s: &mut Setting<'_>, snow: bool, leafy: bool) {
    let mut rng = Rng::new(s.seed, "near trees");
    for (k, (at, h, down)) in
        [(0.19, 0.5, 0.0), (0.84, 0.46, 0.0), (0.06, 0.72, 0.045), (0.95, 0.74, 0.05)].into_iter().enumerate()
    {
        let foot = (s.across(at + rng.range(-0.03, 0.03)), s.frame.horizon + 0.01 + down);
        let h = h * rng.range(0.9, 1.12);
        s.stage.puff(foot.0, foot.1, (h * 0.28, h * 0.032), Rgb::hex(0x0f2a22), 0.55);
        if !snow && (leafy || k == 2) {
            let leaf = s.leaf();
            plants::leafy(s.stage, &mut rng, foot, h, leaf);
        } else {
            plants::pine(s.stage, &mut rng, foot, h, Rgb::hex(0x35735a), snow);
        }
    }
}

fn mushrooms(s: &mut Setting<'_>) {
    let mut rng = Rng::new(s.seed, "mushrooms");
    for _ in 0..s.frame.strewn(5) {
        let side = if rng.chance(0.5) { rng.range(0.02, 0.28) } else { rng.range(0.72, 0.98) };
        let (x, y) = (s.frame.width * side, s.frame.horizon + s.frame.ground_depth() * rng.range(0.2, 0.9));
        let q = rng.range(0.014, 0.026);
        s.stage.puff(x, y, (q * 1.3, q * 0.3), Rgb::hex(0x0f2a22), 0.6);
        s.stage.fill(
            &shape::round_rect(x - q * 0.3, y - q * 1.2, q * 0.6, q * 1.2, q * 0.25),
            Tint::flat(Rgb::hex(0xf3e6cf)),
        );
        let cap = shape::blob(&[
            (x - q, y - q * 0.95),
            (x - q * 0.6, y - q * 1.75),
            (x + q * 0.6, y - q * 1.75),
            (x + q, y - q * 0.95),
            (x, y - q * 0.85),
        ]);
        s.stage.fill(&cap, Tint::fade(y - q * 1.8, y - q * 0.9, Rgb::hex(0xe2503f), Rgb::hex(0xa82f2a)));
        for (dx, dy) in [(-0.45, 1.25), (0.1, 1.5), (0.5, 1.2)] {
            s.stage.dot(x + dx * q, y - dy * q, q * 0.14, q * 0.12, Rgb::hex(0xfff4e4), 1.0);
        }
    }
}

pub(super) fn jungle(s: &mut Setting<'_>) {
    sky::paint(s);
    let mut rng = Rng::new(s.seed, "jungle");
    let green = Rgb::hex(0x2f8a4c);
    for row in 0..3 {
        let near = (row + 1) as f32 / 3.0;
        let tone = s.mood.far(green, 0.62 - 0.45 * near);
        for k in 0..s.frame.strewn(9) {
            let x = (k as f32 + rng.range(-0.3, 0.8)) / 8.0;
            let foot = (x, s.frame.horizon + 0.02);
            if k % 2 == 0 {
                let lean = rng.range(-0.6, 0.6);
                plants::palm(s.back, &mut rng, foot, 0.34 + 0.26 * near, lean, tone);
            } else {
                plants::bush(s.back, &mut rng, foot, 0.09 + 0.05 * near, tone.times(0.9), None);
            }
        }
        s.mist(s.frame.horizon - 0.3, s.frame.horizon + 0.03, 0.42);
    }
    let ground = Rgb::hex(0x4f8a3c);
    land::ground(s, ground, 0.03);
    land::grass(s, ground, 1300);
    land::flowers(s, ground, 30);
    for (at, lean) in [(0.06, 0.5), (0.94, -0.5)] {
        let foot = (s.across(at), s.frame.horizon + 0.05);
        s.stage.puff(foot.0, foot.1, (0.16, 0.02), Rgb::hex(0x0f2a22), 0.55);
        plants::palm(s.stage, &mut rng, foot, 0.72, lean, green);
    }
}

/// Large leaves hanging into the picture at the upper corners.
pub(super) fn close_leaves(s: &mut Setting<'_>) {
    let mut rng = Rng::new(s.seed, "close leaves");
    let mut sheet = s.stage.coarse(0.5);
    for side in [-1.0f32, 1.0] {
        let x = if side < 0.0 { -0.02 } else { s.frame.width + 0.02 };
        for _ in 0..9 {
            let root = (x, rng.range(-0.02, 0.18));
            let long = rng.range(0.12, 0.27);
            let angle = rng.range(0.1, 1.2);
            let tip = (root.0 - side * long * angle.cos(), root.1 + long * angle.sin());
            let bend = ((root.0 + tip.0) / 2.0, (root.1 + tip.1) / 2.0 - 0.05);
            let tone = Rgb::hex(0x1d5a36).times(rng.range(0.6, 1.2));
            sheet.wash(&shape::blade(root, bend, tip, rng.range(0.014, 0.03)), Tint::flat(tone));
        }
    }
    sheet.blur(0.003);
    s.stage.paste(&sheet);
}
