//! The data key and its key file through everything that can happen to them. No keyring here: that needs a bus of
//! its own and is in `secret_service`.

#![allow(clippy::unwrap_used, reason = "a failing test may panic")]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use mapae_domain::TokenId;
use mapae_vault::{KeyPlace, KeyringChoice, Protection, TokenSecret, Vault, VaultError};
use tempfile::TempDir;

fn open(folder: &Path, registry_is_empty: bool) -> Result<Vault, VaultError> {
    Vault::open_or_create(KeyPlace { state_folder: folder, keyring: KeyringChoice::Never }, registry_is_empty)
}

fn refused(folder: &Path, registry_is_empty: bool) -> VaultError {
    open(folder, registry_is_empty).err().expect("this must not open")
}

fn new_registry() -> (TempDir, Vault) {
    let folder = tempfile::tempdir().unwrap();
    let vault = open(folder.path(), true).unwrap();
    (folder, vault)
}

fn key_file(folder: &Path) -> PathBuf {
    let is_key = |path: &PathBuf| path.file_name().unwrap().to_str().unwrap().starts_with("key-");
    let mut found = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(is_key);
    let path = found.next().expect("there is a key file");
    assert!(found.next().is_none(), "there is one key file");
    path
}

/// Names and bytes of everything in a folder.
fn contents(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.clone(), fs::read(&path).unwrap()))
        .collect();
    files.sort();
    files
}

#[test]
fn a_token_sealed_today_opens_after_the_next_start() {
    let (folder, vault) = new_registry();
    let id = TokenId::from_bytes([3; 16]);
    let token = TokenSecret::generate().unwrap();
    let sealed = vault.seal(id, &token).unwrap();
    let chain_key = vault.chain_key();
    drop(vault);

    let vault = open(folder.path(), false).unwrap();
    assert_eq!(vault.open_token(id, &sealed).unwrap().expose(), token.expose());
    assert_eq!(*vault.chain_key(), *chain_key);
    assert_eq!(vault.protection(), Protection::KeyFile);
}

#[test]
fn keys_are_the_owner_s_alone_and_no_key_stands_in_the_manifest() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("state/mapae");
    let vault = open(&folder, true).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    assert_eq!(mode(&key_file(&folder)), 0o600);
    assert_eq!(mode(&folder.join("keys.json")), 0o600);
    assert_eq!(contents(&folder).len(), 2, "nothing else is left behind");

    let manifest = fs::read_to_string(folder.join("keys.json")).unwrap();
    let key_text = fs::read_to_string(key_file(&folder)).unwrap();
    let wrapping_key = key_text.split(' ').nth(2).unwrap();
    assert_eq!(wrapping_key.len(), 64);
    assert!(!manifest.contains(wrapping_key));
    assert!(!manifest.contains(&hex::encode(*vault.chain_key())));
}

#[test]
fn a_key_file_left_open_to_others_is_closed_again() {
    let (folder, _) = new_registry();
    let path = key_file(folder.path());
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    assert!(open(folder.path(), false).is_ok());
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn two_registries_have_two_keys() {
    let (_first, vault) = new_registry();
    let (_second, other) = new_registry();
    assert_ne!(vault.key_id(), other.key_id());
    assert_ne!(*vault.chain_key(), *other.chain_key());
}

#[test]
fn tokens_without_a_manifest_never_get_a_new_key() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(refused(folder.path(), false), VaultError::KeyMissing { .. }));
    assert!(contents(folder.path()).is_empty(), "nothing was made");
}

#[test]
fn a_missing_key_file_is_never_replaced_not_even_in_an_empty_registry() {
    let (folder, _) = new_registry();
    fs::remove_file(key_file(folder.path())).unwrap();
    let before = contents(folder.path());
    for registry_is_empty in [false, true] {
        assert!(matches!(refused(folder.path(), registry_is_empty), VaultError::KeyMissing { .. }));
    }
    assert_eq!(contents(folder.path()), before);
}

#[test]
fn a_damaged_key_file_is_told_from_a_foreign_one() {
    let (folder, _) = new_registry();
    let path = key_file(folder.path());
    let whole = fs::read(&path).unwrap();

    let mut damaged = whole.clone();
    damaged[60] ^= 1;
    for bytes in [&damaged[..], &whole[..80], b"", b"\xff\xfe", b"mapae-key-1"] {
        fs::write(&path, bytes).unwrap();
        assert!(matches!(refused(folder.path(), false), VaultError::KeyDamaged { .. }), "{bytes:?}");
    }

    let (other, _) = new_registry();
    fs::copy(key_file(other.path()), &path).unwrap();
    assert!(matches!(refused(folder.path(), false), VaultError::KeyForeign { .. }));

    fs::write(&path, &whole).unwrap();
    assert!(open(folder.path(), false).is_ok(), "nothing was overwritten meanwhile");
}

