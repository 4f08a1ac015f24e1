//! What keeps a long registry honest that is not compared with its events at opening: the sum, and the trail.

#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::fs;
use std::path::{Path, PathBuf};

use super::suspicion::is_marked;
use super::trees::{SUM, TRAIL};
use super::{SledSettings, SledStore, StorePlace};
use crate::chain::ChainReport;
use crate::error::StoreError;
use crate::event::EventKind;
use crate::store::{Change, Store, StoredToken, TrailFilter, Whole};
use crate::test_support::{audit_file, edited, event, full_token, id, issue, key, longest_token, token};

struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Place {
        Place(tempfile::tempdir().unwrap())
    }

    fn folder(&self) -> PathBuf {
        self.0.path().join("registry")
    }

    /// As if it were too long to be compared with its events at opening.
    fn open(&self) -> Result<SledStore, StoreError> {
        let settings = SledSettings { read_whole: 0, ..SledSettings::default() };
        self.open_with(settings)
    }

    /// After some work, and opened once more: the first opening after that is one without a snapshot.
    fn worked_on(&self) -> SledStore {
        let store = self.open().unwrap();
        work(&store);
        drop(store);
        self.open().unwrap()
    }

    fn open_with(&self, settings: SledSettings) -> Result<SledStore, StoreError> {
        let (folder, audit_file) = (self.folder(), audit_file(&self.folder()));
        let place = StorePlace { database: &folder, audit_file: &audit_file, acknowledged: 0 };
        SledStore::open_with(place, settings)
    }
}

/// Issues, edits, rotations' digests, deletions, a long record.
fn work(store: &SledStore) {
    (1..=40).for_each(|number| drop(issue(store, full_token(number))));
    issue(store, longest_token(41));
    let put = |stored: StoredToken| {
        store.apply(Change::Put(stored), event(EventKind::TokenEdited), &key()).unwrap();
    };
    for number in (1..=40).step_by(3) {
        let mut next = edited(&full_token(number), "다음");
        next.token.retiring = None;
        put(next);
    }
    put(edited(&longest_token(41), "다음"));
    for number in (2..=40).step_by(6) {
        let change = Change::Remove { id: id(number), revision: 1 };
        store.apply(change, event(EventKind::TokenDeleted), &key()).unwrap();
    }
    let change = Change::Remove { id: id(41), revision: 2 };
    store.apply(change, event(EventKind::TokenDeleted), &key()).unwrap();
}

fn read_whole(store: &SledStore) -> Whole {
    store.read_whole(&mut |_| ()).unwrap()
}

type Entries = Vec<(Vec<u8>, Vec<u8>)>;

/// All that is kept, and all that is found.
fn state(store: &SledStore) -> Vec<(String, Entries)> {
    let trees = store.pending.trees().unwrap();
    let named = [
        ("tokens", &trees.tokens),
        ("names", &trees.names),
        ("digests", &trees.digests),
        ("events", &trees.events),
        ("trail", &trees.trail),
        ("deleted", &trees.deleted),
        ("meta", &trees.meta),
        ("parts", &trees.parts),
    ];
    let entries = |tree: &sled::Tree| {
        let entries = tree.iter().map(|entry| entry.map(|(key, value)| (key.to_vec(), value.to_vec())));
        entries.collect::<Result<Vec<_>, _>>().unwrap()
    };
    named.iter().map(|(name, tree)| ((*name).to_owned(), entries(tree))).collect()
}

#[test]
fn a_database_made_of_the_audit_file_is_the_same_in_every_tree() {
    let place = Place::new();
    let store = place.open().unwrap();
    work(&store);
    let before = state(&store);
    drop(store);
    fs::remove_dir_all(place.folder()).unwrap();
    let store = place.open().unwrap();
    assert!(state(&store) == before);
    assert_eq!(read_whole(&store), Whole::Sound);
    assert_eq!(store.tombstone(id(41)).unwrap().unwrap().last.token.description.as_str(), "다음");
}

