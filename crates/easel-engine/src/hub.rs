//! Fetching open weights from a hub that speaks Hugging Face's API: a model's files in the diffusers layout, only those
//! that are needed, resumed where they broke off, and checked before they bear their name.
//!
//! Only an operator starts it. Nothing that is fetched is run: safetensors, JSON and word lists are data.

use crate::http::{Reach, body, client, is_fetchable};
use reqwest::{Client, Response, StatusCode, Url, header};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeSet,
    io::{self, Read},
    path::{Path, PathBuf},
    time::Duration,
};
use thiserror::Error;
use tokio::io::AsyncWriteExt;

/// Largest answer that is no file of the model.
const LIST_MAX: usize = 8 << 20;
/// Most bytes of a model, so that a wrong name doesn't fill the disk.
const MODEL_MAX: u64 = 64 << 30;
/// Most times a file is handed on to another address.
const REDIRECTS_MAX: u32 = 5;
/// A server that says nothing for this long says nothing more.
const SILENCE: Duration = Duration::from_secs(60);
/// Parts of a model that have weights.
const PARTS: [&str; 4] = ["unet", "vae", "text_encoder", "text_encoder_2"];
/// What else of a model is needed.
const WORDS: [&str; 2] = ["tokenizer", "tokenizer_2"];
const WORD_FILES: [&str; 4] =
    ["vocab.json", "merges.txt", "special_tokens_map.json", "tokenizer_config.json"];

