//! Plans that Stripe bills: how they stand, what a change would cost, and asking for one.

use super::{
    Stripe, StripeError,
    form::{Form, terms},
    object::{Invoice, Link, Name, Subscription},
    word,
};
use easel_domain::{
    SeenSubscription,
    billing::{Change, NewTerms},
};

const EXPAND: &str = "latest_invoice.payments";

impl Stripe {
    /// How a subscription stands, with its last invoice.
    ///
    /// # Errors
    /// [`StripeError`].
    pub async fn look_at_billing(&self, subscription: &str) -> Result<SeenSubscription, StripeError> {
        self.subscription(subscription).await?.seen(self.is_live()).ok_or(StripeError::Unreadable)
    }

    /// How the subscription of an invoice stands, with that invoice; `None` when it is of none.
    ///
    /// # Errors
    /// [`StripeError`].
    pub async fn look_at_invoice(&self, invoice: &str) -> Result<Option<SeenSubscription>, StripeError> {
        let invoice = self.invoice(invoice).await?;
        let Some(subscription) = invoice.subscription() else { return Ok(None) };
        let mut seen = self.look_at_billing(subscription).await?;
        seen.invoice = Some(invoice.seen());
        Ok(Some(seen))
    }

    /// Says that a subscription ends with the term that runs, or that it goes on after all. `key` is a new one each time
    /// somebody says so.
    ///
    /// # Errors
    /// [`StripeError`].
    pub async fn end_billing(
        &self,
        subscription: &str,
        ends: bool,
        key: &str,
    ) -> Result<SeenSubscription, StripeError> {
        let form = Form::default()
            .with("cancel_at_period_end", if ends { "true" } else { "false" })
            .with("expand[0]", EXPAND);
        self.change(subscription, key, form).await
    }

    /// What is to be paid now for other terms, in Stripe's units.
    ///
    /// # Errors
    /// [`StripeError`].
    pub async fn preview_billing(
        &self,
        subscription: &str,
        new: &NewTerms,
        key: &str,
    ) -> Result<i64, StripeError> {
        if new.change != Change::Now {
            return Ok(0);
        }
        let item = self.item(subscription).await?;
        let product = self.product(new).await?;
        let form = Form::default().with("subscription", subscription);
        let form = terms(form, "subscription_details", (&item, &product), new);
        let preview: Invoice = self.post("v1/invoices/create_preview", key, form).await?;
        Ok(preview.amount_due)
    }

    /// Changes a subscription to other terms. What has to be paid for it now is paid now, or nothing changes.
    ///
    /// # Errors
    /// [`StripeError`]; [`StripeError::Refused`] when it can't be paid.
    pub async fn change_billing(
        &self,
        subscription: &str,
        new: &NewTerms,
        key: &str,
    ) -> Result<SeenSubscription, StripeError> {
        let item = self.item(subscription).await?;
        let product = self.product(new).await?;
        let form = Form::default()
            .with("payment_behavior", "error_if_incomplete")
            .with("cancel_at_period_end", "false")
            .with("metadata[plan_id]", &new.plan.to_string())
            .with("expand[0]", EXPAND);
        self.change(subscription, key, terms(form, "", (&item, &product), new)).await
    }

    /// A page of Stripe's where the payer sees invoices and changes their card. It opens without a password: never to be
    /// written down.
    ///
    /// # Errors
    /// [`StripeError`].
    pub async fn open_portal(
        &self,
        customer: &str,
        return_url: &str,
        key: &str,
    ) -> Result<String, StripeError> {
        let form = Form::default().with("customer", customer).with("return_url", return_url);
        let link: Link = self.post("v1/billing_portal/sessions", key, form).await?;
        Ok(link.url)
    }

    pub(super) async fn invoice(&self, id: &str) -> Result<Invoice, StripeError> {
        let path = format!("v1/invoices/{}", word(id)?);
        self.get(&path, Form::default().with("expand[0]", "payments")).await
    }

    async fn subscription(&self, id: &str) -> Result<Subscription, StripeError> {
        let path = format!("v1/subscriptions/{}", word(id)?);
        self.get(&path, Form::default().with("expand[0]", EXPAND)).await
    }

    async fn item(&self, subscription: &str) -> Result<String, StripeError> {
        let items = self.subscription(subscription).await?.items.data;
        items.into_iter().next().map(|item| item.id).ok_or(StripeError::Unreadable)
    }

    /// What Stripe calls a plan of ours; made when it is first needed.
    async fn product(&self, new: &NewTerms) -> Result<String, StripeError> {
        let id = format!("easel_{}", new.plan.0.simple());
        let form = Form::default().with("id", &id).with("name", &new.label);
        match self.post::<Name>("v1/products", &id, form).await {
            Ok(made) => Ok(made.id),
            // Made before, perhaps under another name.
            Err(StripeError::Refused(_)) => Ok(id),
            Err(error) => Err(error),
        }
    }

    async fn change(
        &self,
        subscription: &str,
        key: &str,
        form: Form,
    ) -> Result<SeenSubscription, StripeError> {
        let path = format!("v1/subscriptions/{}", word(subscription)?);
        let changed: Subscription = self.post(&path, key, form).await?;
        changed.seen(self.is_live()).ok_or(StripeError::Unreadable)
    }
}
