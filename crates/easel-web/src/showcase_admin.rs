//! The showcase, for moderators: what waits, what was reported, what somebody appeals against, and what they decide.

use crate::{Web, showcase};
use axum::{extract::State, http::HeaderMap, response::Response};
use easel_domain::ExhibitId;
use easel_door::{
    blob,
    carrier::{Needs, Signed, may},
    clock::{self, rfc3339},
    csv::{self, Column, Column::Plain, Column::Text},
    error::{Problem, ProblemBody},
    input::{self, Json, PathId, Words},
    page::{self, PageParams},
};
use easel_showcase::{
    Queue, Queued, Said,
    rules::{DECIDED_MAX, Decision, RISKY, Setting},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

easel_door::pages! {
    /// A page of exhibits to be looked at.
    AdminExhibitPage of AdminExhibit;
}

/// What a visitor said.
#[derive(Serialize, ToSchema)]
pub(crate) struct ExhibitReport {
    /// `sexual`, `violence`, `hate`, `person`, `rights` or `other`.
    why: String,
    words: String,
    at: String,
}

/// An exhibit as a moderator sees it: no more of it than everybody would.
#[derive(Serialize, ToSchema)]
pub(crate) struct AdminExhibit {
    id: String,
    owner_id: String,
    owner_name: String,
    /// Whether its owner is suspended, so that nobody sees it.
    owner_suspended: bool,
    /// The name its owner is shown under.
    by: String,
    title: String,
    /// Null unless its owner shows it.
    #[schema(required)]
    prompt: Option<String>,
    /// `waiting`, `live`, `refused` or `taken_down`.
    state: String,
    shown_at: String,
    featured: bool,
    #[schema(required)]
    reason: Option<String>,
    #[schema(required)]
    decided_at: Option<String>,
    #[schema(required)]
    appeal: Option<String>,
    appeal_open: bool,
    /// How many reports are open.
    reports: i64,
    /// The newest of them, five at most.
    said: Vec<ExhibitReport>,
    /// What the classifier thinks, per mille; null until it looked, or where it could make nothing of it.
    #[schema(required)]
    risk: Option<i64>,
    /// Whether it thinks that somebody should look first.
    risky: bool,
    width: u32,
    height: u32,
    placeholder: String,
}

impl From<Queued> for AdminExhibit {
    fn from(one: Queued) -> Self {
        let report = |report: easel_showcase::Report| ExhibitReport {
            why: report.why.as_str().to_owned(),
            words: report.words,
            at: rfc3339(report.at),
        };
        Self {
            id: one.id.to_string(),
            owner_id: one.owner.to_string(),
            owner_name: one.owner_name,
            owner_suspended: one.owner_suspended,
            by: one.by,
            title: one.title,
            prompt: one.prompt,
            state: one.state.as_str().to_owned(),
            shown_at: rfc3339(one.shown_at),
            featured: one.featured_at.is_some(),
            reason: one.reason,
            decided_at: one.decided_at.map(rfc3339),
            appeal: one.appeal,
            appeal_open: one.appeal_open,
            reports: one.reports,
            said: one.said.into_iter().map(report).collect(),
            risk: one.risk,
            risky: one.risk.is_some_and(|risk| risk >= RISKY),
            width: one.width,
            height: one.height,
            placeholder: one.placeholder,
        }
    }
}

/// Whether there is a showcase, who looks first, and how much there is to do.
#[derive(Serialize, ToSchema)]
pub(crate) struct ShowcaseSetting {
    is_on: bool,
    /// Whether a moderator looks before everybody does.
    approve_first: bool,
    /// How many wait for a moderator.
    waiting: i64,
    /// How many are seen and reported.
    reported: i64,
    /// Against how many decisions somebody said something.
    appealed: i64,
}

/// What is to hold from now on.
#[derive(Deserialize, ToSchema)]
pub(crate) struct ShowcaseSettingUpdate {
    is_on: bool,
    approve_first: bool,
}

/// What is decided about many exhibits at once.
#[derive(Deserialize, ToSchema)]
pub(crate) struct ExhibitDecisions {
    /// 1 to 100.
    ids: Vec<String>,
    /// `approve`, `refuse`, `take_down`, `restore`, `uphold`, `feature`, `unfeature` or `dismiss`.
    decision: String,
    /// Up to 500 characters; needed to refuse, to take down and to uphold, and read by whose picture it is then.
    #[serde(default)]
    reason: String,
}

/// What a decision came to.
#[derive(Serialize, ToSchema)]
pub(crate) struct ExhibitsDecided {
    /// How many it changed. Those of which it couldn't be decided, or was already, were passed over.
    changed: usize,
}

/// Exhibits to be looked at: `waiting`, `reported` and `appealed` from the most urgent on, `live` from the newest, `down`
/// from the last decided.
#[utoipa::path(get, path = "/api/v1/admin/showcase", tag = "admin",
    params(PageParams, ("queue" = Option<String>, Query, nullable = false, description = "`waiting` without it")),
    responses((status = 200, body = AdminExhibitPage), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody)))]
