//! Links for people without an account: what they show, what they don't tell, and how they end.

use crate::house::{Browser, House, PASSWORD, databases, new_id, options};
use axum::{
    body::Body,
    http::{Method, header},
};
use easel_door::limit::Rate;
use serde_json::{Value, json};

fn chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    [&u32::try_from(data.len()).expect("short").to_be_bytes()[..], name, data, b"sum!"].concat()
}

/// A PNG with something to tell, and the same without.
fn pictures() -> (&'static [u8], Vec<u8>) {
    let (begin, end) =
        ([&b"\x89PNG\r\n\x1a\n"[..], &chunk(b"IHDR", b"0123456789abc")].concat(), chunk(b"IEND", b""));
    let pixels = chunk(b"IDAT", b"pixels");
    let told = chunk(b"iTXt", b"parameters\0\0\0\0\0a fox at Anna's house");
    let all = [&begin[..], &told, &pixels, &chunk(b"eXIf", b"where"), &end].concat();
    (Box::leak(all.into_boxed_slice()), [&begin[..], &pixels, &end].concat())
}

async fn picture(house: &House, anna: &mut Browser, bytes: &'static [u8]) -> String {
    anna.ask("a fox").await;
    house.draw(bytes).await;
    anna.get("/api/v1/assets?limit=1").await.json["items"][0]["id"].as_str().expect("an id").to_owned()
}

async fn share(anna: &mut Browser, body: Value) -> (String, String) {
    let made = anna.post("/api/v1/shares", body).await;
    assert_eq!(made.status, 201, "{}", made.json);
    let url = made.json["url"].as_str().expect("an address");
    assert!(url.starts_with("http://127.0.0.1:8080/s/"), "{url}");
    let token = url.rsplit('/').next().expect("a token");
    assert_eq!(token.len(), 43, "256 bits");
    (made.json["id"].as_str().expect("an id").to_owned(), format!("/api/v1/shared/{token}"))
}

#[tokio::test]
async fn a_link_shows_pictures_and_tells_nothing_else() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let (mut anna, mut guest) = (house.person("anna@example.org").await, house.browser());
        let (told, bare) = pictures();
        let (one, two) = (picture(&house, &mut anna, told).await, picture(&house, &mut anna, told).await);
        let (id, path) = share(&mut anna, json!({ "asset_ids": [one] })).await;
        let page = guest.get(&path).await;
        assert_eq!((page.status, page.header("cache-control")), (200, "no-store"));
        assert!(page.header("x-robots-tag").contains("noindex"));
        let item = json!({ "id": one, "width": 1024, "height": 1024, "placeholder": "AAAA" });
        assert_eq!(
            page.json,
            json!({ "title": null, "items": [item], "studio": "Easel" }),
            "and no word more"
        );

        let content = format!("{path}/assets/{one}/content");
        let original = guest.get(&content).await;
        assert_eq!((original.status, &original.bytes[..]), (200, &bare[..]), "nothing is told in the file");
        assert_eq!(original.header("content-security-policy"), "sandbox; default-src 'none'");
        assert_eq!(original.header("cache-control"), "private, no-cache");
        assert!(original.header("x-robots-tag").contains("noindex"));
        for variant in ["small", "thumb", "preview"] {
            assert_eq!(guest.get(&format!("{content}?variant={variant}")).await.status, 200);
        }
        let tag = original.header("etag").to_owned();
        let again = guest.request(Method::GET, &content).header(header::IF_NONE_MATCH, &tag);
        assert_eq!(guest.send(again.body(Body::empty()).expect("a request")).await.status, 304);
        assert_eq!(
            guest.get(&format!("{content}?variant=huge")).await.problem(),
            (400, "invalid_variant", "variant")
        );
        let kept = guest.get(&format!("{content}?download=true")).await;
        assert!(kept.header("content-disposition").starts_with("attachment; filename=\"easel-"));

        for nothing in [
            format!("{path}/assets/{two}/content"),
            format!("{path}/assets/nonsense/content"),
            format!("{path}x"),
            path.replace(&path[path.len() - 4..], "AAAA"),
            "/api/v1/shared/x".to_owned(),
            format!("/api/v1/shared/{}/assets/{one}/content", "A".repeat(43)),
        ] {
            assert_eq!(guest.get(&nothing).await.problem(), (404, "not_found", ""), "{nothing}");
        }
        let list = anna.get("/api/v1/shares").await.json;
        assert_eq!((&list["items"][0]["opened"], &list["items"][0]["url"]), (&json!(1), &Value::Null));
        anna.call("DELETE", &format!("/api/v1/assets/{one}"), None).await;
        assert_eq!(guest.get(&content).await.status, 404, "it is in the trash");
        assert_eq!(guest.get(&path).await.json["items"], json!([]));
        assert_eq!(anna.call("DELETE", &format!("/api/v1/shares/{id}"), None).await.status, 204);
        assert_eq!(guest.get(&path).await.status, 404, "it was ended");
    }
}

