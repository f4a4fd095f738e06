//! Refunds: asked for by the payer, decided by an administrator, and from that moment the credits are gone and the money
//! is on its way, written down before anybody is asked to send it. Money that went back at the gateway itself is found
//! here, too.

use crate::{
    MailWords, Payment, PaymentError, Till,
    checkout::settle_standing_in_tx,
    dispute,
    payment::{bought_in_tx, changed_in_tx, lock_in_tx, mail_in_tx},
    receipt::{NewReceipt, receipt_issue_in_tx},
};
use easel_db::{DbError, FromRow, Row, Tx, args, texts, tx};
use easel_domain::{
    Actor, EntryKind, MailKind, Money, PaymentId, PaymentState, Permission, Reason, RefundId, RefundState,
    Role, Timestamp, UserId,
    checkout::{SeenRefund, SeenState, from_gateway, refund_to_gateway, try_after_ms},
    payment::Ordered,
    receipt::{Buyer, ReceiptKind},
};
use easel_store::{
    StoreError, audit, from_db,
    sql::{self, moment, money, parsed, parsed_or_null, plain, word},
    wallet::{WalletRow, wallet_lock_in_tx},
};
use thiserror::Error;

macro_rules! select_refund {
    ($rest:literal) => {
        concat!(
            "select r.id, r.payment_id, r.credits, r.amount_minor, p.currency, r.state, r.asked_by, r.decided_by, r.reason,
               r.answer, r.gateway_ref, r.bank_ref, r.created_at, r.changed_at
             from refund r join payment p on p.id = r.payment_id ",
            $rest
        )
    };
}

texts! {
    OF = select_refund!("where r.payment_id in (select e.key from json_each(cast($1 as text)/*pg:::json*/) e) order by r.created_at, r.id");
    ONE = select_refund!("where r.id = $1");
    WAITING = select_refund!("where r.state = $1 and (r.changed_at, r.id) > ($2, $3) order by r.changed_at, r.id limit $4");
    IN_STATE = select_refund!("where r.state = $1 and (r.changed_at, r.id) < ($2, $3) order by r.changed_at desc, r.id desc limit $4");
    INSERT = "insert into refund (id, payment_id, asked_by, credits, amount_minor, state, reason, gateway_ref, created_at, changed_at)
              values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9) on conflict do nothing";
    AGREE = "update refund set state = 'sending', credits = $2, amount_minor = $3, decided_by = $4, send_at = $5, changed_at = $6
             where id = $1 and state = 'requested'";
    END = "update refund set state = $3, answer = coalesce($4, answer), decided_by = coalesce($5, decided_by), gateway_ref = coalesce($6, gateway_ref),
             bank_ref = coalesce($7, bank_ref), send_at = null, changed_at = $8 where id = $1 and state = $2";
    TO_SEND = "select r.id, r.payment_id, c.intent_id, r.amount_minor, p.currency, r.tries
               from refund r join payment p on p.id = r.payment_id join checkout c on c.payment_id = p.id
               where r.send_at <= $1 and r.state = 'sending' order by r.send_at limit $2 /*pg: for update of r skip locked*/";
    TRIED = "update refund set tries = tries + 1, send_at = $2 where id = $1";
}

/// Money of a payment that goes or went back.
#[derive(Clone, Debug)]
pub struct Refund {
    /// Its id.
    pub id: RefundId,
    /// Of which payment.
    pub payment: PaymentId,
    /// Credits that go back with it.
    pub credits: i64,
    /// The money.
    pub amount: Money,
    /// Where it is on its way.
    pub state: RefundState,
    /// Who asked for it; nobody where it was made at the gateway.
    pub asked_by: Option<UserId>,
    /// Which administrator decided.
    pub decided_by: Option<UserId>,
    /// Why it was asked for.
    pub reason: Option<String>,
    /// What was answered.
    pub answer: Option<String>,
    /// What the gateway calls it.
    pub gateway_ref: Option<String>,
    /// What the bank calls the transfer that an administrator made.
    pub bank_ref: Option<String>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// Last changed.
    pub changed_at: Timestamp,
}

