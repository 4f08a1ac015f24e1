//! Keys that lie in the manifest, sealed under the current data key: the audit chain's, which outlives every data
//! key, and the retiring data key, while tokens are sealed anew. Whoever opens the current key has these with it,
//! whichever protector answered.

use serde::{Deserialize, Serialize};

use crate::aead;
use crate::error::VaultError;
use crate::key::{KEY_LENGTH, Key, KeyId, Purpose, derive};

/// A key under the data key of the manifest that it stands in. Hexadecimal nonce, ciphertext, tag.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct SealedKey(#[serde(with = "hex::serde")] Vec<u8>);

/// What a sealed key is for; bound to it, so that one can't be put in the other's place.
#[derive(Clone, Copy)]
pub(crate) enum Role {
    AuditChain,
    /// The data key of that id.
    Retiring(KeyId),
}

impl Role {
    /// `key_id` names the data key that seals.
    fn associated_data(self, key_id: KeyId) -> Vec<u8> {
        match self {
            Role::AuditChain => [b"mapae/sealed-chain-key/1", &key_id.as_bytes()[..]].concat(),
            Role::Retiring(old) => {
                [b"mapae/sealed-data-key/1", &key_id.as_bytes()[..], &old.as_bytes()[..]].concat()
            }
        }
    }
}

impl SealedKey {
    pub(crate) fn seal(
        data_key: &Key,
        key_id: KeyId,
        role: Role,
        key: &Key,
    ) -> Result<SealedKey, VaultError> {
        let mut message = Vec::with_capacity(KEY_LENGTH + aead::OVERHEAD);
        let sealing = derive(data_key, Purpose::SealKeys);
        aead::encrypt(&sealing, &role.associated_data(key_id), key.expose(), &mut message)?;
        Ok(SealedKey(message))
    }

    pub(crate) fn open(&self, data_key: &Key, key_id: KeyId, role: Role) -> Result<Key, aead::Forged> {
        aead::decrypt(&derive(data_key, Purpose::SealKeys), &role.associated_data(key_id), &self.0)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test may panic")]

    use super::*;
    use crate::key::random_key;

    #[test]
    fn a_sealed_key_opens_only_in_its_own_role_under_its_own_data_key() {
        let (data_key, key) = (random_key().unwrap(), random_key().unwrap());
        let id = |byte| KeyId::from_bytes([byte; 16]);
        let roles = [Role::AuditChain, Role::Retiring(id(2)), Role::Retiring(id(3))];
        for (at, role) in roles.into_iter().enumerate() {
            let sealed = SealedKey::seal(&data_key, id(1), role, &key).unwrap();
            for (other_at, other) in roles.into_iter().enumerate() {
                let opened = sealed.open(&data_key, id(1), other);
                assert_eq!(opened.is_ok_and(|opened| opened.expose() == key.expose()), at == other_at);
            }
            assert!(sealed.open(&data_key, id(4), role).is_err());
            assert!(sealed.open(&key, id(1), role).is_err());
        }
    }
}
