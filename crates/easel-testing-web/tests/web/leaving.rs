//! The end of an account: asked for, taken back, carried out; and that nothing of it is left.

use crate::{
    house::{Browser, House, PASSWORD, asking, databases, new_id, now, options, sign_up},
    second_factor::{mail, turn_on},
};
use easel_domain::{
    Actor, EmailAddress, Failure, FailureCode, Lane, Name, Outcome, PasskeyId, Role, Timestamp,
    job::RetryPolicy,
};
use easel_store::{Delivery, Identity, Mail, NewPasskey, Work};
use easel_testing::Raw;
use serde_json::{Value, json};
use std::path::Path;

const ANNA: &str = "vanishing.anna@example.org";
/// Stand in what Anna wrote and in what she is called, and nowhere else.
const WORDS: [&str; 3] = ["vanishing", "quetzalcoatlus", "archaeopteryx"];
const BYTES: &[u8] = b"pictures of a quetzalcoatlus";

fn in_a_week() -> Timestamp {
    now().plus_ms(7 * 24 * 3_600_000 + 60_000)
}

fn not_sent() -> Outcome<Delivery> {
    let failure = Failure { code: FailureCode::Engine, detail: "nobody is there".to_owned() };
    Outcome::Failed { failure, retry: false }
}

/// Brings the last mail of somebody who is gone to an end.
async fn send_last(house: &House, outcome: Outcome<Delivery>, now: Timestamp) -> Mail {
    let store = &house.store;
    loop {
        let claim = store.job_claim("test", Lane::Mail, 60_000, now).await.expect("the store works");
        let claim = claim.expect("a mail");
        let Work::Mail(mail) = &claim.work else { panic!("a mail") };
        if mail.template == "deleted" {
            let settled = store.job_settle(&claim, outcome, None, RetryPolicy::MAIL, now).await;
            settled.expect("the store works");
            return mail.as_ref().clone();
        }
    }
}

fn proof() -> Value {
    json!({ "current_password": PASSWORD })
}

async fn id_of(browser: &mut Browser) -> String {
    browser.get("/api/v1/me").await.json["id"].as_str().expect("an id").to_owned()
}

async fn findings(house: &House) -> Vec<easel_oversight::Finding> {
    house.oversight().ledger_verify().await.expect("the store works").findings
}

/// Something of everything that people make and write.
async fn live(house: &House, anna: &mut Browser) {
    let mut asked = asking("a quetzalcoatlus over the sea");
    asked["negative_prompt"] = json!("no archaeopteryx");
    assert_eq!(anna.post("/api/v1/generations", asked).await.status, 202);
    house.draw(BYTES).await;
    anna.ask("an archaeopteryx that is waited for").await;
    let asset = anna.get("/api/v1/assets").await.json["items"][0]["id"].as_str().expect("an id").to_owned();
    while house.store.assets_index().await.expect("the store works") > 0 {}
    let board = new_id().to_string();
    let tags = json!({ "ids": [asset], "action": "add_tags", "tags": ["archaeopteryx"] });
    for (path, body) in [
        ("/api/v1/characters", json!({ "name": "Archaeopteryx", "description": "vanishing" })),
        ("/api/v1/brands", json!({ "name": "Quetzalcoatlus" })),
        ("/api/v1/boards", json!({ "id": board, "name": "Archaeopteryx" })),
        ("/api/v1/assets/batch", tags),
        ("/api/v1/downloads", json!({ "asset_ids": [asset] })),
        ("/api/v1/shares", json!({ "asset_ids": [asset] })),
        ("/api/v1/strips", json!({ "name": "Vanishing", "items": [{ "asset_id": asset }] })),
        ("/api/v1/books", json!({ "title": "Archaeopteryx" })),
        ("/api/v1/conversation/messages", json!({ "text": "Where is my quetzalcoatlus?" })),
        ("/api/v1/me/email", json!({ "email": "vanishing.too@example.org", "current_password": PASSWORD })),
    ] {
        let made = anna.post(path, body).await;
        assert!((200..300).contains(&made.status), "{path}: {}", made.json);
    }
    let shown = json!({ "name": "Archaeopteryx", "title": "Vanishing", "shows_prompt": true });
    let me = anna.get("/api/v1/me").await.json["id"].as_str().expect("an id").parse().expect("a UUID");
    let passkey = NewPasskey {
        id: PasskeyId(new_id()),
        credential_id: "vanishing".to_owned(),
        kept: "quetzalcoatlus".to_owned(),
        name: Name::parse("Archaeopteryx").expect("a name"),
    };
    let added = house.store.passkey_add(&Actor { user_id: me, role: Role::User }, passkey, now()).await;
    added.expect("the store works");
    let identity = Identity {
        issuer: "https://id.example.org".to_owned(),
        subject: "quetzalcoatlus".to_owned(),
        email: EmailAddress::parse("vanishing@id.example.org").ok(),
    };
    let actor = Actor { user_id: me, role: Role::User };
    let linked = house.store.openid_link(&actor, identity, ("id.example.org".to_owned(), now())).await;
    linked.expect("the store works");
    let exhibit = anna.put(&format!("/api/v1/assets/{asset}/exhibit"), shown).await;
    assert!((200..300).contains(&exhibit.status), "{}", exhibit.json);
    let strips = anna.get("/api/v1/strips").await.json;
    let export = json!({ "kind": "strip", "strip_id": strips["items"][0]["id"] });
    assert_eq!(anna.post("/api/v1/exports", export).await.status, 202);
}

