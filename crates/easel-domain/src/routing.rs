//! Which way a job takes to its model, and what an attempt tells about the way it took.

use crate::{Timestamp, model::Channel};

/// What an attempt tells about its channel. The prompt's own faults say nothing bad about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// It answers as it should, refusals of a prompt included.
    Well,
    /// It has too much to do and said so before it took the request.
    Busy {
        /// When it wants to be asked again, if it said so.
        retry_after_ms: Option<i64>,
    },
    /// It failed, gave nonsense, or was silent.
    Ill,
    /// It will not work until the operator does something.
    Closed(ClosedFor),
    /// The attempt never came that far.
    Unasked,
}

/// What an operator has to mend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClosedFor {
    /// The key is missing, wrong or may not do this.
    Key,
    /// The account has no money left or reached its limit.
    Account,
    /// The provider doesn't know the model, or not this operation on it.
    Model,
    /// The request as this channel sends it is one the provider can't take: a setting is wrong.
    Settings,
}

/// What an attempt cost the operator, as it was known when it ended; never worked out again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Millionths of a US dollar.
    pub micros: u64,
    /// How it is known.
    pub source: CostSource,
}

/// How the cost of an attempt is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CostSource {
    /// Worked out of the usage in the answer and the provider's rates.
    Usage,
    /// The answer named the sum.
    Answer,
    /// By the operator's table.
    Table,
}

impl CostSource {
    /// The word in the database and the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Usage => "usage",
            Self::Answer => "answer",
            Self::Table => "table",
        }
    }
}

/// A channel as routing sees it.
#[derive(Clone, Debug)]
pub struct Candidate<'a> {
    /// The channel.
    pub channel: &'a Channel,
    /// Whether it can do this, is up and has room.
    pub healthy: bool,
    /// Whether this job has failed on it already.
    pub tried: bool,
}

/// Chooses by priority, then by weight among equals; `chance` is a number in 0..1. A channel this job failed on is
/// never taken again, unless it is the only one the model has.
#[must_use]
pub fn choose<'a>(candidates: &[Candidate<'a>], chance: f64) -> Option<&'a Channel> {
    let only = candidates.len() == 1;
    let pool = || candidates.iter().filter(move |c| c.healthy && (only || !c.tried)).map(|c| c.channel);
    let best = pool().map(|c| c.priority).min()?;
    let equals = || pool().filter(move |c| c.priority == best);
    let total: u64 = equals().map(|c| u64::from(c.weight)).sum();
    let mut left = chance.clamp(0.0, 1.0) * total as f64;
    for channel in equals() {
        left -= f64::from(channel.weight);
        if left < 0.0 {
            return Some(channel);
        }
    }
    // The very end of the range, or no weight at all.
    equals().rfind(|c| c.weight > 0).or_else(|| equals().next_back())
}

/// Failures in a row after which a channel rests.
pub const FAILURES_MAX: u32 = 3;
/// First rest of a failing channel; doubles with each further one.
const REST_MS: i64 = 15_000;
/// Longest rest that is ours to choose.
const REST_MAX_MS: i64 = 600_000;
/// Rest of a busy channel that didn't say for how long; doubles too.
const BUSY_MS: i64 = 2_000;
/// Longest wait a provider may ask for.
const RETRY_AFTER_MAX_MS: i64 = 3_600_000;
/// Rest of a channel that waits for its operator, before it is looked at again.
const CLOSED_MS: i64 = 300_000;
/// How long one probe keeps others from probing.
pub const PROBE_MS: i64 = 60_000;

/// Why a channel rests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RestReason {
    /// It failed again and again.
    Failing,
    /// It said that it has too much to do.
    Busy,
    /// Something only the operator can mend.
    Closed(ClosedFor),
}

impl RestReason {
    /// Every reason.
    pub const ALL: &[Self] = &[
        Self::Failing,
        Self::Busy,
        Self::Closed(ClosedFor::Key),
        Self::Closed(ClosedFor::Account),
        Self::Closed(ClosedFor::Model),
        Self::Closed(ClosedFor::Settings),
    ];

    /// The word in the database and the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Failing => "failing",
            Self::Busy => "busy",
            Self::Closed(ClosedFor::Key) => "key",
            Self::Closed(ClosedFor::Account) => "account",
            Self::Closed(ClosedFor::Model) => "model",
            Self::Closed(ClosedFor::Settings) => "settings",
        }
    }

    /// Reads the word of [`RestReason::as_str`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|reason| reason.as_str() == word)
    }
}

/// How a channel stands for one operation: a circuit breaker. Closed while nothing is said about a rest; open until
/// the rest is over; then half open, and one job probes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Standing {
    /// Failures since it last was well.
    pub failures: u32,
    /// Rests since it last was well.
    pub rests: u32,
    /// Until when it rests, and why. Kept after the rest is over until a probe succeeds.
    pub rest: Option<(Timestamp, RestReason)>,
    /// While somebody probes it.
    pub probe_until: Option<Timestamp>,
}

/// Whether a channel may be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum May {
    /// Yes.
    Ask,
    /// By one job, which takes the probe first.
    Probe,
    /// Not before.
    Rest(Timestamp),
}

impl Standing {
    /// Whether it may be asked now.
    #[must_use]
    pub fn may(&self, now: Timestamp) -> May {
        match (self.rest, self.probe_until) {
            (None, _) => May::Ask,
            (Some((until, _)), _) if now < until => May::Rest(until),
            (Some(_), Some(until)) if now < until => May::Rest(until),
            (Some(_), _) => May::Probe,
        }
    }

