//! The denoiser of latent diffusion: a U-Net of residual blocks with attention to the words ("High-Resolution Image
//! Synthesis with Latent Diffusion Models", Rombach and others, 2022; "SDXL", Podell and others, 2023).

use std::path::Path;

use candle_core::{Result, Tensor};
use serde::Deserialize;

use super::LoadError;
use super::layers::{
    Conv, GroupNorm, LayerNorm, Linear, attention, check_heads, enlarged, geglu, plus, silu, turned, waves,
};
use super::weights::{Keeping, Weights, read_json};

/// What the norms before attention add.
const ATTENTION_EPS: f64 = 1e-6;

/// Numbers between the two halves of a feed-forward layer that are in memory at a time: 8 MiB in 32 bits.
const WIDENED_AT_A_TIME: usize = 2 << 20;

/// One value for all blocks, or one for each.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Each {
    All(usize),
    List(Vec<usize>),
}

impl Each {
    fn of(&self, block: usize) -> Option<usize> {
        match self {
            Self::All(value) => Some(*value),
            Self::List(values) => values.get(block).copied(),
        }
    }
}

/// `config.json` of a denoiser.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Config {
    pub(super) in_channels: usize,
    pub(super) out_channels: usize,
    pub(super) block_out_channels: Vec<usize>,
    pub(super) down_block_types: Vec<String>,
    pub(super) up_block_types: Vec<String>,
    #[serde(default = "mid")]
    pub(super) mid_block_type: Option<String>,
    #[serde(default = "two")]
    pub(super) layers_per_block: Each,
    pub(super) cross_attention_dim: Each,
    /// The number of heads, in spite of its name; `num_attention_heads` came later and wins where it is set.
    #[serde(default = "eight")]
    pub(super) attention_head_dim: Each,
    #[serde(default)]
    pub(super) num_attention_heads: Option<Each>,
    #[serde(default = "once")]
    pub(super) transformer_layers_per_block: Each,
    #[serde(default = "groups")]
    pub(super) norm_num_groups: usize,
    #[serde(default = "eps")]
    pub(super) norm_eps: f64,
    #[serde(default = "yes")]
    pub(super) flip_sin_to_cos: bool,
    #[serde(default)]
    pub(super) freq_shift: f64,
    #[serde(default)]
    pub(super) addition_embed_type: Option<String>,
    #[serde(default)]
    pub(super) addition_time_embed_dim: Option<usize>,
    #[serde(default)]
    pub(super) projection_class_embeddings_input_dim: Option<usize>,
    #[serde(default)]
    pub(super) class_embed_type: Option<String>,
    #[serde(default)]
    pub(super) time_cond_proj_dim: Option<usize>,
}

fn mid() -> Option<String> {
    Some("UNetMidBlock2DCrossAttn".to_owned())
}
fn two() -> Each {
    Each::All(2)
}
fn eight() -> Each {
    Each::All(8)
}
fn once() -> Each {
    Each::All(1)
}
fn groups() -> usize {
    32
}
fn eps() -> f64 {
    1e-5
}
fn yes() -> bool {
    true
}

impl Config {
    /// What of it isn't built here, if anything.
    fn unsupported(&self) -> Option<String> {
        let blocks = self.block_out_channels.len();
        let known = |types: &[String], names: [&str; 2]| types.iter().all(|t| names.contains(&t.as_str()));
        if blocks == 0 || self.down_block_types.len() != blocks || self.up_block_types.len() != blocks {
            return Some("lists of blocks of different lengths".to_owned());
        }
        if !known(&self.down_block_types, ["DownBlock2D", "CrossAttnDownBlock2D"])
            || !known(&self.up_block_types, ["UpBlock2D", "CrossAttnUpBlock2D"])
            || self.mid_block_type.as_deref().is_some_and(|mid| mid != "UNetMidBlock2DCrossAttn")
        {
            return Some("blocks of another kind".to_owned());
        }
        if self.addition_embed_type.as_deref().is_some_and(|kind| kind != "text_time") {
            return Some("another addition to time than words and sizes".to_owned());
        }
        if self.class_embed_type.is_some() || self.time_cond_proj_dim.is_some() {
            return Some("classes or a condition on time".to_owned());
        }
        None
    }