/// Everything there is in the database or in files, as bytes.
async fn everything(house: House) -> Vec<(String, Vec<u8>)> {
    let House { store, folder, database_url, router, till } = house;
    let mut all = Vec::new();
    if database_url.starts_with("postgres") {
        let raw = Raw::open(&database_url).await;
        let tables = "select table_name from information_schema.tables where table_schema = current_schema()";
        for (table,) in raw.all::<(String,)>(tables, Vec::new()).await {
            let text = format!("select coalesce(string_agg(t::text, ' '), '') from {table} t");
            let rows: Vec<(String,)> = raw.all(Box::leak(text.into_boxed_str()), Vec::new()).await;
            all.push((table, rows.concat_rows()));
        }
        raw.close().await;
    }
    drop((router, till));
    store.close().await;
    files(folder.path(), &mut all);
    all
}

trait ConcatRows {
    fn concat_rows(self) -> Vec<u8>;
}

impl ConcatRows for Vec<(String,)> {
    fn concat_rows(self) -> Vec<u8> {
        self.into_iter().flat_map(|(text,)| text.into_bytes()).collect()
    }
}

fn files(folder: &Path, all: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, all);
        } else {
            all.push((path.display().to_string(), std::fs::read(&path).expect("a file")));
        }
    }
}

/// Where one of the words stands, whatever the letters' case.
fn found(all: &[(String, Vec<u8>)]) -> Vec<String> {
    let has = |bytes: &[u8], word: &str| {
        bytes.windows(word.len()).any(|window| window.eq_ignore_ascii_case(word.as_bytes()))
    };
    let of = |(name, bytes): &(String, Vec<u8>)| {
        WORDS
            .iter()
            .filter(|word| has(bytes, word))
            .map(|word| format!("{word} in {name}"))
            .collect::<Vec<_>>()
    };
    all.iter().flat_map(of).collect()
}