impl FromRow for Refund {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self {
            id: parsed(row)?,
            payment: parsed(row)?,
            credits: row.next()?,
            amount: money(row)?,
            state: word(row, RefundState::parse)?,
            asked_by: parsed_or_null(row)?,
            decided_by: parsed_or_null(row)?,
            reason: row.next()?,
            answer: row.next()?,
            gateway_ref: row.next()?,
            bank_ref: row.next()?,
            created_at: moment(row)?,
            changed_at: moment(row)?,
        })
    }
}

impl Refund {
    /// What comes to the wallet when its money did not go.
    fn given_back(&self) -> (EntryKind, Reason, i64) {
        (EntryKind::Grant, Reason::RefundFailed, self.credits)
    }
}

/// A refund with the payment it is of, for administrators.
#[derive(Clone, Debug)]
pub struct QueuedRefund {
    /// The refund.
    pub refund: Refund,
    /// Its payment.
    pub payment: Payment,
}

/// A refund somebody asks for.
#[derive(Clone, Debug)]
pub struct NewRefund {
    /// Its id; the same one again is the same refund.
    pub id: RefundId,
    /// Of which payment.
    pub payment: PaymentId,
    /// Why.
    pub reason: String,
}

/// A refund that the gateway is to be asked for.
#[derive(Clone, Debug)]
pub struct RefundToSend {
    /// Its id, and the key by which asking twice sends once.
    pub id: RefundId,
    /// Of which payment.
    pub payment: PaymentId,
    /// What the gateway calls the money's way.
    pub intent_id: String,
    /// In the gateway's units.
    pub amount: i64,
    /// Whether it was asked before, so that it may be there already.
    pub is_again: bool,
}

struct ToSend {
    send: Option<RefundToSend>,
    id: RefundId,
    tries: i64,
}

impl FromRow for ToSend {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        let (id, payment): (RefundId, PaymentId) = (parsed(row)?, parsed(row)?);
        let (intent, amount): (Option<String>, Money) = (row.next()?, money(row)?);
        let tries: i64 = row.next()?;
        let amount = refund_to_gateway(amount.minor(), amount.currency());
        let send =
            intent.map(|intent_id| RefundToSend { id, payment, intent_id, amount, is_again: tries > 0 });
        Ok(Self { send, id, tries })
    }
}

