//! A small floating piece of the world in isometric projection: a square slab with what belongs to the place on it.

mod props;
mod solids;

use super::Setting;
use crate::canvas::Tint;
use crate::colour::{Rgb, WHITE};
use crate::frame::Frame;
use crate::light::Mood;
use crate::rng::Rng;
use crate::scene::{Place, Scene, Season, Time};
use crate::shape::{self, Point};
use props::Prop;
use solids::Solids;

/// Cosine and sine of the 30 degrees at which both ground axes run.
const ACROSS: f32 = 0.866;
const DOWN: f32 = 0.5;
/// Figures are this much smaller than in a landscape, on a slab in a square picture.
const FIGURES: f32 = 0.74;
/// Half the slab's side in a square picture, in scene units.
const HALF_SIDE: f32 = 0.256;
/// Thickness of the slab in half sides.
const THICK: f32 = 0.34;
/// Thickness of the ground itself in half sides.
const RIM: f32 = 0.07;
/// Squares along a side of the ground.
const SQUARES: i32 = 9;

/// Where the slab lies in the picture. Ground positions run from -1 to 1: `u` to the lower right, `v` to the lower
/// left; `z` is up. All are in half sides.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Slab {
    middle: Point,
    /// Half a side in scene units.
    half: f32,
}

impl Slab {
    pub(crate) fn of(frame: &Frame) -> Self {
        let half = HALF_SIDE * frame.width.min(frame.height * 1.04).min(1.25);
        Self { middle: (frame.width * 0.5, frame.height * 0.5 + half * 0.40), half }
    }

    /// A place on or above the ground in scene units.
    fn at(&self, u: f32, v: f32, z: f32) -> Point {
        (
            self.middle.0 + (u - v) * ACROSS * self.half,
            self.middle.1 + (u + v) * DOWN * self.half - z * self.half,
        )
    }

    /// How much smaller figures are than in a landscape.
    pub(crate) fn shrink(&self) -> f32 {
        FIGURES * self.half / HALF_SIDE
    }

    /// Where something stands on the slab, or hovers over it, that does so at `foot` in a landscape.
    pub(crate) fn place(&self, foot: Point, hovers: bool, frame: &Frame) -> Point {
        let shrink = self.shrink();
        let x = (foot.0 - frame.width * 0.5) * shrink / frame.width.max(1.0);
        let y = (foot.1 - frame.stand()) * shrink + self.half * 0.2;
        if hovers {
            return (self.middle.0 + x, self.middle.1 + y);
        }
        // The ground narrows towards its far and near corners.
        let room = (1.0 - (y / self.half).abs()).clamp(0.25, 1.0) * 2.0 * ACROSS * self.half * 0.86;
        (self.middle.0 + x.clamp(-room, room), self.middle.1 + y)
    }
}

/// What the ground of a place is made of and what stands on it.
struct Terrain {
    ground: u32,
    /// The second colour of the squares.
    other: u32,
    /// The sides of the slab, below the ground itself.
    earth: u32,
    /// What stands along the far edges, from tall to low, and at the sides.
    far: &'static [Prop],
    near: &'static [Prop],
}

const fn terrain([ground, other, earth]: [u32; 3], far: &'static [Prop], near: &'static [Prop]) -> Terrain {
    Terrain { ground, other, earth, far, near }
}

