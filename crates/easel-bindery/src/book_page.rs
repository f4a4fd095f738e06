//! Pages of books as an editor needs them: made, changed, set in lines and drawn. Nothing is kept here.

use crate::book::document_of;
use axum::extract::State;
use easel_domain::{AssetId, BookId};
use easel_door::{
    Door, blob,
    carrier::Signed,
    error::{Problem, ProblemBody},
    input::{Json, LargeJson, PathId, PathWords, Words},
};
use easel_paper::{Extent, Letterer, Letters, Part, crowded_texts, page_svg, scene, set_page};
use easel_store::Variant;
use easel_works::book::{
    Book as Document, BookFormat, BookKind, FORMATS, InvalidBook, Page, PageEdit, PageMaking, Reading,
    StoryLayout, TextStyle, propose_balloons, templates, text_styles,
};
use serde::{Deserialize, Serialize};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Semaphore;
use utoipa::ToSchema;

/// Pages that are set at once.
const AT_ONCE: usize = 4;
/// Longest name that ids of a drawing begin with.
const NAME_MAX: usize = 20;
/// What print wants unless told otherwise, pixels an inch.
const DPI: u32 = 300;

/// Where pages are set: no more at once than a few, each with a letterer that has read its typefaces.
#[derive(Clone)]
pub struct Desks(Arc<Inner>);

struct Inner {
    places: Semaphore,
    letterers: Mutex<Vec<Letterer>>,
}

impl Default for Desks {
    fn default() -> Self {
        Self(Arc::new(Inner { places: Semaphore::new(AT_ONCE), letterers: Mutex::default() }))
    }
}

/// Does something with a letterer, on a blocking thread.
async fn lettered<T: Send + 'static>(
    desks: &Desks,
    work: impl FnOnce(&mut Letterer) -> T + Send + 'static,
) -> Result<T, Problem> {
    let place = desks.0.places.acquire().await;
    let _place = place.map_err(|error| Problem::internal(&error))?;
    let inner = Arc::clone(&desks.0);
    let done = tokio::task::spawn_blocking(move || {
        let letterers = &inner.letterers;
        let idle = letterers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut letterer = idle.unwrap_or_default();
        let made = work(&mut letterer);
        letterers.lock().unwrap_or_else(PoisonError::into_inner).push(letterer);
        made
    });
    done.await.map_err(|error| Problem::internal(&error))
}

/// A paper by name.
#[derive(Serialize, ToSchema)]
pub(crate) struct NamedPaper {
    name: &'static str,
    /// `comic` or `storybook`.
    kind: &'static str,
    /// `{width, height, bleed, margin, paper_um}`, hundredths of a millimetre.
    #[schema(value_type = Object)]
    format: BookFormat,
}

/// A page to begin with.
#[derive(Serialize, ToSchema)]
pub(crate) struct PageTemplate {
    name: &'static str,
    /// How many panels it has.
    panels: usize,
}

/// What books can be made of.
#[derive(Serialize, ToSchema)]
pub(crate) struct BookPapers {
    formats: Vec<NamedPaper>,
    templates: Vec<PageTemplate>,
    #[schema(value_type = Vec<String>)]
    story_layouts: Vec<StoryLayout>,
    /// Those that a new book has.
    #[schema(value_type = Vec<Object>)]
    text_styles: Vec<TextStyle>,
}

/// A page to be made.
#[derive(Deserialize, ToSchema)]
pub(crate) struct NewPage {
    #[schema(value_type = Object)]
    format: BookFormat,
    /// `left_to_right`, `right_to_left` or `vertical`.
    #[schema(value_type = String)]
    reading: Reading,
    /// The tag of its texts' language.
    language: String,
    /// `{kind: "template", name}`, `{kind: "story", layout, text}` or `{kind: "title", role, title, by}`.
    #[schema(value_type = Object)]
    make: PageMaking,
}

/// A page.
#[derive(Serialize, ToSchema)]
pub(crate) struct PageAnswer {
    #[schema(value_type = Object)]
    page: Page,
}

