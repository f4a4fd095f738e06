//! Money and credits in figures, for administrators: what came in, what is owed, what models earned and cost.

use crate::{payment::GatewayName, receipt::ReceiptKindName};
use axum::{extract::State, response::Response};
use easel_domain::{Gateway, receipt::ReceiptKind};
use easel_door::{
    Door,
    carrier::{Needs, may},
    csv::{self, Column, Column::Plain, Column::Text},
    error::{Problem, ProblemBody},
    input::{Json, Words},
    span::{Span, day_of},
};
use easel_store::StoreError;
use easel_till::{DayFigure, Figures, ModelFigure};
use serde::Serialize;
use utoipa::ToSchema;

/// Money of one day by one gateway, in or out.
#[derive(Serialize, ToSchema)]
pub(crate) struct RevenueDay {
    /// Such as 2026-11-22, UTC.
    day: String,
    #[schema(inline)]
    kind: ReceiptKindName,
    #[schema(inline)]
    gateway: GatewayName,
    currency: String,
    count: i64,
    /// In minor units, taxes in it.
    amount_minor: i64,
    credits: i64,
}

/// What the house owes: credits people have, held ones too.
#[derive(Serialize, ToSchema)]
pub(crate) struct OutstandingCredits {
    plan: i64,
    bonus: i64,
    bought: i64,
}

/// What one model earned and cost.
#[derive(Serialize, ToSchema)]
pub(crate) struct ModelRevenue {
    model: String,
    generations: i64,
    pictures: i64,
    /// Credits captured.
    credits: i64,
    /// What those credits were paid on average, without taxes, in minor units; null while nothing was sold.
    #[schema(required)]
    earned_minor: Option<i64>,
    /// What providers took as far as it is known, in millionths of a US dollar.
    cost_usd_micros: i64,
    /// The same in minor units of the currency; null unless the operator says what a dollar is.
    #[schema(required)]
    cost_minor: Option<i64>,
    /// Requests whose cost nobody knows.
    cost_unknown: i64,
    /// Earned less cost; null where either is not known.
    #[schema(required)]
    margin_minor: Option<i64>,
}

/// Money and credits over a span of days.
#[derive(Serialize, ToSchema)]
pub(crate) struct Revenue {
    /// First and last day of the span.
    from: String,
    until: String,
    /// What prices are in; null where nothing is sold.
    #[schema(required)]
    currency: Option<String>,
    /// How many digits its minor unit has.
    currency_digits: u8,
    days: Vec<RevenueDay>,
    outstanding: OutstandingCredits,
    models: Vec<ModelRevenue>,
}

fn view(door: &Door, span: &Span, found: Figures) -> Result<Revenue, Problem> {
    let book = door.options().price_book.as_deref();
    let per_usd =
        book.and_then(|book| book.minor_per_usd.or_else(|| (book.currency.code() == "USD").then_some(100)));
    let days = found.days.into_iter().map(day).collect::<Result<_, _>>()?;
    let models = found.models.into_iter().map(|model| of_model(model, found.sold, per_usd)).collect();
    Ok(Revenue {
        from: span.days.0.to_string(),
        until: span.days.1.to_string(),
        currency: book.map(|book| book.currency.code().to_owned()),
        currency_digits: book.map_or(2, |book| book.currency.exponent()),
        days,
        outstanding: OutstandingCredits {
            plan: found.owes.plan,
            bonus: found.owes.bonus,
            bought: found.owes.bought,
        },
        models,
    })
}

fn day(figure: DayFigure) -> Result<RevenueDay, Problem> {
    let unknown = || Problem::from(StoreError::Ledger("a receipt of an unknown kind"));
    let kind = match figure.kind.as_str() {
        word if word == ReceiptKind::Receipt.as_str() => ReceiptKindName::Receipt,
        word if word == ReceiptKind::CreditNote.as_str() => ReceiptKindName::CreditNote,
        _ => return Err(unknown()),
    };
    Ok(RevenueDay {
        day: day_of(figure.day).ok_or_else(unknown)?.to_string(),
        kind,
        gateway: Gateway::parse(&figure.gateway).ok_or_else(unknown)?.into(),
        currency: figure.currency,
        count: figure.count,
        amount_minor: figure.gross_minor,
        credits: figure.credits,
    })
}

