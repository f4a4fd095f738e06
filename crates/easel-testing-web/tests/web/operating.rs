//! Operating a studio: who did what, what people wait for, what is still to be done, and what becomes of their data.

use crate::house::{Browser, House, databases, now, options};
use easel_domain::{Failure, FailureCode, Lane, Outcome, job::RetryPolicy};
use easel_door::{
    options::WebOptions,
    surroundings::{Maker, Surroundings},
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

async fn id_of(browser: &mut Browser) -> String {
    browser.get("/api/v1/me").await.json["id"].as_str().expect("an id").to_owned()
}

fn field<'a>(page: &'a Value, name: &str) -> Vec<&'a str> {
    page["items"].as_array().expect("a list").iter().map(|one| one[name].as_str().unwrap_or("")).collect()
}

#[tokio::test]
async fn the_log_says_who_did_what_and_is_found_by_each_of_it() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let (mut admin, mut mina) = (house.admin().await, house.person("mina@a.test").await);
        let id = id_of(&mut mina).await;
        let suspend = format!("/api/v1/admin/people/{id}/suspend");
        admin.post(&suspend, json!({ "reason": "=50% off, sold elsewhere" })).await;
        admin.post(&format!("/api/v1/admin/people/{id}/admit"), json!({ "reason": "a mistake" })).await;

        let all = admin.get("/api/v1/admin/audit").await.json;
        assert_eq!(field(&all, "action"), ["user.admit", "user.suspend", "user.role"]);
        let line = &all["items"][1];
        assert_eq!((&line["way"], &line["actor"]["email"]), (&json!("person"), &json!("admin@example.org")));
        assert_eq!((&line["subject"]["email"], &line["subject"]["id"]), (&json!("mina@a.test"), &json!(id)));
        assert_eq!((&line["before"], &line["after"]), (&json!("active"), &json!("suspended")));
        let console = &all["items"][2];
        assert_eq!((&console["way"], &console["actor"]), (&json!("command_line"), &Value::Null));

        let today = &all["items"][0]["at"].as_str().expect("a moment")[..10].to_owned();
        for (query, expected) in [
            ("who=ADMIN%40", vec!["user.admit", "user.suspend"]),
            ("who=command-line", vec!["user.role"]),
            ("who=studio", vec![]),
            ("who=mina", vec![]),
            ("action=user.suspend", vec!["user.suspend"]),
            ("action=user", vec!["user.admit", "user.suspend", "user.role"]),
            ("action=use", vec![]),
            ("about=mina", vec!["user.admit", "user.suspend"]),
            (&format!("about={id}"), vec!["user.admit", "user.suspend"]),
            ("about=50%25", vec!["user.suspend"]),
            ("about=mistake&who=admin%40", vec!["user.admit"]),
            ("until=2020-01-01", vec![]),
            (&format!("from={today}&until={today}&action=user.admit"), vec!["user.admit"]),
        ] {
            let page = admin.get(&format!("/api/v1/admin/audit?{query}")).await;
            assert_eq!((page.status, field(&page.json, "action")), (200, expected), "{query}");
        }
        assert_eq!(admin.get("/api/v1/admin/audit?from=yesterday").await.status, 400);
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = admin.get(&format!("/api/v1/admin/audit?limit=1{cursor}")).await.json;
            seen.extend(field(&page, "action").into_iter().map(str::to_owned));
            let Some(next) = page["next_cursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(seen, ["user.admit", "user.suspend", "user.role"]);

        let csv = admin.get("/api/v1/admin/audit.csv?action=user.suspend").await;
        let text = String::from_utf8(csv.bytes.to_vec()).expect("text");
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!((csv.status, lines.len()), (200, 2), "{text}");
        assert!(lines[1].contains("\"'=50% off, sold elsewhere\",\"active\",\"suspended\""), "{text}");
        let newest = admin.get("/api/v1/admin/audit?limit=1").await.json;
        assert_eq!(field(&newest, "action"), ["audit.export"], "that it was taken along is in it");
    }
}

