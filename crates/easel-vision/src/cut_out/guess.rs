//! Where the thing is, roughly: by the net for people, and by what stands out.

use super::{
    plane::{Plane, square, stretched},
    salience::salience,
};
use crate::{
    VisionError,
    face::{PERSON_PX, person},
    resample,
};

/// A part of a picture in pixels.
#[derive(Clone, Copy)]
struct Window {
    left: u32,
    top: u32,
    width: u32,
    height: u32,
}

/// Where the thing is.
pub(super) struct Guess {
    /// How likely each pixel of the small copy belongs to it, 0 to 1.
    pub(super) likely: Vec<f32>,
    /// How well the ways to guess agree, 0 to 1.
    pub(super) agreed: f32,
}

/// Guesses where the thing is.
pub(super) fn guess(rgba: &[u8], size: (u32, u32), plane: &Plane) -> Result<Guess, VisionError> {
    if let Some(guess) = on_plain(plane).filter(|guess| guess.agreed > 0.6) {
        return Ok(guess);
    }
    let salient = salience(plane);
    let standing_out = central(&salient, plane);
    let mut seen = looked(rgba, size, plane)?;
    let mut worth = told(&seen.likely);
    // A second look, nearer, at what was found or stands out.
    let around = if worth > 0.3 { &seen.likely } else { &standing_out };
    if let Some(window) = window(around, plane, size) {
        let near = mean(&views(rgba, size, window, plane, true)?);
        if worth > 0.3 {
            seen = seen.and(&near);
        } else if told(&near) > worth {
            // Nobody was seen from afar: one near look proves less.
            seen = Guess { likely: main_part(near, plane), agreed: 0.35 };
        }
        worth = told(&seen.likely);
    }
    let agreed = worth * seen.agreed + (1.0 - worth) * 0.32 * spread(&standing_out);
    let likely = (0..plane.len()).map(|i| {
        // What doesn't stand out at all is seldom the thing, and what stands out most is often part of it.
        let seen_here = seen.likely[i] * (0.75 + 0.25 * (salient[i] * 3.0).min(1.0));
        let with = seen_here + (1.0 - seen_here) * standing_out[i] * 0.7 * (1.0 - seen.agreed);
        worth * with + (1.0 - worth) * standing_out[i]
    });
    Ok(Guess { likely: likely.collect(), agreed })
}

impl Guess {
    /// With another look at the same.
    fn and(self, near: &[f32]) -> Self {
        let Self { likely, agreed } = self;
        let same = overlap(&likely, near);
        let likely = likely.iter().zip(near).map(|(a, b)| 0.5 * a + 0.5 * b).collect();
        Self { likely, agreed: 0.5 * agreed + 0.5 * same }
    }
}

/// How much two looks see the same, 0 to 1.
fn overlap(one: &[f32], other: &[f32]) -> f32 {
    let both = one.iter().zip(other).map(|(a, b)| a.min(*b)).sum::<f32>();
    let either = one.iter().zip(other).map(|(a, b)| a.max(*b)).sum::<f32>();
    both / either.max(1.0)
}

/// What the net for people sees in the whole picture and in overlapping parts of it.
fn looked(rgba: &[u8], size: (u32, u32), plane: &Plane) -> Result<Guess, VisionError> {
    /// How much of each side a part has, in quarters.
    const PART: u32 = 3;
    let whole = Window { left: 0, top: 0, width: size.0, height: size.1 };
    let mut looks = views(rgba, size, whole, plane, true)?;
    let afar = mean(&looks);
    if told(&afar) > 0.5 {
        // Parts would only cut through whom the whole shows.
        let agreed = overlap(&looks[0], &looks[1]);
        return Ok(Guess { likely: main_part(afar, plane), agreed });
    }
    let (width, height) = ((size.0 * PART / 4).max(1), (size.1 * PART / 4).max(1));
    let mut sum = vec![0.0; plane.len()];
    let mut count = vec![0.0; plane.len()];
    for (down, across) in (0..3).flat_map(|down| (0..3).map(move |across| (down, across))) {
        let window =
            Window { left: (size.0 - width) * across / 2, top: (size.1 - height) * down / 2, width, height };
        let near = views(rgba, size, window, plane, false)?.swap_remove(0);
        let inside = placed(&vec![1.0; (PERSON_PX * PERSON_PX) as usize], window, size, plane);
        for i in 0..plane.len() {
            sum[i] += near[i];
            count[i] += inside[i];
        }
    }
    looks.push(sum.iter().zip(&count).map(|(s, c)| s / c.max(1.0)).collect());
    let all: Vec<f32> =
        (0..plane.len()).map(|i| 0.15 * looks[0][i] + 0.15 * looks[1][i] + 0.7 * looks[2][i]).collect();
    let agreed = (overlap(&looks[0], &looks[1]) + 2.0 * overlap(&all, &looks[2])) / 3.0;
    // Seen faintly in all views is seen.
    let mut sorted = all.clone();
    sorted.sort_by(f32::total_cmp);
    let top = sorted[sorted.len() * 98 / 100];
    let gain = if top > 0.3 { (0.95 / top).max(1.0) } else { 1.0 };
    let likely = all.iter().map(|v| (v * gain).min(1.0)).collect();
    Ok(Guess { likely: main_part(likely, plane), agreed: agreed / gain })
}

