//! Payments: ordered by a person, claimed with a UTR, confirmed or refused by administrators. Confirming gives the
//! credits in the same transaction, once: by the payment's row, and by a unique key of the ledger.

use crate::{
    Refund, Store, StoreError, audit,
    checkout::{self, NewPage},
    gallery,
    mail::{NewMail, mail_queue_in_tx},
    pack::money,
    refund,
    sql::{self, json, moment, parsed, texts, tx, word},
    user::{self, from_db},
    wallet::{Why, grant_in_tx},
};
use easel_db::{DbError, FromRow, Row, Tx, args};
use easel_domain::{
    Actor, Buckets, Credits, EntryKind, Gateway, Language, MailId, Money, PackId, PaymentId, PaymentState,
    PaymentStep, PriceBook, Reason, RefundState, Role, Timestamp, UserId, Utr,
    checkout::{OPEN_MS, to_gateway},
    model::Words,
    payment::{InvalidUtr, UNTOUCHED_MAX, UNTOUCHED_MS},
    refund::Balance,
};
use std::sync::Arc;
use thiserror::Error;

macro_rules! select_payment {
    ($rest:literal) => {
        concat!(
            "select p.id, p.owner_id, p.pack_id, k.label, p.gateway, p.amount_minor, p.currency, p.credits, p.reference,
               p.approvals_needed, p.state, p.utr, p.note, p.reason, p.created_at, p.expires_at, p.claimed_at, p.changed_at,
               p.paid_at, w.available_bought, c.url, u.email, u.name, u.language
             from payment p join pack k on k.id = p.pack_id join user_account u on u.id = p.owner_id
               join wallet w on w.user_id = p.owner_id left join checkout c on c.payment_id = p.id ",
            $rest
        )
    };
}

texts! {
    ONE = select_payment!("where p.id = $1");
    OWN = select_payment!("where p.id = $1 and p.owner_id = $2");
    LIST = select_payment!("where p.owner_id = $1 and (p.created_at, p.id) < ($2, $3) order by p.created_at desc, p.id desc limit $4");
    CHANGED = select_payment!("where p.owner_id = $1 and (p.changed_at >= $2 or p.state in ('created', 'pending'))
             order by p.changed_at desc, p.id desc limit $3");
    /// A payment that waits does not change until it is decided, so its last change is when it began to wait.
    WAITING = select_payment!("where p.state = 'pending' and p.approvals_needed > 0 and (p.changed_at, p.id) > ($1, $2) order by p.changed_at, p.id limit $3");
    IN_STATE = select_payment!("where p.state = $1 and (p.changed_at, p.id) < ($2, $3) order by p.changed_at desc, p.id desc limit $4");
    APPROVALS = "select a.payment_id, a.admin_id, u.name, a.at from payment_approval a join user_account u on u.id = a.admin_id
                 where a.payment_id in (select e.key from json_each(cast($1 as text)/*pg:::json*/) e) order by a.at, a.admin_id";
    LOCK = "select owner_id from payment where id = $1 /*pg: for update*/";
    /// Payments of one person take turns on the account's row, so that the count can't be outrun.
    UNTOUCHED = "select count(*) from payment where owner_id = $1 and state = 'created'";
    PACK = "select amount_minor, currency, credits from pack where id = $1 and archived_at is null";
    INSERT = "insert into payment (id, owner_id, pack_id, gateway, amount_minor, currency, credits, reference, approvals_needed,
                created_at, expires_at, state, changed_at)
              values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'created', $10) on conflict do nothing";
    TAKE_UTR = "insert into payment_utr (utr, payment_id) values ($1, $2) on conflict (utr) do nothing";
    FREE_UTR = "delete from payment_utr where payment_id = $1";
    CLAIM = "update payment set state = $2, utr = $3, note = $4, claimed_at = $5, changed_at = $5 where id = $1 and state = 'created'";
    END = "update payment set state = $3, reason = $4, changed_at = $5, paid_at = case when $3 = 'paid' then $5 else paid_at end
           where id = $1 and state = $2";
    STAND = "update payment set state = $3, changed_at = $4 where id = $1 and state = $2 and paid_at is not null";
    APPROVE = "insert into payment_approval (payment_id, admin_id, at) values ($1, $2, $3) on conflict do nothing";
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
    pub pack: PackId,
    /// What people read of the pack.
    pub label: Words,
    /// How it is paid.
    pub gateway: Gateway,
    /// What is to be paid.
    pub amount: Money,
    /// What is given for it.
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
            pack: parsed(row)?,
            label: json(row)?,
            gateway: word(row, Gateway::parse)?,
            amount: money(row)?,
            credits: row.next()?,
            reference: row.next()?,
            approvals_needed: row.next()?,
            state: word(row, PaymentState::parse)?,
            utr: row.next()?,
            note: row.next()?,
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
        let paid_at = self.paid_at.filter(|_| self.state == PaymentState::Paid && !asked)?;
        let (credits, minor) = self.balance().refundable(paid_at, self.bought, now)?;
        Some((credits, Money::new(minor, self.amount.currency())?))
    }
}

