//! Comics and storybooks: documents with a history, and who may read them.

use axum::{extract::State, http::StatusCode};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use easel_domain::{BookId, Language, Timestamp};
use easel_door::{
    Door,
    carrier::{Signed, Tongue},
    clock::{self, rfc3339},
    error::{Problem, ProblemBody},
    input::{Json, LargeJson, PathId, PathWords, Words, made_id},
    page::{self, PageParams},
    view::{AssetBrief, GenerationError, State as Standing},
};
use easel_shelf::BookError;
use easel_works::book::{
    Book as Document, BookKind, BookMistake, FORMATS, InvalidBook, NamedFormat, PageRole, Reading,
    StoryLayout, Visibility, story_page, templates, title_page,
};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::ToSchema;

easel_door::pages! {
    /// A page of books.
    BookBriefPage of BookBrief;
    /// A page of versions of a book.
    BookVersionPage of BookVersion;
}

/// Most pages that a new book begins with.
const NEW_PAGES_MAX: u32 = 100;
/// Pages of a new comic are laid out like this unless told otherwise.
const TEMPLATE: &str = "six_grid";

/// Who may read a book.
#[derive(Serialize, Deserialize, ToSchema, Clone, Copy)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Readers {
    Private,
    Unlisted,
    Public,
}

impl From<Visibility> for Readers {
    fn from(visibility: Visibility) -> Self {
        match visibility {
            Visibility::Private => Self::Private,
            Visibility::Unlisted => Self::Unlisted,
            Visibility::Public => Self::Public,
        }
    }
}

impl From<Readers> for Visibility {
    fn from(readers: Readers) -> Self {
        match readers {
            Readers::Private => Self::Private,
            Readers::Unlisted => Self::Unlisted,
            Readers::Public => Self::Public,
        }
    }
}

/// A book in short.
#[derive(Serialize, ToSchema)]
pub(crate) struct BookBrief {
    id: String,
    /// Grows with every save.
    version: u32,
    /// `comic` or `storybook`.
    kind: &'static str,
    title: String,
    /// The tag of its language.
    language: String,
    /// How many.
    pages: u32,
    /// Id of the first picture in it that is still there.
    #[schema(required)]
    cover: Option<String>,
    #[schema(inline)]
    visibility: Readers,
    created_at: String,
    changed_at: String,
}

/// Who may read a book, and where.
#[derive(Serialize, ToSchema)]
pub(crate) struct BookSharing {
    #[schema(inline)]
    visibility: Readers,
    /// Where it is read.
    #[schema(required)]
    url: Option<String>,
    /// The version that readers see.
    #[schema(required)]
    version: Option<u32>,
}

/// What was asked for of a panel, and what became of it.
#[derive(Serialize, ToSchema)]
pub(crate) struct BookPicture {
    draw_id: String,
    page_no: u32,
    panel_no: u32,
    generation_id: String,
    #[schema(inline)]
    state: Standing,
    /// From 0 to 1.
    progress: f64,
    assets: Vec<AssetBrief>,
    #[schema(required)]
    error: Option<GenerationError>,
    created_at: String,
}

/// A book.
#[derive(Serialize, ToSchema)]
pub(crate) struct Book {
    id: String,
    /// Grows with every save.
    version: u32,
    /// The recipe: pages of panels with art, balloons and texts.
    #[schema(value_type = Object)]
    document: Box<RawValue>,
    /// What was asked for of its panels, the newest first. The studio never writes it into the document.
    pictures: Vec<BookPicture>,
    sharing: BookSharing,
    created_at: String,
    changed_at: String,
}

/// A version of a book.
#[derive(Serialize, ToSchema)]
pub(crate) struct BookVersion {
    version: u32,
    title: String,
    pages: u32,
    saved_at: String,
    /// The version it is a copy of, if it was restored.
    #[schema(required)]
    restored_from: Option<u32>,
}

/// A version of a book with its document.
#[derive(Serialize, ToSchema)]
pub(crate) struct BookVersionDocument {
    version: u32,
    saved_at: String,
    #[schema(value_type = Object)]
    document: Box<RawValue>,
}