pub(crate) async fn list_admin_exhibits(
    State(web): State<Web>,
    _: Needs<may::Moderation>,
    words: Words,
) -> Result<Json<AdminExhibitPage>, Problem> {
    let (queue, limit) = (queue(&words)?, page::limit(&words)?);
    let rows = web.showcase().queue(queue, page::after(&words)?, limit + 1).await?;
    let (rows, next_cursor) = page::cut(rows, limit, |row| row.place(queue));
    Ok(Json(AdminExhibitPage { items: rows.into_iter().map(AdminExhibit::from).collect(), next_cursor }))
}

fn queue(words: &Words) -> Result<Queue, Problem> {
    let queue = Queue::parse(words.get("queue").unwrap_or("waiting"));
    queue.ok_or_else(|| Problem::invalid_field("queue".to_owned()))
}

/// The same as CSV, with the newest reports and without the pictures.
#[utoipa::path(get, path = "/api/v1/admin/showcase.csv", tag = "admin",
    params(("queue" = Option<String>, Query, nullable = false, description = "As in the list")),
    responses((status = 200, body = String, content_type = "text/csv"), (status = 400, body = ProblemBody),
        (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub(crate) async fn export_admin_exhibits(
    State(web): State<Web>,
    _: Needs<may::Moderation>,
    signed: Signed,
    words: Words,
) -> Result<Response, Problem> {
    let queue = queue(&words)?;
    web.store().list_exported(&signed.actor, "showcase.export", clock::now()).await?;
    let showcase = web.showcase().clone();
    let read = move |after| {
        let showcase = showcase.clone();
        async move {
            let rows = showcase.queue(queue, after, csv::CHUNK).await?;
            Ok(rows.into_iter().map(|row| (row, queue)).collect())
        }
    };
    Ok(csv::table("showcase.csv", COLUMNS, |(row, queue)| row.place(*queue), read))
}

const COLUMNS: &[Column<(Queued, Queue)>] = &[
    Plain("id", |(one, _)| one.id.to_string()),
    Plain("owner_id", |(one, _)| one.owner.to_string()),
    Text("owner_name", |(one, _)| one.owner_name.clone()),
    Text("by", |(one, _)| one.by.clone()),
    Text("title", |(one, _)| one.title.clone()),
    Text("prompt", |(one, _)| csv::some(one.prompt.as_ref())),
    Plain("state", |(one, _)| one.state.as_str().to_owned()),
    Plain("shown_at", |(one, _)| rfc3339(one.shown_at)),
    Plain("featured_at", |(one, _)| csv::at(one.featured_at)),
    Plain("decided_at", |(one, _)| csv::at(one.decided_at)),
    Text("reason", |(one, _)| csv::some(one.reason.as_ref())),
    Text("appeal", |(one, _)| csv::some(one.appeal.as_ref())),
    Plain("appeal_open", |(one, _)| one.appeal_open.to_string()),
    Plain("reports", |(one, _)| one.reports.to_string()),
    Text("said", |(one, _)| {
        let said = one.said.iter().map(|report| format!("{}: {}", report.why.as_str(), report.words));
        said.collect::<Vec<_>>().join("; ")
    }),
    Plain("risk_per_mille", |(one, _)| csv::some(one.risk)),
    Plain("width_px", |(one, _)| one.width.to_string()),
    Plain("height_px", |(one, _)| one.height.to_string()),
];

/// Whether there is a showcase, who looks first, and how much there is to do.
#[utoipa::path(get, path = "/api/v1/admin/showcase/setting", tag = "admin",
    responses((status = 200, body = ShowcaseSetting), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub(crate) async fn get_showcase_setting(
    State(web): State<Web>,
    _: Needs<may::Moderation>,
) -> Result<Json<ShowcaseSetting>, Problem> {
    setting(&web).await
}

/// Switches the showcase on or off, and says who looks first.
#[utoipa::path(put, path = "/api/v1/admin/showcase/setting", tag = "admin", request_body = ShowcaseSettingUpdate,
    responses((status = 200, body = ShowcaseSetting), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody)))]
