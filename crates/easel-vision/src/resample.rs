//! Other sizes of pictures and planes, and colours for what is clear.

/// How much the pixels around a place count for it.
#[derive(Clone, Copy)]
enum Filter {
    /// Crisp: Lanczos with three lobes.
    Crisp,
    /// Averages of areas, with slopes between them.
    Smooth,
}

impl Filter {
    fn reach(self) -> f32 {
        match self {
            Self::Crisp => 3.0,
            Self::Smooth => 1.0,
        }
    }

    fn at(self, away: f32) -> f32 {
        let away = away.abs();
        let wave = |x: f32| {
            if x < 1e-4 { 1.0 } else { (x * std::f32::consts::PI).sin() / (x * std::f32::consts::PI) }
        };
        match self {
            _ if away >= self.reach() => 0.0,
            Self::Crisp => wave(away) * wave(away / 3.0),
            Self::Smooth => 1.0 - away,
        }
    }
}

/// For each pixel of the new side the first pixel of the old one that counts, and how much it and the next ones count.
fn weights(side: usize, to: usize, filter: Filter) -> Vec<(usize, Vec<f32>)> {
    let scale = side as f32 / to as f32;
    let wide = scale.max(1.0);
    let one = |i: usize| {
        let centre = (i as f32 + 0.5) * scale - 0.5;
        let reach = filter.reach() * wide;
        let first = (centre - reach).ceil().max(0.0) as usize;
        let last = ((centre + reach).floor().max(0.0) as usize).min(side - 1);
        let parts: Vec<f32> = (first..=last).map(|j| filter.at((j as f32 - centre) / wide)).collect();
        let sum: f32 = parts.iter().sum();
        (first, parts.into_iter().map(|p| p / sum).collect())
    };
    (0..to).map(one).collect()
}

/// Rows of `N` numbers a pixel in another size.
fn resize<const N: usize>(
    row_of: impl Fn(usize) -> Vec<[f32; N]>,
    (width, height): (usize, usize),
    (to_width, to_height): (usize, usize),
    filter: Filter,
    mut take: impl FnMut([f32; N]),
) {
    let across = weights(width, to_width, filter);
    // Rows that are already narrower or wider, from the first that is still needed.
    let mut kept: std::collections::VecDeque<Vec<[f32; N]>> = std::collections::VecDeque::new();
    let mut first_kept = 0;
    for (first, parts) in weights(height, to_height, filter) {
        while first_kept < first {
            if kept.pop_front().is_none() {
                first_kept = first;
                break;
            }
            first_kept += 1;
        }
        while first_kept + kept.len() < first + parts.len() {
            let row = row_of(first_kept + kept.len());
            let narrow = across.iter().map(|(left, parts)| {
                let mut sum = [0.0; N];
                for (pixel, part) in row[*left..].iter().zip(parts) {
                    sum.iter_mut().zip(pixel).for_each(|(s, v)| *s += v * part);
                }
                sum
            });
            kept.push_back(narrow.collect());
        }
        for x in 0..to_width {
            let mut sum = [0.0; N];
            for (row, part) in kept.iter().zip(&parts) {
                sum.iter_mut().zip(&row[x]).for_each(|(s, v)| *s += v * part);
            }
            take(sum);
        }
    }
}

fn sides((width, height): (u32, u32)) -> (usize, usize) {
    (width as usize, height as usize)
}

fn byte(value: f32) -> u8 {
    value.round().clamp(0.0, 255.0) as u8
}

/// A plane of bytes in another size, crisp.
pub(crate) fn plane(bytes: &[u8], size: (u32, u32), to: (u32, u32)) -> Vec<u8> {
    let mut out = Vec::with_capacity(to.0 as usize * to.1 as usize);
    let (wide, _) = sides(size);
    let row = |y: usize| bytes[y * wide..(y + 1) * wide].iter().map(|v| [f32::from(*v)]).collect();
    resize::<1>(row, sides(size), sides(to), Filter::Crisp, |[v]| out.push(byte(v)));
    out
}

/// A picture in another size; smaller ones are averages of areas. Alpha weighs the colours.
pub(crate) fn picture(rgba: &[u8], size: (u32, u32), to: (u32, u32)) -> Vec<u8> {
    let mut out = Vec::with_capacity(to.0 as usize * to.1 as usize * 4);
    let (wide, _) = sides(size);
    let row = |y: usize| {
        let weigh = |p: &[u8]| {
            let alpha = f32::from(p[3]);
            [f32::from(p[0]) * alpha, f32::from(p[1]) * alpha, f32::from(p[2]) * alpha, alpha]
        };
        rgba[y * wide * 4..(y + 1) * wide * 4].chunks_exact(4).map(weigh).collect()
    };
    resize::<4>(row, sides(size), sides(to), Filter::Smooth, |[r, g, b, alpha]| {
        let part = 1.0 / alpha.max(1e-3);
        out.extend([byte(r * part), byte(g * part), byte(b * part), byte(alpha)]);
    });
    out
}

