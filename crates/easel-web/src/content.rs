//! The bytes of pictures. They came from people and generators, so browsers get them with everything switched off.

use crate::{
    Web,
    carrier::Signed,
    error::{Problem, ProblemBody},
    input::{PathId, Words},
    telling,
};
use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use easel_domain::AssetId;
use easel_store::{BlobBody, BlobRef, StoreError, Variant};
use easel_tells::Tells;
use sha2::{Digest, Sha256};
use std::{fs::File, io::Read};
use tokio_util::io::ReaderStream;

/// Bytes read at once; also what is small enough to be read whole.
pub(crate) const CHUNK: usize = 256 * 1024;

/// The bytes of a picture.
#[utoipa::path(get, path = "/api/v1/assets/{id}/content", tag = "assets",
    params(("id" = String, Path),
        ("variant" = inline(Option<VariantName>), Query, nullable = false, description = "The original without it"),
        ("download" = Option<bool>, Query, nullable = false, description = "As a file to keep"),
        ("tells" = Option<String>, Query, nullable = false,
            description = "What an original PNG tells: some of `parameters`, `studio`, `marking` and `manifest` with commas \
                between, or `none`. All of it in a file to keep; without either the file is as it is stored")),
    responses((status = 200, description = "The bytes", body = inline(Picture), content_type = "image/*"),
        (status = 304, description = "Unchanged"), (status = 400, body = ProblemBody),
        (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn get_asset_content(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<AssetId>,
    headers: HeaderMap,
    words: Words,
) -> Result<Response, Problem> {
    let variant = variant(&words)?;
    let download = words.flag("download")?;
    let tells = match words.get("tells") {
        None => download.then_some(Tells::ALL),
        Some(names) => {
            let tells = Tells::parse(names);
            Some(tells.ok_or_else(|| Problem::invalid("invalid_tells", "invalid_tells", "tells"))?)
        }
    };
    let blob = web.store().asset_blob(&signed.actor, id, variant).await?.ok_or_else(Problem::not_found)?;
    let (mime, ending) = served_as(&blob.mime);
    let mut answer = HeaderMap::new();
    answer.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'"));
    answer.insert(header::VARY, HeaderValue::from_static("Cookie"));
    if download || mime == "application/octet-stream" {
        let name = file_name(&web.options().studio.name, id, ending);
        let value = HeaderValue::try_from(format!("attachment; filename=\"{name}\""))
            .map_err(|error| Problem::internal(&error))?;
        answer.insert(header::CONTENT_DISPOSITION, value);
    }
    answer.insert(header::CONTENT_TYPE, HeaderValue::from_static(mime));
    if let Some(tells) = tells.filter(|_| variant == Variant::Original && mime == "image/png")
        && let Some(told) = told(&web, &blob, tells, &headers, &mut answer).await?
    {
        return Ok(told);
    }
    let etag = format!("\"{}\"", blob.hash);
    let unchanged = is_known(&headers, &etag);
    answer.insert(header::ETAG, HeaderValue::try_from(etag).map_err(|error| Problem::internal(&error))?);
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=31536000, immutable"));
    if unchanged {
        return Ok(unchanged_since(answer));
    }
    answer.insert(header::CONTENT_LENGTH, HeaderValue::from(blob.bytes));
    let found = web.store().blobs().read(&blob.name).await.map_err(StoreError::from)?;
    let body = body(found.ok_or_else(Problem::not_found)?, blob.bytes).await?;
    Ok((answer, body).into_response())
}

/// A picture as somebody else than its owner is shown it: whole, and nobody keeps it.
pub(crate) async fn shown(web: &Web, blob: &BlobRef) -> Result<Response, Problem> {
    let (mime, _) = served_as(&blob.mime);
    let mut answer = HeaderMap::new();
    answer.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'"));
    answer.insert(header::CONTENT_TYPE, HeaderValue::from_static(mime));
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    answer.insert(header::CONTENT_LENGTH, HeaderValue::from(blob.bytes));
    let found = web.store().blobs().read(&blob.name).await.map_err(StoreError::from)?;
    let body = body(found.ok_or_else(Problem::not_found)?, blob.bytes).await?;
    Ok((answer, body).into_response())
}

/// Which file of a picture was asked for.
pub(crate) fn variant(words: &Words) -> Result<Variant, Problem> {
    let bad = || Problem::invalid("invalid_variant", "invalid_variant", "variant");
    words.get("variant").map_or(Ok(Variant::Original), |word| Variant::parse(word).ok_or_else(bad))
}

/// The original with what it is to tell. `None` when its words can't be chosen.
async fn told(
    web: &Web,
    blob: &BlobRef,
    tells: Tells,
    headers: &HeaderMap,
    answer: &mut HeaderMap,
) -> Result<Option<Response>, Problem> {
    let found = web.store().blobs().read(&blob.name).await.map_err(StoreError::from)?;
    let bytes = u64::try_from(blob.bytes).unwrap_or(0);
    let Some(out) = telling::outgoing(web, found.ok_or_else(Problem::not_found)?, bytes, tells).await? else {
        return Ok(None);
    };
    // The studio's name may change, and with it what the same picture tells.
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    if !out.is_signed {
        let mut hasher = Sha256::new();
        hasher.update(&out.head);
        hasher.update(blob.hash.as_bytes());
        let hash: String = hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        let etag = format!("\"{hash}\"");
        let unchanged = is_known(headers, &etag);
        answer.insert(header::ETAG, HeaderValue::try_from(etag).map_err(|error| Problem::internal(&error))?);
        if unchanged {
            return Ok(Some(unchanged_since(std::mem::take(answer))));
        }
    }
    answer.insert(header::CONTENT_LENGTH, HeaderValue::from(out.bytes));
    Ok(Some((std::mem::take(answer), out.body).into_response()))
}

/// Whether the asker has what this tag stands for.
pub(crate) fn is_known(headers: &HeaderMap, etag: &str) -> bool {
    headers.get(header::IF_NONE_MATCH).and_then(|v| v.to_str().ok()).is_some_and(|tags| {
        tags.split(',').map(|tag| tag.trim().trim_start_matches("W/")).any(|tag| tag == etag || tag == "*")
    })
}

/// The answer to who has it already.
fn unchanged_since(mut answer: HeaderMap) -> Response {
    for name in [header::CONTENT_TYPE, header::CONTENT_DISPOSITION] {
        answer.remove(name);
    }
    (StatusCode::NOT_MODIFIED, answer).into_response()
}

/// The bytes, for the document.
#[derive(utoipa::ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "describes the answer; the bytes are streamed")]
pub(crate) struct Picture(Vec<u8>);

/// Names of the variants, for the document.
#[derive(utoipa::ToSchema)]
#[schema(rename_all = "snake_case")]
#[expect(dead_code, reason = "describes the parameter; it is read from the query's words")]
pub(crate) enum VariantName {
    Original,
    Preview,
    Thumb,
    Small,
}

/// Only what can't carry a script is shown; anything else is a file to keep.
pub(crate) fn served_as(mime: &str) -> (&'static str, &'static str) {
    match mime {
        "image/png" => ("image/png", "png"),
        "image/jpeg" => ("image/jpeg", "jpg"),
        "image/webp" => ("image/webp", "webp"),
        _ => ("application/octet-stream", "bin"),
    }
}

/// A name that no file system and no header stumbles over.
pub(crate) fn file_name(studio: &str, id: AssetId, ending: &str) -> String {
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
pub(crate) async fn body(blob: BlobBody, bytes: i64) -> Result<Body, Problem> {
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
