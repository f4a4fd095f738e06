//! What an operator tells everybody for a while.

use crate::Guide;
use easel_db::{DbError, FromRow, Row, args, texts, tx};
use easel_domain::{
    Actor, AnnouncementId, Timestamp,
    guide::{ANNOUNCEMENTS_MAX, Notice},
};
use easel_store::{
    StoreError, audit, from_db,
    sql::{json, moment, parsed, to_json},
};
use thiserror::Error;

texts! {
    LIST = "select id, notice, version, changed_at from announcement order by from_at desc, id desc limit 200";
    NOW = "select id, notice, version, changed_at from announcement
           where from_at <= $1 and (until_at is null or until_at > $1) order by from_at desc, id desc limit 20";
    ONE = "select id, notice, version, changed_at from announcement where id = $1";
    COUNT = "select count(*) from announcement";
    PUT = "insert into announcement (id, notice, from_at, until_at, version, changed_at) values ($1, $2, $3, $4, $5, $6)
           on conflict (id) do update set notice = excluded.notice, from_at = excluded.from_at, until_at = excluded.until_at,
             version = excluded.version, changed_at = excluded.changed_at";
    DROP = "delete from announcement where id = $1";
}

/// An announcement as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announcement {
    /// Which.
    pub id: AnnouncementId,
    /// What it says, to whom and when.
    pub notice: Notice,
    /// Counts from one.
    pub version: i64,
    /// When it was written.
    pub changed_at: Timestamp,
}

impl FromRow for Announcement {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self { id: parsed(row)?, notice: json(row)?, version: row.next()?, changed_at: moment(row)? })
    }
}

/// Why an announcement was not changed.
#[derive(Debug, Error)]
pub enum AnnouncementError {
    /// There is none.
    #[error("no such announcement")]
    Missing,
    /// Somebody changed it meanwhile.
    #[error("it was changed meanwhile")]
    Conflict,
    /// There are as many as there may be.
    #[error("there are {ANNOUNCEMENTS_MAX} already")]
    TooMany,
    /// The house's fault.
    #[error("keeping the announcement failed")]
    Store(#[from] StoreError),
}
from_db!(AnnouncementError);

impl Guide {
    /// Every announcement, the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn announcements(&self) -> Result<Vec<Announcement>, StoreError> {
        self.db.read(tx!(|tx| { Ok(tx.all(LIST, &[]).await?) })).await
    }

    /// What is told now, to whomever; the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn announcements_now(&self, now: Timestamp) -> Result<Vec<Announcement>, StoreError> {
        self.db.read(tx!(|tx| { Ok(tx.all(NOW, args![now.0]).await?) })).await
    }

    /// Writes an announcement or its next version; on the record. `version` is the one that was changed, 0 for a new one.
    ///
    /// # Errors
    /// [`AnnouncementError`]; nothing is changed then.
    pub async fn announcement_put(
        &self,
        actor: &Actor,
        (id, version): (AnnouncementId, i64),
        notice: Notice,
        now: Timestamp,
    ) -> Result<Announcement, AnnouncementError> {
        let by = actor.user_id;
        self.db
            .write(tx!(|tx, notice| {
                let key = id.to_string();
                let before: Option<Announcement> = tx.optional(ONE, args![key.as_str()]).await?;
                match &before {
                    Some(before) if before.version != version => return Err(AnnouncementError::Conflict),
                    None if version != 0 => return Err(AnnouncementError::Missing),
                    _ => {}
                }
                let (count,): (i64,) = tx.one(COUNT, &[]).await?;
                if before.is_none() && count >= ANNOUNCEMENTS_MAX {
                    return Err(AnnouncementError::TooMany);
                }
                let after = to_json(&notice)?;
                let until = notice.until.map(|until| until.0);
                let row = args![key.as_str(), after.as_str(), notice.from.0, until, version + 1, now.0];
                tx.exec(PUT, row).await?;
                let line = audit::Line {
                    actor: Some(by),
                    action: "announcement.write",
                    subject: &key,
                    reason: "",
                    before: before.map(|before| to_json(&before.notice)).transpose()?,
                    after: Some(after),
                };
                audit::record_in_tx(tx, line, now).await?;
                Ok(Announcement { id, notice, version: version + 1, changed_at: now })
            }))
            .await
    }

    /// Deletes an announcement; on the record.
    ///
    /// # Errors
    /// [`AnnouncementError::Missing`] when there is none.
    pub async fn announcement_delete(
        &self,
        actor: &Actor,
        id: AnnouncementId,
        now: Timestamp,
    ) -> Result<(), AnnouncementError> {
        let by = actor.user_id;
        self.db
            .write(tx!(|tx| {
                let key = id.to_string();
                let before: Option<Announcement> = tx.optional(ONE, args![key.as_str()]).await?;
                let before = before.ok_or(AnnouncementError::Missing)?;
                tx.exec(DROP, args![key.as_str()]).await?;
                let line = audit::Line {
                    actor: Some(by),
                    action: "announcement.delete",
                    subject: &key,
                    reason: "",
                    before: Some(to_json(&before.notice)?),
                    after: None,
                };
                Ok(audit::record_in_tx(tx, line, now).await?)
            }))
            .await
    }
}
