//! Legal texts: what the operator wrote that people agree to.

use crate::{Language, typed::text};
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

/// A text in the languages the operator wrote it in, as Markdown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(transparent)]
pub struct LegalText(BTreeMap<String, String>);

/// What can't be a legal text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a legal text has at most {TEXT_MAX} characters, in a language there is")]
pub struct InvalidLegalText;

impl LegalText {
    /// As it is kept: trimmed, without the languages that say nothing. Empty takes the text back.
    ///
    /// # Errors
    /// [`InvalidLegalText`] when one is too long, or for a language there isn't.
    pub fn checked(words: BTreeMap<String, String>) -> Result<Self, InvalidLegalText> {
        let mut kept = BTreeMap::new();
        for (tag, words) in words {
            let language = Language::parse(&tag).map_err(|_| InvalidLegalText)?;
            let words = text(&words, TEXT_MAX).ok_or(InvalidLegalText)?;
            if !words.is_empty() {
                kept.insert(language.tag().to_owned(), words);
            }
        }
        Ok(Self(kept))
    }

    /// Whether it says nothing in any language.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of it, by language.
    #[must_use]
    pub const fn words(&self) -> &BTreeMap<String, String> {
        &self.0
    }

    /// What whoever reads `language` is shown, with the tag of the language it is in: their own, else English, else
    /// whatever there is.
    #[must_use]
    pub fn said_in(&self, language: Language) -> Option<(&str, &str)> {
        [language.tag(), Language::En.tag()]
            .into_iter()
            .find_map(|tag| self.0.get_key_value(tag))
            .or_else(|| self.0.iter().next())
            .map(|(tag, words)| (tag.as_str(), words.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_shown_in_the_nearest_language_there_is() {
        let of = |pairs: &[(&str, &str)]| {
            LegalText::checked(pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect())
        };
        let both = of(&[("en", " Be kind. "), ("zh-CN", "请友善。")]).expect("a text");
        assert_eq!(both.said_in(Language::ZhCn), Some(("zh-CN", "请友善。")));
        assert_eq!(both.said_in(Language::En), Some(("en", "Be kind.")));
        let one = of(&[("zh-CN", "请友善。"), ("en", "  ")]).expect("a text");
        assert_eq!(one.said_in(Language::En), Some(("zh-CN", "请友善。")));
        assert!(of(&[("en", "")]).expect("nothing").is_empty());
        assert_eq!(of(&[("tlh", "Qapla'")]), Err(InvalidLegalText));
        assert_eq!(of(&[("en", &"x".repeat(TEXT_MAX + 1))]), Err(InvalidLegalText));
    }
}
