//! How much noise when: the ladders of DDIM ("Denoising Diffusion Implicit Models", Song and others, 2020) and of Euler's
//! method ("Elucidating the Design Space of Diffusion-Based Generative Models", Karras and others, 2022), over the betas a
//! model was trained with.
//!
//! Scales are counted in 64 bits; only products with latents are 32.

use candle_core::{Result, Tensor};
use serde::Deserialize;

/// `scheduler_config.json`, as far as it matters here.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Config {
    #[serde(rename = "_class_name", default)]
    pub(super) class: String,
    #[serde(default = "thousand")]
    pub(super) num_train_timesteps: usize,
    #[serde(default = "low_beta")]
    pub(super) beta_start: f64,
    #[serde(default = "high_beta")]
    pub(super) beta_end: f64,
    #[serde(default)]
    pub(super) beta_schedule: Betas,
    #[serde(default)]
    pub(super) prediction_type: Prediction,
    pub(super) timestep_spacing: Option<Spacing>,
    #[serde(default)]
    pub(super) steps_offset: usize,
    #[serde(default = "yes")]
    pub(super) set_alpha_to_one: bool,
    pub(super) clip_sample: Option<bool>,
    #[serde(default = "one")]
    pub(super) clip_sample_range: f64,
    #[serde(default)]
    pub(super) rescale_betas_zero_snr: bool,
    #[serde(default)]
    pub(super) use_karras_sigmas: bool,
}

fn thousand() -> usize {
    1000
}
fn low_beta() -> f64 {
    0.0001
}
fn high_beta() -> f64 {
    0.02
}
fn yes() -> bool {
    true
}
fn one() -> f64 {
    1.0
}

/// How the variance of training noise rises.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(super) enum Betas {
    /// Evenly.
    #[default]
    Linear,
    /// Evenly in its square root.
    ScaledLinear,
    /// So that the signal falls like a squared cosine ("Improved Denoising Diffusion Probabilistic Models", 2021).
    SquaredcosCapV2,
}

/// What the denoiser says.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(super) enum Prediction {
    /// The noise.
    #[default]
    Epsilon,
    /// The velocity ("Progressive Distillation for Fast Sampling of Diffusion Models", Salimans and Ho, 2022).
    #[serde(rename = "v_prediction")]
    Velocity,
    /// The picture itself.
    Sample,
}

/// Which of the training's times are walked through ("Common Diffusion Noise Schedules and Sample Steps are Flawed", Lin
/// and others, 2023, compares them).
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(super) enum Spacing {
    /// Evenly, both ends included.
    Linspace,
    /// Multiples from the bottom.
    Leading,
    /// Multiples from the top.
    Trailing,
}

/// One walk from noise to picture.
#[derive(Clone, Debug)]
pub(super) struct Schedule {
    kind: Kind,
    prediction: Prediction,
    /// Where each step looks, in the training's time, falling.
    times: Vec<f64>,
}

#[derive(Clone, Debug)]
enum Kind {
    /// The signal's share before each step and after it, and within what a predicted picture is held.
    Ddim { before: Vec<f64>, after: Vec<f64>, within: Option<f64> },
    /// The noise beside a signal of one before each step, and after the last.
    Euler { sigmas: Vec<f64>, first: f64 },
}

impl Schedule {
    /// The walk in so many steps; at least one is taken, and at most as many as the training had.
    pub(super) fn new(config: &Config, steps: usize) -> Self {
        let steps = steps.clamp(1, config.num_train_timesteps.max(1));
        if config.class == "DDIMScheduler" { Self::ddim(config, steps) } else { Self::euler(config, steps) }
    }

    fn ddim(config: &Config, steps: usize) -> Self {
        let shares = signal_shares(config, 0.0);
        let total = config.num_train_timesteps;
        let mut times = spaced(config, config.timestep_spacing.unwrap_or(Spacing::Leading), steps);
        times.iter_mut().for_each(|time| *time = time.round_ties_even().clamp(0.0, (total - 1) as f64));
        let last = if config.set_alpha_to_one { 1.0 } else { shares[0] };
        let after =
            |&time: &f64| (time as usize).checked_sub(total / steps).map_or(last, |before| shares[before]);
        let kind = Kind::Ddim {
            before: times.iter().map(|&time| shares[time as usize]).collect(),
            after: times.iter().map(after).collect(),
            within: config.clip_sample.unwrap_or(true).then_some(config.clip_sample_range),
        };
        Self { kind, prediction: config.prediction_type, times }
    }