/// A page whose panels are to lie otherwise.
#[derive(Deserialize, ToSchema)]
pub(crate) struct PageEditing {
    #[schema(value_type = Object)]
    format: BookFormat,
    #[schema(value_type = String)]
    reading: Reading,
    #[schema(value_type = Object)]
    page: Page,
    /// `{kind, ..}`: `split` panel, from, to, gutter; `merge` one, two; `drag_gutter` panel, edge, by; `reorder` panel, to;
    /// `in_order`; `reshape` panel, shape, over; `lift` panel, up; `bleed` panel, side, out; `refit` to (a paper).
    #[schema(value_type = Object)]
    edit: PageEdit,
}

/// Whether letters are text or outlines.
#[derive(Deserialize, ToSchema, Clone, Copy, Default)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LettersAs {
    #[default]
    Live,
    Outlined,
}

/// How much of a page is drawn.
#[derive(Deserialize, ToSchema, Clone, Copy, Default)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ExtentOf {
    #[default]
    Trim,
    Bleed,
}

/// A page to be set in lines and drawn.
#[derive(Deserialize, ToSchema)]
pub(crate) struct PageSetting {
    #[schema(value_type = Object)]
    format: BookFormat,
    /// The tag of the book's language.
    language: String,
    #[schema(value_type = Vec<Object>)]
    text_styles: Vec<TextStyle>,
    #[schema(value_type = Object)]
    page: Page,
    /// Live without it.
    #[serde(default)]
    #[schema(inline, nullable = false)]
    letters: LettersAs,
    /// Without the bleed unless told otherwise.
    #[serde(default)]
    #[schema(inline, nullable = false)]
    extent: ExtentOf,
    /// What ids in the drawing begin with: small letters, digits and `-`.
    #[serde(default)]
    #[schema(nullable = false)]
    name: String,
    /// Which file of each picture is named: `preview` without it.
    #[schema(nullable = false)]
    variant: Option<String>,
    /// Whether lines that are there are broken anew.
    #[serde(default)]
    #[schema(nullable = false)]
    reset: bool,
}

/// A page in lines and as a drawing.
#[derive(Serialize, ToSchema)]
pub(crate) struct PageSet {
    #[schema(value_type = Object)]
    page: Page,
    /// One `<svg>` element, to stand in a page as it is.
    svg: String,
    /// Balloons and texts that their text doesn't fit.
    crowded: Vec<TextPlace>,
}

/// A balloon or a text; each have numbers of their own.
#[derive(Serialize, ToSchema)]
pub(crate) struct TextPlace {
    /// `balloon` or `text`.
    kind: &'static str,
    no: u32,
}

impl TextPlace {
    const fn of(part: Part) -> Option<Self> {
        match part {
            Part::Balloon(no) => Some(Self { kind: "balloon", no }),
            Part::Text(no) => Some(Self { kind: "text", no }),
            Part::Panel(_) => None,
        }
    }
}

/// A page as a drawing.
#[derive(Serialize, ToSchema)]
pub(crate) struct PageDrawing {
    /// One `<svg>` element, to stand in a page as it is.
    svg: String,
}

/// A panel of a book.
#[derive(Serialize, Deserialize, ToSchema, Clone, Copy)]
pub(crate) struct PanelPlace {
    pub(crate) page_no: u32,
    pub(crate) panel_no: u32,
}

/// A panel that prints too coarse.
#[derive(Serialize, ToSchema)]
pub(crate) struct CoarsePanel {
    page_no: u32,
    panel_no: u32,
    /// Pixels an inch.
    dpi: u32,
}

/// A balloon or a text that is too small for what it says.
#[derive(Serialize, ToSchema)]
pub(crate) struct CrowdedText {
    page_no: u32,
    /// `balloon` or `text`.
    kind: &'static str,
    no: u32,
}

/// What somebody may want to look at before a book is printed or read.
#[derive(Serialize, ToSchema)]
pub(crate) struct BookCheck {
    coarse: Vec<CoarsePanel>,
    /// Panels without art.
    empty: Vec<PanelPlace>,
    crowded: Vec<CrowdedText>,
    /// Panels whose art says nothing to those who don't see it.
    without_alt: Vec<PanelPlace>,
}

/// Formats, page templates and text styles that books begin with.
#[utoipa::path(get, path = "/api/v1/books/papers", tag = "books",
    responses((status = 200, body = BookPapers), (status = 401, body = ProblemBody)))]
