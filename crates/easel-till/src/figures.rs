//! What came in, what the house owes, and what each model earned and cost: for administrators.

use crate::Till;
use easel_db::{DbError, FromRow, Row, args, texts, tx};
use easel_domain::{Buckets, Timestamp};
use easel_store::StoreError;

texts! {
    /// Days by UTC: whole days since 1970.
    BY_DAY = "select issued_at / 86400000, kind, gateway, currency, count(*), cast(sum(gross_minor) as bigint), cast(sum(credits) as bigint)
              from receipt where issued_at >= $1 and issued_at < $2
              group by issued_at / 86400000, kind, gateway, currency order by 1, 2, 3, 4";
    OWES = "select cast(coalesce(sum(available_plan + held_plan), 0) as bigint), cast(coalesce(sum(available_bonus + held_bonus), 0) as bigint),
              cast(coalesce(sum(available_bought + held_bought), 0) as bigint) from wallet";
    EARNED = "select spec_model, count(*), cast(sum(delivered) as bigint), cast(sum(captured) as bigint) from generation
              where finished_at >= $1 and finished_at < $2 group by spec_model";
    /// Attempts that were sent and whose cost nobody knows are counted: unknown is never zero.
    COST = "select g.spec_model, cast(coalesce(sum(a.cost_micros), 0) as bigint),
              cast(coalesce(sum(case when a.cost_micros is null and a.sent_at is not null then 1 else 0 end), 0) as bigint)
            from generation g join attempt a on a.job_id = g.id
            where g.finished_at >= $1 and g.finished_at < $2 group by g.spec_model";
    /// What a bought credit was paid, over all that was ever sold and not given back, in one currency.
    SOLD = "select cast(coalesce(sum(case when kind = 'receipt' then net_minor else -net_minor end), 0) as bigint),
              cast(coalesce(sum(case when kind = 'receipt' then credits else -credits end), 0) as bigint)
            from receipt where currency = $1";
}

/// Receipts, or credit notes, of one day by one gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayFigure {
    /// Whole days since 1970, UTC.
    pub day: i64,
    /// `receipt` or `credit_note`.
    pub kind: String,
    /// By which gateway.
    pub gateway: String,
    /// In which currency.
    pub currency: String,
    /// How many.
    pub count: i64,
    /// What they add up to, in minor units.
    pub gross_minor: i64,
    /// The credits that came or went with them.
    pub credits: i64,
}

impl FromRow for DayFigure {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self {
            day: row.next()?,
            kind: row.next()?,
            gateway: row.next()?,
            currency: row.next()?,
            count: row.next()?,
            gross_minor: row.next()?,
            credits: row.next()?,
        })
    }
}

/// What one model earned and cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelFigure {
    /// Its public name.
    pub model: String,
    /// Generations that ended.
    pub generations: i64,
    /// Pictures delivered.
    pub delivered: i64,
    /// Credits captured for them.
    pub captured: i64,
    /// What providers took, in millionths of a US dollar, as far as it is known.
    pub cost_micros: i64,
    /// Requests whose cost is not known.
    pub cost_unknown: i64,
}

/// Money and credits over a span of time.
#[derive(Clone, Debug)]
pub struct Figures {
    /// By day, kind, gateway and currency.
    pub days: Vec<DayFigure>,
    /// Credits people have now, held ones too: what the house owes.
    pub owes: Buckets,
    /// By model, the one that captured most first.
    pub models: Vec<ModelFigure>,
    /// What was paid without taxes for credits that were sold, in minor units of the currency asked for, and how many those
    /// were, since the studio began.
    pub sold: (i64, i64),
}

impl Till {
    /// Money and credits from `from` up to `until`; what a credit was paid in this currency.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn figures(
        &self,
        (from, until): (Timestamp, Timestamp),
        currency: &str,
    ) -> Result<Figures, StoreError> {
        let currency = currency.to_owned();
        self.db
            .read(tx!(|tx, currency| {
                let days = tx.all(BY_DAY, args![from.0, until.0]).await?;
                let (plan, bonus, bought) = tx.one(OWES, &[]).await?;
                let earned: Vec<(String, i64, i64, i64)> = tx.all(EARNED, args![from.0, until.0]).await?;
                let costs: Vec<(String, i64, i64)> = tx.all(COST, args![from.0, until.0]).await?;
                let sold = tx.one(SOLD, args![currency]).await?;
                let mut models: Vec<ModelFigure> = earned
                    .into_iter()
                    .map(|(model, generations, delivered, captured)| {
                        let cost = costs.iter().find(|(name, _, _)| *name == model);
                        let (cost_micros, cost_unknown) =
                            cost.map_or((0, 0), |(_, micros, unknown)| (*micros, *unknown));
                        ModelFigure { model, generations, delivered, captured, cost_micros, cost_unknown }
                    })
                    .collect();
                models.sort_by(|a, b| b.captured.cmp(&a.captured).then_with(|| a.model.cmp(&b.model)));
                Ok(Figures { days, owes: Buckets { plan, bonus, bought }, models, sold })
            }))
            .await
    }
}