/// A new book: a document, or what to begin with.
#[derive(Deserialize, ToSchema)]
pub(crate) struct BookDraft {
    /// Made by the asker, version 7: the same one again is the same book.
    #[schema(nullable = false)]
    id: Option<String>,
    /// The whole book; then nothing else counts.
    #[schema(value_type = Option<Object>, nullable = false)]
    document: Option<Document>,
    /// `comic` or `storybook`.
    #[schema(nullable = false)]
    kind: Option<String>,
    #[schema(nullable = false)]
    title: Option<String>,
    /// The tag of its language; the asker's without it.
    #[schema(nullable = false)]
    language: Option<String>,
    /// The name of a format; the first of its kind without it.
    #[schema(nullable = false)]
    format: Option<String>,
    /// `left_to_right`, `right_to_left` or `vertical`.
    #[schema(nullable = false)]
    reading: Option<String>,
    /// How many pages, at most 100; one without it.
    #[schema(nullable = false)]
    pages: Option<u32>,
    /// With a comic: the template of its pages.
    #[schema(nullable = false)]
    template: Option<String>,
}

/// A book as it is to be from now on.
#[derive(Deserialize, ToSchema)]
pub(crate) struct BookUpdate {
    /// The one that was changed.
    version: u32,
    #[schema(value_type = Object)]
    document: Document,
}

/// Which version is to be restored over.
#[derive(Deserialize, ToSchema)]
pub(crate) struct BookRestoration {
    /// The newest that the asker knows.
    version: u32,
}

/// Who is to read a book.
#[derive(Deserialize, ToSchema)]
pub(crate) struct BookSharingUpdate {
    #[schema(inline)]
    visibility: Readers,
}

/// A copy in another language.
#[derive(Deserialize, ToSchema)]
pub(crate) struct BookCopy {
    /// Made by the asker, version 7.
    #[schema(nullable = false)]
    id: Option<String>,
    /// The tag of the copy's language.
    language: String,
    /// The texts in the order of `GET /books/{id}/words`; an empty one leaves the text as it is.
    #[serde(default)]
    #[schema(nullable = false)]
    words: Vec<String>,
}

/// Every text of a book.
#[derive(Serialize, ToSchema)]
pub(crate) struct BookTexts {
    /// The title first, then page by page.
    items: Vec<String>,
}

impl BookBrief {
    fn of(row: easel_shelf::BookBrief) -> Self {
        Self {
            id: row.id.to_string(),
            version: row.version,
            kind: row.kind.as_str(),
            title: row.title,
            language: row.language,
            pages: row.pages,
            cover: row.cover.map(|id| id.to_string()),
            visibility: row.sharing.visibility.into(),
            created_at: rfc3339(row.created_at),
            changed_at: rfc3339(row.changed_at),
        }
    }
}

impl BookSharing {
    fn of(sharing: easel_shelf::Sharing, door: &Door) -> Self {
        let base = door.options().base_url();
        Self {
            visibility: sharing.visibility.into(),
            url: sharing.token.map(|token| format!("{base}/read/{token}")),
            version: sharing.version,
        }
    }
}

impl BookPicture {
    pub(crate) fn of(row: easel_shelf::BookPicture, language: Language) -> Self {
        Self {
            draw_id: row.draw.to_string(),
            page_no: row.panel.page_no,
            panel_no: row.panel.panel_no,
            generation_id: row.generation.to_string(),
            state: row.state.into(),
            progress: row.progress,
            assets: row.assets.into_iter().map(AssetBrief::from).collect(),
            error: row.failure.map(|code| GenerationError::of(code, language)),
            created_at: rfc3339(row.created_at),
        }
    }
}

impl Book {
    fn of(row: easel_shelf::Book, door: &Door, language: Language) -> Result<Self, Problem> {
        let easel_shelf::Book { brief, document, pictures } = row;
        Ok(Self {
            id: brief.id.to_string(),
            version: brief.version,
            document: RawValue::from_string(document).map_err(|error| Problem::internal(&error))?,
            pictures: pictures.into_iter().map(|one| BookPicture::of(one, language)).collect(),
            sharing: BookSharing::of(brief.sharing, door),
            created_at: rfc3339(brief.created_at),
            changed_at: rfc3339(brief.changed_at),
        })
    }
}

