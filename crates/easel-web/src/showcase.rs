//! The showcase: what everybody sees of it, and what owners do with their pictures there. Where the operator has switched it
//! off, there is none.

use crate::{Web, style};
use axum::{
    extract::{FromRequestParts, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use easel_domain::{AssetId, ExhibitId, Language, model::words_in};
use easel_door::{
    blob,
    carrier::{Client, MaybeSigned, Signed, Tongue},
    clock::{self, rfc3339},
    error::{Problem, ProblemBody},
    input::{Json, PathId, Words},
    page::{self, PageParams},
    secret::Secret,
};
use easel_showcase::{
    Filter, Origin, Own, Showing,
    rules::{self, ReportWhy},
};
use easel_store::{BlobRef, StoreError, Variant};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

easel_door::pages! {
    /// A page of exhibits.
    ExhibitPage of ExhibitBrief;
}

/// Most characters of what exhibits are looked for by, and of a model's or a style's name.
const WORDS_MAX: usize = 200;
/// Whoever finds it may show it to others, but not keep it: it may be withdrawn.
pub(crate) const ROBOTS: &str = "noarchive";

/// There is a showcase, and the client doesn't ask too often.
pub(crate) struct Open;

impl FromRequestParts<Web> for Open {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Problem> {
        let Ok(Client(ip)) = Client::from_request_parts(parts, web).await;
        web.gates().read_client.check(ip)?;
        if web.showcase().setting().await?.is_on { Ok(Self) } else { Err(Problem::not_found()) }
    }
}

/// A picture that somebody shows.
#[derive(Serialize, ToSchema)]
pub(crate) struct ExhibitBrief {
    id: String,
    /// Empty where it has no name.
    title: String,
    /// The name its owner is shown under.
    by: String,
    width: u32,
    height: u32,
    /// Thumbhash in base64.
    placeholder: String,
    /// Whether it stands among the best.
    featured: bool,
    shown_at: String,
}

impl From<easel_showcase::Exhibit> for ExhibitBrief {
    fn from(found: easel_showcase::Exhibit) -> Self {
        Self {
            id: found.id.to_string(),
            title: found.title,
            by: found.by,
            width: found.width,
            height: found.height,
            placeholder: found.placeholder,
            featured: found.featured_at.is_some(),
            shown_at: rfc3339(found.shown_at),
        }
    }
}

/// A model or a style.
#[derive(Serialize, ToSchema)]
pub(crate) struct ExhibitKind {
    id: String,
    label: String,
}

/// What a picture was made after.
#[derive(Serialize, ToSchema)]
pub(crate) struct ExhibitOrigin {
    id: String,
    /// Empty where it has no name.
    title: String,
    by: String,
}

impl From<Origin> for ExhibitOrigin {
    fn from(origin: Origin) -> Self {
        Self { id: origin.id.to_string(), title: origin.title, by: origin.by }
    }
}

/// A picture that somebody shows, with what they tell of it.
#[derive(Serialize, ToSchema)]
pub(crate) struct Exhibit {
    #[serde(flatten)]
    brief: ExhibitBrief,
    /// Null unless its owner shows it.
    #[schema(required)]
    prompt: Option<String>,
    #[schema(required)]
    model: Option<ExhibitKind>,
    #[schema(required)]
    style: Option<ExhibitKind>,
    /// What it was made after, while that is seen.
    #[schema(required)]
    after: Option<ExhibitOrigin>,
    /// Whether whoever asks shows it.
    is_mine: bool,
}

/// What the exhibits were made with.
#[derive(Serialize, ToSchema)]
pub(crate) struct ExhibitKinds {
    models: Vec<ExhibitKind>,
    styles: Vec<ExhibitKind>,
}

/// What is wrong with an exhibit.
#[derive(Deserialize, ToSchema)]
pub(crate) struct ReportRequest {
    /// `sexual`, `violence`, `hate`, `person`, `rights` or `other`.
    why: String,
    /// Up to 500 characters; needed with `other`.
    #[serde(default)]
    words: String,
}

/// What is to be shown of a picture.
#[derive(Deserialize, ToSchema)]
pub(crate) struct ShowingRequest {
    /// The name the person is shown under, on everything they show: 1 to 40 characters, no address.
    name: String,
    /// Up to 120 characters.
    #[serde(default)]
    title: String,
    /// Whether everybody reads the prompt.
    #[serde(default)]
    shows_prompt: bool,
}

/// An exhibit as its owner sees it.
#[derive(Serialize, ToSchema)]
pub(crate) struct OwnExhibit {
    id: String,
    asset_id: String,
    title: String,
    shows_prompt: bool,
    /// `waiting`, `live`, `refused`, `taken_down` or `withdrawn`.
    state: String,
    /// Since when.
    shown_at: String,
    featured: bool,
    /// Why a moderator said no.
    #[schema(required)]
    reason: Option<String>,
    /// When a moderator decided last.
    #[schema(required)]
    decided_at: Option<String>,
    /// What the person said against it.
    #[schema(required)]
    appeal: Option<String>,
    /// Whether nobody has answered that yet.
    appeal_open: bool,
}

impl From<Own> for OwnExhibit {
    fn from(own: Own) -> Self {
        Self {
            id: own.id.to_string(),
            asset_id: own.asset.to_string(),
            title: own.title,
            shows_prompt: own.shows_prompt,
            state: own.state.as_str().to_owned(),
            shown_at: rfc3339(own.shown_at),
            featured: own.featured_at.is_some(),
            reason: own.reason,
            decided_at: own.decided_at.map(rfc3339),
            appeal: own.appeal,
            appeal_open: own.appeal_open,
        }
    }
}

/// How one of the person's pictures is shown.
#[derive(Serialize, ToSchema)]
pub(crate) struct AssetShowing {
    /// The name the person is shown under, once they chose one.
    #[schema(required)]
    name: Option<String>,
    /// Null if it never was shown.
    #[schema(required)]
    exhibit: Option<OwnExhibit>,
    /// What it was made after, while that is seen.
    #[schema(required)]
    after: Option<ExhibitOrigin>,
    /// Whether a moderator looks before everybody does.
    approve_first: bool,
}

/// What was decided about the person's pictures that they have not taken note of.
#[derive(Serialize, ToSchema)]
pub(crate) struct ExhibitNews {
    items: Vec<OwnExhibit>,
}

/// What everybody sees, newest first.
#[utoipa::path(get, path = "/api/v1/showcase", tag = "showcase",
    params(PageParams, ("q" = Option<String>, Query, nullable = false, description = "Words of the title or of a prompt that is shown"),
        ("model" = Option<String>, Query, nullable = false, description = "Made by this model only"),
        ("style" = Option<String>, Query, nullable = false, description = "In this style only"),
        ("featured" = Option<bool>, Query, nullable = false, description = "Only the best, the last chosen first, without `q`")),
    responses((status = 200, body = ExhibitPage), (status = 400, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 429, body = ProblemBody)))]
