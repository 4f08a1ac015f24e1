//! The vault in its slot, open or locked. Every verb that needs a key asks here, and is refused while it is locked.
//!
//! Deliberately not behind the lock: the store. Rows hold no secret; that they are not shown while the registry is
//! locked is the shell's part, and the gate goes on deciding.

use crate::ServiceError;
use mapae_vault::{Attempts, LockReason, LockedVault, NotLocked, Opened, Protectors, Vault, VaultError};
use std::{
    ops::{Deref, DerefMut},
    sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
};

/// Why a registry is locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LockedBecause {
    /// It was opened locked: so it was asked for, or only a person can open it.
    Start,
    /// A person locked it.
    Person,
    /// Nobody was there for a while.
    Idle,
    /// The machine went to sleep.
    Suspend,
    /// The desktop's screen was locked.
    Screen,
    /// The keyring that holds the key is locked, or did not answer in time.
    KeyringLocked,
    /// There is no keyring in this session.
    KeyringVanished,
    /// The key file or the keyring's entry is gone.
    KeyMissing,
    /// It is there, and not what it was.
    KeyDamaged,
}

/// The slot, and how often the wrong word was said in front of it.
pub(crate) struct Keys {
    slot: RwLock<Slot>,
    attempts: Mutex<Attempts>,
}

enum Slot {
    Open(Vault),
    Locked(LockedVault, LockedBecause),
    /// Within [`Keys::lock`], which moves a vault out and in again.
    Empty,
}

/// The open vault: it can't be locked while this is held.
pub(crate) struct Unlocked<'a>(RwLockReadGuard<'a, Slot>);

/// The open vault, to change its keys: nobody else uses it while this is held.
pub(crate) struct Changing<'a>(RwLockWriteGuard<'a, Slot>);

const CHECKED: &str = "that it is open was seen when the guard was made";

impl Keys {
    pub(crate) fn new(opened: Opened) -> Self {
        let slot = match opened {
            Opened::Unlocked(vault) => Slot::Open(vault),
            Opened::Locked(vault) => {
                let because = LockedBecause::from(vault.reason());
                Slot::Locked(vault, because)
            }
        };
        Self { slot: RwLock::new(slot), attempts: Mutex::default() }
    }

    /// # Errors
    /// [`ServiceError::Locked`].
    pub(crate) fn unlocked(&self) -> Result<Unlocked<'_>, ServiceError> {
        let slot = self.read();
        slot.open().is_some().then_some(Unlocked(slot)).ok_or(ServiceError::Locked)
    }

    /// # Errors
    /// [`ServiceError::Locked`].
    pub(crate) fn changing(&self) -> Result<Changing<'_>, ServiceError> {
        let slot = self.write();
        slot.open().is_some().then_some(Changing(slot)).ok_or(ServiceError::Locked)
    }

    /// Why it is locked, if it is.
    pub(crate) fn locked(&self) -> Option<LockedBecause> {
        match &*self.read() {
            Slot::Locked(_, because) => Some(*because),
            Slot::Open(_) | Slot::Empty => None,
        }
    }

    pub(crate) fn protectors(&self) -> Protectors {
        match &*self.read() {
            Slot::Open(vault) => vault.protectors(),
            Slot::Locked(vault, _) => vault.protectors(),
            Slot::Empty => Protectors::default(),
        }
    }

    /// Wipes the keys; what is locked stays as it is.
    ///
    /// # Errors
    /// [`VaultError::NothingToLockWith`].
    pub(crate) fn lock(&self, because: LockedBecause) -> Result<(), VaultError> {
        let mut slot = self.write();
        match std::mem::replace(&mut *slot, Slot::Empty) {
            Slot::Open(vault) => match vault.lock() {
                Ok(locked) => *slot = Slot::Locked(locked, because),
                Err(not_locked) => {
                    *slot = Slot::Open(NotLocked::into_vault(not_locked));
                    return Err(VaultError::NothingToLockWith);
                }
            },
            other => *slot = other,
        }
        Ok(())
    }

    /// `open` is shown the locked vault and makes an open one of it; nobody else waits for that but who would unlock,
    /// too. Nothing is asked where it is open already.
    pub(crate) fn unlock(
        &self,
        open: impl FnOnce(&LockedVault) -> Result<Vault, ServiceError>,
    ) -> Result<(), ServiceError> {
        let opened = match &*self.read() {
            Slot::Locked(locked, _) => open(locked)?,
            Slot::Open(_) | Slot::Empty => return Ok(()),
        };
        let mut slot = self.write();
        if let Slot::Locked(..) = *slot {
            *slot = Slot::Open(opened);
        }
        Ok(())
    }

    /// Held from the look at the wait until what came of the attempt is noted.
    pub(crate) fn attempts(&self) -> MutexGuard<'_, Attempts> {
        self.attempts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read(&self) -> RwLockReadGuard<'_, Slot> {
        self.slot.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Slot> {
        self.slot.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Slot {
    fn open(&self) -> Option<&Vault> {
        match self {
            Slot::Open(vault) => Some(vault),
            Slot::Locked(..) | Slot::Empty => None,
        }
    }
}

impl Deref for Unlocked<'_> {
    type Target = Vault;
    fn deref(&self) -> &Vault {
        self.0.open().expect(CHECKED)
    }
}

impl Deref for Changing<'_> {
    type Target = Vault;
    fn deref(&self) -> &Vault {
        self.0.open().expect(CHECKED)
    }
}

impl DerefMut for Changing<'_> {
    fn deref_mut(&mut self) -> &mut Vault {
        match &mut *self.0 {
            Slot::Open(vault) => Some(vault),
            Slot::Locked(..) | Slot::Empty => None,
        }
        .expect(CHECKED)
    }
}

impl LockedBecause {
    /// Whether somebody wanted it locked: that the keyring is open is then no reason to open it.
    pub(crate) fn is_on_purpose(self) -> bool {
        match self {
            Self::Start | Self::Person | Self::Idle | Self::Suspend | Self::Screen => true,
            Self::KeyringLocked | Self::KeyringVanished | Self::KeyMissing | Self::KeyDamaged => false,
        }
    }
}

impl From<&LockReason> for LockedBecause {
    fn from(reason: &LockReason) -> Self {
        match reason {
            LockReason::Asked => Self::Person,
            LockReason::AtStart => Self::Start,
            LockReason::Refused(VaultError::KeyringLocked) => Self::KeyringLocked,
            LockReason::Refused(VaultError::KeyringVanished) => Self::KeyringVanished,
            LockReason::Refused(VaultError::KeyMissing { .. }) => Self::KeyMissing,
            LockReason::Refused(_) => Self::KeyDamaged,
        }
    }
}
