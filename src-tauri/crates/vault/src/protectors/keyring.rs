//! A wrapping key in the desktop's keyring, which opens with the person's session.

use super::unwrap_with_text;
use crate::error::VaultError;
use crate::key::{Key, KeyId};
use crate::key_place::{KeyringChoice, Place};
use crate::keyring::{self, Refusal};
use crate::wrapping::{WrappedKey, WrappingKey};

/// Puts a new wrapping key in the keyring and wraps with it. An older entry of this key is replaced: only for where
/// the manifest names none, or one that does not open.
pub(crate) fn make(place: &Place, key_id: KeyId, data_key: &Key) -> Result<WrappedKey, VaultError> {
    if place.keyring == KeyringChoice::Never {
        return Err(VaultError::KeyringVanished);
    }
    let wrapping = WrappingKey::random(key_id)?;
    let wrapped = wrapping.wrap(data_key)?;
    let reread = keyring::store(key_id, &wrapping).map_err(|refusal| error(refusal, key_id))?;
    unwrap_with_text(&reread, key_id, &wrapped, place, keyring::place(key_id))?;
    Ok(wrapped)
}

pub(crate) fn open(place: &Place, key_id: KeyId, wrapped: &WrappedKey) -> Result<Key, VaultError> {
    if place.keyring == KeyringChoice::Never {
        return Err(VaultError::KeyringVanished);
    }
    let text = keyring::read(key_id).map_err(|refusal| error(refusal, key_id))?;
    unwrap_with_text(&text, key_id, wrapped, place, keyring::place(key_id))
}

/// Removes the entry, which the manifest no longer names. A failure is put in the log and no error: the entry opens
/// nothing any more, and the keyring may be gone for good.
pub(crate) fn clear_away(place: &Place, key_id: KeyId) {
    if place.keyring == KeyringChoice::Never {
        return;
    }
    if let Err(refusal) = keyring::forget(key_id) {
        tracing::warn!(?refusal, "a keyring entry that is no longer used could not be removed");
    }
}

fn error(refusal: Refusal, key_id: KeyId) -> VaultError {
    match refusal {
        Refusal::NoEntry => VaultError::KeyMissing { place: keyring::place(key_id) },
        Refusal::NotOurs => VaultError::KeyDamaged { place: keyring::place(key_id) },
        Refusal::Locked => VaultError::KeyringLocked,
        Refusal::Vanished => VaultError::KeyringVanished,
    }
}
