//! Asking for pictures.

use crate::{Web, view::Generation, wait::Wait};
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
};
use easel_domain::{AssetId, BrandId, Credits, Draft, GenerationId, NotAllowed, Timestamp};
use easel_door::{
    carrier::{Signed, Tongue},
    clock,
    error::{Problem, ProblemBody},
    input::made_id,
    input::{Json, PathId, Words},
    page::{self, PageParams},
    view::QuoteLine,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

easel_door::pages! {
    /// A page of generations.
    GenerationPage of Generation;
}

/// Pixels to add to a picture on each side.
#[derive(Deserialize, Serialize, ToSchema, Clone, Copy)]
pub(crate) struct Extend {
    #[serde(default)]
    #[schema(required)]
    left: u32,
    #[serde(default)]
    #[schema(required)]
    top: u32,
    #[serde(default)]
    #[schema(required)]
    right: u32,
    #[serde(default)]
    #[schema(required)]
    bottom: u32,
    /// Only what was added becomes the picture; then it is added on one side.
    #[serde(default)]
    #[schema(required)]
    only_new: bool,
}

impl From<Extend> for easel_domain::Extend {
    fn from(Extend { left, top, right, bottom, only_new }: Extend) -> Self {
        Self { left, top, right, bottom, only_new }
    }
}

impl From<easel_domain::Extend> for Extend {
    fn from(extend: easel_domain::Extend) -> Self {
        let easel_domain::Extend { left, top, right, bottom, only_new } = extend;
        Self { left, top, right, bottom, only_new }
    }
}

/// What is asked for. All but model and prompt may be left out.
#[derive(Deserialize, ToSchema)]
pub(crate) struct GenerationRequest {
    /// Made by the asker, version 7: the same one again is the same generation.
    #[schema(nullable = false)]
    id: Option<String>,
    model: String,
    prompt: String,
    #[schema(nullable = false)]
    negative_prompt: Option<String>,
    style: Option<String>,
    #[schema(nullable = false)]
    width: Option<u32>,
    #[schema(nullable = false)]
    height: Option<u32>,
    #[schema(nullable = false)]
    tier: Option<String>,
    #[schema(nullable = false)]
    quality: Option<String>,
    #[schema(nullable = false)]
    count: Option<u32>,
    seed: Option<u64>,
    /// Id of the picture to start from. Without width and height its own size is taken, as near as the model can.
    source: Option<String>,
    /// Id of a picture of the source's size: what is clear in it is made anew, or what is white if nothing is clear.
    mask: Option<String>,
    /// Ids of pictures to be guided by.
    #[schema(nullable = false)]
    references: Option<Vec<String>>,
    /// How much of the source is made anew, 1 to 100.
    strength: Option<u32>,
    /// Nothing behind what is drawn, on models that can.
    #[schema(nullable = false)]
    transparent: Option<bool>,
    /// Colours of a brand the picture is led to, as `#rrggbb`, on models that can.
    #[schema(nullable = false)]
    palette: Option<Vec<String>>,
    /// How far the source is continued beyond its edges, on models that take a mask.
    extend: Option<Extend>,
    /// How softly what is made anew fades in at the edge of the mask, pixels: 0 to 256, 4 without it.
    feather: Option<u32>,
    /// Id of a brand kit to follow.
    brand: Option<String>,
    /// How many times as large a tool that enlarges makes the source.
    factor: Option<u32>,
    /// Id of what is shown in the showcase and made the person ask for this. One that is not seen there is passed over.
    #[schema(nullable = false)]
    origin: Option<String>,
    /// The price the person saw; a higher one is answered with 409.
    #[schema(nullable = false)]
    accepted_credits: Option<i64>,
}

impl GenerationRequest {
    fn id(&self) -> Result<GenerationId, Problem> {
        made_id(self.id.as_deref()).map(GenerationId)
    }

    fn accepted(&self) -> Result<Option<Credits>, Problem> {
        let bad =
            || Problem::invalid("invalid_accepted_credits", "invalid_accepted_credits", "accepted_credits");
        self.accepted_credits.map(|count| Credits::new(count).ok_or_else(bad)).transpose()
    }

    fn draft(self) -> Draft {
        Draft {
            model: self.model,
            prompt: self.prompt,
            negative_prompt: self.negative_prompt.unwrap_or_default(),
            style: self.style.filter(|style| !style.is_empty()),
            width: self.width,
            height: self.height,
            tier: self.tier,
            quality: self.quality,
            count: self.count,
            seed: self.seed,
            source: self.source.as_deref().map(picture),
            mask: self.mask.as_deref().map(picture),
            references: self.references.iter().flatten().map(|id| picture(id)).collect(),
            strength: self.strength,
            transparent: self.transparent.unwrap_or_default(),
            palette: self.palette.unwrap_or_default(),
            extend: self.extend.map(Into::into),
            feather: self.feather,
            factor: self.factor,
            // One that is no id is the id of nothing, which is refused like any that isn't there.
            origin: self.origin.as_deref().and_then(|id| id.parse().ok()),
            brand: self.brand.as_deref().map(|id| id.parse().unwrap_or(BrandId(Uuid::nil()))),
        }
    }
}

/// A picture's id; one that is none is the id of nothing, which is refused like any picture that isn't there.
fn picture(text: &str) -> AssetId {
    text.parse().unwrap_or(AssetId(Uuid::nil()))
}

/// What it would cost.
#[derive(Serialize, ToSchema)]
pub(crate) struct Quote {
    credits: i64,
    lines: Vec<QuoteLine>,
    /// The field with what the person's plan doesn't have, `model` or `tier`; null where it has all of it.
    #[schema(required)]
    plan_needed: Option<&'static str>,
}

/// What else the list of generations takes.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the parameter; it is read from the query's words")]
pub(crate) struct StateParam {
    /// `live`: only those queued or running.
    #[param(nullable = false)]
    state: Option<String>,
}

/// What a request that is about one generation may prefer.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "describes the header; it is read where it is heeded")]
pub(crate) struct PreferHeader {
    /// `wait=N`: the answer comes as soon as the generation is over, or after N seconds as it stands then. At most 60;
    /// `Preference-Applied` says that it was heeded. When too many wait already, the answer comes at once.
    #[param(nullable = false)]
    prefer: Option<String>,
}

/// What it would cost; nothing is held.
#[utoipa::path(post, path = "/api/v1/quotes", tag = "generations", request_body = GenerationRequest,
    responses((status = 200, body = Quote), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody)))]
