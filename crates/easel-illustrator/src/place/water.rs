//! By the sea: open water, beach, rocky coast, harbour.

use super::grass::Strew;
use super::house::{self, BRIGHT_WALLS, Coat};
use super::land::{self, Ridge};
use super::{Setting, grass, plants, sky, trees};
use crate::canvas::Tint;
use crate::colour::{Rgb, WHITE};
use crate::light::Lamp;
use crate::noise;
use crate::rng::Rng;
use crate::shape::{self, Point};

/// How far above the ground the sea begins, in scene units.
const SEA_DEPTH: f32 = 0.2;

pub(super) fn sea(s: &mut Setting<'_>) {
    let mut rng = s.rng("sea");
    open_water(s, &mut rng);
    match rng.next() % 3 {
        0 => sailing_boats(s, &mut rng),
        1 => island(s, &mut rng, s.across(0.2)),
        _ => headland(s),
    }
    waves(s, &mut rng);
    shore(s);
    strand(s, &mut rng);
    dune_grass(s, &mut rng);
    if rng.chance(0.5) {
        rowing_boat(s, (s.across(0.84), s.frame.horizon + s.frame.ground_depth() * 0.4), 0.15);
    } else {
        rocks(s, &mut rng);
    }
}

/// Wet rocks at the water's edge.
fn rocks(s: &mut Setting<'_>, rng: &mut Rng) {
    let snow = s.scene.snowy();
    for (at, down, r) in [(0.93, 0.06, 0.1), (0.83, 0.14, 0.055), (0.99, 0.3, 0.08), (0.76, 0.08, 0.028)] {
        let foot = (s.across(at), s.frame.horizon + s.frame.ground_depth() * down);
        s.stage.puff(foot.0, foot.1 + r * 0.1, (r * 1.3, r * 0.22), s.shadow(), 0.5);
        land::boulder(s.stage, rng, foot, (r, r), Rgb::hex(0x86807c), snow);
        s.stage.puff(foot.0, foot.1 + r * 0.12, (r * 1.1, r * 0.1), WHITE, 0.6);
    }
}

/// A boat drawn up on the sand, its oars beside it.
fn rowing_boat(s: &mut Setting<'_>, foot: Point, q: f32) {
    let (x, y) = foot;
    let paint = Rgb::hex(*s.rng("boat").pick(&[0x3f86b0, 0xc8543c, 0x4f9a74]));
    s.stage.puff(x, y + q * 0.06, (q * 1.3, q * 0.16), s.shadow(), 0.5);
    let inside = shape::blob(&[
        (x - q, y - q * 0.52),
        (x - q * 0.3, y - q * 0.5),
        (x + q * 0.5, y - q * 0.5),
        (x + q * 0.95, y - q * 0.58),
        (x + q * 0.4, y - q * 0.34),
        (x - q * 0.5, y - q * 0.34),
    ]);
    s.stage.fill(&inside, Tint::flat(Rgb::hex(0x6a4630)));
    for dx in [-0.3, 0.25] {
        s.stage
            .fill(&shape::rect(x + dx * q, y - q * 0.48, q * 0.2, q * 0.07), Tint::flat(Rgb::hex(0xc8965c)));
    }
    let hull = shape::blob(&[
        (x - q * 1.02, y - q * 0.54),
        (x - q * 0.4, y - q * 0.38),
        (x + q * 0.4, y - q * 0.38),
        (x + q * 0.98, y - q * 0.6),
        (x + q * 0.76, y - q * 0.06),
        (x + q * 0.2, y + q * 0.06),
        (x - q * 0.5, y + q * 0.05),
        (x - q * 0.84, y - q * 0.12),
    ]);
    s.stage.fill(&hull, Tint::fade(y - q * 0.5, y, paint.times(1.1), paint.times(0.72)));
    let rail = shape::curve((x - q, y - q * 0.5), (x, y - q * 0.26), (x + q * 0.97, y - q * 0.56));
    s.stage.stroke(&rail, Rgb::hex(0xf6efe2), 1.0, q * 0.05);
    super::rod(
        s.stage,
        &shape::line(&[(x - q * 0.2, y - q * 0.5), (x + q * 1.15, y + q * 0.1)]),
        Rgb::hex(0xc8965c),
        q * 0.05,
    );
    if s.scene.snowy() {
        s.stage.wash(&inside, Tint::flat(WHITE));
    }
}

