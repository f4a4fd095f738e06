//! Under a roof: a room with a window, and a cave.

use super::{Setting, land, sky};
use crate::canvas::{Canvas, Tint};
use crate::colour::{Rgb, WHITE};
use crate::light::Lamp;
use crate::noise;
use crate::rng::Rng;
use crate::scene::{Time, Weather};
use crate::shape;

pub(super) fn room(s: &mut Setting<'_>) {
    let mut rng = Rng::new(s.seed, "room");
    let (w, y) = (s.frame.width, s.frame.horizon);
    let walls: [u32; 4] = [0xe8cfa8, 0xcfd9c2, 0xe6c3b4, 0xbfcdd9];
    let mut wall = Rgb::hex(*rng.pick(&walls));
    if s.mood.dark {
        wall = wall.under(Rgb(0.52, 0.47, 0.68));
    } else if s.scene.time != Time::Day {
        wall = wall.under(s.mood.ambient);
    }
    let paper = shape::rect(-0.02, -0.02, w + 0.04, s.frame.height + 0.04);
    s.back.wash(&paper, Tint::fade(0.0, y, wall.times(1.06), wall.times(0.84)));
    for k in 0..=((w.min(16.0) / 0.075) as usize) {
        let line = shape::line(&[(k as f32 * 0.075, 0.0), (k as f32 * 0.075, y)]);
        s.back.stroke(&line, wall.times(0.9), 0.5, 0.012);
    }
    let skirting = shape::rect(-0.02, y - 0.032, w + 0.04, 0.04);
    s.back.fill(&skirting, Tint::flat(wall.mix(WHITE, 0.45)));
    window(s);
    bookshelf(s, &mut rng);
    picture(s, &mut rng);
    floor(s, &mut rng);
    if s.mood.dark {
        let at = (w * 0.1, y - 0.3);
        floor_lamp(s.stage, (at.0, y + 0.03), 0.42);
        s.lamps.push(Lamp { at, reach: 1.25, colour: Rgb(1.0, 0.76, 0.46), strength: 1.05 });
    } else {
        plant_pot(s.stage, &mut rng, (w * 0.09, y + 0.05), 0.28);
    }
}

fn window(s: &mut Setting<'_>) {
    let (wide, tall) = (0.36, 0.40f32.min(s.frame.horizon * 0.6));
    let (x, top) = (s.frame.width * 0.76 - wide / 2.0, s.frame.horizon * 0.13);
    let glass = (x, top, wide, tall);
    let mut view = Canvas::new((glass.0, glass.1), glass.2, glass.3, s.back.scale);
    view.brush.gamut = s.back.brush.gamut;
    outlook(s, &mut view, glass);
    s.back.paste(&view);
    let wood = s.mood.lit(Rgb::hex(0xf6efe2)).mix(Rgb::hex(0x8a5f3c), 0.25);
    let bar = |canvas: &mut Canvas, x: f32, y: f32, w: f32, h: f32| {
        canvas.fill(&shape::rect(x, y, w, h), Tint::fade(y, y + h.max(0.02), wood, wood.times(0.82)));
    };
    let t = 0.016;
    bar(s.back, x - t, top - t, wide + 2.0 * t, t);
    bar(s.back, x - t, top - t, t, tall + 2.0 * t);
    bar(s.back, x + wide, top - t, t, tall + 2.0 * t);
    bar(s.back, x + wide / 2.0 - t / 3.0, top, t * 0.66, tall);
    bar(s.back, x, top + tall * 0.5, wide, t * 0.66);
    bar(s.back, x - 0.04, top + tall, wide + 0.08, 0.024);
    let cloth = s.mood.lit(Rgb::hex(0xc9534a));
    for side in [-1.0f32, 1.0] {
        let edge = if side < 0.0 { x - 0.06 } else { x + wide + 0.06 };
        let curtain = shape::blob(&[
            (edge, top - 0.04),
            (edge - side * 0.13, top - 0.04),
            (edge - side * 0.10, top + tall * 0.4),
            (edge - side * 0.045, top + tall * 0.68),
            (edge - side * 0.085, top + tall + 0.07),
            (edge + side * 0.01, top + tall + 0.07),
        ]);
        s.back.fill(&curtain, Tint::fade(top, top + tall, cloth.times(1.08), cloth.times(0.78)));
    }
    bar(s.back, x - 0.09, top - 0.055, wide + 0.18, 0.016);
    if s.scene.time == Time::Day {
        let beam =
            [(x, top), (x + wide, top), (x + wide * 0.4, s.frame.height), (x - wide * 1.0, s.frame.height)];
        s.back.wash(
            &shape::polygon(&beam),
            Tint::fade_alpha(top, s.frame.height, Rgb::hex(0xfff4d0), 0.2, 0.02),
        );
    }
}

