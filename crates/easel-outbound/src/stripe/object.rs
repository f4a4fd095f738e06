//! What Stripe says: of its objects the fields that are used, and what they mean here.

use easel_domain::{
    Gateway, GatewayEvent, Interval, SeenInvoice, SeenSubscription, Sighting, Timestamp,
    billing::{InvoiceReason, Standing},
    checkout::{CheckoutState, DisputeState, SeenDispute, SeenRefund, SeenState},
};
use serde::Deserialize;
use std::collections::HashMap;

/// Longest name of Stripe's that is kept.
const NAME_MAX: usize = 255;

/// Something that has a name of Stripe's.
pub(super) trait Named {
    fn name(&self) -> &str;
}

/// A page of a list.
#[derive(Deserialize)]
pub(super) struct List<T> {
    pub(super) data: Vec<T>,
    #[serde(default)]
    pub(super) has_more: bool,
}

/// An object, or its name where it wasn't asked for.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Maybe<T> {
    Name(String),
    Object(Box<T>),
}

impl<T> Maybe<T> {
    pub(super) fn object(&self) -> Option<&T> {
        match self {
            Self::Name(_) => None,
            Self::Object(object) => Some(object),
        }
    }
}

impl<T: Named> Maybe<T> {
    fn name(&self) -> &str {
        match self {
            Self::Name(name) => name,
            Self::Object(object) => object.name(),
        }
    }
}

#[derive(Deserialize)]
pub(super) struct Session {
    pub(super) id: String,
    pub(super) url: Option<String>,
    status: Option<String>,
    payment_status: Option<String>,
    amount_total: Option<i64>,
    currency: Option<String>,
    client_reference_id: Option<String>,
    livemode: bool,
    payment_intent: Option<Maybe<Intent>>,
    pub(super) subscription: Option<Maybe<Subscription>>,
}

#[derive(Deserialize)]
pub(super) struct Intent {
    id: String,
    status: Option<String>,
    #[serde(default)]
    pub(super) metadata: HashMap<String, String>,
    latest_charge: Option<Maybe<Charge>>,
}

#[derive(Deserialize)]
struct Charge {
    #[serde(default)]
    disputed: bool,
}

#[derive(Deserialize)]
pub(super) struct Refund {
    id: String,
    amount: i64,
    status: Option<String>,
    #[serde(default)]
    metadata: Option<HashMap<String, String>>,
}

#[derive(Deserialize)]
pub(super) struct Dispute {
    id: String,
    amount: i64,
    currency: String,
    status: String,
}

impl Named for Intent {
    fn name(&self) -> &str {
        &self.id
    }
}

impl Named for Refund {
    fn name(&self) -> &str {
        &self.id
    }
}

impl Named for Dispute {
    fn name(&self) -> &str {
        &self.id
    }
}

impl Session {
    fn intent(&self) -> Option<&Intent> {
        self.payment_intent.as_ref().and_then(Maybe::object)
    }

    fn state(&self) -> Option<CheckoutState> {
        Some(match (self.status.as_deref()?, self.payment_status.as_deref()?) {
            ("open", _) => CheckoutState::Open,
            ("expired", _) => CheckoutState::Expired,
            ("complete", "paid" | "no_payment_required") => CheckoutState::Paid,
            ("complete", "unpaid") => match self.intent().and_then(|intent| intent.status.as_deref()) {
                Some("requires_payment_method" | "canceled") => CheckoutState::Failed,
                _ => CheckoutState::Processing,
            },
            _ => return None,
        })
    }

    pub(super) fn is_paid(&self) -> bool {
        self.state() == Some(CheckoutState::Paid)
    }

    /// Whether a bank ever said anything against it; in doubt it is looked up.
    pub(super) fn is_disputed(&self) -> bool {
        let charge = self.intent().and_then(|intent| intent.latest_charge.as_ref()).and_then(Maybe::object);
        charge.is_none_or(|charge| charge.disputed)
    }

    /// What it says of the payment, without what went back. `None` when it says nothing we know.
    pub(super) fn sighting(&self, expects_live: bool) -> Option<Sighting> {
        Some(Sighting {
            session_id: self.id.clone(),
            reference: self.client_reference_id.clone(),
            is_live: self.livemode,
            expects_live,
            amount: self.amount_total,
            currency: self.currency.clone(),
            state: self.state()?,
            intent_id: self.payment_intent.as_ref().map(|intent| intent.name().to_owned()),
            refunds: Vec::new(),
            disputes: Vec::new(),
            billing: None,
        })
    }
}

