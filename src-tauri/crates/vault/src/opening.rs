//! Opening a registry's vault. A new registry gets a keyring entry if a keyring answers, else a key file. Protectors
//! are never changed silently afterwards, because a key that lives in two places is as safe as the worse of them,
//! and a key that moved is a key that a backup does not have.

use crate::data_keys::{DataKey, DataKeys};
use crate::error::VaultError;
use crate::files;
use crate::key_place::{KeyPlace, Place};
use crate::locked::{LockReason, LockedVault};
use crate::manifest::Manifest;
use crate::protectors::{Protector, key_file, keyring};
use crate::vault::Vault;

/// What opening came to.
pub enum Opened {
    /// A protector answered by itself.
    Unlocked(Vault),
    /// It takes a person.
    Locked(LockedVault),
}

/// How a registry is to be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// Unlocked, if a protector answers by itself.
    Unlocked,
    /// Locked, if there is a passphrase to unlock it with; otherwise as [`Start::Unlocked`].
    Locked,
}

impl Vault {
    /// Opens the registry's vault. A new data key is made only where there is no manifest and
    /// `registry_is_empty`: whatever else is missing is an error, since a new key would hide that the old tokens
    /// can't be opened any more.
    ///
    /// Where no protector opens by itself, but a passphrase or a recovery key is set, the vault comes back locked
    /// with the reason. Takes up to two seconds where a keyring is asked, so not on the thread of the window.
    pub fn open(place: KeyPlace<'_>, registry_is_empty: bool, start: Start) -> Result<Opened, VaultError> {
        let place = Place::from(place);
        match Manifest::read(&place.state_folder)? {
            Some(manifest) => open(&manifest, place, start),
            None if registry_is_empty => create(place).map(Opened::Unlocked),
            None => Err(VaultError::KeyMissing { place: place.manifest() }),
        }
    }

    /// As [`Vault::open`], for callers without a person to ask.
    ///
    /// # Errors
    /// [`VaultError::Locked`] where it takes one, and nothing failed; else what failed.
    pub fn open_or_create(place: KeyPlace<'_>, registry_is_empty: bool) -> Result<Vault, VaultError> {
        match Vault::open(place, registry_is_empty, Start::Unlocked)? {
            Opened::Unlocked(vault) => Ok(vault),
            Opened::Locked(locked) => Err(match locked.into_reason() {
                LockReason::Refused(error) => error,
                LockReason::Asked | LockReason::AtStart => VaultError::Locked,
            }),
        }
    }
}

/// The wrapping key is safely in its place before the manifest names it: a crash between the two leaves a key that
/// nothing refers to, and the next start makes another.
fn create(place: Place) -> Result<Vault, VaultError> {
    files::create_folder(&place.state_folder)?;
    let data_key = DataKey::random()?;
    let (id, key) = (data_key.id, &data_key.key);
    let protector = match keyring::make(&place, id, key) {
        Ok(wrapped) => Protector::Keyring(wrapped),
        Err(_) => Protector::KeyFile(key_file::make(&place, id, key)?),
    };
    let manifest = Manifest::new(id, vec![protector]);
    manifest.write(&place.state_folder)?;
    let protectors = manifest.summary();
    tracing::info!(key_id = %id, ?protectors, "made the registry's data key");
    Ok(Vault::new(place, DataKeys::only(data_key), protectors))
}

fn open(manifest: &Manifest, place: Place, start: Start) -> Result<Opened, VaultError> {
    let protectors = manifest.summary();
    if start == Start::Locked && protectors.passphrase {
        return Ok(Opened::Locked(LockedVault::new(place, protectors, LockReason::AtStart)));
    }
    let key_id = manifest.key_id;
    let mut first_refusal = None;
    for protector in manifest.protectors() {
        let opened = match protector {
            Protector::Keyring(wrapped) => keyring::open(&place, key_id, wrapped),
            Protector::KeyFile(wrapped) => key_file::open(&place, key_id, wrapped),
            Protector::Passphrase(_) | Protector::RecoveryKey(_) => continue,
        };
        match opened.and_then(|key| unlocked(manifest, &place, key)) {
            Ok(vault) => return Ok(Opened::Unlocked(vault)),
            Err(error) => first_refusal = first_refusal.or(Some(error)),
        }
    }
    if manifest.has_unreadable(None) {
        first_refusal = first_refusal.or_else(|| Some(VaultError::KeyDamaged { place: place.manifest() }));
    }
    let by_a_person = protectors.passphrase || protectors.recovery_key;
    match first_refusal {
        Some(error) if !by_a_person => Err(error),
        Some(error) => Ok(Opened::Locked(LockedVault::new(place, protectors, LockReason::Refused(error)))),
        None => Ok(Opened::Locked(LockedVault::new(place, protectors, LockReason::AtStart))),
    }
}

/// The vault of a data key that a protector gave.
pub(crate) fn unlocked(
    manifest: &Manifest,
    place: &Place,
    data_key: crate::key::Key,
) -> Result<Vault, VaultError> {
    let keys = DataKeys::open(manifest, data_key)
        .map_err(|crate::aead::Forged| VaultError::KeyDamaged { place: place.manifest() })?;
    Ok(Vault::new(place.clone(), keys, manifest.summary()))
}
