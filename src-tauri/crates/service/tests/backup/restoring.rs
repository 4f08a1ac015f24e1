//! Putting a backup in the registry's place.

use crate::support::{House, issue_all, later, now, recovery_key, tokens, typed};
use mapae_domain::Usage;
use mapae_service::{
    Registry, RestoreError, Restored, Unlock, back_up, backup_file, backups, drill, finish_restore, restore,
    verify_events,
};
use mapae_store::{ChainReport, StoreError};
use mapae_vault::Start;
use std::{
    fs,
    path::{Path, PathBuf},
};

const OLD: &str = "the passphrase of then";
const NEW: &str = "the passphrase of now!";

fn newest(house: &House) -> PathBuf {
    let name = &backups(&house.state()).unwrap()[0].name;
    backup_file(&house.state(), name).unwrap()
}

fn restore_with(house: &House, source: &Path, unlock: &Unlock) -> Result<Restored, RestoreError> {
    house.with_place(Start::Unlocked, |place| restore(place, source, unlock, later(60)))
}

fn is_whole(registry: &Registry) {
    let report = verify_events(registry).unwrap();
    assert!(matches!(report.database, ChainReport::Intact { .. }), "{report:?}");
    assert_eq!(report.database, report.audit_file);
}

#[test]
fn everything_is_back_with_usage_also_where_the_database_is_gone() {
    let (house, issued) = House::with_tokens(&["배포 자동화", "Grafana 연동", "야간 배치"]);
    let used = issued["야간 배치"].0;
    let usage = Usage {
        last_used: Some(now()),
        last_address: Some("::1".parse().unwrap()),
        spent_total: 99,
        ..Usage::default()
    };
    house.write_usage(&[(used, usage)]);
    back_up(&house.open(), now()).unwrap();
    fs::remove_dir_all(house.data()).unwrap();
    fs::remove_file(house.audit_file()).unwrap();
    let restored = restore_with(&house, &newest(&house), &Unlock::ByItself).unwrap();
    assert_eq!((restored.events, restored.tokens, restored.unopened), (7, 3, 0));
    assert_eq!((restored.left_behind, restored.replaced), (0, None));
    assert_eq!(house.usage(used), usage);
    let registry = house.try_open().unwrap();
    assert_eq!(tokens(&registry), issued);
    is_whole(&registry);
    issue_all(&registry, &["그 뒤"]);
    assert!(drill(&registry, now()).unwrap().passed());
}

#[test]
fn what_was_there_is_kept_and_what_the_backup_lacks_is_told() {
    let (house, issued) = House::with_tokens(&["처음"]);
    let registry = house.open();
    back_up(&registry, now()).unwrap();
    issue_all(&registry, &["나중", "더 나중"]);
    drop(registry);
    let before = fs::read(house.audit_file()).unwrap();
    let restored = restore_with(&house, &newest(&house), &Unlock::ByItself).unwrap();
    assert_eq!((restored.events, restored.left_behind), (3, 4));
    assert_eq!(restored.left_behind_names, ["나중", "더 나중"]);
    let replaced = restored.replaced.unwrap();
    assert!(replaced.join("db").exists());
    let kept: Vec<_> = fs::read_dir(house.state())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.file_name().unwrap().to_str().unwrap().starts_with("replaced-"))
        .collect();
    assert_eq!(fs::read(kept[0].join("audit.jsonl")).unwrap(), before);
    assert!(kept[0].join("head").exists() && kept[0].join("keys.json").exists());
    assert_eq!(tokens(&house.try_open().unwrap()), issued);
}

#[test]
fn an_older_backup_becomes_the_newest_and_the_newer_ones_stay() {
    let (house, issued) = House::with_tokens(&["처음"]);
    let registry = house.open();
    back_up(&registry, now()).unwrap();
    let first = newest(&house);
    issue_all(&registry, &["나중"]);
    back_up(&registry, later(1)).unwrap();
    drop(registry);
    restore_with(&house, &first, &Unlock::ByItself).unwrap();
    let events: Vec<_> = backups(&house.state()).unwrap().iter().map(|backup| backup.events).collect();
    assert_eq!(events, [3, 5, 3]);
    let registry = house.try_open().unwrap();
    assert!(drill(&registry, now()).unwrap().passed(), "the newest is of this history");
    assert_eq!(tokens(&registry), issued);
}

#[test]
fn an_open_registry_is_not_replaced() {
    let (house, _) = House::with_tokens(&["하나"]);
    let registry = house.open();
    back_up(&registry, now()).unwrap();
    let refused = restore_with(&house, &newest(&house), &Unlock::ByItself);
    assert!(matches!(refused, Err(RestoreError::Store(StoreError::InUse { .. }))), "{refused:?}");
    issue_all(&registry, &["둘"]);
}

