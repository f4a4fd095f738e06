//! Plans that a gateway bills by itself. As with payments, nothing it tells is believed: it is asked, and what it says
//! is compared with the plan. Each term that was paid is a payment of ours, with a receipt; the first was ordered here,
//! the others are found.

use crate::{
    MailWords, Payment, PaymentError, Till, checkout, gateway_event,
    payment::{changed_in_tx, mail_in_tx, receipt_in_tx},
};
use easel_db::{DbError, FromRow, Row, Tx, args, texts, tx};
use easel_domain::{
    Actor, Gateway, MailKind, Money, PaymentId, PlanId, SeenInvoice, SeenSubscription, SubscriptionId,
    Timestamp, UserId,
    billing::{InvoiceReason, LOOK_MS, RENEWAL_LOOK_MS, Standing},
    checkout::{from_gateway, try_after_ms},
    model::words_in,
    plan::{Course, day},
};
use easel_store::{
    StoreError, Subscription, SubscriptionError, audit,
    plan::{Plan, plan_in_tx},
    sql::{self, parsed},
    subscription::{self, Billed, NewSubscription, PaidBy},
    wallet::{WalletRow, wallet_lock_in_tx},
};

/// The last subscription that the gateway calls so; one that began anew has the same name.
macro_rules! named {
    ($what:literal) => {
        concat!(
            $what,
            " (select s.id from subscription s where s.gateway = $1 and s.gateway_ref = $2
               order by s.started_at desc, s.id desc limit 1)"
        )
    };
}

texts! {
    LOOK = concat!(named!("update subscription set looks = looks + 1, look_at = case when look_at is null then null else cast($3 as bigint) end
              where id ="), " returning owner_id, looks, paid_until");
    LOOKS = named!("select looks from subscription where id =");
    DUE = "select gateway, gateway_ref from subscription where look_at <= $1 order by look_at limit $2 /*pg: for update skip locked*/";
    LATER = named!("update subscription set look_at = $3 where id =");
    /// Those before the last one under a name are over.
    FORGET = "update subscription set look_at = null where gateway = $1 and gateway_ref = $2";
    OWN = "select gateway_ref, gateway_customer from subscription where id = $1 and owner_id = $2 and state = 'live' and gateway_ref is not null";
    INVOICED = "select count(*) from checkout where session_id = $1";
    TERM = "select count(*) from plan_term where reference = $1";
    INSERT_PAYMENT = "insert into payment (id, owner_id, plan_id, gateway, amount_minor, currency, credits, reference, approvals_needed,
                created_at, expires_at, state, changed_at, paid_at)
              values ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, $9, 'paid', $9, $9)";
}

/// A subscription that is about to be looked at. What is seen counts only if nobody began to look after this.
#[derive(Clone, Debug)]
pub struct BillingLook {
    /// By which gateway.
    pub gateway: Gateway,
    /// What the gateway calls it.
    pub reference: String,
    owner: UserId,
    look: i64,
}

/// What a look at a subscription came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Billings {
    /// The plan is as the gateway says.
    AsSeen,
    /// The gateway says something else than what is sold; no term was counted.
    Mismatch,
    /// Somebody looked later; what they see counts.
    Stale,
}

struct Begun {
    owner: UserId,
    look: i64,
    paid_until: i64,
}

impl FromRow for Begun {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self { owner: parsed(row)?, look: row.next()?, paid_until: row.next()? })
    }
}

