//! Subscriptions: somebody's running plan, paid term by term, its credits given cycle by cycle. Everything here takes
//! turns on the owner's wallet, which must be under lock: so a cycle begins once, whoever looks first, and nobody
//! spends what has lapsed.

use crate::{
    Store, StoreError, from_db,
    mail::{NewMail, mail_queue_in_tx},
    notice::{NewNotice, notice_put_in_tx},
    plan::{Plan, plan_columns, plan_in_tx},
    sql::{self, json_or_null, moment, parsed, parsed_or_null, word},
    wallet::{WalletRow, Why, entry_in_tx, plan_turn_in_tx, wallet_lock_in_tx},
};
use easel_db::{DbError, FromRow, Row, Tx, args, texts, tx};
use easel_domain::{
    Actor, Buckets, Credits, EntryKind, Gateway, Language, MailId, MailKind, NoticeKind, PaymentId, PlanId,
    Reason, SubscriptionId, Timestamp, UserId,
    model::{Words, words_in},
    plan::{Course, Due, ENDS_SOON_MS, day, start_of_cycle},
};
use thiserror::Error;

macro_rules! select_subscription {
    ($rest:literal) => {
        concat!(
            "select s.id, s.owner_id, s.gateway, s.gateway_ref, s.gateway_customer, s.anchor_at, s.cycle_no, s.paid_until,
               s.renews, s.state, s.cancel_at_end, s.next_plan_id, s.told_until, s.due_at, s.started_at, s.ended_at, s.changed_at,
               n.id, n.label, (select min(t.from_cycle) from plan_term t
                 where t.subscription_id = s.id and t.from_cycle > s.cycle_no and t.plan_id <> s.plan_id), ",
            plan_columns!(),
            " from subscription s join plan q on q.id = s.plan_id
             left join plan n on n.id = coalesce((select t.plan_id from plan_term t
               where t.subscription_id = s.id and t.from_cycle > s.cycle_no and t.plan_id <> s.plan_id
               order by t.from_cycle limit 1), s.next_plan_id) ",
            $rest
        )
    };
}

texts! {
    LIVE = select_subscription!("where s.owner_id = $1 and s.state = 'live'");
    ONE = select_subscription!("where s.id = $1");
    BY_REF = select_subscription!("where s.gateway = $1 and s.gateway_ref = $2 and s.state = 'live'");
    LIST = select_subscription!("where s.owner_id = $1 order by s.started_at desc, s.id desc limit $2");
    INSERT = "insert into subscription (id, owner_id, plan_id, gateway, gateway_ref, gateway_customer, anchor_at, cycle_no,
                paid_until, state, renews, due_at, started_at, changed_at)
              values ($1, $2, $3, $4, $5, $6, $7, -1, $8, 'live', $9, $10, $10, $10) on conflict do nothing";
    INSERT_TERM = "insert into plan_term (subscription_id, from_cycle, plan_id, payment_id, reference, at)
              values ($1, $2, $3, $4, $5, $6) on conflict do nothing";
    /// The plan that a cycle was paid for with.
    PLAN_OF_CYCLE = "select t.plan_id, p.credits, p.label, t.from_cycle from plan_term t join plan p on p.id = t.plan_id
              where t.subscription_id = $1 and t.from_cycle <= $2 order by t.from_cycle desc limit 1";
    INSERT_CYCLE = "insert into plan_cycle (subscription_id, cycle_no, plan_id, entry_id, at) values ($1, $2, $3, $4, $5)";
    SAVE = "update subscription set plan_id = $2, cycle_no = $3, paid_until = $4, renews = $5, cancel_at_end = $6, next_plan_id = $7,
              told_until = $8, due_at = $9, changed_at = $10 where id = $1 and state = 'live'";
    END = "update subscription set state = 'ended', ended_at = $2, due_at = $2, changed_at = $2 where id = $1 and state = 'live'";
    DUE = "select id, owner_id from subscription where due_at <= $1 order by due_at, id limit 100";
    TOLD_END = "update subscription set due_at = null where id = $1 and state = 'ended'";
    OWNER = "select email, name, language from user_account where id = $1";
}

/// How many of somebody's subscriptions are read at once; more than anybody had in years.
const LIST_MAX: u32 = 50;

