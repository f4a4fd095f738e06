//! Mails about sign-ins from elsewhere, and about what changes of an account's safety.

use crate::{
    house::{Browser, House, PASSWORD, databases, options},
    second_factor::{mail, turn_on},
};
use axum::http::{Method, header};
use easel_door::options::WebOptions;
use serde_json::json;

const ANNA: &str = "anna@example.org";
const CHROME: &str = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36";
pub(crate) const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const HOME: &str = "203.0.113.7";
const OFFICE: &str = "198.51.100.20";

/// Signs in with a browser from an address.
async fn sign_in(house: &House, agent: &str, address: &str) -> Browser {
    let mut browser = house.browser();
    let request = browser
        .request(Method::POST, "/api/v1/auth/sign-in")
        .header(header::USER_AGENT, agent)
        .header("x-forwarded-for", address)
        .header(header::CONTENT_TYPE, "application/json")
        .body(json!({ "email": ANNA, "password": PASSWORD }).to_string().into())
        .expect("a request");
    let answer = browser.raw(request).await;
    assert_eq!(answer.status(), 200);
    let cookie = answer.headers()[header::SET_COOKIE].to_str().expect("text");
    browser.cookie = cookie.split(';').next().map(str::to_owned);
    browser
}

async fn told(house: &House) -> Option<String> {
    mail(house).await.map(|mail| mail.template)
}

fn behind_a_proxy() -> WebOptions {
    WebOptions { trust_proxy: true, ..options() }
}

#[tokio::test]
async fn a_sign_in_from_elsewhere_is_told_and_one_from_where_they_were_is_not() {
    for on in databases() {
        let house = House::open(&on, behind_a_proxy()).await;
        // Signing up tells nobody; what browser that was is what others are compared with.
        house.person(ANNA).await;
        assert_eq!(told(&house).await, None);
        sign_in(&house, CHROME, HOME).await;
        let mail = mail(&house).await.expect("a mail");
        assert_eq!((mail.template.as_str(), mail.to.as_str()), ("sign_in_new", ANNA));
        let says = |name: &str| mail.params.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str());
        assert_eq!(says("device"), Some("Chrome on Windows"));
        assert_eq!(says("address"), Some(HOME));
        assert!(says("link").is_some_and(|link| link.ends_with("/settings#sessions")));
        assert!(
            says("when").is_some_and(|when| when.ends_with(" UTC") && when.len() == 20),
            "{:?}",
            says("when")
        );

        // The same again, an update of it, and another address of the same network.
        sign_in(&house, CHROME, HOME).await;
        sign_in(&house, &CHROME.replace("140", "141"), "203.0.9.9").await;
        assert_eq!(told(&house).await, None);
        // Another network; another browser; and then each with each.
        sign_in(&house, CHROME, OFFICE).await;
        assert_eq!(told(&house).await.as_deref(), Some("sign_in_new"));
        sign_in(&house, FIREFOX, HOME).await;
        assert_eq!(told(&house).await.as_deref(), Some("sign_in_new"));
        let mut browser = sign_in(&house, FIREFOX, OFFICE).await;
        assert_eq!(told(&house).await, None, "both are known");

        let sessions = browser.get("/api/v1/me/sessions").await.json;
        let current = sessions["items"].as_array().expect("a list").iter().find(|one| one["current"] == true);
        let device = json!({ "browser": "Firefox", "system": "Linux", "phone": false });
        assert_eq!(current.map(|one| &one["device"]), Some(&device));
    }
}

#[tokio::test]
async fn a_second_factor_is_shown_before_anybody_is_told() {
    for on in databases() {
        let house = House::open(&on, behind_a_proxy()).await;
        let (_, codes) = turn_on(&mut house.person(ANNA).await).await;
        mail(&house).await;
        let mut browser = house.browser();
        let asked =
            browser.post("/api/v1/auth/sign-in", json!({ "email": ANNA, "password": PASSWORD })).await;
        assert_eq!((asked.status, told(&house).await), (202, None), "nobody came in");
        let body = json!({ "challenge": asked.json["challenge"], "code": codes[0] }).to_string();
        let request = browser
            .request(Method::POST, "/api/v1/auth/second-factor")
            .header(header::USER_AGENT, FIREFOX)
            .header("x-forwarded-for", OFFICE)
            .header(header::CONTENT_TYPE, "application/json");
        assert_eq!(browser.raw(request.body(body.into()).expect("a request")).await.status(), 200);
        let both = [told(&house).await, told(&house).await];
        assert!(both.contains(&Some("sign_in_new".to_owned())), "{both:?}");
    }
}

#[tokio::test]
async fn somebody_may_go_without_but_nobody_with_a_role() {
    for on in databases() {
        let house = House::open(&on, behind_a_proxy()).await;
        let mut anna = house.person(ANNA).await;
        assert_eq!(anna.get("/api/v1/me").await.json["sign_in_alerts"], true);
        let off = json!({ "sign_in_alerts": false });
        let me = anna.patch("/api/v1/me", off.clone()).await;
        assert_eq!((me.status, &me.json["sign_in_alerts"]), (200, &json!(false)), "{}", me.json);
        assert_eq!(told(&house).await.as_deref(), Some("sign_in_alerts_off"));
        anna.patch("/api/v1/me", off.clone()).await;
        sign_in(&house, CHROME, HOME).await;
        assert_eq!(told(&house).await, None);

        let key = ANNA.to_owned();
        let role = easel_domain::Role::Support;
        let made = house.store.user_role_set(key, role, "a test".to_owned(), crate::house::now()).await;
        assert!(made.expect("the store works"));
        assert_eq!(anna.get("/api/v1/me").await.json["sign_in_alerts"], true, "with a role it is always on");
        assert_eq!(anna.patch("/api/v1/me", off).await.problem(), (409, "sign_in_alerts_kept", ""));
        sign_in(&house, CHROME, OFFICE).await;
        assert_eq!(told(&house).await.as_deref(), Some("sign_in_new"));
    }
}

#[tokio::test]
async fn a_new_password_is_told() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let mut anna = house.person(ANNA).await;
        let change = json!({ "current_password": PASSWORD, "new_password": "another short sentence" });
        assert_eq!(anna.post("/api/v1/me/password", change).await.status, 204);
        assert_eq!(told(&house).await.as_deref(), Some("password_changed"));
        anna.post("/api/v1/auth/forgot", json!({ "email": ANNA })).await;
        let link = mail(&house).await.expect("a link").params;
        let link = &link.iter().find(|(name, _)| name == "link").expect("a link").1;
        let token = link.rsplit('/').next().expect("a token");
        let set = json!({ "token": token, "password": PASSWORD });
        assert_eq!(house.browser().post("/api/v1/auth/reset", set).await.status, 200);
        assert_eq!(told(&house).await.as_deref(), Some("password_changed"));
        assert_eq!(told(&house).await, None, "the same browser as ever");
    }
}
