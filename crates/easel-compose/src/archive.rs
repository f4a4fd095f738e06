//! Books as archives of pictures: comic book archives with what they tell of themselves, and EPUB 3 with pages of one
//! size. One picture is in memory at a time.

use crate::{ComposeError, Decoded, SIDE_MAX, StripError};
use image::{ImageReader, codecs::jpeg::JpegEncoder};
use std::{
    fmt::Write as _,
    io::{Cursor, Read, Seek, Write},
};
use zip::{CompressionMethod, ZipArchive, ZipWriter, write::SimpleFileOptions};

/// Quality of pages as JPEG: letters stay sharp.
const QUALITY: u8 = 92;
/// Most bytes of a file in an archive that is opened again.
const FILE_MAX: u64 = 512 * 1024 * 1024;

/// What an archive tells of its book.
#[derive(Clone, Debug, Default)]
pub struct ArchiveWords {
    /// An address that no other book has, such as `urn:uuid:...`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Who made it; empty is nobody.
    pub author: String,
    /// The tag of its language.
    pub language: String,
    /// Read from right to left.
    pub rtl: bool,
    /// Read only downwards.
    pub vertical: bool,
    /// When it was last changed: `2026-11-22T10:00:00Z`.
    pub changed: String,
    /// Pixels of every page.
    pub size: (u32, u32),
    /// The pages in their order.
    pub pages: Vec<ArchivePage>,
}

/// What an archive tells of a page.
#[derive(Clone, Debug, Default)]
pub struct ArchivePage {
    /// What it is called: "Cover", "3".
    pub label: String,
    /// What is seen and said on it, for those who don't see it.
    pub spoken: String,
    /// Whether it is the front cover.
    pub is_cover: bool,
    /// Whether it is the back cover.
    pub is_back: bool,
}

/// A JPEG, on white where the picture is clear.
///
/// # Errors
/// When the buffer doesn't fit its size.
pub fn jpeg(picture: &Decoded) -> Result<Vec<u8>, ComposeError> {
    crate::mask::shaped((picture.width, picture.height), &picture.rgba, 4)?;
    let rgb = crate::strip::flat(&picture.rgba, [255; 3]);
    let mut file = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut file, QUALITY);
    let image = image::RgbImage::from_raw(picture.width, picture.height, rgb);
    let shape =
        || ComposeError::Shape { width: picture.width, height: picture.height, got: picture.rgba.len() };
    image
        .ok_or_else(shape)?
        .write_with_encoder(encoder)
        .map_err(|why| ComposeError::Jpeg(why.to_string()))?;
    Ok(file)
}

/// Gives a page's picture as a JPEG file.
pub(crate) type Page<'a, E> = &'a mut dyn FnMut(usize) -> Result<Vec<u8>, E>;

/// Writes a comic book archive.
///
/// # Errors
/// [`StripError`]; [`StripError::Picture`] for a page that could not be made.
pub fn cbz<E>(words: &ArchiveWords, page: Page<'_, E>, out: impl Write + Seek) -> Result<(), StripError<E>> {
    let mut zip = ZipWriter::new(out);
    put(&mut zip, "ComicInfo.xml", comic_info(words).as_bytes())?;
    for position in 0..words.pages.len() {
        let bytes = page(position).map_err(|why| StripError::Picture { position, why })?;
        put(&mut zip, &format!("{}.jpg", number(words, position)), &bytes)?;
    }
    zip.finish()?;
    Ok(())
}

/// Writes an EPUB 3 whose pages are pictures of one size, with what is seen and said on each as its alternative text.
///
/// # Errors
/// [`StripError`]; [`StripError::Picture`] for a page that could not be made.
pub fn epub<E>(words: &ArchiveWords, page: Page<'_, E>, out: impl Write + Seek) -> Result<(), StripError<E>> {
    let mut zip = ZipWriter::new(out);
    // By what stands first, readers know the file.
    put(&mut zip, "mimetype", b"application/epub+zip")?;
    put(&mut zip, "META-INF/container.xml", CONTAINER.as_bytes())?;
    put(&mut zip, "book/package.opf", package(words).as_bytes())?;
    put(&mut zip, "book/nav.xhtml", nav(words).as_bytes())?;
    for position in 0..words.pages.len() {
        put(&mut zip, &format!("book/{}.xhtml", number(words, position)), leaf(words, position).as_bytes())?;
    }
    for position in 0..words.pages.len() {
        let bytes = page(position).map_err(|why| StripError::Picture { position, why })?;
        put(&mut zip, &format!("book/{}.jpg", number(words, position)), &bytes)?;
    }
    zip.finish()?;
    Ok(())
}

