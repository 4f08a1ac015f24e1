//! Making a registry aside from what a backup holds, and proving that it is one.

use super::{
    MOST_NAMES,
    error::RestoreError,
    files::at,
    read::{BackupReader, ReadError},
};
use crate::head::HeadFile;
use mapae_domain::{TokenId, Usage};
use mapae_store::{ChainHead, ChainKey, ChainReport, SledStore, Store, StoreError, StorePlace};
use std::{
    fs::{File, OpenOptions},
    io::{BufWriter, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

/// Usages that are written together.
const AT_ONCE: usize = 1024;

/// The audit file of a registry under construction.
pub(super) struct NewAuditFile {
    path: PathBuf,
    output: BufWriter<File>,
}

impl NewAuditFile {
    pub(super) fn create(folder: &Path) -> Result<Self, StoreError> {
        let path = folder.join("audit.jsonl");
        let file =
            OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path).map_err(at(&path))?;
        Ok(Self { output: BufWriter::with_capacity(1 << 20, file), path })
    }

    pub(super) fn push(&mut self, line: &[u8]) -> Result<(), StoreError> {
        let written = self.output.write_all(line).and_then(|()| self.output.write_all(b"\n"));
        written.map_err(at(&self.path))
    }

    /// All events of a backup, verified.
    pub(super) fn push_all(&mut self, reader: &mut BackupReader, key: &ChainKey) -> Result<(), ReadError> {
        while let Some((line, _)) = reader.next_event(key)? {
            self.push(line)?;
        }
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<PathBuf, StoreError> {
        let synced = self.output.flush().and_then(|()| self.output.get_ref().sync_all());
        synced.map_err(at(&self.path))?;
        Ok(self.path)
    }
}

/// Makes the database of an audit file that was just written, up to `head`, and gives it what no event tells from
/// the backup whose events were read.
pub(super) fn build(
    place: StorePlace<'_>,
    head: ChainHead,
    key: &ChainKey,
    backup: Option<&mut BackupReader>,
) -> Result<SledStore, RestoreError> {
    let store = SledStore::open(place)?;
    let report = store.verify_chain(1, key)?;
    if store.chain_head()? != head || report != (ChainReport::Intact { events: head.sequence }) {
        let detail = format!("the database made of it ends with {:?}: {report:?}", store.chain_head()?);
        return Err(RestoreError::Unreadable { detail });
    }
    if let Some(backup) = backup {
        if let Some(highest) = backup.header().highest_time {
            store.advance_high_water(highest)?;
        }
        write_usages(&store, backup)?;
    }
    Ok(store)
}

fn write_usages(store: &SledStore, backup: &mut BackupReader) -> Result<(), RestoreError> {
    let mut waiting: Vec<(TokenId, Usage)> = Vec::new();
    loop {
        let next = backup.next_usage()?;
        if waiting.len() == AT_ONCE || (next.is_none() && !waiting.is_empty()) {
            store.write_usage(&std::mem::take(&mut waiting))?;
        }
        match next {
            Some(usage) => waiting.push(usage),
            None => return Ok(()),
        }
    }
}

/// The mark of the newest event, beside the audit file.
pub(super) fn write_head(folder: &Path, head: ChainHead) -> Result<(), StoreError> {
    HeadFile::open(folder).and_then(|file| file.keep(head)).map_err(at(&folder.join("head")))
}

/// What a registry that was made aside turned out to hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Proof {
    pub(super) tokens: u64,
    /// Sealed copies that opened.
    pub(super) opened: u64,
    /// Tokens whose record does not verify or whose sealed copy does not open.
    pub(super) failed: u64,
    /// Names of them, or ids.
    pub(super) names: Vec<String>,
}

/// Reads every token, and tries every sealed copy with `open`.
pub(super) fn prove<E: From<StoreError>>(
    store: &dyn Store,
    mut open: impl FnMut(TokenId, &[u8]) -> Result<bool, E>,
) -> Result<Proof, E> {
    let mut proof = Proof::default();
    let mut stopped = None;
    store.each_token(&mut |token| {
        proof.tokens += 1;
        let (good, name) = match token {
            Err(record) => (Ok(false), record.id.to_string()),
            Ok(stored) => {
                let opened = match &stored.sealed {
                    Some(sealed) if stopped.is_none() => open(stored.token.id, sealed).inspect(|opened| {
                        proof.opened += u64::from(*opened);
                    }),
                    _ => Ok(true),
                };
                (opened, stored.token.name.to_string())
            }
        };
        match good {
            Ok(true) => {}
            Ok(false) => {
                proof.failed += 1;
                if proof.names.len() < MOST_NAMES {
                    proof.names.push(name);
                }
            }
            Err(error) => drop(stopped.get_or_insert(error)),
        }
    })?;
    stopped.map_or(Ok(proof), Err)
}
