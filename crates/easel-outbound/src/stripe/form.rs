//! What Stripe is sent: forms whose names have brackets.

use easel_domain::{
    Interval, Money, NewCheckout,
    billing::{Change, NewTerms},
    checkout::to_gateway,
};

/// Names and values, in the order they were given.
#[derive(Clone, Default)]
pub(super) struct Form(Vec<(String, String)>);

impl Form {
    pub(super) fn with(mut self, name: &str, value: &str) -> Self {
        self.0.push((name.to_owned(), value.to_owned()));
        self
    }

    fn price(self, at: &str, amount: Money, interval: Option<Interval>) -> Self {
        let units = to_gateway(amount).unwrap_or_default().to_string();
        let currency = amount.currency().code().to_ascii_lowercase();
        let form = self
            .with(&format!("{at}[price_data][currency]"), &currency)
            .with(&format!("{at}[price_data][unit_amount]"), &units);
        match interval {
            None => form,
            Some(interval) => form.with(&format!("{at}[price_data][recurring][interval]"), interval.as_str()),
        }
    }

    pub(super) fn finish(self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(self.0).finish()
    }
}

/// A page for one payment. Made of what never changes, so that asking again is the same question.
pub(super) fn checkout(new: &NewCheckout) -> Form {
    let id = new.payment.to_string();
    let form = Form::default()
        .with("client_reference_id", &id)
        .with("metadata[payment_id]", &id)
        .with("line_items[0][quantity]", "1")
        .price("line_items[0]", new.amount, new.plan.map(|(_, interval)| interval))
        .with("line_items[0][price_data][product_data][name]", &new.label);
    let form = match new.plan {
        None => form.with("mode", "payment").with("payment_intent_data[metadata][payment_id]", &id),
        Some((plan, _)) => form
            .with("mode", "subscription")
            .with("subscription_data[metadata][payment_id]", &id)
            .with("subscription_data[metadata][plan_id]", &plan.to_string()),
    };
    let form = form
        .with("expires_at", &(new.until.0 / 1000).to_string())
        .with("success_url", &format!("{}?checkout=done", new.return_url))
        .with("cancel_url", &format!("{}?checkout=left", new.return_url));
    match &new.customer {
        Some(customer) => form.with("customer", customer),
        None if is_plain(&new.email) => form.with("customer_email", &new.email),
        None => form,
    }
}

/// Other terms for the subscription whose item this is; `under` is where the question wants them.
pub(super) fn terms(form: Form, under: &str, (item, product): (&str, &str), new: &NewTerms) -> Form {
    let at = |name: &str| if under.is_empty() { name.to_owned() } else { inside(under, name) };
    let first = at("items[0]");
    let form = form
        .with(&format!("{first}[id]"), item)
        .price(&first, new.amount, Some(new.interval))
        .with(&format!("{first}[price_data][product]"), product);
    match new.change {
        Change::Now => {
            form.with(&at("billing_cycle_anchor"), "now").with(&at("proration_behavior"), "always_invoice")
        }
        Change::Later | Change::Never => form.with(&at("proration_behavior"), "none"),
    }
}

/// `subscription_details[items][0]` for `items[0]`.
fn inside(under: &str, name: &str) -> String {
    match name.split_once('[') {
        Some((head, rest)) => format!("{under}[{head}][{rest}"),
        None => format!("{under}[{name}]"),
    }
}

/// An address that Stripe is sure to take; others are typed there.
fn is_plain(email: &str) -> bool {
    let domain = email.rsplit_once('@').map(|(_, domain)| domain);
    email.is_ascii() && domain.is_some_and(|domain| domain.contains('.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use easel_domain::{Currency, PaymentId, PlanId, Timestamp};

    #[test]
    fn a_page_says_what_is_paid_and_by_whom() {
        let inr = Currency::parse("INR").expect("a currency");
        let new = NewCheckout {
            payment: PaymentId("0193b0b0-0000-7000-8000-000000000001".parse().expect("an id")),
            label: "Small & fine".to_owned(),
            amount: Money::new(49_937, inr).expect("an amount"),
            plan: None,
            customer: None,
            return_url: "https://studio.example/payments/1".to_owned(),
            email: "anna@example.org".to_owned(),
            until: Timestamp(1_800_000_000_999),
        };
        let text = checkout(&new).finish();
        for part in [
            "mode=payment",
            "client_reference_id=0193b0b0-0000-7000-8000-000000000001",
            "payment_intent_data%5Bmetadata%5D%5Bpayment_id%5D=0193b0b0",
            "line_items%5B0%5D%5Bprice_data%5D%5Bcurrency%5D=inr",
            "line_items%5B0%5D%5Bprice_data%5D%5Bunit_amount%5D=49937",
            "%5Bname%5D=Small+%26+fine",
            "expires_at=1800000000&",
            "customer_email=anna%40example.org",
            "success_url=https%3A%2F%2Fstudio.example%2Fpayments%2F1%3Fcheckout%3Ddone",
        ] {
            assert!(text.contains(part), "{part} is missing in {text}");
        }
        assert_eq!(text, checkout(&new).finish(), "asking again is the same question");
        let plan = PlanId("0193b0b0-0000-7000-8000-000000000002".parse().expect("an id"));
        let customer = Some("cus_1".to_owned());
        let billed = NewCheckout { plan: Some((plan, Interval::Year)), customer, ..new.clone() };
        let text = checkout(&billed).finish();
        for part in [
            "mode=subscription",
            "%5Bprice_data%5D%5Brecurring%5D%5Binterval%5D=year",
            "subscription_data%5Bmetadata%5D%5Bplan_id%5D=0193b0b0",
            "&customer=cus_1",
        ] {
            assert!(text.contains(part) && !text.contains("customer_email"), "{part} is missing in {text}");
        }
        assert_eq!(inside("details", "items[0]"), "details[items][0]");
        let odd = NewCheckout { email: "anna@localhost".to_owned(), ..new };
        assert!(!checkout(&odd).finish().contains("customer_email"));
    }
}
