//! A job's states and what follows from an attempt's outcome.

use crate::{Failure, FailureCode, Timestamp};
use serde::{Deserialize, Serialize};

/// What a job makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum JobKind {
    /// The pictures of a generation.
    Picture,
    /// One mail.
    Mail,
    /// One uploaded file, to be made a picture of ours.
    Ingest,
    /// One file made of pictures.
    Export,
}

impl JobKind {
    /// Every kind.
    pub const ALL: &[Self] = &[Self::Picture, Self::Mail, Self::Ingest, Self::Export];

    /// The word in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Picture => "picture",
            Self::Mail => "mail",
            Self::Ingest => "ingest",
            Self::Export => "export",
        }
    }

    /// Reads the word of [`JobKind::as_str`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|k| k.as_str() == word)
    }
}

/// A queue of its own, with its own slots in a worker: what keeps a machine busy in different ways waits apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lane {
    /// Work of this machine's processor: a core each.
    Cpu,
    /// Work of this machine's accelerator: one at a time each.
    Gpu,
    /// Waiting for somebody else's machine: many at once.
    Remote,
    /// Mails, which never wait behind pictures.
    Mail,
    /// Uploaded files. Somebody waits for each, so they never stand behind pictures.
    Ingest,
}

impl Lane {
    /// Every lane.
    pub const ALL: &[Self] = &[Self::Cpu, Self::Gpu, Self::Remote, Self::Mail, Self::Ingest];

    /// The word in the database and the configuration.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cpu => "cpu",
            Self::Gpu => "gpu",
            Self::Remote => "remote",
            Self::Mail => "mail",
            Self::Ingest => "ingest",
        }
    }

    /// Reads the word of [`Lane::as_str`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|lane| lane.as_str() == word)
    }

    /// Where pictures by this engine wait. What isn't known to run here is somebody else's machine.
    #[must_use]
    pub fn of_engine(engine: &str) -> Self {
        match engine {
            "illustrator" => Self::Cpu,
            "diffusion" => Self::Gpu,
            _ => Self::Remote,
        }
    }
}

/// Where a job stands in the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobState {
    /// May be claimed from `run_at` on.
    Available,
    /// Claimed; the lease says until when.
    Running,
    /// Over, one way or another.
    Done,
}

impl JobState {
    /// The word in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Available => "available",
            Self::Running => "running",
            Self::Done => "done",
        }
    }
}

/// What a worker is told when it beats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beat {
    /// Go on; the lease is renewed.
    Go,
    /// The person called it off; stop and settle as cancelled.
    Cancel,
    /// The job is no longer this worker's; drop everything.
    Lost,
}

/// How an attempt ended. Not a `Result`: four of these are ordinary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome<P> {
    /// Delivered.
    Succeeded(P),
    /// Refused by policy; asking again won't help.
    Rejected(Failure),
    /// Went wrong before the provider accepted it, or inside our own house.
    Failed {
        /// What went wrong.
        failure: Failure,
        /// Whether another attempt may succeed.
        retry: bool,
    },
    /// Sent, and no answer came. Never silently sent again: the provider may bill twice.
    Unknown {
        /// What the provider calls it, where it said so.
        provider_ref: Option<String>,
    },
    /// Stopped because the person called it off.
    Cancelled,
}

/// Limits on trying again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetryPolicy {
    /// Most failed attempts before a job is given up.
    pub max_failures: u32,
    /// Most claims, dead workers' included, so that a job that kills its worker ends too.
    pub max_claims: u32,
    /// Wait after the first failure; doubles with each further one.
    pub backoff_ms: i64,
}

