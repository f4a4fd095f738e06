//! The showcase: what everybody gets of it, what nobody gets, and what moderators decide.

use crate::house::{Answer, Browser, House, databases, new_id, now, options};
use axum::{
    body::Body,
    http::{Method, header},
};
use easel_domain::Role;
use easel_door::limit::Rate;
use serde_json::{Value, json};

const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\nnot told apart here";

/// A studio with a moderator and somebody who makes pictures.
struct Hall {
    house: House,
    moderator: Browser,
    anna: Browser,
    guest: Browser,
}

impl Hall {
    async fn open(house: House, approve_first: bool) -> Self {
        let moderator = house.person("mod@example.org").await;
        let role = house.store.user_role_set(
            "mod@example.org".to_owned(),
            Role::Moderator,
            "test".to_owned(),
            now(),
        );
        assert!(role.await.expect("the store works"));
        let (anna, guest) = (house.person("anna@example.org").await, house.browser());
        let mut hall = Self { house, moderator, anna, guest };
        hall.set(true, approve_first).await;
        hall
    }

    async fn set(&mut self, is_on: bool, approve_first: bool) {
        let body = json!({ "is_on": is_on, "approve_first": approve_first });
        let set = self.moderator.put("/api/v1/admin/showcase/setting", body).await;
        assert_eq!((set.status, &set.json["is_on"]), (200, &json!(is_on)));
    }

    async fn picture(&mut self, prompt: &str) -> String {
        self.anna.ask(prompt).await;
        self.house.draw(PICTURE).await;
        let newest = self.anna.get("/api/v1/assets?limit=1").await.json;
        newest["items"][0]["id"].as_str().expect("an id").to_owned()
    }

    async fn show(&mut self, asset: &str, title: &str, shows_prompt: bool) -> Answer {
        let body = json!({ "name": "Anna of the North", "title": title, "shows_prompt": shows_prompt });
        self.anna.put(&format!("/api/v1/assets/{asset}/exhibit"), body).await
    }

    /// Shows it; the exhibit's id.
    async fn shown(&mut self, asset: &str, title: &str, shows_prompt: bool) -> String {
        let answer = self.show(asset, title, shows_prompt).await;
        assert_eq!(answer.status, 200, "{}", answer.json);
        answer.json["exhibit"]["id"].as_str().expect("an id").to_owned()
    }

    async fn decide(&mut self, ids: &[&str], decision: &str) -> Value {
        let body = json!({ "ids": ids, "decision": decision, "reason": "It shows a brand." });
        let answer = self.moderator.post("/api/v1/admin/showcase/decisions", body).await;
        assert_eq!(answer.status, 200, "{}", answer.json);
        answer.json["changed"].clone()
    }

    async fn page(&self, path: &str) -> (u16, String) {
        let mut browser = self.guest.clone();
        let request = browser.request(Method::GET, path).header(header::ACCEPT, "text/html");
        let answer = browser.send(request.body(Body::empty()).expect("a request")).await;
        (answer.status, String::from_utf8(answer.bytes.to_vec()).expect("text"))
    }
}

fn ids(page: &Answer) -> Vec<String> {
    let items = page.json["items"].as_array().unwrap_or_else(|| panic!("a list: {}", page.json));
    items.iter().map(|one| one["id"].as_str().expect("an id").to_owned()).collect()
}

