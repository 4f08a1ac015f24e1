//! Database and audit file after a power cut, damage, and the swaps of a person who restores the wrong half.

#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use mapae_domain::Catalogue;

use super::{SledStore, StorePlace};
use crate::audit_line;
use crate::chain::{ChainFlaw, ChainReport};
use crate::envelope::MAJOR;
use crate::error::StoreError;
use crate::event::EventKind;
use crate::store::{Change, Store};
use crate::test_support::{
    audit_file, edited, event, full_token, id, issue, key, longest_token, open, token,
};
use crate::{Reconciled, verify_audit_file};

struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Place {
        Place(tempfile::tempdir().unwrap())
    }

    fn database(&self) -> PathBuf {
        self.0.path().join("registry")
    }

    fn audit(&self) -> PathBuf {
        audit_file(&self.database())
    }

    fn open(&self) -> SledStore {
        open(&self.database()).unwrap()
    }

    /// Opens after `acknowledged` was seen elsewhere.
    fn open_knowing(&self, acknowledged: u64) -> Result<SledStore, StoreError> {
        let (database, audit_file) = (self.database(), self.audit());
        SledStore::open(StorePlace { database: &database, audit_file: &audit_file, acknowledged })
    }

    fn lines(&self) -> Vec<Vec<u8>> {
        let bytes = fs::read(self.audit()).unwrap();
        bytes.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect()
    }

    fn set_lines(&self, lines: &[Vec<u8>]) {
        fs::write(self.audit(), lines.concat()).unwrap();
    }

    fn copy_database(&self, to: &str) -> PathBuf {
        let copy = self.0.path().join(to);
        copy_folder(&self.database(), &copy);
        copy
    }
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        match entry.file_type().unwrap().is_dir() {
            true => copy_folder(&entry.path(), &to.join(entry.file_name())),
            false => drop(fs::copy(entry.path(), to.join(entry.file_name())).unwrap()),
        }
    }
}

/// Issues, edits, a catalogue, a long token: eight events.
fn work(store: &SledStore) {
    for number in 1..=4 {
        issue(store, full_token(number));
    }
    store.apply(Change::Put(edited(&full_token(2), "다음")), event(EventKind::TokenEdited), &key()).unwrap();
    let catalogue = Change::SetCatalogue(Catalogue::sample());
    store.apply(catalogue, event(EventKind::CatalogueChanged), &key()).unwrap();
    issue(store, longest_token(7));
    store.apply(Change::None, event(EventKind::TokenCopied), &key()).unwrap();
}

/// All that [`work`] left, read through the store.
fn is_whole(store: &SledStore) {
    assert_eq!(store.token_ids().unwrap(), [1, 2, 3, 4, 7].map(id));
    assert_eq!(store.token(id(1)).unwrap(), Some(full_token(1)));
    assert_eq!(store.token(id(2)).unwrap(), Some(edited(&full_token(2), "다음")));
    assert_eq!(store.token(id(7)).unwrap(), Some(longest_token(7)));
    for number in [1, 2, 3, 4] {
        let token = full_token(number).token;
        let retiring = token.retiring.unwrap().credential;
        assert_eq!(store.id_by_name(&token.name.key()).unwrap(), Some(id(number)));
        for digest in [token.credential.digest, retiring.digest] {
            assert_eq!(store.id_by_digest(&digest).unwrap(), Some(id(number)));
        }
    }
    assert_eq!(store.catalogue().unwrap(), Catalogue::sample());
    assert_eq!(store.verify_chain(1, &key()).unwrap(), ChainReport::Intact { events: 8 });
    assert_eq!(store.high_water().unwrap().unwrap().highest(), event(EventKind::TokenIssued).at);
}

