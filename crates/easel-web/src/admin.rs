//! What those who run the studio see.

use crate::Web;
use axum::extract::State;
use easel_domain::GenerationState;
use easel_door::{
    carrier::{Needs, may},
    error::{Problem, ProblemBody},
    input::Json,
};
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
    let found = web.store().overview().await?;
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
