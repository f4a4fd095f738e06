//! From the door to Stripe and back, over HTTP: every message twice, late, out of order, forged or lost.

use crate::house::{Answer, Browser, House, databases, new_id, now, options};
use axum::{body::Body, http::Request};
use easel_domain::{PriceBook, Timestamp};
use easel_outbound::Stripe;
use easel_testing::{Bad, Clock, StripeStandIn};
use easel_till::MailWords;
use serde_json::{Value, json};
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

const HOOK: &str = "/api/v1/webhooks-in/stripe";
const DAY_MS: i64 = 24 * 3_600_000;

/// A studio and the Stripe it sells at.
pub(crate) struct Shop {
    pub(crate) house: House,
    pub(crate) stand_in: StripeStandIn,
    stripe: Stripe,
    clock: Clock,
    /// How far the worker's clock is ahead.
    ahead_ms: AtomicI64,
}

impl Shop {
    pub(crate) async fn all() -> Vec<Self> {
        let mut shops = Vec::new();
        for on in databases() {
            let clock = Clock::at(now());
            let stand_in = StripeStandIn::open(clock.clone()).await;
            let secret = Some(StripeStandIn::WEBHOOK_SECRET);
            let stripe =
                Stripe::new(StripeStandIn::SECRET_KEY, secret, Some(&stand_in.url())).expect("a key");
            let mut with = options();
            let mut book: PriceBook = (**with.price_book.as_ref().expect("a book")).clone();
            book.gateways.stripe = true;
            for (id, credits, minor, interval) in
                [("basic", 100, 49_900, "month"), ("year", 300, 999_900, "year")]
            {
                let offer = json!({ "id": id, "label": { "en": id }, "credits": credits, "amount_minor": minor, "interval": interval });
                book.plans.push(serde_json::from_value(offer).expect("a plan"));
            }
            with.price_book = Some(Arc::new(book));
            with.stripe = Some(stripe.clone());
            let house = House::open(&on, with).await;
            shops.push(Self { house, stand_in, stripe, clock, ahead_ms: AtomicI64::new(0) });
        }
        shops
    }

    pub(crate) fn now(&self) -> Timestamp {
        now().plus_ms(self.ahead_ms.load(Ordering::SeqCst))
    }

    pub(crate) fn later(&self, ms: i64) {
        self.ahead_ms.fetch_add(ms, Ordering::SeqCst);
        self.clock.advance(ms);
    }

    /// The worker's rounds until there is nothing whose turn it is.
    pub(crate) async fn work(&self) {
        let words = MailWords { base_url: "http://studio.test".to_owned(), ..MailWords::default() };
        while easel_worker::stripe_round_at(&self.house.till, &self.stripe, &words, || self.now())
            .await
            .expect("the store works")
            > 0
        {}
        let found = self.house.oversight().ledger_verify().await.expect("read").findings;
        assert!(found.is_empty(), "{found:?}");
    }

    /// Sends bytes to the webhook as Stripe would: without an origin, a session or a language.
    async fn send(&self, header: &str, body: Vec<u8>) -> Answer {
        let request = Request::post(HOOK).header("host", "studio.test").header("stripe-signature", header);
        self.house.browser().send(request.body(Body::from(body)).expect("a request")).await
    }

    pub(crate) async fn tell(&self, event: &Value) -> u16 {
        let (header, body) = StripeStandIn::sign(event, now().0 / 1000);
        if self.now().since_ms(now()) > DAY_MS {
            // The door lives by the real clock, and the worker days ahead of it: it would think the message forgotten.
            let event = self.stripe.hear(&header, &body, now()).expect("an event");
            if let Some(event) = event {
                self.house.till.gateway_event_take(event, self.now()).await.expect("the store works");
            }
            return 204;
        }
        self.send(&header, body).await.status
    }

    pub(crate) async fn tell_all(&self) {
        for event in self.stand_in.events() {
            assert_eq!(self.tell(&event).await, 204);
        }
    }

    async fn order(&self, browser: &mut Browser) -> (Value, String) {
        let pack = browser.get("/api/v1/packs").await.json["items"][0]["id"].clone();
        let answer = browser.post("/api/v1/payments", json!({ "pack_id": pack, "gateway": "stripe" })).await;
        assert_eq!(answer.status, 201, "{}", answer.json);
        let session = self.stand_in.session_of(answer.json["id"].as_str().expect("an id"));
        (answer.json, session.expect("a page"))
    }

