//! Coming in and going out.

use crate::{
    Web, conversation, email,
    legal::{self, LegalAgreed},
    me::Me,
};
use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use easel_domain::{Language, Name, Password, Timestamp, UserId};
use easel_door::{
    carrier::{self, Client, MaybeSigned},
    clock::{self, rfc3339},
    error::{self, Problem, ProblemBody},
    input::Json,
    options::VerifyEmail,
    second_factor,
    secret::Secret,
};
use easel_store::{NewUser, SignIn, User};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use utoipa::ToSchema;

/// Asking for a link takes at least this long, so that the time tells nobody whether the address has an account.
const FORGOT_TIME: Duration = Duration::from_millis(250);

/// A new account.
#[derive(Deserialize, ToSchema)]
pub(crate) struct SignUpRequest {
    email: String,
    #[schema(value_type = String)]
    password: Secret,
    name: String,
    language: String,
    /// The legal texts that were shown, and are agreed to.
    #[serde(default)]
    #[schema(required = false)]
    agreed: Vec<LegalAgreed>,
}

/// The first administrator's account.
#[derive(Deserialize, ToSchema)]
pub(crate) struct FirstAdminRequest {
    /// From the one-time link.
    #[schema(value_type = String)]
    token: Secret,
    email: String,
    #[schema(value_type = String)]
    password: Secret,
    name: String,
    language: String,
}

/// Who wants to come in.
#[derive(Deserialize, ToSchema)]
pub(crate) struct SignInRequest {
    email: String,
    #[schema(value_type = String)]
    password: Secret,
}

/// Who can't come in any more.
#[derive(Deserialize, ToSchema)]
pub(crate) struct ForgotRequest {
    email: String,
}

/// A new password by a link from a mail.
#[derive(Deserialize, ToSchema)]
pub(crate) struct ResetRequest {
    /// From the link.
    #[schema(value_type = String)]
    token: Secret,
    #[schema(value_type = String)]
    password: Secret,
}

/// The second step of signing in.
#[derive(Deserialize, ToSchema)]
pub(crate) struct ChallengeAnswer {
    /// From the answer to the first step.
    #[schema(value_type = String)]
    challenge: Secret,
    /// Six digits of the app, or a recovery code.
    #[schema(value_type = String)]
    code: Secret,
}

/// The password is right, and the second factor is asked for.
#[derive(Serialize, ToSchema)]
pub(crate) struct SecondFactorAsked {
    /// Goes back with the code; opens nothing by itself.
    challenge: String,
    expires_at: String,
}

/// Nothing to say.
#[derive(Serialize, ToSchema)]
pub(crate) struct Empty {}

/// Makes an account and signs in.
#[utoipa::path(post, path = "/api/v1/auth/sign-up", tag = "auth", request_body = SignUpRequest,
    responses((status = 201, body = Me), (status = 400, body = ProblemBody), (status = 409, body = ProblemBody),
        (status = 429, body = ProblemBody)))]
pub(crate) async fn sign_up(
    State(web): State<Web>,
    Client(ip): Client,
    headers: HeaderMap,
    Json(request): Json<SignUpRequest>,
) -> Result<Response, Problem> {
    let SignUpRequest { email, password, name, language, agreed } = request;
    let person = Person::read(&email, &password, &name, &language)?;
    web.gates().sign_up.check(ip)?;
    let (user, now) = (person.hashed(&web).await?, clock::now());
    let opening = carrier::open(&web, Client(ip), &headers, now)?;
    let welcome = web.options().studio.welcome_credits;
    let user = web.store().user_sign_up(user, welcome, opening.session, now).await?;
    // What changed since it was shown is asked about on the first page.
    let agreed = legal::agree(&web, &user.actor(), agreed).await;
    agreed.or_else(|problem| if problem.is_conflict() { Ok(()) } else { Err(problem) })?;
    Ok(signed_in(&web, &headers, (StatusCode::CREATED, user, false), opening.cookie).await)
}

/// Makes the first administrator's account and signs in.
#[utoipa::path(post, path = "/api/v1/auth/first-admin", tag = "auth", request_body = FirstAdminRequest,
    responses((status = 201, body = Me), (status = 400, body = ProblemBody), (status = 409, body = ProblemBody),
        (status = 429, body = ProblemBody)))]
