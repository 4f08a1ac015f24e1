//! Passphrase, recovery key and lock as a caller uses them. No keyring here: that needs a bus of its own and is in
//! `secret_service`; what a kill leaves is in `src/kills`.

#![allow(clippy::unwrap_used, reason = "a failing test may panic")]

use std::fs;
use std::path::Path;

use mapae_domain::TokenId;
use mapae_vault::{
    Cost, KeyPlace, KeyringChoice, LockReason, LockedVault, NewPassphrase, Opened, Passphrase, Protection,
    ProtectorKind, Protectors, RecoveryKey, Start, TokenSecret, TypedForRotation, Vault, VaultError,
    Zeroizing,
};
use tempfile::TempDir;

const PHRASE: &str = "seven quiet horses";

fn place(folder: &Path) -> KeyPlace<'_> {
    KeyPlace { state_folder: folder, keyring: KeyringChoice::Never }
}

fn typed(text: &str) -> Passphrase {
    Passphrase::typed(Zeroizing::new(text.to_owned())).unwrap()
}

fn new(text: &str) -> NewPassphrase {
    NewPassphrase::new(typed(text)).unwrap()
}

fn on_paper(text: &str) -> RecoveryKey {
    RecoveryKey::typed(Zeroizing::new(text.to_owned())).unwrap()
}

fn with_key_file() -> (TempDir, Vault) {
    let folder = tempfile::tempdir().unwrap();
    let vault = Vault::open_or_create(place(folder.path()), true).unwrap();
    (folder, vault)
}

fn with_passphrase() -> (TempDir, Vault) {
    let (folder, mut vault) = with_key_file();
    vault.set_passphrase(&new(PHRASE), Cost::next_to_nothing()).unwrap();
    (folder, vault)
}

fn recovery_key_of(vault: &mut Vault) -> String {
    let text = vault.make_recovery_key().unwrap();
    vault.confirm_recovery_key(&on_paper(text.expose())).unwrap();
    text.expose().to_owned()
}

fn locked(folder: &Path, start: Start) -> LockedVault {
    match Vault::open(place(folder), false, start).unwrap() {
        Opened::Locked(locked) => locked,
        Opened::Unlocked(_) => panic!("this should not open by itself"),
    }
}

fn refused<T>(result: Result<T, VaultError>) -> VaultError {
    result.err().expect("this must be refused")
}

fn files(folder: &Path) -> Vec<String> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn a_passphrase_takes_the_place_of_the_key_file() {
    let (folder, vault) = with_passphrase();
    let chain_key = vault.chain_key();
    assert_eq!(vault.protection(), Protection::Passphrase);
    assert_eq!(vault.protectors(), Protectors { passphrase: true, ..Protectors::default() });
    assert_eq!(files(folder.path()), ["keys.json"]);
    drop(vault);

    let locked = locked(folder.path(), Start::Unlocked);
    assert!(matches!(locked.reason(), LockReason::AtStart));
    assert!(matches!(refused(Vault::open_or_create(place(folder.path()), true)), VaultError::Locked));
    assert_eq!(*locked.unlock_with_passphrase(&typed(PHRASE)).unwrap().chain_key(), *chain_key);
}

#[test]
fn a_wrong_passphrase_is_told_from_a_damaged_file() {
    let (folder, vault) = with_passphrase();
    drop(vault);
    let locked = locked(folder.path(), Start::Unlocked);
    for wrong in ["", "seven quiet horse", "Seven quiet horses", "seven quiet horses "] {
        assert!(matches!(refused(locked.unlock_with_passphrase(&typed(wrong))), VaultError::WrongPassphrase));
    }
    let path = folder.path().join("keys.json");
    let whole = fs::read_to_string(&path).unwrap();
    let wrapped = whole.split("\"wrapped\": \"").nth(1).unwrap().split('"').next().unwrap();
    let flipped = if wrapped.starts_with('0') { "1" } else { "0" };
    fs::write(&path, whole.replace(wrapped, &format!("{flipped}{}", &wrapped[1..]))).unwrap();
    for text in [PHRASE, "another one, quite wrong"] {
        let error = refused(locked.unlock_with_passphrase(&typed(text)));
        let damaged = matches!(error, VaultError::KeyDamaged { .. });
        assert_eq!(damaged, text == PHRASE, "the right passphrase sees the damage: {error:?}");
    }
    fs::write(&path, whole).unwrap();
    assert!(locked.unlock_with_passphrase(&typed(PHRASE)).is_ok(), "unlocking reads what is there now");
}

