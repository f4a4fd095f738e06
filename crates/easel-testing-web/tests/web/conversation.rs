//! What people and the studio say to each other, as their browsers do it.

use crate::house::{Browser, House, PASSWORD, databases, new_id, now, options, sign_up};
use axum::{body::Body, http::Method};
use easel_domain::Role;
use easel_door::{limit::Rate, options::WebOptions};
use futures_util::StreamExt;
use serde_json::{Value, json};
use std::time::Duration;

async fn helper(house: &House) -> Browser {
    let browser = house.person("help@example.org").await;
    let set =
        house.store.user_role_set("help@example.org".to_owned(), Role::Support, "test".to_owned(), now());
    assert!(set.await.expect("the store works"));
    browser
}

fn texts(view: &Value) -> Vec<&str> {
    view["items"].as_array().expect("a list").iter().map(|one| one["text"].as_str().expect("text")).collect()
}

/// What comes by a stream until an event of this name says what `fits`.
async fn heard(browser: &Browser, path: &str, name: &str, fits: impl Fn(&Value) -> bool) -> Value {
    let request = browser.request(Method::GET, path).body(Body::empty()).expect("a request");
    let mut stream = browser.raw(request).await.into_body().into_data_stream();
    let mut told = String::new();
    let wait = async {
        loop {
            let bytes = stream.next().await.expect("the stream goes on").expect("bytes");
            told.push_str(&String::from_utf8_lossy(&bytes));
            let events =
                told.split("\n\n").filter(|event| event.lines().any(|line| line == format!("event: {name}")));
            let found = events.filter_map(|event| {
                let data = event.lines().find_map(|line| line.strip_prefix("data: "))?;
                serde_json::from_str::<Value>(data).ok().filter(&fits)
            });
            if let Some(found) = found.last() {
                return found;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(8), wait).await.expect("it is told")
}

#[tokio::test]
async fn a_visitor_asks_is_answered_live_and_takes_it_along() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let (mut helper, mut guest) = (helper(&house).await, house.browser());
        let empty = guest.get("/api/v1/conversation").await;
        assert_eq!(
            (empty.status, &empty.json["state"], &empty.json["items"]),
            (200, &Value::Null, &json!([]))
        );
        let bad =
            guest.post("/api/v1/conversation/messages", json!({ "text": "hi", "email": "nobody" })).await;
        assert_eq!(bad.problem(), (400, "invalid_email", "email"));
        assert!(guest.cookie.is_none(), "nothing was begun");
        let nothing = guest.post("/api/v1/conversation/messages", json!({ "text": "  " })).await;
        assert_eq!(nothing.problem(), (400, "invalid_text", "text"));

        let id = new_id().to_string();
        let hello = json!({ "id": id, "text": "What does it cost?", "email": "guest@example.org" });
        let said = guest.post("/api/v1/conversation/messages", hello.clone()).await;
        assert_eq!((said.status, &said.json["no"], &said.json["side"]), (201, &json!(1), &json!("person")));
        let cookie = said.header("set-cookie").to_owned();
        assert!(
            cookie.contains("HttpOnly; SameSite=Lax") && cookie.starts_with("easel_visitor="),
            "{cookie}"
        );
        assert_eq!(guest.post("/api/v1/conversation/messages", hello).await.json["no"], 1, "said once");
        let mut stranger = house.browser();
        assert_eq!(stranger.get("/api/v1/conversation").await.json["items"], json!([]));

        let list = helper.get("/api/v1/admin/conversations?state=open").await.json;
        let line = &list["items"][0];
        assert_eq!(
            (&line["person"], &line["email"], &line["unread"]),
            (&Value::Null, &json!("guest@example.org"), &json!(1))
        );
        let path = format!("/api/v1/admin/conversations/{}", line["id"].as_str().expect("an id"));
        helper.post(&format!("{path}/messages"), json!({ "text": "asks for a price", "note": true })).await;
        let waits = heard(&guest, "/api/v1/conversation/events", "conversation", |news| news["unread"] == 1);
        let answer = async {
            tokio::time::sleep(Duration::from_millis(100)).await;
            helper.post(&format!("{path}/messages"), json!({ "text": "Ten credits." })).await
        };
        let (told, answered) = tokio::join!(waits, answer);
        assert_eq!((answered.status, &told["state"]), (201, &json!("answered")));
        let own = guest.get("/api/v1/conversation").await.json;
        assert_eq!(texts(&own), ["What does it cost?", "Ten credits."], "a note is never theirs");
        assert_eq!((&own["items"][1]["author"], &own["read_no"]), (&json!("Anna"), &json!(1)));
        assert_eq!(guest.post("/api/v1/conversation/read", json!({ "no": 3 })).await.status, 204);
        let page = guest.get("/api/v1/conversation?limit=1").await.json;
        assert_eq!((texts(&page), &page["has_earlier"]), (vec!["Ten credits."], &json!(true)));
        let page = guest.get("/api/v1/conversation?before=3").await.json;
        assert_eq!((texts(&page), &page["has_earlier"]), (vec!["What does it cost?"], &json!(false)));

        let joined = guest.post("/api/v1/auth/sign-up", sign_up("mina@a.test")).await;
        assert_eq!(joined.status, 201);
        assert!(!guest.cookie.as_deref().unwrap_or("").contains("visitor"), "{:?}", guest.cookie);
        assert_eq!(texts(&guest.get("/api/v1/conversation").await.json).len(), 2);
        let detail = helper.get(&path).await.json;
        assert_eq!((&detail["person"]["email"], texts(&detail).len()), (&json!("mina@a.test"), 3));
        let waits = heard(&guest, "/api/v1/events", "conversation", |news| news["unread"] == 1);
        let messages = format!("{path}/messages");
        let answer = helper.post(&messages, json!({ "text": "Welcome!" }));
        assert_eq!(tokio::join!(waits, answer).1.status, 201);
        let waits = heard(&helper, "/api/v1/events", "inbox", |news| news["waiting"] == 1);
        let said = guest.post("/api/v1/conversation/messages", json!({ "text": "Thanks." }));
        assert_eq!(tokio::join!(waits, said).1.status, 201);
    }
}

