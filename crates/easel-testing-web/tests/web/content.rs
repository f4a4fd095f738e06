//! Pictures: lists, favourites, bytes.

use crate::house::{House, databases, options};
use axum::{
    body::Body,
    http::{Method, header},
};
use easel_tells::{Settings, Source, Story, Tells, tell};
use serde_json::json;

const BYTES: &[u8] = b"\x89PNG not really";

#[tokio::test]
async fn a_picture_s_bytes_come_with_everything_switched_off() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let mut anna = house.person("anna@example.org").await;
        anna.ask("a fox").await;
        house.draw(BYTES).await;
        let list = anna.get("/api/v1/assets").await.json;
        let asset = &list["items"][0];
        assert_eq!(
            (&asset["prompt"], &asset["credits"], &asset["mime"]),
            (&json!("a fox"), &json!(10), &json!("image/png"))
        );
        assert_eq!(asset["account"], json!({ "understood": ["fox"], "ignored": [], "notes": [] }));
        let id = asset["id"].as_str().expect("an id");
        let path = format!("/api/v1/assets/{id}/content");
        let mut tags = Vec::new();
        for variant in ["", "?variant=original", "?variant=preview", "?variant=thumb", "?variant=small"] {
            let answer = anna.get(&format!("{path}{variant}")).await;
            assert_eq!((answer.status, &answer.bytes[..]), (200, BYTES));
            assert_eq!(answer.header("content-type"), "image/png");
            assert_eq!(answer.header("content-length"), BYTES.len().to_string());
            assert_eq!(answer.header("content-security-policy"), "sandbox; default-src 'none'");
            assert_eq!(answer.header("x-content-type-options"), "nosniff");
            assert_eq!(answer.header("cache-control"), "private, max-age=31536000, immutable");
            assert_eq!(answer.header("content-disposition"), "");
            tags.push(answer.header("etag").to_owned());
        }
        assert!(
            tags[0] == tags[1] && tags[1] != tags[2] && tags[2] != tags[3] && tags[3] != tags[4],
            "{tags:?}"
        );
        let again = anna.request(Method::GET, &path).header(header::IF_NONE_MATCH, &tags[0]);
        let again = anna.send(again.body(Body::empty()).expect("a request")).await;
        assert_eq!((again.status, again.bytes.len(), again.header("etag")), (304, 0, tags[0].as_str()));
        let kept = anna.get(&format!("{path}?download=true")).await;
        let name = kept.header("content-disposition");
        assert!(name.starts_with("attachment; filename=\"easel-") && name.ends_with(".png\""), "{name}");
        assert_eq!(
            anna.get(&format!("{path}?variant=huge")).await.problem(),
            (400, "invalid_variant", "variant")
        );
    }
}

#[tokio::test]
async fn pictures_are_found_kept_and_deleted() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let mut anna = house.person("anna@example.org").await;
        for prompt in ["a fox", "an owl", "a fox and an owl"] {
            anna.ask(prompt).await;
            house.draw(BYTES).await;
        }
        let count = |list: serde_json::Value| list["items"].as_array().map_or(0, Vec::len);
        assert_eq!(count(anna.get("/api/v1/assets?q=fox").await.json), 2);
        assert_eq!(count(anna.get("/api/v1/assets?model=sketch").await.json), 3);
        assert_eq!(count(anna.get("/api/v1/assets?style=ink").await.json), 0);
        let first = anna.get("/api/v1/assets?limit=2").await.json;
        assert_eq!(count(first.clone()), 2);
        let cursor = first["next_cursor"].as_str().expect("a next page");
        let second = anna.get(&format!("/api/v1/assets?limit=2&cursor={cursor}")).await.json;
        assert_eq!((count(second.clone()), &second["next_cursor"]), (1, &json!(null)));
        assert_eq!(second["items"][0]["prompt"], "a fox", "newest first");

        let path = format!("/api/v1/assets/{}", second["items"][0]["id"].as_str().expect("an id"));
        let kept = anna.call("PATCH", &path, Some(json!({ "favourite": true }))).await;
        assert_eq!((kept.status, &kept.json["favourite"]), (200, &json!(true)));
        assert_eq!(count(anna.get("/api/v1/assets?favourite=true").await.json), 1);
        let bad = anna.call("PATCH", &path, Some(json!({ "favourite": "yes" }))).await;
        assert_eq!(bad.problem(), (400, "invalid_favourite", "favourite"));
        let early = anna.call("DELETE", &format!("{path}?forever=true"), None).await;
        assert_eq!(early.problem(), (409, "conflict", ""), "first into the trash");
        assert_eq!(anna.call("DELETE", &path, None).await.status, 204);
        assert!(anna.get(&path).await.json["trashed_at"].is_string());
        assert_eq!(count(anna.get("/api/v1/assets").await.json), 2);
        assert_eq!(count(anna.get("/api/v1/assets?trashed=true").await.json), 1);
        assert_eq!(anna.call("DELETE", &format!("{path}?forever=true"), None).await.status, 204);
        assert_eq!(anna.get(&path).await.status, 404);
        assert_eq!(anna.get(&format!("{path}/content")).await.status, 404);
    }
}