#[tokio::test]
async fn a_picture_is_shown_by_its_owners_wish_alone_and_gone_within_the_request() {
    for on in databases() {
        let mut hall = Hall::open(House::open(&on, options()).await, false).await;
        let asset = hall.picture("a fox in a blue coat").await;
        assert_eq!(ids(&hall.guest.get("/api/v1/showcase").await), Vec::<String>::new());
        let path = format!("/api/v1/assets/{asset}/exhibit");
        let before = hall.anna.get(&path).await;
        let none = json!({ "name": null, "exhibit": null, "after": null, "approve_first": false });
        assert_eq!((before.status, before.json), (200, none));
        for (body, code, field) in [
            (json!({ "name": "anna@example.org" }), "invalid_name", "name"),
            (json!({ "name": " " }), "invalid_name", "name"),
            (json!({ "name": "Anna", "title": "x".repeat(121) }), "invalid_title", "title"),
        ] {
            assert_eq!(hall.anna.put(&path, body).await.problem(), (400, code, field));
        }
        let id = hall.shown(&asset, "Blue", false).await;
        let address = format!("/api/v1/showcase/{id}");
        let one = hall.guest.get(&address).await;
        assert_eq!(one.header("cache-control"), "no-store");
        let shown_at = one.json["shown_at"].clone();
        assert_eq!(
            one.json,
            json!({ "id": id, "title": "Blue", "by": "Anna of the North", "width": 1024, "height": 1024, "placeholder": "AAAA",
                "featured": false, "shown_at": shown_at, "prompt": null, "model": { "id": "sketch", "label": "Sketch" },
                "style": null, "after": null, "is_mine": false }),
            "and no word more"
        );
        assert_eq!(hall.anna.get(&address).await.json["is_mine"], true);

        let content = format!("{address}/content");
        let file = hall.guest.get(&content).await;
        assert_eq!((file.status, file.header("cache-control")), (200, "private, no-cache"));
        assert_eq!(file.header("content-security-policy"), "sandbox; default-src 'none'");
        assert_eq!(file.header("cross-origin-resource-policy"), "cross-origin");
        for (variant, status) in
            [("preview", 200), ("thumb", 200), ("small", 200), ("original", 404), ("huge", 400)]
        {
            let found = hall.guest.get(&format!("{content}?variant={variant}")).await;
            assert_eq!(found.status, status, "{variant}");
        }
        let known = |guest: &Browser| {
            let request =
                guest.request(Method::GET, &content).header(header::IF_NONE_MATCH, file.header("etag"));
            request.body(Body::empty()).expect("a request")
        };
        let again = known(&hall.guest);
        assert_eq!(hall.guest.send(again).await.status, 304);

        assert_eq!(hall.guest.call("DELETE", &path, None).await.status, 401);
        assert_eq!(hall.anna.delete(&path).await.status, 204);
        let again = known(&hall.guest);
        assert_eq!(
            hall.guest.send(again).await.status,
            404,
            "what somebody kept is not shown any more either"
        );
        for gone in [&address, &content] {
            assert_eq!(hall.guest.get(gone).await.problem(), (404, "not_found", ""));
        }
        assert_eq!(hall.page(&format!("/showcase/{id}")).await.0, 404);
        assert_eq!(ids(&hall.guest.get("/api/v1/showcase").await), Vec::<String>::new());
        assert_eq!(hall.anna.get(&path).await.json["exhibit"]["state"], "withdrawn");
    }
}

#[tokio::test]
async fn a_private_prompt_leaks_nowhere() {
    for on in databases() {
        let mut hall = Hall::open(House::open(&on, options()).await, false).await;
        let asset = hall.picture("zanzibar lighthouse for my late mother").await;
        let id = hall.shown(&asset, "Light <b>", false).await;
        hall.guest.post(&format!("/api/v1/showcase/{id}/reports"), json!({ "why": "rights" })).await;
        let mut said = Vec::new();
        for path in [
            "/api/v1/showcase".to_owned(),
            format!("/api/v1/showcase/{id}"),
            "/api/v1/showcase/kinds".to_owned(),
        ] {
            said.push(hall.guest.get(&path).await.json.to_string());
            said.push(hall.moderator.get(&path).await.json.to_string());
        }
        for queue in ["waiting", "reported", "appealed", "live", "down"] {
            let queued = hall.moderator.get(&format!("/api/v1/admin/showcase?queue={queue}")).await;
            assert_eq!(queued.status, 200);
            said.push(queued.json.to_string());
        }
        for path in ["/showcase".to_owned(), format!("/showcase/{id}"), "/showcase/feed.xml".to_owned()] {
            let (status, text) = hall.page(&path).await;
            assert_eq!(status, 200, "{path}");
            said.push(text);
        }
        for text in &said {
            assert!(!text.contains("zanzibar") && !text.contains("mother"), "{text}");
            assert!(!text.contains("anna@example.org") && !text.contains(&asset), "{text}");
        }
        assert_eq!(ids(&hall.guest.get("/api/v1/showcase?q=zanzibar").await), Vec::<String>::new());
        assert_eq!(ids(&hall.guest.get("/api/v1/showcase?q=light").await), [id.as_str()]);

        // A preview of a link has whole addresses, and what people wrote is text.
        let (_, page) = hall.page(&format!("/showcase/{id}")).await;
        assert!(page.contains("og:title\" content=\"Light &lt;b&gt;, by Anna of the North\""), "{page}");
        let image = format!(
            "og:image\" content=\"http://127.0.0.1:8080/api/v1/showcase/{id}/content?variant=preview\""
        );
        assert!(page.contains(&image), "{page}");

        // Shown by its owner's wish, it is.
        hall.shown(&asset, "Light", true).await;
        let one = hall.guest.get(&format!("/api/v1/showcase/{id}")).await.json;
        assert_eq!(one["prompt"], "zanzibar lighthouse for my late mother");
        assert_eq!(ids(&hall.guest.get("/api/v1/showcase?q=zanz").await), [id.as_str()]);
        assert!(hall.page("/showcase/feed.xml").await.1.contains("zanzibar"));
    }
}

