//! Cutting out: who or what a picture shows, without what is behind it.

mod flow;
mod guess;
mod kinds;
mod matte;
mod outline;
mod plane;
mod salience;

use crate::{Raster, VisionError, raster::check};
use plane::Plane;

/// Longer side of the copy in which the outline is looked for first, pixels.
const SMALL_PX: u32 = 320;

/// A thing without its background.
#[derive(Clone, Debug, PartialEq)]
pub struct CutOut {
    /// Of the picture's size, clear where the background was. Colours at the edges are the thing's own.
    pub picture: Raster,
    /// How sure it is that this is the thing, and all of it: 0 to 1. Below 0.35 a person should look at it first.
    pub sure: f32,
}

/// Cuts out whom or what the picture shows. `rgba` has straight alpha. A picture that is clear in places already comes
/// back as it is.
///
/// Where a net for people finds somebody (it knows drawn figures and animals, too) that is what is cut out, else what
/// stands out most from what the picture's rim belongs to.
///
/// # Errors
/// [`VisionError::Size`], [`VisionError::Model`].
pub fn cut_out(rgba: &[u8], width: u32, height: u32) -> Result<CutOut, VisionError> {
    check(rgba, width, height)?;
    let clear = rgba.chunks_exact(4).filter(|p| p[3] < 128).count();
    if clear * 100 > rgba.len() / 4 {
        return Ok(CutOut { picture: Raster { width, height, rgba: rgba.to_vec() }, sure: 1.0 });
    }
    let size = (width, height);
    let plane = Plane::of(rgba, size, SMALL_PX);
    let guess = guess::guess(rgba, size, &plane)?;
    let outline = outline::outline(&plane, &guess);
    let sure = outline::sure(&plane, &guess, &outline);
    Ok(CutOut { picture: matte::apply(rgba, size, &plane, &outline), sure })
}
