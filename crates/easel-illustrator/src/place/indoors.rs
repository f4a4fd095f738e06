//! Rooms where people live and work: each is a shell, pieces along its wall, and something overhead.

use super::Setting;
use super::furniture::{self, OAK};
use super::grass::Strew;
use super::public;
use super::room::{self, Floor, Panes, Paper, Shell};
use crate::canvas::Tint;
use crate::colour::{Rgb, WHITE};
use crate::rng::Rng;
use crate::shape::{self, Point};

/// A piece of furnishing that takes one bay of the wall.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece {
    Window,
    ArchedWindow,
    RoundWindow,
    WideWindow,
    Books,
    Fireplace,
    Chest,
    Armchair,
    Wardrobe,
    Bed,
    Counter,
    Stove,
    Trunks,
    Workbench,
    Flasks,
    Blackboard,
    Chart,
    Bar,
    Barrels,
    CoffeeBar,
    Painting,
    Statue,
    Pillar,
    Throne,
    Bench,
}

/// One bay of the wall: its middle at the foot of the wall, and its width.
#[derive(Clone, Copy)]
pub(super) struct Bay {
    pub(super) foot: Point,
    pub(super) wide: f32,
}

/// Puts the pieces along the wall, as many as there is room for, beginning again when they run out.
pub(super) fn furnish(s: &mut Setting<'_>, pieces: &[Piece], cloth: u32) {
    let w = s.frame.width.min(16.0);
    let bays = ((w / 0.335).round() as usize).max(2);
    let wide = w / bays as f32;
    let mut rng = s.rng("furnish");
    // In square pictures the middle bay is behind the figure; the list names it second.
    for k in 0..bays {
        let piece = pieces[k % pieces.len()];
        let at = (k as f32 + 0.5) / bays as f32;
        let bay = Bay { foot: (s.across(at), s.frame.horizon), wide };
        place(s, &mut rng, piece, bay, cloth);
    }
}

