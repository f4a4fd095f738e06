//! Every operation of the document, asked for by nobody, a stranger, the owner and an administrator.

mod expected;

use crate::house::{Answer, Browser, House, PASSWORD, asking, databases, new_id, now, options, sign_up};
use easel_domain::{Actor, CannedAnswerId, Role, Words};
use easel_door::options::WebOptions;
use easel_support::{Asker, CannedAnswer, Support};
use expected::EXPECTED;
use serde_json::{Value, json};
use std::{collections::BTreeSet, sync::OnceLock};

/// What a request may need of the owner's things.
struct Things {
    /// The owner.
    person: String,
    generation: String,
    asset: String,
    session: String,
    character: String,
    brand: String,
    board: String,
    download: String,
    archive: String,
    share: String,
    /// What that share's address ends with.
    link: String,
    strip: String,
    book: String,
    /// What the published book's address ends with.
    read: String,
    export: String,
    pack: String,
    payment: String,
    subscription: String,
    /// The number of what was paid for it.
    receipt: String,
    conversation: String,
    /// An answer that those who look after conversations keep ready.
    canned: String,
}

/// Which roles besides the owners may ask for an administrators' operation: what is in no line is the owners' alone.
const ROLES: &[(&str, &[Role])] = &[
    ("/api/v1/admin/activity", &[Role::Finance, Role::Support]),
    ("/api/v1/admin/overview", &[Role::Finance, Role::Support]),
    ("/api/v1/admin/audit", &[Role::Finance]),
    ("/api/v1/admin/jobs/{id}/retry", &[Role::Support, Role::Moderator]),
    ("/api/v1/admin/jobs/{id}/cancel", &[Role::Support, Role::Moderator]),
    ("/api/v1/admin/jobs", &[Role::Finance, Role::Support]),
    ("/api/v1/admin/payments", &[Role::Finance]),
    ("/api/v1/admin/refunds", &[Role::Finance]),
    ("/api/v1/admin/receipts", &[Role::Finance]),
    ("/api/v1/admin/revenue", &[Role::Finance]),
    ("/api/v1/admin/statements", &[Role::Finance]),
    ("/api/v1/admin/credit-changes", &[Role::Finance]),
    ("/api/v1/admin/redeem-batches", &[Role::Finance]),
    ("/api/v1/admin/people/{id}/role", &[]),
    ("/api/v1/admin/people/{id}/look", &[Role::Finance, Role::Support]),
    ("/api/v1/admin/people/{id}/second-factor", &[]),
    ("/api/v1/admin/people/{id}/deletion", &[]),
    ("/api/v1/admin/people/{id}/admit", &[Role::Support, Role::Moderator]),
    ("/api/v1/admin/people/{id}/suspend", &[Role::Support, Role::Moderator]),
    ("/api/v1/admin/people", &[Role::Finance, Role::Support, Role::Moderator]),
    ("/api/v1/admin/styles", &[Role::Moderator]),
    ("/api/v1/admin/conversation", &[Role::Support]),
    ("/api/v1/admin/canned-answers", &[Role::Support]),
    ("/api/v1/admin/showcase", &[Role::Moderator]),
];

