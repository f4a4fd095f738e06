//! Strips: pictures one below the other, written row by row. However tall a strip is, no more of it is in memory than
//! one picture and the rows of a seam.

use crate::{ComposeError, Decoded, finish::lanczos, mask::shaped};
use easel_tells::Story;
use easel_works::strip::{JPEG_MAX_PX, Layout, Placed, SeamKind};
use image::{GenericImageView, Rgb, codecs::jpeg::JpegEncoder};
use std::{
    cell::RefCell,
    io::{Seek, Write},
};
use thiserror::Error;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

const JPEG_QUALITY: u8 = 90;
/// Rows that a JPEG is made of at a time.
const BLOCK: u32 = 8;
/// Bytes of a PNG's chunks.
const CHUNK: usize = 256 * 1024;

/// Why a strip wasn't written to its end.
#[derive(Debug, Error)]
pub enum StripError<E> {
    /// A picture could not be had.
    #[error("picture {position} could not be read")]
    Picture {
        /// Which one, from 0.
        position: usize,
        /// Why.
        why: E,
    },
    /// A picture that isn't one.
    #[error(transparent)]
    Compose(#[from] ComposeError),
    /// Taller than a JPEG can be.
    #[error("a JPEG is at most {JPEG_MAX_PX} pixels tall")]
    JpegHeight,
    /// Where it is written to failed.
    #[error("the strip could not be written")]
    Write(#[from] std::io::Error),
    /// The file's format refused.
    #[error("the strip could not be written: {0}")]
    Format(String),
    /// Whoever was told how far it is called it off.
    #[error("called off")]
    Stopped,
}

impl<E> From<png::EncodingError> for StripError<E> {
    fn from(error: png::EncodingError) -> Self {
        match error {
            png::EncodingError::IoError(error) => Self::Write(error),
            error => Self::Format(error.to_string()),
        }
    }
}

impl<E> From<zip::result::ZipError> for StripError<E> {
    fn from(error: zip::result::ZipError) -> Self {
        match error {
            zip::result::ZipError::Io(error) => Self::Write(error),
            error => Self::Format(error.to_string()),
        }
    }
}

/// What a strip is drawn from.
pub struct Strip<'a, E> {
    /// Where everything lies.
    pub layout: &'a Layout,
    /// Where nothing lies, and under what is clear.
    pub background: [u8; 3],
    /// What its files tell.
    pub story: Option<&'a Story>,
    /// The picture at a position, from 0; asked once for each, from top to bottom.
    pub read: &'a mut dyn FnMut(usize) -> Result<Decoded, E>,
    /// Told how far it is, from 0 to 1; false calls it off.
    pub progress: &'a mut dyn FnMut(f64) -> bool,
}

/// Writes a strip as one PNG. Returns the most bytes of pixels that were in memory at once.
///
/// # Errors
/// [`StripError`].
pub fn strip_png<E>(strip: Strip<'_, E>, out: impl Write) -> Result<usize, StripError<E>> {
    let (width, height) = (strip.layout.width_px, strip.layout.height_px);
    let mut rows = Rows::new(strip);
    rows_to_png(&mut rows, (width, height), out)?;
    Ok(rows.most)
}

/// Writes a strip as one JPEG. Returns the most bytes of pixels that were in memory at once.
///
/// # Errors
/// [`StripError`], of its height before anything is read.
pub fn strip_jpeg<E>(strip: Strip<'_, E>, mut out: impl Write) -> Result<usize, StripError<E>> {
    if strip.layout.height_px > JPEG_MAX_PX {
        return Err(StripError::JpegHeight);
    }
    let mut skip = 0;
    if let Some(story) = strip.story {
        out.write_all(&jpeg_head(story))?;
        skip = JPEG_START.len();
    }
    let out = AllBut { skip, out };
    let blocks = Blocks::new(Rows::new(strip));
    let written = JpegEncoder::new_with_quality(out, JPEG_QUALITY).encode_image(&blocks);
    let Blocks { rows, failed, .. } = blocks;
    if let Some(why) = failed.into_inner() {
        return Err(why);
    }
    match written {
        Ok(()) => Ok(rows.into_inner().0.most),
        Err(image::ImageError::IoError(error)) => Err(error.into()),
        Err(error) => Err(StripError::Format(error.to_string())),
    }
}

/// Writes a strip as a ZIP of PNGs of at most `slice_px` rows, cut in gutters where there are some. Returns the most
/// bytes of pixels that were in memory at once.
///
/// # Errors
/// [`StripError`].
pub fn strip_slices<E>(
    strip: Strip<'_, E>,
    slice_px: u32,
    out: impl Write + Seek,
) -> Result<usize, StripError<E>> {
    let (width, cuts) = (strip.layout.width_px, strip.layout.cuts(slice_px));
    let mut rows = Rows::new(strip);
    let mut zip = ZipWriter::new(out);
    let mut from = 0;
    for (number, cut) in (1..).zip(&cuts) {
        zip.start_file(format!("{number:03}.png"), stored())?;
        rows_to_png(&mut rows, (width, cut - from), &mut zip)?;
        from = *cut;
    }
    zip.finish()?;
    Ok(rows.most)
}

/// What is in it is packed already. Always of one date, so that the same pictures give the same file.
fn stored() -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(zip::DateTime::default())
}

