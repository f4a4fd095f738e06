//! What a picture's file tells about itself: its kind and size, prompt and settings, the studio, that a machine made it, a
//! signed manifest; and the file without any of that.
//!
//! **Knows** where a PNG carries words, and what other programs write there. Works on files' bytes, without unpacking
//! one pixel: so it may be named where no decoder may be.
//!
//! **Never knows** pixels, network, SQL or users, and never waits.

mod bare;
#[cfg(feature = "manifest")]
mod certificate;
mod identity;
#[cfg(feature = "manifest")]
mod manifest;
mod png;
mod sniff;
mod story;
mod tell;
#[cfg(not(feature = "manifest"))]
mod without;

pub use bare::{Bare, NoPng};
#[cfg(feature = "manifest")]
pub use certificate::make_identity;
pub use identity::{Identity, IdentityError, ManifestError};
#[cfg(feature = "manifest")]
pub use manifest::Signer;
pub use sniff::{Claimed, PIXELS_MAX, Refusal, SIDE_MAX, sniff};
pub use story::{Settings, Source, Story};
pub use tell::{HEAD_MAX, TellError, Tells, Told, tell};
#[cfg(not(feature = "manifest"))]
pub use without::{Signer, make_identity};

/// Whether this program can sign manifests.
pub const SIGNS: bool = cfg!(feature = "manifest");
