//! Finishes that work on light: bloom, grading, vignette, beams and grain.

use resvg::tiny_skia::BlendMode;

use crate::canvas::{Brush, Canvas, SoftRows, Tint};
use crate::colour::{Rgb, WHITE};
use crate::drawing::Ground;
use crate::noise::lattice;
use crate::rng::Rng;
use crate::shape;

/// Pictures at least this much wider than high get a film's black bars.
const WIDE_FORMAT: f32 = 1.6;

/// The numbers of a grade.
struct Grade {
    /// How far bright areas spill over.
    bloom: f32,
    /// How dark the corners get.
    vignette: f32,
    /// Height of the grain.
    grain: f32,
    /// Contrast, red, green, blue as factors.
    contrast: f32,
    /// Warm lights and teal shades.
    split: f32,
    saturation: f32,
    /// How much dark tones are lifted, 0 to 255.
    lift: f32,
}

const STORYBOOK: Grade = Grade {
    bloom: 0.30,
    vignette: 0.30,
    grain: 7.0,
    contrast: 1.02,
    split: 0.1,
    saturation: 1.06,
    lift: 4.0,
};
const ANIME: Grade = Grade {
    bloom: 0.46,
    vignette: 0.06,
    grain: 0.0,
    contrast: 1.06,
    split: 0.0,
    saturation: 1.22,
    lift: 0.0,
};
const CINEMA: Grade = Grade {
    bloom: 0.58,
    vignette: 0.64,
    grain: 13.0,
    contrast: 1.15,
    split: 1.0,
    saturation: 0.98,
    lift: 15.0,
};

/// The same for figures without a ground: nothing that belongs to the whole picture.
fn for_ground(grade: Grade, ground: Ground) -> Grade {
    match ground {
        Ground::Scenery => grade,
        Ground::Clear | Ground::Backdrop => Grade { bloom: 0.0, vignette: 0.0, ..grade },
    }
}

pub(super) fn storybook(canvas: &mut Canvas, seed: u64, ground: Ground) {
    apply(canvas, &for_ground(STORYBOOK, ground), seed);
}

/// A luminous picture with beams of light across it.
pub(super) fn anime(canvas: &mut Canvas, ground: Ground) {
    if ground == Ground::Scenery {
        beams(canvas);
    }
    apply(canvas, &for_ground(ANIME, ground), 0);
}

/// Warm lights, teal shades, lights out of focus; black bars in wide formats.
pub(super) fn cinema(canvas: &mut Canvas, seed: u64, ground: Ground) {
    if ground == Ground::Scenery {
        lights_out_of_focus(canvas, seed);
    }
    apply(canvas, &for_ground(CINEMA, ground), seed);
    let (width, height) = (canvas.pixels.width() as usize, canvas.pixels.height() as usize);
    if ground != Ground::Scenery || (width as f32) < height as f32 * WIDE_FORMAT {
        return;
    }
    let bar = height * 7 / 100;
    let data = canvas.pixels.data_mut();
    let (top, rest) = data.split_at_mut(bar * width * 4);
    let bottom = rest.len() - bar * width * 4;
    for pixel in top.chunks_exact_mut(4).chain(rest[bottom..].chunks_exact_mut(4)) {
        pixel.copy_from_slice(&[4, 4, 6, 255]);
    }
}

/// Width and height in scene units.
fn extent(canvas: &Canvas) -> (f32, f32) {
    (canvas.pixels.width() as f32 / canvas.scale, canvas.pixels.height() as f32 / canvas.scale)
}

/// The colour at a place in scene units.
fn colour_at(canvas: &Canvas, x: f32, y: f32) -> Rgb {
    let column = ((x * canvas.scale) as u32).min(canvas.pixels.width() - 1);
    let row = ((y * canvas.scale) as u32).min(canvas.pixels.height() - 1);
    canvas.pixels.pixel(column, row).map_or(WHITE, |p| {
        Rgb(f32::from(p.red()) / 255.0, f32::from(p.green()) / 255.0, f32::from(p.blue()) / 255.0)
    })
}

