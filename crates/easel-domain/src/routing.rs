//! Which way a job takes to its model, and what an attempt tells about the way it took.

use crate::model::Channel;

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
    /// Whether it is up and has room.
    pub healthy: bool,
    /// Whether this job has failed on it already.
    pub tried: bool,
}

/// Chooses by priority, then by weight among equals; `chance` is a number in 0..1. A channel this job failed on is
/// taken again only when there is no other.
#[must_use]
pub fn choose<'a>(candidates: &[Candidate<'a>], chance: f64) -> Option<&'a Channel> {
    let healthy = || candidates.iter().filter(|c| c.healthy);
    let fresh = healthy().any(|c| !c.tried);
    let pool = || healthy().filter(move |c| !fresh || !c.tried).map(|c| c.channel);
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
        assert_eq!(of(true, false), Some("a"), "the only way there is may be tried again");
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
}
