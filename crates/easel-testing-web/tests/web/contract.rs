//! The contract, line by line: statuses, codes, fields.

use crate::house::{Browser, House, asking, databases, new_id, options};
use axum::{
    body::Body,
    http::{Method, header},
};
use easel_domain::{Language, branding::Contact};
use serde_json::{Value, json};

async fn refused(browser: &mut Browser, path: &str, body: Value, expected: (u16, &str, &str)) {
    let answer = browser.post(path, body.clone()).await;
    assert_eq!(answer.problem(), expected, "{path} {body}: {}", answer.json);
    let sentence = answer.json["error"]["message"].as_str().expect("a sentence");
    assert!(
        sentence.contains(' ') && !sentence.contains('{') && !sentence.starts_with("errors."),
        "{sentence}"
    );
    assert_eq!(answer.header("x-request-id"), answer.json["error"]["request_id"], "{}", answer.json);
}

fn changed(mut body: Value, field: &str, value: Value) -> Value {
    body[field] = value;
    body
}

#[tokio::test]
async fn what_can_not_be_built_is_refused_at_its_field() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let mut anna = house.person("anna@example.org").await;
        let ok = || asking("a fox");
        for (field, value, code) in [
            ("prompt", json!("  "), "invalid_prompt"),
            ("prompt", json!("x".repeat(32_001)), "invalid_prompt"),
            ("prompt", json!(7), "invalid_prompt"),
            ("negative_prompt", json!("x".repeat(8_001)), "invalid_negative_prompt"),
            ("model", json!("nope"), "invalid_model"),
            ("model", json!(null), "invalid_model"),
            ("style", json!("nope"), "invalid_style"),
            ("width", json!(100), "invalid_size"),
            ("width", json!(-1), "invalid_size"),
            ("height", json!(1025), "invalid_size"),
            ("tier", json!("nope"), "invalid_tier"),
            ("quality", json!("nope"), "invalid_quality"),
            ("count", json!(0), "invalid_count"),
            ("count", json!(5), "invalid_count"),
            ("count", json!("two"), "invalid_count"),
            ("seed", json!(9_007_199_254_740_992_u64), "invalid_seed"),
            ("seed", json!(-1), "invalid_seed"),
            ("id", json!("x"), "invalid_id"),
            ("id", json!("4e0fd3b4-6c0c-4f0a-9a59-0d1d1c1f7a11"), "invalid_id"),
            ("id", json!("00000000-0000-0000-0000-000000000000"), "invalid_id"),
            ("id", json!("ffffffff-ffff-ffff-ffff-ffffffffffff"), "invalid_id"),
            ("accepted_credits", json!(-1), "invalid_accepted_credits"),
        ] {
            refused(&mut anna, "/api/v1/generations", changed(ok(), field, value), (400, code, field)).await;
        }
        refused(
            &mut anna,
            "/api/v1/generations",
            json!({ "model": "sketch" }),
            (400, "invalid_prompt", "prompt"),
        )
        .await;
        refused(&mut anna, "/api/v1/quotes", json!({ "prompt": "x" }), (400, "invalid_model", "model")).await;
        let wallet = anna.get("/api/v1/wallet").await.json;
        assert_eq!(wallet["available"], 100, "nothing was held");
    }
}

