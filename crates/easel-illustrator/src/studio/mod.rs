//! What a studio asks beyond a prompt: pictures to start from, parts to make anew, colours of a brand, characters that
//! stay the same, and figures on nothing.

mod backdrop;
mod brand;
mod cutout;
mod fill;
mod grade;
mod input;
mod matte;
mod part;
mod plane;
mod restyle;
mod rig;
mod rig_text;
mod touch;

pub use input::{Input, MOST_CHARACTERS, MOST_COLOURS, MOST_REFERENCES, Mask, Raster};
pub use rig::Rig;
pub use rig_text::{MOST_RIG_TEXT, RigError};

pub(crate) use backdrop::{Backdrop, fill_sheet};
pub(crate) use brand::Brand;
pub(crate) use cutout::Cut;
pub(crate) use input::check;
pub(crate) use part::Part;

use resvg::tiny_skia::Pixmap;

use crate::canvas::Canvas;
use crate::drawing::{self, Ground, Order, Step};
use crate::frame::Frame;
use crate::scene::{Camera, Cutout, Entity, Scene, Subject, Time};
use crate::style::{self, Layer, Manner, Size};
use crate::words::{self, Company, Reading};
use crate::{Account, Picture, Refusal, Request, Stage, Unmet};
use grade::Palette;
use plane::Plane;
use touch::Touch;

/// Cells along the longer side of the copies whose colours are followed.
const COLOUR_CELLS: usize = 96;

/// What a request with a source wants of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Use {
    /// A new picture in its colours.
    Follow,
    /// Figures are drawn into it.
    DrawInto,
    /// It is drawn anew in a style.
    Redraw,
}

/// Makes the picture of a request that has been checked.
pub(crate) fn make(
    request: &Request<'_>,
    progress: &mut dyn FnMut(Stage, f32) -> bool,
) -> Result<Picture, Refusal> {
    let mut step = |stage, share| if progress(stage, share) { Ok(()) } else { Err(Refusal::Abandoned) };
    let mut job = Job::new(request);
    step(Stage::Understood, 0.02)?;
    let rgba = match (request.source, request.mask) {
        (Some(source), Some(mask)) => job.touch(source, mask, &mut step)?,
        (Some(source), None) => match job.wanted() {
            Use::Follow => job.follow(source, &mut step)?,
            Use::DrawInto => job.draw_into(source, &mut step)?,
            Use::Redraw => job.redraw(source, &mut step)?,
        },
        (None, _) => job.invent(&mut step)?,
    };
    step(Stage::Finish, 1.0)?;
    Ok(Picture { width: request.width, height: request.height, rgba, account: job.account })
}

/// A request that has been read.
struct Job<'a> {
    request: &'a Request<'a>,
    scene: Scene,
    cuts: Vec<Cut>,
    /// The prompt wants something gone rather than drawn.
    removes: bool,
    account: Account,
}

impl<'a> Job<'a> {
    fn new(request: &'a Request<'a>) -> Self {
        let removes = request.mask.is_some() && words::asks_to_remove(request.prompt);
        let mut account = Account::default();
        let cuts: Vec<Cut> =
            if removes { Vec::new() } else { request.references.iter().filter_map(Cut::of).collect() };
        for (at, _) in request.references.iter().enumerate() {
            match cuts.get(at) {
                Some(cut) if cut.framed => account.unmet.push(Unmet::ReferenceFramed(at)),
                Some(_) => {}
                None => account.unmet.push(Unmet::ReferenceUnused(at)),
            }
        }
        account.references = cuts.len();
        let cast = request.characters.iter().map(|(name, rig)| (name.trim().to_owned(), rig.entity()));
        let company = Company { cast: cast.collect(), guests: guests(&cuts) };
        let Reading { scene, understood, ignored, met } =
            words::read_with(&company, request.prompt, request.negative_prompt);
        (account.understood, account.ignored) = (understood, ignored);
        if removes {
            // Whatever it names is to go, and does.
            account.understood.append(&mut account.ignored);
        }
        account.characters = met.iter().map(|at| company.cast[*at].0.clone()).collect();
        if request.transparent && request.source.is_some() {
            account.unmet.push(Unmet::TransparentSource);
        }
        Self { request, scene, cuts, removes, account }
    }

    fn size(&self) -> Size {
        Size { width: self.request.width, height: self.request.height }
    }

    /// How far a source is changed, 0 to 1.
    fn strength(&self) -> f32 {
        f32::from(self.request.strength.unwrap_or(Request::STRENGTH)) / 100.0
    }

    /// How far a style's own look shows on a source, 0 to 1: all of it from the usual strength on.
    fn style_share(&self) -> f32 {
        (self.strength() * 100.0 / f32::from(Request::STRENGTH)).min(1.0)
    }

