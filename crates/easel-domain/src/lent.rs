//! What a studio and a worker lent to it say to each other. Such a worker has no way to the database: it asks for work
//! by HTTPS, with a token, and sees only what it was given. Both ends are this program, so these words are no public
//! interface; [`PROTOCOL`] keeps two versions from misunderstanding each other.

use crate::{FailureCode, JobId, Operation, Spec, UserId};
use serde::{Deserialize, Serialize};

/// The engine of a provider whose pictures are made by lent workers.
pub const ENGINE: &str = "worker";
/// The words' version; other versions are refused.
pub const PROTOCOL: u32 = 1;
/// What a worker's token begins with, so that one that leaked is recognised.
pub const TOKEN_PREFIX: &str = "easel_worker_";
/// Most bytes of one picture handed in.
pub const PICTURE_BYTES_MAX: usize = 64 << 20;
/// Most ways a worker may offer, so that its question stays short.
pub const OFFERS_MAX: usize = 300;
/// A lent worker's claim lives this long without a beat: its line is longer than one inside the house.
pub const LEASE_MS: i64 = 30_000;
/// How long a question for work may wait for an answer.
pub const WAIT_MS: u64 = 10_000;
/// Most characters of what goes wrong, and of a provider's name for a request.
pub const WORDS_MAX: usize = 2_000;

/// Something a worker can do right now: a model by its public name, and an operation on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// The model's name, as the studio offers it.
    pub model: String,
    /// What can be done with it.
    pub operation: Operation,
}

/// A worker asks for work.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Question {
    /// [`PROTOCOL`].
    pub protocol: u32,
    /// What it has room for.
    pub offers: Vec<Offer>,
}

/// A job in a lent worker's hands. Whose it is isn't told.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LentJob {
    /// Which job.
    pub job: JobId,
    /// Which claim of it; everything said about it carries this number.
    pub attempt_no: u32,
    /// A stable pseudonym of the person who asked, of this worker's alone.
    pub asker: UserId,
    /// What to make.
    pub spec: Spec,
    /// Milliseconds until its deadline.
    pub time_left_ms: i64,
    /// What this very worker's provider called the request before the worker was lost.
    pub resume: Option<String>,
    /// Sizes of the pictures it is made from, in the order of [`Spec::inputs`].
    pub inputs: Vec<LentInput>,
}

/// A picture a lent job is made from; its bytes are asked for by its place.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct LentInput {
    /// How many.
    pub bytes: i64,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
}

/// A lent worker says that it is still at it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LentBeat {
    /// 0 to 1.
    pub progress: f64,
    /// Key of a sentence under `stage.`.
    pub stage: Option<String>,
}

/// What it hears.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LentWord {
    /// Go on.
    Go,
    /// The person called it off.
    Cancel,
}

/// Whether a request may be sent.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct LentLeave {
    /// It may.
    pub granted: bool,
}

/// What the worker's provider calls the request it took.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LentRef {
    /// To ask for it again by.
    pub provider_ref: String,
}

/// How a lent attempt ended.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum LentOutcome {
    /// Its pictures are handed in.
    Pictures(LentPictures),
    /// Refused by policy.
    Rejected {
        /// By what.
        code: FailureCode,
        /// For operators.
        detail: String,
    },
    /// Went wrong.
    Failed {
        /// For operators.
        detail: String,
        /// Whether another attempt may succeed.
        retry: bool,
        /// Whether that speaks against the worker.
        ill: bool,
    },
    /// Sent, and no answer came.
    Unknown {
        /// What the provider calls it.
        detail: Option<String>,
    },
    /// Stopped because the person called it off.
    Cancelled,
    /// Given back untried: the worker is closing, or has no room after all.
    HandedBack,
}

/// The pictures of a lent attempt, whose bytes are there already.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LentPictures {
    /// One for each picture: what draws it again.
    pub seeds: Vec<Option<u64>>,
    /// Made by an algorithm without training.
    pub algorithm: bool,
    /// What the engine made of the prompt.
    pub account: Option<serde_json::Value>,
}
