//! Small neural models that run on the processor: enlarging, cutting out, faces, likeness, meaning, and what not everybody
//! wants to see.
//!
//! **Knows** the models in `models/` (they are part of the program), and what has to be done to a picture or a text
//! before and after them.
//!
//! **Never knows** network, SQL, users or files, and never waits: bytes to bytes, to be called on a blocking thread.
//! Models are read when first needed and shared; however many pictures are under way, no more threads work at them
//! than there are processors.

mod cut_out;
mod explicit;
mod face;
mod likeness;
mod meaning;
mod net;
mod pieces;
mod raster;
mod resample;
mod upscale;

pub use cut_out::{CutOut, cut_out};
pub use explicit::explicitness;
pub use face::{Area, FACE_NUMBERS, FACES_MAX, Face, face_print, faces};
pub use likeness::{APPEARANCE_NUMBERS, appearance, likeness};
pub use meaning::{MEANING_NUMBERS, meaning, nearness};
pub use raster::{PIXELS_MAX, Raster, SIDE_MAX, VisionError};
pub use upscale::{FACTORS, upscale};