impl Refund {
    pub(super) fn seen(self) -> SeenRefund {
        let state = match self.status.as_deref() {
            Some("failed" | "canceled") => SeenState::Failed,
            _ => SeenState::Gone,
        };
        let ours = self.metadata.as_ref().and_then(|data| data.get("refund_id")?.parse().ok());
        SeenRefund { id: self.id, ours, amount: self.amount, state }
    }
}

impl Dispute {
    pub(super) fn seen(self, currency: &str) -> SeenDispute {
        let state = match self.status.as_str() {
            "won" | "warning_closed" | "prevented" => DisputeState::Won,
            "lost" => DisputeState::Lost,
            "warning_needs_response" | "warning_under_review" => DisputeState::Inquiry,
            // What we don't know keeps the money from being spent until we do.
            _ => DisputeState::Open,
        };
        let amount = self.currency.eq_ignore_ascii_case(currency).then_some(self.amount);
        SeenDispute { id: self.id, amount, state }
    }
}

/// A subscription: its plan of ours is in its metadata, its term at its only item.
#[derive(Deserialize)]
pub(super) struct Subscription {
    pub(super) id: String,
    status: String,
    customer: Option<Maybe<Customer>>,
    #[serde(default)]
    cancel_at_period_end: bool,
    cancel_at: Option<i64>,
    livemode: bool,
    #[serde(default)]
    metadata: HashMap<String, String>,
    pub(super) items: List<Item>,
    latest_invoice: Option<Maybe<Invoice>>,
}

#[derive(Deserialize)]
pub(super) struct Customer {
    id: String,
}

#[derive(Deserialize)]
pub(super) struct Item {
    pub(super) id: String,
    current_period_start: i64,
    current_period_end: i64,
    price: Price,
}

#[derive(Deserialize)]
struct Price {
    unit_amount: Option<i64>,
    currency: String,
    recurring: Option<Recurring>,
}

#[derive(Deserialize)]
struct Recurring {
    interval: String,
    #[serde(default = "one")]
    interval_count: i64,
}

fn one() -> i64 {
    1
}

#[derive(Deserialize)]
pub(super) struct Invoice {
    id: String,
    status: Option<String>,
    amount_paid: i64,
    #[serde(default)]
    pub(super) amount_due: i64,
    currency: String,
    billing_reason: Option<String>,
    #[serde(default)]
    livemode: bool,
    parent: Option<Parent>,
    payments: Option<List<InvoicePayment>>,
}

/// What an invoice is of.
#[derive(Deserialize)]
pub(super) struct Parent {
    subscription_details: Option<Details>,
}

#[derive(Deserialize)]
struct Details {
    subscription: Option<Maybe<Name>>,
}

/// Anything of which only the name is asked.
#[derive(Deserialize)]
pub(super) struct Name {
    pub(super) id: String,
}

#[derive(Deserialize)]
struct InvoicePayment {
    payment: Option<Paid>,
}

#[derive(Deserialize)]
struct Paid {
    payment_intent: Option<Maybe<Name>>,
}

/// A link to a page of Stripe's.
#[derive(Deserialize)]
pub(super) struct Link {
    pub(super) url: String,
}

impl Named for Customer {
    fn name(&self) -> &str {
        &self.id
    }
}

impl Named for Name {
    fn name(&self) -> &str {
        &self.id
    }
}

impl Named for Subscription {
    fn name(&self) -> &str {
        &self.id
    }
}

impl Named for Invoice {
    fn name(&self) -> &str {
        &self.id
    }
}

impl Parent {
    pub(super) fn subscription(self) -> Option<String> {
        let subscription = self.subscription_details?.subscription?;
        Some(subscription.name().to_owned())
    }
}

impl Invoice {
    pub(super) fn subscription(&self) -> Option<&str> {
        let details = self.parent.as_ref()?.subscription_details.as_ref()?;
        details.subscription.as_ref().map(Maybe::name)
    }

    fn intent(&self) -> Option<String> {
        let payments = self.payments.as_ref()?.data.iter();
        let mut intents = payments.filter_map(|one| one.payment.as_ref()?.payment_intent.as_ref());
        intents.next().map(|intent| intent.name().to_owned())
    }