/// Writes `count` files as a ZIP, one made after the other: its name and its bytes, which are packed already.
///
/// # Errors
/// [`StripError`]; [`StripError::Picture`] for what could not be made.
pub fn zip_files<E>(
    count: usize,
    make: &mut dyn FnMut(usize) -> Result<(String, Vec<u8>), E>,
    out: impl Write + Seek,
) -> Result<(), StripError<E>> {
    let mut zip = ZipWriter::new(out);
    for position in 0..count {
        let (name, bytes) = make(position).map_err(|why| StripError::Picture { position, why })?;
        zip.start_file(name, stored())?;
        zip.write_all(&bytes)?;
    }
    zip.finish()?;
    Ok(())
}

fn rows_to_png<E>(
    rows: &mut Rows<'_, E>,
    (width, height): (u32, u32),
    out: impl Write,
) -> Result<(), StripError<E>> {
    let mut encoder = png::Encoder::new(out, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    for (keyword, text) in rows.strip.story.map(Story::texts).unwrap_or_default() {
        encoder.add_itxt_chunk(keyword.to_owned(), text)?;
    }
    let mut writer = encoder.write_header()?;
    let mut stream = writer.stream_writer_with_size(CHUNK)?;
    for _ in 0..height {
        stream.write_all(rows.next()?)?;
    }
    stream.finish()?;
    writer.finish()?;
    Ok(())
}

/// A picture as wide as the strip, as far as it isn't written yet.
struct Band {
    /// Its first row, of the strip.
    y: u32,
    /// The row after its last.
    end: u32,
    rgb: Vec<u8>,
}

impl Band {
    fn row(&self, y: u32, bytes: usize) -> &[u8] {
        let from = (y - self.y) as usize * bytes;
        &self.rgb[from..from + bytes]
    }

    /// Forgets the rows before `y`.
    fn cut(&mut self, y: u32, bytes: usize) {
        self.rgb = self.rgb.split_off((y - self.y) as usize * bytes);
        self.rgb.shrink_to_fit();
        self.y = y;
    }
}

/// The strip's rows, from top to bottom.
struct Rows<'a, E> {
    strip: Strip<'a, E>,
    /// The picture that is being written.
    upper: Option<Band>,
    /// The one below it, once its first row is reached.
    lower: Option<Band>,
    /// The picture that comes next.
    next: usize,
    y: u32,
    row: Vec<u8>,
    most: usize,
}

impl<'a, E> Rows<'a, E> {
    fn new(strip: Strip<'a, E>) -> Self {
        let row = vec![0; strip.layout.width_px as usize * 3];
        Self { strip, upper: None, lower: None, next: 0, y: 0, row, most: 0 }
    }