#[test]
fn a_passphrase_that_was_changed_since_opens_as_well_as_the_one_of_then() {
    let (house, issued) = House::with_tokens(&["하나"]);
    house.set_passphrase(OLD);
    back_up(&house.open_with(OLD), now()).unwrap();
    house.change_passphrase(OLD, NEW);
    let source = newest(&house);
    let wrong = restore_with(&house, &source, &Unlock::Passphrase(typed("neither of the two")));
    assert!(matches!(wrong, Err(RestoreError::WrongPassphrase)), "{wrong:?}");
    let nobody = restore_with(&house, &source, &Unlock::ByItself);
    assert!(
        matches!(nobody, Err(RestoreError::UnlockNeeded { ways }) if ways.passphrase && !ways.recovery_key)
    );
    for opens in [NEW, OLD] {
        let house = house.copy();
        restore_with(&house, &newest(&house), &Unlock::Passphrase(typed(opens))).unwrap();
        assert_eq!(tokens(&house.open_with(opens)), issued, "{opens}");
    }
}

#[test]
fn a_backup_of_before_the_passphrase_opens_with_the_passphrase_of_now() {
    let (house, issued) = House::with_tokens(&["하나"]);
    back_up(&house.open(), now()).unwrap();
    // The key file that the backup's own keys name is gone from here on.
    house.set_passphrase(NEW);
    let source = newest(&house);
    restore_with(&house, &source, &Unlock::Passphrase(typed(NEW))).unwrap();
    assert_eq!(tokens(&house.open_with(NEW)), issued);
}

#[test]
fn a_recovery_key_opens_a_backup() {
    let (house, issued) = House::with_tokens(&["하나"]);
    house.set_passphrase(OLD);
    let paper = recovery_key(&mut house.vault_with(OLD));
    let other = recovery_key(&mut House::with_tokens(&[]).0.vault());
    back_up(&house.open_with(OLD), now()).unwrap();
    let source = newest(&house);
    let wrong = restore_with(&house, &source, &Unlock::RecoveryKey(other));
    assert!(matches!(wrong, Err(RestoreError::WrongRecoveryKey)), "{wrong:?}");
    restore_with(&house, &source, &Unlock::RecoveryKey(paper)).unwrap();
    assert_eq!(tokens(&house.open_with(OLD)), issued);
}

#[test]
fn a_bad_backup_changes_nothing_and_says_why() {
    let (house, _) = House::with_tokens(&["하나"]);
    back_up(&house.open(), now()).unwrap();
    let source = newest(&house);
    let whole = fs::read(&source).unwrap();
    let missing = restore_with(&house, &house.state().join("backups/none.age"), &Unlock::ByItself);
    assert!(matches!(missing, Err(RestoreError::NotFound { .. })), "{missing:?}");
    let mut flipped = whole.clone();
    flipped[whole.len() / 2] ^= 1;
    for damaged in [&b""[..], b"not an age file", &whole[..whole.len() - 1], &flipped] {
        fs::write(&source, damaged).unwrap();
        let refused = restore_with(&house, &source, &Unlock::ByItself);
        assert!(matches!(refused, Err(RestoreError::Unreadable { .. })), "{refused:?}");
    }
    // Of another registry, whose keys are not here.
    let (other, _) = House::with_tokens(&["남의 것"]);
    back_up(&other.open(), now()).unwrap();
    let refused = restore_with(&house, &newest(&other), &Unlock::ByItself);
    assert!(matches!(refused, Err(RestoreError::KeyNotHere)), "{refused:?}");
    fs::write(source.with_extension("keys.json"), br#"{"format":99,"key_id":"","protectors":[]}"#).unwrap();
    fs::remove_file(house.state().join("keys.json")).unwrap();
    fs::write(&source, &whole).unwrap();
    let refused = restore_with(&house, &source, &Unlock::ByItself);
    assert!(matches!(refused, Err(RestoreError::NewerFormat)), "{refused:?}");
    let left: Vec<_> =
        house.files().into_iter().filter(|path| path.to_string_lossy().contains("restor")).collect();
    assert!(left.is_empty(), "nothing is left of the tries: {left:?}");
}

#[test]
fn with_nothing_to_finish_nothing_happens() {
    let (house, issued) = House::with_tokens(&["하나"]);
    assert!(!house.with_place(Start::Unlocked, |place| finish_restore(place).unwrap()));
    let nowhere = House::new();
    assert!(!nowhere.with_place(Start::Unlocked, |place| finish_restore(place).unwrap()));
    assert_eq!(tokens(&house.try_open().unwrap()), issued);
}
