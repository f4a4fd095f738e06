//! Boards: pictures put together by hand.

use crate::Web;
use axum::{extract::State, http::StatusCode};
use easel_domain::{BoardId, BoardName};
use easel_door::{
    carrier::Signed,
    clock::{self, rfc3339},
    error::{Problem, ProblemBody},
    input::{Json, PathId, made_id},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A board.
#[derive(Serialize, ToSchema)]
pub(crate) struct Board {
    id: String,
    name: String,
    count: i64,
    /// Ids of its newest pictures, four at most.
    cover: Vec<String>,
    created_at: String,
    changed_at: String,
}

impl From<easel_store::Board> for Board {
    fn from(board: easel_store::Board) -> Self {
        Self {
            id: board.id.to_string(),
            name: board.name,
            count: board.count,
            cover: board.cover.iter().map(ToString::to_string).collect(),
            created_at: rfc3339(board.created_at),
            changed_at: rfc3339(board.changed_at),
        }
    }
}

/// All of somebody's boards.
#[derive(Serialize, ToSchema)]
pub(crate) struct Boards {
    items: Vec<Board>,
}

/// A new board.
#[derive(Deserialize, ToSchema)]
pub(crate) struct BoardRequest {
    /// Made by the asker, version 7: the same one again is the same board.
    #[schema(nullable = false)]
    id: Option<String>,
    name: String,
}

/// Another name.
#[derive(Deserialize, ToSchema)]
pub(crate) struct BoardUpdate {
    name: String,
}

fn name(typed: &str) -> Result<BoardName, Problem> {
    BoardName::parse(typed)
        .ok_or_else(|| Problem::invalid("invalid_name", "invalid_name", "name").at_most(BoardName::MAX))
}

/// The person's boards, newest first.
#[utoipa::path(get, path = "/api/v1/boards", tag = "boards",
    responses((status = 200, body = Boards), (status = 401, body = ProblemBody)))]
pub(crate) async fn list_boards(State(web): State<Web>, signed: Signed) -> Result<Json<Boards>, Problem> {
    let boards = web.store().board_list(&signed.actor).await?;
    Ok(Json(Boards { items: boards.into_iter().map(Board::from).collect() }))
}

/// Makes a board.
#[utoipa::path(post, path = "/api/v1/boards", tag = "boards", request_body = BoardRequest,
    responses((status = 201, body = Board), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub(crate) async fn create_board(
    State(web): State<Web>,
    signed: Signed,
    Json(request): Json<BoardRequest>,
) -> Result<(StatusCode, Json<Board>), Problem> {
    let id = BoardId(made_id(request.id.as_deref())?);
    let board = web.store().board_create(&signed.actor, id, name(&request.name)?, clock::now()).await?;
    Ok((StatusCode::CREATED, Json(board.into())))
}

/// Calls a board otherwise.
#[utoipa::path(patch, path = "/api/v1/boards/{id}", tag = "boards", params(("id" = String, Path)),
    request_body = BoardUpdate,
    responses((status = 200, body = Board), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 404, body = ProblemBody)))]
pub(crate) async fn update_board(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<BoardId>,
    Json(update): Json<BoardUpdate>,
) -> Result<Json<Board>, Problem> {
    let found = web.store().board_rename(&signed.actor, id, name(&update.name)?, clock::now()).await?;
    Ok(Json(found.ok_or_else(Problem::not_found)?.into()))
}

/// Deletes a board and the links to it; its pictures stay.
#[utoipa::path(delete, path = "/api/v1/boards/{id}", tag = "boards", params(("id" = String, Path)),
    responses((status = 204), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn delete_board(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<BoardId>,
) -> Result<StatusCode, Problem> {
    let gone = web.store().board_delete(&signed.actor, id).await?;
    if gone { Ok(StatusCode::NO_CONTENT) } else { Err(Problem::not_found()) }
}
