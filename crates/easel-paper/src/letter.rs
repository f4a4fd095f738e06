//! Lettering: texts broken into lines that fit their balloons, and the glyphs of those lines.
//!
//! Breaking and drawing are two steps: the lines are kept in the recipe, and are drawn from there on a screen and in a
//! file, so that both agree.

use crate::{
    column::{self, CellKind},
    faces::{self, Files},
    fit::{Bounds, Piece, Room, fit},
    text::Ink,
    warp,
};
use easel_works::{
    book::{LetterAlign, Lettering, SetText, TextStyle},
    strip::colour_of,
};
use parley::{
    BaseDirection, FontContext, FontFamily, FontFamilyName, FontFeatures, FontWeight, Layout, LayoutContext,
    LineHeight, StyleProperty,
};
use std::{borrow::Cow, collections::HashSet, ops::Range};

/// Size that texts are measured at.
const MEASURE: f32 = 100.0;
/// How far below the middle of a line its letters stand, sizes: capitals, and letters with feet.
const CAPITALS: f32 = 0.35;
const MIXED: f32 = 0.30;
/// How far below the top of its cell a wide character stands.
const UPRIGHT: f32 = 0.88;
/// Shortest word that is hyphenated, letters.
const HYPHENATED_MIN: usize = 7;
/// How much larger letters must get for hyphens to be worth it.
const WORTH: f32 = 1.2;

/// A glyph from its run's beginning.
#[derive(Clone, Debug, PartialEq)]
pub struct RunGlyph {
    /// Its number in the typeface.
    pub id: u32,
    /// To the right.
    pub x: f32,
    /// Down.
    pub y: f32,
    /// To the next one.
    pub advance: f32,
    /// The part of the run's text it stands for.
    pub range: Range<usize>,
}

/// How letters are painted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum LetterPaint {
    /// Filled.
    Fill(Ink),
    /// Only a line around them, drawn before they are filled: how wide, in lengths of the run, and its colour.
    Stroke(f32, Ink),
}

/// Glyphs of one typeface in a row.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// Which of [`easel_fonts::faces`].
    pub face: usize,
    /// Height of its letters.
    pub size: f32,
    /// From its own lengths to the page's: a, b, c, d, e, f as SVG has them.
    pub at: [f32; 6],
    /// From left to right.
    pub glyphs: Vec<RunGlyph>,
    /// What it says, as it is read.
    pub text: String,
    /// Read from right to left.
    pub rtl: bool,
    /// In the forms that columns have.
    pub upright: bool,
    /// How long it is.
    pub width: f32,
    /// How it is painted.
    pub paint: LetterPaint,
}

/// A text in lines, and whether it fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fit {
    /// What the recipe keeps.
    pub set: SetText,
    /// Whether it lies within its room.
    pub fits: bool,
}

/// Sets and draws texts of books.
pub struct Letterer {
    fonts: FontContext,
    files: Files,
    known: HashSet<&'static str>,
    layouts: LayoutContext<()>,
}

impl Default for Letterer {
    fn default() -> Self {
        Self::new()
    }
}

/// What stays the same while a text is set.
struct Hand<'a> {
    families: Vec<&'static str>,
    style: &'a TextStyle,
    base: BaseDirection,
}

/// A text as it is drawn.
#[must_use]
fn shown(lettering: &Lettering, style: &TextStyle) -> String {
    let lines = lettering.text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    let text = lines.collect::<Vec<_>>().join("\n");
    let turkic = ["tr", "az"].contains(&lettering.language.split('-').next().unwrap_or_default());
    match style.capitals {
        true if turkic => text.replace('i', "İ").to_uppercase(),
        true => text.to_uppercase(),
        false => text,
    }
}

impl Letterer {
    /// One without typefaces; they are read when a text needs them.
    #[must_use]
    pub fn new() -> Self {
        let (fonts, files) = faces::context(&[]);
        Self { fonts, files, known: HashSet::new(), layouts: LayoutContext::new() }
    }

