//! A text in the languages that somebody wrote it in.

use crate::{Language, typed::text};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What an operator says, by language: legal texts, articles, announcements, answers kept ready.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(transparent)]
pub struct Words(BTreeMap<String, String>);

impl Words {
    /// As it is kept: trimmed, without the languages that say nothing. `None` when one has more than `most` characters, or
    /// is for a language there isn't.
    #[must_use]
    pub fn checked(words: BTreeMap<String, String>, most: usize) -> Option<Self> {
        let mut kept = BTreeMap::new();
        for (tag, words) in words {
            let language = Language::parse(&tag).ok()?;
            let words = text(&words, most)?;
            if !words.is_empty() {
                kept.insert(language.tag().to_owned(), words);
            }
        }
        Some(Self(kept))
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
            Words::checked(pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect(), 60)
        };
        let both = of(&[("en", " Be kind. "), ("zh-CN", "请友善。")]).expect("a text");
        assert_eq!(both.said_in(Language::ZhCn), Some(("zh-CN", "请友善。")));
        assert_eq!(both.said_in(Language::En), Some(("en", "Be kind.")));
        let one = of(&[("zh-CN", "请友善。"), ("en", "  ")]).expect("a text");
        assert_eq!(one.said_in(Language::En), Some(("zh-CN", "请友善。")));
        assert!(of(&[("en", "")]).expect("nothing").is_empty());
        assert_eq!(of(&[("tlh", "Qapla'")]), None);
        assert_eq!(of(&[("en", &"x".repeat(61))]), None);
    }
}