#[tokio::test]
async fn a_task_is_found_by_what_its_owner_quotes_and_shows_each_try() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let (mut admin, mut mina) = (house.admin().await, house.person("mina@a.test").await);
        let mut otto = house.person("otto@a.test").await;
        let first = mina.ask("a fox").await;
        house.draw(b"bytes").await;
        let second = otto.ask("a secret bear").await;
        for (query, expected) in [
            ("".to_owned(), vec![second.as_str(), first.as_str()]),
            (format!("q={first}"), vec![first.as_str()]),
            ("q=OTTO".to_owned(), vec![second.as_str()]),
            (format!("q={}", id_of(&mut mina).await), vec![first.as_str()]),
            ("state=open".to_owned(), vec![second.as_str()]),
            ("state=succeeded".to_owned(), vec![first.as_str()]),
            ("model=sketch&state=queued".to_owned(), vec![second.as_str()]),
            ("model=nothing".to_owned(), vec![]),
        ] {
            let page = admin.get(&format!("/api/v1/admin/jobs?{query}")).await;
            assert_eq!((page.status, field(&page.json, "id")), (200, expected), "{query}");
            assert!(!page.json.to_string().contains("secret"), "what people wrote is theirs");
        }
        assert_eq!(admin.get("/api/v1/admin/jobs?state=lost").await.status, 400);
        let done = admin.get(&format!("/api/v1/admin/jobs/{first}")).await.json;
        assert_eq!(
            (&done["state"], &done["standing"], &done["captured"]),
            (&json!("succeeded"), &Value::Null, &json!(10))
        );
        assert_eq!(
            (&done["tries"][0]["outcome"], &done["tries"][0]["channel"]),
            (&json!("succeeded"), &json!("studio"))
        );
        assert!(done["tries"][0]["took_ms"].is_i64() && done["tries"][0]["sent_at"].is_string(), "{done}");

        // It fails once and waits for its next try.
        let claim =
            house.store.job_claim("w1", Lane::Cpu, 60_000, now()).await.expect("works").expect("a job");
        let failure = Failure { code: FailureCode::Engine, detail: "the engine stumbled".to_owned() };
        let outcome = Outcome::Failed { failure, retry: true };
        house
            .store
            .job_settle(&claim, outcome, Some("near"), RetryPolicy::default(), now())
            .await
            .expect("settled");
        let path = format!("/api/v1/admin/jobs/{second}");
        let waits = admin.get(&path).await.json;
        assert_eq!(
            (&waits["state"], &waits["standing"]["waits_for_retry"]),
            (&json!("queued"), &json!(true)),
            "{waits}"
        );
        assert_eq!(waits["tries"][0]["detail"], "the engine stumbled");
        let held = otto.get("/api/v1/wallet").await.json["held"].clone();
        let hurried = admin.post(&format!("{path}/retry"), json!({})).await;
        assert_eq!((hurried.status, &hurried.json["standing"]["waits_for_retry"]), (200, &json!(false)));
        assert_eq!(otto.get("/api/v1/wallet").await.json["held"], held, "the same hold goes on");
        let again = admin.post(&format!("{path}/retry"), json!({})).await;
        assert_eq!(again.problem(), (409, "job_not_waiting", ""));

        let unsaid = admin.post(&format!("{path}/cancel"), json!({ "reason": " " })).await;
        assert_eq!(unsaid.problem(), (400, "invalid_reason", "reason"));
        let off = admin.post(&format!("{path}/cancel"), json!({ "reason": "asked by mail" })).await;
        assert_eq!(
            (off.status, &off.json["state"], &off.json["captured"]),
            (200, &json!("cancelled"), &json!(0))
        );
        let wallet = otto.get("/api/v1/wallet").await.json;
        assert_eq!((&wallet["held"], &wallet["available"]), (&json!(0), &json!(100)));
        let over = admin.post(&format!("{path}/cancel"), json!({ "reason": "again" })).await;
        assert_eq!(over.problem(), (409, "job_over", ""));
        let log = admin.get("/api/v1/admin/audit?action=job").await.json;
        assert_eq!(field(&log, "action"), ["job.cancel", "job.retry"]);
        assert_eq!(log["items"][0]["subject"]["id"], json!(second));
    }
}

fn around(engine: &'static str, host: Option<&'static str>, mail: Option<&str>) -> Surroundings {
    let label =
        BTreeMap::from([("en".to_owned(), "Sketch".to_owned()), ("ja".to_owned(), "スケッチ".to_owned())]);
    let maker = Maker { engine: engine.to_owned(), host: host.map(str::to_owned), models: vec![label] };
    Surroundings::new(move || vec![maker.clone()], mail.map(str::to_owned))
}

