//! Payments: ordered by a person, claimed with a UTR, confirmed or refused by administrators. Confirming gives a pack's
//! credits, or begins or prolongs a plan, in the same transaction, once: by the payment's row, and by a unique key of
//! the ledger and of the terms.

use crate::{
    Refund, Till, billing,
    checkout::{self, NewPage},
    receipt::{NewReceipt, receipt_issue_in_tx},
    refund,
};
use easel_db::{DbError, FromRow, Row, Tx, args, texts, tx};
use easel_domain::{
    Actor, AssetId, Buckets, Credits, EntryKind, Gateway, Language, MailId, MailKind, Money, NoticeKind,
    PaymentId, PaymentState, PaymentStep, PriceBook, Reason, RefundState, SeenSubscription, Timestamp,
    UserId,
    checkout::{OPEN_MS, to_gateway},
    model::{Words, words_in},
    payment::{InvalidUtr, Ordered, UNTOUCHED_MAX, UNTOUCHED_MS},
    plan::day,
    receipt::{Buyer, ReceiptKind},
    refund::Balance,
};
use easel_store::{
    StoreError, from_db,
    mail::{NewMail, mail_queue_in_tx},
    notice::{NewNotice, notice_put_in_tx},
    sql::{self, json, moment, money, parsed, parsed_or_null, word},
    subscription::{self, SubscriptionError},
    user,
    wallet::{WalletRow, Why, entry_in_tx, grant_in_tx},
};
use std::sync::Arc;
use thiserror::Error;

macro_rules! select_payment {
    ($rest:literal) => {
        concat!(
            "select p.id, p.owner_id, p.pack_id, p.plan_id, coalesce(k.label, q.label), p.gateway, p.amount_minor, p.currency, p.credits, p.reference,
               p.approvals_needed, p.state, p.utr, p.note, p.screenshot_id, p.reason, p.created_at, p.expires_at, p.claimed_at, p.changed_at,
               p.paid_at, w.available_bought, c.url, u.email, u.name, u.language
             from payment p left join pack k on k.id = p.pack_id left join plan q on q.id = p.plan_id join user_account u on u.id = p.owner_id
               join wallet w on w.user_id = p.owner_id left join checkout c on c.payment_id = p.id ",
            $rest
        )
    };
}

pub(crate) use select_payment;

texts! {
    ONE = select_payment!("where p.id = $1");
    SOME = select_payment!("where p.id in (select e.key from json_each(cast($1 as text)/*pg:::json*/) e)");
    OWN = select_payment!("where p.id = $1 and p.owner_id = $2");
    LIST = select_payment!("where p.owner_id = $1 and (p.created_at, p.id) < ($2, $3) order by p.created_at desc, p.id desc limit $4");
    CHANGED = select_payment!("where p.owner_id = $1 and (p.changed_at >= $2 or p.state in ('created', 'pending'))
             order by p.changed_at desc, p.id desc limit $3");
    LOCK = "select owner_id from payment where id = $1 /*pg: for update*/";
    /// Amounts that are to be paid by UPI now, near this one.
    NEAR = "select amount_minor from payment where gateway = 'upi' and state in ('created', 'pending') and currency = $1
            and amount_minor > $2 - 100 and amount_minor <= $2";
    /// Payments of one person take turns on the account's row, so that the count can't be outrun.
    UNTOUCHED = "select count(*) from payment where owner_id = $1 and state = 'created'";
    OPEN_PLAN = "select count(*) from payment where owner_id = $1 and gateway = $2 and plan_id is not null and state in ('created', 'pending')";
    PACK = "select amount_minor, currency, credits from pack where id = $1 and archived_at is null";
    PLAN = "select amount_minor, currency, credits from plan where id = $1 and archived_at is null";
    INSERT = "insert into payment (id, owner_id, pack_id, gateway, amount_minor, currency, credits, reference, approvals_needed,
                created_at, expires_at, state, changed_at, plan_id)
              values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'created', $10, $12) on conflict do nothing";
    END = "update payment set state = $3, reason = $4, changed_at = $5, paid_at = case when $3 = 'paid' then $5 else paid_at end
           where id = $1 and state = $2";
    STAND = "update payment set state = $3, changed_at = $4 where id = $1 and state = $2 and paid_at is not null";
    /// What can be paid at a gateway ends there first.
    EXPIRE = "update payment set state = 'expired', changed_at = $1 where state = 'created' and id in (
                select p.id from payment p where p.state = 'created' and p.expires_at <= $1
                  and not exists (select 1 from checkout c where c.payment_id = p.id and c.session_id is not null and c.look_at is not null)
                order by p.expires_at limit 200) returning owner_id";
}

