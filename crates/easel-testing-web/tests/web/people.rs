//! People, as those who look after them see them.

use crate::house::{Browser, House, PASSWORD, databases, now, options};
use axum::{body::Body, http::Method};
use easel_domain::Role;
use futures_util::StreamExt;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

async fn id_of(browser: &mut Browser) -> String {
    browser.get("/api/v1/me").await.json["id"].as_str().expect("an id").to_owned()
}

fn emails(page: &Value) -> Vec<&str> {
    page["items"].as_array().expect("a list").iter().map(|one| one["email"].as_str().expect("text")).collect()
}

#[expect(clippy::disallowed_methods, reason = "a test measures")]
fn tick() -> Instant {
    Instant::now()
}

#[tokio::test]
async fn people_are_found_by_name_address_id_role_and_page_by_page() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let mut admin = house.admin().await;
        let mut ids = Vec::new();
        for (email, name) in [("mina@a.test", "Mina 100%"), ("otto@a.test", "Otto"), ("zoe_x@b.test", "Zoë")]
        {
            let mut browser = house.person(email).await;
            browser.patch("/api/v1/me", json!({ "name": name })).await;
            ids.push(id_of(&mut browser).await);
        }
        for (query, expected) in [
            ("", vec!["zoe_x@b.test", "otto@a.test", "mina@a.test", "admin@example.org"]),
            ("q=MINA", vec!["mina@a.test"]),
            ("q=a.test", vec!["otto@a.test", "mina@a.test"]),
            ("q=%25", vec!["mina@a.test"]),
            ("q=_", vec!["zoe_x@b.test"]),
            ("q=!", vec![]),
            (&format!("q={}", ids[1]), vec!["otto@a.test"]),
            ("role=owner", vec!["admin@example.org"]),
            ("role=finance", vec![]),
            ("suspended=true", vec![]),
            ("suspended=false&q=otto", vec!["otto@a.test"]),
        ] {
            let page = admin.get(&format!("/api/v1/admin/people?{query}")).await;
            assert_eq!((page.status, emails(&page.json)), (200, expected), "{query}");
        }
        for (query, field) in
            [("role=admin", "role"), ("suspended=perhaps", "suspended"), ("limit=0", "limit")]
        {
            let page = admin.get(&format!("/api/v1/admin/people?{query}")).await;
            assert_eq!(page.problem(), (400, &*format!("invalid_{field}"), field));
        }
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = admin.get(&format!("/api/v1/admin/people?limit=1{cursor}")).await.json;
            seen.extend(emails(&page).into_iter().map(str::to_owned));
            let Some(next) = page["next_cursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(seen, ["zoe_x@b.test", "otto@a.test", "mina@a.test", "admin@example.org"]);

        let one = admin.get(&format!("/api/v1/admin/people/{}", ids[0])).await.json;
        assert_eq!(
            (&one["name"], &one["sessions"], &one["available"]),
            (&json!("Mina 100%"), &json!(1), &json!(100))
        );
        assert_eq!(
            (&one["role"], &one["recent"], &one["suspended_at"]),
            (&json!("user"), &json!([]), &Value::Null)
        );
    }
}

#[tokio::test]
async fn the_list_of_people_is_taken_along_as_a_table_and_that_is_noted() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let mut admin = house.admin().await;
        let mut trick = house.person("trick@a.test").await;
        trick.patch("/api/v1/me", json!({ "name": "=HYPERLINK(\"x\")" })).await;
        let csv = admin.get("/api/v1/admin/people.csv?q=trick").await;
        let text = String::from_utf8(csv.bytes.to_vec()).expect("text");
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!((csv.status, lines.len()), (200, 2), "{text}");
        assert!(lines[1].contains("\"trick@a.test\",\"'=HYPERLINK(\"\"x\"\")\",user,"), "{text}");
        assert!(lines[1].ends_with(",100,0"), "{text}");
    }
}

