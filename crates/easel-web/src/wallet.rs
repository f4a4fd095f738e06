//! What a person has, and every line of how it came to be.

use crate::Web;
use axum::{extract::State, response::Response};
use easel_domain::{Actor, Credits, EntryKind, Language, message, price_book};
use easel_door::{
    carrier::{Signed, Tongue},
    clock::{self, rfc3339},
    csv::{self, Column, Column::Plain, Column::Text},
    error::{Problem, ProblemBody},
    input::{Json, Words},
    page::{self, PageParams},
};
use easel_store::{Entry, WalletNow};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

easel_door::pages! {
    /// A page of ledger entries.
    WalletEntryPage of WalletEntry;
}

/// Credits by where they came from: available and held together.
#[derive(Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct Buckets {
    bought: i64,
    plan: i64,
    bonus: i64,
}

/// What a person has.
#[derive(Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct Wallet {
    /// Free to spend.
    available: i64,
    /// Set aside for work under way.
    held: i64,
    /// Both together.
    posted: i64,
    buckets: Buckets,
    /// Spent before their payment was disputed; paid off by what is bought next.
    owed: i64,
    /// Whether nothing can be spent: a payment is disputed and not decided, or something is owed.
    frozen: bool,
    /// When what is left of a plan's credits lapses; null without a plan.
    #[schema(required)]
    plan_lapses_at: Option<String>,
    /// Most credits the person spends in a calendar month (UTC), by their own wish; null without one.
    #[schema(required)]
    monthly_cap: Option<i64>,
    /// Spent in this month, credits held for work under way too.
    spent_this_month: i64,
    /// Below this the person wants to be told; null where never.
    #[schema(required)]
    low_at: Option<i64>,
    /// Whether fewer are free than that.
    is_low: bool,
}

/// What a person sets for themselves; what is left out stays, null takes it away.
#[derive(Deserialize, ToSchema)]
pub(crate) struct WalletUpdate {
    /// Most credits in a calendar month, 0 to 1,000,000,000.
    #[serde(default, deserialize_with = "said")]
    monthly_cap: Option<Option<i64>>,
    /// Below which number to be told, 1 to 1,000,000,000.
    #[serde(default, deserialize_with = "said")]
    low_at: Option<Option<i64>>,
}

/// Tells null from what is left out.
fn said<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Option<i64>>, D::Error> {
    Option::deserialize(from).map(Some)
}

impl From<WalletNow> for Wallet {
    fn from(WalletNow { wallet, plan_lapses_at, spending }: WalletNow) -> Self {
        let both = wallet.available.plus(wallet.held);
        Self {
            available: wallet.available.total(),
            held: wallet.held.total(),
            posted: both.total(),
            owed: wallet.owed,
            frozen: wallet.is_frozen(),
            buckets: Buckets { bought: both.bought, plan: both.plan, bonus: both.bonus },
            plan_lapses_at: plan_lapses_at.map(rfc3339),
            monthly_cap: spending.monthly_cap,
            spent_this_month: spending.spent,
            low_at: spending.low_at,
            is_low: spending.low_at.is_some_and(|low| wallet.available.total() < low),
        }
    }
}

/// What an entry did.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    Grant,
    TopUp,
    Hold,
    Capture,
    Release,
    Expire,
    Adjustment,
    Refund,
    Lapse,
    Dispute,
    Owe,
    Repay,
    Restore,
}

impl From<EntryKind> for Kind {
    fn from(kind: EntryKind) -> Self {
        match kind {
            EntryKind::Grant => Self::Grant,
            EntryKind::TopUp => Self::TopUp,
            EntryKind::Hold => Self::Hold,
            EntryKind::Capture => Self::Capture,
            EntryKind::Release => Self::Release,
            EntryKind::Expire => Self::Expire,
            EntryKind::Adjustment => Self::Adjustment,
            EntryKind::Refund => Self::Refund,
            EntryKind::Lapse => Self::Lapse,
            EntryKind::Dispute => Self::Dispute,
            EntryKind::Owe => Self::Owe,
            EntryKind::Repay => Self::Repay,
            EntryKind::Restore => Self::Restore,
        }
    }
}

/// One line of the ledger.
#[derive(Serialize, ToSchema)]
pub(crate) struct WalletEntry {
    id: String,
    at: String,
    #[schema(inline)]
    kind: Kind,
    /// What it did: a hold takes, a release gives back, a capture is out of what was held.
    credits: i64,
    available_after: i64,
    held_after: i64,
    /// A key of the catalogues under `entry.`, such as `welcome`.
    reason: String,
    #[schema(required)]
    generation_id: Option<String>,
    #[schema(required)]
    payment_id: Option<String>,
}

impl From<Entry> for WalletEntry {
    fn from(entry: Entry) -> Self {
        Self {
            id: entry.id.to_string(),
            at: rfc3339(entry.at),
            kind: entry.kind.into(),
            credits: entry.credits,
            available_after: entry.available_after,
            held_after: entry.held_after,
            reason: entry.reason,
            generation_id: entry.generation_id.map(|id| id.to_string()),
            payment_id: entry.payment_id,
        }
    }
}

