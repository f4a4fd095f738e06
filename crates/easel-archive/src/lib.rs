//! Everything the studio keeps of one person, as one archive for them to take along.
//!
//! **Knows** what is kept of a person, across all tables, and how it becomes files; who may have such an archive and how often.
//! It is written while it is sent: no more than a page of rows and a piece of a file are in memory.
//!
//! **Never knows** HTTP, another person's rows, or how any of it is changed. `now` is always an argument.

mod pictures;
mod rows;
mod write;
mod zip;

use easel_db::{Db, DbError, args, texts, tx};
use easel_domain::{Actor, ArchiveId, Timestamp, UserId};
use easel_store::{Store, StoreError, from_db};
use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use thiserror::Error;

pub use write::{About, Brought, Given};

texts! {
    COUNT = "select count(*), min(created_at) from archive where owner_id = $1 and created_at > $2 and id <> $3";
    INSERT = "insert into archive (id, owner_id, created_at, expires_at) values ($1, $2, $3, $4) on conflict (id) do nothing";
    OWNER = "select owner_id, expires_at from archive where id = $1";
    SWEEP = "delete from archive where created_at <= $1";
}

/// How many archives somebody may begin within a day.
pub const A_DAY: i64 = 5;
const DAY_MS: i64 = 24 * 3_600_000;
/// How long a link to an archive holds: long enough to begin again after a broken connection.
const LASTS_MS: i64 = 3_600_000;

/// Archives of people. Cheap to clone; every clone is the same.
#[derive(Clone)]
pub struct Archives {
    db: Db,
    store: Store,
    reading: Arc<Mutex<HashSet<UserId>>>,
}

/// Why there is no archive.
#[derive(Debug, Error)]
pub enum ArchiveError {
    /// There were as many as there may be; more after so many seconds.
    #[error("as many archives as may be were begun")]
    TooMany {
        /// Until the oldest of them no longer counts.
        retry_seconds: u32,
    },
    /// One is being read.
    #[error("another archive of the same person is being read")]
    Reading,
    /// There is none of that id that the asker may know of, or no longer.
    #[error("there is no such archive")]
    Missing,
    /// The id belongs to somebody else.
    #[error("the id belongs to something else")]
    IdempotencyMismatch,
    /// The house's fault.
    #[error("an archive failed")]
    Store(#[from] StoreError),
}
from_db!(ArchiveError);

/// Says that somebody reads an archive, for as long as it is held.
pub struct Turn {
    reading: Arc<Mutex<HashSet<UserId>>>,
    who: UserId,
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.reading.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.who);
    }
}

impl Archives {
    /// Those of a studio.
    #[must_use]
    pub fn of(store: &Store) -> Self {
        Self { db: store.db().clone(), store: store.clone(), reading: Arc::default() }
    }

    /// Lets the actor fetch an archive until the moment it answers. The same id again is the same one.
    ///
    /// # Errors
    /// [`ArchiveError`]; nothing is changed then.
    pub async fn begin(
        &self,
        actor: &Actor,
        id: ArchiveId,
        now: Timestamp,
    ) -> Result<Timestamp, ArchiveError> {
        let (owner, id) = (actor.user_id.to_string(), id.to_string());
        self.db
            .write(tx!(|tx, owner, id| {
                tx.exec(SWEEP, args![now.plus_ms(-DAY_MS).0]).await?;
                let since = now.plus_ms(-DAY_MS).0;
                let (count, oldest): (i64, Option<i64>) =
                    tx.one(COUNT, args![owner.as_str(), since, id.as_str()]).await?;
                if count >= A_DAY {
                    let left = (oldest.unwrap_or(now.0) + DAY_MS - now.0) / 1_000 + 1;
                    return Err(ArchiveError::TooMany {
                        retry_seconds: u32::try_from(left).unwrap_or(u32::MAX),
                    });
                }
                let until = now.plus_ms(LASTS_MS);
                tx.exec(INSERT, args![id.as_str(), owner.as_str(), now.0, until.0]).await?;
                let (of, until): (String, i64) = tx.one(OWNER, args![id]).await?;
                if of == owner { Ok(Timestamp(until)) } else { Err(ArchiveError::IdempotencyMismatch) }
            }))
            .await
    }

    /// The actor's turn to read the archive: nobody reads two at once in one process.
    ///
    /// # Errors
    /// [`ArchiveError`] when it isn't theirs, no longer there, or another one is being read.
    pub async fn turn(&self, actor: &Actor, id: ArchiveId, now: Timestamp) -> Result<Turn, ArchiveError> {
        let key = id.to_string();
        let found: Option<(String, i64)> = self
            .db
            .read(tx!(|tx, key| { Ok::<_, StoreError>(tx.optional(OWNER, args![key]).await?) }))
            .await?;
        let is_theirs = |(of, until): &(String, i64)| *of == actor.user_id.to_string() && *until > now.0;
        if !found.as_ref().is_some_and(is_theirs) {
            return Err(ArchiveError::Missing);
        }
        let who = actor.user_id;
        if !self.reading.lock().unwrap_or_else(PoisonError::into_inner).insert(who) {
            return Err(ArchiveError::Reading);
        }
        Ok(Turn { reading: self.reading.clone(), who })
    }

    /// How many archives are being read now.
    #[must_use]
    pub fn reading(&self) -> usize {
        self.reading.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Prepares every SQL text there is here on this database.
    ///
    /// # Errors
    /// The texts that can't be prepared, each with its reason.
    pub async fn prepare_all(&self) -> Result<usize, Vec<(&'static str, DbError)>> {
        let texts = [TEXTS, pictures::TEXTS, rows::TEXTS, write::TEXTS].concat();
        self.db.prepare_all(&texts).await.map(|()| texts.len())
    }
}
