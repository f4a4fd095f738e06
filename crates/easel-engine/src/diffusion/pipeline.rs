//! The whole way of one picture: words to vectors, noise to latents, latents to pixels.

use std::path::Path;

use candle_core::{DType, Device, Tensor};
use serde::Deserialize;

use super::checkpoint::{self, Checkpoint};
use super::clip::Clip;
use super::room::Room;
use super::schedule::{self, Schedule};
use super::tokenizer::Tokenizer;
use super::unet::{Condition, Unet};
use super::vae::Vae;
use super::weights::{Keeping, read_json};
use super::{DeviceChoice, GenerateError, Image, Init, Job, LoadError, Precision, noise};

/// From here on a pixel of a mask is painted anew.
const PAINTED: u8 = 128;

/// A model in memory, ready for any number of pictures.
#[derive(Debug)]
pub(crate) struct Pipeline {
    texts: Vec<(Tokenizer, Clip)>,
    unet: Unet,
    vae: Vae,
    schedule: schedule::Config,
    /// Whether no negative prompt means zeros and not the encoded empty text.
    zeros_for_nothing: bool,
    keeping: Keeping,
}

#[derive(Deserialize)]
struct ModelIndex {
    #[serde(default)]
    force_zeros_for_empty_prompt: bool,
}

/// What the denoiser is told with and without the prompt, the second only where there is guidance.
pub(super) struct Conditions {
    pub(super) wanted: Condition,
    pub(super) unwanted: Option<Condition>,
}

/// A picture to begin with, as latents.
struct Ground {
    latents: Tensor,
    strength: f64,
    /// `[1, 1, h, w]`: 1 where it is painted anew.
    mask: Option<Tensor>,
}

impl Pipeline {
    /// Reads a folder of the diffusers layout.
    ///
    /// # Errors
    /// [`LoadError`] names the file or tensor that is missing or not understood, or says what the device refuses.
    pub(crate) fn load(folder: &Path, device: DeviceChoice, precision: Precision) -> Result<Self, LoadError> {
        let index: ModelIndex = read_json(&folder.join("model_index.json"))?;
        let schedule: schedule::Config = read_json(&folder.join("scheduler/scheduler_config.json"))?;
        if schedule.num_train_timesteps == 0 {
            let path = folder.join("scheduler/scheduler_config.json");
            return Err(LoadError::Unsupported { path, what: "a training without times".to_owned() });
        }
        let (keeping, steady) = keepings(device, precision)?;
        Ok(Self {
            texts: load_texts(folder, &keeping)?,
            unet: Unet::load(&folder.join("unet"), keeping.clone())?,
            vae: Vae::load(&folder.join("vae"), steady)?,
            schedule,
            zeros_for_nothing: index.force_zeros_for_empty_prompt,
            keeping,
        })
    }

    /// Reads a model in one file, and the words from a folder with `vocab.json` and `merges.txt`.
    ///
    /// # Errors
    /// As [`Pipeline::load`].
    pub(super) fn of_checkpoint(
        checkpoint: &Checkpoint,
        words: &Path,
        device: DeviceChoice,
        precision: Precision,
    ) -> Result<Self, LoadError> {
        let (keeping, steady) = keepings(device, precision)?;
        let text = |text: &checkpoint::Text| {
            let weights = checkpoint.text_weights(text, keeping.clone())?;
            let clip = Clip::build(&text.config, &weights)?;
            Ok((Tokenizer::filled_up_with(words, text.pad)?, clip))
        };
        Ok(Self {
            texts: checkpoint.texts.iter().map(text).collect::<Result<_, LoadError>>()?,
            unet: Unet::build(checkpoint.unet.clone(), &checkpoint.unet_weights(keeping.clone())?)?,
            vae: Vae::build(checkpoint.vae.clone(), &checkpoint.vae_weights(steady)?)?,
            schedule: checkpoint.schedule.clone(),
            zeros_for_nothing: checkpoint.zeros_for_nothing,
            keeping,
        })
    }

