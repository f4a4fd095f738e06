//! Legal texts: what the operator wrote that people agree to.

use crate::Words;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use thiserror::Error;

/// Most characters of a text in one language.
pub const TEXT_MAX: usize = 60_000;

/// Which text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LegalKind {
    /// Terms of use.
    Terms,
    /// What is stored and where it goes.
    Privacy,
    /// What must not be made here.
    AcceptableUse,
    /// When money goes back.
    Refunds,
}

impl LegalKind {
    /// All of them, as they are listed.
    pub const ALL: [Self; 4] = [Self::Terms, Self::Privacy, Self::AcceptableUse, Self::Refunds];

    /// As it is stored and stands in addresses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Terms => "terms",
            Self::Privacy => "privacy",
            Self::AcceptableUse => "acceptable_use",
            Self::Refunds => "refunds",
        }
    }

    /// From [`LegalKind::as_str`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// What can't be a legal text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a legal text has at most {TEXT_MAX} characters, in a language there is")]
pub struct InvalidLegalText;

/// A text as it is kept. Empty takes it back.
///
/// # Errors
/// [`InvalidLegalText`] when one is too long, or for a language there isn't.
pub fn checked(words: BTreeMap<String, String>) -> Result<Words, InvalidLegalText> {
    Words::checked(words, TEXT_MAX).ok_or(InvalidLegalText)
}
