//! Generations: what was asked, what it holds, where it stands. Submitting is one transaction: price, hold,
//! generation and job, or none of them.

use crate::{
    AssetBrief, Store, StoreError, from_db, input, job, plan,
    spending::{self, Capped},
    sql::{self, json, json_or_null, moment, parsed, to_json, word},
    subscription,
    wallet::{NewHold, NotHeld, WalletRow, hold_place_in_tx, wallet_columns},
    worker,
};
use easel_db::{DbError, FromRow, Row, Tx, args, texts, tx};
use easel_domain::{
    Actor, Allows, Credits, Draft, FailureCode, GenerationId, GenerationState, InvalidSpec, JobKind, Lane,
    Model, NotAllowed, Quote, Spec, Timestamp, ledger::InsufficientCredits, quote::quote,
};
use sha2::{Digest, Sha256};
use thiserror::Error;

/// Columns of a view. The place in the queue is counted only for what waits, and no further than a thousand.
macro_rules! select_generation {
    ($rest:literal) => {
        concat!(
            "select g.id, g.version, g.state, g.spec, g.held, g.captured, j.progress, j.stage, g.failure, g.account,
               g.created_at, g.changed_at, g.finished_at,
               case when j.state = 'available' then (select count(*) + 1 from (
                 select 1 from job b where b.lane = j.lane and b.state = 'available'
                   and (b.rank, b.turn, b.run_at, b.id) < (j.rank, j.turn, j.run_at, j.id) limit 999) before_me) end,
               j.lane, case when j.state = 'running' then (select p.no from preview p where p.job_id = g.id) end
             from generation g join job j on j.id = g.id ",
            $rest
        )
    };
}

/// The assets of the generations that the same condition selects.
macro_rules! select_assets {
    ($rest:literal) => {
        concat!(
            "select a.generation_id, a.id, a.width, a.height, a.mime, a.seed, a.placeholder, a.measured
             from generation g join asset a on a.generation_id = g.id and a.trashed_at is null ",
            $rest,
            " order by a.generation_id, a.position"
        )
    };
}

