//! Views of what several operations answer: generations and pictures.

use crate::generation::Extend;
use easel_domain::{AssetKind, Language};
use easel_door::{
    clock::rfc3339,
    view::{AssetBrief, GenerationError, Likeness, State},
};
use serde::Serialize;
use utoipa::ToSchema;

/// What became of a generation's hold.
#[derive(Serialize, ToSchema)]
pub(crate) struct GenerationCredits {
    held: i64,
    captured: i64,
}

/// The place in the queue.
#[derive(Serialize, ToSchema)]
pub(crate) struct QueuePlace {
    position: u32,
    #[schema(required)]
    eta_ms: Option<i64>,
}

/// What the generator made of the prompt.
#[derive(Serialize, serde::Deserialize, ToSchema)]
pub(crate) struct Account {
    #[serde(default)]
    #[schema(required)]
    understood: Vec<String>,
    #[serde(default)]
    #[schema(required)]
    ignored: Vec<String>,
    /// Codes of what the person should know besides: `photographic_asked`, `nothing_to_draw`,
    /// `palette_without_colour`, `transparent_source`, `reference_framed`, `reference_unused`, `empty_mask`.
    #[serde(default)]
    #[schema(required)]
    notes: Vec<String>,
}

fn account(value: Option<serde_json::Value>) -> Option<Account> {
    value.and_then(|value| serde_json::from_value(value).ok())
}

/// Somebody a prompt names.
#[derive(Serialize, ToSchema)]
pub(crate) struct Cast {
    /// Of the card, which may be gone.
    character_id: String,
    /// Its name then.
    name: String,
    #[schema(required)]
    outfit: Option<String>,
    /// Which of the pictures the engine was shown are its own, counted from 1.
    images: Vec<usize>,
}

impl From<(&easel_domain::Cast, std::ops::Range<usize>)> for Cast {
    fn from((cast, images): (&easel_domain::Cast, std::ops::Range<usize>)) -> Self {
        Self {
            character_id: cast.character.to_string(),
            name: cast.name.clone(),
            outfit: cast.outfit.clone(),
            images: images.collect(),
        }
    }
}

/// What was asked for once, and what became of it.
#[derive(Serialize, ToSchema)]
pub(crate) struct Generation {
    pub(crate) id: String,
    version: i64,
    #[schema(inline)]
    state: State,
    model: String,
    prompt: String,
    negative_prompt: String,
    #[schema(required)]
    style: Option<String>,
    width: u32,
    height: u32,
    tier: String,
    quality: String,
    count: u32,
    #[schema(required)]
    seed: Option<u64>,
    /// Id of the picture it starts from.
    #[schema(required)]
    source: Option<String>,
    /// Id of the picture that says where the source changes.
    #[schema(required)]
    mask: Option<String>,
    /// Ids of the pictures it is guided by.
    references: Vec<String>,
    /// How much of the source is made anew, per cent.
    #[schema(required)]
    strength: Option<u32>,
    /// Nothing was to be behind what is drawn.
    transparent: bool,
    /// Colours of a brand the picture was led to.
    palette: Vec<String>,
    /// The prompt with its characters as `@{id}`.
    prompt_source: String,
    /// Who is in it.
    cast: Vec<Cast>,
    /// How far the source was continued beyond its edges.
    #[schema(required)]
    extend: Option<Extend>,
    /// How softly what was made anew fades in, pixels.
    #[schema(required)]
    feather: Option<u32>,
    /// Id of the brand kit it followed, which may be gone.
    #[schema(required)]
    brand: Option<String>,
    /// How many times as large the source became, with a tool that enlarges.
    #[schema(required)]
    factor: Option<u32>,
    /// Width and height its model drew, where the resolution asked for was made of that by enlarging.
    #[schema(required)]
    drawn: Option<Vec<u32>>,
    /// Of its style's recipe; 0 is the one that ships.
    #[schema(required)]
    style_version: Option<u32>,
    credits: GenerationCredits,
    /// From 0 to 1.
    progress: f64,
    #[schema(required)]
    stage: Option<String>,
    #[schema(required)]
    queue: Option<QueuePlace>,
    /// While it is made: the number of the latest unfinished picture, where its engine shows any.
    #[schema(required)]
    preview: Option<i64>,
    assets: Vec<AssetBrief>,
    #[schema(required)]
    error: Option<GenerationError>,
    #[schema(required)]
    account: Option<Account>,
    created_at: String,
    #[schema(required)]
    finished_at: Option<String>,
}

impl Generation {
    /// As people who speak `language` see it.
    pub(crate) fn of(row: easel_store::Generation, language: Language) -> Self {
        let spec = row.spec;
        let cast = spec.images_of_cast().map(Cast::from).collect();
        Self {
            id: row.id.to_string(),
            version: row.version,
            state: row.state.into(),
            model: spec.model,
            prompt_source: spec.prompt_source.unwrap_or_else(|| spec.prompt.clone()),
            cast,
            extend: spec.extend.map(Extend::from),
            feather: spec.feather,
            factor: spec.factor,
            drawn: spec.drawn.map(|(width, height)| vec![width, height]),
            brand: spec.brand.map(|brand| brand.id.to_string()),
            style_version: spec.recipe.map(|recipe| recipe.version),
            prompt: spec.prompt,
            negative_prompt: spec.negative_prompt,
            style: spec.style,
            width: spec.width,
            height: spec.height,
            tier: spec.tier,
            quality: spec.quality,
            count: spec.count,
            seed: spec.seed,
            source: spec.source.map(|id| id.to_string()),
            mask: spec.mask.map(|id| id.to_string()),
            references: spec.references.iter().map(ToString::to_string).collect(),
            strength: spec.strength,
            transparent: spec.transparent,
            palette: spec.palette,
            credits: GenerationCredits { held: row.held, captured: row.captured },
            progress: row.progress,
            stage: row.stage,
            queue: row.queue.map(|q| QueuePlace { position: q.position, eta_ms: q.eta_ms }),
            preview: row.preview,
            assets: row.assets.into_iter().map(AssetBrief::from).collect(),
            error: row.failure.map(|code| GenerationError::of(code, language)),
            account: account(row.account),
            created_at: rfc3339(row.created_at),
            finished_at: row.finished_at.map(rfc3339),
        }
    }
}

