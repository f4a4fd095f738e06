//! What a complete answer says, read without believing any of it: nothing in here grows faster than the bytes it is
//! made of, and only the start of a list counts.

use super::chat::Choice;
use base64::{Engine as _, alphabet, engine::DecodePaddingMode, engine::GeneralPurpose};
use bytes::Bytes;
use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;
use std::{borrow::Cow, fmt, marker::PhantomData};

/// Pictures that are looked at in one answer; no request asks for more.
const ITEMS_MAX: usize = 16;
/// Largest part of an answer that is read as free JSON: errors and usage are far smaller.
const SMALL_MAX: usize = 64 << 10;

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    base64::engine::GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A text that stays in the answer's own bytes where it can.
#[derive(Deserialize)]
pub(super) struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

#[derive(Deserialize)]
struct Item<'a> {
    #[serde(borrow, default)]
    b64_json: Option<Text<'a>>,
    #[serde(borrow, default)]
    url: Option<Text<'a>>,
}

/// The first items of a list; the others are passed over.
pub(super) struct Few<T>(pub(super) Vec<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Few<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct First<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for First<T> {
            type Value = Few<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of pictures")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                let mut items = Vec::new();
                while items.len() < ITEMS_MAX {
                    match list.next_element()? {
                        Some(item) => items.push(item),
                        None => return Ok(Few(items)),
                    }
                }
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Few(items))
            }
        }
        from.deserialize_seq(First(PhantomData))
    }
}

/// An answer or an event of a stream; whatever else stands in it is passed over.
#[derive(Deserialize)]
pub(super) struct Envelope<'a> {
    #[serde(borrow, default)]
    data: Option<Few<Option<Item<'a>>>>,
    /// What a chat answers with.
    #[serde(borrow, default)]
    choices: Option<Few<Choice<'a>>>,
    #[serde(borrow, default)]
    b64_json: Option<Text<'a>>,
    #[serde(borrow, default)]
    url: Option<Text<'a>>,
    /// What an event is.
    #[serde(rename = "type", borrow, default)]
    kind: Option<&'a RawValue>,
    /// Which of the unfinished pictures it is.
    #[serde(borrow, default)]
    partial_image_index: Option<&'a RawValue>,
    #[serde(borrow, default)]
    usage: Option<&'a RawValue>,
    #[serde(borrow, default)]
    error: Option<&'a RawValue>,
    #[serde(borrow, default)]
    detail: Option<&'a RawValue>,
    #[serde(borrow, default)]
    message: Option<&'a RawValue>,
}

/// A picture as an answer gives it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Its file.
    File(Bytes),
    /// Where it is.
    Address(String),
    /// Neither of them, or not a picture; says what was there.
    Bad(&'static str),
}

/// Reads JSON as it should be.
pub(super) fn read(body: &[u8]) -> Result<Envelope<'_>, serde_json::Error> {
    serde_json::from_slice(body)
}

impl Envelope<'_> {
    /// The pictures in it, in order; those of a list, or the single one of an event.
    pub(super) fn found(&self) -> Vec<Found> {
        let list = self.data.iter().flat_map(|items| &items.0);
        let single = (self.b64_json.is_some() || self.url.is_some())
            .then(|| found(self.b64_json.as_ref(), self.url.as_ref()));
        list.map(|item| match item {
            Some(item) => found(item.b64_json.as_ref(), item.url.as_ref()),
            None => Found::Bad("nothing"),
        })
        .chain(single)
        .chain(self.choices.iter().flat_map(|choices| &choices.0).flat_map(Choice::found))
        .filter(|found| *found != Found::Bad("nothing"))
        .collect()
    }

    /// What a chat said when it was to draw.
    pub(super) fn words(&self) -> Option<String> {
        self.choices.iter().flat_map(|choices| &choices.0).find_map(Choice::words)
    }

    /// Why a chat's policy let it draw nothing.
    pub(super) fn refusal(&self) -> Option<String> {
        self.choices.iter().flat_map(|choices| &choices.0).find_map(Choice::refusal)
    }

    /// Whether it has a list of pictures, even an empty one.
    pub(super) fn has_data(&self) -> bool {
        self.data.is_some()
    }

    /// What kind of event it is.
    pub(super) fn kind(&self) -> Option<String> {
        self.kind.and_then(|raw| serde_json::from_str(small(raw)?).ok())
    }

    /// Which of the unfinished pictures it is, from 0.
    pub(super) fn partial_index(&self) -> u32 {
        self.partial_image_index.and_then(|raw| serde_json::from_str(small(raw)?).ok()).unwrap_or(0)
    }

    /// What the provider counted.
    pub(super) fn usage(&self) -> Option<&str> {
        self.usage.and_then(small)
    }

    /// What it says went wrong, if it does: the text of its `error`, else of `detail` or `message`.
    pub(super) fn complaint(&self) -> Option<serde_json::Value> {
        let raws = [self.error, self.detail, self.message];
        raws.into_iter().flatten().find_map(|raw| {
            let value: serde_json::Value = serde_json::from_str(small(raw)?).ok()?;
            (!value.is_null() && value != "").then_some(value)
        })
    }

    /// Whether it has an `error` that says something.
    pub(super) fn has_error(&self) -> bool {
        self.error.is_some_and(|raw| !["null", "\"\"", "{}", "false"].contains(&raw.get()))
    }
}

