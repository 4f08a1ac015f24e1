//! `keys.json` in the state folder: which data key the registry has, and each way to it. It holds nothing
//! secret, but without it no sealed token opens any more.
//!
//! ```json
//! { "format": 1, "key_id": "<32 hex>", "protectors": [ { "kind": "keyring", "check": "<32 hex>", "wrapped": "<144 hex>" } ] }
//! ```
//!
//! Any one protector is enough. A kind that is not known here is passed over, so that a manifest with a
//! passphrase beside the key file still opens by the key file.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::VaultError;
use crate::files;
use crate::key::KeyId;
use crate::wrapping::WrappedKey;

const FILE_NAME: &str = "keys.json";
const FORMAT: u32 = 1;

/// What stands in `keys.json`.
#[derive(Serialize, Deserialize)]
pub(crate) struct Manifest {
    format: u32,
    #[serde(with = "hex::serde")]
    key_id: [u8; KeyId::LENGTH],
    protectors: Vec<Protector>,
}

/// One way to the data key. A passphrase and a recovery key will be further variants.
#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Protector {
    /// The wrapping key is an entry of the desktop's keyring.
    Keyring(WrappedKey),
    /// The wrapping key is a file beside the manifest.
    KeyFile(WrappedKey),
    /// Of a newer Mapae. Only read: a manifest that holds one is not written back from here.
    #[serde(other)]
    Unknown,
}

/// Where the manifest of a registry lies.
pub(crate) fn path(state_folder: &Path) -> PathBuf {
    state_folder.join(FILE_NAME)
}

impl Manifest {
    pub(crate) fn new(key_id: KeyId, protector: Protector) -> Manifest {
        Manifest { format: FORMAT, key_id: *key_id.as_bytes(), protectors: vec![protector] }
    }

    pub(crate) fn key_id(&self) -> KeyId {
        KeyId::from_bytes(self.key_id)
    }

    pub(crate) fn protectors(&self) -> &[Protector] {
        &self.protectors
    }

    /// `None` where there is no manifest.
    pub(crate) fn read(state_folder: &Path) -> Result<Option<Manifest>, VaultError> {
        let path = path(state_folder);
        let Some(bytes) = files::read(&path)? else {
            return Ok(None);
        };
        let damaged = || VaultError::KeyDamaged { place: path.display().to_string() };
        // The format is read by itself first: what else stands in a newer one is unknown.
        let OnlyFormat { format } = serde_json::from_slice(&bytes).map_err(|_| damaged())?;
        if format > FORMAT {
            return Err(VaultError::NewerFormat { path });
        }
        let manifest: Manifest = serde_json::from_slice(&bytes).map_err(|_| damaged())?;
        if manifest.protectors.is_empty() {
            return Err(damaged());
        }
        if manifest.protectors.iter().all(|protector| matches!(protector, Protector::Unknown)) {
            return Err(VaultError::NewerFormat { path });
        }
        Ok(Some(manifest))
    }

    /// Replaces the manifest as a whole: a crash leaves the old one or the new one.
    pub(crate) fn write(&self, state_folder: &Path) -> Result<(), VaultError> {
        let mut text = serde_json::to_vec_pretty(self).expect("text and numbers always serialise");
        text.push(b'\n');
        files::replace(&path(state_folder), &text)
    }
}

#[derive(Deserialize)]
struct OnlyFormat {
    format: u32,
}
