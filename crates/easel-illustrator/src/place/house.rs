//! Houses of all kinds, seen from the front: cottages, barns, town houses, shops, towers, castles, pagodas.

use super::Setting;
use super::grass::Strew;
use crate::canvas::{Canvas, Tint};
use crate::colour::{Rgb, WHITE};
use crate::rng::Rng;
use crate::shape::{self, Point};

/// Colours and circumstances of a house, already in the light it stands in.
#[derive(Clone, Copy)]
pub(super) struct Coat {
    pub(super) wall: Rgb,
    pub(super) roof: Rgb,
    /// Lamps are on behind the panes.
    pub(super) lit: bool,
    pub(super) snow: bool,
}

const WALLS: [u32; 6] = [0xf4e6cc, 0xf0d2b0, 0xf6ece0, 0xe6c2a0, 0xd8dfd2, 0xf2d4c4];
const ROOFS: [u32; 5] = [0xc05a42, 0x9a4a3c, 0x7a5f8c, 0x56748c, 0xb0703c];
pub(super) const BRIGHT_WALLS: [u32; 7] =
    [0xe9826a, 0xf2b45c, 0x6fa8b8, 0xf0d88a, 0xb8cf9a, 0xd88aa0, 0xf3e3cc];

impl Coat {
    /// Chosen by chance from friendly colours, `distance` away.
    pub(super) fn pick(s: &Setting<'_>, rng: &mut Rng, walls: &[u32], distance: f32) -> Self {
        let wall = s.mood.far(Rgb::hex(*rng.pick(walls)), distance);
        let roof = s.mood.far(Rgb::hex(*rng.pick(&ROOFS)), distance);
        Self { wall, roof, lit: s.lamps_on(), snow: s.scene.snowy() }
    }

    pub(super) fn cottage(s: &Setting<'_>, rng: &mut Rng, distance: f32) -> Self {
        Self::pick(s, rng, &WALLS, distance)
    }

    fn pane(&self) -> Rgb {
        if self.lit { Rgb::hex(0xffdd8c) } else { self.wall.times(0.5).mix(Rgb::hex(0x7fb0d4), 0.45) }
    }

    fn white(&self) -> Rgb {
        self.wall.mix(WHITE, 0.6)
    }

    /// Snow as white as the house's own light allows.
    fn snow_tone(&self) -> Rgb {
        WHITE.mix(self.wall, 0.18)
    }
}

/// A window with a frame, a cross and a sill.
pub(super) fn window(canvas: &mut Canvas, at: Point, size: Point, coat: &Coat) {
    let ((x, y), (w, h)) = (at, size);
    let t = w * 0.12;
    canvas.fill(&shape::rect(x - t, y - t, w + 2.0 * t, h + 2.0 * t), Tint::flat(coat.white()));
    canvas.wash(&shape::rect(x, y, w, h), Tint::flat(coat.pane()));
    let mut cross = Strew::default();
    cross.rect(x + w * 0.46, y, w * 0.08, h);
    cross.rect(x, y + h * 0.46, w, w * 0.08);
    cross.rect(x - t * 1.6, y + h + t * 0.4, w + 3.2 * t, t);
    canvas.wash(&cross.finish(), Tint::flat(coat.white()));
    if coat.snow {
        canvas.wash(
            &shape::rect(x - t * 1.6, y + h - t * 0.3, w + 3.2 * t, t * 0.9),
            Tint::flat(coat.snow_tone()),
        );
    }
    if coat.lit {
        canvas.glow(x + w / 2.0, y + h / 2.0, h * 1.3, Rgb(1.0, 0.7, 0.3), 0.4);
    }
}

