//! Legal texts and who agreed to which.

use crate::{
    Store, StoreError,
    audit::{self, Line},
    from_db,
    sql::{json, moment, to_json, word},
};
use easel_db::{DbError, FromRow, Row, args, texts, tx};
use easel_domain::{Actor, LegalKind, Timestamp, UserId, Words};
use thiserror::Error;

texts! {
    NEWEST = "select kind, version, words, asks, made_at from legal_text l
              where version = (select max(m.version) from legal_text m where m.kind = l.kind) order by kind";
    ONE = "select kind, version, words, asks, made_at from legal_text where kind = $1 order by version desc limit 1";
    HISTORY = "select kind, version, words, asks, made_at from legal_text where kind = $1 order by version desc";
    INSERT = "insert into legal_text (kind, version, words, asks, made_at) values ($1, $2, $3, $4, $5)
              on conflict (kind, version) do nothing";
    /// What somebody has to agree to: the newest text of a kind, where nothing since the last version that asks was agreed to.
    DUE = "select l.kind, l.version from legal_text l
           where l.version = (select max(m.version) from legal_text m where m.kind = l.kind) and l.words <> '{}'
           and exists (select 1 from legal_text a where a.kind = l.kind and a.asks = 1
             and not exists (select 1 from legal_consent c where c.user_id = $1 and c.kind = a.kind and c.version >= a.version))
           order by l.kind";
    AGREE = "insert into legal_consent (user_id, kind, version, agreed_at) values ($1, $2, $3, $4)
             on conflict (user_id, kind, version) do nothing";
}

/// One version of a legal text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegalVersion {
    /// Which text.
    pub kind: LegalKind,
    /// Counts from one.
    pub version: i64,
    /// What it says; nothing where it was taken back.
    pub text: Words,
    /// Whether people are asked to agree to it.
    pub asks: bool,
    /// Since when it holds.
    pub made_at: Timestamp,
}

impl FromRow for LegalVersion {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self {
            kind: word(row, LegalKind::parse)?,
            version: row.next()?,
            text: json(row)?,
            asks: row.next()?,
            made_at: moment(row)?,
        })
    }
}

struct Due(LegalKind, i64);

impl FromRow for Due {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self(word(row, LegalKind::parse)?, row.next()?))
    }
}

/// The texts that hold, and which of them somebody has not agreed to yet.
#[derive(Clone, Debug)]
pub struct LegalState {
    /// The newest version of each text that says something.
    pub texts: Vec<LegalVersion>,
    /// What is to be agreed to, with the version.
    pub due: Vec<(LegalKind, i64)>,
}

/// Why a text was not kept, or not agreed to.
#[derive(Debug, Error)]
pub enum LegalError {
    /// There is a newer version meanwhile, or none at all.
    #[error("it was changed meanwhile")]
    Conflict,
    /// The house's fault.
    #[error("keeping the text failed")]
    Store(#[from] StoreError),
}
from_db!(LegalError);

impl Store {
    /// The texts that hold, and what `asker` has to agree to.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn legal_state(&self, asker: Option<UserId>) -> Result<LegalState, StoreError> {
        let asker = asker.map(|id| id.to_string());
        self.db
            .read(tx!(|tx, asker| {
                let mut texts: Vec<LegalVersion> = tx.all(NEWEST, &[]).await?;
                texts.retain(|text| !text.text.is_empty());
                let due: Vec<Due> = match &asker {
                    Some(asker) => tx.all(DUE, args![asker.as_str()]).await?,
                    None => Vec::new(),
                };
                Ok(LegalState {
                    texts,
                    due: due.into_iter().map(|Due(kind, version)| (kind, version)).collect(),
                })
            }))
            .await
    }

    /// Every version of a text, the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn legal_history(&self, kind: LegalKind) -> Result<Vec<LegalVersion>, StoreError> {
        self.db.read(tx!(|tx| { Ok(tx.all(HISTORY, args![kind.as_str()]).await?) })).await
    }

    /// Writes a text's next version, on the record. `version` is the one that was changed, 0 for none. `asks` makes everybody
    /// agree to it who comes next.
    ///
    /// # Errors
    /// [`LegalError`]; nothing is changed then.
    pub async fn legal_put(
        &self,
        actor: &Actor,
        (kind, version): (LegalKind, i64),
        (text, asks): (Words, bool),
        now: Timestamp,
    ) -> Result<LegalVersion, LegalError> {
        let by = actor.user_id;
        self.db
            .write(tx!(|tx, text| {
                let before: Option<LegalVersion> = tx.optional(ONE, args![kind.as_str()]).await?;
                if before.as_ref().map_or(0, |before| before.version) != version {
                    return Err(LegalError::Conflict);
                }
                let words = to_json(&text)?;
                let row = args![kind.as_str(), version + 1, words.as_str(), asks, now.0];
                if tx.exec(INSERT, row).await? == 0 {
                    return Err(LegalError::Conflict);
                }
                let line = Line {
                    actor: Some(by),
                    action: "legal.write",
                    subject: kind.as_str(),
                    reason: if asks { "asks everybody again" } else { "" },
                    before: before.map(|before| to_json(&before.text)).transpose()?,
                    after: Some(words),
                };
                audit::record_in_tx(tx, line, now).await?;
                Ok(LegalVersion { kind, version: version + 1, text, asks, made_at: now })
            }))
            .await
    }

    /// Notes that somebody agreed to these texts. Agreeing twice is agreeing once.
    ///
    /// # Errors
    /// [`LegalError::Conflict`] when one of them isn't the newest any more; none is noted then.
    pub async fn legal_agree(
        &self,
        actor: &Actor,
        agreed: Vec<(LegalKind, i64)>,
        now: Timestamp,
    ) -> Result<(), LegalError> {
        let who = actor.user_id.to_string();
        self.db
            .write(tx!(|tx, who, agreed| {
                for (kind, version) in &agreed {
                    let newest: Option<LegalVersion> = tx.optional(ONE, args![kind.as_str()]).await?;
                    if newest.is_none_or(|newest| newest.version != *version) {
                        return Err(LegalError::Conflict);
                    }
                    tx.exec(AGREE, args![who.as_str(), kind.as_str(), *version, now.0]).await?;
                }
                Ok(())
            }))
            .await
    }
}