/// Why a refund was not asked for or decided.
#[derive(Debug, Error)]
pub enum RefundError {
    /// There is none, or it is somebody else's.
    #[error("no such refund")]
    Missing,
    /// Too late, nothing left, or one is under way.
    #[error("nothing can be refunded")]
    Nothing,
    /// The id was used for another one.
    #[error("the id is taken")]
    IdempotencyMismatch,
    /// It is not where this can be done.
    #[error("the refund has moved on")]
    MovedOn,
    /// Nobody decides about their own.
    #[error("the administrator's own refund")]
    Own,
    /// Only administrators.
    #[error("not an administrator")]
    Forbidden,
    /// The house's fault.
    #[error("the refund failed")]
    Store(#[from] StoreError),
}
from_db!(RefundError);

impl From<PaymentError> for RefundError {
    fn from(error: PaymentError) -> Self {
        match error {
            PaymentError::Missing => Self::Missing,
            PaymentError::Store(error) => Self::Store(error),
            other => Self::Store(StoreError::corrupt(other)),
        }
    }
}

pub(crate) async fn with_refunds_in_tx(
    tx: &mut Tx<'_>,
    mut payments: Vec<Payment>,
) -> Result<Vec<Payment>, StoreError> {
    let ids: Vec<PaymentId> = payments.iter().filter(|p| p.state.is_paid()).map(|p| p.id).collect();
    if ids.is_empty() {
        return Ok(payments);
    }
    let refunds: Vec<Refund> = tx.all(OF, args![sql::keys(&ids)?]).await?;
    for payment in &mut payments {
        payment.refunds = refunds.iter().filter(|refund| refund.payment == payment.id).cloned().collect();
    }
    Ok(payments)
}

impl Till {
    /// Asks for what can be asked back of a payment. The same id again is the same refund.
    ///
    /// # Errors
    /// [`RefundError`]; nothing is asked for then.
    pub async fn refund_request(
        &self,
        actor: &Actor,
        new: NewRefund,
        now: Timestamp,
    ) -> Result<Payment, RefundError> {
        let owner = actor.user_id;
        self.db
            .write(tx!(|tx, new| {
                let payment = lock_in_tx(tx, new.payment, Some(owner)).await?;
                if let Some(there) = find_in_tx(tx, new.id).await? {
                    let same = there.payment == new.payment && there.asked_by == Some(owner);
                    return if same { Ok(payment) } else { Err(RefundError::IdempotencyMismatch) };
                }
                let (credits, amount) = payment.refundable(now).ok_or(RefundError::Nothing)?;
                let row = args![
                    new.id.to_string(),
                    new.payment.to_string(),
                    owner.to_string(),
                    credits,
                    amount.minor(),
                    RefundState::Requested.as_str(),
                    plain(&new.reason),
                    None::<String>,
                    now.0
                ];
                if tx.exec(INSERT, row).await? == 0 {
                    return Err(RefundError::IdempotencyMismatch);
                }
                Ok(changed_in_tx(tx, new.payment).await?)
            }))
            .await
    }

    /// Refunds in a state, for administrators: those that wait from the oldest on, others from the last changed on;
    /// after `after`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn refund_queue(
        &self,
        state: RefundState,
        after: Option<(Timestamp, RefundId)>,
        limit: u32,
    ) -> Result<Vec<QueuedRefund>, StoreError> {
        let waits = matches!(state, RefundState::Requested | RefundState::Sending);
        let (text, first) = if waits { (WAITING, i64::MIN) } else { (IN_STATE, i64::MAX) };
        let (at, id) = after.map_or((first, String::new()), |(at, id)| (at.0, id.to_string()));
        self.db
            .read(tx!(|tx, id| {
                let refunds: Vec<Refund> = tx.all(text, args![state.as_str(), at, id, limit]).await?;
                let payments =
                    crate::payment::some_in_tx(tx, refunds.iter().map(|refund| refund.payment)).await?;
                let payments = with_refunds_in_tx(tx, payments).await?;
                let of = |refund: Refund| {
                    let payment = payments.iter().find(|payment| payment.id == refund.payment)?.clone();
                    Some(QueuedRefund { refund, payment })
                };
                Ok(refunds.into_iter().filter_map(of).collect())
            }))
            .await
    }

    /// An administrator agrees: the credits are taken now, as many of them as are still there, and the money is on its
    /// way.
    ///
    /// # Errors
    /// [`RefundError`]; nothing is changed then.
    pub async fn refund_approve(
        &self,
        actor: &Actor,
        id: RefundId,
        now: Timestamp,
    ) -> Result<QueuedRefund, RefundError> {
        let (admin, role) = (actor.user_id, actor.role);
        self.db
            .write(tx!(|tx| {
                let (refund, payment) = admin_lock_in_tx(tx, id, (admin, role)).await?;
                if refund.state.counts() && refund.decided_by == Some(admin) {
                    return Ok(QueuedRefund { refund, payment });
                }
                if refund.state != RefundState::Requested || payment.state != PaymentState::Paid {
                    return Err(RefundError::MovedOn);
                }
                let mut wallet = wallet_lock_in_tx(tx, payment.owner).await?;
                let balance = payment.balance();
                let left = (balance.credits - balance.taken).min(wallet.wallet.available.bought);
                let credits = refund.credits.min(left);
                let currency = payment.amount.currency();
                let mut minor = balance.amount_for(credits.max(0));
                if !payment.gateway.is_by_hand() {
                    minor = from_gateway(refund_to_gateway(minor, currency), currency);
                }
                if credits <= 0 || minor <= 0 {
                    return Err(RefundError::Nothing);
                }
                let send_at = (!payment.gateway.is_by_hand()).then_some(now.0);
                let row = args![id.to_string(), credits, minor, admin.to_string(), send_at, now.0];
                if tx.exec(AGREE, row).await? != 1 {
                    return Err(StoreError::Ledger("a refund moved under the transaction").into());
                }
                let taken = (EntryKind::Refund, Reason::Refund, credits);
                bought_in_tx(tx, &payment, &mut wallet, taken, Some(admin), now).await?;
                let said = ("refund.approve", refund.reason.as_deref().unwrap_or(""));
                record_in_tx(tx, admin, said, (&refund, RefundState::Sending), now).await?;
                standing_in_tx(tx, payment.id, now).await?;
                queued_in_tx(tx, id).await
            }))
            .await
    }

