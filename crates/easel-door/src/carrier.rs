//! Who asks: the carriers of a request and what they prove.

use crate::{Door, clock, error::Problem, limit, options::VerifyEmail, secret::Secret};
use axum::{
    extract::{FromRef, FromRequestParts, Request, State},
    http::{HeaderMap, HeaderValue, Method, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use easel_domain::{Actor, Language, Permission, SessionId, Timestamp};
use easel_store::{NewChallenge, NewSession, SignedIn, User};
use std::{
    convert::Infallible,
    marker::PhantomData,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::{Arc, OnceLock},
};

/// Whoever knew the password has this long to show the second factor.
pub const CHALLENGE_MS: i64 = 10 * 60_000;
/// A session lasts this long.
pub const SESSION_MS: i64 = 30 * 24 * 3_600_000;
/// Most characters kept of what a browser says it is.
const USER_AGENT_MAX: usize = 200;

/// Somebody signed in.
pub struct Signed {
    /// On whose behalf the store acts.
    pub actor: Actor,
    /// By which session.
    pub session_id: SessionId,
    /// Whether it was opened by a passkey.
    pub by_passkey: bool,
    /// The person.
    pub user: User,
    /// The session's fingerprint, to look whether it still lives.
    pub token_hash: String,
}

/// Somebody signed in whose role may do what `P` says, with a second factor where the operator asks for one.
pub struct Needs<P>(PhantomData<P>);

/// A permission as a type, so that an operation names it where it names who asks.
pub trait Needed {
    /// Which.
    const PERMISSION: Permission;
}

/// The permissions that operations ask for.
pub mod may {
    use super::{Needed, Permission};

    macro_rules! needed {
        ($($name:ident),*) => { $(
            #[doc = concat!("[`Permission::", stringify!($name), "`].")]
            pub struct $name;
            impl Needed for $name {
                const PERMISSION: Permission = Permission::$name;
            }
        )* };
    }
    needed!(
        Overview,
        Money,
        Prices,
        People,
        Inspect,
        Suspend,
        Roles,
        Models,
        Styles,
        Moderation,
        Conversations,
        Settings,
        Audit
    );
}

impl Signed {
    /// Lets pass whoever isn't about to leave.
    ///
    /// # Errors
    /// 403 when their account is going to be deleted.
    pub fn stays(&self) -> Result<(), Problem> {
        if self.user.leaves_at.is_some() { Err(Problem::leaving()) } else { Ok(()) }
    }

    /// Lets pass whoever stays and has shown that their address is theirs, or need not.
    ///
    /// # Errors
    /// 403 where the operator wants it shown first, or when they are about to leave.
    pub fn verified(&self, door: &Door) -> Result<(), Problem> {
        self.stays()?;
        let wanted = door.options().verify_email == VerifyEmail::Require;
        if wanted && self.user.verified_at.is_none() { Err(Problem::unverified()) } else { Ok(()) }
    }
}

impl Door {
    /// Whether somebody's role counts in a session: it may ask for a second factor first, which a passkey is as good as.
    #[must_use]
    pub fn counts(&self, user: &User, by_passkey: bool) -> bool {
        by_passkey || user.second_factor_at.is_some() || !self.options().second_factor.asks(user.role)
    }
}

/// Perhaps somebody signed in.
pub struct MaybeSigned(pub Option<Signed>);

/// The language to answer in: the person's own once known, else the best of `Accept-Language`.
#[derive(Clone)]
pub struct Tongue {
    accepted: Language,
    own: Arc<OnceLock<Language>>,
}

impl Tongue {
    /// From what a request says; whose language is known says it later.
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Self {
        let header = headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).unwrap_or("");
        Self { accepted: Language::negotiate(header), own: Arc::default() }
    }

    /// The best that is known now.
    #[must_use]
    pub fn language(&self) -> Language {
        self.own.get().copied().unwrap_or(self.accepted)
    }
}

impl<S: Sync> FromRequestParts<S> for Tongue {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_else(|| Self::of(&parts.headers)))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Signed
where
    Door: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        MaybeSigned::from_request_parts(parts, state).await?.0.ok_or_else(Problem::not_signed_in)
    }
}

impl<S: Send + Sync, P: Needed> FromRequestParts<S> for Needs<P>
where
    Door: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let signed = Signed::from_request_parts(parts, state).await?;
        if !signed.actor.may(P::PERMISSION) {
            return Err(Problem::forbidden());
        }
        if !Door::from_ref(state).counts(&signed.user, signed.by_passkey) {
            return Err(Problem::second_factor_required());
        }
        Ok(Self(PhantomData))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for MaybeSigned
where
    Door: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let door = Door::from_ref(state);
        let Some(token) = SESSION.of(&door, &parts.headers) else { return Ok(Self(None)) };
        let token_hash = token.fingerprint();
        let found = door.store().session_find(token_hash.clone(), clock::now()).await?;
        let Some(SignedIn { session_id, by_passkey, user }) = found else { return Ok(Self(None)) };
        if let Some(tongue) = parts.extensions.get::<Tongue>() {
            let _ = tongue.own.set(user.language);
        }
        let actor = Actor { user_id: user.id, role: user.role };
        Ok(Self(Some(Signed { actor, session_id, by_passkey, user, token_hash })))
    }
}

/// Where a request came from.
#[derive(Clone, Copy, Debug)]
pub struct Client(pub IpAddr);

