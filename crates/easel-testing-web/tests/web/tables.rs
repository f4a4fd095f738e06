//! Lists as files: what a page shows, as rows for a spreadsheet.

use crate::house::{Browser, House, databases, options};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// A file's rows, by the names of its columns.
struct Table(Vec<BTreeMap<String, String>>);

impl Table {
    async fn read(browser: &mut Browser, path: &str) -> Self {
        let answer = browser.get(path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.json);
        assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
        assert!(answer.header("content-disposition").starts_with("attachment; filename=\""), "{path}");
        let mut rows = cells(std::str::from_utf8(&answer.bytes).expect("text")).into_iter();
        let names = rows.next().expect("a heading");
        let named = |row: Vec<String>| {
            assert_eq!(row.len(), names.len(), "{path}: {row:?}");
            names.iter().cloned().zip(row).collect()
        };
        Self(rows.map(named).collect())
    }

    /// The one row, at these columns.
    fn one<const N: usize>(&self, columns: [&str; N]) -> [&str; N] {
        assert_eq!(self.0.len(), 1, "{:?}", self.0);
        columns.map(|name| self.0[0].get(name).unwrap_or_else(|| panic!("no column {name}")).as_str())
    }
}

/// As RFC 4180 says.
fn cells(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => cell.extend(letters.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            other => cell.push(other),
        }
    }
    assert!(row.is_empty() && cell.is_empty() && !quoted, "a file ends with its last row");
    rows
}

/// Somebody whose name is a trap for spreadsheets, with a picture.
async fn trick(house: &House) -> (Browser, String) {
    let mut trick = house.person("trick@a.test").await;
    trick.patch("/api/v1/me", json!({ "name": "=HYPERLINK(\"x\")" })).await;
    let task = trick.ask("a fox").await;
    house.draw(b"bytes").await;
    (trick, task)
}

const SAFE: &str = "'=HYPERLINK(\"x\")";

#[tokio::test]
async fn a_file_has_the_rows_of_its_list_by_the_same_filters_and_says_who_took_it() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let (mut admin, (mut trick, task)) = (house.admin().await, trick(&house).await);
        house.person("otto@a.test").await.ask("an owl").await;
        let all = Table::read(&mut admin, "/api/v1/admin/jobs.csv").await;
        assert_eq!(all.0.len(), 2);
        let jobs = Table::read(&mut admin, "/api/v1/admin/jobs.csv?q=trick&state=succeeded").await;
        assert_eq!(
            jobs.one(["id", "owner_name", "owner_email", "state", "captured"]),
            [&*task, SAFE, "trick@a.test", "succeeded", "10"]
        );
        assert!(Table::read(&mut admin, "/api/v1/admin/jobs.csv?state=failed").await.0.is_empty());
        let wrong = admin.get("/api/v1/admin/jobs.csv?state=odd").await;
        assert_eq!(wrong.problem(), (400, "invalid_state", "state"));

        let days = Table::read(&mut admin, "/api/v1/admin/activity.csv").await;
        assert_eq!(days.one(["joined", "succeeded", "credits"]), ["3", "1", "10"]);

        trick.post("/api/v1/conversation/messages", json!({ "text": "-1+1, \"said\"\nin two lines" })).await;
        let talk = Table::read(&mut admin, "/api/v1/admin/conversations.csv?state=open").await;
        assert_eq!(
            talk.one(["name", "email", "unread", "last_side", "last_words"]),
            [SAFE, "trick@a.test", "1", "person", "'-1+1, \"said\"\nin two lines"]
        );
        assert!(Table::read(&mut admin, "/api/v1/admin/conversations.csv?assigned=me").await.0.is_empty());

        admin.put("/api/v1/admin/showcase/setting", json!({ "is_on": true, "approve_first": true })).await;
        let newest = trick.get("/api/v1/assets?limit=1").await.json;
        let asset = newest["items"][0]["id"].as_str().expect("a picture").to_owned();
        let shown = json!({ "name": "=trick", "title": "+1", "shows_prompt": false });
        let put = trick.put(&format!("/api/v1/assets/{asset}/exhibit"), shown).await;
        assert_eq!(put.status, 200, "{}", put.json);
        let exhibits = Table::read(&mut admin, "/api/v1/admin/showcase.csv").await;
        assert_eq!(
            exhibits.one(["by", "title", "prompt", "state"]),
            ["'=trick", "'+1", "", "waiting"],
            "a prompt that isn't shown is nobody's"
        );
        assert!(Table::read(&mut admin, "/api/v1/admin/showcase.csv?queue=live").await.0.is_empty());

        let models = Table::read(&mut admin, "/api/v1/admin/models.csv").await;
        assert_eq!(models.one(["model", "enabled", "state"]), ["sketch", "true", "active"]);
        admin.post("/api/v1/admin/worker-tokens", json!({ "name": "garage" })).await;
        let workers = Table::read(&mut admin, "/api/v1/admin/worker-tokens.csv").await;
        assert_eq!(workers.one(["name", "seen_at", "running"]), ["garage", "", "0"]);

        let log = Table::read(&mut admin, "/api/v1/admin/audit.csv?who=admin").await;
        let taken: BTreeSet<&str> = log
            .0
            .iter()
            .map(|row| row["action"].as_str())
            .filter(|action| action.ends_with(".export"))
            .collect();
        assert_eq!(taken, ["audit.export", "conversations.export", "jobs.export", "showcase.export"].into());
    }
}

