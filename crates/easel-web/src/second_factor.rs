//! A person's second factor: set up with an app, its recovery codes, and how it goes off again.

use crate::Web;
use axum::{extract::State, http::StatusCode};
use easel_domain::{RedeemCode, second_factor::RECOVERY_CODES};
use easel_door::{
    carrier::Signed,
    clock::{self, rfc3339},
    error::{Problem, ProblemBody},
    input::Json,
    second_factor::{self as factor, Setup},
    secret::Secret,
};
use easel_store::Proof;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How somebody stands with their second factor.
#[derive(Serialize, ToSchema)]
pub(crate) struct SecondFactor {
    /// Since when it is asked for; null without one.
    #[schema(required)]
    on_since: Option<String>,
    /// Recovery codes that still work.
    recovery_codes_left: i64,
}

/// The password, before something changes.
#[derive(Deserialize, ToSchema)]
pub(crate) struct SecondFactorBegin {
    #[schema(value_type = String)]
    current_password: Secret,
}

/// What an app is set up with. It is shown this once.
#[derive(Serialize, ToSchema)]
pub(crate) struct SecondFactorSetup {
    /// To be typed into the app.
    secret: String,
    /// The same as an address that apps open.
    uri: String,
    /// The same as an SVG picture for a camera.
    qr: String,
}

/// Six digits of the app, or, where there is a second factor already, a recovery code.
#[derive(Deserialize, ToSchema)]
pub(crate) struct FactorCode {
    #[schema(value_type = String)]
    code: Secret,
}

/// Password and code.
#[derive(Deserialize, ToSchema)]
pub(crate) struct SecondFactorEnd {
    #[schema(value_type = String)]
    current_password: Secret,
    /// Six digits of the app, or a recovery code.
    #[schema(value_type = String)]
    code: Secret,
}

/// Codes for whoever loses the app. They are shown this once, and each works once.
#[derive(Serialize, ToSchema)]
pub(crate) struct RecoveryCodes {
    items: Vec<String>,
}

/// How the person stands with their second factor.
#[utoipa::path(get, path = "/api/v1/me/second-factor", tag = "me",
    responses((status = 200, body = SecondFactor), (status = 401, body = ProblemBody)))]
pub(crate) async fn get_second_factor(
    State(web): State<Web>,
    signed: Signed,
) -> Result<Json<SecondFactor>, Problem> {
    let recovery_codes_left = web.store().recovery_codes_left(&signed.actor).await?;
    Ok(Json(SecondFactor { on_since: signed.user.second_factor_at.map(rfc3339), recovery_codes_left }))
}

/// Begins to set up a second factor, anew where it was begun before. Nothing asks for it until a code confirms it.
#[utoipa::path(post, path = "/api/v1/me/second-factor", tag = "me", request_body = SecondFactorBegin,
    responses((status = 201, body = SecondFactorSetup), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 429, body = ProblemBody), (status = 503, body = ProblemBody)))]
pub(crate) async fn create_second_factor(
    State(web): State<Web>,
    signed: Signed,
    Json(begin): Json<SecondFactorBegin>,
) -> Result<(StatusCode, Json<SecondFactorSetup>), Problem> {
    let verified = known(&web, &signed, begin.current_password).await?;
    let chance = (clock::random()?, clock::random()?);
    let setup = factor::set_up(&web, signed.actor.user_id, &signed.user.email, chance)?;
    let Setup { sealed, secret, uri, qr } = setup;
    web.store().second_factor_begin(&signed.actor, verified, sealed, clock::now()).await?;
    let secret = secret.reveal().to_owned();
    Ok((StatusCode::CREATED, Json(SecondFactorSetup { secret, uri, qr })))
}

/// Turns the second factor on by a code of the app, hands out recovery codes and ends every other session.
#[utoipa::path(post, path = "/api/v1/me/second-factor/confirm", tag = "me", request_body = FactorCode,
    responses((status = 201, body = RecoveryCodes), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 429, body = ProblemBody)))]
