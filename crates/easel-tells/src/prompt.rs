//! Reading the prompt out of a picture's file: our own record, what A1111 and its kin write, ComfyUI's graphs.

use crate::{
    png::{Next, SIGNATURE, TEXT_MAX, next, text},
    story::Record,
    tell::RECORD,
};
use serde_json::{Map, Value};

/// Longest prompt that is given back, characters.
const PROMPT_MAX: usize = 10_000;
/// Most chunks looked at.
const CHUNKS_MAX: usize = 100_000;
/// Most nodes looked at for one answer, so that a graph of circles ends.
const STEPS_MAX: u32 = 256;

/// Who wrote the prompt into the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PromptSource {
    /// A studio of ours.
    Easel,
    /// A1111, Forge, stable-diffusion.cpp and others that write the same.
    A1111,
    /// ComfyUI.
    ComfyUi,
}

/// What a file says it was made from. All of it is somebody's claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadPrompt {
    /// Who wrote it.
    pub source: PromptSource,
    /// What should be there.
    pub prompt: String,
    /// What should not.
    pub negative_prompt: String,
    /// What draws it again with the same model.
    pub seed: Option<u64>,
    /// Pixels.
    pub size: Option<(u32, u32)>,
    /// The model's name where it was made.
    pub model: Option<String>,
    /// A style's id, of a studio of ours.
    pub style: Option<String>,
}

/// The prompt in a PNG, where there is one. Our own record first, then what says most.
#[must_use]
pub fn read_prompt(png: &[u8]) -> Option<ReadPrompt> {
    if !png.starts_with(SIGNATURE) {
        return None;
    }
    let (mut at, mut of_a1111, mut of_comfy) = (SIGNATURE.len(), None, None);
    for _ in 0..CHUNKS_MAX {
        let Next::Chunk(chunk) = next(png, at) else { break };
        at += chunk.whole.len();
        match text(&chunk) {
            Some((RECORD, text)) => {
                if let Some(read) = own(&text) {
                    return Some(read);
                }
            }
            Some(("parameters", text)) => of_a1111 = of_a1111.or_else(|| a1111(&text)),
            Some(("prompt", text)) => of_comfy = of_comfy.or_else(|| comfy(&text)),
            _ => {}
        }
    }
    of_a1111.or(of_comfy)
}

fn own(text: &str) -> Option<ReadPrompt> {
    let settings = serde_json::from_str::<Record>(text).ok()?.settings?;
    Some(ReadPrompt {
        source: PromptSource::Easel,
        prompt: bounded(&settings.prompt),
        negative_prompt: bounded(&settings.negative_prompt),
        seed: settings.seed,
        size: sized(settings.width, settings.height),
        model: named(&settings.model),
        style: settings.style.as_deref().and_then(named),
    })
}

fn bounded(text: &str) -> String {
    text.trim().chars().filter(|c| !c.is_control() || *c == '\n').take(PROMPT_MAX).collect()
}

/// A name that is worth showing.
fn named(text: &str) -> Option<String> {
    let name: String = text.trim().chars().filter(|c| !c.is_control()).take(200).collect();
    (!name.is_empty()).then_some(name)
}

fn sized(width: u32, height: u32) -> Option<(u32, u32)> {
    ((1..=16_384).contains(&width) && (1..=16_384).contains(&height)).then_some((width, height))
}

/// Prompt, `Negative prompt:`, and a last line of `Key: value, ...`.
fn a1111(text: &str) -> Option<ReadPrompt> {
    let text = text.trim();
    let (mut words, mut pairs) = (text, Vec::new());
    let (before, last) = text.rsplit_once('\n').unwrap_or(("", text));
    let found = pairs_of(last);
    // A prompt may hold colons too: settings say the size or the steps.
    if found.len() > 1 && found.iter().any(|(key, _)| matches!(*key, "Size" | "Steps")) {
        (words, pairs) = (before, found);
    }
    let (prompt, negative) = match words.strip_prefix("Negative prompt:") {
        Some(negative) => ("", negative),
        None => words.split_once("\nNegative prompt:").unwrap_or((words, "")),
    };
    let value = |name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str());
    let size = value("Size")
        .and_then(|size| size.split_once('x'))
        .and_then(|(width, height)| sized(width.trim().parse().ok()?, height.trim().parse().ok()?));
    let prompt = bounded(prompt);
    if prompt.is_empty() && pairs.is_empty() {
        return None;
    }
    Some(ReadPrompt {
        source: PromptSource::A1111,
        prompt,
        negative_prompt: bounded(negative),
        seed: value("Seed").and_then(|seed| seed.parse().ok()),
        size,
        model: value("Model").and_then(named),
        style: None,
    })
}

