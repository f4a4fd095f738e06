//! Whether the same weights give what diffusers computes with them. `tests/reference/make.py` makes both and says how.

use std::collections::HashMap;
use std::path::Path;

use candle_core::{DType, Device, Tensor};
use serde::Deserialize;

use super::pipeline::Pipeline;
use super::{Checkpoint, DeviceChoice, Init, Job, Precision};

#[derive(Deserialize)]
struct Settings {
    prompt: String,
    negative_prompt: String,
    steps: usize,
    guidance: f64,
    strength: f64,
    side: usize,
    time: f64,
}

/// All comparisons of one model: what was compared, how far it is off, and how large it is.
fn compare(folder: &Path) -> Vec<(&'static str, f64, f64)> {
    let text = std::fs::read(folder.join("reference.json")).expect("make.py writes it");
    let settings: Settings = serde_json::from_slice(&text).expect("make.py writes it");
    let wanted =
        candle_core::safetensors::load(folder.join("reference.safetensors"), &Device::Cpu).expect("is there");
    let pipeline = Pipeline::load(folder, DeviceChoice::Cpu, Precision::Full).expect("is a model");
    let (rgb, mask) = (bytes(&wanted, "rgb"), bytes(&wanted, "mask"));
    let job = Job {
        prompt: &settings.prompt,
        negative_prompt: &settings.negative_prompt,
        width: settings.side,
        height: settings.side,
        steps: settings.steps,
        guidance: settings.guidance,
        seed: 0,
        init: None,
        mask: None,
    };
    let mut found = Vec::new();
    let mut check = |name: &'static str, ours: &Tensor| {
        if let Some(theirs) = wanted.get(name) {
            assert_eq!(ours.dims(), theirs.dims(), "{name}");
            let off = most(&(ours - theirs).expect("same shape"));
            found.push((name, off, most(theirs)));
        }
    };
    let told = pipeline.conditions(&job).expect("encodes").wanted;
    check("words", &told.words);
    if let Some((pooled, _)) = &told.pooled {
        check("pooled", pooled);
    }
    check("prediction", &pipeline.said_once(&wanted["seen"], settings.time, &job).expect("predicts"));
    let walk = |job: &Job<'_>| pipeline.latents(job, &wanted["noise"], &mut |_, _| true).expect("walks");
    let latents = walk(&job);
    check("text_to_image", &latents);
    let image = pipeline.picture(&wanted["text_to_image"]).expect("decodes");
    let pixels: Vec<f32> = image.rgb.iter().map(|&x| f32::from(x) / 255.0).collect();
    let pixels = Tensor::from_vec(pixels, (1, image.height, image.width, 3), &Device::Cpu).expect("fits");
    check("decoded", &pixels.permute((0, 3, 1, 2)).expect("has four dimensions"));
    let init = Some(Init { rgb: &rgb, strength: settings.strength });
    check("image_to_image", &walk(&Job { init, ..job }));
    check("inpaint", &walk(&Job { init, mask: Some(&mask), ..job }));
    let file = folder.join("original.safetensors");
    if file.exists() {
        let checkpoint = Checkpoint::like(&file, folder).expect("make.py writes all parts");
        let words = folder.join("tokenizer");
        let pipeline = Pipeline::of_checkpoint(&checkpoint, &words, DeviceChoice::Cpu, Precision::Full)
            .expect("is a model");
        let again = pipeline.latents(&job, &wanted["noise"], &mut |_, _| true).expect("walks");
        found.push(("in one file", most(&(&again - &latents).expect("same shape")), most(&latents)));
        assert_eq!(pipeline.picture(&wanted["text_to_image"]).expect("decodes"), image);
    }
    found
}

fn bytes(tensors: &HashMap<String, Tensor>, name: &str) -> Vec<u8> {
    tensors[name].flatten_all().and_then(|x| x.to_vec1()).expect("make.py writes bytes")
}

fn most(tensor: &Tensor) -> f64 {
    let most = tensor.abs().and_then(|x| x.to_dtype(DType::F64)?.flatten_all()?.max(0)?.to_scalar());
    most.expect("isn't empty")
}

#[test]
#[ignore = "needs EASEL_DIFFUSION_REFERENCE, a folder made by tests/reference/make.py"]
fn reference_models_give_what_diffusers_gives() {
    let folder =
        std::env::var_os("EASEL_DIFFUSION_REFERENCE").expect("EASEL_DIFFUSION_REFERENCE names the folder");
    let mut models: Vec<_> = std::fs::read_dir(folder)
        .expect("the folder can be read")
        .map(|entry| entry.expect("the folder can be read").path())
        .filter(|path| path.join("reference.json").is_file())
        .collect();
    models.sort();
    assert!(!models.is_empty(), "make.py writes models");
    let mut wrong = Vec::new();
    for model in &models {
        let name = model.file_name().unwrap_or_default().display();
        for (what, off, size) in compare(model) {
            println!("{name:>15} {what:>15}: off by {off:.2e} of {size:.2}");
            // Bytes are rounded, so a picture may be off by half a step of 255.
            let allowed = if what == "decoded" { 0.5 / 255.0 + 1e-4 } else { 1e-3 * size.max(1.0) };
            if off.is_nan() || off > allowed {
                wrong.push(format!("{name} {what}: {off} of {size}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