    async fn state(browser: &mut Browser, payment: &Value) -> String {
        let seen = see(browser, payment).await;
        seen["state"].as_str().expect("a state").to_owned()
    }
}

pub(crate) async fn see(browser: &mut Browser, payment: &Value) -> Value {
    browser.get(&format!("/api/v1/payments/{}", payment["id"].as_str().expect("an id"))).await.json
}

pub(crate) async fn bought(browser: &mut Browser) -> i64 {
    browser.get("/api/v1/wallet").await.json["buckets"]["bought"].as_i64().expect("a number")
}

#[tokio::test]
async fn a_pack_is_paid_on_stripes_page() {
    for shop in Shop::all().await {
        let mut anna = shop.house.person("anna@example.org").await;
        assert_eq!(anna.get("/api/v1/packs").await.json["gateways"], json!(["upi", "manual", "stripe"]));
        let (payment, session) = shop.order(&mut anna).await;
        assert_eq!((&payment["gateway"], &payment["state"]), (&json!("stripe"), &json!("created")));
        assert_eq!(payment["checkout_url"], json!(format!("{}/pay/{session}", shop.stand_in.url())));
        let page = shop.stand_in.session(&session);
        assert_eq!((&page["amount_total"], &page["currency"]), (&json!(49_937), &json!("inr")));
        assert_eq!(page["customer_email"], "anna@example.org");
        let back = page["success_url"].as_str().expect("an address");
        assert!(back.ends_with(&format!("/payments/{}?checkout=done", payment["id"].as_str().unwrap())));
        // The same id again is the same page.
        let pack = payment["pack"]["id"].clone();
        let body = json!({ "id": payment["id"], "pack_id": pack, "gateway": "stripe" });
        let again = anna.post("/api/v1/payments", body).await;
        assert_eq!((again.status, &again.json["checkout_url"]), (201, &payment["checkout_url"]));
        assert_eq!(shop.stand_in.sessions().len(), 1);
        // Coming back is no payment.
        let check = format!("/api/v1/payments/{}/check", payment["id"].as_str().unwrap());
        assert_eq!(anna.call("POST", &check, None).await.status, 202);
        shop.work().await;
        assert_eq!(
            (Shop::state(&mut anna, &payment).await.as_str(), bought(&mut anna).await),
            ("created", 0)
        );

        assert!(shop.stand_in.pay(&session) && !shop.stand_in.pay(&session), "it is paid once");
        shop.tell_all().await;
        assert_eq!(bought(&mut anna).await, 0, "what is told is looked into first");
        shop.work().await;
        let paid = see(&mut anna, &payment).await;
        assert_eq!((&paid["state"], &paid["checkout_url"]), (&json!("paid"), &json!(null)));
        assert!(paid["paid_at"].is_string() && paid["refundable"]["credits"] == 100);
        assert_eq!(bought(&mut anna).await, 100);
    }
}

