//! Where it happens: landscapes in layers of depth, each place a recipe over the same sky, land and plants.

mod ground;
mod inside;
pub(crate) mod isometric;
mod land;
mod open;
mod plants;
mod sky;
mod town;
mod water;
mod wood;

pub(crate) use ground::{Ground, ground};

use crate::canvas::{Canvas, Tint};
use crate::colour::Rgb;
use crate::frame::Frame;
use crate::light::{Lamp, Mood};
use crate::rng::Rng;
use crate::scene::{Place, Scene, Season, Tree, Weather};
use crate::shape::{self, Point};

/// Everything a landscape is painted with and on.
pub(crate) struct Setting<'a> {
    pub(crate) scene: &'a Scene,
    pub(crate) frame: &'a Frame,
    pub(crate) mood: &'a Mood,
    pub(crate) rng: Rng,
    /// The landscape is the other way round.
    pub(crate) mirrored: bool,
    pub(crate) seed: u64,
    /// Sky and distance; already in the light of the hour.
    pub(crate) back: &'a mut Canvas,
    /// Ground and near things; lit afterwards by hour and lamps.
    pub(crate) stage: &'a mut Canvas,
    pub(crate) lamps: &'a mut Vec<Lamp>,
}

impl Setting<'_> {
    /// A place across the picture, 0 to 1 from the side this landscape counts from.
    fn across(&self, share: f32) -> f32 {
        self.frame.width * if self.mirrored { 1.0 - share } else { share }
    }

    /// The colour of leaves in this season.
    fn leaf(&self) -> Rgb {
        Rgb::hex(match self.scene.season {
            Season::Autumn => 0xd97a2c,
            Season::Spring if self.scene.has(Weather::Petals) => 0xf4a6c4,
            Season::Spring => 0x7cc04e,
            Season::Winter => 0x3f7d63,
            Season::Summer => 0x46974a,
        })
    }

    /// The colour of open ground in this season.
    fn ground(&self) -> Rgb {
        Rgb::hex(if self.scene.snowy() {
            0xecf2fb
        } else {
            match self.scene.season {
                Season::Autumn => 0xc2983f,
                Season::Spring => 0x8cc95c,
                _ => 0x68b350,
            }
        })
    }

    /// A veil of haze from `top` down to `bottom`, thickest below.
    fn mist(&mut self, top: f32, bottom: f32, thickness: f32) {
        let band = shape::rect(0.0, top, self.frame.width, bottom - top);
        self.back.wash(&band, Tint::fade_alpha(top, bottom, self.mood.haze, 0.0, thickness));
    }
}

/// Paints sky, distance and ground of the scene's place.
pub(crate) fn paint(setting: &mut Setting<'_>) {
    match setting.scene.place() {
        Place::Meadow
        | Place::Farm
        | Place::Savanna
        | Place::Terraces
        | Place::Park
        | Place::Playground
        | Place::Temple
        | Place::Ruins
        | Place::Graveyard => open::meadow(setting),
        Place::Garden => open::garden(setting),
        Place::Mountains | Place::Volcano | Place::Arctic | Place::Waterfall => open::mountains(setting),
        Place::Desert | Place::Canyon => open::desert(setting),
        Place::Forest | Place::Bamboo | Place::CherryAvenue | Place::Swamp => wood::forest(setting),
        Place::Jungle => wood::jungle(setting),
        Place::Sea | Place::Beach | Place::Coast | Place::Harbour => water::sea(setting),
        Place::Lake | Place::River => water::lake(setting),
        Place::Underwater => water::underwater(setting),
        Place::City | Place::Street | Place::Market | Place::Rooftop | Place::Courtyard => {
            town::city(setting)
        }
        Place::Village => town::village(setting),
        Place::Room
        | Place::Bedroom
        | Place::Kitchen
        | Place::Library
        | Place::Classroom
        | Place::Cafe
        | Place::Tavern
        | Place::Attic
        | Place::Workshop
        | Place::Hall
        | Place::Museum
        | Place::Stage
        | Place::Train => inside::room(setting),
        Place::Cave => inside::cave(setting),
        Place::Space | Place::Moon | Place::Planet => sky::space(setting),
        Place::Sky | Place::CloudKingdom => sky::above_clouds(setting),
    }
}

/// Soft leaves and blades close to the eye, at the lower corners.
pub(crate) fn foreground(setting: &mut Setting<'_>) {
    if setting.scene.snowy() {
        return;
    }
    match setting.scene.place() {
        Place::Meadow | Place::Forest | Place::Mountains | Place::Garden | Place::Village | Place::Lake => {
            land::close_grass(setting);
        }
        Place::Jungle => wood::close_leaves(setting),
        _ => {}
    }
}

/// A tree that somebody asked for.
pub(crate) fn tree(canvas: &mut Canvas, rng: &mut Rng, kind: Tree, foot: Point, height: f32, scene: &Scene) {
    let snow = scene.snowy();
    let leaf = Rgb::hex(match (kind, scene.season) {
        (Tree::Blossom, _) => 0xf4a6c4,
        (_, Season::Autumn) => 0xd97a2c,
        (_, Season::Spring) => 0x7cc04e,
        _ => 0x46974a,
    });
    match kind {
        Tree::Pine => plants::pine(canvas, rng, foot, height, Rgb::hex(0x3f7d63), snow),
        Tree::Leafy if snow => plants::bare(canvas, rng, foot, height, true),
        Tree::Leafy | Tree::Blossom => plants::leafy(canvas, rng, foot, height, leaf),
    }
}
