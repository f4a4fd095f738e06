//! A picture's way: route, generate, finish, store, settle.

use crate::{House, clock};
use bytes::Bytes;
use easel_compose::{Finished, Source, Story};
use easel_domain::{AssetId, Beat, Failure, FailureCode, Outcome, Spec};
use easel_engine::{Listener, Origin, Picture, Pictures, Report, Request, Route, reporter};
use easel_store::{Claim, Delivery, NewAsset, NewBlob, Settled, Variant};
use sha2::{Digest, Sha256};
use std::{fmt::Write as _, time::Duration};
use tokio::{
    sync::watch,
    time::{Instant, sleep_until},
};

/// Beats for progress come no oftener than this; the lease alone wants far fewer.
const PROGRESS_EVERY: Duration = Duration::from_millis(150);
/// How often a failed settling is tried again before the lease takes the job back.
const SETTLE_TRIES: u32 = 5;
/// Share of the progress bar that is the engine's; the rest is finishing and storing.
const ENGINE_SHARE: f64 = 0.9;

/// What minding an engine came to.
enum Minded {
    Done(Outcome<Pictures>),
    /// The job is not ours any more: nothing to settle.
    Lost,
}

/// Runs one claimed picture job to its settling.
pub(crate) async fn run(house: &House, claim: &Claim, spec: Spec) {
    let registry = house.registry.borrow().clone();
    let Some(route) = registry.route(&spec.model, &claim.tried, clock::chance()) else {
        let failure =
            Failure { code: FailureCode::NoProvider, detail: format!("no channel for {}", spec.model) };
        return settle(house, claim, Outcome::Failed { failure, retry: true }, None).await;
    };
    let outcome = match generate(house, claim, &route, spec.clone()).await {
        Minded::Lost => return,
        Minded::Done(Outcome::Succeeded(made)) => keep(house, claim, made, &spec).await,
        Minded::Done(Outcome::Rejected(failure)) => Outcome::Rejected(failure),
        Minded::Done(Outcome::Failed { failure, retry }) => Outcome::Failed { failure, retry },
        Minded::Done(Outcome::Unknown { provider_ref }) => Outcome::Unknown { provider_ref },
        Minded::Done(Outcome::Cancelled) => Outcome::Cancelled,
    };
    settle(house, claim, outcome, Some(&route.provider)).await;
}

/// Lets the engine work and beats meanwhile.
async fn generate(house: &House, claim: &Claim, route: &Route, spec: Spec) -> Minded {
    let seed = spec.seed.unwrap_or_else(|| claim.job.generation().derived_seed());
    let (engine_end, mut listener) = reporter();
    let request = Request { spec, seed, provider_model: route.provider_model.clone() };
    let slots = route.slots.clone();
    let work = async {
        let _slot = slots.acquire_owned().await;
        route.engine.generate(request, engine_end).await
    };
    tokio::pin!(work);
    let mut minder = Minder::new(house);
    loop {
        let reports = listener.report.clone();
        tokio::select! {
            outcome = &mut work => return Minded::Done(outcome),
            Some(sending) = listener.sending.recv() => {
                let sent = house.store.job_sent(claim, &route.provider, clock::now()).await;
                let _ = sending.allow.send(matches!(sent, Ok(true)));
            }
            () = minder.due(reports) => match minder.beat(house, claim, &mut listener).await {
                Beat::Go => {}
                Beat::Cancel => listener.stop(),
                Beat::Lost => {
                    listener.stop();
                    return Minded::Lost;
                }
            },
        }
    }
}

/// Knows when the next beat is due: soon after news, and in good time before the lease ends.
struct Minder {
    last: Instant,
    told: Report,
    lease_beat: Duration,
    cancelled: bool,
}

impl Minder {
    fn new(house: &House) -> Self {
        Self {
            last: clock::instant(),
            told: Report::default(),
            lease_beat: house.options.lease / 4,
            cancelled: false,
        }
    }

    async fn due(&self, mut news: watch::Receiver<Report>) {
        let for_lease = self.last + self.lease_beat;
        let fresh = async {
            // An engine that says nothing more leaves only the lease to beat for.
            if news.wait_for(|report| *report != self.told).await.is_err() {
                std::future::pending::<()>().await;
            }
            sleep_until(self.last + PROGRESS_EVERY).await;
        };
        tokio::select! {
            () = sleep_until(for_lease) => {}
            () = fresh => {}
        }
    }