/// Slanting beams from the brighter upper corner.
fn beams(canvas: &mut Canvas) {
    let (width, height) = extent(canvas);
    let corner = |share: f32| {
        let around = [(0.0, 0.1), (0.1, 0.25), (-0.08, 0.2)];
        around
            .iter()
            .map(|(x, y)| colour_at(canvas, width * (share + x), height * y).luminance())
            .sum::<f32>()
    };
    let (left, right) = (corner(0.15), corner(0.85));
    let (from, side) = if left > right { (0.06, 1.0) } else { (0.94, -1.0) };
    let colour = colour_at(canvas, width * from, height * 0.12).mix(WHITE, 0.7);
    let mut sheet = canvas.coarse(0.25);
    sheet.brush = Brush::PAINTED;
    for (turn, wide, alpha) in
        [(0.16, 0.05, 0.26), (0.34, 0.09, 0.20), (0.60, 0.06, 0.24), (0.86, 0.12, 0.15)]
    {
        let long = height.max(width) * 1.1;
        let root = (width * from - side * 0.06, -0.06);
        let tip = |t: f32| (root.0 + side * long * t, root.1 + long * (1.15 - t * 0.8));
        let (a, b) = (tip(turn), tip(turn + wide));
        let beam = shape::polygon(&[root, a, b, (root.0 + side * 0.02, root.1)]);
        sheet.wash(&beam, Tint::fade_alpha(0.0, height * 0.82, colour, alpha, 0.0));
    }
    sheet.blur(0.012);
    canvas.paste_with(&sheet, 1.0, BlendMode::Screen);
}

/// Soft discs in the colours of what shines nearby, away from the middle.
fn lights_out_of_focus(canvas: &mut Canvas, seed: u64) {
    const DISCS: usize = 26;
    let (width, height) = extent(canvas);
    let mut rng = Rng::new(seed, "bokeh");
    let mut sheet = canvas.coarse(0.5);
    sheet.brush = Brush::PAINTED;
    for _ in 0..(DISCS as f32 * width.min(3.0)) as usize {
        let (x, y) = (rng.range(0.0, width), height * rng.unit());
        let radius = rng.range(0.010, 0.034);
        let aside = (x / width - 0.5).abs() * 2.0;
        let colour = colour_at(canvas, x, y);
        let (_, _, value) = colour.to_hsv();
        let strength = (aside - 0.25).max(0.0) * value * 0.34;
        if strength < 0.03 {
            continue;
        }
        let bright = colour.mix(WHITE, 0.45).saturate(1.5);
        sheet.wash(&shape::ellipse(x, y, radius, radius), Tint::veil(bright, strength));
        sheet.stroke(&shape::ellipse(x, y, radius * 0.94, radius * 0.94), bright, strength * 0.6, 0.0022);
    }
    sheet.blur(0.0012);
    canvas.paste_with(&sheet, 1.0, BlendMode::Screen);
}

/// A lens that is sharp in the middle only; for scenery, since figures are in focus wherever they stand.
pub(super) fn soften_edges(canvas: &mut Canvas) {
    let mut soft = canvas.coarse(0.5);
    soft.paste(canvas);
    soft.blur(0.005);
    let (width, height) = (canvas.pixels.width() as usize, canvas.pixels.height() as usize);
    let mut rows = SoftRows::new(&soft.pixels, width);
    let aside: Vec<f32> = (0..width).map(|x| ((x as f32 / width as f32 - 0.5) * 1.7).powi(2)).collect();
    for (y, line) in canvas.pixels.data_mut().chunks_exact_mut(width * 4).enumerate() {
        let dy = ((y as f32 / height as f32 - 0.55) * 2.1).powi(2);
        let other = rows.read(y);
        for ((pixel, soft), dx) in line.chunks_exact_mut(4).zip(other.chunks_exact(4)).zip(&aside) {
            let weight = (((dx + dy - 0.42) * 1.6).clamp(0.0, 1.0) * 256.0) as u32;
            if weight == 0 {
                continue;
            }
            for (value, soft) in pixel.iter_mut().zip(soft).take(3) {
                *value = ((u32::from(*value) * (256 - weight) + u32::from(*soft) * weight) >> 8) as u8;
            }
        }
    }
}

