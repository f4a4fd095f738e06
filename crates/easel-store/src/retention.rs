//! What the operator wants kept for so long and no longer: each forgotten some at a time, beside what has an end of its own.

use crate::{Store, StoreError, sql};
use easel_db::{args, texts, tx};
use easel_domain::{Spec, Timestamp, retention};

texts! {
    /// What came to nothing and still has its words.
    FAILED = "select id, spec from generation where state in ('failed', 'rejected', 'cancelled') and request_hash <> '' and finished_at < $1
              order by finished_at, id limit 200";
    /// Looked at again: whatever else happened to it, it is over.
    FORGET = "update generation set spec = $2, request_hash = '', account = null where id = $1 and request_hash <> ''";
    FORGET_ATTEMPTS = "update attempt set detail = null, provider_ref = null where job_id = $1";
    SIGN_INS = "delete from known_sign_in where (user_id, mark) in (select user_id, mark from known_sign_in where seen_at < $1 order by seen_at limit 500)
                and seen_at < $1";
}

impl Store {
    /// Forgets what people wrote for pictures that never came, and what was said of each try; model, size, count and the kind of
    /// failure stay, as the books need them. Returns how many; what is left is found again next time.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn failures_forget(&self, now: Timestamp) -> Result<usize, StoreError> {
        let Some(days) = self.retention.failed_days else { return Ok(0) };
        let before = retention::before(days, now).0;
        let old: Vec<(String, String)> =
            self.db.read(tx!(|tx| { Ok::<_, StoreError>(tx.all(FAILED, args![before]).await?) })).await?;
        let mut bare = Vec::with_capacity(old.len());
        for (id, spec) in old {
            let spec: Spec = serde_json::from_str(&spec).map_err(StoreError::corrupt)?;
            bare.push((id, sql::to_json(&spec.without_words())?));
        }
        let count = bare.len();
        self.db
            .write(tx!(|tx, bare| {
                for (id, spec) in bare {
                    tx.exec(FORGET, args![id.as_str(), spec]).await?;
                    tx.exec(FORGET_ATTEMPTS, args![id]).await?;
                }
                Ok::<_, StoreError>(())
            }))
            .await?;
        Ok(count)
    }

    /// Forgets hashes of what people signed in with, and from where, that nobody has used for long. Returns how many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sign_ins_forget(&self, now: Timestamp) -> Result<u64, StoreError> {
        let before = retention::before(self.retention.sign_ins_days, now).0;
        self.db.write(tx!(|tx| { Ok(tx.exec(SIGN_INS, args![before]).await?) })).await
    }
}
