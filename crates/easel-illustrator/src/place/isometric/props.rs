//! What stands on a slab: trees, houses, rocks, all of plain solids.

use super::seasoned;
use super::solids::Solids;
use crate::canvas::{Canvas, Tint};
use crate::colour::{Rgb, WHITE};
use crate::light::Lamp;
use crate::rng::Rng;
use crate::scene::{Scene, Season, Time, Weather};
use crate::shape::{self, Point};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Prop {
    Tree,
    Pine,
    Palm,
    /// A palm on a little beach.
    Islet,
    Bush,
    Hedge,
    Flowers,
    Mushrooms,
    Rock,
    Peak,
    Cactus,
    Crystal,
    Crater,
    Coral,
    House,
    Tower,
    Wave,
    Puff,
    Shelf,
    Plant,
    Chest,
}

const TRUNK: Rgb = Rgb::hex(0x8a5d3c);
const SNOW: Rgb = Rgb::hex(0xf6f9fe);
const WALLS: [u32; 4] = [0xf6ead2, 0xf2d7b6, 0xe9e4d8, 0xf4cfc0];
const ROOFS: [u32; 4] = [0xc9523f, 0x4f79a8, 0xb5763f, 0x6b8f5a];
const TOWERS: [u32; 5] = [0xd98c6a, 0x8aa6c4, 0xe3c58f, 0xa7b59a, 0xc9a3a8];
const CORALS: [u32; 4] = [0xf0788c, 0xf7a65a, 0xb98ae0, 0xf4d35e];
const BLOSSOMS: [u32; 5] = [0xff7f9c, 0xffd75a, 0xffffff, 0xb79cf0, 0xff9a4d];

impl Prop {
    /// Draws it at `at` on the ground; answers with its light where it has one.
    pub(super) fn build(
        self,
        solids: &Solids,
        canvas: &mut Canvas,
        rng: &mut Rng,
        at: Point,
        scene: &Scene,
    ) -> Option<Lamp> {
        let size = rng.range(0.88, 1.12);
        match self {
            Self::Tree => tree(solids, canvas, at, size, leaf(scene)),
            Self::Pine => pine(solids, canvas, at, size, scene.snowy()),
            Self::Palm => palm(solids, canvas, at, size),
            Self::Islet => {
                solids.pyramid(canvas, at, 0.24, (0.0, 0.1), Rgb::hex(0xf0d9a0));
                palm(solids, canvas, at, size);
            }
            Self::Bush => {
                solids.shadow(canvas, at, 0.1);
                solids.gem(canvas, at, 0.13 * size, (0.0, 0.24 * size), leaf(scene).times(0.94));
            }
            Self::Hedge => {
                let half = if at.0 < at.1 { (0.08, 0.22) } else { (0.22, 0.08) };
                solids.block(canvas, at, half, (0.0, 0.18), leaf(scene).times(0.9));
            }
            Self::Flowers | Self::Mushrooms if scene.snowy() => drift(solids, canvas, at),
            Self::Flowers => flowers(solids, canvas, rng, at),
            Self::Mushrooms => {
                for (du, dv, q) in [(-0.08, 0.02, 0.8), (0.07, -0.03, 1.0), (0.02, 0.09, 0.65)] {
                    let spot = (at.0 + du, at.1 + dv);
                    solids.block(canvas, spot, (0.02 * q, 0.02 * q), (0.0, 0.08 * q), Rgb::hex(0xf6ead2));
                    solids.pyramid(canvas, spot, 0.075 * q, (0.07 * q, 0.16 * q), Rgb::hex(0xd9483b));
                }
            }
            Self::Rock => {
                solids.shadow(canvas, at, 0.12);
                solids.gem(canvas, at, 0.15 * size, (-0.04, 0.2 * size), Rgb::hex(0x9a9ba6));
            }
            Self::Peak => peak(solids, canvas, at, size),
            Self::Cactus => cactus(solids, canvas, at, size),
            Self::Crystal => {
                for (du, dv, q) in [(-0.09, -0.02, 0.7), (0.0, 0.0, 1.0), (0.08, 0.05, 0.55)] {
                    let colour = Rgb::hex(0x7fd6e8).mix(Rgb::hex(0xb48cf0), q);
                    solids.gem(canvas, (at.0 + du, at.1 + dv), 0.07 * q, (-0.02, 0.46 * q * size), colour);
                }
            }
            Self::Crater => crater(solids, canvas, at, size),
            Self::Coral => coral(solids, canvas, rng, at, size),
            Self::House => return house(solids, canvas, rng, at, scene),
            Self::Tower => return tower(solids, canvas, rng, at, scene),
            Self::Wave => wave(solids, canvas, at),
            Self::Puff => {
                for (du, dv, q) in [(0.0, -0.1, 0.8), (-0.12, 0.06, 0.7), (0.1, 0.04, 1.0)] {
                    solids.gem(
                        canvas,
                        (at.0 + du, at.1 + dv),
                        0.16 * q,
                        (-0.05, 0.24 * q),
                        WHITE.times(0.97),
                    );
                }
            }
            Self::Shelf => shelf(solids, canvas, rng, at),
            Self::Plant => {
                solids.block(canvas, at, (0.08, 0.08), (0.0, 0.16), Rgb::hex(0xc96f4a));
                solids.gem(canvas, at, 0.14, (0.14, 0.5), Rgb::hex(0x4f9a52));
            }
            Self::Chest => solids.block(canvas, at, (0.17, 0.17), (0.0, 0.24), Rgb::hex(0xa8734a)),
        }
        None
    }
}

