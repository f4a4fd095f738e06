//! What providers say when they don't draw, and what it means.

use super::{plain::ask_stream, provider::*, *};
use easel_domain::routing::ClosedFor;

fn error(kind: &str, code: Value, message: &str) -> Value {
    json!({"error": {"message": message, "type": kind, "param": null, "code": code}})
}

#[tokio::test]
async fn policy_is_told_from_mistakes_in_every_dialect() {
    let moderated = |stage: &str| {
        let mut body =
            error("image_generation_user_error", json!("moderation_blocked"), "no. safety_violations=[x]");
        body["error"]["moderation_details"] = json!({"moderation_stage": stage, "categories": ["x"]});
        body
    };
    let azure =
        json!({"error": {"code": "contentFilter", "message": "filtered", "inner_error": {"code": "x"}}});
    let inner = json!({"error": {"code": "BadRequest", "message": "no",
        "innererror": {"code": "ResponsibleAIPolicyViolation"}}});
    let litellm = "litellm.BadRequestError: OpenAIException - Your request was rejected by the safety system. safety_violations=[x].";
    let proxied = "litellm.ContentPolicyViolationError: no";
    for (status, body, refused) in [
        (400, moderated("input"), "refused prompt"),
        (400, moderated("output"), "refused picture"),
        (400, error("invalid_request_error", json!("content_policy_violation"), "no"), "refused prompt"),
        (400, azure, "refused prompt"),
        (400, inner, "refused prompt"),
        (500, error("new_api_error", json!("sensitive_words_detected"), "no"), "refused prompt"),
        (403, error("new_api_error", json!("prompt_blocked"), "no"), "refused prompt"),
        (400, error("image_generation_user_error", json!("400"), litellm), "refused prompt"),
        (400, error("invalid_request_error", json!("400"), proxied), "refused prompt"),
        (200, error("x", json!("moderation_blocked"), "no"), "refused prompt"),
    ] {
        let seen = ask(json(status, &body)).await;
        assert!(seen.words().starts_with(refused), "{body}: {}", seen.words());
        assert_eq!(seen.health(), Health::Well, "{body}");
    }
    let event = json!({"type": "error", "error": {"code": "moderation_blocked", "message": "no"}});
    assert!(ask_stream(events(&[event], "")).await.words().starts_with("refused prompt"));
}

#[tokio::test]
async fn what_an_operator_has_to_mend_closes_the_channel() {
    use ClosedFor::{Account, Key, Model, Settings};
    let limit = error("insufficient_quota", json!("429"), "no");
    let litellm =
        error("throttling_error", json!("429"), "OpenAIException - You exceeded your current quota");
    let param = json!({"error": {"code": "invalid_value", "message": "no", "param": "model"}});
    for (status, body, why) in [
        (401, error("invalid_request_error", json!("invalid_api_key"), "Incorrect: sk-very-secret"), Key),
        (403, error("invalid_request_error", Value::Null, "verify your organization"), Key),
        (400, error("no_db_connection", json!("400"), "no"), Key),
        (402, json!({"error": "pay"}), Account),
        (400, error("invalid_request_error", json!("billing_hard_limit_reached"), "no"), Account),
        (429, limit, Account),
        (429, error("x", json!("organization_spend_limit_exceeded"), "no"), Account),
        (403, error("new_api_error", json!("insufficient_user_quota"), "no"), Account),
        (429, litellm, Account),
        (404, error("invalid_request_error", json!("model_not_found"), "no"), Model),
        (404, json!({"error": {"code": "DeploymentNotFound", "message": "no"}}), Model),
        (400, error("invalid_request_error", json!("400"), "Invalid model name passed in model=x"), Model),
        (400, param, Model),
        (400, error("invalid_request_error", json!("unknown_parameter"), "no"), Settings),
    ] {
        let seen = ask(json(status, &body)).await;
        assert!(seen.words().starts_with("failed, again true"), "{body}: {}", seen.words());
        assert_eq!(seen.health(), Health::Closed(why), "{body}");
    }
}

