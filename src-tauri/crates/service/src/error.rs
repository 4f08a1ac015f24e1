//! Why a use case failed.

use crate::RestoreError;
use mapae_domain::Field;
use mapae_store::StoreError;
use mapae_vault::VaultError;

/// A verb could not be carried out; nothing was changed unless a variant says otherwise.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// The draft has a problem at this field; `check_draft` says which.
    #[error("the draft was refused at {0:?}")]
    DraftRefused(Field),
    /// No such token.
    #[error("no token has this id")]
    TokenNotFound,
    /// The token's sealed copy is not kept any more.
    #[error("no sealed copy of this token is kept")]
    TokenNotCopyable,
    /// It takes a person to open it first.
    #[error("the registry is locked")]
    Locked,
    /// After wrong attempts.
    #[error("the next attempt is taken in {wait:?}")]
    TooManyAttempts {
        /// From now.
        wait: std::time::Duration,
    },
    /// A change of the data key is under way already.
    #[error("the data key is being changed already")]
    Busy,
    /// A file beside the registry.
    #[error("a file of the registry can't be used")]
    File(#[from] std::io::Error),
    /// The registry on disk.
    #[error("the registry failed")]
    Store(#[from] StoreError),
    /// Keys and sealing.
    #[error("the vault failed")]
    Vault(#[from] VaultError),
}

/// The registry could not be opened; nothing was overwritten.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The registry on disk.
    #[error("the registry does not open")]
    Store(#[from] StoreError),
    /// Keys and sealing.
    #[error("the vault does not open")]
    Vault(#[from] VaultError),
    /// Events that were acknowledged are gone, or others stand in their place: the end of the database was lost, or
    /// an older copy of it was put back.
    #[error("event {seen} was seen, and is not there; the registry ends with {found}")]
    RolledBack {
        /// The number of the newest event that was seen.
        seen: u64,
        /// The number of the newest event that is there.
        found: u64,
    },
    /// A backup that was being put in the registry's place, or a damaged registry that was to be mended.
    #[error("the registry can't be put back")]
    Restore(#[from] RestoreError),
    /// The state folder can't be used.
    #[error("the head of the audit chain can't be kept")]
    Head(#[from] std::io::Error),
}

impl OpenError {
    /// Whether backups and audit file may hold what the registry has lost.
    pub fn may_be_mended(&self) -> bool {
        matches!(
            self,
            OpenError::Store(
                StoreError::Damaged { .. } | StoreError::AuditDamaged { .. } | StoreError::Diverged { .. }
            ) | OpenError::RolledBack { .. }
        )
    }
}
