//! A set of addresses as sorted, merged ranges: what many overlapping networks come to. It answers "is all of
//! this network in the list" exactly, also where several entries share the cover, and it finds an address by
//! binary search.

use std::net::IpAddr;

use crate::network::Network;

/// Disjoint ranges, both ends included, in ascending order and never adjacent. IPv4-mapped addresses are
/// IPv4.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AddressSet {
    v4: Vec<(u32, u32)>,
    v6: Vec<(u128, u128)>,
}

impl AddressSet {
    /// The union of networks.
    pub fn of(networks: impl IntoIterator<Item = Network>) -> AddressSet {
        let mut set = AddressSet::default();
        for network in networks {
            match (network.first(), network.last()) {
                (IpAddr::V4(first), IpAddr::V4(last)) => set.v4.push((first.to_bits(), last.to_bits())),
                (IpAddr::V6(first), IpAddr::V6(last)) => set.v6.push((first.to_bits(), last.to_bits())),
                _ => unreachable!("a network's ends are of one family"),
            }
        }
        set.merged()
    }

    /// This set and more ranges of IPv6.
    pub(crate) fn with_v6(mut self, ranges: impl IntoIterator<Item = (u128, u128)>) -> AddressSet {
        self.v6.extend(ranges);
        self.merged()
    }

    /// First and last address of each range.
    pub fn v4_ranges(&self) -> &[(u32, u32)] {
        &self.v4
    }

    /// First and last address of each range.
    pub fn v6_ranges(&self) -> &[(u128, u128)] {
        &self.v6
    }

    /// By binary search; a mapped address is looked up as IPv4.
    pub fn contains(&self, address: IpAddr) -> bool {
        match address.to_canonical() {
            IpAddr::V4(v4) => covers(&self.v4, v4.to_bits(), v4.to_bits()),
            IpAddr::V6(v6) => covers(&self.v6, v6.to_bits(), v6.to_bits()),
        }
    }

    /// True if every address of `network` is in the set.
    pub fn covers(&self, network: &Network) -> bool {
        match (network.first(), network.last()) {
            (IpAddr::V4(first), IpAddr::V4(last)) => covers(&self.v4, first.to_bits(), last.to_bits()),
            (IpAddr::V6(first), IpAddr::V6(last)) => covers(&self.v6, first.to_bits(), last.to_bits()),
            _ => unreachable!("a network's ends are of one family"),
        }
    }

    fn merged(mut self) -> AddressSet {
        merge(&mut self.v4, |end| end.checked_add(1));
        merge(&mut self.v6, |end| end.checked_add(1));
        self
    }
}

fn covers<T: Copy + Ord>(ranges: &[(T, T)], first: T, last: T) -> bool {
    let following = ranges.partition_point(|(start, _)| *start <= first);
    following.checked_sub(1).is_some_and(|at| last <= ranges[at].1)
}

fn merge<T: Copy + Ord>(ranges: &mut Vec<(T, T)>, next: impl Fn(T) -> Option<T>) {
    ranges.sort_unstable();
    ranges.dedup_by(|(start, end), (_, reached)| {
        // `next` is absent at the end of the address space, which nothing lies beyond.
        let touches = next(*reached).is_none_or(|next| *start <= next);
        if touches {
            *reached = (*reached).max(*end);
        }
        touches
    });
}