/// A cottage with a gable roof seen along its side, a door, windows and a smoking chimney.
pub(super) fn cottage(canvas: &mut Canvas, rng: &mut Rng, foot: Point, tall: f32, coat: &Coat) {
    let (x, y) = foot;
    let wide = tall * rng.range(1.1, 1.5);
    let (left, eaves) = (x - wide / 2.0, y - tall * 0.5);
    let chimney = (x + wide * rng.range(0.12, 0.28), y - tall * 1.02);
    canvas
        .fill(&shape::rect(chimney.0, chimney.1, wide * 0.1, tall * 0.35), Tint::flat(coat.roof.times(0.7)));
    if coat.snow {
        canvas.dot(chimney.0 + wide * 0.05, chimney.1, wide * 0.065, tall * 0.03, coat.snow_tone(), 1.0);
    }
    for k in 0..4 {
        let up = k as f32 * tall * 0.13;
        let sway = (k as f32 * 1.4).sin() * tall * 0.05 + up * 0.3;
        let q = tall * (0.05 + 0.022 * k as f32);
        canvas.puff(
            chimney.0 + wide * 0.05 + sway,
            chimney.1 - q - up,
            (q * 1.5, q),
            WHITE,
            0.45 - 0.08 * k as f32,
        );
    }
    canvas.fill(
        &shape::rect(left, eaves - 0.002, wide, tall * 0.5 + 0.002),
        Tint::fade(eaves, y, coat.wall, coat.wall.times(0.86)),
    );
    let door = (left + wide * 0.42, y - tall * 0.33);
    let oak = coat.roof.mix(Rgb::hex(0x6b4430), 0.5);
    canvas.fill(&shape::round_rect(door.0, door.1, wide * 0.16, tall * 0.33, wide * 0.06), Tint::flat(oak));
    canvas.dot(
        door.0 + wide * 0.13,
        door.1 + tall * 0.18,
        wide * 0.012,
        wide * 0.012,
        Rgb::hex(0xf2cf6a),
        1.0,
    );
    for dx in [0.12, 0.7] {
        window(canvas, (left + dx * wide, y - tall * 0.36), (wide * 0.16, tall * 0.17), coat);
    }
    roof(canvas, (left - wide * 0.08, eaves + tall * 0.05), (wide * 1.16, tall * 0.5), 0.16, coat);
}

/// A hipped roof: `foot` is its lower left corner, `inset` how far the ridge is shorter at both ends, of its width.
fn roof(canvas: &mut Canvas, foot: Point, size: Point, inset: f32, coat: &Coat) {
    let ((x, y), (w, h)) = (foot, size);
    let top = y - h;
    let outline = [(x, y), (x + w * inset, top), (x + w * (1.0 - inset), top), (x + w, y)];
    canvas.fill(&shape::polygon(&outline), Tint::fade(top, y, coat.roof.times(1.1), coat.roof.times(0.84)));
    let mut tiles = Strew::default();
    for row in 1..4 {
        let t = row as f32 / 4.0;
        tiles.line(&[
            (x + w * inset * (1.0 - t), top + h * t),
            (x + w * (1.0 - inset * (1.0 - t)), top + h * t),
        ]);
    }
    canvas.stroke(&tiles.finish(), coat.roof.times(0.72), 0.5, h * 0.03);
    if coat.snow {
        let mut edge = vec![
            (x + w * inset - h * 0.04, top - h * 0.07),
            (x + w * (1.0 - inset) + h * 0.04, top - h * 0.07),
            (x + w * 1.01, y - h * 0.04),
        ];
        for k in 0..7 {
            let f = 1.0 - k as f32 / 6.0;
            edge.push((x + w * f, y + h * if k % 2 == 0 { 0.02 } else { -0.14 }));
        }
        canvas.fill(
            &shape::blob(&edge),
            Tint::fade(top, y, coat.snow_tone(), coat.snow_tone().mix(Rgb::hex(0xb8c8ea), 0.4)),
        );
    }
}

