//! How often things may be done. Memory is bounded by construction: a key is hashed, with a salt nobody outside knows,
//! into one of 65,536 places.

use crate::error::Problem;
use governor::{
    Quota, RateLimiter,
    clock::{Clock, DefaultClock},
    state::keyed::HashMapStateStore,
};
use std::{
    hash::{BuildHasher, Hash, RandomState},
    net::IpAddr,
    num::NonZeroU32,
};

/// So many at once, so many more a minute.
#[derive(Clone, Copy, Debug)]
pub struct Rate {
    /// At once.
    pub burst: u32,
    /// That come back each minute.
    pub per_minute: u32,
}

/// The limits of the door.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Signing in, per address and client.
    pub sign_in: Rate,
    /// Signing in, per client, whatever the address.
    pub sign_in_client: Rate,
    /// Signing up and setting up, per client.
    pub sign_up: Rate,
    /// Links to set a new password, per address.
    pub forgot: Rate,
    /// Links to set a new password asked for or used, per client.
    pub reset_client: Rate,
    /// Password changes, per person.
    pub password: Rate,
    /// Generations submitted, per person.
    pub generation: Rate,
    /// Pictures sent, per person.
    pub upload: Rate,
    /// Downloads put together, per person.
    pub download: Rate,
    /// Tries at a share's password, per address and share.
    pub share: Rate,
    /// Tries at any share's password, per address.
    pub share_client: Rate,
    /// Pages of books set and drawn, per person.
    pub page: Rate,
    /// Published books, their pages and pictures, per client.
    pub read_client: Rate,
    /// Packs ordered, per person.
    pub payment: Rate,
    /// UTRs given, per person: nobody finds other people's by trying.
    pub utr: Rate,
    /// Receipts fetched, per person: each is written anew.
    pub receipt: Rate,
    /// Tries at redeem codes, per person.
    pub redeem: Rate,
    /// Tries at redeem codes, per client.
    pub redeem_client: Rate,
    /// Live streams open at once, per person; one more ends the oldest.
    pub streams: u32,
    /// Requests that wait for their generation at once, per person; one more is answered at once.
    pub waits: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            sign_in: Rate { burst: 10, per_minute: 6 },
            sign_in_client: Rate { burst: 120, per_minute: 60 },
            sign_up: Rate { burst: 60, per_minute: 10 },
            forgot: Rate { burst: 5, per_minute: 1 },
            reset_client: Rate { burst: 30, per_minute: 6 },
            password: Rate { burst: 10, per_minute: 2 },
            generation: Rate { burst: 300, per_minute: 240 },
            upload: Rate { burst: 40, per_minute: 20 },
            download: Rate { burst: 20, per_minute: 6 },
            share: Rate { burst: 10, per_minute: 6 },
            share_client: Rate { burst: 60, per_minute: 30 },
            page: Rate { burst: 600, per_minute: 1_200 },
            read_client: Rate { burst: 3_000, per_minute: 3_000 },
            payment: Rate { burst: 20, per_minute: 6 },
            utr: Rate { burst: 10, per_minute: 2 },
            receipt: Rate { burst: 30, per_minute: 20 },
            redeem: Rate { burst: 10, per_minute: 3 },
            redeem_client: Rate { burst: 60, per_minute: 20 },
            streams: 8,
            waits: 64,
        }
    }
}

/// One limit at work.
pub(crate) struct Limit {
    limiter: RateLimiter<u16, HashMapStateStore<u16>, DefaultClock>,
    clock: DefaultClock,
    salt: RandomState,
}

impl Limit {
    pub(crate) fn new(rate: Rate) -> Self {
        let at_least_one = |n| NonZeroU32::new(n).unwrap_or(NonZeroU32::MIN);
        let quota = Quota::per_minute(at_least_one(rate.per_minute)).allow_burst(at_least_one(rate.burst));
        Self {
            limiter: RateLimiter::hashmap(quota),
            clock: DefaultClock::default(),
            salt: RandomState::new(),
        }
    }

    /// Counts one more.
    ///
    /// # Errors
    /// 429 with the seconds to wait.
    pub(crate) fn check(&self, key: impl Hash) -> Result<(), Problem> {
        #[expect(clippy::cast_possible_truncation, reason = "any sixteen bits of the hash will do")]
        let place = self.salt.hash_one(key) as u16;
        self.limiter.check_key(&place).map_err(|not_until| {
            let wait = not_until.wait_time_from(self.clock.now());
            Problem::too_many_requests(u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1))
        })
    }
}

/// Every limit of the door.
pub(crate) struct Gates {
    pub(crate) sign_in: Limit,
    pub(crate) sign_in_client: Limit,
    pub(crate) sign_up: Limit,
    pub(crate) forgot: Limit,
    pub(crate) reset_client: Limit,
    pub(crate) password: Limit,
    pub(crate) generation: Limit,
    pub(crate) upload: Limit,
    pub(crate) download: Limit,
    pub(crate) share: Limit,
    pub(crate) share_client: Limit,
    pub(crate) page: Limit,
    pub(crate) read_client: Limit,
    pub(crate) payment: Limit,
    pub(crate) utr: Limit,
    pub(crate) receipt: Limit,
    pub(crate) redeem: Limit,
    pub(crate) redeem_client: Limit,
}

impl Gates {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            sign_in: Limit::new(limits.sign_in),
            sign_in_client: Limit::new(limits.sign_in_client),
            sign_up: Limit::new(limits.sign_up),
            forgot: Limit::new(limits.forgot),
            reset_client: Limit::new(limits.reset_client),
            password: Limit::new(limits.password),
            generation: Limit::new(limits.generation),
            upload: Limit::new(limits.upload),
            download: Limit::new(limits.download),
            share: Limit::new(limits.share),
            share_client: Limit::new(limits.share_client),
            page: Limit::new(limits.page),
            read_client: Limit::new(limits.read_client),
            payment: Limit::new(limits.payment),
            utr: Limit::new(limits.utr),
            receipt: Limit::new(limits.receipt),
            redeem: Limit::new(limits.redeem),
            redeem_client: Limit::new(limits.redeem_client),
        }
    }
}

/// What stands for a client in a limit: its address; of an IPv6 address the part that one customer gets.
pub(crate) fn client_key(ip: IpAddr) -> IpAddr {
    match ip {
        IpAddr::V4(_) => ip,
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => IpAddr::V4(v4),
            None => IpAddr::V6((v6.to_bits() & !u128::from(u64::MAX)).into()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_key_is_limited_and_another_is_not() {
        let limit = Limit::new(Rate { burst: 2, per_minute: 1 });
        assert!(limit.check("a").is_ok() && limit.check("a").is_ok());
        assert!(limit.check("a").is_err());
        assert!(limit.check("b").is_ok());
    }

    #[test]
    fn an_ipv6_customer_is_one_client() {
        let key = |s: &str| client_key(s.parse().expect("an address"));
        assert_eq!(key("2001:db8:1:2:3::4"), key("2001:db8:1:2:ffff::1"));
        assert_ne!(key("2001:db8:1:2::1"), key("2001:db8:1:3::1"));
        assert_eq!(key("::ffff:10.0.0.1"), key("10.0.0.1"));
    }
}
