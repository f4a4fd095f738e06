//! A worker lent to a studio: two programs that share nothing but an address and a token.

use crate::{client::Client, program::Place};
use serde_json::{Value, json};
use std::{path::Path, process::Stdio, time::Duration};
use tokio::process::Child;

const SHIPPED: &str = include_str!("../../../../config/models.json");

/// The models that ship, made by lent workers only.
fn lent_models(path: &Path) {
    let mut models: Value = serde_json::from_str(SHIPPED).expect("what ships can be read");
    models["providers"] = json!({ "friends": { "engine": "worker" } });
    // The tools stay at home: only the illustrator is lent.
    models["models"] = json!([models["models"][0].clone()]);
    models["models"][0]["channels"][0]["provider"] = json!("friends");
    std::fs::write(path, models.to_string()).expect("written");
}

fn lend(garage: &Place, studio: &str, token: &str) -> Child {
    let mut worker = garage.command(&["worker"]);
    worker.env("EASEL_STUDIO_URL", format!("http://{studio}")).env("EASEL_WORKER_TOKEN", token);
    worker.stdout(Stdio::null()).spawn().expect("the program starts")
}

async fn end(client: &Client, id: &str) -> Value {
    for _ in 0..600 {
        let path = format!("/api/v1/generations/{id}");
        let view = client.ask("GET", &path, None).await.expect("an answer").json;
        if !matches!(view["state"].as_str(), Some("queued" | "running")) {
            return view;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{id} never ended");
}

async fn submit(client: &Client, count: u32) -> String {
    let body = json!({
        "model": "illustrator", "prompt": "a red fox", "width": 64, "height": 64, "count": count, "accepted_credits": count
    });
    let answer = client.ask("POST", "/api/v1/generations", Some(&body)).await.expect("an answer");
    assert_eq!(answer.status, 202, "{}", answer.json);
    answer.json["id"].as_str().expect("an id").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_elsewhere_makes_the_pictures() {
    for studio in [Some(Place::sqlite()), Place::postgres()].into_iter().flatten() {
        let path = studio.folder.path().join("models.json");
        lent_models(&path);
        let (well, token) = studio.run(&["worker-token", "create", "garage"]).await;
        assert!(well, "{token}");
        let again = studio.run(&["worker-token", "create", "garage"]).await;
        assert!(!again.0 && again.1.contains("of that name"), "{}", again.1);
        let server = studio.serve_with(&["--models", path.to_str().expect("a path"), "serve"]).await;
        let mut client = Client::new(&server.address);
        client.sign_up("reader@example.org").await;
        let waiting = submit(&client, 2).await;
        tokio::time::sleep(Duration::from_millis(300)).await;
        let view =
            client.ask("GET", &format!("/api/v1/generations/{waiting}"), None).await.expect("an answer");
        assert_eq!(view.json["state"], "queued", "nobody of the house can make it");

        let garage = Place::sqlite();
        let mut worker = lend(&garage, &server.address, token.trim());
        let mut all = vec![waiting];
        for count in [1, 3] {
            all.push(submit(&client, count).await);
        }
        for id in &all {
            let view = end(&client, id).await;
            assert_eq!(view["state"], "succeeded", "{view}");
            assert_eq!(Some(view["assets"].as_array().map_or(0, Vec::len) as u64), view["count"].as_u64());
            assert!(view["assets"][0]["seed"].is_u64(), "{view}");
        }
        let wallet = client.ask("GET", "/api/v1/wallet", None).await.expect("an answer").json;
        assert_eq!((&wallet["available"], &wallet["held"]), (&json!(14), &json!(0)));
        assert!(!garage.data().join("easel.db").exists(), "it keeps nothing");
        let (_, list) = studio.run(&["worker-token", "list"]).await;
        assert!(list.contains("garage") && list.contains("illustrator#generate"), "{list}");

        // Nothing more for a token that ended, whatever is still asked with it.
        assert!(studio.run(&["worker-token", "revoke", "garage"]).await.0);
        tokio::time::sleep(Duration::from_millis(1500)).await;
        let left = submit(&client, 1).await;
        tokio::time::sleep(Duration::from_millis(500)).await;
        let view = client.ask("GET", &format!("/api/v1/generations/{left}"), None).await.expect("an answer");
        assert_eq!(view.json["state"], "queued");
        worker.kill().await.expect("killed");

        assert!(server.terminate().await);
        let (well, said) = studio.run(&["ledger", "verify", "--blobs"]).await;
        assert!(well, "{said}");
    }
}

#[tokio::test]
async fn a_lent_worker_says_what_it_lacks() {
    let garage = Place::sqlite();
    let without = |url: &str, token: &str| {
        let mut worker = garage.command(&["worker"]);
        worker.env("EASEL_STUDIO_URL", url).env("EASEL_WORKER_TOKEN", token);
        async move { worker.output().await.expect("the program starts") }
    };
    for (url, token, expected) in [
        ("https://studio.example", "", "EASEL_WORKER_TOKEN"),
        ("http://studio.example", "a token", "https://"),
        ("", "a token", "EASEL_STUDIO_URL"),
    ] {
        let output = without(url, token).await;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && said.contains(expected), "{said}");
        assert!(!said.contains("a token"), "{said}");
    }
}