pub(crate) async fn list_exhibits(
    State(web): State<Web>,
    _: Open,
    words: Words,
) -> Result<Json<ExhibitPage>, Problem> {
    let filter = Filter {
        model: words.text("model", WORDS_MAX)?,
        style: words.text("style", WORDS_MAX)?,
        words: words.text("q", WORDS_MAX)?,
        featured: words.flag("featured")?,
    };
    let (limit, featured) = (page::limit(&words)?, filter.featured && filter.words.is_none());
    let rows = web.showcase().list(filter, page::after(&words)?, limit + 1).await?;
    let (rows, next_cursor) = page::cut(rows, limit, |row| {
        let at = row.featured_at.filter(|_| featured).unwrap_or(row.shown_at);
        (at, row.id)
    });
    Ok(Json(ExhibitPage { items: rows.into_iter().map(ExhibitBrief::from).collect(), next_cursor }))
}

/// Models and styles that exhibits were made with, to choose from.
#[utoipa::path(get, path = "/api/v1/showcase/kinds", tag = "showcase",
    responses((status = 200, body = ExhibitKinds), (status = 404, body = ProblemBody), (status = 429, body = ProblemBody)))]
pub(crate) async fn list_exhibit_kinds(
    State(web): State<Web>,
    _: Open,
    tongue: Tongue,
) -> Result<Json<ExhibitKinds>, Problem> {
    let (kinds, names) = (web.showcase().kinds().await?, Names::read(&web, tongue.language()).await?);
    let mut models: Vec<_> = kinds.models.into_iter().map(|id| names.model(id)).collect();
    let mut styles: Vec<_> = kinds.styles.into_iter().map(|id| names.style(id)).collect();
    models.sort_by(|a, b| a.label.cmp(&b.label));
    styles.sort_by(|a, b| a.label.cmp(&b.label));
    Ok(Json(ExhibitKinds { models, styles }))
}

/// What models and styles are called. What is no longer offered is called by its id.
struct Names {
    language: Language,
    models: Vec<easel_store::OfferedModel>,
    styles: Vec<easel_store::Style>,
}

impl Names {
    async fn read(web: &Web, language: Language) -> Result<Self, Problem> {
        let (models, styles) = (web.store().model_list().await?, web.store().style_list().await?);
        Ok(Self { language, models, styles })
    }

    fn model(&self, id: String) -> ExhibitKind {
        let found = self.models.iter().find(|one| one.model.name == id);
        let label = found.map(|one| words_in(&one.model.label, self.language.tag()).to_owned());
        ExhibitKind { label: label.unwrap_or_else(|| id.clone()), id }
    }

