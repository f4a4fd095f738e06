//! Workers lent to the studio, from the token to the picture. The lent worker and the one of the house are the test.

use crate::house::{Answer, Browser, House, asking, databases, new_id, now, options};
use axum::http::header;
use bytes::Bytes;
use easel_domain::{AssetId, Catalogue, Lane, Outcome, job::RetryPolicy};
use easel_store::{Claim, Delivery, NewAsset, NewBlob, Variant, blob_name};
use serde_json::{Value, json};

/// `lent` can be made by lent workers only, `both` by them or, second best, by the house.
fn catalogue() -> Catalogue {
    let model = |name: &str, channels: Value| {
        json!({
            "name": name,
            "label": { "en": "Sketch" },
            "description": { "en": "Quick." },
            "capabilities": {
                "sizes": [{ "id": "square", "width": 1024, "height": 1024 }],
                "min_px": 256, "max_px": 2048, "step_px": 16, "max_count": 4,
                "tiers": ["1k"], "qualities": ["standard"], "styles": [],
                "negative_prompt": true, "seed": true, "references": 0
            },
            "prices": [{ "tier": "1k", "quality": "standard", "credits": 10 }],
            "channels": channels
        })
    };
    let lent = json!({ "provider": "friends", "provider_model": "sketch" });
    let own = json!({ "provider": "studio", "provider_model": "sketch", "priority": 1 });
    serde_json::from_value(json!({
        "providers": { "studio": { "engine": "illustrator" }, "friends": { "engine": "worker" } },
        "models": [model("lent", json!([lent])), model("both", json!([lent, own])), model("sketch", json!([own]))]
    }))
    .expect("a catalogue")
}

/// A lent worker.
struct Lender {
    browser: Browser,
    token: String,
}

impl Lender {
    async fn new(house: &House, admin: &mut Browser, name: &str) -> Self {
        let made = admin.post("/api/v1/admin/worker-tokens", json!({ "name": name })).await;
        assert_eq!(made.status, 201, "{}", made.json);
        let mut browser = house.browser();
        browser.origin = None;
        Self { browser, token: made.json["token"].as_str().expect("a token").to_owned() }
    }

    async fn send(
        &mut self,
        method: &str,
        path: &str,
        body: impl Into<axum::body::Body>,
        mime: &str,
    ) -> Answer {
        let request = self.browser.request(method.parse().expect("a method"), path);
        let request = request
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token))
            .header(header::CONTENT_TYPE, mime)
            .body(body.into());
        self.browser.send(request.expect("a request")).await
    }

    async fn say(&mut self, path: &str, words: Value) -> Answer {
        self.send("POST", &format!("/api/v1/worker/{path}"), words.to_string(), "application/json").await
    }

    async fn ask(&mut self, models: &[&str]) -> Answer {
        let offers: Vec<Value> =
            models.iter().map(|m| json!({ "model": m, "operation": "generate" })).collect();
        self.say("claims", json!({ "protocol": 1, "offers": offers })).await
    }

    async fn take(&mut self, model: &str) -> Job {
        let answer = self.ask(&[model]).await;
        assert_eq!(answer.status, 200, "{}", answer.json);
        let job = answer.json["job"].as_str().expect("an id");
        Job { path: format!("jobs/{job}/{}", answer.json["attempt_no"]), told: answer.json.clone() }
    }

    async fn hand_in(&mut self, job: &Job, place: usize, bytes: &'static [u8]) -> u16 {
        let path = format!("/api/v1/worker/{}/pictures/{place}", job.path);
        self.send("PUT", &path, bytes, "application/octet-stream").await.status
    }

    async fn settle(&mut self, job: &Job, outcome: Value) -> Answer {
        self.say(&format!("{}/settle", job.path), outcome).await
    }
}

struct Job {
    path: String,
    told: Value,
}

