//! What networks spend their time on, by hand for processors.
//!
//! The tensor library multiplies matrices well; between its operations it walks memory many times and on one core. Each
//! function here does a whole step in one walk, on all cores, compiled for the widest vectors that the processor has.
//! Cards take the library's own operations instead (see [`super::layers`]).

use candle_core::{CpuStorage, DType, Device, InplaceOp1, Layout, Result, Storage, Tensor, bail};
use half::slice::HalfFloatSliceExt;
use pulp::{Arch, Simd, WithSimd};
use rayon::prelude::*;

use super::room::{Lent, Room};
use super::winograd;

/// How many numbers of a matrix of image patches are laid out at a time: 4 MiB, which stays near the core.
const PATCHES_AT_A_TIME: usize = 1 << 20;
/// Fewer pixels at a time would read the kernel too often.
const PIXELS_AT_A_TIME: usize = 512;
/// Side of the squares in which a matrix is turned over.
const SQUARE: usize = 16;
/// Numbers that are widened or counted by one core at a time.
const CHUNK: usize = 1 << 14;
/// Sums are kept in as many parts, so that they can be added side by side.
pub(super) const LANES: usize = 16;

/// Whether the functions here may be used on this tensor.
pub(super) fn is_ours(tensor: &Tensor) -> bool {
    matches!(tensor.device(), Device::Cpu) && tensor.dtype() == DType::F32
}

/// Lends the numbers of a tensor that lies in one piece.
///
/// # Errors
/// Where it doesn't, or isn't made of 32-bit numbers in main memory.
pub(super) fn with_numbers<R>(tensor: &Tensor, read: impl FnOnce(&[f32]) -> Result<R>) -> Result<R> {
    let (storage, layout) = tensor.storage_and_layout();
    match (&*storage, layout.contiguous_offsets()) {
        (Storage::Cpu(CpuStorage::F32(numbers)), Some((from, to))) => read(&numbers[from..to]),
        _ => bail!("a tensor of numbers in one piece is needed"),
    }
}

/// Changes a tensor's numbers where they lie. Only for tensors that nobody else holds.
pub(super) struct InPlace<F>(pub(super) F);

impl<F: Fn(&mut [f32])> InplaceOp1 for InPlace<F> {
    fn name(&self) -> &'static str {
        "in-place"
    }

    fn cpu_fwd(&self, storage: &mut CpuStorage, layout: &Layout) -> Result<()> {
        match (storage, layout.contiguous_offsets()) {
            (CpuStorage::F32(numbers), Some((from, to))) => {
                (self.0)(&mut numbers[from..to]);
                Ok(())
            }
            _ => bail!("a tensor of numbers in one piece is needed"),
        }
    }
}

/// A tensor of 16 bits as one of 32, laid out in `room`.
///
/// # Errors
/// Where it isn't in main memory and in one piece.
pub(super) fn widened(tensor: &Tensor, room: &Lent) -> Result<Tensor> {
    let (storage, layout) = tensor.storage_and_layout();
    let (Storage::Cpu(CpuStorage::F16(numbers)), Some((from, to))) = (&*storage, layout.contiguous_offsets())
    else {
        return tensor.to_dtype(DType::F32);
    };
    let wide = room.shaped(tensor.dims())?;
    wide.inplace_op1(&InPlace(|wide: &mut [f32]| {
        wide.par_chunks_mut(CHUNK).zip(numbers[from..to].par_chunks(CHUNK)).for_each(|(wide, half)| {
            half.convert_to_f32_slice(wide);
        });
    }))?;
    Ok(wide)
}

/// Adds `row` to each row of `x`, where it lies.
///
/// # Errors
/// Where either isn't in one piece.
pub(super) fn add_row(x: &Tensor, row: &Tensor) -> Result<()> {
    with_numbers(row, |row| {
        let rows_at_a_time = (CHUNK / row.len()).max(1);
        x.inplace_op1(&InPlace(|x: &mut [f32]| {
            x.par_chunks_mut(rows_at_a_time * row.len()).for_each(|rows| {
                for x in rows.chunks_exact_mut(row.len()) {
                    x.iter_mut().zip(row).for_each(|(x, &more)| *x += more);
                }
            });
        }))
    })
}

