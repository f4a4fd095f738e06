//! Signing in by a provider (OpenID Connect): there and back, a newcomer's account, and the link with an account there is.

use crate::{
    Web, conversation,
    legal::{self, LegalAgreed},
    me::Me,
    second_factor::known,
};
use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use easel_domain::{Language, Name, UserId};
use easel_door::{
    carrier::{self, Client, MaybeSigned, OPENID, Signed},
    clock::{self, rfc3339},
    error::{Problem, ProblemBody},
    input::Json,
    openid::{back, identity, provider},
    secret::Secret,
};
use easel_outbound::{OpenId, OpenIdChance, OpenIdPerson};
use easel_store::{Identity, NewByProvider, NewPending, OpenIdEntry, Pending, SignIn, User};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Longest address of a page that may follow, in bytes.
const NEXT_MAX: usize = 500;
/// Longest code or word that a provider sends, in bytes.
const WORD_MAX: usize = 4096;

/// A sign-in about to begin.
#[derive(Deserialize, ToSchema)]
pub(crate) struct OpenIdRequest {
    /// Which page of this studio follows; the first one without it.
    #[schema(nullable = false)]
    next: Option<String>,
}

/// The password, before a provider is linked or not linked any more.
#[derive(Deserialize, ToSchema)]
pub(crate) struct OpenIdProof {
    #[schema(value_type = String)]
    current_password: Secret,
}

/// Where the browser is to go.
#[derive(Serialize, ToSchema)]
pub(crate) struct OpenIdAddress {
    address: String,
}

/// What the provider sent the browser back with.
#[derive(Deserialize, ToSchema)]
pub(crate) struct OpenIdAnswer {
    #[schema(value_type = String)]
    state: Secret,
    /// There unless the provider says what went wrong.
    #[schema(value_type = Option<String>, nullable = false)]
    code: Option<Secret>,
    /// What went wrong, in OAuth's words.
    #[schema(nullable = false)]
    error: Option<String>,
}

/// What the provider's word came to. One of `me`, `challenge`, `newcomer` and `linked` says it.
#[derive(Serialize, ToSchema, Default)]
pub(crate) struct OpenIdEntered {
    /// Which page follows.
    next: String,
    /// They are in.
    #[schema(required)]
    me: Option<Me>,
    /// Their second factor is asked for: goes back with the code.
    #[schema(required)]
    challenge: Option<String>,
    /// They are new, and have yet to agree to the legal texts.
    #[schema(required)]
    newcomer: Option<Newcomer>,
    /// The provider is linked with the account of who is signed in.
    linked: bool,
}

/// Somebody new.
#[derive(Serialize, ToSchema)]
pub(crate) struct Newcomer {
    /// Goes back with their name.
    token: String,
    /// The address the provider vouches for.
    email: String,
    /// What the provider calls them; empty where it says nothing.
    name: String,
    expires_at: String,
}

/// A newcomer's account.
#[derive(Deserialize, ToSchema)]
pub(crate) struct OpenIdSignUp {
    #[schema(value_type = String)]
    token: Secret,
    name: String,
    language: String,
    /// The legal texts that were shown, and are agreed to.
    #[serde(default)]
    #[schema(required = false)]
    agreed: Vec<LegalAgreed>,
}

/// By what somebody can sign in besides passkeys.
#[derive(Serialize, ToSchema)]
pub(crate) struct SignInWays {
    /// Without one, they set it by a mailed link.
    has_password: bool,
    providers: Vec<SignInProvider>,
}

/// A provider that signs somebody in.
#[derive(Serialize, ToSchema)]
pub(crate) struct SignInProvider {
    /// Its address.
    issuer: String,
    /// What people call it; null where the studio has another one by now.
    #[schema(required)]
    name: Option<String>,
    /// The address they have there; empty where it is not known.
    email: String,
    created_at: String,
    /// When it last signed them in; null before the first time.
    #[schema(required)]
    last_used_at: Option<String>,
}

