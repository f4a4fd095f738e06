//! Where the thing is, roughly: by the net for people, and by what stands out.

use super::{plane::Plane, plane::stretched, salience::salience};
use crate::{
    VisionError,
    face::{PERSON_PX, person},
};

/// A part of a picture in pixels.
#[derive(Clone, Copy)]
struct Window {
    left: u32,
    top: u32,
    width: u32,
    height: u32,
}

/// How likely each pixel of the small copy belongs to the thing, 0 to 1.
pub(super) fn guess(
    rgba: &[u8],
    (width, height): (u32, u32),
    plane: &Plane,
) -> Result<Vec<f32>, VisionError> {
    let standing_out = central(&salience(plane), plane);
    let whole = Window { left: 0, top: 0, width, height };
    let seen = look(rgba, width, whole, plane, (width, height))?;
    let mut best = (told(&seen), seen);
    // A second look, nearer, at what was found or stands out.
    let around = if best.0 > 0.3 { &best.1 } else { &standing_out };
    if let Some(window) = window(around, plane, (width, height)) {
        let near = look(rgba, width, window, plane, (width, height))?;
        let worth = told(&near);
        if worth > best.0 * 0.8 {
            let both: Vec<f32> = if best.0 > 0.3 {
                near.iter().zip(&best.1).map(|(a, b)| 0.65 * a + 0.35 * b).collect()
            } else {
                near
            };
            best = (worth.max(best.0), both);
        }
    }
    let (worth, seen) = best;
    Ok(seen.iter().zip(&standing_out).map(|(seen, out)| worth * seen + (1.0 - worth) * out).collect())
}

/// What the net for people sees in a part of the picture; nothing outside of it.
fn look(
    rgba: &[u8],
    width: u32,
    window: Window,
    plane: &Plane,
    size: (u32, u32),
) -> Result<Vec<f32>, VisionError> {
    let Window { left, top, width: wide, height: high } = window;
    let part: Vec<u8> = if wide == width && high == size.1 {
        Vec::new()
    } else {
        let row = |y: u32| {
            let at = (y * width + left) as usize * 4;
            rgba[at..at + wide as usize * 4].iter().copied()
        };
        (top..top + high).flat_map(row).collect()
    };
    let pixels = if part.is_empty() { rgba } else { &part };
    let side = PERSON_PX as usize;
    let straight = person(pixels, wide, high)?;
    let scale = |px: u32, of: u32, to: usize| (px as usize * to / of as usize).min(to);
    let (from_x, to_x) = (scale(left, size.0, plane.width), scale(left + wide, size.0, plane.width));
    let (from_y, to_y) = (scale(top, size.1, plane.height), scale(top + high, size.1, plane.height));
    let (across, down) = (to_x.saturating_sub(from_x).max(1), to_y.saturating_sub(from_y).max(1));
    let placed = stretched(&straight, (side, side), (across, down));
    let mut out = vec![0.0; plane.len()];
    for (y, row) in placed.chunks_exact(across).enumerate() {
        for (x, value) in row.iter().enumerate() {
            if from_x + x < plane.width && from_y + y < plane.height {
                out[(from_y + y) * plane.width + from_x + x] = *value;
            }
        }
    }
    Ok(out)
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
    let most = found.iter().copied().fold(1e-3, f32::max);
    found.iter_mut().for_each(|v| *v /= most);
    let (parts, count) = super::outline::parts(plane, |i| found[i] > 0.4);
    let mut worth = vec![0.0; count];
    for (i, part) in parts.iter().enumerate().filter(|(_, p)| **p < count) {
        worth[*part] += found[i];
    }
    let best = (0..count).max_by(|a, b| worth[*a].total_cmp(&worth[*b]));
    for (value, part) in found.iter_mut().zip(&parts) {
        *value = if Some(*part) == best { (*value * 1.4).min(1.0) } else { *value * 0.45 };
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