    fn euler(config: &Config, steps: usize) -> Self {
        // Without a trace of signal sigma would be infinite, so a last trace is kept.
        let all: Vec<f64> = signal_shares(config, 2_f64.powi(-24))
            .iter()
            .map(|share| ((1.0 - share) / share).sqrt())
            .collect();
        let spacing = config.timestep_spacing.unwrap_or(Spacing::Linspace);
        let mut times = spaced(config, spacing, steps);
        let mut sigmas: Vec<f64> = times.iter().map(|&time| between(&all, time)).collect();
        if config.use_karras_sigmas {
            sigmas = karras(&sigmas);
            times = sigmas.iter().map(|&sigma| time_of(&all, sigma)).collect();
        }
        let most = sigmas.iter().copied().fold(0.0, f64::max);
        let first = if spacing == Spacing::Leading { (most * most + 1.0).sqrt() } else { most };
        sigmas.push(0.0);
        Self { kind: Kind::Euler { sigmas, first }, prediction: config.prediction_type, times }
    }

    /// How many steps there are.
    pub(super) fn len(&self) -> usize {
        self.times.len()
    }

    /// Where a step looks, in the training's time.
    pub(super) fn time(&self, step: usize) -> f64 {
        self.times[step]
    }

    /// Pure noise as the first step wants it.
    pub(super) fn start(&self, noise: &Tensor) -> Result<Tensor> {
        match &self.kind {
            Kind::Ddim { .. } => Ok(noise.clone()),
            Kind::Euler { first, .. } => noise * *first,
        }
    }

    /// Latents of a picture with as much noise as `step` wants; with none where `step` is beyond the last.
    pub(super) fn noised(&self, latents: &Tensor, noise: &Tensor, step: usize) -> Result<Tensor> {
        match &self.kind {
            _ if step >= self.len() => Ok(latents.clone()),
            Kind::Ddim { before, .. } => {
                let share = before[step];
                (latents * share.sqrt())? + (noise * (1.0 - share).sqrt())?
            }
            Kind::Euler { sigmas, .. } => latents + (noise * sigmas[step])?,
        }
    }

    /// Latents as the denoiser wants to see them.
    pub(super) fn seen(&self, latents: &Tensor, step: usize) -> Result<Tensor> {
        match &self.kind {
            Kind::Ddim { .. } => Ok(latents.clone()),
            Kind::Euler { sigmas, .. } => latents * (1.0 / (sigmas[step] * sigmas[step] + 1.0).sqrt()),
        }
    }

    /// Latents after a step, given what the denoiser said.
    pub(super) fn stepped(&self, latents: &Tensor, said: &Tensor, step: usize) -> Result<Tensor> {
        match &self.kind {
            Kind::Ddim { before, after, within } => {
                let (signal, rest) = (before[step].sqrt(), (1.0 - before[step]).sqrt());
                let (picture, noise) = match self.prediction {
                    Prediction::Epsilon => (((latents - (said * rest)?)? / signal)?, said.clone()),
                    Prediction::Sample => (said.clone(), ((latents - (said * signal)?)? / rest)?),
                    Prediction::Velocity => {
                        (((latents * signal)? - (said * rest)?)?, ((said * signal)? + (latents * rest)?)?)
                    }
                };
                let picture = match within {
                    Some(range) => picture.clamp(-range, *range)?,
                    None => picture,
                };
                (picture * after[step].sqrt())? + (noise * (1.0 - after[step]).sqrt())?
            }
            Kind::Euler { sigmas, .. } => {
                let (sigma, next) = (sigmas[step], sigmas[step + 1]);
                let square = sigma * sigma + 1.0;
                let slope = match self.prediction {
                    Prediction::Epsilon => said.clone(),
                    Prediction::Sample => ((latents - said)? / sigma)?,
                    // (x - (v * -sigma / sqrt(sigma^2 + 1) + x / (sigma^2 + 1))) / sigma
                    Prediction::Velocity => ((said / square.sqrt())? + (latents * (sigma / square))?)?,
                };
                latents + (slope * (next - sigma))?
            }
        }
    }
}

