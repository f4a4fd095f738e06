//! Pictures as this crate takes and gives them.

use thiserror::Error;

/// Longest side of a picture that is taken in or given back, pixels.
pub const SIDE_MAX: u32 = 16_384;
/// Most pixels of a picture that is taken in or given back: 8192 x 8192.
pub const PIXELS_MAX: u64 = 1 << 26;

/// A picture: straight alpha, row by row from the top, four bytes a pixel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raster {
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// `width * height * 4` bytes.
    pub rgba: Vec<u8>,
}

/// Why there is no result.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum VisionError {
    /// No pixels, more than [`PIXELS_MAX`], or not as many bytes as the size says.
    #[error("{width} x {height} is no size for these pixels")]
    Size {
        /// Pixels.
        width: u32,
        /// Pixels.
        height: u32,
    },
    /// Pictures are enlarged 2 or 4 times.
    #[error("a picture can be made 2 or 4 times as large, not {0} times")]
    Factor(u32),
    /// Whoever listened to the progress said stop.
    #[error("stopped when asked to")]
    Stopped,
    /// A model couldn't be read or run. They are part of the program, so this is a fault of the program.
    #[error("the model {model} failed: {what}")]
    Model {
        /// The model's file.
        model: &'static str,
        /// What its runtime said.
        what: String,
    },
}

/// Whether a picture's size and bytes belong together and are within bounds.
pub(crate) fn check(rgba: &[u8], width: u32, height: u32) -> Result<(), VisionError> {
    let pixels = u64::from(width) * u64::from(height);
    let fine = (1..=PIXELS_MAX).contains(&pixels)
        && width.max(height) <= SIDE_MAX
        && u64::try_from(rgba.len()) == Ok(pixels * 4);
    if fine { Ok(()) } else { Err(VisionError::Size { width, height }) }
}