fn terrain_of(scene: &Scene) -> Terrain {
    use Prop as P;
    let green = [0x7cc35a, 0x74ba53, 0x8a6242];
    match scene.place() {
        Place::Meadow | Place::Farm | Place::Terraces => {
            terrain(green, &[P::Tree, P::Bush, P::Tree, P::Rock], &[P::Flowers, P::Bush])
        }
        Place::Garden | Place::Park | Place::Playground | Place::Temple | Place::CherryAvenue => {
            terrain(green, &[P::Tree, P::Hedge, P::Tree, P::Hedge], &[P::Flowers, P::Flowers])
        }
        Place::Forest => terrain(
            [0x5fa350, 0x58994a, 0x74543c],
            &[P::Pine, P::Tree, P::Pine, P::Tree, P::Pine],
            &[P::Bush, P::Mushrooms],
        ),
        Place::Jungle | Place::Bamboo | Place::Swamp => terrain(
            [0x4f9e50, 0x479348, 0x6a4d38],
            &[P::Palm, P::Tree, P::Palm, P::Bush, P::Palm],
            &[P::Bush, P::Flowers],
        ),
        Place::Mountains | Place::Volcano | Place::Waterfall => terrain(
            [0x86b56a, 0x7dab62, 0x7d7a78],
            &[P::Peak, P::Pine, P::Peak, P::Pine],
            &[P::Rock, P::Bush],
        ),
        Place::Savanna => terrain(
            [0xe0bf6c, 0xd8b561, 0xa8713f],
            &[P::Tree, P::Bush, P::Rock, P::Tree],
            &[P::Bush, P::Rock],
        ),
        Place::Desert | Place::Canyon => {
            terrain([0xecc886, 0xe6bf7a, 0xc98f54], &[P::Rock, P::Cactus, P::Cactus, P::Rock], &[P::Rock])
        }
        Place::Sea | Place::Beach | Place::Lake | Place::River | Place::Coast | Place::Harbour => terrain(
            [0x58bfd6, 0x50b5ce, 0x2f86ac],
            &[P::Islet, P::Wave, P::Wave, P::Rock, P::Wave],
            &[P::Wave, P::Wave],
        ),
        Place::Underwater => terrain(
            [0xd9c996, 0xd2c08c, 0x3f88a8],
            &[P::Coral, P::Rock, P::Coral, P::Coral],
            &[P::Coral, P::Rock],
        ),
        Place::City | Place::Street | Place::Market | Place::Rooftop => terrain(
            [0xc9ccd2, 0xbfc3ca, 0x7d828c],
            &[P::Tower, P::Tower, P::Tower, P::Tree, P::Tower],
            &[P::Bush],
        ),
        Place::Village | Place::Courtyard | Place::Ruins | Place::Graveyard => {
            terrain(green, &[P::House, P::Tree, P::House, P::House], &[P::Flowers, P::Bush])
        }
        place if place.indoors() => {
            terrain([0xd8a873, 0xcf9d68, 0x9a6b45], &[P::Shelf, P::Plant, P::Chest], &[])
        }
        Place::Cave => terrain(
            [0x77708a, 0x6e6781, 0x4c4560],
            &[P::Peak, P::Crystal, P::Rock, P::Crystal],
            &[P::Crystal],
        ),
        Place::Space | Place::Moon | Place::Planet => terrain(
            [0xb9b3c8, 0xb0a9c0, 0x776f8c],
            &[P::Rock, P::Crystal, P::Crater, P::Rock],
            &[P::Crater, P::Crater],
        ),
        Place::Arctic => terrain([0xf0f6fb, 0xe6eff8, 0x9fc3dc], &[P::Peak, P::Rock, P::Peak], &[P::Rock]),
        _ => terrain([0xffffff, 0xf3f8fd, 0xc9dcf0], &[P::Puff, P::Puff, P::Puff], &[P::Puff]),
    }
}

/// Paints background, slab and everything on it that nobody asked for.
/// `stands` tells whether somebody needs dry ground.
pub(crate) fn paint(s: &mut Setting<'_>, stands: bool) {
    let slab = Slab::of(s.frame);
    background(s, &slab);
    let terrain = terrain_of(s.scene);
    let [ground, other] = [terrain.ground, terrain.other].map(|code| seasoned(Rgb::hex(code), s.scene));
    sides(s, &slab, ground, Rgb::hex(terrain.earth));
    squares(s, &slab, ground, other);
    let place = s.scene.place();
    let shore = stands && place.water() && !matches!(place, Place::Swamp | Place::Waterfall);
    if shore {
        beach(s, &slab);
    } else if place.indoors() {
        walls(s, &slab);
    }
    let near = if shore { &[] } else { terrain.near };
    stand(s, &slab, &Terrain { near, ..terrain });
}

/// Grass and leaves change with the season; other ground does not.
fn seasoned(colour: Rgb, scene: &Scene) -> Rgb {
    let outdoors = !matches!(
        scene.place(),
        Place::Room
            | Place::Cave
            | Place::Space
            | Place::Underwater
            | Place::Sea
            | Place::Lake
            | Place::Desert
    );
    let green = colour.1 > colour.0 && colour.1 > colour.2;
    match scene.season {
        _ if scene.snowy() && outdoors => colour.mix(Rgb::hex(0xf1f6fc), 0.9),
        Season::Autumn if green => colour.mix(Rgb::hex(0xd89a3c), 0.55),
        Season::Spring if green => colour.mix(Rgb::hex(0xa6dc6a), 0.4),
        _ => colour,
    }
}