#[test]
fn what_an_earlier_version_did_not_keep_is_made_once_behind_the_first_list() {
    let place = Place::new();
    let store = place.worked_on();
    let before = state(&store);
    let trees = store.pending.trees().unwrap();
    // As version 0.1 left it, and then one of its own went on for a while.
    trees.meta.remove(SUM).unwrap();
    trees.meta.remove(TRAIL).unwrap();
    trees.trail.clear().unwrap();
    drop(store);
    let store = place.open().unwrap();
    assert!(store.pending.trees().unwrap().meta.get(SUM).unwrap().is_none(), "not in the way of opening");
    assert_eq!(read_whole(&store), Whole::Sound);
    assert!(state(&store) == before);
    issue(&store, token(90));
    assert_eq!(read_whole(&store), Whole::Sound, "it is kept from here on");
    assert!(!is_marked(&place.folder()));
}

#[test]
fn whoever_asks_for_the_trail_before_it_is_made_gets_all_of_it() {
    let place = Place::new();
    let store = place.open().unwrap();
    (1..=700).for_each(|number| drop(issue(&store, token(number))));
    store.pending.trees().unwrap().forget_trail().unwrap();
    issue(&store, token(701));
    let filter = TrailFilter { kinds: vec![EventKind::TokenIssued], ..TrailFilter::default() };
    let page = store.trail(&filter, 0, 2).unwrap();
    assert_eq!((page.sequences, page.total), (vec![701, 700], 701));
}

type Harm = fn(&SledStore);

/// As a page of which sled took an older state: the trees still read.
const HARMS: [(&str, Harm); 6] = [
    ("an older record", |store| {
        let trees = store.pending.trees().unwrap();
        let older = crate::records::encode_token(&full_token(4));
        trees.tokens.insert(id(4).as_bytes(), super::parts::first(&older)).unwrap();
    }),
    ("a record that is gone", |store| {
        store.pending.trees().unwrap().tokens.remove(id(5).as_bytes()).unwrap();
    }),
    ("a record that is back", |store| {
        let trees = store.pending.trees().unwrap();
        let deleted = crate::records::encode_token(&full_token(2));
        trees.tokens.insert(id(2).as_bytes(), super::parts::first(&deleted)).unwrap();
    }),
    ("a name that is gone", |store| {
        let name = token(5).token.name.key();
        store.pending.trees().unwrap().names.remove(name.as_str()).unwrap();
    }),
    ("a digest that is back", |store| {
        let retired = full_token(4).token.retiring.unwrap().credential.digest;
        store.pending.trees().unwrap().digests.insert(retired.as_bytes(), id(4).as_bytes()).unwrap();
    }),
    ("a tombstone that is gone", |store| {
        store.pending.trees().unwrap().deleted.remove(id(2).as_bytes()).unwrap();
    }),
];

#[test]
fn an_older_page_of_a_closed_registry_is_noticed_when_everything_is_read_and_mended_after() {
    for (what, harm) in HARMS {
        let place = Place::new();
        let store = place.worked_on();
        harm(&store);
        drop(store);
        let store = place.open().unwrap();
        assert!(!is_marked(&place.folder()), "{what}: opening reads the end alone");
        assert_eq!(read_whole(&store), Whole::Suspected, "{what}");
        assert!(is_marked(&place.folder()), "{what}");
        drop(store);
        let error = place.open().err();
        assert!(matches!(error, Some(StoreError::Damaged { .. })), "{what}: {error:?}");
        // What `recover.rs` of the service does next.
        fs::remove_dir_all(place.folder()).unwrap();
        let store = place.open().unwrap();
        assert_eq!(read_whole(&store), Whole::Sound, "{what}");
        assert_eq!(store.token(id(4)).unwrap().unwrap().token.description.as_str(), "다음");
        assert!(store.token(id(5)).unwrap().is_some());
    }
}