    /// An administrator says no; or, where the money was to be sent by hand, that it couldn't be: then the credits are
    /// given back.
    ///
    /// # Errors
    /// [`RefundError`]; nothing is changed then.
    pub async fn refund_reject(
        &self,
        actor: &Actor,
        id: RefundId,
        (answer, words): (String, MailWords),
        now: Timestamp,
    ) -> Result<QueuedRefund, RefundError> {
        let (admin, role) = (actor.user_id, actor.role);
        self.db
            .write(tx!(|tx, answer, words| {
                let (refund, payment) = admin_lock_in_tx(tx, id, (admin, role)).await?;
                let next = match refund.state {
                    RefundState::Requested => RefundState::Rejected,
                    RefundState::Sending if payment.gateway.is_by_hand() => RefundState::Failed,
                    _ => return Err(RefundError::MovedOn),
                };
                let end = End { answer: Some(&answer), admin: Some(admin), ..End::to(next) };
                end_in_tx(tx, &refund, end, now).await?;
                record_in_tx(tx, admin, ("refund.reject", &answer), (&refund, next), now).await?;
                if next == RefundState::Rejected {
                    let params = vec![("reason", answer), ("link", words.link(payment.id))];
                    mail_in_tx(tx, &payment, (MailKind::RefundRejected, params), now).await?;
                } else {
                    let mut wallet = wallet_lock_in_tx(tx, payment.owner).await?;
                    bought_in_tx(tx, &payment, &mut wallet, refund.given_back(), None, now).await?;
                    tell_in_tx(tx, &payment, MailKind::RefundFailed, &refund, &words, now).await?;
                }
                standing_in_tx(tx, payment.id, now).await?;
                queued_in_tx(tx, id).await
            }))
            .await
    }

    /// An administrator sent the money by hand.
    ///
    /// # Errors
    /// [`RefundError`]; nothing is changed then.
    pub async fn refund_close(
        &self,
        actor: &Actor,
        id: RefundId,
        (bank_ref, words): (String, MailWords),
        now: Timestamp,
    ) -> Result<QueuedRefund, RefundError> {
        let (admin, role) = (actor.user_id, actor.role);
        self.db
            .write(tx!(|tx, bank_ref, words| {
                let (refund, payment) = admin_lock_in_tx(tx, id, (admin, role)).await?;
                if refund.state != RefundState::Sending || !payment.gateway.is_by_hand() {
                    return Err(RefundError::MovedOn);
                }
                let end = End { bank_ref: Some(&bank_ref), ..End::to(RefundState::Done) };
                end_in_tx(tx, &refund, end, now).await?;
                record_in_tx(tx, admin, ("refund.close", &bank_ref), (&refund, RefundState::Done), now)
                    .await?;
                let source = id.to_string();
                let written = (source.as_str(), refund.amount, refund.credits);
                note_in_tx(tx, &payment, written, Some(&bank_ref), now).await?;
                tell_in_tx(tx, &payment, MailKind::RefundDone, &refund, &words, now).await?;
                standing_in_tx(tx, payment.id, now).await?;
                queued_in_tx(tx, id).await
            }))
            .await
    }

