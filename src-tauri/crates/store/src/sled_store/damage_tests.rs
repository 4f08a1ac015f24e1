//! Damage that is met while the registry is open: in one record, and in the pages of the database.

#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::fs;
use std::path::PathBuf;

use super::suspicion::is_marked;
use super::{SledSettings, SledStore, StoreError, StorePlace};
use crate::envelope::{self, Kind, MAJOR, Unreadable};
use crate::event::EventKind;
use crate::store::{Change, Store, StoredToken};
use crate::test_support::{
    audit_file, edited, event, full_token, id, issue, key, longest_token, open, token,
};

struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Place {
        Place(tempfile::tempdir().unwrap())
    }

    fn folder(&self) -> PathBuf {
        self.0.path().join("registry")
    }

    fn open(&self) -> SledStore {
        open(&self.folder()).unwrap()
    }

    fn open_as_if_long(&self) -> SledStore {
        let (folder, settings) = (self.folder(), SledSettings { read_whole: 0, ..Default::default() });
        let audit_file = audit_file(&folder);
        let place = StorePlace { database: &folder, audit_file: &audit_file, acknowledged: 0 };
        SledStore::open_with(place, settings).unwrap()
    }
}

/// Overwrites what lies under the token's id.
fn overwrite(store: &SledStore, number: u32, value: &[u8]) {
    store.pending.trees().unwrap().tokens.insert(id(number).as_bytes(), value).unwrap();
}

fn tear(store: &SledStore, number: u32) {
    let mut value =
        store.pending.trees().unwrap().tokens.get(id(number).as_bytes()).unwrap().unwrap().to_vec();
    *value.last_mut().unwrap() ^= 1;
    overwrite(store, number, &value);
}

fn put(store: &SledStore, stored: &StoredToken) {
    store.apply(Change::Put(stored.clone()), event(EventKind::TokenEdited), &key()).unwrap();
}

#[test]
fn a_record_that_does_not_verify_is_written_once_more_from_its_newest_event() {
    let place = Place::new();
    let store = place.open();
    for number in 1..=4 {
        issue(&store, full_token(number));
    }
    issue(&store, longest_token(5));
    let newest = edited(&full_token(2), "다음");
    put(&store, &newest);
    store.apply(Change::None, event(EventKind::TokenCopied), &key()).unwrap();
    let moved = store.pending.trees().unwrap().tokens.get(id(4).as_bytes()).unwrap().unwrap();
    tear(&store, 2);
    overwrite(&store, 3, &moved);
    overwrite(&store, 4, b"");
    tear(&store, 5);

    assert_eq!(store.token(id(2)).unwrap(), Some(newest.clone()));
    assert_eq!(store.healed().len(), 4, "one reading of the file heals them all");
    assert_eq!(store.quarantined().unwrap(), []);
    let mut all = Vec::new();
    store.each_token(&mut |token| all.push(token.unwrap())).unwrap();
    let whole = [full_token(1), newest.clone(), full_token(3), full_token(4), longest_token(5)];
    assert!(all == whole, "as they were, and in their order");
    put(&store, &edited(&newest, "그다음"));
    drop(store);
    let store = place.open();
    assert_eq!(store.token(id(5)).unwrap(), Some(longest_token(5)));
    assert!(store.healed().is_empty(), "it was durable");
}

#[test]
fn the_list_heals_what_it_meets_and_names_and_digests_lead_there_again() {
    let place = Place::new();
    let store = place.open();
    (1..=3).for_each(|number| drop(issue(&store, token(number))));
    tear(&store, 2);
    let trees = store.pending.trees().unwrap();
    trees.names.remove(token(2).token.name.key().as_str()).unwrap();
    trees.digests.remove(token(2).token.credential.digest.as_bytes()).unwrap();
    assert_eq!(store.newest(2).unwrap(), [token(3), token(2)]);
    assert_eq!(store.id_by_name(&token(2).token.name.key()).unwrap(), Some(id(2)));
    assert_eq!(store.id_by_digest(&token(2).token.credential.digest).unwrap(), Some(id(2)));
}

