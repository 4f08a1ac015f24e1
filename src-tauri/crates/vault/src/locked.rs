//! A locked vault: it holds no key, and what opens it takes a person.

use std::fmt;

use crate::error::VaultError;
use crate::key::{Key, KeyId};
use crate::key_place::Place;
use crate::manifest::Manifest;
use crate::opening::unlocked;
use crate::passphrase::Passphrase;
use crate::protectors::{Protector, ProtectorKind, Protectors, keyring, recovery_key};
use crate::recovery_key::RecoveryKey;
use crate::vault::Vault;

/// A vault without its keys. Unlocking leaves it as it is, so a wrong attempt changes nothing, and what was locked
/// is dropped by whoever puts the unlocked vault in its place. Slowing down is
/// [`Attempts`](crate::Attempts)' part.
pub struct LockedVault {
    place: Place,
    protectors: Protectors,
    reason: LockReason,
}

/// Why a vault is locked.
#[derive(Debug)]
pub enum LockReason {
    /// Somebody locked it, or something that they set up to.
    Asked,
    /// It was opened locked: so it was asked for, or nothing is set up that opens it by itself.
    AtStart,
    /// What should have opened it by itself did not: the keyring is locked, has vanished or was reset, or the key
    /// file is missing or damaged.
    Refused(VaultError),
}

impl LockedVault {
    pub(crate) fn new(place: Place, protectors: Protectors, reason: LockReason) -> LockedVault {
        LockedVault { place, protectors, reason }
    }

    /// Why it is locked, for the lock screen.
    pub fn reason(&self) -> &LockReason {
        &self.reason
    }

    pub(crate) fn into_reason(self) -> LockReason {
        self.reason
    }

    /// Which protectors there are, and so which ways out to offer.
    pub fn protectors(&self) -> Protectors {
        self.protectors
    }

    /// Unlocks by passphrase. Takes about half a second to a second of one processor, by design; not on the thread
    /// of the window.
    ///
    /// # Errors
    /// [`VaultError::WrongPassphrase`], told apart from damage; [`VaultError::ProtectorAbsent`].
    pub fn unlock_with_passphrase(&self, passphrase: &Passphrase) -> Result<Vault, VaultError> {
        self.unlock(ProtectorKind::Passphrase, |protector, key_id| match protector {
            Protector::Passphrase(wrapping) => Some(wrapping.open(passphrase, &self.place, key_id)),
            _ => None,
        })
    }

    /// Unlocks by recovery key.
    ///
    /// # Errors
    /// [`VaultError::WrongRecoveryKey`], told apart from damage; [`VaultError::ProtectorAbsent`].
    pub fn unlock_with_recovery_key(&self, typed: &RecoveryKey) -> Result<Vault, VaultError> {
        self.unlock(ProtectorKind::RecoveryKey, |protector, key_id| match protector {
            Protector::RecoveryKey(wrapped) => Some(recovery_key::open(typed, &self.place, key_id, wrapped)),
            _ => None,
        })
    }

    /// Asks the keyring, which may ask the person for its own password. Only for where a person asked for it: it
    /// answers without a word where it is open.
    ///
    /// # Errors
    /// Those of the keyring; [`VaultError::ProtectorAbsent`].
    pub fn unlock_with_keyring(&self) -> Result<Vault, VaultError> {
        self.unlock(ProtectorKind::Keyring, |protector, key_id| match protector {
            Protector::Keyring(wrapped) => Some(keyring::open(&self.place, key_id, wrapped)),
            _ => None,
        })
    }

    /// Reads the manifest anew: it may have been put back in place since.
    fn unlock(
        &self,
        kind: ProtectorKind,
        mut open: impl FnMut(&Protector, KeyId) -> Option<Result<Key, VaultError>>,
    ) -> Result<Vault, VaultError> {
        let manifest = Manifest::read(&self.place.state_folder)?
            .ok_or_else(|| VaultError::KeyMissing { place: self.place.manifest() })?;
        let mut refusal = if manifest.has_unreadable(Some(kind)) {
            VaultError::KeyDamaged { place: self.place.manifest() }
        } else {
            VaultError::ProtectorAbsent(kind)
        };
        for protector in manifest.protectors() {
            match open(protector, manifest.key_id) {
                Some(Ok(key)) => return unlocked(&manifest, &self.place, key),
                Some(Err(error)) => refusal = error,
                None => {}
            }
        }
        Err(refusal)
    }
}

/// A vault that was to be locked, and is open as before.
pub struct NotLocked(Box<Vault>);

impl NotLocked {
    pub(crate) fn new(vault: Vault) -> NotLocked {
        NotLocked(Box::new(vault))
    }

    /// The vault as it was.
    pub fn into_vault(self) -> Vault {
        *self.0
    }
}

impl From<NotLocked> for VaultError {
    fn from(_: NotLocked) -> VaultError {
        VaultError::NothingToLockWith
    }
}

impl fmt::Debug for NotLocked {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("NotLocked")
    }
}
