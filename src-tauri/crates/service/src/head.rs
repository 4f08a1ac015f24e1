//! The newest event's number and MAC, kept outside of the database, beside the keys. sled takes a damaged end of its
//! log for a write that never finished and opens an older state without a word; whoever restores an old copy of the
//! data does the same. Only something that lies elsewhere can notice.
//!
//! Deliberately not synced: the file may lag behind the database after a power cut, and never leads it.

use mapae_store::{ChainHead, Store, StoreError};
use std::{
    fs::{self, File, OpenOptions},
    io,
    os::unix::fs::{FileExt, OpenOptionsExt},
    path::Path,
    sync::{Mutex, PoisonError},
};

const NAME: &str = "head";

/// The file, and the highest number written to it.
pub(crate) struct HeadFile {
    file: File,
    written: Mutex<u64>,
}

/// What a head that was kept says about a registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Continuity {
    /// The registry holds the event that was seen last; it may hold later ones.
    Continues,
    /// It does not: events that were acknowledged are gone, or others stand in their place.
    RolledBack { seen: u64, found: u64 },
}

impl HeadFile {
    /// Opens or makes the file in the state folder.
    pub(crate) fn open(state_folder: &Path) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        let file =
            options.write(true).create(true).truncate(false).mode(0o600).open(state_folder.join(NAME))?;
        Ok(Self { file, written: Mutex::new(0) })
    }

    /// The head that was kept last; `None` where there is none, or none that can be read.
    pub(crate) fn read(state_folder: &Path) -> io::Result<Option<ChainHead>> {
        match fs::read_to_string(state_folder.join(NAME)) {
            Ok(text) => Ok(ChainHead::from_line(&text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Keeps `head`, unless a later one was kept already: two who change the registry at once may come here in
    /// either order. One write of one length: a kill leaves the old line or the new one.
    pub(crate) fn keep(&self, head: ChainHead) -> io::Result<()> {
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        if head.sequence > *written {
            self.file.write_all_at(head.line().as_bytes(), 0)?;
            *written = head.sequence;
        }
        Ok(())
    }
}

/// Whether `store` still holds the event that was `seen` last.
pub(crate) fn continuity(store: &dyn Store, seen: ChainHead) -> Result<Continuity, StoreError> {
    let found = store.chain_head()?.sequence;
    let event = store.events(seen.sequence, 1)?.into_iter().next();
    let same = matches!(event, Some(Ok(event)) if event.sequence == seen.sequence && event.mac == seen.mac);
    let continues = seen == ChainHead::EMPTY || same;
    Ok(if continues { Continuity::Continues } else { Continuity::RolledBack { seen: seen.sequence, found } })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]
    use super::*;
    use mapae_store::Mac;

    #[test]
    fn the_highest_head_is_kept_and_an_earlier_one_does_not_replace_it() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(HeadFile::read(folder.path()).unwrap(), None);
        let file = HeadFile::open(folder.path()).unwrap();
        let head = |sequence| ChainHead { sequence, mac: Mac::from_bytes([sequence as u8; 32]) };
        file.keep(head(9)).unwrap();
        file.keep(head(8)).unwrap();
        assert_eq!(HeadFile::read(folder.path()).unwrap(), Some(head(9)));
    }
}