/// The word's meaning, or 400 at its field.
fn named<T>(
    word: Option<&str>,
    otherwise: T,
    field: &str,
    read: impl Fn(&str) -> Option<T>,
) -> Result<T, Problem> {
    match word {
        None => Ok(otherwise),
        Some(word) => read(word).ok_or_else(|| Problem::invalid_field(field.to_owned())),
    }
}

/// A format by name.
pub(crate) fn format_named(word: &str) -> Option<&'static NamedFormat> {
    FORMATS.iter().find(|format| format.name == word)
}

/// A way of reading by its word.
pub(crate) fn reading_named(word: &str) -> Option<Reading> {
    serde_json::from_value(serde_json::Value::from(word)).ok()
}

impl BookDraft {
    /// The document to begin with.
    fn begun(self, language: Language) -> Result<Document, Problem> {
        if let Some(document) = self.document {
            return Ok(document);
        }
        let kind = named(self.kind.as_deref(), BookKind::Comic, "kind", BookKind::parse)?;
        let first = FORMATS.iter().find(|format| format.kind == kind);
        let first = first.map_or(FORMATS[0].format, |format| format.format);
        let format = named(self.format.as_deref(), first, "format", |word| Some(format_named(word)?.format))?;
        let otherwise =
            if self.format.as_deref() == Some("strip") { Reading::Vertical } else { Reading::LeftToRight };
        let reading = named(self.reading.as_deref(), otherwise, "reading", reading_named)?;
        let language = self.language.unwrap_or_else(|| language.tag().to_owned());
        let pages = self.pages.unwrap_or(1);
        if pages > NEW_PAGES_MAX {
            return Err(Problem::invalid_field("pages".to_owned()));
        }
        let title = self.title.unwrap_or_default();
        let mut book = Document::new(kind, &title, &language, format, reading);
        let leaf = page_maker(&book, self.template.as_deref())?;
        if kind == BookKind::Storybook {
            book.pages.push(title_page(&format, PageRole::Cover, &title, "", &language));
            book.pages.push(title_page(&format, PageRole::Title, &title, "", &language));
        }
        book.pages.extend((0..pages).map(|_| leaf.clone()));
        if kind == BookKind::Storybook {
            book.pages.push(title_page(&format, PageRole::Back, "", "", &language));
        }
        Ok(book)
    }
}

/// What every page of a new book looks like.
fn page_maker(book: &Document, template: Option<&str>) -> Result<easel_works::book::Page, Problem> {
    if book.kind == BookKind::Storybook {
        return Ok(story_page(&book.format, StoryLayout::Under, "", &book.language));
    }
    let template = template.unwrap_or(TEMPLATE);
    let found = templates().into_iter().find(|one| one.name == template);
    let found = found.ok_or_else(|| Problem::invalid_field("template".to_owned()))?;
    Ok(found.page(&book.format, book.reading))
}

/// The person's books, last changed first.
#[utoipa::path(get, path = "/api/v1/books", tag = "books", params(PageParams),
    responses((status = 200, body = BookBriefPage), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody)))]
pub(crate) async fn list_books(
    State(door): State<Door>,
    signed: Signed,
    words: Words,
) -> Result<Json<BookBriefPage>, Problem> {
    let (limit, before) = (page::limit(&words)?, page::after::<(Timestamp, BookId)>(&words)?);
    let rows = door.shelf().book_list(&signed.actor, before, limit + 1).await?;
    let (rows, next_cursor) = page::cut(rows, limit, |row| (row.changed_at, row.id));
    Ok(Json(BookBriefPage { items: rows.into_iter().map(BookBrief::of).collect(), next_cursor }))
}

