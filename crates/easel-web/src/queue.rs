//! What people asked for, for those who help them: how it stands, what was tried, calling off and trying at once.

use crate::Web;
use axum::{extract::State, response::Response};
use easel_domain::{GenerationId, Timestamp};
use easel_door::{
    carrier::{Needs, Signed, may},
    clock::{self, rfc3339},
    csv::{self, Column, Column::Plain, Column::Text},
    error::{Problem, ProblemBody},
    input::{Json, PathId, Words, reason},
    page,
    view::State as GenerationState,
};
use easel_store::{QueueFilter, QueuedJob};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Most characters of what tasks are looked for by.
const WORDS_MAX: usize = 200;
/// What a list can be narrowed to: a state, or all that isn't over.
const STATES: [&str; 7] = ["open", "queued", "running", "succeeded", "failed", "rejected", "cancelled"];

easel_door::pages! {
    /// A page of what people asked for.
    AdminJobPage of AdminJob;
}

/// What somebody asked for, without their words.
#[derive(Serialize, ToSchema)]
pub(crate) struct AdminJob {
    /// The task id that people quote.
    id: String,
    owner_id: String,
    owner_name: String,
    owner_email: String,
    model: String,
    state: GenerationState,
    count: i64,
    delivered: i64,
    /// Credits that were set aside for it.
    held: i64,
    /// Credits it took.
    captured: i64,
    /// The class of its failure.
    #[schema(required)]
    failure: Option<String>,
    created_at: String,
    #[schema(required)]
    finished_at: Option<String>,
    /// How many times it was taken up.
    attempts: i64,
    /// The channel of its last attempt.
    #[schema(required)]
    channel: Option<String>,
}

/// One try.
#[derive(Serialize, ToSchema)]
pub(crate) struct AdminAttempt {
    no: i64,
    worker: String,
    #[schema(required)]
    channel: Option<String>,
    claimed_at: String,
    /// Null when nobody outside was asked.
    #[schema(required)]
    sent_at: Option<String>,
    #[schema(required)]
    finished_at: Option<String>,
    /// From its beginning to its end.
    #[schema(required)]
    took_ms: Option<i64>,
    #[schema(required)]
    outcome: Option<String>,
    /// What was said of it.
    #[schema(required)]
    detail: Option<String>,
    /// What it cost the operator, in millionths of a US dollar; null where nobody knows.
    #[schema(required)]
    cost_usd_micros: Option<i64>,
}

/// Where one that isn't over stands.
#[derive(Serialize, ToSchema)]
pub(crate) struct AdminJobStanding {
    lane: String,
    /// Not to be taken up before this.
    run_at: String,
    /// Given up then.
    deadline_at: String,
    /// Of 1,000.
    progress: i64,
    #[schema(required)]
    stage: Option<String>,
    /// It stops with its worker's next beat.
    cancel_requested: bool,
    /// Whether it waits for a next try that can be made at once.
    waits_for_retry: bool,
}

/// One of them, with what was tried.
#[derive(Serialize, ToSchema)]
pub(crate) struct AdminJobDetail {
    #[serde(flatten)]
    job: AdminJob,
    /// Null for what is over.
    #[schema(required)]
    standing: Option<AdminJobStanding>,
    tries: Vec<AdminAttempt>,
}

/// Why somebody's pictures are called off.
#[derive(Deserialize, ToSchema)]
pub(crate) struct JobDecision {
    /// 1 to 500 characters, for the log.
    reason: String,
}

impl From<QueuedJob> for AdminJob {
    fn from(job: QueuedJob) -> Self {
        Self {
            id: job.id.to_string(),
            owner_id: job.owner.to_string(),
            owner_name: job.owner_name,
            owner_email: job.owner_email,
            model: job.model,
            state: job.state.into(),
            count: job.count,
            delivered: job.delivered,
            held: job.held,
            captured: job.captured,
            failure: job.failure,
            created_at: rfc3339(job.created_at),
            finished_at: job.finished_at.map(rfc3339),
            attempts: job.attempts,
            channel: job.channel,
        }
    }
}

/// What people asked for, newest first.
#[utoipa::path(get, path = "/api/v1/admin/jobs", tag = "admin",
    params(page::PageParams, ("q" = Option<String>, Query, nullable = false, description = "A task id, or part of a person's name or address, or their id"),
        ("state" = Option<String>, Query, nullable = false, description = "In this state, or `open` for what isn't over"),
        ("model" = Option<String>, Query, nullable = false, description = "With this model only")),
    responses((status = 200, body = AdminJobPage), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody)))]
pub(crate) async fn list_admin_jobs(
    State(web): State<Web>,
    _: Needs<may::Overview>,
    words: Words,
) -> Result<Json<AdminJobPage>, Problem> {
    let (filter, limit) = (filter(&words)?, page::limit(&words)?);
    let rows = web.store().queue(filter, page::after(&words)?, limit + 1).await?;
    let (rows, next_cursor) = page::cut(rows, limit, |job| (job.created_at, job.id));
    Ok(Json(AdminJobPage { items: rows.into_iter().map(AdminJob::from).collect(), next_cursor }))
}

fn filter(words: &Words) -> Result<QueueFilter, Problem> {
    let word =
        |name: &str| -> String { words.get(name).unwrap_or_default().chars().take(WORDS_MAX).collect() };
    let state = word("state");
    if !state.is_empty() && !STATES.contains(&state.as_str()) {
        return Err(Problem::invalid_field("state".to_owned()));
    }
    Ok(QueueFilter { words: word("q"), state, model: word("model") })
}