#[tokio::test]
async fn money_and_idempotency_answer_as_promised() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let mut anna = house.person("anna@example.org").await;
        let quote = anna.post("/api/v1/quotes", changed(asking("a fox"), "count", json!(3))).await.json;
        assert_eq!((&quote["credits"], &quote["lines"][0]["credits_each"]), (&json!(30), &json!(10)));

        let body = asking("a fox");
        let first = anna.post("/api/v1/generations", body.clone()).await;
        assert_eq!(first.status, 202);
        let again = anna.post("/api/v1/generations", body.clone()).await;
        assert_eq!((again.status, &again.json["id"]), (202, &first.json["id"]));
        assert_eq!(first.json["state"], "queued");
        assert_eq!(first.json["credits"], json!({ "held": 10, "captured": 0 }));
        let path = "/api/v1/generations";
        refused(
            &mut anna,
            path,
            changed(body, "prompt", json!("an owl")),
            (422, "idempotency_mismatch", "id"),
        )
        .await;

        let cheap = changed(asking("a fox"), "accepted_credits", json!(9));
        let answer = anna.post(path, cheap).await;
        assert_eq!(
            (answer.status, answer.code(), &answer.json["error"]["credits"]),
            (409, "price_changed", &json!(10))
        );

        for _ in 0..9 {
            anna.ask("more").await;
        }
        let answer = anna.post(path, asking("too much")).await;
        assert_eq!((answer.status, answer.code()), (402, "insufficient_credits"));
        assert_eq!(
            (&answer.json["error"]["needed"], &answer.json["error"]["available"]),
            (&json!(10), &json!(0))
        );
        assert_eq!(answer.json["error"]["message"].as_str().expect("text").matches("10 credits").count(), 1);

        let id = first.json["id"].as_str().expect("an id");
        let cancelled = anna.call("POST", &format!("{path}/{id}/cancel"), None).await;
        assert_eq!((cancelled.status, &cancelled.json["state"]), (200, &json!("cancelled")));
        assert_eq!(anna.get("/api/v1/wallet").await.json["available"], 10);
    }
}

#[tokio::test]
async fn bodies_are_bounded_and_must_be_json() {
    let house = House::open(&databases()[0], options()).await;
    let mut anna = house.person("anna@example.org").await;
    let mut send = async |mime: Option<&str>, body: Body| {
        let mut request = anna.request(Method::POST, "/api/v1/quotes");
        if let Some(mime) = mime {
            request = request.header(header::CONTENT_TYPE, mime);
        }
        let answer = anna.send(request.body(body).expect("a request")).await;
        (answer.status, answer.code().to_owned())
    };
    let json = Some("application/json; charset=utf-8");
    assert_eq!(send(json, Body::from("{")).await, (400, "invalid_body".into()));
    assert_eq!(send(json, Body::from("[]")).await, (400, "invalid_body".into()));
    assert_eq!(
        send(json, Body::from("{\"model\":\"sketch\",\"prompt\":\"a\\u0000\"}")).await,
        (400, "invalid_body".into())
    );
    assert_eq!(send(json, Body::from(vec![b' '; 300_000])).await, (413, "too_large".into()));
    assert_eq!(send(None, Body::from("{}")).await, (415, "unsupported_type".into()));
    assert_eq!(send(Some("text/plain"), Body::from("{}")).await, (415, "unsupported_type".into()));
    let deep = "[".repeat(100_000);
    assert_eq!(send(json, Body::from(deep)).await, (400, "invalid_body".into()));
}

#[tokio::test]
async fn what_is_not_there_is_told_so_as_json() {
    let house = House::open(&databases()[0], options()).await;
    let mut anna = house.person("anna@example.org").await;
    for path in ["/api/v1/nope", "/api", "/api/v1/generations/x", "/api/v1/assets/123"] {
        let answer = anna.get(path).await;
        assert_eq!(answer.problem(), (404, "not_found", ""), "{path}");
        assert_eq!(answer.header("cache-control"), "no-store");
    }
    let missing = format!("/api/v1/generations/{}", new_id());
    assert_eq!(anna.get(&missing).await.problem(), (404, "not_found", ""));
    let wrong = anna.call("DELETE", "/api/v1/wallet", None).await;
    assert_eq!(wrong.problem(), (405, "method_not_allowed", ""));
    assert!(wrong.header("allow").contains("GET"), "{:?}", wrong.headers);
    for (path, expected) in [
        ("/api/v1/generations?limit=0", "invalid_limit"),
        ("/api/v1/generations?limit=101", "invalid_limit"),
        ("/api/v1/assets?cursor=%21", "invalid_cursor"),
        ("/api/v1/wallet/entries?cursor=AAAA", "invalid_cursor"),
        ("/api/v1/generations?state=dead", "invalid_state"),
        ("/api/v1/assets?favourite=maybe", "invalid_favourite"),
        ("/api/v1/assets?q=%00", "invalid_q"),
    ] {
        let answer = anna.get(path).await;
        assert_eq!((answer.status, answer.code()), (400, expected), "{path}");
    }
}

