//! People's own pictures, from the form to a generation made of them. The worker here is the test itself: it settles
//! what the door has taken in.

use crate::house::{Answer, Browser, House, asking, databases, new_id, now, options};
use axum::http::header;
use bytes::Bytes;
use easel_domain::{Failure, FailureCode, Lane, Outcome, job::RetryPolicy};
use easel_store::{Delivery, NewAsset, NewBlob, Variant, blob_name};
use serde_json::{Value, json};

/// A header that claims this size, with nothing behind it.
fn png(width: u32, height: u32) -> Vec<u8> {
    let mut file = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    file.extend(width.to_be_bytes());
    file.extend(height.to_be_bytes());
    file
}

async fn send(browser: &mut Browser, file: &[u8], id: Option<&str>) -> Answer {
    let words: Vec<(&str, &str)> = id.map(|id| ("id", id)).into_iter().collect();
    send_with(browser, file, &words).await
}

async fn send_with(browser: &mut Browser, file: &[u8], words: &[(&str, &str)]) -> Answer {
    let mut body = Vec::new();
    for (name, word) in words {
        let field = format!("--cut\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{word}\r\n");
        body.extend(field.bytes());
    }
    let head = "--cut\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.png\"\r\ncontent-type: image/png\r\n\r\n";
    body.extend(head.bytes());
    body.extend(file);
    body.extend(b"\r\n--cut--\r\n");
    let request = browser.request("POST".parse().expect("a method"), "/api/v1/assets");
    let request = request.header(header::CONTENT_TYPE, "multipart/form-data; boundary=cut").body(body.into());
    browser.send(request.expect("a request")).await
}

/// What a worker makes of the next upload.
async fn settle(house: &House, size: Option<(u32, u32)>) {
    let store = &house.store;
    let claim = store.job_claim("test", Lane::Ingest, 60_000, now()).await.expect("the store works");
    let claim = claim.expect("an upload");
    let id = claim.job.asset();
    let refusal = Failure { code: FailureCode::RefusedPicture, detail: "no picture".to_owned() };
    let mut outcome = Outcome::Rejected(refusal);
    if let Some((width, height)) = size {
        let mut blobs = Vec::new();
        for variant in Variant::ALL {
            let (hash, bytes) = ("0".repeat(64), Bytes::from_static(b"a picture of ours"));
            let name = blob_name(id, *variant, &hash);
            let length = i64::try_from(bytes.len()).expect("short");
            store.blobs().put(&name, bytes).await.expect("room");
            blobs.push(NewBlob { name, hash, bytes: length, mime: "image/png", crc32: None });
        }
        let blobs = blobs.try_into().expect("four");
        let placeholder = "AAAA".to_owned();
        let asset = NewAsset {
            id,
            position: 0,
            width,
            height,
            seed: None,
            placeholder,
            measured: easel_domain::Measured::default(),
            blobs,
        };
        outcome = Outcome::Succeeded(Delivery { assets: vec![asset], ..Delivery::default() });
    }
    let policy = RetryPolicy::INGEST;
    store.job_settle(&claim, outcome, None, policy, now()).await.expect("the store works");
}

async fn picture(house: &House, browser: &mut Browser, width: u32, height: u32) -> String {
    let id = new_id().to_string();
    let arriving = send(browser, &png(width, height), Some(&id)).await;
    assert_eq!((arriving.status, arriving.json["state"].as_str()), (202, Some("arriving")));
    settle(house, Some((width, height))).await;
    id
}

