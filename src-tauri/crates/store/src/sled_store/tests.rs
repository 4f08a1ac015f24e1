//! What only a store on disk can get wrong: reopening, damage, values of any length, a full disk.

#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use chrono::TimeDelta;
use mapae_domain::{Catalogue, Usage};
use proptest::prelude::*;

use super::trees::{FORMAT, HEAD};
use super::*;
use crate::chain::{ChainFlaw, Mac};
use crate::envelope::{self, Kind, MAJOR};
use crate::event::EventKind;
use crate::test_support::{
    audit_file, edited, event, full_token, id, issue, key, longest_token, now, open, token,
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
}

fn issue_some(store: &SledStore, count: u32) {
    (1..=count).for_each(|number| drop(issue(store, token(number))));
}

#[test]
fn reopening_keeps_everything() {
    let place = Place::new();
    let store = place.open();
    let usage = Usage { spent_total: 7, ..Usage::default() };
    issue(&store, full_token(1));
    issue(&store, longest_token(2));
    let next = edited(&longest_token(2), "다음");
    store.apply(Change::Put(next.clone()), event(EventKind::TokenEdited), &key()).unwrap();
    store
        .apply(Change::SetCatalogue(Catalogue::sample()), event(EventKind::CatalogueChanged), &key())
        .unwrap();
    store.write_usage(&[(id(1), usage)]).unwrap();
    store.advance_high_water(now()).unwrap();
    let events = store.events(1, 100).unwrap();
    drop(store);

    let store = place.open();
    assert_eq!(store.token(id(1)).unwrap(), Some(full_token(1)));
    assert_eq!(store.token(id(2)).unwrap(), Some(next.clone()));
    assert_eq!(store.id_by_name(&next.token.name.key()).unwrap(), Some(id(2)));
    assert_eq!(store.id_by_digest(&next.token.credential.digest).unwrap(), Some(id(2)));
    assert_eq!(store.catalogue().unwrap(), Catalogue::sample());
    assert_eq!(store.usage(id(1)).unwrap(), usage);
    assert_eq!(store.high_water().unwrap().unwrap().highest(), now());
    assert_eq!(store.events(1, 100).unwrap(), events);
    assert_eq!(store.verify_chain(1, &key()).unwrap(), ChainReport::Intact { events: 4 });
}

#[test]
fn a_second_opening_is_told_that_the_registry_is_in_use() {
    let place = Place::new();
    let store = place.open();
    let settings = SledSettings { longest_lock: Duration::from_millis(30), ..SledSettings::default() };
    let second = SledStore::open_with(
        StorePlace { database: &place.folder(), audit_file: &audit_file(&place.folder()), acknowledged: 0 },
        settings,
    )
    .err();
    assert!(matches!(second, Some(StoreError::InUse { .. })), "{second:?}");
    drop(store);
    drop(place.open());
}

#[test]
fn no_value_is_long_enough_for_a_file_of_its_own() {
    let length = records::encode_token(&longest_token(1)).len();
    assert!((400_000..500_000).contains(&length), "what parts.rs says of the longest record: {length}");
    let place = Place::new();
    let store = place.open();
    // Side by side, so that whole leaves are full of longest pieces; twice, so that they are consolidated.
    for number in 1..=4 {
        issue(&store, longest_token(number));
    }
    for number in 1..=4 {
        let next = edited(&longest_token(number), "다음");
        store.apply(Change::Put(next), event(EventKind::TokenEdited), &key()).unwrap();
    }
    drop(store);
    drop(place.open());
    let files: Vec<_> = fs::read_dir(place.folder().join("blobs")).unwrap().collect();
    assert!(files.is_empty(), "sled never syncs these: {files:?}");
}

#[test]
fn a_full_disk_refuses_a_change_before_it_is_written() {
    let place = Place::new();
    let (folder, settings) = (place.folder(), SledSettings { kept_clear: u64::MAX, ..Default::default() });
    let audit_file = audit_file(&folder);
    let place = StorePlace { database: &folder, audit_file: &audit_file, acknowledged: 0 };
    let store = SledStore::open_with(place, settings).unwrap();
    let refused = store.apply(Change::Issue(token(1)), event(EventKind::TokenIssued), &key());
    assert!(matches!(refused, Err(StoreError::DiskFull { .. })), "{refused:?}");
    assert!(matches!(store.write_usage(&[]), Err(StoreError::DiskFull { .. })));
    assert_eq!(store.advance_high_water(now()).unwrap().highest(), now(), "it is known, though not kept");
    assert_eq!(store.high_water().unwrap(), None);
    assert!(store.is_empty().unwrap());
    assert_eq!(store.chain_head().unwrap(), ChainHead::EMPTY);
}

