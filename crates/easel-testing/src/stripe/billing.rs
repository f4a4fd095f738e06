//! The account's subscriptions: terms by the calendar, invoices, changes with what is left set off.

use super::books::{Books, Word, metadata, number};
use easel_domain::{Timestamp, plan::start_of_cycle};
use serde_json::{Value, json};
use std::collections::BTreeMap;

type Form = BTreeMap<String, String>;

fn months(interval: &str) -> i64 {
    if interval == "year" { 12 } else { 1 }
}

impl Books {
    /// A page was paid that begins a subscription.
    pub(super) fn subscribe(&mut self, session: &str) {
        let found = self.sessions[session].clone();
        let customer = match found["customer"].as_str() {
            Some(customer) => customer.to_owned(),
            None => self.name("cus"),
        };
        let (id, item, from) = (self.name("sub"), self.name("si"), self.now_s());
        let interval = found["interval"].as_str().unwrap_or("month").to_owned();
        let subscription = json!({
            "id": id, "object": "subscription", "status": "active", "customer": customer, "livemode": false,
            "cancel_at_period_end": false, "cancel_at": null, "metadata": found["subscription_metadata"],
            "items": { "object": "list", "has_more": false, "data": [{
                "id": item, "current_period_start": from, "current_period_end": after(from, &interval, 1),
                "price": price(&found["amount_total"], &found["currency"], &interval),
            }] },
            "latest_invoice": null, "anchor": from, "terms": 1,
        });
        self.subscriptions.insert(id.clone(), subscription);
        let invoice = self.invoice(&id, number(&found["amount_total"]), "subscription_create");
        for (name, value) in [
            ("customer", json!(customer)),
            ("subscription", json!(id)),
            ("invoice", json!(invoice)),
            ("payment_intent", Value::Null),
        ] {
            self.change(session, &[(name, value)]);
        }
        let object = self.subscriptions[&id].clone();
        self.tell("customer.subscription.created", &object);
    }

    /// Writes an invoice that is paid; what it is called.
    pub(super) fn invoice(&mut self, subscription: &str, amount: i64, reason: &str) -> String {
        let id = self.name("in");
        let currency = self.subscriptions[subscription]["items"]["data"][0]["price"]["currency"].clone();
        let intent = (amount > 0).then(|| self.charge(amount, &currency, json!({}), "succeeded"));
        let payments: Vec<Value> = intent
            .iter()
            .map(|intent| json!({ "payment": { "type": "payment_intent", "payment_intent": intent } }))
            .collect();
        let invoice = json!({
            "id": id, "object": "invoice", "status": "paid", "amount_paid": amount, "amount_due": amount,
            "currency": currency, "billing_reason": reason, "livemode": false,
            "parent": { "type": "subscription_details", "subscription_details": { "subscription": subscription } },
            "payments": { "object": "list", "has_more": false, "data": payments },
        });
        self.invoices.insert(id.clone(), invoice.clone());
        self.set(subscription, "latest_invoice", json!(id));
        self.tell("invoice.paid", &invoice);
        id
    }

    fn set(&mut self, subscription: &str, name: &str, value: Value) {
        if let Some(object) = self.subscriptions.get_mut(subscription) {
            object[name] = value;
        }
    }

    /// The term is over: another is paid, or not, or the subscription ends as it was told to.
    pub(super) fn renew(&mut self, subscription: &str, well: bool) {
        let Some(found) = self.subscriptions.get(subscription).cloned() else { return };
        if found["cancel_at_period_end"] == true {
            return self.delete(subscription);
        }
        let (anchor, terms) = (number(&found["anchor"]), number(&found["terms"]) + 1);
        let item = &found["items"]["data"][0];
        let interval = item["price"]["recurring"]["interval"].as_str().unwrap_or("month").to_owned();
        let amount = number(&item["price"]["unit_amount"]);
        if found["status"] != "past_due" {
            let until = after(anchor, &interval, terms);
            if let Some(object) = self.subscriptions.get_mut(subscription) {
                object["terms"] = json!(terms);
                let item = &mut object["items"]["data"][0];
                item["current_period_start"] = item["current_period_end"].clone();
                item["current_period_end"] = json!(until);
            }
        }
        self.set(subscription, "status", json!(if well { "active" } else { "past_due" }));
        if well {
            self.invoice(subscription, amount, "subscription_cycle");
        } else {
            let id = self.invoice(subscription, amount, "subscription_cycle");
            self.invoices.entry(id.clone()).and_modify(|invoice| {
                invoice["status"] = json!("open");
                invoice["amount_paid"] = json!(0);
            });
            self.outbox.pop();
            let object = self.invoices[&id].clone();
            self.tell("invoice.payment_failed", &object);
        }
        let object = self.subscriptions[subscription].clone();
        self.tell("customer.subscription.updated", &object);
    }

