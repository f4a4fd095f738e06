//! How often things may be done.

use crate::house::{House, PASSWORD, asking, databases, options, sign_up};
use axum::{
    body::Body,
    http::{Method, header},
};
use easel_door::limit::Rate;
use serde_json::json;

const TWICE: Rate = Rate { burst: 2, per_minute: 1 };

#[tokio::test]
async fn too_often_is_answered_with_when_to_try_again() {
    let mut options = options();
    options.limits.sign_in = TWICE;
    options.limits.forgot = TWICE;
    options.limits.generation = TWICE;
    let house = House::open(&databases()[0], options).await;
    let mut anna = house.person("anna@example.org").await;
    let mut browser = house.browser();
    for (path, body) in [
        ("/api/v1/auth/sign-in", json!({ "email": "anna@example.org", "password": "not her password" })),
        ("/api/v1/auth/forgot", json!({ "email": "anna@example.org" })),
    ] {
        for _ in 0..2 {
            assert_ne!(browser.post(path, body.clone()).await.status, 429, "{path}");
        }
        let answer = browser.post(path, body).await;
        assert_eq!((answer.status, answer.code()), (429, "too_many_requests"), "{path}");
        let seconds: u32 = answer.header("retry-after").parse().expect("seconds");
        assert!((1..=61).contains(&seconds), "{seconds}");
    }
    let other = json!({ "email": "other@example.org", "password": PASSWORD });
    assert_eq!(
        browser.post("/api/v1/auth/sign-in", other).await.status,
        401,
        "another address is not limited"
    );
    for expected in [202, 202, 429] {
        assert_eq!(anna.post("/api/v1/generations", asking("a fox")).await.status, expected);
    }
}

#[tokio::test]
async fn a_client_is_known_by_its_address_behind_a_proxy_only_when_told_so() {
    for (trust_proxy, second) in [(true, 201), (false, 429)] {
        let mut options = options();
        options.limits.sign_up = Rate { burst: 1, per_minute: 1 };
        options.trust_proxy = trust_proxy;
        let house = House::open(&databases()[0], options).await;
        let mut browser = house.browser();
        for (no, (client, expected)) in
            [("203.0.113.1", 201), ("203.0.113.2", second)].into_iter().enumerate()
        {
            let body = sign_up(&format!("{no}@example.org")).to_string();
            let request = browser
                .request(Method::POST, "/api/v1/auth/sign-up")
                .header(header::CONTENT_TYPE, "application/json")
                .header("x-forwarded-for", format!("10.0.0.1, {client}"));
            let answer = browser.send(request.body(Body::from(body)).expect("a request")).await;
            assert_eq!(answer.status, expected, "trust_proxy {trust_proxy}");
        }
    }
}