#[tokio::test]
async fn a_password_opens_one_link_for_who_said_it_and_guessing_is_slow() {
    for on in databases() {
        let mut options = options();
        options.limits.share = Rate { burst: 3, per_minute: 1 };
        let house = House::open(&on, options).await;
        let mut anna = house.person("anna@example.org").await;
        let (told, bare) = pictures();
        let one = picture(&house, &mut anna, told).await;
        let locked = json!({ "asset_ids": [one], "password": PASSWORD });
        let ((id, path), (_, other)) =
            (share(&mut anna, locked.clone()).await, share(&mut anna, locked).await);
        let content = format!("{path}/assets/{one}/content");
        let mut guest = house.browser();
        for address in [&path, &content] {
            assert_eq!(guest.get(address).await.problem(), (401, "password_required", "password"));
        }
        assert_eq!(anna.get(&content).await.status, 401, "the owner has other ways");
        let open = format!("{path}/open");
        let wrong = guest.post(&open, json!({ "password": "no" })).await;
        assert_eq!(wrong.problem(), (401, "wrong_password", "password"));
        assert!(wrong.json["error"]["message"].as_str().expect("a sentence").contains("password"));
        let right = guest.post(&open, json!({ "password": PASSWORD })).await;
        assert_eq!(right.status, 204);
        let cookie = right.header("set-cookie");
        assert!(cookie.contains(&format!("Path={path};")) && cookie.contains("HttpOnly"), "{cookie}");
        assert_eq!((guest.get(&path).await.status, &guest.get(&content).await.bytes[..]), (200, &bare[..]));
        assert_eq!(guest.get(&other).await.status, 401, "another link is another lock");
        let mut stranger = house.browser();
        stranger.cookie = Some("easel_share=made-up".to_owned());
        assert_eq!(stranger.get(&path).await.status, 401);
        assert_eq!(guest.post(&open, json!({ "password": "no" })).await.status, 401);
        let slow = guest.post(&open, json!({ "password": PASSWORD })).await;
        assert_eq!(slow.problem(), (429, "too_many_requests", ""));
        assert_eq!(anna.get("/api/v1/shares").await.json["items"][1]["has_password"], true);
        anna.call("DELETE", &format!("/api/v1/shares/{id}"), None).await;
        assert_eq!(guest.get(&content).await.status, 404);
    }
}

#[tokio::test]
async fn a_link_is_made_of_what_is_there_and_ends_in_the_future() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let (mut anna, mut eve) =
            (house.person("anna@example.org").await, house.person("eve@example.org").await);
        let one = picture(&house, &mut anna, pictures().0).await;
        let board = new_id().to_string();
        anna.post("/api/v1/boards", json!({ "id": board, "name": "Foxes" })).await;
        for (body, code, field) in [
            (json!({}), "invalid_asset_ids", "asset_ids"),
            (json!({ "asset_ids": [new_id()] }), "invalid_asset_ids", "asset_ids"),
            (json!({ "asset_ids": vec![&one; 501] }), "invalid_asset_ids", "asset_ids"),
            (
                json!({ "asset_ids": [one], "expires_at": "2020-01-01T00:00:00Z" }),
                "invalid_expires_at",
                "expires_at",
            ),
            (
                json!({ "asset_ids": [one], "expires_at": "2999-01-01T00:00:00Z" }),
                "invalid_expires_at",
                "expires_at",
            ),
            (json!({ "asset_ids": [one], "expires_at": "soon" }), "invalid_expires_at", "expires_at"),
            (json!({ "asset_ids": [one], "password": "short" }), "invalid_password", "password"),
        ] {
            assert_eq!(anna.post("/api/v1/shares", body).await.problem(), (400, code, field));
        }
        assert_eq!(eve.post("/api/v1/shares", json!({ "board_id": board })).await.status, 400);
        let (_, path) =
            share(&mut anna, json!({ "board_id": board, "expires_at": null, "password": null })).await;
        let mut guest = house.browser();
        let page = guest.get(&path).await.json;
        assert_eq!((&page["title"], &page["items"]), (&json!("Foxes"), &json!([])));
        anna.post(
            "/api/v1/assets/batch",
            json!({ "ids": [one], "action": "add_to_board", "board_id": board }),
        )
        .await;
        assert_eq!(guest.get(&path).await.json["items"][0]["id"], json!(one), "a board as it is");
        anna.call("DELETE", &format!("/api/v1/boards/{board}"), None).await;
        assert_eq!(guest.get(&path).await.status, 404, "its links go with it");
    }
}
