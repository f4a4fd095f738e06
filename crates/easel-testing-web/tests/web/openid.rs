//! Signing in by a provider: there and back, whom its word lets in and whom not, and how it is linked and taken away.

use crate::{
    house::{Answer, Browser, House, On, PASSWORD, databases, now, options, sign_up},
    second_factor::{mail, turn_on},
    sign_in::FIREFOX,
};
use axum::http::{Method, header};
use easel_door::options::WebOptions;
use easel_outbound::{OpenId, OpenIdOptions};
use easel_testing::{OpenIdAccount, OpenIdDay, OpenIdStandIn, Raw};
use serde_json::{Value, json};

const ANNA: &str = "anna@example.org";

/// A studio, and the provider that it trusts.
struct Pair {
    house: House,
    there: OpenIdStandIn,
}

async fn pair(on: &On, domains: &str) -> Pair {
    let there = OpenIdStandIn::open().await;
    let openid = OpenId::new(&OpenIdOptions {
        issuer: &there.issuer(),
        client_id: OpenIdStandIn::CLIENT_ID,
        client_secret: OpenIdStandIn::CLIENT_SECRET,
        name: Some("Example Works"),
        domains,
    })
    .expect("a provider");
    Pair { house: House::open(on, WebOptions { openid: Some(openid), ..options() }).await, there }
}

fn account(subject: &str, email: &str) -> OpenIdAccount {
    OpenIdAccount { subject: subject.to_owned(), email: email.to_owned(), verified: true }
}

async fn begin(browser: &mut Browser, next: &str) -> String {
    let asked = browser.post("/api/v1/auth/openid/challenge", json!({ "next": next })).await;
    assert_eq!(asked.status, 201, "{}", asked.json);
    asked.json["address"].as_str().expect("an address").to_owned()
}

fn body((state, code): &(String, String)) -> Value {
    json!({ "state": state, "code": code })
}

impl Pair {
    /// There and back in this browser.
    async fn goes(&self, browser: &mut Browser, account: &OpenIdAccount) -> Answer {
        let address = begin(browser, "/books").await;
        let back = self.there.signs_in(&address, account, now().0 / 1000);
        browser.post("/api/v1/auth/openid", body(&back)).await
    }

    /// There and back in a new browser.
    async fn arrives(&self, account: &OpenIdAccount) -> (Browser, Answer) {
        let mut browser = self.house.browser();
        let answer = self.goes(&mut browser, account).await;
        (browser, answer)
    }

    async fn settles(&self, account: &OpenIdAccount) -> Browser {
        let (mut browser, new) = self.arrives(account).await;
        assert_eq!(new.status, 200, "{}", new.json);
        let made = browser.post("/api/v1/auth/openid/sign-up", named(&new.json["newcomer"]["token"])).await;
        assert_eq!(made.status, 201, "{}", made.json);
        browser
    }

    async fn links(&self, browser: &mut Browser, account: &OpenIdAccount) -> Answer {
        let path = "/api/v1/me/sign-in-ways/openid";
        let asked = browser.post(path, json!({ "current_password": PASSWORD })).await;
        assert_eq!(asked.status, 201, "{}", asked.json);
        let address = asked.json["address"].as_str().expect("an address");
        let back = self.there.signs_in(address, account, now().0 / 1000);
        browser.post("/api/v1/auth/openid", body(&back)).await
    }

    /// Their address counts as shown.
    async fn has_shown(&self, email: &str) {
        let raw = Raw::open(&self.house.database_url).await;
        let text = format!("update user_account set verified_at = 1 where email_key = '{email}'");
        raw.exec(vec![(Box::leak(text.into_boxed_str()), Vec::new())]).await.expect("it is set");
        raw.close().await;
    }
}

fn named(token: &Value) -> Value {
    json!({ "token": token, "name": "Anna", "language": "en" })
}

async fn told(house: &House) -> Option<String> {
    mail(house).await.map(|mail| mail.template)
}