#[tokio::test]
async fn after_a_week_nothing_is_left_but_what_the_books_need() {
    for (on, deletes) in databases().into_iter().flat_map(|on| [(on.clone(), false), (on, true)]) {
        let house = House::open(&on, options()).await;
        let mut body = sign_up(ANNA);
        body["name"] = json!("Vanishing Anna");
        let mut anna = house.browser();
        assert_eq!(anna.post("/api/v1/auth/sign-up", body.clone()).await.status, 201);
        turn_on(&mut anna).await;
        live(&house, &mut anna).await;
        if !deletes {
            // So it is known that the search would find them.
            assert!(found(&everything(house).await).len() > 3);
            continue;
        }
        let id = id_of(&mut anna).await.parse().expect("an id");
        let mut eve = house.person("eve@example.org").await;
        eve.ask("a fox").await;
        let code = anna.post("/api/v1/me/deletion", proof()).await;
        assert_eq!(code.problem(), (400, "invalid_code", "code"), "whoever has a second factor shows it");
        house.store.person_second_factor_end(None, id, "a test".to_owned(), now()).await.expect("it is off");
        let asked = anna.post("/api/v1/me/deletion", proof()).await;
        assert_eq!(asked.status, 202, "{}", asked.json);
        assert!(asked.json["leaves_at"].is_string());
        assert_eq!(house.store.accounts_delete(now()).await.expect("the store works"), 0, "not before");
        assert_eq!(anna.get("/api/v1/assets").await.json["items"].as_array().map(Vec::len), Some(1));

        assert_eq!(house.store.accounts_delete(in_a_week()).await.expect("the store works"), 1);
        assert_eq!(house.store.accounts_delete(in_a_week()).await.expect("the store works"), 0, "once");
        assert_eq!(anna.get("/api/v1/me").await.status, 401);
        let back = json!({ "email": ANNA, "password": PASSWORD });
        assert_eq!(house.browser().post("/api/v1/auth/sign-in", back).await.problem().1, "wrong_credentials");
        assert_eq!(findings(&house).await, []);
        assert_eq!(eve.get("/api/v1/generations").await.json["items"].as_array().map(Vec::len), Some(1));

        // The same person again has no welcome credits, though nothing says who it was.
        let mut again = house.browser();
        assert_eq!(again.post("/api/v1/auth/sign-up", body).await.status, 201);
        assert_eq!(again.get("/api/v1/wallet").await.json["available"], 0);
        again.post("/api/v1/me/deletion", proof()).await;
        let later = in_a_week().plus_ms(60_000);
        assert_eq!(house.store.accounts_delete(later).await.expect("the store works"), 1);
        // One is sent, of the other nobody wanted to hear: the address goes with both.
        for outcome in [Outcome::Succeeded(Delivery::default()), not_sent()] {
            let told = send_last(&house, outcome, later).await;
            let given = (told.template.as_str(), told.to.as_str(), &told.params[0].1);
            assert_eq!(given, ("deleted", ANNA, &"Vanishing Anna".to_owned()));
        }
        assert_eq!(found(&everything(house).await), Vec::<String>::new());
    }
}

#[tokio::test]
async fn whoever_leaves_may_look_makes_nothing_and_may_stay() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let (mut anna, mut elsewhere) = (house.person(ANNA).await, house.browser());
        elsewhere.post("/api/v1/auth/sign-in", json!({ "email": ANNA, "password": PASSWORD })).await;
        let generation = anna.ask("a fox").await;
        let wrong = anna.post("/api/v1/me/deletion", json!({ "current_password": "wrong" })).await;
        assert_eq!(wrong.problem(), (400, "invalid_password", "current_password"));
        assert_eq!(anna.post("/api/v1/me/deletion", proof()).await.status, 202);
        assert_eq!(elsewhere.get("/api/v1/me").await.status, 401, "other sessions end");
        let off = anna.get(&format!("/api/v1/generations/{generation}")).await.json;
        assert_eq!(
            (&off["state"], anna.get("/api/v1/wallet").await.json["held"].clone()),
            (&json!("cancelled"), json!(0))
        );
        let pack = anna.get("/api/v1/packs").await.json["items"][0]["id"].clone();
        for (path, body) in [
            ("/api/v1/generations", asking("a fox")),
            ("/api/v1/payments", json!({ "pack_id": pack, "gateway": "upi" })),
            ("/api/v1/assets", json!({})),
            ("/api/v1/shares", json!({ "asset_ids": [new_id()] })),
        ] {
            let refused = anna.post(path, body).await;
            assert_eq!(refused.problem(), (403, "account_leaving", ""), "{path}: {}", refused.json);
        }
        let told = mail(&house).await.expect("a mail");
        assert_eq!((told.template.as_str(), told.to.as_str()), ("leaving", ANNA));

        let back = json!({ "email": ANNA, "password": PASSWORD });
        let me = elsewhere.post("/api/v1/auth/sign-in", back).await;
        assert!(me.status == 200 && me.json["leaves_at"].is_string(), "{}", me.json);
        let kept = elsewhere.post("/api/v1/me/deletion/cancel", json!({})).await;
        assert_eq!((kept.status, &kept.json["leaves_at"]), (200, &json!(null)));
        assert_eq!(mail(&house).await.map(|mail| mail.template), Some("kept".to_owned()));
        elsewhere.post("/api/v1/me/deletion/cancel", json!({})).await;
        assert!(mail(&house).await.is_none(), "again changes nothing");
        anna.ask("a fox").await;
        assert_eq!(house.store.accounts_delete(in_a_week()).await.expect("the store works"), 0);
        // Too late is too late.
        anna.post("/api/v1/me/deletion", proof()).await;
        let id = id_of(&mut anna).await.parse().expect("an id");
        let actor = easel_domain::Actor { user_id: id, role: easel_domain::Role::User };
        assert!(!house.store.leave_cancel(&actor, in_a_week()).await.expect("the store works"));
    }
}

