use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use mapae_domain::{AddressSet, AddressVerdict, AllowList, BlockList, IpEntry, Network, judge_address};
use proptest::prelude::*;

/// Few distinct bits, so that random networks overlap and touch.
fn v4() -> impl Strategy<Value = Ipv4Addr> {
    prop_oneof![
        (0..4u32, 0..4u32, 0..4u32)
            .prop_map(|(a, b, c)| Ipv4Addr::from_bits(0x0a00_0000 | a << 22 | b << 12 | c)),
        prop::sample::select(vec![Ipv4Addr::UNSPECIFIED, Ipv4Addr::BROADCAST, Ipv4Addr::LOCALHOST]),
        any::<Ipv4Addr>(),
    ]
}

fn v6() -> impl Strategy<Value = Ipv6Addr> {
    let embedding = |high: u128, shift: u32| {
        move |v4: Ipv4Addr| Ipv6Addr::from_bits(high | u128::from(v4.to_bits()) << shift)
    };
    prop_oneof![
        v4().prop_map(embedding(0, 0)),
        v4().prop_map(embedding(0xffff << 32, 0)),
        v4().prop_map(embedding(0x0064_ff9b << 96, 0)),
        (v4(), any::<u64>()).prop_map(move |(v4, low)| {
            let high = embedding(0x2002 << 112, 80)(v4).to_bits();
            Ipv6Addr::from_bits(high | u128::from(low))
        }),
        (0..4u128, 0..4u128).prop_map(|(a, b)| Ipv6Addr::from_bits(0x2001_0db8 << 96 | a << 62 | b)),
        any::<Ipv6Addr>(),
    ]
}

fn client() -> impl Strategy<Value = IpAddr> {
    prop_oneof![v4().prop_map(IpAddr::V4), v6().prop_map(IpAddr::V6)]
}

/// An address and a prefix as typed, host bits and all.
fn cidr() -> impl Strategy<Value = (IpAddr, u8)> {
    prop_oneof![
        (v4(), 0..=32u8).prop_map(|(address, prefix)| (IpAddr::V4(address), prefix)),
        (v6(), 0..=128u8).prop_map(|(address, prefix)| (IpAddr::V6(address), prefix)),
    ]
}

fn entry((address, prefix): (IpAddr, u8)) -> IpEntry {
    IpEntry::parse(&format!("{address}/{prefix}")).unwrap().entry
}

fn cidrs() -> impl Strategy<Value = Vec<(IpAddr, u8)>> {
    prop::collection::vec(cidr(), 0..12)
}

/// Every address as 128 bits, IPv4 as mapped: written apart from the code under test.
fn bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => 0xffff << 32 | u128::from(v4.to_bits()),
        IpAddr::V6(v6) => v6.to_bits(),
    }
}

fn is_ipv4(bits: u128) -> bool {
    bits >> 32 == 0xffff
}

/// The naive scan. A network of real IPv6 addresses holds no IPv4 address, however wide it is.
fn naive_holds((address, prefix): (IpAddr, u8), client: u128) -> bool {
    let length = if address.is_ipv4() { u32::from(prefix) + 96 } else { u32::from(prefix) };
    let shift = 128 - length;
    let same =
        |one: u128, other: u128| one.checked_shr(shift).unwrap_or(0) == other.checked_shr(shift).unwrap_or(0);
    let means_ipv4 = is_ipv4(bits(address)) && length >= 96;
    same(bits(address), client) && means_ipv4 == is_ipv4(client)
}