#[tokio::test]
async fn somebody_new_agrees_gets_an_account_and_comes_back() {
    for on in databases() {
        let pair = pair(&on, "").await;
        assert_eq!(pair.house.browser().get("/api/v1/studio").await.json["openid"], "Example Works");
        let account = account("anna-1", ANNA);
        let (mut browser, new) = pair.arrives(&account).await;
        let newcomer = &new.json["newcomer"];
        assert_eq!((&newcomer["email"], &newcomer["name"]), (&json!(ANNA), &json!("Anna of the provider")));
        assert_eq!((&new.json["next"], &new.json["me"]), (&json!("/books"), &json!(null)));
        assert_eq!(browser.get("/api/v1/me").await.status, 401, "not before they agree");
        let made = browser.post("/api/v1/auth/openid/sign-up", named(&newcomer["token"])).await;
        assert_eq!((made.status, &made.json["verified"]), (201, &json!(true)), "{}", made.json);
        assert_eq!(browser.get("/api/v1/wallet").await.json["available"], 100);
        let again = browser.post("/api/v1/auth/openid/sign-up", named(&newcomer["token"])).await;
        assert_eq!(again.problem(), (403, "openid_expired", ""));

        // Known from now on, whatever the address is by then.
        let moved = OpenIdAccount { email: "anna@elsewhere.example".to_owned(), verified: false, ..account };
        let (mut elsewhere, back) = pair.arrives(&moved).await;
        assert_eq!((back.status, &back.json["me"]["email"]), (200, &json!(ANNA)), "{}", back.json);
        assert_eq!(elsewhere.get("/api/v1/me").await.status, 200);
        let ways = elsewhere.get("/api/v1/me/sign-in-ways").await.json;
        assert_eq!(
            (&ways["has_password"], &ways["providers"][0]["name"]),
            (&json!(false), &json!("Example Works"))
        );

        // The last way to sign in stays; no password fits where there is none.
        let proof = json!({ "current_password": "" });
        let last = elsewhere.post("/api/v1/me/sign-in-ways/openid/cancel", proof).await;
        assert_eq!(last.problem(), (409, "last_sign_in", ""));
        for password in ["", " ", "a short sentence works"] {
            let in_by = json!({ "email": ANNA, "password": password });
            let refused = pair.house.browser().post("/api/v1/auth/sign-in", in_by).await;
            assert_eq!(refused.problem(), (401, "wrong_credentials", ""));
        }
        let none = elsewhere.post("/api/v1/me/passkeys/challenge", json!({ "current_password": "x" })).await;
        assert_eq!(none.problem(), (400, "no_password", "current_password"));

        // A password comes by mail, and then the link may go.
        while told(&pair.house).await.is_some() {}
        pair.house.browser().post("/api/v1/auth/forgot", json!({ "email": ANNA })).await;
        let link = mail(&pair.house).await.expect("a link").params;
        let link = link.into_iter().find(|(name, _)| name == "link").expect("a link").1;
        let token = link.rsplit('/').next().expect("a token");
        let set = json!({ "token": token, "password": PASSWORD });
        assert_eq!(elsewhere.post("/api/v1/auth/reset", set).await.status, 200);
        while told(&pair.house).await.is_some() {}
        let wrong = json!({ "current_password": "wrong" });
        let refused = elsewhere.post("/api/v1/me/sign-in-ways/openid/cancel", wrong).await;
        assert_eq!(refused.problem(), (400, "invalid_password", "current_password"));
        let proof = json!({ "current_password": PASSWORD });
        let gone = elsewhere.post("/api/v1/me/sign-in-ways/openid/cancel", proof.clone()).await;
        assert_eq!((gone.status, told(&pair.house).await.as_deref()), (204, Some("sign_in_unlinked")));
        assert_eq!(elsewhere.post("/api/v1/me/sign-in-ways/openid/cancel", proof).await.status, 404);
        let refused = pair.arrives(&moved).await.1;
        assert_eq!(refused.problem(), (403, "openid_unverified", ""));
    }
}

