//! What seals second factors and the push key in the database: the operator's key, or one of the studio's own, made at the first start.

use crate::config::Config;
use anyhow::{Context, bail};
use easel_door::second_factor::{KEY_BYTES, Sealer};
use easel_outbound::Unsubscribe;
use std::{fs, io, io::Write, path::Path};

/// The sealer, by `EASEL_SECRET_KEY` or the key in the data folder.
pub(crate) fn sealer(config: &Config) -> anyhow::Result<Sealer> {
    Ok(Sealer::new(&bytes(config)?))
}

/// The links that end mails, by the same key.
pub(crate) fn unsubscribe(config: &Config) -> anyhow::Result<Unsubscribe> {
    Ok(Unsubscribe::new(&bytes(config)?))
}

/// Whether there is a key already: a process beside the studio's must not make one of its own.
pub(crate) fn is_there(config: &Config) -> bool {
    config.secret_key.is_some() || config.data_dir.join("secret.key").exists()
}

fn bytes(config: &Config) -> anyhow::Result<[u8; KEY_BYTES]> {
    if let Some(key) = &config.secret_key {
        return read(key.reveal()).context("EASEL_SECRET_KEY can't be used");
    }
    let path = config.data_dir.join("secret.key");
    if !path.exists() {
        let made = make(&path);
        made.with_context(|| format!("the studio's secret key can't be written to {}", path.display()))?;
    }
    let text = fs::read_to_string(&path)
        .with_context(|| format!("the secret key {} can't be read", path.display()))?;
    read(&text).with_context(|| format!("{} can't be used", path.display()))
}

fn make(path: &Path) -> anyhow::Result<()> {
    let mut chance = [0; KEY_BYTES];
    getrandom::fill(&mut chance)?;
    Ok(private_file(path, &format!("{}\n", crate::clock::hex(&chance)))?)
}

fn read(text: &str) -> anyhow::Result<[u8; KEY_BYTES]> {
    let text = text.trim();
    let mut key = [0; KEY_BYTES];
    if text.len() != 2 * KEY_BYTES || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
        bail!("a key is {} hexadecimal digits; `openssl rand -hex {KEY_BYTES}` makes one", 2 * KEY_BYTES);
    }
    for (byte, at) in key.iter_mut().zip((0..).step_by(2)) {
        *byte = u8::from_str_radix(&text[at..at + 2], 16)?;
    }
    Ok(key)
}

/// Readable by its owner alone from its first byte on, and never written over another's.
pub(crate) fn private_file(path: &Path, text: &str) -> io::Result<()> {
    let aside = path.with_extension(format!("aside-{}", std::process::id()));
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&aside)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    // Two processes that begin at once end with one key: whoever is second takes the first one's.
    let linked = fs::hard_link(&aside, path);
    fs::remove_file(&aside)?;
    match linked {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_and_read_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("secret.key");
        make(&path).expect("a key");
        let first = fs::read_to_string(&path).expect("text");
        make(&path).expect("the same key");
        assert_eq!(fs::read_to_string(&path).expect("text"), first);
        assert!(read(&first).is_ok());
        for none in ["", "abc", &"g".repeat(64), &"a".repeat(62)] {
            assert!(read(none).is_err(), "{none}");
        }
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1, "nothing is left aside");
    }
}
