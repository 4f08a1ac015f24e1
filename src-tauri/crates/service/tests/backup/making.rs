//! What a backup is, and how many there are.

use crate::support::{House, age_identity, issue_all, later, now, opened_with_age};
use mapae_domain::Usage;
use mapae_service::{
    BackupError, DrillFailure, LockedBecause, ServiceError, back_up, backups, drill, lock, rotate_data_key,
    verify_events,
};
use mapae_store::{ChainFlaw, ChainReport};
use mapae_vault::TypedForRotation;
use std::{fs, ops::ControlFlow, os::unix::fs::PermissionsExt, path::Path};

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn a_backup_is_a_header_the_audit_file_and_the_usages_and_any_age_opens_it() {
    let (house, tokens) = House::with_tokens(&["배포 자동화", "Grafana 연동"]);
    let used = tokens["배포 자동화"].0;
    let usage = Usage {
        last_used: Some(now()),
        last_address: Some("10.0.0.1".parse().unwrap()),
        spent_total: 7,
        ..Usage::default()
    };
    house.write_usage(&[(used, usage)]);
    let registry = house.open();
    let backup = back_up(&registry, now()).unwrap();
    drop(registry);
    assert_eq!(backup.name, "20261124T010000000Z-5.age");
    assert_eq!((backup.made_at, backup.events), (now(), 5));
    let path = house.state().join("backups").join(&backup.name);
    assert_eq!(fs::metadata(&path).unwrap().len(), backup.bytes);
    let keys = house.state().join("backups/20261124T010000000Z-5.keys.json");
    assert_eq!(fs::read(&keys).unwrap(), fs::read(house.state().join("keys.json")).unwrap());
    assert_eq!((mode(&path), mode(&keys), mode(path.parent().unwrap())), (0o600, 0o600, 0o700));

    let plain = opened_with_age(&path, &age_identity(&house.vault()));
    let (header, rest) = plain.split_once('\n').unwrap();
    let header: serde_json::Value = serde_json::from_str(header).unwrap();
    assert_eq!(header["format"], "mapae-backup-1");
    assert_eq!((header["events"].as_u64(), header["head"]["sequence"].as_u64()), (Some(5), Some(5)));
    let audit = fs::read_to_string(house.audit_file()).unwrap();
    let usages = rest.strip_prefix(&audit).expect("the audit file, byte for byte");
    let usages: Vec<serde_json::Value> =
        usages.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(usages.len(), 1, "one line for each token that was used");
    assert_eq!(usages[0]["token"], used.to_string());
    assert_eq!(usages[0]["spent_total"], 7);
    for (_, secret) in tokens.values() {
        assert!(!plain.contains(&secret[10..]), "also inside a backup every token is sealed");
    }
}

#[test]
fn ten_backups_are_kept_and_the_oldest_goes_with_its_keys() {
    let (house, _) = House::with_tokens(&["하나"]);
    let registry = house.open();
    let made: Vec<_> = (0..13).map(|minute| back_up(&registry, later(minute)).unwrap()).collect();
    let kept = backups(&house.state()).unwrap();
    assert!(kept.iter().eq(made.iter().rev().take(10)), "{kept:?}");
    assert_eq!(fs::read_dir(house.state().join("backups")).unwrap().count(), 20, "pairs, and nothing else");
    // With a clock that was set back the new one is still the one that stays.
    let back = back_up(&registry, later(-9999)).unwrap();
    assert_eq!(backups(&house.state()).unwrap()[0], back);
}

#[test]
fn what_a_kill_left_unfinished_is_no_backup_and_goes_with_the_next() {
    let (house, _) = House::with_tokens(&["하나"]);
    let registry = house.open();
    let folder = house.state().join("backups");
    fs::create_dir_all(&folder).unwrap();
    for name in ["20261124T010000000Z-5.age.unfinished", "20261124T005900000Z-4.keys.json"] {
        fs::write(folder.join(name), b"half").unwrap();
    }
    assert_eq!(backups(&house.state()).unwrap(), []);
    back_up(&registry, now()).unwrap();
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 2);
}

#[test]
fn a_damaged_audit_file_makes_no_backup_and_takes_none_away() {
    let (house, _) = House::with_tokens(&["하나", "둘"]);
    let registry = house.open();
    back_up(&registry, now()).unwrap();
    let whole = fs::read(house.audit_file()).unwrap();
    let before = backups(&house.state()).unwrap();
    let end = whole.iter().position(|byte| *byte == b'\n').unwrap();
    let mut flipped = whole.clone();
    flipped[end / 2] ^= 1;
    let last = whole.trim_ascii_end().iter().rposition(|byte| *byte == b'\n').unwrap();
    for (damaged, first_bad) in [(flipped, 1), (whole[..=last].to_vec(), 5), (Vec::new(), 1)] {
        fs::write(house.audit_file(), damaged).unwrap();
        let refused = back_up(&registry, later(1));
        assert!(
            matches!(refused, Err(BackupError::AuditBroken { sequence }) if sequence == first_bad),
            "{first_bad}: {refused:?}"
        );
    }
    assert_eq!(backups(&house.state()).unwrap(), before);
    assert_eq!(
        fs::read_dir(house.state().join("backups")).unwrap().count(),
        2,
        "nothing is left of the tries"
    );
}

