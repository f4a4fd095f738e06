//! The outermost layer: every answer gets its id, its line in the log and its headers; every problem its words.

use crate::{
    Door,
    carrier::Tongue,
    clock,
    error::{Details, Problem},
    input::Json,
};
use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use std::time::Duration;
use tracing::Instrument;

/// An answer that hasn't begun by then is given up; what a transaction did stays done. Longer than anybody may wait
/// for a generation.
const ANSWER_TIME: Duration = Duration::from_secs(75);
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const POLICY: &str = "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; script-src 'self'; \
                      frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'";
const PERMISSIONS: &str = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";

/// Wraps everything else.
pub async fn finish(State(door): State<Door>, mut request: Request, next: Next) -> Response {
    let started = clock::tick();
    let id = clock::new_id().simple().to_string();
    let tongue = Tongue::of(request.headers());
    request.extensions_mut().insert(tongue.clone());
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let span = tracing::info_span!("request", id = %id);
    let answer = tokio::time::timeout(ANSWER_TIME, next.run(request).instrument(span)).await;
    let mut response = answer.unwrap_or_else(|_| Problem::unavailable().into_response());
    if let Some(details) = response.extensions_mut().remove::<Details>() {
        response = write_down(&door, &details, response, &tongue, &id);
    }
    dress(&door, response.headers_mut(), &id);
    log(&door, &method, route.as_deref(), &response, started.elapsed(), &id);
    response
}

fn write_down(door: &Door, details: &Details, bare: Response, tongue: &Tongue, id: &str) -> Response {
    let language = tongue.language();
    let body = details.body(language, id, &door.branding());
    let mut response = Json(body).into_response();
    *response.status_mut() = details.status;
    for name in [header::RETRY_AFTER, header::ALLOW, header::SET_COOKIE] {
        if let Some(value) = bare.headers().get(&name) {
            response.headers_mut().insert(name, value.clone());
        }
    }
    response
}

fn dress(door: &Door, headers: &mut HeaderMap, id: &str) {
    let mut default = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    default(header::CONTENT_SECURITY_POLICY, POLICY);
    default(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    default(header::REFERRER_POLICY, "same-origin");
    default(HeaderName::from_static("permissions-policy"), PERMISSIONS);
    default(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    default(header::X_FRAME_OPTIONS, "DENY");
    default(header::CACHE_CONTROL, "no-store");
    if door.options().is_secure() {
        default(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    if let Ok(id) = HeaderValue::from_str(id) {
        headers.insert(REQUEST_ID, id);
    }
}

/// The matched route instead of the path, and no query: neither ids nor tokens stand in the log.
fn log(door: &Door, method: &Method, route: Option<&str>, response: &Response, took: Duration, id: &str) {
    let (route, status) = (route.unwrap_or("-"), response.status().as_u16());
    door.metrics().answered(method, route, status, took);
    let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    tracing::info!(target: "easel_web::access", method = %method, route, status, ms, request_id = %id);
}