/// The text of a value that is small enough to be read freely.
pub(super) fn small(raw: &RawValue) -> Option<&str> {
    (raw.get().len() <= SMALL_MAX).then(|| raw.get())
}

/// A picture, as a file where there is one and else by its address.
pub(super) fn found(b64: Option<&Text<'_>>, url: Option<&Text<'_>>) -> Found {
    let filled = |text: &&Text<'_>| !text.0.trim().is_empty();
    match (b64.filter(filled), url.filter(filled)) {
        (Some(b64), _) => decoded(&b64.0),
        (None, Some(url)) if url.0.starts_with("data:") => decoded(&url.0),
        (None, Some(url)) if url.0.len() <= 16 << 10 => Found::Address(url.0.trim().to_owned()),
        (None, Some(_)) => Found::Bad("an address that is far too long"),
        (None, None) => Found::Bad("nothing"),
    }
}

/// Decodes base64, bare or in a data address.
fn decoded(text: &str) -> Found {
    let bare = match text.strip_prefix("data:") {
        None => text,
        Some(data) => match data.split_once(";base64,") {
            Some((_, bare)) => bare,
            None => return Found::Bad("a data address that isn't base64"),
        },
    };
    let tight = if bare.bytes().any(|byte| byte.is_ascii_whitespace()) {
        Cow::Owned(bare.split_ascii_whitespace().collect::<String>())
    } else {
        Cow::Borrowed(bare)
    };
    match BASE64.decode(tight.as_bytes()) {
        Ok(file) if is_picture(&file) => Found::File(file.into()),
        Ok(_) => Found::Bad("a file that is no PNG, JPEG or WebP"),
        Err(_) => Found::Bad("base64 that can't be decoded"),
    }
}

/// Whether a file begins like a PNG, JPEG or WebP. What it says of itself doesn't count.
pub(super) fn is_picture(file: &[u8]) -> bool {
    file.starts_with(b"\x89PNG\r\n\x1a\n")
        || file.starts_with(b"\xff\xd8\xff")
        || file.starts_with(b"RIFF") && file.get(8..12) == Some(b"WEBP")
}

/// The value at `path`, names with dots between them; everything else is passed over.
pub(super) fn find<'a>(body: &'a [u8], path: &str) -> Option<&'a str> {
    let mut at = std::str::from_utf8(body).ok()?;
    for name in path.split('.') {
        at = member(at, name)?;
    }
    Some(at)
}

fn member<'a>(object: &'a str, name: &str) -> Option<&'a str> {
    struct Named<'n>(&'n str);
    impl<'de> Visitor<'de> for Named<'_> {
        type Value = Option<&'de RawValue>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut found = None;
            while let Some(Text(key)) = map.next_key()? {
                if key == self.0 {
                    found = Some(map.next_value()?);
                } else {
                    map.next_value::<IgnoredAny>()?;
                }
            }
            Ok(found)
        }
    }
    let mut reader = serde_json::Deserializer::from_str(object);
    reader.deserialize_map(Named(name)).ok().flatten().map(RawValue::get)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_come_in_many_shapes() {
        let png = "iVBORw0KGgoAAA==";
        let body = format!(
            r#"{{"created": 1, "data": [
                {{"b64_json": "{png}"}},
                {{"b64_json": null, "url": "https://example.org/a.png", "revised_prompt": {{}}}},
                {{"url": "data:image/png;base64,{png}"}},
                {{"b64_json": "iVBORw0KGgo\n AAA"}},
                null, {{}}, {{"b64_json": ""}},
                {{"b64_json": "iVBORw0KGgoAAA="}}, {{"b64_json": "PGh0bWw+"}}, {{"b64_json": "%%%"}}
            ]}}"#
        );
        let found = read(body.as_bytes()).expect("JSON").found();
        let file = Found::File(Bytes::from_static(b"\x89PNG\r\n\x1a\n\0\0"));
        assert_eq!(found[0], file);
        assert_eq!(found[1], Found::Address("https://example.org/a.png".to_owned()));
        assert_eq!(found[2], file);
        assert_eq!(found[3], file, "line ends and a missing end are forgiven");
        assert_eq!(found[4], file);
        assert!(found[5..].iter().all(|bad| matches!(bad, Found::Bad(_))));
        assert_eq!(found.len(), 7, "what is empty is not there");
    }

    #[test]
    fn a_million_items_are_passed_over() {
        let body = format!(r#"{{"data": [{}{{}}]}}"#, "{},".repeat(1_000_000));
        assert_eq!(read(body.as_bytes()).expect("JSON").data.expect("a list").0.len(), ITEMS_MAX);
    }

    #[test]
    fn a_value_is_found_by_its_path() {
        let body = br#"{"a": [1], "usage": {"x": {"cost": 1}, "cost": 0.25}, "cost": 9}"#;
        assert_eq!(find(body, "usage.cost"), Some("0.25"));
        assert_eq!(find(body, "cost"), Some("9"));
        assert_eq!(find(body, "a.cost"), None);
        assert_eq!(find(b"nonsense", "a"), None);
    }
}