#[test]
fn what_the_audit_file_can_not_heal_stays_quarantined_and_nothing_older_takes_its_place() {
    let place = Place::new();
    let store = place.open();
    for number in 1..=3 {
        issue(&store, token(number));
    }
    put(&store, &edited(&token(2), "다음"));
    issue(&store, token(4));
    drop(store);
    let lines = fs::read(audit_file(&place.folder())).unwrap();
    let mut lines: Vec<_> = lines.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    lines[3] = b"{\"sequence\":4}\n".to_vec();
    fs::write(audit_file(&place.folder()), lines.concat()).unwrap();
    let store = place.open();
    tear(&store, 2);
    tear(&store, 4);
    let error = store.token(id(2)).unwrap_err();
    assert!(matches!(error, StoreError::Quarantined { .. }), "{error:?}");
    assert_eq!(store.token(id(4)).unwrap(), Some(token(4)), "its event came after the damage");
    assert_eq!(store.quarantined().unwrap().iter().map(|bad| bad.id).collect::<Vec<_>>(), [id(2)]);
    assert_eq!(store.healed(), [id(4)]);
    let refused = store.apply(Change::Put(edited(&token(2), "")), event(EventKind::TokenEdited), &key());
    assert!(matches!(refused, Err(StoreError::Quarantined { .. })), "it is not overwritten: {refused:?}");
    issue(&store, token(5));
}

#[test]
fn a_record_of_a_later_version_is_left_as_it_is() {
    let place = Place::new();
    let store = place.open();
    issue(&store, token(1));
    let mut later = envelope::wrap(Kind::Token, b"written by a later version");
    later[4] = MAJOR + 1;
    let later = [&[0, 0], &later[..]].concat();
    overwrite(&store, 1, &later);
    let quarantined = store.quarantined().unwrap();
    assert_eq!(quarantined[0].reason, Unreadable::Newer { found: MAJOR + 1, known: MAJOR });
    let kept = store.pending.trees().unwrap().tokens.get(id(1).as_bytes()).unwrap().unwrap();
    assert_eq!(kept, later);
}

/// Damages all of the database's file that opening did not read, behind the back of the open store.
fn damage(place: &Place) {
    let path = place.folder().join("db");
    let mut bytes = fs::read(&path).unwrap();
    bytes.iter_mut().step_by(97).for_each(|byte| *byte ^= 0x55);
    fs::write(&path, bytes).unwrap();
}

#[test]
fn damage_met_while_open_is_an_error_and_the_next_opening_does_not_believe_the_database() {
    let place = Place::new();
    let store = place.open();
    for number in 1..=400 {
        issue(&store, full_token(number));
    }
    drop(store);
    // A long registry that was closed, and whose pages sled has noted: of that it opens the end alone.
    drop(place.open());
    let store = place.open_as_if_long();
    assert!(!is_marked(&place.folder()));
    damage(&place);
    let read = (1..=400).map(|number| store.token(id(number)));
    let errors: Vec<_> = read.filter_map(Result::err).collect();
    assert!(!errors.is_empty(), "some of this damage was to have an effect");
    assert!(errors.iter().all(|error| matches!(error, StoreError::Damaged { .. })), "{errors:?}");
    let all = store.each_token(&mut |_| ());
    assert!(matches!(all, Err(StoreError::Damaged { .. })), "{all:?}");
    let change = store.apply(Change::Put(edited(&full_token(7), "")), event(EventKind::TokenEdited), &key());
    let refused = matches!(change, Err(StoreError::Damaged { .. } | StoreError::SyncFailed { .. }));
    assert!(refused, "{change:?}");
    drop(store);
    assert!(is_marked(&place.folder()));
    for _ in 0..2 {
        let error = open(&place.folder()).err();
        assert!(matches!(error, Some(StoreError::Damaged { .. })), "{error:?}");
        assert!(is_marked(&place.folder()), "it is no better now");
    }
}

#[test]
fn a_suspected_database_is_believed_when_all_of_it_reads() {
    let place = Place::new();
    let store = place.open();
    for number in 1..=40 {
        issue(&store, full_token(number));
    }
    issue(&store, longest_token(41));
    store.suspicion.hear(&StoreError::Damaged { detail: "a cable that was loose".to_owned() });
    drop(store);
    assert!(is_marked(&place.folder()));
    assert_eq!(place.open().len().unwrap(), 41);
    assert!(!is_marked(&place.folder()));
}

