//! Why a backup could not be made, or not be put back.

use crate::ServiceError;
use mapae_store::StoreError;
use mapae_vault::{Protectors, VaultError};
use std::path::PathBuf;

/// No backup was made, or the one there is could not be tried. Those that are there stay.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// There is none.
    #[error("there is no backup")]
    NotFound,
    /// A keyring and a key file don't travel: without a passphrase or a recovery key an export would open nowhere.
    #[error("nothing that travels opens the registry")]
    NotPortable,
    /// The audit file does not hold what was acknowledged: a backup of it would be worth less than those there are.
    #[error("the audit file does not hold at event {sequence}")]
    AuditBroken {
        /// The first event at which it does not.
        sequence: u64,
    },
    /// It was told to stop.
    #[error("it was stopped")]
    Stopped,
    /// Locked, the disk, the store, the vault.
    #[error(transparent)]
    Registry(#[from] ServiceError),
}

impl From<StoreError> for BackupError {
    fn from(error: StoreError) -> Self {
        Self::Registry(error.into())
    }
}

impl From<VaultError> for BackupError {
    fn from(error: VaultError) -> Self {
        Self::Registry(error.into())
    }
}

/// Nothing was put back; the registry is what it was before.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// No backup is there.
    #[error("there is no backup at {path}", path = path.display())]
    NotFound {
        /// Where it should be.
        path: PathBuf,
    },
    /// It is damaged, or was made with other keys than those that opened.
    #[error("the backup can't be read: {detail}")]
    Unreadable {
        /// For the log, not for a person.
        detail: String,
    },
    /// Made by a later version of Mapae.
    #[error("the backup was made by a newer Mapae")]
    NewerFormat,
    /// A person has to unlock it first.
    #[error("it takes a person to open the backup")]
    UnlockNeeded {
        /// In one of these ways.
        ways: Protectors,
    },
    /// Told apart from damage.
    #[error("wrong passphrase")]
    WrongPassphrase,
    /// Told apart from damage.
    #[error("wrong recovery key")]
    WrongRecoveryKey,
    /// What opens it is in a keyring or a key file, and not, or not any more, on this machine.
    #[error("the key of the backup is not on this machine")]
    KeyNotHere,
    /// Backup and audit file together don't reach what was acknowledged.
    #[error("event {acknowledged} was acknowledged, and {reached} is the last that can be had")]
    Incomplete {
        /// Up to here everything is there and verifies.
        reached: u64,
        /// The newest event that was acknowledged.
        acknowledged: u64,
    },
    /// The disk and the registry's files; `InUse` where the registry is open.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Keys.
    #[error(transparent)]
    Vault(VaultError),
}

impl From<VaultError> for RestoreError {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::WrongPassphrase => Self::WrongPassphrase,
            VaultError::WrongRecoveryKey => Self::WrongRecoveryKey,
            VaultError::NewerFormat { .. } => Self::NewerFormat,
            other => Self::Vault(other),
        }
    }
}