fn request(operation: &str, things: &Things) -> (String, Option<Value>) {
    let path = operation.split(' ').next_back().unwrap_or("");
    let id = match path.split('/').nth(3) {
        Some("characters") => &things.character,
        Some("brands") => &things.brand,
        Some("assets") | Some("shared") => &things.asset,
        Some("boards") => &things.board,
        Some("downloads") => &things.download,
        Some("shares") => &things.share,
        Some("strips") => &things.strip,
        Some("books") => &things.book,
        Some("exports") => &things.export,
        Some("payments") => &things.payment,
        Some("subscriptions") => &things.subscription,
        Some("me") if path.starts_with("/api/v1/me/archives/") => &things.archive,
        Some("me") => &things.session,
        Some("admin") if path.starts_with("/api/v1/admin/payments/") => &things.payment,
        Some("admin") if path.starts_with("/api/v1/admin/people/") => &things.person,
        Some("admin") if path.starts_with("/api/v1/admin/conversations/") => &things.conversation,
        Some("admin") if path.starts_with("/api/v1/admin/canned-answers/") => &things.canned,
        _ => &things.generation,
    };
    let body = match operation {
        "POST /api/v1/auth/sign-up" => Some(sign_up(&format!("{}@example.org", new_id().simple()))),
        "POST /api/v1/auth/first-admin" => {
            let mut body = sign_up("root@example.org");
            body["token"] = json!("wrong");
            Some(body)
        }
        "POST /api/v1/auth/sign-in" => Some(json!({ "email": "nobody@example.org", "password": "wrong" })),
        "POST /api/v1/auth/forgot" => Some(json!({ "email": "nobody@example.org" })),
        "POST /api/v1/auth/reset" => Some(json!({ "token": "wrong", "password": PASSWORD })),
        "POST /api/v1/me/archives" => Some(json!({})),
        "POST /api/v1/assets/batch" => Some(json!({ "ids": [things.asset], "action": "favourite" })),
        "POST /api/v1/showcase/{id}/reports" => Some(json!({ "why": "rights" })),
        "PUT /api/v1/assets/{id}/exhibit" => Some(json!({ "name": "Anna" })),
        "POST /api/v1/assets/{id}/exhibit/appeal" => Some(json!({ "words": "It is mine." })),
        "PUT /api/v1/admin/showcase/setting" => Some(json!({ "is_on": true, "approve_first": true })),
        "POST /api/v1/admin/showcase/decisions" => {
            Some(json!({ "ids": [things.generation], "decision": "approve" }))
        }
        "POST /api/v1/boards" => Some(json!({ "id": things.board, "name": "Foxes" })),
        "PATCH /api/v1/boards/{id}" => Some(json!({ "name": "Owls" })),
        "POST /api/v1/downloads" | "POST /api/v1/shares" => Some(json!({ "asset_ids": [things.asset] })),
        "POST /api/v1/shared/{token}/open" => Some(json!({ "password": PASSWORD })),
        "POST /api/v1/notices/readings" => Some(json!({})),
        "PUT /api/v1/notices/looking" => Some(json!({ "looking": true })),
        "PATCH /api/v1/notices/choices" => Some(json!({ "topic": "plan", "push": true })),
        "POST /api/v1/notices/push" => {
            Some(json!({ "endpoint": "https://push.example/1", "p256dh": "x", "auth": "y" }))
        }
        "POST /api/v1/unsubscriptions" => Some(json!({ "token": "wrong" })),
        "PATCH /api/v1/wallet" => Some(json!({ "low_at": 5 })),
        "PATCH /api/v1/me" => Some(json!({ "name": "Anna" })),
        "POST /api/v1/me/password" => Some(json!({ "current_password": "wrong", "new_password": PASSWORD })),
        "POST /api/v1/me/email" => Some(json!({ "email": "new@example.org", "current_password": "wrong" })),
        "POST /api/v1/auth/second-factor" => Some(json!({ "challenge": "wrong", "code": "123456" })),
        "POST /api/v1/me/deletion" => Some(json!({ "current_password": "wrong" })),
        "POST /api/v1/auth/openid/challenge" => Some(json!({})),
        "POST /api/v1/auth/openid" => Some(json!({ "state": "wrong", "code": "wrong" })),
        "POST /api/v1/auth/openid/sign-up" => {
            Some(json!({ "token": "wrong", "name": "Anna", "language": "en" }))
        }
        "POST /api/v1/me/sign-in-ways/openid" | "POST /api/v1/me/sign-in-ways/openid/cancel" => {
            Some(json!({ "current_password": "wrong" }))
        }
        "POST /api/v1/auth/passkey" => Some(json!({ "challenge": "wrong", "credential": {} })),
        "POST /api/v1/me/passkeys" => {
            Some(json!({ "challenge": "wrong", "name": "Laptop", "credential": {} }))
        }
        "POST /api/v1/me/passkeys/challenge" | "POST /api/v1/me/passkeys/{id}/cancel" => {
            Some(json!({ "current_password": "wrong" }))
        }
        "POST /api/v1/me/second-factor" => Some(json!({ "current_password": "wrong" })),
        "POST /api/v1/me/second-factor/confirm" | "POST /api/v1/me/second-factor/recovery-codes" => {
            Some(json!({ "code": "123456" }))
        }
        "POST /api/v1/me/second-factor/cancel" => {
            Some(json!({ "current_password": "wrong", "code": "123456" }))
        }
        "POST /api/v1/auth/confirm-email" => Some(json!({ "token": "wrong" })),
        "POST /api/v1/quotes" => Some(asking("a fox")),
        "POST /api/v1/generations" => {
            let mut body = asking("a fox");
            body["id"] = json!(things.generation);
            Some(body)
        }
        "POST /api/v1/admin/channels" => Some(json!({ "channel": "studio/sketch", "state": "active" })),
        "POST /api/v1/admin/worker-tokens" => Some(json!({ "name": "garage" })),
        "POST /api/v1/admin/channel-tests" => {
            Some(json!({ "model": "sketch", "channel": "studio/sketch", "prompt": "an apple" }))
        }
        "POST /api/v1/characters" => {
            Some(json!({ "id": things.character, "name": "Maya", "description": "a girl" }))
        }
        "PATCH /api/v1/characters/{id}" => Some(json!({ "name": "Maya" })),
        "POST /api/v1/brands" => Some(json!({ "id": things.brand, "name": "Acme" })),
        "POST /api/v1/strips" => Some(json!({ "id": things.strip, "name": "Chapter 1" })),
        "PUT /api/v1/strips/{id}" => Some(json!({
            "version": 1, "name": "Chapter 1", "width_px": 800, "background": "#ffffff",
            "seam": { "kind": "gutter", "px": 20 }, "items": [],
        })),
        "POST /api/v1/books" => Some(json!({ "id": things.book, "title": "Fox" })),
        "PUT /api/v1/books/{id}" => Some(json!({ "version": 1, "document": document() })),
        "POST /api/v1/books/{id}/versions/{version}/restore" => Some(json!({ "version": 1 })),
        "PUT /api/v1/books/{id}/sharing" => Some(json!({ "visibility": "public" })),
        "POST /api/v1/books/{id}/copy" => Some(json!({ "language": "ja" })),
        "POST /api/v1/books/{id}/quote" | "POST /api/v1/books/{id}/generate" => {
            let panels = json!([{ "page_no": 1, "panel_no": 1 }]);
            Some(json!({ "version": 1, "model": "sketch", "panels": panels }))
        }
        "POST /api/v1/books/plan" => {
            Some(json!({ "text": "FOX: Hi!", "kind": "comic", "language": "en", "format": "comic" }))
        }
        "POST /api/v1/books/new-page"
        | "POST /api/v1/books/edit-page"
        | "POST /api/v1/books/propose-balloons"
        | "POST /api/v1/books/set-page" => {
            let document = document();
            Some(json!({
                "format": document["format"], "reading": "left_to_right", "language": "en",
                "page": document["pages"][0], "text_styles": document["text_styles"],
                "make": { "kind": "template", "name": "one" }, "edit": { "kind": "in_order" },
            }))
        }
        "POST /api/v1/exports" => Some(json!({ "kind": "strip", "strip_id": things.strip, "format": "png" })),
        "POST /api/v1/payments" => {
            Some(json!({ "id": things.payment, "pack_id": things.pack, "gateway": "upi" }))
        }
        "POST /api/v1/payments/{id}/utr" => {
            let (_, tail) = new_id().as_u64_pair();
            Some(json!({ "utr": format!("{:012}", tail % 1_000_000_000_000) }))
        }
        "POST /api/v1/payments/{id}/refunds" | "POST /api/v1/admin/refunds/{id}/reject" => {
            Some(json!({ "reason": "by accident" }))
        }
        "POST /api/v1/admin/refunds/{id}/close" => Some(json!({ "reference": "SBIN1" })),
        "POST /api/v1/subscriptions/{id}/change" => Some(json!({ "plan_id": new_id() })),
        "POST /api/v1/redemptions" => Some(json!({ "code": "0000-1111-2222-3333" })),
        "POST /api/v1/admin/payments/{id}/reject" | "POST /api/v1/admin/payments/{id}/free-utr" => {
            Some(json!({ "reason": "no such money" }))
        }
        "POST /api/v1/admin/statements" => Some(json!("Date,Narration,Amount")),
        "POST /api/v1/admin/credit-changes" => {
            Some(json!({ "email": "eve@example.org", "credits": 5, "reason": "a gift" }))
        }
        "POST /api/v1/admin/people/{id}/role" => Some(json!({ "role": "user", "reason": "a test" })),
        "POST /api/v1/admin/people/{id}/second-factor/cancel"
        | "POST /api/v1/admin/people/{id}/deletion"
        | "POST /api/v1/admin/people/{id}/deletion/cancel"
        | "POST /api/v1/admin/people/{id}/admit"
        | "POST /api/v1/admin/people/{id}/look"
        | "POST /api/v1/admin/people/{id}/suspend" => Some(json!({ "reason": "a test" })),
        "POST /api/v1/admin/redeem-batches" => Some(json!({ "name": "Diwali", "credits": 5, "count": 2 })),
        "PATCH /api/v1/brands/{id}" => Some(json!({ "name": "Acme" })),
        "PUT /api/v1/admin/styles/{style}" => Some(json!({ "labels": { "en": "Ink" }, "enabled": true })),
        "POST /api/v1/legal/agreements" => Some(json!({ "items": [{ "kind": "terms", "version": 1 }] })),
        "PUT /api/v1/admin/checklist/{item}" => Some(json!({ "aside": true })),
        "POST /api/v1/admin/jobs/{id}/cancel" => Some(json!({ "reason": "a test" })),
        "PUT /api/v1/admin/announcements/{id}" => Some(json!({
            "version": 0, "tone": "info", "audience": "everybody", "words": { "en": "We move." }, "link": null,
            "from": null, "until": null,
        })),
        "PUT /api/v1/admin/help/{slug}" => Some(json!({
            "version": 0, "kind": "article", "topic": "begin", "texts": { "en": { "title": "Keys", "text": "?" } },
            "hidden": false,
        })),
        "PUT /api/v1/admin/help-order" => Some(json!({ "topic": "begin", "slugs": ["keyboard"] })),
        "PUT /api/v1/admin/legal/{kind}" => Some(json!({ "version": 9, "words": {}, "asks": false })),
        "PUT /api/v1/admin/branding" => Some(json!({
            "version": 9, "name": "Fox", "accent": null, "heading_font": "inter", "body_font": "inter", "credit": {},
            "credit_symbol": null, "logo": null, "pictures": [], "landing": {}, "contacts": [],
            "platform_link": null, "sender": null,
        })),
        "POST /api/v1/conversation/messages" | "POST /api/v1/admin/conversations/{id}/messages" => {
            Some(json!({ "text": "hello" }))
        }
        "POST /api/v1/conversation/read" | "POST /api/v1/admin/conversations/{id}/read" => {
            Some(json!({ "no": 1 }))
        }
        "PATCH /api/v1/conversation" => Some(json!({ "email": "guest@example.org" })),
        "PATCH /api/v1/admin/conversations/{id}" => Some(json!({ "state": "closed" })),
        "POST /api/v1/admin/canned-answers" | "PUT /api/v1/admin/canned-answers/{id}" => {
            Some(json!({ "title": "Thanks", "words": { "en": "Thank you, {name}." } }))
        }
        "PATCH /api/v1/assets/{id}" => Some(json!({ "favourite": true })),
        _ => None,
    };
    let token = if path.starts_with("/api/v1/read/") { &things.read } else { &things.link };
    let path = path
        .replace("{id}", id)
        .replace("{style}", "ink")
        .replace("{kind}", "terms")
        .replace("{picture}", &things.asset)
        .replace("{slug}", "keyboard")
        .replace("{item}", "backup")
        .replace("{token}", token);
    let path = path.replace("{version}", "1").replace("{page_no}", "1");
    let path = path.replace("{file}", "bangers-latin-400-normal.woff2");
    let no = if path.contains("/pictures/") { "1" } else { &things.receipt };
    (path.replace("{no}", no), body)
}

