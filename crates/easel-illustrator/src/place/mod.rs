//! Where it happens: landscapes and rooms in layers of depth, each place a recipe over shared parts.

mod cloud;
mod deep;
mod framing;
mod furniture;
mod grass;
mod ground;
mod heaven;
mod house;
mod indoors;
pub(crate) mod isometric;
mod land;
mod old;
mod open;
mod plants;
mod playthings;
mod public;
mod river;
mod rock;
mod room;
mod sky;
mod street;
mod town;
mod trees;
mod water;
mod wood;

pub(crate) use ground::{Ground, ground};

use crate::canvas::Canvas;
use crate::colour::Rgb;
use crate::frame::Frame;
use crate::light::{Lamp, Mood};
use crate::rng::Rng;
use crate::scene::{Place, Scene, Season, Time, Tree, Weather};
use crate::shape::{Point, Shape};

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
    /// Chance for one purpose, so that one part of a place can change without moving another.
    fn rng(&self, purpose: &str) -> Rng {
        Rng::new(self.seed, purpose)
    }

    /// A place across the picture, 0 to 1 from the side this landscape counts from.
    fn across(&self, share: f32) -> f32 {
        self.frame.width * if self.mirrored { 1.0 - share } else { share }
    }

    /// How much taller than in a square picture the backdrop is: what reaches for the sky grows with it.
    fn tall(&self) -> f32 {
        (self.frame.horizon / 0.73).clamp(1.0, 1.8)
    }

    /// Lamps are on: behind windows, along streets.
    fn lamps_on(&self) -> bool {
        self.mood.dark || self.scene.time == Time::Sunset || self.scene.has(Weather::Storm)
    }

    /// Adds a warm lamp; while there is daylight left it hardly shows.
    fn lamp(&mut self, at: Point, reach: f32, strength: f32) {
        let strength = if self.mood.dark { strength } else { strength * 0.4 };
        self.lamps.push(Lamp { at, reach, colour: Rgb(1.0, 0.78, 0.45), strength });
    }

    /// How far grass and flags lean, -1 to 1; 0 in still air.
    fn wind(&self) -> f32 {
        let blows = self.scene.has(Weather::Wind) || self.scene.has(Weather::Storm);
        if !blows {
            0.0
        } else if self.mirrored {
            -0.9
        } else {
            0.9
        }
    }

    /// The colour of shadows on the ground.
    fn shadow(&self) -> Rgb {
        Rgb::hex(if self.scene.snowy() { 0x7389bd } else { 0x1d2a34 })
    }

    /// The colour of leaves in this season.
    fn leaf(&self) -> Rgb {
        Rgb::hex(match self.scene.season {
            Season::Autumn => *self.rng("autumn").pick(&[0xd97a2c, 0xe09a34, 0xc85a30]),
            Season::Spring if self.scene.has(Weather::Petals) => 0xf4a6c4,
            Season::Spring => 0x86c454,
            Season::Winter => 0x3f7d63,
            Season::Summer => *self.rng("summer").pick(&[0x46974a, 0x5aa04a, 0x3f9156]),
        })
    }

    /// The colour of open ground in this season.
    fn ground(&self) -> Rgb {
        Rgb::hex(if self.scene.snowy() {
            0xecf2fb
        } else {
            match self.scene.season {
                Season::Autumn => 0xc2a048,
                Season::Spring => 0x8cc95c,
                _ => *self.rng("summer ground").pick(&[0x68b350, 0x7cb850, 0x62ad5a]),
            }
        })
    }

    /// A veil of haze from `top` down to `bottom`, thickest below.
    fn mist(&mut self, top: f32, bottom: f32, thickness: f32) {
        let more = if self.scene.has(Weather::Fog) || self.scene.time == Time::Dawn { 1.35 } else { 1.0 };
        if !self.back.mono {
            let thickness = (thickness * more).min(0.92);
            band(self.back, (top, bottom), (self.mood.haze, 0.0), (self.mood.haze, thickness));
        }
    }
}

/// Fills all rows of a sheet from one height to another with a fade of colour and alpha. One colour a row: far cheaper
/// than a general gradient, and skies and mists cover much of every picture.
fn band(canvas: &mut Canvas, heights: (f32, f32), from: (Rgb, f32), to: (Rgb, f32)) {
    let row_of = |y: f32| ((y - canvas.origin.1) * canvas.scale).round().max(0.0) as usize;
    let (first, last) = (row_of(heights.0), row_of(heights.1).min(canvas.pixels.height() as usize));
    if !canvas.paints_as_mixed() {
        // On whole rows, so that no seam is left where one band ends and the next begins.
        let y_of = |row: usize| row as f32 / canvas.scale + canvas.origin.1;
        let (y0, y1, wide) = (y_of(first), y_of(last), canvas.pixels.width() as f32 / canvas.scale);
        let area = crate::shape::rect(canvas.origin.0, y0, wide, y1 - y0);
        let alpha = (from.1, to.1);
        return canvas.wash(&area, crate::canvas::Tint::Fade { y0, y1, top: from.0, bottom: to.0, alpha });
    }
    let line = canvas.pixels.width() as usize * 4;
    for y in first..last {
        let t = (y as f32 + 0.5 - first as f32) / (last - first) as f32;
        let colour = from.0.mix(to.0, t).paint(from.1 + (to.1 - from.1) * t).premultiply().to_color_u8();
        let over = [colour.red(), colour.green(), colour.blue(), colour.alpha()];
        let keep = 255 - u32::from(over[3]);
        let row = &mut canvas.pixels.data_mut()[y * line..(y + 1) * line];
        for pixel in row.chunks_exact_mut(4) {
            for (value, over) in pixel.iter_mut().zip(over) {
                *value = over.saturating_add(((u32::from(*value) * keep + 127) / 255) as u8);
            }
        }
    }
}