#[tokio::test]
async fn a_picture_is_shown_to_whoever_looks_after_the_conversation_and_nobody_else() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let (mut helper, mut person) = (helper(&house).await, house.person("mina@a.test").await);
        person.ask("a fox").await;
        let generation = house.draw(b"bytes").await.to_string();
        let asset = person.get("/api/v1/assets").await.json["items"][0]["id"].clone();
        let shown = json!({ "text": "", "asset_id": asset, "generation_id": generation });
        let said = person.post("/api/v1/conversation/messages", shown.clone()).await.json;
        assert_eq!((&said["picture"]["asset_id"], &said["work"]["id"]), (&asset, &json!(generation)));
        assert!(said["work"].get("prompt").is_none(), "what people wrote is theirs");
        let mut stranger = house.person("eve@a.test").await;
        let theirs = stranger.post("/api/v1/conversation/messages", shown).await;
        assert_eq!(theirs.problem(), (400, "invalid_asset_id", "asset_id"));
        let list = helper.get("/api/v1/admin/conversations").await.json;
        let path = format!("/api/v1/admin/conversations/{}", list["items"][0]["id"].as_str().expect("an id"));
        let picture = helper.get(&format!("{path}/pictures/1?variant=thumb")).await;
        assert_eq!((picture.status, &*picture.bytes), (200, &b"bytes"[..]));
        assert!(picture.header("content-security-policy").contains("sandbox"));
        assert_eq!(helper.get(&format!("{path}/pictures/2")).await.status, 404);
        assert_eq!(person.get(&format!("{path}/pictures/1")).await.status, 403);

        let me = helper.get("/api/v1/me").await.json["id"].clone();
        let given = helper.patch(&path, json!({ "assigned_to": me, "state": "closed" })).await.json;
        assert_eq!((&given["assigned"]["id"], &given["state"]), (&me, &json!("closed")));
        let mine = helper.get("/api/v1/admin/conversations?assigned=me").await.json;
        assert_eq!(mine["items"].as_array().expect("a list").len(), 1);
        assert_eq!(helper.patch(&path, json!({ "assigned_to": "" })).await.json["assigned"], Value::Null);
        let who = helper.patch(&path, json!({ "assigned_to": new_id() })).await;
        assert_eq!(who.problem(), (400, "invalid_assigned_to", "assigned_to"));
        let odd = helper.patch(&path, json!({ "state": "lost" })).await;
        assert_eq!(odd.problem(), (400, "invalid_state", "state"));
    }
}