/// A comic of one page, as it is sent.
fn document() -> Value {
    use easel_works::book::{Book, BookKind, FORMATS, Reading, templates};
    let format = FORMATS[0].format;
    let mut book = Book::new(BookKind::Comic, "Fox", "en", format, Reading::LeftToRight);
    book.pages.push(templates()[0].page(&format, Reading::LeftToRight));
    serde_json::to_value(book).expect("JSON")
}

async fn owner(house: &House, email: &str) -> (Browser, Things) {
    let mut owner = house.person(email).await;
    owner.ask("a fox").await;
    house.draw(b"bytes").await;
    let generation = owner.ask("a fox").await;
    let person = owner.get("/api/v1/me").await.json["id"].as_str().expect("an id").to_owned();
    let asset = owner.get("/api/v1/assets").await.json["items"][0]["id"].as_str().expect("an id").to_owned();
    let mut elsewhere = house.browser();
    elsewhere.post("/api/v1/auth/sign-in", json!({ "email": email, "password": PASSWORD })).await;
    let sessions = owner.get("/api/v1/me/sessions").await.json;
    let other = sessions["items"].as_array().expect("a list").iter().find(|s| s["current"] == false);
    let session = other.expect("another session")["id"].as_str().expect("an id").to_owned();
    let made = owner.post("/api/v1/characters", json!({ "name": "Maya", "description": "a girl" })).await;
    let character = made.json["id"].as_str().expect("an id").to_owned();
    let made = owner.post("/api/v1/brands", json!({ "name": "Acme" })).await;
    let brand = made.json["id"].as_str().expect("an id").to_owned();
    let board = new_id().to_string();
    owner.post("/api/v1/boards", json!({ "id": board, "name": "Foxes" })).await;
    let made = owner.post("/api/v1/downloads", json!({ "asset_ids": [asset] })).await.json;
    let download = made["id"].as_str().expect("an id").to_owned();
    let made = owner.post("/api/v1/me/archives", json!({})).await.json;
    let archive = made["id"].as_str().expect("an id").to_owned();
    let made = owner.post("/api/v1/shares", json!({ "asset_ids": [asset] })).await.json;
    let share = made["id"].as_str().expect("an id").to_owned();
    let link = made["url"].as_str().and_then(|url| url.rsplit('/').next()).expect("a link").to_owned();
    let items = json!([{ "asset_id": asset }]);
    let made = owner.post("/api/v1/strips", json!({ "name": "Chapter 1", "items": items })).await;
    let strip = made.json["id"].as_str().expect("an id").to_owned();
    let made = owner.post("/api/v1/exports", json!({ "kind": "strip", "strip_id": strip })).await;
    let export = made.json["id"].as_str().expect("an id").to_owned();
    let made = owner.post("/api/v1/books", json!({ "document": document() })).await;
    let book = made.json["id"].as_str().expect("an id").to_owned();
    let path = format!("/api/v1/books/{book}/sharing");
    let made = owner.call("PUT", &path, Some(json!({ "visibility": "unlisted" }))).await.json;
    let read = made["url"].as_str().and_then(|url| url.rsplit('/').next()).expect("a link").to_owned();
    let pack = owner.get("/api/v1/packs").await.json["items"][0]["id"].as_str().expect("an id").to_owned();
    let made = owner.post("/api/v1/payments", json!({ "pack_id": pack, "gateway": "upi" })).await;
    let payment = made.json["id"].as_str().expect("an id").to_owned();
    let subscription = subscribe(house, &mut owner).await;
    let receipts = owner.get("/api/v1/receipts").await.json;
    let receipt = receipts["items"][0]["no"].as_i64().expect("a number").to_string();
    owner.post("/api/v1/conversation/messages", json!({ "text": "hello" })).await;
    let actor = Actor { user_id: person.parse().expect("a UUID"), role: Role::User };
    let support = Support::of(&house.store);
    let found = support.conversation_mine(&Asker::Person(actor), None, 1).await.expect("the store works");
    let conversation = found.expect("a conversation").0.id.to_string();
    let canned = canned(&support, actor).await;
    (
        owner,
        Things {
            person,
            generation,
            asset,
            session,
            character,
            brand,
            board,
            download,
            archive,
            share,
            link,
            strip,
            book,
            read,
            export,
            pack,
            payment,
            subscription,
            receipt,
            conversation,
            canned,
        },
    )
}

