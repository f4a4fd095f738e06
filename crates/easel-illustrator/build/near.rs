//! Near meanings: words the illustrator doesn't know, led to the nearest ones it does by WordNet. A labrador is a dog,
//! a feline a cat, to amble is to walk, gleeful is merry.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fs;
use std::path::Path;

/// What kinds of nouns can be drawn: numbers of WordNet's lexicographer files (animal, artifact, food, location, object,
/// person, phenomenon, plant).
const DRAWABLE: [u32; 8] = [5, 6, 13, 15, 17, 18, 19, 20];
/// Only of animals is the broader word met by a narrower one: a feline is a cat, but a machine is not a loom.
const ANIMALS: u32 = 5;
/// Most steps up to a broader word, and most senses of a word that are looked at.
const STEPS: usize = 6;
const SENSES: usize = 2;
/// How far off a narrower word counts as being, in steps.
const NARROWER: usize = 3;
/// Most steps for a sense that isn't a word's commonest.
const RARE_STEPS: usize = 4;
/// Words of the illustrator that are too broad to stand for whatever is below them.
const TOO_BROAD: [&str; 77] = [
    "object",
    "tool",
    "device",
    "instrument",
    "food",
    "plant",
    "animal",
    "building",
    "part",
    "point",
    "place",
    "line",
    "sign",
    "work",
    "cover",
    "covering",
    "base",
    "body",
    "head",
    "stick",
    "wood",
    "paper",
    "city",
    "town",
    "country",
    "water",
    "stone",
    "glass",
    "metal",
    "light",
    "fire",
    "game",
    "card",
    "drink",
    "meal",
    "dish",
    "area",
    "center",
    "structure",
    "land",
    "way",
    "family",
    "order",
    "class",
    "group",
    "couple",
    "herb",
    "board",
    "pipe",
    "frame",
    "room",
    "root",
    "pad",
    "jack",
    "hole",
    "plate",
    "fog",
    "rain",
    "construction",
    "gear",
    "field",
    "space",
    "wind",
    "ring",
    "cap",
    "cut of meat",
    "station",
    "spirit",
    "ice",
    "x ray",
    "knot",
    "battery",
    "mate",
    "wing",
    "factory",
    "bank",
    "printer",
];
/// The same for doings.
const TOO_BROAD_DOINGS: [&str; 14] = [
    "make", "have", "give", "think", "touch", "use", "help", "meet", "open", "offer", "hold", "present",
    "push", "pull",
];
/// Most steps up for doings: broader ones soon mean anything.
const STEPS_OF_DOINGS: usize = 3;

/// The words of the illustrator by what they can stand in for.
#[derive(Default)]
pub(super) struct Known {
    nouns: BTreeSet<String>,
    verbs: BTreeMap<String, String>,
    adjectives: BTreeSet<String>,
}

impl Known {
    /// Reads the English column of the lexicon; `labels` are the words of the drawings.
    pub(super) fn read<'a>(lexicon: &str, labels: impl Iterator<Item = &'a String>) -> Self {
        let mut known = Self::default();
        known.nouns.extend(labels.cloned());
        for line in lexicon.lines().filter(|l| !l.starts_with('#')) {
            let Some((head, columns)) = line.split_once('=') else { continue };
            let kind = head.split(' ').next().unwrap_or_default();
            let words = columns.split('|').next().unwrap_or_default();
            for word in words.split(',').map(|w| w.trim().replace('-', " ")).filter(|w| !w.is_empty()) {
                match kind {
                    "animal" | "bird" | "person" | "tree" | "built" | "thing" | "wear" | "place"
                    | "weather" | "season" | "time" | "dragon" => {
                        known.nouns.insert(word);
                    }
                    "pose" | "gesture" | "do" | "act" => known.verb(&word),
                    "face" => {
                        known.verb(&word);
                        known.adjectives.insert(word);
                    }
                    "size" | "old" | "colour" => {
                        known.adjectives.insert(word);
                    }
                    _ => {}
                }
            }
        }
        for broad in TOO_BROAD {
            known.nouns.remove(broad);
        }
        for broad in TOO_BROAD_DOINGS {
            known.verbs.remove(broad);
        }
        known
    }

    /// "running" is known by its stem.
    fn verb(&mut self, word: &str) {
        let Some(stem) = word.strip_suffix("ing").filter(|stem| stem.len() > 1 && !stem.contains(' ')) else {
            return;
        };
        let mut stems = vec![stem.to_owned(), format!("{stem}e")];
        let letters: Vec<char> = stem.chars().collect();
        if let [.., a, b] = letters.as_slice()
            && a == b
        {
            stems.push(letters[..letters.len() - 1].iter().collect());
        }
        for stem in stems {
            self.verbs.entry(stem).or_insert_with(|| word.to_owned());
        }
    }
}