/// Why a model could not be fetched. Nothing unfinished bears the name of a file then.
#[derive(Debug, Error)]
pub enum HubError {
    /// Not the address of a hub.
    #[error("the hub's address can't be read; it looks like https://huggingface.co")]
    Address,
    /// Not the name of a model.
    #[error("\"{0}\" is not the name of a model; it looks like owner/name")]
    Name(String),
    /// The hub has no such model, or shows it only to others.
    #[error("the hub shows no model {0}; one that is gated needs a token of somebody who accepted its terms")]
    NoModel(String),
    /// Not in the layout that can be read.
    #[error("{0} is not in the diffusers layout with safetensors: it has no {1}")]
    Layout(String, &'static str),
    /// More than a model can be.
    #[error("the model has {0} bytes, which is more than it may have")]
    TooLarge(u64),
    /// An answer that can't be used.
    #[error("{file}: the hub answered {status}")]
    Refused {
        /// Which file, or the list of them.
        file: String,
        /// Its status.
        status: u16,
    },
    /// Handed on to where nothing is fetched from.
    #[error("{0}: the hub hands on to an address that is not fetched from")]
    Elsewhere(String),
    /// The connection broke; what came is kept, and the next run goes on from there.
    #[error("{0}: the connection broke off; run it again to go on from there")]
    Broken(String),
    /// What came is not what was promised; it is deleted.
    #[error("{0}: what came is damaged, and was deleted; run it again")]
    Damaged(String),
    /// The disk.
    #[error("{0} can't be written")]
    Disk(PathBuf, #[source] io::Error),
}

/// How far it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HubStep {
    /// The file at hand, as the model names it.
    pub file: String,
    /// Bytes of it that are there.
    pub bytes: u64,
    /// Bytes it has.
    pub of: u64,
}

/// A file as the hub lists it.
#[derive(Clone, Debug, Deserialize)]
struct Entry {
    #[serde(rename = "type")]
    kind: String,
    path: String,
    #[serde(default)]
    size: u64,
    lfs: Option<Lfs>,
}

#[derive(Clone, Debug, Deserialize)]
struct Lfs {
    /// Lower-case hex SHA-256.
    oid: String,
}

/// Fetches a model into a folder of its own under `folder`, named like the model without its owner, and answers that
/// folder. What is there already is left as it is. `token` is shown to the hub alone.
///
/// # Errors
/// [`HubError`]; what was finished stays.
pub async fn fetch_weights(
    (hub, token): (&str, Option<&str>),
    model: &str,
    folder: &Path,
    mut said: impl FnMut(HubStep),
) -> Result<PathBuf, HubError> {
    let hub: Url = hub.trim_end_matches('/').parse().map_err(|_| HubError::Address)?;
    if hub.host_str().is_none() || !matches!(hub.scheme(), "http" | "https") {
        return Err(HubError::Address);
    }
    let name = name_of(model).ok_or_else(|| HubError::Name(model.to_owned()))?;
    let line = Line { hub, token, near: client(Reach::Operator), far: client(Reach::Public) };
    let entries = needed(model, line.list(model).await?)?;
    let total = entries.iter().fold(0_u64, |sum, e| sum.saturating_add(e.size));
    if total > MODEL_MAX {
        return Err(HubError::TooLarge(total));
    }
    let folder = folder.join(name);
    for entry in &entries {
        line.fetch(model, entry, &folder, &mut said).await?;
    }
    Ok(folder)
}

/// The model's name without its owner.
fn name_of(model: &str) -> Option<&str> {
    let (owner, name) = model.split_once('/')?;
    let fits = |word: &str| {
        (1..=100).contains(&word.len())
            && !word.starts_with('.')
            && word.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
    };
    (fits(owner) && fits(name)).then_some(name)
}

/// Of all files those that are read. Every path is one we know: nothing the hub says names a place on the disk.
fn needed(model: &str, entries: Vec<Entry>) -> Result<Vec<Entry>, HubError> {
    let files: Vec<Entry> = entries.into_iter().filter(|e| e.kind == "file").collect();
    let has = |path: &str| files.iter().any(|e| e.path == path);
    let mut paths: BTreeSet<String> = BTreeSet::new();
    for must in ["model_index.json", "scheduler/scheduler_config.json"] {
        if !has(must) {
            return Err(HubError::Layout(model.to_owned(), must));
        }
        paths.insert(must.to_owned());
    }
    for part in PARTS {
        let config = format!("{part}/config.json");
        if !has(&config) {
            continue;
        }
        paths.insert(config);
        let weights = weights(part, &files);
        if weights.is_empty() {
            return Err(HubError::Layout(model.to_owned(), "safetensors for one of its parts"));
        }
        paths.extend(weights);
    }
    for (part, what) in [("unet", "unet/config.json"), ("vae", "vae/config.json")] {
        if !paths.contains(&format!("{part}/config.json")) {
            return Err(HubError::Layout(model.to_owned(), what));
        }
    }
    let words = WORDS.iter().flat_map(|part| WORD_FILES.iter().map(move |file| format!("{part}/{file}")));
    paths.extend(words.filter(|path| has(path)));
    Ok(files.into_iter().filter(|e| paths.contains(&e.path)).collect())
}

/// A part's weights: in 16 bits where there are any, in one file where there is one.
fn weights(part: &str, files: &[Entry]) -> Vec<String> {
    let stem = if part.starts_with("text") { "model" } else { "diffusion_pytorch_model" };
    let names: Vec<&str> = files
        .iter()
        .filter_map(|e| e.path.strip_prefix(part)?.strip_prefix('/'))
        .filter(|name| name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c)))
        .collect();
    for variant in [".fp16", ""] {
        let whole = format!("{stem}{variant}.safetensors");
        if names.contains(&whole.as_str()) {
            return vec![format!("{part}/{whole}")];
        }
        let index = format!("{stem}.safetensors.index{variant}.json");
        if names.contains(&index.as_str()) {
            let begins = format!("{stem}{variant}-");
            let shards = names.iter().filter(|n| n.starts_with(&begins) && n.ends_with(".safetensors"));
            return shards.map(|n| format!("{part}/{n}")).chain([format!("{part}/{index}")]).collect();
        }
    }
    Vec::new()
}

/// The line to a hub.
struct Line<'a> {
    hub: Url,
    token: Option<&'a str>,
    /// For the hub itself, which the operator named.
    near: Client,
    /// For where it hands on to.
    far: Client,
}

