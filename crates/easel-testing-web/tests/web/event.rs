//! Live updates.

use crate::house::{Browser, House, asking, databases, new_id, now, options};
use axum::{
    body::{Body, BodyDataStream},
    http::Method,
};
use easel_domain::{Actor, Credits, Draft, GenerationId};
use futures_util::StreamExt;
use serde_json::{Value, json};
use std::{collections::HashSet, time::Duration};

/// An open stream.
struct Events {
    body: BodyDataStream,
    text: String,
}

/// One event.
#[derive(Debug)]
struct Seen {
    name: String,
    id: String,
    data: Value,
}

impl Events {
    async fn open(browser: &Browser, last: Option<&str>) -> Self {
        let mut request = browser.request(Method::GET, "/api/v1/events");
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let response = browser.raw(request.body(Body::empty()).expect("a request")).await;
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        assert_eq!(response.headers()["x-accel-buffering"], "no");
        Self { body: response.into_body().into_data_stream(), text: String::new() }
    }

    /// The next event; `None` at the end.
    async fn next(&mut self) -> Option<Seen> {
        loop {
            if let Some(end) = self.text.find("\n\n") {
                let block: String = self.text.drain(..end + 2).collect();
                let field = |name: &str| {
                    let start = format!("{name}: ");
                    block.lines().find_map(|l| l.strip_prefix(&start)).unwrap_or("").to_owned()
                };
                if block.starts_with(':') {
                    continue;
                }
                let data = serde_json::from_str(&field("data")).expect("JSON");
                return Some(Seen { name: field("event"), id: field("id"), data });
            }
            let wait = tokio::time::timeout(Duration::from_secs(8), self.body.next()).await;
            let chunk = wait.expect("an event in time")?.expect("bytes");
            self.text.push_str(std::str::from_utf8(&chunk).expect("text"));
        }
    }

    /// Reads until an event fits.
    async fn until(&mut self, fits: impl Fn(&Seen) -> bool) -> Seen {
        loop {
            let seen = self.next().await.expect("the stream goes on");
            if fits(&seen) {
                return seen;
            }
        }
    }
}

#[tokio::test]
async fn a_page_sees_its_pictures_and_credits_as_they_are() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let mut anna = house.person("anna@example.org").await;
        let mut eve = house.person("eve@example.org").await;
        let first = anna.ask("a fox").await;
        let mut events = Events::open(&anna, None).await;
        let seen = events.next().await.expect("an event");
        assert_eq!(
            (seen.name.as_str(), &seen.data["id"], &seen.data["state"]),
            ("generation", &json!(first), &json!("queued"))
        );
        let seen = events.next().await.expect("an event");
        assert_eq!((seen.name.as_str(), &seen.data["held"]), ("wallet", &json!(10)));

        eve.ask("not for anna").await;
        let second = anna.ask("an owl").await;
        events.until(|e| e.data["id"] == json!(second)).await;
        let wallet = events.until(|e| e.name == "wallet").await;
        assert_eq!(wallet.data["held"], 20);
        house.draw(b"bytes").await;
        let done = events.until(|e| e.data["state"] == "succeeded").await;
        assert_eq!(
            (&done.data["id"], done.data["assets"].as_array().map(Vec::len)),
            (&json!(first), Some(1))
        );
        let wallet = events.until(|e| e.name == "wallet").await;
        assert_eq!((&wallet.data["available"], &wallet.data["held"]), (&json!(80), &json!(10)));

        // A page that was away learns what ended meanwhile.
        let last = done.id.parse::<i64>().expect("a moment") - 60_000;
        let mut back = Events::open(&anna, Some(&last.to_string())).await;
        back.until(|e| e.data["id"] == json!(first) && e.data["state"] == "succeeded").await;
    }
}

