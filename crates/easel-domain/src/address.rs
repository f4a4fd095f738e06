//! Which addresses of a network are everybody's.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether an address belongs to the public network (IANA special-purpose registries, RFC 6890 and its successors).
#[must_use]
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => match ip.to_ipv4_mapped() {
            Some(v4) => is_public_v4(v4),
            None => is_public_v6(ip),
        },
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let shared = a == 100 && (64..128).contains(&b);
    let benchmarking = a == 198 && (b == 18 || b == 19);
    let protocols = a == 192 && b == 0 && c == 0;
    !(ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_multicast()
        || ip.is_documentation()
        || a == 0
        || a >= 240
        || shared
        || benchmarking
        || protocols)
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    // Only 2000::/3 is handed out; inside it documentation and the ways back into IPv4 are not for us.
    let [a, b, ..] = ip.segments();
    let global = a & 0xe000 == 0x2000;
    let documentation = a == 0x2001 && b == 0x0db8 || a == 0x3fff && b < 0x1000;
    let translated = a == 0x2002 || a == 0x2001 && b == 0;
    global && !documentation && !translated
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ones_own_network_is_not_public() {
        for inside in
            ["127.0.0.1", "10.1.2.3", "169.254.169.254", "100.64.0.1", "::1", "::ffff:10.0.0.1", "fd00::1"]
        {
            assert!(!is_public(inside.parse().expect("an address")), "{inside}");
        }
        for outside in ["8.8.8.8", "2606:4700::1111"] {
            assert!(is_public(outside.parse().expect("an address")), "{outside}");
        }
    }
}