/// A tall narrow house with a stepped or pointed gable to the street. `size` is width and height without the gable.
pub(super) fn gable_house(canvas: &mut Canvas, rng: &mut Rng, foot: Point, size: Point, coat: &Coat) {
    let ((x, y), (w, h)) = (foot, size);
    let (left, top) = (x - w / 2.0, y - h);
    let rise = w * rng.range(0.45, 0.75);
    canvas.fill(
        &shape::rect(left, top - 0.002, w, h + 0.002),
        Tint::fade(top, y, coat.wall, coat.wall.times(0.9)),
    );
    if rng.chance(0.4) {
        let mut steps = vec![(left, top)];
        for k in 0..4 {
            let (dx, up) = (w * 0.125 * k as f32, rise * (k + 1) as f32 / 4.0);
            steps.extend([(left + dx, top - up), (left + dx + w * 0.125, top - up)]);
        }
        let mirrored: Vec<Point> = steps.iter().rev().map(|p| (2.0 * x - p.0, p.1)).collect();
        steps.extend(mirrored);
        canvas.fill(&shape::polygon(&steps), Tint::flat(coat.wall));
        if coat.snow {
            for k in 0..4 {
                let (dx, up) = (w * 0.125 * k as f32, rise * (k + 1) as f32 / 4.0);
                for at in [left + dx, 2.0 * x - left - dx - w * 0.125] {
                    canvas.wash(
                        &shape::rect(at, top - up - w * 0.03, w * 0.125, w * 0.045),
                        Tint::flat(coat.snow_tone()),
                    );
                }
            }
        }
    } else {
        let gable = [(left - w * 0.06, top + w * 0.04), (x, top - rise), (left + w * 1.06, top + w * 0.04)];
        canvas.fill(
            &shape::polygon(&gable),
            Tint::fade(top - rise, top, coat.roof.times(1.08), coat.roof.times(0.85)),
        );
        let inner =
            [(left + w * 0.08, top + w * 0.005), (x, top - rise * 0.78), (left + w * 0.92, top + w * 0.005)];
        canvas.wash(&shape::polygon(&inner), Tint::flat(coat.wall.times(0.97)));
        if coat.snow {
            let line = shape::line(&[gable[0], gable[1], gable[2]]);
            canvas.stroke(&line, coat.snow_tone(), 1.0, w * 0.075);
        }
    }
    window(canvas, (x - w * 0.09, top - rise * 0.36), (w * 0.18, w * 0.18), coat);
    let rows = ((h / (w * 0.48)) as usize).clamp(1, 6);
    for row in 0..rows {
        for dx in [0.14, 0.58] {
            let at = (left + w * dx, top + h * 0.06 + row as f32 * (h * 0.94 / rows as f32));
            window(canvas, at, (w * 0.27, (w * 0.3).min(h * 0.6 / rows as f32)), coat);
        }
    }
}

/// A barn: red boards, a broad door with a white cross, a gambrel roof.
pub(super) fn barn(canvas: &mut Canvas, foot: Point, tall: f32, coat: &Coat) {
    let (x, y) = foot;
    let w = tall * 1.05;
    let eaves = y - tall * 0.5;
    let front = [
        (x - w / 2.0, y),
        (x - w / 2.0, eaves),
        (x - w * 0.34, y - tall * 0.82),
        (x, y - tall),
        (x + w * 0.34, y - tall * 0.82),
        (x + w / 2.0, eaves),
        (x + w / 2.0, y),
    ];
    canvas
        .fill(&shape::polygon(&front), Tint::fade(y - tall, y, coat.wall.times(1.06), coat.wall.times(0.84)));
    let mut boards = Strew::default();
    for k in 1..10 {
        let bx = x - w / 2.0 + w * k as f32 / 10.0;
        boards.line(&[(bx, eaves - tall * 0.12), (bx, y)]);
    }
    canvas.stroke(&boards.finish(), coat.wall.times(0.78), 0.5, tall * 0.006);
    let edge = shape::line(&[
        (x - w * 0.54, eaves + tall * 0.03),
        front[2],
        front[3],
        front[4],
        (x + w * 0.54, eaves + tall * 0.03),
    ]);
    canvas.stroke(&edge, if coat.snow { coat.snow_tone() } else { coat.roof }, 1.0, tall * 0.055);
    let trim = coat.white().mix(WHITE, 0.4);
    let (dw, dh) = (w * 0.36, tall * 0.36);
    canvas.fill(&shape::rect(x - dw / 2.0, y - dh, dw, dh), Tint::flat(coat.wall.times(0.7)));
    let mut cross = Strew::default();
    cross.line(&[(x - dw / 2.0, y), (x + dw / 2.0, y - dh)]);
    cross.line(&[(x - dw / 2.0, y - dh), (x + dw / 2.0, y)]);
    cross.line(&[(x - dw / 2.0, y), (x - dw / 2.0, y - dh), (x + dw / 2.0, y - dh), (x + dw / 2.0, y)]);
    cross.line(&[(x, y), (x, y - dh)]);
    canvas.stroke(&cross.finish(), trim, 1.0, tall * 0.018);
    window(canvas, (x - w * 0.07, y - tall * 0.72), (w * 0.14, tall * 0.13), coat);
}