impl Line<'_> {
    fn at(&self, path: &str) -> Url {
        let mut url = self.hub.clone();
        url.set_path(&format!("{}{path}", self.hub.path().trim_end_matches('/')));
        url
    }

    async fn list(&self, model: &str) -> Result<Vec<Entry>, HubError> {
        let file = "the list of files";
        let mut url = self.at(&format!("/api/models/{model}/tree/main"));
        url.set_query(Some("recursive=true"));
        let answer = self.ask(model, url, None).await?;
        let words = tokio::time::timeout(SILENCE, body(answer, LIST_MAX)).await;
        let words = words.ok().and_then(Result::ok).ok_or_else(|| HubError::Broken(file.to_owned()))?;
        serde_json::from_slice(&words).map_err(|_| HubError::Damaged(file.to_owned()))
    }

    /// Asks, and follows where the hub hands on to: over https to public addresses, and there without the token.
    async fn ask(&self, file: &str, mut url: Url, from: Option<u64>) -> Result<Response, HubError> {
        for _ in 0..=REDIRECTS_MAX {
            let is_hub = url.origin() == self.hub.origin();
            if !is_hub && !is_fetchable(&url) {
                return Err(HubError::Elsewhere(file.to_owned()));
            }
            let mut request = if is_hub { &self.near } else { &self.far }.get(url.clone());
            if let (true, Some(token)) = (is_hub, self.token) {
                request = request.bearer_auth(token);
            }
            if let Some(from) = from {
                request = request.header(header::RANGE, format!("bytes={from}-"));
            }
            let answer = tokio::time::timeout(SILENCE, request.send()).await;
            let answer = answer.ok().and_then(Result::ok).ok_or_else(|| HubError::Broken(file.to_owned()))?;
            match answer.status() {
                status if status.is_success() => return Ok(answer),
                status if status.is_redirection() => {
                    let next = answer.headers().get(header::LOCATION).and_then(|v| v.to_str().ok());
                    let next = next.and_then(|next| url.join(next).ok());
                    url = next.ok_or_else(|| HubError::Elsewhere(file.to_owned()))?;
                }
                StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::NOT_FOUND => {
                    return Err(HubError::NoModel(file.to_owned()));
                }
                status => return Err(HubError::Refused { file: file.to_owned(), status: status.as_u16() }),
            }
        }
        Err(HubError::Elsewhere(file.to_owned()))
    }

    async fn fetch(
        &self,
        model: &str,
        entry: &Entry,
        folder: &Path,
        said: &mut impl FnMut(HubStep),
    ) -> Result<(), HubError> {
        let target = folder.join(&entry.path);
        let mut step = HubStep { file: entry.path.clone(), bytes: entry.size, of: entry.size };
        if length(&target).await == Some(entry.size) {
            said(step);
            return Ok(());
        }
        let mut part = target.clone().into_os_string();
        part.push(".part");
        let part = PathBuf::from(part);
        let disk = |error| HubError::Disk(part.clone(), error);
        if let Some(parent) = target.parent() {
            tokio::fs::create_dir_all(parent).await.map_err(disk)?;
        }
        let had = length(&part).await.filter(|had| *had > 0 && *had < entry.size);
        let mut answer =
            self.ask(model, self.at(&format!("/{model}/resolve/main/{}", entry.path)), had).await?;
        // Whoever doesn't go on from there begins anew.
        let goes_on = answer.status() == StatusCode::PARTIAL_CONTENT;
        step.bytes = had.filter(|_| goes_on).unwrap_or(0);
        let mut open = tokio::fs::OpenOptions::new();
        open.create(true).write(true).append(goes_on).truncate(!goes_on);
        let mut file = open.open(&part).await.map_err(disk)?;
        loop {
            let broken = || HubError::Broken(entry.path.clone());
            let chunk = tokio::time::timeout(SILENCE, answer.chunk()).await.map_err(|_| broken())?;
            let Some(chunk) = chunk.map_err(|_| broken())? else { break };
            step.bytes += chunk.len() as u64;
            if step.bytes > entry.size {
                break;
            }
            file.write_all(&chunk).await.map_err(disk)?;
            said(step.clone());
        }
        file.sync_all().await.map_err(disk)?;
        drop(file);
        if step.bytes < entry.size {
            return Err(HubError::Broken(entry.path.clone()));
        }
        if step.bytes > entry.size || !self.is_whole(entry, &part).await {
            tokio::fs::remove_file(&part).await.map_err(disk)?;
            return Err(HubError::Damaged(entry.path.clone()));
        }
        tokio::fs::rename(&part, &target).await.map_err(disk)
    }

    /// Whether it is what the hub promised, as far as it promised anything.
    async fn is_whole(&self, entry: &Entry, part: &Path) -> bool {
        let Some(Lfs { oid }) = entry.lfs.clone() else { return true };
        let part = part.to_owned();
        let hashed = tokio::task::spawn_blocking(move || hash(&part)).await;
        hashed.is_ok_and(|found| found.is_ok_and(|found| found == oid.to_ascii_lowercase()))
    }
}

