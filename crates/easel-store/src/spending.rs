//! What people set for themselves: the most credits they spend in a month, and when to be told that few are left.

use crate::{Store, StoreError, sql};
use easel_db::{DbError, FromRow, Row, Tx, args, texts, tx};
use easel_domain::{
    Actor, Credits, Timestamp,
    plan::{cycle_at, start_of_cycle},
};

texts! {
    SETTINGS = "select monthly_cap, low_at from wallet where user_id = $1";
    SET = "update wallet set monthly_cap = $2, low_at = $3 where user_id = $1";
    /// Holds of the month: what was captured of those that ended, all of those that are open.
    SPENT = "select cast(coalesce(sum(coalesce(r.captured, h.plan + h.bonus + h.bought)), 0) as bigint)
             from hold h left join hold_resolution r on r.hold_id = h.id where h.user_id = $1 and h.placed_at >= $2";
}

/// What somebody set for themselves, and how they stand to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spending {
    /// Most credits in a calendar month (UTC); no limit without it.
    pub monthly_cap: Option<i64>,
    /// Spent in this month, credits held for work under way too.
    pub spent: i64,
    /// They want to be told when fewer than these are free; never without it.
    pub low_at: Option<i64>,
}

struct Settings(Option<i64>, Option<i64>);

impl FromRow for Settings {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self(row.next()?, row.next()?))
    }
}

/// More than a person lets themselves spend in a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{spent} of {cap} spent this month")]
pub struct Capped {
    /// The most.
    pub cap: i64,
    /// Spent so far, held credits too.
    pub spent: i64,
}

/// The first moment of the calendar month in UTC.
fn month_of(now: Timestamp) -> Timestamp {
    let first = Timestamp(0);
    start_of_cycle(first, cycle_at(first, now))
}

async fn spent_in_tx(tx: &mut Tx<'_>, user: &str, now: Timestamp) -> Result<i64, DbError> {
    let (spent,) = tx.one(SPENT, args![user, month_of(now).0]).await?;
    Ok(spent)
}

/// Whether so many credits more are within what the person set, under the wallet's lock.
pub(crate) async fn capped_in_tx(
    tx: &mut Tx<'_>,
    user: &str,
    (cap, credits): (Option<i64>, Credits),
    now: Timestamp,
) -> Result<Result<(), Capped>, DbError> {
    let Some(cap) = cap else { return Ok(Ok(())) };
    let spent = spent_in_tx(tx, user, now).await?;
    Ok(if spent.saturating_add(credits.get()) > cap { Err(Capped { cap, spent }) } else { Ok(()) })
}

/// What the person set, and what they spent this month.
pub(crate) async fn spending_in_tx(
    tx: &mut Tx<'_>,
    user: &str,
    now: Timestamp,
) -> Result<Spending, StoreError> {
    let Settings(monthly_cap, low_at) = tx.one(SETTINGS, args![user]).await?;
    Ok(Spending { monthly_cap, spent: spent_in_tx(tx, user, now).await?, low_at })
}

impl Store {
    /// What the actor set, and what they spent this month.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn spending(&self, actor: &Actor, now: Timestamp) -> Result<Spending, StoreError> {
        let user = actor.user_id.to_string();
        self.db.read(tx!(|tx, user| { spending_in_tx(tx, &user, now).await })).await
    }

    /// Sets the most credits of a month and the number below which the actor wants to be told; `None` leaves one as it
    /// is, `Some(None)` takes it away.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn spending_set(
        &self,
        actor: &Actor,
        (cap, low): (Option<Option<Credits>>, Option<Option<Credits>>),
        now: Timestamp,
    ) -> Result<Spending, StoreError> {
        let (user, user_id) = (actor.user_id.to_string(), actor.user_id);
        self.db
            .write(tx!(|tx, user| {
                let Settings(old_cap, old_low) = tx.one(SETTINGS, args![user.as_str()]).await?;
                let number = |new: Option<Option<Credits>>, old| new.map_or(old, |new| new.map(Credits::get));
                tx.exec(SET, args![user.as_str(), number(cap, old_cap), number(low, old_low)]).await?;
                sql::wake_user(tx, user_id).await?;
                spending_in_tx(tx, &user, now).await
            }))
            .await
    }
}
