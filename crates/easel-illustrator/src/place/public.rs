//! Rooms for many: classroom, cafe, tavern, hall, museum, stage.

use super::Setting;
use super::furniture::{self, OAK};
use super::grass::Strew;
use super::indoors::{self, Bay, Piece};
use super::room::{self, Floor, Paper, Shell};
use crate::canvas::Tint;
use crate::colour::{Rgb, WHITE};
use crate::rng::Rng;
use crate::shape::{self, Point};

pub(super) fn classroom(s: &mut Setting<'_>) {
    let mut rng = s.rng("classroom");
    let wall = *rng.pick(&[0xf0e4c4, 0xd3e2d6, 0xf2d8c0]);
    room::shell(
        s,
        &Shell {
            wall,
            paper: Paper::Plain,
            dado: Some(*rng.pick(&[0x8fb0a0, 0xc8a070])),
            floor: Floor::Boards(0xc8965f),
        },
    );
    indoors::furnish(
        s,
        &[Piece::Chart, Piece::Blackboard, Piece::Window, Piece::Books, Piece::Chart, Piece::Window],
        0x4f8ac0,
    );
    paper_flags(s);
    for (share, down) in [(0.07f32, 0.42), (0.93, 0.42)] {
        desk(s, (s.frame.width * share, s.frame.horizon + s.frame.ground_depth() * down), 0.17);
    }
    globe(s, (s.across(0.2), s.frame.horizon + 0.03));
    room::pendants(s, if s.frame.width > 1.6 { &[0.2, 0.5, 0.8] } else { &[0.3, 0.7] }, 0.14, 0x6a9a86);
}

/// Two rows of coloured paper across the top of the wall.
fn paper_flags(s: &mut Setting<'_>) {
    let count = s.frame.strewn(12);
    let y = 0.055 * s.tall();
    s.stage.stroke(&shape::line(&[(-0.02, y), (s.frame.width + 0.02, y)]), WHITE, 0.9, 0.003);
    for k in 0..count {
        let x = s.frame.width * (k as f32 + 0.5) / count as f32;
        let tone = Rgb::hex([0xe8574a, 0xf6c344, 0x6fb56a, 0x4f9ac8, 0xb07ac0][k % 5]);
        s.stage.fill(&shape::polygon(&[(x - 0.028, y), (x + 0.028, y), (x, y + 0.058)]), Tint::flat(tone));
    }
}

/// A school desk with a book and an apple.
fn desk(s: &mut Setting<'_>, foot: Point, wide: f32) {
    let ((x, y), tall) = (foot, wide * 0.85);
    s.stage.puff(x, y, (wide * 0.6, 0.014), Rgb::hex(0x1a1014), 0.5);
    for dx in [-0.42, 0.36] {
        furniture::panel(s.stage, x + dx * wide, y - tall, wide * 0.06, tall, Rgb::hex(0x6a7080));
    }
    furniture::panel(s.stage, x - wide * 0.46, y - tall * 0.86, wide * 0.92, tall * 0.2, OAK.times(1.1));
    furniture::panel(s.stage, x - wide / 2.0, y - tall, wide, tall * 0.15, OAK.times(1.35));
    furniture::panel(s.stage, x - wide * 0.3, y - tall - 0.018, wide * 0.36, 0.018, Rgb::hex(0x4f86b8));
    let (ax, ay) = (x + wide * 0.26, y - tall - 0.02);
    s.stage.fill(&shape::ellipse(ax, ay, 0.02, 0.02), Tint::ball(ax, ay, 0.02, Rgb::hex(0xd83c34)));
    s.stage.stroke(
        &shape::line(&[(ax, ay - 0.016), (ax + 0.006, ay - 0.032)]),
        Rgb::hex(0x5a3a24),
        1.0,
        0.004,
    );
}

fn globe(s: &mut Setting<'_>, foot: Point) {
    let (x, y) = foot;
    furniture::panel(s.stage, x - 0.055, y - 0.15, 0.11, 0.15, OAK);
    let (gy, r) = (y - 0.215, 0.046);
    s.stage.stroke(&shape::line(&[(x, y - 0.15), (x, gy)]), Rgb::hex(0xc89a4a), 1.0, 0.01);
    s.stage.fill(&shape::ellipse(x, gy, r, r), Tint::ball(x, gy, r, Rgb::hex(0x5fa8e0)));
    for (dx, dy, q) in [(-0.3, -0.3, 0.4), (0.3, 0.1, 0.35), (-0.2, 0.5, 0.25)] {
        s.stage.dot(x + dx * r, gy + dy * r, q * r, q * r * 0.7, Rgb::hex(0x7fb860), 1.0);
    }
    s.stage.stroke(
        &shape::curve((x + r * 0.5, gy - r), (x + r * 1.6, gy), (x + r * 0.3, gy + r * 1.1)),
        Rgb::hex(0xc89a4a),
        1.0,
        0.006,
    );
}