/// Adds `more` to `x`, where it lies.
///
/// # Errors
/// Where either isn't in one piece or they are of different sizes.
pub(super) fn add(x: &Tensor, more: &Tensor) -> Result<()> {
    if x.elem_count() != more.elem_count() {
        bail!("{:?} and {:?} can't be added", x.dims(), more.dims());
    }
    with_numbers(more, |more| {
        x.inplace_op1(&InPlace(|x: &mut [f32]| {
            x.par_chunks_mut(CHUNK).zip(more.par_chunks(CHUNK)).for_each(|(x, more)| {
                x.iter_mut().zip(more).for_each(|(x, &more)| *x += more);
            });
        }))
    })
}

/// `a * b + c`, in one operation where every processor of the kind has one. On others it would be a call.
#[inline(always)]
fn fused(a: f32, b: f32, c: f32) -> f32 {
    if cfg!(any(target_arch = "x86_64", target_arch = "aarch64")) { a.mul_add(b, c) } else { a * b + c }
}

/// A walk over memory that is compiled for each width of vectors. The library takes closures, too, but calls them by a way
/// that isn't compiled into the wide function, so that all of it would be done in the narrowest vectors.
struct Walk<F>(F);

impl<R, F: FnMut() -> R> WithSimd for Walk<F> {
    type Output = R;

    #[inline(always)]
    fn with_simd<S: Simd>(mut self, _: S) -> R {
        (self.0)()
    }
}

/// Runs this compiled for the widest vectors there are. It must be a closure that changes something and that is
/// `#[inline(always)]`.
#[inline(always)]
pub(super) fn widest<R>(arch: Arch, walk: impl FnMut() -> R) -> R {
    arch.dispatch(Walk(walk))
}

/// e to the power of x. Range reduction and a polynomial, because the standard one can't be counted side by side; off by
/// less than two units in the last place between -87 and 88, and held there outside.
#[inline(always)]
pub(super) fn exp(x: f32) -> f32 {
    // Adding this rounds to a whole number, which then stands in the lowest bits.
    const ROUND: f32 = 12_582_912.0;
    let x = x.clamp(-87.0, 88.0);
    let shifted = fused(x, std::f32::consts::LOG2_E, ROUND);
    let whole = shifted - ROUND;
    let power = shifted.to_bits().wrapping_sub(ROUND.to_bits()).wrapping_add(127) << 23;
    // ln 2 in two parts, of which the first has so few digits that its multiples are exact.
    let r = fused(whole, 2.121_944_4e-4, fused(whole, -0.693_359_4, x));
    let terms = [1.0 / 5040.0, 1.0 / 720.0, 1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5, 1.0, 1.0];
    let mut poly = terms[0];
    for term in &terms[1..] {
        poly = fused(poly, r, *term);
    }
    poly * f32::from_bits(power)
}

#[inline(always)]
fn silu_of(x: f32) -> f32 {
    x / (1.0 + exp(-x))
}

/// x times the normal distribution's integral up to x. The error function is formula 7.1.26 of "Handbook of Mathematical
/// Functions" (Abramowitz and Stegun), off by at most 1.5e-7.
#[inline(always)]
fn gelu_of(x: f32) -> f32 {
    let z = x.abs() * std::f32::consts::FRAC_1_SQRT_2;
    let t = 1.0 / (1.0 + 0.327_591_1 * z);
    let poly =
        t * (0.254_829_6 + t * (-0.284_496_74 + t * (1.421_413_7 + t * (-1.453_152 + t * 1.061_405_4))));
    let half = 0.5 * poly * exp(-z * z);
    if x >= 0.0 { x - x * half } else { x * half }
}

