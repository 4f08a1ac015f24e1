//! Where a registry's keys are.

use std::path::{Path, PathBuf};

use crate::key::KeyId;
use crate::manifest;

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

/// A [`KeyPlace`] that an open vault keeps, to change its protectors later.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub(crate) state_folder: PathBuf,
    pub(crate) keyring: KeyringChoice,
}

impl Place {
    /// Named by the key, so that making a key never overwrites another one.
    pub(crate) fn key_file(&self, key_id: KeyId) -> PathBuf {
        self.state_folder.join(format!("key-{key_id}"))
    }

    /// What errors call the manifest.
    pub(crate) fn manifest(&self) -> String {
        manifest::path(&self.state_folder).display().to_string()
    }
}

impl From<KeyPlace<'_>> for Place {
    fn from(place: KeyPlace<'_>) -> Place {
        Place { state_folder: place.state_folder.to_path_buf(), keyring: place.keyring }
    }
}
