//! The registry as the shell holds it: open, locked, or in trouble that the window explains. It is opened beside
//! the window that comes up, so that trouble with the data is something to show and never a panic in a setup hook.

use crate::{
    clock,
    commands::{
        error::{CommandError, ErrorCode},
        views::{Happening, LockedBecauseView, ProtectionView, RecoveryView, RegistryView, TroubleView},
    },
    folders::Folders,
    gate::GateState,
    journal,
    last_backup::LastBackup,
    memory,
    watch::Watch,
};
use mapae_service::{
    LockedBecause, OpenError, Place, Recovery, Registry, RestoreError, Restored, RollingBackups,
};
use mapae_store::StoreError;
use mapae_vault::{KeyringChoice, Start, VaultError};
use std::{
    io::ErrorKind,
    sync::{Arc, PoisonError, RwLock, RwLockWriteGuard, mpsc},
    thread,
    time::{Duration, Instant},
};
use tauri::{AppHandle, Manager, Runtime};

/// What became of opening the registry. It is another one after a backup was put in its place.
pub(crate) struct RegistryState {
    present: Arc<RwLock<Present>>,
    /// Follows the registry that is open, and lets go of it before it is closed.
    gate: GateState,
}

enum Present {
    Open(Opened),
    Trouble {
        trouble: TroubleView,
        reference: String,
    },
    /// Within [`RegistryState::replace`].
    Closed,
}

struct Opened {
    // Before the registry: backups end first.
    backups: Option<RollingBackups>,
    registry: Arc<Registry>,
    /// What a person did to it in this process.
    restored: Option<Restored>,
}

impl RegistryState {
    /// Begins to open the registry, on a thread of its own: whoever asks for it waits until it is open, or it is known
    /// what is wrong with it. Nothing on disk is lost where something is.
    pub(crate) fn open(folders: Folders, start: Start, gate: GateState) -> Self {
        let state = Self { present: Arc::new(RwLock::new(Present::Closed)), gate };
        let (present, (taken, is_taken)) = (Arc::clone(&state.present), mpsc::channel::<()>());
        thread::spawn(move || {
            let mut present = present.write().unwrap_or_else(PoisonError::into_inner);
            drop(taken);
            let actor = actor();
            let opened = mapae_service::open(place(&folders, &actor, start), clock::now());
            *present = Present::from(opened.map(|registry| (registry, None)));
        });
        // Answers, with an error, once nobody else can have the registry before it is open.
        let _ = is_taken.recv();
        state
    }

    /// Begins what goes on behind the window: reading which tokens there are, and backups.
    pub(crate) fn start<R: Runtime>(&self, application: &AppHandle<R>) {
        let mut present = self.write();
        let Present::Open(opened) = &mut *present else { return };
        self.gate.attach(&opened.registry);
        let (index, backups) = (application.clone(), application.clone());
        opened.registry.start_indexing(move || {
            memory::give_back();
            index.state::<Watch>().tell(Happening::TokensChanged);
        });
        let started = opened.registry.start_backups(clock::now, move |outcome| {
            backups.state::<LastBackup>().note(&outcome);
            backups.state::<Watch>().tell(Happening::BackupsChanged);
        });
        match started {
            Ok(started) => opened.backups = Some(started),
            Err(error) => tracing::error!(%error, "backups could not be started"),
        }
    }

    /// The open registry.
    ///
    /// # Errors
    /// [`ErrorCode::RegistryUnavailable`] where it is in trouble, [`ErrorCode::Locked`] where it is locked: nothing
    /// of it is shown then, secret or not.
    pub(crate) fn registry(&self) -> Result<Arc<Registry>, CommandError> {
        let registry = self.whatever_its_lock()?;
        match registry.locked() {
            None => Ok(registry),
            Some(_) => Err(CommandError::of(ErrorCode::Locked)),
        }
    }

    /// The registry, locked or not: for who locks and unlocks it.
    ///
    /// # Errors
    /// [`ErrorCode::RegistryUnavailable`].
    pub(crate) fn whatever_its_lock(&self) -> Result<Arc<Registry>, CommandError> {
        match &*self.present.read().unwrap_or_else(PoisonError::into_inner) {
            Present::Open(opened) => Ok(Arc::clone(&opened.registry)),
            Present::Trouble { .. } | Present::Closed => {
                Err(CommandError::of(ErrorCode::RegistryUnavailable))
            }
        }
    }

    /// Closes the registry for good: the program ends. What is not closed is read whole at its next opening.
    pub(crate) fn close(&self) {
        self.gate.close();
        let before = std::mem::replace(&mut *self.write(), Present::Closed);
        drop(before);
    }