/// Makes a book, of a document or of what to begin with.
#[utoipa::path(post, path = "/api/v1/books", tag = "books", request_body = BookDraft,
    responses((status = 201, body = Book), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 413, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub(crate) async fn create_book(
    State(door): State<Door>,
    signed: Signed,
    tongue: Tongue,
    LargeJson(draft): LargeJson<BookDraft>,
) -> Result<(StatusCode, Json<Book>), Problem> {
    let id = made_id(draft.id.as_deref()).map(BookId)?;
    let whole = draft.document.is_some();
    let document = draft.begun(tongue.language())?;
    let made = door.shelf().book_create(&signed.actor, id, document, clock::now()).await;
    // What is wrong with a book that has no document yet is wrong with what was said of it.
    let made = made.map_err(|error| match error {
        BookError::Invalid(why) if !whole => said(why),
        error => error.into(),
    })?;
    Ok((StatusCode::CREATED, Json(Book::of(made, &door, tongue.language())?)))
}

fn said(why: InvalidBook) -> Problem {
    let field = why.place.split(['.', '[']).next().unwrap_or_default().to_owned();
    Problem::invalid_book(why.mistake, field)
}

/// One book.
#[utoipa::path(get, path = "/api/v1/books/{id}", tag = "books", params(("id" = String, Path)),
    responses((status = 200, body = Book), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn get_book(
    State(door): State<Door>,
    signed: Signed,
    tongue: Tongue,
    PathId(id): PathId<BookId>,
) -> Result<Json<Book>, Problem> {
    let book = door.shelf().book_get(&signed.actor, id).await?.ok_or_else(Problem::not_found)?;
    Ok(Json(Book::of(book, &door, tongue.language())?))
}

/// Saves a book as a new version. What somebody else saved since is not overwritten.
#[utoipa::path(put, path = "/api/v1/books/{id}", tag = "books", params(("id" = String, Path)),
    request_body = BookUpdate,
    responses((status = 200, body = Book), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 413, body = ProblemBody)))]
pub(crate) async fn update_book(
    State(door): State<Door>,
    signed: Signed,
    tongue: Tongue,
    PathId(id): PathId<BookId>,
    LargeJson(update): LargeJson<BookUpdate>,
) -> Result<Json<Book>, Problem> {
    let BookUpdate { version, document } = update;
    let book = door.shelf().book_save(&signed.actor, (id, version), document, clock::now()).await?;
    Ok(Json(Book::of(book, &door, tongue.language())?))
}

/// Deletes a book with its history; its pictures stay.
#[utoipa::path(delete, path = "/api/v1/books/{id}", tag = "books", params(("id" = String, Path)),
    responses((status = 204), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn delete_book(
    State(door): State<Door>,
    signed: Signed,
    PathId(id): PathId<BookId>,
) -> Result<StatusCode, Problem> {
    let gone = door.shelf().book_delete(&signed.actor, id).await?;
    if gone { Ok(StatusCode::NO_CONTENT) } else { Err(Problem::not_found()) }
}

/// The versions of a book that are kept, newest first.
#[utoipa::path(get, path = "/api/v1/books/{id}/versions", tag = "books", params(("id" = String, Path), PageParams),
    responses((status = 200, body = BookVersionPage), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 404, body = ProblemBody)))]
pub(crate) async fn list_book_versions(
    State(door): State<Door>,
    signed: Signed,
    PathId(id): PathId<BookId>,
    words: Words,
) -> Result<Json<BookVersionPage>, Problem> {
    let (limit, before) = (page::limit(&words)?, page::after::<i64>(&words)?);
    let before = before.map(|no| u32::try_from(no).unwrap_or(0));
    let rows = door.shelf().book_versions(&signed.actor, id, before, limit + 1).await?;
    let rows = rows.ok_or_else(Problem::not_found)?;
    let (rows, next_cursor) = page::cut(rows, limit, |row| i64::from(row.version));
    let version = |row: easel_shelf::BookVersion| BookVersion {
        version: row.version,
        title: row.title,
        pages: row.pages,
        saved_at: rfc3339(row.saved_at),
        restored_from: row.restored_from,
    };
    Ok(Json(BookVersionPage { items: rows.into_iter().map(version).collect(), next_cursor }))
}

