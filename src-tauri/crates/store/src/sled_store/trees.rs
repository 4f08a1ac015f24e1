//! The trees of the database, and the one way to change several of them at once.

use sled::transaction::{ConflictableTransactionError, TransactionError, TransactionalTree};
use sled::{Db, Transactional, Tree};

use super::parts::Parted;
use crate::error::StoreError;

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
    /// Id -> usage.
    pub(super) usage: T,
    /// One record.
    pub(super) catalogue: T,
    /// The format, the head of the chain, the highest time seen.
    pub(super) meta: T,
    /// What is too long for one value: see `parts.rs`.
    pub(super) parts: T,
}

pub(super) const CATALOGUE: &[u8] = b"catalogue";
pub(super) const FORMAT: &[u8] = b"format";
pub(super) const HEAD: &[u8] = b"head";
pub(super) const HIGH_WATER: &[u8] = b"high_water";

impl Trees<Tree> {
    /// Opens or makes them.
    pub(super) fn open(database: &Db) -> sled::Result<Trees<Tree>> {
        Ok(Trees {
            tokens: database.open_tree("tokens")?,
            names: database.open_tree("names")?,
            digests: database.open_tree("digests")?,
            events: database.open_tree("events")?,
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
    ) -> Result<T, TransactionError<StoreError>> {
        let Trees { tokens, names, digests, events, usage, catalogue, meta, parts } = self;
        let all = (tokens, names, digests, events, usage, catalogue, meta, parts);
        all.transaction(|(tokens, names, digests, events, usage, catalogue, meta, parts)| {
            change(&Trees {
                tokens: tokens.clone(),
                names: names.clone(),
                digests: digests.clone(),
                events: events.clone(),
                usage: usage.clone(),
                catalogue: catalogue.clone(),
                meta: meta.clone(),
                parts: parts.clone(),
            })
        })
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

    pub(super) fn catalogue_records(&self) -> Parted<'_, T> {
        Parted { letter: b'c', firsts: &self.catalogue, others: &self.parts }
    }
}