texts! {
    /// Everything a submission needs to know, read under the wallet's lock in one go.
    FOR_SUBMIT = concat!("select ", wallet_columns!(), ",
                    (select m.definition from model m where m.name = $2 and m.enabled = 1),
                    (select m.lane from model m where m.name = $2),
                    (select g.owner_id from generation g where g.id = $3),
                    (select g.request_hash from generation g where g.id = $3),
                    (select count(*) from upload u where u.id = $3),
                    (select s.due_at from subscription s where s.owner_id = $1 and s.state = 'live'),
                    (select p.allows from subscription s join plan p on p.id = s.plan_id where s.owner_id = $1 and s.state = 'live'),
                    (select f.allows from plan_free f where f.id = 1), w.monthly_cap
                  from wallet w where w.user_id = $1 /*pg: for update of w*/");
    /// Counted in a statement of its own after the lock: one that waited for it would count as it was before.
    UNDER_WAY = "select count(*) from job where owner_id = $1 and kind = 'picture' and state <> 'done' and channel is null";
    EXISTING = "select owner_id, request_hash from generation where id = $1";
    INSERT = "insert into generation (id, owner_id, request_hash, spec, spec_model, spec_style, count, held, state, created_at, changed_at)
              values ($1, $2, $3, $4, $5, $6, $7, $8, 'queued', $9, $9) on conflict (id) do nothing";
    /// A newcomer's turn is that of whoever of their rank is served next; each further job of the same person comes one
    /// turn later.
    INSERT_JOB = "insert into job (id, kind, lane, owner_id, state, run_at, deadline_at, asks, rank, channel, turn)
                  select $1, $2, $3, $4, 'available', cast($5 as bigint), cast($6 as bigint), cast($7 as text), cast($8 as bigint), cast($9 as text),
                    case when t.mine > t.served then t.mine else t.served end
                  from (select coalesce((select min(turn) from job where lane = $3 and rank = $8 and state = 'available'), 0) as served,
                               coalesce((select max(turn) + 1 from job where owner_id = $4 and lane = $3 and rank = $8 and state <> 'done'), 0) as mine) t";
    /// Only what everybody sees can be where something comes from.
    INSERT_ORIGIN = "insert into generation_origin (generation_id, exhibit_id)
                     select cast($1 as text), e.id from exhibit e where e.id = $2 and e.state = 'live'";
    ONE = select_generation!("where g.id = $1 and g.owner_id = $2");
    ONE_ASSETS = select_assets!("where g.id = $1 and g.owner_id = $2");
    LIST = select_generation!("where g.owner_id = $1 and (g.created_at, g.id) < ($2, $3) order by g.created_at desc, g.id desc limit $4");
    LIST_ASSETS = select_assets!("where g.owner_id = $1 and (g.created_at, g.id) <= ($2, $3) and (g.created_at, g.id) >= ($4, $5)");
    LIVE = select_generation!("where g.owner_id = $1 and j.owner_id = $1 and j.kind = 'picture' and j.state <> 'done'
              and (g.created_at, g.id) < ($2, $3) order by g.created_at desc, g.id desc limit $4");
    CHANGED = select_generation!("where g.owner_id = $1 and (g.changed_at, g.id) > ($2, $3) order by g.changed_at, g.id limit $4");
    CHANGED_ASSETS = select_assets!("where g.owner_id = $1 and (g.changed_at, g.id) >= ($2, $3) and (g.changed_at, g.id) <= ($4, $5)");
    TOUCH = "update generation set version = version + 1, changed_at = $2 where id = $1";
}

/// How far back a reader of changes begins each time, because on PostgreSQL a change made earlier may be seen later.
pub const CHANGES_OVERLAP_MS: i64 = 5_000;

/// Where a waiting job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueuePlace {
    /// The queue.
    pub lane: Lane,
    /// 1 is next; 1000 stands for everything behind.
    pub position: u32,
    /// Until it starts, by how fast the workers were lately; unknown while nobody works.
    pub eta_ms: Option<i64>,
}

/// A generation as it now is.
#[derive(Clone, Debug)]
pub struct Generation {
    /// Its id.
    pub id: GenerationId,
    /// Grows with every change.
    pub version: i64,
    /// Where it stands.
    pub state: GenerationState,
    /// What is made.
    pub spec: Spec,
    /// Still held for it.
    pub held: i64,
    /// Paid for it.
    pub captured: i64,
    /// 0 to 1.
    pub progress: f64,
    /// What the engine is at.
    pub stage: Option<String>,
    /// Why it ended without a picture.
    pub failure: Option<FailureCode>,
    /// What the engine made of the prompt.
    pub account: Option<serde_json::Value>,
    /// Asked for.
    pub created_at: Timestamp,
    /// Last changed.
    pub changed_at: Timestamp,
    /// Over.
    pub finished_at: Option<Timestamp>,
    /// While it waits.
    pub queue: Option<QueuePlace>,
    /// While it is made: how many unfinished pictures its engine has shown, if any.
    pub preview: Option<i64>,
    /// Its pictures, as far as their owner kept them; what is in the trash isn't among them.
    pub assets: Vec<AssetBrief>,
}

impl FromRow for Generation {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        let (id, version) = (parsed(row)?, row.next()?);
        let state = word(row, GenerationState::parse)?;
        let (spec, held, captured) = (json(row)?, row.next::<i64>()?, row.next()?);
        let permille: i64 = row.next()?;
        let stage = row.next()?;
        let failure: Option<String> = row.next()?;
        let account = json_or_null(row)?;
        let (created_at, changed_at) = (moment(row)?, moment(row)?);
        let finished_at: Option<i64> = row.next()?;
        let position: Option<u32> = row.next()?;
        let lane = word(row, Lane::parse)?;
        let preview = row.next()?;
        Ok(Self {
            id,
            version,
            state,
            spec,
            held: if state.is_final() { 0 } else { held },
            captured,
            progress: permille as f64 / 1000.0,
            stage,
            failure: failure.as_deref().and_then(FailureCode::parse),
            account,
            created_at,
            changed_at,
            finished_at: finished_at.map(Timestamp),
            queue: position.map(|position| QueuePlace { lane, position, eta_ms: None }),
            preview,
            assets: Vec::new(),
        })
    }
}

