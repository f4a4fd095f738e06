//! The order of work: read, paint the scenery, light it, place and light the figures, finish.

mod support;

use crate::canvas::{Canvas, Gamut};
use crate::colour::{Rgb, WHITE};
use crate::figure::{self, Figure};
use crate::frame::Frame;
use crate::layout::{self, Placed, Rest};
use crate::light::{self, Fall, Lamp, Mood};
use crate::place::isometric::{self, Slab};
use crate::place::{self, Setting};
use crate::rng::Rng;
use crate::scene::{Built, Camera, Place, Pose, Scene, Season, Subject, Time};
use crate::shape::Point;
use crate::studio::{Backdrop, Brand, Cut, Part, fill_sheet};
use crate::style::{self, Layer, Manner, Shadows, Size};
use crate::weather::{self, Depth};
use crate::{Note, Refusal, Stage};

/// What figures stand before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ground {
    /// The scene's place, painted to the edges.
    Scenery,
    /// Nothing: figures and their shadows with true alpha.
    Clear,
    /// A picture that was there before.
    Backdrop,
}

/// A picture to paint: everything that is decided before the first stroke.
pub(crate) struct Order<'a> {
    pub(crate) scene: &'a Scene,
    pub(crate) manner: &'a Manner,
    /// Of the finished picture.
    pub(crate) size: Size,
    pub(crate) seed: u64,
    pub(crate) ground: Ground,
    pub(crate) brand: Option<Brand>,
    /// The pixels of the scene's cut-outs.
    pub(crate) cutouts: &'a [Cut],
    /// What gives the figures their light, and where the ground is [`Ground::Backdrop`] lies behind them.
    pub(crate) backdrop: Option<&'a Backdrop>,
    /// The part of the picture that figures must fit.
    pub(crate) part: Option<&'a Part>,
}

/// Called after each stage with the share of the work that is done.
pub(crate) type Step<'s> = dyn FnMut(Stage, f32) -> Result<(), Refusal> + 's;

/// Paints a picture, all but the style's finish.
pub(crate) fn paint(order: &Order<'_>, step: &mut Step<'_>) -> Result<Canvas, Refusal> {
    let mut easel = Easel::new(order);
    easel.scenery();
    step(Stage::Scenery, 0.45)?;
    easel.figures();
    step(Stage::Figures, 0.65)?;
    let canvas = easel.light();
    step(Stage::Light, 0.85)?;
    Ok(canvas)
}

/// What has to be said about the picture; a prompt without anything to draw gets a landscape.
pub(crate) fn note(scene: &mut Scene, seed: u64) -> Option<Note> {
    let blank = Scene { style: scene.style, photographic: scene.photographic, ..Scene::default() };
    let empty = scene.entities.is_empty()
        && scene.place.is_none()
        && scene.weather.is_empty()
        && (scene.time, scene.season, scene.moon) == (blank.time, blank.season, blank.moon);
    if empty {
        let mut rng = Rng::new(seed, "mood");
        scene.place =
            Some(*rng.pick(&[Place::Mountains, Place::Lake, Place::Meadow, Place::Sea, Place::Forest]));
        scene.time = *rng.pick(&[Time::Sunset, Time::Dawn, Time::Night, Time::Sunset]);
        scene.season = *rng.pick(&[Season::Summer, Season::Autumn, Season::Spring]);
        scene.moon = scene.time == Time::Night;
    }
    if scene.place.is_none() {
        // Nobody said where, and nobody in it is at home anywhere in particular.
        let mut rng = Rng::new(seed, "anywhere");
        scene.place =
            Some(*rng.pick(&[Place::Meadow, Place::Park, Place::Meadow, Place::Garden, Place::Village]));
    }
    if scene.photographic { Some(Note::PhotographicAsked) } else { empty.then_some(Note::NothingToDraw) }
}

/// Free space above what flies over a diorama, in scene units.
const MARGIN: f32 = 0.06;

/// A picture in the making.
struct Easel<'a> {
    scene: &'a Scene,
    manner: &'a Manner,
    frame: Frame,
    mood: Mood,
    seed: u64,
    ground: Ground,
    brand: Option<Brand>,
    cutouts: &'a [Cut],
    /// Everything painted and lit so far.
    sheet: Canvas,
    placed: Vec<Placed<'a>>,
    lamps: Vec<Lamp>,
}

