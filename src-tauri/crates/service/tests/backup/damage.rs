//! What may befall a registry, and that what was acknowledged is back, or is said to be missing. Everything is drawn
//! from a fixed seed, so that a failure can be repeated.

use crate::support::{House, Numbers, Tokens, issue_all, later, now, tokens};
use mapae_service::{
    Accept, Rebuilt, Recovery, RestoreError, Unlock, back_up, backups, rebuild_from_backup, restore,
    verify_events,
};
use mapae_store::ChainReport;
use mapae_vault::Start;
use std::{
    fs,
    path::Path,
    sync::atomic::{AtomicU64, Ordering},
};

const NAMES: [&str; 6] = ["하나", "둘", "셋", "넷", "다섯", "여섯"];

/// A closed registry whose newest tokens are not in its backup, and all of its tokens.
fn house() -> (House, Tokens, u64) {
    let (house, mut issued) = House::with_tokens(&NAMES[..4]);
    let registry = house.open();
    let backed_up = back_up(&registry, now()).unwrap().events;
    issued.extend(issue_all(&registry, &NAMES[4..]));
    (house, issued, backed_up)
}

/// Opens it as the product does, which takes what is whole; and where it does not, as a person accepts it.
fn bring_back(house: &House, accept: Accept) -> Result<Option<Rebuilt>, RestoreError> {
    if let Ok(registry) = house.try_open() {
        return Ok(match registry.recovery() {
            Recovery::FromBackup(rebuilt) => Some(rebuilt.clone()),
            _ => None,
        });
    }
    let vault = house.vault();
    house.with_place(Start::Unlocked, |place| rebuild_from_backup(place, &vault, accept, later(1))).map(Some)
}

fn is_whole(house: &House, issued: &Tokens, what: &str) {
    let registry = house.try_open().unwrap_or_else(|error| panic!("{what}: {error:?}"));
    let report = verify_events(&registry).unwrap();
    assert!(matches!(report.database, ChainReport::Intact { .. }), "{what}: {report:?}");
    assert_eq!(&tokens(&registry), issued, "{what}");
}

fn nothing_was_moved(house: &House, what: &str) {
    for entry in fs::read_dir(house.data()).unwrap().chain(fs::read_dir(house.state()).unwrap()) {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(!name.contains("replaced") && !name.contains("restoring"), "{what}: {name}");
    }
}

fn damaged(path: &Path, damage: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = fs::read(path).unwrap();
    damage(&mut bytes);
    fs::write(path, bytes).unwrap();
}

/// Restores over whatever is left of a database: every token of the backup is back, and those that are newer are named.
fn restores_over(house: &House, issued: &Tokens, what: &str) {
    let folder = house.state().join("backups");
    let restored = house
        .with_place(Start::Unlocked, |place| restore(place, &folder, &Unlock::ByItself, later(1)))
        .unwrap_or_else(|error| panic!("{what}: {error:?}"));
    assert_eq!(restored.left_behind_names, NAMES[4..], "{what}");
    let backed_up = issued.iter().filter(|(name, _)| !NAMES[4..].contains(&name.as_str()));
    is_whole(house, &backed_up.map(|(name, token)| (name.clone(), token.clone())).collect(), what);
}

/// Several at once: what each takes is waiting for the disk.
fn each_round(rounds: u64, round: impl Fn(u64, Numbers) + Sync) {
    const THREADS: u64 = 8;
    std::thread::scope(|scope| {
        for thread in 0..THREADS {
            let round = &round;
            scope.spawn(move || {
                for number in (thread..rounds).step_by(THREADS as usize) {
                    round(number, Numbers(0x9e37_79b9_7f4a_7c15 ^ (number + 1)));
                }
            });
        }
    });
}

#[test]
fn a_backup_is_put_back_over_a_database_cut_at_50_places() {
    let (begin, issued, _) = house();
    each_round(50, |_, mut numbers| {
        let house = begin.copy();
        let db = house.database().join("db");
        let length = numbers.below(fs::metadata(&db).unwrap().len());
        damaged(&db, |bytes| bytes.truncate(length.try_into().unwrap()));
        restores_over(&house, &issued, &format!("cut at {length}"));
    });
}

#[test]
fn a_backup_is_put_back_over_a_database_with_200_flipped_bits() {
    let (begin, issued, _) = house();
    each_round(200, |_, mut numbers| {
        let house = begin.copy();
        let db = house.database().join("db");
        let bit = numbers.below(fs::metadata(&db).unwrap().len() * 8);
        damaged(&db, |bytes| bytes[usize::try_from(bit / 8).unwrap()] ^= 1 << (bit % 8));
        restores_over(&house, &issued, &format!("bit {bit}"));
    });
}

