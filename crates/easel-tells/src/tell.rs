//! Choosing what a file tells, without unpacking it and without having it in memory.

use crate::{
    Source, Story,
    png::{Next, SIGNATURE, keyword, next, text, write_text},
    story::{Record, xmp},
};
use thiserror::Error;

/// No file of ours has more before its pixels, in bytes.
pub const HEAD_MAX: usize = 256 * 1024;

const SOFTWARE: &str = "Software";
const XMP: &str = "XML:com.adobe.xmp";
const PARAMETERS: &str = "parameters";
pub(crate) const RECORD: &str = "studio";
/// What it was called once, in files that were stored then.
const OLD_RECORD: &str = "easel";

/// What a file tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tells {
    /// Prompt and settings.
    pub parameters: bool,
    /// The studio's name and the generation's id.
    pub studio: bool,
    /// That a machine made it, for machines to read.
    pub marking: bool,
    /// The same and more, signed (C2PA). Signing is a step of its own.
    pub manifest: bool,
}

impl Tells {
    /// Everything.
    pub const ALL: Self = Self { parameters: true, studio: true, marking: true, manifest: true };
    /// Nothing: pixels and no more.
    pub const NONE: Self = Self { parameters: false, studio: false, marking: false, manifest: false };

    /// Reads names with commas between them, or `none`.
    #[must_use]
    pub fn parse(words: &str) -> Option<Self> {
        if words == "none" {
            return Some(Self::NONE);
        }
        let mut tells = Self::NONE;
        for word in words.split(',') {
            match word.trim() {
                "parameters" => tells.parameters = true,
                "studio" => tells.studio = true,
                "marking" => tells.marking = true,
                "manifest" => tells.manifest = true,
                _ => return None,
            }
        }
        Some(tells)
    }
}

impl std::fmt::Display for Tells {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let all = [
            (self.parameters, "parameters"),
            (self.studio, "studio"),
            (self.marking, "marking"),
            (self.manifest, "manifest"),
        ];
        let words: Vec<&str> = all.into_iter().filter_map(|(wanted, word)| wanted.then_some(word)).collect();
        f.write_str(if words.is_empty() { "none" } else { "" })?;
        f.write_str(&words.join(","))
    }
}

/// Why a file can't be told what to tell.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum TellError {
    /// It doesn't begin as a PNG.
    #[error("the file is no PNG")]
    NoPng,
    /// Its pixels begin later than the bytes reach. With [`HEAD_MAX`] bytes it is no file of ours.
    #[error("the file's pixels begin later")]
    Short,
}

/// A file's new beginning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// What comes instead of the file's first bytes.
    pub head: Vec<u8>,
    /// How many these are. The rest of the file follows as it is.
    pub skip: usize,
    /// How the picture came to be, whether the file tells it from now on or not; `None` is no machine's.
    pub source: Option<Source>,
}

/// What a PNG of ours tells from now on. `head` is its beginning, up to where its pixels begin: [`HEAD_MAX`] bytes are
/// always enough. Everything it told before is taken out, a manifest too, because it is about other bytes.
///
/// With a story that is told, as far as `tells` allows; without one, what the file told itself.
///
/// # Errors
/// [`TellError`].
pub fn tell(head: &[u8], story: Option<&Story>, tells: Tells) -> Result<Told, TellError> {
    if !head.starts_with(SIGNATURE) {
        return Err(if SIGNATURE.starts_with(head) { TellError::Short } else { TellError::NoPng });
    }
    let (mut at, mut stays, mut said) = (SIGNATURE.len(), Vec::new(), Said::default());
    loop {
        let chunk = match next(head, at) {
            // Where pixels begin is known by the first eight bytes of their chunk.
            Next::Chunk(chunk) if chunk.kind == *b"IDAT" => break,
            Next::Short(kind) if kind == *b"IDAT" => break,
            Next::Chunk(chunk) => chunk,
            Next::Short(_) | Next::End => return Err(TellError::Short),
        };
        if chunk.kind == *b"IEND" || (at == SIGNATURE.len()) != (chunk.kind == *b"IHDR") {
            return Err(TellError::NoPng);
        }
        at += chunk.whole.len();
        match keyword(&chunk) {
            Some((SOFTWARE | XMP | PARAMETERS | RECORD | OLD_RECORD, _)) => said.hear(text(&chunk)),
            _ if chunk.kind == *b"caBX" => {}
            _ => stays.push(chunk.whole),
        }
    }
    let said = story.map(Said::from).unwrap_or(said);
    let Some((header, rest)) = stays.split_first() else { return Err(TellError::NoPng) };
    let mut new = [SIGNATURE, *header].concat();
    let source = said.source;
    said.write(tells, &mut new);
    rest.iter().for_each(|chunk| new.extend_from_slice(chunk));
    Ok(Told { head: new, skip: at, source })
}