pub(crate) async fn update_showcase_setting(
    State(web): State<Web>,
    _: Needs<may::Moderation>,
    signed: Signed,
    Json(update): Json<ShowcaseSettingUpdate>,
) -> Result<Json<ShowcaseSetting>, Problem> {
    let new = Setting { is_on: update.is_on, approve_first: update.approve_first };
    web.showcase().setting_put(&signed.actor, new, clock::now()).await?;
    setting(&web).await
}

async fn setting(web: &Web) -> Result<Json<ShowcaseSetting>, Problem> {
    let Setting { is_on, approve_first } = web.showcase().setting().await?;
    let (waiting, reported, appealed) = web.showcase().queue_counts().await?;
    Ok(Json(ShowcaseSetting { is_on, approve_first, waiting, reported, appealed }))
}

/// Decides about exhibits, and tells their owners what was refused, taken down, restored or upheld.
#[utoipa::path(post, path = "/api/v1/admin/showcase/decisions", tag = "admin", request_body = ExhibitDecisions,
    responses((status = 200, body = ExhibitsDecided), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody)))]
pub(crate) async fn create_exhibit_decisions(
    State(web): State<Web>,
    _: Needs<may::Moderation>,
    signed: Signed,
    Json(request): Json<ExhibitDecisions>,
) -> Result<Json<ExhibitsDecided>, Problem> {
    let decision = Decision::parse(&request.decision);
    let decision = decision.ok_or_else(|| Problem::invalid_field("decision".to_owned()))?;
    let ids: Result<Vec<ExhibitId>, _> = request.ids.iter().map(|id| id.parse()).collect();
    let ids = ids.ok().filter(|ids| (1..=DECIDED_MAX).contains(&ids.len()));
    let ids = ids.ok_or_else(|| Problem::invalid_field("ids".to_owned()))?;
    let reason = match request.reason.trim() {
        "" if !decision.needs_reason() => String::new(),
        said => input::reason(said)?,
    };
    let link = format!("{}/p/{{id}}", web.options().base_url());
    let decided =
        web.showcase().decide(&signed.actor, &ids, Said { decision, reason, link }, clock::now()).await?;
    Ok(Json(ExhibitsDecided { changed: decided.changed }))
}

/// The bytes of an exhibit, as a moderator sees them before others do, or when they do no longer.
#[utoipa::path(get, path = "/api/v1/admin/showcase/{id}/content", tag = "admin",
    params(("id" = String, Path),
        ("variant" = inline(Option<blob::VariantName>), Query, nullable = false, description = "The preview without it")),
    responses((status = 200, description = "The bytes", body = inline(blob::Picture), content_type = "image/*"),
        (status = 304, description = "Unchanged"), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn get_admin_exhibit_content(
    State(web): State<Web>,
    _: Needs<may::Moderation>,
    PathId(id): PathId<ExhibitId>,
    headers: HeaderMap,
    words: Words,
) -> Result<Response, Problem> {
    let variant = showcase::shown_variant(&words)?;
    let blob = web.showcase().queued_blob(id, variant).await?.ok_or_else(Problem::not_found)?;
    showcase::shown(&web, &blob, &headers).await
}
