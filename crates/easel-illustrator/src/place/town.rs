//! Streets and villages.

use super::{Setting, land, plants, sky};
use crate::canvas::{Canvas, Tint};
use crate::colour::{Rgb, WHITE};
use crate::light::Lamp;
use crate::rng::Rng;
use crate::scene::{Time, Weather};
use crate::shape::{self, Point};

pub(super) fn city(s: &mut Setting<'_>) {
    sky::paint(s);
    let mut rng = Rng::new(s.seed, "city");
    let night = s.mood.dark || s.scene.time == Time::Sunset;
    for row in 0..3 {
        let near = row as f32 / 2.0;
        let mut x = -0.03;
        while x < s.frame.width.min(40.0) {
            let wide = rng.range(0.07, 0.14) * (0.85 + 0.3 * near);
            let tall = s.frame.horizon.min(1.1) * rng.range(0.16, 0.5) * (1.15 - 0.42 * near);
            let wall = Rgb::hex(*rng.pick(&[0x6d78a6, 0x7f6d92, 0x5f7f9c, 0x8a7a86]));
            let tone = s.mood.far(wall.times(1.0 - 0.25 * near), 0.66 - 0.46 * near);
            tower(s, &mut rng, (x, s.frame.horizon + 0.02), (wide, tall), tone, row > 0, night);
            x += wide + rng.range(-0.006, 0.018);
        }
        s.mist(s.frame.horizon - 0.3, s.frame.horizon + 0.02, 0.3);
    }
    street(s, &mut rng);
}

fn tower(
    s: &mut Setting<'_>,
    rng: &mut Rng,
    foot: Point,
    size: Point,
    tone: Rgb,
    windows: bool,
    night: bool,
) {
    let (x, y, wide, tall) = (foot.0, foot.1, size.0, size.1);
    let wall = shape::rect(x, y - tall, wide, tall);
    s.back.fill(&wall, Tint::fade(y - tall, y, tone.times(1.06), tone.mix(s.mood.haze, 0.3)));
    s.back.wash(
        &shape::rect(x + wide * 0.82, y - tall, wide * 0.18, tall),
        Tint::veil(Rgb::hex(0x141a3a), 0.16),
    );
    match rng.next() % 4 {
        0 => {
            let mast = shape::line(&[(x + wide / 2.0, y - tall), (x + wide / 2.0, y - tall - 0.05)]);
            s.back.stroke(&mast, tone.times(0.7), 1.0, 0.004);
        }
        1 => s.back.wash(
            &shape::rect(x + wide * 0.2, y - tall - 0.018, wide * 0.3, 0.02),
            Tint::flat(tone.times(0.8)),
        ),
        2 => {
            let roof = [(x, y - tall), (x + wide / 2.0, y - tall - 0.035), (x + wide, y - tall)];
            s.back.wash(&shape::polygon(&roof), Tint::flat(tone.times(0.85)));
        }
        _ => {}
    }
    if !windows {
        return;
    }
    let step = 0.0195;
    let (columns, rows) = ((wide / step) as usize, (tall / (step * 1.25)) as usize);
    let margin = (wide - columns as f32 * step) / 2.0;
    for row in 0..rows.min(60) {
        for column in 0..columns {
            if !rng.chance(if night { 0.46 } else { 0.5 }) {
                continue;
            }
            let left = x + margin + (column as f32 + 0.25) * step;
            let top = y - tall + (row as f32 + 0.45) * step * 1.25;
            let glass = if night {
                Rgb::hex(*rng.pick(&[0xffd98a, 0xffe7b0, 0xffc56a, 0xbfe0ff]))
            } else {
                tone.mix(WHITE, 0.45)
            };
            s.back.wash(&shape::rect(left, top, step * 0.5, step * 0.68), Tint::veil(glass, 0.85));
        }
    }
}