    /// The next row, three bytes a pixel.
    fn next(&mut self) -> Result<&[u8], StripError<E>> {
        let (y, bytes) = (self.y, self.row.len());
        if y.is_multiple_of(64)
            && !(self.strip.progress)(f64::from(y) / f64::from(self.strip.layout.height_px))
        {
            return Err(StripError::Stopped);
        }
        if self.upper.as_ref().is_some_and(|band| band.end <= y) {
            self.upper = self.lower.take();
        }
        if let Some(&placed) = self.strip.layout.pictures.get(self.next)
            && placed.y <= y
        {
            if let Some(upper) = &mut self.upper {
                // What is written is forgotten before the next is read.
                upper.cut(y, bytes);
            }
            let band = self.load(placed)?;
            if self.upper.is_some() { self.lower = Some(band) } else { self.upper = Some(band) }
        }
        match (&self.upper, &self.lower) {
            (Some(upper), None) => self.row.copy_from_slice(upper.row(y, bytes)),
            (Some(upper), Some(lower)) => {
                // Both are here only within their seam, which lies above the picture that comes next.
                let seam = self.strip.layout.seams[self.next - 2];
                let (over, under) = (lower.row(y, bytes), upper.row(y, bytes));
                if seam.kind == SeamKind::Blend {
                    // From half a row's share to all but half a row's.
                    let (share, all) = (2 * (y - lower.y) + 1, 2 * seam.px);
                    for ((out, &over), &under) in self.row.iter_mut().zip(over).zip(under) {
                        let sum = u32::from(over) * share + u32::from(under) * (all - share);
                        *out = ((sum + all / 2) / all) as u8;
                    }
                } else {
                    self.row.copy_from_slice(over);
                }
            }
            (None, _) => {
                let seam = self.next.checked_sub(1).and_then(|at| self.strip.layout.seams.get(at));
                let is_rule = seam.is_some_and(|seam| seam.kind == SeamKind::Rule);
                let background = self.strip.background;
                let colour = if is_rule { line_on(background) } else { background };
                self.row.chunks_exact_mut(3).for_each(|pixel| pixel.copy_from_slice(&colour));
            }
        }
        self.y += 1;
        Ok(&self.row)
    }

    /// The next picture, scaled and flat.
    fn load(&mut self, placed: Placed) -> Result<Band, StripError<E>> {
        let (position, width) = (self.next, self.strip.layout.width_px);
        let picture = (self.strip.read)(position).map_err(|why| StripError::Picture { position, why })?;
        shaped((picture.width, picture.height), &picture.rgba, 4)?;
        let held = [&self.upper, &self.lower].into_iter().flatten().map(|band| band.rgb.len()).sum::<usize>();
        let size = (picture.width, picture.height);
        let source = picture.rgba.len();
        let rgba = if size == (width, placed.height) {
            picture.rgba
        } else {
            lanczos(size, &picture.rgba, (width, placed.height))?
        };
        let rgb = flat(&rgba, self.strip.background);
        self.most = self.most.max(held + source.max(rgb.len()) + rgba.len());
        self.next += 1;
        Ok(Band { y: placed.y, end: placed.y + placed.height, rgb })
    }
}

/// Straight alpha over a colour.
pub(crate) fn flat(rgba: &[u8], background: [u8; 3]) -> Vec<u8> {
    let mut rgb = Vec::with_capacity(rgba.len() / 4 * 3);
    for pixel in rgba.chunks_exact(4) {
        let alpha = u32::from(pixel[3]);
        for (&channel, under) in pixel.iter().zip(background) {
            rgb.push(((u32::from(channel) * alpha + u32::from(under) * (255 - alpha) + 127) / 255) as u8);
        }
    }
    rgb
}

/// Black on what is light, white on what is dark.
fn line_on([r, g, b]: [u8; 3]) -> [u8; 3] {
    let light = 299 * u32::from(r) + 587 * u32::from(g) + 114 * u32::from(b);
    if light >= 128_000 { [0; 3] } else { [255; 3] }
}

const JPEG_START: [u8; 2] = [0xff, 0xd8];

/// A JPEG's beginning with an XMP packet in it.
fn jpeg_head(story: &Story) -> Vec<u8> {
    let packet = [b"http://ns.adobe.com/xap/1.0/\0", story.xmp().as_bytes()].concat();
    match u16::try_from(packet.len() + 2) {
        Ok(length) => [&JPEG_START[..], &[0xff, 0xe1], &length.to_be_bytes(), &packet].concat(),
        // A studio's name that long is told nowhere.
        Err(_) => JPEG_START.to_vec(),
    }
}

/// Leaves out the first bytes of what is written.
struct AllBut<W> {
    skip: usize,
    out: W,
}

impl<W: Write> Write for AllBut<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let skipped = self.skip.min(bytes.len());
        self.out.write_all(&bytes[skipped..])?;
        self.skip -= skipped;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.out.flush()
    }
}

/// The strip as an encoder of JPEG looks at it: by blocks, from left to right and from top to bottom.
struct Blocks<'a, E> {
    size: (u32, u32),
    /// The rows, and the block of them that is looked at: its first row, and its bytes.
    rows: RefCell<(Rows<'a, E>, Option<u32>, Vec<u8>)>,
    failed: RefCell<Option<StripError<E>>>,
}

