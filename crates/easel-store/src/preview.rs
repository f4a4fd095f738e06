//! What an engine shows on its way: the latest unfinished picture of a job, for its owner to look at. It goes when the
//! job is over.

use crate::{
    Claim, Store, StoreError,
    blob::{self, raw_blob_name},
    sql,
};
use bytes::Bytes;
use easel_db::{DbError, Tx, args, texts, tx};
use easel_domain::{Actor, AssetId, GenerationId, Timestamp};
use sha2::{Digest, Sha256};

texts! {
    IS_MINE = "select 1 from job where id = $1 and attempt_no = $2 and state = 'running'";
    NAME = "select name from preview where job_id = $1";
    KEEP = "insert into preview (job_id, no, name) values ($1, 1, $2)
            on conflict (job_id) do update set no = preview.no + 1, name = excluded.name";
    OWNED = "select p.name from preview p join job j on j.id = p.job_id where p.job_id = $1 and j.owner_id = $2 and j.state <> 'done'";
    LEFT = "select p.name from preview p left join job j on j.id = p.job_id where j.id is null or j.state = 'done' limit 1000";
    DROP = "delete from preview where name = $1";
}

impl Store {
    /// Shows an unfinished picture, a WebP file made by us, in the place of the one before. False when the job is no
    /// longer this attempt's.
    ///
    /// # Errors
    /// When the database or the blobs fail.
    pub async fn job_preview(&self, claim: &Claim, webp: Bytes, now: Timestamp) -> Result<bool, StoreError> {
        let (job, attempt_no, owner) = (claim.job, claim.attempt_no, claim.owner);
        let hash = sql::hex(&Sha256::digest(&webp));
        let name = raw_blob_name(AssetId(sql::new_id(now)), &hash);
        self.blobs.put(&name, webp).await?;
        self.db
            .write(tx!(|tx, name| {
                let id = job.to_string();
                if tx.optional::<(i64,)>(IS_MINE, args![id.as_str(), attempt_no]).await?.is_none() {
                    tx.exec(blob::DOOM, args![name, now.0]).await?;
                    return Ok(false);
                }
                if let Some((old,)) = tx.optional::<(String,)>(NAME, args![id.as_str()]).await? {
                    tx.exec(blob::DOOM, args![old, now.0]).await?;
                }
                tx.exec(KEEP, args![id.as_str(), name]).await?;
                crate::generation::touch_in_tx(tx, &id, now).await?;
                sql::wake_user(tx, owner).await?;
                Ok(true)
            }))
            .await
    }

    /// The bytes of the latest unfinished picture of one of the actor's generations that isn't over.
    ///
    /// # Errors
    /// When the database or the blobs fail.
    pub async fn generation_preview(
        &self,
        actor: &Actor,
        id: GenerationId,
    ) -> Result<Option<Bytes>, StoreError> {
        let owner = actor.user_id.to_string();
        let found: Option<(String,)> = self
            .db
            .read(tx!(|tx, owner| {
                Ok::<_, StoreError>(tx.optional(OWNED, args![id.to_string(), owner]).await?)
            }))
            .await?;
        match found {
            Some((name,)) => Ok(self.blobs.read_all(&name).await?),
            None => Ok(None),
        }
    }
}

/// Dooms the previews of jobs that are over.
pub(crate) async fn sweep_in_tx(tx: &mut Tx<'_>, now: Timestamp) -> Result<(), DbError> {
    let left: Vec<(String,)> = tx.all(LEFT, &[]).await?;
    for (name,) in left {
        tx.exec(blob::DOOM, args![name.as_str(), now.0]).await?;
        tx.exec(DROP, args![name]).await?;
    }
    Ok(())
}
