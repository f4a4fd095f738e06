//! Plans that Stripe bills: each term once, changes now or later, ends when it was said, whatever is told or not.

use crate::{
    house::Browser,
    stripe::{Shop, see},
};
use serde_json::{Value, json};

const DAY_MS: i64 = 24 * 3_600_000;
const MONTH_MS: i64 = 31 * DAY_MS;

async fn plan(browser: &mut Browser, name: &str) -> String {
    let plans = browser.get("/api/v1/plans").await.json;
    let named = |plan: &&Value| plan["label"].as_str().is_some_and(|label| label.to_lowercase() == name);
    let found = plans["items"].as_array().expect("plans").iter().find(named);
    found.expect("it is sold")["id"].as_str().expect("an id").to_owned()
}

async fn order(shop: &Shop, browser: &mut Browser, name: &str) -> (Value, String) {
    let plan = plan(browser, name).await;
    let made = browser.post("/api/v1/payments", json!({ "plan_id": plan, "gateway": "stripe" })).await;
    assert_eq!(made.status, 201, "{}", made.json);
    let session = shop.stand_in.session_of(made.json["id"].as_str().expect("an id")).expect("a page");
    (made.json, session)
}

/// Ordered and paid; what Stripe calls the subscription.
async fn subscribe(shop: &Shop, browser: &mut Browser, name: &str) -> String {
    let (_, session) = order(shop, browser, name).await;
    assert!(shop.stand_in.pay(&session));
    settle(shop).await;
    shop.stand_in.subscriptions().pop().expect("a subscription")
}

/// Everything Stripe tells is told, and looked into.
async fn settle(shop: &Shop) {
    shop.tell_all().await;
    shop.work().await;
    let link = "http://studio.test/wallet".to_owned();
    shop.house.store.subscriptions_refresh(link, shop.now()).await.expect("the store works");
    shop.work().await;
}

async fn current(browser: &mut Browser) -> Value {
    browser.get("/api/v1/subscriptions").await.json["current"].clone()
}

async fn credits(browser: &mut Browser) -> i64 {
    browser.get("/api/v1/wallet").await.json["buckets"]["plan"].as_i64().expect("a number")
}

async fn receipts(browser: &mut Browser) -> usize {
    browser.get("/api/v1/receipts").await.json["items"].as_array().expect("receipts").len()
}

fn on(current: &Value, what: &str) -> String {
    format!("/api/v1/subscriptions/{}/{what}", current["id"].as_str().expect("an id"))
}