async fn open(on: &crate::house::On) -> (House, Browser, Browser) {
    let house = House::open(on, options()).await;
    house.store.catalogue_apply(&catalogue(), now()).await.expect("a catalogue");
    let (admin, anna) = (house.admin().await, house.person("anna@example.org").await);
    (house, admin, anna)
}

async fn submit(browser: &mut Browser, model: &str, count: u32) -> String {
    let mut body = asking("a fox");
    body["model"] = json!(model);
    body["count"] = json!(count);
    body["accepted_credits"] = json!(10 * count);
    let answer = browser.post("/api/v1/generations", body).await;
    assert_eq!(answer.status, 202, "{}", answer.json);
    answer.json["id"].as_str().expect("an id").to_owned()
}

async fn view(browser: &mut Browser, id: &str) -> Value {
    browser.get(&format!("/api/v1/generations/{id}")).await.json
}

/// What a worker of the house finds to take in.
async fn hand_in(house: &House) -> Option<Claim> {
    house.store.job_claim("house", Lane::Ingest, 60_000, now()).await.expect("the store works")
}

async fn deliver(house: &House, claim: &Claim, count: u32) {
    let mut assets = Vec::new();
    for position in 0..count {
        let id = AssetId(new_id());
        let mut blobs = Vec::new();
        for variant in Variant::ALL {
            let (hash, bytes) = ("0".repeat(64), Bytes::from_static(b"a picture of ours"));
            let name = blob_name(id, *variant, &hash);
            let length = i64::try_from(bytes.len()).expect("short");
            house.store.blobs().put(&name, bytes).await.expect("room");
            blobs.push(NewBlob { name, hash, bytes: length, mime: "image/png", crc32: None });
        }
        let blobs = blobs.try_into().expect("four");
        let placeholder = "AAAA".to_owned();
        assets.push(NewAsset {
            id,
            position,
            width: 1024,
            height: 1024,
            seed: Some(1),
            placeholder,
            measured: easel_domain::Measured::default(),
            blobs,
        });
    }
    let outcome = Outcome::Succeeded(Delivery { assets, ..Delivery::default() });
    house.store.job_settle(claim, outcome, None, RetryPolicy::default(), now()).await.expect("it settles");
}

fn pictures(count: usize) -> Value {
    json!({ "outcome": "pictures", "seeds": vec![7; count], "algorithm": false, "account": null })
}

async fn verified(house: &House) {
    let report = house.oversight().ledger_verify().await.expect("the store works");
    assert_eq!(report.findings, []);
}

