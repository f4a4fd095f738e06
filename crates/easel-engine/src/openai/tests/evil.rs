//! Providers that lie, dawdle, flood and hang up.

use super::{plain::ask_stream, provider::*, *};
use crate::http::BODY_MAX;

const JSON: (&str, &str) = ("content-type", "application/json");

fn is_lost(seen: &Seen) -> bool {
    seen.words().starts_with("unknown") && seen.health() == Health::Ill
}

fn is_nonsense(seen: &Seen) -> bool {
    seen.words().starts_with("failed, again true") && seen.health() == Health::Ill
}

/// Asks with very little time.
async fn ask_briefly(reply: Reply, channel: Value) -> Seen {
    let evil = Evil::start(vec![reply]).await;
    ask_with(&evil, json!({"timeout_seconds": 0.4}), request(1, channel)).await
}

#[tokio::test]
async fn silence_and_dripping_end_in_time() {
    let hangs = vec![Step::Wait(60_000)];
    let mut drips = vec![Step::Say(head(200, &[JSON, ("content-length", "1000")]))];
    drips.extend((0..100).flat_map(|_| [Step::Say(b" ".to_vec()), Step::Wait(50)]));
    let halts = vec![Step::Say(head(200, &[("content-type", "text/event-stream")])), Step::Wait(60_000)];
    for reply in [hangs, drips, halts] {
        let seen = ask_briefly(reply, json!({})).await;
        assert!(is_lost(&seen) && seen.sends == 1, "{}", seen.words());
    }
}

#[tokio::test]
async fn the_jobs_own_time_counts_too() {
    let evil = Evil::start(vec![vec![Step::Wait(60_000)]]).await;
    let mut short = request(2, json!({"max_n": 1}));
    short.time_left = Duration::from_millis(200);
    let seen = ask_with(&evil, json!({}), short).await;
    assert!(is_lost(&seen) && seen.sends == 1, "{}", seen.words());
    let mut none = request(1, json!({}));
    none.time_left = Duration::ZERO;
    let seen = ask_with(&evil, json!({}), none).await;
    assert_eq!((seen.sends, seen.health()), (0, Health::Unasked), "{}", seen.words());
}

#[tokio::test]
async fn a_wish_to_stop_is_heeded_at_once() {
    let evil = Evil::start(vec![vec![Step::Wait(60_000)]]).await;
    let provider = provider(&evil.url("/v1"), json!({}));
    let engine = OpenAi::reaching(&provider, Some(KEY), Reach::Operator).expect("an engine");
    let (reporter, mut listener) = reporter();
    let work = engine.generate(request(1, json!({})), reporter);
    let mind = async {
        let _ = listener.sending.recv().await.expect("it asks").allow.send(true);
        tokio::time::sleep(Duration::from_millis(100)).await;
        listener.stop();
    };
    let (answer, ()) = tokio::join!(work, mind);
    assert_eq!((words(&answer.outcome).as_str(), answer.health), ("cancelled", Health::Unasked));
}

#[tokio::test]
async fn what_may_not_be_sent_is_not() {
    let evil = Evil::start(vec![vec![]]).await;
    let provider = provider(&evil.url("/v1"), json!({}));
    let engine = OpenAi::reaching(&provider, Some(KEY), Reach::Operator).expect("an engine");
    let (reporter, mut listener) = reporter();
    let work = engine.generate(request(1, json!({})), reporter);
    let mind = async { listener.sending.recv().await.expect("it asks").allow.send(false) };
    let (answer, _) = tokio::join!(work, mind);
    assert_eq!(words(&answer.outcome), "cancelled");
    assert!(evil.requests().is_empty());
}

