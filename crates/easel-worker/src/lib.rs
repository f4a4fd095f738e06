//! Claims jobs, runs them, settles them, and tends what is left lying.
//!
//! **Knows** the way of a job through an engine and back into the store, one file a lane; how often to beat; what to
//! tend and when.
//!
//! **Never knows** HTTP serving, sessions or SQL. Holds no lock and no transaction while an engine works: between the
//! claim and the settling there are only beats.

mod brand;
mod clock;

mod export;
mod generate;
mod hand_in;
mod ingest;
mod input;
mod lane;
mod lent;
mod likeness;
mod mail;
mod mind;
mod office;
mod push;
mod region;
mod risk;
mod stripe;
mod subject;
mod tend;
mod ways;

use easel_domain::{Branding, Lane, job::RetryPolicy};
use easel_engine::Registry;
use easel_outbound::{Mailer, Pusher, Stripe, Unsubscribe};
use easel_store::{Hears, Means, Store, Wake};
use easel_till::MailWords;
use office::Office;
use std::{future::Future, sync::Arc, time::Duration};
use tokio::sync::{Semaphore, watch};
use ways::Ways;

pub use lent::work_lent;
pub use stripe::{stripe_catch_up, stripe_round, stripe_round_at};

/// How a worker works.
#[derive(Clone, Debug)]
pub struct WorkerOptions {
    /// What it is called in attempts and on the administrator's page; different for each process.
    pub name: String,
    /// Pictures drawn by this machine's processor at once; none where it is zero.
    pub cpu_slots: u32,
    /// Pictures drawn by this machine's accelerator at once; none where it is zero.
    pub gpu_slots: u32,
    /// Pictures asked of other machines at once; none where it is zero.
    pub remote_slots: u32,
    /// Mails at once; none where it is zero.
    pub mail_slots: u32,
    /// A job whose worker doesn't beat for this long is taken from it.
    pub lease: Duration,
    /// When another attempt is worth it.
    pub retry: RetryPolicy,
    /// How the studio presents itself, until an administrator decides otherwise.
    pub branding: Arc<Branding>,
    /// What links to the studio begin with, without a slash at the end.
    pub base_url: String,
    /// The sender of mails.
    pub mail_from: String,
    /// How long running jobs may go on once the worker is told to stop.
    pub grace: Duration,
    /// What prompts mean, for searching by it; without it nothing is written down.
    pub means: Option<Means>,
    /// Makes the links that end mails; without it none has one.
    pub unsubscribe: Option<Unsubscribe>,
    /// Tells browsers; without it nobody is told by push.
    pub pusher: Option<Pusher>,
    /// The studio's account at Stripe; without it nobody minds what is paid there.
    pub stripe: Option<Stripe>,
}

impl Default for WorkerOptions {
    fn default() -> Self {
        Self {
            name: "worker".to_owned(),
            cpu_slots: 1,
            gpu_slots: 1,
            remote_slots: 64,
            mail_slots: 2,
            lease: Duration::from_secs(15),
            retry: RetryPolicy::default(),
            branding: Arc::default(),
            base_url: "http://127.0.0.1:8080".to_owned(),
            mail_from: "studio@localhost".to_owned(),
            grace: Duration::from_secs(20),
            means: None,
            unsubscribe: None,
            pusher: None,
            stripe: None,
        }
    }
}

impl WorkerOptions {
    fn slots(&self, lane: Lane) -> u32 {
        match lane {
            Lane::Cpu => self.cpu_slots,
            Lane::Gpu => self.gpu_slots,
            Lane::Remote => self.remote_slots,
            Lane::Mail => self.mail_slots,
            // One at a time: the largest file unpacks to some hundred megabytes.
            Lane::Ingest => u32::from(self.cpu_slots > 0),
        }
    }
}

/// Everything a picture needs on its way, inside the house or lent to it.
pub(crate) struct Shop {
    pub(crate) office: Office,
    pub(crate) registry: watch::Receiver<Arc<Registry>>,
    pub(crate) options: WorkerOptions,
    pub(crate) ways: Arc<Ways>,
    /// Turns true when what is under way and not sent is to be handed back.
    pub(crate) hand_back: watch::Sender<bool>,
    /// Where pictures are unpacked and packed, one for each processor.
    pub(crate) tables: Semaphore,
}

impl Shop {
    fn new(office: Office, registry: watch::Receiver<Arc<Registry>>, options: WorkerOptions) -> Self {
        let tables = Semaphore::new(std::thread::available_parallelism().map_or(1, usize::from));
        Self { office, registry, options, ways: Arc::default(), hand_back: watch::channel(false).0, tables }
    }