/// A payment as it now is.
#[derive(Clone, Debug)]
pub struct Payment {
    /// Its id.
    pub id: PaymentId,
    /// Who ordered, and gets the credits.
    pub owner: UserId,
    /// What was ordered.
    pub what: Ordered,
    /// What people read of the pack or plan.
    pub label: Words,
    /// How it is paid.
    pub gateway: Gateway,
    /// What is to be paid.
    pub amount: Money,
    /// What is given for it; of a plan each cycle.
    pub credits: i64,
    /// Its short name.
    pub reference: String,
    /// How many administrators have to confirm it.
    pub approvals_needed: i64,
    /// Where it is on its way.
    pub state: PaymentState,
    /// The bank's number of it.
    pub utr: Option<String>,
    /// What the payer says about it.
    pub note: Option<String>,
    /// The payer's picture of it.
    pub screenshot: Option<AssetId>,
    /// Why it was rejected.
    pub reason: Option<String>,
    /// When it was ordered.
    pub created_at: Timestamp,
    /// When it ends if there is no UTR by then.
    pub expires_at: Timestamp,
    /// Since when it waits, or waited, for approval.
    pub claimed_at: Option<Timestamp>,
    /// Last changed.
    pub changed_at: Timestamp,
    /// When its credits were given.
    pub paid_at: Option<Timestamp>,
    /// Bought credits its owner has to spend.
    pub bought: i64,
    /// The gateway's page where it is paid.
    pub checkout_url: Option<String>,
    /// What went back of it, or is asked back, the oldest first.
    pub refunds: Vec<Refund>,
    /// Where the owner gets mail.
    pub email: String,
    /// What the owner is called.
    pub name: String,
    /// What the owner reads.
    pub language: Language,
}

impl FromRow for Payment {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self {
            id: parsed(row)?,
            owner: parsed(row)?,
            what: ordered(row)?,
            label: json(row)?,
            gateway: word(row, Gateway::parse)?,
            amount: money(row)?,
            credits: row.next()?,
            reference: row.next()?,
            approvals_needed: row.next()?,
            state: word(row, PaymentState::parse)?,
            utr: row.next()?,
            note: row.next()?,
            screenshot: parsed_or_null(row)?,
            reason: row.next()?,
            created_at: moment(row)?,
            expires_at: moment(row)?,
            claimed_at: row.next::<Option<i64>>()?.map(Timestamp),
            changed_at: moment(row)?,
            paid_at: row.next::<Option<i64>>()?.map(Timestamp),
            bought: row.next()?,
            checkout_url: row.next()?,
            refunds: Vec::new(),
            email: row.next()?,
            name: row.next()?,
            language: word(row, |w| Language::parse(w).ok())?,
        })
    }
}

impl Payment {
    /// What was paid, and what of it went back.
    #[must_use]
    pub fn balance(&self) -> Balance {
        let start =
            Balance { credits: self.credits, amount_minor: self.amount.minor(), taken: 0, returned_minor: 0 };
        let counted = self.refunds.iter().filter(|refund| refund.state.counts());
        counted.fold(start, |balance, refund| balance.after(refund.credits, refund.amount.minor()))
    }

