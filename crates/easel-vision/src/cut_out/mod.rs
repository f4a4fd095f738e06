//! Cutting out: who or what a picture shows, without what is behind it.

mod flow;
mod guess;
mod kinds;
mod matte;
mod outline;
mod plane;
mod salience;

use crate::{Raster, VisionError, raster::check};
use plane::Plane;
pub(crate) use plane::lab;

/// Longer side of the copy in which the outline is looked for first, pixels.
const SMALL_PX: u32 = 320;

/// A thing without its background.
#[derive(Clone, Debug, PartialEq)]
pub struct CutOut {
    /// Of the picture's size, clear where the background was. Colours at the edges are the thing's own.
    pub picture: Raster,
    /// How sure it is that this is the thing, and all of it: 0 to 1. Below 0.5 somebody should look at it before it is used.
    pub sure: f32,
}

/// Cuts out whom or what the picture shows. `rgba` has straight alpha. A picture that is clear in places already comes
/// back as it is.
///
/// Where a net for people finds somebody (it knows drawn figures and animals, too) that is what is cut out, else what
/// stands out most from what the picture's rim belongs to.
///
/// # Errors
/// [`VisionError::Size`], [`VisionError::Model`].
pub fn cut_out(rgba: &[u8], width: u32, height: u32) -> Result<CutOut, VisionError> {
    check(rgba, width, height)?;
    let clear = rgba.chunks_exact(4).filter(|p| p[3] < 128).count();
    if clear * 100 > rgba.len() / 4 {
        return Ok(CutOut { picture: Raster { width, height, rgba: rgba.to_vec() }, sure: 1.0 });
    }
    let size = (width, height);
    let plane = Plane::of(rgba, size, SMALL_PX);
    let guess = guess::guess(rgba, size, &plane)?;
    let outline = outline::outline(&plane, &guess.likely);
    let sure = outline::sure(&plane, &guess, &outline);
    Ok(CutOut { picture: matte::apply(rgba, size, &plane, &outline), sure })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture of `side` pixels, by a function of place.
    fn picture(side: u32, colour: impl Fn(f32, f32) -> [u8; 4]) -> Vec<u8> {
        let at = |i: u32| i as f32 / side as f32;
        (0..side)
            .flat_map(|y| (0..side).flat_map(move |x| [(x, y)]))
            .flat_map(|(x, y)| colour(at(x), at(y)))
            .collect()
    }

    fn disc(x: f32, y: f32) -> bool {
        (x - 0.55).hypot(y - 0.5) < 0.3
    }

    #[test]
    fn a_thing_on_a_slope_is_cut_out_to_the_pixel() {
        let side = 400;
        let rgba = picture(side, |x, y| {
            if disc(x, y) { [220, 60, 30, 255] } else { [120, (160.0 + 60.0 * y) as u8, 220, 255] }
        });
        let CutOut { picture: cut, sure } = cut_out(&rgba, side, side).expect("cut out");
        assert!(sure > 0.8, "{sure}");
        let wrong = (0..side * side).filter(|i| {
            let (x, y) = ((i % side) as f32 / side as f32, (i / side) as f32 / side as f32);
            (cut.rgba[*i as usize * 4 + 3] > 127) != disc(x, y)
        });
        assert!(wrong.count() < 60, "of 45,000 pixels of the disc");
        let stained = cut.rgba.chunks_exact(4).filter(|p| p[3] > 0 && p[2] > 90).count();
        assert!(stained < 30, "{stained} pixels at the edge have the sky's colour");
    }

    #[test]
    fn what_is_clear_already_comes_back() {
        let rgba = picture(20, |x, y| if disc(x, y) { [9, 8, 7, 255] } else { [0; 4] });
        let cut = cut_out(&rgba, 20, 20).expect("cut out");
        assert_eq!((cut.picture.rgba, cut.sure), (rgba, 1.0));
    }

    #[test]
    fn nobody_is_sure_where_nothing_is() {
        let flat = picture(64, |_, _| [90, 90, 90, 255]);
        assert!(cut_out(&flat, 64, 64).expect("cut out").sure < 0.2);
        let grain = picture(200, |x, y| {
            let v = ((x * 977.0 + y * 613.0).sin() * 43_758.0).fract().abs();
            [(v * 255.0) as u8, (v * 190.0) as u8, 80, 255]
        });
        assert!(cut_out(&grain, 200, 200).expect("cut out").sure < 0.4);
    }

    #[test]
    fn odd_sizes_are_no_trouble() {
        for (width, height) in [(1, 1), (2, 1), (1, 3), (3, 2), (700, 1), (1, 2_000), (16_000, 3)] {
            let rgba: Vec<u8> =
                (0..width * height * 4).map(|i| if i % 4 == 3 { 255 } else { (i * 7) as u8 }).collect();
            let cut = cut_out(&rgba, width, height).expect("cut out").picture;
            assert_eq!((cut.width, cut.height, cut.rgba.len()), (width, height, rgba.len()));
        }
    }
}
