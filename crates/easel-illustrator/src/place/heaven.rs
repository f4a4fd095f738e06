//! Far above: space, the moon, another planet, above the clouds.

use super::grass::Strew;
use super::house::{self, Coat};
use super::land::{self, Ridge};
use super::{Setting, cloud, sky};
use crate::canvas::{Canvas, Tint};
use crate::colour::{Rgb, WHITE};
use crate::light::Lamp;
use crate::rng::Rng;
use crate::scene::Time;
use crate::shape::{self, Point};

/// The void with nebulae and stars; returns the picture's main hue.
fn void(s: &mut Setting<'_>, rng: &mut Rng) -> f32 {
    let (w, h) = (s.frame.width, s.frame.height);
    let (deep, violet) = (Rgb::hex(0x070920), Rgb::hex(0x1f1850));
    s.back.wash(&shape::rect(0.0, 0.0, w, h), Tint::fade(0.0, h, deep, violet));
    let hue = rng.range(190.0, 330.0);
    let rise = if s.mirrored { 0.55 } else { -0.55 };
    for k in 0..9 {
        let along = k as f32 / 8.0;
        let x = w * (along + rng.range(-0.06, 0.06));
        let y = s.frame.horizon * (0.5 + rise * (along - 0.5) + rng.range(-0.1, 0.1));
        let tone = Rgb::hsv(hue + rng.range(-45.0, 45.0), 0.65, 0.75);
        s.back.glow(x, y, rng.range(0.18, 0.4), tone, 0.34);
    }
    sky::stars(s, 420);
    hue
}

pub(super) fn space(s: &mut Setting<'_>) {
    let mut rng = s.rng("space");
    let hue = void(s, &mut rng);
    let (x, r) = (s.across(rng.range(0.16, 0.28)), rng.range(0.09, 0.13));
    planet(s.back, (x, s.frame.horizon * rng.range(0.2, 0.34)), r, Rgb::hsv(hue + 150.0, 0.5, 0.85), true);
    planet(
        s.back,
        (s.across(0.84), s.frame.horizon * 0.22),
        r * 0.45,
        Rgb::hsv(hue + 60.0, 0.45, 0.9),
        false,
    );
    planet(s.back, (s.across(0.72), s.frame.horizon * 0.6), r * 0.2, Rgb::hsv(hue + 100.0, 0.3, 0.8), false);
    // A small world one can stand on, round as in a picture book.
    let dust = Rgb::hsv(hue + 20.0, 0.16, 0.74);
    let (w, h, y) = (s.frame.width, s.frame.height, s.frame.horizon);
    let half = w * 0.75;
    let world = shape::ellipse(w / 2.0, y + 0.02 + half * 0.9, half * 1.5, half * 0.9);
    s.stage.fill(&world, Tint::fade(y, h, dust.mix(WHITE, 0.12), dust.times(0.66)));
    craters(s, &mut rng, dust, 15);
    asteroids(s, &mut rng, dust);
}

fn asteroids(s: &mut Setting<'_>, rng: &mut Rng, dust: Rgb) {
    for _ in 0..s.frame.strewn(5) {
        let foot = (rng.range(0.0, s.frame.width), s.frame.horizon * rng.range(0.1, 0.9));
        let r = rng.range(0.008, 0.022);
        land::boulder(s.back, rng, foot, (r, r), dust.times(0.7), false);
    }
}

/// Craters on the near ground, flatter and smaller far away.
fn craters(s: &mut Setting<'_>, rng: &mut Rng, dust: Rgb, density: usize) {
    for _ in 0..s.frame.strewn(density) {
        let near = rng.unit();
        let (x, y) =
            (rng.range(0.0, s.frame.width), s.frame.horizon + 0.03 + (s.frame.ground_depth() - 0.03) * near);
        let r = (0.012 + 0.045 * near) * rng.range(0.6, 1.3);
        s.stage.egg(x, y, r, r * 0.3, dust.times(0.56), dust.times(0.84));
        let rim = shape::curve((x - r, y + r * 0.05), (x, y + r * 0.58), (x + r, y + r * 0.05));
        s.stage.stroke(&rim, dust.mix(WHITE, 0.45), 0.8, r * 0.09);
    }
}