/// Keeps an answer ready; its id. It is the same one each time: a studio keeps only so many.
async fn canned(support: &Support, by: Actor) -> String {
    static ID: OnceLock<uuid::Uuid> = OnceLock::new();
    let id = CannedAnswerId(*ID.get_or_init(new_id));
    let words = Words::checked([("en".to_owned(), "Thanks.".to_owned())].into(), 60).expect("words");
    let answer = CannedAnswer { id, title: "Thanks".to_owned(), words, changed_at: now() };
    assert!(support.canned_answer_put(&by, answer).await.expect("the store works"));
    id.to_string()
}

/// Pays for a plan; the subscription's id.
async fn subscribe(house: &House, owner: &mut Browser) -> String {
    let plan = owner.get("/api/v1/plans").await.json["items"][0]["id"].as_str().expect("an id").to_owned();
    let made = owner.post("/api/v1/payments", json!({ "plan_id": plan, "gateway": "manual" })).await.json;
    let payment = made["id"].as_str().expect("an id");
    let utr = new_id().simple().to_string();
    owner.post(&format!("/api/v1/payments/{payment}/utr"), json!({ "utr": utr })).await;
    house.confirm(payment).await;
    let subscriptions = owner.get("/api/v1/subscriptions").await.json;
    subscriptions["current"]["id"].as_str().expect("a running plan").to_owned()
}