/// Begins a sign-in by the provider.
#[utoipa::path(post, path = "/api/v1/auth/openid/challenge", tag = "auth", request_body = OpenIdRequest,
    responses((status = 201, body = OpenIdAddress), (status = 400, body = ProblemBody), (status = 409, body = ProblemBody),
        (status = 429, body = ProblemBody), (status = 503, body = ProblemBody)))]
pub(crate) async fn request_openid(
    State(web): State<Web>,
    Client(ip): Client,
    Json(request): Json<OpenIdRequest>,
) -> Result<Response, Problem> {
    let provider = provider(&web)?;
    web.gates().sign_in_client.check(ip)?;
    let next = page(request.next.as_deref().unwrap_or_default());
    begin(&web, provider, None, next).await
}

/// Begins to link the provider with the person's account.
#[utoipa::path(post, path = "/api/v1/me/sign-in-ways/openid", tag = "me", request_body = OpenIdProof,
    responses((status = 201, body = OpenIdAddress), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 429, body = ProblemBody), (status = 503, body = ProblemBody)))]
pub(crate) async fn create_openid_link(
    State(web): State<Web>,
    signed: Signed,
    Json(proof): Json<OpenIdProof>,
) -> Result<Response, Problem> {
    let provider = provider(&web)?;
    let verified = known(&web, &signed, proof.current_password).await?;
    begin(&web, provider, Some((&signed, verified)), "/settings#providers".to_owned()).await
}

/// Goes on with what the provider says. Each answer counts once, and only in the browser that began.
#[utoipa::path(post, path = "/api/v1/auth/openid", tag = "auth", request_body = OpenIdAnswer,
    responses((status = 200, body = OpenIdEntered), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 429, body = ProblemBody), (status = 503, body = ProblemBody)))]
pub(crate) async fn create_openid_answer(
    State(web): State<Web>,
    Client(ip): Client,
    MaybeSigned(signed): MaybeSigned,
    headers: HeaderMap,
    Json(answer): Json<OpenIdAnswer>,
) -> Result<Response, Problem> {
    let provider = provider(&web)?;
    web.gates().sign_in_client.check(ip)?;
    let (pending, person) = vouched_for(&web, provider, &headers, answer).await?;
    let identity = identity(provider, &person)?;
    let next = pending.next;
    if let Some(whose) = pending.whose {
        // Whoever began is still the one who is here.
        let signed = signed.filter(|signed| signed.actor.user_id == whose);
        let signed = signed.ok_or_else(|| Problem::openid_refused("openid_state"))?;
        let about = (provider.name().to_owned(), clock::now());
        web.store().openid_link(&signed.actor, identity, about).await?;
        return Ok(Json(OpenIdEntered { next, linked: true, ..OpenIdEntered::default() }).into_response());
    }
    enter(&web, (Client(ip), &headers), (identity, person.name), next).await
}

/// Makes the account of somebody whom the provider vouched for, and signs in.
#[utoipa::path(post, path = "/api/v1/auth/openid/sign-up", tag = "auth", request_body = OpenIdSignUp,
    responses((status = 201, body = Me), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 429, body = ProblemBody)))]
pub(crate) async fn create_openid_account(
    State(web): State<Web>,
    Client(ip): Client,
    headers: HeaderMap,
    Json(request): Json<OpenIdSignUp>,
) -> Result<Response, Problem> {
    let bad = |why| Problem::invalid_account(why, "password");
    let name = Name::parse(&request.name).map_err(bad)?;
    let language = Language::parse(&request.language).map_err(bad)?;
    web.gates().sign_up.check(ip)?;
    let now = clock::now();
    let opening = carrier::open(&web, Client(ip), &headers, now)?;
    let gives = (web.options().studio.welcome_credits, opening.session);
    let new = NewByProvider { id: UserId(clock::new_id()), name, language };
    let made = web.store().openid_sign_up(request.token.fingerprint(), new, gives, now).await?;
    let user = made.ok_or_else(|| Problem::openid_refused("openid_expired"))?;
    // What changed since it was shown is asked about on the first page.
    let agreed = legal::agree(&web, &user.actor(), request.agreed).await;
    agreed.or_else(|problem| if problem.is_conflict() { Ok(()) } else { Err(problem) })?;
    Ok(crate::auth::signed_in(&web, &headers, (StatusCode::CREATED, user, false), opening.cookie).await)
}

