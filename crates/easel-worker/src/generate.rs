//! A picture's way: route, generate, finish, store, settle.

use crate::{
    Shop,
    brand::Branding,
    clock, hand_in,
    input::{self, failed},
    likeness::Cards,
    mind::{Course, Minded, mind},
    office::{Made, Office},
    region::Canvas,
    subject::face_areas,
    ways::{Left, Pick, Route, Unrouted},
};
use bytes::Bytes;
use easel_compose::{Decoded, Finished};
use easel_domain::{
    AssetId, Beat, Failure, FailureCode, GenerationId, Measured, Operation, Outcome, Spec, Timestamp,
    job::RetryPolicy,
    model::Channel,
    routing::{Cost, CostSource, Health},
};
use easel_engine::{Inputs, Origin, Picture, Pictures, Pixels, Registry, Reporter, Request, reporter};
use easel_store::{AttemptNote, Claim, Delivery, Meaning, NewAsset, NewBlob, Store, Variant};
use easel_tells::{Settings, Source, Story};
use sha2::{Digest, Sha256};
use std::{fmt::Write as _, sync::Arc, time::Duration};

/// How often a blob that couldn't be written is written again: the picture is made, and may be paid for.
const PUT_TRIES: u32 = 3;
/// From so many times as large on a net enlarges a picture better than scaling does.
const ENLARGED_FROM: f64 = 1.3;

/// Runs one claimed picture job to its settling.
pub(crate) async fn run(shop: &Shop, claim: &Claim, spec: Spec, unrouted: Option<Unrouted>) {
    let registry = shop.registry.borrow().clone();
    if let Some(hand_in) = claim.hand_in.as_deref() {
        // It needs no place at any provider.
        drop(unrouted);
        return hand_in::run(shop, claim, hand_in, &spec).await;
    }
    let pick = shop.ways.pick(&registry, &shop.office, (claim, &spec)).await;
    drop(unrouted);
    match pick {
        Pick::Go(route) => go(shop, claim, route, spec).await,
        Pick::Later(at) => {
            let failure = no_provider(&spec, "every channel rests or is full");
            hand_back(shop, claim, Some(at), failure).await;
        }
        Pick::None => {
            let failure = no_way(&registry, claim, &spec);
            // What a lent worker has no way for, somebody else may.
            let retry = shop.office.is_lent();
            let note = (AttemptNote::default(), Health::Unasked);
            let outcome = Outcome::Failed { failure, retry };
            shop.office.settle(claim, outcome, note, shop.options.retry).await;
        }
    }
}

/// Puts a job back into the queue as if it had not been claimed.
pub(crate) async fn hand_back(shop: &Shop, claim: &Claim, not_before: Option<Timestamp>, failure: Failure) {
    let note = AttemptNote { not_before, deferred: true, ..AttemptNote::default() };
    let outcome = Outcome::Failed { failure, retry: true };
    shop.office.settle(claim, outcome, (note, Health::Unasked), shop.options.retry).await;
}

/// What a job is told that goes back because its worker closes.
pub(crate) fn closing() -> Failure {
    Failure { code: FailureCode::Engine, detail: "the worker was closing".to_owned() }
}

fn no_provider(spec: &Spec, what: &str) -> Failure {
    Failure { code: FailureCode::NoProvider, detail: format!("{what} for {}", spec.model) }
}

/// Why no way can be taken; whoever tests a channel is told what keeps that one from being asked.
fn no_way(registry: &Registry, claim: &Claim, spec: &Spec) -> Failure {
    let Some(key) = &claim.channel else { return no_provider(spec, "no channel can be asked") };
    let keyless = registry
        .keyless()
        .find(|(provider, _)| key.strip_prefix(provider).is_some_and(|rest| rest.starts_with('/')));
    let detail = match keyless {
        Some((provider, variable)) => format!("{provider} has no key: {variable} is not set"),
        None => format!("{key} is not among the channels of {} any more", spec.model),
    };
    Failure { code: FailureCode::NoProvider, detail }
}

