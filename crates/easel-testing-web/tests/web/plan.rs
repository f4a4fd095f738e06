//! Plans, from the page that shows them to what they allow.

use crate::house::{Browser, House, asking, databases, new_id, options};
use easel_domain::Allows;
use easel_door::options::WebOptions;
use serde_json::{Value, json};
use std::sync::Arc;

async fn plan(browser: &mut Browser) -> String {
    browser.get("/api/v1/plans").await.json["items"][0]["id"].as_str().expect("a plan").to_owned()
}

/// Orders the plan and says how it was paid.
async fn order(browser: &mut Browser) -> Value {
    let plan = plan(browser).await;
    let made = browser.post("/api/v1/payments", json!({ "plan_id": plan, "gateway": "manual" })).await;
    assert_eq!(made.status, 201, "{}", made.json);
    let path = format!("/api/v1/payments/{}/utr", made.json["id"].as_str().expect("an id"));
    let claimed = browser.post(&path, json!({ "utr": new_id().simple().to_string() })).await;
    assert_eq!(claimed.status, 200, "{}", claimed.json);
    claimed.json
}

async fn subscribe(house: &House, browser: &mut Browser) {
    let payment = order(browser).await;
    house.confirm(payment["id"].as_str().expect("an id")).await;
}

/// A studio where people without a plan may do this.
fn with_free(allows: Value) -> WebOptions {
    let mut options = options();
    let mut book = (**options.price_book.as_ref().expect("a book")).clone();
    book.free = serde_json::from_value::<Allows>(allows).expect("what is allowed");
    options.price_book = Some(Arc::new(book));
    options
}

#[tokio::test]
async fn a_plan_is_paid_shown_and_called_off() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let mut anna = house.person("anna@example.org").await;
        let shown = house.browser().get("/api/v1/plans").await.json;
        let one = &shown["items"][0];
        assert_eq!(
            (&one["label"], &one["description"], &one["credits"], &one["amount"], &one["interval"]),
            (&json!("Pro"), &json!("For many pictures."), &json!(300), &json!("999.00"), &json!("month"))
        );
        let allows = json!({ "models": ["*"], "tiers": ["*"], "concurrency": 50, "priority": 2, "licence": "Commercial use." });
        assert_eq!(one["allows"], allows);
        let free =
            json!({ "models": ["*"], "tiers": ["*"], "concurrency": null, "priority": 0, "licence": null });
        assert_eq!((&shown["free"], &shown["gateways"]), (&free, &json!(["upi", "manual"])));
        assert_eq!(anna.get("/api/v1/subscriptions").await.json, json!({ "current": null, "past": [] }));

        let payment = order(&mut anna).await;
        assert_eq!(
            (&payment["what"], &payment["pack"], &payment["plan"]["label"]),
            (&json!("plan"), &json!(null), &json!("Pro"))
        );
        house.confirm(payment["id"].as_str().expect("an id")).await;
        let current = anna.get("/api/v1/subscriptions").await.json["current"].clone();
        assert_eq!(
            (
                &current["state"],
                &current["gateway"],
                &current["renews"],
                &current["cancel_at_end"],
                &current["next_refresh_at"]
            ),
            (&json!("live"), &json!("manual"), &json!(false), &json!(false), &json!(null))
        );
        let wallet = anna.get("/api/v1/wallet").await.json;
        assert_eq!(
            (&wallet["buckets"]["plan"], &wallet["plan_lapses_at"]),
            (&json!(300), &current["paid_until"])
        );
        let entry = &anna.get("/api/v1/wallet/entries").await.json["items"][0];
        assert_eq!((&entry["kind"], &entry["reason"]), (&json!("grant"), &json!("plan_refresh")));

        let path = format!("/api/v1/subscriptions/{}", current["id"].as_str().expect("an id"));
        let off = anna.call("POST", &format!("{path}/cancel"), None).await;
        assert_eq!(
            (off.status, &off.json["cancel_at_end"], &off.json["state"]),
            (200, &json!(true), &json!("live"))
        );
        assert_eq!(off.json["paid_until"], current["paid_until"]);
        let on = anna.call("POST", &format!("{path}/resume"), None).await;
        assert_eq!((on.status, &on.json["cancel_at_end"]), (200, &json!(false)));

        // Another month: the next credits come when this one is over.
        subscribe(&house, &mut anna).await;
        let longer = anna.get("/api/v1/subscriptions").await.json["current"].clone();
        assert_eq!((&longer["id"], &longer["next_refresh_at"]), (&current["id"], &current["paid_until"]));
        assert_eq!(anna.get("/api/v1/wallet").await.json["buckets"]["plan"], 300);
        assert!(house.oversight().ledger_verify().await.expect("read").findings.is_empty());
    }
}