#[tokio::test]
async fn nothing_forged_old_or_cut_is_taken() {
    for shop in Shop::all().await {
        let mut anna = shop.house.person("anna@example.org").await;
        let (payment, session) = shop.order(&mut anna).await;
        let mut event = json!({ "id": "evt_x", "object": "event", "type": "checkout.session.completed", "created": 1,
            "livemode": false, "data": { "object": shop.stand_in.session(&session) } });
        event["data"]["object"]["payment_status"] = json!("paid");
        event["data"]["object"]["status"] = json!("complete");
        let (at, body) = (now().0 / 1000, event.to_string().into_bytes());
        let sign = |secret: &str, at| StripeStandIn::signature(secret, &body, at);
        for header in [
            String::new(),
            "nonsense".to_owned(),
            sign("", at),
            sign("whsec_other", at),
            sign(StripeStandIn::WEBHOOK_SECRET, at - 400),
            sign(StripeStandIn::WEBHOOK_SECRET, at + 400),
        ] {
            let refused = shop.send(&header, body.clone()).await;
            assert_eq!(refused.problem(), (400, "invalid_signature", ""), "{header}");
            assert!(!refused.json.to_string().contains("tolerance"), "it isn't told why");
        }
        let mut cut = body.clone();
        cut.pop();
        let whole = sign(StripeStandIn::WEBHOOK_SECRET, at);
        assert_eq!(shop.send(&whole, cut).await.problem(), (400, "invalid_signature", ""));
        // Signed, and of the other mode, too long, or nonsense.
        let mut live = event.clone();
        live["livemode"] = json!(true);
        assert_eq!(shop.tell(&live).await, 400);
        for nonsense in [
            json!([]),
            json!({ "id": "evt_1" }),
            json!({ "id": "evt_1", "type": "charge.refunded",
            "created": 1, "livemode": false, "data": { "object": {} } }),
        ] {
            assert_eq!(shop.tell(&nonsense).await, 400, "{nonsense}");
        }
        let long = vec![b' '; 300_000];
        assert_eq!(
            shop.send(&StripeStandIn::signature(StripeStandIn::WEBHOOK_SECRET, &long, at), long).await.status,
            413
        );
        // Signed by who knows the secret, and still a lie: the object is asked for again.
        assert_eq!(shop.tell(&event).await, 204);
        // Something that nothing hangs on, and things of others in the same account.
        for (kind, object) in [
            ("product.created", json!({ "id": "prod_1" })),
            ("charge.refunded", json!({ "id": "ch_9", "payment_intent": "pi_of_another_shop" })),
            ("checkout.session.completed", json!({ "id": "cs_other", "client_reference_id": payment["id"] })),
            (
                "checkout.session.completed",
                json!({ "id": "../../v1/refunds", "client_reference_id": "'; drop table payment" }),
            ),
        ] {
            let other = json!({ "id": format!("evt_{}", new_id()), "type": kind, "created": 1, "livemode": false,
                "data": { "object": object } });
            assert_eq!(shop.tell(&other).await, 204, "{kind}");
        }
        shop.work().await;
        shop.later(DAY_MS);
        shop.work().await;
        assert_eq!(
            (Shop::state(&mut anna, &payment).await.as_str(), bought(&mut anna).await),
            ("created", 0)
        );
        // Without a secret there is no door; without a key there is no gateway.
        let mut off = options();
        off.stripe = Some(Stripe::new(StripeStandIn::SECRET_KEY, Some(""), None).expect("a key"));
        for with in [off, options()] {
            let house = House::open(&databases()[0], with).await;
            let request =
                Request::post(HOOK).header("host", "studio.test").header("stripe-signature", sign("", at));
            let answer =
                house.browser().send(request.body(Body::from(body.clone())).expect("a request")).await;
            assert_eq!(answer.status, 404);
            let mut ben = house.person("ben@example.org").await;
            let pack = ben.get("/api/v1/packs").await.json["items"][0]["id"].clone();
            let refused = ben.post("/api/v1/payments", json!({ "pack_id": pack, "gateway": "stripe" })).await;
            assert_eq!(refused.problem(), (400, "invalid_gateway", "gateway"));
        }
    }
}