/// A round tower with battlements or a pointed roof and a flag.
pub(super) fn tower(canvas: &mut Canvas, foot: Point, size: Point, coat: &Coat, pointed: bool) {
    let ((x, y), (w, h)) = (foot, size);
    let (left, top) = (x - w / 2.0, y - h);
    canvas.fill(
        &shape::rect(left, top, w, h),
        Tint::fade(top, y, coat.wall.times(1.05), coat.wall.times(0.86)),
    );
    canvas.wash(&shape::rect(left + w * 0.68, top, w * 0.32, h), Tint::veil(coat.wall.times(0.6), 0.35));
    let crown = top - w * 0.12;
    canvas.fill(&shape::rect(left - w * 0.1, crown, w * 1.2, w * 0.2), Tint::flat(coat.wall.times(0.92)));
    if pointed {
        let cone = [(left - w * 0.18, crown), (x, crown - w * 1.25), (left + w * 1.18, crown)];
        canvas.fill(
            &shape::polygon(&cone),
            Tint::fade(crown - w * 1.2, crown, coat.roof.times(1.1), coat.roof.times(0.85)),
        );
        if coat.snow {
            let cap = [
                (x - w * 0.4, crown - w * 0.55),
                (x, crown - w * 1.27),
                (x + w * 0.4, crown - w * 0.55),
                (x + w * 0.12, crown - w * 0.68),
                (x - w * 0.12, crown - w * 0.5),
            ];
            canvas.wash(&shape::polygon(&cap), Tint::flat(coat.snow_tone()));
        }
        let peak = crown - w * 1.25;
        canvas.stroke(&shape::line(&[(x, peak), (x, peak - w * 0.5)]), coat.wall.times(0.5), 1.0, w * 0.05);
        let flag = [(x, peak - w * 0.5), (x + w * 0.5, peak - w * 0.38), (x, peak - w * 0.24)];
        canvas.fill(&shape::polygon(&flag), Tint::flat(coat.roof.mix(Rgb::hex(0xe2503f), 0.5)));
    } else {
        battlements(canvas, left - w * 0.1, w * 1.2, crown, w * 0.16, coat);
    }
    let slit = coat.pane();
    for up in [0.3, 0.62] {
        let at = (x - w * 0.1, y - h * up - w * 0.3);
        canvas.fill(&shape::round_rect(at.0, at.1, w * 0.2, w * 0.34, w * 0.1), Tint::flat(slit));
        if coat.lit {
            canvas.glow(x, at.1 + w * 0.15, w * 0.6, Rgb(1.0, 0.7, 0.3), 0.35);
        }
    }
}

/// A row of merlons standing on height `y`.
pub(super) fn battlements(canvas: &mut Canvas, x: f32, wide: f32, y: f32, tall: f32, coat: &Coat) {
    let count = ((wide / (tall * 1.9)) as usize).clamp(3, 80);
    let step = wide / (count as f32 - 0.45);
    let (mut merlons, mut snow) = (Strew::default(), Strew::default());
    for k in 0..count {
        merlons.rect(x + k as f32 * step, y - tall, step * 0.55, tall * 1.1);
        snow.rect(x + k as f32 * step - step * 0.03, y - tall * 1.25, step * 0.61, tall * 0.4);
    }
    canvas.fill(&merlons.finish(), Tint::flat(coat.wall.times(0.97)));
    if coat.snow {
        canvas.wash(&snow.finish(), Tint::flat(coat.snow_tone()));
    }
}

