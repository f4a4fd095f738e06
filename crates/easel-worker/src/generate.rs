//! A picture's way: route, generate, finish, store, settle.

use crate::{
    House, clock,
    input::{self, Canvas},
    mind::{Course, mind},
    ways::{Left, Pick, Route, Unrouted},
};
use bytes::Bytes;
use easel_compose::{Decoded, Finished, Source, Story};
use easel_domain::{
    AssetId, Failure, FailureCode, Operation, Outcome, Spec,
    job::RetryPolicy,
    model::Channel,
    routing::{Cost, CostSource, Health},
};
use easel_engine::{Origin, Picture, Pictures, Pixels, Reporter, Request, reporter};
use easel_store::{AttemptNote, Claim, Delivery, NewAsset, NewBlob, Settled, Variant};
use sha2::{Digest, Sha256};
use std::{fmt::Write as _, sync::Arc, time::Duration};

/// How often a failed settling is tried again before the lease takes the job back.
const SETTLE_TRIES: u32 = 5;
/// How often a blob that couldn't be written is written again: the picture is made, and may be paid for.
const PUT_TRIES: u32 = 3;

/// Runs one claimed picture job to its settling.
pub(crate) async fn run(house: &House, claim: &Claim, spec: Spec, unrouted: Option<Unrouted>) {
    let registry = house.registry.borrow().clone();
    let pick = house.ways.pick(&registry, &house.store, (claim, &spec)).await;
    drop(unrouted);
    match pick {
        Pick::Go(route) => go(house, claim, route, spec).await,
        Pick::Later(at) => {
            let failure = no_provider(&spec, "every channel rests or is full");
            let note = AttemptNote { not_before: Some(at), deferred: true, ..AttemptNote::default() };
            settle(house, claim, Outcome::Failed { failure, retry: true }, note, house.options.retry).await;
        }
        Pick::None => {
            let failure = no_provider(&spec, "no channel can be asked");
            let note = AttemptNote::default();
            settle(house, claim, Outcome::Failed { failure, retry: false }, note, house.options.retry).await;
        }
    }
}

fn no_provider(spec: &Spec, what: &str) -> Failure {
    Failure { code: FailureCode::NoProvider, detail: format!("{what} for {}", spec.model) }
}

/// Takes the way, learns from it, and settles.
async fn go(house: &House, claim: &Claim, route: Route, spec: Spec) {
    let (engine_end, listener) = reporter();
    let course = Course::default();
    let (key, operation) = (route.channel.key(), spec.operation());
    let mut learnt = Learnt::default();
    let making = make(house, claim, &route, &spec, engine_end, (&course, &mut learnt));
    let Some(outcome) = mind(house, claim, &key, listener, &course, making).await else { return };
    drop(route);
    hear(house, &key, operation, &learnt, &outcome).await;
    let mut note = AttemptNote {
        channel: Some(key.clone()),
        operation: Some(operation),
        cost: learnt.cost,
        provider_ref: learnt.provider_ref,
        ..AttemptNote::default()
    };
    let (outcome, policy) = again(house, claim, (&spec, key), outcome, &mut note);
    settle(house, claim, outcome, note, policy).await;
}

/// What an answer told beside its outcome.
struct Learnt {
    health: Health,
    cost: Option<Cost>,
    provider_ref: Option<String>,
}

impl Default for Learnt {
    fn default() -> Self {
        Self { health: Health::Unasked, cost: None, provider_ref: None }
    }
}

/// Keeps what the attempt told about its channel; a channel that is well and was well needs no writing.
async fn hear<P>(house: &House, key: &str, operation: Operation, learnt: &Learnt, outcome: &Outcome<P>) {
    if matches!(learnt.health, Health::Well | Health::Unasked)
        && !house.ways.standings().knows(key, operation)
    {
        return;
    }
    let detail = match outcome {
        Outcome::Failed { failure, .. } => Some(failure.detail.as_str()),
        Outcome::Unknown { provider_ref } => provider_ref.as_deref(),
        _ => None,
    };
    let heard = house.store.channel_heard(key, operation, learnt.health, detail, clock::now()).await;
    if let Err(error) = heard {
        tracing::warn!(?error, channel = key, "what the attempt told about its channel could not be kept");
    }
    house.ways.refresh(&house.store).await;
}