    /// Makes one picture. `step` is told how many steps are done, of how many, before the first and after each; where it
    /// answers `false`, the work ends.
    ///
    /// # Errors
    /// [`GenerateError::Stopped`] where `step` said so, else [`GenerateError::Broken`] with the reason.
    pub(crate) fn generate(
        &self,
        job: &Job<'_>,
        step: &mut dyn FnMut(usize, usize) -> bool,
    ) -> Result<Image, GenerateError> {
        let shape = self.checked(job)?;
        let noise = noise::normal(job.seed, 0, shape.iter().product());
        let noise = Tensor::from_vec(noise, &shape, &self.keeping.device)?;
        let latents = self.latents(job, &noise, step)?;
        let mut image = self.picture(&latents)?;
        if let (Some(init), Some(mask)) = (job.init, job.mask) {
            keep_outside(&mut image.rgb, init.rgb, mask);
        }
        Ok(image)
    }

    /// The shape of the job's latents.
    fn checked(&self, job: &Job<'_>) -> Result<[usize; 4], GenerateError> {
        let broken = |why: &str| Err(GenerateError::Broken(why.to_owned()));
        let factor = self.vae.factor();
        let pixels = job.width.checked_mul(job.height).unwrap_or(0);
        if pixels == 0 || !job.width.is_multiple_of(factor) || !job.height.is_multiple_of(factor) {
            return Err(GenerateError::Broken(format!("width and height must be multiples of {factor}")));
        }
        if job.steps == 0 {
            return broken("at least one step is needed");
        }
        if job.init.is_some_and(|init| init.rgb.len() != pixels * 3) {
            return broken("the picture to begin with has another size");
        }
        match job.mask {
            Some(_) if job.init.is_none() => broken("a mask needs a picture to begin with"),
            Some(mask) if mask.len() != pixels => broken("the mask has another size"),
            _ => Ok([1, self.vae.channels(), job.height / factor, job.width / factor]),
        }
    }

    /// The walk from this noise, `[1, channels, h, w]` in 32 bits, to latents of the same shape.
    pub(super) fn latents(
        &self,
        job: &Job<'_>,
        noise: &Tensor,
        step: &mut dyn FnMut(usize, usize) -> bool,
    ) -> Result<Tensor, GenerateError> {
        let schedule = Schedule::new(&self.schedule, job.steps);
        let ground = job.init.map(|init| self.ground(job, init)).transpose()?;
        let from = ground.as_ref().map_or(0, |ground| beginning(schedule.len(), ground.strength));
        let count = schedule.len() - from;
        if !step(0, count) {
            return Err(GenerateError::Stopped);
        }
        let conditions = self.conditions(job)?;
        let beside = self.beside(job, noise, ground.as_ref())?;
        let blends = beside.is_none();
        let mut latents = match &ground {
            // Where all is painted anew nothing of the old picture needs to shine through.
            Some(Ground { strength, mask: Some(_), .. }) if *strength >= 1.0 => schedule.start(noise)?,
            Some(ground) => schedule.noised(&ground.latents, noise, from)?,
            None => schedule.start(noise)?,
        };
        for at in from..schedule.len() {
            let seen = schedule.seen(&latents, at)?;
            let seen = match &beside {
                Some(beside) => Tensor::cat(&[&seen, beside], 1)?,
                None => seen,
            };
            let said = self.said(&seen, schedule.time(at), &conditions, job.guidance)?;
            latents = schedule.stepped(&latents, &said, at)?;
            if let Some(Ground { latents: old, mask: Some(mask), .. }) = ground.as_ref().filter(|_| blends) {
                let old = schedule.noised(old, noise, at + 1)?;
                latents = (&old + (latents - &old)?.broadcast_mul(mask)?)?;
            }
            if !step(at + 1 - from, count) {
                return Err(GenerateError::Stopped);
            }
        }
        Ok(latents)
    }

    /// What the denoiser says, steered by guidance ("Classifier-Free Diffusion Guidance", Ho and Salimans, 2022).
    fn said(
        &self,
        seen: &Tensor,
        time: f64,
        conditions: &Conditions,
        guidance: f64,
    ) -> Result<Tensor, candle_core::Error> {
        let seen = seen.to_dtype(self.keeping.compute)?;
        let wanted = self.unet.forward(&seen, time, &conditions.wanted)?.to_dtype(DType::F32)?;
        let Some(unwanted) = &conditions.unwanted else {
            return Ok(wanted);
        };
        let unwanted = self.unet.forward(&seen, time, unwanted)?.to_dtype(DType::F32)?;
        &unwanted + ((wanted - &unwanted)? * guidance)?
    }