#[test]
fn no_flipped_byte_of_a_manifest_with_all_protectors_opens_another_key() {
    let (folder, mut vault) = with_passphrase();
    let paper = recovery_key_of(&mut vault);
    let left = vault.begin_rotation(TypedForRotation {
        passphrase: Some(&typed(PHRASE)),
        recovery_key: Some(&on_paper(&paper)),
    });
    assert!(!left.unwrap().recovery_key);
    let chain_key = vault.chain_key();
    let locked = vault.lock().unwrap();
    let path = folder.path().join("keys.json");
    let whole = fs::read(&path).unwrap();
    let mut opened = 0;
    for position in 0..whole.len() {
        let mut flipped = whole.clone();
        flipped[position] ^= 1;
        fs::write(&path, &flipped).unwrap();
        // A higher cost would be the person's time and not a wrong answer: it is bounded elsewhere.
        let text = String::from_utf8_lossy(&flipped);
        if !text.contains("\"memory_kib\": 64,") || !text.contains("\"passes\": 1,") {
            continue;
        }
        for vault in [
            locked.unlock_with_passphrase(&typed(PHRASE)),
            locked.unlock_with_recovery_key(&on_paper(&paper)),
        ]
        .into_iter()
        .flatten()
        {
            assert_eq!(*vault.chain_key(), *chain_key, "byte {position}");
            opened += 1;
        }
    }
    assert!(opened > 0, "white space and the other protector may change");
}

#[test]
fn a_changed_passphrase_opens_and_the_old_one_does_not() {
    let (folder, mut vault) = with_passphrase();
    vault.set_passphrase(&new("eleven loud geese"), Cost::next_to_nothing()).unwrap();
    drop(vault);
    let locked = locked(folder.path(), Start::Unlocked);
    assert!(matches!(refused(locked.unlock_with_passphrase(&typed(PHRASE))), VaultError::WrongPassphrase));
    assert!(locked.unlock_with_passphrase(&typed("eleven loud geese")).is_ok());
}

#[test]
fn a_passphrase_typed_as_separate_jamo_is_the_same_one() {
    let (_folder, mut vault) = with_key_file();
    vault.set_passphrase(&new("점심은 칼국수, 저녁은 국밥집"), Cost::next_to_nothing()).unwrap();
    let locked = vault.lock().unwrap();
    let jamo: String = "점심은 칼국수, 저녁은 국밥집".chars().flat_map(decomposed).collect();
    assert!(jamo.chars().count() > 30);
    assert!(locked.unlock_with_passphrase(&typed(&jamo)).is_ok());
}

/// Hangul syllables taken apart (Unicode 3.12).
fn decomposed(character: char) -> Vec<char> {
    let Some(index) = (character as u32).checked_sub(0xac00).filter(|index| *index < 11_172) else {
        return vec![character];
    };
    let part = |base: u32, offset: u32| char::from_u32(base + offset).unwrap();
    let mut parts = vec![part(0x1100, index / 588), part(0x1161, index % 588 / 28)];
    if index % 28 > 0 {
        parts.push(part(0x11a7, index % 28));
    }
    parts
}

#[test]
fn a_recovery_key_opens_only_once_it_was_typed_back() {
    let (folder, mut vault) = with_passphrase();
    let chain_key = vault.chain_key();
    let first = vault.make_recovery_key().unwrap();
    let second = vault.make_recovery_key().unwrap();
    assert!(!vault.protectors().recovery_key);
    assert!(matches!(
        refused(vault.confirm_recovery_key(&on_paper(first.expose()))),
        VaultError::WrongRecoveryKey
    ));
    let unconfirmed = locked(folder.path(), Start::Locked);
    assert!(matches!(
        refused(unconfirmed.unlock_with_recovery_key(&on_paper(second.expose()))),
        VaultError::ProtectorAbsent(ProtectorKind::RecoveryKey)
    ));
    vault.confirm_recovery_key(&on_paper(&second.expose().to_lowercase().replace('-', " "))).unwrap();
    assert!(vault.protectors().recovery_key);
    assert!(matches!(
        refused(vault.confirm_recovery_key(&on_paper(second.expose()))),
        VaultError::NothingToConfirm
    ));

    let locked = vault.lock().unwrap();
    let opened = locked.unlock_with_recovery_key(&on_paper(second.expose())).unwrap();
    assert_eq!(*opened.chain_key(), *chain_key);
    assert!(matches!(
        refused(locked.unlock_with_recovery_key(&on_paper(first.expose()))),
        VaultError::WrongRecoveryKey
    ));
}

