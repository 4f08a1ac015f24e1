//! Verb: open the registry whatever happened to it. Each step goes further than the one before, takes nothing away,
//! and is told to the person ([`Recovery`]):
//!
//! 1. Open. Database and audit file bring each other up to date.
//! 2. Where the database does not open: put its folder aside, and try a copy of it without sled's snapshot, which is
//!    only a short cut to what the log holds. Uses and counts, which no event tells, survive this step.
//! 3. Make a new database from the audit file, which holds every event since the first.
//!
//! If not even that holds all that was acknowledged, everything is put back as it was, and the window explains.

use crate::Rebuilt;
use chrono::{DateTime, Utc};
use mapae_store::{Reconciled, SledStore, Store, StoreError, StorePlace};
use std::{
    fs, io,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
};

/// What was needed to open the registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recovery {
    /// Nothing, as on every ordinary day.
    NotNeeded,
    /// Database and audit file differed, as after a power cut or a kill.
    Reconciled(Reconciled),
    /// The database did not open until its snapshot was left out.
    WithoutSnapshot {
        /// Where the damaged database lies now.
        aside: PathBuf,
    },
    /// A new database was made from the audit file.
    Rebuilt {
        /// Where the damaged database lies now.
        aside: PathBuf,
        /// How many events were done once more.
        events: u64,
    },
    /// It was put together from a backup and what was left of the audit file.
    FromBackup(Rebuilt),
}

/// Opens the store, by the steps above.
pub(crate) fn open_store(
    place: StorePlace<'_>,
    now: DateTime<Utc>,
) -> Result<(SledStore, Recovery), StoreError> {
    let damage = match SledStore::open(place) {
        Ok(store) if store.reconciled() == Reconciled::default() => return Ok((store, Recovery::NotNeeded)),
        Ok(store) => {
            let reconciled = store.reconciled();
            tracing::warn!(?reconciled, "database and audit file were brought together");
            return Ok((store, Recovery::Reconciled(reconciled)));
        }
        Err(damage @ StoreError::Damaged { .. }) => damage,
        Err(other) => return Err(other),
    };
    if fs::metadata(place.audit_file).map_or(0, |file| file.len()) == 0 {
        return Err(damage);
    }
    tracing::error!(%damage, "the database does not open and is put aside");
    let aside = put_aside(place.database, now)?;
    let recovered = without_snapshot(place, &aside).or_else(|| rebuilt(place, &aside));
    recovered.map_or_else(
        || {
            put_back(&aside, place.database)?;
            Err(damage)
        },
        |(store, recovery)| {
            tracing::warn!(?recovery, "the registry was recovered");
            Ok((store, recovery))
        },
    )
}

fn without_snapshot(place: StorePlace<'_>, aside: &Path) -> Option<(SledStore, Recovery)> {
    copy_without_snapshot(aside, place.database)
        .inspect_err(|error| tracing::warn!(%error, "the damaged database can't be copied"))
        .ok()?;
    let store = complete(place)?;
    Some((store, Recovery::WithoutSnapshot { aside: aside.to_path_buf() }))
}

fn rebuilt(place: StorePlace<'_>, aside: &Path) -> Option<(SledStore, Recovery)> {
    remove(place.database).ok()?;
    let store = complete(place)?;
    let events = store.reconciled().redone;
    Some((store, Recovery::Rebuilt { aside: aside.to_path_buf(), events }))
}

/// The store, if it holds all that was acknowledged and reads to its end.
fn complete(place: StorePlace<'_>) -> Option<SledStore> {
    let opened = SledStore::open(place).and_then(|store| {
        let (head, quarantined) = (store.chain_head()?.sequence, store.quarantined()?.len());
        Ok((store, head, quarantined))
    });
    match opened {
        Ok((store, head, 0)) if head >= place.acknowledged => Some(store),
        Ok((_, head, quarantined)) => {
            tracing::warn!(head, quarantined, acknowledged = place.acknowledged, "this way leads to less");
            None
        }
        Err(error) => {
            tracing::warn!(%error, "this way leads nowhere");
            None
        }
    }
}

/// Beside the database, named by the time: what is put aside twice is there twice.
fn put_aside(database: &Path, now: DateTime<Utc>) -> Result<PathBuf, StoreError> {
    let name = format!("registry-damaged-{}", now.format("%Y%m%dT%H%M%SZ"));
    let names = std::iter::once(name.clone()).chain((2..).map(|again| format!("{name}-{again}")));
    let mut places = names.map(|name| database.with_file_name(name));
    let aside = places.find(|place| !place.exists()).expect("there is always another name");
    fs::rename(database, &aside).map_err(|source| StoreError::io(&aside, source))?;
    Ok(aside)
}

fn put_back(aside: &Path, database: &Path) -> Result<(), StoreError> {
    let back = remove(database).and_then(|()| fs::rename(aside, database));
    back.map_err(|source| StoreError::io(database, source))
}

fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn copy_without_snapshot(from: &Path, to: &Path) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (name, kind) = (entry.file_name(), entry.file_type()?);
        if kind.is_dir() {
            copy_without_snapshot(&entry.path(), &to.join(name))?;
        } else if !name.as_encoded_bytes().starts_with(b"snap.") {
            fs::copy(entry.path(), to.join(name))?;
        }
    }
    Ok(())
}
