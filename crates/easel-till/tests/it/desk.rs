//! A studio that sells at a gateway, and what the gateway would say of each payment.

use easel_domain::payment::Ordered;
use easel_domain::{
    Gateway, PaymentId, PaymentState, PriceBook, RefundId, RefundState, Role, Sighting,
    checkout::{CheckoutState, DisputeState, OpenedCheckout, SeenDispute, SeenRefund, SeenState, to_gateway},
};
use easel_testing::{Person, TestStore};
use easel_till::{
    Looked, MailWords, NewPage, NewPayment, NewRefund, Payment, PaymentClaim, PaymentError, QueuedRefund,
    RefundError,
};
use std::sync::Arc;

pub(crate) struct Desk {
    pub(crate) studio: Arc<TestStore>,
    pub(crate) book: Arc<PriceBook>,
    pub(crate) admin: Person,
}

/// A payment's page, and what the gateway would say of it.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    pub(crate) id: PaymentId,
    pub(crate) seen: Sighting,
}

pub(crate) fn words() -> MailWords {
    MailWords { base_url: "https://studio.example".to_owned(), ..MailWords::default() }
}

/// What a payer says.
pub(crate) fn said(utr: &str) -> PaymentClaim {
    PaymentClaim { utr: utr.to_owned(), ..PaymentClaim::default() }
}

pub(crate) fn book() -> Arc<PriceBook> {
    let text = r#"{"currency":"INR","packs":[
        {"id":"small","label":{"en":"Small"},"credits":100,"amount_minor":49937},
        {"id":"tiny","label":{"en":"Tiny"},"credits":7,"amount_minor":1001}],
        "gateways":{"upi":{"vpa":"studio@okaxis","payee_name":"Studio"}}}"#;
    let mut book: PriceBook = serde_json::from_str(text).unwrap();
    book.gateways.stripe = true;
    Arc::new(book)
}

impl Desk {
    pub(crate) async fn open(studio: &Arc<TestStore>) -> Self {
        let book = book();
        studio.till().price_book_apply(Some(&book), studio.now()).await.unwrap();
        let admin = Self::administrator(studio).await;
        Self { studio: Arc::clone(studio), book, admin }
    }

    pub(crate) async fn administrator(studio: &TestStore) -> Person {
        let mut admin = studio.person(0).await;
        let key = admin.email.sign_in_key();
        studio.user_role_set(key, Role::Owner, "test".to_owned(), studio.now()).await.unwrap();
        admin.actor.role = Role::Owner;
        admin
    }

    pub(crate) async fn new_payment(&self, pack: &str, gateway: Gateway) -> NewPayment {
        let packs = self.studio.till().pack_list().await.unwrap();
        let pack = packs.iter().find(|p| p.name == pack).expect("it is sold").id;
        let id = PaymentId(self.studio.clock().id());
        let page = NewPage {
            return_url: "https://studio.example/payments/{id}".to_owned(),
            language: easel_domain::Language::En,
        };
        NewPayment { id, what: Ordered::Pack(pack), gateway, reference: id.to_string(), page: Some(page) }
    }

    pub(crate) async fn create(&self, person: &Person, new: NewPayment) -> Result<Payment, PaymentError> {
        self.studio.till().payment_create(&person.actor, new, Arc::clone(&self.book), self.studio.now()).await
    }

    /// Ordered, and its page is open.
    pub(crate) async fn order(&self, person: &Person, pack: &str) -> Page {
        let new = self.new_payment(pack, Gateway::Stripe).await;
        let made = self.create(person, new).await.unwrap();
        assert_eq!((made.state, made.approvals_needed), (PaymentState::Created, 0));
        let session_id = format!("cs_{}", made.id);
        let page = OpenedCheckout {
            session_id: session_id.clone(),
            url: format!("https://stripe.example/{session_id}"),
        };
        let opened = self.studio.till().checkout_opened(made.id, page, self.studio.now()).await.unwrap();
        assert!(opened.checkout_url.is_some());
        let seen = Sighting {
            session_id,
            reference: Some(made.id.to_string()),
            is_live: false,
            expects_live: false,
            amount: to_gateway(made.amount),
            currency: Some("inr".to_owned()),
            state: CheckoutState::Open,
            intent_id: None,
            refunds: Vec::new(),
            disputes: Vec::new(),
            billing: None,
        };
        Page { id: made.id, seen }
    }