pub(crate) async fn create_second_factor_confirmation(
    State(web): State<Web>,
    signed: Signed,
    Json(request): Json<FactorCode>,
) -> Result<(StatusCode, Json<RecoveryCodes>), Problem> {
    let (store, now) = (web.store(), clock::now());
    web.gates().second_factor.check(signed.actor.user_id)?;
    let sealed = store.second_factor_sealed(signed.actor.user_id).await?;
    let sealed = sealed.ok_or_else(|| Problem::refused("second_factor_off"))?;
    let Proof::Step(step) = shown(&web, &signed, Some(&sealed), &request.code)? else {
        return Err(Problem::invalid("invalid_code", "invalid_factor_code", "code"));
    };
    let (codes, hashes) = recovery_codes()?;
    store.second_factor_confirm(&signed.actor, (sealed, step), hashes, signed.session_id, now).await?;
    Ok((StatusCode::CREATED, Json(codes)))
}

/// Hands out new recovery codes; the ones before work no more.
#[utoipa::path(post, path = "/api/v1/me/second-factor/recovery-codes", tag = "me", request_body = FactorCode,
    responses((status = 201, body = RecoveryCodes), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 429, body = ProblemBody)))]
pub(crate) async fn create_recovery_codes(
    State(web): State<Web>,
    signed: Signed,
    Json(request): Json<FactorCode>,
) -> Result<(StatusCode, Json<RecoveryCodes>), Problem> {
    let proof = proof(&web, &signed, &request.code).await?;
    let (codes, hashes) = recovery_codes()?;
    web.store().recovery_codes_renew(&signed.actor, proof, hashes, clock::now()).await?;
    Ok((StatusCode::CREATED, Json(codes)))
}

/// Turns the second factor off.
#[utoipa::path(post, path = "/api/v1/me/second-factor/cancel", tag = "me", request_body = SecondFactorEnd,
    responses((status = 204), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 429, body = ProblemBody)))]
pub(crate) async fn cancel_second_factor(
    State(web): State<Web>,
    signed: Signed,
    Json(end): Json<SecondFactorEnd>,
) -> Result<StatusCode, Problem> {
    let verified = known(&web, &signed, end.current_password).await?;
    let proof = proof(&web, &signed, &end.code).await?;
    web.store().second_factor_end(&signed.actor, (verified, proof), clock::now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The hash of the person's password, which they just typed.
pub(crate) async fn known(web: &Web, signed: &Signed, typed: Secret) -> Result<String, Problem> {
    web.gates().password.check(signed.actor.user_id)?;
    let verified = web.store().user_password_hash(&signed.actor).await?;
    if verified.is_empty() {
        return Err(Problem::no_password());
    }
    if web.hasher().verify(typed, Some(verified.clone())).await? {
        Ok(verified)
    } else {
        Err(Problem::wrong_current_password())
    }
}

/// What the person typed as their second factor, as far as it can be told before it is used up.
pub(crate) async fn proof(web: &Web, signed: &Signed, typed: &Secret) -> Result<Proof, Problem> {
    web.gates().second_factor.check(signed.actor.user_id)?;
    let sealed = web.store().second_factor_sealed(signed.actor.user_id).await?;
    shown(web, signed, sealed.as_deref(), typed)
}

fn shown(web: &Web, signed: &Signed, sealed: Option<&str>, typed: &Secret) -> Result<Proof, Problem> {
    factor::shown(web, signed.actor.user_id, (sealed, typed), clock::now())
}

/// For people, and as hashes to keep.
fn recovery_codes() -> Result<(RecoveryCodes, Vec<String>), Problem> {
    let mut codes = (RecoveryCodes { items: Vec::new() }, Vec::new());
    for _ in 0..RECOVERY_CODES {
        let code = RedeemCode::new(clock::random()?);
        codes.0.items.push(code.grouped());
        codes.1.push(Secret::new(code.reveal().to_owned()).fingerprint());
    }
    Ok(codes)
}
