//! The pictures a person has.

use crate::{
    Web,
    view::{Asset, Kind},
};
use axum::{extract::State, http::StatusCode};
use easel_domain::{AssetId, AssetKind, Tag, gallery};
use easel_door::{
    carrier::Signed,
    clock,
    error::{Problem, ProblemBody},
    input::{Json, PathId, Words},
    page::{self, AssetPageParams},
};
use easel_store::{AssetChange, AssetFilter, Deleted, Meaning, UploadState, Uploaded};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

easel_door::pages! {
    /// A page of pictures.
    AssetPage of Asset;
}

/// Most characters searched for.
const WORDS_MAX: usize = 200;
/// Most characters of a model's or style's name.
const NAME_MAX: usize = 80;
/// Most pictures of a page.
const LIMIT_MAX: u32 = 200;

/// What is to change; what is left out stays.
#[derive(Deserialize, ToSchema)]
pub(crate) struct AssetUpdate {
    #[schema(nullable = false)]
    favourite: Option<bool>,
    /// All tags it has from now on.
    #[schema(nullable = false)]
    tags: Option<Vec<String>>,
}

/// Which pictures are meant.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the parameters; they are read from the query's words")]
pub(crate) struct FilterParams {
    /// What the prompt says, in words in any order, of which the last may be unfinished.
    #[param(nullable = false)]
    q: Option<String>,
    /// `words` without it; `meaning` shows what comes nearest to it first.
    #[param(nullable = false, inline)]
    by: Option<By>,
    /// Public name of a model.
    #[param(nullable = false)]
    model: Option<String>,
    /// Id of a style.
    #[param(nullable = false)]
    style: Option<String>,
    /// Id of a character it shows.
    #[param(nullable = false)]
    character: Option<String>,
    /// Id of a board.
    #[param(nullable = false)]
    board: Option<String>,
    /// A tag, however it is written.
    #[param(nullable = false)]
    tag: Option<String>,
    /// Only favourites.
    #[param(nullable = false)]
    favourite: Option<bool>,
    /// How it came to be.
    #[param(nullable = false, inline)]
    kind: Option<Kind>,
    /// The first day, such as `2026-11-21`, in UTC.
    #[param(nullable = false)]
    from: Option<String>,
    /// The last day.
    #[param(nullable = false)]
    to: Option<String>,
    /// What is in the trash instead of what is not.
    #[param(nullable = false)]
    trashed: Option<bool>,
}

/// How words are looked for.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(dead_code, reason = "describes the parameter; it is read from the query's words")]
pub(crate) enum By {
    Words,
    Meaning,
}

/// What deleting takes.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the parameter; it is read from the query's words")]
pub(crate) struct ForeverParam {
    /// Deletes what is in the trash for good.
    #[param(nullable = false)]
    forever: Option<bool>,
}

fn filter(words: &Words) -> Result<AssetFilter, Problem> {
    let kind = words
        .get("kind")
        .map(|word| AssetKind::parse(word).ok_or_else(|| Problem::invalid_field("kind".to_owned())));
    // An id of no form is an id of nothing; only that it is one is checked here.
    let character: Option<uuid::Uuid> = words.id("character")?;
    Ok(AssetFilter {
        words: words.text("q", WORDS_MAX)?,
        model: words.text("model", NAME_MAX)?,
        style: words.text("style", NAME_MAX)?,
        kind: kind.transpose()?,
        favourite: words.flag("favourite")?,
        tag: words.text("tag", NAME_MAX)?,
        board: words.id("board")?,
        character: character.map(|id| id.to_string()),
        from: words.day("from", 0)?,
        until: words.day("to", 1)?,
        trashed: words.flag("trashed")?,
    })
}

