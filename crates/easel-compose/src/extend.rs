//! Larger canvases: a picture with room around it, for an engine to go on painting there.

use crate::{ComposeError, Decoded, Region, finish::resized};
use easel_domain::Extend;
use fast_image_resize::FilterType;
use thiserror::Error;

/// Widest strip of the source that may be made anew with the margin, pixels.
pub const OVERLAP_MAX_PX: u32 = 256;
/// Each this many pixels of what the margins are softened with come from one.
const SOFT: u32 = 24;

/// Why a picture can't be made larger like this.
#[derive(Debug, Error)]
pub enum ExtendError {
    /// Nothing is added, too much is, or the new part alone is asked for and isn't one (see [`Extend::size`]).
    #[error("a picture of {0} x {1} can't be extended like this")]
    Size(u32, u32),
    /// The source is no picture.
    #[error(transparent)]
    Compose(#[from] ComposeError),
}

/// A larger canvas and what of it is to be made anew.
#[derive(Debug)]
pub struct Extended {
    /// The source in its place, and in the margins its edges, mirrored and softer the farther out.
    pub canvas: Decoded,
    /// The margins and the overlap.
    pub region: Region,
}

fn around(extend: Extend, source: (u32, u32)) -> Result<(u32, u32), ExtendError> {
    extend.size(source).ok_or(ExtendError::Size(source.0, source.1))
}

/// Makes room around a picture. The region takes `overlap_px` of the source along each extended side with it (at most
/// [`OVERLAP_MAX_PX`] and a quarter of the source), so that what is made can fade into what was there. Everything else
/// of the source is outside the region: what is put back with [`composite`](crate::composite) leaves it bit for bit.
///
/// # Errors
/// [`ExtendError`].
pub fn extend(source: &Decoded, margins: Extend, overlap_px: u32) -> Result<Extended, ExtendError> {
    let (from_width, from_height) = (source.width, source.height);
    let (width, height) = around(margins, (from_width, from_height))?;
    crate::mask::shaped((from_width, from_height), &source.rgba, 4)?;
    let mirrored = mirrored(source, margins, (width, height));
    let mut canvas = softened(source, margins, Decoded { width, height, rgba: mirrored })?;
    for y in 0..from_height as usize {
        let from = y * from_width as usize * 4;
        let to = ((y + margins.top as usize) * width as usize + margins.left as usize) * 4;
        let row = &source.rgba[from..from + from_width as usize * 4];
        canvas.rgba[to..to + row.len()].copy_from_slice(row);
    }
    let region = region(margins, (from_width, from_height), (width, height), overlap_px);
    Ok(Extended { canvas, region })
}

/// The added part alone, of a picture that was extended at one side of a source of `source_size`.
///
/// # Errors
/// [`ExtendError`], also when the picture hasn't the size that source and margin give.
pub fn only_new(picture: &Decoded, source_size: (u32, u32), margins: Extend) -> Result<Decoded, ExtendError> {
    let (width, height) = around(Extend { only_new: true, ..margins }, source_size)?;
    if (picture.width, picture.height) != (width, height) {
        let got = picture.rgba.len();
        return Err(ComposeError::Shape { width, height, got }.into());
    }
    let Extend { left, top, right, bottom, .. } = margins;
    let cut = match (left.max(right), top.max(bottom)) {
        (across, 0) => (if left > 0 { 0 } else { source_size.0 }, 0, across, height),
        (_, down) => (0, if top > 0 { 0 } else { source_size.1 }, width, down),
    };
    Ok(crop(picture, cut)?)
}

/// A part of a picture: x, y, width and height.
///
/// # Errors
/// [`ComposeError::Shape`] when the part isn't within the picture.
pub fn crop(picture: &Decoded, (x, y, width, height): (u32, u32, u32, u32)) -> Result<Decoded, ComposeError> {
    crate::mask::shaped((picture.width, picture.height), &picture.rgba, 4)?;
    let within = |from: u32, length: u32, side: u32| {
        length > 0 && from.checked_add(length).is_some_and(|end| end <= side)
    };
    if !within(x, width, picture.width) || !within(y, height, picture.height) {
        return Err(ComposeError::Shape { width, height, got: picture.rgba.len() });
    }
    let mut rgba = Vec::with_capacity(width as usize * height as usize * 4);
    for row in y as usize..(y + height) as usize {
        let from = (row * picture.width as usize + x as usize) * 4;
        rgba.extend_from_slice(&picture.rgba[from..from + width as usize * 4]);
    }
    Ok(Decoded { width, height, rgba })
}

/// Where in the source the canvas' coordinate comes from, for each of a side's: there and back again.
fn reflected(before: u32, side: u32, all: u32) -> Vec<usize> {
    let turn = 2 * i64::from(side);
    (0..i64::from(all))
        .map(|at| {
            let there = (at - i64::from(before)).rem_euclid(turn);
            (if there < i64::from(side) { there } else { turn - 1 - there }) as usize
        })
        .collect()
}

fn mirrored(source: &Decoded, margins: Extend, (width, height): (u32, u32)) -> Vec<u8> {
    let columns = reflected(margins.left, source.width, width);
    let rows = reflected(margins.top, source.height, height);
    let mut rgba = Vec::with_capacity(width as usize * height as usize * 4);
    for row in rows {
        let from = &source.rgba[row * source.width as usize * 4..][..source.width as usize * 4];
        for &column in &columns {
            rgba.extend_from_slice(&from[column * 4..column * 4 + 4]);
        }
    }
    rgba
}

/// The canvas, with its margins softer the farther they are from the source: a mirrored face right beside a face would
/// be taken up by an engine, colours and light shall be.
fn softened(source: &Decoded, margins: Extend, mut canvas: Decoded) -> Result<Decoded, ComposeError> {
    let (width, height) = (canvas.width, canvas.height);
    let small = (width.div_ceil(SOFT), height.div_ceil(SOFT));
    let tiny = resized((width, height), &canvas.rgba, small, FilterType::Gaussian)?;
    let soft = if small == (width, height) {
        tiny
    } else {
        resized(small, &tiny, (width, height), FilterType::Gaussian)?
    };
    // Wholly soft after an eighth of the source.
    let reach = (source.width.min(source.height) / 8).clamp(1, 256);
    let outside = |at: u32, before: u32, side: u32| {
        before.saturating_sub(at).max((at + 1).saturating_sub(before + side)).min(reach)
    };
    let across: Vec<u32> = (0..width).map(|x| outside(x, margins.left, source.width)).collect();
    let row_bytes = width as usize * 4;
    for (y, (row, soft)) in
        (0..).zip(canvas.rgba.chunks_exact_mut(row_bytes).zip(soft.chunks_exact(row_bytes)))
    {
        let down = outside(y, margins.top, source.height);
        for ((pixel, soft), &across) in row.chunks_exact_mut(4).zip(soft.chunks_exact(4)).zip(&across) {
            let share = across.max(down);
            for (channel, &soft) in pixel.iter_mut().zip(soft) {
                let sum = u32::from(*channel) * (reach - share) + u32::from(soft) * share;
                *channel = ((sum + reach / 2) / reach) as u8;
            }
        }
    }
    Ok(canvas)
}

fn region(
    margins: Extend,
    (from_width, from_height): (u32, u32),
    (width, height): (u32, u32),
    overlap_px: u32,
) -> Region {
    let overlap = |margin: u32, side: u32| match margin {
        0 => 0,
        _ => overlap_px.min(OVERLAP_MAX_PX).min(side / 4),
    };
    let kept = |before: u32, after: u32, side: u32| {
        let from = before + overlap(before, side);
        from as usize..(before + side - overlap(after, side)) as usize
    };
    let across = kept(margins.left, margins.right, from_width);
    let mut luma = vec![u8::MAX; width as usize * height as usize];
    for y in kept(margins.top, margins.bottom, from_height) {
        luma[y * width as usize..][across.clone()].fill(0);
    }
    Region { width, height, luma }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::composite;
    use proptest::prelude::*;

    fn picture(width: u32, height: u32) -> Decoded {
        let rgba =
            (0..width * height).flat_map(|i| [(i * 7) as u8, (i * 13) as u8, (i / 3) as u8, 255]).collect();
        Decoded { width, height, rgba }
    }

    fn margins(left: u32, top: u32, right: u32, bottom: u32) -> Extend {
        Extend { left, top, right, bottom, only_new: false }
    }

    #[test]
    fn the_margin_goes_on_where_the_source_ends() {
        let source = picture(64, 48);
        let Extended { canvas, region } = extend(&source, margins(0, 0, 40, 0), 8).expect("room");
        assert_eq!((canvas.width, canvas.height), (104, 48));
        let pixel = |p: &Decoded, x: u32, y: u32| p.rgba[((y * p.width + x) * 4) as usize..][..4].to_vec();
        assert_eq!(pixel(&canvas, 63, 20), pixel(&source, 63, 20));
        assert_eq!(region.luma[..104].iter().filter(|&&l| l == 0).count(), 56);
        let flat = Decoded { width: 9, height: 9, rgba: [30, 90, 200, 255].repeat(81) };
        let Extended { canvas, .. } = extend(&flat, margins(50, 20, 3, 1), 4).expect("room");
        assert!(canvas.rgba.chunks_exact(4).all(|p| p == [30, 90, 200, 255]), "one colour goes on as it is");
    }

    #[test]
    fn sizes_are_bounded_before_anything_is_made() {
        let source = picture(16, 16);
        for wrong in [margins(0, 0, 0, 0), margins(u32::MAX, 0, u32::MAX, 0), margins(0, 8_192, 0, 0)] {
            assert!(matches!(extend(&source, wrong, 8), Err(ExtendError::Size(16, 16))), "{wrong:?}");
        }
        let torn = Decoded { width: 16, height: 16, rgba: vec![0; 5] };
        assert!(matches!(extend(&torn, margins(1, 0, 0, 0), 8), Err(ExtendError::Compose(_))));
    }

    #[test]
    fn the_new_part_alone_is_exactly_the_margin() {
        let source = picture(20, 10);
        for (side, size) in [
            (margins(7, 0, 0, 0), (7, 10)),
            (margins(0, 7, 0, 0), (20, 7)),
            (margins(0, 0, 7, 0), (7, 10)),
            (margins(0, 0, 0, 7), (20, 7)),
        ] {
            let canvas = extend(&source, side, 2).expect("room").canvas;
            let new = only_new(&canvas, (20, 10), side).expect("the margin");
            assert_eq!((new.width, new.height, new.rgba.len() as u32), (size.0, size.1, size.0 * size.1 * 4));
            let (x, y) = (if side.right > 0 { 20 } else { 0 }, if side.bottom > 0 { 10 } else { 0 });
            assert_eq!(new.rgba[..4], canvas.rgba[(y * canvas.width as usize + x) * 4..][..4]);
        }
        let canvas = extend(&source, margins(7, 0, 7, 0), 2).expect("room").canvas;
        assert!(matches!(only_new(&canvas, (20, 10), margins(7, 0, 7, 0)), Err(ExtendError::Size(..))));
        assert!(matches!(only_new(&canvas, (20, 10), margins(7, 0, 0, 0)), Err(ExtendError::Compose(_))));
        assert!(matches!(only_new(&canvas, (20, 10), margins(0, 0, 0, 0)), Err(ExtendError::Size(..))));
    }

    proptest! {
        #[test]
        fn whatever_is_made_the_source_beyond_the_overlap_stays(
            (width, height) in (1..40_u32, 1..40_u32),
            (left, top, right, bottom) in (0..30_u32, 0..30_u32, 0..30_u32, 0..30_u32),
            overlap in 0..20_u32, feather in 0..20_u32,
        ) {
            prop_assume!(left + top + right + bottom > 0);
            let (source, sides) = (picture(width, height), margins(left, top, right, bottom));
            let Extended { canvas, region } = extend(&source, sides, overlap).expect("room");
            prop_assert_eq!((canvas.width, canvas.height), (left + width + right, top + height + bottom));
            let size = (canvas.width, canvas.height);
            let made = Decoded { width: size.0, height: size.1, rgba: vec![9; canvas.rgba.len()] };
            let out = composite(&canvas, made, &region, feather).expect("put together");
            for y in 0..height {
                for x in 0..width {
                    let to = (((y + top) * size.0 + x + left) * 4) as usize;
                    let from = ((y * width + x) * 4) as usize;
                    let (canvas, source) = (&canvas.rgba[to..to + 4], &source.rgba[from..from + 4]);
                    prop_assert_eq!(canvas, source, "the source lies where it should");
                    let overlapped = left > 0 && x < overlap || top > 0 && y < overlap
                        || right > 0 && width - x <= overlap || bottom > 0 && height - y <= overlap;
                    if !overlapped {
                        prop_assert_eq!(&out.rgba[to..to + 4], source);
                    }
                }
            }
            for at in 0..region.luma.len() {
                let (x, y) = (at as u32 % size.0, at as u32 / size.0);
                if x < left || y < top || x >= left + width || y >= top + height {
                    prop_assert_eq!(region.luma[at], 255, "a margin is all new");
                }
            }
        }
    }
}
