//! Workers lent to the studio: their tokens, what they offer, the jobs they take and the pictures they hand in. A
//! picture handed in is a stranger's file: it waits as a parcel until a worker of the house takes it in.

use crate::{
    AttemptNote, Claim, Elsewhere, OfferedModel, Store, StoreError, Work,
    audit::{self, Line},
    blob::{self, raw_blob_name},
    channel,
    job::{self, Closing, Subject},
    sql::{self, moment, parsed, to_json},
};
use bytes::Bytes;
use easel_db::{DbError, FromRow, Row, Tx, args, texts, tx};
use easel_domain::{
    Actor, AssetId, JobId, JobKind, Lane, Next, Spec, Timestamp, UserId, job::JobFacts, lent::LentPictures,
    routing::Health,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

texts! {
    CREATE = "insert into worker_token (id, name, hash, created_at, created_by) values ($1, $2, $3, $4, $5) on conflict do nothing";
    REVOKE = "update worker_token set revoked_at = $2, waiting = 0 where id = $1 and revoked_at is null returning name";
    FIND = "select id, name from worker_token where hash = $1 and revoked_at is null";
    LIST = "select t.id, t.name, t.created_at, t.seen_at, t.offers,
              (select count(*) from job j where j.state = 'running' and j.worker = 'worker/' || t.id)
            from worker_token t where t.revoked_at is null order by t.name";
    WAITS = "update worker_token set waiting = $2, offers = $3, seen_at = $4 where id = $1 and (waiting <> $2 or offers <> $3)";
    SEEN = "update worker_token set seen_at = $2 where id = $1";
    WAITS_NO_MORE = "update worker_token set waiting = 0, seen_at = $2 where id = $1";
    WAITING = "select offers from worker_token where waiting = 1 and seen_at > $1 and revoked_at is null";
    /// What a lent worker has in its hands.
    HELD = "select j.owner_id, j.deadline_at, j.channel, g.spec from job j join generation g on g.id = j.id
            where j.id = $1 and j.worker = $2 and j.attempt_no = $3 and j.state = 'running'";
    /// Only what this worker's last attempt left with its own provider.
    OWN_REF = "select a.provider_ref from attempt a
               where a.job_id = $1 and a.no < $2 and a.worker = $3 and a.outcome = 'lost' and a.provider_ref is not null
                 and not exists (select 1 from attempt b where b.job_id = a.job_id and b.no > a.no and b.no < $2
                   and (b.sent_at is not null or b.outcome not in ('lost', 'deferred')))
               order by a.no desc limit 1";
    /// Whether there is anything to take, before the one who writes is troubled with it.
    WAITING_JOB = "select 1 from job where lane in ('remote', 'gpu', 'cpu') and state = 'available' and run_at <= $1 and deadline_at > $1
                     and kind = 'picture' and $2 like '%|' || replace(asks, '_', '!_') || '|%' escape '!' limit 1";
    LENT_TO = "select j.worker, m.definition, m.engine, m.lent, g.spec from job j join generation g on g.id = j.id join model m on m.name = g.spec_model
               where j.id = $1 and j.worker like 'worker/%'";
    PARCEL = "insert into parcel (job_id, attempt_no, position, name) values ($1, $2, $3, $4) on conflict do nothing";
    PARCELS = "select name from parcel where job_id = $1 and attempt_no = $2 order by position";
    PARCEL_COUNT = "select count(*), coalesce(max(position), -1) from parcel where job_id = $1 and attempt_no = $2";
    LEFT_PARCELS = "select p.name from parcel p left join job j on j.id = p.job_id where j.id is null or j.state = 'done' limit 1000";
    DROP_PARCEL = "delete from parcel where name = $1";
    HAND_IN = "update job set state = 'available', lane = 'ingest', lease_until = null, worker = null, run_at = $2, progress = 900, stage = null,
               hand_in = $3, asks = null where id = $1";
}

/// A question for work older than this has lost its asker.
const WAITS_MS: i64 = 13_000;
/// A lent worker's jobs may wait in any of these.
const LANES: [Lane; 3] = [Lane::Remote, Lane::Gpu, Lane::Cpu];

/// A token about to be made.
#[derive(Clone)]
pub struct NewWorkerToken {
    /// What its worker is called; of all valid tokens only one has it.
    pub name: String,
    /// Lower-case hex SHA-256 of the token.
    pub hash: String,
}

/// Who a worker's token stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkerToken {
    /// Its id.
    pub id: Uuid,
    /// What its worker is called.
    pub name: String,
}