#[tokio::test]
async fn a_connection_that_never_came_about_is_certain_and_one_that_broke_is_not() {
    let closed = Evil::start(vec![vec![]]).await.url("/v1");
    tokio::time::sleep(Duration::from_millis(50)).await;
    for (url, words) in
        [(closed.as_str(), "never connected"), ("https://nowhere.invalid/v1", "never connected")]
    {
        let provider = provider(url, json!({"timeout_seconds": 5}));
        let engine = OpenAi::reaching(&provider, Some(KEY), Reach::Operator).expect("an engine");
        let seen = ask_engine(&engine, request(1, json!({}))).await;
        assert!(is_nonsense(&seen) && seen.words().contains(words), "{url}: {}", seen.words());
    }
    // Plain words where TLS was to be: the handshake fails, nothing was sent.
    let plain = Evil::start(vec![vec![]]).await;
    let provider = provider(&plain.url("/v1").replace("http:", "https:"), json!({"timeout_seconds": 0.5}));
    let engine = OpenAi::reaching(&provider, Some(KEY), Reach::Operator).expect("an engine");
    let seen = ask_engine(&engine, request(1, json!({}))).await;
    assert!(seen.sends == 1 && plain.requests().is_empty(), "{}", seen.words());

    let before = ask(vec![]).await;
    assert!(is_lost(&before), "{}", before.words());
    let after =
        ask(vec![Step::Say(head(200, &[JSON, ("content-length", "100")])), Step::Say(b"{".to_vec())]).await;
    assert!(is_lost(&after), "{}", after.words());
    let chunk =
        vec![Step::Say(head(200, &[JSON, ("transfer-encoding", "chunked")])), Step::Say(b"5\r\n{}".to_vec())];
    let cut = ask(chunk).await;
    assert!(is_lost(&cut), "{}", cut.words());
    // A status is a word, whatever becomes of the rest.
    let refused = ask(vec![Step::Say(head(500, &[JSON, ("content-length", "100")]))]).await;
    assert!(is_nonsense(&refused), "{}", refused.words());
}