/// `Key: value` with commas between; a value may be quoted as JSON is.
fn pairs_of(line: &str) -> Vec<(&str, String)> {
    let (mut rest, mut pairs) = (line.trim(), Vec::new());
    while let Some((key, after)) = rest.split_once(':') {
        let (key, after) = (key.trim(), after.trim_start());
        let plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '/' | '_' | '.');
        if key.is_empty() || key.len() > 60 || !key.chars().all(plain) {
            return Vec::new();
        }
        let quoted = serde_json::Deserializer::from_str(after).into_iter::<String>();
        let value = if after.starts_with('"') { with_end(quoted) } else { None };
        let (value, end) = value.unwrap_or_else(|| {
            let end = after.find(',').unwrap_or(after.len());
            (after[..end].trim().to_owned(), end)
        });
        pairs.push((key, value));
        rest = after.get(end..).unwrap_or_default().trim_start_matches([',', ' ']);
    }
    pairs
}

fn with_end<'a>(
    mut values: serde_json::StreamDeserializer<'a, serde_json::de::StrRead<'a>, String>,
) -> Option<(String, usize)> {
    let value = values.next()?.ok()?;
    Some((value, values.byte_offset()))
}

/// A graph as ComfyUI's API takes it: nodes by their id, inputs that are values or `[node, output]`.
fn comfy(text: &str) -> Option<ReadPrompt> {
    if text.len() > TEXT_MAX {
        return None;
    }
    let graph = Graph(serde_json::from_str::<Map<String, Value>>(text).ok()?);
    let mut samplers =
        graph.0.values().filter(|node| kind(node).contains("Sampler") && inputs(node).is_some());
    // The one that begins with an empty picture says the size; a second one only makes more of the first's.
    let all: Vec<ReadPrompt> = samplers.by_ref().take(64).filter_map(|node| graph.of_sampler(node)).collect();
    all.iter().find(|read| read.size.is_some()).or(all.first()).cloned()
}

struct Graph(Map<String, Value>);

fn kind(node: &Value) -> &str {
    node.get("class_type").and_then(Value::as_str).unwrap_or_default()
}

fn inputs(node: &Value) -> Option<&Map<String, Value>> {
    node.get("inputs")?.as_object()
}

impl Graph {
    fn of_sampler(&self, node: &Value) -> Option<ReadPrompt> {
        let inputs = inputs(node)?;
        // Newer samplers take a guider that holds the conditioning, and noise that holds the seed.
        let guider = inputs.get("guider").and_then(|link| self.linked(link)).and_then(self::inputs);
        let conditioning = |name: &str| inputs.get(name).or_else(|| guider?.get(name));
        let positive = conditioning("positive").or_else(|| guider?.get("conditioning"))?;
        let prompt = self.words(positive, &mut { STEPS_MAX })?;
        let negative = conditioning("negative").and_then(|link| self.words(link, &mut { STEPS_MAX }));
        let noise = inputs.get("noise").and_then(|link| self.linked(link)).and_then(self::inputs);
        let seed = ["seed", "noise_seed"]
            .iter()
            .find_map(|name| inputs.get(*name).or_else(|| noise?.get(*name)))
            .and_then(|value| self.number(value, &mut { STEPS_MAX }));
        let latent = inputs.get("latent_image").and_then(|link| self.linked(link)).and_then(self::inputs);
        let side = |name: &str| {
            latent
                .and_then(|inputs| self.number(inputs.get(name)?, &mut { STEPS_MAX }))
                .and_then(|px| px.try_into().ok())
        };
        let model = inputs.get("model").or_else(|| guider?.get("model"));
        Some(ReadPrompt {
            source: PromptSource::ComfyUi,
            prompt: bounded(&prompt),
            negative_prompt: bounded(&negative.unwrap_or_default()),
            seed,
            size: side("width").zip(side("height")).and_then(|(width, height)| sized(width, height)),
            model: model.and_then(|link| self.checkpoint(link, &mut { STEPS_MAX })),
            style: None,
        })
    }

    fn linked(&self, link: &Value) -> Option<&Value> {
        match &link.as_array()?[..] {
            [Value::String(id), Value::Number(_)] => self.0.get(id),
            _ => None,
        }
    }

