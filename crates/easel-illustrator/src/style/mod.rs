//! Styles: each is a set of choices made before painting, and a finish given afterwards.

mod film;
mod ink;
mod manner;
mod paper;
mod pixel;
mod print;

use crate::canvas::Canvas;
use crate::drawing::Ground;

pub(crate) use ink::{line_shadow, without_colour};
pub(crate) use manner::{Layer, Manner, Shadows, manner, plain};

/// A way of drawing that can be asked for by its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// In kebab case; stable.
    pub id: &'static str,
    /// English name.
    pub name: &'static str,
    /// One English sentence on what it looks like.
    pub summary: &'static str,
}

const fn style(id: &'static str, name: &'static str, summary: &'static str) -> Style {
    Style { id, name, summary }
}

static STYLES: [Style; 12] = [
    style("storybook", "Storybook", "Soft painted shapes with warm light, as in a picture book."),
    style("watercolour", "Watercolour", "Washes with pigment edges on rough white paper."),
    style("ink", "Ink", "Brush lines and hatching on cream paper, with a hint of red."),
    style("pixel-art", "Pixel art", "Large pixels on a true grid, few colours and dark contours."),
    style("anime", "Anime", "Clean tinted outlines, two-tone shades and a glowing sky."),
    style("cinema", "Cinema", "Deep contrast, haze, soft lights out of focus and grain."),
    style("paper-cut", "Paper cut", "Layers of coloured paper that throw shadows on each other."),
    style("line-art", "Line art", "Clean black outlines on white, for colouring in."),
    style("flat", "Flat", "Even shapes in a few colours that go well together, as on a poster."),
    style("crayon", "Crayon", "Strokes of wax crayon with white paper showing through."),
    style("comic", "Comic", "Thick black contours, bright inks and printing dots."),
    style("isometric", "Isometric", "A small floating piece of the world, seen from above."),
];

/// All styles; the first is the one used when nothing is said.
pub fn styles() -> &'static [Style] {
    &STYLES
}

pub(crate) fn by_id(id: &str) -> Option<&'static Style> {
    STYLES.iter().find(|style| style.id == id)
}

/// A size in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Size {
    pub(crate) width: u32,
    pub(crate) height: u32,
}

/// Changes a lit layer as far as a style does that before layers come together.
pub(crate) fn surface(canvas: &mut Canvas, manner: &Manner, layer: Layer, seed: u64) {
    if manner.hatched {
        ink::hatch(canvas, layer, seed);
    }
}

/// Looks at the finished scenery through the style's lens, before anybody stands in it.
pub(crate) fn lens(canvas: &mut Canvas, manner: &Manner) {
    if manner.shallow {
        film::soften_edges(canvas);
    }
}

/// Gives the painted sheet its surface and returns straight RGBA in the size asked for.
pub(crate) fn finish(canvas: Canvas, manner: &Manner, size: Size, seed: u64, ground: Ground) -> Vec<u8> {
    if manner.blocks.is_some() {
        return pixel::pixels(&canvas, size, manner.block(size), ground);
    }
    match ground {
        Ground::Scenery | Ground::Backdrop => {
            let mut canvas = canvas;
            coat(&mut canvas, manner, seed, ground);
            let mut rgba = canvas.pixels.take();
            rgba.chunks_exact_mut(4).for_each(|pixel| pixel[3] = 255);
            rgba
        }
        Ground::Clear => cut_out(canvas, manner, seed),
    }
}

/// The finish itself, on an opaque sheet.
fn coat(canvas: &mut Canvas, manner: &Manner, seed: u64, ground: Ground) {
    match manner.id {
        "watercolour" => paper::watercolour(canvas, seed, ground),
        "paper-cut" => paper::fibres(canvas, seed),
        "ink" => paper::tooth(canvas, seed, 0.05),
        "line-art" => print::black_and_white(canvas),
        "crayon" => paper::crayon(canvas, seed, ground),
        "comic" => print::comic(canvas),
        "anime" => film::anime(canvas, ground),
        "cinema" => film::cinema(canvas, seed, ground),
        "storybook" => film::storybook(canvas, seed, ground),
        _ => {}
    }
}

/// Finishes figures without a ground: the finish works on white, and the white is taken out again at the edges. What
/// is faint, as shadows are, keeps the colour it was painted in.
fn cut_out(mut canvas: Canvas, manner: &Manner, seed: u64) -> Vec<u8> {
    let painted = canvas.pixels.data().to_vec();
    for pixel in canvas.pixels.data_mut().chunks_exact_mut(4) {
        let white = 255 - pixel[3];
        pixel.iter_mut().for_each(|value| *value = value.saturating_add(white));
    }
    coat(&mut canvas, manner, seed, Ground::Clear);
    let mut rgba = canvas.pixels.take();
    for (pixel, painted) in rgba.chunks_exact_mut(4).zip(painted.chunks_exact(4)) {
        let alpha = i32::from(painted[3]);
        let finished = (alpha - 128).clamp(0, 127);
        for (value, painted) in pixel.iter_mut().zip(painted).take(3) {
            let own = i32::from(*painted) * 255 / alpha.max(1);
            let coated = (i32::from(*value) - 255) * 255 / alpha.max(1) + 255;
            *value = ((own * (127 - finished) + coated * finished) / 127).clamp(0, 255) as u8;
        }
        pixel[3] = painted[3];
    }
    rgba
}
