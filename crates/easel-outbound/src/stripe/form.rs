//! What Stripe is sent: forms whose names have brackets.

use easel_domain::{NewCheckout, checkout::to_gateway};

/// Names and values, in the order they were given.
#[derive(Default)]
pub(super) struct Form(Vec<(String, String)>);

impl Form {
    pub(super) fn with(mut self, name: &str, value: &str) -> Self {
        self.0.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(super) fn finish(self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(self.0).finish()
    }
}

/// A page for one payment. Made of what never changes, so that asking again is the same question.
pub(super) fn checkout(new: &NewCheckout) -> Form {
    let id = new.payment.to_string();
    let units = to_gateway(new.amount).unwrap_or_default();
    let form = Form::default()
        .with("mode", "payment")
        .with("client_reference_id", &id)
        .with("metadata[payment_id]", &id)
        .with("payment_intent_data[metadata][payment_id]", &id)
        .with("line_items[0][quantity]", "1")
        .with("line_items[0][price_data][currency]", &new.amount.currency().code().to_ascii_lowercase())
        .with("line_items[0][price_data][unit_amount]", &units.to_string())
        .with("line_items[0][price_data][product_data][name]", &new.label)
        .with("expires_at", &(new.until.0 / 1000).to_string())
        .with("success_url", &format!("{}?checkout=done", new.return_url))
        .with("cancel_url", &format!("{}?checkout=left", new.return_url));
    if is_plain(&new.email) { form.with("customer_email", &new.email) } else { form }
}

/// An address that Stripe is sure to take; others are typed there.
fn is_plain(email: &str) -> bool {
    let domain = email.rsplit_once('@').map(|(_, domain)| domain);
    email.is_ascii() && domain.is_some_and(|domain| domain.contains('.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use easel_domain::{Currency, Money, PaymentId, Timestamp};

    #[test]
    fn a_page_says_what_is_paid_and_by_whom() {
        let inr = Currency::parse("INR").expect("a currency");
        let new = NewCheckout {
            payment: PaymentId("0193b0b0-0000-7000-8000-000000000001".parse().expect("an id")),
            label: "Small & fine".to_owned(),
            amount: Money::new(49_937, inr).expect("an amount"),
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
        let odd = NewCheckout { email: "anna@localhost".to_owned(), ..new };
        assert!(!checkout(&odd).finish().contains("customer_email"));
    }
}
