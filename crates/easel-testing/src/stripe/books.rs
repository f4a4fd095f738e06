//! The account's books: objects as Stripe shows them, and what may be done with them.

use super::Bad;
use crate::Clock;
use serde_json::{Value, json};
use std::collections::{BTreeMap, VecDeque};

/// Half an hour, and a day.
const OPEN_S: std::ops::RangeInclusive<i64> = 1_800..=86_400;

pub(super) type Word = &'static str;

pub(super) struct Books {
    pub(super) clock: Clock,
    pub(super) url: String,
    made: u64,
    pub(super) sessions: BTreeMap<String, Value>,
    pub(super) intents: BTreeMap<String, Value>,
    pub(super) charges: BTreeMap<String, Value>,
    pub(super) refunds: BTreeMap<String, Value>,
    pub(super) disputes: BTreeMap<String, Value>,
    pub(super) subscriptions: BTreeMap<String, Value>,
    pub(super) invoices: BTreeMap<String, Value>,
    pub(super) products: BTreeMap<String, Value>,
    /// The next card is declined.
    pub(super) declines: bool,
    /// What was asked under a key, and what was answered.
    pub(super) keys: BTreeMap<String, (String, u16, Value)>,
    pub(super) outbox: Vec<Value>,
    /// Everything that was ever told.
    pub(super) told: BTreeMap<String, Value>,
    pub(super) bad: VecDeque<Bad>,
    pub(super) asked: Vec<String>,
}

impl Books {
    pub(super) fn new(clock: Clock, url: String) -> Self {
        Self {
            clock,
            url,
            made: 0,
            sessions: BTreeMap::new(),
            intents: BTreeMap::new(),
            charges: BTreeMap::new(),
            refunds: BTreeMap::new(),
            disputes: BTreeMap::new(),
            subscriptions: BTreeMap::new(),
            invoices: BTreeMap::new(),
            products: BTreeMap::new(),
            declines: false,
            keys: BTreeMap::new(),
            outbox: Vec::new(),
            told: BTreeMap::new(),
            bad: VecDeque::new(),
            asked: Vec::new(),
        }
    }

    pub(super) fn now_s(&self) -> i64 {
        self.clock.now().0 / 1000
    }

    pub(super) fn name(&mut self, prefix: &str) -> String {
        self.made += 1;
        format!("{prefix}_test_{:06}", self.made)
    }

    pub(super) fn tell(&mut self, kind: &str, object: &Value) {
        let event = json!({
            "id": self.name("evt"), "object": "event", "type": kind, "created": self.now_s(),
            "api_version": "2026-10-28.endive", "livemode": false, "pending_webhooks": 1,
            "data": { "object": object }, "request": { "id": null, "idempotency_key": null },
        });
        self.told.insert(event["id"].as_str().unwrap_or_default().to_owned(), event.clone());
        self.outbox.push(event);
    }

    pub(super) fn open(&mut self, form: &BTreeMap<String, String>) -> Result<Value, Word> {
        let get = |name: &str| form.get(name).map(String::as_str);
        let price = |name: &str| get(&format!("line_items[0][price_data]{name}"));
        let amount: i64 = price("[unit_amount]").and_then(|n| n.parse().ok()).ok_or("parameter_missing")?;
        let currency = price("[currency]").ok_or("parameter_missing")?;
        let complete = price("[product_data][name]").is_some_and(|name| !name.is_empty())
            && (get("mode") == Some("subscription")) == price("[recurring][interval]").is_some()
            && matches!(get("mode"), Some("payment" | "subscription"))
            && get("success_url").is_some_and(|url| url.starts_with("http"))
            && get("line_items[0][quantity]") == Some("1")
            && currency.chars().all(|c| c.is_ascii_lowercase());
        if !complete {
            return Err("parameter_invalid");
        }
        if amount < 50 {
            return Err("amount_too_small");
        }
        let until: i64 = match get("expires_at") {
            Some(text) => text.parse().map_err(|_| "parameter_invalid_integer")?,
            None => self.now_s() + 86_400,
        };
        if !OPEN_S.contains(&(until - self.now_s())) {
            return Err("timestamp_invalid");
        }
        let id = self.name("cs");
        let session = json!({
            "id": id, "object": "checkout.session", "url": format!("{}/pay/{id}", self.url), "mode": get("mode"),
            "status": "open", "payment_status": "unpaid", "amount_total": amount, "currency": currency,
            "client_reference_id": get("client_reference_id"), "livemode": false, "payment_intent": null,
            "customer_email": get("customer_email"), "customer": get("customer"), "subscription": null, "invoice": null,
            "interval": price("[recurring][interval]"), "subscription_metadata": metadata(form, "subscription_data"), "expires_at": until, "created": self.now_s(),
            "metadata": metadata(form, ""), "intent_metadata": metadata(form, "payment_intent_data"),
            "success_url": get("success_url"), "cancel_url": get("cancel_url"), "line_items": null,
        });
        self.sessions.insert(id, session.clone());
        Ok(session)
    }

