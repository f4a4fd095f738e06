//! Masks: which pixels of a picture are made anew, and putting what was made back into the picture.

use crate::{ComposeError, DecodeError, Decoded, decode, finish::lanczos};
use easel_domain::generation::FEATHER_MAX;

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
/// region only: over `feather_px` pixels (at most [`FEATHER_MAX`]) from its edge, measured straight to the nearest
/// pixel outside; with 0 it is hard. A result of another size is scaled to the source's.
///
/// # Errors
/// [`ComposeError`] when a buffer doesn't fit its sizes, or region and source differ in size.
pub fn composite(
    source: &Decoded,
    result: Decoded,
    region: &Region,
    feather_px: u32,
) -> Result<Decoded, ComposeError> {
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
    let mut fade = Fade::new(region, feather_px.clamp(1, FEATHER_MAX) as u16);
    let mut rgba = source.rgba.clone();
    let row_bytes = width as usize * 4;
    for (y, (row, new)) in rgba.chunks_exact_mut(row_bytes).zip(new.chunks_exact(row_bytes)).enumerate() {
        for ((pixel, new), &share) in row.chunks_exact_mut(4).zip(new.chunks_exact(4)).zip(fade.row(y)) {
            match share {
                0 => {}
                WHOLE => pixel.copy_from_slice(new),
                _ => blend(pixel, new, u32::from(share)),
            }
        }
    }
    Ok(Decoded { width, height, rgba })
}

/// Refuses a buffer that doesn't hold `each` bytes for every pixel.
pub(crate) fn shaped((width, height): (u32, u32), bytes: &[u8], each: u128) -> Result<(), ComposeError> {
    let fits = u128::from(width) * u128::from(height) * each == bytes.len() as u128 && !bytes.is_empty();
    if fits { Ok(()) } else { Err(ComposeError::Shape { width, height, got: bytes.len() }) }
}

/// All of the new picture, in [`Fade`]'s measure.
const WHOLE: u16 = 1 << 12;

/// `share` of [`WHOLE`] of the new colour over the old one; clear pixels weigh nothing in it.
fn blend(pixel: &mut [u8], new: &[u8], share: u32) {
    let all = u32::from(WHOLE);
    let (old_weight, new_weight) = ((all - share) * u32::from(pixel[3]), share * u32::from(new[3]));
    let weight = old_weight + new_weight;
    for channel in 0..3 {
        let sum = u32::from(pixel[channel]) * old_weight + u32::from(new[channel]) * new_weight;
        pixel[channel] = (sum + weight / 2).checked_div(weight).unwrap_or(0) as u8;
    }
    pixel[3] = ((weight + all / 2) / all) as u8;
}

/// How much of the new picture each pixel of a region gets, row by row: by its distance to the nearest pixel outside.
/// The picture's own edge is no seam.
///
/// The distance is exact and costs the same for every feather: first up and down each column, then the lower envelope
/// of the columns' parabolas along a row (Felzenszwalb and Huttenlocher, Distance Transforms of Sampled Functions, 2012).
struct Fade {
    width: usize,
    feather_px: usize,
    /// Pixels up or down to the nearest pixel outside, no more than the feather.
    column: Vec<u16>,
    /// The share for each squared distance below the feather's.
    shares: Vec<u16>,
    /// Columns whose parabolas make up the envelope, and from which x on each leads.
    leaders: Vec<(usize, i64)>,
    row: Vec<u16>,
}

impl Fade {
    fn new(region: &Region, feather_px: u16) -> Self {
        let (width, height) = (region.width as usize, region.height as usize);
        let mut column: Vec<u16> = region.luma.iter().map(|&l| if l == 0 { 0 } else { feather_px }).collect();
        for y in 1..height {
            let (above, below) = column.split_at_mut(y * width);
            for (here, &next) in below[..width].iter_mut().zip(&above[(y - 1) * width..]) {
                *here = (*here).min(next + 1);
            }
        }
        for y in (1..height).rev() {
            let (above, below) = column.split_at_mut(y * width);
            for (here, &next) in above[(y - 1) * width..].iter_mut().zip(&below[..width]) {
                *here = (*here).min(next + 1);
            }
        }
        let feather_px = usize::from(feather_px);
        let share = |squared: usize| (squared as f64).sqrt() / feather_px as f64 * f64::from(WHOLE);
        let shares = (0..feather_px * feather_px).map(|squared| share(squared).round() as u16).collect();
        Self { width, feather_px, column, shares, leaders: Vec::new(), row: vec![0; width] }
    }

    /// The shares of row `y`, of [`WHOLE`].
    fn row(&mut self, y: usize) -> &[u16] {
        let column = &self.column[y * self.width..(y + 1) * self.width];
        self.leaders.clear();
        for (x, &up) in column.iter().enumerate() {
            if usize::from(up) >= self.feather_px {
                continue;
            }
            let mut from = 0;
            while let Some(&(before, leads_from)) = self.leaders.last() {
                from = takes_over((before, column[before]), (x, up));
                if from > leads_from {
                    break;
                }
                self.leaders.pop();
                from = 0;
            }
            self.leaders.push((x, from));
        }
        if self.leaders.is_empty() {
            self.row.fill(WHOLE);
            return &self.row;
        }
        let mut at = 0;
        for (x, share) in self.row.iter_mut().enumerate() {
            while self.leaders.get(at + 1).is_some_and(|&(_, from)| from <= x as i64) {
                at += 1;
            }
            let (leader, up) = (self.leaders[at].0, usize::from(column[self.leaders[at].0]));
            let squared = leader.abs_diff(x).pow(2) + up * up;
            *share = self.shares.get(squared).copied().unwrap_or(WHOLE);
        }
        &self.row
    }
}