/// A thick line that has an outline of its own in styles with lines: trunks, beams, bars.
fn rod(canvas: &mut Canvas, line: &Shape, colour: Rgb, width: f32) {
    if let Some(outline) = canvas.outline {
        canvas.stroke(line, outline.shade_for(colour), 1.0, width + outline.width * 2.0);
    }
    canvas.stroke(line, colour, 1.0, width);
}

/// Paints sky, distance and ground of the scene's place.
pub(crate) fn paint(setting: &mut Setting<'_>) {
    let mood = sky::mood(setting.mood, setting.scene, setting.seed);
    let mut tuned = Setting {
        scene: setting.scene,
        frame: setting.frame,
        mood: &mood,
        rng: setting.rng.clone(),
        mirrored: setting.rng("mirrored").chance(0.5),
        seed: setting.seed,
        back: &mut *setting.back,
        stage: &mut *setting.stage,
        lamps: &mut *setting.lamps,
    };
    recipe(setting.scene.place())(&mut tuned);
}

/// How a place is painted.
fn recipe(place: Place) -> fn(&mut Setting<'_>) {
    match place {
        Place::Meadow => open::meadow,
        Place::Garden => open::garden,
        Place::Farm => open::farm,
        Place::Savanna => open::savanna,
        Place::Terraces => open::terraces,
        Place::Park => open::park,
        Place::Playground => open::playground,
        Place::Forest => wood::forest,
        Place::Jungle => wood::jungle,
        Place::Bamboo => wood::bamboo,
        Place::CherryAvenue => wood::cherry_avenue,
        Place::Mountains => rock::mountains,
        Place::Volcano => rock::volcano,
        Place::Canyon => rock::canyon,
        Place::Desert => rock::desert,
        Place::Arctic => rock::arctic,
        Place::Cave => rock::cave,
        Place::Sea => water::sea,
        Place::Beach => water::beach,
        Place::Coast => water::coast,
        Place::Harbour => water::harbour,
        Place::Lake => river::lake,
        Place::River => river::river,
        Place::Waterfall => river::waterfall,
        Place::Swamp => river::swamp,
        Place::Underwater => deep::underwater,
        Place::City => town::city,
        Place::Rooftop => town::rooftop,
        Place::Village => town::village,
        Place::Street => street::street,
        Place::Market => street::market,
        Place::Courtyard => old::courtyard,
        Place::Temple => old::temple,
        Place::Ruins => old::ruins,
        Place::Graveyard => old::graveyard,
        Place::Room => indoors::living_room,
        Place::Bedroom => indoors::bedroom,
        Place::Kitchen => indoors::kitchen,
        Place::Library => indoors::library,
        Place::Attic => indoors::attic,
        Place::Train => indoors::train,
        Place::Workshop => indoors::workshop,
        Place::Classroom => public::classroom,
        Place::Cafe => public::cafe,
        Place::Tavern => public::tavern,
        Place::Hall => public::hall,
        Place::Museum => public::museum,
        Place::Stage => public::stage,
        Place::Space => heaven::space,
        Place::Moon => heaven::moon,
        Place::Planet => heaven::planet_surface,
        Place::Sky => heaven::above_clouds,
        Place::CloudKingdom => heaven::cloud_kingdom,
    }
}

/// What frames the picture close to the eye, over the figures but only at the edges.
pub(crate) fn foreground(setting: &mut Setting<'_>) {
    framing::paint(setting);
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
        Tree::Pine => trees::pine(canvas, rng, foot, height, Rgb::hex(0x3f7d63), snow),
        Tree::Leafy if snow => trees::bare(canvas, rng, foot, height, true),
        Tree::Leafy => trees::leafy(canvas, rng, foot, height, leaf),
        Tree::Blossom => trees::blossom(canvas, rng, foot, height, leaf),
    }
}

#[cfg(test)]
mod tests {
    use crate::{Request, illustrate};

    #[test]
    fn every_place_is_painted_in_every_format() {
        let lexicon = include_str!("../words/lexicon.txt");
        let words = lexicon.lines().filter_map(|line| line.strip_prefix("place "));
        for word in words.filter_map(|line| line.split(['=', ',']).nth(1)) {
            for (weather, width, height) in
                [("", 96, 96), ("storm at night", 64, 150), ("in winter", 180, 64)]
            {
                let prompt = format!("{word} {weather}");
                let request = Request::new(&prompt, width, height, 7);
                let picture =
                    illustrate(&request, &mut |_, _| true).expect("a request of an allowed size is drawn");
                let mut colours: Vec<&[u8]> = picture.rgba.chunks_exact(4).collect();
                colours.sort_unstable();
                colours.dedup();
                assert!(colours.len() > 200, "{prompt} has only {} colours", colours.len());
                assert!(picture.account.ignored.is_empty(), "{prompt}: {:?}", picture.account.ignored);
            }
        }
    }
}
