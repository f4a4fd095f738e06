//! Characters, brand kits and styles as the page and programs meet them.

use crate::house::{House, asking, databases, new_id, options};
use serde_json::{Value, json};

fn said(answer: &crate::house::Answer) -> (u16, &str, &str) {
    let error = &answer.json["error"];
    (answer.status, error["code"].as_str().unwrap_or(""), error["field"].as_str().unwrap_or(""))
}

#[tokio::test]
async fn a_character_is_made_named_renamed_and_deleted() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let mut anna = house.person("anna@example.org").await;
        let (id, outfit) = (new_id(), new_id());
        let card = json!({ "id": id, "name": "Maya Lee", "description": "a girl with red hair",
            "outfits": [{ "id": outfit, "name": "Rain", "description": "a yellow coat" }] });
        let made = anna.post("/api/v1/characters", card.clone()).await;
        assert_eq!((made.status, made.json["outfits"][0]["name"].as_str()), (201, Some("Rain")));
        let again = anna.post("/api/v1/characters", card).await;
        assert_eq!((again.status, &again.json["id"]), (201, &made.json["id"]));
        let taken = anna.post("/api/v1/characters", json!({ "name": "MAYA LEE", "description": "x" })).await;
        assert_eq!(said(&taken), (409, "conflict", "name"));
        for (card, field) in [
            (json!({ "name": "a@b", "description": "x" }), "name"),
            (json!({ "name": "x" }), "description"),
            (json!({ "name": "x", "description": "x", "pictures": [new_id()] }), "pictures"),
            (json!({ "name": "x", "description": "x", "outfits": [{ "name": "" }] }), "outfits"),
            (json!({ "name": "x", "description": "x", "never_changes": "y".repeat(2001) }), "never_changes"),
        ] {
            let refused = anna.post("/api/v1/characters", card).await;
            assert_eq!(said(&refused), (400, format!("invalid_{field}").as_str(), field));
        }
        let mut body = asking(&format!("@maya lee and @{{{id}/{outfit}}} at sea"));
        body["id"] = json!(new_id());
        let view = anna.post("/api/v1/generations", body).await.json;
        assert_eq!(view["prompt"], "Maya Lee and Maya Lee at sea");
        assert_eq!(view["prompt_source"], format!("@{{{id}}} and @{{{id}/{outfit}}} at sea"));
        let cast = json!([{ "character_id": id, "name": "Maya Lee", "outfit": "Rain", "images": [] }]);
        assert_eq!(view["cast"], cast);
        let path = format!("/api/v1/characters/{id}");
        let renamed = anna.patch(&path, json!({ "name": "Lin" })).await;
        assert_eq!(
            (renamed.status, renamed.json["description"].as_str()),
            (200, Some("a girl with red hair"))
        );
        let mut body = asking(view["prompt_source"].as_str().expect("text"));
        body["id"] = json!(new_id());
        assert_eq!(anna.post("/api/v1/generations", body.clone()).await.json["prompt"], "Lin and Lin at sea");
        assert_eq!(anna.delete(&path).await.status, 204);
        assert_eq!(anna.delete(&path).await.status, 404);
        body["id"] = json!(new_id());
        assert_eq!(
            said(&anna.post("/api/v1/generations", body.clone()).await),
            (400, "invalid_prompt", "prompt")
        );
        assert_eq!(said(&anna.post("/api/v1/quotes", body).await), (400, "invalid_prompt", "prompt"));
    }
}

#[tokio::test]
async fn a_brand_kit_is_made_changed_and_followed() {
    let house = House::open(&databases()[0], options()).await;
    let mut anna = house.person("anna@example.org").await;
    let kit = json!({ "name": "Acme", "palette": ["#FF0000"], "tone": "calm", "use_words": ["paper"],
        "logo_place": { "corner": "top_left", "percent": 12 } });
    let made = anna.post("/api/v1/brands", kit).await;
    assert_eq!((made.status, &made.json["palette"]), (201, &json!(["#ff0000"])));
    assert_eq!(made.json["logo_place"], json!({ "corner": "top_left", "percent": 12 }));
    let id = made.json["id"].as_str().expect("an id").to_owned();
    let path = format!("/api/v1/brands/{id}");
    for (change, field) in [
        (json!({ "name": " " }), "name"),
        (json!({ "palette": ["red"] }), "palette"),
        (json!({ "logo": new_id() }), "logo"),
        (json!({ "logo_place": { "corner": "none", "percent": 50 } }), "logo_place"),
        (json!({ "use_words": vec!["x"; 41] }), "use_words"),
    ] {
        assert_eq!(said(&anna.patch(&path, change).await), (400, format!("invalid_{field}").as_str(), field));
    }
    assert_eq!(anna.patch(&path, json!({ "tone": "loud" })).await.json["palette"], json!(["#ff0000"]));
    let mut body = asking("a shop");
    body["brand"] = json!(id);
    assert_eq!(anna.post("/api/v1/generations", body.clone()).await.json["brand"], json!(id));
    for wrong in [json!(new_id()), json!("nonsense")] {
        body["brand"] = wrong;
        assert_eq!(said(&anna.post("/api/v1/quotes", body.clone()).await), (400, "invalid_brand", "brand"));
    }
    assert_eq!(anna.delete(&path).await.status, 204);
    assert_eq!(anna.get("/api/v1/brands").await.json, json!({ "items": [] }));
}

#[tokio::test]
async fn administrators_write_styles_and_pictures_remember_the_version() {
    let house = House::open(&databases()[0], options()).await;
    let mut admin = house.admin().await;
    let listed = admin.get("/api/v1/admin/styles").await.json;
    assert_eq!((&listed["items"][0]["id"], &listed["items"][0]["version"]), (&json!("ink"), &json!(0)));
    let ink =
        json!({ "labels": { "en": "Brush", "zh-CN": "毛笔" }, "after": "ink on silk", "enabled": true });
    let kept = admin.put("/api/v1/admin/styles/ink", ink.clone()).await;
    assert_eq!((kept.status, &kept.json["version"], &kept.json["label"]), (200, &json!(1), &json!("Brush")));
    let mut body = asking("a fox");
    body["style"] = json!("ink");
    assert_eq!(admin.post("/api/v1/generations", body.clone()).await.json["style_version"], 1);
    for (id, change, code) in [
        ("Ink!", ink.clone(), "invalid_id"),
        ("ink", json!({ "labels": {}, "enabled": true }), "invalid_labels"),
        (
            "ink",
            json!({ "labels": { "en": "x" }, "before": "x".repeat(1001), "enabled": true }),
            "invalid_before",
        ),
        ("ink", json!({ "labels": { "en": "x" }, "enabled": true, "sample": new_id() }), "invalid_sample"),
    ] {
        let refused = admin.put(&format!("/api/v1/admin/styles/{id}"), change).await;
        assert_eq!((refused.status, refused.json["error"]["code"].as_str()), (400, Some(code)));
    }
    let mut off: Value = ink;
    off["enabled"] = json!(false);
    assert_eq!(admin.put("/api/v1/admin/styles/ink", off).await.json["version"], 2);
    assert_eq!(admin.get("/api/v1/styles").await.json, json!({ "items": [] }));
    assert_eq!(admin.get("/api/v1/models").await.json["items"][0]["capabilities"]["styles"], json!([]));
    body["id"] = json!(new_id());
    assert_eq!(said(&admin.post("/api/v1/generations", body).await), (400, "invalid_style", "style"));
}