fn place(s: &mut Setting<'_>, rng: &mut Rng, piece: Piece, bay: Bay, cloth: u32) {
    let (x, y) = bay.foot;
    let (wide, tall) = (bay.wide, s.tall());
    let foot = (x, y + 0.02);
    let tone = Rgb::hex(cloth);
    match piece {
        Piece::Window => room::window(
            s,
            (x - wide * 0.32, y - 0.56 * tall, wide * 0.64, 0.34 * tall),
            Panes::Homely,
            cloth,
        ),
        Piece::ArchedWindow => room::window(
            s,
            (x - wide * 0.24, y - 0.62 * tall, wide * 0.48, 0.46 * tall),
            Panes::Arched,
            cloth,
        ),
        Piece::RoundWindow => {
            room::window(s, (x - wide * 0.32, y - 0.56 * tall, wide * 0.64, wide * 0.64), Panes::Round, cloth)
        }
        Piece::WideWindow => {
            room::window(s, (x - wide * 0.46, y - 0.54 * tall, wide * 0.92, 0.36 * tall), Panes::Wide, cloth)
        }
        Piece::Books => furniture::bookshelf(s.stage, rng, foot, wide * 0.9, 0.58 * tall),
        Piece::Fireplace => furniture::fireplace(s, foot, wide * 0.84, Rgb::hex(0xb86f58)),
        Piece::Chest => furniture::chest(s, rng, foot, wide * 0.6, OAK),
        Piece::Armchair => {
            furniture::picture(s.stage, rng, (x, y - 0.46 * tall), wide * 0.4, wide * 0.32);
            furniture::armchair(s.stage, (x, y + 0.045), wide * 0.62, tone);
            furniture::floor_lamp(s, (x + wide * 0.38, y + 0.03), 0.34);
        }
        Piece::Wardrobe => furniture::wardrobe(s.stage, foot, wide * 0.66, 0.5 * tall, OAK),
        Piece::Bed => {
            furniture::picture(s.stage, rng, (x + wide * 0.1, y - 0.44 * tall), wide * 0.36, wide * 0.28);
            furniture::bed(s.stage, rng, (x, y + 0.05), wide * 1.06, tone);
        }
        Piece::Counter => furniture::counter(s.stage, rng, foot, wide * 0.94, tone),
        Piece::Stove => furniture::stove(s, foot, wide * 0.72),
        Piece::Trunks => {
            furniture::trunk(s.stage, (x - wide * 0.14, y + 0.04), wide * 0.6, Rgb::hex(0x8a5a3c));
            furniture::trunk(
                s.stage,
                (x - wide * 0.1, y + 0.04 - wide * 0.36),
                wide * 0.42,
                Rgb::hex(0x56748c),
            );
            furniture::barrel(s.stage, (x + wide * 0.34, y + 0.05), 0.12);
        }
        Piece::Workbench => workbench(s, rng, foot, wide),
        Piece::Flasks => flasks(s, rng, foot, wide),
        Piece::Blackboard => public::blackboard(s, bay),
        Piece::Chart => public::chart(s, rng, bay),
        Piece::Bar => public::bar(s, rng, bay),
        Piece::Barrels => {
            for (dx, up) in [(-0.25, 0.0), (0.13, 0.0), (-0.06, 0.15)] {
                furniture::barrel(s.stage, (x + dx * wide, y + 0.04 - up), 0.16);
            }
        }
        Piece::CoffeeBar => public::coffee_bar(s, rng, bay),
        Piece::Painting => public::painting(s, rng, bay),
        Piece::Statue => public::statue(s, rng, bay),
        Piece::Pillar => public::pillar(s, bay),
        Piece::Throne => public::throne(s, bay),
        Piece::Bench => {
            furniture::wall_shelf(s.stage, rng, (x, y - 0.34 * tall), wide * 0.7);
            furniture::plant_pot(s.stage, rng, (x, y + 0.05), 0.24);
        }
    }
}

/// Something small in the two front corners, so that the floor is not bare.
pub(super) fn corner_plants(s: &mut Setting<'_>) {
    let mut rng = s.rng("corners");
    let y = s.frame.horizon + s.frame.ground_depth() * 0.34;
    furniture::plant_pot(s.stage, &mut rng, (s.across(0.04), y), 0.26);
}

pub(super) fn living_room(s: &mut Setting<'_>) {
    let mut rng = s.rng("living room");
    let wall = *rng.pick(&[0xe8cfa8, 0xcfd9c2, 0xe6c3b4, 0xbfd0d9, 0xead9a8]);
    let paper = *rng.pick(&[Paper::Stripes, Paper::Dots, Paper::Plain]);
    let dado = rng.chance(0.4).then_some(0xf0e6d6);
    room::shell(s, &Shell { wall, paper, dado, floor: Floor::Boards(0xbd8658) });
    let sets: [&[Piece]; 3] = [
        &[Piece::Fireplace, Piece::Chest, Piece::Window, Piece::Books, Piece::Armchair],
        &[Piece::Books, Piece::Chest, Piece::Window, Piece::Armchair, Piece::Fireplace],
        &[Piece::Armchair, Piece::Window, Piece::Books, Piece::Fireplace, Piece::Chest],
    ];
    let cloth = *rng.pick(&[0xc9534a, 0x4f8a86, 0xd9963c, 0x6f78b0]);
    let pieces = rng.pick(&sets);
    furnish(s, pieces, cloth);
    room::rug(s, *rng.pick(&[0xb5483f, 0x3f6f8f, 0x7a5a94, 0x4f8a6a]));
    corner_plants(s);
    if s.frame.height > 1.3 {
        room::pendants(s, &[0.5], 0.26, 0xf2d9a0);
    }
}