#[test]
fn a_registry_that_was_closed_needs_nothing() {
    let place = Place::new();
    work(&place.open());
    assert_eq!(place.open().reconciled(), Reconciled::default());
    assert_eq!(place.lines().len(), 8);
    assert_eq!(verify_audit_file(&place.audit(), &key()).unwrap(), ChainReport::Intact { events: 8 });
}

#[test]
fn a_database_that_is_gone_is_made_from_the_audit_file() {
    let place = Place::new();
    work(&place.open());
    fs::remove_dir_all(place.database()).unwrap();
    let store = place.open_knowing(8).unwrap();
    assert_eq!(store.reconciled(), Reconciled { redone: 8, ..Reconciled::default() });
    is_whole(&store);
    issue(&store, token(9));
    assert_eq!(store.verify_chain(1, &key()).unwrap(), ChainReport::Intact { events: 9 });
}

#[test]
fn an_older_database_is_brought_up_to_date() {
    let place = Place::new();
    let store = place.open();
    issue(&store, full_token(1));
    issue(&store, full_token(2));
    drop(store);
    let older = place.copy_database("older");
    let store = place.open();
    issue(&store, full_token(3));
    issue(&store, full_token(4));
    store.apply(Change::Put(edited(&full_token(2), "다음")), event(EventKind::TokenEdited), &key()).unwrap();
    let catalogue = Change::SetCatalogue(Catalogue::sample());
    store.apply(catalogue, event(EventKind::CatalogueChanged), &key()).unwrap();
    issue(&store, longest_token(7));
    store.apply(Change::None, event(EventKind::TokenCopied), &key()).unwrap();
    drop(store);
    fs::remove_dir_all(place.database()).unwrap();
    fs::rename(older, place.database()).unwrap();
    let store = place.open_knowing(8).unwrap();
    assert_eq!(store.reconciled(), Reconciled { redone: 6, ..Reconciled::default() });
    is_whole(&store);
}

#[test]
fn an_audit_file_that_lost_lines_gets_them_back() {
    for kept in [0, 3, 7] {
        let place = Place::new();
        work(&place.open());
        let before = place.lines();
        place.set_lines(&before[..kept]);
        let store = place.open_knowing(8).unwrap();
        assert_eq!(store.reconciled(), Reconciled { added: 8 - kept as u64, ..Reconciled::default() });
        drop(store);
        assert_eq!(place.lines(), before, "byte for byte");
    }
}

#[test]
fn a_torn_last_line_is_cut_off_and_kept_beside() {
    let place = Place::new();
    work(&place.open());
    let mut file = OpenOptions::new().append(true).open(place.audit()).unwrap();
    let mut torn = place.lines()[7].clone();
    torn.truncate(torn.len() / 2);
    torn.extend_from_slice(b"\n\n\n\n");
    file.write_all(&torn).unwrap();
    let store = place.open_knowing(8).unwrap();
    assert_eq!(store.reconciled(), Reconciled { cut: true, ..Reconciled::default() });
    is_whole(&store);
    issue(&store, token(9));
    drop(store);
    assert_eq!(place.lines().len(), 9);
    assert!(place.audit().with_extension("cut").exists());
}

#[test]
fn a_line_that_was_acknowledged_and_does_not_verify_is_never_cut_off() {
    let place = Place::new();
    work(&place.open());
    fs::remove_dir_all(place.database()).unwrap();
    let mut lines = place.lines();
    lines[5] = b"{}\n".to_vec();
    place.set_lines(&lines);
    let error = place.open_knowing(8).err();
    assert!(matches!(error, Some(StoreError::AuditDamaged { sequence: 6 })), "{error:?}");
    assert_eq!(place.lines(), lines, "nothing was touched");
}

