//! What protects the data key: each protector holds, or stands for, a wrapping key. Any one of them is enough.
//!
//! Three are for every day: the keyring and the key file open by themselves, the passphrase takes a person. A key
//! file stands alone among them, since whoever can read it needs no other. The recovery key is for the day when
//! those are lost.

pub(crate) mod key_file;
pub(crate) mod keyring;
pub(crate) mod passphrase;
pub(crate) mod recovery_key;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::VaultError;
use crate::key::Key;
use crate::key_place::Place;
use crate::wrapping::{NotUnwrapped, WrappedKey, WrappingKey};
use passphrase::PassphraseWrapping;

/// One way to the data key, as it stands in the manifest.
#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Protector {
    /// The wrapping key is an entry of the desktop's keyring.
    Keyring(WrappedKey),
    /// The wrapping key is a file beside the manifest.
    KeyFile(WrappedKey),
    /// The wrapping key is made of a passphrase.
    Passphrase(PassphraseWrapping),
    /// The wrapping key is made of a text on paper.
    RecoveryKey(WrappedKey),
}

/// Names a protector.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProtectorKind {
    /// The desktop's keyring.
    Keyring,
    /// A file beside the manifest.
    KeyFile,
    /// A text that a person knows.
    Passphrase,
    /// A text that a person has on paper.
    RecoveryKey,
}

impl ProtectorKind {
    pub(crate) const ALL: [ProtectorKind; 4] = [
        ProtectorKind::Keyring,
        ProtectorKind::KeyFile,
        ProtectorKind::Passphrase,
        ProtectorKind::RecoveryKey,
    ];

    /// How the manifest names it; part of the format.
    pub(crate) fn tag(self) -> &'static str {
        match self {
            ProtectorKind::Keyring => "keyring",
            ProtectorKind::KeyFile => "key_file",
            ProtectorKind::Passphrase => "passphrase",
            ProtectorKind::RecoveryKey => "recovery_key",
        }
    }

    /// Whether it opens the registry from day to day.
    pub(crate) fn is_everyday(self) -> bool {
        self != ProtectorKind::RecoveryKey
    }
}

impl fmt::Display for ProtectorKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            ProtectorKind::Keyring => "keyring",
            ProtectorKind::KeyFile => "key file",
            ProtectorKind::Passphrase => "passphrase",
            ProtectorKind::RecoveryKey => "recovery key",
        })
    }
}

impl Protector {
    pub(crate) fn kind(&self) -> ProtectorKind {
        match self {
            Protector::Keyring(_) => ProtectorKind::Keyring,
            Protector::KeyFile(_) => ProtectorKind::KeyFile,
            Protector::Passphrase(_) => ProtectorKind::Passphrase,
            Protector::RecoveryKey(_) => ProtectorKind::RecoveryKey,
        }
    }
}

/// Which protectors a registry has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Protectors {
    /// The desktop's keyring opens it.
    pub keyring: bool,
    /// A file beside the manifest opens it: whoever reads this user's files can.
    pub key_file: bool,
    /// A passphrase opens it.
    pub passphrase: bool,
    /// A recovery key opens it.
    pub recovery_key: bool,
    /// How many there are of kinds that only a newer Mapae knows.
    pub unknown: usize,
}

impl Protectors {
    /// Whether there is one of that kind.
    pub fn has(self, kind: ProtectorKind) -> bool {
        match kind {
            ProtectorKind::Keyring => self.keyring,
            ProtectorKind::KeyFile => self.key_file,
            ProtectorKind::Passphrase => self.passphrase,
            ProtectorKind::RecoveryKey => self.recovery_key,
        }
    }
}

/// What keeps the data key, judged by the weakest everyday protector.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protection {
    /// The desktop's keyring, perhaps beside a passphrase.
    Keyring,
    /// A file that whoever reads this user's files can read too.
    KeyFile,
    /// A passphrase alone.
    Passphrase,
}

impl From<Protectors> for Protection {
    fn from(protectors: Protectors) -> Protection {
        if protectors.key_file {
            Protection::KeyFile
        } else if protectors.keyring {
            Protection::Keyring
        } else {
            Protection::Passphrase
        }
    }
}

/// Opens a wrapped key; `wrong` is what it means that the wrapping key is another one.
fn unwrap_key(
    wrapping: &WrappingKey,
    wrapped: &WrappedKey,
    place: &Place,
    wrong: VaultError,
) -> Result<Key, VaultError> {
    wrapping.unwrap_key(wrapped).map_err(|refused| match refused {
        NotUnwrapped::WrongKey => wrong,
        NotUnwrapped::Damaged => VaultError::KeyDamaged { place: place.manifest() },
    })
}

/// Reads the text that a keyring entry or a key file holds, called `holder` in errors, and opens with it.
fn unwrap_with_text(
    text: &[u8],
    key_id: crate::key::KeyId,
    wrapped: &WrappedKey,
    place: &Place,
    holder: String,
) -> Result<Key, VaultError> {
    use crate::wrapping::BadText;
    let wrapping = WrappingKey::parse(text, key_id).map_err(|bad| match bad {
        BadText::Damaged => VaultError::KeyDamaged { place: holder.clone() },
        BadText::Foreign => VaultError::KeyForeign { place: holder.clone() },
    })?;
    unwrap_key(&wrapping, wrapped, place, VaultError::KeyForeign { place: holder })
}
