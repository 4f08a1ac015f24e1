//! Sealed copies of 한 번만 보기: one file each, beside the keys. Database and audit file only ever grow, and keep
//! what was deleted; a file can go. They are in no backup for the same reason.
//!
//! Removing a file does not overwrite its blocks: until the disk uses them again, somebody with the disk in hand
//! *and* the data key could find it. Changing the data key ends that, too.

use crate::index::{Index, Update};
use mapae_domain::{TokenDigest, TokenId};
use std::{
    collections::HashMap,
    fs::{self, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// The folder of them, the index that knows which are there, and what was handed out since opening.
pub(crate) struct OnceFolder(PathBuf, Arc<Index>, Mutex<HandedOut>);

/// The secret of each token whose copy was handed out last.
pub(crate) type HandedOut = HashMap<TokenId, TokenDigest>;

/// Which copy of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OnceCopy {
    /// Of the secret in force.
    Present,
    /// Of the secret that a rotation is about to put in force. After a kill either may be the one in force: the record
    /// tells, by its digest.
    Next,
}

/// Behind the name of a [`OnceCopy::Next`].
const NEXT: &str = ".next";

impl OnceCopy {
    pub(crate) const BOTH: [Self; 2] = [Self::Next, Self::Present];
}

impl OnceFolder {
    pub(crate) fn new(state_folder: &Path, index: Arc<Index>) -> Self {
        Self(state_folder.join("once"), index, Mutex::default())
    }

    /// Held by whoever looks at a token's record and its copies together: between the two nobody rotates it, hands it
    /// out or takes it away.
    pub(crate) fn alone(&self) -> MutexGuard<'_, HandedOut> {
        self.2.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Durable when it returns.
    pub(crate) fn put(&self, id: TokenId, copy: OnceCopy, sealed: &[u8]) -> io::Result<()> {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(&self.0)?;
        let mut beside = self.path(id, copy).into_os_string();
        beside.push(".new");
        let mut options = OpenOptions::new();
        let mut file = options.write(true).create(true).truncate(true).mode(0o600).open(&beside)?;
        file.write_all(sealed)?;
        file.sync_all()?;
        fs::rename(&beside, self.path(id, copy))?;
        self.1.follow(Update::once_copy(id, true));
        File::open(&self.0)?.sync_all()
    }

    /// `None` where none is kept.
    pub(crate) fn get(&self, id: TokenId, copy: OnceCopy) -> io::Result<Option<Vec<u8>>> {
        match fs::read(self.path(id, copy)) {
            Ok(sealed) => Ok(Some(sealed)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub(crate) fn has(&self, id: TokenId) -> bool {
        OnceCopy::BOTH.iter().any(|copy| self.path(id, *copy).exists())
    }

    /// The secret of a rotation is in force: its copy takes the place of the one before. Durable when it returns.
    pub(crate) fn promote(&self, id: TokenId) -> io::Result<()> {
        fs::rename(self.path(id, OnceCopy::Next), self.path(id, OnceCopy::Present))?;
        File::open(&self.0)?.sync_all()
    }

    /// Takes all copies away. Durable when it returns; nothing happens where none is kept.
    pub(crate) fn remove(&self, id: TokenId) -> io::Result<()> {
        OnceCopy::BOTH.into_iter().try_for_each(|copy| self.remove_one(id, copy))
    }

    /// Takes one copy away. Durable when it returns; nothing happens where it is not kept.
    pub(crate) fn remove_one(&self, id: TokenId, copy: OnceCopy) -> io::Result<()> {
        match fs::remove_file(self.path(id, copy)) {
            Ok(()) if self.has(id) => File::open(&self.0)?.sync_all(),
            Ok(()) => {
                self.1.follow(Update::once_copy(id, false));
                File::open(&self.0)?.sync_all()
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Shows the ids of all that are kept to `visit`, until it fails. One with two copies is shown twice.
    pub(crate) fn each<E: From<io::Error>>(
        &self,
        mut visit: impl FnMut(TokenId) -> Result<(), E>,
    ) -> Result<(), E> {
        let entries = match fs::read_dir(&self.0) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        for entry in entries {
            let name = entry?.file_name();
            let id = name.to_str().map(|name| name.strip_suffix(NEXT).unwrap_or(name));
            if let Some(id) = id.and_then(|id| id.parse().ok()) {
                visit(id)?;
            }
        }
        Ok(())
    }

    fn path(&self, id: TokenId, copy: OnceCopy) -> PathBuf {
        match copy {
            OnceCopy::Present => self.0.join(id.to_string()),
            OnceCopy::Next => self.0.join(format!("{id}{NEXT}")),
        }
    }
}