/// Sky and water down to the shore.
fn open_water(s: &mut Setting<'_>, rng: &mut Rng) {
    sky::paint(s);
    let top = s.frame.horizon - SEA_DEPTH;
    let [_, _, low] = s.mood.sky;
    let far = s.mood.far(Rgb::hex(0x2f8fc0), 0.35).mix(low, 0.2);
    let near = s.mood.lit(Rgb::hex(if s.scene.overcast() { 0x4f93a4 } else { 0x35b0c4 }));
    sheet(s, top, s.frame.horizon + 0.06, far, near);
    glitter(s, rng, top, s.frame.horizon);
    let gull = s.mood.lit(WHITE);
    sky::birds(s, gull, 6);
}

/// A sheet of still water on the distant canvas.
pub(super) fn sheet(s: &mut Setting<'_>, top: f32, bottom: f32, far: Rgb, near: Rgb) {
    let area = shape::rect(-0.02, top, s.frame.width + 0.04, bottom - top);
    s.back.fill(&area, Tint::fade(top, bottom, far, near));
}

/// Wave lines, and the light's road on the water below sun or moon.
pub(super) fn glitter(s: &mut Setting<'_>, rng: &mut Rng, top: f32, bottom: f32) {
    let deep = bottom - top;
    let mut lines: [Strew; 4] = Default::default();
    for _ in 0..s.frame.strewn(120) {
        let near = rng.unit();
        let (x, y) = (rng.range(-0.05, s.frame.width), top + deep * (0.04 + 0.94 * near));
        let long = rng.range(0.012, 0.06) * (0.25 + near);
        let kind = usize::from(rng.chance(0.62)) + if near > 0.5 { 2 } else { 0 };
        lines[kind].line(&[
            (x, y),
            (x + long * 0.3, y - 0.003 * near),
            (x + long * 0.7, y - 0.003 * near),
            (x + long, y),
        ]);
    }
    for (k, line) in lines.into_iter().enumerate() {
        let tone = if k % 2 == 1 { s.mood.haze.mix(WHITE, 0.5) } else { s.mood.lit(Rgb::hex(0x1f6f9c)) };
        s.back.stroke(
            &line.finish(),
            tone,
            if k % 2 == 1 { 0.45 } else { 0.32 },
            if k < 2 { 0.0018 } else { 0.0028 },
        );
    }
    if s.scene.overcast() {
        return;
    }
    let mut road = Strew::default();
    for _ in 0..70 {
        let near = rng.unit();
        let spread = 0.015 + 0.07 * near;
        let (x, y) = (s.mood.sun.0 + rng.range(-spread, spread), top + deep * (0.02 + 0.95 * near));
        let long = rng.range(0.006, 0.026) * (0.4 + near);
        road.line(&[(x - long, y), (x + long, y)]);
    }
    s.back.stroke(&road.finish(), s.mood.key.mix(WHITE, 0.5), 0.55, 0.0026);
}

/// Rollers with white crests; higher in wind and storm.
fn waves(s: &mut Setting<'_>, rng: &mut Rng) {
    let rough = if s.wind() != 0.0 || s.scene.rainy() { 2.0 } else { 1.0 };
    let top = s.frame.horizon - SEA_DEPTH;
    for row in 0..4 {
        let near = (row as f32 + 0.7) / 4.0;
        let y = top + SEA_DEPTH * near;
        for _ in 0..s.frame.strewn(3) {
            let x = rng.range(-0.1, s.frame.width);
            let (long, high) = (rng.range(0.1, 0.26) * (0.5 + near), 0.007 * rough * (0.4 + near));
            let roller = shape::blob(&[
                (x, y),
                (x + long * 0.4, y - high),
                (x + long * 0.6, y - high * 0.9),
                (x + long, y),
                (x + long * 0.5, y + high * 0.35),
            ]);
            let tone = s.mood.lit(Rgb::hex(0x2a94b4));
            s.back.wash(&roller, Tint::fade(y - high, y + high * 0.4, tone.mix(WHITE, 0.4), tone));
            s.back.stroke(
                &shape::curve(
                    (x + long * 0.15, y - high * 0.4),
                    (x + long * 0.5, y - high * 1.5),
                    (x + long * 0.85, y - high * 0.4),
                ),
                s.mood.lit(WHITE),
                0.8,
                0.003 * (0.5 + near),
            );
        }
    }
}

