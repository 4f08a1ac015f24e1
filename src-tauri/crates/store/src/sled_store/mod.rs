//! The store on disk, in sled 0.34. Four things are not what sled's own pages suggest, and shape this module:
//!
//! - `flush()` is not durable on Linux (it ends with `sync_file_range`, without a barrier for the disk's cache
//!   or the file's length). [`Store::apply`] goes on with `fdatasync` on a handle of our own: `sync.rs`.
//! - Long values, and leaves that are long together, go to files that are never synced: `parts.rs`.
//! - Damage may be met with a panic: `panics.rs`.
//! - Damage in the newest part of the log may be met with silence: it looks like a write that a power cut
//!   tore, and sled opens the last whole state before it. Nothing inside the database can tell; a chain head
//!   kept elsewhere can ([`Store::chain_head`]).
//!
//! Deliberately absent: repair. A database that does not open is reported.

mod change;
mod folder;
mod open;
mod panics;
mod parts;
mod sync;
#[cfg(test)]
mod tests;
mod trees;

use std::path::PathBuf;
use std::time::Duration;

use chrono::{DateTime, Utc};
use mapae_domain::{Catalogue, HighWater, NameKey, TokenDigest, TokenId, Usage};
use sled::transaction::TransactionError;
use sled::{Batch, Db, IVec, Tree};

use self::change::Prepared;
use self::sync::SharedSync;
use self::trees::{HEAD, HIGH_WATER, Outcome, Trees};
use crate::chain::{self, ChainHead, ChainKey, ChainReport};
use crate::envelope::Unreadable;
use crate::error::StoreError;
use crate::event::{self, DamagedEvent, Event, NewEvent};
use crate::records;
use crate::store::{Change, Quarantined, Store, StoredToken};

/// How a database is opened. The defaults are what the product uses.
#[derive(Debug, Clone, Copy)]
pub struct SledSettings {
    /// Bytes of the file system that are kept clear: with fewer free nothing is written.
    pub kept_clear: u64,
    /// How long a change waits for the disk to confirm.
    pub longest_sync: Duration,
    /// How long opening waits for another process to let go: one that was just closed takes a moment.
    pub longest_lock: Duration,
}

impl Default for SledSettings {
    fn default() -> SledSettings {
        SledSettings {
            kept_clear: 16 << 20,
            longest_sync: Duration::from_secs(30),
            longest_lock: Duration::from_secs(1),
        }
    }
}

/// The registry in a folder of its own, open in one process at a time.
pub struct SledStore {
    // Dropped in this order: the thread that syncs holds the database too.
    sync: SharedSync,
    trees: Trees<Tree>,
    database: Db,
    folder: PathBuf,
    settings: SledSettings,
}

impl SledStore {
    /// Runs `read`, with sled's errors and panics made ours.
    fn read<T>(&self, read: impl FnOnce() -> Result<T, Trouble>) -> Result<T, StoreError> {
        match panics::catch(read) {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(Trouble::Sled(error))) => Err(open::sort(&self.folder, &self.settings, error)),
            Ok(Err(Trouble::Ours(error))) => Err(error),
            Err(detail) => Err(StoreError::Damaged { detail }),
        }
    }

    fn transact<T>(
        &self,
        change: impl Fn(&Trees<sled::transaction::TransactionalTree>) -> Outcome<T>,
    ) -> Result<T, Trouble> {
        self.trees.transact(change).map_err(|error| match error {
            TransactionError::Abort(error) => Trouble::Ours(error),
            TransactionError::Storage(error) => Trouble::Sled(error),
        })
    }

    /// A token's record. Where it has several pieces they are read in a transaction: a plain read might get
    /// some of them from before a change and some from after it.
    fn token_record(&self, id: &[u8], first: &IVec) -> Result<Vec<u8>, Trouble> {
        match parts::whole(first) {
            Some(record) => Ok(record.to_vec()),
            None => self.transact(|trees| Ok(trees.token_records().get(id)?.unwrap_or_default())),
        }
    }

    fn event_record(&self, sequence: u64) -> Result<Option<Vec<u8>>, Trouble> {
        let key = sequence.to_be_bytes();
        let Some(first) = self.trees.events.get(key)? else { return Ok(None) };
        match parts::whole(&first) {
            Some(record) => Ok(Some(record.to_vec())),
            None => self.transact(|trees| trees.event_records().get(&key)),
        }
    }

    fn decode(&self, key: &[u8], first: &IVec) -> Result<Result<StoredToken, Quarantined>, Trouble> {
        let id = id_from(key)?;
        let record = self.token_record(key, first)?;
        let token = records::decode_token(&record).and_then(|stored| match stored.token.id == id {
            true => Ok(stored),
            false => Err(Unreadable::damaged("a record under another token's id")),
        });
        Ok(token.map_err(|reason| Quarantined { id, reason }))
    }
}