impl WorkerToken {
    /// The worker's name in jobs and attempts, and the name under which it is known how it stands.
    #[must_use]
    pub fn key(&self) -> String {
        format!("worker/{}", self.id)
    }
}

impl FromRow for WorkerToken {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self { id: parsed(row)?, name: row.next()? })
    }
}

/// A token with what was seen of its worker.
#[derive(Clone, Debug)]
pub struct WorkerTokenSeen {
    /// Whose.
    pub token: WorkerToken,
    /// When it was made.
    pub created_at: Timestamp,
    /// When its worker last asked for work, to the tenth second.
    pub seen_at: Option<Timestamp>,
    /// What its worker offered then: `model#operation`.
    pub offers: Vec<String>,
    /// Jobs in its hands.
    pub running: i64,
}

impl FromRow for WorkerTokenSeen {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        let (token, created_at) = (WorkerToken::from_row(row)?, moment(row)?);
        let (seen_at, offers): (Option<i64>, String) = (row.next()?, row.next()?);
        let offers =
            offers.split('|').filter(|o| !o.is_empty() && !o.ends_with('^')).map(str::to_owned).collect();
        Ok(Self { token, created_at, seen_at: seen_at.map(Timestamp), offers, running: row.next()? })
    }
}

/// Pictures that a lent worker handed in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HandIn {
    /// By which attempt.
    pub attempt_no: u32,
    /// The channel they came by.
    pub channel: String,
    /// [`WorkerToken::key`] of who made them.
    pub worker: String,
    /// What was said of them.
    pub pictures: LentPictures,
    /// Where their bytes are, in order.
    #[serde(skip)]
    pub files: Vec<String>,
}

struct Held(UserId, Timestamp, Option<String>, Spec);

impl FromRow for Held {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self(parsed(row)?, moment(row)?, row.next()?, sql::json(row)?))
    }
}