#[tokio::test]
async fn a_plan_is_paid_and_renewed_term_by_term() {
    for shop in Shop::all().await {
        let mut anna = shop.house.person("anna@example.org").await;
        let (payment, session) = order(&shop, &mut anna, "pro").await;
        assert_eq!((&payment["what"], &payment["state"]), (&json!("plan"), &json!("created")));
        let page = shop.stand_in.session(&session);
        assert_eq!(
            (&page["mode"], &page["amount_total"], &page["interval"]),
            (&json!("subscription"), &json!(99_900), &json!("month"))
        );
        // Nobody begins two.
        let another = plan(&mut anna, "basic").await;
        let body = json!({ "plan_id": another, "gateway": "stripe" });
        assert_eq!(
            anna.post("/api/v1/payments", body.clone()).await.problem(),
            (409, "plan_checkout_open", "")
        );
        assert!(shop.stand_in.pay(&session));
        // Told in the wrong order, and twice.
        let events = shop.stand_in.events();
        for event in events.iter().rev().chain(&events) {
            assert_eq!(shop.tell(event).await, 204);
        }
        shop.work().await;
        assert_eq!(see(&mut anna, &payment).await["state"], "paid");
        let live = current(&mut anna).await;
        assert_eq!(
            (&live["gateway"], &live["renews"], &live["state"]),
            (&json!("stripe"), &json!(true), &json!("live"))
        );
        assert_eq!((credits(&mut anna).await, receipts(&mut anna).await), (300, 1));
        assert_eq!(anna.post("/api/v1/payments", body).await.problem(), (409, "plan_running", ""));
        let subscription = shop.stand_in.subscriptions().pop().expect("a subscription");
        // Three months: told, told twice, and not told at all.
        for month in 1..=3_usize {
            shop.later(MONTH_MS);
            shop.stand_in.renew(&subscription, true);
            let events = shop.stand_in.events();
            for event in events.iter().filter(|_| month < 3).flat_map(|event| vec![event; month]) {
                assert_eq!(shop.tell(event).await, 204);
            }
            settle(&shop).await;
            let payments = anna.get("/api/v1/payments").await.json["items"].clone();
            assert_eq!(
                (payments.as_array().expect("payments").len(), receipts(&mut anna).await),
                (1 + month, 1 + month)
            );
            assert_eq!(payments[0]["state"], "paid");
            assert_eq!(credits(&mut anna).await, 300, "what was left lapsed");
        }
        // What an operator bills beside the terms is none.
        shop.stand_in.bill(&subscription, 5_000);
        settle(&shop).await;
        assert_eq!((receipts(&mut anna).await, credits(&mut anna).await), (4, 300));
        let entries = anna.get("/api/v1/wallet/entries?limit=50").await.json;
        let count = |reason: &str| {
            entries["items"].as_array().unwrap().iter().filter(|e| e["reason"] == reason).count()
        };
        assert_eq!((count("plan_refresh"), count("plan_lapse")), (4, 3));
    }
}

#[tokio::test]
async fn what_is_called_off_ends_with_its_term_and_can_be_taken_back() {
    for shop in Shop::all().await {
        let (mut anna, mut eve) =
            (shop.house.person("anna@example.org").await, shop.house.person("eve@example.org").await);
        let subscription = subscribe(&shop, &mut anna, "basic").await;
        let live = current(&mut anna).await;
        assert_eq!(eve.call("POST", &on(&live, "cancel"), None).await.status, 404);
        assert_eq!(eve.call("POST", &on(&live, "portal"), None).await.status, 404);
        let ended = anna.call("POST", &on(&live, "cancel"), None).await;
        assert_eq!(
            (ended.status, &ended.json["cancel_at_end"], &ended.json["renews"]),
            (200, &json!(true), &json!(false)),
            "{}",
            ended.json
        );
        assert_eq!(shop.stand_in.subscription(&subscription)["cancel_at_period_end"], true);
        let back = anna.call("POST", &on(&live, "resume"), None).await;
        assert_eq!((&back.json["cancel_at_end"], &back.json["renews"]), (&json!(false), &json!(true)));
        let portal = anna.call("POST", &on(&live, "portal"), None).await;
        assert!(portal.json["url"].as_str().expect("an address").contains("/portal/cus_"), "{}", portal.json);
        settle(&shop).await;
        // An operator ends it at once; another one can begin, with the same customer.
        shop.stand_in.end(&subscription);
        settle(&shop).await;
        assert_eq!((current(&mut anna).await, credits(&mut anna).await), (Value::Null, 0));
        assert_eq!(anna.call("POST", &on(&live, "resume"), None).await.status, 409);
        let second = subscribe(&shop, &mut anna, "pro").await;
        let customer = |name: &str| shop.stand_in.subscription(name)["customer"].clone();
        assert_eq!((customer(&second), credits(&mut anna).await), (customer(&subscription), 300));
        let live = current(&mut anna).await;
        assert_eq!(anna.call("POST", &on(&live, "cancel"), None).await.status, 200);
        settle(&shop).await;
        assert_eq!(credits(&mut anna).await, 300, "what is paid for stays");
        shop.later(MONTH_MS);
        shop.stand_in.renew(&second, true);
        settle(&shop).await;
        assert_eq!((current(&mut anna).await, credits(&mut anna).await), (Value::Null, 0));
    }
}

