//! From a file somebody gave us to pixels. Nothing about the file is believed before it is checked.

use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use std::io::Cursor;
use thiserror::Error;

/// Longest side of a picture from outside, pixels.
pub const SIDE_MAX: u32 = 16_384;
/// Most pixels of a picture from outside: 8192 x 8192.
pub const PIXELS_MAX: u64 = 1 << 26;

/// Why a file is no picture to us.
#[derive(Debug, Error)]
pub enum DecodeError {
    /// Neither PNG nor JPEG nor WebP, by its first bytes.
    #[error("the file is no PNG, JPEG or WebP")]
    Format,
    /// More pixels than anybody needs.
    #[error("{width} x {height} is too large")]
    TooLarge {
        /// Pixels.
        width: u32,
        /// Pixels.
        height: u32,
    },
    /// Torn or false.
    #[error("the file can't be read: {0}")]
    Broken(String),
}

/// Pixels of a file.
#[derive(Debug)]
pub struct Decoded {
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Straight alpha, row by row, four bytes a pixel.
    pub rgba: Vec<u8>,
}

/// Reads a PNG, JPEG or WebP file, turned upright as its metadata says. The header's size is checked before anything
/// is unpacked.
///
/// # Errors
/// [`DecodeError`].
pub fn decode(file: &[u8]) -> Result<Decoded, DecodeError> {
    let broken = |e: image::ImageError| DecodeError::Broken(e.to_string());
    let format = image::guess_format(file).map_err(|_| DecodeError::Format)?;
    if !matches!(format, ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP) {
        return Err(DecodeError::Format);
    }
    let mut reader = ImageReader::with_format(Cursor::new(file), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_MAX);
    limits.max_image_height = Some(SIDE_MAX);
    limits.max_alloc = Some(PIXELS_MAX * 16);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(broken)?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if width == 0 || height == 0 || width > SIDE_MAX || height > SIDE_MAX || pixels > PIXELS_MAX {
        return Err(DecodeError::TooLarge { width, height });
    }
    let upright = decoder.orientation().map_err(broken)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(broken)?;
    picture.apply_orientation(upright);
    let rgba = picture.into_rgba8();
    Ok(Decoded { width: rgba.width(), height: rgba.height(), rgba: rgba.into_raw() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(format: ImageFormat) -> Vec<u8> {
        let picture = image::RgbImage::from_fn(9, 5, |x, y| image::Rgb([x as u8 * 20, y as u8 * 40, 128]));
        let mut file = Cursor::new(Vec::new());
        DynamicImage::ImageRgb8(picture).write_to(&mut file, format).expect("encoded");
        file.into_inner()
    }

    #[test]
    fn the_three_formats_are_read_and_torn_files_are_not() {
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
            let file = encoded(format);
            let picture = decode(&file).expect("a picture");
            assert_eq!((picture.width, picture.height, picture.rgba.len()), (9, 5, 9 * 5 * 4));
            assert!(decode(&file[..file.len() / 2]).is_err(), "{format:?} cut in half");
        }
        assert!(matches!(decode(b"<html>busy</html>"), Err(DecodeError::Format)));
        assert!(matches!(decode(b""), Err(DecodeError::Format)));
        assert!(matches!(decode(b"GIF89a......"), Err(DecodeError::Format)));
    }

    #[test]
    fn a_photograph_taken_sideways_stands_upright() {
        let file = encoded(ImageFormat::Jpeg);
        // One entry, orientation (0x0112), a short of 6: turn it right.
        let exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
        let length = u16::try_from(exif.len() + 2).expect("short").to_be_bytes();
        let turned = [&file[..2], &[0xff, 0xe1], &length, exif, &file[2..]].concat();
        let (flat, upright) = (decode(&file).expect("a picture"), decode(&turned).expect("a picture"));
        assert_eq!((flat.width, flat.height, upright.width, upright.height), (9, 5, 5, 9));
        // What was at the left bottom is now at the left top.
        assert_eq!(upright.rgba[..4], flat.rgba[4 * 9 * 4..4 * 9 * 4 + 4]);
    }

    #[test]
    fn a_header_that_promises_too_much_is_refused_before_it_is_unpacked() {
        let mut file = encoded(ImageFormat::Png);
        file[16..20].copy_from_slice(&100_000_u32.to_be_bytes());
        assert!(decode(&file).is_err());
    }
}
