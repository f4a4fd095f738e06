//! The second factor: set up, asked for at the door, lost, and required.

use crate::house::{Browser, House, PASSWORD, databases, now, options};
use easel_domain::{Lane, Role, SecondFactorPolicy, Timestamp};
use easel_door::{limit::Rate, options::WebOptions};
use easel_store::{Mail, Work};
use serde_json::json;
use totp_rs::{Builder, Secret};

/// An app: what codes are made of.
pub(crate) struct App(Secret);

impl App {
    fn of(secret: &str) -> Self {
        Self(Secret::try_from_base32(secret).expect("Base32"))
    }

    /// The code so many steps of time from now.
    fn code(&self, steps: i64) -> String {
        let seconds = now().0 / 1000 + 30 * steps;
        let totp = Builder::new().with_secret(self.0.as_bytes().to_vec()).build().expect("long enough");
        let code = totp.generate(u64::try_from(seconds).expect("after 1970"));
        code.to_string()
    }
}

/// Turns it on with the code of one step ago, so that the codes of now and of the next step are left.
pub(crate) async fn turn_on(browser: &mut Browser) -> (App, Vec<String>) {
    let begun = browser.post("/api/v1/me/second-factor", json!({ "current_password": PASSWORD })).await;
    assert_eq!(begun.status, 201, "{}", begun.json);
    assert!(begun.json["qr"].as_str().is_some_and(|qr| qr.contains("<svg")));
    let secret = begun.json["secret"].as_str().expect("text");
    let uri = begun.json["uri"].as_str().expect("text");
    assert!(uri.starts_with("otpauth://totp/Easel:") && uri.contains(secret), "{uri}");
    let app = App::of(secret);
    let on = browser.post("/api/v1/me/second-factor/confirm", json!({ "code": app.code(-1) })).await;
    assert_eq!(on.status, 201, "{}", on.json);
    let codes = on.json["items"].as_array().expect("a list").iter();
    (app, codes.map(|code| code.as_str().expect("text").to_owned()).collect())
}

async fn challenge(house: &House, email: &str) -> (Browser, String) {
    let mut browser = house.browser();
    let asked = browser.post("/api/v1/auth/sign-in", json!({ "email": email, "password": PASSWORD })).await;
    assert_eq!((asked.status, browser.cookie.is_none()), (202, true), "{}", asked.json);
    let challenge = asked.json["challenge"].as_str().expect("text").to_owned();
    (browser, challenge)
}

async fn answer(browser: &mut Browser, challenge: &str, code: &str) -> (u16, String) {
    let answer = json!({ "challenge": challenge, "code": code });
    let answer = browser.post("/api/v1/auth/second-factor", answer).await;
    (answer.status, answer.code().to_owned())
}

/// The next mail in the queue.
pub(crate) async fn mail(house: &House) -> Option<Mail> {
    let claim = house.store.job_claim("test", Lane::Mail, 60_000, now()).await.expect("the store works");
    claim.map(|claim| match claim.work {
        Work::Mail(mail) => *mail,
        _ => panic!("a mail"),
    })
}

const ANNA: &str = "anna@example.org";

