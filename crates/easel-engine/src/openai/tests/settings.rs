//! What an operator writes, right and wrong.

use super::*;
use crate::Registry;

const EXAMPLE: &str = include_str!("../../../../../config/examples/openai.json");

#[test]
fn the_example_can_be_used_as_it_is() {
    let keys = |variable: &str| variable.ends_with("_API_KEY").then(|| KEY.to_owned());
    let registry = Registry::parse(EXAMPLE, &keys).expect("the example is right");
    assert_eq!(registry.keyless().count(), 0);
    let model = &registry.catalogue().models[0];
    for channel in &model.channels {
        OpenAiOptions::of(channel).expect("its options are right");
    }
    assert!(model.capabilities.sizes.iter().any(|size| size.width == 3840));
    assert!(model.channels.iter().all(|channel| registry.engine(&channel.provider).is_some()));
    let keyless = Registry::parse(EXAMPLE, &|_| None).expect("it can be read without keys");
    assert_eq!(keyless.keyless().count(), 2);
}

#[test]
fn mistakes_are_told_in_sentences() {
    let wrong = |options: Value| {
        let engine = OpenAi::new(&provider("https://x.example/v1", json!({})), Some(KEY)).expect("an engine");
        engine.mistakes(&request(1, options).channel).join("; ")
    };
    assert_eq!(wrong(json!({})), "");
    for (options, words) in [
        (json!({"max_n": 0}), "max_n must be"),
        (json!({"stream": true, "partial_images": 4}), "from 0 to 3"),
        (json!({"partial_images": 1}), "only with stream"),
        (json!({"output_format": "svg"}), "must be png, jpeg, webp or null"),
        (json!({"mask": "none"}), "says it can inpaint"),
        (json!({"references": "input_references"}), "no place for a mask"),
        (json!({"mask_field": "a\"b"}), "names of fields"),
        (json!({"extra": {"a\nb": 1}}), "names of fields"),
        (json!({"extra": {"prompt": "x"}}), "extra must not set \"prompt\""),
        (json!({"size": "aspect_ratio", "ratios": ["wide"]}), "ratios must be"),
        (json!({"cost": {"source": "header", "name": "a b"}}), "cost.name"),
        (json!({"cost": {"source": "body", "path": "a..b"}}), "cost.path"),
        (json!({"cost": {"source": "usage"}}), "rates"),
        (json!({"colour": "red"}), "unknown field `colour`"),
        (json!({"route": "chat"}), "no place for a mask"),
        (json!({"route": "chat", "stream": true}), "a chat's answer is waited for"),
        (json!({"route": "chat", "modalities": []}), "modalities must name"),
        (
            json!({"route": "chat", "cost": {"source": "usage", "rates": {"text_in": 1, "image_out": 1}}}),
            "not from its usage",
        ),
        (json!({"negative_prompt_after": " "}), "must be a short sign"),
        (json!({"negative_prompt_after": "|", "negative_prompt_field": "n"}), "not both"),
        (json!({"extra": {"messages": []}}), "extra must not set \"messages\""),
    ] {
        let told = wrong(options.clone());
        assert!(told.contains(words), "{options}: {told}");
    }
}

#[test]
fn a_provider_has_an_address_and_a_key_that_no_file_holds() {
    let wrong = |url: &str, options: Value, key: Option<&str>| {
        OpenAi::new(&provider(url, options), key).err().unwrap_or_default()
    };
    let url = "https://x.example/v1";
    assert_eq!(wrong(url, json!({}), Some(KEY)), "");
    assert_eq!(wrong("http://localhost:1234/v1", json!({"auth": "none"}), None), "");
    for (given, words) in [
        (wrong(url, json!({}), None), "needs key_env"),
        (wrong(url, json!({}), Some(" ")), "needs key_env"),
        (wrong(url, json!({}), Some("a\nb")), "signs that can't be sent"),
        (wrong("ftp://x.example", json!({}), Some(KEY)), "must begin with"),
        (wrong("https://me:word@x.example", json!({}), Some(KEY)), "no user"),
        (wrong("nowhere", json!({}), Some(KEY)), "no address"),
        (wrong(url, json!({"headers": {"Authorization": "x"}}), Some(KEY)), "must not set"),
        (wrong(url, json!({"headers": {"a b": "x"}}), Some(KEY)), "no name of a header"),
        (wrong(url, json!({"timeout_seconds": 0}), Some(KEY)), "timeout_seconds"),
        (wrong(url, json!({"result_hosts": ["https://x"]}), Some(KEY)), "bare names"),
        (wrong(url, json!({"model": "x"}), Some(KEY)), "unknown field"),
    ] {
        assert!(given.contains(words), "{given} / {words}");
        assert!(!given.contains(KEY));
    }
}