#[tokio::test]
async fn whoever_is_suspended_is_out_within_five_seconds_and_holds_nothing() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let mut admin = house.admin().await;
        let mut person = house.person("mina@a.test").await;
        let id = id_of(&mut person).await;
        let queued = person.ask("a fox").await;
        assert_eq!(person.get("/api/v1/wallet").await.json["held"], 10);
        let request = person.request(Method::GET, "/api/v1/events").body(Body::empty()).expect("a request");
        let mut stream = person.raw(request).await.into_body().into_data_stream();

        let path = format!("/api/v1/admin/people/{id}/suspend");
        let unsaid = admin.post(&path, json!({ "reason": " " })).await;
        assert_eq!(unsaid.problem(), (400, "invalid_reason", "reason"));
        let began = tick();
        let out = admin.post(&path, json!({ "reason": "sold pictures of others" })).await;
        assert_eq!((out.status, &out.json["sessions"], &out.json["held"]), (200, &json!(0), &json!(0)));
        assert_eq!(
            (&out.json["available"], &out.json["recent"][0]["state"]),
            (&json!(100), &json!("cancelled"))
        );
        assert_eq!(out.json["recent"][0]["id"], json!(queued));
        assert!(out.json["recent"][0].get("prompt").is_none(), "what people wrote is theirs");
        let ended =
            tokio::time::timeout(Duration::from_secs(8), async { while stream.next().await.is_some() {} });
        ended.await.expect("the stream ends");
        assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
        assert_eq!(person.get("/api/v1/me").await.problem(), (401, "not_signed_in", ""));

        let sign_in = |password| json!({ "email": "mina@a.test", "password": password });
        let mut browser = house.browser();
        let wrong = browser.post("/api/v1/auth/sign-in", sign_in("wrong")).await;
        assert_eq!(wrong.problem(), (401, "wrong_credentials", ""), "a stranger learns nothing");
        let told = browser.post("/api/v1/auth/sign-in", sign_in(PASSWORD)).await;
        assert_eq!(told.problem(), (403, "suspended", ""));
        let sentence = told.json["error"]["message"].as_str().expect("a sentence");
        assert!(sentence.contains("sold pictures of others"), "{sentence}");
        browser.post("/api/v1/auth/forgot", json!({ "email": "mina@a.test" })).await;
        let mail = house.store.job_claim("test", easel_domain::Lane::Mail, 60_000, now()).await;
        assert!(mail.expect("the store works").is_none(), "no link goes to them");

        let again = admin.post(&path, json!({ "reason": "twice" })).await;
        assert_eq!(again.json["suspended_reason"], "sold pictures of others", "the first one counts");
        let found = admin.get("/api/v1/admin/people?suspended=true").await.json;
        assert_eq!(emails(&found), ["mina@a.test"]);

        let back = format!("/api/v1/admin/people/{id}/admit");
        let back = admin.post(&back, json!({ "reason": "a mistake" })).await;
        assert_eq!((back.status, &back.json["suspended_at"]), (200, &Value::Null));
        assert_eq!(browser.post("/api/v1/auth/sign-in", sign_in(PASSWORD)).await.status, 200);
    }
}

#[tokio::test]
async fn a_role_counts_at_once_and_a_studio_keeps_an_owner() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let (mut admin, mut other) = (house.admin().await, house.person("otto@a.test").await);
        let (own, id) = (id_of(&mut admin).await, id_of(&mut other).await);
        let mut set = async |who: &str, role: &str| {
            let path = format!("/api/v1/admin/people/{who}/role");
            admin.post(&path, json!({ "role": role, "reason": "needed" })).await
        };
        assert_eq!(set(&own, "user").await.problem(), (409, "last_owner", ""));
        assert_eq!(set(&id, "admin").await.problem(), (400, "invalid_role", "role"));
        assert_eq!(set(&id, "support").await.json["role"], "support");
        let me = other.get("/api/v1/me").await.json;
        assert_eq!(me["permissions"], json!(["overview", "people", "inspect", "suspend", "conversations"]));
        let suspend = |who: &str| format!("/api/v1/admin/people/{who}/suspend");
        let why = json!({ "reason": "because" });
        assert_eq!(other.post(&suspend(&own), why.clone()).await.problem(), (403, "forbidden", ""));
        assert_eq!(other.post(&suspend(&id), why.clone()).await.problem(), (409, "own_suspension", ""));

        assert_eq!(set(&id, "owner").await.json["role"], "owner");
        assert_eq!(other.post(&suspend(&own), why).await.status, 200);
        let path = format!("/api/v1/admin/people/{id}/role");
        let alone = other.post(&path, json!({ "role": "user", "reason": "tired" })).await;
        assert_eq!(alone.problem(), (409, "last_owner", ""), "an owner who may not come in is none");
    }
}

#[tokio::test]
async fn two_owners_can_t_take_each_other_s_role_at_the_same_time() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let (mut one, mut two) = (house.admin().await, house.person("otto@a.test").await);
        for round in 0..8 {
            for email in ["admin@example.org", "otto@a.test"] {
                let set = house.store.user_role_set(email.to_owned(), Role::Owner, "test".to_owned(), now());
                assert!(set.await.expect("the store works"));
            }
            let (first, second) = (id_of(&mut one).await, id_of(&mut two).await);
            let body = json!({ "role": "user", "reason": "a race" });
            let (a, b) =
                (format!("/api/v1/admin/people/{second}/role"), format!("/api/v1/admin/people/{first}/role"));
            let (left, right) = tokio::join!(one.post(&a, body.clone()), two.post(&b, body));
            let won = [&left, &right].iter().filter(|answer| answer.status == 200).count();
            assert_eq!(won, 1, "{round}: {} {}", left.json, right.json);
            let owners = house.store.people(
                easel_store::PeopleFilter { role: Some(Role::Owner), ..Default::default() },
                None,
                10,
            );
            assert_eq!(owners.await.expect("the store works").len(), 1);
        }
    }
}
