//! The order of work: read, paint the scenery, place the figures, light them, finish.

use std::f32::consts::TAU;

use resvg::tiny_skia::BlendMode;

use crate::canvas::{Canvas, Tint};
use crate::colour::{Rgb, WHITE};
use crate::figure::{self, Figure};
use crate::frame::Frame;
use crate::layout::{self, Placed, Rest};
use crate::light::{self, Lamp, Mood};
use crate::place::{self, Setting};
use crate::rng::Rng;
use crate::scene::{Built, Camera, Place, Scene, Season, Subject, Time, Weather};
use crate::shape;
use crate::style::{self, Manner};
use crate::weather::{self, Depth};
use crate::words;
use crate::{Account, Note, Picture, Refusal, Request, Stage};

/// Draws a request whose size has been checked.
pub(crate) fn draw(
    request: &Request<'_>,
    progress: &mut dyn FnMut(Stage, f32) -> bool,
) -> Result<Picture, Refusal> {
    let mut step = |stage, share| if progress(stage, share) { Ok(()) } else { Err(Refusal::Abandoned) };
    let reading = words::read(request.prompt, request.negative_prompt);
    let mut scene = reading.scene;
    let note = note(&mut scene, request.seed);
    let account = Account { understood: reading.understood, ignored: reading.ignored, note };
    step(Stage::Understood, 0.02)?;

    let manner = style::manner(request.style, &scene);
    let (width, height) = manner.sheet(request.width, request.height);
    let mut easel = Easel::new(&scene, &manner, Frame::new(width, height), request.seed);
    easel.scenery();
    step(Stage::Scenery, 0.45)?;
    easel.figures();
    step(Stage::Figures, 0.65)?;
    let canvas = easel.light();
    step(Stage::Light, 0.85)?;
    let rgba = style::finish(canvas, &manner, request.width, request.height, request.seed);
    step(Stage::Finish, 1.0)?;
    Ok(Picture { width: request.width, height: request.height, rgba, account })
}

/// What has to be said about the picture; a prompt without anything to draw gets a landscape.
fn note(scene: &mut Scene, seed: u64) -> Option<Note> {
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
    if scene.photographic { Some(Note::PhotographicAsked) } else { empty.then_some(Note::NothingToDraw) }
}

/// A picture in the making.
struct Easel<'a> {
    scene: &'a Scene,
    manner: &'a Manner,
    frame: Frame,
    mood: Mood,
    seed: u64,
    back: Canvas,
    stage: Canvas,
    lamps: Vec<Lamp>,
}

impl<'a> Easel<'a> {
    fn new(scene: &'a Scene, manner: &'a Manner, frame: Frame, seed: u64) -> Self {
        let side = if Rng::new(seed, "sun").chance(0.72) { 1.0 } else { -1.0 };
        let mut mood = Mood::of(scene, &frame, side);
        manner.tune(&mut mood);
        let mut back = Canvas::new((0.0, 0.0), frame.width, frame.height, frame.scale);
        let mut stage = Canvas::new((0.0, 0.0), frame.width, frame.height, frame.scale);
        back.outline = manner.scenery_outline;
        stage.outline = manner.scenery_outline;
        (back.cut, stage.cut) = (manner.cut, manner.cut);
        (back.mono, stage.mono) = (manner.mono, manner.mono);
        Self { scene, manner, frame, mood, seed, back, stage, lamps: Vec::new() }
    }

    fn scenery(&mut self) {
        let mut setting = Setting {
            scene: self.scene,
            frame: &self.frame,
            mood: &self.mood,
            rng: Rng::new(self.seed, "place"),
            mirrored: self.seed % 3 == 1,
            seed: self.seed,
            back: &mut self.back,
            stage: &mut self.stage,
            lamps: &mut self.lamps,
        };
        place::paint(&mut setting);
        if self.scene.camera == Camera::Portrait && self.manner.modelled {
            // A face close by leaves the landscape out of focus.
            self.back.blur(0.006);
            self.stage.blur(0.008);
        }
        if !self.manner.mono {
            weather::paint(&mut self.back, self.scene, &self.frame, &self.mood, self.seed, Depth::Far);
        }
    }

    fn figures(&mut self) {
        let placed = layout::arrange(self.scene, &self.frame, self.seed);
        for one in &placed {
            self.lamp(one);
        }
        self.moonlight(placed.last());
        for one in &placed {
            self.figure(one);
        }
        let mut setting = Setting {
            scene: self.scene,
            frame: &self.frame,
            mood: &self.mood,
            rng: Rng::new(self.seed, "foreground"),
            mirrored: false,
            seed: self.seed,
            back: &mut self.back,
            stage: &mut self.stage,
            lamps: &mut self.lamps,
        };
        if !self.manner.mono {
            place::foreground(&mut setting);
        }
    }

