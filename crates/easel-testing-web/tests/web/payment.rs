//! Buying credits, from the pack to the wallet.

use crate::house::{Answer, Browser, House, databases, new_id, options};
use easel_domain::Role;
use easel_door::limit::Rate;
use serde_json::{Value, json};

async fn pack(browser: &mut Browser, no: usize) -> String {
    browser.get("/api/v1/packs").await.json["items"][no]["id"].as_str().expect("a pack").to_owned()
}

async fn order(browser: &mut Browser, no: usize, gateway: &str) -> Value {
    let pack = pack(browser, no).await;
    let answer = browser.post("/api/v1/payments", json!({ "pack_id": pack, "gateway": gateway })).await;
    assert_eq!(answer.status, 201, "{}", answer.json);
    answer.json
}

async fn claim(browser: &mut Browser, payment: &Value, utr: &str) -> Answer {
    let path = format!("/api/v1/payments/{}/utr", payment["id"].as_str().expect("an id"));
    browser.post(&path, json!({ "utr": utr, "note": "from my sister's account" })).await
}

async fn decide(browser: &mut Browser, payment: &Value, what: &str, body: Option<Value>) -> Answer {
    let id = payment["id"].as_str().expect("an id");
    browser.call("POST", &format!("/api/v1/admin/payments/{id}/{what}"), body).await
}

#[tokio::test]
async fn a_pack_is_paid_by_upi_and_confirmed() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let (mut anna, mut admin) = (house.person("anna@example.org").await, house.admin().await);
        let shown = house.browser().get("/api/v1/packs").await.json;
        assert_eq!(shown["gateways"], json!(["upi", "manual"]));
        let first = &shown["items"][0];
        assert_eq!(
            (
                &first["label"],
                &first["credits"],
                &first["amount_minor"],
                &first["amount"],
                &first["currency"]
            ),
            (&json!("Small"), &json!(100), &json!(49_937), &json!("499.37"), &json!("INR"))
        );
        let payment = order(&mut anna, 0, "upi").await;
        let reference = payment["reference"].as_str().expect("a reference");
        let uri = format!(
            "upi://pay?pa=studio@okaxis&pn=Asha%20Studio&am=499.37&cu=INR&tr={reference}&tn={reference}"
        );
        assert_eq!((&payment["state"], &payment["upi"]["uri"]), (&json!("created"), &json!(uri)));
        let path = format!("/api/v1/payments/{}", payment["id"].as_str().expect("an id"));
        let qr = anna.get(&format!("{path}/qr")).await;
        assert_eq!((qr.status, qr.header("content-type")), (200, "image/svg+xml"));
        assert_eq!(qr.header("cache-control"), "no-store");

        assert_eq!(claim(&mut anna, &payment, "12").await.problem(), (400, "invalid_utr", "utr"));
        let hint = claim(&mut anna, &payment, "T2511221234567890123456").await;
        assert!(
            hint.json["error"]["message"].as_str().expect("a sentence").contains("12 digits"),
            "{}",
            hint.json
        );
        let waiting = claim(&mut anna, &payment, "६३२५ १२३४ ५६७८").await;
        assert_eq!(
            (waiting.status, &waiting.json["state"], &waiting.json["utr"], &waiting.json["upi"]),
            (200, &json!("pending"), &json!("632512345678"), &json!(null))
        );
        assert_eq!(anna.get(&format!("{path}/qr")).await.status, 404, "it is paid, as far as we were told");
        assert_eq!(anna.call("POST", &format!("{path}/cancel"), None).await.problem(), (409, "conflict", ""));

        let queue = admin.get("/api/v1/admin/payments").await.json;
        let one = &queue["items"][0];
        assert_eq!(
            (&one["payment"]["reference"], &one["payer"]["email"], &one["approvals_needed"]),
            (&json!(reference), &json!("anna@example.org"), &json!(1))
        );
        assert!(one["waits_ms"].as_i64().expect("an age") >= 0 && one["payment"]["is_late"] == false);
        let paid = decide(&mut admin, &payment, "approve", None).await;
        assert_eq!((paid.status, &paid.json["payment"]["state"]), (200, &json!("paid")));
        assert_eq!(decide(&mut admin, &payment, "approve", None).await.status, 200, "the same word again");
        let no = decide(&mut admin, &payment, "reject", Some(json!({ "reason": "no" }))).await;
        assert_eq!(no.problem(), (409, "conflict", ""));
        let wallet = anna.get("/api/v1/wallet").await.json;
        assert_eq!((&wallet["available"], &wallet["buckets"]["bought"]), (&json!(200), &json!(100)));
        let entry = &anna.get("/api/v1/wallet/entries").await.json["items"][0];
        assert_eq!(
            (&entry["kind"], &entry["reason"], &entry["payment_id"]),
            (&json!("top_up"), &json!("top_up"), &payment["id"])
        );
        let list = anna.get("/api/v1/payments").await.json;
        assert_eq!(list["items"][0]["state"], "paid");
        assert_eq!(
            admin.get("/api/v1/admin/payments?state=paid").await.json["items"][0]["payment"],
            list["items"][0]
        );
        assert!(house.oversight().ledger_verify().await.expect("read").findings.is_empty());
    }
}

