//! Plans as rows: what can be subscribed to, and what could be. A plan is archived, never edited, so that what
//! somebody paid for stays as it was. Here too is what people without a plan may do.

use crate::{
    Store, StoreError,
    sql::{self, json, money, parsed, to_json, word},
    subscription,
};
use easel_db::{DbError, FromRow, Row, Tx, args, texts, tx};
use easel_domain::{
    Actor, Allows, Credits, Currency, Interval, Money, PlanId, PlanOffer, PriceBook, Timestamp, UserId,
    model::Words,
};

/// What a [`Plan`] is read from, of a plan called `q`.
macro_rules! plan_columns {
    () => {
        "q.id, q.name, q.label, q.description, q.credits, q.amount_minor, q.currency, q.pay_interval, q.allows"
    };
}
pub(crate) use plan_columns;

texts! {
    LIVE = concat!("select ", plan_columns!(), " from plan q where q.archived_at is null order by q.position, q.id");
    ONE = concat!("select ", plan_columns!(), " from plan q where q.id = $1");
    /// Whoever else reads a price book at the same time waits: both must see what the other made.
    LOCK = "select name from plan where archived_at is null order by name /*pg: for update*/";
    INSERT = "insert into plan (id, name, label, description, credits, amount_minor, currency, pay_interval, allows, position, made_at)
              values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (name) where archived_at is null do nothing";
    ARCHIVE = "update plan set archived_at = $2 where id = $1 and archived_at is null";
    MOVE = "update plan set position = $2 where id = $1 and position <> $2";
    FREE = "select allows from plan_free where id = 1";
    SET_FREE = "insert into plan_free (id, allows) values (1, $1) on conflict (id) do update set allows = excluded.allows";
}

/// Something to subscribe to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Its id; another price is another plan.
    pub id: PlanId,
    /// The operator's word for it.
    pub name: String,
    /// What people read.
    pub label: Words,
    /// What it is good for.
    pub description: Words,
    /// How many credits each cycle.
    pub credits: i64,
    /// What one interval costs.
    pub amount: Money,
    /// How often it is paid.
    pub interval: Interval,
    /// What its subscribers may do.
    pub allows: Allows,
}

impl FromRow for Plan {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self {
            id: parsed(row)?,
            name: row.next()?,
            label: json(row)?,
            description: json(row)?,
            credits: row.next()?,
            amount: money(row)?,
            interval: word(row, Interval::parse)?,
            allows: json(row)?,
        })
    }
}

impl Plan {
    fn is(&self, offer: &PlanOffer, currency: Currency) -> bool {
        self.name == offer.id
            && (&self.label, &self.description) == (&offer.label, &offer.description)
            && Credits::new(self.credits) == Some(offer.credits)
            && (self.amount.minor(), self.amount.currency()) == (offer.amount_minor, currency)
            && (self.interval, &self.allows) == (offer.interval, &offer.allows)
    }
}

struct AllowsRow(Allows);

impl FromRow for AllowsRow {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        json(row).map(Self)
    }
}

/// What a price book says about plans.
#[derive(Clone, Debug)]
pub struct Offered {
    plans: Vec<(PlanOffer, Currency)>,
    free: Allows,
}

impl Offered {
    /// What this book says; without one nothing is offered, and everybody may do everything.
    #[must_use]
    pub fn of(book: Option<&PriceBook>) -> Self {
        let plans = book.map_or_else(Vec::new, |book| {
            book.plans.iter().map(|offer| (offer.clone(), book.currency)).collect()
        });
        Self { plans, free: book.map_or_else(Allows::default, |book| book.free.clone()) }
    }
}

/// Archives the plans that are not offered any more or otherwise, and puts the new ones on sale.
///
/// # Errors
/// When the database fails.
pub async fn apply_in_tx(tx: &mut Tx<'_>, offered: &Offered, now: Timestamp) -> Result<(), StoreError> {
    tx.all::<(String,)>(LOCK, &[]).await?;
    let live: Vec<Plan> = tx.all(LIVE, &[]).await?;
    for plan in &live {
        if !offered.plans.iter().any(|(offer, currency)| plan.is(offer, *currency)) {
            tx.exec(ARCHIVE, args![plan.id.to_string(), now.0]).await?;
        }
    }
    for (position, (offer, currency)) in (0_i64..).zip(&offered.plans) {
        if let Some(plan) = live.iter().find(|plan| plan.is(offer, *currency)) {
            tx.exec(MOVE, args![plan.id.to_string(), position]).await?;
            continue;
        }
        let row = args![
            sql::new_id(now).to_string(),
            offer.id.as_str(),
            to_json(&offer.label)?,
            to_json(&offer.description)?,
            offer.credits.get(),
            offer.amount_minor,
            currency.code(),
            offer.interval.as_str(),
            to_json(&offer.allows)?,
            position,
            now.0
        ];
        tx.exec(INSERT, row).await?;
    }
    tx.exec(SET_FREE, args![to_json(&offered.free)?]).await?;
    Ok(())
}

/// A plan, on sale or not.
///
/// # Errors
/// When the database fails.
pub async fn plan_in_tx(tx: &mut Tx<'_>, id: PlanId) -> Result<Option<Plan>, DbError> {
    tx.optional(ONE, args![id.to_string()]).await
}

/// What people without a plan may do.
pub(crate) async fn free_in_tx(tx: &mut Tx<'_>) -> Result<Allows, DbError> {
    let free: Option<AllowsRow> = tx.optional(FREE, &[]).await?;
    Ok(free.map_or_else(Allows::default, |AllowsRow(free)| free))
}

/// What somebody may do as far as it is written down: a cycle that has begun since is the next submission's to begin.
///
/// # Errors
/// When the database fails.
pub async fn allows_in_tx(tx: &mut Tx<'_>, owner: UserId, now: Timestamp) -> Result<Allows, StoreError> {
    let live = subscription::live_in_tx(tx, owner).await?;
    match live.filter(|live| now < live.course.ends_at()) {
        Some(live) => Ok(live.plan.allows),
        None => Ok(free_in_tx(tx).await?),
    }
}

impl Store {
    /// What can be subscribed to, in the operator's order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn plan_list(&self) -> Result<Vec<Plan>, StoreError> {
        self.db.read(tx!(|tx| { Ok(tx.all(LIVE, &[]).await?) })).await
    }

    /// What people without a plan may do.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn plan_free(&self) -> Result<Allows, StoreError> {
        self.db.read(tx!(|tx| { Ok(free_in_tx(tx).await?) })).await
    }

    /// What the actor may do, by their plan or without one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn plan_allows(&self, actor: &Actor, now: Timestamp) -> Result<Allows, StoreError> {
        let owner = actor.user_id;
        self.db.read(tx!(|tx| { allows_in_tx(tx, owner, now).await })).await
    }
}