pub(super) fn bedroom(s: &mut Setting<'_>) {
    let mut rng = s.rng("bedroom");
    let wall = *rng.pick(&[0xbfd3e6, 0xe6cbd4, 0xd3dcc0, 0xe9dcb8]);
    room::shell(s, &Shell { wall, paper: Paper::Dots, dado: Some(0xf4ece0), floor: Floor::Boards(0xc9966a) });
    let quilt = *rng.pick(&[0x5f8fc0, 0xd9706a, 0x7fa860, 0xb080c0]);
    let pieces: &[Piece] = if rng.chance(0.5) {
        &[Piece::Bed, Piece::Chest, Piece::Window, Piece::Wardrobe, Piece::Books]
    } else {
        &[Piece::Window, Piece::Chest, Piece::Bed, Piece::Wardrobe]
    };
    furnish(s, pieces, quilt);
    room::rug(s, quilt);
    stars_on_strings(s);
    if s.lamps_on() || s.frame.height > 1.3 {
        room::pendants(s, &[0.5], 0.2, 0xf2d9a0);
    }
    toys(s, &mut rng);
}

/// Paper stars and a moon that hang from the ceiling.
fn stars_on_strings(s: &mut Setting<'_>) {
    for (k, share) in [0.32f32, 0.44, 0.57, 0.68].into_iter().enumerate() {
        let (x, y) = (s.frame.width * share, (0.07 + 0.045 * ((k * 2) % 3) as f32) * s.tall());
        s.stage.stroke(&shape::line(&[(x, -0.02), (x, y)]), Rgb::hex(0x8a8090), 0.8, 0.002);
        let gold = Tint::flat(Rgb::hex(0xf6cf5a));
        s.stage.fill(&shape::star(x, y + 0.02, 0.024, 0.011, 5), gold);
    }
}

/// Building blocks, a ball, and a toy chest at the side.
fn toys(s: &mut Setting<'_>, rng: &mut Rng) {
    let y = s.frame.horizon + s.frame.ground_depth() * 0.4;
    let x = s.across(0.07);
    for (dx, up, colour) in [(-0.03, 0.0, 0xe8574a), (0.025, 0.0, 0x4f9ac8), (0.0, 0.05, 0xf6c344)] {
        s.stage.fill(
            &shape::round_rect(x + dx - 0.024, y - up - 0.048, 0.048, 0.048, 0.006),
            Tint::flat(Rgb::hex(colour)),
        );
        s.stage.fill(&shape::star(x + dx, y - up - 0.024, 0.014, 0.006, 5), Tint::flat(WHITE));
    }
    let (bx, r) = (s.across(0.94), rng.range(0.028, 0.034));
    s.stage.puff(bx, y, (r * 1.3, r * 0.3), Rgb::hex(0x1a1014), 0.5);
    s.stage.fill(&shape::ellipse(bx, y - r, r, r), Tint::ball(bx, y - r, r, Rgb::hex(0xe8574a)));
    s.stage.wash(&shape::ellipse(bx, y - r, r * 0.34, r * 0.98), Tint::flat(Rgb::hex(0xf6e7c8)));
}

pub(super) fn kitchen(s: &mut Setting<'_>) {
    let mut rng = s.rng("kitchen");
    let wall = *rng.pick(&[0xf2e2c0, 0xd6e2d0, 0xf0d2c0, 0xcfe0e6]);
    let tiles = *rng.pick(&[0xe6d8c4, 0xd9e2e6]);
    room::shell(
        s,
        &Shell {
            wall,
            paper: Paper::Tiles,
            dado: None,
            floor: Floor::Tiles(tiles, *rng.pick(&[0xb86a50, 0x6f94a0, 0x8aa070])),
        },
    );
    let cupboards = *rng.pick(&[0x7fa6a0, 0xe0b878, 0xc8786a, 0x9ab0c4]);
    let pieces: &[Piece] = if rng.chance(0.5) {
        &[Piece::Counter, Piece::Window, Piece::Stove]
    } else {
        &[Piece::Stove, Piece::Counter, Piece::Window, Piece::Counter]
    };
    furnish(s, pieces, cupboards);
    if pieces[1] == Piece::Window || s.frame.width > 1.4 {
        sink(s, &mut rng, cupboards);
    }
    room::pendants(s, if s.frame.width > 1.6 { &[0.2, 0.5, 0.8] } else { &[0.5] }, 0.15, 0xe8574a);
    garlic(s);
}

