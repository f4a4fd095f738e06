//! Cuts a prompt into the longest pieces that mean something.

use super::lexicon::{Meaning, meaning};
use super::names::marked;
use super::{Language, is_han, plain};
use crate::art::{library, near};
use crate::figure;
use crate::scene::{Entity, Subject};

/// A piece of the prompt.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    /// As it was written, lower case.
    pub(crate) text: String,
    pub(crate) kind: TokenKind,
}

#[derive(Clone, Debug)]
pub(crate) enum TokenKind {
    Known {
        meaning: Meaning,
        plural: bool,
    },
    Unknown,
    /// A comma, full stop or line end.
    Break,
}

/// Words of a phrase, at most.
const LONGEST_PHRASE: usize = 4;
/// Characters of a word in scripts without spaces, at most.
const LONGEST_WORD: usize = 10;
/// More of a prompt than this is not looked at.
const LONGEST_PROMPT: usize = 2000;

pub(crate) fn tokens(language: Language, prompt: &str) -> Vec<Token> {
    tokens_with(language, prompt, &[])
}

/// The same for a prompt in which names of the cast are marked.
pub(crate) fn tokens_with(language: Language, prompt: &str, cast: &[(String, Entity)]) -> Vec<Token> {
    let mut out = Vec::new();
    let prompt: String = prompt.chars().take(LONGEST_PROMPT).collect();
    for clause in prompt.split_inclusive(|c: char| ",.;:!?\n，。、；！？：".contains(c)) {
        for part in plain(clause).split_inclusive(|c| marked(c).is_some()) {
            let name = part.chars().next_back().and_then(|last| cast.get(marked(last)?));
            if language.is_spaced() {
                spaced(language, part, &mut out);
            } else {
                unspaced(language, part, &mut out);
            }
            out.extend(name.map(character));
        }
        out.push(Token { text: String::new(), kind: TokenKind::Break });
    }
    out
}

/// A character as a noun.
fn character((name, entity): &(String, Entity)) -> Token {
    let meaning = Meaning::Entity(entity.subject, entity.garments.clone());
    Token { text: name.clone(), kind: TokenKind::Known { meaning, plural: false } }
}

fn spaced(language: Language, text: &str, out: &mut Vec<Token>) {
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let mut at = 0;
    while at < words.len() {
        let longest = LONGEST_PHRASE.min(words.len() - at);
        let hit =
            (1..=longest).rev().find_map(|n| phrase(language, &words[at..at + n]).map(|kind| (n, kind)));
        let (used, kind) = hit.unwrap_or((1, TokenKind::Unknown));
        out.push(Token { text: words[at..at + used].join(" "), kind });
        at += used;
    }
}

fn phrase(language: Language, words: &[&str]) -> Option<TokenKind> {
    let whole = words.join(" ");
    if let Some(meaning) = familiar(language, &whole) {
        return Some(TokenKind::Known { meaning, plural: false });
    }
    if words.len() == 1
        && let Ok(count) = whole.parse::<usize>()
    {
        return Some(TokenKind::Known { meaning: Meaning::Count(count.clamp(1, 12)), plural: false });
    }
    let (last, first) = words.split_last()?;
    let singulars: Vec<String> =
        singulars(language, last).iter().map(|single| [first, &[single]].concat().join(" ")).collect();
    let plural = |meaning| TokenKind::Known { meaning, plural: true };
    if coloured(language, words) {
        return None;
    }
    singulars
        .iter()
        .find_map(|phrase| familiar(language, phrase).map(plural))
        .or_else(|| labelled(&whole).map(|meaning| TokenKind::Known { meaning, plural: false }))
        .or_else(|| singulars.iter().find_map(|phrase| labelled(phrase).map(plural)))
        .or_else(|| if language == Language::English { nearly(&whole, &singulars) } else { None })
}

/// What a word nearly means that is not known itself, in the form it has in a dictionary.
fn nearly(whole: &str, singulars: &[String]) -> Option<TokenKind> {
    // A red fox is a fox, but a red one.
    let parts = whole
        .split(' ')
        .filter(|word| familiar(Language::English, word).is_some() || labelled(word).is_some());
    if parts.count() == whole.split(' ').count() {
        return None;
    }
    let known = |word: &str, plural: bool| {
        let near = near(word)?;
        let meaning = meaning(Language::English, near).cloned().or_else(|| labelled(near))?;
        Some(TokenKind::Known { meaning, plural })
    };
    known(whole, false)
        .or_else(|| singulars.iter().find_map(|word| known(word, true)))
        .or_else(|| verb_stems(whole).iter().find_map(|word| known(word, false)))
}

/// What an English verb may be the form of: "ambling" of "amble", "trotted" of "trot".
fn verb_stems(word: &str) -> Vec<String> {
    let Some(stem) =
        word.strip_suffix("ing").or_else(|| word.strip_suffix("ed")).filter(|stem| stem.len() > 2)
    else {
        return Vec::new();
    };
    let mut stems = vec![stem.to_owned(), format!("{stem}e")];
    let letters: Vec<char> = stem.chars().collect();
    if let [.., a, b] = letters.as_slice()
        && a == b
    {
        stems.push(letters[..letters.len() - 1].iter().collect());
    }
    stems
}