#[tokio::test]
async fn what_a_studio_still_needs_is_said_as_it_is() {
    for on in databases() {
        let bare =
            WebOptions { surroundings: around("illustrator", None, None), price_book: None, ..options() };
        let house = House::open(&on, bare).await;
        let mut admin = house.admin().await;
        let states = |list: &Value| -> Vec<String> {
            let items = list["items"].as_array().expect("a list").iter();
            items
                .map(|one| format!("{} {} {}", one["item"], one["state"], one["detail"]).replace('"', ""))
                .collect()
        };
        let list = admin.get("/api/v1/admin/checklist").await.json;
        assert_eq!(
            states(&list),
            [
                "branding open plain",
                "mail open folder",
                "models open built_in",
                "payments open none",
                "legal open none",
                "second_factor open none",
                "backup open none"
            ]
        );
        let put = |aside: bool| json!({ "aside": aside });
        let list = admin.put("/api/v1/admin/checklist/payments", put(true)).await.json;
        assert!(states(&list).contains(&"payments aside none".to_owned()), "{list}");
        let list = admin.put("/api/v1/admin/checklist/payments", put(false)).await.json;
        assert!(states(&list).contains(&"payments open none".to_owned()), "{list}");
        assert_eq!(admin.put("/api/v1/admin/checklist/nothing", put(true)).await.status, 404);

        let (id, then) = ("a".to_owned(), now());
        assert!(house.store.backup_begin(id.clone(), then.plus_ms(1000), then).await.expect("works"));
        house.store.backup_finish(id, (3, 4), then).await.expect("works");
        let list = admin.get("/api/v1/admin/checklist").await.json;
        assert!(states(&list).contains(&"backup done own".to_owned()), "{list}");

        // A mail really goes out to who asked.
        assert_eq!(list["test_mail"], Value::Null);
        assert_eq!(admin.post("/api/v1/admin/test-mail", json!({})).await.status, 202);
        assert_eq!(admin.get("/api/v1/admin/checklist").await.json["test_mail"], "waits");
        let claim =
            house.store.job_claim("w", Lane::Mail, 60_000, now()).await.expect("works").expect("a mail");
        let easel_store::Work::Mail(mail) = &claim.work else { panic!("a mail") };
        assert_eq!((mail.to.as_str(), mail.template.as_str()), ("admin@example.org", "test"));
        let done = Outcome::Succeeded(easel_store::Delivery::default());
        house.store.job_settle(&claim, done, None, RetryPolicy::default(), now()).await.expect("settled");
        assert_eq!(admin.get("/api/v1/admin/checklist").await.json["test_mail"], "sent");

        let whole = WebOptions {
            surroundings: around("openai", Some("api.example.com"), Some("mail.example.com")),
            ..options()
        };
        let house = House::open(&on, whole).await;
        let list = house.admin().await.get("/api/v1/admin/checklist").await.json;
        for done in ["mail done server", "models done own", "payments done own"] {
            assert!(states(&list).contains(&done.to_owned()), "{done} in {list}");
        }
    }
}

#[tokio::test]
async fn where_data_goes_is_said_from_what_is_configured_and_names_no_place_of_the_house() {
    for (engine, host, mail, place, shown) in [
        ("illustrator", None, None, "here", Value::Null),
        ("comfyui", Some("10.0.0.7"), Some("mail.lan"), "own_network", Value::Null),
        ("worker", None, None, "lent", Value::Null),
        ("openai", Some("api.example.com"), Some("mail.example.com"), "elsewhere", json!("api.example.com")),
    ] {
        let on = databases().remove(0);
        let house =
            House::open(&on, WebOptions { surroundings: around(engine, host, mail), ..options() }).await;
        let mut stranger = house.browser();
        stranger.language = "ja";
        let facts = stranger.get("/api/v1/privacy-facts").await;
        let maker = &facts.json["makers"][0];
        assert_eq!(
            (facts.status, &maker["place"], &maker["host"]),
            (200, &json!(place), &shown),
            "{}",
            facts.json
        );
        assert_eq!(maker["models"], json!(["スケッチ"]));
        assert_eq!(facts.json["mails"], json!(mail.is_some()));
        let outside = mail.filter(|mail| mail.ends_with(".com"));
        assert_eq!(facts.json["mail_host"], json!(outside));
        assert!(!facts.json.to_string().contains("10.0.0.7") && !facts.json.to_string().contains("mail.lan"));
        assert_eq!(
            facts.json["kept"],
            json!({ "trash_days": 30, "files_hours": 24, "session_days": 30, "failed_days": null, "conversations_days": null,
                "visitors_days": 180, "notices_days": 90, "sign_ins_days": 180, "reports_days": 180, "mails_hours": 6 })
        );
        assert_eq!(stranger.get("/api/v1/studio").await.json["trash_days"], 30);
    }
}
