//! Stripe: the few calls that selling needs, asked by hand. Every answer is bounded, every POST carries the key by which
//! asking twice does it once, and nothing that Stripe says about an object is kept: it is asked for again when it matters.

mod billing;
mod form;
mod object;
mod signature;

use crate::client::client;
use easel_domain::{
    GatewayEvent, NewCheckout, PaymentId, RefundId, Sighting, Timestamp,
    checkout::{CheckoutState, OpenedCheckout, SeenRefund},
};
use form::Form;
use object::{Dispute, Intent, List, Refund, Session};
use reqwest::{Client, Method, Response, StatusCode, Url, header::HeaderMap};
use serde::{Deserialize, de::DeserializeOwned};
use std::{fmt, sync::Arc, time::Duration};
use thiserror::Error;

pub use signature::is_signed;

/// Stripe's answers have this shape whatever the account's own version is.
const VERSION: &str = "2026-10-28.endive";
const API: &str = "https://api.stripe.com";
const CONNECT_TIME: Duration = Duration::from_secs(5);
const ANSWER_TIME: Duration = Duration::from_secs(15);
const RETRIES: u32 = 2;
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const ANSWER_BYTES_MAX: usize = 2 << 20;
/// What happens to payments after they are paid.
const TOLD_OF_PAID: [&str; 8] = [
    "charge.refunded",
    "refund.updated",
    "refund.failed",
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.dispute.closed",
    "customer.subscription.updated",
    "customer.subscription.deleted",
];
/// Pages of a list that are read, of a hundred each.
const PAGES_MAX: usize = 5;

/// Why Stripe can't be set up.
#[derive(Debug, Error)]
pub enum StripeSetup {
    /// Not a key of Stripe's.
    #[error("the secret key of Stripe begins with sk_test_, sk_live_, rk_test_ or rk_live_")]
    Key,
    /// Not an address, or one where the key would travel in the clear.
    #[error("the address of Stripe's API must begin with https://, except on one's own machine")]
    Address,
}

/// Why Stripe gave no answer that could be used.
#[derive(Debug, Error)]
pub enum StripeError {
    /// It can't be reached, or has too much to do; asking again may help.
    #[error("Stripe can't be reached: {0}")]
    Away(&'static str),
    /// There is no such thing in this account and mode.
    #[error("Stripe knows of no such thing")]
    Missing,
    /// It doesn't take the key.
    #[error("Stripe refuses the key")]
    Denied,
    /// It won't: its word for why.
    #[error("Stripe refused: {0}")]
    Refused(String),
    /// What it said can't be read.
    #[error("Stripe's answer can't be read")]
    Unreadable,
}

impl StripeError {
    /// Whether asking again later may help. A key that is refused may be mended.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        matches!(self, Self::Away(_) | Self::Denied | Self::Unreadable)
    }
}

/// Why something that came to the webhook wasn't taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NotTaken {
    /// There is no secret to check it with.
    #[error("the webhook is off")]
    Off,
    /// Stripe didn't sign it, or not for this studio, or too long ago.
    #[error("the signature doesn't fit")]
    Signature,
    /// Stripe signed something that is no event.
    #[error("not an event")]
    Unreadable,
}

struct Keys {
    secret: String,
    webhook: Option<String>,
    is_live: bool,
}

/// An account of Stripe's. Cheap to clone; shows nothing of its keys.
#[derive(Clone)]
pub struct Stripe {
    client: Client,
    base: Url,
    keys: Arc<Keys>,
}

impl fmt::Debug for Stripe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_live() { "Stripe(live)" } else { "Stripe(test)" })
    }
}

impl Stripe {
    /// The account of this secret key. Without a webhook's secret nothing that comes to the webhook is taken; without an
    /// address it is Stripe itself.
    ///
    /// # Errors
    /// [`StripeSetup`].
    ///
    /// # Panics
    /// When TLS can't be set up at all, which no input can bring about.
    pub fn new(
        secret_key: &str,
        webhook_secret: Option<&str>,
        api_url: Option<&str>,
    ) -> Result<Self, StripeSetup> {
        let secret = secret_key.trim();
        let is_of = |mode: &str| {
            ["sk", "rk"].iter().any(|kind| {
                let rest = secret.strip_prefix(&format!("{kind}_{mode}_"));
                rest.is_some_and(|rest| {
                    !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
                })
            })
        };
        let is_live = is_of("live");
        if !is_live && !is_of("test") {
            return Err(StripeSetup::Key);
        }
        let base: Url = api_url.unwrap_or(API).parse().map_err(|_| StripeSetup::Address)?;
        let own = matches!(base.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
        if base.host_str().is_none() || base.scheme() != "https" && !(base.scheme() == "http" && own) {
            return Err(StripeSetup::Address);
        }
        let client = client(CONNECT_TIME, Some(ANSWER_TIME));
        let webhook = webhook_secret.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
        let keys = Arc::new(Keys { secret: secret.to_owned(), webhook, is_live });
        Ok(Self { client, base, keys })
    }

    /// Whether real money is paid.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.keys.is_live
    }

