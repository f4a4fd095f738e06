//! A studio is saved while it runs, and comes back whole: rows, bytes, ledger, the way in.

use crate::{client::Client, program::Place};
use serde_json::{Value, json};
use std::{collections::BTreeMap, fs, path::Path, time::Duration};

const PATIENCE: u32 = 600;

async fn picture(client: &Client) -> String {
    let body = json!({"model": "illustrator", "prompt": "a red fox by a river", "width": 128, "height": 128});
    let answer = client.ask("POST", "/api/v1/generations", Some(&body)).await.expect("an answer");
    assert_eq!(answer.status, 202, "{}", answer.json);
    let path = format!("/api/v1/generations/{}", answer.json["id"].as_str().expect("an id"));
    for _ in 0..PATIENCE {
        let view = client.ask("GET", &path, None).await.expect("an answer").json;
        if view["state"] == "succeeded" {
            return view["assets"][0]["id"].as_str().expect("an id").to_owned();
        }
        assert!(matches!(view["state"].as_str(), Some("queued" | "running")), "{view}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the picture never came");
}

async fn bytes(client: &Client, asset: &str) -> Vec<u8> {
    let path = format!("/api/v1/assets/{asset}/content");
    let answer = client.ask("GET", &path, None).await.expect("an answer");
    assert_eq!(answer.status, 200);
    answer.body
}

fn manifest(folder: &Path) -> Value {
    serde_json::from_slice(&fs::read(folder.join("manifest.json")).expect("a manifest")).expect("JSON")
}

/// Rows of each table, those apart that a restore changes on purpose.
fn rows(folder: &Path) -> BTreeMap<String, u64> {
    let changed = ["session", "password_reset", "setup_link", "audit", "backup"];
    let manifest = manifest(folder);
    let tables = manifest["tables"].as_array().expect("tables").iter();
    let rows = tables.map(|table| {
        (table["name"].as_str().expect("a name").to_owned(), table["rows"].as_u64().expect("a number"))
    });
    rows.filter(|(name, _)| !changed.contains(&name.as_str())).collect()
}

/// A blob's file in a backup.
fn some_blob(folder: &Path) -> std::path::PathBuf {
    let folders = fs::read_dir(folder.join("blobs")).expect("a folder");
    let mut files = folders.flat_map(|one| fs::read_dir(one.expect("a folder").path()).expect("a folder"));
    files.next().expect("a blob").expect("a file").path()
}

async fn comes_back(from: Place, to: Place) {
    let saved = from.folder.path().join("saved");
    let saved_path = saved.to_str().expect("a path").to_owned();
    let server = from.serve().await;
    let mut client = Client::new(&server.address);
    client.sign_up("reader@example.org").await;
    let (first, second) = (picture(&client).await, picture(&client).await);
    let original = bytes(&client, &first).await;

    // While it runs, and somebody goes on drawing.
    let busy = {
        let client = client.clone();
        tokio::spawn(async move {
            for _ in 0..4 {
                picture(&client).await;
            }
        })
    };
    let (well, said) = from.run(&["backup", &saved_path]).await;
    assert!(well && said.contains("is whole"), "{said}");
    busy.await.expect("drawn");
    let (well, said) = from.run(&["backup", &saved_path]).await;
    assert!(!well && said.contains("whole backup already"), "{said}");
    let (well, said) = from.run(&["restore", &saved_path]).await;
    assert!(!well && said.contains("--force"), "there is a studio: {said}");
    if from.database_url.is_none() {
        let (well, said) = from.run(&["restore", &saved_path, "--force"]).await;
        assert!(!well && said.contains("Stop the studio first"), "{said}");
    }
    assert!(!bytes(&client, &second).await.is_empty());
    assert!(server.terminate().await);

    let (well, said) = to.run(&["restore", &saved_path, "--check"]).await;
    assert!(well && said.contains("are what they were"), "{said}");
    let (well, said) = to.run(&["restore", &saved_path]).await;
    assert!(well && said.contains("rule(s) of the ledger hold"), "{said}");
    let again = to.folder.path().join("again");
    let (well, said) = to.run(&["backup", again.to_str().expect("a path")]).await;
    assert!(well, "{said}");
    assert_eq!(rows(&again), rows(&saved), "every table has the rows it had");

    let server = to.serve().await;
    let old = client.moved_to(&server.address);
    assert_eq!(old.ask("GET", "/api/v1/me", None).await.expect("an answer").status, 401, "sessions ended");
    let mut client = Client::new(&server.address);
    assert!(client.sign_in("reader@example.org").await, "the password is what it was");
    assert_eq!(bytes(&client, &first).await, original, "the picture is what it was, to the byte");
    picture(&client).await;
    assert!(server.terminate().await);
    let (well, said) = to.run(&["ledger", "verify", "--blobs"]).await;
    assert!(well, "{said}");

    // What came since goes when everything is replaced.
    let (well, said) = to.run(&["restore", &saved_path, "--force"]).await;
    assert!(well, "{said}");
    let third = to.folder.path().join("third");
    let (well, said) = to.run(&["backup", third.to_str().expect("a path")]).await;
    assert!(well, "{said}");
    assert_eq!(rows(&third), rows(&saved));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_studio_comes_back_on_sqlite() {
    Box::pin(comes_back(Place::sqlite(), Place::sqlite())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_studio_comes_back_on_postgres() {
    if let (Some(from), Some(to)) = (Place::postgres(), Place::postgres()) {
        Box::pin(comes_back(from, to)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_whole_backup_is_refused_and_one_that_was_broken_off_is_gone_on_with() {
    let place = Place::sqlite();
    let server = place.serve().await;
    let mut client = Client::new(&server.address);
    client.sign_up("reader@example.org").await;
    picture(&client).await;
    assert!(server.terminate().await);
    let saved = place.folder.path().join("saved");
    let path = saved.to_str().expect("a path").to_owned();
    let (well, said) = place.run(&["backup", &path]).await;
    assert!(well, "{said}");
    let empty = Place::sqlite();
    let refused = async |word: &str| {
        let (well, said) = empty.run(&["restore", &path]).await;
        assert!(!well && said.contains(word), "{word}: {said}");
        assert!(!empty.data().join("easel.db").exists(), "nothing was made: {said}");
    };

    // Newer than the program, by its tables or by its layout.
    let whole = fs::read_to_string(saved.join("manifest.json")).expect("a manifest");
    let mut newer = manifest(&saved);
    newer["schema"] = json!(9999);
    fs::write(saved.join("manifest.json"), newer.to_string()).expect("written");
    refused("newer than this program").await;
    fs::write(saved.join("manifest.json"), json!({"format": 2, "program": "9.0"}).to_string())
        .expect("written");
    refused("newer than this program (9.0)").await;
    let mut other = manifest(&saved);
    fs::write(saved.join("manifest.json"), &whole).expect("written");
    other.clone_from(&manifest(&saved));
    other["database"] = json!("postgres");
    fs::write(saved.join("manifest.json"), other.to_string()).expect("written");
    refused("of a studio on postgres").await;
    // Led out of its folder.
    let mut led = manifest(&saved);
    led["database"] = json!("sqlite");
    led["files"][0]["path"] = json!("../../etc/passwd");
    fs::write(saved.join("manifest.json"), led.to_string()).expect("written");
    refused("damaged").await;
    fs::write(saved.join("manifest.json"), &whole).expect("written");

    // Damaged: one bit of a picture, one of the rows.
    for file in [some_blob(&saved), saved.join("database/studio.db")] {
        let bytes = fs::read(&file).expect("bytes");
        let mut flipped = bytes.clone();
        let middle = flipped.len() / 2;
        flipped[middle] ^= 1;
        fs::write(&file, flipped).expect("written");
        refused("damaged").await;
        fs::write(&file, bytes).expect("written");
    }

    // Broken off: no manifest yet, one blob half.
    fs::remove_file(saved.join("manifest.json")).expect("removed");
    fs::write(saved.join("UNFINISHED"), "").expect("written");
    let blob = some_blob(&saved);
    fs::write(&blob, "half").expect("written");
    refused("no whole backup").await;
    let (well, said) = place.run(&["backup", &path]).await;
    assert!(well && said.contains("from an earlier try"), "{said}");
    assert!(!saved.join("UNFINISHED").exists());
    let (well, said) = empty.run(&["restore", &path]).await;
    assert!(well, "{said}");

    // A folder with something else in it is nobody's place for a backup.
    let (well, said) = place.run(&["backup", place.folder.path().to_str().expect("a path")]).await;
    assert!(!well && said.contains("isn't empty"), "{said}");
    // Nor is a studio made for the sake of saving it.
    let nothing = Place::sqlite();
    let (well, said) = nothing.run(&["backup", "copy"]).await;
    assert!(!well && said.contains("no studio"), "{said}");
    assert!(!nothing.data().join("easel.db").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_studio_that_lost_a_file_is_saved_all_the_same_and_it_is_said() {
    let place = Place::sqlite();
    let server = place.serve().await;
    let mut client = Client::new(&server.address);
    client.sign_up("reader@example.org").await;
    picture(&client).await;
    assert!(server.terminate().await);
    let blobs = place.data().join("blobs");
    let folder = fs::read_dir(&blobs).expect("blobs").find_map(|one| {
        let one = one.expect("a folder");
        (one.file_name() != "incoming").then(|| one.path())
    });
    let lost = fs::read_dir(folder.expect("a folder"))
        .expect("files")
        .next()
        .expect("a file")
        .expect("a file")
        .path();
    fs::remove_file(&lost).expect("removed");
    let name = lost.file_name().expect("a name").to_string_lossy().into_owned();
    let (code, said) = place.run_with(&["backup", "saved", "--json"], "").await;
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains(&name), "{said}");
    let (code, said) = Place { folder: place.folder, database_url: None }
        .run_with(&["--data-dir", "elsewhere", "restore", "saved"], "")
        .await;
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("BROKEN I16"), "{said}");
}
