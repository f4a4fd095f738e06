//! Which way a job takes: what the operator configured, how each channel stands, and how much room each provider has
//! left in this process.

use crate::{clock, office::Office};
use easel_domain::{
    Lane, Model, Operation, Spec, Timestamp,
    lent::Offer,
    model::{Channel, ChannelState, Provider},
    routing::{Candidate, May, choose},
};
use easel_engine::{Engine, Registry};
use easel_store::{Claim, Standings, asks, asks_inside, asks_lent};
use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError, RwLock,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
};
use tokio::sync::{Notify, futures::Notified};

/// A provider without room is looked at again after this.
const NO_ROOM_MS: i64 = 250;
/// A test that finds no room is looked at again less often: it has no place among what is kept in the queue for want of room.
const TEST_NO_ROOM_MS: i64 = 1_000;
/// A job whose ways all rest waits in the queue for no longer than this; then it is told that there is no way.
const WORTH_WAITING_MS: i64 = 120_000;
/// Most requests that may follow each other at once under a limit by the minute.
const BURST: i64 = 5;

/// The ways of one process. Lives as long as the worker, whatever becomes of the configuration, so that limits hold
/// while it is read again.
#[derive(Default)]
pub(crate) struct Ways {
    /// With the number of the reading they are of.
    standings: RwLock<(u64, Arc<Standings>)>,
    /// Readings of the standings that have begun.
    readings: AtomicU64,
    desks: Mutex<HashMap<String, Desk>>,
    /// By lane: this worker's place among those at work there, and how many they are.
    places: Mutex<HashMap<Lane, (u32, u32)>>,
    freed: Notify,
    /// Jobs that are claimed and have not taken their way yet: each may need room anywhere.
    unrouted: AtomicUsize,
}

/// A job that is claimed and has not taken its way yet; counted until dropped.
pub(crate) struct Unrouted(Arc<Ways>);

impl Drop for Unrouted {
    fn drop(&mut self) {
        self.0.unrouted.fetch_sub(1, Ordering::Relaxed);
        self.0.freed.notify_waiters();
    }
}

/// A provider's calls of this process.
#[derive(Default)]
struct Desk {
    under_way: u32,
    /// When the next request may go out if they were evenly spaced (virtual scheduling, ITU-T I.371).
    due_ms: i64,
}

/// A call's place at its provider; given back when dropped.
pub(crate) struct Slot {
    ways: Arc<Ways>,
    provider: String,
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut desks = self.ways.desks.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(desk) = desks.get_mut(&self.provider) {
            desk.under_way = desk.under_way.saturating_sub(1);
        }
        drop(desks);
        self.ways.freed.notify_waiters();
    }
}

/// The way a job takes.
pub(crate) struct Route {
    pub(crate) channel: Arc<Channel>,
    pub(crate) engine: Arc<dyn Engine>,
    /// What the provider calls the request that is to be taken up, if one is.
    pub(crate) resume: Option<String>,
    pub(crate) _slot: Slot,
}

/// What routing came to.
pub(crate) enum Pick {
    Go(Route),
    /// Every way there is rests or is full until then.
    Later(Timestamp),
    /// There is no way.
    None,
}

/// What a failed job may still try.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Left {
    /// A way that is free now.
    Now,
    /// A way that rests until then.
    From(Timestamp),
    /// None.
    Nothing,
}

/// A channel that can do what is asked, with what it needs.
struct Able<'a> {
    channel: &'a Channel,
    provider: &'a Provider,
    engine: &'a Arc<dyn Engine>,
    key: String,
    may: May,
}

