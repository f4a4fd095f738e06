//! Providers that do as they should, in their many manners.

use super::{provider::*, *};

#[tokio::test]
async fn pictures_come_from_words() {
    let usage = json!({"input_tokens": 10, "output_tokens": 196, "total_tokens": 206,
        "input_tokens_details": {"text_tokens": 10, "image_tokens": 0}});
    let body = json!({"created": 1, "data": data(&[1, 2]), "usage": usage});
    let evil = Evil::start(vec![json_with(200, &[("x-request-id", "req_1")], &body)]).await;
    let cost = json!({"source": "usage", "rates": {"text_in": 5_000_000, "image_out": 30_000_000}});
    let options =
        json!({"organization": "org", "headers": {"x-title": "Easel"}, "query": {"api-version": "v1"}});
    let seen = ask_with(
        &evil,
        options,
        request(2, json!({"cost": cost, "moderation": "low", "extra": {"steps": 9}})),
    )
    .await;
    assert_eq!(seen.files(), [png(1), png(2)]);
    assert_eq!((seen.health(), seen.sends, seen.micros()), (Health::Well, 1, Some(5930)));
    assert_eq!(seen.answer.provider_ref.as_deref(), Some("req_1"));
    let came = &evil.requests()[0];
    assert_eq!(came.line(), "POST /v1/images/generations?api-version=v1 HTTP/1.1");
    assert_eq!(came.header("authorization"), Some("Bearer sk-very-secret"));
    assert_eq!(came.header("openai-organization"), Some("org"));
    assert_eq!(came.header("x-title"), Some("Easel"));
    assert_eq!(
        came.json(),
        json!({"prompt": "a red kite", "model": "gpt-image-x", "n": 2, "size": "1024x1536", "quality": "high",
            "output_format": "png", "safety_identifier": "someone-4711", "moderation": "low", "steps": 9})
    );
}

#[tokio::test]
async fn a_deployment_is_in_the_address_and_the_key_in_its_own_header() {
    let evil = Evil::start(vec![json(200, &json!({"data": data(&[1])}))]).await;
    let options =
        json!({"auth": "api-key", "path_generations": "openai/deployments/{model}/images/generations"});
    let channel = json!({"sends_model": false, "sends_n": false, "sends_user": "none", "output_format": null,
        "quality": {"low": "l"}, "size": {"1024x1536": "tall"}, "response_format": true, "seed_field": "seed"});
    let seen = ask_with(&evil, options, request(1, channel)).await;
    assert_eq!(seen.files(), [png(1)]);
    let Outcome::Succeeded(made) = &seen.answer.outcome else { panic!("pictures") };
    assert_eq!((made.pictures[0].seed, made.pictures[0].origin), (Some(7), crate::Origin::TrainedModel));
    assert_eq!(seen.answer.cost, None, "what isn't known is not zero");
    let came = &evil.requests()[0];
    assert_eq!(came.line(), "POST /v1/openai/deployments/gpt-image-x/images/generations HTTP/1.1");
    assert_eq!((came.header("api-key"), came.header("authorization")), (Some(KEY), None));
    assert_eq!(
        came.json(),
        json!({"prompt": "a red kite", "size": "tall", "response_format": "b64_json", "seed": 7})
    );
}

#[tokio::test]
async fn a_clear_background_is_asked_for_whatever_the_channel_sends_else() {
    let evil =
        Evil::start(vec![json(200, &json!({"data": data(&[1])})), json(200, &json!({"data": data(&[1])}))])
            .await;
    let opaque = json!({"background": "opaque"});
    let mut clear = request(1, opaque.clone());
    clear.spec.transparent = true;
    ask_with(&evil, json!({}), clear).await;
    ask_with(&evil, json!({}), request(1, opaque)).await;
    let background = |at: usize| evil.requests()[at].json()["background"].clone();
    assert_eq!((background(0), background(1)), (json!("transparent"), json!("opaque")));
}

