//! The one place where errors become codes for the window. No chain, path or secret is sent: `reference` finds
//! the whole story in the log. No error of ours is matched with a `_` arm, so a new one does not compile until it
//! has a code.

use crate::journal;
use mapae_domain::Field;
use mapae_service::{BackupError, ListUnreadable, OpenError, RestoreError, ServiceError};
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
    /// How long to wait, where that is the answer.
    pub(crate) seconds: Option<u32>,
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
    /// Another process, or another part of this one, has it open.
    RegistryInUse,
    /// The registry is locked (see `unlock`).
    Locked,
    /// The gate's settings are not acceptable; `check_gate` says why.
    GateRefused,
    /// The gate's settings could not be written.
    GateNotSaved,
    /// The catalogue is not acceptable; `check_catalogue` says why.
    CatalogueRefused,
    /// There is no passphrase to lock with.
    NothingToLockWith,
    WrongPassphrase,
    WrongRecoveryKey,
    /// Not a recovery key: a character is wrong or missing.
    RecoveryKeyMistyped,
    /// After wrong attempts; `seconds` says how long.
    TooManyAttempts,
    /// `check_passphrase` says why.
    PassphraseRefused,
    KeyringLocked,
    KeyringVanished,
    KeyDamaged,
    /// The last way to the data key can't be taken away.
    LastProtector,
    /// Another long run is under way.
    Busy,
    /// No backup of this name, or no file there.
    BackupNotFound,
    /// It does not open: damaged, or of other keys.
    BackupUnreadable,
    /// A newer Mapae made it.
    BackupNewer,
    /// It takes a passphrase or a recovery key to open it.
    UnlockNeeded,
    /// What opens it is in a keyring or a key file that is not on this machine.
    BackupKeyMissing,
    /// Backups and audit file hold less than was acknowledged; a person may take that.
    Incomplete,
    /// The audit file does not hold; `verify_events` says where.
    AuditBroken,
    /// Keyring and key file do not travel: an export takes a passphrase or a recovery key.
    NotPortable,
    /// Nothing can be written to the folder that was named.
    FolderUnusable,
    /// Somebody changed the token meanwhile; nothing was overwritten.
    Outdated,
    /// The token is withdrawn for ever.
    TokenRevoked,
    /// The token has expired; its expiry has to be put off first.
    TokenExpired,
    /// Only a withdrawn or expired token can be deleted.
    TokenInForce,
    /// What was typed to confirm is not the token's name.
    NameMismatch,
    /// The file is neither our JSON nor a CSV with the columns that we know.
    ImportUnreadable,
    /// A column of the CSV file has a name that we don't know; it is not passed over.
    ImportUnknownColumn,
    /// There is no file waiting to be imported, or it was discarded.
    NothingToImport,
    /// More rows than are taken at once.
    TooMany,
    /// A person stopped it; nothing is left of it.
    Stopped,
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
        Self { code, field: None, reference: None, seconds: None }
    }

    /// A code for the person, and the whole story for the log.
    pub(crate) fn caused_by(code: ErrorCode, error: &(dyn Error + 'static)) -> Self {
        Self { code, field: None, reference: Some(journal::reference(error)), seconds: None }
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
            ServiceError::Outdated { .. } => Self::of(ErrorCode::Outdated),
            ServiceError::Revoked => Self::of(ErrorCode::TokenRevoked),
            ServiceError::Expired => Self::of(ErrorCode::TokenExpired),
            ServiceError::InForce => Self::of(ErrorCode::TokenInForce),
            ServiceError::NameMismatch => Self::of(ErrorCode::NameMismatch),
            ServiceError::ReasonRefused(_) | ServiceError::ActionRefused => Self::of(ErrorCode::DraftRefused),
            ServiceError::CatalogueOutdated => Self::of(ErrorCode::Outdated),
            ServiceError::CatalogueRefused => Self::of(ErrorCode::CatalogueRefused),
            ServiceError::ListUnreadable(ListUnreadable::NoList) => Self::of(ErrorCode::ImportUnreadable),
            ServiceError::ListUnreadable(ListUnreadable::UnknownColumn) => {
                Self::of(ErrorCode::ImportUnknownColumn)
            }
            ServiceError::ListUnreadable(ListUnreadable::TooMany) => Self::of(ErrorCode::TooMany),
            ServiceError::Stopped => Self::of(ErrorCode::Stopped),
            ServiceError::Locked => Self::of(ErrorCode::Locked),
            ServiceError::TooManyAttempts { wait } => {
                let seconds = u32::try_from(wait.as_secs() + 1).unwrap_or(u32::MAX);
                Self { seconds: Some(seconds), ..Self::of(ErrorCode::TooManyAttempts) }
            }
            ServiceError::Busy => Self::of(ErrorCode::Busy),
            ServiceError::File(cause) => Self::caused_by(disk_code(cause), &error),
            ServiceError::Store(cause) => Self::caused_by(ErrorCode::from(cause), &error),
            ServiceError::Vault(cause) => match ErrorCode::from(cause) {
                // A person's doing, or the keyring's: the code says all there is to say.
                code @ (ErrorCode::WrongPassphrase
                | ErrorCode::WrongRecoveryKey
                | ErrorCode::RecoveryKeyMistyped
                | ErrorCode::PassphraseRefused
                | ErrorCode::LastProtector
                | ErrorCode::NothingToLockWith
                | ErrorCode::Locked) => Self::of(code),
                code => Self::caused_by(code, &error),
            },
        }
    }
}

