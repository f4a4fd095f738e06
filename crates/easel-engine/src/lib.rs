//! How to talk to each kind of picture generator.
//!
//! **Knows** the [`Engine`] trait, one adapter a file, the registry that makes adapters of `config/models.json`, and
//! how an engine tells its worker how far it is.
//!
//! **Never knows** users, wallets, jobs or SQL. An engine gets a [`Request`] and answers an `Outcome`; who asked and
//! who pays is nothing to it.

#[cfg(feature = "diffusion")]
#[expect(dead_code, reason = "the registry does not know this engine yet")]
mod diffusion;
mod illustrator;
mod registry;
mod reporter;

pub use illustrator::IllustratorEngine;
pub use registry::{ENGINES, Registry, RegistryError, Route};
pub use reporter::{Listener, Report, Reporter, Sending, reporter};

use easel_domain::{Outcome, Spec};
use futures_util::future::BoxFuture;

/// What an engine is asked for: a spec whose seed is settled, and the provider's own name for the model.
#[derive(Clone, Debug)]
pub struct Request {
    /// What to make.
    pub spec: Spec,
    /// The first picture's seed; the following ones count up.
    pub seed: u64,
    /// What the provider calls the model.
    pub provider_model: String,
}

/// How a picture came to be, for its machine-readable mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// By a model trained on pictures.
    TrainedModel,
    /// By an algorithm without training, like the built-in illustrator.
    Algorithm,
}

/// One picture as an engine hands it over.
#[derive(Clone)]
pub struct Picture {
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Straight alpha, row by row, four bytes a pixel.
    pub rgba: Vec<u8>,
    /// What draws it again, where that is so.
    pub seed: Option<u64>,
    /// How it came to be.
    pub origin: Origin,
}

/// Everything one request brought: at least one picture, at most as many as were asked for.
#[derive(Clone)]
pub struct Pictures {
    /// In order.
    pub pictures: Vec<Picture>,
    /// What the engine made of the prompt: `{understood, ignored, note}`.
    pub account: Option<serde_json::Value>,
}

/// A generator of pictures. A new kind is one file here and one line in the registry.
pub trait Engine: Send + Sync {
    /// Makes the pictures. Reports progress, stops when told to, and asks [`Reporter::sending`] before anything is
    /// sent that somebody may bill. Never panics on a provider's misbehaviour: that is an outcome.
    fn generate<'a>(&'a self, request: Request, reporter: Reporter) -> BoxFuture<'a, Outcome<Pictures>>;
}