/// With only the largest of the parts that are seen clearly; the others are in doubt.
fn main_part(mut likely: Vec<f32>, plane: &Plane) -> Vec<f32> {
    let (parts, count) = super::outline::parts(plane, |i| likely[i] > 0.4);
    let mut worth = vec![0.0; count];
    for (i, part) in parts.iter().enumerate().filter(|(_, p)| **p < count) {
        let (x, y) = plane.place(i);
        worth[*part] += likely[i] * (1.3 - ((x - 0.5).abs() + (y - 0.55).abs()));
    }
    let most = worth.iter().copied().fold(0.0, f32::max);
    for (value, part) in likely.iter_mut().zip(&parts).filter(|(_, p)| **p < count) {
        if worth[*part] < most * 0.25 {
            *value *= 0.4;
        }
    }
    likely
}

/// Whether what stands out is clearly apart from what doesn't, 0 to 1.
fn spread(likely: &[f32]) -> f32 {
    let doubtful = likely.iter().filter(|v| (0.2..0.6).contains(*v)).count() as f32;
    let clear = likely.iter().filter(|v| **v >= 0.6).count() as f32;
    1.0 - (doubtful / clear.max(1.0) / 3.0).min(1.0)
}

fn mean(looks: &[Vec<f32>]) -> Vec<f32> {
    let share = 1.0 / looks.len() as f32;
    (0..looks[0].len()).map(|i| looks.iter().map(|look| look[i]).sum::<f32>() * share).collect()
}

/// What the net for people sees in a part of the picture, as it is and, where `both_ways`, mirrored; nothing outside.
fn views(
    rgba: &[u8],
    size: (u32, u32),
    window: Window,
    plane: &Plane,
    both_ways: bool,
) -> Result<Vec<Vec<f32>>, VisionError> {
    let Window { left, top, width, height } = window;
    let row = |y: u32| {
        let at = (y as usize * size.0 as usize + left as usize) * 4;
        &rgba[at..at + width as usize * 4]
    };
    let part: Vec<u8> = (top..top + height).flat_map(|y| row(y).iter().copied()).collect();
    let small = resample::picture(&part, (width, height), (PERSON_PX, PERSON_PX));
    let straight = placed(&person(&small)?, window, size, plane);
    if !both_ways {
        return Ok(vec![straight]);
    }
    let side = PERSON_PX as usize;
    let mirrored: Vec<u8> =
        small.chunks_exact(side * 4).flat_map(|row| row.chunks_exact(4).rev().flatten().copied()).collect();
    let mut back = person(&mirrored)?;
    back.chunks_exact_mut(side).for_each(<[f32]>::reverse);
    Ok(vec![straight, placed(&back, window, size, plane)])
}

/// A look at a part in its place on the small copy.
fn placed(look: &[f32], window: Window, size: (u32, u32), plane: &Plane) -> Vec<f32> {
    let scale = |px: u32, of: u32, to: usize| (px as usize * to / of as usize).min(to);
    let from_x = scale(window.left, size.0, plane.width);
    let to_x = scale(window.left + window.width, size.0, plane.width);
    let from_y = scale(window.top, size.1, plane.height);
    let to_y = scale(window.top + window.height, size.1, plane.height);
    let (across, down) = ((to_x - from_x).max(1), (to_y - from_y).max(1));
    let side = PERSON_PX as usize;
    let fitted = stretched(look, (side, side), (across, down));
    let mut out = vec![0.0; plane.len()];
    for (y, row) in fitted.chunks_exact(across).enumerate() {
        for (x, value) in row.iter().enumerate() {
            if from_x + x < plane.width && from_y + y < plane.height {
                out[(from_y + y) * plane.width + from_x + x] = *value;
            }
        }
    }
    out
}

