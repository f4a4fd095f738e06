//! The gallery over HTTP: filters, facets, batches, boards, the trash, downloads.

use crate::house::{Answer, Browser, House, databases, new_id, options};
use axum::{
    body::Body,
    http::{Method, header},
};
use easel_store::Means;
use serde_json::{Value, json};

const BYTES: &[u8] = b"\x89PNG not really";

async fn draw(house: &House, browser: &mut Browser, prompt: &str) -> String {
    browser.ask(prompt).await;
    house.draw(BYTES).await;
    let newest = browser.get("/api/v1/assets?limit=1").await.json;
    newest["items"][0]["id"].as_str().expect("an id").to_owned()
}

async fn found(browser: &mut Browser, query: &str) -> Vec<String> {
    let list = browser.get(&format!("/api/v1/assets?{query}")).await;
    assert_eq!(list.status, 200, "{query}: {}", list.json);
    let items = list.json["items"].as_array().expect("a list");
    items.iter().map(|item| item["prompt"].as_str().expect("a prompt").to_owned()).collect()
}

async fn range(browser: &mut Browser, url: &str, range: &str, if_range: Option<&str>) -> Answer {
    let mut request = browser.request(Method::GET, url).header(header::RANGE, range);
    if let Some(tag) = if_range {
        request = request.header(header::IF_RANGE, tag);
    }
    browser.send(request.body(Body::empty()).expect("a request")).await
}

#[tokio::test]
async fn filters_are_heeded_or_refused_at_their_field() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let mut anna = house.person("anna@example.org").await;
        let fox = draw(&house, &mut anna, "a red fox").await;
        draw(&house, &mut anna, "月光下的灯塔").await;
        let path = format!("/api/v1/assets/{fox}");
        let change = json!({ "favourite": true, "tags": ["Wild  Things", "wild things", "红"] });
        let changed = anna.call("PATCH", &path, Some(change)).await;
        assert_eq!((changed.status, &changed.json["tags"]), (200, &json!(["Wild Things", "红"])));
        assert_eq!(changed.json["kind"], "made");
        assert_eq!((&changed.json["board_ids"], &changed.json["trashed_at"]), (&json!([]), &Value::Null));
        let untouched = anna.call("PATCH", &path, Some(json!({}))).await;
        assert_eq!(untouched.json, changed.json, "what is left out stays");
        for (query, expected) in [
            ("q=fox+red", &["a red fox"][..]),
            ("q=%E7%81%AF%E5%A1%94", &["月光下的灯塔"]),
            ("tag=WILD+THINGS", &["a red fox"]),
            ("favourite=true&kind=made&model=sketch", &["a red fox"]),
            ("kind=uploaded", &[]),
            ("from=2020-01-01&to=2999-01-01", &["月光下的灯塔", "a red fox"]),
            ("from=2999-01-01", &[]),
            ("to=2020-01-01", &[]),
            ("trashed=true", &[]),
            ("limit=200", &["月光下的灯塔", "a red fox"]),
        ] {
            assert_eq!(found(&mut anna, query).await, expected, "{query}");
        }
        for (query, code, field) in [
            ("kind=odd", "invalid_kind", "kind"),
            ("from=yesterday", "invalid_from", "from"),
            ("from=2026-02-30", "invalid_from", "from"),
            ("to=2026-1-1", "invalid_to", "to"),
            ("board=x", "invalid_board", "board"),
            ("character=x", "invalid_character", "character"),
            ("by=smell", "invalid_by", "by"),
            ("by=meaning&q=fox", "invalid_by", "by"),
            ("favourite=maybe", "invalid_favourite", "favourite"),
            ("limit=201", "invalid_limit", "limit"),
            ("cursor=x", "invalid_cursor", "cursor"),
        ] {
            let refused = anna.get(&format!("/api/v1/assets?{query}")).await;
            assert_eq!(refused.problem(), (400, code, field), "{query}");
        }
        for tags in [json!(["x".repeat(41)]), json!([" "]), json!(vec!["x"; 31]), json!(7)] {
            let refused = anna.call("PATCH", &path, Some(json!({ "tags": tags }))).await;
            assert_eq!(refused.problem(), (400, "invalid_tags", "tags"));
        }
        let facets = anna.get("/api/v1/assets/facets").await.json;
        assert_eq!((&facets["total"], &facets["favourites"]), (&json!(2), &json!(1)));
        assert_eq!(facets["models"], json!([{ "name": "sketch", "count": 2 }]));
        assert_eq!(facets["kinds"], json!([{ "kind": "made", "count": 2 }]));
        assert_eq!(facets["months"][0]["count"], 2);
        assert_eq!(facets["tags"][0], json!({ "name": "Wild Things", "count": 1 }));
        assert_eq!(anna.get("/api/v1/assets/facets?q=fox").await.json["total"], 1);
        assert_eq!(anna.get("/api/v1/assets/facets?q=!").await.json["total"], 0);
    }
}

