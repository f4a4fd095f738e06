//! People, for those who look after them.

use crate::{Web, me::RoleName};
use axum::{extract::State, response::Response};
use easel_domain::{Role, UserId};
use easel_door::{
    carrier::{Needs, Signed, may},
    clock::{self, rfc3339},
    csv::{self, Column, Column::Plain, Column::Text},
    error::{Problem, ProblemBody},
    input::{Json, PathId, Words, reason},
    page,
    view::State as GenerationState,
};
use easel_store::PeopleFilter;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Most characters of what people are looked for by.
const WORDS_MAX: usize = 200;

easel_door::pages! {
    /// A page of people.
    PersonPage of Person;
}

/// Somebody with an account.
#[derive(Serialize, ToSchema)]
pub(crate) struct Person {
    id: String,
    email: String,
    name: String,
    role: RoleName,
    created_at: String,
    /// Null until they opened the link that went to their address.
    #[schema(required)]
    verified_at: Option<String>,
    /// Null unless they may not come in.
    #[schema(required)]
    suspended_at: Option<String>,
    /// Why they may not.
    #[schema(required)]
    suspended_reason: Option<String>,
    /// Credits free to spend.
    available: i64,
    /// Credits set aside.
    held: i64,
}

/// What somebody asked for, without their words.
#[derive(Serialize, ToSchema)]
pub(crate) struct PersonWork {
    id: String,
    model: String,
    state: GenerationState,
    count: i64,
    delivered: i64,
    captured: i64,
    created_at: String,
}

/// Somebody, looked at alone.
#[derive(Serialize, ToSchema)]
pub(crate) struct PersonDetail {
    #[serde(flatten)]
    person: Person,
    language: String,
    /// How many browsers they are signed in with.
    sessions: i64,
    /// Since when they sign in with a second factor; null without one.
    #[schema(required)]
    second_factor_at: Option<String>,
    /// When their account is deleted; null unless it is to be.
    #[schema(required)]
    leaves_at: Option<String>,
    /// What they asked for last, newest first.
    recent: Vec<PersonWork>,
}

/// A role to be given.
#[derive(Deserialize, ToSchema)]
pub(crate) struct RoleChange {
    /// `user`, `owner`, `finance`, `support` or `moderator`.
    role: String,
    /// 1 to 500 characters, for the log.
    reason: String,
}

/// Why something is decided about somebody.
#[derive(Deserialize, ToSchema)]
pub(crate) struct PersonDecision {
    /// 1 to 500 characters; who is suspended reads it.
    pub(crate) reason: String,
}

impl From<easel_store::Person> for Person {
    fn from(person: easel_store::Person) -> Self {
        Self {
            id: person.id.to_string(),
            email: person.email,
            name: person.name,
            role: person.role.into(),
            created_at: rfc3339(person.created_at),
            verified_at: person.verified_at.map(rfc3339),
            suspended_at: person.suspended_at.map(rfc3339),
            suspended_reason: person.suspended_reason,
            available: person.available,
            held: person.held,
        }
    }
}

/// People, newest first.
#[utoipa::path(get, path = "/api/v1/admin/people", tag = "admin",
    params(page::PageParams, ("q" = Option<String>, Query, nullable = false, description = "Part of a name or address, or an id"),
        ("role" = Option<String>, Query, nullable = false, description = "Of this role only"),
        ("suspended" = Option<bool>, Query, nullable = false, description = "Only those who are suspended, or who aren't")),
    responses((status = 200, body = PersonPage), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody)))]
pub(crate) async fn list_people(
    State(web): State<Web>,
    _: Needs<may::People>,
    words: Words,
) -> Result<Json<PersonPage>, Problem> {
    let (filter, limit) = (filter(&words)?, page::limit(&words)?);
    let rows = web.store().people(filter, page::after(&words)?, limit + 1).await?;
    let (rows, next_cursor) = page::cut(rows, limit, |person| (person.created_at, person.id));
    Ok(Json(PersonPage { items: rows.into_iter().map(Person::from).collect(), next_cursor }))
}

/// The same people as CSV.
#[utoipa::path(get, path = "/api/v1/admin/people.csv", tag = "admin",
    params(("q" = Option<String>, Query, nullable = false, description = "Part of a name or address, or an id"),
        ("role" = Option<String>, Query, nullable = false, description = "Of this role only"),
        ("suspended" = Option<bool>, Query, nullable = false, description = "Only those who are suspended, or who aren't")),
    responses((status = 200, body = String, content_type = "text/csv"), (status = 400, body = ProblemBody),
        (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub(crate) async fn export_people(
    State(web): State<Web>,
    _: Needs<may::People>,
    signed: Signed,
    words: Words,
) -> Result<Response, Problem> {
    let filter = filter(&words)?;
    web.store().list_exported(&signed.actor, "people.export", clock::now()).await?;
    let store = web.store().clone();
    let read = move |after| {
        let (store, filter) = (store.clone(), filter.clone());
        async move { store.people(filter, after, csv::CHUNK).await }
    };
    Ok(csv::table("people.csv", COLUMNS, |one| (one.created_at, one.id), read))
}

const COLUMNS: &[Column<easel_store::Person>] = &[
    Plain("id", |one| one.id.to_string()),
    Text("email", |one| one.email.clone()),
    Text("name", |one| one.name.clone()),
    Plain("role", |one| one.role.as_str().to_owned()),
    Plain("joined_at", |one| rfc3339(one.created_at)),
    Plain("verified_at", |one| csv::at(one.verified_at)),
    Plain("suspended_at", |one| csv::at(one.suspended_at)),
    Text("suspended_reason", |one| csv::some(one.suspended_reason.as_ref())),
    Plain("available", |one| one.available.to_string()),
    Plain("held", |one| one.held.to_string()),
];

/// One person: their account, their wallet and what they asked for last.
#[utoipa::path(get, path = "/api/v1/admin/people/{id}", tag = "admin", params(("id" = String, Path)),
    responses((status = 200, body = PersonDetail), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody)))]