/// A green board with chalk drawings.
pub(super) fn blackboard(s: &mut Setting<'_>, bay: Bay) {
    let ((x, y), tall) = (bay.foot, s.tall());
    let (wide, high) = (bay.wide * 1.02, 0.26 * tall.min(1.3));
    let top = y - 0.52 * tall;
    furniture::panel(s.stage, x - wide / 2.0 - 0.014, top - 0.014, wide + 0.028, high + 0.028, OAK);
    let board = Rgb::hex(0x3a6a56);
    s.stage.fill(
        &shape::rect(x - wide / 2.0, top, wide, high),
        Tint::fade(top, top + high, board.times(1.08), board.times(0.92)),
    );
    let mut chalk = Strew::default();
    chalk.line(&[(x - wide * 0.42, top + high * 0.2), (x - wide * 0.2, top + high * 0.2)]);
    chalk.line(&[(x - wide * 0.42, top + high * 0.34), (x - wide * 0.12, top + high * 0.34)]);
    chalk.line(&[
        (x - wide * 0.4, top + high * 0.8),
        (x - wide * 0.4, top + high * 0.58),
        (x - wide * 0.28, top + high * 0.44),
        (x - wide * 0.16, top + high * 0.58),
        (x - wide * 0.16, top + high * 0.8),
        (x - wide * 0.4, top + high * 0.8),
    ]);
    for k in 0..9 {
        let a = k as f32 / 9.0 * std::f32::consts::TAU;
        let (cx, cy) = (x + wide * 0.26, top + high * 0.36);
        chalk.line(&[
            (cx + a.cos() * 0.034, cy + a.sin() * 0.034),
            (cx + a.cos() * 0.05, cy + a.sin() * 0.05),
        ]);
    }
    s.stage.stroke(&chalk.finish(), Rgb::hex(0xf2f4ec), 0.85, 0.0045);
    s.stage.stroke(
        &shape::ellipse(x + wide * 0.26, top + high * 0.36, 0.024, 0.024),
        Rgb::hex(0xf6e08a),
        0.9,
        0.0045,
    );
    furniture::panel(s.stage, x - wide / 2.0, top + high + 0.008, wide, 0.014, OAK.times(1.2));
}

/// A map or a picture of the alphabet on the wall, over low shelves.
pub(super) fn chart(s: &mut Setting<'_>, rng: &mut Rng, bay: Bay) {
    let ((x, y), tall) = (bay.foot, s.tall());
    let (wide, high, top) = (bay.wide * 0.66, 0.2, y - 0.5 * tall);
    s.stage.fill(&shape::rect(x - wide / 2.0, top, wide, high), Tint::flat(Rgb::hex(0xfaf4e4)));
    let mut letters: [Strew; 3] = Default::default();
    for row in 0..3 {
        for k in 0..4 {
            let (lx, ly) =
                (x - wide * 0.38 + wide * 0.25 * k as f32, top + high * (0.24 + 0.27 * row as f32));
            let q = 0.017;
            match (row + k) % 3 {
                0 => letters[0].polygon(&[(lx - q, ly + q), (lx, ly - q), (lx + q, ly + q)]),
                1 => letters[1].oval((lx, ly), q, q),
                _ => letters[2].rect(lx - q, ly - q, q * 2.0, q * 2.0),
            }
        }
    }
    for (letters, tone) in letters.into_iter().zip([0xe8574a, 0x4f9ac8, 0xf6b53c]) {
        s.stage.fill(&letters.finish(), Tint::flat(Rgb::hex(tone)));
    }
    for up in [top - 0.008, top + high - 0.006] {
        furniture::panel(s.stage, x - wide / 2.0 - 0.012, up, wide + 0.024, 0.014, OAK);
    }
    furniture::bookshelf(s.stage, rng, (x, y + 0.02), bay.wide * 0.86, 0.22);
}

pub(super) fn cafe(s: &mut Setting<'_>) {
    let mut rng = s.rng("cafe");
    let wall = *rng.pick(&[0xd9b48a, 0xb8c8b0, 0xe0c0b0, 0xa8b8c0]);
    room::shell(
        s,
        &Shell { wall, paper: Paper::Brick, dado: Some(0x7f5238), floor: Floor::Tiles(0xe8dcc8, 0x8a6a58) },
    );
    let pieces: &[Piece] = if rng.chance(0.5) {
        &[Piece::CoffeeBar, Piece::Bench, Piece::WideWindow]
    } else {
        &[Piece::WideWindow, Piece::Bench, Piece::CoffeeBar, Piece::Armchair]
    };
    indoors::furnish(s, pieces, 0x4f8a86);
    room::pendants(
        s,
        if s.frame.width > 1.6 { &[0.14, 0.38, 0.62, 0.86] } else { &[0.22, 0.5, 0.78] },
        0.17,
        *rng.pick(&[0xd9963c, 0x4f8a86, 0xc9534a]),
    );
    round_table(s, &mut rng, s.across(0.92));
    if s.frame.width > 1.4 {
        round_table(s, &mut rng, s.across(0.1));
    }
}

