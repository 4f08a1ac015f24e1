//! Copies of `keys.json`, which a backup takes with it: a backup is worth what opens it, and that is the passphrase or
//! the recovery key of its time. Nothing in the manifest is secret; a key file is, and leaves its folder only for
//! another folder of the same machine.

use std::path::Path;

use crate::error::VaultError;
use crate::files;
use crate::key::KeyId;
use crate::key_place::{KeyringChoice, Place};
use crate::manifest::{self, Manifest};

/// The manifest of the registry in `state_folder`, byte for byte, as it is now.
///
/// # Errors
/// [`VaultError::KeyMissing`]; [`VaultError::KeyForeign`] where it is not that of the data key `key_id`; others where
/// it can't be read.
pub fn copy_of_manifest(state_folder: &Path, key_id: KeyId) -> Result<Vec<u8>, VaultError> {
    let path = manifest::path(state_folder);
    let place = || path.display().to_string();
    match Manifest::read(state_folder)? {
        Some(manifest) if manifest.key_id == key_id => {}
        Some(_) => return Err(VaultError::KeyForeign { place: place() }),
        None => return Err(VaultError::KeyMissing { place: place() }),
    }
    let bytes = files::read(&path)?.ok_or_else(|| VaultError::KeyMissing { place: place() })?;
    Ok(bytes.to_vec())
}

/// Makes `folder` a state folder of the manifest at `copy`, so that its vault can be opened there and nothing of it is
/// touched here. A key file that the manifest names is taken from `key_files`, if it is there.
///
/// # Errors
/// [`VaultError::KeyMissing`] where there is no such copy; what it says where it can't be read.
pub fn stage_keys(copy: &Path, key_files: &Path, folder: &Path) -> Result<(), VaultError> {
    let bytes =
        files::read(copy)?.ok_or_else(|| VaultError::KeyMissing { place: copy.display().to_string() })?;
    files::create_folder(folder)?;
    files::replace(&manifest::path(folder), &bytes)?;
    let Some(manifest) = Manifest::read(folder)? else { return Ok(()) };
    if manifest.summary().key_file {
        let place =
            |folder: &Path| Place { state_folder: folder.to_path_buf(), keyring: KeyringChoice::Never };
        if let Some(key) = files::read(&place(key_files).key_file(manifest.key_id))? {
            files::replace(&place(folder).key_file(manifest.key_id), &key)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test may panic")]

    use std::fs;

    use mapae_domain::TokenId;

    use super::*;
    use crate::{KeyPlace, TokenSecret, Vault};

    fn open(folder: &Path, new: bool) -> Result<Vault, VaultError> {
        Vault::open_or_create(KeyPlace { state_folder: folder, keyring: KeyringChoice::Never }, new)
    }

    #[test]
    fn a_staged_copy_opens_with_the_key_file_of_this_machine_and_not_without() {
        let [home, here, elsewhere] = [(); 3].map(|()| tempfile::tempdir().unwrap());
        let vault = open(home.path(), true).unwrap();
        let id = TokenId::from_bytes([1; 16]);
        let sealed = vault.seal(id, &TokenSecret::generate().unwrap()).unwrap();
        let copy = home.path().join("backup.keys.json");
        fs::write(&copy, copy_of_manifest(home.path(), vault.key_id()).unwrap()).unwrap();
        stage_keys(&copy, home.path(), &here.path().join("staged")).unwrap();
        let staged = open(&here.path().join("staged"), false).unwrap();
        assert!(staged.open_token(id, &sealed).is_ok());
        assert_eq!(staged.backup_key().expose(), vault.backup_key().expose());
        let staged = elsewhere.path().join("staged");
        stage_keys(&copy, elsewhere.path(), &staged).unwrap();
        assert!(matches!(open(&staged, false), Err(VaultError::KeyMissing { .. })));
    }

    #[test]
    fn a_manifest_of_another_data_key_is_not_copied() {
        let [home, other] = [(); 2].map(|()| tempfile::tempdir().unwrap());
        open(home.path(), true).unwrap();
        let other = open(other.path(), true).unwrap();
        let copied = copy_of_manifest(home.path(), other.key_id());
        assert!(matches!(copied, Err(VaultError::KeyForeign { .. })));
    }
}