fn island(s: &mut Setting<'_>, rng: &mut Rng, x: f32) {
    let (top, rock) = (s.frame.horizon - SEA_DEPTH, s.mood.far(Rgb::hex(0x5b8d6c), 0.5));
    let (wide, tall) = (rng.range(0.14, 0.22), rng.range(0.06, 0.1));
    let form = shape::blob(&[
        (x - wide, top + 0.012),
        (x - wide * 0.5, top - tall * 0.6),
        (x, top - tall),
        (x + wide * 0.6, top - tall * 0.45),
        (x + wide, top + 0.012),
    ]);
    s.back.fill(&form, Tint::fade(top - tall, top, rock, rock.mix(s.mood.haze, 0.4)));
    if s.scene.snowy() {
        return;
    }
    for dx in [-0.05, 0.0, 0.05] {
        trees::palm(s.back, rng, (x + dx, top - tall * 0.8), 0.07, dx * 8.0, rock.times(0.8));
    }
}

/// A wooded cape that reaches in from one side.
fn headland(s: &mut Setting<'_>) {
    let top = s.frame.horizon - SEA_DEPTH;
    let inward = if s.mirrored { -1.0 } else { 1.0 };
    let edge = s.across(0.0) - inward * 0.05;
    for (reach, tall, far) in [(0.6, 0.1, 0.66), (0.36, 0.17, 0.45)] {
        let rock = s.mood.far(Rgb::hex(0x5f8f6a), far);
        let form = shape::blob(&[
            (edge, top + 0.012),
            (edge, top - tall),
            (edge + inward * reach * 0.4, top - tall * 0.8),
            (edge + inward * reach * 0.75, top - tall * 0.35),
            (edge + inward * reach, top + 0.012),
        ]);
        s.back.fill(&form, Tint::fade(top - tall, top, rock, rock.mix(s.mood.haze, 0.35)));
    }
}

fn sailing_boats(s: &mut Setting<'_>, rng: &mut Rng) {
    let top = s.frame.horizon - SEA_DEPTH;
    for (at, q) in [(0.2, 0.075), (0.34, 0.042), (0.86, 0.05)] {
        let (x, y) = (s.across(at + rng.range(-0.03, 0.03)), top + 0.02 + q * 0.35);
        let cloth = s.mood.far(Rgb::hex(*rng.pick(&[0xfdf6e6, 0xe98a6a, 0xfff0c8])), 0.15);
        let hull = s.mood.far(Rgb::hex(0x8a4a34), 0.2);
        s.back.fill(
            &shape::polygon(&[
                (x + q * 0.06, y - q * 0.2),
                (x + q * 0.06, y - q * 1.5),
                (x + q * 0.75, y - q * 0.3),
            ]),
            Tint::flat(cloth),
        );
        s.back.fill(
            &shape::polygon(&[
                (x - q * 0.06, y - q * 0.2),
                (x - q * 0.06, y - q * 1.2),
                (x - q * 0.55, y - q * 0.3),
            ]),
            Tint::flat(cloth.times(0.92)),
        );
        s.back.fill(
            &shape::polygon(&[
                (x - q * 0.7, y - q * 0.16),
                (x + q * 0.8, y - q * 0.16),
                (x + q * 0.5, y + q * 0.1),
                (x - q * 0.5, y + q * 0.1),
            ]),
            Tint::flat(hull),
        );
        s.back.dot(x, y + q * 0.14, q * 0.8, q * 0.07, s.mood.lit(WHITE), 0.45);
    }
}

/// The waved line where sand begins, `lift` above the horizon line of the ground.
fn tide_line(s: &Setting<'_>, lift: f32) -> Vec<Point> {
    let (y, seed) = (s.frame.horizon, s.seed);
    land::crest(s.frame.width, |x| y - lift + 0.022 * (noise::fractal(x * 2.6, 4.0, seed, 3) * 2.0 - 1.0))
}

fn sand_colour(s: &Setting<'_>) -> Rgb {
    Rgb::hex(if s.scene.snowy() { 0xe6ebf2 } else { 0xf0d9a4 })
}

/// Foam, wet sand and dry sand.
fn shore(s: &mut Setting<'_>) {
    let sand = sand_colour(s);
    let (w, h, y) = (s.frame.width, s.frame.height, s.frame.horizon);
    for (lift, colour, alpha) in [
        (0.024, Rgb::hex(0xbfe9ee), 0.35),
        (0.009, WHITE, 0.9),
        (0.002, sand.times(0.74), 1.0),
        (-0.022, sand.times(0.86), 1.0),
    ] {
        let area = shape::polygon(&land::closed(&tide_line(s, lift), w, h));
        s.stage.wash(&area, Tint::veil(colour, alpha));
    }
    let area = shape::polygon(&land::closed(&tide_line(s, -0.05), w, h));
    s.stage.wash(&area, Tint::fade(y, h, sand.mix(WHITE, 0.15), sand.times(0.82)));
    if s.stage.outline.is_some() {
        s.stage.stroke(&shape::line(&tide_line(s, 0.002)), Rgb::hex(0x2a2a30), 1.0, 0.0026);
    }
    land::patches(s, sand);
}

