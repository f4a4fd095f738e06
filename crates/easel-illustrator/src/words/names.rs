//! Finds the names of characters in a prompt before anything else is read, so that they may be made of any words.

use super::lexicon;
use super::{Language, is_han, plain};

/// Stands for a character in the text that is cut to tokens; from here on one letter for each.
const FIRST_MARK: u32 = 0xE000;
const LAST_MARK: u32 = 0xF8FF;

/// Which character a letter stands for.
pub(super) fn marked(letter: char) -> Option<usize> {
    let code = u32::from(letter);
    (FIRST_MARK..=LAST_MARK).contains(&code).then(|| (code - FIRST_MARK) as usize)
}

/// The prompt with a mark in the place of every name; the longest name that fits counts.
pub(super) fn mark(prompt: &str, names: &[&str]) -> String {
    let language = Language::of(prompt);
    let letters: Vec<char> = prompt.chars().filter(|c| marked(*c).is_none()).collect();
    let folded: Vec<char> = letters.iter().map(|c| fold(*c)).collect();
    let mut longest: Vec<Name> =
        names.iter().enumerate().map(|(which, name)| Name::new(which, name, language)).collect();
    longest.sort_by_key(|name| std::cmp::Reverse(name.letters.len()));
    let mut out = String::with_capacity(prompt.len());
    let mut at = 0;
    while at < letters.len() {
        let called = letters[at] == '@';
        let start = at + usize::from(called);
        let hit = longest.iter().find(|name| name.stands_at(&letters, &folded, start, called));
        match hit.and_then(|name| Some((name.mark()?, name.letters.len()))) {
            Some((mark, long)) => {
                out.push(mark);
                at = start + long;
                at += possessive(&folded[at..]);
            }
            None => {
                out.push(letters[at]);
                at += 1;
            }
        }
    }
    out
}

/// A name to look for.
struct Name {
    /// Its place among the characters.
    which: usize,
    letters: Vec<char>,
    /// It is a word of the prompt's language too: "Rose" may be somebody where "a rose" is a flower.
    is_word: bool,
}

impl Name {
    fn new(which: usize, name: &str, language: Language) -> Self {
        let name = name.trim();
        let is_word = lexicon::meaning(language, &plain(name)).is_some();
        Self { which, letters: name.chars().collect(), is_word }
    }

    fn mark(&self) -> Option<char> {
        char::from_u32(FIRST_MARK + self.which as u32)
    }

    /// Whether the name is what begins at `start`. With an @ before it, it is `called`.
    fn stands_at(&self, letters: &[char], folded: &[char], start: usize, called: bool) -> bool {
        let end = start + self.letters.len();
        let (Some(first), Some(last)) = (self.letters.first(), self.letters.last()) else { return false };
        let Some(there) = folded.get(start..end) else { return false };
        if !self.letters.iter().zip(there).all(|(a, b)| fold(*a) == *b) {
            return false;
        }
        let bounded = |inside: char, outside: Option<&char>| {
            !is_lettered(inside) || outside.is_none_or(|other| !is_lettered(*other))
        };
        let before = if called { None } else { start.checked_sub(1).and_then(|at| letters.get(at)) };
        let whole = bounded(*first, before) && bounded(*last, letters.get(end));
        whole && (called || !self.is_word || letters[start..end] == *self.letters)
    }
}

/// Letters are compared in lower case, and all apostrophes are one.
fn fold(letter: char) -> char {
    match letter {
        '’' | '‘' | '＇' => '\'',
        other => other.to_lowercase().next().unwrap_or(other),
    }
}

/// A letter of a script that has spaces between words.
fn is_lettered(letter: char) -> bool {
    letter.is_alphanumeric() && !is_han(letter) && !('\u{3041}'..='\u{30ff}').contains(&letter)
}

/// Letters of an English possessive ending.
fn possessive(rest: &[char]) -> usize {
    let ends = rest.get(2).is_none_or(|c| !c.is_alphanumeric());
    if rest.starts_with(&['\'', 's']) && ends { 2 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(prompt: &str, names: &[&str]) -> Vec<usize> {
        mark(prompt, names).chars().filter_map(marked).collect()
    }

    #[test]
    fn names_are_found_in_any_script_the_longest_first() {
        let names = ["Mia", "Mia O'Neil", "小红", "ユキ", "Rose"];
        assert_eq!(found("@Mia and mia o’neil dance", &names), [0, 1]);
        assert_eq!(found("Mia's cat", &names), [0]);
        assert_eq!(found("小红在雪里跑, ユキと", &names), [2, 3]);
        assert_eq!(found("miami, a rose, @rose and Rose", &names), [4, 4]);
        assert_eq!(found("\u{e000}", &names), Vec::<usize>::new());
    }
}