/// An asset with the generation it belongs to.
struct Belonging(GenerationId, AssetBrief);

impl FromRow for Belonging {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self(parsed(row)?, AssetBrief::from_row(row)?))
    }
}

/// What something would cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quoted {
    /// The price, line by line.
    pub quote: Quote,
    /// What of it the person's plan doesn't have, if anything.
    pub plan_needed: Option<NotAllowed>,
}

/// Why a submission was refused. Nothing is held and nothing stored then.
#[derive(Debug, Error)]
pub enum SubmitError {
    /// A field doesn't fit.
    #[error("the request doesn't fit the model")]
    Invalid(#[from] InvalidSpec),
    /// It costs more than the person saw.
    #[error("the price is {credits} now")]
    PriceChanged {
        /// What it costs now.
        credits: Credits,
    },
    /// More than the person lets themselves spend in a month.
    #[error("more than the month's limit")]
    Capped {
        /// What they set, and what they spent.
        capped: Capped,
        /// What it costs.
        credits: Credits,
    },
    /// Too few credits.
    #[error("too few credits")]
    InsufficientCredits(#[from] InsufficientCredits),
    /// A payment of the person's is disputed, or something is owed since one was.
    #[error("spending is frozen")]
    SpendingFrozen,
    /// The person's plan doesn't have it.
    #[error("another plan is needed")]
    PlanNeeded(#[from] NotAllowed),
    /// As many are queued and running as the person's plan allows at once.
    #[error("{most} are under way")]
    UnderWay {
        /// How many it allows.
        most: u32,
    },
    /// The id was used for something else.
    #[error("the id belongs to another request")]
    IdempotencyMismatch,
    /// The house's fault.
    #[error("submitting failed")]
    Store(#[from] StoreError),
}
from_db!(SubmitError);

impl From<NotHeld> for SubmitError {
    fn from(why: NotHeld) -> Self {
        match why {
            NotHeld::Short(why) => Self::InsufficientCredits(why),
            NotHeld::Frozen => Self::SpendingFrozen,
        }
    }
}

/// A wallet under lock, the model asked for and whatever has the id already.
struct ForSubmit {
    wallet: WalletRow,
    model: Option<Model>,
    lane: Option<Lane>,
    existing: Option<(String, String)>,
    /// The id is an upload's.
    uploaded: bool,
    entitled: Entitled,
    monthly_cap: Option<i64>,
}

impl FromRow for ForSubmit {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        let (wallet, model) = (WalletRow::from_row(row)?, json_or_null(row)?);
        let lane: Option<String> = row.next()?;
        let owner: Option<String> = row.next()?;
        let request: Option<String> = row.next()?;
        let uploads: i64 = row.next()?;
        let due_at: Option<i64> = row.next()?;
        let (plan, free): (Option<Allows>, Option<Allows>) = (json_or_null(row)?, json_or_null(row)?);
        let allows = plan.or(free).unwrap_or_default();
        Ok(Self {
            wallet,
            model,
            lane: lane.as_deref().and_then(Lane::parse),
            existing: owner.zip(request),
            uploaded: uploads > 0,
            entitled: Entitled { allows, due_at: due_at.map(Timestamp) },
            monthly_cap: row.next()?,
        })
    }
}

impl Store {
    /// What a draft would cost the actor, and whether their plan has it; holds nothing.
    ///
    /// # Errors
    /// [`SubmitError::Invalid`] when the draft doesn't fit its model.
    pub async fn generation_quote(
        &self,
        actor: &Actor,
        draft: Draft,
        now: Timestamp,
    ) -> Result<Quoted, SubmitError> {
        let (user, owner) = (actor.user_id, actor.user_id.to_string());
        self.db
            .read(tx!(|tx, draft, owner| {
                let name = sql::plain(&draft.model).into_owned();
                let row: Option<crate::model::ModelRow> = tx.optional(crate::model::ONE, args![name]).await?;
                let crate::model::ModelRow(model) = row.ok_or(InvalidSpec::Model)?;
                let (spec, quote) = priced_in_tx(tx, &owner, &draft, &model).await?;
                let allows = plan::allows_in_tx(tx, user, now).await?;
                let plan_needed = allows.check(&spec.model, &spec.tier).err();
                Ok::<_, SubmitError>(Quoted { quote, plan_needed })
            }))
            .await
    }

    /// Asks for pictures: holds their price and queues their job. The same id with the same request from the same
    /// person answers what is there, however often it is sent.
    ///
    /// # Errors
    /// [`SubmitError`]; nothing is left behind.
    pub async fn generation_submit(
        &self,
        actor: &Actor,
        id: GenerationId,
        draft: Draft,
        accepted: Option<Credits>,
        now: Timestamp,
    ) -> Result<Generation, SubmitError> {
        self.generation_place(actor, id, draft, accepted, now).await?;
        // Read afterwards: counting the place in a long queue is no work for a transaction that holds the wallet.
        let view = self.generation_get(actor, id, now).await?;
        view.ok_or_else(|| StoreError::Ledger("a submitted generation is missing").into())
    }

    /// As [`Store::generation_submit`], for who doesn't look at it at once. Says whether it is new.
    ///
    /// # Errors
    /// As [`Store::generation_submit`].
    pub async fn generation_place(
        &self,
        actor: &Actor,
        id: GenerationId,
        draft: Draft,
        accepted: Option<Credits>,
        now: Timestamp,
    ) -> Result<bool, SubmitError> {
        let by = *actor;
        self.db.write(tx!(|tx, draft| { submit_in_tx(tx, by, id, &draft, accepted, now).await })).await
    }

    /// One of the actor's generations, as it now is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn generation_get(
        &self,
        actor: &Actor,
        id: GenerationId,
        now: Timestamp,
    ) -> Result<Option<Generation>, StoreError> {
        let actor = *actor;
        self.db.read(tx!(|tx| { view_in_tx(tx, &actor, id, now).await })).await
    }

    /// The actor's generations, newest first, older than `before`; only those under way when `live_only`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn generation_list(
        &self,
        actor: &Actor,
        before: Option<(Timestamp, GenerationId)>,
        limit: u32,
        live_only: bool,
        now: Timestamp,
    ) -> Result<Vec<Generation>, StoreError> {
        let owner = actor.user_id.to_string();
        let (at, id) = before.map_or((i64::MAX, String::new()), |(at, id)| (at.0, id.to_string()));
        self.db
            .read(tx!(|tx, owner, id| {
                let text = if live_only { LIVE } else { LIST };
                let mut views: Vec<Generation> = tx.all(text, args![owner.as_str(), at, id, limit]).await?;
                if let (false, Some(newest), Some(oldest)) = (live_only, views.first(), views.last()) {
                    let (newest, oldest) =
                        ((newest.created_at.0, newest.id), (oldest.created_at.0, oldest.id));
                    let range = args![owner, newest.0, newest.1.to_string(), oldest.0, oldest.1.to_string()];
                    let assets = tx.all(LIST_ASSETS, range).await?;
                    attach(&mut views, assets);
                }
                estimate_in_tx(tx, &mut views, now).await?;
                Ok(views)
            }))
            .await
    }

    /// A page of the actor's generations that changed after `after`, oldest change first: from that moment on, or after
    /// that generation within it. A reader begins [`CHANGES_OVERLAP_MS`] before the last change it knows, goes on from
    /// the end of each full page, and drops the versions it has seen.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn generation_changed_since(
        &self,
        actor: &Actor,
        after: (Timestamp, Option<GenerationId>),
        limit: u32,
        now: Timestamp,
    ) -> Result<Vec<Generation>, StoreError> {
        let (owner, at) = (actor.user_id.to_string(), after.0.0);
        let id = after.1.map_or_else(String::new, |id| id.to_string());
        self.db
            .read(tx!(|tx, owner, id| {
                let mut views: Vec<Generation> =
                    tx.all(CHANGED, args![owner.as_str(), at, id, limit]).await?;
                if let (Some(first), Some(last)) = (views.first(), views.last()) {
                    let (first, last) = ((first.changed_at.0, first.id), (last.changed_at.0, last.id));
                    let range = args![owner, first.0, first.1.to_string(), last.0, last.1.to_string()];
                    let assets = tx.all(CHANGED_ASSETS, range).await?;
                    attach(&mut views, assets);
                }
                estimate_in_tx(tx, &mut views, now).await?;
                Ok(views)
            }))
            .await
    }

