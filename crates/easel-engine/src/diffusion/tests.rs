//! Models of which only the shape matters, run from end to end, and how long a real one's step takes.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use candle_core::{Device, Tensor};
use serde_json::json;

use super::pipeline::Pipeline;
use super::{DeviceChoice, GenerateError, Image, Init, Job, LoadError, Precision, noise};

/// The program's own, because much of the time goes where memory is taken and given back.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A folder that is gone after the test.
pub(super) struct Folder(PathBuf);

impl Folder {
    pub(super) fn new(name: &str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let path =
            std::env::temp_dir().join(format!("easel-diffusion-{}-{number}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a folder for a test can be made");
        Self(path)
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    pub(super) fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().expect("is below the folder")).expect("can be made");
        std::fs::write(path, bytes).expect("can be written");
    }

    fn json(&self, name: &str, value: &serde_json::Value) {
        self.write(name, value.to_string().as_bytes());
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

/// Whether made-up weights have this optional tensor.
pub(super) fn invents(prefix: &str, name: &str) -> bool {
    let attention = prefix.ends_with("to_q.") || prefix.ends_with("to_k.") || prefix.ends_with("to_v.");
    match name {
        "bias" => !attention || prefix.contains("mid_block.attentions.0.to"),
        "text_projection.weight" => true,
        _ => false,
    }
}

/// Numbers that depend on the name and keep what passes through about as large as it was.
pub(super) fn invented(key: &str, shape: &[usize]) -> candle_core::Result<Tensor> {
    let seed = key.bytes().fold(7_u64, |seed, byte| seed.wrapping_mul(31).wrapping_add(u64::from(byte)));
    let count = shape.iter().product();
    let (middle, width) = match shape {
        [_] if key.ends_with("weight") => (1.0, 0.1),
        [_] => (0.0, 0.1),
        [_, rest @ ..] => (0.0, 1.0 / (rest.iter().product::<usize>() as f32).sqrt()),
        [] => (0.0, 1.0),
    };
    let pattern = noise::normal(seed, 0, 65_521.min(count));
    let numbers: Vec<f32> = pattern.iter().map(|x| middle + width * x).cycle().take(count).collect();
    Tensor::from_vec(numbers, shape, &Device::Cpu)
}

fn write_texts(folder: &Folder, width: usize, vocabulary: usize, layers: usize) {
    let mut vocab: serde_json::Map<String, serde_json::Value> = serde_json::Map::new();
    for piece in "abcdefghijklmnopqrstuvwxyz".chars() {
        vocab.insert(piece.to_string(), vocab.len().into());
        vocab.insert(format!("{piece}</w>"), vocab.len().into());
    }
    vocab.insert("<|startoftext|>".to_owned(), (vocabulary - 2).into());
    vocab.insert("<|endoftext|>".to_owned(), (vocabulary - 1).into());
    folder.json("tokenizer/vocab.json", &vocab.into());
    folder.write("tokenizer/merges.txt", b"#version: 0.2\n");
    let config = json!({
        "vocab_size": vocabulary, "hidden_size": width, "intermediate_size": 4 * width, "projection_dim": width,
        "num_hidden_layers": layers, "num_attention_heads": width / 64.min(width / 2), "max_position_embeddings": 77,
    });
    folder.json("text_encoder/config.json", &config);
}

fn write_model(folder: &Folder, unet: &serde_json::Value, vae: &serde_json::Value) {
    for part in ["text_encoder", "unet", "vae"] {
        folder.write(&format!("{part}/invented"), b"");
    }
    folder.json("unet/config.json", unet);
    folder.json("vae/config.json", vae);
    folder.json("model_index.json", &json!({"_class_name": "StableDiffusionPipeline"}));
    let betas = json!({"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear"});
    folder.json("scheduler/scheduler_config.json", &betas);
}

fn tiny_unet() -> serde_json::Value {
    json!({
        "in_channels": 4, "out_channels": 4, "block_out_channels": [8, 16], "layers_per_block": 1,
        "down_block_types": ["CrossAttnDownBlock2D", "DownBlock2D"],
        "up_block_types": ["UpBlock2D", "CrossAttnUpBlock2D"],
        "cross_attention_dim": 16, "attention_head_dim": 2, "norm_num_groups": 4,
    })
}

fn tiny() -> Folder {
    let folder = Folder::new("tiny");
    write_texts(&folder, 16, 64, 2);
    let vae = json!({
        "in_channels": 3, "out_channels": 3, "latent_channels": 4, "block_out_channels": [8, 8, 8],
        "norm_num_groups": 4,
    });
    write_model(&folder, &tiny_unet(), &vae);
    folder
}

fn load(folder: &Folder, precision: Precision) -> Pipeline {
    Pipeline::load(folder.path(), DeviceChoice::Cpu, precision).expect("is a whole model")
}

fn job() -> Job<'static> {
    Job {
        prompt: "a red cat",
        negative_prompt: "dull",
        width: 24,
        height: 20,
        steps: 3,
        guidance: 4.0,
        seed: 1,
        init: None,
        mask: None,
    }
}

fn make(pipeline: &Pipeline, job: &Job<'_>) -> Image {
    pipeline.generate(job, &mut |_, _| true).expect("nothing is wrong with the job")
}

#[test]
fn the_same_seed_gives_the_same_picture_and_another_another() {
    let folder = tiny();
    let pipeline = load(&folder, Precision::Full);
    let image = make(&pipeline, &job());
    assert_eq!((image.width, image.height, image.rgb.len()), (24, 20, 24 * 20 * 3));
    assert_eq!(image, make(&pipeline, &job()));
    assert_eq!(image, make(&load(&folder, Precision::Full), &job()));
    assert_ne!(image, make(&pipeline, &Job { seed: 2, ..job() }));
    assert_ne!(image, make(&pipeline, &Job { prompt: "a blue dog", ..job() }));
    assert_ne!(image, make(&pipeline, &Job { negative_prompt: "", ..job() }));
    assert_ne!(image, make(&pipeline, &Job { guidance: 1.0, ..job() }));
}

#[test]
fn half_precision_is_nearly_the_same_picture() {
    let folder = tiny();
    let full = make(&load(&folder, Precision::Full), &job());
    let half = make(&load(&folder, Precision::Half), &job());
    let most = full.rgb.iter().zip(&half.rgb).map(|(a, b)| a.abs_diff(*b)).max();
    assert!(most <= Some(8), "{most:?}");
}

#[test]
fn without_guidance_the_negative_prompt_is_nothing() {
    let pipeline = load(&tiny(), Precision::Full);
    let plain = Job { guidance: 0.0, steps: 1, ..job() };
    assert_eq!(make(&pipeline, &plain), make(&pipeline, &Job { negative_prompt: "other", ..plain }));
}

#[test]
fn little_strength_stays_near_the_first_picture() {
    let pipeline = load(&tiny(), Precision::Full);
    let rgb: Vec<u8> = (0..24 * 20 * 3).map(|i| (i * 7 % 256) as u8).collect();
    let from = |strength| Job { init: Some(Init { rgb: &rgb, strength }), steps: 10, ..job() };
    let mut seen = Vec::new();
    let made = pipeline.generate(&from(0.35), &mut |done, of| {
        seen.push((done, of));
        true
    });
    assert!(made.is_ok());
    assert_eq!(seen, [(0, 3), (1, 3), (2, 3), (3, 3)]);
    assert_ne!(make(&pipeline, &from(0.35)), make(&pipeline, &from(0.95)));
}

#[test]
fn a_mask_keeps_what_lies_outside() {
    let pipeline = load(&tiny(), Precision::Full);
    let rgb: Vec<u8> = (0..24 * 20 * 3).map(|i| (i * 7 % 256) as u8).collect();
    let mask: Vec<u8> = (0..24 * 20).map(|i| if i % 24 < 12 { 255 } else { 0 }).collect();
    for strength in [0.5, 1.0] {
        let job = Job { init: Some(Init { rgb: &rgb, strength }), mask: Some(&mask), ..job() };
        let image = make(&pipeline, &job);
        let kept = |i: &usize| i / 3 % 24 >= 12;
        assert!((0..rgb.len()).filter(kept).all(|i| image.rgb[i] == rgb[i]));
        assert!((0..rgb.len()).filter(|i| !kept(i)).any(|i| image.rgb[i] != rgb[i]));
        // The latents outside are those of the picture itself, and not only its pixels.
        let noise = Tensor::from_vec(noise::normal(1, 0, 4 * 30), (1, 4, 5, 6), &Device::Cpu).expect("fits");
        let all = Job { mask: Some(&[0; 24 * 20]), ..job };
        let right = |job: &Job<'_>| {
            let latents = pipeline.latents(job, &noise, &mut |_, _| true).expect("runs");
            latents.narrow(3, 3, 3).and_then(|x| x.flatten_all()?.to_vec1::<f32>()).expect("is there")
        };
        assert_eq!(right(&job), right(&all));
    }
}