/// What a model earned is its credits at what credits were paid on average: given ones earn nothing more for that, they
/// make the average no lower, because only what was sold is counted.
fn of_model(figure: ModelFigure, (sold_minor, sold): (i64, i64), per_usd: Option<i64>) -> ModelRevenue {
    let times = |a: i64, b: i64, by: i64| i64::try_from(i128::from(a) * i128::from(b) / i128::from(by)).ok();
    let earned_minor = if sold > 0 { times(figure.captured, sold_minor, sold) } else { None };
    let cost_minor = per_usd.and_then(|minor| times(figure.cost_micros, minor, 1_000_000));
    ModelRevenue {
        model: figure.model,
        generations: figure.generations,
        pictures: figure.delivered,
        credits: figure.captured,
        earned_minor,
        cost_usd_micros: figure.cost_micros,
        cost_minor,
        cost_unknown: figure.cost_unknown,
        margin_minor: earned_minor.zip(cost_minor).map(|(earned, cost)| earned - cost),
    }
}

/// Money and credits over a span of days: what came in and went back, what is outstanding, what each model earned and cost.
#[utoipa::path(get, path = "/api/v1/admin/revenue", tag = "admin",
    params(("from" = Option<String>, Query, nullable = false, description = "First day, such as 2026-11-01; thirty days ago without it"),
        ("until" = Option<String>, Query, nullable = false, description = "Last day; today without it")),
    responses((status = 200, body = Revenue), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody)))]
pub(crate) async fn get_revenue(
    State(door): State<Door>,
    _: Needs<may::Money>,
    words: Words,
) -> Result<Json<Revenue>, Problem> {
    let (span, found) = figures(&door, &words).await?;
    view(&door, &span, found).map(Json)
}

async fn figures(door: &Door, words: &Words) -> Result<(Span, Figures), Problem> {
    let span = Span::read(words)?;
    let currency = door.options().price_book.as_ref().map(|book| book.currency.code().to_owned());
    let found = door.till().figures(span.times, currency.as_deref().unwrap_or("")).await?;
    Ok((span, found))
}

/// What came in and went back day by day, as CSV.
#[utoipa::path(get, path = "/api/v1/admin/revenue.csv", tag = "admin",
    params(("from" = Option<String>, Query, nullable = false, description = "As there"),
        ("until" = Option<String>, Query, nullable = false, description = "As there")),
    responses((status = 200, body = String, content_type = "text/csv"), (status = 400, body = ProblemBody),
        (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub(crate) async fn export_revenue(
    State(door): State<Door>,
    _: Needs<may::Money>,
    words: Words,
) -> Result<Response, Problem> {
    Ok(csv::whole("revenue.csv", DAYS, &figures(&door, &words).await?.1.days))
}

const DAYS: &[Column<DayFigure>] = &[
    Plain("day", |one| csv::some(day_of(one.day))),
    Plain("kind", |one| one.kind.clone()),
    Plain("gateway", |one| one.gateway.clone()),
    Plain("currency", |one| one.currency.clone()),
    Plain("count", |one| one.count.to_string()),
    Plain("amount_minor", |one| one.gross_minor.to_string()),
    Plain("credits", |one| one.credits.to_string()),
];

/// What each model earned and cost, as CSV.
#[utoipa::path(get, path = "/api/v1/admin/revenue-by-model.csv", tag = "admin",
    params(("from" = Option<String>, Query, nullable = false, description = "As there"),
        ("until" = Option<String>, Query, nullable = false, description = "As there")),
    responses((status = 200, body = String, content_type = "text/csv"), (status = 400, body = ProblemBody),
        (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub(crate) async fn export_model_revenue(
    State(door): State<Door>,
    _: Needs<may::Money>,
    words: Words,
) -> Result<Response, Problem> {
    let (span, found) = figures(&door, &words).await?;
    Ok(csv::whole("revenue-by-model.csv", MODELS, &view(&door, &span, found)?.models))
}

const MODELS: &[Column<ModelRevenue>] = &[
    Text("model", |one| one.model.clone()),
    Plain("generations", |one| one.generations.to_string()),
    Plain("pictures", |one| one.pictures.to_string()),
    Plain("credits", |one| one.credits.to_string()),
    Plain("earned_minor", |one| csv::some(one.earned_minor)),
    Plain("cost_usd_micros", |one| one.cost_usd_micros.to_string()),
    Plain("cost_minor", |one| csv::some(one.cost_minor)),
    Plain("cost_unknown", |one| one.cost_unknown.to_string()),
    Plain("margin_minor", |one| csv::some(one.margin_minor)),
];
