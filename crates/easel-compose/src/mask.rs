//! Masks: which pixels of a picture are made anew, and putting what was made back into the picture.

use crate::{ComposeError, DecodeError, Decoded, decode, finish::lanczos};

/// How far into its region a mask fades in, pixels.
const FEATHER_PX: u8 = 4;

/// A region: one byte a pixel, row by row; 255 is made anew, 0 stays. Nothing in between.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// `width` x `height` bytes.
    pub luma: Vec<u8>,
}

/// Reads any picture as a mask. Where it has transparency, what is more clear than not is made anew; a picture without
/// any says it by light: what is nearer to white than to black is made anew.
///
/// # Errors
/// [`DecodeError`] as for any picture.
pub fn mask(file: &[u8]) -> Result<Region, DecodeError> {
    let Decoded { width, height, rgba } = decode(file)?;
    let clear = rgba.chunks_exact(4).any(|p| p[3] != u8::MAX);
    let lit = |p: &[u8]| {
        let sum = 299 * u32::from(p[0]) + 587 * u32::from(p[1]) + 114 * u32::from(p[2]);
        sum >= 128_000
    };
    let anew = |p: &[u8]| if clear { p[3] < 128 } else { lit(p) };
    let luma = rgba.chunks_exact(4).map(|p| if anew(p) { u8::MAX } else { 0 }).collect();
    Ok(Region { width, height, luma })
}

/// The source with `result` in the region, and every byte outside the region as it was. The seam fades inside the
/// region only. A result of another size is scaled to the source's.
///
/// # Errors
/// [`ComposeError`] when a buffer doesn't fit its sizes, or region and source differ in size.
pub fn composite(source: &Decoded, result: Decoded, region: &Region) -> Result<Decoded, ComposeError> {
    let (width, height) = (source.width, source.height);
    shaped((width, height), &source.rgba, 4)?;
    shaped((width, height), &region.luma, 1)?;
    if (region.width, region.height) != (width, height) {
        return Err(ComposeError::Shape { width, height, got: region.luma.len() });
    }
    shaped((result.width, result.height), &result.rgba, 4)?;
    let new = if (result.width, result.height) == (width, height) {
        result.rgba
    } else {
        lanczos((result.width, result.height), &result.rgba, (width, height))?
    };
    let depth = depths(region);
    let mut rgba = source.rgba.clone();
    for ((pixel, new), &depth) in rgba.chunks_exact_mut(4).zip(new.chunks_exact(4)).zip(&depth) {
        match depth {
            0 => {}
            FEATHER_PX.. => pixel.copy_from_slice(new),
            _ => blend(pixel, new, u32::from(depth)),
        }
    }
    Ok(Decoded { width, height, rgba })
}

fn shaped((width, height): (u32, u32), bytes: &[u8], each: u128) -> Result<(), ComposeError> {
    let fits = u128::from(width) * u128::from(height) * each == bytes.len() as u128 && !bytes.is_empty();
    if fits { Ok(()) } else { Err(ComposeError::Shape { width, height, got: bytes.len() }) }
}

/// `share` of [`FEATHER_PX`] of the new colour over the old one; clear pixels weigh nothing in it.
fn blend(pixel: &mut [u8], new: &[u8], share: u32) {
    let all = u32::from(FEATHER_PX);
    let (old_weight, new_weight) = ((all - share) * u32::from(pixel[3]), share * u32::from(new[3]));
    let weight = old_weight + new_weight;
    for channel in 0..3 {
        let sum = u32::from(pixel[channel]) * old_weight + u32::from(new[channel]) * new_weight;
        pixel[channel] = (sum + weight / 2).checked_div(weight).unwrap_or(0) as u8;
    }
    pixel[3] = ((weight + all / 2) / all) as u8;
}

/// How deep in the region each pixel lies, in steps to its nearest pixel outside, no deeper than [`FEATHER_PX`]. The
/// picture's own edge is no seam.
fn depths(region: &Region) -> Vec<u8> {
    let (width, height) = (region.width as usize, region.height as usize);
    let mut depth: Vec<u8> = region.luma.iter().map(|&l| if l == 0 { 0 } else { FEATHER_PX }).collect();
    // Down and right, then up and left: each pass brings the distance along from the neighbours it has passed.
    for y in 0..height {
        for x in 0..width {
            let at = y * width + x;
            let above = if y > 0 { nearest(&depth, at - width, x, width) } else { FEATHER_PX };
            let left = if x > 0 { depth[at - 1] } else { FEATHER_PX };
            depth[at] = depth[at].min(above.min(left) + 1);
        }
    }
    for y in (0..height).rev() {
        for x in (0..width).rev() {
            let at = y * width + x;
            let below = if y + 1 < height { nearest(&depth, at + width, x, width) } else { FEATHER_PX };
            let right = if x + 1 < width { depth[at + 1] } else { FEATHER_PX };
            depth[at] = depth[at].min(below.min(right) + 1);
        }
    }
    depth
}

