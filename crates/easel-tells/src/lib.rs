//! What a picture's file tells about itself: prompt and settings, the studio, that a machine made it, a signed manifest.
//!
//! **Knows** where a PNG carries words, and what other programs write there. Works on files' bytes, without unpacking
//! one pixel: so it may be named where no decoder may be.
//!
//! **Never knows** pixels, network, SQL or users, and never waits.

#[cfg(feature = "manifest")]
mod identity;
#[cfg(feature = "manifest")]
mod manifest;
mod png;
mod prompt;
mod story;
mod tell;

#[cfg(feature = "manifest")]
pub use identity::{Identity, IdentityError, make_identity};
#[cfg(feature = "manifest")]
pub use manifest::{ManifestError, Signer};
pub use prompt::{PromptSource, ReadPrompt, read_prompt};
pub use story::{Settings, Source, Story};
pub use tell::{HEAD_MAX, TellError, Tells, Told, tell};
