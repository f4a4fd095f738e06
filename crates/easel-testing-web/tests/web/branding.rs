//! How the studio presents itself, and its legal texts: by those who write them and those who read them.

use crate::house::{Browser, House, asking, databases, options, sign_up};
use serde_json::{Value, json};

/// What an administrator sends; `version` is the one that is changed.
fn branding(version: i64) -> Value {
    json!({
        "version": version, "name": "Atelier Fox", "accent": "#1D6F5C", "heading_font": "inter", "body_font": "system",
        "credit": { "en": { "singular": "gem", "plural": "gems" }, "zh-CN": { "singular": "宝石", "plural": "宝石" } },
        "credit_symbol": "◆", "logo": null, "pictures": [],
        "landing": { "en": { "title": "Pictures from words", "lead": "" } },
        "contacts": [{ "kind": "whatsapp", "value": "+91 98765 43210" }, { "kind": "email", "value": "help@atelier.test" }],
        "platform_link": { "labels": { "en": "Your own studio?" }, "address": "https://atelier.test/own" },
        "sender": "The Fox",
    })
}

fn changed(mut body: Value, field: &str, value: Value) -> Value {
    body[field] = value;
    body
}

async fn picture(house: &House, browser: &mut Browser) -> String {
    browser.ask("a fox").await;
    house.draw(b"\x89PNG a fox").await;
    let listed = browser.get("/api/v1/assets").await.json;
    listed["items"][0]["id"].as_str().expect("a picture").to_owned()
}

#[tokio::test]
async fn an_administrator_says_how_the_studio_presents_itself() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let (mut admin, mut anna) = (house.admin().await, house.person("anna@example.org").await);
        let before = admin.get("/api/v1/admin/branding").await.json;
        assert_eq!((&before["version"], &before["name"]), (&json!(0), &json!("Easel")));
        let logo = picture(&house, &mut admin).await;
        let draft = changed(changed(branding(0), "logo", json!(logo)), "pictures", json!([logo]));
        assert_eq!(anna.put("/api/v1/admin/branding", draft.clone()).await.status, 403);
        let kept = admin.put("/api/v1/admin/branding", draft.clone()).await;
        assert_eq!((kept.status, &kept.json["version"]), (200, &json!(1)), "{}", kept.json);
        assert_eq!(kept.json["accent"], "#1d6f5c");

        let seen = house.browser().get("/api/v1/studio").await.json;
        assert_eq!(seen["name"], "Atelier Fox");
        assert_eq!(seen["credit"], json!({ "singular": "gem", "plural": "gems", "symbol": "◆" }));
        assert_eq!(seen["contact"], "https://wa.me/919876543210");
        assert_eq!(seen["contacts"][1]["address"], "mailto:help@atelier.test");
        assert_eq!(seen["landing"], json!({ "title": "Pictures from words", "lead": "" }));
        assert_eq!(seen["platform_link"]["address"], "https://atelier.test/own");
        let mut reader = house.browser();
        reader.language = "zh-CN";
        let chinese = reader.get("/api/v1/studio").await.json;
        assert_eq!(chinese["credit"]["plural"], "宝石");

        // Errors speak of gems, too.
        let mut body = asking("a fox");
        body["accepted_credits"] = json!(1);
        let refused = anna.post("/api/v1/generations", body).await;
        let sentence = refused.json["error"]["message"].as_str().expect("a sentence");
        assert!(sentence.contains("gems"), "{sentence}");

        // The logo is everybody's to see, in the tab as well; other pictures stay private.
        let address = seen["logo"].as_str().expect("a logo").to_owned();
        assert_eq!(house.browser().get(&address).await.status, 200);
        assert_eq!(house.browser().get("/api/v1/studio/icon").await.header("content-type"), "image/png");
        let private = picture(&house, &mut anna).await;
        assert_eq!(house.browser().get(&format!("/api/v1/studio/pictures/{private}")).await.status, 404);

        // Whoever changes what isn't there any more is told; another administrator's logo stays.
        assert_eq!(admin.put("/api/v1/admin/branding", draft).await.code(), "conflict");
        let second = &mut admin;
        let again = changed(changed(branding(1), "logo", json!(logo)), "name", json!("Atelier"));
        assert_eq!(second.put("/api/v1/admin/branding", again).await.status, 200);
        let stolen = changed(changed(branding(2), "logo", json!(private)), "name", json!("Atelier"));
        assert_eq!(
            second.put("/api/v1/admin/branding", stolen).await.problem(),
            (400, "invalid_logo", "logo")
        );
        for (field, value) in [
            ("name", json!(" ")),
            ("accent", json!("green")),
            ("credit", json!({ "en": { "singular": "gem", "plural": "" } })),
            ("credit_symbol", json!("credits")),
            ("contacts", json!([{ "kind": "website", "value": "javascript:alert(1)" }])),
            ("platform_link", json!({ "labels": {}, "address": "https://atelier.test" })),
            ("landing", json!({ "en": { "title": "x".repeat(121), "lead": "" } })),
            ("sender", json!("x".repeat(61))),
        ] {
            let refused = second.put("/api/v1/admin/branding", changed(branding(2), field, value)).await;
            assert_eq!((refused.status, refused.problem().2), (400, field), "{}", refused.json);
        }
        // Another process reads it when it looks.
        assert_eq!(house.store.branding().name, "Atelier");
        house.store.branding_refresh().await.expect("the store works");
        assert_eq!(house.store.branding_kept().version, 2);
    }
}