/// Takes the way, learns from it, and settles.
async fn go(shop: &Shop, claim: &Claim, route: Route, spec: Spec) {
    let (engine_end, listener) = reporter();
    let course = Course::default();
    let (key, operation) = (route.channel.key(), spec.operation());
    let mut learnt = Learnt::default();
    let making = make(shop, claim, &route, &spec, engine_end, (&course, &mut learnt));
    let outcome = match mind(shop, claim, &key, listener, &course, making).await {
        Minded::Ended(outcome) => outcome,
        Minded::HandedBack => return hand_back(shop, claim, None, closing()).await,
        Minded::Lost => return,
    };
    drop(route);
    let outcome = called_off(shop, claim, course.was_sent(), outcome).await;
    hear(shop, &key, operation, &learnt, &outcome).await;
    let mut note = AttemptNote {
        channel: Some(key.clone()),
        operation: Some(operation),
        cost: learnt.cost,
        provider_ref: learnt.provider_ref,
        ..AttemptNote::default()
    };
    let (outcome, policy) = again(shop, claim, (&spec, key), outcome, &mut note);
    shop.office.settle(claim, outcome, (note, learnt.health), policy).await;
}

/// Only who asked for it may call it off: an engine that stopped for want of a word from the database has failed.
async fn called_off(shop: &Shop, claim: &Claim, sent: bool, outcome: Outcome<Made>) -> Outcome<Made> {
    if !matches!(outcome, Outcome::Cancelled) {
        return outcome;
    }
    match shop.office.beat(claim, (0.0, None), shop.options.lease).await {
        Beat::Go => failed(FailureCode::Engine, "it stopped, and nobody had called it off".to_owned(), !sent),
        Beat::Cancel | Beat::Lost => outcome,
    }
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
async fn hear<P>(shop: &Shop, key: &str, operation: Operation, learnt: &Learnt, outcome: &Outcome<P>) {
    if matches!(learnt.health, Health::Well | Health::Unasked) && !shop.ways.standings().knows(key, operation)
    {
        return;
    }
    let detail = match outcome {
        Outcome::Failed { failure, .. } => Some(failure.detail.as_str()),
        Outcome::Unknown { provider_ref } => provider_ref.as_deref(),
        _ => None,
    };
    shop.office.heard(key, operation, learnt.health, detail).await;
    // Whoever has just been refused doesn't ask again before word of it comes round.
    shop.ways.refresh(&shop.office).await;
}

/// Whether and when a failed job is worth another attempt, by the ways that are left to it.
fn again(
    shop: &Shop,
    claim: &Claim,
    (spec, key): (&Spec, String),
    outcome: Outcome<Made>,
    note: &mut AttemptNote,
) -> (Outcome<Made>, RetryPolicy) {
    let policy = shop.options.retry;
    if shop.office.is_lent() {
        // What other ways there are is the studio's to know.
        return (outcome, policy);
    }
    let Outcome::Failed { failure, retry: true } = outcome else { return (outcome, policy) };
    if claim.channel.is_some() {
        // A test is to tell how this channel does now: a second try would only hide the first.
        return (Outcome::Failed { failure, retry: false }, policy);
    }
    let registry = shop.registry.borrow().clone();
    let mut tried = claim.tried.clone();
    let same_way = tried.contains(&key);
    tried.push(key);
    let retry = match shop.ways.left_for(&registry, spec, &tried) {
        // Another way is free, so nothing is gained by waiting.
        Left::Now if !same_way && shop.ways.has_other(&registry, spec) => {
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

/// What is done to a picture between its engine and its files.
#[derive(Clone, Default)]
pub(crate) struct Finishing {
    canvas: Option<Canvas>,
    branding: Option<Branding>,
    cards: Cards,
}

impl Finishing {
    /// Reads what it needs before anybody is asked for pictures.
    ///
    /// # Errors
    /// The outcome when something it needs is gone.
    pub(crate) async fn load<P>(
        shop: &Shop,
        claim: &Claim,
        spec: &Spec,
        inputs: &Inputs,
    ) -> Result<Self, Outcome<P>> {
        let branding = match &shop.office {
            Office::Store(store) => Branding::load(store, claim.owner, spec).await?,
            // The studio's own to do, once the pictures are handed in.
            Office::Studio(_) => None,
        };
        Ok(Self { canvas: Canvas::of(inputs, spec), branding, cards: Cards::of(spec, inputs) })
    }

    /// The picture as it is kept, and what was measured of it. Takes its time: for blocking threads.
    fn finish(&self, pixels: Pixels, spec: &Spec) -> Result<(Decoded, Measured), String> {
        let picture = match &self.canvas {
            Some(canvas) => decoded(pixels).and_then(|made| canvas.put_back(made))?,
            None => as_asked(pixels, spec)?,
        };
        let likeness = self.cards.measure(&picture);
        let face_areas = face_areas(&picture.rgba, (picture.width, picture.height));
        let (picture, brand_percent) = match &self.branding {
            Some(branding) => branding.put_on(picture)?,
            None => (picture, None),
        };
        Ok((picture, Measured { brand_percent, likeness, faces: None, face_areas }))
    }
}

/// Has the pictures made, and keeps them.
async fn make(
    shop: &Shop,
    claim: &Claim,
    route: &Route,
    spec: &Spec,
    reporter: Reporter,
    (course, learnt): (&Course, &mut Learnt),
) -> Outcome<Made> {
    if reporter.is_stopped() {
        return Outcome::Cancelled;
    }
    let inputs = match input::load(shop, claim).await {
        Ok(inputs) => inputs,
        Err(outcome) => return outcome,
    };
    let finishing = match Finishing::load(shop, claim, spec, &inputs).await {
        Ok(finishing) => finishing,
        Err(outcome) => return outcome,
    };
    let request = Request {
        spec: spec.as_drawn(),
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
        Outcome::Succeeded(made) => match keep(shop, claim, &reporter, made, (spec, &finishing)).await {
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

/// Keeps the pictures: as files of ours, or where the office is a studio's as they came, for the studio to look into.
async fn keep(
    shop: &Shop,
    claim: &Claim,
    reporter: &Reporter,
    made: Pictures,
    (spec, finishing): (&Spec, &Finishing),
) -> Outcome<Made> {
    let asked = spec.count as usize;
    if made.pictures.is_empty() || made.pictures.len() > asked {
        let detail = format!("{} pictures for {asked} asked", made.pictures.len());
        return failed(FailureCode::Engine, detail, true);
    }
    match &shop.office {
        Office::Store(store) => keep_inside((shop, store), (reporter, claim), made, (spec, finishing)).await,
        Office::Studio(line) => hand_in::hand_in(line, claim, reporter, made).await,
    }
}

/// Makes files of pixels and stores them: bytes first, rows when settling.
pub(crate) async fn keep_inside(
    (shop, store): (&Shop, &Store),
    (reporter, claim): (&Reporter, &Claim),
    made: Pictures,
    (spec, finishing): (&Spec, &Finishing),
) -> Outcome<Made> {
    let meaning = meant(shop, &spec.prompt).await;
    let mut delivery = Delivery { account: made.account, meaning, ..Delivery::default() };
    for (position, picture) in (0_u32..).zip(made.pictures) {
        if !reporter.progress(1.0, "storing") {
            return Outcome::Cancelled;
        }
        match keep_one((shop, store), (claim, position), picture, (spec, finishing)).await {
            Ok(asset) => delivery.assets.push(asset),
            Err(failure) => return Outcome::Failed { failure, retry: true },
        }
    }
    Outcome::Succeeded(Made::Delivery(delivery))
}

/// What a prompt means, where that is asked for. A picture without it is only not found by it.
async fn meant(shop: &Shop, prompt: &str) -> Option<Meaning> {
    let (means, prompt) = (shop.options.means.clone()?, prompt.to_owned());
    tokio::task::spawn_blocking(move || means.of(&prompt)).await.ok().flatten()
}

/// A file of a picture with its hash.
pub(crate) struct File {
    bytes: Bytes,
    hash: String,
    mime: &'static str,
    crc32: Option<u32>,
}

/// A picture's files as they are kept, and its placeholder.
pub(crate) fn files_of(finished: Finished) -> ([File; 4], String) {
    let Finished { original, preview, thumb, small, placeholder } = finished;
    // Archives hold the original as it is, so its checksum is counted while it is at hand.
    let crc32 = Some(easel_store::checksum(&original));
    let file = |bytes: Vec<u8>, mime, crc32| File {
        hash: hex(&Sha256::digest(&bytes)),
        bytes: bytes.into(),
        mime,
        crc32,
    };
    let [preview, thumb, small] = [preview, thumb, small].map(|bytes| file(bytes, "image/webp", None));
    ([file(original, "image/png", crc32), preview, thumb, small], placeholder)
}

async fn keep_one(
    (shop, store): (&Shop, &Store),
    (claim, position): (&Claim, u32),
    picture: Picture,
    (spec, finishing): (&Spec, &Finishing),
) -> Result<NewAsset, Failure> {
    let Picture { pixels, seed, origin } = picture;
    let (branding, spec, finishing) = (shop.branding(), spec.clone(), finishing.clone());
    let generation = claim.job.generation();
    // Unpacked, a picture takes many times its file: no more of them at once than there are processors.
    let place = shop.tables.acquire().await.map_err(storing)?;
    let making = tokio::task::spawn_blocking(move || {
        let engine = |detail| Failure { code: FailureCode::Engine, detail };
        let (picture, measured) = finishing.finish(pixels, &spec).map_err(engine)?;
        let Decoded { width, height, rgba } = picture;
        let story = story(&branding.name, (width, height), seed, origin, (generation, &spec));
        let finished = easel_compose::finish(width, height, &rgba, &story).map_err(storing)?;
        let (files, placeholder) = files_of(finished);
        Ok((files, placeholder, (width, height), measured))
    });
    let (files, placeholder, (width, height), measured) = making.await.map_err(storing)??;
    drop(place);
    let id = clock::new_asset_id();
    let blobs = put(store, id, files).await.map_err(storing)?;
    Ok(NewAsset { id, position, width, height, seed, placeholder, measured, blobs })
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

/// The picture in the size that was asked for and paid. One of the same shape is scaled, because the tier asks for more
/// than the model draws, or because some providers quietly make smaller ones; another shape is not what was asked for.
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
    let larger = enlarged(picture, width)?;
    if (larger.width, larger.height) == (width, height) {
        return Ok(larger);
    }
    easel_compose::scale(&larger, width, height).map_err(|e| e.to_string())
}

/// The picture, enlarged by a net where it is clearly too small; what little is missing then is scaled.
fn enlarged(picture: Decoded, width: u32) -> Result<Decoded, String> {
    let factor = match f64::from(width) / f64::from(picture.width.max(1)) {
        times if times < ENLARGED_FROM => return Ok(picture),
        times if times <= 2.0 => 2,
        _ => 4,
    };
    let Decoded { width, height, rgba } = picture;
    let large =
        easel_vision::upscale(&rgba, width, height, factor, &mut |_| true).map_err(|e| e.to_string())?;
    Ok(Decoded { width: large.width, height: large.height, rgba: large.rgba })
}

/// Stores a picture's files, in the order of [`Variant::ALL`].
pub(crate) async fn put(store: &Store, id: AssetId, files: [File; 4]) -> Result<[NewBlob; 4], String> {
    let mut variants = Variant::ALL.iter().copied();
    let mut bytes = Vec::with_capacity(files.len());
    let blobs = files.map(|file| {
        let variant = variants.next().unwrap_or(Variant::Original);
        let name = easel_store::blob_name(id, variant, &file.hash);
        let length = i64::try_from(file.bytes.len()).unwrap_or(i64::MAX);
        bytes.push((name.clone(), file.bytes));
        NewBlob { name, hash: file.hash, bytes: length, mime: file.mime, crc32: file.crc32 }
    });
    let mut tries = 0;
    while let Err(error) = store.blobs().put_all(bytes.clone()).await {
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

/// What the picture's file tells.
fn story(
    studio: &str,
    (width, height): (u32, u32),
    seed: Option<u64>,
    origin: Origin,
    (generation, spec): (GenerationId, &Spec),
) -> Story {
    let settings = Settings {
        prompt: spec.prompt.clone(),
        negative_prompt: spec.negative_prompt.clone(),
        model: spec.model.clone(),
        style: spec.style.clone(),
        seed,
        width,
        height,
    };
    let source = match origin {
        // The source may be a photo: what is left of it is no machine's.
        Origin::TrainedModel if spec.source.is_some() => Source::CompositeTrainedAlgorithmic,
        Origin::TrainedModel => Source::TrainedAlgorithmic,
        Origin::Algorithm => Source::Algorithmic,
    };
    let generation = Some(generation.to_string());
    Story { studio: studio.to_owned(), source, generation, settings: Some(settings) }
}