    fn block(&self, i: usize) -> Option<BlockShape> {
        let heads = self.num_attention_heads.as_ref().unwrap_or(&self.attention_head_dim);
        Some(BlockShape {
            layers: self.layers_per_block.of(i)?,
            depth: self.transformer_layers_per_block.of(i)?,
            heads: heads.of(i)?,
            words: self.cross_attention_dim.of(i)?,
            groups: self.norm_num_groups,
            eps: self.norm_eps,
            time: 4 * self.block_out_channels[0],
        })
    }
}

/// What all parts of one block share.
#[derive(Clone, Copy)]
struct BlockShape {
    layers: usize,
    depth: usize,
    heads: usize,
    words: usize,
    groups: usize,
    eps: f64,
    time: usize,
}

/// What the denoiser is told beside the latents.
pub(super) struct Condition {
    /// `[1, tokens, width]`.
    pub(super) words: Tensor,
    /// The text in one vector `[1, n]` and the picture's sizes, for models that take them.
    pub(super) pooled: Option<(Tensor, Vec<f64>)>,
}

/// A denoiser.
#[derive(Debug)]
pub(super) struct Unet {
    first: Conv,
    time: [Linear; 2],
    addition: Option<[Linear; 2]>,
    down: Vec<Block>,
    mid: Option<(Resnet, Transformer, Resnet)>,
    up: Vec<Block>,
    norm: GroupNorm,
    last: Conv,
    config: Config,
}

#[derive(Debug)]
struct Block {
    layers: Vec<(Resnet, Option<Transformer>)>,
    resize: Option<Conv>,
}

impl Unet {
    /// Reads `config.json` and the weights beside it.
    ///
    /// # Errors
    /// [`LoadError`] with the name of the file or tensor.
    pub(super) fn load(folder: &Path, keeping: Keeping) -> std::result::Result<Self, LoadError> {
        let config: Config = read_json(&folder.join("config.json"))?;
        Self::build(config, &Weights::open(folder, "diffusion_pytorch_model", keeping)?)
    }

    /// The denoiser of this shape.
    ///
    /// # Errors
    /// [`LoadError`] with the name of the tensor, or what isn't supported.
    pub(super) fn build(config: Config, weights: &Weights) -> std::result::Result<Self, LoadError> {
        let unsupported = |what: String| weights.unsupported(what);
        if let Some(what) = config.unsupported() {
            return Err(unsupported(what));
        }
        let shapes: Vec<BlockShape> = (0..config.block_out_channels.len())
            .map(|i| config.block(i))
            .collect::<Option<_>>()
            .ok_or_else(|| unsupported("lists of blocks of different lengths".to_owned()))?;
        let width = config.block_out_channels[0];
        let pair = |name: &str, inputs: usize| -> std::result::Result<[Linear; 2], LoadError> {
            let weights = weights.at(name);
            let first = Linear::load(&weights.at("linear_1"), inputs, 4 * width)?;
            Ok([first, Linear::load(&weights.at("linear_2"), 4 * width, 4 * width)?])
        };
        let addition = match (&config.addition_embed_type, config.projection_class_embeddings_input_dim) {
            (None, _) => None,
            (Some(_), Some(inputs)) => Some(pair("add_embedding", inputs)?),
            (Some(_), None) => return Err(unsupported("an addition to time of unknown width".to_owned())),
        };
        Ok(Self {
            first: Conv::load(&weights.at("conv_in"), config.in_channels, width, 3)?,
            time: pair("time_embedding", width)?,
            addition,
            down: load_down(weights, &config, &shapes)?,
            mid: load_mid(weights, &config, &shapes)?,
            up: load_up(weights, &config, &shapes)?,
            norm: GroupNorm::load(
                &weights.at("conv_norm_out"),
                width,
                config.norm_num_groups,
                config.norm_eps,
            )?,
            last: Conv::load(&weights.at("conv_out"), width, config.out_channels, 3)?,
            config,
        })
    }

    /// Channels that it takes: those of a latent, or for painting over also a mask and the latents of what stays.
    pub(super) fn in_channels(&self) -> usize {
        self.config.in_channels
    }

    /// Whether it is told the pooled text and the sizes.
    pub(super) fn takes_pooled(&self) -> bool {
        self.addition.is_some()
    }