#[tokio::test]
async fn a_page_sees_what_becomes_of_a_payment() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let (mut anna, mut admin) = (house.person("anna@example.org").await, house.admin().await);
        let pack = anna.get("/api/v1/packs").await.json["items"][0]["id"].clone();
        let made = anna.post("/api/v1/payments", json!({ "pack_id": pack, "gateway": "upi" })).await.json;
        let mut events = Events::open(&anna, None).await;
        events.until(|e| e.name == "payment" && e.data == made).await;
        let id = made["id"].as_str().expect("an id");
        anna.post(&format!("/api/v1/payments/{id}/utr"), json!({ "utr": "632512345678" })).await;
        events.until(|e| e.name == "payment" && e.data["state"] == "pending").await;
        let approved = admin.call("POST", &format!("/api/v1/admin/payments/{id}/approve"), None).await;
        assert_eq!(approved.status, 200, "{}", approved.json);
        // In either order: the wallet may be read between the two.
        let (mut paid, mut credited) = (false, false);
        while !(paid && credited) {
            let seen = events.next().await.expect("the stream goes on");
            paid |= seen.name == "payment" && seen.data["state"] == "paid" && seen.data["id"] == made["id"];
            credited |= seen.name == "wallet" && seen.data["available"] == 200;
        }
    }
}

async fn actor(house: &House, email: &str) -> Actor {
    let found = house.store.user_by_email(email.to_owned()).await.expect("the store works");
    found.expect("somebody").0.actor()
}

#[tokio::test]
async fn a_page_that_was_away_gets_every_end_unless_it_was_away_too_long() {
    for on in databases() {
        let mut options = options();
        options.studio.welcome_credits = Credits::new(10_000).expect("a number");
        let house = House::open(&on, options).await;
        let anna = house.person("anna@example.org").await;
        let actor = actor(&house, "anna@example.org").await;
        // More than one page of changes, all in one moment.
        let (at, mut missing) = (now(), HashSet::new());
        let draft: Draft =
            serde_json::from_value(json!({ "model": "sketch", "prompt": "a fox" })).expect("a draft");
        for _ in 0..450 {
            let id = GenerationId(new_id());
            let made = house.store.generation_submit(&actor, id, draft.clone(), None, at).await;
            made.expect("submitted");
            house.store.generation_cancel(&actor, id, at).await.expect("the store works");
            missing.insert(id.to_string());
        }
        let mut back = Events::open(&anna, Some(&(at.0 - 1000).to_string())).await;
        while !missing.is_empty() {
            let seen = back.next().await.expect("the stream goes on");
            assert_eq!((seen.name.as_str(), &seen.data["state"]), ("generation", &json!("cancelled")));
            assert!(missing.remove(seen.data["id"].as_str().expect("an id")), "once");
        }
        assert_eq!(back.next().await.expect("an event").name, "wallet");
        for ignored in [at.0 - 6 * 60_000, at.0 + 3_600_000, i64::MIN] {
            let mut stale = Events::open(&anna, Some(&ignored.to_string())).await;
            assert_eq!(stale.next().await.expect("an event").name, "wallet", "{ignored}");
        }
    }
}

#[tokio::test]
async fn an_end_that_was_written_late_is_not_missed() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let mut anna = house.person("anna@example.org").await;
        let actor = actor(&house, "anna@example.org").await;
        let asked = anna.ask("a fox").await;
        let mut events = Events::open(&anna, None).await;
        events.until(|e| e.data["id"] == json!(asked)).await;
        // It becomes visible with a time that the stream has long passed.
        let (id, long_ago) = (asked.parse().expect("an id"), now().plus_ms(-3_600_000));
        house.store.generation_cancel(&actor, id, long_ago).await.expect("the store works");
        events.until(|e| e.data["id"] == json!(asked) && e.data["state"] == "cancelled").await;
    }
}

