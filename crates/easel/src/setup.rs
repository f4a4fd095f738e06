//! What serving, working and commands all begin with.

use crate::{clock, config::Config};
use anyhow::Context;
use easel_outbound::Mailer;
use easel_store::{Store, StoreOptions};
use sha2::{Digest, Sha256};
use std::{fs, path::Path};

pub(crate) async fn open_store(config: &Config) -> anyhow::Result<Store> {
    make_data_dir(config)?;
    let options = StoreOptions {
        database_url: config.database_url.clone(),
        blob_url: config.blob_url.clone(),
        relaxed: false,
        retention: config.retention,
    };
    Store::open(&options).await.context("the studio's data could not be opened")
}

/// Readable by its owner alone, whatever the folder it stands in allows: people's pictures, and mails with links.
pub(crate) fn make_data_dir(config: &Config) -> anyhow::Result<()> {
    let dir = &config.data_dir;
    for folder in [dir.clone(), dir.join("mail"), dir.join("blobs")] {
        private_folder(&folder).with_context(|| format!("the folder {} can't be made", folder.display()))?;
    }
    Ok(())
}

/// Made with these rights, or left as its owner made it.
fn private_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// The way mails go out, and a sentence for the terminal.
pub(crate) fn mailer(config: &Config) -> anyhow::Result<(Mailer, String)> {
    match &config.smtp_url {
        Some(url) => Ok((
            Mailer::smtp(url.reveal()).context("EASEL_SMTP_URL can't be used")?,
            "Mails go out by SMTP.".to_owned(),
        )),
        None => {
            let folder = config.data_dir.join("mail");
            let told = format!("No EASEL_SMTP_URL: mails are written to {}.", folder.display());
            Ok((Mailer::folder(folder), told))
        }
    }
}

/// A fresh one-time link for the first administrator; `None` when there is an administrator.
pub(crate) async fn admin_link(store: &Store, config: &Config) -> anyhow::Result<Option<String>> {
    let token = clock::token()?;
    let hash = clock::hex(&Sha256::digest(token.as_bytes()));
    let made = store.setup_link_make(hash, clock::now()).await?;
    Ok(made.then(|| format!("{}/welcome/{token}", config.base_url())))
}