fn put<E>(zip: &mut ZipWriter<impl Write + Seek>, name: &str, bytes: &[u8]) -> Result<(), StripError<E>> {
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    zip.start_file(name, stored)?;
    zip.write_all(bytes)?;
    Ok(())
}

/// A page's number with as many digits as the last one's, so that names sort as pages do.
fn number(words: &ArchiveWords, position: usize) -> String {
    let digits = words.pages.len().to_string().len().max(3);
    format!("page-{:0digits$}", position + 1)
}

/// Text as XML has it.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\n' | '\t' | '\r' => safe.push(' '),
            // XML has no way to write these.
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => {}
            c => safe.push(c),
        }
    }
    safe
}

const CONTAINER: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<container version=\"1.0\" xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\"><rootfiles><rootfile full-path=\"book/package.opf\" media-type=\"application/oebps-package+xml\"/></rootfiles></container>\n";

fn comic_info(words: &ArchiveWords) -> String {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ComicInfo xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\">\n",
    );
    let _ = writeln!(xml, "  <Title>{}</Title>", escaped(&words.title));
    if !words.author.is_empty() {
        let _ = writeln!(xml, "  <Writer>{}</Writer>", escaped(&words.author));
    }
    let manga = if words.rtl { "YesAndRightToLeft" } else { "No" };
    let _ = writeln!(xml, "  <PageCount>{}</PageCount>", words.pages.len());
    let _ = writeln!(xml, "  <LanguageISO>{}</LanguageISO>", escaped(&words.language));
    let _ = writeln!(xml, "  <Manga>{manga}</Manga>\n  <Pages>");
    let (width, height) = words.size;
    for (at, page) in words.pages.iter().enumerate() {
        let kind = match (page.is_cover, page.is_back) {
            (true, _) => " Type=\"FrontCover\"",
            (_, true) => " Type=\"BackCover\"",
            _ => "",
        };
        let _ =
            writeln!(xml, "    <Page Image=\"{at}\"{kind} ImageWidth=\"{width}\" ImageHeight=\"{height}\"/>");
    }
    xml.push_str("  </Pages>\n</ComicInfo>\n");
    xml
}

fn package(words: &ArchiveWords) -> String {
    let (title, language) = (escaped(&words.title), escaped(&words.language));
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<package xmlns=\"http://www.idpf.org/2007/opf\" version=\"3.0\" unique-identifier=\"id\" xml:lang=\"{language}\">\n<metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n<dc:identifier id=\"id\">{}</dc:identifier>\n<dc:title>{title}</dc:title>\n<dc:language>{language}</dc:language>\n",
        escaped(&words.id),
    );
    if !words.author.is_empty() {
        let _ = writeln!(xml, "<dc:creator>{}</dc:creator>", escaped(&words.author));
    }
    let spread = if words.vertical { "none" } else { "auto" };
    for (name, value) in [
        ("dcterms:modified", words.changed.as_str()),
        ("rendition:layout", "pre-paginated"),
        ("rendition:orientation", "auto"),
        ("rendition:spread", spread),
        ("schema:accessMode", "visual"),
        ("schema:accessMode", "textual"),
        ("schema:accessModeSufficient", "visual"),
        ("schema:accessibilityFeature", "alternativeText"),
        ("schema:accessibilityHazard", "none"),
    ] {
        let _ = writeln!(xml, "<meta property=\"{name}\">{}</meta>", escaped(value));
    }
    xml.push_str("</metadata>\n<manifest>\n<item id=\"nav\" href=\"nav.xhtml\" media-type=\"application/xhtml+xml\" properties=\"nav\"/>\n");
    for at in 0..words.pages.len() {
        let name = number(words, at);
        let cover = if at == 0 { " properties=\"cover-image\"" } else { "" };
        let _ = writeln!(
            xml,
            "<item id=\"{name}\" href=\"{name}.xhtml\" media-type=\"application/xhtml+xml\"/>\n<item id=\"{name}-picture\" href=\"{name}.jpg\" media-type=\"image/jpeg\"{cover}/>"
        );
    }
    let direction = if words.rtl { "rtl" } else { "ltr" };
    let _ = writeln!(xml, "</manifest>\n<spine page-progression-direction=\"{direction}\">");
    for at in 0..words.pages.len() {
        let _ = writeln!(xml, "<itemref idref=\"{}\"/>", number(words, at));
    }
    xml.push_str("</spine>\n</package>\n");
    xml
}