pub(crate) async fn get_person(
    State(web): State<Web>,
    _: Needs<may::People>,
    PathId(id): PathId<UserId>,
) -> Result<Json<PersonDetail>, Problem> {
    Ok(Json(detail(&web, id).await?))
}

/// Gives somebody a role. A studio is never without an owner.
#[utoipa::path(post, path = "/api/v1/admin/people/{id}/role", tag = "admin", params(("id" = String, Path)),
    request_body = RoleChange,
    responses((status = 200, body = PersonDetail), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub(crate) async fn update_person_role(
    State(web): State<Web>,
    _: Needs<may::Roles>,
    signed: Signed,
    PathId(id): PathId<UserId>,
    Json(change): Json<RoleChange>,
) -> Result<Json<PersonDetail>, Problem> {
    let change = (role(&change.role)?, reason(&change.reason)?);
    web.store().person_role_set(&signed.actor, id, change, clock::now()).await?;
    Ok(Json(detail(&web, id).await?))
}

/// Shuts somebody out: their sessions and streams end, and what they wait for is called off.
#[utoipa::path(post, path = "/api/v1/admin/people/{id}/suspend", tag = "admin", params(("id" = String, Path)),
    request_body = PersonDecision,
    responses((status = 200, body = PersonDetail), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub(crate) async fn create_person_suspension(
    State(web): State<Web>,
    _: Needs<may::Suspend>,
    signed: Signed,
    PathId(id): PathId<UserId>,
    Json(decision): Json<PersonDecision>,
) -> Result<Json<PersonDetail>, Problem> {
    web.store().person_suspend(&signed.actor, id, reason(&decision.reason)?, clock::now()).await?;
    Ok(Json(detail(&web, id).await?))
}

/// Lets somebody in again.
#[utoipa::path(post, path = "/api/v1/admin/people/{id}/admit", tag = "admin", params(("id" = String, Path)),
    request_body = PersonDecision,
    responses((status = 200, body = PersonDetail), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn cancel_person_suspension(
    State(web): State<Web>,
    _: Needs<may::Suspend>,
    signed: Signed,
    PathId(id): PathId<UserId>,
    Json(decision): Json<PersonDecision>,
) -> Result<Json<PersonDetail>, Problem> {
    web.store().person_admit(&signed.actor, id, reason(&decision.reason)?, clock::now()).await?;
    Ok(Json(detail(&web, id).await?))
}

/// Takes somebody's second factor off who lost it; they get a mail.
#[utoipa::path(post, path = "/api/v1/admin/people/{id}/second-factor/cancel", tag = "admin", params(("id" = String, Path)),
    request_body = PersonDecision,
    responses((status = 200, body = PersonDetail), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn cancel_person_second_factor(
    State(web): State<Web>,
    _: Needs<may::Roles>,
    signed: Signed,
    PathId(id): PathId<UserId>,
    Json(decision): Json<PersonDecision>,
) -> Result<Json<PersonDetail>, Problem> {
    let (actor, reason) = (Some(&signed.actor), reason(&decision.reason)?);
    web.store().person_second_factor_end(actor, id, reason, clock::now()).await?;
    Ok(Json(detail(&web, id).await?))
}

/// A person, looked at alone.
pub(crate) async fn detail(web: &Web, id: UserId) -> Result<PersonDetail, Problem> {
    let found = web.store().person_get(id, clock::now()).await?.ok_or_else(Problem::not_found)?;
    let work = |work: easel_store::RecentWork| PersonWork {
        id: work.id.to_string(),
        model: work.model,
        state: work.state.into(),
        count: work.count,
        delivered: work.delivered,
        captured: work.captured,
        created_at: rfc3339(work.created_at),
    };
    Ok(PersonDetail {
        person: found.person.into(),
        language: found.language.tag().to_owned(),
        sessions: found.sessions,
        second_factor_at: found.second_factor_at.map(rfc3339),
        leaves_at: found.leaves_at.map(rfc3339),
        recent: found.recent.into_iter().map(work).collect(),
    })
}

fn filter(words: &Words) -> Result<PeopleFilter, Problem> {
    let suspended = match words.get("suspended") {
        None => None,
        Some("true") => Some(true),
        Some("false") => Some(false),
        Some(_) => return Err(Problem::invalid("invalid_suspended", "invalid_suspended", "suspended")),
    };
    Ok(PeopleFilter {
        words: words.get("q").unwrap_or_default().chars().take(WORDS_MAX).collect(),
        role: words.get("role").map(role).transpose()?,
        suspended,
    })
}

fn role(word: &str) -> Result<Role, Problem> {
    Role::parse(word).ok_or_else(|| Problem::invalid("invalid_role", "invalid_role", "role"))
}