#[tokio::test]
async fn messages_come_twice_late_in_any_order_or_never() {
    for shop in Shop::all().await {
        for round in 0..6_u32 {
            let mut anna = shop.house.person(&format!("anna{round}@example.org")).await;
            let (payment, session) = shop.order(&mut anna).await;
            assert!(shop.stand_in.pay(&session));
            shop.stand_in.refund(&session, 24_968).expect("sent back");
            let dispute = shop.stand_in.dispute(&session, 24_969, "needs_response").expect("paid");
            let mut events = shop.stand_in.events();
            match round {
                0 => {}
                1 => events.reverse(),
                2 => events = events.iter().flat_map(|e| [e.clone(), e.clone()]).collect(),
                3 => events.rotate_left(2),
                4 => events.clear(),
                _ => events.truncate(1),
            }
            for event in &events {
                assert_eq!(shop.tell(event).await, 204);
                if round % 2 == 0 {
                    shop.work().await;
                }
            }
            shop.work().await;
            // What was lost is asked for.
            shop.later(120_000);
            shop.work().await;
            assert_eq!(Shop::state(&mut anna, &payment).await, "disputed", "round {round}");
            let wallet = anna.get("/api/v1/wallet").await.json;
            assert_eq!(
                (&wallet["buckets"]["bought"], &wallet["owed"], &wallet["frozen"]),
                (&json!(0), &json!(0), &json!(true))
            );
            let refused = anna.post("/api/v1/generations", crate::house::asking("a fox")).await;
            assert_eq!(refused.problem(), (403, "spending_frozen", ""));
            shop.stand_in.decide(&dispute, "won");
            for event in shop.stand_in.events().iter().rev().chain(&events) {
                assert_eq!(shop.tell(event).await, 204);
            }
            shop.work().await;
            let after = see(&mut anna, &payment).await;
            assert_eq!((&after["state"], bought(&mut anna).await), (&json!("paid"), 51));
            assert_eq!(
                (&after["refunds"][0]["state"], &after["refunds"][0]["is_asked"]),
                (&json!("done"), &json!(false))
            );
            let kinds = anna.get("/api/v1/wallet/entries?limit=10").await.json;
            let kinds: Vec<_> =
                kinds["items"].as_array().unwrap().iter().rev().skip(1).map(|e| e["kind"].clone()).collect();
            assert_eq!(kinds, ["top_up", "refund", "dispute", "restore"], "each once");
        }
    }
}

#[tokio::test]
async fn what_was_never_told_of_a_paid_payment_is_asked_for() {
    for shop in Shop::all().await {
        let mut anna = shop.house.person("anna@example.org").await;
        let (payment, session) = shop.order(&mut anna).await;
        assert!(shop.stand_in.pay(&session));
        shop.tell_all().await;
        shop.work().await;
        shop.stand_in.refund(&session, 24_968).expect("sent back");
        let _ = shop.stand_in.dispute(&session, 24_969, "needs_response");
        drop(shop.stand_in.events());
        shop.later(3_600_000);
        shop.work().await;
        assert_eq!(Shop::state(&mut anna, &payment).await, "paid", "nobody asks about it by himself");
        let since = now().plus_ms(-DAY_MS);
        for lost in [2, 0] {
            let found = easel_worker::stripe_catch_up(&shop.house.till, &shop.stripe, since).await;
            assert_eq!(found.expect("Stripe answers"), lost);
            shop.work().await;
        }
        assert_eq!(
            (Shop::state(&mut anna, &payment).await.as_str(), bought(&mut anna).await),
            ("disputed", 0)
        );
    }
}

#[tokio::test]
async fn a_crash_or_a_lost_answer_opens_no_second_page() {
    for shop in Shop::all().await {
        let mut anna = shop.house.person("anna@example.org").await;
        let pack = anna.get("/api/v1/packs").await.json["items"][0]["id"].clone();
        let id = new_id().to_string();
        let body = json!({ "id": id, "pack_id": pack, "gateway": "stripe" });
        // Away altogether: the order is kept, nothing is charged, and who asks again is served.
        shop.stand_in.bad(&[Bad::Fail(500), Bad::Fail(503), Bad::Fail(500)]);
        let refused = anna.post("/api/v1/payments", body.clone()).await;
        assert_eq!(refused.problem(), (503, "gateway_unavailable", ""));
        assert!(!refused.json.to_string().contains("a sentence"), "Stripe's words are not shown");
        assert_eq!(see(&mut anna, &json!({ "id": id })).await["checkout_url"], json!(null));
        // The page is opened and every answer is lost.
        shop.stand_in.bad(&[Bad::LoseAnswer, Bad::LoseAnswer, Bad::LoseAnswer]);
        assert_eq!(anna.post("/api/v1/payments", body.clone()).await.status, 503);
        assert_eq!(shop.stand_in.sessions().len(), 1);
        // A worker asks for it by itself, and gets the same one.
        shop.later(400_000);
        shop.work().await;
        let seen = see(&mut anna, &json!({ "id": id })).await;
        let session = shop.stand_in.sessions()[0].clone();
        assert!(seen["checkout_url"].as_str().unwrap().ends_with(&session));
        let again = anna.post("/api/v1/payments", body).await;
        assert_eq!((again.status, shop.stand_in.sessions().len()), (201, 1));
        // Paid before the studio knew the page's name: told by a message, found by its reference.
        let mut ben = shop.house.person("ben@example.org").await;
        let id = new_id().to_string();
        shop.stand_in.bad(&[Bad::LoseAnswer, Bad::LoseAnswer, Bad::LoseAnswer]);
        ben.post("/api/v1/payments", json!({ "id": id, "pack_id": pack, "gateway": "stripe" })).await;
        assert!(shop.stand_in.pay(&shop.stand_in.session_of(&id).expect("it was opened")));
        shop.tell_all().await;
        shop.work().await;
        assert_eq!((bought(&mut ben).await, shop.stand_in.sessions().len()), (100, 2));
        // Refused for good: nothing is asked again and again, and the order ends by itself.
        let mut eve = shop.house.person("eve@example.org").await;
        shop.stand_in.bad(&[Bad::Refuse("amount_too_small"), Bad::Refuse("amount_too_small")]);
        let refused = eve.post("/api/v1/payments", json!({ "pack_id": pack, "gateway": "stripe" })).await;
        assert_eq!(refused.problem(), (503, "gateway_unavailable", ""));
        shop.later(600_000);
        shop.work().await;
        shop.later(DAY_MS);
        let asked = shop.stand_in.asked("POST /v1/checkout/sessions");
        shop.work().await;
        assert_eq!(shop.stand_in.asked("POST /v1/checkout/sessions"), asked);
        shop.house.till.payments_expire(shop.now()).await.expect("the store works");
        assert_eq!(eve.get("/api/v1/payments").await.json["items"][0]["state"], "expired");
    }
}

