//! What may be wrong with what people and the studio say to each other, and with how they are told.

use super::Problem;
use easel_domain::support::{InvalidMessage, TEXT_MAX, UNANSWERED_MAX};
use easel_notices::DeviceError;
use easel_support::{DeskError, SayError};

impl Problem {
    /// 403: the operator does not talk to people here.
    pub fn conversations_off() -> Self {
        Self::forbidden().with(|d| (d.code, d.key) = ("conversations_off".into(), "conversations_off"))
    }
}

impl From<DeviceError> for Problem {
    fn from(error: DeviceError) -> Self {
        match error {
            DeviceError::TooMany { max } => Self::too_many("too_many_devices", max),
            DeviceError::Store(error) => error.into(),
        }
    }
}

impl From<InvalidMessage> for Problem {
    fn from(_: InvalidMessage) -> Self {
        Self::invalid("invalid_text", "invalid_message", "text").at_most(TEXT_MAX)
    }
}

impl From<SayError> for Problem {
    fn from(error: SayError) -> Self {
        match error {
            SayError::Asset => Self::invalid("invalid_asset_id", "invalid_message_asset", "asset_id"),
            SayError::Generation => {
                Self::invalid("invalid_generation_id", "invalid_message_generation", "generation_id")
            }
            SayError::TooMany => Self::too_many("too_many_unanswered", UNANSWERED_MAX),
            SayError::IdempotencyMismatch => Self::id_taken(),
            SayError::Missing => Self::not_found(),
            SayError::Store(error) => error.into(),
        }
    }
}

impl From<DeskError> for Problem {
    fn from(error: DeskError) -> Self {
        match error {
            DeskError::Missing => Self::not_found(),
            DeskError::Assignee => Self::invalid("invalid_assigned_to", "invalid_assignee", "assigned_to"),
            DeskError::Store(error) => error.into(),
        }
    }
}