fn planet(canvas: &mut Canvas, at: Point, r: f32, colour: Rgb, ringed: bool) {
    let (x, y) = at;
    canvas.glow(x, y, r * 1.8, colour, 0.4);
    // The far half of the ring goes behind the ball, the near half before it.
    let (left, right) = ((x - r * 1.8, y - r * 0.34), (x + r * 1.8, y + r * 0.3));
    if ringed {
        let far = shape::curve(left, (x + r * 0.25, y - r * 0.75), right);
        canvas.stroke(&far, Rgb::hex(0xb08a6a), 0.9, r * 0.1);
    }
    canvas.fill(&shape::ellipse(x, y, r, r), Tint::ball(x, y, r, colour));
    for (k, (dy, wide)) in [(-0.45, 0.85), (-0.08, 0.97), (0.34, 0.9)].into_iter().enumerate() {
        let band = shape::ellipse(x, y + dy * r, wide * r, 0.085 * r);
        canvas.wash(&band, Tint::veil(colour.times(if k == 1 { 1.25 } else { 0.7 }), 0.35));
    }
    if ringed {
        let near = shape::curve(left, (x - r * 0.25, y + r * 0.85), right);
        canvas.stroke(&near, Rgb::hex(0xf2dcb0), 0.95, r * 0.12);
        canvas.stroke(&near, Rgb::hex(0xb08a6a), 0.6, r * 0.035);
    }
}

pub(super) fn moon(s: &mut Setting<'_>) {
    let mut rng = s.rng("moon ground");
    void(s, &mut rng);
    earth(s, (s.across(0.24), s.frame.horizon * 0.3), 0.13);
    let dust = Rgb::hex(0xbdbac6);
    for layer in 0..2u64 {
        let tone = dust.mix(Rgb::hex(0x2a2850), 0.55 - 0.25 * layer as f32);
        Ridge {
            lift: 0.06 * (1 - layer) as f32,
            amplitude: 0.14 * s.tall(),
            rough: 2.6,
            tilt: if s.mirrored { 0.1 } else { -0.1 },
            top: tone,
            bottom: tone.times(0.8),
            salt: 21 + layer,
        }
        .draw(s);
    }
    land::ground(s, dust, 0.03);
    craters(s, &mut rng, dust, 20);
    lander(s, (s.across(0.85), s.frame.horizon + s.frame.ground_depth() * 0.16), 0.24);
    let (x, y) = (s.across(0.12), s.frame.horizon + s.frame.ground_depth() * 0.24);
    s.stage.stroke(&shape::line(&[(x, y), (x, y - 0.17)]), Rgb::hex(0xe8e8f0), 1.0, 0.005);
    let flag = shape::blob(&[
        (x, y - 0.17),
        (x + 0.045, y - 0.178),
        (x + 0.09, y - 0.168),
        (x + 0.09, y - 0.115),
        (x + 0.045, y - 0.125),
        (x, y - 0.115),
    ]);
    s.stage.fill(&flag, Tint::flat(Rgb::hex(0xf0a43c)));
    s.stage.wash(&shape::star(x + 0.045, y - 0.146, 0.018, 0.008, 5), Tint::flat(WHITE));
    s.lamps.push(Lamp {
        at: (s.frame.width * 0.5, s.frame.horizon),
        reach: 0.9,
        colour: Rgb(0.95, 0.95, 1.0),
        strength: 0.25,
    });
}