#[tokio::test]
async fn money_is_taken_along_as_decimal_numbers_and_codes_are_not() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let (mut admin, (mut trick, _)) = (house.admin().await, trick(&house).await);
        let pack = trick.get("/api/v1/packs").await.json["items"][0]["id"].clone();
        let made = trick.post("/api/v1/payments", json!({ "pack_id": pack, "gateway": "manual" })).await.json;
        let payment = made["id"].as_str().expect("an id").to_owned();
        let claim = json!({ "utr": "SBIN0001", "note": "=1+1" });
        trick.post(&format!("/api/v1/payments/{payment}/utr"), claim).await;
        let waits = Table::read(&mut admin, "/api/v1/admin/payments.csv").await;
        assert_eq!(
            waits.one(["id", "state", "payer", "amount", "utr", "note", "approved_by", "paid_at"]),
            [&*payment, "pending", SAFE, "499.37", "SBIN0001", "'=1+1", "", ""]
        );
        admin.call("POST", &format!("/api/v1/admin/payments/{payment}/approve"), None).await;
        assert!(Table::read(&mut admin, "/api/v1/admin/payments.csv").await.0.is_empty());
        let paid = Table::read(&mut admin, "/api/v1/admin/payments.csv?state=paid").await;
        assert_eq!(paid.one(["approved_by", "credits"]), ["Anna", "100"]);

        let refund = json!({ "reason": "by accident" });
        trick.post(&format!("/api/v1/payments/{payment}/refunds"), refund).await;
        let refunds = Table::read(&mut admin, "/api/v1/admin/refunds.csv").await;
        assert_eq!(
            refunds.one(["payment_id", "payer", "amount", "reason"]),
            [&*payment, SAFE, "499.37", "by accident"]
        );
        assert!(Table::read(&mut admin, "/api/v1/admin/refunds.csv?state=done").await.0.is_empty());

        let days = Table::read(&mut admin, "/api/v1/admin/revenue.csv").await;
        assert_eq!(days.one(["kind", "gateway", "amount_minor"]), ["receipt", "manual", "49937"]);
        let models = Table::read(&mut admin, "/api/v1/admin/revenue-by-model.csv").await;
        assert_eq!(models.one(["model", "pictures", "credits"]), ["sketch", "1", "10"]);
        let receipts = Table::read(&mut admin, "/api/v1/admin/receipts.csv").await;
        assert_eq!(receipts.one(["number", "buyer", "gross"]), ["AS-000001", SAFE, "499.37"]);

        let batch = json!({ "name": "Diwali", "credits": 5, "count": 2 });
        let made = admin.post("/api/v1/admin/redeem-batches", batch).await.json;
        let code = made["codes"][0].as_str().expect("a code").to_owned();
        let batches = Table::read(&mut admin, "/api/v1/admin/redeem-batches.csv").await;
        assert_eq!(batches.one(["name", "credits", "count", "redeemed"]), ["Diwali", "5", "2", "0"]);
        assert!(!batches.0[0].values().any(|cell| cell.contains(&code)));
    }
}

#[test]
fn every_list_of_the_administration_is_a_file_too_with_the_same_filters() {
    let document = serde_json::to_value(easel_web::openapi()).expect("JSON");
    let paths = document["paths"].as_object().expect("paths");
    let filters = |operation: &Value| -> BTreeSet<String> {
        let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
        parameters.iter().filter_map(|one| one["name"].as_str().map(str::to_owned)).collect()
    };
    let mut lists = 0;
    for (path, methods) in paths.iter().filter(|(path, _)| path.starts_with("/api/v1/admin/")) {
        let mut asked = filters(&methods["get"]);
        // Whoever looks at an account to help takes nothing of it along.
        let is_a_look = path.starts_with("/api/v1/admin/people/{id}/look/");
        if is_a_look || path.ends_with(".csv") || !asked.remove("cursor") {
            continue;
        }
        asked.remove("limit");
        let file = paths.get(&format!("{path}.csv")).unwrap_or_else(|| panic!("{path} is no file"));
        assert_eq!(filters(&file["get"]), asked, "{path}");
        lists += 1;
    }
    assert!(lists >= 6, "only {lists} lists");
}
