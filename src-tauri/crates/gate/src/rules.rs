//! What a token's rules come to, in one line of 128 bytes: two neighbouring cache lines, which the processor fetches
//! together. What does not fit is behind an index and costs one more access.

use std::collections::HashMap;
use std::net::IpAddr;

use mapae_domain::{
    AddressVerdict, ApiId, BlockList, IpEntry, Life, Limit, Scopes, Standing, Token, TokenDigest, TokenId,
};

use crate::index::{Key, key};
use crate::ranges::{Admitted, Family, Range, Ranges};

/// No expiry, no grace: a time that never comes.
pub(crate) const NEVER: i64 = i64::MAX;

/// Of a line that no token has (yet).
const NO_SLOT: u32 = u32::MAX;

const INLINE_RANGES: usize = 4;

/// Of a line that says all there is to say about addresses.
const NO_MORE: u32 = u32::MAX;

/// One secret of a token. A rotated secret that still works has a line of its own.
#[derive(Clone)]
#[repr(align(128))]
pub(crate) struct Line {
    pub(crate) key: Key,
    pub(crate) id: TokenId,
    /// Milliseconds since 1970, or [`NEVER`].
    pub(crate) expires: i64,
    /// Milliseconds since 1970, or [`NEVER`].
    pub(crate) retiring_until: i64,
    /// Numbers of the APIs held below 64 as bits, or the place of a wider set.
    scopes: u64,
    pub(crate) limit: Limit,
    /// Of the counter, shared by all secrets of the token.
    pub(crate) slot: u32,
    /// Place among the address rules, or [`NO_MORE`].
    addresses: u32,
    pub(crate) standing: Standing,
    has_wide_scopes: bool,
    pub(crate) has_address_rules: bool,
    /// How many of `ranges` are used; more than fit = look at the address rules.
    range_count: u8,
    ranges: [Range<u32>; INLINE_RANGES],
}

const _: () = assert!(size_of::<Line>() == 128, "a line is two cache lines");

/// What a line has no room for: IPv6, more than four ranges, and what refusals are explained by.
struct AddressRules {
    admitted: Ranges,
    blocked: Ranges,
    block: BlockList,
}

/// What lines refer to.
#[derive(Default)]
pub(crate) struct Rules {
    addresses: Vec<AddressRules>,
    /// Bit sets over the numbers of the catalogue's APIs.
    wide_scopes: Vec<Box<[u64]>>,
}

/// Builds lines; knows which sets of scopes it has seen, since most tokens share a few.
pub(crate) struct Compiler<'a> {
    numbers: HashMap<&'a ApiId, u32>,
    known_scopes: HashMap<Box<[u64]>, u64>,
    pub(crate) rules: Rules,
}

impl<'a> Compiler<'a> {
    pub(crate) fn new(numbers: HashMap<&'a ApiId, u32>) -> Compiler<'a> {
        Compiler { numbers, known_scopes: HashMap::new(), rules: Rules::default() }
    }

    /// The line of a token's secret in force, still without a slot.
    pub(crate) fn line(&mut self, token: &Token) -> Line {
        let (scopes, has_wide_scopes) = self.scopes(&token.scopes);
        let mut line = Line {
            key: key(&token.credential.digest),
            id: token.id,
            expires: token.expiry.instant().map_or(NEVER, |instant| instant.timestamp_millis()),
            retiring_until: NEVER,
            scopes,
            limit: token.limit,
            slot: NO_SLOT,
            addresses: NO_MORE,
            standing: match token.life {
                Life::Active => Standing::Active,
                Life::Disabled => Standing::Disabled,
                Life::Revoked { .. } => Standing::Revoked,
            },
            has_wide_scopes,
            has_address_rules: false,
            range_count: 0,
            ranges: [(0, 0); INLINE_RANGES],
        };
        if let Admitted::Within(admitted) = Admitted::of(&token.allow, &token.block) {
            line.has_address_rules = true;
            line.range_count = u8::try_from(admitted.v4.len()).unwrap_or(u8::MAX);
            for (place, range) in line.ranges.iter_mut().zip(&admitted.v4) {
                *place = *range;
            }
            let fits_line = admitted.v4.len() <= INLINE_RANGES && admitted.v6.is_empty();
            if !fits_line || !token.block.entries().is_empty() {
                line.addresses = place_of_next(&self.rules.addresses);
                let blocked = Ranges::of(&token.block.address_set());
                self.rules.addresses.push(AddressRules { admitted, blocked, block: token.block.clone() });
            }
        }
        line
    }

    /// APIs that have left the catalogue have no number and authorise nothing.
    fn scopes(&mut self, scopes: &Scopes) -> (u64, bool) {
        let mut bits = vec![0_u64; self.numbers.len().div_ceil(64)];
        for number in scopes.ids().iter().filter_map(|id| self.numbers.get(id)) {
            bits[*number as usize / 64] |= 1 << (number % 64);
        }
        if bits.len() <= 1 {
            return (bits.first().copied().unwrap_or(0), false);
        }
        let bits = bits.into_boxed_slice();
        let place = *self.known_scopes.entry(bits).or_insert_with_key(|bits| {
            self.rules.wide_scopes.push(bits.clone());
            self.rules.wide_scopes.len() as u64 - 1
        });
        (place, true)
    }
}

/// Lines are counted in 32 bits, and there is at most one entry here for each.
fn place_of_next<T>(entries: &[T]) -> u32 {
    u32::try_from(entries.len()).expect("no more rules than lines")
}

impl Line {
    /// At a place that no key has.
    pub(crate) fn vacant() -> Line {
        Line {
            key: [0; 4],
            id: TokenId::from_bytes([0; 16]),
            expires: 0,
            retiring_until: NEVER,
            scopes: 0,
            limit: Limit::Unlimited,
            slot: NO_SLOT,
            addresses: NO_MORE,
            standing: Standing::Revoked,
            has_wide_scopes: false,
            has_address_rules: false,
            range_count: 0,
            ranges: [(0, 0); INLINE_RANGES],
        }
    }