/// A plan somebody has, or had.
#[derive(Clone, Debug)]
pub struct Subscription {
    /// Its id.
    pub id: SubscriptionId,
    /// Whose.
    pub owner: UserId,
    /// The plan of the cycle whose credits were given last.
    pub plan: Plan,
    /// How it is paid.
    pub gateway: Gateway,
    /// By what the gateway knows it, where the gateway asks for the money by itself.
    pub billed: Option<Billed>,
    /// How far it is paid and given.
    pub course: Course,
    /// Whether it has not ended.
    pub is_live: bool,
    /// Its owner said that it won't go on.
    pub cancel_at_end: bool,
    /// The plan it goes on with.
    pub next_plan: Option<NextPlan>,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Last changed.
    pub changed_at: Timestamp,
    /// What a gateway has down as the next plan, not paid yet.
    scheduled: Option<PlanId>,
    /// The end its owner was told of beforehand.
    told_until: Option<Timestamp>,
    /// It ended, and its owner is still to be told so.
    to_be_told: bool,
}

/// What a gateway calls a subscription that it asks the money for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Billed {
    /// The subscription.
    pub reference: String,
    /// Whoever pays it.
    pub customer: Option<String>,
}

/// A plan that is to come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextPlan {
    /// Which.
    pub id: PlanId,
    /// What people read.
    pub label: Words,
    /// From when on.
    pub from: Timestamp,
}

impl FromRow for Subscription {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        let (id, owner, gateway) = (parsed(row)?, parsed(row)?, word(row, Gateway::parse)?);
        let (reference, customer): (Option<String>, Option<String>) = (row.next()?, row.next()?);
        let (anchor_at, cycle_no, paid_until) = (moment(row)?, row.next()?, moment(row)?);
        let renews = row.next::<i64>()? == 1;
        let course = Course { anchor_at, cycle_no, paid_until, renews };
        let state: String = row.next()?;
        let cancel_at_end = row.next::<i64>()? == 1;
        let scheduled = parsed_or_null(row)?;
        let told: Option<i64> = row.next()?;
        let due: Option<i64> = row.next()?;
        let started_at = moment(row)?;
        let ended: Option<i64> = row.next()?;
        let changed_at = moment(row)?;
        let next: Option<PlanId> = parsed_or_null(row)?;
        let label: Option<Words> = json_or_null(row)?;
        let from: Option<i64> = row.next()?;
        let from = from.map_or(paid_until, |cycle| start_of_cycle(anchor_at, cycle));
        let plan = Plan::from_row(row)?;
        let is_live = state == "live";
        let next_plan = next.zip(label).filter(|(id, _)| is_live && *id != plan.id);
        Ok(Self {
            id,
            owner,
            plan,
            gateway,
            billed: reference.map(|reference| Billed { reference, customer }),
            course,
            is_live,
            cancel_at_end,
            next_plan: next_plan.map(|(id, label)| NextPlan { id, label, from }),
            started_at,
            ended_at: ended.map(Timestamp),
            changed_at,
            scheduled,
            told_until: told.map(Timestamp),
            to_be_told: !is_live && due.is_some(),
        })
    }
}

impl Subscription {
    /// When its owner is to be told that it ends, if that is still to be done: not if it goes on by itself, and not if
    /// they said themselves that it is to end.
    fn ends_soon_at(&self) -> Option<Timestamp> {
        let until = self.course.paid_until;
        let is_news = !self.course.renews && !self.cancel_at_end && self.told_until != Some(until);
        is_news.then(|| until.plus_ms(-ENDS_SOON_MS))
    }

    /// Whether this is what its gateway has down as the next plan.
    #[must_use]
    pub fn goes_on_with(&self, next: Option<PlanId>) -> bool {
        self.scheduled == next
    }

    fn due_at(&self) -> Timestamp {
        let due_at = self.course.due_at();
        self.ends_soon_at().map_or(due_at, |soon| soon.min(due_at))
    }
}