fn leaf(scene: &Scene) -> Rgb {
    match scene.season {
        _ if scene.snowy() => Rgb::hex(0xdfeaf4),
        Season::Spring if scene.has(Weather::Petals) => Rgb::hex(0xf6a9c6),
        Season::Autumn => Rgb::hex(0xe08a36),
        _ => seasoned(Rgb::hex(0x5fae54), scene),
    }
}

fn tree(solids: &Solids, canvas: &mut Canvas, at: Point, size: f32, leaf: Rgb) {
    solids.shadow(canvas, at, 0.16);
    solids.block(canvas, at, (0.035, 0.035), (0.0, 0.3 * size), TRUNK);
    solids.gem(canvas, at, 0.22 * size, (0.2 * size, 0.66 * size), leaf.times(0.94));
    solids.gem(canvas, at, 0.16 * size, (0.46 * size, 0.86 * size), leaf.times(1.04));
}

fn pine(solids: &Solids, canvas: &mut Canvas, at: Point, size: f32, snow: bool) {
    let needles = Rgb::hex(0x3f8a62);
    solids.shadow(canvas, at, 0.15);
    solids.block(canvas, at, (0.03, 0.03), (0.0, 0.16), TRUNK);
    for (half, low, high) in [(0.21, 0.12, 0.5), (0.17, 0.32, 0.70), (0.12, 0.54, 0.94)] {
        solids.pyramid(canvas, at, half * size, (low * size, high * size), needles);
        if snow {
            let cap = low + (high - low) * 0.55;
            solids.pyramid(canvas, at, half * 0.45 * size, (cap * size, high * size), SNOW);
        }
    }
}

fn palm(solids: &Solids, canvas: &mut Canvas, at: Point, size: f32) {
    solids.shadow(canvas, at, 0.12);
    let high = 0.72 * size;
    solids.block(canvas, at, (0.03, 0.03), (0.0, high), Rgb::hex(0xa9805a));
    let crown = solids.at(at.0, at.1, high);
    let reach = solids.units(0.34 * size);
    for (k, (x, y)) in
        [(-0.9, -0.25), (0.9, -0.25), (-0.5, -0.62), (0.5, -0.62), (-0.95, 0.3), (0.95, 0.3), (0.05, 0.45)]
            .into_iter()
            .enumerate()
    {
        let tip = (crown.0 + x * reach, crown.1 + y * reach * 0.8 + reach * 0.18);
        let bend = (crown.0 + x * reach * 0.5, crown.1 + y * reach * 0.5 - reach * 0.22);
        let leaf = shape::blob(&[
            crown,
            (bend.0, bend.1 - reach * 0.08),
            tip,
            (bend.0 + reach * 0.02, bend.1 + reach * 0.12),
        ]);
        let tone = if x < 0.0 { solids.left } else { solids.right };
        canvas.fill(&leaf, Tint::flat(Rgb::hex(0x58b058).times(tone + 0.06 * (k % 2) as f32)));
    }
}

