//! Pictures from elsewhere redrawn in a style's manner: strokes and patches instead of grain, few colours where the
//! style has few, and lines along the edges where it has lines.

use resvg::tiny_skia::Pixmap;

use super::plane::{Plane, smoothed};
use crate::blur;
use crate::canvas::{Fill, Gamut, Outline};
use crate::colour::{Rgb, WHITE};
use crate::noise::{self, Field};
use crate::style::Manner;

/// Size of the patches a picture is simplified to, in scene units; styles that are not named keep every detail.
static PATCHES: [(&str, f32); 10] = [
    ("storybook", 0.0050),
    ("watercolour", 0.0075),
    ("ink", 0.0035),
    ("anime", 0.0050),
    ("paper-cut", 0.0090),
    ("line-art", 0.0040),
    ("flat", 0.0095),
    ("crayon", 0.0070),
    ("comic", 0.0050),
    ("isometric", 0.0060),
];

/// More pixels than this are simplified at half their resolution.
const MOST_PIXELS: usize = 1_600_000;

/// Redraws premultiplied pixels; `scale` is pixels per scene unit, `broad` a factor on the size of strokes. Alpha
/// stays.
pub(super) fn redraw(pixels: &mut Pixmap, scale: f32, manner: &Manner, broad: f32, seed: u64) {
    let patch = PATCHES.iter().find(|(id, _)| *id == manner.id).map_or(0.0, |(_, patch)| *patch);
    simplify(pixels, (patch * broad * scale).round() as usize);
    let lines = outline(manner).map(|outline| (edges(pixels, scale, outline.width), outline));
    if manner.cut {
        layers(pixels, scale);
    }
    recolour(pixels, scale, manner, seed);
    if let Some((edges, outline)) = lines {
        draw_lines(pixels, &edges, &outline, manner.mono);
    }
}

/// The lines a style draws in landscapes or round figures; those that only help shapes apart do not count.
fn outline(manner: &Manner) -> Option<Outline> {
    let drawn = manner.silhouette.is_some() || manner.scenery_outline.is_some();
    manner.figure_outline.filter(|_| drawn)
}

/// Replaces every pixel by the mean of the calmest of the four squares that meet in it, which keeps edges and loses
/// grain, as a broad brush does (Kuwahara).
fn simplify(pixels: &mut Pixmap, radius: usize) {
    if radius == 0 {
        return;
    }
    let (wide, high) = (pixels.width() as usize, pixels.height() as usize);
    if wide * high > MOST_PIXELS {
        let Some(mut half) = Pixmap::new(pixels.width() / 2, pixels.height() / 2) else { return };
        super::plane::draw_scaled(&mut half, pixels, (0.0, 0.0), 0.5);
        simplify(&mut half, radius.div_ceil(2));
        let alpha: Vec<u8> = pixels.data().iter().skip(3).step_by(4).copied().collect();
        let factor = wide as f32 / half.width() as f32;
        super::plane::draw_scaled(pixels, &half, (0.0, 0.0), factor);
        return restore_alpha(pixels, &alpha);
    }
    let sums = Sums::of(pixels.data(), wide, high);
    for y in 0..high {
        let rows = [(y.saturating_sub(radius), y), (y, (y + radius).min(high - 1))];
        let line = &mut pixels.data_mut()[y * wide * 4..(y + 1) * wide * 4];
        for (x, pixel) in line.chunks_exact_mut(4).enumerate() {
            if pixel[3] == 0 {
                continue;
            }
            let columns = [(x.saturating_sub(radius), x), (x, (x + radius).min(wide - 1))];
            let squares = [(0, 0), (1, 0), (0, 1), (1, 1)].map(|(c, r)| sums.square(columns[c], rows[r]));
            let calmest = squares.iter().min_by(|a, b| a.variance.total_cmp(&b.variance));
            if let Some(square) = calmest.filter(|square| square.mean[3] > 1.0) {
                // The mean is of what is there; the pixel keeps its own cover.
                let share = f32::from(pixel[3]) / square.mean[3];
                for c in 0..3 {
                    pixel[c] = (square.mean[c] * share).min(f32::from(pixel[3])) as u8;
                }
            }
        }
    }
}

