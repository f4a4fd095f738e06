//! Shares: links to pictures for people without an account, and what these people get by them. Whoever has no such link
//! is told that there is nothing.

use crate::{Web, download};
use axum::{
    extract::{FromRequestParts, Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use easel_domain::{AssetId, Password, ShareId, Timestamp, gallery};
use easel_door::{
    blob::{self, bare_body, not_for_robots},
    carrier::{self, Client, Signed},
    clock::{self, rfc3339},
    error::{Problem, ProblemBody},
    input::expires_at,
    input::{Json, PathId, Words, made_id},
    page::{self, PageParams},
    secret::Secret,
};
use easel_store::{NewShare, Shared, StoreError, Variant};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

easel_door::pages! {
    /// A page of links.
    SharePage of Share;
}

/// What holds the proof that the password was said.
const COOKIE: &str = "easel_share";

/// What to share: these pictures, or a board as it will be.
#[derive(Deserialize, ToSchema)]
pub(crate) struct ShareRequest {
    /// Made by the asker, version 7.
    #[schema(nullable = false)]
    id: Option<String>,
    /// 1 to 500.
    asset_ids: Option<Vec<String>>,
    board_id: Option<String>,
    /// Until when the link works; for ever without it.
    expires_at: Option<String>,
    #[schema(value_type = Option<String>)]
    password: Option<Secret>,
}

/// A link.
#[derive(Serialize, ToSchema)]
pub(crate) struct Share {
    id: String,
    /// Where it leads to. Told once, when it is made: the studio keeps only its hash.
    #[schema(required)]
    url: Option<String>,
    /// The board it shows, if it shows one.
    #[schema(required)]
    board_id: Option<String>,
    #[schema(required)]
    expires_at: Option<String>,
    has_password: bool,
    created_at: String,
    /// How often it was looked at.
    opened: i64,
}

impl Share {
    fn of(share: easel_store::Share, url: Option<String>) -> Self {
        Self {
            id: share.id.to_string(),
            url,
            board_id: share.board.map(|id| id.to_string()),
            expires_at: share.expires_at.map(rfc3339),
            has_password: share.has_password,
            created_at: rfc3339(share.created_at),
            opened: share.opened,
        }
    }
}

/// The person's links, newest first.
#[utoipa::path(get, path = "/api/v1/shares", tag = "shares", params(PageParams),
    responses((status = 200, body = SharePage), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody)))]
pub(crate) async fn list_shares(
    State(web): State<Web>,
    signed: Signed,
    words: Words,
) -> Result<Json<SharePage>, Problem> {
    let (limit, before) = (page::limit(&words)?, page::after::<(Timestamp, ShareId)>(&words)?);
    let rows = web.store().share_list(&signed.actor, before, limit + 1).await?;
    let (rows, next_cursor) = page::cut(rows, limit, |row| (row.created_at, row.id));
    Ok(Json(SharePage { items: rows.into_iter().map(|row| Share::of(row, None)).collect(), next_cursor }))
}

