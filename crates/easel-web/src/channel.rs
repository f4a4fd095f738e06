//! The ways to the models, as administrators see them: who rests and why, how fast, how sure, at what cost.

use crate::Web;
use axum::{extract::State, http::StatusCode, response::Response};
use easel_domain::{
    Operation, Timestamp,
    model::{Channel, ChannelState, words_in},
    routing::May,
};
use easel_door::{
    carrier::{Needs, Signed, Tongue, may},
    clock::{self, rfc3339},
    csv::{self, Column, Column::Plain, Column::Text},
    error::{Problem, ProblemBody},
    input::Json,
};
use easel_store::{ChannelFigure, Hand, OfferedModel, Standings};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How far back the figures look.
const FIGURES_HOURS: i64 = 24;
const HOUR_MS: i64 = 3_600_000;
/// A rest by hand: from a minute to a day.
const REST_SECONDS: std::ops::RangeInclusive<i64> = 60..=86_400;
/// Most characters of a channel's key.
const KEY_MAX: usize = 400;
/// Most characters of what an administrator writes about it.
const REASON_MAX: usize = 200;

/// How a channel stands for one operation.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChannelOperation {
    /// `generate`, `edit` or `inpaint`.
    operation: &'static str,
    /// `closed` lets jobs through, `open` rests, `half_open` waits for one job to probe it.
    standing: &'static str,
    /// Why it rests: `failing`, `busy`, `key`, `account`, `model` or `settings`.
    #[schema(required)]
    reason: Option<&'static str>,
    #[schema(required)]
    until: Option<String>,
    /// In a row.
    failures: u32,
    /// What the last failure said.
    #[schema(required)]
    detail: Option<String>,
}

/// What an administrator said about a channel.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChannelHand {
    /// `draining` or `resting`.
    state: &'static str,
    #[schema(required)]
    until: Option<String>,
}

/// What the attempts of late came to.
#[derive(Serialize, ToSchema, Default)]
pub(crate) struct ChannelFigures {
    hours: i64,
    attempts: i64,
    succeeded: i64,
    failed: i64,
    rejected: i64,
    unknown: i64,
    cancelled: i64,
    /// Of those that succeeded, from sending to the end.
    #[schema(required)]
    average_ms: Option<i64>,
    /// Millionths of a US dollar, of those whose cost is known.
    cost_micros: i64,
    /// How many succeeded at an unknown cost.
    unpriced: i64,
}

/// One way to a model.
#[derive(Serialize, ToSchema)]
pub(crate) struct AdminChannel {
    key: String,
    provider: String,
    provider_model: String,
    priority: i32,
    weight: u32,
    /// `active` or `draining`, as configured.
    state: &'static str,
    #[schema(required)]
    hand: Option<ChannelHand>,
    /// Calls under way.
    running: i64,
    operations: Vec<ChannelOperation>,
    figures: ChannelFigures,
}

/// A model with its ways.
#[derive(Serialize, ToSchema)]
pub(crate) struct AdminModel {
    name: String,
    label: String,
    engine: String,
    enabled: bool,
    channels: Vec<AdminChannel>,
}

/// Every model with its ways.
#[derive(Serialize, ToSchema)]
pub(crate) struct AdminModelPage {
    items: Vec<AdminModel>,
}

/// What is to become of a channel.
#[derive(Deserialize, ToSchema)]
pub(crate) struct ChannelUpdate {
    channel: String,
    /// `active`, `draining` or `resting`.
    state: String,
    /// For `resting`: how long, 60 to 86400.
    #[serde(default)]
    #[schema(nullable = false)]
    seconds: Option<i64>,
    /// Why, for the studio's log; at most 200 characters.
    #[serde(default)]
    #[schema(nullable = false)]
    reason: Option<String>,
}

/// Everything that is known about the channels at one moment.
struct Known {
    standings: Standings,
    figures: Vec<ChannelFigure>,
    running: Vec<(String, i64)>,
    now: Timestamp,
}

