//! The shell of a room: walls, floor in perspective, windows with the world outside, what hangs from the ceiling.

use resvg::tiny_skia::{BlendMode, FillRule, Paint};

use super::grass::Strew;
use super::{Setting, plants, rod, trees};
use crate::canvas::{Canvas, Tint};
use crate::colour::{Rgb, WHITE};
use crate::rng::Rng;
use crate::scene::Weather;
use crate::shape::{self, Point, Shape};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Paper {
    Plain,
    Stripes,
    Dots,
    Planks,
    Stone,
    Brick,
    Tiles,
}

#[derive(Clone, Copy)]
pub(super) enum Floor {
    Boards(u32),
    /// Two colours of square tiles.
    Tiles(u32, u32),
    Stone(u32),
}

/// Walls and floor of a room.
#[derive(Clone, Copy)]
pub(super) struct Shell {
    pub(super) wall: u32,
    pub(super) paper: Paper,
    /// Panelling on the lower wall.
    pub(super) dado: Option<u32>,
    pub(super) floor: Floor,
}

/// Paints the shell; everything is on the lit stage, so that lamps shine on the walls.
pub(super) fn shell(s: &mut Setting<'_>, shell: &Shell) {
    let (w, y) = (s.frame.width, s.frame.horizon);
    let wall = Rgb::hex(shell.wall);
    let area = shape::rect(-0.05, -0.05, w + 0.1, y + 0.08);
    s.stage.wash(&area, Tint::fade(0.0, y, wall.times(0.94), wall.times(1.04)));
    paper(s, shell.paper, wall);
    if let Some(dado) = shell.dado {
        panelling(s, Rgb::hex(dado));
    }
    floor(s, shell.floor);
    let skirting = shell.dado.map_or(wall.mix(WHITE, 0.4), |dado| Rgb::hex(dado).times(0.8));
    s.stage.fill(&shape::rect(-0.05, y - 0.024, w + 0.1, 0.03), Tint::flat(skirting));
    // Corners of a room are darker than its middle.
    for x in [0.0, w] {
        s.stage.puff(x, y * 0.5, (0.3, y * 0.75), Rgb::hex(0x2a1a2a), 0.26);
    }
    s.stage.wash(
        &shape::rect(-0.05, 0.0, w + 0.1, 0.16),
        Tint::fade_alpha(0.0, 0.16, Rgb::hex(0x2a1a2a), 0.22, 0.0),
    );
}

fn paper(s: &mut Setting<'_>, paper: Paper, wall: Rgb) {
    let (w, y) = (s.frame.width.min(16.0), s.frame.horizon);
    let mut marks = Strew::default();
    let (rows, columns) = ((y / 0.06) as usize, (w / 0.075) as usize + 1);
    let mut rng = s.rng("paper");
    match paper {
        Paper::Plain => {}
        Paper::Stripes => {
            for k in 0..columns {
                marks.rect(k as f32 * 0.075, 0.0, 0.03, y);
            }
            s.stage.wash(&marks.finish(), Tint::veil(wall.times(0.93), 0.6));
        }
        Paper::Dots => {
            for row in 0..rows {
                for k in 0..columns {
                    let x = k as f32 * 0.075 + if row % 2 == 0 { 0.0 } else { 0.0375 };
                    marks.oval((x, row as f32 * 0.06 + 0.02), 0.006, 0.006);
                }
            }
            s.stage.wash(&marks.finish(), Tint::veil(wall.mix(WHITE, 0.55), 0.8));
        }
        Paper::Planks => {
            for k in 0..columns {
                marks.line(&[(k as f32 * 0.075, -0.02), (k as f32 * 0.075, y)]);
            }
            s.stage.stroke(&marks.finish(), wall.times(0.7), 0.6, 0.003);
        }
        Paper::Tiles => {
            for k in 0..columns {
                marks.line(&[(k as f32 * 0.075, -0.02), (k as f32 * 0.075, y)]);
            }
            for row in 0..=rows {
                marks.line(&[(-0.02, row as f32 * 0.06), (w, row as f32 * 0.06)]);
            }
            s.stage.stroke(&marks.finish(), wall.times(0.86), 0.7, 0.0026);
        }
        Paper::Stone | Paper::Brick => {
            let (wide, tall) = if paper == Paper::Stone { (0.11, 0.062) } else { (0.056, 0.026) };
            let number = (w * y / (wide * tall) * 0.42) as usize;
            for _ in 0..number.min(700) {
                let row = (rng.unit() * y / tall) as usize;
                let column = (rng.unit() * (w / wide + 1.0)) as usize;
                let x = column as f32 * wide - if row % 2 == 0 { 0.0 } else { wide / 2.0 };
                marks.rect(x, row as f32 * tall, wide * 0.94, tall * 0.9);
            }
            s.stage.wash(&marks.finish(), Tint::veil(wall.times(0.86), 0.5));
        }
    }
}

