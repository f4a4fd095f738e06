//! A box blur run twice, which is close to a Gaussian and costs the same at every radius.

/// Blurs premultiplied RGBA in place. `radius` is in pixels; 0 does nothing.
pub(crate) fn blur(data: &mut [u8], width: usize, height: usize, radius: usize) {
    if radius == 0 || width == 0 || height == 0 {
        return;
    }
    let mut other = vec![0u8; data.len()];
    for _ in 0..2 {
        along_rows(data, &mut other, width, radius.min(width - 1));
        along_columns(&other, data, width, height, radius.min(height - 1));
    }
}

fn along_rows(from: &[u8], to: &mut [u8], width: usize, radius: usize) {
    let count = (2 * radius + 1) as u32;
    let share = reciprocal(count);
    for (source, target) in from.chunks_exact(width * 4).zip(to.chunks_exact_mut(width * 4)) {
        let at = |x: usize| -> [u32; 4] {
            let p = &source[x * 4..x * 4 + 4];
            [u32::from(p[0]), u32::from(p[1]), u32::from(p[2]), u32::from(p[3])]
        };
        let (first, last) = (at(0), at(width - 1));
        let mut sum = first.map(|v| v * (radius as u32 + 1));
        for x in 1..=radius {
            let next = at(x.min(width - 1));
            (0..4).for_each(|c| sum[c] += next[c]);
        }
        for x in 0..width {
            for c in 0..4 {
                target[x * 4 + c] = ((sum[c] * share) >> 20) as u8;
            }
            let enter = if x + radius + 1 < width { at(x + radius + 1) } else { last };
            let leave = if x >= radius { at(x - radius) } else { first };
            (0..4).for_each(|c| sum[c] = sum[c] + enter[c] - leave[c]);
        }
    }
}

/// Works on whole rows at once, so that memory is read in order.
fn along_columns(from: &[u8], to: &mut [u8], width: usize, height: usize, radius: usize) {
    let line = width * 4;
    let share = reciprocal((2 * radius + 1) as u32);
    let row = |y: usize| &from[y * line..(y + 1) * line];
    let mut sums: Vec<u32> = row(0).iter().map(|v| u32::from(*v) * (radius as u32 + 1)).collect();
    for y in 1..=radius {
        for (sum, value) in sums.iter_mut().zip(row(y.min(height - 1))) {
            *sum += u32::from(*value);
        }
    }
    for y in 0..height {
        let enter = row((y + radius + 1).min(height - 1));
        let leave = row(y.saturating_sub(radius));
        let target = &mut to[y * line..(y + 1) * line];
        for (((sum, out), plus), minus) in sums.iter_mut().zip(target).zip(enter).zip(leave) {
            *out = ((*sum * share) >> 20) as u8;
            *sum = *sum + u32::from(*plus) - u32::from(*minus);
        }
    }
}

/// A division by `count` as a multiplication and a shift by 20 bits; exact enough for sums of bytes.
fn reciprocal(count: u32) -> u32 {
    // Sums stay below 255 * count, so sum * (2^20 / count) stays below 2^28.
    (1u32 << 20).div_ceil(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_even_picture_stays_as_it_is() {
        let mut data = vec![200u8; 20 * 10 * 4];
        blur(&mut data, 20, 10, 3);
        assert!(data.iter().all(|v| (199..=200).contains(v)), "{data:?}");
    }

    #[test]
    fn a_dot_spreads_and_wide_radii_do_no_harm() {
        let mut data = vec![0u8; 9 * 9 * 4];
        data[(4 * 9 + 4) * 4] = 255;
        blur(&mut data, 9, 9, 1);
        assert!(data[(4 * 9 + 4) * 4] < 80 && data[(3 * 9 + 4) * 4] > 0);
        blur(&mut data, 9, 9, 100);
    }
}
