//! What those who run the studio see.

use crate::Web;
use axum::{extract::State, response::Response};
use easel_domain::{FailureCode, GenerationState, Timestamp};
use easel_door::{
    carrier::{Needs, may},
    clock,
    csv::{self, Column, Column::Plain},
    error::{Problem, ProblemBody},
    input::{Json, Words},
    span::{Span, day_of},
};
use easel_oversight::{Activity, ActivityDay, BOUNDS_S, Oversight, done_within};
use serde::Serialize;
use utoipa::ToSchema;

/// Generations by state.
#[derive(Serialize, ToSchema)]
pub(crate) struct GenerationCounts {
    queued: i64,
    running: i64,
    succeeded: i64,
    failed: i64,
    rejected: i64,
    cancelled: i64,
}

/// Credits by where they lie.
#[derive(Serialize, ToSchema)]
pub(crate) struct CreditCounts {
    issued: i64,
    available: i64,
    held: i64,
    spent: i64,
}

/// The studio in numbers.
#[derive(Serialize, ToSchema)]
pub(crate) struct Overview {
    people: i64,
    generations: GenerationCounts,
    credits: CreditCounts,
}

/// The studio in numbers.
#[utoipa::path(get, path = "/api/v1/admin/overview", tag = "admin",
    responses((status = 200, body = Overview), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub(crate) async fn get_admin_overview(
    State(web): State<Web>,
    _: Needs<may::Overview>,
) -> Result<Json<Overview>, Problem> {
    let found = Oversight::of(web.store()).overview().await?;
    let count = |state: GenerationState| {
        found.generations.iter().find(|(s, _)| *s == state).map_or(0, |(_, count)| *count)
    };
    Ok(Json(Overview {
        people: found.people,
        generations: GenerationCounts {
            queued: count(GenerationState::Queued),
            running: count(GenerationState::Running),
            succeeded: count(GenerationState::Succeeded),
            failed: count(GenerationState::Failed),
            rejected: count(GenerationState::Rejected),
            cancelled: count(GenerationState::Cancelled),
        },
        credits: CreditCounts {
            issued: found.issued,
            available: found.available,
            held: found.held,
            spent: found.spent,
        },
    }))
}

/// What ended on a day, and who came.
#[derive(Serialize, ToSchema)]
pub(crate) struct DayActivity {
    /// Such as 2026-11-22, UTC.
    day: String,
    /// Accounts made.
    joined: i64,
    /// People who had something drawn.
    active: i64,
    /// Generations by how they ended.
    succeeded: i64,
    failed: i64,
    rejected: i64,
    cancelled: i64,
    pictures: i64,
    /// Credits captured for them.
    credits: i64,
    /// Within how many seconds half of them were done, from being asked for on, rounded up; null when none was, or later than can be told.
    #[schema(required)]
    half_s: Option<i64>,
}

/// Why generations ended without a picture.
#[derive(Serialize, ToSchema)]
pub(crate) struct FailureCount {
    /// As in a generation's error.
    code: &'static str,
    count: i64,
}

/// What went on over a span of days.
#[derive(Serialize, ToSchema)]
pub(crate) struct StudioActivity {
    /// First and last day of the span.
    from: String,
    until: String,
    /// Days on which something was, in order.
    days: Vec<DayActivity>,
    /// The commonest first.
    failures: Vec<FailureCount>,
    /// Over the whole span: within how many seconds half, and 95 of 100, were done. Null as in a day.
    #[schema(required)]
    half_s: Option<i64>,
    #[schema(required)]
    most_s: Option<i64>,
    /// Generations that wait now, and that are being drawn.
    waiting: i64,
    running: i64,
    /// For how many seconds the oldest of them has waited.
    #[schema(required)]
    oldest_s: Option<i64>,
}

impl StudioActivity {
    fn of(span: &Span, found: Activity, now: Timestamp) -> Self {
        let mut took = [0; BOUNDS_S.len() + 1];
        for day in &found.days {
            took.iter_mut().zip(day.took).for_each(|(all, one)| *all += one);
        }
        let day = |day: ActivityDay| {
            Some(DayActivity {
                day: day_of(day.day)?.to_string(),
                joined: day.joined,
                active: day.active,
                succeeded: day.succeeded,
                failed: day.failed,
                rejected: day.rejected,
                cancelled: day.cancelled,
                pictures: day.pictures,
                credits: day.credits,
                half_s: done_within(&day.took, 50),
            })
        };
        let failure = |(code, count): (FailureCode, i64)| FailureCount { code: code.as_str(), count };
        Self {
            from: span.days.0.to_string(),
            until: span.days.1.to_string(),
            days: found.days.into_iter().filter_map(day).collect(),
            failures: found.failures.into_iter().map(failure).collect(),
            half_s: done_within(&took, 50),
            most_s: done_within(&took, 95),
            waiting: found.waiting,
            running: found.running,
            oldest_s: found.oldest.map(|at| (now.0 - at.0).max(0) / 1000),
        }
    }
}

/// What went on over a span of days, and what waits now.
#[utoipa::path(get, path = "/api/v1/admin/activity", tag = "admin",
    params(("from" = Option<String>, Query, nullable = false, description = "First day, such as 2026-11-01; thirty days ago without it"),
        ("until" = Option<String>, Query, nullable = false, description = "Last day; today without it")),
    responses((status = 200, body = StudioActivity), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody)))]
pub(crate) async fn get_studio_activity(
    State(web): State<Web>,
    _: Needs<may::Overview>,
    words: Words,
) -> Result<Json<StudioActivity>, Problem> {
    let span = Span::read(&words)?;
    let found = Oversight::of(web.store()).activity(span.times).await?;
    Ok(Json(StudioActivity::of(&span, found, clock::now())))
}

/// The same days as CSV.
#[utoipa::path(get, path = "/api/v1/admin/activity.csv", tag = "admin",
    params(("from" = Option<String>, Query, nullable = false, description = "As there"),
        ("until" = Option<String>, Query, nullable = false, description = "As there")),
    responses((status = 200, body = String, content_type = "text/csv"), (status = 400, body = ProblemBody),
        (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub(crate) async fn export_studio_activity(
    State(web): State<Web>,
    _: Needs<may::Overview>,
    words: Words,
) -> Result<Response, Problem> {
    let span = Span::read(&words)?;
    let found = Oversight::of(web.store()).activity(span.times).await?;
    Ok(csv::whole("activity.csv", COLUMNS, &StudioActivity::of(&span, found, clock::now()).days))
}

const COLUMNS: &[Column<DayActivity>] = &[
    Plain("day", |one| one.day.clone()),
    Plain("joined", |one| one.joined.to_string()),
    Plain("active", |one| one.active.to_string()),
    Plain("succeeded", |one| one.succeeded.to_string()),
    Plain("failed", |one| one.failed.to_string()),
    Plain("rejected", |one| one.rejected.to_string()),
    Plain("cancelled", |one| one.cancelled.to_string()),
    Plain("pictures", |one| one.pictures.to_string()),
    Plain("credits", |one| one.credits.to_string()),
    Plain("half_s", |one| csv::some(one.half_s)),
];