/// A plain, soft colour of the hour with a light behind the slab.
fn background(s: &mut Setting<'_>, slab: &Slab) {
    let (w, h) = (s.frame.width, s.frame.height);
    let [top, low] = backdrop(s.mood, s.scene.time);
    s.back.wash(&shape::rect(0.0, 0.0, w, h), Tint::fade(0.0, h, top, low));
    let (x, y) = slab.middle;
    let shine = if s.mood.dark { 0.22 } else { 0.4 };
    s.back.puff(x, y - slab.half * 0.6, (slab.half * 3.0, slab.half * 2.6), low.mix(WHITE, 0.6), shine);
    let shade = top.times(0.55);
    s.back.puff(x, y + slab.half * 1.62, (slab.half * 1.9, slab.half * 0.5), shade, 0.55);
}

fn backdrop(mood: &Mood, time: Time) -> [Rgb; 2] {
    match time {
        Time::Night => [Rgb::hex(0x232a5c), Rgb::hex(0x4a4f8e)],
        Time::Sunset => [Rgb::hex(0xf2a27e), Rgb::hex(0xfbd6a8)],
        Time::Dawn => [Rgb::hex(0xf3c6cf), Rgb::hex(0xfdeee0)],
        Time::Day => [mood.sky[1].mix(WHITE, 0.32), Rgb::hex(0xf7f3e8)],
    }
}

/// The two sides of the slab that are seen: a rim of the ground, then earth in layers.
fn sides(s: &mut Setting<'_>, slab: &Slab, ground: Rgb, earth: Rgb) {
    let layers = [
        (0.0, RIM, ground.times(0.86)),
        (RIM, THICK * 0.55, earth),
        (THICK * 0.55, THICK, earth.times(0.84)),
    ];
    let solids = Solids::new(slab, s.mood);
    for (from, to, colour) in layers {
        solids.wall(s.stage, [(-1.0, 1.0), (1.0, 1.0)], (-to, -from), colour, solids.left);
        solids.wall(s.stage, [(1.0, 1.0), (1.0, -1.0)], (-to, -from), colour, solids.right);
    }
    let mut rng = Rng::new(s.seed, "stones in the earth");
    for _ in 0..14 {
        let (along, deep, wide) =
            (rng.range(-0.9, 0.9), rng.range(0.13, THICK - 0.08), rng.range(0.03, 0.09));
        let left = rng.chance(0.5);
        let face = if left {
            [(along - wide, 1.0), (along + wide, 1.0)]
        } else {
            [(1.0, along + wide), (1.0, along - wide)]
        };
        let tone = if left { solids.left } else { solids.right };
        let colour = earth.times(if rng.chance(0.5) { 1.14 } else { 0.78 });
        solids.wall(s.stage, face, (-deep - 0.035, -deep), colour, tone);
    }
}

/// The ground as a board of squares that differ a little.
fn squares(s: &mut Setting<'_>, slab: &Slab, ground: Rgb, other: Rgb) {
    let mut rng = Rng::new(s.seed, "squares");
    let solids = Solids::new(slab, s.mood);
    let side = 2.0 / SQUARES as f32;
    solids.floor(s.stage, (-1.0, -1.0), (1.0, 1.0), 0.0, ground);
    for i in 0..SQUARES {
        for j in 0..SQUARES {
            let (u, v) = (-1.0 + i as f32 * side, -1.0 + j as f32 * side);
            let colour = if (i + j) % 2 == 0 { ground } else { other };
            let colour = colour.times(rng.range(0.975, 1.03));
            solids.floor(s.stage, (u, v), (u + side, v + side), 0.0, colour);
        }
    }
}

/// A shore on the near half for those who stand, before the open water.
fn beach(s: &mut Setting<'_>, slab: &Slab) {
    let solids = Solids::new(slab, s.mood);
    let sand = Rgb::hex(0xf3dfab);
    for (reach, colour) in [(0.16, Rgb::hex(0xa9e2ec)), (0.08, WHITE), (0.0, sand)] {
        let corner = 1.0 - reach;
        let mut shore = vec![slab.at(1.0, 1.0, 0.0), slab.at(1.0, -corner, 0.0)];
        shore.extend((1..12).map(|k| {
            let along = corner * (1.0 - k as f32 / 6.0);
            let wave = 0.04 * (k as f32 * 2.1).sin() - reach * 0.5;
            slab.at(along + wave, -along + wave, 0.0)
        }));
        shore.push(slab.at(-corner, 1.0, 0.0));
        s.stage.fill(&shape::polygon(&shore), Tint::flat(colour));
    }
    let rim = (-RIM, 0.0);
    solids.wall(s.stage, [(-1.0, 1.0), (1.0, 1.0)], rim, sand, solids.left);
    solids.wall(s.stage, [(1.0, 1.0), (1.0, -1.0)], rim, sand, solids.right);
}