    /// The style asked for by id or in the prompt, if any.
    fn asked_style(&self) -> Option<&'static Manner> {
        let named = self.request.style.is_some_and(|id| style::by_id(id).is_some());
        (named || self.scene.style.is_some()).then(|| style::manner(self.request.style, &self.scene))
    }

    /// What a prompt wants of a source without a mask.
    fn wanted(&self) -> Use {
        let scene = &self.scene;
        if self.request.prompt.trim().is_empty() && scene.entities.is_empty() || says_at_most_a_style(scene) {
            Use::Redraw
        } else if !scene.place_said && !scene.entities.is_empty() {
            Use::DrawInto
        } else {
            Use::Follow
        }
    }

    fn brand(&mut self, manner: &Manner) -> Option<Brand> {
        let brand = Brand::new(self.request.palette)?;
        if manner.mono {
            self.account.unmet.push(Unmet::PaletteWithoutColour);
            return None;
        }
        Some(brand)
    }

    /// Paints the scene as it is.
    fn paint(
        &mut self,
        manner: &'static Manner,
        ground: Ground,
        backdrop: Option<&Backdrop>,
        part: Option<&Part>,
        step: &mut Step<'_>,
    ) -> Result<Canvas, Refusal> {
        if manner.diorama && self.scene.camera == Camera::Portrait {
            // Nobody fills a small piece of the world with a face.
            self.scene.camera = Camera::Whole;
        }
        let brand = self.brand(manner);
        let order = Order {
            scene: &self.scene,
            manner,
            size: self.size(),
            seed: self.request.seed,
            ground,
            brand,
            cutouts: &self.cuts,
            backdrop,
            part,
        };
        drawing::paint(&order, step)
    }

    fn finish(&self, canvas: Canvas, manner: &Manner, ground: Ground) -> Vec<u8> {
        let mut rgba = style::finish(canvas, manner, self.size(), self.request.seed, ground);
        if manner.hatched
            && let Some(brand) = Brand::new(self.request.palette)
        {
            // Ink has an accent and a paper of its own.
            lead(&mut rgba, brand);
        }
        rgba
    }

    /// A picture from nothing but words.
    fn invent(&mut self, step: &mut Step<'_>) -> Result<Vec<u8>, Refusal> {
        self.account.note = drawing::note(&mut self.scene, self.request.seed);
        let manner = style::manner(self.request.style, &self.scene);
        let ground = if self.request.transparent { Ground::Clear } else { Ground::Scenery };
        let canvas = self.paint(manner, ground, None, None, step)?;
        Ok(self.finish(canvas, manner, ground))
    }

    /// A new picture in a source's colours.
    fn follow(&mut self, source: Raster<'_>, step: &mut Step<'_>) -> Result<Vec<u8>, Refusal> {
        self.account.note = drawing::note(&mut self.scene, self.request.seed);
        let manner = style::manner(self.request.style, &self.scene);
        let canvas = self.paint(manner, Ground::Scenery, None, None, step)?;
        let mut rgba = self.finish(canvas, manner, Ground::Scenery);
        if !manner.mono {
            let size = (self.request.width as usize, self.request.height as usize);
            let old = (source.width as usize, source.height as usize);
            let theirs = Plane::of(source.rgba, old, COLOUR_CELLS, |_, alpha| f32::from(alpha) / 255.0);
            let ours = Plane::of(&rgba, size, COLOUR_CELLS, |_, _| 1.0);
            let (from, to) = (Palette::of(&ours, |_| 1.0), Palette::of(&theirs, |at| theirs.weights[at]));
            grade::follow(&mut rgba, &from, &to, (1.25 - self.strength() * 0.75).clamp(0.3, 1.0));
        }
        Ok(rgba)
    }

    /// Figures in a source.
    fn draw_into(&mut self, source: Raster<'_>, step: &mut Step<'_>) -> Result<Vec<u8>, Refusal> {
        let asked = self.asked_style();
        let manner = asked.unwrap_or_else(|| style::plain());
        let (width, height) = manner.sheet(self.size());
        let pixels = plane::covering(&source, width, height);
        let Some(mut pixels) = pixels else { return self.invent(step) };
        if asked.is_some() {
            pixels = self.restyle(pixels, manner);
        }
        let backdrop = Backdrop::new(pixels);
        let canvas = self.paint(manner, Ground::Backdrop, Some(&backdrop), None, step)?;
        Ok(match asked {
            Some(_) => self.finish(canvas, manner, Ground::Backdrop),
            None => opaque(canvas.pixels),
        })
    }

    /// A source in a style's manner.
    fn redraw(&mut self, source: Raster<'_>, step: &mut Step<'_>) -> Result<Vec<u8>, Refusal> {
        let manner = style::manner(self.request.style, &self.scene);
        let (width, height) = manner.sheet(self.size());
        let Some(pixels) = plane::covering(&source, width, height) else { return self.invent(step) };
        step(Stage::Scenery, 0.3)?;
        let pixels = self.restyle(pixels, manner);
        step(Stage::Light, 0.7)?;
        let canvas = Canvas::over(pixels, Frame::new(width, height).scale);
        let mut rgba = self.finish(canvas, manner, Ground::Backdrop);
        if self.style_share() < 1.0
            && let Some(plain) = plane::covering(&source, self.request.width, self.request.height)
        {
            blend(&mut rgba, plain.data(), 1.0 - self.style_share());
        }
        Ok(rgba)
    }

    /// Redraws a backdrop as far as the strength says.
    fn restyle(&mut self, pixels: Pixmap, manner: &Manner) -> Pixmap {
        let before = (self.style_share() < 1.0).then(|| pixels.data().to_vec());
        let frame = Frame::new(pixels.width(), pixels.height());
        let mut canvas = Canvas::over(pixels, frame.scale);
        restyle::redraw(&mut canvas.pixels, frame.scale, manner, 1.0, self.request.seed);
        if let Some(brand) = self.brand(manner) {
            lead(canvas.pixels.data_mut(), brand);
        }
        style::surface(&mut canvas, manner, Layer::Scenery, self.request.seed);
        if let Some(before) = before {
            blend(canvas.pixels.data_mut(), &before, 1.0 - self.style_share());
        }
        canvas.pixels
    }

    /// A part of a source made anew.
    fn touch(&mut self, source: Raster<'_>, mask: Mask<'_>, step: &mut Step<'_>) -> Result<Vec<u8>, Refusal> {
        let Some(part) = Part::of(&mask) else {
            self.account.unmet.push(Unmet::EmptyMask);
            return Ok(source.rgba.to_vec());
        };
        let touch = Touch::new(source, mask, self.request.seed);
        step(Stage::Scenery, 0.3)?;
        let blank = says_at_most_a_style(&self.scene) || self.removes;
        if blank {
            return Ok(touch.fill_only());
        }
        let asked = self.asked_style();
        let manner = asked.unwrap_or_else(|| style::plain());
        let scenery = self.scene.place_said || self.scene.time != Time::Day;
        // A style is the figures' alone: what surrounds them goes on as it was.
        let ground = match asked {
            _ if scenery => Ground::Scenery,
            Some(_) if !self.scene.entities.is_empty() => Ground::Clear,
            _ => Ground::Backdrop,
        };
        let mut backdrop = None;
        if !scenery {
            let (width, height) = manner.sheet(self.size());
            let Some(pixels) = touch.sheet(width, height) else { return Ok(touch.fill_only()) };
            backdrop = Some(Backdrop::new(pixels));
        }
        let canvas = self.paint(manner, ground, backdrop.as_ref(), Some(&part), step)?;
        let mut drawn = match (ground, asked) {
            (Ground::Clear, _) => touch.under(self.finish(canvas, manner, ground)),
            (Ground::Scenery, Some(_)) => self.finish(canvas, manner, Ground::Backdrop),
            _ => opaque(canvas.pixels),
        };
        if scenery && asked.is_none() {
            touch.match_colours(&mut drawn);
        }
        Ok(touch.lay(&drawn, scenery, self.request.seed))
    }
}

