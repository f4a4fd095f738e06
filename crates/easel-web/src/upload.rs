//! People's own pictures on their way in. The door looks at a file's header and keeps the file; a worker looks inside.

use crate::{Web, view::Asset};
use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header},
};
use bytes::{Bytes, BytesMut};
use easel_domain::{Actor, AssetId};
use easel_door::{
    carrier::Signed,
    clock,
    error::{Problem, ProblemBody},
    input::{Json, made_id},
};
use easel_store::{Hears, NewUpload, UPLOAD_BYTES_MAX, UploadState, Uploaded, Wake, Wakes};
use easel_tells::{Refusal, sniff};
use multer::{Constraints, Multipart, SizeLimit};
use std::time::Duration;
use utoipa::ToSchema;

/// What a form needs beside its file.
const FORM_BYTES: u64 = 64 * 1024;
/// Most bytes of a field of words.
const WORD_BYTES: u64 = 64;
/// A file that isn't here by then won't come.
const BODY_TIME: Duration = Duration::from_secs(40);
/// Whoever finds every place taken waits this long for one.
const PLACE_TIME: Duration = Duration::from_secs(5);
/// A wake may be lost: without one the upload is looked at this often.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Uploads read at once; each may take [`UPLOAD_BYTES_MAX`] of memory.
pub(crate) const AT_ONCE: usize = 6;

/// A form with a file, for the document.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the form; it is read as it comes")]
pub(crate) struct UploadForm {
    /// PNG, JPEG or WebP, at most 25 MiB, 16384 pixels a side and 64 megapixels.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// Made by the sender, version 7: the same one with the same file again is the same upload.
    #[schema(nullable = false)]
    id: Option<String>,
    /// What it is for; a `mask` and a `screenshot` of a payment stand in no gallery.
    #[schema(nullable = false, inline)]
    purpose: Option<Purpose>,
}

/// What a picture is sent for.
#[derive(Clone, Copy, Default, PartialEq, Eq, ToSchema)]
#[schema(rename_all = "snake_case")]
pub(crate) enum Purpose {
    #[default]
    Picture,
    Mask,
    Screenshot,
}

/// A form as it was read.
struct Form {
    id: Option<String>,
    purpose: Purpose,
    file: Bytes,
}

/// Takes in a picture. What it carries beside its pixels is thrown away.
#[utoipa::path(post, path = "/api/v1/assets", tag = "assets",
    request_body(content = UploadForm, content_type = "multipart/form-data"),
    responses((status = 201, body = Asset),
        (status = 202, body = Asset, description = "Taken on; its `state` is `arriving`, look again"),
        (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 413, body = ProblemBody),
        (status = 415, body = ProblemBody), (status = 422, body = ProblemBody), (status = 429, body = ProblemBody)))]
pub(crate) async fn create_asset(
    State(web): State<Web>,
    signed: Signed,
    request: Request,
) -> Result<(StatusCode, Json<Asset>), Problem> {
    signed.stays()?;
    web.gates().upload.check(signed.actor.user_id)?;
    let boundary = boundary(request.headers())?;
    let place = tokio::time::timeout(PLACE_TIME, web.upload_places().acquire()).await;
    let place = place.ok().and_then(Result::ok).ok_or_else(Problem::unavailable)?;
    let form = tokio::time::timeout(BODY_TIME, read(request.into_body(), boundary)).await;
    let Form { id, purpose, file } = form.map_err(|_| Problem::invalid_body())??;
    let claimed = sniff(&file).map_err(|why| match why {
        Refusal::Type => Problem::unsupported_type().about("file"),
        Refusal::TooLarge => Problem::too_large().about("file"),
        Refusal::Broken => Problem::invalid_file(),
    })?;
    let id = AssetId(made_id(id.as_deref())?);
    let mut wakes = web.store().wakes_of(Hears::People);
    let new = NewUpload {
        id,
        bytes: file,
        width: claimed.width,
        height: claimed.height,
        mime: claimed.mime,
        is_aside: purpose != Purpose::Picture,
    };
    web.store().asset_upload(&signed.actor, new, clock::now()).await?;
    drop(place);
    arrival(&web, &signed.actor, id, &mut wakes).await
}

