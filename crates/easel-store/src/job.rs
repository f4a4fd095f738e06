//! Jobs: claim, beat, sent, settle, cancel, reap. What follows from an outcome is the domain's to say
//! (`easel_domain::job`); here it is carried out, fenced by the attempt's number, in one transaction with the ledger.

use crate::{
    ExportTask, HandIn, Mail, Store, StoreError, Upload, asset, export, gallery, lent, notice,
    sql::{self, json, moment, parsed, to_json, word},
    upload,
    wallet::{OpenHold, WalletRow, buckets, hold_end_in_tx, wallet_columns},
};
use easel_db::{DbError, FromRow, Row, Tx, args, texts, tx};
use easel_domain::{
    Actor, AssetId, Beat, Buckets, Credits, EntryKind, FailureCode, GenerationId, GenerationState, JobId,
    JobKind, Lane, Measured, Next, Operation, Outcome, Reason, Spec, Timestamp, UserId,
    job::{JobFacts, RetryPolicy, next},
    routing::Cost,
};
use std::sync::Arc;

texts! {
    /// Within a lane: by rank, then by whose turn it is, then by age.
    CLAIM = "update job set state = 'running', attempt_no = attempt_no + 1, worker = $2, lease_until = $3, heartbeat_at = $4,
               progress = 0, stage = null
             where id = (select id from job where lane = $1 and state = 'available' and run_at <= $4 and deadline_at > $4
                           and (asks is null or $5 not like '%|' || replace(asks, '_', '!_') || '|%' escape '!')
                         order by rank, turn, run_at, id limit 1 /*pg: for update skip locked*/)
             returning id, kind, owner_id, attempt_no, failures, deadline_at, hand_in, channel";
    /// The same for a lent worker, which takes only what it offered to.
    CLAIM_LENT = "update job set state = 'running', attempt_no = attempt_no + 1, worker = $2, lease_until = $3, heartbeat_at = $4,
               progress = 0, stage = null
             where id = (select id from job where lane = $1 and state = 'available' and run_at <= $4 and deadline_at > $4
                           and kind = 'picture' and $5 like '%|' || replace(asks, '_', '!_') || '|%' escape '!'
                         order by rank, turn, run_at, id limit 1 /*pg: for update skip locked*/)
             returning id, kind, owner_id, attempt_no, failures, deadline_at, hand_in, channel";
    INSERT_ATTEMPT = "insert into attempt (job_id, no, worker, claimed_at) values ($1, $2, $3, $4)";
    /// What an earlier attempt left with a provider that can be asked for it by its name.
    RESUME = "select a.channel, a.provider_ref from attempt a
              where a.job_id = $1 and a.no < $2 and a.outcome = 'lost' and a.channel is not null and a.provider_ref is not null
                and not exists (select 1 from attempt b where b.job_id = a.job_id and b.no > a.no and b.no < $2
                  and (b.sent_at is not null or b.outcome not in ('lost', 'deferred')))
              order by a.no desc limit 1";
    TRIED = "select channel from attempt where job_id = $1 and outcome = 'failed' and channel is not null";
    START_GENERATION = "update generation set state = 'running', version = version + 1, changed_at = $2 where id = $1 returning spec";
    BEAT = "update job set lease_until = $3, heartbeat_at = $4, progress = $5, stage = $6
            where id = $1 and attempt_no = $2 and state = 'running' returning cancel_requested";
    /// Claims that came to nothing for want of room don't count as claims.
    DEFERRED = "select count(*) from attempt where job_id = $1 and outcome = 'deferred'";
    /// Moves the job's row, so that sending and reaping take turns on it: whoever is second sees what the first did.
    MAY_SEND = "update job set heartbeat_at = $3
            where id = $1 and attempt_no = $2 and state = 'running' and cancel_requested = 0";
    SENT = "update attempt set sent_at = $3, channel = $4 where job_id = $1 and no = $2 and finished_at is null";
    PROVIDER_REF = "update attempt set provider_ref = $3 where job_id = $1 and no = $2 and finished_at is null";
    /// A picture's job with everything its end touches, under lock.
    LOCK_PICTURE = concat!("select j.owner_id, j.state, j.attempt_no, j.failures, j.cancel_requested, j.deadline_at, j.lease_until,
               h.plan, h.bonus, h.bought, h.plan_epoch, g.count, ", wallet_columns!(), "
             from job j join hold h on h.id = j.id join generation g on g.id = j.id join wallet w on w.user_id = j.owner_id
             where j.id = $1 and j.state <> 'done' /*pg: for update of j, w*/");
    /// A job that no credits hang on.
    LOCK_FREE = "select owner_id, state, attempt_no, failures, cancel_requested, deadline_at, lease_until
             from job where id = $1 and kind = $2 and state <> 'done' /*pg: for update*/";
    DONE = "update job set state = 'done', lease_until = null, progress = $2, stage = null where id = $1";
    AGAIN = "update job set state = 'available', lease_until = null, worker = null, run_at = $2, failures = $3, progress = 0, stage = null,
               lane = coalesce($4, lane), asks = coalesce($5, asks), hand_in = case when $4 is null then hand_in end
             where id = $1 returning lane";
    CLOSE_ATTEMPT = "update attempt set outcome = $3, detail = $4, finished_at = $5, channel = coalesce($6, channel),
               provider_ref = coalesce($7, provider_ref), operation = $8, cost_micros = $9, cost_source = $10
             where job_id = $1 and no = $2 and finished_at is null";
    END_GENERATION = "update generation set state = $2, failure = $3, captured = $4, delivered = $5, account = $6,
               version = version + 1, changed_at = $7, finished_at = $7 where id = $1";
    REQUEUE_GENERATION = "update generation set state = 'queued', version = version + 1, changed_at = $2 where id = $1";
    OWNED = "select 1 from job where id = $1 and owner_id = $2 and kind = 'picture' and state <> 'done'";
    ASK_CANCEL = "update job set cancel_requested = 1 where id = $1";
    /// When the next job becomes ready by itself, so that a sleeping worker knows until when.
    NEXT_RUN_AT = "select min(run_at) from job where lane = $1 and state = 'available'";
    DROP_ATTEMPTS = "delete from attempt where job_id = $1";
    DROP_JOB = "delete from job where id = $1";
}

/// A job in a worker's hands, fenced by its attempt number.
#[derive(Clone)]
pub struct Claim {
    /// Which job.
    pub job: JobId,
    /// Whose.
    pub owner: UserId,
    /// Which claim of this job, from 1. Everything a worker does for it is refused once this is no longer the newest.
    pub attempt_no: u32,
    /// After this it is failed.
    pub deadline_at: Timestamp,
    /// Channels it failed on before.
    pub tried: Vec<String>,
    /// The one channel it may take, however that stands, where it is an administrator's test of it.
    pub channel: Option<String>,
    /// What a lost worker left with a provider: to be asked for, not made again.
    pub resume: Option<Resume>,
    /// Pictures a lent worker made, to be taken in instead of made.
    pub hand_in: Option<Box<HandIn>>,
    /// What is to be done.
    pub work: Work,
}

/// A request under way at a provider that can be asked for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resume {
    /// The channel it went by.
    pub channel: String,
    /// What the provider calls it.
    pub provider_ref: String,
}

