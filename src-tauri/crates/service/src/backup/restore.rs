//! Verb: put a backup in the registry's place. The registry is closed; nothing of it is thrown away.
//!
//! The new one is made aside and proven first: every event by the chain, every token by its sealed copy. A key file of
//! this machine stays where it is, for it is never part of a backup.

use super::{
    MOST_NAMES,
    error::RestoreError,
    exchange::{Exchange, finish},
    files::{self, FolderLock, at},
    identity::identities,
    keep::discard_oldest,
    name::{Stamp, folder, keys_beside, list},
    read::{BackupReader, ReadError},
    room,
    staging::{NewAuditFile, Proof, build, prove, write_head},
    unlock::{Keys, Tried, Unlock, open_keys, take_over},
};
use crate::{Place, head::HeadFile};
use chrono::{DateTime, Utc};
use mapae_store::{
    ChainKey, ClosedDatabase, EventKind, SledStore, StoreError, StorePlace, parse_audit_line,
    read_audit_lines,
};
use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

/// What was put back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// The number of the newest event.
    pub events: u64,
    /// How many tokens there are.
    pub tokens: u64,
    /// Tokens whose sealed copy does not open; everything else about them is there.
    pub unopened: u64,
    /// Names of them, at most ten.
    pub unopened_names: Vec<String>,
    /// Events that were acknowledged here and are newer than the backup.
    pub left_behind: u64,
    /// Names of tokens among those, as far as the audit file still tells; at most ten.
    pub left_behind_names: Vec<String>,
    /// Where the database that was there lies now.
    pub replaced: Option<PathBuf>,
}

/// Puts the backup at `source` in the place of the registry: its `.age` file, or a folder with one. Takes as long as
/// opening the keys and reading the backup twice. The backup becomes the newest one of this place.
///
/// # Errors
/// See [`RestoreError`]; nothing has changed then. If the disk fails among the last moves, [`finish_restore`] finishes
/// them.
///
/// [`finish_restore`]: super::finish_restore
pub fn restore(
    place: Place<'_>,
    source: &Path,
    unlock: &Unlock,
    now: DateTime<Utc>,
) -> Result<Restored, RestoreError> {
    let source = locate(source)?;
    let length = fs::metadata(&source).map_err(at(&source))?.len();
    files::make_folder(place.state)?;
    files::make_folder(place.data)?;
    let _alone = FolderLock::try_take(place.state)?;
    finish(place)?;
    let _closed = ClosedDatabase::hold(&place.data.join("registry"))?;
    room::check_for_work(place.data, length)?;
    room::check_for_work(place.state, length)?;
    let exchange = Exchange::prepare(place, now)?;
    let keys = fitting(open_keys(place, &source, &exchange.staged_state(), unlock)?, &source)?;
    let (store, head) = make(&exchange, &source, &keys)?;
    let (keys, proof) = best(keys, &store)?;
    drop(store);
    let (left_behind, left_behind_names) = left_behind(place, head.sequence)?;
    let old = exchange.old_database();
    let had_database = place.data.join("registry").exists();
    write_head(&exchange.staged_state(), head)?;
    take_over(&keys, &exchange.staged_state())?;
    let manifest = fs::read(keys.folder.join("keys.json")).map_err(at(&keys.folder))?;
    for folder in ["present", "beside"].map(|name| exchange.staged_state().join(name)) {
        files::remove_folder(&folder).map_err(at(&folder))?;
    }
    exchange.commit()?;
    if let Err(error) = adopt(place.state, &source, &manifest, head.sequence, now) {
        tracing::warn!(%error, "what was restored could not be kept as the newest backup");
    }
    tracing::warn!(events = head.sequence, ?proof, left_behind, "a backup was put in the registry's place");
    Ok(Restored {
        events: head.sequence,
        tokens: proof.tokens,
        unopened: proof.failed,
        unopened_names: proof.names,
        left_behind,
        left_behind_names,
        replaced: had_database.then_some(old),
    })
}

/// The file itself, or the newest one in a folder, such as an export.
fn locate(source: &Path) -> Result<PathBuf, RestoreError> {
    let not_found = || RestoreError::NotFound { path: source.to_path_buf() };
    match fs::metadata(source) {
        Ok(metadata) if metadata.is_dir() => {
            let newest = list(source).map_err(at(source))?.into_iter().next().ok_or_else(not_found)?;
            Ok(source.join(newest.name))
        }
        Ok(_) => Ok(source.to_path_buf()),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Err(not_found())
        }
        Err(error) => Err(at(source)(error).into()),
    }
}

