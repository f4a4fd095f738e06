//! Looking at somebody's account, as those who help people ask for it and as its person reads of it.

use crate::house::{Browser, House, databases, now, options};
use easel_domain::Role;
use serde_json::{Value, json};

const PARTS: [&str; 6] = ["jobs", "pictures", "wallet", "wallet/entries", "payments", "conversation"];

async fn id_of(browser: &mut Browser) -> String {
    browser.get("/api/v1/me").await.json["id"].as_str().expect("an id").to_owned()
}

/// Somebody of the studio.
async fn staff(house: &House, role: Role) -> Browser {
    let email = format!("{}@example.org", role.as_str());
    let browser = house.person(&email).await;
    house.store.user_role_set(email, role, "test".to_owned(), now()).await.expect("the store works");
    browser
}

fn because(reason: &str) -> Value {
    json!({ "reason": reason })
}

#[tokio::test]
async fn an_account_is_seen_within_a_look_and_at_no_other_time() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        house.admin().await;
        let (mut anna, mut eve) =
            (house.person("anna@example.org").await, house.person("eve@example.org").await);
        for person in [&mut anna, &mut eve] {
            person.ask("a fox").await;
            house.draw(b"bytes").await;
        }
        let task = anna.ask("an owl").await;
        let pack = anna.get("/api/v1/packs").await.json["items"][0]["id"].clone();
        let paid = anna.post("/api/v1/payments", json!({ "pack_id": pack, "gateway": "upi" })).await.json;
        assert!(paid["upi"].is_object(), "she may pay it");
        anna.post("/api/v1/conversation/messages", json!({ "text": "It is stuck." })).await;
        let asset = |page: Value| page["items"][0]["id"].as_str().expect("an id").to_owned();
        let picture = asset(anna.get("/api/v1/assets").await.json);
        let others = asset(eve.get("/api/v1/assets").await.json);
        let id = id_of(&mut anna).await;
        let path = format!("/api/v1/admin/people/{id}/look");
        let thumb = |id: &str| format!("{path}/pictures/{id}/content");
        let mut kim = staff(&house, Role::Support).await;

        let refused = kim.get(&path).await;
        assert_eq!(refused.problem(), (403, "inspection_needed", ""));
        for part in PARTS {
            let refused = kim.get(&format!("{path}/{part}")).await;
            assert_eq!(refused.problem(), (403, "inspection_needed", ""), "{part}");
        }
        assert_eq!(kim.get(&thumb(&picture)).await.problem(), (403, "inspection_needed", ""));
        for reason in ["", "  ", &"x".repeat(501)] {
            assert_eq!(kim.post(&path, because(reason)).await.problem(), (400, "invalid_reason", "reason"));
        }

        let begun = kim.post(&path, because("The owl is stuck.")).await;
        assert_eq!(begun.status, 201, "{}", begun.json);
        assert_eq!(begun.json["account"]["email"], "anna@example.org");
        assert_eq!(
            (&begun.json["holdings"]["pictures"], &begun.json["holdings"]["jobs"]),
            (&json!(1), &json!(2))
        );
        assert_eq!(begun.json["parts"].as_array().map(Vec::len), Some(6));
        assert_eq!(kim.get(&path).await.json["id"], begun.json["id"]);
        let jobs = kim.get(&format!("{path}/jobs")).await.json;
        assert_eq!((&jobs["items"][0]["id"], &jobs["items"][0]["prompt"]), (&json!(task), &json!("an owl")));
        assert_eq!(kim.get(&format!("{path}/pictures")).await.json["items"][0]["id"], picture.as_str());
        let seen = kim.get(&thumb(&picture)).await;
        assert_eq!(
            (seen.status, seen.headers["cache-control"].as_bytes()),
            (200, b"private, no-store".as_slice())
        );
        assert_eq!(kim.get(&thumb(&others)).await.status, 404, "a look is at one account");
        let wallet = kim.get(&format!("{path}/wallet")).await.json;
        assert_eq!(wallet["available"], anna.get("/api/v1/wallet").await.json["available"]);
        assert!(
            kim.get(&format!("{path}/wallet/entries")).await.json["items"]
                .as_array()
                .is_some_and(|all| all.len() > 2)
        );
        let payment = &kim.get(&format!("{path}/payments")).await.json["items"][0];
        assert_eq!((&payment["id"], &payment["upi"]), (&paid["id"], &Value::Null), "seen, not to be paid");
        let said = kim.get(&format!("{path}/conversation")).await.json;
        assert_eq!(
            (&said["items"][0]["text"], &said["seen_no"]),
            (&json!("It is stuck."), &json!(0)),
            "not read by it"
        );

        // Her own operations are hers: a look opens none of them, and none of its own changes anything.
        assert_eq!(kim.get(&format!("/api/v1/assets/{picture}")).await.status, 404);
        assert_eq!(kim.get(&format!("/api/v1/generations/{task}")).await.status, 404);
        for part in PARTS {
            for method in ["POST", "PUT", "PATCH", "DELETE"] {
                let answer = kim.call(method, &format!("{path}/{part}"), Some(json!({}))).await;
                assert_eq!(answer.status, 405, "{method} {part}");
            }
        }
        // Eve's account is another one.
        let eves = format!("/api/v1/admin/people/{}/look", id_of(&mut eve).await);
        assert_eq!(kim.get(&format!("{eves}/jobs")).await.problem(), (403, "inspection_needed", ""));

        assert_eq!(kim.post(&format!("{path}/cancel"), json!({})).await.status, 204);
        assert_eq!(kim.get(&format!("{path}/jobs")).await.problem(), (403, "inspection_needed", ""));
        assert_eq!(kim.get(&thumb(&picture)).await.status, 403);
    }
}