/// What is written down of an attempt beside its outcome.
#[derive(Clone, Debug, Default)]
pub struct AttemptNote {
    /// The channel it went by.
    pub channel: Option<String>,
    /// What was asked of it.
    pub operation: Option<Operation>,
    /// What it cost the operator; `None` is unknown, never zero.
    pub cost: Option<Cost>,
    /// What the provider calls the request.
    pub provider_ref: Option<String>,
    /// Another attempt not before: the ways there are rest until then.
    pub not_before: Option<Timestamp>,
    /// Where another attempt waits, if not where this one did; it begins anew, without what was handed in.
    pub elsewhere: Option<Elsewhere>,
    /// Nothing was tried, there was only no room: the job goes back as if it had not been claimed.
    pub deferred: bool,
}

/// A place in the queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elsewhere {
    /// Its lane.
    pub lane: Lane,
    /// What it asks for: [`asks`] or [`asks_inside`].
    pub asks: String,
}

impl From<Option<&str>> for AttemptNote {
    fn from(channel: Option<&str>) -> Self {
        Self { channel: channel.map(str::to_owned), ..Self::default() }
    }
}

/// What a job asks of the ways there are: a model and an operation on it.
#[must_use]
pub fn asks(model: &str, operation: Operation) -> String {
    format!("{model}#{}", operation.as_str())
}