    /// Whether anything that comes to the webhook can be taken.
    #[must_use]
    pub fn hears(&self) -> bool {
        self.keys.webhook.is_some()
    }

    /// Reads what came to the webhook: the bytes as they came, and the header `Stripe-Signature`. `None` for events that
    /// nothing here hangs on.
    ///
    /// # Errors
    /// [`NotTaken`].
    pub fn hear(
        &self,
        signature: &str,
        body: &[u8],
        now: Timestamp,
    ) -> Result<Option<GatewayEvent>, NotTaken> {
        let secret = self.keys.webhook.as_deref().ok_or(NotTaken::Off)?;
        if !is_signed(secret, signature, body, now.0 / 1000) {
            return Err(NotTaken::Signature);
        }
        let event: object::Event = serde_json::from_slice(body).map_err(|_| NotTaken::Unreadable)?;
        if event.livemode != self.is_live() {
            return Err(NotTaken::Signature);
        }
        event.read().ok_or(NotTaken::Unreadable)
    }

    /// What Stripe would have told since then of payments that are paid, whether it did or not: nobody asks about those by
    /// himself.
    ///
    /// # Errors
    /// [`StripeError`].
    pub async fn told_since(&self, since: Timestamp) -> Result<Vec<GatewayEvent>, StripeError> {
        let mut form = Form::default().with("created[gte]", &(since.0 / 1000).to_string());
        for (no, kind) in TOLD_OF_PAID.iter().enumerate() {
            form = form.with(&format!("types[{no}]"), kind);
        }
        let events: Vec<object::Event> = self.pages("v1/events", form).await?;
        Ok(events.into_iter().filter_map(|event| event.read().flatten()).collect())
    }

    /// Opens the page where a payment is paid. The same payment gets the same page again.
    ///
    /// # Errors
    /// [`StripeError`].
    pub async fn open_checkout(&self, new: &NewCheckout) -> Result<OpenedCheckout, StripeError> {
        let key = new.payment.to_string();
        let session: Session = self.post("v1/checkout/sessions", &key, form::checkout(new)).await?;
        let url = session.url.ok_or(StripeError::Unreadable)?;
        Ok(OpenedCheckout { session_id: session.id, url })
    }

    /// How a page stands, and what became of its money.
    ///
    /// # Errors
    /// [`StripeError`].
    pub async fn look(&self, session_id: &str) -> Result<Sighting, StripeError> {
        let (mut seen, is_disputed) = if session_id.starts_with("in_") {
            (self.invoice(session_id).await?.sighting(self.is_live()), true)
        } else {
            let path = format!("v1/checkout/sessions/{}", word(session_id)?);
            let expand = Form::default()
                .with("expand[0]", "payment_intent.latest_charge")
                .with("expand[1]", "subscription.latest_invoice.payments");
            let session: Session = self.get(&path, expand).await?;
            let mut seen = session.sighting(self.is_live()).ok_or(StripeError::Unreadable)?;
            if let Some(subscription) = session.subscription.as_ref().filter(|_| session.is_paid()) {
                let billed = subscription.object().and_then(|s| s.seen(self.is_live()));
                let billed = billed.ok_or(StripeError::Unreadable)?;
                seen.intent_id = billed.invoice.as_ref().and_then(|invoice| invoice.intent_id.clone());
                seen.billing = Some(billed);
            }
            (seen, session.is_disputed())
        };
        let is_paid = seen.state == CheckoutState::Paid;
        let Some(intent) = seen.intent_id.clone().filter(|_| is_paid) else { return Ok(seen) };
        let refunds: Vec<Refund> = self.list("v1/refunds", &intent).await?;
        let disputes: Vec<Dispute> =
            if is_disputed { self.list("v1/disputes", &intent).await? } else { Vec::new() };
        seen.refunds = refunds.into_iter().map(Refund::seen).collect();
        let currency = seen.currency.clone().unwrap_or_default();
        seen.disputes = disputes.into_iter().map(|dispute| dispute.seen(&currency)).collect();
        Ok(seen)
    }