/// A little table with cups and cake at the side.
fn round_table(s: &mut Setting<'_>, rng: &mut Rng, x: f32) {
    let y = s.frame.horizon + s.frame.ground_depth() * 0.42;
    s.stage.puff(x, y, (0.1, 0.014), Rgb::hex(0x1a1014), 0.5);
    furniture::panel(s.stage, x - 0.009, y - 0.16, 0.018, 0.16, Rgb::hex(0x3f3a40));
    s.stage.fill(&shape::ellipse(x, y - 0.004, 0.055, 0.012), Tint::flat(Rgb::hex(0x3f3a40)));
    s.stage.fill(&shape::ellipse(x, y - 0.155, 0.105, 0.026), Tint::flat(OAK.times(0.8)));
    s.stage.fill(&shape::ellipse(x, y - 0.164, 0.105, 0.026), Tint::flat(OAK.times(1.35)));
    cup(s, (x - 0.035, y - 0.165), 0.02);
    furniture::vase(s.stage, rng, (x + 0.03, y - 0.165), 0.085);
}

fn cup(s: &mut Setting<'_>, foot: Point, q: f32) {
    let (x, y) = foot;
    s.stage.fill(&shape::ellipse(x, y, q * 1.6, q * 0.4), Tint::flat(Rgb::hex(0xf8f4ec)));
    let bowl = shape::blob(&[
        (x - q, y - q * 1.3),
        (x - q * 0.8, y - q * 0.2),
        (x, y),
        (x + q * 0.8, y - q * 0.2),
        (x + q, y - q * 1.3),
    ]);
    s.stage.fill(&bowl, Tint::fade(y - q * 1.3, y, WHITE, Rgb::hex(0xd8d0cc)));
    s.stage.stroke(
        &shape::curve((x + q * 0.9, y - q), (x + q * 1.8, y - q * 0.8), (x + q * 0.8, y - q * 0.3)),
        Rgb::hex(0xf0ece4),
        1.0,
        q * 0.25,
    );
    for k in 0..2 {
        let up = q * (1.9 + 1.0 * k as f32);
        s.stage.puff(x + q * 0.3 * (k as f32 * 2.0 - 1.0), y - up, (q * 0.7, q * 0.8), WHITE, 0.4);
    }
}

/// A counter with cakes under glass and a machine for coffee, a menu above.
pub(super) fn coffee_bar(s: &mut Setting<'_>, rng: &mut Rng, bay: Bay) {
    let ((x, y), wide, tall) = (bay.foot, bay.wide * 0.94, 0.23);
    let (left, foot) = (x - wide / 2.0, y + 0.025);
    let menu = y - 0.54 * s.tall();
    furniture::panel(s.stage, left + wide * 0.1, menu, wide * 0.8, 0.14, Rgb::hex(0x3a3438));
    let mut chalk = Strew::default();
    for row in 0..4 {
        chalk.line(&[
            (left + wide * 0.17, menu + 0.03 + 0.028 * row as f32),
            (left + wide * (0.5 + 0.06 * (row % 2) as f32), menu + 0.03 + 0.028 * row as f32),
        ]);
        chalk.line(&[
            (left + wide * 0.72, menu + 0.03 + 0.028 * row as f32),
            (left + wide * 0.82, menu + 0.03 + 0.028 * row as f32),
        ]);
    }
    s.stage.stroke(&chalk.finish(), Rgb::hex(0xf2ece0), 0.85, 0.004);
    furniture::wall_shelf(s.stage, rng, (x, menu + 0.23), wide * 0.8);
    furniture::panel(s.stage, left, foot - tall, wide, tall, OAK.times(0.85));
    s.stage.fill(
        &shape::rect(left + wide * 0.05, foot - tall * 0.84, wide * 0.5, tall * 0.62),
        Tint::flat(Rgb::hex(0xfff0d4)),
    );
    for row in 0..2 {
        let shelf = foot - tall * (0.5 - 0.28 * row as f32);
        for k in 0..3 {
            let (cx, tone) = (
                left + wide * (0.13 + 0.16 * k as f32),
                Rgb::hex(*rng.pick(&[0xf2a6b8, 0x8a5a3c, 0xf6d88a, 0xd9706a])),
            );
            s.stage.fill(&shape::round_rect(cx - 0.02, shelf - 0.034, 0.04, 0.034, 0.008), Tint::flat(tone));
            s.stage.dot(cx, shelf - 0.038, 0.009, 0.009, Rgb::hex(0xd83c44), 1.0);
        }
        s.stage.wash(&shape::rect(left + wide * 0.05, shelf, wide * 0.5, 0.006), Tint::flat(OAK));
    }
    furniture::panel(s.stage, left - 0.01, foot - tall - 0.016, wide + 0.02, 0.022, OAK.times(1.4));
    let (mx, base) = (left + wide * 0.78, foot - tall - 0.016);
    furniture::panel(s.stage, mx - 0.05, base - 0.1, 0.1, 0.1, Rgb::hex(0xc8ccd4));
    furniture::panel(s.stage, mx - 0.04, base - 0.055, 0.08, 0.045, Rgb::hex(0x4a4c56));
    s.stage.dot(mx - 0.02, base - 0.08, 0.007, 0.007, Rgb::hex(0xd83c44), 1.0);
    cup(s, (mx, base - 0.012), 0.014);
    cup(s, (left + wide * 0.3, base), 0.018);
}