/// The same for a job that lent workers have failed on: only workers of the house take it.
#[must_use]
pub fn asks_inside(model: &str, operation: Operation) -> String {
    asks(model, operation) + "~"
}

/// The same for a test of lent workers: nobody else takes it. None of these marks means anything to `like`.
#[must_use]
pub fn asks_lent(model: &str, operation: Operation) -> String {
    asks(model, operation) + "^"
}

/// What a job is about.
#[derive(Clone)]
pub enum Work {
    /// Make these pictures.
    Picture(Box<Spec>),
    /// Send this mail.
    Mail(Box<Mail>),
    /// Make a picture of this file.
    Ingest(Box<Upload>),
    /// Make this file of pictures.
    Export(Box<ExportTask>),
}

impl Work {
    fn kind(&self) -> JobKind {
        match self {
            Self::Picture(_) => JobKind::Picture,
            Self::Mail(_) => JobKind::Mail,
            Self::Ingest(_) => JobKind::Ingest,
            Self::Export(_) => JobKind::Export,
        }
    }
}

/// One file of a new picture; its bytes are stored already.
#[derive(Clone, Debug)]
pub struct NewBlob {
    /// Where they are.
    pub name: String,
    /// Lower-case hex SHA-256.
    pub hash: String,
    /// How many.
    pub bytes: i64,
    /// What kind.
    pub mime: &'static str,
    /// Their checksum as archives have it; only an original needs one.
    pub crc32: Option<u32>,
}

/// A new picture.
#[derive(Clone, Debug)]
pub struct NewAsset {
    /// Its id, which its blobs' names carry.
    pub id: AssetId,
    /// Its place among the pictures of its generation, from 0.
    pub position: u32,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// What draws it again.
    pub seed: Option<u64>,
    /// Thumbhash, base64.
    pub placeholder: String,
    /// What was measured of it.
    pub measured: Measured,
    /// Original, preview, thumbnail and small one.
    pub blobs: [NewBlob; 4],
}

/// What a successful attempt brings.
#[derive(Clone, Debug, Default)]
pub struct Delivery {
    /// At least one picture for a generation, one for an upload, none for a mail.
    pub assets: Vec<NewAsset>,
    /// What the engine made of the prompt.
    pub account: Option<serde_json::Value>,
    /// What the prompt means, to be found by.
    pub meaning: Option<crate::Meaning>,
}

/// What settling came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settled {
    /// Carried out.
    Done(Next),
    /// The job was not this attempt's any more; nothing was changed, and its blobs will be swept.
    Fenced,
}

/// Most jobs that one transaction takes: on SQLite everybody else's writing waits for it.
pub const CLAIMS_MAX: usize = 16;

/// For a job that only found no room, or whose worker closes: nothing of it counts.
const UNCOUNTED: RetryPolicy = RetryPolicy { max_failures: u32::MAX, max_claims: u32::MAX, backoff_ms: 0 };

struct Claimed {
    job: JobId,
    kind: JobKind,
    owner: UserId,
    attempt_no: u32,
    failures: u32,
    deadline_at: Timestamp,
    hand_in: Option<String>,
    channel: Option<String>,
}

impl FromRow for Claimed {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self {
            job: parsed(row)?,
            kind: word(row, JobKind::parse)?,
            owner: parsed(row)?,
            attempt_no: row.next()?,
            failures: row.next()?,
            deadline_at: moment(row)?,
            hand_in: row.next()?,
            channel: row.next()?,
        })
    }
}

struct SpecRow(Spec);

