//! Answers that wait for the end of a generation.

use crate::house::{Answer, Browser, House, asking, databases, options};
use axum::{body::Body, http::header};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

async fn patient(browser: &mut Browser, method: &str, path: &str, (prefer, body): (&str, Value)) -> Answer {
    let request = browser.request(method.parse().expect("a method"), path).header("prefer", prefer);
    let body = if body.is_null() { Body::empty() } else { body.to_string().into() };
    browser
        .send(request.header(header::CONTENT_TYPE, "application/json").body(body).expect("a request"))
        .await
}

async fn post(browser: &mut Browser, prefer: &str, body: Value) -> Answer {
    patient(browser, "POST", "/api/v1/generations", (prefer, body)).await
}

async fn get(browser: &mut Browser, prefer: &str, id: &str) -> Answer {
    patient(browser, "GET", &format!("/api/v1/generations/{id}"), (prefer, Value::Null)).await
}

#[expect(clippy::disallowed_methods, reason = "a test's door to the clock")]
fn tick() -> Instant {
    Instant::now()
}

/// Draws as soon as there is something to draw.
async fn draw_soon(house: &House) {
    tokio::time::sleep(Duration::from_millis(150)).await;
    house.draw(b"bytes").await;
}

#[tokio::test]
async fn an_answer_waits_for_the_end_and_comes_with_it() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let mut anna = house.person("anna@example.org").await;
        let (begun, body) = (tick(), asking("a fox"));
        let (answer, ()) = tokio::join!(post(&mut anna, "wait=30", body.clone()), draw_soon(&house));
        assert_eq!(answer.status, 200, "{}", answer.json);
        assert_eq!(answer.header("preference-applied"), "wait=30");
        assert_eq!(
            (&answer.json["state"], &answer.json["credits"]["captured"]),
            (&json!("succeeded"), &json!(10))
        );
        assert_eq!(answer.json["assets"].as_array().map(Vec::len), Some(1));
        assert!(begun.elapsed() < Duration::from_millis(2_500), "woken, not found when looking");

        let begun = tick();
        let again = post(&mut anna, "wait=30", body.clone()).await;
        assert_eq!(
            (again.status, &again.json["assets"]),
            (200, &answer.json["assets"]),
            "it is over already"
        );
        let plain = anna.post("/api/v1/generations", body).await;
        assert_eq!(
            (plain.status, plain.header("preference-applied")),
            (202, ""),
            "who doesn't wait is not told"
        );
        let id = answer.json["id"].as_str().expect("an id");
        let found = get(&mut anna, "wait=99", id).await;
        assert_eq!((found.status, found.header("preference-applied")), (200, "wait=60"), "and bounded");
        assert!(begun.elapsed() < Duration::from_secs(2));

        let second = anna.ask("an owl").await;
        let mut tab = anna.clone();
        let (found, posted, ()) = tokio::join!(
            get(&mut anna, "respond-async, wait=30", &second),
            get(&mut tab, "wait=30", &second),
            draw_soon(&house)
        );
        assert_eq!((&found.json["state"], &posted.json["state"]), (&json!("succeeded"), &json!("succeeded")));
    }
}

#[tokio::test]
async fn a_wait_that_is_over_answers_what_there_is() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let mut anna = house.person("anna@example.org").await;
        let begun = tick();
        let answer = post(&mut anna, "wait=1", asking("a fox")).await;
        assert_eq!((answer.status, answer.header("preference-applied")), (202, "wait=1"));
        assert_eq!((&answer.json["state"], &answer.json["queue"]["position"]), (&json!("queued"), &json!(1)));
        assert!(begun.elapsed() >= Duration::from_secs(1));
        let id = answer.json["id"].as_str().expect("an id").to_owned();
        let (mut eve, begun) = (house.person("eve@example.org").await, tick());
        assert_eq!(get(&mut eve, "wait=30", &id).await.problem(), (404, "not_found", ""));
        assert!(begun.elapsed() < Duration::from_secs(2), "somebody else's is not waited for");

        let mut tab = anna.clone();
        let calling_off = async {
            tokio::time::sleep(Duration::from_millis(150)).await;
            tab.post(&format!("/api/v1/generations/{id}/cancel"), json!({})).await
        };
        let (waited, _) = tokio::join!(get(&mut anna, "wait=30", &id), calling_off);
        assert_eq!((waited.status, &waited.json["state"]), (200, &json!("cancelled")));
    }
}

#[tokio::test]
async fn those_who_wait_are_counted_and_leave_with_their_session() {
    let mut options = options();
    options.limits.waits = 1;
    let house = House::open(&databases()[0], options).await;
    let mut anna = house.person("anna@example.org").await;
    let (id, mut tab, mut other) = (anna.ask("a fox").await, anna.clone(), anna.clone());
    let begun = tick();
    let leaving = async {
        tokio::time::sleep(Duration::from_millis(150)).await;
        let found = get(&mut tab, "wait=30", &id).await;
        assert_eq!((found.status, found.header("preference-applied")), (200, ""), "there is no place");
        assert_eq!(other.post("/api/v1/auth/sign-out", json!({})).await.status, 204);
    };
    let (waited, ()) = tokio::join!(get(&mut anna, "wait=30", &id), leaving);
    assert_eq!(waited.problem(), (401, "not_signed_in", ""));
    assert!(begun.elapsed() < Duration::from_secs(5));
    let mut back = house.browser();
    let signed = back.post(
        "/api/v1/auth/sign-in",
        json!({ "email": "anna@example.org", "password": crate::house::PASSWORD }),
    );
    assert_eq!(signed.await.status, 200);
    let found = get(&mut back, "wait=1", &id).await;
    assert_eq!(found.header("preference-applied"), "wait=1", "the place was given back");
}
