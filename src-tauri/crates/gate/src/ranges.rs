//! A token's two IP lists as one: the addresses that allow minus block leaves, as sorted disjoint ranges. A thousand
//! networks cost a binary search of ten steps. Which entry refused an address is asked of the lists themselves,
//! because only refusals need it.

use std::net::IpAddr;
use std::sync::Arc;

use mapae_domain::{AddressSet, AllowList, BlockList, IpEntry};

/// First and last address, both included.
pub(crate) type Range<T> = (T, T);

/// From where a token may be used.
pub(crate) enum Admitted {
    /// No list says anything: the address is not even looked at.
    Everyone,
    /// Nowhere, if block covers all of allow.
    Within(Ranges),
}

/// Sorted and disjoint ranges of both families. Cloning shares them: a new base takes over what has not changed.
#[derive(Clone)]
pub(crate) struct Ranges {
    /// IPv4, and IPv4-mapped IPv6.
    pub(crate) v4: Arc<[Range<u32>]>,
    /// All other IPv6.
    pub(crate) v6: Arc<[Range<u128>]>,
}

impl Admitted {
    pub(crate) fn of(allow: &AllowList, block: &BlockList) -> Admitted {
        if matches!(allow, AllowList::Any) && block.entries().is_empty() {
            return Admitted::Everyone;
        }
        let blocked = block.address_set();
        let (v4, v6) = match allow {
            AllowList::Any => (vec![(0, u32::MAX)], vec![(0, u128::MAX)]),
            AllowList::Only(list) => {
                let allowed = AddressSet::of(list.entries().iter().map(IpEntry::network));
                (allowed.v4_ranges().to_vec(), allowed.v6_ranges().to_vec())
            }
        };
        Admitted::Within(Ranges {
            v4: minus(&v4, blocked.v4_ranges()).into(),
            v6: minus(&v6, blocked.v6_ranges()).into(),
        })
    }
}

impl Ranges {
    pub(crate) fn of(set: &AddressSet) -> Ranges {
        Ranges { v4: set.v4_ranges().into(), v6: set.v6_ranges().into() }
    }

    /// True if one of them holds the address.
    pub(crate) fn hold(&self, address: &Family) -> bool {
        match address {
            Family::V4(v4) => holds(&self.v4, *v4),
            Family::V6(v6) => holds(&self.v6, *v6),
        }
    }

    /// Bytes on the heap.
    pub(crate) fn heap_size(&self) -> usize {
        size_of_val(&*self.v4) + size_of_val(&*self.v6)
    }
}

/// True if `address` lies in one of the sorted, disjoint ranges.
fn holds<T: Copy + Ord>(ranges: &[Range<T>], address: T) -> bool {
    let after = ranges.partition_point(|(first, _)| *first <= address);
    after.checked_sub(1).is_some_and(|at| address <= ranges[at].1)
}

/// An address in the terms of the ranges.
pub(crate) enum Family {
    V4(u32),
    V6(u128),
}

impl Family {
    pub(crate) fn of(address: IpAddr) -> Family {
        match address.to_canonical() {
            IpAddr::V4(v4) => Family::V4(v4.to_bits()),
            IpAddr::V6(v6) => Family::V6(v6.to_bits()),
        }
    }
}

/// An unsigned integer that an address is made of.
trait Bits: Copy + Ord {
    fn before(self) -> Option<Self>;
    fn after(self) -> Option<Self>;
}

impl Bits for u32 {
    fn before(self) -> Option<u32> {
        self.checked_sub(1)
    }
    fn after(self) -> Option<u32> {
        self.checked_add(1)
    }
}

impl Bits for u128 {
    fn before(self) -> Option<u128> {
        self.checked_sub(1)
    }
    fn after(self) -> Option<u128> {
        self.checked_add(1)
    }
}

