//! Verb: prove that the newest backup is one, by opening it aside and comparing it with the registry.

use super::{
    Backup, BackupError, MOST_NAMES,
    error::RestoreError,
    files::{Aside, FolderLock, at},
    identity::identities,
    name::{backups, folder, time_text},
    read::{BackupReader, ReadError},
    room,
    staging::{NewAuditFile, Proof, build, prove},
};
use crate::{Registry, ServiceError};
use chrono::{DateTime, Utc};
use mapae_domain::TokenId;
use mapae_store::{ChainHead, ChainKey, SledStore, Store, StoreError, StorePlace};
use std::collections::BTreeSet;

/// Events that are read at once.
const AT_ONCE: usize = 256;

/// What a drill has shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drill {
    /// The backup that was tried.
    pub backup: Backup,
    /// How many tokens are in it.
    pub tokens: u64,
    /// How many events, each of which was verified.
    pub events: u64,
    /// Tokens whose sealed copy opened; others have none in the registry either.
    pub opened: u64,
    /// Names of tokens that are other than in the registry though nothing was done to them since, or whose sealed copy
    /// does not open; at most ten.
    pub different: Vec<String>,
    /// Why it did not pass, if it did not.
    pub failure: Option<DrillFailure>,
}

/// Why a backup is not worth what it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DrillFailure {
    /// It does not read to its end; for the log, what is wrong.
    Unreadable(String),
    /// It is of other keys than the registry has now: of before a change of the data key, most likely.
    OtherKeys,
    /// It is a whole one, but of another history: its newest event is not the registry's of that number.
    OtherHistory,
    /// Some tokens differ.
    Different,
}

impl Drill {
    /// Whether the backup is as good as the registry was when it was made.
    pub fn passed(&self) -> bool {
        self.failure.is_none()
    }
}

/// Tries the newest backup. What is made for it, in the state folder, is gone afterwards.
///
/// # Errors
/// [`BackupError::NotFound`]; locked, or locked meanwhile; the disk. That the backup is bad is no error: it is the
/// answer.
pub fn drill(registry: &Registry, now: DateTime<Utc>) -> Result<Drill, BackupError> {
    let state = &registry.state;
    let backup = backups(state).map_err(at(&folder(state)))?.into_iter().next();
    let backup = backup.ok_or(BackupError::NotFound)?;
    room::check_for_work(state, backup.bytes)?;
    let _alone = FolderLock::try_take(state)?;
    let aside = Aside::make(state.join(format!("drill-{}", time_text(now))))?;
    let failed = |failure| Drill::failed(backup.clone(), failure);
    let (store, head) = match open_aside(registry, &backup, &aside) {
        Ok(opened) => opened,
        Err(Stopped::Bad(failure)) => return Ok(failed(failure)),
        Err(Stopped::Other(error)) => return Err(error),
    };
    let own = registry.store.events(head.sequence, 1)?.into_iter().next();
    if head != ChainHead::EMPTY
        && !matches!(own, Some(Ok(own)) if own.sequence == head.sequence && own.mac == head.mac)
    {
        return Ok(failed(DrillFailure::OtherHistory));
    }
    let proof =
        prove(&store, |id, sealed| Ok::<_, BackupError>(registry.vault()?.open_token(id, sealed).is_ok()))?;
    let Proof { tokens, opened, mut names, failed: unopened } = proof;
    let different = unopened + compare(registry, &store, head.sequence, &mut names)?;
    let failure = (different > 0).then_some(DrillFailure::Different);
    Ok(Drill { backup, tokens, events: head.sequence, opened, different: names, failure })
}

impl Drill {
    fn failed(backup: Backup, failure: DrillFailure) -> Self {
        tracing::error!(name = backup.name, ?failure, "the newest backup did not pass its drill");
        Self { backup, tokens: 0, events: 0, opened: 0, different: Vec::new(), failure: Some(failure) }
    }
}

