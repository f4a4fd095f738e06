//! What went on in the studio day by day, for those who run it.

use crate::Oversight;
use easel_db::{DbError, FromRow, Row, args, texts, tx};
use easel_domain::{FailureCode, Timestamp};
use easel_store::StoreError;

texts! {
    /// By the day on which a generation ended, UTC: whole days since 1970.
    ENDED = "select finished_at / 86400000, count(distinct owner_id),
               cast(sum(case when state = 'succeeded' then 1 else 0 end) as bigint), cast(sum(case when state = 'failed' then 1 else 0 end) as bigint),
               cast(sum(case when state = 'rejected' then 1 else 0 end) as bigint), cast(sum(case when state = 'cancelled' then 1 else 0 end) as bigint),
               cast(sum(delivered) as bigint), cast(sum(captured) as bigint)
             from generation where finished_at >= $1 and finished_at < $2 group by finished_at / 86400000 order by 1";
    JOINED = "select created_at / 86400000, count(*) from user_account where created_at >= $1 and created_at < $2
              group by created_at / 86400000 order by 1";
    /// How many pictures came within which bound of [`BOUNDS_S`], from being asked for on: its place in the list, or one behind the last.
    TOOK = "select day, bound, count(*) from (
              select finished_at / 86400000 as day, case
                when finished_at - created_at <= 1000 then 0 when finished_at - created_at <= 2000 then 1
                when finished_at - created_at <= 3000 then 2 when finished_at - created_at <= 5000 then 3
                when finished_at - created_at <= 8000 then 4 when finished_at - created_at <= 12000 then 5
                when finished_at - created_at <= 20000 then 6 when finished_at - created_at <= 30000 then 7
                when finished_at - created_at <= 45000 then 8 when finished_at - created_at <= 60000 then 9
                when finished_at - created_at <= 90000 then 10 when finished_at - created_at <= 120000 then 11
                when finished_at - created_at <= 180000 then 12 when finished_at - created_at <= 300000 then 13
                when finished_at - created_at <= 600000 then 14 else 15 end as bound
              from generation where state = 'succeeded' and finished_at >= $1 and finished_at < $2) taken
            group by day, bound order by day, bound";
    FAILED = "select failure, count(*) from generation
              where finished_at >= $1 and finished_at < $2 and failure is not null group by failure order by 2 desc, 1";
    /// Pictures alone; mails and files wait in lanes of their own.
    NOW = "select cast(coalesce(sum(case when j.state = 'available' then 1 else 0 end), 0) as bigint),
             cast(coalesce(sum(case when j.state = 'running' then 1 else 0 end), 0) as bigint),
             min(case when j.state = 'available' then g.created_at end)
           from job j join generation g on g.id = j.id where j.state <> 'done'";
}

/// Bounds by which it is told how long pictures took, seconds.
pub const BOUNDS_S: [i64; 15] = [1, 2, 3, 5, 8, 12, 20, 30, 45, 60, 90, 120, 180, 300, 600];

/// What ended on one day, and who came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ActivityDay {
    /// Whole days since 1970, UTC.
    pub day: i64,
    /// Accounts made.
    pub joined: i64,
    /// People who had something drawn.
    pub active: i64,
    /// Generations that succeeded.
    pub succeeded: i64,
    /// That failed on our side or a provider's.
    pub failed: i64,
    /// That a provider's policy refused.
    pub rejected: i64,
    /// That their people called off.
    pub cancelled: i64,
    /// Pictures delivered.
    pub pictures: i64,
    /// Credits captured for them.
    pub credits: i64,
    /// How many generations took how long: counts by the bounds of [`BOUNDS_S`], and of those beyond.
    pub took: [i64; BOUNDS_S.len() + 1],
}

impl ActivityDay {
    fn of(day: i64) -> Self {
        Self { day, ..Self::default() }
    }
}

/// Within how many seconds this share of them were done, by their counts for each bound; `None` when nothing was, or when the bound
/// lies beyond the last one.
///
/// Both ends are told as bounds, because counts for bounds are what a database gives without reading every row into memory.
#[must_use]
pub fn done_within(took: &[i64; BOUNDS_S.len() + 1], percent: i64) -> Option<i64> {
    let all: i64 = took.iter().sum();
    let mut done = 0;
    let at = took.iter().position(|count| {
        done += count;
        all > 0 && done * 100 >= all * percent
    })?;
    BOUNDS_S.get(at).copied()
}

/// Ended generations of one day, without who joined and how long they took.
struct Ended(ActivityDay);

impl FromRow for Ended {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        let mut found = ActivityDay::of(row.next()?);
        found.active = row.next()?;
        found.succeeded = row.next()?;
        found.failed = row.next()?;
        found.rejected = row.next()?;
        found.cancelled = row.next()?;
        found.pictures = row.next()?;
        found.credits = row.next()?;
        Ok(Self(found))
    }
}

/// What went on over a span of days.
#[derive(Clone, Debug)]
pub struct Activity {
    /// Days on which something was, in order.
    pub days: Vec<ActivityDay>,
    /// Why generations ended without a picture, the commonest first.
    pub failures: Vec<(FailureCode, i64)>,
    /// Generations that wait now.
    pub waiting: i64,
    /// That are being drawn.
    pub running: i64,
    /// When the one that waits longest was asked for.
    pub oldest: Option<Timestamp>,
}

impl Oversight {
    /// What went on from `from` up to `until`, and what waits now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn activity(&self, (from, until): (Timestamp, Timestamp)) -> Result<Activity, StoreError> {
        self.db
            .read(tx!(|tx| {
                let span = args![from.0, until.0];
                let ended: Vec<Ended> = tx.all(ENDED, span).await?;
                let joined: Vec<(i64, i64)> = tx.all(JOINED, span).await?;
                let took: Vec<(i64, i64, i64)> = tx.all(TOOK, span).await?;
                let failed: Vec<(String, i64)> = tx.all(FAILED, span).await?;
                let (waiting, running, oldest): (i64, i64, Option<i64>) = tx.one(NOW, &[]).await?;
                let failures = failed
                    .into_iter()
                    .filter_map(|(word, count)| Some((FailureCode::parse(&word)?, count)))
                    .collect();
                Ok(Activity {
                    days: by_day(ended, joined, took),
                    failures,
                    waiting,
                    running,
                    oldest: oldest.map(Timestamp),
                })
            }))
            .await
    }
}

/// The rows of three questions as days.
fn by_day(ended: Vec<Ended>, joined: Vec<(i64, i64)>, took: Vec<(i64, i64, i64)>) -> Vec<ActivityDay> {
    let mut days: std::collections::BTreeMap<i64, ActivityDay> =
        ended.into_iter().map(|Ended(found)| (found.day, found)).collect();
    for (day, count) in joined {
        days.entry(day).or_insert_with(|| ActivityDay::of(day)).joined = count;
    }
    for (day, bound, count) in took {
        let place = usize::try_from(bound).unwrap_or(BOUNDS_S.len()).min(BOUNDS_S.len());
        days.entry(day).or_insert_with(|| ActivityDay::of(day)).took[place] = count;
    }
    days.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_long_they_took_is_told_by_the_bound_that_holds_enough_of_them() {
        let mut took = [0; BOUNDS_S.len() + 1];
        assert_eq!(done_within(&took, 50), None, "of nothing there is no half");
        (took[0], took[4], took[15]) = (50, 45, 5);
        assert_eq!(
            [50, 51, 95, 96, 100].map(|percent| done_within(&took, percent)),
            [Some(1), Some(8), Some(8), None, None]
        );
    }
}