impl Ways {
    /// Over when a place at a provider is given back, or the channels stand otherwise.
    pub(crate) fn freed(&self) -> Notified<'_> {
        self.freed.notified()
    }

    pub(crate) fn place(&self, lane: Lane, name: &str, alive: &[String]) {
        let count = u32::try_from(alive.len().max(1)).unwrap_or(1);
        let rank = alive.iter().position(|id| id == name).and_then(|i| u32::try_from(i).ok()).unwrap_or(0);
        self.places.lock().unwrap_or_else(PoisonError::into_inner).insert(lane, (rank, count));
    }

    /// Reads again how the channels stand.
    pub(crate) async fn refresh(&self, office: &Office) {
        let reading = 1 + self.readings.fetch_add(1, Ordering::Relaxed);
        match office.standings().await {
            Ok(now) => {
                let mut standings = self.standings.write().unwrap_or_else(PoisonError::into_inner);
                // One that began earlier may end later, and knows less.
                if standings.0 < reading {
                    *standings = (reading, Arc::new(now));
                }
            }
            Err(error) => tracing::warn!(?error, "how the channels stand could not be read"),
        }
        self.freed.notify_waiters();
    }

    pub(crate) fn standings(&self) -> Arc<Standings> {
        Arc::clone(&self.standings.read().unwrap_or_else(PoisonError::into_inner).1)
    }

    /// Finds the way for a claimed job and takes a place there.
    pub(crate) async fn pick(
        self: &Arc<Self>,
        registry: &Registry,
        office: &Office,
        (claim, spec): (&Claim, &Spec),
    ) -> Pick {
        let Some(model) = model_of(registry, &spec.model) else { return Pick::None };
        if let Some(route) = self.resume(registry, model, claim) {
            return Pick::Go(route);
        }
        if let Some(key) = &claim.channel {
            return self.pick_one(registry, model, key);
        }
        let operation = spec.operation();
        let mut lost_probes: Vec<String> = Vec::new();
        loop {
            let now = clock::now();
            let able = self.able(registry, model, operation, spec.guides(), now);
            let candidates: Vec<Candidate<'_>> = able
                .iter()
                .map(|a| Candidate {
                    channel: a.channel,
                    healthy: !matches!(a.may, May::Rest(_))
                        && self.has_room(a, now)
                        && !lost_probes.contains(&a.key),
                    tried: claim.tried.contains(&a.key),
                })
                .collect();
            let Some(chosen) = choose(&candidates, clock::chance()) else {
                return match self.left(&able, &claim.tried, now) {
                    Left::Now => Pick::Later(now.plus_ms(NO_ROOM_MS)),
                    Left::From(at) if at < claim.deadline_at => Pick::Later(at),
                    _ => Pick::None,
                };
            };
            let Some(way) = able.iter().find(|a| std::ptr::eq(a.channel, chosen)) else { return Pick::None };
            if way.may == May::Probe && !office.probe(&way.key, operation).await {
                lost_probes.push(way.key.clone());
                continue;
            }
            if let Some(slot) = self.take(way, now) {
                return Pick::Go(route(way, None, slot));
            }
        }
    }

    /// The one way of a test, however it stands; like everybody else it waits for room at the provider.
    fn pick_one(self: &Arc<Self>, registry: &Registry, model: &Model, key: &str) -> Pick {
        let channel = model.channels.iter().find(|channel| channel.key() == *key);
        let Some((channel, (provider, engine))) = channel.and_then(|c| Some((c, service(registry, c)?)))
        else {
            return Pick::None;
        };
        let now = clock::now();
        let way = Able { channel, provider, engine, key: key.to_owned(), may: May::Ask };
        match self.take(&way, now) {
            Some(slot) => Pick::Go(route(&way, None, slot)),
            None => Pick::Later(now.plus_ms(TEST_NO_ROOM_MS)),
        }
    }

    /// What is left for a job that failed on `tried`.
    pub(crate) fn left_for(&self, registry: &Registry, spec: &Spec, tried: &[String]) -> Left {
        let now = clock::now();
        let Some(model) = model_of(registry, &spec.model) else { return Left::Nothing };
        let able = self.able(registry, model, spec.operation(), spec.guides(), now);
        self.left(&able, tried, now)
    }

    /// Whether there is more than one way for this.
    pub(crate) fn has_other(&self, registry: &Registry, spec: &Spec) -> bool {
        let now = clock::now();
        model_of(registry, &spec.model)
            .is_some_and(|model| self.able(registry, model, spec.operation(), spec.guides(), now).len() > 1)
    }

    fn left(&self, able: &[Able<'_>], tried: &[String], now: Timestamp) -> Left {
        let only = able.len() == 1;
        let open = able.iter().filter(|a| only || !tried.contains(&a.key));
        let at = open.map(|a| match a.may {
            May::Rest(until) => until,
            _ if self.has_room(a, now) => now,
            _ => now.plus_ms(NO_ROOM_MS),
        });
        match at.min() {
            Some(at) if at <= now => Left::Now,
            Some(at) => Left::From(at),
            None => Left::Nothing,
        }
    }

    /// What isn't for this worker just now, so that it stays in the queue and keeps nothing behind it waiting: what
    /// there is no room for, and what a lent worker has the better way to and waits for.
    pub(crate) fn blocked(&self, registry: &Registry, now: Timestamp) -> Vec<String> {
        let mut blocked = Vec::new();
        for (model, operation) in everything(registry) {
            let able = self.able(registry, model, operation, 0, now);
            if model.channels.iter().any(|c| registry.is_lent(&c.provider)) {
                blocked.push(asks_lent(&model.name, operation));
            }
            let (asked, lent) = (asks(&model.name, operation), self.lent(registry, model, operation, now));
            if able.is_empty() {
                blocked.extend(lent.is_some().then_some(asked));
                continue;
            }
            if let Left::From(at) = self.left(&able, &[], now)
                && at.since_ms(now) < WORTH_WAITING_MS
            {
                blocked.extend([asked, asks_inside(&model.name, operation)]);
                continue;
            }
            let ours =
                able.iter().filter(|a| !matches!(a.may, May::Rest(_))).map(|a| a.channel.priority).min();
            let better = lent.is_some_and(|theirs| ours.is_none_or(|ours| theirs < ours));
            if better && self.standings().awaited(&asked) {
                blocked.push(asked);
            }
        }
        blocked
    }

    /// The priority of the best channel by which lent workers may do this.
    fn lent(&self, registry: &Registry, model: &Model, operation: Operation, now: Timestamp) -> Option<i32> {
        let standings = self.standings();
        let open = model.channels.iter().filter(|c| {
            registry.is_lent(&c.provider)
                && c.state == ChannelState::Active
                && c.operations.contains(&operation)
                && standings.may(&c.key(), operation, now).is_some()
        });
        open.map(|c| c.priority).min()
    }

    /// What this worker could begin at once, by channels whose lane has room.
    pub(crate) fn offers(
        &self,
        registry: &Registry,
        has_room: impl Fn(Lane) -> bool,
        now: Timestamp,
    ) -> Vec<Offer> {
        let can = |(model, operation): &(&Model, Operation)| {
            let able = self.able(registry, model, *operation, 0, now);
            let able = able
                .into_iter()
                .filter(|a| has_room(Lane::of_engine(&a.provider.engine)))
                .collect::<Vec<_>>();
            !able.is_empty() && self.left(&able, &[], now) == Left::Now
        };
        let offer = |(model, operation): (&Model, Operation)| Offer { model: model.name.clone(), operation };
        everything(registry).filter(can).map(offer).collect()
    }

    pub(crate) fn unrouted(self: &Arc<Self>) -> Unrouted {
        self.unrouted.fetch_add(1, Ordering::Relaxed);
        Unrouted(Arc::clone(self))
    }

    /// How many jobs of a lane surely find room, whatever they ask. A full provider doesn't count, so that it keeps
    /// nobody from another; those claimed that are still on their way there do.
    pub(crate) fn room(&self, registry: &Registry, lane: Lane) -> usize {
        let providers = registry.catalogue().providers.iter();
        let here = providers
            .filter(|(name, provider)| Lane::of_engine(&provider.engine) == lane && !registry.is_lent(name));
        let rooms = here.map(|(name, provider)| match self.limits(provider) {
            (_, Some(_)) => 1,
            (most, None) => {
                let desks = self.desks.lock().unwrap_or_else(PoisonError::into_inner);
                most.saturating_sub(desks.get(name).map_or(0, |desk| desk.under_way))
            }
        });
        let least = rooms.filter(|room| *room > 0).min().unwrap_or(1) as usize;
        least.saturating_sub(self.unrouted.load(Ordering::Relaxed))
    }

    /// A request of a lost worker is taken up where it was, however the channel stands: it is there already.
    fn resume(self: &Arc<Self>, registry: &Registry, model: &Model, claim: &Claim) -> Option<Route> {
        let resume = claim.resume.as_ref()?;
        let channel = model.channels.iter().find(|c| c.key() == resume.channel)?;
        let (provider, engine) = service(registry, channel)?;
        let way = Able { channel, provider, engine, key: channel.key(), may: May::Ask };
        self.with_desk(&way, |desk| desk.under_way += 1);
        let slot = Slot { ways: Arc::clone(self), provider: channel.provider.clone() };
        Some(route(&way, Some(resume.provider_ref.clone()), slot))
    }

    fn able<'a>(
        &self,
        registry: &'a Registry,
        model: &'a Model,
        operation: Operation,
        references: usize,
        now: Timestamp,
    ) -> Vec<Able<'a>> {
        let standings = self.standings();
        let fits = |c: &Channel| {
            c.state == ChannelState::Active
                && c.operations.contains(&operation)
                && c.references.is_none_or(|most| references <= most as usize)
        };
        let able = |channel: &'a Channel| {
            let (provider, engine) = service(registry, channel)?;
            let key = channel.key();
            let may = standings.may(&key, operation, now)?;
            Some(Able { channel, provider, engine, key, may })
        };
        model.channels.iter().filter(|c| fits(c)).filter_map(able).collect()
    }

    fn with_desk<T>(&self, way: &Able<'_>, act: impl FnOnce(&mut Desk) -> T) -> T {
        let mut desks = self.desks.lock().unwrap_or_else(PoisonError::into_inner);
        if !desks.contains_key(&way.channel.provider) {
            desks.insert(way.channel.provider.clone(), Desk::default());
        }
        act(desks.entry(way.channel.provider.clone()).or_default())
    }

    /// This worker's part of a limit that all workers share: whole numbers that add up to it.
    fn share(&self, provider: &Provider, limit: u32) -> u32 {
        let places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        let (rank, count) = places.get(&Lane::of_engine(&provider.engine)).copied().unwrap_or((0, 1));
        limit / count + u32::from(rank < limit % count)
    }

    fn has_room(&self, way: &Able<'_>, now: Timestamp) -> bool {
        let (most, spacing) = self.limits(way.provider);
        self.with_desk(way, |desk| desk.has_room(most, spacing, now))
    }

    /// Most calls at once, and milliseconds between requests where there is a limit by the minute.
    fn limits(&self, provider: &Provider) -> (u32, Option<i64>) {
        let most = self.share(provider, provider.concurrency);
        let by_minute = provider.requests_per_minute.map(|limit| self.share(provider, limit));
        match by_minute {
            Some(0) => (0, None),
            by_minute => (most, by_minute.map(|n| 60_000 / i64::from(n))),
        }
    }

    fn take(self: &Arc<Self>, way: &Able<'_>, now: Timestamp) -> Option<Slot> {
        let (most, spacing) = self.limits(way.provider);
        let taken = self.with_desk(way, |desk| {
            let room = desk.has_room(most, spacing, now);
            if room {
                desk.under_way += 1;
                desk.due_ms = desk.due_ms.max(now.0) + spacing.unwrap_or(0);
            }
            room
        });
        taken.then(|| Slot { ways: Arc::clone(self), provider: way.channel.provider.clone() })
    }
}

