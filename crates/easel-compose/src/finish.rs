//! From raw pixels to the files a picture has: original, preview, thumbnail, small one, placeholder.

use crate::Decoded;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use easel_tells::Story;
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer, images::Image};
use thiserror::Error;

/// Longest side of a preview, pixels.
pub const PREVIEW_PX: u32 = 1280;
/// Longest side of a thumbnail, pixels.
pub const THUMB_PX: u32 = 448;
/// Longest side of a small one, pixels.
pub const SMALL_PX: u32 = 160;
/// Longest side of what a placeholder is computed from, pixels. It tells seven waves a side, so more would only take
/// longer.
const PLACEHOLDER_PX: u32 = 32;
const PREVIEW_QUALITY: f32 = 84.0;
const THUMB_QUALITY: f32 = 76.0;
const SMALL_QUALITY: f32 = 74.0;
/// What is looked at for a second needs less.
const GLIMPSE_QUALITY: f32 = 60.0;

/// Why pixels could not become files.
#[derive(Debug, Error)]
pub enum ComposeError {
    /// The buffer is not width x height x 4 bytes, or a side is zero.
    #[error("{got} bytes are no picture of {width} x {height}")]
    Shape {
        /// Pixels.
        width: u32,
        /// Pixels.
        height: u32,
        /// Bytes.
        got: usize,
    },
    /// The PNG could not be written.
    #[error("the PNG could not be written")]
    Png(#[from] png::EncodingError),
    /// A size the resizer refuses.
    #[error("the picture could not be resized: {0}")]
    Resize(String),
    /// A size JPEG can't hold.
    #[error("the JPEG could not be written: {0}")]
    Jpeg(String),
    /// A size WebP can't hold.
    #[error("the WebP could not be written: {0}")]
    Webp(String),
}

/// A picture's files.
pub struct Finished {
    /// PNG, full resolution, with its metadata.
    pub original: Vec<u8>,
    /// WebP, at most [`PREVIEW_PX`] a side.
    pub preview: Vec<u8>,
    /// WebP, at most [`THUMB_PX`] a side.
    pub thumb: Vec<u8>,
    /// WebP, at most [`SMALL_PX`] a side.
    pub small: Vec<u8>,
    /// Thumbhash, base64.
    pub placeholder: String,
}

/// Makes a picture's files from straight-alpha RGBA, row by row.
///
/// # Errors
/// [`ComposeError`] when the buffer doesn't fit its sizes or an encoder refuses.
pub fn finish(width: u32, height: u32, rgba: &[u8], story: &Story) -> Result<Finished, ComposeError> {
    finish_with(width, height, rgba, Some(story))
}

/// As [`finish`], with nothing written into the original but its pixels: for pictures people send, whose own metadata
/// may tell where they live.
///
/// # Errors
/// As [`finish`].
pub fn finish_plain(width: u32, height: u32, rgba: &[u8]) -> Result<Finished, ComposeError> {
    finish_with(width, height, rgba, None)
}

fn finish_with(
    width: u32,
    height: u32,
    rgba: &[u8],
    story: Option<&Story>,
) -> Result<Finished, ComposeError> {
    let fits = u128::from(width) * u128::from(height) * 4 == rgba.len() as u128 && !rgba.is_empty();
    if !fits {
        return Err(ComposeError::Shape { width, height, got: rgba.len() });
    }
    let original = encode_png(width, height, rgba, (png::Compression::Fast, story))?;
    let source = Raster { width, height, rgba: std::borrow::Cow::Borrowed(rgba) };
    let preview = source.within(PREVIEW_PX)?;
    let thumb = preview.within(THUMB_PX)?;
    let small = thumb.within(SMALL_PX)?;
    let tiny = small.within(PLACEHOLDER_PX)?;
    let hash = thumbhash::rgba_to_thumb_hash(tiny.width as usize, tiny.height as usize, &tiny.rgba);
    let preview_file = preview.webp(PREVIEW_QUALITY)?;
    // What is no larger than the next smaller one has the same file.
    let thumb_file = if thumb.is_as(&preview) { preview_file.clone() } else { thumb.webp(THUMB_QUALITY)? };
    let small_file = if small.is_as(&thumb) { thumb_file.clone() } else { small.webp(SMALL_QUALITY)? };
    let placeholder = STANDARD.encode(hash);
    Ok(Finished { original, preview: preview_file, thumb: thumb_file, small: small_file, placeholder })
}

/// A small WebP of a file that shows an unfinished picture, at most [`THUMB_PX`] a side.
///
/// # Errors
/// When the file is no picture that can be read, in words for operators.
pub fn glimpse(file: &[u8]) -> Result<Vec<u8>, String> {
    let picture = crate::decode(file).map_err(|e| e.to_string())?;
    let rgba = std::borrow::Cow::Borrowed(&picture.rgba[..]);
    let source = Raster { width: picture.width, height: picture.height, rgba };
    source.within(THUMB_PX).and_then(|small| small.webp(GLIMPSE_QUALITY)).map_err(|e| e.to_string())
}

/// A PNG of straight-alpha RGBA, with nothing in it but its pixels.
///
/// # Errors
/// As [`finish`].
pub fn png(picture: &Decoded) -> Result<Vec<u8>, ComposeError> {
    let Decoded { width, height, rgba } = picture;
    if u128::from(*width) * u128::from(*height) * 4 != rgba.len() as u128 || rgba.is_empty() {
        return Err(ComposeError::Shape { width: *width, height: *height, got: rgba.len() });
    }
    encode_png(*width, *height, rgba, (png::Compression::Fast, None))
}

/// The same without being made smaller: for who unpacks it in the next moment.
///
/// # Errors
/// As [`finish`].
pub fn png_loose(picture: &Decoded) -> Result<Vec<u8>, ComposeError> {
    let Decoded { width, height, rgba } = picture;
    crate::mask::shaped((*width, *height), rgba, 4)?;
    encode_png(*width, *height, rgba, (png::Compression::NoCompression, None))
}

/// A PNG that tells a story.
///
/// # Errors
/// As [`finish`].
pub fn png_telling(picture: &Decoded, story: &Story) -> Result<Vec<u8>, ComposeError> {
    let Decoded { width, height, rgba } = picture;
    crate::mask::shaped((*width, *height), rgba, 4)?;
    encode_png(*width, *height, rgba, (png::Compression::Fast, Some(story)))
}

/// The picture at another size.
///
/// # Errors
/// [`ComposeError`] when the buffer doesn't fit its size or a side is zero.
pub fn scale(picture: &Decoded, width: u32, height: u32) -> Result<Decoded, ComposeError> {
    let rgba = lanczos((picture.width, picture.height), &picture.rgba, (width, height))?;
    Ok(Decoded { width, height, rgba })
}

/// Pixels in another size.
pub(crate) fn lanczos(size: (u32, u32), rgba: &[u8], to_size: (u32, u32)) -> Result<Vec<u8>, ComposeError> {
    resized(size, rgba, to_size, FilterType::Lanczos3)
}

/// Pixels in another size, by another filter.
pub(crate) fn resized(
    (width, height): (u32, u32),
    rgba: &[u8],
    (to_width, to_height): (u32, u32),
    filter: FilterType,
) -> Result<Vec<u8>, ComposeError> {
    let problem = |e: &dyn std::fmt::Display| ComposeError::Resize(e.to_string());
    let from = fast_image_resize::images::ImageRef::new(width, height, rgba, PixelType::U8x4)
        .map_err(|e| problem(&e))?;
    let mut to = Image::new(to_width, to_height, PixelType::U8x4);
    let how = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(filter));
    Resizer::new().resize(&from, &mut to, &how).map_err(|e| problem(&e))?;
    Ok(to.into_vec())
}

