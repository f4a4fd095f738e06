//! Payments on a gateway's own page. The row is there before the gateway is asked for the page, and the page's name is
//! written down when it is known; who asks again gets the same page. What becomes of it is never told to us: the gateway
//! is asked, and what it says is compared with what was ordered, and only then counts.

use crate::{
    Payment, PaymentError, PaymentMail, Till, dispute, gateway_event,
    payment::{PaidBy, changed_in_tx, give_in_tx, lock_in_tx, mail_in_tx, stand_in_tx, step_in_tx},
    refund,
};
use easel_db::{DbError, FromRow, Row, Tx, args, texts, tx};
use easel_domain::{
    Actor, Branding, Language, MailKind, NewCheckout, PaymentId, PaymentState, PaymentStep, Sighting,
    Timestamp,
    checkout::{CheckoutState, FIRST_LOOK_MS, OpenedCheckout, look_after_ms},
    model::words_in,
    payment::Ordered,
};
use easel_store::{
    StoreError, audit,
    plan::plan_in_tx,
    sql::{parsed, word},
    wallet::wallet_lock_in_tx,
};
use std::sync::Arc;

texts! {
    INSERT = "insert into checkout (payment_id, return_url, language, email, customer, look_at)
              select $1, $2, $3, u.email, (select s.gateway_customer from subscription s where s.owner_id = p.owner_id and s.gateway = p.gateway
                  and s.gateway_customer is not null order by s.started_at desc, s.id desc limit 1), cast($4 as bigint)
              from payment p join user_account u on u.id = p.owner_id where p.id = $1";
    /// A later term of a plan: its invoice is its page, and nothing more is expected of it.
    INSERT_INVOICE = "insert into checkout (payment_id, return_url, language, email, session_id, intent_id)
              select $1, '', u.language, u.email, $2, $3 from payment p join user_account u on u.id = p.owner_id where p.id = $1";
    LOCKED = "select payment_id, return_url, language, email, customer, session_id, looks, trouble from checkout where payment_id = $1 /*pg: for update*/";
    DUE = "select payment_id from checkout where look_at <= $1 order by look_at limit $2 /*pg: for update skip locked*/";
    LOOK = "update checkout set looks = looks + 1, look_at = case when look_at is null then null else cast($2 as bigint) end where payment_id = $1";
    OPENED = "update checkout set session_id = $2, url = $3, look_at = $4 where payment_id = $1 and session_id is null";
    SEEN = "update checkout set intent_id = coalesce(intent_id, $2), look_at = case when $3 = 1 then null else look_at end, trouble = null
            where payment_id = $1";
    TROUBLE = "update checkout set trouble = $2 where payment_id = $1";
    CLOSE = "update checkout set look_at = null where payment_id = $1";
    HASTEN = "update checkout set look_at = $3 where payment_id = $1 and look_at > $3
              and payment_id in (select id from payment where owner_id = $2)";
    BY_NAME = "select payment_id from checkout where session_id = $1 or intent_id = $2 limit 1";
}

/// What a page of a gateway says and where it leads back to, as it was when it was ordered.
#[derive(Clone, Debug)]
pub struct NewPage {
    /// Where the payer comes back to; `{id}` in it stands for the payment's.
    pub return_url: String,
    /// What the payer reads.
    pub language: Language,
}

/// The studio's words in mails about money that nobody here asked for.
#[derive(Clone, Debug, Default)]
pub struct MailWords {
    /// How it presents itself.
    pub branding: Arc<Branding>,
    /// What links begin with, without a slash at the end.
    pub base_url: String,
}

impl MailWords {
    /// So many credits, as their owner calls them.
    #[must_use]
    pub fn credits(&self, language: Language, count: i64) -> String {
        self.branding.credits(language, count)
    }

    /// Where a payment is seen.
    #[must_use]
    pub fn link(&self, payment: PaymentId) -> String {
        format!("{}/payments/{payment}", self.base_url)
    }
}

struct Page {
    payment: PaymentId,
    return_url: String,
    language: Language,
    email: String,
    customer: Option<String>,
    session_id: Option<String>,
    looks: i64,
    trouble: Option<String>,
}

impl FromRow for Page {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self {
            payment: parsed(row)?,
            return_url: row.next()?,
            language: word(row, |w| Language::parse(w).ok())?,
            email: row.next()?,
            customer: row.next()?,
            session_id: row.next()?,
            looks: row.next()?,
            trouble: row.next()?,
        })
    }
}

/// A payment that is about to be looked at. What is seen counts only if nobody began to look after this.
#[derive(Clone, Debug)]
pub struct CheckoutLook {
    /// Which.
    pub payment: PaymentId,
    /// The page; without one it is to be asked for first, with [`CheckoutLook::ask`].
    pub session_id: Option<String>,
    /// What to ask for while there is no page and it can still be paid.
    pub ask: Option<NewCheckout>,
    look: i64,
}

