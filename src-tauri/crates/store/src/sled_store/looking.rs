//! Looking a registry through while it is in use: every record is read once and shown, and what was seen must come to
//! the sum that was kept (`sum.rs`). So a page that sled took an older version of, without a word, is noticed in a
//! registry that is too long to be compared with its events at every opening.
//!
//! Changes go on meanwhile. Entries are read some at a time, at moments when nothing is on its way into the trees; a
//! change to an entry that was seen already is done to what was seen, too.

use std::sync::PoisonError;

use sled::IVec;

use super::page_cache::Reading;
use super::pending::Pending;
use super::sum::{Sum, SumAt, Summed, Touched};
use super::trees::SUM;
use super::{SledStore, Trouble};
use crate::error::StoreError;
use crate::records;
use crate::store::{Quarantined, StoredToken, Whole};

/// Entries that are read at a time.
const AT_ONCE: usize = 256;

/// How far the look has come, and what it saw.
#[derive(Default)]
pub(super) struct Look {
    reached: Option<(Summed, Reached)>,
    seen: Sum,
}

/// How far in a tree. The end comes after every key, also after those that are still to come.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Reached {
    Key(Vec<u8>),
    End,
}

impl Look {
    /// A change was made to the trees.
    pub(super) fn follow(&mut self, touched: &[Touched]) {
        let Some(reached) = &self.reached else { return };
        for change in touched {
            if (change.tree, Reached::Key(change.key.clone())) <= *reached {
                self.seen.turn(change.difference);
            }
        }
    }
}

impl Pending {
    /// The next entries of `tree`, noted as seen; none at its end.
    fn look_on(&self, tree: Summed, after: Option<&[u8]>) -> Result<Vec<(IVec, IVec)>, Trouble> {
        self.at_rest(|trees, look| {
            let from = after.map_or(std::ops::Bound::Unbounded, std::ops::Bound::Excluded);
            let entries = tree.of(trees).range::<&[u8], _>((from, std::ops::Bound::Unbounded)).take(AT_ONCE);
            let entries = entries.collect::<sled::Result<Vec<_>>>()?;
            if let Some(look) = look {
                let reached = entries.last().map_or(Reached::End, |(last, _)| Reached::Key(last.to_vec()));
                look.reached = Some((tree, reached));
            }
            Ok(entries)
        })
    }

    fn saw(&self, sum: Sum) -> Result<(), Trouble> {
        self.at_rest(|_, look| {
            if let Some(look) = look {
                look.seen.turn(sum);
            }
            Ok(())
        })
    }

    /// Compares what was seen with what was kept, or keeps it where nothing was.
    fn judge_look(&self) -> Result<Whole, Trouble> {
        self.at_rest(|trees, look| {
            let seen = look.map(|look| look.seen).unwrap_or_default();
            let head = trees.head()?;
            let kept = trees.meta.get(SUM)?.map(|value| records::decode_sum(&value)).transpose()?;
            let kept = kept.unwrap_or_default();
            if kept.sequence == head.sequence {
                return Ok(if kept.sum == seen { Whole::Sound } else { Whole::Suspected });
            }
            let made = SumAt { sequence: head.sequence, sum: seen };
            trees.meta.insert(SUM, records::encode_sum(&made))?;
            Ok(Whole::Sound)
        })
    }
}

impl SledStore {
    /// See [`crate::Store::read_whole`].
    pub(super) fn look_through(
        &self,
        visit: &mut dyn FnMut(Result<StoredToken, Quarantined>),
    ) -> Result<Whole, StoreError> {
        let _one = self.looking.lock().unwrap_or_else(PoisonError::into_inner);
        self.pending.set_look(Some(Look::default()));
        let looked = self.look_at_all(visit);
        self.pending.set_look(None);
        let whole = looked?;
        if whole == Whole::Suspected {
            self.suspicion.raise();
        }
        Ok(whole)
    }

    fn look_at_all(
        &self,
        visit: &mut dyn FnMut(Result<StoredToken, Quarantined>),
    ) -> Result<Whole, StoreError> {
        let mut reading = Reading::default();
        for tree in Summed::ALL {
            let mut after: Option<IVec> = None;
            loop {
                let entries = self.read(|| self.pending.look_on(tree, after.as_deref()))?;
                let Some((last, _)) = entries.last() else { break };
                after = Some(last.clone());
                let mut sum = Sum::default();
                entries.iter().for_each(|(key, value)| sum.turn(Sum::of_entry(tree, key, value)));
                self.read(|| self.pending.saw(sum))?;
                if tree == Summed::Tokens {
                    for (key, first) in &entries {
                        // Deleted in this moment, it has pieces no more: then it is no damage.
                        if let Some(token) = self.read(|| self.decode_if_there(key, first))? {
                            visit(token);
                        }
                    }
                }
                let tree = tree.of(self.pending.trees_as_they_are());
                self.read(|| Ok(entries.iter().try_for_each(|(key, _)| reading.note(tree, key))?))?;
            }
        }
        self.read(|| self.pending.judge_look())
    }
}