/// Two walls behind a room, with a window in one.
fn walls(s: &mut Setting<'_>, slab: &Slab) {
    const HIGH: f32 = 1.12;
    let solids = Solids::new(slab, s.mood);
    let paper = Rgb::hex(0xf0dcc0);
    solids.wall(s.stage, [(-1.0, 1.0), (-1.0, -1.0)], (0.0, HIGH), paper, solids.right.max(0.86));
    solids.wall(s.stage, [(-1.0, -1.0), (1.0, -1.0)], (0.0, HIGH), paper, solids.left.max(0.86));
    let board = Rgb::hex(0xb98a5e);
    solids.wall(s.stage, [(-1.0, 1.0), (-1.0, -1.0)], (0.0, 0.09), board, solids.right);
    solids.wall(s.stage, [(-1.0, -1.0), (1.0, -1.0)], (0.0, 0.09), board, solids.left);
    let sky = if s.mood.dark { s.mood.sky[1] } else { s.mood.sky[2].mix(s.mood.sky[1], 0.5) };
    solids.wall(s.stage, [(-0.28, -1.0), (0.52, -1.0)], (0.36, 0.94), WHITE, 1.0);
    for pane in [(-0.23, 0.08), (0.14, 0.47)] {
        solids.wall(s.stage, [(pane.0, -1.0), (pane.1, -1.0)], (0.41, 0.89), sky, 1.0);
    }
    let rug = Rgb::hex(0xc8574c);
    solids.floor(s.stage, (-0.45, -0.35), (0.75, 0.75), 0.0, rug.mix(WHITE, 0.75));
    solids.floor(s.stage, (-0.40, -0.30), (0.70, 0.70), 0.0, rug);
    solids.floor(s.stage, (-0.26, -0.16), (0.56, 0.56), 0.0, rug.mix(WHITE, 0.22));
}

/// Puts what belongs to the place along the edges, from far to near, and leaves the middle free.
fn stand(s: &mut Setting<'_>, slab: &Slab, terrain: &Terrain) {
    /// Spots along the two far edges, and at the sides, as `u` and `v`.
    const FAR: [Point; 7] = [
        (-0.78, -0.78),
        (-0.8, -0.22),
        (-0.22, -0.8),
        (-0.78, 0.30),
        (0.30, -0.78),
        (-0.74, 0.78),
        (0.78, -0.74),
    ];
    const NEAR: [Point; 4] = [(0.1, 0.86), (0.86, 0.1), (-0.35, 0.86), (0.86, -0.35)];
    let mut rng = Rng::new(s.seed, "props");
    let solids = Solids::new(slab, s.mood);
    let first = rng.next() as usize;
    let mut all: Vec<(Point, Prop)> = Vec::new();
    // Nothing tall behind the middle of open water.
    let open = s.scene.place().water();
    for (k, spot) in FAR.iter().enumerate().skip(usize::from(open)) {
        if let Some(prop) = pick(terrain.far, first + k) {
            all.push((*spot, prop));
        }
    }
    for (k, spot) in NEAR.iter().enumerate() {
        if let Some(prop) = pick(terrain.near, first + k) {
            all.push((*spot, prop));
        }
    }
    all.sort_by(|a, b| (a.0.0 + a.0.1).total_cmp(&(b.0.0 + b.0.1)));
    for ((u, v), prop) in all {
        let jitter = if s.scene.place() == Place::Room { 0.0 } else { 0.06 };
        let at = (u + rng.range(-jitter, jitter), v + rng.range(-jitter, jitter));
        let lamp = prop.build(&solids, s.stage, &mut rng, at, s.scene);
        s.lamps.extend(lamp);
    }
}

fn pick(props: &[Prop], at: usize) -> Option<Prop> {
    (!props.is_empty()).then(|| props[at % props.len()])
}