/// The share of the signal at each of the training's times. `floor` is what is left of it at the end where the
/// configuration asks for an end without signal.
fn signal_shares(config: &Config, floor: f64) -> Vec<f64> {
    let total = config.num_train_timesteps;
    let mut share = 1.0;
    let mut shares: Vec<f64> = betas(config)
        .map(|beta| {
            share *= 1.0 - beta;
            share
        })
        .collect();
    if config.rescale_betas_zero_snr {
        let (first, last) = (shares[0].sqrt(), shares[total - 1].sqrt());
        shares.iter_mut().for_each(|share| *share = ((share.sqrt() - last) * first / (first - last)).powi(2));
        shares[total - 1] = shares[total - 1].max(floor);
    }
    shares
}

fn betas(config: &Config) -> impl Iterator<Item = f64> {
    let total = config.num_train_timesteps;
    let (low, high) = (config.beta_start, config.beta_end);
    let schedule = config.beta_schedule;
    let line = move |from: f64, to: f64, i: usize| from + (to - from) * i as f64 / (total.max(2) - 1) as f64;
    let cosine = move |i: usize| {
        ((i as f64 / total as f64 + 0.008) / 1.008 * std::f64::consts::FRAC_PI_2).cos().powi(2)
    };
    (0..total).map(move |i| match schedule {
        Betas::Linear => line(low, high, i),
        Betas::ScaledLinear => line(low.sqrt(), high.sqrt(), i).powi(2),
        Betas::SquaredcosCapV2 => (1.0 - cosine(i + 1) / cosine(i)).min(0.999),
    })
}

/// The times of a walk, falling.
fn spaced(config: &Config, spacing: Spacing, steps: usize) -> Vec<f64> {
    let total = config.num_train_timesteps;
    let rising = |i: usize| steps - 1 - i;
    match spacing {
        Spacing::Linspace => {
            let gap = (total - 1) as f64 / (steps.max(2) - 1) as f64;
            (0..steps).map(|i| rising(i) as f64 * gap).collect()
        }
        Spacing::Leading => {
            (0..steps).map(|i| (rising(i) * (total / steps) + config.steps_offset) as f64).collect()
        }
        Spacing::Trailing => {
            let gap = total as f64 / steps as f64;
            (0..steps).map(|i| (total as f64 - i as f64 * gap).round_ties_even() - 1.0).collect()
        }
    }
}

/// The value between the whole numbers' values.
fn between(values: &[f64], at: f64) -> f64 {
    let at = at.clamp(0.0, (values.len() - 1) as f64);
    let (low, part) = (at.floor() as usize, at.fract());
    let high = (low + 1).min(values.len() - 1);
    values[low] + (values[high] - values[low]) * part
}

/// Sigmas between the same ends, evenly in their seventh root (formula 5 of Karras and others).
fn karras(sigmas: &[f64]) -> Vec<f64> {
    let (most, least) = (sigmas[0], sigmas[sigmas.len() - 1]);
    let (from, to) = (most.powf(1.0 / 7.0), least.powf(1.0 / 7.0));
    let gaps = (sigmas.len().max(2) - 1) as f64;
    (0..sigmas.len()).map(|i| (from + (to - from) * i as f64 / gaps).powi(7)).collect()
}

