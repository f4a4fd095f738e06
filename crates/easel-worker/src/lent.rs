//! A worker lent to a studio: it has no way to the database, asks for work over the line, and takes only what its own
//! channels have room for.

use crate::{
    Shop, WorkerOptions, clock,
    generate::{self, closing, hand_back},
    lane,
    office::{Office, StudioLine},
};
use easel_domain::{
    Lane,
    lent::{LEASE_MS, LentJob, OFFERS_MAX, Offer, PROTOCOL, Question},
};
use easel_engine::Registry;
use easel_outbound::{Studio, StudioError};
use easel_store::{Claim, Work};
use std::{collections::HashMap, future::Future, sync::Arc, time::Duration};
use tokio::{
    sync::watch,
    task::{self, JoinError, JoinSet},
    time::{Instant, sleep, timeout},
};

/// Between two looks at what could be offered.
const LOOK_EVERY: Duration = Duration::from_millis(250);
/// How long to leave a studio alone that can't be reached: at first, and at most.
const AWAY: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(30));
/// How long to wait before a token that was refused is tried again.
const REFUSED: Duration = Duration::from_secs(30);
/// What outlives its deadline by this much is dropped: it was taken from this worker anyway.
const OVERTIME: Duration = Duration::from_secs(5);

/// Works for `studio` until `stop` is over; then asks for nothing more and ends as [`crate::work`] does.
pub async fn work_lent(
    studio: Studio,
    registry: watch::Receiver<Arc<Registry>>,
    mut options: WorkerOptions,
    stop: impl Future<Output = ()>,
) {
    // The lease is the studio's to say.
    options.lease = options.lease.min(Duration::from_millis(LEASE_MS.unsigned_abs()));
    let line = Arc::new(StudioLine::new(studio));
    let shop = Arc::new(Shop::new(Office::Studio(Arc::clone(&line)), registry, options));
    let mut lender = Lender::new(shop, line);
    tokio::pin!(stop);
    loop {
        lender.ask().await;
        tokio::select! {
            () = &mut stop => break,
            Some(ended) = lender.jobs.join_next_with_id(), if !lender.jobs.is_empty() => {
                let (id, ()) = or_alarm(ended, ());
                lender.busy.remove(&id);
            }
            Some(asked) = lender.questions.join_next_with_id(), if !lender.questions.is_empty() => {
                let (id, answer) = or_alarm(asked, Ok(None));
                lender.hear(id, answer);
            }
            () = sleep(LOOK_EVERY) => {}
        }
    }
    lender.leave().await;
    lane::drain(&lender.shop, lender.jobs).await;
}

type Answer = Result<Option<LentJob>, StudioError>;

/// A lent worker at work.
struct Lender {
    shop: Arc<Shop>,
    line: Arc<StudioLine>,
    jobs: JoinSet<()>,
    /// The lane of each job, kept outside of it: one that panics gives its slot back too.
    busy: HashMap<task::Id, Lane>,
    questions: JoinSet<Answer>,
    /// What each question offers, so that nothing is offered twice.
    offered: HashMap<task::Id, Vec<Offer>>,
    /// When the studio may be asked again, and how long it is left alone when it fails once more.
    rest: Option<Instant>,
    away: Duration,
}

impl Lender {
    fn new(shop: Arc<Shop>, line: Arc<StudioLine>) -> Self {
        let (jobs, questions) = (JoinSet::new(), JoinSet::new());
        let (busy, offered) = (HashMap::new(), HashMap::new());
        Self { shop, line, jobs, busy, questions, offered, rest: None, away: AWAY.0 }
    }

    /// Asks for whatever there is room for and no other question asks for already.
    async fn ask(&mut self) {
        if self.rest.is_some_and(|until| clock::instant() < until) {
            return;
        }
        self.shop.ways.refresh(&self.shop.office).await;
        let registry = self.shop.registry.borrow().clone();
        let offers = self.shop.ways.offers(&registry, |lane| self.has_room(lane), clock::now());
        let is_new = |offer: &Offer| !self.offered.values().flatten().any(|known| known == offer);
        let offers: Vec<Offer> = offers.into_iter().filter(is_new).take(OFFERS_MAX).collect();
        if offers.is_empty() {
            return;
        }
        let (line, question) =
            (Arc::clone(&self.line), Question { protocol: PROTOCOL, offers: offers.clone() });
        let asking = self.questions.spawn(async move { line.studio.claim(&question).await });
        self.offered.insert(asking.id(), offers);
    }

    fn has_room(&self, lane: Lane) -> bool {
        let busy = self.busy.values().filter(|l| **l == lane).count();
        busy < self.shop.options.slots(lane) as usize
    }

    fn hear(&mut self, question: task::Id, answer: Answer) {
        self.offered.remove(&question);
        let rest = match answer {
            Ok(job) => {
                (self.rest, self.away) = (None, AWAY.0);
                if let Some(job) = job {
                    self.begin(job);
                }
                return;
            }
            Err(StudioError::Unknown) => {
                tracing::error!(
                    "the studio doesn't know this worker's token: ask its operator for a new one"
                );
                REFUSED
            }
            Err(error) => {
                tracing::warn!(%error, "no work could be asked for");
                self.away = (self.away * 2).min(AWAY.1);
                self.away.mul_f64(0.5 + clock::chance() / 2.0)
            }
        };
        self.rest = Some(clock::instant() + rest);
    }

    /// Asks no more. What was given in this very moment is given back.
    async fn leave(&mut self) {
        self.questions.abort_all();
        while let Some(asked) = self.questions.join_next().await {
            if let Ok(Ok(Some(job))) = asked {
                let claim = self.line.take(job);
                self.give_back(claim);
            }
        }
    }

    fn give_back(&mut self, claim: Claim) {
        let shop = Arc::clone(&self.shop);
        self.jobs.spawn(async move { hand_back(&shop, &claim, None, closing()).await });
    }

    fn begin(&mut self, job: LentJob) {
        let lane = lane_of(&self.shop.registry.borrow(), &job.spec.model);
        let claim = self.line.take(job);
        // Two questions may have been answered at once for the same slot.
        if !self.has_room(lane) {
            return self.give_back(claim);
        }
        let id = self.jobs.spawn(run_one(Arc::clone(&self.shop), claim)).id();
        self.busy.insert(id, lane);
    }
}

fn lane_of(registry: &Registry, model: &str) -> Lane {
    let model = registry.catalogue().models.iter().find(|m| m.name == model);
    Lane::of_engine(model.map_or("", |m| registry.catalogue().engine_of(m)))
}

async fn run_one(shop: Arc<Shop>, claim: Claim) {
    let Work::Picture(spec) = claim.work.clone() else { return };
    let begun = clock::instant();
    tracing::info!(job = %claim.job, attempt = claim.attempt_no, model = spec.model, "took a job");
    let left = u64::try_from(claim.deadline_at.since_ms(clock::now())).unwrap_or(0);
    let working = generate::run(&shop, &claim, *spec, None);
    let ended = timeout(Duration::from_millis(left) + OVERTIME, working).await.is_ok();
    if let Office::Studio(line) = &shop.office {
        line.forget(&claim);
    }
    tracing::info!(job = %claim.job, ended, seconds = begun.elapsed().as_secs_f32(), "is done with it");
}

/// What a task came to, or `otherwise` when it panicked.
fn or_alarm<T>(ended: Result<(task::Id, T), JoinError>, otherwise: T) -> (task::Id, T) {
    ended.unwrap_or_else(|error| {
        tracing::error!(%error, alarm = true, "a task ended badly; a job is left to its lease");
        (error.id(), otherwise)
    })
}