    /// What is noise in `latents` `[1, in_channels, h, w]` at a time of the training; `[1, out_channels, h, w]`.
    ///
    /// # Errors
    /// Where shapes don't fit or the device fails.
    pub(super) fn forward(&self, latents: &Tensor, time: f64, condition: &Condition) -> Result<Tensor> {
        let time = self.time(time, condition, latents)?;
        let mut x = self.first.forward(latents)?;
        let mut skips = vec![x.clone()];
        for block in &self.down {
            for layer in &block.layers {
                x = run(layer, &x, &time, &condition.words)?;
                skips.push(x.clone());
            }
            if let Some(resize) = &block.resize {
                x = resize.forward(&x)?;
                skips.push(x.clone());
            }
        }
        if let Some((before, transformer, after)) = &self.mid {
            x = transformer.forward(&before.forward(&x, Some(&time))?, &condition.words)?;
            x = after.forward(&x, Some(&time))?;
        }
        for block in &self.up {
            for layer in &block.layers {
                let Some(skip) = skips.pop() else { candle_core::bail!("there are more ways up than down") };
                x = run(layer, &Tensor::cat(&[x, skip], 1)?, &time, &condition.words)?;
            }
            if let Some(resize) = &block.resize {
                // Sizes that can't be halved evenly come back as what they were.
                let (_, _, h, w) = skips.last().map_or_else(|| x.dims4(), Tensor::dims4)?;
                x = resize.forward(&enlarged(&x, h, w)?)?;
            }
        }
        self.last.forward(&self.norm.forward_silu(&x)?)
    }

    /// The time, and what is added to it, as every residual block wants it: `[1, 4 * width]`, after SiLU.
    fn time(&self, time: f64, condition: &Condition, like: &Tensor) -> Result<Tensor> {
        let (flip, shift) = (self.config.flip_sin_to_cos, self.config.freq_shift);
        let row = |numbers: Vec<f32>| {
            let count = numbers.len();
            Tensor::from_vec(numbers, (1, count), like.device())?.to_dtype(like.dtype())
        };
        let through = |[first, second]: &[Linear; 2], x: &Tensor| second.forward(&silu(&first.forward(x)?)?);
        let mut sum =
            through(&self.time, &row(waves(time, self.config.block_out_channels[0], !flip, shift))?)?;
        if let Some(addition) = &self.addition {
            let Some((pooled, sizes)) = &condition.pooled else {
                candle_core::bail!("this denoiser wants the text in one vector, too")
            };
            let width = self.config.addition_time_embed_dim.unwrap_or(256);
            let sizes = sizes.iter().flat_map(|&size| waves(size, width, !flip, shift)).collect();
            let all = Tensor::cat(&[pooled.clone(), row(sizes)?], 1)?;
            sum = (sum + through(addition, &all)?)?;
        }
        silu(&sum)
    }
}

fn run(
    (resnet, transformer): &(Resnet, Option<Transformer>),
    x: &Tensor,
    time: &Tensor,
    words: &Tensor,
) -> Result<Tensor> {
    let x = resnet.forward(x, Some(time))?;
    match transformer {
        Some(transformer) => transformer.forward(&x, words),
        None => Ok(x),
    }
}

fn load_layer(
    weights: &Weights,
    shape: &BlockShape,
    i: usize,
    (inputs, outputs): (usize, usize),
    attends: bool,
) -> std::result::Result<(Resnet, Option<Transformer>), LoadError> {
    let norms = (shape.groups, shape.eps);
    let resnet = Resnet::load(&weights.at("resnets").at(i), (inputs, outputs), Some(shape.time), norms)?;
    let transformer = match attends {
        true => Some(Transformer::load(&weights.at("attentions").at(i), shape, outputs)?),
        false => None,
    };
    Ok((resnet, transformer))
}

fn load_down(
    weights: &Weights,
    config: &Config,
    shapes: &[BlockShape],
) -> std::result::Result<Vec<Block>, LoadError> {
    let channels = &config.block_out_channels;
    let mut blocks = Vec::new();
    for (i, shape) in shapes.iter().enumerate() {
        let weights = weights.at("down_blocks").at(i);
        let outputs = channels[i];
        let attends = config.down_block_types[i].starts_with("CrossAttn");
        let layers = (0..shape.layers)
            .map(|n| {
                let inputs = if n == 0 { channels[i.saturating_sub(1)] } else { outputs };
                load_layer(&weights, shape, n, (inputs, outputs), attends)
            })
            .collect::<std::result::Result<_, _>>()?;
        let resize = match i + 1 == shapes.len() {
            true => None,
            false => Some(Conv::load(&weights.at("downsamplers.0.conv"), outputs, outputs, 3)?.halving(1, 1)),
        };
        blocks.push(Block { layers, resize });
    }
    Ok(blocks)
}