#[test]
fn a_denoiser_that_takes_the_mask_gets_it() {
    let folder = tiny();
    let mut unet = tiny_unet();
    unet["in_channels"] = 9.into();
    folder.json("unet/config.json", &unet);
    let pipeline = load(&folder, Precision::Full);
    let (rgb, mask) = ([200; 24 * 20 * 3], [255; 24 * 20]);
    let job = Job { init: Some(Init { rgb: &rgb, strength: 1.0 }), mask: Some(&mask), ..job() };
    assert_eq!(make(&pipeline, &job), make(&pipeline, &Job { init: None, mask: None, ..job }));
}

#[test]
fn it_stops_when_told_to() {
    let pipeline = load(&tiny(), Precision::Full);
    for last in [0, 2] {
        let mut calls = Vec::new();
        let made = pipeline.generate(&job(), &mut |done, _| {
            calls.push(done);
            done < last
        });
        assert!(matches!(made, Err(GenerateError::Stopped)));
        assert_eq!(calls, (0..=last).collect::<Vec<_>>());
    }
}

#[test]
fn jobs_that_contradict_themselves_are_refused() {
    let pipeline = load(&tiny(), Precision::Full);
    let init = Some(Init { rgb: &[0; 24 * 20 * 3], strength: 0.5 });
    for job in [
        Job { width: 0, ..job() },
        Job { width: 26, ..job() },
        Job { steps: 0, ..job() },
        Job { mask: Some(&[0; 24 * 20]), ..job() },
        Job { mask: Some(&[0; 7]), init, ..job() },
        Job { width: 28, init, ..job() },
    ] {
        assert!(
            matches!(pipeline.generate(&job, &mut |_, _| true), Err(GenerateError::Broken(_))),
            "{job:?}"
        );
    }
}

