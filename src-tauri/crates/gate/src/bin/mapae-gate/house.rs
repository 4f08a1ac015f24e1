//! The registry as a gate without a window opens it: one that is there, whole, and nobody else's at the moment.
//!
//! Deliberately absent: everything that mends. What is damaged, rolled back or half restored is for the window, which can
//! ask a person; here it is a refusal. Nor is a registry made where none is: an empty one would refuse every request, and
//! hide a mistyped folder.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use mapae_store::{ChainHead, SledStore, Store, StoreError, StorePlace};
use thiserror::Error;

/// Why the registry is not served.
#[derive(Debug, Error)]
pub(crate) enum HouseError {
    #[error("there is no registry in {}", .0.display())]
    NoRegistry(PathBuf),
    #[error("there is no audit.jsonl in {}: name the registry's state folder with --state", .0.display())]
    NoState(PathBuf),
    #[error(
        "a Mapae window or another mapae-gate has the registry in {} open: close it first, for two can't count requests at once",
        .0.display()
    )]
    InUse(PathBuf),
    #[error("a restored backup is not wholly in its place: open the window once")]
    Restoring,
    #[error(
        "the registry is older than it was: event {seen} is gone, {found} is the newest. Open the window, which can mend it"
    )]
    RolledBack { seen: u64, found: u64 },
    #[error("the head of the audit chain in {} can't be read", .0.display())]
    Head(PathBuf, #[source] io::Error),
    #[error("the registry can't be opened")]
    Store(#[from] StoreError),
}

/// Opens what lies in these folders.
pub(crate) fn open(data: &Path, state: &Path) -> Result<SledStore, HouseError> {
    let (database, audit_file) = (data.join("registry"), state.join("audit.jsonl"));
    if !database.join("db").is_file() {
        return Err(HouseError::NoRegistry(data.to_owned()));
    }
    if !audit_file.is_file() {
        return Err(HouseError::NoState(state.to_owned()));
    }
    if state.join("restoring").exists() {
        return Err(HouseError::Restoring);
    }
    let seen = head(state)?;
    let acknowledged = seen.map_or(0, |seen| seen.sequence);
    let place = StorePlace { database: &database, audit_file: &audit_file, acknowledged };
    let store = SledStore::open(place).map_err(|error| match error {
        StoreError::InUse { .. } => HouseError::InUse(data.to_owned()),
        other => HouseError::Store(other),
    })?;
    match seen {
        Some(seen) if !continues(&store, seen)? => {
            Err(HouseError::RolledBack { seen: seen.sequence, found: store.chain_head()?.sequence })
        }
        _ => Ok(store),
    }
}

/// The newest event that was acknowledged, which the window keeps beside the keys.
fn head(state: &Path) -> Result<Option<ChainHead>, HouseError> {
    let path = state.join("head");
    match fs::read_to_string(&path) {
        Ok(text) => Ok(ChainHead::from_line(&text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(HouseError::Head(path, error)),
    }
}

fn continues(store: &dyn Store, seen: ChainHead) -> Result<bool, StoreError> {
    let event = store.events(seen.sequence, 1)?.into_iter().next();
    let same = matches!(event, Some(Ok(event)) if event.sequence == seen.sequence && event.mac == seen.mac);
    Ok(seen == ChainHead::EMPTY || same)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

    use super::*;

    fn registry(home: &Path) -> (PathBuf, PathBuf) {
        let (data, state) = (home.join("data"), home.join("state"));
        let place = StorePlace {
            database: &data.join("registry"),
            audit_file: &state.join("audit.jsonl"),
            acknowledged: 0,
        };
        drop(SledStore::open(place).unwrap());
        (data, state)
    }

    #[test]
    fn what_is_there_is_opened_and_what_is_not_is_not_made() {
        let home = tempfile::tempdir().unwrap();
        let (data, state) = registry(home.path());
        assert!(open(&data, &state).is_ok());
        let nowhere = home.path().join("nowhere");
        assert!(matches!(open(&nowhere, &state), Err(HouseError::NoRegistry(_))));
        assert!(matches!(open(&data, &nowhere), Err(HouseError::NoState(_))));
        assert!(!nowhere.exists());
    }

    #[test]
    fn a_registry_that_is_open_elsewhere_is_refused_by_that_name() {
        let home = tempfile::tempdir().unwrap();
        let (data, state) = registry(home.path());
        let _first = open(&data, &state).unwrap();
        assert!(matches!(open(&data, &state), Err(HouseError::InUse(_))));
    }

    #[test]
    fn a_registry_that_lost_events_or_is_half_restored_is_refused() {
        let home = tempfile::tempdir().unwrap();
        let (data, state) = registry(home.path());
        fs::write(state.join("head"), format!("mapae-head-1 {:020} {}\n", 7, "00".repeat(32))).unwrap();
        let refused = open(&data, &state).err().unwrap();
        assert!(
            matches!(refused, HouseError::RolledBack { seen: 7, found: 0 } | HouseError::Store(_)),
            "{refused}"
        );
        fs::remove_file(state.join("head")).unwrap();
        fs::write(state.join("restoring"), "").unwrap();
        assert!(matches!(open(&data, &state), Err(HouseError::Restoring)));
    }
}
