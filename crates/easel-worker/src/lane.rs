//! A lane's loop: as many jobs at once as there are slots, the next one claimed as soon as a slot is free.

use crate::{House, Shop, clock, export, generate, ingest, mail, ways::Unrouted};
use easel_domain::Lane;
use easel_store::{CLAIMS_MAX, Claim, Hears, Wake, Work};
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::watch,
    task::JoinSet,
    time::{Instant, sleep_until, timeout},
};

/// A wake is only a hint: without one the table is looked at this often.
const POLL: Duration = Duration::from_secs(2);
/// What there is no room for is looked at again this often, should nobody tell that there is.
const HELD_BACK: Duration = Duration::from_millis(250);
/// How long to leave a database alone that just failed.
const AFTER_FAILURE: Duration = Duration::from_secs(1);
/// How often a worker says that it is there.
const SEEN_EVERY: Duration = Duration::from_secs(5);

/// Runs until told to stop, then waits for what is under way.
pub(crate) async fn run(house: Arc<House>, lane: Lane, slots: u32, mut stopped: watch::Receiver<bool>) {
    let mut wakes = house.store.wakes_of(Hears::Lane(lane));
    let mut jobs: JoinSet<Option<i64>> = JoinSet::new();
    let mut pace = Pace::default();
    let mut seen_at: Option<Instant> = None;
    // Whether there may be something to claim. The end of a job brings no new ones, so a queue that was found empty is
    // looked at again only after a wake, or when time has passed.
    let mut look = true;
    while !*stopped.borrow() {
        if seen_at.is_none_or(|at| at.elapsed() >= SEEN_EVERY) {
            seen_at = Some(clock::instant());
            say_seen(&house, lane, slots, pace.ms).await;
        }
        let (mut wait, mut held_back) = (POLL, false);
        // Heard from now on: a place that is given back while the queue is looked at counts too.
        let freed = house.shop.ways.freed();
        tokio::pin!(freed);
        freed.as_mut().enable();
        let free = (slots as usize).saturating_sub(jobs.len());
        if look && free > 0 {
            match claim(&house, lane, free).await {
                Ok(claimed) => {
                    (look, held_back) = (claimed.is_all_asked, claimed.held_back);
                    for job in claimed.jobs {
                        jobs.spawn(run_one(Arc::clone(&house), job, house.shop.ways.unrouted()));
                    }
                    if look {
                        continue;
                    }
                    // What is held back is ready by its time: looking again at once would find it held back again.
                    let least = if held_back { HELD_BACK } else { Duration::ZERO };
                    wait = until_next(&house, lane).await.max(least);
                }
                Err(()) => wait = AFTER_FAILURE,
            }
        }
        let deadline = clock::instant() + wait;
        while !*stopped.borrow() {
            tokio::select! {
                _ = stopped.changed() => {}
                Some(ended) = jobs.join_next(), if !jobs.is_empty() => {
                    pace.add(took(ended));
                    if look { break }
                }
                () = &mut freed, if held_back => { look = true; break }
                wake = wakes.next() => if concerns(wake, lane) { look = true; break },
                () = sleep_until(deadline) => { look = true; break }
            }
        }
    }
    drain(&house.shop, jobs).await;
}

fn concerns(wake: Wake, lane: Lane) -> bool {
    match wake {
        Wake::Lane(which) => which == lane,
        Wake::Everything => true,
        Wake::User(_) | Wake::Over(_) | Wake::Channels => false,
    }
}

/// What a claim came to.
struct Claimed {
    jobs: Vec<Claim>,
    /// Whether as many came as were asked for, so that there may be more.
    is_all_asked: bool,
    /// Whether some were left in the queue because there is no room for what they ask.
    held_back: bool,
}