/// Grains, shells and starfish.
fn strand(s: &mut Setting<'_>, rng: &mut Rng) {
    let (w, sand) = (s.frame.width, sand_colour(s));
    let mut grains: [Strew; 2] = Default::default();
    for k in 0..s.frame.strewn(150) {
        let near = rng.unit();
        let at = (rng.range(0.0, w), s.frame.horizon + s.frame.ground_depth() * (0.24 + 0.76 * near));
        let r = rng.range(0.0009, 0.0024) * (0.5 + near);
        grains[k % 2].oval(at, r * 1.4, r);
    }
    for (grain, dim) in grains.into_iter().zip([0.76, 1.1]) {
        s.stage.wash(&grain.finish(), Tint::veil(sand.times(dim), 0.8));
    }
    for _ in 0..s.frame.strewn(7) {
        let at = (rng.range(0.0, w), s.frame.horizon + s.frame.ground_depth() * rng.range(0.32, 0.95));
        let q = rng.range(0.008, 0.015);
        let colour = Rgb::hex(*rng.pick(&[0xf4a08c, 0xf7d9c0, 0xe98a6a, 0xfff0e0]));
        s.stage.puff(at.0, at.1 + q * 0.4, (q * 1.4, q * 0.4), sand.times(0.5), 0.5);
        if rng.chance(0.4) {
            s.stage.fill(&shape::star(at.0, at.1, q * 1.5, q * 0.65, 5), Tint::flat(colour));
        } else {
            s.stage.egg(at.0, at.1, q, q * 0.72, colour, colour.times(0.75));
        }
    }
}

/// Tufts of beach grass on low dunes at the sides.
fn dune_grass(s: &mut Setting<'_>, rng: &mut Rng) {
    let sand = sand_colour(s);
    for (at, wide, high) in [(0.0, 0.34, 0.13), (1.0, 0.16, 0.045)] {
        let (x, y) = (s.across(at), s.frame.horizon + s.frame.ground_depth() * 0.36);
        let dune = shape::blob(&[
            (x - wide, y + 0.03),
            (x - wide * 0.5, y - high * 0.5),
            (x, y - high),
            (x + wide * 0.5, y - high * 0.5),
            (x + wide, y + 0.03),
            (x, y + 0.05),
        ]);
        s.stage.fill(&dune, Tint::fade(y - high, y + 0.04, sand.mix(WHITE, 0.2), sand.times(0.9)));
        for k in 0..4 {
            let foot = (x + (k as f32 / 1.5 - 1.0) * wide * 0.6, y - high * rng.range(0.1, 0.7));
            let long = rng.range(0.06, 0.1);
            let mut tuft = Strew::default();
            for n in 0..9 {
                let lean = (n as f32 / 4.0 - 1.0 + s.wind() + rng.range(-0.2, 0.2)) * long * 0.6;
                tuft.blade(
                    foot,
                    (foot.0 + lean * 0.3, foot.1 - long * 0.7),
                    (foot.0 + lean, foot.1 - long * (1.0 - lean.abs())),
                    0.0026,
                );
            }
            let green = if s.scene.snowy() { Rgb::hex(0xb8a888) } else { Rgb::hex(0x8aa45c) };
            s.stage.wash(&tuft.finish(), Tint::flat(green.times(rng.range(0.85, 1.1))));
        }
    }
}

pub(super) fn beach(s: &mut Setting<'_>) {
    let mut rng = s.rng("beach");
    open_water(s, &mut rng);
    island(s, &mut rng, s.across(0.68));
    sailing_boats(s, &mut rng);
    waves(s, &mut rng);
    shore(s);
    strand(s, &mut rng);
    let tall = s.tall().min(1.4);
    let foot = (s.across(0.07), s.frame.horizon + s.frame.ground_depth() * 0.34);
    s.stage.puff(foot.0 + 0.05, foot.1 + 0.01, (0.22, 0.02), sand_colour(s).times(0.5), 0.5);
    let lean = if s.mirrored { -0.9 } else { 0.9 };
    trees::palm(s.stage, &mut rng, foot, 0.72 * tall, lean, Rgb::hex(0x4f9f4c));
    trees::palm(
        s.stage,
        &mut rng,
        (foot.0 - lean * 0.05, foot.1 + 0.01),
        0.5 * tall,
        -lean * 0.4,
        Rgb::hex(0x479246),
    );
    parasol(s, (s.across(0.87), s.frame.horizon + s.frame.ground_depth() * 0.36), 0.32);
    if rng.chance(0.7) {
        sand_castle(s, (s.across(0.24), s.frame.horizon + s.frame.ground_depth() * 0.5), 0.085);
    }
}

