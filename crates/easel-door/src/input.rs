//! What comes in, bounded before it is read: JSON bodies, ids in paths, words in queries.

use crate::{clock, error::Problem};
use axum::{
    body::Body,
    extract::{FromRequest, FromRequestParts, Request},
    http::{HeaderMap, HeaderValue, header, request::Parts},
    response::{IntoResponse, Response},
};
use easel_domain::{Timestamp, payment};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::{Serialize, de::DeserializeOwned};
use std::{collections::HashMap, str::FromStr, time::Duration};
use uuid::Uuid;

/// Most bytes of a JSON body.
const BODY_MAX: usize = 256 * 1024;
/// Most bytes of one that holds a whole book.
const LARGE_MAX: usize = easel_works::book::BYTES_MAX + 64 * 1024;
/// A body that isn't here by then won't come.
const BODY_TIME: Duration = Duration::from_secs(20);

/// The longest something may last that ends by itself: ten years of milliseconds.
const ENDS_WITHIN_MS: i64 = 10 * 366 * 24 * 3_600_000;

/// A JSON body, in or out.
pub struct Json<T>(pub T);

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        match serde_json::to_vec(&self.0) {
            Ok(bytes) => {
                let json = HeaderValue::from_static("application/json");
                ([(header::CONTENT_TYPE, json)], Body::from(bytes)).into_response()
            }
            Err(error) => Problem::internal(&error).into_response(),
        }
    }
}

impl<T: DeserializeOwned, S: Sync> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            return Err(Problem::unsupported_type());
        }
        let bytes = read_bytes(request.into_body(), BODY_MAX).await?;
        parse(&bytes).map(Self)
    }
}

/// A JSON body as large as a book.
pub struct LargeJson<T>(pub T);

impl<T: DeserializeOwned, S: Sync> FromRequest<S> for LargeJson<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            return Err(Problem::unsupported_type());
        }
        let bytes = read_bytes(request.into_body(), LARGE_MAX).await?;
        parse(&bytes).map(Self)
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let mime = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or("");
    let essence = mime.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"))
}

/// A whole body of at most `most` bytes.
pub async fn read_bytes(body: Body, most: usize) -> Result<bytes::Bytes, Problem> {
    match tokio::time::timeout(BODY_TIME, Limited::new(body, most).collect()).await {
        Ok(Ok(collected)) => Ok(collected.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(Problem::too_large()),
        Ok(Err(_)) | Err(_) => Err(Problem::invalid_body()),
    }
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    if says_nul(bytes) {
        return Err(Problem::invalid_body());
    }
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        let is_field = !path.is_empty() && path.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        match error.into_inner() {
            inner if inner.is_data() && is_field => Problem::invalid_field(path),
            inner if inner.is_data() && is_in_document(&path) => Problem::invalid_document(path),
            inner if inner.is_data() => missing_field(&inner.to_string()),
            _ => Problem::invalid_body(),
        }
    })?;
    json.end().map_err(|_| Problem::invalid_body())?;
    Ok(value)
}

/// Whether this is a place in a book's document or in a page of one, in no other characters than these.
fn is_in_document(path: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_.[]".contains(&b);
    ["document.", "page.", "format.", "text_styles[", "edit."].iter().any(|head| path.starts_with(head))
        && path.len() <= 200
        && path.bytes().all(plain)
}

/// Which field serde misses stands only in its sentence.
fn missing_field(sentence: &str) -> Problem {
    let name = sentence.strip_prefix("missing field `").and_then(|rest| rest.split('`').next());
    name.map_or_else(Problem::invalid_body, |name| Problem::invalid_field(name.to_owned()))
}

/// Whether a string in this JSON has the character that neither database nor file names can hold.
fn says_nul(json: &[u8]) -> bool {
    let mut at = 0;
    while let Some(&byte) = json.get(at) {
        if byte != b'\\' {
            at += 1;
        } else if json[at..].starts_with(b"\\u0000") {
            return true;
        } else {
            at += 2;
        }
    }
    false
}

/// An id in the path; one that is none is the id of nothing.
pub struct PathId<T>(pub T);

impl<T: FromStr, S: Send + Sync> FromRequestParts<S> for PathId<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let path = axum::extract::Path::<String>::from_request_parts(parts, state).await;
        let axum::extract::Path(text) = path.map_err(|_| Problem::not_found())?;
        if text.len() != 36 {
            return Err(Problem::not_found());
        }
        text.parse().map(Self).map_err(|_| Problem::not_found())
    }
}

/// The words of a path by name, where there are several.
pub struct PathWords(Vec<(String, String)>);

impl<S: Send + Sync> FromRequestParts<S> for PathWords {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let path = axum::extract::Path::<Vec<(String, String)>>::from_request_parts(parts, state).await;
        let axum::extract::Path(words) = path.map_err(|_| Problem::not_found())?;
        Ok(Self(words))
    }
}