/// Waits a while for what becomes of it.
async fn arrival(
    web: &Web,
    actor: &Actor,
    id: AssetId,
    wakes: &mut Wakes,
) -> Result<(StatusCode, Json<Asset>), Problem> {
    let begun = clock::tick();
    loop {
        let found = web.store().asset_uploaded(actor, id).await?.ok_or_else(Problem::not_found)?;
        let upload = match found {
            Uploaded::Asset(asset) => return Ok((StatusCode::CREATED, Json((*asset).into()))),
            Uploaded::Upload(upload) => upload,
        };
        match upload.state {
            UploadState::Arriving => {}
            UploadState::Refused => return Err(Problem::invalid_file()),
            UploadState::Failed => return Err(Problem::unavailable()),
            // It was there, and its owner has deleted it since.
            UploadState::Ready => return Err(Problem::not_found()),
        }
        let left = web.options().upload_wait.saturating_sub(begun.elapsed());
        if left.is_zero() {
            return Ok((StatusCode::ACCEPTED, Json(Asset::arriving(upload))));
        }
        let mine = async {
            loop {
                match wakes.next().await {
                    Wake::Everything => break,
                    Wake::User(user) if user == actor.user_id => break,
                    Wake::User(_) | Wake::Lane(_) | Wake::Over(_) | Wake::Channels => {}
                }
            }
        };
        // Either way it is looked at again.
        let _ = tokio::time::timeout(left.min(LOOK_EVERY), mine).await;
    }
}

/// The boundary of a form that isn't too long by its own account.
fn boundary(headers: &HeaderMap) -> Result<String, Problem> {
    let text = |name| headers.get(name).and_then(|v| v.to_str().ok());
    let kind = text(header::CONTENT_TYPE).unwrap_or("");
    let boundary = multer::parse_boundary(kind).map_err(|_| Problem::unsupported_type())?;
    let length = text(header::CONTENT_LENGTH).and_then(|l| l.parse::<u64>().ok());
    if length.is_some_and(|l| l > UPLOAD_BYTES_MAX as u64 + FORM_BYTES) {
        return Err(Problem::too_large().about("file"));
    }
    Ok(boundary)
}

/// The form's fields. No more is ever held than one file may have.
async fn read(body: Body, boundary: String) -> Result<Form, Problem> {
    let limits = SizeLimit::new()
        .whole_stream(UPLOAD_BYTES_MAX as u64 + FORM_BYTES)
        .for_field("file", UPLOAD_BYTES_MAX as u64)
        .for_field("id", WORD_BYTES)
        .for_field("purpose", WORD_BYTES);
    let constraints = Constraints::new().allowed_fields(vec!["file", "id", "purpose"]).size_limit(limits);
    let mut form = Multipart::with_constraints(body.into_data_stream(), boundary, constraints);
    let (mut id, mut purpose, mut file) = (None, Purpose::default(), None);
    while let Some(mut field) = form.next_field().await.map_err(refused)? {
        if field.name() == Some("id") {
            id = Some(field.text().await.map_err(refused)?);
        } else if field.name() == Some("purpose") {
            purpose = match field.text().await.map_err(refused)?.as_str() {
                "picture" => Purpose::Picture,
                "mask" => Purpose::Mask,
                "screenshot" => Purpose::Screenshot,
                _ => return Err(Problem::invalid_field("purpose".to_owned())),
            };
        } else if file.is_none() {
            let mut bytes = BytesMut::new();
            while let Some(chunk) = field.chunk().await.map_err(refused)? {
                bytes.extend_from_slice(&chunk);
            }
            file = Some(bytes.freeze());
        } else {
            return Err(Problem::invalid_file());
        }
    }
    Ok(Form { id, purpose, file: file.ok_or_else(Problem::invalid_file)? })
}

fn refused(error: multer::Error) -> Problem {
    match error {
        multer::Error::FieldSizeExceeded { field_name: Some(name), .. } if name == "id" => {
            Problem::invalid("invalid_id", "invalid_id", "id")
        }
        multer::Error::FieldSizeExceeded { field_name: Some(name), .. } if name == "purpose" => {
            Problem::invalid_field(name)
        }
        multer::Error::FieldSizeExceeded { .. } | multer::Error::StreamSizeExceeded { .. } => {
            Problem::too_large().about("file")
        }
        multer::Error::UnknownField { field_name: Some(name) } if name.len() <= 40 => {
            Problem::invalid_field(name)
        }
        _ => Problem::invalid_body(),
    }
}