/// One pixel, in a file that says where it is from.
pub(crate) fn told() -> &'static [u8] {
    let chunk = |kind: &[u8], data: &[u8]| {
        [&u32::try_from(data.len()).expect("short").to_be_bytes()[..], kind, data, &[0; 4]].concat()
    };
    let header = chunk(b"IHDR", &[0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
    let plain =
        [b"\x89PNG\r\n\x1a\n", &header[..], &chunk(b"IDAT", &[7; 90_000]), &chunk(b"IEND", &[])].concat();
    let settings = Settings { prompt: "a secret fox".into(), model: "sketch".into(), ..Settings::default() };
    let story = Story {
        studio: "Fox".into(),
        source: Source::Algorithmic,
        generation: Some("018f".into()),
        settings: Some(settings),
    };
    let told = tell(&plain, Some(&story), Tells::ALL).expect("told");
    [&told.head[..], &plain[told.skip..]].concat().leak()
}

#[tokio::test]
async fn a_file_to_keep_tells_what_its_owner_wants() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let mut anna = house.person("anna@example.org").await;
        anna.ask("a fox").await;
        let stored = told();
        house.draw(stored).await;
        let list = anna.get("/api/v1/assets").await.json;
        let path = format!("/api/v1/assets/{}/content", list["items"][0]["id"].as_str().expect("an id"));
        assert_eq!(anna.get(&path).await.bytes, stored, "as it is stored");
        let all = anna.get(&format!("{path}?download=true")).await;
        assert_eq!((all.status, &all.bytes[..]), (200, stored), "all there is to tell, without a signer");
        assert!(all.header("content-disposition").starts_with("attachment"));
        assert_eq!(all.header("cache-control"), "private, no-cache");
        let says = |bytes: &[u8], words: &str| bytes.windows(words.len()).any(|w| w == words.as_bytes());
        for (tells, expected) in [
            ("none", [false, false, false]),
            ("marking", [false, false, true]),
            ("studio", [false, true, false]),
            ("parameters", [true, false, false]),
            ("parameters,marking", [true, false, true]),
            ("manifest", [false, false, false]),
        ] {
            let answer = anna.get(&format!("{path}?download=true&tells={tells}")).await;
            let told = ["a secret fox", "Fox", "algorithmicMedia"].map(|words| says(&answer.bytes, words));
            assert_eq!((answer.status, told), (200, expected), "{tells}");
            assert_eq!(answer.header("content-length"), answer.bytes.len().to_string());
            assert_eq!(answer.bytes[answer.bytes.len() - 90_000..], stored[stored.len() - 90_000..]);
            let again = anna.request(Method::GET, &format!("{path}?tells={tells}"));
            let again = again.header(header::IF_NONE_MATCH, answer.header("etag"));
            assert_eq!(anna.send(again.body(Body::empty()).expect("a request")).await.status, 304);
        }
        let bad = anna.get(&format!("{path}?tells=prompt")).await;
        assert_eq!(bad.problem(), (400, "invalid_tells", "tells"));
    }
}
