//! Pixel art: painted small, reduced to few colours, enlarged without smoothing.

use std::collections::BTreeMap;

use crate::canvas::Canvas;

/// Colours in a picture.
const PALETTE: usize = 40;

/// Reduces the painted sheet to its palette and enlarges it by `block`; straight RGBA.
pub(super) fn pixels(canvas: &Canvas, width: usize, height: usize, block: usize) -> Vec<u8> {
    let columns = canvas.pixels.width() as usize;
    let rows = canvas.pixels.height() as usize;
    let source: Vec<[u8; 3]> =
        canvas.pixels.data().chunks_exact(4).map(|p| lift([p[0], p[1], p[2]])).collect();
    let palette = palette(&source);
    let mut nearest: BTreeMap<[u8; 3], [u8; 3]> = BTreeMap::new();
    let small: Vec<[u8; 3]> = source
        .iter()
        .enumerate()
        .map(|(i, colour)| {
            let dithered = dither(*colour, i % columns, i / columns);
            *nearest.entry(dithered).or_insert_with(|| closest(&palette, dithered))
        })
        .collect();
    let mut rgba = vec![255u8; width * height * 4];
    for (y, line) in rgba.chunks_exact_mut(width * 4).enumerate() {
        let row = (y / block).min(rows - 1) * columns;
        for (x, pixel) in line.chunks_exact_mut(4).enumerate() {
            pixel[..3].copy_from_slice(&small[row + (x / block).min(columns - 1)]);
        }
    }
    rgba
}

/// More contrast and colour, and fewer steps: what comes out is what the palette is made of.
fn lift(colour: [u8; 3]) -> [u8; 3] {
    let rgb = colour.map(f32::from);
    let grey = rgb[0] * 0.3 + rgb[1] * 0.59 + rgb[2] * 0.11;
    rgb.map(|v| (128.0 + (grey + (v - grey) * 1.18 - 128.0) * 1.1).clamp(0.0, 255.0) as u8)
}

/// A small ordered pattern that hides the steps of gradients.
fn dither(colour: [u8; 3], x: usize, y: usize) -> [u8; 3] {
    const PATTERN: [[f32; 2]; 2] = [[-0.375, 0.125], [0.375, -0.125]];
    let by = PATTERN[y % 2][x % 2] * 11.0;
    colour.map(|v| ((f32::from(v) + by).clamp(0.0, 255.0) as u8) & 0xfc)
}

/// Median cut: the box with the widest spread is split in the middle until there are enough.
fn palette(colours: &[[u8; 3]]) -> Vec<[u8; 3]> {
    let mut boxes: Vec<Vec<[u8; 3]>> = vec![colours.to_vec()];
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
