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

/// Every rate stands once: `name: at once, more a minute;` becomes a field of [`Limits`], its default, and the gate of
/// that name.
macro_rules! rates {
    ($($(#[$doc:meta])* $name:ident: $burst:literal, $per_minute:literal;)*) => {
        /// The limits of the door.
        #[derive(Clone, Copy, Debug)]
        pub struct Limits {
            $($(#[$doc])* pub $name: Rate,)*
            /// Live streams open at once, per person; one more ends the oldest.
            pub streams: u32,
            /// Requests that wait for their generation at once, per person; one more is answered at once.
            pub waits: u32,
        }

        impl Default for Limits {
            fn default() -> Self {
                Self {
                    $($name: Rate { burst: $burst, per_minute: $per_minute },)*
                    streams: 8,
                    waits: 64,
                }
            }
        }

        /// Every limit of the door.
        pub struct Gates {
            $($(#[$doc])* pub $name: Limit,)*
        }

        impl Gates {
            pub(crate) fn new(limits: &Limits) -> Self {
                Self { $($name: Limit::new(limits.$name),)* }
            }
        }
    };
}

rates! {
    /// Signing in, per address and client.
    sign_in: 10, 6;
    /// Signing in, per client, whatever the address.
    sign_in_client: 120, 60;
    /// Codes of a second factor tried, per person.
    second_factor: 8, 1;
    /// Signing up and setting up, per client.
    sign_up: 60, 10;
    /// Links to set a new password, per address.
    forgot: 5, 1;
    /// Links to set a new password asked for or used, per client.
    reset_client: 30, 6;
    /// Links that show whose an address is, asked for, per person.
    verify: 5, 1;
    /// Such links used, per client.
    verify_client: 30, 6;
    /// Password changes, per person.
    password: 10, 2;
    /// Generations submitted, per person.
    generation: 300, 240;
    /// Pictures sent, per person.
    upload: 40, 20;
    /// Downloads put together, per person.
    download: 20, 6;
    /// Tries at a share's password, per address and share.
    share: 10, 6;
    /// Tries at any share's password, per address.
    share_client: 60, 30;
    /// Pages of books set and drawn, per person.
    page: 600, 1_200;
    /// Texts that a chat model is asked to plan, per person: the operator pays for each.
    chat: 6, 2;
    /// Published books and the showcase, their pages and pictures, per client.
    read_client: 3_000, 3_000;
    /// Exhibits reported, per client.
    report_client: 10, 2;
    /// Packs ordered, per person.
    payment: 20, 6;
    /// UTRs given, per person: nobody finds other people's by trying.
    utr: 10, 2;
    /// Receipts fetched, per person: each is written anew.
    receipt: 30, 20;
    /// Tries at redeem codes, per person.
    redeem: 10, 3;
    /// Tries at redeem codes, per client.
    redeem_client: 60, 20;
    /// Messages to the studio, per person, and per client of visitors.
    message: 20, 12;
    /// Looks at accounts begun, per member of staff.
    inspection: 20, 2;
    /// Conversations that visitors begin, per client.
    visitor: 6, 1;
    /// Live updates of visitors begun, per client.
    visitor_stream: 60, 30;
}

/// One limit at work.
pub struct Limit {
    limiter: RateLimiter<u16, HashMapStateStore<u16>, DefaultClock>,
    clock: DefaultClock,
    salt: RandomState,
}

impl Limit {
    /// With nothing counted yet.
    #[must_use]
    pub fn new(rate: Rate) -> Self {
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
    pub fn check(&self, key: impl Hash) -> Result<(), Problem> {
        #[expect(clippy::cast_possible_truncation, reason = "any sixteen bits of the hash will do")]
        let place = self.salt.hash_one(key) as u16;
        self.limiter.check_key(&place).map_err(|not_until| {
            let wait = not_until.wait_time_from(self.clock.now());
            Problem::too_many_requests(u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1))
        })
    }
}

/// What stands for a client in a limit: its address; of an IPv6 address the part that one customer gets.
pub fn client_key(ip: IpAddr) -> IpAddr {
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
