//! Coming in, staying and going out.

use crate::house::{House, PASSWORD, databases, now, options, sign_up};
use easel_domain::Lane;
use easel_door::secret::Secret;
use easel_store::Work;
use serde_json::json;
use std::time::Instant;

#[tokio::test]
async fn signing_up_checks_every_field_and_signs_in() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let mut browser = house.browser();
        for (field, value, code) in [
            ("email", json!("nonsense"), "invalid_email"),
            ("password", json!("short"), "invalid_password"),
            ("password", json!("password1234"), "invalid_password"),
            ("password", json!("x".repeat(257)), "invalid_password"),
            ("name", json!(" "), "invalid_name"),
            ("name", json!("x".repeat(81)), "invalid_name"),
            ("language", json!("tlh"), "invalid_language"),
        ] {
            let mut body = sign_up("anna@example.org");
            body[field] = value;
            let answer = browser.post("/api/v1/auth/sign-up", body).await;
            assert_eq!(answer.problem(), (400, code, field), "{}", answer.json);
        }
        let answer = browser.post("/api/v1/auth/sign-up", sign_up("anna@example.org")).await;
        assert_eq!(answer.status, 201);
        let cookie = answer.header("set-cookie");
        assert!(cookie.starts_with("easel_session="), "{cookie}");
        for flag in ["HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(cookie.contains(flag), "{cookie}");
        }
        let me = browser.get("/api/v1/me").await.json;
        assert_eq!(
            (&me["email"], &me["role"], &me["language"]),
            (&json!("anna@example.org"), &json!("user"), &json!("en"))
        );
        let same = browser.call("PATCH", "/api/v1/me", Some(json!({}))).await;
        assert_eq!((same.status, &same.json), (200, &me), "nothing to change changes nothing");
        let changed = browser.call("PATCH", "/api/v1/me", Some(json!({ "name": " Ann " }))).await;
        assert_eq!(changed.json["name"], "Ann");
        let wallet = browser.get("/api/v1/wallet").await.json;
        assert_eq!(
            wallet,
            json!({ "available": 100, "held": 0, "posted": 100, "buckets": { "bought": 0, "plan": 0, "bonus": 100 },
                "owed": 0, "frozen": false, "plan_lapses_at": null,
                "monthly_cap": null, "spent_this_month": 0, "low_at": 10, "is_low": false })
        );

        let taken = house.browser().post("/api/v1/auth/sign-up", sign_up("Anna@Example.org")).await;
        assert_eq!(taken.problem(), (409, "conflict", "email"));
    }
}

#[tokio::test]
async fn signing_in_tells_nobody_which_addresses_there_are() {
    let house = House::open(&databases()[0], options()).await;
    house.person("anna@example.org").await;
    let mut browser = house.browser();
    // The first hash of nobody is made now and not while time is measured.
    browser.post("/api/v1/auth/sign-in", json!({ "email": "x@example.org", "password": PASSWORD })).await;
    let (mut answers, mut least) = (Vec::new(), [f64::MAX; 2]);
    // The least of several: whatever else keeps the machine busy only adds to a time.
    for _ in 0..5 {
        for (which, email) in ["anna@example.org", "nobody@example.org"].into_iter().enumerate() {
            let started = tick();
            let mut answer = browser
                .post("/api/v1/auth/sign-in", json!({ "email": email, "password": "not her password" }))
                .await;
            least[which] = least[which].min(started.elapsed().as_secs_f64());
            answer.json["error"]["request_id"] = json!(null);
            assert_eq!(answer.problem(), (401, "wrong_credentials", ""));
            answers.push(answer.json);
        }
    }
    assert!(answers.windows(2).all(|two| two[0] == two[1]));
    let [known, unknown] = least;
    assert!(unknown > known / 4.0 && known > unknown / 4.0, "{known} {unknown}");
    let right = browser
        .post("/api/v1/auth/sign-in", json!({ "email": "ANNA@example.org", "password": PASSWORD }))
        .await;
    assert_eq!(right.status, 200);
}

#[expect(clippy::disallowed_methods, reason = "a test measures")]
fn tick() -> Instant {
    Instant::now()
}

#[tokio::test]
async fn a_forgotten_password_is_set_anew_by_a_link_that_works_once() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let mut old = house.person("anna@example.org").await;
        let mut browser = house.browser();
        for email in ["anna@example.org", "nobody@example.org"] {
            let answer = browser.post("/api/v1/auth/forgot", json!({ "email": email })).await;
            assert_eq!((answer.status, answer.json), (202, json!({})));
        }
        let claim = house.store.job_claim("test", Lane::Mail, 60_000, now()).await.expect("the store works");
        let Work::Mail(mail) = claim.expect("one mail").work else { panic!("a mail") };
        assert_eq!((mail.to.as_str(), mail.template.as_str()), ("anna@example.org", "reset"));
        let link = &mail.params.iter().find(|(name, _)| name == "link").expect("a link").1;
        let token = link.strip_prefix("http://127.0.0.1:8080/reset/").expect("not of the request's host");
        let none = house.store.job_claim("test", Lane::Mail, 60_000, now()).await.expect("the store works");
        assert!(none.is_none(), "nobody gets no mail");

        let new = "another short sentence";
        let short = browser.post("/api/v1/auth/reset", json!({ "token": token, "password": "short" })).await;
        assert_eq!(short.problem(), (400, "invalid_password", "password"));
        let used = browser.post("/api/v1/auth/reset", json!({ "token": token, "password": new })).await;
        assert_eq!(used.status, 200);
        assert_eq!(browser.get("/api/v1/me").await.status, 200);
        assert_eq!(old.get("/api/v1/me").await.problem(), (401, "not_signed_in", ""), "other sessions end");
        let again = browser.post("/api/v1/auth/reset", json!({ "token": token, "password": new })).await;
        assert_eq!(again.problem(), (400, "invalid_token", "token"));
        let mut fresh = house.browser();
        let sign_in = |password| json!({ "email": "anna@example.org", "password": password });
        assert_eq!(fresh.post("/api/v1/auth/sign-in", sign_in(PASSWORD)).await.status, 401);
        assert_eq!(fresh.post("/api/v1/auth/sign-in", sign_in(new)).await.status, 200);
    }
}