/// Cupboards under a kitchen's windows.
fn sink(s: &mut Setting<'_>, rng: &mut Rng, tone: u32) {
    let bays = ((s.frame.width / 0.335).round() as usize).max(2);
    let wide = s.frame.width / bays as f32;
    let x = s.across(1.5 / bays as f32);
    let (y, tall, tone) = (s.frame.horizon + 0.02, 0.2, Rgb::hex(tone));
    furniture::panel(s.stage, x - wide * 0.5, y - tall, wide, tall, tone);
    for k in 0..2 {
        s.stage.fill(
            &shape::rect(
                x - wide * 0.46 + wide * 0.48 * k as f32,
                y - tall + 0.02,
                wide * 0.42,
                tall - 0.036,
            ),
            Tint::flat(tone.times(1.08)),
        );
    }
    furniture::panel(s.stage, x - wide * 0.5, y - tall - 0.014, wide, 0.02, Rgb::hex(0xd8b88a));
    let tap = shape::line(&[
        (x, y - tall - 0.014),
        (x, y - tall - 0.06),
        (x + 0.02, y - tall - 0.07),
        (x + 0.035, y - tall - 0.055),
    ]);
    s.stage.stroke(&tap, Rgb::hex(0xc8ccd4), 1.0, 0.008);
    furniture::vase(s.stage, rng, (x - wide * 0.3, y - tall - 0.014), 0.08);
}

/// Onions and herbs on strings in the upper corners.
fn garlic(s: &mut Setting<'_>) {
    for share in [0.04f32, 0.96] {
        let x = s.frame.width * share;
        s.stage.stroke(&shape::line(&[(x, -0.02), (x, 0.2)]), Rgb::hex(0xb09868), 1.0, 0.004);
        let mut bulbs = Strew::default();
        for k in 0..6 {
            let side = if k % 2 == 0 { -0.014 } else { 0.014 };
            bulbs.oval((x + side, 0.07 + 0.024 * k as f32), 0.017, 0.015);
        }
        s.stage.fill(&bulbs.finish(), Tint::flat(Rgb::hex(0xe6b88a)));
    }
}

pub(super) fn library(s: &mut Setting<'_>) {
    let mut rng = s.rng("library");
    let wall = *rng.pick(&[0x8fa08a, 0xb08a6a, 0x94869f, 0xa89878]);
    room::shell(
        s,
        &Shell { wall, paper: Paper::Plain, dado: Some(0x8a5a3c), floor: Floor::Boards(0xa87048) },
    );
    let pieces: &[Piece] = if rng.chance(0.5) {
        &[Piece::Books, Piece::ArchedWindow, Piece::Books]
    } else {
        &[Piece::Books, Piece::Books, Piece::ArchedWindow, Piece::Books, Piece::Armchair]
    };
    furnish(s, pieces, *rng.pick(&[0x9a4a44, 0x4f7a6a]));
    ladder(s);
    room::rug(s, *rng.pick(&[0x9a3f3a, 0x3f5f7f]));
    book_piles(s, &mut rng);
    room::pendants(s, if s.frame.width > 1.6 { &[0.25, 0.5, 0.75] } else { &[0.34, 0.66] }, 0.13, 0x4f8a6a);
}

