//! Strips: pictures one below the other.

use axum::{extract::State, http::StatusCode};
use easel_domain::{AssetId, StripId, Timestamp};
use easel_door::{
    Door,
    carrier::Signed,
    clock::{self, rfc3339},
    error::{Problem, ProblemBody},
    input::{Json, PathId, Words, made_id},
    page::{self, PageParams},
};
use easel_works::strip::{self, StripDocument, StripItem};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

easel_door::pages! {
    /// A page of strips.
    StripPage of Strip;
}

/// How two pictures meet.
#[derive(Serialize, Deserialize, ToSchema, Clone, Copy)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SeamKind {
    None,
    Gutter,
    Rule,
    Blend,
    Overlap,
}

/// A seam between two pictures.
#[derive(Serialize, Deserialize, ToSchema, Clone, Copy)]
pub(crate) struct Seam {
    #[schema(inline)]
    kind: SeamKind,
    /// How high it is, pixels of the strip; at most 512.
    px: u32,
}

/// A picture of a strip.
#[derive(Serialize, ToSchema)]
pub(crate) struct Item {
    asset_id: String,
    /// The seam below it, where it is not the strip's.
    #[schema(required)]
    seam: Option<Seam>,
    /// Whether the picture was deleted since.
    gone: bool,
}

/// A strip.
#[derive(Serialize, ToSchema)]
pub(crate) struct Strip {
    id: String,
    /// Grows with every save.
    version: u32,
    name: String,
    /// Every picture is scaled to it.
    width_px: u32,
    /// As `#rrggbb`.
    background: String,
    seam: Seam,
    items: Vec<Item>,
    /// Of the pictures that are there.
    height_px: u32,
    created_at: String,
    changed_at: String,
}

/// A picture as it is to be in a strip.
#[derive(Deserialize, ToSchema)]
pub(crate) struct ItemDraft {
    asset_id: String,
    seam: Option<Seam>,
}

/// A new strip.
#[derive(Deserialize, ToSchema)]
pub(crate) struct StripDraft {
    /// Made by the asker, version 7: the same one again is the same strip.
    #[schema(nullable = false)]
    id: Option<String>,
    name: String,
    /// 800 without it.
    #[schema(nullable = false)]
    width_px: Option<u32>,
    /// White without it.
    #[schema(nullable = false)]
    background: Option<String>,
    /// Edge to edge without it.
    #[schema(nullable = false)]
    seam: Option<Seam>,
    #[serde(default)]
    items: Vec<ItemDraft>,
}

/// A strip as it is to be from now on.
#[derive(Deserialize, ToSchema)]
pub(crate) struct StripUpdate {
    /// The one that was changed.
    version: u32,
    name: String,
    width_px: u32,
    background: String,
    seam: Seam,
    items: Vec<ItemDraft>,
}

impl From<Seam> for strip::Seam {
    fn from(seam: Seam) -> Self {
        let kind = match seam.kind {
            SeamKind::None => strip::SeamKind::None,
            SeamKind::Gutter => strip::SeamKind::Gutter,
            SeamKind::Rule => strip::SeamKind::Rule,
            SeamKind::Blend => strip::SeamKind::Blend,
            SeamKind::Overlap => strip::SeamKind::Overlap,
        };
        Self { kind, px: seam.px }
    }
}

impl From<strip::Seam> for Seam {
    fn from(seam: strip::Seam) -> Self {
        let kind = match seam.kind {
            strip::SeamKind::None => SeamKind::None,
            strip::SeamKind::Gutter => SeamKind::Gutter,
            strip::SeamKind::Rule => SeamKind::Rule,
            strip::SeamKind::Blend => SeamKind::Blend,
            strip::SeamKind::Overlap => SeamKind::Overlap,
        };
        Self { kind, px: seam.px }
    }
}

impl From<ItemDraft> for StripItem {
    fn from(item: ItemDraft) -> Self {
        // What is no id is the id of nothing.
        let asset_id = item.asset_id.parse().unwrap_or(AssetId(Uuid::nil()));
        Self { asset_id, seam: item.seam.map(Into::into) }
    }
}

