//! Showing that an address is one's own, and having another.

use crate::{
    Web,
    auth::{Empty, hex},
    second_factor,
};
use axum::{extract::State, http::StatusCode};
use easel_door::{
    carrier::{Client, Signed},
    clock,
    error::{self, Problem, ProblemBody},
    input::Json,
    secret::Secret,
};
use easel_store::EmailLink;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Another address, and the password as proof.
#[derive(Deserialize, ToSchema)]
pub(crate) struct EmailChange {
    email: String,
    #[schema(value_type = String)]
    current_password: Secret,
}

/// A link from a mail.
#[derive(Deserialize, ToSchema)]
pub(crate) struct EmailConfirmation {
    /// From the link.
    #[schema(value_type = String)]
    token: Secret,
}

/// An address that was shown to be somebody's.
#[derive(Serialize, ToSchema)]
pub(crate) struct ConfirmedEmail {
    email: String,
}

/// A link to be mailed.
pub(crate) fn link(web: &Web) -> Result<EmailLink, Problem> {
    let token = Secret::new(hex(&clock::random::<32>()?));
    // A page of the browser side: its address stands in no log here, and leaves as no Referer.
    let link = format!("{}/confirm/{}", web.options().base_url(), token.reveal());
    Ok(EmailLink { token_hash: token.fingerprint(), link })
}

/// Mails the link that shows that the person's address is theirs once more; earlier ones don't work any more.
#[utoipa::path(post, path = "/api/v1/me/email/verification", tag = "me",
    responses((status = 202, body = Empty), (status = 401, body = ProblemBody), (status = 429, body = ProblemBody)))]
pub(crate) async fn request_verification(
    State(web): State<Web>,
    signed: Signed,
) -> Result<(StatusCode, Json<Empty>), Problem> {
    web.gates().verify.check(signed.actor.user_id)?;
    web.store().email_link_request(&signed.actor, link(&web)?, clock::now()).await?;
    Ok((StatusCode::ACCEPTED, Json(Empty {})))
}

/// Asks for another address: a link goes there, and it counts once that is opened.
#[utoipa::path(post, path = "/api/v1/me/email", tag = "me", request_body = EmailChange,
    responses((status = 202, body = Empty), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 429, body = ProblemBody)))]
pub(crate) async fn change_email(
    State(web): State<Web>,
    signed: Signed,
    Json(change): Json<EmailChange>,
) -> Result<(StatusCode, Json<Empty>), Problem> {
    let email = error::email(&change.email)?;
    web.gates().verify.check(signed.actor.user_id)?;
    let (store, actor) = (web.store(), &signed.actor);
    let verified = second_factor::known(&web, &signed, change.current_password).await?;
    store.email_change_request(actor, (verified, email), link(&web)?, clock::now()).await?;
    Ok((StatusCode::ACCEPTED, Json(Empty {})))
}

/// Uses a mailed link up: the address it went to is the person's from now on. Nobody needs to be signed in for it.
#[utoipa::path(post, path = "/api/v1/auth/confirm-email", tag = "auth", request_body = EmailConfirmation,
    responses((status = 200, body = ConfirmedEmail), (status = 400, body = ProblemBody), (status = 409, body = ProblemBody),
        (status = 429, body = ProblemBody)))]
pub(crate) async fn create_email_confirmation(
    State(web): State<Web>,
    Client(ip): Client,
    Json(request): Json<EmailConfirmation>,
) -> Result<Json<ConfirmedEmail>, Problem> {
    web.gates().verify_client.check(ip)?;
    if request.token.is_empty() {
        return Err(Problem::invalid("invalid_token", "invalid_email_token", "token"));
    }
    let email = web.store().email_confirm(request.token.fingerprint(), clock::now()).await?;
    Ok(Json(ConfirmedEmail { email }))
}
