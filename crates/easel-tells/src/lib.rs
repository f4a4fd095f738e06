//! What a picture's file tells about itself: prompt and settings, the studio, that a machine made it, a signed manifest.
//!
//! **Knows** where a PNG carries words, and what other programs write there. Works on files' bytes, without unpacking
//! one pixel: so it may be named where no decoder may be.
//!
//! **Never knows** pixels, network, SQL or users, and never waits.

#[cfg(feature = "manifest")]
mod certificate;
mod identity;
#[cfg(feature = "manifest")]
mod manifest;
mod png;
mod story;
mod tell;
#[cfg(not(feature = "manifest"))]
mod without;

#[cfg(feature = "manifest")]
pub use certificate::make_identity;
pub use identity::{Identity, IdentityError, ManifestError};
#[cfg(feature = "manifest")]
pub use manifest::Signer;
pub use story::{Settings, Source, Story};
pub use tell::{HEAD_MAX, TellError, Tells, Told, tell};
#[cfg(not(feature = "manifest"))]
pub use without::{Signer, make_identity};

/// Whether this program can sign manifests.
pub const SIGNS: bool = cfg!(feature = "manifest");
