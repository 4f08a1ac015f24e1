//! A change of the data key as a caller does it. What a kill leaves is in `src/kills`.

#![allow(clippy::unwrap_used, reason = "a failing test may panic")]

use std::fs;
use std::path::Path;

use mapae_domain::TokenId;
use mapae_vault::{
    Cost, KeyPlace, KeyringChoice, LeftBehind, NewPassphrase, Passphrase, Protectors, RecoveryKey, Rotation,
    TokenSecret, TypedForRotation, Vault, VaultError, Zeroizing,
};
use tempfile::TempDir;

const PHRASE: &str = "seven quiet horses";

fn place(folder: &Path) -> KeyPlace<'_> {
    KeyPlace { state_folder: folder, keyring: KeyringChoice::Never }
}

fn typed(text: &str) -> Passphrase {
    Passphrase::typed(Zeroizing::new(text.to_owned())).unwrap()
}

fn on_paper(text: &str) -> RecoveryKey {
    RecoveryKey::typed(Zeroizing::new(text.to_owned())).unwrap()
}

/// A registry with some sealed tokens.
struct Registry {
    folder: TempDir,
    vault: Vault,
    tokens: Vec<(TokenId, TokenSecret, Vec<u8>)>,
}

impl Registry {
    fn new() -> Registry {
        let folder = tempfile::tempdir().unwrap();
        let vault = Vault::open_or_create(place(folder.path()), true).unwrap();
        let tokens = (0..5)
            .map(|number| {
                let (id, token) = (TokenId::from_bytes([number; 16]), TokenSecret::generate().unwrap());
                let sealed = vault.seal(id, &token).unwrap();
                (id, token, sealed)
            })
            .collect();
        Registry { folder, vault, tokens }
    }

    fn every_token_opens(&self) {
        for (id, token, sealed) in &self.tokens {
            assert_eq!(self.vault.open_token(*id, sealed).unwrap().expose(), token.expose());
        }
    }

    /// Begins a rotation that takes everything along.
    fn begin(&mut self) {
        let left = self.vault.begin_rotation(TypedForRotation::default()).unwrap();
        assert_eq!(left, NOTHING_LEFT_BEHIND);
    }

    fn reseal(&mut self) {
        for (id, _, sealed) in &mut self.tokens {
            if !self.vault.sealed_with_current(sealed) {
                *sealed = self.vault.reseal(*id, sealed).unwrap();
                assert!(self.vault.sealed_with_current(sealed));
            }
        }
    }

    fn reopen(self) -> Registry {
        let Registry { folder, vault, tokens } = self;
        drop(vault);
        let vault = Vault::open_or_create(place(folder.path()), false).unwrap();
        Registry { folder, vault, tokens }
    }

    fn manifest(&self) -> String {
        fs::read_to_string(self.folder.path().join("keys.json")).unwrap()
    }
}

const NOTHING_LEFT_BEHIND: LeftBehind = LeftBehind { recovery_key: false, unknown: 0 };

#[test]
fn a_rotation_with_restarts_between_loses_no_token_and_keeps_the_audit_chain() {
    let mut registry = Registry::new();
    let chain_key = registry.vault.chain_key();
    for round in 0..3 {
        let old = registry.vault.key_id();
        registry.begin();
        let rotation = Some(Rotation { retiring: old, current: registry.vault.key_id() });
        assert_eq!(registry.vault.rotation(), rotation);
        registry.every_token_opens();

        registry = registry.reopen();
        assert_eq!(registry.vault.rotation(), rotation, "round {round}");
        registry.every_token_opens();
        let (id, token, sealed) = &mut registry.tokens[0];
        *sealed = registry.vault.seal(*id, token).unwrap();
        registry.every_token_opens();
        registry.reseal();

        registry.vault.finish_rotation().unwrap();
        registry.vault.finish_rotation().unwrap();
        registry = registry.reopen();
        assert_eq!(registry.vault.rotation(), None);
        assert_ne!(registry.vault.key_id(), old);
        registry.every_token_opens();
        assert_eq!(*registry.vault.chain_key(), *chain_key);
        let files = fs::read_dir(registry.folder.path()).unwrap().count();
        assert_eq!(files, 2, "a manifest and one key file");
    }
}

#[test]
fn what_was_not_sealed_anew_is_lost_once_the_rotation_is_finished() {
    let mut registry = Registry::new();
    let old = registry.vault.key_id();
    registry.begin();
    registry.vault.finish_rotation().unwrap();
    let (id, _, sealed) = &registry.tokens[0];
    assert!(!registry.vault.sealed_with_current(sealed));
    let refused = registry.vault.open_token(*id, sealed);
    let Err(VaultError::SealedWithOtherKey { sealed_with, at_hand }) = refused else {
        panic!("the old key is gone");
    };
    assert_eq!((sealed_with, at_hand), (old, registry.vault.key_id()));
    assert!(!registry.manifest().contains(&old.to_string()), "nothing of it is left in the manifest");
}

