//! Tokens to vectors: the text half of CLIP ("Learning Transferable Visual Models From Natural Language Supervision",
//! Radford and others, 2021), in OpenAI's and in OpenCLIP's shape.

use std::path::Path;

use candle_core::{Result, Tensor};
use serde::Deserialize;

use super::LoadError;
use super::layers::{Embedding, LayerNorm, Linear, attention, check_heads};
use super::weights::{Keeping, Weights, read_json};

/// Configurations written before this id was set right say 2 and mean the largest id in the text.
const OLD_END: u32 = 2;

/// `config.json` of a text encoder.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Config {
    pub(super) vocab_size: usize,
    pub(super) hidden_size: usize,
    pub(super) intermediate_size: usize,
    pub(super) num_hidden_layers: usize,
    pub(super) num_attention_heads: usize,
    pub(super) max_position_embeddings: usize,
    #[serde(default = "quick")]
    pub(super) hidden_act: String,
    #[serde(default = "eps")]
    pub(super) layer_norm_eps: f64,
    #[serde(default = "projection")]
    pub(super) projection_dim: usize,
    #[serde(default = "old_end")]
    pub(super) eos_token_id: u32,
}

fn quick() -> String {
    "quick_gelu".to_owned()
}
fn eps() -> f64 {
    1e-5
}
fn projection() -> usize {
    512
}
fn old_end() -> u32 {
    OLD_END
}

/// What a text becomes.
pub(super) struct Encoded {
    /// `[1, tokens, width]` after the last layer and the last norm.
    pub(super) last: Tensor,
    /// `[1, tokens, width]` before the last layer, without a norm.
    pub(super) last_but_one: Tensor,
    /// `[1, projection]`: the whole text in one vector, where the file has a projection.
    pub(super) pooled: Option<Tensor>,
}

/// A text encoder.
#[derive(Debug)]
pub(super) struct Clip {
    tokens: Embedding,
    positions: Tensor,
    layers: Vec<Layer>,
    last_norm: LayerNorm,
    projection: Option<Linear>,
    heads: usize,
    end: u32,
}

#[derive(Debug)]
struct Layer {
    norm1: LayerNorm,
    q: Linear,
    k: Linear,
    v: Linear,
    out: Linear,
    norm2: LayerNorm,
    up: Linear,
    down: Linear,
    activation: Activation,
}

#[derive(Clone, Copy, Debug)]
enum Activation {
    Quick,
    Exact,
}

impl Clip {
    /// Reads `config.json` and the weights beside it.
    ///
    /// # Errors
    /// [`LoadError`] with the name of the file or tensor.
    pub(super) fn load(folder: &Path, keeping: Keeping) -> std::result::Result<Self, LoadError> {
        let config: Config = read_json(&folder.join("config.json"))?;
        Self::build(&config, &Weights::open(folder, "model", keeping)?)
    }

    /// The text encoder of this shape.
    ///
    /// # Errors
    /// [`LoadError`] with the name of the tensor, or what isn't supported.
    pub(super) fn build(config: &Config, top: &Weights) -> std::result::Result<Self, LoadError> {
        let activation = match config.hidden_act.as_str() {
            "quick_gelu" => Activation::Quick,
            "gelu" => Activation::Exact,
            other => return Err(top.unsupported(format!("the activation {other}"))),
        };
        // Newer files leave the outer name away.
        let text =
            if top.has("embeddings.token_embedding.weight") { top.clone() } else { top.at("text_model") };
        let width = config.hidden_size;
        check_heads(top, width, config.num_attention_heads)?;
        let embeddings = text.at("embeddings");
        let layers = (0..config.num_hidden_layers)
            .map(|i| Layer::load(&text.at("encoder.layers").at(i), config, activation))
            .collect::<std::result::Result<_, _>>()?;
        let projection = match top.has("text_projection.weight") {
            true => Some(Linear::load(&top.at("text_projection"), width, config.projection_dim)?),
            false => None,
        };
        let positions = [config.max_position_embeddings, width];
        Ok(Self {
            tokens: Embedding::load(&embeddings.at("token_embedding"), config.vocab_size, width)?,
            positions: embeddings.small("position_embedding.weight", &positions)?,
            layers,
            last_norm: LayerNorm::load(&text.at("final_layer_norm"), width, config.layer_norm_eps)?,
            projection,
            heads: config.num_attention_heads,
            end: config.eos_token_id,
        })
    }

    /// How many tokens a text has, filled up.
    pub(super) fn length(&self) -> usize {
        self.positions.dim(0).unwrap_or(0)
    }

    /// Encodes exactly [`Clip::length`] tokens.
    ///
    /// # Errors
    /// Where a token isn't in the vocabulary or the device fails.
    pub(super) fn forward(&self, ids: &[u32]) -> Result<Encoded> {
        let mut x = (self.tokens.forward(ids)? + &self.positions)?.unsqueeze(0)?;
        let mask = causal(ids.len(), &x)?;
        let mut before = x.clone();
        for layer in &self.layers {
            before = x.clone();
            x = layer.forward(&x, &mask, self.heads)?;
        }
        let last = self.last_norm.forward(&x)?;
        let pooled = match &self.projection {
            Some(projection) => Some(projection.forward(&last.narrow(1, self.end_of(ids), 1)?.squeeze(1)?)?),
            None => None,
        };
        Ok(Encoded { last, last_but_one: before, pooled })
    }

    fn end_of(&self, ids: &[u32]) -> usize {
        let end = if self.end == OLD_END { ids.iter().copied().max().unwrap_or(0) } else { self.end };
        ids.iter().position(|&id| id == end).unwrap_or(0)
    }
}

/// Each token sees itself and what stands before it.
fn causal(count: usize, like: &Tensor) -> Result<Tensor> {
    let mask: Vec<f32> =
        (0..count * count).map(|i| if i % count > i / count { f32::NEG_INFINITY } else { 0.0 }).collect();
    Tensor::from_vec(mask, (count, count), like.device())?.to_dtype(like.dtype())
}

impl Layer {
    fn load(
        weights: &Weights,
        config: &Config,
        activation: Activation,
    ) -> std::result::Result<Self, LoadError> {
        let (width, inner) = (config.hidden_size, config.intermediate_size);
        let attention = weights.at("self_attn");
        let square = |name: &str| Linear::load(&attention.at(name), width, width);
        Ok(Self {
            norm1: LayerNorm::load(&weights.at("layer_norm1"), width, config.layer_norm_eps)?,
            q: square("q_proj")?,
            k: square("k_proj")?,
            v: square("v_proj")?,
            out: square("out_proj")?,
            norm2: LayerNorm::load(&weights.at("layer_norm2"), width, config.layer_norm_eps)?,
            up: Linear::load(&weights.at("mlp.fc1"), width, inner)?,
            down: Linear::load(&weights.at("mlp.fc2"), inner, width)?,
            activation,
        })
    }

    fn forward(&self, x: &Tensor, mask: &Tensor, heads: usize) -> Result<Tensor> {
        let y = self.norm1.forward(x)?;
        let (q, k, v) = (self.q.forward(&y)?, self.k.forward(&y)?, self.v.forward(&y)?);
        let x = (x + self.out.forward(&attention(&q, &k, &v, heads, Some(mask))?)?)?;
        let y = self.up.forward(&self.norm2.forward(&x)?)?;
        let y = match self.activation {
            Activation::Quick => (&y * candle_nn::ops::sigmoid(&(&y * 1.702)?)?)?,
            Activation::Exact => y.gelu_erf()?,
        };
        x + self.down.forward(&y)?
    }
}