/// A version of a book with its document.
#[utoipa::path(get, path = "/api/v1/books/{id}/versions/{version}", tag = "books",
    params(("id" = String, Path), ("version" = u32, Path)),
    responses((status = 200, body = BookVersionDocument), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn get_book_version(
    State(door): State<Door>,
    signed: Signed,
    path: PathWords,
) -> Result<Json<BookVersionDocument>, Problem> {
    let which = (path.word("id")?, path.word("version")?);
    let found = door.shelf().book_version(&signed.actor, which).await?.ok_or_else(Problem::not_found)?;
    let (version, document) = (found.0, RawValue::from_string(found.1));
    Ok(Json(BookVersionDocument {
        version: version.version,
        saved_at: rfc3339(version.saved_at),
        document: document.map_err(|error| Problem::internal(&error))?,
    }))
}

/// Makes an old version the newest again, as a version of its own.
#[utoipa::path(post, path = "/api/v1/books/{id}/versions/{version}/restore", tag = "books",
    params(("id" = String, Path), ("version" = u32, Path)), request_body = BookRestoration,
    responses((status = 200, body = Book), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub(crate) async fn create_book_restoration(
    State(door): State<Door>,
    signed: Signed,
    tongue: Tongue,
    path: PathWords,
    Json(over): Json<BookRestoration>,
) -> Result<Json<Book>, Problem> {
    let (id, old) = (path.word("id")?, path.word("version")?);
    let book = door.shelf().book_restore(&signed.actor, (id, over.version), old, clock::now()).await?;
    Ok(Json(Book::of(book, &door, tongue.language())?))
}

/// Says who may read a book. Readers see it as it is now, until this is said again.
#[utoipa::path(put, path = "/api/v1/books/{id}/sharing", tag = "books", params(("id" = String, Path)),
    request_body = BookSharingUpdate,
    responses((status = 200, body = BookSharing), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 404, body = ProblemBody)))]
pub(crate) async fn update_book_sharing(
    State(door): State<Door>,
    signed: Signed,
    PathId(id): PathId<BookId>,
    Json(update): Json<BookSharingUpdate>,
) -> Result<Json<BookSharing>, Problem> {
    let visibility = update.visibility.into();
    if visibility != Visibility::Private {
        signed.verified(&door)?;
    }
    let token = URL_SAFE_NO_PAD.encode(clock::random::<32>()?);
    let sharing = door.shelf().book_publish(&signed.actor, id, (visibility, token)).await?;
    Ok(Json(BookSharing::of(sharing.ok_or_else(Problem::not_found)?, &door)))
}

/// One of the person's books as it is now.
pub(crate) async fn document_of(door: &Door, signed: &Signed, id: BookId) -> Result<Document, Problem> {
    let book = door.shelf().book_get(&signed.actor, id).await?.ok_or_else(Problem::not_found)?;
    serde_json::from_str(&book.document).map_err(|error| Problem::internal(&error))
}

/// Every text of a book: what a translation has to give.
#[utoipa::path(get, path = "/api/v1/books/{id}/words", tag = "books", params(("id" = String, Path)),
    responses((status = 200, body = BookTexts), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn get_book_words(
    State(door): State<Door>,
    signed: Signed,
    PathId(id): PathId<BookId>,
) -> Result<Json<BookTexts>, Problem> {
    let document = document_of(&door, &signed, id).await?;
    Ok(Json(BookTexts { items: document.words().into_iter().map(str::to_owned).collect() }))
}

/// Makes a copy in another language: art and layout stay.
#[utoipa::path(post, path = "/api/v1/books/{id}/copy", tag = "books", params(("id" = String, Path)),
    request_body = BookCopy,
    responses((status = 201, body = Book), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 413, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
pub(crate) async fn create_book_copy(
    State(door): State<Door>,
    signed: Signed,
    tongue: Tongue,
    PathId(id): PathId<BookId>,
    LargeJson(copy): LargeJson<BookCopy>,
) -> Result<(StatusCode, Json<Book>), Problem> {
    let new = made_id(copy.id.as_deref()).map(BookId)?;
    let document = document_of(&door, &signed, id).await?.in_language(&copy.language, &copy.words);
    let made = door.shelf().book_create(&signed.actor, new, document, clock::now()).await;
    let made = made.map_err(|error| match error {
        BookError::Invalid(InvalidBook { mistake: BookMistake::Language, .. }) => {
            Problem::invalid_book(BookMistake::Language, "language".to_owned())
        }
        BookError::Invalid(InvalidBook { mistake: BookMistake::TextLong, .. }) => {
            Problem::invalid_book(BookMistake::TextLong, "words".to_owned())
        }
        error => error.into(),
    })?;
    Ok((StatusCode::CREATED, Json(Book::of(made, &door, tongue.language())?)))
}