fn street(s: &mut Setting<'_>, rng: &mut Rng) {
    let (w, h, y, depth) = (s.frame.width, s.frame.height, s.frame.horizon, s.frame.ground_depth());
    let paving = Rgb::hex(if s.scene.snowy() { 0xdfe7f3 } else { 0xa39fae });
    s.stage.wash(
        &shape::rect(0.0, y, w, h - y),
        Tint::fade(y, h, paving.mix(s.mood.haze, 0.25), paving.times(0.74)),
    );
    let road = y + depth * 0.16;
    s.stage.wash(
        &shape::rect(0.0, road, w, depth * 0.2),
        Tint::fade(road, road + depth * 0.2, Rgb::hex(0x5a5b6c), Rgb::hex(0x4b4c5e)),
    );
    let curb = shape::rect(0.0, road + depth * 0.2, w, 0.011);
    s.stage.wash(&curb, Tint::flat(paving.mix(WHITE, 0.35)));
    for k in 0..=((w.min(16.0) / 0.16) as usize) {
        let dash = shape::rect(k as f32 * 0.16, road + depth * 0.09, 0.08, 0.006);
        s.stage.wash(&dash, Tint::veil(WHITE, 0.75));
    }
    let vanishing = (w / 2.0, y - depth * 0.9);
    for k in -12i32..=12 {
        let x = w / 2.0 + k as f32 * 0.17;
        let top = road + depth * 0.22;
        let share = (top - vanishing.1) / (h - vanishing.1);
        let line = shape::line(&[(vanishing.0 + (x - vanishing.0) * share, top), (x, h)]);
        s.stage.stroke(&line, paving.times(0.6), 0.35, 0.002);
    }
    for k in 1..5 {
        let line_y = road + depth * (0.22 + 0.62 * (k as f32 / 5.0).powf(1.4));
        s.stage.stroke(&shape::line(&[(0.0, line_y), (w, line_y)]), paving.times(0.6), 0.3, 0.002);
    }
    if s.scene.has(Weather::Rain) {
        for _ in 0..s.frame.strewn(9) {
            let (px, py) = (rng.range(0.0, w), rng.range(road + depth * 0.3, h));
            s.stage.dot(px, py, rng.range(0.05, 0.12), 0.012, s.mood.sky[1].mix(WHITE, 0.25), 0.5);
        }
    }
    for at in [0.09, 0.91] {
        lamp_post(s, (w * at, y + depth * 0.42));
    }
}

fn lamp_post(s: &mut Setting<'_>, foot: Point) {
    let (x, y) = foot;
    let (iron, tall) = (Rgb::hex(0x2f3440), 0.46);
    s.stage.puff(x, y, (0.05, 0.01), Rgb::hex(0x10142c), 0.6);
    s.stage.fill(&shape::round_rect(x - 0.006, y - tall, 0.012, tall, 0.004), Tint::flat(iron));
    s.stage.fill(&shape::round_rect(x - 0.016, y - 0.03, 0.032, 0.03, 0.006), Tint::flat(iron));
    let glass = [
        (x - 0.02, y - tall),
        (x - 0.03, y - tall - 0.062),
        (x + 0.03, y - tall - 0.062),
        (x + 0.02, y - tall),
    ];
    s.stage.fill(&shape::polygon(&glass), Tint::flat(Rgb::hex(0xffe9b4)));
    let roof = [(x - 0.038, y - tall - 0.06), (x, y - tall - 0.09), (x + 0.038, y - tall - 0.06)];
    s.stage.fill(&shape::polygon(&roof), Tint::flat(iron));
    if s.mood.dark || s.scene.time == Time::Sunset {
        let at = (x, y - tall - 0.03);
        s.lamps.push(Lamp { at, reach: 0.5, colour: Rgb(1.0, 0.78, 0.45), strength: 0.9 });
    }
}

