//! Credits, line by line.

use crate::house::{House, databases, options};
use serde_json::json;

#[tokio::test]
async fn the_ledger_tells_the_whole_story_page_by_page_and_as_csv() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let mut anna = house.person("anna@example.org").await;
        let first = anna.ask("a fox").await;
        house.draw(b"bytes").await;
        let second = anna.ask("an owl").await;
        anna.call("POST", &format!("/api/v1/generations/{second}/cancel"), None).await;
        let all = anna.get("/api/v1/wallet/entries").await.json;
        let items = all["items"].as_array().expect("a list");
        let told: Vec<_> = items
            .iter()
            .map(|e| {
                (
                    e["kind"].as_str(),
                    e["credits"].as_i64(),
                    e["available_after"].as_i64(),
                    e["held_after"].as_i64(),
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                (Some("release"), Some(10), Some(90), Some(0)),
                (Some("hold"), Some(-10), Some(80), Some(10)),
                (Some("capture"), Some(-10), Some(90), Some(0)),
                (Some("hold"), Some(-10), Some(90), Some(10)),
                (Some("grant"), Some(100), Some(100), Some(0)),
            ]
        );
        assert_eq!((&items[2]["generation_id"], &items[4]["generation_id"]), (&json!(first), &json!(null)));
        let (mut path, mut seen) = ("/api/v1/wallet/entries?limit=2".to_owned(), 0);
        loop {
            let page = anna.get(&path).await.json;
            seen += page["items"].as_array().map_or(0, Vec::len);
            let Some(cursor) = page["next_cursor"].as_str() else { break };
            path = format!("/api/v1/wallet/entries?limit=2&cursor={cursor}");
        }
        assert_eq!(seen, 5);
        let csv = anna.get("/api/v1/wallet/entries.csv").await;
        assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
        let text = String::from_utf8(csv.bytes.to_vec()).expect("text");
        assert_eq!(text.lines().count(), 6, "{text}");
        assert!(text.lines().next().expect("a line").starts_with("at,kind,credits,"));
    }
}