/// Streams go on for ever: only their head is read.
async fn ask(browser: &mut Browser, operation: &str, things: &Things) -> Answer {
    let (path, body) = request(operation, things);
    let method = operation.split(' ').next().unwrap_or("");
    if path == "/api/v1/events" && browser.cookie.is_some() {
        let request = browser.request("GET".parse().expect("a method"), &path);
        let response = browser.raw(request.body(axum::body::Body::empty()).expect("a request")).await;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        return Answer { status, headers, bytes: bytes::Bytes::new(), json: Value::Null };
    }
    browser.call(method, &path, body).await
}

fn operations() -> BTreeSet<String> {
    let document = serde_json::to_value(easel_web::openapi()).expect("JSON");
    let paths = document["paths"].as_object().expect("paths").iter();
    let of = |(path, methods): (&String, &Value)| -> Vec<String> {
        let methods = methods.as_object().expect("methods");
        methods.keys().map(|method| format!("{} {path}", method.to_uppercase())).collect()
    };
    paths.flat_map(of).collect()
}

#[test]
fn the_table_knows_every_operation() {
    let table: BTreeSet<String> = EXPECTED.iter().map(|(operation, _)| (*operation).to_owned()).collect();
    assert_eq!(table, operations());
}

#[tokio::test]
async fn each_role_gets_what_it_is_for_and_no_more_on_sqlite() {
    each_role_gets_what_it_is_for(0).await;
}