#[test]
fn a_sum_that_is_damaged_itself_is_made_anew_when_all_else_fits_together() {
    let place = Place::new();
    let store = place.open().unwrap();
    work(&store);
    let trees = store.pending.trees().unwrap();
    let wrong = super::SumAt { sequence: trees.head().unwrap().sequence, sum: super::Sum([7; 32]) };
    trees.meta.insert(SUM, crate::records::encode_sum(&wrong)).unwrap();
    assert_eq!(read_whole(&store), Whole::Suspected);
    drop(store);
    let store = place.open().unwrap();
    assert!(!is_marked(&place.folder()));
    assert_eq!(read_whole(&store), Whole::Sound);
}

#[test]
fn a_trail_that_is_damaged_is_made_anew_when_everything_is_compared() {
    let place = Place::new();
    let store = place.open().unwrap();
    work(&store);
    let before = state(&store);
    let harms: [fn(&sled::Tree); 2] = [
        |trail| drop(trail.pop_min().unwrap()),
        |trail| drop(trail.insert(b"klater\0................", b"").unwrap()),
    ];
    let mut store = store;
    for harm in harms {
        harm(&store.pending.trees().unwrap().trail);
        store.suspect();
        drop(store);
        store = place.open().unwrap();
        assert_eq!(read_whole(&store), Whole::Sound);
        assert!(state(&store) == before);
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &to.join(entry.file_name())),
            false => drop(fs::copy(entry.path(), to.join(entry.file_name())).unwrap()),
        }
    }
}

/// A registry that was closed, with more events than are compared at opening. `MAPAE_FLIPS` says how many bits (40 if
/// it is not set).
#[test]
fn no_flipped_bit_of_a_long_registry_that_was_closed_goes_unnoticed() {
    let flips: usize = std::env::var("MAPAE_FLIPS").map_or(40, |flips| flips.parse().unwrap());
    let place = Place::new();
    let store = place.open().unwrap();
    (1..=1200).for_each(|number| drop(issue(&store, token(number))));
    // Once more: the first opening after that is one without a snapshot.
    drop(store);
    let store = place.open().unwrap();
    for number in 1..=900 {
        let next = edited(&token(number), "다음");
        store.apply(Change::Put(next), event(EventKind::TokenEdited), &key()).unwrap();
    }
    drop(store);
    let whole = |store: &SledStore| {
        (1..=1200).all(|number| {
            let expected = if number <= 900 { edited(&token(number), "다음") } else { token(number) };
            store.token(id(number)).is_ok_and(|found| found == Some(expected))
        })
    };
    let length = fs::metadata(place.folder().join("db")).unwrap().len() as usize;
    let (mut refused, mut noticed, mut nothing) = (0, 0, 0);
    for flip in 0..flips {
        let other = Place::new();
        copy(place.0.path(), other.0.path());
        let path = other.folder().join("db");
        let mut bytes = fs::read(&path).unwrap();
        let at = length / flips * flip + flip * 7 % 64;
        bytes[at] ^= 1 << (flip % 8);
        fs::write(&path, bytes).unwrap();
        let settings = SledSettings { read_whole: 2_000, ..SledSettings::default() };
        let Ok(store) = other.open_with(settings) else {
            refused += 1;
            continue;
        };
        match store.read_whole(&mut |_| ()) {
            Ok(Whole::Sound) => {
                nothing += 1;
                assert!(whole(&store), "the bit at {at} lost something without a word");
                // The sum is not over events: what befell one is told by the verification, or there is nothing to tell.
                let verified = store.verify_chain(1, &key());
                let shorter = matches!(verified, Ok(ChainReport::Intact { events }) if events != 2100);
                assert!(!shorter, "the bit at {at} lost events without a word: {verified:?}");
            }
            Ok(Whole::Suspected) | Err(_) => {
                noticed += 1;
                drop(store);
                assert!(is_marked(&other.folder()), "the bit at {at}");
            }
        }
    }
    println_of(flips, refused, noticed, nothing);
    assert!(refused + noticed + nothing == flips && nothing < flips, "some of these bits mean something");
}

#[expect(clippy::print_stdout, reason = "the long run tells what it found")]
fn println_of(flips: usize, refused: usize, noticed: usize, nothing: usize) {
    println!(
        "{flips} bits: {refused} refused at opening, {noticed} noticed when read, {nothing} harmed nothing"
    );
}