    fn hand<'a>(&mut self, style: &'a TextStyle, language: &str, text: &str) -> Hand<'a> {
        let families = faces::lettering(style.face, language, text);
        for family in &families {
            if self.known.insert(family) {
                faces::register(&mut self.fonts, &mut self.files, family);
            }
        }
        let mut hand = Hand { families, style, base: BaseDirection::Auto };
        // A line of a text is read as the text is, whatever it begins with.
        let rtl = self.shaped(text, &hand, MEASURE, false, None).is_rtl();
        hand.base = if rtl { BaseDirection::Rtl } else { BaseDirection::Ltr };
        hand
    }

    fn shaped(
        &mut self,
        text: &str,
        hand: &Hand<'_>,
        size: f32,
        upright: bool,
        most: Option<f32>,
    ) -> Layout<()> {
        let named = |family: &&'static str| FontFamilyName::Named(Cow::Borrowed(*family));
        let families: Vec<FontFamilyName<'_>> = hand.families.iter().map(named).collect();
        let mut builder = self.layouts.ranged_builder(&mut self.fonts, text, 1.0, false);
        builder.set_base_direction(hand.base);
        builder.push_default(StyleProperty::FontFamily(FontFamily::List(Cow::Owned(families))));
        builder.push_default(StyleProperty::FontSize(size));
        let weight = if hand.style.bold { 700.0 } else { 400.0 };
        builder.push_default(StyleProperty::FontWeight(FontWeight::new(weight)));
        builder.push_default(StyleProperty::LineHeight(LineHeight::FontSizeRelative(1.0)));
        if upright {
            builder.push_default(StyleProperty::FontFeatures(FontFeatures::from("\"vert\" 1")));
        }
        let mut layout = builder.build(text);
        layout.break_all_lines(most);
        layout
    }

    /// Breaks a text into lines that fit a room, in letters as large as they can be.
    pub fn fit(&mut self, lettering: &Lettering, style: &TextStyle, room: Room) -> Fit {
        let text = shown(lettering, style);
        let hand = self.hand(style, &lettering.language, &text);
        let bounds = Bounds {
            least: style.size_min as f32,
            most: style.size_max as f32,
            leading: f32::from(style.line_height) / 1_000.0,
            vertical: lettering.vertical,
        };
        let warped = style.warp.map_or(1.0, |warp| 1.0 - 0.35 * f32::from(warp.amount).abs() / 100.0);
        let around = style.stroke.as_ref().map_or(0.0, |stroke| f32::from(stroke.width) / 1_000.0);
        let grown = warped / (1.0 + around);
        let room = Room { width: room.width * grown, height: room.height * grown, ..room };
        let plain = self.pieces(&text, &hand, lettering);
        let mut pieces = plain;
        let mut fitted = fit(&pieces, room, bounds);
        if !lettering.vertical && fitted.size < bounds.most {
            let parts = self.hyphenated(&pieces, &text, &hand, &lettering.language);
            let other = fit(&parts, room, bounds);
            if other.fits && (!fitted.fits || other.size > fitted.size * WORTH) {
                (pieces, fitted) = (parts, other);
            }
        }
        let line = |line: &Range<usize>| {
            let (Some(first), Some(last)) = (pieces.get(line.start), pieces.get(line.end.saturating_sub(1)))
            else {
                return String::new();
            };
            let said = text[first.range.start..last.range.end].trim();
            if last.hyphen > 0.0 { format!("{said}-") } else { said.to_owned() }
        };
        let lines: Vec<String> = fitted.lines.iter().map(line).collect();
        Fit { set: SetText { size: fitted.size as i32, lines }, fits: fitted.fits }
    }

    /// What no line breaks within, by the rules of the text's script.
    fn pieces(&mut self, text: &str, hand: &Hand<'_>, lettering: &Lettering) -> Vec<Piece> {
        // In no room at all every place where a line may break is one where it does.
        let layout = self.shaped(text, hand, MEASURE, false, Some(0.0));
        let mut pieces: Vec<Piece> = Vec::new();
        for line in layout.lines() {
            let range = line.text_range();
            let said = text.get(range.clone()).unwrap_or_default();
            let end = range.start + said.trim_end().len();
            let (mut length, mut space) = (0.0, 0.0);
            for cluster in line.runs().flat_map(|run| run.clusters().collect::<Vec<_>>()) {
                let advance = cluster.advance() / MEASURE;
                if cluster.text_range().start < end { length += advance } else { space += advance }
            }
            if lettering.vertical {
                length = column::cells(&text[range.start..end])
                    .iter()
                    .map(|cell| {
                        let said = &text[range.start..end][cell.range.clone()];
                        if cell.kind == CellKind::Sideways { self.width(said, hand) } else { 1.0 }
                    })
                    .sum();
                space = if space > 0.0 { 0.3 } else { 0.0 };
            }
            if range.start < end || said.contains('\n') {
                pieces.push(Piece { range, length, space, hyphen: 0.0, ends: said.ends_with('\n') });
            }
        }
        // The last line ends anyway, and one that is empty at the end is none.
        while pieces.last().is_some_and(|piece| text[piece.range.clone()].trim().is_empty()) {
            pieces.pop();
        }
        pieces
    }

    /// How long a text is in one line, in sizes.
    fn width(&mut self, text: &str, hand: &Hand<'_>) -> f32 {
        self.shaped(text, hand, MEASURE, false, None).full_width() / MEASURE
    }

    /// The pieces, with long words cut where they may be hyphenated.
    fn hyphenated(&mut self, pieces: &[Piece], text: &str, hand: &Hand<'_>, language: &str) -> Vec<Piece> {
        let code: Option<[u8; 2]> = language.as_bytes().get(..2).and_then(|code| code.try_into().ok());
        let Some(rules) = code.and_then(hypher::Lang::from_iso) else { return pieces.to_vec() };
        let hyphen = self.width("-", hand);
        let mut parts = Vec::with_capacity(pieces.len());
        for piece in pieces {
            let said = &text[piece.range.clone()];
            let word = said.trim_matches(|c: char| !c.is_alphabetic());
            let plain = word.chars().all(char::is_alphabetic);
            if !plain || word.chars().count() < HYPHENATED_MIN {
                parts.push(piece.clone());
                continue;
            }
            let begin = piece.range.start + said.find(word).unwrap_or(0);
            let small = word.to_lowercase();
            if small.len() != word.len() {
                parts.push(piece.clone());
                continue;
            }
            let mut cuts: Vec<usize> = Vec::new();
            let mut at = begin;
            for syllable in hypher::hyphenate(&small, rules) {
                at += syllable.len();
                cuts.push(at);
            }
            cuts.pop();
            let mut from = piece.range.start;
            for cut in cuts.into_iter().filter(|cut| text.is_char_boundary(*cut)) {
                let length = self.width(&text[from..cut], hand);
                parts.push(Piece { range: from..cut, length, space: 0.0, hyphen, ends: false });
                from = cut;
            }
            let rest = text[from..piece.range.end].trim_end();
            let length = self.width(rest, hand);
            parts.push(Piece { range: from..piece.range.end, length, ..piece.clone() });
        }
        parts
    }

    /// The glyphs of a text in its lines, around the middle of its room.
    pub fn draw(
        &mut self,
        lettering: &Lettering,
        style: &TextStyle,
        set: &SetText,
        (middle, room): ([f32; 2], Room),
    ) -> Vec<Run> {
        let hand = self.hand(style, &lettering.language, &set.lines.join("\n"));
        let size = set.size as f32;
        let leading = size * f32::from(style.line_height) / 1_000.0;
        let count = set.lines.len() as f32;
        let below = if style.capitals { CAPITALS } else { MIXED };
        let mut runs = Vec::new();
        for (at, line) in (0_u16..).zip(&set.lines) {
            let off = (f32::from(at) - (count - 1.0) / 2.0) * leading;
            if lettering.vertical {
                self.draw_column(&mut runs, line, &hand, size, ([middle[0] - off, middle[1]], room));
                continue;
            }
            let row = self.row(line, &hand, size, false);
            let width: f32 = row.iter().map(|run| run.width).sum();
            let left = match (style.align, hand.base) {
                (LetterAlign::Centre, _) => middle[0] - width / 2.0,
                (LetterAlign::Start, BaseDirection::Rtl) => middle[0] + room.width / 2.0 - width,
                (LetterAlign::Start, _) => middle[0] - room.width / 2.0,
            };
            let foot = middle[1] + off + below * size;
            match style.warp.filter(|warp| warp.amount != 0) {
                Some(warp) => runs.extend(warp::warped(row, warp, [middle[0], foot], size)),
                None => {
                    let mut x = left;
                    for mut run in row {
                        run.at = [1.0, 0.0, 0.0, 1.0, x, foot];
                        x += run.width;
                        runs.push(run);
                    }
                }
            }
        }
        painted(runs, style, size)
    }

    /// The runs of one line, each from its own beginning.
    fn row(&mut self, line: &str, hand: &Hand<'_>, size: f32, upright: bool) -> Vec<Run> {
        let layout = self.shaped(line, hand, size, upright, None);
        let mut runs = Vec::new();
        for run in layout.lines().flat_map(|line| line.runs().collect::<Vec<_>>()) {
            let range = run.text_range();
            let Some(face) = self.files.get(&run.font().data.id()).copied() else { continue };
            let (mut x, mut glyphs) = (0.0, Vec::<RunGlyph>::new());
            for cluster in run.visual_clusters() {
                let part = cluster.text_range();
                let part = part.start - range.start..part.end - range.start;
                if cluster.is_ligature_continuation() {
                    if let Some(glyph) = glyphs.last_mut() {
                        glyph.range = glyph.range.start.min(part.start)..glyph.range.end.max(part.end);
                    }
                    continue;
                }
                for glyph in cluster.glyphs() {
                    glyphs.push(RunGlyph {
                        id: glyph.id,
                        x: x + glyph.x,
                        y: glyph.y,
                        advance: glyph.advance,
                        range: part.clone(),
                    });
                    x += glyph.advance;
                }
            }
            runs.push(Run {
                face,
                size,
                at: [1.0, 0.0, 0.0, 1.0, 0.0, 0.0],
                glyphs,
                text: line.get(range).unwrap_or_default().to_owned(),
                rtl: run.is_rtl(),
                upright,
                width: x,
                paint: LetterPaint::Fill(Ink::default()),
            });
        }
        runs
    }

    /// A column around a middle.
    fn draw_column(
        &mut self,
        runs: &mut Vec<Run>,
        column: &str,
        hand: &Hand<'_>,
        size: f32,
        (middle, room): ([f32; 2], Room),
    ) {
        let mut cells: Vec<(CellKind, Vec<Run>, f32)> = Vec::new();
        for cell in column::cells(column) {
            let said = &column[cell.range];
            let row = self.row(said, hand, size, cell.kind == CellKind::Upright);
            let width: f32 = row.iter().map(|run| run.width).sum();
            let length = match cell.kind {
                CellKind::Sideways => width,
                CellKind::Space => size * 0.3,
                CellKind::Upright | CellKind::Pair => size,
            };
            cells.push((cell.kind, row, length));
        }
        let all: f32 = cells.iter().map(|cell| cell.2).sum();
        let mut y = match hand.style.align {
            LetterAlign::Centre => middle[1] - all / 2.0,
            LetterAlign::Start => middle[1] - room.height / 2.0,
        };
        for (kind, row, length) in cells {
            let width: f32 = row.iter().map(|run| run.width).sum();
            let mut gone = 0.0;
            for mut run in row {
                let wide = run.width;
                run.at = match kind {
                    CellKind::Sideways => [0.0, 1.0, -1.0, 0.0, middle[0] - CAPITALS * size, y + gone],
                    CellKind::Pair => {
                        let narrow = (size / width).min(1.0);
                        let x = middle[0] - width * narrow / 2.0 + gone * narrow;
                        [narrow, 0.0, 0.0, 1.0, x, y + UPRIGHT * size - (UPRIGHT - 0.5 - CAPITALS) * size]
                    }
                    CellKind::Upright | CellKind::Space => {
                        [1.0, 0.0, 0.0, 1.0, middle[0] - width / 2.0 + gone, y + UPRIGHT * size]
                    }
                };
                gone += wide;
                runs.push(run);
            }
            y += length;
        }
    }
}

/// Every line around letters first, so that none lies over another letter.
fn painted(runs: Vec<Run>, style: &TextStyle, size: f32) -> Vec<Run> {
    let ink = |colour: &str| colour_of(colour).map_or(Ink(0, 0, 0), |[r, g, b]| Ink(r, g, b));
    let with = |paint: LetterPaint| runs.iter().map(move |run| Run { paint, ..run.clone() });
    let stroke = style.stroke.as_ref();
    let stroke = stroke.map(|s| LetterPaint::Stroke(size * f32::from(s.width) / 1_000.0, ink(&s.colour)));
    stroke.into_iter().flat_map(with).chain(with(LetterPaint::Fill(ink(&style.colour)))).collect()
}
