//! Where events are found by token and by kind: one tree beside the events, written in the same transactions, so that
//! the time line of one token among a million events, and a page of the audit trail with filters, take no reading of
//! them all.
//!
//! An entry's key is what it is found by, the event's time, and its number:
//!
//! ```text
//! "t" | token: 16 bytes | time: 8 bytes | number: 8 bytes -> the kind's name
//! "k" | the kind's name | 0 | time: 8 bytes | number: 8 bytes -> nothing
//! ```
//!
//! The time comes before the number because a clock may go back: a range of time is a range of keys all the same, and
//! what is listed stands in the order of the times that are shown. All of it follows from the events. How far it was
//! kept is noted in `meta`: what an earlier version of Mapae did not write is added once, behind the first list.

use std::collections::BinaryHeap;
use std::sync::{Mutex, PoisonError};

use sled::transaction::TransactionalTree;
use sled::{IVec, Tree};

use super::Trouble;
use super::pending::Pending;
use super::room::Room;
use super::trees::{Outcome, TRAIL, Trees, refuse};
use crate::chain::ChainHead;
use crate::envelope::Unreadable;
use crate::event::{self, Event, EventKind};
use crate::records;
use crate::store::{TrailFilter, TrailPage};

/// Events that are added in one transaction.
const AT_ONCE: u64 = 256;
/// Bytes of time and number at the end of a key.
const PLACE: usize = 16;

/// What keeps the trail complete, and answers what was asked last once more.
#[derive(Default)]
pub(super) struct Trail {
    completing: Mutex<()>,
    /// Counting takes a step for each event that is counted, and the next page asks for the same number.
    counted: Mutex<Option<(TrailFilter, u64, u64)>>,
}

/// The entries of an event.
pub(super) fn entries(event: &Event) -> impl Iterator<Item = (Vec<u8>, Vec<u8>)> {
    let kind = event.kind.as_str().as_bytes();
    let place = place(event.at.timestamp_millis(), event.sequence);
    let by_kind = ([&prefix_of_kind(kind)[..], &place].concat(), Vec::new());
    let by_token =
        event.token.map(|id| ([&prefix_of_token(id.as_bytes())[..], &place].concat(), kind.to_vec()));
    std::iter::once(by_kind).chain(by_token)
}

fn prefix_of_token(id: &[u8]) -> Vec<u8> {
    [b"t", id].concat()
}

fn prefix_of_kind(kind: &[u8]) -> Vec<u8> {
    [b"k", kind, &[0]].concat()
}

/// In the order of time, also before 1970.
fn place(millis: i64, sequence: u64) -> [u8; PLACE] {
    let time = millis.cast_unsigned() ^ (1 << 63);
    let mut place = [0; PLACE];
    place[..8].copy_from_slice(&time.to_be_bytes());
    place[8..].copy_from_slice(&sequence.to_be_bytes());
    place
}

fn sequence_of(key: &[u8]) -> Result<u64, Trouble> {
    let sequence = key.last_chunk().map(|bytes| u64::from_be_bytes(*bytes));
    sequence.ok_or_else(|| Unreadable::damaged("an entry of the trail without a number").into())
}

impl Trees<Tree> {
    /// The number of the event up to which the trail was kept.
    pub(super) fn trail_until(&self) -> Result<u64, Trouble> {
        Ok(self.meta.get(TRAIL)?.map(|value| records::decode_trail(&value)).transpose()?.unwrap_or(0))
    }

    /// Has the trail made anew when it is asked for.
    pub(super) fn forget_trail(&self) -> Result<(), Trouble> {
        self.meta.remove(TRAIL)?;
        self.trail.clear()?;
        Ok(())
    }
}

impl Trees<TransactionalTree> {
    /// Notes that the trail was kept from `before` to `after`, if it was until then.
    pub(super) fn carry_trail(&self, before: ChainHead, after: ChainHead) -> Outcome<()> {
        if self.trail_until_in_transaction()? == before.sequence {
            self.meta.insert(TRAIL, records::encode_trail(after.sequence))?;
        }
        Ok(())
    }

    fn trail_until_in_transaction(&self) -> Outcome<u64> {
        let until = self.meta.get(TRAIL)?.map(|value| records::decode_trail(&value)).transpose();
        until.map(Option::unwrap_or_default).or_else(|unreadable| refuse(unreadable.into()))
    }
}

impl Trail {
    /// Adds what is missing. Nothing is where this version made the database.
    pub(super) fn complete(&self, pending: &Pending, room: &Room) -> Result<(), Trouble> {
        let _one = self.completing.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let trees = pending.trees()?;
            let (until, head) = (trees.trail_until()?, trees.head()?.sequence);
            if until >= head {
                return Ok(());
            }
            room.check()?;
            let next = head.min(until + AT_ONCE);
            let mut found = Vec::new();
            for sequence in until + 1..=next {
                // One that does not verify is named by whoever reads all events; it is found by nothing else.
                let record = trees.event_record(sequence)?.unwrap_or_default();
                found.extend(event::decode(&record).iter().flat_map(entries));
            }
            trees.transact(|trees| {
                if trees.trail_until_in_transaction()? == until {
                    for (key, value) in &found {
                        trees.trail.insert(&key[..], &value[..])?;
                    }
                    trees.meta.insert(TRAIL, records::encode_trail(next))?;
                }
                Ok(())
            })?;
            room.renew();
        }
    }

    /// See [`crate::Store::trail`].
    pub(super) fn page(
        &self,
        trees: &Trees<Tree>,
        filter: &TrailFilter,
        offset: u64,
        limit: usize,
    ) -> Result<TrailPage, Trouble> {
        let head = trees.head()?.sequence;
        if filter.is_open() {
            let newest = head.saturating_sub(offset);
            let sequences = (1..=newest).rev().take(limit).collect();
            return Ok(TrailPage { sequences, total: head });
        }
        let ranges = Ranges::of(&trees.trail, filter)?;
        let total = self.count(&ranges, filter, head)?;
        let mut sequences = Vec::new();
        for sequence in ranges.newest_first()?.skip(usize::try_from(offset).unwrap_or(usize::MAX)).take(limit)
        {
            sequences.push(sequence?);
        }
        Ok(TrailPage { sequences, total })
    }

    fn count(&self, ranges: &Ranges<'_>, filter: &TrailFilter, head: u64) -> Result<u64, Trouble> {
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, at, total)) = &*counted
            && (known, *at) == (filter, head)
        {
            return Ok(*total);
        }
        let mut total = 0;
        for range in &ranges.ranges {
            for entry in ranges.iterate(range) {
                entry?;
                total += 1;
            }
        }
        *counted = Some((filter.clone(), head, total));
        Ok(total)
    }
}

