//! The one place where errors become codes for the window. No chain, path or secret is sent: `reference` finds
//! the whole story in the log. No error of ours is matched with a `_` arm, so a new one does not compile until it
//! has a code.

use crate::journal;
use mapae_domain::Field;
use mapae_service::ServiceError;
use mapae_store::StoreError;
use mapae_vault::VaultError;
use serde::Serialize;
use std::error::Error;
use ts_rs::TS;

/// Why a command failed, as the window is told.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CommandError {
    pub(crate) code: ErrorCode,
    /// The field of the dialog to which it belongs, where there is one.
    pub(crate) field: Option<DraftField>,
    /// Finds the cause in the log.
    pub(crate) reference: Option<String>,
}

/// Closed: the window has a Korean and an English text for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ErrorCode {
    /// A field of the draft is not acceptable; `check_draft` says why.
    DraftRefused,
    TokenNotFound,
    /// The token's sealed copy is no longer kept.
    TokenNotCopyable,
    /// The token's record does not verify or its sealed copy does not open; other tokens are unharmed.
    TokenDamaged,
    ClipboardFailed,
    SettingOutOfRange,
    DiskFull,
    /// The change could not be made durable; it may or may not be there after a restart.
    StoreFailed,
    /// The registry is not open (see `session`).
    RegistryUnavailable,
    Internal,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DraftField {
    Name,
    Description,
    Expiry,
    Allow,
    Block,
    Limit,
    Scopes,
}

impl CommandError {
    /// A code that says all there is to say.
    pub(crate) fn of(code: ErrorCode) -> Self {
        Self { code, field: None, reference: None }
    }

    /// A code for the person, and the whole story for the log.
    pub(crate) fn caused_by(code: ErrorCode, error: &(dyn Error + 'static)) -> Self {
        Self { code, field: None, reference: Some(journal::reference(error)) }
    }

    /// Something of ours that should not have happened.
    pub(crate) fn internal(error: &(dyn Error + 'static)) -> Self {
        Self::caused_by(ErrorCode::Internal, error)
    }
}

impl From<ServiceError> for CommandError {
    fn from(error: ServiceError) -> Self {
        match &error {
            ServiceError::DraftRefused(field) => {
                Self { field: Some(DraftField::from(*field)), ..Self::of(ErrorCode::DraftRefused) }
            }
            ServiceError::TokenNotFound => Self::of(ErrorCode::TokenNotFound),
            ServiceError::TokenNotCopyable => Self::of(ErrorCode::TokenNotCopyable),
            ServiceError::Store(cause) => Self::caused_by(ErrorCode::from(cause), &error),
            ServiceError::Vault(cause) => Self::caused_by(ErrorCode::from(cause), &error),
        }
    }
}

impl From<&StoreError> for ErrorCode {
    fn from(error: &StoreError) -> Self {
        match error {
            StoreError::NotFound { .. } => Self::TokenNotFound,
            StoreError::Quarantined { .. } => Self::TokenDamaged,
            StoreError::DiskFull { .. } => Self::DiskFull,
            StoreError::NoAccess { .. }
            | StoreError::Damaged { .. }
            | StoreError::AuditDamaged { .. }
            | StoreError::Diverged { .. }
            | StoreError::SyncTimedOut { .. }
            | StoreError::SyncFailed { .. }
            | StoreError::Io { .. } => Self::StoreFailed,
            StoreError::InUse { .. } | StoreError::NewerFormat { .. } => Self::RegistryUnavailable,
            // The service turns what a person can cause into its own errors; these would be our mistake.
            StoreError::NameTaken { .. }
            | StoreError::DigestTaken { .. }
            | StoreError::IdTaken { .. }
            | StoreError::NameFixed { .. }
            | StoreError::Outdated { .. }
            | StoreError::TooLarge { .. } => Self::Internal,
        }
    }
}

impl From<&VaultError> for ErrorCode {
    fn from(error: &VaultError) -> Self {
        match error {
            VaultError::SealedFormatUnknown
            | VaultError::SealedWithOtherKey { .. }
            | VaultError::SealedDamaged => Self::TokenDamaged,
            VaultError::DiskFull { .. } => Self::DiskFull,
            VaultError::KeyMissing { .. }
            | VaultError::KeyDamaged { .. }
            | VaultError::KeyForeign { .. }
            | VaultError::KeyringLocked
            | VaultError::KeyringVanished
            | VaultError::NewerFormat { .. }
            | VaultError::NoAccess { .. }
            | VaultError::Locked
            | VaultError::Io { .. } => Self::RegistryUnavailable,
            VaultError::Randomness(_) | VaultError::CoreDumps(_) | VaultError::OutOfMemory { .. } => {
                Self::Internal
            }
            // No command asks for a passphrase, a recovery key or another protector yet.
            VaultError::WrongPassphrase
            | VaultError::PassphraseTooShort
            | VaultError::PassphraseTooLong
            | VaultError::PassphraseGuessable
            | VaultError::PassphraseNeeded
            | VaultError::WrongRecoveryKey
            | VaultError::RecoveryKeyMistyped
            | VaultError::NothingToConfirm
            | VaultError::ProtectorAbsent(_)
            | VaultError::LastProtector
            | VaultError::NothingToLockWith
            | VaultError::RotationUnfinished => Self::Internal,
        }
    }
}

/// Preferences are the only thing the shell itself writes.
impl From<std::io::Error> for CommandError {
    fn from(error: std::io::Error) -> Self {
        let code = match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => ErrorCode::DiskFull,
            _ => ErrorCode::StoreFailed,
        };
        Self::caused_by(code, &error)
    }
}

impl From<Field> for DraftField {
    fn from(field: Field) -> Self {
        match field {
            Field::Name => Self::Name,
            Field::Description => Self::Description,
            Field::Expiry => Self::Expiry,
            Field::Allow => Self::Allow,
            Field::Block => Self::Block,
            Field::Limit => Self::Limit,
            Field::Scopes => Self::Scopes,
        }
    }
}