    /// Refunds that a gateway is to be asked for, whose turn it is. Each is given to one asker; should nothing come of
    /// it, its turn comes again, ever later, until the gateway answers.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn refunds_to_send(&self, limit: u32, now: Timestamp) -> Result<Vec<RefundToSend>, StoreError> {
        self.db
            .write(tx!(|tx| {
                let due: Vec<ToSend> = tx.all(TO_SEND, args![now.0, limit]).await?;
                for due in &due {
                    let next = now.plus_ms(try_after_ms(due.tries)).0;
                    tx.exec(TRIED, args![due.id.to_string(), next]).await?;
                }
                Ok(due.into_iter().filter_map(|due| due.send).collect())
            }))
            .await
    }

    /// What the gateway answered when it was asked for a refund: how it stands there, or the word by which it refused;
    /// then the credits are given back.
    ///
    /// # Errors
    /// When the database fails or a rule would be broken.
    pub async fn refund_answered(
        &self,
        id: RefundId,
        answer: Result<SeenRefund, String>,
        words: &MailWords,
        now: Timestamp,
    ) -> Result<(), RefundError> {
        let words = words.clone();
        self.db
            .write(tx!(|tx, answer, words| {
                let refund = find_in_tx(tx, id).await?.ok_or(RefundError::Missing)?;
                let payment = lock_in_tx(tx, refund.payment, None).await?;
                let mut wallet = wallet_lock_in_tx(tx, payment.owner).await?;
                // Read anew: it was found before the payment was locked.
                let refund = find_in_tx(tx, id).await?.ok_or(RefundError::Missing)?;
                if refund.state != RefundState::Sending {
                    return Ok(());
                }
                let (state, name, word) = match &answer {
                    Ok(seen) => (seen.state, Some(seen.id.as_str()), None),
                    Err(word) => (SeenState::Failed, None, Some(word.as_str())),
                };
                our_end_in_tx(tx, (&payment, &mut wallet), (&refund, state), (name, word, &words), now)
                    .await?;
                standing_in_tx(tx, payment.id, now).await?;
                Ok(())
            }))
            .await
    }
}

/// Brings the refunds of a paid payment to what the gateway says. Payment and wallet are under lock.
pub(crate) async fn seen_in_tx(
    tx: &mut Tx<'_>,
    payment: Payment,
    wallet: &mut WalletRow,
    (seen, words): (&[SeenRefund], &MailWords),
    now: Timestamp,
) -> Result<Payment, StoreError> {
    let mut payment = payment;
    for seen in seen {
        let known = payment.refunds.iter().find(|refund| {
            Some(refund.id) == seen.ours || refund.gateway_ref.as_deref() == Some(seen.id.as_str())
        });
        match known.cloned() {
            Some(refund) => {
                let name = (Some(seen.id.as_str()), None, words);
                our_end_in_tx(tx, (&payment, wallet), (&refund, seen.state), name, now).await?;
            }
            None if seen.state == SeenState::Gone => found_in_tx(tx, &payment, wallet, seen, now).await?,
            None => {}
        }
        let row = crate::payment::find_in_tx(tx, payment.id).await?;
        let whole = with_refunds_in_tx(tx, vec![row]).await?.pop();
        payment = whole.ok_or(StoreError::Ledger("a payment that was read is missing"))?;
    }
    Ok(payment)
}

