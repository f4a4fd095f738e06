//! What may be wrong with pictures: asking for them, sending, keeping and sharing them.

use super::Problem;
use axum::http::StatusCode;
use easel_archive::{A_DAY, ArchiveError};
use easel_domain::{InvalidSpec, gallery, generation};
use easel_store::{BatchError, BoardError, DownloadError, ShareError, SubmitError, UploadError};

/// Until some of the uploads under way will be done.
const UPLOAD_RETRY_SECONDS: u32 = 5;

impl From<UploadError> for Problem {
    fn from(error: UploadError) -> Self {
        match error {
            UploadError::TooMany => Self::too_many_requests(UPLOAD_RETRY_SECONDS),
            UploadError::IdempotencyMismatch => Self::idempotency_mismatch(),
            UploadError::Store(error) => error.into(),
        }
    }
}

impl From<BoardError> for Problem {
    fn from(error: BoardError) -> Self {
        match error {
            BoardError::TooMany => Self::too_many("too_many_boards", gallery::BOARDS_MAX),
            BoardError::IdempotencyMismatch => Self::idempotency_mismatch(),
            BoardError::Store(error) => error.into(),
        }
    }
}

impl From<BatchError> for Problem {
    fn from(error: BatchError) -> Self {
        match error {
            BatchError::NoBoard => Self::invalid("invalid_board", "invalid_board", "board_id"),
            BatchError::Store(error) => error.into(),
        }
    }
}

impl From<DownloadError> for Problem {
    fn from(error: DownloadError) -> Self {
        match error {
            DownloadError::IdempotencyMismatch => Self::idempotency_mismatch(),
            DownloadError::Store(error) => error.into(),
        }
    }
}

impl From<ArchiveError> for Problem {
    fn from(error: ArchiveError) -> Self {
        match error {
            ArchiveError::TooMany { retry_seconds } => {
                Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many_archives")
                    .plain("max", A_DAY)
                    .with(|d| d.retry_after = Some(retry_seconds))
            }
            ArchiveError::Reading => Self::new(StatusCode::CONFLICT, "archive_reading"),
            ArchiveError::Missing => Self::not_found(),
            ArchiveError::IdempotencyMismatch => Self::idempotency_mismatch(),
            ArchiveError::Store(error) => error.into(),
        }
    }
}

impl From<ShareError> for Problem {
    fn from(error: ShareError) -> Self {
        match error {
            ShareError::TooMany => Self::too_many("too_many_shares", gallery::SHARES_MAX),
            ShareError::Nothing => Self::invalid_assets(gallery::SHARE_MAX),
            ShareError::IdempotencyMismatch => Self::idempotency_mismatch(),
            ShareError::Store(error) => error.into(),
        }
    }
}

impl From<SubmitError> for Problem {
    fn from(error: SubmitError) -> Self {
        match error {
            SubmitError::Invalid(why) => why.into(),
            SubmitError::PriceChanged { credits } => Self::price_changed(credits.get()),
            SubmitError::InsufficientCredits(why) => Self::insufficient(why),
            SubmitError::SpendingFrozen => Self::spending_frozen(),
            SubmitError::PlanNeeded(why) => Self::plan_needed(why),
            SubmitError::UnderWay { most } => Self::too_many_under_way(most),
            SubmitError::Capped { capped, credits } => Self::spending_cap(capped, credits.get()),
            SubmitError::IdempotencyMismatch => Self::idempotency_mismatch(),
            SubmitError::Store(error) => error.into(),
        }
    }
}

impl From<InvalidSpec> for Problem {
    fn from(why: InvalidSpec) -> Self {
        let field = why.field();
        match why {
            InvalidSpec::PromptEmpty => Self::invalid("invalid_prompt", "invalid_prompt_empty", field),
            InvalidSpec::PromptLong { .. } => Self::invalid("invalid_prompt", "invalid_prompt_long", field)
                .plain("max", generation::PROMPT_MAX),
            InvalidSpec::NegativePromptLong { .. } => {
                Self::invalid("invalid_negative_prompt", "invalid_negative_prompt", field)
                    .plain("max", generation::NEGATIVE_PROMPT_MAX)
            }
            InvalidSpec::Model => Self::invalid("invalid_model", "invalid_model", field),
            InvalidSpec::Style => Self::invalid("invalid_style", "invalid_style", field),
            InvalidSpec::Size { min_px, max_px, step_px, .. } => {
                Self::invalid("invalid_size", "invalid_size", field)
                    .plain("min", min_px)
                    .plain("max", max_px)
                    .plain("step", step_px)
            }
            InvalidSpec::Tier => Self::invalid("invalid_tier", "invalid_tier", field),
            InvalidSpec::Quality => Self::invalid("invalid_quality", "invalid_quality", field),
            InvalidSpec::Count { max } => {
                Self::invalid("invalid_count", "invalid_count", field).plain("max", max)
            }
            InvalidSpec::Seed => Self::invalid("invalid_seed", "invalid_seed", field),
            InvalidSpec::Source => Self::invalid("invalid_source", "invalid_source", field),
            InvalidSpec::Mask => Self::invalid("invalid_mask", "invalid_mask", field),
            InvalidSpec::References { max } => {
                Self::invalid("invalid_references", "invalid_references", field).plain("max", max)
            }
            InvalidSpec::Strength => Self::invalid("invalid_strength", "invalid_strength", field),
            InvalidSpec::Transparent => Self::invalid("invalid_transparent", "invalid_transparent", field),
            InvalidSpec::Palette { max } => {
                Self::invalid("invalid_palette", "invalid_palette", field).plain("max", max)
            }
            InvalidSpec::Character => Self::invalid("invalid_prompt", "invalid_character", field),
            InvalidSpec::CastRoom { needed, room } => {
                Self::invalid("invalid_prompt", "invalid_cast_room", field)
                    .plain("needed", needed)
                    .plain("room", room)
            }
            InvalidSpec::CastUnseen { name } => {
                Self::invalid("invalid_prompt", "invalid_cast_unseen", field).plain("name", name)
            }
            InvalidSpec::Extend => Self::invalid("invalid_extend", "invalid_extend", field)
                .plain("max", easel_domain::extend::SIDE_MAX),
            InvalidSpec::Feather => Self::invalid("invalid_feather", "invalid_feather", field)
                .plain("max", generation::FEATHER_MAX),
            InvalidSpec::Brand => Self::invalid("invalid_brand", "invalid_brand", field),
            InvalidSpec::Factor { max_px } => {
                Self::invalid("invalid_factor", "invalid_factor", field).plain("max", max_px)
            }
        }
    }
}
