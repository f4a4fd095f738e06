//! A brand on a picture: its colours and its logo.

use crate::{
    ComposeError, Decoded,
    colour::Oklab,
    crop,
    finish::{lanczos, resized},
    mask::shaped,
};
use easel_domain::brand::{Corner, LOGO_PERCENT, LogoPlace};
use fast_image_resize::FilterType;

/// A distance in Oklab that can just be noticed.
const NOTICED: f32 = 0.02;
/// From this distance on a colour is another one: red is this far from orange.
const ANOTHER: f32 = 0.2;
/// Longest side of what colours are counted in, pixels.
const COUNTED_PX: u32 = 256;
/// How near a picture's colours are to a palette, 0 to 100; `None` without a palette or without anything to see.
///
/// Each visible pixel counts by the distance in Oklab from its colour to the nearest of the palette: wholly up to 0.02
/// (what can just be noticed), not at all from 0.2 on (another colour), and evenly less in between. The percent is the
/// mean by area, so what a picture is mostly made of decides. So 100 means that no pixel is noticeably off, and half a
/// picture in the palette and half in another hue gives 50.
///
/// # Errors
/// [`ComposeError::Shape`] when the buffer doesn't fit its size.
pub fn palette_percent(picture: &Decoded, palette: &[[u8; 3]]) -> Result<Option<u8>, ComposeError> {
    shaped((picture.width, picture.height), &picture.rgba, 4)?;
    let palette: Vec<Oklab> = palette.iter().map(|&colour| Oklab::of(colour)).collect();
    if palette.is_empty() {
        return Ok(None);
    }
    let small = counted(picture)?;
    // Colours come many times over: each is judged once. A fourth of a noticeable step in each channel is one colour.
    let mut bins = std::collections::HashMap::<[u8; 3], (u64, [u64; 3])>::new();
    for pixel in small.chunks_exact(4).filter(|pixel| pixel[3] > 0) {
        let (count, sums) = bins.entry([pixel[0] >> 2, pixel[1] >> 2, pixel[2] >> 2]).or_default();
        let weight = u64::from(pixel[3]);
        *count += weight;
        for (sum, &channel) in sums.iter_mut().zip(pixel) {
            *sum += u64::from(channel) * weight;
        }
    }
    let (mut near, mut all) = (0.0_f64, 0_u64);
    for (count, sums) in bins.into_values() {
        let colour = Oklab::of(sums.map(|sum| ((sum + count / 2) / count) as u8));
        let distance = palette.iter().map(|&of_brand| of_brand.distance(colour)).fold(f32::MAX, f32::min);
        let share = (1.0 - (distance - NOTICED) / (ANOTHER - NOTICED)).clamp(0.0, 1.0);
        near += f64::from(share) * count as f64;
        all += count;
    }
    Ok((all > 0).then(|| (near / all as f64 * 100.0).round() as u8))
}

/// Few enough pixels to look at every one. The nearest ones, not means: a chequerboard of two colours of the brand
/// has none of a third.
fn counted(picture: &Decoded) -> Result<std::borrow::Cow<'_, [u8]>, ComposeError> {
    let (width, height) = (picture.width, picture.height);
    if width.max(height) <= COUNTED_PX {
        return Ok((&picture.rgba[..]).into());
    }
    let step = width.max(height).div_ceil(COUNTED_PX) as usize;
    let row_bytes = width as usize * 4;
    let mut small = Vec::new();
    for (y, row) in picture.rgba.chunks_exact(row_bytes).enumerate().step_by(step) {
        // Every second row begins half a step farther, so that stripes aren't missed.
        let from = if (y / step).is_multiple_of(2) { 0 } else { step / 2 };
        row.chunks_exact(4).skip(from).step_by(step).for_each(|pixel| small.extend_from_slice(pixel));
    }
    Ok(small.into())
}

