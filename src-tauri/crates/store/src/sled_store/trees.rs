//! The trees of the database, and the one way to change several of them at once.

use chrono::{DateTime, Utc};
use sled::transaction::{ConflictableTransactionError, TransactionError, TransactionalTree};
use sled::{Db, Transactional, Tree};

use super::Trouble;
use super::parts::{self, Parted};
use crate::chain::ChainHead;
use crate::error::StoreError;
use crate::records;

/// What a step of a transaction returns; a refusal leaves every tree as it was.
pub(super) type Outcome<T> = Result<T, ConflictableTransactionError<StoreError>>;

/// Ends a transaction without a change.
pub(super) fn refuse<T>(error: StoreError) -> Outcome<T> {
    Err(ConflictableTransactionError::Abort(error))
}

/// `T` is a tree, or its view in a transaction.
pub(super) struct Trees<T> {
    /// Id -> record. In order of issue, for ids begin with the time.
    pub(super) tokens: T,
    /// Folded name -> id.
    pub(super) names: T,
    /// SHA-256 of a token -> id; two for a token with a retiring secret.
    pub(super) digests: T,
    /// Sequence -> event.
    pub(super) events: T,
    /// Token or kind, time and sequence: see `trail.rs`.
    pub(super) trail: T,
    /// Id of a deleted token -> tombstone.
    pub(super) deleted: T,
    /// Id -> usage.
    pub(super) usage: T,
    /// One record.
    pub(super) catalogue: T,
    /// The format, the head of the chain, the highest time seen, the sum, how far the trail goes.
    pub(super) meta: T,
    /// What is too long for one value: see `parts.rs`.
    pub(super) parts: T,
}

pub(super) const CATALOGUE: &[u8] = b"catalogue";
pub(super) const FORMAT: &[u8] = b"format";
pub(super) const HEAD: &[u8] = b"head";
pub(super) const HIGH_WATER: &[u8] = b"high_water";
pub(super) const SUM: &[u8] = b"sum";
pub(super) const TRAIL: &[u8] = b"trail";

impl Trees<Tree> {
    /// Opens or makes them.
    pub(super) fn open(database: &Db) -> sled::Result<Trees<Tree>> {
        Ok(Trees {
            tokens: database.open_tree("tokens")?,
            names: database.open_tree("names")?,
            digests: database.open_tree("digests")?,
            events: database.open_tree("events")?,
            trail: database.open_tree("trail")?,
            deleted: database.open_tree("deleted")?,
            usage: database.open_tree("usage")?,
            catalogue: database.open_tree("catalogue")?,
            meta: database.open_tree("meta")?,
            parts: database.open_tree("parts")?,
        })
    }

    /// Runs `change` in one transaction over all trees. sled may run it several times, so it must neither do
    /// I/O nor draw random numbers.
    pub(super) fn transact<T>(
        &self,
        change: impl Fn(&Trees<TransactionalTree>) -> Outcome<T>,
    ) -> Result<T, Trouble> {
        let Trees { tokens, names, digests, events, trail, deleted, usage, catalogue, meta, parts } = self;
        let all = (tokens, names, digests, events, trail, deleted, usage, catalogue, meta, parts);
        let done = all.transaction(|all| {
            let (tokens, names, digests, events, trail, deleted, usage, catalogue, meta, parts) = all;
            change(&Trees {
                tokens: tokens.clone(),
                names: names.clone(),
                digests: digests.clone(),
                events: events.clone(),
                trail: trail.clone(),
                deleted: deleted.clone(),
                usage: usage.clone(),
                catalogue: catalogue.clone(),
                meta: meta.clone(),
                parts: parts.clone(),
            })
        });
        done.map_err(|error| match error {
            TransactionError::Abort(error) => Trouble::Ours(error),
            TransactionError::Storage(error) => Trouble::Sled(error),
        })
    }

    /// The token's record. Where it has several pieces they are read in a transaction: a plain read might get
    /// some of them from before a change and some from after it.
    pub(super) fn token_record(&self, id: &[u8]) -> Result<Option<Vec<u8>>, Trouble> {
        let Some(first) = self.tokens.get(id)? else { return Ok(None) };
        match parts::whole(&first) {
            Some(record) => Ok(Some(record.to_vec())),
            None => self.transact(|trees| trees.token_records().get(id)),
        }
    }

    /// The tombstone's record.
    pub(super) fn tombstone_record(&self, id: &[u8]) -> Result<Option<Vec<u8>>, Trouble> {
        let Some(first) = self.deleted.get(id)? else { return Ok(None) };
        match parts::whole(&first) {
            Some(record) => Ok(Some(record.to_vec())),
            None => self.transact(|trees| trees.tombstone_records().get(id)),
        }
    }

    /// The newest event's number and MAC.
    pub(super) fn head(&self) -> Result<ChainHead, Trouble> {
        Ok(match self.meta.get(HEAD)? {
            Some(value) => records::decode_head(&value)?,
            None => ChainHead::EMPTY,
        })
    }

    /// The stored form of event number `sequence`.
    pub(super) fn event_record(&self, sequence: u64) -> Result<Option<Vec<u8>>, Trouble> {
        let key = sequence.to_be_bytes();
        let Some(first) = self.events.get(key)? else { return Ok(None) };
        match parts::whole(&first) {
            Some(record) => Ok(Some(record.to_vec())),
            None => self.transact(|trees| trees.event_records().get(&key)),
        }
    }
}

impl Trees<TransactionalTree> {
    /// [`Trees::head`], as the transaction sees it.
    pub(super) fn head_in_transaction(&self) -> Outcome<ChainHead> {
        let head = self.meta.get(HEAD)?.map(|value| records::decode_head(&value)).transpose();
        head.map(|head| head.unwrap_or(ChainHead::EMPTY)).or_else(|unreadable| refuse(unreadable.into()))
    }

    /// Keeps `seen` if it is higher than the highest time kept, and returns the highest.
    pub(super) fn raise_high_water(&self, seen: DateTime<Utc>) -> Outcome<DateTime<Utc>> {
        let kept = self.meta.get(HIGH_WATER)?.map(|value| records::decode_high_water(&value)).transpose();
        let kept = kept.or_else(|unreadable| refuse(unreadable.into()))?;
        let highest = kept.map_or(seen, |kept| kept.max(seen));
        if kept != Some(highest) {
            self.meta.insert(HIGH_WATER, records::encode_high_water(highest))?;
        }
        Ok(highest)
    }
}

/// The letters stand in the keys of `parts`, so they never change.
impl<T> Trees<T> {
    pub(super) fn token_records(&self) -> Parted<'_, T> {
        Parted { letter: b't', firsts: &self.tokens, others: &self.parts }
    }

    pub(super) fn event_records(&self) -> Parted<'_, T> {
        Parted { letter: b'e', firsts: &self.events, others: &self.parts }
    }

    pub(super) fn tombstone_records(&self) -> Parted<'_, T> {
        Parted { letter: b'd', firsts: &self.deleted, others: &self.parts }
    }

    pub(super) fn catalogue_records(&self) -> Parted<'_, T> {
        Parted { letter: b'c', firsts: &self.catalogue, others: &self.parts }
    }
}
