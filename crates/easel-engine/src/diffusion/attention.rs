//! Attention by hand for processors.
//!
//! A picture of 4096 latent pixels has sixteen million scores for each head, so queries are taken in slices whose scores
//! stay near the cores. Each slice is walked twice between its two products of matrices: for the largest score of each
//! row, and for the powers and their sum. Dividing by the sum is left to where the result, a hundred times narrower, is
//! put at its place.

use std::sync::{Mutex, PoisonError};

use candle_core::{Device, Result, Tensor};
use pulp::Arch;
use rayon::prelude::*;

use super::kernels::{InPlace, LANES, exp, turned, widest, with_numbers};

/// Scores that are in memory at a time: 2 MiB.
const SCORES_AT_A_TIME: usize = 1 << 19;
/// Queries or keys that one core puts by heads at a time.
const ROWS_AT_A_TIME: usize = 32;

/// `q` `[1, n, heads * d]` over `k` and `v` `[1, m, heads * d]`, giving `[1, n, heads * d]`. `mask` `[n, m]` is added to
/// the scores.
///
/// # Errors
/// Where a tensor isn't in one piece or the library refuses.
pub(super) fn attention(
    (q, k, v): (&Tensor, &Tensor, &Tensor),
    heads: usize,
    mask: Option<&Tensor>,
) -> Result<Tensor> {
    let (_, n, width) = q.dims3()?;
    let m = k.dim(1)?;
    let d = width / heads;
    let scale = (1.0 / (d as f64).sqrt()) as f32;
    let (q, v) = (by_heads(q, heads, scale)?, by_heads(v, heads, 1.0)?);
    // Turned over once, and not by each product for itself.
    let k = turned(&k.contiguous()?)?.reshape((heads, d, m))?;
    // Few queries are taken for all heads at once, many for some heads or a part of one.
    let heads_at_a_time = (SCORES_AT_A_TIME / (n * m)).clamp(1, heads);
    let queries_at_a_time = (SCORES_AT_A_TIME / m).clamp(1, n);
    let mut out = vec![0.0; n * width];
    for head in (0..heads).step_by(heads_at_a_time) {
        let some = heads_at_a_time.min(heads - head);
        let (q, k, v) = (q.narrow(0, head, some)?, k.narrow(0, head, some)?, v.narrow(0, head, some)?);
        for start in (0..n).step_by(queries_at_a_time) {
            let count = queries_at_a_time.min(n - start);
            let scores = q.narrow(1, start, count)?.matmul(&k)?;
            let scores = match mask {
                Some(mask) => scores.broadcast_add(&mask.narrow(0, start, count)?)?,
                None => scores,
            };
            let shares = powers_in_place(&scores, m)?;
            with_numbers(&scores.matmul(&v)?, |part| {
                let rows = out[start * width..][..count * width].par_chunks_mut(width).enumerate();
                rows.for_each(|(row, to)| {
                    for (i, to) in to[head * d..][..some * d].chunks_exact_mut(d).enumerate() {
                        let (from, share) = (&part[(i * count + row) * d..][..d], shares[i * count + row]);
                        to.iter_mut().zip(from).for_each(|(to, &x)| *to = x * share);
                    }
                });
                Ok(())
            })?;
        }
    }
    Tensor::from_vec(out, (1, n, width), &Device::Cpu)
}

/// `[1, n, heads * d]` to `[heads, n, d]`, times `scale`.
fn by_heads(x: &Tensor, heads: usize, scale: f32) -> Result<Tensor> {
    let (_, n, width) = x.dims3()?;
    let d = width / heads;
    let out = with_numbers(&x.contiguous()?, |x| {
        let mut out = vec![0.0; x.len()];
        // Each head is cut into parts of its own, so that both a single head and many keep all cores busy.
        out.par_chunks_mut(n * d).enumerate().for_each(|(head, to)| {
            to.par_chunks_mut(ROWS_AT_A_TIME * d).enumerate().for_each(|(part, to)| {
                let rows = x[part * ROWS_AT_A_TIME * width..].chunks(width);
                for (to, row) in to.chunks_exact_mut(d).zip(rows) {
                    to.iter_mut().zip(&row[head * d..][..d]).for_each(|(to, &x)| *to = x * scale);
                }
            });
        });
        Ok(out)
    })?;
    Tensor::from_vec(out, (heads, n, d), &Device::Cpu)
}

/// Scores to e to their power, where they lie, over that of the largest in the row; what each row must be multiplied
/// with to add up to 1.
fn powers_in_place(scores: &Tensor, row: usize) -> Result<Vec<f32>> {
    let arch = Arch::new();
    let shares = Mutex::new(vec![0.0; scores.elem_count() / row]);
    scores.inplace_op1(&InPlace(|numbers: &mut [f32]| {
        let mut shares = shares.lock().unwrap_or_else(PoisonError::into_inner);
        numbers.par_chunks_mut(row).zip(&mut shares[..]).for_each(|(row, share)| {
            *share = widest(
                arch,
                #[inline(always)]
                || powers(row),
            );
        });
    }))?;
    Ok(shares.into_inner().unwrap_or_else(PoisonError::into_inner))
}

#[inline(always)]
fn powers(row: &mut [f32]) -> f32 {
    let mut lanes = [f32::NEG_INFINITY; LANES];
    let (whole, rest) = row.as_chunks::<LANES>();
    for chunk in whole {
        for (most, &x) in lanes.iter_mut().zip(chunk) {
            *most = if x > *most { x } else { *most };
        }
    }
    let most = lanes.iter().chain(rest).copied().fold(f32::NEG_INFINITY, f32::max);
    let mut total = 0.0_f64;
    let (whole, rest) = row.as_chunks_mut::<LANES>();
    // Sums are kept in short parts, so that late small terms aren't lost in a large sum.
    for block in whole.chunks_mut(64) {
        let mut lanes = [0.0_f32; LANES];
        for chunk in block {
            for (lane, x) in lanes.iter_mut().zip(chunk) {
                *x = exp(*x - most);
                *lane += *x;
            }
        }
        total += lanes.iter().map(|&x| f64::from(x)).sum::<f64>();
    }
    for x in rest {
        *x = exp(*x - most);
        total += f64::from(*x);
    }
    (1.0 / total) as f32
}

#[cfg(test)]
mod tests {
    use super::super::kernels::tests::{apart, some};
    use super::*;

    #[test]
    fn it_is_the_plain_formula() {
        for (n, m, heads, masked) in [(5, 5, 2, true), (70, 9, 3, false), (1100, 1030, 2, false)] {
            let (q, k, v) = (some(&[1, n, 12], 1), some(&[1, m, 12], 2), some(&[1, m, 12], 3));
            let mask = some(&[n, m], 4);
            let mask = masked.then_some(&mask);
            let ours = attention((&q, &k, &v), heads, mask).expect("runs");
            let d = 12 / heads;
            let split = |x: &Tensor| x.reshape(((), heads, d))?.transpose(0, 1)?.contiguous();
            let theirs = (|| {
                let scores = (split(&q)?.matmul(&split(&k)?.transpose(1, 2)?)? / (d as f64).sqrt())?;
                let scores = if let Some(mask) = mask { scores.broadcast_add(mask)? } else { scores };
                let mixed = candle_nn::ops::softmax(&scores, 2)?.matmul(&split(&v)?)?;
                mixed.transpose(0, 1)?.reshape((1, n, 12))
            })();
            assert!(apart(&ours, &theirs.expect("runs")) < 2e-6, "{n} {m} {heads}");
        }
    }
}
