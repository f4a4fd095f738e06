//! The same change of many pictures.

use crate::{Web, asset};
use axum::extract::State;
use easel_domain::{AssetId, BoardId, gallery::BATCH_MAX};
use easel_door::{
    carrier::Signed,
    clock,
    error::{Problem, ProblemBody},
    input::Json,
};
use easel_store::BatchAction;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What is done with them.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Action {
    Trash,
    Restore,
    DeleteForever,
    Favourite,
    Unfavourite,
    AddToBoard,
    RemoveFromBoard,
    AddTags,
    RemoveTags,
}

/// Which pictures, and what is done with them. Ids of what isn't there, or isn't one's own, change nothing.
#[derive(Deserialize, ToSchema)]
pub(crate) struct BatchRequest {
    /// 1 to 1,000.
    ids: Vec<String>,
    #[schema(inline)]
    action: Action,
    /// For boards.
    board_id: Option<String>,
    /// For tags.
    tags: Option<Vec<String>>,
}

/// How many were changed.
#[derive(Serialize, ToSchema)]
pub(crate) struct BatchAnswer {
    changed: u64,
}

/// Ids of pictures, of which at most `max` are taken; one that is none is the id of nothing.
pub(crate) fn ids(texts: &[String], max: usize, bad: impl Fn() -> Problem) -> Result<Vec<AssetId>, Problem> {
    if texts.is_empty() || texts.len() > max {
        return Err(bad());
    }
    Ok(texts.iter().filter_map(|id| id.parse().ok()).collect())
}

fn action(request: &BatchRequest) -> Result<BatchAction, Problem> {
    let board = || -> Result<BoardId, Problem> {
        let id = request.board_id.as_deref().and_then(|id| id.parse().ok());
        id.ok_or_else(|| Problem::invalid("invalid_board", "invalid_board", "board_id"))
    };
    let tags = || asset::tags(request.tags.as_deref().unwrap_or_default());
    Ok(match request.action {
        Action::Trash => BatchAction::Trash,
        Action::Restore => BatchAction::Restore,
        Action::DeleteForever => BatchAction::DeleteForever,
        Action::Favourite => BatchAction::Favourite(true),
        Action::Unfavourite => BatchAction::Favourite(false),
        Action::AddToBoard => BatchAction::AddToBoard(board()?),
        Action::RemoveFromBoard => BatchAction::RemoveFromBoard(board()?),
        Action::AddTags => BatchAction::AddTags(tags()?),
        Action::RemoveTags => BatchAction::RemoveTags(tags()?),
    })
}

/// Does the same with many pictures, all or none; counts those it changed.
#[utoipa::path(post, path = "/api/v1/assets/batch", tag = "assets", request_body = BatchRequest,
    responses((status = 200, body = BatchAnswer), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody)))]
pub(crate) async fn change_assets(
    State(web): State<Web>,
    signed: Signed,
    Json(request): Json<BatchRequest>,
) -> Result<Json<BatchAnswer>, Problem> {
    let bad = || Problem::invalid("invalid_ids", "invalid_ids", "ids").at_most(BATCH_MAX);
    let ids = ids(&request.ids, BATCH_MAX, bad)?;
    let action = action(&request)?;
    let changed = web.store().assets_batch(&signed.actor, &ids, action, clock::now()).await?;
    Ok(Json(BatchAnswer { changed }))
}