#[tokio::test]
async fn a_stream_ends_soon_after_its_session() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let mut anna = house.person("anna@example.org").await;
        let mut events = Events::open(&anna, None).await;
        events.until(|e| e.name == "wallet").await;
        assert_eq!(anna.call("POST", "/api/v1/auth/sign-out", None).await.status, 204);
        let end = async {
            let seen = events.until(|e| e.name == "me").await;
            assert_eq!(seen.data, json!({}));
            assert!(events.next().await.is_none());
        };
        tokio::time::timeout(Duration::from_secs(5), end).await.expect("within five seconds");
    }
}

#[tokio::test]
async fn streams_of_one_person_are_counted() {
    let house = House::open(&databases()[0], options()).await;
    let anna = house.person("anna@example.org").await;
    let mut open = Vec::new();
    for _ in 0..8 {
        open.push(Events::open(&anna, None).await);
    }
    for events in &mut open {
        events.until(|e| e.name == "wallet").await;
    }
    // One more ends the oldest, and only that.
    open.push(Events::open(&anna, None).await);
    assert!(open.remove(0).next().await.is_none());
    assert_eq!(anna.clone().post("/api/v1/generations", asking("x")).await.status, 202);
    for events in &mut open {
        events.until(|e| e.name == "generation").await;
    }
    drop(open);
    Events::open(&anna, None).await.until(|e| e.name == "wallet").await;
    let mut eve = house.person("eve@example.org").await;
    assert_eq!(eve.post("/api/v1/generations", asking("x")).await.status, 202);
    Events::open(&eve, None).await;
}

#[tokio::test]
async fn a_page_sees_how_far_its_export_is() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let mut anna = house.person("anna@example.org").await;
        anna.ask("a fox").await;
        house.draw(b"a picture").await;
        let asset = anna.get("/api/v1/assets").await.json["items"][0]["id"].clone();
        let items = json!([{ "asset_id": asset }]);
        let strip =
            anna.post("/api/v1/strips", json!({ "name": "s", "items": items })).await.json["id"].clone();
        let mut events = Events::open(&anna, None).await;
        let export = anna.post("/api/v1/exports", json!({ "kind": "strip", "strip_id": strip })).await.json;
        let mine = |seen: &Seen| seen.name == "export" && seen.data["id"] == export["id"];
        assert_eq!(events.until(mine).await.data["state"], "queued");
        let claim =
            house.store.job_claim("w", easel_domain::Lane::Cpu, 60_000, now()).await.expect("claimed");
        let claim = claim.expect("an export");
        house.store.job_beat(&claim, (0.5, None), 60_000, now()).await.expect("beaten");
        let half = events.until(|seen| mine(seen) && seen.data["progress"] == 0.5).await;
        assert_eq!(half.data["state"], "running");
        drop(events);
        // A page that comes later sees what is under way.
        let mut later = Events::open(&anna, None).await;
        assert_eq!(later.until(mine).await.data["progress"], 0.5);
    }
}

#[tokio::test]
async fn a_page_sees_its_plan_begin() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let mut anna = house.person("anna@example.org").await;
        let mut events = Events::open(&anna, None).await;
        let plan = anna.get("/api/v1/plans").await.json["items"][0]["id"].clone();
        let made = anna.post("/api/v1/payments", json!({ "plan_id": plan, "gateway": "manual" })).await.json;
        let payment = made["id"].as_str().expect("an id");
        anna.post(&format!("/api/v1/payments/{payment}/utr"), json!({ "utr": "SBINR52026112200" })).await;
        house.confirm(payment).await;
        let begun = events.until(|seen| seen.name == "subscription").await;
        let current = anna.get("/api/v1/subscriptions").await.json["current"].clone();
        assert_eq!(begun.data, json!({ "current": current }));
        let wallet = events.until(|seen| seen.name == "wallet" && seen.data["buckets"]["plan"] == 300).await;
        assert_eq!(wallet.data["plan_lapses_at"], current["paid_until"]);
        // Whoever comes later has it at once.
        let first = Events::open(&anna, None).await.until(|seen| seen.name == "subscription").await;
        assert_eq!(first.data, begun.data);
    }
}