fn ladder(s: &mut Setting<'_>) {
    let (x, y) = (s.across(0.27), s.frame.horizon + 0.045);
    let (top, lean) = (y - 0.6 * s.tall(), if s.mirrored { 0.06 } else { -0.06 });
    let mut rungs = Strew::default();
    for k in 1..10 {
        let t = k as f32 / 10.0;
        rungs.line(&[(x + lean * t - 0.03, y + (top - y) * t), (x + lean * t + 0.03, y + (top - y) * t)]);
    }
    let wood = Rgb::hex(0xc8965c);
    s.stage.stroke(&rungs.finish(), wood.times(0.9), 1.0, 0.008);
    for dx in [-0.03, 0.03] {
        s.stage.stroke(&shape::line(&[(x + dx, y), (x + dx + lean, top)]), wood, 1.0, 0.01);
    }
}

/// Books in heaps on the floor at both sides.
fn book_piles(s: &mut Setting<'_>, rng: &mut Rng) {
    for (share, count) in [(0.05f32, 5), (0.95, 3), (0.12, 2)] {
        let (x, y) = (s.across(share), s.frame.horizon + s.frame.ground_depth() * 0.36);
        s.stage.puff(x, y, (0.07, 0.012), Rgb::hex(0x1a1014), 0.5);
        for k in 0..count {
            let (half, tone) = (
                rng.range(0.036, 0.05),
                Rgb::hex(*rng.pick(&[0xb8443c, 0x3f6f8f, 0x5f8a54, 0xd9a441, 0x7a5a94])),
            );
            let top = y - 0.022 * (k + 1) as f32;
            let shift = rng.range(-0.008, 0.008);
            furniture::panel(s.stage, x - half + shift, top, half * 2.0, 0.021, tone);
            s.stage.wash(
                &shape::rect(x - half + shift, top + 0.005, half * 1.9, 0.01),
                Tint::flat(Rgb::hex(0xf4ecd8)),
            );
        }
    }
}

pub(super) fn attic(s: &mut Setting<'_>) {
    let mut rng = s.rng("attic");
    room::shell(
        s,
        &Shell { wall: 0xb5906a, paper: Paper::Planks, dado: None, floor: Floor::Boards(0xa87a50) },
    );
    furnish(
        s,
        &[Piece::Trunks, Piece::RoundWindow, Piece::Chest, Piece::Trunks, Piece::RoundWindow, Piece::Books],
        0x8a6f94,
    );
    slopes(s);
    cobweb(s);
    if s.lamps_on() {
        room::pendants(s, &[0.5], 0.2, 0x8a7a6a);
    }
    book_piles(s, &mut rng);
    room::rug(s, 0x8a5f6a);
}

/// The roof comes down on both sides, with beams.
fn slopes(s: &mut Setting<'_>) {
    let (w, y) = (s.frame.width, s.frame.horizon);
    let wood = Rgb::hex(0x8a6444);
    let reach = 0.4f32.min(w * 0.4);
    for side in [-1.0f32, 1.0] {
        let (edge, inward) = if side < 0.0 { (-0.05, reach + 0.05) } else { (w + 0.05, -reach - 0.05) };
        let roof = shape::polygon(&[(edge, -0.05), (edge + inward, -0.05), (edge, y * 0.66)]);
        s.stage.fill(&roof, Tint::fade(0.0, y * 0.6, wood.times(0.62), wood.times(0.9)));
        let beam = shape::line(&[(edge + inward, -0.05), (edge, y * 0.66)]);
        s.stage.stroke(&beam, wood.times(0.7), 1.0, 0.034);
        s.stage.stroke(&beam, wood.times(1.05), 1.0, 0.024);
    }
    s.stage.fill(
        &shape::rect(-0.05, y * 0.1, w + 0.1, 0.034),
        Tint::fade(y * 0.1, y * 0.1 + 0.034, wood.times(1.1), wood.times(0.75)),
    );
}

