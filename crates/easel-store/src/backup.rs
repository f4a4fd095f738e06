//! What backups need to know of the tables, and what has to be true after one was brought back.

use crate::{Blobs, Store, StoreError, StoreOptions, audit, migration::MIGRATIONS};
use easel_db::{Db, Migration, Options, args, texts, tx};
use easel_domain::{Actor, Timestamp};
use std::sync::Arc;

texts! {
    INSERT = "insert into backup (id, begun_at, hold_until) values ($1, $2, $3)";
    HOLD = "update backup set hold_until = $2 where id = $1 and finished_at is null";
    FINISH = "update backup set finished_at = $2, hold_until = $2, files = $3, bytes = $4 where id = $1";
    /// A backup that was killed holds nothing any more.
    LAPSED = "delete from backup where finished_at is null and hold_until < $1";
    LAST = "select max(finished_at) from backup";
    GIVE_UP = "delete from backup where finished_at is null";
    OUT = "delete from session";
    NO_RESETS = "delete from password_reset";
    NO_LINKS = "delete from setup_link";
}

/// Every blob that some row names, as one column: for [`easel_db::Db::copy_out`].
pub const BLOB_NAMES: &str = "select name from (select name from asset_blob
    union select name from upload where name is not null union select blob as name from export where blob is not null
    union select name from parcel union select name from preview) b order by name";

/// The first schema with a table of backups.
const SINCE: i64 = 25;

/// The tables' history, for whoever brings a backup back.
#[must_use]
pub fn migrations() -> &'static [Migration] {
    MIGRATIONS
}

/// The newest schema that this program knows.
#[must_use]
pub fn newest_schema() -> i64 {
    MIGRATIONS.last().map_or(0, |migration| i64::from(migration.number))
}

impl Store {
    /// Opens the store as it is, without bringing its tables up to date: an older studio is to be copied as it stands,
    /// before anything changes it.
    ///
    /// # Errors
    /// When the database or the blobs' place can't be reached.
    pub async fn open_as_it_is(options: &StoreOptions) -> Result<Self, StoreError> {
        let db = Db::open(&Options::new(&options.database_url)).await?;
        let blobs = Blobs::open(&options.blob_url)?;
        Ok(Self {
            db,
            blobs,
            meanings: Arc::default(),
            counts: Arc::default(),
            face: Arc::default(),
            retention: options.retention,
        })
    }

    /// Begins a backup: until it is finished, or `hold_until` passes without another word of it, no blob is deleted. False where the tables are too old to say so.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn backup_begin(
        &self,
        id: String,
        hold_until: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        if self.db.schema().await?.is_none_or(|schema| schema < SINCE) {
            return Ok(false);
        }
        self.db
            .write(tx!(|tx, id| {
                tx.exec(INSERT, args![id, now.0, hold_until.0]).await?;
                Ok(true)
            }))
            .await
    }

    /// Goes on holding.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn backup_hold(&self, id: String, hold_until: Timestamp) -> Result<(), StoreError> {
        self.db.write(tx!(|tx, id| { Ok(tx.exec(HOLD, args![id, hold_until.0]).await.map(drop)?) })).await
    }

    /// Says that a backup is whole, with its line in the log.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn backup_finish(
        &self,
        id: String,
        (files, bytes): (u64, u64),
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let (files, bytes) =
            (i64::try_from(files).unwrap_or(i64::MAX), i64::try_from(bytes).unwrap_or(i64::MAX));
        self.db
            .write(tx!(|tx, id| {
                tx.exec(FINISH, args![id.as_str(), now.0, files, bytes]).await?;
                let line = audit::Line {
                    actor: Some(Actor::command_line().user_id),
                    action: "studio.backup",
                    subject: "studio",
                    reason: "",
                    before: None,
                    after: None,
                };
                Ok(audit::record_in_tx(tx, line, now).await?)
            }))
            .await
    }

    /// When the newest whole backup was finished.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn backup_last(&self) -> Result<Option<Timestamp>, StoreError> {
        let last: (Option<i64>,) =
            self.db.read(tx!(|tx| { Ok::<_, StoreError>(tx.one(LAST, &[]).await?) })).await?;
        Ok(last.0.map(Timestamp))
    }

    /// What has to be true of a studio that was brought back: whoever signed out since is not signed in again, and no link
    /// of then works.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn brought_back(&self, made_at: Timestamp, now: Timestamp) -> Result<(), StoreError> {
        self.db
            .write(tx!(|tx| {
                for text in [OUT, NO_RESETS, NO_LINKS, GIVE_UP] {
                    tx.exec(text, &[]).await?;
                }
                let line = audit::Line {
                    actor: Some(Actor::command_line().user_id),
                    action: "studio.restore",
                    subject: "studio",
                    reason: "",
                    before: None,
                    after: Some(made_at.0.to_string()),
                };
                Ok(audit::record_in_tx(tx, line, now).await?)
            }))
            .await
    }
}