/// Why nothing was done with a subscription.
#[derive(Debug, Error)]
pub enum SubscriptionError {
    /// There is none, or it is somebody else's.
    #[error("no such subscription")]
    Missing,
    /// It has ended.
    #[error("the subscription has ended")]
    Ended,
    /// The person has a plan that is paid in another way.
    #[error("another plan is running")]
    Running,
    /// Its gateway has to be asked.
    #[error("the gateway bills it")]
    Billed,
    /// There is no such plan.
    #[error("no such plan")]
    Plan,
    /// The house's fault.
    #[error("the subscription failed")]
    Store(#[from] StoreError),
}
from_db!(SubscriptionError);

/// What a term was paid with. Each pays once.
#[derive(Clone, Copy, Debug)]
pub enum PaidBy<'a> {
    /// A payment of ours.
    Payment(PaymentId),
    /// What a gateway calls it, such as an invoice.
    Reference(&'a str),
}

impl PaidBy<'_> {
    fn columns(self) -> (Option<String>, Option<String>) {
        match self {
            Self::Payment(id) => (Some(id.to_string()), None),
            Self::Reference(text) => (None, Some(text.to_owned())),
        }
    }
}

/// A subscription about to begin.
#[derive(Clone, Debug)]
pub struct NewSubscription<'a> {
    /// Whose.
    pub owner: UserId,
    /// Of which plan.
    pub plan: PlanId,
    /// How it is paid.
    pub gateway: Gateway,
    /// By what the gateway knows it.
    pub billed: Option<Billed>,
    /// When its first cycle begins.
    pub anchor_at: Timestamp,
    /// Until when it is paid.
    pub paid_until: Timestamp,
    /// Whether the gateway goes on asking for the money.
    pub renews: bool,
    /// What its first term was paid with.
    pub paid_by: PaidBy<'a>,
}

/// Somebody's running plan as it is written down.
///
/// # Errors
/// When the database fails.
pub async fn live_in_tx(tx: &mut Tx<'_>, owner: UserId) -> Result<Option<Subscription>, DbError> {
    tx.optional(LIVE, args![owner.to_string()]).await
}

/// The live subscription that a gateway knows by this name.
///
/// # Errors
/// When the database fails.
pub async fn by_reference_in_tx(
    tx: &mut Tx<'_>,
    gateway: Gateway,
    reference: &str,
) -> Result<Option<Subscription>, DbError> {
    tx.optional(BY_REF, args![gateway.as_str(), reference]).await
}

/// Does what is due with somebody's running plan: begins the cycle that now is, or ends it. Answers the plan that
/// runs then. Nobody is told here; [`Store::subscriptions_refresh`] does.
///
/// # Errors
/// When the database fails or a rule of the ledger would be broken.
pub async fn refresh_in_tx(
    tx: &mut Tx<'_>,
    owner: UserId,
    wallet: &mut WalletRow,
    now: Timestamp,
) -> Result<Option<Subscription>, StoreError> {
    let Some(live) = live_in_tx(tx, owner).await? else { return Ok(None) };
    match live.course.due(now) {
        Due::Nothing => Ok(Some(live)),
        Due::End => {
            end_in_tx(tx, wallet, &live, now).await?;
            Ok(None)
        }
        Due::Cycle(no) => {
            cycle_in_tx(tx, wallet, live, no, now).await?;
            Ok(live_in_tx(tx, owner).await?)
        }
    }
}

/// Begins a cycle: the rest of the one before lapses, and its own credits are given.
async fn cycle_in_tx(
    tx: &mut Tx<'_>,
    wallet: &mut WalletRow,
    mut live: Subscription,
    no: i64,
    now: Timestamp,
) -> Result<(), StoreError> {
    let id = live.id.to_string();
    let (plan, credits, label, from): (String, i64, String, i64) =
        tx.one(PLAN_OF_CYCLE, args![id.as_str(), no]).await?;
    let credits = Credits::new(credits).ok_or(StoreError::Ledger("credits below zero"))?;
    plan_turn_in_tx(tx, live.owner, wallet, Reason::PlanLapse, now).await?;
    let entry = (EntryKind::Grant, Buckets::plan(credits));
    let entry = entry_in_tx(tx, live.owner, wallet, entry, Why::of(Reason::PlanRefresh), now).await?;
    tx.later(INSERT_CYCLE, args![id, no, plan.as_str(), entry.to_string(), now.0]).await?;
    live.course.cycle_no = no;
    live.plan.id = plan.parse().map_err(StoreError::corrupt)?;
    live.scheduled = live.scheduled.filter(|next| *next != live.plan.id);
    save_in_tx(tx, &live, now).await?;
    // A cycle that a term begins with is told by its payment.
    if from == no { Ok(()) } else { refreshed_in_tx(tx, live.owner, (&label, credits), now).await }
}

