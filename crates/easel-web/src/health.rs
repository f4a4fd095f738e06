//! For those who watch the process: whether it lives, whether it can work, and its numbers.

use crate::Web;
use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use easel_door::error::Problem;
use easel_oversight::Oversight;
use std::{fmt::Write, time::Duration};

/// A database that takes longer isn't ready.
const PING_TIME: Duration = Duration::from_secs(2);

/// The process answers.
pub(crate) async fn live() -> &'static str {
    "ok\n"
}

/// The database answers too.
pub(crate) async fn ready(State(web): State<Web>) -> Response {
    match tokio::time::timeout(PING_TIME, web.store().ping()).await {
        Ok(Ok(())) => "ready\n".into_response(),
        Ok(Err(error)) => {
            let _ = Problem::from(error);
            not_ready()
        }
        Err(_) => not_ready(),
    }
}

fn not_ready() -> Response {
    (StatusCode::SERVICE_UNAVAILABLE, "the database doesn't answer\n").into_response()
}

/// The numbers, for whoever has the token. Without a configured token there is nothing here.
pub(crate) async fn metrics(State(web): State<Web>, headers: HeaderMap) -> Result<Response, Problem> {
    let token = web.options().metrics_token.as_ref().filter(|token| !token.is_empty());
    let Some(token) = token else { return Err(Problem::not_found()) };
    let given = headers.get(header::AUTHORIZATION).and_then(|v| v.to_str().ok());
    if !given.and_then(|v| v.strip_prefix("Bearer ")).is_some_and(|given| token.matches(given.trim())) {
        return Err(Problem::not_signed_in());
    }
    let mut text = web.metrics().render();
    let found = Oversight::of(web.store()).overview().await?;
    text.push_str("# TYPE easel_generations gauge\n");
    for (state, count) in &found.generations {
        let _ = writeln!(text, "easel_generations{{state=\"{}\"}} {count}", state.as_str());
    }
    text.push_str("# TYPE easel_credits gauge\n");
    for (account, credits) in [
        ("issued", found.issued),
        ("available", found.available),
        ("held", found.held),
        ("spent", found.spent),
    ] {
        let _ = writeln!(text, "easel_credits{{account=\"{account}\"}} {credits}");
    }
    let _ = writeln!(text, "# TYPE easel_people gauge\neasel_people {}", found.people);
    database(&mut text, &web);
    let plain = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    Ok(([(header::CONTENT_TYPE, plain)], text).into_response())
}

fn database(text: &mut String, web: &Web) {
    let db = web.store().db_metrics();
    for (name, kind, value) in [
        ("writer_queue", "gauge", db.writer_queue as u64),
        ("reader_queue", "gauge", db.reader_queue as u64),
        ("commits_total", "counter", db.groups),
        ("committed_transactions_total", "counter", db.grouped),
        ("pool_in_use", "gauge", db.pool_in_use as u64),
        ("pool_size", "gauge", db.pool_size as u64),
        ("pool_waiting", "gauge", db.pool_waiting as u64),
        ("retries_total", "counter", db.retries),
    ] {
        let _ = writeln!(text, "# TYPE easel_db_{name} {kind}\neasel_db_{name} {value}");
    }
}
