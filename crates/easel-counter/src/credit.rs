//! Credits given or taken by hand.

use axum::{extract::State, http::StatusCode};
use easel_domain::{CreditChangeId, EmailAddress};
use easel_door::{
    Door,
    carrier::{Needs, Signed, may},
    clock,
    error::{Problem, ProblemBody},
    input::{Json, made_id, reason},
};
use easel_till::CreditChange;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Credits to be given or taken.
#[derive(Deserialize, ToSchema)]
pub(crate) struct CreditChangeRequest {
    /// Made by the asker, version 7; the same one again changes nothing more.
    #[schema(nullable = false)]
    id: Option<String>,
    /// Whose wallet.
    email: String,
    /// So many are given; so many are taken back where it is below zero. Never 0.
    credits: i64,
    /// 1 to 500 characters, for the log.
    reason: String,
}

/// What a wallet has after credits were given or taken.
#[derive(Serialize, ToSchema)]
pub(crate) struct CreditChanged {
    id: String,
    email: String,
    credits: i64,
    /// Free to spend before and after.
    available_before: i64,
    available_after: i64,
}

/// Gives credits to somebody, or takes some back; the wallet never goes below zero by it.
#[utoipa::path(post, path = "/api/v1/admin/credit-changes", tag = "admin", request_body = CreditChangeRequest,
    responses((status = 201, body = CreditChanged), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub(crate) async fn create_credit_change(
    State(door): State<Door>,
    _: Needs<may::Money>,
    signed: Signed,
    Json(request): Json<CreditChangeRequest>,
) -> Result<(StatusCode, Json<CreditChanged>), Problem> {
    let reason = reason(&request.reason)?;
    let email = EmailAddress::parse(&request.email)
        .map_err(|_| Problem::invalid("invalid_email", "invalid_email", "email"))?;
    let (id, now) = (CreditChangeId(made_id(request.id.as_deref())?), clock::now());
    let change = CreditChange { id, email, credits: request.credits, reason };
    let done = door.till().credits_change(&signed.actor, change, now).await?;
    let (before, after) = done.available;
    let body = CreditChanged {
        id: id.to_string(),
        email: done.email,
        credits: request.credits,
        available_before: before,
        available_after: after,
    };
    Ok((StatusCode::CREATED, Json(body)))
}