impl Store {
    /// Makes a token; `None` when a valid one has that name. `actor` is `None` on the command line.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn worker_token_create(
        &self,
        actor: Option<&Actor>,
        new: NewWorkerToken,
        now: Timestamp,
    ) -> Result<Option<WorkerToken>, StoreError> {
        let by = actor.map(|a| a.user_id);
        let token = WorkerToken { id: sql::new_id(now), name: sql::plain(&new.name).into_owned() };
        self.db
            .write(tx!(|tx, new, token| {
                let id = token.id.to_string();
                let row = args![id.as_str(), token.name.as_str(), new.hash, now.0, by.map(|b| b.to_string())];
                if tx.exec(CREATE, row).await? == 0 {
                    return Ok(None);
                }
                let line = line(by, "worker_token.create", &id, (None, Some(token.name.clone())));
                audit::record_in_tx(tx, line, now).await?;
                Ok(Some(token))
            }))
            .await
    }

    /// Ends a token: its worker is refused from now on and what it has in its hands is left to its lease. False when
    /// there was none. `actor` is `None` on the command line.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn worker_token_revoke(
        &self,
        actor: Option<&Actor>,
        id: Uuid,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let by = actor.map(|a| a.user_id);
        self.db
            .write(tx!(|tx| {
                let key = id.to_string();
                let Some((name,)) = tx.optional::<(String,)>(REVOKE, args![key.as_str(), now.0]).await?
                else {
                    return Ok(false);
                };
                audit::record_in_tx(tx, line(by, "worker_token.revoke", &key, (Some(name), None)), now)
                    .await?;
                sql::wake_channels(tx).await?;
                Ok(true)
            }))
            .await
    }

    /// Whose token has this hash.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn worker_token_find(&self, hash: &str) -> Result<Option<WorkerToken>, StoreError> {
        let hash = hash.to_owned();
        self.db.read(tx!(|tx, hash| { Ok::<_, StoreError>(tx.optional(FIND, args![hash]).await?) })).await
    }

    /// Every valid token.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn worker_tokens(&self) -> Result<Vec<WorkerTokenSeen>, StoreError> {
        self.db.read(tx!(|tx| { Ok::<_, StoreError>(tx.all(LIST, &[]).await?) })).await
    }

    /// A lent worker waits for work, with what it offers ([`crate::asks`]), or with `None` waits no more.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn lent_waits(
        &self,
        token: &WorkerToken,
        offers: Option<&[String]>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let (id, offers) = (token.id.to_string(), offers.map(barred));
        self.db
            .write(tx!(|tx, id, offers| {
                let Some(offers) = offers else {
                    tx.exec(WAITS_NO_MORE, args![id, now.0]).await?;
                    sql::wake_channels(tx).await?;
                    return Ok(());
                };
                if tx.exec(WAITS, args![id.as_str(), true, offers, now.0]).await? > 0 {
                    sql::wake_channels(tx).await?;
                } else {
                    tx.exec(SEEN, args![id, now.0]).await?;
                }
                Ok(())
            }))
            .await
    }

    /// Gives a lent worker the next job of those it offers ([`crate::asks`]), if there is one ready. Whether it waits for
    /// more is [`Store::lent_waits`]'s to say.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn lent_claim(
        &self,
        token: &WorkerToken,
        offers: &[String],
        lease_ms: i64,
        now: Timestamp,
    ) -> Result<Option<Claim>, StoreError> {
        let (token, offers) = (token.clone(), barred(offers));
        let any: Option<(i64,)> = {
            let offers = offers.clone();
            let read = self.db.read(tx!(|tx, offers| {
                Ok::<_, StoreError>(tx.optional(WAITING_JOB, args![now.0, offers]).await?)
            }));
            read.await?
        };
        if any.is_none() {
            return Ok(None);
        }
        self.db
            .write(tx!(|tx, token, offers| {
                let key = token.key();
                for lane in LANES {
                    let whose = (key.as_str(), lane, offers.as_str());
                    let claimed = job::claim_in_tx(tx, job::CLAIM_LENT, whose, lease_ms, now).await?;
                    if claimed.is_some() {
                        return Ok(claimed);
                    }
                }
                Ok(None)
            }))
            .await
    }

    /// A lent worker's claim, while it is still its own.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn lent_claim_get(
        &self,
        token: &WorkerToken,
        job: JobId,
        attempt_no: u32,
    ) -> Result<Option<Claim>, StoreError> {
        let key = token.key();
        self.db
            .read(tx!(|tx, key| {
                let held: Option<Held> = tx.optional(HELD, args![job.to_string(), key, attempt_no]).await?;
                Ok::<_, StoreError>(held.map(|Held(owner, deadline_at, channel, spec)| Claim {
                    job,
                    owner,
                    attempt_no,
                    deadline_at,
                    tried: Vec::new(),
                    channel,
                    resume: None,
                    hand_in: None,
                    work: Work::Picture(Box::new(spec)),
                }))
            }))
            .await
    }

    /// What this worker's provider called the request of the attempt before, when that was its own and was lost.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn lent_ref(&self, token: &WorkerToken, claim: &Claim) -> Result<Option<String>, StoreError> {
        let (key, job, no) = (token.key(), claim.job, claim.attempt_no);
        self.db
            .read(tx!(|tx, key| {
                let found: Option<(String,)> = tx.optional(OWN_REF, args![job.to_string(), no, key]).await?;
                Ok::<_, StoreError>(found.map(|(name,)| name))
            }))
            .await
    }

    /// Keeps a picture of a claim, by its position from 0. The same position again changes nothing. False when the
    /// claim is no more.
    ///
    /// # Errors
    /// When the database or the blobs fail.
    pub async fn parcel_put(
        &self,
        (token, claim): (&WorkerToken, &Claim),
        position: u32,
        bytes: Bytes,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let (key, job, attempt_no) = (token.key(), claim.job, claim.attempt_no);
        let hash = sql::hex(&Sha256::digest(&bytes));
        let name = raw_blob_name(AssetId(sql::new_id(now)), &hash);
        self.blobs.put(&name, bytes).await?;
        self.db
            .write(tx!(|tx, key, name| {
                let id = job.to_string();
                let held = tx.optional::<Held>(HELD, args![id.as_str(), key, attempt_no]).await?.is_some();
                let row = args![id, attempt_no, position, name.as_str()];
                if !held || tx.exec(PARCEL, row).await? == 0 {
                    tx.exec(blob::DOOM, args![name, now.0]).await?;
                }
                Ok(held)
            }))
            .await
    }

    /// Ends a lent attempt whose pictures are all kept: the job goes on to a worker of the house, which takes them in.
    /// False when the claim is no more or not all of its pictures are there; then nothing is changed.
    ///
    /// # Errors
    /// When the database fails or a rule would be broken.
    pub async fn job_hand_in(
        &self,
        claim: &Claim,
        hand_in: HandIn,
        note: AttemptNote,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let (job, no) = (claim.job, claim.attempt_no);
        self.db
            .write(tx!(|tx, hand_in, note| {
                let Some((locked, subject)) = job::lock_in_tx(tx, job, JobKind::Picture).await? else {
                    return Ok(false);
                };
                let JobFacts { attempt_no, cancel_requested, .. } = locked.facts;
                if !locked.running || attempt_no != no {
                    return Ok(false);
                }
                if cancel_requested {
                    let closing = Closing { outcome: "cancelled", detail: None, note: Some(&note) };
                    job::close_attempt_in_tx(tx, job, no, closing, now).await?;
                    job::carry_out_in_tx(tx, job, (&locked, subject, 0), (&Next::Cancel, None), None, now)
                        .await?;
                    return Ok(true);
                }
                let id = job.to_string();
                let (kept, last): (i64, i64) = tx.one(PARCEL_COUNT, args![id.as_str(), no]).await?;
                let said = hand_in.pictures.seeds.len() as i64;
                let asked = if let Subject::Picture(stake) = &subject { i64::from(stake.count) } else { 0 };
                if said == 0 || said > asked || kept != said || last != said - 1 {
                    return Ok(false);
                }
                let closing = Closing { outcome: "handed_in", detail: None, note: Some(&note) };
                job::close_attempt_in_tx(tx, job, no, closing, now).await?;
                tx.exec(HAND_IN, args![id.as_str(), now.0, to_json(&hand_in)?]).await?;
                tx.exec(job::REQUEUE_GENERATION, args![id, now.0]).await?;
                sql::wake_user(tx, locked.owner).await?;
                sql::wake_lane(tx, Lane::Ingest).await?;
                Ok(true)
            }))
            .await
    }
}

