//! Rules about what is written in the files.

use std::collections::{BTreeMap, BTreeSet};

use crate::settle;
use crate::tree::{File, files};

const LINES_PER_FILE: usize = 800;
const LINES_PER_CRATE: usize = 15_000;

/// Files that are longer than they should be, with their length now. They may shrink (lower the number then), never
/// grow; a new line here needs a reason in its change.
const LONGER: &[(&str, usize)] = &[];

/// Crates with more lines than they should have, likewise.
const LARGER: &[(&str, usize)] = &[("easel-engine", 15_256), ("easel-illustrator", 42_119)];

/// Made by a program, read by programs.
fn is_generated(file: &File) -> bool {
    file.path == "ui/src/api/schema.d.ts" || file.text.lines().take(3).any(|line| line.contains("@generated"))
}

fn is_source(file: &File) -> bool {
    file.has_ending(&["rs", "sql", "ts", "js", "mjs", "svelte", "css", "html"]) && !is_generated(file)
}

/// Compares lengths with a limit and with the known exceptions, in both directions.
fn ratchet(lengths: &BTreeMap<String, usize>, limit: usize, known: &[(&str, usize)]) -> Vec<String> {
    let known: BTreeMap<&str, usize> = known.iter().copied().collect();
    let mut findings = Vec::new();
    for (name, &lines) in lengths {
        match known.get(name.as_str()) {
            None if lines > limit => findings.push(format!("{name}: {lines} lines, more than {limit}")),
            Some(&then) if lines > then => {
                findings.push(format!("{name}: grew from {then} to {lines} lines"))
            }
            Some(&then) if lines < then => {
                findings.push(format!("{name}: shrank to {lines} lines; write that down instead of {then}"));
            }
            _ => {}
        }
    }
    findings.extend(
        known.keys().filter(|name| !lengths.contains_key(**name)).map(|name| format!("{name} is gone")),
    );
    findings
}

#[test]
fn files_fit_in_a_head() {
    let lengths = files()
        .iter()
        .filter(|file| is_source(file))
        .map(|file| (file.path.clone(), file.text.lines().count()))
        .collect();
    settle(
        "A file this long is a reason to look for two subjects in it.",
        &ratchet(&lengths, LINES_PER_FILE, LONGER),
    );
}

#[test]
fn crates_fit_in_a_week() {
    let mut lengths = BTreeMap::new();
    for file in files().iter().filter(|file| file.has_ending(&["rs"]) && !is_generated(file)) {
        if let Some((name, _)) = file.path.strip_prefix("crates/").and_then(|rest| rest.split_once('/')) {
            *lengths.entry(name.to_owned()).or_default() += file.text.lines().count();
        }
    }
    settle(
        "A crate this large is a reason to look for a wall in it.",
        &ratchet(&lengths, LINES_PER_CRATE, LARGER),
    );
}

#[test]
fn every_crate_says_what_it_knows() {
    let findings: Vec<String> = files()
        .iter()
        .filter(|file| file.path.starts_with("crates/"))
        .filter(|file| file.path.ends_with("/src/lib.rs") || file.path == "crates/easel/src/main.rs")
        // A crate that has no code yet promises nothing yet.
        .filter(|file| {
            file.code().any(|(_, line)| line.trim_start().starts_with("mod ") || line.contains("pub "))
        })
        .filter(|file| {
            let head: Vec<&str> = file.text.lines().take_while(|line| line.starts_with("//!")).collect();
            let head = head.join(" ").to_lowercase();
            !(head.contains("never knows") || head.contains("knows no "))
        })
        .map(|file| file.path.clone())
        .collect();
    settle("A crate opens with `//!` saying what it knows and what it never knows.", &findings);
}

#[test]
fn open_ends_have_an_issue() {
    let words = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X")];
    let mut findings = Vec::new();
    for file in files().iter().filter(|file| is_source(file)) {
        for (index, line) in file.text.lines().enumerate() {
            let open = words.iter().any(|word| {
                line.split(|c: char| !c.is_ascii_alphanumeric()).any(|part| part == *word)
                    && !line.contains(&format!("{word}(#"))
            });
            if open {
                findings.push(format!("{}:{}: {}", file.path, index + 1, line.trim()));
            }
        }
    }
    settle("An open end names its issue, like `(#12)` right after the word, or is done now.", &findings);
}