/// What a file says, in the words of its chunks.
#[derive(Default)]
struct Said {
    studio: Option<String>,
    source: Option<Source>,
    parameters: Option<String>,
    record: Option<Record>,
}

impl From<&Story> for Said {
    fn from(story: &Story) -> Self {
        Self {
            studio: Some(story.studio.clone()),
            source: Some(story.source),
            parameters: story.settings.as_ref().map(crate::Settings::parameters),
            record: Some(story.record()),
        }
    }
}

impl Said {
    fn hear(&mut self, said: Option<(&str, std::borrow::Cow<'_, str>)>) {
        let Some((keyword, text)) = said else { return };
        match keyword {
            SOFTWARE => self.studio = Some(text.into_owned()),
            XMP => self.source = Source::of_xmp(&text),
            PARAMETERS => self.parameters = Some(text.into_owned()),
            RECORD | OLD_RECORD => self.record = serde_json::from_str(&text).ok(),
            _ => {}
        }
    }

    fn write(self, tells: Tells, out: &mut Vec<u8>) {
        for (keyword, text) in self.texts(tells) {
            write_text(out, keyword, &text);
        }
    }

    fn texts(self, tells: Tells) -> Vec<(&'static str, String)> {
        let studio = self.studio.filter(|_| tells.studio);
        let xmp = self.source.filter(|_| tells.marking).map(|source| xmp(source, studio.as_deref()));
        let parameters = self.parameters.filter(|_| tells.parameters);
        // Each switch holds for the record's parts too; one that would say nothing isn't there.
        let record = self.record.filter(|_| tells.studio || tells.parameters).map(|mut record| {
            if !tells.studio {
                record.studio.clear();
                record.generation = None;
            }
            record.settings = record.settings.filter(|_| tells.parameters);
            record
        });
        let record = record.and_then(|record| serde_json::to_string(&record).ok());
        [(SOFTWARE, studio), (XMP, xmp), (PARAMETERS, parameters), (RECORD, record)]
            .into_iter()
            .filter_map(|(keyword, text)| Some((keyword, text?)))
            .collect()
    }
}

impl Story {
    /// The XMP packet, for files that are no PNG.
    #[must_use]
    pub fn xmp(&self) -> String {
        xmp(self.source, Some(&self.studio))
    }

    /// Everything it tells but the manifest: keywords and texts, to be written before the pixels.
    #[must_use]
    pub fn texts(&self) -> Vec<(&'static str, String)> {
        Said::from(self).texts(Tells::ALL)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Settings,
        png::tests::{chunk, file},
    };
    use proptest::prelude::*;

    fn story() -> Story {
        Story {
            studio: "Fox & Hare".into(),
            source: Source::Algorithmic,
            generation: Some("018f".into()),
            settings: Some(Settings {
                prompt: "红狐狸, \"quick\"".into(),
                model: "easel-illustrator".into(),
                seed: Some(u64::MAX),
                width: 1,
                height: 1,
                ..Settings::default()
            }),
        }
    }

    fn told(bytes: &[u8], story: Option<&Story>, tells: Tells) -> Vec<u8> {
        let told = tell(bytes, story, tells).expect("told");
        [&told.head[..], &bytes[told.skip..]].concat()
    }

    fn texts(bytes: &[u8]) -> Vec<(String, String)> {
        let (mut at, mut found) = (SIGNATURE.len(), Vec::new());
        while let Next::Chunk(chunk) = next(bytes, at) {
            found.extend(text(&chunk).map(|(keyword, text)| (keyword.to_owned(), text.into_owned())));
            let sum = crc32fast::hash(&chunk.whole[4..chunk.whole.len() - 4]).to_be_bytes();
            assert_eq!(chunk.whole[chunk.whole.len() - 4..], sum, "checksums hold");
            at += chunk.whole.len();
        }
        assert_eq!(at, bytes.len());
        found
    }

