//! A lent worker's question for work, and the wait for its answer.

use super::{Lender, lent_channel, question::Place};
use crate::Web;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use easel_domain::{
    Failure, FailureCode, Lane, Outcome, Timestamp, UserId,
    job::RetryPolicy,
    lent::{LEASE_MS, LentInput, LentJob, OFFERS_MAX, Offer, PROTOCOL, Question},
    model::ChannelState,
    routing::May,
};
use easel_door::{clock, error::Problem, input::Json};
use easel_store::{AttemptNote, Claim, Wake, Wakes, Work, WorkerToken, asks, asks_lent};
use sha2::{Digest, Sha256};
use std::time::Duration;
use uuid::Uuid;

/// Two looks are this far apart, however often something happens.
const LOOK_PAUSE: Duration = Duration::from_millis(50);
/// A wake may be lost, and a job may become ready by itself: without one it is looked this often.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Answers with a job, or after a while with nothing.
pub(super) async fn claim(
    State(web): State<Web>,
    lender: Lender,
    Json(question): Json<Question>,
) -> Result<Response, Problem> {
    if question.protocol != PROTOCOL {
        return Err(Problem::invalid_field("protocol".to_owned()));
    }
    if question.offers.len() > OFFERS_MAX {
        return Err(Problem::invalid_field("offers".to_owned()));
    }
    let place = web.lent_questions().enter(lender.token.id).ok_or_else(|| Problem::too_many_requests(5))?;
    let (begun, mut wakes) = (clock::tick(), web.store().wakes());
    let mut told: Option<Vec<String>> = None;
    loop {
        let now = clock::now();
        // A token ended meanwhile gets nothing more.
        if web.store().worker_token_find(&lender.hash).await?.is_none() {
            return Err(Problem::not_signed_in());
        }
        let wanted = wanted(&web, &lender.token, &question.offers, now).await?;
        if !wanted.is_empty()
            && let Some(claim) = web.store().lent_claim(&lender.token, &wanted, LEASE_MS, now).await?
        {
            if let Some(job) = lend(&web, &lender.token, claim).await? {
                leave(&web, &lender.token, &place).await?;
                return Ok(Json(job).into_response());
            }
            continue;
        }
        let together = place.offer(wanted);
        if told.as_ref() != Some(&together) {
            web.store().lent_waits(&lender.token, Some(&together), now).await?;
            told = Some(together);
        }
        let left = web.options().lent_wait.saturating_sub(begun.elapsed());
        if left.is_zero() {
            leave(&web, &lender.token, &place).await?;
            return Ok(StatusCode::NO_CONTENT.into_response());
        }
        // Either way it is looked again; a crowd of wakes is one reason to look.
        let looked = clock::tick();
        let _ = tokio::time::timeout(left.min(LOOK_EVERY), news(&mut wakes)).await;
        tokio::time::sleep(LOOK_PAUSE.saturating_sub(looked.elapsed()).min(left)).await;
    }
}

/// Waits no more; the worker's other questions may.
async fn leave(web: &Web, token: &WorkerToken, place: &Place) -> Result<(), Problem> {
    let together = place.offer(Vec::new());
    let rest = (!together.is_empty()).then_some(together.as_slice());
    web.store().lent_waits(token, rest, clock::now()).await?;
    Ok(())
}

async fn news(wakes: &mut Wakes) {
    loop {
        match wakes.next().await {
            Wake::Everything | Wake::Channels | Wake::Lane(Lane::Remote | Lane::Gpu | Lane::Cpu) => return,
            Wake::Lane(_) | Wake::User(_) | Wake::Over(_) => {}
        }
    }
}

/// Which of the offers the operator wants from lent workers, and from this one as it stands.
async fn wanted(
    web: &Web,
    token: &WorkerToken,
    offers: &[Offer],
    now: Timestamp,
) -> Result<Vec<String>, Problem> {
    let models = web.store().model_list().await?;
    let standings = web.store().channel_standings(now).await?;
    let open =
        |key: &str, operation| matches!(standings.may(key, operation, now), Some(May::Ask | May::Probe));
    let mut wanted = Vec::new();
    for Offer { model, operation } in offers {
        let Some((_, channel)) = lent_channel(&models, (model, *operation), None) else { continue };
        if channel.state == ChannelState::Active
            && open(&channel.key(), *operation)
            && open(&token.key(), *operation)
        {
            wanted.push(asks(model, *operation));
        }
        // An administrator may test what rests.
        wanted.push(asks_lent(model, *operation));
    }
    Ok(wanted)
}

/// The job in the words of the line. `None` when it has just failed because a picture it needs is gone.
async fn lend(web: &Web, token: &WorkerToken, claim: Claim) -> Result<Option<LentJob>, Problem> {
    let (store, now) = (web.store(), clock::now());
    let Work::Picture(spec) = &claim.work else { return Ok(None) };
    let Some(files) = store.job_inputs(&claim).await? else {
        let failure =
            Failure { code: FailureCode::InputGone, detail: "a picture it needs was deleted".to_owned() };
        let outcome = Outcome::Failed { failure, retry: false };
        store.job_settle(&claim, outcome, AttemptNote::default(), RetryPolicy::default(), now).await?;
        return Ok(None);
    };
    // Whether this worker stood badly shows with this very job.
    if store.channel_standings(now).await?.may(&token.key(), spec.operation(), now) == Some(May::Probe) {
        store.channel_probe(&token.key(), spec.operation(), now).await?;
    }
    Ok(Some(LentJob {
        job: claim.job,
        attempt_no: claim.attempt_no,
        asker: pseudonym(token, claim.owner),
        spec: (**spec).clone(),
        time_left_ms: claim.deadline_at.since_ms(now),
        resume: store.lent_ref(token, &claim).await?,
        inputs: files
            .iter()
            .map(|f| LentInput { bytes: f.bytes, width: f.width, height: f.height })
            .collect(),
    }))
}

/// The same for the same person and worker, and telling nothing to anybody else.
fn pseudonym(token: &WorkerToken, owner: UserId) -> UserId {
    let digest = Sha256::digest(format!("{} {owner}", token.key()));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    UserId(Uuid::from_bytes(bytes))
}