impl Store for SledStore {
    fn apply(&self, change: Change, event: NewEvent, chain: &ChainKey) -> Result<Event, StoreError> {
        self.sync.ready()?;
        folder::check_room(&self.folder, self.settings.kept_clear)?;
        let prepared = Prepared::new(change);
        let written = self.read(|| self.transact(|trees| prepared.write(trees, &event, chain)));
        let event = written.inspect_err(|error| {
            if error.is_of_the_machine() {
                self.sync.fail(error.to_string());
            }
        })?;
        self.sync.wait()?;
        Ok(event)
    }

    fn token(&self, id: TokenId) -> Result<Option<StoredToken>, StoreError> {
        let found = self.read(|| {
            let first = self.trees.tokens.get(id.as_bytes())?;
            first.map(|first| self.decode(id.as_bytes(), &first)).transpose()
        })?;
        found.transpose().map_err(|bad| StoreError::Quarantined { id, reason: bad.reason.to_string() })
    }

    fn id_by_name(&self, name: &NameKey) -> Result<Option<TokenId>, StoreError> {
        self.read(|| self.trees.names.get(name.as_str())?.map(|id| id_from(&id)).transpose())
    }

    fn id_by_digest(&self, digest: &TokenDigest) -> Result<Option<TokenId>, StoreError> {
        self.read(|| self.trees.digests.get(digest.as_bytes())?.map(|id| id_from(&id)).transpose())
    }

    fn token_ids(&self) -> Result<Vec<TokenId>, StoreError> {
        self.read(|| self.trees.tokens.iter().keys().map(|key| id_from(&key?)).collect())
    }

    fn each_token(&self, visit: &mut dyn FnMut(Result<StoredToken, Quarantined>)) -> Result<(), StoreError> {
        let mut entries = self.trees.tokens.iter();
        let mut next = || match entries.next().transpose()? {
            Some((key, first)) => self.decode(&key, &first).map(Some),
            None => Ok(None),
        };
        // What `visit` does is its own affair: only the reading is guarded.
        while let Some(token) = self.read(&mut next)? {
            visit(token);
        }
        Ok(())
    }

    fn newest(&self, limit: usize) -> Result<Vec<StoredToken>, StoreError> {
        self.read(|| {
            let tokens = self.trees.tokens.iter().rev().map(|entry| {
                let (key, first) = entry?;
                self.decode(&key, &first)
            });
            let sound = tokens.filter_map(|token| token.map(Result::ok).transpose());
            sound.take(limit).collect()
        })
    }

    fn len(&self) -> Result<usize, StoreError> {
        self.read(|| Ok(self.trees.tokens.len()))
    }

    fn is_empty(&self) -> Result<bool, StoreError> {
        self.read(|| Ok(self.trees.tokens.is_empty()))
    }

    fn usage(&self, id: TokenId) -> Result<Usage, StoreError> {
        self.read(|| match self.trees.usage.get(id.as_bytes())? {
            Some(value) => Ok(records::decode_usage(&value)?),
            None => Ok(Usage::default()),
        })
    }

