//! One picture in another shape: cut to what matters and scaled.

use crate::{ComposeError, Decoded, brand::saliency, crop, finish::lanczos, mask::shaped};
use easel_domain::format::SocialFormat;

/// Longest side of the grid that tells where to look.
const GRID: u32 = 96;
/// What stays free above a focus that is cut off below, of the part's height.
const ABOVE: f64 = 0.06;

/// A part of a picture, in shares of its sides, 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Focus {
    /// Where it begins.
    pub left: f32,
    /// Where it begins.
    pub top: f32,
    /// How far it goes.
    pub width: f32,
    /// How far it goes.
    pub height: f32,
}

/// The picture in a format. Of it the largest part of the format's shape is taken. With a `focus` that is the one nearest to
/// being centred on it; where there is no room for all of its height, it begins at the top, where heads are. Without one,
/// the part is taken that holds the most of what draws the eye; where much the same is seen everywhere, the middle.
///
/// What draws the eye is told by colour (Achanta and others, Frequency-tuned Salient Region Detection, 2009).
///
/// # Errors
/// [`ComposeError`] when the buffer doesn't fit its size.
pub fn fit_format(
    picture: &Decoded,
    format: &SocialFormat,
    focus: Option<Focus>,
) -> Result<Decoded, ComposeError> {
    shaped((picture.width, picture.height), &picture.rgba, 4)?;
    let (width, height) = largest((picture.width, picture.height), (format.width, format.height));
    let (spare_x, spare_y) = (picture.width - width, picture.height - height);
    let (x, y) = match focus {
        Some(Focus { left, top, width: wide, height: high }) => {
            let down = if share(high) * f64::from(picture.height) > f64::from(height) {
                share(top) * f64::from(picture.height) - f64::from(height) * ABOVE
            } else {
                (share(top) + share(high) / 2.0) * f64::from(picture.height) - f64::from(height) / 2.0
            };
            let across =
                (share(left) + share(wide) / 2.0) * f64::from(picture.width) - f64::from(width) / 2.0;
            let place = |from: f64, spare: u32| (from.round().max(0.0) as u32).min(spare);
            (place(across, spare_x), place(down, spare_y))
        }
        None if spare_x == 0 && spare_y == 0 => (0, 0),
        None => looked_at(picture, (width, height))?,
    };
    let part = crop(picture, (x, y, width, height))?;
    let rgba = lanczos((part.width, part.height), &part.rgba, (format.width, format.height))?;
    Ok(Decoded { width: format.width, height: format.height, rgba })
}

/// Anything but a number is the middle.
fn share(share: f32) -> f64 {
    f64::from(if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.5 })
}

/// The largest part of this shape within a picture.
fn largest((width, height): (u32, u32), (shape_width, shape_height): (u32, u32)) -> (u32, u32) {
    let (w, h) = (u64::from(width), u64::from(height));
    let (sw, sh) = (u64::from(shape_width), u64::from(shape_height));
    if w * sh >= h * sw {
        (((h * sw + sh / 2) / sh).clamp(1, w) as u32, height)
    } else {
        (width, ((w * sh + sw / 2) / sw).clamp(1, h) as u32)
    }
}

/// Where the part begins that holds most of what draws the eye. One of the two sides is always whole, so there is one
/// way to move it.
fn looked_at(picture: &Decoded, (width, height): (u32, u32)) -> Result<(u32, u32), ComposeError> {
    let (grid_width, grid_height, values) = saliency(picture, GRID)?;
    let (spare_x, spare_y) = (picture.width - width, picture.height - height);
    let along_x = spare_x > 0;
    let (cells, spare, side) = if along_x {
        (grid_width as usize, spare_x, picture.width)
    } else {
        (grid_height as usize, spare_y, picture.height)
    };
    let mut sums = vec![0.0_f64; cells];
    for (at, &value) in values.iter().enumerate() {
        let (x, y) = (at % grid_width as usize, at / grid_width as usize);
        // Squared, so that a small thing that stands out outweighs a large one that hardly does.
        sums[if along_x { x } else { y }] += f64::from(value).powi(2);
    }
    let kept = cells as f64 * (1.0 - f64::from(spare) / f64::from(side));
    let from = best_window(&sums, kept);
    let px = (from * f64::from(side) / cells as f64).round().clamp(0.0, f64::from(spare)) as u32;
    Ok(if along_x { (px, 0) } else { (0, px) })
}

