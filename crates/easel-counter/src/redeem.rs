//! Redeem codes: made by administrators, told once, redeemed by people.

use axum::{extract::State, http::StatusCode, response::Response};
use easel_domain::{Credits, RedeemBatchId, RedeemCode, Timestamp, redeem};
use easel_door::{
    Door,
    carrier::{Client, Needs, Signed, may},
    clock::{self, rfc3339},
    csv::{self, Column, Column::Plain, Column::Text},
    error::{Problem, ProblemBody},
    input::{Json, Words, expires_at, made_id},
    page::{self, PageParams},
    secret::Secret,
};
use easel_till::{NewRedeemBatch, RedeemError};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

easel_door::pages! {
    /// A page of batches of redeem codes.
    RedeemBatchPage of RedeemBatch;
}

/// A code, as somebody types it.
#[derive(Deserialize, ToSchema)]
pub(crate) struct RedemptionRequest {
    #[schema(value_type = String)]
    code: Secret,
}

/// What a code gave.
#[derive(Serialize, ToSchema)]
pub(crate) struct Redemption {
    credits: i64,
}

/// Codes to be made.
#[derive(Deserialize, ToSchema)]
pub(crate) struct RedeemBatchRequest {
    /// Made by the asker, version 7.
    #[schema(nullable = false)]
    id: Option<String>,
    /// What the operator calls them: 1 to 80 characters.
    name: String,
    /// What each gives, from 1 on.
    credits: i64,
    /// How many: 1 to 1,000.
    count: u32,
    /// Whether each person can redeem one of them only; so without it.
    once_per_person: Option<bool>,
    /// Until when they are good; for ever without it.
    expires_at: Option<String>,
}

/// Codes made together.
#[derive(Serialize, ToSchema)]
pub(crate) struct RedeemBatch {
    id: String,
    name: String,
    /// What each gives.
    credits: i64,
    count: i64,
    redeemed: i64,
    once_per_person: bool,
    #[schema(required)]
    expires_at: Option<String>,
    created_at: String,
    /// Told once, when they are made: the studio keeps only their hashes.
    #[schema(required)]
    codes: Option<Vec<String>>,
}

impl From<easel_till::RedeemBatch> for RedeemBatch {
    fn from(batch: easel_till::RedeemBatch) -> Self {
        Self {
            id: batch.id.to_string(),
            name: batch.name,
            credits: batch.credits,
            count: batch.codes,
            redeemed: batch.redeemed,
            once_per_person: batch.once_per_person,
            expires_at: batch.expires_at.map(rfc3339),
            created_at: rfc3339(batch.created_at),
            codes: None,
        }
    }
}

/// What is kept and looked for instead of a code.
fn hash(code: &RedeemCode) -> String {
    Secret::new(code.reveal().to_owned()).fingerprint()
}

/// Redeems a code.
#[utoipa::path(post, path = "/api/v1/redemptions", tag = "payments", request_body = RedemptionRequest,
    responses((status = 201, body = Redemption), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 429, body = ProblemBody)))]
pub(crate) async fn create_redemption(
    State(door): State<Door>,
    Client(ip): Client,
    signed: Signed,
    Json(request): Json<RedemptionRequest>,
) -> Result<(StatusCode, Json<Redemption>), Problem> {
    door.gates().redeem_client.check(ip)?;
    door.gates().redeem.check(signed.actor.user_id)?;
    let code = RedeemCode::parse(request.code.reveal()).ok_or(RedeemError::Unknown)?;
    let credits = door.till().code_redeem(&signed.actor, hash(&code), clock::now()).await?;
    Ok((StatusCode::CREATED, Json(Redemption { credits: credits.get() })))
}

/// Every batch of codes, newest first.
#[utoipa::path(get, path = "/api/v1/admin/redeem-batches", tag = "admin", params(PageParams),
    responses((status = 200, body = RedeemBatchPage), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody)))]