pub(super) fn tavern(s: &mut Setting<'_>) {
    let mut rng = s.rng("tavern");
    room::shell(
        s,
        &Shell {
            wall: *rng.pick(&[0xe0c8a0, 0xd0b890]),
            paper: Paper::Plain,
            dado: Some(0x6f4630),
            floor: Floor::Stone(0xa08c78),
        },
    );
    timbers(s);
    let pieces: &[Piece] = if rng.chance(0.5) {
        &[Piece::Bar, Piece::Window, Piece::Fireplace]
    } else {
        &[Piece::Fireplace, Piece::Bar, Piece::Barrels, Piece::Window]
    };
    indoors::furnish(s, pieces, 0x8a3f3a);
    room::beams(s, 0x6a4630);
    lanterns(s, if s.frame.width > 1.6 { &[0.2, 0.5, 0.8] } else { &[0.34, 0.68] });
    furniture::barrel(s.stage, (s.across(0.95), s.frame.horizon + s.frame.ground_depth() * 0.44), 0.17);
}

/// Dark timbers on a plastered wall.
fn timbers(s: &mut Setting<'_>) {
    let (w, y) = (s.frame.width, s.frame.horizon);
    let wood = Rgb::hex(0x6a4630);
    let step = 0.335;
    for k in 0..=((w.min(16.0) / step) as usize) {
        let x = k as f32 * step;
        furniture::panel(s.stage, x - 0.014, -0.02, 0.028, y + 0.02, wood);
    }
    furniture::panel(s.stage, -0.05, y * 0.32, w + 0.1, 0.026, wood);
}

/// Iron lanterns on chains.
fn lanterns(s: &mut Setting<'_>, at: &[f32]) {
    let iron = Rgb::hex(0x3a3438);
    for share in at {
        let (x, y) = (s.frame.width * share, 0.15 * s.tall());
        s.stage.stroke(&shape::line(&[(x, 0.04), (x, y)]), iron, 1.0, 0.004);
        s.stage.fill(
            &shape::polygon(&[(x - 0.032, y + 0.022), (x, y - 0.008), (x + 0.032, y + 0.022)]),
            Tint::flat(iron),
        );
        s.stage.fill(&shape::rect(x - 0.023, y + 0.022, 0.046, 0.055), Tint::flat(Rgb::hex(0xffe09a)));
        s.stage.stroke(&shape::rect(x - 0.023, y + 0.022, 0.046, 0.055), iron, 1.0, 0.005);
        s.stage.fill(&shape::rect(x - 0.028, y + 0.076, 0.056, 0.008), Tint::flat(iron));
        room::shine(s, (x, y + 0.05), 1.1 / (1.0 + at.len() as f32));
    }
}

/// A bar of oak before shelves of bottles.
pub(super) fn bar(s: &mut Setting<'_>, rng: &mut Rng, bay: Bay) {
    let ((x, y), wide, tall) = (bay.foot, bay.wide * 0.94, 0.22);
    for k in 0..3 {
        bottles(s, rng, (x, y - 0.3 - 0.1 * k as f32), wide * 0.84);
    }
    let foot = y + 0.025;
    furniture::panel(s.stage, x - wide / 2.0, foot - tall, wide, tall, OAK.times(0.8));
    let mut fields = Strew::default();
    for k in 0..3 {
        fields.rect(x - wide * 0.46 + wide * 0.315 * k as f32, foot - tall * 0.84, wide * 0.27, tall * 0.66);
    }
    s.stage.fill(&fields.finish(), Tint::flat(OAK.times(0.95)));
    furniture::panel(s.stage, x - wide / 2.0 - 0.01, foot - tall - 0.018, wide + 0.02, 0.024, OAK.times(1.3));
    for dx in [-0.24, 0.1] {
        let (mx, base) = (x + dx * wide, foot - tall - 0.018);
        s.stage.stroke(&shape::ellipse(mx + 0.022, base - 0.024, 0.013, 0.014), OAK, 1.0, 0.007);
        furniture::panel(s.stage, mx - 0.02, base - 0.048, 0.04, 0.048, Rgb::hex(0xc8934a));
        s.stage.fill(&shape::ellipse(mx, base - 0.05, 0.023, 0.012), Tint::flat(Rgb::hex(0xfff6e2)));
    }
}

fn bottles(s: &mut Setting<'_>, rng: &mut Rng, at: Point, wide: f32) {
    let (y, left) = (at.1, at.0 - wide / 2.0);
    let mut glass: [Strew; 3] = Default::default();
    let mut px = left + 0.018;
    while px < left + wide - 0.02 {
        let (q, tall) = (rng.range(0.009, 0.014), rng.range(0.045, 0.07));
        let bottle = &mut glass[(rng.next() % 3) as usize];
        bottle.rect(px, y - tall * 0.64, q * 2.0, tall * 0.64);
        bottle.rect(px + q * 0.65, y - tall, q * 0.7, tall * 0.4);
        px += q * 2.0 + rng.range(0.008, 0.022);
    }
    for (bottle, tone) in glass.into_iter().zip([0x5f8a54, 0xc8843c, 0x8a4a54]) {
        s.stage.fill(&bottle.finish(), Tint::flat(Rgb::hex(tone)));
    }
    furniture::panel(s.stage, left, y, wide, 0.012, OAK.times(0.8));
}

