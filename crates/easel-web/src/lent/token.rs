//! Tokens of lent workers, as administrators make and end them.

use crate::Web;
use axum::{extract::State, http::StatusCode, response::Response};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use easel_domain::lent::TOKEN_PREFIX;
use easel_door::{
    carrier::{Needs, Signed, may},
    clock::{self, rfc3339},
    csv::{self, Column, Column::Plain, Column::Text},
    error::{Problem, ProblemBody},
    input::{Json, PathId},
    secret::Secret,
};
use easel_store::{NewWorkerToken, WorkerToken, WorkerTokenSeen};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Most characters of a worker's name.
const NAME_MAX: usize = 60;

/// A worker lent to the studio.
#[derive(Serialize, ToSchema)]
pub(crate) struct LentWorker {
    id: String,
    name: String,
    created_at: String,
    /// When it last asked for work.
    seen_at: Option<String>,
    /// What it had room for then, as `model#operation`.
    offers: Vec<String>,
    /// Jobs in its hands.
    running: i64,
}

/// Every worker lent to the studio.
#[derive(Serialize, ToSchema)]
pub(crate) struct LentWorkerPage {
    items: Vec<LentWorker>,
}

/// A worker to be lent to the studio.
#[derive(Deserialize, ToSchema)]
pub(crate) struct NewLentWorker {
    /// 1 to 60 characters, its own among the workers there are.
    name: String,
}

/// A worker with its token, which is shown this once.
#[derive(Serialize, ToSchema)]
pub(crate) struct MadeLentWorker {
    id: String,
    name: String,
    token: String,
}

/// The workers lent to the studio.
#[utoipa::path(get, path = "/api/v1/admin/worker-tokens", tag = "admin",
    responses((status = 200, body = LentWorkerPage), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub(crate) async fn list_worker_tokens(
    State(web): State<Web>,
    _: Needs<may::Models>,
) -> Result<Json<LentWorkerPage>, Problem> {
    let items = web.store().worker_tokens().await?.into_iter().map(LentWorker::of).collect();
    Ok(Json(LentWorkerPage { items }))
}

/// The same as CSV.
#[utoipa::path(get, path = "/api/v1/admin/worker-tokens.csv", tag = "admin",
    responses((status = 200, body = String, content_type = "text/csv"), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub(crate) async fn export_worker_tokens(
    State(web): State<Web>,
    _: Needs<may::Models>,
) -> Result<Response, Problem> {
    Ok(csv::whole("workers.csv", COLUMNS, &web.store().worker_tokens().await?))
}

const COLUMNS: &[Column<WorkerTokenSeen>] = &[
    Plain("id", |seen| seen.token.id.to_string()),
    Text("name", |seen| seen.token.name.clone()),
    Plain("created_at", |seen| rfc3339(seen.created_at)),
    Plain("seen_at", |seen| csv::at(seen.seen_at)),
    Text("offers", |seen| seen.offers.join(" ")),
    Plain("running", |seen| seen.running.to_string()),
];

/// Makes a token for a worker to be lent to the studio.
#[utoipa::path(post, path = "/api/v1/admin/worker-tokens", tag = "admin", request_body = NewLentWorker,
    responses((status = 201, body = MadeLentWorker), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub(crate) async fn create_worker_token(
    State(web): State<Web>,
    _: Needs<may::Models>,
    signed: Signed,
    Json(new): Json<NewLentWorker>,
) -> Result<(StatusCode, Json<MadeLentWorker>), Problem> {
    let name = new.name.trim().to_owned();
    if name.is_empty() || name.chars().count() > NAME_MAX || name.chars().any(char::is_control) {
        return Err(Problem::invalid("invalid_name", "invalid_name", "name").at_most(NAME_MAX));
    }
    let token = Secret::new(format!("{TOKEN_PREFIX}{}", URL_SAFE_NO_PAD.encode(clock::random::<32>()?)));
    let new = NewWorkerToken { name, hash: token.fingerprint() };
    let made = web.store().worker_token_create(Some(&signed.actor), new, clock::now()).await?;
    let WorkerToken { id, name } = made.ok_or_else(Problem::name_taken)?;
    let made = MadeLentWorker { id: id.to_string(), name, token: token.reveal().to_owned() };
    Ok((StatusCode::CREATED, Json(made)))
}

/// Ends a worker's token. What it has in its hands goes to others.
#[utoipa::path(delete, path = "/api/v1/admin/worker-tokens/{id}", tag = "admin", params(("id" = String, Path)),
    responses((status = 204), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn delete_worker_token(
    State(web): State<Web>,
    _: Needs<may::Models>,
    signed: Signed,
    PathId(id): PathId<Uuid>,
) -> Result<StatusCode, Problem> {
    if web.store().worker_token_revoke(Some(&signed.actor), id, clock::now()).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::not_found())
    }
}

impl LentWorker {
    fn of(seen: WorkerTokenSeen) -> Self {
        let WorkerTokenSeen { token, created_at, seen_at, offers, running } = seen;
        Self {
            id: token.id.to_string(),
            name: token.name,
            created_at: rfc3339(created_at),
            seen_at: seen_at.map(rfc3339),
            offers,
            running,
        }
    }
}