pub(crate) async fn list_book_papers(_: Signed) -> Json<BookPapers> {
    let paper = |named: &easel_works::book::NamedFormat| NamedPaper {
        name: named.name,
        kind: named.kind.as_str(),
        format: named.format,
    };
    let template = |one: easel_works::book::Template| PageTemplate {
        name: one.name,
        panels: one.page(&FORMATS[0].format, Reading::LeftToRight).panels.len(),
    };
    Json(BookPapers {
        formats: FORMATS.iter().map(paper).collect(),
        templates: templates().into_iter().map(template).collect(),
        story_layouts: StoryLayout::ALL.to_vec(),
        text_styles: text_styles(),
    })
}

/// The page as it may be kept in a book of this paper.
fn checked(
    (format, reading): (BookFormat, Reading),
    (language, styles): (&str, Vec<TextStyle>),
    page: Page,
) -> Result<Document, Problem> {
    let mut book = Document::new(BookKind::Comic, "-", language, format, reading);
    book.text_styles = styles;
    book.pages.push(page);
    book.checked().map_err(|InvalidBook { place, mistake }| {
        let place = match place.strip_prefix("pages[0]") {
            Some(rest) => format!("page{rest}"),
            None => place,
        };
        Problem::invalid_book(mistake, place)
    })
}

/// Takes the page out again, with the number it came with.
fn taken(mut book: Document, no: u32) -> Page {
    let mut page = book.pages.remove(0);
    page.no = no;
    page
}

/// Makes a page; nothing is kept.
#[utoipa::path(post, path = "/api/v1/books/new-page", tag = "books", request_body = NewPage,
    responses((status = 200, body = PageAnswer), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 429, body = ProblemBody)))]
pub(crate) async fn create_book_page(
    State(door): State<Door>,
    signed: Signed,
    Json(new): Json<NewPage>,
) -> Result<Json<PageAnswer>, Problem> {
    door.gates().page.check(signed.actor.user_id)?;
    let NewPage { format, reading, language, make } = new;
    // A paper that is none is refused before anything is laid on it.
    checked((format, reading), (&language, text_styles()), Page::of([]))?;
    let page = make.page(&format, reading, &language);
    let page = page.ok_or_else(|| Problem::invalid_document("make.name".to_owned()))?;
    let book = checked((format, reading), (&language, text_styles()), page)?;
    Ok(Json(PageAnswer { page: taken(book, 0) }))
}

/// Lays a page's panels otherwise; nothing is kept.
#[utoipa::path(post, path = "/api/v1/books/edit-page", tag = "books", request_body = PageEditing,
    responses((status = 200, body = PageAnswer), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 429, body = ProblemBody)))]
pub(crate) async fn update_book_page(
    State(door): State<Door>,
    signed: Signed,
    LargeJson(edit): LargeJson<PageEditing>,
) -> Result<Json<PageAnswer>, Problem> {
    door.gates().page.check(signed.actor.user_id)?;
    let PageEditing { format, reading, page, edit } = edit;
    let no = page.no;
    let styles = styles_named(&page);
    let page = taken(checked((format, reading), ("en", styles), page)?, no);
    Ok(Json(PageAnswer { page: edit.of(&page, &format, reading)? }))
}

/// Styles of all the names that a page's texts call theirs: their looks don't matter where panels lie.
fn styles_named(page: &Page) -> Vec<TextStyle> {
    let mut styles = text_styles();
    let balloons = page.balloons.iter().map(|balloon| &balloon.text.style);
    for name in balloons.chain(page.texts.iter().map(|text| &text.text.style)) {
        if !styles.iter().any(|style| style.name == *name) {
            styles.push(TextStyle { name: name.clone(), ..styles[0].clone() });
        }
    }
    styles
}

/// Breaks a page's texts into lines and draws it; nothing is kept.
#[utoipa::path(post, path = "/api/v1/books/set-page", tag = "books", request_body = PageSetting,
    responses((status = 200, body = PageSet), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 429, body = ProblemBody)))]