/// True if the trail is what the events say: `expected` is how many entries those have, each of which was found.
pub(super) fn is_whole(trees: &Trees<Tree>, expected: usize) -> Result<bool, Trouble> {
    let mut found = 0;
    for entry in trees.trail.iter() {
        entry?;
        found += 1;
    }
    Ok(found == expected)
}

/// The ranges of keys in which the entries of a filter lie.
struct Ranges<'a> {
    trail: &'a Tree,
    /// First and last key.
    ranges: Vec<(Vec<u8>, Vec<u8>)>,
    /// Names of kinds that entries of a token must have; none: any.
    kinds: Vec<IVec>,
}

impl<'a> Ranges<'a> {
    fn of(trail: &'a Tree, filter: &TrailFilter) -> Result<Ranges<'a>, Trouble> {
        let name = |kind: &EventKind| IVec::from(kind.as_str().as_bytes());
        let kinds: Vec<IVec> = filter.kinds.iter().map(name).collect();
        let prefixes = match filter.token {
            Some(id) => vec![prefix_of_token(id.as_bytes())],
            None if kinds.is_empty() => all_kinds(trail)?,
            None => {
                let mut prefixes: Vec<_> = kinds.iter().map(|kind| prefix_of_kind(kind)).collect();
                prefixes.sort();
                prefixes.dedup();
                prefixes
            }
        };
        let first = place(filter.from.map_or(i64::MIN, |from| from.timestamp_millis()), 0);
        // `to` itself is out.
        let last = match filter.to.map(|to| to.timestamp_millis().checked_sub(1)) {
            None => Some(i64::MAX),
            Some(before) => before,
        };
        let ranges = last.map(|last| place(last, u64::MAX)).filter(|last| first <= *last).map(|last| {
            let range = |prefix: Vec<u8>| ([&prefix[..], &first].concat(), [&prefix[..], &last].concat());
            prefixes.into_iter().map(range).collect()
        });
        let kinds = if filter.token.is_some() { kinds } else { Vec::new() };
        Ok(Ranges { trail, ranges: ranges.unwrap_or_default(), kinds })
    }

    /// The keys of one range, newest first.
    fn iterate(&self, (first, last): &(Vec<u8>, Vec<u8>)) -> impl Iterator<Item = sled::Result<IVec>> + '_ {
        let entries = self.trail.range(&first[..]..=&last[..]).rev();
        entries.filter_map(|entry| match entry {
            Ok((key, kind)) => (self.kinds.is_empty() || self.kinds.contains(&kind)).then_some(Ok(key)),
            Err(error) => Some(Err(error)),
        })
    }

    /// The numbers of all ranges together.
    fn newest_first(&self) -> Result<impl Iterator<Item = Result<u64, Trouble>> + '_, Trouble> {
        let mut iterators: Vec<_> = self.ranges.iter().map(|range| self.iterate(range)).collect();
        let mut heads = BinaryHeap::new();
        for (from, iterator) in iterators.iter_mut().enumerate() {
            if let Some(key) = iterator.next().transpose()? {
                heads.push((place_in(&key)?, from));
            }
        }
        Ok(std::iter::from_fn(move || {
            let (place, from) = heads.pop()?;
            match iterators[from].next().transpose().map_err(Trouble::from) {
                Ok(Some(key)) => match place_in(&key) {
                    Ok(next) => heads.push((next, from)),
                    Err(error) => return Some(Err(error)),
                },
                Ok(None) => {}
                Err(error) => return Some(Err(error)),
            }
            Some(sequence_of(&place))
        }))
    }
}

fn place_in(key: &[u8]) -> Result<[u8; PLACE], Trouble> {
    key.last_chunk()
        .copied()
        .ok_or_else(|| Unreadable::damaged("an entry of the trail without a place").into())
}

/// The prefix of each kind of which there is an event, later versions' kinds included.
fn all_kinds(trail: &Tree) -> Result<Vec<Vec<u8>>, Trouble> {
    let mut kinds: Vec<Vec<u8>> = Vec::new();
    let mut from = b"k".to_vec();
    while let Some((key, _)) = trail.range(&from[..]..&b"l"[..]).next().transpose()? {
        let end = key.len().checked_sub(PLACE);
        let prefix = end.and_then(|end| key.get(..end)).filter(|prefix| prefix.ends_with(&[0]));
        let prefix = prefix.ok_or_else(|| Unreadable::damaged("an entry of the trail that is none"))?;
        // Behind the last of this kind: no name of a kind has a control character.
        from = [&prefix[..prefix.len() - 1], &[1]].concat();
        kinds.push(prefix.to_vec());
    }
    Ok(kinds)
}