#[tokio::test]
async fn references_travel_as_data_where_that_is_the_manner() {
    let body = json!({"data": data(&[1]), "usage": {"cost": 0.04}});
    let evil = Evil::start(vec![json(200, &body)]).await;
    let channel = json!({"references": "input_references", "size": "aspect_ratio", "tier_field": "resolution",
        "cost": {"source": "body"}});
    let seen =
        ask_with(&evil, json!({"path_generations": "/images"}), with_pictures(request(1, channel), false))
            .await;
    assert_eq!((seen.files(), seen.micros()), (vec![png(1)], Some(40_000)));
    let came = &evil.requests()[0];
    assert_eq!(came.line(), "POST /v1/images HTTP/1.1");
    let sent = came.json();
    assert_eq!((&sent["aspect_ratio"], &sent["resolution"]), (&json!("2:3"), &json!("1K")));
    let url = format!("data:image/png;base64,{}", b64(1));
    assert_eq!(sent["input_references"][0], json!({"type": "image_url", "image_url": {"url": url}}));
    assert_eq!(sent["input_references"].as_array().map(Vec::len), Some(2));
}

/// The parts of a form: the lines before each content, and the content.
fn parts(came: &Came) -> Vec<(String, Vec<u8>)> {
    let kind = came.header("content-type").expect("a type");
    let boundary = kind.strip_prefix("multipart/form-data; boundary=").expect("a form");
    let mark = format!("--{boundary}");
    let body = [b"\r\n", came.body.as_slice()].concat();
    let mark = format!("\r\n{mark}").into_bytes();
    let mut starts: Vec<usize> = (0..body.len()).filter(|at| body[*at..].starts_with(&mark)).collect();
    let end = starts.pop().expect("an end");
    assert_eq!(&body[end + mark.len()..], b"--\r\n");
    let ends = starts.iter().skip(1).copied().chain([end]);
    let parts = starts.iter().zip(ends).map(|(start, end)| &body[start + mark.len() + 2..end]);
    parts
        .map(|part| {
            let at = part.windows(4).position(|four| four == b"\r\n\r\n").expect("a head");
            (String::from_utf8_lossy(&part[..at]).into_owned(), part[at + 4..].to_vec())
        })
        .collect()
}

/// The pixels of a PNG.
fn pixels(file: &[u8]) -> (png::ColorType, Vec<u8>) {
    let mut reader = png::Decoder::new(std::io::Cursor::new(file)).read_info().expect("a PNG");
    let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
    let info = reader.next_frame(&mut pixels).expect("pixels");
    assert_eq!((info.width, info.height), (2, 2));
    (info.color_type, pixels)
}

#[tokio::test]
async fn an_edit_is_a_form_with_source_references_and_mask() {
    let evil = Evil::start(vec![json(200, &json!({"data": data(&[9])}))]).await;
    let seen =
        ask_with(&evil, json!({}), with_pictures(request(1, json!({"sends_user": "user"})), true)).await;
    assert_eq!(seen.files(), [png(9)]);
    let came = &evil.requests()[0];
    assert_eq!(came.line(), "POST /v1/images/edits HTTP/1.1");
    let parts = parts(came);
    let texts: Vec<(&str, &[u8])> =
        parts[..7].iter().map(|(head, body)| (head.as_str(), body.as_slice())).collect();
    let mut expected: Vec<(String, &[u8])> = [
        ("prompt", b"a red kite".as_slice()),
        ("model", b"gpt-image-x"),
        ("n", b"1"),
        ("size", b"1024x1536"),
        ("quality", b"high"),
        ("output_format", b"png"),
        ("user", b"someone-4711"),
    ]
    .map(|(name, value)| (format!("Content-Disposition: form-data; name=\"{name}\""), value))
    .to_vec();
    expected.sort();
    let mut sorted: Vec<(String, &[u8])> =
        texts.into_iter().map(|(head, value)| (head.to_owned(), value)).collect();
    sorted.sort();
    assert_eq!(sorted, expected);
    let file = |name: &str, file: &str| {
        format!(
            "Content-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\nContent-Type: image/png"
        )
    };
    let heads: Vec<String> = parts[7..].iter().map(|(head, _)| head.to_lowercase()).collect();
    let wanted =
        [file("image[]", "source.png"), file("image[]", "reference-1.png"), file("mask", "mask.png")];
    assert_eq!(heads, wanted.map(|head| head.to_lowercase()));
    assert_eq!((&parts[7].1, &parts[8].1), (&png(1), &png(2)));
    let (colour, pixels) = pixels(&parts[9].1);
    assert_eq!(colour, png::ColorType::Rgba);
    let alpha: Vec<u8> = pixels.chunks(4).map(|pixel| pixel[3]).collect();
    assert_eq!(alpha, [0, 255, 155, 0], "what is made anew is transparent");
}