    fn write_usage(&self, usages: &[(TokenId, Usage)]) -> Result<(), StoreError> {
        folder::check_room(&self.folder, self.settings.kept_clear)?;
        let mut batch = Batch::default();
        for (id, usage) in usages {
            batch.insert(&id.as_bytes()[..], records::encode_usage(usage));
        }
        self.read(|| {
            self.trees.usage.apply_batch(batch)?;
            self.database.flush()?;
            Ok(())
        })
    }

    fn catalogue(&self) -> Result<Catalogue, StoreError> {
        self.read(|| match self.transact(|trees| trees.catalogue_records().get(trees::CATALOGUE))? {
            Some(record) => Ok(records::decode_catalogue(&record)?),
            None => Ok(Catalogue::default()),
        })
    }

    fn events(&self, from: u64, limit: usize) -> Result<Vec<Result<Event, DamagedEvent>>, StoreError> {
        self.read(|| {
            let keys = self.trees.events.range(from.to_be_bytes()..).keys().take(limit);
            let events = keys.map(|key| {
                let key = key?;
                let sequence = sequence_from(&key)?;
                let record = self.event_record(sequence)?.unwrap_or_default();
                let event = event::decode(&record).and_then(|event| match event.sequence == sequence {
                    true => Ok(event),
                    false => Err(Unreadable::damaged("an event under another's number")),
                });
                Ok(event.map_err(|reason| DamagedEvent { sequence, reason }))
            });
            events.collect()
        })
    }

    fn chain_head(&self) -> Result<ChainHead, StoreError> {
        self.read(|| match self.trees.meta.get(HEAD)? {
            Some(value) => Ok(records::decode_head(&value)?),
            None => Ok(ChainHead::EMPTY),
        })
    }

    fn verify_chain(&self, from: u64, chain: &ChainKey) -> Result<ChainReport, StoreError> {
        let event = |sequence| self.read(|| self.event_record(sequence));
        chain::verify(from, chain, || self.chain_head(), event)
    }

    fn high_water(&self) -> Result<Option<HighWater>, StoreError> {
        self.read(|| {
            let value = self.trees.meta.get(HIGH_WATER)?;
            let seen = value.map(|value| records::decode_high_water(&value)).transpose()?;
            Ok(seen.map(HighWater::new))
        })
    }

    fn advance_high_water(&self, seen: DateTime<Utc>) -> Result<HighWater, StoreError> {
        folder::check_room(&self.folder, self.settings.kept_clear)?;
        self.read(|| {
            let highest = self.transact(|trees| {
                let kept =
                    trees.meta.get(HIGH_WATER)?.map(|value| records::decode_high_water(&value)).transpose();
                let kept = kept.or_else(|unreadable| trees::refuse(unreadable.into()))?;
                let highest = kept.map_or(seen, |kept| kept.max(seen));
                if kept != Some(highest) {
                    trees.meta.insert(HIGH_WATER, records::encode_high_water(highest))?;
                }
                Ok(highest)
            })?;
            self.database.flush()?;
            Ok(HighWater::new(highest))
        })
    }
}

/// sled's errors are sorted at one place, in `open::sort`; ours go through.
enum Trouble {
    Sled(sled::Error),
    Ours(StoreError),
}

impl From<sled::Error> for Trouble {
    fn from(error: sled::Error) -> Trouble {
        Trouble::Sled(error)
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Trouble {
        Trouble::Ours(error)
    }
}

impl From<Unreadable> for Trouble {
    fn from(unreadable: Unreadable) -> Trouble {
        Trouble::Ours(unreadable.into())
    }
}

fn id_from(bytes: &[u8]) -> Result<TokenId, Trouble> {
    match bytes.try_into() {
        Ok(bytes) => Ok(TokenId::from_bytes(bytes)),
        Err(_) => Err(Unreadable::damaged("an id that has not 16 bytes").into()),
    }
}

fn sequence_from(key: &[u8]) -> Result<u64, Trouble> {
    match key.try_into() {
        Ok(bytes) => Ok(u64::from_be_bytes(bytes)),
        Err(_) => Err(Unreadable::damaged("a sequence that has not 8 bytes").into()),
    }
}
