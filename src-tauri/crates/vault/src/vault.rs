//! An unlocked vault: sealing, opening, the audit chain's key. How it comes to be is in `opening.rs` and
//! `locked.rs`, how its protectors change in `changes.rs`, how its data key changes in `rotation.rs`.

use mapae_domain::TokenId;
use zeroize::Zeroizing;

use crate::data_keys::DataKeys;
use crate::error::VaultError;
use crate::key::{KEY_LENGTH, KeyId, Purpose, derive};
use crate::key_place::Place;
use crate::locked::{LockReason, LockedVault, NotLocked};
use crate::manifest::Manifest;
use crate::protectors::{Protection, Protectors, key_file};
use crate::recovery_key::RecoveryKey;
use crate::sealed;
use crate::secret::Secret;
use crate::token_secret::TokenSecret;

/// An unlocked vault. Dropping it wipes its keys.
pub struct Vault {
    pub(crate) place: Place,
    pub(crate) keys: DataKeys,
    /// As of the manifest that was read or written last.
    pub(crate) protectors: Protectors,
    /// Made and shown, and not yet typed back.
    pub(crate) unconfirmed: Option<RecoveryKey>,
}

impl Vault {
    pub(crate) fn new(place: Place, keys: DataKeys, protectors: Protectors) -> Vault {
        // Left by a kill between the manifest that named it no more and its removal.
        if !protectors.key_file && place.key_file(keys.current.id).exists() {
            key_file::clear_away(&place, keys.current.id);
        }
        Vault { place, keys, protectors, unconfirmed: None }
    }

    /// The sealed copy of `token` for the record of `id`: opaque bytes for the store.
    pub fn seal(&self, id: TokenId, token: &TokenSecret) -> Result<Vec<u8>, VaultError> {
        let current = &self.keys.current;
        sealed::seal(&derive(&current.key, Purpose::SealTokens), current.id, id, token)
    }

    /// Opens what [`Vault::seal`] made for the same `id`, with the current data key or, during a rotation, with the
    /// one before it.
    pub fn open_token(&self, id: TokenId, sealed: &[u8]) -> Result<TokenSecret, VaultError> {
        let key = sealed::key_id(sealed).and_then(|sealed_with| self.keys.named(sealed_with));
        let key = key.unwrap_or(&self.keys.current);
        sealed::open(&derive(&key.key, Purpose::SealTokens), key.id, id, sealed)
    }

    /// The key of the audit chain's HMAC-SHA-256. The same for as long as the registry lives.
    pub fn chain_key(&self) -> Zeroizing<[u8; KEY_LENGTH]> {
        self.keys.chain_key()
    }

    /// The secret half of the X25519 key that backups are made for; whoever has the public half can write one. Another
    /// one after each change of the data key.
    pub fn backup_key(&self) -> Secret<[u8; KEY_LENGTH]> {
        derive(&self.keys.current.key, Purpose::OpenBackups)
    }

    /// The one before it, while the data key is being changed: the newest backup may still be of that time.
    pub fn earlier_backup_key(&self) -> Option<Secret<[u8; KEY_LENGTH]>> {
        self.keys.retiring.as_ref().map(|old| derive(&old.key, Purpose::OpenBackups))
    }

    /// What keeps the data key, judged by the weakest everyday protector.
    pub fn protection(&self) -> Protection {
        self.protectors.into()
    }

    /// Which protectors there are.
    pub fn protectors(&self) -> Protectors {
        self.protectors
    }

    /// Names the current data key; public.
    pub fn key_id(&self) -> KeyId {
        self.keys.current.id
    }

    /// Wipes the keys. Afterwards nothing opens the vault by itself: it takes the passphrase, the recovery key, or
    /// somebody who asks the keyring again.
    ///
    /// # Errors
    /// [`NotLocked`] with the vault in it where there is no passphrase: with the protectors left, locking would be
    /// a show.
    pub fn lock(self) -> Result<LockedVault, NotLocked> {
        if !self.protectors.passphrase {
            return Err(NotLocked::new(self));
        }
        let Vault { place, protectors, .. } = self;
        Ok(LockedVault::new(place, protectors, LockReason::Asked))
    }

    /// The manifest as it is on the disk: what is changed is what is there, not what was there once.
    pub(crate) fn manifest(&self) -> Result<Manifest, VaultError> {
        let manifest = Manifest::read(&self.place.state_folder)?
            .ok_or_else(|| VaultError::KeyMissing { place: self.place.manifest() })?;
        if manifest.key_id != self.key_id() {
            return Err(VaultError::KeyForeign { place: self.place.manifest() });
        }
        Ok(manifest)
    }
}