pub(crate) async fn create_book_page_setting(
    State(door): State<Door>,
    State(desks): State<Desks>,
    signed: Signed,
    LargeJson(setting): LargeJson<PageSetting>,
) -> Result<Json<PageSet>, Problem> {
    door.gates().page.check(signed.actor.user_id)?;
    let PageSetting { format, language, text_styles, mut page, letters, extent, name, variant, reset } =
        setting;
    let variant = shown_variant(variant.as_deref())?;
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    if name.len() > NAME_MAX || !name.bytes().all(fits) {
        return Err(Problem::invalid_field("name".to_owned()));
    }
    if reset {
        let balloons = page.balloons.iter_mut().map(|balloon| &mut balloon.text);
        balloons.chain(page.texts.iter_mut().map(|text| &mut text.text)).for_each(|text| text.set = None);
    }
    let no = page.no;
    // A strip's page may be taller than any paper.
    let book = checked((format, Reading::Vertical), (&language, text_styles), page)?;
    let how = Drawn { letters, extent, name };
    let answer = lettered(&desks, move |letterer| {
        let mut page = taken(book.clone(), no);
        let crowded = set_page(letterer, &book, &mut page).into_iter().filter_map(TextPlace::of).collect();
        let svg = how.svg(letterer, (&book, &page), &|id| address("/api/v1", id, variant));
        PageSet { page, svg, crowded }
    });
    Ok(Json(answer.await?))
}

/// A page whose balloons are to leave faces alone.
#[derive(Deserialize, ToSchema)]
pub(crate) struct BalloonProposal {
    #[schema(value_type = Object)]
    format: BookFormat,
    #[schema(value_type = String)]
    reading: Reading,
    #[schema(value_type = Object)]
    page: Page,
}

/// Proposes where a page's balloons lie, so that they cover no face and no other balloon; nothing is kept.
#[utoipa::path(post, path = "/api/v1/books/propose-balloons", tag = "books", request_body = BalloonProposal,
    responses((status = 200, body = PageAnswer), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 429, body = ProblemBody)))]
pub(crate) async fn update_book_balloons(
    State(door): State<Door>,
    signed: Signed,
    LargeJson(proposal): LargeJson<BalloonProposal>,
) -> Result<Json<PageAnswer>, Problem> {
    door.gates().page.check(signed.actor.user_id)?;
    let BalloonProposal { format, reading, page } = proposal;
    let (no, styles) = (page.no, styles_named(&page));
    let book = checked((format, reading), ("en", styles), page)?;
    let faces = door.shelf().book_faces(&signed.actor, &book.shown()).await?;
    Ok(Json(PageAnswer { page: propose_balloons(&taken(book, no), &format, reading, &faces) }))
}

/// How a page is drawn.
pub(crate) struct Drawn {
    pub(crate) letters: LettersAs,
    pub(crate) extent: ExtentOf,
    pub(crate) name: String,
}

impl Drawn {
    fn svg(
        &self,
        letterer: &mut Letterer,
        (book, page): (&Document, &Page),
        href: &dyn Fn(AssetId) -> String,
    ) -> String {
        let letters = match self.letters {
            LettersAs::Live => Letters::Live,
            LettersAs::Outlined => Letters::Outlined,
        };
        let extent = match self.extent {
            ExtentOf::Trim => Extent::Trim,
            ExtentOf::Bleed => Extent::Bleed,
        };
        page_svg(&scene(letterer, book, page), letters, extent, &self.name, href)
    }

    /// A page of a book as a drawing whose pictures are fetched from `base`.
    pub(crate) async fn of(
        self,
        desks: &Desks,
        (book, at): (Document, usize),
        (base, variant): (String, Variant),
    ) -> Result<PageDrawing, Problem> {
        let svg = lettered(desks, move |letterer| {
            self.svg(letterer, (&book, &book.pages[at]), &|id| address(&base, id, variant))
        });
        Ok(PageDrawing { svg: svg.await? })
    }
}

/// Where a picture's file is.
fn address(base: &str, id: AssetId, variant: Variant) -> String {
    format!("{base}/assets/{id}/content?variant={}", variant.as_str())
}

/// Which file of each picture is shown.
pub(crate) fn shown_variant(word: Option<&str>) -> Result<Variant, Problem> {
    let bad = || Problem::invalid("invalid_variant", "invalid_variant", "variant");
    word.map_or(Ok(Variant::Preview), |word| Variant::parse(word).ok_or_else(bad))
}