/// By what the person can sign in.
#[utoipa::path(get, path = "/api/v1/me/sign-in-ways", tag = "me",
    responses((status = 200, body = SignInWays), (status = 401, body = ProblemBody)))]
pub(crate) async fn get_sign_in_ways(
    State(web): State<Web>,
    signed: Signed,
) -> Result<Json<SignInWays>, Problem> {
    let (linked, has_password) = web.store().openid_list(&signed.actor).await?;
    let now_there = web.options().openid.as_ref();
    let providers = linked.into_iter().map(|one| SignInProvider {
        name: now_there.filter(|there| there.issuer() == one.issuer).map(|there| there.name().to_owned()),
        issuer: one.issuer,
        email: one.email,
        created_at: rfc3339(one.created_at),
        last_used_at: one.last_used_at.map(rfc3339),
    });
    Ok(Json(SignInWays { has_password, providers: providers.collect() }))
}

/// No provider signs the person in any more. Whoever has no password sets one first.
#[utoipa::path(post, path = "/api/v1/me/sign-in-ways/openid/cancel", tag = "me", request_body = OpenIdProof,
    responses((status = 204), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 429, body = ProblemBody)))]
pub(crate) async fn cancel_openid_link(
    State(web): State<Web>,
    signed: Signed,
    Json(proof): Json<OpenIdProof>,
) -> Result<StatusCode, Problem> {
    let (linked, has_password) = web.store().openid_list(&signed.actor).await?;
    if !has_password {
        return Err(Problem::refused("last_sign_in"));
    }
    let verified = known(&web, &signed, proof.current_password).await?;
    let there = web.options().openid.as_ref().map(|there| there.name().to_owned());
    let name = there.or_else(|| linked.into_iter().next().map(|one| one.issuer)).unwrap_or_default();
    web.store().openid_unlink(&signed.actor, verified, (name, clock::now())).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A page of this studio, and of no other.
fn page(next: &str) -> String {
    let own = next.starts_with('/') && !next.starts_with("//") && !next.contains(['\\', '\n', '\r', '\t']);
    if own && next.len() <= NEXT_MAX { next.to_owned() } else { String::new() }
}

async fn begin(
    web: &Web,
    provider: &OpenId,
    linking: Option<(&Signed, String)>,
    next: String,
) -> Result<Response, Problem> {
    let (state, browser) = (carrier::new_token()?, carrier::new_token()?);
    let (nonce, verifier) = (carrier::new_token()?, carrier::new_token()?);
    let chance = OpenIdChance { state: state.reveal(), nonce: nonce.reveal(), verifier: verifier.reveal() };
    let address = provider.address(&back(web), &chance).await?;
    let pending = NewPending {
        state_hash: state.fingerprint(),
        browser_hash: browser.fingerprint(),
        nonce: nonce.reveal().to_owned(),
        verifier: verifier.reveal().to_owned(),
        next,
        expires_at: clock::now().plus_ms(carrier::CHALLENGE_MS),
    };
    let linking = linking.map(|(signed, hash)| (&signed.actor, hash, provider.issuer().to_owned()));
    web.store().openid_begin(linking, pending).await?;
    let cookie = carrier::set_cookie(web, OPENID, browser.reveal(), carrier::CHALLENGE_MS)?;
    let headers = [(header::SET_COOKIE, cookie)];
    Ok((StatusCode::CREATED, headers, Json(OpenIdAddress { address })).into_response())
}

/// Whom the provider vouches for in an answer that fits a sign-in of this browser.
async fn vouched_for(
    web: &Web,
    provider: &OpenId,
    headers: &HeaderMap,
    answer: OpenIdAnswer,
) -> Result<(Pending, OpenIdPerson), Problem> {
    let refused = Problem::openid_refused;
    let browser = OPENID.of(web, headers).ok_or_else(|| refused("openid_state"))?;
    let taken = web.store().openid_take(answer.state.fingerprint(), browser.fingerprint()).await?;
    let pending = taken.ok_or_else(|| refused("openid_state"))?;
    if pending.expires_at <= clock::now() {
        return Err(refused("openid_expired"));
    }
    match answer.error.as_deref() {
        None | Some("") => {}
        Some("access_denied" | "login_required" | "consent_required" | "interaction_required") => {
            return Err(refused("openid_cancelled"));
        }
        Some(word) => {
            let word: String = word.chars().take(100).collect();
            tracing::warn!(word, "the sign-in provider refused");
            return Err(Problem::openid_unavailable());
        }
    }
    let code = answer.code.filter(|code| !code.is_empty() && code.reveal().len() <= WORD_MAX);
    let code = code.ok_or_else(|| refused("openid_untrue"))?;
    let chance =
        OpenIdChance { state: answer.state.reveal(), nonce: &pending.nonce, verifier: &pending.verifier };
    let person = provider.person((&back(web), code.reveal()), &chance).await?;
    Ok((pending, person))
}

async fn enter(
    web: &Web,
    (client, headers): (Client, &HeaderMap),
    (identity, name): (Identity, Option<String>),
    next: String,
) -> Result<Response, Problem> {
    let now = clock::now();
    let opening = carrier::open(web, client, headers, now)?;
    let (challenge, token) = carrier::challenge(now)?;
    let (newcomer, new_token) = carrier::challenge(now)?;
    let until = newcomer.expires_at;
    let email = identity.email.as_ref().map_or_else(String::new, |email| email.as_str().to_owned());
    let ways = (opening.session, challenge);
    let entered = match web.store().openid_enter(identity, ways, newcomer, now).await? {
        OpenIdEntry::Known(user, SignIn::Open) => {
            return Ok(in_by_provider(web, headers, (user, next), opening.cookie).await);
        }
        OpenIdEntry::Known(_, SignIn::Asked) => {
            OpenIdEntered { next, challenge: Some(token.reveal().to_owned()), ..OpenIdEntered::default() }
        }
        OpenIdEntry::New => {
            let name = name.unwrap_or_default().chars().take(Name::MAX).collect();
            let token = new_token.reveal().to_owned();
            let newcomer = Newcomer { token, email, name, expires_at: rfc3339(until) };
            OpenIdEntered { next, newcomer: Some(newcomer), ..OpenIdEntered::default() }
        }
        OpenIdEntry::Suspended(reason) => return Err(Problem::suspended(&reason)),
        OpenIdEntry::SignsInFirst => return Err(Problem::openid_refused("openid_not_linked")),
        OpenIdEntry::Unverified => return Err(Problem::openid_refused("openid_unverified")),
    };
    Ok(Json(entered).into_response())
}

/// The session's cookie; what they said as a visitor comes along.
async fn in_by_provider(
    web: &Web,
    headers: &HeaderMap,
    (user, next): (User, String),
    cookie: HeaderValue,
) -> Response {
    let left = conversation::take_along(web, headers, &user).await;
    let me = Some(Me::of(user, false, web));
    let mut response = Json(OpenIdEntered { next, me, ..OpenIdEntered::default() }).into_response();
    for cookie in left.into_iter().chain([cookie]) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::page;

    #[test]
    fn what_follows_is_a_page_of_this_studio() {
        for own in ["/create", "/books/from-text?a=b", "/settings#providers"] {
            assert_eq!(page(own), own);
        }
        for other in
            ["", "create", "//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example"]
        {
            assert_eq!(page(other), "", "{other}");
        }
        assert_eq!(page(&format!("/{}", "a".repeat(500))), "");
    }
}