    fn style(&self, id: String) -> ExhibitKind {
        let found = self.styles.iter().find(|one| one.recipe.id == id);
        ExhibitKind { label: found.map_or_else(|| id.clone(), |one| style::label(one, self.language)), id }
    }
}

/// One exhibit.
#[utoipa::path(get, path = "/api/v1/showcase/{id}", tag = "showcase", params(("id" = String, Path)),
    responses((status = 200, body = Exhibit), (status = 404, body = ProblemBody), (status = 429, body = ProblemBody)))]
pub(crate) async fn get_exhibit(
    State(web): State<Web>,
    _: Open,
    MaybeSigned(signed): MaybeSigned,
    tongue: Tongue,
    PathId(id): PathId<ExhibitId>,
) -> Result<Json<Exhibit>, Problem> {
    let (mut found, after) = web.showcase().get(id).await?.ok_or_else(Problem::not_found)?;
    let names = Names::read(&web, tongue.language()).await?;
    Ok(Json(Exhibit {
        prompt: found.prompt.take(),
        model: found.model.take().map(|id| names.model(id)),
        style: found.style.take().map(|id| names.style(id)),
        after: after.map(ExhibitOrigin::from),
        is_mine: signed.is_some_and(|signed| signed.actor.user_id == found.owner),
        brief: found.into(),
    }))
}

/// The bytes of an exhibit, never those of its original. Nothing is told in the file.
#[utoipa::path(get, path = "/api/v1/showcase/{id}/content", tag = "showcase",
    params(("id" = String, Path),
        ("variant" = inline(Option<blob::VariantName>), Query, nullable = false, description = "The preview without it")),
    responses((status = 200, description = "The bytes", body = inline(blob::Picture), content_type = "image/*"),
        (status = 304, description = "Unchanged"), (status = 400, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 429, body = ProblemBody)))]
pub(crate) async fn get_exhibit_content(
    State(web): State<Web>,
    _: Open,
    PathId(id): PathId<ExhibitId>,
    headers: HeaderMap,
    words: Words,
) -> Result<Response, Problem> {
    let blob = web.showcase().blob(id, shown_variant(&words)?).await?.ok_or_else(Problem::not_found)?;
    let mut answer = shown(&web, &blob, &headers).await?;
    // Other sites may show what everybody may see: that is what a preview of a link is.
    let (name, all) =
        (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("cross-origin"));
    answer.headers_mut().insert(name, all);
    let robots = HeaderName::from_static("x-robots-tag");
    answer.headers_mut().insert(robots, HeaderValue::from_static(ROBOTS));
    Ok(answer)
}

/// Which file of an exhibit was asked for; there is no original.
pub(crate) fn shown_variant(words: &Words) -> Result<Variant, Problem> {
    if words.get("variant").is_none() { Ok(Variant::Preview) } else { blob::variant(words) }
}

/// A file that is asked for again each time it is looked at: it may be gone by then.
pub(crate) async fn shown(web: &Web, blob: &BlobRef, headers: &HeaderMap) -> Result<Response, Problem> {
    let (mime, _) = blob::served_as(&blob.mime);
    let etag = format!("\"{}\"", blob.hash);
    let unchanged = blob::is_known(headers, &etag);
    let mut answer = HeaderMap::new();
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    answer.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'"));
    answer.insert(header::ETAG, HeaderValue::try_from(etag).map_err(|error| Problem::internal(&error))?);
    if unchanged {
        return Ok((StatusCode::NOT_MODIFIED, answer).into_response());
    }
    answer.insert(header::CONTENT_TYPE, HeaderValue::from_static(mime));
    answer.insert(header::CONTENT_LENGTH, HeaderValue::from(blob.bytes));
    let found = web.store().blobs().read(&blob.name).await.map_err(StoreError::from)?;
    let body = blob::body(found.ok_or_else(Problem::not_found)?, blob.bytes).await?;
    Ok((answer, body).into_response())
}

/// Reports an exhibit to the moderators. The same visitor's second report of it changes nothing.
#[utoipa::path(post, path = "/api/v1/showcase/{id}/reports", tag = "showcase", params(("id" = String, Path)),
    request_body = ReportRequest,
    responses((status = 204), (status = 400, body = ProblemBody), (status = 404, body = ProblemBody), (status = 429, body = ProblemBody)))]