/// Money that somebody sent back at the gateway: its share of the credits is taken, as far as it is there. What was
/// spent of it stays spent: whoever sent the money back there decided so.
async fn found_in_tx(
    tx: &mut Tx<'_>,
    payment: &Payment,
    wallet: &mut WalletRow,
    seen: &SeenRefund,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (balance, currency) = (payment.balance(), payment.amount.currency());
    let minor = from_gateway(seen.amount, currency).min(balance.amount_minor - balance.returned_minor);
    if minor <= 0 {
        tracing::error!(payment = %payment.id, alarm = true, "more money went back than was paid");
        return Ok(());
    }
    let held_back = dispute::taken_in_tx(tx, payment.id).await?;
    let left = (balance.credits - balance.taken - held_back).min(wallet.wallet.available.bought);
    // A plan's credits lapse by themselves.
    let is_pack = matches!(payment.what, Ordered::Pack(_));
    let credits = if is_pack { balance.credits_for(minor).min(left).max(0) } else { 0 };
    let id = RefundId(sql::new_id(now)).to_string();
    let row = args![
        id.as_str(),
        payment.id.to_string(),
        None::<String>,
        credits,
        minor,
        RefundState::Done.as_str(),
        None::<String>,
        seen.id.as_str(),
        now.0
    ];
    if tx.exec(INSERT, row).await? == 1 {
        let taken = (EntryKind::Refund, Reason::Refund, credits);
        bought_in_tx(tx, payment, wallet, taken, None, now).await?;
        let amount = Money::new(minor, currency).ok_or(StoreError::Ledger("a refund of nothing"))?;
        note_in_tx(tx, payment, (&id, amount, credits), Some(&seen.id), now).await?;
        let line = audit::Line {
            actor: None,
            action: "refund.found",
            subject: &id,
            reason: "made at the gateway",
            before: None,
            after: Some(format!("{minor} {} for {credits}", currency.code())),
        };
        audit::record_in_tx(tx, line, now).await?;
    }
    Ok(())
}

/// How a refund that we know of ended at the gateway. One that went and came back fails later.
async fn our_end_in_tx(
    tx: &mut Tx<'_>,
    (payment, wallet): (&Payment, &mut WalletRow),
    (refund, state): (&Refund, SeenState),
    (name, word, words): (Option<&str>, Option<&str>, &MailWords),
    now: Timestamp,
) -> Result<(), StoreError> {
    let next = match (refund.state, state) {
        (RefundState::Sending, SeenState::Gone) => RefundState::Done,
        (RefundState::Sending | RefundState::Done, SeenState::Failed) => RefundState::Failed,
        _ => return Ok(()),
    };
    let end = End { gateway_ref: name, answer: word, ..End::to(next) };
    end_in_tx(tx, refund, end, now).await?;
    let source = refund.id.to_string();
    let template = if next == RefundState::Failed {
        if refund.state == RefundState::Done {
            unnote_in_tx(tx, payment, (&source, refund.amount, refund.credits), name, now).await?;
        }
        bought_in_tx(tx, payment, wallet, refund.given_back(), None, now).await?;
        tracing::warn!(refund = %refund.id, ?word, "a refund failed; its credits were given back");
        MailKind::RefundFailed
    } else {
        note_in_tx(tx, payment, (&source, refund.amount, refund.credits), name, now).await?;
        MailKind::RefundDone
    };
    tell_in_tx(tx, payment, template, refund, words, now).await
}

async fn find_in_tx(tx: &mut Tx<'_>, id: RefundId) -> Result<Option<Refund>, DbError> {
    tx.optional(ONE, args![id.to_string()]).await
}

/// The refund and its payment, once nobody else is at them.
async fn admin_lock_in_tx(
    tx: &mut Tx<'_>,
    id: RefundId,
    (admin, role): (UserId, Role),
) -> Result<(Refund, Payment), RefundError> {
    if !role.may(Permission::Money) {
        return Err(RefundError::Forbidden);
    }
    let found = find_in_tx(tx, id).await?.ok_or(RefundError::Missing)?;
    let payment = lock_in_tx(tx, found.payment, None).await?;
    if payment.owner == admin {
        return Err(RefundError::Own);
    }
    let refund = find_in_tx(tx, id).await?.ok_or(RefundError::Missing)?;
    Ok((refund, payment))
}