impl<'a, E> Blocks<'a, E> {
    fn new(rows: Rows<'a, E>) -> Self {
        let size = (rows.strip.layout.width_px, rows.strip.layout.height_px);
        Self { size, rows: RefCell::new((rows, None, Vec::new())), failed: RefCell::default() }
    }
}

impl<E> GenericImageView for Blocks<'_, E> {
    type Pixel = Rgb<u8>;

    fn dimensions(&self) -> (u32, u32) {
        self.size
    }

    /// After a failure black; what was written is thrown away then.
    fn get_pixel(&self, x: u32, y: u32) -> Rgb<u8> {
        let block = y / BLOCK * BLOCK;
        let (rows, held, bytes) = &mut *self.rows.borrow_mut();
        if *held != Some(block) {
            bytes.clear();
            for _ in block..(block + BLOCK).min(self.size.1) {
                if self.failed.borrow().is_some() {
                    break;
                }
                match rows.next() {
                    Ok(row) => bytes.extend_from_slice(row),
                    Err(why) => *self.failed.borrow_mut() = Some(why),
                }
            }
            *held = Some(block);
        }
        let at = ((y - block) as usize * self.size.0 as usize + x as usize) * 3;
        bytes.get(at..at + 3).and_then(|pixel| pixel.try_into().ok()).map_or(Rgb([0; 3]), Rgb)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use easel_domain::AssetId;
    use easel_works::strip::{Seam, StripDocument, StripItem};
    use proptest::prelude::*;
    use std::{convert::Infallible, io::Cursor, io::Read};

    const WHITE: [u8; 3] = [255; 3];

    fn plain(width: u32, height: u32, grey: u8) -> Decoded {
        let rgba = [grey, grey, grey, 255].repeat((width * height) as usize);
        Decoded { width, height, rgba }
    }

    fn document(width_px: u32, seams: &[Seam]) -> StripDocument {
        let item = |seam| StripItem { asset_id: AssetId(uuid::Uuid::nil()), seam };
        let items = seams.iter().map(|&seam| item(Some(seam))).chain([item(None)]).collect();
        let seam = Seam { kind: SeamKind::None, px: 0 };
        StripDocument { name: "s".into(), width_px, background: "#ffffff".into(), seam, items }
    }

    fn layout(width_px: u32, seams: &[Seam], pictures: &[Decoded]) -> Layout {
        let sizes: Vec<_> = pictures.iter().map(|p| Some((p.width, p.height))).collect();
        document(width_px, seams).layout(width_px, &sizes).expect("a layout")
    }

    fn copy(picture: &Decoded) -> Decoded {
        Decoded { width: picture.width, height: picture.height, rgba: picture.rgba.clone() }
    }

    fn drawn(layout: &Layout, background: [u8; 3], pictures: &[Decoded]) -> Decoded {
        let mut read = |at: usize| Ok::<_, Infallible>(copy(&pictures[at]));
        let mut out = Vec::new();
        let strip = Strip { layout, background, story: None, read: &mut read, progress: &mut |_| true };
        strip_png(strip, &mut out).expect("a strip");
        crate::decode(&out).expect("a picture")
    }

    /// The grey of each row.
    fn greys(picture: &Decoded) -> Vec<u8> {
        let rows = picture.rgba.chunks_exact(picture.width as usize * 4);
        rows.map(|row| {
            assert!(row.chunks_exact(4).all(|p| p == &row[..4] && p[0] == p[1] && p[3] == 255));
            row[0]
        })
        .collect()
    }

    #[test]
    fn each_seam_looks_as_it_always_did() {
        let pictures = [plain(64, 4, 0), plain(64, 4, 200)];
        let seam = |kind, px, background| {
            greys(&drawn(&layout(64, &[Seam { kind, px }], &pictures), background, &pictures))
        };
        assert_eq!(seam(SeamKind::None, 9, WHITE), [0, 0, 0, 0, 200, 200, 200, 200]);
        assert_eq!(seam(SeamKind::Gutter, 2, WHITE), [0, 0, 0, 0, 255, 255, 200, 200, 200, 200]);
        assert_eq!(seam(SeamKind::Rule, 1, WHITE), [0, 0, 0, 0, 0, 200, 200, 200, 200]);
        assert_eq!(seam(SeamKind::Rule, 1, [9; 3]), [0, 0, 0, 0, 255, 200, 200, 200, 200]);
        assert_eq!(seam(SeamKind::Blend, 2, WHITE), [0, 0, 50, 150, 200, 200]);
        assert_eq!(seam(SeamKind::Overlap, 2, WHITE), [0, 0, 200, 200, 200, 200]);
    }

    #[test]
    fn pictures_are_as_wide_as_the_strip_and_clear_ones_show_its_background() {
        let clear = Decoded { width: 32, height: 8, rgba: [10, 20, 30, 0].repeat(256) };
        let half = Decoded { width: 128, height: 64, rgba: [0, 0, 0, 128].repeat(128 * 64) };
        let pictures = [clear, half];
        let out = drawn(&layout(64, &[Seam { kind: SeamKind::None, px: 0 }], &pictures), [100; 3], &pictures);
        assert_eq!((out.width, out.height), (64, 16 + 32));
        assert_eq!(greys(&out)[..17], [&[100; 16][..], &[50]].concat());
    }

    #[test]
    fn a_jpeg_shows_the_same_and_never_grows_too_tall() {
        let pictures = [plain(64, 43, 40), plain(64, 30, 220)];
        let layout = layout(64, &[Seam { kind: SeamKind::Gutter, px: 10 }], &pictures);
        let mut read = |at: usize| Ok::<_, Infallible>(copy(&pictures[at]));
        let mut out = Vec::new();
        let story = Story {
            studio: "Fox".into(),
            source: easel_tells::Source::TrainedAlgorithmic,
            generation: None,
            settings: None,
        };
        let story = Some(&story);
        let strip =
            Strip { layout: &layout, background: WHITE, story, read: &mut read, progress: &mut |_| true };
        strip_jpeg(strip, &mut out).expect("a JPEG");
        assert!(String::from_utf8_lossy(&out[..600]).contains("digitalsourcetype/trainedAlgorithmicMedia"));
        let mut tall = Vec::new();
        let strip =
            Strip { layout: &layout, background: WHITE, story, read: &mut read, progress: &mut |_| true };
        strip_png(strip, &mut tall).expect("a PNG");
        assert!(String::from_utf8_lossy(&tall[..900]).contains("digitalsourcetype/trainedAlgorithmicMedia"));
        let seen = crate::decode(&out).expect("a picture");
        assert_eq!((seen.width, seen.height), (64, 83));
        let (exact, mut worst) = (drawn(&layout, WHITE, &pictures), 0);
        for (a, b) in exact.rgba.iter().zip(&seen.rgba) {
            worst = worst.max(a.abs_diff(*b));
        }
        assert!(worst <= 24, "{worst}");
        let tall = Layout { width_px: 64, height_px: 65_536, pictures: Vec::new(), seams: Vec::new() };
        let strip =
            Strip { layout: &tall, background: WHITE, story: None, read: &mut read, progress: &mut |_| true };
        assert!(matches!(strip_jpeg(strip, &mut Vec::new()), Err(StripError::JpegHeight)));
    }

    #[test]
    fn slices_make_up_the_strip() {
        let pictures = [plain(64, 90, 40), plain(64, 90, 120), plain(64, 90, 220)];
        let layout = layout(64, &[Seam { kind: SeamKind::Gutter, px: 10 }; 2], &pictures);
        let mut read = |at: usize| Ok::<_, Infallible>(copy(&pictures[at]));
        let mut out = Cursor::new(Vec::new());
        let strip = Strip {
            layout: &layout,
            background: WHITE,
            story: None,
            read: &mut read,
            progress: &mut |_| true,
        };
        strip_slices(strip, 128, &mut out).expect("slices");
        let mut zip = zip::ZipArchive::new(out).expect("a ZIP");
        let (mut rows, mut heights) = (Vec::new(), Vec::new());
        for at in 0..zip.len() {
            let mut file = zip.by_index(at).expect("a file");
            assert_eq!(file.name().expect("a name"), format!("{:03}.png", at + 1));
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).expect("read");
            let slice = crate::decode(&bytes).expect("a picture");
            heights.push(slice.height);
            rows.extend(greys(&slice));
        }
        assert_eq!(heights, [95, 100, 95]);
        assert_eq!(rows, greys(&drawn(&layout, WHITE, &pictures)));
    }

    #[test]
    fn what_cannot_be_read_is_told_and_what_is_called_off_ends() {
        let pictures = [plain(64, 200, 1), plain(64, 200, 2)];
        let layout = layout(64, &[Seam { kind: SeamKind::None, px: 0 }], &pictures);
        let mut torn = |at: usize| if at == 1 { Err("gone") } else { Ok(copy(&pictures[at])) };
        for jpeg in [false, true] {
            let strip = Strip {
                layout: &layout,
                background: WHITE,
                story: None,
                read: &mut torn,
                progress: &mut |_| true,
            };
            let done = if jpeg { strip_jpeg(strip, Vec::new()) } else { strip_png(strip, Vec::new()) };
            assert!(matches!(done, Err(StripError::Picture { position: 1, why: "gone" })));
        }
        let mut read = |at: usize| Ok::<_, Infallible>(copy(&pictures[at]));
        let strip = Strip {
            layout: &layout,
            background: WHITE,
            story: None,
            read: &mut read,
            progress: &mut |p| p < 0.5,
        };
        assert!(matches!(strip_png(strip, Vec::new()), Err(StripError::Stopped)));
    }

    #[test]
    fn a_strip_of_a_hundred_thousand_rows_needs_the_memory_of_a_picture() {
        let picture = plain(64, 1000, 77);
        let seams = [Seam { kind: SeamKind::Blend, px: 10 }; 99];
        let pictures: Vec<Decoded> = (0..100).map(|_| copy(&picture)).collect();
        let layout = layout(64, &seams, &pictures);
        let mut read = |_| Ok::<_, Infallible>(copy(&picture));
        let strip = Strip {
            layout: &layout,
            background: WHITE,
            story: None,
            read: &mut read,
            progress: &mut |_| true,
        };
        let most = strip_png(strip, std::io::sink()).expect("a strip");
        assert_eq!(layout.height_px, 100_000 - 990);
        let one = 64 * 1000;
        assert!(most <= one * (4 + 4) + 10 * 64 * 3, "{most}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn every_row_is_where_it_belongs(
            rows in prop::collection::vec(1..20_u32, 1..8),
            seams in prop::collection::vec((0..5_usize, 0..12_u32), 7),
        ) {
            // Each row has a grey of its own: its number, counted through all pictures.
            let (mut count, mut pictures) = (0_u8, Vec::new());
            for &height in &rows {
                let greys = (0..height).flat_map(|_| { count += 1; [count, count, count, 255].repeat(64) });
                pictures.push(Decoded { width: 64, height, rgba: greys.collect() });
            }
            let seams: Vec<Seam> =
                seams[..rows.len() - 1].iter().map(|&(kind, px)| Seam { kind: SeamKind::ALL[kind], px }).collect();
            let layout = layout(64, &seams, &pictures);
            let out = greys(&drawn(&layout, WHITE, &pictures));
            prop_assert_eq!(out.len(), layout.height_px as usize);
            let mut first = 1_u8;
            for (at, placed) in layout.pictures.iter().enumerate() {
                let above = if at > 0 { layout.seams[at - 1] } else { Seam { kind: SeamKind::None, px: 0 } };
                let below = layout.seams.get(at).copied().unwrap_or(Seam { kind: SeamKind::None, px: 0 });
                let shared = |seam: Seam| if matches!(seam.kind, SeamKind::Blend | SeamKind::Overlap) { seam.px } else { 0 };
                for row in 0..placed.height {
                    let seen = out[(placed.y + row) as usize];
                    let own = first + row as u8;
                    let in_upper_seam = row < shared(above);
                    let in_lower_seam = row >= placed.height - shared(below);
                    if !in_lower_seam && (!in_upper_seam || above.kind == SeamKind::Overlap) {
                        prop_assert_eq!(seen, own);
                    }
                    if in_upper_seam && above.kind == SeamKind::Blend {
                        let under = first - shared(above) as u8 + row as u8;
                        prop_assert!((under.min(own)..=under.max(own)).contains(&seen));
                    }
                }
                if matches!(below.kind, SeamKind::Gutter | SeamKind::Rule) {
                    let grey = if below.kind == SeamKind::Rule { 0 } else { 255 };
                    for row in 0..below.px {
                        prop_assert_eq!(out[(placed.y + placed.height + row) as usize], grey);
                    }
                }
                first += placed.height as u8;
            }
        }
    }
}
