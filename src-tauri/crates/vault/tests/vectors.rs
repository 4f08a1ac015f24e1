//! Stored examples of every released format, made by another implementation (`tests/vectors/sealed/make.py`).

#![allow(clippy::unwrap_used, reason = "a failing test may panic")]

use std::fs;
use std::path::{Path, PathBuf};

use mapae_domain::TokenId;
use mapae_vault::{KeyPlace, KeyringChoice, Vault};
use serde::Deserialize;

#[derive(Deserialize)]
struct Vectors {
    key_id: String,
    data_key: String,
    audit_chain_key: String,
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

/// A copy: opening closes the key file to others, which git does not keep.
fn open_state(format: &Path) -> (tempfile::TempDir, Vault) {
    let folder = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(format.join("state")).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
    }
    let place = KeyPlace { state_folder: folder.path(), keyring: KeyringChoice::Never };
    let vault = Vault::open_or_create(place, false).unwrap_or_else(|error| panic!("{format:?}: {error}"));
    (folder, vault)
}

#[test]
fn every_released_format_opens() {
    let formats = formats();
    assert!(!formats.is_empty(), "the vectors are there");
    for format in formats {
        let vectors: Vectors =
            serde_json::from_slice(&fs::read(format.join("vectors.json")).unwrap()).unwrap();
        let (_folder, vault) = open_state(&format);
        assert_eq!(vault.key_id().to_string(), vectors.key_id);
        assert_eq!(
            hex::encode(*vault.chain_key()),
            vectors.audit_chain_key,
            "an audit chain written with {} must verify",
            vectors.data_key
        );
        assert!(!vectors.tokens.is_empty());
        for vector in vectors.tokens {
            let mut id = [0; 16];
            hex::decode_to_slice(&vector.token_id, &mut id).unwrap();
            let sealed = hex::decode(&vector.sealed).unwrap();
            let opened = vault.open_token(TokenId::from_bytes(id), &sealed);
            let opened = opened.unwrap_or_else(|error| panic!("{}: {error}", vector.token_id));
            assert_eq!(opened.expose(), vector.token);
        }
    }
}