/// Those that the backup was made for.
fn fitting(tried: Tried, source: &Path) -> Result<Vec<Keys>, RestoreError> {
    let mut fitting = Vec::new();
    for keys in tried.opened {
        match BackupReader::open(source, &identities(&keys.vault)) {
            Ok(_) => fitting.push(keys),
            Err(ReadError::OtherKeys) => {}
            Err(error) => return Err(error.into()),
        }
    }
    match tried.refused {
        _ if !fitting.is_empty() => Ok(fitting),
        Some(refused) => Err(refused),
        None => Err(ReadError::OtherKeys.into()),
    }
}

/// Makes database and audit file aside. All keys that fit have one chain key.
fn make(
    exchange: &Exchange<'_>,
    source: &Path,
    keys: &[Keys],
) -> Result<(SledStore, mapae_store::ChainHead), RestoreError> {
    let vault = &keys.first().expect("some keys fit").vault;
    let key = ChainKey::from(vault.chain_key());
    let mut reader = BackupReader::open(source, &identities(vault))?;
    let head = reader.header().head;
    let mut audit_file = NewAuditFile::create(&exchange.staged_state())?;
    audit_file.push_all(&mut reader, &key)?;
    let audit_file = audit_file.finish()?;
    let database = exchange.staged_database();
    let place = StorePlace { database: &database, audit_file: &audit_file, acknowledged: head.sequence };
    Ok((build(place, head, &key, Some(&mut reader))?, head))
}

/// The keys with which most opens, and what that is; the first, if several open all.
fn best(keys: Vec<Keys>, store: &SledStore) -> Result<(Keys, Proof), RestoreError> {
    let mut best: Option<(Keys, Proof)> = None;
    for keys in keys {
        let proof =
            prove(store, |id, sealed| Ok::<_, StoreError>(keys.vault.open_token(id, sealed).is_ok()))?;
        if best.as_ref().is_none_or(|(_, known)| proof.failed < known.failed) {
            best = Some((keys, proof));
        }
    }
    Ok(best.expect("some keys fit"))
}

/// What the present registry has that is newer than event number `restored`.
fn left_behind(place: Place<'_>, restored: u64) -> Result<(u64, Vec<String>), RestoreError> {
    let acknowledged = HeadFile::read(place.state).map_err(at(place.state))?;
    let left = acknowledged.map_or(0, |head| head.sequence.saturating_sub(restored));
    let mut names = Vec::new();
    // As far as it can be read: this is a service to the person, not a condition.
    let lines =
        read_audit_lines(&place.state.join("audit.jsonl")).into_iter().flatten().map_while(Result::ok);
    for event in lines.filter_map(|line| parse_audit_line(&line).ok()) {
        if event.sequence > restored && event.kind == EventKind::TokenIssued && names.len() < MOST_NAMES {
            let stored = event.after.and_then(|after| after.token().ok());
            names.extend(stored.map(|stored| stored.token.name.to_string()));
        }
    }
    Ok((left, names))
}

/// Makes a copy of what was restored the newest backup: from now on it is this registry's past, and those that were
/// newer are of another one.
fn adopt(
    state: &Path,
    source: &Path,
    keys: &[u8],
    events: u64,
    now: DateTime<Utc>,
) -> Result<(), RestoreError> {
    let folder = folder(state);
    files::make_folder(&folder)?;
    let _lock = FolderLock::wait(&folder)?;
    let newest = list(&folder).map_err(at(&folder))?.into_iter().next();
    if newest.is_some_and(|newest| folder.join(newest.name) == source) {
        return Ok(());
    }
    let stamp = Stamp::new(&folder, events, now).map_err(at(&folder))?;
    let path = folder.join(stamp.history());
    files::write(&keys_beside(&path), keys)?;
    let (unfinished, mut file) = files::Unfinished::create(&path)?;
    let mut from = fs::File::open(source).map_err(at(source))?;
    io::copy(&mut from, &mut file).and_then(|_| file.flush()).map_err(at(&path))?;
    unfinished.finish(&file)?;
    discard_oldest(&folder);
    Ok(())
}