    /// What its owner can ask back: credits and money.
    #[must_use]
    pub fn refundable(&self, now: Timestamp) -> Option<(i64, Money)> {
        let asked = self.refunds.iter().any(|refund| refund.state == RefundState::Requested);
        let is_pack = matches!(self.what, Ordered::Pack(_));
        let paid_at = self.paid_at.filter(|_| is_pack && self.state == PaymentState::Paid && !asked)?;
        let (credits, minor) = self.balance().refundable(paid_at, self.bought, now)?;
        Some((credits, Money::new(minor, self.amount.currency())?))
    }
}

/// The next two columns, of which one says what was ordered.
fn ordered(row: &mut Row) -> Result<Ordered, DbError> {
    let (pack, plan) = (parsed_or_null(row)?, parsed_or_null(row)?);
    let what = pack.map(Ordered::Pack).or(plan.map(Ordered::Plan));
    what.ok_or_else(|| DbError::column("a payment of nothing".to_owned()))
}

/// A payment about to be ordered.
#[derive(Clone, Debug)]
pub struct NewPayment {
    /// Its id; the same one again is the same payment.
    pub id: PaymentId,
    /// What is ordered.
    pub what: Ordered,
    /// How it is to be paid.
    pub gateway: Gateway,
    /// Its short name, made of chance.
    pub reference: String,
    /// For a gateway with a page of its own.
    pub page: Option<NewPage>,
}

/// What the owner's mail says beside the payment itself.
#[derive(Clone, Debug)]
pub struct PaymentMail {
    /// So many credits, in the owner's language and the operator's word.
    pub credits: String,
    /// Where the owner sees the payment or the wallet.
    pub link: String,
}