/// What a look came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Looked {
    /// The payment is as the gateway says.
    AsSeen(PaymentState),
    /// It was given up here and can still be paid there: its page is to be closed.
    ToClose,
    /// The gateway says something else than what was ordered; nothing was done.
    Mismatch,
    /// Somebody looked later; what they see counts.
    Stale,
}

pub(crate) async fn insert_in_tx(
    tx: &mut Tx<'_>,
    payment: PaymentId,
    page: &NewPage,
    now: Timestamp,
) -> Result<(), DbError> {
    let (id, first) = (payment.to_string(), now.plus_ms(FIRST_LOOK_MS).0);
    let url = page.return_url.replace("{id}", &id);
    tx.exec(INSERT, args![id, url, page.language.tag(), first]).await.map(|_| ())
}

pub(crate) async fn insert_invoice_in_tx(
    tx: &mut Tx<'_>,
    payment: PaymentId,
    invoice: &str,
    intent: Option<&str>,
) -> Result<(), DbError> {
    tx.exec(INSERT_INVOICE, args![payment.to_string(), invoice, intent]).await.map(|_| ())
}

impl Till {
    /// Begins to look at a payment on a gateway's page; `None` when it isn't one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn checkout_look(
        &self,
        id: PaymentId,
        now: Timestamp,
    ) -> Result<Option<CheckoutLook>, StoreError> {
        self.db.write(tx!(|tx| { look_in_tx(tx, id, now).await })).await
    }

    /// Payments whose turn it is to be looked at. Each is given to one asker; should nothing come of it, its turn comes
    /// again, ever later.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn checkouts_due(&self, limit: u32, now: Timestamp) -> Result<Vec<CheckoutLook>, StoreError> {
        self.db
            .write(tx!(|tx| {
                let due: Vec<(String,)> = tx.all(DUE, args![now.0, limit]).await?;
                let mut looks = Vec::new();
                for (id,) in due {
                    looks.extend(look_in_tx(tx, id.parse().map_err(StoreError::corrupt)?, now).await?);
                }
                Ok(looks)
            }))
            .await
    }

    /// The page that a payment got. The first one stays.
    ///
    /// # Errors
    /// [`PaymentError`].
    pub async fn checkout_opened(
        &self,
        id: PaymentId,
        page: OpenedCheckout,
        now: Timestamp,
    ) -> Result<Payment, PaymentError> {
        self.db
            .write(tx!(|tx, page| {
                lock_in_tx(tx, id, None).await?;
                let row = args![id.to_string(), page.session_id, page.url, now.plus_ms(FIRST_LOOK_MS).0];
                tx.exec(OPENED, row).await?;
                changed_in_tx(tx, id).await
            }))
            .await
    }

    /// Which payment of ours the gateway means.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn checkout_find(
        &self,
        session_id: Option<String>,
        intent_id: Option<String>,
    ) -> Result<Option<PaymentId>, StoreError> {
        self.db
            .read(tx!(|tx, session_id, intent_id| {
                let found: Option<(String,)> = tx.optional(BY_NAME, args![session_id, intent_id]).await?;
                found.map(|(id,)| id.parse().map_err(StoreError::corrupt)).transpose()
            }))
            .await
    }

    /// The payer came back from the page: the gateway is asked as soon as possible. False when it isn't theirs, or
    /// nothing more is expected.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn checkout_hasten(
        &self,
        actor: &Actor,
        id: PaymentId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let owner = actor.user_id.to_string();
        self.db
            .write(tx!(|tx, owner| { Ok(tx.exec(HASTEN, args![id.to_string(), owner, now.0]).await? == 1) }))
            .await
    }

    /// The gateway knows nothing of the page, or never will: nobody asks for it again.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn checkout_lost(&self, id: PaymentId, now: Timestamp) -> Result<(), StoreError> {
        self.db
            .write(tx!(|tx| {
                tx.exec(CLOSE, args![id.to_string()]).await?;
                say_in_tx(tx, id, "the gateway doesn't know its page", now).await
            }))
            .await
    }

    /// Makes a payment what the gateway says it is: gives its credits once, takes back what was refunded or is
    /// disputed, and notes that `event` is dealt with, all in one transaction. The same sighting again changes nothing.
    ///
    /// # Errors
    /// When the database fails or a rule would be broken; nothing is done then.
    pub async fn payment_seen(
        &self,
        look: CheckoutLook,
        seen: Sighting,
        event: Option<String>,
        words: &MailWords,
        now: Timestamp,
    ) -> Result<Looked, PaymentError> {
        let words = words.clone();
        self.db
            .write(tx!(|tx, look, seen, event, words| {
                let payment = lock_in_tx(tx, look.payment, None).await?;
                let row: Page = tx.one(LOCKED, args![look.payment.to_string()]).await?;
                if row.looks != look.look {
                    return Ok(Looked::Stale);
                }
                let (gateway, event) = (payment.gateway, event.as_deref());
                let mut mismatch = seen.mismatch(payment.id, row.session_id.as_deref(), payment.amount);
                if let (None, Ordered::Plan(plan), Some(billed)) = (mismatch, payment.what, &seen.billing) {
                    let plan = plan_in_tx(tx, plan).await?.ok_or(StoreError::Ledger("a plan is missing"))?;
                    mismatch = billed.mismatch(plan.amount, plan.interval);
                }
                if let Some(what) = mismatch {
                    gateway_event::close_in_tx(tx, gateway, event, now).await?;
                    if row.trouble.as_deref() != Some(what) {
                        tx.exec(TROUBLE, args![payment.id.to_string(), what]).await?;
                        say_in_tx(tx, payment.id, what, now).await?;
                    }
                    return Ok(Looked::Mismatch);
                }
                let payment = advance_in_tx(tx, payment, &seen, &words, now).await?;
                let can_be_paid = seen.state == CheckoutState::Open;
                let is_under_way = matches!(payment.state, PaymentState::Created | PaymentState::Pending);
                let over = i64::from(!is_under_way && !can_be_paid);
                tx.exec(SEEN, args![payment.id.to_string(), seen.intent_id, over]).await?;
                gateway_event::close_in_tx(tx, gateway, event, now).await?;
                Ok(if !is_under_way && can_be_paid { Looked::ToClose } else { Looked::AsSeen(payment.state) })
            }))
            .await
    }
}

