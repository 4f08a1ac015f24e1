//! Getting the data key, and using it. Which protector a registry has is decided once, when it is made: the
//! keyring if one answers, else a key file. It is never changed silently afterwards, because a key that lives in
//! two places is as safe as the worse of them, and a key that moved is a key that a backup does not have.

use std::path::{Path, PathBuf};

use mapae_domain::TokenId;
use zeroize::Zeroizing;

use crate::error::VaultError;
use crate::files;
use crate::key::{KEY_LENGTH, Key, KeyId, Purpose, derive, random_key};
use crate::keyring::{self, Refusal};
use crate::manifest::{self, Manifest, Protector};
use crate::sealed;
use crate::token_secret::TokenSecret;
use crate::wrapping::{BadText, NotUnwrapped, WrappedKey, WrappingKey};

/// Where a registry's keys are.
#[derive(Debug, Clone, Copy)]
pub struct KeyPlace<'a> {
    /// Holds `keys.json` and, where there is one, the key file. Not the data folder: a copy of the data alone
    /// must open nothing.
    pub state_folder: &'a Path,
    /// Whether the keyring may be asked.
    pub keyring: KeyringChoice,
}

/// Whether the desktop's keyring may be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyringChoice {
    /// A new registry uses it if it answers; an old one that is in it asks it.
    Auto,
    /// Never, for tests and portable folders: they leave no trace in the person's own keyring.
    Never,
}

/// What keeps the data key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protection {
    /// The desktop's keyring.
    Keyring,
    /// A file that whoever reads this user's files can read too.
    KeyFile,
}

/// An unlocked vault. Dropping it wipes the data key.
pub struct Vault {
    key_id: KeyId,
    data_key: Key,
    protection: Protection,
}

impl Vault {
    /// Opens the registry's data key. A new key is made only where there is no manifest and
    /// `registry_is_empty`: whatever else is missing is an error, since a new key would hide that the old
    /// tokens can't be opened any more.
    ///
    /// Takes up to two seconds where a keyring is asked, so not on the thread of the window.
    pub fn open_or_create(place: KeyPlace<'_>, registry_is_empty: bool) -> Result<Vault, VaultError> {
        match Manifest::read(place.state_folder)? {
            Some(manifest) => Vault::open(&manifest, place),
            None if registry_is_empty => Vault::create(place),
            None => {
                let place = manifest::path(place.state_folder).display().to_string();
                Err(VaultError::KeyMissing { place })
            }
        }
    }

    /// The wrapping key is safely in its place before the manifest names it: a crash between the two leaves a
    /// key that nothing refers to, and the next start makes another.
    fn create(place: KeyPlace<'_>) -> Result<Vault, VaultError> {
        files::create_folder(place.state_folder)?;
        let key_id = KeyId::random()?;
        let wrapping = WrappingKey::random(key_id)?;
        let data_key = random_key()?;
        let wrapped = wrapping.wrap(&data_key)?;
        let (protector, protection) =
            if place.keyring == KeyringChoice::Auto && keyring_keeps(key_id, &wrapping, &wrapped) {
                (Protector::Keyring(wrapped), Protection::Keyring)
            } else {
                files::replace(&key_file(place.state_folder, key_id), wrapping.to_text().as_bytes())?;
                (Protector::KeyFile(wrapped), Protection::KeyFile)
            };
        Manifest::new(key_id, protector).write(place.state_folder)?;
        tracing::info!(%key_id, ?protection, "made the registry's data key");
        Ok(Vault { key_id, data_key, protection })
    }

    fn open(manifest: &Manifest, place: KeyPlace<'_>) -> Result<Vault, VaultError> {
        let key_id = manifest.key_id();
        let mut first_refusal = None;
        for protector in manifest.protectors() {
            let opened = match protector {
                Protector::Keyring(wrapped) => {
                    open_by_keyring(key_id, wrapped, place).map(|key| (key, Protection::Keyring))
                }
                Protector::KeyFile(wrapped) => {
                    open_by_file(key_id, wrapped, place).map(|key| (key, Protection::KeyFile))
                }
                Protector::Unknown => continue,
            };
            match opened {
                Ok((data_key, protection)) => {
                    return Ok(Vault { key_id, data_key, protection });
                }
                Err(error) => first_refusal = first_refusal.or(Some(error)),
            }
        }
        Err(first_refusal.expect("a manifest without a known protector is not read"))
    }