fn load_mid(
    weights: &Weights,
    config: &Config,
    shapes: &[BlockShape],
) -> std::result::Result<Option<(Resnet, Transformer, Resnet)>, LoadError> {
    let (Some(_), Some(shape), Some(&width)) =
        (&config.mid_block_type, shapes.last(), config.block_out_channels.last())
    else {
        return Ok(None);
    };
    let weights = weights.at("mid_block");
    let resnet = |i: usize| {
        let norms = (shape.groups, shape.eps);
        Resnet::load(&weights.at("resnets").at(i), (width, width), Some(shape.time), norms)
    };
    Ok(Some((resnet(0)?, Transformer::load(&weights.at("attentions.0"), shape, width)?, resnet(1)?)))
}

fn load_up(
    weights: &Weights,
    config: &Config,
    shapes: &[BlockShape],
) -> std::result::Result<Vec<Block>, LoadError> {
    let channels: Vec<usize> = config.block_out_channels.iter().rev().copied().collect();
    let mut blocks = Vec::new();
    for (i, shape) in shapes.iter().rev().enumerate() {
        let weights = weights.at("up_blocks").at(i);
        let outputs = channels[i];
        let below = channels[i.saturating_sub(1)];
        let beside = channels[(i + 1).min(channels.len() - 1)];
        let attends = config.up_block_types[i].starts_with("CrossAttn");
        // One layer more than on the way down: the last takes what came into the block there.
        let layers = (0..=shape.layers)
            .map(|n| {
                let from_below = if n == 0 { below } else { outputs };
                let skip = if n == shape.layers { beside } else { outputs };
                load_layer(&weights, shape, n, (from_below + skip, outputs), attends)
            })
            .collect::<std::result::Result<_, _>>()?;
        let resize = match i + 1 == shapes.len() {
            true => None,
            false => Some(Conv::load(&weights.at("upsamplers.0.conv"), outputs, outputs, 3)?),
        };
        blocks.push(Block { layers, resize });
    }
    Ok(blocks)
}

/// Two convolutions beside a shortcut ("Deep Residual Learning for Image Recognition", He and others, 2016).
#[derive(Debug)]
pub(super) struct Resnet {
    norm1: GroupNorm,
    conv1: Conv,
    time: Option<Linear>,
    norm2: GroupNorm,
    conv2: Conv,
    shortcut: Option<Conv>,
}

impl Resnet {
    /// `time` is the width of what is told about time, where anything is; `norms` are the groups and what their norms add.
    pub(super) fn load(
        weights: &Weights,
        (inputs, outputs): (usize, usize),
        time: Option<usize>,
        (groups, eps): (usize, f64),
    ) -> std::result::Result<Self, LoadError> {
        let time = match time {
            Some(width) => Some(Linear::load(&weights.at("time_emb_proj"), width, outputs)?),
            None => None,
        };
        let shortcut = match inputs == outputs {
            true => None,
            false => Some(Conv::load(&weights.at("conv_shortcut"), inputs, outputs, 1)?),
        };
        Ok(Self {
            norm1: GroupNorm::load(&weights.at("norm1"), inputs, groups, eps)?,
            conv1: Conv::load(&weights.at("conv1"), inputs, outputs, 3)?,
            time,
            norm2: GroupNorm::load(&weights.at("norm2"), outputs, groups, eps)?,
            conv2: Conv::load(&weights.at("conv2"), outputs, outputs, 3)?,
            shortcut,
        })
    }

    /// `[1, inputs, h, w]` to `[1, outputs, h, w]`; `time` is `[1, width]`, after SiLU.
    pub(super) fn forward(&self, x: &Tensor, time: Option<&Tensor>) -> Result<Tensor> {
        let y = self.norm1.forward_silu(x)?;
        let y = match (&self.time, time) {
            (Some(linear), Some(time)) => self.conv1.forward_plus(&y, &linear.forward(time)?)?,
            _ => self.conv1.forward(&y)?,
        };
        let y = self.conv2.forward(&self.norm2.forward_silu(&y)?)?;
        match &self.shortcut {
            Some(shortcut) => plus(y, &shortcut.forward(x)?),
            None => plus(y, x),
        }
    }
}

