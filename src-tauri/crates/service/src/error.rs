//! Why a use case failed.

use crate::{ListUnreadable, RefusedBecause, RestoreError};
use mapae_domain::{ActionRefused, Field, ReasonProblem, Withdrawn};
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
    /// Somebody changed the token since it was read.
    #[error("the token is at revision {current} already")]
    Outdated {
        /// Its revision now.
        current: u32,
    },
    /// The token is withdrawn for ever.
    #[error("the token is withdrawn")]
    Revoked,
    /// The token has expired: its expiry has to be put off first.
    #[error("the token has expired")]
    Expired,
    /// The token is neither withdrawn nor expired, and so can't be deleted.
    #[error("the token is in force")]
    InForce,
    /// What was typed to confirm is not the token's name.
    #[error("another name was typed")]
    NameMismatch,
    /// The reason of a withdrawal is not acceptable.
    #[error("the reason was refused")]
    ReasonRefused(ReasonProblem),
    /// The texts of an action on many tokens are not all right; `check_action` says which.
    #[error("the action was refused")]
    ActionRefused,
    /// Somebody changed the catalogue since it was read.
    #[error("the catalogue is another one already")]
    CatalogueOutdated,
    /// The draft of a catalogue has problems; `check_catalogue` says which.
    #[error("the catalogue was refused")]
    CatalogueRefused,
    /// The file can't be imported.
    #[error("the list can't be imported")]
    ListUnreadable(#[from] ListUnreadable),
    /// A person stopped it.
    #[error("a person stopped it")]
    Stopped,
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

impl From<Withdrawn> for ServiceError {
    fn from(_: Withdrawn) -> Self {
        Self::Revoked
    }
}

impl From<ActionRefused> for RefusedBecause {
    fn from(refused: ActionRefused) -> Self {
        match refused {
            ActionRefused::Revoked => Self::Revoked,
            ActionRefused::NoScopeLeft => Self::NoScopeLeft,
            ActionRefused::TooManyEntries => Self::TooManyEntries,
        }
    }
}

/// What an error says of the one token that was to be changed.
impl From<&ServiceError> for RefusedBecause {
    fn from(error: &ServiceError) -> Self {
        match error {
            ServiceError::Revoked => Self::Revoked,
            ServiceError::TokenNotFound => Self::Gone,
            ServiceError::InForce => Self::InForce,
            ServiceError::Outdated { .. } => Self::Outdated,
            ServiceError::DraftRefused(_)
            | ServiceError::TokenNotCopyable
            | ServiceError::Expired
            | ServiceError::NameMismatch
            | ServiceError::ReasonRefused(_)
            | ServiceError::ActionRefused
            | ServiceError::CatalogueOutdated
            | ServiceError::CatalogueRefused
            | ServiceError::ListUnreadable(_)
            | ServiceError::Stopped
            | ServiceError::Locked
            | ServiceError::TooManyAttempts { .. }
            | ServiceError::Busy
            | ServiceError::File(_)
            | ServiceError::Store(_)
            | ServiceError::Vault(_) => Self::Failed,
        }
    }
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
