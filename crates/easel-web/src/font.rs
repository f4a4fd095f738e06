//! The typefaces that books are lettered in, as browsers take them: the same files that a page is drawn with here.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use easel_door::{blob::is_known, error::Problem, input::PathWords};
use sha2::{Digest, Sha256};
use std::{fmt::Write, sync::OnceLock};

/// For a file that never changes under its address.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// For a list of such files.
const FOR_AN_HOUR: HeaderValue = HeaderValue::from_static("public, max-age=3600");
/// Letters of a hash that tell one file from another.
const HASH_LETTERS: usize = 12;

/// What tells a file from what it was in another version of the program.
fn marks() -> &'static [String] {
    static MARKS: OnceLock<Vec<String>> = OnceLock::new();
    MARKS.get_or_init(|| {
        let mark = |face: &easel_fonts::Face| {
            let mut hex = String::new();
            for byte in Sha256::digest(face.woff2).iter().take(HASH_LETTERS / 2) {
                let _ = write!(hex, "{byte:02x}");
            }
            hex
        };
        easel_fonts::faces().iter().map(mark).collect()
    })
}

/// One rule for each file, under the names that drawings of pages use. A browser fetches what a page needs.
#[utoipa::path(get, path = "/api/v1/fonts.css", tag = "fonts",
    responses((status = 200, description = "Rules for every typeface", body = String, content_type = "text/css"),
        (status = 304, description = "Unchanged")))]
pub(crate) async fn get_fonts(headers: HeaderMap) -> Result<Response, Problem> {
    let mut css = String::new();
    for (face, mark) in easel_fonts::faces().iter().zip(marks()) {
        let _ = writeln!(
            css,
            "@font-face{{font-family:'{}';font-weight:{};font-display:block;src:url('/api/v1/fonts/{}?{mark}') format('woff2')}}",
            face.family, face.weight, face.file
        );
    }
    let etag = format!("\"{:x}\"", Sha256::digest(css.as_bytes()));
    let mut answer = HeaderMap::new();
    answer.insert(header::CACHE_CONTROL, FOR_AN_HOUR);
    let unchanged = is_known(&headers, &etag);
    answer.insert(header::ETAG, HeaderValue::try_from(etag).map_err(|error| Problem::internal(&error))?);
    if unchanged {
        return Ok((StatusCode::NOT_MODIFIED, answer).into_response());
    }
    answer.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/css; charset=utf-8"));
    Ok((answer, css).into_response())
}

/// A typeface's file.
#[utoipa::path(get, path = "/api/v1/fonts/{file}", tag = "fonts", params(("file" = String, Path)),
    responses((status = 200, description = "The file", body = String, content_type = "font/woff2"),
        (status = 304, description = "Unchanged"), (status = 404, body = easel_door::error::ProblemBody)))]
pub(crate) async fn get_font(path: PathWords, headers: HeaderMap) -> Result<Response, Problem> {
    let file: String = path.word("file")?;
    let found = easel_fonts::faces().iter().zip(marks()).find(|(face, _)| face.file == file);
    let (face, mark) = found.ok_or_else(Problem::not_found)?;
    let etag = format!("\"{mark}\"");
    let mut answer = HeaderMap::new();
    answer.insert(header::CACHE_CONTROL, FOR_EVER);
    let unchanged = is_known(&headers, &etag);
    answer.insert(header::ETAG, HeaderValue::try_from(etag).map_err(|error| Problem::internal(&error))?);
    if unchanged {
        return Ok((StatusCode::NOT_MODIFIED, answer).into_response());
    }
    answer.insert(header::CONTENT_TYPE, HeaderValue::from_static("font/woff2"));
    answer.insert(header::CONTENT_LENGTH, HeaderValue::from(face.woff2.len()));
    Ok((answer, Body::from(Bytes::from_static(face.woff2))).into_response())
}