/// What sled makes of damage: in what its last snapshot covers it is noticed, at opening or at reading. In
/// what was written since (a segment of 512 KiB or several) it looks like a write that a power cut tore, and
/// sled goes back to the last whole state before it, without a word, and cuts off the rest. Only a chain head
/// or an audit file that is kept elsewhere can tell.
#[test]
fn damage_is_an_error_or_an_earlier_whole_state_but_never_a_panic() {
    let place = Place::new();
    let store = place.open();
    issue_some(&store, 400);
    drop(store);
    let sound = fs::read(place.folder().join("db")).unwrap();
    let (mut refused, mut earlier) = (0, 0);
    for at in (0..sound.len()).step_by(sound.len() / 24 + 1) {
        let copy = Place::new();
        fs::create_dir(copy.folder()).unwrap();
        for file in fs::read_dir(place.folder()).unwrap().map(Result::unwrap) {
            if file.file_type().unwrap().is_file() {
                fs::copy(file.path(), copy.folder().join(file.file_name())).unwrap();
            }
        }
        let mut damaged = sound.clone();
        damaged.iter_mut().skip(at).take(64).for_each(|byte| *byte ^= 0x55);
        fs::write(copy.folder().join("db"), &damaged).unwrap();
        let state = open(&copy.folder())
            .and_then(|store| Ok((store.token_ids()?, store.quarantined()?, store.verify_chain(1, &key())?)));
        match state {
            Err(StoreError::Damaged { .. }) => refused += 1,
            Err(other) => panic!("damage at {at} became {other:?}"),
            Ok((ids, quarantined, report)) => {
                earlier += usize::from(ids.len() < 400);
                assert_eq!(ids, (1..).map(id).take(ids.len()).collect::<Vec<_>>(), "at {at}");
                assert_eq!((quarantined, report), (vec![], ChainReport::Intact { events: ids.len() as u64 }));
            }
        }
    }
    assert!(refused + earlier > 0, "some of this damage was to have an effect");
}

#[test]
fn a_field_of_a_later_version_survives_a_put() {
    let place = Place::new();
    let store = place.open();
    let field = |value: &[u8], name: &str| -> Option<rmpv::Value> {
        let record: BTreeMap<String, rmpv::Value> =
            records::from_bytes(envelope::unwrap(Kind::Token, value).unwrap()).unwrap();
        record.get(name).cloned()
    };
    let payload = records::encode_token(&token(1));
    let mut record: BTreeMap<String, rmpv::Value> =
        records::from_bytes(envelope::unwrap(Kind::Token, &payload).unwrap()).unwrap();
    let tags = rmpv::Value::Map(vec![("팀".into(), rmpv::Value::Array(vec![1.into(), true.into()]))]);
    record.insert("tags".to_owned(), tags.clone());
    record.insert("vault_hint".to_owned(), rmpv::Value::Binary(vec![1, 2, 3]));
    let later = envelope::wrap(Kind::Token, &records::to_bytes(&record));
    issue(&store, token(1));
    store.pending.trees().unwrap().tokens.insert(id(1).as_bytes(), [&[0, 0], &later[..]].concat()).unwrap();

    let read = store.token(id(1)).unwrap().unwrap();
    store.apply(Change::Put(edited(&read, "다음")), event(EventKind::TokenEdited), &key()).unwrap();
    let written = store.pending.trees().unwrap().tokens.get(id(1).as_bytes()).unwrap().unwrap();
    let written = parts::whole(&written).unwrap();
    assert_eq!(field(written, "tags"), Some(tags));
    assert_eq!(field(written, "vault_hint"), Some(rmpv::Value::Binary(vec![1, 2, 3])));
    assert_eq!(field(written, "revision"), Some(2.into()));
}

#[test]
fn a_database_of_a_later_format_is_left_alone() {
    let place = Place::new();
    let store = place.open();
    issue_some(&store, 1);
    let mut later = store.pending.trees().unwrap().meta.get(FORMAT).unwrap().unwrap().to_vec();
    later[4] = MAJOR + 1;
    store.pending.trees().unwrap().meta.insert(FORMAT, later.clone()).unwrap();
    drop(store);
    let error = open(&place.folder()).err();
    let Some(StoreError::NewerFormat { found, known }) = error else { panic!("{error:?}") };
    assert_eq!((found, known), (MAJOR + 1, MAJOR));
}

#[test]
fn a_database_of_something_else_is_not_taken_over() {
    let place = Place::new();
    let store = place.open();
    issue_some(&store, 1);
    store.pending.trees().unwrap().meta.remove(FORMAT).unwrap();
    drop(store);
    let error = open(&place.folder()).err();
    assert!(matches!(error, Some(StoreError::Damaged { .. })), "{error:?}");
}

