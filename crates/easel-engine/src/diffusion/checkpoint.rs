//! Models in one file.
//!
//! Most Stable Diffusion 1 and XL models are shared as one safetensors file in the layout they were trained in: all parts in
//! one, other names for the same tensors, and no configuration. What kind it is shows in which names are there; the rest is
//! known for each kind.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::weights::{Keeping, Renamed, Weights, table};
use super::{LoadError, clip, schedule, unet, vae};

/// Layers in each block of the denoisers of these kinds, on the way down.
const LAYERS: usize = 2;
const UNET: &str = "model.diffusion_model.";
const VAE: &str = "first_stage_model.";
const FIRST_TEXT: &str = "cond_stage_model.transformer.";
const FIRST_TEXT_XL: &str = "conditioner.embedders.0.transformer.";
const SECOND_TEXT_XL: &str = "conditioner.embedders.1.model.";
/// What only Stable Diffusion 2 has, and what only XL's refiner has.
const TEXT_OF_2: &str = "cond_stage_model.model.ln_final.weight";
const TEXT_OF_REFINER: &str = "conditioner.embedders.0.model.ln_final.weight";

/// One text encoder of a file.
pub(super) struct Text {
    /// Its shape.
    pub(super) config: clip::Config,
    /// What its tensors' names begin with.
    prefix: &'static str,
    /// The token that fills texts up.
    pub(super) pad: &'static str,
}

/// A file, and what isn't in it.
pub(super) struct Checkpoint {
    path: PathBuf,
    /// The denoiser's shape.
    pub(super) unet: unet::Config,
    /// The autoencoder's shape.
    pub(super) vae: vae::Config,
    /// The text encoders' shapes.
    pub(super) texts: Vec<Text>,
    /// What noise it was trained with.
    pub(super) schedule: schedule::Config,
    /// Whether no negative prompt means zeros.
    pub(super) zeros_for_nothing: bool,
}

impl Checkpoint {
    /// Looks which kind of model a file is.
    ///
    /// # Errors
    /// [`LoadError`] where the file can't be read or is of no kind that is known here.
    pub(super) fn open(path: &Path) -> Result<Self, LoadError> {
        let table = table(path)?;
        let has = |prefix: &str, name: &str| table.contains_key(&format!("{prefix}{name}"));
        let xl = has(FIRST_TEXT_XL, EMBEDDING) && has(SECOND_TEXT_XL, "ln_final.weight");
        let unsupported =
            |what: &str| LoadError::Unsupported { path: path.to_owned(), what: what.to_owned() };
        let Some(first) = table.get(&format!("{UNET}input_blocks.0.0.weight")) else {
            return Err(unsupported(
                "weights that aren't a whole Stable Diffusion model in the layout of its training",
            ));
        };
        let in_channels = first.get(1).copied().unwrap_or(0);
        if has("", TEXT_OF_2) {
            return Err(unsupported(
                "Stable Diffusion 2 in one file, which doesn't say what it predicts, and not as a folder",
            ));
        }
        if has("", TEXT_OF_REFINER) {
            return Err(unsupported(
                "the refiner of Stable Diffusion XL, which needs another model before it",
            ));
        }
        // Some files leave the outer name away.
        let first = has(FIRST_TEXT, EMBEDDING) || has(FIRST_TEXT, "embeddings.token_embedding.weight");
        let known = match (xl, first) {
            (true, _) => Self::xl(path, in_channels),
            (_, true) => Self::first(path, in_channels),
            _ => return Err(unsupported("weights without the text encoders of Stable Diffusion 1 or XL")),
        };
        known.map_err(|error| super::weights::malformed(path, error.to_string()))
    }

    /// Stable Diffusion 1.
    fn first(path: &Path, in_channels: usize) -> Result<Self, serde_json::Error> {
        let unet = json!({
            "in_channels": in_channels, "out_channels": 4, "block_out_channels": [320, 640, 1280, 1280],
            "down_block_types": ["CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"],
            "up_block_types": ["UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"],
            "layers_per_block": LAYERS, "cross_attention_dim": 768, "attention_head_dim": 8,
        });
        let text = Text { config: serde_json::from_value(text_l())?, prefix: FIRST_TEXT, pad: END };
        Ok(Self {
            path: path.to_owned(),
            unet: serde_json::from_value(unet)?,
            vae: serde_json::from_value(autoencoder(0.182_15))?,
            texts: vec![text],
            schedule: serde_json::from_value(noise())?,
            zeros_for_nothing: false,
        })
    }

