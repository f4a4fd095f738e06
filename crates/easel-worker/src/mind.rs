//! Minding work under way: beats for its lease, news of how far it is, the word that it was called off.

use crate::{Shop, clock, office::Office};
use bytes::Bytes;
use easel_domain::{Beat, Outcome};
use easel_engine::{Listener, Report};
use easel_store::Claim;
use std::{
    future::Future,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};
use tokio::{
    sync::watch,
    time::{Instant, sleep, sleep_until},
};

/// Between two unfinished pictures that are shown.
const PREVIEW_EVERY: Duration = Duration::from_millis(700);
/// Share of the progress bar that is the engine's; the rest is finishing and storing.
const ENGINE_SHARE: f64 = 0.9;

/// How far a piece of work has come, as its minder needs to know it.
#[derive(Default)]
pub(crate) struct Course {
    sent: AtomicBool,
}

impl Course {
    /// Whether something was sent that somebody may bill.
    pub(crate) fn was_sent(&self) -> bool {
        self.sent.load(Ordering::Relaxed)
    }
}

/// How a piece of work came to its end.
pub(crate) enum Minded<P> {
    /// By itself.
    Ended(Outcome<P>),
    /// The worker closes, and nothing was sent that somebody may bill: the job goes back as if it had not been claimed.
    HandedBack,
    /// The job is another's by now: there is nothing to settle.
    Lost,
}

/// Lets `work` run to its end and beats meanwhile.
pub(crate) async fn mind<P>(
    shop: &Shop,
    claim: &Claim,
    channel: &str,
    mut listener: Listener,
    course: &Course,
    work: impl Future<Output = Outcome<P>>,
) -> Minded<P> {
    let showing = show(shop, claim, listener.preview.clone());
    tokio::pin!(work, showing);
    let mut minder = Minder::new(shop);
    let mut closing = shop.hand_back.subscribe();
    loop {
        let reports = listener.report.clone();
        tokio::select! {
            outcome = &mut work => return Minded::Ended(outcome),
            Some(sending) = listener.sending.recv() => {
                let sent = shop.office.sent(claim, channel).await;
                course.sent.fetch_or(sent, Ordering::Relaxed);
                let _ = sending.allow.send(sent);
            }
            Some(accepted) = listener.accepted.recv() => {
                shop.office.accepted(claim, channel, &accepted.provider_ref).await;
                let _ = accepted.done.send(());
            }
            () = &mut showing => {}
            () = closes(&mut closing), if !course.was_sent() => {
                listener.stop();
                return Minded::HandedBack;
            }
            () = minder.due(reports) => match minder.beat(shop, claim, &mut listener).await {
                Beat::Go => {}
                Beat::Cancel => listener.stop(),
                Beat::Lost => {
                    listener.stop();
                    return Minded::Lost;
                }
            },
        }
    }
}

/// Shows the job's owner what the engine shows, one picture after the other. Never over. A lent worker shows nothing:
/// the studio's door has no decoder, and strangers' files are not shown as they come.
async fn show(shop: &Shop, claim: &Claim, mut previews: watch::Receiver<Option<Bytes>>) {
    let Office::Store(store) = &shop.office else { return std::future::pending().await };
    while previews.changed().await.is_ok() {
        let Some(file) = previews.borrow_and_update().clone() else { continue };
        // Unpacked it takes many times its file: where nothing is free it isn't worth the wait.
        let Ok(table) = shop.tables.try_acquire() else { continue };
        let made = tokio::task::spawn_blocking(move || easel_compose::glimpse(&file)).await;
        drop(table);
        match made {
            Ok(Ok(webp)) => {
                if let Err(error) = store.job_preview(claim, webp.into(), clock::now()).await {
                    tracing::warn!(?error, job = %claim.job, "an unfinished picture could not be shown");
                }
            }
            Ok(Err(detail)) => tracing::debug!(detail, job = %claim.job, "an unfinished picture is none"),
            Err(error) => tracing::error!(%error, "making a preview ended badly"),
        }
        sleep(PREVIEW_EVERY).await;
    }
    std::future::pending().await
}

/// Over once what is under way is to be handed back.
async fn closes(closing: &mut watch::Receiver<bool>) {
    if closing.wait_for(|closing| *closing).await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// Knows when the next beat is due: soon after news, and in good time before the lease ends.
struct Minder {
    last: Instant,
    told: Report,
    lease_beat: Duration,
    progress_every: Duration,
}

impl Minder {
    fn new(shop: &Shop) -> Self {
        let (lease_beat, progress_every) = (shop.options.lease / 4, shop.office.progress_every());
        Self { last: clock::instant(), told: Report::default(), lease_beat, progress_every }
    }

    async fn due(&self, mut news: watch::Receiver<Report>) {
        let for_lease = self.last + self.lease_beat;
        let fresh = async {
            // Work that says nothing more leaves only the lease to beat for.
            if news.wait_for(|report| *report != self.told).await.is_err() {
                std::future::pending::<()>().await;
            }
            sleep_until(self.last + self.progress_every).await;
        };
        tokio::select! {
            () = sleep_until(for_lease) => {}
            () = fresh => {}
        }
    }

    async fn beat(&mut self, shop: &Shop, claim: &Claim, listener: &mut Listener) -> Beat {
        self.told = *listener.report.borrow_and_update();
        let progress = (self.told.progress * ENGINE_SHARE, self.told.stage);
        let beat = shop.office.beat(claim, progress, shop.options.lease).await;
        self.last = clock::instant();
        beat
    }
}
