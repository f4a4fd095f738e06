//! What can go wrong with a picture, in classes a person understands.

use serde::{Deserialize, Serialize};

/// Why a generation ended without a picture. The sentence for each is in the catalogues under `failure.<code>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureCode {
    /// The provider's policy refused the words.
    RefusedPrompt,
    /// The provider's policy refused the picture it had made.
    RefusedPicture,
    /// The generator failed, again and again.
    Engine,
    /// Not done before the deadline.
    Timeout,
    /// Made, but could not be kept.
    Storing,
    /// No healthy way to this model.
    NoProvider,
    /// Asked for, and the answer never came; asking again might have been paid for twice.
    AnswerLost,
    /// A picture it needed was deleted before it began.
    InputGone,
}

impl FailureCode {
    /// Every code, so that tests can ask for a sentence for each.
    pub const ALL: &[Self] = &[
        Self::RefusedPrompt,
        Self::RefusedPicture,
        Self::Engine,
        Self::Timeout,
        Self::Storing,
        Self::NoProvider,
        Self::AnswerLost,
        Self::InputGone,
    ];

    /// The word in the database and the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RefusedPrompt => "refused_prompt",
            Self::RefusedPicture => "refused_picture",
            Self::Engine => "engine",
            Self::Timeout => "timeout",
            Self::Storing => "storing",
            Self::NoProvider => "no_provider",
            Self::AnswerLost => "answer_lost",
            Self::InputGone => "input_gone",
        }
    }

    /// Reads the word of [`FailureCode::as_str`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|c| c.as_str() == word)
    }

    /// The part of the way of a picture where it happened, as shown to people.
    #[must_use]
    pub const fn stage(self) -> &'static str {
        match self {
            Self::RefusedPrompt => "prompt",
            Self::RefusedPicture => "picture",
            Self::Engine | Self::AnswerLost => "engine",
            Self::Timeout => "waiting",
            Self::Storing => "storing",
            Self::NoProvider => "routing",
            Self::InputGone => "input",
        }
    }
}

/// A failure with what the log may say about it. `detail` is for operators and never reaches a creator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The class.
    pub code: FailureCode,
    /// For the operator's eyes.
    pub detail: String,
}
