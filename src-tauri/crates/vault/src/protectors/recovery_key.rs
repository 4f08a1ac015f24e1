//! A wrapping key that is made of a recovery key. Its 130 random bits need no Argon2.

use super::unwrap_key;
use crate::error::VaultError;
use crate::key::{Key, KeyId, derive_from_digits};
use crate::key_place::Place;
use crate::recovery_key::RecoveryKey;
use crate::wrapping::{WrappedKey, WrappingKey};

pub(crate) fn make(
    recovery_key: &RecoveryKey,
    key_id: KeyId,
    data_key: &Key,
) -> Result<WrappedKey, VaultError> {
    wrapping(recovery_key, key_id).wrap(data_key)
}

pub(crate) fn open(
    recovery_key: &RecoveryKey,
    place: &Place,
    key_id: KeyId,
    wrapped: &WrappedKey,
) -> Result<Key, VaultError> {
    unwrap_key(&wrapping(recovery_key, key_id), wrapped, place, VaultError::WrongRecoveryKey)
}

fn wrapping(recovery_key: &RecoveryKey, key_id: KeyId) -> WrappingKey {
    WrappingKey::derived(key_id, derive_from_digits(key_id, recovery_key.digits()))
}