#[tokio::test]
async fn a_lent_worker_makes_a_picture_and_the_house_takes_it_in() {
    for on in databases() {
        let (house, mut admin, mut anna) = open(&on).await;
        let mut garage = Lender::new(&house, &mut admin, "garage").await;
        assert_eq!(garage.ask(&["lent"]).await.status, 204, "nothing to do");
        let id = submit(&mut anna, "lent", 2).await;
        let job = garage.take("lent").await;
        let me = anna.get("/api/v1/me").await.json["id"].clone();
        assert_eq!((&job.told["job"], &job.told["spec"]["prompt"]), (&json!(id), &json!("a fox")));
        assert!(!job.told.to_string().contains(me.as_str().expect("an id")), "whose it is isn't told");
        assert!(job.told["time_left_ms"].as_i64() > Some(200_000));
        assert_eq!(view(&mut anna, &id).await["state"], "running");

        let beat =
            garage.say(&format!("{}/beat", job.path), json!({ "progress": 0.5, "stage": "drawing" })).await;
        assert_eq!((beat.status, &beat.json), (200, &json!("go")));
        assert_eq!(view(&mut anna, &id).await["progress"], json!(0.5));
        assert_eq!(garage.say(&format!("{}/sent", job.path), Value::Null).await.json["granted"], true);
        let named = json!({ "provider_ref": "sd#42" });
        assert_eq!(garage.say(&format!("{}/accepted", job.path), named).await.status, 204);

        assert_eq!(garage.hand_in(&job, 0, b"first").await, 204);
        assert_eq!(garage.hand_in(&job, 0, b"first again").await, 204, "harmless");
        let early = garage.settle(&job, pictures(2)).await;
        assert_eq!(early.problem(), (400, "invalid_seeds", "seeds"), "one of two is missing");
        assert_eq!(garage.hand_in(&job, 1, b"second").await, 204);
        assert_eq!(garage.settle(&job, pictures(2)).await.status, 204);
        assert_eq!(garage.settle(&job, pictures(2)).await.status, 404, "it is out of its hands");
        assert_eq!(garage.ask(&["lent"]).await.status, 204, "and isn't offered again");

        let claim = hand_in(&house).await.expect("something to take in");
        let files = claim.hand_in.as_ref().expect("what was handed in");
        assert_eq!(
            (files.channel.as_str(), files.pictures.seeds.as_slice()),
            ("friends/sketch", &[Some(7); 2][..])
        );
        let mut bytes = Vec::new();
        for name in &files.files {
            bytes.push(house.store.blobs().read_all(name).await.expect("readable").expect("there"));
        }
        assert_eq!(bytes, [&b"first"[..], b"second"]);
        deliver(&house, &claim, 2).await;
        let done = view(&mut anna, &id).await;
        assert_eq!((&done["state"], &done["credits"]["captured"]), (&json!("succeeded"), &json!(20)));

        // What was handed in goes, and its bytes with it.
        house.store.sweep_expired(now()).await.expect("swept");
        while house.store.blobs_bury().await.expect("buried") > 0 {}
        for name in &files.files {
            assert!(house.store.blobs().read_all(name).await.expect("readable").is_none());
        }
        let models = admin.get("/api/v1/admin/models").await.json;
        let figures = &models["items"][0]["channels"][0]["figures"];
        assert_eq!((&figures["attempts"], &figures["succeeded"]), (&json!(1), &json!(1)), "{figures}");
        let workers = admin.get("/api/v1/admin/worker-tokens").await.json;
        let seen = &workers["items"][0];
        assert_eq!((&seen["name"], &seen["offers"]), (&json!("garage"), &json!(["lent#generate"])));
        assert!(seen["seen_at"].is_string() && seen.get("token").is_none(), "{seen}");
        verified(&house).await;
    }
}