impl RetryPolicy {
    /// For mails: a server that says "later" means minutes, and a mail is worth hours of trying.
    pub const MAIL: Self = Self { max_failures: 20, max_claims: 40, backoff_ms: 30_000 };
    /// For uploads: whoever sent the file waits, and a file that kills three workers kills a fourth.
    pub const INGEST: Self = Self { max_failures: 3, max_claims: 3, backoff_ms: 500 };
    /// For exports: they cost a worker minutes, and pictures that kill three workers kill a fourth.
    pub const EXPORT: Self = Self { max_failures: 3, max_claims: 3, backoff_ms: 2000 };
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self { max_failures: 3, max_claims: 8, backoff_ms: 500 }
    }
}

/// What is known of a job when an attempt ends.
#[derive(Clone, Copy, Debug)]
pub struct JobFacts {
    /// Which claim this was, from 1.
    pub attempt_no: u32,
    /// Failed attempts before this one.
    pub failures: u32,
    /// Whether the person called it off meanwhile.
    pub cancel_requested: bool,
    /// After this the job is failed.
    pub deadline_at: Timestamp,
}

/// What becomes of a job after an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// Deliver and capture.
    Succeed,
    /// Release; the person sees why it was refused.
    Reject(FailureCode),
    /// Release; the person sees what went wrong.
    Fail(FailureCode),
    /// Release; as the person wished.
    Cancel,
    /// Keep the hold and try again from `run_at` on.
    Retry {
        /// Not before.
        run_at: Timestamp,
    },
}

/// What follows from `outcome`. A wish to cancel wins over everything, success included: when a person was told that
/// it is called off they don't pay for it. The deadline wins over another attempt.
#[must_use]
pub fn next<P>(outcome: &Outcome<P>, facts: JobFacts, policy: RetryPolicy, now: Timestamp) -> Next {
    if facts.cancel_requested || matches!(outcome, Outcome::Cancelled) {
        return Next::Cancel;
    }
    match outcome {
        Outcome::Succeeded(_) => Next::Succeed,
        Outcome::Rejected(failure) => Next::Reject(failure.code),
        Outcome::Unknown { .. } => Next::Fail(FailureCode::AnswerLost),
        Outcome::Failed { failure, retry } => {
            let failures = facts.failures + 1;
            if !retry || failures >= policy.max_failures || facts.attempt_no >= policy.max_claims {
                return Next::Fail(failure.code);
            }
            again(failures, failure.code, facts.deadline_at, policy, now)
        }
        Outcome::Cancelled => Next::Cancel,
    }
}

impl Next {
    /// The same, but another attempt not before `at`: the ways there are rest until then. Given up where that is past
    /// the deadline.
    #[must_use]
    pub fn not_before(self, at: Option<Timestamp>, deadline_at: Timestamp) -> Self {
        match (self, at) {
            (Self::Retry { .. }, Some(at)) if at >= deadline_at => Self::Fail(FailureCode::NoProvider),
            (Self::Retry { run_at }, Some(at)) => Self::Retry { run_at: run_at.max(at) },
            (next, _) => next,
        }
    }
}

/// What follows when a worker's lease ran out. Not yet sent, or the provider can be asked for it by its name: another
/// takes it up. `sent` otherwise: nobody knows.
#[must_use]
pub fn next_after_lost_worker(sent: bool, facts: JobFacts, policy: RetryPolicy, now: Timestamp) -> Next {
    if facts.cancel_requested {
        return Next::Cancel;
    }
    if sent {
        return Next::Fail(FailureCode::AnswerLost);
    }
    if facts.attempt_no >= policy.max_claims {
        return Next::Fail(FailureCode::Engine);
    }
    if now >= facts.deadline_at {
        return Next::Fail(FailureCode::Timeout);
    }
    Next::Retry { run_at: now }
}

fn again(
    failures: u32,
    code: FailureCode,
    deadline_at: Timestamp,
    policy: RetryPolicy,
    now: Timestamp,
) -> Next {
    let wait = policy.backoff_ms.saturating_mul(1 << (failures - 1).min(16));
    let run_at = now.plus_ms(wait);
    if run_at >= deadline_at { Next::Fail(code) } else { Next::Retry { run_at } }
}
