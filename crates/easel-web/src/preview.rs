//! What an engine shows on its way to the picture.

use crate::Web;
use axum::{
    body::Body,
    extract::State,
    http::{HeaderName, header},
    response::{IntoResponse, Response},
};
use easel_domain::GenerationId;
use easel_door::{
    carrier::Signed,
    error::{Problem, ProblemBody},
    input::PathId,
};

const HEADERS: [(HeaderName, &str); 4] = [
    (header::CONTENT_TYPE, "image/webp"),
    (header::CACHE_CONTROL, "private, no-store"),
    (header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"),
    (header::VARY, "Cookie"),
];

/// The latest unfinished picture of a generation under way. Its `preview` says whether there is one, and counts them.
#[utoipa::path(get, path = "/api/v1/generations/{id}/preview", tag = "generations", params(("id" = String, Path)),
    responses((status = 200, description = "The bytes", content_type = "image/webp"),
        (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn get_generation_preview(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<GenerationId>,
) -> Result<Response, Problem> {
    let bytes = web.store().generation_preview(&signed.actor, id).await?.ok_or_else(Problem::not_found)?;
    Ok((HEADERS, Body::from(bytes)).into_response())
}