/// A striped parasol over a towel.
fn parasol(s: &mut Setting<'_>, foot: Point, tall: f32) {
    let ((x, y), colours) = (foot, [Rgb::hex(0xe8574a), Rgb::hex(0xfff4e2)]);
    s.stage.puff(x, y + 0.004, (tall * 0.55, 0.02), s.shadow(), 0.35);
    let towel = [
        (x - tall * 0.1, y + 0.005),
        (x + tall * 0.42, y + 0.005),
        (x + tall * 0.5, y + 0.035),
        (x - tall * 0.12, y + 0.035),
    ];
    s.stage.fill(&shape::polygon(&towel), Tint::flat(Rgb::hex(0x5fb0c8)));
    s.stage.stroke(
        &shape::line(&[(x, y), (x - tall * 0.06, y - tall * 0.95)]),
        Rgb::hex(0xf4efe4),
        1.0,
        0.007,
    );
    let top = (x - tall * 0.065, y - tall);
    let half = tall * 0.52;
    let rim = |k: usize| {
        let f = k as f32 / 3.0 - 1.0;
        (top.0 + f * half, top.1 + tall * 0.33 - tall * 0.02 * (1.0 - f * f) + f * tall * 0.05)
    };
    for k in 0..6 {
        let (a, b) = (rim(k), rim(k + 1));
        let swell = |p: Point| (top.0 + (p.0 - top.0) * 0.72, top.1 + (p.1 - top.1) * 0.3);
        let panel = shape::blob(&[
            top,
            swell(a),
            a,
            ((a.0 + b.0) / 2.0, (a.1 + b.1) / 2.0 + tall * 0.015),
            b,
            swell(b),
        ]);
        s.stage.fill(&panel, Tint::fade(top.1, a.1, colours[k % 2].times(1.05), colours[k % 2].times(0.86)));
    }
}

fn sand_castle(s: &mut Setting<'_>, foot: Point, tall: f32) {
    let coat = Coat { wall: sand_colour(s).times(0.94), roof: Rgb::hex(0xe8574a), lit: false, snow: false };
    s.stage.puff(foot.0, foot.1, (tall * 1.2, tall * 0.18), s.shadow(), 0.4);
    for (dx, up, w) in [(-0.45, 0.55, 0.3), (0.45, 0.55, 0.3), (0.0, 0.9, 0.34)] {
        house::tower(s.stage, (foot.0 + dx * tall, foot.1), (w * tall, up * tall), &coat, false);
    }
    let mound = shape::blob(&[
        (foot.0 - tall, foot.1 + tall * 0.12),
        (foot.0 - tall * 0.6, foot.1 - tall * 0.1),
        (foot.0 + tall * 0.6, foot.1 - tall * 0.1),
        (foot.0 + tall, foot.1 + tall * 0.12),
    ]);
    s.stage.fill(&mound, Tint::flat(coat.wall));
    let (x, top) = (foot.0, foot.1 - tall);
    s.stage.stroke(&shape::line(&[(x, top), (x, top - tall * 0.3)]), Rgb::hex(0x7a5a3c), 1.0, 0.003);
    s.stage.fill(
        &shape::polygon(&[
            (x, top - tall * 0.3),
            (x + tall * 0.22, top - tall * 0.22),
            (x, top - tall * 0.13),
        ]),
        Tint::flat(coat.roof),
    );
}

pub(super) fn coast(s: &mut Setting<'_>) {
    let mut rng = s.rng("coast");
    open_water(s, &mut rng);
    sailing_boats(s, &mut rng);
    waves(s, &mut rng);
    cliff_with_light(s, &mut rng);
    let ground = s.ground();
    land::ground(s, ground, 0.03);
    super::open::cover(s, ground, 380, 40);
    land::stones(s, Rgb::hex(0x8f8a86), 8);
    for (at, r) in [(0.96, 0.11), (0.86, 0.06)] {
        let foot = (s.across(at), s.frame.horizon + s.frame.ground_depth() * 0.2);
        s.stage.puff(foot.0, foot.1, (r * 1.3, r * 0.2), s.shadow(), 0.5);
        let snow = s.scene.snowy();
        land::boulder(s.stage, &mut rng, foot, (r, r), Rgb::hex(0x8f8a86), snow);
    }
}

