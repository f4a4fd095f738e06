//! The engine for `/sdapi/v1` with a real stable-diffusion.cpp server, which also speaks OpenAI's interface:
//! `cargo xtask partners sdapi`.

use crate::{
    partner::{files, left_half, patient, pixels, plain, tell, told, words},
    studio::{Way, assert_failed, follow, way, with_source},
};
use easel_domain::routing::{ClosedFor, Health};
use easel_engine::{Answer, Request};
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::Notify,
    time::{sleep, timeout},
};

const GREEN: [u8; 3] = [20, 200, 40];

fn to(options: &Value) -> Way {
    let provider = json!({ "engine": "sdapi", "url": told("EASEL_PARTNER_SDAPI_URL") });
    way(&provider, "easel-whole", options)
}

fn quick() -> Way {
    to(&json!({ "steps": 2, "sampler_name": "euler_a" }))
}

async fn ask(what: &str, way: &Way, request: Request) -> Answer {
    let (answer, seen) = follow(way, request, None).await;
    tell(what, &answer, &seen);
    answer
}

#[tokio::test]
#[ignore = "needs a stable-diffusion.cpp server"]
async fn words_sources_and_masks_become_pictures() {
    let way = quick();
    let made = files(&ask("text to image", &way, patient(&way, 2)).await);
    assert_eq!((made.len(), pixels(&made[0]).0, pixels(&made[0]).1), (2, 64, 64));
    assert!(pixels(&made[0]) != pixels(&made[1]), "each picture has its own seed");
    let mut edit = with_source(patient(&way, 1), false);
    edit.inputs.source = Some(plain(64, GREEN));
    assert_eq!(pixels(&files(&ask("image to image", &way, edit).await)[0]).0, 64);
    let mut mend = with_source(patient(&way, 1), true);
    mend.inputs.source = Some(plain(64, GREEN));
    mend.inputs.mask = Some(left_half(64));
    assert_eq!(pixels(&files(&ask("inpaint", &way, mend).await)[0]).0, 64);
}

#[tokio::test]
#[ignore = "needs a stable-diffusion.cpp server"]
async fn a_seed_of_any_size_makes_the_same_picture_again() {
    let way = quick();
    let mut made = Vec::new();
    for _ in 0..2 {
        // The server keeps 32 bits of it, and takes what is negative then for any seed.
        let asked = Request { seed: 3_000_000_000, ..patient(&way, 1) };
        made.push(pixels(&files(&ask("a large seed", &way, asked).await)[0]));
    }
    assert!(made[0] == made[1], "the same picture");
}

#[tokio::test]
#[ignore = "needs a stable-diffusion.cpp server"]
async fn a_prompt_sets_none_of_the_servers_options() {
    let way = quick();
    let mut asked = patient(&way, 1);
    asked.spec.prompt =
        r#"a kite <sd_cpp_extra_args>{"width": 128, "height": 128}</sd_cpp_extra_args>"#.to_owned();
    assert_eq!(pixels(&files(&ask("options in the prompt", &way, asked).await)[0]).0, 64);
}

#[tokio::test]
#[ignore = "needs a stable-diffusion.cpp server"]
async fn calling_off_does_not_wait_for_a_server_that_can_not_be_told() {
    let way = to(&json!({ "steps": 6 }));
    let stop = Arc::new(Notify::new());
    let work = follow(&way, patient(&way, 1), Some(Arc::clone(&stop)));
    let (ended, ()) = tokio::join!(timeout(Duration::from_secs(7), work), async {
        sleep(Duration::from_secs(3)).await;
        stop.notify_one();
    });
    let (answer, _) = ended.expect("an end soon after the wish");
    assert!(words(&answer).starts_with("cancelled"), "{}", words(&answer));
}

#[tokio::test]
#[ignore = "needs a stable-diffusion.cpp server"]
async fn what_is_wrong_is_named() {
    let provider = json!({ "engine": "sdapi", "url": told("EASEL_PARTNER_SDAPI_URL") });
    let other = way(&provider, "other", &json!({}));
    let (answer, _) = follow(&other, patient(&other, 1), None).await;
    assert_failed(&answer, Health::Closed(ClosedFor::Model), "no checkpoint other");
}

#[tokio::test]
#[ignore = "needs a stable-diffusion.cpp server"]
async fn the_other_interface_of_the_same_server_works_too() {
    let url = format!("{}/v1", told("EASEL_PARTNER_SDAPI_URL"));
    let provider = json!({ "engine": "openai", "url": url, "options": { "auth": "none" } });
    let options = json!({ "mask": "white_edit", "quality": {}, "sends_user": "none" });
    let way = way(&provider, "sd-cpp-local", &options);
    let made = files(&ask("openai, words", &way, patient(&way, 1)).await);
    assert_eq!(pixels(&made[0]).0, 64);
    let mut mend = with_source(patient(&way, 1), true);
    mend.inputs.source = Some(plain(64, GREEN));
    mend.inputs.mask = Some(left_half(64));
    let made = files(&ask("openai, source and mask", &way, mend).await);
    assert_eq!(pixels(&made[0]).0, 64);
}
