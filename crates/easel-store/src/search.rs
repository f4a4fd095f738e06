//! What people find pictures by: one function cuts a text into words, for what is written down and for what is asked, so
//! that both databases find the same. They only compare what it made.

use crate::sql;
use easel_db::Backend;
use easel_domain::UserId;
use std::{collections::BTreeSet, fmt::Write as _};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Most characters of a word that count.
const WORD_MAX: usize = 40;
/// Most different words of one text that are written down.
const WORDS_MAX: usize = 2_000;
/// Most words of a question.
const ASKED_MAX: usize = 200;
/// Shorter beginnings of a word would find nearly everything.
const BEGINNING_MIN: usize = 2;

/// What makes two texts the same to somebody who searches: their letters, whatever their case, accents and widths.
#[must_use]
pub fn folded(text: &str) -> String {
    let plain = text.nfkd().filter(|c| !('\u{300}'..='\u{36f}').contains(c));
    plain.nfc().flat_map(char::to_lowercase).collect()
}

/// A piece of a text.
enum Piece {
    /// Of a script that parts its words.
    Word(String),
    /// Of one that doesn't: any two neighbours may be a word.
    Run(Vec<char>),
}

/// Whether a character belongs to a script that writes its words without blanks between them, or with endings that
/// hide them.
fn is_unparted(c: char) -> bool {
    matches!(u32::from(c),
        0x0e00..=0x0eff | 0x1000..=0x109f | 0x1780..=0x17ff            // Thai, Lao, Burmese, Khmer
        | 0x3005..=0x3007 | 0x3040..=0x30ff | 0x31f0..=0x31ff          // kana and their marks
        | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff          // Han
        | 0xac00..=0xd7af | 0x1_b000..=0x1_b16f | 0x2_0000..=0x3_ffff) // Hangul, older kana, rarer Han
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut open = false;
    for c in folded(text).chars() {
        let unparted = is_unparted(c) && (c.is_alphanumeric() || is_combining_mark(c));
        if !unparted && !c.is_alphanumeric() {
            // A mark belongs to the letter before it; anything else ends a word.
            open = open && is_combining_mark(c);
            continue;
        }
        match pieces.last_mut() {
            Some(Piece::Run(run)) if open && unparted => run.push(c),
            Some(Piece::Word(word)) if open && !unparted => word.push(c),
            _ if unparted => pieces.push(Piece::Run(vec![c])),
            _ => pieces.push(Piece::Word(c.to_string())),
        }
        open = true;
    }
    pieces
}

fn cut(word: &str) -> String {
    word.chars().take(WORD_MAX).collect()
}

/// Every word of a text that it can be found by.
fn words_of(text: &str) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for piece in pieces(text) {
        match piece {
            Piece::Word(word) => drop(words.insert(cut(&word))),
            Piece::Run(run) => {
                words.extend(run.iter().map(char::to_string));
                words.extend(run.windows(2).map(|pair| pair.iter().collect::<String>()));
            }
        }
        if words.len() >= WORDS_MAX {
            break;
        }
    }
    words
}

/// A word asked for, and whether only its beginning was said.
#[derive(Debug, PartialEq, Eq)]
struct Asked {
    word: String,
    begins: bool,
}

/// What all has to stand in a text that answers the question. The last word may be unfinished.
fn asked_of(question: &str) -> Vec<Asked> {
    let mut asked: Vec<Asked> = Vec::new();
    let mut ask = |word: String, begins| {
        let new = Asked { word, begins };
        if asked.len() < ASKED_MAX && !asked.contains(&new) {
            asked.push(new);
        }
    };
    let pieces = pieces(question);
    let last = pieces.len().saturating_sub(1);
    for (place, piece) in pieces.into_iter().enumerate() {
        match piece {
            Piece::Word(word) => {
                let word = cut(&word);
                let begins = place == last && word.chars().count() >= BEGINNING_MIN;
                ask(word, begins);
            }
            Piece::Run(run) if run.len() == 1 => ask(run.iter().collect(), false),
            Piece::Run(run) => run.windows(2).for_each(|pair| ask(pair.iter().collect(), false)),
        }
    }
    asked
}

/// Stands where the owner's mark stands before the words of what everybody may see. No owner's mark has these letters.
const EVERYBODY: &str = "everyone";

/// Goes before each word, so that somebody's search passes over nobody else's pictures. Two people may share it: whose
/// a picture is, is asked apart.
fn mark(owner: Option<UserId>) -> String {
    let Some(owner) = owner else { return EVERYBODY.to_owned() };
    let id = owner.0.simple().to_string();
    id[id.len() - 8..].to_owned()
}

