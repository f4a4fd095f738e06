//! What a studio asks beyond a prompt: pictures to start from, parts to make anew, colours of a brand, characters that
//! stay the same, and figures on nothing.

mod input;
mod rig;
mod rig_text;

pub use input::{Input, MOST_CHARACTERS, MOST_COLOURS, MOST_REFERENCES, Mask, Raster};
pub use rig::Rig;
pub use rig_text::{MOST_RIG_TEXT, RigError};

pub(crate) use input::check;

use crate::drawing::{self, Ground};
use crate::{Picture, Refusal, Request, Stage};

/// Makes the picture of a request that has been checked.
pub(crate) fn make(
    request: &Request<'_>,
    progress: &mut dyn FnMut(Stage, f32) -> bool,
) -> Result<Picture, Refusal> {
    let ground = if request.transparent { Ground::Clear } else { Ground::Scenery };
    drawing::draw(request, ground, progress)
}