impl Till {
    /// Begins to look at a subscription by its gateway's name; `None` when it is none of ours.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn billing_look(
        &self,
        gateway: Gateway,
        reference: String,
        now: Timestamp,
    ) -> Result<Option<BillingLook>, StoreError> {
        self.db.write(tx!(|tx, reference| { look_in_tx(tx, gateway, reference, now).await })).await
    }

    /// Subscriptions whose turn it is to be looked at. Each is given to one asker; should nothing come of it, its turn
    /// comes again.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn billings_due(&self, limit: u32, now: Timestamp) -> Result<Vec<BillingLook>, StoreError> {
        self.db
            .write(tx!(|tx| {
                let due: Vec<(String, String)> = tx.all(DUE, args![now.0, limit]).await?;
                let mut looks = Vec::new();
                for (gateway, reference) in due {
                    let gateway = Gateway::parse(&gateway).ok_or_else(|| StoreError::corrupt(&gateway))?;
                    looks.extend(look_in_tx(tx, gateway, reference, now).await?);
                }
                Ok(looks)
            }))
            .await
    }

    /// What a gateway calls the actor's running plan and who pays it, where the gateway bills it.
    ///
    /// # Errors
    /// [`SubscriptionError::Missing`] when it isn't theirs, has ended, or is paid term by term.
    pub async fn billing_of(
        &self,
        actor: &Actor,
        id: SubscriptionId,
    ) -> Result<(String, Option<String>), SubscriptionError> {
        let owner = actor.user_id.to_string();
        self.db
            .read(tx!(|tx, owner| {
                let found = tx.optional(OWN, args![id.to_string(), owner]).await?;
                found.ok_or(SubscriptionError::Missing)
            }))
            .await
    }

    /// A plan, on sale or not.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn plan_get(&self, id: PlanId) -> Result<Option<Plan>, StoreError> {
        self.db.read(tx!(|tx| { Ok(plan_in_tx(tx, id).await?) })).await
    }

    /// Makes somebody's plan what the gateway says it is: a term that was paid counts once, what was called off ends,
    /// a change begins, and `event` is dealt with, all in one transaction. The same again changes nothing.
    ///
    /// # Errors
    /// When the database fails or a rule would be broken; nothing is done then.
    pub async fn billing_seen(
        &self,
        look: BillingLook,
        seen: SeenSubscription,
        event: Option<String>,
        words: &MailWords,
        now: Timestamp,
    ) -> Result<Billings, PaymentError> {
        let words = words.clone();
        self.db
            .write(tx!(|tx, look, seen, event, words| {
                let mut wallet = wallet_lock_in_tx(tx, look.owner).await?;
                let name = args![look.gateway.as_str(), look.reference.as_str()];
                let (looks,): (i64,) = tx.one(LOOKS, name).await?;
                if looks != look.look {
                    return Ok(Billings::Stale);
                }
                gateway_event::close_in_tx(tx, look.gateway, event.as_deref(), now).await?;
                let done = apply_in_tx(tx, &look, &mut wallet, (&seen, &words), now).await?;
                let next = match seen.standing {
                    Standing::Over => None,
                    Standing::Running if seen.until > now => {
                        Some(now.plus_ms(LOOK_MS).min(seen.until.plus_ms(RENEWAL_LOOK_MS)).0)
                    }
                    Standing::Running => Some(now.plus_ms(RENEWAL_LOOK_MS).0),
                };
                tx.exec(LATER, args![look.gateway.as_str(), look.reference.as_str(), next]).await?;
                Ok(done)
            }))
            .await
    }
}

async fn look_in_tx(
    tx: &mut Tx<'_>,
    gateway: Gateway,
    reference: String,
    now: Timestamp,
) -> Result<Option<BillingLook>, StoreError> {
    let row = args![gateway.as_str(), reference.as_str(), now.plus_ms(try_after_ms(6)).0];
    let Some(begun) = tx.optional::<Begun>(LOOK, row).await? else { return Ok(None) };
    // One that was paid lately is soon asked again, should this look come to nothing.
    if begun.paid_until > now.0 {
        let soon = now.plus_ms(RENEWAL_LOOK_MS).0;
        tx.exec(LATER, args![gateway.as_str(), reference.as_str(), soon]).await?;
    }
    Ok(Some(BillingLook { gateway, reference, owner: begun.owner, look: begun.look }))
}