    /// Calls a generation off: released at once while it waits; while it runs, its worker is told at the next beat.
    /// `None` when the actor has no such generation. One that is over stays as it ended.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn generation_cancel(
        &self,
        actor: &Actor,
        id: GenerationId,
        now: Timestamp,
    ) -> Result<Option<Generation>, StoreError> {
        let actor = *actor;
        self.db
            .write(tx!(|tx| {
                job::cancel_in_tx(tx, &actor, id, now).await?;
                view_in_tx(tx, &actor, id, now).await
            }))
            .await
    }
}

/// What will be made of a draft and what it costs. Whether its pictures are there is asked when it is submitted.
///
/// # Errors
/// [`SubmitError`].
pub async fn priced_in_tx(
    tx: &mut Tx<'_>,
    owner: &str,
    draft: &Draft,
    model: &Model,
) -> Result<(Spec, Quote), SubmitError> {
    let draft = input::sized_in_tx(tx, owner, draft, model).await?;
    let named = input::named_in_tx(tx, owner, &draft, model).await??;
    let spec = Spec::build_with(&draft, model, &named)?;
    let quote = quote(model, &spec).ok_or(InvalidSpec::Tier)?;
    Ok((spec, quote))
}

/// What a person may do now with a model, under their wallet's lock.
pub struct Asker {
    /// Their wallet, as the next hold finds it.
    pub wallet: WalletRow,
    /// The model.
    pub offer: Offer,
    /// What their plan lets them do.
    pub allows: Allows,
    monthly_cap: Option<i64>,
}