fn restore_alpha(pixels: &mut Pixmap, alpha: &[u8]) {
    for (pixel, alpha) in pixels.data_mut().chunks_exact_mut(4).zip(alpha) {
        pixel[3] = *alpha;
        (0..3).for_each(|c| pixel[c] = pixel[c].min(*alpha));
    }
}

/// Sums of colours and of squared brightness over everything to the left and above. They wrap; differences are right.
struct Sums {
    line: usize,
    values: Vec<[u32; 5]>,
}

/// What a square of pixels is like.
struct Square {
    mean: [f32; 4],
    variance: f32,
}

impl Sums {
    fn of(data: &[u8], wide: usize, high: usize) -> Self {
        let line = wide + 1;
        let mut values = vec![[0u32; 5]; line * (high + 1)];
        for y in 0..high {
            let mut row = [0u32; 5];
            for x in 0..wide {
                let pixel = &data[(y * wide + x) * 4..][..4];
                let bright = tone(pixel);
                for (sum, value) in row.iter_mut().zip(pixel) {
                    *sum = sum.wrapping_add(u32::from(*value));
                }
                row[4] = row[4].wrapping_add(bright * bright);
                let above = values[y * line + x + 1];
                values[(y + 1) * line + x + 1] = std::array::from_fn(|c| row[c].wrapping_add(above[c]));
            }
        }
        Self { line, values }
    }

    /// Of the pixels from the first to the last column and row, both included.
    fn square(&self, (left, right): (usize, usize), (top, bottom): (usize, usize)) -> Square {
        let at = |x: usize, y: usize| &self.values[y * self.line + x];
        let (a, b) = (at(right + 1, bottom + 1), at(left, bottom + 1));
        let (c, d) = (at(right + 1, top), at(left, top));
        let count = ((right - left + 1) * (bottom - top + 1)) as f32;
        let sums: [f32; 5] = std::array::from_fn(|i| {
            a[i].wrapping_sub(b[i]).wrapping_sub(c[i]).wrapping_add(d[i]) as f32 / count
        });
        let bright = (sums[0] * 77.0 + sums[1] * 151.0 + sums[2] * 28.0) / 256.0;
        Square { mean: [sums[0], sums[1], sums[2], sums[3]], variance: sums[4] - bright * bright }
    }
}

/// Brightness, 0 to 255.
fn tone(pixel: &[u8]) -> u32 {
    (u32::from(pixel[0]) * 77 + u32::from(pixel[1]) * 151 + u32::from(pixel[2]) * 28) >> 8
}

/// How much of a line lies on each pixel, 0 to 255: where it is darker than round about (difference of Gaussians).
fn edges(pixels: &Pixmap, scale: f32, width: f32) -> Vec<u8> {
    /// How much darker a place must be, and how fast a line then gets black.
    const QUIET: f32 = 3.4;
    const STEEP: f32 = 34.0;
    /// Shortest line, in scene units.
    const SPECK: f32 = 0.030;
    let (wide, high) = (pixels.width() as usize, pixels.height() as usize);
    let fine = (width * scale * 0.45).round().max(1.0) as usize;
    let mut near = pixels.data().to_vec();
    blur::blur(&mut near, wide, high, fine);
    let mut far = near.clone();
    blur::blur(&mut far, wide, high, fine * 2);
    let mut lines: Vec<u8> = near
        .chunks_exact(4)
        .zip(far.chunks_exact(4))
        .map(|(near, far)| {
            // Premultiplied colours are dark at a cut-out's edge, which has its own line.
            let (n, f) = (tone(near) as f32 / shade(near[3]), tone(far) as f32 / shade(far[3]));
            let darker = (f - n) * 255.0 - QUIET;
            (darker * STEEP).clamp(0.0, 255.0) as u8
        })
        .collect();
    let speck = (SPECK * scale * scale * width.max(0.003)) as usize;
    sweep(&mut lines, wide, speck);
    lines
}

