//! Brand kits: colours, fonts, a logo and words that pictures follow.

use crate::Web;
use axum::{extract::State, http::StatusCode};
use easel_domain::{
    AssetId, Brand as Kept, BrandId,
    brand::{self, BrandLook},
};
use easel_door::{
    carrier::Signed,
    clock::{self, rfc3339},
    error::{Problem, ProblemBody},
    input::{Json, PathId, made_id},
};
use easel_store::BrandKit;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Fonts by name, for what composers write.
#[derive(Serialize, Deserialize, ToSchema, Default)]
pub(crate) struct Fonts {
    #[serde(default)]
    #[schema(required)]
    heading: String,
    #[serde(default)]
    #[schema(required)]
    body: String,
}

/// A corner of a picture.
#[derive(Serialize, Deserialize, ToSchema, Default, Clone, Copy)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Corner {
    #[default]
    None,
    TopLeft,
    TopRight,
    BottomLeft,
    BottomRight,
}

/// Where the logo goes.
#[derive(Serialize, Deserialize, ToSchema)]
pub(crate) struct LogoPlace {
    #[schema(inline)]
    corner: Corner,
    /// Its width, per cent of the picture's: 5 to 40.
    percent: u32,
}

/// A brand kit.
#[derive(Serialize, ToSchema)]
pub(crate) struct Brand {
    id: String,
    name: String,
    /// As `#rrggbb`, the most important first; at most 8.
    palette: Vec<String>,
    fonts: Fonts,
    /// Id of the logo's picture.
    #[schema(required)]
    logo: Option<String>,
    logo_place: LogoPlace,
    tone: String,
    use_words: Vec<String>,
    avoid_words: Vec<String>,
    created_at: String,
    changed_at: String,
}

/// Every brand kit of the person, by name.
#[derive(Serialize, ToSchema)]
pub(crate) struct BrandPage {
    items: Vec<Brand>,
}

/// A brand kit as it is to be; what is left out is empty.
#[derive(Deserialize, ToSchema)]
pub(crate) struct BrandDraft {
    /// Made by the asker, version 7: the same one again is the same kit.
    #[schema(nullable = false)]
    id: Option<String>,
    name: String,
    #[serde(default)]
    palette: Vec<String>,
    #[serde(default)]
    fonts: Fonts,
    logo: Option<String>,
    #[schema(nullable = false)]
    logo_place: Option<LogoPlace>,
    #[serde(default)]
    tone: String,
    #[serde(default)]
    use_words: Vec<String>,
    #[serde(default)]
    avoid_words: Vec<String>,
}

/// What of a kit is to change; what is left out stays. An empty `logo` takes it away.
#[derive(Deserialize, ToSchema)]
pub(crate) struct BrandUpdate {
    #[schema(nullable = false)]
    name: Option<String>,
    #[schema(nullable = false)]
    palette: Option<Vec<String>>,
    #[schema(nullable = false)]
    fonts: Option<Fonts>,
    #[schema(nullable = false)]
    logo: Option<String>,
    #[schema(nullable = false)]
    logo_place: Option<LogoPlace>,
    #[schema(nullable = false)]
    tone: Option<String>,
    #[schema(nullable = false)]
    use_words: Option<Vec<String>>,
    #[schema(nullable = false)]
    avoid_words: Option<Vec<String>>,
}

impl From<Corner> for brand::Corner {
    fn from(corner: Corner) -> Self {
        match corner {
            Corner::None => Self::None,
            Corner::TopLeft => Self::TopLeft,
            Corner::TopRight => Self::TopRight,
            Corner::BottomLeft => Self::BottomLeft,
            Corner::BottomRight => Self::BottomRight,
        }
    }
}

impl From<brand::Corner> for Corner {
    fn from(corner: brand::Corner) -> Self {
        match corner {
            brand::Corner::None => Self::None,
            brand::Corner::TopLeft => Self::TopLeft,
            brand::Corner::TopRight => Self::TopRight,
            brand::Corner::BottomLeft => Self::BottomLeft,
            brand::Corner::BottomRight => Self::BottomRight,
        }
    }
}

impl From<LogoPlace> for brand::LogoPlace {
    fn from(place: LogoPlace) -> Self {
        Self { corner: place.corner.into(), percent: place.percent }
    }
}

impl From<Fonts> for brand::Fonts {
    fn from(fonts: Fonts) -> Self {
        Self { heading: fonts.heading, body: fonts.body }
    }
}