/// The least of a pixel and its two neighbours in the row.
fn nearest(depth: &[u8], at: usize, x: usize, width: usize) -> u8 {
    let left = if x > 0 { depth[at - 1] } else { FEATHER_PX };
    let right = if x + 1 < width { depth[at + 1] } else { FEATHER_PX };
    depth[at].min(left).min(right)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{DynamicImage, ImageFormat, Rgba, RgbaImage};
    use proptest::prelude::*;
    use std::io::Cursor;

    fn png(pixels: &[[u8; 4]]) -> Vec<u8> {
        let row = RgbaImage::from_fn(pixels.len() as u32, 1, |x, _| Rgba(pixels[x as usize]));
        let mut file = Cursor::new(Vec::new());
        DynamicImage::ImageRgba8(row).write_to(&mut file, ImageFormat::Png).expect("encoded");
        file.into_inner()
    }

    #[test]
    fn white_is_made_anew_and_black_stays() {
        let grey = |v| [v, v, v, 255];
        let read =
            mask(&png(&[grey(0), grey(3), grey(127), grey(128), grey(250), grey(255)])).expect("a mask");
        assert_eq!((read.width, read.height), (6, 1));
        assert_eq!(read.luma, [0, 0, 0, 255, 255, 255]);
        let blue_and_yellow = mask(&png(&[[0, 0, 255, 255], [255, 255, 0, 255]])).expect("a mask");
        assert_eq!(blue_and_yellow.luma, [0, 255]);
    }

    #[test]
    fn where_there_is_transparency_what_is_clear_is_made_anew() {
        let read = mask(&png(&[[255, 255, 255, 255], [0, 0, 0, 0], [255, 255, 255, 127], [9, 9, 9, 200]]));
        assert_eq!(read.expect("a mask").luma, [0, 255, 255, 0]);
        assert!(matches!(mask(b"<html>"), Err(DecodeError::Format)));
    }

    #[test]
    fn the_seam_fades_inside_and_the_heart_is_all_new() {
        let (width, height) = (12, 12);
        let source = Decoded { width, height, rgba: [0, 0, 0, 255].repeat(144) };
        let new = Decoded { width: 6, height: 6, rgba: [200, 100, 40, 255].repeat(36) };
        let inside = |x, y| (1..11).contains(&x) && (1..11).contains(&y);
        let luma = (0..144).map(|i| if inside(i % 12, i / 12) { 255 } else { 0 }).collect();
        let out = composite(&source, new, &Region { width, height, luma }).expect("put together");
        let red = |x: usize, y: usize| out.rgba[(y * 12 + x) * 4];
        assert_eq!(
            [red(0, 5), red(1, 5), red(2, 5), red(3, 5), red(4, 5), red(5, 5)],
            [0, 50, 100, 150, 200, 200]
        );
        assert_eq!((red(11, 11), red(10, 10)), (0, 50));
    }

    #[test]
    fn a_region_of_another_size_is_refused() {
        let picture = |width, height| Decoded { width, height, rgba: vec![7; (width * height * 4) as usize] };
        let region = Region { width: 2, height: 3, luma: vec![255; 6] };
        assert!(composite(&picture(3, 2), picture(3, 2), &region).is_err());
        assert!(composite(&picture(2, 3), picture(2, 3), &region).is_ok());
        let torn = Decoded { width: 2, height: 3, rgba: vec![1; 5] };
        assert!(composite(&picture(2, 3), torn, &region).is_err());
    }

    prop_compose! {
        fn sizes()(width in 1..24_u32, height in 1..24_u32, to_width in 1..24_u32, to_height in 1..24_u32, same in any::<bool>())
            (source in prop::collection::vec(any::<u8>(), (width * height * 4) as usize),
             luma in prop::collection::vec(prop::sample::select(vec![0_u8, 255]), (width * height) as usize),
             result in prop::collection::vec(any::<u8>(), if same { (width * height * 4) as usize } else { (to_width * to_height * 4) as usize }),
             size in Just((width, height)), result_size in Just(if same { (width, height) } else { (to_width, to_height) }))
            -> (Decoded, Decoded, Region) {
            let (width, height) = size;
            (Decoded { width, height, rgba: source },
             Decoded { width: result_size.0, height: result_size.1, rgba: result },
             Region { width, height, luma })
        }
    }

    proptest! {
        #[test]
        fn outside_the_region_not_a_bit_changes((source, result, region) in sizes()) {
            let (same_size, new) = ((result.width, result.height) == (source.width, source.height), result.rgba.clone());
            let out = composite(&source, result, &region).expect("put together");
            prop_assert_eq!((out.width, out.height, out.rgba.len()), (source.width, source.height, source.rgba.len()));
            let width = source.width as usize;
            let pixel = |bytes: &[u8], at: usize| bytes[at * 4..at * 4 + 4].to_vec();
            for at in 0..region.luma.len() {
                if region.luma[at] == 0 {
                    prop_assert_eq!(pixel(&out.rgba, at), pixel(&source.rgba, at));
                }
                let (x, y) = (at % width, at / width);
                let near = (0..region.luma.len()).any(|other| {
                    region.luma[other] == 0
                        && (other % width).abs_diff(x).max((other / width).abs_diff(y)) < usize::from(FEATHER_PX)
                });
                if same_size && region.luma[at] == 255 && !near {
                    prop_assert_eq!(pixel(&out.rgba, at), pixel(&new, at), "deep inside all is new");
                }
            }
        }

        #[test]
        fn an_empty_region_gives_the_source_and_a_full_one_the_result((source, result, mut region) in sizes()) {
            region.luma.fill(0);
            let same = Decoded { width: result.width, height: result.height, rgba: result.rgba.clone() };
            prop_assert_eq!(&composite(&source, same, &region).expect("put together").rgba, &source.rgba);
            if (result.width, result.height) == (source.width, source.height) {
                region.luma.fill(255);
                let new = result.rgba.clone();
                prop_assert_eq!(composite(&source, result, &region).expect("put together").rgba, new);
            }
        }
    }
}