fn line<'a>(
    actor: Option<UserId>,
    action: &'static str,
    subject: &'a str,
    (before, after): (Option<String>, Option<String>),
) -> Line<'a> {
    Line { actor, action, subject, reason: "", before, after }
}

/// Words between bars, so that one of them is found whole.
fn barred(words: &[String]) -> String {
    words.iter().fold(String::from("|"), |all, one| all + one + "|")
}

/// What was said of the pictures handed in, with where they are.
pub(crate) async fn hand_in_tx(tx: &mut Tx<'_>, job: JobId, said: &str) -> Result<HandIn, DbError> {
    let mut hand_in: HandIn = serde_json::from_str(said).map_err(DbError::decode)?;
    let names: Vec<(String,)> = tx.all(PARCELS, args![job.to_string(), hand_in.attempt_no]).await?;
    hand_in.files = names.into_iter().map(|(name,)| name).collect();
    Ok(hand_in)
}

/// A lent worker and what it was to make.
struct LentTo(String, OfferedModel, Spec);

impl FromRow for LentTo {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self(row.next()?, OfferedModel::from_row(row)?, sql::json(row)?))
    }
}

/// A job's worker stopped beating: if it was a lent one, that speaks against it, and the job goes on inside the house
/// where the house has a way of its own.
pub(crate) async fn lost_in_tx(
    tx: &mut Tx<'_>,
    job: JobId,
    now: Timestamp,
) -> Result<Option<Elsewhere>, StoreError> {
    let found: Option<LentTo> = tx.optional(LENT_TO, args![job.to_string()]).await?;
    let Some(LentTo(worker, offered, spec)) = found else { return Ok(None) };
    let why = Some("it took a job and was not heard of again");
    channel::heard_in_tx(tx, (&worker, spec.operation()), Health::Ill, why, now).await?;
    Ok(offered.inside(spec.operation()))
}

/// What lent workers wait for.
pub(crate) async fn waiting_in_tx(tx: &mut Tx<'_>, now: Timestamp) -> Result<Vec<String>, DbError> {
    let rows: Vec<(String,)> = tx.all(WAITING, args![now.plus_ms(-WAITS_MS).0]).await?;
    Ok(rows.into_iter().map(|(offers,)| offers).collect())
}

/// Dooms the parcels of jobs that are over.
pub(crate) async fn sweep_in_tx(tx: &mut Tx<'_>, now: Timestamp) -> Result<(), DbError> {
    let left: Vec<(String,)> = tx.all(LEFT_PARCELS, &[]).await?;
    for (name,) in left {
        tx.exec(blob::DOOM, args![name.as_str(), now.0]).await?;
        tx.exec(DROP_PARCEL, args![name]).await?;
    }
    Ok(())
}
