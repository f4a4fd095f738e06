//! What networks are made of, built from named weights.
//!
//! Everything works on a batch of one: guidance takes two passes one after the other, which is as fast on a processor and
//! needs half the room.

use candle_core::{D, DType, Device, Result, Tensor};

use super::room::{Lent, Room};
use super::weights::Weights;
use super::{LoadError, kernels};

/// Scores of attention that are in memory at a time: 4 MiB in 32 bits. A picture of 4096 latent pixels has sixteen million
/// of them for each head, so queries are taken in slices, which also stay near the cores.
const SCORES_AT_A_TIME: usize = 1 << 20;

/// A large tensor that may be kept narrower than it is counted with.
#[derive(Debug)]
struct Held {
    tensor: Tensor,
    compute: DType,
    room: Room,
}

/// A large tensor as it is counted with, for as long as this lives.
#[derive(Debug)]
struct Ready {
    tensor: Tensor,
    _room: Option<Lent>,
}

impl Held {
    fn load(weights: &Weights, name: &str, shape: &[usize]) -> std::result::Result<Self, LoadError> {
        let keeping = weights.keeping();
        let (compute, room) = (keeping.compute, keeping.room.clone());
        Ok(Self { tensor: weights.large(name, shape)?, compute, room })
    }

    fn ready(&self) -> Result<Ready> {
        let plain = |tensor| Ok(Ready { tensor, _room: None });
        match (self.tensor.dtype() == self.compute, self.tensor.device()) {
            (true, _) => plain(self.tensor.clone()),
            (false, Device::Cpu) => {
                let room = self.room.lend(self.tensor.elem_count())?;
                Ok(Ready { tensor: kernels::widened(&self.tensor, &room)?, _room: Some(room) })
            }
            (false, _) => plain(self.tensor.to_dtype(self.compute)?),
        }
    }
}

/// `x` times a matrix, and a bias where there is one.
#[derive(Debug)]
pub(super) struct Linear {
    weight: Held,
    bias: Option<Tensor>,
}

impl Linear {
    /// Reads `weight` `[out, in]` and, where the file has one, `bias` `[out]`.
    pub(super) fn load(
        weights: &Weights,
        inputs: usize,
        outputs: usize,
    ) -> std::result::Result<Self, LoadError> {
        let weight = Held::load(weights, "weight", &[outputs, inputs])?;
        let bias = if weights.has("bias") { Some(weights.small("bias", &[outputs])?) } else { None };
        Ok(Self { weight, bias })
    }

    /// `[1, n, in]` or `[1, in]` to the same with `out`.
    pub(super) fn forward(&self, x: &Tensor) -> Result<Tensor> {
        self.ready()?.forward(x)
    }

    /// The same for many calls, so that weights are widened once for all of them.
    pub(super) fn ready(&self) -> Result<ReadyLinear<'_>> {
        Ok(ReadyLinear { weight: self.weight.ready()?, bias: self.bias.as_ref() })
    }
}

/// A [`Linear`] whose weights are as they are counted with.
#[derive(Debug)]
pub(super) struct ReadyLinear<'a> {
    weight: Ready,
    bias: Option<&'a Tensor>,
}

impl ReadyLinear<'_> {
    /// `[1, n, in]` or `[1, in]` to the same with `out`.
    pub(super) fn forward(&self, x: &Tensor) -> Result<Tensor> {
        let mut dims = x.dims().to_vec();
        let inputs = dims.pop().unwrap_or(1);
        dims.push(self.weight.tensor.dim(0)?);
        let y = x.reshape(((), inputs))?.matmul(&self.weight.tensor.t()?)?.reshape(dims)?;
        match self.bias {
            Some(bias) if kernels::is_ours(&y) => {
                kernels::add_row(&y, bias)?;
                Ok(y)
            }
            Some(bias) => y.broadcast_add(bias),
            None => Ok(y),
        }
    }
}

/// A convolution with a square kernel.
#[derive(Debug)]
pub(super) struct Conv {
    weight: Held,
    bias: Tensor,
    k: usize,
    stride: usize,
    before: usize,
    after: usize,
}

impl Conv {
    /// Reads `weight` `[out, in, k, k]` and `bias`; zeros stand around the picture so that its size stays.
    pub(super) fn load(
        weights: &Weights,
        inputs: usize,
        outputs: usize,
        k: usize,
    ) -> std::result::Result<Self, LoadError> {
        let weight = Held::load(weights, "weight", &[outputs, inputs, k, k])?;
        let bias = weights.small("bias", &[outputs])?;
        Ok(Self { weight, bias, k, stride: 1, before: k / 2, after: k / 2 })
    }

    /// The same, taking every second pixel, with so many zeros before and after.
    pub(super) fn halving(self, before: usize, after: usize) -> Self {
        Self { stride: 2, before, after, ..self }
    }