#[tokio::test]
async fn an_account_is_joined_only_where_both_sides_are_sure() {
    for on in databases() {
        let pair = pair(&on, "").await;
        let mut anna = pair.house.browser();
        assert_eq!(anna.post("/api/v1/auth/sign-up", sign_up(ANNA)).await.status, 201);
        let there = account("anna-1", "Anna@example.org");
        // Whoever signed up with her address may be somebody else.
        assert_eq!(pair.arrives(&there).await.1.problem(), (403, "openid_not_linked", ""));
        pair.has_shown(ANNA).await;
        let unverified = OpenIdAccount { verified: false, ..there.clone() };
        assert_eq!(pair.arrives(&unverified).await.1.problem(), (403, "openid_unverified", ""));
        let joined = pair.arrives(&there).await.1;
        assert_eq!((joined.status, &joined.json["me"]["email"]), (200, &json!(ANNA)), "{}", joined.json);
        let told = [told(&pair.house).await, told(&pair.house).await];
        assert!(told.contains(&Some("sign_in_linked".to_owned())), "{told:?}");
        // Another there with the same address is not the one who is linked.
        let other = account("anna-2", ANNA);
        assert_eq!(pair.arrives(&other).await.1.problem(), (403, "openid_not_linked", ""));

        let mut eve = pair.house.browser();
        assert_eq!(eve.post("/api/v1/auth/sign-up", sign_up("eve@example.org")).await.status, 201);
        pair.has_shown("eve@example.org").await;
        let (_, codes) = turn_on(&mut eve).await;
        let there = account("eve-1", "eve@example.org");
        assert_eq!(pair.arrives(&there).await.1.problem(), (403, "openid_not_linked", ""));

        // She links it herself; then her code is asked for as ever.
        assert_eq!(pair.links(&mut eve, &there).await.json["linked"], true);
        let (mut elsewhere, asked) = pair.arrives(&there).await;
        assert_eq!((asked.status, &asked.json["me"]), (200, &json!(null)), "{}", asked.json);
        assert_eq!(elsewhere.get("/api/v1/me").await.status, 401);
        let code = json!({ "challenge": asked.json["challenge"], "code": codes[0] });
        assert_eq!(elsewhere.post("/api/v1/auth/second-factor", code).await.status, 200);
    }
}

#[tokio::test]
async fn what_does_not_hold_opens_nothing() {
    for on in databases() {
        let pair = pair(&on, "").await;
        let anna = account("anna-1", ANNA);
        for day in [
            OpenIdDay::WrongNonce,
            OpenIdDay::WrongAudience,
            OpenIdDay::WrongIssuer,
            OpenIdDay::WrongKey,
            OpenIdDay::Expired,
            OpenIdDay::Unsigned,
        ] {
            pair.there.has_a(day);
            let (mut browser, refused) = pair.arrives(&anna).await;
            assert_eq!(refused.problem(), (403, "openid_untrue", ""), "{day:?}");
            assert_eq!(browser.get("/api/v1/me").await.status, 401);
        }
        assert!(pair.there.keys_shown() <= 3, "a wrong key makes nobody ask without end");
        pair.there.has_a(OpenIdDay::Away);
        let mut browser = pair.house.browser();
        let address = begin(&mut browser, "").await;
        let back = pair.there.signs_in(&address, &anna, now().0 / 1000);
        let away = browser.post("/api/v1/auth/openid", body(&back)).await;
        assert_eq!(away.problem(), (503, "openid_unavailable", ""));
        pair.there.has_a(OpenIdDay::Mistaken);
        let mistaken = pair.arrives(&anna).await.1;
        assert_eq!(mistaken.problem(), (403, "openid_untrue", ""), "it speaks of somebody else");
        for good in [Some(OpenIdDay::Terse), None] {
            pair.there.has_a(good);
            let new = pair.arrives(&anna).await.1;
            let newcomer = &new.json["newcomer"];
            let told = (&newcomer["email"], &newcomer["name"]);
            assert_eq!(told, (&json!(ANNA), &json!("Anna of the provider")), "{good:?}: {}", new.json);
        }

        // A provider that nobody could ask yet.
        let gone = self::pair(&on, "").await;
        gone.there.has_a(OpenIdDay::Away);
        let refused = gone.house.browser().post("/api/v1/auth/openid/challenge", json!({})).await;
        assert_eq!(refused.problem(), (503, "openid_unavailable", ""));
    }
}