/// Who asks for something new, or `None` when this very request is there already.
///
/// # Errors
/// [`SubmitError`].
pub async fn asker_in_tx(
    tx: &mut Tx<'_>,
    actor: Actor,
    id: GenerationId,
    (model, request): (&str, &str),
    now: Timestamp,
) -> Result<Option<Asker>, SubmitError> {
    let owner = actor.user_id.to_string();
    let Some(free) = free_in_tx(tx, (&owner, id), model, request).await? else { return Ok(None) };
    let Free { mut wallet, offer, entitled, monthly_cap } = free;
    let allows = entitled_in_tx(tx, actor, &mut wallet, entitled, now).await?;
    Ok(Some(Asker { wallet, offer, allows, monthly_cap }))
}

/// That no more is under way than the person's plan allows, and that the price is within what they saw and what they
/// let themselves spend.
///
/// # Errors
/// [`SubmitError`].
pub async fn allowed_in_tx(
    tx: &mut Tx<'_>,
    owner: &str,
    asker: &Asker,
    (credits, accepted): (Credits, Option<Credits>),
    now: Timestamp,
) -> Result<(), SubmitError> {
    if accepted.is_some_and(|a| credits > a) {
        return Err(SubmitError::PriceChanged { credits });
    }
    if let Some(most) = asker.allows.concurrency {
        let (under_way,): (u32,) = tx.one(UNDER_WAY, args![owner]).await?;
        if under_way >= most {
            return Err(SubmitError::UnderWay { most });
        }
    }
    spending::capped_in_tx(tx, owner, (asker.monthly_cap, credits), now)
        .await?
        .map_err(|capped| SubmitError::Capped { capped, credits })
}