impl<'a> Easel<'a> {
    fn new(order: &Order<'a>) -> Self {
        let Order { scene, manner, seed, ground, brand, cutouts, .. } = *order;
        let (width, height) = manner.sheet(order.size);
        let frame = Frame::new(width, height);
        let high = scene.camera == Camera::Above && !scene.place().water() && order.backdrop.is_none();
        let frame = if high { frame.seen_from_above() } else { frame };
        let side = if Rng::new(seed, "sun").chance(0.72) { 1.0 } else { -1.0 };
        let mut mood = Mood::of(scene, &frame, side);
        let mut sheet = Canvas::new((0.0, 0.0), frame.width, frame.height, frame.scale);
        manner.prepare(&mut sheet, Layer::Scenery, None);
        let mut placed = layout::arrange(scene, &frame, seed);
        if let Some(backdrop) = order.backdrop {
            backdrop.light(&mut mood, &frame);
            if ground == Ground::Backdrop {
                backdrop.lie_under(&mut sheet);
            }
        } else if manner.diorama && ground == Ground::Scenery {
            stand_on(Slab::of(&frame), &mut placed, &frame);
        }
        match (order.part, order.backdrop) {
            (Some(part), _) => part.fit(&mut placed, &frame),
            (None, Some(backdrop)) => backdrop.find_room(&mut placed, &frame),
            (None, None) if ground == Ground::Clear => fill_sheet(&mut placed, &frame),
            (None, None) => {}
        }
        if order.part.is_none() && ground != Ground::Clear {
            bring_forward(&mut placed, cutouts, &frame);
        }
        manner.tune(&mut mood);
        if let Some(brand) = brand {
            brand.tune(&mut mood);
        }
        lead(&mut sheet, brand);
        Self { scene, manner, frame, mood, seed, ground, brand, cutouts, sheet, placed, lamps: Vec::new() }
    }

    /// Paints distance and ground, and lights the ground.
    fn scenery(&mut self) {
        let (width, height) = (self.frame.width, self.frame.height);
        if self.ground != Ground::Scenery {
            return self.shine();
        }
        let mut stage = Canvas::new((0.0, 0.0), width, height, self.frame.scale);
        self.manner.prepare(&mut stage, Layer::Scenery, Some(&self.sheet));
        let stands = self.placed.iter().any(|placed| placed.rest == Rest::Ground);
        lead(&mut stage, self.brand);
        let mut setting = Setting {
            scene: self.scene,
            frame: &self.frame,
            mood: &self.mood,
            rng: Rng::new(self.seed, "place"),
            mirrored: self.seed % 3 == 1,
            seed: self.seed,
            back: &mut self.sheet,
            stage: &mut stage,
            lamps: &mut self.lamps,
        };
        if self.manner.diorama {
            isometric::paint(&mut setting, stands);
        } else {
            place::paint(&mut setting);
        }
        if self.scene.camera == Camera::Portrait && self.manner.lens {
            // A face close by leaves the landscape out of focus.
            self.sheet.blur(0.006);
            stage.blur(0.008);
        }
        if !self.manner.mono {
            weather::paint(&mut self.sheet, self.scene, &self.frame, &self.mood, self.seed, Depth::Far);
        }
        self.shine();
        self.illuminate(&mut stage);
        style::surface(&mut self.sheet, self.manner, Layer::Sky, self.seed);
        style::surface(&mut stage, self.manner, Layer::Scenery, self.seed);
        self.sheet.paste(&stage);
        style::lens(&mut self.sheet, self.manner);
    }

    /// Lights the lamps.
    fn shine(&mut self) {
        for placed in &self.placed {
            self.lamps.extend(lamp(placed, self.scene.time));
        }
        self.lamps.extend(self.moonlight());
    }

    /// Where too little shines on the main figure after dark, the moon does.
    fn moonlight(&self) -> Option<Lamp> {
        /// Brightness at which a face can be read.
        const READABLE: f32 = 1.0;
        let placed = self.placed.last().filter(|_| self.mood.dark)?;
        let at = (placed.foot.0, placed.foot.1 - placed.height * 0.7);
        let missing = READABLE - light::brightness_at(at, &self.mood, &self.lamps);
        let strength = (missing * 1.1).min(0.55);
        (strength > 0.1).then_some(Lamp { at, reach: 0.66, colour: Rgb(0.74, 0.81, 1.0), strength })
    }

    fn illuminate(&self, sheet: &mut Canvas) {
        if !self.manner.mono {
            light::illuminate(sheet, &self.mood, &self.lamps);
        }
    }

    /// A colour in the light of the hour, for what is painted on the lit picture.
    fn lit(&self, colour: Rgb) -> Rgb {
        match self.manner {
            Manner { mono: true, .. } => colour,
            Manner { hatched: true, .. } => style::without_colour(colour),
            _ => self.mood.lit(colour),
        }
    }