/// The first term was paid: the plan begins. Whatever ran before ends: two plans at once are none.
pub(crate) async fn begun_in_tx(
    tx: &mut Tx<'_>,
    paid: &Payment,
    (plan, seen): (PlanId, &SeenSubscription),
    now: Timestamp,
) -> Result<(Plan, Timestamp), SubscriptionError> {
    let plan = plan_in_tx(tx, plan).await?.ok_or(SubscriptionError::Plan)?;
    let mut wallet = wallet_lock_in_tx(tx, paid.owner).await?;
    if let Some(live) = subscription::refresh_in_tx(tx, paid.owner, &mut wallet, now).await? {
        let subject = live.id.to_string();
        say_in_tx(tx, "subscription.replaced", &subject, "another plan was paid for at a gateway", now)
            .await?;
        subscription::end_in_tx(tx, &mut wallet, &live, now).await?;
    }
    start_in_tx(tx, &mut wallet, (paid.owner, paid.gateway), (plan.id, seen), PaidBy::Payment(paid.id), now)
        .await?;
    Ok((plan, seen.until))
}

async fn start_in_tx(
    tx: &mut Tx<'_>,
    wallet: &mut WalletRow,
    (owner, gateway): (UserId, Gateway),
    (plan, seen): (PlanId, &SeenSubscription),
    paid_by: PaidBy<'_>,
    now: Timestamp,
) -> Result<(), SubscriptionError> {
    let new = NewSubscription {
        owner,
        plan,
        gateway,
        billed: Some(Billed { reference: seen.id.clone(), customer: seen.customer.clone() }),
        anchor_at: seen.from,
        paid_until: seen.until,
        renews: !seen.cancels,
        paid_by,
    };
    subscription::start_in_tx(tx, wallet, new, now).await?;
    tx.exec(FORGET, args![gateway.as_str(), seen.id.as_str()]).await?;
    let soon = now.plus_ms(LOOK_MS).min(seen.until.plus_ms(RENEWAL_LOOK_MS)).0;
    tx.exec(LATER, args![gateway.as_str(), seen.id.as_str(), soon]).await?;
    Ok(())
}

async fn apply_in_tx(
    tx: &mut Tx<'_>,
    look: &BillingLook,
    wallet: &mut WalletRow,
    (seen, words): (&SeenSubscription, &MailWords),
    now: Timestamp,
) -> Result<Billings, PaymentError> {
    let live = subscription::refresh_in_tx(tx, look.owner, wallet, now).await?;
    let ours =
        live.clone().filter(|live| live.billed.as_ref().is_some_and(|b| b.reference == look.reference));
    if seen.standing == Standing::Over {
        if let Some(ours) = ours {
            subscription::end_in_tx(tx, wallet, &ours, now).await?;
        }
        return Ok(Billings::AsSeen);
    }
    let plan = match seen.plan {
        Some(plan) => plan_in_tx(tx, plan).await?,
        None => None,
    };
    let mismatch = plan.as_ref().map_or(Some("plan"), |plan| seen.mismatch(plan.amount, plan.interval));
    let (Some(plan), None) = (plan, mismatch) else {
        let what = mismatch.unwrap_or("plan");
        say_in_tx(tx, "subscription.mismatch", &look.reference, what, now).await?;
        tracing::error!(what, alarm = true, "the gateway bills something else than what is sold");
        return Ok(Billings::Mismatch);
    };
    let invoice = seen.invoice.as_ref().filter(|invoice| invoice.is_paid);
    if let Some(invoice) = invoice
        && is_new_in_tx(tx, invoice).await?
    {
        let paid = term_in_tx(tx, look, wallet, (live, ours), (&plan, seen, invoice), now).await?;
        if let Some(paid) = paid {
            let label = words_in(&plan.label, paid.language.tag()).to_owned();
            let params = vec![("plan", label), ("until", day(seen.until)), ("link", words.link(paid.id))];
            mail_in_tx(tx, &paid, (MailKind::PlanPaid, params), now).await?;
        }
    }
    let live = subscription::by_reference_in_tx(tx, look.gateway, &look.reference).await?;
    let Some(live) = live else { return Ok(Billings::AsSeen) };
    let next = (plan.id != live.plan.id).then_some(plan.id);
    if (live.course.renews, live.cancel_at_end) != (!seen.cancels, seen.cancels) || !live.goes_on_with(next) {
        subscription::mirror_in_tx(tx, live, (!seen.cancels, seen.cancels, next), now).await?;
    }
    Ok(Billings::AsSeen)
}

