//! Stripe's side of the money: what it told is looked into, what it should have told by now is asked for, and what is to
//! go back is sent until it answers. Any number of processes may do so at once: the store gives each piece to one of
//! them, and what comes of it counts only if nobody looked later.

use crate::{House, clock};
use easel_domain::{GatewayEvent, PaymentId, SeenSubscription, Timestamp};
use easel_outbound::{Stripe, StripeError};
use easel_store::StoreError;
use easel_till::{BillingLook, Billings, CheckoutLook, Looked, MailWords, PaymentError, RefundError, Till};
use std::{sync::Arc, time::Duration};
use thiserror::Error;
use tokio::{sync::watch, time::sleep};

const EVERY: Duration = Duration::from_secs(1);
/// In rounds of [`EVERY`]: how often Stripe is asked for what it told, should a message have been lost.
const CATCH_UP_EVERY: u64 = 600;
const OVERLAP_MS: i64 = 3_600_000;
const AWAY_MS: i64 = 3 * 24 * 3_600_000;
/// Pieces of each kind in one round.
const AT_ONCE: u32 = 10;

/// Why a piece of a round came to nothing; its turn comes again.
#[derive(Debug, Error)]
enum Trouble {
    #[error("Stripe gave no answer")]
    Stripe(#[from] StripeError),
    #[error("the store failed")]
    Store(#[from] StoreError),
    #[error("the payment can't be changed")]
    Payment(#[from] PaymentError),
    #[error("the refund can't be changed")]
    Refund(#[from] RefundError),
    #[error("somebody else looked later")]
    Stale,
}

/// Minds Stripe until told to stop.
pub(crate) async fn run(house: Arc<House>, stripe: Stripe, mut stopped: watch::Receiver<bool>) {
    let (till, mut round) = (Till::of(&house.store), 0_u64);
    while !*stopped.borrow() {
        if round.is_multiple_of(CATCH_UP_EVERY) {
            // A process that begins may have been away for as long as Stripe tells again by itself.
            let back_ms = if round == 0 { AWAY_MS } else { OVERLAP_MS };
            if let Err(error) = stripe_catch_up(&till, &stripe, clock::now().plus_ms(-back_ms)).await {
                tracing::warn!(%error, "what Stripe told could not be asked for; it is asked again later");
            }
        }
        round += 1;
        if let Err(error) = stripe_round(&till, &stripe, &house.words()).await {
            tracing::warn!(?error, "minding Stripe failed; the next round tries again");
        }
        tokio::select! {
            _ = stopped.changed() => {}
            () = sleep(EVERY) => {}
        }
    }
}

/// One round: everything whose turn it is, up to a bound. Returns how many pieces there were. What comes to nothing is
/// logged, and its turn comes again.
///
/// # Errors
/// When the store fails.
pub async fn stripe_round(till: &Till, stripe: &Stripe, words: &MailWords) -> Result<usize, StoreError> {
    stripe_round_at(till, stripe, words, clock::now).await
}

/// As [`stripe_round`], by the clock it is given.
///
/// # Errors
/// As [`stripe_round`].
pub async fn stripe_round_at(
    till: &Till,
    stripe: &Stripe,
    words: &MailWords,
    clock: impl Fn() -> Timestamp,
) -> Result<usize, StoreError> {
    let round = Round { till, stripe, words, clock };
    let events = till.gateway_events_due(AT_ONCE, (round.clock)()).await?;
    let mut pieces = events.len();
    for event in events {
        let done =
            if event.is_about_billing() { round.billing(&event).await } else { round.event(&event).await };
        reported("an event", &event.id, done);
    }
    let looks = till.checkouts_due(AT_ONCE, (round.clock)()).await?;
    pieces += looks.len();
    for look in looks {
        let payment = look.payment;
        let done = round.look(look, None).await;
        reported("a payment", &payment.to_string(), done);
    }
    let looks = till.billings_due(AT_ONCE, (round.clock)()).await?;
    pieces += looks.len();
    for look in looks {
        let name = look.reference.clone();
        let done = match stripe.look_at_billing(&name).await {
            Ok(seen) => round.billed(look, seen, None).await,
            Err(error) => Err(error.into()),
        };
        reported("a subscription", &name, done);
    }
    let refunds = till.refunds_to_send(AT_ONCE, (round.clock)()).await?;
    pieces += refunds.len();
    for refund in refunds {
        let name = refund.id.to_string();
        let asked = stripe.refund(refund.id, (&refund.intent_id, refund.amount), refund.is_again).await;
        let answer = match asked {
            Ok(seen) => Ok(seen),
            Err(StripeError::Refused(word)) => Err(word),
            Err(StripeError::Missing) => Err("resource_missing".to_owned()),
            Err(error) => {
                reported("a refund", &name, Err(error.into()));
                continue;
            }
        };
        let done = till.refund_answered(refund.id, answer, words, (round.clock)()).await;
        reported("a refund", &name, done.map_err(Trouble::from));
    }
    Ok(pieces)
}

/// Takes what Stripe told since then, or should have: what was taken before is known. Returns how many messages were
/// lost.
///
/// # Errors
/// When Stripe or the store fails.
pub async fn stripe_catch_up(till: &Till, stripe: &Stripe, since: Timestamp) -> anyhow::Result<usize> {
    let mut lost = 0;
    for event in stripe.told_since(since).await? {
        lost += usize::from(till.gateway_event_take(event, clock::now()).await?);
    }
    Ok(lost)
}

struct Round<'a, C> {
    till: &'a Till,
    stripe: &'a Stripe,
    words: &'a MailWords,
    clock: C,
}

impl<C: Fn() -> Timestamp> Round<'_, C> {
    /// Looks into what Stripe told: at the payment it is about, if it is one of ours.
    async fn event(&self, event: &GatewayEvent) -> Result<(), Trouble> {
        if let Some(payment) = self.payment_of(event).await?
            && let Some(look) = self.till.checkout_look(payment, (self.clock)()).await?
            // Somebody else's page may name a payment of ours: only our own page is ever looked at.
            && (look.session_id.is_some() || look.ask.is_some())
        {
            return self.look(look, Some(event.id.clone())).await;
        }
        Ok(self.till.gateway_event_close(event, (self.clock)()).await?)
    }

    /// Looks into what Stripe told of a subscription or an invoice.
    async fn billing(&self, event: &GatewayEvent) -> Result<(), Trouble> {
        let asked = if event.kind.starts_with("invoice.") {
            self.stripe.look_at_invoice(&event.object_id).await
        } else {
            self.stripe.look_at_billing(&event.object_id).await.map(Some)
        };
        let seen = match asked {
            Err(StripeError::Missing) => None,
            asked => asked?,
        };
        let Some(seen) = seen else {
            return Ok(self.till.gateway_event_close(event, (self.clock)()).await?);
        };
        let look = self.till.billing_look(event.gateway, seen.id.clone(), (self.clock)()).await?;
        if let Some(look) = look {
            // Asked again after the look began, so that what is older never counts.
            let mut now = self.stripe.look_at_billing(&seen.id).await?;
            now.invoice = seen.invoice;
            return self.billed(look, now, Some(event.id.clone())).await;
        }
        // Told before its first payment was looked into: that one knows whose it is.
        if let Some(payment) = seen.payment
            && let Some(look) = self.till.checkout_look(payment, (self.clock)()).await?
            && (look.session_id.is_some() || look.ask.is_some())
        {
            return self.look(look, Some(event.id.clone())).await;
        }
        Ok(self.till.gateway_event_close(event, (self.clock)()).await?)
    }

    async fn billed(
        &self,
        look: BillingLook,
        seen: SeenSubscription,
        event: Option<String>,
    ) -> Result<(), Trouble> {
        match self.till.billing_seen(look, seen, event, self.words, (self.clock)()).await? {
            Billings::AsSeen | Billings::Mismatch => Ok(()),
            Billings::Stale => Err(Trouble::Stale),
        }
    }

    async fn payment_of(&self, event: &GatewayEvent) -> Result<Option<PaymentId>, Trouble> {
        let session = event.kind.starts_with("checkout.session.").then(|| event.object_id.clone());
        let found = self.till.checkout_find(session.clone(), event.intent_id.clone()).await?;
        if found.is_some() {
            return Ok(found);
        }
        if session.is_some() {
            return Ok(event.reference.as_deref().and_then(|id| id.parse().ok()));
        }
        // Told before the page was: the way of the money knows whose it is.
        match &event.intent_id {
            None => Ok(None),
            Some(intent) => match self.stripe.payment_of(intent).await {
                Err(StripeError::Missing) => Ok(None),
                asked => Ok(asked?),
            },
        }
    }

    async fn look(&self, look: CheckoutLook, event: Option<String>) -> Result<(), Trouble> {
        let payment = look.payment;
        let Some(session) = self.page(&look).await? else {
            return Ok(self.till.checkout_lost(payment, (self.clock)()).await?);
        };
        let seen = match self.stripe.look(&session).await {
            Err(StripeError::Missing) => {
                return Ok(self.till.checkout_lost(payment, (self.clock)()).await?);
            }
            seen => seen?,
        };
        match self.till.payment_seen(look, seen, event, self.words, (self.clock)()).await? {
            Looked::AsSeen(_) | Looked::Mismatch => Ok(()),
            Looked::Stale => Err(Trouble::Stale),
            Looked::ToClose => match self.stripe.close_checkout(&session).await {
                // Paid or closed meanwhile: the next look tells which.
                Err(StripeError::Refused(_)) => Ok(()),
                closed => Ok(closed?),
            },
        }
    }

    /// The page of a payment, asked for where there is none yet; `None` when there never will be one.
    async fn page(&self, look: &CheckoutLook) -> Result<Option<String>, Trouble> {
        if look.session_id.is_some() {
            return Ok(look.session_id.clone());
        }
        let Some(ask) = &look.ask else { return Ok(None) };
        match self.stripe.open_checkout(ask).await {
            Ok(opened) => {
                let session = opened.session_id.clone();
                self.till.checkout_opened(look.payment, opened, (self.clock)()).await?;
                Ok(Some(session))
            }
            Err(error) if error.may_pass() => Err(error.into()),
            Err(error) => {
                tracing::error!(payment = %look.payment, %error, "Stripe opens no page for a payment");
                Ok(None)
            }
        }
    }
}

fn reported(what: &'static str, name: &str, done: Result<(), Trouble>) {
    match done {
        Ok(()) | Err(Trouble::Stale) => {}
        Err(error) => {
            let source = std::error::Error::source(&error).map(ToString::to_string);
            tracing::warn!(%error, source, what, name, "came to nothing with Stripe; its turn comes again");
        }
    }
}