/// A cliff at the side with a lighthouse whose beam shows after dark.
fn cliff_with_light(s: &mut Setting<'_>, rng: &mut Rng) {
    let (y, tall) = (s.frame.horizon + 0.04, s.tall().min(1.5));
    let inward = if s.mirrored { -1.0 } else { 1.0 };
    let edge = s.across(0.0) - inward * 0.06;
    let at = |dx: f32, up: f32| (edge + inward * dx, y - up * tall);
    let rock = s.mood.far(Rgb::hex(0x8a7a72), 0.12);
    let face = [
        at(0.0, 0.0),
        at(0.0, 0.3),
        at(0.16, 0.31),
        at(0.3, 0.27),
        at(0.33, 0.2),
        at(0.38, 0.17),
        at(0.39, 0.09),
        at(0.45, 0.05),
        at(0.47, 0.0),
    ];
    s.back.fill(&shape::polygon(&face), Tint::fade(y - 0.3 * tall, y, rock.times(1.08), rock.times(0.7)));
    for k in 0..6 {
        let dx = 0.08 + 0.06 * k as f32;
        let crack = shape::line(&[
            at(dx, 0.24 - 0.03 * k as f32),
            at(dx + rng.range(-0.015, 0.015), 0.14 - 0.018 * k as f32),
            at(dx + 0.01, 0.0),
        ]);
        s.back.stroke(&crack, rock.times(0.6), 0.6, 0.004);
    }
    let turf = s.mood.far(s.ground(), 0.1);
    let green = shape::blob(&[
        at(-0.02, 0.27),
        at(-0.02, 0.33),
        at(0.15, 0.335),
        at(0.31, 0.29),
        at(0.325, 0.262),
        at(0.2, 0.28),
    ]);
    s.back.fill(&green, Tint::fade(y - 0.34 * tall, y - 0.26 * tall, turf.times(1.08), turf.times(0.85)));
    lighthouse(s, at(0.19, 0.315), 0.36 * tall);
    let coat = Coat::cottage(s, rng, 0.08);
    house::cottage(s.back, rng, at(0.1, 0.315), 0.09 * tall, &coat);
    let mut foam = Strew::default();
    for k in 0..9 {
        let p = at(0.3 + 0.025 * k as f32, 0.01);
        foam.oval((p.0, p.1 - 0.01), 0.02, 0.006);
    }
    s.back.wash(&foam.finish(), Tint::veil(s.mood.lit(WHITE), 0.85));
}

fn lighthouse(s: &mut Setting<'_>, foot: Point, tall: f32) {
    let (x, y) = foot;
    let (white, red) = (s.mood.far(Rgb::hex(0xfaf4ea), 0.06), s.mood.far(Rgb::hex(0xd8443c), 0.06));
    let half = |t: f32| tall * (0.1 - 0.035 * t);
    for band in 0..5 {
        let (a, b) = (band as f32 / 5.0 * 0.78, (band + 1) as f32 / 5.0 * 0.78);
        let form = [
            (x - half(a), y - a * tall),
            (x - half(b), y - b * tall),
            (x + half(b), y - b * tall),
            (x + half(a), y - a * tall),
        ];
        s.back.fill(&shape::polygon(&form), Tint::flat(if band % 2 == 0 { white } else { red }));
    }
    let shade = [
        (x + half(0.0) * 0.3, y),
        (x + half(0.78) * 0.3, y - tall * 0.78),
        (x + half(0.78), y - tall * 0.78),
        (x + half(0.0), y),
    ];
    s.back.wash(&shape::polygon(&shade), Tint::veil(Rgb::hex(0x2a3050), 0.2));
    s.back.fill(
        &shape::rect(x - tall * 0.095, y - tall * 0.81, tall * 0.19, tall * 0.035),
        Tint::flat(red.times(0.7)),
    );
    let lamp = (x, y - tall * 0.865);
    s.back.fill(
        &shape::rect(x - tall * 0.05, y - tall * 0.92, tall * 0.1, tall * 0.11),
        Tint::flat(Rgb::hex(0xffeeb0)),
    );
    s.back.fill(
        &shape::polygon(&[
            (x - tall * 0.075, y - tall * 0.92),
            (x, y - tall),
            (x + tall * 0.075, y - tall * 0.92),
        ]),
        Tint::flat(red),
    );
    if !s.lamps_on() && !s.scene.overcast() {
        return;
    }
    let mut beams = s.back.coarse(0.25);
    for (dx, dy) in [(0.9, -0.12), (-0.9, 0.1)] {
        for (spread, alpha) in [(0.1, 0.12), (0.05, 0.2)] {
            let cone = [lamp, (lamp.0 + dx, lamp.1 + dy - spread), (lamp.0 + dx, lamp.1 + dy + spread)];
            beams.wash(&shape::polygon(&cone), Tint::veil(Rgb(1.0, 0.93, 0.7), alpha));
        }
    }
    beams.blur(0.01);
    s.back.paste(&beams);
    s.back.glow(lamp.0, lamp.1, tall * 0.4, Rgb(1.0, 0.9, 0.6), 0.9);
    s.lamps.push(Lamp { at: lamp, reach: 0.3, colour: Rgb(1.0, 0.85, 0.55), strength: 0.5 });
}

