//! The adapter: which folder, which card, one picture after the other, on a blocking thread.

use super::{Checkpoint, DeviceChoice, GenerateError, Image, Init, Job, Pipeline, Precision};
use crate::{Answer, Engine, InputPicture, Origin, Picture, Pictures, Pixels, Reporter, Request};
use easel_domain::{
    Outcome, Takes,
    model::{Channel, Options, Provider},
    routing::{ClosedFor, Health},
};
use futures_util::future::BoxFuture;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;
use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

/// Most steps a channel may ask for.
const STEPS_MAX: usize = 200;

/// A provider's settings.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Home {
    /// The folder whose subfolders are models, each in the diffusers layout, and whose safetensors files are models in one.
    folder: PathBuf,
    /// A folder with CLIP's `vocab.json` and `merges.txt`, for models in one file, which don't have them.
    tokenizer: Option<PathBuf>,
    #[serde(default)]
    device: Device,
    #[serde(default)]
    precision: Holding,
}

#[derive(Deserialize, Default, Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum Device {
    #[default]
    Best,
    Cpu,
    Cuda,
    Metal,
}

#[derive(Deserialize, Default, Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum Holding {
    Full,
    #[default]
    Half,
}

/// A channel's settings.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Settings {
    /// How often noise is taken away; distilled models want 1 to 4.
    steps: usize,
    /// How much the words count; 1 or less asks without them only once, as distilled models want it.
    guidance: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { steps: 25, guidance: 7.5 }
    }
}

impl Home {
    /// Where the words of a model in one file are, or a sentence about what is missing.
    fn words(&self, name: &str) -> Result<&PathBuf, String> {
        let advice = "CLIP's vocab.json and merges.txt, as they lie in the folder tokenizer of any Stable Diffusion model";
        let Some(words) = &self.tokenizer else {
            return Err(format!(
                "{name} is a model in one file: options.tokenizer of the provider must name a folder with {advice}"
            ));
        };
        match ["vocab.json", "merges.txt"].iter().all(|file| words.join(file).is_file()) {
            true => Ok(words),
            false => Err(format!("options.tokenizer: {} must hold {advice}", words.display())),
        }
    }
}

/// Whether a channel's name for a model is that of a file and not of a folder.
fn is_file(name: &str) -> bool {
    name.ends_with(".safetensors")
}

fn read<T: DeserializeOwned>(options: &Options) -> Result<T, String> {
    serde_json::from_value(Value::Object(options.clone())).map_err(|e| e.to_string())
}

/// Runs open weights of a local folder. One model is in memory at a time: the last one asked for.
pub(crate) struct DiffusionEngine {
    home: Arc<Home>,
    loaded: Arc<Mutex<Option<(String, Arc<Pipeline>)>>>,
}

impl DiffusionEngine {
    /// For this provider; no weights are read before the first picture.
    pub(crate) fn new(provider: &Provider) -> Result<Self, String> {
        let home: Home = read(&provider.options).map_err(|e| format!("options: {e}"))?;
        if !home.folder.is_dir() {
            return Err(format!("options.folder: there is no folder {}", home.folder.display()));
        }
        Ok(Self { home: Arc::new(home), loaded: Arc::default() })
    }
}

impl Engine for DiffusionEngine {
    fn generate<'a>(&'a self, request: Request, reporter: Reporter) -> BoxFuture<'a, Answer> {
        let (home, loaded) = (Arc::clone(&self.home), Arc::clone(&self.loaded));
        Box::pin(async move {
            let drawing = tokio::task::spawn_blocking(move || draw(&home, &loaded, &request, &reporter));
            drawing.await.unwrap_or_else(|error| Answer::failed(Health::Ill, format!("it stopped: {error}")))
        })
    }

    fn mistakes(&self, channel: &Channel) -> Vec<String> {
        let mut found = Vec::new();
        match read::<Settings>(&channel.options) {
            Err(error) => found.push(error),
            Ok(settings) if settings.steps == 0 || settings.steps > STEPS_MAX => {
                found.push(format!("steps must be from 1 to {STEPS_MAX}"));
            }
            Ok(_) => {}
        }
        let name = &channel.provider_model;
        if name.is_empty() || name.contains(['/', '\\']) || name.starts_with('.') {
            found.push(format!("\"{name}\" is not the name of a folder or file"));
        } else if is_file(name) {
            found.extend(self.home.words(name).err());
            if !self.home.folder.join(name).is_file() {
                found.push(format!("there is no file {}", self.home.folder.join(name).display()));
            }
        } else if !self.home.folder.join(name).is_dir() {
            found.push(format!("there is no folder {}", self.home.folder.join(name).display()));
        }
        found
    }
}

type Loaded = Mutex<Option<(String, Arc<Pipeline>)>>;