#[tokio::test]
async fn a_mask_can_be_white_where_it_is_made_anew() {
    let evil = Evil::start(vec![json(200, &json!({"data": data(&[9])}))]).await;
    let channel = json!({"mask": "white_edit", "mask_field": "mask_image", "image_field": "image"});
    let seen = ask_with(&evil, json!({"auth": "none"}), with_pictures(request(1, channel), true)).await;
    assert_eq!(seen.files().len(), 1);
    let came = &evil.requests()[0];
    assert_eq!(came.header("authorization"), None);
    let parts = parts(came);
    let names: Vec<bool> = ["name=\"image\"", "name=\"image\"", "name=\"mask_image\""]
        .iter()
        .zip(&parts[parts.len() - 3..])
        .map(|(name, (head, _))| head.contains(name))
        .collect();
    assert_eq!(names, [true; 3]);
    let (colour, pixels) = pixels(&parts[parts.len() - 1].1);
    assert_eq!((colour, pixels), (png::ColorType::Grayscale, vec![255, 0, 100, 255]));
}

#[tokio::test]
async fn what_a_channel_cannot_say_is_never_sent() {
    let evil = Evil::start(vec![json(200, &json!({"data": data(&[1])}))]).await;
    for request in [
        request(1, json!({"size": {"1x1": "small"}})),
        with_pictures(request(1, json!({"mask": "none"})), true),
        request(1, json!({"no_such_setting": 1})),
    ] {
        let seen = ask_with(&evil, json!({}), request).await;
        assert!(seen.words().starts_with("failed, again true"), "{}", seen.words());
        assert_eq!(seen.sends, 0);
    }
    assert!(evil.requests().is_empty());
}

fn partial(index: u32, mark: u8) -> Value {
    json!({"type": "image_generation.partial_image", "b64_json": b64(mark), "partial_image_index": index})
}

fn completed(mark: u8) -> Value {
    json!({"type": "image_generation.completed", "b64_json": b64(mark),
        "usage": {"input_tokens": 10, "output_tokens": 196}})
}

#[tokio::test]
async fn unfinished_pictures_are_shown_on_the_way() {
    let stream = |mark| {
        let list =
            [partial(0, 100 + mark), partial(1, 200 + mark), json!({"type": "keepalive"}), completed(mark)];
        events(&list, "data: [DONE]\n\n")
    };
    let evil = Evil::start(vec![stream(1), stream(2)]).await;
    let cost = json!({"source": "usage", "rates": {"text_in": 5_000_000, "image_out": 30_000_000}});
    let channel = json!({"stream": true, "partial_images": 2, "cost": cost});
    let seen = ask_with(&evil, json!({}), request(2, channel)).await;
    assert_eq!((seen.files(), seen.sends), (vec![png(1), png(2)], 2), "a request for each picture");
    assert_eq!(seen.micros(), Some(2 * 5930));
    let previews: Vec<Vec<u8>> = seen.previews.iter().map(|file| file.to_vec()).collect();
    assert_eq!(previews, [png(101), png(201), png(102), png(202)]);
    let sent = evil.requests()[0].json();
    assert_eq!((&sent["stream"], &sent["partial_images"], &sent["n"]), (&json!(true), &json!(2), &json!(1)));
}