/// False when it was there already.
async fn submit_in_tx(
    tx: &mut Tx<'_>,
    actor: Actor,
    id: GenerationId,
    draft: &Draft,
    accepted: Option<Credits>,
    now: Timestamp,
) -> Result<bool, SubmitError> {
    let (owner, request) = (actor.user_id.to_string(), fingerprint(draft)?);
    let Some(asker) = asker_in_tx(tx, actor, id, (&draft.model, &request), now).await? else {
        return Ok(false);
    };
    let (spec, quote) = priced_in_tx(tx, &owner, draft, &asker.offer.model).await?;
    input::check_in_tx(tx, &owner, &spec, &asker.offer.model).await??;
    asker.allows.check(&spec.model, &spec.tier)?;
    allowed_in_tx(tx, &owner, &asker, (quote.credits, accepted), now).await?;
    let (credits, priority) = (quote.credits, i64::from(asker.allows.priority));
    let new = New { id, request, spec, credits, channel: None, lent: false, priority, turns: 1 };
    let mut wallet = asker.wallet;
    let is_new = insert_in_tx(tx, actor, (&mut wallet, &asker.offer), new, now).await?;
    if let Some(origin) = draft.origin.filter(|_| is_new) {
        tx.later(INSERT_ORIGIN, args![id.to_string(), origin.to_string()]).await?;
    }
    Ok(is_new)
}

/// What somebody may do now, after what is due with their plan was done: what lapsed a moment ago can't be spent.
async fn entitled_in_tx(
    tx: &mut Tx<'_>,
    actor: Actor,
    wallet: &mut WalletRow,
    entitled: Entitled,
    now: Timestamp,
) -> Result<Allows, StoreError> {
    if entitled.due_at.is_none_or(|due_at| now < due_at) {
        return Ok(entitled.allows);
    }
    match subscription::refresh_in_tx(tx, actor.user_id, wallet, now).await? {
        Some(live) => Ok(live.plan.allows),
        None => Ok(plan::free_in_tx(tx).await?),
    }
}

/// What a person may do as it was written down, and when something is to be done with their plan, if they have one.
pub(crate) struct Entitled {
    allows: Allows,
    due_at: Option<Timestamp>,
}

/// An id that is free, with all that a submission under it needs.
pub(crate) struct Free {
    pub(crate) wallet: WalletRow,
    pub(crate) offer: Offer,
    entitled: Entitled,
    monthly_cap: Option<i64>,
}

/// A model somebody asked for, and where its pictures wait.
pub struct Offer {
    /// What it can do and what it costs.
    pub model: Model,
    lane: Lane,
}

/// A generation of which everything is settled but that it is there.
pub struct New<'a> {
    /// Its id.
    pub id: GenerationId,
    /// What was asked for; see [`fingerprint`].
    pub request: String,
    /// What is to be made.
    pub spec: Spec,
    /// What is held for it.
    pub credits: Credits,
    /// The one channel it may take, for a test of it.
    pub channel: Option<&'a str>,
    /// Whether lent workers make that channel's pictures.
    pub lent: bool,
    /// Who has more goes first.
    pub priority: i64,
    /// How many times the model's time it has: whoever asks for many pictures at once waits for them one after another.
    pub turns: i64,
}

/// Goes before every plan's priority.
pub(crate) const FIRST: i64 = 100;

/// The owner's wallet under lock and the model that is asked for. `None` when this very request is there already.
pub(crate) async fn free_in_tx(
    tx: &mut Tx<'_>,
    (owner, id): (&str, GenerationId),
    model: &str,
    request: &str,
) -> Result<Option<Free>, SubmitError> {
    let found: ForSubmit = tx.one(FOR_SUBMIT, args![owner, sql::plain(model), id.to_string()]).await?;
    if let Some(existing) = found.existing {
        return same_request(&existing, owner, request).map(|()| None);
    }
    if found.uploaded {
        return Err(SubmitError::IdempotencyMismatch);
    }
    let model = found.model.ok_or(InvalidSpec::Model)?;
    let offer = Offer { model, lane: found.lane.unwrap_or(Lane::Cpu) };
    let (entitled, monthly_cap) = (found.entitled, found.monthly_cap);
    Ok(Some(Free { wallet: found.wallet, offer, entitled, monthly_cap }))
}

