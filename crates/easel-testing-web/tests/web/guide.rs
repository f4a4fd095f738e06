//! The help centre and announcements: who reads what, in which words, and what an operator makes of it.

use crate::house::{House, databases, new_id, options};
use serde_json::{Value, json};

fn slugs(listed: &Value) -> Vec<String> {
    let items = listed["items"].as_array().expect("a list");
    items.iter().map(|one| one["slug"].as_str().expect("a name").to_owned()).collect()
}

fn article(version: i64, title: &str, hidden: bool) -> Value {
    json!({
        "version": version, "kind": "article", "topic": "begin", "hidden": hidden,
        "texts": { "en": { "title": title, "text": "In **{studio}** one {credit}, many {credits}. <b>" } },
    })
}

#[tokio::test]
async fn help_is_read_in_ones_language_and_names_things_as_the_operator_does() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let (mut admin, mut anna) = (house.admin().await, house.person("anna@example.org").await);
        let mut guest = house.browser();
        let all = guest.get("/api/v1/help").await;
        assert_eq!(all.status, 200);
        assert!(slugs(&all.json).contains(&"first-picture".to_owned()));
        let found = anna.get("/api/v1/help?q=forgot%20password").await.json;
        assert_eq!(slugs(&found)[0], "forgot-password");
        assert_eq!(guest.get(&format!("/api/v1/help?q={}", "x".repeat(401))).await.code(), "invalid_q");

        let address = "/api/v1/admin/help/our-house";
        assert_eq!(anna.put(address, article(0, "House rules of {studio}", false)).await.status, 403);
        assert_eq!(admin.put(address, article(0, "House rules of {studio}", false)).await.status, 204);
        assert_eq!(admin.put(address, article(0, "Other", false)).await.code(), "conflict");
        let read = guest.get("/api/v1/help/our-house").await.json;
        assert_eq!(read["title"], "House rules of Easel");
        assert_eq!(
            read["text"], "In **Easel** one credit, many credits. <b>",
            "it is text, and pages make it harmless"
        );
        assert_eq!(slugs(&guest.get("/api/v1/help?q=house%20rules").await.json), ["our-house"]);

        assert_eq!(admin.put(address, article(1, "House rules", true)).await.status, 204);
        assert_eq!(guest.get("/api/v1/help/our-house").await.status, 404);
        assert_eq!(admin.delete(address).await.status, 204);
        assert_eq!(admin.delete(address).await.status, 404);
        let half = json!({
            "version": 0, "kind": "article", "topic": "begin", "hidden": false,
            "texts": { "en": { "title": "A title", "text": "" } },
        });
        assert_eq!(admin.put(address, half).await.code(), "invalid_texts");
        let wrong = admin.put("/api/v1/admin/help/Our%20House", article(0, "x", false)).await;
        assert_eq!(wrong.code(), "invalid_slug");
    }
}

#[tokio::test]
async fn an_announcement_is_told_to_whom_it_is_for() {
    let house = House::open(&databases()[0], options()).await;
    let (mut admin, mut anna) = (house.admin().await, house.person("anna@example.org").await);
    let mut guest = house.browser();
    let said = |audience: &str, link: Value| {
        json!({
            "version": 0, "tone": "warning", "audience": audience, "words": { "en": "We move." }, "link": link,
            "from": null, "until": null,
        })
    };
    for audience in ["everybody", "signed_in", "administrators"] {
        let address = format!("/api/v1/admin/announcements/{}", new_id());
        assert_eq!(anna.put(&address, said(audience, Value::Null)).await.status, 403);
        let kept = admin.put(&address, said(audience, json!("/help"))).await;
        assert_eq!((kept.status, &kept.json["version"]), (200, &json!(1)), "{}", kept.json);
        assert_eq!(admin.put(&address, said(audience, Value::Null)).await.code(), "conflict");
    }
    let count = |told: Value| told["items"].as_array().expect("a list").len();
    let address = "/api/v1/announcements";
    assert_eq!(count(guest.get(address).await.json), 1);
    assert_eq!(count(anna.get(address).await.json), 2);
    assert_eq!(count(admin.get(address).await.json), 3);

    let address = format!("/api/v1/admin/announcements/{}", new_id());
    assert_eq!(
        admin.put(&address, said("everybody", json!("javascript:alert(1)"))).await.code(),
        "invalid_link"
    );
    let mut late = said("everybody", Value::Null);
    (late["from"], late["until"]) = (json!("2030-01-02T00:00:00Z"), json!("2030-01-01T00:00:00Z"));
    assert_eq!(admin.put(&address, late).await.code(), "invalid_until");
    let mut odd = said("everybody", Value::Null);
    odd["from"] = json!("tomorrow");
    assert_eq!(admin.put(&address, odd).await.code(), "invalid_from");
}