    /// Closes a page, so that it can't be paid any more. Refused when it is paid or closed.
    ///
    /// # Errors
    /// [`StripeError`].
    pub async fn close_checkout(&self, session_id: &str) -> Result<(), StripeError> {
        let path = format!("v1/checkout/sessions/{}/expire", word(session_id)?);
        let _: Session = self.post(&path, &format!("close-{session_id}"), Form::default()).await?;
        Ok(())
    }

    /// The payment of ours that the way of some money says it belongs to.
    ///
    /// # Errors
    /// [`StripeError`].
    pub async fn payment_of(&self, intent_id: &str) -> Result<Option<PaymentId>, StripeError> {
        let path = format!("v1/payment_intents/{}", word(intent_id)?);
        let intent: Intent = self.get(&path, Form::default()).await?;
        Ok(intent.metadata.get("payment_id").and_then(|id| id.parse().ok()))
    }

    /// Sends money back, in Stripe's units. The same refund is sent once: `is_again` looks first whether it went already,
    /// because Stripe forgets keys after a day.
    ///
    /// # Errors
    /// [`StripeError`].
    pub async fn refund(
        &self,
        id: RefundId,
        (intent_id, amount): (&str, i64),
        is_again: bool,
    ) -> Result<SeenRefund, StripeError> {
        if is_again {
            let there: Vec<Refund> = self.list("v1/refunds", intent_id).await?;
            let ours = there.into_iter().map(Refund::seen).find(|seen| seen.ours == Some(id));
            if let Some(seen) = ours {
                return Ok(seen);
            }
        }
        let form = Form::default()
            .with("payment_intent", intent_id)
            .with("amount", &amount.to_string())
            .with("metadata[refund_id]", &id.to_string());
        let made: Refund = self.post("v1/refunds", &id.to_string(), form).await?;
        Ok(made.seen())
    }

    async fn list<T: DeserializeOwned + object::Named>(
        &self,
        path: &str,
        intent_id: &str,
    ) -> Result<Vec<T>, StripeError> {
        self.pages(path, Form::default().with("payment_intent", intent_id)).await
    }

    async fn pages<T: DeserializeOwned + object::Named>(
        &self,
        path: &str,
        asked: Form,
    ) -> Result<Vec<T>, StripeError> {
        let mut all: Vec<T> = Vec::new();
        for _ in 0..PAGES_MAX {
            let mut form = asked.clone().with("limit", "100");
            if let Some(last) = all.last() {
                form = form.with("starting_after", last.name());
            }
            let page: List<T> = self.get(path, form).await?;
            let is_last = !page.has_more || page.data.is_empty();
            all.extend(page.data);
            if is_last {
                return Ok(all);
            }
        }
        Err(StripeError::Unreadable)
    }

    async fn get<T: DeserializeOwned>(&self, path: &str, form: Form) -> Result<T, StripeError> {
        self.ask(Method::GET, path, None, form).await
    }

    async fn post<T: DeserializeOwned>(&self, path: &str, key: &str, form: Form) -> Result<T, StripeError> {
        self.ask(Method::POST, path, Some(key), form).await
    }

    async fn ask<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        key: Option<&str>,
        form: Form,
    ) -> Result<T, StripeError> {
        let mut url = self.base.clone();
        url.set_path(&format!("{}/{path}", self.base.path().trim_end_matches('/')));
        let words = form.finish();
        if key.is_none() && !words.is_empty() {
            url.set_query(Some(&words));
        }
        let mut pause = FIRST_PAUSE;
        for left in (0..=RETRIES).rev() {
            let mut request = self
                .client
                .request(method.clone(), url.clone())
                .bearer_auth(&self.keys.secret)
                .header("Stripe-Version", VERSION);
            if let Some(key) = key {
                request = request
                    .header("Idempotency-Key", key)
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .body(words.clone());
            }
            let error = match request.send().await {
                Ok(answer) if answer.status().is_success() => return read(answer).await,
                Ok(answer) if left == 0 || !is_worth_again(answer.status(), answer.headers()) => {
                    return Err(refusal(answer).await);
                }
                Ok(_) => StripeError::Away("it is busy"),
                Err(error) if error.is_timeout() => StripeError::Away("it didn't answer in time"),
                Err(error) if error.is_connect() => StripeError::Away("no connection came about"),
                Err(_) => StripeError::Away("the connection broke off"),
            };
            if left == 0 {
                return Err(error);
            }
            tokio::time::sleep(pause).await;
            pause *= 2;
        }
        Err(StripeError::Away("it is busy"))
    }
}

