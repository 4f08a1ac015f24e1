//! The store on disk, in sled 0.34. Five things are not what sled's own pages suggest, and shape this module:
//!
//! - `flush()` is not durable on Linux (it ends with `sync_file_range`, without a barrier for the disk's cache
//!   or the file's length). What makes a change durable is its line in the audit file; the database is flushed
//!   and synced, on a handle of our own, a moment later: `group_commit.rs`.
//! - Long values, and leaves that are long together, go to files that are never synced: `parts.rs`.
//! - Damage may be met with a panic (`panics.rs`), and when a page is read, long after opening: `suspicion.rs`.
//! - Damage in the newest part of the log may be met with silence: it looks like a write that a power cut
//!   tore, and sled opens the last whole state before it. The audit file tells, and what the database lost is
//!   done to it once more: `reconcile.rs`.
//! - A full disk is the end of it: `room.rs` sees to it that sled never meets one.
//!
//! Deliberately absent: what to do about a database that does not open at all. It is reported.

mod change;
mod closed;
mod closing;
#[cfg(test)]
mod damage_tests;
mod folder;
mod group_commit;
mod healing;
mod looking;
mod mending;
mod open;
mod page_cache;
mod panics;
mod parts;
mod pending;
mod reconcile;
#[cfg(test)]
mod reconcile_tests;
mod replay;
mod room;
mod sum;
mod suspicion;
#[cfg(test)]
mod tests;
mod trail;
mod trees;
#[cfg(test)]
mod whole_tests;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, Utc};
use mapae_domain::{Catalogue, HighWater, NameKey, TokenDigest, TokenId, Usage};
use sled::{Db, IVec};

pub use self::closed::ClosedDatabase;
use self::closing::Closing;
use self::group_commit::GroupCommit;
use self::healing::Healing;
use self::page_cache::Reading;
use self::pending::Pending;
pub use self::reconcile::Reconciled;
use self::room::Room;
pub(crate) use self::sum::{Sum, SumAt};
use self::suspicion::Suspicion;
use self::trail::Trail;
use self::trees::HIGH_WATER;
use crate::chain::{self, ChainHead, ChainKey, ChainReport};
use crate::envelope::Unreadable;
use crate::error::StoreError;
use crate::event::{self, DamagedEvent, Event, NewEvent};
use crate::records;
use crate::store::{Change, Quarantined, Store, StoredToken, Tombstone, TrailFilter, TrailPage, Whole};

/// How a database is opened. The defaults are what the product uses.
#[derive(Debug, Clone, Copy)]
pub struct SledSettings {
    /// Bytes of the file system that are kept clear: with fewer free nothing is written.
    pub kept_clear: u64,
    /// How long a change waits for the disk to confirm.
    pub longest_sync: Duration,
    /// How long opening waits for another process to let go: one that was just closed takes a moment.
    pub longest_lock: Duration,
    /// A registry of no more events is read to its end at every opening; a longer one where it was not closed.
    pub read_whole: u64,
}

impl Default for SledSettings {
    fn default() -> SledSettings {
        SledSettings {
            kept_clear: 8 << 20,
            longest_sync: Duration::from_secs(30),
            longest_lock: Duration::from_secs(1),
            // No longer than a window takes to come up.
            read_whole: 2_000,
        }
    }
}

/// The registry in a folder of its own, open in one process at a time.
pub struct SledStore {
    // Dropped in this order: the thread that commits holds the database too.
    commits: GroupCommit,
    pending: Arc<Pending>,
    database: Db,
    room: Arc<Room>,
    suspicion: Arc<Suspicion>,
    healing: Healing,
    trail: Trail,
    /// Held while all of it is looked through.
    looking: Mutex<()>,
    folder: PathBuf,
    reconciled: Reconciled,
    // The last of all.
    _closing: Closing,
}

/// Where a registry lies. The audit file is not in the folder of the database: what befalls the one should not
/// befall the other.
#[derive(Debug, Clone, Copy)]
pub struct StorePlace<'a> {
    /// Folder of the database.
    pub database: &'a Path,
    /// Path of the audit file.
    pub audit_file: &'a Path,
    /// Number of an event that is known, from elsewhere, to have been acknowledged; 0 where nothing is.
    pub acknowledged: u64,
}

impl SledStore {
    /// What had to be done at opening so that database and audit file agree.
    pub fn reconciled(&self) -> Reconciled {
        self.reconciled
    }

    /// Runs `read`, with sled's errors and panics made ours.
    fn read<T>(&self, read: impl FnOnce() -> Result<T, Trouble>) -> Result<T, StoreError> {
        let read = match panics::catch(read) {
            Ok(Ok(value)) => return Ok(value),
            Ok(Err(trouble)) => trouble.sorted(&self.folder),
            Err(detail) => StoreError::Damaged { detail },
        };
        self.suspicion.hear(&read);
        Err(read)
    }