pub(super) fn harbour(s: &mut Setting<'_>) {
    let mut rng = s.rng("harbour");
    open_water(s, &mut rng);
    let (w, y, tall) = (s.frame.width, s.frame.horizon, s.tall());
    let top = y - SEA_DEPTH;
    for layer in 0..2u64 {
        let tone = s.mood.far(s.leaf(), 0.72 - 0.2 * layer as f32);
        Ridge {
            lift: SEA_DEPTH,
            amplitude: (0.16 - 0.05 * layer as f32) * tall,
            rough: 1.8,
            tilt: 0.12,
            top: tone,
            bottom: tone.mix(s.mood.haze, 0.4),
            salt: 31 + layer,
        }
        .draw(s);
    }
    let sea = s.mood.lit(Rgb::hex(0x3a9ab4));
    sheet(s, top + 0.03, y + 0.06, sea.mix(s.mood.haze, 0.25), sea);
    let mut x = -0.02;
    let mut houses = Vec::new();
    while x < w.min(16.0) + 0.05 {
        let (wide, high) = (rng.range(0.075, 0.11), rng.range(0.12, 0.2) * tall);
        let coat = Coat::pick(s, &mut rng, &BRIGHT_WALLS, 0.2);
        let foot = (x + wide / 2.0, top + 0.035);
        house::gable_house(s.back, &mut rng, foot, (wide, high), &coat);
        houses.push((x, wide, high, coat.wall));
        x += wide + 0.002;
    }
    s.back.fill(
        &shape::rect(-0.02, top + 0.032, w + 0.04, 0.016),
        Tint::flat(s.mood.far(Rgb::hex(0x9a9088), 0.2)),
    );
    for (x, wide, high, wall) in houses {
        let fade = Tint::fade_alpha(top + 0.048, top + 0.05 + high * 0.5, wall, 0.45, 0.0);
        s.back.wash(&shape::rect(x, top + 0.048, wide, high * 0.5), fade);
    }
    glitter(s, &mut rng, top + 0.05, y);
    for (at, q) in [(0.17, 0.15), (0.84, 0.18), (0.62, 0.09)] {
        fishing_boat(s, &mut rng, (s.across(at), y - 0.05 + q * 0.18), q);
    }
    quay(s, &mut rng);
}

fn fishing_boat(s: &mut Setting<'_>, rng: &mut Rng, at: Point, q: f32) {
    let (x, y) = at;
    let hull = s.mood.lit(Rgb::hex(*rng.pick(&[0xc8443c, 0x3a6fa4, 0x3f8f6a])));
    s.back.stroke(&shape::line(&[(x, y), (x, y - q * 1.25)]), s.mood.lit(Rgb::hex(0x6a4a34)), 1.0, q * 0.035);
    s.back.stroke(
        &shape::line(&[(x, y - q * 1.2), (x + q * 0.85, y - q * 0.25)]),
        s.mood.lit(Rgb::hex(0x4a4440)),
        0.8,
        q * 0.012,
    );
    s.back.stroke(
        &shape::line(&[(x, y - q * 1.2), (x - q * 0.8, y - q * 0.25)]),
        s.mood.lit(Rgb::hex(0x4a4440)),
        0.8,
        q * 0.012,
    );
    let coat =
        Coat { wall: s.mood.lit(Rgb::hex(0xfaf4ea)), roof: hull, lit: s.lamps_on(), snow: s.scene.snowy() };
    s.back.fill(&shape::rect(x + q * 0.1, y - q * 0.52, q * 0.38, q * 0.34), Tint::flat(coat.wall));
    s.back.fill(&shape::rect(x + q * 0.06, y - q * 0.57, q * 0.46, q * 0.07), Tint::flat(hull.times(0.8)));
    house::window(s.back, (x + q * 0.2, y - q * 0.43), (q * 0.17, q * 0.14), &coat);
    let body = shape::blob(&[
        (x - q * 0.95, y - q * 0.34),
        (x - q * 0.3, y - q * 0.2),
        (x + q * 0.5, y - q * 0.2),
        (x + q * 0.85, y - q * 0.28),
        (x + q * 0.68, y + q * 0.04),
        (x - q * 0.6, y + q * 0.04),
    ]);
    s.back.fill(&body, Tint::fade(y - q * 0.3, y, hull.times(1.1), hull.times(0.75)));
    s.back.stroke(
        &shape::curve((x - q * 0.93, y - q * 0.3), (x, y - q * 0.1), (x + q * 0.83, y - q * 0.24)),
        coat.wall,
        1.0,
        q * 0.04,
    );
    s.back.dot(x, y + q * 0.07, q * 0.8, q * 0.05, s.mood.lit(WHITE), 0.4);
}

