//! Conversations: what people and those who run the studio say to each other.

use crate::{AssetId, GenerationId, typed::text};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Most characters of a message.
pub const TEXT_MAX: usize = 4_000;
/// Most messages of a person that wait for one answer.
pub const UNANSWERED_MAX: i64 = 40;
/// Whoever has not read for so long is not there: they get a mail.
pub const AWAY_MS: i64 = 3 * 60_000;
/// Most characters of a message that a mail repeats.
pub const EXCERPT_MAX: usize = 600;
/// A visitor's conversation is forgotten when nothing was said in it for so long; the cookie that opens it lasts as long.
pub const VISITOR_MS: i64 = 180 * 24 * 3_600_000;
/// Most characters of a canned answer's title.
pub const TITLE_MAX: usize = 80;
/// Most canned answers.
pub const ANSWERS_MAX: i64 = 200;

/// How a conversation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConversationState {
    /// The person waits for an answer.
    Open,
    /// The studio said something last.
    Answered,
    /// Done with, until the person says something again.
    Closed,
}

/// Who says something in a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Whose conversation it is.
    Person,
    /// Somebody of the studio.
    Studio,
    /// Somebody of the studio to the others of the studio; the person never sees it.
    Note,
}

impl ConversationState {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Open, Self::Answered, Self::Closed];

    /// The word in the database and the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Answered => "answered",
            Self::Closed => "closed",
        }
    }

    /// From [`ConversationState::as_str`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// How it stands once `side` said something.
    #[must_use]
    pub const fn after(self, side: Side) -> Self {
        match side {
            Side::Person => Self::Open,
            Side::Studio => Self::Answered,
            Side::Note => self,
        }
    }
}

impl Side {
    /// The word in the database and the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Studio => "studio",
            Self::Note => "note",
        }
    }

    /// From [`Side::as_str`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Person, Self::Studio, Self::Note].into_iter().find(|side| side.as_str() == word)
    }
}

/// What somebody says: words, a picture of theirs, a job of theirs, or several of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// In words; may be empty beside a picture or a job.
    pub text: String,
    /// A picture.
    pub asset: Option<AssetId>,
    /// A job, by the id of its generation.
    pub generation: Option<GenerationId>,
}

/// What can't be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a message has at most {TEXT_MAX} characters, and says something")]
pub struct InvalidMessage;

impl Said {
    /// As it is kept: trimmed.
    ///
    /// # Errors
    /// [`InvalidMessage`] when it says nothing or too much.
    pub fn checked(
        typed: &str,
        asset: Option<AssetId>,
        generation: Option<GenerationId>,
    ) -> Result<Self, InvalidMessage> {
        let text = text(typed, TEXT_MAX).ok_or(InvalidMessage)?;
        if text.is_empty() && asset.is_none() && generation.is_none() {
            return Err(InvalidMessage);
        }
        Ok(Self { text, asset, generation })
    }
}

/// The beginning of a text, as a mail repeats it.
#[must_use]
pub fn excerpt(text: &str) -> String {
    if text.chars().count() <= EXCERPT_MAX {
        return text.to_owned();
    }
    let mut cut: String = text.chars().take(EXCERPT_MAX).collect();
    cut.push('…');
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_says_something_and_not_too_much() {
        assert_eq!(Said::checked("  hi \0 ", None, None).expect("a message").text, "hi");
        assert_eq!(Said::checked(" \n ", None, None), Err(InvalidMessage));
        assert_eq!(Said::checked(&"x".repeat(TEXT_MAX + 1), None, None), Err(InvalidMessage));
        let job = Some(GenerationId(uuid::Uuid::nil()));
        assert!(Said::checked("", None, job).is_ok(), "a job says something by itself");
    }

    #[test]
    fn whoever_says_something_moves_a_conversation_and_a_note_does_not() {
        for state in ConversationState::ALL {
            assert_eq!(state.after(Side::Person), ConversationState::Open, "{state:?}");
            assert_eq!(state.after(Side::Studio), ConversationState::Answered, "{state:?}");
            assert_eq!(state.after(Side::Note), state);
            assert_eq!(ConversationState::parse(state.as_str()), Some(state));
        }
    }

    #[test]
    fn an_excerpt_is_cut_between_characters() {
        assert_eq!(excerpt("short"), "short");
        assert_eq!(excerpt(&"长".repeat(900)).chars().count(), EXCERPT_MAX + 1);
    }
}