    pub(super) fn seen(&self) -> SeenInvoice {
        SeenInvoice {
            id: self.id.clone(),
            is_paid: self.status.as_deref() == Some("paid"),
            amount: self.amount_paid,
            currency: self.currency.clone(),
            reason: match self.billing_reason.as_deref() {
                Some("subscription_create") => InvoiceReason::First,
                Some("subscription_cycle") => InvoiceReason::Cycle,
                Some("subscription_update") => InvoiceReason::Change,
                _ => InvoiceReason::Other,
            },
            intent_id: self.intent(),
        }
    }

    /// As a page of its own: what was paid, without what went back.
    pub(super) fn sighting(&self, expects_live: bool) -> Sighting {
        Sighting {
            session_id: self.id.clone(),
            reference: None,
            is_live: self.livemode,
            expects_live,
            amount: Some(self.amount_paid),
            currency: Some(self.currency.clone()),
            state: match self.status.as_deref() {
                Some("paid") => CheckoutState::Paid,
                Some("void" | "uncollectible") => CheckoutState::Failed,
                _ => CheckoutState::Processing,
            },
            intent_id: self.intent(),
            refunds: Vec::new(),
            disputes: Vec::new(),
            billing: None,
        }
    }
}

impl Subscription {
    pub(super) fn invoice(&self) -> Option<SeenInvoice> {
        self.latest_invoice.as_ref().and_then(Maybe::object).map(Invoice::seen)
    }

    /// What it says; `None` when it has no term we know.
    pub(super) fn seen(&self, expects_live: bool) -> Option<SeenSubscription> {
        let item = self.items.data.first().filter(|_| self.items.data.len() == 1)?;
        let at = |seconds: i64| seconds.checked_mul(1000).map(Timestamp);
        let until = at(item.current_period_end)?;
        let interval = item.price.recurring.as_ref().filter(|recurring| recurring.interval_count == 1);
        Some(SeenSubscription {
            id: self.id.clone(),
            customer: self.customer.as_ref().map(|customer| customer.name().to_owned()),
            is_live: self.livemode,
            expects_live,
            standing: match self.status.as_str() {
                "canceled" | "incomplete_expired" | "unpaid" | "paused" => Standing::Over,
                _ => Standing::Running,
            },
            payment: self.metadata.get("payment_id").and_then(|id| id.parse().ok()),
            plan: self.metadata.get("plan_id").and_then(|id| id.parse().ok()),
            amount: item.price.unit_amount,
            currency: item.price.currency.clone(),
            interval: interval.and_then(|recurring| Interval::parse(&recurring.interval)),
            from: at(item.current_period_start)?,
            until,
            cancels: self.cancel_at_period_end || self.cancel_at.and_then(at).is_some_and(|end| end <= until),
            invoice: self.invoice(),
        })
    }
}

/// What comes to the webhook.
#[derive(Deserialize)]
pub(super) struct Event {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    created: i64,
    pub(super) livemode: bool,
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    object: Object,
}

/// Any object: what it is called and what it belongs to.
#[derive(Deserialize)]
struct Object {
    id: Option<String>,
    payment_intent: Option<Maybe<Intent>>,
    client_reference_id: Option<String>,
    parent: Option<Parent>,
}

impl Named for Event {
    fn name(&self) -> &str {
        &self.id
    }
}

impl Event {
    /// The event, or `Some(None)` when nothing here hangs on its kind.
    pub(super) fn read(self) -> Option<Option<GatewayEvent>> {
        let kind = self.kind.as_str();
        let about_intent = kind.starts_with("payment_intent.");
        let known = [
            "checkout.session.",
            "charge.",
            "refund.",
            "payment_intent.",
            "invoice.",
            "customer.subscription.",
        ];
        if !known.iter().any(|prefix| kind.starts_with(prefix)) {
            return Some(None);
        }
        let Object { id, payment_intent, client_reference_id, parent } = self.data.object;
        let object_id = id?;
        let intent = payment_intent.map(|intent| intent.name().to_owned());
        let event = GatewayEvent {
            gateway: Gateway::Stripe,
            intent_id: if about_intent { Some(object_id.clone()) } else { intent },
            id: self.id,
            kind: self.kind,
            object_id,
            reference: client_reference_id.or(parent.and_then(Parent::subscription)),
            at: Timestamp(self.created.checked_mul(1000)?),
        };
        let is_short = |text: &str| (1..=NAME_MAX).contains(&text.len());
        let names = [&event.id, &event.kind, &event.object_id].into_iter();
        let fits = names.chain(&event.intent_id).chain(&event.reference).all(|name| is_short(name));
        fits.then_some(Some(event))
    }
}
