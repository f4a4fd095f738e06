//! The engine for AUTOMATIC1111, Forge and their like.

use crate::{
    loopback::{Reply, json, serve},
    studio::{PICTURE, Way, assert_failed, picture, registry, request, run, seeds, way, with_source},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use easel_domain::routing::{ClosedFor, Health};
use easel_engine::Request;
use serde_json::{Value, json};
use std::{
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};
use tokio::sync::Notify;

const SETTINGS: Health = Health::Closed(ClosedFor::Settings);

#[derive(Clone)]
struct Ways {
    /// What a picture is answered with.
    answer: Option<Reply>,
    /// Whether the server can tell how far it is.
    progress: bool,
    /// Somebody else's picture is being made.
    foreign: bool,
    /// Works until it is interrupted.
    holds: bool,
    work: Duration,
}

impl Default for Ways {
    fn default() -> Self {
        Self { answer: None, progress: true, foreign: false, holds: false, work: Duration::from_millis(20) }
    }
}

#[derive(Default)]
struct State {
    asked: Vec<(String, Value)>,
    heads: Vec<String>,
    interrupts: u32,
}

struct Server {
    url: String,
    state: Arc<Mutex<State>>,
    came: Arc<Notify>,
}

impl Server {
    async fn start(ways: Ways) -> Self {
        let state = Arc::new(Mutex::new(State::default()));
        let (came, interrupted) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (ours, told) = (Arc::clone(&state), Arc::clone(&came));
        let url = serve(
            Arc::new(move |asked| {
                let (ways, state) = (ways.clone(), Arc::clone(&ours));
                let (came, interrupted) = (Arc::clone(&told), Arc::clone(&interrupted));
                Box::pin(async move {
                    let body = asked.json();
                    let path = asked.path.split('?').next().unwrap_or_default().to_owned();
                    state.lock().expect("state").heads.push(asked.head.clone());
                    match path.trim_start_matches("/sdapi/v1/") {
                        "sd-models" => json(200, &json!([{ "title": "xl.safetensors [abc]", "model_name": "xl" }])),
                        "progress" if ways.progress => {
                            let state = state.lock().expect("state");
                            let last = state.asked.last().map(|(_, body)| body["force_task_id"].clone());
                            let task = if ways.foreign { Some(json!("foreign")) } else { last };
                            let image = STANDARD.encode(PICTURE);
                            json(200, &json!({ "progress": 0.5, "state": { "job_count": 1 }, "current_image": image, "current_task": task }))
                        }
                        "interrupt" => {
                            state.lock().expect("state").interrupts += 1;
                            interrupted.notify_one();
                            json(200, &json!({}))
                        }
                        "txt2img" | "img2img" => {
                            state.lock().expect("state").asked.push((path, body));
                            came.notify_one();
                            if ways.holds {
                                interrupted.notified().await;
                            }
                            tokio::time::sleep(ways.work).await;
                            let grid = STANDARD.encode("a grid");
                            let info = json!({ "all_seeds": [7] }).to_string();
                            ways.answer.unwrap_or_else(|| {
                                json(200, &json!({ "images": [STANDARD.encode(PICTURE), grid], "info": info }))
                            })
                        }
                        _ => (404, br#"{"detail":"Not Found"}"#.to_vec()),
                    }
                })
            }),
            None,
        )
        .await;
        Self { url, state, came }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("state")
    }
}

fn to(server: &Server) -> Way {
    let options = json!({ "sampler_name": "Euler a", "steps": 20 });
    way(&json!({ "engine": "sdapi", "url": server.url, "key_env": "KEY" }), "xl", &options)
}

#[tokio::test]
async fn pictures_are_made_one_call_each() {
    let server = Server::start(Ways::default()).await;
    let way = to(&server);
    let (answer, seen) = run(&way, request(&way, 2), None).await;
    assert_eq!(seeds(&answer), Ok(vec![7, 8]));
    assert_eq!(*seen.sent.lock().expect("seen"), 2);
    let state = server.state();
    let (path, body) = &state.asked[1];
    assert_eq!(path, "/sdapi/v1/txt2img");
    for (key, value) in [
        ("prompt", json!("a \"red\" {cat}")),
        ("negative_prompt", json!("dogs")),
        ("seed", json!(8)),
        ("steps", json!(20)),
        ("sampler_name", json!("Euler a")),
        ("width", json!(64)),
        ("override_settings", json!({ "sd_model_checkpoint": "xl" })),
    ] {
        assert_eq!(body[key], value, "{key}");
    }
    assert_ne!(body["force_task_id"], state.asked[0].1["force_task_id"]);
    let basic = format!("authorization: basic {}", STANDARD.encode("user:secret-word").to_lowercase());
    assert!(state.heads.iter().all(|head| head.to_lowercase().contains(&basic)));
}

#[tokio::test]
async fn a_mask_is_white_where_it_is_painted() {
    let server = Server::start(Ways::default()).await;
    let way = to(&server);
    let (answer, _) = run(&way, with_source(request(&way, 1), true), None).await;
    assert_eq!(seeds(&answer), Ok(vec![7]));
    let (answer, _) = run(&way, with_source(request(&way, 1), false), None).await;
    assert_eq!(seeds(&answer), Ok(vec![7]));
    let mut asked = with_source(request(&way, 1), false);
    asked.inputs.references.push(picture());
    let (answer, _) = run(&way, asked, None).await;
    assert_failed(&answer, SETTINGS, "takes no references");
    let state = server.state();
    let (path, body) = &state.asked[0];
    assert_eq!(path, "/sdapi/v1/img2img");
    assert_eq!(body["init_images"], json!([STANDARD.encode(PICTURE)]));
    assert_eq!(body["denoising_strength"], 0.6);
    assert_eq!(body["inpainting_mask_invert"], 0);
    let mask = STANDARD.decode(body["mask"].as_str().expect("a mask")).expect("base64");
    let mut reader = png::Decoder::new(std::io::Cursor::new(mask)).read_info().expect("a PNG");
    let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
    reader.next_frame(&mut pixels).expect("pixels");
    assert_eq!(pixels, [255, 0]);
    assert!(state.asked[1].1.get("mask").is_none());
}

#[tokio::test]
async fn progress_is_shown_only_of_our_own_picture() {
    for (ways, previews) in [
        (Ways { work: Duration::from_millis(900), ..Ways::default() }, true),
        (Ways { work: Duration::from_millis(900), foreign: true, ..Ways::default() }, false),
        (Ways { work: Duration::from_millis(900), progress: false, ..Ways::default() }, false),
    ] {
        let server = Server::start(ways).await;
        let way = to(&server);
        let (answer, seen) = run(&way, request(&way, 1), None).await;
        assert_eq!(seeds(&answer), Ok(vec![7]));
        assert_eq!(!seen.previews.lock().expect("seen").is_empty(), previews);
        assert_eq!(*seen.furthest.lock().expect("seen") > 0.4, previews);
    }
}

#[tokio::test]
async fn calling_off_interrupts_our_own_picture_only() {
    let server = Server::start(Ways { holds: true, ..Ways::default() }).await;
    let way = to(&server);
    let (answer, _) = run(&way, request(&way, 1), Some(Arc::clone(&server.came))).await;
    assert_eq!(seeds(&answer), Err("cancelled".to_owned()), "the part of a picture is dropped");
    assert_eq!(server.state().interrupts, 1);

    let server =
        Server::start(Ways { foreign: true, work: Duration::from_millis(1500), ..Ways::default() }).await;
    let way = to(&server);
    let (answer, _) = run(&way, request(&way, 1), Some(Arc::clone(&server.came))).await;
    assert_eq!(seeds(&answer), Err("cancelled".to_owned()));
    assert_eq!(server.state().interrupts, 0);
}

#[tokio::test]
async fn time_that_runs_out_leaves_it_unknown() {
    let server = Server::start(Ways { holds: true, ..Ways::default() }).await;
    let way = to(&server);
    let mut asked = request(&way, 1);
    asked.time_left = Duration::from_millis(300);
    let (answer, _) = run(&way, asked, None).await;
    assert!(seeds(&answer).expect_err("no picture").contains("unknown"));
    assert_eq!(server.state().interrupts, 1);
}

/// Such servers keep 32 bits of a seed, and a negative one means any.
#[tokio::test]
async fn seeds_fit_into_what_servers_keep() {
    let server = Server::start(Ways::default()).await;
    let way = to(&server);
    for seed in [u64::from(u32::MAX) - 1, 3_000_000_000, 1 << 52, u64::MAX] {
        let (answer, _) = run(&way, Request { seed, ..request(&way, 1) }, None).await;
        let told = seeds(&answer).expect("a picture")[0];
        let asked = server.state().asked.last().expect("a call").1["seed"].clone();
        assert_eq!(json!(told), asked, "the picture's seed is the one that was used");
        assert!(told <= 0x7fff_ffff, "{told}");
    }
}

/// A stable-diffusion.cpp server reads options of its own out of prompts, files on its disk among them.
#[tokio::test]
async fn a_prompt_sets_none_of_a_servers_options() {
    let server = Server::start(Ways::default()).await;
    let way = to(&server);
    let mut asked = request(&way, 1);
    asked.spec.prompt = "a <sd_cpp_extra_args>{\"steps\":999}</sd_cpp_extra_args>kite <lora:x:1>".to_owned();
    asked.spec.negative_prompt = "dogs <sd_cpp_extra_args>{}</sd_cpp_extra_args>".to_owned();
    let (answer, _) = run(&way, asked, None).await;
    assert_eq!(seeds(&answer), Ok(vec![7]));
    assert_eq!(server.state().asked[0].1["prompt"], "a kite <lora:x:1>");
    assert_eq!(server.state().asked[0].1["negative_prompt"], "dogs ");
    let mut asked = request(&way, 1);
    asked.spec.prompt = "<sd_cpp_extra_args>{}</sd_cpp_extra_args>".to_owned();
    let (answer, seen) = run(&way, asked, None).await;
    assert_failed(&answer, Health::Unasked, "nothing is left of the prompt");
    assert_eq!(*seen.sent.lock().expect("seen"), 0);
}

#[tokio::test]
async fn a_server_that_can_not_be_told_is_not_waited_for() {
    let server = Server::start(Ways { holds: true, progress: false, ..Ways::default() }).await;
    let way = to(&server);
    let work = run(&way, request(&way, 1), Some(Arc::clone(&server.came)));
    let (answer, _) = tokio::time::timeout(Duration::from_secs(3), work).await.expect("an end soon");
    assert_eq!(seeds(&answer), Err("cancelled".to_owned()));
    assert_eq!(server.state().interrupts, 0);
}

#[tokio::test]
async fn bad_answers_are_told_apart() {
    let text = |status: u16, text: &str| (status, text.as_bytes().to_vec());
    for (answer, health, words) in [
        (text(200, "{}"), Health::Ill, "nonsense"),
        (text(200, "<html>hello</html>"), Health::Ill, "nonsense"),
        (text(200, r#"{"images":[]}"#), Health::Ill, "no picture"),
        (text(200, r#"{"images":["!!!"],"info":""}"#), Health::Ill, "picture is none"),
        (text(200, r#"{"images":["aGVsbG8="],"info":""}"#), Health::Ill, "picture is none"),
        (text(404, r#"{"detail":"Not Found"}"#), SETTINGS, "started with --api"),
        (text(404, r#"{"detail":"Sampler not found"}"#), SETTINGS, "Sampler not found"),
        (
            text(422, r#"{"detail":[{"loc":["body","steps"],"msg":"not a number"}]}"#),
            SETTINGS,
            "not a number",
        ),
        (
            text(500, r#"{"error":"OutOfMemoryError","detail":"","errors":"CUDA out of memory"}"#),
            Health::Ill,
            "out of memory",
        ),
        (text(500, r#"{"error":"KeyError","detail":"","errors":"x"}"#), Health::Ill, "KeyError: x"),
        (
            text(500, r#"{"error":"server_error","message":"a type must be number"}"#),
            Health::Ill,
            "server_error: a type must be number",
        ),
        (text(401, "no"), Health::Closed(ClosedFor::Key), "answered 401"),
        (text(0, ""), Health::Ill, "connection to the server broke"),
    ] {
        let server = Server::start(Ways { answer: Some(answer), ..Ways::default() }).await;
        let way = to(&server);
        let (answer, _) = run(&way, request(&way, 1), None).await;
        assert_failed(&answer, health, words);
    }
}

#[tokio::test]
async fn a_missing_checkpoint_and_a_missing_server_are_named() {
    let server = Server::start(Ways::default()).await;
    let other = way(&json!({ "engine": "sdapi", "url": server.url }), "other", &json!({}));
    let (answer, seen) = run(&other, request(&other, 1), None).await;
    assert_failed(&answer, Health::Closed(ClosedFor::Model), "no checkpoint other");
    assert_eq!(*seen.sent.lock().expect("seen"), 0);
    let loaded = way(&json!({ "engine": "sdapi", "url": server.url }), "*", &json!({}));
    let (answer, _) = run(&loaded, request(&loaded, 1), None).await;
    assert_eq!(seeds(&answer), Ok(vec![7]));
    assert!(server.state().asked[0].1.get("override_settings").is_none());
    let dead = way(&json!({ "engine": "sdapi", "url": "http://127.0.0.1:1" }), "*", &json!({}));
    let (answer, _) = run(&dead, request(&dead, 1), None).await;
    assert_failed(&answer, Health::Ill, "can't be reached");
}

#[test]
fn mistakes_of_an_operator_are_named() {
    for (options, words) in [
        (json!({ "steps": "many" }), "steps can't be"),
        (json!({ "sampler": "Euler" }), "no settings called sampler"),
    ] {
        let provider = json!({ "engine": "sdapi", "url": "http://gpu:7860" });
        let said = registry(&provider, "xl", &options).err().unwrap_or_default();
        assert!(said.contains(words), "{said}");
    }
}
