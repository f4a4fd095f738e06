//! Telling browsers what happened: taken, told, written down; what a push service is too busy for comes again.

use crate::{House, clock};
use easel_notices::{Due, Notices, Told};
use easel_outbound::{PushError, PushTarget, Pusher};
use futures_util::future::join_all;
use std::{sync::Arc, time::Duration};
use tokio::{sync::watch, time::sleep};

/// Between two looks.
const EVERY: Duration = Duration::from_secs(1);
/// Told at once.
const AT_ONCE: u32 = 16;

/// Tells until told to stop. Any number of processes may.
pub(crate) async fn run(house: Arc<House>, pusher: Pusher, mut stopped: watch::Receiver<bool>) {
    let notices = Notices::of(&house.store);
    while !*stopped.borrow() {
        match notices.pushes_take(AT_ONCE, clock::now()).await {
            Ok(due) if due.is_empty() => {}
            Ok(due) => {
                join_all(due.iter().map(|one| tell(&house, &notices, &pusher, one))).await;
                continue;
            }
            Err(error) => {
                tracing::warn!(%error, "what is to be told by push can't be read; the next look tries again")
            }
        }
        tokio::select! {
            _ = stopped.changed() => {}
            () = sleep(EVERY) => {}
        }
    }
}

async fn tell(house: &House, notices: &Notices, pusher: &Pusher, due: &Due) {
    let branding = house.store.branding();
    let notice = &due.notice;
    // What it leads to and its sentence; no word of a prompt.
    let words = serde_json::json!({
        "id": notice.id.to_string(),
        "kind": notice.kind.as_str(),
        "title": branding.name,
        "text": notice.words(due.language, &branding),
        "path": notice.path(),
        "language": due.language.tag(),
        "direction": due.language.direction(),
    });
    let target = PushTarget { endpoint: &due.endpoint, p256dh: &due.p256dh, auth: &due.auth };
    let now = clock::now();
    // Of alike ones a browser that was off shows the last: a topic of 32 characters at most.
    let topic: String = notice.kind.as_str().replace('_', "-");
    let told = match pusher.tell(target, (&topic, words.to_string().as_bytes()), now).await {
        Ok(()) => Told::Done,
        Err(PushError::Gone) => Told::Gone,
        Err(PushError::Away) => Told::Later,
        Err(PushError::Refused) => {
            tracing::warn!(kind = notice.kind.as_str(), "a push service refused what it was to tell");
            Told::Done
        }
    };
    if let Err(error) = notices.push_told(due, told, now).await {
        tracing::warn!(%error, "what was told by push could not be written down; it may be told twice");
    }
}
