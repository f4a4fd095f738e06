//! Books at the door: made, saved, set, drawn, published, read.

use crate::house::{Browser, House, databases, new_id, options};
use serde_json::{Value, json};

async fn made(browser: &mut Browser, body: Value) -> Value {
    let answer = browser.post("/api/v1/books", body).await;
    assert_eq!(answer.status, 201, "{}", answer.json);
    answer.json
}

fn prompted(mut book: Value, art: Option<&str>) -> Value {
    let panels = book["document"]["pages"][0]["panels"].as_array_mut().expect("panels");
    for panel in panels {
        panel["prompt"] = json!("a fox");
        if let Some(asset) = art {
            panel["art"] = json!({ "asset_id": asset, "width_px": 1, "height_px": 1, "zoom": 1000, "dx": 0, "dy": 0,
                "alt": "A fox & a hill" });
        }
    }
    book
}

#[tokio::test]
async fn a_book_is_made_saved_and_told_when_it_moved_on() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let mut owner = house.person("anna@example.org").await;
        let body =
            json!({ "kind": "storybook", "title": "Moon", "language": "en", "format": "a5", "pages": 2 });
        let book = made(&mut owner, body).await;
        let path = format!("/api/v1/books/{}", book["id"].as_str().expect("an id"));
        let roles: Vec<&str> = (book["document"]["pages"].as_array().expect("pages").iter())
            .map(|page| page["role"].as_str().expect("a role"))
            .collect();
        assert_eq!(roles, ["cover", "title", "body", "body", "back"]);
        let mut document = book["document"].clone();
        document["title"] = json!("Sun");
        let put = json!({ "version": 1, "document": document });
        assert_eq!(owner.call("PUT", &path, Some(put.clone())).await.json["version"], 2);
        let late = owner.call("PUT", &path, Some(put)).await;
        assert_eq!((late.problem(), &late.json["error"]["version"]), ((409, "conflict", ""), &json!(2)));
        let mut wrong = async |change: &dyn Fn(&mut Value)| {
            let mut document = document.clone();
            change(&mut document);
            let answer = owner.call("PUT", &path, Some(json!({ "version": 2, "document": document }))).await;
            let (status, code, field) = answer.problem();
            assert!(!answer.json["error"]["message"].as_str().expect("a sentence").contains("errors."));
            (status, code.to_owned(), field.to_owned())
        };
        let is = |code: &str, field: &str| (400, code.to_owned(), field.to_owned());
        assert_eq!(wrong(&|d| d["title"] = json!("")).await, is("book_empty", "document.title"));
        assert_eq!(
            wrong(&|d| d["pages"][2]["texts"][0]["frame"]["x"] = json!(99_000)).await,
            is("book_outside", "document.pages[2].texts[0].frame")
        );
        assert_eq!(
            wrong(&|d| d["pages"][0]["role"] = json!("sideways")).await,
            is("invalid_document", "document.pages[0].role")
        );
        assert_eq!(owner.get(&format!("{path}/words")).await.json["items"][0], "Sun");
        let copy = json!({ "language": "ja", "words": ["太陽"] });
        let copy = owner.post(&format!("{path}/copy"), copy).await;
        assert_eq!((copy.status, &copy.json["document"]["title"]), (201, &json!("太陽")));
        let back = owner.post(&format!("{path}/versions/1/restore"), json!({ "version": 2 })).await;
        assert_eq!((&back.json["version"], &back.json["document"]["title"]), (&json!(3), &json!("Moon")));
        let versions = owner.get(&format!("{path}/versions")).await.json;
        assert_eq!(versions["items"][0]["restored_from"], 1);
        assert_eq!(owner.get(&format!("{path}/versions/2")).await.json["document"]["title"], "Sun");
        let nothing = owner.post("/api/v1/books", json!({ "title": "", "kind": "comic" })).await;
        assert_eq!(nothing.problem(), (400, "book_empty", "title"));
        assert_eq!(
            owner.post("/api/v1/books", json!({ "format": "wall" })).await.problem().1,
            "invalid_format"
        );
    }
}

#[tokio::test]
async fn a_page_is_laid_set_and_drawn() {
    let house = House::open(&databases()[0], options()).await;
    let mut owner = house.person("anna@example.org").await;
    let papers = owner.get("/api/v1/books/papers").await.json;
    assert!(papers["templates"].as_array().expect("templates").len() >= 20);
    let (format, styles) = (&papers["formats"][0]["format"], &papers["text_styles"]);
    let new = json!({ "format": format, "reading": "left_to_right", "language": "en",
        "make": { "kind": "template", "name": "one" } });
    let page = owner.post("/api/v1/books/new-page", new).await.json["page"].clone();
    let edit = json!({ "format": format, "reading": "left_to_right", "page": page,
        "edit": { "kind": "split", "panel": 1, "from": { "x": 0, "y": 9000 }, "to": { "x": 9000, "y": 9000 }, "gutter": 400 } });
    let mut page = owner.post("/api/v1/books/edit-page", edit).await.json["page"].clone();
    assert_eq!(page["panels"].as_array().expect("panels").len(), 2);
    let merge = json!({ "format": format, "reading": "left_to_right", "page": page,
        "edit": { "kind": "merge", "one": 1, "two": 1 } });
    assert_eq!(owner.post("/api/v1/books/edit-page", merge).await.problem(), (400, "book_layout", "edit"));
    page["balloons"] = json!([{ "no": 4, "kind": "speech", "frame": { "x": 2000, "y": 2000, "width": 4000, "height": 2000 },
        "tails": [{ "x": 3000, "y": 6000 }], "panel": 1, "fill": "#ffffff", "turn": 0,
        "text": { "text": "Hi <b>&", "style": "speech", "language": "en", "vertical": false, "set": null } }]);
    let set =
        json!({ "format": format, "language": "en", "text_styles": styles, "page": page, "name": "x-" });
    let set = owner.post("/api/v1/books/set-page", set).await;
    assert_eq!((set.status, &set.json["crowded"]), (200, &json!([])), "{}", set.json);
    assert_eq!(set.json["page"]["balloons"][0]["text"]["set"]["lines"][0], "HI <B>&");
    let svg = set.json["svg"].as_str().expect("a drawing");
    assert!(svg.contains("data-balloon=\"4\"") && svg.contains("HI &lt;B&gt;&amp;</text>"), "{svg}");
    page["balloons"][0]["text"]["style"] = json!("none");
    let none = json!({ "format": format, "language": "en", "text_styles": styles, "page": page });
    let none = owner.post("/api/v1/books/set-page", none).await;
    assert_eq!(none.problem(), (400, "book_unknown", "page.balloons[0].text.style"));
    let css = house.browser().get("/api/v1/fonts.css").await;
    let css = String::from_utf8(css.bytes.to_vec()).expect("text");
    let url = css.split("url('").nth(1).and_then(|rest| rest.split('\'').next()).expect("an address");
    let font = house.browser().get(url).await;
    assert_eq!((font.header("content-type"), &font.bytes[..4]), ("font/woff2", &b"wOF2"[..]));
}