#[test]
fn what_is_missing_is_named() {
    let folder = tiny();
    let refused = |folder: &Folder| {
        Pipeline::load(folder.path(), DeviceChoice::Cpu, Precision::Full)
            .map(|_| ())
            .expect_err("something is wrong")
    };
    let mut unet = tiny_unet();
    unet["down_block_types"][0] = "AttnDownBlock2D".into();
    folder.json("unet/config.json", &unet);
    assert!(matches!(refused(&folder), LoadError::Unsupported { .. }));
    unet = tiny_unet();
    unet["attention_head_dim"] = 0.into();
    folder.json("unet/config.json", &unet);
    assert!(matches!(refused(&folder), LoadError::Unsupported { .. }));
    unet = tiny_unet();
    unet["norm_num_groups"] = 3.into();
    folder.json("unet/config.json", &unet);
    assert!(matches!(refused(&folder), LoadError::Unsupported { .. }));
    folder.json("unet/config.json", &tiny_unet());
    for file in ["unet/invented", "vae/config.json", "tokenizer/merges.txt", "model_index.json"] {
        std::fs::remove_file(folder.path().join(file)).expect("is there");
        let error = refused(&folder);
        let named = file.replace("invented", "diffusion_pytorch_model.safetensors");
        assert!(error.to_string().ends_with(&format!("{named} is missing")), "{error}");
        folder.write(file, b"{}");
        if file == "vae/config.json" {
            assert!(matches!(refused(&folder), LoadError::Malformed { .. }));
            folder.json(
                file,
                &json!({"in_channels": 3, "out_channels": 3, "latent_channels": 4,
                "block_out_channels": [8, 8, 8], "norm_num_groups": 4}),
            );
        }
    }
}

