//! Characters: figures that stay the same across pictures, and how a prompt names them.
//!
//! A prompt names a character as `@{id}` or `@{id/outfit}`, which a card's new name doesn't break, or as `@Name`, which is
//! turned into the former when the prompt is asked for.

use crate::{
    AssetId, CharacterId, OutfitId,
    typed::{line, text},
};
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;
use thiserror::Error;

/// Most characters of one person.
pub const CHARACTERS_MAX: usize = 100;
/// Most pictures of a character.
pub const PICTURES_MAX: usize = 8;
/// Most outfits of a character.
pub const OUTFITS_MAX: usize = 12;
/// Most characters of a name, of a character or an outfit.
pub const NAME_MAX: usize = 60;
/// Most characters of a description, and of what never changes.
pub const TEXT_MAX: usize = 2_000;

/// A way a character may be dressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outfit {
    /// Its id.
    pub id: OutfitId,
    /// What its owner calls it.
    pub name: String,
    /// In words.
    pub description: String,
    /// A picture of it.
    pub picture: Option<AssetId>,
}

/// Somebody who looks the same in every picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Character {
    /// Its id.
    pub id: CharacterId,
    /// What its owner calls it, in any script.
    pub name: String,
    /// How it looks.
    pub description: String,
    /// What must be the same in every picture.
    pub never_changes: String,
    /// Reference pictures, the best first.
    pub pictures: Vec<AssetId>,
    /// Ways it may be dressed.
    pub outfits: Vec<Outfit>,
}

/// What can't be about a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum InvalidCharacter {
    /// Empty, too long, or with characters that can't be typed in a prompt.
    #[error("a name has 1 to {NAME_MAX} characters")]
    Name,
    /// Longer than [`TEXT_MAX`], or missing where there is no picture either.
    #[error("the description doesn't fit")]
    Description,
    /// Longer than [`TEXT_MAX`].
    #[error("what never changes is too long")]
    NeverChanges,
    /// More than [`PICTURES_MAX`], twice the same, or no such picture.
    #[error("at most {PICTURES_MAX} pictures")]
    Pictures,
    /// More than [`OUTFITS_MAX`], or one that doesn't fit.
    #[error("at most {OUTFITS_MAX} outfits")]
    Outfits,
}

impl Character {
    /// The card with its texts trimmed, if it can be one.
    ///
    /// # Errors
    /// The first field that doesn't fit.
    pub fn checked(mut self) -> Result<Self, InvalidCharacter> {
        self.name = name(&self.name).ok_or(InvalidCharacter::Name)?;
        self.description = text(&self.description, TEXT_MAX).ok_or(InvalidCharacter::Description)?;
        self.never_changes = text(&self.never_changes, TEXT_MAX).ok_or(InvalidCharacter::NeverChanges)?;
        if self.pictures.len() > PICTURES_MAX || twice(&self.pictures) {
            return Err(InvalidCharacter::Pictures);
        }
        if self.pictures.is_empty() && self.description.is_empty() {
            // Nothing would tell an engine who that is.
            return Err(InvalidCharacter::Description);
        }
        let ids: Vec<OutfitId> = self.outfits.iter().map(|outfit| outfit.id).collect();
        if self.outfits.len() > OUTFITS_MAX || twice(&ids) {
            return Err(InvalidCharacter::Outfits);
        }
        for outfit in &mut self.outfits {
            outfit.name = name(&outfit.name).ok_or(InvalidCharacter::Outfits)?;
            outfit.description = text(&outfit.description, TEXT_MAX).ok_or(InvalidCharacter::Outfits)?;
        }
        Ok(self)
    }
}

fn twice<T: PartialEq>(all: &[T]) -> bool {
    all.iter().enumerate().any(|(at, one)| all[..at].contains(one))
}

