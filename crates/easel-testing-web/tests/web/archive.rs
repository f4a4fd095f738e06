//! Everything of somebody as one archive: what was put in comes out, to nobody else, and nothing is held for whoever stops reading.

use crate::house::{Browser, House, PASSWORD, asking, databases, new_id, now, options};
use axum::{body::Body, http::Method};
use easel_archive::Archives;
use easel_domain::{Actor, ArchiveId, Lane, Outcome, Role, job::RetryPolicy};
use easel_store::{Delivery, export_blob_name};
use easel_testing::Raw;
use futures_util::StreamExt;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::Read;
use std::time::Duration;

const FOX: &[u8] = b"\x89PNG the bytes of a fox";
const FILE: &[u8] = b"PK the bytes of a strip";

/// What stands in an archive, by name. Written for this test, so that it isn't read as it was written.
fn unpacked(zip: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let number = |at: usize, length: usize| {
        zip[at..at + length].iter().rev().fold(0_usize, |n, byte| n << 8 | usize::from(*byte))
    };
    let end = zip.len() - 22;
    assert_eq!(&zip[end..end + 4], b"PK\x05\x06", "an archive ends so");
    let (count, mut line) = (number(end + 10, 2), number(end + 16, 4));
    let mut files = BTreeMap::new();
    for _ in 0..count {
        let (packed, length, head) = (number(line + 20, 4), number(line + 28, 2), number(line + 42, 4));
        let name = String::from_utf8(zip[line + 46..line + 46 + length].to_vec()).expect("UTF-8");
        let bytes = head + 30 + number(head + 26, 2) + number(head + 28, 2);
        let mut out = Vec::new();
        flate2::read::DeflateDecoder::new(&zip[bytes..bytes + packed]).read_to_end(&mut out).expect("packed");
        assert!(files.insert(name.clone(), out).is_none(), "{name} is there twice");
        line += 46 + length + number(line + 30, 2);
    }
    files
}

async fn fetched(browser: &mut Browser) -> BTreeMap<String, Vec<u8>> {
    let made = browser.post("/api/v1/me/archives", json!({})).await;
    assert_eq!(made.status, 201, "{}", made.json);
    let answer = browser.get(made.json["url"].as_str().expect("an address")).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/zip"));
    assert!(answer.header("content-disposition").contains(".zip"));
    unpacked(&answer.bytes)
}

fn json_of(files: &BTreeMap<String, Vec<u8>>, name: &str) -> Value {
    serde_json::from_slice(files.get(name).unwrap_or_else(|| panic!("no {name}"))).expect("JSON")
}

/// Makes the export that waits, as a worker does.
async fn export(house: &House, anna: &mut Browser, strip: &Value) {
    let asked = anna.post("/api/v1/exports", json!({ "kind": "strip", "strip_id": strip })).await;
    assert_eq!(asked.status, 202, "{}", asked.json);
    let claim = house.store.job_claim("test", Lane::Cpu, 60_000, now()).await.expect("the store works");
    let claim = claim.expect("an export");
    house.store.job_beat(&claim, (0.5, None), 60_000, now()).await.expect("beaten");
    let hash = "a".repeat(64);
    let name = export_blob_name(claim.job.export(), &hash);
    house.store.blobs().put(&name, FILE.into()).await.expect("kept");
    assert!(house.store.export_keep(&claim, (&hash, FILE.len() as i64), now()).await.expect("kept"));
    let outcome = Outcome::Succeeded(Delivery::default());
    house.store.job_settle(&claim, outcome, None, RetryPolicy::EXPORT, now()).await.expect("settled");
}