#[tokio::test]
async fn it_is_set_up_by_password_and_code_and_asked_for_from_then_on() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let (mut anna, mut elsewhere) = (house.person(ANNA).await, house.browser());
        elsewhere.post("/api/v1/auth/sign-in", json!({ "email": ANNA, "password": PASSWORD })).await;
        let wrong = anna.post("/api/v1/me/second-factor", json!({ "current_password": "wrong" })).await;
        assert_eq!(wrong.problem(), (400, "invalid_password", "current_password"));
        let early = anna.post("/api/v1/me/second-factor/confirm", json!({ "code": "123456" })).await;
        assert_eq!(early.problem(), (409, "second_factor_off", ""));

        // Begun and left: nothing asks for it. Begun anew: the first secret counts no more.
        let begun = anna.post("/api/v1/me/second-factor", json!({ "current_password": PASSWORD })).await.json;
        let first = App::of(begun["secret"].as_str().expect("text"));
        assert_eq!(anna.get("/api/v1/me").await.json["second_factor"], "off");
        let (app, codes) = turn_on(&mut anna).await;
        assert_ne!(first.code(0), app.code(0));
        assert_eq!(
            (codes.len(), anna.get("/api/v1/me").await.json["second_factor"].clone()),
            (10, json!("on"))
        );
        let state = anna.get("/api/v1/me/second-factor").await.json;
        assert!(state["on_since"].is_string() && state["recovery_codes_left"] == 10, "{state}");
        assert_eq!(elsewhere.get("/api/v1/me").await.status, 401, "who came in without it is out");
        assert_eq!(mail(&house).await.map(|mail| mail.template), Some("second_factor_on".to_owned()));
        let twice = anna.post("/api/v1/me/second-factor", json!({ "current_password": PASSWORD })).await;
        assert_eq!(twice.problem(), (409, "second_factor_on", ""));

        // A wrong password is told as ever; a right one asks for the code, and the challenge opens nothing.
        let wrong = json!({ "email": ANNA, "password": "not her password" });
        assert_eq!(
            house.browser().post("/api/v1/auth/sign-in", wrong).await.problem(),
            (401, "wrong_credentials", "")
        );
        let (mut browser, asked) = challenge(&house, ANNA).await;
        browser.cookie = Some(format!("easel_session={asked}"));
        assert_eq!(browser.get("/api/v1/me").await.status, 401);
        for code in ["000000x".to_owned(), String::new(), first.code(0)] {
            assert_eq!(
                answer(&mut browser, &asked, &code).await,
                (400, "invalid_code".to_owned()),
                "{code:?}"
            );
        }
        assert_eq!(answer(&mut browser, &asked, &app.code(0)).await.0, 200);
        assert_eq!(browser.get("/api/v1/me").await.json["second_factor"], "on");
        assert_eq!(
            answer(&mut browser, &asked, &app.code(1)).await,
            (401, "challenge_over".to_owned()),
            "once"
        );
    }
}

#[tokio::test]
async fn a_code_is_taken_once_and_never_an_older_one() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let (app, codes) = turn_on(&mut house.person(ANNA).await).await;
        mail(&house).await;
        let (mut browser, asked) = challenge(&house, ANNA).await;
        assert_eq!(answer(&mut browser, &asked, &app.code(-1)).await.0, 400, "it turned it on");
        let next = app.code(1);
        assert_eq!(answer(&mut browser, &asked, &next).await.0, 200);
        let (mut browser, asked) = challenge(&house, ANNA).await;
        for used in [next, app.code(0)] {
            assert_eq!(answer(&mut browser, &asked, &used).await.0, 400);
        }
        // Two at once with one recovery code: one comes in.
        let (mut other, second) = challenge(&house, ANNA).await;
        let typed = codes[0].to_lowercase().replace('-', " ");
        let (one, two) =
            tokio::join!(answer(&mut browser, &asked, &codes[0]), answer(&mut other, &second, &typed));
        let mut both = [one.0, two.0];
        both.sort_unstable();
        assert_eq!(both, [200, 400]);
        let told = mail(&house).await.expect("a mail");
        assert_eq!(told.template, "recovery_code_used");
        assert!(told.params.contains(&("left".to_owned(), "9".to_owned())), "{:?}", told.params);
        assert!(mail(&house).await.is_none());
    }
}

