//! How to talk to each kind of picture generator.
//!
//! **Knows** the [`Engine`] trait, one adapter a file, the registry that makes adapters of `config/models.json`, and
//! how an engine tells its worker how far it is.
//!
//! **Never knows** users, wallets, jobs or SQL. An engine gets a [`Request`] and gives an [`Answer`]; who asked and
//! who pays is nothing to it.

mod comfyui;
#[cfg(feature = "diffusion")]
mod diffusion;
mod http;
mod hub;
mod illustrator;
mod openai;
mod own_gpu;
mod registry;
mod reporter;
mod request;
mod retouch;
mod sdapi;

pub use hub::{HubError, HubStep, fetch_weights};
pub use illustrator::IllustratorEngine;
pub use registry::{ENGINES, Registry, RegistryError};
pub use reporter::{Accepted, Listener, Report, Reporter, Sending, reporter};
pub use request::{Answer, InputPicture, Inputs, Mask, Origin, Picture, Pictures, Pixels, Request};
pub use retouch::RetouchEngine;

use easel_domain::{
    Capabilities,
    model::{Channel, Options},
};
use futures_util::future::BoxFuture;

/// A generator of pictures. A new kind is one file here and one line in the registry.
pub trait Engine: Send + Sync {
    /// Makes the pictures. Reports progress, stops when told to, and asks [`Reporter::sending`] before anything is
    /// sent that somebody may bill. Never panics on a provider's misbehaviour: that is an answer too.
    fn generate<'a>(&'a self, request: Request, reporter: Reporter) -> BoxFuture<'a, Answer>;

    /// What is wrong with a channel's own settings, in words for the operator; the provider is not asked.
    fn mistakes(&self, channel: &Channel) -> Vec<String> {
        if channel.options.is_empty() { Vec::new() } else { vec![unknown(&channel.options)] }
    }

    /// What the model promises and this way can't keep, in words for the operator. What is asked for and paid must never be
    /// dropped on the way.
    fn lacks(&self, _channel: &Channel, can: &Capabilities) -> Vec<String> {
        let clear = can.transparent.then_some(ALWAYS_A_BACKGROUND);
        clear.into_iter().chain((can.palette > 0).then_some(NO_PALETTE)).map(str::to_owned).collect()
    }
}

pub(crate) const ALWAYS_A_BACKGROUND: &str =
    "this way always makes a background, but the model promises to leave it out";
pub(crate) const NO_PALETTE: &str = "this way can't be led by colours, but the model promises a palette";

/// The sentence for settings an engine doesn't have.
pub(crate) fn unknown(options: &Options) -> String {
    let names: Vec<&str> = options.keys().map(String::as_str).collect();
    format!("this engine has no settings called {}", names.join(", "))
}