impl From<BackupError> for CommandError {
    fn from(error: BackupError) -> Self {
        match error {
            BackupError::NotFound => Self::of(ErrorCode::BackupNotFound),
            BackupError::NotPortable => Self::of(ErrorCode::NotPortable),
            BackupError::AuditBroken { .. } => Self::caused_by(ErrorCode::AuditBroken, &error),
            BackupError::Stopped => Self::caused_by(ErrorCode::StoreFailed, &error),
            BackupError::Registry(error) => error.into(),
        }
    }
}

impl From<RestoreError> for CommandError {
    fn from(error: RestoreError) -> Self {
        let code = match &error {
            RestoreError::NotFound { .. } => ErrorCode::BackupNotFound,
            RestoreError::Unreadable { .. } => ErrorCode::BackupUnreadable,
            RestoreError::NewerFormat => ErrorCode::BackupNewer,
            RestoreError::UnlockNeeded { .. } => ErrorCode::UnlockNeeded,
            RestoreError::WrongPassphrase => ErrorCode::WrongPassphrase,
            RestoreError::WrongRecoveryKey => ErrorCode::WrongRecoveryKey,
            RestoreError::KeyNotHere => ErrorCode::BackupKeyMissing,
            RestoreError::Incomplete { .. } => ErrorCode::Incomplete,
            RestoreError::Store(cause) => ErrorCode::from(cause),
            RestoreError::Vault(cause) => ErrorCode::from(cause),
        };
        match code {
            ErrorCode::WrongPassphrase | ErrorCode::WrongRecoveryKey | ErrorCode::UnlockNeeded => {
                Self::of(code)
            }
            code => Self::caused_by(code, &error),
        }
    }
}

impl From<OpenError> for CommandError {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Restore(error) => error.into(),
            OpenError::Store(_) | OpenError::Vault(_) | OpenError::RolledBack { .. } | OpenError::Head(_) => {
                Self::caused_by(ErrorCode::RegistryUnavailable, &error)
            }
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
            | StoreError::WrongOwner { .. }
            | StoreError::NotAFolder { .. }
            | StoreError::Damaged { .. }
            | StoreError::AuditDamaged { .. }
            | StoreError::Diverged { .. }
            | StoreError::SyncTimedOut { .. }
            | StoreError::SyncFailed { .. }
            | StoreError::Io { .. } => Self::StoreFailed,
            StoreError::InUse { .. } => Self::RegistryInUse,
            StoreError::NewerFormat { .. } => Self::RegistryUnavailable,
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
            VaultError::WrongPassphrase | VaultError::PassphraseNeeded => Self::WrongPassphrase,
            VaultError::WrongRecoveryKey => Self::WrongRecoveryKey,
            VaultError::RecoveryKeyMistyped => Self::RecoveryKeyMistyped,
            VaultError::PassphraseTooShort
            | VaultError::PassphraseTooLong
            | VaultError::PassphraseGuessable => Self::PassphraseRefused,
            VaultError::KeyringLocked => Self::KeyringLocked,
            VaultError::KeyringVanished => Self::KeyringVanished,
            VaultError::KeyMissing { .. } | VaultError::KeyDamaged { .. } | VaultError::KeyForeign { .. } => {
                Self::KeyDamaged
            }
            VaultError::LastProtector => Self::LastProtector,
            VaultError::NothingToLockWith => Self::NothingToLockWith,
            VaultError::Locked => Self::Locked,
            VaultError::NewerFormat { .. } | VaultError::NoAccess { .. } | VaultError::Io { .. } => {
                Self::RegistryUnavailable
            }
            // The machine; or what the window never asks for, since it is told what there is.
            VaultError::Randomness(_)
            | VaultError::CoreDumps(_)
            | VaultError::OutOfMemory { .. }
            | VaultError::NothingToConfirm
            | VaultError::ProtectorAbsent(_)
            | VaultError::RotationUnfinished => Self::Internal,
        }
    }
}

/// What the shell itself writes: preferences.
impl From<std::io::Error> for CommandError {
    fn from(error: std::io::Error) -> Self {
        Self::caused_by(disk_code(&error), &error)
    }
}

fn disk_code(error: &std::io::Error) -> ErrorCode {
    match error.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => ErrorCode::DiskFull,
        _ => ErrorCode::StoreFailed,
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