#[test]
fn the_format_says_that_an_older_mapae_must_not_open_a_rotated_registry() {
    let mut registry = Registry::new();
    assert!(registry.manifest().contains("\"format\": 1"));
    registry.begin();
    assert!(registry.manifest().contains("\"format\": 2"));
    registry.vault.finish_rotation().unwrap();
    assert!(registry.manifest().contains("\"format\": 2"), "the audit chain's key is in it now");
}

#[test]
fn a_rotation_takes_the_passphrase_and_keeps_it() {
    let mut registry = Registry::new();
    let passphrase = NewPassphrase::new(typed(PHRASE)).unwrap();
    registry.vault.set_passphrase(&passphrase, Cost::next_to_nothing()).unwrap();
    let before = registry.manifest();
    let refused = registry.vault.begin_rotation(TypedForRotation::default());
    assert!(matches!(refused, Err(VaultError::PassphraseNeeded)));
    let wrong = typed("seven quiet houses");
    let wrong = TypedForRotation { passphrase: Some(&wrong), recovery_key: None };
    assert!(matches!(registry.vault.begin_rotation(wrong), Err(VaultError::WrongPassphrase)));
    assert_eq!(registry.manifest(), before, "nothing has changed");

    let right = typed(PHRASE);
    let left =
        registry.vault.begin_rotation(TypedForRotation { passphrase: Some(&right), recovery_key: None });
    assert_eq!(left.unwrap(), NOTHING_LEFT_BEHIND);
    registry.vault = registry.vault.lock().unwrap().unlock_with_passphrase(&right).unwrap();
    assert!(registry.vault.rotation().is_some());
    registry.every_token_opens();
    registry.reseal();
    registry.vault.finish_rotation().unwrap();
    registry.vault = registry.vault.lock().unwrap().unlock_with_passphrase(&right).unwrap();
    registry.every_token_opens();
}

#[test]
fn a_recovery_key_goes_along_if_it_is_typed_and_is_dropped_with_a_word_if_not() {
    for typed_too in [true, false] {
        let mut registry = Registry::new();
        let passphrase = NewPassphrase::new(typed(PHRASE)).unwrap();
        registry.vault.set_passphrase(&passphrase, Cost::next_to_nothing()).unwrap();
        let paper = registry.vault.make_recovery_key().unwrap();
        let other = Registry::new().vault.make_recovery_key().unwrap();
        registry.vault.confirm_recovery_key(&on_paper(paper.expose())).unwrap();

        let (right, paper, other) = (typed(PHRASE), on_paper(paper.expose()), on_paper(other.expose()));
        let wrong = TypedForRotation { passphrase: Some(&right), recovery_key: Some(&other) };
        assert!(matches!(registry.vault.begin_rotation(wrong), Err(VaultError::WrongRecoveryKey)));

        let typed = TypedForRotation { passphrase: Some(&right), recovery_key: typed_too.then_some(&paper) };
        let left = registry.vault.begin_rotation(typed).unwrap();
        assert_eq!(left, LeftBehind { recovery_key: !typed_too, unknown: 0 });
        let protectors = Protectors { passphrase: true, recovery_key: typed_too, ..Protectors::default() };
        assert_eq!(registry.vault.protectors(), protectors);
        registry.reseal();
        registry.vault.finish_rotation().unwrap();
        let locked = registry.vault.lock().unwrap();
        assert_eq!(locked.unlock_with_recovery_key(&paper).is_ok(), typed_too);
    }
}

#[test]
fn an_unknown_protector_is_left_behind_with_a_word() {
    let registry = Registry::new();
    let path = registry.folder.path().join("keys.json");
    let text = registry.manifest();
    let unknown = "\"protectors\": [ {\"kind\": \"security_key\"},";
    fs::write(&path, text.replace("\"protectors\": [", unknown)).unwrap();
    let mut registry = registry.reopen();
    let left = registry.vault.begin_rotation(TypedForRotation::default()).unwrap();
    assert_eq!(left, LeftBehind { recovery_key: false, unknown: 1 });
}

#[test]
fn protectors_can_change_while_a_rotation_is_under_way() {
    let mut registry = Registry::new();
    registry.begin();
    let passphrase = NewPassphrase::new(typed(PHRASE)).unwrap();
    registry.vault.set_passphrase(&passphrase, Cost::next_to_nothing()).unwrap();
    registry.vault = registry.vault.lock().unwrap().unlock_with_passphrase(&typed(PHRASE)).unwrap();
    assert!(registry.vault.rotation().is_some());
    registry.every_token_opens();
    registry.reseal();
    registry.vault.finish_rotation().unwrap();
    let files = fs::read_dir(registry.folder.path()).unwrap().count();
    assert_eq!(files, 1, "neither the old nor the new key file is left");
}

#[test]
fn a_blob_that_is_no_sealed_token_is_not_resealed() {
    let registry = Registry::new();
    let id = TokenId::from_bytes([1; 16]);
    for bytes in [&b""[..], b"mts\x01", &[0; 104]] {
        assert!(!registry.vault.sealed_with_current(bytes));
        assert!(matches!(registry.vault.reseal(id, bytes), Err(VaultError::SealedFormatUnknown)));
    }
}
