//! What each style changes in the making of a picture.

use super::{Size, by_id};
use crate::canvas::{Brush, Canvas, Fill, Gamut, Outline};
use crate::colour::{Rgb, WHITE};
use crate::light::{Mood, Shading, Silhouette};
use crate::scene::Scene;

/// A part of the picture that is painted on its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layer {
    /// Sky and distance.
    Sky,
    /// Ground, plants, houses.
    Scenery,
    /// Somebody or something that was asked for.
    Figure,
}

/// What shadows of figures look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shadows {
    None,
    /// Only where something touches the ground.
    Contact,
    Soft,
    Hard,
    /// As one sheet of paper throws it on another.
    Paper,
    /// Strokes of a pen.
    Lines,
}

/// What a style changes in the making of a picture.
pub(crate) struct Manner {
    pub(crate) id: &'static str,
    pub(crate) figure_brush: Brush,
    pub(crate) scenery_brush: Brush,
    /// Lines inside and round the parts of a figure.
    pub(crate) figure_outline: Option<Outline>,
    pub(crate) scenery_outline: Option<Outline>,
    /// The line round a whole figure.
    pub(crate) silhouette: Option<Silhouette>,
    pub(crate) shading: Shading,
    pub(crate) shadows: Shadows,
    /// Lamps have a shine in the air.
    pub(crate) glows: bool,
    /// In portraits the landscape is out of focus.
    pub(crate) lens: bool,
    /// Scenery is in focus in the middle only.
    pub(crate) shallow: bool,
    /// Shapes throw shadows like paper.
    pub(crate) cut: bool,
    /// Black and white only.
    pub(crate) mono: bool,
    /// Tone becomes hatching.
    pub(crate) hatched: bool,
    /// The place is a floating piece of ground seen from above.
    pub(crate) diorama: bool,
    /// Pixels along the short side, about, where the picture is painted small and enlarged.
    pub(super) blocks: Option<u32>,
    air: Air,
}

/// How a style changes the light of the hour.
#[derive(Clone, Copy)]
struct Air {
    /// How much of the ambient light is replaced by white, 0 to 1.
    plain: f32,
    /// Saturation of the sky as a factor.
    sky: f32,
    /// How much white is in the sky, 0 to 1.
    pale: f32,
}

const fn line(width: f32, colour: u32, tinted: f32, nib: f32) -> Option<Outline> {
    Some(Outline { width, colour: Rgb::hex(colour), tinted, nib })
}

const fn edge(width: f32, colour: u32, rough: f32) -> Option<Silhouette> {
    Some(Silhouette { width, colour: Rgb::hex(colour), rough })
}

const fn brush(fill: Fill, gamut: Gamut) -> Brush {
    Brush { fill, gamut, ..Brush::PAINTED }
}

const PLAIN: Manner = Manner {
    id: "storybook",
    figure_brush: Brush::PAINTED,
    scenery_brush: Brush::PAINTED,
    figure_outline: None,
    scenery_outline: None,
    silhouette: None,
    shading: Shading::Soft,
    shadows: Shadows::Soft,
    glows: true,
    lens: true,
    shallow: false,
    cut: false,
    mono: false,
    hatched: false,
    diorama: false,
    blocks: None,
    air: Air { plain: 0.0, sky: 1.0, pale: 0.0 },
};

const POSTER: Brush = brush(Fill::Flat, Gamut::Poster);
const CRAYONS: Brush = brush(Fill::Wax, Gamut::Crayons);
const PRINT: Brush = brush(Fill::Dots, Gamut::Print);
const CRISP: Brush = Brush { crisp: true, ..Brush::PAINTED };