#[tokio::test]
async fn an_answer_counts_once_and_in_the_browser_that_asked() {
    for on in databases() {
        let pair = pair(&on, "").await;
        let anna = account("anna-1", ANNA);
        let mut browser = pair.house.browser();
        let address = begin(&mut browser, "//evil.example").await;
        let back = pair.there.signs_in(&address, &anna, now().0 / 1000);
        // Somebody else's browser, with the cookie of a sign-in of its own.
        let mut eve = pair.house.browser();
        assert_eq!(eve.post("/api/v1/auth/openid", body(&back)).await.problem(), (403, "openid_state", ""));
        begin(&mut eve, "").await;
        assert_eq!(eve.post("/api/v1/auth/openid", body(&back)).await.problem(), (403, "openid_state", ""));
        let other = ("another".to_owned(), back.1.clone());
        let refused = browser.post("/api/v1/auth/openid", body(&other)).await;
        assert_eq!(refused.problem(), (403, "openid_state", ""));
        let first = browser.post("/api/v1/auth/openid", body(&back)).await;
        assert_eq!((first.status, &first.json["next"]), (200, &json!("")), "{}", first.json);
        let replayed = browser.post("/api/v1/auth/openid", body(&back)).await;
        assert_eq!(replayed.problem(), (403, "openid_state", ""));

        let address = begin(&mut browser, "").await;
        let (state, _) = pair.there.signs_in(&address, &anna, now().0 / 1000);
        let denied = json!({ "state": state, "error": "access_denied" });
        let refused = browser.post("/api/v1/auth/openid", denied.clone()).await;
        assert_eq!(refused.problem(), (403, "openid_cancelled", ""));
        assert_eq!(browser.post("/api/v1/auth/openid", denied).await.problem(), (403, "openid_state", ""));

        // Too late.
        let address = begin(&mut browser, "").await;
        let back = pair.there.signs_in(&address, &anna, now().0 / 1000);
        let raw = Raw::open(&pair.house.database_url).await;
        raw.exec(vec![("update openid_pending set expires_at = 1", Vec::new())]).await.expect("it is set");
        raw.close().await;
        let late = browser.post("/api/v1/auth/openid", body(&back)).await;
        assert_eq!(late.problem(), (403, "openid_expired", ""));
        begin(&mut browser, "").await;
        let raw = Raw::open(&pair.house.database_url).await;
        raw.exec(vec![("update openid_pending set expires_at = 1", Vec::new())]).await.expect("it is set");
        pair.house.store.sweep_expired(now()).await.expect("the store works");
        let left: Vec<(i64,)> = raw.all("select count(*) from openid_pending", Vec::new()).await;
        raw.close().await;
        assert_eq!(left, [(0,)]);
    }
}

#[tokio::test]
async fn domains_roles_and_keys_are_kept_to() {
    for on in databases() {
        let pair = pair(&on, "example.org").await;
        let (outside, inside) = (account("eve-1", "eve@example.net"), account("anna-1", ANNA));
        assert_eq!(pair.arrives(&outside).await.1.problem(), (403, "openid_domain", ""));
        let unverified = OpenIdAccount { verified: false, ..inside.clone() };
        assert_eq!(pair.arrives(&unverified).await.1.problem(), (403, "openid_unverified", ""));
        let mut anna = pair.settles(&inside).await;

        // Its key changes: what it shows is asked for again.
        pair.there.changes_its_key();
        assert_eq!(pair.arrives(&inside).await.1.status, 200);

        // Whoever is linked is nobody else's.
        let mut mara = pair.house.person("mara@example.org").await;
        let facts = mara.get("/api/v1/privacy-facts").await.json;
        assert_eq!(facts["openid_host"], json!(null), "it is in the operator's own network");
        let id = anna.get("/api/v1/me").await.json["id"].as_str().expect("an id").to_owned();
        let mut admin = pair.house.admin().await;
        let why = json!({ "reason": "a test" });
        assert_eq!(admin.post(&format!("/api/v1/admin/people/{id}/suspend"), why).await.status, 200);
        assert_eq!(anna.get("/api/v1/me").await.status, 401);
    }
}

