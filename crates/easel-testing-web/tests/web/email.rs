//! Showing that an address is one's own, and having another.

use crate::house::{House, On, PASSWORD, asking, databases, now, options, sign_up};
use easel_domain::{Branding, Lane};
use easel_door::options::{VerifyEmail, WebOptions};
use easel_store::{Mail, Work};
use serde_json::json;

async fn open(on: &On, verify_email: VerifyEmail) -> House {
    House::open(on, WebOptions { verify_email, ..options() }).await
}

/// The mails that wait, oldest first.
async fn mails(house: &House) -> Vec<Mail> {
    let mut found = Vec::new();
    while let Some(claim) =
        house.store.job_claim("test", Lane::Mail, 60_000, now()).await.expect("the store works")
    {
        let Work::Mail(mail) = claim.work else { panic!("a mail") };
        let said =
            easel_outbound::render(&mail.template, mail.language, &mail.params, &Branding::default(), None);
        let text = said.expect("it has words").text;
        assert!(!text.contains('{'), "every word is filled in: {text}");
        found.push(*mail);
    }
    found
}

fn token(mail: &Mail) -> String {
    let link = &mail.params.iter().find(|(name, _)| name == "link").expect("a link").1;
    link.strip_prefix("http://127.0.0.1:8080/confirm/").expect("not of the request's host").to_owned()
}

/// Sorted: what was queued in the same instant is sent in any order.
fn heads(mails: &[Mail]) -> Vec<(&str, &str)> {
    let mut heads: Vec<_> = mails.iter().map(|mail| (mail.to.as_str(), mail.template.as_str())).collect();
    heads.sort_unstable();
    heads
}

/// The token of the mail that went to `address`.
fn token_to(mails: &[Mail], address: &str) -> String {
    token(mails.iter().find(|mail| mail.to == address).expect("a mail to it"))
}

#[tokio::test]
async fn whoever_signs_up_gets_a_link_that_works_once() {
    for on in databases() {
        let house = open(&on, VerifyEmail::Ask).await;
        let mut person = house.person("ada@a.test").await;
        let me = person.get("/api/v1/me").await.json;
        assert_eq!((&me["verification"], &me["verified"]), (&json!("asked"), &json!(false)));
        assert_eq!(
            person.post("/api/v1/generations", asking("a fox")).await.status,
            202,
            "asked is not required"
        );
        let first = mails(&house).await;
        assert_eq!(heads(&first), [("ada@a.test", "verify")]);

        // Of two links the newer one counts.
        assert_eq!(person.post("/api/v1/me/email/verification", json!({})).await.status, 202);
        let second = mails(&house).await;
        assert_eq!(heads(&second), [("ada@a.test", "verify")]);
        let mut anybody = house.browser();
        for wrong in ["", "wrong", &token(&first[0])] {
            let answer = anybody.post("/api/v1/auth/confirm-email", json!({ "token": wrong })).await;
            assert_eq!(answer.problem(), (400, "invalid_token", "token"), "{wrong}");
        }
        let body = json!({ "token": token(&second[0]) });
        let done = anybody.post("/api/v1/auth/confirm-email", body.clone()).await;
        assert_eq!((done.status, done.json), (200, json!({ "email": "ada@a.test" })));
        assert!(anybody.cookie.is_none(), "it signs nobody in");
        let again = anybody.post("/api/v1/auth/confirm-email", body).await;
        assert_eq!(again.problem(), (400, "invalid_token", "token"));
        let me = person.get("/api/v1/me").await.json;
        assert_eq!((&me["verification"], &me["verified"]), (&json!("none"), &json!(true)));
        assert_eq!(person.post("/api/v1/me/email/verification", json!({})).await.status, 202);
        assert!(mails(&house).await.is_empty(), "nothing is left to show");
    }
}

#[tokio::test]
async fn where_it_is_required_nobody_spends_or_publishes_before() {
    for on in databases() {
        let house = open(&on, VerifyEmail::Require).await;
        let mut person = house.person("ada@a.test").await;
        assert_eq!(person.get("/api/v1/me").await.json["verification"], "required");
        let book = person.post("/api/v1/books", json!({ "title": "Fox" })).await;
        assert_eq!(book.status, 201, "{}", book.json);
        let id = book.json["id"].as_str().expect("an id").to_owned();
        let sharing = format!("/api/v1/books/{id}/sharing");
        let unlisted = Some(json!({ "visibility": "unlisted" }));
        let refused = person.post("/api/v1/generations", asking("a fox")).await;
        assert_eq!(refused.problem(), (403, "email_unverified", ""));
        let panels = json!([{ "page_no": 1, "panel_no": 1 }]);
        let draw = json!({ "version": 1, "model": "sketch", "panels": panels, "accepted_credits": 10 });
        let refused = person.post(&format!("/api/v1/books/{id}/generate"), draw).await;
        assert_eq!(refused.problem(), (403, "email_unverified", ""));
        let refused = person.post("/api/v1/shares", json!({ "asset_ids": [id] })).await;
        assert_eq!(refused.problem(), (403, "email_unverified", ""));
        let refused = person.call("PUT", &sharing, unlisted.clone()).await;
        assert_eq!(refused.problem(), (403, "email_unverified", ""));
        let private = person.call("PUT", &sharing, Some(json!({ "visibility": "private" }))).await;
        assert_eq!(private.status, 200, "what is taken back is no publishing");
        assert_eq!(person.get("/api/v1/wallet").await.json["held"], 0);

        let link = token(&mails(&house).await[0]);
        person.post("/api/v1/auth/confirm-email", json!({ "token": link })).await;
        assert_eq!(person.post("/api/v1/generations", asking("a fox")).await.status, 202);
        assert_eq!(person.call("PUT", &sharing, unlisted).await.status, 200);
    }
}