impl FromRow for SpecRow {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        json(row).map(Self)
    }
}

/// A live job under lock.
pub(crate) struct Locked {
    pub(crate) owner: UserId,
    pub(crate) running: bool,
    pub(crate) lease_until: Option<Timestamp>,
    pub(crate) facts: JobFacts,
}

impl FromRow for Locked {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        let owner = parsed(row)?;
        let state: String = row.next()?;
        let facts = JobFacts {
            attempt_no: row.next()?,
            failures: row.next()?,
            cancel_requested: row.next()?,
            deadline_at: moment(row)?,
        };
        let lease: Option<i64> = row.next()?;
        Ok(Self { owner, running: state == "running", lease_until: lease.map(Timestamp), facts })
    }
}

/// What a picture's end moves.
pub(crate) struct Stake {
    held: Buckets,
    plan_epoch: i64,
    pub(crate) count: u32,
    wallet: WalletRow,
}

/// What a job's end is about.
pub(crate) enum Subject {
    Picture(Stake),
    Mail,
    Upload,
    Export,
}

struct LockedPicture(Locked, Stake);

impl FromRow for LockedPicture {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        let locked = Locked::from_row(row)?;
        let (held, plan_epoch) = (buckets(row)?, row.next()?);
        let stake = Stake { held, plan_epoch, count: row.next()?, wallet: WalletRow::from_row(row)? };
        Ok(Self(locked, stake))
    }
}

/// What a successful attempt brings, and of what it was asked.
#[derive(Clone, Copy)]
pub(crate) struct Brought<'a> {
    pub(crate) delivery: &'a Delivery,
    spec: Option<&'a Spec>,
}

/// How an attempt is written down.
pub(crate) struct Closing<'a> {
    pub(crate) outcome: &'static str,
    pub(crate) detail: Option<&'a str>,
    pub(crate) note: Option<&'a AttemptNote>,
}

