//! What is looked after whether or not anybody asks: jobs whose worker stopped beating, jobs out of time, and what is
//! over and done with. Each job in a transaction of its own, looked at again under its lock.

use crate::{
    Store, StoreError, download, export,
    job::{Closing, carry_out_in_tx, close_attempt_in_tx, counted_in_tx, drop_in_tx, lock_in_tx},
    lent, preview, share, upload,
};
use easel_db::{Tx, args, texts, tx};
use easel_domain::{
    FailureCode, JobId, JobKind, Next, Timestamp,
    job::{RetryPolicy, next_after_lost_worker},
};

texts! {
    /// Asked in a statement of its own after the lock: one that waited for the lock would see the attempts as they
    /// were before it.
    WAS_SENT = "select count(*), count(provider_ref) from attempt where job_id = $1 and no = $2 and sent_at is not null";
    LATE_LEASES = "select id, kind from job where state = 'running' and lease_until < $1 order by lease_until, id limit 100";
    LATE_DEADLINES = "select id, kind from job where state <> 'done' and deadline_at <= $1 order by deadline_at, id limit 100";
    SWEEP_JOBS = "select id from job where kind = $1 and state = 'done' and deadline_at < $2 limit 500";
    DROP_MAIL = "delete from mail where id = $1";
}

/// What tending came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tended {
    /// Jobs taken from workers that stopped beating.
    pub lost: usize,
    /// Jobs that ran out of time.
    pub overdue: usize,
}

impl Store {
    /// Takes jobs from workers that stopped beating and ends what ran out of time. Each job in a transaction of its
    /// own, looked at again under its lock.
    ///
    /// # Errors
    /// When the database fails or a rule would be broken; what is left is found again next time.
    pub async fn jobs_tend(&self, policy: RetryPolicy, now: Timestamp) -> Result<Tended, StoreError> {
        let lost = self.late(LATE_LEASES, now).await?;
        let overdue = self.late(LATE_DEADLINES, now).await?;
        let (mut tended, mut failed) = (Tended::default(), None);
        for (job, kind) in lost {
            let reaped = self.db.write(tx!(|tx| { reap_in_tx(tx, job, kind, policy, now).await })).await;
            tended.lost += usize::from(or_later(reaped, &mut failed)?);
        }
        for (job, kind) in overdue {
            let ended = self.db.write(tx!(|tx| { overdue_in_tx(tx, job, kind, now).await })).await;
            tended.overdue += usize::from(or_later(ended, &mut failed)?);
        }
        failed.map_or(Ok(tended), Err)
    }

    async fn late(&self, text: &'static str, now: Timestamp) -> Result<Vec<(JobId, JobKind)>, StoreError> {
        let rows: Vec<(String, String)> =
            self.db.read(tx!(|tx| { Ok::<_, StoreError>(tx.all(text, args![now.0]).await?) })).await?;
        rows.into_iter()
            .map(|(id, kind)| {
                let kind = JobKind::parse(&kind).ok_or_else(|| StoreError::corrupt(&kind))?;
                Ok((id.parse().map_err(StoreError::corrupt)?, kind))
            })
            .collect()
    }

    /// Forgets mails, links, downloads and the way of uploads that are over and done with, and sessions that ran out. Returns how
    /// many mails.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sweep_expired(&self, now: Timestamp) -> Result<usize, StoreError> {
        self.db
            .write(tx!(|tx| {
                tx.exec(crate::session::SWEEP, args![now.0]).await?;
                tx.exec(crate::user::SWEEP_RESETS, args![now.0]).await?;
                tx.exec(crate::email::SWEEP, args![now.0]).await?;
                tx.exec(crate::second_factor::SWEEP, args![now.0]).await?;
                crate::openid::sweep_in_tx(tx, now).await?;
                tx.exec(crate::passkey::SWEEP, args![now.0]).await?;
                tx.exec(crate::backup::LAPSED, args![now.0]).await?;
                tx.exec(crate::worker::FORGET, args![now.plus_ms(-crate::worker::GONE_AFTER_MS * 4).0])
                    .await?;
                lent::sweep_in_tx(tx, now).await?;
                preview::sweep_in_tx(tx, now).await?;
                download::sweep_in_tx(tx, now).await?;
                share::sweep_in_tx(tx, now).await?;
                export::sweep_in_tx(tx, now).await?;
                let mails: Vec<(String,)> = tx.all(SWEEP_JOBS, args![JobKind::Mail.as_str(), now.0]).await?;
                let count = mails.len();
                for (id,) in mails {
                    drop_in_tx(tx, &id).await?;
                    tx.exec(DROP_MAIL, args![id]).await?;
                }
                let before = now.plus_ms(-upload::REMEMBERED_MS).0;
                let uploads: Vec<(String,)> =
                    tx.all(SWEEP_JOBS, args![JobKind::Ingest.as_str(), before]).await?;
                for (id,) in uploads {
                    drop_in_tx(tx, &id).await?;
                    tx.exec(upload::DROP, args![id]).await?;
                }
                Ok(count)
            }))
            .await
    }
}

/// One job that can't be tended doesn't keep the others from it: its error is told when they are done.
fn or_later(done: Result<bool, StoreError>, failed: &mut Option<StoreError>) -> Result<bool, StoreError> {
    match done {
        Err(error) if !error.is_unavailable() => {
            failed.get_or_insert(error);
            Ok(false)
        }
        done => done,
    }
}

/// Takes a job from a worker whose lease ran out. False when it beat again meanwhile.
async fn reap_in_tx(
    tx: &mut Tx<'_>,
    job: JobId,
    kind: JobKind,
    policy: RetryPolicy,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let Some((locked, subject)) = lock_in_tx(tx, job, kind).await? else { return Ok(false) };
    if !locked.running || locked.lease_until.is_none_or(|until| until >= now) {
        return Ok(false);
    }
    let attempt_no = locked.facts.attempt_no;
    let (sent, named): (i64, i64) = tx.one(WAS_SENT, args![job.to_string(), attempt_no]).await?;
    let gone = sent > 0 && named == 0;
    let facts = counted_in_tx(tx, job, locked.facts, policy).await?;
    let next = next_after_lost_worker(gone, facts, policy, now);
    let outcome = if gone { "unknown" } else { "lost" };
    let closing = Closing { outcome, detail: Some("the worker stopped beating"), note: None };
    close_attempt_in_tx(tx, job, attempt_no, closing, now).await?;
    let elsewhere = lent::lost_in_tx(tx, job, now).await?;
    carry_out_in_tx(tx, job, (&locked, subject, 0), (&next, elsewhere.as_ref()), None, now).await?;
    Ok(true)
}

/// Ends a job that is out of time, running or not. False when it ended meanwhile.
async fn overdue_in_tx(
    tx: &mut Tx<'_>,
    job: JobId,
    kind: JobKind,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let Some((locked, subject)) = lock_in_tx(tx, job, kind).await? else { return Ok(false) };
    if locked.facts.deadline_at > now {
        return Ok(false);
    }
    if locked.running {
        let closing = Closing { outcome: "overdue", detail: Some("the deadline passed"), note: None };
        close_attempt_in_tx(tx, job, locked.facts.attempt_no, closing, now).await?;
    }
    let next = if locked.facts.cancel_requested { Next::Cancel } else { Next::Fail(FailureCode::Timeout) };
    carry_out_in_tx(tx, job, (&locked, subject, 0), (&next, None), None, now).await?;
    Ok(true)
}