/// A small heap of snow.
fn drift(solids: &Solids, canvas: &mut Canvas, at: Point) {
    for (by, half) in [(-0.05, 0.1), (0.06, 0.07)] {
        solids.pyramid(canvas, (at.0 + by, at.1 - by), half, (0.0, half * 0.7), SNOW);
    }
}

fn flowers(solids: &Solids, canvas: &mut Canvas, rng: &mut Rng, at: Point) {
    for _ in 0..7 {
        let spot = (at.0 + rng.range(-0.13, 0.13), at.1 + rng.range(-0.13, 0.13));
        let high = rng.range(0.04, 0.09);
        let (foot, head) = (solids.at(spot.0, spot.1, 0.0), solids.at(spot.0, spot.1, high));
        canvas.stroke(&shape::line(&[foot, head]), Rgb::hex(0x3f8a42), 1.0, 0.0028);
        let colour = Rgb::hex(*rng.pick(&BLOSSOMS));
        solids.gem(canvas, spot, 0.024, (high - 0.02, high + 0.04), colour);
    }
}

fn peak(solids: &Solids, canvas: &mut Canvas, at: Point, size: f32) {
    let stone = Rgb::hex(0x8d90a3);
    let high = 1.02 * size;
    solids.pyramid(canvas, at, 0.32 * size, (0.0, high), stone);
    solids.pyramid(canvas, at, 0.115 * size, (high * 0.64, high), SNOW);
    solids.pyramid(canvas, (at.0 + 0.16, at.1 + 0.16), 0.18 * size, (0.0, high * 0.42), stone.times(1.08));
}

fn cactus(solids: &Solids, canvas: &mut Canvas, at: Point, size: f32) {
    let green = Rgb::hex(0x5c9e5a);
    solids.shadow(canvas, at, 0.1);
    let arm = |canvas: &mut Canvas, du: f32, z: (f32, f32)| {
        solids.block(canvas, (at.0 + du, at.1 - du), (0.035, 0.035), z, green);
    };
    arm(canvas, -0.13, (0.26 * size, 0.46 * size));
    solids.block(canvas, at, (0.05, 0.05), (0.0, 0.66 * size), green);
    arm(canvas, 0.13, (0.20 * size, 0.38 * size));
    solids.block(canvas, (at.0 + 0.07, at.1 - 0.07), (0.05, 0.025), (0.18 * size, 0.24 * size), green);
}

fn crater(solids: &Solids, canvas: &mut Canvas, at: Point, size: f32) {
    let (x, y) = solids.at(at.0, at.1, 0.0);
    let r = solids.units(0.16 * size);
    canvas.wash(&shape::ellipse(x, y, r * 1.22, r * 0.70), Tint::flat(Rgb::hex(0xcfc9dc)));
    canvas.wash(&shape::ellipse(x, y, r, r * 0.57), Tint::flat(Rgb::hex(0x857d9c)));
    canvas.wash(&shape::ellipse(x, y + r * 0.12, r * 0.86, r * 0.42), Tint::flat(Rgb::hex(0x9b93b0)));
}

fn coral(solids: &Solids, canvas: &mut Canvas, rng: &mut Rng, at: Point, size: f32) {
    let colour = Rgb::hex(*rng.pick(&CORALS));
    for (du, dv, high) in [(-0.08, 0.0, 0.34), (0.0, -0.06, 0.46), (0.07, 0.05, 0.28), (-0.02, 0.09, 0.2)] {
        let spot = (at.0 + du, at.1 + dv);
        solids.block(canvas, spot, (0.028, 0.028), (0.0, high * size), colour);
        solids.gem(canvas, spot, 0.05, (high * size - 0.04, high * size + 0.07), colour.mix(WHITE, 0.25));
    }
}

/// A house with a door and windows that shine after dark.
fn house(solids: &Solids, canvas: &mut Canvas, rng: &mut Rng, at: Point, scene: &Scene) -> Option<Lamp> {
    let (wall, roof) = (Rgb::hex(*rng.pick(&WALLS)), Rgb::hex(*rng.pick(&ROOFS)));
    let (half, high) = ((0.22, 0.17), 0.3);
    solids.shadow(canvas, at, 0.24);
    solids.block(canvas, at, half, (0.0, high), wall);
    let roof = if scene.snowy() { SNOW } else { roof };
    solids.roof(canvas, at, half, (high, high + 0.27), roof, wall);
    let (front, side) = (at.1 + half.1, at.0 + half.0);
    let door = Rgb::hex(0x7a4f35);
    solids.wall(canvas, [(at.0 - 0.05, front), (at.0 + 0.05, front)], (0.0, 0.18), door, solids.left);
    let pane = window(scene);
    for u in [-0.15, 0.15] {
        solids.wall(canvas, [(at.0 + u - 0.035, front), (at.0 + u + 0.035, front)], (0.11, 0.2), pane, 1.0);
    }
    solids.wall(canvas, [(side, at.1 + 0.05), (side, at.1 - 0.05)], (0.11, 0.21), pane, 1.0);
    shine(solids, (at.0 + 0.1, front), scene)
}