/// A colour that changes steadily from side to side and from top to bottom.
struct Surface {
    middle: (f32, f32),
    colour: [f32; 3],
    across: [f32; 3],
    down: [f32; 3],
}

/// The surface that fits these pixels.
fn surface(plane: &Plane, pixels: &[usize]) -> Surface {
    let count = pixels.len().max(1) as f32;
    let places: Vec<(f32, f32)> = pixels.iter().map(|i| plane.place(*i)).collect();
    let middle =
        (places.iter().map(|p| p.0).sum::<f32>() / count, places.iter().map(|p| p.1).sum::<f32>() / count);
    let (mut colour, mut across, mut down) = ([0.0; 3], [0.0; 3], [0.0; 3]);
    let (mut wide, mut high) = (1e-6, 1e-6);
    for (i, (x, y)) in pixels.iter().zip(places) {
        let (x, y) = (x - middle.0, y - middle.1);
        wide += x * x;
        high += y * y;
        for (c, value) in plane.colours[*i].into_iter().enumerate() {
            colour[c] += value / count;
            across[c] += value * x;
            down[c] += value * y;
        }
    }
    Surface { middle, colour, across: across.map(|v| v / wide), down: down.map(|v| v / high) }
}

impl Surface {
    fn at(&self, plane: &Plane, i: usize) -> [f32; 3] {
        let (x, y) = plane.place(i);
        let (x, y) = (x - self.middle.0, y - self.middle.1);
        std::array::from_fn(|c| self.colour[c] + self.across[c] * x + self.down[c] * y)
    }
}

/// The thing on a background of one colour, or of a smooth slope: what can't be reached from the rim. `None` where the
/// rim isn't plain.
fn on_plain(plane: &Plane) -> Option<Guess> {
    /// Colours of neighbours that differ less are one surface.
    const SLOPE: f32 = 3.0;
    /// How far the rim may be from a steady slope on average.
    const EVEN: f32 = 4.0;
    /// How far the background may go from the colours of the rim.
    const FAR: f32 = 14.0;
    let rim: Vec<usize> = (0..plane.len()).filter(|i| plane.is_rim(*i)).collect();
    let first = surface(plane, &rim);
    let off = |i: usize, surface: &Surface| square(plane.colours[i], surface.at(plane, i));
    // Once more with those near it: the thing may touch the rim.
    let near: Vec<usize> = rim.iter().copied().filter(|i| off(*i, &first) < FAR * FAR * 2.0).collect();
    if near.len() * 100 < rim.len() * 85 {
        return None;
    }
    let ground = surface(plane, &near);
    let off = |i: usize| off(i, &ground);
    if near.iter().map(|i| off(*i).sqrt()).sum::<f32>() > EVEN * near.len() as f32 {
        return None;
    }
    let mut reached = vec![false; plane.len()];
    let mut queue: Vec<usize> = near.into_iter().filter(|i| off(*i) < FAR * FAR).collect();
    queue.iter().for_each(|i| reached[*i] = true);
    while let Some(i) = queue.pop() {
        for j in plane.neighbours(i).filter(|j| !reached[*j]).collect::<Vec<_>>() {
            let step = square(plane.colours[i], plane.colours[j]);
            let off = off(j);
            if off < FAR * FAR || step < SLOPE * SLOPE && off < FAR * FAR * 4.0 {
                reached[j] = true;
                queue.push(j);
            }
        }
    }
    let share = reached.iter().filter(|r| **r).count() as f32 / plane.len() as f32;
    let (mut left, mut right, mut top, mut bottom) = (usize::MAX, 0, usize::MAX, 0);
    for i in (0..plane.len()).filter(|i| !reached[*i]) {
        let (x, y) = (i % plane.width, i / plane.width);
        (left, right, top, bottom) = (left.min(x), right.max(x), top.min(y), bottom.max(y));
    }
    // A frame around a picture is no background.
    let filled = right.saturating_sub(left) * 10 > plane.width * 9
        && bottom.saturating_sub(top) * 10 > plane.height * 9;
    if !(0.15..0.985).contains(&share) || filled && share < 0.55 {
        return None;
    }
    // Between the legs the ground is seen, too.
    let like = |i: usize| off(i) < FAR * FAR * 0.2;
    let likely = |i: usize| {
        if reached[i] {
            0.01
        } else if like(i) {
            0.3
        } else {
            0.98
        }
    };
    // A drawing on paper is full of paper: who tells what belongs to it?
    let paper = (0..plane.len()).filter(|i| !reached[*i] && like(*i)).count() as f32;
    let mut parts = vec![0; plane.len() + 1];
    let (islands, count) = super::outline::parts(plane, |i| !reached[i]);
    islands.iter().filter(|p| **p < count).for_each(|p| parts[*p] += 1);
    let thing = (1.0 - share) * plane.len() as f32;
    let main = parts.iter().copied().max().unwrap_or_default() as f32 / thing;
    let agreed = (main * (1.0 - 2.0 * paper / thing)).clamp(0.0, 1.0);
    Some(Guess { likely: (0..plane.len()).map(likely).collect(), agreed })
}

