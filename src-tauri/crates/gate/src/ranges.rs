//! A token's two IP lists as one: the addresses that allow minus block leaves, as sorted disjoint ranges. Which entry
//! refused an address is asked of the lists themselves, because only refusals need it.
//!
//! A list of a thousand networks is far away in memory, each token's for itself. A binary search goes there
//! again and again, each time after the time before; so every sixteenth range is also named in a list of its own, which is
//! read as a whole, and after it the sixteen ranges in question: two ways, however long the list.

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
    pub(crate) v4: Sorted<u32>,
    /// All other IPv6.
    pub(crate) v6: Sorted<u128>,
}

/// Those of one family.
#[derive(Clone)]
pub(crate) struct Sorted<T> {
    /// The first address of each [`STEP`] ranges.
    steps: Arc<[T]>,
    ranges: Arc<[Range<T>]>,
}

/// As many as two cache lines hold of IPv4; two lists of a thousand entries come to some hundred steps.
const STEP: usize = 16;

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
            v4: Sorted::of(&minus(&v4, blocked.v4_ranges())),
            v6: Sorted::of(&minus(&v6, blocked.v6_ranges())),
        })
    }
}

impl Ranges {
    pub(crate) fn of(set: &AddressSet) -> Ranges {
        Ranges { v4: Sorted::of(set.v4_ranges()), v6: Sorted::of(set.v6_ranges()) }
    }

    /// True if one of them holds the address.
    pub(crate) fn hold(&self, address: &Family) -> bool {
        match address {
            Family::V4(v4) => self.v4.holds(*v4),
            Family::V6(v6) => self.v6.holds(*v6),
        }
    }

    /// Bytes on the heap.
    pub(crate) fn heap_size(&self) -> usize {
        self.v4.heap_size() + self.v6.heap_size()
    }
}

impl<T: Copy + Ord> Sorted<T> {
    /// Of ranges that are sorted and disjoint.
    fn of(ranges: &[Range<T>]) -> Sorted<T> {
        Sorted {
            steps: ranges.iter().step_by(STEP).map(|(first, _)| *first).collect(),
            ranges: ranges.into(),
        }
    }

    pub(crate) fn ranges(&self) -> &[Range<T>] {
        &self.ranges
    }

    /// True if `address` lies in one of them.
    fn holds(&self, address: T) -> bool {
        // Counted, not searched: all of it is fetched at once, and several are compared by one instruction.
        let begun = self.steps.iter().filter(|first| **first <= address).count();
        let Some(before) = begun.checked_sub(1) else { return false };
        let near = &self.ranges[before * STEP..self.ranges.len().min(begun * STEP)];
        let begun = near.iter().filter(|(first, _)| *first <= address).count();
        // The step itself is one of those.
        address <= near[begun - 1].1
    }

    fn heap_size(&self) -> usize {
        size_of_val(&*self.steps) + size_of_val(&*self.ranges)
    }
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
    fn a_range_holds_both_its_ends_wherever_it_stands() {
        for count in [0, 1, 2, STEP - 1, STEP, STEP + 1, 5 * STEP, 5 * STEP + 1] {
            let ranges: Vec<Range<u32>> = (0..).take(count).map(|at| (10 * at + 5, 10 * at + 7)).collect();
            let sorted = Sorted::of(&ranges);
            for address in 0..=10 * u32::try_from(count).unwrap() + 10 {
                let is_held = ranges.iter().any(|(first, last)| (*first..=*last).contains(&address));
                assert_eq!(sorted.holds(address), is_held, "{address} in {count} ranges");
            }
        }
    }
}
