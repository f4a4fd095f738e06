//! Pixel art: painted small, reduced to few colours, enlarged without smoothing.

use std::collections::BTreeMap;

use super::Size;
use crate::canvas::Canvas;
use crate::drawing::Ground;

/// Colours in a picture.
const PALETTE: usize = 32;
/// Coverage from which a square is there at all.
const SOLID: u8 = 190;

/// Reduces the painted sheet to its palette and enlarges it by `block`; straight RGBA. What the squares leave over is
/// an even frame, so that no square is cut.
pub(super) fn pixels(canvas: &Canvas, size: Size, block: u32, ground: Ground) -> Vec<u8> {
    let (width, height, block) = (size.width as usize, size.height as usize, block as usize);
    let columns = canvas.pixels.width() as usize;
    let rows = canvas.pixels.height() as usize;
    let source: Vec<[u8; 4]> = canvas.pixels.data().chunks_exact(4).map(straight).collect();
    let there = |colour: &[u8; 4]| ground != Ground::Clear || colour[3] >= SOLID;
    let lifted: Vec<[u8; 3]> = source.iter().map(lift).collect();
    let seen = lifted.iter().zip(&source).filter(|(_, source)| there(source)).map(|(colour, _)| *colour);
    let palette = palette(balanced(seen));
    let mut nearest: BTreeMap<[u8; 3], [u8; 3]> = BTreeMap::new();
    let small: Vec<[u8; 4]> = lifted
        .iter()
        .zip(&source)
        .enumerate()
        .map(|(i, (colour, source))| {
            if !there(source) {
                return [0; 4];
            }
            let dithered = dither(*colour, i % columns, i / columns);
            let [r, g, b] = *nearest.entry(dithered).or_insert_with(|| closest(&palette, dithered));
            [r, g, b, 255]
        })
        .collect();
    let frame = if ground == Ground::Clear { [0; 4] } else { frame_colour(&palette) };
    let (left, top) = ((width - columns * block) / 2, (height - rows * block) / 2);
    let mut rgba = Vec::with_capacity(width * height * 4);
    for y in 0..height {
        let row = y.checked_sub(top).map(|y| y / block).filter(|row| *row < rows);
        for x in 0..width {
            let column = x.checked_sub(left).map(|x| x / block).filter(|column| *column < columns);
            let colour = row.zip(column).map_or(frame, |(row, column)| small[row * columns + column]);
            rgba.extend_from_slice(&colour);
        }
    }
    rgba
}

fn straight(pixel: &[u8]) -> [u8; 4] {
    let alpha = u32::from(pixel[3]).max(1);
    let part = |v: u8| (u32::from(v) * 255 / alpha).min(255) as u8;
    [part(pixel[0]), part(pixel[1]), part(pixel[2]), pixel[3]]
}

/// The darkest colour there is.
fn frame_colour(palette: &[[u8; 3]]) -> [u8; 4] {
    let sum = |c: &&[u8; 3]| c.iter().map(|v| u32::from(*v)).sum::<u32>();
    let [r, g, b] = palette.iter().min_by_key(sum).copied().unwrap_or_default();
    [r, g, b, 255]
}

/// More contrast and colour, and fewer steps: what comes out is what the palette is made of.
fn lift(colour: &[u8; 4]) -> [u8; 3] {
    let rgb = [colour[0], colour[1], colour[2]].map(f32::from);
    let grey = rgb[0] * 0.3 + rgb[1] * 0.59 + rgb[2] * 0.11;
    rgb.map(|v| (128.0 + (grey + (v - grey) * 1.2 - 128.0) * 1.12).clamp(0.0, 255.0) as u8)
}

/// An ordered pattern that hides the steps of gradients.
fn dither(colour: [u8; 3], x: usize, y: usize) -> [u8; 3] {
    const PATTERN: [[i32; 4]; 4] = [[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]];
    let by = (PATTERN[y % 4][x % 4] - 8) * 3 / 4;
    colour.map(|v| ((i32::from(v) + by).clamp(0, 255) as u8) & 0xfc)
}

/// Colours for a palette to be made of: what covers much comes up less often than it would by its area, so that a
/// small figure keeps its colours in a large landscape.
fn balanced(colours: impl Iterator<Item = [u8; 3]>) -> Vec<[u8; 3]> {
    let mut counts: BTreeMap<[u8; 3], (u32, [u32; 3])> = BTreeMap::new();
    for colour in colours {
        let (count, sums) = counts.entry(colour.map(|v| v >> 3)).or_default();
        *count += 1;
        sums.iter_mut().zip(colour).for_each(|(sum, v)| *sum += u32::from(v));
    }
    counts
        .into_values()
        .flat_map(|(count, sums)| {
            let times = (count as f32).sqrt().ceil() as usize;
            std::iter::repeat_n(sums.map(|sum| (sum / count) as u8), times)
        })
        .collect()
}

/// Median cut: the box with the widest spread is split in the middle until there are enough.
fn palette(colours: Vec<[u8; 3]>) -> Vec<[u8; 3]> {
    let mut boxes: Vec<Vec<[u8; 3]>> = vec![colours];
    while boxes.len() < PALETTE {
        let widest = (0..boxes.len())
            .map(|i| {
                let (channel, spread) = spread(&boxes[i]);
                // A few rare colours matter more than many shades of the sky.
                (usize::from(spread) * (boxes[i].len() as f32).sqrt() as usize, i, channel)
            })
            .max();
        let Some((weight, at, channel)) = widest else { break };
        if weight == 0 {
            break;
        }
        let mut one = boxes.swap_remove(at);
        one.sort_unstable_by_key(|c| (c[channel], *c));
        let other = one.split_off(one.len() / 2);
        boxes.push(one);
        boxes.push(other);
    }
    boxes.iter().filter(|b| !b.is_empty()).map(|b| mean(b)).collect()
}

fn spread(colours: &[[u8; 3]]) -> (usize, u8) {
    (0..3)
        .map(|c| {
            let (low, high) = colours.iter().fold((255, 0), |(low, high), v| (v[c].min(low), v[c].max(high)));
            (c, high.saturating_sub(low))
        })
        .max_by_key(|(channel, spread)| (*spread, *channel))
        .unwrap_or((0, 0))
}

fn mean(colours: &[[u8; 3]]) -> [u8; 3] {
    let count = colours.len() as u64;
    std::array::from_fn(|c| (colours.iter().map(|v| u64::from(v[c])).sum::<u64>() / count) as u8)
}

fn closest(palette: &[[u8; 3]], colour: [u8; 3]) -> [u8; 3] {
    let apart = |p: &[u8; 3]| -> i32 {
        (0..3)
            .map(|c| {
                let d = i32::from(p[c]) - i32::from(colour[c]);
                d * d * [3, 6, 1][c]
            })
            .sum()
    };
    palette.iter().copied().min_by_key(apart).unwrap_or(colour)
}
