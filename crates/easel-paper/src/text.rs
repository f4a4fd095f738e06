//! Text into lines: which typeface has which letters, how they join, where a line breaks.

use crate::faces;
use parley::{
    Alignment, AlignmentOptions, FontContext, FontFamily, FontFamilyName, FontWeight, Layout, LayoutContext,
    LineHeight, StyleProperty,
};
use std::borrow::Cow;

/// How heavy letters are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Weight {
    /// As text is set.
    #[default]
    Regular,
    /// For what should be seen first. Scripts that have only one weight here stay as they are.
    Bold,
}

impl Weight {
    const fn number(self) -> u16 {
        match self {
            Self::Regular => 400,
            Self::Bold => 600,
        }
    }
}

/// Where lines begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Align {
    /// Where the script begins.
    #[default]
    Start,
    /// Where it ends: for sums.
    End,
}

/// Red, green and blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Ink(pub u8, pub u8, pub u8);

/// How a text looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Style {
    /// Height of its letters in points.
    pub size: f32,
    /// How heavy they are.
    pub weight: Weight,
    /// Where lines begin.
    pub align: Align,
    /// Their colour.
    pub ink: Ink,
}

/// A text in its lines.
pub struct Laid {
    pub(crate) text: String,
    pub(crate) layout: Layout<()>,
    pub(crate) ink: Ink,
}

impl Laid {
    /// From the first line's top to the last one's foot, in points.
    #[must_use]
    pub fn height(&self) -> f32 {
        self.layout.height()
    }

    /// Of its longest line, in points.
    #[must_use]
    pub fn width(&self) -> f32 {
        self.layout.width()
    }

    /// How many lines there are.
    #[must_use]
    pub fn lines(&self) -> usize {
        self.layout.len()
    }
}

/// Lays texts of one document.
pub struct Typesetter {
    fonts: FontContext,
    layouts: LayoutContext<()>,
    families: Vec<&'static str>,
}

impl Typesetter {
    /// For a document in this language (a tag such as `ja`) that holds these texts.
    #[must_use]
    pub fn new<'a>(language: &str, texts: impl IntoIterator<Item = &'a str>) -> Self {
        let families = faces::plain(language, texts);
        let (fonts, _) = faces::context(&families);
        Self { fonts, layouts: LayoutContext::new(), families }
    }

    /// Lays a text into lines of at most `width` points, or into one line for each of its own where there is none.
    pub fn lay(&mut self, text: &str, style: Style, width: Option<f32>) -> Laid {
        let families: Vec<FontFamilyName<'_>> =
            self.families.iter().map(|family| FontFamilyName::Named(Cow::Borrowed(*family))).collect();
        let mut builder = self.layouts.ranged_builder(&mut self.fonts, text, 1.0, false);
        builder.push_default(StyleProperty::FontFamily(FontFamily::List(Cow::Owned(families))));
        builder.push_default(StyleProperty::FontSize(style.size));
        builder.push_default(StyleProperty::FontWeight(FontWeight::new(f32::from(style.weight.number()))));
        builder.push_default(StyleProperty::LineHeight(LineHeight::FontSizeRelative(1.35)));
        let mut layout = builder.build(text);
        layout.break_all_lines(width);
        let align = match style.align {
            Align::Start => Alignment::Start,
            Align::End => Alignment::End,
        };
        layout.align(align, AlignmentOptions::default());
        Laid { text: text.to_owned(), layout, ink: style.ink }
    }
}