struct Synset {
    file: u32,
    words: Vec<String>,
    /// Words that are names, of people, places, works or groups.
    names: Vec<String>,
    broader: Vec<u32>,
    narrower: Vec<u32>,
    similar: Vec<u32>,
}

/// Pairs of a word and the illustrator's word it is led to, sorted.
pub(super) fn near(dict: &Path, known: &Known) -> Result<BTreeMap<String, String>, String> {
    let mut found = BTreeMap::new();
    let nouns = synsets(&dict.join("data.noun"))?;
    each_lemma(&dict.join("index.noun"), |lemma, senses| {
        if known.nouns.contains(lemma) {
            return;
        }
        let wanted = |word: &str| known.nouns.contains(word).then(|| word.to_owned());
        let usable = |s: &Synset| DRAWABLE.contains(&s.file) && !s.names.iter().any(|n| n == lemma);
        if let Some(word) = best(&nouns, senses, &wanted, STEPS, usable) {
            found.insert(lemma.to_owned(), word);
        }
    })?;
    let verbs = synsets(&dict.join("data.verb"))?;
    each_lemma(&dict.join("index.verb"), |lemma, senses| {
        if lemma.contains(' ')
            || known.verbs.contains_key(lemma)
            || found.contains_key(lemma)
            || known.nouns.contains(lemma)
        {
            return;
        }
        let wanted = |word: &str| known.verbs.get(word).cloned();
        if let Some(word) = best(&verbs, &senses[..1], &wanted, STEPS_OF_DOINGS, |_| true) {
            found.insert(lemma.to_owned(), word);
        }
    })?;
    let adjectives = synsets(&dict.join("data.adj"))?;
    each_lemma(&dict.join("index.adj"), |lemma, senses| {
        if lemma.contains(' ')
            || known.adjectives.contains(lemma)
            || found.contains_key(lemma)
            || known.nouns.contains(lemma)
        {
            return;
        }
        let wanted = |word: &str| known.adjectives.get(word).cloned();
        let near = senses.iter().take(SENSES).find_map(|sense| {
            let synset = adjectives.get(sense)?;
            let own = synset.words.iter().find_map(|w| wanted(w));
            own.or_else(|| {
                synset
                    .similar
                    .iter()
                    .filter_map(|at| adjectives.get(at))
                    .flat_map(|s| &s.words)
                    .find_map(|w| wanted(w))
            })
        });
        if let Some(word) = near {
            found.insert(lemma.to_owned(), word);
        }
    })?;
    Ok(found)
}

/// The nearest wanted word over the senses: the same meaning, else a broader one, else a narrower one right below.
fn best(
    synsets: &BTreeMap<u32, Synset>,
    senses: &[u32],
    wanted: &dyn Fn(&str) -> Option<String>,
    steps: usize,
    usable: impl Fn(&Synset) -> bool,
) -> Option<String> {
    let mut best: Option<(usize, String)> = None;
    for (rank, sense) in senses.iter().take(SENSES).enumerate() {
        let Some(synset) = synsets.get(sense).filter(|s| usable(s)) else { continue };
        let up = climb(synsets, *sense, wanted, steps);
        let down = || {
            if synset.file != ANIMALS {
                return None;
            }
            let below = synset.narrower.iter().filter_map(|at| synsets.get(at)).filter(|s| usable(s));
            below.flat_map(|s| &s.words).find_map(|w| wanted(w)).map(|word| (NARROWER, word))
        };
        if let Some((far, word)) = up.or_else(down) {
            // A rarer sense must be met closely: anybody can be meant by nearly every word.
            if rank > 0 && (far > RARE_STEPS || ["person", "man", "woman"].contains(&word.as_str())) {
                continue;
            }
            let score = far + rank * STEPS;
            if best.as_ref().is_none_or(|(known, _)| score < *known) {
                best = Some((score, word));
            }
        }
    }
    best.map(|(_, word)| word)
}