/// Makes a link.
#[utoipa::path(post, path = "/api/v1/shares", tag = "shares", request_body = ShareRequest,
    responses((status = 201, body = Share), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub(crate) async fn create_share(
    State(web): State<Web>,
    signed: Signed,
    Json(request): Json<ShareRequest>,
) -> Result<(StatusCode, Json<Share>), Problem> {
    signed.verified(&web)?;
    let (id, now) = (ShareId(made_id(request.id.as_deref())?), clock::now());
    let picked =
        download::picked(request.asset_ids.as_deref(), request.board_id.as_deref(), gallery::SHARE_MAX)?;
    let expires_at = request.expires_at.as_deref().map(|text| expires_at(text, now)).transpose()?;
    let password_hash = match request.password.filter(|password| !password.is_empty()) {
        None => None,
        Some(typed) => {
            let password = Password::choose(typed.reveal(), None)
                .map_err(|why| Problem::invalid_account(why, "password"))?;
            Some(web.hasher().hash(password).await?)
        }
    };
    let token = Secret::new(URL_SAFE_NO_PAD.encode(clock::random::<32>()?));
    let new = NewShare { id, token_hash: token.fingerprint(), picked, password_hash, expires_at };
    let made = web.store().share_create(&signed.actor, new, now).await?;
    let url = format!("{}/s/{}", web.options().base_url(), token.reveal());
    Ok((StatusCode::CREATED, Json(Share::of(made, Some(url)))))
}

/// Ends a link.
#[utoipa::path(delete, path = "/api/v1/shares/{id}", tag = "shares", params(("id" = String, Path)),
    responses((status = 204), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn delete_share(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<ShareId>,
) -> Result<StatusCode, Problem> {
    let gone = web.store().share_delete(&signed.actor, id).await?;
    if gone { Ok(StatusCode::NO_CONTENT) } else { Err(Problem::not_found()) }
}

/// A link that works, by what its address ends with.
pub(crate) struct Link {
    shared: Shared,
    token: Secret,
}

/// One that works, and whose password was said if it has one.
pub(crate) struct OpenLink(Link);

impl FromRequestParts<Web> for Link {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Problem> {
        let path = Path::<Vec<(String, String)>>::from_request_parts(parts, web).await;
        let Path(path) = path.map_err(|_| Problem::not_found())?;
        let token = path.into_iter().find(|(name, _)| name == "token").map(|(_, token)| token);
        let token = token.filter(|token| token.len() == 43).ok_or_else(Problem::not_found)?;
        let token = Secret::new(token);
        let found = web.store().shared_find(token.fingerprint(), clock::now()).await?;
        Ok(Self { shared: found.ok_or_else(Problem::not_found)?, token })
    }
}

impl FromRequestParts<Web> for OpenLink {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Problem> {
        let link = Link::from_request_parts(parts, web).await?;
        if link.shared.password_hash.is_none() {
            return Ok(Self(link));
        }
        let proof = carrier::cookie(&parts.headers, COOKIE).ok_or_else(Problem::password_required)?;
        let is_in = web.store().shared_is_in(&link.shared, proof.fingerprint(), clock::now()).await?;
        if is_in { Ok(Self(link)) } else { Err(Problem::password_required()) }
    }
}

/// A picture that is shared.
#[derive(Serialize, ToSchema)]
pub(crate) struct SharedItem {
    id: String,
    width: u32,
    height: u32,
    /// Thumbhash in base64.
    placeholder: String,
}

/// What a link leads to.
#[derive(Serialize, ToSchema)]
pub(crate) struct SharedPage {
    /// What its board is called, if it shows one.
    #[schema(required)]
    title: Option<String>,
    items: Vec<SharedItem>,
    /// What the studio is called.
    studio: String,
}

/// What a link leads to; it counts as looked at.
#[utoipa::path(get, path = "/api/v1/shared/{token}", tag = "shared", params(("token" = String, Path)),
    responses((status = 200, body = SharedPage), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn get_shared(
    State(web): State<Web>,
    OpenLink(link): OpenLink,
) -> Result<Response, Problem> {
    let items = web.store().shared_open(&link.shared).await?;
    let item = |asset: easel_store::SharedAsset| SharedItem {
        id: asset.id.to_string(),
        width: asset.width,
        height: asset.height,
        placeholder: asset.placeholder,
    };
    let page = SharedPage {
        title: link.shared.title,
        items: items.into_iter().map(item).collect(),
        studio: web.branding().name.clone(),
    };
    Ok(([not_for_robots()], Json(page)).into_response())
}

/// A password, as somebody types it.
#[derive(Deserialize, ToSchema)]
pub(crate) struct OpeningRequest {
    #[schema(value_type = String)]
    password: Secret,
}

/// Says a link's password; the cookie that comes with the answer opens it for half a day.
#[utoipa::path(post, path = "/api/v1/shared/{token}/open", tag = "shared", params(("token" = String, Path)),
    request_body = OpeningRequest,
    responses((status = 204), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 429, body = ProblemBody)))]
