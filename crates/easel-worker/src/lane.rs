//! A lane's loop: as many jobs at once as there are slots, the next one claimed as soon as a slot is free.

use crate::{House, clock, generate, ingest, mail};
use easel_domain::Lane;
use easel_store::{Claim, Wake, Work};
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::watch,
    task::JoinSet,
    time::{Instant, sleep, sleep_until, timeout},
};

/// A wake is only a hint: without one the table is looked at this often.
const POLL: Duration = Duration::from_secs(2);
/// How long to leave a database alone that just failed.
const AFTER_FAILURE: Duration = Duration::from_secs(1);
/// How often a worker says that it is there.
const SEEN_EVERY: Duration = Duration::from_secs(5);

/// Runs until told to stop, then waits for what is under way.
pub(crate) async fn run(house: Arc<House>, lane: Lane, slots: u32, mut stopped: watch::Receiver<bool>) {
    let mut wakes = house.store.wakes();
    let mut jobs: JoinSet<Option<i64>> = JoinSet::new();
    let mut pace = Pace::default();
    let mut seen_at: Option<Instant> = None;
    while !*stopped.borrow() {
        if seen_at.is_none_or(|at| at.elapsed() >= SEEN_EVERY) {
            seen_at = Some(clock::instant());
            say_seen(&house, lane, slots, pace.ms).await;
        }
        let claimed = if jobs.len() < slots as usize { claim(&house, lane).await } else { Ok(None) };
        let wait = match claimed {
            Ok(Some(job)) => {
                jobs.spawn(run_one(Arc::clone(&house), job));
                continue;
            }
            Ok(None) => until_next(&house, lane, jobs.len() < slots as usize).await,
            Err(()) => AFTER_FAILURE,
        };
        let deadline = clock::instant() + wait;
        loop {
            tokio::select! {
                _ = stopped.changed() => break,
                Some(ended) = jobs.join_next(), if !jobs.is_empty() => { pace.add(took(ended)); break }
                () = house.ways.freed() => break,
                wake = wakes.next() => if concerns(wake, lane) { break },
                () = sleep_until(deadline) => break,
            }
        }
    }
    drain(&house, jobs).await;
}

fn concerns(wake: Wake, lane: Lane) -> bool {
    match wake {
        Wake::Lane(which) => which == lane,
        Wake::Everything => true,
        Wake::User(_) | Wake::Over(_) | Wake::Channels => false,
    }
}

async fn claim(house: &House, lane: Lane) -> Result<Option<Claim>, ()> {
    let lease_ms = clock::as_ms(house.options.lease);
    let registry = house.registry.borrow().clone();
    let now = clock::now();
    let blocked = if lane == Lane::Mail { Vec::new() } else { house.ways.blocked(&registry, now) };
    let claimed = house.store.job_claim_but(&house.options.name, lane, &blocked, lease_ms, now).await;
    claimed.map_err(|error| {
        tracing::warn!(?error, lane = lane.as_str(), "no job could be claimed");
    })
}

/// Until the next job becomes ready by itself, when one waits for its time.
async fn until_next(house: &House, lane: Lane, free: bool) -> Duration {
    if !free {
        return POLL;
    }
    match house.store.job_next_at(lane).await {
        Ok(Some(at)) => {
            let ms = u64::try_from(at.since_ms(clock::now())).unwrap_or(0);
            Duration::from_millis(ms.max(5)).min(POLL)
        }
        _ => POLL,
    }
}

/// Milliseconds it took, for the estimate of the wait; `None` when it says nothing about it.
async fn run_one(house: Arc<House>, claim: Claim) -> Option<i64> {
    let begun = clock::now();
    match claim.work.clone() {
        Work::Picture(spec) => generate::run(&house, &claim, *spec).await,
        Work::Mail(letter) => mail::run(&house, &claim, *letter).await,
        Work::Ingest(upload) => ingest::run(&house, &claim, *upload).await,
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
    if let Err(error) = house.store.worker_seen(&house.options.name, lane, slots, pace_ms, clock::now()).await
    {
        tracing::warn!(?error, "the worker could not say that it is there");
    }
    if let Ok(alive) = house.store.workers_alive(lane, clock::now()).await {
        house.ways.place(lane, &house.options.name, &alive);
    }
}

async fn drain(house: &House, mut jobs: JoinSet<Option<i64>>) {
    let all = async { while jobs.join_next().await.is_some() {} };
    if timeout(house.options.grace, all).await.is_err() {
        tracing::warn!("jobs are left to their leases");
        sleep(Duration::ZERO).await;
    }
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