fn panelling(s: &mut Setting<'_>, wood: Rgb) {
    let (w, y) = (s.frame.width, s.frame.horizon);
    let tall = 0.2 * s.tall();
    s.stage.fill(
        &shape::rect(-0.05, y - tall, w + 0.1, tall),
        Tint::fade(y - tall, y, wood.times(1.05), wood.times(0.88)),
    );
    let mut fields = Strew::default();
    for k in 0..=((w.min(16.0) / 0.14) as usize) {
        fields.rect(k as f32 * 0.14 + 0.018, y - tall + 0.034, 0.104, tall - 0.075);
    }
    let fields = fields.finish();
    s.stage.wash(&fields, Tint::veil(wood.times(0.85), 0.7));
    s.stage.stroke(&fields, wood.times(1.15), 0.6, 0.003);
    s.stage.fill(&shape::rect(-0.05, y - tall - 0.008, w + 0.1, 0.018), Tint::flat(wood.times(1.1)));
}

fn floor(s: &mut Setting<'_>, floor: Floor) {
    let (w, h, y, depth) = (s.frame.width, s.frame.height, s.frame.horizon, s.frame.ground_depth());
    let main = Rgb::hex(match floor {
        Floor::Boards(colour) | Floor::Stone(colour) | Floor::Tiles(colour, _) => colour,
    });
    s.stage.fill(
        &shape::rect(-0.05, y, w + 0.1, h - y + 0.05),
        Tint::fade(y, h, main.times(0.9), main.times(0.78)),
    );
    // All lines across the depth run to one point high on the wall.
    let vanish = (w / 2.0, y - 0.9);
    let at = |x: f32, line: f32| (vanish.0 + (x - vanish.0) * (line - vanish.1) / (h - vanish.1), line);
    let rows: Vec<f32> = (0..=7).map(|k| y + depth * (k as f32 / 7.0).powf(1.45)).collect();
    let step = 0.13;
    let count = ((w.min(16.0) * 0.75 / step) as i32 + 4).max(8);
    match floor {
        Floor::Boards(_) => {
            let mut rng = s.rng("boards");
            let (mut seams, mut dark) = (Strew::default(), Strew::default());
            for k in -count..=count {
                let x = w / 2.0 + k as f32 * step * 0.8;
                seams.line(&[at(x, y), at(x, h)]);
                let row = rows[1 + (rng.next() % 6) as usize];
                seams.line(&[at(x, row), at(x + step * 0.8, row)]);
                if rng.chance(0.3) {
                    dark.polygon(&[at(x, y), at(x + step * 0.8, y), at(x + step * 0.8, h), at(x, h)]);
                }
            }
            s.stage.wash(&dark.finish(), Tint::veil(main.times(0.7), 0.3));
            s.stage.stroke(&seams.finish(), main.times(0.5), 0.6, 0.0026);
        }
        Floor::Tiles(_, other) => {
            let mut squares = Strew::default();
            for (row, pair) in rows.windows(2).enumerate() {
                for k in -count..=count {
                    if (k + row as i32).rem_euclid(2) == 0 {
                        let (x, next) = (w / 2.0 + k as f32 * step, w / 2.0 + (k + 1) as f32 * step);
                        squares.polygon(&[
                            at(x, pair[0]),
                            at(next, pair[0]),
                            at(next, pair[1]),
                            at(x, pair[1]),
                        ]);
                    }
                }
            }
            s.stage.wash(&squares.finish(), Tint::veil(Rgb::hex(other), 0.85));
        }
        Floor::Stone(_) => {
            let mut joints = Strew::default();
            for (row, pair) in rows.windows(2).enumerate() {
                joints.line(&[(-0.05, pair[1]), (w + 0.05, pair[1])]);
                for k in -count..=count {
                    let x = w / 2.0 + (k as f32 + if row % 2 == 0 { 0.0 } else { 0.5 }) * step * 1.3;
                    joints.line(&[at(x, pair[0]), at(x, pair[1])]);
                }
            }
            s.stage.stroke(&joints.finish(), main.times(0.6), 0.5, 0.0028);
        }
    }
    s.stage.wash(
        &shape::rect(-0.05, y, w + 0.1, 0.05),
        Tint::fade_alpha(y, y + 0.05, Rgb::hex(0x2a1a1a), 0.3, 0.0),
    );
}