/// Steps of a denoiser in the shape of Stable Diffusion 1.5 or XL, and one decoding, with made-up weights.
/// `EASEL_DIFFUSION_MEASURE` says how weights are kept (`full` or `half`) and, where it isn't the first, which: `half xl`.
///
/// `EASEL_DIFFUSION_MEASURE=half cargo test -p easel-engine --features diffusion --release -- --ignored measure --nocapture`
#[test]
#[ignore = "takes gigabytes and half a minute"]
#[expect(clippy::disallowed_methods, reason = "measuring is what it is for")]
fn measure_a_step() {
    let wanted = std::env::var("EASEL_DIFFUSION_MEASURE").unwrap_or_default();
    let folder = Folder::new("measured");
    write_texts(&folder, 768, 49_408, 12);
    let vae = json!({
        "in_channels": 3, "out_channels": 3, "latent_channels": 4, "block_out_channels": [128, 256, 512, 512],
        "layers_per_block": 2,
    });
    write_model(&folder, &real_unet(wanted.ends_with("xl")), &vae);
    let precision = if wanted.starts_with("half") { Precision::Half } else { Precision::Full };
    let began = std::time::Instant::now();
    let pipeline = load(&folder, precision);
    println!("{precision:?}: made up in {:?}, {}", began.elapsed(), usage());
    let job = Job { width: 512, height: 512, guidance: 1.0, steps: 3, ..job() };
    let mut last = std::time::Instant::now();
    let image = pipeline.generate(&job, &mut |done, _| {
        println!("step {done} after {:?}, {}", last.elapsed(), usage());
        last = std::time::Instant::now();
        true
    });
    println!("decoded after {:?}, {}", last.elapsed(), usage());
    assert!(image.is_ok());
}

/// The denoiser of Stable Diffusion 1.5, or of XL with only one text encoder's words.
fn real_unet(xl: bool) -> serde_json::Value {
    match xl {
        false => json!({
            "in_channels": 4, "out_channels": 4, "block_out_channels": [320, 640, 1280, 1280], "layers_per_block": 2,
            "down_block_types": ["CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"],
            "up_block_types": ["UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"],
            "cross_attention_dim": 768, "attention_head_dim": 8,
        }),
        true => json!({
            "in_channels": 4, "out_channels": 4, "block_out_channels": [320, 640, 1280], "layers_per_block": 2,
            "down_block_types": ["DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"],
            "up_block_types": ["CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"],
            "cross_attention_dim": 768, "attention_head_dim": [5, 10, 20], "transformer_layers_per_block": [1, 2, 10],
        }),
    }
}

/// What the system says about this process's memory and its time on all cores, where it says anything.
fn usage() -> String {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks: Vec<u64> = stat.split(' ').skip(13).take(2).filter_map(|x| x.parse().ok()).collect();
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let lines = status.lines().filter(|line| line.starts_with("VmHWM") || line.starts_with("VmRSS"));
    let lines: Vec<_> = lines.map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    format!("{}, hundredths of seconds in programs and in the system: {ticks:?}", lines.join(", "))
}