impl From<BrandKit> for Brand {
    fn from(kit: BrandKit) -> Self {
        let BrandKit { brand: Kept { id, name, logo, look }, created_at, changed_at } = kit;
        Self {
            id: id.to_string(),
            name,
            palette: look.palette,
            fonts: Fonts { heading: look.fonts.heading, body: look.fonts.body },
            logo: logo.map(|id| id.to_string()),
            logo_place: LogoPlace { corner: look.logo_place.corner.into(), percent: look.logo_place.percent },
            tone: look.tone,
            use_words: look.use_words,
            avoid_words: look.avoid_words,
            created_at: rfc3339(created_at),
            changed_at: rfc3339(changed_at),
        }
    }
}

/// A picture's id; an empty one is none, and one that is no id is the id of nothing.
fn logo(text: Option<&str>) -> Option<AssetId> {
    text.filter(|id| !id.is_empty()).map(|id| id.parse().unwrap_or(AssetId(Uuid::nil())))
}

/// The person's brand kits, by name.
#[utoipa::path(get, path = "/api/v1/brands", tag = "brands",
    responses((status = 200, body = BrandPage), (status = 401, body = ProblemBody)))]
pub(crate) async fn list_brands(State(web): State<Web>, signed: Signed) -> Result<Json<BrandPage>, Problem> {
    let items = web.store().brand_list(&signed.actor).await?.into_iter().map(Brand::from).collect();
    Ok(Json(BrandPage { items }))
}

/// Makes a brand kit.
#[utoipa::path(post, path = "/api/v1/brands", tag = "brands", request_body = BrandDraft,
    responses((status = 201, body = Brand), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub(crate) async fn create_brand(
    State(web): State<Web>,
    signed: Signed,
    Json(draft): Json<BrandDraft>,
) -> Result<(StatusCode, Json<Brand>), Problem> {
    let look = BrandLook {
        palette: draft.palette,
        fonts: draft.fonts.into(),
        logo_place: draft.logo_place.map(Into::into).unwrap_or_default(),
        tone: draft.tone,
        use_words: draft.use_words,
        avoid_words: draft.avoid_words,
    };
    let id = made_id(draft.id.as_deref()).map(BrandId)?;
    let kept = Kept { id, name: draft.name, logo: logo(draft.logo.as_deref()), look };
    let (kit, _) = web.store().brand_put(&signed.actor, kept, clock::now()).await?;
    Ok((StatusCode::CREATED, Json(kit.into())))
}

/// One brand kit.
#[utoipa::path(get, path = "/api/v1/brands/{id}", tag = "brands", params(("id" = String, Path)),
    responses((status = 200, body = Brand), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn get_brand(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<BrandId>,
) -> Result<Json<Brand>, Problem> {
    let kit = web.store().brand_get(&signed.actor, id).await?.ok_or_else(Problem::not_found)?;
    Ok(Json(kit.into()))
}

/// Changes a brand kit. Pictures made with it stay as they are.
#[utoipa::path(patch, path = "/api/v1/brands/{id}", tag = "brands", params(("id" = String, Path)),
    request_body = BrandUpdate,
    responses((status = 200, body = Brand), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub(crate) async fn update_brand(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<BrandId>,
    Json(update): Json<BrandUpdate>,
) -> Result<Json<Brand>, Problem> {
    let kit = web.store().brand_get(&signed.actor, id).await?.ok_or_else(Problem::not_found)?;
    let Kept { name, logo: before, look, .. } = kit.brand;
    let look = BrandLook {
        palette: update.palette.unwrap_or(look.palette),
        fonts: update.fonts.map_or(look.fonts, Into::into),
        logo_place: update.logo_place.map_or(look.logo_place, Into::into),
        tone: update.tone.unwrap_or(look.tone),
        use_words: update.use_words.unwrap_or(look.use_words),
        avoid_words: update.avoid_words.unwrap_or(look.avoid_words),
    };
    let logo = if update.logo.is_some() { logo(update.logo.as_deref()) } else { before };
    let kept = Kept { id, name: update.name.unwrap_or(name), logo, look };
    let (kit, _) = web.store().brand_put(&signed.actor, kept, clock::now()).await?;
    Ok(Json(kit.into()))
}

/// Deletes a brand kit; pictures made with it stay.
#[utoipa::path(delete, path = "/api/v1/brands/{id}", tag = "brands", params(("id" = String, Path)),
    responses((status = 204), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn delete_brand(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<BrandId>,
) -> Result<StatusCode, Problem> {
    let gone = web.store().brand_delete(&signed.actor, id).await?;
    if gone { Ok(StatusCode::NO_CONTENT) } else { Err(Problem::not_found()) }
}