/// What is seen through the window: sky, hills, moon or sun, and the weather.
fn outlook(s: &mut Setting<'_>, view: &mut Canvas, glass: (f32, f32, f32, f32)) {
    let (x, y, w, h) = glass;
    let [top, mid, low] = s.mood.sky;
    view.wash(&shape::rect(x, y, w, h * 0.6), Tint::fade(y, y + h * 0.6, top, mid));
    view.wash(&shape::rect(x, y + h * 0.6, w, h * 0.4), Tint::fade(y + h * 0.6, y + h, mid, low));
    let mut rng = Rng::new(s.seed, "outlook");
    if s.mood.dark {
        for _ in 0..26 {
            view.dot(x + rng.unit() * w, y + rng.unit() * h * 0.7, 0.0016, 0.0016, WHITE, 0.8);
        }
        view.glow(x + w * 0.74, y + h * 0.25, 0.12, Rgb(0.7, 0.8, 1.0), 0.5);
        view.dot(x + w * 0.74, y + h * 0.25, 0.03, 0.03, Rgb::hex(0xf6f0d4), 1.0);
    } else if !s.scene.overcast() {
        view.glow(x + w * 0.7, y + h * 0.3, 0.2, s.mood.key, 0.7);
    }
    let hill = s.mood.far(if s.scene.snowy() { Rgb::hex(0xe4ecf8) } else { s.leaf() }, 0.3);
    for k in 0..2 {
        let base = y + h * (0.76 + 0.1 * k as f32);
        let rise = shape::blob(&[
            (x - 0.1, y + h + 0.1),
            (x - 0.1, base),
            (x + w * (0.3 + 0.4 * k as f32), base - 0.05),
            (x + w + 0.1, base + 0.02),
            (x + w + 0.1, y + h + 0.1),
        ]);
        view.wash(&rise, Tint::flat(hill.times(1.0 - 0.14 * k as f32)));
    }
    for _ in 0..60 {
        let at = (x + rng.unit() * w, y + rng.unit() * h);
        if s.scene.has(Weather::Snow) {
            view.dot(at.0, at.1, 0.0028, 0.0028, WHITE, 0.9);
        } else if s.scene.has(Weather::Rain) {
            let line = shape::line(&[at, (at.0 - 0.006, at.1 + 0.026)]);
            view.stroke(&line, Rgb::hex(0xdcecff), 0.5, 0.0016);
        }
    }
}

fn bookshelf(s: &mut Setting<'_>, rng: &mut Rng) {
    let (x, wide) = (s.frame.width * 0.06, 0.33f32.min(s.frame.width * 0.36));
    let (top, bottom) =
        (s.frame.horizon * 0.17, s.frame.horizon * 0.17 + 0.47f32.min(s.frame.horizon * 0.68));
    let wood = s.mood.lit(Rgb::hex(0x8a5a36));
    s.back.fill(&shape::rect(x - 0.015, top - 0.015, wide + 0.03, bottom - top + 0.03), Tint::flat(wood));
    s.back.wash(&shape::rect(x, top, wide, bottom - top), Tint::flat(wood.times(0.55)));
    let step = (bottom - top) / 3.0;
    for shelf in 1..=3 {
        let y = top + step * shelf as f32 - 0.008;
        let mut at = x + 0.008;
        while at < x + wide - 0.036 {
            let (thick, tall) = (rng.range(0.014, 0.03), step * rng.range(0.55, 0.86));
            if rng.chance(0.08) {
                at += thick * 1.5;
                continue;
            }
            let colour = s.mood.lit(Rgb::hsv(rng.range(0.0, 360.0), 0.42, rng.range(0.5, 0.85)));
            s.back.fill(
                &shape::rect(at, y - tall, thick, tall),
                Tint::fade(y - tall, y, colour.times(1.06), colour.times(0.86)),
            );
            s.back.wash(&shape::rect(at, y - tall * 0.8, thick, 0.006), Tint::veil(Rgb::hex(0xf2dca0), 0.6));
            at += thick + 0.0015;
        }
        s.back.fill(&shape::rect(x, y, wide, 0.012), Tint::flat(wood));
    }
}

