//! 허용 IP and 차단 IP: lists of entries, and what they say about an address. Block beats allow.
//!
//! These are the rules in their plain form, a scan in the order of the list, so that the deciding entry can
//! be named. An engine may compile them ([`BlockList::address_set`]) and must agree with [`judge_address`].

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::address_set::AddressSet;
use crate::entry::IpEntry;
use crate::network::Network;

/// In one list, after duplicates are merged.
pub const MAX_ENTRIES: u32 = 1000;

/// What is wrong with a list as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListProblem {
    /// More different networks than [`MAX_ENTRIES`].
    TooMany {
        /// [`MAX_ENTRIES`].
        max: u32,
        /// How many there are.
        count: u32,
    },
}

/// At least one entry, each network once, in the order typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryList(Vec<IpEntry>);

/// From which addresses a token may be used. Blank is a case of its own, so that an empty list can never come
/// to mean "nobody" or "all" by accident.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum AllowList {
    /// Every address.
    #[default]
    Any,
    /// Those of the networks alone.
    Only(EntryList),
}

/// From which addresses a token may not be used, whatever the allow list says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BlockList(Vec<IpEntry>);

/// The entry that decided, as `차단 IP 3번째: 10.2.0.0/16` names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntryMatch {
    /// In the list, counted from 1.
    pub position: u32,
    /// The entry's network; its note is found by the position.
    pub network: Network,
}

/// What the two lists say about an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressVerdict {
    /// Neither blocked nor left out.
    Allowed,
    /// In the block list.
    Blocked(EntryMatch),
    /// There is an allow list, and the address is not in it.
    NotAllowed,
}

impl AllowList {
    /// Merges duplicates (the first note is kept); no entries = every address.
    pub fn from_entries(entries: Vec<IpEntry>) -> Result<AllowList, ListProblem> {
        let entries = merged(entries)?;
        Ok(if entries.is_empty() { AllowList::Any } else { AllowList::Only(EntryList(entries)) })
    }

    /// None if every address is allowed.
    pub fn entries(&self) -> &[IpEntry] {
        match self {
            AllowList::Any => &[],
            AllowList::Only(list) => &list.0,
        }
    }

    /// True where there is no list, or an entry holds the address.
    pub fn allows(&self, address: IpAddr) -> bool {
        matches!(self, AllowList::Any) || self.contains(address).is_some()
    }

    /// The first entry that holds the address; never one for [`AllowList::Any`]. Embedded IPv4 addresses
    /// don't count: the IPv6 address itself has to be allowed.
    pub fn contains(&self, address: IpAddr) -> Option<EntryMatch> {
        let address = address.to_canonical();
        first_match(self.entries(), |network| network.contains(address))
    }
}

impl BlockList {
    /// Merges duplicates (the first note is kept).
    pub fn from_entries(entries: Vec<IpEntry>) -> Result<BlockList, ListProblem> {
        merged(entries).map(BlockList)
    }

    /// May be empty.
    pub fn entries(&self) -> &[IpEntry] {
        &self.0
    }

    /// The first entry that holds the address, or the IPv4 address inside it ([`embedded_ipv4`]).
    pub fn contains(&self, address: IpAddr) -> Option<EntryMatch> {
        let address = address.to_canonical();
        let embedded = embedded_ipv4(address).map(IpAddr::V4);
        first_match(&self.0, |network| {
            network.contains(address) || embedded.is_some_and(|embedded| network.contains(embedded))
        })
    }

    /// Every address that the list blocks, with those IPv6 addresses that embed a blocked IPv4 address.
    pub fn address_set(&self) -> AddressSet {
        let set = AddressSet::of(self.0.iter().map(IpEntry::network));
        let embedding: Vec<_> = set.v4_ranges().iter().flat_map(|range| embedding_ranges(*range)).collect();
        set.with_v6(embedding)
    }
}

impl EntryList {
    /// At least one.
    pub fn entries(&self) -> &[IpEntry] {
        &self.0
    }
}

/// Steps 7 and 8 of the decision: block beats allow.
pub fn judge_address(allow: &AllowList, block: &BlockList, address: IpAddr) -> AddressVerdict {
    match block.contains(address) {
        Some(entry) => AddressVerdict::Blocked(entry),
        None if allow.allows(address) => AddressVerdict::Allowed,
        None => AddressVerdict::NotAllowed,
    }
}

const NAT64: u128 = 0x0064_ff9b << 96;
const SIX_TO_FOUR: u128 = 0x2002 << 112;
/// `::` and `::1` are not IPv4-compatible addresses (RFC 4291, 2.5.2 and 2.5.3).
const FIRST_COMPATIBLE: u32 = 2;

/// The IPv4 address that a client hides behind in NAT64 `64:ff9b::/96` (RFC 6052), 6to4 `2002::/16` (RFC
/// 3056) and IPv4-compatible `::/96` (RFC 4291, 2.5.5.1). Mapped addresses are IPv4 already and not embedded.
pub fn embedded_ipv4(address: IpAddr) -> Option<Ipv4Addr> {
    let IpAddr::V6(v6) = address else { return None };
    let bits = Ipv6Addr::to_bits(v6);
    let low = bits as u32;
    let embedded = if bits >> 112 == SIX_TO_FOUR >> 112 {
        (bits >> 80) as u32
    } else if bits >> 32 == NAT64 >> 32 || (bits >> 32 == 0 && low >= FIRST_COMPATIBLE) {
        low
    } else {
        return None;
    };
    Some(Ipv4Addr::from_bits(embedded))
}

/// The converse of [`embedded_ipv4`], for a whole range.
fn embedding_ranges((first, last): (u32, u32)) -> impl Iterator<Item = (u128, u128)> {
    let (wide_first, wide_last) = (u128::from(first), u128::from(last));
    let nat64 = (NAT64 | wide_first, NAT64 | wide_last);
    let low_80_bits = (1 << 80) - 1;
    let six_to_four = (SIX_TO_FOUR | wide_first << 80, SIX_TO_FOUR | wide_last << 80 | low_80_bits);
    let compatible = (u128::from(first.max(FIRST_COMPATIBLE)), wide_last);
    [Some(nat64), Some(six_to_four), (last >= FIRST_COMPATIBLE).then_some(compatible)].into_iter().flatten()
}

fn first_match(entries: &[IpEntry], holds: impl Fn(&Network) -> bool) -> Option<EntryMatch> {
    (1..)
        .zip(entries)
        .find(|(_, entry)| holds(&entry.network()))
        .map(|(position, entry)| EntryMatch { position, network: entry.network() })
}

fn merged(entries: Vec<IpEntry>) -> Result<Vec<IpEntry>, ListProblem> {
    let mut merged: Vec<IpEntry> = Vec::with_capacity(entries.len());
    let mut places: HashMap<Network, usize> = HashMap::with_capacity(entries.len());
    for entry in entries {
        match places.get(&entry.network()) {
            Some(place) => {
                if let (None, Some(note)) = (merged[*place].note(), entry.note()) {
                    merged[*place].set_note(note.clone());
                }
            }
            None => {
                places.insert(entry.network(), merged.len());
                merged.push(entry);
            }
        }
    }
    match u32::try_from(merged.len()).unwrap_or(u32::MAX) {
        count if count > MAX_ENTRIES => Err(ListProblem::TooMany { max: MAX_ENTRIES, count }),
        _ => Ok(merged),
    }
}