impl Desk {
    fn has_room(&self, most: u32, spacing: Option<i64>, now: Timestamp) -> bool {
        let early = spacing.map_or(0, |ms| ms * (BURST - 1));
        self.under_way < most && (spacing.is_none() || self.due_ms - early <= now.0)
    }
}

fn everything(registry: &Registry) -> impl Iterator<Item = (&Model, Operation)> {
    let of = |model| Operation::ALL.iter().map(move |operation| (model, *operation));
    registry.catalogue().models.iter().flat_map(of)
}

fn model_of<'a>(registry: &'a Registry, name: &str) -> Option<&'a Model> {
    registry.catalogue().models.iter().find(|m| m.name == name)
}

fn service<'a>(registry: &'a Registry, channel: &Channel) -> Option<(&'a Provider, &'a Arc<dyn Engine>)> {
    let provider = registry.catalogue().providers.get(&channel.provider)?;
    Some((provider, registry.engine(&channel.provider)?))
}

fn route(way: &Able<'_>, resume: Option<String>, slot: Slot) -> Route {
    Route { channel: Arc::new(way.channel.clone()), engine: Arc::clone(way.engine), resume, _slot: slot }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_by_the_minute_lets_a_few_go_at_once_and_then_spaces_them() {
        let mut desk = Desk::default();
        let (spacing, now) = (Some(1_000), Timestamp(1_000_000));
        let mut gone = 0;
        while desk.has_room(100, spacing, now) {
            desk.due_ms = desk.due_ms.max(now.0) + 1_000;
            gone += 1;
        }
        assert_eq!(gone, BURST);
        assert!(!desk.has_room(100, spacing, now.plus_ms(999)));
        assert!(desk.has_room(100, spacing, now.plus_ms(1_000)));
        assert!(!Desk { under_way: 3, due_ms: 0 }.has_room(3, None, now));
    }

    #[test]
    fn workers_share_a_limit_without_a_rest() {
        let ways = Ways::default();
        let provider = Provider::new("openai", 5);
        let alive: Vec<String> = ["a", "b", "c"].map(str::to_owned).into();
        let parts: Vec<u32> = ["a", "b", "c"]
            .iter()
            .map(|name| {
                ways.place(Lane::Remote, name, &alive);
                ways.share(&provider, 5)
            })
            .collect();
        assert_eq!(parts, [2, 2, 1]);
        ways.place(Lane::Remote, "a", &[]);
        assert_eq!(ways.share(&provider, 5), 5, "alone, all of it");
    }
}
