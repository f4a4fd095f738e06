//! Pixels and pages: a picture's files, its placeholder and what is written into them.
//!
//! **Knows** pixels and file formats: PNG with its metadata, WebP previews, placeholders.
//!
//! **Never knows** network, SQL or users, and never waits: bytes to bytes, to be called on a blocking thread.

mod decode;
mod finish;
mod mark;
mod mask;

pub use decode::{DecodeError, Decoded, PIXELS_MAX, SIDE_MAX, decode};
pub use finish::{
    ComposeError, Finished, PREVIEW_PX, SMALL_PX, THUMB_PX, finish, finish_plain, glimpse, png, scale,
};
pub use mark::{Source, Story};
pub use mask::{Region, composite, mask};
