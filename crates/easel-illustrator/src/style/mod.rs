//! Styles: each is a set of choices made before painting, and a finish given afterwards.

mod film;
mod ink;
mod paper;
mod pixel;

use crate::canvas::{Canvas, Outline};
use crate::colour::{Rgb, WHITE};
use crate::light::Mood;
use crate::scene::Scene;

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

static STYLES: [Style; 8] = [
    Style {
        id: "storybook",
        name: "Storybook",
        summary: "Soft painted shapes with warm light, as in a picture book.",
    },
    Style {
        id: "watercolour",
        name: "Watercolour",
        summary: "Washes with pigment edges on rough white paper.",
    },
    Style {
        id: "ink",
        name: "Ink",
        summary: "Black lines and hatching on cream paper, with a hint of colour.",
    },
    Style { id: "pixel-art", name: "Pixel art", summary: "Large pixels, few colours and dark contours." },
    Style { id: "anime", name: "Anime", summary: "Clean outlines, flat shades and a glowing sky." },
    Style { id: "cinema", name: "Cinema", summary: "A wide frame, deep contrast, bloom and grain." },
    Style {
        id: "paper-cut",
        name: "Paper cut",
        summary: "Layers of coloured paper that throw shadows on each other.",
    },
    Style { id: "line-art", name: "Line art", summary: "Clean black outlines on white, for colouring in." },
];

/// All styles; the first is the one used when nothing is said.
pub fn styles() -> &'static [Style] {
    &STYLES
}

pub(crate) fn by_id(id: &str) -> Option<&'static Style> {
    STYLES.iter().find(|style| style.id == id)
}

/// What a style changes in the making of a picture.
pub(crate) struct Manner {
    pub(crate) id: &'static str,
    pub(crate) figure_outline: Option<Outline>,
    pub(crate) scenery_outline: Option<Outline>,
    /// Figures get a bright rim and a soft shade.
    pub(crate) modelled: bool,
    /// Shapes throw shadows like paper.
    pub(crate) cut: bool,
    /// Black and white only.
    pub(crate) mono: bool,
    /// Pixels along the short side where the picture is painted small and enlarged.
    blocks: Option<u32>,
}

/// The manner of the style asked for, else of the one in the prompt, else storybook.
pub(crate) fn manner(asked: Option<&str>, scene: &Scene) -> Manner {
    let id = asked.and_then(by_id).map(|s| s.id).or(scene.style).unwrap_or("storybook");
    let line = |width, colour, tinted| Some(Outline { width, colour: Rgb::hex(colour), tinted });
    let plain = Manner {
        id,
        figure_outline: None,
        scenery_outline: None,
        modelled: true,
        cut: false,
        mono: false,
        blocks: None,
    };
    match id {
        "ink" => Manner {
            figure_outline: line(0.0046, 0x14141a, 0.0),
            scenery_outline: line(0.0026, 0x14141a, 0.0),
            modelled: false,
            ..plain
        },
        "line-art" => Manner {
            figure_outline: line(0.0048, 0x14141a, 0.0),
            scenery_outline: line(0.0028, 0x14141a, 0.0),
            modelled: false,
            mono: true,
            ..plain
        },
        "anime" => Manner { figure_outline: line(0.0034, 0x2a1a2c, 0.72), ..plain },
        "pixel-art" => Manner { figure_outline: line(0.0085, 0x1c1428, 0.4), blocks: Some(176), ..plain },
        "paper-cut" => {
            Manner { figure_outline: line(0.0024, 0xfffaf0, 0.0), modelled: false, cut: true, ..plain }
        }
        _ => plain,
    }
}

impl Manner {
    /// The size in pixels at which a picture of `width` x `height` is painted.
    pub(crate) fn sheet(&self, width: u32, height: u32) -> (u32, u32) {
        match self.block(width, height) {
            Some(block) if block > 1 => (width.div_ceil(block), height.div_ceil(block)),
            _ => (width, height),
        }
    }

    fn block(&self, width: u32, height: u32) -> Option<u32> {
        self.blocks.map(|blocks| (width.min(height) / blocks).max(1))
    }

    /// Changes the light to what the style can show.
    pub(crate) fn tune(&self, mood: &mut Mood) {
        match self.id {
            // Hatching needs room below and above: night is shown by the sky, not by dark figures.
            "ink" => mood.ambient = mood.ambient.mix(WHITE, 0.7),
            "watercolour" => {
                mood.ambient = mood.ambient.mix(WHITE, 0.25);
                mood.sky = mood.sky.map(|c| c.saturate(1.15).mix(WHITE, 0.06));
            }
            "anime" => mood.sky = mood.sky.map(|c| c.saturate(1.28)),
            "pixel-art" => mood.ambient = mood.ambient.mix(WHITE, 0.12),
            "line-art" => mood.sky = [WHITE; 3],
            _ => {}
        }
    }
}

/// Gives the painted sheet its surface and returns straight, opaque RGBA in the size asked for.
pub(crate) fn finish(mut canvas: Canvas, manner: &Manner, width: u32, height: u32, seed: u64) -> Vec<u8> {
    match manner.id {
        "watercolour" => paper::watercolour(&mut canvas, seed),
        "paper-cut" => paper::grain(&mut canvas, seed, 0.07),
        "ink" => ink::ink(&mut canvas, seed),
        "line-art" => {}
        "pixel-art" => {
            let block = manner.block(width, height).unwrap_or(1) as usize;
            return pixel::pixels(&canvas, width as usize, height as usize, block);
        }
        "anime" => film::anime(&mut canvas),
        "cinema" => film::cinema(&mut canvas, seed),
        _ => film::storybook(&mut canvas, seed),
    }
    let mut rgba = canvas.pixels.take();
    rgba.chunks_exact_mut(4).for_each(|pixel| pixel[3] = 255);
    rgba
}