/// The picture with the colours of what is seen spread under what is clear. Alpha stays.
pub(crate) fn bled(rgba: &[u8], width: u32, height: u32) -> Vec<u8> {
    let (wide, high) = (width as usize, height as usize);
    let seen: Vec<[f32; 4]> = rgba
        .chunks_exact(4)
        .map(|p| {
            let alpha = f32::from(p[3]) / 255.0;
            [f32::from(p[0]) * alpha, f32::from(p[1]) * alpha, f32::from(p[2]) * alpha, alpha]
        })
        .collect();
    let filled = fill(seen, wide, high);
    let mut out = rgba.to_vec();
    for (pixel, colour) in out.chunks_exact_mut(4).zip(filled) {
        if pixel[3] < 255 {
            for (value, new) in pixel.iter_mut().zip(colour) {
                *value = new.round().clamp(0.0, 255.0) as u8;
            }
        }
    }
    out
}

/// Colours for every pixel, from those that have some: premultiplied by how much each is worth (the fourth number).
/// Each hole takes the average of the smallest square around it that has any.
pub(crate) fn fill(level: Vec<[f32; 4]>, wide: usize, high: usize) -> Vec<[f32; 3]> {
    /// Worth enough to need nothing from its neighbours.
    const ENOUGH: f32 = 0.99;
    let coarse = if wide.max(high) > 1 && level.iter().any(|p| p[3] < ENOUGH) {
        let (half_wide, half_high) = (wide.div_ceil(2), high.div_ceil(2));
        let mut half = vec![[0.0; 4]; half_wide * half_high];
        for (i, pixel) in level.iter().enumerate() {
            let to = &mut half[(i / wide / 2) * half_wide + (i % wide) / 2];
            for (sum, value) in to.iter_mut().zip(pixel) {
                *sum += value;
            }
        }
        for sum in &mut half {
            let scale = 1.0 / sum[3].max(1.0);
            sum.iter_mut().for_each(|v| *v *= scale);
        }
        Some((fill(half, half_wide, half_high), half_wide))
    } else {
        None
    };
    let pick = |(i, pixel): (usize, &[f32; 4])| {
        let worth = pixel[3].min(1.0);
        let under = coarse.as_ref().map_or([0.0; 3], |(c, half)| c[(i / wide / 2) * half + (i % wide) / 2]);
        let own = if pixel[3] > 1e-6 { 1.0 / pixel[3] } else { 0.0 };
        std::array::from_fn(|c| pixel[c] * own * worth + under[c] * (1.0 - worth))
    };
    level.iter().enumerate().map(pick).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn smaller_is_the_average_and_larger_is_the_same() {
        let stripes: Vec<u8> =
            (0..64).flat_map(|i| if i % 2 == 0 { [200, 0, 0, 255] } else { [0, 100, 0, 255] }).collect();
        let small = picture(&stripes, (8, 8), (2, 2));
        assert!(
            small.chunks_exact(4).all(|p| p[0].abs_diff(100) < 12 && p[1].abs_diff(50) < 7 && p[3] == 255)
        );
        let flat = plane(&[77; 15], (5, 3), (20, 12));
        assert_eq!(flat, [77; 240]);
        let clear = picture(&[255, 0, 0, 0, 0, 0, 255, 255], (2, 1), (1, 1));
        assert_eq!(clear[..3], [0, 0, 255], "what can't be seen has no colour to give");
    }

    #[test]
    fn colours_spread_under_what_is_clear() {
        // One red pixel in a clear picture of 5 x 3.
        let mut rgba = vec![0; 5 * 3 * 4];
        rgba[28..32].copy_from_slice(&[200, 20, 10, 255]);
        let out = bled(&rgba, 5, 3);
        assert!(out.chunks_exact(4).all(|p| p[..3] == [200, 20, 10]));
        assert_eq!(out.chunks_exact(4).filter(|p| p[3] == 0).count(), 14);
        assert_eq!(bled(&[9, 9, 9, 0], 1, 1), [0, 0, 0, 0], "nothing is seen, so there is nothing to spread");
    }
}
