//! What can be chosen: models.

use crate::Web;
use axum::extract::State;
use easel_domain::{Allows, Language, model::words_in};
use easel_door::{
    carrier::{Signed, Tongue},
    clock,
    error::{Problem, ProblemBody},
    input::Json,
};
use serde::Serialize;
use utoipa::ToSchema;

/// A named size.
#[derive(Serialize, ToSchema)]
pub(crate) struct Size {
    id: String,
    width: u32,
    height: u32,
}

/// What a model does with a picture that needs no words.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Tool {
    Upscale,
    CutOut,
}

impl From<easel_domain::Tool> for Tool {
    fn from(tool: easel_domain::Tool) -> Self {
        match tool {
            easel_domain::Tool::Upscale => Self::Upscale,
            easel_domain::Tool::CutOut => Self::CutOut,
        }
    }
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
    /// What it is a tool for, where it is one: it takes a source and needs no words.
    #[schema(inline, required)]
    tool: Option<Tool>,
    /// How many times as large a tool that enlarges makes a picture.
    factors: Vec<u32>,
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
    /// Whether another plan is needed for it.
    locked: bool,
    /// Those of its tiers that another plan is needed for.
    locked_tiers: Vec<String>,
}

/// Every model on offer, in the picker's order.
#[derive(Serialize, ToSchema)]
pub(crate) struct ModelPage {
    items: Vec<Model>,
}

impl Model {
    fn of(
        offered: easel_store::OfferedModel,
        styles: &[easel_store::Style],
        allows: &Allows,
        language: Language,
    ) -> Self {
        let easel_store::OfferedModel { model, engine, .. } = offered;
        let locked = !allows.has_model(&model.name);
        let locked_tiers =
            model.capabilities.tiers.iter().filter(|tier| !allows.has_tier(tier)).cloned().collect();
        let can = model.capabilities;
        let styles = styles_of(&can, styles);
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
                styles,
                references: can.references,
                source: can.source,
                mask: can.mask,
                negative_prompt: can.negative_prompt,
                seed: can.seed,
                transparent: can.transparent,
                palette: can.palette,
                native_tiers: can.native_tiers,
                tool: can.tool.map(Tool::from),
                factors: can.factors,
            },
            prices: model.prices.into_iter().map(price).collect(),
            locked,
            locked_tiers,
        }
    }
}

/// Those of the studio's styles that the model draws in.
fn styles_of(can: &easel_domain::Capabilities, styles: &[easel_store::Style]) -> Vec<String> {
    let chosen = styles.iter().filter(|style| style.enabled && can.has_style(&style.recipe.id));
    chosen.map(|style| style.recipe.id.clone()).collect()
}

/// What can be asked for, and what of it needs another plan.
#[utoipa::path(get, path = "/api/v1/models", tag = "models",
    responses((status = 200, body = ModelPage), (status = 401, body = ProblemBody)))]
pub(crate) async fn list_models(
    State(web): State<Web>,
    signed: Signed,
    tongue: Tongue,
) -> Result<Json<ModelPage>, Problem> {
    let models = web.store().model_list().await?;
    let styles = web.store().style_list().await?;
    let allows = web.store().plan_allows(&signed.actor, clock::now()).await?;
    let items =
        models.into_iter().map(|model| Model::of(model, &styles, &allows, tongue.language())).collect();
    Ok(Json(ModelPage { items }))
}