/// Whether a picture is there: one somebody sent is `arriving` until it was looked into.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AssetState {
    Arriving,
    Ready,
}

/// A picture with its story.
#[derive(Serialize, ToSchema)]
pub(crate) struct Asset {
    id: String,
    width: u32,
    height: u32,
    mime: String,
    #[schema(required)]
    seed: Option<u64>,
    /// Thumbhash in base64.
    placeholder: String,
    #[schema(required)]
    generation_id: Option<String>,
    #[schema(required)]
    model: Option<String>,
    prompt: String,
    negative_prompt: String,
    #[schema(required)]
    style: Option<String>,
    #[schema(required)]
    tier: Option<String>,
    #[schema(required)]
    quality: Option<String>,
    /// What it cost.
    credits: i64,
    bytes: i64,
    favourite: bool,
    created_at: String,
    #[schema(required)]
    account: Option<Account>,
    #[schema(inline)]
    state: AssetState,
    /// Id of the picture it was made from; that one may be gone.
    #[schema(required)]
    source: Option<String>,
    /// The prompt with its characters as `@{id}`.
    prompt_source: String,
    /// How much its characters look like their cards.
    likeness: Vec<Likeness>,
    /// How near its colours are to those of the brand it followed, 0 to 100.
    #[schema(required)]
    brand_percent: Option<u8>,
    #[schema(inline)]
    kind: Kind,
    tags: Vec<String>,
    /// Ids of the boards it is on.
    board_ids: Vec<String>,
    /// Since when it is in the trash; after the studio's `trash_days` it is gone.
    #[schema(required)]
    trashed_at: Option<String>,
}

/// How a picture came to be.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    Made,
    Edited,
    Uploaded,
    Upscaled,
    CutOut,
    Extended,
}

impl From<AssetKind> for Kind {
    fn from(kind: AssetKind) -> Self {
        match kind {
            AssetKind::Made => Self::Made,
            AssetKind::Edited => Self::Edited,
            AssetKind::Uploaded => Self::Uploaded,
            AssetKind::Upscaled => Self::Upscaled,
            AssetKind::CutOut => Self::CutOut,
            AssetKind::Extended => Self::Extended,
        }
    }
}

impl Asset {
    /// A picture that isn't there yet: its size is what its file claims.
    pub(crate) fn arriving(upload: easel_store::Upload) -> Self {
        Self {
            id: upload.id.to_string(),
            width: upload.width,
            height: upload.height,
            mime: upload.mime,
            seed: None,
            placeholder: String::new(),
            generation_id: None,
            model: None,
            prompt: String::new(),
            negative_prompt: String::new(),
            style: None,
            tier: None,
            quality: None,
            credits: 0,
            bytes: upload.bytes,
            favourite: false,
            created_at: rfc3339(upload.created_at),
            account: None,
            state: AssetState::Arriving,
            source: None,
            prompt_source: String::new(),
            likeness: Vec::new(),
            brand_percent: None,
            kind: Kind::Uploaded,
            tags: Vec::new(),
            board_ids: Vec::new(),
            trashed_at: None,
        }
    }
}

impl From<easel_store::Asset> for Asset {
    fn from(row: easel_store::Asset) -> Self {
        let brand_percent = row.brief.measured.brand_percent;
        let brief = AssetBrief::from(row.brief);
        let spec = row.spec;
        let prompt_source = spec.as_ref().map(|s| s.prompt_source.as_ref().unwrap_or(&s.prompt).clone());
        let prompt_source = prompt_source.unwrap_or_default();
        Self {
            id: brief.id,
            width: brief.width,
            height: brief.height,
            mime: brief.mime,
            seed: brief.seed,
            placeholder: brief.placeholder,
            generation_id: row.generation_id.map(|id| id.to_string()),
            model: spec.as_ref().map(|s| s.model.clone()),
            prompt: spec.as_ref().map(|s| s.prompt.clone()).unwrap_or_default(),
            negative_prompt: spec.as_ref().map(|s| s.negative_prompt.clone()).unwrap_or_default(),
            style: spec.as_ref().and_then(|s| s.style.clone()),
            tier: spec.as_ref().map(|s| s.tier.clone()),
            source: spec.as_ref().and_then(|s| s.source).map(|id| id.to_string()),
            quality: spec.map(|s| s.quality),
            credits: row.credits,
            bytes: row.bytes,
            favourite: row.favourite,
            created_at: rfc3339(row.created_at),
            account: account(row.account),
            state: AssetState::Ready,
            prompt_source,
            likeness: brief.likeness,
            brand_percent,
            kind: row.kind.into(),
            tags: row.tags,
            board_ids: row.boards.iter().map(ToString::to_string).collect(),
            trashed_at: row.trashed_at.map(rfc3339),
        }
    }
}
