//! The chunks of a PNG, and the words in them.

use std::borrow::Cow;

/// What every PNG begins with.
pub(crate) const SIGNATURE: &[u8; 8] = b"\x89PNG\r\n\x1a\n";
/// Most bytes of a text that is read, unpacked.
pub(crate) const TEXT_MAX: usize = 1 << 20;
/// Longest keyword there may be.
const KEYWORD_MAX: usize = 79;

/// One chunk.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Chunk<'a> {
    pub(crate) kind: [u8; 4],
    pub(crate) data: &'a [u8],
    /// With its length, kind and checksum.
    pub(crate) whole: &'a [u8],
}

/// What comes next in a file.
#[derive(Debug)]
pub(crate) enum Next<'a> {
    Chunk(Chunk<'a>),
    /// Not all of the chunk of this kind is there.
    Short([u8; 4]),
    /// Nothing, or nothing that begins as a chunk does.
    End,
}

/// The chunk at `at`, as far as the bytes go.
pub(crate) fn next(bytes: &[u8], at: usize) -> Next<'_> {
    let Some(&[a, b, c, d, e, f, g, h]) = bytes.get(at..at.saturating_add(8)) else { return Next::End };
    let (length, kind) = (u32::from_be_bytes([a, b, c, d]) as usize, [e, f, g, h]);
    let end = at.saturating_add(length).saturating_add(12);
    match (bytes.get(at..end), bytes.get(at + 8..at.saturating_add(length).saturating_add(8))) {
        (Some(whole), Some(data)) => Next::Chunk(Chunk { kind, data, whole }),
        _ => Next::Short(kind),
    }
}

/// A chunk's keyword and text, if it is one with words that can be read.
pub(crate) fn text<'a>(chunk: &Chunk<'a>) -> Option<(&'a str, Cow<'a, str>)> {
    let (keyword, rest) = keyword(chunk)?;
    let text = match &chunk.kind {
        b"tEXt" => latin1(rest)?,
        b"zTXt" => latin1(&unpacked(rest.strip_prefix(&[0])?)?)?.into_owned().into(),
        b"iTXt" => {
            let (&packed, rest) = rest.split_first()?;
            let (_, rest) = rest.split_first()?;
            let (_language, rest) = cut(rest)?;
            let (_translated, text) = cut(rest)?;
            match packed {
                0 if text.len() <= TEXT_MAX => std::str::from_utf8(text).ok()?.into(),
                1 => String::from_utf8(unpacked(text)?).ok()?.into(),
                _ => return None,
            }
        }
        _ => return None,
    };
    Some((keyword, text))
}

/// The keyword of a chunk with words, and what follows it.
pub(crate) fn keyword<'a>(chunk: &Chunk<'a>) -> Option<(&'a str, &'a [u8])> {
    if !matches!(&chunk.kind, b"tEXt" | b"zTXt" | b"iTXt") {
        return None;
    }
    let (keyword, rest) = cut(chunk.data)?;
    let keyword = std::str::from_utf8(keyword).ok().filter(|word| word.len() <= KEYWORD_MAX)?;
    Some((keyword, rest))
}

/// Before and after the first NUL.
fn cut(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = bytes.iter().position(|&b| b == 0)?;
    Some((&bytes[..at], &bytes[at + 1..]))
}

/// Some programs write UTF-8 where Latin-1 belongs: what is UTF-8 is read as that.
fn latin1(bytes: &[u8]) -> Option<Cow<'_, str>> {
    if bytes.len() > TEXT_MAX {
        return None;
    }
    Some(match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => bytes.iter().map(|&b| char::from(b)).collect::<String>().into(),
    })
}

fn unpacked(bytes: &[u8]) -> Option<Vec<u8>> {
    miniz_oxide::inflate::decompress_to_vec_zlib_with_limit(bytes, TEXT_MAX).ok()
}

/// A text as a chunk of its own, in UTF-8 and not packed.
pub(crate) fn write_text(out: &mut Vec<u8>, keyword: &str, text: &str) {
    let mut data = Vec::with_capacity(keyword.len() + text.len() + 5);
    data.extend_from_slice(keyword.as_bytes());
    data.extend_from_slice(&[0, 0, 0, 0, 0]);
    // A NUL would end it.
    data.extend(text.bytes().filter(|&b| b != 0));
    write(out, *b"iTXt", &data);
}

fn write(out: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) {
    let length = u32::try_from(data.len()).unwrap_or(u32::MAX);
    out.extend_from_slice(&length.to_be_bytes());
    let from = out.len();
    out.extend_from_slice(&kind);
    out.extend_from_slice(data);
    let sum = crc32fast::hash(&out[from..]);
    out.extend_from_slice(&sum.to_be_bytes());
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A file without pixels worth the name, with these chunks before them.
    pub(crate) fn file(chunks: &[u8]) -> Vec<u8> {
        let mut out = SIGNATURE.to_vec();
        write(&mut out, *b"IHDR", &[0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0]);
        out.extend_from_slice(chunks);
        write(&mut out, *b"IDAT", &miniz_oxide::deflate::compress_to_vec_zlib(&[0, 1, 2, 3], 1));
        write(&mut out, *b"IEND", &[]);
        out
    }

    pub(crate) fn chunk(kind: [u8; 4], data: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        write(&mut out, kind, data);
        out
    }

    fn read(kind: [u8; 4], data: &[u8]) -> Option<(String, String)> {
        let bytes = chunk(kind, data);
        let Next::Chunk(chunk) = next(&bytes, 0) else { return None };
        text(&chunk).map(|(keyword, text)| (keyword.to_owned(), text.into_owned()))
    }

    #[test]
    fn words_are_read_however_they_are_kept() {
        let expected = Some(("Title".to_owned(), "é 1".to_owned()));
        assert_eq!(read(*b"tEXt", b"Title\0\xe9 1"), expected);
        assert_eq!(read(*b"tEXt", "Title\0é 1".as_bytes()), expected);
        assert_eq!(read(*b"iTXt", "Title\0\0\0de\0Titel\0é 1".as_bytes()), expected);
        let packed = miniz_oxide::deflate::compress_to_vec_zlib("é 1".as_bytes(), 6);
        assert_eq!(read(*b"iTXt", &[b"Title\0\x01\0\0\0", &packed[..]].concat()), expected);
        assert_eq!(read(*b"zTXt", &[b"Title\0\0", &packed[..]].concat()), expected);
        assert_eq!(read(*b"IDAT", b"Title\0x"), None);
        assert_eq!(read(*b"tEXt", b"no end"), None);
    }

    #[test]
    fn a_small_chunk_that_unpacks_to_a_large_one_is_not_read() {
        let packed = miniz_oxide::deflate::compress_to_vec_zlib(&vec![b'a'; TEXT_MAX * 4], 9);
        assert!(packed.len() < 20_000);
        assert_eq!(read(*b"zTXt", &[b"Title\0\0", &packed[..]].concat()), None);
    }
}
