//! Words to tokens, as CLIP reads them: byte-pair encoding ("Neural Machine Translation of Rare Words with Subword Units",
//! Sennrich and others, 2016) over bytes, in lower case, with a mark at the end of each word.

use std::collections::HashMap;
use std::path::Path;

use serde::Deserialize;

use super::LoadError;
use super::weights::read_json;

/// Marks that a piece ends its word.
const END_OF_WORD: &str = "</w>";
const START: &str = "<|startoftext|>";
const END: &str = "<|endoftext|>";

/// A vocabulary and how its pieces grow together.
#[derive(Debug)]
pub(super) struct Tokenizer {
    ids: HashMap<String, u32>,
    /// Pairs that are joined, the first ones first.
    ranks: HashMap<(String, String), usize>,
    /// The letter that stands for each byte.
    letters: Vec<char>,
    start: u32,
    end: u32,
    pad: u32,
    /// Texts that are one token wherever they stand: start, end, and what fills up. So an exclamation mark is another
    /// token for encoders that fill up with it, and they were trained that way.
    marks: Vec<String>,
}

/// A token's name, which files write in two ways.
#[derive(Deserialize)]
#[serde(untagged)]
enum Name {
    Plain(String),
    Full { content: String },
}

#[derive(Default, Deserialize)]
struct Special {
    pad_token: Option<Name>,
}

impl Tokenizer {
    /// Reads `vocab.json`, `merges.txt` and, for the token that fills up, `special_tokens_map.json` or
    /// `tokenizer_config.json`.
    ///
    /// # Errors
    /// [`LoadError`] with the name of the file.
    pub(super) fn load(folder: &Path) -> Result<Self, LoadError> {
        Self::filled_up_with(folder, &pad_name(folder)?.unwrap_or_else(|| END.to_owned()))
    }

    /// Reads `vocab.json` and `merges.txt`; texts are filled up with `pad`.
    ///
    /// # Errors
    /// [`LoadError`] with the name of the file.
    pub(super) fn filled_up_with(folder: &Path, pad_name: &str) -> Result<Self, LoadError> {
        let path = folder.join("vocab.json");
        let ids: HashMap<String, u32> = read_json(&path)?;
        let find = |name: &str| {
            ids.get(name)
                .copied()
                .ok_or_else(|| LoadError::MissingKey { path: path.clone(), key: name.to_owned() })
        };
        let (start, end) = (find(START)?, find(END)?);
        let pad = find(pad_name)?;
        let marks = vec![START.to_owned(), END.to_owned(), pad_name.to_owned()];
        let merges = folder.join("merges.txt");
        let text = std::fs::read_to_string(&merges).map_err(|source| match source.kind() {
            std::io::ErrorKind::NotFound => LoadError::MissingFile(merges.clone()),
            _ => LoadError::Unreadable { path: merges.clone(), source },
        })?;
        Ok(Self { ranks: ranks(&text), letters: letters(), start, end, pad, marks, ids })
    }

    /// Exactly `length` tokens: the start, the words as far as they fit, the end, and what fills up.
    pub(super) fn encode(&self, text: &str, length: usize) -> Vec<u32> {
        let mut tokens = vec![self.start];
        let id = |piece: &String| self.ids.get(piece).copied().unwrap_or(self.end);
        let mut rest = text;
        // A text is cut off long before its end is reached, however long it is.
        while !rest.is_empty() && tokens.len() < length {
            let found = self.marks.iter().filter_map(|mark| Some((rest.find(mark.as_str())?, mark))).min();
            let (plain, mark) = found.map_or((rest.len(), None), |(at, mark)| (at, Some(mark)));
            for word in words(&rest[..plain].to_lowercase()) {
                tokens.extend(self.pieces(word).iter().map(id));
                if tokens.len() >= length {
                    break;
                }
            }
            tokens.extend(mark.map(id));
            rest = &rest[plain + mark.map_or(0, String::len)..];
        }
        tokens.truncate(length.saturating_sub(1));
        tokens.push(self.end);
        tokens.resize(length, self.pad);
        tokens
    }

    fn pieces(&self, word: &str) -> Vec<String> {
        let mut pieces: Vec<String> =
            word.bytes().map(|byte| self.letters[usize::from(byte)].to_string()).collect();
        if let Some(last) = pieces.last_mut() {
            last.push_str(END_OF_WORD);
        }
        loop {
            let rank = |pair: &[String]| self.ranks.get(&(pair[0].clone(), pair[1].clone())).copied();
            let Some(best) = pieces.windows(2).filter_map(rank).min() else {
                return pieces;
            };
            let mut joined: Vec<String> = Vec::with_capacity(pieces.len());
            let mut i = 0;
            while i < pieces.len() {
                if i + 1 < pieces.len() && rank(&pieces[i..i + 2]) == Some(best) {
                    joined.push(format!("{}{}", pieces[i], pieces[i + 1]));
                    i += 2;
                } else {
                    joined.push(pieces[i].clone());
                    i += 1;
                }
            }
            pieces = joined;
        }
    }
}

