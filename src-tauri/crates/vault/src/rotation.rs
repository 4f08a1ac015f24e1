//! Changing the data key itself, for when an old copy of it, or of what opens it, may be in other hands. Begun in
//! one atomic step, after which new seals use the new key and old ones still open; then the caller seals every
//! token anew; then the old key is dropped. A kill at any time leaves a vault that opens and knows where it is.
//!
//! The audit chain's key does not change, or no old event would verify: it moves into the manifest, sealed under
//! the data key.

use mapae_domain::TokenId;

use crate::data_keys::{DataKey, DataKeys};
use crate::error::VaultError;
use crate::key::KeyId;
use crate::manifest::Manifest;
use crate::passphrase::Passphrase;
use crate::protectors::passphrase::PassphraseWrapping;
use crate::protectors::{Protector, ProtectorKind, key_file, keyring, recovery_key};
use crate::recovery_key::RecoveryKey;
use crate::sealed;
use crate::vault::Vault;

/// What a person typed so that their protectors can protect the new data key too.
#[derive(Default)]
pub struct TypedForRotation<'a> {
    /// Needed where there is a passphrase.
    pub passphrase: Option<&'a Passphrase>,
    /// Without it the recovery key is dropped: it can't be rewrapped unseen.
    pub recovery_key: Option<&'a RecoveryKey>,
}

/// What a rotation could not take along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "the person has to be told, and a new recovery key offered"]
pub struct LeftBehind {
    /// The recovery key was not typed: it opens nothing any more.
    pub recovery_key: bool,
    /// Protectors that only a newer Mapae knows.
    pub unknown: usize,
}

/// A rotation that is not finished.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rotation {
    /// Names the data key that goes.
    pub retiring: KeyId,
    /// Names the data key that stays.
    pub current: KeyId,
}

impl Vault {
    /// Makes a new data key the current one, durably. What is sealed with the old one still opens; seal all of it
    /// anew with [`Vault::reseal`], then call [`Vault::finish_rotation`].
    ///
    /// Takes the passphrase's time twice, and up to four seconds where there is a keyring.
    ///
    /// # Errors
    /// [`VaultError::PassphraseNeeded`], [`VaultError::WrongPassphrase`], [`VaultError::WrongRecoveryKey`], those of
    /// the keyring: nothing has changed then. [`VaultError::RotationUnfinished`].
    pub fn begin_rotation(&mut self, typed: TypedForRotation<'_>) -> Result<LeftBehind, VaultError> {
        let old = self.manifest()?;
        if old.retiring.is_some() {
            return Err(VaultError::RotationUnfinished);
        }
        let new = DataKey::random()?;
        let (chain_key, retiring) = self.keys.rotated(&new)?;
        let mut manifest = Manifest::new(new.id, self.rewrapped(&old, &new, &typed)?);
        manifest.chain_key = Some(chain_key);
        manifest.retiring = Some(retiring);
        let keys = DataKeys::open(&manifest, new.key)
            .map_err(|crate::aead::Forged| VaultError::KeyDamaged { place: self.place.manifest() })?;
        self.write(&manifest)?;
        self.keys = keys;
        tracing::info!(key_id = %self.key_id(), "the registry has a new data key; the old one is retiring");
        let left_behind = old.summary();
        Ok(LeftBehind {
            recovery_key: left_behind.recovery_key && typed.recovery_key.is_none(),
            unknown: left_behind.unknown,
        })
    }

    /// The protectors of `old` around the new data key. Those that need a person are asked first, so that a wrong
    /// word leaves nothing behind in the keyring.
    fn rewrapped(
        &self,
        old: &Manifest,
        new: &DataKey,
        typed: &TypedForRotation<'_>,
    ) -> Result<Vec<Protector>, VaultError> {
        let place = &self.place;
        let mut protectors = Vec::new();
        for protector in old.protectors() {
            match protector {
                Protector::Passphrase(wrapping) => {
                    let passphrase = typed.passphrase.ok_or(VaultError::PassphraseNeeded)?;
                    wrapping.open(passphrase, place, old.key_id)?;
                    let wrapping = PassphraseWrapping::make(passphrase, wrapping.cost(), new.id, &new.key)?;
                    protectors.push(Protector::Passphrase(wrapping));
                }
                Protector::RecoveryKey(wrapped) => {
                    if let Some(typed) = typed.recovery_key {
                        recovery_key::open(typed, place, old.key_id, wrapped)?;
                        protectors.push(Protector::RecoveryKey(recovery_key::make(typed, new.id, &new.key)?));
                    }
                }
                Protector::Keyring(_) | Protector::KeyFile(_) => {}
            }
        }
        if old.summary().has(ProtectorKind::Keyring) {
            protectors.push(Protector::Keyring(keyring::make(place, new.id, &new.key)?));
        }
        if old.summary().has(ProtectorKind::KeyFile) {
            protectors.push(Protector::KeyFile(key_file::make(place, new.id, &new.key)?));
        }
        Ok(protectors)
    }

    /// The rotation that was begun and not finished, perhaps before a kill or a restart: go on sealing anew.
    pub fn rotation(&self) -> Option<Rotation> {
        self.keys.retiring.as_ref().map(|old| Rotation { retiring: old.id, current: self.key_id() })
    }

    /// Whether a sealed token needs no [`Vault::reseal`]. False for what is no sealed token.
    pub fn sealed_with_current(&self, sealed: &[u8]) -> bool {
        sealed::key_id(sealed) == Some(self.key_id())
    }

    /// The same token for the same `id`, sealed with the current data key.
    pub fn reseal(&self, id: TokenId, sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
        self.seal(id, &self.open_token(id, sealed)?)
    }

    /// Drops the old data key for ever. The caller has made sure, durably, that nothing is sealed with it any more:
    /// what is, is lost. Nothing happens where no rotation is under way.
    ///
    /// What opened the old key goes first: the manifest still tells where to look, should a kill fall between.
    pub fn finish_rotation(&mut self) -> Result<(), VaultError> {
        let mut manifest = self.manifest()?;
        if let Some(old) = manifest.retiring.take() {
            if manifest.summary().keyring {
                keyring::clear_away(&self.place, old.key_id);
            }
            key_file::clear_away(&self.place, old.key_id);
            self.write(&manifest)?;
            tracing::info!(key_id = %old.key_id, "the old data key is dropped");
        }
        self.keys.retiring = None;
        Ok(())
    }
}
