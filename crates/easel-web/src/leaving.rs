//! The end of an account: asked for by its owner or by whoever may, and taken back.

use crate::{
    Web,
    me::Me,
    people::{PersonDecision, PersonDetail, detail},
    second_factor,
};
use axum::{extract::State, http::StatusCode};
use easel_domain::{Actor, Role, UserId};
use easel_door::{
    carrier::{Needs, Signed, may},
    clock,
    error::{Problem, ProblemBody},
    input::{Json, PathId, reason},
    secret::Secret,
};
use easel_store::UserChange;
use serde::Deserialize;
use utoipa::ToSchema;

/// What shows that it is the person who wants to leave.
#[derive(Deserialize, ToSchema)]
pub(crate) struct Deletion {
    #[schema(value_type = String)]
    current_password: Secret,
    /// Six digits of the app, or a recovery code, of whoever has a second factor.
    #[schema(value_type = Option<String>, nullable = false)]
    code: Option<Secret>,
}

/// Begins the week after which the person's account is deleted. Until then they can keep it; meanwhile nothing is made
/// and no plan goes on.
#[utoipa::path(post, path = "/api/v1/me/deletion", tag = "me", request_body = Deletion,
    responses((status = 202, body = Me), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 429, body = ProblemBody), (status = 503, body = ProblemBody)))]
pub(crate) async fn create_deletion(
    State(web): State<Web>,
    signed: Signed,
    Json(deletion): Json<Deletion>,
) -> Result<(StatusCode, Json<Me>), Problem> {
    let verified = second_factor::known(&web, &signed, deletion.current_password).await?;
    let proof = match deletion.code.filter(|code| !code.is_empty()) {
        Some(code) => Some(second_factor::proof(&web, &signed, &code).await?),
        None => None,
    };
    let kept = (signed.session_id, link(&web));
    web.store().leave_request(&signed.actor, (verified, proof), kept, clock::now()).await?;
    // A plan that goes on at its gateway would be paid for by somebody who is gone.
    if let Err(problem) = easel_counter::plan_ends(&web, &signed.actor).await {
        web.store().leave_cancel(&signed.actor, clock::now()).await?;
        return Err(problem);
    }
    Ok((StatusCode::ACCEPTED, Json(me(&web, &signed).await?)))
}

/// Keeps the account after all.
#[utoipa::path(post, path = "/api/v1/me/deletion/cancel", tag = "me",
    responses((status = 200, body = Me), (status = 401, body = ProblemBody)))]
pub(crate) async fn cancel_deletion(State(web): State<Web>, signed: Signed) -> Result<Json<Me>, Problem> {
    web.store().leave_cancel(&signed.actor, clock::now()).await?;
    Ok(Json(me(&web, &signed).await?))
}

/// Begins the week after which somebody's account is deleted. They get a mail with the reason, and may keep it unless they
/// are suspended.
#[utoipa::path(post, path = "/api/v1/admin/people/{id}/deletion", tag = "admin", params(("id" = String, Path)),
    request_body = PersonDecision,
    responses((status = 200, body = PersonDetail), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
        (status = 503, body = ProblemBody)))]
pub(crate) async fn create_person_deletion(
    State(web): State<Web>,
    _: Needs<may::Roles>,
    signed: Signed,
    PathId(id): PathId<UserId>,
    Json(decision): Json<PersonDecision>,
) -> Result<Json<PersonDetail>, Problem> {
    let why = (reason(&decision.reason)?, link(&web));
    web.store().person_leave(&signed.actor, id, why, clock::now()).await?;
    if let Err(problem) = easel_counter::plan_ends(&web, &Actor { user_id: id, role: Role::User }).await {
        web.store().person_keep(&signed.actor, id, decision.reason, clock::now()).await?;
        return Err(problem);
    }
    Ok(Json(detail(&web, id).await?))
}

/// Keeps somebody's account after all.
#[utoipa::path(post, path = "/api/v1/admin/people/{id}/deletion/cancel", tag = "admin", params(("id" = String, Path)),
    request_body = PersonDecision,
    responses((status = 200, body = PersonDetail), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn cancel_person_deletion(
    State(web): State<Web>,
    _: Needs<may::Roles>,
    signed: Signed,
    PathId(id): PathId<UserId>,
    Json(decision): Json<PersonDecision>,
) -> Result<Json<PersonDetail>, Problem> {
    web.store().person_keep(&signed.actor, id, reason(&decision.reason)?, clock::now()).await?;
    Ok(Json(detail(&web, id).await?))
}

/// Where the account can be kept.
fn link(web: &Web) -> String {
    format!("{}/settings", web.options().base_url())
}

/// The person as they are by now.
async fn me(web: &Web, signed: &Signed) -> Result<Me, Problem> {
    let user = web.store().user_update(&signed.actor, UserChange::default(), clock::now()).await?;
    Ok(Me::of(user, signed.by_passkey, web))
}