impl From<easel_shelf::Strip> for Strip {
    fn from(strip: easel_shelf::Strip) -> Self {
        let easel_shelf::Strip { id, version, document, sizes, height_px, created_at, changed_at } = strip;
        let items = document.items.into_iter().zip(sizes);
        let items = items.map(|(item, size)| Item {
            asset_id: item.asset_id.to_string(),
            seam: item.seam.map(Into::into),
            gone: size.is_none(),
        });
        Self {
            id: id.to_string(),
            version,
            name: document.name,
            width_px: document.width_px,
            background: document.background,
            seam: document.seam.into(),
            items: items.collect(),
            height_px,
            created_at: rfc3339(created_at),
            changed_at: rfc3339(changed_at),
        }
    }
}

/// The person's strips, last changed first.
#[utoipa::path(get, path = "/api/v1/strips", tag = "strips", params(PageParams),
    responses((status = 200, body = StripPage), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody)))]
pub(crate) async fn list_strips(
    State(door): State<Door>,
    signed: Signed,
    words: Words,
) -> Result<Json<StripPage>, Problem> {
    let (limit, before) = (page::limit(&words)?, page::after::<(Timestamp, StripId)>(&words)?);
    let rows = door.shelf().strip_list(&signed.actor, before, limit + 1).await?;
    let (rows, next_cursor) = page::cut(rows, limit, |row| (row.changed_at, row.id));
    Ok(Json(StripPage { items: rows.into_iter().map(Strip::from).collect(), next_cursor }))
}

/// Makes a strip.
#[utoipa::path(post, path = "/api/v1/strips", tag = "strips", request_body = StripDraft,
    responses((status = 201, body = Strip), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 409, body = ProblemBody)))]
pub(crate) async fn create_strip(
    State(door): State<Door>,
    signed: Signed,
    Json(draft): Json<StripDraft>,
) -> Result<(StatusCode, Json<Strip>), Problem> {
    let id = made_id(draft.id.as_deref()).map(StripId)?;
    let document = StripDocument {
        name: draft.name,
        width_px: draft.width_px.unwrap_or(800),
        background: draft.background.unwrap_or_else(|| "#ffffff".to_owned()),
        seam: draft.seam.map_or(strip::Seam { kind: strip::SeamKind::None, px: 0 }, Into::into),
        items: draft.items.into_iter().map(Into::into).collect(),
    };
    let strip = door.shelf().strip_create(&signed.actor, id, document, clock::now()).await?;
    Ok((StatusCode::CREATED, Json(strip.into())))
}

/// One strip.
#[utoipa::path(get, path = "/api/v1/strips/{id}", tag = "strips", params(("id" = String, Path)),
    responses((status = 200, body = Strip), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn get_strip(
    State(door): State<Door>,
    signed: Signed,
    PathId(id): PathId<StripId>,
) -> Result<Json<Strip>, Problem> {
    let strip = door.shelf().strip_get(&signed.actor, id).await?.ok_or_else(Problem::not_found)?;
    Ok(Json(strip.into()))
}

/// Saves a strip. Pictures that were deleted since may stay in it; they are `gone`.
#[utoipa::path(put, path = "/api/v1/strips/{id}", tag = "strips", params(("id" = String, Path)),
    request_body = StripUpdate,
    responses((status = 200, body = Strip), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub(crate) async fn update_strip(
    State(door): State<Door>,
    signed: Signed,
    PathId(id): PathId<StripId>,
    Json(update): Json<StripUpdate>,
) -> Result<Json<Strip>, Problem> {
    let StripUpdate { version, name, width_px, background, seam, items } = update;
    let items = items.into_iter().map(Into::into).collect();
    let document = StripDocument { name, width_px, background, seam: seam.into(), items };
    let strip = door.shelf().strip_save(&signed.actor, (id, version), document, clock::now()).await?;
    Ok(Json(strip.into()))
}

/// Deletes a strip; its pictures stay.
#[utoipa::path(delete, path = "/api/v1/strips/{id}", tag = "strips", params(("id" = String, Path)),
    responses((status = 204), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn delete_strip(
    State(door): State<Door>,
    signed: Signed,
    PathId(id): PathId<StripId>,
) -> Result<StatusCode, Problem> {
    let gone = door.shelf().strip_delete(&signed.actor, id).await?;
    if gone { Ok(StatusCode::NO_CONTENT) } else { Err(Problem::not_found()) }
}
