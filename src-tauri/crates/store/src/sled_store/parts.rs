//! Values of any size in pieces of at most 4 KiB.
//!
//! sled writes whatever is longer than a quarter of a segment, 128 KiB, to a file of its own in `blobs`,
//! which it never syncs: after a power cut such a value is gone, acknowledged or not. This is about tree
//! nodes, not only values: a leaf holds up to 16 values (a few more for a moment) and is written as one
//! message when sled consolidates it. 20 pieces of 4 KiB stay clear of that.
//!
//! The first piece lies under the value's own key, behind the number of the others (2 bytes); those lie in
//! the tree `parts` under the tree's letter, the key, and their number from 1 on.

use sled::IVec;
use sled::transaction::TransactionalTree;

use super::trees::{Outcome, refuse};
use crate::error::StoreError;

/// Length of a piece.
pub(super) const PIECE: usize = 4096;
/// Longer records are refused. The longest token, with two lists of 1,000 networks and notes of 60 Hangul, is
/// a record of 0.4 MiB; the event of its change holds it twice, before and after.
pub(super) const MOST: usize = 4 << 20;

/// A tree whose values may be long.
pub(super) struct Parted<'a, T> {
    pub(super) letter: u8,
    pub(super) firsts: &'a T,
    pub(super) others: &'a T,
}

impl Parted<'_, TransactionalTree> {
    pub(super) fn get(&self, key: &[u8]) -> Outcome<Option<Vec<u8>>> {
        let Some(first) = self.firsts.get(key)? else { return Ok(None) };
        // Without its number of parts it is no value: what it is taken for then does not verify.
        let Some((count, mut value)) = split_first(&first) else { return Ok(Some(Vec::new())) };
        for number in 1..=count {
            match self.others.get(self.part_key(key, number))? {
                Some(part) => value.extend_from_slice(&part),
                // The checksum of the envelope tells.
                None => break,
            }
        }
        Ok(Some(value))
    }

    pub(super) fn put(&self, key: &[u8], value: &[u8]) -> Outcome<()> {
        if value.len() > MOST {
            return refuse(StoreError::TooLarge { bytes: value.len(), most: MOST });
        }
        let (_, rest) = value.split_at(value.len().min(PIECE));
        let count = count_of(rest);
        let old = self.firsts.insert(key, first(value))?;
        for (number, part) in (1..).zip(rest.chunks(PIECE)) {
            self.others.insert(self.part_key(key, number), part)?;
        }
        let old_count = old.and_then(|old| split_first(&old).map(|(count, _)| count)).unwrap_or(0);
        for number in count + 1..=old_count {
            self.others.remove(self.part_key(key, number))?;
        }
        Ok(())
    }
}

impl Parted<'_, TransactionalTree> {
    pub(super) fn remove(&self, key: &[u8]) -> Outcome<()> {
        let old = self.firsts.remove(key)?;
        let old_count = old.and_then(|old| split_first(&old).map(|(count, _)| count)).unwrap_or(0);
        for number in 1..=old_count {
            self.others.remove(self.part_key(key, number))?;
        }
        Ok(())
    }
}

impl<T> Parted<'_, T> {
    fn part_key(&self, key: &[u8], number: u16) -> Vec<u8> {
        [&[self.letter], key, &number.to_be_bytes()].concat()
    }
}

/// What lies under the value's own key.
pub(super) fn first(value: &[u8]) -> Vec<u8> {
    let (first, rest) = value.split_at(value.len().min(PIECE));
    [&count_of(rest).to_be_bytes(), first].concat()
}

fn count_of(rest: &[u8]) -> u16 {
    u16::try_from(rest.chunks(PIECE).len()).expect("MOST / PIECE is 1024")
}

/// What the value is if it has one piece only; `None` if there are others to be read.
pub(super) fn whole(first: &IVec) -> Option<&[u8]> {
    match first.split_first_chunk() {
        Some((count, value)) if u16::from_be_bytes(*count) == 0 => Some(value),
        _ => None,
    }
}

fn split_first(first: &IVec) -> Option<(u16, Vec<u8>)> {
    first.split_first_chunk().map(|(count, value)| (u16::from_be_bytes(*count), value.to_vec()))
}