#[tokio::test]
async fn a_picture_arrives_and_is_there() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let (mut anna, mut eve) =
            (house.person("anna@example.org").await, house.person("eve@example.org").await);
        let id = new_id().to_string();
        let path = format!("/api/v1/assets/{id}");
        let arriving = send(&mut anna, &png(40, 30), Some(&id)).await;
        assert_eq!(arriving.status, 202, "{}", arriving.json);
        assert_eq!((&arriving.json["width"], &arriving.json["state"]), (&json!(40), &json!("arriving")));
        assert_eq!(anna.get(&path).await.json, arriving.json);
        assert_eq!(eve.get(&path).await.status, 404);
        assert_eq!(anna.get("/api/v1/assets").await.json["items"], json!([]), "nothing to see yet");
        assert_eq!(anna.get(&format!("{path}/content")).await.status, 404, "nobody is served what was sent");

        // Sent again while it is arriving, it is there as soon as the worker is done.
        let mut again = anna.clone();
        let sent = id.clone();
        let waiting = tokio::spawn(async move { send(&mut again, &png(40, 30), Some(&sent)).await });
        settle(&house, Some((40, 30))).await;
        let ready = waiting.await.expect("an answer");
        assert_eq!((ready.status, &ready.json["state"]), (201, &json!("ready")));
        assert_eq!(ready.json["id"], json!(id));
        assert_eq!((&ready.json["generation_id"], &ready.json["source"]), (&Value::Null, &Value::Null));
        assert_eq!(anna.get(&path).await.json, ready.json);
        assert_eq!(anna.get("/api/v1/assets").await.json["items"], json!([ready.json]));
        assert_eq!(anna.get(&format!("{path}/content")).await.bytes, "a picture of ours");
        let other = send(&mut anna, &png(41, 30), Some(&id)).await;
        assert_eq!(other.problem(), (422, "idempotency_mismatch", "id"));
        let theirs = send(&mut eve, &png(40, 30), Some(&id)).await;
        assert_eq!(theirs.problem(), (422, "idempotency_mismatch", "id"));
    }
}

#[tokio::test]
async fn what_is_no_picture_is_refused_at_the_door_or_behind_it() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let mut anna = house.person("anna@example.org").await;
        for (file, expected) in [
            (&b"<html><script>alert(1)</script></html>"[..], (415, "unsupported_type", "file")),
            (b"\x89", (415, "unsupported_type", "file")),
            (b"", (415, "unsupported_type", "file")),
            (b"GIF89a\x01\0\x01\0", (415, "unsupported_type", "file")),
            (b"\x89PNG\r\n\x1a\n", (400, "invalid_file", "file")),
            (&png(0, 4), (400, "invalid_file", "file")),
            (&png(100_000, 100_000), (413, "too_large", "file")),
            (&png(16_000, 16_000), (413, "too_large", "file")),
            (&vec![0; 25 * 1024 * 1024 + 1], (413, "too_large", "file")),
            (&vec![0; 26 * 1024 * 1024], (413, "too_large", "file")),
        ] {
            let answer = send(&mut anna, file, None).await;
            assert_eq!(answer.problem(), expected, "{} bytes: {}", file.len(), answer.json);
        }
        assert_eq!(send(&mut anna, &png(4, 4), Some("x")).await.problem(), (400, "invalid_id", "id"));
        assert_eq!(
            send(&mut anna, &png(4, 4), Some(&"x".repeat(99))).await.problem(),
            (400, "invalid_id", "id")
        );
        assert_eq!(
            house.store.job_next_at(Lane::Ingest).await.expect("the store works"),
            None,
            "none got in"
        );
        assert_eq!(anna.post("/api/v1/assets", json!({})).await.problem(), (415, "unsupported_type", ""));
        let torn = anna.request("POST".parse().expect("a method"), "/api/v1/assets");
        let torn = torn.header(header::CONTENT_TYPE, "multipart/form-data; boundary=cut");
        let torn = anna.send(torn.body("--cut\r\ncontent-dis".into()).expect("a request")).await;
        assert_eq!(torn.problem(), (400, "invalid_body", ""));
        let mut elsewhere = anna.clone();
        elsewhere.origin = Some("https://evil.example".to_owned());
        assert_eq!(send(&mut elsewhere, &png(4, 4), None).await.problem(), (403, "forbidden", ""));

        // The header is fine and the rest is not: the worker finds out.
        let id = new_id().to_string();
        assert_eq!(send(&mut anna, &png(4, 4), Some(&id)).await.status, 202);
        settle(&house, None).await;
        assert_eq!(send(&mut anna, &png(4, 4), Some(&id)).await.problem(), (400, "invalid_file", "file"));
        assert_eq!(anna.get(&format!("/api/v1/assets/{id}")).await.status, 404);
    }
}

