//! Verb: open the registry: the store first, then the vault that fits it, then the index behind both.

use crate::{
    Accept, OpenError, Recovery, Registry, ServiceError, Unlock,
    backup::open_vault,
    finish_restore,
    head::{Continuity, HeadFile, continuity},
    index::Index,
    keys::Keys,
    once::OnceFolder,
    rebuild_from_backup,
    recover::open_store,
};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use mapae_domain::TokenId;
use mapae_store::{ChainHead, Change, EventKind, Store, StorePlace};
use mapae_vault::{KeyPlace, KeyringChoice, Start, Vault};
use std::{
    collections::HashSet,
    io,
    path::Path,
    sync::{Arc, Mutex, RwLock, atomic::AtomicBool},
    thread,
};

/// Where a registry is and whose it is.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// Takes the database.
    pub data: &'a Path,
    /// Takes the keys: never the same folder as the data.
    pub state: &'a Path,
    /// Whether the desktop's keyring may be asked.
    pub keyring: KeyringChoice,
    /// Whether it is to be opened locked, where there is a passphrase.
    pub start: Start,
    /// The administrator's zone.
    pub zone: Tz,
    /// The operating system's name of the administrator.
    pub actor: &'a str,
}

/// Opens the registry, or makes a new one in an empty place: as it is, by its own means of recovery
/// (`recover.rs`), or, where the keys open without a person, put together from backups and audit file. A clock that
/// was set back is put in the audit trail.
///
/// # Errors
/// What the store or the vault says; a damaged or foreign registry is left exactly as it was.
pub fn open(place: Place<'_>, now: DateTime<Utc>) -> Result<Registry, OpenError> {
    finish_restore(place)?;
    match open_as_it_is(place, now) {
        Err(damage) if damage.may_be_mended() => match mend(place, &Unlock::ByItself, Accept::Whole, now) {
            Ok(registry) => {
                if let Err(error) = registry.note_restored(now) {
                    tracing::warn!(%error, "that the registry was mended could not be put in the audit trail");
                }
                Ok(registry)
            }
            Err(error) => {
                tracing::error!(%error, "backups and audit file do not help");
                Err(damage)
            }
        },
        opened => opened,
    }
}

/// Puts a registry that does not open together from backups and audit file, and opens it.
///
/// # Errors
/// As [`rebuild_from_backup`]: nothing has changed then.
pub fn mend(
    place: Place<'_>,
    unlock: &Unlock,
    accept: Accept,
    now: DateTime<Utc>,
) -> Result<Registry, OpenError> {
    let rebuilt = rebuild_from_backup(place, &open_vault(place, unlock)?, accept, now)?;
    let mut registry = open_as_it_is(place, now)?;
    registry.recovery = Recovery::FromBackup(rebuilt);
    Ok(registry)
}

fn open_as_it_is(place: Place<'_>, now: DateTime<Utc>) -> Result<Registry, OpenError> {
    let seen = HeadFile::read(place.state)?;
    let store_place = StorePlace {
        database: &place.data.join("registry"),
        audit_file: &place.state.join("audit.jsonl"),
        acknowledged: seen.map_or(0, |seen| seen.sequence),
    };
    let (store, recovery) = open_store(store_place, now)?;
    let store: Arc<dyn Store> = Arc::new(store);
    let keys = KeyPlace { state_folder: place.state, keyring: place.keyring };
    let vault = Vault::open(keys, store.chain_head()? == ChainHead::EMPTY, place.start)?;
    if let Some(seen) = seen
        && let Continuity::RolledBack { seen, found } = continuity(&*store, seen)?
    {
        return Err(OpenError::RolledBack { seen, found });
    }
    let head = HeadFile::open(place.state)?;
    let index = Arc::new(Index::default());
    let high_water = store.advance_high_water(now)?;
    let registry = Registry {
        head,
        recovery,
        once: OnceFolder::new(place.state, Arc::clone(&index)),
        index,
        high_water: Mutex::new(high_water),
        catalogue: Mutex::default(),
        zone: place.zone,
        actor: place.actor.to_owned(),
        store,
        keys: Keys::new(vault),
        rotating: AtomicBool::new(false),
        sealing: RwLock::default(),
        state: place.state.to_owned(),
        follower: RwLock::default(),
    };
    if let Err(error) = registry.once.each(|id| registry.drop_if_never_issued(id)) {
        tracing::warn!(%error, "copies of tokens that were never issued may be left");
    }
    if registry.clock_behind(now).is_some() && registry.locked().is_none() {
        let event = registry.event(EventKind::ClockBehind, None, now);
        if let Err(error) = registry.apply(Change::None, event) {
            tracing::warn!(%error, "that the clock is behind could not be put in the audit trail");
        }
    }
    Ok(registry)
}

impl Registry {
    /// Left by a kill between the copy and its token.
    fn drop_if_never_issued(&self, id: TokenId) -> Result<(), ServiceError> {
        match self.store.token(id) {
            Ok(None) => Ok(self.once.remove(id)?),
            _ => Ok(()),
        }
    }

    /// Starts to read the tokens into the index, on a thread of its own that gives way to all others; `done` is called
    /// at its end. Until then only the first page of the table can be had at once.
    pub fn start_indexing(&self, done: impl FnOnce() + Send + 'static) {
        let (store, index) = (Arc::clone(&self.store), Arc::clone(&self.index));
        index.begin();
        let mut once = HashSet::new();
        let listed = self.once.each(|id| {
            once.insert(id);
            Ok::<_, io::Error>(())
        });
        if let Err(error) = listed {
            tracing::warn!(%error, "copies of tokens that are handed out once can't be told from those that were");
        }
        thread::spawn(move || {
            // On Linux this is the thread's own. Where it is refused, the reading is only less polite.
            rustix::process::nice(POLITE).ok();
            index.load(&*store, &once);
            done();
        });
    }
}

/// How far a thread that nobody waits for gives way.
const POLITE: i32 = 10;