/// The picture with the logo in a corner; where the logo is clear the picture shows. Nothing is put under it.
///
/// The logo's own clear edges are cut off first. It then fills, in its shape, a box of `percent` of the picture's width
/// and height (bounded by [`LOGO_PERCENT`]), never more. Between it and the picture's edges stays clear space of half
/// the logo's shorter side, at least a fiftieth of the picture's shorter side: half the height of a mark is what most
/// brand books ask for.
///
/// # Errors
/// [`ComposeError`] when a buffer doesn't fit its size. A logo with nothing to see, or whose corner is none, changes nothing.
pub fn place_logo(mut picture: Decoded, logo: &Decoded, place: LogoPlace) -> Result<Decoded, ComposeError> {
    shaped((picture.width, picture.height), &picture.rgba, 4)?;
    shaped((logo.width, logo.height), &logo.rgba, 4)?;
    let Some(seen) = seen(logo).filter(|_| place.corner != Corner::None) else { return Ok(picture) };
    let mark = crop(logo, seen)?;
    let percent = u64::from(place.percent.clamp(*LOGO_PERCENT.start(), *LOGO_PERCENT.end()));
    let most = |side: u32| (u64::from(side) * percent / 100).max(1);
    let (most_width, most_height) = (most(picture.width), most(picture.height));
    let (w, h) = (u64::from(mark.width), u64::from(mark.height));
    // As wide as may be, or as high, whichever is reached first.
    let (width, height) = if most_width * h <= most_height * w {
        (most_width, (most_width * h / w).max(1))
    } else {
        ((most_height * w / h).max(1), most_height)
    };
    let (width, height) = (width as u32, height as u32);
    let rgba = lanczos((mark.width, mark.height), &mark.rgba, (width, height))?;
    let space = (width.min(height) / 2).max(picture.width.min(picture.height) / 50);
    let (across, down) = (picture.width - width, picture.height - height);
    let near = |room: u32| space.min(room);
    let (x, y) = match place.corner {
        Corner::None | Corner::TopLeft => (near(across), near(down)),
        Corner::TopRight => (across - near(across), near(down)),
        Corner::BottomLeft => (near(across), down - near(down)),
        Corner::BottomRight => (across - near(across), down - near(down)),
    };
    for (row, mark) in (y..).zip(rgba.chunks_exact(width as usize * 4)) {
        let from = (row as usize * picture.width as usize + x as usize) * 4;
        let under = &mut picture.rgba[from..from + width as usize * 4];
        under.chunks_exact_mut(4).zip(mark.chunks_exact(4)).for_each(|(under, over)| lay_over(under, over));
    }
    Ok(picture)
}

/// The smallest part of a picture that holds all there is to see: x, y, width and height.
fn seen(picture: &Decoded) -> Option<(u32, u32, u32, u32)> {
    let (mut left, mut right, mut top, mut bottom) = (usize::MAX, 0, usize::MAX, 0);
    for (y, row) in picture.rgba.chunks_exact(picture.width as usize * 4).enumerate() {
        let mut visible = row.chunks_exact(4).enumerate().filter(|(_, p)| p[3] > 0).map(|(x, _)| x);
        if let Some(first) = visible.next() {
            left = left.min(first);
            right = right.max(visible.next_back().unwrap_or(first));
            top = top.min(y);
            bottom = y;
        }
    }
    (top != usize::MAX)
        .then(|| (left as u32, top as u32, (right - left + 1) as u32, (bottom - top + 1) as u32))
}

/// One straight-alpha pixel over another.
fn lay_over(under: &mut [u8], over: &[u8]) {
    let (above, below) = (u32::from(over[3]), u32::from(under[3]));
    if above == 255 || below == 0 {
        under.copy_from_slice(over);
        return;
    }
    // In 255ths of 255ths.
    let behind = below * (255 - above);
    let weight = above * 255 + behind;
    if weight == 0 {
        return;
    }
    for channel in 0..3 {
        let sum = u32::from(over[channel]) * above * 255 + u32::from(under[channel]) * behind;
        under[channel] = ((sum + weight / 2) / weight) as u8;
    }
    under[3] = ((weight + 127) / 255) as u8;
}

