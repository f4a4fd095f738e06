//! A page of a book as a picture: from an SVG whose letters are outlines, and the pictures in it.

use crate::{
    PIXELS_MAX, SIDE_MAX,
    decode::Decoded,
    finish::{ComposeError, png},
};
use resvg::{
    tiny_skia::{Pixmap, Transform},
    usvg::{self, ImageHrefResolver, ImageKind},
};
use std::sync::{Arc, Mutex, PoisonError};
use thiserror::Error;

/// Why a page is no picture.
#[derive(Debug, Error)]
pub enum PageError {
    /// A picture that isn't there, or is no PNG, JPEG or WebP. No page is drawn without one of its pictures.
    #[error("picture {0} can't be read")]
    Picture(String),
    /// Wider or taller than a picture may be, or nothing.
    #[error("a page can't be {width} x {height}")]
    Size {
        /// Pixels.
        width: u32,
        /// Pixels.
        height: u32,
    },
    /// Not an SVG of ours: a fault of ours.
    #[error("the page could not be read: {0}")]
    Svg(String),
    /// The PNG could not be written.
    #[error("the page could not be written")]
    Png(#[from] ComposeError),
}

/// Gives the bytes of a picture by the address that the page names it by.
pub type Pictures<'a> = &'a (dyn Fn(&str) -> Option<Vec<u8>> + Send + Sync);

/// Draws a page so many pixels wide and tall. Nothing is read but what `pictures` gives.
///
/// # Errors
/// [`PageError`].
pub fn page_pixels(
    svg: &str,
    (width, height): (u32, u32),
    pictures: Pictures<'_>,
) -> Result<Decoded, PageError> {
    let missing: Mutex<Option<String>> = Mutex::new(None);
    let miss = |address: &str| {
        let mut missing = missing.lock().unwrap_or_else(PoisonError::into_inner);
        missing.get_or_insert_with(|| address.to_owned());
    };
    let resolver = ImageHrefResolver {
        resolve_data: Box::new(|_, _, _| None),
        resolve_string: Box::new(|address, _| {
            let kind = pictures(address).and_then(kind);
            if kind.is_none() {
                miss(address);
            }
            kind
        }),
    };
    let options = usvg::Options { image_href_resolver: resolver, ..usvg::Options::default() };
    let tree = usvg::Tree::from_str(svg, &options).map_err(|why| PageError::Svg(why.to_string()))?;
    drop(options);
    if let Some(address) = missing.into_inner().unwrap_or_else(PoisonError::into_inner) {
        return Err(PageError::Picture(address));
    }
    let size = tree.size();
    let fits = width <= SIDE_MAX && height <= SIDE_MAX && u64::from(width) * u64::from(height) <= PIXELS_MAX;
    let map = if fits { Pixmap::new(width, height) } else { None };
    let mut map = map.ok_or(PageError::Size { width, height })?;
    let grown = Transform::from_scale(width as f32 / size.width(), height as f32 / size.height());
    resvg::render(&tree, grown, &mut map.as_mut());
    let rgba = map.pixels().iter().flat_map(|pixel| {
        let pixel = pixel.demultiply();
        [pixel.red(), pixel.green(), pixel.blue(), pixel.alpha()]
    });
    Ok(Decoded { width, height, rgba: rgba.collect() })
}

/// As [`page_pixels`], as PNG.
///
/// # Errors
/// [`PageError`].
pub fn page_png(svg: &str, size: (u32, u32), pictures: Pictures<'_>) -> Result<Vec<u8>, PageError> {
    Ok(png(&page_pixels(svg, size, pictures)?)?)
}

/// What kind of file it is; only what the studio keeps, and never another SVG.
fn kind(bytes: Vec<u8>) -> Option<ImageKind> {
    // The renderer leaves out what it can't read: what is broken must be known before.
    let size = image::ImageReader::new(std::io::Cursor::new(&bytes)).with_guessed_format().ok()?;
    let (width, height) = size.into_dimensions().ok()?;
    if width > SIDE_MAX || height > SIDE_MAX || u64::from(width) * u64::from(height) > PIXELS_MAX {
        return None;
    }
    match bytes.as_slice() {
        [0x89, b'P', b'N', b'G', ..] => Some(ImageKind::PNG(Arc::new(bytes))),
        [0xFF, 0xD8, 0xFF, ..] => Some(ImageKind::JPEG(Arc::new(bytes))),
        [b'R', b'I', b'F', b'F', ..] => Some(ImageKind::WEBP(Arc::new(bytes))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"-10 -10 120 220\" width=\"120\" height=\"220\"><path d=\"M-10 -10L110 -10L110 210L-10 210Z\" fill=\"#ffffff\"/><clipPath id=\"c\"><path d=\"M0 0L100 0L100 100L0 100Z\"/></clipPath><g clip-path=\"url(#c)\"><image href=\"asset:1\" x=\"-50\" y=\"0\" width=\"200\" height=\"100\" preserveAspectRatio=\"none\"/></g></svg>";

    fn red() -> Vec<u8> {
        png(&Decoded { width: 8, height: 4, rgba: [200, 20, 10, 255].repeat(32) }).expect("a picture")
    }

    #[test]
    fn a_page_is_drawn_with_its_pictures_or_not_at_all() {
        let drawn =
            page_pixels(PAGE, (240, 440), &|address| (address == "asset:1").then(red)).expect("a page");
        assert_eq!((drawn.width, drawn.height), (240, 440));
        let at = |x: usize, y: usize| &drawn.rgba[(y * 240 + x) * 4..][..4];
        assert_eq!(at(120, 120), [200, 20, 10, 255]);
        assert_eq!((at(5, 120), at(120, 300)), (&[255; 4][..], &[255; 4][..]));
        let why =
            |pictures: Pictures<'_>| page_png(PAGE, (240, 440), pictures).expect_err("no page").to_string();
        assert_eq!(why(&|_| None), "picture asset:1 can't be read");
        assert_eq!(why(&|_| Some(b"\x89PNG broken".to_vec())), "picture asset:1 can't be read");
        assert_eq!(why(&|_| Some(PAGE.as_bytes().to_vec())), "picture asset:1 can't be read");
        let large = page_png(PAGE, (40_000, 10), &|_| Some(red())).expect_err("too large");
        assert!(matches!(large, PageError::Size { width: 40_000, .. }));
        assert_eq!(
            page_png(PAGE, (60, 110), &|_| Some(red())).expect("one"),
            page_png(PAGE, (60, 110), &|_| Some(red())).expect("the same")
        );
    }
}