impl PathWords {
    /// The word called `name`; one that is none is that of nothing.
    pub fn word<T: FromStr>(&self, name: &str) -> Result<T, Problem> {
        let found = self.0.iter().find(|(word, _)| word == name).map(|(_, text)| text);
        found.and_then(|text| text.parse().ok()).ok_or_else(Problem::not_found)
    }
}

/// The words of a query string by name.
pub struct Words(HashMap<String, String>);

impl<S: Send + Sync> FromRequestParts<S> for Words {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let query = axum::extract::Query::<HashMap<String, String>>::from_request_parts(parts, state).await;
        let axum::extract::Query(words) = query.map_err(|_| Problem::invalid_body())?;
        Ok(Self(words))
    }
}

impl Words {
    /// The word called `name`, if there is one and it isn't empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|word| !word.is_empty())
    }

    /// The word called `name`, of at most `max` characters.
    pub fn text(&self, name: &str, max: usize) -> Result<Option<String>, Problem> {
        match self.get(name) {
            Some(word) if word.contains('\0') || word.chars().count() > max => {
                Err(Problem::invalid_field(name.to_owned()))
            }
            word => Ok(word.map(str::to_owned)),
        }
    }

    /// The word called `name`, an id.
    pub fn id<T: FromStr>(&self, name: &str) -> Result<Option<T>, Problem> {
        let bad = || Problem::invalid_field(name.to_owned());
        let Some(word) = self.get(name) else { return Ok(None) };
        if word.len() != 36 {
            return Err(bad());
        }
        word.parse().map(Some).map_err(|_| bad())
    }

    /// The first moment of the day called `name`, such as `2026-11-21`, in UTC, or of the day that many days later.
    pub fn day(&self, name: &str, days_later: i64) -> Result<Option<Timestamp>, Problem> {
        let bad = || Problem::invalid_field(name.to_owned());
        let Some(word) = self.get(name) else { return Ok(None) };
        let date: jiff::civil::Date = word.parse().ok().filter(|_| word.len() == 10).ok_or_else(bad)?;
        let day = date.to_zoned(jiff::tz::TimeZone::UTC).map_err(|_| bad())?;
        Ok(Some(Timestamp(day.timestamp().as_millisecond()).plus_ms(days_later * 86_400_000)))
    }

    /// Whether `name=true`.
    pub fn flag(&self, name: &str) -> Result<bool, Problem> {
        match self.get(name) {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(_) => Err(Problem::invalid_field(name.to_owned())),
        }
    }
}

/// The id an asker made, or a new one.
///
/// # Errors
/// 400 at `id` when it is no UUIDv7.
pub fn made_id(text: Option<&str>) -> Result<Uuid, Problem> {
    match text {
        None => Ok(clock::new_id()),
        Some(text) => Uuid::parse_str(text)
            .ok()
            .filter(|id| text.len() == 36 && id.get_version_num() == 7)
            .ok_or_else(|| Problem::invalid("invalid_id", "invalid_id", "id")),
    }
}

/// Why somebody decides something, as it is kept with the decision.
///
/// # Errors
/// 400 at `reason` when there is none, or too long a one.
pub fn reason(text: &str) -> Result<String, Problem> {
    let none = || Problem::invalid("invalid_reason", "invalid_reason", "reason").at_most(payment::REASON_MAX);
    payment::reason(text).ok_or_else(none)
}

/// A moment, as RFC 3339 has it.
///
/// # Errors
/// 400 at the field of this name.
pub fn moment(text: &str, field: &'static str) -> Result<Timestamp, Problem> {
    let at: jiff::Timestamp = text.parse().map_err(|_| Problem::invalid_field(field.to_owned()))?;
    Ok(Timestamp(at.as_millisecond()))
}

/// When something that was asked for ends: in the future, within ten years.
///
/// # Errors
/// 400 at `expires_at`.
pub fn expires_at(text: &str, now: Timestamp) -> Result<Timestamp, Problem> {
    let bad = || Problem::invalid("invalid_expires_at", "invalid_expires_at", "expires_at");
    let at: jiff::Timestamp = text.parse().map_err(|_| bad())?;
    let at = Timestamp(at.as_millisecond());
    if at > now && at.since_ms(now) <= ENDS_WITHIN_MS { Ok(at) } else { Err(bad()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nul_is_found_and_an_escaped_backslash_is_not_mistaken_for_one() {
        assert!(says_nul(br#"{"a":"x\u0000"}"#));
        assert!(!says_nul(br#"{"a":"x\\u0000"}"#));
        assert!(says_nul(br#"{"a":"x\\\u0000"}"#));
    }
}
