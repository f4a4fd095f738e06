//! The engine for ComfyUI with a real server: `cargo xtask partners comfyui`.

use crate::{
    partner::{files, left_half, off_right, patient, pixels, plain, tell, told, words},
    studio::{Way, assert_failed, follow, way, with_source},
};
use easel_domain::routing::{ClosedFor, Health};
use easel_engine::{Request, reporter};
use serde_json::{Value, json};
use std::{process::Command, sync::Arc, time::Duration};
use tokio::{sync::Notify, time::sleep};

const WHY: &str = "the partner";
const GREEN: [u8; 3] = [20, 200, 40];

fn first() -> String {
    told("EASEL_PARTNER_COMFYUI_URL")
}

fn second() -> String {
    told("EASEL_PARTNER_COMFYUI_SECOND_URL")
}

fn to(url: &str, options: &Value) -> Way {
    way(&json!({ "engine": "comfyui", "url": url }), "easel-small.safetensors", options)
}

async fn get(url: &str, path: &str) -> Value {
    call(client().get(format!("{url}{path}"))).await
}

async fn post(url: &str, path: &str, body: &Value) -> Value {
    call(client().post(format!("{url}{path}")).json(body)).await
}

fn client() -> reqwest::Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::new()
}

async fn call(request: reqwest::RequestBuilder) -> Value {
    let text = request.send().await.expect(WHY).text().await.expect(WHY);
    serde_json::from_str(&text).unwrap_or_default()
}

/// Somebody else's prompt, long enough to be in the way.
async fn foreign(url: &str, steps: u32) -> String {
    let shipped = include_str!("../../src/comfyui/workflows/text-to-image.json");
    let mut graph: Value = serde_json::from_str::<Value>(shipped).expect("JSON")["graph"].take();
    graph["4"]["inputs"]["ckpt_name"] = json!("easel-small.safetensors");
    graph["3"]["inputs"]["steps"] = json!(steps);
    graph["5"]["inputs"]["width"] = json!(64);
    graph["5"]["inputs"]["height"] = json!(64);
    graph["3"]["inputs"]["seed"] = json!(getrandom::u32().expect("randomness"));
    let answer = post(url, "/prompt", &json!({ "prompt": graph })).await;
    answer["prompt_id"].as_str().unwrap_or_else(|| panic!("no prompt: {answer}")).to_owned()
}

/// Where prompts are: running and pending.
async fn queue(url: &str) -> (Vec<String>, Vec<String>) {
    let all = get(url, "/queue").await;
    let ids = |list: &str| {
        let entries = all[list].as_array().cloned().unwrap_or_default();
        entries.iter().filter_map(|entry| Some(entry[1].as_str()?.to_owned())).collect()
    };
    (ids("queue_running"), ids("queue_pending"))
}

async fn until_running(url: &str, others: &[&str]) {
    for _ in 0..600 {
        if queue(url).await.0.iter().any(|id| !others.contains(&id.as_str())) {
            return;
        }
        sleep(Duration::from_millis(100)).await;
    }
    panic!("nothing runs");
}

async fn until_idle(url: &str) {
    for _ in 0..3000 {
        let (running, pending) = queue(url).await;
        if running.is_empty() && pending.is_empty() {
            return;
        }
        sleep(Duration::from_millis(100)).await;
    }
    panic!("the server never rests");
}

#[tokio::test]
#[ignore = "needs a ComfyUI server"]
async fn every_workflow_for_a_checkpoint_draws() {
    let url = first();
    for (inpaint, count) in [("inpaint", 2), ("inpaint-model", 1)] {
        let way = to(&url, &json!({ "steps": 3, "workflows": { "inpaint": inpaint } }));
        let (answer, seen) = follow(&way, patient(&way, count), None).await;
        tell("text to image", &answer, &seen);
        let made = files(&answer);
        assert_eq!(made.len(), count as usize);
        assert!(made.iter().all(|file| pixels(file).0 == 64 && pixels(file).1 == 64));
        assert!(*seen.furthest.lock().expect("seen") >= 0.9);
        assert!(!seen.previews.lock().expect("seen").is_empty(), "unfinished pictures");
        if let [one, two] = &made[..] {
            assert!(pixels(one) != pixels(two), "each picture has its own seed");
        }

        let mut edit = with_source(patient(&way, 1), false);
        edit.inputs.source = Some(plain(64, GREEN));
        let (answer, seen) = follow(&way, edit, None).await;
        tell("image to image", &answer, &seen);
        assert_eq!(pixels(&files(&answer)[0]).0, 64);

        let mut mend = with_source(patient(&way, 1), true);
        mend.inputs.source = Some(plain(64, GREEN));
        mend.inputs.mask = Some(left_half(64));
        let (answer, seen) = follow(&way, mend, None).await;
        tell(inpaint, &answer, &seen);
        let file = &files(&answer)[0];
        assert!(off_right(file, GREEN) <= 1, "what the mask leaves is as it was");
        let left = pixels(file).2[0];
        assert!((0..3).any(|i| left[i].abs_diff(GREEN[i]) > 3), "what it names is not: {left:?}");
    }
    until_idle(&url).await;
    let history = get(&url, "/history").await;
    assert!(!history.to_string().contains("{cat}"), "the person's words stay in no history");
}

