//! Which typefaces a text needs, and their files as layout and PDF take them.

use easel_works::book::LetterFace;
use parley::{
    FontContext, FontWeight,
    fontique::{Blob, Collection, CollectionOptions, FontInfoOverride, SourceCache},
};
use std::{
    collections::HashMap,
    sync::{Arc, OnceLock},
};

/// Families of scripts beyond those that are always there: large, so they are read only where somebody writes in them.
const FAR: [(&str, fn(char) -> bool); 7] = [
    ("Noto Sans Devanagari", is_devanagari),
    ("Noto Sans Arabic", is_arabic),
    ("Noto Sans Hebrew", is_hebrew),
    ("ZCOOL KuaiLe", is_han),
    ("Yusei Magic", is_han),
    ("Noto Sans SC", is_han),
    ("Noto Sans JP", is_han),
];

/// What books are set in, and what every other text falls back on.
const INTER: [&str; 6] =
    ["Inter", "Inter Latin Ext", "Inter Vietnamese", "Inter Cyrillic", "Inter Cyrillic Ext", "Inter Greek"];
const COMIC: [&str; 4] =
    ["Comic Relief", "Comic Relief Latin Ext", "Comic Relief Cyrillic", "Comic Relief Greek"];
const BANGERS: [&str; 3] = ["Bangers", "Bangers Latin Ext", "Bangers Vietnamese"];

fn is_devanagari(c: char) -> bool {
    matches!(c, '\u{0900}'..='\u{097F}' | '\u{A8E0}'..='\u{A8FF}')
}

fn is_arabic(c: char) -> bool {
    matches!(c, '\u{0600}'..='\u{06FF}' | '\u{0750}'..='\u{077F}' | '\u{08A0}'..='\u{08FF}' | '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFF}')
}

fn is_hebrew(c: char) -> bool {
    matches!(c, '\u{0590}'..='\u{05FF}' | '\u{FB1D}'..='\u{FB4F}')
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{2014}' | '\u{2018}'..='\u{201D}' | '\u{2025}' | '\u{2026}' | '\u{2E80}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE4F}' | '\u{FF00}'..='\u{FFEF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Whether Comic Neue has it: what is beyond makes the whole text one in Comic Relief, so that no word mixes both.
fn is_western(c: char) -> bool {
    matches!(c, '\0'..='\u{00FF}' | '\u{0131}' | '\u{0152}' | '\u{0153}' | '\u{2000}'..='\u{206F}' | '\u{20AC}')
        || is_han(c)
        || is_arabic(c)
        || is_hebrew(c)
        || is_devanagari(c)
}

/// Those of the far families that a text needs, as its language prefers them.
fn far(language: &str, text: &str, lettering: bool) -> Vec<&'static str> {
    let wide = |c: char| c > '\u{2E7F}' && is_han(c);
    let han = text.chars().any(wide);
    let mut families: Vec<&'static str> = FAR
        .iter()
        .filter(|(family, belongs)| {
            let hand = ["ZCOOL KuaiLe", "Yusei Magic"].contains(family);
            let read = if belongs('漢') { han } else { text.chars().any(belongs) };
            read && (lettering || !hand)
        })
        .map(|(family, _)| *family)
        .collect();
    // Both know the same characters and draw some of them differently.
    let ours = |family: &&str| ["Noto Sans JP", "Yusei Magic"].contains(family);
    let rank = |family: &&str| {
        let hand = ["ZCOOL KuaiLe", "Yusei Magic"].contains(family);
        (lettering && !hand, ours(family) != language.starts_with("ja"))
    };
    let (mut scripts, mut wide): (Vec<_>, Vec<_>) = families.drain(..).partition(|family| {
        !family.ends_with("SC")
            && !family.ends_with("JP")
            && !family.starts_with('Y')
            && !family.starts_with('Z')
    });
    wide.sort_by_key(rank);
    scripts.extend(wide);
    scripts
}

/// The families of a document in this language that holds these texts.
pub(crate) fn plain<'a>(language: &str, texts: impl IntoIterator<Item = &'a str>) -> Vec<&'static str> {
    let all: String = texts.into_iter().collect();
    INTER.into_iter().chain(far(language, &all, false)).collect()
}

/// The families of a text of a comic or a storybook, the best first.
pub(crate) fn lettering(face: LetterFace, language: &str, text: &str) -> Vec<&'static str> {
    let hand = face != LetterFace::Book;
    let far = far(language, text, hand);
    let near: Vec<&'static str> = match face {
        LetterFace::Comic if text.chars().all(is_western) => [&["Comic Neue"][..], &COMIC, &INTER].concat(),
        LetterFace::Comic => [&COMIC[..], &INTER].concat(),
        LetterFace::Shout => [&BANGERS[..], &COMIC, &INTER].concat(),
        LetterFace::Book => INTER.to_vec(),
    };
    // A text of wide characters has its digits and brackets from their family, so that they go together.
    let wide = text.chars().filter(|c| *c > '\u{2E7F}' && is_han(*c)).count() * 2 > text.chars().count();
    if wide { far.into_iter().chain(near).collect() } else { near.into_iter().chain(far).collect() }
}

/// Which file each typeface of a context is, by the number layout knows it by.
pub(crate) type Files = HashMap<u64, usize>;

/// What layout looks typefaces up in.
pub(crate) fn context(families: &[&str]) -> (FontContext, Files) {
    let options = CollectionOptions { shared: false, system_fonts: false };
    let mut fonts =
        FontContext { collection: Collection::new(options), source_cache: SourceCache::default() };
    let mut files = Files::new();
    for family in families {
        register(&mut fonts, &mut files, family);
    }
    (fonts, files)
}

/// Adds a family to what layout looks up.
pub(crate) fn register(fonts: &mut FontContext, files: &mut Files, family: &str) {
    for (index, face) in easel_fonts::faces().iter().enumerate().filter(|(_, face)| face.family == family) {
        let Some(blob) = ttf(index) else { continue };
        files.insert(blob.id(), index);
        let name = FontInfoOverride {
            family_name: Some(face.family),
            weight: Some(FontWeight::new(f32::from(face.weight))),
            ..FontInfoOverride::default()
        };
        fonts.collection.register_fonts(blob, Some(name));
    }
}

/// A face as layout and PDF take it: unpacked once for the whole process.
pub(crate) fn ttf(index: usize) -> Option<Blob<u8>> {
    static UNPACKED: OnceLock<Vec<OnceLock<Option<Blob<u8>>>>> = OnceLock::new();
    let all = UNPACKED.get_or_init(|| easel_fonts::faces().iter().map(|_| OnceLock::new()).collect());
    let unpack = || {
        let bytes = wuff::decompress_woff2(easel_fonts::faces().get(index)?.woff2).ok()?;
        Some(Blob::new(Arc::new(bytes)))
    };
    all.get(index)?.get_or_init(unpack).clone()
}