/// A fairy-tale castle with five towers; `foot` is the middle of its base.
pub(super) fn castle(canvas: &mut Canvas, foot: Point, tall: f32, coat: &Coat) {
    let (x, y) = foot;
    for (dx, up, w) in [(-0.17, 0.62, 0.09), (0.19, 0.55, 0.09)] {
        tower(canvas, (x + dx * tall, y), (w * tall, up * tall), coat, true);
    }
    tower(canvas, (x + 0.02 * tall, y), (0.14 * tall, 0.7 * tall), coat, true);
    let wall = shape::rect(x - tall * 0.36, y - tall * 0.3, tall * 0.72, tall * 0.3);
    canvas.fill(&wall, Tint::fade(y - tall * 0.3, y, coat.wall, coat.wall.times(0.86)));
    battlements(canvas, x - tall * 0.36, tall * 0.72, y - tall * 0.3, tall * 0.035, coat);
    for dx in [-0.36, 0.36] {
        tower(canvas, (x + dx * tall, y), (0.12 * tall, 0.4 * tall), coat, true);
    }
    let gate = shape::blob(&[
        (x - tall * 0.06, y),
        (x - tall * 0.06, y - tall * 0.1),
        (x, y - tall * 0.17),
        (x + tall * 0.06, y - tall * 0.1),
        (x + tall * 0.06, y),
    ]);
    canvas.fill(&gate, Tint::flat(if coat.lit { Rgb::hex(0xf2b45c) } else { coat.wall.times(0.45) }));
}

/// A shop at the street: a large window with things in it, a door, an awning, and a floor with windows above.
pub(super) fn shop(canvas: &mut Canvas, rng: &mut Rng, foot: Point, size: Point, coat: &Coat) {
    let ((x, y), (w, h)) = (foot, size);
    let (left, top) = (x - w / 2.0, y - h);
    canvas.fill(&shape::rect(left, top, w, h), Tint::fade(top, y, coat.wall, coat.wall.times(0.9)));
    canvas.fill(&shape::rect(left - w * 0.02, top - h * 0.025, w * 1.04, h * 0.04), Tint::flat(coat.white()));
    if coat.snow {
        canvas.wash(
            &shape::rect(left - w * 0.02, top - h * 0.04, w * 1.04, h * 0.03),
            Tint::flat(coat.snow_tone()),
        );
    }
    let ground = (w * 0.82).min(h * 0.5);
    let trim = coat.roof.mix(coat.wall, 0.12);
    canvas.fill(&shape::rect(left + w * 0.04, y - ground, w * 0.92, ground), Tint::flat(trim.times(0.9)));
    let (glass, show) = ((left + w * 0.09, y - ground * 0.72), (w * 0.5, ground * 0.52));
    display(canvas, rng, glass, show, coat);
    let door = (left + w * 0.67, y - ground * 0.74);
    canvas.fill(&shape::rect(door.0, door.1, w * 0.22, ground * 0.74), Tint::flat(trim.times(0.62)));
    canvas.wash(
        &shape::rect(door.0 + w * 0.035, door.1 + w * 0.035, w * 0.15, ground * 0.4),
        Tint::flat(coat.pane()),
    );
    awning(canvas, (left + w * 0.02, y - ground * 1.0), (w * 0.96, ground * 0.24), trim, coat.white());
    let sign = (x, y - ground * 1.09);
    canvas.fill(
        &shape::round_rect(left + w * 0.2, sign.1 - ground * 0.07, w * 0.6, ground * 0.14, ground * 0.05),
        Tint::flat(coat.white()),
    );
    let mut scribble = Strew::default();
    for k in 0..5 {
        scribble.rect(left + w * (0.28 + 0.09 * k as f32), sign.1 - ground * 0.02, w * 0.06, ground * 0.04);
    }
    canvas.wash(&scribble.finish(), Tint::flat(trim.times(0.7)));
    let floors = (((h - ground * 1.25) / (w * 0.5)) as usize).clamp(1, 5);
    let storey = (h - ground * 1.25) / floors as f32;
    for floor in 0..floors {
        for dx in [0.13, 0.6] {
            let at = (left + w * dx, top + storey * (floor as f32 + 0.22));
            window(canvas, at, (w * 0.26, (storey * 0.55).min(w * 0.36)), coat);
            if floor + 1 == floors && !coat.snow {
                flower_box(
                    canvas,
                    rng,
                    (at.0 - w * 0.03, at.1 + (storey * 0.55).min(w * 0.36) + w * 0.02),
                    w * 0.32,
                );
            }
        }
    }
}

