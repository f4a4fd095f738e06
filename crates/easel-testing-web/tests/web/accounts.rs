//! The studio's accounts: receipts, statements, figures, credits by hand.

use crate::house::{Answer, Browser, House, databases, new_id, options};
use axum::body::Body;
use serde_json::{Value, json};

async fn order(browser: &mut Browser, no: usize) -> Value {
    let packs = browser.get("/api/v1/packs").await.json;
    let body = json!({ "pack_id": packs["items"][no]["id"], "gateway": "upi" });
    browser.post("/api/v1/payments", body).await.json
}

async fn claim(browser: &mut Browser, payment: &Value, utr: &str) {
    let path = format!("/api/v1/payments/{}/utr", payment["id"].as_str().expect("an id"));
    assert_eq!(browser.post(&path, json!({ "utr": utr })).await.status, 200);
}

async fn approve(browser: &mut Browser, payment: &Value) {
    let path = format!("/api/v1/admin/payments/{}/approve", payment["id"].as_str().expect("an id"));
    assert_eq!(browser.call("POST", &path, None).await.status, 200);
}

async fn statement(browser: &mut Browser, text: &'static [u8]) -> Answer {
    let request = browser.request("POST".parse().expect("a method"), "/api/v1/admin/statements");
    let request = request.header("content-type", "text/csv").body(Body::from(text)).expect("a request");
    browser.send(request).await
}

#[tokio::test]
async fn a_payment_has_one_receipt_that_only_its_owner_and_administrators_read() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let (mut anna, mut admin) = (house.person("anna@example.org").await, house.admin().await);
        let mut eve = house.person("eve@example.org").await;
        for (no, utr) in ["632512345678", "632512345679"].into_iter().enumerate() {
            let payment = order(&mut anna, 0).await;
            claim(&mut anna, &payment, utr).await;
            approve(&mut admin, &payment).await;
            approve(&mut admin, &payment).await;
            let path = format!("/api/v1/receipts?payment={}", payment["id"].as_str().expect("an id"));
            let found = anna.get(&path).await.json;
            let items = found["items"].as_array().expect("a list");
            assert_eq!(items.len(), 1, "{found}");
            let receipt = &items[0];
            assert_eq!(
                (
                    &receipt["no"],
                    &receipt["number"],
                    &receipt["kind"],
                    &receipt["amount"],
                    &receipt["credits"]
                ),
                (
                    &json!(no + 1),
                    &json!(format!("AS-{:06}", no + 1)),
                    &json!("receipt"),
                    &payment["amount"],
                    &json!(100)
                )
            );
        }
        let pdf = anna.get("/api/v1/receipts/2/pdf").await;
        assert_eq!((pdf.status, pdf.header("content-type")), (200, "application/pdf"));
        assert_eq!(pdf.header("content-disposition"), "attachment; filename=\"AS-000002.pdf\"");
        assert!(pdf.bytes.starts_with(b"%PDF-"));
        assert_eq!(eve.get("/api/v1/receipts/2/pdf").await.status, 404);
        assert_eq!(eve.get("/api/v1/receipts").await.json["items"], json!([]));
        for nothing in ["3", "0", "-1", "x", "99999999999999999999"] {
            assert_eq!(anna.get(&format!("/api/v1/receipts/{nothing}/pdf")).await.status, 404, "{nothing}");
        }
        assert_eq!(admin.get("/api/v1/admin/receipts/2/pdf").await.status, 200);
        assert_eq!(
            anna.get("/api/v1/receipts?payment=x").await.problem(),
            (400, "invalid_payment", "payment")
        );

        let csv = admin.get("/api/v1/admin/receipts.csv").await;
        let text = String::from_utf8(csv.bytes.to_vec()).expect("text");
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 3, "{text}");
        assert!(
            lines[1].starts_with("\"AS-000001\",receipt,") && lines[1].contains("\"CGST 38.09; SGST 38.09\""),
            "{text}"
        );
        assert!(house.oversight().ledger_verify().await.expect("read").findings.is_empty());
    }
}

