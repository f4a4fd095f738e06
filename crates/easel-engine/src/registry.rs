//! From `config/models.json` to engines that can be asked.

use crate::{Engine, IllustratorEngine};
use easel_domain::{
    Catalogue,
    model::{CatalogueMistake, Provider},
    routing::{Candidate, choose},
};
use std::{collections::BTreeMap, sync::Arc};
use thiserror::Error;
use tokio::sync::Semaphore;

/// The kinds of engine there are, by the name the configuration uses.
pub const ENGINES: &[&str] = &["illustrator"];

fn engine(provider: &Provider) -> Option<Arc<dyn Engine>> {
    match provider.engine.as_str() {
        "illustrator" => Some(Arc::new(IllustratorEngine)),
        _ => None,
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

struct Service {
    engine: Arc<dyn Engine>,
    slots: Arc<Semaphore>,
}

/// The engines of one configuration.
pub struct Registry {
    catalogue: Catalogue,
    services: BTreeMap<String, Service>,
}

/// The way a job takes: a channel with the engine behind it, and the provider's limit of calls at once.
#[derive(Clone)]
pub struct Route {
    /// The provider's name; what attempts are written down with.
    pub provider: String,
    /// What the provider calls the model.
    pub provider_model: String,
    /// Whom to ask.
    pub engine: Arc<dyn Engine>,
    /// How many may ask at once.
    pub slots: Arc<Semaphore>,
}

impl Registry {
    /// Reads and checks a configuration.
    ///
    /// # Errors
    /// Everything that is wrong with it, with the line for JSON and the path for the rest.
    pub fn parse(text: &str) -> Result<Self, RegistryError> {
        let catalogue: Catalogue = serde_json::from_str(text)?;
        let mistakes = catalogue.mistakes(ENGINES);
        if !mistakes.is_empty() {
            return Err(RegistryError::Mistakes(mistakes));
        }
        let engines =
            catalogue.providers.iter().filter_map(|(name, p)| Some((name.clone(), engine(p)?))).collect();
        Ok(Self::new(catalogue, engines))
    }

    /// A registry of these very engines, by provider.
    #[must_use]
    pub fn new(catalogue: Catalogue, engines: BTreeMap<String, Arc<dyn Engine>>) -> Self {
        let services = engines
            .into_iter()
            .map(|(name, engine)| {
                let slots = catalogue.providers.get(&name).map_or(1, |p| p.concurrency as usize);
                (name, Service { engine, slots: Arc::new(Semaphore::new(slots)) })
            })
            .collect();
        Self { catalogue, services }
    }

    /// What is offered.
    #[must_use]
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// The way to `model` for a job that failed on the providers `tried`; `chance` is from 0 to 1. `None` when there
    /// is none.
    #[must_use]
    pub fn route(&self, model: &str, tried: &[String], chance: f64) -> Option<Route> {
        let model = self.catalogue.models.iter().find(|m| m.name == model)?;
        let candidates: Vec<_> = model
            .channels
            .iter()
            .map(|channel| Candidate {
                channel,
                healthy: self.services.contains_key(&channel.provider),
                tried: tried.contains(&channel.provider),
            })
            .collect();
        let channel = choose(&candidates, chance)?;
        let service = self.services.get(&channel.provider)?;
        Some(Route {
            provider: channel.provider.clone(),
            provider_model: channel.provider_model.clone(),
            engine: Arc::clone(&service.engine),
            slots: Arc::clone(&service.slots),
        })
    }
}
