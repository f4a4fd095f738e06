//! The bytes of pictures. They came from people and generators, so browsers get them with everything switched off.

use crate::{Web, telling};
use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use easel_domain::AssetId;
use easel_door::{
    blob::{Picture, VariantName, body, file_name, is_known, served_as, unchanged_since, variant},
    carrier::Signed,
    error::{Problem, ProblemBody},
    input::{PathId, Words},
};
use easel_store::{BlobRef, StoreError, Variant};
use easel_tells::Tells;
use sha2::{Digest, Sha256};

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
        let name = file_name(&web.branding().name, id, ending);
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