impl Store {
    /// Takes the next job of a lane, if there is one ready.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn job_claim(
        &self,
        worker: &str,
        lane: Lane,
        lease_ms: i64,
        now: Timestamp,
    ) -> Result<Option<Claim>, StoreError> {
        Ok(self.jobs_claim(worker, lane, (&[], 1), lease_ms, now).await?.pop())
    }

    /// Takes the next jobs of a lane, `most` of them at most, that ask for none of `blocked` (see [`asks`]): what has
    /// no room just now stays in the queue and keeps nobody behind it waiting. One transaction takes them all, because
    /// a worker with many free slots would otherwise wait for a flush between one and the next.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn jobs_claim(
        &self,
        worker: &str,
        lane: Lane,
        (blocked, most): (&[String], usize),
        lease_ms: i64,
        now: Timestamp,
    ) -> Result<Vec<Claim>, StoreError> {
        let worker = worker.to_owned();
        let blocked = blocked.iter().fold(String::from("|"), |all, one| all + one + "|");
        self.db
            .write(tx!(|tx, worker, blocked| {
                let mut claims = Vec::new();
                while claims.len() < most.min(CLAIMS_MAX) {
                    match claim_in_tx(tx, CLAIM, (&worker, lane, &blocked), lease_ms, now).await? {
                        Some(claim) => claims.push(claim),
                        None => break,
                    }
                }
                Ok(claims)
            }))
            .await
    }

    /// When the next job of a lane may be claimed; `None` when nothing waits.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn job_next_at(&self, lane: Lane) -> Result<Option<Timestamp>, StoreError> {
        self.db
            .read(tx!(|tx| {
                let (at,): (Option<i64>,) = tx.one(NEXT_RUN_AT, args![lane.as_str()]).await?;
                Ok(at.map(Timestamp))
            }))
            .await
    }

    /// Renews a claim's lease and tells how far it is. `progress` is from 0 to 1.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn job_beat(
        &self,
        claim: &Claim,
        (progress, stage): (f64, Option<&str>),
        lease_ms: i64,
        now: Timestamp,
    ) -> Result<Beat, StoreError> {
        let (job, attempt_no, owner, kind) = (claim.job, claim.attempt_no, claim.owner, claim.work.kind());
        let stage = stage.map(|s| sql::plain(s).into_owned());
        let permille = (progress.clamp(0.0, 1.0) * 1000.0).round() as i64;
        self.db
            .write(tx!(|tx, stage| {
                let id = job.to_string();
                let lease = now.plus_ms(lease_ms).0;
                let row = args![id.as_str(), attempt_no, lease, now.0, permille, stage.as_deref()];
                let Some((cancel,)) = tx.optional::<(bool,)>(BEAT, row).await? else { return Ok(Beat::Lost) };
                if kind == JobKind::Picture {
                    crate::generation::touch_in_tx(tx, &id, now).await?;
                    sql::wake_user(tx, owner).await?;
                }
                if kind == JobKind::Export {
                    export::touch_in_tx(tx, &id, now).await?;
                    sql::wake_user(tx, owner).await?;
                }
                Ok(if cancel { Beat::Cancel } else { Beat::Go })
            }))
            .await
    }

    /// Records that the request is about to be sent by `channel`. It must not be sent when the answer is `false`.
    ///
    /// # Errors
    /// When the database fails; then it must not be sent either.
    pub async fn job_sent(&self, claim: &Claim, channel: &str, now: Timestamp) -> Result<bool, StoreError> {
        let (job, attempt_no, channel) = (claim.job, claim.attempt_no, channel.to_owned());
        self.db
            .write(tx!(|tx, channel| {
                let job = job.to_string();
                if tx.exec(MAY_SEND, args![job.as_str(), attempt_no, now.0]).await? == 0 {
                    return Ok(false);
                }
                let sent = tx.exec(SENT, args![job, attempt_no, now.0, channel]).await?;
                Ok(sent == 1)
            }))
            .await
    }

    /// Keeps what the provider calls the request, so that it can be asked for again.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn job_provider_ref(&self, claim: &Claim, provider_ref: &str) -> Result<(), StoreError> {
        let provider_ref = sql::plain(provider_ref).into_owned();
        let (job, attempt_no) = (claim.job, claim.attempt_no);
        self.db
            .write(tx!(|tx, provider_ref| {
                tx.exec(PROVIDER_REF, args![job.to_string(), attempt_no, provider_ref]).await?;
                Ok(())
            }))
            .await
    }

    /// Ends an attempt: delivers and captures, or releases, or queues the job again. Assets, ledger and states change
    /// together or not at all.
    ///
    /// # Errors
    /// When the database fails or a ledger rule would be broken.
    pub async fn job_settle(
        &self,
        claim: &Claim,
        outcome: Outcome<Delivery>,
        note: impl Into<AttemptNote>,
        policy: RetryPolicy,
        now: Timestamp,
    ) -> Result<Settled, StoreError> {
        let (job, attempt_no, kind) = (claim.job, claim.attempt_no, claim.work.kind());
        let (outcome, note) = (Arc::new(outcome), Arc::new(note.into()));
        let spec = match &claim.work {
            Work::Picture(spec) => Some(Arc::new((**spec).clone())),
            Work::Mail(_) | Work::Ingest(_) | Work::Export(_) => None,
        };
        self.db
            .write(tx!(|tx, outcome, note, spec| {
                let Some((locked, subject)) = lock_in_tx(tx, job, kind).await? else {
                    return Ok(Settled::Fenced);
                };
                if !locked.running || locked.facts.attempt_no != attempt_no {
                    return Ok(Settled::Fenced);
                }
                let policy = if note.deferred { UNCOUNTED } else { policy };
                let facts = counted_in_tx(tx, job, locked.facts, policy).await?;
                let next =
                    next(&outcome, facts, policy, now).not_before(note.not_before, locked.facts.deadline_at);
                let failed = u32::from(matches!(*outcome, Outcome::Failed { .. }) && !note.deferred);
                let mut closing = Closing { note: Some(&note), ..closing(&outcome) };
                if note.deferred {
                    closing.outcome = "deferred";
                }
                let delivery = match &*outcome {
                    Outcome::Succeeded(delivery) => Some(Brought { delivery, spec: spec.as_deref() }),
                    _ => None,
                };
                close_attempt_in_tx(tx, job, attempt_no, closing, now).await?;
                carry_out_in_tx(
                    tx,
                    job,
                    (&locked, subject, failed),
                    (&next, note.elsewhere.as_ref()),
                    delivery,
                    now,
                )
                .await?;
                Ok(Settled::Done(next))
            }))
            .await
    }
}