    pub(super) fn pay(&mut self, session: &str, how: &str) -> bool {
        let Some(found) = self.sessions.get(session).filter(|s| s["status"] == "open").cloned() else {
            return false;
        };
        let is_billed = found["mode"] == "subscription";
        let amount = number(&found["amount_total"]);
        let intent = if is_billed {
            String::new()
        } else {
            self.charge(amount, &found["currency"], found["intent_metadata"].clone(), how)
        };
        let paid = how == "succeeded";
        self.change(
            session,
            &[
                ("status", json!("complete")),
                ("payment_status", json!(if paid { "paid" } else { "unpaid" })),
                ("payment_intent", json!(intent)),
            ],
        );
        if is_billed {
            self.subscribe(session);
        }
        self.tell_session("checkout.session.completed", session);
        if paid && !is_billed {
            let object = self.intents[&intent].clone();
            self.tell("payment_intent.succeeded", &object);
        }
        true
    }

    /// Money on its way, and its charge; what the way is called.
    pub(super) fn charge(&mut self, amount: i64, currency: &Value, data: Value, how: &str) -> String {
        let (intent, charge) = (self.name("pi"), self.name("ch"));
        self.intents.insert(
            intent.clone(),
            json!({
                "id": intent, "object": "payment_intent", "status": how, "amount": amount,
                "currency": currency, "metadata": data, "latest_charge": charge,
            }),
        );
        let row = json!({
            "id": charge, "object": "charge", "amount": amount, "currency": currency,
            "amount_refunded": 0, "refunded": false, "disputed": false, "payment_intent": intent,
        });
        self.charges.insert(charge, row);
        intent
    }

    pub(super) fn change(&mut self, session: &str, fields: &[(&str, Value)]) {
        if let Some(object) = self.sessions.get_mut(session) {
            for (name, value) in fields {
                object[*name] = value.clone();
            }
        }
    }

    fn tell_session(&mut self, kind: &str, session: &str) {
        let object = self.sessions[session].clone();
        self.tell(kind, &object);
    }

    pub(super) fn arrive(&mut self, session: &str, well: bool) {
        let Some(intent) = self.intent_of(session) else { return };
        self.intents.entry(intent).and_modify(|intent| {
            intent["status"] = json!(if well { "succeeded" } else { "requires_payment_method" });
        });
        if well {
            self.change(session, &[("payment_status", json!("paid"))]);
        }
        let end = if well { "succeeded" } else { "failed" };
        self.tell_session(&format!("checkout.session.async_payment_{end}"), session);
    }

    pub(super) fn expire(&mut self, session: &str) -> bool {
        if self.sessions.get(session).is_none_or(|s| s["status"] != "open") {
            return false;
        }
        self.change(session, &[("status", json!("expired")), ("url", Value::Null)]);
        self.tell_session("checkout.session.expired", session);
        true
    }

