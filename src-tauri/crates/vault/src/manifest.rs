//! `keys.json` in the state folder: which data key the registry has, and each way to it. It holds nothing
//! secret, but without it no sealed token opens any more.
//!
//! ```json
//! { "format": 1, "key_id": "<32 hex>", "protectors": [
//!     { "kind": "keyring", "check": "<32 hex>", "wrapped": "<144 hex>" },
//!     { "kind": "passphrase", "argon2id": { "memory_kib": 262144, "passes": 3, "lanes": 1 }, "salt": "<32 hex>",
//!       "check": "<32 hex>", "wrapped": "<144 hex>" } ] }
//! ```
//!
//! Any one protector is enough. One of a kind or in a form that is not known here is passed over, so that it does
//! not hide one that opens, and is kept to the letter when the manifest is written back.
//!
//! Format 2 adds what a rotation of the data key needs: `chain_key` (the audit chain's key, which was derived from
//! the first data key and outlives it) and, while tokens are sealed anew, `retiring` (the old data key). Both are
//! sealed under the current data key. A Mapae that knows only format 1 must not open such a registry, because it
//! would continue the audit chain with the wrong key; so the number is raised exactly where they stand.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use crate::error::VaultError;
use crate::files;
use crate::key::KeyId;
use crate::protectors::{Protector, ProtectorKind, Protectors};
use crate::sealed_key::SealedKey;

const FILE_NAME: &str = "keys.json";
const FORMAT_WITHOUT_ROTATION: u32 = 1;
const FORMAT: u32 = 2;

/// What stands in `keys.json`.
pub(crate) struct Manifest {
    pub(crate) key_id: KeyId,
    /// The audit chain's key, once the data key that it was derived from is gone.
    pub(crate) chain_key: Option<SealedKey>,
    /// The data key before this one, while some tokens are still sealed with it.
    pub(crate) retiring: Option<Retiring>,
    entries: Vec<Entry>,
}

/// The data key before this one.
#[derive(Serialize, Deserialize)]
pub(crate) struct Retiring {
    pub(crate) key_id: KeyId,
    pub(crate) key: SealedKey,
}

enum Entry {
    Known(Protector),
    /// Of a kind that is known here, but not in a form that is.
    Unreadable(ProtectorKind, Box<RawValue>),
    /// Of a newer Mapae.
    Unknown(Box<RawValue>),
}

/// Where the manifest of a registry lies.
pub(crate) fn path(state_folder: &Path) -> PathBuf {
    state_folder.join(FILE_NAME)
}

impl Manifest {
    pub(crate) fn new(key_id: KeyId, protectors: Vec<Protector>) -> Manifest {
        let entries = protectors.into_iter().map(Entry::Known).collect();
        Manifest { key_id, chain_key: None, retiring: None, entries }
    }

    /// Those that are known here.
    pub(crate) fn protectors(&self) -> impl Iterator<Item = &Protector> {
        self.entries.iter().filter_map(|entry| match entry {
            Entry::Known(protector) => Some(protector),
            Entry::Unreadable(..) | Entry::Unknown(_) => None,
        })
    }

    /// Whether there are protectors of a kind, or of any, that can't be read.
    pub(crate) fn has_unreadable(&self, kind: Option<ProtectorKind>) -> bool {
        let asked = |found: ProtectorKind| kind.is_none_or(|kind| kind == found);
        self.entries.iter().any(|entry| matches!(entry, Entry::Unreadable(found, _) if asked(*found)))
    }

    /// Which there are.
    pub(crate) fn summary(&self) -> Protectors {
        let has = |kind| self.protectors().any(|protector| protector.kind() == kind);
        Protectors {
            keyring: has(ProtectorKind::Keyring),
            key_file: has(ProtectorKind::KeyFile),
            passphrase: has(ProtectorKind::Passphrase),
            recovery_key: has(ProtectorKind::RecoveryKey),
            unknown: self.entries.iter().filter(|entry| matches!(entry, Entry::Unknown(_))).count(),
        }
    }

    /// Puts a protector in, in the place of all of the same kind.
    pub(crate) fn put(&mut self, protector: Protector) {
        self.take_out(protector.kind());
        self.entries.push(Entry::Known(protector));
    }

    /// Takes all protectors of a kind out.
    pub(crate) fn take_out(&mut self, kind: ProtectorKind) {
        self.entries.retain(|entry| match entry {
            Entry::Known(known) => known.kind() != kind,
            Entry::Unreadable(unreadable, _) => *unreadable != kind,
            Entry::Unknown(_) => true,
        });
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
        let stored: Stored = serde_json::from_slice(&bytes).map_err(|_| damaged())?;
        let Stored { key_id, chain_key, retiring, protectors: entries, .. } = stored;
        if entries.is_empty() || (retiring.is_some() && chain_key.is_none()) {
            return Err(damaged());
        }
        let manifest = Manifest { key_id, chain_key, retiring, entries };
        if manifest.protectors().next().is_none() {
            let damage = manifest.has_unreadable(None);
            return Err(if damage { damaged() } else { VaultError::NewerFormat { path } });
        }
        Ok(Some(manifest))
    }