    /// Closes the registry, lets `act` put another one in its place, and opens what is there then: also where `act`
    /// failed. Verbs under way come to their end first.
    ///
    /// # Errors
    /// What `act` says.
    pub(crate) fn replace(
        &self,
        folders: &Folders,
        act: impl Fn(Place<'_>) -> Result<Replaced, CommandError>,
    ) -> Result<(), CommandError> {
        self.gate.detach();
        let before = std::mem::replace(&mut *self.write(), Present::Closed);
        let actor = actor();
        let place = place(folders, &actor, Start::Unlocked);
        // The last one who uses it closes it, and only then is the database let go.
        drop(before);
        let acted = until_let_go(|| act(place));
        let (opened, answer) = match acted {
            Ok(Replaced::Opened(registry)) => (Ok((*registry, None)), Ok(())),
            Ok(Replaced::Restored(restored)) => {
                (mapae_service::open(place, clock::now()).map(|registry| (registry, Some(restored))), Ok(()))
            }
            Err(error) => {
                (mapae_service::open(place, clock::now()).map(|registry| (registry, None)), Err(error))
            }
        };
        let present = Present::from(opened);
        if let Present::Open(opened) = &present {
            self.gate.attach(&opened.registry);
        }
        *self.write() = present;
        answer
    }

    fn write(&self) -> RwLockWriteGuard<'_, Present> {
        self.present.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What was put in the registry's place.
pub(crate) enum Replaced {
    /// A backup, still closed.
    Restored(Restored),
    /// The same one, mended and open.
    Opened(Box<Registry>),
}

/// Tries again while the registry that was open here has its database still: who uses it is told nothing, and is done
/// within moments.
fn until_let_go<T>(act: impl Fn() -> Result<T, CommandError>) -> Result<T, CommandError> {
    const PATIENCE: Duration = Duration::from_secs(10);
    let begun = Instant::now();
    loop {
        match act() {
            Err(error) if error.code == ErrorCode::RegistryInUse && begun.elapsed() < PATIENCE => {
                thread::sleep(Duration::from_millis(20));
            }
            other => return other,
        }
    }
}

impl From<Result<(Registry, Option<Restored>), OpenError>> for Present {
    fn from(opened: Result<(Registry, Option<Restored>), OpenError>) -> Self {
        match opened {
            Ok((registry, restored)) => {
                Self::Open(Opened { registry: Arc::new(registry), backups: None, restored })
            }
            Err(error) => {
                Self::Trouble { trouble: TroubleView::from(&error), reference: journal::reference(&error) }
            }
        }
    }
}

/// Where the registry of these folders is and whose it is.
pub(crate) fn place<'a>(folders: &'a Folders, actor: &'a str, start: Start) -> Place<'a> {
    Place {
        data: &folders.data,
        state: &folders.state,
        keyring: if folders.moved { KeyringChoice::Never } else { KeyringChoice::Auto },
        start,
        zone: clock::zone(),
        actor,
    }
}

impl From<&RegistryState> for RegistryView {
    fn from(state: &RegistryState) -> Self {
        let present = state.present.read().unwrap_or_else(PoisonError::into_inner);
        let opened = match &*present {
            Present::Open(opened) => opened,
            Present::Trouble { trouble, reference } => {
                return Self::Trouble { trouble: *trouble, reference: reference.clone() };
            }
            Present::Closed => {
                return Self::Trouble { trouble: TroubleView::InUse, reference: String::new() };
            }
        };
        let registry = &*opened.registry;
        let protection = ProtectionView::from(registry);
        if let Some(because) = registry.locked() {
            return Self::Locked { because: because.into(), protection };
        }
        let behind = registry.clock_behind(clock::now()).map_or(0, |behind| behind.num_seconds());
        Self::Open {
            protection,
            recovery: opened.restored.as_ref().map(restored).or_else(|| recovered(registry.recovery())),
            quarantined: registry.quarantined().try_into().unwrap_or(u32::MAX),
            suspected: registry.is_suspected(),
            clock_behind_seconds: behind.try_into().unwrap_or(u32::MAX),
        }
    }
}

impl From<&Registry> for ProtectionView {
    fn from(registry: &Registry) -> Self {
        let protectors = registry.protectors();
        Self {
            passphrase: protectors.passphrase,
            keyring: protectors.keyring,
            key_file: protectors.key_file,
            recovery_key: protectors.recovery_key,
            rotation_unfinished: registry.rotation().is_some(),
        }
    }
}

impl From<LockedBecause> for LockedBecauseView {
    fn from(because: LockedBecause) -> Self {
        match because {
            LockedBecause::Start => Self::Start,
            LockedBecause::Person => Self::Person,
            LockedBecause::Idle => Self::Idle,
            LockedBecause::Suspend => Self::Suspend,
            LockedBecause::Screen => Self::Screen,
            LockedBecause::KeyringLocked => Self::KeyringLocked,
            LockedBecause::KeyringVanished => Self::KeyringVanished,
            LockedBecause::KeyMissing => Self::KeyMissing,
            LockedBecause::KeyDamaged => Self::KeyDamaged,
        }
    }
}

/// What a person should know of it: that changes were done once more after a kill is an ordinary day's work.
fn recovered(recovery: &Recovery) -> Option<RecoveryView> {
    match recovery {
        Recovery::NotNeeded => None,
        Recovery::Reconciled(reconciled) if reconciled.added > 0 => {
            Some(RecoveryView::AuditAdded { events: reconciled.added })
        }
        Recovery::Reconciled(_) => None,
        Recovery::FromBackup(rebuilt) => Some(RecoveryView::FromBackup {
            missing: rebuilt.missing,
            aside: rebuilt.replaced.display().to_string(),
        }),
        Recovery::WithoutSnapshot { aside } | Recovery::Rebuilt { aside, .. } => {
            Some(RecoveryView::Repaired { aside: aside.display().to_string() })
        }
    }
}

fn restored(restored: &Restored) -> RecoveryView {
    RecoveryView::Restored {
        left_behind: restored.left_behind,
        names: restored.left_behind_names.clone(),
        unopened: restored.unopened,
        aside: restored.replaced.as_ref().map(|aside| aside.display().to_string()),
    }
}

impl From<&OpenError> for TroubleView {
    fn from(error: &OpenError) -> Self {
        match error {
            OpenError::Store(error) => Self::from(error),
            OpenError::Vault(error) => Self::from(error),
            OpenError::RolledBack { .. } => Self::RolledBack,
            OpenError::Restore(RestoreError::Store(error)) => Self::from(error),
            OpenError::Restore(RestoreError::Vault(error)) => Self::from(error),
            OpenError::Restore(_) => Self::Unknown,
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
            StoreError::WrongOwner { .. } => Self::WrongOwner,
            StoreError::NotAFolder { .. } => Self::NotAFolder,
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
            // The disk or the machine, or what opening never answers.
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