pub(super) fn hall(s: &mut Setting<'_>) {
    let mut rng = s.rng("hall");
    let wall = *rng.pick(&[0xcfc2b0, 0xb8bcc8, 0xd8c8b0]);
    room::shell(
        s,
        &Shell {
            wall,
            paper: Paper::Stone,
            dado: None,
            floor: Floor::Tiles(0xe0d2bc, *rng.pick(&[0xa86f60, 0x7f8ba8])),
        },
    );
    let cloth = *rng.pick(&[0xa82f3c, 0x3f569a, 0x6a3f86]);
    let pieces: &[Piece] = if s.frame.width > 1.4 {
        &[Piece::Pillar, Piece::ArchedWindow, Piece::Pillar, Piece::Throne]
    } else {
        &[Piece::ArchedWindow, Piece::Throne, Piece::ArchedWindow]
    };
    indoors::furnish(s, pieces, cloth);
    carpet(s, Rgb::hex(cloth));
    for share in [0.03f32, 0.97] {
        pillar(s, Bay { foot: (s.frame.width * share, s.frame.horizon + 0.03), wide: 0.3 });
    }
    banners(s, Rgb::hex(cloth));
    chandelier(s);
}

/// A long carpet that runs to the far wall.
fn carpet(s: &mut Setting<'_>, cloth: Rgb) {
    let (x, y, h) = (s.frame.width / 2.0, s.frame.horizon, s.frame.height);
    for (q, tone) in [(1.0, Rgb::hex(0xe0b858)), (0.88, cloth)] {
        let runner = [
            (x - 0.13 * q, y + 0.006),
            (x + 0.13 * q, y + 0.006),
            (x + 0.3 * q, h + 0.02),
            (x - 0.3 * q, h + 0.02),
        ];
        s.stage.fill(&shape::polygon(&runner), Tint::fade(y, h, tone.times(1.02), tone.times(0.85)));
    }
}

fn banners(s: &mut Setting<'_>, cloth: Rgb) {
    for share in [0.16f32, 0.84] {
        let (x, top, wide) = (s.frame.width * share, 0.02, 0.085);
        let tall = 0.24 * s.tall();
        let flag = [
            (x - wide / 2.0, top),
            (x + wide / 2.0, top),
            (x + wide / 2.0, top + tall),
            (x, top + tall * 0.86),
            (x - wide / 2.0, top + tall),
        ];
        s.stage
            .fill(&shape::polygon(&flag), Tint::fade(top, top + tall, cloth.times(1.15), cloth.times(0.85)));
        s.stage.fill(&shape::star(x, top + tall * 0.42, 0.03, 0.013, 5), Tint::flat(Rgb::hex(0xf2cf6a)));
        s.stage.stroke(
            &shape::line(&[(x - wide * 0.6, top), (x + wide * 0.6, top)]),
            Rgb::hex(0xc8a24a),
            1.0,
            0.009,
        );
    }
}

/// A ring of candles on chains.
fn chandelier(s: &mut Setting<'_>) {
    let (x, y, r) = (s.frame.width / 2.0, 0.13 * s.tall(), 0.15);
    let gold = Rgb::hex(0xc8a24a);
    for dx in [-0.9, 0.0, 0.9] {
        s.stage.stroke(&shape::line(&[(x, -0.02), (x + dx * r, y)]), gold.times(0.7), 1.0, 0.003);
    }
    s.stage.stroke(&shape::ellipse(x, y, r, r * 0.2), gold, 1.0, 0.011);
    for k in 0..7 {
        let f = k as f32 / 3.0 - 1.0;
        let base = y + r * 0.2 * (1.0 - f * f).sqrt();
        furniture::candle(s.stage, (x + f * r, base), 0.045);
    }
    room::shine(s, (x, y), 0.7);
}

/// A round pillar from floor to ceiling.
pub(super) fn pillar(s: &mut Setting<'_>, bay: Bay) {
    let ((x, y), half) = (bay.foot, bay.wide * 0.15);
    let stone = Rgb::hex(0xd8ccba);
    s.stage.fill(&shape::rect(x - half, -0.05, half * 2.0, y + 0.05), Tint::flat(stone));
    let mut shade = Strew::default();
    shade.rect(x + half * 0.4, -0.05, half * 0.6, y + 0.05);
    s.stage.wash(&shade.finish(), Tint::veil(stone.times(0.62), 0.5));
    s.stage.wash(&shape::rect(x - half * 0.7, -0.05, half * 0.35, y + 0.05), Tint::veil(WHITE, 0.4));
    for (up, q, tall) in [(0.0, 1.5, 0.04), (0.04, 1.25, 0.03)] {
        furniture::panel(s.stage, x - half * q, y - up - tall, half * 2.0 * q, tall, stone.times(0.94));
    }
    furniture::panel(s.stage, x - half * 1.35, 0.05, half * 2.7, 0.035, stone.times(0.96));
}