#[tokio::test]
async fn the_first_administrator_comes_by_a_link_that_works_once() {
    let house = House::open(&databases()[0], options()).await;
    let token = Secret::new("the link's token".to_owned());
    assert!(house.store.setup_link_make(token.fingerprint(), now()).await.expect("the store works"));
    let mut body = sign_up("root@example.org");
    for wrong in ["", "wrong"] {
        body["token"] = json!(wrong);
        let answer = house.browser().post("/api/v1/auth/first-admin", body.clone()).await;
        assert_eq!(answer.problem(), (400, "invalid_token", "token"));
    }
    body["token"] = json!("the link's token");
    let mut browser = house.browser();
    let made = browser.post("/api/v1/auth/first-admin", body.clone()).await;
    assert_eq!((made.status, &made.json["role"]), (201, &json!("owner")));
    assert_eq!(browser.get("/api/v1/admin/overview").await.json["people"], 1);
    body["email"] = json!("second@example.org");
    assert_eq!(
        house.browser().post("/api/v1/auth/first-admin", body).await.problem(),
        (400, "invalid_token", "token")
    );
}

#[tokio::test]
async fn sessions_are_listed_and_ended() {
    let house = House::open(&databases()[0], options()).await;
    let mut here = house.person("anna@example.org").await;
    let mut there = house.browser();
    there.post("/api/v1/auth/sign-in", json!({ "email": "anna@example.org", "password": PASSWORD })).await;
    let list = here.get("/api/v1/me/sessions").await.json;
    let items = list["items"].as_array().expect("a list");
    assert_eq!((items.len(), &list["next_cursor"]), (2, &json!(null)));
    let current: Vec<bool> = items.iter().map(|s| s["current"].as_bool().expect("a flag")).collect();
    assert_eq!(current.iter().filter(|c| **c).count(), 1);
    let other =
        items.iter().find(|s| s["current"] == false).expect("the other")["id"].as_str().expect("an id");
    let path = format!("/api/v1/me/sessions/{other}");
    assert_eq!(here.call("DELETE", &path, None).await.status, 204);
    assert_eq!(there.get("/api/v1/me").await.status, 401);
    assert_eq!(here.call("DELETE", &path, None).await.status, 404);
    assert_eq!(here.get("/api/v1/me").await.status, 200);

    let before = here.cookie.clone();
    let out = here.call("POST", "/api/v1/auth/sign-out", None).await;
    assert!(
        out.status == 204 && out.header("set-cookie").contains("Max-Age=0"),
        "{}",
        out.header("set-cookie")
    );
    here.cookie = before;
    assert_eq!(here.get("/api/v1/me").await.status, 401, "the old cookie opens nothing");
}

#[tokio::test]
async fn a_changed_password_ends_every_other_session() {
    let house = House::open(&databases()[0], options()).await;
    let mut here = house.person("anna@example.org").await;
    let mut there = house.browser();
    there.post("/api/v1/auth/sign-in", json!({ "email": "anna@example.org", "password": PASSWORD })).await;
    let mut change = async |current: &str, new: &str| {
        here.post("/api/v1/me/password", json!({ "current_password": current, "new_password": new })).await
    };
    assert_eq!(
        change("wrong", "a new short sentence").await.problem(),
        (400, "invalid_password", "current_password")
    );
    assert_eq!(change(PASSWORD, "short").await.problem(), (400, "invalid_password", "new_password"));
    assert_eq!(change(PASSWORD, "a new short sentence").await.status, 204);
    assert_eq!(here.get("/api/v1/me").await.status, 200);
    assert_eq!(there.get("/api/v1/me").await.status, 401);
}

#[tokio::test]
async fn of_two_password_changes_at_once_one_goes_through() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let mut one = house.person("anna@example.org").await;
        let mut two = one.clone();
        let change = |new: &str| json!({ "current_password": PASSWORD, "new_password": new });
        let (first, second) = tokio::join!(
            one.post("/api/v1/me/password", change("the first short sentence")),
            two.post("/api/v1/me/password", change("the second short sentence")),
        );
        let mut statuses = [first.status, second.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [204, 400]);
        let refused = if first.status == 400 { first } else { second };
        assert_eq!(refused.problem(), (400, "invalid_password", "current_password"));
    }
}