/// Takes away lines of fewer than `least` pixels: specks of dust.
fn sweep(edges: &mut [u8], wide: usize, least: usize) {
    /// A line is at least this dark somewhere.
    const DARK: u8 = 90;
    let mut seen = vec![false; edges.len()];
    let mut part = Vec::new();
    for start in 0..edges.len() {
        if seen[start] || edges[start] < DARK {
            continue;
        }
        seen[start] = true;
        part.clear();
        part.push(start);
        let mut next = 0;
        while let Some(at) = part.get(next).copied() {
            next += 1;
            let near = [at.wrapping_sub(1), at + 1, at.wrapping_sub(wide), at + wide];
            for to in near.into_iter().filter(|to| edges.get(*to).is_some_and(|line| *line >= DARK)) {
                if !std::mem::replace(&mut seen[to], true) {
                    part.push(to);
                }
            }
        }
        if part.len() < least {
            for at in &part {
                for to in [*at, at.wrapping_sub(1), at + 1, at.wrapping_sub(wide), at + wide] {
                    if let Some(line) = edges.get_mut(to) {
                        *line = 0;
                    }
                }
            }
        }
    }
}

fn shade(alpha: u8) -> f32 {
    f32::from(alpha).max(1.0)
}

fn draw_lines(pixels: &mut Pixmap, edges: &[u8], outline: &Outline, mono: bool) {
    for (pixel, line) in pixels.data_mut().chunks_exact_mut(4).zip(edges) {
        let cover = f32::from(pixel[3]);
        if mono {
            pixel[..3].fill((cover * (1.0 - f32::from(*line) / 255.0)) as u8);
            continue;
        }
        if *line == 0 || pixel[3] == 0 {
            continue;
        }
        let ink = outline.shade_for(straight(pixel));
        let share = f32::from(*line) / 255.0 * 0.92;
        for (value, ink) in pixel.iter_mut().zip([ink.0, ink.1, ink.2]) {
            let own = f32::from(*value);
            *value = (own + (ink * cover - own) * share).clamp(0.0, cover) as u8;
        }
    }
}

fn straight(pixel: &[u8]) -> Rgb {
    let share = 1.0 / shade(pixel[3]);
    Rgb(f32::from(pixel[0]) * share, f32::from(pixel[1]) * share, f32::from(pixel[2]) * share)
}

/// Gives every pixel a colour the style has, as its brush lays it down.
fn recolour(pixels: &mut Pixmap, scale: f32, manner: &Manner, seed: u64) {
    let (fill, gamut) = (manner.scenery_brush.fill, manner.scenery_brush.gamut);
    let fill = if manner.figure_brush.fill == Fill::Cel { Fill::Cel } else { fill };
    if manner.mono || fill == Fill::Painted && gamut == Gamut::Any {
        return;
    }
    let mut known: Vec<Option<Rgb>> = vec![None; 1 << 15];
    let steps = match fill {
        Fill::Cel => 7.0,
        Fill::Flat => 6.0,
        Fill::Dots => 5.0,
        Fill::Painted | Fill::Wax => 0.0,
    };
    let (wide, high) = (pixels.width() as usize, pixels.height() as usize);
    let rub = (fill == Fill::Wax).then(|| Rub::new(wide, high, scale, seed));
    let pitch = (scale * 0.0125).max(4.0);
    for (y, row) in pixels.data_mut().chunks_exact_mut(wide * 4).enumerate() {
        for (x, pixel) in row.chunks_exact_mut(4).enumerate() {
            if pixel[3] == 0 {
                continue;
            }
            let own = straight(pixel);
            let (base, between) = stepped(own, steps);
            let mut colour = *known[key(base)].get_or_insert_with(|| gamut.of(base));
            if fill == Fill::Dots && between > 0.0 && dot(x as f32, y as f32, pitch, between) {
                colour = colour.times(0.84);
            }
            if let Some(rub) = &rub {
                colour = colour.mix(WHITE, 1.0 - rub.at(x, y));
            }
            let cover = f32::from(pixel[3]);
            for (value, part) in pixel.iter_mut().zip([colour.0, colour.1, colour.2]) {
                *value = (part.clamp(0.0, 1.0) * cover) as u8;
            }
        }
    }
}

/// The place of a colour among 32 steps of each part.
fn key(colour: Rgb) -> usize {
    let [r, g, b] = [colour.0, colour.1, colour.2].map(|v| (v.clamp(0.0, 1.0) * 31.0) as usize);
    r << 10 | g << 5 | b
}