/// The same as CSV.
#[utoipa::path(get, path = "/api/v1/admin/jobs.csv", tag = "admin",
    params(("q" = Option<String>, Query, nullable = false, description = "As in the list"),
        ("state" = Option<String>, Query, nullable = false, description = "As in the list"),
        ("model" = Option<String>, Query, nullable = false, description = "As in the list")),
    responses((status = 200, body = String, content_type = "text/csv"), (status = 400, body = ProblemBody),
        (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub(crate) async fn export_admin_jobs(
    State(web): State<Web>,
    _: Needs<may::Overview>,
    signed: Signed,
    words: Words,
) -> Result<Response, Problem> {
    let filter = filter(&words)?;
    web.store().list_exported(&signed.actor, "jobs.export", clock::now()).await?;
    let store = web.store().clone();
    let read = move |after| {
        let (store, filter) = (store.clone(), filter.clone());
        async move { store.queue(filter, after, csv::CHUNK).await }
    };
    Ok(csv::table("jobs.csv", COLUMNS, |job| (job.created_at, job.id), read))
}

const COLUMNS: &[Column<QueuedJob>] = &[
    Plain("id", |job| job.id.to_string()),
    Plain("owner_id", |job| job.owner.to_string()),
    Text("owner_name", |job| job.owner_name.clone()),
    Text("owner_email", |job| job.owner_email.clone()),
    Text("model", |job| job.model.clone()),
    Plain("state", |job| job.state.as_str().to_owned()),
    Plain("count", |job| job.count.to_string()),
    Plain("delivered", |job| job.delivered.to_string()),
    Plain("held", |job| job.held.to_string()),
    Plain("captured", |job| job.captured.to_string()),
    Text("failure", |job| csv::some(job.failure.as_ref())),
    Plain("created_at", |job| rfc3339(job.created_at)),
    Plain("finished_at", |job| csv::at(job.finished_at)),
    Plain("attempts", |job| job.attempts.to_string()),
    Text("channel", |job| csv::some(job.channel.as_ref())),
];

/// One of them: how it stands, and each try.
#[utoipa::path(get, path = "/api/v1/admin/jobs/{id}", tag = "admin", params(("id" = String, Path)),
    responses((status = 200, body = AdminJobDetail), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody)))]
pub(crate) async fn get_admin_job(
    State(web): State<Web>,
    _: Needs<may::Overview>,
    PathId(id): PathId<GenerationId>,
) -> Result<Json<AdminJobDetail>, Problem> {
    Ok(Json(detail(&web, id).await?))
}

/// Calls somebody's pictures off: nothing is charged, and what was set aside is theirs again.
#[utoipa::path(post, path = "/api/v1/admin/jobs/{id}/cancel", tag = "admin", params(("id" = String, Path)),
    request_body = JobDecision,
    responses((status = 200, body = AdminJobDetail), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub(crate) async fn cancel_admin_job(
    State(web): State<Web>,
    _: Needs<may::Suspend>,
    signed: Signed,
    PathId(id): PathId<GenerationId>,
    Json(decision): Json<JobDecision>,
) -> Result<Json<AdminJobDetail>, Problem> {
    web.store().queue_cancel(&signed.actor, id, reason(&decision.reason)?, clock::now()).await?;
    Ok(Json(detail(&web, id).await?))
}

/// Has a job that waits for its next try tried at once. It is the same job with the same hold: nothing is charged twice.
#[utoipa::path(post, path = "/api/v1/admin/jobs/{id}/retry", tag = "admin", params(("id" = String, Path)),
    responses((status = 200, body = AdminJobDetail), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub(crate) async fn create_admin_job_retry(
    State(web): State<Web>,
    _: Needs<may::Suspend>,
    signed: Signed,
    PathId(id): PathId<GenerationId>,
) -> Result<Json<AdminJobDetail>, Problem> {
    web.store().queue_retry(&signed.actor, id, clock::now()).await?;
    Ok(Json(detail(&web, id).await?))
}

async fn detail(web: &Web, id: GenerationId) -> Result<AdminJobDetail, Problem> {
    let found = web.store().queue_get(id).await?.ok_or_else(Problem::not_found)?;
    let now = clock::now();
    let standing =
        found.standing.filter(|standing| standing.state != "done").map(|standing| AdminJobStanding {
            waits_for_retry: standing.state == "available" && standing.run_at > now,
            lane: standing.lane,
            run_at: rfc3339(standing.run_at),
            deadline_at: rfc3339(standing.deadline_at),
            progress: standing.progress,
            stage: standing.stage,
            cancel_requested: standing.cancel_requested,
        });
    let took = |from: Timestamp, to: Option<Timestamp>| to.map(|to| to.since_ms(from).max(0));
    let tries = found.attempts.into_iter().map(|one| AdminAttempt {
        no: one.no,
        worker: one.worker,
        channel: one.channel,
        took_ms: took(one.claimed_at, one.finished_at),
        claimed_at: rfc3339(one.claimed_at),
        sent_at: one.sent_at.map(rfc3339),
        finished_at: one.finished_at.map(rfc3339),
        outcome: one.outcome,
        detail: one.detail,
        cost_usd_micros: one.cost_micros,
    });
    Ok(AdminJobDetail { tries: tries.collect(), job: found.job.into(), standing })
}