    #[test]
    fn a_plain_file_tells_its_story_and_forgets_it_to_the_byte() {
        let plain = file(&chunk(*b"gAMA", &[0, 0, 177, 143]));
        let all = told(&plain, Some(&story()), Tells::ALL);
        let keywords: Vec<_> = texts(&all).into_iter().map(|(keyword, _)| keyword).collect();
        assert_eq!(keywords, [SOFTWARE, XMP, PARAMETERS, RECORD]);
        assert_eq!(told(&all, None, Tells::NONE), plain);
        assert_eq!(tell(&all, None, Tells::NONE).expect("told").source, Some(Source::Algorithmic));
        assert_eq!(tell(&plain, None, Tells::ALL).expect("told").source, None);
        assert_eq!(told(&all, None, Tells::ALL), all, "what is told is told again as it is");
        assert_eq!(told(&all, Some(&story()), Tells::ALL), all, "and never twice");
        let signed = [&all[..33], &chunk(*b"caBX", b"a manifest"), &all[33..]].concat();
        assert_eq!(told(&signed, None, Tells::ALL), all, "a manifest is about other bytes");
    }

    #[test]
    fn a_file_of_the_record_s_older_name_is_told_under_the_new_one() {
        let record = serde_json::to_string(&story().record()).expect("a record");
        let mut said = Vec::new();
        write_text(&mut said, OLD_RECORD, &record);
        let told = told(&file(&said), None, Tells::ALL);
        assert_eq!(texts(&told), [(RECORD.to_owned(), record)]);
    }

    #[test]
    fn each_part_can_be_left_out_and_takes_its_words_along() {
        let all = told(&file(&[]), Some(&story()), Tells::ALL);
        let words = |tells| format!("{:?}", texts(&told(&all, None, tells)));
        let without_prompt = words(Tells { parameters: false, ..Tells::ALL });
        assert!(!without_prompt.contains("狐") && without_prompt.contains("Fox &amp; Hare"));
        assert!(without_prompt.contains("018f"));
        let without_studio = words(Tells { studio: false, ..Tells::ALL });
        assert!(!without_studio.contains("Hare") && !without_studio.contains("018f"));
        assert!(without_studio.contains("狐") && without_studio.contains("algorithmicMedia"));
        let without_marking = words(Tells { marking: false, ..Tells::ALL });
        assert!(!without_marking.contains("algorithmicMedia") && without_marking.contains("Hare"));
        assert_eq!(words(Tells { manifest: true, ..Tells::NONE }), "[]");
    }

    #[test]
    fn what_is_no_png_or_too_short_says_so() {
        let all = told(&file(&[]), Some(&story()), Tells::ALL);
        let pixels = all.windows(4).position(|w| w == b"IDAT").expect("pixels") - 4;
        assert!(tell(&all[..pixels + 8], None, Tells::ALL).is_ok());
        for short in [0, 3, 8, 20, 33, 60, pixels, pixels + 7] {
            assert_eq!(tell(&all[..short], None, Tells::ALL), Err(TellError::Short), "{short}");
        }
        assert_eq!(tell(b"RIFF....WEBP", None, Tells::ALL), Err(TellError::NoPng));
        assert_eq!(
            tell(&[SIGNATURE, &chunk(*b"gAMA", &[1])[..]].concat(), None, Tells::ALL),
            Err(TellError::NoPng)
        );
    }

    #[test]
    fn names_of_what_is_told_are_read() {
        assert_eq!(Tells::parse("parameters,studio,marking,manifest"), Some(Tells::ALL));
        assert_eq!(Tells::parse("none"), Some(Tells::NONE));
        assert_eq!(Tells::parse("marking"), Some(Tells { marking: true, ..Tells::NONE }));
        assert_eq!([Tells::parse(""), Tells::parse("prompt"), Tells::parse("none,studio")], [None; 3]);
    }

    proptest! {
        #[test]
        fn whatever_comes_nothing_panics(bytes in prop::collection::vec(any::<u8>(), 0..300), valid in any::<bool>()) {
            let bytes = if valid { file(&bytes) } else { [SIGNATURE, &bytes[..]].concat() };
            let _ = tell(&bytes, None, Tells::ALL);
        }
    }
}
