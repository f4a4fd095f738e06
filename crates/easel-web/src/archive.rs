//! Everything the studio keeps of somebody, for them to take along: begun, then fetched in one go.

use crate::{Web, download::name, wallet};
use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use easel_archive::{About, Brought, Given};
use easel_domain::ArchiveId;
use easel_door::{
    carrier::Signed,
    clock::{self, rfc3339},
    error::{Problem, ProblemBody},
    input::{Json, PathId, made_id},
};
use futures_util::{Stream, StreamExt, TryStreamExt, stream};
use serde::{Deserialize, Serialize};
use std::{io, pin::Pin, time::Duration};
use utoipa::ToSchema;

/// The session is looked at again this often: one that ended ends what it reads within five seconds.
const CHECK_EVERY: Duration = Duration::from_secs(3);

/// Asks for an archive.
#[derive(Deserialize, ToSchema)]
pub(crate) struct ArchiveRequest {
    /// Made by the asker, version 7: the same one again is the same archive.
    #[schema(nullable = false)]
    id: Option<String>,
}

/// Where everything can be fetched.
#[derive(Serialize, ToSchema)]
pub(crate) struct Archive {
    id: String,
    url: String,
    /// Until when fetching can begin.
    expires_at: String,
}

/// Lets the person fetch everything the studio keeps of them as one archive: five times a day, one at a time.
#[utoipa::path(post, path = "/api/v1/me/archives", tag = "me", request_body = ArchiveRequest,
    responses((status = 201, body = Archive), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 422, body = ProblemBody), (status = 429, body = ProblemBody)))]
pub(crate) async fn create_archive(
    State(web): State<Web>,
    signed: Signed,
    Json(request): Json<ArchiveRequest>,
) -> Result<(StatusCode, Json<Archive>), Problem> {
    let id = ArchiveId(made_id(request.id.as_deref())?);
    let until = web.archives().begin(&signed.actor, id, clock::now()).await?;
    let url = format!("/api/v1/me/archives/{id}/content");
    Ok((StatusCode::CREATED, Json(Archive { id: id.to_string(), url, expires_at: rfc3339(until) })))
}

/// Everything the studio keeps of the person, written while it is sent: how long it is isn't known before.
#[utoipa::path(get, path = "/api/v1/me/archives/{id}/content", tag = "me", params(("id" = String, Path)),
    responses((status = 200, description = "The archive", body = inline(easel_door::blob::Picture), content_type = "application/zip"),
        (status = 401, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub(crate) async fn get_archive_content(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<ArchiveId>,
) -> Result<Response, Problem> {
    let now = clock::now();
    let turn = web.archives().turn(&signed.actor, id, now).await?;
    let (language, studio) = (signed.user.language, web.branding().name.clone());
    let disposition = name::disposition(&name::of_archive(&studio, "", now));
    let about = About { owner: signed.actor.user_id, name: signed.user.name.clone(), studio, language };
    let ledger = wallet::ledger(&web, signed.actor, language).into_body().into_data_stream();
    let receipts = easel_counter::receipt_files(&web, signed.actor, language);
    let brought = Brought {
        ledger: ledger.map_err(io::Error::other).boxed(),
        receipts: receipts
            .map_ok(|(name, bytes)| Given { name, bytes })
            .map_err(|_| io::Error::other("a receipt can't be written"))
            .boxed(),
    };
    let pieces = web.archives().stream(about, brought, (turn, now));
    let mut answer = HeaderMap::new();
    answer.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/zip"));
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    answer.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'"));
    let disposition = HeaderValue::try_from(disposition).map_err(|error| Problem::internal(&error))?;
    answer.insert(header::CONTENT_DISPOSITION, disposition);
    let body = Body::from_stream(while_signed_in(web, signed.token_hash, Box::pin(pieces)));
    Ok((answer, body).into_response())
}

type Pieces = Pin<Box<dyn Stream<Item = io::Result<Bytes>> + Send>>;

/// The same pieces as long as the session lives; then it breaks off. An error inside the check denies.
fn while_signed_in(
    web: Web,
    token_hash: String,
    pieces: Pieces,
) -> impl Stream<Item = io::Result<Bytes>> + Send {
    let begin = (pieces, clock::tick());
    stream::try_unfold(begin, move |(mut pieces, mut checked)| {
        let (web, token_hash) = (web.clone(), token_hash.clone());
        async move {
            if clock::tick().duration_since(checked) >= CHECK_EVERY {
                checked = clock::tick();
                let found = web.store().session_find(token_hash, clock::now()).await;
                if !matches!(found, Ok(Some(_))) {
                    return Err(io::Error::new(io::ErrorKind::PermissionDenied, "the session ended"));
                }
            }
            let next = pieces.next().await.transpose()?;
            Ok(next.map(|piece| (piece, (pieces, checked))))
        }
    })
}
