//! What is said to people, in their language: one catalogue for the browser side, for errors and for mails.
//!
//! A catalogue is nested JSON; a key is the path to a sentence, joined by dots. A sentence may have parameters:
//! `{name}`, and `{n, plural, one {# picture} other {# pictures}}` for what changes with a number.

use crate::Language;
use icu_plurals::{PluralCategory, PluralRules};
use std::{collections::HashMap, sync::LazyLock};

type Sentences = HashMap<String, String>;

static CATALOGUES: LazyLock<Vec<Sentences>> =
    LazyLock::new(|| Language::ALL.iter().map(|l| parse(l.source())).collect());

fn catalogue(language: Language) -> &'static Sentences {
    &CATALOGUES[language as usize]
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
    let here = |language| catalogue(language).get(key);
    here(language).or_else(|| here(Language::En)).map(String::as_str)
}

/// A catalogue that is not JSON has no sentences; the tests below tell.
fn parse(json: &str) -> Sentences {
    let mut found = Sentences::new();
    if let Ok(value) = serde_json::from_str::<serde_json::Value>(json) {
        flatten("", value, &mut found);
    }
    found
}

fn flatten(at: &str, value: serde_json::Value, into: &mut Sentences) {
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
            let form = form_of(forms, language.tag(), value)?;
            Some(fill(&form.replace('#', value), language, params))
        }
        _ => None,
    }
}

/// The name of the form in which the language of a tag counts `value`, by the rules browsers have too (CLDR). Without
/// rules for the tag, and for what is no whole number, it is the form every sentence has.
fn category(tag: &str, value: &str) -> &'static str {
    let rules = || {
        PluralRules::try_new(icu_locale_core::Locale::try_from_str(tag).ok()?.into(), Default::default()).ok()
    };
    let (Ok(number), Some(rules)) = (value.parse::<u64>(), rules()) else { return "other" };
    match rules.category_for(number) {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    }
}

/// The form of `=5 {..} one {..} other {..}` that fits `value`.
fn form_of<'a>(forms: &'a str, tag: &str, value: &str) -> Option<&'a str> {
    let category = category(tag, value);
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
        let english = catalogue(Language::En);
        assert!(english.len() > 20, "locales/en.json was read");
        for &language in Language::ALL {
            let theirs = catalogue(language);
            for (key, sentence) in english {
                let other = theirs.get(key).unwrap_or_else(|| panic!("{} has no {key}", language.tag()));
                assert_eq!(names(sentence), names(other), "{} {key}", language.tag());
            }
        }
    }

    /// The same table stands in `ui/src/messages/format.test.ts`: both sides count alike.
    #[test]
    fn every_language_counts_as_browsers_do() {
        for (language, forms) in [
            (Language::En, ["other", "one", "other", "other", "other", "other"]),
            (Language::Es, ["other", "one", "other", "other", "other", "many"]),
            (Language::Ja, ["other"; 6]),
            (Language::ZhCn, ["other"; 6]),
        ] {
            for (number, form) in ["0", "1", "2", "5", "21", "1000000"].iter().zip(forms) {
                assert_eq!(category(language.tag(), number), form, "{} {number}", language.tag());
            }
        }
        assert_eq!(
            ["0", "1", "2", "5", "21"].map(|n| category("ru", n)),
            ["many", "one", "few", "many", "one"]
        );
        assert_eq!(
            ["0", "1", "2", "5", "21"].map(|n| category("ar", n)),
            ["zero", "one", "two", "few", "many"]
        );
        assert_eq!(["1", "1.5"].map(|n| category("no tag", n)), ["other", "other"]);
    }

    #[test]
    fn a_form_that_a_sentence_lacks_is_its_other_form() {
        let pattern = "{n, plural, one {# crédito} other {# créditos}}";
        assert_eq!(fill(pattern, Language::Es, &[("n", "1")]), "1 crédito");
        assert_eq!(fill(pattern, Language::Es, &[("n", "1000000")]), "1000000 créditos");
    }

    #[test]
    fn every_catalogue_says_its_own_name_and_direction() {
        for &language in Language::ALL {
            assert!(!text(language, "language.name", &[]).contains('.'), "{}", language.tag());
            assert!(["ltr", "rtl"].contains(&text(language, "language.direction", &[]).as_str()));
            assert_eq!(language.direction(), "ltr");
        }
    }

    /// A catalogue beyond the four, as a further file would bring it.
    #[test]
    fn a_further_catalogue_needs_only_its_file() {
        let fifth = parse(
            r#"{"language": {"name": "Русский"}, "list": {"n": "{n, plural, one {# кадр} other {# кадров}}"}}"#,
        );
        assert_eq!((fifth["language.name"].as_str(), fifth.contains_key("list.n")), ("Русский", true));
        let forms = "one {# кадр} few {# кадра} other {# кадров}";
        let said = |n| form_of(forms, "ru", n).expect("a form").replace('#', n);
        assert_eq!(["1", "3", "5", "21"].map(said), ["1 кадр", "3 кадра", "5 кадров", "21 кадр"]);
    }

    #[test]
    fn every_reason_of_a_ledger_entry_has_a_sentence() {
        for reason in Reason::ALL {
            let key = format!("entry.{}", reason.as_str());
            assert!(catalogue(Language::En).contains_key(&key), "{key}");
        }
    }

    #[test]
    fn every_failure_has_a_sentence() {
        for code in FailureCode::ALL {
            let key = format!("failure.{}", code.as_str());
            assert!(catalogue(Language::En).contains_key(&key), "{key}");
        }
    }
}