#[tokio::test]
async fn guessing_ends_the_challenge_and_is_limited_per_person() {
    for on in databases() {
        let mut tight = options();
        tight.limits.second_factor = Rate { burst: 8, per_minute: 1 };
        let house = House::open(&on, tight).await;
        let (app, _) = turn_on(&mut house.person(ANNA).await).await;
        let (mut browser, asked) = challenge(&house, ANNA).await;
        for _ in 0..5 {
            assert_eq!(answer(&mut browser, &asked, "000000").await.0, 400);
        }
        assert_eq!(answer(&mut browser, &asked, &app.code(0)).await, (401, "challenge_over".to_owned()));
        // Turning it on was the first of eight, and the password alone brings no further ones.
        let (mut browser, asked) = challenge(&house, ANNA).await;
        for _ in 0..2 {
            assert_eq!(answer(&mut browser, &asked, "000000").await.0, 400);
        }
        let (mut browser, asked) = challenge(&house, ANNA).await;
        assert_eq!(answer(&mut browser, &asked, &app.code(0)).await, (429, "too_many_requests".to_owned()));
        let unknown = answer(&mut browser, "no such challenge", "000000").await;
        assert_eq!(unknown, (401, "challenge_over".to_owned()));
    }
}

#[tokio::test]
async fn a_link_to_a_new_password_does_not_get_around_it() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let mut anna = house.person(ANNA).await;
        let (app, _) = turn_on(&mut anna).await;
        mail(&house).await;
        let (mut before, old) = challenge(&house, ANNA).await;
        let mut browser = house.browser();
        browser.post("/api/v1/auth/forgot", json!({ "email": ANNA })).await;
        let link = mail(&house).await.expect("a link").params;
        let link = &link.iter().find(|(name, _)| name == "link").expect("a link").1;
        let token = link.rsplit('/').next().expect("a token");
        let new = "another short sentence";
        let asked = browser.post("/api/v1/auth/reset", json!({ "token": token, "password": new })).await;
        assert_eq!((asked.status, browser.cookie.is_none()), (202, true), "{}", asked.json);
        assert_eq!(anna.get("/api/v1/me").await.status, 401, "every session ends");
        let over = answer(&mut before, &old, &app.code(0)).await;
        assert_eq!(over, (401, "challenge_over".to_owned()), "so does what the old password began");
        let challenge = asked.json["challenge"].as_str().expect("text").to_owned();
        assert_eq!(answer(&mut browser, &challenge, &app.code(0)).await.0, 200);
        assert_eq!(browser.get("/api/v1/me").await.json["email"], ANNA);
    }
}

#[tokio::test]
async fn new_recovery_codes_and_turning_it_off_ask_for_what_only_the_person_has() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let (mut anna, mut eve) = (house.person(ANNA).await, house.person("eve@example.org").await);
        let (app, old) = turn_on(&mut anna).await;
        let (_, eves) = turn_on(&mut eve).await;
        for code in ["000000", &eves[0]] {
            let refused = anna.post("/api/v1/me/second-factor/recovery-codes", json!({ "code": code })).await;
            assert_eq!(refused.problem(), (400, "invalid_code", "code"));
        }
        let made = anna.post("/api/v1/me/second-factor/recovery-codes", json!({ "code": app.code(0) })).await;
        assert_eq!(made.status, 201, "{}", made.json);
        let new = made.json["items"][0].as_str().expect("text").to_owned();
        let off = |password: &str, code: &str| json!({ "current_password": password, "code": code });
        let path = "/api/v1/me/second-factor/cancel";
        for (body, field) in [
            (off("wrong", &new), "current_password"),
            (off(PASSWORD, &old[0]), "code"),
            (off(PASSWORD, &app.code(0)), "code"),
        ] {
            let refused = anna.post(path, body).await;
            assert_eq!((refused.status, refused.problem().2), (400, field), "{}", refused.json);
        }
        assert_eq!(anna.post(path, off(PASSWORD, &new)).await.status, 204);
        assert_eq!(anna.get("/api/v1/me").await.json["second_factor"], "off");
        let back = json!({ "email": ANNA, "password": PASSWORD });
        assert_eq!(house.browser().post("/api/v1/auth/sign-in", back).await.status, 200);
        assert_eq!(anna.post(path, off(PASSWORD, &new)).await.problem(), (409, "second_factor_off", ""));
        let (app, _) = turn_on(&mut anna).await;
        assert_eq!(app.code(0).len(), 6, "it can be set up again");
    }
}