#[inline(always)]
fn sum(numbers: &[f32], term: impl Fn(f32) -> f32) -> f64 {
    let mut lanes = [0.0_f32; LANES];
    let (whole, rest) = numbers.as_chunks::<LANES>();
    let mut total = 0.0_f64;
    for block in whole.chunks(256) {
        lanes.fill(0.0);
        for chunk in block {
            for (lane, &x) in lanes.iter_mut().zip(chunk) {
                *lane += term(x);
            }
        }
        total += lanes.iter().map(|&x| f64::from(x)).sum::<f64>();
    }
    total + rest.iter().map(|&x| f64::from(term(x))).sum::<f64>()
}

/// `silu(x)` for every number.
///
/// # Errors
/// Where `x` isn't in one piece.
pub(super) fn silu(x: &Tensor) -> Result<Tensor> {
    map(x, |arch, from, to| {
        widest(
            arch,
            #[inline(always)]
            || to.iter_mut().zip(from).for_each(|(to, &x)| *to = silu_of(x)),
        );
    })
}

fn map(x: &Tensor, each: impl Fn(Arch, &[f32], &mut [f32]) + Sync) -> Result<Tensor> {
    let arch = Arch::new();
    let out = with_numbers(x, |numbers| {
        let mut out = vec![0.0; numbers.len()];
        out.par_chunks_mut(CHUNK).zip(numbers.par_chunks(CHUNK)).for_each(|(to, from)| each(arch, from, to));
        Ok(out)
    })?;
    Tensor::from_vec(out, x.shape(), &Device::Cpu)
}

/// The first half of each row times the GELU of its second half: `[.., 2n]` to `[.., n]` ("GLU Variants Improve
/// Transformer", Shazeer, 2020).
///
/// # Errors
/// Where `x` isn't in one piece.
pub(super) fn geglu(x: &Tensor) -> Result<Tensor> {
    let arch = Arch::new();
    let mut dims = x.dims().to_vec();
    let last = dims.len() - 1;
    let n = dims[last] / 2;
    dims[last] = n;
    let out = with_numbers(x, |numbers| {
        let mut out = vec![0.0; numbers.len() / 2];
        out.par_chunks_mut(n).zip(numbers.par_chunks(2 * n)).for_each(|(to, row)| {
            let (value, gate) = row.split_at(n);
            widest(
                arch,
                #[inline(always)]
                || to.iter_mut().zip(value.iter().zip(gate)).for_each(|(to, (&v, &g))| *to = v * gelu_of(g)),
            );
        });
        Ok(out)
    })?;
    Tensor::from_vec(out, dims, &Device::Cpu)
}

/// `[1, rows, columns]` to `[1, columns, rows]`, laid out anew, square by square.
///
/// # Errors
/// Where `x` isn't in one piece.
pub(super) fn turned(x: &Tensor) -> Result<Tensor> {
    let (_, rows, columns) = x.dims3()?;
    let out = with_numbers(x, |from| {
        let mut out = vec![0.0; from.len()];
        out.par_chunks_mut(SQUARE * rows).enumerate().for_each(|(band, to)| {
            let left = band * SQUARE;
            let width = SQUARE.min(columns - left);
            for top in (0..rows).step_by(SQUARE) {
                for row in top..(top + SQUARE).min(rows) {
                    let line = &from[row * columns + left..][..width];
                    line.iter().enumerate().for_each(|(column, &x)| to[column * rows + row] = x);
                }
            }
        });
        Ok(out)
    })?;
    Tensor::from_vec(out, (1, columns, rows), &Device::Cpu)
}

/// `[1, channels, h, w]` in another size, each pixel that of its place before.
///
/// # Errors
/// Where `x` isn't in one piece.
pub(super) fn enlarged(x: &Tensor, to_h: usize, to_w: usize) -> Result<Tensor> {
    let (_, channels, h, w) = x.dims4()?;
    let out = with_numbers(x, |from| {
        let mut out = vec![0.0; channels * to_h * to_w];
        out.par_chunks_mut(to_h * to_w).zip(from.par_chunks(h * w)).for_each(|(to, from)| {
            for (y, to) in to.chunks_mut(to_w).enumerate() {
                let line = &from[y * h / to_h * w..][..w];
                if to_w == 2 * w {
                    to.chunks_exact_mut(2).zip(line).for_each(|(to, &x)| to.fill(x));
                } else {
                    to.iter_mut().enumerate().for_each(|(i, to)| *to = line[i * w / to_w]);
                }
            }
        });
        Ok(out)
    })?;
    Tensor::from_vec(out, (1, channels, to_h, to_w), &Device::Cpu)
}

