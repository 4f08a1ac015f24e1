//! How much of the disk a backup may take: a registry must never stand still for want of room because of its backups.

use super::files::at;
use mapae_store::StoreError;
use std::{
    io::{self, Write},
    path::{Path, PathBuf},
};

/// A backup leaves twice its own size free.
const TIMES_FREE: u64 = 2;
/// And this much in any case: twice what the store keeps clear for itself.
const LEAST_FREE: u64 = 32 << 20;
/// Database and audit file made of a backup, in sizes of it.
const TIMES_IN_WORK: u64 = 8;
/// How often a growing file is looked at, in bytes.
const LOOK_EVERY: u64 = 4 << 20;

/// Refuses where writing `size` bytes in `folder` would leave too little.
///
/// # Errors
/// [`StoreError::DiskFull`].
pub(super) fn check(folder: &Path, size: u64) -> Result<(), StoreError> {
    let (free, needed) = (free(folder)?, size.saturating_add(kept_free(size)));
    if free < needed {
        return Err(StoreError::DiskFull { folder: folder.to_path_buf(), free, needed });
    }
    Ok(())
}

/// Refuses where a registry can't be made aside of `size` bytes of backup: a database takes some five times as much as
/// what is in it.
///
/// # Errors
/// [`StoreError::DiskFull`].
pub(super) fn check_for_work(folder: &Path, size: u64) -> Result<(), StoreError> {
    let (free, needed) = (free(folder)?, size.saturating_mul(TIMES_IN_WORK).saturating_add(LEAST_FREE));
    if free < needed {
        return Err(StoreError::DiskFull { folder: folder.to_path_buf(), free, needed });
    }
    Ok(())
}

fn kept_free(size: u64) -> u64 {
    size.saturating_mul(TIMES_FREE).max(LEAST_FREE)
}

/// Bytes that are free for us.
fn free(folder: &Path) -> Result<u64, StoreError> {
    let found = rustix::fs::statvfs(folder).map_err(|error| at(folder)(error.into()))?;
    Ok(found.f_bavail.saturating_mul(found.f_frsize))
}

/// A file that grows only while enough is left: the size that was told first may have been too small, and others
/// write, too.
pub(super) struct Watched<W> {
    inner: W,
    folder: PathBuf,
    written: u64,
    looked_at: u64,
}

impl<W: Write> Watched<W> {
    pub(super) fn new(inner: W, folder: &Path) -> Self {
        Self { inner, folder: folder.to_path_buf(), written: 0, looked_at: 0 }
    }

    pub(super) fn written(&self) -> u64 {
        self.written
    }

    pub(super) fn into_inner(self) -> W {
        self.inner
    }
}

impl<W: Write> Write for Watched<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.written - self.looked_at >= LOOK_EVERY {
            self.looked_at = self.written;
            let free = free(&self.folder).map_err(io::Error::other)?;
            if free < kept_free(self.written) {
                return Err(io::ErrorKind::StorageFull.into());
            }
        }
        let count = self.inner.write(bytes)?;
        self.written += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]
    use super::*;

    #[test]
    fn a_backup_leaves_twice_its_size_free() {
        assert_eq!(kept_free(0), LEAST_FREE);
        assert_eq!(kept_free(1 << 30), 2 << 30);
        assert_eq!(kept_free(u64::MAX), u64::MAX);
        let folder = tempfile::tempdir().unwrap();
        let free = free(folder.path()).unwrap();
        // Others use this disk, too: far enough from both edges.
        assert!(check(folder.path(), free / 4).is_ok());
        let refused = check(folder.path(), free / 2);
        assert!(matches!(refused, Err(StoreError::DiskFull { .. })), "{refused:?}");
    }
}