/// An administrator's word that the money came.
#[derive(Clone, Debug)]
pub struct Approval {
    /// Who.
    pub admin: UserId,
    /// What they are called.
    pub name: String,
    /// When.
    pub at: Timestamp,
}

/// A payment with who confirmed it.
#[derive(Clone, Debug)]
pub struct Decided {
    /// The payment.
    pub payment: Payment,
    /// Who confirmed it so far.
    pub approvals: Vec<Approval>,
}

/// A payment about to be ordered.
#[derive(Clone, Debug)]
pub struct NewPayment {
    /// Its id; the same one again is the same payment.
    pub id: PaymentId,
    /// What is ordered.
    pub pack: PackId,
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
    /// The pack is not, or no longer, sold.
    #[error("the pack is not on sale")]
    Pack,
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

impl Store {
    /// Orders a pack. Gateway, amount, credits and owner are settled now and never change. The same id again from the
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
        let owner = actor.user_id.to_string();
        self.db
            .write(tx!(|tx, owner, new, book| {
                user::lock_in_tx(tx, &owner).await?;
                let id = new.id.to_string();
                if let Some(there) = tx.optional::<Payment>(ONE, args![id.as_str()]).await? {
                    let same = there.owner.to_string() == owner
                        && (there.pack, there.gateway) == (new.pack, new.gateway);
                    let there = whole_in_tx(tx, there).await?;
                    return if same { Ok(there) } else { Err(PaymentError::IdempotencyMismatch) };
                }
                let pack: Option<Priced> = tx.optional(PACK, args![new.pack.to_string()]).await?;
                let Priced { amount, credits } = pack.ok_or(PaymentError::Pack)?;
                let takes = match new.gateway {
                    Gateway::Upi => amount.currency().code() == "INR",
                    Gateway::Manual => true,
                    Gateway::Stripe => to_gateway(amount).is_some() && new.page.is_some(),
                };
                if !book.has(new.gateway) || !takes {
                    return Err(PaymentError::Gateway);
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
                    new.pack.to_string(),
                    new.gateway.as_str(),
                    amount.minor(),
                    currency.code(),
                    credits,
                    new.reference,
                    needed,
                    now.0,
                    now.plus_ms(open_ms).0
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

    /// Says by which number the bank knows the payment. The same number again changes nothing. No number is ever taken
    /// twice, whoever says it.
    ///
    /// # Errors
    /// [`PaymentError`]; nothing is changed then.
    pub async fn payment_claim(
        &self,
        actor: &Actor,
        id: PaymentId,
        (typed, note): (String, Option<String>),
        now: Timestamp,
    ) -> Result<Payment, PaymentError> {
        let owner = actor.user_id;
        self.db
            .write(tx!(|tx, typed, note| {
                let payment = lock_in_tx(tx, id, Some(owner)).await?;
                if !payment.gateway.is_by_hand() {
                    return Err(PaymentError::MovedOn);
                }
                let (utr, key) = (Utr::parse(payment.gateway, &typed)?, id.to_string());
                let Some(next) = payment.state.after(PaymentStep::Claim) else {
                    let again = payment.utr.as_deref() == Some(utr.as_str());
                    return if again { Ok(payment) } else { Err(PaymentError::MovedOn) };
                };
                if tx.exec(TAKE_UTR, args![utr.as_str(), key.as_str()]).await? == 0 {
                    return Err(PaymentError::UtrTaken);
                }
                tx.exec(CLAIM, args![key, next.as_str(), utr.as_str(), note, now.0]).await?;
                changed_in_tx(tx, id).await
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

    /// Payments in a state, for administrators: those that wait from the oldest on, others from the last changed on;
    /// after `after`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn payment_queue(
        &self,
        state: PaymentState,
        after: Option<(Timestamp, PaymentId)>,
        limit: u32,
    ) -> Result<Vec<Decided>, StoreError> {
        let first = if state == PaymentState::Pending { i64::MIN } else { i64::MAX };
        let (at, id) = after.map_or((first, String::new()), |(at, id)| (at.0, id.to_string()));
        self.db
            .read(tx!(|tx, id| {
                let payments: Vec<Payment> = match state {
                    PaymentState::Pending => tx.all(WAITING, args![at, id, limit]).await?,
                    _ => tx.all(IN_STATE, args![state.as_str(), at, id, limit]).await?,
                };
                decided_in_tx(tx, payments).await
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

    /// An administrator confirms that the money came. With the last word that is needed the credits are given and the
    /// mail is queued; the same administrator's word twice is one word.
    ///
    /// # Errors
    /// [`PaymentError`]; nothing is changed then.
    pub async fn payment_approve(
        &self,
        actor: &Actor,
        id: PaymentId,
        mail: PaymentMail,
        now: Timestamp,
    ) -> Result<Decided, PaymentError> {
        let (admin, role) = (actor.user_id, actor.role);
        self.db
            .write(tx!(|tx, mail| {
                let (key, me) = (id.to_string(), admin.to_string());
                let payment = admin_lock_in_tx(tx, id, role).await?;
                if payment.owner == admin {
                    return Err(PaymentError::Own);
                }
                let Decided { payment, approvals } = one_decided_in_tx(tx, payment).await?;
                let said = approvals.iter().any(|approval| approval.admin == admin);
                if said && matches!(payment.state, PaymentState::Pending | PaymentState::Paid) {
                    return Ok(Decided { payment, approvals });
                }
                if payment.state != PaymentState::Pending
                    || tx.exec(APPROVE, args![key, me, now.0]).await? == 0
                {
                    return Err(PaymentError::MovedOn);
                }
                let given = 1 + i64::try_from(approvals.len()).unwrap_or(i64::MAX);
                let note = format!("{given} of {}", payment.approvals_needed);
                if given < payment.approvals_needed {
                    record_in_tx(tx, admin, ("payment.approve", &note), (&payment, payment.state), now)
                        .await?;
                    return Ok(one_decided_in_tx(tx, payment).await?);
                }
                let paid = step_in_tx(tx, &payment, (PaymentStep::Approve, None), now).await?;
                record_in_tx(tx, admin, ("payment.approve", &note), (&payment, paid.state), now).await?;
                give_in_tx(tx, &paid, Some(admin), now).await?;
                let params = vec![("credits", mail.credits), ("link", mail.link)];
                mail_in_tx(tx, &paid, ("payment_approved", params), now).await?;
                Ok(one_decided_in_tx(tx, paid).await?)
            }))
            .await
    }

    /// An administrator found no such payment.
    ///
    /// # Errors
    /// [`PaymentError`]; nothing is changed then.
    pub async fn payment_reject(
        &self,
        actor: &Actor,
        id: PaymentId,
        (reason, mail): (String, PaymentMail),
        now: Timestamp,
    ) -> Result<Decided, PaymentError> {
        let (admin, role) = (actor.user_id, actor.role);
        self.db
            .write(tx!(|tx, reason, mail| {
                let payment = admin_lock_in_tx(tx, id, role).await?;
                let step = (PaymentStep::Reject, Some(reason.as_str()));
                let rejected = step_in_tx(tx, &payment, step, now).await?;
                let said = ("payment.reject", reason.as_str());
                record_in_tx(tx, admin, said, (&payment, rejected.state), now).await?;
                let params = vec![("reason", reason), ("link", mail.link)];
                mail_in_tx(tx, &rejected, ("payment_rejected", params), now).await?;
                Ok(one_decided_in_tx(tx, rejected).await?)
            }))
            .await
    }

    /// Lets the UTR of a rejected payment be given for another one: it was rejected by mistake, or belonged to
    /// somebody else.
    ///
    /// # Errors
    /// [`PaymentError`]; nothing is changed then.
    pub async fn payment_utr_free(
        &self,
        actor: &Actor,
        id: PaymentId,
        reason: String,
        now: Timestamp,
    ) -> Result<Decided, PaymentError> {
        let (admin, role) = (actor.user_id, actor.role);
        self.db
            .write(tx!(|tx, reason| {
                let payment = admin_lock_in_tx(tx, id, role).await?;
                let freed = payment.state == PaymentState::Rejected
                    && tx.exec(FREE_UTR, args![id.to_string()]).await? == 1;
                if !freed {
                    return Err(PaymentError::MovedOn);
                }
                let said = ("payment.utr_free", reason.as_str());
                record_in_tx(tx, admin, said, (&payment, payment.state), now).await?;
                Ok(one_decided_in_tx(tx, payment).await?)
            }))
            .await
    }
}

/// What a pack on sale costs and gives.
struct Priced {
    amount: Money,
    credits: i64,
}

impl FromRow for Priced {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self { amount: money(row)?, credits: row.next()? })
    }
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

/// Any payment, without what went back of it.
pub(crate) async fn find_in_tx(tx: &mut Tx<'_>, id: PaymentId) -> Result<Payment, DbError> {
    tx.one(ONE, args![id.to_string()]).await
}

async fn whole_in_tx(tx: &mut Tx<'_>, payment: Payment) -> Result<Payment, PaymentError> {
    let whole = refund::with_refunds_in_tx(tx, vec![payment]).await?.pop();
    Ok(whole.ok_or(StoreError::Ledger("a payment that was read is missing"))?)
}

async fn admin_lock_in_tx(tx: &mut Tx<'_>, id: PaymentId, role: Role) -> Result<Payment, PaymentError> {
    if role != Role::Admin {
        return Err(PaymentError::Forbidden);
    }
    // What a gateway says of its own payments is nobody's to decide.
    let payment = lock_in_tx(tx, id, None).await?;
    if payment.gateway.is_by_hand() { Ok(payment) } else { Err(PaymentError::MovedOn) }
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

async fn decided_in_tx(tx: &mut Tx<'_>, payments: Vec<Payment>) -> Result<Vec<Decided>, StoreError> {
    let payments = refund::with_refunds_in_tx(tx, payments).await?;
    let ids: Vec<PaymentId> = payments.iter().map(|payment| payment.id).collect();
    let rows: Vec<(String, String, String, i64)> = tx.all(APPROVALS, args![gallery::keys(&ids)?]).await?;
    let mut decided: Vec<Decided> =
        payments.into_iter().map(|payment| Decided { payment, approvals: Vec::new() }).collect();
    for (id, admin, name, at) in rows {
        let approval =
            Approval { admin: admin.parse().map_err(StoreError::corrupt)?, name, at: Timestamp(at) };
        if let Some(of) = decided.iter_mut().find(|decided| decided.payment.id.to_string() == id) {
            of.approvals.push(approval);
        }
    }
    Ok(decided)
}

async fn one_decided_in_tx(tx: &mut Tx<'_>, payment: Payment) -> Result<Decided, StoreError> {
    let mut decided = decided_in_tx(tx, vec![payment]).await?;
    decided.pop().ok_or(StoreError::Ledger("a payment that was read is missing"))
}

/// Gives what was paid for, once.
pub(crate) async fn give_in_tx(
    tx: &mut Tx<'_>,
    paid: &Payment,
    actor: Option<UserId>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let credits = Credits::new(paid.credits).ok_or(StoreError::Ledger("credits below zero"))?;
    let key = paid.id.to_string();
    let why = Why { payment: Some(&key), actor, ..Why::of(Reason::TopUp) };
    grant_in_tx(tx, paid.owner, (EntryKind::TopUp, Buckets::bought(credits)), why, now).await?;
    Ok(())
}

async fn record_in_tx(
    tx: &mut Tx<'_>,
    admin: UserId,
    (action, reason): (&'static str, &str),
    (before, after): (&Payment, PaymentState),
    now: Timestamp,
) -> Result<(), DbError> {
    let subject = before.id.to_string();
    let utr = before.utr.as_deref().unwrap_or("");
    let says = |state: PaymentState| Some(format!("{} {} {utr}", state.as_str(), before.amount));
    let line = audit::Line {
        actor: Some(admin),
        action,
        subject: &subject,
        reason,
        before: says(before.state),
        after: says(after),
    };
    audit::record_in_tx(tx, line, now).await
}

pub(crate) async fn mail_in_tx(
    tx: &mut Tx<'_>,
    payment: &Payment,
    (template, more): (&'static str, Vec<(&'static str, String)>),
    now: Timestamp,
) -> Result<(), StoreError> {
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
