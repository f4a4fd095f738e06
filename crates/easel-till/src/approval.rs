//! What administrators do about payments: see who waits, confirm, refuse. What a gateway says of its own payments is
//! nobody's to decide.

use crate::{
    Payment, PaymentError, PaymentMail, Till,
    payment::{PaidBy, give_in_tx, lock_in_tx, mail_in_tx, select_payment, step_in_tx},
    refund,
};
use easel_db::{DbError, Tx, args, texts, tx};
use easel_domain::{
    Actor, MailKind, PaymentId, PaymentState, PaymentStep, Permission, Role, Timestamp, UserId,
};
use easel_store::{StoreError, audit, sql};

texts! {
    /// A payment that waits does not change until it is decided, so its last change is when it began to wait.
    WAITING = select_payment!("where p.state = 'pending' and p.approvals_needed > 0 and (p.changed_at, p.id) > ($1, $2) order by p.changed_at, p.id limit $3");
    IN_STATE = select_payment!("where p.state = $1 and (p.changed_at, p.id) < ($2, $3) order by p.changed_at desc, p.id desc limit $4");
    APPROVALS = "select a.payment_id, a.admin_id, u.name, a.at from payment_approval a join user_account u on u.id = a.admin_id
                 where a.payment_id in (select e.key from json_each(cast($1 as text)/*pg:::json*/) e) order by a.at, a.admin_id";
    FREE_UTR = "delete from payment_utr where payment_id = $1";
    APPROVE = "insert into payment_approval (payment_id, admin_id, at) values ($1, $2, $3) on conflict do nothing";
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

impl Till {
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

    /// An administrator confirms that the money came. With the last word that is needed the credits are given, or the
    /// plan begins or goes on, and the mail is queued; the same administrator's word twice is one word.
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
                let by = PaidBy { actor: Some(admin), word: None, billed: None };
                give_in_tx(tx, &paid, by, mail, now).await?;
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
                mail_in_tx(tx, &rejected, (MailKind::PaymentRejected, params), now).await?;
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

async fn admin_lock_in_tx(tx: &mut Tx<'_>, id: PaymentId, role: Role) -> Result<Payment, PaymentError> {
    if !role.may(Permission::Money) {
        return Err(PaymentError::Forbidden);
    }
    // What a gateway says of its own payments is nobody's to decide.
    let payment = lock_in_tx(tx, id, None).await?;
    if payment.gateway.is_by_hand() { Ok(payment) } else { Err(PaymentError::MovedOn) }
}

async fn decided_in_tx(tx: &mut Tx<'_>, payments: Vec<Payment>) -> Result<Vec<Decided>, StoreError> {
    let payments = refund::with_refunds_in_tx(tx, payments).await?;
    let ids: Vec<PaymentId> = payments.iter().map(|payment| payment.id).collect();
    let rows: Vec<(String, String, String, i64)> = tx.all(APPROVALS, args![sql::keys(&ids)?]).await?;
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

async fn record_in_tx(
    tx: &mut Tx<'_>,
    admin: UserId,
    said: (&'static str, &str),
    (before, after): (&Payment, PaymentState),
    now: Timestamp,
) -> Result<(), DbError> {
    let utr = before.utr.as_deref().unwrap_or("");
    let says = |state: PaymentState| format!("{} {} {utr}", state.as_str(), before.amount);
    audit::decided_in_tx(tx, admin, said, (&before.id.to_string(), says(before.state), says(after)), now)
        .await
}
