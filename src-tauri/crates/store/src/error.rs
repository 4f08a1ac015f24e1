//! Why the store refused or failed. Three families: the change contradicts what is there (`NameTaken`), the
//! machine can't take it now (`DiskFull`), the data is not what this version can read (`Damaged`).

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use mapae_domain::TokenId;

use crate::owner;

/// Unless a variant says otherwise, nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A token with a name that folds to the same key exists, perhaps a withdrawn one.
    #[error("the name belongs to token {holder}")]
    NameTaken {
        /// The token that has it.
        holder: TokenId,
    },
    /// A secret with this digest is known: the caller's source of randomness repeats itself.
    #[error("the digest belongs to token {holder}")]
    DigestTaken {
        /// The token that has it.
        holder: TokenId,
    },
    /// A token with this id exists.
    #[error("a token with id {id} exists")]
    IdTaken {
        /// The id in question.
        id: TokenId,
    },
    /// The token to change does not exist.
    #[error("no token has id {id}")]
    NotFound {
        /// The id in question.
        id: TokenId,
    },
    /// The name of a token can't change.
    #[error("token {id} has another name, and names are final")]
    NameFixed {
        /// The token in question.
        id: TokenId,
    },
    /// Someone else changed the token since it was read: read it again.
    #[error("token {id} is at revision {current} already")]
    Outdated {
        /// The token in question.
        id: TokenId,
        /// The revision that is stored.
        current: u32,
    },
    /// The record of this token does not verify. It is left as it is; see `Store::quarantined`.
    #[error("the record of token {id} does not verify: {reason}")]
    Quarantined {
        /// The token in question.
        id: TokenId,
        /// What does not verify.
        reason: String,
    },
    /// A change of a size that no legal token reaches.
    #[error("a record of {bytes} bytes; the most is {most}")]
    TooLarge {
        /// Size of the record.
        bytes: usize,
        /// Size of the largest record that is stored.
        most: usize,
    },
    /// Too little room on the file system for another change.
    #[error("{free} bytes are free at {folder}; {needed} are kept clear", folder = folder.display())]
    DiskFull {
        /// Of the database.
        folder: PathBuf,
        /// Bytes that are free for us.
        free: u64,
        /// Bytes below which nothing is written.
        needed: u64,
    },
    /// Another process has the registry open.
    #[error("{folder} is in use by another process", folder = folder.display())]
    InUse {
        /// Of the database.
        folder: PathBuf,
    },
    /// The operating system does not let us read or write there.
    #[error("no access to {path}", path = path.display())]
    NoAccess {
        /// The folder or the file.
        path: PathBuf,
        /// As the system put it.
        #[source]
        source: io::Error,
    },
    /// It belongs to another user: the registry was once opened as that one, or is about to be. Nothing was touched.
    #[error("{path} belongs to user {owner}", path = path.display())]
    WrongOwner {
        /// The folder or the file.
        path: PathBuf,
        /// The number of the user to whom it belongs.
        owner: u32,
    },
    /// Something that is no folder stands where one has to be.
    #[error("{path} is not a folder", path = path.display())]
    NotAFolder {
        /// What stands there.
        path: PathBuf,
    },
    /// Written by a later version of Mapae. Nothing is touched.
    #[error("format {found} is newer than {known}, the newest this version reads")]
    NewerFormat {
        /// The major version found.
        found: u8,
        /// The newest major version known here.
        known: u8,
    },
    /// The database does not open or does not read.
    #[error("the database is damaged: {detail}")]
    Damaged {
        /// For the log, not for a person.
        detail: String,
    },
    /// The audit file is damaged before its end, and the database does not hold what stood there. Nothing was
    /// touched.
    #[error("the audit file does not verify at event {sequence}, which the database does not hold")]
    AuditDamaged {
        /// The first event that does not verify.
        sequence: u64,
    },
    /// Database and audit file hold different events under one number: they are not of one registry, or one
    /// of them was changed. Nothing was touched.
    #[error("database and audit file differ at event {sequence}")]
    Diverged {
        /// The first event at which they differ.
        sequence: u64,
    },
    /// The disk did not confirm in time. The change may be there after a restart, or not: it was not
    /// acknowledged.
    #[error("the disk did not confirm within {waited:?}")]
    SyncTimedOut {
        /// How long was waited.
        waited: Duration,
    },
    /// The disk, or the database while it was written, reported an error. Changes since the last acknowledged
    /// one may be lost, and none is acknowledged until the registry is opened anew: after a failed `fsync`
    /// Linux may claim success for data that it dropped.
    #[error("writing failed, and nothing is written until the registry is opened anew: {detail}")]
    SyncFailed {
        /// For the log, not for a person.
        detail: String,
    },
    /// Any other error of the file system.
    #[error("the file system failed at {path}", path = path.display())]
    Io {
        /// The folder or the file.
        path: PathBuf,
        /// As the system put it.
        #[source]
        source: io::Error,
    },
}

impl StoreError {
    /// True where disk or database failed, rather than the change being refused: how far a write came is
    /// unknown then.
    pub(crate) fn is_of_the_machine(&self) -> bool {
        use StoreError::{
            AuditDamaged, Damaged, DiskFull, Diverged, Io, NoAccess, NotAFolder, SyncFailed, SyncTimedOut,
            WrongOwner,
        };
        matches!(
            self,
            DiskFull { .. }
                | NoAccess { .. }
                | WrongOwner { .. }
                | NotAFolder { .. }
                | Damaged { .. }
                | AuditDamaged { .. }
                | Diverged { .. }
                | SyncTimedOut { .. }
                | SyncFailed { .. }
                | Io { .. }
        )
    }

    /// Sorts an error of the file system at `path`.
    pub fn io(path: &Path, source: io::Error) -> StoreError {
        let at = path.to_path_buf();
        match source.kind() {
            io::ErrorKind::PermissionDenied => match owner::stranger_at(path) {
                Some((path, owner)) => StoreError::WrongOwner { path, owner },
                None => StoreError::NoAccess { path: at, source },
            },
            io::ErrorKind::ReadOnlyFilesystem => StoreError::NoAccess { path: at, source },
            io::ErrorKind::NotADirectory => StoreError::NotAFolder { path: at },
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                StoreError::DiskFull { folder: at, free: 0, needed: 0 }
            }
            _ => StoreError::Io { path: at, source },
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

    use super::*;

    #[test]
    fn what_the_file_system_says_is_sorted_by_what_a_person_can_do() {
        let ours = tempfile::tempdir().unwrap();
        let sorted = |kind: io::ErrorKind| StoreError::io(ours.path(), io::Error::from(kind));
        use io::ErrorKind::{
            NotADirectory, NotFound, PermissionDenied, QuotaExceeded, ReadOnlyFilesystem, StorageFull,
        };
        for (kind, fits) in [
            (PermissionDenied, matches!(sorted(PermissionDenied), StoreError::NoAccess { .. })),
            (ReadOnlyFilesystem, matches!(sorted(ReadOnlyFilesystem), StoreError::NoAccess { .. })),
            (StorageFull, matches!(sorted(StorageFull), StoreError::DiskFull { .. })),
            (QuotaExceeded, matches!(sorted(QuotaExceeded), StoreError::DiskFull { .. })),
            (NotADirectory, matches!(sorted(NotADirectory), StoreError::NotAFolder { .. })),
            (NotFound, matches!(sorted(NotFound), StoreError::Io { .. })),
        ] {
            assert!(fits, "{kind} became {:?}", sorted(kind));
        }
    }
}
