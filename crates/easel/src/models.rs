//! `config/models.json`: read at the start, read again when it changes. A mistake is reported and changes nothing.

use crate::{clock, config::Config};
use anyhow::Context;
use easel_domain::routing::{ClosedFor, Health};
use easel_engine::Registry;
use easel_store::Store;
use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, SystemTime},
};
use tokio::sync::watch;

/// What a studio offers when its operator has configured nothing.
const BUILT_IN: &str = include_str!("../../../config/models.json");
const DEFAULT_PATH: &str = "config/models.json";
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Where the models come from: a file, or what is built in.
pub(crate) enum Models {
    File(PathBuf),
    BuiltIn,
}

impl Models {
    /// The file the operator named, else the usual one where it exists, else what is built in.
    pub(crate) fn find(config: &Config) -> Self {
        match &config.models {
            Some(path) => Self::File(path.clone()),
            None if Path::new(DEFAULT_PATH).exists() => Self::File(DEFAULT_PATH.into()),
            None => Self::BuiltIn,
        }
    }

    /// For people.
    pub(crate) fn describe(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::BuiltIn => "the built-in models".to_owned(),
        }
    }

    pub(crate) fn read(&self) -> anyhow::Result<Registry> {
        let text = match self {
            Self::File(path) => {
                std::fs::read_to_string(path).with_context(|| format!("{} can't be read", path.display()))?
            }
            Self::BuiltIn => BUILT_IN.to_owned(),
        };
        let key = |variable: &str| std::env::var(variable).ok().filter(|key| !key.trim().is_empty());
        Registry::parse(&text, &key).with_context(|| format!("{} has a mistake", self.describe()))
    }

    fn changed_at(&self) -> Option<SystemTime> {
        match self {
            Self::File(path) => std::fs::metadata(path).and_then(|m| m.modified()).ok(),
            Self::BuiltIn => None,
        }
    }
}

/// Reads the models and keeps reading them. With a store, each new reading becomes what is offered. The first must be
/// right; later mistakes are logged with their place and the models in force stay.
pub(crate) async fn follow(
    models: Models,
    store: Option<Store>,
) -> anyhow::Result<watch::Receiver<Arc<Registry>>> {
    let mut seen = models.changed_at();
    // A mistake is told once, and the reading tried until it is right: it may be the database that was away.
    let mut told = None;
    let registry = models.read()?;
    if let Some(store) = &store {
        apply(store, &registry).await?;
    }
    let (sender, receiver) = watch::channel(Arc::new(registry));
    tokio::spawn(async move {
        loop {
            tokio::select! {
                () = sender.closed() => return,
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
            let changed = models.changed_at();
            if changed == seen {
                continue;
            }
            match again(&models, store.as_ref()).await {
                Ok(registry) => {
                    seen = changed;
                    let offered = registry.catalogue().models.len();
                    sender.send_replace(Arc::new(registry));
                    tracing::info!(offered, "the models were read again");
                }
                Err(error) if told == changed => tracing::debug!("the models stay as they were: {error:#}"),
                Err(error) => {
                    told = changed;
                    tracing::error!("the models stay as they were: {error:#}");
                }
            }
        }
    });
    Ok(receiver)
}

async fn again(models: &Models, store: Option<&Store>) -> anyhow::Result<Registry> {
    let registry = models.read()?;
    if let Some(store) = store {
        apply(store, &registry).await?;
    }
    Ok(registry)
}

/// Makes it what is offered. A provider without its key is no mistake of the file: its channels rest, and say why.
async fn apply(store: &Store, registry: &Registry) -> anyhow::Result<()> {
    let (catalogue, now) = (registry.catalogue(), clock::now());
    store.catalogue_apply(catalogue, now).await?;
    for (provider, variable) in registry.keyless() {
        tracing::warn!(provider, variable, "the provider can't be asked: its key is not set");
        let detail = format!("the environment variable {variable} is not set");
        let channels = catalogue.models.iter().flat_map(|m| &m.channels).filter(|c| c.provider == provider);
        for channel in channels {
            for operation in &channel.operations {
                let health = Health::Closed(ClosedFor::Key);
                store.channel_heard(&channel.key(), *operation, health, Some(&detail), now).await?;
            }
        }
    }
    Ok(())
}