#[tokio::test]
async fn a_person_reads_who_looked_and_why() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let mut admin = house.admin().await;
        let mut anna = house.person("anna@example.org").await;
        let path = format!("/api/v1/admin/people/{}/look", id_of(&mut anna).await);
        assert_eq!(anna.get("/api/v1/me/looks").await.json["items"], json!([]));
        let (mut kim, mut fin) = (staff(&house, Role::Support).await, staff(&house, Role::Finance).await);
        kim.patch("/api/v1/me", json!({ "name": "Kim" })).await;
        assert_eq!(kim.post(&path, because("A job is stuck.")).await.status, 201);
        assert_eq!(fin.post(&path, because("A payment is late.")).await.status, 201);
        let looks = anna.get("/api/v1/me/looks").await.json;
        let told = |no: usize| {
            let one = &looks["items"][no];
            (one["role"].clone(), one["name"].clone(), one["reason"].clone())
        };
        assert_eq!(told(0), (json!("finance"), Value::Null, json!("A payment is late.")));
        assert_eq!(told(1), (json!("support"), json!("Kim"), json!("A job is stuck.")));
        let page = anna.get("/api/v1/me/looks?limit=1").await.json;
        let next = page["next_cursor"].as_str().expect("another page");
        assert_eq!(
            anna.get(&format!("/api/v1/me/looks?cursor={next}")).await.json["items"][0]["name"],
            "Kim"
        );
        let notices = anna.get("/api/v1/notices").await.json;
        assert_eq!(
            (&notices["unread"], &notices["items"][0]["kind"]),
            (&json!(2), &json!("account_inspected"))
        );
        assert_eq!(notices["items"][0]["path"], "/settings#looks");
        let log = admin.get("/api/v1/admin/audit?action=user.inspect").await.json;
        assert_eq!(log["items"].as_array().map(Vec::len), Some(2));
        assert_eq!(log["items"][1]["reason"], "A job is stuck.");

        // Those who decide about money see money.
        let seen = fin.get(&path).await.json;
        assert_eq!(seen["parts"], json!(["account", "wallet", "payments"]));
        for (part, status) in [
            ("wallet", 200),
            ("wallet/entries", 200),
            ("payments", 200),
            ("jobs", 403),
            ("pictures", 403),
            ("conversation", 403),
        ] {
            assert_eq!(fin.get(&format!("{path}/{part}")).await.status, status, "{part}");
        }
        let own = format!("/api/v1/admin/people/{}/look", id_of(&mut kim).await);
        assert_eq!(kim.post(&own, because("x")).await.problem(), (409, "own_inspection", ""));
        let owners = format!("/api/v1/admin/people/{}/look", id_of(&mut admin).await);
        assert_eq!(kim.post(&owners, because("x")).await.problem(), (403, "forbidden", ""));
        assert_eq!(admin.post(&own, because("x")).await.status, 201, "an owner looks at anybody's");
    }
}