/// The blue planet with clouds, half in its own night.
fn earth(s: &mut Setting<'_>, at: Point, r: f32) {
    let (x, y) = at;
    s.back.glow(x, y, r * 2.0, Rgb(0.5, 0.75, 1.0), 0.5);
    s.back.fill(&shape::ellipse(x, y, r, r), Tint::ball(x, y, r, Rgb::hex(0x3f8fe0)));
    let lands: [&[Point]; 3] = [
        &[(-0.6, -0.5), (-0.1, -0.68), (0.12, -0.4), (-0.15, -0.1), (-0.45, -0.08)],
        &[(-0.2, 0.15), (0.12, 0.1), (0.2, 0.45), (-0.02, 0.8), (-0.16, 0.5)],
        &[(0.4, -0.35), (0.78, -0.3), (0.86, 0.1), (0.55, 0.22), (0.42, -0.02)],
    ];
    for land in lands {
        let points: Vec<Point> = land.iter().map(|p| (x + p.0 * r, y + p.1 * r)).collect();
        s.back.wash(&shape::blob(&points), Tint::flat(Rgb::hex(0x6fb56a)));
    }
    for (dx, dy, wide) in [(-0.2, -0.25, 0.5), (0.25, 0.3, 0.45), (-0.4, 0.5, 0.3)] {
        s.back.wash(&shape::ellipse(x + dx * r, y + dy * r, wide * r, 0.07 * r), Tint::veil(WHITE, 0.75));
    }
    let night = shape::blob(&[
        (x + r * 0.1, y - r * 0.99),
        (x + r * 0.8, y - r * 0.62),
        (x + r, y),
        (x + r * 0.8, y + r * 0.62),
        (x + r * 0.1, y + r * 0.99),
        (x + r * 0.5, y),
    ]);
    s.back.wash(&night, Tint::veil(Rgb::hex(0x0a1030), 0.45));
}

/// A landing craft on three legs.
fn lander(s: &mut Setting<'_>, foot: Point, tall: f32) {
    let ((x, y), gold) = (foot, Rgb::hex(0xe0b050));
    let at = |dx: f32, up: f32| (x + dx * tall, y - up * tall);
    s.stage.puff(x, y, (tall * 0.6, tall * 0.06), Rgb::hex(0x1a1a30), 0.6);
    for side in [-1.0f32, 1.0] {
        s.stage.stroke(
            &shape::line(&[at(side * 0.24, 0.4), at(side * 0.46, 0.02)]),
            Rgb::hex(0xc8ccd6),
            1.0,
            0.007,
        );
        s.stage.stroke(
            &shape::line(&[at(side * 0.1, 0.24), at(side * 0.46, 0.02)]),
            Rgb::hex(0xc8ccd6),
            1.0,
            0.004,
        );
        let pad = at(side * 0.46, 0.01);
        s.stage
            .fill(&shape::ellipse(pad.0, pad.1, tall * 0.08, tall * 0.022), Tint::flat(Rgb::hex(0xd8dce6)));
    }
    let base = shape::polygon(&[at(-0.3, 0.2), at(0.3, 0.2), at(0.34, 0.44), at(-0.34, 0.44)]);
    s.stage.fill(&base, Tint::fade(y - tall * 0.45, y - tall * 0.2, gold.times(1.15), gold.times(0.75)));
    let cabin = shape::polygon(&[
        at(-0.24, 0.44),
        at(-0.3, 0.62),
        at(-0.16, 0.84),
        at(0.16, 0.84),
        at(0.3, 0.62),
        at(0.24, 0.44),
    ]);
    s.stage
        .fill(&cabin, Tint::fade(y - tall * 0.84, y - tall * 0.44, Rgb::hex(0xf2f4f8), Rgb::hex(0xb8bece)));
    let window = at(0.0, 0.64);
    s.stage.fill(&shape::ellipse(window.0, window.1, tall * 0.1, tall * 0.1), Tint::flat(Rgb::hex(0x7fd0f0)));
    s.stage.stroke(&shape::line(&[at(0.1, 0.84), at(0.16, 1.0)]), Rgb::hex(0xd8dce6), 1.0, 0.004);
    let dish = at(0.16, 1.0);
    s.stage.fill(&shape::ellipse(dish.0, dish.1, tall * 0.07, tall * 0.04), Tint::flat(Rgb::hex(0xf2f4f8)));
}