    /// A database that doesn't answer for a moment is no reason to drop the work: the lease decides.
    async fn beat(&mut self, house: &House, claim: &Claim, listener: &mut Listener) -> Beat {
        self.last = clock::instant();
        self.told = *listener.report.borrow_and_update();
        let progress = (self.told.progress * ENGINE_SHARE, self.told.stage);
        let lease_ms = clock::as_ms(house.options.lease);
        match house.store.job_beat(claim, progress, lease_ms, clock::now()).await {
            Ok(Beat::Cancel) if self.cancelled => Beat::Go,
            Ok(beat) => {
                self.cancelled |= beat == Beat::Cancel;
                beat
            }
            Err(error) => {
                tracing::warn!(?error, job = %claim.job, "a beat failed");
                Beat::Go
            }
        }
    }
}

/// Makes files of pixels and stores them: bytes first, rows when settling.
async fn keep(house: &House, claim: &Claim, made: Pictures, spec: &Spec) -> Outcome<Delivery> {
    let asked = spec.count as usize;
    if made.pictures.is_empty() || made.pictures.len() > asked {
        let detail = format!("{} pictures for {asked} asked", made.pictures.len());
        return Outcome::Failed { failure: Failure { code: FailureCode::Engine, detail }, retry: true };
    }
    let lease_ms = clock::as_ms(house.options.lease);
    let progress = (ENGINE_SHARE, Some("storing"));
    if let Ok(Beat::Cancel) = house.store.job_beat(claim, progress, lease_ms, clock::now()).await {
        return Outcome::Cancelled;
    }
    let mut delivery = Delivery { assets: Vec::new(), account: made.account };
    for (position, picture) in (0_u32..).zip(made.pictures) {
        match keep_one(house, position, picture, spec).await {
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

async fn keep_one(house: &House, position: u32, picture: Picture, spec: &Spec) -> Result<NewAsset, String> {
    let (width, height, seed) = (picture.width, picture.height, picture.seed);
    let story = story(&house.options.studio, &picture, spec);
    let finishing =
        tokio::task::spawn_blocking(move || easel_compose::finish(width, height, &picture.rgba, &story));
    let files = finishing.await.map_err(|e| e.to_string())?.map_err(|e| e.to_string())?;
    let Finished { original, preview, thumb, placeholder } = files;
    let id = clock::new_asset_id();
    let blobs = [
        put(house, id, Variant::Original, original, "image/png").await?,
        put(house, id, Variant::Preview, preview, "image/webp").await?,
        put(house, id, Variant::Thumb, thumb, "image/webp").await?,
    ];
    Ok(NewAsset { id, position, width, height, seed, placeholder, blobs })
}

async fn put(
    house: &House,
    id: AssetId,
    variant: Variant,
    bytes: Vec<u8>,
    mime: &'static str,
) -> Result<NewBlob, String> {
    let hash = hex(&Sha256::digest(&bytes));
    let length = i64::try_from(bytes.len()).map_err(|e| e.to_string())?;
    let name = blob_name(id, variant, &hash);
    house
        .store
        .blobs()
        .put(&name, Bytes::from(bytes))
        .await
        .map_err(|e| format!("{e}: {:?}", std::error::Error::source(&e)))?;
    Ok(NewBlob { name, hash, bytes: length, mime })
}

/// A folder by the id's random end, so that no folder grows large; then the asset, the variant and the hash.
fn blob_name(id: AssetId, variant: Variant, hash: &str) -> String {
    let id = id.to_string();
    format!("{}/{id}-{}-{hash}", &id[id.len() - 2..], variant.as_str())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Prompt and settings in the form that other tools read out of a PNG.
fn story(studio: &str, picture: &Picture, spec: &Spec) -> Story {
    let mut parameters = spec.prompt.clone();
    if !spec.negative_prompt.is_empty() {
        let _ = write!(parameters, "\nNegative prompt: {}", spec.negative_prompt);
    }
    let _ = write!(parameters, "\nSize: {}x{}, Model: {}", picture.width, picture.height, spec.model);
    if let Some(seed) = picture.seed {
        let _ = write!(parameters, ", Seed: {seed}");
    }
    if let Some(style) = &spec.style {
        let _ = write!(parameters, ", Style: {style}");
    }
    let source = match picture.origin {
        Origin::TrainedModel => Source::TrainedAlgorithmic,
        Origin::Algorithm => Source::Algorithmic,
    };
    Story { studio: studio.to_owned(), source, parameters: Some(parameters) }
}

/// Settles, patiently: the work is done, only the writing down failed.
pub(crate) async fn settle(house: &House, claim: &Claim, outcome: Outcome<Delivery>, channel: Option<&str>) {
    if let Outcome::Failed { failure, .. } | Outcome::Rejected(failure) = &outcome {
        tracing::info!(job = %claim.job, code = failure.code.as_str(), detail = failure.detail, "an attempt failed");
    }
    for attempt in 0..SETTLE_TRIES {
        match house.store.job_settle(claim, outcome.clone(), channel, house.options.retry, clock::now()).await
        {
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