#[test]
fn a_drill_opens_the_newest_backup_and_leaves_nothing() {
    let (house, _) = House::with_tokens(&["하나", "둘"]);
    let registry = house.open();
    assert!(matches!(drill(&registry, now()), Err(BackupError::NotFound)));
    let backup = back_up(&registry, now()).unwrap();
    // What came or was changed since is no difference.
    issue_all(&registry, &["셋"]);
    let shown = drill(&registry, now()).unwrap();
    assert!(shown.passed(), "{shown:?}");
    assert_eq!((shown.backup, shown.tokens, shown.events, shown.opened), (backup, 2, 5, 2));
    let names: Vec<_> =
        fs::read_dir(house.state()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!names.iter().any(|name| name.to_string_lossy().starts_with("drill")), "{names:?}");
}

#[test]
fn a_drill_with_a_backup_of_another_history_does_not_pass() {
    let (house, _) = House::with_tokens(&["하나", "둘"]);
    let registry = house.open();
    back_up(&registry, now()).unwrap();
    drop(registry);
    // The registry became another one behind its backups' back.
    let other = House::with_tokens(&["하나"]).0;
    fs::remove_dir_all(house.data()).unwrap();
    fs::rename(other.data(), house.data()).unwrap();
    fs::copy(other.audit_file(), house.audit_file()).unwrap();
    fs::remove_file(house.state().join("head")).unwrap();
    let registry = house.try_open().unwrap();
    let shown = drill(&registry, now()).unwrap();
    assert_eq!(shown.failure, Some(DrillFailure::OtherHistory));
}

#[test]
fn a_drill_tells_damage_anywhere_in_the_file() {
    let (house, _) = House::with_tokens(&["하나"]);
    let registry = house.open();
    let backup = back_up(&registry, now()).unwrap();
    let path = house.state().join("backups").join(&backup.name);
    let whole = fs::read(&path).unwrap();
    let step = whole.len() / 40;
    for at in (0..whole.len()).step_by(step) {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x10;
        fs::write(&path, damaged).unwrap();
        let shown = drill(&registry, now()).unwrap();
        assert!(!shown.passed(), "a flipped bit at {at} went unnoticed");
        fs::write(&path, &whole[..at]).unwrap();
        assert!(!drill(&registry, now()).unwrap().passed(), "a cut at {at} went unnoticed");
    }
    fs::write(&path, &whole).unwrap();
    assert!(drill(&registry, now()).unwrap().passed());
}

#[test]
fn a_locked_registry_makes_no_backup_by_hand_and_runs_no_drill() {
    let (house, _) = House::with_tokens(&["하나"]);
    house.set_passphrase("a long enough passphrase");
    let registry = house.open_with("a long enough passphrase");
    back_up(&registry, now()).unwrap();
    lock(&registry, LockedBecause::Person, now()).unwrap();
    let locked = |error: BackupError| matches!(error, BackupError::Registry(ServiceError::Locked));
    assert!(back_up(&registry, now()).is_err_and(locked));
    assert!(drill(&registry, now()).is_err_and(locked));
}

#[test]
fn after_a_change_of_the_data_key_the_old_backup_is_of_other_keys_and_a_new_one_passes() {
    let (house, _) = House::with_tokens(&["하나", "둘"]);
    let registry = house.open();
    back_up(&registry, now()).unwrap();
    let typed = || TypedForRotation { passphrase: None, recovery_key: None };
    // Stopped half way: both keys are at hand.
    let half = rotate_data_key(&registry, typed(), now(), |done, _| match done {
        1 => ControlFlow::Break(()),
        _ => ControlFlow::Continue(()),
    });
    assert!(!half.unwrap().finished);
    assert!(drill(&registry, now()).unwrap().passed(), "the backup of before opens with the retiring key");
    back_up(&registry, later(1)).unwrap();
    assert!(drill(&registry, now()).unwrap().passed(), "one of the middle holds tokens of both keys");
    assert!(rotate_data_key(&registry, typed(), now(), |_, _| ControlFlow::Continue(())).unwrap().finished);
    fs::remove_file(house.state().join("backups").join(&backups(&house.state()).unwrap()[0].name)).unwrap();
    assert_eq!(drill(&registry, now()).unwrap().failure, Some(DrillFailure::OtherKeys));
    back_up(&registry, later(2)).unwrap();
    assert!(drill(&registry, now()).unwrap().passed());
}

#[test]
fn the_check_of_the_trail_names_the_first_bad_event_of_either_place() {
    let (house, _) = House::with_tokens(&["하나", "둘"]);
    let registry = house.open();
    let intact = ChainReport::Intact { events: 5 };
    let report = verify_events(&registry).unwrap();
    assert_eq!((&report.database, &report.audit_file), (&intact, &intact));
    let whole = fs::read_to_string(house.audit_file()).unwrap();
    let lines: Vec<&str> = whole.split_inclusive('\n').filter(|line| line.len() > 1).collect();
    let broken = |sequence, flaw| ChainReport::Broken { sequence, flaw };
    for (damaged, expected) in [
        (whole.replacen("token_copied", "token_edited", 1), broken(3, ChainFlaw::Altered)),
        (lines[..3].concat(), broken(4, ChainFlaw::Missing)),
        ([lines[0], lines[2]].concat(), broken(2, ChainFlaw::OutOfPlace)),
        (
            format!("{}{{\"torn\n{}", lines[..2].concat(), lines[3..].concat()),
            broken(3, ChainFlaw::Unreadable),
        ),
    ] {
        fs::write(house.audit_file(), damaged).unwrap();
        let report = verify_events(&registry).unwrap();
        assert_eq!((report.database, report.audit_file), (intact.clone(), expected));
    }
}