    /// The sealed copy of `token` for the record of `id`: opaque bytes for the store.
    pub fn seal(&self, id: TokenId, token: &TokenSecret) -> Result<Vec<u8>, VaultError> {
        sealed::seal(&derive(&self.data_key, Purpose::SealTokens), self.key_id, id, token)
    }

    /// Opens what [`Vault::seal`] made for the same `id`.
    pub fn open_token(&self, id: TokenId, sealed: &[u8]) -> Result<TokenSecret, VaultError> {
        sealed::open(&derive(&self.data_key, Purpose::SealTokens), self.key_id, id, sealed)
    }

    /// The key of the audit chain's HMAC-SHA-256.
    pub fn chain_key(&self) -> Zeroizing<[u8; KEY_LENGTH]> {
        let mut bytes = Zeroizing::new([0; KEY_LENGTH]);
        bytes.copy_from_slice(derive(&self.data_key, Purpose::AuditChain).expose());
        bytes
    }

    /// What keeps the data key.
    pub fn protection(&self) -> Protection {
        self.protection
    }

    /// Names the data key; public.
    pub fn key_id(&self) -> KeyId {
        self.key_id
    }
}

/// Named by the key, so that making a key never overwrites another one.
fn key_file(state_folder: &Path, key_id: KeyId) -> PathBuf {
    state_folder.join(format!("key-{key_id}"))
}

fn keyring_keeps(key_id: KeyId, wrapping: &WrappingKey, wrapped: &WrappedKey) -> bool {
    keyring::store(key_id, wrapping)
        .ok()
        .and_then(|text| WrappingKey::parse(&text, key_id).ok())
        .is_some_and(|reread| reread.unwrap_key(wrapped).is_ok())
}

fn open_by_keyring(key_id: KeyId, wrapped: &WrappedKey, place: KeyPlace<'_>) -> Result<Key, VaultError> {
    if place.keyring == KeyringChoice::Never {
        return Err(VaultError::KeyringVanished);
    }
    let entry = keyring::place(key_id);
    match keyring::read(key_id) {
        Ok(text) => unwrap_with(&text, key_id, wrapped, entry, place),
        Err(Refusal::NoEntry) => Err(VaultError::KeyMissing { place: entry }),
        Err(Refusal::NotOurs) => Err(VaultError::KeyDamaged { place: entry }),
        Err(Refusal::Locked) => Err(VaultError::KeyringLocked),
        Err(Refusal::Vanished) => Err(VaultError::KeyringVanished),
    }
}

fn open_by_file(key_id: KeyId, wrapped: &WrappedKey, place: KeyPlace<'_>) -> Result<Key, VaultError> {
    let path = key_file(place.state_folder, key_id);
    let shown = path.display().to_string();
    let Some(text) = files::read(&path)? else {
        return Err(VaultError::KeyMissing { place: shown });
    };
    files::close_to_others(&path)?;
    unwrap_with(&text, key_id, wrapped, shown, place)
}

fn unwrap_with(
    text: &[u8],
    key_id: KeyId,
    wrapped: &WrappedKey,
    protector: String,
    place: KeyPlace<'_>,
) -> Result<Key, VaultError> {
    let wrapping = WrappingKey::parse(text, key_id).map_err(|bad| match bad {
        BadText::Damaged => VaultError::KeyDamaged { place: protector.clone() },
        BadText::Foreign => VaultError::KeyForeign { place: protector.clone() },
    })?;
    wrapping.unwrap_key(wrapped).map_err(|refused| match refused {
        NotUnwrapped::WrongKey => VaultError::KeyForeign { place: protector },
        NotUnwrapped::Damaged => {
            VaultError::KeyDamaged { place: manifest::path(place.state_folder).display().to_string() }
        }
    })
}
