//! Books planned from texts: by rules, and by a chat model for those who ask for it.

use crate::house::{House, databases, options};
use easel_door::limit::Rate;
use easel_outbound::{Chat, ChatOptions};
use easel_testing::{ChatDay, ChatStandIn};
use serde_json::{Value, json};

const STORY: &str = "A fox looks at the moon.\n\nThe fox builds a ladder.";

fn body(by: Option<&str>) -> Value {
    let mut body = json!({ "text": STORY, "kind": "comic", "language": "en", "format": "comic" });
    if let Some(by) = by {
        body["by"] = json!(by);
    }
    body
}

#[tokio::test]
async fn a_text_leaves_the_studio_only_for_who_asks_for_it() {
    let stand_in = ChatStandIn::open().await;
    for on in databases() {
        let mut with = options();
        let url = stand_in.url();
        let chat = Chat::new(&ChatOptions::new(&url, ChatStandIn::MODEL, Some(ChatStandIn::KEY)));
        with.chat = Some(chat.expect("a chat model"));
        with.limits.chat = Rate { burst: 2, per_minute: 1 };
        let house = House::open(&on, with).await;
        let mut anna = house.person("anna@example.org").await;
        assert_eq!(anna.get("/api/v1/studio").await.json["plans_by_model"], true);
        let before = stand_in.asked().len();
        for by in [None, Some("rules")] {
            let made = anna.post("/api/v1/books/plan", body(by)).await;
            assert_eq!(
                (made.status, &made.json["by"], &made.json["note"]),
                (200, &json!("rules"), &Value::Null)
            );
        }
        assert_eq!(stand_in.asked().len(), before, "nobody was asked");
        let made = anna.post("/api/v1/books/plan", body(Some("model"))).await;
        assert_eq!((&made.json["by"], &made.json["note"]), (&json!("model"), &Value::Null), "{}", made.json);
        let panel = &made.json["document"]["pages"][0]["panels"][0];
        assert_eq!(panel["prompt"], "As the writer sees it: A fox looks at the moon.");
        assert_eq!(stand_in.asked().len(), before + 1);
        // It can be kept as it is, and nothing was charged.
        let kept = json!({ "document": made.json["document"] });
        assert_eq!(anna.post("/api/v1/books", kept).await.status, 201);
        assert_eq!(anna.get("/api/v1/wallet").await.json["available"], 100);
        stand_in.days([ChatDay::Say("I would rather not.".to_owned())]);
        let made = anna.post("/api/v1/books/plan", body(Some("model"))).await;
        assert_eq!((&made.json["by"], &made.json["note"]), (&json!("rules"), &json!("unreadable")));
        // What costs the operator something has a limit of its own.
        assert_eq!(anna.post("/api/v1/books/plan", body(Some("model"))).await.status, 429);
        assert_eq!(anna.post("/api/v1/books/plan", body(None)).await.status, 200);
        let other = anna.post("/api/v1/books/plan", body(Some("magic"))).await;
        assert_eq!(other.problem(), (400, "invalid_by", "by"));
    }
}

#[tokio::test]
async fn without_a_chat_model_rules_plan_and_say_so() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let mut anna = house.person("anna@example.org").await;
        assert_eq!(anna.get("/api/v1/studio").await.json["plans_by_model"], false);
        let made = anna.post("/api/v1/books/plan", body(Some("model"))).await;
        assert_eq!(
            (made.status, &made.json["by"], &made.json["note"]),
            (200, &json!("rules"), &json!("off"))
        );
    }
}