#[test]
fn a_damaged_manifest_is_told_from_a_wrong_key() {
    let (folder, _) = new_registry();
    let path = folder.path().join("keys.json");
    let whole = fs::read_to_string(&path).unwrap();
    let wrapped = whole.split("\"wrapped\": \"").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(wrapped.len(), 2 * (24 + 32 + 16));

    let flipped = if wrapped.starts_with('0') { "1" } else { "0" };
    let altered = whole.replace(wrapped, &format!("{flipped}{}", &wrapped[1..]));
    for text in [&altered, &whole[..whole.len() / 2], "", "{}", "null", &whole.replace(wrapped, "00")] {
        fs::write(&path, text).unwrap();
        let error = refused(folder.path(), false);
        let VaultError::KeyDamaged { place } = &error else { panic!("{text}: {error:?}") };
        assert!(place.ends_with("keys.json"), "{text}: {place}");
    }
}

#[test]
fn no_flipped_byte_of_the_manifest_opens_another_key() {
    let (folder, vault) = new_registry();
    let path = folder.path().join("keys.json");
    let whole = fs::read(&path).unwrap();
    let chain_key = vault.chain_key();
    for position in 0..whole.len() {
        let mut flipped = whole.clone();
        flipped[position] ^= 1;
        fs::write(&path, &flipped).unwrap();
        if let Ok(opened) = open(folder.path(), false) {
            // A space that became another character, or the check value, which only sorts errors.
            assert_eq!(*opened.chain_key(), *chain_key, "byte {position}");
        }
    }
}

#[test]
fn a_manifest_of_a_newer_mapae_is_left_alone() {
    let (folder, _) = new_registry();
    let path = folder.path().join("keys.json");
    let whole = fs::read_to_string(&path).unwrap();
    for text in [
        whole.replace("\"format\": 1", "\"format\": 3"),
        r#"{"format": 9, "anything": []}"#.to_owned(),
        whole.replace("\"key_file\"", "\"moon_phase\""),
    ] {
        assert_ne!(text, whole);
        fs::write(&path, &text).unwrap();
        assert!(matches!(refused(folder.path(), true), VaultError::NewerFormat { .. }), "{text}");
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
    }
}

#[test]
fn a_protector_that_is_not_known_or_not_readable_here_does_not_hide_one_that_is() {
    let (folder, vault) = new_registry();
    let path = folder.path().join("keys.json");
    let text = fs::read_to_string(&path).unwrap();
    for unknown in [r#"{"kind": "security_key", "salt": "00"}"#, r#"{"kind": "passphrase", "scrypt": 17}"#] {
        fs::write(&path, text.replace("\"protectors\": [", &format!("\"protectors\": [{unknown},"))).unwrap();
        assert_eq!(*open(folder.path(), false).unwrap().chain_key(), *vault.chain_key(), "{unknown}");
    }
}

#[test]
fn a_registry_in_the_keyring_does_not_open_where_the_keyring_may_not_be_asked() {
    let (folder, _) = new_registry();
    let path = folder.path().join("keys.json");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("\"key_file\"", "\"keyring\"")).unwrap();
    let before = contents(folder.path());
    assert!(matches!(refused(folder.path(), true), VaultError::KeyringVanished));
    assert_eq!(contents(folder.path()), before, "no silent change of the protector");
}

#[test]
fn a_state_folder_that_can_t_be_made_is_an_error_with_its_path() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let error = refused(&file.join("state"), true);
    let VaultError::Io { path, .. } = &error else { panic!("{error:?}") };
    assert!(path.starts_with(&file));
}

#[test]
fn no_error_tells_a_key() {
    let (folder, _) = new_registry();
    let path = key_file(folder.path());
    let text = fs::read_to_string(&path).unwrap();
    let key = text.split(' ').nth(2).unwrap().to_owned();
    fs::write(&path, text.replace("mapae-key-1", "mapae-key-7")).unwrap();
    let error = refused(folder.path(), false);
    assert!(!format!("{error:?} {error}").contains(&key[..16]));
}