/// A gilded throne on steps under a canopy.
pub(super) fn throne(s: &mut Setting<'_>, bay: Bay) {
    let (x, y) = (bay.foot.0, bay.foot.1 + 0.04);
    let (red, gold) = (Rgb::hex(0xa82f3c), Rgb::hex(0xdcb04a));
    let top = y - 0.56 * s.tall();
    let drape = shape::polygon(&[(x - 0.07, top), (x + 0.07, top), (x + 0.17, y - 0.1), (x - 0.17, y - 0.1)]);
    s.stage.fill(&drape, Tint::fade(top, y, red.times(0.9), red.times(0.62)));
    s.stage.fill(
        &shape::polygon(&[(x - 0.1, top + 0.02), (x, top - 0.05), (x + 0.1, top + 0.02)]),
        Tint::flat(gold),
    );
    for k in 0..2 {
        let q = 0.2 - 0.045 * k as f32;
        furniture::panel(s.stage, x - q, y - 0.03 * (k + 1) as f32, q * 2.0, 0.03, Rgb::hex(0xd8ccba));
    }
    let base = y - 0.06;
    let back = shape::blob(&[
        (x - 0.085, base),
        (x - 0.09, base - 0.24),
        (x - 0.055, base - 0.31),
        (x, base - 0.35),
        (x + 0.055, base - 0.31),
        (x + 0.09, base - 0.24),
        (x + 0.085, base),
    ]);
    s.stage.fill(&back, Tint::fade(base - 0.35, base, gold.times(1.15), gold.times(0.8)));
    s.stage.fill(&shape::round_rect(x - 0.062, base - 0.27, 0.124, 0.2, 0.03), Tint::flat(red));
    s.stage.fill(&shape::round_rect(x - 0.085, base - 0.11, 0.17, 0.04, 0.014), Tint::flat(red.times(1.15)));
    for dx in [-0.1, 0.078] {
        furniture::panel(s.stage, x + dx, base - 0.16, 0.022, 0.16, gold);
    }
    s.stage.fill(&shape::ellipse(x, base - 0.36, 0.022, 0.022), Tint::flat(Rgb::hex(0xd83c54)));
}

pub(super) fn museum(s: &mut Setting<'_>) {
    let mut rng = s.rng("museum");
    let wall = *rng.pick(&[0x9ab0a4, 0xb0848a, 0x8f9cb8, 0xc8b898]);
    room::shell(
        s,
        &Shell { wall, paper: Paper::Plain, dado: Some(0xe8e0d2), floor: Floor::Boards(0xc0905f) },
    );
    let pieces: &[Piece] = if rng.chance(0.5) {
        &[Piece::Painting, Piece::Painting, Piece::Statue]
    } else {
        &[Piece::Statue, Piece::Painting, Piece::Painting, Piece::Pillar]
    };
    indoors::furnish(s, pieces, 0xa82f3c);
    rope(s);
    room::pendants(s, if s.frame.width > 1.6 { &[0.16, 0.5, 0.84] } else { &[0.25, 0.75] }, 0.08, 0xe0d6c4);
}

/// A large painting in a gilded frame, with a small light over it.
pub(super) fn painting(s: &mut Setting<'_>, rng: &mut Rng, bay: Bay) {
    let ((x, y), tall) = (bay.foot, s.tall());
    let (wide, high) = if rng.chance(0.5) { (bay.wide * 0.74, 0.2) } else { (bay.wide * 0.5, 0.27) };
    let middle = y - 0.42 * tall;
    furniture::picture(s.stage, rng, (x, middle), wide, high * tall.min(1.4));
    furniture::panel(
        s.stage,
        x - 0.022,
        middle + high * tall.min(1.4) / 2.0 + 0.04,
        0.044,
        0.018,
        Rgb::hex(0xf2e6c8),
    );
    if s.lamps_on() {
        s.lamp((x, middle - high * 0.6), 0.3, 0.25);
    }
}