pub(crate) async fn create_shared_opening(
    State(web): State<Web>,
    Client(ip): Client,
    link: Link,
    Json(request): Json<OpeningRequest>,
) -> Result<Response, Problem> {
    let Some(hash) = link.shared.password_hash.clone() else {
        return Ok(StatusCode::NO_CONTENT.into_response());
    };
    web.gates().share_client.check(ip)?;
    web.gates().share.check((ip, link.token.fingerprint()))?;
    if !web.hasher().verify(request.password, Some(hash)).await? {
        return Err(Problem::wrong_password());
    }
    let proof = Secret::new(URL_SAFE_NO_PAD.encode(clock::random::<32>()?));
    web.store().shared_let_in(&link.shared, proof.fingerprint(), clock::now()).await?;
    let secure = if web.options().is_secure() { "; Secure" } else { "" };
    let (path, seconds) =
        (format!("/api/v1/shared/{}", link.token.reveal()), gallery::OPENING_LASTS_MS / 1000);
    let text = format!(
        "{COOKIE}={}; Path={path}; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}",
        proof.reveal()
    );
    let mut cookie = HeaderValue::try_from(text).map_err(|error| Problem::internal(&error))?;
    cookie.set_sensitive(true);
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response())
}

/// The bytes of a shared picture. Nothing is told in the file: an original is its pixels and no more.
#[utoipa::path(get, path = "/api/v1/shared/{token}/assets/{id}/content", tag = "shared",
    params(("token" = String, Path), ("id" = String, Path),
        ("variant" = inline(Option<blob::VariantName>), Query, nullable = false, description = "The original without it"),
        ("download" = Option<bool>, Query, nullable = false, description = "As a file to keep")),
    responses((status = 200, description = "The bytes", body = inline(blob::Picture), content_type = "image/*"),
        (status = 304, description = "Unchanged"), (status = 400, body = ProblemBody),
        (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn get_shared_content(
    State(web): State<Web>,
    OpenLink(link): OpenLink,
    Path(path): Path<Vec<(String, String)>>,
    headers: HeaderMap,
    words: Words,
) -> Result<Response, Problem> {
    let variant = blob::variant(&words)?;
    let id = path.iter().find(|(name, _)| name == "id").map(|(_, id)| id.as_str());
    let id: AssetId = id.and_then(|id| id.parse().ok()).ok_or_else(Problem::not_found)?;
    let blob = web.store().shared_blob(&link.shared, id, variant).await?.ok_or_else(Problem::not_found)?;
    let (mime, ending) = blob::served_as(&blob.mime);
    let bare = variant == Variant::Original;
    if bare && mime != "image/png" {
        // Only what is known not to tell anything leaves this way.
        return Err(Problem::not_found());
    }
    let etag = format!("\"{}{}\"", blob.hash, if bare { "-bare" } else { "" });
    let mut answer = HeaderMap::new();
    let value = |text: String| HeaderValue::try_from(text).map_err(|error| Problem::internal(&error));
    // Asked for again each time: a link may have ended since.
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    answer.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'"));
    answer.insert(header::VARY, HeaderValue::from_static("Cookie"));
    let (robots, none) = not_for_robots();
    answer.insert(robots, none);
    let unchanged = blob::is_known(&headers, &etag);
    answer.insert(header::ETAG, value(etag)?);
    if unchanged {
        return Ok((StatusCode::NOT_MODIFIED, answer).into_response());
    }
    answer.insert(header::CONTENT_TYPE, HeaderValue::from_static(mime));
    if words.flag("download")? {
        let name = blob::file_name(&web.branding().name, id, ending);
        answer.insert(header::CONTENT_DISPOSITION, value(format!("attachment; filename=\"{name}\""))?);
    }
    let found = web.store().blobs().read(&blob.name).await.map_err(StoreError::from)?;
    let found = found.ok_or_else(Problem::not_found)?;
    let body = if bare {
        bare_body(found)
    } else {
        answer.insert(header::CONTENT_LENGTH, HeaderValue::from(blob.bytes));
        blob::body(found, blob.bytes).await?
    };
    Ok((answer, body).into_response())
}