#[tokio::test]
async fn what_is_shown_is_paged_filtered_and_featured() {
    for on in databases() {
        let mut hall = Hall::open(House::open(&on, options()).await, false).await;
        let mut all = Vec::new();
        for title in ["One", "Two", "Three"] {
            let asset = hall.picture("a fox").await;
            all.insert(0, hall.shown(&asset, title, false).await);
        }
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = hall.guest.get(&format!("/api/v1/showcase?limit=1{cursor}")).await;
            seen.extend(ids(&page));
            let Some(next) = page.json["next_cursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(seen, all);
        for (query, count) in
            [("model=sketch", 3), ("model=pen", 0), ("style=ink", 0), ("q=tw", 1), ("featured=true", 0)]
        {
            assert_eq!(
                ids(&hall.guest.get(&format!("/api/v1/showcase?{query}")).await).len(),
                count,
                "{query}"
            );
        }
        let kinds = hall.guest.get("/api/v1/showcase/kinds").await.json;
        assert_eq!(kinds, json!({ "models": [{ "id": "sketch", "label": "Sketch" }], "styles": [] }));
        assert_eq!(hall.decide(&[&all[0], &all[2]], "feature").await, 2);
        assert_eq!(hall.decide(&[&all[0]], "feature").await, 1);
        let best = hall.guest.get("/api/v1/showcase?featured=true&limit=1").await;
        assert_eq!(ids(&best), [all[0].as_str()]);
        let next = best.json["next_cursor"].as_str().expect("another page");
        let rest = hall.guest.get(&format!("/api/v1/showcase?featured=true&cursor={next}")).await;
        assert_eq!(ids(&rest), [all[2].as_str()]);
        let bad = hall.guest.get("/api/v1/showcase?featured=perhaps").await;
        assert_eq!(bad.problem(), (400, "invalid_featured", "featured"));
    }
}

#[tokio::test]
async fn moderators_look_first_where_the_operator_wants_it() {
    for on in databases() {
        let mut hall = Hall::open(House::open(&on, options()).await, true).await;
        let asset = hall.picture("a fox").await;
        let id = hall.shown(&asset, "Fox", false).await;
        let seen = async |hall: &mut Hall| hall.guest.get(&format!("/api/v1/showcase/{id}")).await.status;
        assert_eq!(seen(&mut hall).await, 404);
        let setting = hall.moderator.get("/api/v1/admin/showcase/setting").await.json;
        assert_eq!((&setting["waiting"], &setting["reported"]), (&json!(1), &json!(0)));
        let queued = hall.moderator.get("/api/v1/admin/showcase").await;
        assert_eq!(ids(&queued), [id.as_str()]);
        assert_eq!(
            (&queued.json["items"][0]["by"], &queued.json["items"][0]["risk"]),
            (&json!("Anna of the North"), &Value::Null)
        );
        let file = format!("/api/v1/admin/showcase/{id}/content?variant=thumb");
        assert_eq!((hall.moderator.get(&file).await.status, hall.anna.get(&file).await.status), (200, 403));
        assert_eq!(hall.decide(&[&id], "take_down").await, 0, "it isn't seen yet");
        assert_eq!(hall.decide(&[&id, &new_id().to_string()], "approve").await, 1);
        assert_eq!(seen(&mut hall).await, 200);
        // Other words are looked at again; fewer are not.
        hall.shown(&asset, "Fox", true).await;
        assert_eq!(seen(&mut hall).await, 404);
        hall.decide(&[&id], "approve").await;
        hall.shown(&asset, "Fox", false).await;
        assert_eq!(seen(&mut hall).await, 200);

        for (body, code, field) in [
            (json!({ "ids": [], "decision": "approve" }), "invalid_ids", "ids"),
            (json!({ "ids": ["x"], "decision": "approve" }), "invalid_ids", "ids"),
            (json!({ "ids": [id], "decision": "burn" }), "invalid_decision", "decision"),
            (json!({ "ids": [id], "decision": "take_down", "reason": " " }), "invalid_reason", "reason"),
        ] {
            let answer = hall.moderator.post("/api/v1/admin/showcase/decisions", body).await;
            assert_eq!(answer.problem(), (400, code, field));
        }
        let queue = hall.moderator.get("/api/v1/admin/showcase?queue=all").await;
        assert_eq!(queue.problem(), (400, "invalid_queue", "queue"));
    }
}

#[tokio::test]
async fn whoever_reads_a_no_may_appeal_once() {
    for on in databases() {
        let mut hall = Hall::open(House::open(&on, options()).await, false).await;
        let asset = hall.picture("a fox").await;
        let id = hall.shown(&asset, "", false).await;
        assert_eq!(hall.decide(&[&id], "take_down").await, 1);
        let mail = hall.house.store.job_claim("test", easel_domain::Lane::Mail, 60_000, now()).await;
        let easel_store::Work::Mail(mail) = mail.expect("the store works").expect("a mail").work else {
            panic!("a mail")
        };
        assert_eq!((mail.to.as_str(), mail.template.as_str()), ("anna@example.org", "showcase_taken_down"));
        let said =
            |name: &str| mail.params.iter().find(|(is, _)| is == name).map(|(_, value)| value.as_str());
        assert_eq!((said("title"), said("reason")), (Some("Untitled"), Some("It shows a brand.")));
        assert!(said("link").is_some_and(|link| link.ends_with(&format!("/p/{asset}"))));

        let news = hall.anna.get("/api/v1/showcase/news").await.json;
        assert_eq!(
            (&news["items"][0]["state"], &news["items"][0]["reason"]),
            (&json!("taken_down"), &json!("It shows a brand."))
        );
        let path = format!("/api/v1/assets/{asset}/exhibit");
        assert_eq!(hall.anna.post(&format!("{path}/seen"), json!({})).await.status, 204);
        assert_eq!(hall.anna.get("/api/v1/showcase/news").await.json, json!({ "items": [] }));
        assert_eq!(hall.show(&asset, "Again", false).await.problem(), (409, "conflict", ""));

        let appeal = format!("{path}/appeal");
        assert_eq!(
            hall.anna.post(&appeal, json!({ "words": "" })).await.problem(),
            (400, "invalid_words", "words")
        );
        let sent = hall.anna.post(&appeal, json!({ "words": "The brand is mine." })).await;
        assert_eq!((sent.status, &sent.json["exhibit"]["appeal_open"]), (200, &json!(true)));
        assert_eq!(
            hall.anna.post(&appeal, json!({ "words": "Please." })).await.problem(),
            (409, "conflict", "")
        );
        let queued = hall.moderator.get("/api/v1/admin/showcase?queue=appealed").await;
        assert_eq!(queued.json["items"][0]["appeal"], "The brand is mine.");
        assert_eq!(hall.decide(&[&id], "restore").await, 1);
        assert_eq!(hall.guest.get(&format!("/api/v1/showcase/{id}")).await.status, 200);
        assert_eq!(hall.anna.get("/api/v1/showcase/news").await.json["items"][0]["state"], "live");
    }
}

#[tokio::test]
async fn visitors_report_once_and_not_too_often() {
    for on in databases() {
        let mut options = options();
        options.limits.report_client = Rate { burst: 4, per_minute: 1 };
        let mut hall = Hall::open(House::open(&on, options).await, false).await;
        let asset = hall.picture("a fox").await;
        let id = hall.shown(&asset, "", false).await;
        let path = format!("/api/v1/showcase/{id}/reports");
        for (body, code, field) in [
            (json!({ "why": "ugly" }), "invalid_why", "why"),
            (json!({ "why": "other" }), "invalid_words", "words"),
            (json!({ "why": "hate", "words": "x".repeat(501) }), "invalid_words", "words"),
        ] {
            assert_eq!(hall.guest.post(&path, body).await.problem(), (400, code, field));
        }
        assert_eq!(hall.guest.post(&path, json!({ "why": "rights", "words": "mine" })).await.status, 204);
        assert_eq!(hall.guest.post(&path, json!({ "why": "hate" })).await.status, 204, "said once");
        assert_eq!(hall.moderator.post(&path, json!({ "why": "hate" })).await.status, 204, "somebody else");
        let queued = hall.moderator.get("/api/v1/admin/showcase?queue=reported").await.json;
        let one = &queued["items"][0];
        assert_eq!((&one["reports"], one["said"].as_array().map(Vec::len)), (&json!(2), Some(2)));
        assert!(one["said"].as_array().expect("a list").iter().any(|said| said["words"] == "mine"));
        assert_eq!(
            hall.guest.get(&format!("/api/v1/showcase/{id}")).await.status,
            200,
            "a report decides nothing"
        );
        assert_eq!(hall.decide(&[&id], "dismiss").await, 1);
        let none = hall.moderator.get("/api/v1/admin/showcase?queue=reported").await;
        assert_eq!(ids(&none), Vec::<String>::new());
        hall.guest.post(&path, json!({ "why": "hate" })).await;
        assert_eq!(
            hall.guest.post(&path, json!({ "why": "hate" })).await.problem(),
            (429, "too_many_requests", "")
        );
        let none = format!("/api/v1/showcase/{}/reports", new_id());
        hall.house = House::open(&on, crate::house::options()).await;
        assert_eq!(hall.house.browser().post(&none, json!({ "why": "hate" })).await.status, 404);
    }
}

#[tokio::test]
async fn what_is_made_after_something_says_so_and_takes_no_private_word_along() {
    for on in databases() {
        let mut hall = Hall::open(House::open(&on, options()).await, false).await;
        let first = hall.picture("a secret fox").await;
        let id = hall.shown(&first, "Fox", false).await;
        let mut bob = hall.house.person("bob@example.org").await;
        let mut asked = crate::house::asking("my own fox");
        asked["origin"] = json!(id);
        assert_eq!(bob.post("/api/v1/generations", asked.clone()).await.status, 202);
        assert_eq!(
            bob.post("/api/v1/generations", asked).await.status,
            202,
            "the same once more is the same"
        );
        hall.house.draw(PICTURE).await;
        let own = bob.get("/api/v1/assets?limit=1").await.json["items"][0]["id"]
            .as_str()
            .expect("an id")
            .to_owned();
        let path = format!("/api/v1/assets/{own}/exhibit");
        let after = json!({ "id": id, "title": "Fox", "by": "Anna of the North" });
        assert_eq!(bob.get(&path).await.json["after"], after);
        let shown = bob.put(&path, json!({ "name": "Bob" })).await.json;
        let later = shown["exhibit"]["id"].as_str().expect("an id");
        let seen = hall.guest.get(&format!("/api/v1/showcase/{later}")).await.json;
        assert_eq!(seen["after"], after);
        assert!(!seen.to_string().contains("secret"));
        assert_eq!(bob.get(&format!("/api/v1/assets/{first}/exhibit")).await.status, 404, "it is Anna's");
        hall.anna.delete(&format!("/api/v1/assets/{first}/exhibit")).await;
        assert_eq!(bob.get(&path).await.json["after"], Value::Null);
        let mut asked = crate::house::asking("another");
        asked["origin"] = json!("nonsense");
        assert_eq!(
            bob.post("/api/v1/generations", asked).await.status,
            202,
            "an origin that is none is none"
        );
    }
}

#[tokio::test]
async fn without_a_showcase_there_is_none() {
    for on in databases() {
        let mut hall = Hall::open(House::open(&on, options()).await, false).await;
        let asset = hall.picture("a fox").await;
        let id = hall.shown(&asset, "", false).await;
        assert_eq!(hall.guest.get("/api/v1/studio").await.json["showcase"], true);
        hall.set(false, false).await;
        assert_eq!(hall.guest.get("/api/v1/studio").await.json["showcase"], false);
        for path in ["", "/kinds", &format!("/{id}"), &format!("/{id}/content")] {
            assert_eq!(hall.guest.get(&format!("/api/v1/showcase{path}")).await.status, 404, "{path}");
        }
        assert_eq!(hall.anna.get("/api/v1/showcase/news").await.status, 404);
        let report = format!("/api/v1/showcase/{id}/reports");
        assert_eq!(hall.guest.post(&report, json!({ "why": "hate" })).await.status, 404);
        assert_eq!(hall.show(&asset, "", true).await.status, 404);
        for path in ["/showcase", "/showcase/feed.xml", &format!("/showcase/{id}")] {
            assert_eq!(hall.page(path).await.0, 404, "{path}");
        }
        // What was chosen is kept, and can be taken back meanwhile.
        hall.set(true, false).await;
        assert_eq!(hall.guest.get(&format!("/api/v1/showcase/{id}")).await.status, 200);
        hall.set(false, false).await;
        assert_eq!(hall.anna.delete(&format!("/api/v1/assets/{asset}/exhibit")).await.status, 204);
        hall.set(true, false).await;
        assert_eq!(hall.guest.get(&format!("/api/v1/showcase/{id}")).await.status, 404);
    }
}
