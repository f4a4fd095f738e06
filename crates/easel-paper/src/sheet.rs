//! One sheet of a PDF, from the upper left corner on, in points.

use crate::{
    PaperError,
    text::{Ink, Laid},
};
use krilla::{
    Data, Document, SerializeSettings,
    color::rgb,
    geom::{PathBuilder, Point},
    metadata::Metadata,
    num::NormalizedF32,
    page::PageSettings,
    paint::{Fill, Stroke},
    text::{Font, GlyphId, KrillaGlyph},
};
use std::collections::HashMap;

/// What stands on a sheet.
pub(crate) enum Mark {
    /// A text with its upper left corner.
    Text(f32, f32, Box<Laid>),
    /// A level line: from x, at y, to x.
    Rule(f32, f32, f32, Ink),
}

/// Writes one document of one sheet.
pub(crate) fn write(
    (width, height): (f32, f32),
    metadata: Metadata,
    marks: &[Mark],
) -> Result<Vec<u8>, PaperError> {
    let mut document = Document::new_with(SerializeSettings::default());
    document.set_metadata(metadata);
    let size = PageSettings::from_wh(width, height).ok_or_else(|| PaperError("no size".to_owned()))?;
    let mut page = document.start_page_with(size);
    let mut surface = page.surface();
    let mut fonts = HashMap::new();
    for mark in marks {
        match mark {
            Mark::Text(x, y, laid) => text(&mut surface, &mut fonts, (*x, *y), laid)?,
            Mark::Rule(from, y, to, ink) => {
                let mut path = PathBuilder::new();
                path.move_to(*from, *y);
                path.line_to(*to, *y);
                if let Some(path) = path.finish() {
                    surface.set_fill(None);
                    surface.set_stroke(Some(Stroke {
                        paint: colour(*ink).into(),
                        width: 0.6,
                        ..Stroke::default()
                    }));
                    surface.draw_path(&path);
                    surface.set_stroke(None);
                }
            }
        }
    }
    surface.finish();
    page.finish();
    document.finish().map_err(|error| PaperError(format!("{error:?}")))
}

fn colour(ink: Ink) -> rgb::Color {
    rgb::Color::new(ink.0, ink.1, ink.2)
}

fn text(
    surface: &mut krilla::surface::Surface<'_>,
    fonts: &mut HashMap<u64, Font>,
    (left, top): (f32, f32),
    laid: &Laid,
) -> Result<(), PaperError> {
    surface.set_fill(Some(Fill {
        paint: colour(laid.ink).into(),
        opacity: NormalizedF32::ONE,
        ..Fill::default()
    }));
    for line in laid.layout.lines() {
        let metrics = line.metrics();
        let (mut x, y) = (left + metrics.offset, top + metrics.baseline);
        for run in line.runs() {
            let (data, id) = run.font().data.clone().into_raw_parts();
            let font = match fonts.get(&id) {
                Some(font) => font.clone(),
                None => {
                    let font = Font::new(Data::from(data), run.font().index)
                        .ok_or_else(|| PaperError("a typeface can't be read".to_owned()))?;
                    fonts.insert(id, font.clone());
                    font
                }
            };
            let (size, begins) = (run.font_size(), x);
            let mut glyphs: Vec<KrillaGlyph> = Vec::new();
            for cluster in run.visual_clusters() {
                if cluster.is_ligature_continuation() {
                    if let Some(glyph) = glyphs.last_mut() {
                        glyph.text_range.end = cluster.text_range().end;
                    }
                    continue;
                }
                for glyph in cluster.glyphs() {
                    glyphs.push(KrillaGlyph::new(
                        GlyphId::new(glyph.id),
                        glyph.advance / size,
                        glyph.x / size,
                        glyph.y / size,
                        0.0,
                        cluster.text_range(),
                        None,
                    ));
                    x += glyph.advance;
                }
            }
            if !glyphs.is_empty() {
                surface.draw_glyphs(Point::from_xy(begins, y), &glyphs, font, &laid.text, size, false);
            }
        }
    }
    Ok(())
}