#[tokio::test]
async fn a_large_one_needs_two_others_and_nobody_confirms_their_own() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let (mut anna, mut admin) = (house.person("anna@example.org").await, house.admin().await);
        let mut second = house.person("second@example.org").await;
        let made = house.store.user_role_set(
            "second@example.org".into(),
            Role::Owner,
            "test".into(),
            crate::house::now(),
        );
        assert!(made.await.expect("the store works"));
        let payment = order(&mut anna, 1, "upi").await;
        claim(&mut anna, &payment, "632512345678").await;
        let half = decide(&mut admin, &payment, "approve", None).await.json;
        assert_eq!(
            (&half["payment"]["state"], half["approvals"].as_array().map(Vec::len)),
            (&json!("pending"), Some(1))
        );
        let whole = decide(&mut second, &payment, "approve", None).await.json;
        assert_eq!(
            (&whole["payment"]["state"], whole["approvals"].as_array().map(Vec::len)),
            (&json!("paid"), Some(2))
        );
        let own = order(&mut admin, 0, "upi").await;
        claim(&mut admin, &own, "632512345679").await;
        assert_eq!(decide(&mut admin, &own, "approve", None).await.problem(), (403, "own_payment", ""));
        assert_eq!(decide(&mut second, &own, "approve", None).await.status, 200);
    }
}

#[tokio::test]
async fn what_is_refused_says_why_and_a_freed_utr_can_be_given_again() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let (mut anna, mut admin) = (house.person("anna@example.org").await, house.admin().await);
        let mut eve = house.person("eve@example.org").await;
        let pack = pack(&mut anna, 0).await;
        for (body, expected) in [
            (json!({ "pack_id": new_id(), "gateway": "upi" }), (400, "invalid_pack_id", "pack_id")),
            (json!({ "pack_id": "x", "gateway": "upi" }), (400, "invalid_pack_id", "pack_id")),
            (json!({ "pack_id": pack, "gateway": "gold" }), (400, "invalid_gateway", "gateway")),
            (json!({ "pack_id": pack, "gateway": "upi", "id": "x" }), (400, "invalid_id", "id")),
        ] {
            assert_eq!(anna.post("/api/v1/payments", body).await.problem(), expected);
        }
        let payment = order(&mut anna, 0, "manual").await;
        assert_eq!((&payment["instructions"], &payment["upi"]), (&json!("Transfer it to us."), &json!(null)));
        assert_eq!(claim(&mut anna, &payment, "sbin r5-2026 112200").await.json["utr"], "SBINR52026112200");
        let theirs = order(&mut eve, 0, "manual").await;
        assert_eq!(claim(&mut eve, &theirs, "SBINR52026112200").await.problem(), (409, "utr_taken", "utr"));
        let empty = Some(json!({ "reason": " " }));
        assert_eq!(
            decide(&mut admin, &payment, "reject", empty).await.problem(),
            (400, "invalid_reason", "reason")
        );
        let why = || Some(json!({ "reason": "It never came." }));
        assert_eq!(decide(&mut admin, &payment, "reject", why()).await.status, 200);
        let path = format!("/api/v1/payments/{}", payment["id"].as_str().expect("an id"));
        let seen = anna.get(&path).await.json;
        assert_eq!((&seen["state"], &seen["reason"]), (&json!("rejected"), &json!("It never came.")));
        assert_eq!(claim(&mut eve, &theirs, "SBINR52026112200").await.problem(), (409, "utr_taken", "utr"));
        assert_eq!(decide(&mut admin, &payment, "free-utr", why()).await.status, 200);
        assert_eq!(claim(&mut eve, &theirs, "SBINR52026112200").await.status, 200);
        assert_eq!(
            admin.get("/api/v1/admin/payments?state=nope").await.problem(),
            (400, "invalid_state", "state")
        );
    }
}

