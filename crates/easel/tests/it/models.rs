//! Editing the models of a serving studio.

use crate::{
    client::{Answer, Client},
    program::Place,
};
use serde_json::{Value, json};
use std::{path::Path, time::Duration};

const SHIPPED: &str = include_str!("../../../../config/models.json");

fn write_price(path: &Path, credits: i64) {
    let mut models: Value = serde_json::from_str(SHIPPED).expect("what ships can be read");
    models["models"][0]["prices"][0]["credits"] = json!(credits);
    std::fs::write(path, models.to_string()).expect("written");
}

async fn price(client: &Client) -> i64 {
    let body = json!({"model": "illustrator", "prompt": "a kite"});
    let answer = client.ask("POST", "/api/v1/quotes", Some(&body)).await.expect("an answer");
    answer.json["credits"].as_i64().expect("a price")
}

async fn submit(client: &Client, accepted: i64) -> Answer {
    let body = json!({"model": "illustrator", "prompt": "a kite", "width": 64, "height": 64, "accepted_credits": accepted});
    client.ask("POST", "/api/v1/generations", Some(&body)).await.expect("an answer")
}

#[tokio::test]
async fn a_new_price_holds_without_a_restart_and_a_mistake_changes_nothing() {
    let place = Place::sqlite();
    let path = place.folder.path().join("models.json");
    write_price(&path, 2);
    let server = place.serve_with(&["--models", path.to_str().expect("a path"), "serve"]).await;
    let mut client = Client::new(&server.address);
    client.sign_up("reader@example.org").await;
    assert_eq!(price(&client).await, 2);
    write_price(&path, 11);
    let mut seen = 2;
    for _ in 0..200 {
        seen = price(&client).await;
        if seen == 11 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(seen, 11, "the new price is offered");
    let stale = submit(&client, 2).await;
    assert_eq!((stale.status, stale.json["error"]["code"].as_str()), (409, Some("price_changed")));
    assert_eq!(stale.json["error"]["credits"], 11);
    std::fs::write(&path, "{ this is no JSON").expect("written");
    tokio::time::sleep(Duration::from_millis(2500)).await;
    assert_eq!(price(&client).await, 11, "the models in force stay");
    assert_eq!(submit(&client, 11).await.status, 202);
    let poor = submit(&client, 11).await;
    assert_eq!((poor.status, poor.json["error"]["code"].as_str()), (402, Some("insufficient_credits")));
    assert_eq!(
        (poor.json["error"]["needed"].as_i64(), poor.json["error"]["available"].as_i64()),
        (Some(11), Some(9))
    );
    assert!(server.terminate().await);
}
