//! What a running registry learned about itself, for the next opening: that it met damage. sled checks a page when it
//! reads it, so a database may open and be damaged all the same; of the audit file opening reads the end only.
//!
//! The mark is a file in the database's folder. While it is there, opening believes the database only after reading
//! all of it, and compares the audit file with it line by line (`mending.rs`). The mark is copied and put aside with
//! the folder, so a copy of damage is not believed either, and a database that was made anew is not suspected.
//!
//! A database that was not closed, or has no snapshot, is read to its end as well: sled then puts its pages together
//! from its log, and where a part of that does not verify it takes an older page, or none, without a word.

use std::collections::{HashMap, HashSet};
use std::fs::{self, File, OpenOptions};
use std::hash::{DefaultHasher, Hasher};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use mapae_domain::TokenId;
use sled::Tree;

use super::change::digests;
use super::sum::{Sum, SumAt, Summed};
use super::trail;
use super::trees::Trees;
use super::{Trouble, id_from, room, sequence_from};
use crate::chain::ChainHead;
use crate::envelope::Unreadable;
use crate::error::StoreError;
use crate::store::Tombstone;
use crate::{event, records};

const MARK: &str = "suspected";

/// Marks the database at the first damage that is met.
pub(super) struct Suspicion {
    folder: PathBuf,
    marked: AtomicBool,
}

impl Suspicion {
    pub(super) fn of(folder: &Path) -> Suspicion {
        Suspicion { folder: folder.to_path_buf(), marked: AtomicBool::new(false) }
    }

    /// Hears of every error of the database.
    pub(super) fn hear(&self, error: &StoreError) {
        if matches!(error, StoreError::Damaged { .. }) {
            self.raise();
        }
    }

    /// That the mark can't be made is no second error: the damage is met again, later.
    pub(super) fn raise(&self) {
        if !self.marked.swap(true, Ordering::Relaxed) && mark(&self.folder).is_err() {
            room::give_up_ballast(&self.folder);
            mark(&self.folder).unwrap_or_default();
        }
    }
}

/// True where damage was met since the database was last read to its end.
pub(super) fn is_marked(folder: &Path) -> bool {
    folder.join(MARK).exists()
}

/// Takes the mark away.
pub(super) fn clear(folder: &Path) -> Result<(), StoreError> {
    let path = folder.join(MARK);
    let cleared = fs::remove_file(&path).and_then(|()| sync(folder));
    cleared.map_err(|source| StoreError::io(&path, source))
}

fn mark(folder: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600).open(folder.join(MARK))?.sync_all()?;
    sync(folder)
}

fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Reads all there is, and checks that it fits together: events without a gap up to the head, every token as the newest
/// event about it left it, and for each its name and its digests, no more and no fewer. A record that does not verify
/// by itself is no matter of this: it is healed or quarantined.
///
/// Tombstones have to be those of the events, too. A trail that does not fit is forgotten, and made anew when it is
/// asked for. Answers the sum of what was read.
pub(super) fn read_to_the_end(trees: &Trees<Tree>) -> Result<SumAt, Trouble> {
    let head = trees.head()?;
    let mut reached = ChainHead::EMPTY;
    let mut expected: HashMap<TokenId, u64> = HashMap::new();
    let mut deleted: HashMap<TokenId, u64> = HashMap::new();
    let (until, mut entries, mut trail_fits) = (trees.trail_until()?, 0, true);
    for key in trees.events.iter().keys() {
        let sequence = sequence_from(&key?)?;
        let event = event::decode(&trees.event_record(sequence)?.unwrap_or_default())?;
        if event.sequence != reached.sequence + 1 || event.previous_mac != reached.mac {
            return Err(misfit(format_args!("event {sequence} does not follow {}", reached.sequence)));
        }
        reached = ChainHead { sequence, mac: event.mac };
        if sequence <= until {
            for (key, value) in trail::entries(&event) {
                entries += 1;
                trail_fits &= trees.trail.get(key)?.is_some_and(|found| *found == value[..]);
            }
        }
        if let Some(id) = event.token {
            match (&event.before, &event.after) {
                (_, Some(after)) => drop(expected.insert(id, fingerprint(after.as_bytes()))),
                (Some(before), None) => {
                    expected.remove(&id);
                    let tombstone = Tombstone::of(before.token()?, &event);
                    deleted.insert(id, fingerprint(&records::encode_tombstone(&tombstone)));
                }
                (None, None) => {}
            }
        }
    }
    if reached != head {
        let (ends, head) = (reached.sequence, head.sequence);
        return Err(misfit(format_args!("the events end with {ends}, the head says {head}")));
    }
    if !trail_fits || !trail::is_whole(trees, entries)? {
        trees.forget_trail()?;
    }
    for key in trees.deleted.iter().keys() {
        let key = key?;
        let id = id_from(&key)?;
        let record = trees.tombstone_record(&key)?.unwrap_or_default();
        if deleted.remove(&id) != Some(fingerprint(&record)) {
            return Err(misfit(format_args!("what is left of token {id} is not what its deletion says")));
        }
    }
    if let Some(id) = deleted.keys().next() {
        return Err(misfit(format_args!("nothing is left of token {id}, which was deleted")));
    }
    let (mut known, mut unread) = (HashSet::new(), false);
    for key in trees.tokens.iter().keys() {
        let key = key?;
        let id = id_from(&key)?;
        let record = trees.token_record(&key)?.unwrap_or_default();
        let as_it_was_left = expected.remove(&id);
        let Ok(stored) = records::decode_token(&record) else {
            unread = true;
            continue;
        };
        if as_it_was_left != Some(fingerprint(&record)) {
            return Err(misfit(format_args!("token {id} is not what the newest event about it says")));
        }
        let name = stored.token.name.key();
        let leads_here = |value: Option<sled::IVec>| value.is_some_and(|value| *value == id.as_bytes()[..]);
        let mut found = leads_here(trees.names.get(name.as_str())?);
        for digest in digests(&stored) {
            found &= leads_here(trees.digests.get(digest.as_bytes())?);
            known.insert(digest);
        }
        if !found {
            return Err(misfit(format_args!("a name or a digest of token {id} does not lead to it")));
        }
    }
    if let Some(id) = expected.keys().next() {
        return Err(misfit(format_args!("token {id} is missing")));
    }
    if !unread && [trees.names.len(), trees.digests.len()] != [trees.tokens.len(), known.len()] {
        return Err(misfit("names or digests lead to no token"));
    }
    for tree in [&trees.usage, &trees.catalogue, &trees.meta, &trees.parts] {
        for entry in tree.iter() {
            entry?;
        }
    }
    let mut sum = Sum::default();
    for summed in Summed::ALL {
        for entry in summed.of(trees).iter() {
            let (key, value) = entry?;
            sum.turn(Sum::of_entry(summed, &key, &value));
        }
    }
    Ok(SumAt { sequence: head.sequence, sum })
}

/// Against chance, not against a person: the chain of events is what stands against one.
fn fingerprint(record: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(record);
    hasher.finish()
}

fn misfit(what: impl std::fmt::Display) -> Trouble {
    Unreadable::damaged(what).into()
}
