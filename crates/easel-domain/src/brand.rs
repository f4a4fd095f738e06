//! Brand kits: colours, words and a logo that pictures follow.

use crate::{AssetId, BrandId, model::PALETTE_MAX, typed::line};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Most brand kits of one person.
pub const BRANDS_MAX: usize = 50;
/// Most characters of a name.
pub const NAME_MAX: usize = 60;
/// Most words to use, and most to avoid.
pub const WORDS_MAX: usize = 40;
/// Most characters of one of these words, and of a font's name.
pub const WORD_MAX: usize = 60;
/// Most characters of a tone.
pub const TONE_MAX: usize = 400;
/// A logo's width, per cent of the picture's.
pub const LOGO_PERCENT: std::ops::RangeInclusive<u32> = 5..=40;

/// Where in a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Corner {
    /// Nowhere.
    #[default]
    None,
    /// Top left.
    TopLeft,
    /// Top right.
    TopRight,
    /// Bottom left.
    BottomLeft,
    /// Bottom right.
    BottomRight,
}

/// Where the logo goes and how large it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogoPlace {
    /// In which corner.
    pub corner: Corner,
    /// Its width, per cent of the picture's.
    pub percent: u32,
}

impl Default for LogoPlace {
    fn default() -> Self {
        Self { corner: Corner::None, percent: 15 }
    }
}

/// Fonts by name, for what composers write.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Fonts {
    /// For headings.
    #[serde(default)]
    pub heading: String,
    /// For the rest.
    #[serde(default)]
    pub body: String,
}

/// A brand kit as its owner keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brand {
    /// Its id.
    pub id: BrandId,
    /// What its owner calls it.
    pub name: String,
    /// The logo's picture.
    pub logo: Option<AssetId>,
    /// Everything else.
    pub look: BrandLook,
}

/// What a brand kit says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct BrandLook {
    /// Colours, as `#rrggbb` in lower case; the most important first.
    #[serde(default)]
    pub palette: Vec<String>,
    /// For what composers write.
    #[serde(default)]
    pub fonts: Fonts,
    /// Where the logo goes.
    #[serde(default)]
    pub logo_place: LogoPlace,
    /// How it speaks.
    #[serde(default)]
    pub tone: String,
    /// Words its pictures should show.
    #[serde(default)]
    pub use_words: Vec<String>,
    /// Words they must not.
    #[serde(default)]
    pub avoid_words: Vec<String>,
}

/// What can't be about a brand kit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum InvalidBrand {
    /// Empty or too long.
    #[error("a name has 1 to {NAME_MAX} characters")]
    Name,
    /// Too many colours, or one that is none.
    #[error("at most {PALETTE_MAX} colours, as #rrggbb")]
    Palette,
    /// A name that is too long.
    #[error("a font's name is too long")]
    Fonts,
    /// No such picture.
    #[error("the logo can't be used")]
    Logo,
    /// A size out of range.
    #[error("a logo takes 5 to 40 per cent of the width")]
    LogoPlace,
    /// Too long.
    #[error("the tone is too long")]
    Tone,
    /// Too many, or one that is too long.
    #[error("at most {WORDS_MAX} words to use")]
    UseWords,
    /// Too many, or one that is too long.
    #[error("at most {WORDS_MAX} words to avoid")]
    AvoidWords,
}

impl InvalidBrand {
    /// The JSON field it is about.
    #[must_use]
    pub const fn field(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Palette => "palette",
            Self::Fonts => "fonts",
            Self::Logo => "logo",
            Self::LogoPlace => "logo_place",
            Self::Tone => "tone",
            Self::UseWords => "use_words",
            Self::AvoidWords => "avoid_words",
        }
    }
}

impl Brand {
    /// The kit with its texts trimmed, if it can be one.
    ///
    /// # Errors
    /// The first field that doesn't fit.
    pub fn checked(mut self) -> Result<Self, InvalidBrand> {
        self.name = line(&self.name, NAME_MAX).filter(|name| !name.is_empty()).ok_or(InvalidBrand::Name)?;
        let look = &mut self.look;
        if look.palette.len() > PALETTE_MAX as usize {
            return Err(InvalidBrand::Palette);
        }
        look.palette = look
            .palette
            .iter()
            .map(|code| colour(code))
            .collect::<Option<_>>()
            .ok_or(InvalidBrand::Palette)?;
        look.fonts.heading = line(&look.fonts.heading, WORD_MAX).ok_or(InvalidBrand::Fonts)?;
        look.fonts.body = line(&look.fonts.body, WORD_MAX).ok_or(InvalidBrand::Fonts)?;
        if !LOGO_PERCENT.contains(&look.logo_place.percent) {
            return Err(InvalidBrand::LogoPlace);
        }
        look.tone = line(&look.tone, TONE_MAX).ok_or(InvalidBrand::Tone)?;
        look.use_words = words(&look.use_words).ok_or(InvalidBrand::UseWords)?;
        look.avoid_words = words(&look.avoid_words).ok_or(InvalidBrand::AvoidWords)?;
        Ok(self)
    }
}

/// A colour such as `#A0b1C2`, in lower case.
#[must_use]
pub fn colour(code: &str) -> Option<String> {
    let digits =
        code.strip_prefix('#').filter(|d| d.len() == 6 && d.bytes().all(|b| b.is_ascii_hexdigit()))?;
    Some(format!("#{}", digits.to_ascii_lowercase()))
}

fn words(words: &[String]) -> Option<Vec<String>> {
    if words.len() > WORDS_MAX {
        return None;
    }
    let mut kept: Vec<String> = Vec::new();
    for word in words {
        let word = line(word, WORD_MAX)?;
        if !word.is_empty() && !kept.contains(&word) {
            kept.push(word);
        }
    }
    Some(kept)
}

/// A brand kit as it was when a picture was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BrandUse {
    /// The kit, which may be gone or changed since.
    pub id: BrandId,
    /// Its name then.
    pub name: String,
    /// The logo that is placed on the picture; none where the kit puts it nowhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo: Option<AssetId>,
    /// What it said.
    pub look: BrandLook,
}

impl From<&Brand> for BrandUse {
    fn from(brand: &Brand) -> Self {
        let placed = brand.look.logo_place.corner != Corner::None;
        Self {
            id: brand.id,
            name: brand.name.clone(),
            logo: brand.logo.filter(|_| placed),
            look: brand.look.clone(),
        }
    }
}
