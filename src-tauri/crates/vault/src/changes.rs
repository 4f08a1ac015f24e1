//! Changing what protects an unlocked vault. Each change rewraps one key and touches no token, and goes in this
//! order: the new wrapping key in its place, then the manifest that names it (one atomic replacement), then what
//! it no longer names is cleared away. Whenever the machine stops, the old protectors or the new ones open.
//!
//! A protector that was taken out still opens an older copy of `keys.json`. Where such a copy may be in other
//! hands, the data key itself has to change: see `rotation.rs`.

use crate::cost::Cost;
use crate::error::VaultError;
use crate::manifest::Manifest;
use crate::passphrase::{NewPassphrase, Passphrase};
use crate::protectors::passphrase::PassphraseWrapping;
use crate::protectors::{Protector, ProtectorKind, key_file, keyring, recovery_key};
use crate::recovery_key::{RecoveryKey, RecoveryKeyText};
use crate::vault::Vault;

impl Vault {
    /// Sets the passphrase, or another one in its place. A key file goes, since it would open the vault without;
    /// a keyring stays. Takes as long as `cost` says.
    pub fn set_passphrase(&mut self, passphrase: &NewPassphrase, cost: Cost) -> Result<(), VaultError> {
        let mut manifest = self.manifest()?;
        let current = &self.keys.current;
        let wrapping = PassphraseWrapping::make(passphrase.as_typed(), cost, current.id, &current.key)?;
        manifest.put(Protector::Passphrase(wrapping));
        manifest.take_out(ProtectorKind::KeyFile);
        self.write(&manifest)?;
        key_file::clear_away(&self.place, self.keys.current.id);
        Ok(())
    }

    /// Whether this is the passphrase: asked before another takes its place. Takes the passphrase's time.
    ///
    /// # Errors
    /// [`VaultError::WrongPassphrase`], told apart from damage; [`VaultError::ProtectorAbsent`].
    pub fn check_passphrase(&self, passphrase: &Passphrase) -> Result<(), VaultError> {
        for protector in self.manifest()?.protectors() {
            if let Protector::Passphrase(wrapping) = protector {
                return wrapping.open(passphrase, &self.place, self.keys.current.id).map(drop);
            }
        }
        Err(VaultError::ProtectorAbsent(ProtectorKind::Passphrase))
    }

    /// Takes the passphrase out.
    ///
    /// # Errors
    /// [`VaultError::LastProtector`] where no keyring is left; [`VaultError::ProtectorAbsent`].
    pub fn remove_passphrase(&mut self) -> Result<(), VaultError> {
        self.take_out(ProtectorKind::Passphrase)
    }

    /// Puts the key in the desktop's keyring too. A key file goes; a passphrase stays. Where the keyring keeps it
    /// already nothing is changed. Takes up to four seconds.
    pub fn add_keyring(&mut self) -> Result<(), VaultError> {
        let mut manifest = self.manifest()?;
        let current = &self.keys.current;
        for protector in manifest.protectors() {
            if let Protector::Keyring(wrapped) = protector {
                match keyring::open(&self.place, current.id, wrapped) {
                    Ok(_) => return Ok(()),
                    // Reset, or not what we wrote: nothing is lost if it is replaced.
                    Err(
                        VaultError::KeyMissing { .. }
                        | VaultError::KeyDamaged { .. }
                        | VaultError::KeyForeign { .. },
                    ) => {}
                    Err(error) => return Err(error),
                }
            }
        }
        manifest.put(Protector::Keyring(keyring::make(&self.place, current.id, &current.key)?));
        manifest.take_out(ProtectorKind::KeyFile);
        self.write(&manifest)?;
        key_file::clear_away(&self.place, self.keys.current.id);
        Ok(())
    }

    /// Takes the key out of the keyring.
    ///
    /// # Errors
    /// [`VaultError::LastProtector`] where no passphrase is left; [`VaultError::ProtectorAbsent`].
    pub fn remove_keyring(&mut self) -> Result<(), VaultError> {
        self.take_out(ProtectorKind::Keyring)?;
        keyring::clear_away(&self.place, self.keys.current.id);
        Ok(())
    }

    /// Goes back to a key file, which whoever reads this user's files can read: passphrase and keyring go, as they
    /// would protect nothing any more. A recovery key stays. Only on a person's explicit word.
    pub fn use_key_file(&mut self) -> Result<(), VaultError> {
        let mut manifest = self.manifest()?;
        let current = &self.keys.current;
        let opens = |protector: &Protector| match protector {
            Protector::KeyFile(wrapped) => key_file::open(&self.place, current.id, wrapped).is_ok(),
            _ => false,
        };
        if !manifest.protectors().any(opens) {
            manifest.put(Protector::KeyFile(key_file::make(&self.place, current.id, &current.key)?));
        }
        let had_keyring = manifest.summary().keyring;
        manifest.take_out(ProtectorKind::Passphrase);
        manifest.take_out(ProtectorKind::Keyring);
        self.write(&manifest)?;
        if had_keyring {
            keyring::clear_away(&self.place, self.keys.current.id);
        }
        Ok(())
    }

    /// Makes a recovery key, to be shown once. It opens nothing until [`Vault::confirm_recovery_key`]; an older one
    /// stays valid until then. A second call makes another one.
    pub fn make_recovery_key(&mut self) -> Result<RecoveryKeyText, VaultError> {
        Ok(self.unconfirmed.insert(RecoveryKey::random()?).text())
    }

    /// Puts the recovery key that was made last in force, in the place of an older one, once it is typed back:
    /// a key that nobody wrote down is worse than none, because it is counted on.
    ///
    /// # Errors
    /// [`VaultError::WrongRecoveryKey`] where `typed` is another one; it may be tried again.
    /// [`VaultError::NothingToConfirm`].
    pub fn confirm_recovery_key(&mut self, typed: &RecoveryKey) -> Result<(), VaultError> {
        let made = self.unconfirmed.as_ref().ok_or(VaultError::NothingToConfirm)?;
        if !made.is(typed) {
            return Err(VaultError::WrongRecoveryKey);
        }
        let mut manifest = self.manifest()?;
        let current = &self.keys.current;
        manifest.put(Protector::RecoveryKey(recovery_key::make(made, current.id, &current.key)?));
        self.write(&manifest)?;
        self.unconfirmed = None;
        Ok(())
    }

    /// Forgets a recovery key that was made and not confirmed.
    pub fn discard_unconfirmed_recovery_key(&mut self) {
        self.unconfirmed = None;
    }

    /// Takes the recovery key out.
    ///
    /// # Errors
    /// [`VaultError::ProtectorAbsent`].
    pub fn remove_recovery_key(&mut self) -> Result<(), VaultError> {
        self.take_out(ProtectorKind::RecoveryKey)
    }

    fn take_out(&mut self, kind: ProtectorKind) -> Result<(), VaultError> {
        let mut manifest = self.manifest()?;
        if !manifest.summary().has(kind) {
            return Err(VaultError::ProtectorAbsent(kind));
        }
        manifest.take_out(kind);
        if !manifest.protectors().any(|protector| protector.kind().is_everyday()) {
            return Err(VaultError::LastProtector);
        }
        self.write(&manifest)
    }

    /// From here on the manifest is what protects the vault.
    pub(crate) fn write(&mut self, manifest: &Manifest) -> Result<(), VaultError> {
        manifest.write(&self.place.state_folder)?;
        self.protectors = manifest.summary();
        tracing::info!(protectors = ?self.protectors, "the registry's protectors were changed");
        Ok(())
    }
}