    fn decode(&self, key: &[u8], first: &IVec) -> Result<Result<StoredToken, Quarantined>, Trouble> {
        let id = id_from(key)?;
        let record = match parts::whole(first) {
            Some(record) => record.to_vec(),
            None => self.pending.trees()?.token_record(key)?.unwrap_or_default(),
        };
        match healing::sound(&record, id) {
            Ok(stored) => Ok(Ok(stored)),
            Err(reason) => self.healing.heal(&self.pending, Quarantined { id, reason }),
        }
    }
}

impl SledStore {
    /// [`SledStore::decode`] of an entry that was read a moment ago; `None` if it was deleted since.
    fn decode_if_there(
        &self,
        key: &[u8],
        first: &IVec,
    ) -> Result<Option<Result<StoredToken, Quarantined>>, Trouble> {
        if parts::whole(first).is_none() && !self.pending.trees()?.tokens.contains_key(key)? {
            return Ok(None);
        }
        self.decode(key, first).map(Some)
    }
}

impl Store for SledStore {
    fn apply(&self, change: Change, event: NewEvent, chain: &ChainKey) -> Result<Event, StoreError> {
        self.commits.ready()?;
        self.room.check()?;
        let linked = self.read(|| self.pending.link(change, &event, chain));
        let (event, line) = linked.inspect_err(|error| {
            if error.is_of_the_machine() {
                self.commits.fail(error.to_string());
            }
        })?;
        self.commits.commit(event.sequence, line)?;
        Ok(event)
    }

    fn token(&self, id: TokenId) -> Result<Option<StoredToken>, StoreError> {
        let found = self.read(|| match self.pending.on_its_way(id) {
            Some(record) => {
                let sound = |record: Vec<u8>| healing::sound(&record, id);
                Ok(record.map(|record| sound(record).map_err(|reason| Quarantined { id, reason })))
            }
            None => {
                let first = self.pending.trees_as_they_are().tokens.get(id.as_bytes())?;
                first.map(|first| self.decode(id.as_bytes(), &first)).transpose()
            }
        })?;
        found.transpose().map_err(|bad| StoreError::Quarantined { id, reason: bad.reason.to_string() })
    }

    fn id_by_name(&self, name: &NameKey) -> Result<Option<TokenId>, StoreError> {
        self.read(|| self.pending.trees()?.names.get(name.as_str())?.map(|id| id_from(&id)).transpose())
    }

    fn id_by_digest(&self, digest: &TokenDigest) -> Result<Option<TokenId>, StoreError> {
        self.read(|| self.pending.trees()?.digests.get(digest.as_bytes())?.map(|id| id_from(&id)).transpose())
    }

    fn token_ids(&self) -> Result<Vec<TokenId>, StoreError> {
        self.read(|| self.pending.trees()?.tokens.iter().keys().map(|key| id_from(&key?)).collect())
    }