#[tokio::test]
async fn a_stream_may_be_answered_at_once_and_may_end_in_silence() {
    let whole = ask_stream(json(200, &json!({"data": data(&[4]), "usage": null}))).await;
    assert_eq!((whole.files(), whole.previews.len()), (vec![png(4)], 0));
    let silent = ask_stream(events(&[completed(5)], "")).await;
    assert_eq!(silent.files(), [png(5)]);
    let unended = format!("data: {}", completed(6));
    assert_eq!(ask_stream(events(&[], &unended)).await.files(), [png(6)]);
    let edited = json!({"type": "image_edit.completed", "b64_json": b64(7)});
    assert_eq!(ask_stream(events(&[edited], "")).await.files(), [png(7)]);
}

/// Asks for one picture as a stream.
pub(super) async fn ask_stream(reply: Reply) -> Seen {
    let evil = Evil::start(vec![reply]).await;
    ask_with(&evil, json!({"timeout_seconds": 3}), request(1, json!({"stream": true, "partial_images": 1})))
        .await
}

#[tokio::test]
async fn many_pictures_are_several_requests_and_some_are_better_than_none() {
    let cost = json!({"max_n": 2, "cost": {"source": "header"}});
    let paid =
        |marks: &[u8]| json_with(200, &[("x-litellm-response-cost", "0.01")], &json!({"data": data(marks)}));
    let evil = Evil::start(vec![paid(&[1, 2]), paid(&[3])]).await;
    let seen = ask_with(&evil, json!({}), request(3, cost.clone())).await;
    assert_eq!((seen.files().len(), seen.sends, seen.micros()), (3, 2, Some(20_000)));
    let counts: Vec<Value> = evil.requests().iter().map(|came| came.json()["n"].clone()).collect();
    assert_eq!(counts, [json!(2), json!(1)]);

    let evil = Evil::start(vec![paid(&[1, 2]), raw(500, &[], b"")]).await;
    let seen = ask_with(&evil, json!({}), request(4, cost.clone())).await;
    assert_eq!((seen.files().len(), seen.sends), (2, 2));
    assert_eq!((seen.health(), seen.micros()), (Health::Ill, Some(10_000)));

    let evil = Evil::start(vec![paid(&[1, 2]), vec![]]).await;
    let seen = ask_with(&evil, json!({}), request(4, cost)).await;
    assert_eq!((seen.files().len(), seen.health(), seen.micros()), (2, Health::Ill, None));
}

#[tokio::test]
async fn fewer_or_more_pictures_than_asked_are_taken_up_to_what_was_asked() {
    let evil = Evil::start(vec![json(200, &json!({"data": data(&[1])}))]).await;
    assert_eq!(ask_with(&evil, json!({}), request(3, json!({}))).await.files().len(), 1);
    let seen = ask(json(200, &json!({"data": data(&[1, 2, 3])}))).await;
    assert_eq!(seen.files(), [png(1)]);
    let mixed = json!({"data": [{"b64_json": "%%"}, {"b64_json": b64(3)}]});
    let evil = Evil::start(vec![json(200, &mixed)]).await;
    assert_eq!(ask_with(&evil, json!({}), request(2, json!({}))).await.files(), [png(3)]);
}

#[tokio::test]
async fn a_picture_is_fetched_from_its_address_without_the_key() {
    let pictures =
        Evil::start(vec![raw(503, &[], b""), raw(200, &[("content-type", "text/plain")], &png(8))]).await;
    let body = json!({"data": [{"url": pictures.url("/made/1.png?token=x")}]});
    let evil = Evil::start(vec![json(200, &body)]).await;
    let seen = ask_with(&evil, json!({"result_hosts": ["127.0.0.1"]}), request(1, json!({}))).await;
    assert_eq!((seen.files(), seen.sends), (vec![png(8)], 1));
    let came = pictures.requests();
    assert_eq!((came.len(), came[1].line()), (2, "GET /made/1.png?token=x HTTP/1.1"));
    assert_eq!(came[1].header("authorization"), None);
}