#[tokio::test]
async fn an_owner_takes_it_off_for_somebody_who_lost_it() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let (mut admin, mut anna) = (house.admin().await, house.person(ANNA).await);
        let id = anna.get("/api/v1/me").await.json["id"].as_str().expect("an id").to_owned();
        let (app, _) = turn_on(&mut anna).await;
        mail(&house).await;
        let seen = admin.get(&format!("/api/v1/admin/people/{id}")).await.json;
        assert!(seen["second_factor_at"].is_string(), "{seen}");
        let (mut waiting, asked) = challenge(&house, ANNA).await;
        let path = format!("/api/v1/admin/people/{id}/second-factor/cancel");
        let silent = admin.post(&path, json!({ "reason": " " })).await;
        assert_eq!(silent.problem(), (400, "invalid_reason", "reason"));
        let off = admin.post(&path, json!({ "reason": "Showed her passport." })).await;
        assert_eq!((off.status, &off.json["second_factor_at"]), (200, &json!(null)), "{}", off.json);
        let told = mail(&house).await.expect("a mail");
        assert_eq!((told.template.as_str(), told.to.as_str()), ("second_factor_taken_off", ANNA));
        assert!(told.params.contains(&("reason".to_owned(), "Showed her passport.".to_owned())));
        assert_eq!(answer(&mut waiting, &asked, &app.code(0)).await, (401, "challenge_over".to_owned()));
        let back = json!({ "email": ANNA, "password": PASSWORD });
        assert_eq!(house.browser().post("/api/v1/auth/sign-in", back).await.status, 200);
        admin.post(&path, json!({ "reason": "Again." })).await;
        assert!(mail(&house).await.is_none(), "again changes nothing");
    }
}

#[tokio::test]
async fn a_role_counts_only_with_it_where_the_operator_says_so() {
    use SecondFactorPolicy as Policy;
    for (policy, refused) in [
        (Policy::None, &[][..]),
        (Policy::Money, &[Role::Owner, Role::Finance][..]),
        (Policy::Administrators, &[Role::Owner, Role::Finance, Role::Support][..]),
    ] {
        let house = House::open(&databases()[0], WebOptions { second_factor: policy, ..options() }).await;
        for role in [Role::User, Role::Owner, Role::Finance, Role::Support] {
            let email = format!("{}@example.org", role.as_str());
            let mut browser = house.person(&email).await;
            let set = house.store.user_role_set(email, role, "test".to_owned(), now()).await;
            assert!(set.expect("the store works"));
            let answer = browser.get("/api/v1/admin/people").await;
            let me = browser.get("/api/v1/me").await.json["second_factor"].clone();
            if role == Role::User {
                assert_eq!((answer.problem(), me), ((403, "forbidden", ""), json!("off")));
                continue;
            }
            if !refused.contains(&role) {
                let advised = policy == Policy::None && role != Role::Support;
                assert_eq!((answer.status, me), (200, json!(if advised { "advised" } else { "off" })));
                continue;
            }
            assert_eq!((answer.problem(), me), ((403, "second_factor_required", ""), json!("required")));
            assert_eq!(browser.get("/api/v1/wallet").await.status, 200, "what is theirs stays theirs");
            turn_on(&mut browser).await;
            assert_eq!(browser.get("/api/v1/admin/people").await.status, 200, "{policy:?} {role:?}");
        }
    }
}

#[tokio::test]
async fn nobody_reads_it_out_of_the_database() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let mut anna = house.person(ANNA).await;
        let begun = anna.post("/api/v1/me/second-factor", json!({ "current_password": PASSWORD })).await.json;
        let secret = begun["secret"].as_str().expect("text").to_owned();
        let id = anna.get("/api/v1/me").await.json["id"].as_str().expect("an id").parse().expect("an id");
        let kept = house.store.second_factor_sealed(id).await.expect("the store works").expect("a secret");
        assert!(kept.starts_with("v1.") && !kept.contains(&secret), "{kept}");
        // What was begun with a password that was changed meanwhile, or is over, is swept.
        house.store.sweep_expired(Timestamp(now().0 + 3_600_000)).await.expect("the store works");
    }
}