/// Whether a scene has nothing in it that could be drawn.
fn says_at_most_a_style(scene: &Scene) -> bool {
    let blank = Scene::default();
    scene.entities.is_empty()
        && !scene.place_said
        && scene.weather.is_empty()
        && (scene.time, scene.season, scene.moon) == (blank.time, blank.season, blank.moon)
}

/// The references as figures that stand beside each other.
fn guests(cuts: &[Cut]) -> Vec<Entity> {
    let one = |(index, cut): (usize, &Cut)| {
        let mut entity = Entity::new(Subject::Cutout(Cutout { index, aspect: cut.aspect() }));
        if index > 0 {
            entity.size = 0.85;
        }
        entity
    };
    cuts.iter().enumerate().map(one).collect()
}

fn opaque(pixels: Pixmap) -> Vec<u8> {
    let mut rgba = pixels.take();
    rgba.iter_mut().skip(3).step_by(4).for_each(|alpha| *alpha = 255);
    rgba
}

/// Leads opaque pixels to a brand's colours.
fn lead(rgba: &mut [u8], brand: Brand) {
    let mut known: Vec<Option<[u8; 3]>> = vec![None; 1 << 18];
    for pixel in rgba.chunks_exact_mut(4) {
        let [r, g, b] = [pixel[0], pixel[1], pixel[2]].map(|v| usize::from(v) >> 2);
        let led = known[r << 12 | g << 6 | b].get_or_insert_with(|| {
            let share = |v: u8| f32::from(v) / 255.0;
            let colour = brand.of(crate::colour::Rgb(share(pixel[0]), share(pixel[1]), share(pixel[2])));
            [colour.0, colour.1, colour.2].map(|v| (v.clamp(0.0, 1.0) * 255.0) as u8)
        });
        pixel[..3].copy_from_slice(led);
    }
}

/// Moves bytes towards others by `share` of the way.
fn blend(bytes: &mut [u8], others: &[u8], share: f32) {
    let share = (share.clamp(0.0, 1.0) * 256.0) as i32;
    for (value, other) in bytes.iter_mut().zip(others) {
        let (own, other) = (i32::from(*value), i32::from(*other));
        *value = (own + (other - own) * share / 256) as u8;
    }
}
