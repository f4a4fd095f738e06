//! Turns a prompt into a drawn scene and a scene into a picture.
//!
//! This crate knows words, art, layout, light and style. It is pure, synchronous and deterministic: the same build
//! gives the same bytes for the same [`Request`], as often as one likes. Machines whose mathematics libraries differ in
//! the last bit of a sine may differ in the last bit of a pixel.
//!
//! It never knows the network, users, credits, files at run time, the clock or chance: the seed comes in with the
//! request. It names things honestly: pictures are drawn, not photographed, and [`Account`] tells what of a prompt
//! was understood and what was not.
//!
//! ```
//! use easel_illustrator::{Request, illustrate};
//!
//! let prompt = "a red fox reading a book under a lantern at night, snow falling";
//! let request = Request::new(prompt, 64, 64, 7);
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
mod studio;
mod style;
mod weather;
mod words;

pub use studio::{
    Input, MOST_CHARACTERS, MOST_COLOURS, MOST_REFERENCES, MOST_RIG_TEXT, Mask, Raster, Rig, RigError,
};
pub use style::{Style, styles};

/// The version of the drawing rules. Requests with the same seed give the same bytes only within one version, so it
/// belongs into whatever remembers how a picture was made.
pub const VERSION: &str = "2";

/// The shortest side of a picture, in pixels.
pub const LEAST_SIDE_PX: u32 = 64;
/// The longest side of a picture, in pixels.
pub const MOST_SIDE_PX: u32 = 4096;

/// What is asked for. [`Request::new`] leaves everything but the prompt to the defaults.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// What should be seen, in English, Chinese, Japanese or Spanish. With a [`source`](Self::source) it says what
    /// becomes of it.
    pub prompt: &'a str,
    /// What should not be seen; may be empty.
    pub negative_prompt: &'a str,
    /// The id of one of [`styles`]; `None`, or an id nobody knows, leaves it to the prompt, else `storybook`. What is
    /// drawn into a source has no style of its own unless one is asked for.
    pub style: Option<&'a str>,
    /// In pixels, [`LEAST_SIDE_PX`] to [`MOST_SIDE_PX`].
    pub width: u32,
    /// In pixels, [`LEAST_SIDE_PX`] to [`MOST_SIDE_PX`].
    pub height: u32,
    /// All chance in the drawing comes from here.
    pub seed: u64,
    /// Only the figures and their shadows on true alpha, in any style. Does nothing where there is a source.
    pub transparent: bool,
    /// A brand's colours, at most [`MOST_COLOURS`]: everything drawn is led to their hues, and light stays light. Skin
    /// stays skin. Black and white styles have no colours to lead.
    pub palette: &'a [[u8; 3]],
    /// Those who look the same in every picture, by name, at most [`MOST_CHARACTERS`]. In a prompt `@name` or the bare
    /// name stands for them like any noun.
    pub characters: &'a [(String, Rig)],
    /// Pictures of things that should be seen in this one, at most [`MOST_REFERENCES`]: each is cut out of its
    /// background and placed as a figure, or hung in a frame where no clean cut is possible.
    pub references: &'a [Raster<'a>],
    /// A picture to start from. Without a [`mask`](Self::mask): a prompt that names a place or an hour gives a new
    /// picture in the source's colours; one that names figures draws them into the source; one that names at most a
    /// style draws the source anew in it.
    pub source: Option<Raster<'a>>,
    /// The part of the source that is made anew; every pixel it does not cover stays as it is, bit for bit. A prompt
    /// that names nothing, or says to remove, fills the part from what surrounds it. Needs a source of the picture's
    /// size.
    pub mask: Option<Mask<'a>>,
    /// How far a source without a mask is changed, per cent; [`Request::STRENGTH`] where nothing is said.
    pub strength: Option<u8>,
}

impl<'a> Request<'a> {
    /// The strength where none is said, per cent.
    pub const STRENGTH: u8 = 60;

    /// A picture of a prompt and nothing else.
    pub const fn new(prompt: &'a str, width: u32, height: u32, seed: u64) -> Self {
        Self {
            prompt,
            negative_prompt: "",
            style: None,
            width,
            height,
            seed,
            transparent: false,
            palette: &[],
            characters: &[],
            references: &[],
            source: None,
            mask: None,
            strength: None,
        }
    }
}

/// A finished drawing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// Red, green, blue and straight alpha, row by row from the top: `width * height * 4` bytes. Alpha is full
    /// everywhere unless [`Request::transparent`] was asked for; with a mask it is the source's outside of it.
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
    /// The characters of the request that the prompt named, in the order they were met.
    pub characters: Vec<String>,
    /// How many references can be seen.
    pub references: usize,
    /// What could not be honoured.
    pub unmet: Vec<Unmet>,
}

/// A wish that could not be granted, or not quite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unmet {
    /// A palette was given, but the style is black and white.
    PaletteWithoutColour,
    /// A transparent ground was asked for together with a source.
    TransparentSource,
    /// The reference (its place in the request) could not be cut out cleanly and hangs in a frame.
    ReferenceFramed(usize),
    /// The reference (its place in the request) had no use: the prompt only fills, or the source is only redrawn.
    ReferenceUnused(usize),
    /// The mask covers nothing, so nothing was changed.
    EmptyMask,
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
    /// A picture that came with the request has a side of zero pixels or one longer than [`MOST_SIDE_PX`].
    #[error("the {input} is {width}x{height} pixels; a side must have 1 to {most}")]
    InputSize {
        /// Which of them.
        input: Input,
        /// In pixels.
        width: u32,
        /// In pixels.
        height: u32,
        /// The limit, in pixels.
        most: u32,
    },
    /// A picture that came with the request has not as many bytes as its size says.
    #[error("the {input} has {actual} bytes where its size asks for {expected}")]
    InputLength {
        /// Which of them.
        input: Input,
        /// As its size says.
        expected: usize,
        /// As given.
        actual: usize,
    },
    /// More of something than is allowed.
    #[error("{actual} of {input} are too many: there may be at most {most}")]
    TooMany {
        /// Of what.
        input: Input,
        /// As given.
        actual: usize,
        /// The limit.
        most: usize,
    },
    /// A mask came without a source.
    #[error("a mask needs a source")]
    MaskWithoutSource,
    /// Mask, source and picture are not of one size.
    #[error("the mask, the source and the picture must have one size")]
    MaskSize,
    /// A strength above 100 per cent.
    #[error("a strength of {0} per cent is more than 100")]
    Strength(u8),
    /// A character's name is empty or too long.
    #[error("the name of character {0} is empty or too long")]
    CharacterName(usize),
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
/// says so, and the others for what came with the request and is not as it must be. No prompt is an error: one that
/// cannot be drawn gives a landscape and a [`Note`].
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
    studio::check(request)?;
    studio::make(request, progress)
}
