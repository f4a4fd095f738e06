//! The engine for ComfyUI servers.

use crate::{
    comfy_server::{Comfy, Ways},
    studio::{Way, assert_failed, picture, registry, request, run, seeds, way, with_source},
};
use easel_domain::routing::{ClosedFor, Health};
use serde_json::{Value, json};
use std::time::Duration;

const SETTINGS: Health = Health::Closed(ClosedFor::Settings);

fn to(server: &Comfy) -> Way {
    way(&json!({ "engine": "comfyui", "url": server.url }), "sdxl.safetensors", &json!({ "steps": 4 }))
}

async fn made(ways: Ways) -> (Comfy, easel_engine::Answer) {
    let server = Comfy::start(ways).await;
    let way = to(&server);
    let (answer, _) = run(&way, request(&way, 1), None).await;
    (server, answer)
}

#[tokio::test]
async fn pictures_are_made_one_prompt_each() {
    let server = Comfy::start(Ways::default()).await;
    let provider = json!({ "engine": "comfyui", "url": server.url, "key_env": "KEY", "options": { "auth_header": "X-Api-Key" } });
    let way = way(&provider, "sdxl.safetensors", &json!({ "steps": 4 }));
    let (answer, seen) = run(&way, request(&way, 2), None).await;
    assert_eq!(seeds(&answer), Ok(vec![7, 8]));
    assert_eq!(*seen.sent.lock().expect("seen"), 2);
    assert!(!seen.previews.lock().expect("seen").is_empty());
    let accepted = seen.accepted.lock().expect("seen").clone();
    assert_eq!(accepted.len(), 2);
    assert_eq!(answer.provider_ref.as_deref(), accepted.last().map(String::as_str));
    let state = server.state();
    let graph = &state.prompts[1]["prompt"];
    assert_eq!(graph["6"]["inputs"]["text"], "a \"red\" {cat}");
    assert_eq!(graph["7"]["inputs"]["text"], "dogs");
    assert_eq!(graph["3"]["inputs"]["seed"], 8);
    assert_eq!(graph["3"]["inputs"]["steps"], 4);
    assert_eq!(graph["5"]["inputs"]["width"], 64);
    assert_eq!(graph["4"]["inputs"]["ckpt_name"], "sdxl.safetensors");
    assert_ne!(
        graph["9"]["inputs"]["filename_prefix"],
        state.prompts[0]["prompt"]["9"]["inputs"]["filename_prefix"]
    );
    assert!(state.history.is_empty(), "our traces are gone");
    for head in &state.heads {
        let head = head.to_lowercase();
        assert!(head.contains("x-api-key: user:secret-word") && !head.contains("origin:"), "{head}");
    }
}

#[tokio::test]
async fn sources_masks_and_references_are_uploaded() {
    let server = Comfy::start(Ways::default()).await;
    let way = to(&server);
    let (answer, _) = run(&way, with_source(request(&way, 1), true), None).await;
    assert_eq!(seeds(&answer), Ok(vec![7]));
    {
        let state = server.state();
        let graph = &state.prompts[0]["prompt"];
        assert_eq!(graph["10"]["inputs"]["image"], "easel/given-1.png");
        assert_eq!(graph["12"]["inputs"]["image"], "easel/given-2.png");
        assert_eq!(graph["3"]["inputs"]["denoise"], 0.6);
    }
    let options = json!({ "workflows": { "edit": "flux-kontext" } });
    let way =
        crate::studio::way(&json!({ "engine": "comfyui", "url": server.url }), "flux.safetensors", &options);
    let mut asked = with_source(request(&way, 1), false);
    asked.inputs.references.push(picture());
    let (answer, _) = run(&way, asked, None).await;
    assert_eq!(seeds(&answer), Ok(vec![7]));
    let state = server.state();
    let graph = &state.prompts[1]["prompt"];
    assert_eq!(graph["30"]["inputs"]["image"], "easel/given-3.png", "the source is the first reference");
    assert_eq!(graph["40"]["inputs"]["image"], "easel/given-4.png");
    assert_eq!(graph["22"]["inputs"]["conditioning"], json!(["43", 0]), "the third reference fell away");
    assert!(graph.get("50").is_none() && graph.get("52").is_none());
}

#[tokio::test]
async fn what_a_server_lacks_is_named() {
    let (server, answer) = made(Ways { lacks: "KSampler", ..Ways::default() }).await;
    assert_failed(&answer, SETTINGS, "the server lacks the node KSampler");
    assert!(server.state().prompts.is_empty());
    let (_, answer) = made(Ways { checkpoints: vec!["other.ckpt"], ..Ways::default() }).await;
    assert_failed(&answer, SETTINGS, "the model file sdxl.safetensors is not on the server");
}