/// Something of everything that is kept of somebody; the ids of their pictures, the newest first.
async fn live(house: &House, anna: &mut Browser) -> Vec<String> {
    for prompt in ["a fox in the snow", "a \"hare\" <b>&</b> 兔"] {
        assert_eq!(anna.post("/api/v1/generations", asking(prompt)).await.status, 202);
        house.draw(FOX).await;
    }
    let listed = anna.get("/api/v1/assets").await.json;
    let ids: Vec<String> = listed["items"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| one["id"].as_str().expect("an id").to_owned())
        .collect();
    let board = new_id().to_string();
    let fox = ids.last().expect("a picture");
    for (path, body) in [
        ("/api/v1/boards", json!({ "id": board, "name": "Winter" })),
        ("/api/v1/assets/batch", json!({ "ids": [fox], "action": "add_to_board", "board_id": board })),
        ("/api/v1/assets/batch", json!({ "ids": [fox], "action": "add_tags", "tags": ["red"] })),
        ("/api/v1/characters", json!({ "name": "Maya", "description": "a girl", "pictures": [fox] })),
        ("/api/v1/brands", json!({ "name": "Acme" })),
        ("/api/v1/shares", json!({ "asset_ids": [fox] })),
        ("/api/v1/books", json!({ "title": "The Fox" })),
        ("/api/v1/conversation/messages", json!({ "text": "Where is my fox?" })),
    ] {
        let made = anna.post(path, body).await;
        assert!((200..300).contains(&made.status), "{path}: {}", made.json);
    }
    let shown = json!({ "name": "Anna A", "title": "Shown fox", "shows_prompt": true });
    anna.put(&format!("/api/v1/assets/{fox}/exhibit"), shown).await;
    let strip = anna.post("/api/v1/strips", json!({ "name": "Road", "items": [{ "asset_id": fox }] })).await;
    export(house, anna, &strip.json["id"]).await;
    let packs = anna.get("/api/v1/packs").await.json;
    let order = json!({ "pack_id": packs["items"][0]["id"], "gateway": "upi" });
    let payment = anna.post("/api/v1/payments", order).await.json;
    let payment = payment["id"].as_str().expect("an id");
    anna.post(&format!("/api/v1/payments/{payment}/utr"), json!({ "utr": "632512345678" })).await;
    house.confirm(payment).await;
    ids
}

#[tokio::test]
async fn what_was_put_in_comes_out_and_nothing_of_anybody_else() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let (mut anna, mut eve) =
            (house.person("anna@example.org").await, house.person("eve@example.org").await);
        assert_eq!(eve.post("/api/v1/generations", asking("eves own owl")).await.status, 202);
        house.draw(b"an owl").await;
        eve.post("/api/v1/conversation/messages", json!({ "text": "eves own words" })).await;
        let ids = live(&house, &mut anna).await;
        let files = fetched(&mut anna).await;

        let names: Vec<&str> = files.keys().map(String::as_str).collect();
        let picture = names.iter().find(|name| name.starts_with("pictures/Winter/")).expect("on its board");
        assert!(picture.contains("a fox in the snow") && picture.ends_with(".png"), "{picture}");
        assert_eq!(files[*picture], FOX);
        assert!(names.iter().any(|name| name.starts_with("pictures/On no board/")), "{names:?}");
        let exported = names.iter().find(|name| name.starts_with("exports/Road ")).expect("an export");
        assert_eq!(files[*exported], FILE);
        assert!(files["money/receipts/AS-000001.pdf"].starts_with(b"%PDF-"));
        let readme = String::from_utf8_lossy(&files["README.txt"]).into_owned();
        assert!(readme.starts_with("Everything of ") && readme.contains("manifest.json"), "{readme}");
        let page = String::from_utf8_lossy(&files["pictures/index.html"]).into_owned();
        assert!(page.contains("&lt;b&gt;&amp;&lt;/b&gt; 兔") && !page.contains("<b>&"), "{page}");

        // The wallet's own table, as it is exported.
        let ledger = anna.get("/api/v1/wallet/entries.csv").await.bytes;
        assert_eq!(files["money/credits.csv"], ledger.to_vec());

        let all = json_of(&files, "pictures/pictures.json");
        let fox = all.as_array().expect("a list").iter().find(|one| one["id"] == json!(ids[1])).expect("it");
        assert_eq!(
            (&fox["file"], &fox["prompt"], &fox["boards"], &fox["tags"]),
            (&json!(picture), &json!("a fox in the snow"), &json!(["Winter"]), &json!(["red"]))
        );
        let asked = json_of(&files, "prompts/generations.json");
        assert_eq!(asked.as_array().map(Vec::len), Some(2));
        assert_eq!(asked[1]["settings"]["prompt"], "a \"hare\" <b>&</b> 兔");
        assert_eq!(asked[0]["pictures"], json!([ids[1]]));
        for (name, field, expected) in [
            ("boards/boards.json", "pictures", json!([ids[1]])),
            ("boards/links.json", "pictures", json!([ids[1]])),
            ("brands/brands.json", "name", json!("Acme")),
            ("characters/characters.json", "name", json!("Maya")),
            ("strips/strips.json", "name", json!("Road")),
            ("showcase/showcase.json", "title", json!("Shown fox")),
            ("conversations/messages.json", "text", json!("Where is my fox?")),
            ("money/payments.json", "utr", json!("632512345678")),
            ("account/account.json", "email", json!("anna@example.org")),
            ("exports/exports.json", "state", json!("ready")),
        ] {
            assert_eq!(json_of(&files, name)[0][field], expected, "{name}");
        }
        assert_eq!(json_of(&files, "account/sessions.json").as_array().map(Vec::len), Some(1));
        let book = names.iter().find(|name| name.starts_with("books/The Fox ")).expect("a book");
        assert_eq!(json_of(&files, book)["title"], "The Fox");

        // Every file is in the manifest with its own checksum, and nothing else.
        let manifest = json_of(&files, "manifest.json");
        assert_eq!(manifest["missing"], json!([]));
        let told: BTreeMap<&str, &str> = manifest["files"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|one| (one["name"].as_str().expect("a name"), one["sha256"].as_str().expect("a sum")))
            .collect();
        assert_eq!(told.len() + 1, files.len());
        for (name, bytes) in files.iter().filter(|(name, _)| *name != "manifest.json") {
            assert_eq!(told[name.as_str()], easel_store::sql::hex(&Sha256::digest(bytes)), "{name}");
        }
        for (name, bytes) in &files {
            let text = String::from_utf8_lossy(bytes);
            for secret in ["eves own", "eve@example.org", "argon2", "token_hash", PASSWORD] {
                assert!(!text.contains(secret), "{secret} in {name}");
            }
        }
    }
}