/// Forgets a job and its attempts.
pub(crate) async fn drop_in_tx(tx: &mut Tx<'_>, id: &str) -> Result<(), DbError> {
    tx.exec(DROP_ATTEMPTS, args![id]).await?;
    tx.exec(DROP_JOB, args![id]).await.map(|_| ())
}

/// `text` is [`CLAIM`], and `asks` what isn't wanted, or [`CLAIM_LENT`], and `asks` all that is.
pub(crate) async fn claim_in_tx(
    tx: &mut Tx<'_>,
    text: &'static str,
    (worker, lane, asks): (&str, Lane, &str),
    lease_ms: i64,
    now: Timestamp,
) -> Result<Option<Claim>, StoreError> {
    let row = args![lane.as_str(), worker, now.plus_ms(lease_ms).0, now.0, asks];
    let Some(claimed) = tx.optional::<Claimed>(text, row).await? else { return Ok(None) };
    let Claimed { job, kind, owner, attempt_no, failures, deadline_at, hand_in, channel } = claimed;
    let id = job.to_string();
    tx.later(INSERT_ATTEMPT, args![id.as_str(), attempt_no, worker, now.0]).await?;
    let tried: Vec<(String,)> =
        if failures > 0 { tx.all(TRIED, args![id.as_str()]).await? } else { Vec::new() };
    let resume: Option<(String, String)> =
        if attempt_no > 1 { tx.optional(RESUME, args![id.as_str(), attempt_no]).await? } else { None };
    let hand_in = match hand_in {
        Some(said) => Some(Box::new(lent::hand_in_tx(tx, job, &said).await?)),
        None => None,
    };
    let work = match kind {
        JobKind::Picture => {
            let SpecRow(spec) = tx.one(START_GENERATION, args![id, now.0]).await?;
            sql::wake_user(tx, owner).await?;
            Work::Picture(Box::new(spec))
        }
        JobKind::Mail => Work::Mail(Box::new(tx.one(crate::mail::READ, args![id]).await?)),
        JobKind::Ingest => Work::Ingest(Box::new(upload::read_in_tx(tx, &id).await?)),
        JobKind::Export => Work::Export(Box::new(export::begin_in_tx(tx, (job.export(), owner), now).await?)),
    };
    let tried = tried.into_iter().map(|(channel,)| channel).collect();
    let resume = resume.map(|(channel, provider_ref)| Resume { channel, provider_ref });
    Ok(Some(Claim { job, owner, attempt_no, deadline_at, tried, channel, resume, hand_in, work }))
}

pub(crate) async fn lock_in_tx(
    tx: &mut Tx<'_>,
    job: JobId,
    kind: JobKind,
) -> Result<Option<(Locked, Subject)>, DbError> {
    let id = job.to_string();
    let subject = match kind {
        JobKind::Picture => {
            let found: Option<LockedPicture> = tx.optional(LOCK_PICTURE, args![id]).await?;
            return Ok(found.map(|LockedPicture(locked, stake)| (locked, Subject::Picture(stake))));
        }
        JobKind::Mail => Subject::Mail,
        JobKind::Ingest => Subject::Upload,
        JobKind::Export => Subject::Export,
    };
    let found: Option<Locked> = tx.optional(LOCK_FREE, args![id, kind.as_str()]).await?;
    Ok(found.map(|locked| (locked, subject)))
}