/// Places the hold and makes the generation and its job. False when the same request was there first.
///
/// # Errors
/// [`SubmitError`].
pub async fn insert_in_tx(
    tx: &mut Tx<'_>,
    actor: Actor,
    (wallet, offer): (&mut WalletRow, &Offer),
    new: New<'_>,
    now: Timestamp,
) -> Result<bool, SubmitError> {
    let New { id, request, spec, credits, channel, lent, priority, turns } = new;
    let (owner, key) = (actor.user_id.to_string(), id.to_string());
    let row = args![
        key.as_str(),
        owner.as_str(),
        request.as_str(),
        to_json(&spec)?,
        spec.model.as_str(),
        spec.style.as_deref(),
        spec.count,
        credits.get(),
        now.0
    ];
    if tx.exec(INSERT, row).await? == 0 {
        // The same id came twice at the same instant, and the other one was first.
        let existing = tx.one(EXISTING, args![key]).await?;
        return same_request(&existing, &owner, &request).map(|()| false);
    }
    let until = now.plus_ms(i64::from(offer.model.deadline_seconds).saturating_mul(turns) * 1000);
    let hold = NewHold { id: id.hold(), user: actor.user_id, credits, until };
    hold_place_in_tx(tx, wallet, hold, now).await??;
    let (kind, lane) = (JobKind::Picture, offer.lane);
    // A test asks for no model, so that nothing that is said about the model's other ways keeps it in the queue.
    let asks = match (channel, lent) {
        (None, _) => Some(job::asks(&spec.model, spec.operation())),
        (Some(_), true) => Some(job::asks_lent(&spec.model, spec.operation())),
        (Some(_), false) => None,
    };
    let rank = -priority;
    let row = args![key, kind.as_str(), lane.as_str(), owner, now.0, until.0, asks.as_deref(), rank, channel];
    tx.later(INSERT_JOB, row).await?;
    sql::wake_lane(tx, lane).await?;
    sql::wake_user(tx, actor.user_id).await?;
    Ok(true)
}

/// Tells one request from another without keeping its words twice.
///
/// # Errors
/// When it can't be written as JSON.
pub fn fingerprint(request: &impl serde::Serialize) -> Result<String, StoreError> {
    Ok(sql::hex(&Sha256::digest(to_json(request)?)))
}

fn same_request(existing: &(String, String), owner: &str, request: &str) -> Result<(), SubmitError> {
    if existing.0 == owner && existing.1 == request { Ok(()) } else { Err(SubmitError::IdempotencyMismatch) }
}

/// A generation as this transaction sees it.
pub(crate) async fn view_in_tx(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: GenerationId,
    now: Timestamp,
) -> Result<Option<Generation>, StoreError> {
    let (id, owner) = (id.to_string(), actor.user_id.to_string());
    let Some(view) = tx.optional::<Generation>(ONE, args![id.as_str(), owner.as_str()]).await? else {
        return Ok(None);
    };
    let mut views = vec![view];
    if views[0].state == GenerationState::Succeeded {
        let assets = tx.all(ONE_ASSETS, args![id, owner]).await?;
        attach(&mut views, assets);
    }
    estimate_in_tx(tx, &mut views, now).await?;
    Ok(views.pop())
}

fn attach(views: &mut [Generation], assets: Vec<Belonging>) {
    for Belonging(generation, asset) in assets {
        if let Some(view) = views.iter_mut().find(|v| v.id == generation) {
            view.assets.push(asset);
        }
    }
}

/// Fills in how long those in the queue will wait.
async fn estimate_in_tx(tx: &mut Tx<'_>, views: &mut [Generation], now: Timestamp) -> Result<(), DbError> {
    let since = now.plus_ms(-worker::GONE_AFTER_MS).0;
    for lane in Lane::ALL {
        if !views.iter().any(|v| v.queue.is_some_and(|place| place.lane == *lane)) {
            continue;
        }
        let (slots, pace): (i64, Option<i64>) = tx.one(worker::PACE, args![lane.as_str(), since]).await?;
        for place in views.iter_mut().filter_map(|v| v.queue.as_mut()).filter(|p| p.lane == *lane) {
            place.eta_ms = pace.filter(|_| slots > 0).map(|pace| i64::from(place.position) * pace / slots);
        }
    }
    Ok(())
}

/// Something about the generation changed that its row doesn't show, such as one of its pictures being gone.
pub(crate) async fn touch_in_tx(tx: &mut Tx<'_>, id: &str, now: Timestamp) -> Result<(), DbError> {
    tx.exec(TOUCH, args![id, now.0]).await.map(|_| ())
}