    /// The operator, or the end of a term, ends it.
    pub(super) fn delete(&mut self, subscription: &str) {
        self.set(subscription, "status", json!("canceled"));
        let object = self.subscriptions[subscription].clone();
        self.tell("customer.subscription.deleted", &object);
    }

    pub(super) fn expanded(&self, subscription: &str) -> Option<Value> {
        let mut object = self.subscriptions.get(subscription)?.clone();
        if let Some(invoice) = object["latest_invoice"].as_str() {
            object["latest_invoice"] = self.invoices[invoice].clone();
        }
        Some(object)
    }

    /// What other terms cost now: their price less what is left of the term that runs.
    pub(super) fn due(&self, subscription: &str, form: &Form, under: &str) -> Result<i64, Word> {
        let found = self.subscriptions.get(subscription).ok_or("resource_missing")?;
        let get = |name: &str| form.get(&format!("{under}{name}")).cloned();
        let (at, item) = (if under.is_empty() { "items" } else { "[items]" }, &found["items"]["data"][0]);
        let amount = get(&format!("{at}[0][price_data][unit_amount]")).and_then(|n| n.parse::<i64>().ok());
        let amount = amount.ok_or("parameter_missing")?;
        if get(&format!("{at}[0][id]")).as_deref() != item["id"].as_str() {
            return Err("resource_missing");
        }
        let product = get(&format!("{at}[0][price_data][product]")).unwrap_or_default();
        if !self.products.contains_key(&product) {
            return Err("resource_missing");
        }
        let (from, until) = (number(&item["current_period_start"]), number(&item["current_period_end"]));
        let left = (until - self.now_s()).clamp(0, until - from);
        let unused = number(&item["price"]["unit_amount"]) * left / (until - from).max(1);
        Ok((amount - unused).max(0))
    }

    pub(super) fn update(&mut self, subscription: &str, form: &Form) -> Result<Value, Word> {
        let get = |name: &str| form.get(name).map(String::as_str);
        if self.subscriptions.get(subscription).is_none_or(|found| found["status"] == "canceled") {
            return Err("resource_missing");
        }
        let at_once = get("billing_cycle_anchor") == Some("now");
        if get("items[0][id]").is_some() {
            let due = self.due(subscription, form, "")?;
            if at_once && std::mem::take(&mut self.declines) {
                return Err("card_declined");
            }
            let interval = get("items[0][price_data][recurring][interval]").unwrap_or("month").to_owned();
            let amount = get("items[0][price_data][unit_amount]").and_then(|n| n.parse::<i64>().ok());
            let (now, currency) =
                (self.now_s(), get("items[0][price_data][currency]").unwrap_or("").to_owned());
            if let Some(object) = self.subscriptions.get_mut(subscription) {
                let item = &mut object["items"]["data"][0];
                item["price"] = price(&json!(amount), &json!(currency), &interval);
                if at_once {
                    item["current_period_start"] = json!(now);
                    item["current_period_end"] = json!(after(now, &interval, 1));
                    (object["anchor"], object["terms"]) = (json!(now), json!(1));
                }
            }
            if at_once {
                self.invoice(subscription, due, "subscription_update");
            }
        }
        if let Some(ends) = get("cancel_at_period_end") {
            self.set(subscription, "cancel_at_period_end", json!(ends == "true"));
        }
        let said = metadata(form, "");
        for (name, value) in said.as_object().into_iter().flatten() {
            self.subscriptions.entry(subscription.to_owned()).and_modify(|object| {
                object["metadata"][name] = value.clone();
            });
        }
        let object = self.subscriptions[subscription].clone();
        self.tell("customer.subscription.updated", &object);
        self.expanded(subscription).ok_or("resource_missing")
    }
}

fn price(amount: &Value, currency: &Value, interval: &str) -> Value {
    json!({ "unit_amount": amount, "currency": currency, "recurring": { "interval": interval, "interval_count": 1 } })
}

/// When the term that is so many after the anchor ends, seconds.
fn after(anchor: i64, interval: &str, terms: i64) -> i64 {
    start_of_cycle(Timestamp(anchor * 1000), months(interval) * terms).0 / 1000
}
