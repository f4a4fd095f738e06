//! Text into lines: which typeface has which letters, how they join, where a line breaks.

use parley::{
    Alignment, AlignmentOptions, FontContext, FontFamily, FontFamilyName, FontWeight, Layout, LayoutContext,
    LineHeight, StyleProperty,
    fontique::{Blob, Collection, CollectionOptions, FontInfoOverride, SourceCache},
};
use std::{
    borrow::Cow,
    sync::{Arc, OnceLock},
};

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

/// Families of scripts beyond those that are always there: large, so they are read only where somebody writes in them.
const FAR: [(&str, fn(char) -> bool); 3] =
    [("Noto Sans Devanagari", is_devanagari), ("Noto Sans SC", is_han), ("Noto Sans JP", is_han)];

fn is_devanagari(c: char) -> bool {
    matches!(c, '\u{0900}'..='\u{097F}' | '\u{A8E0}'..='\u{A8FF}')
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE4F}' | '\u{FF00}'..='\u{FFEF}' | '\u{20000}'..='\u{3FFFF}')
}

impl Typesetter {
    /// For a document in this language (a tag such as `ja`) that holds these texts.
    #[must_use]
    pub fn new<'a>(language: &str, texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut wanted = [false; FAR.len()];
        for c in texts.into_iter().flat_map(str::chars) {
            for (is, (_, belongs)) in wanted.iter_mut().zip(FAR) {
                *is |= belongs(c);
            }
        }
        let mut families: Vec<&'static str> = Vec::new();
        let far = |name: &str| FAR.iter().position(|(family, _)| *family == name);
        for face in easel_fonts::faces() {
            if far(face.family).is_none_or(|at| wanted[at]) && !families.contains(&face.family) {
                families.push(face.family);
            }
        }
        if language == "ja" {
            // Both know the same characters and draw some of them differently.
            families.sort_by_key(|family| *family == "Noto Sans SC");
        }
        let options = CollectionOptions { shared: false, system_fonts: false };
        let mut fonts =
            FontContext { collection: Collection::new(options), source_cache: SourceCache::default() };
        for (index, face) in easel_fonts::faces().iter().enumerate() {
            if families.contains(&face.family)
                && let Some(blob) = ttf(index)
            {
                let name = FontInfoOverride {
                    family_name: Some(face.family),
                    weight: Some(FontWeight::new(f32::from(face.weight))),
                    ..FontInfoOverride::default()
                };
                fonts.collection.register_fonts(blob, Some(name));
            }
        }
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

/// A face as layout and PDF take it: unpacked once for the whole process.
fn ttf(index: usize) -> Option<Blob<u8>> {
    static UNPACKED: OnceLock<Vec<OnceLock<Option<Blob<u8>>>>> = OnceLock::new();
    let all = UNPACKED.get_or_init(|| easel_fonts::faces().iter().map(|_| OnceLock::new()).collect());
    let unpack = || {
        let bytes = wuff::decompress_woff2(easel_fonts::faces().get(index)?.woff2).ok()?;
        Some(Blob::new(Arc::new(bytes)))
    };
    all.get(index)?.get_or_init(unpack).clone()
}
