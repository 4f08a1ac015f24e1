//! The registry as the shell holds it: open, or in trouble that the window explains. It is opened before Tauri
//! starts, so that trouble with the data is something to show and never a panic in a setup hook.

use crate::{
    clock,
    commands::{
        error::{CommandError, ErrorCode},
        views::{Happening, ProtectionView, RegistryView, TroubleView},
    },
    folders::Folders,
    journal,
    watch::Watch,
};
use mapae_service::{OpenError, Place, Registry};
use mapae_store::StoreError;
use mapae_vault::{KeyringChoice, Protection, VaultError};
use std::{io::ErrorKind, sync::Arc};
use tauri::{AppHandle, Manager, Runtime};

/// What became of opening the registry.
pub(crate) enum RegistryState {
    Open(Arc<Registry>),
    Trouble { trouble: TroubleView, reference: String },
}

impl RegistryState {
    /// Opens the registry, or says what is wrong with it. Nothing on disk is changed where something is.
    pub(crate) fn open(folders: &Folders) -> Self {
        let actor = actor();
        let place = Place {
            data: &folders.data,
            state: &folders.state,
            keyring: if folders.moved { KeyringChoice::Never } else { KeyringChoice::Auto },
            zone: clock::zone(),
            actor: &actor,
        };
        match mapae_service::open(place, clock::now()) {
            Ok(registry) => Self::Open(Arc::new(registry)),
            Err(error) => {
                Self::Trouble { trouble: TroubleView::from(&error), reference: journal::reference(&error) }
            }
        }
    }

    /// Reads behind the first page which tokens there are, and tells the window when they are known.
    pub(crate) fn start_indexing<R: Runtime>(&self, application: &AppHandle<R>) {
        if let Self::Open(registry) = self {
            let application = application.clone();
            registry.start_indexing(move || application.state::<Watch>().tell(Happening::TokensChanged));
        }
    }

    /// The open registry.
    ///
    /// # Errors
    /// [`ErrorCode::RegistryUnavailable`] where it is in trouble.
    pub(crate) fn registry(&self) -> Result<Arc<Registry>, CommandError> {
        match self {
            Self::Open(registry) => Ok(Arc::clone(registry)),
            Self::Trouble { .. } => Err(CommandError::of(ErrorCode::RegistryUnavailable)),
        }
    }
}

impl From<&RegistryState> for RegistryView {
    fn from(state: &RegistryState) -> Self {
        let registry = match state {
            RegistryState::Open(registry) => registry,
            RegistryState::Trouble { trouble, reference } => {
                return Self::Trouble { trouble: *trouble, reference: reference.clone() };
            }
        };
        let behind = registry.clock_behind(clock::now()).map_or(0, |behind| behind.num_seconds());
        Self::Open {
            protection: match registry.protection() {
                // Not told apart on screen yet: neither gets the badge.
                Protection::Keyring | Protection::Passphrase => ProtectionView::Keyring,
                Protection::KeyFile => ProtectionView::KeyFile,
            },
            quarantined: registry.quarantined().try_into().unwrap_or(u32::MAX),
            clock_behind_seconds: behind.try_into().unwrap_or(u32::MAX),
        }
    }
}

impl From<&OpenError> for TroubleView {
    fn from(error: &OpenError) -> Self {
        match error {
            OpenError::Store(error) => Self::from(error),
            OpenError::Vault(error) => Self::from(error),
            OpenError::RolledBack { .. } => Self::RolledBack,
            OpenError::Head(error) => match error.kind() {
                ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => Self::NoAccess,
                ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::DiskFull,
                _ => Self::Unknown,
            },
        }
    }
}

impl From<&StoreError> for TroubleView {
    fn from(error: &StoreError) -> Self {
        match error {
            StoreError::InUse { .. } => Self::InUse,
            StoreError::NoAccess { .. } => Self::NoAccess,
            StoreError::DiskFull { .. } => Self::DiskFull,
            StoreError::NewerFormat { .. } => Self::NewerFormat,
            StoreError::Damaged { .. } | StoreError::AuditDamaged { .. } => Self::Damaged,
            StoreError::Diverged { .. } => Self::RolledBack,
            // The disk itself, or what opening never answers.
            StoreError::SyncTimedOut { .. }
            | StoreError::SyncFailed { .. }
            | StoreError::Io { .. }
            | StoreError::NameTaken { .. }
            | StoreError::DigestTaken { .. }
            | StoreError::IdTaken { .. }
            | StoreError::NotFound { .. }
            | StoreError::NameFixed { .. }
            | StoreError::Outdated { .. }
            | StoreError::Quarantined { .. }
            | StoreError::TooLarge { .. } => Self::Unknown,
        }
    }
}

impl From<&VaultError> for TroubleView {
    fn from(error: &VaultError) -> Self {
        match error {
            VaultError::KeyMissing { .. } => Self::KeyMissing,
            VaultError::KeyDamaged { .. } | VaultError::KeyForeign { .. } => Self::KeyDamaged,
            VaultError::KeyringLocked | VaultError::KeyringVanished => Self::KeyringLocked,
            VaultError::NewerFormat { .. } => Self::NewerFormat,
            VaultError::NoAccess { .. } => Self::NoAccess,
            VaultError::DiskFull { .. } => Self::DiskFull,
            // The disk or the machine, or what opening without a person never answers.
            VaultError::Io { .. }
            | VaultError::Randomness(_)
            | VaultError::CoreDumps(_)
            | VaultError::OutOfMemory { .. }
            | VaultError::Locked
            | VaultError::WrongPassphrase
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
            | VaultError::RotationUnfinished
            | VaultError::SealedFormatUnknown
            | VaultError::SealedWithOtherKey { .. }
            | VaultError::SealedDamaged => Self::Unknown,
        }
    }
}

/// Who is at the window, as the operating system knows them: a label for the audit trail, not a credential.
fn actor() -> String {
    ["USER", "LOGNAME"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
        .unwrap_or_else(|| format!("uid {}", rustix::process::getuid().as_raw()))
}
