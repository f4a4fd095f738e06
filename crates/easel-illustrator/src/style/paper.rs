//! Finishes that show the paper: watercolour, wax, coloured paper and plain tooth.

use crate::canvas::{Canvas, SoftRows};
use crate::drawing::Ground;
use crate::noise::{self, Field};

const PAPER: [f32; 3] = [252.0, 249.0, 241.0];

/// Washes that wobble, pool at their edges and leave the paper's border white.
pub(super) fn watercolour(canvas: &mut Canvas, seed: u64, ground: Ground) {
    if ground == Ground::Scenery {
        wobble(canvas, seed, 0.0036);
    }
    let (width, height) = (canvas.pixels.width() as usize, canvas.pixels.height() as usize);
    let scale = canvas.scale;
    let mut close = canvas.coarse(0.5);
    close.paste(canvas);
    close.blur(0.0022);
    let mut wide = canvas.coarse(0.25);
    wide.paste(canvas);
    wide.blur(0.010);
    let (mut fars, mut nears) = (SoftRows::new(&wide.pixels, width), SoftRows::new(&close.pixels, width));
    let pigment = Field::new(width, height, 8, 7.0 / scale, seed.wrapping_add(21), 4);
    let tooth = Tooth::new(scale, seed);
    let border = Border::new(canvas, seed.wrapping_add(31), (0.030, 0.024), ground);
    let luminance = |d: &[u8], at: usize| {
        f32::from(d[at]) * 0.3 + f32::from(d[at + 1]) * 0.59 + f32::from(d[at + 2]) * 0.11
    };
    for (y, line) in canvas.pixels.data_mut().chunks_exact_mut(width * 4).enumerate() {
        let (far, near) = (fars.read(y), nears.read(y));
        for (x, pixel) in line.chunks_exact_mut(4).enumerate() {
            let at = x * 4;
            let pool = ((luminance(far, at) - luminance(near, at)) / 255.0 * 2.6).clamp(0.0, 0.5);
            let flow = pigment.at(x, y);
            let granule = tooth.at(x, y);
            let (inside, rim) = border.at(x, y);
            // Backruns: where a wash dried unevenly it is thin, with a darker line around.
            let run = ((flow - 0.54) * 12.0).clamp(0.0, 1.0);
            let line = 1.0 - ((flow - 0.54) * 44.0).abs().min(1.0);
            let rgb: [f32; 3] = std::array::from_fn(|c| f32::from(pixel[c]));
            let grey = rgb[0] * 0.3 + rgb[1] * 0.59 + rgb[2] * 0.11;
            // Pigment sinks into the hollows of the paper: more where there is more of it.
            let grain = (granule - 0.45) * (0.05 + 0.22 * (1.0 - grey / 255.0));
            // Dark colours are laid on thickly, or they would look ashen.
            let dark = (1.0 - grey / 255.0) * 0.24;
            let thick =
                0.74 + dark + (0.5 - flow) * 0.55 - run * 0.08 + line * 0.07 + pool + rim * 0.3 + grain;
            for c in 0..3 {
                // Water lightens everything: shadows are never black in a wash.
                let vivid = 12.0 + (grey + (rgb[c] - grey) * 1.36) * 0.95;
                let value = PAPER[c] - (PAPER[c] - vivid) * thick.min(0.97);
                pixel[c] = (PAPER[c] + (value - PAPER[c]) * inside).clamp(0.0, 255.0) as u8;
            }
        }
    }
}

/// Bare paper at the rim and in the hollows between strokes.
pub(super) fn crayon(canvas: &mut Canvas, seed: u64, ground: Ground) {
    let width = canvas.pixels.width() as usize;
    let tooth = Tooth::new(canvas.scale, seed);
    let border = Border::new(canvas, seed.wrapping_add(41), (0.026, 0.034), ground);
    for (y, line) in canvas.pixels.data_mut().chunks_exact_mut(width * 4).enumerate() {
        for (x, pixel) in line.chunks_exact_mut(4).enumerate() {
            let granule = tooth.at(x, y);
            let bare = ((granule - 0.64) * 2.4).clamp(0.0, 0.30);
            let (inside, _) = border.at(x, y);
            let cover = (inside * 1.6 - granule * 0.6).clamp(0.0, 1.0) * (1.0 - bare);
            for c in 0..3 {
                pixel[c] = (PAPER[c] + (f32::from(pixel[c]) - PAPER[c]) * cover) as u8;
            }
        }
    }
}

