//! What people keep their pictures in order with: kinds, tags, boards, and how many of each fit.

use crate::{Spec, model::Operation};

/// Most pictures of one change of many.
pub const BATCH_MAX: usize = 1_000;
/// Most tags of a picture.
pub const TAGS_MAX: usize = 30;
/// Most boards of a person.
pub const BOARDS_MAX: i64 = 500;
/// Most pictures of a download.
pub const DOWNLOAD_MAX: usize = 5_000;
/// How long a download can be fetched.
pub const DOWNLOAD_LASTS_MS: i64 = 24 * 3_600_000;
/// Most downloads of a person that can be fetched at a time.
pub const DOWNLOADS_MAX: i64 = 50;
/// Most pictures of a share.
pub const SHARE_MAX: usize = 500;
/// Most shares of a person.
pub const SHARES_MAX: i64 = 500;
/// How long whoever said a share's password may look.
pub const OPENING_LASTS_MS: i64 = 12 * 3_600_000;

/// How a picture came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AssetKind {
    /// From words alone.
    Made,
    /// From words and other pictures.
    Edited,
    /// Sent by somebody.
    Uploaded,
    /// The same picture, larger.
    Upscaled,
    /// What is left without its background.
    CutOut,
    /// The same picture with more around it.
    Extended,
}

impl AssetKind {
    /// Every kind.
    pub const ALL: &[Self] =
        &[Self::Made, Self::Edited, Self::Uploaded, Self::Upscaled, Self::CutOut, Self::Extended];

    /// The word in the database and the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Made => "made",
            Self::Edited => "edited",
            Self::Uploaded => "uploaded",
            Self::Upscaled => "upscaled",
            Self::CutOut => "cut_out",
            Self::Extended => "extended",
        }
    }

    /// Reads the word of [`AssetKind::as_str`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == word)
    }

    /// What a spec makes; without one it was sent. By the operation's word, so that a new operation is a kind of its own
    /// as soon as its words are the same.
    #[must_use]
    pub fn of(spec: Option<&Spec>) -> Self {
        match spec.map(|spec| Operation::as_str(spec.operation())) {
            None => Self::Uploaded,
            Some(_) if spec.is_some_and(|spec| spec.extend.is_some()) => Self::Extended,
            Some("generate") => Self::Made,
            Some("upscale") => Self::Upscaled,
            Some("cut_out") => Self::CutOut,
            Some(_) => Self::Edited,
        }
    }
}

/// A word somebody puts on pictures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag(String);

impl Tag {
    /// Longest tag, in characters.
    pub const MAX: usize = 40;

    /// A tag as typed, its blanks trimmed; `None` when nothing is left, or too much.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        line(text, Self::MAX).map(Self)
    }

    /// As typed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a board is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoardName(String);

impl BoardName {
    /// Longest name, in characters.
    pub const MAX: usize = 60;

    /// A name as typed, its blanks trimmed; `None` when nothing is left, or too much.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        line(text, Self::MAX).map(Self)
    }

    /// As typed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// One line of at most so many characters, without blanks around it or two in a row.
fn line(text: &str, most: usize) -> Option<String> {
    if text.chars().any(char::is_control) {
        return None;
    }
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (1..=most).contains(&line.chars().count()).then_some(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_known_by_their_words() {
        for kind in AssetKind::ALL {
            assert_eq!(AssetKind::parse(kind.as_str()), Some(*kind));
        }
        assert_eq!(AssetKind::parse("drawn"), None);
        assert_eq!(AssetKind::of(None), AssetKind::Uploaded);
    }

    #[test]
    fn tags_and_names_are_one_tidy_line() {
        assert_eq!(Tag::parse("  red   fox ").expect("a tag").as_str(), "red fox");
        for bad in ["", "  ", "a\nb", "a\0b", &"x".repeat(41)] {
            assert_eq!(Tag::parse(bad), None, "{bad:?}");
        }
        assert!(Tag::parse(&"狐".repeat(40)).is_some());
        assert!(BoardName::parse(&"x".repeat(60)).is_some());
        assert!(BoardName::parse(&"x".repeat(61)).is_none());
    }
}