#[test]
fn a_suspected_database_in_which_something_is_missing_is_not_believed() {
    type Lose = fn(&SledStore);
    let lost: [(&str, Lose); 5] = [
        ("a name", |store| {
            let name = token(7).token.name.key();
            store.pending.trees().unwrap().names.remove(name.as_str()).unwrap();
        }),
        ("a digest", |store| {
            let digest = token(7).token.credential.digest;
            store.pending.trees().unwrap().digests.remove(digest.as_bytes()).unwrap();
        }),
        ("a token", |store| {
            store.pending.trees().unwrap().tokens.remove(id(7).as_bytes()).unwrap();
        }),
        ("an event", |store| {
            store.pending.trees().unwrap().events.remove(7u64.to_be_bytes()).unwrap();
        }),
        ("the last event", |store| {
            store.pending.trees().unwrap().events.remove(9u64.to_be_bytes()).unwrap();
        }),
    ];
    for (what, lose) in lost {
        let place = Place::new();
        let store = place.open();
        (1..=9).for_each(|number| drop(issue(&store, token(number))));
        lose(&store);
        store.suspicion.hear(&StoreError::Damaged { detail: "a page".to_owned() });
        drop(store);
        let error = open(&place.folder()).err();
        assert!(matches!(error, Some(StoreError::Damaged { .. })), "{what}: {error:?}");
    }
}

#[test]
fn a_damaged_line_of_a_suspected_registry_is_written_once_more_from_the_database() {
    let place = Place::new();
    let store = place.open();
    for number in 1..=9 {
        issue(&store, full_token(number));
    }
    drop(store);
    let path = audit_file(&place.folder());
    let sound = fs::read(&path).unwrap();
    let harms: [fn(&mut Vec<u8>); 3] =
        [|bytes| bytes[900..5000].fill(0), |bytes| drop(bytes.drain(900..5000)), |bytes| bytes[70] ^= 1];
    for harm in harms {
        let mut damaged = sound.clone();
        harm(&mut damaged);
        fs::write(&path, &damaged).unwrap();
        drop(place.open());
        assert!(fs::read(&path).unwrap() == damaged, "an ordinary opening does not look there");
        place.open().suspect();
        assert_eq!(issue(&place.open(), token(99)).sequence, 10);
        let mended = fs::read(&path).unwrap();
        assert!(mended.starts_with(&sound), "byte for byte, and goes on from there");
        assert!(fs::read(path.with_extension("damaged")).unwrap() == damaged);
        assert!(!is_marked(&place.folder()));
        // For the next one: as if the last event had never been.
        fs::remove_dir_all(place.folder()).unwrap();
        fs::write(&path, &sound).unwrap();
        drop(place.open());
    }
}

/// sled puts the pages of a database without a snapshot together from its log, and passes over what does not verify.
#[test]
fn no_flipped_bit_of_a_database_that_was_not_closed_loses_a_token_without_a_word() {
    let place = Place::new();
    let store = place.open();
    for number in 1..=60 {
        issue(&store, full_token(number));
    }
    drop(store);
    let folder = place.folder();
    for entry in fs::read_dir(&folder).unwrap().flatten() {
        if entry.file_name().as_encoded_bytes().starts_with(b"snap.") {
            fs::remove_file(entry.path()).unwrap();
        }
    }
    let (sound, audit) = (fs::read(folder.join("db")).unwrap(), fs::read(audit_file(&folder)).unwrap());
    let mut refused = 0;
    for flip in 0..120 {
        let mut damaged = sound.clone();
        let at = damaged.len() / 120 * flip + 17;
        damaged[at] ^= 1;
        for name in fs::read_dir(&folder).unwrap().flatten().map(|entry| entry.path()) {
            if name.is_file() && !name.ends_with("conf") {
                fs::remove_file(name).unwrap();
            }
        }
        fs::write(folder.join("db"), damaged).unwrap();
        fs::write(audit_file(&folder), &audit).unwrap();
        match open(&folder) {
            Ok(store) => {
                assert_eq!(store.token_ids().unwrap().len(), 60, "the bit at {at}");
                assert!(store.quarantined().unwrap().is_empty(), "the bit at {at}");
            }
            Err(StoreError::Damaged { .. } | StoreError::NewerFormat { .. }) => refused += 1,
            Err(other) => panic!("the bit at {at}: {other:?}"),
        }
    }
    assert!(refused < 120, "some of these bits mean nothing");
}