fn cobweb(s: &mut Setting<'_>) {
    let (x, y, out) = (s.across(1.0), 0.18, if s.mirrored { 1.0 } else { -1.0 });
    let mut threads = Strew::default();
    for k in 0..4 {
        let a = 0.2 + 0.38 * k as f32;
        threads.line(&[(x, y), (x + out * a.cos() * 0.12, y + a.sin() * 0.12)]);
    }
    for ring in 1..4 {
        let r = 0.036 * ring as f32;
        let arc: Vec<Point> = (0..4)
            .map(|k| {
                let a = 0.2 + 0.38 * k as f32;
                (x + out * a.cos() * r, y + a.sin() * r)
            })
            .collect();
        threads.line(&arc);
    }
    s.stage.stroke(&threads.finish(), Rgb::hex(0xe8e2da), 0.6, 0.0016);
}

pub(super) fn workshop(s: &mut Setting<'_>) {
    let mut rng = s.rng("workshop");
    let wall = *rng.pick(&[0xa9b0a0, 0xc0a88a, 0x9fb0b8]);
    room::shell(s, &Shell { wall, paper: Paper::Brick, dado: None, floor: Floor::Boards(0xa8805a) });
    let pieces: &[Piece] = if rng.chance(0.5) {
        &[Piece::Workbench, Piece::Window, Piece::Flasks]
    } else {
        &[Piece::Flasks, Piece::Workbench, Piece::Window, Piece::Barrels]
    };
    furnish(s, pieces, 0x8aa070);
    gears(s, &mut rng);
    room::pendants(s, if s.frame.width > 1.6 { &[0.2, 0.5, 0.8] } else { &[0.3, 0.7] }, 0.16, 0x6a7f8a);
    super::water::crate_box(s, (s.across(0.05), s.frame.horizon + s.frame.ground_depth() * 0.4), 0.085);
}

/// Tools on a board over a bench with a vice.
fn workbench(s: &mut Setting<'_>, rng: &mut Rng, foot: Point, wide: f32) {
    let ((x, y), tall) = (foot, 0.2);
    let board = (x - wide * 0.42, y - 0.5 * s.tall().min(1.3), wide * 0.84, 0.2);
    furniture::panel(s.stage, board.0, board.1, board.2, board.3, Rgb::hex(0xc8a070));
    let (iron, red) = (Rgb::hex(0x5f6470), Rgb::hex(0xc8443c));
    for k in 0..4 {
        let tx = board.0 + board.2 * (0.14 + 0.24 * k as f32);
        let top = board.1 + 0.03;
        s.stage.stroke(
            &shape::line(&[(tx, top + 0.04), (tx, top + 0.13)]),
            if k % 2 == 0 { red } else { OAK },
            1.0,
            0.012,
        );
        match k % 3 {
            0 => furniture::panel(s.stage, tx - 0.024, top + 0.012, 0.048, 0.024, iron),
            1 => s.stage.fill(
                &shape::polygon(&[(tx - 0.018, top + 0.04), (tx, top), (tx + 0.018, top + 0.04)]),
                Tint::flat(iron),
            ),
            _ => s.stage.stroke(&shape::ellipse(tx, top + 0.022, 0.016, 0.016), iron, 1.0, 0.008),
        }
    }
    furniture::panel(s.stage, x - wide * 0.46, y - tall, wide * 0.92, 0.03, OAK.times(1.2));
    for dx in [-0.42, 0.36] {
        furniture::panel(s.stage, x + dx * wide, y - tall + 0.03, 0.026, tall - 0.03, OAK.times(0.85));
    }
    furniture::panel(s.stage, x - wide * 0.4, y - 0.06, wide * 0.8, 0.016, OAK.times(0.8));
    furniture::panel(s.stage, x + wide * 0.18, y - tall - 0.05, 0.05, 0.05, iron);
    let toy = Rgb::hex(*rng.pick(&[0xe8574a, 0x4f9ac8, 0xf6c344]));
    s.stage.fill(&shape::round_rect(x - wide * 0.3, y - tall - 0.045, 0.09, 0.03, 0.01), Tint::flat(toy));
    s.stage.fill(
        &shape::round_rect(x - wide * 0.3 + 0.02, y - tall - 0.068, 0.04, 0.026, 0.008),
        Tint::flat(toy.times(1.1)),
    );
    for dx in [0.02, 0.07] {
        s.stage.fill(
            &shape::ellipse(x - wide * 0.3 + dx, y - tall - 0.011, 0.013, 0.013),
            Tint::flat(Rgb::hex(0x3a3440)),
        );
    }
}