    /// Stable Diffusion XL and its distilled descendants.
    fn xl(path: &Path, in_channels: usize) -> Result<Self, serde_json::Error> {
        let unet = json!({
            "in_channels": in_channels, "out_channels": 4, "block_out_channels": [320, 640, 1280],
            "down_block_types": ["DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"],
            "up_block_types": ["CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"],
            "layers_per_block": LAYERS, "cross_attention_dim": 2048, "attention_head_dim": [5, 10, 20],
            "transformer_layers_per_block": [1, 2, 10], "addition_embed_type": "text_time",
            "addition_time_embed_dim": 256, "projection_class_embeddings_input_dim": 2816,
        });
        let first = Text { config: serde_json::from_value(text_l())?, prefix: FIRST_TEXT_XL, pad: END };
        let second = json!({
            "vocab_size": 49_408, "hidden_size": 1280, "intermediate_size": 5120, "num_hidden_layers": 32,
            "num_attention_heads": 20, "max_position_embeddings": 77, "hidden_act": "gelu", "projection_dim": 1280,
        });
        let second = Text { config: serde_json::from_value(second)?, prefix: SECOND_TEXT_XL, pad: "!" };
        Ok(Self {
            path: path.to_owned(),
            unet: serde_json::from_value(unet)?,
            vae: serde_json::from_value(autoencoder(0.130_25))?,
            texts: vec![first, second],
            schedule: serde_json::from_value(noise())?,
            zeros_for_nothing: true,
        })
    }

    /// A file in the shape of the folder of the other layout that it was made of.
    #[cfg(test)]
    pub(super) fn like(path: &Path, folder: &Path) -> Result<Self, LoadError> {
        use super::weights::read_json;
        let text = |folder: &str, prefix, pad| {
            Ok::<_, LoadError>(Text { config: read_json(Path::new(folder))?, prefix, pad })
        };
        let config = |part: &str| folder.join(part).join("config.json").display().to_string();
        let xl = folder.join("text_encoder_2").exists();
        let texts = match xl {
            true => vec![
                text(&config("text_encoder"), FIRST_TEXT_XL, END)?,
                text(&config("text_encoder_2"), SECOND_TEXT_XL, "!")?,
            ],
            false => vec![text(&config("text_encoder"), FIRST_TEXT, END)?],
        };
        Ok(Self {
            path: path.to_owned(),
            unet: read_json(&folder.join("unet/config.json"))?,
            vae: read_json(&folder.join("vae/config.json"))?,
            texts,
            schedule: read_json(&folder.join("scheduler/scheduler_config.json"))?,
            zeros_for_nothing: xl,
        })
    }

    /// The denoiser's tensors.
    ///
    /// # Errors
    /// Where the file can't be read.
    pub(super) fn unet_weights(&self, keeping: Keeping) -> Result<Weights, LoadError> {
        Weights::of_file(&self.path, keeping, &|name| named(name.strip_prefix(UNET).and_then(unet_name)))
    }

    /// The autoencoder's tensors.
    ///
    /// # Errors
    /// Where the file can't be read.
    pub(super) fn vae_weights(&self, keeping: Keeping) -> Result<Weights, LoadError> {
        let blocks = self.vae.block_out_channels.len();
        Weights::of_file(&self.path, keeping, &|name| {
            named(name.strip_prefix(VAE).and_then(|name| vae_name(name, blocks)))
        })
    }

    /// A text encoder's tensors.
    ///
    /// # Errors
    /// Where the file can't be read.
    pub(super) fn text_weights(&self, text: &Text, keeping: Keeping) -> Result<Weights, LoadError> {
        Weights::of_file(&self.path, keeping, &|name| match name.strip_prefix(text.prefix) {
            None => Renamed::Not,
            Some(name) if text.prefix == SECOND_TEXT_XL => open_clip_name(name),
            Some(name) => Renamed::As(name.to_owned()),
        })
    }
}

const END: &str = "<|endoftext|>";
const EMBEDDING: &str = "text_model.embeddings.token_embedding.weight";

/// The text encoder that both kinds have.
fn text_l() -> serde_json::Value {
    json!({
        "vocab_size": 49_408, "hidden_size": 768, "intermediate_size": 3072, "num_hidden_layers": 12,
        "num_attention_heads": 12, "max_position_embeddings": 77,
    })
}

