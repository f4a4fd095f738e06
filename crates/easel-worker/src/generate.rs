//! A picture's way: route, generate, finish, store, settle.

use crate::{
    House, clock,
    input::{self, Canvas},
    mind::{Course, mind},
};
use bytes::Bytes;
use easel_compose::{Decoded, Finished, Source, Story};
use easel_domain::{AssetId, Failure, FailureCode, Outcome, Spec, job::RetryPolicy};
use easel_engine::{Origin, Picture, Pictures, Pixels, Reporter, Request, Route, reporter};
use easel_store::{Claim, Delivery, NewAsset, NewBlob, Settled, Variant};
use sha2::{Digest, Sha256};
use std::{fmt::Write as _, sync::Arc, time::Duration};

/// How often a failed settling is tried again before the lease takes the job back.
const SETTLE_TRIES: u32 = 5;
/// How often a blob that couldn't be written is written again: the picture is made, and may be paid for.
const PUT_TRIES: u32 = 3;

/// Runs one claimed picture job to its settling.
pub(crate) async fn run(house: &House, claim: &Claim, spec: Spec) {
    let policy = house.options.retry;
    let registry = house.registry.borrow().clone();
    let Some(route) = registry.route(&spec.model, &claim.tried, clock::chance()) else {
        let failure =
            Failure { code: FailureCode::NoProvider, detail: format!("no channel for {}", spec.model) };
        return settle(house, claim, Outcome::Failed { failure, retry: true }, None, policy).await;
    };
    let (engine_end, listener) = reporter();
    let course = Course::default();
    let making = make(house, claim, &route, spec, engine_end, &course);
    let channel = route.channel.key();
    if let Some(outcome) = mind(house, claim, &channel, listener, &course, making).await {
        settle(house, claim, outcome, Some(&channel), policy).await;
    }
}

/// Waits for the provider's leave, has the pictures made, and keeps them.
async fn make(
    house: &House,
    claim: &Claim,
    route: &Route,
    spec: Spec,
    reporter: Reporter,
    course: &Course,
) -> Outcome<Delivery> {
    let _slot = route.slots.clone().acquire_owned().await;
    course.begin();
    if reporter.is_stopped() {
        return Outcome::Cancelled;
    }
    let inputs = match input::load(house, claim).await {
        Ok(inputs) => inputs,
        Err(outcome) => return outcome,
    };
    let canvas = Canvas::of(&inputs);
    let seed = spec.seed.unwrap_or_else(|| claim.job.generation().derived_seed());
    let request = Request {
        spec: spec.clone(),
        seed,
        channel: Arc::clone(&route.channel),
        inputs,
        end_user: claim.owner.to_string(),
        resume: None,
        time_left: Duration::from_millis(
            u64::try_from(claim.deadline_at.since_ms(clock::now())).unwrap_or(0),
        ),
    };
    match route.engine.generate(request, reporter.clone()).await.outcome {
        Outcome::Succeeded(made) => match keep(house, &reporter, made, (&spec, canvas.as_ref())).await {
            // Asked again, an outside provider would be paid again.
            Outcome::Failed { failure, retry } => {
                Outcome::Failed { failure, retry: retry && !course.was_sent() }
            }
            kept => kept,
        },
        Outcome::Rejected(failure) => Outcome::Rejected(failure),
        Outcome::Failed { failure, retry } => Outcome::Failed { failure, retry },
        Outcome::Unknown { provider_ref } => Outcome::Unknown { provider_ref },
        Outcome::Cancelled => Outcome::Cancelled,
    }
}

/// Makes files of pixels and stores them: bytes first, rows when settling.
async fn keep(
    house: &House,
    reporter: &Reporter,
    made: Pictures,
    (spec, canvas): (&Spec, Option<&Canvas>),
) -> Outcome<Delivery> {
    let asked = spec.count as usize;
    if made.pictures.is_empty() || made.pictures.len() > asked {
        let detail = format!("{} pictures for {asked} asked", made.pictures.len());
        return Outcome::Failed { failure: Failure { code: FailureCode::Engine, detail }, retry: true };
    }
    let mut delivery = Delivery { assets: Vec::new(), account: made.account };
    for (position, picture) in (0_u32..).zip(made.pictures) {
        if !reporter.progress(1.0, "storing") {
            return Outcome::Cancelled;
        }
        match keep_one(house, position, picture, (spec, canvas)).await {
            Ok(asset) => delivery.assets.push(asset),
            Err(detail) => {
                return Outcome::Failed {
                    failure: Failure { code: FailureCode::Storing, detail },
                    retry: true,
                };
            }
        }
    }
    Outcome::Succeeded(delivery)
}

