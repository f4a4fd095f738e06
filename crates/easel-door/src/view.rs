//! Views that operations of several crates answer: a picture in short, a line of a quote, how a generation stands and why
//! there is no picture.

use easel_domain::{FailureCode, GenerationState, Language, message};
use serde::Serialize;
use utoipa::ToSchema;

/// A picture in short.
#[derive(Serialize, ToSchema)]
pub struct AssetBrief {
    /// Its id.
    pub id: String,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// What kind of file.
    pub mime: String,
    /// Its seed, if it has one.
    #[schema(required)]
    pub seed: Option<u64>,
    /// Thumbhash in base64.
    pub placeholder: String,
    /// How near each of its characters came to its card, as far as that can be told.
    pub likeness: Vec<Likeness>,
}

impl From<easel_store::AssetBrief> for AssetBrief {
    fn from(brief: easel_store::AssetBrief) -> Self {
        Self {
            id: brief.id.to_string(),
            width: brief.width,
            height: brief.height,
            mime: brief.mime,
            seed: brief.seed,
            placeholder: brief.placeholder,
            likeness: brief.measured.likeness.into_iter().map(Likeness::from).collect(),
        }
    }
}

/// How much a character of a picture looks like its card.
#[derive(Serialize, ToSchema)]
pub struct Likeness {
    character_id: String,
    name: String,
    /// 0 to 100.
    percent: u8,
}

impl From<easel_domain::Likeness> for Likeness {
    fn from(likeness: easel_domain::Likeness) -> Self {
        let easel_domain::Likeness { character, name, percent } = likeness;
        Self { character_id: character.to_string(), name, percent }
    }
}

/// Why there is no picture.
#[derive(Serialize, ToSchema)]
pub struct GenerationError {
    code: String,
    message: String,
    stage: String,
}

impl GenerationError {
    /// The reason in the words of a language.
    #[must_use]
    pub fn of(code: FailureCode, language: Language) -> Self {
        let key = format!("failure.{}", code.as_str());
        Self {
            code: code.as_str().to_owned(),
            message: message::text(language, &key, &[]),
            stage: code.stage().to_owned(),
        }
    }
}

/// Where a generation stands.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// In the queue.
    Queued,
    /// Being made.
    Running,
    /// Made.
    Succeeded,
    /// Refused.
    Rejected,
    /// Not made.
    Failed,
    /// Called off.
    Cancelled,
}

impl From<GenerationState> for State {
    fn from(state: GenerationState) -> Self {
        match state {
            GenerationState::Queued => Self::Queued,
            GenerationState::Running => Self::Running,
            GenerationState::Succeeded => Self::Succeeded,
            GenerationState::Rejected => Self::Rejected,
            GenerationState::Failed => Self::Failed,
            GenerationState::Cancelled => Self::Cancelled,
        }
    }
}

/// One line of a quote.
#[derive(Serialize, ToSchema)]
pub struct QuoteLine {
    label: String,
    count: u32,
    credits_each: i64,
    credits: i64,
}

impl From<easel_domain::QuoteLine> for QuoteLine {
    fn from(line: easel_domain::QuoteLine) -> Self {
        Self {
            label: line.label,
            count: line.count,
            credits_each: line.credits_each.get(),
            credits: line.credits.get(),
        }
    }
}