/// Why something was not done with a payment.
#[derive(Debug, Error)]
pub enum PaymentError {
    /// The pack or plan is not, or no longer, sold.
    #[error("it is not on sale")]
    NotSold(Ordered),
    /// A plan that is billed by itself has begun to be paid already.
    #[error("a plan's payment is open")]
    PlanOpen,
    /// The person has a plan that is paid in another way.
    #[error("another plan is running")]
    PlanRunning,
    /// The gateway is off, or doesn't take the pack's currency.
    #[error("the gateway is off")]
    Gateway,
    /// The person has [`UNTOUCHED_MAX`] without a UTR.
    #[error("too many payments")]
    TooMany,
    /// The id was used for another one.
    #[error("the id is taken")]
    IdempotencyMismatch,
    /// There is none, or it is somebody else's.
    #[error("no such payment")]
    Missing,
    /// It is not where this can be done.
    #[error("the payment has moved on")]
    MovedOn,
    /// What was typed is none.
    #[error("no UTR")]
    Utr(#[from] InvalidUtr),
    /// Not one of the payer's pictures.
    #[error("no such picture")]
    Screenshot,
    /// Another payment has it, whatever became of that one.
    #[error("the UTR was given for another payment")]
    UtrTaken,
    /// Nobody confirms their own.
    #[error("the administrator's own payment")]
    Own,
    /// Only administrators.
    #[error("not an administrator")]
    Forbidden,
    /// The house's fault.
    #[error("the payment failed")]
    Store(#[from] StoreError),
}
from_db!(PaymentError);

impl Till {
    /// Orders a pack or an interval of a plan. Gateway, amount, credits and owner are settled now and never change. The same id again from the
    /// same owner for the same is the same payment.
    ///
    /// # Errors
    /// [`PaymentError`]; nothing is ordered then.
    pub async fn payment_create(
        &self,
        actor: &Actor,
        new: NewPayment,
        book: Arc<PriceBook>,
        now: Timestamp,
    ) -> Result<Payment, PaymentError> {
        let (actor, owner) = (*actor, actor.user_id.to_string());
        self.db
            .write(tx!(|tx, owner, new, book| {
                user::lock_in_tx(tx, &owner).await?;
                let id = new.id.to_string();
                if let Some(there) = tx.optional::<Payment>(ONE, args![id.as_str()]).await? {
                    let same = there.owner.to_string() == owner
                        && (there.what, there.gateway) == (new.what, new.gateway);
                    let there = whole_in_tx(tx, there).await?;
                    return if same { Ok(there) } else { Err(PaymentError::IdempotencyMismatch) };
                }
                let (pack, plan) = match new.what {
                    Ordered::Pack(id) => (Some(id.to_string()), None),
                    Ordered::Plan(id) => (None, Some(id.to_string())),
                };
                let priced: Option<Priced> = match (&pack, &plan) {
                    (Some(pack), _) => tx.optional(PACK, args![pack.as_str()]).await?,
                    (None, plan) => tx.optional(PLAN, args![plan.as_deref()]).await?,
                };
                let Priced { amount, credits } = priced.ok_or(PaymentError::NotSold(new.what))?;
                let takes = match new.gateway {
                    Gateway::Upi => amount.currency().code() == "INR",
                    Gateway::Manual => true,
                    Gateway::Stripe => to_gateway(amount).is_some() && new.page.is_some(),
                };
                if !book.has(new.gateway) || !takes {
                    return Err(PaymentError::Gateway);
                }
                let amount = match new.gateway {
                    Gateway::Upi => apart_in_tx(tx, amount).await?,
                    Gateway::Manual | Gateway::Stripe => amount,
                };
                if plan.is_some() {
                    may_begin_in_tx(tx, actor.user_id, new.gateway, now).await?;
                }
                let (untouched,): (i64,) = tx.one(UNTOUCHED, args![owner.as_str()]).await?;
                if untouched >= UNTOUCHED_MAX {
                    return Err(PaymentError::TooMany);
                }
                let (needed, open_ms) = if new.gateway.is_by_hand() {
                    (book.approvals_needed(amount), UNTOUCHED_MS)
                } else {
                    (0, OPEN_MS)
                };
                let currency = amount.currency();
                let row = args![
                    id.as_str(),
                    owner.as_str(),
                    pack,
                    new.gateway.as_str(),
                    amount.minor(),
                    currency.code(),
                    credits,
                    new.reference,
                    needed,
                    now.0,
                    now.plus_ms(open_ms).0,
                    plan
                ];
                if tx.exec(INSERT, row).await? == 0 {
                    return Err(PaymentError::IdempotencyMismatch);
                }
                if let Some(page) = new.page.as_ref().filter(|_| !new.gateway.is_by_hand()) {
                    checkout::insert_in_tx(tx, new.id, page, now).await?;
                }
                changed_in_tx(tx, new.id).await
            }))
            .await
    }

    /// One of the actor's payments.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn payment_get(&self, actor: &Actor, id: PaymentId) -> Result<Option<Payment>, StoreError> {
        let owner = actor.user_id.to_string();
        self.db
            .read(tx!(|tx, owner| {
                let found = tx.optional(OWN, args![id.to_string(), owner]).await?;
                Ok(refund::with_refunds_in_tx(tx, found.into_iter().collect()).await?.pop())
            }))
            .await
    }

    /// The actor's payments, newest first, older than `before`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn payment_list(
        &self,
        actor: &Actor,
        before: Option<(Timestamp, PaymentId)>,
        limit: u32,
    ) -> Result<Vec<Payment>, StoreError> {
        let owner = actor.user_id.to_string();
        let (at, id) = before.map_or((i64::MAX, String::new()), |(at, id)| (at.0, id.to_string()));
        self.db
            .read(tx!(|tx, owner, id| {
                let found = tx.all(LIST, args![owner, at, id, limit]).await?;
                refund::with_refunds_in_tx(tx, found).await
            }))
            .await
    }