/// Applies a grade in whole numbers, of which 256 is one: this runs over every pixel of every such picture.
fn apply(canvas: &mut Canvas, grade: &Grade, seed: u64) {
    let bloom = bloom(canvas);
    let (width, height) = (canvas.pixels.width() as usize, canvas.pixels.height() as usize);
    let mut glows = SoftRows::new(&bloom.pixels, width);
    let shades: Vec<i32> = (0..width).map(|x| corner(x, width, grade)).collect();
    let tables = Tables::new(grade);
    let grain = Grain::new(grade.grain * (canvas.scale / 1024.0).clamp(0.35, 1.0), seed);
    let saturation = (grade.saturation * 256.0) as i32;
    for (y, line) in canvas.pixels.data_mut().chunks_exact_mut(width * 4).enumerate() {
        let down = corner(y, height, grade);
        let (glow, specks) = (glows.read(y), grain.row(y));
        for (x, (pixel, glow)) in line.chunks_exact_mut(4).zip(glow.chunks_exact(4)).enumerate() {
            let spill = tables.spill[luminance([glow[0], glow[1], glow[2]].map(i32::from)) as usize];
            let rgb: [i32; 3] = std::array::from_fn(|c| {
                let dark = 255 - i32::from(pixel[c]);
                let value = 255 - ((dark * (65_536 - i32::from(glow[c]) * spill)) >> 16);
                tables.tone[value as usize & 255]
            });
            let grey = luminance(rgb);
            let tint = &tables.tint[grey as usize & 255];
            let shade = 256 - shades[x] - down;
            let speck = specks[x & (Grain::SIDE - 1)];
            for c in 0..3 {
                let value = grey + (((rgb[c] - grey) * saturation) >> 8) + tint[c];
                pixel[c] = (((value * shade) >> 8) + speck).clamp(0, 255) as u8;
            }
        }
    }
}

fn luminance(rgb: [i32; 3]) -> i32 {
    (rgb[0] * 77 + rgb[1] * 151 + rgb[2] * 28) >> 8
}

/// How much darker, of 256, a row or column is than the middle one.
fn corner(at: usize, count: usize, grade: &Grade) -> i32 {
    ((at as f32 / count as f32 - 0.5).powi(2) * grade.vignette * 256.0) as i32
}

/// A grade as values for every brightness.
struct Tables {
    /// How much of a glow spills over, of 256, by its brightness.
    spill: [i32; 256],
    /// A gentle S through the middle grey.
    tone: [i32; 256],
    /// What is added to red, green and blue: lights go towards orange, shades towards teal.
    tint: [[i32; 3]; 256],
}

impl Tables {
    fn new(grade: &Grade) -> Self {
        let spill =
            std::array::from_fn(|i| ((i as f32 - 112.0).max(0.0) / 255.0 * grade.bloom * 256.0) as i32);
        let tone = std::array::from_fn(|i| {
            let v = i as f32 / 255.0;
            let s = v * v * (3.0 - 2.0 * v);
            ((v + (s - v) * (grade.contrast - 1.0) * 3.0) * 255.0).clamp(0.0, 255.0) as i32
        });
        let tint = std::array::from_fn(|i| {
            let warm = (i as f32 - 104.0) * grade.split;
            let lift = grade.lift * (1.0 - i as f32 / 255.0);
            let green = if warm > 0.0 { 0.045 } else { -0.05 };
            [warm * 0.15 + lift, warm * green + lift, lift - warm * 0.17].map(|v| v as i32)
        });
        Self { spill, tone, tint }
    }
}

/// Film grain as a tile of differences in brightness.
struct Grain {
    values: Vec<i32>,
}

impl Grain {
    /// A power of two, so that reading it is cheap.
    const SIDE: usize = 512;

    fn new(height: f32, seed: u64) -> Self {
        let speck = |i: usize| {
            let noise = lattice((i % Self::SIDE) as i32, (i / Self::SIDE) as i32, seed);
            ((noise - 0.5) * height).round() as i32
        };
        let values =
            if height > 0.0 { (0..Self::SIDE * Self::SIDE).map(speck).collect() } else { Vec::new() };
        Self { values }
    }

    fn row(&self, y: usize) -> &[i32] {
        const NONE: [i32; Grain::SIDE] = [0; Grain::SIDE];
        let start = (y & (Self::SIDE - 1)) * Self::SIDE;
        self.values.get(start..start + Self::SIDE).unwrap_or(&NONE)
    }
}

/// The picture far out of focus, at an eighth of its resolution.
fn bloom(canvas: &Canvas) -> Canvas {
    let mut small = canvas.coarse(0.125);
    small.paste(canvas);
    small.blur(0.022);
    small
}