/// The models with their channels: who rests and why, how fast, how sure, at what cost.
#[utoipa::path(get, path = "/api/v1/admin/models", tag = "admin",
    responses((status = 200, body = AdminModelPage), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub(crate) async fn list_admin_models(
    State(web): State<Web>,
    _: Needs<may::Models>,
    tongue: Tongue,
) -> Result<Json<AdminModelPage>, Problem> {
    Ok(Json(AdminModelPage { items: models(&web, &tongue).await? }))
}

async fn models(web: &Web, tongue: &Tongue) -> Result<Vec<AdminModel>, Problem> {
    let (store, now) = (web.store(), clock::now());
    let models = store.model_list().await?;
    let standings = store.channel_standings(now).await?;
    let (figures, running) = store.channel_figures(now.plus_ms(-FIGURES_HOURS * HOUR_MS)).await?;
    let known = Known { standings, figures, running, now };
    let items = models
        .into_iter()
        .map(|OfferedModel { model, engine, .. }| AdminModel {
            label: words_in(&model.label, tongue.language().tag()).to_owned(),
            channels: model.channels.iter().map(|channel| AdminChannel::of(channel, &known)).collect(),
            name: model.name,
            engine,
            enabled: model.enabled,
        })
        .collect();
    Ok(items)
}

/// The channels of all models as CSV, with what the attempts of late came to.
#[utoipa::path(get, path = "/api/v1/admin/models.csv", tag = "admin",
    responses((status = 200, body = String, content_type = "text/csv"), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub(crate) async fn export_admin_models(
    State(web): State<Web>,
    _: Needs<may::Models>,
    tongue: Tongue,
) -> Result<Response, Problem> {
    let mut ways = Vec::new();
    for AdminModel { name, enabled, channels, .. } in models(&web, &tongue).await? {
        ways.extend(channels.into_iter().map(|channel| (name.clone(), enabled, channel)));
    }
    Ok(csv::whole("models.csv", COLUMNS, &ways))
}

/// A channel beside its model's name and whether that is on offer.
type Way = (String, bool, AdminChannel);

const COLUMNS: &[Column<Way>] = &[
    Text("model", |(model, ..)| model.clone()),
    Plain("enabled", |(_, enabled, _)| enabled.to_string()),
    Text("channel", |(.., one)| one.key.clone()),
    Text("provider", |(.., one)| one.provider.clone()),
    Text("provider_model", |(.., one)| one.provider_model.clone()),
    Plain("priority", |(.., one)| one.priority.to_string()),
    Plain("weight", |(.., one)| one.weight.to_string()),
    Plain("state", |(.., one)| one.hand.as_ref().map_or(one.state, |hand| hand.state).to_owned()),
    Plain("running", |(.., one)| one.running.to_string()),
    Plain("hours", |(.., one)| one.figures.hours.to_string()),
    Plain("attempts", |(.., one)| one.figures.attempts.to_string()),
    Plain("succeeded", |(.., one)| one.figures.succeeded.to_string()),
    Plain("failed", |(.., one)| one.figures.failed.to_string()),
    Plain("rejected", |(.., one)| one.figures.rejected.to_string()),
    Plain("unknown", |(.., one)| one.figures.unknown.to_string()),
    Plain("cancelled", |(.., one)| one.figures.cancelled.to_string()),
    Plain("average_ms", |(.., one)| csv::some(one.figures.average_ms)),
    Plain("cost_usd_micros", |(.., one)| one.figures.cost_micros.to_string()),
    Plain("unpriced", |(.., one)| one.figures.unpriced.to_string()),
];

/// Drains a channel, lets it rest, or lets jobs come again.
#[utoipa::path(post, path = "/api/v1/admin/channels", tag = "admin", request_body = ChannelUpdate,
    responses((status = 204), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn update_channel(
    State(web): State<Web>,
    _: Needs<may::Models>,
    signed: Signed,
    Json(update): Json<ChannelUpdate>,
) -> Result<StatusCode, Problem> {
    let now = clock::now();
    let hand = match update.state.as_str() {
        "active" => None,
        "draining" => Some(Hand::Draining),
        "resting" => {
            let seconds = update.seconds.filter(|s| REST_SECONDS.contains(s));
            let seconds = seconds.ok_or_else(|| Problem::invalid_field("seconds".to_owned()))?;
            Some(Hand::Resting(now.plus_ms(seconds * 1000)))
        }
        _ => return Err(Problem::invalid_field("state".to_owned())),
    };
    let reason = update.reason.as_deref().unwrap_or("").trim();
    if reason.chars().count() > REASON_MAX {
        return Err(Problem::invalid_field("reason".to_owned()));
    }
    let known = update.channel.len() <= KEY_MAX
        && web
            .store()
            .model_list()
            .await?
            .iter()
            .any(|offered| offered.model.channels.iter().any(|channel| channel.key() == update.channel));
    if !known {
        return Err(Problem::not_found());
    }
    web.store().channel_hand(&signed.actor, &update.channel, (hand, reason), now).await?;
    Ok(StatusCode::NO_CONTENT)
}

impl AdminChannel {
    fn of(channel: &Channel, known: &Known) -> Self {
        let key = channel.key();
        let said = known.standings.hands.iter().find(|h| h.channel == key).map(|h| h.hand);
        let hand = match said {
            Some(Hand::Draining) => Some(ChannelHand { state: "draining", until: None }),
            Some(Hand::Resting(until)) if known.now < until => {
                Some(ChannelHand { state: "resting", until: Some(rfc3339(until)) })
            }
            _ => None,
        };
        Self {
            provider: channel.provider.clone(),
            provider_model: channel.provider_model.clone(),
            priority: channel.priority,
            weight: channel.weight,
            state: match channel.state {
                ChannelState::Active => "active",
                ChannelState::Draining => "draining",
            },
            hand,
            running: known.running.iter().find(|(k, _)| *k == key).map_or(0, |(_, count)| *count),
            operations: channel.operations.iter().map(|o| ChannelOperation::of(&key, *o, known)).collect(),
            figures: ChannelFigures::of(&key, known),
            key,
        }
    }
}

impl ChannelOperation {
    fn of(key: &str, operation: Operation, known: &Known) -> Self {
        let kept = known.standings.standings.iter().find(|s| s.channel == key && s.operation == operation);
        let standing = kept.map(|kept| kept.standing).unwrap_or_default();
        let (word, until) = match standing.may(known.now) {
            May::Ask => ("closed", None),
            May::Probe => ("half_open", None),
            May::Rest(until) => ("open", Some(rfc3339(until))),
        };
        Self {
            operation: operation.as_str(),
            standing: word,
            reason: standing.rest.map(|(_, reason)| reason.as_str()),
            until,
            failures: standing.failures,
            detail: kept.and_then(|kept| kept.detail.clone()),
        }
    }
}

impl ChannelFigures {
    fn of(key: &str, known: &Known) -> Self {
        let mut sum = Self { hours: FIGURES_HOURS, ..Self::default() };
        let mut time_ms = 0_i64;
        for figure in known.figures.iter().filter(|f| f.channel == key) {
            let count = figure.attempts;
            match figure.outcome.as_str() {
                "succeeded" | "handed_in" => {
                    sum.succeeded += count;
                    sum.unpriced += count - figure.priced;
                    time_ms = time_ms.saturating_add(figure.average_ms.saturating_mul(count));
                }
                "rejected" => sum.rejected += count,
                "failed" => sum.failed += count,
                "unknown" | "lost" | "overdue" => sum.unknown += count,
                "cancelled" => sum.cancelled += count,
                // Put back without having been tried.
                _ => continue,
            }
            sum.attempts += count;
            sum.cost_micros = sum.cost_micros.saturating_add(figure.cost_micros);
        }
        sum.average_ms = (sum.succeeded > 0).then(|| time_ms / sum.succeeded);
        sum
    }
}