/// Whether nothing was counted for this invoice yet. The first term's is counted by the payment that ordered it.
async fn is_new_in_tx(tx: &mut Tx<'_>, invoice: &SeenInvoice) -> Result<bool, DbError> {
    if invoice.reason == InvoiceReason::First {
        return Ok(false);
    }
    let (payments,): (i64,) = tx.one(INVOICED, args![invoice.id.as_str()]).await?;
    let (terms,): (i64,) = tx.one(TERM, args![invoice.id.as_str()]).await?;
    Ok(payments + terms == 0)
}

/// Another term was paid: it follows the one that runs, or begins anew after a change of the plan or a pause. Answers the
/// payment that it is.
async fn term_in_tx(
    tx: &mut Tx<'_>,
    look: &BillingLook,
    wallet: &mut WalletRow,
    (live, ours): (Option<Subscription>, Option<Subscription>),
    (plan, seen, invoice): (&Plan, &SeenSubscription, &SeenInvoice),
    now: Timestamp,
) -> Result<Option<Payment>, PaymentError> {
    let begins_anew = match &ours {
        Some(ours) => invoice.reason == InvoiceReason::Change && seen.from > ours.course.anchor_at,
        None => seen.until > now,
    };
    let grows = ours.as_ref().is_some_and(|ours| {
        let longer = Course { paid_until: seen.until, ..ours.course };
        seen.until > ours.course.paid_until && longer.cycles_paid() > ours.course.cycles_paid()
    });
    if !begins_anew && !grows {
        // Something in between, such as a part of a term: no cycle hangs on it.
        return Ok(None);
    }
    let payment = payment_in_tx(tx, look, (plan, invoice), now).await?;
    let paid_by = payment.map_or(PaidBy::Reference(&invoice.id), PaidBy::Payment);
    match ours {
        Some(ours) if !begins_anew => {
            subscription::extend_in_tx(tx, wallet, ours, (plan.id, seen.until), paid_by, now).await?;
        }
        _ => {
            if let Some(live) = live {
                subscription::end_in_tx(tx, wallet, &live, now).await?;
            }
            start_in_tx(tx, wallet, (look.owner, look.gateway), (plan.id, seen), paid_by, now).await?;
        }
    }
    let Some(payment) = payment else { return Ok(None) };
    let payment = changed_in_tx(tx, payment).await?;
    let credits = plan.credits * plan.interval.cycles();
    receipt_in_tx(tx, &payment, (credits, Some(&invoice.id)), now).await?;
    Ok(Some(payment))
}

/// The payment that a later term is, as it was found at the gateway; `None` where nothing was to be paid.
async fn payment_in_tx(
    tx: &mut Tx<'_>,
    look: &BillingLook,
    (plan, invoice): (&Plan, &SeenInvoice),
    now: Timestamp,
) -> Result<Option<PaymentId>, StoreError> {
    let currency = plan.amount.currency();
    let Some(amount) = Money::new(from_gateway(invoice.amount, currency), currency) else { return Ok(None) };
    let id = PaymentId(sql::new_id(now));
    let row = args![
        id.to_string(),
        look.owner.to_string(),
        plan.id.to_string(),
        look.gateway.as_str(),
        amount.minor(),
        currency.code(),
        plan.credits,
        invoice.id.as_str(),
        now.0
    ];
    tx.exec(INSERT_PAYMENT, row).await?;
    checkout::insert_invoice_in_tx(tx, id, &invoice.id, invoice.intent_id.as_deref()).await?;
    Ok(Some(id))
}

async fn say_in_tx(
    tx: &mut Tx<'_>,
    action: &'static str,
    subject: &str,
    reason: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    let line = audit::Line { actor: None, action, subject, reason, before: None, after: None };
    audit::record_in_tx(tx, line, now).await
}