/// The parts of the identifiers and words in a line, in lower case: `HoldPlaced hold_place` gives hold, placed, hold,
/// place.
fn parts(line: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut before_is_lower = false;
    for c in line.chars() {
        if !c.is_alphabetic() || (c.is_uppercase() && before_is_lower) {
            parts.push(String::new());
        }
        if c.is_alphabetic()
            && let Some(part) = parts.last_mut()
        {
            part.extend(c.to_lowercase());
        }
        before_is_lower = c.is_lowercase();
    }
    parts.retain(|part| !part.is_empty());
    parts
}

#[test]
fn words_are_cut_at_the_right_places() {
    assert_eq!(parts("fn hold_place(HoldPlaced)"), ["fn", "hold", "place", "hold", "placed"]);
}

#[test]
fn one_word_per_thing() {
    // A hold is placed, captured, released or expires (GLOSSARY.md).
    let banned = ["reserve", "reservation", "freeze", "deduct", "deduction"];
    let mut findings = Vec::new();
    for file in files().iter().filter(|file| file.has_ending(&["rs", "sql"])) {
        if !file.of_crate(&[
            "easel-domain",
            "easel-store",
            "easel-till",
            "easel-shelf",
            "easel-showcase",
            "easel-db",
        ]) {
            continue;
        }
        for (number, line) in file.code() {
            // The standard library has the word for memory.
            let line = line.replace(".reserve(", "");
            if parts(&line).iter().any(|part| banned.contains(&part.as_str())) {
                findings.push(format!("{}:{number}: {}", file.path, line.trim()));
            }
        }
    }
    settle("Money that is set aside is a hold: place, capture, release, expire (GLOSSARY.md).", &findings);
}

#[test]
fn no_registry_is_named() {
    // Cut in two, so that this file doesn't name them either.
    let hosts = [
        concat!("static.cra", "tes.io"),
        concat!("index.cra", "tes.io"),
        concat!("registry.npm", "js.org"),
        concat!("registry.yarn", "pkg.com"),
        concat!("pypi", ".org"),
        concat!("files.python", "hosted.org"),
        concat!("deb.deb", "ian.org"),
    ];
    let mut findings = Vec::new();
    for file in files() {
        for (index, line) in file.text.lines().enumerate() {
            if hosts.iter().any(|host| line.contains(host)) {
                findings.push(format!("{}:{}", file.path, index + 1));
            }
        }
    }
    settle("Where packages come from is the machine's business: no file names a registry's host.", &findings);
}

#[test]
fn migrations_come_in_pairs() {
    let mut sides: [BTreeSet<String>; 2] = [BTreeSet::new(), BTreeSet::new()];
    let mut common: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    let mut findings = Vec::new();
    for file in files() {
        let Some(path) = file.path.strip_prefix("crates/easel-store/migrations/") else { continue };
        match path.split_once('/') {
            Some(("sqlite", name)) => drop(sides[0].insert(name.to_owned())),
            Some(("postgres", name)) => drop(sides[1].insert(name.to_owned())),
            Some(_) => findings.push(format!("{path} is for no database")),
            None => match path.split_once('_').map(|(digits, _)| (digits.len(), digits.parse())) {
                Some((4, Ok(number))) => common.entry(number).or_default().push(path.to_owned()),
                _ => findings.push(format!("{path} should begin with a number of four digits")),
            },
        }
    }
    let [sqlite, postgres] = &sides;
    findings.extend(
        sqlite.symmetric_difference(postgres).map(|name| format!("{name} is there for one database only")),
    );
    for name in sqlite.iter().filter(|name| !common.values().flatten().any(|other| other == *name)) {
        findings.push(format!("{name} says what differs of a migration that isn't there"));
    }
    findings.extend(
        common.values().filter(|same| same.len() > 1).map(|same| format!("{same:?} have one number")),
    );
    settle(
        "A migration has a number of its own. What its dialects say differently is a file of its name for each database.",
        &findings,
    );
}