async fn queued_in_tx(tx: &mut Tx<'_>, id: RefundId) -> Result<QueuedRefund, RefundError> {
    let refund = find_in_tx(tx, id).await?.ok_or(RefundError::Missing)?;
    let payment = changed_in_tx(tx, refund.payment).await?;
    Ok(QueuedRefund { refund, payment })
}

async fn standing_in_tx(tx: &mut Tx<'_>, id: PaymentId, now: Timestamp) -> Result<(), RefundError> {
    let payment = changed_in_tx(tx, id).await?;
    Ok(settle_standing_in_tx(tx, &payment, now).await?)
}

/// How a refund ends, and what is noted with it.
struct End<'a> {
    state: RefundState,
    answer: Option<&'a str>,
    admin: Option<UserId>,
    gateway_ref: Option<&'a str>,
    bank_ref: Option<&'a str>,
}

impl End<'_> {
    fn to(state: RefundState) -> Self {
        Self { state, answer: None, admin: None, gateway_ref: None, bank_ref: None }
    }
}

async fn end_in_tx(tx: &mut Tx<'_>, refund: &Refund, end: End<'_>, now: Timestamp) -> Result<(), StoreError> {
    let row = args![
        refund.id.to_string(),
        refund.state.as_str(),
        end.state.as_str(),
        end.answer,
        end.admin.map(|admin| admin.to_string()),
        end.gateway_ref,
        end.bank_ref,
        now.0
    ];
    if tx.exec(END, row).await? != 1 {
        return Err(StoreError::Ledger("a refund moved under the transaction"));
    }
    Ok(())
}

/// Writes the credit note of money that went back.
async fn note_in_tx(
    tx: &mut Tx<'_>,
    payment: &Payment,
    written: (&str, Money, i64),
    paid_by: Option<&str>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let key = payment.id.to_string();
    let new = receipt_of(payment, (ReceiptKind::CreditNote, &key), written, paid_by);
    receipt_issue_in_tx(tx, new, now).await
}

/// Money came back after its credit note was written, which stays: another receipt takes it back.
async fn unnote_in_tx(
    tx: &mut Tx<'_>,
    payment: &Payment,
    (refund, amount, credits): (&str, Money, i64),
    paid_by: Option<&str>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let source = format!("{refund}/back");
    let written = (source.as_str(), amount, credits);
    let new = receipt_of(payment, (ReceiptKind::Receipt, refund), written, paid_by);
    receipt_issue_in_tx(tx, new, now).await
}

fn receipt_of<'a>(
    payment: &'a Payment,
    (kind, corrects): (ReceiptKind, &'a str),
    (source, amount, credits): (&'a str, Money, i64),
    paid_by: Option<&'a str>,
) -> NewReceipt<'a> {
    NewReceipt {
        kind,
        owner: payment.owner,
        buyer: Buyer { name: payment.name.clone(), email: payment.email.clone() },
        label: &payment.label,
        credits,
        amount,
        reference: &payment.reference,
        gateway: payment.gateway,
        paid_by,
        payment: Some(payment.id),
        source,
        corrects: Some(corrects),
    }
}

async fn tell_in_tx(
    tx: &mut Tx<'_>,
    payment: &Payment,
    template: MailKind,
    refund: &Refund,
    words: &MailWords,
    now: Timestamp,
) -> Result<(), StoreError> {
    let params = vec![
        ("refund", refund.amount.to_string()),
        ("credits", words.credits(payment.language, refund.credits)),
        ("link", words.link(payment.id)),
    ];
    mail_in_tx(tx, payment, (template, params), now).await
}

async fn record_in_tx(
    tx: &mut Tx<'_>,
    admin: UserId,
    said: (&'static str, &str),
    (before, after): (&Refund, RefundState),
    now: Timestamp,
) -> Result<(), DbError> {
    let says = |state: RefundState| format!("{} {} for {}", state.as_str(), before.amount, before.credits);
    audit::decided_in_tx(tx, admin, said, (&before.id.to_string(), says(before.state), says(after)), now)
        .await
}
