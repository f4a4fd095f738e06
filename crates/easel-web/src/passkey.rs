//! A person's passkeys: added, listed, taken away, and signed in with.

use crate::{Web, auth::signed_in, me::Me, second_factor::known};
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use easel_domain::{Name, PasskeyId, Timestamp};
use easel_door::{
    carrier::{self, Client, Signed},
    clock::{self, rfc3339},
    error::{Problem, ProblemBody},
    input::{Json, PathId},
    passkey::{self, Answer, Asked},
    secret::Secret,
};
use easel_store::NewPasskey;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

easel_door::pages! {
    /// A page of passkeys.
    PasskeyPage of Passkey;
}

/// A key of a device that signs the person in.
#[derive(Serialize, ToSchema)]
pub(crate) struct Passkey {
    id: String,
    /// What its owner calls it.
    name: String,
    created_at: String,
    /// When it last signed them in; null before the first time.
    #[schema(required)]
    last_used_at: Option<String>,
}

/// The password, before a passkey is added or taken away.
#[derive(Deserialize, ToSchema)]
pub(crate) struct PasskeyProof {
    #[schema(value_type = String)]
    current_password: Secret,
}

/// What a browser is to ask a passkey.
#[derive(Serialize, ToSchema)]
pub(crate) struct PasskeyChallenge {
    /// Goes back with the answer; each is answered once.
    challenge: String,
    expires_at: String,
    /// For `navigator.credentials`, as WebAuthn writes it in JSON.
    #[schema(value_type = Object)]
    options: Value,
}

/// A new passkey.
#[derive(Deserialize, ToSchema)]
pub(crate) struct PasskeyCreate {
    #[schema(value_type = String)]
    challenge: Secret,
    /// What to call it.
    name: String,
    /// What the browser answered, as WebAuthn writes it in JSON.
    #[schema(value_type = Object)]
    credential: Value,
}

/// A passkey's answer.
#[derive(Deserialize, ToSchema)]
pub(crate) struct PasskeyAnswer {
    #[schema(value_type = String)]
    challenge: Secret,
    /// What the browser answered, as WebAuthn writes it in JSON.
    #[schema(value_type = Object)]
    credential: Value,
}

impl From<easel_store::Passkey> for Passkey {
    fn from(one: easel_store::Passkey) -> Self {
        let easel_store::Passkey { id, name, created_at, last_used_at } = one;
        let (id, created_at, last_used_at) = (id.to_string(), rfc3339(created_at), last_used_at.map(rfc3339));
        Self { id, name, created_at, last_used_at }
    }
}

/// The person's passkeys, the oldest first.
#[utoipa::path(get, path = "/api/v1/me/passkeys", tag = "me",
    responses((status = 200, body = PasskeyPage), (status = 401, body = ProblemBody)))]
pub(crate) async fn list_passkeys(
    State(web): State<Web>,
    signed: Signed,
) -> Result<Json<PasskeyPage>, Problem> {
    let items = web.store().passkey_list(&signed.actor).await?;
    Ok(Json(PasskeyPage { items: items.into_iter().map(Into::into).collect(), next_cursor: None }))
}

/// Begins to add a passkey.
#[utoipa::path(post, path = "/api/v1/me/passkeys/challenge", tag = "me", request_body = PasskeyProof,
    responses((status = 201, body = PasskeyChallenge), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 429, body = ProblemBody)))]
pub(crate) async fn create_passkey_challenge(
    State(web): State<Web>,
    signed: Signed,
    Json(proof): Json<PasskeyProof>,
) -> Result<(StatusCode, Json<PasskeyChallenge>), Problem> {
    let verified = known(&web, &signed, proof.current_password).await?;
    let there = web.store().passkey_credentials(&signed.actor).await?;
    let Asked { options, state } = passkey::ask_new(&web, &signed.user, &there)?;
    let (challenge, token) = carrier::challenge(clock::now())?;
    let until = challenge.expires_at;
    web.store().passkey_begin(&signed.actor, verified, (challenge, state)).await?;
    Ok(asked(&token, until, options))
}

/// Adds a passkey.
#[utoipa::path(post, path = "/api/v1/me/passkeys", tag = "me", request_body = PasskeyCreate,
    responses((status = 201, body = Passkey), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 409, body = ProblemBody)))]