/// The other end of the connection, put there by `serve`.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

impl<S: Send + Sync> FromRequestParts<S> for Client
where
    Door: FromRef<S>,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<Peer>().map_or(Ipv4Addr::LOCALHOST.into(), |peer| peer.0.ip());
        let forwarded = || {
            let last = parts.headers.get_all("x-forwarded-for").iter().next_back()?;
            last.to_str().ok()?.rsplit(',').next()?.trim().parse().ok()
        };
        let ip = if Door::from_ref(state).options().trust_proxy { forwarded().unwrap_or(peer) } else { peer };
        Ok(Self(limit::client_key(ip)))
    }
}

/// A session about to be opened: what the store keeps and what the browser gets.
pub struct Opening {
    /// For the store.
    pub session: NewSession,
    /// For the browser.
    pub cookie: HeaderValue,
}

/// Makes a session for the browser that sent `headers` from that client.
pub fn open(
    door: &Door,
    Client(address): Client,
    headers: &HeaderMap,
    now: Timestamp,
) -> Result<Opening, Problem> {
    let token = new_token()?;
    let agent = headers.get(header::USER_AGENT).map(|v| String::from_utf8_lossy(v.as_bytes()));
    let session = NewSession {
        id: SessionId(clock::new_id()),
        token_hash: token.fingerprint(),
        user_agent: agent.unwrap_or_default().chars().take(USER_AGENT_MAX).collect(),
        address,
        by_passkey: false,
        sessions_link: format!("{}/settings#sessions", door.options().base_url()),
        expires_at: now.plus_ms(SESSION_MS),
    };
    let cookie = set_cookie(door, SESSION, token.reveal(), SESSION_MS)?;
    Ok(Opening { session, cookie })
}

/// A sign-in about to wait for its second factor: what the store keeps, and the token that goes on with it.
pub fn challenge(now: Timestamp) -> Result<(NewChallenge, Secret), Problem> {
    let token = Secret::new(URL_SAFE_NO_PAD.encode(clock::random::<32>()?));
    let kept = NewChallenge { token_hash: token.fingerprint(), expires_at: now.plus_ms(CHALLENGE_MS) };
    Ok((kept, token))
}

/// The header that makes a browser forget its session.
pub fn forget(door: &Door) -> Result<HeaderValue, Problem> {
    set_cookie(door, SESSION, "", 0)
}

/// A token nobody can guess, for a cookie.
pub fn new_token() -> Result<Secret, Problem> {
    Ok(Secret::new(URL_SAFE_NO_PAD.encode(clock::random::<32>()?)))
}

/// The header that makes a browser keep a token for so long; with none it forgets it.
pub fn set_cookie(door: &Door, name: Token, value: &str, lasts_ms: i64) -> Result<HeaderValue, Problem> {
    let (name, secure) = (name.on(door), if door.options().is_secure() { "; Secure" } else { "" });
    let seconds = lasts_ms / 1000;
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    let mut header = HeaderValue::try_from(text).map_err(|error| Problem::internal(&error))?;
    header.set_sensitive(true);
    Ok(header)
}

/// A token that a browser keeps: its cookie's name by http, and by https.
#[derive(Clone, Copy)]
pub struct Token(&'static str, &'static str);

/// Of somebody signed in.
const SESSION: Token = Token("easel_session", "__Host-easel_session");
/// Of a browser that waits for a sign-in provider's word.
pub const OPENID: Token = Token("easel_openid", "__Host-easel_openid");
/// Of a visitor who talks to the studio.
pub const VISITOR: Token = Token("easel_visitor", "__Host-easel_visitor");

impl Token {
    fn on(self, door: &Door) -> &'static str {
        if door.options().is_secure() { self.1 } else { self.0 }
    }

    /// As the browser sent it.
    pub fn of(self, door: &Door, headers: &HeaderMap) -> Option<Secret> {
        cookie(headers, self.on(door))
    }
}

/// The cookie called `name`.
pub fn cookie(headers: &HeaderMap, name: &str) -> Option<Secret> {
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
pub fn bearer(headers: &HeaderMap) -> Option<Secret> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && (1..=128).contains(&token.len()))
        .then(|| Secret::new(token.to_owned()))
}

/// Lets a request that may change something pass only when one of this studio's own pages made it.
///
/// What begins with one of `by_token` is exempt: those who ask there are no browsers and carry no cookie that could be abused.
pub async fn same_site(
    State((door, by_token)): State<(Door, &'static [&'static str])>,
    request: Request,
    next: Next,
) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let by_token = by_token.iter().any(|path| request.uri().path().starts_with(path));
    if safe || by_token || is_same_origin(&door, request.headers()) {
        return next.run(request).await;
    }
    Problem::forbidden().into_response()
}

fn is_same_origin(door: &Door, headers: &HeaderMap) -> bool {
    let text = |name: header::HeaderName| headers.get(name).map(|v| v.to_str().unwrap_or("null"));
    let Some(origin) = text(header::ORIGIN) else {
        return headers.get("sec-fetch-site").is_some_and(|site| site == "same-origin");
    };
    let origin = origin.to_ascii_lowercase();
    if let Some(own) = door.options().public_origin() {
        return origin == own;
    }
    let authority = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
    let host = text(header::HOST).map(str::to_ascii_lowercase);
    authority.is_some_and(|authority| !authority.is_empty() && Some(authority) == host.as_deref())
}