    fn figures(&mut self) {
        for placed in std::mem::take(&mut self.placed) {
            self.figure(&placed);
        }
        if self.ground != Ground::Scenery || self.manner.mono || self.manner.diorama {
            return;
        }
        // What is close to the eye is out of focus: half the resolution is enough.
        let mut close = self.sheet.coarse(0.5);
        place::foreground(&mut Setting {
            scene: self.scene,
            frame: &self.frame,
            mood: &self.mood,
            rng: Rng::new(self.seed, "foreground"),
            mirrored: false,
            seed: self.seed,
            back: &mut self.sheet,
            stage: &mut close,
            lamps: &mut self.lamps,
        });
        self.illuminate(&mut close);
        style::surface(&mut close, self.manner, Layer::Scenery, self.seed);
        self.sheet.paste(&close);
    }

    fn figure(&mut self, placed: &Placed<'_>) {
        if placed.rest == Rest::Cord && self.ground == Ground::Scenery {
            self.cord(placed);
        }
        let figure = Figure {
            entity: placed.entity,
            foot: placed.foot,
            height: placed.height,
            pose: placed.pose,
            gesture: placed.gesture,
            expression: placed.entity.expression.unwrap_or_default(),
            mirrored: placed.mirrored,
            held: placed.held,
            seed: placed.seed,
        };
        let Some(mut sheet) = self.figure_sheet(&figure) else { return };
        let (towards, rim) = self.key_light(placed);
        sheet.towards_light = towards;
        match placed.entity.subject {
            Subject::Tree(kind) => {
                let mut rng = Rng::new(placed.seed, "tree");
                place::tree(&mut sheet, &mut rng, kind, placed.foot, placed.height, self.scene);
            }
            Subject::Built(what) => {
                figure::build(&mut sheet, what, &figure, placed.layer);
            }
            Subject::Cutout(cutout) => self.cutouts[cutout.index].draw(&mut sheet, &figure, self.manner),
            Subject::Person(_) => {
                lead(&mut sheet, self.brand.map(Brand::sparing_skin));
                figure.draw(&mut sheet);
            }
            _ => figure.draw(&mut sheet),
        }
        if placed.rest == Rest::Water && placed.pose == Pose::Swim {
            drown(&mut sheet, placed.foot.1);
        }
        let strength = if self.mood.dark { 0.85 } else { 0.6 };
        light::model(&mut sheet, towards, rim, strength, self.manner.shading);
        self.illuminate(&mut sheet);
        style::surface(&mut sheet, self.manner, Layer::Figure, placed.seed);
        if let Some(line) = &self.manner.silhouette {
            light::silhouette(&mut sheet, line, placed.seed);
        }
        self.shadow(placed, &sheet, towards);
        self.sheet.paste(&sheet);
        if placed.rest == Rest::Water && self.ground == Ground::Scenery {
            self.waterline(placed);
        }
    }

    /// The shadow of a figure, as the style has it.
    fn shadow(&mut self, placed: &Placed<'_>, sheet: &Canvas, towards: Point) {
        if self.manner.shadows == Shadows::Paper {
            light::paper_shadow(&mut self.sheet, sheet);
        }
        if placed.rest != Rest::Ground {
            return;
        }
        let wide = placed.height * layout::aspect(placed.entity).min(2.2) * 0.46;
        match self.manner.shadows {
            Shadows::None => {}
            Shadows::Lines => style::line_shadow(&mut self.sheet, placed.foot, wide, placed.seed),
            Shadows::Paper | Shadows::Contact => {
                light::contact_shadow(&mut self.sheet, placed.foot, wide, &self.mood)
            }
            Shadows::Soft | Shadows::Hard => {
                let veiled = self.scene.overcast() || self.mood.dark && self.lamps.is_empty();
                let fall = Fall {
                    foot: placed.foot,
                    height: placed.height,
                    towards,
                    strength: if veiled { 0.16 } else { 0.40 },
                    soft: self.manner.shadows == Shadows::Soft,
                };
                light::cast_shadow(&mut self.sheet, sheet, &fall);
                light::contact_shadow(&mut self.sheet, placed.foot, wide, &self.mood);
            }
        }
    }

    /// An empty sheet over the part of the picture a figure may touch.
    fn figure_sheet(&self, figure: &Figure<'_>) -> Option<Canvas> {
        let (left, top, wide, high) = figure.extent(layout::aspect(figure.entity));
        let pixel = 1.0 / self.frame.scale;
        let snap = |v: f32| (v / pixel).floor() * pixel;
        let (x0, y0) = (snap(left.max(0.0)), snap(top.max(0.0)));
        let (x1, y1) = ((left + wide).min(self.frame.width), (top + high).min(self.frame.height));
        if x1 - x0 < pixel || y1 - y0 < pixel {
            return None;
        }
        let mut sheet = Canvas::new((x0, y0), x1 - x0, y1 - y0, self.frame.scale);
        self.manner.prepare(&mut sheet, Layer::Figure, Some(&self.sheet));
        lead(&mut sheet, self.brand);
        Some(sheet)
    }