#[tokio::test]
async fn each_role_gets_what_it_is_for_and_no_more_on_postgres() {
    each_role_gets_what_it_is_for(1).await;
}

async fn each_role_gets_what_it_is_for(database: usize) {
    if let Some(on) = databases().get(database) {
        let house = House::open(on, options()).await;
        house.admin().await;
        house.person("eve@example.org").await;
        let mut people = Vec::new();
        for role in [Role::User, Role::Finance, Role::Support, Role::Moderator] {
            let email = format!("{}@example.org", role.as_str());
            let browser = house.person(&email).await;
            let set = house.store.user_role_set(email, role, "test".to_owned(), now()).await;
            assert!(set.expect("the store works"));
            people.push((role, browser));
        }
        // A refusal changes nothing, so that all of them can be about the same person.
        let (mut anybody, same) = owner(&house, "same@example.org").await;
        let (path, _) = request("POST /api/v1/generations/{id}/cancel", &same);
        anybody.call("POST", &path, None).await;
        let mut seen = BTreeSet::new();
        for (no, (operation, [.., expected, _])) in EXPECTED.iter().enumerate() {
            let path = operation.split(' ').next_back().unwrap_or("");
            if !path.starts_with("/api/v1/admin/") {
                continue;
            }
            let line = ROLES.iter().find(|(prefix, _)| path.starts_with(prefix));
            seen.extend(line.map(|(prefix, _)| *prefix));
            for (role, browser) in &mut people {
                if !line.is_some_and(|(_, roles)| roles.contains(role)) {
                    let answer = ask(browser, operation, &same).await;
                    assert_eq!(answer.status, 403, "{role:?}: {operation}: {}", answer.json);
                    continue;
                }
                let email = format!("{}{no}@example.org", role.as_str());
                let (mut owner, things) = owner(&house, &email).await;
                let answer = ask(browser, operation, &things).await;
                assert_eq!(answer.status, *expected, "{role:?}: {operation}: {}", answer.json);
                // The next owner's picture comes first in the queue. Whoever was suspended waits for nothing any more.
                let (path, _) = request("POST /api/v1/generations/{id}/cancel", &things);
                owner.call("POST", &path, None).await;
            }
        }
        assert_eq!(seen.len(), ROLES.len(), "a line of the roles that no operation begins with");
    }
}