    /// The text behind a conditioning: of the encoder it comes from, whatever lies between.
    fn words(&self, link: &Value, steps: &mut u32) -> Option<String> {
        if let Some(text) = link.as_str() {
            return Some(text.to_owned());
        }
        *steps = steps.checked_sub(1)?;
        let inputs = inputs(self.linked(link)?)?;
        const NAMES: [&str; 10] = [
            "text",
            "text_g",
            "t5xxl",
            "clip_l",
            "prompt",
            "string",
            "value",
            "conditioning",
            "conditioning_1",
            "positive",
        ];
        NAMES.iter().find_map(|name| self.words(inputs.get(*name)?, steps))
    }

    fn number(&self, value: &Value, steps: &mut u32) -> Option<u64> {
        if value.is_number() {
            return value.as_u64();
        }
        *steps = steps.checked_sub(1)?;
        let inputs = inputs(self.linked(value)?)?;
        ["value", "seed", "noise_seed", "int", "number"]
            .iter()
            .find_map(|name| self.number(inputs.get(*name)?, steps))
    }

    /// The file a model was loaded from, through everything that was put on it.
    fn checkpoint(&self, link: &Value, steps: &mut u32) -> Option<String> {
        *steps = steps.checked_sub(1)?;
        let inputs = inputs(self.linked(link)?)?;
        ["ckpt_name", "unet_name", "model_name"]
            .iter()
            .find_map(|name| inputs.get(*name)?.as_str().and_then(named))
            .or_else(|| self.checkpoint(inputs.get("model")?, steps))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Settings, Source, Story, Tells,
        png::tests::{chunk, file},
        tell,
    };
    use proptest::prelude::*;
    use serde_json::json;

    fn with(keyword: &str, text: &str) -> Vec<u8> {
        file(&chunk(*b"tEXt", &[keyword.as_bytes(), b"\0", text.as_bytes()].concat()))
    }

    #[test]
    fn our_own_files_are_read_to_the_last_setting() {
        let settings = Settings {
            prompt: "红狐狸\nsecond line".into(),
            negative_prompt: "fog".into(),
            model: "m".into(),
            style: Some("ink".into()),
            seed: Some(u64::MAX),
            width: 640,
            height: 480,
        };
        let story = Story {
            studio: "s".into(),
            source: Source::TrainedAlgorithmic,
            generation: None,
            settings: Some(settings),
        };
        let plain = file(&[]);
        let told = tell(&plain, Some(&story), Tells::ALL).expect("told");
        let bytes = [&told.head[..], &plain[told.skip..]].concat();
        let mut expected = ReadPrompt {
            source: PromptSource::Easel,
            prompt: "红狐狸\nsecond line".into(),
            negative_prompt: "fog".into(),
            seed: Some(u64::MAX),
            size: Some((640, 480)),
            model: Some("m".into()),
            style: Some("ink".into()),
        };
        assert_eq!(read_prompt(&bytes), Some(expected.clone()));
        // An older file of ours has no record.
        let parameters = story.settings.as_ref().expect("settings").parameters();
        (expected.source, expected.style) = (PromptSource::A1111, None);
        assert_eq!(read_prompt(&with("parameters", &parameters)), Some(expected));
    }

    #[test]
    fn what_a1111_writes_is_read() {
        let read = read_prompt(&with(
            "parameters",
            "a cat: black, <lora:x:1>\nwith a hat\nNegative prompt: blurry, text:\nSteps: 20, Sampler: Euler a, \
             Schedule type: Automatic, CFG scale: 7, Seed: 1234567890123, Size: 512x768, Model hash: 6ce0161689, \
             Model: \"v1-5, pruned: \\\"x\\\"\", Version: v1.9.4",
        ))
        .expect("a prompt");
        assert_eq!(read.prompt, "a cat: black, <lora:x:1>\nwith a hat");
        assert_eq!(read.negative_prompt, "blurry, text:");
        assert_eq!((read.seed, read.size), (Some(1_234_567_890_123), Some((512, 768))));
        assert_eq!(read.model.as_deref(), Some("v1-5, pruned: \"x\""));
        let only_words = read_prompt(&with("parameters", "note: a cat, dog: brown")).expect("a prompt");
        assert_eq!((only_words.prompt.as_str(), only_words.size), ("note: a cat, dog: brown", None));
        assert_eq!(read_prompt(&with("parameters", "  ")), None);
        let no_prompt = read_prompt(&with("parameters", "Steps: 20, Size: 64x64")).expect("settings");
        assert_eq!((no_prompt.prompt.as_str(), no_prompt.size), ("", Some((64, 64))));
    }

