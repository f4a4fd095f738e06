//! Pixels to latents and back: the autoencoder of "High-Resolution Image Synthesis with Latent Diffusion Models" (Rombach
//! and others, 2022).

use std::path::Path;

use candle_core::{Result, Tensor};
use serde::Deserialize;

use super::LoadError;
use super::layers::{Conv, GroupNorm, Linear, attention, enlarged, plus, turned};
use super::unet::Resnet;
use super::weights::{Keeping, Weights, read_json};

/// All norms of the autoencoder add this.
const EPS: f64 = 1e-6;

/// `config.json` of an autoencoder.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Config {
    pub(super) in_channels: usize,
    pub(super) out_channels: usize,
    pub(super) latent_channels: usize,
    pub(super) block_out_channels: Vec<usize>,
    #[serde(default = "one")]
    pub(super) layers_per_block: usize,
    #[serde(default = "groups")]
    pub(super) norm_num_groups: usize,
    #[serde(default = "scaling")]
    pub(super) scaling_factor: f64,
    #[serde(default)]
    pub(super) shift_factor: Option<f64>,
    #[serde(default = "yes")]
    pub(super) mid_block_add_attention: bool,
    #[serde(default = "yes")]
    pub(super) use_quant_conv: bool,
    #[serde(default = "yes")]
    pub(super) use_post_quant_conv: bool,
}

fn one() -> usize {
    1
}
fn groups() -> usize {
    32
}
fn scaling() -> f64 {
    0.182_15
}
fn yes() -> bool {
    true
}

/// An autoencoder.
#[derive(Debug)]
pub(super) struct Vae {
    encoder: Half,
    decoder: Half,
    quant: Option<Conv>,
    post_quant: Option<Conv>,
    config: Config,
}

/// One direction. Both are built alike and differ in where the middle stands.
#[derive(Debug)]
struct Half {
    first: Conv,
    mid: Mid,
    blocks: Vec<Block>,
    norm: GroupNorm,
    last: Conv,
}

#[derive(Debug)]
struct Block {
    resnets: Vec<Resnet>,
    resize: Option<Conv>,
}

#[derive(Debug)]
struct Mid {
    before: Resnet,
    attention: Option<SelfAttention>,
    after: Resnet,
}

/// Attention of every pixel to every other, with one head.
#[derive(Debug)]
struct SelfAttention {
    norm: GroupNorm,
    q: Linear,
    k: Linear,
    v: Linear,
    out: Linear,
}

impl Vae {
    /// Reads `config.json` and the weights beside it.
    ///
    /// # Errors
    /// [`LoadError`] with the name of the file or tensor.
    pub(super) fn load(folder: &Path, keeping: Keeping) -> std::result::Result<Self, LoadError> {
        let config: Config = read_json(&folder.join("config.json"))?;
        Self::build(config, &Weights::open(folder, "diffusion_pytorch_model", keeping)?)
    }

    /// The autoencoder of this shape.
    ///
    /// # Errors
    /// [`LoadError`] with the name of the tensor, or what isn't supported.
    pub(super) fn build(config: Config, weights: &Weights) -> std::result::Result<Self, LoadError> {
        if config.block_out_channels.is_empty() {
            return Err(weights.unsupported("an autoencoder without blocks".to_owned()));
        }
        let latents = config.latent_channels;
        let optional = |wanted: bool, name: &str, n: usize| match wanted {
            true => Conv::load(&weights.at(name), n, n, 1).map(Some),
            false => Ok(None),
        };
        Ok(Self {
            encoder: Half::encoder(&weights.at("encoder"), &config)?,
            decoder: Half::decoder(&weights.at("decoder"), &config)?,
            quant: optional(config.use_quant_conv, "quant_conv", 2 * latents)?,
            post_quant: optional(config.use_post_quant_conv, "post_quant_conv", latents)?,
            config,
        })
    }

    /// How many pixels a latent pixel stands for, in each direction.
    pub(super) fn factor(&self) -> usize {
        1 << (self.config.block_out_channels.len() - 1)
    }

    /// Channels of a latent.
    pub(super) fn channels(&self) -> usize {
        self.config.latent_channels
    }

    /// `[1, 3, h, w]` from -1 to 1 to latents `[1, channels, h / factor, w / factor]` of the size the denoiser is used to.
    /// The middle of the distribution is taken and no sample of it, so that it needs no noise of its own.
    ///
    /// # Errors
    /// Where the device fails.
    pub(super) fn encode(&self, pixels: &Tensor) -> Result<Tensor> {
        let encoder = &self.encoder;
        let mut x = encoder.first.forward(pixels)?;
        for block in &encoder.blocks {
            x = block.forward(x)?;
            if let Some(resize) = &block.resize {
                x = resize.forward(&x)?;
            }
        }
        x = encoder.mid.forward(&x)?;
        x = encoder.last.forward(&encoder.norm.forward_silu(&x)?)?;
        if let Some(quant) = &self.quant {
            x = quant.forward(&x)?;
        }
        let middle = x.narrow(1, 0, self.config.latent_channels)?.contiguous()?;
        (middle - self.config.shift_factor.unwrap_or(0.0))? * self.config.scaling_factor
    }