#[tokio::test]
async fn a_studio_is_installed_under_its_own_name_and_sign() {
    let house = House::open(&databases()[0], options()).await;
    let mut admin = house.admin().await;
    let named = changed(branding(0), "name", json!("Atelier of the Red Fox"));
    assert_eq!(admin.put("/api/v1/admin/branding", named).await.status, 200);
    let answer = house.browser().get("/api/v1/studio/manifest").await;
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/manifest+json"));
    let manifest = answer.json;
    assert_eq!(manifest["name"], "Atelier of the Red Fox");
    assert_eq!(
        (&manifest["short_name"], &manifest["theme_color"]),
        (&json!("Atelier of"), &json!("#1d6f5c"))
    );
    for icon in manifest["icons"].as_array().expect("icons") {
        let picture = house.browser().get(icon["src"].as_str().expect("an address")).await;
        assert_eq!((picture.status, picture.header("content-type")), (200, "image/svg+xml"), "{icon}");
        assert!(String::from_utf8_lossy(&picture.bytes).contains(">a</text>"), "{icon}");
    }
}

#[tokio::test]
async fn a_studio_without_a_logo_has_its_letter_in_the_tab() {
    let house = House::open(&databases()[0], options()).await;
    let icon = house.browser().get("/api/v1/studio/icon").await;
    assert_eq!((icon.status, icon.header("content-type")), (200, "image/svg+xml"));
    assert!(String::from_utf8_lossy(&icon.bytes).contains(">e</text>"));
}

#[tokio::test]
async fn legal_texts_are_read_by_all_and_agreed_to_again_when_they_ask() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let (mut admin, mut anna) = (house.admin().await, house.person("anna@example.org").await);
        assert_eq!(house.browser().get("/api/v1/legal").await.json, json!({ "items": [] }));
        assert_eq!(house.browser().get("/api/v1/legal/terms").await.status, 404);
        let words = |text: &str| json!({ "en": text, "zh-CN": "请友善。" });
        let put = |version: i64, text: &str, asks: bool| json!({ "version": version, "words": words(text), "asks": asks });
        let address = "/api/v1/admin/legal/terms";
        assert_eq!(anna.put(address, put(0, "Be kind.", true)).await.status, 403);
        let first = admin.put(address, put(0, "Be kind.", true)).await;
        assert_eq!((first.status, &first.json["version"]), (200, &json!(1)), "{}", first.json);
        assert_eq!(admin.put(address, put(0, "Be mean.", true)).await.code(), "conflict");

        // Who was there before is asked; who comes now agrees by coming.
        let due = |listed: &Value| listed["items"][0]["due"].clone();
        assert_eq!(due(&anna.get("/api/v1/legal").await.json), json!(true));
        let mut berta = house.browser();
        let mut new = sign_up("berta@example.org");
        new["agreed"] = json!([{ "kind": "terms", "version": 1 }]);
        assert_eq!(berta.post("/api/v1/auth/sign-up", new).await.status, 201);
        let mut carl = house.browser();
        let mut old = sign_up("carl@example.org");
        old["agreed"] = json!([{ "kind": "terms", "version": 7 }]);
        assert_eq!(carl.post("/api/v1/auth/sign-up", old).await.status, 201, "it is asked about later");
        assert_eq!(due(&carl.get("/api/v1/legal").await.json), json!(true));
        assert_eq!(due(&berta.get("/api/v1/legal").await.json), json!(false));
        assert_eq!(due(&house.browser().get("/api/v1/legal").await.json), json!(false));
        let read = anna.get("/api/v1/legal/terms").await.json;
        assert_eq!((&read["text"], &read["language"]), (&json!("Be kind."), &json!("en")));
        let agreed = |version: i64| json!({ "items": [{ "kind": "terms", "version": version }] });
        assert_eq!(anna.post("/api/v1/legal/agreements", agreed(2)).await.code(), "conflict");
        assert_eq!(anna.post("/api/v1/legal/agreements", agreed(1)).await.status, 204);
        assert_eq!(anna.post("/api/v1/legal/agreements", agreed(1)).await.status, 204, "twice is once");
        assert_eq!(due(&anna.get("/api/v1/legal").await.json), json!(false));

        // A mended comma asks nobody; a new rule asks everybody.
        assert_eq!(admin.put(address, put(1, "Be kind!", false)).await.status, 200);
        assert_eq!(due(&anna.get("/api/v1/legal").await.json), json!(false));
        assert_eq!(admin.put(address, put(2, "Be kind and quick.", true)).await.status, 200);
        assert_eq!(due(&anna.get("/api/v1/legal").await.json), json!(true));
        assert_eq!(due(&berta.get("/api/v1/legal").await.json), json!(true));

        // Taken back, it binds nobody.
        let empty = json!({ "version": 3, "words": {}, "asks": false });
        assert_eq!(admin.put(address, empty).await.status, 200);
        assert_eq!(anna.get("/api/v1/legal").await.json, json!({ "items": [] }));
        let kept = admin.get("/api/v1/admin/legal").await.json;
        assert_eq!(kept["items"][0]["versions"].as_array().map(Vec::len), Some(4));
        let long = json!({ "version": 4, "words": { "en": "x".repeat(60_001) }, "asks": false });
        assert_eq!(admin.put(address, long).await.problem(), (400, "invalid_words", "words"));
    }
}