fn autoencoder(scaling: f64) -> serde_json::Value {
    json!({
        "in_channels": 3, "out_channels": 3, "latent_channels": 4, "block_out_channels": [128, 256, 512, 512],
        "layers_per_block": 2, "scaling_factor": scaling,
    })
}

/// Steps are counted from the end of the training: that serves models of many steps well, and distilled ones can't do
/// otherwise ("Common Diffusion Noise Schedules and Sample Steps are Flawed", Lin and others, 2024).
fn noise() -> serde_json::Value {
    json!({
        "_class_name": "EulerDiscreteScheduler", "beta_start": 0.00085, "beta_end": 0.012,
        "beta_schedule": "scaled_linear", "timestep_spacing": "trailing",
    })
}

fn named(name: Option<String>) -> Renamed {
    name.map_or(Renamed::Not, Renamed::As)
}

/// The name in the other layout of a denoiser's tensor. Blocks are numbered through there: a first layer, then for each
/// block its layers and what halves or doubles the picture.
fn unet_name(name: &str) -> Option<String> {
    let (part, rest) = name.split_once('.')?;
    let numbered = |rest: &str| {
        let (number, rest) = rest.split_once('.')?;
        Some((number.parse::<usize>().ok()?, rest.to_owned()))
    };
    let pair = |to: &str, rest: &str| match rest.split_once('.')? {
        ("0", rest) => Some(format!("{to}.linear_1.{rest}")),
        ("2", rest) => Some(format!("{to}.linear_2.{rest}")),
        _ => None,
    };
    match part {
        "time_embed" => pair("time_embedding", rest),
        "label_emb" => pair("add_embedding", rest.strip_prefix("0.")?),
        "out" => match rest.split_once('.')? {
            ("0", rest) => Some(format!("conv_norm_out.{rest}")),
            ("2", rest) => Some(format!("conv_out.{rest}")),
            _ => None,
        },
        "middle_block" => match rest.split_once('.')? {
            ("0", rest) => Some(format!("mid_block.resnets.0.{}", resnet_name(rest)?)),
            ("1", rest) => Some(format!("mid_block.attentions.0.{rest}")),
            ("2", rest) => Some(format!("mid_block.resnets.1.{}", resnet_name(rest)?)),
            _ => None,
        },
        "input_blocks" => {
            let (number, rest) = numbered(rest)?;
            let (inner, rest) = rest.split_once('.')?;
            let Some(number) = number.checked_sub(1) else { return Some(format!("conv_in.{rest}")) };
            let (block, layer) = (number / (LAYERS + 1), number % (LAYERS + 1));
            match (inner, rest.strip_prefix("op.")) {
                ("0", Some(rest)) => Some(format!("down_blocks.{block}.downsamplers.0.conv.{rest}")),
                ("0", None) => Some(format!("down_blocks.{block}.resnets.{layer}.{}", resnet_name(rest)?)),
                _ => Some(format!("down_blocks.{block}.attentions.{layer}.{rest}")),
            }
        }
        "output_blocks" => {
            let (number, rest) = numbered(rest)?;
            let (inner, rest) = rest.split_once('.')?;
            let (block, layer) = (number / (LAYERS + 1), number % (LAYERS + 1));
            match (inner, rest.strip_prefix("conv.")) {
                ("0", _) => Some(format!("up_blocks.{block}.resnets.{layer}.{}", resnet_name(rest)?)),
                (_, Some(rest)) => Some(format!("up_blocks.{block}.upsamplers.0.conv.{rest}")),
                _ => Some(format!("up_blocks.{block}.attentions.{layer}.{rest}")),
            }
        }
        _ => None,
    }
}

fn resnet_name(name: &str) -> Option<String> {
    const NAMES: [(&str, &str); 6] = [
        ("in_layers.0.", "norm1"),
        ("in_layers.2.", "conv1"),
        ("emb_layers.1.", "time_emb_proj"),
        ("out_layers.0.", "norm2"),
        ("out_layers.3.", "conv2"),
        ("skip_connection.", "conv_shortcut"),
    ];
    NAMES.iter().find_map(|(from, to)| Some(format!("{to}.{}", name.strip_prefix(from)?)))
}