pub(super) fn planet_surface(s: &mut Setting<'_>) {
    let mut rng = s.rng("planet");
    sky::gradient(s);
    let hue = *rng.pick(&[12.0, 290.0, 165.0, 35.0]);
    let (w, y, tall) = (s.frame.width, s.frame.horizon, s.tall());
    let air = Rgb::hsv(hue + 20.0, 0.42, if s.mood.dark { 0.5 } else { 0.95 });
    s.back.wash(&shape::rect(0.0, 0.0, w, s.frame.height), Tint::fade_alpha(0.0, y, air, 0.55, 0.85));
    sky::stars(s, 70);
    let r = 0.17 * tall.min(1.4);
    planet(s.back, (s.across(0.26), y * 0.32), r, Rgb::hsv(hue + 170.0, 0.38, 0.9), true);
    planet(s.back, (s.across(0.62), y * 0.16), r * 0.32, Rgb::hsv(hue + 80.0, 0.35, 0.95), false);
    let ground = Rgb::hsv(hue, 0.48, 0.8);
    let haze = air.mix(WHITE, 0.2);
    for layer in 0..3u64 {
        let t = layer as f32 / 2.0;
        let tone = s.mood.lit(ground.times(0.8)).mix(haze, 0.7 - 0.45 * t);
        spires(s, &mut rng, t, tone, tall);
        Ridge {
            lift: 0.04 * (1.0 - t) * tall,
            amplitude: 0.1 * tall,
            rough: 2.2,
            tilt: 0.0,
            top: tone,
            bottom: tone.mix(haze, 0.3),
            salt: 43 + layer,
        }
        .draw(s);
    }
    land::ground(s, ground, 0.03);
    craters(s, &mut rng, ground, 7);
    land::stones(s, ground.times(0.8), 8);
    let glow = Rgb::hsv(hue + 160.0, 0.5, 0.95);
    for (at, tall) in [(0.06, 0.26), (0.14, 0.16), (0.88, 0.2), (0.95, 0.3)] {
        let foot = (s.across(at), y + s.frame.ground_depth() * (0.16 + 0.1 * tall));
        odd_plant(s, &mut rng, foot, tall, glow);
    }
}

/// Needles and arches of rock behind.
fn spires(s: &mut Setting<'_>, rng: &mut Rng, near: f32, tone: Rgb, tall: f32) {
    for _ in 0..s.frame.strewn(3) {
        let x = rng.range(0.0, s.frame.width);
        let (high, half) = (rng.range(0.12, 0.3) * tall * (1.0 - 0.4 * near), rng.range(0.02, 0.05));
        let y = s.frame.horizon;
        let lean = rng.range(-0.03, 0.03);
        let needle = shape::blob(&[
            (x - half * 1.6, y + 0.03),
            (x - half * 0.7, y - high * 0.5),
            (x + lean - half * 0.2, y - high),
            (x + lean + half * 0.2, y - high * 0.97),
            (x + half * 0.7, y - high * 0.45),
            (x + half * 1.6, y + 0.03),
        ]);
        s.back.fill(&needle, Tint::fade(y - high, y, tone.times(1.06), tone.times(0.92)));
    }
}