#[tokio::test]
async fn panels_are_drawn_and_a_published_book_is_read() {
    for on in databases() {
        let house = House::open(&on, options()).await;
        let mut owner = house.person("anna@example.org").await;
        let book = made(&mut owner, json!({ "title": "Fox", "template": "two_rows" })).await;
        let path = format!("/api/v1/books/{}", book["id"].as_str().expect("an id"));
        let book = prompted(book, None);
        let saved =
            owner.call("PUT", &path, Some(json!({ "version": 1, "document": book["document"] }))).await;
        assert_eq!(saved.status, 200, "{}", saved.json);
        let panels = json!([{ "page_no": 1, "panel_no": 1 }, { "page_no": 1, "panel_no": 2 }]);
        let mut ask = json!({ "id": new_id(), "version": 2, "panels": panels, "model": "sketch", "accepted_credits": 19 });
        assert_eq!(owner.post(&format!("{path}/quote"), ask.clone()).await.json["credits"], 20);
        let low = owner.post(&format!("{path}/generate"), ask.clone()).await;
        assert_eq!((low.problem(), &low.json["error"]["credits"]), ((409, "price_changed", ""), &json!(20)));
        ask["accepted_credits"] = json!(20);
        let drawn = owner.post(&format!("{path}/generate"), ask.clone()).await;
        assert_eq!(
            (drawn.status, drawn.json["pictures"].as_array().map(Vec::len)),
            (202, Some(2)),
            "{}",
            drawn.json
        );
        ask["panels"] = json!([{ "page_no": 1, "panel_no": 7 }]);
        ask["id"] = json!(new_id());
        assert_eq!(
            owner.post(&format!("{path}/quote"), ask).await.problem(),
            (400, "book_no_panel", "panels[0]")
        );
        house.draw(b"\x89PNG\r\n\x1a\n").await;
        house.draw(b"\x89PNG\r\n\x1a\n").await;
        let seen = owner.get(&path).await.json;
        let asset = seen["pictures"][0]["assets"][0]["id"].as_str().expect("a picture").to_owned();
        let full = prompted(seen, Some(&asset));
        let saved =
            owner.call("PUT", &path, Some(json!({ "version": 2, "document": full["document"] }))).await;
        assert_eq!(
            saved.json["document"]["pages"][0]["panels"][0]["art"]["width_px"], 1024,
            "{}",
            saved.json
        );
        let check = owner.get(&format!("{path}/check")).await.json;
        assert_eq!(
            (check["empty"].as_array().map(Vec::len), check["coarse"].as_array().map(Vec::len)),
            (Some(0), Some(2))
        );

        let shared =
            owner.call("PUT", &format!("{path}/sharing"), Some(json!({ "visibility": "unlisted" }))).await;
        let url = shared.json["url"].as_str().expect("an address");
        let read = format!("/api/v1/read/{}", url.rsplit('/').next().expect("a token"));
        let mut reader = house.browser();
        let told = reader.get(&read).await;
        assert_eq!(
            (told.header("referrer-policy"), told.header("x-robots-tag").contains("noindex")),
            ("no-referrer", true)
        );
        assert_eq!(
            (&told.json["title"], &told.json["pages"][0]["alt"]),
            (&json!("Fox"), &json!("A fox & a hill\nA fox & a hill"))
        );
        let page = reader.get(&format!("{read}/pages/1")).await;
        let svg = page.json["svg"].as_str().expect("a drawing");
        assert!(svg.contains(&format!("{read}/assets/{asset}/content?variant=preview")), "{svg}");
        assert_eq!(reader.get(&format!("{read}/assets/{asset}/content?variant=thumb")).await.status, 200);
        assert_eq!(reader.get(&format!("{read}/assets/{}/content", new_id())).await.status, 404);
        assert_eq!(reader.get(&format!("{read}/pages/9")).await.status, 404);
        let new = json!({ "kind": "book", "book_id": full["id"], "format": "pdf_print" });
        let export = owner.post("/api/v1/exports", new).await;
        assert_eq!(
            (export.status, &export.json["warnings"][0]["pages"]),
            (202, &json!([1])),
            "{}",
            export.json
        );
        owner.call("PUT", &format!("{path}/sharing"), Some(json!({ "visibility": "private" }))).await;
        assert_eq!(reader.get(&read).await.status, 404);
    }
}
