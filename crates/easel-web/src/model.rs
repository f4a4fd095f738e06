//! What can be chosen: models and styles.

use crate::{
    Web,
    carrier::{Signed, Tongue},
    error::{Problem, ProblemBody},
    input::Json,
};
use axum::extract::State;
use easel_domain::{Language, message, model::words_in};
use serde::Serialize;
use utoipa::ToSchema;

/// A named size.
#[derive(Serialize, ToSchema)]
pub(crate) struct Size {
    id: String,
    width: u32,
    height: u32,
}

/// What a model can do.
#[derive(Serialize, ToSchema)]
pub(crate) struct Capabilities {
    sizes: Vec<Size>,
    min_px: u32,
    max_px: u32,
    step_px: u32,
    max_count: u32,
    tiers: Vec<String>,
    qualities: Vec<String>,
    styles: Vec<String>,
    references: u32,
    source: bool,
    mask: bool,
    negative_prompt: bool,
    seed: bool,
    /// Whether it can leave the background clear.
    transparent: bool,
    /// How many colours of a brand it can be led by.
    palette: u32,
    /// Whether its tiers are sizes it draws itself.
    native_tiers: bool,
}

/// What one picture costs.
#[derive(Serialize, ToSchema)]
pub(crate) struct Price {
    tier: String,
    quality: String,
    credits: i64,
}

/// A model on offer.
#[derive(Serialize, ToSchema)]
pub(crate) struct Model {
    name: String,
    label: String,
    description: String,
    /// What kind of generator draws it.
    engine: String,
    capabilities: Capabilities,
    prices: Vec<Price>,
}

/// A style some model draws in.
#[derive(Serialize, ToSchema)]
pub(crate) struct Style {
    id: String,
    label: String,
}

/// Every model on offer, in the picker's order.
#[derive(Serialize, ToSchema)]
pub(crate) struct ModelPage {
    items: Vec<Model>,
}

/// Every style of every model on offer.
#[derive(Serialize, ToSchema)]
pub(crate) struct StylePage {
    items: Vec<Style>,
}

impl Model {
    fn of(offered: easel_store::OfferedModel, language: Language) -> Self {
        let easel_store::OfferedModel { model, engine, .. } = offered;
        let can = model.capabilities;
        let size = |s: easel_domain::model::Size| Size { id: s.id, width: s.width, height: s.height };
        let price =
            |p: easel_domain::Price| Price { tier: p.tier, quality: p.quality, credits: p.credits.get() };
        Self {
            label: words_in(&model.label, language.tag()).to_owned(),
            description: words_in(&model.description, language.tag()).to_owned(),
            engine,
            name: model.name,
            capabilities: Capabilities {
                sizes: can.sizes.into_iter().map(size).collect(),
                min_px: can.min_px,
                max_px: can.max_px,
                step_px: can.step_px,
                max_count: can.max_count,
                tiers: can.tiers,
                qualities: can.qualities,
                styles: can.styles,
                references: can.references,
                source: can.source,
                mask: can.mask,
                negative_prompt: can.negative_prompt,
                seed: can.seed,
                transparent: can.transparent,
                palette: can.palette,
                native_tiers: can.native_tiers,
            },
            prices: model.prices.into_iter().map(price).collect(),
        }
    }
}

/// What can be asked for.
#[utoipa::path(get, path = "/api/v1/models", tag = "models",
    responses((status = 200, body = ModelPage), (status = 401, body = ProblemBody)))]
pub(crate) async fn list_models(
    State(web): State<Web>,
    _: Signed,
    tongue: Tongue,
) -> Result<Json<ModelPage>, Problem> {
    let models = web.store().model_list().await?;
    let items = models.into_iter().map(|model| Model::of(model, tongue.language())).collect();
    Ok(Json(ModelPage { items }))
}

/// The styles there are, labelled in the asker's language.
#[utoipa::path(get, path = "/api/v1/styles", tag = "models",
    responses((status = 200, body = StylePage), (status = 401, body = ProblemBody)))]
pub(crate) async fn list_styles(
    State(web): State<Web>,
    _: Signed,
    tongue: Tongue,
) -> Result<Json<StylePage>, Problem> {
    let mut items: Vec<Style> = Vec::new();
    for id in
        web.store().model_list().await?.into_iter().flat_map(|offered| offered.model.capabilities.styles)
    {
        if items.iter().all(|style| style.id != id) {
            let label = style_label(&id, tongue.language());
            items.push(Style { id, label });
        }
    }
    Ok(Json(StylePage { items }))
}

/// From the catalogues under `style.`; a style they don't know (an operator's own) is called by its id.
fn style_label(id: &str, language: Language) -> String {
    let key = format!("style.{id}");
    if message::exists(language, &key) {
        message::text(language, &key, &[])
    } else {
        id.replace(['-', '_'], " ")
    }
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