/// A name of Stripe's as a part of a path.
fn word(name: &str) -> Result<&str, StripeError> {
    let fits = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    let is_word = (1..=255).contains(&name.len()) && name.bytes().all(fits);
    if is_word { Ok(name) } else { Err(StripeError::Missing) }
}

/// As Stripe says in its header, or else for what passes: the same key at the same time, too much to do, a fault of its.
fn is_worth_again(status: StatusCode, headers: &HeaderMap) -> bool {
    match headers.get("stripe-should-retry").map(|value| value.as_bytes()) {
        Some(b"true") => true,
        Some(b"false") => false,
        _ => status == StatusCode::CONFLICT || status.is_server_error(),
    }
}

#[derive(Deserialize)]
struct Refusal {
    error: Reason,
}

#[derive(Deserialize)]
struct Reason {
    #[serde(default)]
    code: Option<String>,
    #[serde(default, rename = "type")]
    kind: Option<String>,
}

/// Stripe's word for why, never its sentence, which may repeat what it was asked.
async fn refusal(answer: Response) -> StripeError {
    let status = answer.status();
    match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => return StripeError::Denied,
        StatusCode::NOT_FOUND => return StripeError::Missing,
        StatusCode::CONFLICT | StatusCode::TOO_MANY_REQUESTS => return StripeError::Away("it is busy"),
        _ if status.is_server_error() => return StripeError::Away("it has a fault"),
        _ => {}
    }
    let reason = read::<Refusal>(answer).await.ok().map(|refusal| refusal.error);
    let said = reason.and_then(|reason| reason.code.or(reason.kind)).unwrap_or_default();
    let said: String = said.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').take(80).collect();
    if said == "resource_missing" { StripeError::Missing } else { StripeError::Refused(said) }
}

async fn read<T: DeserializeOwned>(mut answer: Response) -> Result<T, StripeError> {
    let mut whole = Vec::new();
    while let Some(part) = answer.chunk().await.map_err(|_| StripeError::Away("the connection broke off"))? {
        if whole.len() + part.len() > ANSWER_BYTES_MAX {
            return Err(StripeError::Unreadable);
        }
        whole.extend_from_slice(&part);
    }
    serde_json::from_slice(&whole).map_err(|_| StripeError::Unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_keys_of_stripes_are_taken_and_none_is_shown() {
        for (key, is_live) in [("sk_test_abc1", false), ("rk_live_abc1", true), (" sk_live_x\n", true)] {
            let stripe = Stripe::new(key, None, None).expect("a key");
            assert_eq!(stripe.is_live(), is_live);
            assert!(!format!("{stripe:?}").contains("abc1") && !stripe.hears());
        }
        for key in ["", "sk_test_", "pk_test_abc", "whsec_abc", "sk_test_a b", "sk_test_a\nb"] {
            assert!(Stripe::new(key, None, None).is_err(), "{key}");
        }
    }

    #[test]
    fn a_key_never_travels_in_the_clear() {
        let at = |url| Stripe::new("sk_test_abc", None, Some(url));
        for safe in ["https://stripe.example", "http://127.0.0.1:4000", "http://localhost:1"] {
            assert!(at(safe).is_ok(), "{safe}");
        }
        for other in ["http://stripe.example", "ftp://127.0.0.1", "", "stripe", "data:x"] {
            assert!(at(other).is_err(), "{other}");
        }
    }

    #[test]
    fn without_a_secret_nothing_is_heard() {
        let now = Timestamp(1_800_000_000_000);
        for secret in [None, Some(""), Some("  ")] {
            let stripe = Stripe::new("sk_test_abc", secret, None).expect("a key");
            assert_eq!(stripe.hear("t=1800000000,v1=00", b"{}", now), Err(NotTaken::Off));
        }
    }

    #[test]
    fn names_are_words() {
        for name in ["", "a/b", "../x", "cs_1?x", "cs 1", &"x".repeat(256)] {
            assert!(word(name).is_err(), "{name}");
        }
        assert!(word("cs_test_a1").is_ok());
    }
}