fn nav(words: &ArchiveWords) -> String {
    let (title, language) = (escaped(&words.title), escaped(&words.language));
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" xmlns:epub=\"http://www.idpf.org/2007/ops\" lang=\"{language}\" xml:lang=\"{language}\">\n<head><title>{title}</title></head>\n<body>\n<nav epub:type=\"toc\"><h1>{title}</h1><ol>\n"
    );
    let mut entry = |at: usize, label: &str| {
        let _ = writeln!(xml, "<li><a href=\"{}.xhtml\">{}</a></li>", number(words, at), escaped(label));
    };
    entry(0, &words.title);
    let _ = writeln!(xml, "</ol></nav>\n<nav epub:type=\"page-list\" hidden=\"hidden\"><ol>");
    let mut entry = |at: usize, label: &str| {
        let _ = writeln!(xml, "<li><a href=\"{}.xhtml\">{}</a></li>", number(words, at), escaped(label));
    };
    for (at, page) in words.pages.iter().enumerate() {
        entry(at, &page.label);
    }
    xml.push_str("</ol></nav>\n</body>\n</html>\n");
    xml
}

fn leaf(words: &ArchiveWords, at: usize) -> String {
    let page = &words.pages[at];
    let (width, height) = words.size;
    let (language, label) = (escaped(&words.language), escaped(&page.label));
    let spoken = if page.spoken.trim().is_empty() { &page.label } else { &page.spoken };
    let direction = if words.rtl { "rtl" } else { "ltr" };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" xmlns:epub=\"http://www.idpf.org/2007/ops\" lang=\"{language}\" xml:lang=\"{language}\" dir=\"{direction}\">\n<head><title>{label}</title><meta name=\"viewport\" content=\"width={width}, height={height}\"/><style>html,body{{margin:0;padding:0}}img{{display:block;width:{width}px;height:{height}px}}</style></head>\n<body><img src=\"{name}.jpg\" alt=\"{spoken}\"/></body>\n</html>\n",
        name = number(words, at),
        spoken = escaped(spoken),
    )
}

/// What an archive holds, opened again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opened {
    /// Names in their order.
    pub names: Vec<String>,
    /// Sizes of the pictures among them, in their order.
    pub pictures: Vec<(u32, u32)>,
}

/// Opens an archive again: every file is read to its end and has its checksum, every picture says its size.
///
/// # Errors
/// In words for operators.
pub fn open_archive(file: impl Read + Seek) -> Result<Opened, String> {
    let mut zip = ZipArchive::new(file).map_err(|why| why.to_string())?;
    let mut opened = Opened::default();
    for at in 0..zip.len() {
        let mut entry = zip.by_index(at).map_err(|why| why.to_string())?;
        let name = entry.name().map_err(|why| why.to_string())?.into_owned();
        if entry.size() > FILE_MAX {
            return Err(format!("{name} is too large"));
        }
        let is_picture = [".jpg", ".png"].iter().any(|ending| name.ends_with(ending));
        if is_picture {
            let mut bytes = Vec::with_capacity(usize::try_from(entry.size()).unwrap_or(0));
            entry.read_to_end(&mut bytes).map_err(|why| format!("{name}: {why}"))?;
            opened.pictures.push(picture_size(&bytes).ok_or_else(|| format!("{name} is no picture"))?);
        } else {
            std::io::copy(&mut entry, &mut std::io::sink()).map_err(|why| format!("{name}: {why}"))?;
        }
        opened.names.push(name);
    }
    Ok(opened)
}