fn closing<P>(outcome: &Outcome<P>) -> Closing<'_> {
    let (outcome, detail) = match outcome {
        Outcome::Succeeded(_) => ("succeeded", None),
        Outcome::Rejected(failure) => ("rejected", Some(failure.detail.as_str())),
        Outcome::Failed { failure, .. } => ("failed", Some(failure.detail.as_str())),
        Outcome::Unknown { provider_ref } => ("unknown", provider_ref.as_deref()),
        Outcome::Cancelled => ("cancelled", None),
    };
    Closing { outcome, detail, note: None }
}

pub(crate) async fn close_attempt_in_tx(
    tx: &mut Tx<'_>,
    job: JobId,
    no: u32,
    closing: Closing<'_>,
    now: Timestamp,
) -> Result<(), DbError> {
    let Closing { outcome, detail, note } = closing;
    let cost = note.and_then(|n| n.cost);
    let row = args![
        job.to_string(),
        no,
        outcome,
        detail.map(sql::plain),
        now.0,
        note.and_then(|n| n.channel.as_deref()),
        note.and_then(|n| n.provider_ref.as_deref()).map(sql::plain),
        note.and_then(|n| n.operation).map(Operation::as_str),
        cost.map(|c| i64::try_from(c.micros).unwrap_or(i64::MAX)),
        cost.map(|c| c.source.as_str())
    ];
    tx.later(CLOSE_ATTEMPT, row).await
}

/// Makes `next` true: the job's state, for a picture its assets, its hold and its generation, for an upload its asset.
pub(crate) async fn carry_out_in_tx(
    tx: &mut Tx<'_>,
    job: JobId,
    (locked, subject, failed): (&Locked, Subject, u32),
    (next, elsewhere): (&Next, Option<&Elsewhere>),
    brought: Option<Brought<'_>>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let id = job.to_string();
    if let Next::Retry { run_at } = next {
        let failures = locked.facts.failures + failed;
        let (lane, asks) = (elsewhere.map(|e| e.lane.as_str()), elsewhere.map(|e| e.asks.as_str()));
        let row = args![id.as_str(), run_at.0, failures, lane, asks];
        let (lane,): (String,) = tx.one(AGAIN, row).await?;
        if matches!(subject, Subject::Picture(_)) {
            tx.exec(REQUEUE_GENERATION, args![id, now.0]).await?;
            sql::wake_user(tx, locked.owner).await?;
        }
        if matches!(subject, Subject::Export) {
            export::again_in_tx(tx, &job.to_string(), now).await?;
            sql::wake_user(tx, locked.owner).await?;
        }
        if let Some(lane) = Lane::parse(&lane) {
            sql::wake_lane(tx, lane).await?;
        }
        return Ok(());
    }
    let done = if *next == Next::Succeed { 1000_i64 } else { 0 };
    tx.later(DONE, args![id.as_str(), done]).await?;
    match subject {
        Subject::Upload => upload::end_in_tx(tx, (job.asset(), locked.owner), next, brought, now).await,
        Subject::Export => {
            export::end_in_tx(tx, (job.export(), locked.owner), next, now).await?;
            if *next == Next::Succeed {
                notice::export_over_in_tx(tx, (job.export(), locked.owner), now).await?;
            }
            Ok(())
        }
        Subject::Mail => tx
            .exec(crate::mail::CLOSE, args![id, (*next == Next::Succeed).then_some(now.0)])
            .await
            .map(|_| ())
            .map_err(StoreError::from),
        Subject::Picture(stake) => {
            end_picture_in_tx(tx, job.generation(), (locked.owner, stake), next, brought, now).await
        }
    }
}