    /// The actor's payments that are under way or changed since then, the last changed first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn payment_changed_since(
        &self,
        actor: &Actor,
        since: Timestamp,
        limit: u32,
    ) -> Result<Vec<Payment>, StoreError> {
        let owner = actor.user_id.to_string();
        self.db
            .read(tx!(|tx, owner| {
                let found = tx.all(CHANGED, args![owner, since.0, limit]).await?;
                refund::with_refunds_in_tx(tx, found).await
            }))
            .await
    }

    /// Gives up a payment that wasn't paid. One that was given up stays so.
    ///
    /// # Errors
    /// [`PaymentError`]; nothing is changed then.
    pub async fn payment_cancel(
        &self,
        actor: &Actor,
        id: PaymentId,
        now: Timestamp,
    ) -> Result<Payment, PaymentError> {
        let owner = actor.user_id;
        self.db
            .write(tx!(|tx| {
                let payment = lock_in_tx(tx, id, Some(owner)).await?;
                if payment.state == PaymentState::Cancelled {
                    return Ok(payment);
                }
                step_in_tx(tx, &payment, (PaymentStep::Cancel, None), now).await
            }))
            .await
    }

    /// Ends payments without a UTR whose time is over. Returns how many; some are left for the next time when there are
    /// many. What waits for approval never ends by itself.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn payments_expire(&self, now: Timestamp) -> Result<usize, StoreError> {
        self.db
            .write(tx!(|tx| {
                let owners: Vec<(String,)> = tx.all(EXPIRE, args![now.0]).await?;
                for (owner,) in &owners {
                    sql::wake_user(tx, owner.parse().map_err(StoreError::corrupt)?).await?;
                }
                Ok(owners.len())
            }))
            .await
    }

    /// Any payment, for administrators.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn payment_find(&self, id: PaymentId) -> Result<Option<Payment>, StoreError> {
        self.db.read(tx!(|tx| { Ok(tx.optional(ONE, args![id.to_string()]).await?) })).await
    }
}

/// Whether a plan may be ordered: not beside one that a gateway bills; and one that is to be billed again and again not
/// beside any other, nor with two pages open.
async fn may_begin_in_tx(
    tx: &mut Tx<'_>,
    owner: UserId,
    gateway: Gateway,
    now: Timestamp,
) -> Result<(), PaymentError> {
    let live = subscription::live_in_tx(tx, owner).await?.filter(|live| now < live.course.ends_at());
    if live.is_some_and(|live| live.billed.is_some() || !gateway.is_by_hand()) {
        return Err(PaymentError::PlanRunning);
    }
    if gateway.is_by_hand() {
        return Ok(());
    }
    let (open,): (i64,) = tx.one(OPEN_PLAN, args![owner.to_string(), gateway.as_str()]).await?;
    if open > 0 { Err(PaymentError::PlanOpen) } else { Ok(()) }
}

/// Writes down that it was paid, by what, and for how many credits.
pub(crate) async fn receipt_in_tx(
    tx: &mut Tx<'_>,
    paid: &Payment,
    (credits, paid_by): (i64, Option<&str>),
    now: Timestamp,
) -> Result<(), StoreError> {
    let source = paid.id.to_string();
    let new = NewReceipt {
        kind: ReceiptKind::Receipt,
        owner: paid.owner,
        buyer: Buyer { name: paid.name.clone(), email: paid.email.clone() },
        label: &paid.label,
        credits,
        amount: paid.amount,
        reference: &paid.reference,
        gateway: paid.gateway,
        paid_by: paid_by.or(paid.utr.as_deref()),
        payment: Some(paid.id),
        source: &source,
        corrects: None,
    };
    receipt_issue_in_tx(tx, new, now).await
}

/// Why a payment is paid.
#[derive(Clone, Copy)]
pub(crate) struct PaidBy<'a> {
    /// The administrator whose word was the last that was needed.
    pub(crate) actor: Option<UserId>,
    /// What the gateway calls the money.
    pub(crate) word: Option<&'a str>,
    /// What the gateway bills from now on.
    pub(crate) billed: Option<&'a SeenSubscription>,
}