#[test]
fn an_older_recovery_key_stays_valid_until_the_new_one_is_confirmed() {
    let (folder, mut vault) = with_passphrase();
    let older = recovery_key_of(&mut vault);
    let newer = vault.make_recovery_key().unwrap();
    let locked = locked(folder.path(), Start::Locked);
    assert!(locked.unlock_with_recovery_key(&on_paper(&older)).is_ok());
    vault.discard_unconfirmed_recovery_key();
    assert!(matches!(
        refused(vault.confirm_recovery_key(&on_paper(newer.expose()))),
        VaultError::NothingToConfirm
    ));
    let newer = recovery_key_of(&mut vault);
    assert!(matches!(
        refused(locked.unlock_with_recovery_key(&on_paper(&older))),
        VaultError::WrongRecoveryKey
    ));
    assert!(locked.unlock_with_recovery_key(&on_paper(&newer)).is_ok());
}

#[test]
fn the_recovery_key_opens_when_the_key_file_is_lost_and_a_passphrase_can_be_set_then() {
    let (folder, mut vault) = with_key_file();
    let paper = recovery_key_of(&mut vault);
    let key_file = files(folder.path()).into_iter().find(|name| name.starts_with("key-")).unwrap();
    drop(vault);
    fs::remove_file(folder.path().join(key_file)).unwrap();

    assert!(matches!(
        refused(Vault::open_or_create(place(folder.path()), true)),
        VaultError::KeyMissing { .. }
    ));
    let lost = locked(folder.path(), Start::Unlocked);
    assert!(matches!(lost.reason(), LockReason::Refused(VaultError::KeyMissing { .. })));
    let mut vault = lost.unlock_with_recovery_key(&on_paper(&paper)).unwrap();
    vault.set_passphrase(&new(PHRASE), Cost::next_to_nothing()).unwrap();
    drop(vault);
    assert!(
        locked(folder.path(), Start::Unlocked).unlock_with_passphrase(&typed(PHRASE)).is_ok(),
        "and the lost key file is forgotten"
    );
}

#[test]
fn a_lost_key_file_can_be_made_anew_after_recovery() {
    let (folder, mut vault) = with_key_file();
    let paper = recovery_key_of(&mut vault);
    let chain_key = vault.chain_key();
    let key_file = files(folder.path()).into_iter().find(|name| name.starts_with("key-")).unwrap();
    drop(vault);
    fs::write(folder.path().join(key_file), "damaged").unwrap();
    let mut vault =
        locked(folder.path(), Start::Unlocked).unlock_with_recovery_key(&on_paper(&paper)).unwrap();
    vault.use_key_file().unwrap();
    drop(vault);
    let vault = Vault::open_or_create(place(folder.path()), false).unwrap();
    assert_eq!(*vault.chain_key(), *chain_key);
}

#[test]
fn locking_takes_a_passphrase() {
    let (_folder, mut vault) = with_key_file();
    recovery_key_of(&mut vault);
    let still_open = vault.lock().err().expect("a key file would open it again");
    let mut vault = still_open.into_vault();
    assert!(vault.seal(TokenId::from_bytes([1; 16]), &TokenSecret::generate().unwrap()).is_ok());
    assert!(matches!(VaultError::from(vault.lock().err().unwrap()), VaultError::NothingToLockWith));

    let (folder, with_passphrase) = with_passphrase();
    vault = with_passphrase;
    let locked = vault.lock().unwrap();
    assert!(matches!(locked.reason(), LockReason::Asked));
    assert!(locked.unlock_with_passphrase(&typed(PHRASE)).is_ok());
    drop(folder);
}

#[test]
fn a_registry_starts_locked_only_where_there_is_a_passphrase() {
    let (folder, vault) = with_key_file();
    drop(vault);
    assert!(matches!(Vault::open(place(folder.path()), false, Start::Locked).unwrap(), Opened::Unlocked(_)));
    let (folder, _vault) = with_passphrase();
    assert!(matches!(locked(folder.path(), Start::Locked).reason(), LockReason::AtStart));
}

#[test]
fn a_locked_vault_does_not_open_by_what_it_does_not_have() {
    let (_folder, vault) = with_passphrase();
    let locked = vault.lock().unwrap();
    assert!(matches!(
        refused(locked.unlock_with_keyring()),
        VaultError::ProtectorAbsent(ProtectorKind::Keyring)
    ));
}