/// A generation's end: capture what was delivered, release the rest.
async fn end_picture_in_tx(
    tx: &mut Tx<'_>,
    generation: GenerationId,
    (owner, mut stake): (UserId, Stake),
    next: &Next,
    brought: Option<Brought<'_>>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let id = generation.to_string();
    let (state, failure) = match next {
        Next::Succeed => (GenerationState::Succeeded, None),
        Next::Reject(code) => (GenerationState::Rejected, Some(*code)),
        Next::Fail(code) => (GenerationState::Failed, Some(*code)),
        Next::Cancel => (GenerationState::Cancelled, None),
        Next::Retry { .. } => return Err(StoreError::Ledger("a retry is no end")),
    };
    let brought = brought.filter(|_| *next == Next::Succeed);
    let delivery = brought.map(|b| b.delivery);
    let assets = delivery.map_or(&[][..], |d| d.assets.as_slice());
    if *next == Next::Succeed && (assets.is_empty() || assets.len() > stake.count as usize) {
        return Err(StoreError::Ledger(
            "a success delivers between one picture and as many as were asked for",
        ));
    }
    let meaning = delivery.and_then(|d| d.meaning.as_ref());
    let spec = brought.and_then(|b| b.spec);
    let origin = asset::Origin { owner, generation: Some(generation), spec, meaning, is_aside: false };
    for asset in assets {
        asset::insert_in_tx(tx, &origin, asset, now).await?;
    }
    if !assets.is_empty() {
        gallery::touch_in_tx(tx, owner).await?;
    }
    let delivered = assets.len() as i64;
    let each = stake.held.total() / i64::from(stake.count.max(1));
    let earned = (*next == Next::Succeed)
        .then(|| Credits::new(each * delivered).ok_or(StoreError::Ledger("a hold below zero")))
        .transpose()?;
    let otherwise =
        if failure == Some(FailureCode::Timeout) { EntryKind::Expire } else { EntryKind::Release };
    let reason = release_reason(state, failure);
    let (held, plan_epoch) = (stake.held, stake.plan_epoch);
    let hold = OpenHold { id: generation.hold(), user: owner, held, plan_epoch };
    let captured = hold_end_in_tx(tx, &mut stake.wallet, hold, (earned, otherwise, reason), now).await?;
    let account = delivery.and_then(|d| d.account.as_ref()).map(to_json).transpose()?;
    let failure = failure.map(FailureCode::as_str);
    tx.later(END_GENERATION, args![id, state.as_str(), failure, captured, delivered, account, now.0]).await?;
    sql::wake_user(tx, owner).await?;
    sql::wake_over(tx, generation).await?;
    if state == GenerationState::Cancelled {
        return Ok(());
    }
    let pictures: Vec<_> = assets.iter().map(|asset| asset.id.to_string()).collect();
    notice::generation_over_in_tx(tx, (generation, owner), &pictures, now).await
}

/// Why what is not captured goes back.
fn release_reason(state: GenerationState, failure: Option<FailureCode>) -> Reason {
    match (state, failure) {
        (GenerationState::Cancelled, _) => Reason::GenerationCancelled,
        (GenerationState::Rejected, _) => Reason::GenerationRejected,
        (_, Some(FailureCode::Timeout)) => Reason::HoldExpired,
        (_, Some(_)) => Reason::GenerationFailed,
        _ => Reason::GenerationPart,
    }
}

/// Calls a generation off. Nothing happens to one that is over, or isn't the actor's.
pub(crate) async fn cancel_in_tx(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: GenerationId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (job, owner) = (id.job(), actor.user_id.to_string());
    if tx.optional::<(i64,)>(OWNED, args![job.to_string(), owner]).await?.is_none() {
        return Ok(());
    }
    let Some((locked, subject)) = lock_in_tx(tx, job, JobKind::Picture).await? else { return Ok(()) };
    if locked.running {
        tx.exec(ASK_CANCEL, args![job.to_string()]).await?;
        crate::generation::touch_in_tx(tx, &job.to_string(), now).await?;
        sql::wake_user(tx, locked.owner).await?;
        return Ok(());
    }
    carry_out_in_tx(tx, job, (&locked, subject, 0), (&Next::Cancel, None), None, now).await
}

/// The facts with only those claims that came to something.
pub(crate) async fn counted_in_tx(
    tx: &mut Tx<'_>,
    job: JobId,
    facts: JobFacts,
    policy: RetryPolicy,
) -> Result<JobFacts, DbError> {
    if facts.attempt_no < policy.max_claims {
        return Ok(facts);
    }
    let (deferred,): (u32,) = tx.one(DEFERRED, args![job.to_string()]).await?;
    Ok(JobFacts { attempt_no: facts.attempt_no.saturating_sub(deferred), ..facts })
}
