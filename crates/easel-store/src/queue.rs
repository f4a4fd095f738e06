//! What people asked for, as those who run the studio see it: how it stands, what was tried, and what they can do about
//! it. Never its words: those are people's own.

use crate::{
    Store, StoreError, audit, from_db, job,
    sql::{self, moment, moment_or_null, parsed, word},
};
use easel_db::{DbError, FromRow, Row, args, texts, tx};
use easel_domain::{Actor, GenerationId, GenerationState, Lane, Role, Timestamp, UserId};
use thiserror::Error;

/// What is read of each.
macro_rules! brief {
    () => {
        "select g.id, g.owner_id, u.name, u.email, g.spec_model, g.state, g.count, g.delivered, g.held, g.captured, g.failure,
           g.created_at, g.finished_at, coalesce(j.attempt_no, 0),
           (select t.channel from attempt t where t.job_id = g.id order by t.no desc limit 1)
         from generation g join user_account u on u.id = g.owner_id left join job j on j.id = g.id"
    };
}

texts! {
    LIST = concat!(brief!(), " where (g.created_at, g.id) < ($1, $2)
             and ($3 = '' or g.state = $3 or ($3 = 'open' and g.state in ('queued', 'running')))
             and ($4 = '' or g.spec_model = $4)
             and ($5 = '' or g.id = $6 or g.owner_id = $6 or lower(u.name) like $5 escape '!' or u.email_key like $5 escape '!')
             order by g.created_at desc, g.id desc limit $7");
    ONE = concat!(brief!(), " where g.id = $1");
    STANDS = "select lane, state, run_at, deadline_at, progress, stage, cancel_requested from job where id = $1";
    ATTEMPTS = "select no, worker, channel, claimed_at, sent_at, finished_at, outcome, detail, cost_micros from attempt
                where job_id = $1 order by no";
    WHOSE = "select owner_id, state from generation where id = $1";
    /// Only one that nobody works on, and that isn't due yet.
    HURRY = "update job set run_at = $2 where id = $1 and kind = 'picture' and state = 'available' and run_at > $2 returning lane, attempt_no";
}

/// What somebody asked for.
#[derive(Clone, Debug)]
pub struct QueuedJob {
    /// The task id that people quote.
    pub id: GenerationId,
    /// Whose it is.
    pub owner: UserId,
    /// What they are called.
    pub owner_name: String,
    /// Their address.
    pub owner_email: String,
    /// With which model.
    pub model: String,
    /// How it stands.
    pub state: GenerationState,
    /// How many pictures were asked for.
    pub count: i64,
    /// How many came.
    pub delivered: i64,
    /// Credits that were set aside.
    pub held: i64,
    /// Credits it took.
    pub captured: i64,
    /// Why it failed or was refused.
    pub failure: Option<String>,
    /// When it was asked.
    pub created_at: Timestamp,
    /// When it was over.
    pub finished_at: Option<Timestamp>,
    /// How many times it was taken up.
    pub attempts: i64,
    /// By which channel, last.
    pub channel: Option<String>,
}

impl FromRow for QueuedJob {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self {
            id: parsed(row)?,
            owner: parsed(row)?,
            owner_name: row.next()?,
            owner_email: row.next()?,
            model: row.next()?,
            state: word(row, GenerationState::parse)?,
            count: row.next()?,
            delivered: row.next()?,
            held: row.next()?,
            captured: row.next()?,
            failure: row.next()?,
            created_at: moment(row)?,
            finished_at: moment_or_null(row)?,
            attempts: row.next()?,
            channel: row.next()?,
        })
    }
}

/// One try.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// Counted from 1.
    pub no: i64,
    /// Which worker.
    pub worker: String,
    /// By which channel, once one was chosen.
    pub channel: Option<String>,
    /// When it was taken up.
    pub claimed_at: Timestamp,
    /// When it was sent; before that nobody outside knows of it.
    pub sent_at: Option<Timestamp>,
    /// When it was over.
    pub finished_at: Option<Timestamp>,
    /// How it ended.
    pub outcome: Option<String>,
    /// What was said of it, for administrators.
    pub detail: Option<String>,
    /// What it cost the operator, in millionths of a US dollar, where that is known.
    pub cost_micros: Option<i64>,
}

impl FromRow for Attempt {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self {
            no: row.next()?,
            worker: row.next()?,
            channel: row.next()?,
            claimed_at: moment(row)?,
            sent_at: moment_or_null(row)?,
            finished_at: moment_or_null(row)?,
            outcome: row.next()?,
            detail: row.next()?,
            cost_micros: row.next()?,
        })
    }
}

/// Where a job that isn't over stands.
#[derive(Clone, Debug)]
pub struct QueueStanding {
    /// In which queue.
    pub lane: String,
    /// `available`, `running` or `done`.
    pub state: String,
    /// Not to be taken up before this.
    pub run_at: Timestamp,
    /// Given up then.
    pub deadline_at: Timestamp,
    /// Of 1,000.
    pub progress: i64,
    /// What is being done.
    pub stage: Option<String>,
    /// Whether it is to stop.
    pub cancel_requested: bool,
}

