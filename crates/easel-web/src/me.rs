//! A person's own account.

use crate::{Web, second_factor};
use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use easel_domain::{
    Language, Name, Password, Permission, Role, SecondFactorPolicy, SessionId, device::Device,
};
use easel_door::{
    Door,
    carrier::{self, Signed},
    clock::{self, rfc3339},
    error::{Problem, ProblemBody},
    input::{Json, PathId},
    options::VerifyEmail,
    secret::Secret,
};
use easel_store::{User, UserChange};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

easel_door::pages! {
    /// A page of sessions.
    SessionPage of Session;
}

/// What a person may do.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RoleName {
    User,
    Owner,
    Finance,
    Support,
    Moderator,
}

impl From<Role> for RoleName {
    fn from(role: Role) -> Self {
        match role {
            Role::User => Self::User,
            Role::Owner => Self::Owner,
            Role::Finance => Self::Finance,
            Role::Support => Self::Support,
            Role::Moderator => Self::Moderator,
        }
    }
}

/// Something that not every role may do.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PermissionName {
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
    Audit,
}

impl From<Permission> for PermissionName {
    fn from(permission: Permission) -> Self {
        match permission {
            Permission::Overview => Self::Overview,
            Permission::Money => Self::Money,
            Permission::Prices => Self::Prices,
            Permission::People => Self::People,
            Permission::Inspect => Self::Inspect,
            Permission::Suspend => Self::Suspend,
            Permission::Roles => Self::Roles,
            Permission::Models => Self::Models,
            Permission::Styles => Self::Styles,
            Permission::Moderation => Self::Moderation,
            Permission::Conversations => Self::Conversations,
            Permission::Settings => Self::Settings,
            Permission::Audit => Self::Audit,
        }
    }
}

/// The person who asks.
#[derive(Serialize, ToSchema)]
pub(crate) struct Me {
    id: String,
    email: String,
    name: String,
    language: String,
    role: RoleName,
    /// What they may do besides making pictures.
    permissions: Vec<PermissionName>,
    created_at: String,
    /// Whether they have shown that the address is theirs.
    verified: bool,
    verification: Verification,
    second_factor: SecondFactorState,
    /// Whether they get a mail when they are signed in to from elsewhere.
    sign_in_alerts: bool,
    /// When the account is deleted; null unless it is to be.
    #[schema(required)]
    leaves_at: Option<String>,
}

/// Whether they are to show that their address is theirs.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Verification {
    /// They have, or nobody asks.
    None,
    /// They are asked to.
    Asked,
    /// They neither spend nor publish before they have.
    Required,
}

/// How somebody stands with a second factor.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SecondFactorState {
    /// They have one.
    On,
    /// They have none, and need none: a passkey that signed them in is as good.
    Off,
    /// They decide about money, and would do well to have one.
    Advised,
    /// Their role counts only once they have one.
    Required,
}

impl SecondFactorState {
    fn of(user: &User, by_passkey: bool, door: &Door) -> Self {
        match user.second_factor_at {
            Some(_) => Self::On,
            None if by_passkey => Self::Off,
            None if door.options().second_factor.asks(user.role) => Self::Required,
            None if SecondFactorPolicy::Money.asks(user.role) => Self::Advised,
            None => Self::Off,
        }
    }
}

impl Me {
    pub(crate) fn of(user: User, by_passkey: bool, door: &Door) -> Self {
        let verification = match door.options().verify_email {
            _ if user.verified_at.is_some() => Verification::None,
            VerifyEmail::Off => Verification::None,
            VerifyEmail::Ask => Verification::Asked,
            VerifyEmail::Require => Verification::Required,
        };
        Self {
            second_factor: SecondFactorState::of(&user, by_passkey, door),
            leaves_at: user.leaves_at.map(rfc3339),
            verified: user.verified_at.is_some(),
            sign_in_alerts: user.is_alerted(),
            verification,
            id: user.id.to_string(),
            email: user.email,
            name: user.name,
            language: user.language.tag().to_owned(),
            role: user.role.into(),
            permissions: user.role.permissions().iter().map(|p| (*p).into()).collect(),
            created_at: rfc3339(user.created_at),
        }
    }
}

/// One signed-in browser.
#[derive(Serialize, ToSchema)]
pub(crate) struct Session {
    id: String,
    created_at: String,
    last_seen_at: String,
    /// Null where the browser doesn't say.
    #[schema(required)]
    device: Option<SessionDevice>,
    /// Whether it is the one that asks.
    current: bool,
}

/// A browser on a system.
#[derive(Serialize, ToSchema)]
pub(crate) struct SessionDevice {
    /// Such as `Firefox`.
    browser: &'static str,
    /// Such as `Windows`.
    system: &'static str,
    /// Whether it is held in a hand.
    phone: bool,
}