/// A colour and something else that is known are two words, even where the art has a name like that: a red dragon is a
/// piece of a game.
fn coloured(language: Language, words: &[&str]) -> bool {
    let is_colour = |word: &&&str| matches!(familiar(language, word), Some(Meaning::Colour(_)));
    words.len() == 2
        && words.iter().filter(is_colour).count() == 1
        && words.iter().all(|word| familiar(language, word).is_some())
}

/// What the lexicon says of a phrase.
fn familiar(language: Language, phrase: &str) -> Option<Meaning> {
    meaning(language, phrase).or_else(|| meaning(Language::English, phrase)).cloned()
}

/// The drawing that bears this label.
fn labelled(phrase: &str) -> Option<Meaning> {
    let id = library().by_term(phrase)?;
    // A head alone is drawn on a body, whoever's label led to it.
    let subject = figure::species_of(library().slug(id)).map_or(Subject::Thing(id), Subject::Animal);
    Some(Meaning::Entity(subject, Vec::new()))
}

/// What a word may be the plural of.
fn singulars(language: Language, word: &str) -> Vec<String> {
    let irregular = match word {
        "mice" => "mouse",
        "children" => "child",
        "people" => "person",
        "oxen" => "ox",
        "calves" => "calf",
        "feet" => "foot",
        "elves" => "elf",
        "thieves" => "thief",
        "fairies" => "fairy",
        "wolves" => "wolf",
        "leaves" => "leaf",
        "knives" => "knife",
        "scarves" => "scarf",
        "men" => "man",
        "women" => "woman",
        "fishermen" => "fisherman",
        "geese" => "goose",
        "peces" => "pez",
        "luces" => "luz",
        _ => "",
    };
    if !irregular.is_empty() {
        return vec![irregular.to_owned()];
    }
    let mut out = Vec::new();
    if let Some(stem) = word.strip_suffix("ies") {
        out.push(format!("{stem}y"));
    }
    if let Some(stem) = word.strip_suffix("es") {
        out.push(format!("{stem}e"));
        out.push(stem.to_owned());
    }
    if let Some(stem) = word.strip_suffix('s')
        && stem.len() > 2
    {
        out.push(stem.to_owned());
        if language == Language::Spanish
            && let Some(stem) = stem.strip_suffix('a')
        {
            out.push(format!("{stem}o"));
        }
    }
    out
}

fn unspaced(language: Language, text: &str, out: &mut Vec<Token>) {
    let letters: Vec<char> = text.chars().collect();
    let mut at = 0;
    while at < letters.len() {
        let rest = &letters[at..];
        if rest[0].is_ascii_alphabetic() {
            let n = rest.iter().take_while(|c| c.is_ascii_alphanumeric()).count();
            spaced(Language::English, &rest[..n].iter().collect::<String>(), out);
            at += n;
        } else if let Some((used, count)) = counted(rest) {
            let text = rest[..used].iter().collect();
            let kind = TokenKind::Known { meaning: Meaning::Count(count), plural: false };
            out.push(Token { text, kind });
            at += used;
        } else if let Some((used, meaning)) = longest_word(language, rest) {
            let text = rest[..used].iter().collect();
            out.push(Token { text, kind: TokenKind::Known { meaning, plural: false } });
            at += used;
        } else {
            unknown_letter(rest[0], out);
            at += 1;
        }
    }
}

fn longest_word(language: Language, letters: &[char]) -> Option<(usize, Meaning)> {
    (1..=LONGEST_WORD.min(letters.len())).rev().find_map(|n| {
        let word: String = letters[..n].iter().collect();
        if let Some(meaning) = meaning(language, &word) {
            return Some((n, meaning.clone()));
        }
        // Single letters of the art's labels are too often part of another word.
        if n < 2 { None } else { labelled(&word).map(|meaning| (n, meaning)) }
    })
}

/// A number with the measure word that follows it, such as 三只 or 二匹の.
fn counted(letters: &[char]) -> Option<(usize, usize)> {
    let number = match letters.first()? {
        '一' | '1' | '１' => 1,
        '两' | '二' | '2' | '２' => 2,
        '三' | '几' | '3' | '３' | '数' => 3,
        '四' | '4' | '４' => 4,
        '五' | '5' | '５' => 5,
        '六' | '6' | '６' => 6,
        '七' | '7' | '７' => 7,
        '八' | '8' | '８' => 8,
        '九' | '9' | '９' => 9,
        _ => return None,
    };
    let measure = *letters.get(1)?;
    let known =
        "只個个隻头頭条條匹本把盏座位名棵朵艘辆架人つ羽台輪枚冊軒顶顆颗杯件群双些对株幅".contains(measure);
    let number = if measure == '群' {
        5
    } else if "双对".contains(measure) {
        2
    } else {
        number
    };
    let joined = letters.get(2) == Some(&'の');
    known.then_some((if joined { 3 } else { 2 }, number))
}

/// Letters nobody knows are gathered to whole words for the account.
fn unknown_letter(letter: char, out: &mut Vec<Token>) {
    if !letter.is_alphanumeric() {
        return;
    }
    if let Some(Token { text, kind: TokenKind::Unknown }) = out.last_mut()
        && text.chars().all(is_han) == is_han(letter)
        && text.chars().count() < 12
    {
        text.push(letter);
        return;
    }
    out.push(Token { text: letter.to_string(), kind: TokenKind::Unknown });
}