    /// What the denoiser says about these latents once, without guidance.
    #[cfg(test)]
    pub(super) fn said_once(&self, seen: &Tensor, time: f64, job: &Job<'_>) -> Result<Tensor, GenerateError> {
        Ok(self.said(seen, time, &self.conditions(&Job { guidance: 1.0, ..*job })?, 1.0)?)
    }

    pub(super) fn conditions(&self, job: &Job<'_>) -> Result<Conditions, GenerateError> {
        let wanted = self.condition(job.prompt, job)?;
        if job.guidance <= 1.0 {
            return Ok(Conditions { wanted, unwanted: None });
        }
        let unwanted = if self.zeros_for_nothing && job.negative_prompt.trim().is_empty() {
            let pooled = match &wanted.pooled {
                Some((pooled, sizes)) => Some((pooled.zeros_like()?, sizes.clone())),
                None => None,
            };
            Condition { words: wanted.words.zeros_like()?, pooled }
        } else {
            self.condition(job.negative_prompt, job)?
        };
        Ok(Conditions { wanted, unwanted: Some(unwanted) })
    }

    fn condition(&self, text: &str, job: &Job<'_>) -> Result<Condition, GenerateError> {
        let takes_pooled = self.unet.takes_pooled();
        let (mut words, mut pooled) = (Vec::new(), None);
        for (tokenizer, clip) in &self.texts {
            let encoded = clip.forward(&tokenizer.encode(text, clip.length()))?;
            // Models that take the pooled text were trained on what stands before the last layer.
            words.push(if takes_pooled { encoded.last_but_one } else { encoded.last });
            pooled = encoded.pooled.or(pooled);
        }
        let pooled = match (takes_pooled, pooled) {
            (false, _) => None,
            (true, Some(pooled)) => {
                let (h, w) = (job.height as f64, job.width as f64);
                // The size it was trained from, where it was cut, and the size it shall have.
                Some((pooled, vec![h, w, 0.0, 0.0, h, w]))
            }
            (true, None) => {
                return Err(GenerateError::Broken("no text encoder gives the text in one vector".to_owned()));
            }
        };
        Ok(Condition { words: Tensor::cat(&words, 2)?, pooled })
    }

    fn ground(&self, job: &Job<'_>, init: Init<'_>) -> Result<Ground, GenerateError> {
        let latents = self.vae.encode(&self.pixels(init.rgb, job)?)?;
        let mask = match job.mask {
            Some(mask) => Some(Tensor::from_vec(
                shrunk(mask, job.width, self.vae.factor()),
                (1, 1, latents.dim(2)?, latents.dim(3)?),
                &self.keeping.device,
            )?),
            None => None,
        };
        Ok(Ground { latents, strength: init.strength, mask })
    }

    /// For denoisers trained to paint over: the mask, and the latents of what stays, grey elsewhere.
    fn beside(
        &self,
        job: &Job<'_>,
        noise: &Tensor,
        ground: Option<&Ground>,
    ) -> Result<Option<Tensor>, GenerateError> {
        let channels = self.vae.channels();
        match self.unet.in_channels() {
            n if n == channels => return Ok(None),
            n if n == 2 * channels + 1 => {}
            n => return Err(GenerateError::Broken(format!("a denoiser of {n} channels is not known"))),
        }
        let grey = |i: usize| job.mask.is_none_or(|mask| mask[i / 3] >= PAINTED);
        let mut rgb = vec![0.0; job.width * job.height * 3];
        if let Some(init) = job.init {
            rgb.iter_mut()
                .zip(init.rgb)
                .enumerate()
                .filter(|(i, _)| !grey(*i))
                .for_each(|(_, (to, &x))| *to = signed(x));
        }
        let stays = self.vae.encode(&self.planes(rgb, job)?)?;
        let mask = match ground.and_then(|ground| ground.mask.clone()) {
            Some(mask) => mask,
            None => noise.narrow(1, 0, 1)?.ones_like()?,
        };
        Ok(Some(Tensor::cat(&[mask, stays], 1)?))
    }

    fn pixels(&self, rgb: &[u8], job: &Job<'_>) -> Result<Tensor, GenerateError> {
        self.planes(rgb.iter().map(|&x| signed(x)).collect(), job)
    }