/// The name in the other layout of an autoencoder's tensor. Blocks on the way up are numbered from the picture there.
fn vae_name(name: &str, blocks: usize) -> Option<String> {
    let (half, rest) = name.split_once('.')?;
    if half == "quant_conv" || half == "post_quant_conv" {
        return Some(name.to_owned());
    }
    const NAMES: [(&str, &str); 8] = [
        ("norm_out.", "conv_norm_out"),
        ("mid.block_1.", "mid_block.resnets.0"),
        ("mid.block_2.", "mid_block.resnets.1"),
        ("mid.attn_1.norm.", "mid_block.attentions.0.group_norm"),
        ("mid.attn_1.q.", "mid_block.attentions.0.to_q"),
        ("mid.attn_1.k.", "mid_block.attentions.0.to_k"),
        ("mid.attn_1.v.", "mid_block.attentions.0.to_v"),
        ("mid.attn_1.proj_out.", "mid_block.attentions.0.to_out.0"),
    ];
    if rest.starts_with("conv_") {
        return Some(name.to_owned());
    }
    if let Some(found) =
        NAMES.iter().find_map(|(from, to)| Some(format!("{to}.{}", rest.strip_prefix(from)?)))
    {
        return Some(format!("{half}.{found}"));
    }
    let mut parts = rest.splitn(4, '.');
    let (way, number, kind, rest) =
        (parts.next()?, parts.next()?.parse::<usize>().ok()?, parts.next()?, parts.next()?);
    let block = if way == "up" { (blocks - 1).checked_sub(number)? } else { number };
    match kind {
        "block" => Some(format!(
            "{half}.{way}_blocks.{block}.resnets.{}",
            rest.replace("nin_shortcut", "conv_shortcut")
        )),
        "downsample" | "upsample" => Some(format!("{half}.{way}_blocks.{block}.{kind}rs.0.{rest}")),
        _ => None,
    }
}

