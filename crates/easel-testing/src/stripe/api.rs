//! How the stand-in is asked: Stripe's API, the page where somebody pays, and what a hand does beside them.

use super::{
    Bad,
    books::{Books, metadata, number},
};
use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::{Method, Request, Response, body::Incoming, header, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    io,
    sync::{Arc, Mutex},
};
use tokio::net::TcpListener;

type Form = BTreeMap<String, String>;
type Answer = Response<Full<Bytes>>;

pub(super) async fn serve(listener: TcpListener, books: Arc<Mutex<Books>>) {
    while let Ok((stream, _)) = listener.accept().await {
        let books = Arc::clone(&books);
        tokio::spawn(async move {
            let service = service_fn(move |request| answer(Arc::clone(&books), request));
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

async fn answer(books: Arc<Mutex<Books>>, request: Request<Incoming>) -> io::Result<Answer> {
    let (head, body) = request.into_parts();
    let body = Limited::new(body, 1 << 20).collect().await.map_err(io::Error::other)?.to_bytes();
    let mut form: Form = form_urlencoded::parse(&body).into_owned().collect();
    form.extend(form_urlencoded::parse(head.uri.query().unwrap_or("").as_bytes()).into_owned());
    let (path, method) = (head.uri.path().to_owned(), head.method);
    let text = |name: &str| head.headers.get(name).and_then(|v| v.to_str().ok()).map(str::to_owned);
    if !path.starts_with("/v1/") {
        return Ok(by_hand(&mut lock(&books), &method, &path, &form));
    }
    let key = text("idempotency-key");
    let is_ours = text("authorization").as_deref() == Some("Bearer sk_test_standin");
    let day = {
        let mut books = lock(&books);
        books.asked.push(format!("{method} {path}"));
        books.bad.pop_front()
    };
    match day {
        Some(Bad::Fail(status)) => return Ok(said(status, &refusal("api_error", ""))),
        Some(Bad::Refuse(word)) => return Ok(said(400, &refusal("invalid_request_error", word))),
        _ => {}
    }
    if !is_ours {
        return Ok(said(401, &refusal("invalid_request_error", "")));
    }
    // Strict where Stripe is not: this client always says both.
    if text("stripe-version").is_none() || (method == Method::POST && key.is_none()) {
        return Ok(said(400, &refusal("invalid_request_error", "parameter_missing")));
    }
    let (status, body) = keyed(&mut lock(&books), &method, &path, &form, key);
    match day {
        Some(Bad::LoseAnswer) => Err(io::Error::other("the answer is lost")),
        Some(Bad::Hang) => std::future::pending().await,
        _ => Ok(said(status, &body)),
    }
}

fn lock(books: &Mutex<Books>) -> std::sync::MutexGuard<'_, Books> {
    books.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// The same key is the same answer, and another question under it is a mistake.
fn keyed(books: &mut Books, method: &Method, path: &str, form: &Form, key: Option<String>) -> (u16, Value) {
    let asked = format!("{path} {form:?}");
    if let Some((before, status, body)) = key.as_ref().and_then(|key| books.keys.get(key)) {
        return if *before == asked {
            (*status, body.clone())
        } else {
            (400, refusal("idempotency_error", "idempotency_key_in_use"))
        };
    }
    let (status, body) = match (method, books_answer(books, method, path, form)) {
        (_, Ok(body)) => (200, body),
        (_, Err("resource_missing")) => (404, refusal("invalid_request_error", "resource_missing")),
        (_, Err("card_declined")) => (402, refusal("card_error", "card_declined")),
        (_, Err(word)) => (400, refusal("invalid_request_error", word)),
    };
    if let Some(key) = key {
        books.keys.insert(key, (asked, status, body.clone()));
    }
    (status, body)
}

fn books_answer(books: &mut Books, method: &Method, path: &str, form: &Form) -> Result<Value, &'static str> {
    let parts: Vec<&str> = path.trim_matches('/').split('/').skip(1).collect();
    let missing = "resource_missing";
    match (method.as_str(), parts.as_slice()) {
        ("POST", ["checkout", "sessions"]) => books.open(form),
        ("GET", ["checkout", "sessions", id]) => {
            let mut session = books.sessions.get(*id).ok_or(missing)?.clone();
            if let Some(subscription) = session["subscription"].as_str() {
                session["subscription"] = books.expanded(subscription).ok_or(missing)?;
            }
            if form.get("expand[0]").is_some_and(|what| what.starts_with("payment_intent"))
                && let Some(intent) = session["payment_intent"].as_str()
            {
                let mut intent = books.intents[intent].clone();
                let charge = intent["latest_charge"].as_str().unwrap_or_default();
                intent["latest_charge"] = books.charges[charge].clone();
                session["payment_intent"] = intent;
            }
            Ok(session)
        }
        ("POST", ["checkout", "sessions", id, "expire"]) => {
            let is_closed = books.sessions.contains_key(*id) && !books.expire(id);
            if is_closed {
                Err("checkout_session_not_open")
            } else {
                books.sessions.get(*id).cloned().ok_or(missing)
            }
        }
        ("GET", ["payment_intents", id]) => books.intents.get(*id).cloned().ok_or(missing),
        ("POST", ["refunds"]) => {
            let amount = form.get("amount").and_then(|n| n.parse().ok());
            let intent = form.get("payment_intent").cloned().unwrap_or_default();
            books.refund(&intent, amount, metadata(form, ""))
        }
        ("GET", ["subscriptions", id]) => books.expanded(id).ok_or(missing),
        ("POST", ["subscriptions", id]) => books.update(id, form),
        ("GET", ["invoices", id]) => books.invoices.get(*id).cloned().ok_or(missing),
        ("POST", ["invoices", "create_preview"]) => {
            let subscription = form.get("subscription").cloned().unwrap_or_default();
            let due = books.due(&subscription, form, "subscription_details")?;
            Ok(json!({ "id": "upcoming", "amount_due": due, "amount_paid": 0, "currency": "inr" }))
        }
        ("POST", ["products"]) => {
            let id = form.get("id").cloned().unwrap_or_default();
            let product = json!({ "id": id, "object": "product", "name": form.get("name") });
            match books.products.insert(id, product.clone()) {
                Some(_) => Err("resource_already_exists"),
                None => Ok(product),
            }
        }
        ("POST", ["billing_portal", "sessions"]) => {
            let customer = form.get("customer").ok_or(missing)?;
            Ok(json!({ "url": format!("{}/portal/{customer}", books.url) }))
        }
        ("GET", ["events"]) => {
            let kinds: Vec<&String> =
                form.iter().filter(|(n, _)| n.starts_with("types[")).map(|(_, v)| v).collect();
            let since = form.get("created[gte]").and_then(|n| n.parse().ok()).unwrap_or(0);
            let wanted = |event: &&Value| {
                kinds.iter().any(|kind| event["type"] == **kind) && number(&event["created"]) >= since
            };
            let some =
                books.told.iter().filter(|(_, event)| wanted(event)).map(|(k, v)| (k.clone(), v.clone()));
            Ok(page(&some.collect(), form))
        }
        ("GET", ["refunds"]) => Ok(page(&books.refunds, form)),
        ("GET", ["disputes"]) => Ok(page(&books.disputes, form)),
        _ => Err(missing),
    }
}

/// A page of what belongs to an intent, the newest first.
fn page(all: &BTreeMap<String, Value>, form: &Form) -> Value {
    let of = |object: &&Value| {
        form.get("payment_intent").is_none_or(|intent| object["payment_intent"] == **intent)
    };
    let limit = form.get("limit").and_then(|n| n.parse().ok()).unwrap_or(10_usize);
    let mut rows: Vec<&Value> = all.values().rev().filter(of).collect();
    if let Some(after) = form.get("starting_after") {
        let at = rows.iter().position(|row| row["id"] == **after).map_or(rows.len(), |at| at + 1);
        rows.drain(..at);
    }
    json!({ "object": "list", "data": rows.iter().take(limit).collect::<Vec<_>>(), "has_more": rows.len() > limit })
}

fn refusal(kind: &str, code: &str) -> Value {
    json!({ "error": { "type": kind, "code": code, "message": "a sentence that must not be shown to anybody" } })
}

fn said(status: u16, body: &Value) -> Answer {
    written(status, "application/json", body.to_string())
}

fn written(status: u16, mime: &'static str, text: String) -> Answer {
    let answer = Response::builder().status(status).header(header::CONTENT_TYPE, mime);
    answer.body(Full::from(text)).expect("a response")
}

fn elsewhere(url: &str) -> Answer {
    let answer = Response::builder().status(303).header(header::LOCATION, url);
    answer.body(Full::default()).expect("a response")
}

/// The page where somebody pays, and what an operator and a bank do in real life:
/// `POST /_/refund/{session}?amount=`, `/_/fail-refund/{refund}`, `/_/dispute/{session}?amount=&status=`,
/// `/_/decide/{dispute}?status=`, `/_/arrive/{session}?well=`, `/_/expire/{session}`, `/_/renew/{subscription}?well=`,
/// `/_/end/{subscription}`, `/_/decline` (the next card); `GET /_/sessions`, `GET /_/subscriptions`.
fn by_hand(books: &mut Books, method: &Method, path: &str, form: &Form) -> Answer {
    let get = |name: &str| form.get(name).map_or("", String::as_str);
    let amount = get("amount").parse().ok();
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    let done = |well: bool| said(if well { 200 } else { 409 }, &json!({ "done": well }));
    match (method.as_str(), parts.as_slice()) {
        ("GET", ["pay", id]) => paying(books, id),
        ("POST", ["pay", id]) => {
            let how = if get("how") == "slowly" { "processing" } else { "succeeded" };
            let Some(session) = books.sessions.get(*id).cloned() else { return done(false) };
            let url = if books.pay(id, how) { &session["success_url"] } else { &session["cancel_url"] };
            elsewhere(url.as_str().unwrap_or("/"))
        }
        ("GET", ["_", "sessions"]) => said(200, &json!(books.sessions.values().collect::<Vec<_>>())),
        ("POST", ["_", "refund", id]) => {
            let intent = books.intent_of(id).unwrap_or_default();
            match books.refund(&intent, amount, json!({})) {
                Ok(refund) => said(200, &refund),
                Err(word) => said(409, &refusal("invalid_request_error", word)),
            }
        }
        ("POST", ["_", "fail-refund", id]) => {
            books.fail_refund(id);
            done(true)
        }
        ("POST", ["_", "dispute", id]) => {
            let whole = books.sessions.get(*id).map_or(0, |session| number(&session["amount_total"]));
            let status = if get("status").is_empty() { "needs_response" } else { get("status") };
            let made = books.dispute(id, amount.unwrap_or(whole), status);
            said(200, &json!({ "id": made }))
        }
        ("POST", ["_", "decide", id]) => {
            books.decide(id, get("status"));
            done(true)
        }
        ("POST", ["_", "arrive", id]) => {
            books.arrive(id, get("well") != "false");
            done(true)
        }
        ("GET", ["_", "subscriptions"]) => {
            said(200, &json!(books.subscriptions.values().collect::<Vec<_>>()))
        }
        ("POST", ["_", "renew", id]) => {
            books.renew(id, get("well") != "false");
            done(true)
        }
        ("POST", ["_", "end", id]) => {
            books.delete(id);
            done(true)
        }
        ("POST", ["_", "decline"]) => {
            books.declines = true;
            done(true)
        }
        ("GET", ["portal", _]) => {
            let text =
                "<!doctype html><html lang=en><title>Stand-in of Stripe</title><h1>Invoices and cards</h1>";
            written(200, "text/html; charset=utf-8", text.to_owned())
        }
        ("POST", ["_", "expire", id]) => done(books.expire(id)),
        _ => said(404, &json!({ "error": "nothing here" })),
    }
}

fn paying(books: &Books, id: &str) -> Answer {
    let Some(session) = books.sessions.get(id) else { return said(404, &json!({})) };
    let (amount, currency) = (number(&session["amount_total"]), session["currency"].as_str().unwrap_or(""));
    let back = session["cancel_url"].as_str().unwrap_or("/");
    let text = if session["status"] == "open" {
        format!(
            "<p>{amount} {currency}, in the smallest unit</p><form method=post><button name=how value=now>Pay</button> \
             <button name=how value=slowly>Pay by bank debit</button></form><p><a href=\"{back}\">Back</a></p>"
        )
    } else {
        "<p>This page is closed.</p>".to_owned()
    };
    let page = format!(
        "<!doctype html><html lang=en><meta charset=utf-8><title>Stand-in of Stripe</title><h1>Stand-in of Stripe</h1>{text}"
    );
    written(200, "text/html; charset=utf-8", page)
}