/// What a group norm needs beside the picture.
pub(super) struct GroupNorm<'a> {
    /// Into how many groups the channels fall.
    pub(super) groups: usize,
    /// Added to the variance.
    pub(super) eps: f64,
    /// `[channels]`.
    pub(super) weight: &'a Tensor,
    /// `[channels]`.
    pub(super) bias: &'a Tensor,
}

/// "Group Normalization" (Wu and He, 2018) of `[1, channels, h, w]`, with SiLU behind it where that is wanted.
///
/// # Errors
/// Where `x` isn't in one piece.
pub(super) fn group_norm(x: &Tensor, norm: &GroupNorm<'_>, silu: bool) -> Result<Tensor> {
    let (_, channels, h, w) = x.dims4()?;
    let (pixels, each) = (h * w, channels / norm.groups);
    let arch = Arch::new();
    let out = with_numbers(x, |x| {
        with_numbers(norm.weight, |weight| {
            with_numbers(norm.bias, |bias| {
                let mut out = vec![0.0; x.len()];
                let groups = out.par_chunks_mut(each * pixels).zip(x.par_chunks(each * pixels));
                groups.enumerate().for_each(|(g, (to, from))| {
                    let channels = g * each..(g + 1) * each;
                    let scales = (&weight[channels.clone()], &bias[channels], norm.eps);
                    widest(
                        arch,
                        #[inline(always)]
                        || normed(to, from, scales, pixels, silu),
                    );
                });
                Ok(out)
            })
        })
    })?;
    Tensor::from_vec(out, x.shape(), &Device::Cpu)
}

#[inline(always)]
fn normed(
    to: &mut [f32],
    from: &[f32],
    (weight, bias, eps): (&[f32], &[f32], f64),
    pixels: usize,
    silu: bool,
) {
    let count = from.len() as f64;
    let mean = sum(from, |x| x) / count;
    let middle = mean as f32;
    let variance = sum(from, |x| (x - middle) * (x - middle)) / count;
    let narrow = 1.0 / (variance + eps).sqrt();
    for (c, (to, from)) in to.chunks_mut(pixels).zip(from.chunks(pixels)).enumerate() {
        let scale = (f64::from(weight[c]) * narrow) as f32;
        let shift = bias[c];
        for (to, &x) in to.iter_mut().zip(from) {
            let y = (x - middle) * scale + shift;
            *to = if silu { silu_of(y) } else { y };
        }
    }
}

/// What a convolution needs beside the picture.
pub(super) struct Conv<'a> {
    /// `[out, in * k * k]`.
    pub(super) weight: &'a Tensor,
    /// `[out]`.
    pub(super) bias: &'a Tensor,
    /// Where patches and sums are laid out.
    pub(super) room: &'a Room,
    /// Kernel's side.
    pub(super) k: usize,
    /// Pixels from one patch to the next.
    pub(super) stride: usize,
    /// Pixels of zeros before the first row and column.
    pub(super) before: usize,
    /// Pixels of zeros after the last row and column.
    pub(super) after: usize,
}

