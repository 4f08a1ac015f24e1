//! Stored examples of every released format, made by other implementations (`make.py` and `make_protectors.py` in
//! `tests/vectors/sealed`).

#![allow(clippy::unwrap_used, reason = "a failing test may panic")]

use std::fs;
use std::path::{Path, PathBuf};

use mapae_domain::TokenId;
use mapae_vault::{KeyPlace, KeyringChoice, Opened, Passphrase, RecoveryKey, Start, Vault, Zeroizing};
use serde::Deserialize;

#[derive(Deserialize)]
struct Vectors {
    key_id: String,
    data_key: String,
    audit_chain_key: String,
    /// As it was typed, not necessarily composed.
    passphrase: Option<String>,
    recovery_key: Option<String>,
    tokens: Vec<SealedToken>,
}

#[derive(Deserialize)]
struct SealedToken {
    token_id: String,
    token: String,
    sealed: String,
}

fn formats() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/vectors/sealed");
    let mut formats: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    formats.sort();
    formats
}

/// The vault of a copy of the stored state (opening closes the key file to others, which git does not keep), once
/// for every way to open it.
fn open_state(format: &Path, vectors: &Vectors) -> Vec<Vault> {
    let folder = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(format.join("state")).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
    }
    let place = KeyPlace { state_folder: folder.path(), keyring: KeyringChoice::Never };
    let opened =
        Vault::open(place, false, Start::Unlocked).unwrap_or_else(|error| panic!("{format:?}: {error}"));
    match opened {
        Opened::Unlocked(vault) => vec![vault],
        Opened::Locked(locked) => {
            let typed = |text: &Option<String>| Zeroizing::new(text.clone().expect("a locked one has both"));
            let passphrase = Passphrase::typed(typed(&vectors.passphrase)).unwrap();
            let recovery_key = RecoveryKey::typed(typed(&vectors.recovery_key)).unwrap();
            vec![
                locked
                    .unlock_with_passphrase(&passphrase)
                    .unwrap_or_else(|error| panic!("{format:?}: {error}")),
                locked
                    .unlock_with_recovery_key(&recovery_key)
                    .unwrap_or_else(|error| panic!("{format:?}: {error}")),
            ]
        }
    }
}

#[test]
fn every_released_format_opens() {
    let formats = formats();
    assert!(formats.len() >= 3, "the vectors are there: {formats:?}");
    for format in formats {
        let vectors: Vectors =
            serde_json::from_slice(&fs::read(format.join("vectors.json")).unwrap()).unwrap();
        for vault in open_state(&format, &vectors) {
            assert_eq!(vault.key_id().to_string(), vectors.key_id);
            assert_eq!(
                hex::encode(*vault.chain_key()),
                vectors.audit_chain_key,
                "an audit chain written with {} must verify",
                vectors.data_key
            );
            assert!(!vectors.tokens.is_empty());
            for vector in &vectors.tokens {
                let mut id = [0; 16];
                hex::decode_to_slice(&vector.token_id, &mut id).unwrap();
                let sealed = hex::decode(&vector.sealed).unwrap();
                let opened = vault.open_token(TokenId::from_bytes(id), &sealed);
                let opened = opened.unwrap_or_else(|error| panic!("{}: {error}", vector.token_id));
                assert_eq!(opened.expose(), vector.token);
            }
        }
    }
}
