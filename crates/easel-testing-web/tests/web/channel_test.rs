//! Administrators try channels and say how they stand.

use crate::house::{House, databases, new_id, options};
use serde_json::{Value, json};

fn test_of(channel: &str) -> Value {
    json!({ "id": new_id().to_string(), "model": "sketch", "channel": channel, "prompt": "an apple" })
}

#[tokio::test]
async fn a_test_tells_what_it_came_to() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let mut admin = house.admin().await;
        let before = admin.get("/api/v1/wallet").await.json;
        let asked = test_of("studio/sketch");
        let made = admin.post("/api/v1/admin/channel-tests", asked.clone()).await;
        assert_eq!(made.status, 202, "{}", made.json);
        assert_eq!(
            (&made.json["generation"]["state"], &made.json["attempt"]),
            (&json!("queued"), &json!(null))
        );
        let id = made.json["generation"]["id"].as_str().expect("an id").to_owned();
        assert_eq!(
            admin.post("/api/v1/admin/channel-tests", asked).await.json["generation"]["id"],
            json!(id)
        );
        house.draw(b"bytes").await;
        let seen = admin.get(&format!("/api/v1/admin/channel-tests/{id}")).await.json;
        assert_eq!(seen["channel"], json!("studio/sketch"));
        assert_eq!(seen["generation"]["state"], json!("succeeded"));
        assert_eq!(seen["generation"]["credits"], json!({ "held": 0, "captured": 0 }));
        assert_eq!(
            (&seen["attempt"]["outcome"], &seen["attempt"]["sent"]),
            (&json!("succeeded"), &json!(true))
        );
        assert!(seen["attempt"]["took_ms"].as_i64().is_some_and(|ms| ms >= 0), "{seen}");
        assert_eq!(seen["attempt"]["cost_micros"], json!(null), "unknown, not zero");
        assert_eq!(admin.get("/api/v1/wallet").await.json, before);
        // The picture hangs in the administrator's own gallery.
        assert_eq!(admin.get("/api/v1/assets").await.json["items"][0]["generation_id"], json!(id));
    }
}

#[tokio::test]
async fn what_is_no_test_is_refused_in_words() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let mut admin = house.admin().await;
        let path = "/api/v1/admin/channel-tests";
        assert_eq!(admin.post(path, test_of("studio/none")).await.status, 404);
        for (field, value, code) in [
            ("model", json!("none"), "invalid_model"),
            ("prompt", json!(" "), "invalid_prompt"),
            ("id", json!("seven"), "invalid_id"),
        ] {
            let mut asked = test_of("studio/sketch");
            asked[field] = value;
            let refused = admin.post(path, asked).await;
            assert_eq!(
                (refused.status, &refused.json["error"]["code"]),
                (400, &json!(code)),
                "{}",
                refused.json
            );
        }
    }
}

#[tokio::test]
async fn why_a_channel_is_drained_is_bounded() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let mut admin = house.admin().await;
        let say =
            |reason: String| json!({ "channel": "studio/sketch", "state": "draining", "reason": reason });
        assert_eq!(admin.post("/api/v1/admin/channels", say("é".repeat(200))).await.status, 204);
        let refused = admin.post("/api/v1/admin/channels", say("é".repeat(201))).await;
        assert_eq!(
            (refused.status, &refused.json["error"]["field"]),
            (400, &json!("reason")),
            "{}",
            refused.json
        );
    }
}
