//! Opening the keys of a backup: those beside it, or those that are in force here.
//!
//! Those in force come first. They know the passphrase of now, which may have been changed because somebody knew the
//! one of then; and where the key was in a file before there was a passphrase, nothing else opens the old backup.

use super::{error::RestoreError, files::at, name::keys_beside};
use crate::Place;
use mapae_vault::{
    KeyPlace, KeyringChoice, Opened, Passphrase, Protectors, RecoveryKey, Start, Vault, VaultError,
    stage_keys,
};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// How the keys of a backup are to be opened.
pub enum Unlock {
    /// By what needs nobody: the keyring, the key file.
    ByItself,
    /// Typed by a person.
    Passphrase(Passphrase),
    /// From the paper.
    RecoveryKey(RecoveryKey),
    /// The desktop's keyring, which may ask for its own password.
    Keyring,
}

/// Keys that opened, in a folder of their own.
pub(super) struct Keys {
    pub(super) vault: Vault,
    pub(super) folder: PathBuf,
}

/// All that open; at least one. `refused` is why others did not.
pub(super) struct Tried {
    pub(super) opened: Vec<Keys>,
    pub(super) refused: Option<RestoreError>,
}

/// Tries the keys of this place and those beside the backup, in folders within `aside`.
pub(super) fn open_keys(
    place: Place<'_>,
    source: &Path,
    aside: &Path,
    unlock: &Unlock,
) -> Result<Tried, RestoreError> {
    let (present, beside) = (place.state.join("keys.json"), keys_beside(source));
    let same = fs::read(&present)
        .ok()
        .is_some_and(|present| fs::read(&beside).is_ok_and(|beside| beside == present));
    let mut tried = Tried { opened: Vec::new(), refused: None };
    let copies = [("present", &present), ("beside", &beside)];
    for (name, copy) in
        copies.into_iter().filter(|(name, copy)| copy.exists() && !(same && *name == "beside"))
    {
        let folder = aside.join(name);
        let opened = stage_keys(copy, place.state, &folder)
            .map_err(|error| refusal(error, Protectors::default()))
            .and_then(|()| open(&folder, place.keyring, unlock));
        match opened {
            Ok(vault) => tried.opened.push(Keys { vault, folder }),
            Err(error) => tried.refuse(error),
        }
    }
    match (tried.opened.is_empty(), tried.refused.take()) {
        (true, None) if !source.exists() => Err(RestoreError::NotFound { path: source.to_path_buf() }),
        (true, None) => Err(RestoreError::NotFound { path: beside }),
        (true, Some(refused)) => Err(refused),
        (false, refused) => Ok(Tried { refused, ..tried }),
    }
}

impl Tried {
    /// Of two refusals the one that a person can do most about.
    fn refuse(&mut self, error: RestoreError) {
        if self.refused.as_ref().is_none_or(|kept| weight(&error) >= weight(kept)) {
            self.refused = Some(error);
        }
    }
}

fn weight(error: &RestoreError) -> u8 {
    match error {
        RestoreError::WrongPassphrase | RestoreError::WrongRecoveryKey => 3,
        RestoreError::UnlockNeeded { .. } => 2,
        RestoreError::NewerFormat => 1,
        _ => 0,
    }
}

/// The vault of a registry whose store does not open.
pub(crate) fn open_vault(place: Place<'_>, unlock: &Unlock) -> Result<Vault, RestoreError> {
    open(place.state, place.keyring, unlock)
}

fn open(folder: &Path, keyring: KeyringChoice, unlock: &Unlock) -> Result<Vault, RestoreError> {
    let keys = KeyPlace { state_folder: folder, keyring };
    let start = match unlock {
        Unlock::ByItself | Unlock::Keyring => Start::Unlocked,
        Unlock::Passphrase(_) | Unlock::RecoveryKey(_) => Start::Locked,
    };
    let locked = match Vault::open(keys, false, start) {
        Ok(Opened::Unlocked(vault)) => return Ok(vault),
        Ok(Opened::Locked(locked)) => locked,
        Err(error) => return Err(refusal(error, Protectors { keyring: true, ..Protectors::default() })),
    };
    let opened = match unlock {
        Unlock::ByItself => return Err(RestoreError::UnlockNeeded { ways: locked.protectors() }),
        Unlock::Passphrase(typed) => locked.unlock_with_passphrase(typed),
        Unlock::RecoveryKey(typed) => locked.unlock_with_recovery_key(typed),
        Unlock::Keyring => locked.unlock_with_keyring(),
    };
    opened.map_err(|error| refusal(error, locked.protectors()))
}

fn refusal(error: VaultError, ways: Protectors) -> RestoreError {
    match error {
        VaultError::KeyringLocked | VaultError::ProtectorAbsent(_) => RestoreError::UnlockNeeded { ways },
        VaultError::KeyMissing { .. } | VaultError::KeyForeign { .. } | VaultError::KeyringVanished => {
            RestoreError::KeyNotHere
        }
        VaultError::KeyDamaged { place } => {
            RestoreError::Unreadable { detail: format!("its keys are damaged: {place}") }
        }
        other => other.into(),
    }
}

/// Puts the manifest that opened where the new registry's is to be.
pub(super) fn take_over(keys: &Keys, staged: &Path) -> Result<(), RestoreError> {
    let from = keys.folder.join("keys.json");
    let bytes = fs::read(&from).map_err(at(&from))?;
    Ok(super::files::write(&staged.join("keys.json"), &bytes)?)
}