pub(crate) async fn create_exhibit_report(
    State(web): State<Web>,
    _: Open,
    MaybeSigned(signed): MaybeSigned,
    Client(ip): Client,
    PathId(id): PathId<ExhibitId>,
    Json(request): Json<ReportRequest>,
) -> Result<StatusCode, Problem> {
    let why = ReportWhy::parse(&request.why);
    let why = why.ok_or_else(|| Problem::invalid_field("why".to_owned()))?;
    let words = rules::report_words(why, &request.words)?;
    web.gates().report_client.check(ip)?;
    let who = signed.map_or_else(|| ip.to_string(), |signed| signed.actor.user_id.to_string());
    // Hashed with the exhibit, so that nobody reads from the reports who said what about which pictures.
    let visitor = Secret::new(format!("{id} {who}")).fingerprint();
    web.showcase().report(id, visitor, (why, words), clock::now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How one of the person's pictures is shown, and what it was made after.
#[utoipa::path(get, path = "/api/v1/assets/{id}/exhibit", tag = "showcase", params(("id" = String, Path)),
    responses((status = 200, body = AssetShowing), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn get_showing(
    State(web): State<Web>,
    signed: Signed,
    _: Open,
    PathId(id): PathId<AssetId>,
) -> Result<Json<AssetShowing>, Problem> {
    showing(&web, &signed, id).await
}

async fn showing(web: &Web, signed: &Signed, id: AssetId) -> Result<Json<AssetShowing>, Problem> {
    web.store().asset_get(&signed.actor, id).await?.ok_or_else(Problem::not_found)?;
    let (exhibit, after, name) = web.showcase().own_get(&signed.actor, id).await?;
    Ok(Json(AssetShowing {
        name,
        exhibit: exhibit.map(OwnExhibit::from),
        after: after.map(ExhibitOrigin::from),
        approve_first: web.showcase().setting().await?.approve_first,
    }))
}

/// Shows a picture to everybody, or shows it otherwise. What a moderator refused or took down can't be shown again.
#[utoipa::path(put, path = "/api/v1/assets/{id}/exhibit", tag = "showcase", params(("id" = String, Path)),
    request_body = ShowingRequest,
    responses((status = 200, body = AssetShowing), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub(crate) async fn update_showing(
    State(web): State<Web>,
    signed: Signed,
    _: Open,
    PathId(id): PathId<AssetId>,
    Json(request): Json<ShowingRequest>,
) -> Result<Json<AssetShowing>, Problem> {
    let new = Showing {
        id: ExhibitId(clock::new_id()),
        name: rules::public_name(&request.name)?,
        title: rules::title(&request.title)?,
        shows_prompt: request.shows_prompt,
    };
    signed.verified(&web)?;
    web.showcase().show(&signed.actor, id, new, clock::now()).await?;
    showing(&web, &signed, id).await
}

/// Withdraws a picture: from now on nobody else sees it.
#[utoipa::path(delete, path = "/api/v1/assets/{id}/exhibit", tag = "showcase", params(("id" = String, Path)),
    responses((status = 204), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn delete_showing(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<AssetId>,
) -> Result<StatusCode, Problem> {
    // Also where the showcase is off: it may be switched on again.
    web.showcase().withdraw(&signed.actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What somebody says against a moderator's no.
#[derive(Deserialize, ToSchema)]
pub(crate) struct AppealRequest {
    /// 1 to 1,000 characters.
    words: String,
}

/// Says something against a moderator's no, once for each no.
#[utoipa::path(post, path = "/api/v1/assets/{id}/exhibit/appeal", tag = "showcase", params(("id" = String, Path)),
    request_body = AppealRequest,
    responses((status = 200, body = AssetShowing), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub(crate) async fn create_appeal(
    State(web): State<Web>,
    signed: Signed,
    _: Open,
    PathId(id): PathId<AssetId>,
    Json(request): Json<AppealRequest>,
) -> Result<Json<AssetShowing>, Problem> {
    web.showcase().appeal(&signed.actor, id, rules::appeal_words(&request.words)?).await?;
    showing(&web, &signed, id).await
}

/// The person took note of what was decided about this picture.
#[utoipa::path(post, path = "/api/v1/assets/{id}/exhibit/seen", tag = "showcase", params(("id" = String, Path)),
    responses((status = 204), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn update_showing_seen(
    State(web): State<Web>,
    signed: Signed,
    _: Open,
    PathId(id): PathId<AssetId>,
) -> Result<StatusCode, Problem> {
    web.showcase().seen(&signed.actor, id, clock::now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What was decided about the person's pictures that they have not taken note of, newest first.
#[utoipa::path(get, path = "/api/v1/showcase/news", tag = "showcase",
    responses((status = 200, body = ExhibitNews), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn list_exhibit_news(
    State(web): State<Web>,
    signed: Signed,
    _: Open,
) -> Result<Json<ExhibitNews>, Problem> {
    let items = web.showcase().news(&signed.actor).await?;
    Ok(Json(ExhibitNews { items: items.into_iter().map(OwnExhibit::from).collect() }))
}