fn picture(s: &mut Setting<'_>, rng: &mut Rng) {
    let (x, y, wide, tall) = (s.frame.width * 0.475, s.frame.horizon * 0.2, 0.12, 0.1);
    if s.frame.width < 0.9 {
        return;
    }
    s.back.fill(
        &shape::rect(x - 0.009, y - 0.009, wide + 0.018, tall + 0.018),
        Tint::flat(s.mood.lit(Rgb::hex(0xc9a35c))),
    );
    let hue = rng.range(0.0, 360.0);
    let sky = s.mood.lit(Rgb::hsv(hue, 0.3, 0.95));
    s.back.wash(&shape::rect(x, y, wide, tall), Tint::flat(sky));
    let hill = [
        (x, y + tall),
        (x, y + tall * 0.62),
        (x + wide * 0.4, y + tall * 0.4),
        (x + wide, y + tall * 0.75),
        (x + wide, y + tall),
    ];
    s.back.wash(&shape::polygon(&hill), Tint::flat(s.mood.lit(Rgb::hsv(hue + 120.0, 0.4, 0.6))));
}

fn floor(s: &mut Setting<'_>, rng: &mut Rng) {
    let (w, h, y, depth) = (s.frame.width, s.frame.height, s.frame.horizon, s.frame.ground_depth());
    let wood = Rgb::hex(0xbd8658);
    s.stage.wash(&shape::rect(0.0, y, w, h - y), Tint::fade(y, h, wood.times(0.92), wood.times(0.72)));
    let mut last = y;
    for k in 1..9 {
        let line = y + depth * (k as f32 / 8.0).powf(1.5);
        s.stage.stroke(&shape::line(&[(0.0, line), (w, line)]), wood.times(0.55), 0.55, 0.0028);
        let mut x = rng.range(0.0, 0.3);
        while x < w.min(16.0) {
            s.stage.stroke(&shape::line(&[(x, last), (x, line)]), wood.times(0.55), 0.45, 0.0024);
            x += rng.range(0.2, 0.5);
        }
        last = line;
    }
    let (cx, cy) = (w * 0.5, s.frame.stand() + 0.012);
    let (rx, ry) = (0.43f32.min(w * 0.44), (depth * 0.33).min(0.1));
    let rug = Rgb::hex(*rng.pick(&[0xb5483f, 0x3f6f8f, 0x7a5a94]));
    for (k, colour) in
        [rug.times(0.8), rug.mix(Rgb::hex(0xf2d9a0), 0.7), rug, rug.times(1.14)].into_iter().enumerate()
    {
        let q = 1.0 - 0.11 * k as f32;
        s.stage.fill(&shape::ellipse(cx, cy, rx * q, ry * q), Tint::flat(colour));
    }
}

fn floor_lamp(canvas: &mut Canvas, foot: (f32, f32), tall: f32) {
    let (x, y) = foot;
    canvas.egg(x, y, 0.045, 0.011, Rgb::hex(0x4a3a34), Rgb::hex(0x2f2522));
    canvas.fill(&shape::rect(x - 0.004, y - tall, 0.008, tall), Tint::flat(Rgb::hex(0x4a3a34)));
    let shade = [
        (x - 0.035, y - tall - 0.055),
        (x + 0.035, y - tall - 0.055),
        (x + 0.068, y - tall + 0.035),
        (x - 0.068, y - tall + 0.035),
    ];
    canvas.fill(
        &shape::polygon(&shade),
        Tint::fade(y - tall - 0.05, y - tall + 0.03, Rgb::hex(0xffd98c), Rgb::hex(0xfff2c4)),
    );
}

