//! What may come with a prompt, and the bounds it must keep.

use std::fmt;

use crate::{MOST_SIDE_PX, Refusal, Request};

/// Characters a request may bring.
pub const MOST_CHARACTERS: usize = 32;
/// Colours of a palette.
pub const MOST_COLOURS: usize = 8;
/// References of a request.
pub const MOST_REFERENCES: usize = 4;
/// Letters of a character's name.
const LONGEST_NAME: usize = 60;

/// A picture that comes with a request.
#[derive(Clone, Copy)]
pub struct Raster<'a> {
    /// In pixels, 1 to [`MOST_SIDE_PX`].
    pub width: u32,
    /// In pixels, 1 to [`MOST_SIDE_PX`].
    pub height: u32,
    /// Red, green, blue and straight alpha, row by row from the top: `width * height * 4` bytes.
    pub rgba: &'a [u8],
}

impl fmt::Debug for Raster<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Raster({}x{})", self.width, self.height)
    }
}

/// The part of a source that is made anew.
#[derive(Clone, Copy)]
pub struct Mask<'a> {
    /// In pixels; the source's and the picture's.
    pub width: u32,
    /// In pixels; the source's and the picture's.
    pub height: u32,
    /// Row by row from the top, one byte a pixel: 0 stays as it is, 255 is made anew, and what lies between is mixed.
    pub coverage: &'a [u8],
}

impl fmt::Debug for Mask<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mask({}x{})", self.width, self.height)
    }
}

/// Which part of a request something is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// A palette's colours.
    Colours,
    /// The characters.
    Characters,
    /// The references.
    References,
    /// The reference at this place.
    Reference(usize),
    /// The source.
    Source,
    /// The mask.
    Mask,
}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Colours => f.write_str("colours"),
            Self::Characters => f.write_str("characters"),
            Self::References => f.write_str("references"),
            Self::Reference(at) => write!(f, "reference {at}"),
            Self::Source => f.write_str("source"),
            Self::Mask => f.write_str("mask"),
        }
    }
}

/// Refuses what is not as it must be.
pub(crate) fn check(request: &Request<'_>) -> Result<(), Refusal> {
    few(Input::Colours, request.palette.len(), MOST_COLOURS)?;
    few(Input::Characters, request.characters.len(), MOST_CHARACTERS)?;
    few(Input::References, request.references.len(), MOST_REFERENCES)?;
    for (at, (name, _)) in request.characters.iter().enumerate() {
        if name.trim().is_empty() || name.chars().count() > LONGEST_NAME {
            return Err(Refusal::CharacterName(at));
        }
    }
    for (at, raster) in request.references.iter().enumerate() {
        measured(Input::Reference(at), (raster.width, raster.height), raster.rgba.len(), 4)?;
    }
    if let Some(source) = &request.source {
        measured(Input::Source, (source.width, source.height), source.rgba.len(), 4)?;
    }
    if let Some(mask) = &request.mask {
        measured(Input::Mask, (mask.width, mask.height), mask.coverage.len(), 1)?;
        let source = request.source.as_ref().ok_or(Refusal::MaskWithoutSource)?;
        let size = (request.width, request.height);
        if (mask.width, mask.height) != size || (source.width, source.height) != size {
            return Err(Refusal::MaskSize);
        }
    }
    match request.strength {
        Some(strength) if strength > 100 => Err(Refusal::Strength(strength)),
        _ => Ok(()),
    }
}

fn few(input: Input, actual: usize, most: usize) -> Result<(), Refusal> {
    if actual > most { Err(Refusal::TooMany { input, actual, most }) } else { Ok(()) }
}

/// Checks a picture's sides and whether it has `deep` bytes for each pixel.
fn measured(input: Input, (width, height): (u32, u32), actual: usize, deep: usize) -> Result<(), Refusal> {
    if width.min(height) == 0 || width.max(height) > MOST_SIDE_PX {
        return Err(Refusal::InputSize { input, width, height, most: MOST_SIDE_PX });
    }
    let expected = width as usize * height as usize * deep;
    if actual == expected { Ok(()) } else { Err(Refusal::InputLength { input, expected, actual }) }
}
