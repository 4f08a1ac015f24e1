//! A wrapping key that is made of a passphrase each time, and lies nowhere.

use serde::{Deserialize, Serialize};

use super::unwrap_key;
use crate::cost::{Cost, SALT_LENGTH};
use crate::error::VaultError;
use crate::key::{Key, KeyId};
use crate::key_place::Place;
use crate::passphrase::Passphrase;
use crate::wrapping::{WrappedKey, WrappingKey};

/// How the passphrase becomes the wrapping key, and the data key under that.
#[derive(Serialize, Deserialize)]
pub(crate) struct PassphraseWrapping {
    /// Version 1.3 of Argon2id.
    argon2id: Cost,
    #[serde(with = "hex::serde")]
    salt: [u8; SALT_LENGTH],
    #[serde(flatten)]
    key: WrappedKey,
}

impl PassphraseWrapping {
    /// Takes as long as `cost` says.
    pub(crate) fn make(
        passphrase: &Passphrase,
        cost: Cost,
        key_id: KeyId,
        data_key: &Key,
    ) -> Result<PassphraseWrapping, VaultError> {
        let mut salt = [0; SALT_LENGTH];
        getrandom::fill(&mut salt).map_err(VaultError::Randomness)?;
        let wrapping = WrappingKey::derived(key_id, cost.key(passphrase, &salt)?);
        Ok(PassphraseWrapping { argon2id: cost, salt, key: wrapping.wrap(data_key)? })
    }

    /// Takes as long as it took to make.
    pub(crate) fn open(
        &self,
        passphrase: &Passphrase,
        place: &Place,
        key_id: KeyId,
    ) -> Result<Key, VaultError> {
        let wrapping = WrappingKey::derived(key_id, self.argon2id.key(passphrase, &self.salt)?);
        unwrap_key(&wrapping, &self.key, place, VaultError::WrongPassphrase)
    }

    pub(crate) fn cost(&self) -> Cost {
        self.argon2id
    }
}