/// A table of glassware with bubbling liquids under a shelf of bottles.
fn flasks(s: &mut Setting<'_>, rng: &mut Rng, foot: Point, wide: f32) {
    let ((x, y), tall) = (foot, 0.2);
    furniture::panel(s.stage, x - wide * 0.46, y - tall, wide * 0.92, 0.026, OAK);
    for dx in [-0.42, 0.37] {
        furniture::panel(s.stage, x + dx * wide, y - tall + 0.026, 0.02, tall - 0.026, OAK.times(0.8));
    }
    let top = y - tall;
    for k in 0..4 {
        let (fx, q) = (x + wide * (-0.33 + 0.22 * k as f32), rng.range(0.026, 0.036));
        let liquid = Rgb::hsv(rng.range(90.0, 330.0), 0.6, 0.95);
        let glass = Rgb::hex(0xdff0f4);
        s.stage.fill(&shape::rect(fx - q * 0.25, top - q * 3.0, q * 0.5, q * 1.4), Tint::veil(glass, 0.85));
        s.stage.fill(&shape::ellipse(fx, top - q, q, q), Tint::veil(glass, 0.9));
        let body = shape::blob(&[
            (fx - q * 0.85, top - q * 1.1),
            (fx, top - q * 1.0),
            (fx + q * 0.85, top - q * 1.1),
            (fx + q * 0.7, top - q * 0.3),
            (fx, top - q * 0.08),
            (fx - q * 0.7, top - q * 0.3),
        ]);
        s.stage.wash(&body, Tint::flat(liquid));
        for n in 0..3 {
            let (bx, up) = (fx + rng.range(-0.4, 0.4) * q, q * (2.2 + n as f32 * 0.9));
            s.stage.dot(bx, top - up, q * 0.14, q * 0.14, liquid.mix(WHITE, 0.4), 0.8);
        }
    }
    furniture::wall_shelf(s.stage, rng, (x, y - 0.4 * s.tall()), wide * 0.8);
    furniture::wall_shelf(s.stage, rng, (x, y - 0.5 * s.tall()), wide * 0.8);
}

/// Cog wheels high on the wall.
fn gears(s: &mut Setting<'_>, rng: &mut Rng) {
    let brass = Rgb::hex(0xc89a4a);
    for (share, up, r) in [(0.5f32, 0.13, 0.07), (0.59, 0.2, 0.045), (0.41, 0.07, 0.04)] {
        let (x, y) = (s.across(share), up * s.tall());
        let turn = rng.range(0.0, 1.0);
        let mut teeth = Vec::new();
        for k in 0..24 {
            let a = turn + k as f32 / 24.0 * std::f32::consts::TAU;
            let q = if k % 4 < 2 { r } else { r * 0.82 };
            teeth.push((x + a.cos() * q, y + a.sin() * q));
        }
        s.stage.fill(&shape::polygon(&teeth), Tint::ball(x, y, r, brass));
        s.stage.fill(&shape::ellipse(x, y, r * 0.34, r * 0.34), Tint::flat(brass.times(0.55)));
    }
}