/// An oval rug in the middle of the floor.
pub(super) fn rug(s: &mut Setting<'_>, colour: u32) {
    let (cx, cy) = (s.frame.width * 0.5, s.frame.stand() + 0.01);
    let (rx, ry) = (0.42f32.min(s.frame.width * 0.44), (s.frame.ground_depth() * 0.33).min(0.1));
    let rug = Rgb::hex(colour);
    let mut fringe = Strew::default();
    for k in 0..60 {
        let a = k as f32 / 60.0 * std::f32::consts::TAU;
        fringe.line(&[
            (cx + a.cos() * rx, cy + a.sin() * ry),
            (cx + a.cos() * rx * 1.03, cy + a.sin() * ry * 1.05),
        ]);
    }
    s.stage.stroke(&fringe.finish(), rug.mix(WHITE, 0.5), 1.0, 0.004);
    let cream = rug.mix(Rgb::hex(0xf2d9a0), 0.7);
    for (k, tone) in
        [rug.times(0.82), cream, rug, rug.times(1.14), cream, rug.times(0.95)].into_iter().enumerate()
    {
        let q = 1.0 - 0.1 * k as f32;
        s.stage.fill(&shape::ellipse(cx, cy, rx * q, ry * q), Tint::flat(tone));
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Panes {
    /// With a cross of bars, a sill and curtains.
    Homely,
    /// Tall, with a pointed arch.
    Arched,
    Round,
    /// One large sheet of glass.
    Wide,
}

/// A window; `glass` is left, top, width, height. What is behind it is painted on the distant sheet.
pub(super) fn window(s: &mut Setting<'_>, glass: (f32, f32, f32, f32), panes: Panes, cloth: u32) {
    let (x, y, w, h) = glass;
    let opening = match panes {
        Panes::Arched => arch(x, y, w, h),
        Panes::Round => shape::ellipse(x + w / 2.0, y + h / 2.0, w / 2.0, h / 2.0),
        Panes::Homely | Panes::Wide => shape::rect(x, y, w, h),
    };
    let mut view = Canvas::new((x, y), w, h, s.back.scale);
    view.mono = s.back.mono;
    view.outline = s.back.outline;
    outlook(s, &mut view, glass);
    s.back.paste(&view);
    let frame = Rgb::hex(if panes == Panes::Arched { 0xb0a698 } else { 0xf4ece0 });
    rod(s.stage, &opening, frame.times(0.78), 0.042);
    s.stage.stroke(&opening, frame, 1.0, 0.03);
    cut(s.stage, &opening);
    rod(s.stage, &opening, frame.times(0.8), 0.007);
    let mut bars = Strew::default();
    if panes != Panes::Wide {
        bars.line(&[(x + w / 2.0, y), (x + w / 2.0, y + h)]);
    }
    if panes == Panes::Arched {
        for k in 1..4 {
            bars.line(&[(x, y + h * (0.22 + 0.19 * k as f32)), (x + w, y + h * (0.22 + 0.19 * k as f32))]);
        }
    } else {
        bars.line(&[(x, y + h * 0.5), (x + w, y + h * 0.5)]);
    }
    if panes != Panes::Wide {
        rod(s.stage, &bars.finish(), frame.times(0.92), 0.0095);
    }
    if panes != Panes::Round {
        s.stage.fill(&shape::rect(x - 0.035, y + h + 0.012, w + 0.07, 0.02), Tint::flat(frame.times(0.95)));
    }
    if panes == Panes::Homely {
        curtains(s, glass, Rgb::hex(cloth));
    }
    sunbeam(s, glass);
}

/// A tall opening with a round head.
fn arch(x: f32, y: f32, w: f32, h: f32) -> Shape {
    const STEPS: usize = 14;
    let mut points = vec![(x, y + h)];
    for k in 0..=STEPS {
        let a = std::f32::consts::PI * (1.0 + k as f32 / STEPS as f32);
        points.push((x + w * (0.5 + 0.5 * a.cos()), y + w * 0.62 * (1.0 + a.sin())));
    }
    points.push((x + w, y + h));
    shape::polygon(&points)
}

/// Makes part of a sheet see-through again.
fn cut(canvas: &mut Canvas, shape: &Shape) {
    let Some(path) = shape else { return };
    let paint = Paint { blend_mode: BlendMode::Clear, anti_alias: true, ..Paint::default() };
    let transform = canvas.transform();
    canvas.pixels.fill_path(path, &paint, FillRule::Winding, transform, None);
}

fn curtains(s: &mut Setting<'_>, glass: (f32, f32, f32, f32), cloth: Rgb) {
    let (x, top, wide, tall) = glass;
    for side in [-1.0f32, 1.0] {
        let edge = if side < 0.0 { x - 0.045 } else { x + wide + 0.045 };
        let curtain = shape::blob(&[
            (edge, top - 0.03),
            (edge - side * wide * 0.36, top - 0.03),
            (edge - side * wide * 0.28, top + tall * 0.35),
            (edge - side * 0.035, top + tall * 0.62),
            (edge - side * 0.07, top + tall + 0.05),
            (edge + side * 0.012, top + tall + 0.05),
        ]);
        s.stage.fill(&curtain, Tint::fade(top, top + tall, cloth.times(1.08), cloth.times(0.8)));
        let mut folds = Strew::default();
        for k in 1..4 {
            let f = k as f32 / 4.0;
            folds.line(&[
                (edge - side * wide * 0.33 * f, top - 0.02),
                (edge - side * wide * 0.2 * f, top + tall * 0.4),
                (edge - side * 0.03 * f, top + tall * 0.62),
            ]);
        }
        s.stage.stroke(&folds.finish(), cloth.times(0.7), 0.5, 0.0035);
        let tie = shape::line(&[
            (edge + side * 0.008, top + tall * 0.62),
            (edge - side * 0.042, top + tall * 0.62),
        ]);
        s.stage.stroke(&tie, cloth.mix(Rgb::hex(0xf2cf6a), 0.7), 1.0, 0.011);
    }
    let rail = shape::line(&[(x - 0.08, top - 0.034), (x + wide + 0.08, top - 0.034)]);
    rod(s.stage, &rail, Rgb::hex(0x9a6a3c), 0.011);
}

/// Light that falls through a window onto the floor.
fn sunbeam(s: &mut Setting<'_>, glass: (f32, f32, f32, f32)) {
    if s.mood.dark || s.scene.overcast() || s.stage.mono {
        return;
    }
    let (x, y, w, h) = glass;
    let away = if x + w / 2.0 > s.frame.width / 2.0 { -0.34 } else { 0.34 };
    let low = s.frame.stand();
    let beam = [(x, y), (x + w, y), (x + w + away * 1.2, low), (x + away * 1.2, low)];
    let warm = s.mood.key.mix(Rgb::hex(0xfff4d0), 0.5);
    s.stage.wash(&shape::polygon(&beam), Tint::fade_alpha(y, low, warm, 0.24, 0.05));
    let pool = [
        (x + away * 0.86, s.frame.horizon + 0.03),
        (x + w + away * 0.86, s.frame.horizon + 0.03),
        (x + w + away * 1.2, low),
        (x + away * 1.2, low),
    ];
    if h > 0.2 {
        s.stage.wash(&shape::polygon(&pool), Tint::veil(warm, 0.2));
    }
}

/// What is seen through a window: sky, hills, trees of the season, moon or sun, and the weather.
pub(super) fn outlook(s: &Setting<'_>, view: &mut Canvas, glass: (f32, f32, f32, f32)) {
    let (x, y, w, h) = glass;
    let [top, mid, low] = s.mood.sky;
    view.wash(&shape::rect(x, y, w, h * 0.5), Tint::fade(y, y + h * 0.5, top, mid));
    view.wash(&shape::rect(x, y + h * 0.495, w, h * 0.51), Tint::fade(y + h * 0.5, y + h * 0.85, mid, low));
    let mut rng = s.rng("outlook");
    if s.mood.dark {
        for _ in 0..26 {
            view.dot(x + rng.unit() * w, y + rng.unit() * h * 0.7, 0.0016, 0.0016, WHITE, 0.8);
        }
        if !s.scene.overcast() {
            view.glow(x + w * 0.72, y + h * 0.25, 0.14, Rgb(0.7, 0.8, 1.0), 0.5);
            view.dot(x + w * 0.72, y + h * 0.25, 0.034, 0.034, Rgb::hex(0xf6f0d4), 1.0);
        }
    } else if !s.scene.overcast() {
        view.glow(x + w * 0.7, y + h * 0.3, 0.24, s.mood.key, 0.7);
        for (dx, up, q) in [(0.3, 0.25, 1.0), (0.75, 0.4, 0.7)] {
            let puff = super::cloud::dome(&mut rng, (x + w * dx, y + h * up), w * 0.34 * q, h * 0.09 * q, 5);
            view.wash(&puff, Tint::veil(s.mood.lit(WHITE), 0.85));
        }
    }
    let snow = s.scene.snowy();
    let leaf = if snow { Rgb::hex(0xe4ecf8) } else { s.leaf().mix(s.ground(), 0.5) };
    for k in 0..2 {
        let base = y + h * (0.74 + 0.12 * k as f32);
        let tone = s.mood.far(leaf.times(1.0 - 0.1 * k as f32), 0.45 - 0.3 * k as f32);
        let rise = shape::blob(&[
            (x - 0.1, y + h + 0.1),
            (x - 0.1, base),
            (x + w * (0.25 + 0.45 * k as f32), base - h * 0.1),
            (x + w + 0.1, base + h * 0.04),
            (x + w + 0.1, y + h + 0.1),
        ]);
        view.fill(&rise, Tint::flat(tone));
        for dx in [0.14, 0.3, 0.86] {
            let foot = (x + w * (dx + 0.12 * k as f32), base + h * 0.03);
            if snow {
                trees::pine(view, &mut rng, foot, h * 0.24, s.mood.far(Rgb::hex(0x3f7d63), 0.3), true);
            } else {
                plants::far_tree(view, &mut rng, foot, h * 0.24, s.mood.far(s.leaf(), 0.34 - 0.2 * k as f32));
            }
        }
    }
    falling(s, view, &mut rng, glass);
}

fn falling(s: &Setting<'_>, view: &mut Canvas, rng: &mut Rng, glass: (f32, f32, f32, f32)) {
    let (x, y, w, h) = glass;
    let (mut flakes, mut drops) = (Strew::default(), Strew::default());
    for _ in 0..60 {
        let at: Point = (x + rng.unit() * w, y + rng.unit() * h);
        flakes.oval(at, 0.003, 0.003);
        drops.line(&[at, (at.0 - 0.004, at.1 + 0.02)]);
    }
    if s.scene.has(Weather::Snow) {
        view.wash(&flakes.finish(), Tint::veil(WHITE, 0.95));
        view.fill(&shape::ellipse(x + w / 2.0, y + h, w * 0.6, h * 0.05), Tint::flat(s.mood.lit(WHITE)));
    } else if s.scene.rainy() {
        view.stroke(&drops.finish(), Rgb::hex(0xdcecff), 0.55, 0.0016);
        // Drops on the glass run down.
        for _ in 0..16 {
            let at = (x + rng.unit() * w, y + rng.unit() * h * 0.8);
            let long = rng.range(0.01, 0.05);
            view.stroke(&shape::line(&[at, (at.0, at.1 + long)]), WHITE, 0.25, 0.003);
            view.dot(at.0, at.1 + long, 0.0034, 0.0044, Rgb::hex(0xeaf4ff), 0.8);
        }
    } else if s.scene.snowy() {
        view.fill(&shape::ellipse(x + w / 2.0, y + h, w * 0.6, h * 0.04), Tint::flat(s.mood.lit(WHITE)));
    }
}

/// Wooden beams across the ceiling.
pub(super) fn beams(s: &mut Setting<'_>, wood: u32) {
    let (w, wood) = (s.frame.width, Rgb::hex(wood));
    s.stage.fill(&shape::rect(-0.05, -0.02, w + 0.1, 0.07), Tint::fade(0.0, 0.05, wood.times(0.7), wood));
    for k in 0..s.frame.strewn(4) + 1 {
        let x = k as f32 * 0.25 + 0.02;
        let beam =
            shape::polygon(&[(x - 0.012, -0.02), (x + 0.045, -0.02), (x + 0.04, 0.085), (x - 0.007, 0.085)]);
        s.stage.fill(&beam, Tint::fade(0.0, 0.085, wood.times(0.75), wood.times(1.05)));
    }
}

/// Lamps that hang from the ceiling at shares of the width; they shine after dark.
pub(super) fn pendants(s: &mut Setting<'_>, at: &[f32], drop: f32, colour: u32) {
    let colour = Rgb::hex(colour);
    for share in at {
        let (x, y) = (s.frame.width * share, drop * s.tall());
        s.stage.stroke(&shape::line(&[(x, -0.02), (x, y - 0.05)]), Rgb::hex(0x3a3034), 1.0, 0.004);
        s.stage.fill(&shape::ellipse(x, y + 0.004, 0.02, 0.016), Tint::flat(Rgb::hex(0xfff4c8)));
        let shade = shape::blob(&[
            (x - 0.058, y),
            (x - 0.045, y - 0.036),
            (x - 0.012, y - 0.058),
            (x + 0.012, y - 0.058),
            (x + 0.045, y - 0.036),
            (x + 0.058, y),
            (x, y + 0.006),
        ]);
        s.stage.fill(&shade, Tint::fade(y - 0.06, y, colour.times(1.1), colour.times(0.85)));
        shine(s, (x, y + 0.01), (1.5 / (0.5 + at.len() as f32)).min(0.62));
    }
}

/// Indoors lamps are on whenever it is not bright outside.
pub(super) fn shine(s: &mut Setting<'_>, at: Point, strength: f32) {
    if s.lamps_on() {
        s.lamp(at, 0.95, strength);
    } else if s.scene.overcast() {
        s.lamp(at, 0.8, strength * 0.8);
    }
}