#[test]
fn sql_lives_in_the_store() {
    let mut findings = Vec::new();
    for file in files().iter().filter(|file| file.has_ending(&["rs"]) && file.path.starts_with("crates/")) {
        if file.of_crate(&[
            "easel-store",
            "easel-shelf",
            "easel-guide",
            "easel-support",
            "easel-inspection",
            "easel-notices",
            "easel-till",
            "easel-archive",
            "easel-oversight",
            "easel-showcase",
            "easel-db",
            "easel-testing",
        ]) || file.path.contains("/tests/")
        {
            continue;
        }
        for (number, line) in file.code() {
            let low = line.to_lowercase();
            let is_sql = ["\"insert into ", "\"delete from ", "\"create table ", "\"alter table "]
                .iter()
                .any(|words| low.contains(words))
                || low.contains("\"select ") && low.contains(" from ")
                || low.contains("\"update ") && low.contains(" set ");
            if is_sql {
                findings.push(format!("{}:{number}: {}", file.path, line.trim()));
            }
        }
    }
    settle(
        "All SQL text is in easel-store, easel-till, easel-shelf, easel-showcase, easel-support, easel-guide, easel-archive, easel-inspection, easel-notices and easel-oversight (and easel-db's own few): one place to read every state change.",
        &findings,
    );
}

#[test]
fn nothing_is_unsafe_and_nothing_is_handed_on() {
    let word = concat!("uns", "afe");
    let mut findings = Vec::new();
    for file in files().iter().filter(|file| file.has_ending(&["rs"])) {
        for (number, line) in file.code() {
            let begins = [" {", " fn", " impl", " trait", " extern"];
            if begins.iter().any(|next| line.contains(&format!("{word}{next}"))) {
                findings.push(format!("{}:{number}: {word} code", file.path));
            }
            if line.trim_start().starts_with("pub use easel_") {
                findings.push(format!("{}:{number}: hands on a crate of ours", file.path));
            }
        }
    }
    settle("No unchecked code; and whoever needs a crate of ours names it itself.", &findings);
}

#[test]
fn every_action_of_the_log_has_a_sentence() {
    let english = std::fs::read_to_string(crate::tree::root().join("locales/en.json")).expect("a catalogue");
    let english: serde_json::Value = serde_json::from_str(&english).expect("JSON");
    let is_said = |code: &str| {
        let path = format!("/audit/actions/{}", code.replace('.', "/"));
        english.pointer(&path).is_some_and(serde_json::Value::is_string)
    };
    let writes = ["record_in_tx(", "decided_in_tx(", "fn action(", "audit::Line"];
    let (mut findings, mut seen) = (Vec::new(), 0);
    for file in files().iter().filter(|file| file.has_ending(&["rs"]) && file.path.starts_with("crates/")) {
        if file.path.contains("/tests/") {
            continue;
        }
        // A list that is taken along is noted where it is sent from: by that line alone.
        let writes = writes.iter().any(|word| file.text.contains(word));
        for (number, line) in file.code().filter(|(_, line)| writes || line.contains("list_exported(")) {
            let is_code = |words: &&str| {
                let part =
                    |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c == '_');
                words.split_once('.').is_some_and(|(what, act)| part(what) && part(act))
            };
            // A message of a notice to somebody looks like a code, and stands in the catalogues by itself.
            let is_message = |words: &str| {
                english
                    .pointer(&format!("/{}", words.replace('.', "/")))
                    .is_some_and(|found| !found.is_null())
            };
            for code in line.split('"').skip(1).step_by(2).filter(is_code) {
                seen += 1;
                if !is_said(code) && !is_message(code) {
                    findings.push(format!("{}:{number}: {code}", file.path));
                }
            }
        }
    }
    assert!(seen > 40, "only {seen} codes were found: they are written in another way now");
    settle(
        "Every action of the audit log has a sentence under `audit.actions` in the catalogues.",
        &findings,
    );
}