/// Why a backup could not be opened aside.
enum Stopped {
    Bad(DrillFailure),
    Other(BackupError),
}

fn open_aside(
    registry: &Registry,
    backup: &Backup,
    aside: &Aside,
) -> Result<(SledStore, ChainHead), Stopped> {
    let (identities, key) = {
        let vault = registry.vault()?;
        (identities(&vault), ChainKey::from(vault.chain_key()))
    };
    let mut reader = BackupReader::open(&folder(&registry.state).join(&backup.name), &identities)?;
    let head = reader.header().head;
    let mut audit_file = NewAuditFile::create(aside.path()).map_err(BackupError::from)?;
    audit_file.push_all(&mut reader, &key)?;
    let audit_file = audit_file.finish().map_err(BackupError::from)?;
    let database = aside.path().join("registry");
    let place = StorePlace { database: &database, audit_file: &audit_file, acknowledged: head.sequence };
    Ok((build(place, head, &key, Some(&mut reader))?, head))
}

/// How many tokens are other in the registry than in `aside`, though no event after number `head` is about them. Their
/// names go to `names`.
fn compare(
    registry: &Registry,
    aside: &SledStore,
    head: u64,
    names: &mut Vec<String>,
) -> Result<u64, BackupError> {
    let changed = changed_since(registry, head)?;
    let mut different = 0;
    let mut differs = |name: String| {
        different += 1;
        if names.len() < MOST_NAMES && !names.contains(&name) {
            names.push(name);
        }
    };
    let mut failure = Ok(());
    // What does not read in the registry itself says nothing of the backup.
    registry.store.each_token(&mut |token| {
        let Ok(own) = token else { return };
        if failure.is_err() || changed.contains(&own.token.id) {
            return;
        }
        match aside.token(own.token.id) {
            Ok(Some(backed_up)) if backed_up == own => {}
            Ok(_) => differs(own.token.name.to_string()),
            Err(StoreError::Quarantined { .. }) => {}
            Err(error) => failure = Err(error),
        }
    })?;
    failure?;
    aside.each_token(&mut |token| {
        if let Ok(backed_up) = token
            && !changed.contains(&backed_up.token.id)
            && matches!(registry.store.token(backed_up.token.id), Ok(None))
        {
            differs(backed_up.token.name.to_string());
        }
    })?;
    Ok(different)
}

/// Tokens that an event after number `head` is about.
fn changed_since(registry: &Registry, head: u64) -> Result<BTreeSet<TokenId>, BackupError> {
    let mut changed = BTreeSet::new();
    let mut next = head + 1;
    loop {
        let events = registry.store.events(next, AT_ONCE)?;
        let Some(last) = events.last() else { return Ok(changed) };
        next = 1 + match last {
            Ok(event) => event.sequence,
            Err(damaged) => damaged.sequence,
        };
        changed.extend(events.into_iter().filter_map(|event| event.ok()?.token));
    }
}

impl From<ReadError> for Stopped {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::NotFound(_) => Self::Other(BackupError::NotFound),
            ReadError::OtherKeys => Self::Bad(DrillFailure::OtherKeys),
            ReadError::Damaged(detail) => Self::Bad(DrillFailure::Unreadable(detail)),
            ReadError::Newer => Self::Bad(DrillFailure::Unreadable("of a newer format".to_owned())),
            ReadError::Disk(error) => Self::Other(error.into()),
        }
    }
}

impl From<RestoreError> for Stopped {
    fn from(error: RestoreError) -> Self {
        match error {
            RestoreError::Store(error) => Self::Other(error.into()),
            other => Self::Bad(DrillFailure::Unreadable(other.to_string())),
        }
    }
}

impl From<BackupError> for Stopped {
    fn from(error: BackupError) -> Self {
        Self::Other(error)
    }
}

impl From<ServiceError> for Stopped {
    fn from(error: ServiceError) -> Self {
        Self::Other(error.into())
    }
}
