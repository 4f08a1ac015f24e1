//! The keys that an unlocked vault holds.

use zeroize::Zeroizing;

use crate::aead::Forged;
use crate::error::VaultError;
use crate::key::{KEY_LENGTH, Key, KeyId, Purpose, derive, random_key};
use crate::manifest::{Manifest, Retiring};
use crate::sealed_key::{Role, SealedKey};

/// A data key with its name.
pub(crate) struct DataKey {
    pub(crate) id: KeyId,
    pub(crate) key: Key,
}

impl DataKey {
    pub(crate) fn random() -> Result<DataKey, VaultError> {
        Ok(DataKey { id: KeyId::random()?, key: random_key()? })
    }
}

/// The current data key and what is sealed under it.
pub(crate) struct DataKeys {
    pub(crate) current: DataKey,
    /// Opens what is not yet sealed with the current one.
    pub(crate) retiring: Option<DataKey>,
    /// `None`: derived from the current data key, as before the first rotation.
    chain_key: Option<Key>,
}

impl DataKeys {
    /// Those of a new registry.
    pub(crate) fn only(current: DataKey) -> DataKeys {
        DataKeys { current, retiring: None, chain_key: None }
    }

    /// Those that `manifest` seals under its data key.
    pub(crate) fn open(manifest: &Manifest, key: Key) -> Result<DataKeys, Forged> {
        let id = manifest.key_id;
        let chain_key = manifest.chain_key.as_ref();
        let chain_key = chain_key.map(|sealed| sealed.open(&key, id, Role::AuditChain)).transpose()?;
        let retiring = manifest.retiring.as_ref().map(|old| {
            let key = old.key.open(&key, id, Role::Retiring(old.key_id))?;
            Ok(DataKey { id: old.key_id, key })
        });
        Ok(DataKeys { retiring: retiring.transpose()?, chain_key, current: DataKey { id, key } })
    }

    /// Those after a new data key has taken the place of the current one, and what a manifest says of them.
    pub(crate) fn rotated(&self, new: &DataKey) -> Result<(SealedKey, Retiring), VaultError> {
        let seal = |role, key: &Key| SealedKey::seal(&new.key, new.id, role, key);
        let chain_key = match &self.chain_key {
            Some(key) => seal(Role::AuditChain, key)?,
            None => seal(Role::AuditChain, &derive(&self.current.key, Purpose::AuditChain))?,
        };
        let old = &self.current;
        let retiring = Retiring { key_id: old.id, key: seal(Role::Retiring(old.id), &old.key)? };
        Ok((chain_key, retiring))
    }

    /// The data key of that name, if it is at hand.
    pub(crate) fn named(&self, id: KeyId) -> Option<&DataKey> {
        [Some(&self.current), self.retiring.as_ref()].into_iter().flatten().find(|key| key.id == id)
    }

    /// The key of the audit chain, which no rotation changes.
    pub(crate) fn chain_key(&self) -> Zeroizing<[u8; KEY_LENGTH]> {
        let mut bytes = Zeroizing::new([0; KEY_LENGTH]);
        match &self.chain_key {
            Some(key) => bytes.copy_from_slice(key.expose()),
            None => bytes.copy_from_slice(derive(&self.current.key, Purpose::AuditChain).expose()),
        }
        bytes
    }
}