/// A stalk with a shining bulb.
fn odd_plant(s: &mut Setting<'_>, rng: &mut Rng, foot: Point, tall: f32, glow: Rgb) {
    let (x, y) = foot;
    s.stage.puff(x, y, (tall * 0.3, tall * 0.05), s.shadow(), 0.5);
    for k in 0..3 {
        let (lean, up) = (
            (k as f32 - 1.0) * tall * 0.3 + rng.range(-0.01, 0.01),
            tall * (1.0 - 0.25 * (k as f32 - 1.0).abs()),
        );
        let tip = (x + lean, y - up);
        s.stage.stroke(
            &shape::curve((x, y), (x + lean * 0.1, y - up * 0.7), tip),
            Rgb::hex(0x4f6f8a),
            1.0,
            tall * 0.045,
        );
        let r = tall * rng.range(0.09, 0.13);
        s.stage.fill(&shape::ellipse(tip.0, tip.1, r, r * 1.15), Tint::ball(tip.0, tip.1, r, glow));
        s.lamps.push(Lamp { at: tip, reach: 0.16, colour: glow, strength: 0.35 });
    }
}

/// Colours of a floor of clouds: light and shade.
fn floor_tones(s: &Setting<'_>) -> (Rgb, Rgb) {
    match s.scene.time {
        Time::Night => (Rgb::hex(0xc4cdf0), Rgb::hex(0x8492cc)),
        Time::Sunset => (Rgb::hex(0xffe6c8), Rgb::hex(0xf2a6a0)),
        Time::Dawn => (Rgb::hex(0xfff2ea), Rgb::hex(0xeec0cc)),
        Time::Day => (WHITE, Rgb::hex(0xc3dbf2)),
    }
}

/// A floor of clouds from far banks to the one underfoot.
fn floor(s: &mut Setting<'_>) {
    let (light, shade) = floor_tones(s);
    let mut rng = s.rng("cloud floor");
    let (w, y, depth) = (s.frame.width, s.frame.horizon, s.frame.ground_depth());
    for layer in 0..5 {
        let near = layer as f32 / 4.0;
        let base = y - 0.05 + depth * 0.82 * near * near;
        let wide = 0.16 + 0.3 * near;
        let far = |c: Rgb| c.mix(s.mood.haze, 0.5 * (1.0 - near));
        let mut domes = Vec::new();
        let count = (w.min(12.0) / (wide * 0.55)) as usize + 2;
        for k in 0..count {
            let x = k as f32 * wide * 0.55 + rng.range(-0.03, 0.03);
            let tall = wide * rng.range(0.2, 0.34) * if near > 0.9 { 0.5 } else { 1.0 };
            domes.push(cloud::dome(&mut rng, (x, base + 0.02), wide, tall, 5));
        }
        for dome in domes {
            s.stage.fill(
                &dome,
                Tint::fade(base - wide * 0.25, base + 0.05, far(light), far(light.mix(shade, 0.7))),
            );
        }
        let below = shape::rect(-0.05, base + 0.02, w + 0.1, s.frame.height - base + 0.03);
        s.stage.wash(
            &below,
            Tint::fade(base, s.frame.height, far(light.mix(shade, 0.55)), light.mix(shade, 0.3)),
        );
    }
    for _ in 0..s.frame.strewn(9) {
        let at = (rng.range(0.0, w), y + depth * rng.range(0.3, 1.0));
        s.stage.puff(
            at.0,
            at.1,
            (rng.range(0.1, 0.22), 0.03),
            if rng.chance(0.5) { light } else { shade },
            0.5,
        );
    }
}

pub(super) fn above_clouds(s: &mut Setting<'_>) {
    sky::paint(s);
    let (light, shade) = floor_tones(s);
    let mut rng = s.rng("banks");
    // Towers of cloud far off, on both sides.
    for (at, size) in [(0.1, 0.42), (0.9, 0.34)] {
        let x = s.across(at + rng.range(-0.04, 0.04));
        for (dx, up, q) in [(0.0, 0.3, 0.7), (-0.28, 0.08, 0.7), (0.3, 0.06, 0.66), (0.0, 0.0, 1.0)] {
            let size = size * s.tall();
            let dome = cloud::dome(
                &mut rng,
                (x + dx * size, s.frame.horizon - up * size),
                size * q,
                size * q * 0.5,
                7,
            );
            let y = s.frame.horizon - up * size;
            s.back.fill(
                &dome,
                Tint::fade(y - size * 0.4, y, light.mix(s.mood.haze, 0.25), shade.mix(s.mood.haze, 0.4)),
            );
        }
    }
    floor(s);
}