    /// `[1, in, h, w]` to `[1, out, h', w']`.
    pub(super) fn forward(&self, x: &Tensor) -> Result<Tensor> {
        self.run(x, &self.bias)
    }

    /// The same plus `more` `[1, out]` at every pixel.
    pub(super) fn forward_plus(&self, x: &Tensor, more: &Tensor) -> Result<Tensor> {
        self.run(x, &(more.squeeze(0)? + &self.bias)?)
    }

    fn run(&self, x: &Tensor, bias: &Tensor) -> Result<Tensor> {
        let ready = self.weight.ready()?;
        let weight = &ready.tensor;
        if kernels::is_ours(x) {
            let weight = weight.reshape((weight.dim(0)?, ()))?;
            let Self { k, stride, before, after, .. } = *self;
            let conv =
                kernels::Conv { weight: &weight, bias, room: &self.weight.room, k, stride, before, after };
            return kernels::conv(&x.contiguous()?, &conv);
        }
        let (x, padding) = if self.before == self.after {
            (x.clone(), self.before)
        } else {
            let x =
                x.pad_with_zeros(2, self.before, self.after)?.pad_with_zeros(3, self.before, self.after)?;
            (x, 0)
        };
        x.conv2d(weight, padding, self.stride, 1, 1)?.broadcast_add(&bias.reshape((1, (), 1, 1))?)
    }
}

/// A norm over groups of channels.
#[derive(Debug)]
pub(super) struct GroupNorm {
    weight: Tensor,
    bias: Tensor,
    groups: usize,
    eps: f64,
}

impl GroupNorm {
    /// Reads `weight` and `bias`, `[channels]` each.
    pub(super) fn load(
        weights: &Weights,
        channels: usize,
        groups: usize,
        eps: f64,
    ) -> std::result::Result<Self, LoadError> {
        if groups == 0 || !channels.is_multiple_of(groups) {
            return Err(weights.unsupported(format!("{groups} groups of {channels} channels")));
        }
        let (weight, bias) = (weights.small("weight", &[channels])?, weights.small("bias", &[channels])?);
        Ok(Self { weight, bias, groups, eps })
    }

    /// `[1, channels, h, w]` to the same.
    pub(super) fn forward(&self, x: &Tensor) -> Result<Tensor> {
        self.run(x, false)
    }

    /// The same with SiLU behind it.
    pub(super) fn forward_silu(&self, x: &Tensor) -> Result<Tensor> {
        self.run(x, true)
    }

    fn run(&self, x: &Tensor, silu: bool) -> Result<Tensor> {
        if kernels::is_ours(x) {
            let Self { weight, bias, groups, eps } = self;
            let norm = kernels::GroupNorm { groups: *groups, eps: *eps, weight, bias };
            return kernels::group_norm(&x.contiguous()?, &norm, silu);
        }
        let channels = self.weight.dim(0)?;
        let norm = candle_nn::GroupNorm::new(
            self.weight.clone(),
            self.bias.clone(),
            channels,
            self.groups,
            self.eps,
        )?;
        let y = candle_core::Module::forward(&norm, x)?;
        if silu { y.silu() } else { Ok(y) }
    }
}

/// A norm over the last dimension.
#[derive(Debug)]
pub(super) struct LayerNorm {
    weight: Tensor,
    bias: Tensor,
    eps: f32,
}

impl LayerNorm {
    /// Reads `weight` and `bias`, `[width]` each.
    pub(super) fn load(weights: &Weights, width: usize, eps: f64) -> std::result::Result<Self, LoadError> {
        let (weight, bias) = (weights.small("weight", &[width])?, weights.small("bias", &[width])?);
        Ok(Self { weight, bias, eps: eps as f32 })
    }

    /// `[.., width]` to the same.
    pub(super) fn forward(&self, x: &Tensor) -> Result<Tensor> {
        candle_nn::ops::layer_norm(&x.contiguous()?, &self.weight, &self.bias, self.eps)
    }
}

/// A table of vectors.
#[derive(Debug)]
pub(super) struct Embedding {
    table: Held,
}

impl Embedding {
    /// Reads `weight` `[count, width]`.
    pub(super) fn load(
        weights: &Weights,
        count: usize,
        width: usize,
    ) -> std::result::Result<Self, LoadError> {
        Ok(Self { table: Held::load(weights, "weight", &[count, width])? })
    }

    /// The vectors of these ids, `[ids, width]`. Only they are widened, because the table is long.
    pub(super) fn forward(&self, ids: &[u32]) -> Result<Tensor> {
        let ids = Tensor::new(ids, self.table.tensor.device())?;
        self.table.tensor.index_select(&ids, 0)?.to_dtype(self.table.compute)
    }
}

/// SiLU of every number.
pub(super) fn silu(x: &Tensor) -> Result<Tensor> {
    if kernels::is_ours(x) { kernels::silu(&x.contiguous()?) } else { x.silu() }
}

