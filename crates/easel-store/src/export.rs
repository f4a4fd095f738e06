//! Exports as work: what a worker makes of an export that was asked for, how it ends, what is kept no longer. Asking for
//! one, and what its owner sees of it, is `easel-shelf`'s.

use crate::{
    Claim, Store, StoreError,
    blob::{self, name_of},
    job,
    sql::{self, json, to_json},
};
use easel_db::{DbError, FromRow, Row, Tx, args, texts, tx};
use easel_domain::{AssetId, ExportId, FailureCode, Next, Timestamp, UserId};
use easel_works::export::{ExportSpec, ExportState, KEPT_MAX, KEPT_MS};

texts! {
    FILES = "select b.name, a.width, a.height from export_item i left join asset a on a.id = i.asset_id and a.owner_id = $2 and a.trashed_at is null
             left join asset_blob b on b.asset_id = a.id and b.variant = 'original' where i.export_id = $1 order by i.position";
    MISSING = "select i.position from export_item i left join asset a on a.id = i.asset_id and a.owner_id = $2 and a.trashed_at is null
             where i.export_id = $1 and a.id is null order by i.position";
    START = "update export set state = 'running', changed_at = $2 where id = $1 returning spec, name";
    TOUCH = "update export set changed_at = $2 where id = $1";
    AGAIN = "update export set state = 'queued', changed_at = $2 where id = $1";
    IS_MINE = "select 1 from job where id = $1 and attempt_no = $2 and state = 'running'";
    OLD_BLOB = "select blob from export where id = $1 and blob is not null";
    KEEP = "update export set blob = $2, hash = $3, bytes = $4 where id = $1";
    END = "update export set state = $2, failure = $3, missing = $4, changed_at = $5, expires_at = $6,
             blob = case when $2 = 'ready' then blob end, hash = case when $2 = 'ready' then hash end,
             bytes = case when $2 = 'ready' then bytes end where id = $1";
    OVER = "select id, blob from export where state in ('ready', 'failed') and expires_at <= $1 order by expires_at limit 500";
    TOO_OLD = "select id, blob from export where owner_id = $1 and state in ('ready', 'failed') order by created_at desc, id desc limit 100 offset $2";
    DROP = "delete from export where id = $1";
}

/// What a worker is to make.
#[derive(Clone, Debug)]
pub struct ExportTask {
    /// Its id.
    pub id: ExportId,
    /// What it is to be.
    pub spec: ExportSpec,
    /// What its file is called.
    pub name: String,
}

struct TaskRow(ExportSpec, String);

impl FromRow for TaskRow {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self(json(row)?, row.next()?))
    }
}

/// A picture that an export is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportInput {
    /// Where its original is.
    pub name: String,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
}

/// Where an export's file lies, by the hash of its bytes.
#[must_use]
pub fn export_blob_name(id: ExportId, hash: &str) -> String {
    name_of(AssetId(id.0), blob::EXPORT, hash)
}

impl Store {
    /// Where the pictures are that a claimed export is made of; `None` is one that is gone.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn export_inputs(&self, claim: &Claim) -> Result<Vec<Option<ExportInput>>, StoreError> {
        let (id, owner) = (claim.job.to_string(), claim.owner.to_string());
        self.db
            .read(tx!(|tx, id, owner| {
                let rows: Vec<(Option<String>, Option<u32>, Option<u32>)> =
                    tx.all(FILES, args![id, owner]).await?;
                let input = |(name, width, height): (Option<String>, Option<u32>, Option<u32>)| {
                    Some(ExportInput { name: name?, width: width?, height: height? })
                };
                Ok(rows.into_iter().map(input).collect())
            }))
            .await
    }

    /// Writes down where the file of a claimed export is; its bytes are stored already. False when the job is no longer
    /// this attempt's.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn export_keep(
        &self,
        claim: &Claim,
        (hash, bytes): (&str, i64),
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let (job, attempt_no, hash) = (claim.job, claim.attempt_no, hash.to_owned());
        let name = export_blob_name(job.export(), &hash);
        self.db
            .write(tx!(|tx, hash, name| {
                let id = job.to_string();
                if tx.optional::<(i64,)>(IS_MINE, args![id.as_str(), attempt_no]).await?.is_none() {
                    return Ok(false);
                }
                // Of an earlier attempt that died before it settled.
                if let Some((old,)) = tx.optional::<(String,)>(OLD_BLOB, args![id.as_str()]).await?
                    && old != name
                {
                    tx.exec(blob::DOOM, args![old, now.0]).await?;
                }
                tx.exec(KEEP, args![id, name, hash, bytes]).await?;
                Ok(true)
            }))
            .await
    }
}