pub(crate) async fn create_quote(
    State(web): State<Web>,
    signed: Signed,
    Json(request): Json<GenerationRequest>,
) -> Result<Json<Quote>, Problem> {
    let quoted = web.store().generation_quote(&signed.actor, request.draft(), clock::now()).await?;
    let (credits, lines) = (quoted.quote.credits.get(), quoted.quote.lines);
    let plan_needed = quoted.plan_needed.map(NotAllowed::field);
    Ok(Json(Quote { credits, lines: lines.into_iter().map(QuoteLine::from).collect(), plan_needed }))
}

/// Asks for pictures and holds what they cost.
#[utoipa::path(post, path = "/api/v1/generations", tag = "generations", request_body = GenerationRequest, params(PreferHeader),
    responses((status = 200, body = Generation, description = "Waited for, and over",
            headers(("preference-applied" = String, description = "`wait=N`"))),
        (status = 202, body = Generation, description = "Taken on, and not over within the time that was waited, if any"),
        (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 402, body = ProblemBody), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody),
        (status = 422, body = ProblemBody), (status = 429, body = ProblemBody)))]
pub(crate) async fn create_generation(
    State(web): State<Web>,
    signed: Signed,
    tongue: Tongue,
    wait: Wait,
    Json(request): Json<GenerationRequest>,
) -> Result<(StatusCode, HeaderMap, Json<Generation>), Problem> {
    let (id, accepted) = (request.id()?, request.accepted()?);
    signed.verified(&web)?;
    web.gates().generation.check(signed.actor.user_id)?;
    let place = wait.enter(&web, signed.actor.user_id, id);
    let (store, draft, now) = (web.store(), request.draft(), clock::now());
    let Some(place) = place else {
        let made = store.generation_submit(&signed.actor, id, draft, accepted, now).await?;
        return Ok((StatusCode::ACCEPTED, HeaderMap::new(), Json(Generation::of(made, tongue.language()))));
    };
    let is_new = store.generation_place(&signed.actor, id, draft, accepted, now).await?;
    // A new one is not over, so it needn't be looked at before something wakes.
    let found = if is_new { None } else { store.generation_get(&signed.actor, id, now).await? };
    let (made, headers) = place.until_over(&web, &signed, found).await?;
    let status = if made.state.is_final() { StatusCode::OK } else { StatusCode::ACCEPTED };
    Ok((status, headers, Json(Generation::of(made, tongue.language()))))
}