fn plant_pot(canvas: &mut Canvas, rng: &mut Rng, foot: (f32, f32), tall: f32) {
    let (x, y) = foot;
    canvas.puff(x, y, (0.08, 0.014), Rgb::hex(0x2a1a14), 0.6);
    for k in 0..11 {
        let a = -0.35 - 2.45 * (k as f32 / 10.0);
        let long = tall * rng.range(0.55, 0.78);
        let root = (x, y - tall * 0.3);
        let tip = (x + a.cos() * long * 0.75, root.1 + a.sin() * long);
        let bend = (x + a.cos() * long * 0.25, root.1 + a.sin() * long * 0.8);
        canvas.fill(
            &shape::blade(root, bend, tip, 0.014),
            Tint::flat(Rgb::hex(0x4a9a5a).times(rng.range(0.7, 1.1))),
        );
    }
    let pot = [(x - 0.055, y - tall * 0.32), (x + 0.055, y - tall * 0.32), (x + 0.04, y), (x - 0.04, y)];
    canvas.fill(&shape::polygon(&pot), Tint::fade(y - tall * 0.3, y, Rgb::hex(0xd08055), Rgb::hex(0x9a5636)));
}

pub(super) fn cave(s: &mut Setting<'_>) {
    sky::paint(s);
    land::ridge(s, 0.03, 0.12, 2.0, s.mood.far(s.leaf(), 0.6), s.mood.haze, 15);
    let rock = Rgb::hex(0x5b5668);
    let (w, h, seed) = (s.frame.width, s.frame.height, s.seed);
    land::ground(s, rock.times(1.1), 0.03);
    let mut ring = Vec::new();
    let (cx, cy) = (w * 0.5, s.frame.horizon * 0.62);
    for layer in 0..3 {
        ring.clear();
        let near = layer as f32 / 2.0;
        let (rx, ry) = (w * (0.30 + 0.13 * near), s.frame.horizon * (0.46 + 0.16 * near));
        for k in 0..=60 {
            let a = k as f32 / 60.0 * std::f32::consts::TAU;
            let rough = 1.0
                + 0.16
                    * (noise::fractal(a.cos() * 2.4 + 9.0, a.sin() * 2.4 + layer as f32 * 7.0, seed, 4)
                        - 0.5);
            ring.push((
                cx + a.cos() * rx * rough,
                (cy + a.sin() * ry * rough * if a.sin() > 0.0 { 1.6 } else { 1.0 }).min(h + 0.3),
            ));
        }
        // A frame round the hole: the sheet's border one way, the hole the other way.
        let mut wall = vec![
            (-0.1, -0.1),
            (w + 0.1, -0.1),
            (w + 0.1, s.frame.horizon + 0.03),
            (ring[0].0, s.frame.horizon + 0.03),
        ];
        wall.extend(ring[31..].iter().rev().filter(|p| p.1 < s.frame.horizon + 0.03));
        wall.extend([(ring[30].0, s.frame.horizon + 0.03), (-0.1, s.frame.horizon + 0.03)]);
        let tone = rock.mix(s.mood.haze, 0.28 * (1.0 - near)).times(1.0 - 0.34 * near);
        s.stage.fill(&shape::polygon(&wall), Tint::fade(0.0, s.frame.horizon, tone.times(0.6), tone));
    }
    let mut rng = Rng::new(s.seed, "crystals");
    for _ in 0..s.frame.strewn(9) {
        let side = if rng.chance(0.5) { rng.range(0.0, 0.2) } else { rng.range(0.8, 1.0) };
        let (x, y) = (w * side, s.frame.horizon + s.frame.ground_depth() * rng.range(0.0, 0.5));
        let colour = Rgb::hsv(rng.range(170.0, 300.0), 0.5, 0.95);
        for k in -1i32..=1 {
            let (lean, tall) = (k as f32 * 0.02, rng.range(0.04, 0.1));
            let shard = [
                (x - 0.01 + lean * 0.5, y),
                (x - 0.012 + lean, y - tall * 0.8),
                (x + lean * 1.4, y - tall),
                (x + 0.012 + lean, y - tall * 0.75),
                (x + 0.01 + lean * 0.5, y),
            ];
            s.stage.fill(
                &shape::polygon(&shard),
                Tint::fade(y - tall, y, colour.mix(WHITE, 0.5), colour.times(0.6)),
            );
        }
        s.lamps.push(Lamp { at: (x, y - 0.04), reach: 0.2, colour, strength: 0.4 });
    }
}
