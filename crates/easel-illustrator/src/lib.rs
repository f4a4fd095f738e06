//! Turns a prompt into a drawn scene and a scene into a picture.
//!
//! This crate knows words, art, layout, light and style. It is pure, synchronous and deterministic: the same
//! [`Request`] gives the same bytes, on any number of machines and as often as one likes.
//!
//! It never knows the network, users, credits, files at run time, the clock or chance: the seed comes in with the
//! request. It names things honestly: pictures are drawn, not photographed, and [`Account`] tells what of a prompt
//! was understood and what was not.
//!
//! ```
//! use easel_illustrator::{Request, illustrate};
//!
//! let request = Request {
//!     prompt: "a red fox reading a book under a lantern at night, snow falling",
//!     negative_prompt: "",
//!     style: None,
//!     width: 64,
//!     height: 64,
//!     seed: 7,
//! };
//! let picture = illustrate(&request, &mut |_stage, _share| true)?;
//! assert_eq!(picture.rgba.len(), 64 * 64 * 4);
//! # Ok::<(), easel_illustrator::Refusal>(())
//! ```

mod art;
mod blur;
mod canvas;
mod colour;
mod drawing;
mod figure;
mod frame;
mod layout;
mod light;
mod noise;
mod place;
mod rng;
mod scene;
mod shape;
mod style;
mod weather;
mod words;

pub use style::{Style, styles};

/// The version of the drawing rules. Requests with the same seed give the same bytes only within one version, so it
/// belongs into whatever remembers how a picture was made.
pub const VERSION: &str = "1";

/// The shortest side of a picture, in pixels.
pub const LEAST_SIDE_PX: u32 = 64;
/// The longest side of a picture, in pixels.
pub const MOST_SIDE_PX: u32 = 4096;

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// What should be seen, in English, Chinese, Japanese or Spanish.
    pub prompt: &'a str,
    /// What should not be seen; may be empty.
    pub negative_prompt: &'a str,
    /// The id of one of [`styles`]; `None`, or an id nobody knows, leaves it to the prompt, else `storybook`.
    pub style: Option<&'a str>,
    /// In pixels, [`LEAST_SIDE_PX`] to [`MOST_SIDE_PX`].
    pub width: u32,
    /// In pixels, [`LEAST_SIDE_PX`] to [`MOST_SIDE_PX`].
    pub height: u32,
    /// All chance in the drawing comes from here.
    pub seed: u64,
}

/// A finished drawing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// Red, green, blue and (always full) alpha, row by row from the top: `width * height * 4` bytes.
    pub rgba: Vec<u8>,
    /// What of the prompt is in the picture.
    pub account: Account,
}

/// What was understood of the prompt and what was not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// Words and phrases that made a difference, in their order, lower case.
    pub understood: Vec<String>,
    /// Words that stand for nothing the illustrator knows.
    pub ignored: Vec<String>,
    /// Something the person who asked should be told.
    pub note: Option<Note>,
}

/// Why the picture is not quite what was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Note {
    /// A photograph was asked for; this is drawn.
    PhotographicAsked,
    /// Nothing one could draw was named; a landscape for the mood is drawn instead.
    NothingToDraw,
}

/// The parts of the work, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The prompt has been read.
    Understood,
    /// Sky, land and plants are painted.
    Scenery,
    /// Figures and things are painted.
    Figures,
    /// Light and weather are in.
    Light,
    /// The style's finish is done.
    Finish,
}

/// Why there is no picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The caller's progress function answered `false`.
    #[error("the drawing was abandoned")]
    Abandoned,
    /// A side is longer than [`MOST_SIDE_PX`].
    #[error("{width}x{height} pixels are too many: a side may have at most {most}")]
    TooLarge {
        /// As asked for, in pixels.
        width: u32,
        /// As asked for, in pixels.
        height: u32,
        /// The limit, in pixels.
        most: u32,
    },
    /// A side is shorter than [`LEAST_SIDE_PX`].
    #[error("{width}x{height} pixels are too few: a side must have at least {least}")]
    TooSmall {
        /// As asked for, in pixels.
        width: u32,
        /// As asked for, in pixels.
        height: u32,
        /// The limit, in pixels.
        least: u32,
    },
}

/// Draws a picture.
///
/// `progress` is called after each stage with the share of the work that is done, 0 to 1; answering `false` abandons
/// the drawing.
///
/// # Errors
///
/// [`Refusal::TooLarge`] or [`Refusal::TooSmall`] for sizes out of bounds, [`Refusal::Abandoned`] when `progress`
/// says so. No prompt is an error: one that cannot be drawn gives a landscape and a [`Note`].
pub fn illustrate(
    request: &Request<'_>,
    progress: &mut dyn FnMut(Stage, f32) -> bool,
) -> Result<Picture, Refusal> {
    let (width, height) = (request.width, request.height);
    if width.max(height) > MOST_SIDE_PX {
        return Err(Refusal::TooLarge { width, height, most: MOST_SIDE_PX });
    }
    if width.min(height) < LEAST_SIDE_PX {
        return Err(Refusal::TooSmall { width, height, least: LEAST_SIDE_PX });
    }
    drawing::draw(request, drawing::Ground::Scenery, progress)
}