async fn length(path: &Path) -> Option<u64> {
    tokio::fs::metadata(path).await.ok().map(|m| m.len())
}

fn hash(path: &Path) -> io::Result<String> {
    use std::fmt::Write as _;
    let (mut file, mut sum, mut some) = (std::fs::File::open(path)?, Sha256::new(), vec![0; 1 << 20]);
    loop {
        let count = file.read(&mut some)?;
        if count == 0 {
            break;
        }
        sum.update(&some[..count]);
    }
    Ok(sum.finalize().iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(paths: &[&str]) -> Vec<Entry> {
        paths
            .iter()
            .map(|path| Entry { kind: "file".to_owned(), path: (*path).to_owned(), size: 1, lfs: None })
            .collect()
    }

    const SOUND: &[&str] = &[
        "model_index.json",
        "scheduler/scheduler_config.json",
        "unet/config.json",
        "unet/diffusion_pytorch_model.safetensors",
        "unet/diffusion_pytorch_model.fp16.safetensors",
        "unet/diffusion_pytorch_model.bin",
        "vae/config.json",
        "vae/diffusion_pytorch_model.safetensors",
        "text_encoder/config.json",
        "text_encoder/model.safetensors.index.json",
        "text_encoder/model-00001-of-00002.safetensors",
        "text_encoder/model-00002-of-00002.safetensors",
        "text_encoder/../../../etc/passwd",
        "tokenizer/vocab.json",
        "tokenizer/merges.txt",
        "sd-v1-5.safetensors",
        "README.md",
    ];

    #[test]
    fn only_what_is_read_is_fetched() {
        let found = needed("a/b", entries(SOUND)).expect("it is sound");
        let mut found: Vec<&str> = found.iter().map(|e| e.path.as_str()).collect();
        found.sort_unstable();
        assert_eq!(
            found,
            [
                "model_index.json",
                "scheduler/scheduler_config.json",
                "text_encoder/config.json",
                "text_encoder/model-00001-of-00002.safetensors",
                "text_encoder/model-00002-of-00002.safetensors",
                "text_encoder/model.safetensors.index.json",
                "tokenizer/merges.txt",
                "tokenizer/vocab.json",
                "unet/config.json",
                "unet/diffusion_pytorch_model.fp16.safetensors",
                "vae/config.json",
                "vae/diffusion_pytorch_model.safetensors",
            ]
        );
        for missing in ["model_index.json", "unet/config.json", "vae/diffusion_pytorch_model.safetensors"] {
            let rest: Vec<&str> = SOUND.iter().copied().filter(|path| *path != missing).collect();
            assert!(matches!(needed("a/b", entries(&rest)), Err(HubError::Layout(..))), "{missing}");
        }
    }

    #[test]
    fn names_stay_names() {
        assert_eq!(name_of("stabilityai/sdxl-turbo"), Some("sdxl-turbo"));
        for no in ["sdxl", "a/b/c", "../b", "a/..", "a/.b", "a/", "/b", "a/b c", "a/b?x", ""] {
            assert_eq!(name_of(no), None, "{no}");
        }
    }
}