/// A name as it is kept: trimmed, one space between words.
fn name(typed: &str) -> Option<String> {
    let fits = |name: &String| {
        name.chars().any(char::is_alphanumeric)
            && !name.chars().any(|c| c.is_control() || matches!(c, '@' | '{' | '}' | '/'))
    };
    line(typed, NAME_MAX).filter(fits)
}

/// What makes two names the same: case and the kind of apostrophe don't count.
#[must_use]
pub fn folded(name: &str) -> String {
    name.chars().flat_map(fold).collect()
}

fn fold(c: char) -> impl Iterator<Item = char> {
    let c = match c {
        '’' | '‘' | 'ʼ' | '＇' => '\'',
        c if c.is_whitespace() => ' ',
        c => c,
    };
    c.to_lowercase()
}

/// One character a prompt names, as it was when the prompt was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cast {
    /// The card, which may be gone or changed since.
    pub character: CharacterId,
    /// Its name then.
    pub name: String,
    /// The outfit that was named with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outfit: Option<String>,
    /// How it looks, the outfit included.
    #[serde(default)]
    pub description: String,
    /// What must be the same in every picture.
    #[serde(default)]
    pub never_changes: String,
    /// Those of its pictures that the engine is shown.
    #[serde(default)]
    pub pictures: Vec<AssetId>,
}

impl Cast {
    fn of(character: &Character, outfit: Option<&Outfit>) -> Self {
        let mut description = character.description.clone();
        if let Some(outfit) = outfit {
            let dressed = if outfit.description.is_empty() { &outfit.name } else { &outfit.description };
            let stop = if description.is_empty() || description.ends_with(['.', '。', '!', '?']) {
                ""
            } else {
                ","
            };
            let space = if description.is_empty() { "" } else { " " };
            let _ = write!(description, "{stop}{space}{dressed}");
        }
        let first = outfit.and_then(|outfit| outfit.picture);
        let rest = character.pictures.iter().copied().filter(|picture| Some(*picture) != first);
        Self {
            character: character.id,
            name: character.name.clone(),
            outfit: outfit.map(|outfit| outfit.name.clone()),
            description,
            never_changes: character.never_changes.clone(),
            pictures: first.into_iter().chain(rest).collect(),
        }
    }
}

/// A prompt whose characters are known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mentions {
    /// With names, as people and engines read it.
    pub prompt: String,
    /// With ids, as it is kept; the same as the prompt where nobody is named.
    pub source: String,
    /// Who is named, in the order of the prompt, each once.
    pub cast: Vec<Cast>,
}

/// A mark such as `@{id}` that names nobody who is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the prompt names a character that is gone")]
pub struct Unknown;

/// Finds out whom a prompt names. `@Name` is the longest of the names that stands there; where none does, it is only text.
///
/// # Errors
/// [`Unknown`] when the prompt has the id of a character that isn't there.
pub fn mentions(prompt: &str, characters: &[Character]) -> Result<Mentions, Unknown> {
    let mut found = Mentions { prompt: String::new(), source: String::new(), cast: Vec::new() };
    let names: Vec<(Vec<char>, &Character)> =
        characters.iter().map(|c| (folded(&c.name).chars().collect(), c)).collect();
    let mut rest = prompt;
    while let Some(at) = rest.find('@') {
        let (before, after) = (&rest[..at], &rest[at + 1..]);
        found.prompt.push_str(before);
        found.source.push_str(before);
        // An address such as a@b.org names nobody.
        let free = before.chars().next_back().is_none_or(|c| !c.is_ascii_alphanumeric());
        if let Some((mark, length)) = marked(after) {
            let character = characters.iter().find(|c| c.id == mark.0).ok_or(Unknown)?;
            let outfit =
                mark.1.map(|id| character.outfits.iter().find(|o| o.id == id).ok_or(Unknown)).transpose()?;
            found.add(character, outfit);
            rest = &after[length..];
        } else if let Some((character, length)) = free.then(|| named(after, &names)).flatten() {
            found.add(character, None);
            rest = &after[length..];
        } else {
            found.prompt.push('@');
            found.source.push('@');
            rest = after;
        }
    }
    found.prompt.push_str(rest);
    found.source.push_str(rest);
    Ok(found)
}