#[tokio::test]
async fn a_larger_plan_begins_now_and_a_smaller_one_with_the_next_term() {
    for shop in Shop::all().await {
        let mut anna = shop.house.person("anna@example.org").await;
        let subscription = subscribe(&shop, &mut anna, "basic").await;
        let (basic, pro, year) =
            (plan(&mut anna, "basic").await, plan(&mut anna, "pro").await, plan(&mut anna, "year").await);
        shop.later(10 * DAY_MS);
        let live = current(&mut anna).await;
        let preview = anna.get(&format!("{}?plan_id={pro}", on(&live, "preview"))).await;
        assert_eq!((preview.status, &preview.json["is_now"]), (200, &json!(true)), "{}", preview.json);
        let due = preview.json["amount_due_minor"].as_i64().expect("an amount");
        assert!((64_000..=70_000).contains(&due), "its price less what is left: {due}");
        // A card that is declined changes nothing.
        shop.stand_in.decline();
        let refused = anna.post(&on(&live, "change"), json!({ "plan_id": pro })).await;
        assert_eq!(refused.problem(), (409, "plan_payment_refused", ""));
        settle(&shop).await;
        assert_eq!((&current(&mut anna).await["plan"]["id"], credits(&mut anna).await), (&json!(basic), 100));
        for nonsense in ["x", "0193b0b0-0000-7000-8000-000000000001"] {
            let refused = anna.post(&on(&live, "change"), json!({ "plan_id": nonsense })).await;
            assert_eq!(refused.problem(), (400, "invalid_plan_id", "plan_id"));
        }
        // A moment later, because the same question under the same key gets the same answer.
        shop.stand_in.forget_keys();
        let changed = anna.post(&on(&live, "change"), json!({ "plan_id": pro })).await;
        assert_eq!((changed.status, &changed.json["plan"]["id"]), (200, &json!(pro)), "{}", changed.json);
        for _ in 0..2 {
            settle(&shop).await;
            assert_eq!((credits(&mut anna).await, receipts(&mut anna).await), (300, 2));
        }
        let live = current(&mut anna).await;
        assert_eq!(anna.get("/api/v1/subscriptions").await.json["past"].as_array().expect("a list").len(), 1);
        // The same again is nothing new.
        let again = anna.post(&on(&live, "change"), json!({ "plan_id": pro })).await;
        assert_eq!(
            (again.status, shop.stand_in.asked(&format!("POST /v1/subscriptions/{subscription}"))),
            (200, 2)
        );
        // Down again with the next term, and back, and down.
        for (wanted, next) in [(&basic, json!(basic)), (&pro, Value::Null), (&basic, json!(basic))] {
            let preview = anna.get(&format!("{}?plan_id={wanted}", on(&live, "preview"))).await;
            assert_eq!(
                (&preview.json["is_now"], &preview.json["amount_due_minor"]),
                (&json!(false), &json!(0))
            );
            let changed = anna.post(&on(&live, "change"), json!({ "plan_id": wanted })).await;
            assert_eq!(
                (&changed.json["plan"]["id"], &changed.json["next_plan"]["id"]),
                (&json!(pro), &next),
                "{}",
                changed.json
            );
            settle(&shop).await;
            assert_eq!(
                (&current(&mut anna).await["next_plan"]["id"], credits(&mut anna).await),
                (&next, 300)
            );
        }
        shop.later(MONTH_MS);
        shop.stand_in.renew(&subscription, true);
        settle(&shop).await;
        let live = current(&mut anna).await;
        assert_eq!(
            (&live["plan"]["id"], &live["next_plan"], credits(&mut anna).await),
            (&json!(basic), &Value::Null, 100)
        );
        // For a year, at once; and never from a paid year back to months.
        let changed = anna.post(&on(&live, "change"), json!({ "plan_id": year })).await;
        assert_eq!(
            (&changed.json["plan"]["id"], credits(&mut anna).await),
            (&json!(year), 300),
            "{}",
            changed.json
        );
        settle(&shop).await;
        let live = current(&mut anna).await;
        let refused = anna.post(&on(&live, "change"), json!({ "plan_id": basic })).await;
        assert_eq!(refused.problem(), (409, "plan_change_later", ""));
        // Its credits come each month, and Stripe isn't needed for that.
        shop.later(MONTH_MS);
        settle(&shop).await;
        assert_eq!(credits(&mut anna).await, 300);
        let entries = anna.get("/api/v1/wallet/entries?limit=50").await.json;
        let given =
            entries["items"].as_array().unwrap().iter().filter(|e| e["reason"] == "plan_refresh").count();
        assert_eq!((given, receipts(&mut anna).await), (5, 4));
    }
}