pub(crate) async fn create_first_admin(
    State(web): State<Web>,
    Client(ip): Client,
    headers: HeaderMap,
    Json(request): Json<FirstAdminRequest>,
) -> Result<Response, Problem> {
    let FirstAdminRequest { token, email, password, name, language } = request;
    let person = Person::read(&email, &password, &name, &language)?;
    web.gates().sign_up.check(ip)?;
    if token.is_empty() {
        return Err(Problem::invalid_token());
    }
    let (user, now) = (person.hashed(&web).await?, clock::now());
    let opening = carrier::open(&web, Client(ip), &headers, now)?;
    let welcome = web.options().studio.welcome_credits;
    let made = web.store().user_first_admin(token.fingerprint(), user, welcome, opening.session, now).await?;
    Ok(signed_in(&web, &headers, (StatusCode::CREATED, made, false), opening.cookie).await)
}

/// Signs in, or asks for the second factor first.
#[utoipa::path(post, path = "/api/v1/auth/sign-in", tag = "auth", request_body = SignInRequest,
    responses((status = 200, body = Me), (status = 202, body = SecondFactorAsked), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 429, body = ProblemBody)))]
pub(crate) async fn sign_in(
    State(web): State<Web>,
    Client(ip): Client,
    headers: HeaderMap,
    Json(request): Json<SignInRequest>,
) -> Result<Response, Problem> {
    let key = error::email(&request.email)?.sign_in_key();
    web.gates().sign_in_client.check(ip)?;
    web.gates().sign_in.check((ip, &key))?;
    let (user, hash) = web.store().user_by_email(key).await?.unzip();
    let fits = web.hasher().verify(request.password, hash.clone()).await?;
    let Some((user, verified)) = user.zip(hash).filter(|_| fits) else {
        return Err(Problem::wrong_credentials());
    };
    // Only whoever knows the password learns that the account is suspended.
    if let Some(reason) = &user.suspended {
        return Err(Problem::suspended(reason));
    }
    let now = clock::now();
    let opening = carrier::open(&web, Client(ip), &headers, now)?;
    let (challenge, token) = carrier::challenge(now)?;
    let until = challenge.expires_at;
    // Checking took a while: a password that was replaced meanwhile opens nothing.
    let entered = web.store().session_open_if(user.id, verified, (opening.session, challenge), now).await?;
    match entered.ok_or_else(Problem::wrong_credentials)? {
        SignIn::Open => Ok(signed_in(&web, &headers, (StatusCode::OK, user, false), opening.cookie).await),
        SignIn::Asked => Ok(asked(&token, until)),
    }
}

/// Shows the second factor and is signed in. A few wrong codes, and the password is asked for again.
#[utoipa::path(post, path = "/api/v1/auth/second-factor", tag = "auth", request_body = ChallengeAnswer,
    responses((status = 200, body = Me), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 429, body = ProblemBody)))]
pub(crate) async fn create_challenge_answer(
    State(web): State<Web>,
    Client(ip): Client,
    headers: HeaderMap,
    Json(answer): Json<ChallengeAnswer>,
) -> Result<Response, Problem> {
    web.gates().sign_in_client.check(ip)?;
    let (store, now, token) = (web.store(), clock::now(), answer.challenge.fingerprint());
    let user = store.challenge_try(token.clone(), now).await?.ok_or_else(Problem::challenge_over)?;
    web.gates().second_factor.check(user)?;
    let sealed = store.second_factor_sealed(user).await?;
    let proof = second_factor::shown(&web, user, (sealed.as_deref(), &answer.code), now)?;
    let opening = carrier::open(&web, Client(ip), &headers, now)?;
    let met = store.challenge_meet(token, proof, opening.session, now).await?;
    let user = met.ok_or_else(Problem::challenge_over)?;
    Ok(signed_in(&web, &headers, (StatusCode::OK, user, false), opening.cookie).await)
}

/// Signs out. Whoever isn't signed in is so afterwards too.
#[utoipa::path(post, path = "/api/v1/auth/sign-out", tag = "auth", responses((status = 204)))]
pub(crate) async fn sign_out(
    State(web): State<Web>,
    MaybeSigned(signed): MaybeSigned,
) -> Result<Response, Problem> {
    if let Some(signed) = signed {
        web.store().session_end(&signed.actor, signed.session_id, clock::now()).await?;
    }
    let forget = [(header::SET_COOKIE, carrier::forget(&web)?)];
    Ok((StatusCode::NO_CONTENT, forget).into_response())
}

