//! Minding work under way: beats for its lease, news of how far it is, the word that it was called off.

use crate::{House, clock};
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
    time::{Instant, sleep_until},
};

/// Beats for progress come no oftener than this; the lease alone wants far fewer.
const PROGRESS_EVERY: Duration = Duration::from_millis(150);
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

/// Lets `work` run to its outcome and beats meanwhile. `None` when the job was lost: then there is nothing to settle.
pub(crate) async fn mind<P>(
    house: &House,
    claim: &Claim,
    provider: &str,
    mut listener: Listener,
    course: &Course,
    work: impl Future<Output = Outcome<P>>,
) -> Option<Outcome<P>> {
    tokio::pin!(work);
    let mut minder = Minder::new(house);
    loop {
        let reports = listener.report.clone();
        tokio::select! {
            outcome = &mut work => return Some(outcome),
            Some(sending) = listener.sending.recv() => {
                let sent = matches!(house.store.job_sent(claim, provider, clock::now()).await, Ok(true));
                course.sent.fetch_or(sent, Ordering::Relaxed);
                let _ = sending.allow.send(sent);
            }
            Some(accepted) = listener.accepted.recv() => {
                if let Err(error) = house.store.job_provider_ref(claim, &accepted.provider_ref).await {
                    tracing::warn!(?error, job = %claim.job, "the provider's name for the request could not be kept");
                }
                let _ = accepted.done.send(());
            }
            () = minder.due(reports) => match minder.beat(house, claim, &mut listener).await {
                Beat::Go => {}
                Beat::Cancel => listener.stop(),
                Beat::Lost => {
                    listener.stop();
                    return None;
                }
            },
        }
    }
}

/// Knows when the next beat is due: soon after news, and in good time before the lease ends.
struct Minder {
    last: Instant,
    told: Report,
    lease_beat: Duration,
}

impl Minder {
    fn new(house: &House) -> Self {
        Self { last: clock::instant(), told: Report::default(), lease_beat: house.options.lease / 4 }
    }

    async fn due(&self, mut news: watch::Receiver<Report>) {
        let for_lease = self.last + self.lease_beat;
        let fresh = async {
            // Work that says nothing more leaves only the lease to beat for.
            if news.wait_for(|report| *report != self.told).await.is_err() {
                std::future::pending::<()>().await;
            }
            sleep_until(self.last + PROGRESS_EVERY).await;
        };
        tokio::select! {
            () = sleep_until(for_lease) => {}
            () = fresh => {}
        }
    }

    /// A database that doesn't answer for a moment is no reason to drop the work: the lease decides.
    async fn beat(&mut self, house: &House, claim: &Claim, listener: &mut Listener) -> Beat {
        self.told = *listener.report.borrow_and_update();
        let progress = (self.told.progress * ENGINE_SHARE, self.told.stage);
        let lease_ms = clock::as_ms(house.options.lease);
        let beat = house.store.job_beat(claim, progress, lease_ms, clock::now()).await;
        self.last = clock::instant();
        beat.unwrap_or_else(|error| {
            tracing::warn!(?error, job = %claim.job, "a beat failed");
            Beat::Go
        })
    }
}