fn climb(
    synsets: &BTreeMap<u32, Synset>,
    from: u32,
    wanted: &dyn Fn(&str) -> Option<String>,
    most: usize,
) -> Option<(usize, String)> {
    let mut queue = VecDeque::from([(from, 0)]);
    while let Some((at, steps)) = queue.pop_front() {
        let Some(synset) = synsets.get(&at) else { continue };
        if let Some(word) = synset.words.iter().find_map(|w| wanted(w)) {
            return Some((steps, word));
        }
        if steps < most {
            queue.extend(synset.broader.iter().map(|to| (*to, steps + 1)));
        }
    }
    None
}

/// Calls `each` with every lemma of an index that could stand in a prompt, and its senses, the commonest first.
fn each_lemma(index: &Path, mut each: impl FnMut(&str, &[u32])) -> Result<(), String> {
    let text = fs::read_to_string(index).map_err(|e| format!("{}: {e}", index.display()))?;
    for line in text.lines().filter(|l| !l.starts_with(' ')) {
        let fields: Vec<&str> = line.split_ascii_whitespace().collect();
        let Some(lemma) = fields.first().map(|l| l.replace(['_', '-'], " ")) else { continue };
        let plain = lemma.chars().all(|c| c.is_ascii_lowercase() || c == ' ');
        if !plain || lemma.len() < 3 || lemma.split(' ').count() > 3 {
            continue;
        }
        let count = fields.get(2).and_then(|n| n.parse::<usize>().ok()).unwrap_or(0);
        let senses: Vec<u32> =
            fields[fields.len().saturating_sub(count)..].iter().filter_map(|o| o.parse().ok()).collect();
        if !senses.is_empty() {
            each(&lemma, &senses);
        }
    }
    Ok(())
}

fn synsets(data: &Path) -> Result<BTreeMap<u32, Synset>, String> {
    let text = fs::read_to_string(data).map_err(|e| format!("{}: {e}", data.display()))?;
    Ok(text.lines().filter(|l| !l.starts_with(' ')).filter_map(synset).collect())
}

/// One line: offset, file, type, number of words (hexadecimal), words, number of pointers, pointers, gloss.
fn synset(line: &str) -> Option<(u32, Synset)> {
    let mut fields = line.split(" | ").next()?.split_ascii_whitespace();
    let offset = fields.next()?.parse().ok()?;
    let file = fields.next()?.parse().ok()?;
    fields.next()?;
    let count = usize::from_str_radix(fields.next()?, 16).ok()?;
    let mut words = Vec::with_capacity(count);
    let mut names = Vec::new();
    for _ in 0..count {
        let word = fields.next()?;
        let plain = word.split('(').next()?.to_lowercase().replace(['_', '-'], " ");
        if word.starts_with(|c: char| c.is_ascii_uppercase()) {
            names.push(plain.clone());
        }
        words.push(plain);
        fields.next()?;
    }
    let mut synset =
        Synset { file, words, names, broader: Vec::new(), narrower: Vec::new(), similar: Vec::new() };
    let pointers: usize = fields.next()?.parse().ok()?;
    for _ in 0..pointers {
        let (symbol, to) = (fields.next()?, fields.next()?.parse().ok()?);
        fields.next()?;
        fields.next()?;
        match symbol {
            "@" => synset.broader.push(to),
            "~" => synset.narrower.push(to),
            "&" => synset.similar.push(to),
            _ => {}
        }
    }
    Some((offset, synset))
}