/// Makes room for one more: whoever keeps too many loses the oldest.
///
/// # Errors
/// When the database fails.
pub async fn make_room_in_tx(tx: &mut Tx<'_>, owner: &str, now: Timestamp) -> Result<(), DbError> {
    let old: Vec<(String, Option<String>)> = tx.all(TOO_OLD, args![owner, KEPT_MAX - 1]).await?;
    drop_in_tx(tx, old, now).await
}

/// What is kept no longer.
pub(crate) async fn sweep_in_tx(tx: &mut Tx<'_>, now: Timestamp) -> Result<(), DbError> {
    let over: Vec<(String, Option<String>)> = tx.all(OVER, args![now.0]).await?;
    drop_in_tx(tx, over, now).await
}

async fn drop_in_tx(
    tx: &mut Tx<'_>,
    rows: Vec<(String, Option<String>)>,
    now: Timestamp,
) -> Result<(), DbError> {
    for (id, name) in rows {
        if let Some(name) = name {
            tx.exec(blob::DOOM, args![name, now.0]).await?;
        }
        job::drop_in_tx(tx, &id).await?;
        tx.exec(DROP, args![id]).await?;
    }
    Ok(())
}

/// The task of a job that was just claimed.
pub(crate) async fn begin_in_tx(
    tx: &mut Tx<'_>,
    (id, owner): (ExportId, UserId),
    now: Timestamp,
) -> Result<ExportTask, DbError> {
    let TaskRow(spec, name) = tx.one(START, args![id.to_string(), now.0]).await?;
    sql::wake_user(tx, owner).await?;
    Ok(ExportTask { id, spec, name })
}

/// How far it is can be seen by its job: the row only says that somebody should look.
pub(crate) async fn touch_in_tx(tx: &mut Tx<'_>, id: &str, now: Timestamp) -> Result<(), DbError> {
    tx.exec(TOUCH, args![id, now.0]).await.map(|_| ())
}

/// Back in the queue.
pub(crate) async fn again_in_tx(tx: &mut Tx<'_>, id: &str, now: Timestamp) -> Result<(), DbError> {
    tx.exec(AGAIN, args![id, now.0]).await.map(|_| ())
}

/// An export's end. What another attempt may have left goes with a failure.
pub(crate) async fn end_in_tx(
    tx: &mut Tx<'_>,
    (id, owner): (ExportId, UserId),
    next: &Next,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (key, by) = (id.to_string(), owner.to_string());
    let blob: Option<(String,)> = tx.optional(OLD_BLOB, args![key.as_str()]).await?;
    let (state, failure) = match next {
        Next::Succeed if blob.is_some() => (ExportState::Ready, None),
        Next::Succeed => return Err(StoreError::Ledger("an export that is ready has a file")),
        Next::Reject(code) | Next::Fail(code) => (ExportState::Failed, Some(*code)),
        Next::Cancel => (ExportState::Failed, Some(FailureCode::Timeout)),
        Next::Retry { .. } => return Err(StoreError::Ledger("a retry is no end")),
    };
    if let (ExportState::Failed, Some((name,))) = (state, blob) {
        tx.exec(blob::DOOM, args![name, now.0]).await?;
    }
    let missing = match failure {
        Some(FailureCode::InputGone) => {
            let gone: Vec<(i64,)> = tx.all(MISSING, args![key.as_str(), by]).await?;
            Some(to_json(&gone.into_iter().map(|(at,)| at).collect::<Vec<_>>())?)
        }
        _ => None,
    };
    let failure = failure.map(FailureCode::as_str);
    let row = args![key, state.as_str(), failure, missing, now.0, now.plus_ms(KEPT_MS).0];
    tx.exec(END, row).await?;
    sql::wake_user(tx, owner).await?;
    Ok(())
}