#[tokio::test]
async fn answers_are_kept_ready_changed_and_deleted() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let mut helper = helper(&house).await;
        let path = "/api/v1/admin/canned-answers";
        let words = json!({ "en": " Hello {name}. ", "ja": "" });
        let made = helper.post(path, json!({ "title": " A  greeting ", "words": words })).await;
        assert_eq!((made.status, &made.json["title"]), (201, &json!("A greeting")));
        assert_eq!(made.json["words"], json!({ "en": "Hello {name}." }));
        for (body, field) in [
            (json!({ "title": "", "words": { "en": "x" } }), "title"),
            (json!({ "title": "x", "words": { "en": " " } }), "words"),
            (json!({ "title": "x", "words": { "tlh": "x" } }), "words"),
        ] {
            assert_eq!(helper.post(path, body).await.problem(), (400, &*format!("invalid_{field}"), field));
        }
        let one = format!("{path}/{}", made.json["id"].as_str().expect("an id"));
        helper.put(&one, json!({ "title": "Hi", "words": { "es": "Hola" } })).await;
        let all = helper.get(path).await.json;
        assert_eq!(
            (&all["items"][0]["title"], all["items"].as_array().expect("a list").len()),
            (&json!("Hi"), 1)
        );
        assert_eq!((helper.delete(&one).await.status, helper.delete(&one).await.status), (204, 404));
    }
}

#[tokio::test]
async fn visitors_are_held_back_and_an_operator_who_does_not_talk_here_is_not_talked_to() {
    for on in databases() {
        let mut limited: WebOptions = options();
        limited.limits.visitor = Rate { burst: 1, per_minute: 1 };
        let house = House::open(&on, limited).await;
        let hello = json!({ "text": "hello" });
        let mut first = house.browser();
        assert_eq!(first.post("/api/v1/conversation/messages", hello.clone()).await.status, 201);
        assert_eq!(
            first.post("/api/v1/conversation/messages", hello.clone()).await.status,
            201,
            "it is begun"
        );
        let mut second = house.browser();
        second.cookie = Some("easel_visitor=a-guess".to_owned());
        let held = second.post("/api/v1/conversation/messages", hello.clone()).await;
        assert_eq!(held.problem(), (429, "too_many_requests", ""), "no token of one's own opens a new one");

        let mut admin = house.admin().await;
        let mut branding = admin.get("/api/v1/admin/branding").await.json;
        assert_eq!(branding["conversations"], json!(true));
        branding["conversations"] = json!(false);
        assert_eq!(admin.put("/api/v1/admin/branding", branding).await.status, 200);
        assert_eq!(first.get("/api/v1/studio").await.json["conversations"], json!(false));
        let off = first.post("/api/v1/conversation/messages", hello).await;
        assert_eq!(off.problem(), (403, "conversations_off", ""));
        assert_eq!(
            texts(&first.get("/api/v1/conversation").await.json).len(),
            2,
            "what was said can be read"
        );
        let body = json!({ "email": "admin@example.org", "password": PASSWORD });
        assert_eq!(first.post("/api/v1/auth/sign-in", body).await.status, 200);
        assert_eq!(texts(&first.get("/api/v1/conversation").await.json).len(), 2);
    }
}
