//! How a lent attempt ended, as its worker tells it: taken at its word only where that costs nobody anything.

use super::{Held, lent_channel};
use crate::Web;
use axum::{extract::State, http::StatusCode};
use easel_domain::{
    Beat, Failure, FailureCode, Operation, Outcome, Spec,
    job::RetryPolicy,
    lent::{LEASE_MS, LentOutcome, LentPictures, WORDS_MAX},
    model::Channel,
    routing::{Cost, CostSource, Health},
};
use easel_door::{clock, error::Problem, input::Json};
use easel_store::{AttemptNote, Delivery, Elsewhere, HandIn, OfferedModel, Settled};

/// Most bytes of what an engine made of a prompt.
const ACCOUNT_BYTES_MAX: usize = 20_000;
/// A job handed back isn't offered again at once.
const HANDED_BACK_MS: i64 = 1_000;

pub(super) async fn settle(
    State(web): State<Web>,
    held: Held,
    Json(said): Json<LentOutcome>,
) -> Result<StatusCode, Problem> {
    let models = web.store().model_list().await?;
    let spec = held.spec()?.clone();
    let ending = Ending { web: &web, held: &held, spec: &spec, operation: spec.operation(), models: &models };
    let settled = match said {
        LentOutcome::Pictures(pictures) => return ending.pictures(pictures).await,
        LentOutcome::Rejected { code, detail } if is_refusal(code) => {
            ending.well().await?;
            ending.settle(Outcome::Rejected(Failure { code, detail: cut(&detail) }), false).await?
        }
        LentOutcome::Rejected { detail, .. } => ending.failed(&detail, true, true).await?,
        LentOutcome::Failed { detail, retry, ill } => ending.failed(&detail, retry, ill).await?,
        LentOutcome::Unknown { detail } => {
            let provider_ref = Some(cut(detail.as_deref().unwrap_or("")));
            ending.settle(Outcome::Unknown { provider_ref }, false).await?
        }
        LentOutcome::Cancelled => ending.cancelled().await?,
        LentOutcome::HandedBack => ending.settle(failure("handed back", true), true).await?,
    };
    match settled {
        Settled::Done(_) => Ok(StatusCode::NO_CONTENT),
        Settled::Fenced => Err(Problem::not_found()),
    }
}

/// An attempt at its end.
struct Ending<'a> {
    web: &'a Web,
    held: &'a Held,
    spec: &'a Spec,
    operation: Operation,
    models: &'a [OfferedModel],
}

impl Ending<'_> {
    fn channel(&self) -> Option<(&OfferedModel, &Channel)> {
        lent_channel(self.models, (&self.spec.model, self.operation), self.held.claim.channel.as_deref())
    }

    fn note(&self) -> AttemptNote {
        AttemptNote {
            channel: self.channel().map(|(_, channel)| channel.key()),
            operation: Some(self.operation),
            ..AttemptNote::default()
        }
    }

    async fn pictures(&self, mut pictures: LentPictures) -> Result<StatusCode, Problem> {
        let count = u32::try_from(pictures.seeds.len()).unwrap_or(u32::MAX);
        if count == 0 || count > self.spec.count {
            return Err(Problem::invalid_field("seeds".to_owned()));
        }
        pictures.account = pictures.account.filter(|a| a.to_string().len() <= ACCOUNT_BYTES_MAX);
        let mut note = self.note();
        // What the operator owes for it stands in the operator's own table: the worker isn't asked.
        let micros =
            self.channel().and_then(|(_, c)| c.table_cost(&self.spec.tier, &self.spec.quality, count));
        note.cost = micros.map(|micros| Cost { micros, source: CostSource::Table });
        let hand_in = HandIn {
            attempt_no: self.held.claim.attempt_no,
            channel: note.channel.clone().unwrap_or_default(),
            worker: self.held.lender.token.key(),
            pictures,
            files: Vec::new(),
        };
        if self.web.store().job_hand_in(&self.held.claim, hand_in, note, clock::now()).await? {
            // How well it stands is told by whoever looks into the pictures.
            return Ok(StatusCode::NO_CONTENT);
        }
        let (token, claim) = (&self.held.lender.token, &self.held.claim);
        match self.web.store().lent_claim_get(token, claim.job, claim.attempt_no).await? {
            Some(_) => Err(Problem::invalid_field("seeds".to_owned())),
            None => Err(Problem::not_found()),
        }
    }

    async fn failed(&self, detail: &str, retry: bool, ill: bool) -> Result<Settled, Problem> {
        if ill {
            let key = self.held.lender.token.key();
            let (store, detail) = (self.web.store(), cut(detail));
            store.channel_heard(&key, self.operation, Health::Ill, Some(&detail), clock::now()).await?;
        }
        // A test is to tell how this channel does now: a second try would only hide the first.
        let retry = retry && self.held.claim.channel.is_none();
        self.settle(failure(detail, retry), false).await
    }

    /// Only who asked for it may call it off; a worker that gives up has failed.
    async fn cancelled(&self) -> Result<Settled, Problem> {
        let beat = self.web.store().job_beat(&self.held.claim, (0.0, None), LEASE_MS, clock::now()).await?;
        match beat {
            Beat::Cancel => self.settle(Outcome::Cancelled, false).await,
            Beat::Go => self.failed("the worker gave up", true, true).await,
            Beat::Lost => Ok(Settled::Fenced),
        }
    }

    /// A worker that answers as it should stands well, whatever was before.
    async fn well(&self) -> Result<(), Problem> {
        let (store, key, now) = (self.web.store(), self.held.lender.token.key(), clock::now());
        if store.channel_standings(now).await?.knows(&key, self.operation) {
            store.channel_heard(&key, self.operation, Health::Well, None, now).await?;
        }
        Ok(())
    }

    async fn settle(&self, outcome: Outcome<Delivery>, deferred: bool) -> Result<Settled, Problem> {
        let now = clock::now();
        let mut policy = RetryPolicy::default();
        let mut note = AttemptNote { deferred, ..self.note() };
        if deferred {
            note.channel = None;
            note.not_before = Some(now.plus_ms(HANDED_BACK_MS));
        } else if matches!(outcome, Outcome::Failed { retry: true, .. }) && self.held.claim.channel.is_none()
        {
            note.elsewhere = self.inside();
            if note.elsewhere.is_some() {
                policy.backoff_ms = 0;
            }
        }
        Ok(self.web.store().job_settle(&self.held.claim, outcome, note, policy, now).await?)
    }

    /// Where the job goes on without lent workers, if the house has a way of its own.
    fn inside(&self) -> Option<Elsewhere> {
        self.channel()?.0.inside(self.operation)
    }
}

fn failure(detail: &str, retry: bool) -> Outcome<Delivery> {
    Outcome::Failed { failure: Failure { code: FailureCode::Engine, detail: cut(detail) }, retry }
}

const fn is_refusal(code: FailureCode) -> bool {
    matches!(code, FailureCode::RefusedPrompt | FailureCode::RefusedPicture)
}

fn cut(words: &str) -> String {
    words.chars().take(WORDS_MAX).collect()
}
