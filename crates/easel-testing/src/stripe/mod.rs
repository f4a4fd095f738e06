//! A stand-in of Stripe: a small server with an account's books, that answers as Stripe does, signs what it tells, and
//! has bad days when it is told to. It keeps to what the studio uses, and is strict where Stripe is.

mod api;
mod billing;
mod books;

use crate::{
    Clock,
    server::{Server, listen},
};
use books::Books;
use hmac::{Hmac, Mac};
use serde_json::Value;
use sha2::Sha256;
use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard},
};

/// What goes wrong with one of the next requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bad {
    /// It fails with this status before anything is done.
    Fail(u16),
    /// It is done, and the answer is lost on the way.
    LoseAnswer,
    /// It is done, and the connection hangs for good.
    Hang,
    /// It is refused with this word.
    Refuse(&'static str),
}

/// The stand-in. It ends when the last clone is dropped.
#[derive(Clone)]
pub struct StripeStandIn {
    books: Arc<Mutex<Books>>,
    address: SocketAddr,
    _server: Arc<Server>,
}

impl StripeStandIn {
    /// The key it takes.
    pub const SECRET_KEY: &'static str = "sk_test_standin";
    /// What it signs with.
    pub const WEBHOOK_SECRET: &'static str = "whsec_standin";

    /// Opens it on a port of its own.
    ///
    /// # Panics
    /// When there is none.
    pub async fn open(clock: Clock) -> Self {
        Self::open_at("127.0.0.1:0", clock).await
    }

    /// Opens it at an address.
    ///
    /// # Panics
    /// When it can't be listened on.
    pub async fn open_at(address: &str, clock: Clock) -> Self {
        let (listener, address) = listen(address).await;
        let books = Arc::new(Mutex::new(Books::new(clock, format!("http://{address}"))));
        let server = tokio::spawn(api::serve(listener, Arc::clone(&books)));
        Self { books, address, _server: Arc::new(Server(server)) }
    }

    /// Where it is.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().expect("nobody panicked in the books")
    }

    /// The sessions there are, the oldest first.
    #[must_use]
    pub fn sessions(&self) -> Vec<String> {
        self.books().sessions.keys().cloned().collect()
    }

    /// The page of a payment, by the reference it was opened with.
    #[must_use]
    pub fn session_of(&self, reference: &str) -> Option<String> {
        let books = self.books();
        let found = books.sessions.iter().rev().find(|(_, s)| s["client_reference_id"] == reference);
        found.map(|(id, _)| id.clone())
    }

    /// The session as it is.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    pub fn session(&self, id: &str) -> Value {
        self.books().sessions[id].clone()
    }

    /// Changes something in a session that Stripe never would: for lies.
    pub fn forge(&self, session: &str, field: &str, value: Value) {
        if let Some(session) = self.books().sessions.get_mut(session) {
            session[field] = value;
        }
    }

    /// The payer pays. False when it can't be paid (any more).
    #[must_use]
    pub fn pay(&self, session: &str) -> bool {
        self.books().pay(session, "succeeded")
    }

    /// The payer pays by something that takes days.
    #[must_use]
    pub fn pay_slowly(&self, session: &str) -> bool {
        self.books().pay(session, "processing")
    }

    /// What took days comes, or doesn't.
    pub fn arrive(&self, session: &str, well: bool) {
        self.books().arrive(session, well);
    }

    /// The subscriptions there are, the oldest first.
    #[must_use]
    pub fn subscriptions(&self) -> Vec<String> {
        self.books().subscriptions.keys().cloned().collect()
    }

    /// The subscription as it is.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    pub fn subscription(&self, id: &str) -> Value {
        self.books().subscriptions[id].clone()
    }

    /// The last invoice of a subscription.
    #[must_use]
    pub fn invoice(&self, subscription: &str) -> String {
        self.subscription(subscription)["latest_invoice"].as_str().unwrap_or_default().to_owned()
    }

    /// A term is over: the next is paid, or not, or the subscription ends as it was told to.
    pub fn renew(&self, subscription: &str, well: bool) {
        self.books().renew(subscription, well);
    }

    /// The operator bills something beside the terms.
    pub fn bill(&self, subscription: &str, amount: i64) {
        self.books().invoice(subscription, amount, "manual");
    }

    /// The operator ends a subscription in the dashboard.
    pub fn end(&self, subscription: &str) {
        self.books().delete(subscription);
    }

    /// The price of a subscription is changed in the dashboard.
    pub fn reprice(&self, subscription: &str, amount: i64) {
        self.books().subscriptions.entry(subscription.to_owned()).and_modify(|object| {
            object["items"]["data"][0]["price"]["unit_amount"] = serde_json::json!(amount);
        });
    }

    /// A day is over: what was asked under which key is forgotten.
    pub fn forget_keys(&self) {
        self.books().keys.clear();
    }

    /// The next card is declined.
    pub fn decline(&self) {
        self.books().declines = true;
    }

    /// The time of a session is over.
    pub fn expire(&self, session: &str) {
        self.books().expire(session);
    }

    /// The operator sends money back in the dashboard; what the refund is called, or why not.
    ///
    /// # Errors
    /// Stripe's word for why not.
    pub fn refund(&self, session: &str, amount: i64) -> Result<String, &'static str> {
        let mut books = self.books();
        let intent = books.intent_of(session).ok_or("resource_missing")?;
        let refund = books.refund(&intent, Some(amount), serde_json::json!({}))?;
        Ok(refund["id"].as_str().unwrap_or_default().to_owned())
    }

    /// A refund comes back: the payer's account is closed.
    pub fn fail_refund(&self, refund: &str) {
        self.books().fail_refund(refund);
    }

    /// The refunds there are.
    #[must_use]
    pub fn refunds(&self) -> Vec<Value> {
        self.books().refunds.values().cloned().collect()
    }

    /// The payer's bank takes the money back, or only asks (`warning_needs_response`); what the dispute is called.
    #[must_use]
    pub fn dispute(&self, session: &str, amount: i64, status: &str) -> Option<String> {
        self.books().dispute(session, amount, status)
    }

    /// The bank decides: `won` or `lost`.
    pub fn decide(&self, dispute: &str, status: &str) {
        self.books().decide(dispute, status);
    }

    /// What it would tell, the oldest first; told once.
    #[must_use]
    pub fn events(&self) -> Vec<Value> {
        std::mem::take(&mut self.books().outbox)
    }

    /// The next requests go wrong, one after the other.
    pub fn bad(&self, days: &[Bad]) {
        self.books().bad.extend(days);
    }

    /// How often a path was asked for, by what it begins with (`POST /v1/refunds`).
    #[must_use]
    pub fn asked(&self, prefix: &str) -> usize {
        self.books().asked.iter().filter(|line| line.starts_with(prefix)).count()
    }

    /// Bytes and header of an event, as they come to the webhook, signed at `at_s` (seconds since 1970).
    #[must_use]
    pub fn sign(event: &Value, at_s: i64) -> (String, Vec<u8>) {
        let body = event.to_string().into_bytes();
        (Self::signature(Self::WEBHOOK_SECRET, &body, at_s), body)
    }

    /// The header for these bytes.
    ///
    /// # Panics
    /// Never: any secret is a key.
    #[must_use]
    pub fn signature(secret: &str, body: &[u8], at_s: i64) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("any key");
        mac.update(format!("{at_s}.").as_bytes());
        mac.update(body);
        let hex: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        format!("t={at_s},v1={hex}")
    }
}