/// Stone paving at the water's edge with bollards, crates and a rope.
fn quay(s: &mut Setting<'_>, rng: &mut Rng) {
    let (w, y, depth) = (s.frame.width, s.frame.horizon, s.frame.ground_depth());
    let stone = Rgb::hex(if s.scene.snowy() { 0xe2e9f4 } else { 0xb8ab9a });
    super::street::paving(s, y + 0.01, stone);
    s.stage.fill(&shape::rect(-0.02, y + 0.004, w + 0.04, 0.02), Tint::flat(stone.mix(WHITE, 0.25)));
    s.stage.wash(&shape::rect(-0.02, y + 0.024, w + 0.04, 0.006), Tint::veil(stone.times(0.5), 0.7));
    for at in [0.3, 0.72] {
        let (x, by) = (s.across(at), y + 0.02);
        s.stage.fill(&shape::rect(x - 0.014, by - 0.04, 0.028, 0.042), Tint::flat(Rgb::hex(0x4a4c58)));
        s.stage.fill(&shape::ellipse(x, by - 0.042, 0.022, 0.01), Tint::flat(Rgb::hex(0x5f6270)));
    }
    for (at, up, q) in [(0.06, 0.0, 0.075), (0.13, 0.0, 0.06), (0.08, 0.075, 0.06), (0.95, 0.0, 0.07)] {
        crate_box(s, (s.across(at), y + depth * 0.3 - up), q);
    }
    let barrel = (s.across(0.88), y + depth * 0.34);
    super::furniture::barrel(s.stage, barrel, 0.1);
    if rng.chance(0.7) {
        let (x, cy) = (s.across(0.2), y + depth * 0.42);
        for k in 0..3 {
            s.stage.stroke(
                &shape::ellipse(x, cy - 0.007 * k as f32, 0.036, 0.011),
                Rgb::hex(0xc8a878),
                1.0,
                0.007,
            );
        }
    }
}

pub(super) fn crate_box(s: &mut Setting<'_>, foot: Point, q: f32) {
    let ((x, y), wood) = (foot, Rgb::hex(0xb8854e));
    s.stage.puff(x, y, (q * 0.8, q * 0.12), s.shadow(), 0.5);
    s.stage.fill(
        &shape::rect(x - q / 2.0, y - q, q, q),
        Tint::fade(y - q, y, wood.times(1.08), wood.times(0.84)),
    );
    let mut boards = Strew::default();
    for k in 1..4 {
        boards.line(&[(x - q / 2.0, y - q * k as f32 / 4.0), (x + q / 2.0, y - q * k as f32 / 4.0)]);
    }
    boards.line(&[(x - q / 2.0, y), (x + q / 2.0, y - q)]);
    s.stage.stroke(&boards.finish(), wood.times(0.62), 0.8, q * 0.04);
}

/// Grass and a few reeds along a bank, for the places by fresh water.
pub(super) fn bank(s: &mut Setting<'_>, tufts: usize, flowers: usize) {
    let ground = s.ground();
    land::ground(s, ground, 0.02);
    super::open::cover(s, ground, tufts, flowers);
    let mut rng = s.rng("reeds");
    let reed = if s.scene.snowy() { Rgb::hex(0xb8a07a) } else { Rgb::hex(0x6a9a4e) };
    for k in 0..s.frame.strewn(5) {
        let side = if k % 2 == 0 { rng.range(0.0, 0.2) } else { rng.range(0.8, 1.0) };
        let foot = (s.frame.width * side, s.frame.horizon + rng.range(0.005, 0.04));
        plants::reeds(s.stage, &mut rng, foot, 0.12 + 0.03 * (k % 3) as f32, reed);
    }
    if s.scene.season == crate::scene::Season::Autumn && !s.scene.snowy() {
        grass::litter(s, &[0xd9772a, 0xe8a53c], 24);
    }
}