struct Raster<'a> {
    width: u32,
    height: u32,
    rgba: std::borrow::Cow<'a, [u8]>,
}

impl Raster<'_> {
    /// The same picture with no side longer than `longest`; never larger than it is.
    fn within(&self, longest: u32) -> Result<Raster<'_>, ComposeError> {
        let side = self.width.max(self.height);
        if side <= longest {
            return Ok(Raster {
                width: self.width,
                height: self.height,
                rgba: std::borrow::Cow::Borrowed(&self.rgba),
            });
        }
        let scaled = |px: u32| {
            ((u64::from(px) * u64::from(longest) + u64::from(side) / 2) / u64::from(side)).max(1) as u32
        };
        let (width, height) = (scaled(self.width), scaled(self.height));
        let rgba = lanczos((self.width, self.height), &self.rgba, (width, height))?;
        Ok(Raster { width, height, rgba: rgba.into() })
    }

    fn is_as(&self, other: &Raster<'_>) -> bool {
        (self.width, self.height) == (other.width, other.height)
    }

    fn is_opaque(&self) -> bool {
        self.rgba.chunks_exact(4).all(|p| p[3] == u8::MAX)
    }

    fn webp(&self, quality: f32) -> Result<Vec<u8>, ComposeError> {
        let opaque = self.is_opaque();
        let rgb = if opaque { without_alpha(&self.rgba) } else { Vec::new() };
        let encoder = if opaque {
            webp::Encoder::from_rgb(&rgb, self.width, self.height)
        } else {
            webp::Encoder::from_rgba(&self.rgba, self.width, self.height)
        };
        encoder
            .encode_simple(false, quality)
            .map(|m| m.to_vec())
            .map_err(|e| ComposeError::Webp(format!("{e:?}")))
    }
}

fn without_alpha(rgba: &[u8]) -> Vec<u8> {
    let mut rgb = Vec::with_capacity(rgba.len() / 4 * 3);
    for pixel in rgba.chunks_exact(4) {
        rgb.extend_from_slice(&pixel[..3]);
    }
    rgb
}

