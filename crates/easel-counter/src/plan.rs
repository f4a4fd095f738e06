//! What can be subscribed to, and what people may do with and without it.

use crate::payment::{GatewayName, gateways};
use axum::extract::State;
use easel_domain::{
    Language,
    model::{Words, words_in},
};
use easel_door::{Door, carrier::Tongue, error::Problem, input::Json};
use serde::Serialize;
use utoipa::ToSchema;

/// What somebody may do.
#[derive(Serialize, ToSchema)]
pub(crate) struct Allows {
    /// Models by name; `*` is every model.
    models: Vec<String>,
    /// Tiers by name; `*` is every tier.
    tiers: Vec<String>,
    /// How many generations may be queued and running at once; null without a limit.
    #[schema(required)]
    concurrency: Option<u32>,
    /// 0 to 9: who has more goes first.
    priority: u32,
    /// What may be done with the pictures, where the operator says so.
    #[schema(required)]
    licence: Option<String>,
}

impl Allows {
    pub(crate) fn of(allows: easel_domain::Allows, language: Language) -> Self {
        let licence = said(&allows.licence, language);
        Self {
            models: allows.models,
            tiers: allows.tiers,
            concurrency: allows.concurrency,
            priority: allows.priority,
            licence,
        }
    }
}

/// How often a plan is paid.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Interval {
    Month,
    Year,
}

/// Something to subscribe to.
#[derive(Serialize, ToSchema)]
pub(crate) struct Plan {
    /// Another price is another plan.
    id: String,
    label: String,
    /// What it is good for, where the operator says so.
    #[schema(required)]
    description: Option<String>,
    /// What it gives each month; what is left of the month before lapses.
    credits: i64,
    /// What one interval costs, in the currency's minor units.
    amount_minor: i64,
    /// The same as people write it.
    amount: String,
    /// ISO 4217.
    currency: String,
    #[schema(inline)]
    interval: Interval,
    allows: Allows,
}

impl Plan {
    pub(crate) fn of(plan: easel_store::Plan, language: Language) -> Self {
        Self {
            id: plan.id.to_string(),
            label: words_in(&plan.label, language.tag()).to_owned(),
            description: said(&plan.description, language),
            credits: plan.credits,
            amount_minor: plan.amount.minor(),
            amount: plan.amount.decimal(),
            currency: plan.amount.currency().code().to_owned(),
            interval: match plan.interval {
                easel_domain::Interval::Month => Interval::Month,
                easel_domain::Interval::Year => Interval::Year,
            },
            allows: Allows::of(plan.allows, language),
        }
    }
}

fn said(words: &Words, language: Language) -> Option<String> {
    (!words.is_empty()).then(|| words_in(words, language.tag()).to_owned())
}

/// What can be subscribed to, what people may do without it, and how it can be paid.
#[derive(Serialize, ToSchema)]
pub(crate) struct Plans {
    /// In the operator's order; empty where there are none.
    items: Vec<Plan>,
    free: Allows,
    #[schema(inline)]
    gateways: Vec<GatewayName>,
}

/// What can be subscribed to, and what people may do without a plan.
#[utoipa::path(get, path = "/api/v1/plans", tag = "payments", responses((status = 200, body = Plans)))]
pub(crate) async fn list_plans(State(door): State<Door>, tongue: Tongue) -> Result<Json<Plans>, Problem> {
    let language = tongue.language();
    let plans = door.store().plan_list().await?;
    let free = Allows::of(door.store().plan_free().await?, language);
    let gateways = door.options().price_book.as_deref().map(gateways).unwrap_or_default();
    let items = plans.into_iter().map(|plan| Plan::of(plan, language)).collect();
    Ok(Json(Plans { items, free, gateways }))
}