/// The fibres of coloured paper.
pub(super) fn fibres(canvas: &mut Canvas, seed: u64) {
    let (width, height) = (canvas.pixels.width() as usize, canvas.pixels.height() as usize);
    let field = Field::new(width, height, 4, 120.0 / canvas.scale, seed, 2);
    let tooth = Tooth::new(canvas.scale, seed);
    for (y, line) in canvas.pixels.data_mut().chunks_exact_mut(width * 4).enumerate() {
        for (x, pixel) in line.chunks_exact_mut(4).enumerate() {
            let light = ((field.at(x, y) - 0.5) * 0.10 + (tooth.at(x, y) - 0.5) * 0.10) * 256.0;
            let factor = (256.0 + light) as u32;
            for value in &mut pixel[..3] {
                *value = ((u32::from(*value) * factor) >> 8).min(255) as u8;
            }
        }
    }
}

/// A little of the paper's tooth, `depth` as a share of brightness.
pub(super) fn tooth(canvas: &mut Canvas, seed: u64, depth: f32) {
    let width = canvas.pixels.width() as usize;
    let tooth = Tooth::new(canvas.scale, seed);
    for (y, line) in canvas.pixels.data_mut().chunks_exact_mut(width * 4).enumerate() {
        for (x, pixel) in line.chunks_exact_mut(4).enumerate() {
            let factor = (256.0 - tooth.at(x, y) * depth * 256.0) as u32;
            for value in &mut pixel[..3] {
                *value = ((u32::from(*value) * factor) >> 8) as u8;
            }
        }
    }
}

/// The grain of paper, 0 to 1, as a tile that is read again and again.
struct Tooth {
    values: Vec<f32>,
}

impl Tooth {
    /// A power of two, so that reading it is cheap.
    const SIDE: usize = 256;

    /// `scale` is pixels per scene unit: large pictures have coarser grain, in pixels.
    fn new(scale: f32, seed: u64) -> Self {
        let grain = (360.0 / scale).min(0.7);
        let values = (0..Self::SIDE * Self::SIDE)
            .map(|i| {
                let (x, y) = ((i % Self::SIDE) as f32, (i / Self::SIDE) as f32);
                let fine = noise::lattice(x as i32, y as i32, seed);
                noise::smooth(x * grain, y * grain, seed) * 0.75 + fine * 0.25
            })
            .collect();
        Self { values }
    }

    fn at(&self, x: usize, y: usize) -> f32 {
        self.values[(y & (Self::SIDE - 1)) * Self::SIDE + (x & (Self::SIDE - 1))]
    }
}

/// The bare rim of the paper, whose line is ragged.
struct Border {
    edge: Option<Field>,
    size: (usize, usize),
    scale: f32,
    inset: f32,
    ragged: f32,
}

impl Border {
    /// `inset` and raggedness in scene units. Figures without a ground have no rim.
    fn new(canvas: &Canvas, seed: u64, (inset, ragged): (f32, f32), ground: Ground) -> Self {
        let size = (canvas.pixels.width() as usize, canvas.pixels.height() as usize);
        let edge = || Field::new(size.0, size.1, 8, 17.0 / canvas.scale, seed, 4);
        let edge = (ground == Ground::Scenery).then(edge);
        Self { edge, size, scale: canvas.scale, inset, ragged }
    }

    /// How much paint lies here, 0 on the rim, and how near the wash's own edge is, 1 on it.
    fn at(&self, x: usize, y: usize) -> (f32, f32) {
        let Some(edge) = &self.edge else { return (1.0, 0.0) };
        let (width, height) = self.size;
        let inset = x.min(width - 1 - x).min(y).min(height - 1 - y) as f32 / self.scale;
        if inset > self.inset + self.ragged + 0.02 {
            return (1.0, 0.0);
        }
        let within = inset + self.ragged * 2.0 * (edge.at(x, y) - 0.5) - self.inset;
        ((within / 0.0035).clamp(0.0, 1.0), (1.0 - within / 0.009).clamp(0.0, 1.0))
    }
}

/// Moves every pixel a little, by up to `amount` scene units, so that edges look drawn by hand.
fn wobble(canvas: &mut Canvas, seed: u64, amount: f32) {
    let (width, height) = (canvas.pixels.width() as usize, canvas.pixels.height() as usize);
    let reach = amount * canvas.scale * 2.0;
    let grain = 26.0 / canvas.scale;
    let across = Field::new(width, height, 8, grain, seed.wrapping_add(5), 2);
    let along = Field::new(width, height, 8, grain, seed.wrapping_add(9), 2);
    let source = canvas.pixels.data().to_vec();
    for (y, line) in canvas.pixels.data_mut().chunks_exact_mut(width * 4).enumerate() {
        for (x, pixel) in line.chunks_exact_mut(4).enumerate() {
            let dx = ((across.at(x, y) - 0.5) * reach) as i32;
            let dy = ((along.at(x, y) - 0.5) * reach) as i32;
            let from_x = (x as i32 + dx).clamp(0, width as i32 - 1) as usize;
            let from_y = (y as i32 + dy).clamp(0, height as i32 - 1) as usize;
            let at = (from_y * width + from_x) * 4;
            pixel.copy_from_slice(&source[at..at + 4]);
        }
    }
}
