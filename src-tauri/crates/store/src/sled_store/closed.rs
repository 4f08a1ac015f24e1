//! A database that is not open, held so that nobody opens it while its files are exchanged.

use std::fs::File;
use std::io;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use rustix::fs::FlockOperation;

use super::SledSettings;
use super::open::LOCK_PAUSE;
use crate::error::StoreError;

/// The lock of a database that is not open, in this process or another. Dropping it lets go.
#[derive(Debug)]
pub struct ClosedDatabase {
    /// sled's own: an exclusive `flock` on the file `db`. `None` where there is no such file, and so no database.
    _lock: Option<File>,
}

impl ClosedDatabase {
    /// Takes the lock of the database in `folder`, if there is one. Waits as opening does: one that was just closed
    /// takes a moment.
    ///
    /// # Errors
    /// [`StoreError::InUse`] where it is open.
    pub fn hold(folder: &Path) -> Result<ClosedDatabase, StoreError> {
        ClosedDatabase::hold_within(folder, SledSettings::default().longest_lock)
    }

    fn hold_within(folder: &Path, longest: Duration) -> Result<ClosedDatabase, StoreError> {
        let path = folder.join("db");
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if is_nothing(&error) => return Ok(ClosedDatabase { _lock: None }),
            Err(error) => return Err(StoreError::io(&path, error)),
        };
        let started = Instant::now();
        loop {
            match rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive) {
                Ok(()) => return Ok(ClosedDatabase { _lock: Some(file) }),
                Err(rustix::io::Errno::WOULDBLOCK) if started.elapsed() < longest => {
                    thread::sleep(LOCK_PAUSE)
                }
                Err(rustix::io::Errno::WOULDBLOCK) => {
                    return Err(StoreError::InUse { folder: folder.to_path_buf() });
                }
                Err(error) => return Err(StoreError::io(&path, error.into())),
            }
        }
    }
}

/// A file where a folder should be is no database either.
fn is_nothing(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

    use super::*;
    use crate::{SledStore, StorePlace};

    #[test]
    fn an_open_database_is_not_held_and_a_held_one_does_not_open() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("registry");
        let audit_file = folder.path().join("audit.jsonl");
        drop(ClosedDatabase::hold(&database).unwrap());
        let place = StorePlace { database: &database, audit_file: &audit_file, acknowledged: 0 };
        let open = || {
            SledStore::open_with(place, SledSettings { longest_lock: Duration::ZERO, ..Default::default() })
        };
        let store = open().unwrap();
        let refused = ClosedDatabase::hold_within(&database, Duration::ZERO);
        assert!(matches!(refused, Err(StoreError::InUse { .. })));
        drop(store);
        let held = ClosedDatabase::hold(&database).unwrap();
        assert!(matches!(open(), Err(StoreError::InUse { .. })));
        drop(held);
        drop(open().unwrap());
    }
}