/// Mails a link to set a new password; answers the same to everyone.
#[utoipa::path(post, path = "/api/v1/auth/forgot", tag = "auth", request_body = ForgotRequest,
    responses((status = 202, body = Empty), (status = 400, body = ProblemBody), (status = 429, body = ProblemBody)))]
pub(crate) async fn request_reset(
    State(web): State<Web>,
    Client(ip): Client,
    Json(request): Json<ForgotRequest>,
) -> Result<Response, Problem> {
    let key = error::email(&request.email)?.sign_in_key();
    web.gates().reset_client.check(ip)?;
    web.gates().forgot.check(&key)?;
    let token = Secret::new(hex(&clock::random::<32>()?));
    // A page of the browser side: its address stands in no log here, and leaves as no Referer.
    let link = format!("{}/reset/{}", web.options().base_url(), token.reveal());
    let request = web.store().password_reset_request(key, token.fingerprint(), link, clock::now());
    let (done, ()) = tokio::join!(request, tokio::time::sleep(FORGOT_TIME));
    done?;
    Ok((StatusCode::ACCEPTED, Json(Empty {})).into_response())
}

/// Sets a new password by a link, ends every session and signs in, or asks for the second factor first.
#[utoipa::path(post, path = "/api/v1/auth/reset", tag = "auth", request_body = ResetRequest,
    responses((status = 200, body = Me), (status = 202, body = SecondFactorAsked), (status = 400, body = ProblemBody), (status = 429, body = ProblemBody)))]
pub(crate) async fn reset_password(
    State(web): State<Web>,
    Client(ip): Client,
    headers: HeaderMap,
    Json(request): Json<ResetRequest>,
) -> Result<Response, Problem> {
    let password = Password::choose(request.password.reveal(), None)
        .map_err(|why| Problem::invalid_account(why, "password"))?;
    web.gates().reset_client.check(ip)?;
    if request.token.is_empty() {
        return Err(Problem::invalid_token());
    }
    let (hash, now) = (web.hasher().hash(password).await?, clock::now());
    let opening = carrier::open(&web, Client(ip), &headers, now)?;
    let (challenge, token) = carrier::challenge(now)?;
    let until = challenge.expires_at;
    let (link, ways) = (request.token.fingerprint(), (opening.session, challenge));
    let used = web.store().password_reset_use(link, hash, ways, now).await?;
    let (user, entered) = used.ok_or_else(Problem::invalid_token)?;
    match entered {
        SignIn::Open => Ok(signed_in(&web, &headers, (StatusCode::OK, user, false), opening.cookie).await),
        SignIn::Asked => Ok(asked(&token, until)),
    }
}

fn asked(token: &Secret, until: Timestamp) -> Response {
    let body = SecondFactorAsked { challenge: token.reveal().to_owned(), expires_at: rfc3339(until) };
    (StatusCode::ACCEPTED, Json(body)).into_response()
}

/// The session's cookie; what they said as a visitor comes along.
pub(crate) async fn signed_in(
    web: &Web,
    headers: &HeaderMap,
    (status, user, by_passkey): (StatusCode, User, bool),
    cookie: HeaderValue,
) -> Response {
    let left = conversation::take_along(web, headers, &user).await;
    let mut response = (status, Json(Me::of(user, by_passkey, web))).into_response();
    for cookie in left.into_iter().chain([cookie]) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// What a person typed about themselves, checked.
struct Person {
    email: easel_domain::EmailAddress,
    password: Password,
    name: Name,
    language: Language,
}

impl Person {
    fn read(email: &str, password: &Secret, name: &str, language: &str) -> Result<Self, Problem> {
        let bad = |why| Problem::invalid_account(why, "password");
        let email = error::email(email)?;
        let password = Password::choose(password.reveal(), Some(&email)).map_err(bad)?;
        let name = Name::parse(name).map_err(bad)?;
        let language = Language::parse(language).map_err(bad)?;
        Ok(Self { email, password, name, language })
    }

    async fn hashed(self, web: &Web) -> Result<NewUser, Problem> {
        let Self { email, password, name, language } = self;
        let password_hash = web.hasher().hash(password).await?;
        let verify = match web.options().verify_email {
            VerifyEmail::Off => None,
            VerifyEmail::Ask | VerifyEmail::Require => Some(email::link(web)?),
        };
        Ok(NewUser { id: UserId(clock::new_id()), email, password_hash, name, language, verify })
    }
}
