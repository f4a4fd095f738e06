//! Kills the program at random moments under load, again and again, and looks whether anything that was promised is
//! missing: every answer that was read still holds, every rule of the ledger is true, every picture has its bytes.

use crate::{
    client::Client,
    program::{Place, Served},
};
use serde_json::{Value, json};
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use tokio::sync::{Mutex, watch};

const PEOPLE: usize = 4;
const FINAL: [&str; 4] = ["succeeded", "failed", "rejected", "cancelled"];

/// What the server has promised: generations by id, with who asked.
type Promised = Arc<Mutex<BTreeMap<String, usize>>>;

#[tokio::test(flavor = "multi_thread")]
async fn nothing_promised_is_lost_on_sqlite() {
    Box::pin(crash_again_and_again(Place::sqlite(), 7)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_promised_is_lost_on_postgres() {
    if let Some(place) = Place::postgres() {
        Box::pin(crash_again_and_again(place, 4)).await;
    }
}

async fn crash_again_and_again(place: Place, crashes: u32) {
    let promised = Promised::default();
    let people = sign_up(&place).await;
    for round in 0..crashes {
        let server = place.serve().await;
        let (stop, stopped) = watch::channel(false);
        let load: Vec<_> = (0..PEOPLE)
            .map(|who| {
                let client = people[who].moved_to(&server.address);
                tokio::spawn(ask_until(client, who, Arc::clone(&promised), stopped.clone()))
            })
            .collect();
        let ms = 150 + getrandom::u64().expect("chance") % 900;
        tokio::time::sleep(Duration::from_millis(ms)).await;
        server.kill().await;
        stop.send_replace(true);
        for task in load {
            task.await.expect("the load ends well");
        }
        let (well, said) = place.run(&["ledger", "verify", "--blobs"]).await;
        assert!(well, "round {round}, killed after {ms} ms: {said}");
    }
    let promised = promised.lock().await.clone();
    assert!(promised.len() > crashes as usize, "the load did nothing: {} promises", promised.len());
    let server = place.serve().await;
    let ended = all_end(&people, &server, &promised).await;
    assert!(ended.contains_key("succeeded"), "{ended:?}");
    for client in &people {
        nothing_stays_held(&client.moved_to(&server.address)).await;
    }
    assert!(server.terminate().await);
    let (well, said) = place.run(&["ledger", "verify", "--blobs"]).await;
    assert!(well, "{said}");
    println!("{} promises kept over {crashes} crashes: {ended:?}", promised.len());
}

async fn sign_up(place: &Place) -> Vec<Client> {
    let server = place.serve().await;
    let mut people = Vec::new();
    for who in 0..PEOPLE {
        let mut client = Client::new(&server.address);
        client.sign_up(&format!("p{who}@example.org")).await;
        people.push(client);
    }
    assert!(server.terminate().await);
    for who in 0..PEOPLE {
        let (well, said) = place
            .run(&["credits", "grant", &format!("p{who}@example.org"), "100000", "--reason", "a test"])
            .await;
        assert!(well, "{said}");
    }
    people
}

/// Asks for small pictures as fast as the answers come, and calls every seventh off. Only a whole answer is a promise.
async fn ask_until(client: Client, who: usize, promised: Promised, stopped: watch::Receiver<bool>) {
    let mut count = 0_u32;
    while !*stopped.borrow() {
        let id = new_id();
        let body = json!({"id": id, "model": "illustrator", "prompt": "a small boat on a calm sea", "width": 64, "height": 64});
        match client.ask("POST", "/api/v1/generations", Some(&body)).await {
            Some(answer) if answer.status == 202 => {
                promised.lock().await.insert(id.clone(), who);
            }
            Some(answer) if answer.status == 429 => tokio::time::sleep(Duration::from_millis(50)).await,
            Some(answer) => panic!("{}: {}", answer.status, answer.json),
            // Killed in between: the server may or may not have it, and nothing was promised.
            None => tokio::time::sleep(Duration::from_millis(20)).await,
        }
        count += 1;
        if count.is_multiple_of(7) {
            let _ = client.ask("POST", &format!("/api/v1/generations/{id}/cancel"), None).await;
        }
    }
}

/// What was committed without its answer being read is nobody's promise, but it ends too, and frees its credits.
async fn nothing_stays_held(client: &Client) {
    let mut last = Value::Null;
    for _ in 0..2400 {
        let wallet = client.ask("GET", "/api/v1/wallet", None).await.expect("an answer");
        last = wallet.json["held"].clone();
        if last == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("{last} credits stay held");
}

/// Waits until every promise has come to an end; how many to which.
async fn all_end(
    people: &[Client],
    server: &Served,
    promised: &BTreeMap<String, usize>,
) -> BTreeMap<String, usize> {
    let mut ended = BTreeMap::new();
    for (id, who) in promised {
        let client = people[*who].moved_to(&server.address);
        let mut last = Value::Null;
        for _ in 0..2400 {
            let answer =
                client.ask("GET", &format!("/api/v1/generations/{id}"), None).await.expect("an answer");
            assert_eq!(answer.status, 200, "a promised generation is gone: {id}");
            last = answer.json["state"].clone();
            if FINAL.iter().any(|s| last == *s) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        let state = last.as_str().unwrap_or_default().to_owned();
        assert!(FINAL.contains(&state.as_str()), "{id} never ended: {state}");
        *ended.entry(state).or_default() += 1;
    }
    ended
}

#[expect(
    clippy::disallowed_methods,
    reason = "a test stands where a client stands, and clients make the ids"
)]
fn new_id() -> String {
    uuid::Uuid::now_v7().to_string()
}
