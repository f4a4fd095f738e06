//! Pixels and pages: a picture's files, its placeholder and what is written into them.
//!
//! **Knows** pixels and file formats: PNG and WebP, masks, larger canvases, logos and palettes, social formats, strips,
//! pages.
//!
//! **Never knows** network, SQL or users, and never waits: bytes to bytes, to be called on a blocking thread.

mod archive;
mod brand;
mod colour;
mod decode;
mod extend;
mod finish;
mod format;
mod mask;
mod page;
mod strip;

pub use archive::{ArchivePage, ArchiveWords, Opened, cbz, epub, jpeg, open_archive, picture_size};
pub use brand::{palette_percent, place_logo};
pub use decode::{DecodeError, Decoded, PIXELS_MAX, SIDE_MAX, decode};
pub use extend::{ExtendError, Extended, OVERLAP_MAX_PX, crop, extend, only_new};
pub use finish::{
    ComposeError, Finished, PREVIEW_PX, SMALL_PX, THUMB_PX, finish, finish_plain, glimpse, png, png_loose,
    png_telling, scale,
};
pub use format::{Focus, fit_format};
pub use mask::{Region, composite, mask};
pub use page::{PageError, Pictures, page_pixels, page_png};
pub use strip::{Strip, StripError, strip_jpeg, strip_png, strip_slices, zip_files};