#[tokio::test]
async fn a_link_is_ones_own() {
    for on in databases() {
        let pair = pair(&on, "").await;
        let there = account("anna-1", ANNA);
        let mut anna = pair.settles(&there).await;
        let mut mara = pair.house.person("mara@example.org").await;
        assert_eq!(pair.links(&mut mara, &there).await.problem(), (409, "openid_taken", ""));
        let mine = OpenIdAccount { verified: false, ..account("mara-1", "mara@elsewhere.example") };
        let path = "/api/v1/me/sign-in-ways/openid";
        let wrong = mara.post(path, json!({ "current_password": "wrong" })).await;
        assert_eq!(wrong.problem(), (400, "invalid_password", "current_password"));
        // Begun by Mara, answered by Anna in the same browser.
        let asked = mara.post(path, json!({ "current_password": PASSWORD })).await;
        let back =
            pair.there.signs_in(asked.json["address"].as_str().expect("an address"), &mine, now().0 / 1000);
        mara.post("/api/v1/auth/sign-out", json!({})).await;
        let crossed = mara.post("/api/v1/auth/openid", body(&back)).await;
        assert_eq!(crossed.problem(), (403, "openid_state", ""));
        let again = json!({ "email": "mara@example.org", "password": PASSWORD });
        assert_eq!(mara.post("/api/v1/auth/sign-in", again).await.status, 200);
        assert_eq!(pair.links(&mut mara, &mine).await.json["linked"], true);
        let second = mara.post(path, json!({ "current_password": PASSWORD })).await;
        assert_eq!(second.problem(), (409, "openid_linked", ""));
        assert_eq!(pair.arrives(&mine).await.1.json["me"]["email"], "mara@example.org");

        // The suspended stay out, and whoever leaves may come back.
        assert_eq!(
            mara.post("/api/v1/me/deletion", json!({ "current_password": PASSWORD })).await.status,
            202
        );
        let back = pair.arrives(&mine).await.1;
        assert!(back.json["me"]["leaves_at"].is_string(), "{}", back.json);
        let id = anna.get("/api/v1/me").await.json["id"].as_str().expect("an id").to_owned();
        let mut admin = pair.house.admin().await;
        let why = json!({ "reason": "a test" });
        assert_eq!(admin.post(&format!("/api/v1/admin/people/{id}/suspend"), why).await.status, 200);
        assert_eq!(pair.arrives(&there).await.1.problem(), (403, "suspended", ""));
    }
}

#[tokio::test]
async fn somebody_new_agrees_to_what_is_published_and_hears_of_other_browsers() {
    for on in databases() {
        let pair = pair(&on, "").await;
        let mut admin = pair.house.admin().await;
        let terms = json!({ "version": 0, "words": { "en": "Be kind." }, "asks": true });
        assert_eq!(admin.put("/api/v1/admin/legal/terms", terms).await.status, 200);
        let anna = account("anna-1", ANNA);
        let (mut browser, new) = pair.arrives(&anna).await;
        let mut agrees = named(&new.json["newcomer"]["token"]);
        agrees["agreed"] = json!([{ "kind": "terms", "version": 1 }]);
        assert_eq!(browser.post("/api/v1/auth/openid/sign-up", agrees).await.status, 201);
        assert_eq!(browser.get("/api/v1/legal").await.json["items"][0]["due"], false);

        // Where they were is known; welcome credits come once.
        while told(&pair.house).await.is_some() {}
        let (mut again, back) = pair.arrives(&anna).await;
        assert_eq!((back.status, told(&pair.house).await), (200, None));
        assert_eq!(again.get("/api/v1/wallet").await.json["available"], 100);
        let mut elsewhere = pair.house.browser();
        let address = begin(&mut elsewhere, "").await;
        let back = pair.there.signs_in(&address, &anna, now().0 / 1000);
        let request = elsewhere
            .request(Method::POST, "/api/v1/auth/openid")
            .header(header::USER_AGENT, FIREFOX)
            .header(header::CONTENT_TYPE, "application/json")
            .body(body(&back).to_string().into())
            .expect("a request");
        assert_eq!(elsewhere.raw(request).await.status(), 200);
        assert_eq!(told(&pair.house).await.as_deref(), Some("sign_in_new"));
    }
}