impl FromRow for QueueStanding {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self {
            lane: row.next()?,
            state: row.next()?,
            run_at: moment(row)?,
            deadline_at: moment(row)?,
            progress: row.next()?,
            stage: row.next()?,
            cancel_requested: row.next()?,
        })
    }
}

/// One of them, with what was tried.
#[derive(Clone, Debug)]
pub struct QueuedJobPage {
    /// As in the list.
    pub job: QueuedJob,
    /// Where it stands; none where its job is forgotten.
    pub standing: Option<QueueStanding>,
    /// In their order.
    pub attempts: Vec<Attempt>,
}

/// Which of them a list shows.
#[derive(Clone, Debug, Default)]
pub struct QueueFilter {
    /// A task id, or part of the name or address of whose it is, or their id.
    pub words: String,
    /// In this state, or `open` for what isn't over.
    pub state: String,
    /// With this model.
    pub model: String,
}

/// Why nothing was done about it.
#[derive(Debug, Error)]
pub enum QueueError {
    /// There is no such task.
    #[error("there is no task with this id")]
    Missing,
    /// It is over; its credits are settled.
    #[error("it is over")]
    Over,
    /// Nobody waits for a next try of it.
    #[error("it doesn't wait for another try")]
    NotWaiting,
    /// The house's fault.
    #[error("changing the job failed")]
    Store(#[from] StoreError),
}
from_db!(QueueError);

impl Store {
    /// What people asked for, newest first, after the place `after`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn queue(
        &self,
        filter: QueueFilter,
        after: Option<(Timestamp, GenerationId)>,
        limit: u32,
    ) -> Result<Vec<QueuedJob>, StoreError> {
        let (like, words) = (sql::like(&filter.words), filter.words.trim().to_owned());
        let (at, id) = after.map_or((i64::MAX, String::new()), |(at, id)| (at.0, id.to_string()));
        self.db
            .read(tx!(|tx, filter, like, words, id| {
                let args = args![at, id, filter.state, filter.model, like, words, limit];
                Ok(tx.all(LIST, args).await?)
            }))
            .await
    }

    /// One of them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn queue_get(&self, id: GenerationId) -> Result<Option<QueuedJobPage>, StoreError> {
        let id = id.to_string();
        self.db
            .read(tx!(|tx, id| {
                let Some(job) = tx.optional::<QueuedJob>(ONE, args![id.as_str()]).await? else {
                    return Ok(None);
                };
                let standing = tx.optional(STANDS, args![id.as_str()]).await?;
                let attempts = tx.all(ATTEMPTS, args![id]).await?;
                Ok(Some(QueuedJobPage { job, standing, attempts }))
            }))
            .await
    }

    /// Calls somebody's pictures off: what is held goes back to them. One that is under way ends with its worker's next
    /// beat.
    ///
    /// # Errors
    /// [`QueueError`]; nothing is changed then.
    pub async fn queue_cancel(
        &self,
        actor: &Actor,
        id: GenerationId,
        reason: String,
        now: Timestamp,
    ) -> Result<(), QueueError> {
        let by = *actor;
        self.db
            .write(tx!(|tx, reason| {
                let key = id.to_string();
                let found: Option<(String, String)> = tx.optional(WHOSE, args![key.as_str()]).await?;
                let (owner, before) = found.ok_or(QueueError::Missing)?;
                if !matches!(before.as_str(), "queued" | "running") {
                    return Err(QueueError::Over);
                }
                let owner: UserId = owner.parse().map_err(StoreError::corrupt)?;
                let theirs = Actor { user_id: owner, role: Role::User };
                job::cancel_in_tx(tx, &theirs, id, now).await?;
                let change = (key.as_str(), before, "cancelled".to_owned());
                Ok(audit::decided_in_tx(tx, by.user_id, ("job.cancel", &reason), change, now).await?)
            }))
            .await
    }

    /// Has a job that waits for its next try tried at once. The same job goes on, with the same hold, the same limit of
    /// tries and the same deadline: nothing can be charged twice.
    ///
    /// # Errors
    /// [`QueueError`]; nothing is changed then.
    pub async fn queue_retry(
        &self,
        actor: &Actor,
        id: GenerationId,
        now: Timestamp,
    ) -> Result<(), QueueError> {
        let by = *actor;
        self.db
            .write(tx!(|tx| {
                let key = id.to_string();
                if tx.optional::<(String, String)>(WHOSE, args![key.as_str()]).await?.is_none() {
                    return Err(QueueError::Missing);
                }
                let hurried: Option<(String, i64)> = tx.optional(HURRY, args![key.as_str(), now.0]).await?;
                let (lane, attempts) = hurried.ok_or(QueueError::NotWaiting)?;
                if let Some(lane) = Lane::parse(&lane) {
                    sql::wake_lane(tx, lane).await?;
                }
                let line = audit::Line {
                    actor: Some(by.user_id),
                    action: "job.retry",
                    subject: &key,
                    reason: "",
                    before: Some(format!("tried {attempts} time(s)")),
                    after: Some("due now".to_owned()),
                };
                Ok(audit::record_in_tx(tx, line, now).await?)
            }))
            .await
    }
}