/// The colour at the next brighter of `steps` steps of brightness, and how far it was below it, 0 to 1. Borders between
/// steps are smoothed a little.
fn stepped(colour: Rgb, steps: f32) -> (Rgb, f32) {
    let value = colour.luminance();
    if steps <= 0.0 || value < 0.01 {
        return (colour, 0.0);
    }
    let at = value * steps;
    let (step, rest) = (at.floor(), at.fract());
    let soft = ((rest - 0.44) / 0.12).clamp(0.0, 1.0);
    let goal = (step + soft + 0.12).min(steps) / steps;
    (colour.times(goal / value).mix(colour, 0.12), 1.0 - rest)
}

/// Whether a printed dot covers a pixel; dots of a screen turned by 45 degrees grow with `share`.
fn dot(x: f32, y: f32, pitch: f32, share: f32) -> bool {
    let (u, v) = ((x + y) / pitch, (x - y) / pitch);
    let (du, dv) = (u - u.round(), v - v.round());
    du * du + dv * dv < share * 0.20 - 0.05
}

/// Strokes of wax: where the paper's grain takes colour.
struct Rub {
    strokes: Field,
    high: usize,
    grain: f32,
    seed: u64,
}

impl Rub {
    /// How much longer strokes are than wide.
    const STRETCH: usize = 12;

    fn new(wide: usize, high: usize, scale: f32, seed: u64) -> Self {
        let long = (wide + high) / Self::STRETCH + 1;
        let strokes = Field::new(long, wide + high, 4, 110.0 / scale, seed.wrapping_add(7), 2);
        Self { strokes, high, grain: (360.0 / scale).min(0.8), seed }
    }

    /// How much colour lies on a pixel, 0 to 1.
    fn at(&self, x: usize, y: usize) -> f32 {
        let stroke = self.strokes.at((x + self.high - y) / Self::STRETCH, x + y);
        let tooth = noise::smooth(x as f32 * self.grain, y as f32 * self.grain, self.seed);
        (1.25 - (stroke * 0.5 + tooth * 0.5 - 0.34).max(0.0) * 2.6).clamp(0.25, 1.0)
    }
}

/// Turns tones into sheets of paper of which the brighter ones lie lower, each with the shadow of the one above.
fn layers(pixels: &mut Pixmap, scale: f32) {
    const SHEETS: usize = 6;
    /// How dark a shadow is.
    const SHADE: f32 = 0.42;
    let (wide, high) = (pixels.width() as usize, pixels.height() as usize);
    let plane = Plane::of(pixels.data(), (wide, high), 420, |_, _| 1.0);
    let luma = plane.luma();
    let sheet_of = |value: f32| ((value * SHEETS as f32) as usize).min(SHEETS - 1);
    let reach = (0.008 * scale / plane.shrink as f32).round().max(1.0) as usize;
    // How much darker paper lies up and to the left of a cell: that is what throws a shadow on it.
    let above: Vec<f32> = (0..luma.len())
        .map(|at| {
            let (x, y) = (at % plane.width, at / plane.width);
            let from = y.saturating_sub(reach) * plane.width + x.saturating_sub(reach / 2);
            let step = sheet_of(luma[at]) as f32 - sheet_of(luma[from]) as f32;
            step.clamp(0.0, 1.0)
        })
        .collect();
    let shadow = smoothed(&above, plane.width, plane.height, reach.div_ceil(2));
    for (y, row) in pixels.data_mut().chunks_exact_mut(wide * 4).enumerate() {
        for (x, pixel) in row.chunks_exact_mut(4).enumerate() {
            if pixel[3] == 0 {
                continue;
            }
            let own = straight(pixel);
            let value = own.luminance().max(0.004);
            let goal = (sheet_of(value) as f32 + 0.62) / SHEETS as f32;
            let flat = own.times(goal / value).saturate(1.12);
            let dark = 1.0 - shadow_at(&plane, &shadow, x, y) * SHADE;
            let cover = f32::from(pixel[3]);
            for (value, part) in pixel.iter_mut().zip([flat.0, flat.1, flat.2]) {
                *value = (part.clamp(0.0, 1.0) * dark * cover) as u8;
            }
        }
    }
}

fn shadow_at(plane: &Plane, shadow: &[f32], x: usize, y: usize) -> f32 {
    plane.spot(x as f32, y as f32).of(shadow)
}