/// A convolution of `[1, in, h, w]`: some rows of patches at a time are laid out as a matrix, so that it is a product of
/// matrices and never needs more than a few megabytes for them.
///
/// # Errors
/// Where `x` isn't in one piece or the library refuses.
pub(super) fn conv(x: &Tensor, conv: &Conv<'_>) -> Result<Tensor> {
    let (_, channels, h, w) = x.dims4()?;
    let out_side = |side: usize| (side + conv.before + conv.after - conv.k) / conv.stride + 1;
    let (out_h, out_w) = (out_side(h), out_side(w));
    if winograd::pays(conv, out_h * out_w, channels) {
        return winograd::conv(x, conv);
    }
    let out_channels = conv.weight.dim(0)?;
    let taps = channels * conv.k * conv.k;
    let pixels = (PATCHES_AT_A_TIME / taps).max(PIXELS_AT_A_TIME);
    let rows_at_a_time = (pixels / out_w).clamp(1, out_h);
    let room = conv.room.lend(taps * rows_at_a_time * out_w)?;
    let mut out = vec![0.0; out_channels * out_h * out_w];
    for top in (0..out_h).step_by(rows_at_a_time) {
        let rows = rows_at_a_time.min(out_h - top);
        let patches = room.part(taps * rows * out_w)?;
        with_numbers(x, |x| {
            patches.inplace_op1(&InPlace(|patches: &mut [f32]| {
                let channels =
                    patches.par_chunks_mut(conv.k * conv.k * rows * out_w).zip(x.par_chunks(h * w));
                channels.for_each(|(to, plane)| lay_out(to, plane, (h, w), (top, rows, out_w), conv));
            }))
        })?;
        let product = conv.weight.matmul(&patches.reshape((taps, rows * out_w))?)?;
        put_rows(&mut out, &product, conv.bias, (out_h * out_w, top * out_w, rows * out_w))?;
    }
    Tensor::from_vec(out, (1, out_channels, out_h, out_w), &Device::Cpu)
}

/// The patches of one channel: one row of the matrix for each tap of the kernel.
fn lay_out(
    to: &mut [f32],
    plane: &[f32],
    (h, w): (usize, usize),
    (top, rows, out_w): (usize, usize, usize),
    conv: &Conv<'_>,
) {
    for (tap, to) in to.chunks_mut(rows * out_w).enumerate() {
        let (ky, kx) = (tap / conv.k, tap % conv.k);
        // The first and last output column whose pixel lies inside.
        let first = conv.before.saturating_sub(kx).div_ceil(conv.stride).min(out_w);
        let last = (w + conv.before).saturating_sub(kx).div_ceil(conv.stride).clamp(first, out_w);
        for (row, to) in to.chunks_mut(out_w).enumerate() {
            let y = (top + row) * conv.stride + ky;
            if y < conv.before || y - conv.before >= h || first == last {
                to.fill(0.0);
                continue;
            }
            to[..first].fill(0.0);
            to[last..].fill(0.0);
            let line = &plane[(y - conv.before) * w..][..w];
            let from = &line[first * conv.stride + kx - conv.before..];
            if conv.stride == 1 {
                to[first..last].copy_from_slice(&from[..last - first]);
            } else {
                to[first..last].iter_mut().zip(from.iter().step_by(conv.stride)).for_each(|(to, &x)| *to = x);
            }
        }
    }
}

