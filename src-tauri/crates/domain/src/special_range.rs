//! What a network is, if it is a special one: the registries of RFC 6890 (IANA IPv4 and IPv6 Special-Purpose
//! Address Registries, with RFC 8215, 9637 since), and multicast. Only ever told, never a reason to refuse.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::network::Network;

/// The kinds of special addresses that an administrator should be told about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SpecialRange {
    /// 0.0.0.0/8 (RFC 791).
    ThisNetwork,
    /// 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 (RFC 1918).
    Private,
    /// 100.64.0.0/10, between a carrier and its customers (RFC 6598).
    Shared,
    /// 127.0.0.0/8, ::1.
    Loopback,
    /// 169.254.0.0/16, fe80::/10.
    LinkLocal,
    /// 192.0.2.0/24, 198.51.100.0/24, 203.0.113.0/24, 2001:db8::/32, 3fff::/20.
    Documentation,
    /// 198.18.0.0/15, 2001:2::/48.
    Benchmarking,
    /// 224.0.0.0/4, ff00::/8: never a client's address.
    Multicast,
    /// Set aside for protocols, discarding or the future.
    Reserved,
    /// 255.255.255.255.
    Broadcast,
    /// fc00::/7 (RFC 4193).
    UniqueLocal,
    /// 64:ff9b::/96, 64:ff9b:1::/48: IPv4 seen through a translator (RFC 6052, 8215).
    Nat64,
    /// 2002::/16 and its relays 192.88.99.0/24 (RFC 3056, 7526).
    SixToFour,
    /// 0.0.0.0, ::.
    Unspecified,
}

impl SpecialRange {
    /// The range that holds all of `network`, the narrowest first.
    pub fn of(network: &Network) -> Option<SpecialRange> {
        let table = match network.first() {
            IpAddr::V4(_) => IPV4,
            IpAddr::V6(_) => IPV6,
        };
        let covers = |(address, prefix, _): &&(IpAddr, u8, SpecialRange)| {
            Network::new(*address, *prefix).is_some_and(|special| special.covers(network))
        };
        table.iter().find(covers).map(|(_, _, range)| *range)
    }

    /// False for the private ranges, where the lists of most offices and clusters lie: a remark beside nearly every
    /// entry is one that nobody reads.
    pub fn is_worth_telling(self) -> bool {
        !matches!(self, SpecialRange::Private | SpecialRange::UniqueLocal)
    }
}

const fn v4(a: u8, b: u8, c: u8, d: u8) -> IpAddr {
    IpAddr::V4(Ipv4Addr::new(a, b, c, d))
}

const fn v6(a: u16, b: u16, c: u16) -> IpAddr {
    IpAddr::V6(Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0))
}

/// A narrow range stands before a wider one that holds it.
const IPV4: &[(IpAddr, u8, SpecialRange)] = &[
    (v4(0, 0, 0, 0), 32, SpecialRange::Unspecified),
    (v4(255, 255, 255, 255), 32, SpecialRange::Broadcast),
    (v4(0, 0, 0, 0), 8, SpecialRange::ThisNetwork),
    (v4(10, 0, 0, 0), 8, SpecialRange::Private),
    (v4(100, 64, 0, 0), 10, SpecialRange::Shared),
    (v4(127, 0, 0, 0), 8, SpecialRange::Loopback),
    (v4(169, 254, 0, 0), 16, SpecialRange::LinkLocal),
    (v4(172, 16, 0, 0), 12, SpecialRange::Private),
    (v4(192, 0, 0, 0), 24, SpecialRange::Reserved),
    (v4(192, 0, 2, 0), 24, SpecialRange::Documentation),
    (v4(192, 88, 99, 0), 24, SpecialRange::SixToFour),
    (v4(192, 168, 0, 0), 16, SpecialRange::Private),
    (v4(198, 18, 0, 0), 15, SpecialRange::Benchmarking),
    (v4(198, 51, 100, 0), 24, SpecialRange::Documentation),
    (v4(203, 0, 113, 0), 24, SpecialRange::Documentation),
    (v4(224, 0, 0, 0), 4, SpecialRange::Multicast),
    (v4(240, 0, 0, 0), 4, SpecialRange::Reserved),
];

const IPV6: &[(IpAddr, u8, SpecialRange)] = &[
    (v6(0, 0, 0), 128, SpecialRange::Unspecified),
    (IpAddr::V6(Ipv6Addr::LOCALHOST), 128, SpecialRange::Loopback),
    // IPv4-compatible addresses, deprecated by RFC 4291 2.5.5.1.
    (v6(0, 0, 0), 96, SpecialRange::Reserved),
    (v6(0x64, 0xff9b, 0), 96, SpecialRange::Nat64),
    (v6(0x64, 0xff9b, 1), 48, SpecialRange::Nat64),
    // Discard-only, RFC 6666.
    (v6(0x100, 0, 0), 64, SpecialRange::Reserved),
    (v6(0x2001, 2, 0), 48, SpecialRange::Benchmarking),
    (v6(0x2001, 0xdb8, 0), 32, SpecialRange::Documentation),
    // IETF protocol assignments, Teredo among them, RFC 2928.
    (v6(0x2001, 0, 0), 23, SpecialRange::Reserved),
    (v6(0x2002, 0, 0), 16, SpecialRange::SixToFour),
    (v6(0x3fff, 0, 0), 20, SpecialRange::Documentation),
    (v6(0xfc00, 0, 0), 7, SpecialRange::UniqueLocal),
    (v6(0xfe80, 0, 0), 10, SpecialRange::LinkLocal),
    (v6(0xff00, 0, 0), 8, SpecialRange::Multicast),
];