/// In the order of the styles.
static MANNERS: [Manner; 12] = [
    PLAIN,
    Manner {
        id: "watercolour",
        figure_brush: brush(Fill::Cel, Gamut::Any),
        scenery_brush: brush(Fill::Cel, Gamut::Any),
        figure_outline: line(0.0018, 0x4a3a48, 0.85, 0.5),
        shading: Shading::Cel,
        air: Air { plain: 0.4, sky: 1.12, pale: 0.1 },
        ..PLAIN
    },
    Manner {
        id: "ink",
        figure_outline: line(0.0042, 0x15141a, 0.0, 0.8),
        scenery_outline: line(0.0020, 0x15141a, 0.0, 0.0),
        silhouette: edge(0.0042, 0x15141a, 0.7),
        shadows: Shadows::Lines,
        glows: false,
        lens: false,
        hatched: true,
        // Hatching needs room below and above: night is shown by the sky, not by dark figures.
        air: Air { plain: 0.7, sky: 0.1, pale: 0.06 },
        ..PLAIN
    },
    Manner {
        id: "pixel-art",
        figure_brush: CRISP,
        scenery_brush: CRISP,
        figure_outline: line(0.0075, 0x1c1428, 0.55, 0.0),
        shadows: Shadows::Hard,
        blocks: Some(144),
        air: Air { plain: 0.15, sky: 1.15, pale: 0.0 },
        ..PLAIN
    },
    Manner {
        id: "anime",
        figure_brush: brush(Fill::Cel, Gamut::Any),
        scenery_brush: brush(Fill::Cel, Gamut::Any),
        figure_outline: line(0.0024, 0x2a1a2c, 0.72, 0.45),
        silhouette: edge(0.0026, 0x2c1c34, 0.0),
        shading: Shading::Cel,
        shadows: Shadows::Hard,
        air: Air { plain: 0.1, sky: 1.3, pale: 0.0 },
        ..PLAIN
    },
    Manner {
        id: "cinema",
        shading: Shading::Deep,
        shallow: true,
        air: Air { plain: 0.12, sky: 0.92, pale: 0.0 },
        ..PLAIN
    },
    Manner {
        id: "paper-cut",
        figure_outline: line(0.0024, 0xfffaf0, 0.0, 0.0),
        shading: Shading::None,
        shadows: Shadows::Paper,
        cut: true,
        lens: false,
        air: Air { plain: 0.1, sky: 1.0, pale: 0.0 },
        ..PLAIN
    },
    Manner {
        id: "line-art",
        figure_outline: line(0.0038, 0x121218, 0.0, 0.55),
        scenery_outline: line(0.0024, 0x121218, 0.0, 0.0),
        silhouette: edge(0.0042, 0x121218, 0.25),
        shading: Shading::None,
        shadows: Shadows::None,
        glows: false,
        lens: false,
        mono: true,
        ..PLAIN
    },
    Manner {
        id: "flat",
        figure_brush: POSTER,
        scenery_brush: POSTER,
        shading: Shading::None,
        shadows: Shadows::Hard,
        lens: false,
        air: Air { plain: 0.3, sky: 1.0, pale: 0.0 },
        ..PLAIN
    },
    Manner {
        id: "crayon",
        figure_brush: CRAYONS,
        scenery_brush: CRAYONS,
        figure_outline: line(0.0038, 0x3a2c34, 0.75, 0.0),
        scenery_outline: line(0.0030, 0x3a2c34, 0.85, 0.0),
        silhouette: edge(0.0034, 0x46343c, 0.9),
        shading: Shading::None,
        lens: false,
        air: Air { plain: 0.45, sky: 1.1, pale: 0.08 },
        ..PLAIN
    },
    Manner {
        id: "comic",
        figure_brush: PRINT,
        scenery_brush: PRINT,
        figure_outline: line(0.0036, 0x0e0c12, 0.0, 0.7),
        scenery_outline: line(0.0026, 0x0e0c12, 0.0, 0.0),
        silhouette: edge(0.0068, 0x0e0c12, 0.12),
        shading: Shading::None,
        shadows: Shadows::Hard,
        lens: false,
        air: Air { plain: 0.5, sky: 1.2, pale: 0.0 },
        ..PLAIN
    },
    Manner {
        id: "isometric",
        figure_brush: brush(Fill::Cel, Gamut::Any),
        shading: Shading::Cel,
        shadows: Shadows::Contact,
        lens: false,
        diorama: true,
        air: Air { plain: 0.3, sky: 1.0, pale: 0.0 },
        ..PLAIN
    },
];

/// The manner of the style asked for, else of the one in the prompt, else storybook.
pub(crate) fn manner(asked: Option<&str>, scene: &Scene) -> &'static Manner {
    let id = asked.and_then(by_id).map(|s| s.id).or(scene.style).unwrap_or(PLAIN.id);
    MANNERS.iter().find(|manner| manner.id == id).unwrap_or(&MANNERS[0])
}

/// The manner without any finish of its own to speak of.
pub(crate) fn plain() -> &'static Manner {
    &MANNERS[0]
}

impl Manner {
    /// The size in pixels at which a picture is painted.
    pub(crate) fn sheet(&self, size: Size) -> (u32, u32) {
        let block = self.block(size);
        ((size.width / block).max(1), (size.height / block).max(1))
    }

    /// Side of the squares a picture is made of. One that fills the picture without a rest is preferred.
    pub(super) fn block(&self, size: Size) -> u32 {
        let Some(blocks) = self.blocks else { return 1 };
        let best = (size.width.min(size.height) as f32 / blocks as f32).max(1.0);
        let least = ((best * 0.7).ceil() as u32).max(1);
        let most = ((best * 1.4) as u32).max(least);
        let off = |block: u32| (block as f32 - best).abs();
        (least..=most)
            .filter(|block| size.width.is_multiple_of(*block) && size.height.is_multiple_of(*block))
            .min_by(|a, b| off(*a).total_cmp(&off(*b)))
            .unwrap_or_else(|| (best.round() as u32).max(1))
    }

    /// Readies an empty sheet for a layer. `like` is one of the same scale that is ready.
    pub(crate) fn prepare(&self, sheet: &mut Canvas, layer: Layer, like: Option<&Canvas>) {
        let figure = layer == Layer::Figure;
        sheet.outline = if figure { self.figure_outline } else { self.scenery_outline };
        (sheet.cut, sheet.mono) = (self.cut, self.mono);
        sheet.take_up(if figure { self.figure_brush } else { self.scenery_brush }, like);
    }

    /// Changes the light to what the style can show.
    pub(crate) fn tune(&self, mood: &mut Mood) {
        let Air { plain, sky, pale } = self.air;
        mood.ambient = mood.ambient.mix(WHITE, plain);
        mood.sky = mood.sky.map(|c| c.saturate(sky).mix(WHITE, pale));
        mood.haze = mood.haze.saturate(sky.min(1.0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::style::styles;

    #[test]
    fn every_style_has_its_manner() {
        for (style, manner) in styles().iter().zip(&MANNERS) {
            assert_eq!(style.id, manner.id);
        }
    }

    #[test]
    fn blocks_fill_common_sizes_without_a_rest() {
        let manner = &MANNERS[3];
        for (width, height) in [(512, 512), (1024, 1024), (1920, 1080), (768, 1152), (3840, 2160)] {
            let block = manner.block(Size { width, height });
            assert_eq!((width % block, height % block), (0, 0), "{width}x{height}: {block}");
            assert!((90..240).contains(&(width.min(height) / block)), "{width}x{height}: {block}");
        }
    }
}
