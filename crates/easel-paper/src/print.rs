//! Pages as PDF: letters that can be copied, typefaces cut down to what is used, pictures as they were handed in.

use crate::{
    PaperError, faces,
    letter::{LetterPaint, Run},
    scene::{Area, Drawn, Scene},
    shape::{Outline, Step},
    text::Ink,
};
use easel_domain::AssetId;
use krilla::{
    Data, Document, SerializeSettings,
    color::rgb,
    geom::{Path, PathBuilder, Point, Rect, Size, Transform},
    image::Image,
    metadata::Metadata,
    num::NormalizedF32,
    page::PageSettings,
    paint::{Fill, FillRule, LineJoin, Stroke, StrokeDash},
    surface::Surface,
    text::{Font, GlyphId, KrillaGlyph},
};
use std::collections::HashMap;

/// Points in a hundredth of a millimetre.
const POINT: f32 = 72.0 / 2_540.0;
/// Between the bleed and the edge of the sheet where there are trim marks.
const SLUG: f32 = 700.0;
/// Length of a trim mark.
const MARK: f32 = 500.0;

/// What a document tells of itself.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct BookWords {
    /// Its title.
    pub title: String,
    /// Who made it; empty is nobody.
    pub author: String,
    /// The tag of its language.
    pub language: String,
}

/// What a document is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PdfUse {
    /// Trimmed.
    Screen,
    /// With bleed and trim marks.
    Print,
}

impl PdfUse {
    /// How much wider and taller a sheet is than what is printed on it, hundredths of a millimetre.
    #[must_use]
    pub const fn around(self) -> f32 {
        match self {
            Self::Screen => 0.0,
            Self::Print => 2.0 * SLUG,
        }
    }
}

/// Why a book could not be written.
#[derive(Debug, thiserror::Error)]
pub enum BookPdfError {
    /// A picture that isn't there, or isn't PNG, JPEG or WebP. No book is written without one of its pictures.
    #[error("picture {0} can't be read")]
    Picture(AssetId),
    /// A fault of ours.
    #[error("the book could not be written")]
    Paper(#[from] PaperError),
}

/// What is kept from page to page.
struct Kept<'a> {
    fonts: HashMap<usize, Font>,
    images: HashMap<AssetId, Image>,
    picture: &'a mut dyn FnMut(AssetId) -> Option<Vec<u8>>,
}

/// Writes pages as PDF. `picture` gives the bytes of a picture: PNG, JPEG or WebP; each is asked for once.
///
/// # Errors
/// [`BookPdfError`].
pub fn book_pdf(
    pages: &[Scene],
    words: &BookWords,
    used: PdfUse,
    picture: &mut dyn FnMut(AssetId) -> Option<Vec<u8>>,
) -> Result<Vec<u8>, BookPdfError> {
    let mut document = Document::new_with(SerializeSettings::default());
    let mut metadata = Metadata::new().title(words.title.clone()).language(words.language.clone());
    if !words.author.is_empty() {
        metadata = metadata.authors(vec![words.author.clone()]);
    }
    document.set_metadata(metadata);
    let mut kept = Kept { fonts: HashMap::new(), images: HashMap::new(), picture };
    // All of it before the first page is begun: a page can't be given up half drawn.
    for drawn in pages.iter().flat_map(Scene::flat) {
        match drawn {
            Drawn::Picture(id, ..) => drop(kept.image(*id)?),
            Drawn::Letters(run) => drop(kept.font(run.face)?),
            Drawn::Shape(..) | Drawn::Within(..) => {}
        }
    }
    for scene in pages {
        let sheet = match used {
            PdfUse::Screen => scene.trim,
            PdfUse::Print => grown(scene.bleed, SLUG),
        };
        let settings = PageSettings::from_wh(sheet.width * POINT, sheet.height * POINT)
            .ok_or_else(|| PaperError("no size".to_owned()))?
            .with_trim_box(within(scene.trim, sheet))
            .with_bleed_box(within(if used == PdfUse::Print { scene.bleed } else { scene.trim }, sheet));
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        let to_page = [POINT, 0.0, 0.0, POINT, -sheet.x * POINT, -sheet.y * POINT];
        surface.push_transform(&transform(to_page));
        if used == PdfUse::Print {
            trim_marks(&mut surface, scene);
        }
        let area = if used == PdfUse::Print { scene.bleed } else { scene.trim };
        let clip = path(&Outline::polygon(&area.corners()));
        if let Some(clip) = &clip {
            surface.push_clip_path(clip, &FillRule::NonZero);
        }
        for drawn in &scene.drawn {
            draw(&mut surface, &kept, drawn);
        }
        if clip.is_some() {
            surface.pop();
        }
        surface.pop();
        surface.finish();
        page.finish();
    }
    // The document has its own by now; what was handed in is in memory no longer than it must be.
    drop(kept);
    Ok(document.finish().map_err(|error| PaperError(format!("{error:?}")))?)
}

