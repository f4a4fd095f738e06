//! Who did what, for those who may read it.

use crate::Web;
use axum::{extract::State, response::Response};
use easel_domain::Actor;
use easel_door::{
    carrier::{Needs, Signed, may},
    clock::{self, rfc3339},
    csv::{self, Column, Column::Plain, Column::Text},
    error::{Problem, ProblemBody},
    input::{Json, Words},
    page,
};
use easel_store::audit::{AuditFilter, AuditLine, Named};
use serde::Serialize;
use utoipa::ToSchema;

/// Most characters of what lines are looked for by.
const WORDS_MAX: usize = 200;

easel_door::pages! {
    /// A page of the audit log.
    AuditPage of AuditEntry;
}

/// By what way something was done.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AuditWay {
    /// Somebody with an account.
    Person,
    /// Whoever has the machine's command line.
    CommandLine,
    /// The studio by itself.
    Studio,
}

/// Somebody or something that the log names, as it is called now.
#[derive(Serialize, ToSchema)]
pub(crate) struct AuditNamed {
    id: String,
    /// Null for whoever is gone, and for what is no person.
    #[schema(required)]
    name: Option<String>,
    #[schema(required)]
    email: Option<String>,
}

/// A line of the log.
#[derive(Serialize, ToSchema)]
pub(crate) struct AuditEntry {
    id: String,
    at: String,
    way: AuditWay,
    /// Null unless a person did it.
    #[schema(required)]
    actor: Option<AuditNamed>,
    /// Such as `user.suspend`.
    action: String,
    subject: AuditNamed,
    /// Empty where none was asked for.
    reason: String,
    /// A word, a number or JSON; null where there was nothing before.
    #[schema(required)]
    before: Option<String>,
    #[schema(required)]
    after: Option<String>,
}

impl AuditWay {
    const fn word(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::CommandLine => "command_line",
            Self::Studio => "studio",
        }
    }
}

impl From<Named> for AuditNamed {
    fn from(named: Named) -> Self {
        Self { id: named.id, name: named.name, email: named.email }
    }
}

fn way(line: &AuditLine) -> AuditWay {
    let console = Actor::command_line().user_id.to_string();
    match &line.actor {
        None => AuditWay::Studio,
        Some(actor) if actor.id == console => AuditWay::CommandLine,
        Some(_) => AuditWay::Person,
    }
}

impl From<AuditLine> for AuditEntry {
    fn from(line: AuditLine) -> Self {
        let way = way(&line);
        Self {
            id: line.id.to_string(),
            at: rfc3339(line.at),
            way,
            actor: line.actor.filter(|_| way == AuditWay::Person).map(AuditNamed::from),
            action: line.action,
            subject: line.subject.into(),
            reason: line.reason,
            before: line.before,
            after: line.after,
        }
    }
}

/// The audit log, newest first.
#[utoipa::path(get, path = "/api/v1/admin/audit", tag = "admin",
    params(page::PageParams, ("who" = Option<String>, Query, nullable = false, description = "Part of the name or address of who did it, or their id; `command-line`; `studio`"),
        ("action" = Option<String>, Query, nullable = false, description = "What was done, such as `user.suspend`, or what it begins with: `user`"),
        ("about" = Option<String>, Query, nullable = false, description = "Whom or what it was done to: part of a name or address, an id; or part of the reason"),
        ("from" = Option<String>, Query, nullable = false, description = "First day, such as 2026-11-01, in UTC"),
        ("until" = Option<String>, Query, nullable = false, description = "Last day")),
    responses((status = 200, body = AuditPage), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody)))]
pub(crate) async fn list_audit(
    State(web): State<Web>,
    _: Needs<may::Audit>,
    words: Words,
) -> Result<Json<AuditPage>, Problem> {
    let (filter, limit) = (filter(&words)?, page::limit(&words)?);
    let rows = web.store().audit(filter, page::after(&words)?, limit + 1).await?;
    let (rows, next_cursor) = page::cut(rows, limit, |line| (line.at, line.id));
    Ok(Json(AuditPage { items: rows.into_iter().map(AuditEntry::from).collect(), next_cursor }))
}

/// The same lines as CSV.
#[utoipa::path(get, path = "/api/v1/admin/audit.csv", tag = "admin",
    params(("who" = Option<String>, Query, nullable = false, description = "As in the list"),
        ("action" = Option<String>, Query, nullable = false, description = "As in the list"),
        ("about" = Option<String>, Query, nullable = false, description = "As in the list"),
        ("from" = Option<String>, Query, nullable = false, description = "First day"),
        ("until" = Option<String>, Query, nullable = false, description = "Last day")),
    responses((status = 200, body = String, content_type = "text/csv"), (status = 400, body = ProblemBody),
        (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub(crate) async fn export_audit(
    State(web): State<Web>,
    _: Needs<may::Audit>,
    signed: Signed,
    words: Words,
) -> Result<Response, Problem> {
    let filter = filter(&words)?;
    web.store().list_exported(&signed.actor, "audit.export", clock::now()).await?;
    let store = web.store().clone();
    let read = move |after| {
        let (store, filter) = (store.clone(), filter.clone());
        async move { store.audit(filter, after, csv::CHUNK).await }
    };
    Ok(csv::table("audit.csv", COLUMNS, |line: &AuditLine| (line.at, line.id), read))
}

const COLUMNS: &[Column<AuditLine>] = &[
    Plain("id", |line| line.id.to_string()),
    Plain("at", |line| rfc3339(line.at)),
    Plain("way", |line| way(line).word().to_owned()),
    Plain("actor", |line| csv::some(person(line).map(|one| &one.id))),
    Text("actor_email", |line| csv::some(person(line).and_then(|one| one.email.as_ref()))),
    Text("action", |line| line.action.clone()),
    Text("subject", |line| line.subject.id.clone()),
    Text("subject_email", |line| csv::some(line.subject.email.as_ref())),
    Text("reason", |line| line.reason.clone()),
    Text("before", |line| csv::some(line.before.as_ref())),
    Text("after", |line| csv::some(line.after.as_ref())),
];

/// Who did it, if it was a person.
fn person(line: &AuditLine) -> Option<&Named> {
    line.actor.as_ref().filter(|_| way(line) == AuditWay::Person)
}

fn filter(words: &Words) -> Result<AuditFilter, Problem> {
    let word =
        |name: &str| -> String { words.get(name).unwrap_or_default().chars().take(WORDS_MAX).collect() };
    let who = word("who");
    let by_house = who == "studio";
    let who = match who.as_str() {
        "studio" => String::new(),
        "command-line" => Actor::command_line().user_id.to_string(),
        _ => who,
    };
    Ok(AuditFilter {
        who,
        by_house,
        action: word("action"),
        about: word("about"),
        from: words.day("from", 0)?,
        until: words.day("until", 1)?,
    })
}
