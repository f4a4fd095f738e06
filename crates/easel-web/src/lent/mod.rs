//! The door for workers lent to the studio. No part of the public interface: both ends are this program
//! (`easel_domain::lent`), so it stands in no document; a test sweeps it all the same.

mod claim;
mod question;
mod settle;
mod token;

use crate::Web;
use axum::{
    Router,
    body::{Body, Bytes},
    extract::{DefaultBodyLimit, FromRequestParts, Path, Request, State},
    http::{StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
    routing::{get, post, put},
};
use easel_domain::{
    Beat, JobId, Operation, Spec,
    lent::{LEASE_MS, LentBeat, LentLeave, LentRef, LentWord, PICTURE_BYTES_MAX, WORDS_MAX},
    model::Channel,
};
use easel_door::{blob, carrier::bearer, clock, error::Problem, input::Json, secret::Secret};
use easel_store::{Claim, OfferedModel, StoreError, Work, WorkerToken};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use std::time::Duration;

pub(crate) use question::Questions;
pub(crate) use token::{
    __path_create_worker_token, __path_delete_worker_token, __path_export_worker_tokens,
    __path_list_worker_tokens,
};
pub(crate) use token::{create_worker_token, delete_worker_token, export_worker_tokens, list_worker_tokens};

/// Under which everything lies that lent workers ask and say.
pub(crate) const PATH: &str = "/api/v1/worker/";
/// A picture that isn't here by then won't come.
const PICTURE_TIME: Duration = Duration::from_secs(170);
/// Whoever finds every place for a picture taken waits this long for one, and comes again after so many seconds.
const PLACE_TIME: Duration = Duration::from_secs(5);
const PLACE_AGAIN_S: u32 = 3;
/// Pictures taken at once; each may take [`PICTURE_BYTES_MAX`] of memory. People's uploads have places of their own.
pub(crate) const PARCELS_AT_ONCE: usize = 4;
/// Most characters of a stage's key.
const STAGE_MAX: usize = 40;

/// A worker lent to the studio, by its token.
pub(crate) struct Lender {
    pub(crate) token: WorkerToken,
    hash: String,
}

impl FromRequestParts<Web> for Lender {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Problem> {
        let token: Secret = bearer(&parts.headers).ok_or_else(Problem::not_signed_in)?;
        let hash = token.fingerprint();
        let found = web.store().worker_token_find(&hash).await?;
        Ok(Self { token: found.ok_or_else(Problem::not_signed_in)?, hash })
    }
}

/// A job in the hands of the worker that says something about it. Everybody else is told that there is none.
pub(crate) struct Held {
    pub(crate) lender: Lender,
    pub(crate) claim: Claim,
}

impl Held {
    async fn find(web: &Web, lender: Lender, (job, attempt_no): (JobId, u32)) -> Result<Self, Problem> {
        let claim = web.store().lent_claim_get(&lender.token, job, attempt_no).await?;
        Ok(Self { lender, claim: claim.ok_or_else(Problem::not_found)? })
    }

    pub(crate) fn spec(&self) -> Result<&Spec, Problem> {
        match &self.claim.work {
            Work::Picture(spec) => Ok(spec),
            _ => Err(Problem::not_found()),
        }
    }
}

impl FromRequestParts<Web> for Held {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Problem> {
        let lender = Lender::from_request_parts(parts, web).await?;
        // Longer paths carry a place as well, which their handlers read by themselves.
        let named = match Path::<(JobId, u32)>::from_request_parts(parts, web).await {
            Ok(Path(named)) => named,
            Err(_) => match Path::<(JobId, u32, u32)>::from_request_parts(parts, web).await {
                Ok(Path((job, attempt_no, _))) => (job, attempt_no),
                Err(_) => return Err(Problem::not_found()),
            },
        };
        Self::find(web, lender, named).await
    }
}

/// What lent workers may ask and say.
pub(crate) fn router() -> Router<Web> {
    let job = |what: &str| format!("/api/v1/worker/jobs/{{job}}/{{attempt_no}}/{what}");
    Router::new()
        .route("/api/v1/worker/claims", post(claim::claim))
        .route(&job("beat"), post(beat))
        .route(&job("sent"), post(sent))
        .route(&job("accepted"), post(accepted))
        .route(&job("inputs/{place}"), get(input))
        .route(&job("pictures/{place}"), put(picture))
        .route(&job("settle"), post(settle::settle))
        // Bodies are bounded where they are read.
        .layer(DefaultBodyLimit::disable())
}

async fn beat(
    State(web): State<Web>,
    held: Held,
    Json(beat): Json<LentBeat>,
) -> Result<Json<LentWord>, Problem> {
    let stage = beat
        .stage
        .as_deref()
        .filter(|s| s.len() <= STAGE_MAX && s.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'));
    let progress = if beat.progress.is_finite() { beat.progress } else { 0.0 };
    match web.store().job_beat(&held.claim, (progress, stage), LEASE_MS, clock::now()).await? {
        Beat::Go => Ok(Json(LentWord::Go)),
        Beat::Cancel => Ok(Json(LentWord::Cancel)),
        Beat::Lost => Err(Problem::not_found()),
    }
}

async fn sent(State(web): State<Web>, held: Held) -> Result<Json<LentLeave>, Problem> {
    let spec = held.spec()?;
    let models = web.store().model_list().await?;
    let asked = (spec.model.as_str(), spec.operation());
    let Some((_, channel)) = lent_channel(&models, asked, held.claim.channel.as_deref()) else {
        return Ok(Json(LentLeave { granted: false }));
    };
    let granted = web.store().job_sent(&held.claim, &channel.key(), clock::now()).await?;
    Ok(Json(LentLeave { granted }))
}

async fn accepted(
    State(web): State<Web>,
    held: Held,
    Json(words): Json<LentRef>,
) -> Result<StatusCode, Problem> {
    if words.provider_ref.chars().count() > WORDS_MAX {
        return Err(Problem::invalid_field("provider_ref".to_owned()));
    }
    web.store().job_provider_ref(&held.claim, &words.provider_ref).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The bytes of a picture the job is made from.
async fn input(
    State(web): State<Web>,
    held: Held,
    Path((_, _, place)): Path<(JobId, u32, usize)>,
) -> Result<Response, Problem> {
    let files = web.store().job_inputs(&held.claim).await?.ok_or_else(Problem::not_found)?;
    let file = files.into_iter().nth(place).ok_or_else(Problem::not_found)?;
    let found = web.store().blobs().read(&file.name).await.map_err(StoreError::from)?;
    let body = blob::body(found.ok_or_else(Problem::not_found)?, file.bytes).await?;
    Ok(([(header::CONTENT_TYPE, "image/png"), (header::CACHE_CONTROL, "no-store")], body).into_response())
}

/// Takes a picture's bytes. Nothing looks into them here.
async fn picture(
    State(web): State<Web>,
    held: Held,
    Path((_, _, place)): Path<(JobId, u32, u32)>,
    request: Request,
) -> Result<StatusCode, Problem> {
    if place >= held.spec()?.count {
        return Err(Problem::invalid_field("place".to_owned()));
    }
    let room = tokio::time::timeout(PLACE_TIME, web.parcel_places().acquire()).await;
    let _room = room.ok().and_then(Result::ok).ok_or_else(|| Problem::too_many_requests(PLACE_AGAIN_S))?;
    let bytes = read(request.into_body()).await?;
    let Held { lender, claim } = held;
    let kept = web.store().parcel_put((&lender.token, &claim), place, bytes, clock::now()).await?;
    if kept { Ok(StatusCode::NO_CONTENT) } else { Err(Problem::not_found()) }
}

async fn read(body: Body) -> Result<Bytes, Problem> {
    match tokio::time::timeout(PICTURE_TIME, Limited::new(body, PICTURE_BYTES_MAX).collect()).await {
        Ok(Ok(collected)) => Ok(collected.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(Problem::too_large()),
        Ok(Err(_)) | Err(_) => Err(Problem::invalid_body()),
    }
}

/// The best way by which lent workers make this, with its model; `only` is the one that is being tested.
fn lent_channel<'a>(
    models: &'a [OfferedModel],
    (name, operation): (&str, Operation),
    only: Option<&str>,
) -> Option<(&'a OfferedModel, &'a Channel)> {
    let offered = models.iter().find(|m| m.model.name == name)?;
    let ways = offered.model.channels.iter().filter(|c| {
        let key = c.key();
        offered.lent.contains(&key)
            && c.operations.contains(&operation)
            && only.is_none_or(|only| only == key)
    });
    Some((offered, ways.min_by_key(|c| c.priority)?))
}