#[tokio::test]
#[ignore = "needs a ComfyUI server with files in Flux' shape"]
async fn flux_draws_and_edits() {
    let url = first();
    if std::env::var_os("EASEL_PARTNER_COMFYUI_FLUX").is_none() {
        println!("not done: it takes ten minutes (`cargo xtask partners comfyui --flux`)");
        return;
    }
    let options = json!({
        "workflows": { "generate": "flux-text-to-image", "edit": "flux-kontext" },
        "steps": 1, "set": { "20.clip_name2": "easel-t5.safetensors" }
    });
    let provider = json!({ "engine": "comfyui", "url": url });
    let way = way(&provider, "easel-flux.safetensors", &options);
    let (answer, seen) = follow(&way, patient(&way, 1), None).await;
    tell("flux, text to image", &answer, &seen);
    assert_eq!(pixels(&files(&answer)[0]).0, 64);
    let mut edit = with_source(patient(&way, 1), false);
    edit.spec.strength = None;
    edit.inputs.source = Some(plain(64, GREEN));
    edit.inputs.references = vec![plain(64, [200, 20, 40])];
    let (answer, seen) = follow(&way, edit, None).await;
    tell("flux, kontext with two pictures", &answer, &seen);
    assert_eq!(pixels(&files(&answer)[0]).0, 64);
}

#[tokio::test]
#[ignore = "needs a ComfyUI server"]
async fn the_same_again_is_a_picture_again() {
    let way = to(&first(), &json!({ "steps": 2 }));
    let (answer, _) = follow(&way, patient(&way, 1), None).await;
    let once = pixels(&files(&answer)[0]);
    let (answer, seen) = follow(&way, patient(&way, 1), None).await;
    tell("the same again", &answer, &seen);
    assert!(once == pixels(&files(&answer)[0]), "the same picture");
    assert_eq!(*seen.sent.lock().expect("seen"), 1, "at the first asking");
}

#[tokio::test]
#[ignore = "needs a ComfyUI server"]
async fn what_is_not_there_is_named() {
    let provider = json!({ "engine": "comfyui", "url": first() });
    let lost = way(&provider, "lost.safetensors", &json!({}));
    let (answer, _) = follow(&lost, patient(&lost, 1), None).await;
    assert_failed(&answer, Health::Closed(ClosedFor::Settings), "the model file lost.safetensors is not");
    let odd = to(&first(), &json!({ "set": { "3.sampler_name": "odd" } }));
    let (answer, _) = follow(&odd, patient(&odd, 1), None).await;
    assert_failed(&answer, Health::Closed(ClosedFor::Settings), "odd");
    let high = to(&first(), &json!({ "set": { "3.denoise": 7 } }));
    let (answer, _) = follow(&high, patient(&high, 1), None).await;
    assert_failed(&answer, Health::Closed(ClosedFor::Settings), "value_bigger_than_max");
}

#[tokio::test]
#[ignore = "needs a ComfyUI server"]
async fn calling_off_leaves_the_others_alone() {
    let url = first();
    let way = to(&url, &json!({ "steps": 900 }));
    // While it runs, with somebody's prompt behind it.
    let stop = Arc::new(Notify::new());
    let meddle = async {
        until_running(&url, &[]).await;
        let theirs = foreign(&url, 2).await;
        sleep(Duration::from_secs(4)).await;
        stop.notify_one();
        theirs
    };
    let ((answer, seen), theirs) =
        tokio::join!(follow(&way, patient(&way, 1), Some(Arc::clone(&stop))), meddle);
    tell("called off while it ran", &answer, &seen);
    assert!(words(&answer).starts_with("cancelled"));
    until_idle(&url).await;
    let all = get(&url, "/history").await.to_string();
    assert!(!all.contains("{cat}"), "what was called off leaves no words behind");
    let history = get(&url, &format!("/history/{theirs}")).await;
    assert_eq!(history[&theirs]["status"]["status_str"], "success", "{history}");
    // While it waits behind somebody's prompt.
    let theirs = foreign(&url, 15).await;
    until_running(&url, &[]).await;
    let stop = Arc::new(Notify::new());
    let meddle = async {
        while queue(&url).await.1.is_empty() {
            sleep(Duration::from_millis(50)).await;
        }
        stop.notify_one();
    };
    let ((answer, _), ()) = tokio::join!(follow(&way, patient(&way, 1), Some(Arc::clone(&stop))), meddle);
    assert!(words(&answer).starts_with("cancelled"));
    assert_eq!(queue(&url).await, (vec![theirs.clone()], Vec::new()), "theirs runs, ours waits no more");
    until_idle(&url).await;
    let history = get(&url, &format!("/history/{theirs}")).await;
    assert_eq!(history[&theirs]["status"]["status_str"], "success", "{history}");
}