fn grown(area: Area, by: f32) -> Area {
    Area { x: area.x - by, y: area.y - by, width: area.width + 2.0 * by, height: area.height + 2.0 * by }
}

fn within(area: Area, sheet: Area) -> Option<Rect> {
    let (x, y) = ((area.x - sheet.x) * POINT, (area.y - sheet.y) * POINT);
    Rect::from_xywh(x, y, area.width * POINT, area.height * POINT)
}

fn transform([a, b, c, d, e, f]: [f32; 6]) -> Transform {
    Transform::from_row(a, b, c, d, e, f)
}

fn path(outline: &Outline) -> Option<Path> {
    let mut path = PathBuilder::new();
    for step in &outline.0 {
        match *step {
            Step::Move([x, y]) => path.move_to(x, y),
            Step::Line([x, y]) => path.line_to(x, y),
            Step::Curve(a, b, c) => path.cubic_to(a[0], a[1], b[0], b[1], c[0], c[1]),
            Step::Close => path.close(),
        }
    }
    path.finish()
}

fn colour(ink: Ink) -> rgb::Color {
    rgb::Color::new(ink.0, ink.1, ink.2)
}

fn fill(ink: Ink, share: f32) -> Fill {
    let opacity = NormalizedF32::new(share).unwrap_or(NormalizedF32::ONE);
    Fill { paint: colour(ink).into(), opacity, ..Fill::default() }
}

/// Where the sheet is cut: at each corner two lines that begin outside the bleed.
fn trim_marks(surface: &mut Surface<'_>, scene: &Scene) {
    let (trim, bleed) = (scene.trim, scene.bleed);
    let (right, foot) = (trim.x + trim.width, trim.y + trim.height);
    let (out_right, out_foot) = (bleed.x + bleed.width + 100.0, bleed.y + bleed.height + 100.0);
    let (out_left, out_top) = (bleed.x - 100.0, bleed.y - 100.0);
    let mut lines = PathBuilder::new();
    let mut line = |from: (f32, f32), to: (f32, f32)| {
        lines.move_to(from.0, from.1);
        lines.line_to(to.0, to.1);
    };
    for x in [trim.x, right] {
        line((x, out_top), (x, out_top - MARK));
        line((x, out_foot), (x, out_foot + MARK));
    }
    for y in [trim.y, foot] {
        line((out_left, y), (out_left - MARK, y));
        line((out_right, y), (out_right + MARK, y));
    }
    surface.set_fill(None);
    surface.set_stroke(Some(Stroke { paint: colour(Ink(0, 0, 0)).into(), width: 9.0, ..Stroke::default() }));
    if let Some(path) = lines.finish() {
        surface.draw_path(&path);
    }
    surface.set_stroke(None);
}