    /// The direction and colour of the strongest light on a figure.
    fn key_light(&self, placed: &Placed<'_>) -> (Point, Rgb) {
        let middle = (placed.foot.0, placed.foot.1 - placed.height * 0.55);
        let apart = |at: Point| ((at.0 - middle.0).powi(2) + (at.1 - middle.1).powi(2)).sqrt();
        let lamp = self
            .lamps
            .iter()
            .filter(|lamp| lamp.strength > 0.5 && apart(lamp.at) > 0.06 && apart(lamp.at) < lamp.reach * 0.8)
            .min_by(|a, b| apart(a.at).total_cmp(&apart(b.at)));
        let (at, colour) =
            lamp.map_or((self.mood.sun, self.mood.key), |lamp| (lamp.at, lamp.colour.mix(WHITE, 0.3)));
        let d = apart(at).max(1e-3);
        (((at.0 - middle.0) / d, (at.1 - middle.1) / d), colour)
    }

    /// Adds glows and the weather in front.
    fn light(mut self) -> Canvas {
        self.sheet.outline = None;
        self.sheet.cut = false;
        if self.manner.mono || self.ground == Ground::Clear {
            return self.sheet;
        }
        if self.manner.glows && (self.scene.time != Time::Day || self.scene.place() == Place::Cave) {
            for lamp in self.lamps.iter().filter(|lamp| lamp.colour.2 < 0.9) {
                let (x, y) = lamp.at;
                let core = lamp.colour.mix(WHITE, 0.25);
                self.sheet.glow(x, y, lamp.reach * 0.8, lamp.colour, 0.34 * lamp.strength);
                self.sheet.glow(x, y, lamp.reach * 0.2, core, 0.4 * lamp.strength);
            }
        }
        for depth in [Depth::Middle, Depth::Near] {
            weather::paint(&mut self.sheet, self.scene, &self.frame, &self.mood, self.seed, depth);
        }
        self.sheet
    }
}

/// Leads what is painted on a sheet to a brand's colours.
fn lead(sheet: &mut Canvas, brand: Option<Brand>) {
    if let Some(brand) = brand {
        sheet.brush.gamut = Gamut::Brand(brand);
    }
}

/// What goes on below its picture's border is seen close by, with that border below the picture's.
fn bring_forward(placed: &mut [Placed<'_>], cutouts: &[Cut], frame: &Frame) {
    /// How much larger it is there.
    const CLOSER: f32 = 1.15;
    for one in placed.iter_mut() {
        if let Subject::Cutout(cutout) = one.entity.subject
            && cutouts[cutout.index].cut_below
        {
            one.foot.1 = frame.height + 0.012;
            one.height *= CLOSER;
            one.depth += 1.0;
            one.rest = Rest::Thing;
        }
    }
    placed.sort_by(|a, b| a.depth.total_cmp(&b.depth));
}

/// Moves what was placed in a landscape onto a slab.
fn stand_on(slab: Slab, placed: &mut [Placed<'_>], frame: &Frame) {
    for one in placed {
        one.foot = slab.place(one.foot, one.rest == Rest::Air, frame);
        one.height *= slab.shrink();
        // What flies high in a landscape stays below the picture's edge.
        let over = MARGIN - (one.foot.1 - one.height);
        one.foot.1 += if one.rest == Rest::Air { over.max(0.0) } else { 0.0 };
    }
}

/// The light of a thing that shines.
fn lamp(placed: &Placed<'_>, time: Time) -> Option<Lamp> {
    let up = layout::shines(placed.entity)?;
    let at = (placed.foot.0, placed.foot.1 - placed.height * up);
    let open_fire = placed.entity.subject == Subject::Built(Built::Campfire);
    let hung = if placed.rest == Rest::Cord || open_fire { 0.24 } else { 0.0 };
    let reach = (0.4 + placed.height * 1.3 + hung).min(1.1);
    Some(Lamp { at, reach, colour: Rgb(1.0, 0.74, 0.42), strength: layout::lamp_strength(time) })
}

/// Leaves of a swimmer only what is above the water's surface.
fn drown(sheet: &mut Canvas, surface: f32) {
    let row = sheet.pixels.width() as usize * 4;
    let dry = ((surface - sheet.origin.1) * sheet.scale).max(0.0) as usize * row;
    if let Some(wet) = sheet.pixels.data_mut().get_mut(dry..) {
        wet.fill(0);
    }
}