/// What lies in a shop's window: shelves of small bright things.
fn display(canvas: &mut Canvas, rng: &mut Rng, at: Point, size: Point, coat: &Coat) {
    let ((x, y), (w, h)) = (at, size);
    let t = w * 0.035;
    canvas.fill(&shape::rect(x - t, y - t, w + 2.0 * t, h + 2.0 * t), Tint::flat(coat.white()));
    let glass = if coat.lit { Rgb::hex(0xffe0a0) } else { coat.pane().mix(WHITE, 0.25) };
    canvas.wash(&shape::rect(x, y, w, h), Tint::flat(glass));
    for row in 0..2 {
        let base = y + h * (0.5 + 0.44 * row as f32);
        let mut at = x + w * 0.06;
        while at < x + w * 0.88 {
            let (q, tall) = (w * rng.range(0.06, 0.11), h * rng.range(0.16, 0.32));
            let tone = Rgb::hsv(rng.range(0.0, 360.0), 0.45, 0.85).mix(coat.wall, 0.2);
            match rng.next() % 3 {
                0 => canvas.dot(at + q / 2.0, base - q / 2.0, q / 2.0, q / 2.0, tone, 1.0),
                1 => canvas.wash(&shape::rect(at, base - tall, q, tall), Tint::flat(tone)),
                _ => canvas.wash(
                    &shape::polygon(&[(at, base), (at + q, base), (at + q / 2.0, base - tall)]),
                    Tint::flat(tone),
                ),
            }
            at += q * 1.35;
        }
        canvas.wash(&shape::rect(x, base, w, h * 0.03), Tint::flat(coat.white().times(0.8)));
    }
    let shine = [(x + w * 0.1, y + h), (x + w * 0.4, y), (x + w * 0.52, y), (x + w * 0.22, y + h)];
    canvas.wash(&shape::polygon(&shine), Tint::veil(WHITE, 0.2));
    if coat.lit {
        canvas.glow(x + w / 2.0, y + h / 2.0, w * 0.9, Rgb(1.0, 0.7, 0.3), 0.4);
    }
}

/// A striped awning; `at` is its upper left corner.
pub(super) fn awning(canvas: &mut Canvas, at: Point, size: Point, colour: Rgb, pale: Rgb) {
    let ((x, y), (w, h)) = (at, size);
    let stripes = ((w / h * 2.2) as usize).clamp(4, 24) | 1;
    let step = w / stripes as f32;
    let out = h * 0.25;
    for k in 0..stripes {
        let (a, b) = (k as f32 / stripes as f32, (k + 1) as f32 / stripes as f32);
        let lower = |t: f32| x - out + (w + 2.0 * out) * t;
        let tone = if k % 2 == 0 { colour } else { pale };
        let cloth = [(x + w * a, y), (x + w * b, y), (lower(b), y + h * 0.8), (lower(a), y + h * 0.8)];
        canvas.fill(&shape::polygon(&cloth), Tint::fade(y, y + h, tone.times(1.05), tone.times(0.88)));
        let middle = (lower(a) + lower(b)) / 2.0;
        canvas.fill(&shape::ellipse(middle, y + h * 0.8, step * 0.6, h * 0.2), Tint::flat(tone.times(0.9)));
    }
}