fn word<T: serde::de::DeserializeOwned + Default>(words: &Words, name: &str) -> Result<T, Problem> {
    let read = |word: &str| serde_json::from_value(serde_json::Value::from(word)).ok();
    match words.get(name) {
        None => Ok(T::default()),
        Some(text) => read(text).ok_or_else(|| Problem::invalid_field(name.to_owned())),
    }
}

/// A page of a version of a book as a drawing.
#[utoipa::path(get, path = "/api/v1/books/{id}/versions/{version}/pages/{page_no}/svg", tag = "books",
    params(("id" = String, Path), ("version" = u32, Path), ("page_no" = u32, Path),
        ("letters" = inline(Option<LettersAs>), Query, nullable = false),
        ("extent" = inline(Option<ExtentOf>), Query, nullable = false),
        ("variant" = inline(Option<blob::VariantName>), Query, nullable = false, description = "`preview` without it")),
    responses((status = 200, body = PageDrawing), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 429, body = ProblemBody)))]
pub(crate) async fn get_book_page_drawing(
    State(door): State<Door>,
    State(desks): State<Desks>,
    signed: Signed,
    path: PathWords,
    words: Words,
) -> Result<Json<PageDrawing>, Problem> {
    door.gates().page.check(signed.actor.user_id)?;
    let which: (BookId, u32) = (path.word("id")?, path.word("version")?);
    let no: u32 = path.word("page_no")?;
    let variant = shown_variant(words.get("variant"))?;
    let how =
        Drawn { letters: word(&words, "letters")?, extent: word(&words, "extent")?, name: format!("p{no}-") };
    let found = door.shelf().book_version(&signed.actor, which).await?.ok_or_else(Problem::not_found)?;
    let book: Document = serde_json::from_str(&found.1).map_err(|error| Problem::internal(&error))?;
    let (at, _) = book.page(no).ok_or_else(Problem::not_found)?;
    Ok(Json(how.of(&desks, (book, at), ("/api/v1".to_owned(), variant)).await?))
}

/// What somebody may want to look at before a book is printed or read.
#[utoipa::path(get, path = "/api/v1/books/{id}/check", tag = "books",
    params(("id" = String, Path),
        ("dpi" = Option<u32>, Query, nullable = false, description = "What print wants, pixels an inch; 300 without it")),
    responses((status = 200, body = BookCheck), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 429, body = ProblemBody)))]
pub(crate) async fn get_book_check(
    State(door): State<Door>,
    State(desks): State<Desks>,
    signed: Signed,
    PathId(id): PathId<BookId>,
    words: Words,
) -> Result<Json<BookCheck>, Problem> {
    door.gates().page.check(signed.actor.user_id)?;
    let dpi = words.get("dpi").map_or(Ok(DPI), str::parse);
    let dpi = dpi.ok().filter(|dpi| (1..=2_400).contains(dpi));
    let dpi = dpi.ok_or_else(|| Problem::invalid_field("dpi".to_owned()))?;
    let book = document_of(&door, &signed, id).await?;
    Ok(Json(lettered(&desks, move |letterer| looked_at(letterer, &book, dpi)).await?))
}

fn looked_at(letterer: &mut Letterer, book: &Document, dpi: u32) -> BookCheck {
    let no_of = |at: usize| book.pages.get(at).map_or(0, |page| page.no);
    let coarse = book.coarser_than(dpi).into_iter();
    let coarse = coarse.map(|(at, panel_no, dpi)| CoarsePanel { page_no: no_of(at), panel_no, dpi });
    let mut check = BookCheck {
        coarse: coarse.collect(),
        empty: Vec::new(),
        crowded: Vec::new(),
        without_alt: Vec::new(),
    };
    for page in &book.pages {
        for panel in &page.panels {
            let place = PanelPlace { page_no: page.no, panel_no: panel.no };
            match &panel.art {
                None => check.empty.push(place),
                Some(art) if art.alt.trim().is_empty() => check.without_alt.push(place),
                Some(_) => {}
            }
        }
    }
    let crowded = crowded_texts(letterer, book).into_iter();
    let place = |(page_no, part)| {
        let TextPlace { kind, no } = TextPlace::of(part)?;
        Some(CrowdedText { page_no, kind, no })
    };
    check.crowded.extend(crowded.filter_map(place));
    check
}