/// Gives what was paid for, once, writes the receipt, and tells the owner.
pub(crate) async fn give_in_tx(
    tx: &mut Tx<'_>,
    paid: &Payment,
    PaidBy { actor, word, billed }: PaidBy<'_>,
    mail: PaymentMail,
    now: Timestamp,
) -> Result<(), PaymentError> {
    match paid.what {
        Ordered::Pack(_) => {
            let credits = Credits::new(paid.credits).ok_or(StoreError::Ledger("credits below zero"))?;
            let key = paid.id.to_string();
            let why = Why { payment: Some(&key), actor, ..Why::of(Reason::TopUp) };
            grant_in_tx(tx, paid.owner, (EntryKind::TopUp, Buckets::bought(credits)), why, now).await?;
            receipt_in_tx(tx, paid, (paid.credits, word), now).await?;
            let params = vec![("credits", mail.credits), ("link", mail.link)];
            mail_in_tx(tx, paid, (MailKind::PaymentApproved, params), now).await?;
        }
        Ordered::Plan(id) => {
            let what = (id, paid.gateway);
            let (plan, until) = match billed {
                Some(seen) => billing::begun_in_tx(tx, paid, (id, seen), now).await?,
                None => subscription::paid_in_tx(tx, paid.owner, what, paid.id, now).await?,
            };
            receipt_in_tx(tx, paid, (plan.credits * plan.interval.cycles(), word), now).await?;
            let plan = words_in(&plan.label, paid.language.tag()).to_owned();
            let params = vec![("plan", plan), ("until", day(until)), ("link", mail.link)];
            mail_in_tx(tx, paid, (MailKind::PlanPaid, params), now).await?;
        }
    }
    Ok(())
}

/// Bought credits come or go because of a payment, in its owner's wallet, which is under lock. Of none nothing is
/// written.
pub(crate) async fn bought_in_tx(
    tx: &mut Tx<'_>,
    payment: &Payment,
    wallet: &mut WalletRow,
    (kind, reason, credits): (EntryKind, Reason, i64),
    actor: Option<UserId>,
    now: Timestamp,
) -> Result<(), StoreError> {
    if credits == 0 {
        return Ok(());
    }
    let key = payment.id.to_string();
    let why = Why { payment: Some(&key), actor, ..Why::of(reason) };
    let amount = Buckets { plan: 0, bonus: 0, bought: credits };
    entry_in_tx(tx, payment.owner, wallet, (kind, amount), why, now).await.map(|_| ())
}

impl From<SubscriptionError> for PaymentError {
    fn from(error: SubscriptionError) -> Self {
        match error {
            SubscriptionError::Running => Self::PlanRunning,
            SubscriptionError::Store(error) => Self::Store(error),
            _ => Self::Store(StoreError::Ledger("what was paid for is missing")),
        }
    }
}

/// What a pack or plan on sale costs and gives.
struct Priced {
    amount: Money,
    credits: i64,
}

impl FromRow for Priced {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self { amount: money(row)?, credits: row.next()? })
    }
}

/// This amount, or one some paise below it that nobody else is to pay now: so that a line of a bank's statement tells by
/// its amount which payment it is. Where a hundred wait, the amount as it is.
async fn apart_in_tx(tx: &mut Tx<'_>, amount: Money) -> Result<Money, PaymentError> {
    let near: Vec<(i64,)> = tx.all(NEAR, args![amount.currency().code(), amount.minor()]).await?;
    let is_free = |minor: &i64| !near.iter().any(|(taken,)| taken == minor);
    let free = (0..100).map(|less| amount.minor() - less).find(is_free);
    Ok(free.and_then(|minor| Money::new(minor, amount.currency())).unwrap_or(amount))
}

