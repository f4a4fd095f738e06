//! What is said to people, in their language: one catalogue for the browser side, for errors and for mails.
//!
//! A catalogue is nested JSON; a key is the path to a sentence, joined by dots. A sentence may have parameters:
//! `{name}`, and `{n, plural, one {# picture} other {# pictures}}` for what changes with a number.

use crate::Language;
use std::{collections::HashMap, sync::LazyLock};

type Catalogue = HashMap<String, String>;

static ENGLISH: LazyLock<Catalogue> = LazyLock::new(|| parse(include_str!("../../../locales/en.json")));
static CHINESE: LazyLock<Catalogue> = LazyLock::new(|| parse(include_str!("../../../locales/zh-CN.json")));

fn catalogue(language: Language) -> &'static Catalogue {
    match language {
        Language::En => &ENGLISH,
        Language::ZhCn => &CHINESE,
    }
}

/// The sentence for `key` with `params` filled in: in `language`, else in English, else the key itself, so that a
/// missing sentence is seen and breaks nothing. A parameter nobody gave stays as it stands in the catalogue.
#[must_use]
pub fn text(language: Language, key: &str, params: &[(&str, &str)]) -> String {
    match find(language, key) {
        Some(pattern) => fill(pattern, language, params),
        None => key.to_owned(),
    }
}

/// Whether there is a sentence for `key` in `language` or in English.
#[must_use]
pub fn exists(language: Language, key: &str) -> bool {
    find(language, key).is_some()
}

fn find(language: Language, key: &str) -> Option<&'static str> {
    catalogue(language).get(key).or_else(|| ENGLISH.get(key)).map(String::as_str)
}

/// A catalogue that is not JSON has no sentences; the tests below tell.
fn parse(json: &str) -> Catalogue {
    let mut found = Catalogue::new();
    if let Ok(value) = serde_json::from_str::<serde_json::Value>(json) {
        flatten("", value, &mut found);
    }
    found
}

fn flatten(at: &str, value: serde_json::Value, into: &mut Catalogue) {
    match value {
        serde_json::Value::String(text) => {
            into.insert(at.to_owned(), text);
        }
        serde_json::Value::Object(map) => {
            for (key, value) in map {
                let path = if at.is_empty() { key } else { format!("{at}.{key}") };
                flatten(&path, value, into);
            }
        }
        _ => {}
    }
}

/// Copies `pattern` and replaces what stands in braces. A value is put in as it is and never read as a pattern.
fn fill(pattern: &str, language: Language, params: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(pattern.len() + 16);
    let mut rest = pattern;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        let Some((inner, after)) = braced(&rest[open..]) else {
            out.push_str(&rest[open..]);
            return out;
        };
        out.push_str(&placeholder(inner, language, params).unwrap_or_else(|| format!("{{{inner}}}")));
        rest = after;
    }
    out.push_str(rest);
    out
}

/// What stands between the opening brace `text` begins with and its partner, and what follows.
fn braced(text: &str) -> Option<(&str, &str)> {
    let mut depth = 0_u32;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => {
                depth -= 1;
                if depth == 0 {
                    return Some((&text[1..at], &text[at + 1..]));
                }
            }
            _ => {}
        }
    }
    None
}

fn placeholder(inner: &str, language: Language, params: &[(&str, &str)]) -> Option<String> {
    let mut parts = inner.splitn(3, ',');
    let name = parts.next()?.trim();
    let value = params.iter().find(|(n, _)| *n == name)?.1;
    match (parts.next().map(str::trim), parts.next()) {
        (None, _) => Some(value.to_owned()),
        (Some("plural"), Some(forms)) => {
            let form = plural_form(forms, language, value)?;
            Some(fill(&form.replace('#', value), language, params))
        }
        _ => None,
    }
}

/// The form of `=5 {..} one {..} other {..}` that fits `value`.
fn plural_form<'a>(forms: &'a str, language: Language, value: &str) -> Option<&'a str> {
    let category = match language {
        Language::En if value == "1" => "one",
        Language::En | Language::ZhCn => "other",
    };
    let (mut fits, mut other) = (None, None);
    let mut rest = forms;
    while let Some(open) = rest.find('{') {
        let selector = rest[..open].trim();
        let (form, after) = braced(&rest[open..])?;
        if selector.strip_prefix('=').is_some_and(|exact| exact == value) {
            return Some(form);
        }
        if selector == category {
            fits = Some(form);
        }
        if selector == "other" {
            other = Some(form);
        }
        rest = after;
    }
    fits.or(other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FailureCode, Reason};

    #[test]
    fn parameters_and_plurals_are_filled_in() {
        let en = |pattern, params| fill(pattern, Language::En, params);
        assert_eq!(en("Hi {name}, {x}", &[("name", "{x}")]), "Hi {x}, {x}", "a value is no pattern");
        let pattern = "{n, plural, =0 {none} one {# credit for {who}} other {# credits}} left";
        assert_eq!(en(pattern, &[("n", "0")]), "none left");
        assert_eq!(en(pattern, &[("n", "1"), ("who", "Anna")]), "1 credit for Anna left");
        assert_eq!(en(pattern, &[("n", "12")]), "12 credits left");
        assert_eq!(fill(pattern, Language::ZhCn, &[("n", "1")]), "1 credits left");
        assert_eq!(en("broken {n", &[("n", "1")]), "broken {n");
    }

    #[test]
    fn a_missing_sentence_is_its_key() {
        assert_eq!(text(Language::ZhCn, "no.such.key", &[]), "no.such.key");
    }

    #[test]
    fn every_catalogue_has_every_sentence_the_english_one_has_with_the_same_parameters() {
        fn names(pattern: &str) -> std::collections::BTreeSet<String> {
            let mut found = std::collections::BTreeSet::new();
            let mut rest = pattern;
            while let Some(open) = rest.find('{') {
                let Some((inner, after)) = braced(&rest[open..]) else { break };
                let mut parts = inner.splitn(3, ',');
                found.extend(parts.next().map(|n| n.trim().to_owned()));
                rest = after;
            }
            found
        }
        assert!(ENGLISH.len() > 20, "locales/en.json was read");
        for (key, english) in ENGLISH.iter() {
            let chinese = CHINESE.get(key).unwrap_or_else(|| panic!("zh-CN has no {key}"));
            assert_eq!(names(english), names(chinese), "{key}");
        }
    }

    #[test]
    fn every_reason_of_a_ledger_entry_has_a_sentence() {
        for reason in Reason::ALL {
            let key = format!("entry.{}", reason.as_str());
            assert!(ENGLISH.contains_key(&key) && CHINESE.contains_key(&key), "{key}");
        }
    }

    #[test]
    fn every_failure_has_a_sentence() {
        for code in FailureCode::ALL {
            let key = format!("failure.{}", code.as_str());
            assert!(ENGLISH.contains_key(&key) && CHINESE.contains_key(&key), "{key}");
        }
    }
}