#[tokio::test]
async fn another_address_counts_once_its_link_is_opened_and_the_old_one_is_told() {
    for on in databases() {
        let house = open(&on, VerifyEmail::Ask).await;
        let mut person = house.person("ada@a.test").await;
        house.person("taken@a.test").await;
        mails(&house).await;
        let change = |email: &str, password: &str| json!({ "email": email, "current_password": password });
        for (email, password, problem) in [
            ("new@a.test", "wrong", (400, "invalid_password", "current_password")),
            ("nonsense", PASSWORD, (400, "invalid_email", "email")),
            ("ADA@a.test", PASSWORD, (400, "invalid_email", "email")),
            ("Taken@a.test", PASSWORD, (409, "conflict", "email")),
        ] {
            let answer = person.post("/api/v1/me/email", change(email, password)).await;
            assert_eq!(answer.problem(), problem, "{email}");
        }
        assert!(mails(&house).await.is_empty());

        for email in ["first@a.test", "new@a.test"] {
            assert_eq!(person.post("/api/v1/me/email", change(email, PASSWORD)).await.status, 202);
        }
        let sent = mails(&house).await;
        let asked = ("ada@a.test", "email_change_asked");
        assert_eq!(heads(&sent), [asked, asked, ("first@a.test", "email_new"), ("new@a.test", "email_new")]);
        assert_eq!(person.get("/api/v1/me").await.json["email"], "ada@a.test", "nothing changes by itself");
        let mut anybody = house.browser();
        let replaced = anybody
            .post("/api/v1/auth/confirm-email", json!({ "token": token_to(&sent, "first@a.test") }))
            .await;
        assert_eq!(replaced.problem(), (400, "invalid_token", "token"));
        // A link to a new password that went to the old address must not open the account after it.
        anybody.post("/api/v1/auth/forgot", json!({ "email": "ada@a.test" })).await;
        let reset = mails(&house).await;
        let done = anybody
            .post("/api/v1/auth/confirm-email", json!({ "token": token_to(&sent, "new@a.test") }))
            .await;
        assert_eq!((done.status, done.json), (200, json!({ "email": "new@a.test" })));
        let me = person.get("/api/v1/me").await.json;
        assert_eq!((&me["email"], &me["verified"]), (&json!("new@a.test"), &json!(true)));
        assert_eq!(heads(&mails(&house).await), [("ada@a.test", "email_changed")]);
        let link = &reset[0].params.iter().find(|(name, _)| name == "link").expect("a link").1;
        let old = link.rsplit('/').next().expect("a token");
        let reset = json!({ "token": old, "password": "another short sentence" });
        assert_eq!(
            anybody.post("/api/v1/auth/reset", reset).await.problem(),
            (400, "invalid_token", "token")
        );
        let sign_in = |email: &str| json!({ "email": email, "password": PASSWORD });
        assert_eq!(anybody.post("/api/v1/auth/sign-in", sign_in("ada@a.test")).await.status, 401);
        assert_eq!(anybody.post("/api/v1/auth/sign-in", sign_in("new@a.test")).await.status, 200);
    }
}

#[tokio::test]
async fn an_address_that_somebody_took_meanwhile_is_not_given_away() {
    for on in databases() {
        let house = open(&on, VerifyEmail::Off).await;
        let mut person = house.person("ada@a.test").await;
        let change = json!({ "email": "new@a.test", "current_password": PASSWORD });
        assert_eq!(person.post("/api/v1/me/email", change).await.status, 202);
        let sent = mails(&house).await;
        house.person("new@a.test").await;
        let mut anybody = house.browser();
        let late = anybody
            .post("/api/v1/auth/confirm-email", json!({ "token": token_to(&sent, "new@a.test") }))
            .await;
        assert_eq!(late.problem(), (409, "conflict", "email"));
        assert_eq!(person.get("/api/v1/me").await.json["email"], "ada@a.test");
        let taken = house.browser().post("/api/v1/auth/sign-up", sign_up("ada@a.test")).await;
        assert_eq!(taken.problem(), (409, "conflict", "email"));
    }
}