/// The payment as it is once nobody else is at it. Read in a statement of its own: one that waited for the lock would
/// see the row as it was before it.
pub(crate) async fn lock_in_tx(
    tx: &mut Tx<'_>,
    id: PaymentId,
    owner: Option<UserId>,
) -> Result<Payment, PaymentError> {
    let key = id.to_string();
    tx.all::<(String,)>(LOCK, args![key.as_str()]).await?;
    let found = match owner {
        Some(owner) => tx.optional(OWN, args![key, owner.to_string()]).await?,
        None => tx.optional(ONE, args![key]).await?,
    };
    whole_in_tx(tx, found.ok_or(PaymentError::Missing)?).await
}

/// Those with these ids, in no order.
pub(crate) async fn some_in_tx(
    tx: &mut Tx<'_>,
    ids: impl IntoIterator<Item = PaymentId>,
) -> Result<Vec<Payment>, StoreError> {
    Ok(tx.all(SOME, args![sql::keys(ids)?]).await?)
}

/// Any payment, without what went back of it.
pub(crate) async fn find_in_tx(tx: &mut Tx<'_>, id: PaymentId) -> Result<Payment, DbError> {
    tx.one(ONE, args![id.to_string()]).await
}

async fn whole_in_tx(tx: &mut Tx<'_>, payment: Payment) -> Result<Payment, PaymentError> {
    let whole = refund::with_refunds_in_tx(tx, vec![payment]).await?.pop();
    Ok(whole.ok_or(StoreError::Ledger("a payment that was read is missing"))?)
}

/// Takes a step from the state that was read under the lock.
pub(crate) async fn step_in_tx(
    tx: &mut Tx<'_>,
    payment: &Payment,
    (step, reason): (PaymentStep, Option<&str>),
    now: Timestamp,
) -> Result<Payment, PaymentError> {
    let next = payment.state.after(step).ok_or(PaymentError::MovedOn)?;
    let row = args![payment.id.to_string(), payment.state.as_str(), next.as_str(), reason, now.0];
    if tx.exec(END, row).await? != 1 {
        return Err(StoreError::Ledger("a payment moved under the transaction").into());
    }
    changed_in_tx(tx, payment.id).await
}

/// A paid payment stands elsewhere now: refunded, disputed, or paid again.
pub(crate) async fn stand_in_tx(
    tx: &mut Tx<'_>,
    payment: &Payment,
    next: PaymentState,
    now: Timestamp,
) -> Result<(), StoreError> {
    let row = args![payment.id.to_string(), payment.state.as_str(), next.as_str(), now.0];
    if tx.exec(STAND, row).await? != 1 {
        return Err(StoreError::Ledger("a payment moved under the transaction"));
    }
    sql::wake_user(tx, payment.owner).await?;
    Ok(())
}

pub(crate) async fn changed_in_tx(tx: &mut Tx<'_>, id: PaymentId) -> Result<Payment, PaymentError> {
    let payment: Payment = tx.one(ONE, args![id.to_string()]).await?;
    sql::wake_user(tx, payment.owner).await?;
    whole_in_tx(tx, payment).await
}

pub(crate) async fn mail_in_tx(
    tx: &mut Tx<'_>,
    payment: &Payment,
    (template, more): (MailKind, Vec<(&'static str, String)>),
    now: Timestamp,
) -> Result<(), StoreError> {
    if let Some(kind) = template.notice() {
        // Of a plan's credits its cycles tell.
        let credits = (kind == NoticeKind::PaymentApproved).then_some(payment.credits);
        let new = NewNotice {
            subject: Some(payment.id.to_string()),
            credits,
            amount: Some(payment.amount),
            ..NewNotice::of(payment.owner, kind)
        };
        notice_put_in_tx(tx, new, now).await?;
    }
    let about = [
        ("name", payment.name.clone()),
        ("amount", payment.amount.to_string()),
        ("reference", payment.reference.clone()),
    ];
    let mail = NewMail {
        id: MailId(sql::new_id(now)),
        owner: payment.owner,
        to: payment.email.clone(),
        language: payment.language,
        template,
        params: about.into_iter().chain(more).collect(),
    };
    mail_queue_in_tx(tx, mail, now).await
}
