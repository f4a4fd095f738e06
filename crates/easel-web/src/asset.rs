//! The pictures a person has.

use crate::{
    Web,
    carrier::Signed,
    clock,
    error::{Problem, ProblemBody},
    input::{Json, PathId, Words},
    page::{self, AssetPage, PageParams},
    view::Asset,
};
use axum::{extract::State, http::StatusCode};
use easel_domain::{AssetId, Timestamp};
use easel_store::{AssetFilter, UploadState, Uploaded};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

/// Most characters searched for.
const WORDS_MAX: usize = 200;
/// Most characters of a model's or style's name.
const NAME_MAX: usize = 80;

/// What is to change.
#[derive(Deserialize, ToSchema)]
pub(crate) struct AssetUpdate {
    favourite: bool,
}

/// What else the list of pictures takes.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the parameters; they are read from the query's words")]
pub(crate) struct FilterParams {
    /// Words of the prompt.
    #[param(nullable = false)]
    q: Option<String>,
    /// Public name of a model.
    #[param(nullable = false)]
    model: Option<String>,
    /// Id of a style.
    #[param(nullable = false)]
    style: Option<String>,
    /// Only favourites.
    #[param(nullable = false)]
    favourite: Option<bool>,
}

/// The person's pictures, newest first.
#[utoipa::path(get, path = "/api/v1/assets", tag = "assets", params(PageParams, FilterParams),
    responses((status = 200, body = AssetPage), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody)))]
pub(crate) async fn list_assets(
    State(web): State<Web>,
    signed: Signed,
    words: Words,
) -> Result<Json<AssetPage>, Problem> {
    let filter = AssetFilter {
        words: words.text("q", WORDS_MAX)?,
        model: words.text("model", NAME_MAX)?,
        style: words.text("style", NAME_MAX)?,
        favourite: words.flag("favourite")?,
    };
    let (limit, before) = (page::limit(&words)?, page::after::<(Timestamp, AssetId)>(&words)?);
    let rows = web.store().asset_list(&signed.actor, filter, before, limit + 1).await?;
    let (rows, next_cursor) = page::cut(rows, limit, |row| (row.created_at, row.brief.id));
    Ok(Json(AssetPage { items: rows.into_iter().map(Asset::from).collect(), next_cursor }))
}

/// One picture with its story. One that is still `arriving` is gone again if its file was none.
#[utoipa::path(get, path = "/api/v1/assets/{id}", tag = "assets", params(("id" = String, Path)),
    responses((status = 200, body = Asset), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn get_asset(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<AssetId>,
) -> Result<Json<Asset>, Problem> {
    match web.store().asset_uploaded(&signed.actor, id).await? {
        Some(Uploaded::Asset(asset)) => Ok(Json((*asset).into())),
        Some(Uploaded::Upload(upload)) if upload.state == UploadState::Arriving => {
            Ok(Json(Asset::arriving(upload)))
        }
        Some(Uploaded::Upload(_)) | None => Err(Problem::not_found()),
    }
}

/// Makes a picture a favourite, or no longer.
#[utoipa::path(patch, path = "/api/v1/assets/{id}", tag = "assets", params(("id" = String, Path)),
    request_body = AssetUpdate,
    responses((status = 200, body = Asset), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 404, body = ProblemBody)))]
pub(crate) async fn update_asset(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<AssetId>,
    Json(update): Json<AssetUpdate>,
) -> Result<Json<Asset>, Problem> {
    let found = web.store().asset_favourite(&signed.actor, id, update.favourite, clock::now()).await?;
    Ok(Json(found.ok_or_else(Problem::not_found)?.into()))
}

/// Deletes a picture for good.
#[utoipa::path(delete, path = "/api/v1/assets/{id}", tag = "assets", params(("id" = String, Path)),
    responses((status = 204), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn delete_asset(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<AssetId>,
) -> Result<StatusCode, Problem> {
    let gone = web.store().asset_delete(&signed.actor, id, clock::now()).await?;
    if gone { Ok(StatusCode::NO_CONTENT) } else { Err(Problem::not_found()) }
}