#[test]
fn a_backup_is_put_back_over_no_database_and_over_damaged_snapshots() {
    let (begin, issued, _) = house();
    let without = begin.copy();
    fs::remove_dir_all(without.database()).unwrap();
    restores_over(&without, &issued, "no database");
    let snapshots: Vec<_> = fs::read_dir(begin.database())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .filter(|name| name.to_string_lossy().starts_with("snap."))
        .collect();
    assert!(!snapshots.is_empty());
    for name in snapshots {
        let house = begin.copy();
        damaged(&house.database().join(&name), |bytes| bytes.iter_mut().for_each(|byte| *byte ^= 0xa5));
        restores_over(&house, &issued, "a damaged snapshot");
    }
}

#[test]
fn without_a_database_a_damaged_audit_file_and_the_backup_make_all_that_is_left_or_say_what_is_missing() {
    let (begin, issued, backed_up) = house();
    fs::remove_dir_all(begin.database()).unwrap();
    let acknowledged = begin.copy().newest_event();
    let (whole, incomplete) = (AtomicU64::new(0), AtomicU64::new(0));
    let length = fs::metadata(begin.audit_file()).unwrap().len();
    each_round(120, |round, mut numbers| {
        let house = begin.copy();
        let place = usize::try_from(numbers.below(length)).unwrap();
        let what = format!("round {round} at {place}");
        match round % 4 {
            0 => damaged(&house.audit_file(), |bytes| bytes.truncate(place)),
            1 => damaged(&house.audit_file(), |bytes| drop(bytes.drain(..place))),
            2 => damaged(&house.audit_file(), |bytes| bytes[place] ^= 1 << (round % 8)),
            _ => damaged(&house.audit_file(), |bytes| {
                let end = (place + 700).min(bytes.len());
                bytes[place..end].fill(0);
            }),
        }
        match bring_back(&house, Accept::Whole) {
            Ok(rebuilt) => {
                whole.fetch_add(u64::from(rebuilt.is_some()), Ordering::Relaxed);
                is_whole(&house, &issued, &what);
            }
            Err(RestoreError::Incomplete { reached, acknowledged: told }) => {
                incomplete.fetch_add(1, Ordering::Relaxed);
                assert_eq!(told, acknowledged, "{what}");
                assert!((backed_up..acknowledged).contains(&reached), "{what}: {reached}");
                nothing_was_moved(&house, &what);
                let rebuilt = bring_back(&house, Accept::Longest).unwrap().expect("it did not open");
                assert_eq!((rebuilt.events, rebuilt.missing), (reached, acknowledged - reached), "{what}");
                let found = tokens(&house.try_open().unwrap());
                let expected = 4 + usize::from(reached > backed_up) + usize::from(reached > backed_up + 2);
                assert_eq!(found.len(), expected, "{what}: every token up to event {reached}");
                assert!(found.iter().all(|(name, token)| issued.get(name) == Some(token)), "{what}");
            }
            Err(error) => panic!("{what}: {error:?}"),
        }
    });
    let (whole, incomplete) = (whole.into_inner(), incomplete.into_inner());
    assert!(whole > 20 && incomplete > 20, "both ends were met: {whole}, {incomplete}");
}

#[test]
fn without_database_and_audit_file_the_backup_alone_says_what_it_lacks() {
    let (house, _, backed_up) = house();
    fs::remove_dir_all(house.database()).unwrap();
    let acknowledged = house.copy().newest_event();
    fs::remove_file(house.audit_file()).unwrap();
    let vault = house.vault();
    let rebuild = |accept| {
        house.with_place(Start::Unlocked, |place| rebuild_from_backup(place, &vault, accept, later(1)))
    };
    let refused = rebuild(Accept::Whole);
    assert!(
        matches!(refused, Err(RestoreError::Incomplete { reached, acknowledged: told })
            if (reached, told) == (backed_up, acknowledged)),
        "{refused:?}"
    );
    let rebuilt = rebuild(Accept::Longest).unwrap();
    assert_eq!((rebuilt.events, rebuilt.from_backup), (backed_up, backed_up));
    assert_eq!(tokens(&house.try_open().unwrap()).len(), 4);
}

#[test]
fn a_damaged_newest_backup_is_passed_over_for_the_one_before() {
    let (house, issued, _) = house();
    back_up(&house.open(), later(5)).unwrap();
    let newest = house.state().join("backups").join(&backups(&house.state()).unwrap()[0].name);
    damaged(&newest, |bytes| bytes.truncate(300));
    fs::remove_dir_all(house.database()).unwrap();
    damaged(&house.audit_file(), |bytes| bytes[10] ^= 1);
    let rebuilt = bring_back(&house, Accept::Whole).unwrap().expect("it does not open by itself");
    assert!(rebuilt.from_backup > 0 && rebuilt.from_backup < rebuilt.events);
    is_whole(&house, &issued, "the older backup and the audit file after it");
}

#[test]
fn with_nothing_to_begin_with_nothing_is_put_in_its_place() {
    let (house, _) = House::with_tokens(&["하나"]);
    fs::remove_dir_all(house.database()).unwrap();
    damaged(&house.audit_file(), |bytes| bytes.fill(b'x'));
    let refused = bring_back(&house, Accept::Longest);
    assert!(matches!(refused, Err(RestoreError::NotFound { .. })), "{refused:?}");
    nothing_was_moved(&house, "nothing to begin with");
}