    fn each_token(&self, visit: &mut dyn FnMut(Result<StoredToken, Quarantined>)) -> Result<(), StoreError> {
        let mut entries = self.read(|| Ok(self.pending.trees()?.tokens.iter()))?;
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

    fn read_whole(
        &self,
        visit: &mut dyn FnMut(Result<StoredToken, Quarantined>),
    ) -> Result<Whole, StoreError> {
        let whole = self.look_through(visit)?;
        self.read(|| self.trail.complete(&self.pending, &self.room))?;
        Ok(whole)
    }

    fn tombstone(&self, id: TokenId) -> Result<Option<Tombstone>, StoreError> {
        self.read(|| {
            let record = self.pending.trees()?.tombstone_record(id.as_bytes())?;
            Ok(record.map(|record| records::decode_tombstone(&record)).transpose()?)
        })
    }

    fn each_tombstone(&self, visit: &mut dyn FnMut(Tombstone)) -> Result<(), StoreError> {
        let mut keys = self.read(|| Ok(self.pending.trees()?.deleted.iter().keys()))?;
        let mut next = || match keys.next().transpose()? {
            Some(key) => Ok(Some(self.pending.trees()?.tombstone_record(&key)?)),
            None => Ok(None),
        };
        while let Some(record) = self.read(&mut next)? {
            if let Some(Ok(tombstone)) = record.map(|record| records::decode_tombstone(&record)) {
                visit(tombstone);
            }
        }
        Ok(())
    }

    fn newest(&self, limit: usize) -> Result<Vec<StoredToken>, StoreError> {
        self.read(|| {
            let tokens = self.pending.trees()?.tokens.iter().rev().map(|entry| {
                let (key, first) = entry?;
                self.decode(&key, &first)
            });
            let sound = tokens.filter_map(|token| token.map(Result::ok).transpose());
            sound.take(limit).collect()
        })
    }

    fn len(&self) -> Result<usize, StoreError> {
        self.read(|| Ok(self.pending.trees()?.tokens.len()))
    }

    fn is_empty(&self) -> Result<bool, StoreError> {
        self.read(|| Ok(self.pending.trees()?.tokens.is_empty()))
    }

    fn healed(&self) -> Vec<TokenId> {
        self.healing.healed()
    }

    fn suspect(&self) {
        self.suspicion.raise();
    }

    fn usage(&self, id: TokenId) -> Result<Usage, StoreError> {
        self.read(|| match self.pending.trees()?.usage.get(id.as_bytes())? {
            Some(value) => Ok(records::decode_usage(&value)?),
            None => Ok(Usage::default()),
        })
    }

    fn each_usage(&self, visit: &mut dyn FnMut(TokenId, Usage)) -> Result<(), StoreError> {
        let tree = self.read(|| Ok(&self.pending.trees()?.usage))?;
        let (mut entries, mut reading) = (tree.iter(), Reading::default());
        let mut next = || match entries.next().transpose()? {
            Some((key, value)) => {
                reading.note(tree, &key)?;
                Ok(Some((id_from(&key)?, records::decode_usage(&value)?)))
            }
            None => Ok(None),
        };
        while let Some((id, usage)) = self.read(&mut next)? {
            visit(id, usage);
        }
        Ok(())
    }

    fn write_usage(&self, usages: &[(TokenId, Usage)]) -> Result<(), StoreError> {
        self.room.check()?;
        self.read(|| {
            let tree = &self.pending.trees()?.usage;
            // Not a batch, whose order is by chance, and which keeps every page it replaces in memory until its end.
            for (id, usage) in usages {
                tree.insert(&id.as_bytes()[..], records::encode_usage(usage))?;
            }
            self.database.flush()?;
            Ok(())
        })
    }

    fn catalogue(&self) -> Result<Catalogue, StoreError> {
        self.read(|| {
            match self.pending.trees()?.transact(|trees| trees.catalogue_records().get(trees::CATALOGUE))? {
                Some(record) => Ok(records::decode_catalogue(&record)?),
                None => Ok(Catalogue::default()),
            }
        })
    }

    fn events(&self, from: u64, limit: usize) -> Result<Vec<Result<Event, DamagedEvent>>, StoreError> {
        self.read(|| {
            let keys = self.pending.trees()?.events.range(from.to_be_bytes()..).keys().take(limit);
            let events = keys.map(|key| {
                let key = key?;
                let sequence = sequence_from(&key)?;
                let record = self.pending.trees()?.event_record(sequence)?.unwrap_or_default();
                let event = event::decode(&record).and_then(|event| match event.sequence == sequence {
                    true => Ok(event),
                    false => Err(Unreadable::damaged("an event under another's number")),
                });
                Ok(event.map_err(|reason| DamagedEvent { sequence, reason }))
            });
            events.collect()
        })
    }

    fn trail(&self, filter: &TrailFilter, offset: u64, limit: usize) -> Result<TrailPage, StoreError> {
        self.read(|| {
            if !filter.is_open() {
                self.trail.complete(&self.pending, &self.room)?;
            }
            self.trail.page(self.pending.trees()?, filter, offset, limit)
        })
    }

    fn chain_head(&self) -> Result<ChainHead, StoreError> {
        self.read(|| self.pending.trees()?.head())
    }

    fn verify_chain(&self, from: u64, chain: &ChainKey) -> Result<ChainReport, StoreError> {
        let event = |sequence| self.read(|| self.pending.trees()?.event_record(sequence));
        chain::verify(from, chain, || self.chain_head(), event)
    }

    fn high_water(&self) -> Result<Option<HighWater>, StoreError> {
        self.read(|| {
            let value = self.pending.trees()?.meta.get(HIGH_WATER)?;
            let seen = value.map(|value| records::decode_high_water(&value)).transpose()?;
            Ok(seen.map(HighWater::new))
        })
    }

    fn advance_high_water(&self, seen: DateTime<Utc>) -> Result<HighWater, StoreError> {
        match self.room.check() {
            Ok(()) => {}
            // A registry opens on a full disk, to be looked at; it knows the time all the same.
            Err(StoreError::DiskFull { .. }) => {
                let kept = self.high_water()?.map_or(seen, |kept| kept.highest());
                return Ok(HighWater::new(kept.max(seen)));
            }
            Err(other) => return Err(other),
        }
        self.read(|| {
            let highest = self.pending.trees()?.transact(|trees| trees.raise_high_water(seen))?;
            self.database.flush()?;
            Ok(HighWater::new(highest))
        })
    }
}

/// sled's errors are sorted at one place, in `open::sort`; ours go through.
#[derive(Debug, thiserror::Error)]
enum Trouble {
    #[error(transparent)]
    Sled(sled::Error),
    #[error(transparent)]
    Ours(StoreError),
}

impl Trouble {
    fn sorted(self, folder: &Path) -> StoreError {
        match self {
            Trouble::Sled(error) => open::sort(folder, error),
            Trouble::Ours(error) => error,
        }
    }
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
