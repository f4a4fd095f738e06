//! With what somebody signs in, and from where: as people would say it, and as far as it tells one device from another.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Signs in a user agent, the telling ones first: browsers name each other.
const BROWSERS: [(&[&str], &str); 7] = [
    (&["Edg/", "EdgA/", "EdgiOS/", "Edge/"], "Edge"),
    (&["OPR/", "Opera"], "Opera"),
    (&["SamsungBrowser/"], "Samsung Internet"),
    (&["MicroMessenger/"], "WeChat"),
    (&["Firefox/", "FxiOS/"], "Firefox"),
    (&["HeadlessChrome/", "Chrome/", "CriOS/"], "Chrome"),
    (&["Safari/"], "Safari"),
];
const SYSTEMS: [(&[&str], &str); 7] = [
    (&["iPhone"], "iPhone"),
    (&["iPad"], "iPad"),
    (&["Android"], "Android"),
    (&["Windows"], "Windows"),
    (&["Mac OS X", "Macintosh"], "Mac"),
    (&["CrOS"], "ChromeOS"),
    (&["Linux"], "Linux"),
];
/// Bits of an address that a provider's customers in one region mostly share.
const V4_BITS: u32 = 16;
const V6_BITS: u32 = 32;

/// A browser on a system, by their own names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Device {
    /// Such as `Firefox`.
    pub browser: &'static str,
    /// Such as `Windows`.
    pub system: &'static str,
    /// Whether it is held in a hand.
    pub phone: bool,
}

impl Device {
    /// Of what a browser says it is; `None` where either stays unsaid.
    #[must_use]
    pub fn of(user_agent: &str) -> Option<Self> {
        let find = |signs: &[(&[&str], &'static str)]| {
            signs
                .iter()
                .find(|(signs, _)| signs.iter().any(|sign| user_agent.contains(sign)))
                .map(|one| one.1)
        };
        let (browser, system) = (find(&BROWSERS)?, find(&SYSTEMS)?);
        let phone = system == "iPhone" || (system == "Android" && user_agent.contains("Mobile"));
        Some(Self { browser, system, phone })
    }

    /// What tells it from others: no version, so that an update makes no new one.
    #[must_use]
    pub fn kind(user_agent: &str) -> String {
        Self::of(user_agent)
            .map_or_else(|| "unknown".to_owned(), |one| format!("{} {}", one.browser, one.system))
    }
}

/// The network an address lies in: coarse, because people's addresses change from day to day.
#[must_use]
pub fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(v4) => Ipv4Addr::from(v4.to_bits() & !(u32::MAX >> V4_BITS)).to_string(),
        IpAddr::V6(v6) => Ipv6Addr::from(v6.to_bits() & !(u128::MAX >> V6_BITS)).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_and_systems_are_known_by_their_signs() {
        let iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile/15E148 Safari/604.1";
        assert_eq!(Device::of(iphone), Some(Device { browser: "Safari", system: "iPhone", phone: true }));
        let edge = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0";
        assert_eq!(Device::of(edge), Some(Device { browser: "Edge", system: "Windows", phone: false }));
        let pixel =
            "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36";
        assert_eq!(Device::of(pixel), Some(Device { browser: "Chrome", system: "Android", phone: true }));
        assert_eq!(Device::of("curl/8"), None);
        assert_eq!(Device::kind("curl/8"), Device::kind(""));
        assert_eq!(
            Device::kind(edge),
            Device::kind(&edge.replace("140", "141")),
            "an update is no other device"
        );
    }

    #[test]
    fn a_network_is_the_beginning_of_an_address() {
        let of = |text: &str| network(text.parse().expect("an address"));
        assert_eq!(of("203.0.113.7"), of("203.0.9.200"));
        assert_ne!(of("203.0.113.7"), of("203.1.113.7"));
        assert_eq!(of("2001:db8:1::1"), of("2001:db8:ffff::2"));
        assert_ne!(of("2001:db8::1"), of("2001:db9::1"));
        assert_eq!(of("::ffff:203.0.113.7"), of("203.0.113.7"));
    }
}
