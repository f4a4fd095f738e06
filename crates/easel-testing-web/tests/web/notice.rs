//! What happened to somebody, over HTTP.

use crate::house::{House, asking, databases, options};
use easel_domain::Topic;
use easel_door::options::WebOptions;
use easel_outbound::{Pusher, Unsubscribe};
use serde_json::json;

fn pusher() -> Pusher {
    let key = Pusher::new_key().expect("chance");
    Pusher::new(&key, "mailto:studio@example.org", false).expect("a key")
}

#[tokio::test]
async fn what_happened_is_listed_told_and_read_by_its_owner_alone() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let (mut anna, mut eve) =
            (house.person("anna@example.org").await, house.person("eve@example.org").await);
        let asked = anna.post("/api/v1/generations", asking("a fox")).await;
        assert_eq!(asked.status, 202, "{}", asked.json);
        house.draw(b"picture").await;
        let page = anna.get("/api/v1/notices").await.json;
        assert_eq!((&page["unread"], page["items"].as_array().map(Vec::len)), (&json!(1), Some(1)));
        let one = &page["items"][0];
        assert_eq!(
            (&one["kind"], &one["topic"], &one["read"]),
            (&json!("pictures_ready"), &json!("pictures"), &json!(false))
        );
        assert_eq!(one["text"], "A picture is ready.");
        assert!(one["path"].as_str().is_some_and(|path| path.starts_with("/p/")));
        assert!(!page.to_string().contains("fox"), "no word of what was asked for");
        assert_eq!(eve.get("/api/v1/notices").await.json["items"], json!([]));
        eve.post("/api/v1/notices/readings", json!({ "id": one["id"] })).await;
        assert_eq!(anna.get("/api/v1/notices").await.json["unread"], 1);
        assert_eq!(
            anna.post("/api/v1/notices/readings", json!({ "id": "none" })).await.problem(),
            (400, "invalid_id", "id")
        );
        assert_eq!(anna.post("/api/v1/notices/readings", json!({ "id": one["id"] })).await.status, 204);
        assert_eq!(anna.get("/api/v1/notices").await.json["unread"], 0);

        // Who looks has seen it come.
        assert_eq!(anna.put("/api/v1/notices/looking", json!({ "looking": true })).await.status, 204);
        anna.post("/api/v1/generations", asking("a hen")).await;
        house.draw(b"picture").await;
        assert_eq!(anna.get("/api/v1/notices").await.json["items"].as_array().map(Vec::len), Some(1));
    }
}

#[tokio::test]
async fn everybody_chooses_what_they_hear_of_and_a_link_in_a_mail_ends_it() {
    for on in databases() {
        let links = Unsubscribe::new(b"a key");
        let house = House::open(&on, WebOptions { unsubscribe: Some(links.clone()), ..options() }).await;
        let mut anna = house.person("anna@example.org").await;
        let of = |answer: &serde_json::Value, topic: &str| {
            let items = answer["items"].as_array().expect("topics").clone();
            items.into_iter().find(|one| one["topic"] == topic).expect("the topic")
        };
        let held = anna.get("/api/v1/notices/choices").await.json;
        assert_eq!(of(&held, "pictures"), json!({ "topic": "pictures", "push": true, "mail": false }));
        assert_eq!(of(&held, "security")["mail"], json!(null));
        let now =
            anna.patch("/api/v1/notices/choices", json!({ "topic": "pictures", "mail": true })).await.json;
        assert_eq!(of(&now, "pictures")["mail"], true);
        let wrong = anna.patch("/api/v1/notices/choices", json!({ "topic": "weather" })).await;
        assert_eq!(wrong.problem(), (400, "invalid_topic", "topic"));

        let me: easel_domain::UserId =
            anna.get("/api/v1/me").await.json["id"].as_str().expect("an id").parse().expect("an id");
        let token = links.token(me, Topic::Pictures);
        let mut nobody = house.browser();
        for bad in ["", "pictures", &token[1..], &token.replace("pictures", "showcase")] {
            let answer = nobody.post("/api/v1/unsubscriptions", json!({ "token": bad })).await;
            assert_eq!(answer.problem(), (400, "invalid_token", "token"), "{bad}");
        }
        let done = nobody.post("/api/v1/unsubscriptions", json!({ "token": token })).await;
        assert_eq!((done.status, &done.json["topic"]), (200, &json!("pictures")));
        assert_eq!(of(&anna.get("/api/v1/notices/choices").await.json, "pictures")["mail"], false);

        // A mail program comes from nowhere, and has no page.
        let token = links.token(me, Topic::Plan);
        assert_eq!(nobody.post(&format!("/unsubscribe/{token}"), json!({})).await.status, 204);
        assert_eq!(of(&anna.get("/api/v1/notices/choices").await.json, "plan")["mail"], false);
        assert_eq!(nobody.post("/unsubscribe/wrong", json!({})).await.status, 400);
    }
}

#[tokio::test]
async fn only_a_browser_that_can_be_told_is_kept_and_only_while_it_is_signed_in() {
    const KEY: &str =
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
    const AUTH: &str = "BTBZMqHH6r4Tts7J_aSIgg";
    for on in databases() {
        let house = House::open(&on, WebOptions { pusher: Some(pusher()), ..options() }).await;
        let mut anna = house.person("anna@example.org").await;
        let push = anna.get("/api/v1/notices/push").await.json;
        assert_eq!((push["public_key"].as_str().map(str::len), &push["devices"]), (Some(87), &json!([])));
        let asks = |endpoint: &str, p256dh: &str, auth: &str| json!({ "endpoint": endpoint, "p256dh": p256dh, "auth": auth });
        for (endpoint, p256dh, auth) in [
            ("http://push.example/1", KEY, AUTH),
            ("https://127.0.0.1/1", KEY, AUTH),
            ("https://169.254.169.254/1", KEY, AUTH),
            ("https://[::1]/1", KEY, AUTH),
            ("https://a:b@push.example/1", KEY, AUTH),
            ("push.example", KEY, AUTH),
            ("https://push.example/1", "short", AUTH),
            ("https://push.example/1", KEY, "short"),
        ] {
            let answer = anna.post("/api/v1/notices/push", asks(endpoint, p256dh, auth)).await;
            assert_eq!(answer.problem(), (400, "invalid_endpoint", "endpoint"), "{endpoint}");
        }
        let kept = anna.post("/api/v1/notices/push", asks("https://push.example/1", KEY, AUTH)).await;
        assert_eq!((kept.status, &kept.json["devices"][0]["current"]), (200, &json!(true)));
        let id = kept.json["devices"][0]["id"].as_str().expect("an id").to_owned();
        let mut eve = house.person("eve@example.org").await;
        assert_eq!(eve.delete(&format!("/api/v1/notices/push/{id}")).await.status, 404);
        assert_eq!(anna.delete(&format!("/api/v1/notices/push/{id}")).await.status, 204);
        anna.post("/api/v1/notices/push", asks("https://push.example/1", KEY, AUTH)).await;
        assert_eq!(anna.post("/api/v1/auth/sign-out", json!({})).await.status, 204);
        let mut again = house.browser();
        let body = json!({ "email": "anna@example.org", "password": crate::house::PASSWORD });
        assert_eq!(again.post("/api/v1/auth/sign-in", body).await.status, 200);
        assert_eq!(
            again.get("/api/v1/notices/push").await.json["devices"],
            json!([]),
            "it went with its session"
        );
    }
}
