//! Sealed copies of 한 번만 보기: one file each, beside the keys. Database and audit file only ever grow, and keep
//! what was deleted; a file can go. They are in no backup for the same reason.
//!
//! Removing a file does not overwrite its blocks: until the disk uses them again, somebody with the disk in hand
//! *and* the data key could find it. Changing the data key ends that, too.

use mapae_domain::TokenId;
use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

/// The folder of them.
pub(crate) struct OnceFolder(PathBuf);

impl OnceFolder {
    pub(crate) fn new(state_folder: &Path) -> Self {
        Self(state_folder.join("once"))
    }

    /// Durable when it returns.
    pub(crate) fn put(&self, id: TokenId, sealed: &[u8]) -> io::Result<()> {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(&self.0)?;
        let beside = self.path(id).with_extension("new");
        let mut options = OpenOptions::new();
        let mut file = options.write(true).create(true).truncate(true).mode(0o600).open(&beside)?;
        file.write_all(sealed)?;
        file.sync_all()?;
        fs::rename(&beside, self.path(id))?;
        File::open(&self.0)?.sync_all()
    }

    /// `None` where none is kept.
    pub(crate) fn get(&self, id: TokenId) -> io::Result<Option<Vec<u8>>> {
        match fs::read(self.path(id)) {
            Ok(sealed) => Ok(Some(sealed)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub(crate) fn has(&self, id: TokenId) -> bool {
        self.path(id).exists()
    }

    /// Durable when it returns; nothing happens where none is kept.
    pub(crate) fn remove(&self, id: TokenId) -> io::Result<()> {
        match fs::remove_file(self.path(id)) {
            Ok(()) => File::open(&self.0)?.sync_all(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Shows the ids of all that are kept to `visit`, until it fails.
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
            if let Some(id) = name.to_str().and_then(|name| name.parse().ok()) {
                visit(id)?;
            }
        }
        Ok(())
    }

    fn path(&self, id: TokenId) -> PathBuf {
        self.0.join(id.to_string())
    }
}
