//! Published books, for people without an account. Whoever has no such address is told that there is nothing.

use crate::book_page::{Desks, Drawn, ExtentOf, LettersAs, PageDrawing, shown_variant};
use axum::{
    extract::{FromRef, FromRequestParts, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use easel_domain::AssetId;
use easel_door::{
    Door,
    blob::{self, bare_body, not_for_robots},
    carrier::Client,
    error::{Problem, ProblemBody},
    input::{Json, PathWords, Words},
};
use easel_shelf::ReadBook;
use easel_store::{StoreError, Variant};
use easel_works::book::{BookKind, PageRole, Reading, Visibility};
use serde::Serialize;
use utoipa::ToSchema;

/// Length of what an address ends with.
const TOKEN_LENGTH: usize = 43;

/// A published book, by what its address ends with.
pub(crate) struct Published {
    book: ReadBook,
    token: String,
}

impl<S> FromRequestParts<S> for Published
where
    S: Send + Sync,
    Door: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Ok(Client(ip)) = Client::from_request_parts(parts, state).await;
        let door = Door::from_ref(state);
        door.gates().read_client.check(ip)?;
        let path = PathWords::from_request_parts(parts, state).await?;
        let token: String = path.word("token")?;
        if token.len() != TOKEN_LENGTH || !token.is_ascii() {
            return Err(Problem::not_found());
        }
        let book = door.shelf().book_read(token.clone()).await?.ok_or_else(Problem::not_found)?;
        Ok(Self { book, token })
    }
}

/// Width and height of a page.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReadFormat {
    /// Hundredths of a millimetre.
    width: i32,
    /// Hundredths of a millimetre.
    height: i32,
}

/// A page of a published book.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReadPage {
    no: u32,
    /// `cover`, `title`, `body` or `back`.
    #[schema(value_type = String)]
    role: PageRole,
    /// What is said and seen on it, for those who don't see it.
    alt: String,
}

/// A published book.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReadBookPage {
    title: String,
    language: String,
    /// `comic` or `storybook`.
    #[schema(value_type = String)]
    kind: BookKind,
    /// `left_to_right`, `right_to_left` or `vertical`.
    #[schema(value_type = String)]
    reading: Reading,
    format: ReadFormat,
    pages: Vec<ReadPage>,
    /// What the studio is called.
    studio: String,
    /// Whether search engines may find it.
    is_listed: bool,
}

/// What every answer about a published book says: who leaves it tells nobody where they were, and only what is listed is
/// found.
fn guarded(book: &ReadBook) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    if book.visibility != Visibility::Public {
        let (name, value): (HeaderName, HeaderValue) = not_for_robots();
        headers.insert(name, value);
    }
    headers
}

/// A published book and its pages.
#[utoipa::path(get, path = "/api/v1/read/{token}", tag = "read", params(("token" = String, Path)),
    responses((status = 200, body = ReadBookPage), (status = 404, body = ProblemBody), (status = 429, body = ProblemBody)))]
pub(crate) async fn get_read_book(
    State(door): State<Door>,
    published: Published,
) -> Result<Response, Problem> {
    let Published { book, .. } = published;
    let document = &book.document;
    let page = |page: &easel_works::book::Page| ReadPage { no: page.no, role: page.role, alt: page.spoken() };
    let answer = ReadBookPage {
        title: document.title.clone(),
        language: document.language.clone(),
        kind: document.kind,
        reading: document.reading,
        format: ReadFormat { width: document.format.width, height: document.format.height },
        pages: document.pages.iter().map(page).collect(),
        studio: door.branding().name.clone(),
        is_listed: book.visibility == Visibility::Public,
    };
    Ok((guarded(&book), Json(answer)).into_response())
}

/// A page of a published book as a drawing.
#[utoipa::path(get, path = "/api/v1/read/{token}/pages/{page_no}", tag = "read",
    params(("token" = String, Path), ("page_no" = u32, Path),
        ("variant" = inline(Option<blob::VariantName>), Query, nullable = false, description = "`preview` without it")),
    responses((status = 200, body = PageDrawing), (status = 304, description = "Unchanged"), (status = 400, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 429, body = ProblemBody)))]
pub(crate) async fn get_read_page(
    State(desks): State<Desks>,
    published: Published,
    path: PathWords,
    headers: HeaderMap,
    words: Words,
) -> Result<Response, Problem> {
    let no: u32 = path.word("page_no")?;
    let variant = shown_variant(words.get("variant"))?;
    let Published { book, token } = published;
    let (at, _) = book.document.page(no).ok_or_else(Problem::not_found)?;
    let mut answer = guarded(&book);
    let etag = format!("\"{}-{}-{no}-{}\"", book.id.0.simple(), book.version, variant.as_str());
    let unchanged = blob::is_known(&headers, &etag);
    answer.insert(header::ETAG, HeaderValue::try_from(etag).map_err(|error| Problem::internal(&error))?);
    // Asked for again each time: it may have been taken back since.
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    if unchanged {
        return Ok((StatusCode::NOT_MODIFIED, answer).into_response());
    }
    let how = Drawn { letters: LettersAs::Live, extent: ExtentOf::Trim, name: format!("p{no}-") };
    let base = format!("/api/v1/read/{token}");
    let drawing = how.of(&desks, (book.document, at), (base, variant)).await?;
    Ok((answer, Json(drawing)).into_response())
}

/// The bytes of a picture that is seen in a published book. Nothing is told in the file.
#[utoipa::path(get, path = "/api/v1/read/{token}/assets/{id}/content", tag = "read",
    params(("token" = String, Path), ("id" = String, Path),
        ("variant" = inline(Option<blob::VariantName>), Query, nullable = false, description = "The original without it")),
    responses((status = 200, description = "The bytes", body = inline(blob::Picture), content_type = "image/*"),
        (status = 304, description = "Unchanged"), (status = 400, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 429, body = ProblemBody)))]
pub(crate) async fn get_read_content(
    State(door): State<Door>,
    published: Published,
    path: PathWords,
    headers: HeaderMap,
    words: Words,
) -> Result<Response, Problem> {
    let variant = blob::variant(&words)?;
    let id: AssetId = path.word("id")?;
    let blob = door.shelf().book_read_blob(&published.book, id, variant).await?;
    let blob = blob.ok_or_else(Problem::not_found)?;
    let (mime, _) = blob::served_as(&blob.mime);
    let bare = variant == Variant::Original;
    if bare && mime != "image/png" {
        // Only what is known not to tell anything leaves this way.
        return Err(Problem::not_found());
    }
    let etag = format!("\"{}{}\"", blob.hash, if bare { "-bare" } else { "" });
    let mut answer = guarded(&published.book);
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    answer.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'"));
    let unchanged = blob::is_known(&headers, &etag);
    answer.insert(header::ETAG, HeaderValue::try_from(etag).map_err(|error| Problem::internal(&error))?);
    if unchanged {
        return Ok((StatusCode::NOT_MODIFIED, answer).into_response());
    }
    answer.insert(header::CONTENT_TYPE, HeaderValue::from_static(mime));
    let found = door.store().blobs().read(&blob.name).await.map_err(StoreError::from)?;
    let found = found.ok_or_else(Problem::not_found)?;
    let body = if bare {
        bare_body(found)
    } else {
        answer.insert(header::CONTENT_LENGTH, HeaderValue::from(blob.bytes));
        blob::body(found, blob.bytes).await?
    };
    Ok((answer, body).into_response())
}