#[tokio::test]
async fn too_many_at_once_wait() {
    for on in databases() {
        let options = easel_door::options::WebOptions { upload_wait: std::time::Duration::ZERO, ..options() };
        let house = House::open(&on, options).await;
        let mut anna = house.person("anna@example.org").await;
        for _ in 0..easel_store::ARRIVING_MAX {
            assert_eq!(send(&mut anna, &png(4, 4), None).await.status, 202);
        }
        let answer = send(&mut anna, &png(4, 4), None).await;
        assert_eq!(answer.problem(), (429, "too_many_requests", ""));
        assert_eq!(answer.header("retry-after"), "5");
    }
}

#[tokio::test]
async fn a_generation_is_made_from_pictures_and_says_so() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let (mut anna, mut eve) =
            (house.person("anna@example.org").await, house.person("eve@example.org").await);
        let source = picture(&house, &mut anna, 1200, 900).await;
        let mask = picture(&house, &mut anna, 1200, 900).await;
        let small = picture(&house, &mut anna, 30, 30).await;
        let theirs = picture(&house, &mut eve, 1200, 900).await;
        let none = new_id().to_string();
        let with = |more: Value| {
            let mut body = asking("a fox");
            body.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
            body
        };
        for other in [theirs.as_str(), none.as_str(), "nonsense"] {
            for (more, code, field) in [
                (json!({ "source": other }), "invalid_source", "source"),
                (json!({ "source": source, "mask": other }), "invalid_mask", "mask"),
                (json!({ "references": [source, other] }), "invalid_references", "references"),
            ] {
                let answer = anna.post("/api/v1/generations", with(more)).await;
                assert_eq!(answer.problem(), (400, code, field), "{other}");
            }
        }
        for (more, code) in [
            (json!({ "source": source, "mask": small }), "invalid_mask"),
            (json!({ "mask": mask }), "invalid_mask"),
            (json!({ "references": [small, small, small] }), "invalid_references"),
            (json!({ "source": source, "strength": 0 }), "invalid_strength"),
            (json!({ "source": source, "strength": 101 }), "invalid_strength"),
            (json!({ "source": 7 }), "invalid_source"),
        ] {
            let answer = anna.post("/api/v1/generations", with(more)).await;
            assert_eq!((answer.status, answer.code()), (400, code));
        }
        let more = json!({ "source": source, "mask": mask, "references": [small], "strength": 60 });
        let made = anna.post("/api/v1/generations", with(more)).await;
        assert_eq!(made.status, 202, "{}", made.json);
        let told = |name: &str| made.json[name].clone();
        assert_eq!((told("source"), told("mask")), (json!(source), json!(mask)));
        assert_eq!((told("references"), told("strength")), (json!([small]), json!(60)));
        assert_eq!(
            (told("width"), told("height")),
            (json!(1200), json!(896)),
            "the source's, as the step allows"
        );
        house.draw(b"bytes").await;
        let newest = anna.get("/api/v1/assets").await.json["items"][0].clone();
        assert_eq!(newest["source"], json!(source), "where it came from");
        let plain = anna.post("/api/v1/generations", asking("a fox")).await;
        assert_eq!((&plain.json["source"], &plain.json["references"]), (&Value::Null, &json!([])));
    }
}

#[tokio::test]
async fn a_mask_is_sent_as_one() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let mut anna = house.person("anna@example.org").await;
        let id = new_id().to_string();
        let sent = send_with(&mut anna, &png(8, 8), &[("id", &id), ("purpose", "mask")]).await;
        assert_eq!(sent.status, 202, "{}", sent.json);
        settle(&house, Some((8, 8))).await;
        assert_eq!(anna.get(&format!("/api/v1/assets/{id}")).await.status, 200);
        assert_eq!(anna.get("/api/v1/assets").await.json["items"], json!([]));
        for wrong in ["", "Mask", &"x".repeat(65)] {
            let refused = send_with(&mut anna, &png(8, 8), &[("purpose", wrong)]).await;
            assert_eq!(refused.problem(), (400, "invalid_purpose", "purpose"), "{wrong}");
        }
    }
}
