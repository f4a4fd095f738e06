//! Saving a studio and bringing it back.

use crate::{LOOK, clock, config::Config, setup};
use anyhow::Context;
use easel_backup::{BackupError, Manifest, Step};
use easel_door::clock::rfc3339;
use easel_oversight::Oversight;
use easel_store::{Store, StoreOptions};
use serde_json::json;
use std::{path::Path, process::ExitCode};

/// What of the data folder belongs to a backup, besides database and blobs: the key that pictures are signed with.
const BESIDE: [&str; 1] = ["signer.pem"];
/// Names that are shown of a long list.
const SHOWN: usize = 20;

fn options(config: &Config) -> StoreOptions {
    StoreOptions {
        database_url: config.database_url.clone(),
        blob_url: config.blob_url.clone(),
        relaxed: false,
        retention: config.retention,
    }
}

pub(crate) async fn backup(config: &Config, folder: &Path, json: bool) -> anyhow::Result<ExitCode> {
    // A studio that isn't there must not be made for the sake of saving it.
    if let Some(path) = config.database_url.strip_prefix("sqlite:") {
        let path = path.strip_prefix("//").unwrap_or(path);
        anyhow::ensure!(Path::new(path).exists(), "there is no studio to save: {path} isn't there");
    }
    let store =
        Store::open_as_it_is(&options(config)).await.context("the studio's data could not be opened")?;
    anyhow::ensure!(
        store.db().schema().await?.is_some(),
        "there is no studio to save: the database is empty"
    );
    let others: Vec<_> =
        BESIDE.iter().map(|name| config.data_dir.join(name)).filter(|p| p.exists()).collect();
    let id = easel_door::clock::new_id().to_string();
    let named = (id.as_str(), env!("CARGO_PKG_VERSION"));
    let taken = easel_backup::take(&store, folder, &others, named, clock::now, teller(json)).await;
    store.close().await;
    let taken = taken.map_err(explained)?;
    let manifest = &taken.manifest;
    if json {
        println!("{}", described(folder, manifest));
    } else {
        println!(
            "{} row(s) in {} table(s), {} file(s) of pictures and books, {} MB in all.",
            manifest.rows(),
            manifest.tables.len(),
            manifest.blobs,
            manifest.bytes() / 1_000_000
        );
        if taken.kept > 0 {
            println!("{} of them were there from an earlier try.", taken.kept);
        }
        println!("The backup in {} is whole.", folder.display());
        if config.data_dir.join("secret.key").exists() {
            println!("secret.key is not in it, on purpose: keep a copy of it apart, for second factors.");
        }
    }
    Ok(lost(manifest))
}

/// Says which files the studio had lost before anybody saved it.
fn lost(manifest: &Manifest) -> ExitCode {
    if manifest.lost.is_empty() {
        return ExitCode::SUCCESS;
    }
    eprintln!(
        "easel: {} file(s) that the studio's rows name are missing or damaged in the studio itself:",
        manifest.lost.len()
    );
    manifest.lost.iter().take(SHOWN).for_each(|name| eprintln!("  {name}"));
    ExitCode::from(LOOK)
}

fn described(folder: &Path, manifest: &Manifest) -> serde_json::Value {
    json!({
        "folder": folder.display().to_string(), "made_at": rfc3339(easel_domain::Timestamp(manifest.made_at_ms)),
        "database": manifest.database, "schema": manifest.schema, "program": manifest.program, "rows": manifest.rows(),
        "blobs": manifest.blobs, "bytes": manifest.bytes(), "lost": manifest.lost,
    })
}

pub(crate) async fn restore(
    config: &Config,
    folder: &Path,
    check: bool,
    force: bool,
) -> anyhow::Result<ExitCode> {
    if check {
        let manifest = easel_backup::check(folder, teller(false)).await.map_err(explained)?;
        println!(
            "Made at {} by version {} of a studio on {}.",
            rfc3339(easel_domain::Timestamp(manifest.made_at_ms)),
            manifest.program,
            manifest.database
        );
        println!("All {} file(s) are what they were.", manifest.file_count());
        return Ok(lost(&manifest));
    }
    setup::make_data_dir(config)?;
    let place = (&options(config), config.data_dir.as_path());
    let restored = easel_backup::restore(folder, place, force, clock::now(), teller(false)).await;
    let restored = restored.map_err(explained)?;
    let (manifest, store) = (restored.manifest, restored.store);
    println!(
        "{} row(s) and {} file(s) are back, as of {}.",
        manifest.rows(),
        manifest.blobs,
        rfc3339(easel_domain::Timestamp(manifest.made_at_ms))
    );
    let report = Oversight::of(&store).ledger_verify().await?;
    let missing = store.blobs_missing().await?;
    store.close().await;
    for finding in &report.findings {
        println!("BROKEN {}: {}: {}", finding.invariant, finding.says, finding.at.join(", "));
    }
    missing
        .iter()
        .take(SHOWN)
        .for_each(|name| println!("BROKEN I16: bytes are missing or cut short: {name}"));
    if !report.findings.is_empty() || !missing.is_empty() {
        return Ok(ExitCode::from(LOOK));
    }
    println!("{} rule(s) of the ledger hold, and no picture lacks its files.", report.rules);
    println!("Everybody has to sign in again. Start the studio when you are ready.");
    Ok(ExitCode::SUCCESS)
}

/// Tells each tenth, to whoever watches; scripts read the end.
fn teller(quiet: bool) -> impl FnMut(Step) {
    let mut told = None;
    move |step| {
        let (what, done, all) = match step {
            Step::Database => ("rows", 0, 0),
            Step::Blobs(done, all) => ("files", done, all),
            Step::Checking(done, all) => ("files looked through", done, all),
        };
        let tenth = (done * 10).checked_div(all);
        if !quiet && told != Some((what, tenth)) {
            match tenth {
                Some(tenth) => eprintln!("{:>4} %  {what}", tenth * 10),
                None => eprintln!("        {what}"),
            }
            told = Some((what, tenth));
        }
    }
}

/// What to do about it.
fn explained(error: BackupError) -> anyhow::Error {
    let what = match &error {
        BackupError::NotEmpty => Some(
            "nothing was changed. Restore into an empty place, or replace the studio that is there with --force",
        ),
        BackupError::Running => Some("nothing was changed. Stop the studio first"),
        BackupError::Damaged(_) => Some("nothing was changed. Use another backup"),
        BackupError::NotWhole(_) => Some("it was broken off, or is somewhere else"),
        BackupError::Whole(_) | BackupError::Occupied(_) => Some("choose a new folder for each backup"),
        _ => None,
    };
    match what {
        Some(what) => anyhow::anyhow!("{error}: {what}"),
        None => error.into(),
    }
}