#[tokio::test]
async fn what_is_ordered_is_a_pack_or_a_plan() {
    let house = House::open(&databases()[0], options()).await;
    let mut anna = house.person("anna@example.org").await;
    let plan = plan(&mut anna).await;
    let pack = anna.get("/api/v1/packs").await.json["items"][0]["id"].clone();
    for (body, expected) in [
        (json!({ "gateway": "upi" }), (400, "invalid_pack_id", "pack_id")),
        (json!({ "pack_id": pack, "plan_id": plan, "gateway": "upi" }), (400, "invalid_pack_id", "pack_id")),
        (json!({ "plan_id": pack, "gateway": "upi" }), (400, "invalid_plan_id", "plan_id")),
        (json!({ "plan_id": "x", "gateway": "upi" }), (400, "invalid_plan_id", "plan_id")),
        (json!({ "pack_id": plan, "gateway": "upi" }), (400, "invalid_pack_id", "pack_id")),
    ] {
        assert_eq!(anna.post("/api/v1/payments", body).await.problem(), expected);
    }
    let mut none = options();
    none.price_book = None;
    let house = House::open(&databases()[0], none).await;
    let shown = house.browser().get("/api/v1/plans").await.json;
    assert_eq!((&shown["items"], &shown["gateways"]), (&json!([]), &json!([])));
}

#[tokio::test]
async fn what_a_plan_lacks_is_shown_and_refused() {
    for on in databases() {
        let house = House::open(&on, with_free(json!({ "models": ["other"] }))).await;
        let mut anna = house.person("anna@example.org").await;
        let model = |shown: Value| shown["items"][0].clone();
        assert_eq!(model(anna.get("/api/v1/models").await.json)["locked"], true);
        assert_eq!(anna.post("/api/v1/quotes", asking("a fox")).await.json["plan_needed"], "model");
        let refused = anna.post("/api/v1/generations", asking("a fox")).await;
        assert_eq!(refused.problem(), (403, "plan_needed", "model"));
        subscribe(&house, &mut anna).await;
        let now = model(anna.get("/api/v1/models").await.json);
        assert_eq!((&now["locked"], &now["locked_tiers"]), (&json!(false), &json!([])));
        assert_eq!(anna.post("/api/v1/quotes", asking("a fox")).await.json["plan_needed"], json!(null));
        anna.ask("a fox").await;

        let house = House::open(&on, with_free(json!({ "tiers": ["2k"], "concurrency": 1 }))).await;
        let mut anna = house.person("anna@example.org").await;
        assert_eq!(model(anna.get("/api/v1/models").await.json)["locked_tiers"], json!(["1k"]));
        assert_eq!(
            anna.post("/api/v1/generations", asking("a fox")).await.problem(),
            (403, "plan_needed", "tier")
        );

        let house = House::open(&on, with_free(json!({ "concurrency": 1 }))).await;
        let mut anna = house.person("anna@example.org").await;
        anna.ask("a fox").await;
        let second = anna.post("/api/v1/generations", asking("an owl")).await;
        assert_eq!((second.problem(), second.header("retry-after")), ((429, "too_many_under_way", ""), "10"));
        let said = second.json["error"]["message"].as_str().expect("a sentence");
        assert!(said.contains("1 at a time"), "{said}");
        house.draw(b"bytes").await;
        anna.ask("an owl").await;
    }
}