#[tokio::test]
async fn a_persons_mistake_and_a_servers_fault_close_nothing() {
    for (status, body, health) in [
        (400, error("invalid_request_error", json!("invalid_image_file"), "no"), Health::Unasked),
        (400, json!({"error": "plain words"}), Health::Unasked),
        (422, json!({"detail": [{"loc": ["body"], "msg": "no"}]}), Health::Unasked),
        (400, json!({"detail": "wrong size"}), Health::Unasked),
        (413, json!({"message": "too large"}), Health::Unasked),
        (408, json!({}), Health::Ill),
        (409, json!({}), Health::Ill),
        (500, error("server_error", Value::Null, "sorry"), Health::Ill),
        (503, json!(null), Health::Ill),
        (529, json!([1]), Health::Ill),
    ] {
        let seen = ask(json(status, &body)).await;
        assert!(seen.words().starts_with("failed, again true"), "{body}: {}", seen.words());
        assert_eq!(seen.health(), health, "{status} {body}");
        assert_eq!(seen.answer.cost, None);
    }
    let seen = ask(json(400, &json!({"error": "plain words"}))).await;
    assert!(seen.words().ends_with("400: plain words"), "{}", seen.words());
    let seen = ask(json(400, &json!({"detail": "wrong size"}))).await;
    assert!(seen.words().ends_with("400: wrong size"), "{}", seen.words());
}

#[tokio::test]
async fn a_busy_provider_says_when_to_come_back() {
    let body = error("requests", json!("rate_limit_exceeded"), "slow down");
    let date = ("date", "Sat, 21 Nov 2026 10:00:00 GMT");
    for (headers, wait) in [
        (vec![], None),
        (vec![("retry-after", "7")], Some(7000)),
        (vec![("retry-after", "1.5")], Some(1500)),
        (vec![("retry-after-ms", "250"), ("retry-after", "7")], Some(250)),
        (vec![date, ("retry-after", "Sat, 21 Nov 2026 10:00:30 GMT")], Some(30_000)),
        (vec![("retry-after", "-1")], None),
        (vec![("retry-after", "86400")], Some(3_600_000)),
    ] {
        let seen = ask(json_with(429, &headers, &body)).await;
        assert!(seen.words().starts_with("failed, again true"), "{}", seen.words());
        assert_eq!(seen.health(), Health::Busy { retry_after_ms: wait }, "{headers:?}");
    }
    for status in [504, 524] {
        let seen = ask(json(status, &body)).await;
        assert!(seen.words().starts_with("unknown"), "{status}: {}", seen.words());
    }
}

/// A proxy that asked its provider and lost sight of it says so with a status that elsewhere means a plain failure.
#[tokio::test]
async fn a_proxy_that_lost_its_provider_does_not_know() {
    let late = "litellm.Timeout: APITimeoutError - Request timed out. Error_str: Request timed out.";
    let lost = "litellm.APIConnectionError: APIConnectionError: OpenAIException - Connection error.";
    for (status, kind, words) in [
        (408, "invalid_request_error", late),
        (500, "internal_server_error", lost),
        (503, "internal_server_error", lost),
        (
            408,
            "invalid_request_error",
            "litellm.Timeout: Timeout Error: OpenAIException - Connection timed out.",
        ),
        (500, "internal_server_error", "litellm.InternalServerError: OpenAIException - Server disconnected"),
    ] {
        let seen = ask(json(status, &error(kind, json!(status.to_string()), words))).await;
        assert!(seen.words().starts_with("unknown"), "{status}: {}", seen.words());
    }
    let quoted = error("server_error", Value::Null, "can't draw 'request timed out'");
    let evil = Evil::start(vec![json(500, &quoted)]).await;
    let mut asked = request(1, json!({}));
    asked.spec.prompt = "Request timed out".to_owned();
    let seen = ask_with(&evil, json!({}), asked).await;
    assert!(seen.words().starts_with("failed, again true"), "a prompt decides nothing: {}", seen.words());
}

#[tokio::test]
async fn an_answer_without_pictures_is_a_failure_unless_the_channel_refuses_so() {
    for body in [json!({"data": []}), json!({"data": [{"b64_json": ""}]}), json!({"data": null}), json!({})] {
        let seen = ask(json(200, &body)).await;
        assert_eq!(seen.words(), "failed, again true: an answer without pictures");
        assert_eq!(seen.health(), Health::Ill);
    }
    let evil = Evil::start(vec![json(200, &json!({"data": [{"b64_json": ""}]}))]).await;
    let seen = ask_with(&evil, json!({}), request(1, json!({"empty_is_refusal": true}))).await;
    assert!(seen.words().starts_with("refused picture"), "{}", seen.words());
    let seen = ask(json(200, &json!({"error": "out of memory"}))).await;
    assert_eq!(seen.words(), "failed, again true: out of memory");
}

#[tokio::test]
async fn not_even_half_of_the_key_is_told() {
    for before in 270..300 {
        let seen = ask(json(400, &json!({"error": format!("{} {KEY} and more", "x".repeat(before))}))).await;
        assert!(!seen.words().contains("sk-v"), "{}", seen.words());
    }
}