#[tokio::test]
async fn a_worker_sees_only_what_it_was_given() {
    for on in databases() {
        let (house, mut admin, mut anna) = open(&on).await;
        let mut garage = Lender::new(&house, &mut admin, "garage").await;
        let mut attic = Lender::new(&house, &mut admin, "attic").await;
        let taken = admin.post("/api/v1/admin/worker-tokens", json!({ "name": " attic " })).await;
        assert_eq!(taken.problem(), (409, "conflict", "name"));
        let long = admin.post("/api/v1/admin/worker-tokens", json!({ "name": "x".repeat(61) })).await;
        assert_eq!(long.problem(), (400, "invalid_name", "name"));
        let id = submit(&mut anna, "sketch", 1).await;
        assert_eq!(garage.ask(&["sketch", "nothing"]).await.status, 204, "that isn't for lent workers");
        submit(&mut anna, "lent", 1).await;
        assert_eq!(garage.ask(&["both"]).await.status, 204, "that wasn't offered");
        let job = garage.take("lent").await;
        assert_eq!(garage.hand_in(&job, 1, b"one too many").await, 400);

        let mut nobody = Lender { browser: house.browser(), token: "easel_worker_guess".to_owned() };
        let mut session = Lender { browser: admin.clone(), token: String::new() };
        let elsewhere = Job { path: format!("jobs/{id}/1"), told: Value::Null };
        let late = Job { path: job.path.replace("/1", "/2"), told: Value::Null };
        for what in ["beat", "sent", "accepted", "settle", "inputs/0", "pictures/0"] {
            let (method, body) = match what {
                "inputs/0" => ("GET", String::new()),
                "pictures/0" => ("PUT", "a picture".to_owned()),
                "beat" => ("POST", json!({ "progress": 0.1, "stage": null }).to_string()),
                "accepted" => ("POST", json!({ "provider_ref": "x" }).to_string()),
                "settle" => ("POST", json!({ "outcome": "handed_back" }).to_string()),
                _ => ("POST", "null".to_owned()),
            };
            for (who, job, expected) in [
                ("nobody", &job, 401),
                ("a session", &job, 401),
                ("another worker", &job, 404),
                ("for another job", &elsewhere, 404),
                ("for another attempt", &late, 404),
            ] {
                let asker = match who {
                    "nobody" => &mut nobody,
                    "a session" => &mut session,
                    "another worker" => &mut attic,
                    _ => &mut garage,
                };
                let path = format!("/api/v1/worker/{}/{what}", job.path);
                let answer = asker.send(method, &path, body.clone(), "application/json").await;
                assert_eq!(answer.status, expected, "{who}: {what}: {}", answer.json);
            }
        }
        assert_eq!(nobody.ask(&["lent"]).await.status, 401);
        assert_eq!(session.ask(&["lent"]).await.status, 401);
        let old = garage.say("claims", json!({ "protocol": 2, "offers": [] })).await;
        assert_eq!(old.problem(), (400, "invalid_protocol", "protocol"));
        let offer = json!({ "model": "lent", "operation": "generate" });
        let many = garage.say("claims", json!({ "protocol": 1, "offers": vec![offer; 301] })).await;
        assert_eq!(many.problem(), (400, "invalid_offers", "offers"));

        // A token that ends ends everything.
        let workers = admin.get("/api/v1/admin/worker-tokens").await.json;
        let item = workers["items"].as_array().expect("workers").iter().find(|w| w["name"] == "garage");
        let path =
            format!("/api/v1/admin/worker-tokens/{}", item.expect("it")["id"].as_str().expect("an id"));
        assert_eq!(item.expect("it")["running"], 1);
        assert_eq!(admin.call("DELETE", &path, None).await.status, 204);
        assert_eq!(admin.call("DELETE", &path, None).await.status, 404);
        assert_eq!(garage.ask(&["lent"]).await.status, 401);
        assert_eq!(garage.settle(&job, pictures(1)).await.status, 401);
        verified(&house).await;
    }
}

