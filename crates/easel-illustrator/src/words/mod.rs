//! From a prompt to a scene: which words there are, what they mean, and how they hang together.

mod lexicon;
mod names;
mod reader;
mod remove;
mod settle;
#[cfg(test)]
mod tests;
mod tokens;

pub(crate) use reader::{Company, Reading, read, read_with};
pub(crate) use remove::asks_to_remove;
pub(crate) use settle::name;

/// The languages whose words and order of words are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    English,
    Chinese,
    Japanese,
    Spanish,
}

impl Language {
    /// Guesses by script, and between English and Spanish by their smallest words.
    pub(crate) fn of(prompt: &str) -> Self {
        let kana = |c: char| ('\u{3041}'..='\u{30ff}').contains(&c);
        if prompt.chars().any(kana) {
            return Self::Japanese;
        }
        if prompt.chars().any(is_han) {
            return Self::Chinese;
        }
        let text = plain(prompt);
        let count =
            |small: &[&str]| text.split(|c: char| !c.is_alphanumeric()).filter(|w| small.contains(w)).count();
        let spanish =
            count(&["un", "una", "el", "la", "los", "las", "con", "de", "del", "en", "y", "bajo", "al"]);
        let english = count(&["a", "an", "the", "of", "in", "on", "with", "and", "at", "under", "is"]);
        if spanish > english { Self::Spanish } else { Self::English }
    }

    pub(crate) fn is_spaced(self) -> bool {
        matches!(self, Self::English | Self::Spanish)
    }
}

pub(crate) fn is_han(c: char) -> bool {
    ('\u{3400}'..='\u{9fff}').contains(&c) || c == '々'
}

/// The form in which words are compared: lower case, without accents, with spaces for hyphens.
pub(crate) fn plain(text: &str) -> String {
    text.chars()
        .flat_map(char::to_lowercase)
        .filter_map(|c| {
            Some(match c {
                'á' | 'à' | 'â' | 'ä' => 'a',
                'é' | 'è' | 'ê' | 'ë' => 'e',
                'í' | 'ì' | 'î' | 'ï' => 'i',
                'ó' | 'ò' | 'ô' | 'ö' => 'o',
                'ú' | 'ù' | 'û' | 'ü' => 'u',
                'ñ' => 'n',
                '-' | '_' => ' ',
                '\'' | '’' => return None,
                other => other,
            })
        })
        .collect()
}