    /// True for the one line of each token that is not of a retiring secret.
    pub(crate) fn is_in_force(&self) -> bool {
        !self.is_vacant() && self.retiring_until == NEVER
    }

    pub(crate) fn is_vacant(&self) -> bool {
        self.slot == NO_SLOT
    }

    /// The line of another secret of the same token, refused from `until` on.
    pub(crate) fn retiring(&self, digest: &TokenDigest, until: i64) -> Line {
        Line { key: key(digest), retiring_until: until, ..self.clone() }
    }
}

impl Rules {
    #[inline]
    pub(crate) fn holds(&self, line: &Line, api: u32) -> bool {
        let word = if line.has_wide_scopes {
            self.wide_scopes[line.scopes as usize][api as usize / 64]
        } else {
            line.scopes
        };
        word >> (api % 64) & 1 == 1
    }

    /// As `judge_address` says, for a line with address rules.
    #[inline]
    pub(crate) fn judge(&self, line: &Line, address: IpAddr) -> AddressVerdict {
        let rules = self.addresses.get(line.addresses as usize);
        let family = Family::of(address);
        let is_admitted = match (&family, line.ranges.get(..line.range_count.into())) {
            // All of them, whichever it is: four comparisons cost less than one branch guessed wrongly.
            (Family::V4(v4), Some(ranges)) => {
                ranges.iter().fold(false, |is_held, (first, last)| is_held | (*first <= *v4) & (*v4 <= *last))
            }
            _ => rules.is_some_and(|rules| rules.admitted.hold(&family)),
        };
        if is_admitted { AddressVerdict::Allowed } else { refusal(rules, address) }
    }

    /// Bytes on the heap.
    pub(crate) fn heap_size(&self) -> usize {
        let addresses = self.addresses.iter().map(|rules| {
            let notes =
                rules.block.entries().iter().filter_map(IpEntry::note).map(|note| note.as_str().len());
            let entries = size_of_val(rules.block.entries()) + notes.sum::<usize>();
            rules.admitted.heap_size() + rules.blocked.heap_size() + entries
        });
        let scopes = self.wide_scopes.iter().map(|bits| size_of_val(&**bits));
        self.addresses.capacity() * size_of::<AddressRules>()
            + self.wide_scopes.capacity() * size_of::<Box<[u64]>>()
            + addresses.chain(scopes).sum::<usize>()
    }
}

/// Why an address is not admitted. Only one that is blocked pays for the scan that finds the entry.
#[cold]
fn refusal(rules: Option<&AddressRules>, address: IpAddr) -> AddressVerdict {
    rules
        .filter(|rules| rules.blocked.hold(&Family::of(address)))
        .and_then(|rules| rules.block.contains(address))
        .map_or(AddressVerdict::NotAllowed, AddressVerdict::Blocked)
}