    pub(super) fn intent_of(&self, session: &str) -> Option<String> {
        let invoice = self.sessions.get(session).map_or(session, |s| s["invoice"].as_str().unwrap_or(""));
        if let Some(invoice) = self.invoices.get(invoice) {
            let intent = &invoice["payments"]["data"][0]["payment"]["payment_intent"];
            return intent.as_str().map(str::to_owned);
        }
        self.sessions.get(session)?["payment_intent"].as_str().map(str::to_owned)
    }

    pub(super) fn refund(&mut self, intent: &str, amount: Option<i64>, data: Value) -> Result<Value, Word> {
        let charge = self.intents.get(intent).ok_or("resource_missing")?["latest_charge"].clone();
        let charge = charge.as_str().unwrap_or_default().to_owned();
        let row = self.charges[&charge].clone();
        let left = number(&row["amount"]) - number(&row["amount_refunded"]);
        let amount = amount.unwrap_or(left);
        if row["disputed"] == true {
            return Err("charge_disputed");
        }
        if left == 0 {
            return Err("charge_already_refunded");
        }
        if amount < 1 || amount > left {
            return Err("amount_too_large");
        }
        let id = self.name("re");
        let refund = json!({
            "id": id, "object": "refund", "amount": amount, "currency": row["currency"], "status": "succeeded",
            "payment_intent": intent, "charge": charge, "metadata": data, "created": self.now_s(),
        });
        self.refunds.insert(id, refund.clone());
        self.add_up(&charge);
        self.tell("refund.created", &refund);
        let object = self.charges[&charge].clone();
        self.tell("charge.refunded", &object);
        Ok(refund)
    }

    pub(super) fn fail_refund(&mut self, refund: &str) {
        let Some(object) = self.refunds.get_mut(refund) else { return };
        object["status"] = json!("failed");
        let object = object.clone();
        self.add_up(object["charge"].as_str().unwrap_or_default());
        self.tell("refund.failed", &object);
    }

    /// What went back of a charge, by its refunds.
    fn add_up(&mut self, charge: &str) {
        let gone = self.refunds.values().filter(|r| r["charge"] == charge && r["status"] != "failed");
        let sum: i64 = gone.map(|refund| number(&refund["amount"])).sum();
        if let Some(object) = self.charges.get_mut(charge) {
            object["refunded"] = json!(sum == number(&object["amount"]));
            object["amount_refunded"] = json!(sum);
        }
    }

    pub(super) fn dispute(&mut self, session: &str, amount: i64, status: &str) -> Option<String> {
        let intent = self.intent_of(session)?;
        let charge = self.intents[&intent]["latest_charge"].as_str()?.to_owned();
        let id = self.name("du");
        let object = json!({
            "id": id, "object": "dispute", "amount": amount, "currency": self.charges[&charge]["currency"],
            "status": status, "charge": charge, "payment_intent": intent, "created": self.now_s(),
        });
        self.disputes.insert(id.clone(), object.clone());
        self.charges.entry(charge).and_modify(|charge| charge["disputed"] = json!(true));
        self.tell("charge.dispute.created", &object);
        if !status.starts_with("warning") {
            self.tell("charge.dispute.funds_withdrawn", &object);
        }
        Some(id)
    }

    pub(super) fn decide(&mut self, dispute: &str, status: &str) {
        let Some(object) = self.disputes.get_mut(dispute) else { return };
        object["status"] = json!(status);
        let object = object.clone();
        self.tell("charge.dispute.closed", &object);
        if status == "won" {
            self.tell("charge.dispute.funds_reinstated", &object);
        }
    }
}

pub(super) fn number(value: &Value) -> i64 {
    value.as_i64().unwrap_or_default()
}

/// The pairs of `<under>[metadata][..]`.
pub(super) fn metadata(form: &BTreeMap<String, String>, under: &str) -> Value {
    let prefix = if under.is_empty() { "metadata[".to_owned() } else { format!("{under}[metadata][") };
    let pairs = form.iter().filter_map(|(name, value)| {
        Some((name.strip_prefix(&prefix)?.strip_suffix(']')?.to_owned(), json!(value)))
    });
    Value::Object(pairs.collect())
}