#[tokio::test]
async fn codes_are_told_once_and_redeemed_once() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let (mut anna, mut admin) = (house.person("anna@example.org").await, house.admin().await);
        let body = json!({ "name": "Diwali", "credits": 7, "count": 3 });
        for (field, value, code) in [
            ("name", json!(" "), "invalid_name"),
            ("credits", json!(0), "invalid_credits"),
            ("count", json!(1_001), "invalid_count"),
            ("expires_at", json!("yesterday"), "invalid_expires_at"),
        ] {
            let mut wrong = body.clone();
            wrong[field] = value;
            let answer = admin.post("/api/v1/admin/redeem-batches", wrong).await;
            assert_eq!(answer.problem(), (400, code, field), "{}", answer.json);
        }
        let made = admin.post("/api/v1/admin/redeem-batches", body).await.json;
        let codes = made["codes"].as_array().expect("codes").clone();
        assert_eq!(codes.len(), 3);
        let typed = codes[0].as_str().expect("a code").to_lowercase().replace('-', " ");
        let given = anna.post("/api/v1/redemptions", json!({ "code": typed })).await;
        assert_eq!((given.status, &given.json["credits"]), (201, &json!(7)));
        for (code, expected) in [
            (codes[0].clone(), (409, "code_used", "code")),
            (codes[1].clone(), (409, "code_batch_used", "code")),
            (json!("0000-0000-0000-0000"), (400, "invalid_code", "code")),
            (json!("what?"), (400, "invalid_code", "code")),
        ] {
            assert_eq!(anna.post("/api/v1/redemptions", json!({ "code": code })).await.problem(), expected);
        }
        let list = admin.get("/api/v1/admin/redeem-batches").await.json;
        assert_eq!((&list["items"][0]["redeemed"], &list["items"][0]["codes"]), (&json!(1), &json!(null)));
        assert_eq!(anna.get("/api/v1/wallet").await.json["buckets"]["bonus"], 107);
    }
}

#[tokio::test]
async fn trying_numbers_and_codes_is_slow_and_a_studio_without_prices_sells_nothing() {
    let twice = Rate { burst: 2, per_minute: 1 };
    let mut few = options();
    (few.limits.utr, few.limits.redeem, few.limits.payment) = (twice, twice, twice);
    let house = House::open(&databases()[0], few).await;
    let mut anna = house.person("anna@example.org").await;
    let payment = order(&mut anna, 0, "upi").await;
    for expected in [400, 400, 429] {
        assert_eq!(claim(&mut anna, &payment, "1").await.status, expected);
        assert_eq!(anna.post("/api/v1/redemptions", json!({ "code": "1" })).await.status, expected);
    }
    order(&mut anna, 0, "upi").await;
    let pack = pack(&mut anna, 0).await;
    assert_eq!(anna.post("/api/v1/payments", json!({ "pack_id": pack, "gateway": "upi" })).await.status, 429);

    let mut none = options();
    none.price_book = None;
    let house = House::open(&databases()[0], none).await;
    let mut anna = house.person("anna@example.org").await;
    assert_eq!(anna.get("/api/v1/packs").await.json, json!({ "items": [], "gateways": [] }));
    let refused = anna.post("/api/v1/payments", json!({ "pack_id": pack, "gateway": "upi" })).await;
    assert_eq!(refused.problem(), (400, "invalid_gateway", "gateway"));
}
