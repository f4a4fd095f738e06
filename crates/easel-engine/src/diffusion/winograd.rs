//! Convolutions of three by three with less than half of the products: F(2x2, 3x3) of "Fast Algorithms for Convolutional
//! Neural Networks" (Lavin and Gray, 2016).
//!
//! Four pixels of a square are found from sixteen sums of the sixteen pixels around them, each times a sum of the kernel's
//! nine numbers: sixteen products where there were thirty-six. For each of the sixteen, the products over all channels are
//! a product of matrices.

use candle_core::{Device, Result, Tensor};
use pulp::Arch;
use rayon::prelude::*;

use super::kernels::{Conv, InPlace, widest, with_numbers};
use super::room::Lent;

/// Numbers of sums that are in memory at a time: 4 MiB.
const SUMS_AT_A_TIME: usize = 1 << 20;
/// Fewer squares at a time would read the kernel's sums too often.
const SQUARES_AT_A_TIME: usize = 256;
/// With fewer pixels, summing up the kernels takes longer than what it saves.
const FEWEST_PIXELS: usize = 1024;

/// Whether it is worth it.
pub(super) fn pays(conv: &Conv<'_>, pixels: usize, channels: usize) -> bool {
    let plain = (conv.k, conv.stride, conv.before, conv.after) == (3, 1, 1, 1);
    plain && pixels >= FEWEST_PIXELS && channels >= 32 && conv.weight.dims()[0] >= 32
}

/// The convolution of `[1, in, h, w]`.
///
/// # Errors
/// Where `x` isn't in one piece or the library refuses.
pub(super) fn conv(x: &Tensor, conv: &Conv<'_>) -> Result<Tensor> {
    let (_, channels, h, w) = x.dims4()?;
    let outputs = conv.weight.dim(0)?;
    let kernels_room = conv.room.lend(16 * outputs * channels)?;
    let kernels = kernels(conv.weight, channels, &kernels_room)?;
    let across = w.div_ceil(2);
    let down = h.div_ceil(2);
    let at_a_time = ((SUMS_AT_A_TIME / (16 * channels)).max(SQUARES_AT_A_TIME) / across).clamp(1, down);
    let room = conv.room.lend(16 * channels * at_a_time * across)?;
    let mut out = vec![0.0; outputs * h * w];
    let arch = Arch::new();
    for top in (0..down).step_by(at_a_time) {
        let rows = at_a_time.min(down - top);
        let squares = rows * across;
        let sums = room.part(16 * channels * squares)?;
        with_numbers(x, |x| {
            sums.inplace_op1(&InPlace(|sums: &mut [f32]| {
                sums.par_chunks_mut(16 * squares).zip(x.par_chunks(h * w)).for_each(|(sums, plane)| {
                    widest(
                        arch,
                        #[inline(always)]
                        || sum_pixels(sums, plane, (h, w), top, across),
                    );
                });
            }))
        })?;
        let products = kernels.matmul(&sums.reshape((channels, 16, squares))?.transpose(0, 1)?)?;
        with_numbers(&products, |products| {
            with_numbers(conv.bias, |bias| {
                out.par_chunks_mut(h * w).zip(bias).enumerate().for_each(|(c, (plane, &bias))| {
                    let of = |i: usize| &products[(i * outputs + c) * squares..][..squares];
                    let parts: [&[f32]; 16] = std::array::from_fn(of);
                    widest(
                        arch,
                        #[inline(always)]
                        || put_pixels(plane, &parts, (h, w), (top, across), bias),
                    );
                });
                Ok(())
            })
        })?;
    }
    Tensor::from_vec(out, (1, outputs, h, w), &Device::Cpu)
}

/// `[out, in * 9]` to its sums `[16, out, in]`, laid out in `room`.
fn kernels(weight: &Tensor, channels: usize, room: &Lent) -> Result<Tensor> {
    let sums = room.shaped(&[weight.dim(0)?, 16, channels])?;
    with_numbers(weight, |weight| {
        sums.inplace_op1(&InPlace(|sums: &mut [f32]| {
            // One row of sums for each output, so that all can be written side by side.
            let rows = sums.par_chunks_mut(16 * channels).zip(weight.par_chunks(9 * channels));
            rows.for_each(|(sums, weight)| {
                let (kernels, _) = weight.as_chunks::<9>();
                for (c, k) in kernels.iter().enumerate() {
                    for (i, part) in kernel_sums(k).into_iter().enumerate() {
                        sums[i * channels + c] = part;
                    }
                }
            });
        }))
    })?;
    sums.transpose(0, 1)
}

