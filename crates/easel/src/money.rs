//! `config/money.json`: what is sold and how it can be paid. Read at the start. Without it nothing is sold.

use crate::config::Config;
use anyhow::{Context, bail};
use easel_domain::PriceBook;
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

const DEFAULT_PATH: &str = "config/money.json";
/// A longer file is something else.
const BYTES_MAX: u64 = 1024 * 1024;

/// The file the operator named, else the usual one where it exists.
pub(crate) fn find(config: &Config) -> Option<PathBuf> {
    let usual = || Path::new(DEFAULT_PATH).exists().then(|| DEFAULT_PATH.into());
    config.money.clone().or_else(usual)
}

/// The price book, if there is one.
///
/// # Errors
/// Everything that is wrong with it, each with its place.
pub(crate) fn read(config: &Config) -> anyhow::Result<Option<Arc<PriceBook>>> {
    let Some(path) = find(config) else { return Ok(None) };
    let shown = path.display();
    let size = std::fs::metadata(&path).with_context(|| format!("{shown} can't be read"))?.len();
    if size > BYTES_MAX {
        bail!("{shown} is longer than a price book can be");
    }
    let text = std::fs::read_to_string(&path).with_context(|| format!("{shown} can't be read"))?;
    let mut book: PriceBook =
        serde_json::from_str(&text).with_context(|| format!("{shown} has a mistake"))?;
    let mistakes = book.mistakes();
    if !mistakes.is_empty() {
        let lines: Vec<String> = mistakes.iter().map(|mistake| format!("  {mistake}")).collect();
        bail!("{shown} has mistakes:\n{}", lines.join("\n"));
    }
    book.gateways.stripe = config.stripe.is_some();
    Ok(Some(Arc::new(book)))
}