fn flower_box(canvas: &mut Canvas, rng: &mut Rng, at: Point, wide: f32) {
    let (x, y) = at;
    canvas.fill(&shape::rect(x, y, wide, wide * 0.16), Tint::flat(Rgb::hex(0x8a5a3c)));
    let (mut leaves, mut blooms) = (Strew::default(), Strew::default());
    for k in 0..8 {
        let fx = x + wide * (k as f32 + 0.5) / 8.0;
        leaves.oval((fx, y - wide * 0.01), wide * 0.08, wide * 0.09);
        blooms.oval(
            (fx + rng.range(-0.02, 0.02) * wide, y - wide * rng.range(0.0, 0.1)),
            wide * 0.045,
            wide * 0.045,
        );
    }
    canvas.wash(&leaves.finish(), Tint::flat(Rgb::hex(0x5a9a4c)));
    canvas.wash(&blooms.finish(), Tint::flat(Rgb::hex(*rng.pick(&[0xf0566a, 0xf6a5c0, 0xffd34d]))));
}

/// A pagoda or temple hall with `tiers` curved roofs.
pub(super) fn pagoda(canvas: &mut Canvas, foot: Point, size: Point, tiers: usize, coat: &Coat) {
    let ((x, y), (w, h)) = (foot, size);
    let storey = h / tiers as f32;
    for tier in 0..tiers {
        let q = 1.0 - 0.14 * tier as f32;
        let base = y - storey * tier as f32;
        let (half, wall) = (w * 0.32 * q, storey * 0.6);
        canvas.fill(
            &shape::rect(x - half, base - wall, half * 2.0, wall),
            Tint::fade(base - wall, base, coat.wall.times(0.9), coat.wall),
        );
        let mut posts = Strew::default();
        for k in 0..4 {
            posts.rect(x - half + half * 1.88 * k as f32 / 3.0, base - wall, half * 0.12, wall);
        }
        canvas.wash(&posts.finish(), Tint::flat(coat.roof.mix(Rgb::hex(0xb8402e), 0.6)));
        canvas.wash(
            &shape::rect(x - half * 0.24, base - wall * 0.75, half * 0.48, wall * 0.75),
            Tint::flat(coat.pane()),
        );
        if coat.lit {
            canvas.glow(x, base - wall * 0.4, half, Rgb(1.0, 0.7, 0.3), 0.4);
        }
        eaves(canvas, (x, base - wall), (w * 0.56 * q, storey * 0.44), coat);
    }
    let peak = y - h;
    canvas.stroke(
        &shape::line(&[(x, peak + storey * 0.1), (x, peak - storey * 0.35)]),
        coat.roof.times(0.7),
        1.0,
        w * 0.022,
    );
}

/// A roof with swung eaves; `foot` is the middle of its lower edge, `size` half width and height.
fn eaves(canvas: &mut Canvas, foot: Point, size: Point, coat: &Coat) {
    let ((x, y), (half, h)) = (foot, size);
    let roof = shape::blob(&[
        (x - half, y - h * 0.12),
        (x - half * 0.55, y - h * 0.42),
        (x - half * 0.3, y - h),
        (x + half * 0.3, y - h),
        (x + half * 0.55, y - h * 0.42),
        (x + half, y - h * 0.12),
        (x + half * 0.6, y + h * 0.14),
        (x, y + h * 0.18),
        (x - half * 0.6, y + h * 0.14),
    ]);
    canvas.fill(&roof, Tint::fade(y - h, y, coat.roof.times(1.1), coat.roof.times(0.75)));
    if coat.snow {
        let cap = shape::blob(&[
            (x - half * 0.8, y - h * 0.3),
            (x - half * 0.3, y - h * 1.05),
            (x + half * 0.3, y - h * 1.05),
            (x + half * 0.8, y - h * 0.3),
            (x, y - h * 0.42),
        ]);
        canvas.wash(&cap, Tint::flat(coat.snow_tone()));
    }
}