/// The names in the other layout of a tensor of OpenCLIP's text encoder, which keeps what makes queries, keys and values in
/// one, and the projection the other way round.
fn open_clip_name(name: &str) -> Renamed {
    match name {
        "token_embedding.weight" => return Renamed::As(EMBEDDING.to_owned()),
        "positional_embedding" => {
            return Renamed::As("text_model.embeddings.position_embedding.weight".to_owned());
        }
        "text_projection" => return Renamed::Turned("text_projection.weight".to_owned()),
        _ => {}
    }
    if let Some(rest) = name.strip_prefix("ln_final.") {
        return Renamed::As(format!("text_model.final_layer_norm.{rest}"));
    }
    let Some((layer, rest)) =
        name.strip_prefix("transformer.resblocks.").and_then(|rest| rest.split_once('.'))
    else {
        return Renamed::Not;
    };
    let layer = format!("text_model.encoder.layers.{layer}");
    if let Some(kind) = rest.strip_prefix("attn.in_proj_") {
        return Renamed::Thirds(
            ["q", "k", "v"].map(|which| format!("{layer}.self_attn.{which}_proj.{kind}")),
        );
    }
    const NAMES: [(&str, &str); 5] = [
        ("ln_1.", "layer_norm1"),
        ("ln_2.", "layer_norm2"),
        ("attn.out_proj.", "self_attn.out_proj"),
        ("mlp.c_fc.", "mlp.fc1"),
        ("mlp.c_proj.", "mlp.fc2"),
    ];
    named(NAMES.iter().find_map(|(from, to)| Some(format!("{layer}.{to}.{}", rest.strip_prefix(from)?))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diffusion::tests::Folder;

    #[test]
    fn names_of_the_denoiser() {
        for (theirs, ours) in [
            ("time_embed.2.bias", "time_embedding.linear_2.bias"),
            ("label_emb.0.0.weight", "add_embedding.linear_1.weight"),
            ("input_blocks.0.0.weight", "conv_in.weight"),
            ("input_blocks.1.0.in_layers.2.weight", "down_blocks.0.resnets.0.conv1.weight"),
            ("input_blocks.3.0.op.bias", "down_blocks.0.downsamplers.0.conv.bias"),
            (
                "input_blocks.8.1.transformer_blocks.0.attn1.to_q.weight",
                "down_blocks.2.attentions.1.transformer_blocks.0.attn1.to_q.weight",
            ),
            ("middle_block.2.emb_layers.1.bias", "mid_block.resnets.1.time_emb_proj.bias"),
            ("output_blocks.2.1.conv.weight", "up_blocks.0.upsamplers.0.conv.weight"),
            ("output_blocks.5.2.conv.weight", "up_blocks.1.upsamplers.0.conv.weight"),
            ("output_blocks.5.1.proj_in.weight", "up_blocks.1.attentions.2.proj_in.weight"),
            ("output_blocks.11.0.skip_connection.bias", "up_blocks.3.resnets.2.conv_shortcut.bias"),
            ("out.2.weight", "conv_out.weight"),
        ] {
            assert_eq!(unet_name(theirs).as_deref(), Some(ours));
        }
        assert_eq!(unet_name("input_blocks.x.0.weight"), None);
    }

    #[test]
    fn names_of_the_autoencoder() {
        for (theirs, ours) in [
            ("encoder.conv_in.weight", "encoder.conv_in.weight"),
            ("decoder.norm_out.bias", "decoder.conv_norm_out.bias"),
            (
                "encoder.down.1.block.0.nin_shortcut.weight",
                "encoder.down_blocks.1.resnets.0.conv_shortcut.weight",
            ),
            ("encoder.down.0.downsample.conv.bias", "encoder.down_blocks.0.downsamplers.0.conv.bias"),
            ("decoder.up.3.upsample.conv.bias", "decoder.up_blocks.0.upsamplers.0.conv.bias"),
            ("decoder.up.0.block.2.norm1.bias", "decoder.up_blocks.3.resnets.2.norm1.bias"),
            ("decoder.mid.attn_1.proj_out.weight", "decoder.mid_block.attentions.0.to_out.0.weight"),
            ("quant_conv.weight", "quant_conv.weight"),
        ] {
            assert_eq!(vae_name(theirs, 4).as_deref(), Some(ours));
        }
        assert_eq!(vae_name("decoder.up.4.block.2.norm1.bias", 4), None);
    }

    #[test]
    fn tensors_of_the_second_text_encoder_are_cut_and_turned() {
        let folder = Folder::new("checkpoint");
        let name = "conditioner.embedders.1.model.";
        let header = format!(
            r#"{{"{name}text_projection":{{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]}},
            "{name}transformer.resblocks.3.attn.in_proj_bias":{{"dtype":"F32","shape":[6],"data_offsets":[16,40]}}}}"#
        );
        let mut file = (header.len() as u64).to_le_bytes().to_vec();
        file.extend(header.as_bytes());
        (0..10_u8).for_each(|x| file.extend(f32::from(x).to_le_bytes()));
        folder.write("xl.safetensors", &file);
        let checkpoint = Checkpoint::xl(&folder.path().join("xl.safetensors"), 4).expect("is well formed");
        let keeping = Keeping::plain();
        let weights = checkpoint.text_weights(&checkpoint.texts[1], keeping).expect("can be read");
        let turned = weights.small("text_projection.weight", &[2, 2]).expect("is there");
        assert_eq!(turned.to_vec2::<f32>().expect("is a matrix"), [[0.0, 2.0], [1.0, 3.0]]);
        let v = weights.small("text_model.encoder.layers.3.self_attn.v_proj.bias", &[2]).expect("is there");
        assert_eq!(v.to_vec1::<f32>().expect("is a line"), [8.0, 9.0]);
    }

    #[test]
    fn what_a_file_is_shows_in_its_names() {
        let folder = Folder::new("kinds");
        let path = folder.path().join("some.safetensors");
        let kind = |names: &[&str]| {
            let names: serde_json::Map<_, _> = names
                .iter()
                .map(|name| {
                    ((*name).to_owned(), json!({"dtype": "F32", "shape": [0, 9], "data_offsets": [0, 0]}))
                })
                .collect();
            let header = serde_json::Value::from(names).to_string();
            let mut file = (header.len() as u64).to_le_bytes().to_vec();
            file.extend(header.as_bytes());
            folder.write("some.safetensors", &file);
            Checkpoint::open(&path)
                .map(|found| (found.texts.len(), found.unet.in_channels))
                .map_err(|e| e.to_string())
        };
        let first = format!("{UNET}input_blocks.0.0.weight");
        let (text, xl) = (format!("{FIRST_TEXT}{EMBEDDING}"), format!("{FIRST_TEXT_XL}{EMBEDDING}"));
        let second = format!("{SECOND_TEXT_XL}ln_final.weight");
        assert_eq!(kind(&[&first, &text]), Ok((1, 9)));
        assert_eq!(kind(&[&first, &xl, &second]), Ok((2, 9)));
        for names in [&[&text[..]][..], &[&first], &[&first, TEXT_OF_2], &[&first, TEXT_OF_REFINER]] {
            assert!(kind(names).expect_err("isn't known").contains("not supported"), "{names:?}");
        }
    }
}