fn tower(solids: &Solids, canvas: &mut Canvas, rng: &mut Rng, at: Point, scene: &Scene) -> Option<Lamp> {
    let colour = Rgb::hex(*rng.pick(&TOWERS));
    let (half, high) = (0.19, rng.range(0.62, 1.2));
    solids.shadow(canvas, at, 0.22);
    solids.block(canvas, at, (half, half), (0.0, high), colour);
    solids.block(canvas, at, (half * 0.4, half * 0.4), (high, high + 0.08), colour.times(0.9));
    let pane = window(scene);
    let dark = Rgb::hex(0x5d6b84);
    for floor in 0..((high - 0.1) / 0.15) as usize {
        let z = (0.08 + floor as f32 * 0.15, 0.16 + floor as f32 * 0.15);
        for k in [-0.11, 0.0, 0.11] {
            let tint = |rng: &mut Rng| if rng.chance(0.7) { pane } else { dark };
            let (front, side) = (at.1 + half, at.0 + half);
            let colour = tint(rng);
            solids.wall(canvas, [(at.0 + k - 0.03, front), (at.0 + k + 0.03, front)], z, colour, 1.0);
            let colour = tint(rng);
            solids.wall(canvas, [(side, at.1 + k + 0.03), (side, at.1 + k - 0.03)], z, colour, 1.0);
        }
    }
    shine(solids, (at.0 + 0.1, at.1 + half), scene)
}

fn window(scene: &Scene) -> Rgb {
    Rgb::hex(if matches!(scene.time, Time::Night | Time::Sunset) { 0xffdd86 } else { 0xbfe0ee })
}

/// The pool of light before a window after dark.
fn shine(solids: &Solids, at: Point, scene: &Scene) -> Option<Lamp> {
    let strength = match scene.time {
        Time::Night => 0.42,
        Time::Sunset => 0.2,
        _ => return None,
    };
    Some(Lamp { at: solids.at(at.0, at.1, 0.15), reach: 0.17, colour: Rgb(1.0, 0.76, 0.44), strength })
}

fn wave(solids: &Solids, canvas: &mut Canvas, at: Point) {
    for k in 0..2 {
        let (a, b) = ((at.0 - 0.16 + 0.1 * k as f32, at.1 + 0.1), (at.0 + 0.1 + 0.1 * k as f32, at.1 - 0.12));
        let (from, to) = (solids.at(a.0, a.1, 0.0), solids.at(b.0, b.1, 0.0));
        let bend = ((from.0 + to.0) / 2.0, (from.1 + to.1) / 2.0 - solids.units(0.07));
        canvas.stroke(&shape::curve(from, bend, to), WHITE, 0.8, 0.0042);
    }
}

fn shelf(solids: &Solids, canvas: &mut Canvas, rng: &mut Rng, at: Point) {
    let wood = Rgb::hex(0xa06a42);
    solids.block(canvas, at, (0.2, 0.09), (0.0, 0.86), wood);
    let front = at.1 + 0.09;
    for floor in 0..3 {
        let z = 0.08 + floor as f32 * 0.26;
        solids.wall(
            canvas,
            [(at.0 - 0.17, front), (at.0 + 0.17, front)],
            (z, z + 0.2),
            wood.times(0.55),
            1.0,
        );
        let mut u = at.0 - 0.16;
        while u < at.0 + 0.13 {
            let (wide, high) = (rng.range(0.022, 0.045), rng.range(0.12, 0.19));
            let colour = Rgb::hex(*rng.pick(&ROOFS)).mix(Rgb::hex(*rng.pick(&BLOSSOMS)), 0.3);
            solids.wall(canvas, [(u, front), (u + wide, front)], (z, z + high), colour, solids.left);
            u += wide + 0.006;
        }
    }
}
