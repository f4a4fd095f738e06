//! Answers kept ready for what people ask often.

use crate::{DeskError, Support};
use easel_db::{DbError, FromRow, Row, args, texts, tx};
use easel_domain::{Actor, CannedAnswerId, Timestamp, Words, support::ANSWERS_MAX};
use easel_store::{
    StoreError, audit,
    sql::{json, moment, parsed, to_json},
};

texts! {
    LIST = "select id, title, words, changed_at from canned_answer order by title, id limit 200";
    ONE = "select id, title, words, changed_at from canned_answer where id = $1";
    COUNT = "select count(*) from canned_answer";
    PUT = "insert into canned_answer (id, title, words, changed_at) values ($1, $2, $3, $4)
           on conflict (id) do update set title = excluded.title, words = excluded.words, changed_at = excluded.changed_at";
    DROP = "delete from canned_answer where id = $1";
}

/// An answer kept ready.
#[derive(Clone, Debug)]
pub struct CannedAnswer {
    /// Which.
    pub id: CannedAnswerId,
    /// What those who answer find it by.
    pub title: String,
    /// What it says, by language; `{name}` stands for the person's name.
    pub words: Words,
    /// When it was written.
    pub changed_at: Timestamp,
}

impl FromRow for CannedAnswer {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self { id: parsed(row)?, title: row.next()?, words: json(row)?, changed_at: moment(row)? })
    }
}

impl Support {
    /// Every answer kept ready.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn canned_answers(&self) -> Result<Vec<CannedAnswer>, StoreError> {
        self.db.read(tx!(|tx| { Ok(tx.all(LIST, &[]).await?) })).await
    }

    /// Keeps an answer ready, or another one in its place; on the record. `false` when there are as many as there may be.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn canned_answer_put(&self, actor: &Actor, answer: CannedAnswer) -> Result<bool, StoreError> {
        let by = actor.user_id;
        self.db
            .write(tx!(|tx, answer| {
                let key = answer.id.to_string();
                let before: Option<CannedAnswer> = tx.optional(ONE, args![key.as_str()]).await?;
                let (count,): (i64,) = tx.one(COUNT, &[]).await?;
                if before.is_none() && count >= ANSWERS_MAX {
                    return Ok(false);
                }
                let words = to_json(&answer.words)?;
                let row = args![key.as_str(), answer.title.as_str(), words.as_str(), answer.changed_at.0];
                tx.exec(PUT, row).await?;
                let line = audit::Line {
                    actor: Some(by),
                    action: "canned_answer.write",
                    subject: &key,
                    reason: &answer.title,
                    before: before.map(|before| to_json(&before.words)).transpose()?,
                    after: Some(words),
                };
                audit::record_in_tx(tx, line, answer.changed_at).await?;
                Ok(true)
            }))
            .await
    }

    /// Keeps an answer ready no longer; on the record.
    ///
    /// # Errors
    /// [`DeskError::Missing`] when there is none.
    pub async fn canned_answer_delete(
        &self,
        actor: &Actor,
        id: CannedAnswerId,
        now: Timestamp,
    ) -> Result<(), DeskError> {
        let by = actor.user_id;
        self.db
            .write(tx!(|tx| {
                let key = id.to_string();
                let before: Option<CannedAnswer> = tx.optional(ONE, args![key.as_str()]).await?;
                let before = before.ok_or(DeskError::Missing)?;
                tx.exec(DROP, args![key.as_str()]).await?;
                let line = audit::Line {
                    actor: Some(by),
                    action: "canned_answer.delete",
                    subject: &key,
                    reason: &before.title,
                    before: Some(to_json(&before.words)?),
                    after: None,
                };
                Ok(audit::record_in_tx(tx, line, now).await?)
            }))
            .await
    }
}