    fn planes(&self, rgb: Vec<f32>, job: &Job<'_>) -> Result<Tensor, GenerateError> {
        let rows = Tensor::from_vec(rgb, (1, job.height, job.width, 3), &self.keeping.device)?;
        Ok(rows.permute((0, 3, 1, 2))?.contiguous()?)
    }

    /// The picture of these latents.
    pub(super) fn picture(&self, latents: &Tensor) -> Result<Image, GenerateError> {
        let planes = self.vae.decode(latents)?;
        let (_, channels, height, width) = planes.dims4()?;
        if channels != 3 {
            return Err(GenerateError::Broken(format!("a picture of {channels} colours is not known")));
        }
        let rows = planes.squeeze(0)?.permute((1, 2, 0))?.contiguous()?.flatten_all()?.to_vec1::<f32>()?;
        if rows.iter().any(|x| !x.is_finite()) {
            return Err(GenerateError::Broken("the model gave numbers that are none".to_owned()));
        }
        let rgb = rows.iter().map(|x| ((x * 0.5 + 0.5).clamp(0.0, 1.0) * 255.0).round() as u8).collect();
        Ok(Image { width, height, rgb })
    }
}

/// The step with which a walk begins that changes a picture by this strength.
fn beginning(steps: usize, strength: f64) -> usize {
    steps - ((steps as f64 * strength.clamp(0.0, 1.0)) as usize).clamp(1, steps)
}

fn signed(x: u8) -> f32 {
    f32::from(x) / 127.5 - 1.0
}

/// A mask in the size of latents: a latent is painted anew where any of its pixels is.
fn shrunk(mask: &[u8], width: usize, factor: usize) -> Vec<f32> {
    let columns = width / factor;
    let rows = mask.len() / width / factor;
    let mut small = vec![0.0; rows * columns];
    for (i, _) in mask.iter().enumerate().filter(|&(_, &x)| x >= PAINTED) {
        small[i / width / factor * columns + i % width / factor] = 1.0;
    }
    small
}

/// Puts the old pixels back where the mask keeps them, because the autoencoder changes all of them a little.
fn keep_outside(rgb: &mut [u8], old: &[u8], mask: &[u8]) {
    for ((new, old), &mask) in rgb.chunks_mut(3).zip(old.chunks(3)).zip(mask) {
        let share = u32::from(mask);
        for (new, &old) in new.iter_mut().zip(old) {
            let mixed = (u32::from(*new) * share + u32::from(old) * (255 - share) + 127) / 255;
            *new = u8::try_from(mixed).expect("a mean of two bytes is one");
        }
    }
}

/// How most parts are kept, and how the autoencoder is.
fn keepings(device: DeviceChoice, precision: Precision) -> Result<(Keeping, Keeping), LoadError> {
    let device = open(device)?;
    let held = if precision == Precision::Half { DType::F16 } else { DType::F32 };
    let compute = if device.is_cpu() { DType::F32 } else { held };
    let keeping = Keeping { device, compute, held, room: Room::default() };
    let steady = match keeping.device.is_cpu() {
        true => keeping.clone(),
        false => Keeping { compute: DType::F32, held: DType::F32, ..keeping.clone() },
    };
    Ok((keeping, steady))
}

fn open(choice: DeviceChoice) -> Result<Device, LoadError> {
    Ok(match choice {
        DeviceChoice::Cpu => Device::Cpu,
        DeviceChoice::Cuda(ordinal) => Device::new_cuda(ordinal)?,
        DeviceChoice::Metal(ordinal) => Device::new_metal(ordinal)?,
        DeviceChoice::Best => Device::new_cuda(0).or_else(|_| Device::new_metal(0)).unwrap_or(Device::Cpu),
    })
}

/// The text encoders that are there; XL models have two.
fn load_texts(folder: &Path, keeping: &Keeping) -> Result<Vec<(Tokenizer, Clip)>, LoadError> {
    let mut texts = Vec::new();
    for (words, encoder) in [("tokenizer", "text_encoder"), ("tokenizer_2", "text_encoder_2")] {
        let encoder = folder.join(encoder);
        if encoder.is_dir() {
            texts.push((Tokenizer::load(&folder.join(words))?, Clip::load(&encoder, keeping.clone())?));
        }
    }
    if texts.is_empty() {
        return Err(LoadError::MissingFile(folder.join("text_encoder/config.json")));
    }
    Ok(texts)
}