/// Attention of pixels to each other and to the words.
#[derive(Debug)]
struct Transformer {
    norm: GroupNorm,
    enter: Linear,
    blocks: Vec<TransformerBlock>,
    leave: Linear,
}

#[derive(Debug)]
struct TransformerBlock {
    norms: [LayerNorm; 3],
    pixels: Attention,
    words: Attention,
    up: Linear,
    down: Linear,
}

#[derive(Debug)]
struct Attention {
    q: Linear,
    k: Linear,
    v: Linear,
    out: Linear,
    heads: usize,
}

impl Transformer {
    fn load(weights: &Weights, shape: &BlockShape, width: usize) -> std::result::Result<Self, LoadError> {
        let blocks = (0..shape.depth)
            .map(|i| TransformerBlock::load(&weights.at("transformer_blocks").at(i), shape, width))
            .collect::<std::result::Result<_, _>>()?;
        // Both are matrices over channels, whether a file keeps them as such or as kernels of one by one.
        Ok(Self {
            norm: GroupNorm::load(&weights.at("norm"), width, shape.groups, ATTENTION_EPS)?,
            enter: Linear::load(&weights.at("proj_in"), width, width)?,
            blocks,
            leave: Linear::load(&weights.at("proj_out"), width, width)?,
        })
    }

    fn forward(&self, x: &Tensor, words: &Tensor) -> Result<Tensor> {
        let (_, _, h, w) = x.dims4()?;
        let y = turned(&self.norm.forward(x)?.flatten_from(2)?)?;
        let y = self.blocks.iter().try_fold(self.enter.forward(&y)?, |y, block| block.forward(&y, words))?;
        plus(turned(&self.leave.forward(&y)?)?.reshape((1, (), h, w))?, x)
    }
}

impl TransformerBlock {
    fn load(weights: &Weights, shape: &BlockShape, width: usize) -> std::result::Result<Self, LoadError> {
        let norm = |i: usize| LayerNorm::load(&weights.at(format_args!("norm{i}")), width, 1e-5);
        Ok(Self {
            norms: [norm(1)?, norm(2)?, norm(3)?],
            pixels: Attention::load(&weights.at("attn1"), width, width, shape.heads)?,
            words: Attention::load(&weights.at("attn2"), width, shape.words, shape.heads)?,
            up: Linear::load(&weights.at("ff.net.0.proj"), width, 8 * width)?,
            down: Linear::load(&weights.at("ff.net.2"), 4 * width, width)?,
        })
    }

    fn forward(&self, x: &Tensor, words: &Tensor) -> Result<Tensor> {
        let y = self.norms[0].forward(x)?;
        let x = plus(self.pixels.forward(&y, &y)?, x)?;
        let x = plus(self.words.forward(&self.norms[1].forward(&x)?, words)?, &x)?;
        let y = self.norms[2].forward(&x)?;
        let (_, n, width) = y.dims3()?;
        // The inner layer is eight times as wide, so a part of the pixels is taken through it at a time.
        let some = (WIDENED_AT_A_TIME / (8 * width)).clamp(1, n);
        let (up, down) = (self.up.ready()?, self.down.ready()?);
        let parts = (0..n)
            .step_by(some)
            .map(|start| down.forward(&geglu(&up.forward(&y.narrow(1, start, some.min(n - start))?)?)?))
            .collect::<Result<Vec<_>>>()?;
        plus(Tensor::cat(&parts, 1)?, &x)
    }
}

impl Attention {
    fn load(
        weights: &Weights,
        width: usize,
        told: usize,
        heads: usize,
    ) -> std::result::Result<Self, LoadError> {
        check_heads(weights, width, heads)?;
        Ok(Self {
            q: Linear::load(&weights.at("to_q"), width, width)?,
            k: Linear::load(&weights.at("to_k"), told, width)?,
            v: Linear::load(&weights.at("to_v"), told, width)?,
            out: Linear::load(&weights.at("to_out.0"), width, width)?,
            heads,
        })
    }

    fn forward(&self, x: &Tensor, told: &Tensor) -> Result<Tensor> {
        let (q, k, v) = (self.q.forward(x)?, self.k.forward(told)?, self.v.forward(told)?);
        self.out.forward(&attention(&q, &k, &v, self.heads, None)?)
    }
}