/// What the person has.
#[utoipa::path(get, path = "/api/v1/wallet", tag = "wallet",
    responses((status = 200, body = Wallet), (status = 401, body = ProblemBody)))]
pub(crate) async fn get_wallet(State(web): State<Web>, signed: Signed) -> Result<Json<Wallet>, Problem> {
    Ok(Json(web.store().wallet_now(&signed.actor, clock::now()).await?.into()))
}

/// Sets the most credits of a month, and when to be told that few are left.
#[utoipa::path(patch, path = "/api/v1/wallet", tag = "wallet", request_body = WalletUpdate,
    responses((status = 200, body = Wallet), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody)))]
pub(crate) async fn update_wallet(
    State(web): State<Web>,
    signed: Signed,
    Json(update): Json<WalletUpdate>,
) -> Result<Json<Wallet>, Problem> {
    let cap = update.monthly_cap.map(|cap| number("monthly_cap", cap, 0)).transpose()?;
    let low = update.low_at.map(|low| number("low_at", low, 1)).transpose()?;
    let now = clock::now();
    web.store().spending_set(&signed.actor, (cap, low), now).await?;
    Ok(Json(web.store().wallet_now(&signed.actor, now).await?.into()))
}

fn number(field: &'static str, given: Option<i64>, least: i64) -> Result<Option<Credits>, Problem> {
    let bad = || Problem::invalid("invalid_spending", "invalid_spending", field);
    let fits = |n: i64| Credits::new(n).filter(|_| (least..=price_book::CREDITS_MAX).contains(&n));
    given.map(|n| fits(n).ok_or_else(bad)).transpose()
}

/// The kinds asked for, with commas between; every kind without the word.
fn kinds(words: &Words) -> Result<Vec<EntryKind>, Problem> {
    let bad = || Problem::invalid("invalid_kind", "invalid_kind", "kind");
    let Some(asked) = words.get("kind").filter(|asked| !asked.is_empty()) else { return Ok(Vec::new()) };
    asked.split(',').map(|word| EntryKind::parse(word).ok_or_else(bad)).collect()
}

/// The person's ledger, newest first.
#[utoipa::path(get, path = "/api/v1/wallet/entries", tag = "wallet",
    params(PageParams, ("kind" = Option<String>, Query, nullable = false,
        description = "Only these kinds, with commas between, such as `top_up,grant`")),
    responses((status = 200, body = WalletEntryPage), (status = 400, body = ProblemBody),
        (status = 401, body = ProblemBody)))]
pub(crate) async fn list_wallet_entries(
    State(web): State<Web>,
    signed: Signed,
    words: Words,
) -> Result<Json<WalletEntryPage>, Problem> {
    let (limit, before) = (page::limit(&words)?, page::after::<i64>(&words)?);
    let kinds = kinds(&words)?;
    let entries = match kinds.is_empty() {
        true => web.store().wallet_entries(&signed.actor, before, limit + 1).await?,
        false => web.store().wallet_entries_of(&signed.actor, &kinds, before, limit + 1).await?,
    };
    let (entries, next_cursor) = page::cut(entries, limit, |entry| entry.entry_no);
    Ok(Json(WalletEntryPage { items: entries.into_iter().map(WalletEntry::from).collect(), next_cursor }))
}

/// The whole ledger of the person as CSV, newest first.
#[utoipa::path(get, path = "/api/v1/wallet/entries.csv", tag = "wallet",
    responses((status = 200, body = String, content_type = "text/csv"), (status = 401, body = ProblemBody)))]
pub(crate) async fn export_wallet_entries(
    State(web): State<Web>,
    tongue: Tongue,
    signed: Signed,
) -> Response {
    ledger(&web, signed.actor, tongue.language())
}

/// Somebody's whole ledger as a file.
pub(crate) fn ledger(web: &Web, actor: Actor, language: Language) -> Response {
    let store = web.store().clone();
    let read = move |before| {
        let store = store.clone();
        async move {
            let entries = store.wallet_entries(&actor, before, csv::CHUNK).await?;
            Ok(entries.into_iter().map(|entry| (entry, language)).collect())
        }
    };
    csv::table("credits.csv", COLUMNS, |(entry, _)| entry.entry_no, read)
}

const COLUMNS: &[Column<(Entry, Language)>] = &[
    Plain("at", |(entry, _)| rfc3339(entry.at)),
    Plain("kind", |(entry, _)| entry.kind.as_str().to_owned()),
    Plain("credits", |(entry, _)| entry.credits.to_string()),
    Plain("available_after", |(entry, _)| entry.available_after.to_string()),
    Plain("held_after", |(entry, _)| entry.held_after.to_string()),
    Text("reason", |(entry, language)| {
        let key = format!("entry.{}", entry.reason);
        let is_ours = message::exists(*language, &key);
        if is_ours { message::text(*language, &key, &[]) } else { entry.reason.clone() }
    }),
    Plain("generation_id", |(entry, _)| csv::some(entry.generation_id)),
    Text("payment_id", |(entry, _)| csv::some(entry.payment_id.as_ref())),
];