#[tokio::test]
async fn a_statement_finds_payments_that_wait() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let (mut anna, mut admin) = (house.person("anna@example.org").await, house.admin().await);
        let (one, other) = (order(&mut anna, 0).await, order(&mut anna, 1).await);
        claim(&mut anna, &one, "632512345678").await;
        claim(&mut anna, &other, "632512345679").await;
        let text = b"Date,Narration,Withdrawal,Deposit\n\
            21/11/26,UPI/632512345678/ANNA,,499.37\n22/11/26,UPI/632512345679/ANNA,,\"1,999.00\"\n";
        let found = statement(&mut admin, text).await.json;
        assert_eq!((&found["lines"], &found["waiting"]), (&json!(2), &json!(2)), "{found}");
        let fits: Vec<(&Value, &Value, &Value)> = found["matches"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|m| (&m["payment"]["payment"]["id"], &m["amount_fits"], &m["line"]))
            .collect();
        assert_eq!(
            fits,
            [(&one["id"], &json!(true), &json!(2)), (&other["id"], &json!(false), &json!(3))],
            "nineteen thousand were to be paid"
        );
        let states = anna.get("/api/v1/payments").await.json;
        assert!(states["items"].as_array().expect("a list").iter().all(|p| p["state"] == "pending"));
        assert_eq!(
            statement(&mut admin, b"\xff\xd8\xff").await.problem(),
            (400, "invalid_statement", "file")
        );
        assert_eq!(statement(&mut anna, text).await.status, 403);
    }
}

#[tokio::test]
async fn figures_add_up() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let (mut anna, mut admin) = (house.person("anna@example.org").await, house.admin().await);
        let payment = order(&mut anna, 0).await;
        claim(&mut anna, &payment, "632512345678").await;
        approve(&mut admin, &payment).await;
        anna.ask("a fox").await;
        house.draw(b"bytes").await;
        let wallet = anna.get("/api/v1/wallet").await.json;
        let figures = admin.get("/api/v1/admin/revenue").await.json;
        let day = &figures["days"][0];
        assert_eq!(
            (&day["kind"], &day["gateway"], &day["amount_minor"], &day["count"], &day["credits"]),
            (&json!("receipt"), &json!("upi"), &json!(49_937), &json!(1), &json!(100)),
            "{figures}"
        );
        assert_eq!(figures["outstanding"]["bought"], wallet["buckets"]["bought"]);
        let model = &figures["models"][0];
        let captured = model["credits"].as_i64().expect("credits");
        // Net of 18 per cent tax a pack of 100 is 423.19 rupees.
        assert_eq!(
            (captured > 0, model["earned_minor"].as_i64()),
            (true, Some(captured * 42_319 / 100)),
            "{figures}"
        );
        let none = admin.get("/api/v1/admin/revenue?from=2020-01-01&until=2020-12-31").await.json;
        assert_eq!((&none["days"], &none["models"]), (&json!([]), &json!([])));
        for bad in ["from=2026-13-01", "from=tomorrow", "from=2026-02-02&until=2026-02-01", "from=1000-01-01"]
        {
            let answer = admin.get(&format!("/api/v1/admin/revenue?{bad}")).await;
            assert_eq!((answer.status, answer.code()), (400, "invalid_day"), "{bad}");
        }
    }
}

#[tokio::test]
async fn credits_by_hand_are_given_once_and_never_taken_below_zero() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let (mut anna, mut admin) = (house.person("anna@example.org").await, house.admin().await);
        let id = new_id().to_string();
        let gift = json!({ "id": id, "email": "Anna@example.org", "credits": 30, "reason": "sorry" });
        let given = admin.post("/api/v1/admin/credit-changes", gift.clone()).await;
        assert_eq!(
            (given.status, &given.json["available_before"], &given.json["available_after"]),
            (201, &json!(100), &json!(130))
        );
        assert_eq!(admin.post("/api/v1/admin/credit-changes", gift.clone()).await.status, 201);
        assert_eq!(anna.get("/api/v1/wallet").await.json["available"], 130);
        let mut other = gift.clone();
        other["credits"] = json!(31);
        assert_eq!(admin.post("/api/v1/admin/credit-changes", other).await.status, 422);
        let take =
            |credits: i64| json!({ "email": "anna@example.org", "credits": credits, "reason": "a mistake" });
        let refused = admin.post("/api/v1/admin/credit-changes", take(-131)).await;
        assert_eq!(refused.problem(), (409, "too_few_to_take", "credits"));
        assert_eq!(admin.post("/api/v1/admin/credit-changes", take(-130)).await.json["available_after"], 0);
        let entry = &anna.get("/api/v1/wallet/entries").await.json["items"][0];
        assert_eq!((&entry["kind"], &entry["reason"]), (&json!("adjustment"), &json!("taken_back")));
        for (field, value, code) in [
            ("credits", json!(0), "invalid_credits"),
            ("credits", json!(i64::MIN), "invalid_credits"),
            ("email", json!("nobody@example.org"), "invalid_email"),
            ("reason", json!(" "), "invalid_reason"),
        ] {
            let mut body = take(1);
            body[field] = value;
            assert_eq!(admin.post("/api/v1/admin/credit-changes", body).await.problem(), (400, code, field));
        }
        assert!(house.oversight().ledger_verify().await.expect("read").findings.is_empty());
    }
}

