//! Strips, exports, formats.

use crate::house::{Answer, Browser, House, databases, new_id, now, options};
use axum::{
    body::Body,
    http::{Method, header},
};
use easel_domain::{Failure, FailureCode, Lane, Outcome, job::RetryPolicy};
use easel_store::{Claim, Delivery, export_blob_name};
use serde_json::{Value, json};

async fn picture(house: &House, anna: &mut Browser) -> String {
    anna.ask("a fox").await;
    house.draw(b"\x89PNG not really").await;
    anna.get("/api/v1/assets").await.json["items"][0]["id"].as_str().expect("an id").to_owned()
}

async fn claim(house: &House) -> Claim {
    let claim = house.store.job_claim("test", Lane::Cpu, 60_000, now()).await.expect("the store works");
    claim.expect("an export")
}

/// What a worker does.
async fn make(house: &House, file: &'static [u8]) {
    let (claim, hash) = (claim(house).await, "a".repeat(64));
    house.store.job_beat(&claim, (0.5, None), 60_000, now()).await.expect("beaten");
    let name = export_blob_name(claim.job.export(), &hash);
    house.store.blobs().put(&name, file.into()).await.expect("kept");
    assert!(house.store.export_keep(&claim, (&hash, file.len() as i64), now()).await.expect("kept"));
    let outcome = Outcome::Succeeded(Delivery::default());
    house.store.job_settle(&claim, outcome, None, RetryPolicy::EXPORT, now()).await.expect("settled");
}

async fn part(anna: &mut Browser, url: &str, name: header::HeaderName, value: &str) -> Answer {
    let request = anna.request(Method::GET, url).header(name, value);
    anna.send(request.body(Body::empty()).expect("a request")).await
}

fn strip(items: &[&str]) -> Value {
    let items: Vec<Value> = items.iter().map(|id| json!({ "asset_id": id })).collect();
    json!({
        "name": "第一话", "width_px": 800, "background": "#FFFFFF",
        "seam": { "kind": "gutter", "px": 20 }, "items": items,
    })
}

#[tokio::test]
async fn a_strip_is_made_saved_and_fought_over() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let mut anna = house.person("anna@example.org").await;
        let asset = picture(&house, &mut anna).await;
        let made = anna.post("/api/v1/strips", strip(&[&asset, &asset])).await;
        assert_eq!(made.status, 201, "{}", made.json);
        assert_eq!((&made.json["height_px"], &made.json["version"]), (&json!(1620), &json!(1)));
        assert_eq!(made.json["items"][1], json!({ "asset_id": asset, "seam": null, "gone": false }));
        let path = format!("/api/v1/strips/{}", made.json["id"].as_str().expect("an id"));
        let mut update = strip(&[&asset]);
        update["version"] = json!(1);
        update["items"][0]["seam"] = json!({ "kind": "blend", "px": 8 });
        let saved = anna.call("PUT", &path, Some(update.clone())).await;
        assert_eq!(
            (saved.status, &saved.json["version"], &saved.json["height_px"]),
            (200, &json!(2), &json!(800))
        );
        assert_eq!(anna.call("PUT", &path, Some(update.clone())).await.problem(), (409, "conflict", ""));
        update["version"] = json!(2);
        for (field, value, code) in [
            ("name", json!(" "), "invalid_name"),
            ("width_px", json!(12), "invalid_width_px"),
            ("background", json!("red"), "invalid_background"),
            ("seam", json!({ "kind": "none", "px": 1000 }), "invalid_seam"),
            ("items", json!([{ "asset_id": new_id().to_string() }]), "invalid_items"),
            ("items", json!([{ "asset_id": "x" }]), "invalid_items"),
            ("items", json!(vec![json!({ "asset_id": asset }); 301]), "invalid_items"),
            ("items", json!(vec![json!({ "asset_id": asset }); 150]), "invalid_items"),
        ] {
            let mut wrong = update.clone();
            wrong[field] = value;
            assert_eq!(anna.call("PUT", &path, Some(wrong)).await.problem(), (400, code, field));
        }
        assert_eq!(anna.get("/api/v1/strips?limit=1").await.json["items"][0]["version"], 2);
        anna.call("DELETE", &format!("/api/v1/assets/{asset}"), None).await;
        assert_eq!(anna.get(&path).await.json["items"][0]["gone"], true);
        assert_eq!(anna.call("DELETE", &path, None).await.status, 204);
        assert_eq!(anna.get(&path).await.status, 404);
    }
}