/// A file of a picture with its hash.
pub(crate) struct File {
    pub(crate) bytes: Bytes,
    pub(crate) hash: String,
    pub(crate) mime: &'static str,
}

async fn keep_one(
    house: &House,
    position: u32,
    picture: Picture,
    (spec, canvas): (&Spec, Option<&Canvas>),
) -> Result<NewAsset, String> {
    let Picture { pixels, seed, origin } = picture;
    let (studio, spec, canvas) = (house.options.studio.clone(), spec.clone(), canvas.cloned());
    let finishing = tokio::task::spawn_blocking(move || {
        let made = match pixels {
            Pixels::Rgba { width, height, rgba } => Decoded { width, height, rgba },
            Pixels::Encoded(file) => easel_compose::decode(&file).map_err(|e| e.to_string())?,
        };
        let Decoded { width, height, rgba } = match canvas {
            Some(canvas) => canvas.put_back(made)?,
            None => made,
        };
        let story = story(&studio, (width, height), seed, origin, &spec);
        let Finished { original, preview, thumb, placeholder } =
            easel_compose::finish(width, height, &rgba, &story).map_err(|e| e.to_string())?;
        let file =
            |bytes: Vec<u8>, mime| File { hash: hex(&Sha256::digest(&bytes)), bytes: bytes.into(), mime };
        let files = [file(original, "image/png"), file(preview, "image/webp"), file(thumb, "image/webp")];
        Ok::<_, String>((files, placeholder, (width, height)))
    });
    let (files, placeholder, (width, height)) = finishing.await.map_err(|e| e.to_string())??;
    let [original, preview, thumb] = files;
    let id = clock::new_asset_id();
    let blobs = [
        put(house, id, Variant::Original, original).await?,
        put(house, id, Variant::Preview, preview).await?,
        put(house, id, Variant::Thumb, thumb).await?,
    ];
    Ok(NewAsset { id, position, width, height, seed, placeholder, blobs })
}

pub(crate) async fn put(house: &House, id: AssetId, variant: Variant, file: File) -> Result<NewBlob, String> {
    let length = i64::try_from(file.bytes.len()).map_err(|e| e.to_string())?;
    let name = easel_store::blob_name(id, variant, &file.hash);
    let mut tries = 0;
    while let Err(error) = house.store.blobs().put(&name, file.bytes.clone()).await {
        tries += 1;
        if tries == PUT_TRIES {
            return Err(format!("{error}: {:?}", std::error::Error::source(&error)));
        }
        tokio::time::sleep(Duration::from_millis(200 << tries)).await;
    }
    Ok(NewBlob { name, hash: file.hash, bytes: length, mime: file.mime })
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Prompt and settings in the form that other tools read out of a PNG.
fn story(studio: &str, (width, height): (u32, u32), seed: Option<u64>, origin: Origin, spec: &Spec) -> Story {
    let mut parameters = spec.prompt.clone();
    if !spec.negative_prompt.is_empty() {
        let _ = write!(parameters, "\nNegative prompt: {}", spec.negative_prompt);
    }
    let _ = write!(parameters, "\nSize: {width}x{height}, Model: {}", spec.model);
    if let Some(seed) = seed {
        let _ = write!(parameters, ", Seed: {seed}");
    }
    if let Some(style) = &spec.style {
        let _ = write!(parameters, ", Style: {style}");
    }
    let source = match origin {
        Origin::TrainedModel => Source::TrainedAlgorithmic,
        Origin::Algorithm => Source::Algorithmic,
    };
    Story { studio: studio.to_owned(), source, parameters: Some(parameters) }
}

/// Settles, patiently: the work is done, only the writing down failed.
pub(crate) async fn settle(
    house: &House,
    claim: &Claim,
    outcome: Outcome<Delivery>,
    channel: Option<&str>,
    policy: RetryPolicy,
) {
    if let Outcome::Failed { failure, .. } | Outcome::Rejected(failure) = &outcome {
        tracing::info!(job = %claim.job, code = failure.code.as_str(), detail = failure.detail, "an attempt failed");
    }
    for attempt in 0..SETTLE_TRIES {
        match house.store.job_settle(claim, outcome.clone(), channel, policy, clock::now()).await {
            Ok(Settled::Done(_)) => return,
            Ok(Settled::Fenced) => {
                tracing::info!(job = %claim.job, attempt = claim.attempt_no, "another attempt has taken over");
                return;
            }
            Err(error) if error.is_unavailable() => {
                tracing::warn!(?error, job = %claim.job, "settling failed; trying again");
                tokio::time::sleep(Duration::from_millis(100 << attempt)).await;
            }
            Err(error) => {
                tracing::error!(?error, job = %claim.job, alarm = true, "settling broke a rule; the lease will take the job back");
                return;
            }
        }
    }
}
