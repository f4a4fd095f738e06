//! The engine for OpenAI's interface with a real LiteLLM proxy before a provider of our own:
//! `cargo xtask partners litellm`.

use crate::{
    partner::{files, left_half, patient, pixels, plain, tell, told, words},
    partner_upstream::{came, start},
    studio::{Way, follow, way, with_source},
};
use easel_domain::routing::{ClosedFor, Health};
use easel_engine::{Answer, Request};
use serde_json::{Value, json};

fn provider() -> Value {
    start();
    json!({
        "engine": "openai", "url": format!("{}/v1", told("EASEL_PARTNER_LITELLM_URL")),
        "key_env": "EASEL_PARTNER_LITELLM_KEY"
    })
}

fn to(model: &str, options: &Value) -> Way {
    way(&provider(), model, options)
}

async fn ask(way: &Way, request: Request) -> Answer {
    let (answer, seen) = follow(way, request, None).await;
    tell(&way.channel.provider_model, &answer, &seen);
    answer
}

/// Asks a model that has a case of its own. We ask once; how often the proxy asks behind our back is told.
async fn case(model: &str) -> Answer {
    let way = to(model, &json!({}));
    let (answer, seen) = follow(&way, patient(&way, 1), None).await;
    tell(model, &answer, &seen);
    assert_eq!(*seen.sent.lock().expect("seen"), 1, "{model}");
    println!("    the provider behind was asked {} times", came(model).len());
    answer
}

#[tokio::test]
#[ignore = "needs a LiteLLM proxy"]
async fn words_become_pictures_and_tell_their_cost() {
    let way = to("gpt-image-2", &json!({ "cost": { "source": "header" } }));
    let answer = ask(&way, patient(&way, 2)).await;
    let made = files(&answer);
    assert_eq!((made.len(), pixels(&made[0]).0), (2, 64));
    assert_eq!(answer.cost.map(|cost| cost.micros), Some(5930), "196 tokens out, 10 in");
    assert!(answer.provider_ref.is_some(), "a name for the support");
    let came = came("gpt-image-2");
    assert_eq!(came.len(), 1);
    assert_eq!(came[0].json()["n"], 2);
    assert_eq!(came[0].json()["safety_identifier"], "someone");
}

#[tokio::test]
#[ignore = "needs a LiteLLM proxy"]
async fn pictures_and_a_mask_arrive() {
    let way = to("edits", &json!({}));
    let mut asked = with_source(patient(&way, 1), true);
    asked.inputs.source = Some(plain(64, [1, 2, 3]));
    asked.inputs.mask = Some(left_half(64));
    asked.inputs.references = vec![plain(64, [4, 5, 6]), plain(64, [7, 8, 9])];
    files(&ask(&way, asked).await);
    let came = came("edits");
    assert_eq!(came.len(), 1);
    let form = String::from_utf8_lossy(&came[0].body);
    assert!(came[0].path.ends_with("/images/edits"), "{}", came[0].path);
    let parts = |name: &str| form.matches(&format!("name=\"{name}\"")).count();
    assert_eq!((parts("image[]") + parts("image"), parts("mask")), (3, 1), "{form}");
}

#[tokio::test]
#[ignore = "needs a LiteLLM proxy"]
async fn edits_end_as_badly_as_words() {
    for (model, end) in [
        ("moderated", "rejected RefusedPrompt"),
        ("broken", "failed, again true"),
        ("slow", "unknown"),
        ("lost", "unknown"),
    ] {
        let way = to(model, &json!({}));
        let (answer, seen) = follow(&way, with_source(patient(&way, 1), false), None).await;
        tell(&format!("{model}, an edit"), &answer, &seen);
        assert!(words(&answer).starts_with(end), "{}", words(&answer));
        println!("    the provider behind was asked {} times", came(model).len());
    }
}

#[tokio::test]
#[ignore = "needs a LiteLLM proxy"]
async fn refusals_keep_their_meaning() {
    let answer = case("moderated").await;
    assert!(words(&answer).starts_with("rejected RefusedPrompt"), "{}", words(&answer));
    let busy = case("busy").await;
    assert!(matches!(busy.health, Health::Busy { .. }), "{}", words(&busy));
    assert_eq!(case("poor").await.health, Health::Closed(ClosedFor::Account));
    let broken = case("broken").await;
    assert!(words(&broken).starts_with("failed, again true"), "{}", words(&broken));
    assert_eq!(broken.health, Health::Ill);
    assert_eq!(case("wrong").await.health, Health::Unasked);
    let nameless = to("nobody", &json!({}));
    assert_eq!(ask(&nameless, patient(&nameless, 1)).await.health, Health::Closed(ClosedFor::Model));
    let mut stranger = provider();
    stranger["key_env"] = json!("EASEL_PARTNER_NO_SUCH_KEY");
    let stranger = way(&stranger, "gpt-image-2", &json!({}));
    assert_eq!(ask(&stranger, patient(&stranger, 1)).await.health, Health::Closed(ClosedFor::Key));
}

#[tokio::test]
#[ignore = "needs a LiteLLM proxy"]
async fn what_is_late_or_lost_is_unknown() {
    // The proxy gives up waiting.
    let late = case("slow").await;
    assert!(words(&late).starts_with("unknown"), "{}", words(&late));
    // The provider hangs up on the proxy.
    let lost = case("lost").await;
    assert!(words(&lost).starts_with("unknown"), "{}", words(&lost));
    // We give up waiting.
    let mut hasty = provider();
    hasty["options"] = json!({ "timeout_seconds": 1 });
    let hasty = way(&hasty, "slow", &json!({}));
    let answer = ask(&hasty, patient(&hasty, 1)).await;
    assert!(words(&answer).starts_with("unknown"), "{}", words(&answer));
}

#[tokio::test]
#[ignore = "needs a LiteLLM proxy"]
async fn a_stream_that_comes_whole_is_taken_whole() {
    let way = to("whole", &json!({ "stream": true }));
    let answer = ask(&way, patient(&way, 1)).await;
    assert_eq!(files(&answer).len(), 1);
    // This proxy can't pass a real stream of pictures on: it breaks, and says so.
    let way = to("stream", &json!({ "stream": true, "partial_images": 1 }));
    let answer = ask(&way, patient(&way, 1)).await;
    assert!(!words(&answer).starts_with("cancelled"), "any end but a hang");
}

#[tokio::test]
#[ignore = "needs a LiteLLM proxy"]
async fn a_chat_through_the_proxy_draws() {
    let options = json!({ "route": "chat", "sends_user": "user", "cost": { "source": "body" } });
    let way = to("chat", &options);
    let mut asked = with_source(patient(&way, 1), false);
    asked.inputs.source = Some(plain(64, [1, 2, 3]));
    let answer = ask(&way, asked).await;
    assert_eq!(pixels(&files(&answer)[0]).0, 64);
    let came = came("chat");
    assert_eq!(came.len(), 1);
    let sent = came[0].json();
    assert_eq!(sent["modalities"], json!(["image", "text"]));
    assert_eq!(sent["messages"][0]["content"][1]["type"], "image_url");
}