#[tokio::test]
async fn a_picture_that_is_gone_is_named_and_the_rest_is_whole() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let mut anna = house.person("anna@example.org").await;
        let ids = live(&house, &mut anna).await;
        let gone = house.folder.path().join("blobs").join(format!("{}-original", ids[0]));
        std::fs::remove_file(gone).expect("it was there");
        let short = house.folder.path().join("blobs").join(format!("{}-original", ids[1]));
        std::fs::write(short, b"cut").expect("room");
        anna.patch("/api/v1/me", json!({ "language": "ja" })).await;
        // Whoever is about to leave takes along what is theirs.
        anna.post("/api/v1/me/deletion", json!({ "current_password": PASSWORD })).await;
        let files = fetched(&mut anna).await;
        let missing = json_of(&files, "manifest.json")["missing"].clone();
        let told: BTreeMap<&str, &str> = missing
            .as_array()
            .expect("a list")
            .iter()
            .map(|one| (one["id"].as_str().expect("an id"), one["why"].as_str().expect("a reason")))
            .collect();
        let expected =
            BTreeMap::from([(&*ids[0], "its bytes are gone"), (&*ids[1], "its bytes are not whole")]);
        assert_eq!(told, expected);
        assert!(
            json_of(&files, "pictures/pictures.json")
                .as_array()
                .expect("a list")
                .iter()
                .any(|one| { one["id"] == json!(ids[0]) && one["file"] == Value::Null })
        );
        assert!(String::from_utf8_lossy(&files["README.txt"]).contains("ボード"), "in the person's language");
        assert!(json_of(&files, "account/account.json")[0]["leaves_at"].is_string());
    }
}

/// Bytes that nothing packs, the same each time (Marsaglia's xorshift).
fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[0]
    };
    std::iter::repeat_with(next).take(length).collect()
}

#[tokio::test]
async fn a_slow_reader_gets_it_one_at_a_time_and_whoever_stops_holds_nothing() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let mut anna = house.person("anna@example.org").await;
        assert_eq!(anna.post("/api/v1/generations", asking("a fox")).await.status, 202);
        // Much more than what is on its way at once, and as hard to pack as a picture.
        let large: &'static [u8] = Box::leak(noise(3 << 20).into_boxed_slice());
        house.draw(large).await;
        let made = anna.post("/api/v1/me/archives", json!({})).await.json;
        let url = made["url"].as_str().expect("an address").to_owned();
        let begin =
            |browser: &Browser| browser.request(Method::GET, &url).body(Body::empty()).expect("a request");
        let answer = anna.raw(begin(&anna)).await;
        assert_eq!(answer.status(), 200);
        let mut pieces = answer.into_body().into_data_stream();
        let first = pieces.next().await.expect("a piece").expect("bytes");
        assert!(first.len() < 1 << 20, "{} at once", first.len());
        let second = anna.get(&url).await;
        assert_eq!(second.problem(), (409, "archive_reading", ""));
        drop(pieces);

        let answer = anna.raw(begin(&anna)).await;
        assert_eq!(answer.status(), 200, "whoever stopped holds nothing");
        let mut all = Vec::new();
        let mut pieces = answer.into_body().into_data_stream();
        while let Some(piece) = pieces.next().await {
            all.extend_from_slice(&piece.expect("bytes"));
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let files = unpacked(&all);
        assert!(files.iter().any(|(name, bytes)| name.ends_with(".png") && bytes == large));

        // A session that ended ends what it reads.
        let answer = anna.raw(begin(&anna)).await;
        let mut pieces = answer.into_body().into_data_stream();
        pieces.next().await.expect("a piece").expect("bytes");
        anna.post("/api/v1/auth/sign-out", json!({})).await;
        tokio::time::sleep(Duration::from_millis(3_100)).await;
        let mut broke = false;
        while let Some(piece) = pieces.next().await {
            broke = broke || piece.is_err();
            if broke {
                break;
            }
        }
        assert!(broke, "it must not look whole");
    }
}