pub(crate) async fn list_redeem_batches(
    State(door): State<Door>,
    _: Needs<may::Money>,
    words: Words,
) -> Result<Json<RedeemBatchPage>, Problem> {
    let (limit, before) = (page::limit(&words)?, page::after::<(Timestamp, RedeemBatchId)>(&words)?);
    let rows = door.till().redeem_batch_list(before, limit + 1).await?;
    let (rows, next_cursor) = page::cut(rows, limit, |row| (row.created_at, row.id));
    Ok(Json(RedeemBatchPage { items: rows.into_iter().map(RedeemBatch::from).collect(), next_cursor }))
}

/// The same as CSV; the codes themselves are told once and are not in it.
#[utoipa::path(get, path = "/api/v1/admin/redeem-batches.csv", tag = "admin",
    responses((status = 200, body = String, content_type = "text/csv"), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody)))]
pub(crate) async fn export_redeem_batches(
    State(door): State<Door>,
    _: Needs<may::Money>,
    signed: Signed,
) -> Result<Response, Problem> {
    door.store().list_exported(&signed.actor, "redeem.export", clock::now()).await?;
    let till = door.till().clone();
    let read = move |before| {
        let till = till.clone();
        async move { till.redeem_batch_list(before, csv::CHUNK).await }
    };
    Ok(csv::table("redeem-batches.csv", COLUMNS, |row| (row.created_at, row.id), read))
}

const COLUMNS: &[Column<easel_till::RedeemBatch>] = &[
    Plain("id", |row| row.id.to_string()),
    Text("name", |row| row.name.clone()),
    Plain("credits", |row| row.credits.to_string()),
    Plain("count", |row| row.codes.to_string()),
    Plain("redeemed", |row| row.redeemed.to_string()),
    Plain("once_per_person", |row| row.once_per_person.to_string()),
    Plain("expires_at", |row| csv::at(row.expires_at)),
    Plain("created_at", |row| rfc3339(row.created_at)),
];

/// Makes codes; the answer is the only place where they are told.
#[utoipa::path(post, path = "/api/v1/admin/redeem-batches", tag = "admin", request_body = RedeemBatchRequest,
    responses((status = 201, body = RedeemBatch), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub(crate) async fn create_redeem_batch(
    State(door): State<Door>,
    _: Needs<may::Money>,
    signed: Signed,
    Json(request): Json<RedeemBatchRequest>,
) -> Result<(StatusCode, Json<RedeemBatch>), Problem> {
    let (id, now) = (RedeemBatchId(made_id(request.id.as_deref())?), clock::now());
    let name = redeem::batch_name(&request.name).ok_or_else(|| {
        Problem::invalid("invalid_name", "invalid_batch_name", "name").at_most(redeem::NAME_MAX)
    })?;
    let credits = Credits::new(request.credits).filter(|c| (1..=redeem::CREDITS_MAX).contains(&c.get()));
    let credits = credits.ok_or_else(|| Problem::invalid_credits(redeem::CREDITS_MAX))?;
    if !(1..=redeem::CODES_MAX).contains(&request.count) {
        return Err(
            Problem::invalid("invalid_count", "invalid_codes", "count").plain("max", redeem::CODES_MAX)
        );
    }
    let expires_at = request.expires_at.as_deref().map(|text| expires_at(text, now)).transpose()?;
    let once_per_person = request.once_per_person.unwrap_or(true);
    let mut codes = Vec::new();
    for _ in 0..request.count {
        codes.push(RedeemCode::new(clock::random()?));
    }
    let hashes = codes.iter().map(hash).collect();
    let new = NewRedeemBatch { id, name: name.clone(), credits, once_per_person, expires_at, hashes };
    door.till().redeem_batch_create(&signed.actor, new, now).await?;
    let made = RedeemBatch {
        id: id.to_string(),
        name,
        credits: credits.get(),
        count: i64::from(request.count),
        redeemed: 0,
        once_per_person,
        expires_at: expires_at.map(rfc3339),
        created_at: rfc3339(now),
        codes: Some(codes.iter().map(RedeemCode::grouped).collect()),
    };
    Ok((StatusCode::CREATED, Json(made)))
}