/// The person's generations, newest first.
#[utoipa::path(get, path = "/api/v1/generations", tag = "generations", params(PageParams, StateParam),
    responses((status = 200, body = GenerationPage), (status = 400, body = ProblemBody),
        (status = 401, body = ProblemBody)))]
pub(crate) async fn list_generations(
    State(web): State<Web>,
    signed: Signed,
    tongue: Tongue,
    words: Words,
) -> Result<Json<GenerationPage>, Problem> {
    let live_only = match words.get("state") {
        None => false,
        Some("live") => true,
        Some(_) => return Err(Problem::invalid("invalid_state", "invalid_state", "state")),
    };
    let (limit, before) = (page::limit(&words)?, page::after::<(Timestamp, GenerationId)>(&words)?);
    let rows = web.store().generation_list(&signed.actor, before, limit + 1, live_only, clock::now()).await?;
    let (rows, next_cursor) = page::cut(rows, limit, |row| (row.created_at, row.id));
    let items = rows.into_iter().map(|row| Generation::of(row, tongue.language())).collect();
    Ok(Json(GenerationPage { items, next_cursor }))
}

/// One generation as it now is, or once it is over.
#[utoipa::path(get, path = "/api/v1/generations/{id}", tag = "generations", params(("id" = String, Path), PreferHeader),
    responses((status = 200, body = Generation,
            headers(("preference-applied" = String, description = "`wait=N`, when it was waited for"))),
        (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn get_generation(
    State(web): State<Web>,
    signed: Signed,
    tongue: Tongue,
    wait: Wait,
    PathId(id): PathId<GenerationId>,
) -> Result<(HeaderMap, Json<Generation>), Problem> {
    let place = wait.enter(&web, signed.actor.user_id, id);
    let found =
        web.store().generation_get(&signed.actor, id, clock::now()).await?.ok_or_else(Problem::not_found)?;
    let (found, headers) = match place {
        Some(place) => place.until_over(&web, &signed, Some(found)).await?,
        None => (found, HeaderMap::new()),
    };
    Ok((headers, Json(Generation::of(found, tongue.language()))))
}

/// Calls a generation off; a finished one stays as it is.
#[utoipa::path(post, path = "/api/v1/generations/{id}/cancel", tag = "generations", params(("id" = String, Path)),
    responses((status = 200, body = Generation), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn cancel_generation(
    State(web): State<Web>,
    signed: Signed,
    tongue: Tongue,
    PathId(id): PathId<GenerationId>,
) -> Result<Json<Generation>, Problem> {
    let found = web.store().generation_cancel(&signed.actor, id, clock::now()).await?;
    Ok(Json(Generation::of(found.ok_or_else(Problem::not_found)?, tongue.language())))
}