#[tokio::test]
async fn everybody_gets_what_is_theirs_and_nobody_more_on_sqlite() {
    everybody_gets_what_is_theirs(0).await;
}

#[tokio::test]
async fn everybody_gets_what_is_theirs_and_nobody_more_on_postgres() {
    everybody_gets_what_is_theirs(1).await;
}

async fn everybody_gets_what_is_theirs(database: usize) {
    if let Some(on) = databases().get(database) {
        let stripe = easel_outbound::Stripe::new("sk_test_sweep", Some("whsec_sweep"), None);
        let stripe = Some(stripe.expect("a key"));
        let house = House::open(on, WebOptions { stripe, ..options() }).await;
        let (stranger, admin) = (house.person("eve@example.org").await, house.admin().await);
        for (no, (operation, expected)) in EXPECTED.iter().enumerate() {
            let (owner, things) = owner(&house, &format!("owner{no}@example.org")).await;
            let askers = [
                ("nobody", house.browser()),
                ("stranger", stranger.clone()),
                ("admin", admin.clone()),
                ("owner", owner),
            ];
            for ((who, mut browser), expected) in askers.into_iter().zip(expected) {
                if *operation == "POST /api/v1/auth/sign-out" && who != "owner" {
                    browser.cookie = None;
                }
                let answer = ask(&mut browser, operation, &things).await;
                assert_eq!(answer.status, *expected, "{who}: {operation}: {}", answer.json);
                if answer.status == 404 {
                    let none = new_id().to_string();
                    let missing = Things {
                        person: none.clone(),
                        generation: none.clone(),
                        asset: none.clone(),
                        character: none.clone(),
                        brand: none.clone(),
                        session: none.clone(),
                        board: none.clone(),
                        download: none.clone(),
                        archive: none.clone(),
                        share: none.clone(),
                        link: none.clone(),
                        strip: none.clone(),
                        book: none.clone(),
                        read: things.read.clone(),
                        export: none.clone(),
                        pack: none.clone(),
                        receipt: "999999".to_owned(),
                        subscription: none.clone(),
                        conversation: none.clone(),
                        canned: none.clone(),
                        payment: none,
                    };
                    let missing = ask(&mut browser, operation, &missing).await;
                    assert_eq!(alike(answer.json), alike(missing.json), "{who}: {operation}");
                }
            }
            let (path, _) = request("POST /api/v1/generations/{id}/cancel", &things);
            let mut owner = house.browser();
            let back = json!({ "email": format!("owner{no}@example.org"), "password": PASSWORD });
            owner.post("/api/v1/auth/sign-in", back).await;
            owner.call("POST", &path, None).await;
        }
    }
}

/// Without what differs from answer to answer.
fn alike(mut answer: Value) -> Value {
    answer["error"]["request_id"] = json!(null);
    answer
}