impl SessionDevice {
    /// What a browser says of itself, if anybody knows what it means.
    pub(crate) fn of(user_agent: &str) -> Option<Self> {
        let Device { browser, system, phone } = Device::of(user_agent)?;
        Some(Self { browser, system, phone })
    }
}

/// What is to change; what is left out stays.
#[derive(Deserialize, ToSchema)]
pub(crate) struct MeUpdate {
    #[schema(nullable = false)]
    name: Option<String>,
    #[schema(nullable = false)]
    language: Option<String>,
    /// Whoever has a role can't be without.
    #[schema(nullable = false)]
    sign_in_alerts: Option<bool>,
}

/// A new password, and the old one as proof.
#[derive(Deserialize, ToSchema)]
pub(crate) struct PasswordChange {
    #[schema(value_type = String)]
    current_password: Secret,
    #[schema(value_type = String)]
    new_password: Secret,
}

/// The person who asks.
#[utoipa::path(get, path = "/api/v1/me", tag = "me",
    responses((status = 200, body = Me), (status = 401, body = ProblemBody)))]
pub(crate) async fn get_me(State(web): State<Web>, signed: Signed) -> Json<Me> {
    Json(Me::of(signed.user, signed.by_passkey, &web))
}

/// Changes name, language, or which mails come.
#[utoipa::path(patch, path = "/api/v1/me", tag = "me", request_body = MeUpdate,
    responses((status = 200, body = Me), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub(crate) async fn update_me(
    State(web): State<Web>,
    signed: Signed,
    Json(update): Json<MeUpdate>,
) -> Result<Json<Me>, Problem> {
    let bad = |why| Problem::invalid_account(why, "password");
    let name = update.name.as_deref().map(Name::parse).transpose().map_err(bad)?;
    let language = update.language.as_deref().map(Language::parse).transpose().map_err(bad)?;
    let sign_in_alerts = update.sign_in_alerts;
    if sign_in_alerts == Some(false) && signed.actor.role != Role::User {
        return Err(Problem::refused("sign_in_alerts_kept"));
    }
    let change = UserChange { name, language, sign_in_alerts };
    let user = web.store().user_update(&signed.actor, change, clock::now()).await?;
    Ok(Json(Me::of(user, signed.by_passkey, &web)))
}

/// Changes the password and ends every other session.
#[utoipa::path(post, path = "/api/v1/me/password", tag = "me", request_body = PasswordChange,
    responses((status = 204), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 429, body = ProblemBody)))]
pub(crate) async fn change_password(
    State(web): State<Web>,
    signed: Signed,
    Json(change): Json<PasswordChange>,
) -> Result<StatusCode, Problem> {
    let email = easel_domain::EmailAddress::parse(&signed.user.email).ok();
    let chosen = Password::choose(change.new_password.reveal(), email.as_ref())
        .map_err(|why| Problem::invalid_account(why, "new_password"))?;
    let (store, actor) = (web.store(), &signed.actor);
    let verified = second_factor::known(&web, &signed, change.current_password).await?;
    let hash = web.hasher().hash(chosen).await?;
    // Two of them at once: only the one that knew the password as it is then goes through.
    if !store.user_password_change(actor, verified, hash, signed.session_id, clock::now()).await? {
        return Err(Problem::wrong_current_password());
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Where the person is signed in.
#[utoipa::path(get, path = "/api/v1/me/sessions", tag = "me",
    responses((status = 200, body = SessionPage), (status = 401, body = ProblemBody)))]
pub(crate) async fn list_sessions(
    State(web): State<Web>,
    signed: Signed,
) -> Result<Json<SessionPage>, Problem> {
    let sessions = web.store().session_list(&signed.actor, clock::now()).await?;
    let view = |session: easel_store::Session| Session {
        id: session.id.to_string(),
        created_at: rfc3339(session.created_at),
        last_seen_at: rfc3339(session.last_seen_at),
        device: SessionDevice::of(&session.user_agent),
        current: session.id == signed.session_id,
    };
    Ok(Json(SessionPage { items: sessions.into_iter().map(view).collect(), next_cursor: None }))
}

/// Ends one session.
#[utoipa::path(delete, path = "/api/v1/me/sessions/{id}", tag = "me", params(("id" = String, Path)),
    responses((status = 204), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn delete_session(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<SessionId>,
) -> Result<Response, Problem> {
    if !web.store().session_end(&signed.actor, id, clock::now()).await? {
        return Err(Problem::not_found());
    }
    if id == signed.session_id {
        return Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, carrier::forget(&web)?)]).into_response());
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Ends every session but this one.
#[utoipa::path(delete, path = "/api/v1/me/sessions", tag = "me",
    responses((status = 204), (status = 401, body = ProblemBody)))]
pub(crate) async fn delete_other_sessions(
    State(web): State<Web>,
    signed: Signed,
) -> Result<StatusCode, Problem> {
    web.store().session_end_others(&signed.actor, signed.session_id, clock::now()).await?;
    Ok(StatusCode::NO_CONTENT)
}
