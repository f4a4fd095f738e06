//! Bytes of pictures on their way out. They came from people and generators, so browsers get them with everything
//! switched off.

use crate::{Door, error::Problem, input::Words};
use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use easel_domain::AssetId;
use easel_store::{BlobBody, BlobRef, StoreError, Variant};
use easel_tells::Bare;
use futures_util::{Stream, StreamExt, stream::BoxStream};
use std::{
    fs::File,
    io::{self, Read},
};
use tokio_util::io::ReaderStream;

/// Bytes read at once; also what is small enough to be read whole.
pub const CHUNK: usize = 256 * 1024;

/// A picture as somebody else than its owner is shown it: whole, and nobody keeps it.
pub async fn shown(door: &Door, blob: &BlobRef) -> Result<Response, Problem> {
    let (mime, _) = served_as(&blob.mime);
    let mut answer = HeaderMap::new();
    answer.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'"));
    answer.insert(header::CONTENT_TYPE, HeaderValue::from_static(mime));
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    answer.insert(header::CONTENT_LENGTH, HeaderValue::from(blob.bytes));
    let found = door.store().blobs().read(&blob.name).await.map_err(StoreError::from)?;
    let body = body(found.ok_or_else(Problem::not_found)?, blob.bytes).await?;
    Ok((answer, body).into_response())
}

/// Whether the asker has what this tag stands for.
pub fn is_known(headers: &HeaderMap, etag: &str) -> bool {
    headers.get(header::IF_NONE_MATCH).and_then(|v| v.to_str().ok()).is_some_and(|tags| {
        tags.split(',').map(|tag| tag.trim().trim_start_matches("W/")).any(|tag| tag == etag || tag == "*")
    })
}

/// The answer to who has it already.
pub fn unchanged_since(mut answer: HeaderMap) -> Response {
    for name in [header::CONTENT_TYPE, header::CONTENT_DISPOSITION] {
        answer.remove(name);
    }
    (StatusCode::NOT_MODIFIED, answer).into_response()
}

/// Only what can't carry a script is shown; anything else is a file to keep.
pub fn served_as(mime: &str) -> (&'static str, &'static str) {
    match mime {
        "image/png" => ("image/png", "png"),
        "image/jpeg" => ("image/jpeg", "jpg"),
        "image/webp" => ("image/webp", "webp"),
        _ => ("application/octet-stream", "bin"),
    }
}

/// A name that no file system and no header stumbles over.
pub fn file_name(studio: &str, id: AssetId, ending: &str) -> String {
    let mut safe: String = studio
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' })
        .take(40)
        .collect();
    if !safe.contains(|c: char| c.is_ascii_alphanumeric()) {
        "picture".clone_into(&mut safe);
    }
    let id = id.0.simple().to_string();
    let short = &id[id.len() - 8..];
    format!("{}-{short}.{ending}", safe.trim_matches('-'))
}

/// A blob of so many bytes, on its way.
pub async fn body(blob: BlobBody, bytes: i64) -> Result<Body, Problem> {
    match blob {
        BlobBody::File(file) => match usize::try_from(bytes) {
            Ok(length) if length <= CHUNK => small(file, length).await,
            _ => {
                let mut file = tokio::fs::File::from_std(file);
                file.set_max_buf_size(CHUNK);
                Ok(Body::from_stream(ReaderStream::with_capacity(file, CHUNK)))
            }
        },
        BlobBody::Stream(stream) => Ok(Body::from_stream(stream)),
    }
}

/// One hop to a blocking thread for the whole of it.
async fn small(mut file: File, length: usize) -> Result<Body, Problem> {
    let read = tokio::task::spawn_blocking(move || {
        let mut bytes = vec![0; length];
        file.read_exact(&mut bytes).map(|()| Bytes::from(bytes))
    });
    let bytes = read.await.map_err(|error| Problem::internal(&error))?;
    bytes.map(Body::from).map_err(|error| Problem::internal(&error))
}

/// No search engine may keep what a link leads to.
pub const NO_INDEX: &str = "noindex, nofollow, noarchive, noimageindex";

/// What keeps search engines away from what is answered.
#[must_use]
pub fn not_for_robots() -> (HeaderName, HeaderValue) {
    (HeaderName::from_static("x-robots-tag"), HeaderValue::from_static(NO_INDEX))
}

/// Which file of a picture was asked for; the original where nothing is said.
///
/// # Errors
/// When there is no such one.
pub fn variant(words: &Words) -> Result<Variant, Problem> {
    let bad = || Problem::invalid("invalid_variant", "invalid_variant", "variant");
    words.get("variant").map_or(Ok(Variant::Original), |word| Variant::parse(word).ok_or_else(bad))
}

/// The bytes, for the document.
#[derive(utoipa::ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "describes the answer; the bytes are streamed")]
pub struct Picture(Vec<u8>);

/// Names of the variants, for the document.
#[derive(utoipa::ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum VariantName {
    /// As it was made or brought.
    Original,
    /// As large as a screen.
    Preview,
    /// For a grid.
    Thumb,
    /// For a small grid.
    Small,
}

/// A PNG's picture without anything it tells.
pub fn bare_body(body: BlobBody) -> Body {
    Body::from_stream(passed(body))
}

/// A PNG's picture, as it is read.
fn passed(body: BlobBody) -> impl Stream<Item = io::Result<Bytes>> {
    let bytes: BoxStream<'static, io::Result<Bytes>> = match body {
        BlobBody::File(file) => {
            let mut file = tokio::fs::File::from_std(file);
            file.set_max_buf_size(CHUNK);
            ReaderStream::with_capacity(file, CHUNK).boxed()
        }
        BlobBody::Stream(chunks) => chunks.map(|chunk| chunk.map_err(io::Error::other)).boxed(),
    };
    let mut bare = Bare::default();
    bytes.map(move |chunk| bare.pass(chunk?).map_err(io::Error::other))
}

/// `left` bytes of a file from where it stands.
pub fn file_from_here(file: File, left: u64) -> BoxStream<'static, Result<Bytes, io::Error>> {
    let mut file = tokio::fs::File::from_std(file);
    file.set_max_buf_size(CHUNK);
    ReaderStream::with_capacity(tokio::io::AsyncReadExt::take(file, left), CHUNK).boxed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_holds_nothing_but_letters_digits_and_dashes() {
        let id: AssetId = "01890a5d-ac96-774b-bcce-b302099a8057".parse().expect("an id");
        assert_eq!(file_name("My \"Studio\"/..", id, "png"), "my--studio-099a8057.png");
        assert_eq!(file_name("工作室", id, "png"), "picture-099a8057.png");
    }
}