#[tokio::test]
async fn what_means_the_same_is_found_where_the_studio_can_tell() {
    for on in databases() {
        let mut options = options();
        // A stand-in for a model: foxes lie in one direction, everything else in another.
        let means = Means::new(|text| {
            let mut vector = [0.01; easel_store::MEANING_LENGTH];
            let at = if text.contains("fox") || text.contains("vixen") { 0 } else { 40 };
            vector[at..at + 20].fill(0.25);
            vector
        });
        options.means = Some(means.clone());
        let house = House::open(&on, options).await;
        let mut anna = house.person("anna@example.org").await;
        for prompt in ["a red fox", "an owl", "a fox at night"] {
            let id = draw(&house, &mut anna, prompt).await.parse().expect("an id");
            let meaning = means.of(prompt).expect("a direction");
            assert!(house.store.asset_mean(id, meaning, crate::house::now()).await.expect("kept"));
        }
        assert_eq!(found(&mut anna, "by=meaning&q=vixen").await, ["a fox at night", "a red fox"]);
        assert_eq!(found(&mut anna, "by=words&q=vixen").await, [""; 0]);
        assert_eq!(found(&mut anna, "by=meaning&q=").await.len(), 3, "nothing asked is everything");
        let first = anna.get("/api/v1/assets?by=meaning&q=vixen&limit=1").await.json;
        let cursor = first["next_cursor"].as_str().expect("a next page");
        assert_eq!(
            found(&mut anna, &format!("by=meaning&q=vixen&limit=1&cursor={cursor}")).await,
            ["a red fox"]
        );
    }
}

#[tokio::test]
async fn many_pictures_are_changed_at_once() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let mut anna = house.person("anna@example.org").await;
        let (one, two) = (draw(&house, &mut anna, "one").await, draw(&house, &mut anna, "two").await);
        let board = new_id().to_string();
        let made = anna.post("/api/v1/boards", json!({ "id": board, "name": " My  board " })).await;
        assert_eq!((made.status, &made.json["name"]), (201, &json!("My board")));
        let again = anna.post("/api/v1/boards", json!({ "id": board, "name": "My board" })).await;
        assert_eq!((again.status, &again.json["id"]), (201, &json!(board)));
        let batch = |action: &str| json!({ "ids": [one, two, "nonsense"], "action": action, "board_id": board, "tags": ["a", "b"] });
        for (action, changed, query, shown) in [
            ("add_to_board", 2, format!("board={board}"), 2),
            ("add_to_board", 0, format!("board={board}"), 2),
            ("add_tags", 2, "tag=A".to_owned(), 2),
            ("favourite", 2, "favourite=true".to_owned(), 2),
            ("unfavourite", 2, "favourite=true".to_owned(), 0),
            ("remove_tags", 2, "tag=A".to_owned(), 0),
            ("trash", 2, "trashed=true".to_owned(), 2),
            ("restore", 2, "trashed=true".to_owned(), 0),
            ("remove_from_board", 2, format!("board={board}"), 0),
            ("delete_forever", 0, "limit=9".to_owned(), 2),
            ("trash", 2, "limit=9".to_owned(), 0),
            ("delete_forever", 2, "trashed=true".to_owned(), 0),
        ] {
            let answer = anna.post("/api/v1/assets/batch", batch(action)).await;
            assert_eq!(
                (answer.status, &answer.json["changed"]),
                (200, &json!(changed)),
                "{action}: {}",
                answer.json
            );
            assert_eq!(found(&mut anna, &query).await.len(), shown, "{action}");
        }
        for (body, code, field) in [
            (json!({ "ids": [], "action": "trash" }), "invalid_ids", "ids"),
            (json!({ "ids": vec![one.clone(); 1001], "action": "trash" }), "invalid_ids", "ids"),
            (json!({ "ids": [one], "action": "burn" }), "invalid_action", "action"),
            (json!({ "ids": [one], "action": "add_to_board" }), "invalid_board", "board_id"),
            (
                json!({ "ids": [one], "action": "add_to_board", "board_id": new_id() }),
                "invalid_board",
                "board_id",
            ),
            (json!({ "ids": [one], "action": "add_tags", "tags": ["\n"] }), "invalid_tags", "tags"),
        ] {
            assert_eq!(anna.post("/api/v1/assets/batch", body).await.problem(), (400, code, field));
        }
        for name in [json!(""), json!("x".repeat(61)), json!(null)] {
            assert_eq!(
                anna.post("/api/v1/boards", json!({ "name": name })).await.problem(),
                (400, "invalid_name", "name")
            );
        }
    }
}

