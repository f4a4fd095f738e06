//! Who signs pictures' manifests: the operator's key, or one of the studio's own, made at the first start.

use crate::{clock, config::Config, secret_key::private_file};
use anyhow::Context;
use easel_tells::{SIGNS, Signer, make_identity};
use std::{fs, path::Path};

/// The signer; `None` where the program was built without manifests.
pub(crate) fn signer(config: &Config) -> anyhow::Result<Option<Signer>> {
    if !SIGNS {
        anyhow::ensure!(
            config.manifest_signer.is_none(),
            "EASEL_MANIFEST_SIGNER is set, but the program was built without the feature `manifest`"
        );
        return Ok(None);
    }
    let own = config.data_dir.join("signer.pem");
    let path = config.manifest_signer.as_ref().unwrap_or(&own);
    if config.manifest_signer.is_none() && !path.exists() {
        make(config, path)
            .with_context(|| format!("the studio's signing key can't be written to {}", path.display()))?;
    }
    let pem = fs::read_to_string(path)
        .with_context(|| format!("the signing key {} can't be read", path.display()))?;
    let (chain, key) = parts(&pem);
    let signer = Signer::new(&chain, &key)
        .with_context(|| format!("manifests can't be signed with {}", path.display()))?;
    Ok(Some(signer))
}

fn make(config: &Config, path: &Path) -> anyhow::Result<()> {
    let mut chance = [0; 96];
    getrandom::fill(&mut chance)?;
    let identity = make_identity(&config.studio_name, clock::now().0 / 1000, &chance)?;
    Ok(private_file(path, &format!("{}{}", identity.chain, identity.key))?)
}

/// The certificates and the key of a file that holds both.
fn parts(pem: &str) -> (String, String) {
    let (mut chain, mut key, mut is_key) = (String::new(), String::new(), false);
    for line in pem.lines() {
        if line.starts_with("-----BEGIN ") {
            is_key = line.contains("PRIVATE KEY");
        }
        let part = if is_key { &mut key } else { &mut chain };
        part.push_str(line);
        part.push('\n');
    }
    (chain, key)
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn certificates_and_key_are_told_apart_in_any_order() {
        let (key, chain) = (
            "-----BEGIN PRIVATE KEY-----\nk\n-----END PRIVATE KEY-----\n",
            "-----BEGIN CERTIFICATE-----\nc\n-----END CERTIFICATE-----\n",
        );
        for pem in [format!("{key}{chain}"), format!("{chain}{key}")] {
            assert_eq!(parts(&pem), (chain.to_owned(), key.to_owned()));
        }
    }
}