fn draw(surface: &mut Surface<'_>, kept: &Kept<'_>, drawn: &Drawn) {
    match drawn {
        Drawn::Shape(outline, filled, line) => {
            let Some(path) = path(outline) else { return };
            surface.set_fill(filled.map(|(ink, share)| fill(ink, share)));
            surface.set_stroke(line.as_ref().map(|line| Stroke {
                paint: colour(line.ink).into(),
                width: line.width,
                miter_limit: 4.0,
                dash: line.dash.map(|dash| StrokeDash { array: dash.to_vec(), offset: 0.0 }),
                ..Stroke::default()
            }));
            surface.draw_path(&path);
            surface.set_stroke(None);
        }
        Drawn::Picture(id, clip, place, _) => {
            let size = Size::from_wh(place.width, place.height);
            let (Some(image), Some(clip), Some(size)) = (kept.images.get(id), path(clip), size) else {
                return;
            };
            surface.push_clip_path(&clip, &FillRule::NonZero);
            surface.push_transform(&Transform::from_translate(place.x, place.y));
            surface.draw_image(image.clone(), size);
            surface.pop();
            surface.pop();
        }
        Drawn::Letters(run) => letters(surface, kept, run),
        Drawn::Within(area, inner) => {
            let Some(clip) = path(&Outline::polygon(&area.corners())) else { return };
            surface.push_clip_path(&clip, &FillRule::NonZero);
            inner.iter().for_each(|one| draw(surface, kept, one));
            surface.pop();
        }
    }
}

impl Kept<'_> {
    fn image(&mut self, id: AssetId) -> Result<Image, BookPdfError> {
        if let Some(image) = self.images.get(&id) {
            return Ok(image.clone());
        }
        let bytes = (self.picture)(id).ok_or(BookPdfError::Picture(id))?;
        let read = match bytes.as_slice() {
            [0x89, b'P', b'N', b'G', ..] => Image::from_png(bytes.into(), true),
            [0xFF, 0xD8, 0xFF, ..] => Image::from_jpeg(bytes.into(), true),
            [b'R', b'I', b'F', b'F', ..] => Image::from_webp(bytes.into(), true),
            _ => Err(String::new()),
        };
        let image = read.map_err(|_| BookPdfError::Picture(id))?;
        self.images.insert(id, image.clone());
        Ok(image)
    }

    fn font(&mut self, face: usize) -> Result<Font, PaperError> {
        if let Some(font) = self.fonts.get(&face) {
            return Ok(font.clone());
        }
        let unreadable = || PaperError("a typeface can't be read".to_owned());
        let (data, _) = faces::ttf(face).ok_or_else(unreadable)?.into_raw_parts();
        let font = Font::new(Data::from(data), 0).ok_or_else(unreadable)?;
        self.fonts.insert(face, font.clone());
        Ok(font)
    }
}

fn letters(surface: &mut Surface<'_>, kept: &Kept<'_>, run: &Run) {
    let Some(font) = kept.fonts.get(&run.face).cloned() else { return };
    let mut x = 0.0;
    let glyphs: Vec<KrillaGlyph> = (run.glyphs.iter())
        .map(|glyph| {
            let off = glyph.x - x;
            x += glyph.advance;
            KrillaGlyph::new(
                GlyphId::new(glyph.id),
                glyph.advance / run.size,
                off / run.size,
                -glyph.y / run.size,
                0.0,
                glyph.range.clone(),
                None,
            )
        })
        .collect();
    if glyphs.is_empty() {
        return;
    }
    let outlined = match run.paint {
        LetterPaint::Fill(ink) => {
            surface.set_fill(Some(fill(ink, 1.0)));
            surface.set_stroke(None);
            false
        }
        LetterPaint::Stroke(width, ink) => {
            surface.set_fill(None);
            surface.set_stroke(Some(Stroke {
                paint: colour(ink).into(),
                width: width * 2.0,
                line_join: LineJoin::Round,
                ..Stroke::default()
            }));
            // As outlines: a text that is drawn twice would be copied twice.
            true
        }
    };
    surface.push_transform(&transform(run.at));
    surface.draw_glyphs(Point::from_xy(0.0, 0.0), &glyphs, font, &run.text, run.size, outlined);
    surface.pop();
    surface.set_stroke(None);
}
