//! Redeem codes: made in batches, each good for its credits once. Only hashes are kept.

use crate::Till;
use easel_db::{DbError, FromRow, Row, args, texts, tx};
use easel_domain::{Actor, Buckets, Credits, EntryKind, Permission, Reason, RedeemBatchId, Timestamp};
use easel_store::{
    StoreError, audit, from_db,
    sql::{self, moment, parsed},
    wallet::{Why, grant_in_tx},
};
use thiserror::Error;

texts! {
    LIST = "select b.id, b.name, b.credits, b.codes, b.once_per_person, b.expires_at, b.created_at,
              (select count(*) from redeem_code c where c.batch_id = b.id and c.redeemed_at is not null)
            from redeem_batch b where (b.created_at, b.id) < ($1, $2) order by b.created_at desc, b.id desc limit $3";
    INSERT = "insert into redeem_batch (id, name, credits, codes, once_per_person, expires_at, made_by, created_at)
              values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (id) do nothing";
    INSERT_CODES = "insert into redeem_code (code_hash, batch_id)
                    select e.key, $2 from json_each(cast($1 as text)/*pg:::json*/) e";
    FIND = "select b.id, b.credits, b.once_per_person, c.redeemed_at, b.expires_at
            from redeem_code c join redeem_batch b on b.id = c.batch_id where c.code_hash = $1";
    USE = "update redeem_code set redeemed_by = $2, redeemed_at = $3 where code_hash = $1 and redeemed_at is null";
    ONCE = "insert into redeem_person (batch_id, user_id) values ($1, $2) on conflict do nothing";
}

/// Codes made together.
#[derive(Clone, Debug)]
pub struct RedeemBatch {
    /// Its id.
    pub id: RedeemBatchId,
    /// What the operator calls it.
    pub name: String,
    /// What each code gives.
    pub credits: i64,
    /// How many codes there are.
    pub codes: i64,
    /// Whether each person can redeem one of them only.
    pub once_per_person: bool,
    /// Until when they are good; for ever without it.
    pub expires_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
    /// How many of its codes were redeemed.
    pub redeemed: i64,
}

impl FromRow for RedeemBatch {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self {
            id: parsed(row)?,
            name: row.next()?,
            credits: row.next()?,
            codes: row.next()?,
            once_per_person: row.next::<i64>()? == 1,
            expires_at: row.next::<Option<i64>>()?.map(Timestamp),
            created_at: moment(row)?,
            redeemed: row.next()?,
        })
    }
}

/// A batch about to be made.
#[derive(Clone, Debug)]
pub struct NewRedeemBatch {
    /// Its id.
    pub id: RedeemBatchId,
    /// What the operator calls it.
    pub name: String,
    /// What each code gives.
    pub credits: Credits,
    /// Whether each person can redeem one of them only.
    pub once_per_person: bool,
    /// Until when they are good.
    pub expires_at: Option<Timestamp>,
    /// The codes' hashes.
    pub hashes: Vec<String>,
}

/// Why nothing was redeemed, or no batch was made.
#[derive(Debug, Error)]
pub enum RedeemError {
    /// There is no such code.
    #[error("no such code")]
    Unknown,
    /// Somebody redeemed it.
    #[error("the code was redeemed")]
    Used,
    /// Its time is over.
    #[error("the code has expired")]
    Expired,
    /// The person redeemed another of its batch.
    #[error("the person redeemed one of this batch")]
    Again,
    /// The id was used before. Codes are told once, so it isn't the same answer.
    #[error("the id is taken")]
    IdempotencyMismatch,
    /// Only administrators.
    #[error("not an administrator")]
    Forbidden,
    /// The house's fault.
    #[error("redeeming failed")]
    Store(#[from] StoreError),
}
from_db!(RedeemError);

/// A code's batch, whether each person can redeem one only, when the code was redeemed and until when it is good.
type Found = (String, i64, i64, Option<i64>, Option<i64>);

impl Till {
    /// Keeps a batch of codes by their hashes.
    ///
    /// # Errors
    /// [`RedeemError`]; nothing is kept then.
    pub async fn redeem_batch_create(
        &self,
        actor: &Actor,
        new: NewRedeemBatch,
        now: Timestamp,
    ) -> Result<(), RedeemError> {
        if !actor.role.may(Permission::Money) {
            return Err(RedeemError::Forbidden);
        }
        let admin = actor.user_id;
        let count = i64::try_from(new.hashes.len()).unwrap_or(i64::MAX);
        let keys = sql::keys(&new.hashes)?;
        self.db
            .write(tx!(|tx, new, keys| {
                let (id, credits) = (new.id.to_string(), new.credits.get());
                let once = i64::from(new.once_per_person);
                let until = new.expires_at.map(|at| at.0);
                let row = args![
                    id.as_str(),
                    new.name.as_str(),
                    credits,
                    count,
                    once,
                    until,
                    admin.to_string(),
                    now.0
                ];
                if tx.exec(INSERT, row).await? == 0 {
                    return Err(RedeemError::IdempotencyMismatch);
                }
                tx.exec(INSERT_CODES, args![keys, id.as_str()]).await?;
                let line = audit::Line {
                    actor: Some(admin),
                    action: "redeem.batch",
                    subject: &id,
                    reason: &new.name,
                    before: None,
                    after: Some(format!("{count} codes of {credits}")),
                };
                Ok(audit::record_in_tx(tx, line, now).await?)
            }))
            .await
    }

    /// Every batch, newest first, older than `before`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn redeem_batch_list(
        &self,
        before: Option<(Timestamp, RedeemBatchId)>,
        limit: u32,
    ) -> Result<Vec<RedeemBatch>, StoreError> {
        let (at, id) = before.map_or((i64::MAX, String::new()), |(at, id)| (at.0, id.to_string()));
        self.db.read(tx!(|tx, id| { Ok(tx.all(LIST, args![at, id, limit]).await?) })).await
    }

    /// Redeems the code with this hash for the actor; answers what it gave, in the bonus bucket.
    ///
    /// # Errors
    /// [`RedeemError`]; the code is as good as before then.
    pub async fn code_redeem(
        &self,
        actor: &Actor,
        code_hash: String,
        now: Timestamp,
    ) -> Result<Credits, RedeemError> {
        let user = actor.user_id;
        self.db
            .write(tx!(|tx, code_hash| {
                let found: Option<Found> = tx.optional(FIND, args![code_hash.as_str()]).await?;
                let (batch, credits, once, redeemed, until) = found.ok_or(RedeemError::Unknown)?;
                if redeemed.is_some() {
                    return Err(RedeemError::Used);
                }
                if until.is_some_and(|until| until <= now.0) {
                    return Err(RedeemError::Expired);
                }
                // Who comes second waits here for who came first.
                if tx.exec(USE, args![code_hash, user.to_string(), now.0]).await? == 0 {
                    return Err(RedeemError::Used);
                }
                if once == 1 && tx.exec(ONCE, args![batch, user.to_string()]).await? == 0 {
                    return Err(RedeemError::Again);
                }
                let credits = Credits::new(credits).ok_or(StoreError::Ledger("credits below zero"))?;
                let why = Why { actor: Some(user), ..Why::of(Reason::Redeemed) };
                grant_in_tx(tx, user, (EntryKind::Grant, Buckets::bonus(credits)), why, now).await?;
                Ok(credits)
            }))
            .await
    }
}