/// Where the window of `kept` cells (also parts of cells) begins that is worth most. The middle is worth a little more,
/// so that it wins where there is nothing to see.
fn best_window(sums: &[f64], kept: f64) -> f64 {
    let mut before = vec![0.0];
    for sum in sums {
        before.push(before[before.len() - 1] + sum);
    }
    let up_to = |at: f64| {
        let whole = (at as usize).min(sums.len());
        before[whole] + sums.get(whole).map_or(0.0, |sum| sum * (at - whole as f64))
    };
    let all = before[sums.len()].max(f64::EPSILON);
    let spare = (sums.len() as f64 - kept).max(0.0);
    let steps = (spare * 4.0).ceil().max(1.0) as usize;
    let worth = |from: f64| {
        let off = if spare > 0.0 { (from / spare * 2.0 - 1.0).abs() } else { 0.0 };
        (up_to(from + kept) - up_to(from)) / all - off * 0.05
    };
    let places = (0..=steps).map(|step| spare * step as f64 / steps as f64);
    places
        .map(|from| (from, worth(from)))
        .fold((spare / 2.0, worth(spare / 2.0)), |best, one| if one.1 > best.1 + 1e-9 { one } else { best })
        .0
}

#[cfg(test)]
mod tests {
    use super::*;
    use easel_domain::format::{FORMATS, format_of};

    /// Grey, with a red square of a tenth of the side around a place.
    fn with_subject(width: u32, height: u32, (at_x, at_y): (u32, u32)) -> Decoded {
        let reach = width.min(height) / 20;
        let rgba = (0..width * height)
            .flat_map(|i| {
                let is_subject = (i % width).abs_diff(at_x) <= reach && (i / width).abs_diff(at_y) <= reach;
                if is_subject { [220, 30, 30, 255] } else { [120, 124, 128, 255] }
            })
            .collect();
        Decoded { width, height, rgba }
    }

    fn reds(picture: &Decoded) -> usize {
        picture.rgba.chunks_exact(4).filter(|p| p[0] > 200 && p[1] < 60).count()
    }

    #[test]
    fn the_subject_is_kept_wherever_it_stands() {
        let square = format_of("instagram_square").expect("a format");
        for at in [60, 300, 840] {
            let out = fit_format(&with_subject(900, 300, (at, 150)), square, None).expect("cut");
            assert_eq!((out.width, out.height), (1080, 1080));
            // 31 x 31 of 300 x 300.
            assert!(reds(&out) > 1080 * 1080 / 110, "{at}: {}", reds(&out));
            let out = fit_format(&with_subject(300, 900, (150, at)), square, None).expect("cut");
            assert!(reds(&out) > 1080 * 1080 / 110, "{at} down");
        }
    }

    #[test]
    fn a_focus_is_followed_and_nothing_to_see_means_the_middle() {
        let square = format_of("instagram_square").expect("a format");
        let ramp = |x: u32| [(x / 4) as u8, 60, 60, 255];
        let rgba = (0..100).flat_map(|_| (0..1000).flat_map(ramp)).collect();
        let picture = Decoded { width: 1000, height: 100, rgba };
        let left = |focus| fit_format(&picture, square, focus).expect("cut").rgba[540 * 1080 * 4];
        let at = |left: f32, width: f32| Some(Focus { left, top: 0.0, width, height: 1.0 });
        assert!(left(at(0.0, 0.02)) <= 1 && left(at(0.98, 0.02)) >= 223);
        assert!(left(at(f32::NAN, 0.0)).abs_diff(112) <= 2);
        let flat = Decoded { width: 1000, height: 100, rgba: vec![99; 400_000] };
        assert_eq!(looked_at(&flat, (100, 100)).expect("a place"), (450, 0));
    }

    #[test]
    fn of_what_is_too_high_the_head_stays() {
        let banner = format_of("youtube_banner").expect("a format");
        let rows = (0..1000_u32).flat_map(|y| [[(y / 4) as u8, 60, 60, 255]; 500].concat()).collect();
        let picture = Decoded { width: 500, height: 1000, rgba: rows };
        let top = |focus| fit_format(&picture, banner, Some(focus)).expect("cut").rgba[0];
        let standing = Focus { left: 0.3, top: 0.4, width: 0.4, height: 0.6 };
        assert!((90..=100).contains(&top(standing)), "{}", top(standing));
        let face = Focus { left: 0.4, top: 0.8, width: 0.1, height: 0.1 };
        assert!(top(face) > 150, "{}", top(face));
    }

    #[test]
    fn every_format_comes_out_in_its_size() {
        for format in FORMATS {
            for (width, height) in [(64, 64), (1, 300), (300, 1), (37, 91)] {
                let picture = with_subject(width, height, (width / 2, height / 2));
                let out = fit_format(&picture, format, None).expect("cut");
                assert_eq!((out.width, out.height), (format.width, format.height), "{}", format.id);
            }
        }
    }
}
