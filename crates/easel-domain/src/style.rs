//! Styles as recipes: what is said to a model beside the prompt. A recipe is never changed, only followed by its next
//! version, so that a picture can name the one it was made with.

use crate::{model::Words, typed::text};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// In a model's styles: whatever styles the studio has.
pub const EVERY: &str = "*";
/// Most characters of each text of a recipe.
pub const TEXT_MAX: usize = 1_000;
/// Most characters of a label.
pub const LABEL_MAX: usize = 40;
/// Most characters of an id.
pub const ID_MAX: usize = 40;

/// What a style says to models that read words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipe {
    /// The style's id: lower case letters, digits and `-`.
    pub id: String,
    /// 0 for the one that ships; each change counts one up.
    pub version: u32,
    /// Said before the prompt.
    #[serde(default)]
    pub before: String,
    /// Said after it.
    #[serde(default)]
    pub after: String,
    /// What should not be there.
    #[serde(default)]
    pub negative: String,
}

/// What can't be about a style.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum InvalidStyle {
    /// Not lower case letters, digits and `-`.
    #[error("an id has 1 to {ID_MAX} of lower case letters, digits and -")]
    Id,
    /// None in English, or one that is too long.
    #[error("a label has 1 to {LABEL_MAX} characters, English at least")]
    Labels,
    /// Too long.
    #[error("the words before are too long")]
    Before,
    /// Too long.
    #[error("the words after are too long")]
    After,
    /// Too long.
    #[error("the negative words are too long")]
    Negative,
    /// No such picture.
    #[error("the sample can't be used")]
    Sample,
}

impl InvalidStyle {
    /// The JSON field it is about.
    #[must_use]
    pub const fn field(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Labels => "labels",
            Self::Before => "before",
            Self::After => "after",
            Self::Negative => "negative",
            Self::Sample => "sample",
        }
    }
}

impl Recipe {
    /// The recipe with its texts trimmed, if it can be one.
    ///
    /// # Errors
    /// The first field that doesn't fit.
    pub fn checked(mut self, labels: &Words) -> Result<Self, InvalidStyle> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if self.id.is_empty() || self.id.len() > ID_MAX || !self.id.chars().all(plain) {
            return Err(InvalidStyle::Id);
        }
        let fits = |label: &String| (1..=LABEL_MAX).contains(&label.trim().chars().count());
        if !labels.contains_key("en") || labels.len() > 20 || !labels.values().all(fits) {
            return Err(InvalidStyle::Labels);
        }
        self.before = text(&self.before, TEXT_MAX).ok_or(InvalidStyle::Before)?;
        self.after = text(&self.after, TEXT_MAX).ok_or(InvalidStyle::After)?;
        self.negative = text(&self.negative, TEXT_MAX).ok_or(InvalidStyle::Negative)?;
        Ok(self)
    }

    /// The ids of the styles that ship.
    pub fn all_shipped() -> impl Iterator<Item = &'static str> {
        SHIPPED.iter().map(|(id, ..)| *id)
    }

    /// Whether a style of this id ships.
    #[must_use]
    pub fn ships(id: &str) -> bool {
        Self::all_shipped().any(|known| known == id)
    }

    /// The recipe that ships for a style; one nobody knows says its own name, which is all that trained models need.
    #[must_use]
    pub fn shipped(id: &str) -> Self {
        let (after, negative) = SHIPPED.iter().find(|(known, ..)| *known == id).map_or_else(
            || (format!("{} style", id.replace(['-', '_'], " ")), ""),
            |(_, after, negative)| ((*after).to_owned(), *negative),
        );
        Self { id: id.to_owned(), version: 0, before: String::new(), after, negative: negative.to_owned() }
    }
}

/// Id, what is said after the prompt, and what should not be there.
const SHIPPED: &[(&str, &str, &str)] = &[
    (
        "photo",
        "a photograph, natural light, true colours, fine detail, shallow depth of field",
        "drawing, painting, render",
    ),
    ("cinema", "a still from a film, wide lens, dramatic light, colour graded, fine grain", "drawing, text"),
    ("anime", "anime drawing, clean lines, flat shading with soft highlights, expressive eyes", "photograph"),
    (
        "watercolour",
        "watercolour on rough paper, soft wet edges, pigment blooms, white paper left showing",
        "photograph, hard outlines",
    ),
    ("ink", "ink drawing, confident brush lines, washes of grey, much white paper", "colour, photograph"),
    ("pixel-art", "pixel art, a small palette, crisp square pixels, no blur", "blur, photograph, gradients"),
    ("3d", "a 3D render, soft studio light, rounded forms, subtle reflections", "drawing, flat colours"),
    (
        "line-art",
        "line art, clean black outlines of even weight on white, no shading",
        "colour, shading, photograph",
    ),
    ("comic", "comic panel, bold inked outlines, flat colours, halftone shadows", "photograph"),
    ("storybook", "picture-book illustration, gouache and pencil, warm light, gentle shapes", "photograph"),
    (
        "logo",
        "a simple logo mark, flat shapes, two or three colours, centred on a plain background",
        "photograph, texture, small details",
    ),
    (
        "flat",
        "flat vector illustration, simple shapes, a limited palette, no outlines",
        "photograph, texture",
    ),
    (
        "paper-cut",
        "layered paper cut-out, visible paper edges, soft shadows between the layers",
        "photograph",
    ),
    ("crayon", "child's crayon drawing, waxy texture, bright colours, uneven lines", "photograph"),
    (
        "isometric",
        "isometric illustration, clean edges, soft shadows, a small scene on a plain ground",
        "perspective, photograph",
    ),
];