/// How large the picture in a file is, by its header.
#[must_use]
pub fn picture_size(file: &[u8]) -> Option<(u32, u32)> {
    let reader = ImageReader::new(Cursor::new(file)).with_guessed_format().ok()?;
    let (width, height) = reader.into_dimensions().ok()?;
    (width <= SIDE_MAX && height <= SIDE_MAX).then_some((width, height))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(pages: usize) -> ArchiveWords {
        let page = |at: usize| ArchivePage {
            label: (at + 1).to_string(),
            spoken: if at == 0 { "\"Hi\" & <bye>\nA fox".to_owned() } else { String::new() },
            is_cover: at == 0,
            is_back: false,
        };
        ArchiveWords {
            id: "urn:uuid:1".to_owned(),
            title: "Fox & Moon".to_owned(),
            author: "Zoë".to_owned(),
            language: "ja".to_owned(),
            rtl: true,
            vertical: false,
            changed: "2026-11-22T10:00:00Z".to_owned(),
            size: (8, 12),
            pages: (0..pages).map(page).collect(),
        }
    }

    fn page(_: usize) -> Result<Vec<u8>, String> {
        jpeg(&Decoded { width: 8, height: 12, rgba: [200, 20, 10, 128].repeat(96) })
            .map_err(|e| e.to_string())
    }

    fn text(file: &[u8], name: &str) -> String {
        let mut zip = ZipArchive::new(Cursor::new(file)).expect("an archive");
        let mut text = String::new();
        zip.by_name(name).expect("a file").read_to_string(&mut text).expect("text");
        text
    }

    #[test]
    fn a_comic_book_archive_tells_its_pages() {
        let mut file = Cursor::new(Vec::new());
        cbz(&words(2), &mut page, &mut file).expect("an archive");
        let opened = open_archive(&mut file).expect("opened");
        assert_eq!(opened.names, ["ComicInfo.xml", "page-001.jpg", "page-002.jpg"]);
        assert_eq!(opened.pictures, [(8, 12); 2]);
        let told = text(file.get_ref(), "ComicInfo.xml");
        for part in [
            "<Title>Fox &amp; Moon</Title>",
            "<PageCount>2</PageCount>",
            "<Manga>YesAndRightToLeft</Manga>",
            "Type=\"FrontCover\"",
        ] {
            assert!(told.contains(part), "{told}");
        }
    }

    #[test]
    fn an_epub_is_one_to_its_readers() {
        let mut file = Cursor::new(Vec::new());
        epub(&words(2), &mut page, &mut file).expect("an archive");
        // The kind of file stands plain at its place.
        assert_eq!(&file.get_ref()[30..58], b"mimetypeapplication/epub+zip");
        let opened = open_archive(&mut file).expect("opened");
        assert_eq!((opened.names[0].as_str(), opened.pictures.len()), ("mimetype", 2));
        let package = text(file.get_ref(), "book/package.opf");
        for part in ["pre-paginated", "page-progression-direction=\"rtl\"", "properties=\"cover-image\""] {
            assert!(package.contains(part), "{package}");
        }
        let leaf = text(file.get_ref(), "book/page-001.xhtml");
        assert!(leaf.contains("alt=\"&quot;Hi&quot; &amp; &lt;bye&gt; A fox\""), "{leaf}");
        assert!(leaf.contains("content=\"width=8, height=12\""), "{leaf}");
        assert!(text(file.get_ref(), "book/page-002.xhtml").contains("alt=\"2\""));
    }

    #[test]
    fn what_is_broken_is_seen() {
        let mut file = Cursor::new(Vec::new());
        cbz(&words(1), &mut page, &mut file).expect("an archive");
        let mut bytes = file.into_inner();
        assert!(open_archive(Cursor::new(&bytes[..bytes.len() / 2])).is_err());
        let at = bytes.windows(2).position(|pair| pair == [0xFF, 0xDA]).expect("a picture") + 20;
        bytes[at] ^= 0x55;
        assert!(open_archive(Cursor::new(&bytes)).is_err());
        let failed = cbz(&words(1), &mut |_| Err::<Vec<u8>, _>("gone"), Cursor::new(Vec::new()));
        assert!(matches!(failed, Err(StripError::Picture { position: 0, why: "gone" })));
    }
}