/// An old vase or a skeleton's skull on a plinth.
pub(super) fn statue(s: &mut Setting<'_>, rng: &mut Rng, bay: Bay) {
    let (x, y) = (bay.foot.0, bay.foot.1 + 0.04);
    let stone = Rgb::hex(0xe8e2d6);
    s.stage.puff(x, y, (0.1, 0.016), Rgb::hex(0x1a1014), 0.5);
    furniture::panel(s.stage, x - 0.075, y - 0.2, 0.15, 0.2, stone.times(0.92));
    furniture::panel(s.stage, x - 0.086, y - 0.215, 0.172, 0.025, stone);
    furniture::panel(s.stage, x - 0.086, y - 0.02, 0.172, 0.025, stone.times(0.9));
    let base = y - 0.215;
    if rng.chance(0.5) {
        let clay = Rgb::hex(0xc8683c);
        let urn = shape::blob(&[
            (x - 0.03, base),
            (x - 0.034, base - 0.03),
            (x - 0.078, base - 0.11),
            (x - 0.05, base - 0.17),
            (x - 0.034, base - 0.2),
            (x - 0.045, base - 0.22),
            (x + 0.045, base - 0.22),
            (x + 0.034, base - 0.2),
            (x + 0.05, base - 0.17),
            (x + 0.078, base - 0.11),
            (x + 0.034, base - 0.03),
            (x + 0.03, base),
        ]);
        s.stage.fill(&urn, Tint::fade(base - 0.22, base, clay.times(1.12), clay.times(0.78)));
        s.stage.wash(&shape::rect(x - 0.07, base - 0.125, 0.14, 0.03), Tint::veil(Rgb::hex(0x3a2420), 0.8));
        let mut waves = Strew::default();
        for k in 0..6 {
            let wx = x - 0.06 + 0.024 * k as f32;
            waves.line(&[(wx, base - 0.103), (wx + 0.008, base - 0.118), (wx + 0.016, base - 0.103)]);
        }
        s.stage.stroke(&waves.finish(), clay.mix(WHITE, 0.4), 1.0, 0.004);
    } else {
        let bust = shape::blob(&[
            (x - 0.075, base),
            (x - 0.07, base - 0.05),
            (x - 0.028, base - 0.08),
            (x - 0.024, base - 0.11),
            (x - 0.05, base - 0.15),
            (x - 0.045, base - 0.21),
            (x, base - 0.235),
            (x + 0.042, base - 0.21),
            (x + 0.048, base - 0.16),
            (x + 0.06, base - 0.145),
            (x + 0.044, base - 0.125),
            (x + 0.026, base - 0.105),
            (x + 0.03, base - 0.08),
            (x + 0.07, base - 0.05),
            (x + 0.075, base),
        ]);
        s.stage.fill(&bust, Tint::fade(base - 0.23, base, WHITE, stone.times(0.85)));
        s.stage.wash(
            &shape::blob(&[
                (x - 0.05, base - 0.17),
                (x - 0.04, base - 0.22),
                (x, base - 0.24),
                (x + 0.04, base - 0.212),
                (x, base - 0.2),
            ]),
            Tint::veil(stone.times(0.75), 0.7),
        );
    }
}

/// A rope on brass posts before the wall.
fn rope(s: &mut Setting<'_>) {
    let (w, y) = (s.frame.width, s.frame.horizon + s.frame.ground_depth() * 0.22);
    let brass = Rgb::hex(0xd8b050);
    let count = s.frame.strewn(3) + 1;
    let x = |k: usize| w * k as f32 / (count - 1) as f32;
    for k in 0..count - 1 {
        let sag = shape::curve((x(k), y - 0.12), ((x(k) + x(k + 1)) / 2.0, y - 0.03), (x(k + 1), y - 0.12));
        s.stage.stroke(&sag, Rgb::hex(0xa82f3c), 1.0, 0.012);
    }
    for k in 0..count {
        furniture::panel(s.stage, x(k) - 0.006, y - 0.13, 0.012, 0.13, brass);
        s.stage.fill(&shape::ellipse(x(k), y - 0.135, 0.013, 0.013), Tint::flat(brass.times(1.1)));
        s.stage.fill(&shape::ellipse(x(k), y, 0.03, 0.008), Tint::flat(brass.times(0.8)));
    }
}

pub(super) fn stage(s: &mut Setting<'_>) {
    let mut rng = s.rng("stage");
    let (w, y, depth) = (s.frame.width, s.frame.horizon, s.frame.ground_depth());
    room::shell(
        s,
        &Shell {
            wall: *rng.pick(&[0x5a7fb0, 0x8a6fb0, 0x4f8f96]),
            paper: Paper::Plain,
            dado: None,
            floor: Floor::Boards(0xb8804f),
        },
    );
    backdrop(s, &mut rng);
    let velvet = Rgb::hex(*rng.pick(&[0xa8283a, 0x8a2f6a, 0x2f5f8a]));
    for side in [-1.0f32, 1.0] {
        curtain(s, side, velvet);
    }
    valance(s, velvet);
    spotlights(s);
    let front = s.frame.height - depth * 0.2;
    s.stage.fill(
        &shape::rect(-0.05, front, w + 0.1, depth * 0.22),
        Tint::fade(front, s.frame.height, Rgb::hex(0x6a3f2a), Rgb::hex(0x3f2418)),
    );
    s.stage.fill(&shape::rect(-0.05, front - 0.008, w + 0.1, 0.02), Tint::flat(Rgb::hex(0xd8a850)));
    let lights = s.frame.strewn(7);
    for k in 0..lights {
        let x = w * (k as f32 + 0.5) / lights as f32;
        let shell = shape::blob(&[
            (x - 0.034, front + 0.012),
            (x - 0.03, front - 0.02),
            (x, front - 0.036),
            (x + 0.03, front - 0.02),
            (x + 0.034, front + 0.012),
        ]);
        s.stage.fill(&shell, Tint::flat(Rgb::hex(0xe8bc5a)));
        if k % 2 == 0 {
            s.lamp((x, front - 0.05), 0.42, 0.3);
        }
    }
    s.stage.puff(w / 2.0, y + depth * 0.5, (0.42, depth * 0.3), Rgb::hex(0xfff2c8), 0.4);
}