    /// Lets a thing that shines light up its surroundings.
    fn lamp(&mut self, placed: &Placed<'_>) {
        let Some(up) = layout::shines(placed.entity) else { return };
        let at = (placed.foot.0, placed.foot.1 - placed.height * up);
        let open_fire = placed.entity.subject == Subject::Built(Built::Campfire);
        let hung = if placed.rest == Rest::Cord || open_fire { 0.24 } else { 0.0 };
        let reach = (0.4 + placed.height * 1.3 + hung).min(1.1);
        let strength = layout::lamp_strength(self.scene.time);
        self.lamps.push(Lamp { at, reach, colour: Rgb(1.0, 0.74, 0.42), strength });
    }

    /// Where nothing shines on the main figure after dark, the moon does.
    fn moonlight(&mut self, nearest: Option<&Placed<'_>>) {
        if let Some(placed) =
            nearest.filter(|_| self.mood.dark && self.lamps.iter().all(|lamp| lamp.reach < 0.4))
        {
            let at = (placed.foot.0, placed.foot.1 - placed.height * 0.7);
            let colour = Rgb(0.72, 0.80, 1.0);
            self.lamps.push(Lamp { at, reach: 0.66, colour, strength: 0.52 });
        }
    }

    fn figure(&mut self, placed: &Placed<'_>) {
        if placed.rest == Rest::Ground {
            let wide = placed.height * layout::aspect(placed.entity).min(2.2) * 0.46;
            light::contact_shadow(&mut self.stage, placed.foot, wide, &self.mood);
        }
        if placed.rest == Rest::Cord {
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
        let Some(mut sheet) = self.sheet(&figure) else { return };
        match placed.entity.subject {
            Subject::Tree(kind) => {
                let mut rng = Rng::new(placed.seed, "tree");
                place::tree(&mut sheet, &mut rng, kind, placed.foot, placed.height, self.scene);
            }
            Subject::Built(what) => {
                figure::build(&mut sheet, what, &figure, placed.layer);
            }
            _ => figure.draw(&mut sheet),
        }
        let (towards, rim) = self.key_light(placed);
        if self.manner.modelled {
            light::model(&mut sheet, towards, rim, if self.mood.dark { 0.85 } else { 0.6 });
        }
        if self.manner.cut {
            self.paper_shadow(&sheet);
        }
        self.stage.paste(&sheet);
        if placed.rest == Rest::Water {
            self.waterline(placed);
        }
    }

    /// An empty sheet over the part of the picture a figure may touch.
    fn sheet(&self, figure: &Figure<'_>) -> Option<Canvas> {
        let (left, top, wide, high) = figure.extent(layout::aspect(figure.entity));
        let pixel = 1.0 / self.frame.scale;
        let snap = |v: f32| (v / pixel).floor() * pixel;
        let (x0, y0) = (snap(left.max(0.0)), snap(top.max(0.0)));
        let (x1, y1) = ((left + wide).min(self.frame.width), (top + high).min(self.frame.height));
        if x1 - x0 < pixel || y1 - y0 < pixel {
            return None;
        }
        let mut sheet = Canvas::new((x0, y0), x1 - x0, y1 - y0, self.frame.scale);
        sheet.outline = self.manner.figure_outline;
        (sheet.mono, sheet.cut) = (self.manner.mono, self.manner.cut);
        Some(sheet)
    }

    /// The direction and colour of the strongest light on a figure.
    fn key_light(&self, placed: &Placed<'_>) -> ((f32, f32), Rgb) {
        let middle = (placed.foot.0, placed.foot.1 - placed.height * 0.55);
        let apart = |at: (f32, f32)| ((at.0 - middle.0).powi(2) + (at.1 - middle.1).powi(2)).sqrt();
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

    /// The cord a lantern hangs from, or in the open the bough.
    fn cord(&mut self, placed: &Placed<'_>) {
        let (x, top) = (placed.foot.0, placed.foot.1 - placed.height * 0.97);
        let dark = Rgb::hex(0x3b2a25);
        let place = self.scene.place();
        let indoors = place.indoors() || matches!(place, Place::Cave | Place::City | Place::Street);
        if indoors || top < 0.12 {
            self.stage.stroke(&shape::line(&[(x, -0.05), (x, top)]), dark, 1.0, 0.0045);
            return;
        }
        let right = x > self.frame.width * 0.5;
        let edge = if right { self.frame.width + 0.05 } else { -0.05 };
        let bough = (x + if right { 0.02 } else { -0.02 }, top - 0.085);
        let bend = ((edge + x) / 2.0, bough.1 - 0.05);
        let tip = (x + if right { -0.1 } else { 0.1 }, bough.1 + 0.012);
        self.stage.stroke(&shape::curve((edge, bough.1 - 0.16), bend, tip), dark, 1.0, 0.013);
        self.stage.stroke(&shape::curve((edge, bough.1 - 0.16), bend, bough), dark.times(1.25), 1.0, 0.017);
        let twig = shape::curve(
            ((edge + x * 2.0) / 3.0, bough.1 - 0.045),
            (x, bough.1 - 0.09),
            (x - 0.02, bough.1 - 0.12),
        );
        self.stage.stroke(&twig, dark, 1.0, 0.008);
        if self.scene.snowy() {
            let lift = 0.008;
            let snow =
                shape::curve((edge, bough.1 - 0.16 - lift), (bend.0, bend.1 - lift), (tip.0, tip.1 - lift));
            self.stage.stroke(&snow, WHITE, 0.95, 0.008);
        } else {
            self.leaves(bough, right);
        }
        self.stage.stroke(&shape::line(&[(x, bough.1 - 0.012), (x, top)]), dark, 1.0, 0.004);
    }

    fn leaves(&mut self, bough: (f32, f32), right: bool) {
        let mut rng = Rng::new(self.seed, "bough");
        let colour = Rgb::hex(match self.scene.season {
            Season::Autumn => 0xd97a2c,
            Season::Spring if self.scene.has(Weather::Petals) => 0xf4a6c4,
            _ => 0x4c9a4c,
        });
        let away = if right { 1.0 } else { -1.0 };
        for _ in 0..34 {
            let along = rng.range(-0.09, 0.32);
            let root =
                (bough.0 + away * along, bough.1 - 0.03 - along.max(0.0) * 0.25 + rng.range(-0.02, 0.01));
            let (angle, long) = (rng.range(0.0, TAU), rng.range(0.02, 0.034));
            let tip = (root.0 + angle.cos() * long, root.1 + angle.sin() * long);
            let bend = ((root.0 + tip.0) / 2.0 + 0.004, (root.1 + tip.1) / 2.0 - 0.004);
            let leaf = shape::blade(root, bend, tip, 0.0065);
            self.stage.fill(&leaf, Tint::flat(colour.times(rng.range(0.7, 1.15))));
        }
    }

    /// Hides the lower edge of what floats under water and foam.
    fn waterline(&mut self, placed: &Placed<'_>) {
        let wide = placed.height * layout::aspect(placed.entity) * 0.56;
        let (x, y) = (placed.foot.0, placed.foot.1);
        let sea = Rgb::hex(0x35a7c4);
        let dip = placed.height * 0.075;
        self.stage.puff(x, y + dip * 0.35, (wide * 1.15, dip * 1.0), sea, 1.0);
        self.stage.puff(x, y + dip * 0.15, (wide * 1.0, dip * 0.8), sea, 0.9);
        for k in 0..3 {
            let (half, down) = (wide * (1.0 - 0.12 * k as f32), dip * (0.4 * k as f32 - 0.25));
            let wave = shape::curve((x - half, y + down), (x, y + down + dip * 0.5), (x + half, y + down));
            self.stage.stroke(&wave, WHITE, 0.55, 0.003);
        }
    }

    /// The shadow a sheet of paper throws on the one below.
    fn paper_shadow(&mut self, sheet: &Canvas) {
        let mut shadow = sheet.coarse(0.5);
        shadow.paste(sheet);
        for pixel in shadow.pixels.data_mut().chunks_exact_mut(4) {
            (pixel[0], pixel[1], pixel[2]) = (0, 0, 0);
        }
        shadow.blur(0.007);
        shadow.origin.0 += 0.007;
        shadow.origin.1 += 0.012;
        self.stage.paste_with(&shadow, 0.55, BlendMode::SourceOver);
    }

    /// Lights the stage, lays it over the distance, and adds glows and the weather in front.
    fn light(mut self) -> Canvas {
        if !self.manner.mono {
            light::illuminate(&mut self.stage, &self.mood, &self.lamps);
        }
        self.back.paste(&self.stage);
        drop(self.stage);
        self.back.outline = None;
        self.back.cut = false;
        if self.manner.mono {
            return self.back;
        }
        if self.scene.time != Time::Day || self.scene.place() == Place::Cave {
            for lamp in self.lamps.iter().filter(|lamp| lamp.colour.2 < 0.9) {
                self.back.glow(lamp.at.0, lamp.at.1, lamp.reach * 0.8, lamp.colour, 0.34 * lamp.strength);
                self.back.glow(
                    lamp.at.0,
                    lamp.at.1,
                    lamp.reach * 0.2,
                    lamp.colour.mix(WHITE, 0.25),
                    0.4 * lamp.strength,
                );
            }
        }
        for depth in [Depth::Middle, Depth::Near] {
            weather::paint(&mut self.back, self.scene, &self.frame, &self.mood, self.seed, depth);
        }
        self.back
    }
}