/// The time at which the training had this sigma, by its logarithm.
fn time_of(all: &[f64], sigma: f64) -> f64 {
    let low = all.partition_point(|&s| s <= sigma).saturating_sub(1).min(all.len().saturating_sub(2));
    let (a, b) = (all[low].ln(), all[low + 1].ln());
    low as f64 + ((sigma.ln() - a) / (b - a)).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use candle_core::Device;
    use serde_json::json;

    fn config(more: &[(&str, serde_json::Value)]) -> Config {
        let mut config = json!({"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear"});
        more.iter().for_each(|(name, value)| config[name] = value.clone());
        serde_json::from_value(config).expect("is a configuration")
    }

    fn times(spacing: &str, steps: usize) -> Vec<f64> {
        Schedule::new(&config(&[("timestep_spacing", spacing.into()), ("steps_offset", 1.into())]), steps)
            .times
    }

    fn numbers(tensor: &Tensor) -> Vec<f32> {
        tensor.to_vec1().expect("is a line")
    }

    #[test]
    fn times_are_the_known_ones() {
        assert_eq!(times("leading", 4), [751.0, 501.0, 251.0, 1.0]);
        assert_eq!(times("trailing", 4), [999.0, 749.0, 499.0, 249.0]);
        assert_eq!(times("trailing", 1), [999.0]);
        assert_eq!(times("linspace", 5), [999.0, 749.25, 499.5, 249.75, 0.0]);
        assert_eq!(times("leading", 50)[..2], [981.0, 961.0]);
        assert_eq!(times("linspace", 0).len(), 1);
        assert_eq!(times("leading", 9999).len(), 1000);
    }

    /// The ends that are known of Stable Diffusion: sigmas from 14.6146 to 0.0292.
    #[test]
    fn sigmas_are_the_known_ones() {
        let Kind::Euler { sigmas, first } = Schedule::new(&config(&[]), 1000).kind else {
            panic!("is Euler's")
        };
        assert!((sigmas[0] - 14.6146).abs() < 1e-3 && (first - sigmas[0]).abs() < 1e-12, "{}", sigmas[0]);
        assert!((sigmas[999] - 0.0292).abs() < 1e-4 && sigmas[1000] == 0.0, "{}", sigmas[999]);
        let shares = signal_shares(&config(&[]), 0.0);
        assert!(
            (shares[0] - 0.99915).abs() < 1e-9 && (shares[999] - 0.004_660_1).abs() < 1e-6,
            "{}",
            shares[999]
        );
        let dark = signal_shares(&config(&[("rescale_betas_zero_snr", true.into())]), 0.0);
        assert!((dark[0] - 0.99915).abs() < 1e-9 && dark[999] == 0.0);
    }

    /// Who knows the noise finds the picture, in however many steps.
    #[test]
    fn a_denoiser_that_is_right_leads_to_the_picture() {
        let picture = Tensor::new(&[0.5_f32, -0.75, 0.25], &Device::Cpu).expect("fits");
        let noise = Tensor::new(&[1.0_f32, -0.5, 2.0], &Device::Cpu).expect("fits");
        for class in ["DDIMScheduler", "EulerDiscreteScheduler", "PNDMScheduler"] {
            for prediction in ["epsilon", "v_prediction", "sample"] {
                let config = config(&[("_class_name", class.into()), ("prediction_type", prediction.into())]);
                let schedule = Schedule::new(&config, 4);
                let mut latents = schedule.noised(&picture, &noise, 0).expect("runs");
                for step in 0..schedule.len() {
                    let share = between(&signal_shares(&config, 0.0), schedule.time(step));
                    let sigma = match &schedule.kind {
                        Kind::Ddim { .. } => ((1.0 - share) / share).sqrt(),
                        Kind::Euler { sigmas, .. } => sigmas[step],
                    };
                    let (signal, rest) =
                        (1.0 / (sigma * sigma + 1.0).sqrt(), sigma / (sigma * sigma + 1.0).sqrt());
                    let said = match prediction {
                        "epsilon" => noise.clone(),
                        "sample" => picture.clone(),
                        _ => ((&noise * signal).expect("runs") - (&picture * rest).expect("runs"))
                            .expect("runs"),
                    };
                    latents = schedule.stepped(&latents, &said, step).expect("runs");
                }
                for (found, wanted) in numbers(&latents).iter().zip(numbers(&picture)) {
                    assert!((found - wanted).abs() < 2e-4, "{class} {prediction}: {found} {wanted}");
                }
            }
        }
    }

    #[test]
    fn noised_beyond_the_last_step_is_the_picture_itself() {
        let schedule = Schedule::new(&config(&[]), 3);
        let picture = Tensor::new(&[0.5_f32], &Device::Cpu).expect("fits");
        let noise = Tensor::new(&[9.0_f32], &Device::Cpu).expect("fits");
        assert_eq!(numbers(&schedule.noised(&picture, &noise, 3).expect("runs")), [0.5]);
    }
}