    /// Asks the gateway and believes it.
    pub(crate) async fn look(&self, page: &Page) -> Looked {
        let look =
            self.studio.till().checkout_look(page.id, self.studio.now()).await.unwrap().expect("a page");
        let seen = page.seen.clone();
        self.studio.till().payment_seen(look, seen, None, &words(), self.studio.now()).await.unwrap()
    }

    /// Ordered and paid.
    pub(crate) async fn pay(&self, person: &Person, pack: &str) -> Page {
        let mut page = self.order(person, pack).await;
        page.paid();
        assert_eq!(self.look(&page).await, Looked::AsSeen(PaymentState::Paid));
        page
    }

    pub(crate) async fn payment(&self, person: &Person, id: PaymentId) -> Payment {
        self.studio.till().payment_get(&person.actor, id).await.unwrap().expect("a payment")
    }

    pub(crate) async fn bought(&self, person: &Person) -> i64 {
        self.studio.buckets(person).await.0.bought
    }

    pub(crate) async fn owed(&self, person: &Person) -> (i64, bool) {
        let wallet = self.studio.wallet(&person.actor).await.unwrap();
        (wallet.owed, wallet.is_frozen())
    }

    pub(crate) async fn ask_back(&self, person: &Person, id: PaymentId) -> Result<RefundId, RefundError> {
        let refund = RefundId(self.studio.clock().id());
        let new = NewRefund { id: refund, payment: id, reason: "by accident".to_owned() };
        self.studio.till().refund_request(&person.actor, new, self.studio.now()).await.map(|_| refund)
    }

    pub(crate) async fn agree(&self, refund: RefundId) -> Result<QueuedRefund, RefundError> {
        self.studio.till().refund_approve(&self.admin.actor, refund, self.studio.now()).await
    }

    pub(crate) async fn refuse(&self, refund: RefundId) -> Result<QueuedRefund, RefundError> {
        let said = ("no".to_owned(), words());
        self.studio.till().refund_reject(&self.admin.actor, refund, said, self.studio.now()).await
    }

    /// Which mails were sent, by their templates, sorted.
    pub(crate) async fn mails(&self) -> Vec<String> {
        let mails = self.studio.mails().await;
        let mut sent: Vec<String> = mails.into_iter().map(|mail| mail.template).collect();
        sent.sort();
        sent
    }
}

impl Page {
    pub(crate) fn paid(&mut self) {
        self.seen.state = CheckoutState::Paid;
        self.seen.intent_id = Some(format!("pi_{}", self.id));
    }

    /// Somebody sends money back at the gateway.
    pub(crate) fn refund(&mut self, amount: i64) -> usize {
        let id = format!("re_{}_{}", self.id, self.seen.refunds.len());
        self.seen.refunds.push(SeenRefund { id, ours: None, amount, state: SeenState::Gone });
        self.seen.refunds.len() - 1
    }

    pub(crate) fn dispute(&mut self, amount: i64, state: DisputeState) -> usize {
        let id = format!("du_{}_{}", self.id, self.seen.disputes.len());
        self.seen.disputes.push(SeenDispute { id, amount: Some(amount), state });
        self.seen.disputes.len() - 1
    }
}

/// What a refund came to: state, credits and money.
pub(crate) fn ends(payment: &Payment) -> Vec<(RefundState, i64, i64)> {
    payment.refunds.iter().map(|refund| (refund.state, refund.credits, refund.amount.minor())).collect()
}