#[tokio::test]
async fn sentences_come_in_the_language_of_the_asker() {
    let house = House::open(&databases()[0], options()).await;
    let mut browser = house.browser();
    let english = browser.get("/api/v1/me").await.json["error"]["message"].clone();
    browser.language = "zh-CN,zh;q=0.9";
    let accepted = browser.get("/api/v1/me").await.json["error"]["message"].clone();
    let text = |key| easel_domain::message::text(Language::ZhCn, key, &[]);
    assert_eq!(accepted, text("errors.not_signed_in"));
    assert!(english.as_str().is_some_and(|e| e.starts_with("Sign in")), "{english}");
    for (header, language) in
        [("ja-JP,ja;q=0.9,en;q=0.8", Language::Ja), ("es-419", Language::Es), ("fr", Language::En)]
    {
        browser.language = header;
        let said = browser.get("/api/v1/me").await.json["error"]["message"].clone();
        assert_eq!(said, easel_domain::message::text(language, "errors.not_signed_in", &[]), "{header}");
    }

    let mut anna = house.person("anna@example.org").await;
    anna.call("PATCH", "/api/v1/me", Some(json!({ "language": "zh-CN" }))).await;
    let own = anna.get(&format!("/api/v1/assets/{}", new_id())).await;
    assert_eq!(
        own.json["error"]["message"],
        text("errors.not_found"),
        "her own language wins over the header"
    );
    assert_eq!(anna.get("/api/v1/models").await.json["items"][0]["label"], "速写");
}

#[tokio::test]
async fn only_the_studio_s_own_pages_change_anything() {
    let house = House::open(&databases()[0], options()).await;
    let mut anna = house.person("anna@example.org").await;
    for origin in
        [None, Some("http://evil.test"), Some("null"), Some("http://studio.test.evil.test"), Some("")]
    {
        anna.origin = origin.map(str::to_owned);
        let answer = anna.call("PATCH", "/api/v1/me", Some(json!({ "name": "Eve" }))).await;
        assert_eq!(answer.problem(), (403, "forbidden", ""), "{origin:?}");
        assert_eq!(anna.get("/api/v1/me").await.json["name"], "Anna");
    }
    anna.origin = None;
    let own = anna.request(Method::POST, "/api/v1/auth/sign-out").header("sec-fetch-site", "same-origin");
    assert_eq!(anna.send(own.body(Body::empty()).expect("a request")).await.status, 204);

    let mut options = options();
    options.public_url = Some("https://Studio.example.org:443/".to_owned());
    let house = House::open(&databases()[0], options).await;
    let mut browser = house.browser();
    let sign_up = crate::house::sign_up("anna@example.org");
    assert_eq!(
        browser.post("/api/v1/auth/sign-up", sign_up.clone()).await.status,
        403,
        "its Host is not what counts"
    );
    browser.origin = Some("https://studio.example.org".to_owned());
    let answer = browser.post("/api/v1/auth/sign-up", sign_up).await;
    assert_eq!(answer.status, 201);
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("__Host-easel_session=") && cookie.contains("; Secure"), "{cookie}");
    assert!(answer.header("strict-transport-security").starts_with("max-age="));
}