/// What the words mean, where that was asked for.
async fn meaning(web: &Web, words: &Words, filter: &AssetFilter) -> Result<Option<Meaning>, Problem> {
    let bad = || Problem::invalid_field("by".to_owned());
    match words.get("by") {
        None | Some("words") => Ok(None),
        Some("meaning") => {
            let means = web.options().means.clone().ok_or_else(bad)?;
            let Some(text) = filter.words.clone().filter(|text| !text.trim().is_empty()) else {
                return Ok(None);
            };
            let meant = tokio::task::spawn_blocking(move || means.of(&text));
            let meant = meant.await.map_err(|error| Problem::internal(&error))?;
            meant.map(Some).ok_or_else(|| Problem::invalid_field("q".to_owned()))
        }
        Some(_) => Err(bad()),
    }
}

/// The person's pictures, newest first, or nearest in meaning first.
#[utoipa::path(get, path = "/api/v1/assets", tag = "assets", params(AssetPageParams, FilterParams),
    responses((status = 200, body = AssetPage), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody)))]
pub(crate) async fn list_assets(
    State(web): State<Web>,
    signed: Signed,
    words: Words,
) -> Result<Json<AssetPage>, Problem> {
    let filter = filter(&words)?;
    let (limit, after) = (page::limit_within(&words, LIMIT_MAX)?, page::after::<i64>(&words)?);
    let (rows, next_cursor) = match meaning(&web, &words, &filter).await? {
        None => {
            let rows = web.store().asset_list(&signed.actor, filter, after, limit + 1).await?;
            page::cut(rows, limit, |row| row.no)
        }
        Some(asked) => {
            // Nearness has no place to go on from but how many were seen.
            let skip = after.and_then(|at| usize::try_from(at).ok()).unwrap_or(0);
            let most = limit as usize + 1;
            let rows = web.store().asset_list_by_meaning(&signed.actor, filter, asked, skip, most).await?;
            let next = i64::try_from(skip).unwrap_or(0) + i64::from(limit);
            page::cut(rows, limit, |_| next)
        }
    };
    Ok(Json(AssetPage { items: rows.into_iter().map(Asset::from).collect(), next_cursor }))
}

/// So many have this name.
#[derive(Serialize, ToSchema)]
pub(crate) struct NameCount {
    name: String,
    count: i64,
}

/// So many have this id.
#[derive(Serialize, ToSchema)]
pub(crate) struct IdCount {
    id: String,
    count: i64,
}

/// So many have this id, which has a name.
#[derive(Serialize, ToSchema)]
pub(crate) struct NamedCount {
    id: String,
    name: String,
    count: i64,
}

/// So many came to be like this.
#[derive(Serialize, ToSchema)]
pub(crate) struct KindCount {
    #[schema(inline)]
    kind: Kind,
    count: i64,
}

/// So many were made in this month.
#[derive(Serialize, ToSchema)]
pub(crate) struct MonthCount {
    /// In UTC, such as `2026-11`.
    month: String,
    count: i64,
}

/// How many of each there are among the pictures that the filter shows. Beside the whole gallery and its models, styles,
/// kinds and days, only the newest 20,000 are counted; of tags, boards and characters 200 are told.
#[derive(Serialize, ToSchema)]
pub(crate) struct Facets {
    total: i64,
    favourites: i64,
    models: Vec<NameCount>,
    styles: Vec<IdCount>,
    characters: Vec<NamedCount>,
    tags: Vec<NameCount>,
    boards: Vec<NamedCount>,
    kinds: Vec<KindCount>,
    months: Vec<MonthCount>,
}