/// The weights of `name`, read if another model was asked for last.
fn pipeline(home: &Home, loaded: &Loaded, name: &str) -> Result<Arc<Pipeline>, String> {
    let mut loaded = loaded.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, pipeline)) = loaded.as_ref().filter(|(held, _)| held == name) {
        return Ok(Arc::clone(pipeline));
    }
    // The other model goes before this one comes: two rarely fit.
    *loaded = None;
    let device = match home.device {
        Device::Best => DeviceChoice::Best,
        Device::Cpu => DeviceChoice::Cpu,
        Device::Cuda => DeviceChoice::Cuda(0),
        Device::Metal => DeviceChoice::Metal(0),
    };
    let precision = match home.precision {
        Holding::Full => Precision::Full,
        Holding::Half => Precision::Half,
    };
    let path = home.folder.join(name);
    let pipeline = match is_file(name) {
        true => {
            let words = home.words(name)?;
            Checkpoint::open(&path).and_then(|file| Pipeline::of_checkpoint(&file, words, device, precision))
        }
        false => Pipeline::load(&path, device, precision),
    };
    let pipeline = Arc::new(pipeline.map_err(|e| e.to_string())?);
    *loaded = Some((name.to_owned(), Arc::clone(&pipeline)));
    Ok(pipeline)
}

fn draw(home: &Home, loaded: &Loaded, request: &Request, reporter: &Reporter) -> Answer {
    let settings: Settings = match read(&request.channel.options) {
        Ok(settings) => settings,
        Err(error) => return Answer::failed(Health::Closed(ClosedFor::Settings), error),
    };
    reporter.progress(0.0, "loading");
    let pipeline = match pipeline(home, loaded, &request.channel.provider_model) {
        Ok(pipeline) => pipeline,
        Err(error) => return Answer::failed(Health::Closed(ClosedFor::Model), error),
    };
    let spec = &request.spec;
    let source = match request.inputs.source.as_ref().map(|source| pixels(source, spec.width, spec.height)) {
        Some(Err(error)) => return Answer::failed(Health::Unasked, error),
        Some(Ok(rgb)) => Some(rgb),
        None => None,
    };
    let strength = f64::from(spec.strength.unwrap_or(100)) / 100.0;
    let told = spec.told(Takes { negative: true, ..Takes::default() });
    let mut pictures = Vec::new();
    for i in 0..spec.count {
        let seed = request.seed.wrapping_add(u64::from(i));
        let job = Job {
            prompt: &told.prompt,
            negative_prompt: &told.negative,
            width: spec.width as usize,
            height: spec.height as usize,
            steps: settings.steps,
            guidance: settings.guidance,
            seed,
            init: source.as_deref().map(|rgb| Init { rgb, strength }),
            mask: request.inputs.mask.as_ref().map(|mask| &mask.luma[..]),
        };
        let mut step = |done: usize, of: usize| {
            let share = (f64::from(i) + done as f64 / of.max(1) as f64) / f64::from(spec.count);
            reporter.progress(share, "drawing")
        };
        match pipeline.generate(&job, &mut step) {
            Ok(image) => pictures.push(picture(image, seed)),
            Err(GenerateError::Stopped) => return Answer::cancelled(),
            Err(GenerateError::Broken(why)) => return Answer::failed(Health::Ill, why),
        }
    }
    Answer::of(Outcome::Succeeded(Pictures { pictures, account: None }), Health::Well)
}

fn picture(image: Image, seed: u64) -> Picture {
    let rgba = image.rgb.chunks_exact(3).flat_map(|p| [p[0], p[1], p[2], u8::MAX]).collect();
    let (width, height) = (image.width as u32, image.height as u32);
    Picture { pixels: Pixels::Rgba { width, height, rgba }, seed: Some(seed), origin: Origin::TrainedModel }
}

/// The source's colours, three bytes a pixel, over white where it is transparent. It is a file of our own making.
fn pixels(source: &InputPicture, width: u32, height: u32) -> Result<Vec<u8>, String> {
    if (source.width, source.height) != (width, height) {
        return Err(format!("a source of {} x {} for {width} x {height}", source.width, source.height));
    }
    let over = |value: u8, alpha: u8| {
        let alpha = u32::from(alpha);
        ((u32::from(value) * alpha + 255 * (255 - alpha) + 127) / 255) as u8
    };
    let rgba = source.rgba()?;
    Ok(rgba.chunks_exact(4).flat_map(|p| [over(p[0], p[3]), over(p[1], p[3]), over(p[2], p[3])]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diffusion::tests::Folder;

    #[test]
    fn a_model_in_one_file_says_what_it_lacks() {
        let folder = Folder::new("one-file");
        let asked = |tokenizer: Option<PathBuf>, name: &str| {
            let home = Home {
                folder: folder.path().to_owned(),
                tokenizer,
                device: Device::Cpu,
                precision: Holding::Half,
            };
            let engine = DiffusionEngine { home: Arc::new(home), loaded: Arc::default() };
            let channel = serde_json::json!({"provider": "weights", "provider_model": name});
            engine.mistakes(&serde_json::from_value(channel).expect("is a channel")).join("; ")
        };
        let words = Some(folder.path().join("words"));
        let said = asked(None, "some.safetensors");
        assert!(said.contains("options.tokenizer of the provider must name a folder"), "{said}");
        assert!(
            asked(words.clone(), "some.safetensors").contains("must hold CLIP's vocab.json and merges.txt")
        );
        folder.write("words/vocab.json", b"{}");
        folder.write("words/merges.txt", b"");
        assert!(asked(words.clone(), "some.safetensors").contains("there is no file"));
        folder.write("some.safetensors", b"");
        assert_eq!(asked(words, "some.safetensors"), "");
        assert!(asked(None, "../some.safetensors").contains("is not the name of a folder or file"));
    }
}
