//! A small copy of a picture, in colours whose distances are those that people see.

use crate::resample;

/// CIE L*a*b*, L from 0 to 100.
pub(super) type Lab = [f32; 3];

/// A picture in L*a*b*.
pub(super) struct Plane {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) colours: Vec<Lab>,
}

impl Plane {
    /// A copy whose longer side is at most `longest`.
    pub(super) fn of(rgba: &[u8], (width, height): (u32, u32), longest: u32) -> Self {
        let side = width.max(height);
        let small = |px: u32| {
            if side <= longest { px } else { (px * longest).div_ceil(side).max(1) }
        };
        let to = (small(width), small(height));
        let pixels =
            if to == (width, height) { rgba.to_vec() } else { resample::picture(rgba, (width, height), to) };
        let colours = pixels.chunks_exact(4).map(|p| lab([p[0], p[1], p[2]])).collect();
        Self { width: to.0 as usize, height: to.1 as usize, colours }
    }

    pub(super) fn len(&self) -> usize {
        self.colours.len()
    }

    /// Where a pixel is, 0 to 1 along each side.
    pub(super) fn place(&self, i: usize) -> (f32, f32) {
        let part = |at: usize, side: usize| (at as f32 + 0.5) / side as f32;
        (part(i % self.width, self.width), part(i / self.width, self.height))
    }

    /// The pixels beside and below, above and before this one.
    pub(super) fn neighbours(&self, i: usize) -> impl Iterator<Item = usize> + use<> {
        let (x, y, width, height) = (i % self.width, i / self.width, self.width, self.height);
        [
            (x > 0).then(|| i - 1),
            (x + 1 < width).then_some(i + 1),
            (y > 0).then(|| i - width),
            (y + 1 < height).then_some(i + width),
        ]
        .into_iter()
        .flatten()
    }

    pub(super) fn is_rim(&self, i: usize) -> bool {
        let (x, y) = (i % self.width, i / self.width);
        x == 0 || y == 0 || x + 1 == self.width || y + 1 == self.height
    }

    /// The mean square of the difference between neighbours.
    pub(super) fn contrast(&self) -> f32 {
        let (mut sum, mut count) = (0.0, 0_u32);
        for i in 0..self.len() {
            for j in self.neighbours(i).filter(|j| *j > i) {
                sum += square(self.colours[i], self.colours[j]);
                count += 1;
            }
        }
        sum / count.max(1) as f32
    }
}

/// The square of the distance between two colours.
pub(super) fn square(a: Lab, b: Lab) -> f32 {
    (a[0] - b[0]).powi(2) + (a[1] - b[1]).powi(2) + (a[2] - b[2]).powi(2)
}

pub(super) fn lab([r, g, b]: [u8; 3]) -> Lab {
    let linear = |v: u8| {
        let v = f32::from(v) / 255.0;
        if v <= 0.040_45 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
    };
    let (r, g, b) = (linear(r), linear(g), linear(b));
    let bent = |v: f32| if v > 0.008_856 { v.cbrt() } else { 7.787 * v + 16.0 / 116.0 };
    let x = bent((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.950_47);
    let y = bent(0.2126 * r + 0.7152 * g + 0.0722 * b);
    let z = bent((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.088_83);
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

/// A plane of numbers in another size, each between its neighbours.
pub(super) fn stretched(
    from: &[f32],
    (width, height): (usize, usize),
    (to_width, to_height): (usize, usize),
) -> Vec<f32> {
    let spots = |side: usize, to: usize| -> Vec<(usize, usize, f32)> {
        (0..to)
            .map(|i| {
                let at = ((i as f32 + 0.5) * side as f32 / to as f32 - 0.5).clamp(0.0, (side - 1) as f32);
                let low = at as usize;
                (low, (low + 1).min(side - 1), at - low as f32)
            })
            .collect()
    };
    let (across, down) = (spots(width, to_width), spots(height, to_height));
    let mut out = Vec::with_capacity(to_width * to_height);
    for (above, below, part_y) in down {
        for &(left, right, part_x) in &across {
            let row = |y: usize| from[y * width + left] * (1.0 - part_x) + from[y * width + right] * part_x;
            out.push(row(above) * (1.0 - part_y) + row(below) * part_y);
        }
    }
    out
}