#[inline(always)]
fn kernel_sums(k: &[f32; 9]) -> [f32; 16] {
    let spread = |a: f32, b: f32, c: f32| [a, 0.5 * (a + b + c), 0.5 * (a - b + c), c];
    let columns: [[f32; 4]; 3] = std::array::from_fn(|x| spread(k[x], k[3 + x], k[6 + x]));
    let mut sums = [0.0; 16];
    for row in 0..4 {
        let line = spread(columns[0][row], columns[1][row], columns[2][row]);
        sums[4 * row..4 * row + 4].copy_from_slice(&line);
    }
    sums
}

/// The sixteen sums of all squares of one channel, one after the other: `[16, squares]`.
#[inline(always)]
fn sum_pixels(sums: &mut [f32], plane: &[f32], (h, w): (usize, usize), top: usize, across: usize) {
    let squares = sums.len() / 16;
    let width = 2 * across + 2;
    let mut lines = vec![0.0_f32; 8 * width];
    let (pixels, mixed) = lines.split_at_mut(4 * width);
    for row in 0..squares / across {
        for (i, line) in pixels.chunks_exact_mut(width).enumerate() {
            // The square's first line lies one above its first pixel; zeros stand all around the picture.
            match (2 * (top + row) + i).checked_sub(1).filter(|&y| y < h) {
                Some(y) => line[1..=w].copy_from_slice(&plane[y * w..][..w]),
                None => line.fill(0.0),
            }
        }
        for x in 0..width {
            let [a, b, c, d] = [pixels[x], pixels[width + x], pixels[2 * width + x], pixels[3 * width + x]];
            mixed[x] = a - c;
            mixed[width + x] = b + c;
            mixed[2 * width + x] = c - b;
            mixed[3 * width + x] = b - d;
        }
        for (i, line) in mixed.chunks_exact(width).enumerate() {
            let (pairs, _) = line.as_chunks::<2>();
            for part in 0..4 {
                let to = &mut sums[(4 * i + part) * squares + row * across..][..across];
                let here = to.iter_mut().zip(pairs.iter().zip(&pairs[1..]));
                match part {
                    0 => here.for_each(|(to, (a, b))| *to = a[0] - b[0]),
                    1 => here.for_each(|(to, (a, b))| *to = a[1] + b[0]),
                    2 => here.for_each(|(to, (a, b))| *to = b[0] - a[1]),
                    _ => here.for_each(|(to, (a, b))| *to = a[1] - b[1]),
                }
            }
        }
    }
}

/// The pixels of one output from its sixteen products.
#[inline(always)]
fn put_pixels(
    plane: &mut [f32],
    parts: &[&[f32]; 16],
    (h, w): (usize, usize),
    (top, across): (usize, usize),
    bias: f32,
) {
    let mut line = vec![0.0_f32; 2 * across];
    for row in 0..parts[0].len() / across {
        let part: [&[f32]; 16] = std::array::from_fn(|i| &parts[i][row * across..][..across]);
        for below in 0..2 {
            let y = 2 * (top + row) + below;
            if y >= h {
                continue;
            }
            let (pairs, _) = line.as_chunks_mut::<2>();
            for (x, pair) in pairs.iter_mut().enumerate().take(across) {
                let column = |i: usize| match below {
                    0 => part[i][x] + part[4 + i][x] + part[8 + i][x],
                    _ => part[4 + i][x] - part[8 + i][x] - part[12 + i][x],
                };
                let [a, b, c, d] = [column(0), column(1), column(2), column(3)];
                *pair = [a + b + c + bias, b - c - d + bias];
            }
            plane[y * w..][..w].copy_from_slice(&line[..w]);
        }
    }
}
