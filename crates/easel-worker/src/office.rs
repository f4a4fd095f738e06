//! Where a worker reports: to the store, or over the line to the studio it is lent to.

use crate::{clock, input};
use bytes::Bytes;
use easel_domain::{
    Beat, FailureCode, JobId, Operation, Outcome,
    job::RetryPolicy,
    lent::{LentBeat, LentInput, LentJob, LentOutcome, LentPictures, LentWord, WORDS_MAX},
    routing::{Health, PROBE_MS, Standing},
};
use easel_outbound::{Studio, StudioError};
use easel_store::{
    AttemptNote, ChannelStanding, Claim, Delivery, InputFile, Resume, Settled, Standings, Store, StoreError,
    Work,
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// How often a failed settling is tried again before the lease takes the job back.
const TRIES: u32 = 5;
/// Between two beats that tell of progress.
const PROGRESS_INSIDE: Duration = Duration::from_millis(150);
const PROGRESS_OUTSIDE: Duration = Duration::from_secs(1);

/// What a finished attempt brings.
#[derive(Clone)]
pub(crate) enum Made {
    /// Rows whose blobs are stored.
    Delivery(Delivery),
    /// Pictures the studio has, not yet looked into.
    HandedIn(LentPictures),
}

/// Where a worker reports.
pub(crate) enum Office {
    Store(Store),
    Studio(Arc<StudioLine>),
}

/// A lent worker's line. How its own channels stand is its own affair: the studio only sees that less is offered.
pub(crate) struct StudioLine {
    pub(crate) studio: Studio,
    standings: Mutex<Vec<ChannelStanding>>,
    /// By job: sizes of the pictures it is made from.
    inputs: Mutex<HashMap<(JobId, u32), Vec<LentInput>>>,
}

impl StudioLine {
    pub(crate) fn new(studio: Studio) -> Self {
        Self { studio, standings: Mutex::default(), inputs: Mutex::default() }
    }

    /// The job as the rest of the worker knows one.
    pub(crate) fn take(&self, lent: LentJob) -> Claim {
        let LentJob { job, attempt_no, asker, spec, time_left_ms, resume, inputs } = lent;
        // Its own channel stands before the name, because the studio knows only one for all of this worker's.
        let resume = resume.as_deref().and_then(|r| r.split_once('#')).map(|(channel, provider_ref)| {
            Resume { channel: channel.to_owned(), provider_ref: provider_ref.to_owned() }
        });
        lock(&self.inputs).insert((job, attempt_no), inputs);
        Claim {
            job,
            owner: asker,
            attempt_no,
            deadline_at: clock::now().plus_ms(time_left_ms.max(0)),
            tried: Vec::new(),
            channel: None,
            resume,
            hand_in: None,
            work: Work::Picture(Box::new(spec)),
        }
    }

    /// Nothing more is asked about this claim.
    pub(crate) fn forget(&self, claim: &Claim) {
        lock(&self.inputs).remove(&named(claim));
    }

    fn heard(&self, channel: &str, operation: Operation, health: Health, detail: Option<&str>) {
        let mut standings = lock(&self.standings);
        let now = clock::now();
        let place = standings.iter().position(|s| s.channel == channel && s.operation == operation);
        let before = place.map_or_else(Standing::default, |i| standings[i].standing);
        let standing = before.after(health, now);
        if let Some(i) = place {
            standings.remove(i);
        }
        if standing != Standing::default() {
            let (channel, detail) = (channel.to_owned(), detail.map(str::to_owned));
            standings.push(ChannelStanding { channel, operation, standing, detail, changed_at: now });
        }
    }

    fn probe(&self, channel: &str, operation: Operation) -> bool {
        let (mut standings, now) = (lock(&self.standings), clock::now());
        let found = standings.iter_mut().find(|s| s.channel == channel && s.operation == operation);
        let Some(kept) = found else { return true };
        let free = kept.standing.probe_until.is_none_or(|until| until <= now);
        if free {
            kept.standing.probe_until = Some(now.plus_ms(PROBE_MS));
        }
        free
    }

    /// Hands a picture in.
    ///
    /// # Errors
    /// Why it couldn't, for operators.
    pub(crate) async fn hand_in(&self, claim: &Claim, position: usize, bytes: Bytes) -> Result<(), String> {
        let mut tries = 0;
        loop {
            match self.studio.picture(named(claim), position, bytes.clone()).await {
                Err(StudioError::Away(_)) if tries < TRIES => {
                    tokio::time::sleep(Duration::from_millis(500 << tries)).await;
                    tries += 1;
                }
                done => return done.map_err(|error| error.to_string()),
            }
        }
    }

    /// Says how an attempt ended, patiently: the work is done, only the word of it is missing.
    async fn settle(&self, claim: &Claim, outcome: &LentOutcome) {
        self.forget(claim);
        for attempt in 0..TRIES {
            match self.studio.settle(named(claim), outcome).await {
                Ok(()) => return,
                Err(StudioError::Away(what)) => {
                    tracing::warn!(what, job = %claim.job, "settling failed; trying again");
                    tokio::time::sleep(Duration::from_millis(500 << attempt)).await;
                }
                Err(error) => {
                    tracing::info!(%error, job = %claim.job, "the studio didn't take the result");
                    return;
                }
            }
        }
    }
}

impl Office {
    /// Whether this is a worker lent to somebody's studio.
    pub(crate) fn is_lent(&self) -> bool {
        matches!(self, Self::Studio(_))
    }

    pub(crate) fn progress_every(&self) -> Duration {
        match self {
            Self::Store(_) => PROGRESS_INSIDE,
            Self::Studio(_) => PROGRESS_OUTSIDE,
        }
    }

    /// Records that a request is about to be sent; it must not be when this is false.
    pub(crate) async fn sent(&self, claim: &Claim, channel: &str) -> bool {
        match self {
            Self::Store(store) => matches!(store.job_sent(claim, channel, clock::now()).await, Ok(true)),
            Self::Studio(line) => matches!(line.studio.sent(named(claim)).await, Ok(true)),
        }
    }

    /// Keeps what the provider calls the request.
    pub(crate) async fn accepted(&self, claim: &Claim, channel: &str, provider_ref: &str) {
        let failed = match self {
            Self::Store(store) => {
                store.job_provider_ref(claim, provider_ref).await.err().map(|e| format!("{e:?}"))
            }
            Self::Studio(line) => {
                let words = format!("{channel}#{provider_ref}");
                line.studio.accepted(named(claim), &words).await.err().map(|e| e.to_string())
            }
        };
        if let Some(error) = failed {
            tracing::warn!(error, job = %claim.job, "the provider's name for the request could not be kept");
        }
    }

    /// Renews the lease. Whoever doesn't answer for a moment is no reason to drop the work: the lease decides.
    pub(crate) async fn beat(
        &self,
        claim: &Claim,
        (progress, stage): (f64, Option<&'static str>),
        lease: Duration,
    ) -> Beat {
        match self {
            Self::Store(store) => {
                let beat = store.job_beat(claim, (progress, stage), clock::as_ms(lease), clock::now()).await;
                beat.unwrap_or_else(|error| {
                    tracing::warn!(?error, job = %claim.job, "a beat failed");
                    Beat::Go
                })
            }
            Self::Studio(line) => {
                let beat = LentBeat { progress, stage: stage.map(str::to_owned) };
                match line.studio.beat(named(claim), &beat).await {
                    Ok(LentWord::Go) => Beat::Go,
                    Ok(LentWord::Cancel) => Beat::Cancel,
                    Err(StudioError::Away(what)) => {
                        tracing::warn!(what, job = %claim.job, "a beat failed");
                        Beat::Go
                    }
                    Err(_) => Beat::Lost,
                }
            }
        }
    }

    /// How the channels stand.
    pub(crate) async fn standings(&self) -> Result<Standings, StoreError> {
        match self {
            Self::Store(store) => store.channel_standings(clock::now()).await,
            Self::Studio(line) => {
                Ok(Standings { standings: lock(&line.standings).clone(), ..Standings::default() })
            }
        }
    }

    /// Keeps what an attempt told about a channel.
    pub(crate) async fn heard(
        &self,
        channel: &str,
        operation: Operation,
        health: Health,
        detail: Option<&str>,
    ) {
        match self {
            Self::Store(store) => {
                let heard = store.channel_heard(channel, operation, health, detail, clock::now()).await;
                if let Err(error) = heard {
                    tracing::warn!(
                        ?error,
                        channel,
                        "what the attempt told about its channel could not be kept"
                    );
                }
            }
            Self::Studio(line) => line.heard(channel, operation, health, detail),
        }
    }

    /// Takes the one probe of a channel whose rest is over.
    pub(crate) async fn probe(&self, channel: &str, operation: Operation) -> bool {
        match self {
            Self::Store(store) => {
                matches!(store.channel_probe(channel, operation, clock::now()).await, Ok(true))
            }
            Self::Studio(line) => line.probe(channel, operation),
        }
    }

    /// Where the pictures are that a job is made from; `None` when one of them is gone.
    pub(crate) async fn inputs(&self, claim: &Claim) -> Result<Option<Sources<'_>>, StoreError> {
        match self {
            Self::Store(store) => {
                Ok(store.job_inputs(claim).await?.map(|files| Sources::Files(store, files)))
            }
            Self::Studio(line) => {
                let sizes = lock(&line.inputs).get(&(claim.job, claim.attempt_no)).cloned();
                Ok(Some(Sources::Line(&line.studio, named(claim), sizes.unwrap_or_default())))
            }
        }
    }

    /// Settles, patiently: the work is done, only the writing down failed.
    pub(crate) async fn settle(
        &self,
        claim: &Claim,
        outcome: Outcome<Made>,
        (note, health): (AttemptNote, Health),
        policy: RetryPolicy,
    ) {
        if let Outcome::Failed { failure, .. } | Outcome::Rejected(failure) = &outcome {
            tracing::info!(job = %claim.job, code = failure.code.as_str(), detail = failure.detail, "an attempt failed");
        }
        match self {
            Self::Store(store) => settle_inside(store, claim, delivered(outcome), note, policy).await,
            Self::Studio(line) => {
                let ill = !matches!(health, Health::Well | Health::Unasked);
                line.settle(claim, &lent_outcome(outcome, note.deferred, ill)).await;
            }
        }
    }
}

/// Where the pictures of a job are.
pub(crate) enum Sources<'a> {
    Files(&'a Store, Vec<InputFile>),
    Line(&'a Studio, (JobId, u32), Vec<LentInput>),
}

async fn settle_inside(
    store: &Store,
    claim: &Claim,
    outcome: Outcome<Delivery>,
    note: AttemptNote,
    policy: RetryPolicy,
) {
    for attempt in 0..TRIES {
        match store.job_settle(claim, outcome.clone(), note.clone(), policy, clock::now()).await {
            Ok(Settled::Done(_)) => return,
            Ok(Settled::Fenced) => {
                tracing::info!(job = %claim.job, attempt = claim.attempt_no, "another attempt has taken over");
                return;
            }
            Err(error) if error.is_unavailable() => {
                tracing::warn!(?error, job = %claim.job, "settling failed; trying again");
                tokio::time::sleep(Duration::from_millis(100 << attempt)).await;
            }
            Err(error) => {
                tracing::error!(?error, job = %claim.job, alarm = true, "settling broke a rule; the lease will take the job back");
                return;
            }
        }
    }
}

/// A hand-in has no way into the store: that is the studio's to make of it.
fn delivered(outcome: Outcome<Made>) -> Outcome<Delivery> {
    match outcome {
        Outcome::Succeeded(Made::Delivery(delivery)) => Outcome::Succeeded(delivery),
        Outcome::Succeeded(Made::HandedIn(_)) => {
            input::failed(FailureCode::Storing, "handed in where nobody takes it".to_owned(), true)
        }
        Outcome::Rejected(failure) => Outcome::Rejected(failure),
        Outcome::Failed { failure, retry } => Outcome::Failed { failure, retry },
        Outcome::Unknown { provider_ref } => Outcome::Unknown { provider_ref },
        Outcome::Cancelled => Outcome::Cancelled,
    }
}

fn lent_outcome(outcome: Outcome<Made>, deferred: bool, ill: bool) -> LentOutcome {
    match outcome {
        _ if deferred => LentOutcome::HandedBack,
        Outcome::Succeeded(Made::HandedIn(pictures)) => LentOutcome::Pictures(pictures),
        Outcome::Succeeded(Made::Delivery(_)) => {
            LentOutcome::Failed { detail: "stored where nobody looks".to_owned(), retry: true, ill: false }
        }
        Outcome::Rejected(failure) => {
            LentOutcome::Rejected { code: failure.code, detail: cut(&failure.detail) }
        }
        Outcome::Failed { failure, retry } => {
            LentOutcome::Failed { detail: cut(&failure.detail), retry, ill }
        }
        Outcome::Unknown { provider_ref } => {
            LentOutcome::Unknown { detail: provider_ref.as_deref().map(cut) }
        }
        Outcome::Cancelled => LentOutcome::Cancelled,
    }
}

fn cut(words: &str) -> String {
    words.chars().take(WORDS_MAX).collect()
}

fn named(claim: &Claim) -> (JobId, u32) {
    (claim.job, claim.attempt_no)
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