pub(super) fn village(s: &mut Setting<'_>) {
    sky::paint(s);
    let snow = s.scene.snowy();
    for layer in 0..3u64 {
        let near = (layer + 1) as f32 / 4.0;
        let leaf = if snow { Rgb::hex(0xd6e4f4) } else { s.leaf().mix(s.ground(), 0.5) };
        let top = s.mood.far(leaf, 0.78 - 0.6 * near);
        land::ridge(
            s,
            0.07 * (1.0 - near),
            0.19 * (1.15 - near),
            1.9,
            top,
            top.mix(s.mood.haze, 0.35),
            91 + layer,
        );
    }
    let mut rng = Rng::new(s.seed, "village");
    let lit = s.mood.dark || s.scene.time == Time::Sunset;
    for row in 0..2 {
        let near = row as f32;
        for k in 0..s.frame.strewn(7 - 2 * row) {
            let x = (k as f32 + rng.range(0.1, 0.7)) / (6.0 - 2.0 * near);
            let tall = (0.1 + 0.05 * near) * rng.range(0.85, 1.3);
            let foot = (x, s.frame.horizon + 0.012 - 0.03 * (1.0 - near));
            let fade = 0.42 - 0.27 * near;
            let walls = s.mood.far(Rgb::hex(*rng.pick(&[0xf0e2c8, 0xe8cfae, 0xf4ece0, 0xd9b892])), fade);
            let roof = s.mood.far(
                Rgb::hex(if snow { 0xf4f8ff } else { *rng.pick(&[0xb5503c, 0x8f4a3a, 0x6d5a86]) }),
                fade,
            );
            house(s.back, &mut rng, foot, tall, walls, roof, lit);
        }
        s.mist(s.frame.horizon - 0.15, s.frame.horizon + 0.02, 0.25);
    }
    let ground = s.ground();
    land::ground(s, ground, 0.025);
    let track = if snow { Rgb::hex(0xcfdaf0) } else { ground.mix(Rgb::hex(0xe6d2a0), 0.75) };
    land::path(s, track);
    if !snow {
        land::grass(s, ground, 1000);
        land::flowers(s, ground, 40);
    }
    for at in [0.05, 0.94] {
        let foot = (s.across(at), s.frame.horizon + 0.045);
        let leaf = s.leaf();
        if snow {
            plants::pine(s.stage, &mut rng, foot, 0.46, Rgb::hex(0x3f7d63), true);
        } else {
            plants::leafy(s.stage, &mut rng, foot, 0.46, leaf);
        }
    }
}

fn house(canvas: &mut Canvas, rng: &mut Rng, foot: Point, tall: f32, wall: Rgb, roof: Rgb, lit: bool) {
    let ((x, y), wide) = (foot, tall * rng.range(0.95, 1.4));
    let eaves = y - tall * 0.55;
    canvas.fill(
        &shape::rect(x - wide / 2.0, eaves, wide, tall * 0.55),
        Tint::fade(eaves, y, wall, wall.times(0.86)),
    );
    let chimney = shape::rect(x + wide * 0.2, y - tall * 1.0, wide * 0.11, tall * 0.35);
    canvas.fill(&chimney, Tint::flat(roof.times(0.7)));
    let gable = [(x - wide * 0.6, eaves + tall * 0.04), (x, y - tall), (x + wide * 0.6, eaves + tall * 0.04)];
    canvas.fill(&shape::polygon(&gable), Tint::fade(y - tall, eaves, roof.times(1.08), roof.times(0.85)));
    let pane = if lit { Rgb::hex(0xffdd8c) } else { wall.times(0.55).mix(Rgb::hex(0x6fa0c8), 0.4) };
    for dx in [-0.3, 0.12] {
        let window = shape::rect(x + dx * wide, y - tall * 0.4, wide * 0.18, tall * 0.2);
        canvas.fill(&window, Tint::flat(pane));
        if lit {
            canvas.glow(x + (dx + 0.09) * wide, y - tall * 0.3, tall * 0.5, Rgb(1.0, 0.7, 0.3), 0.45);
        }
    }
}