#[tokio::test]
async fn given_up_is_closed_there_and_paid_wins() {
    for shop in Shop::all().await {
        let mut anna = shop.house.person("anna@example.org").await;
        let cancel = |payment: &Value| format!("/api/v1/payments/{}/cancel", payment["id"].as_str().unwrap());
        let (payment, session) = shop.order(&mut anna).await;
        let gone = anna.call("POST", &cancel(&payment), None).await;
        assert_eq!((gone.status, &gone.json["state"]), (200, &json!("cancelled")));
        assert!(!shop.stand_in.pay(&session), "nobody can pay it any more");
        // Paid in the other tab a moment before.
        let (payment, session) = shop.order(&mut anna).await;
        assert!(shop.stand_in.pay(&session));
        assert_eq!(anna.call("POST", &cancel(&payment), None).await.problem(), (409, "conflict", ""));
        assert_eq!((Shop::state(&mut anna, &payment).await.as_str(), bought(&mut anna).await), ("paid", 100));
        // Stripe is away: not given up, rather than perhaps.
        let (payment, session) = shop.order(&mut anna).await;
        shop.stand_in.bad(&[Bad::Fail(500), Bad::Fail(500), Bad::Fail(500)]);
        assert_eq!(anna.call("POST", &cancel(&payment), None).await.status, 503);
        assert_eq!(Shop::state(&mut anna, &payment).await, "created");
        shop.stand_in.expire(&session);
        shop.tell_all().await;
        shop.work().await;
        assert_eq!(Shop::state(&mut anna, &payment).await, "expired");
        // A debit that takes days, and comes to nothing.
        let (payment, session) = shop.order(&mut anna).await;
        assert!(shop.stand_in.pay_slowly(&session));
        shop.tell_all().await;
        shop.work().await;
        assert_eq!(Shop::state(&mut anna, &payment).await, "pending");
        shop.stand_in.arrive(&session, false);
        shop.tell_all().await;
        shop.work().await;
        let seen = see(&mut anna, &payment).await;
        assert_eq!(
            (&seen["state"], &seen["reason"]),
            (&json!("rejected"), &json!("Declined by the bank or card"))
        );
        assert_eq!(bought(&mut anna).await, 100);
    }
}