#[tokio::test]
async fn a_late_payment_has_its_grace_and_what_is_not_sold_is_not_given() {
    for shop in Shop::all().await {
        let mut anna = shop.house.person("anna@example.org").await;
        let subscription = subscribe(&shop, &mut anna, "basic").await;
        shop.later(MONTH_MS);
        shop.stand_in.renew(&subscription, false);
        settle(&shop).await;
        assert_eq!(
            (&current(&mut anna).await["state"], receipts(&mut anna).await),
            (&json!("live"), 1),
            "it has its grace"
        );
        shop.later(4 * DAY_MS);
        settle(&shop).await;
        assert_eq!(
            (current(&mut anna).await, credits(&mut anna).await),
            (Value::Null, 0),
            "and then it ends"
        );
        // Paid after all: it begins again where Stripe is.
        shop.stand_in.renew(&subscription, true);
        settle(&shop).await;
        assert_eq!(
            (&current(&mut anna).await["state"], credits(&mut anna).await, receipts(&mut anna).await),
            (&json!("live"), 100, 2)
        );
        // Another price than ours buys no term, however it was paid.
        shop.stand_in.reprice(&subscription, 1);
        shop.later(MONTH_MS);
        shop.stand_in.renew(&subscription, true);
        settle(&shop).await;
        assert_eq!(receipts(&mut anna).await, 2);
        shop.later(4 * DAY_MS);
        settle(&shop).await;
        assert_eq!((current(&mut anna).await, credits(&mut anna).await), (Value::Null, 0));
    }
}

#[tokio::test]
async fn money_of_a_later_term_goes_back_and_is_disputed_like_any_other() {
    for shop in Shop::all().await {
        let mut anna = shop.house.person("anna@example.org").await;
        let subscription = subscribe(&shop, &mut anna, "basic").await;
        shop.later(MONTH_MS);
        shop.stand_in.renew(&subscription, true);
        settle(&shop).await;
        let renewed = anna.get("/api/v1/payments").await.json["items"][0].clone();
        assert_eq!(renewed["refundable"], Value::Null, "plans are called off, not asked back");
        let invoice = shop.stand_in.invoice(&subscription);
        shop.stand_in.refund(&invoice, 20_000).expect("sent back");
        settle(&shop).await;
        let seen = see(&mut anna, &renewed).await;
        assert_eq!(
            (&seen["state"], &seen["refunds"][0]["amount_minor"], &seen["refunds"][0]["credits"]),
            (&json!("paid"), &json!(20_000), &json!(0))
        );
        assert_eq!(
            (receipts(&mut anna).await, credits(&mut anna).await),
            (3, 100),
            "a credit note; its credits lapse by themselves"
        );
        let dispute = shop.stand_in.dispute(&invoice, 29_900, "needs_response").expect("paid");
        settle(&shop).await;
        let wallet = anna.get("/api/v1/wallet").await.json;
        assert_eq!(
            (&see(&mut anna, &renewed).await["state"], &wallet["frozen"], &wallet["owed"]),
            (&json!("disputed"), &json!(true), &json!(0))
        );
        shop.stand_in.decide(&dispute, "won");
        settle(&shop).await;
        assert_eq!(
            (&see(&mut anna, &renewed).await["state"], &anna.get("/api/v1/wallet").await.json["frozen"]),
            (&json!("paid"), &json!(false))
        );
    }
}
