//! Who asks: the carriers of a request and what they prove.

use crate::{Secret, Web, checkout, clock, error::Problem, lent, limit};
use axum::{
    extract::{FromRequestParts, Request, State},
    http::{HeaderMap, HeaderValue, Method, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use easel_domain::{Actor, Language, Role, SessionId, Timestamp};
use easel_store::{NewSession, SignedIn, User};
use std::{
    convert::Infallible,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::{Arc, OnceLock},
};

/// A session lasts this long.
const SESSION_MS: i64 = 30 * 24 * 3_600_000;
/// Most characters kept of what a browser says it is.
const USER_AGENT_MAX: usize = 200;

/// Somebody signed in.
pub(crate) struct Signed {
    /// On whose behalf the store acts.
    pub(crate) actor: Actor,
    /// By which session.
    pub(crate) session_id: SessionId,
    /// The person.
    pub(crate) user: User,
    /// The session's fingerprint, to look whether it still lives.
    pub(crate) token_hash: String,
}

/// Somebody signed in who runs the studio.
pub(crate) struct Admin;

/// Perhaps somebody signed in.
pub(crate) struct MaybeSigned(pub(crate) Option<Signed>);

/// The language to answer in: the person's own once known, else the best of `Accept-Language`.
#[derive(Clone)]
pub(crate) struct Tongue {
    accepted: Language,
    own: Arc<OnceLock<Language>>,
}

impl Tongue {
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let header = headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).unwrap_or("");
        Self { accepted: Language::negotiate(header), own: Arc::default() }
    }

    pub(crate) fn language(&self) -> Language {
        self.own.get().copied().unwrap_or(self.accepted)
    }
}

impl<S: Sync> FromRequestParts<S> for Tongue {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_else(|| Self::of(&parts.headers)))
    }
}

impl FromRequestParts<Web> for Signed {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Problem> {
        MaybeSigned::from_request_parts(parts, web).await?.0.ok_or_else(Problem::not_signed_in)
    }
}

impl FromRequestParts<Web> for Admin {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Problem> {
        let signed = Signed::from_request_parts(parts, web).await?;
        if signed.actor.role == Role::Admin { Ok(Self) } else { Err(Problem::forbidden()) }
    }
}

impl FromRequestParts<Web> for MaybeSigned {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Problem> {
        let Some(token) = cookie(&parts.headers, cookie_name(web)) else { return Ok(Self(None)) };
        let token_hash = token.fingerprint();
        let found = web.store().session_find(token_hash.clone(), clock::now()).await?;
        let Some(SignedIn { session_id, user }) = found else { return Ok(Self(None)) };
        if let Some(tongue) = parts.extensions.get::<Tongue>() {
            let _ = tongue.own.set(user.language);
        }
        let actor = Actor { user_id: user.id, role: user.role };
        Ok(Self(Some(Signed { actor, session_id, user, token_hash })))
    }
}

/// Where a request came from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Client(pub(crate) IpAddr);

/// The other end of the connection, put there by `serve`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) SocketAddr);

impl FromRequestParts<Web> for Client {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<Peer>().map_or(Ipv4Addr::LOCALHOST.into(), |peer| peer.0.ip());
        let forwarded = || {
            let last = parts.headers.get_all("x-forwarded-for").iter().next_back()?;
            last.to_str().ok()?.rsplit(',').next()?.trim().parse().ok()
        };
        let ip = if web.options().trust_proxy { forwarded().unwrap_or(peer) } else { peer };
        Ok(Self(limit::client_key(ip)))
    }
}

/// A session about to be opened: what the store keeps and what the browser gets.
pub(crate) struct Opening {
    pub(crate) session: NewSession,
    pub(crate) cookie: HeaderValue,
}

/// Makes a session for the browser that sent `headers`.
pub(crate) fn open(web: &Web, headers: &HeaderMap, now: Timestamp) -> Result<Opening, Problem> {
    let token = Secret::new(URL_SAFE_NO_PAD.encode(clock::random::<32>()?));
    let agent = headers.get(header::USER_AGENT).map(|v| String::from_utf8_lossy(v.as_bytes()));
    let session = NewSession {
        id: SessionId(clock::new_id()),
        token_hash: token.fingerprint(),
        user_agent: agent.unwrap_or_default().chars().take(USER_AGENT_MAX).collect(),
        expires_at: now.plus_ms(SESSION_MS),
    };
    let cookie = set_cookie(web, token.reveal(), SESSION_MS / 1000)?;
    Ok(Opening { session, cookie })
}

/// The header that makes a browser forget its session.
pub(crate) fn forget(web: &Web) -> Result<HeaderValue, Problem> {
    set_cookie(web, "", 0)
}

fn set_cookie(web: &Web, value: &str, seconds: i64) -> Result<HeaderValue, Problem> {
    let (name, secure) = (cookie_name(web), if web.options().is_secure() { "; Secure" } else { "" });
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    let mut header = HeaderValue::try_from(text).map_err(|error| Problem::internal(&error))?;
    header.set_sensitive(true);
    Ok(header)
}

fn cookie_name(web: &Web) -> &'static str {
    if web.options().is_secure() { "__Host-easel_session" } else { "easel_session" }
}

/// The cookie called `name`.
pub(crate) fn cookie(headers: &HeaderMap, name: &str) -> Option<Secret> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
        .filter(|value| !value.is_empty() && value.len() <= 128)
        .map(|value| Secret::new(value.to_owned()))
}

/// The token of the header `Authorization: Bearer ...`.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<Secret> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && (1..=128).contains(&token.len()))
        .then(|| Secret::new(token.to_owned()))
}

/// Lets a request that may change something pass only when one of this studio's own pages made it.
pub(crate) async fn same_site(State(web): State<Web>, request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    // Lent workers and Stripe are no browsers and carry no cookie that could be abused.
    let by_token = request.uri().path().starts_with(lent::PATH) || request.uri().path() == checkout::HOOK;
    if safe || by_token || is_same_origin(&web, request.headers()) {
        return next.run(request).await;
    }
    Problem::forbidden().into_response()
}

fn is_same_origin(web: &Web, headers: &HeaderMap) -> bool {
    let text = |name: header::HeaderName| headers.get(name).map(|v| v.to_str().unwrap_or("null"));
    let Some(origin) = text(header::ORIGIN) else {
        return headers.get("sec-fetch-site").is_some_and(|site| site == "same-origin");
    };
    let origin = origin.to_ascii_lowercase();
    if let Some(own) = web.options().public_origin() {
        return origin == own;
    }
    let authority = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
    let host = text(header::HOST).map(str::to_ascii_lowercase);
    authority.is_some_and(|authority| !authority.is_empty() && Some(authority) == host.as_deref())
}