    /// How the studio presents itself, as far as that is known here.
    pub(crate) fn branding(&self) -> Arc<Branding> {
        match &self.office {
            Office::Store(store) => store.branding(),
            Office::Studio(_) => Arc::clone(&self.options.branding),
        }
    }
}

/// A worker of the house, with everything its jobs need.
pub(crate) struct House {
    pub(crate) store: Store,
    pub(crate) mailer: Mailer,
    pub(crate) shop: Shop,
}

impl House {
    /// The studio's words in mails about money.
    pub(crate) fn words(&self) -> MailWords {
        MailWords { branding: self.store.branding(), base_url: self.shop.options.base_url.clone() }
    }
}

/// Works until `stop` is over; then claims nothing more, waits [`WorkerOptions::grace`] for what runs, and returns.
/// What is still running then is handed back, or where somebody may have been asked to make it already, waited for once
/// more as long and then left to its lease: another worker takes it up.
pub async fn work(
    store: Store,
    registry: watch::Receiver<Arc<Registry>>,
    mailer: Mailer,
    options: WorkerOptions,
    stop: impl Future<Output = ()>,
) {
    let shop = Shop::new(Office::Store(store.clone()), registry, options);
    let house = Arc::new(House { store, mailer, shop });
    let (stopping, stopped) = watch::channel(false);
    house.shop.ways.refresh(&house.shop.office).await;
    let lanes =
        Lane::ALL.iter().map(|lane| (*lane, house.shop.options.slots(*lane))).filter(|(_, slots)| *slots > 0);
    let lanes = lanes.map(|(lane, slots)| {
        let (house, stopped) = (Arc::clone(&house), stopped.clone());
        supervise(lane.as_str(), stopped.clone(), move || {
            lane::run(Arc::clone(&house), lane, slots, stopped.clone())
        })
    });
    let lanes = futures_util::future::join_all(lanes);
    let watching = {
        let (house, stopped) = (Arc::clone(&house), stopped.clone());
        supervise("channels", stopped.clone(), move || channels(Arc::clone(&house), stopped.clone()))
    };
    let tending = {
        let (house, stopped) = (Arc::clone(&house), stopped.clone());
        supervise("tending", stopped.clone(), move || tend::run(Arc::clone(&house), stopped.clone()))
    };
    let minding = async {
        let Some(stripe) = house.shop.options.stripe.clone() else { return };
        let (house, stopped) = (Arc::clone(&house), stopped.clone());
        supervise("Stripe", stopped.clone(), move || {
            stripe::run(Arc::clone(&house), stripe.clone(), stopped.clone())
        })
        .await;
    };
    let pushing = async {
        let Some(pusher) = house.shop.options.pusher.clone() else { return };
        let (house, stopped) = (Arc::clone(&house), stopped.clone());
        supervise("push", stopped.clone(), move || {
            push::run(Arc::clone(&house), pusher.clone(), stopped.clone())
        })
        .await;
    };
    let parts = futures_util::future::join5(lanes, watching, tending, minding, pushing);
    let stopping = async {
        stop.await;
        stopping.send_replace(true);
    };
    futures_util::future::join(parts, stopping).await;
    if let Err(error) = house.store.worker_gone(&house.shop.options.name).await {
        tracing::warn!(%error, "the worker could not say goodbye");
    }
}

/// Keeps up with how the channels stand: other workers and administrators change it too.
async fn channels(house: Arc<House>, mut stopped: watch::Receiver<bool>) {
    const EVERY: Duration = Duration::from_secs(3);
    let mut wakes = house.store.wakes_of(Hears::Channels);
    while !*stopped.borrow() {
        house.shop.ways.refresh(&house.shop.office).await;
        let deadline = clock::instant() + EVERY;
        loop {
            tokio::select! {
                _ = stopped.changed() => break,
                wake = wakes.next() => if matches!(wake, Wake::Channels | Wake::Everything) { break },
                () = tokio::time::sleep_until(deadline) => break,
            }
        }
    }
}

/// Runs a part until it ends by itself; one that panics is reported and begun again, because a studio without tending
/// would look alive and keep people's credits held.
async fn supervise<F: Future<Output = ()> + Send + 'static>(
    name: &'static str,
    stopped: watch::Receiver<bool>,
    part: impl Fn() -> F,
) {
    while let Err(error) = tokio::spawn(part()).await {
        tracing::error!(%error, name, alarm = true, "a part of the worker ended badly and begins again");
        if *stopped.borrow() {
            return;
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}