    #[test]
    fn what_comfyui_writes_is_read() {
        let graph = json!({
            "3": {"class_type": "KSampler", "inputs": {"seed": 42, "steps": 20, "model": ["10", 0],
                "positive": ["12", 0], "negative": ["7", 0], "latent_image": ["5", 0]}},
            "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "sd15.safetensors"}},
            "10": {"class_type": "LoraLoader", "inputs": {"model": ["4", 0]}},
            "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 512, "height": ["20", 0], "batch_size": 1}},
            "20": {"class_type": "PrimitiveInt", "inputs": {"value": 768}},
            "6": {"class_type": "CLIPTextEncode", "inputs": {"text": ["21", 0], "clip": ["4", 1]}},
            "21": {"class_type": "String Literal", "inputs": {"string": "a lighthouse"}},
            "12": {"class_type": "ControlNetApply", "inputs": {"conditioning": ["6", 0], "image": ["9", 0]}},
            "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "bad hands", "clip": ["4", 1]}},
        });
        let read = read_prompt(&with("prompt", &graph.to_string())).expect("a prompt");
        assert_eq!((read.prompt.as_str(), read.negative_prompt.as_str()), ("a lighthouse", "bad hands"));
        assert_eq!((read.seed, read.size), (Some(42), Some((512, 768))));
        assert_eq!(read.model.as_deref(), Some("sd15.safetensors"));
        let flux = json!({
            "1": {"class_type": "SamplerCustomAdvanced", "inputs": {"noise": ["2", 0], "guider": ["3", 0],
                "latent_image": ["4", 0]}},
            "2": {"class_type": "RandomNoise", "inputs": {"noise_seed": 7}},
            "3": {"class_type": "BasicGuider", "inputs": {"model": ["6", 0], "conditioning": ["5", 0]}},
            "4": {"class_type": "EmptySD3LatentImage", "inputs": {"width": 1024, "height": 1024}},
            "5": {"class_type": "CLIPTextEncode", "inputs": {"text": "a fox"}},
            "6": {"class_type": "UNETLoader", "inputs": {"unet_name": "flux1.safetensors"}},
        });
        let read = read_prompt(&with("prompt", &flux.to_string())).expect("a prompt");
        assert_eq!((read.prompt.as_str(), read.seed, read.size), ("a fox", Some(7), Some((1024, 1024))));
        assert_eq!(read.model.as_deref(), Some("flux1.safetensors"));
    }

    #[test]
    fn graphs_that_lead_round_in_circles_or_nowhere_end() {
        let round = json!({
            "1": {"class_type": "KSampler", "inputs": {"positive": ["2", 0], "seed": ["2", 0], "model": ["2", 0]}},
            "2": {"class_type": "x", "inputs": {"text": ["2", 0], "conditioning": ["2", 0], "value": ["2", 0],
                "model": ["2", 0]}},
        });
        assert_eq!(read_prompt(&with("prompt", &round.to_string())), None);
        for odd in
            ["null", "[]", "{}", "{\"1\":3}", "{\"1\":{\"class_type\":\"KSampler\",\"inputs\":{}}}", "{"]
        {
            assert_eq!(read_prompt(&with("prompt", odd)), None);
        }
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(read_prompt(&with("prompt", &deep)), None);
        assert_eq!(read_prompt(b"GIF89a"), None);
    }

    proptest! {
        #[test]
        fn whatever_comes_nothing_panics(
            bytes in prop::collection::vec(any::<u8>(), 0..200), words in ".{0,120}", kind in 0..4_usize,
        ) {
            let keyword = [RECORD, "parameters", "prompt", "x"][kind];
            let _ = read_prompt(&file(&bytes));
            let _ = read_prompt(&with(keyword, &words));
            let torn = with(keyword, &words);
            let _ = read_prompt(&torn[..torn.len() / 2]);
            let _ = a1111(&words);
            let _ = comfy(&words);
        }

        #[test]
        fn settings_lines_of_any_kind_are_read_without_panic(line in "[A-Za-z:,\" \\\\\n]{0,80}") {
            let _ = a1111(&line);
        }
    }
}