#[test]
fn a_line_of_a_later_version_is_no_torn_one() {
    for database in [true, false] {
        let place = Place::new();
        let store = place.open();
        issue(&store, token(1));
        drop(store);
        let mut lines = place.lines();
        let (_, mut later) = audit_line::parse(&lines[0]).unwrap();
        later[4] = MAJOR + 1;
        let later = format!("{{\"sequence\":2,\"event\":\"{}\"}}\n", BASE64.encode(later));
        lines.push(later.into_bytes());
        place.set_lines(&lines);
        if !database {
            fs::remove_dir_all(place.database()).unwrap();
        }
        let error = place.open_knowing(0).err();
        assert!(matches!(error, Some(StoreError::NewerFormat { .. })), "{error:?}");
        assert_eq!(place.lines(), lines, "nothing was cut off");
    }
}

#[test]
fn another_registry_s_audit_file_is_refused() {
    let (place, other) = (Place::new(), Place::new());
    work(&place.open());
    let store = other.open();
    for number in 1..=9 {
        issue(&store, token(number));
    }
    drop(store);
    for lines in [8, 9, 3] {
        place.set_lines(&other.lines()[..lines]);
        let error = place.open_knowing(8).err();
        assert!(matches!(error, Some(StoreError::Diverged { .. })), "{lines} lines: {error:?}");
        assert_eq!(place.lines(), other.lines()[..lines], "nothing was touched");
    }
}

#[test]
fn the_first_bad_line_is_named() {
    let place = Place::new();
    work(&place.open());
    let sound = place.lines();
    let changed = |line: &[u8], from: &str, to: &str| {
        String::from_utf8(line.to_vec()).unwrap().replacen(from, to, 1).into_bytes()
    };
    let mut cases = Vec::new();
    let mut flipped = sound.clone();
    let middle = flipped[2].len() - 40;
    flipped[2][middle] ^= 1;
    cases.push(("a flipped byte", flipped, 3, ChainFlaw::Unreadable));
    let mut reworded = sound.clone();
    reworded[2] = changed(&reworded[2], "\"actor\":\"admin\"", "\"actor\":\"guest\"");
    cases.push(("another actor before the event", reworded, 3, ChainFlaw::Altered));
    let mut dropped = sound.clone();
    dropped.remove(4);
    cases.push(("a line dropped", dropped, 5, ChainFlaw::OutOfPlace));
    let mut swapped = sound.clone();
    swapped.swap(1, 2);
    cases.push(("two lines swapped", swapped, 2, ChainFlaw::OutOfPlace));
    for (what, lines, sequence, flaw) in cases {
        place.set_lines(&lines);
        let report = verify_audit_file(&place.audit(), &key()).unwrap();
        assert_eq!(report, ChainReport::Broken { sequence, flaw }, "{what}");
    }
    place.set_lines(&sound);
    let foreign = crate::ChainKey::new([1; 32]);
    let report = verify_audit_file(&place.audit(), &foreign).unwrap();
    assert_eq!(report, ChainReport::Broken { sequence: 1, flaw: ChainFlaw::Altered });
}

/// A copy of the folder, taken while changes are made, is what a power cut or a kill may leave of either.
#[test]
fn whatever_reached_the_disk_opens_with_everything_acknowledged() {
    let place = Place::new();
    let store = place.open();
    for round in 0..6 {
        for number in 1..=40 {
            issue(&store, full_token(round * 100 + number));
        }
        let acknowledged = u64::from(round + 1) * 40;
        let copy = Place::new();
        // The file first: what is acknowledged is in it, and the database may be ahead or behind.
        fs::copy(place.audit(), copy.audit()).unwrap();
        copy_folder(&place.database(), &copy.database());
        let opened = copy.open_knowing(acknowledged).unwrap();
        assert_eq!(opened.token_ids().unwrap().len() as u64, acknowledged, "{:?}", opened.reconciled());
        let report = opened.verify_chain(1, &key()).unwrap();
        assert_eq!(report, ChainReport::Intact { events: acknowledged });
        drop(opened);
        let report = verify_audit_file(&copy.audit(), &key()).unwrap();
        assert_eq!(report, ChainReport::Intact { events: acknowledged });
    }
}
