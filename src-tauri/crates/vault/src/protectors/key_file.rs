//! A wrapping key in a file of mode 0600 beside the manifest: no protection from whoever reads this user's files,
//! but the data folder alone opens nothing.

use super::unwrap_with_text;
use crate::error::VaultError;
use crate::files;
use crate::key::{Key, KeyId};
use crate::key_place::Place;
use crate::wrapping::{WrappedKey, WrappingKey};

/// Writes a new key file and wraps with what it holds. An older file of this key is replaced: only for where the
/// manifest names none, or one that does not open.
pub(crate) fn make(place: &Place, key_id: KeyId, data_key: &Key) -> Result<WrappedKey, VaultError> {
    let wrapping = WrappingKey::random(key_id)?;
    let wrapped = wrapping.wrap(data_key)?;
    files::replace(&place.key_file(key_id), wrapping.to_text().as_bytes())?;
    Ok(wrapped)
}

pub(crate) fn open(place: &Place, key_id: KeyId, wrapped: &WrappedKey) -> Result<Key, VaultError> {
    let path = place.key_file(key_id);
    let shown = path.display().to_string();
    let Some(text) = files::read(&path)? else {
        return Err(VaultError::KeyMissing { place: shown });
    };
    files::close_to_others(&path)?;
    unwrap_with_text(&text, key_id, wrapped, place, shown)
}

/// Removes the file, which the manifest no longer names. A failure is put in the log and no error: what was asked
/// for is done, and the next opening tries again.
pub(crate) fn clear_away(place: &Place, key_id: KeyId) {
    if let Err(error) = files::remove(&place.key_file(key_id)) {
        tracing::warn!(%error, "a key file that is no longer used could not be removed");
    }
}