async fn look_in_tx(
    tx: &mut Tx<'_>,
    id: PaymentId,
    now: Timestamp,
) -> Result<Option<CheckoutLook>, StoreError> {
    let key = id.to_string();
    let Some(row) = tx.optional::<Page>(LOCKED, args![key.as_str()]).await? else { return Ok(None) };
    tx.exec(LOOK, args![key, now.plus_ms(look_after_ms(row.looks + 1)).0]).await?;
    let payment = crate::payment::find_in_tx(tx, row.payment).await?;
    let plan = match payment.what {
        Ordered::Pack(_) => None,
        Ordered::Plan(id) => plan_in_tx(tx, id).await?.map(|plan| (id, plan.interval)),
    };
    let ask = (row.session_id.is_none() && payment.state == PaymentState::Created).then(|| NewCheckout {
        payment: payment.id,
        label: words_in(&payment.label, row.language.tag()).to_owned(),
        amount: payment.amount,
        plan,
        customer: row.customer,
        return_url: row.return_url,
        email: row.email,
        until: payment.expires_at,
    });
    Ok(Some(CheckoutLook { payment: id, session_id: row.session_id, ask, look: row.looks + 1 }))
}

/// Takes the steps that what was seen asks for.
async fn advance_in_tx(
    tx: &mut Tx<'_>,
    payment: Payment,
    seen: &Sighting,
    words: &MailWords,
    now: Timestamp,
) -> Result<Payment, PaymentError> {
    let id = payment.id;
    let payment = match seen.step(payment.state) {
        None => payment,
        Some(step) => {
            let reason = (step == PaymentStep::Decline).then_some("declined");
            let next = step_in_tx(tx, &payment, (step, reason), now).await?;
            if step == PaymentStep::Settle {
                let credits = words.credits(next.language, next.credits);
                let mail = PaymentMail { credits, link: words.link(id) };
                let by =
                    PaidBy { actor: None, word: seen.intent_id.as_deref(), billed: seen.billing.as_ref() };
                give_in_tx(tx, &next, by, mail, now).await?;
                changed_in_tx(tx, id).await?
            } else {
                if step == PaymentStep::Decline {
                    let params = vec![("link", words.link(id))];
                    mail_in_tx(tx, &next, (MailKind::PaymentDeclined, params), now).await?;
                }
                next
            }
        }
    };
    if !payment.state.is_paid() || (seen.refunds.is_empty() && seen.disputes.is_empty()) {
        return Ok(payment);
    }
    let mut wallet = wallet_lock_in_tx(tx, payment.owner).await?;
    let payment = refund::seen_in_tx(tx, payment, &mut wallet, (&seen.refunds, words), now).await?;
    dispute::seen_in_tx(tx, &payment, &mut wallet, (&seen.disputes, words), now).await?;
    settle_standing_in_tx(tx, &payment, now).await?;
    changed_in_tx(tx, id).await
}

/// Brings the state of a paid payment to what its refunds and disputes say.
pub(crate) async fn settle_standing_in_tx(
    tx: &mut Tx<'_>,
    payment: &Payment,
    now: Timestamp,
) -> Result<(), StoreError> {
    let disputed = dispute::lasts_in_tx(tx, payment.id).await?;
    let next = PaymentState::standing(disputed, payment.balance().is_refunded());
    if next != payment.state {
        stand_in_tx(tx, payment, next, now).await?;
    }
    Ok(())
}

/// Something about a gateway that an administrator should know.
async fn say_in_tx(
    tx: &mut Tx<'_>,
    id: PaymentId,
    what: &'static str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let subject = id.to_string();
    let line = audit::Line {
        actor: None,
        action: "payment.mismatch",
        subject: &subject,
        reason: what,
        before: None,
        after: None,
    };
    audit::record_in_tx(tx, line, now).await?;
    tracing::error!(payment = %id, what, alarm = true, "the gateway says something else than what was ordered");
    Ok(())
}