#[tokio::test]
async fn refused_prompts_are_explained() {
    let node = |kind: &str| {
        json!({ "4": { "class_type": "CheckpointLoaderSimple", "dependent_outputs": ["9"], "errors": [{
            "type": kind, "message": "Value not in list", "details": "ckpt_name: 'x' not in []",
            "extra_info": { "input_name": "ckpt_name", "received_value": "sdxl.safetensors" } }] } })
    };
    let top = |kind: &str| json!({ "type": kind, "message": "bad", "details": "", "extra_info": {} });
    for (status, body, health, words) in [
        (
            400,
            json!({ "error": top("prompt_outputs_failed_validation"), "node_errors": node("value_not_in_list") }),
            SETTINGS,
            "the model file sdxl.safetensors is not",
        ),
        (
            400,
            json!({ "error": top("prompt_outputs_failed_validation"), "node_errors": node("value_smaller_than_min") }),
            SETTINGS,
            "CheckpointLoaderSimple 4: value_smaller_than_min",
        ),
        (
            400,
            json!({ "error": top("prompt_outputs_failed_validation"), "node_errors": node("custom_validation_failed") }),
            Health::Ill,
            "custom_validation_failed",
        ),
        (
            400,
            json!({ "error": { "type": "invalid_prompt", "message": "x", "extra_info": { "class_type": "Odd" } }, "node_errors": [] }),
            SETTINGS,
            "the server lacks the node Odd",
        ),
        (400, json!({ "error": top("prompt_no_outputs"), "node_errors": {} }), SETTINGS, "prompt_no_outputs"),
        (
            200,
            json!({ "prompt_id": "p", "number": 1, "node_errors": node("return_type_mismatch") }),
            SETTINGS,
            "return_type_mismatch",
        ),
        (200, json!({ "number": 1 }), Health::Ill, "nonsense"),
        (500, json!("Internal Server Error"), Health::Ill, "answered 500"),
        (401, json!({}), Health::Closed(ClosedFor::Key), "answered 401"),
        (503, json!({}), Health::Busy { retry_after_ms: None }, "answered 503"),
        (0, json!({}), Health::Ill, "connection to the server broke"),
    ] {
        let (server, answer) =
            made(Ways { submit: Some((status, body)), jobs: true, ..Ways::default() }).await;
        assert_failed(&answer, health, words);
        assert_eq!(server.posts("/api/jobs/p/cancel").len(), usize::from(words == "return_type_mismatch"));
    }
}

#[tokio::test]
async fn without_a_socket_polling_is_enough() {
    for ways in [
        Ways { socket: false, ..Ways::default() },
        Ways { socket_breaks: true, work: Duration::from_millis(900), ..Ways::default() },
    ] {
        let (_, answer) = made(ways).await;
        assert_eq!(seeds(&answer), Ok(vec![7]));
    }
}

#[tokio::test]
async fn a_restarted_server_is_noticed() {
    let (_, answer) = made(Ways { restarts: true, ..Ways::default() }).await;
    assert_failed(&answer, Health::Ill, "no longer knows the request");
}

#[tokio::test]
async fn a_picture_that_is_not_there_is_asked_for_once_more() {
    for (ways, fine) in [
        (Ways { empty: 1, ..Ways::default() }, true),
        (Ways { gone: 1, ..Ways::default() }, true),
        (Ways { empty: 2, ..Ways::default() }, false),
    ] {
        let (server, answer) = made(ways).await;
        if fine {
            assert_eq!(seeds(&answer), Ok(vec![7]));
        } else {
            assert_failed(&answer, Health::Ill, "no picture to show");
        }
        let state = server.state();
        let prefix = |i: usize| state.prompts[i]["prompt"]["9"]["inputs"]["filename_prefix"].clone();
        assert_eq!(state.prompts.len(), 2);
        assert_ne!(prefix(0), prefix(1));
        assert!(state.history.is_empty());
    }
}

#[tokio::test]
async fn errors_while_drawing_are_told() {
    let memory = json!(["execution_error", { "node_id": "3", "node_type": "KSampler",
        "exception_type": "torch.OutOfMemoryError", "exception_message": "Allocation on device" }]);
    let (_, answer) = made(Ways { error: Some(memory), ..Ways::default() }).await;
    assert_failed(&answer, Health::Ill, "out of memory: KSampler 3");
    let (_, answer) =
        made(Ways { error: Some(json!(["execution_interrupted", {}])), ..Ways::default() }).await;
    assert_failed(&answer, Health::Ill, "somebody interrupted it");
}

#[tokio::test]
async fn calling_off_touches_nobody_else() {
    for (ways, path) in [
        (Ways { foreign: true, ..Ways::default() }, "/queue"),
        (Ways { foreign: true, jobs: true, ..Ways::default() }, ""),
        (Ways { holds: true, ..Ways::default() }, "/interrupt"),
        (Ways { holds: true, jobs: true, ..Ways::default() }, ""),
    ] {
        let foreign = ways.foreign;
        let server = Comfy::start(ways).await;
        let way = to(&server);
        let (answer, _) = run(&way, request(&way, 1), Some(server.came())).await;
        assert_eq!(seeds(&answer), Err("cancelled".to_owned()));
        let interrupts = server.posts("/interrupt");
        assert_eq!(interrupts.len(), usize::from(path == "/interrupt"));
        assert!(interrupts.iter().all(|body| body["prompt_id"].is_string()), "never a blind interrupt");
        assert_eq!(server.posts("/queue").len(), usize::from(path == "/queue"));
        tokio::time::sleep(Duration::from_millis(400)).await;
        let state = server.state();
        assert!(state.history.is_empty(), "what was called off leaves no words behind");
        assert_eq!(state.running, if foreign { vec!["foreign"] } else { Vec::new() });
        assert!(state.pending.is_empty());
    }
}