#[tokio::test]
async fn there_are_five_a_day_and_each_is_its_owners_for_an_hour() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let mut anna = house.person("anna@example.org").await;
        let me = anna.get("/api/v1/me").await.json;
        let actor =
            Actor { user_id: me["id"].as_str().expect("an id").parse().expect("a UUID"), role: Role::User };
        let id = new_id();
        for _ in 0..2 {
            assert_eq!(
                anna.post("/api/v1/me/archives", json!({ "id": id })).await.status,
                201,
                "the same one"
            );
        }
        let mut eve = house.person("eve@example.org").await;
        let taken = eve.post("/api/v1/me/archives", json!({ "id": id })).await;
        assert_eq!(taken.problem(), (422, "idempotency_mismatch", "id"));
        for _ in 1..5 {
            assert_eq!(anna.post("/api/v1/me/archives", json!({})).await.status, 201);
        }
        let more = anna.post("/api/v1/me/archives", json!({})).await;
        assert_eq!(more.problem(), (429, "too_many_archives", ""));
        let wait: i64 = more.header("retry-after").parse().expect("seconds");
        assert!((86_000..=86_401).contains(&wait), "{wait}");
        let archives = Archives::of(&house.store);
        let later = now().plus_ms(24 * 3_600_000 + 1_000);
        archives.begin(&actor, ArchiveId(new_id()), later).await.expect("a day later");
        assert!(
            archives.turn(&actor, ArchiveId(id), now().plus_ms(3_700_000)).await.is_err(),
            "an hour later"
        );
        let texts = archives.prepare_all().await.expect("every text is understood");
        assert!(texts > 25, "only {texts} texts are listed");
        assert_eq!(archives.reading(), 0);
    }
}

/// Tables with a column that says whose a row is, and that are left at home.
const LEFT: &[(&str, &str)] = &[
    ("archive", "what lasts while it is read"),
    ("asset_character", "stands in what was asked for"),
    ("asset_meaning", "a model's numbers about a picture"),
    ("book_draw", "which panels are being drawn"),
    ("challenge", "lasts minutes"),
    ("download", "lasts while it is read"),
    ("email_link", "a secret that lasts a day"),
    ("gallery", "a number that grows with each change"),
    ("hold", "stands with each generation"),
    ("job", "how a generation is worked at; what came of it stands there"),
    ("known_sign_in", "hashes that say whether a sign-in is from elsewhere"),
    ("ledger_entry", "every line stands in money/credits.csv"),
    ("looking", "whether a page is open"),
    ("openid_pending", "lasts minutes"),
    ("passkey_challenge", "lasts minutes"),
    ("password_reset", "a secret that lasts an hour"),
    ("receipt", "stands in money/receipts, as it was printed"),
    ("recovery_code", "hashes of secrets"),
    ("redeem_person", "which of many alike codes somebody used stands in money/codes.json"),
    ("second_factor", "a secret that their app has"),
    ("upload", "lasts until it is a picture"),
];

/// A table about people that nobody thought of would be missing in what they take along.
#[tokio::test]
async fn every_table_about_people_is_taken_along_or_left_for_a_reason() {
    const TAKEN: &str = concat!(
        include_str!("../../../easel-archive/src/rows.rs"),
        include_str!("../../../easel-archive/src/pictures.rs"),
        include_str!("../../../easel-archive/src/write.rs"),
    );
    let house = House::open(&databases()[0], options()).await;
    let raw = Raw::open(&house.database_url).await;
    let tables: Vec<(String,)> = raw
        .all(
            "select distinct m.name from sqlite_master m join pragma_table_info(m.name) c
             where m.type = 'table' and c.name in ('owner_id', 'user_id', 'person_id', 'redeemed_by') order by m.name",
            Vec::new(),
        )
        .await;
    raw.close().await;
    assert!(tables.len() > 40, "{tables:?}");
    let taken = |name: &str| {
        ["from ", "join "].iter().any(|word| {
            TAKEN.match_indices(&format!("{word}{name}")).any(|(at, found)| {
                let after = TAKEN[at + found.len()..].chars().next();
                after.is_none_or(|after| !after.is_alphanumeric() && after != '_')
            })
        })
    };
    let left = |name: &str| LEFT.iter().any(|(left, _)| *left == name);
    let wrong: Vec<_> = tables.iter().filter(|(name,)| taken(name) == left(name)).collect();
    assert!(wrong.is_empty(), "take them along, or say here why not: {wrong:?}");
}
