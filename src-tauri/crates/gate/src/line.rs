//! What a token's rules come to, in one line of 128 bytes: two neighbouring cache lines, which the processor fetches
//! together. What does not fit is behind an index into the [`Rules`](crate::rules::Rules) and costs one more access.

use mapae_domain::{Limit, Standing, TokenDigest, TokenId};

use crate::index::{Key, key};
use crate::ranges::Range;

/// No expiry, no grace: a time that never comes.
pub(crate) const NEVER: i64 = i64::MAX;

/// Of a line that no token has (yet).
pub(crate) const NO_SLOT: u32 = u32::MAX;

pub(crate) const INLINE_RANGES: usize = 4;

/// Of a line that says all there is to say about addresses.
pub(crate) const NO_MORE: u32 = u32::MAX;

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
    /// Numbers of the APIs held as bits, where all are below 64; else the set's place among the rules.
    pub(crate) scopes: u64,
    pub(crate) limit: Limit,
    /// Of the counter, shared by all secrets of the token.
    pub(crate) slot: u32,
    /// Place among the address rules, or [`NO_MORE`].
    pub(crate) addresses: u32,
    /// Place among the identities, which no decision looks at.
    pub(crate) identity: u32,
    pub(crate) standing: Standing,
    pub(crate) has_wide_scopes: bool,
    pub(crate) has_address_rules: bool,
    /// How many of `ranges` are used; more than fit = look at the address rules.
    pub(crate) range_count: u8,
    pub(crate) ranges: [Range<u32>; INLINE_RANGES],
}

const _: () = assert!(size_of::<Line>() == 128, "a line is two cache lines");

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
            identity: 0,
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