/// Tells somebody that a cycle within a term began.
async fn refreshed_in_tx(
    tx: &mut Tx<'_>,
    owner: UserId,
    (label, credits): (&str, Credits),
    now: Timestamp,
) -> Result<(), StoreError> {
    let about = NewNotice::of(owner, NoticeKind::PlanRefreshed);
    notice_put_in_tx(tx, NewNotice { credits: Some(credits.get()), ..about }, now).await?;
    let (email, name, tag): (String, String, String) = tx.one(OWNER, args![owner.to_string()]).await?;
    let language = Language::parse(&tag).map_err(StoreError::corrupt)?;
    let label: Words = serde_json::from_str(label).map_err(StoreError::corrupt)?;
    let params = vec![
        ("name", name),
        ("plan", words_in(&label, language.tag()).to_owned()),
        ("credits", credits.get().to_string()),
        ("link", "/wallet".to_owned()),
    ];
    let mail = NewMail {
        id: MailId(sql::new_id(now)),
        owner,
        to: email,
        language,
        template: MailKind::PlanRefreshed,
        params,
    };
    mail_queue_in_tx(tx, mail, now).await
}

/// Ends a running plan now: what is left of its credits lapses.
///
/// # Errors
/// When the database fails or a rule of the ledger would be broken.
pub async fn end_in_tx(
    tx: &mut Tx<'_>,
    wallet: &mut WalletRow,
    live: &Subscription,
    now: Timestamp,
) -> Result<(), StoreError> {
    plan_turn_in_tx(tx, live.owner, wallet, Reason::PlanEnded, now).await?;
    if tx.exec(END, args![live.id.to_string(), now.0]).await? != 1 {
        return Err(StoreError::Ledger("a subscription moved under the transaction"));
    }
    sql::wake_user(tx, live.owner).await?;
    Ok(())
}

/// Begins a subscription and its first cycle.
///
/// # Errors
/// [`SubscriptionError::Running`]; nothing is changed then.
pub async fn start_in_tx(
    tx: &mut Tx<'_>,
    wallet: &mut WalletRow,
    new: NewSubscription<'_>,
    now: Timestamp,
) -> Result<SubscriptionId, SubscriptionError> {
    let id = SubscriptionId(sql::new_id(now));
    let (key, plan) = (id.to_string(), new.plan.to_string());
    let (reference, customer) = new.billed.map_or((None, None), |b| (Some(b.reference), b.customer));
    let row = args![
        key.as_str(),
        new.owner.to_string(),
        plan.as_str(),
        new.gateway.as_str(),
        reference,
        customer,
        new.anchor_at.0,
        new.paid_until.0,
        i64::from(new.renews),
        now.0
    ];
    if tx.exec(INSERT, row).await? == 0 {
        return Err(SubscriptionError::Running);
    }
    term_in_tx(tx, &key, (0, new.plan), new.paid_by, now).await?;
    refresh_in_tx(tx, new.owner, wallet, now).await?;
    Ok(id)
}

/// Writes down that from a cycle on another term was paid for. False when what it was paid with has paid before.
async fn term_in_tx(
    tx: &mut Tx<'_>,
    subscription: &str,
    (from_cycle, plan): (i64, PlanId),
    paid_by: PaidBy<'_>,
    now: Timestamp,
) -> Result<bool, DbError> {
    let (payment, reference) = paid_by.columns();
    let row = args![subscription, from_cycle, plan.to_string(), payment, reference, now.0];
    Ok(tx.exec(INSERT_TERM, row).await? == 1)
}

/// Another term of a running plan was paid for, of the same plan or another, which follows then. False when it was
/// known already.
///
/// # Errors
/// When the database fails or a rule of the ledger would be broken.
pub async fn extend_in_tx(
    tx: &mut Tx<'_>,
    wallet: &mut WalletRow,
    mut live: Subscription,
    (plan, paid_until): (PlanId, Timestamp),
    paid_by: PaidBy<'_>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    if paid_until <= live.course.paid_until {
        return Ok(false);
    }
    let (id, from) = (live.id.to_string(), live.course.cycles_paid());
    live.course.paid_until = paid_until;
    // A gateway that moves the end by hours has not been paid for another cycle.
    if live.course.cycles_paid() > from && !term_in_tx(tx, &id, (from, plan), paid_by, now).await? {
        return Ok(false);
    }
    // Whoever pays for more has changed their mind; a gateway says so itself.
    live.cancel_at_end &= !matches!(paid_by, PaidBy::Payment(_));
    save_in_tx(tx, &live, now).await?;
    refresh_in_tx(tx, live.owner, wallet, now).await?;
    Ok(true)
}