/// Painted scenery: hills, a sun with rays, clouds on strings.
fn backdrop(s: &mut Setting<'_>, rng: &mut Rng) {
    let (w, y, tall) = (s.frame.width, s.frame.horizon, s.tall());
    let (x, sy) = (s.across(0.6), y - 0.42 * tall);
    let mut rays = Strew::default();
    for k in 0..14 {
        let a = k as f32 / 14.0 * std::f32::consts::TAU;
        let b = a + 0.2;
        rays.polygon(&[
            (x, sy),
            (x + a.cos() * 0.2, sy + a.sin() * 0.2),
            (x + b.cos() * 0.2, sy + b.sin() * 0.2),
        ]);
    }
    s.stage.wash(&rays.finish(), Tint::flat(Rgb::hex(0xf6cf5a)));
    s.stage.fill(&shape::ellipse(x, sy, 0.085, 0.085), Tint::flat(Rgb::hex(0xffe08a)));
    for (k, tone) in [0x4f9a6a, 0x7fb85a].into_iter().enumerate() {
        let base = y - 0.14 + 0.06 * k as f32;
        let hill = shape::blob(&[
            (-0.2, y + 0.02),
            (-0.2, base),
            (w * (0.25 + 0.3 * k as f32), base - 0.09),
            (w * (0.6 + 0.2 * k as f32), base + 0.03),
            (w + 0.2, base - 0.04),
            (w + 0.2, y + 0.02),
        ]);
        s.stage.fill(&hill, Tint::flat(Rgb::hex(tone)));
    }
    for share in [0.3f32, 0.74] {
        let at = (s.across(share), y - rng.range(0.46, 0.54) * tall);
        s.stage.stroke(&shape::line(&[(at.0, -0.02), at]), Rgb::hex(0xf4ece0), 0.8, 0.003);
        let cloud = super::cloud::dome(rng, at, 0.17, 0.06, 5);
        s.stage.fill(&cloud, Tint::flat(Rgb::hex(0xfaf6ee)));
    }
}

/// A curtain drawn to one side.
fn curtain(s: &mut Setting<'_>, side: f32, velvet: Rgb) {
    let (w, y, tall) = (s.frame.width, s.frame.horizon + s.frame.ground_depth() * 0.16, s.tall());
    let edge = if side < 0.0 { -0.03 } else { w + 0.03 };
    let reach = 0.24f32.min(w * 0.24);
    let at = |dx: f32, down: f32| (edge - side * dx * reach, down);
    let tie = y - 0.28 * tall;
    let form = shape::blob(&[
        at(0.0, -0.05),
        at(1.3, -0.05),
        at(1.12, y * 0.3),
        at(0.46, tie),
        at(0.72, y - 0.05),
        at(0.78, y),
        at(0.0, y),
    ]);
    s.stage.fill(&form, Tint::fade(0.0, y, velvet.times(1.1), velvet.times(0.72)));
    let mut folds = Strew::default();
    for k in 1..6 {
        let f = k as f32 / 6.0;
        folds.line(&[at(1.25 * f, -0.02), at(1.02 * f, y * 0.32), at(0.42 * f, tie), at(0.72 * f, y)]);
    }
    s.stage.stroke(&folds.finish(), velvet.times(0.55), 0.6, 0.006);
    s.stage.stroke(
        &shape::line(&[at(0.0, tie - 0.008), at(0.5, tie + 0.004)]),
        Rgb::hex(0xe8bc5a),
        1.0,
        0.018,
    );
}

/// Swags of cloth across the top with a golden fringe.
fn valance(s: &mut Setting<'_>, velvet: Rgb) {
    let count = s.frame.strewn(4);
    let (wide, deep) = (s.frame.width / count as f32, 0.11 * s.tall());
    for k in 0..count {
        let x = wide * (k as f32 + 0.5);
        let swag = shape::blob(&[
            (x - wide * 0.56, -0.04),
            (x - wide * 0.5, deep * 0.4),
            (x - wide * 0.25, deep * 0.86),
            (x, deep),
            (x + wide * 0.25, deep * 0.86),
            (x + wide * 0.5, deep * 0.4),
            (x + wide * 0.56, -0.04),
        ]);
        s.stage.fill(&swag, Tint::fade(0.0, deep, velvet.times(0.85), velvet.times(1.12)));
        let hem = shape::curve((x - wide * 0.5, deep * 0.42), (x, deep * 1.6), (x + wide * 0.5, deep * 0.42));
        s.stage.stroke(&hem, Rgb::hex(0xe8bc5a), 1.0, 0.009);
    }
}

/// Cones of light from above.
fn spotlights(s: &mut Setting<'_>) {
    if s.stage.mono {
        return;
    }
    let (w, low) = (s.frame.width, s.frame.stand());
    let mut sheet = s.stage.coarse(0.25);
    for share in [0.12f32, 0.88] {
        let x = w * share;
        let cone = [(x - 0.02, -0.02), (x + 0.02, -0.02), (w * 0.5 + 0.26, low), (w * 0.5 - 0.26, low)];
        sheet.wash(&shape::polygon(&cone), Tint::fade_alpha(0.0, low, Rgb(1.0, 0.96, 0.8), 0.34, 0.12));
    }
    sheet.blur(0.01);
    s.stage.paste(&sheet);
    s.lamp((w * 0.5, low - 0.3), 0.9, 0.55);
}