/// What is in `kept` and not in `removed`; both are sorted and disjoint, and so is the result.
fn minus<T: Bits>(kept: &[Range<T>], removed: &[Range<T>]) -> Vec<Range<T>> {
    let mut left = Vec::new();
    for (first, last) in kept {
        let mut from = Some(*first);
        let begin = removed.partition_point(|(_, end)| end < first);
        for (hole, hole_end) in removed[begin..].iter().take_while(|(hole, _)| hole <= last) {
            if let (Some(from), Some(before)) = (from, hole.before())
                && from <= before
            {
                left.push((from, before));
            }
            from = hole_end.after();
        }
        if let Some(from) = from
            && from <= *last
        {
            left.push((from, *last));
        }
    }
    left
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test may panic")]

    use std::net::{Ipv4Addr, Ipv6Addr};

    use mapae_domain::{AddressVerdict, Network, judge_address};
    use proptest::prelude::*;

    use super::*;

    /// Few and near to each other, so that networks overlap, touch and hide inside IPv6 ones.
    fn networks() -> impl Strategy<Value = Vec<IpEntry>> {
        let v4 = (0_u32..64, 24_u8..=32)
            .prop_map(|(low, prefix)| (Ipv4Addr::from_bits(0x0a00_0000 + low).into(), prefix));
        let v6 =
            (0_u128..64, 120_u8..=128).prop_map(|(low, prefix)| (Ipv6Addr::from_bits(low).into(), prefix));
        let nat64 = (0_u128..64, 120_u8..=128).prop_map(|(low, prefix)| {
            (Ipv6Addr::from_bits(0x0064_ff9b << 96 | 0x0a00_0000 | low).into(), prefix)
        });
        let all = prop_oneof![Just((IpAddr::from([0, 0, 0, 0]), 0)), Just((Ipv6Addr::UNSPECIFIED.into(), 0))];
        let entry = prop_oneof![8 => v4, 3 => v6, 3 => nat64, 1 => all]
            .prop_map(|(address, prefix)| IpEntry::new(Network::new(address, prefix).unwrap(), None));
        prop::collection::vec(entry, 0..8)
    }

    fn addresses() -> impl Strategy<Value = IpAddr> {
        let six_to_four = |low: u32| Ipv6Addr::from_bits(0x2002 << 112 | u128::from(low) << 80);
        let v4 = || 0x0a00_0000_u32 - 4..0x0a00_0000 + 80;
        prop_oneof![
            v4().prop_map(|bits| IpAddr::from(Ipv4Addr::from_bits(bits))),
            v4().prop_map(|bits| IpAddr::from(Ipv4Addr::from_bits(bits).to_ipv6_mapped())),
            v4().prop_map(|bits| IpAddr::from(Ipv6Addr::from_bits(0x0064_ff9b << 96 | u128::from(bits)))),
            v4().prop_map(move |bits| IpAddr::from(six_to_four(bits))),
            (0_u128..80).prop_map(|bits| IpAddr::from(Ipv6Addr::from_bits(bits))),
            any::<u128>().prop_map(|bits| IpAddr::from(Ipv6Addr::from_bits(bits))),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) })]
        #[test]
        fn the_ranges_admit_whom_the_lists_admit(allow in networks(), block in networks(), address in addresses()) {
            let allow = AllowList::from_entries(allow).unwrap();
            let block = BlockList::from_entries(block).unwrap();
            let is_admitted = match Admitted::of(&allow, &block) {
                Admitted::Everyone => true,
                Admitted::Within(ranges) => ranges.hold(&Family::of(address)),
            };
            let judged = judge_address(&allow, &block, address.to_canonical());
            prop_assert_eq!(is_admitted, judged == AddressVerdict::Allowed, "{:?}", judged);
        }
    }

    #[test]
    fn holes_are_cut_out_of_ranges() {
        type Ranges = &'static [Range<u32>];
        let cases: [(Ranges, Ranges, Ranges); 9] = [
            (&[(10, 20)], &[], &[(10, 20)]),
            (&[(10, 20)], &[(0, 9), (21, 30)], &[(10, 20)]),
            (&[(10, 20)], &[(12, 14)], &[(10, 11), (15, 20)]),
            (&[(10, 20)], &[(10, 10), (20, 20)], &[(11, 19)]),
            (&[(10, 20)], &[(0, 100)], &[]),
            (&[(10, 20), (30, 40)], &[(15, 35)], &[(10, 14), (36, 40)]),
            (&[(0, u32::MAX)], &[(0, 0)], &[(1, u32::MAX)]),
            (&[(0, u32::MAX)], &[(u32::MAX, u32::MAX)], &[(0, u32::MAX - 1)]),
            (&[(0, u32::MAX)], &[(0, u32::MAX)], &[]),
        ];
        for (kept, removed, left) in cases {
            assert_eq!(minus(kept, removed), left, "{kept:?} minus {removed:?}");
        }
    }

    #[test]
    fn a_range_holds_both_its_ends() {
        let ranges = [(5_u32, 7), (10, 10)];
        let held: Vec<u32> = (0..=12).filter(|address| holds(&ranges, *address)).collect();
        assert_eq!(held, [5, 6, 7, 10]);
    }
}