/// Sets down how a running plan is to go on: whether it renews, whether it was called off, and the plan it changes to.
///
/// # Errors
/// When the database fails.
pub async fn mirror_in_tx(
    tx: &mut Tx<'_>,
    mut live: Subscription,
    (renews, cancel_at_end, next_plan): (bool, bool, Option<PlanId>),
    now: Timestamp,
) -> Result<(), StoreError> {
    live.course.renews = renews;
    live.cancel_at_end = cancel_at_end;
    live.scheduled = next_plan.filter(|next| *next != live.plan.id);
    save_in_tx(tx, &live, now).await
}

async fn save_in_tx(tx: &mut Tx<'_>, live: &Subscription, now: Timestamp) -> Result<(), StoreError> {
    let row = args![
        live.id.to_string(),
        live.plan.id.to_string(),
        live.course.cycle_no,
        live.course.paid_until.0,
        i64::from(live.course.renews),
        i64::from(live.cancel_at_end),
        live.scheduled.map(|next| next.to_string()),
        live.told_until.map(|until| until.0),
        live.due_at().0,
        now.0
    ];
    if tx.exec(SAVE, row).await? != 1 {
        return Err(StoreError::Ledger("a subscription moved under the transaction"));
    }
    sql::wake_user(tx, live.owner).await?;
    Ok(())
}

/// Somebody paid for a term of a plan: it begins now, or follows what they have paid for already. Answers the plan and
/// until when it is paid.
///
/// # Errors
/// [`SubscriptionError`]; nothing is changed then.
pub async fn paid_in_tx(
    tx: &mut Tx<'_>,
    owner: UserId,
    (plan, gateway): (PlanId, Gateway),
    payment: PaymentId,
    now: Timestamp,
) -> Result<(Plan, Timestamp), SubscriptionError> {
    let mut wallet = wallet_lock_in_tx(tx, owner).await?;
    let plan = plan_in_tx(tx, plan).await?.ok_or(SubscriptionError::Plan)?;
    let paid_by = PaidBy::Payment(payment);
    let Some(live) = refresh_in_tx(tx, owner, &mut wallet, now).await? else {
        let paid_until = start_of_cycle(now, plan.interval.cycles());
        let new = NewSubscription {
            owner,
            plan: plan.id,
            gateway,
            billed: None,
            anchor_at: now,
            paid_until,
            renews: false,
            paid_by,
        };
        start_in_tx(tx, &mut wallet, new, now).await?;
        return Ok((plan, paid_until));
    };
    if live.billed.is_some() {
        return Err(SubscriptionError::Running);
    }
    let paid_until = live.course.prolonged(plan.interval);
    if !extend_in_tx(tx, &mut wallet, live, (plan.id, paid_until), paid_by, now).await? {
        return Err(StoreError::Ledger("a payment paid for a plan twice").into());
    }
    Ok((plan, paid_until))
}