    /// Latents back to `[1, 3, h, w]`, about from -1 to 1.
    ///
    /// # Errors
    /// Where the device fails.
    pub(super) fn decode(&self, latents: &Tensor) -> Result<Tensor> {
        let decoder = &self.decoder;
        let mut x = ((latents / self.config.scaling_factor)? + self.config.shift_factor.unwrap_or(0.0))?;
        if let Some(post_quant) = &self.post_quant {
            x = post_quant.forward(&x)?;
        }
        x = decoder.mid.forward(&decoder.first.forward(&x)?)?;
        for block in &decoder.blocks {
            x = block.forward(x)?;
            if let Some(resize) = &block.resize {
                let (_, _, h, w) = x.dims4()?;
                x = resize.forward(&enlarged(&x, 2 * h, 2 * w)?)?;
            }
        }
        let x = decoder.norm.forward_silu(&x)?;
        decoder.last.forward(&x)
    }
}

impl Half {
    fn encoder(weights: &Weights, config: &Config) -> std::result::Result<Self, LoadError> {
        let channels = &config.block_out_channels;
        let mut width = channels[0];
        let first = Conv::load(&weights.at("conv_in"), config.in_channels, width, 3)?;
        let mut blocks = Vec::new();
        for (i, &outputs) in channels.iter().enumerate() {
            let weights = weights.at("down_blocks").at(i);
            let resnets = Block::resnets(&weights, config, (width, outputs), config.layers_per_block)?;
            let resize = match i + 1 == channels.len() {
                true => None,
                // Zeros stand only behind the last row and column: so it was trained.
                false => {
                    Some(Conv::load(&weights.at("downsamplers.0.conv"), outputs, outputs, 3)?.halving(0, 1))
                }
            };
            blocks.push(Block { resnets, resize });
            width = outputs;
        }
        Self::finish(weights, config, (first, blocks), (width, width), 2 * config.latent_channels)
    }

    fn decoder(weights: &Weights, config: &Config) -> std::result::Result<Self, LoadError> {
        let channels: Vec<usize> = config.block_out_channels.iter().rev().copied().collect();
        let mut width = channels[0];
        let first = Conv::load(&weights.at("conv_in"), config.latent_channels, width, 3)?;
        let mut blocks = Vec::new();
        for (i, &outputs) in channels.iter().enumerate() {
            let weights = weights.at("up_blocks").at(i);
            let resnets = Block::resnets(&weights, config, (width, outputs), config.layers_per_block + 1)?;
            let resize = match i + 1 == channels.len() {
                true => None,
                false => Some(Conv::load(&weights.at("upsamplers.0.conv"), outputs, outputs, 3)?),
            };
            blocks.push(Block { resnets, resize });
            width = outputs;
        }
        Self::finish(weights, config, (first, blocks), (channels[0], width), config.out_channels)
    }

    fn finish(
        weights: &Weights,
        config: &Config,
        (first, blocks): (Conv, Vec<Block>),
        (middle, width): (usize, usize),
        outputs: usize,
    ) -> std::result::Result<Self, LoadError> {
        Ok(Self {
            first,
            mid: Mid::load(&weights.at("mid_block"), config, middle)?,
            blocks,
            norm: GroupNorm::load(&weights.at("conv_norm_out"), width, config.norm_num_groups, EPS)?,
            last: Conv::load(&weights.at("conv_out"), width, outputs, 3)?,
        })
    }
}

impl Block {
    fn resnets(
        weights: &Weights,
        config: &Config,
        (inputs, outputs): (usize, usize),
        count: usize,
    ) -> std::result::Result<Vec<Resnet>, LoadError> {
        let groups = config.norm_num_groups;
        (0..count)
            .map(|i| {
                let inputs = if i == 0 { inputs } else { outputs };
                Resnet::load(&weights.at("resnets").at(i), (inputs, outputs), None, (groups, EPS))
            })
            .collect()
    }

    fn forward(&self, x: Tensor) -> Result<Tensor> {
        self.resnets.iter().try_fold(x, |x, resnet| resnet.forward(&x, None))
    }
}

impl Mid {
    fn load(weights: &Weights, config: &Config, width: usize) -> std::result::Result<Self, LoadError> {
        let groups = config.norm_num_groups;
        let resnet =
            |i: usize| Resnet::load(&weights.at("resnets").at(i), (width, width), None, (groups, EPS));
        let attention = match config.mid_block_add_attention {
            true => Some(SelfAttention::load(&weights.at("attentions.0"), width, groups)?),
            false => None,
        };
        Ok(Self { before: resnet(0)?, attention, after: resnet(1)? })
    }

    fn forward(&self, x: &Tensor) -> Result<Tensor> {
        let mut x = self.before.forward(x, None)?;
        if let Some(attention) = &self.attention {
            x = attention.forward(&x)?;
        }
        self.after.forward(&x, None)
    }
}

impl SelfAttention {
    fn load(weights: &Weights, width: usize, groups: usize) -> std::result::Result<Self, LoadError> {
        // Files from before 2023 use other names for the same four matrices.
        let names = match weights.has("query.weight") {
            true => ["query", "key", "value", "proj_attn"],
            false => ["to_q", "to_k", "to_v", "to_out.0"],
        };
        let square = |name: &str| Linear::load(&weights.at(name), width, width);
        Ok(Self {
            norm: GroupNorm::load(&weights.at("group_norm"), width, groups, EPS)?,
            q: square(names[0])?,
            k: square(names[1])?,
            v: square(names[2])?,
            out: square(names[3])?,
        })
    }

    fn forward(&self, x: &Tensor) -> Result<Tensor> {
        let (_, _, h, w) = x.dims4()?;
        let y = turned(&self.norm.forward(x)?.flatten_from(2)?)?;
        let y = attention(&self.q.forward(&y)?, &self.k.forward(&y)?, &self.v.forward(&y)?, 1, None)?;
        plus(turned(&self.out.forward(&y)?)?.reshape((1, (), h, w))?, x)
    }
}