/// The first x at which the later column's parabola is no higher than the earlier one's.
fn takes_over((before, before_up): (usize, u16), (x, up): (usize, u16)) -> i64 {
    let height = |x: usize, up: u16| x as i64 * x as i64 + i64::from(up) * i64::from(up);
    let twice = 2 * (x - before) as i64;
    let above = height(x, up) - height(before, before_up);
    // Rounded up, also below zero.
    above.div_euclid(twice) + i64::from(above.rem_euclid(twice) != 0)
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
        let out = composite(&source, new, &Region { width, height, luma }, 4).expect("put together");
        let red = |x: usize, y: usize| out.rgba[(y * 12 + x) * 4];
        assert_eq!(
            [red(0, 5), red(1, 5), red(2, 5), red(3, 5), red(4, 5), red(5, 5)],
            [0, 50, 100, 150, 200, 200]
        );
        assert_eq!((red(11, 11), red(10, 10)), (0, 50));
    }

    #[test]
    fn a_soft_edge_fades_over_its_whole_width_and_a_hard_one_not_at_all() {
        let (width, height) = (600, 3);
        let source = Decoded { width, height, rgba: [0, 0, 0, 255].repeat(1800) };
        let luma = (0..1800).map(|i| if i % 600 < 20 { 0 } else { 255 }).collect();
        let region = Region { width, height, luma };
        let red = |feather| {
            let new = Decoded { width, height, rgba: [255, 255, 255, 255].repeat(1800) };
            let out = composite(&source, new, &region, feather).expect("put together");
            move |x: usize| out.rgba[(600 + x) * 4]
        };
        let soft = red(256);
        assert_eq!([soft(19), soft(20), soft(147), soft(274), soft(275)], [0, 1, 128, 254, 255]);
        assert!((20..275).all(|x| soft(x) <= soft(x + 1)));
        let softer_than_there_is = red(u32::MAX);
        assert!((0..600).all(|x| soft(x) == softer_than_there_is(x)));
        let hard = red(0);
        assert_eq!([hard(19), hard(20)], [0, 255]);
    }

    #[test]
    fn a_region_of_another_size_is_refused() {
        let picture = |width, height| Decoded { width, height, rgba: vec![7; (width * height * 4) as usize] };
        let region = Region { width: 2, height: 3, luma: vec![255; 6] };
        assert!(composite(&picture(3, 2), picture(3, 2), &region, 4).is_err());
        assert!(composite(&picture(2, 3), picture(2, 3), &region, 4).is_ok());
        let torn = Decoded { width: 2, height: 3, rgba: vec![1; 5] };
        assert!(composite(&picture(2, 3), torn, &region, 4).is_err());
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
        fn outside_the_region_not_a_bit_changes((source, result, region) in sizes(), feather in 0..=20_u32) {
            let (same_size, new) = ((result.width, result.height) == (source.width, source.height), result.rgba.clone());
            let out = composite(&source, result, &region, feather).expect("put together");
            prop_assert_eq!((out.width, out.height, out.rgba.len()), (source.width, source.height, source.rgba.len()));
            let width = source.width as usize;
            let pixel = |bytes: &[u8], at: usize| bytes[at * 4..at * 4 + 4].to_vec();
            for at in 0..region.luma.len() {
                if region.luma[at] == 0 {
                    prop_assert_eq!(pixel(&out.rgba, at), pixel(&source.rgba, at));
                }
                let (x, y) = (at % width, at / width);
                let nearest = (0..region.luma.len())
                    .filter(|&other| region.luma[other] == 0)
                    .map(|other| (other % width).abs_diff(x).pow(2) + (other / width).abs_diff(y).pow(2))
                    .min();
                let near = nearest.is_some_and(|squared| squared < (feather as usize).pow(2));
                if same_size && region.luma[at] == 255 && !near {
                    prop_assert_eq!(pixel(&out.rgba, at), pixel(&new, at), "deep inside all is new");
                }
            }
        }

        #[test]
        fn an_empty_region_gives_the_source_and_a_full_one_the_result((source, result, mut region) in sizes(), feather in any::<u32>()) {
            region.luma.fill(0);
            let same = Decoded { width: result.width, height: result.height, rgba: result.rgba.clone() };
            prop_assert_eq!(&composite(&source, same, &region, feather).expect("put together").rgba, &source.rgba);
            if (result.width, result.height) == (source.width, source.height) {
                region.luma.fill(255);
                let new = result.rgba.clone();
                prop_assert_eq!(composite(&source, result, &region, feather).expect("put together").rgba, new);
            }
        }

        #[test]
        fn the_share_grows_with_the_distance_to_the_nearest_pixel_outside((_, _, region) in sizes(), feather in 1..=256_u16) {
            let mut fade = Fade::new(&region, feather);
            let width = region.width as usize;
            for y in 0..region.height as usize {
                let row = fade.row(y).to_vec();
                for (x, &share) in row.iter().enumerate() {
                    let squared = (0..region.luma.len())
                        .filter(|&other| region.luma[other] == 0)
                        .map(|other| (other % width).abs_diff(x).pow(2) + (other / width).abs_diff(y).pow(2))
                        .min();
                    let exact = squared.map_or(f64::from(WHOLE), |squared| {
                        ((squared as f64).sqrt() / f64::from(feather)).min(1.0) * f64::from(WHOLE)
                    });
                    prop_assert!((f64::from(share) - exact).abs() <= 0.5, "{} is not {} at {}, {}", share, exact, x, y);
                }
            }
        }
    }
}