fn pad_name(folder: &Path) -> Result<Option<String>, LoadError> {
    for file in ["special_tokens_map.json", "tokenizer_config.json"] {
        let special: Special = match read_json(&folder.join(file)) {
            Err(LoadError::MissingFile(_)) => continue,
            other => other?,
        };
        if let Some(Name::Plain(name) | Name::Full { content: name }) = special.pad_token {
            return Ok(Some(name));
        }
    }
    Ok(None)
}

fn ranks(text: &str) -> HashMap<(String, String), usize> {
    text.lines()
        .filter(|line| !line.starts_with("#version"))
        .filter_map(|line| line.split_once(' '))
        .enumerate()
        .map(|(rank, (a, b))| ((a.to_owned(), b.trim_end().to_owned()), rank))
        .collect()
}

/// A visible letter for each byte: itself where it is visible in Latin-1, else one from 256 on, in order.
fn letters() -> Vec<char> {
    let visible = |byte: u8| matches!(byte, b'!'..=b'~' | 0xA1..=0xAC | 0xAE..=0xFF);
    let mut next = 256;
    (0..=u8::MAX)
        .map(|byte| {
            if visible(byte) {
                return char::from(byte);
            }
            next += 1;
            char::from_u32(next - 1).expect("below 512, where all numbers are letters")
        })
        .collect()
}

/// Cuts a text into words: English endings behind an apostrophe, runs of letters, single digits, and runs of
/// anything else that isn't a space.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = fixed(rest).unwrap_or_else(|| match Class::of(first) {
            Class::Digit => first.len_utf8(),
            class => rest.find(|c: char| Class::of(c) != class).unwrap_or(rest.len()),
        });
        words.push(&rest[..length]);
        rest = rest[length..].trim_start();
    }
    words
}

fn fixed(rest: &str) -> Option<usize> {
    const FIXED: [&str; 7] = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];
    FIXED.iter().find(|word| rest.starts_with(**word)).map(|word| word.len())
}

#[derive(PartialEq, Eq)]
enum Class {
    Letter,
    Digit,
    Space,
    Other,
}

impl Class {
    fn of(c: char) -> Self {
        match c {
            _ if c.is_whitespace() => Self::Space,
            _ if c.is_numeric() => Self::Digit,
            _ if c.is_alphabetic() => Self::Letter,
            _ => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small() -> Tokenizer {
        let mut ids = HashMap::new();
        for piece in [
            "c", "a", "t", "t</w>", "s</w>", "at</w>", "cat</w>", "ca", "1</w>", "2</w>", "!!</w>", START,
            END,
        ] {
            ids.insert(piece.to_owned(), ids.len() as u32);
        }
        let ranks = ranks("#version: 0.2\na t</w>\nc at</w>\nc a\n! !</w>\n");
        let marks = vec![START.to_owned(), END.to_owned(), "c".to_owned()];
        Tokenizer { ids, ranks, letters: letters(), start: 11, end: 12, pad: 0, marks }
    }

    #[test]
    fn cuts_words() {
        assert_eq!(
            words("it's 25 red-cats, ok?!"),
            ["it", "'s", "2", "5", "red", "-", "cats", ",", "ok", "?!"]
        );
        assert_eq!(words("  "), [""; 0]);
    }

    #[test]
    fn joins_pairs_in_their_order() {
        assert_eq!(small().pieces("cat"), ["cat</w>"]);
        assert_eq!(small().pieces("ca"), ["c", "a</w>"]);
    }

    #[test]
    fn begins_ends_and_fills_up() {
        assert_eq!(small().encode("CAT 12 !!", 8), [11, 6, 8, 9, 10, 12, 0, 0]);
        assert_eq!(small().encode("", 4), [11, 12, 0, 0]);
    }

    #[test]
    fn marks_are_tokens_wherever_they_stand() {
        assert_eq!(small().encode("1c!!<|endoftext|>2", 8), [11, 8, 0, 10, 12, 9, 12, 0]);
    }

    #[test]
    fn what_is_too_long_is_cut_and_still_ends() {
        assert_eq!(small().encode("CAT CAT CAT CAT", 4), [11, 6, 6, 12]);
    }

    #[test]
    fn invisible_bytes_have_letters_from_256_on() {
        let letters = letters();
        assert_eq!((letters[0], letters[32], letters[33]), ('\u{100}', '\u{120}', '!'));
        assert_eq!(letters.iter().collect::<std::collections::HashSet<_>>().len(), 256);
    }
}