#[tokio::test]
async fn an_export_is_fetched_whole_or_in_parts() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let mut anna = house.person("anna@example.org").await;
        let asset = picture(&house, &mut anna).await;
        let strip = anna.post("/api/v1/strips", strip(&[&asset])).await.json["id"].clone();
        let mut body =
            json!({ "id": new_id().to_string(), "kind": "strip", "strip_id": strip, "format": "slices" });
        let asked = anna.post("/api/v1/exports", body.clone()).await;
        assert_eq!((asked.status, &asked.json["state"]), (202, &json!("queued")));
        assert_eq!(asked.json["name"], "第一话.zip");
        assert_eq!(anna.post("/api/v1/exports", body.clone()).await.json["id"], asked.json["id"]);
        body["format"] = json!("png");
        assert_eq!(anna.post("/api/v1/exports", body).await.problem(), (422, "idempotency_mismatch", "id"));
        let path = format!("/api/v1/exports/{}", asked.json["id"].as_str().expect("an id"));
        assert_eq!(anna.get(&format!("{path}/content")).await.status, 404, "not yet");
        make(&house, b"0123456789").await;
        let ready = anna.get(&path).await.json;
        assert_eq!(
            (&ready["state"], &ready["progress"], &ready["bytes"]),
            (&json!("ready"), &json!(1.0), &json!(10))
        );
        let url = ready["url"].as_str().expect("an address").to_owned();
        let whole = anna.get(&url).await;
        assert_eq!((whole.status, &whole.bytes[..]), (200, &b"0123456789"[..]));
        assert_eq!(whole.header("content-type"), "application/zip");
        assert_eq!(whole.header("accept-ranges"), "bytes");
        assert!(whole.header("content-disposition").contains("filename*=UTF-8''%E7%AC%AC"));
        assert_eq!(whole.header("content-security-policy"), "sandbox; default-src 'none'");
        let rest = part(&mut anna, &url, header::RANGE, "bytes=4-").await;
        assert_eq!((rest.status, &rest.bytes[..]), (206, &b"456789"[..]));
        assert_eq!(rest.header("content-range"), "bytes 4-9/10");
        assert_eq!(rest.header("content-length"), "6");
        let middle = part(&mut anna, &url, header::RANGE, "bytes=2-3").await;
        assert_eq!((middle.status, &middle.bytes[..]), (206, &b"23"[..]));
        let beyond = part(&mut anna, &url, header::RANGE, "bytes=10-").await;
        assert_eq!((beyond.status, beyond.header("content-range")), (416, "bytes */10"));
        assert_eq!(part(&mut anna, &url, header::IF_NONE_MATCH, whole.header("etag")).await.status, 304);
    }
}

#[tokio::test]
async fn what_cannot_be_exported_is_told_at_its_field() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let mut anna = house.person("anna@example.org").await;
        let asset = picture(&house, &mut anna).await;
        let empty = anna.post("/api/v1/strips", strip(&[])).await.json["id"].clone();
        let two = anna.post("/api/v1/strips", strip(&[&asset, &asset])).await.json["id"].clone();
        let none = new_id().to_string();
        for (body, code, field) in [
            (json!({ "kind": "strip", "strip_id": none }), "invalid_strip_id", "strip_id"),
            (json!({ "kind": "strip" }), "invalid_strip_id", "strip_id"),
            (json!({ "kind": "strip", "strip_id": empty }), "invalid_strip_id", "strip_id"),
            (json!({ "kind": "strip", "strip_id": two, "format": "gif" }), "invalid_format", "format"),
            (
                json!({ "kind": "strip", "strip_id": two, "format": "slices", "slice_width_px": 9 }),
                "invalid_slice",
                "slice_height_px",
            ),
            (json!({ "kind": "poster" }), "invalid_kind", "kind"),
            (json!({ "kind": "formats", "asset_id": none }), "picture_gone", "asset_id"),
            (
                json!({ "kind": "formats", "asset_id": asset, "formats": ["myspace"] }),
                "invalid_formats",
                "formats",
            ),
            (json!({ "kind": "formats", "asset_id": asset, "formats": [] }), "invalid_formats", "formats"),
            (json!({ "kind": "formats", "asset_id": asset, "brand": none }), "invalid_brand", "brand"),
        ] {
            assert_eq!(
                anna.post("/api/v1/exports", body.clone()).await.problem(),
                (400, code, field),
                "{body}"
            );
        }
        // One of the two goes while a worker is at it.
        let asked = anna.post("/api/v1/exports", json!({ "kind": "strip", "strip_id": two })).await;
        let path = format!("/api/v1/exports/{}", asked.json["id"].as_str().expect("an id"));
        anna.call("DELETE", &format!("/api/v1/assets/{asset}"), None).await;
        let claim = claim(&house).await;
        let failure = Failure { code: FailureCode::InputGone, detail: "gone".into() };
        let outcome = Outcome::Failed { failure, retry: false };
        house.store.job_settle(&claim, outcome, None, RetryPolicy::EXPORT, now()).await.expect("settled");
        let failed = anna.get(&path).await.json;
        assert_eq!((&failed["state"], &failed["error"]["code"]), (&json!("failed"), &json!("input_gone")));
        assert_eq!(failed["error"]["positions"], json!([0, 1]));
        assert!(failed["error"]["message"].as_str().is_some_and(|words| words.contains("1, 2")));
        let again = anna.post("/api/v1/exports", json!({ "kind": "strip", "strip_id": two })).await;
        assert_eq!(again.problem(), (400, "picture_gone", "items"));
    }
}

#[tokio::test]
async fn formats_are_listed_and_a_picture_goes_into_all_of_them() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let mut anna = house.person("anna@example.org").await;
        let formats = anna.get("/api/v1/formats").await.json;
        let story =
            formats["items"].as_array().expect("a list").iter().find(|f| f["id"] == "instagram_story");
        let story = story.expect("a story");
        assert_eq!(
            (&story["width"], &story["height"], &story["safe"]["top"]),
            (&json!(1080), &json!(1920), &json!(250))
        );
        assert_eq!(story["label"], "Instagram story or reel");
        let asset = picture(&house, &mut anna).await;
        let brand =
            anna.post("/api/v1/brands", json!({ "name": "Acme", "logo": asset })).await.json["id"].clone();
        let body = json!({ "kind": "formats", "asset_id": asset, "brand": brand });
        let asked = anna.post("/api/v1/exports", body).await;
        assert_eq!((asked.status, &asked.json["kind"]), (202, &json!("formats")), "{}", asked.json);
        assert_eq!(asked.json["name"], "Easel.zip");
        let inputs = house.store.export_inputs(&claim(&house).await).await.expect("read");
        assert_eq!(inputs.iter().flatten().count(), 2, "the picture and the logo");
    }
}