fn step(value: f32, from: f32, to: f32) -> f32 {
    let part = ((value - from) / (to - from)).clamp(0.0, 1.0);
    part * part * (3.0 - 2.0 * part)
}

/// Whether the net for people has found somebody, 0 to 1: enough of the picture, and with a clear outline.
fn told(seen: &[f32]) -> f32 {
    let share =
        |test: &dyn Fn(f32) -> bool| seen.iter().filter(|v| test(**v)).count() as f32 / seen.len() as f32;
    let area = share(&|v| v > 0.7);
    let doubtful = share(&|v| (0.15..0.7).contains(&v));
    step(area, 0.01, 0.035) * (1.0 - step(doubtful / area.max(1e-3), 0.35, 1.3))
}

/// What stands out, weighed by how near the middle it is, and of it the part that does so most.
fn central(salience: &[f32], plane: &Plane) -> Vec<f32> {
    let middle = |i: usize| {
        let (x, y) = plane.place(i);
        (-((x - 0.5).powi(2) / 0.16 + (y - 0.55).powi(2) / 0.2)).exp()
    };
    let mut found: Vec<f32> = salience.iter().enumerate().map(|(i, v)| v * middle(i)).collect();
    // Against what most of a thing reaches, not against its brightest speck.
    let mut sorted = found.clone();
    sorted.sort_by(f32::total_cmp);
    let most = sorted[sorted.len() * 97 / 100].max(1e-3);
    found.iter_mut().for_each(|v| *v = (*v / most).min(1.0));
    let (parts, count) = super::outline::parts(plane, |i| found[i] > 0.45);
    let mut worth = vec![0.0; count];
    for (i, part) in parts.iter().enumerate().filter(|(_, p)| **p < count) {
        worth[*part] += found[i];
    }
    let best = (0..count).max_by(|a, b| worth[*a].total_cmp(&worth[*b]));
    for (value, part) in found.iter_mut().zip(&parts) {
        *value = if Some(*part) == best { (*value * 1.4).min(1.0) } else { *value * 0.25 };
    }
    found
}

/// The part of the picture around what is likely the thing; `None` where that is all or nothing.
fn window(likely: &[f32], plane: &Plane, (width, height): (u32, u32)) -> Option<Window> {
    let (mut left, mut right, mut top, mut bottom) = (usize::MAX, 0, usize::MAX, 0);
    for (i, _) in likely.iter().enumerate().filter(|(_, v)| **v > 0.55) {
        let (x, y) = (i % plane.width, i / plane.width);
        (left, right) = (left.min(x), right.max(x + 1));
        (top, bottom) = (top.min(y), bottom.max(y + 1));
    }
    if left >= right {
        return None;
    }
    // A square with room around, so that nobody is squeezed.
    let scale = width as f32 / plane.width as f32;
    let side = ((right - left).max(bottom - top) as f32 * 1.5 * scale).max(64.0);
    let span = |from: usize, to: usize, most: u32| {
        let side = (side as u32).min(most);
        let middle = (from + to) as f32 / 2.0 * scale;
        (((middle - side as f32 / 2.0).max(0.0) as u32).min(most - side), side)
    };
    let ((x, wide), (y, high)) = (span(left, right, width), span(top, bottom, height));
    let small = u64::from(wide) * u64::from(high) * 10 < u64::from(width) * u64::from(height) * 9;
    small.then_some(Window { left: x, top: y, width: wide, height: high })
}