impl Store {
    /// The actor's subscriptions, the last begun first; the one that runs, if there is one, is among the first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn subscription_list(&self, actor: &Actor) -> Result<Vec<Subscription>, StoreError> {
        let owner = actor.user_id.to_string();
        self.db.read(tx!(|tx, owner| { Ok(tx.all(LIST, args![owner, LIST_MAX]).await?) })).await
    }

    /// The actor's running plan.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn subscription_live(&self, actor: &Actor) -> Result<Option<Subscription>, StoreError> {
        let owner = actor.user_id;
        self.db.read(tx!(|tx| { Ok(live_in_tx(tx, owner).await?) })).await
    }

    /// The owner says that a plan won't go on (`ends`), or that it may. One that is paid term by term never renews: it
    /// only ends without a reminder then, and what is paid for stays. The same word again changes nothing.
    ///
    /// # Errors
    /// [`SubscriptionError`]; nothing is changed then.
    pub async fn subscription_cancel(
        &self,
        actor: &Actor,
        id: SubscriptionId,
        ends: bool,
        now: Timestamp,
    ) -> Result<Subscription, SubscriptionError> {
        let owner = actor.user_id;
        self.db
            .write(tx!(|tx| {
                let mut wallet = wallet_lock_in_tx(tx, owner).await?;
                let found: Option<Subscription> = tx.optional(ONE, args![id.to_string()]).await?;
                found.filter(|found| found.owner == owner).ok_or(SubscriptionError::Missing)?;
                let live = refresh_in_tx(tx, owner, &mut wallet, now).await?;
                let mut live = live.filter(|live| live.id == id).ok_or(SubscriptionError::Ended)?;
                if live.billed.is_some() {
                    return Err(SubscriptionError::Billed);
                }
                if live.cancel_at_end != ends {
                    let (renews, next) = (live.course.renews, live.scheduled);
                    live.cancel_at_end = ends;
                    live.changed_at = now;
                    mirror_in_tx(tx, live.clone(), (renews, ends, next), now).await?;
                }
                Ok(live)
            }))
            .await
    }

    /// Begins the cycles that are due, ends what is over, and tells owners of ends: some days before, and when it is
    /// so, once each. `link` is where they see their plans. Returns how many were looked at; some are left for the next
    /// time when there are many.
    ///
    /// # Errors
    /// When the database fails; what is left is found again next time.
    pub async fn subscriptions_refresh(&self, link: String, now: Timestamp) -> Result<usize, StoreError> {
        let due: Vec<(String, String)> =
            self.db.read(tx!(|tx| { Ok::<_, StoreError>(tx.all(DUE, args![now.0]).await?) })).await?;
        let (mut done, mut failed) = (0, None);
        for (id, owner) in due {
            let id: SubscriptionId = id.parse().map_err(StoreError::corrupt)?;
            let owner: UserId = owner.parse().map_err(StoreError::corrupt)?;
            let link = link.clone();
            let tended = self.db.write(tx!(|tx, link| { tend_in_tx(tx, id, owner, link, now).await })).await;
            match tended {
                Ok(()) => done += 1,
                // One that can't be tended doesn't keep the others from it.
                Err(error) if !error.is_unavailable() => {
                    failed.get_or_insert(error);
                }
                Err(error) => return Err(error),
            }
        }
        failed.map_or(Ok(done), Err)
    }
}

/// Looks at one subscription again under its lock, does what is due and tells what is to be told.
async fn tend_in_tx(
    tx: &mut Tx<'_>,
    id: SubscriptionId,
    owner: UserId,
    link: String,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut wallet = wallet_lock_in_tx(tx, owner).await?;
    let live = refresh_in_tx(tx, owner, &mut wallet, now).await?;
    let Some(mut it): Option<Subscription> = tx.optional(ONE, args![id.to_string()]).await? else {
        return Ok(());
    };
    if it.to_be_told {
        tx.exec(TOLD_END, args![id.to_string()]).await?;
        // Whoever has gone on with another one hasn't lost anything.
        return match live {
            Some(_) => Ok(()),
            None => mail_in_tx(tx, &it, (MailKind::PlanEnded, link), now).await,
        };
    }
    if it.is_live && it.ends_soon_at().is_some_and(|soon| soon <= now) {
        it.told_until = Some(it.course.paid_until);
        save_in_tx(tx, &it, now).await?;
        return mail_in_tx(tx, &it, (MailKind::PlanEndsSoon, link), now).await;
    }
    Ok(())
}

async fn mail_in_tx(
    tx: &mut Tx<'_>,
    about: &Subscription,
    (template, link): (MailKind, String),
    now: Timestamp,
) -> Result<(), StoreError> {
    if let Some(kind) = template.notice() {
        notice_put_in_tx(tx, NewNotice::of(about.owner, kind), now).await?;
    }
    let (email, name, tag): (String, String, String) = tx.one(OWNER, args![about.owner.to_string()]).await?;
    let language = Language::parse(&tag).map_err(StoreError::corrupt)?;
    let plan = words_in(&about.plan.label, language.tag()).to_owned();
    let mail = NewMail {
        id: MailId(sql::new_id(now)),
        owner: about.owner,
        to: email,
        language,
        template,
        params: vec![("name", name), ("plan", plan), ("until", day(about.course.paid_until)), ("link", link)],
    };
    mail_queue_in_tx(tx, mail, now).await
}