pub(super) fn cloud_kingdom(s: &mut Setting<'_>) {
    sky::paint(s);
    let (light, shade) = floor_tones(s);
    let mut rng = s.rng("kingdom");
    let tall = s.tall();
    let x = s.across(0.7);
    let roofs: [u32; 4] = [0x7a6fc8, 0xe08aa8, 0x4f9ac0, 0xe8b04a];
    let coat = Coat {
        wall: s.mood.far(Rgb::hex(0xfaf2ee), 0.14),
        roof: s.mood.far(Rgb::hex(*rng.pick(&roofs)), 0.12),
        lit: s.lamps_on(),
        snow: false,
    };
    rainbow_bridge(s, x);
    // Islands of cloud carry a castle and its smaller sisters.
    for (dx, up, q, far) in [(-0.52, 0.3, 0.2, 0.5), (0.0, 0.1, 0.56, 0.0)] {
        let foot = (x + dx * if s.mirrored { -1.0 } else { 1.0 }, s.frame.horizon - up * tall);
        let coat =
            Coat { wall: coat.wall.mix(s.mood.haze, far), roof: coat.roof.mix(s.mood.haze, far), ..coat };
        house::castle(s.back, foot, q * tall, &coat);
        for (ox, wide) in [(-0.3, 0.6), (0.3, 0.6), (0.0, 0.8)] {
            let at = (foot.0 + ox * q, foot.1 + 0.06 * q + 0.02);
            let dome = cloud::dome(&mut rng, at, wide * q * 1.4, q * 0.2, 6);
            s.back.fill(
                &dome,
                Tint::fade(
                    at.1 - q * 0.2,
                    at.1,
                    light.mix(s.mood.haze, far * 0.6),
                    shade.mix(s.mood.haze, far * 0.6),
                ),
            );
        }
    }
    floor(s);
    for at in [0.06, 0.94] {
        let (px, y) = (s.frame.width * at, s.frame.horizon + s.frame.ground_depth() * 0.16);
        gold_post(s, (px, y), 0.3);
    }
}

fn rainbow_bridge(s: &mut Setting<'_>, x: f32) {
    let y = s.frame.horizon - 0.02;
    let out = if s.mirrored { 1.0 } else { -1.0 };
    for (k, hue) in [0.0, 28.0, 52.0, 130.0, 205.0, 270.0].into_iter().enumerate() {
        let q = k as f32 * 0.013;
        let arc = shape::curve(
            (x + out * (0.75 - q * 0.6), y + 0.1),
            (x + out * 0.4, y - (0.52 - q * 2.0) * s.tall()),
            (x + out * q, y - 0.02 + q),
        );
        s.back.stroke(&arc, Rgb::hsv(hue, 0.42, 1.0), 0.75, 0.0138);
    }
}

/// A gilded post with a star on top.
fn gold_post(s: &mut Setting<'_>, foot: Point, tall: f32) {
    let ((x, y), gold) = (foot, Rgb::hex(0xe8bc54));
    s.stage.fill(
        &shape::round_rect(x - 0.009, y - tall, 0.018, tall, 0.006),
        Tint::fade(y - tall, y, gold.times(1.15), gold.times(0.8)),
    );
    let mut rings = Strew::default();
    for k in 1..4 {
        rings.rect(x - 0.014, y - tall * 0.25 * k as f32, 0.028, 0.01);
    }
    s.stage.fill(&rings.finish(), Tint::flat(gold.times(0.9)));
    s.stage.fill(&shape::star(x, y - tall - 0.03, 0.042, 0.019, 5), Tint::flat(gold.mix(WHITE, 0.35)));
    if s.lamps_on() {
        s.lamp((x, y - tall - 0.03), 0.45, 0.7);
    }
}