#[tokio::test]
async fn time_that_runs_out_calls_the_prompt_off() {
    for (ways, health) in [
        (Ways { foreign: true, ..Ways::default() }, Health::Busy { retry_after_ms: None }),
        (Ways { holds: true, ..Ways::default() }, Health::Ill),
    ] {
        let server = Comfy::start(ways).await;
        let way = to(&server);
        let mut asked = request(&way, 1);
        asked.time_left = Duration::from_millis(800);
        let (answer, _) = run(&way, asked, None).await;
        assert_failed(&answer, health, "time");
        assert!(server.state().pending.is_empty());
    }
}

#[tokio::test]
async fn the_server_with_the_least_to_do_is_chosen() {
    let (busy, idle) = tokio::join!(
        Comfy::start(Ways { depth: 5, ..Ways::default() }),
        Comfy::start(Ways { depth: 1, ..Ways::default() })
    );
    let dead = "http://127.0.0.1:1";
    let provider =
        |servers: Value| json!({ "engine": "comfyui", "url": dead, "options": { "servers": servers } });
    let both = way(&provider(json!([busy.url, idle.url])), "sdxl.safetensors", &json!({}));
    let (answer, _) = run(&both, request(&both, 1), None).await;
    assert_eq!(seeds(&answer), Ok(vec![7]));
    assert!(busy.state().prompts.is_empty());
    assert_eq!(idle.state().prompts.len(), 1);
    let none = way(&provider(json!([])), "sdxl.safetensors", &json!({}));
    let (answer, seen) = run(&none, request(&none, 1), None).await;
    assert_failed(&answer, Health::Ill, "can't be reached");
    assert_eq!(*seen.sent.lock().expect("seen"), 0, "nothing counts as sent");
}

#[tokio::test]
async fn a_lost_workers_request_is_taken_up() {
    let server = Comfy::start(Ways::default()).await;
    let way = to(&server);
    let resumed = |name: String, count| {
        let mut asked = request(&way, count);
        asked.resume = Some(name);
        asked
    };
    server.finished("first");
    let (answer, seen) = run(&way, resumed(format!("{}/ first", server.url), 1), None).await;
    assert_eq!(seeds(&answer), Ok(vec![7]));
    assert_eq!(*seen.sent.lock().expect("seen"), 0);
    assert!(server.state().prompts.is_empty() && server.state().history.is_empty());

    server.finished("first");
    let (answer, _) = run(&way, resumed(format!("{}/ first", server.url), 2), None).await;
    assert_eq!(seeds(&answer), Ok(vec![7, 8]), "what is missing is made");
    assert_eq!(server.state().prompts.len(), 1);

    let (answer, _) = run(&way, resumed(format!("{}/ unknown", server.url), 1), None).await;
    assert_failed(&answer, Health::Ill, "no longer knows");
    let (answer, _) = run(&way, resumed("http://elsewhere/ first".to_owned(), 1), None).await;
    assert_failed(&answer, Health::Ill, "no longer configured");
}

#[tokio::test]
async fn what_was_made_before_a_failure_is_delivered() {
    let server = Comfy::start(Ways { empty_after: Some(1), ..Ways::default() }).await;
    let way = to(&server);
    let (answer, _) = run(&way, request(&way, 3), None).await;
    assert_eq!(seeds(&answer), Ok(vec![7]));
    assert_eq!(answer.health, Health::Ill);
    assert_eq!(server.state().prompts.len(), 3, "one that went well, one that was tried twice");
}

#[test]
fn mistakes_of_an_operator_are_named() {
    let says = |provider: Value, options: Value| {
        registry(&provider, "m.safetensors", &options).err().unwrap_or_default()
    };
    let url = "http://gpu:8188";
    for (provider, options, words) in [
        (json!({ "engine": "comfyui" }), json!({}), "a url is missing"),
        (
            json!({ "engine": "comfyui", "url": "http://user:secret-word@gpu" }),
            json!({}),
            "a url holds a key",
        ),
        (
            json!({ "engine": "comfyui", "url": url, "options": { "auth_header": "X-A" } }),
            json!({}),
            "auth_header needs a key",
        ),
        (
            json!({ "engine": "comfyui", "url": url, "options": { "server": [] } }),
            json!({}),
            "no settings called server",
        ),
        (
            json!({ "engine": "comfyui", "url": url }),
            json!({ "workflows": { "generate": { "graph": {} } } }),
            "needs an output",
        ),
    ] {
        let said = says(provider, options);
        assert!(said.contains(words) && !said.contains("secret-word"), "{words}: {said}");
    }
}