#[tokio::test]
async fn people_set_their_limits_and_look_at_kinds_of_lines() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let mut anna = house.person("anna@example.org").await;
        let wallet = anna.get("/api/v1/wallet").await.json;
        assert_eq!(
            (&wallet["monthly_cap"], &wallet["low_at"], &wallet["is_low"], &wallet["spent_this_month"]),
            (&json!(null), &json!(10), &json!(false), &json!(0))
        );
        let set = anna.patch("/api/v1/wallet", json!({ "monthly_cap": 0, "low_at": 101 })).await.json;
        assert_eq!((&set["monthly_cap"], &set["is_low"]), (&json!(0), &json!(true)));
        let refused = anna.post("/api/v1/generations", crate::house::asking("a fox")).await;
        assert_eq!((refused.status, refused.code()), (403, "spending_cap"));
        assert!(
            refused.json["error"]["message"].as_str().expect("a sentence").contains("0 credits"),
            "{}",
            refused.json
        );
        let set = anna.patch("/api/v1/wallet", json!({ "monthly_cap": null })).await.json;
        assert_eq!((&set["monthly_cap"], &set["low_at"]), (&json!(null), &json!(101)), "the other one stays");
        for (field, value) in [("monthly_cap", -1), ("low_at", 0), ("low_at", 1_000_000_001)] {
            let answer = anna.patch("/api/v1/wallet", json!({ field: value })).await;
            assert_eq!(answer.problem(), (400, "invalid_spending", field));
        }
        anna.ask("a fox").await;
        let kinds = async |browser: &mut Browser, asked: &str| -> Vec<String> {
            let found = browser.get(&format!("/api/v1/wallet/entries?kind={asked}")).await.json;
            let items = found["items"].as_array().expect("a list").clone();
            items.iter().map(|entry| entry["kind"].as_str().expect("a word").to_owned()).collect()
        };
        assert_eq!(kinds(&mut anna, "grant").await, ["grant"]);
        assert_eq!(kinds(&mut anna, "hold,grant").await, ["hold", "grant"]);
        assert_eq!(kinds(&mut anna, "top_up").await, [""; 0]);
        let bad = anna.get("/api/v1/wallet/entries?kind=hold,x").await;
        assert_eq!(bad.problem(), (400, "invalid_kind", "kind"));
    }
}

#[tokio::test]
async fn a_screenshot_is_the_payers_own_and_administrators_see_it() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let (mut anna, mut admin) = (house.person("anna@example.org").await, house.admin().await);
        let mut eve = house.person("eve@example.org").await;
        anna.ask("a fox").await;
        house.draw(b"bytes").await;
        let asset = anna.get("/api/v1/assets").await.json["items"][0]["id"].clone();
        let payment = order(&mut anna, 0).await;
        let id = payment["id"].as_str().expect("an id");
        let (path, shown) =
            (format!("/api/v1/payments/{id}/utr"), format!("/api/v1/admin/payments/{id}/screenshot"));
        let body = json!({ "utr": "632512345678", "screenshot_id": asset });
        let (other, utr) = (order(&mut eve, 0).await, "632512345670");
        let theirs = format!("/api/v1/payments/{}/utr", other["id"].as_str().expect("an id"));
        for wrong in [asset.clone(), json!("x"), json!(new_id().to_string())] {
            let answer = eve.post(&theirs, json!({ "utr": utr, "screenshot_id": wrong })).await;
            assert_eq!(answer.problem(), (400, "invalid_screenshot", "screenshot_id"), "{wrong}");
        }
        assert_eq!(admin.get(&shown).await.status, 404);
        assert_eq!(anna.post(&path, body).await.status, 200);
        let queue = admin.get("/api/v1/admin/payments").await.json;
        assert_eq!(queue["items"][0]["has_screenshot"], json!(true));
        let picture = admin.get(&shown).await;
        assert_eq!((picture.status, &picture.bytes[..]), (200, &b"bytes"[..]));
        assert_eq!(picture.header("cache-control"), "private, no-store");
        assert_eq!(anna.get(&shown).await.status, 403);
    }
}
