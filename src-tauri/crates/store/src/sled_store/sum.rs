//! The sum: a fingerprint of what lies in the trees that must hold exactly what the events say, kept with the head of
//! the chain and changed in the same transactions. A registry that is too long to be compared with its events at every
//! opening is compared with this, behind the first list, when every record is read anyway (`looking.rs`).
//!
//! It is the exclusive or of one SHA-256 for each entry. Of a record in several pieces the first is enough: the
//! checksum of the whole is in it. Against chance, not against a person: the chain of events is what stands against
//! one.

use sha2::{Digest, Sha256};
use sled::transaction::TransactionalTree;

use super::change::digests;
use super::parts;
use super::trees::{Outcome, SUM, Trees, refuse};
use crate::chain::ChainHead;
use crate::records;
use crate::store::StoredToken;

/// The sum over some entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Sum(pub(crate) [u8; 32]);

/// A sum, and the number of the event after which it was so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct SumAt {
    pub(crate) sequence: u64,
    pub(crate) sum: Sum,
}

/// The trees that are summed, in the order in which they are looked through. The letters are part of what is kept, so
/// they never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Summed {
    Tokens = b't' as isize,
    Names = b'u' as isize,
    Digests = b'v' as isize,
    Deleted = b'w' as isize,
}

impl Summed {
    pub(super) const ALL: [Summed; 4] = [Summed::Tokens, Summed::Names, Summed::Digests, Summed::Deleted];

    pub(super) fn of<T>(self, trees: &Trees<T>) -> &T {
        match self {
            Summed::Tokens => &trees.tokens,
            Summed::Names => &trees.names,
            Summed::Digests => &trees.digests,
            Summed::Deleted => &trees.deleted,
        }
    }
}

/// What an event does to the sum, at one place.
pub(super) struct Touched {
    pub(super) tree: Summed,
    pub(super) key: Vec<u8>,
    pub(super) difference: Sum,
}

impl Sum {
    /// Adds, or takes away: it is the same.
    pub(super) fn turn(&mut self, other: Sum) {
        self.0.iter_mut().zip(other.0).for_each(|(byte, other)| *byte ^= other);
    }

    /// Of one entry as it lies in its tree.
    pub(super) fn of_entry(tree: Summed, key: &[u8], value: &[u8]) -> Sum {
        let mut hasher = Sha256::new();
        hasher.update([tree as u8]);
        hasher.update(u32::try_from(key.len()).expect("keys are short").to_be_bytes());
        hasher.update(key);
        hasher.update(value);
        Sum(hasher.finalize().into())
    }
}

/// What a token's record and all that leads to it weigh; `record` is `stored` as it was encoded.
pub(super) fn touch_token(touched: &mut Vec<Touched>, record: &[u8], stored: &StoredToken) {
    let id = &stored.token.id.as_bytes()[..];
    touch(touched, Summed::Tokens, id, &parts::first(record));
    touch(touched, Summed::Names, stored.token.name.key().as_str().as_bytes(), id);
    for digest in digests(stored) {
        touch(touched, Summed::Digests, digest.as_bytes(), id);
    }
}

pub(super) fn touch(touched: &mut Vec<Touched>, tree: Summed, key: &[u8], value: &[u8]) {
    touched.push(Touched { tree, key: key.to_vec(), difference: Sum::of_entry(tree, key, value) });
}

impl Trees<TransactionalTree> {
    /// Carries the sum on from `before` to `after`. One that was not kept up to `before` (by an earlier version) is left
    /// alone: it is made anew when everything is read.
    pub(super) fn carry_sum(&self, before: ChainHead, after: ChainHead, touched: &[Touched]) -> Outcome<()> {
        let kept = self.meta.get(SUM)?.map(|value| records::decode_sum(&value)).transpose();
        let mut kept = kept.or_else(|unreadable| refuse(unreadable.into()))?.unwrap_or_default();
        if kept.sequence == before.sequence {
            kept.sequence = after.sequence;
            touched.iter().for_each(|touched| kept.sum.turn(touched.difference));
            self.meta.insert(SUM, records::encode_sum(&kept))?;
        }
        Ok(())
    }
}