impl From<easel_store::Facets> for Facets {
    fn from(found: easel_store::Facets) -> Self {
        let named = |list: Vec<(String, i64)>| {
            list.into_iter().map(|(name, count)| NameCount { name, count }).collect()
        };
        let boards = found.boards.into_iter();
        let characters = found.characters.into_iter();
        Self {
            total: found.total,
            favourites: found.favourites,
            models: named(found.models),
            styles: found.styles.into_iter().map(|(id, count)| IdCount { id, count }).collect(),
            characters: characters.map(|(id, name, count)| NamedCount { id, name, count }).collect(),
            tags: named(found.tags),
            boards: boards.map(|(id, name, count)| NamedCount { id: id.to_string(), name, count }).collect(),
            kinds: found
                .kinds
                .into_iter()
                .map(|(kind, count)| KindCount { kind: kind.into(), count })
                .collect(),
            months: found.months.into_iter().map(|(month, count)| MonthCount { month, count }).collect(),
        }
    }
}

/// How many of each there are, for the filter's choices.
#[utoipa::path(get, path = "/api/v1/assets/facets", tag = "assets", params(FilterParams),
    responses((status = 200, body = Facets), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody)))]
pub(crate) async fn get_asset_facets(
    State(web): State<Web>,
    signed: Signed,
    words: Words,
) -> Result<Json<Facets>, Problem> {
    Ok(Json(web.store().asset_facets(&signed.actor, filter(&words)?).await?.into()))
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

/// A picture's family, as far as it is there.
#[derive(Serialize, ToSchema)]
pub(crate) struct Lineage {
    /// Its source, the picture of its mask and its references.
    parents: Vec<Asset>,
    /// What it was one of these for.
    children: Vec<Asset>,
    /// The others of its generation.
    siblings: Vec<Asset>,
}

/// What a picture was made from, what was made from it, and what was made along with it; a hundred of each at most.
#[utoipa::path(get, path = "/api/v1/assets/{id}/lineage", tag = "assets", params(("id" = String, Path)),
    responses((status = 200, body = Lineage), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn get_asset_lineage(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<AssetId>,
) -> Result<Json<Lineage>, Problem> {
    let found = web.store().asset_lineage(&signed.actor, id).await?.ok_or_else(Problem::not_found)?;
    let views = |list: Vec<easel_store::Asset>| list.into_iter().map(Asset::from).collect();
    let (parents, children, siblings) = (found.parents, found.children, found.siblings);
    Ok(Json(Lineage { parents: views(parents), children: views(children), siblings: views(siblings) }))
}

/// What somebody typed as tags.
pub(crate) fn tags(typed: &[String]) -> Result<Vec<Tag>, Problem> {
    let bad = || {
        Problem::invalid("invalid_tags", "invalid_tags", "tags")
            .at_most(gallery::TAGS_MAX)
            .of_length(Tag::MAX)
    };
    if typed.len() > gallery::TAGS_MAX {
        return Err(bad());
    }
    typed.iter().map(|tag| Tag::parse(tag).ok_or_else(bad)).collect()
}

/// Makes a picture a favourite, or no longer; puts tags on it.
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
    let tags = update.tags.as_deref().map(tags).transpose()?;
    let change = AssetChange { favourite: update.favourite, tags };
    let found = web.store().asset_update(&signed.actor, id, change, clock::now()).await?;
    Ok(Json(found.ok_or_else(Problem::not_found)?.into()))
}

/// Puts a picture into the trash, where it stays for the studio's `trash_days`; `forever` deletes one that is there for good.
#[utoipa::path(delete, path = "/api/v1/assets/{id}", tag = "assets", params(("id" = String, Path), ForeverParam),
    responses((status = 204), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub(crate) async fn delete_asset(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<AssetId>,
    words: Words,
) -> Result<StatusCode, Problem> {
    let (store, now) = (web.store(), clock::now());
    if !words.flag("forever")? {
        let there = store.asset_trash(&signed.actor, id, now).await?;
        return if there { Ok(StatusCode::NO_CONTENT) } else { Err(Problem::not_found()) };
    }
    match store.asset_delete_forever(&signed.actor, id, now).await? {
        Deleted::Gone => Ok(StatusCode::NO_CONTENT),
        Deleted::Kept => Err(Problem::not_in_trash()),
        Deleted::Missing => Err(Problem::not_found()),
    }
}
