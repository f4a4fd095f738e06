//! From `config/models.json` to engines that can be asked.

use crate::{Engine, IllustratorEngine, RetouchEngine, comfyui::ComfyUi, openai::OpenAi, sdapi::SdApi};
use easel_domain::{
    Catalogue, lent,
    model::{CatalogueMistake, Provider},
};
use std::{collections::BTreeMap, sync::Arc};
use thiserror::Error;

/// The kinds of engine there are, by the name the configuration uses.
pub const ENGINES: &[&str] =
    &["comfyui", "diffusion", "illustrator", "openai", "retouch", "sdapi", lent::ENGINE];

/// Makes the adapter for a provider; the error is a sentence for the operator. `key` is the content of its
/// environment variable, `None` when it names none.
fn engine(provider: &Provider, key: Option<&str>) -> Result<Arc<dyn Engine>, String> {
    match provider.engine.as_str() {
        "comfyui" => Ok(Arc::new(ComfyUi::new(provider, key)?)),
        #[cfg(feature = "diffusion")]
        "diffusion" => Ok(Arc::new(crate::diffusion::DiffusionEngine::new(provider)?)),
        #[cfg(not(feature = "diffusion"))]
        "diffusion" => Err("this program was built without the engine for open weights: build it with \
                            `--features diffusion`"
            .to_owned()),
        "illustrator" => Ok(Arc::new(IllustratorEngine)),
        "openai" => Ok(Arc::new(OpenAi::new(provider, key)?)),
        "retouch" => Ok(Arc::new(RetouchEngine)),
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
    Ready(Arc<dyn Engine>),
    /// Its key is missing: named by the variable that should hold it.
    Keyless(String),
    /// Lent workers make its pictures; nothing of this house can ask for them.
    Lent,
}

/// The engines of one configuration.
pub struct Registry {
    catalogue: Catalogue,
    services: BTreeMap<String, Service>,
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
            if provider.engine == lent::ENGINE {
                services.insert(name.clone(), Service::Lent);
                continue;
            }
            let key = provider.key_env.as_deref().map(|variable| (variable, keys(variable)));
            if let Some((variable, None)) = &key {
                services.insert(name.clone(), Service::Keyless((*variable).to_owned()));
                continue;
            }
            match engine(provider, key.and_then(|(_, key)| key).as_deref()) {
                Ok(engine) => {
                    services.insert(name.clone(), Service::Ready(engine));
                }
                Err(what) => mistakes.push(CatalogueMistake { at: format!("providers.{name}"), what }),
            }
        }
        for (i, model) in catalogue.models.iter().enumerate() {
            for (j, channel) in model.channels.iter().enumerate() {
                let Some(Service::Ready(engine)) = services.get(&channel.provider) else { continue };
                let at = format!("models[{i}].channels[{j}].options");
                mistakes.extend(
                    engine
                        .mistakes(channel)
                        .into_iter()
                        .map(|what| CatalogueMistake { at: at.clone(), what }),
                );
                let at = format!("models[{i}].channels[{j}]");
                let is_tool = model.capabilities.tool.is_some();
                let of_tools =
                    catalogue.providers.get(&channel.provider).is_some_and(|p| p.engine == "retouch");
                if is_tool != of_tools {
                    let what = "the engine `retouch` is for tools, and tools are for it".to_owned();
                    mistakes.push(CatalogueMistake { at: at.clone(), what });
                }
                let lacks = engine.lacks(channel, &model.capabilities);
                mistakes.extend(lacks.into_iter().map(|what| CatalogueMistake { at: at.clone(), what }));
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
        let mut services: BTreeMap<String, Service> =
            engines.into_iter().map(|(name, engine)| (name, Service::Ready(engine))).collect();
        for (name, _) in catalogue.providers.iter().filter(|(_, p)| p.engine == lent::ENGINE) {
            services.insert(name.clone(), Service::Lent);
        }
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
            Service::Ready(_) | Service::Lent => None,
        })
    }

    /// Whether lent workers make a provider's pictures.
    #[must_use]
    pub fn is_lent(&self, provider: &str) -> bool {
        matches!(self.services.get(provider), Some(Service::Lent))
    }

    /// The adapter for a provider that can be asked.
    #[must_use]
    pub fn engine(&self, provider: &str) -> Option<&Arc<dyn Engine>> {
        match self.services.get(provider)? {
            Service::Ready(engine) => Some(engine),
            Service::Keyless(_) | Service::Lent => None,
        }
    }
}