/// Puts a product `[out, count]` at its place in each channel, and adds the bias on the way.
fn put_rows(
    out: &mut [f32],
    product: &Tensor,
    bias: &Tensor,
    (plane, start, count): (usize, usize, usize),
) -> Result<()> {
    with_numbers(product, |product| {
        with_numbers(bias, |bias| {
            out.par_chunks_mut(plane).zip(product.par_chunks(count)).zip(bias).for_each(
                |((to, from), &bias)| {
                    to[start..start + count].iter_mut().zip(from).for_each(|(to, &x)| *to = x + bias);
                },
            );
            Ok(())
        })
    })
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::diffusion) fn some(shape: &[usize], seed: u64) -> Tensor {
        let count = shape.iter().product();
        Tensor::from_vec(super::super::noise::normal(seed, 0, count), shape, &Device::Cpu).expect("fits")
    }

    pub(in crate::diffusion) fn apart(a: &Tensor, b: &Tensor) -> f32 {
        assert_eq!(a.dims(), b.dims());
        (a - b).and_then(|d| d.abs()?.flatten_all()?.max(0)?.to_scalar()).expect("same shape")
    }

    #[test]
    fn exp_is_close_to_the_standard_one() {
        for step in -8700..8800 {
            let x = step as f32 / 100.0 + 0.003;
            let (ours, theirs) = (f64::from(exp(x)), f64::from(x).exp());
            assert!((ours / theirs - 1.0).abs() < 5e-7, "{x}: {ours} {theirs}");
        }
    }

    #[test]
    fn activations_are_the_librarys() {
        let x = (some(&[3, 50], 1) * 4.0).expect("scales");
        assert!(apart(&silu(&x).expect("runs"), &x.silu().expect("runs")) < 2e-6);
        let halves = x.chunk(2, 1).expect("even");
        let theirs = (&halves[0] * halves[1].gelu_erf().expect("runs")).expect("runs");
        assert!(apart(&geglu(&x).expect("runs"), &theirs) < 1e-5);
    }

    #[test]
    fn convolutions_are_the_librarys() {
        for (k, stride, side) in [(3, 1, 9), (3, 2, 9), (3, 2, 8), (1, 1, 5), (3, 1, 2), (3, 1, 1)] {
            let x = some(&[1, 5, side, side + 2], 1);
            let weight = some(&[7, 5, k, k], 2);
            let bias = some(&[7], 3);
            let flat = weight.reshape((7, 5 * k * k)).expect("fits");
            let around = k / 2;
            let ours = conv(
                &x,
                &Conv {
                    weight: &flat,
                    bias: &bias,
                    room: &Room::default(),
                    k,
                    stride,
                    before: around,
                    after: around,
                },
            );
            let theirs = x.conv2d(&weight, around, stride, 1, 1).expect("runs");
            let theirs = theirs.broadcast_add(&bias.reshape((1, 7, 1, 1)).expect("fits")).expect("runs");
            assert!(apart(&ours.expect("runs"), &theirs) < 1e-5, "{k} {stride} {side}");
        }
    }

    #[test]
    fn large_convolutions_are_the_librarys() {
        for (h, w) in [(32, 32), (33, 35), (64, 31)] {
            let x = some(&[1, 32, h, w], 1);
            let weight = some(&[40, 32, 3, 3], 2);
            let bias = some(&[40], 3);
            let flat = weight.reshape((40, 288)).expect("fits");
            let room = Room::default();
            let given =
                Conv { weight: &flat, bias: &bias, room: &room, k: 3, stride: 1, before: 1, after: 1 };
            assert!(winograd::pays(&given, h * w, 32));
            let ours = conv(&x, &given).expect("runs");
            let theirs = x.conv2d(&weight, 1, 1, 1, 1).expect("runs");
            let theirs = theirs.broadcast_add(&bias.reshape((1, 40, 1, 1)).expect("fits")).expect("runs");
            assert!(apart(&ours, &theirs) < 1e-4, "{h} {w}: {}", apart(&ours, &theirs));
        }
    }

    #[test]
    fn turning_and_enlarging_are_the_librarys() {
        let x = some(&[1, 35, 18], 1);
        assert_eq!(apart(&turned(&x).expect("runs"), &x.transpose(1, 2).expect("has them")), 0.0);
        let x = some(&[1, 3, 4, 5], 1);
        for (h, w) in [(8, 10), (7, 9), (4, 5)] {
            assert_eq!(
                apart(&enlarged(&x, h, w).expect("runs"), &x.upsample_nearest2d(h, w).expect("runs")),
                0.0
            );
        }
    }

    #[test]
    fn group_norm_is_the_librarys() {
        let x = some(&[1, 8, 5, 7], 1);
        let (weight, bias) = (some(&[8], 2), some(&[8], 3));
        let ours = group_norm(&x, &GroupNorm { groups: 4, eps: 1e-5, weight: &weight, bias: &bias }, true);
        let theirs = candle_nn::GroupNorm::new(weight, bias, 8, 4, 1e-5).expect("fits");
        let theirs = candle_core::Module::forward(&theirs, &x).and_then(|x| x.silu()).expect("runs");
        assert!(apart(&ours.expect("runs"), &theirs) < 1e-5);
    }
}
