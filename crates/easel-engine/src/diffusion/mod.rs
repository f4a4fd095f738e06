//! Open weights, run in this process.
//!
//! **Knows** folders of the diffusers layout (Stable Diffusion 1.5, 2.1, XL, and the distilled Turbo models): how
//! their parts are built from each `config.json`, and how noise becomes a picture; and single files of 1 and XL.
//!
//! **Never knows** where weights come from, who asked, or what a request costs.
//!
//! | file | what it holds |
//! |---|---|
//! | `engine` | the adapter: which folder, which card, one picture after the other |
//! | `pipeline` | the whole way of one picture |
//! | `tokenizer`, `clip` | words to vectors |
//! | `unet` | the denoiser |
//! | `vae` | pixels to latents and back |
//! | `schedule`, `noise` | how much noise when, and which |
//! | `layers` | what networks are made of |
//! | `kernels`, `attention`, `winograd` | the same by hand for processors |
//! | `room` | memory that layers share |
//! | `weights` | files to tensors |
//! | `checkpoint` | models in one file, with other names |

mod attention;
mod checkpoint;
mod clip;
mod engine;
mod kernels;
mod layers;
mod noise;
mod pipeline;
mod room;
mod schedule;
mod tokenizer;
mod unet;
mod vae;
mod weights;
mod winograd;

#[cfg(test)]
mod reference;
#[cfg(test)]
mod tests;

use std::path::PathBuf;

use checkpoint::Checkpoint;
pub(crate) use engine::DiffusionEngine;
pub(crate) use pipeline::Pipeline;

/// Where the arithmetic happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DeviceChoice {
    /// The processor's cores.
    Cpu,
    /// An NVIDIA card, by its ordinal. Needs the feature `diffusion-cuda`.
    Cuda(usize),
    /// An Apple card, by its ordinal. Needs the feature `diffusion-metal`.
    Metal(usize),
    /// The first card that this build can use and that answers, else the processor.
    Best,
}

/// How weights are held. Processors always count in 32 bits; cards count in what they hold, except that the VAE
/// always counts in 32 bits, because the one of SDXL overflows 16.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Precision {
    /// 32 bits.
    Full,
    /// 16 bits: half the memory. On a processor each layer's weights are widened when it runs.
    Half,
}

/// What one picture is to be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Job<'a> {
    /// What is to be seen.
    pub(crate) prompt: &'a str,
    /// What isn't; only used where `guidance` is above 1.
    pub(crate) negative_prompt: &'a str,
    /// Pixels; a multiple of what the VAE shrinks by (8 for all known models).
    pub(crate) width: usize,
    /// Pixels; a multiple like `width`.
    pub(crate) height: usize,
    /// Steps of the whole schedule, at least 1; an `init` walks only the last part of them.
    pub(crate) steps: usize,
    /// Weight of classifier-free guidance; up to 1 there is no second pass.
    pub(crate) guidance: f64,
    /// Decides all noise.
    pub(crate) seed: u64,
    /// A picture to begin with.
    pub(crate) init: Option<Init<'a>>,
    /// `width * height` bytes, 255 where the picture is painted anew, 0 where it stays; needs `init`.
    pub(crate) mask: Option<&'a [u8]>,
}

/// A picture to begin with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Init<'a> {
    /// `width * height * 3` bytes, row by row.
    pub(crate) rgb: &'a [u8],
    /// From 0 (as it is) to 1 (hardly a trace of it).
    pub(crate) strength: f64,
}

/// A finished picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Image {
    /// Pixels.
    pub(crate) width: usize,
    /// Pixels.
    pub(crate) height: usize,
    /// `width * height * 3` bytes, row by row.
    pub(crate) rgb: Vec<u8>,
}

/// Why a folder isn't a model that can be run.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LoadError {
    /// A file that the model needs isn't there.
    #[error("{} is missing", .0.display())]
    MissingFile(PathBuf),
    /// A file is there and can't be read.
    #[error("{} can't be read: {source}", .path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file is there and isn't what its name says.
    #[error("{} is not understood: {why}", .path.display())]
    Malformed {
        /// Which.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// Weights lack a tensor that the configuration calls for.
    #[error("{} has no tensor {key}", .path.display())]
    MissingKey {
        /// Which folder or file of weights.
        path: PathBuf,
        /// The tensor's full name.
        key: String,
    },
    /// A tensor has another shape than the configuration calls for.
    #[error("{key} in {} is {found:?} and should be {wanted:?}", .path.display())]
    Shape {
        /// Which folder or file of weights.
        path: PathBuf,
        /// The tensor's full name.
        key: String,
        /// What the file says.
        found: Vec<usize>,
        /// What the configuration calls for.
        wanted: Vec<usize>,
    },
    /// The configuration asks for something that isn't built here.
    #[error("{} asks for {what}, which is not supported", .path.display())]
    Unsupported {
        /// Which configuration.
        path: PathBuf,
        /// What it asks for.
        what: String,
    },
    /// The device can't be used, or ran out of memory.
    #[error("the device refuses: {0}")]
    Device(#[from] candle_core::Error),
}

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub(crate) enum GenerateError {
    /// The caller said so.
    #[error("stopped")]
    Stopped,
    /// The job contradicts itself or the model, or the device failed.
    #[error("{0}")]
    Broken(String),
}

impl From<candle_core::Error> for GenerateError {
    fn from(error: candle_core::Error) -> Self {
        Self::Broken(error.to_string())
    }
}
