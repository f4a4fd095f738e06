//! The built browser side, inside the program.

use axum::{
    body::Body,
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};

/// One built file.
struct UiFile {
    /// Without a slash at the beginning.
    path: &'static str,
    mime: &'static str,
    etag: &'static str,
    plain: &'static [u8],
    br: Option<&'static [u8]>,
    gzip: Option<&'static [u8]>,
}

include!(concat!(env!("OUT_DIR"), "/ui.rs"));

fn find(path: &str) -> Option<&'static UiFile> {
    FILES.binary_search_by_key(&path, |file| file.path).ok().map(|at| &FILES[at])
}

/// Every path that is no operation: a built file, or for a browser going somewhere the page itself, which finds its
/// way by the address.
pub(crate) async fn serve(request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let headers = request.headers();
    let path = request.uri().path().trim_start_matches('/');
    if let Some(file) = find(path).filter(|file| file.path != "index.html") {
        return answer(file, headers, path.starts_with("assets/"));
    }
    let last = path.rsplit('/').next().unwrap_or("");
    let wants_page =
        headers.get(header::ACCEPT).is_some_and(|v| v.to_str().is_ok_and(|v| v.contains("text/html")));
    // What a link leads to is for whoever was sent it, and its address for nobody else.
    let shared = path.starts_with("s/");
    let answer = |page, headers| {
        let mut response = answer(page, headers, false);
        if shared {
            let none = HeaderValue::from_static("no-referrer");
            response.headers_mut().insert(header::REFERRER_POLICY, none);
            let robots = HeaderName::from_static("x-robots-tag");
            response.headers_mut().insert(robots, HeaderValue::from_static(easel_door::blob::NO_INDEX));
        }
        response
    };
    match find("index.html") {
        Some(page) if path.is_empty() || path == "index.html" || (wants_page && !last.contains('.')) => {
            answer(page, headers)
        }
        _ => (StatusCode::NOT_FOUND, "There is nothing here.\n").into_response(),
    }
}

/// The page itself, with something of its own in its head. What stands there is markup: whoever writes it has made all
/// that came from people harmless.
pub(crate) fn page(status: StatusCode, head: &str) -> Response {
    let plain = find("index.html").and_then(|page| std::str::from_utf8(page.plain).ok()).unwrap_or_default();
    let (before, rest) = plain.split_once("<title>").unwrap_or((plain, ""));
    let after = rest.split_once("</title>").map_or(rest, |(_, after)| after);
    let html = [(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"))];
    (status, html, format!("{before}{head}{after}")).into_response()
}

fn answer(file: &'static UiFile, headers: &HeaderMap, immutable: bool) -> Response {
    let cache = if immutable { "public, max-age=31536000, immutable" } else { "no-cache" };
    let base = [
        (header::ETAG, HeaderValue::from_static(file.etag)),
        (header::CACHE_CONTROL, HeaderValue::from_static(cache)),
        (header::VARY, HeaderValue::from_static("Accept-Encoding")),
    ];
    let unchanged = headers
        .get(header::IF_NONE_MATCH)
        .and_then(|v| v.to_str().ok())
        .is_some_and(|tags| tags.split(',').any(|tag| tag.trim().trim_start_matches("W/") == file.etag));
    if unchanged {
        return (StatusCode::NOT_MODIFIED, base).into_response();
    }
    let (bytes, encoding) = packed(file, headers);
    let mut response = (base, Body::from(bytes)).into_response();
    let answer = response.headers_mut();
    answer.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.mime));
    answer.insert(header::CONTENT_LENGTH, HeaderValue::from(bytes.len()));
    if let Some(encoding) = encoding {
        answer.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

/// The smallest form the browser takes.
fn packed(file: &UiFile, headers: &HeaderMap) -> (&'static [u8], Option<&'static str>) {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|v| v.to_str().ok()).unwrap_or("");
    let takes = |name: &str| {
        accepted.split(',').any(|entry| {
            let mut parts = entry.split(';');
            let fits = parts.next().is_some_and(|n| n.trim() == name);
            fits && !parts.any(|p| matches!(p.trim(), "q=0" | "q=0.0"))
        })
    };
    match (file.br, file.gzip) {
        (Some(bytes), _) if takes("br") => (bytes, Some("br")),
        (_, Some(bytes)) if takes("gzip") => (bytes, Some("gzip")),
        _ => (file.plain, None),
    }
}