#[tokio::test]
async fn a_refund_is_asked_for_agreed_to_and_sent_once() {
    for shop in Shop::all().await {
        let (mut anna, mut admin) = (shop.house.person("anna@example.org").await, shop.house.admin().await);
        let (payment, session) = shop.order(&mut anna).await;
        assert!(shop.stand_in.pay(&session));
        shop.tell_all().await;
        shop.work().await;
        let path = format!("/api/v1/payments/{}/refunds", payment["id"].as_str().unwrap());
        let empty = anna.post(&path, json!({ "reason": " " })).await;
        assert_eq!(empty.problem(), (400, "invalid_reason", "reason"));
        let body = json!({ "id": new_id(), "reason": "by accident" });
        for _ in 0..2 {
            let asked = anna.post(&path, body.clone()).await;
            assert_eq!((asked.status, &asked.json["refunds"][0]["state"]), (201, &json!("requested")));
            assert_eq!(asked.json["refundable"], json!(null));
        }
        let another = anna.post(&path, json!({ "reason": "again" })).await;
        assert_eq!(another.problem(), (409, "not_refundable", ""));
        let queue = admin.get("/api/v1/admin/refunds").await.json;
        let first = &queue["items"][0];
        assert_eq!(
            (&first["payer"]["email"], &first["refund"]["reason"]),
            (&json!("anna@example.org"), &json!("by accident"))
        );
        assert_eq!((&first["refund"]["amount"], &first["is_by_hand"]), (&json!("499.37"), &json!(false)));
        let decide = format!("/api/v1/admin/refunds/{}", first["refund"]["id"].as_str().unwrap());
        let closed = admin.post(&format!("{decide}/close"), json!({ "reference": "SBIN1" })).await;
        assert_eq!(closed.problem(), (409, "conflict", ""), "Stripe sends it, not we");
        let agreed = admin.call("POST", &format!("{decide}/approve"), None).await;
        assert_eq!((agreed.status, &agreed.json["refund"]["state"]), (200, &json!("sending")));
        assert_eq!((bought(&mut anna).await, shop.stand_in.refunds().len()), (0, 0));
        // It goes, the answer is lost three times, and Stripe has forgotten the key when it is asked again.
        shop.stand_in.bad(&[Bad::LoseAnswer, Bad::LoseAnswer, Bad::LoseAnswer]);
        shop.work().await;
        assert_eq!(shop.stand_in.refunds().len(), 1);
        shop.later(2 * DAY_MS);
        shop.work().await;
        assert_eq!((shop.stand_in.refunds().len(), shop.stand_in.asked("POST /v1/refunds")), (1, 3));
        shop.tell_all().await;
        shop.work().await;
        let seen = see(&mut anna, &payment).await;
        assert_eq!((&seen["state"], &seen["refunds"][0]["state"]), (&json!("refunded"), &json!("done")));
        assert_eq!(seen["refunds"].as_array().unwrap().len(), 1, "it is not taken for somebody else's");
        // It comes back from a closed account.
        let name = shop.stand_in.refunds()[0]["id"].as_str().unwrap().to_owned();
        shop.stand_in.fail_refund(&name);
        shop.tell_all().await;
        shop.work().await;
        let seen = see(&mut anna, &payment).await;
        assert_eq!(
            (&seen["state"], &seen["refunds"][0]["state"], bought(&mut anna).await),
            (&json!("paid"), &json!("failed"), 100)
        );
        assert_eq!(
            admin.get("/api/v1/admin/refunds?state=failed").await.json["items"].as_array().unwrap().len(),
            1
        );
        assert_eq!(
            admin.get("/api/v1/admin/refunds?state=x").await.problem(),
            (400, "invalid_state", "state")
        );
    }
}

#[tokio::test]
async fn what_stripe_says_otherwise_than_ordered_pays_nothing() {
    for shop in Shop::all().await {
        let mut anna = shop.house.person("anna@example.org").await;
        let (payment, session) = shop.order(&mut anna).await;
        assert!(shop.stand_in.pay(&session));
        for (field, lie) in [
            ("amount_total", json!(1)),
            ("currency", json!("usd")),
            ("client_reference_id", json!(new_id())),
            ("livemode", json!(true)),
            ("id", json!("cs_other")),
        ] {
            let truth = shop.stand_in.session(&session)[field].clone();
            shop.stand_in.forge(&session, field, lie);
            shop.later(DAY_MS);
            shop.work().await;
            assert_eq!(
                (Shop::state(&mut anna, &payment).await.as_str(), bought(&mut anna).await),
                ("created", 0),
                "{field}"
            );
            shop.stand_in.forge(&session, field, truth);
        }
        shop.later(DAY_MS);
        shop.work().await;
        assert_eq!(bought(&mut anna).await, 100);
    }
}