impl Mentions {
    fn add(&mut self, character: &Character, outfit: Option<&Outfit>) {
        self.prompt.push_str(&character.name);
        let _ = match outfit {
            Some(outfit) => write!(self.source, "@{{{}/{}}}", character.id, outfit.id),
            None => write!(self.source, "@{{{}}}", character.id),
        };
        match self.cast.iter_mut().find(|cast| cast.character == character.id) {
            // Named once more; an outfit that is named at any place counts for the picture.
            Some(cast) if cast.outfit.is_none() && outfit.is_some() => *cast = Cast::of(character, outfit),
            Some(_) => {}
            None => self.cast.push(Cast::of(character, outfit)),
        }
    }
}

/// Reads `{id}` or `{id/outfit}` at the beginning; says how many bytes it takes.
fn marked(text: &str) -> Option<((CharacterId, Option<OutfitId>), usize)> {
    let inside = text.strip_prefix('{')?;
    let end = inside.bytes().take(80).position(|b| b == b'}')?;
    let (character, outfit) = match inside[..end].split_once('/') {
        Some((character, outfit)) => (character, Some(outfit.parse().ok()?)),
        None => (&inside[..end], None),
    };
    Some(((character.parse().ok()?, outfit), end + 2))
}

/// The longest name that stands at the beginning, and how many bytes of the text it takes.
fn named<'a>(text: &str, names: &[(Vec<char>, &'a Character)]) -> Option<(&'a Character, usize)> {
    let fitting = names
        .iter()
        .filter_map(|(name, character)| begins_with(text, name).map(|length| (*character, length)));
    fitting.max_by_key(|(_, length)| *length)
}

fn begins_with(text: &str, name: &[char]) -> Option<usize> {
    let (mut at, mut length) = (0, 0);
    for c in text.chars() {
        if at == name.len() {
            break;
        }
        for folded in fold(c) {
            if name.get(at) != Some(&folded) {
                return None;
            }
            at += 1;
        }
        length += c.len_utf8();
    }
    (at == name.len() && ends_there(name.last().copied(), text[length..].chars().next())).then_some(length)
}

/// Whether a word may end between the two: not in the middle of one, but scripts without spaces have no middle.
fn ends_there(last: Option<char>, next: Option<char>) -> bool {
    let spaced = |c: char| c.is_alphanumeric() && !is_unspaced(c);
    !(last.is_some_and(spaced) && next.is_some_and(spaced))
}

/// Of a script that doesn't part its words by spaces.
fn is_unspaced(c: char) -> bool {
    matches!(u32::from(c), 0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x2E80..=0x9FFF | 0xA960..=0xA97F | 0xAC00..=0xD7FF | 0xF900..=0xFAFF | 0xFF66..=0xFF9F | 0x20000..=0x3FFFF)
}

/// Gives each of the cast as many of its pictures as there is room for: everybody's first, then everybody's second.
///
/// # Errors
/// How many pictures are needed at least, where that is more than `room`.
pub fn share_room(cast: &mut [Cast], room: usize) -> Result<(), usize> {
    let needed = cast.iter().filter(|one| !one.pictures.is_empty()).count();
    if needed > room {
        return Err(needed);
    }
    let mut shares = vec![0; cast.len()];
    let mut left = room;
    for round in 0..=PICTURES_MAX {
        for (share, one) in shares.iter_mut().zip(cast.iter()) {
            if left > 0 && one.pictures.len() > round {
                *share += 1;
                left -= 1;
            }
        }
    }
    for (one, share) in cast.iter_mut().zip(shares) {
        one.pictures.truncate(share);
    }
    Ok(())
}