#[test]
fn the_last_everyday_protector_can_t_be_removed() {
    let (folder, mut vault) = with_passphrase();
    let paper = recovery_key_of(&mut vault);
    let before = fs::read(folder.path().join("keys.json")).unwrap();
    assert!(matches!(refused(vault.remove_passphrase()), VaultError::LastProtector));
    assert!(matches!(refused(vault.remove_keyring()), VaultError::ProtectorAbsent(ProtectorKind::Keyring)));
    assert_eq!(fs::read(folder.path().join("keys.json")).unwrap(), before);
    vault.remove_recovery_key().unwrap();
    assert!(matches!(
        refused(locked(folder.path(), Start::Locked).unlock_with_recovery_key(&on_paper(&paper))),
        VaultError::ProtectorAbsent(ProtectorKind::RecoveryKey)
    ));
}

#[test]
fn a_keyring_that_may_not_be_asked_can_t_be_added() {
    let (folder, mut vault) = with_passphrase();
    let before = fs::read(folder.path().join("keys.json")).unwrap();
    assert!(matches!(refused(vault.add_keyring()), VaultError::KeyringVanished));
    assert_eq!(fs::read(folder.path().join("keys.json")).unwrap(), before);
}

#[test]
fn an_unknown_protector_survives_every_change() {
    let (folder, vault) = with_key_file();
    drop(vault);
    let path = folder.path().join("keys.json");
    let unknown = r#"{"kind":"security_key","number": 1.50, "nested":[{"b":2,"a":1}]}"#;
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("\"protectors\": [", &format!("\"protectors\": [{unknown},"))).unwrap();
    let mut vault = Vault::open_or_create(place(folder.path()), false).unwrap();
    vault.set_passphrase(&new(PHRASE), Cost::next_to_nothing()).unwrap();
    recovery_key_of(&mut vault);
    vault.remove_recovery_key().unwrap();
    vault.use_key_file().unwrap();
    assert_eq!(vault.protectors().unknown, 1);
    assert!(fs::read_to_string(&path).unwrap().contains(unknown));
}

#[test]
fn a_protector_that_can_t_be_read_is_damage_and_the_others_still_open() {
    let (folder, mut vault) = with_passphrase();
    let paper = recovery_key_of(&mut vault);
    drop(vault);
    let path = folder.path().join("keys.json");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("\"argon2id\"", "\"argon3id\"")).unwrap();
    let locked = locked(folder.path(), Start::Unlocked);
    assert!(matches!(locked.reason(), LockReason::Refused(VaultError::KeyDamaged { .. })));
    assert!(matches!(refused(locked.unlock_with_passphrase(&typed(PHRASE))), VaultError::KeyDamaged { .. }));
    let mut vault = locked.unlock_with_recovery_key(&on_paper(&paper)).unwrap();
    vault.set_passphrase(&new(PHRASE), Cost::next_to_nothing()).unwrap();
    assert!(locked.unlock_with_passphrase(&typed(PHRASE)).is_ok());
    assert!(!fs::read_to_string(&path).unwrap().contains("argon3id"));
}

#[test]
fn a_change_is_refused_where_the_manifest_is_no_longer_this_registry_s() {
    let (folder, mut vault) = with_passphrase();
    let path = folder.path().join("keys.json");
    let whole = fs::read(&path).unwrap();
    let (other, _other_vault) = with_passphrase();
    fs::copy(other.path().join("keys.json"), &path).unwrap();
    assert!(matches!(refused(vault.use_key_file()), VaultError::KeyForeign { .. }));
    fs::remove_file(&path).unwrap();
    assert!(matches!(refused(vault.use_key_file()), VaultError::KeyMissing { .. }));
    assert!(files(folder.path()).is_empty(), "nothing was made");
    fs::write(&path, whole).unwrap();
    assert!(vault.use_key_file().is_ok());
}

#[test]
fn no_error_and_no_manifest_tells_what_was_typed() {
    let (folder, mut vault) = with_passphrase();
    let paper = recovery_key_of(&mut vault);
    let manifest = fs::read_to_string(folder.path().join("keys.json")).unwrap();
    assert!(!manifest.contains(PHRASE) && !manifest.contains(&paper) && !manifest.contains(&paper[..9]));
    let locked = vault.lock().unwrap();
    let errors = [
        refused(locked.unlock_with_passphrase(&typed("canary canary canary"))),
        refused(RecoveryKey::typed(Zeroizing::new("canary".to_owned()))),
        refused(Passphrase::typed(Zeroizing::new("canary".repeat(1000)))),
        refused(NewPassphrase::new(typed("canary"))),
    ];
    for error in errors {
        assert!(!format!("{error} {error:?}").contains("canary"));
    }
}