#[tokio::test]
async fn nonsense_is_a_failure() {
    let html = [("content-type", "text/html")];
    let page = b"<!doctype html><title>Welcome to the hotel</title>".as_slice();
    let long = "x".repeat(5000);
    let cut = format!(r#"{{"data": [{{"b64_json": "{}"#, b64(1));
    let bad = json!({"data": [{"b64_json": "iVBORw0KGgo!!"}]}).to_string();
    let gif = json!({"data": [{"b64_json": "R0lGODlhAQABAAAAACw="}]}).to_string();
    for (headers, body) in [
        (&html[..], page),
        (&[JSON], page),
        (&[JSON], b"\xff\xfe\x00garbage\x80".as_slice()),
        (&[JSON], b"".as_slice()),
        (&[], long.as_bytes()),
        (&[JSON], cut.as_bytes()),
        (&[JSON], bad.as_bytes()),
        (&[JSON], gif.as_bytes()),
        (&[JSON], b"[[[[".as_slice()),
        (&[JSON], b"{\"data\": 7}".as_slice()),
    ] {
        let seen = ask(raw(200, headers, body)).await;
        assert!(is_nonsense(&seen), "{}", seen.words());
        assert!(seen.words().chars().count() < 350, "cut short");
    }
    let deep = "[".repeat(100_000);
    assert!(is_nonsense(&ask(raw(200, &[JSON], format!("{{\"usage\": {deep}").as_bytes())).await));
    let plain = json!({"data": data(&[1])}).to_string();
    let seen = ask(raw(200, &[("content-type", "text/plain")], plain.as_bytes())).await;
    assert_eq!(seen.files(), [png(1)], "what is right under a wrong name is taken");
    let seen = ask(raw(200, &[("content-type", "image/png")], &png(2))).await;
    assert_eq!(seen.files(), [png(2)]);
}

#[tokio::test]
async fn broken_streams_are_lost() {
    let partial =
        json!({"type": "image_generation.partial_image", "b64_json": b64(1), "partial_image_index": 0});
    for (reply, previews) in [
        (events(std::slice::from_ref(&partial), ""), 1),
        (events(&[partial], "data: {\"type\": \"image_generation.completed\", \"b64_j"), 1),
        (events(&[], "garbage\n\n\u{0}\n\ndata: {{{\n\n"), 0),
    ] {
        let seen = ask_stream(reply).await;
        assert!(is_lost(&seen), "{}", seen.words());
        assert_eq!(seen.previews.len(), previews);
    }
    let failed = events(&[json!({"error": {"message": "out of memory"}})], "");
    assert!(is_nonsense(&ask_stream(failed).await));
    assert!(is_nonsense(&ask_stream(events(&[], "data: [DONE]\n\n")).await));
}

#[tokio::test]
async fn a_flood_is_dammed() {
    let announced = vec![Step::Say(head(200, &[JSON, ("content-length", "262144000")])), Step::Wait(60_000)];
    let seen = ask_briefly(announced, json!({})).await;
    assert!(is_lost(&seen) && seen.words().contains("more than"), "{}", seen.words());

    let megabyte = vec![b' '; 1 << 20];
    let chunk = [b"100000\r\n".as_slice(), &megabyte, b"\r\n"].concat();
    let chunked = [JSON, ("transfer-encoding", "chunked")];
    let flood = vec![Step::Say(head(200, &chunked)), Step::Repeat(chunk.clone(), (BODY_MAX >> 20) + 50)];
    let evil = Evil::start(vec![flood]).await;
    let seen = ask_with(&evil, json!({}), request(1, json!({}))).await;
    assert!(is_lost(&seen) && seen.words().contains("more than"), "{}", seen.words());

    let events = [("content-type", "text/event-stream"), ("transfer-encoding", "chunked")];
    let flood = vec![Step::Say(head(200, &events)), Step::Repeat(chunk.clone(), (BODY_MAX >> 20) + 50)];
    let evil = Evil::start(vec![flood]).await;
    let seen = ask_with(&evil, json!({}), request(1, json!({"stream": true}))).await;
    assert!(is_lost(&seen) && seen.words().contains("more than"), "{}", seen.words());

    let complaint = vec![Step::Say(head(400, &chunked)), Step::Repeat(chunk, 50)];
    let seen = ask(complaint).await;
    assert_eq!(
        seen.health(),
        Health::Unasked,
        "what is too long to be read is still a 400: {}",
        seen.words()
    );
}

#[tokio::test]
async fn no_redirect_is_followed() {
    let inside = Evil::start(vec![json(200, &json!({"data": data(&[1])}))]).await;
    for status in [301, 302, 307, 308] {
        let target = inside.url("/v1/images/generations");
        let seen = ask(raw(status, &[("location", target.as_str())], b"")).await;
        assert!(is_nonsense(&seen) && seen.words().contains("redirect"), "{}", seen.words());
    }
    let away = Evil::start(vec![raw(302, &[("location", inside.url("/secret").as_str())], b"")]).await;
    let evil = Evil::start(vec![json(200, &json!({"data": [{"url": away.url("/1.png")}]}))]).await;
    let seen = ask_with(&evil, json!({}), request(1, json!({}))).await;
    assert!(is_lost(&seen), "{}", seen.words());
    assert!(inside.requests().is_empty() && away.requests().len() == 1);
}

#[tokio::test]
async fn pictures_are_not_fetched_from_the_inside() {
    let inside = Evil::start(vec![raw(200, &[], &png(1))]).await;
    let outside = |url: String, options: Value| async move {
        let evil = Evil::start(vec![json(200, &json!({"data": [{"url": url}]}))]).await;
        let engine = OpenAi::new(&provider(&evil.url("/v1"), options), Some(KEY)).expect("an engine");
        ask_engine(&engine, request(1, json!({}))).await
    };
    for url in [
        inside.url("/1.png"),
        inside.url("/1.png").replace("http:", "https:"),
        "https://169.254.169.254/latest/meta-data".to_owned(),
        "file:///etc/passwd".to_owned(),
        "/relative.png".to_owned(),
    ] {
        let seen = outside(url.clone(), json!({})).await;
        assert!(is_nonsense(&seen), "{url}: {}", seen.words());
    }
    let elsewhere =
        outside("https://evil.example/1.png".to_owned(), json!({"result_hosts": ["good.example"]})).await;
    assert!(
        is_nonsense(&elsewhere) && elsewhere.words().contains("must not be fetched"),
        "{}",
        elsewhere.words()
    );
    assert!(inside.requests().is_empty());
}
