//! Pictures out of chats, and what a chat says instead of them.

use super::{provider::*, *};

fn answer(message: Value) -> Value {
    json!({"id": "gen-1", "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
        "usage": {"prompt_tokens": 10, "completion_tokens": 1300, "cost": 0.0387}})
}

fn image(mark: u8) -> Value {
    json!({"type": "image_url", "image_url": {"url": format!("data:image/png;base64,{}", b64(mark))}})
}

fn options(more: Value) -> Value {
    let mut options = json!({"route": "chat", "sends_user": "user", "cost": {"source": "body"}});
    let all = options.as_object_mut().expect("an object");
    all.extend(more.as_object().cloned().expect("an object"));
    options
}

async fn ask_chat(body: &Value, more: Value) -> (Seen, Vec<Came>) {
    let evil = Evil::start(vec![json(200, body)]).await;
    let seen = ask_with(&evil, json!({}), request(1, options(more))).await;
    (seen, evil.requests())
}

#[tokio::test]
async fn a_chat_draws() {
    let body = answer(json!({"role": "assistant", "content": "Here it is.", "images": [image(1)]}));
    let evil = Evil::start(vec![json(200, &body)]).await;
    let more = json!({"tier_field": "image_size", "extra": {"provider": {"sort": "price"}}});
    let seen = ask_with(&evil, json!({}), request(2, options(more))).await;
    assert_eq!(seen.files(), [png(1), png(1)]);
    assert_eq!((seen.sends, seen.micros()), (2, Some(77_400)), "a chat makes one picture at a time");
    let came = &evil.requests()[0];
    assert_eq!(came.line(), "POST /v1/chat/completions HTTP/1.1");
    let words = json!([{"type": "text", "text": "a red kite"}]);
    assert_eq!(
        came.json(),
        json!({"model": "gpt-image-x", "modalities": ["image", "text"], "user": "someone-4711",
            "messages": [{"role": "user", "content": words}], "provider": {"sort": "price"},
            "image_config": {"aspect_ratio": "2:3", "image_size": "1K"}})
    );
}

#[tokio::test]
async fn a_chat_sees_the_source_and_the_references() {
    let body = answer(json!({"images": [image(1)]}));
    let evil = Evil::start(vec![json(200, &body)]).await;
    let more = json!({"modalities": ["image"], "size": "none"});
    let asked = with_pictures(request(1, options(more)), false);
    assert_eq!(ask_with(&evil, json!({"path_chat": "talk"}), asked).await.files(), [png(1)]);
    let came = &evil.requests()[0];
    assert_eq!(came.line(), "POST /v1/talk HTTP/1.1");
    let sent = came.json();
    assert_eq!(sent["messages"][0]["content"][1], image(1), "the source comes first");
    assert_eq!(sent["messages"][0]["content"][2], image(2));
    assert_eq!((&sent["modalities"], sent.get("image_config")), (&json!(["image"]), None));
}

#[tokio::test]
async fn pictures_are_found_wherever_a_chat_puts_them() {
    let bare = json!({"type": "image_url", "image_url": image(1)["image_url"]["url"]});
    for message in [
        json!({"content": null, "images": [image(1)]}),
        json!({"content": [{"type": "text", "text": "so"}, image(1)]}),
        json!({"content": "", "images": [{"type": "other"}, bare]}),
    ] {
        let (seen, _) = ask_chat(&answer(message.clone()), json!({})).await;
        assert_eq!(seen.files(), [png(1)], "{message}");
    }
}

#[tokio::test]
async fn a_chat_that_only_talks_refuses() {
    let filtered = json!({"choices": [{"finish_reason": "content_filter", "message": {"content": ""}}]});
    for (body, words, health) in [
        (answer(json!({"content": "I can't draw that."})), "refused picture", Health::Well),
        (answer(json!({"content": null, "refusal": "No."})), "refused prompt", Health::Well),
        (filtered, "refused prompt", Health::Well),
        (answer(json!({"content": ""})), "failed, again true: an answer without", Health::Ill),
        (json!({"choices": []}), "failed, again true: an answer without", Health::Ill),
        (json!({"choices": [{"message": null}]}), "failed, again true: an answer without", Health::Ill),
        (
            json!({"choices": [], "error": {"code": 429, "message": "slow"}}),
            "failed, again true: 429",
            Health::Ill,
        ),
        (
            answer(json!({"images": [{"image_url": {"url": "data:,x"}}]})),
            "failed, again true: a picture",
            Health::Ill,
        ),
    ] {
        let (seen, came) = ask_chat(&body, json!({})).await;
        assert!(seen.words().starts_with(words), "{body}: {}", seen.words());
        assert_eq!((seen.health(), came.len()), (health, 1), "{body}");
    }
}

#[tokio::test]
async fn what_should_not_be_there_follows_a_sign() {
    for (prompt, negative, sent) in [
        ("a kite", "birds", "a kite|birds"),
        ("a kite", "", "a kite"),
        ("a kite|and birds", "rain|sun", "a kite and birds|rain sun"),
    ] {
        let evil = Evil::start(vec![json(200, &json!({"data": data(&[1])}))]).await;
        let mut asked = request(1, json!({"negative_prompt_after": "|"}));
        asked.spec.prompt = prompt.to_owned();
        asked.spec.negative_prompt = negative.to_owned();
        assert_eq!(ask_with(&evil, json!({}), asked).await.files(), [png(1)]);
        assert_eq!(evil.requests()[0].json()["prompt"], sent);
    }
}
