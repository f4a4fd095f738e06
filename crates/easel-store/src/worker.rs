//! Who is there to work: for the estimate of the wait.

use crate::{Store, StoreError};
use easel_db::{args, texts, tx};
use easel_domain::{Lane, Timestamp};

texts! {
    SEEN = "insert into worker (id, lane, slots, pace_ms, seen_at) values ($1, $2, $3, $4, $5)
            on conflict (id, lane) do update set slots = excluded.slots, pace_ms = excluded.pace_ms, seen_at = excluded.seen_at";
    ALIVE = "select id from worker where lane = $1 and seen_at > $2 order by id";
    GONE = "delete from worker where id = $1";
    FORGET = "delete from worker where seen_at < $1";
    /// Slots of everybody seen lately, and how long one job takes on average: whole numbers, cut off alike on both.
    PACE = "select cast(coalesce(sum(slots), 0) as bigint), cast(sum(pace_ms) as bigint) / count(pace_ms) from worker where lane = $1 and seen_at > $2";
}

/// A worker not seen for this long is not counted on.
pub(crate) const GONE_AFTER_MS: i64 = 15_000;

impl Store {
    /// A worker says that it is there, with how many slots and how long one job took it lately.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn worker_seen(
        &self,
        id: &str,
        lane: Lane,
        slots: u32,
        pace_ms: Option<i64>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let id = id.to_owned();
        self.db
            .write(tx!(|tx, id| {
                tx.exec(SEEN, args![id, lane.as_str(), slots, pace_ms, now.0]).await?;
                Ok(())
            }))
            .await
    }

    /// Names of everybody seen lately in a lane, in order: for sharing limits between them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn workers_alive(&self, lane: Lane, now: Timestamp) -> Result<Vec<String>, StoreError> {
        self.db
            .read(tx!(|tx| {
                let since = now.plus_ms(-GONE_AFTER_MS).0;
                let rows: Vec<(String,)> = tx.all(ALIVE, args![lane.as_str(), since]).await?;
                Ok::<_, StoreError>(rows.into_iter().map(|(id,)| id).collect())
            }))
            .await
    }

    /// A worker says goodbye.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn worker_gone(&self, id: &str) -> Result<(), StoreError> {
        let id = id.to_owned();
        self.db
            .write(tx!(|tx, id| {
                tx.exec(GONE, args![id]).await?;
                Ok(())
            }))
            .await
    }
}
