//! From `config/models.json` to engines that can be asked.

use crate::{Engine, IllustratorEngine, comfyui::ComfyUi, sdapi::SdApi};
use easel_domain::{
    Catalogue,
    model::{CatalogueMistake, Channel, Provider},
    routing::{Candidate, choose},
};
use std::{collections::BTreeMap, sync::Arc};
use thiserror::Error;
use tokio::sync::Semaphore;

/// The kinds of engine there are, by the name the configuration uses.
pub const ENGINES: &[&str] = &["comfyui", "illustrator", "sdapi"];

/// Makes the adapter for a provider; the error is a sentence for the operator. `key` is the content of its
/// environment variable, `None` when it names none.
fn engine(provider: &Provider, key: Option<&str>) -> Result<Arc<dyn Engine>, String> {
    match provider.engine.as_str() {
        "comfyui" => Ok(Arc::new(ComfyUi::new(provider, key)?)),
        "illustrator" => Ok(Arc::new(IllustratorEngine)),
        "sdapi" => Ok(Arc::new(SdApi::new(provider, key)?)),
        other => Err(format!("no engine is called \"{other}\"")),
    }
}

/// Why a configuration can't be used. The one in force stays.
#[derive(Debug, Error)]
pub enum RegistryError {
    /// Not the JSON it should be; the message says line and column.
    #[error("{0}")]
    Json(#[from] serde_json::Error),
    /// JSON, but something in it can't be right.
    #[error("{}", list(.0))]
    Mistakes(Vec<CatalogueMistake>),
}

fn list(mistakes: &[CatalogueMistake]) -> String {
    mistakes.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

/// A provider at work, or why it can't be.
enum Service {
    Ready {
        engine: Arc<dyn Engine>,
        slots: Arc<Semaphore>,
    },
    /// Its key is missing: named by the variable that should hold it.
    Keyless(String),
}

/// The engines of one configuration.
pub struct Registry {
    catalogue: Catalogue,
    services: BTreeMap<String, Service>,
}

/// The way a job takes: a channel with the engine behind it, and the provider's limit of calls at once.
#[derive(Clone)]
pub struct Route {
    /// The channel.
    pub channel: Arc<Channel>,
    /// Whom to ask.
    pub engine: Arc<dyn Engine>,
    /// How many may ask at once.
    pub slots: Arc<Semaphore>,
}

impl Registry {
    /// Reads and checks a configuration. `keys` gives the content of environment variables.
    ///
    /// # Errors
    /// Everything that is wrong with it, with the line for JSON and the path for the rest.
    pub fn parse(text: &str, keys: &dyn Fn(&str) -> Option<String>) -> Result<Self, RegistryError> {
        let catalogue: Catalogue = serde_json::from_str(text)?;
        let mut mistakes = catalogue.mistakes(ENGINES);
        let mut services = BTreeMap::new();
        for (name, provider) in &catalogue.providers {
            let key = provider.key_env.as_deref().map(|variable| (variable, keys(variable)));
            if let Some((variable, None)) = &key {
                services.insert(name.clone(), Service::Keyless((*variable).to_owned()));
                continue;
            }
            match engine(provider, key.and_then(|(_, key)| key).as_deref()) {
                Ok(engine) => {
                    services.insert(name.clone(), Service::ready(engine, provider));
                }
                Err(what) => mistakes.push(CatalogueMistake { at: format!("providers.{name}"), what }),
            }
        }
        for (i, model) in catalogue.models.iter().enumerate() {
            for (j, channel) in model.channels.iter().enumerate() {
                let Some(Service::Ready { engine, .. }) = services.get(&channel.provider) else { continue };
                let at = format!("models[{i}].channels[{j}].options");
                mistakes.extend(
                    engine
                        .mistakes(channel)
                        .into_iter()
                        .map(|what| CatalogueMistake { at: at.clone(), what }),
                );
            }
        }
        if mistakes.is_empty() {
            Ok(Self { catalogue, services })
        } else {
            Err(RegistryError::Mistakes(mistakes))
        }
    }

    /// A registry of these very engines, by provider.
    #[must_use]
    pub fn new(catalogue: Catalogue, engines: BTreeMap<String, Arc<dyn Engine>>) -> Self {
        let services = engines
            .into_iter()
            .filter_map(|(name, engine)| {
                let service = Service::ready(engine, catalogue.providers.get(&name)?);
                Some((name, service))
            })
            .collect();
        Self { catalogue, services }
    }

    /// What is offered.
    #[must_use]
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// Providers that can't be asked because the variable that should hold their key is empty: (provider, variable).
    pub fn keyless(&self) -> impl Iterator<Item = (&str, &str)> {
        self.services.iter().filter_map(|(name, service)| match service {
            Service::Keyless(variable) => Some((name.as_str(), variable.as_str())),
            Service::Ready { .. } => None,
        })
    }

    /// The way to `model` for a job that failed on the channels `tried`; `chance` is from 0 to 1. `None` when there
    /// is none.
    #[must_use]
    pub fn route(&self, model: &str, tried: &[String], chance: f64) -> Option<Route> {
        let model = self.catalogue.models.iter().find(|m| m.name == model)?;
        let candidates: Vec<_> = model
            .channels
            .iter()
            .map(|channel| Candidate {
                channel,
                healthy: matches!(self.services.get(&channel.provider), Some(Service::Ready { .. })),
                tried: tried.contains(&channel.key()),
            })
            .collect();
        let channel = choose(&candidates, chance)?;
        let Some(Service::Ready { engine, slots }) = self.services.get(&channel.provider) else {
            return None;
        };
        Some(Route {
            channel: Arc::new(channel.clone()),
            engine: Arc::clone(engine),
            slots: Arc::clone(slots),
        })
    }
}

impl Service {
    fn ready(engine: Arc<dyn Engine>, provider: &Provider) -> Self {
        Self::Ready { engine, slots: Arc::new(Semaphore::new(provider.concurrency as usize)) }
    }
}