/// Whether and when a failed job is worth another attempt, by the ways that are left to it.
fn again(
    house: &House,
    claim: &Claim,
    (spec, key): (&Spec, String),
    outcome: Outcome<Delivery>,
    note: &mut AttemptNote,
) -> (Outcome<Delivery>, RetryPolicy) {
    let policy = house.options.retry;
    let Outcome::Failed { failure, retry: true } = outcome else { return (outcome, policy) };
    let registry = house.registry.borrow().clone();
    let mut tried = claim.tried.clone();
    let same_way = tried.contains(&key);
    tried.push(key);
    let retry = match house.ways.left_for(&registry, spec, &tried) {
        // Another way is free, so nothing is gained by waiting.
        Left::Now if !same_way && house.ways.has_other(&registry, spec) => {
            return (Outcome::Failed { failure, retry: true }, RetryPolicy { backoff_ms: 0, ..policy });
        }
        Left::Now => true,
        Left::From(at) => {
            note.not_before = Some(at);
            true
        }
        Left::Nothing => false,
    };
    (Outcome::Failed { failure, retry }, policy)
}

/// Has the pictures made, and keeps them.
async fn make(
    house: &House,
    claim: &Claim,
    route: &Route,
    spec: &Spec,
    reporter: Reporter,
    (course, learnt): (&Course, &mut Learnt),
) -> Outcome<Delivery> {
    if reporter.is_stopped() {
        return Outcome::Cancelled;
    }
    let inputs = match input::load(house, claim).await {
        Ok(inputs) => inputs,
        Err(outcome) => return outcome,
    };
    let canvas = Canvas::of(&inputs);
    let request = Request {
        spec: spec.clone(),
        seed: spec.seed.unwrap_or_else(|| claim.job.generation().derived_seed()),
        channel: Arc::clone(&route.channel),
        inputs,
        end_user: hex(&Sha256::digest(claim.owner.to_string())),
        resume: route.resume.clone(),
        time_left: Duration::from_millis(
            u64::try_from(claim.deadline_at.since_ms(clock::now())).unwrap_or(0),
        ),
    };
    let answer = route.engine.generate(request, reporter.clone()).await;
    learnt.health = answer.health;
    learnt.provider_ref = answer.provider_ref;
    learnt.cost = answer.cost.or_else(|| table_cost(&route.channel, spec, &answer.outcome));
    match answer.outcome {
        Outcome::Succeeded(made) => match keep(house, &reporter, made, (spec, canvas.as_ref())).await {
            Outcome::Failed { failure, retry } if failure.code == FailureCode::Engine => {
                // What came was no picture, or not the one asked for: the next job would fare no better here.
                learnt.health = Health::Ill;
                Outcome::Failed { failure, retry }
            }
            // The picture was made; asked again, an outside provider would be paid again.
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

/// What the operator's table says, where the answer said nothing: only pictures that came have a price there.
fn table_cost(channel: &Channel, spec: &Spec, outcome: &Outcome<Pictures>) -> Option<Cost> {
    let Outcome::Succeeded(made) = outcome else { return None };
    let count = u32::try_from(made.pictures.len()).unwrap_or(u32::MAX);
    let micros = channel.table_cost(&spec.tier, &spec.quality, count)?;
    Some(Cost { micros, source: CostSource::Table })
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
            Err(failure) => return Outcome::Failed { failure, retry: true },
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
) -> Result<NewAsset, Failure> {
    let Picture { pixels, seed, origin } = picture;
    let (studio, spec, canvas) = (house.options.studio.clone(), spec.clone(), canvas.cloned());
    // Unpacked, a picture takes many times its file: no more of them at once than there are processors.
    let place = house.tables.acquire().await.map_err(storing)?;
    let finishing = tokio::task::spawn_blocking(move || {
        let engine = |detail| Failure { code: FailureCode::Engine, detail };
        let Decoded { width, height, rgba } = match canvas {
            Some(canvas) => decoded(pixels).and_then(|made| canvas.put_back(made)),
            None => as_asked(pixels, &spec),
        }
        .map_err(engine)?;
        let story = story(&studio, (width, height), seed, origin, &spec);
        let Finished { original, preview, thumb, placeholder } =
            easel_compose::finish(width, height, &rgba, &story).map_err(storing)?;
        let file =
            |bytes: Vec<u8>, mime| File { hash: hex(&Sha256::digest(&bytes)), bytes: bytes.into(), mime };
        let files = [file(original, "image/png"), file(preview, "image/webp"), file(thumb, "image/webp")];
        Ok((files, placeholder, (width, height)))
    });
    let (files, placeholder, (width, height)) = finishing.await.map_err(storing)??;
    drop(place);
    let id = clock::new_asset_id();
    let blobs = put(house, id, files).await.map_err(storing)?;
    Ok(NewAsset { id, position, width, height, seed, placeholder, blobs })
}

fn storing(what: impl std::fmt::Display) -> Failure {
    Failure { code: FailureCode::Storing, detail: what.to_string() }
}

fn decoded(pixels: Pixels) -> Result<Decoded, String> {
    match pixels {
        Pixels::Rgba { width, height, rgba } => Ok(Decoded { width, height, rgba }),
        Pixels::Encoded(file) => easel_compose::decode(&file).map_err(|e| e.to_string()),
    }
}

/// The picture in the size that was asked for and paid. One of the same shape is scaled, because some providers
/// quietly make smaller ones; another shape is not what was asked for.
fn as_asked(pixels: Pixels, spec: &Spec) -> Result<Decoded, String> {
    let picture = decoded(pixels)?;
    let (width, height) = (spec.width, spec.height);
    if (picture.width, picture.height) == (width, height) {
        return Ok(picture);
    }
    let across = u64::from(picture.width) * u64::from(height);
    let down = u64::from(picture.height) * u64::from(width);
    if across.abs_diff(down) * 50 > across.max(down) {
        let Decoded { width: got_width, height: got_height, .. } = picture;
        return Err(format!("{got_width} x {got_height} came, {width} x {height} was asked for"));
    }
    easel_compose::scale(&picture, width, height).map_err(|e| e.to_string())
}

/// Stores a picture's original, preview and thumbnail.
pub(crate) async fn put(house: &House, id: AssetId, files: [File; 3]) -> Result<[NewBlob; 3], String> {
    let mut variants = [Variant::Original, Variant::Preview, Variant::Thumb].into_iter();
    let mut bytes = Vec::with_capacity(3);
    let blobs = files.map(|file| {
        let variant = variants.next().unwrap_or(Variant::Original);
        let name = easel_store::blob_name(id, variant, &file.hash);
        let length = i64::try_from(file.bytes.len()).unwrap_or(i64::MAX);
        bytes.push((name.clone(), file.bytes));
        NewBlob { name, hash: file.hash, bytes: length, mime: file.mime }
    });
    let mut tries = 0;
    while let Err(error) = house.store.blobs().put_all(bytes.clone()).await {
        tries += 1;
        if tries == PUT_TRIES {
            return Err(format!("{error}: {:?}", std::error::Error::source(&error)));
        }
        tokio::time::sleep(Duration::from_millis(200 << tries)).await;
    }
    Ok(blobs)
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
    note: impl Into<AttemptNote>,
    policy: RetryPolicy,
) {
    let note = note.into();
    if let Outcome::Failed { failure, .. } | Outcome::Rejected(failure) = &outcome {
        tracing::info!(job = %claim.job, code = failure.code.as_str(), detail = failure.detail, "an attempt failed");
    }
    for attempt in 0..SETTLE_TRIES {
        match house.store.job_settle(claim, outcome.clone(), note.clone(), policy, clock::now()).await {
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