    /// Replaces the manifest as a whole: a crash leaves the old one or the new one.
    pub(crate) fn write(&self, state_folder: &Path) -> Result<(), VaultError> {
        let rotated = self.chain_key.is_some() || self.retiring.is_some();
        let stored = StoredRef {
            format: if rotated { FORMAT } else { FORMAT_WITHOUT_ROTATION },
            key_id: self.key_id,
            chain_key: self.chain_key.as_ref(),
            retiring: self.retiring.as_ref(),
            protectors: &self.entries,
        };
        let mut text = serde_json::to_vec_pretty(&stored).expect("text and numbers always serialise");
        text.push(b'\n');
        files::replace(&path(state_folder), &text)
    }
}

#[derive(Deserialize)]
struct OnlyFormat {
    format: u32,
}

#[derive(Deserialize)]
struct Stored {
    key_id: KeyId,
    chain_key: Option<SealedKey>,
    retiring: Option<Retiring>,
    protectors: Vec<Entry>,
}

#[derive(Serialize)]
struct StoredRef<'a> {
    format: u32,
    key_id: KeyId,
    #[serde(skip_serializing_if = "Option::is_none")]
    chain_key: Option<&'a SealedKey>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retiring: Option<&'a Retiring>,
    protectors: &'a [Entry],
}

impl Serialize for Entry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Entry::Known(protector) => protector.serialize(serializer),
            Entry::Unreadable(_, text) | Entry::Unknown(text) => text.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Entry, D::Error> {
        #[derive(Deserialize)]
        struct OnlyKind {
            kind: String,
        }
        let text = Box::<RawValue>::deserialize(deserializer)?;
        let OnlyKind { kind } = serde_json::from_str(text.get()).map_err(serde::de::Error::custom)?;
        let Some(kind) = ProtectorKind::ALL.into_iter().find(|known| known.tag() == kind) else {
            return Ok(Entry::Unknown(text));
        };
        Ok(match serde_json::from_str(text.get()) {
            Ok(protector) => Entry::Known(protector),
            Err(_) => Entry::Unreadable(kind, text),
        })
    }
}

impl Serialize for KeyId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        hex::serde::serialize(self.as_bytes(), serializer)
    }
}

impl<'de> Deserialize<'de> for KeyId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<KeyId, D::Error> {
        hex::serde::deserialize(deserializer).map(KeyId::from_bytes)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test may panic")]

    use std::fs;

    use super::*;

    #[test]
    fn every_kind_is_written_under_the_name_by_which_it_is_known() {
        let wrapped =
            || serde_json::from_str(&format!(r#"{{"check":"{}","wrapped":""}}"#, "0".repeat(32))).unwrap();
        for protector in
            [Protector::Keyring(wrapped()), Protector::KeyFile(wrapped()), Protector::RecoveryKey(wrapped())]
        {
            let written = serde_json::to_value(&protector).unwrap();
            assert_eq!(written["kind"], protector.kind().tag());
        }
        let passphrase = r#"{"kind":"passphrase","argon2id":{"memory_kib":64,"passes":1,"lanes":1},"salt":"SALT",
            "check":"SALT","wrapped":""}"#;
        let passphrase: Protector =
            serde_json::from_str(&passphrase.replace("SALT", &"0".repeat(32))).unwrap();
        assert_eq!(serde_json::to_value(&passphrase).unwrap()["kind"], passphrase.kind().tag());
        assert_eq!(passphrase.kind(), ProtectorKind::Passphrase);
    }

    #[test]
    fn an_unknown_protector_is_written_back_to_the_letter() {
        let folder = tempfile::tempdir().unwrap();
        let unknown = r#"{"wrapped" :[1e400, 0.10, {"b":1,  "a":"\u00e9"}],"kind": "security_key"}"#;
        let known = format!(r#"{{"kind":"keyring","check":"{}","wrapped":"00ff"}}"#, "0".repeat(32));
        let text =
            format!(r#"{{"format":1,"key_id":"{}","protectors":[{unknown},{known}]}}"#, "a".repeat(32));
        fs::write(path(folder.path()), text).unwrap();
        let mut manifest = Manifest::read(folder.path()).unwrap().unwrap();
        assert_eq!(manifest.summary(), Protectors { keyring: true, unknown: 1, ..Protectors::default() });
        for _ in 0..2 {
            manifest.write(folder.path()).unwrap();
            let written = fs::read_to_string(path(folder.path())).unwrap();
            assert!(written.contains(unknown) && written.contains("\"format\": 1"), "{written}");
            manifest = Manifest::read(folder.path()).unwrap().unwrap();
        }
    }

    #[test]
    fn a_manifest_with_nothing_but_unreadable_protectors_is_damaged_and_not_newer() {
        let folder = tempfile::tempdir().unwrap();
        let text = r#"{"format":1,"key_id":"ID","protectors":[{"kind":"passphrase","salt":"00"}]}"#;
        fs::write(path(folder.path()), text.replace("ID", &"a".repeat(32))).unwrap();
        assert!(matches!(Manifest::read(folder.path()), Err(VaultError::KeyDamaged { .. })));
    }
}