/// How much each place of a picture draws the eye, in a grid no longer than `longest`: how far its colour, a little
/// blurred, is from the picture's mean. Achanta, Hemami, Estrada, Süsstrunk, Frequency-tuned Salient Region Detection,
/// CVPR 2009, in Oklab instead of CIELAB. Gives the grid's width and height and its values.
pub(crate) fn saliency(picture: &Decoded, longest: u32) -> Result<(u32, u32, Vec<f32>), ComposeError> {
    let side = picture.width.max(picture.height).max(1);
    let scaled = |px: u32| (u64::from(px) * u64::from(longest.min(side)) / u64::from(side)).max(1) as u32;
    let (width, height) = (scaled(picture.width), scaled(picture.height));
    let small =
        resized((picture.width, picture.height), &picture.rgba, (width, height), FilterType::Gaussian)?;
    let colours: Vec<(Oklab, f32)> =
        small.chunks_exact(4).map(|p| (Oklab::of([p[0], p[1], p[2]]), f32::from(p[3]) / 255.0)).collect();
    let weight: f32 = colours.iter().map(|(_, alpha)| alpha).sum::<f32>().max(f32::EPSILON);
    let mean = std::array::from_fn(|i| colours.iter().map(|(Oklab(c), a)| c[i] * a).sum::<f32>() / weight);
    // What is clear draws no eye.
    let values = colours.iter().map(|(colour, alpha)| colour.distance(Oklab(mean)) * alpha).collect();
    Ok((width, height, values))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAVY: [u8; 3] = [16, 32, 96];
    const CORAL: [u8; 3] = [240, 110, 90];

    fn filled(width: u32, height: u32, colour: impl Fn(u32, u32) -> [u8; 4]) -> Decoded {
        let rgba = (0..height)
            .flat_map(|y| (0..width).map(move |x| (x, y)))
            .flat_map(|(x, y)| colour(x, y))
            .collect();
        Decoded { width, height, rgba }
    }

    fn opaque([r, g, b]: [u8; 3]) -> [u8; 4] {
        [r, g, b, 255]
    }

    #[test]
    fn a_picture_in_the_palette_is_wholly_near_and_another_is_not() {
        let percent = |picture: &Decoded| palette_percent(picture, &[NAVY, CORAL]).expect("a percent");
        assert_eq!(percent(&filled(50, 50, |_, _| opaque(NAVY))), Some(100));
        // A chequerboard of both, larger than what is counted.
        assert_eq!(
            percent(&filled(700, 300, |x, y| opaque(if (x + y) % 2 == 0 { NAVY } else { CORAL }))),
            Some(100)
        );
        // One step off in each channel can't be noticed.
        assert_eq!(percent(&filled(50, 50, |_, _| [17, 33, 97, 255])), Some(100));
        assert_eq!(percent(&filled(50, 50, |_, _| [90, 220, 60, 255])), Some(0));
        assert_eq!(
            percent(&filled(50, 50, |x, _| opaque(if x < 25 { NAVY } else { [90, 220, 60] }))),
            Some(50)
        );
        // A lighter navy is near, not in it.
        let lighter = percent(&filled(50, 50, |_, _| [40, 60, 130, 255])).expect("seen");
        assert!((20..=80).contains(&lighter), "{lighter}");
    }

    #[test]
    fn what_cannot_be_seen_does_not_count() {
        let half_clear = filled(40, 40, |x, _| if x < 20 { opaque(NAVY) } else { [90, 220, 60, 0] });
        assert_eq!(palette_percent(&half_clear, &[NAVY]).expect("a percent"), Some(100));
        let clear = filled(4, 4, |_, _| [0; 4]);
        assert_eq!(palette_percent(&clear, &[NAVY]).expect("no percent"), None);
        assert_eq!(palette_percent(&half_clear, &[]).expect("no percent"), None);
        assert!(palette_percent(&Decoded { width: 4, height: 4, rgba: vec![1; 3] }, &[NAVY]).is_err());
    }

    /// The part that differs from white: left, top, right, bottom.
    fn marked(picture: &Decoded) -> (u32, u32, u32, u32) {
        let mut found = (u32::MAX, u32::MAX, 0, 0);
        for (at, pixel) in picture.rgba.chunks_exact(4).enumerate() {
            if pixel != [255; 4] {
                let (x, y) = (at as u32 % picture.width, at as u32 / picture.width);
                found = (found.0.min(x), found.1.min(y), found.2.max(x), found.3.max(y));
            }
        }
        found
    }

    #[test]
    fn a_logo_lies_in_its_corner_with_clear_space_and_no_larger_than_asked() {
        // Twice as wide as high, in clear edges that don't count.
        let logo = filled(60, 40, |x, y| {
            if (10..50).contains(&x) && (10..30).contains(&y) { opaque(NAVY) } else { [255, 0, 0, 0] }
        });
        let white = || filled(400, 200, |_, _| [255; 4]);
        let place = |corner, percent| {
            marked(&place_logo(white(), &logo, LogoPlace { corner, percent }).expect("placed"))
        };
        // 80 x 40, with 20 clear.
        assert_eq!(place(Corner::TopLeft, 20), (20, 20, 99, 59));
        assert_eq!(place(Corner::TopRight, 20), (300, 20, 379, 59));
        assert_eq!(place(Corner::BottomLeft, 20), (20, 140, 99, 179));
        assert_eq!(place(Corner::BottomRight, 20), (300, 140, 379, 179));
        // Bounds hold whatever is asked: 160 x 80 at most, 20 x 10 at least.
        assert_eq!(place(Corner::TopLeft, 255), (40, 40, 199, 119));
        assert_eq!(place(Corner::TopLeft, 0), (5, 5, 24, 14));
    }

    #[test]
    fn a_logo_is_mixed_as_light_is() {
        let half = filled(10, 10, |_, _| [0, 0, 0, 128]);
        let over_white = place_logo(
            filled(100, 100, |_, _| [255; 4]),
            &half,
            LogoPlace { corner: Corner::TopLeft, percent: 10 },
        )
        .expect("placed");
        assert_eq!(over_white.rgba[(8 * 100 + 8) * 4..][..4], [127, 127, 127, 255]);
        let over_nothing = place_logo(
            filled(100, 100, |_, _| [9, 9, 9, 0]),
            &half,
            LogoPlace { corner: Corner::TopLeft, percent: 10 },
        )
        .expect("placed");
        assert_eq!(over_nothing.rgba[(8 * 100 + 8) * 4..][..4], [0, 0, 0, 128]);
        assert_eq!(over_nothing.rgba[..4], [9, 9, 9, 0], "what isn't under it stays");
        let nothing = filled(10, 10, |_, _| [1, 2, 3, 0]);
        let same = place_logo(
            filled(9, 9, |_, _| [7; 4]),
            &nothing,
            LogoPlace { corner: Corner::TopLeft, percent: 10 },
        )
        .expect("placed");
        assert!(same.rgba.iter().all(|&b| b == 7));
        let nowhere = LogoPlace { corner: Corner::None, percent: 40 };
        let same = place_logo(filled(9, 9, |_, _| [7; 4]), &half, nowhere).expect("left alone");
        assert!(same.rgba.iter().all(|&b| b == 7));
        let one = filled(1, 1, |_, _| opaque(NAVY));
        assert!(
            place_logo(
                filled(1, 1, |_, _| [255; 4]),
                &one,
                LogoPlace { corner: Corner::BottomRight, percent: 40 }
            )
            .is_ok()
        );
    }
}
