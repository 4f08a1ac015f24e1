//! Verb: the last step of opening. Where database and audit file are both damaged, put together what can be proven: the
//! events of the newest backup, and after them those of the audit file that continue its chain.
//!
//! It takes the key of the chain, so the vault comes first. Events that nothing holds any more are told, and the
//! registry is left as it is unless the person accepts that.

use super::{
    error::RestoreError,
    exchange::{Exchange, finish},
    files::{FolderLock, at},
    identity::identities,
    name::{backups, folder},
    read::{BackupReader, ReadError},
    room,
    staging::{NewAuditFile, build, write_head},
};
use crate::{Place, head::HeadFile};
use age::x25519::Identity;
use chrono::{DateTime, Utc};
use mapae_store::{
    ChainHead, ChainKey, ClosedDatabase, StoreError, StorePlace, check_audit_line, parse_audit_line,
    read_audit_lines,
};
use mapae_vault::Vault;
use std::path::{Path, PathBuf};

/// What is good enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accept {
    /// Only what holds everything that was acknowledged.
    Whole,
    /// The longest history that can be proven. Only on a person's word.
    Longest,
}

/// What was put together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rebuilt {
    /// The number of the newest event.
    pub events: u64,
    /// How many of them are from the backup; the others are from the audit file.
    pub from_backup: u64,
    /// The newest event that is known to have been acknowledged; `None` where nothing tells.
    pub acknowledged: Option<u64>,
    /// How many acknowledged events are missing: those after `events`.
    pub missing: u64,
    /// Where the database that was there lies now.
    pub replaced: PathBuf,
}

/// Puts a new registry in the place of one that does not open, from backups and audit file. Nothing is thrown away; the
/// keys stay as they are. `vault` is that of `place`, whose store is closed.
///
/// # Errors
/// [`RestoreError::Incomplete`] where less than [`Accept::Whole`] is to be had; [`RestoreError::NotFound`] where there
/// is nothing to begin with. The registry is as it was then.
pub fn rebuild_from_backup(
    place: Place<'_>,
    vault: &Vault,
    accept: Accept,
    now: DateTime<Utc>,
) -> Result<Rebuilt, RestoreError> {
    let _alone = FolderLock::try_take(place.state)?;
    finish(place)?;
    let _closed = ClosedDatabase::hold(&place.data.join("registry"))?;
    let history = Histories {
        identities: identities(vault),
        key: ChainKey::from(vault.chain_key()),
        audit_file: place.state.join("audit.jsonl"),
        acknowledged: HeadFile::read(place.state).map_err(at(place.state))?,
    };
    let (source, found) = history.best(place)?;
    if found.head == ChainHead::EMPTY {
        return Err(RestoreError::NotFound { path: folder(place.state) });
    }
    if let Some(acknowledged) = history.acknowledged
        && !found.holds_acknowledged
        && accept == Accept::Whole
    {
        let (reached, acknowledged) = (found.head.sequence, acknowledged.sequence);
        return Err(RestoreError::Incomplete { reached, acknowledged });
    }
    let exchange = Exchange::prepare(place, now)?;
    let mut audit_file = NewAuditFile::create(&exchange.staged_state())?;
    let (found, mut reader) = history.read(source.as_deref(), &mut |line| audit_file.push(line))?;
    let audit_file = audit_file.finish()?;
    let database = exchange.staged_database();
    let new = StorePlace { database: &database, audit_file: &audit_file, acknowledged: found.head.sequence };
    drop(build(new, found.head, &history.key, reader.as_mut())?);
    write_head(&exchange.staged_state(), found.head)?;
    let replaced = exchange.old_database();
    exchange.commit()?;
    let acknowledged = history.acknowledged.map(|head| head.sequence);
    let missing = acknowledged.unwrap_or(0).saturating_sub(found.head.sequence);
    tracing::warn!(
        events = found.head.sequence,
        found.from_backup,
        ?acknowledged,
        "the registry was rebuilt"
    );
    Ok(Rebuilt {
        events: found.head.sequence,
        from_backup: found.from_backup,
        acknowledged,
        missing,
        replaced,
    })
}

/// Everything that a history can be made of.
struct Histories {
    identities: Vec<Identity>,
    key: ChainKey,
    audit_file: PathBuf,
    acknowledged: Option<ChainHead>,
}

/// How far one leads.
struct Found {
    head: ChainHead,
    from_backup: u64,
    /// The event that was acknowledged last is in it.
    holds_acknowledged: bool,
}

impl Histories {
    /// The first that holds what was acknowledged, newest backup first; else that of the newest backup that reads. Also
    /// without any backup: the audit file may hold from the beginning.
    fn best(&self, place: Place<'_>) -> Result<(Option<PathBuf>, Found), RestoreError> {
        let backups = backups(place.state).map_err(at(&folder(place.state)))?;
        let sources = backups.iter().map(|backup| Some(folder(place.state).join(&backup.name)));
        let mut best: Option<(Option<PathBuf>, Found)> = None;
        for source in sources.chain([None]) {
            let found = match self.read(source.as_deref(), &mut |_| Ok(())) {
                Ok((found, _)) => found,
                Err(ReadError::Disk(error @ StoreError::DiskFull { .. })) => return Err(error.into()),
                Err(error) => {
                    tracing::warn!(?error, ?source, "a backup can't be read");
                    continue;
                }
            };
            if best.is_none() || found.holds_acknowledged {
                let length =
                    source.as_ref().and_then(|path| path.metadata().ok()).map_or(0, |file| file.len());
                room::check_for_work(place.data, length)?;
                let done = found.holds_acknowledged;
                best = Some((source, found));
                if done {
                    break;
                }
            }
        }
        best.ok_or_else(|| RestoreError::NotFound { path: folder(place.state) })
    }

    /// Shows the lines of one history to `take`: those of the backup, then those of the audit file that follow. The
    /// backup's usages are still to be read from what comes back.
    fn read(
        &self,
        source: Option<&Path>,
        take: &mut dyn FnMut(&[u8]) -> Result<(), StoreError>,
    ) -> Result<(Found, Option<BackupReader>), ReadError> {
        let mut reached = ChainHead::EMPTY;
        let mut holds_acknowledged = self.acknowledged.is_none();
        let mut reader = source.map(|path| BackupReader::open(path, &self.identities)).transpose()?;
        if let Some(reader) = &mut reader {
            while let Some((line, head)) = reader.next_event(&self.key)? {
                take(line)?;
                reached = head;
                holds_acknowledged |= self.acknowledged == Some(head);
            }
        }
        let from_backup = reached.sequence;
        for line in self.audit_lines() {
            let follows = parse_audit_line(&line).is_ok_and(|event| {
                event.sequence == reached.sequence + 1 && event.previous_mac == reached.mac
            });
            if !follows {
                continue;
            }
            if let Ok(head) = check_audit_line(&line, reached, &self.key) {
                take(&line)?;
                reached = head;
                holds_acknowledged |= self.acknowledged == Some(head);
            }
        }
        Ok((Found { head: reached, from_backup, holds_acknowledged }, reader))
    }

    /// As far as it can be read.
    fn audit_lines(&self) -> impl Iterator<Item = Vec<u8>> {
        let lines = read_audit_lines(&self.audit_file)
            .inspect_err(|error| tracing::warn!(%error, "there is no audit file to go on with"));
        lines.into_iter().flatten().map_while(|line| {
            line.inspect_err(|error| tracing::warn!(%error, "the audit file can't be read to its end")).ok()
        })
    }
}