pub(crate) async fn create_passkey(
    State(web): State<Web>,
    signed: Signed,
    Json(request): Json<PasskeyCreate>,
) -> Result<(StatusCode, Json<Passkey>), Problem> {
    let name = Name::parse(&request.name).map_err(|why| Problem::invalid_account(why, "password"))?;
    let (store, now, token) = (web.store(), clock::now(), request.challenge.fingerprint());
    let state = store.passkey_challenge_take(token, Some(signed.actor.user_id), now).await?;
    let state = state.ok_or_else(|| Problem::invalid("invalid_passkey", "invalid_passkey", "challenge"))?;
    let made = passkey::check_new(&web, &state, request.credential)?;
    let id = PasskeyId(clock::new_id());
    let new = NewPasskey { id, credential_id: made.credential_id, kept: made.kept, name };
    let added = store.passkey_add(&signed.actor, new, now).await?;
    Ok((StatusCode::CREATED, Json(added.into())))
}

/// Takes a passkey away: it signs nobody in any more.
#[utoipa::path(post, path = "/api/v1/me/passkeys/{id}/cancel", tag = "me", params(("id" = String, Path)), request_body = PasskeyProof,
    responses((status = 204), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 429, body = ProblemBody)))]
pub(crate) async fn cancel_passkey(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<PasskeyId>,
    Json(proof): Json<PasskeyProof>,
) -> Result<StatusCode, Problem> {
    let verified = known(&web, &signed, proof.current_password).await?;
    web.store().passkey_remove(&signed.actor, verified, id, clock::now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Begins to sign in with a passkey, whoever it is.
#[utoipa::path(post, path = "/api/v1/auth/passkey/challenge", tag = "auth",
    responses((status = 201, body = PasskeyChallenge), (status = 409, body = ProblemBody), (status = 429, body = ProblemBody)))]
pub(crate) async fn request_passkey(
    State(web): State<Web>,
    Client(ip): Client,
) -> Result<(StatusCode, Json<PasskeyChallenge>), Problem> {
    web.gates().sign_in_client.check(ip)?;
    let Asked { options, state } = passkey::ask(&web)?;
    let (challenge, token) = carrier::challenge(clock::now())?;
    let until = challenge.expires_at;
    web.store().passkey_ask(challenge, state).await?;
    Ok(asked(&token, until, options))
}

/// Signs in with a passkey. It was unlocked by whoever holds it, so no second factor is asked for.
#[utoipa::path(post, path = "/api/v1/auth/passkey", tag = "auth", request_body = PasskeyAnswer,
    responses((status = 200, body = Me), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 429, body = ProblemBody)))]
pub(crate) async fn create_passkey_answer(
    State(web): State<Web>,
    Client(ip): Client,
    headers: HeaderMap,
    Json(request): Json<PasskeyAnswer>,
) -> Result<Response, Problem> {
    web.gates().sign_in_client.check(ip)?;
    let (store, now) = (web.store(), clock::now());
    let state = store.passkey_challenge_take(request.challenge.fingerprint(), None, now).await?;
    let state = state.ok_or_else(Problem::challenge_over)?;
    let answer = Answer::read(request.credential).ok_or_else(Problem::wrong_passkey)?;
    let found = store.passkey_find(answer.user, answer.credential_id.clone()).await?;
    let found = found.ok_or_else(Problem::wrong_passkey)?;
    let fresh = answer.check(&web, &state, &found.kept)?;
    // Only whoever holds the passkey learns that the account is suspended.
    if let Some(reason) = &found.user.suspended {
        return Err(Problem::suspended(reason));
    }
    let mut opening = carrier::open(&web, Client(ip), &headers, now)?;
    opening.session.by_passkey = true;
    let entered = store.passkey_enter(found.id, (found.kept, fresh), opening.session, now).await?;
    let user = entered.ok_or_else(Problem::wrong_passkey)?;
    Ok(signed_in(&web, &headers, (StatusCode::OK, user, true), opening.cookie).await)
}

fn asked(token: &Secret, until: Timestamp, options: Value) -> (StatusCode, Json<PasskeyChallenge>) {
    let body = PasskeyChallenge { challenge: token.reveal().to_owned(), expires_at: rfc3339(until), options };
    (StatusCode::CREATED, Json(body))
}