#[tokio::test]
#[ignore = "needs a ComfyUI server"]
async fn a_lost_workers_picture_is_taken_up() {
    let url = first();
    let way = to(&url, &json!({ "steps": 12 }));
    let (line, mut listener) = reporter();
    let mut work = way.engine.generate(patient(&way, 1), line);
    // A worker that dies in the middle: from one moment to the next nobody polls any more.
    let name = loop {
        tokio::select! {
            _ = &mut work => panic!("too quick for this test"),
            Some(sending) = listener.sending.recv() => { let _ = sending.allow.send(true); }
            Some(accepted) = listener.accepted.recv() => break accepted.provider_ref,
        }
    };
    drop(work);
    let resumed = Request { resume: Some(name), ..patient(&way, 1) };
    let (answer, seen) = follow(&way, resumed, None).await;
    tell("taken up", &answer, &seen);
    assert_eq!(files(&answer).len(), 1);
    assert_eq!(*seen.sent.lock().expect("seen"), 0, "nothing is asked for again");
}

#[tokio::test]
#[ignore = "needs a ComfyUI server"]
async fn time_that_runs_out_frees_the_server() {
    let url = first();
    let way = to(&url, &json!({ "steps": 900 }));
    let hurried = Request { time_left: Duration::from_secs(6), ..patient(&way, 1) };
    let (answer, seen) = follow(&way, hurried, None).await;
    tell("out of time", &answer, &seen);
    assert!(words(&answer).starts_with("failed, again true"), "{}", words(&answer));
    until_idle(&url).await;
    let all = get(&url, "/history").await.to_string();
    assert!(!all.contains("{cat}"), "no words stay behind");
}

#[tokio::test]
#[ignore = "needs a ComfyUI server"]
async fn a_queue_that_somebody_emptied_is_noticed() {
    let url = first();
    let way = to(&url, &json!({ "steps": 2 }));
    foreign(&url, 15).await;
    until_running(&url, &[]).await;
    let meddle = async {
        while queue(&url).await.1.is_empty() {
            sleep(Duration::from_millis(50)).await;
        }
        post(&url, "/queue", &json!({ "clear": true })).await;
    };
    let ((answer, seen), ()) = tokio::join!(follow(&way, patient(&way, 1), None), meddle);
    tell("emptied queue", &answer, &seen);
    assert_failed(&answer, Health::Ill, "no longer knows the request");
    until_idle(&url).await;
}

#[tokio::test]
#[ignore = "needs two ComfyUI servers"]
async fn the_server_with_less_to_do_draws() {
    let (one, two) = (first(), second());
    until_idle(&two).await;
    let theirs = foreign(&one, 15).await;
    let provider = json!({ "engine": "comfyui", "url": one, "options": { "servers": [two] } });
    let both = way(&provider, "easel-small.safetensors", &json!({ "steps": 2 }));
    let (answer, seen) = follow(&both, patient(&both, 1), None).await;
    tell("two servers", &answer, &seen);
    files(&answer);
    let at = answer.provider_ref.unwrap_or_default();
    assert!(at.starts_with(&two), "{at} is not at {two}");
    assert_eq!(queue(&one).await.0, [theirs], "the other one was busy all the time");
    until_idle(&one).await;
}

#[tokio::test]
#[ignore = "needs a ComfyUI server that may be killed"]
async fn a_server_that_dies_is_noticed_and_used_again() {
    let url = second();
    let long = to(&url, &json!({ "steps": 900 }));
    let kill = async {
        until_running(&url, &[]).await;
        sleep(Duration::from_secs(1)).await;
        let pid = told("EASEL_PARTNER_COMFYUI_SECOND_PID");
        assert!(Command::new("kill").args(["-9", &pid]).status().expect("kill").success());
    };
    let ((answer, seen), ()) = tokio::join!(follow(&long, patient(&long, 1), None), kill);
    tell("killed in the middle", &answer, &seen);
    assert!(words(&answer).starts_with("failed, again true"), "{}", words(&answer));
    assert_eq!(answer.health, Health::Ill);
    for _ in 0..180 {
        if client().get(format!("{url}/prompt")).send().await.is_ok() {
            break;
        }
        sleep(Duration::from_secs(1)).await;
    }
    let way = to(&url, &json!({ "steps": 2 }));
    let (answer, seen) = follow(&way, patient(&way, 1), None).await;
    tell("after its restart", &answer, &seen);
    files(&answer);
}