/// Names and bytes of what an archive's list says, read as any reader does: from its end.
fn listed(zip: &[u8]) -> Vec<(String, Vec<u8>, u32)> {
    let number = |at: usize, length: usize| {
        zip[at..at + length].iter().rev().fold(0_usize, |n, byte| n << 8 | usize::from(*byte))
    };
    let end = zip.len() - 22;
    assert_eq!(number(end, 4), 0x0605_4b50);
    let (count, mut at) = (number(end + 10, 2), number(end + 16, 4));
    let mut files = Vec::new();
    for _ in 0..count {
        assert_eq!(number(at, 4), 0x0201_4b50);
        let (crc, bytes, name, head) =
            (number(at + 16, 4), number(at + 24, 4), number(at + 28, 2), number(at + 42, 4));
        let data = head + 30 + name;
        assert_eq!(number(head, 4), 0x0403_4b50);
        let text = String::from_utf8(zip[at + 46..at + 46 + name].to_vec()).expect("UTF-8");
        files.push((text, zip[data..data + bytes].to_vec(), u32::try_from(crc).expect("four bytes")));
        at += 46 + name + number(at + 30, 2);
    }
    assert_eq!(at, end);
    files
}

#[tokio::test]
async fn a_download_is_one_file_in_one_go_or_in_pieces() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let (mut anna, mut eve) =
            (house.person("anna@example.org").await, house.person("eve@example.org").await);
        let mut ids = Vec::new();
        for prompt in ["a fox: in the \"snow\"?", "a fox in the snow", "灯塔"] {
            ids.push(draw(&house, &mut anna, prompt).await);
        }
        let made = anna.post("/api/v1/downloads", json!({ "asset_ids": ids })).await;
        assert_eq!((made.status, &made.json["files"]), (201, &json!(3)), "{}", made.json);
        let url = made.json["url"].as_str().expect("an address").to_owned();
        let all = anna.get(&url).await;
        assert_eq!((all.status, all.header("content-type")), (200, "application/zip"));
        assert_eq!(all.header("content-length"), made.json["bytes"].to_string());
        assert_eq!(all.header("accept-ranges"), "bytes");
        assert!(all.header("content-disposition").starts_with("attachment; filename=\"Easel 20"));
        let files = listed(&all.bytes);
        let names: Vec<&str> = files.iter().map(|(name, ..)| &name[10..]).collect();
        assert_eq!(names, [" 灯塔.png", " a fox in the snow.png", " a fox in the snow 2.png"]);
        for (_, bytes, crc) in &files {
            assert_eq!((bytes.as_slice(), *crc), (BYTES, easel_store::checksum(BYTES)));
        }
        let (total, tag) = (all.bytes.len(), all.header("etag").to_owned());
        for (from, to) in [(0, 1), (5, 40), (30, 60), (61, 200), (total - 100, total), (total - 22, total)] {
            let part = range(&mut anna, &url, &format!("bytes={from}-{}", to - 1), Some(&tag)).await;
            assert_eq!(part.status, 206);
            assert_eq!(part.header("content-range"), format!("bytes {from}-{}/{total}", to - 1));
            assert_eq!(part.bytes, all.bytes[from..to], "{from} to {to}");
        }
        let rest = range(&mut anna, &url, "bytes=100-", None).await;
        assert_eq!((rest.status, &rest.bytes[..]), (206, &all.bytes[100..]));
        assert_eq!(range(&mut anna, &url, "bytes=1-2", Some("\"other\"")).await.status, 200);
        let beyond = range(&mut anna, &url, &format!("bytes={total}-"), None).await;
        assert_eq!(
            (beyond.status, beyond.header("content-range")),
            (416, format!("bytes */{total}").as_str())
        );

        assert_eq!(eve.get(&url).await.status, 404);
        let theirs = eve.post("/api/v1/downloads", json!({ "asset_ids": ids })).await;
        assert_eq!(theirs.problem(), (400, "invalid_asset_ids", "asset_ids"));
        for body in [
            json!({}),
            json!({ "asset_ids": [] }),
            json!({ "asset_ids": ids, "board_id": new_id() }),
            json!({ "asset_ids": vec![&ids[0]; 5001] }),
        ] {
            assert_eq!(
                anna.post("/api/v1/downloads", body).await.problem(),
                (400, "invalid_asset_ids", "asset_ids")
            );
        }
        let none = anna.post("/api/v1/downloads", json!({ "board_id": new_id() })).await;
        assert_eq!(none.problem(), (400, "invalid_board", "board_id"));
        anna.post("/api/v1/assets/batch", json!({ "ids": [ids[0]], "action": "trash" })).await;
        anna.post("/api/v1/assets/batch", json!({ "ids": [ids[0]], "action": "delete_forever" })).await;
        assert_eq!(anna.get(&url).await.status, 404, "something of it is gone");
    }
}

