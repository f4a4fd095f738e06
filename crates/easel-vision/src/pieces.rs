//! Cuts a text into the pieces of words that the reading model knows (WordPiece, as BERT's uncased models have it).

use std::{collections::HashMap, sync::OnceLock};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Most pieces of a text, with the two that mark its beginning and its end: what the model was trained with.
const PIECES_MAX: usize = 256;
/// Longer words are unknown ones.
const WORD_MAX: usize = 100;
/// No more of a text is looked at: far more than fits.
const CHARACTERS_MAX: usize = 8 * PIECES_MAX;

struct Pieces {
    numbers: HashMap<&'static str, i32>,
    unknown: i32,
    start: i32,
    end: i32,
}

fn known() -> &'static Pieces {
    static KNOWN: OnceLock<Pieces> = OnceLock::new();
    KNOWN.get_or_init(|| {
        let lines = include_str!("../models/minilm-vocab.txt").lines();
        let numbers: HashMap<&str, i32> = (0..).zip(lines).map(|(number, piece)| (piece, number)).collect();
        let number = |piece: &str| numbers.get(piece).copied().unwrap_or_default();
        let (unknown, start, end) = (number("[UNK]"), number("[CLS]"), number("[SEP]"));
        Pieces { numbers, unknown, start, end }
    })
}

/// The numbers of a text's pieces, with those for its beginning and its end.
pub(crate) fn of(text: &str) -> Vec<i32> {
    let known = known();
    let mut pieces = vec![known.start];
    let plain: String = text
        .chars()
        .take(CHARACTERS_MAX)
        .filter(|c| *c != '\u{fffd}' && (!c.is_control() || c.is_whitespace()))
        .nfd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .collect();
    for word in words(&plain) {
        known.cut(word, &mut pieces);
        if pieces.len() >= PIECES_MAX - 1 {
            pieces.truncate(PIECES_MAX - 1);
            break;
        }
    }
    pieces.push(known.end);
    pieces
}

/// Runs of letters and digits; each other sign, and each Chinese character, is a word of its own.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices() {
        let alone = stands_alone(c);
        if alone || c.is_whitespace() {
            if let Some(start) = start.take() {
                words.push(&text[start..at]);
            }
            if alone {
                words.push(&text[at..at + c.len_utf8()]);
            }
        } else if start.is_none() {
            start = Some(at);
        }
    }
    words.extend(start.map(|start| &text[start..]));
    words
}

fn stands_alone(c: char) -> bool {
    let chinese = matches!(c,
        '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{2fa1f}');
    let sign = c.is_ascii_punctuation()
        || matches!(c, '\u{a1}' | '\u{a7}' | '\u{ab}' | '\u{b6}' | '\u{b7}' | '\u{bb}' | '\u{bf}'
            | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' | '\u{3001}'..='\u{3003}'
            | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301f}' | '\u{30fb}' | '\u{ff01}'..='\u{ff0f}'
            | '\u{ff1a}'..='\u{ff20}' | '\u{ff3b}'..='\u{ff40}' | '\u{ff5b}'..='\u{ff65}');
    chinese || sign
}

impl Pieces {
    /// The longest known beginning, then the longest known continuation, and so on; a word that can't be cut so is
    /// unknown as a whole.
    fn cut(&self, word: &str, pieces: &mut Vec<i32>) {
        let before = pieces.len();
        let mut rest = word;
        let mut piece = String::new();
        while !rest.is_empty() && word.len() <= WORD_MAX * 4 {
            let longest = rest.char_indices().map(|(at, c)| at + c.len_utf8()).rev().find_map(|end| {
                piece.clear();
                if rest.len() < word.len() {
                    piece.push_str("##");
                }
                piece.push_str(&rest[..end]);
                self.numbers.get(piece.as_str()).map(|number| (*number, end))
            });
            let Some((number, end)) = longest else { break };
            pieces.push(number);
            rest = &rest[end..];
        }
        if !rest.is_empty() {
            pieces.truncate(before);
            pieces.push(self.unknown);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<&'static str> {
        let known = known();
        let piece = |number: &i32| known.numbers.iter().find(|(_, n)| *n == number).map_or("", |(p, _)| *p);
        of(text).iter().map(piece).collect()
    }

    #[test]
    fn words_are_cut_as_the_model_learnt_them() {
        assert_eq!(
            read("A fox, unaffable!"),
            ["[CLS]", "a", "fox", ",", "una", "##ffa", "##ble", "!", "[SEP]"]
        );
        assert_eq!(read("Café\u{0}"), ["[CLS]", "cafe", "[SEP]"]);
        assert_eq!(read("中国"), ["[CLS]", "中", "国", "[SEP]"]);
        assert_eq!(read("🦊"), ["[CLS]", "[UNK]", "[SEP]"]);
        assert_eq!(read(""), ["[CLS]", "[SEP]"]);
    }

    #[test]
    fn long_texts_end_where_the_model_ends() {
        assert_eq!(of(&"fox ".repeat(2_000)).len(), PIECES_MAX);
        assert_eq!(of(&"x".repeat(100_000)).len(), 3);
    }
}