#[tokio::test]
async fn a_worker_that_fails_costs_nobody_anything() {
    for on in databases() {
        let (house, mut admin, mut anna) = open(&on).await;
        let mut garage = Lender::new(&house, &mut admin, "garage").await;
        let failed = json!({ "outcome": "failed", "detail": "out of memory", "retry": true, "ill": true });

        // The house has a way of its own: it goes on there, and at once.
        let id = submit(&mut anna, "both", 1).await;
        let job = garage.take("both").await;
        assert_eq!(garage.settle(&job, failed.clone()).await.status, 204);
        assert_eq!(view(&mut anna, &id).await["state"], "queued");
        assert_eq!(garage.ask(&["both"]).await.status, 204, "not by a lent worker again");
        let claim =
            house.store.job_claim("house", Lane::Remote, 60_000, now()).await.expect("the store works");
        let claim = claim.expect("the job");
        assert_eq!(claim.tried, ["friends/sketch"]);
        deliver(&house, &claim, 1).await;

        // It has none: lent workers have to try again.
        let id = submit(&mut anna, "lent", 1).await;
        let job = garage.take("lent").await;
        let gave_up = garage.settle(&job, json!({ "outcome": "cancelled" })).await;
        assert_eq!(gave_up.status, 204);
        assert_eq!(view(&mut anna, &id).await["state"], "queued", "only who asked may call it off");
        tokio::time::sleep(std::time::Duration::from_millis(600)).await;
        let job = garage.take("lent").await;
        assert_eq!(garage.settle(&job, json!({ "outcome": "handed_back" })).await.status, 204);
        tokio::time::sleep(std::time::Duration::from_millis(1100)).await;
        let job = garage.take("lent").await;
        assert_eq!(job.told["attempt_no"], 3);

        // Called off by the one who asked.
        assert_eq!(anna.post(&format!("/api/v1/generations/{id}/cancel"), json!({})).await.status, 200);
        let beat = garage.say(&format!("{}/beat", job.path), json!({ "progress": 0.9, "stage": null })).await;
        assert_eq!(beat.json, "cancel");
        assert_eq!(garage.hand_in(&job, 0, b"made all the same").await, 204);
        assert_eq!(garage.settle(&job, pictures(1)).await.status, 204);
        let done = view(&mut anna, &id).await;
        assert_eq!((&done["state"], &done["credits"]["captured"]), (&json!("cancelled"), &json!(0)));
        assert!(hand_in(&house).await.is_none());

        // A refusal by policy is final, any other word of the kind is a failure.
        let id = submit(&mut anna, "lent", 1).await;
        let job = garage.take("lent").await;
        let refused = json!({ "outcome": "rejected", "code": "refused_prompt", "detail": "no" });
        assert_eq!(garage.settle(&job, refused).await.status, 204);
        assert_eq!(view(&mut anna, &id).await["error"]["code"], "refused_prompt");
        let wallet = anna.get("/api/v1/wallet").await.json;
        assert_eq!((&wallet["available"], &wallet["held"]), (&json!(90), &json!(0)));

        // Three failures in a row, and it is left alone for a while.
        for round in 0..3 {
            submit(&mut anna, "both", 1).await;
            let answer = garage.ask(&["both"]).await;
            assert_eq!(answer.status, 200, "round {round}");
            let path =
                format!("jobs/{}/{}", answer.json["job"].as_str().expect("an id"), answer.json["attempt_no"]);
            assert_eq!(garage.settle(&Job { path, told: Value::Null }, failed.clone()).await.status, 204);
        }
        submit(&mut anna, "both", 1).await;
        assert_eq!(garage.ask(&["both"]).await.status, 204, "it rests");
        let mut attic = Lender::new(&house, &mut admin, "attic").await;
        assert_eq!(attic.ask(&["both"]).await.status, 200, "others don't");
        verified(&house).await;
    }
}

#[tokio::test]
async fn a_test_of_a_lent_channel_goes_to_a_lent_worker_and_nowhere_else() {
    for on in databases() {
        let (house, mut admin, _) = open(&on).await;
        let mut garage = Lender::new(&house, &mut admin, "garage").await;
        let drained = json!({ "channel": "friends/sketch", "state": "draining" });
        assert_eq!(admin.post("/api/v1/admin/channels", drained).await.status, 204);
        let test = json!({ "id": new_id().to_string(), "model": "both", "channel": "friends/sketch", "prompt": "an apple" });
        let begun = admin.post("/api/v1/admin/channel-tests", test).await;
        assert_eq!(begun.status, 202, "{}", begun.json);
        // Only what nobody of the house may take is left out by a worker of the house.
        let blocked = [easel_store::asks_lent("both", easel_domain::Operation::Generate)];
        let ours = house.store.jobs_claim("house", Lane::Remote, (&blocked, 1), 60_000, now()).await;
        assert!(ours.expect("the store works").is_empty(), "it is no test of the house");
        let job = garage.take("both").await;
        let failed = json!({ "outcome": "failed", "detail": "out of memory", "retry": true, "ill": true });
        assert_eq!(garage.settle(&job, failed).await.status, 204);
        let id = job.told["job"].as_str().expect("an id");
        let test = admin.get(&format!("/api/v1/admin/channel-tests/{id}")).await.json;
        assert_eq!(test["generation"]["state"], "failed", "told at once, not tried again: {test}");
        assert_eq!(test["attempt"]["detail"], "out of memory");
        verified(&house).await;
    }
}