/// The first half of each row times the GELU of its second half.
pub(super) fn geglu(x: &Tensor) -> Result<Tensor> {
    if kernels::is_ours(x) {
        return kernels::geglu(&x.contiguous()?);
    }
    let halves = x.chunk(2, D::Minus1)?;
    &halves[0].contiguous()? * halves[1].contiguous()?.gelu_erf()?
}

/// Refuses a number of heads that a width can't be divided by.
pub(super) fn check_heads(
    weights: &Weights,
    width: usize,
    heads: usize,
) -> std::result::Result<(), LoadError> {
    match heads == 0 || !width.is_multiple_of(heads) {
        true => Err(weights.unsupported(format!("{heads} heads of attention over {width} numbers"))),
        false => Ok(()),
    }
}

/// "Attention Is All You Need" (Vaswani and others, 2017): `q` `[1, n, heads * d]` over `k` and `v` `[1, m, heads * d]`,
/// giving `[1, n, heads * d]`. `mask` `[n, m]` is added to the scores.
pub(super) fn attention(
    q: &Tensor,
    k: &Tensor,
    v: &Tensor,
    heads: usize,
    mask: Option<&Tensor>,
) -> Result<Tensor> {
    if kernels::is_ours(q) {
        return super::attention::attention((q, k, v), heads, mask);
    }
    let (_, n, width) = q.dims3()?;
    let m = k.dim(1)?;
    let d = width / heads;
    let split = |x: &Tensor| x.reshape(((), heads, d))?.transpose(0, 1)?.contiguous();
    let (q, k, v) = ((split(q)? * (1.0 / (d as f64).sqrt()))?, split(k)?.transpose(1, 2)?, split(v)?);
    // Few queries are taken for all heads at once, many for some heads or a part of one.
    let heads_at_a_time = (SCORES_AT_A_TIME / (n * m)).clamp(1, heads);
    let queries_at_a_time = (SCORES_AT_A_TIME / m).clamp(1, n);
    let mut done = Vec::new();
    for head in (0..heads).step_by(heads_at_a_time) {
        let some = heads_at_a_time.min(heads - head);
        let (q, k, v) = (q.narrow(0, head, some)?, k.narrow(0, head, some)?, v.narrow(0, head, some)?);
        let mut slices = Vec::new();
        for start in (0..n).step_by(queries_at_a_time) {
            let count = queries_at_a_time.min(n - start);
            let scores = q.narrow(1, start, count)?.matmul(&k)?;
            let scores = match mask {
                Some(mask) => scores.broadcast_add(&mask.narrow(0, start, count)?)?,
                None => scores,
            };
            slices.push(softmax(scores)?.matmul(&v)?);
        }
        done.push(Tensor::cat(&slices, 1)?);
    }
    Tensor::cat(&done, 0)?.transpose(0, 1)?.reshape((1, n, width))
}

/// `y`, which nobody else holds, plus `x`.
pub(super) fn plus(y: Tensor, x: &Tensor) -> Result<Tensor> {
    if !kernels::is_ours(&y) {
        return y + x;
    }
    kernels::add(&y, &x.contiguous()?)?;
    Ok(y)
}

fn softmax(scores: Tensor) -> Result<Tensor> {
    // Sixteen bits can't hold the sum of many powers.
    let dtype = scores.dtype();
    candle_nn::ops::softmax_last_dim(&scores.to_dtype(DType::F32)?)?.to_dtype(dtype)
}

/// `[1, rows, columns]` to `[1, columns, rows]`, laid out anew.
pub(super) fn turned(x: &Tensor) -> Result<Tensor> {
    if kernels::is_ours(x) { kernels::turned(&x.contiguous()?) } else { x.transpose(1, 2)?.contiguous() }
}

/// `[1, channels, h, w]` in another size, each pixel that of its place before.
pub(super) fn enlarged(x: &Tensor, h: usize, w: usize) -> Result<Tensor> {
    if kernels::is_ours(x) { kernels::enlarged(&x.contiguous()?, h, w) } else { x.upsample_nearest2d(h, w) }
}

/// Waves of rising length that say where on a line a number is: `[1, width]`, cosines first, as diffusion models use
/// them for time ("Denoising Diffusion Probabilistic Models", Ho and others, 2020). `sine_first` and `shift` are the
/// configuration's `flip_sin_to_cos` (turned round) and `freq_shift`.
pub(super) fn waves(at: f64, width: usize, sine_first: bool, shift: f64) -> Vec<f32> {
    let half = width / 2;
    let angles = (0..half).map(|i| {
        // Counted in 32 bits, as where the weights were trained.
        let exponent = -(10_000_f32.ln()) * i as f32 / (half as f64 - shift) as f32;
        at as f32 * exponent.exp()
    });
    let (cos, sin): (Vec<_>, Vec<_>) = angles.map(|angle| (angle.cos(), angle.sin())).unzip();
    let mut waves = if sine_first { [sin, cos].concat() } else { [cos, sin].concat() };
    waves.resize(width, 0.0);
    waves
}
