//! What a token's rules come to, in one line of 128 bytes: two neighbouring cache lines, which the processor fetches
//! together. What does not fit is behind an index and costs one more access.

use std::collections::HashMap;
use std::net::IpAddr;

use mapae_domain::{
    AddressSet, AddressVerdict, AllowList, ApiId, BlockList, Life, Limit, Scopes, Standing, Token,
    TokenDigest, TokenId, judge_address,
};

use crate::index::{Key, key};
use crate::ranges::{Admitted, Family, Range, holds};

/// No expiry, no grace: a time that never comes.
pub(crate) const NEVER: i64 = i64::MAX;

/// Of a line that no token has (yet).
const NO_SLOT: u32 = u32::MAX;

const INLINE_RANGES: usize = 4;

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
    /// Place among the address rules.
    addresses: u32,
    pub(crate) standing: Standing,
    has_wide_scopes: bool,
    pub(crate) has_address_rules: bool,
    /// How many of `ranges` are used; more than fit = look at the address rules.
    range_count: u8,
    ranges: [Range<u32>; INLINE_RANGES],
}

const _: () = assert!(size_of::<Line>() == 128, "a line is two cache lines");

/// IP rules in full: for refusals, for IPv6, and for more ranges than a line holds.
struct AddressRules {
    v4: Box<[Range<u32>]>,
    v6: Box<[Range<u128>]>,
    blocked: AddressSet,
    allow: AllowList,
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
            addresses: 0,
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
        if let Admitted::Within { v4, v6 } = Admitted::of(&token.allow, &token.block) {
            line.has_address_rules = true;
            line.range_count = u8::try_from(v4.len()).unwrap_or(u8::MAX);
            for (place, range) in line.ranges.iter_mut().zip(&v4) {
                *place = *range;
            }
            line.addresses = place_of_next(&self.rules.addresses);
            self.rules.addresses.push(AddressRules {
                v4: v4.into(),
                v6: v6.into(),
                blocked: token.block.address_set(),
                allow: token.allow.clone(),
                block: token.block.clone(),
            });
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
            addresses: 0,
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
    pub(crate) fn holds(&self, line: &Line, api: u32) -> bool {
        let word = if line.has_wide_scopes {
            self.wide_scopes[line.scopes as usize][api as usize / 64]
        } else {
            line.scopes
        };
        word >> (api % 64) & 1 == 1
    }

    /// As [`judge_address`] says, for a line with address rules.
    pub(crate) fn judge(&self, line: &Line, address: IpAddr) -> AddressVerdict {
        let rules = || &self.addresses[line.addresses as usize];
        let is_admitted = match Family::of(address) {
            Family::V4(v4) => match line.ranges.get(..line.range_count.into()) {
                Some(ranges) => ranges.iter().any(|(first, last)| (*first..=*last).contains(&v4)),
                None => holds(&rules().v4, v4),
            },
            Family::V6(v6) => holds(&rules().v6, v6),
        };
        if is_admitted {
            return AddressVerdict::Allowed;
        }
        let rules = rules();
        if rules.blocked.contains(address) {
            // The lists know which entry it was; only such a refusal pays for the scan.
            judge_address(&rules.allow, &rules.block, address)
        } else {
            AddressVerdict::NotAllowed
        }
    }
}