/// The IPv4 address within an IPv6 one, as mapped bits.
fn naive_embedded(client: u128) -> Option<u128> {
    let text = Ipv6Addr::from_bits(client).segments();
    let v4 = match text {
        [0, 0, 0, 0, 0, 0, 0, 0 | 1] => return None,
        [0, 0, 0, 0, 0, 0, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => {
            u128::from(high) << 16 | u128::from(low)
        }
        _ => return None,
    };
    Some(0xffff << 32 | v4)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

    #[test]
    fn random_lists_agree_with_a_naive_scan(allow in cidrs(), block in cidrs(), clients in prop::collection::vec(client(), 8)) {
        let allow_list = AllowList::from_entries(allow.iter().copied().map(entry).collect()).unwrap();
        let block_list = BlockList::from_entries(block.iter().copied().map(entry).collect()).unwrap();
        // The edges of every network are clients too.
        let edges = block.iter().chain(&allow).flat_map(|cidr| {
            let network = entry(*cidr).network();
            [network.first(), network.last()]
        });
        for client in clients.iter().copied().chain(edges) {
            let address = bits(client);
            let embedded = naive_embedded(address).filter(|_| !is_ipv4(address));
            let is_blocked = block.iter().any(|cidr| {
                naive_holds(*cidr, address) || embedded.is_some_and(|embedded| naive_holds(*cidr, embedded))
            });
            let is_allowed = allow.is_empty() || allow.iter().any(|cidr| naive_holds(*cidr, address));
            match judge_address(&allow_list, &block_list, client) {
                AddressVerdict::Blocked(entry) => {
                    prop_assert!(is_blocked, "{client} is not blocked");
                    let named = &block_list.entries()[entry.position as usize - 1];
                    prop_assert_eq!(named.network(), entry.network);
                }
                AddressVerdict::Allowed => prop_assert!(is_allowed && !is_blocked, "{client} is not allowed"),
                AddressVerdict::NotAllowed => prop_assert!(!is_allowed && !is_blocked, "{client} is refused wrongly"),
            }
            prop_assert_eq!(block_list.address_set().contains(client), is_blocked, "merged ranges and {}", client);
        }
    }

    #[test]
    fn block_beats_allow(rules in prop::collection::vec(cidr(), 1..12), client in client()) {
        let entries: Vec<IpEntry> = rules.into_iter().map(entry).collect();
        let allow = AllowList::from_entries(entries.clone()).unwrap();
        let block = BlockList::from_entries(entries).unwrap();
        prop_assert_ne!(judge_address(&allow, &block, client), AddressVerdict::Allowed);
    }

    #[test]
    fn a_blank_allow_list_allows_all(client in client()) {
        prop_assert_eq!(judge_address(&AllowList::Any, &BlockList::default(), client), AddressVerdict::Allowed);
    }

    #[test]
    fn mapped_ipv4_equals_ipv4(rule in (v4(), 0..=32u8), client in v4()) {
        let (address, prefix) = rule;
        let plain = entry((IpAddr::V4(address), prefix));
        let mapped = entry((IpAddr::V6(address.to_ipv6_mapped()), prefix + 96));
        prop_assert_eq!(&plain, &mapped, "as a rule");
        let allow = AllowList::from_entries(vec![plain.clone()]).unwrap();
        let block = BlockList::from_entries(vec![plain]).unwrap();
        let (v4, v6) = (IpAddr::V4(client), IpAddr::V6(client.to_ipv6_mapped()));
        prop_assert_eq!(allow.allows(v4), allow.allows(v6), "as an allowed client");
        prop_assert_eq!(block.contains(v4), block.contains(v6), "as a blocked client");
    }

    #[test]
    fn a_set_covers_a_network_exactly_if_it_holds_all_of_it(cover in cidrs(), network in cidr()) {
        let set = AddressSet::of(cover.iter().map(|cidr| entry(*cidr).network()));
        let network = entry(network).network();
        // Inside the network, the set can begin or end only at an edge of a range.
        let edges: Vec<IpAddr> = set
            .v4_ranges()
            .iter()
            .flat_map(|(first, last)| [first.wrapping_sub(1), last.wrapping_add(1)])
            .map(|bits| IpAddr::V4(Ipv4Addr::from_bits(bits)))
            .chain(
                set.v6_ranges()
                    .iter()
                    .flat_map(|(first, last)| [first.wrapping_sub(1), last.wrapping_add(1)])
                    .map(|bits| IpAddr::V6(Ipv6Addr::from_bits(bits))),
            )
            .chain([network.first(), network.last()])
            .filter(|address| network.contains(*address))
            .collect();
        let holds_all = edges.iter().all(|address| set.contains(*address));
        prop_assert_eq!(set.covers(&network), holds_all);
    }

    #[test]
    fn ranges_are_sorted_and_apart(cover in cidrs()) {
        let set = AddressSet::of(cover.iter().map(|cidr| entry(*cidr).network()));
        for pair in set.v4_ranges().windows(2) {
            prop_assert!(u64::from(pair[0].1) + 1 < u64::from(pair[1].0));
        }
        for pair in set.v6_ranges().windows(2) {
            prop_assert!(pair[0].1 < pair[1].0 - 1);
        }
    }

    #[test]
    fn a_network_holds_its_own_edges(cidr in cidr()) {
        let network: Network = entry(cidr).network();
        for edge in [network.first(), network.last()] {
            // A wide IPv6 network may end in mapped addresses: those are IPv4, and not its own.
            prop_assert_eq!(network.contains(edge), edge == edge.to_canonical());
        }
        prop_assert!(network.covers(&network));
    }
}