#[tokio::test]
async fn every_answer_carries_the_safe_headers() {
    let house = House::open(&databases()[0], options()).await;
    let mut browser = house.browser();
    for path in ["/", "/api/v1/studio", "/api/v1/me", "/healthz", "/nope.js"] {
        let answer = browser.get(path).await;
        assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"), "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
        assert!(!answer.header("x-request-id").is_empty(), "{path}");
        assert_eq!(answer.header("strict-transport-security"), "", "not over plain http");
    }
    assert_eq!(browser.call("HEAD", "/api/v1/studio", None).await.status, 200);
    let page = browser.request(Method::GET, "/gallery?x=1").header(header::ACCEPT, "text/html");
    let page = browser.send(page.body(Body::empty()).expect("a request")).await;
    assert_eq!((page.status, page.header("cache-control")), (200, "no-cache"));
    assert!(page.bytes.starts_with(b"<!doctype html>"));
    let page = browser.request(Method::GET, "/gallery").body(Body::empty()).expect("a request");
    assert_eq!(browser.send(page).await.status, 404, "no page for those who don't ask for one");
}

#[tokio::test]
async fn the_studio_says_what_it_is_called_and_its_people_see_its_numbers() {
    let mut options = options();
    options.studio.branding.contacts = vec![Contact::read("help@studio.test").expect("an address")];
    let house = House::open(&databases()[0], options).await;
    let studio = house.browser().get("/api/v1/studio").await.json;
    let credit = json!({ "singular": "credit", "plural": "credits", "symbol": null });
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(
        studio,
        json!({ "name": "Easel", "credit": credit, "welcome_credits": 100, "accent": null,
            "heading_font": "fraunces", "body_font": "inter", "logo": null, "contact": "mailto:help@studio.test",
            "conversations": true, "openid": null, "passkeys": false,
            "contacts": [{ "kind": "email", "value": "help@studio.test", "address": "mailto:help@studio.test" }],
            "landing": { "title": "", "lead": "" }, "pictures": [], "platform_link": null, "plans_by_model": false, "showcase": true, "trash_days": 30, "languages": ["en", "es", "ja", "zh-CN"], "version": version })
    );
    let mut admin = house.admin().await;
    admin.ask("a fox").await;
    let states =
        json!({ "queued": 1, "running": 0, "succeeded": 0, "failed": 0, "rejected": 0, "cancelled": 0 });
    let credits = json!({ "issued": 100, "available": 90, "held": 10, "spent": 0 });
    let seen = admin.get("/api/v1/admin/overview").await.json;
    assert_eq!(seen, json!({ "people": 1, "generations": states, "credits": credits }));
    let styles = admin.get("/api/v1/styles").await.json;
    assert_eq!(styles, json!({ "items": [{ "id": "ink", "label": "Ink", "version": 0, "sample": null }] }));
}

#[tokio::test]
async fn what_went_on_is_told_by_day() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let (mut admin, mut anna) = (house.admin().await, house.person("anna@example.org").await);
        let address = "/api/v1/admin/activity";
        let quiet = admin.get(address).await.json;
        assert_eq!(
            (&quiet["days"][0]["joined"], &quiet["waiting"], &quiet["half_s"]),
            (&json!(2), &json!(0), &json!(null))
        );
        for asks in [&mut admin, &mut anna] {
            asks.ask("a fox").await;
            house.draw(b"\x89PNG a fox").await;
        }
        anna.ask("a hare").await;
        let seen = admin.get(address).await.json;
        let day = &seen["days"][0];
        let drawn = json!([day["active"], day["succeeded"], day["failed"], day["pictures"], day["credits"]]);
        assert_eq!(drawn, json!([2, 2, 0, 2, 20]), "{seen}");
        assert_eq!((&seen["waiting"], &seen["running"]), (&json!(1), &json!(0)));
        assert!(seen["half_s"].is_i64() && seen["most_s"].is_i64() && seen["oldest_s"].is_i64(), "{seen}");
        assert_eq!(seen["failures"], json!([]));
        let before = admin.get(&format!("{address}?from=2020-01-01&until=2020-01-31")).await.json;
        assert_eq!((&before["days"], &before["from"]), (&json!([]), &json!("2020-01-01")));
        let bad = admin.get(&format!("{address}?from=2020-02-01&until=2020-01-01")).await;
        assert_eq!(bad.problem(), (400, "invalid_day", "from"));
    }
}