/// The words of a text as the database keeps them; without an owner they are everybody's to find.
#[must_use]
pub fn written(backend: Backend, owner: Option<UserId>, text: &str) -> String {
    let mark = mark(owner);
    words_of(&sql::plain(text)).into_iter().fold(String::new(), |mut all, word| {
        let _ = match backend {
            Backend::Sqlite => write!(all, "{mark}{word} "),
            Backend::Postgres => write!(all, "'{mark}{word}' "),
        };
        all
    })
}

/// The question as the database understands it; `None` when there is no word in it.
#[must_use]
pub fn question(backend: Backend, owner: Option<UserId>, text: &str) -> Option<String> {
    let mark = mark(owner);
    let said: Vec<String> = asked_of(text)
        .into_iter()
        .map(|Asked { word, begins }| match (backend, begins) {
            (Backend::Sqlite, false) => format!("\"{mark}{word}\""),
            (Backend::Sqlite, true) => format!("\"{mark}{word}\"*"),
            (Backend::Postgres, false) => format!("'{mark}{word}'"),
            (Backend::Postgres, true) => format!("'{mark}{word}':*"),
        })
        .collect();
    let and = match backend {
        Backend::Sqlite => " AND ",
        Backend::Postgres => " & ",
    };
    (!said.is_empty()).then(|| said.join(and))
}

/// Which words of a question stand in a text, in the question's order, without any database: for lists that are short
/// enough to be looked through one by one.
#[must_use]
pub fn hits(text: &str, question: &str) -> Vec<bool> {
    let (words, asked) = (words_of(text), asked_of(question));
    let stands = |Asked { word, begins }: &Asked| {
        if *begins { words.iter().any(|w| w.starts_with(word.as_str())) } else { words.contains(word) }
    };
    asked.iter().map(stands).collect()
}

/// Whether a text answers a question, without any database.
#[must_use]
pub fn is_found(text: &str, question: &str) -> bool {
    let hits = hits(text, question);
    !hits.is_empty() && hits.into_iter().all(|stands| stands)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        words_of(text).into_iter().collect()
    }

    #[test]
    fn words_are_what_people_take_for_words() {
        assert_eq!(
            words("A Fox, an ÉCLAIR & 100% cotton_shirt"),
            ["100", "a", "an", "cotton", "eclair", "fox", "shirt"]
        );
        assert_eq!(words("ＦＯＸ ①"), ["1", "fox"]);
        assert_eq!(words("  !?"), Vec::<String>::new());
        assert_eq!(words("月光下"), ["下", "光", "光下", "月", "月光"]);
        assert_eq!(words("red狐狸2x"), ["2x", "red", "狐", "狐狸", "狸"]);
        assert_eq!(words("ガ"), words("ｶﾞ"), "widths are one");
        assert_eq!(words(&"x".repeat(90))[0].len(), WORD_MAX);
    }

    #[test]
    fn a_text_is_found_by_what_is_in_it() {
        for (text, question, found) in [
            ("a red fox in the snow", "fox red", true),
            ("a red fox in the snow", "sno", true),
            ("a red fox in the snow", "sno fox", false),
            ("a red fox in the snow", "f", false),
            ("Crème brûlée", "creme BRU", true),
            ("月光下的灯塔", "灯塔", true),
            ("月光下的灯塔", "灯", true),
            ("月光下的灯塔", "月塔", false),
            ("雪の中のキツネ", "キツネ", true),
            ("雪の中のキツネ", "ｷﾂﾈ", true),
            ("눈 속의 여우", "여우", true),
            ("anything", "!", false),
            ("anything", "", false),
            ("'quoted' \"twice\" & | ! :* (x)", "twice quoted x", true),
        ] {
            assert_eq!(is_found(text, question), found, "{question:?} in {text:?}");
        }
    }

    #[test]
    fn nothing_said_can_change_what_the_question_means() {
        let owner = Some(UserId(uuid::Uuid::nil()));
        for backend in [Backend::Sqlite, Backend::Postgres] {
            for text in ["\" OR 1 --", "' | 'x", "a:* & !b", "NEAR(a b)", "\\'"] {
                let asked = question(backend, owner, text).unwrap_or_default();
                let odd = |c: char| !c.is_alphanumeric() && !" '\":*&".contains(c);
                assert!(!asked.contains(odd), "{asked}");
                assert!(
                    !written(backend, owner, text)
                        .contains(|c: char| !c.is_alphanumeric() && c != ' ' && c != '\'')
                );
            }
        }
    }
}