pub(super) fn train(s: &mut Setting<'_>) {
    let mut rng = s.rng("train");
    let (w, y, tall) = (s.frame.width, s.frame.horizon, s.tall());
    let wood = *rng.pick(&[0xa8703f, 0x8f5a3a, 0x6f8a7a]);
    room::shell(
        s,
        &Shell { wall: 0xf0e2c4, paper: Paper::Plain, dado: Some(wood), floor: Floor::Boards(0x9a7454) },
    );
    let cloth = Rgb::hex(*rng.pick(&[0xa83f44, 0x3f6f86, 0x4f7f54]));
    let count = s.frame.strewn(2);
    for k in 0..count {
        let (wide, left) = (w / count as f32, w * k as f32 / count as f32);
        room::window(s, (left + wide * 0.12, y - 0.54 * tall, wide * 0.76, 0.33 * tall), Panes::Wide, wood);
        blind(s, (left + wide * 0.12, y - 0.54 * tall), wide * 0.76, cloth);
    }
    // A rack for luggage above the windows.
    let rack = y - 0.61 * tall;
    s.stage.fill(&shape::rect(-0.05, rack, w + 0.1, 0.014), Tint::flat(Rgb::hex(0xc8a25a)));
    for (share, wide, tone) in
        [(0.16f32, 0.16, 0x8a5a3c), (0.36, 0.1, 0x56748c), (0.72, 0.14, 0x9a4a44), (0.88, 0.1, 0xc8964a)]
    {
        let (x, high) = (s.across(share), wide * 0.55);
        s.stage.fill(
            &shape::round_rect(x - wide / 2.0, rack - high, wide, high, 0.014),
            Tint::flat(Rgb::hex(tone)),
        );
        s.stage.stroke(
            &shape::curve((x - 0.02, rack - high), (x, rack - high - 0.03), (x + 0.02, rack - high)),
            Rgb::hex(tone).times(0.6),
            1.0,
            0.007,
        );
    }
    for side in [0.0f32, 1.0] {
        seat(s, side, cloth);
    }
    room::pendants(s, if w > 1.6 { &[0.25, 0.5, 0.75] } else { &[0.5] }, 0.07, 0xf2d9a0);
}

fn blind(s: &mut Setting<'_>, at: Point, wide: f32, cloth: Rgb) {
    let (x, y) = at;
    s.stage.fill(&shape::rect(x - 0.01, y - 0.014, wide + 0.02, 0.04), Tint::flat(cloth));
    let mut fringe = Strew::default();
    for k in 0..20 {
        fringe.oval((x + wide * (k as f32 + 0.5) / 20.0, y + 0.028), wide * 0.024, 0.008);
    }
    s.stage.wash(&fringe.finish(), Tint::flat(Rgb::hex(0xf2d08a)));
}

/// A padded bench at one edge of the picture, seen from its end.
fn seat(s: &mut Setting<'_>, side: f32, cloth: Rgb) {
    let (x, y, out) = (
        s.frame.width * side,
        s.frame.horizon + s.frame.ground_depth() * 0.4,
        if side < 0.5 { 1.0 } else { -1.0 },
    );
    let at = |dx: f32, up: f32| (x + out * dx, y - up);
    let back = shape::blob(&[
        at(-0.08, 0.0),
        at(-0.08, 0.4),
        at(0.0, 0.45),
        at(0.06, 0.41),
        at(0.075, 0.1),
        at(0.08, 0.0),
    ]);
    s.stage.fill(&back, Tint::fade(y - 0.45, y, cloth.times(1.12), cloth.times(0.78)));
    let pad = shape::blob(&[
        at(0.0, 0.1),
        at(0.03, 0.17),
        at(0.16, 0.17),
        at(0.19, 0.13),
        at(0.18, 0.07),
        at(0.02, 0.05),
    ]);
    s.stage.fill(&pad, Tint::fade(y - 0.17, y - 0.05, cloth.times(1.18), cloth.times(0.85)));
    let base = shape::polygon(&[at(0.0, 0.08), at(0.17, 0.08), at(0.16, 0.0), at(0.0, 0.0)]);
    s.stage.fill(&base, Tint::flat(OAK.times(0.7)));
}