async fn claim(house: &House, lane: Lane, free: usize) -> Result<Claimed, ()> {
    let lease_ms = clock::as_ms(house.shop.options.lease);
    let registry = house.shop.registry.borrow().clone();
    let now = clock::now();
    let (blocked, most) = match lane {
        Lane::Mail | Lane::Ingest => (Vec::new(), free),
        Lane::Cpu | Lane::Gpu | Lane::Remote => {
            (house.shop.ways.blocked(&registry, now), free.min(house.shop.ways.room(&registry, lane)))
        }
    };
    let asked = most.min(CLAIMS_MAX);
    if asked == 0 {
        return Ok(Claimed { jobs: Vec::new(), is_all_asked: false, held_back: true });
    }
    let claimed =
        house.store.jobs_claim(&house.shop.options.name, lane, (&blocked, asked), lease_ms, now).await;
    let jobs = claimed.map_err(|error| {
        tracing::warn!(?error, lane = lane.as_str(), "no job could be claimed");
    })?;
    Ok(Claimed { is_all_asked: jobs.len() >= asked, held_back: !blocked.is_empty(), jobs })
}

/// Until the next job becomes ready by itself, when one waits for its time.
async fn until_next(house: &House, lane: Lane) -> Duration {
    match house.store.job_next_at(lane).await {
        Ok(Some(at)) => {
            let ms = u64::try_from(at.since_ms(clock::now())).unwrap_or(0);
            Duration::from_millis(ms.max(5)).min(POLL)
        }
        _ => POLL,
    }
}

/// Milliseconds it took, for the estimate of the wait; `None` when it says nothing about it.
async fn run_one(house: Arc<House>, claim: Claim, unrouted: Unrouted) -> Option<i64> {
    let begun = clock::now();
    let unrouted = matches!(claim.work, Work::Picture(_)).then_some(unrouted);
    match claim.work.clone() {
        Work::Picture(spec) => generate::run(&house.shop, &claim, *spec, unrouted).await,
        Work::Mail(letter) => mail::run(&house, &claim, *letter).await,
        Work::Ingest(upload) => ingest::run(&house, &claim, *upload).await,
        Work::Export(task) => {
            export::run(&house, &claim, *task).await;
            // It says nothing about how long pictures take.
            return None;
        }
    }
    Some(clock::now().since_ms(begun))
}

/// A job whose task panicked is left to its lease.
fn took(ended: Result<Option<i64>, tokio::task::JoinError>) -> Option<i64> {
    ended.unwrap_or_else(|error| {
        tracing::error!(%error, alarm = true, "a job ended badly and is left to its lease");
        None
    })
}

async fn say_seen(house: &House, lane: Lane, slots: u32, pace_ms: Option<i64>) {
    if let Err(error) =
        house.store.worker_seen(&house.shop.options.name, lane, slots, pace_ms, clock::now()).await
    {
        tracing::warn!(?error, "the worker could not say that it is there");
    }
    if let Ok(alive) = house.store.workers_alive(lane, clock::now()).await {
        house.shop.ways.place(lane, &house.shop.options.name, &alive);
    }
}

/// Waits for what runs; then has handed back what may be, and waits once more for the rest.
pub(crate) async fn drain<T: 'static>(shop: &Shop, mut jobs: JoinSet<T>) {
    if timeout(shop.options.grace, all(&mut jobs)).await.is_ok() {
        return;
    }
    tracing::info!(jobs = jobs.len(), "what isn't done is handed back");
    shop.hand_back.send_replace(true);
    if timeout(shop.options.grace, all(&mut jobs)).await.is_err() {
        tracing::warn!(jobs = jobs.len(), "jobs are left to their leases");
    }
}

async fn all<T: 'static>(jobs: &mut JoinSet<T>) {
    while jobs.join_next().await.is_some() {}
}

/// How long a job took lately, newer ones weighing more.
#[derive(Default)]
struct Pace {
    ms: Option<i64>,
}

impl Pace {
    fn add(&mut self, took: Option<i64>) {
        if let Some(took) = took {
            self.ms = Some(self.ms.map_or(took, |ms| (ms * 7 + took) / 8));
        }
    }
}