/// Metadata stands before the pixels, so that readers that look only at the head find it.
fn encode_png(
    width: u32,
    height: u32,
    rgba: &[u8],
    (compression, story): (png::Compression, Option<&Story>),
) -> Result<Vec<u8>, ComposeError> {
    let opaque = rgba.chunks_exact(4).all(|p| p[3] == u8::MAX);
    let mut out = Vec::with_capacity(rgba.len() / 3);
    let mut encoder = png::Encoder::new(&mut out, width, height);
    encoder.set_color(if opaque { png::ColorType::Rgb } else { png::ColorType::Rgba });
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(compression);
    if let Some(story) = story {
        for (keyword, text) in story.texts() {
            encoder.add_itxt_chunk(keyword.to_owned(), text)?;
        }
    }
    let mut writer = encoder.write_header()?;
    if opaque {
        writer.write_image_data(&without_alpha(rgba))?
    } else {
        writer.write_image_data(rgba)?
    }
    writer.finish()?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use easel_tells::{Settings, Source};

    fn story() -> Story {
        Story {
            studio: "A & \"B\" <C>".into(),
            source: Source::Algorithmic,
            generation: None,
            settings: Some(Settings { prompt: "红狐狸".into(), seed: Some(7), ..Settings::default() }),
        }
    }

    fn noise(width: u32, height: u32, alpha: u8) -> Vec<u8> {
        (0..width * height).flat_map(|i| [(i * 7) as u8, (i / 3) as u8, (i % 251) as u8, alpha]).collect()
    }

    #[test]
    fn what_is_packed_loosely_is_the_same_picture() {
        for alpha in [255, 90] {
            let picture = Decoded { width: 37, height: 21, rgba: noise(37, 21, alpha) };
            let file = png_loose(&picture).expect("a PNG");
            assert!(file.len() >= 37 * 21 * 3);
            assert_eq!(crate::decode(&file).expect("a picture").rgba, picture.rgba);
        }
    }

    #[test]
    fn the_original_keeps_every_pixel_and_tells_its_story() {
        let rgba = noise(37, 21, 255);
        let done = finish(37, 21, &rgba, &story()).expect("finished");
        let mut reader = png::Decoder::new(std::io::Cursor::new(&done.original)).read_info().expect("a PNG");
        let texts: Vec<(String, String)> = reader
            .info()
            .utf8_text
            .iter()
            .map(|t| (t.keyword.clone(), t.get_text().expect("text")))
            .collect();
        let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
        reader.next_frame(&mut pixels).expect("pixels");
        assert_eq!(pixels, without_alpha(&rgba));
        assert_eq!(texts[2], ("parameters".into(), "红狐狸\nSize: 0x0, Model: , Seed: 7".into()));
        assert!(texts[1].1.contains("digitalsourcetype/algorithmicMedia"));
        assert!(texts[1].1.contains("A &amp; &quot;B&quot; &lt;C>"));
    }

    #[test]
    fn previews_fit_their_sizes_and_keep_transparency() {
        let done = finish(3000, 1000, &noise(3000, 1000, 128), &story()).expect("finished");
        let preview = webp::Decoder::new(&done.preview).decode().expect("a WebP");
        assert_eq!((preview.width(), preview.height()), (1280, 427));
        assert!(preview.is_alpha());
        let thumb = webp::Decoder::new(&done.thumb).decode().expect("a WebP");
        assert_eq!((thumb.width(), thumb.height()), (448, 149));
        let small = webp::Decoder::new(&done.small).decode().expect("a WebP");
        assert_eq!((small.width(), small.height()), (160, 53));
        assert!(small.is_alpha());
        assert!(done.placeholder.len() < 48);
    }

    #[test]
    fn a_buffer_of_another_size_is_refused() {
        assert!(matches!(finish(2, 2, &[0; 15], &story()), Err(ComposeError::Shape { .. })));
        assert!(matches!(finish(0, 2, &[], &story()), Err(ComposeError::Shape { .. })));
        assert!(matches!(finish(u32::MAX, u32::MAX, &[], &story()), Err(ComposeError::Shape { .. })));
    }

    #[test]
    fn a_plain_original_is_nothing_but_pixels() {
        let done = finish_plain(9, 5, &noise(9, 5, 200)).expect("finished");
        let mut chunks = Vec::new();
        let mut at = 8;
        while at < done.original.len() {
            let length = u32::from_be_bytes(done.original[at..at + 4].try_into().expect("four")) as usize;
            chunks.push(String::from_utf8_lossy(&done.original[at + 4..at + 8]).into_owned());
            at += length + 12;
        }
        chunks.dedup();
        assert_eq!(chunks, ["IHDR", "IDAT", "IEND"]);
        assert_eq!(crate::decode(&done.original).expect("a picture").rgba, noise(9, 5, 200));
    }

    #[test]
    fn even_one_pixel_becomes_files() {
        assert!(finish(1, 1, &[1, 2, 3, 255], &story()).is_ok());
        assert!(finish(4096, 1, &noise(4096, 1, 255), &story()).is_ok());
    }
}
