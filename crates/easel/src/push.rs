//! With what the studio shows push services who it is: made once, sealed in the database, the same for every process.

use crate::{clock, config::Config, secret_key};
use anyhow::Context;
use easel_notices::{Notices, PushKey};
use easel_outbound::Pusher;
use easel_store::Store;

/// What the key is sealed for.
const ABOUT: &str = "push";

/// Who tells browsers. `None` where the key was sealed with another secret key: then nobody is told, and the log says why.
pub(crate) async fn pusher(store: &Store, config: &Config) -> anyhow::Result<Option<Pusher>> {
    let (notices, sealer) = (Notices::of(store), secret_key::sealer(config)?);
    let subject = match store.branding().mail_contact() {
        Some(address) => format!("mailto:{address}"),
        None => config.base_url(),
    };
    let kept = match notices.push_key().await? {
        Some(kept) => kept,
        None => {
            let made = Pusher::new_key().context("there is no chance to be had")?;
            let mut nonce = [0; 12];
            getrandom::fill(&mut nonce)?;
            let sealed = sealer.seal_about(ABOUT, &made, nonce).context("the push key can't be sealed")?;
            let public =
                Pusher::new(&made, &subject, config.push_anywhere).context("the push key is none")?;
            let key = PushKey { public: public.public().to_owned(), sealed };
            notices.push_key_keep(key, clock::now()).await?
        }
    };
    let opened = sealer.open_about(ABOUT, &kept.sealed);
    let pusher = opened.and_then(|key| Pusher::new(&key, &subject, config.push_anywhere));
    if pusher.is_none() {
        tracing::warn!(
            "nobody is told by push: its key was sealed with another secret key (EASEL_SECRET_KEY)"
        );
    }
    Ok(pusher)
}