    /// How it stands after an attempt on it.
    #[must_use]
    pub fn after(self, health: Health, now: Timestamp) -> Self {
        let doubled = |first: i64| first.saturating_mul(1 << self.rests.min(16)).min(REST_MAX_MS);
        let rest = |ms: i64, reason| Self {
            rests: self.rests.saturating_add(1),
            rest: Some((now.plus_ms(ms), reason)),
            probe_until: None,
            ..self
        };
        match health {
            Health::Well => Self::default(),
            Health::Unasked => Self { probe_until: None, ..self },
            Health::Busy { retry_after_ms } => {
                let asked = retry_after_ms.map(|ms| ms.clamp(0, RETRY_AFTER_MAX_MS));
                rest(asked.unwrap_or_else(|| doubled(BUSY_MS)), RestReason::Busy)
            }
            Health::Closed(what) => rest(CLOSED_MS, RestReason::Closed(what)),
            Health::Ill => {
                let failures = self.failures.saturating_add(1);
                // Whoever was under way when the rest began tells nothing new.
                let resting = self.probe_until.is_none() && self.rest.is_some_and(|(until, _)| now < until);
                if resting || failures < FAILURES_MAX && self.rest.is_none() {
                    return Self { failures, probe_until: None, ..self };
                }
                Self { failures, ..rest(doubled(REST_MS), RestReason::Failing) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn channel(provider: &str, priority: i32, weight: u32) -> Channel {
        Channel { priority, weight, ..Channel::new(provider, "m") }
    }

    #[test]
    fn the_failed_channel_is_left_for_the_next_one_even_of_lower_priority() {
        let (a, b) = (channel("a", 0, 1), channel("b", 5, 1));
        let of = |ta, hb| {
            choose(
                &[
                    Candidate { channel: &a, healthy: true, tried: ta },
                    Candidate { channel: &b, healthy: hb, tried: false },
                ],
                0.5,
            )
            .map(|c| c.provider.as_str())
        };
        assert_eq!(of(false, true), Some("a"));
        assert_eq!(of(true, true), Some("b"));
        assert_eq!(of(true, false), None, "while there is another way, the failed one is not taken again");
        let only = [Candidate { channel: &a, healthy: true, tried: true }];
        assert_eq!(choose(&only, 0.5), Some(&a), "the only way there is may be tried again");
    }

    #[test]
    fn weight_shares_among_equals() {
        let (a, b) = (channel("a", 0, 3), channel("b", 0, 1));
        let pick = |chance| {
            choose(
                &[
                    Candidate { channel: &a, healthy: true, tried: false },
                    Candidate { channel: &b, healthy: true, tried: false },
                ],
                chance,
            )
            .map(|c| c.provider.as_str())
        };
        assert_eq!(pick(0.0), Some("a"));
        assert_eq!(pick(0.74), Some("a"));
        assert_eq!(pick(0.76), Some("b"));
        assert_eq!(pick(1.0), Some("b"));
        assert_eq!(choose(&[], 0.5), None);
    }

    const T: Timestamp = Timestamp(1_000_000);

    #[test]
    fn three_failures_in_a_row_open_the_breaker_and_one_probe_closes_it() {
        let mut standing = Standing::default();
        for _ in 0..2 {
            standing = standing.after(Health::Ill, T);
            assert_eq!(standing.may(T), May::Ask);
        }
        assert_eq!(standing.after(Health::Well, T), Standing::default(), "a success forgets the failures");
        standing = standing.after(Health::Ill, T);
        let until = T.plus_ms(REST_MS);
        assert_eq!(standing.may(T), May::Rest(until));
        assert_eq!(standing.may(until), May::Probe);
        standing.probe_until = Some(until.plus_ms(PROBE_MS));
        assert_eq!(standing.may(until), May::Rest(until.plus_ms(PROBE_MS)), "one probe at a time");
        let late = standing.after(Health::Ill, until);
        assert_eq!(late.after(Health::Ill, until).rest, late.rest, "who was under way makes no rest longer");
        let again = standing.after(Health::Ill, until);
        assert_eq!(again.may(until), May::Rest(until.plus_ms(2 * REST_MS)), "each rest is longer");
        assert_eq!(standing.after(Health::Unasked, until).may(until), May::Probe, "a probe that never asked");
        assert_eq!(standing.after(Health::Well, until).may(until), May::Ask);
    }

    #[test]
    fn a_busy_channel_rests_as_long_as_it_asks_for_within_reason() {
        let busy = |ms| Standing::default().after(Health::Busy { retry_after_ms: ms }, T).may(T);
        assert_eq!(busy(Some(7_000)), May::Rest(T.plus_ms(7_000)));
        assert_eq!(busy(None), May::Rest(T.plus_ms(BUSY_MS)));
        assert_eq!(busy(Some(i64::MAX)), May::Rest(T.plus_ms(RETRY_AFTER_MAX_MS)));
        assert_eq!(busy(Some(-5)), May::Probe);
    }

    #[test]
    fn what_only_the_operator_can_mend_rests_at_once() {
        for reason in [ClosedFor::Key, ClosedFor::Account, ClosedFor::Model, ClosedFor::Settings] {
            let standing = Standing::default().after(Health::Closed(reason), T);
            assert_eq!(standing.rest, Some((T.plus_ms(CLOSED_MS), RestReason::Closed(reason))));
        }
        for reason in RestReason::ALL {
            assert_eq!(RestReason::parse(reason.as_str()), Some(*reason));
        }
    }
}