#[test]
fn the_first_bad_event_is_named() {
    type Tamper = fn(&SledStore);
    let event_at = |store: &SledStore, sequence: u64| {
        store.pending.trees().unwrap().events.get(sequence.to_be_bytes()).unwrap().unwrap().to_vec()
    };
    fn set(store: &SledStore, sequence: u64, value: Vec<u8>) {
        store.pending.trees().unwrap().events.insert(sequence.to_be_bytes(), value).unwrap();
    }
    let flipped: Tamper = |store| {
        let mut value =
            store.pending.trees().unwrap().events.get(3u64.to_be_bytes()).unwrap().unwrap().to_vec();
        let last = value.len() - 1;
        value[last] ^= 1;
        set(store, 3, value);
    };
    // With a checksum that is right: someone who knows the format, but not the key.
    let rewritten: Tamper = |store| {
        let value = store.pending.trees().unwrap().events.get(3u64.to_be_bytes()).unwrap().unwrap().to_vec();
        let mut payload = envelope::unwrap(Kind::Event, &value[2..]).unwrap().to_vec();
        let actor = payload.windows(5).position(|window| window == b"admin").unwrap();
        payload[actor..actor + 5].copy_from_slice(b"guest");
        set(store, 3, [&[0, 0], &envelope::wrap(Kind::Event, &payload)[..]].concat());
    };
    let missing: Tamper =
        |store| drop(store.pending.trees().unwrap().events.remove(3u64.to_be_bytes()).unwrap());
    let swapped: Tamper = |store| {
        let third = store.pending.trees().unwrap().events.get(3u64.to_be_bytes()).unwrap().unwrap();
        let fourth = store.pending.trees().unwrap().events.get(4u64.to_be_bytes()).unwrap().unwrap();
        set(store, 3, fourth.to_vec());
        set(store, 4, third.to_vec());
    };
    let tail_cut: Tamper =
        |store| drop(store.pending.trees().unwrap().events.remove(5u64.to_be_bytes()).unwrap());
    let head_set_back: Tamper = |store| {
        let second =
            event::decode(&store.pending.trees().unwrap().event_record(2).unwrap_or_default().unwrap())
                .unwrap();
        let head = ChainHead { sequence: 2, mac: second.mac };
        store.pending.trees().unwrap().meta.insert(HEAD, records::encode_head(&head)).unwrap();
    };
    let head_changed: Tamper = |store| {
        let head = ChainHead { sequence: 5, mac: Mac::NONE };
        store.pending.trees().unwrap().meta.insert(HEAD, records::encode_head(&head)).unwrap();
    };
    let cases = [
        ("flipped", flipped, 3, ChainFlaw::Unreadable),
        ("rewritten", rewritten, 3, ChainFlaw::Altered),
        ("missing", missing, 3, ChainFlaw::Missing),
        ("swapped", swapped, 3, ChainFlaw::OutOfPlace),
        ("tail cut", tail_cut, 5, ChainFlaw::Missing),
        ("head set back", head_set_back, 3, ChainFlaw::NotTheHead),
        ("head changed", head_changed, 5, ChainFlaw::NotTheHead),
    ];
    for (what, tamper, sequence, flaw) in cases {
        let place = Place::new();
        let store = place.open();
        issue_some(&store, 5);
        let untouched = event_at(&store, 1);
        tamper(&store);
        assert_eq!(event_at(&store, 1), untouched);
        assert_eq!(store.verify_chain(1, &key()).unwrap(), ChainReport::Broken { sequence, flaw }, "{what}");
    }
}

#[test]
fn an_event_that_does_not_verify_is_named_between_the_others() {
    let place = Place::new();
    let store = place.open();
    issue_some(&store, 3);
    store.pending.trees().unwrap().events.insert(2u64.to_be_bytes(), b"torn").unwrap();
    let events = store.events(1, 10).unwrap();
    assert_eq!(events.len(), 3);
    assert!(events[0].is_ok() && events[2].is_ok(), "{events:?}");
    assert_eq!(events[1].as_ref().unwrap_err().sequence, 2);
}

#[test]
fn a_change_whose_event_is_too_long_is_refused_whole() {
    let place = Place::new();
    let store = place.open();
    let mut stored = token(1);
    stored.sealed = Some(vec![0; parts::MOST]);
    let refused = store.apply(Change::Issue(stored), event(EventKind::TokenIssued), &key());
    assert!(matches!(refused, Err(StoreError::TooLarge { .. })), "{refused:?}");
    assert!(store.is_empty().unwrap());
    assert_eq!(store.id_by_name(&token(1).token.name.key()).unwrap(), None);
}

#[test]
fn a_high_water_of_an_hour_ago_changes_nothing_on_disk() {
    let place = Place::new();
    let store = place.open();
    store.advance_high_water(now()).unwrap();
    store.advance_high_water(now() - TimeDelta::hours(1)).unwrap();
    drop(store);
    assert_eq!(place.open().high_water().unwrap().unwrap().highest(), now());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever lay under a key before, what is put is what is got, and no piece of the old value stays.
    #[test]
    fn a_value_of_any_length_replaces_one_of_any_length(
        lengths in prop::collection::vec(0..6 * parts::PIECE, 1..6),
    ) {
        let place = Place::new();
        let store = place.open();
        for (fill, length) in (1..).zip(lengths) {
            let value = vec![fill; length];
            let put = store.pending.trees().unwrap().transact(|trees| trees.token_records().put(b"key", &value));
            prop_assert!(put.is_ok());
            let got = store.pending.trees().unwrap().transact(|trees| trees.token_records().get(b"key"));
            prop_assert_eq!(got.ok().flatten(), Some(value));
            let others = length.saturating_sub(1) / parts::PIECE;
            prop_assert_eq!(store.pending.trees().unwrap().parts.len(), others);
        }
    }
}