#[tokio::test]
async fn credits_and_plans_end_with_the_account_and_the_books_stay() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let mut anna = house.person(ANNA).await;
        let plan = anna.get("/api/v1/plans").await.json["items"][0]["id"].clone();
        let made = anna.post("/api/v1/payments", json!({ "plan_id": plan, "gateway": "manual" })).await.json;
        let payment = made["id"].as_str().expect("an id");
        let utr = json!({ "utr": new_id().simple().to_string(), "note": "a note" });
        anna.post(&format!("/api/v1/payments/{payment}/utr"), utr).await;
        house.confirm(payment).await;
        assert_eq!(anna.get("/api/v1/wallet").await.json["buckets"]["plan"], 300);
        assert_eq!(anna.post("/api/v1/me/deletion", proof()).await.status, 202);
        let running = anna.get("/api/v1/subscriptions").await.json;
        assert_eq!(running["current"]["cancel_at_end"], true, "{running}");
        let id = running["current"]["id"].as_str().expect("an id");
        let resumed = anna.post(&format!("/api/v1/subscriptions/{id}/resume"), json!({})).await;
        assert_eq!(resumed.problem(), (403, "account_leaving", ""));
        // A plan that its gateway would go on with keeps the account until somebody has ended it there.
        let raw = Raw::open(&house.database_url).await;
        let renews = |text| raw.exec(vec![(text, Vec::new())]);
        renews("update subscription set renews = 1, cancel_at_end = 0").await.expect("changed");
        assert_eq!(house.store.accounts_delete(in_a_week()).await.expect("the store works"), 0);
        renews("update subscription set renews = 0, cancel_at_end = 1").await.expect("changed");
        assert_eq!(house.store.accounts_delete(in_a_week()).await.expect("the store works"), 1);
        assert_eq!(findings(&house).await, []);
        let left = "select cast(sum(available_plan + available_bonus + available_bought + held_plan + held_bonus) as bigint) from wallet
                    where user_id in (select id from user_account where deleted_at is not null)";
        assert_eq!(raw.number(left).await, 0);
        assert_eq!(raw.number("select count(*) from payment where state = 'paid' and note is null").await, 1);
        assert_eq!(raw.number("select count(*) from receipt").await, 1);
        raw.close().await;
    }
}

#[tokio::test]
async fn an_owner_does_the_same_for_somebody_but_a_studio_keeps_one() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let (mut admin, mut anna) = (house.admin().await, house.person(ANNA).await);
        let alone = admin.post("/api/v1/me/deletion", proof()).await;
        assert_eq!(alone.problem(), (409, "last_owner", ""));
        let own = format!("/api/v1/admin/people/{}/deletion", id_of(&mut admin).await);
        assert_eq!(admin.post(&own, json!({ "reason": "a test" })).await.status, 403);
        let id = id_of(&mut anna).await;
        let path = format!("/api/v1/admin/people/{id}/deletion");
        let begun = admin.post(&path, json!({ "reason": "Asked by letter." })).await;
        assert!(begun.status == 200 && begun.json["leaves_at"].is_string(), "{}", begun.json);
        let told = mail(&house).await.expect("a mail");
        assert_eq!(told.template, "leaving_by_studio");
        assert!(told.params.contains(&("reason".to_owned(), "Asked by letter.".to_owned())));
        let kept = admin.post(&format!("{path}/cancel"), json!({ "reason": "Asked again." })).await;
        assert_eq!((kept.status, &kept.json["leaves_at"]), (200, &json!(null)));
        admin.post(&path, json!({ "reason": "Asked by letter." })).await;
        assert_eq!(house.store.accounts_delete(in_a_week()).await.expect("the store works"), 1);
        assert_eq!(admin.get(&format!("/api/v1/admin/people/{id}")).await.status, 404);
        let people = admin.get("/api/v1/admin/people").await.json;
        assert_eq!(people["items"].as_array().map(Vec::len), Some(1), "{people}");
        let raw = Raw::open(&house.database_url).await;
        let lines = "select count(*) from audit where subject = (select id from user_account where deleted_at is not null)";
        assert_eq!(raw.number(lines).await, 4, "begun, kept, begun, done");
        raw.close().await;
        assert_eq!(findings(&house).await, []);
    }
}