#[tokio::test]
async fn the_files_of_a_download_tell_what_their_owner_wants() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let mut anna = house.person("anna@example.org").await;
        let mut ids = vec![draw(&house, &mut anna, "not a picture").await];
        anna.ask("a fox").await;
        house.draw(crate::content::told()).await;
        ids.push(
            anna.get("/api/v1/assets?limit=1").await.json["items"][0]["id"]
                .as_str()
                .expect("an id")
                .to_owned(),
        );
        for (tells, words) in [
            (json!({ "parameters": false }), "studio,marking"),
            (json!({ "studio": false, "manifest": false }), "parameters,marking"),
            (json!({ "parameters": false, "studio": false, "marking": false }), "none"),
            (json!({}), "parameters,studio,marking"),
        ] {
            let made = anna.post("/api/v1/downloads", json!({ "asset_ids": ids, "tells": tells })).await;
            let url = made.json["url"].as_str().expect("an address").to_owned();
            let all = anna.get(&url).await;
            assert_eq!(all.header("content-length"), made.json["bytes"].to_string());
            let alone = anna.get(&format!("/api/v1/assets/{}/content?tells={words}", ids[1])).await.bytes;
            let files = listed(&all.bytes);
            assert_eq!(files[0].1, alone, "{words}");
            assert_eq!(files[1].1, BYTES, "what has no words stays");
            for (_, bytes, crc) in &files {
                assert_eq!(*crc, easel_store::checksum(bytes), "{words}");
            }
            let total = all.bytes.len();
            for (from, to) in [(0, 60), (70, 90), (100, total), (400, 70_000), (total - 30, total)] {
                let part = range(&mut anna, &url, &format!("bytes={from}-{}", to - 1), None).await;
                assert_eq!(
                    (part.status, &part.bytes[..]),
                    (206, &all.bytes[from..to]),
                    "{words}: {from} to {to}"
                );
            }
        }
    }
}
