//! Styles: what people choose from, and their recipes, which administrators write.

use crate::Web;
use axum::{
    extract::{Path, State},
    http::{HeaderName, header},
    response::{IntoResponse, Response},
};
use easel_domain::{
    AssetId, Language, Recipe, message,
    model::{Words, words_in},
};
use easel_door::{
    blob,
    carrier::{Needs, Signed, Tongue, may},
    clock,
    error::{Problem, ProblemBody},
    input::Json,
};
use easel_store::Style as Kept;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use uuid::Uuid;

const HEADERS: [(HeaderName, &str); 4] = [
    (header::CONTENT_TYPE, "image/webp"),
    (header::CACHE_CONTROL, "private, max-age=3600"),
    (header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"),
    (header::VARY, "Cookie"),
];

/// A style some model draws in.
#[derive(Serialize, ToSchema)]
pub(crate) struct Style {
    id: String,
    label: String,
    /// Of its recipe: 0 is the one that ships.
    version: u32,
    /// Address of a picture made in it.
    #[schema(required)]
    sample: Option<String>,
}

/// Every style of every model on offer.
#[derive(Serialize, ToSchema)]
pub(crate) struct StylePage {
    items: Vec<Style>,
}

/// A style with its recipe.
#[derive(Serialize, ToSchema)]
pub(crate) struct AdminStyle {
    id: String,
    /// In the asker's language.
    label: String,
    /// By language; empty where nobody wrote any.
    labels: BTreeMap<String, String>,
    version: u32,
    /// Said before the prompt, to models that read words.
    before: String,
    /// Said after it.
    after: String,
    /// What should not be there.
    negative: String,
    enabled: bool,
    /// Id of the sample's picture.
    #[schema(required)]
    sample: Option<String>,
}

/// Every style, switched-off ones too.
#[derive(Serialize, ToSchema)]
pub(crate) struct AdminStylePage {
    items: Vec<AdminStyle>,
}

/// A style as it is to be from now on.
#[derive(Deserialize, ToSchema)]
pub(crate) struct StyleDraft {
    /// By language, English at least.
    labels: BTreeMap<String, String>,
    #[serde(default)]
    before: String,
    #[serde(default)]
    after: String,
    #[serde(default)]
    negative: String,
    enabled: bool,
    /// Id of a picture of the administrator's.
    sample: Option<String>,
}

/// From what was written, else from the catalogues under `style.`; a style neither knows is called by its id.
pub(crate) fn label(style: &Kept, language: Language) -> String {
    if !style.labels.is_empty() {
        return words_in(&style.labels, language.tag()).to_owned();
    }
    let id = &style.recipe.id;
    let key = format!("style.{id}");
    if message::exists(language, &key) {
        message::text(language, &key, &[])
    } else {
        id.replace(['-', '_'], " ")
    }
}

impl AdminStyle {
    fn of(style: Kept, language: Language) -> Self {
        let label = label(&style, language);
        let Kept { recipe: Recipe { id, version, before, after, negative }, labels, enabled, sample } = style;
        let sample = sample.map(|id| id.to_string());
        Self { id, label, labels, version, before, after, negative, enabled, sample }
    }
}

/// The styles there are, labelled in the asker's language.
#[utoipa::path(get, path = "/api/v1/styles", tag = "models",
    responses((status = 200, body = StylePage), (status = 401, body = ProblemBody)))]
pub(crate) async fn list_styles(
    State(web): State<Web>,
    _: Signed,
    tongue: Tongue,
) -> Result<Json<StylePage>, Problem> {
    let style = |style: Kept| Style {
        label: label(&style, tongue.language()),
        sample: style.sample.map(|_| format!("/api/v1/styles/{}/sample", style.recipe.id)),
        version: style.recipe.version,
        id: style.recipe.id,
    };
    let items =
        web.store().style_list().await?.into_iter().filter(|style| style.enabled).map(style).collect();
    Ok(Json(StylePage { items }))
}

/// The picture that shows a style.
#[utoipa::path(get, path = "/api/v1/styles/{style}/sample", tag = "models", params(("style" = String, Path)),
    responses((status = 200, description = "The bytes", content_type = "image/webp"),
        (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn get_style_sample(
    State(web): State<Web>,
    _: Signed,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let blob = web.store().style_sample(&id).await?.ok_or_else(Problem::not_found)?;
    let found = web.store().blobs().read(&blob.name).await.map_err(easel_store::StoreError::from)?;
    let body = blob::body(found.ok_or_else(Problem::not_found)?, blob.bytes).await?;
    Ok((HEADERS, body).into_response())
}

/// Every style with its recipe.
#[utoipa::path(get, path = "/api/v1/admin/styles", tag = "admin",
    responses((status = 200, body = AdminStylePage), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub(crate) async fn list_admin_styles(
    State(web): State<Web>,
    _: Needs<may::Styles>,
    tongue: Tongue,
) -> Result<Json<AdminStylePage>, Problem> {
    let styles = web.store().style_list().await?;
    let items = styles.into_iter().map(|style| AdminStyle::of(style, tongue.language())).collect();
    Ok(Json(AdminStylePage { items }))
}

/// Writes a style's next version, or a new style's first. Pictures made with an earlier one still name it.
#[utoipa::path(put, path = "/api/v1/admin/styles/{style}", tag = "admin", params(("style" = String, Path)),
    request_body = StyleDraft,
    responses((status = 200, body = AdminStyle), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub(crate) async fn update_style(
    State(web): State<Web>,
    _: Needs<may::Styles>,
    signed: Signed,
    tongue: Tongue,
    Path(id): Path<String>,
    Json(draft): Json<StyleDraft>,
) -> Result<Json<AdminStyle>, Problem> {
    let StyleDraft { labels, before, after, negative, enabled, sample } = draft;
    let labels: Words = labels.into_iter().map(|(tag, label)| (tag, label.trim().to_owned())).collect();
    let sample = sample.filter(|id| !id.is_empty()).map(|id| id.parse().unwrap_or(AssetId(Uuid::nil())));
    let style = Kept { recipe: Recipe { id, version: 0, before, after, negative }, labels, enabled, sample };
    let kept = web.store().style_put(&signed.actor, style, clock::now()).await?;
    Ok(Json(AdminStyle::of(kept, tongue.language())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_style_that_ships_has_a_label_in_every_language() {
        let shipped = include_str!("../../../config/models.json");
        let catalogue: easel_domain::Catalogue = serde_json::from_str(shipped).expect("a catalogue");
        for id in catalogue.models.iter().flat_map(|model| &model.capabilities.styles) {
            for language in Language::ALL {
                let (key, tag) = (format!("style.{id}"), language.tag());
                assert!(message::exists(*language, &key), "{tag} has no {key}");
            }
        }
    }
}
