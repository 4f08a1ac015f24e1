//! Exports: from one machine to another with a passphrase or a recovery key alone.

use crate::support::{House, later, now, recovery_key, tokens, typed};
use mapae_service::{BackupError, RestoreError, Unlock, back_up, backups, export, restore};
use mapae_vault::Start;
use std::fs;

const PASSPHRASE: &str = "a passphrase for the journey";

#[test]
fn an_export_moves_to_a_second_place_with_only_the_passphrase() {
    let (house, issued) = House::with_tokens(&["배포 자동화", "Grafana 연동"]);
    let stick = tempfile::tempdir().unwrap();
    let refused = export(&house.open(), stick.path(), now());
    assert!(matches!(refused, Err(BackupError::NotPortable)), "{refused:?}");
    assert_eq!(fs::read_dir(stick.path()).unwrap().count(), 0);
    house.set_passphrase(PASSPHRASE);
    let registry = house.open_with(PASSPHRASE);
    let exported = export(&registry, stick.path(), now()).unwrap();
    assert_eq!(exported, stick.path().join("mapae-export-20261124T010000000Z"));
    assert_eq!(fs::read_dir(&exported).unwrap().count(), 2, "a backup and its keys");
    let again = export(&registry, stick.path(), now()).unwrap();
    assert_ne!(again, exported);
    assert_eq!(backups(&house.state()).unwrap(), [], "no backup of this place");
    drop(registry);
    drop(house);

    let elsewhere = House::new();
    let restored =
        |unlock| elsewhere.with_place(Start::Unlocked, |place| restore(place, &exported, &unlock, later(1)));
    let nobody = restored(Unlock::ByItself);
    assert!(matches!(nobody, Err(RestoreError::UnlockNeeded { ways }) if ways.passphrase), "{nobody:?}");
    let restored = restored(Unlock::Passphrase(typed(PASSPHRASE))).unwrap();
    assert_eq!((restored.tokens, restored.unopened, restored.replaced), (2, 0, None));
    assert_eq!(tokens(&elsewhere.open_with(PASSPHRASE)), issued);
    assert_eq!(backups(&elsewhere.state()).unwrap().len(), 1, "and it has a backup from the first day");
}

#[test]
fn an_export_moves_with_only_the_recovery_key() {
    let (house, issued) = House::with_tokens(&["하나"]);
    let paper = recovery_key(&mut house.vault());
    let stick = tempfile::tempdir().unwrap();
    let exported = export(&house.open(), stick.path(), now()).unwrap();
    let elsewhere = House::new();
    let unlock = Unlock::RecoveryKey(paper);
    elsewhere.with_place(Start::Unlocked, |place| restore(place, &exported, &unlock, later(1))).unwrap();
    let registry = elsewhere.try_open().unwrap();
    assert!(registry.locked().is_some(), "its key file stayed behind: only the paper opens it");
    assert_eq!(issued.len(), 1);
}

#[test]
fn a_backup_under_a_key_file_does_not_open_on_another_machine() {
    let (house, _) = House::with_tokens(&["하나"]);
    back_up(&house.open(), now()).unwrap();
    let elsewhere = House::new();
    let folder = house.state().join("backups");
    let refused =
        elsewhere.with_place(Start::Unlocked, |place| restore(place, &folder, &Unlock::ByItself, later(1)));
    assert!(matches!(refused, Err(RestoreError::KeyNotHere)), "{refused:?}");
}
