//! Room on the disk. sled must never meet a full one: its flush may not return then, and it does not open again.
//! Three things keep it from that, each for what the one before it can't do:
//!
//! - A change is refused while less than `kept_clear` is free.
//! - Other programs may take what was free a moment ago. So blocks are set apart behind the end of the database and
//!   of the audit file (`fallocate`, which changes no length), more than what is accepted before they are set apart
//!   anew. Where the file system can't do that, the first rule has to do.
//! - sled writes a new snapshot when it is opened, into a new file. For this there is the ballast, a file that is
//!   given up when it takes that to open.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use rustix::fs::FallocateFlags;
use rustix::io::Errno;

use crate::error::StoreError;

/// Set apart behind the end of the database, and how much of that must be left before a change. sled makes up to two
/// and a half times as much of events as they have bytes (measured with the longest tokens, edited again and again),
/// and up to 2 MiB of them wait at a time.
const DATABASE_AHEAD: (u64, u64) = (8 << 20, 6 << 20);
/// The same for the audit file: some of the longest lines.
const AUDIT_AHEAD: (u64, u64) = (4 << 20, 2 << 20);
/// Length of the ballast.
const BALLAST: u64 = 4 << 20;
/// What opening takes beside the new snapshot: lists of files, small files.
const TO_OPEN: u64 = 512 << 10;
/// What a new database takes.
const TO_MAKE: u64 = 4 << 20;
/// Bytes that `st_blocks` counts in (stat(2)).
const BLOCK: u64 = 512;

/// The room of an open registry.
pub(super) struct Room {
    /// One on each file system that is written to.
    folders: Vec<PathBuf>,
    kept_clear: u64,
    ballast: PathBuf,
    database: Ahead,
    audit: Ahead,
}

impl Room {
    /// For the database in `folder` and the audit file at `audit_file`, both of which exist.
    /// `kept_clear` is what is left free for others.
    pub(super) fn of(folder: &Path, audit_file: &Path, kept_clear: u64) -> Result<Room, StoreError> {
        let state = parent(audit_file);
        let device = |path: &Path| fs::metadata(path).map(|found| found.dev()).ok();
        let mut folders = vec![folder.to_path_buf()];
        if device(folder) != device(&state) {
            folders.push(state.clone());
        }
        let database = Ahead::of(&folder.join("db"), folder, DATABASE_AHEAD)?;
        let audit = Ahead::of(audit_file, &state, AUDIT_AHEAD)?;
        let room = Room { folders, kept_clear, ballast: ballast(folder), database, audit };
        room.renew();
        Ok(room)
    }

    /// Refuses where a change could meet a full disk.
    pub(super) fn check(&self) -> Result<(), StoreError> {
        let needed = self.kept_clear;
        self.folders.iter().try_for_each(|folder| check(folder, needed))?;
        if self.is_set_apart() || self.renew() {
            return Ok(());
        }
        let folder = self.folders[0].clone();
        Err(StoreError::DiskFull { free: free(&folder)?, folder, needed })
    }

    /// [`Room::check`] for what is done to the database while it is opened: less will do, and the ballast is there
    /// for it.
    pub(super) fn check_while_opening(&self) -> Result<(), StoreError> {
        let folder = &self.folders[0];
        if self.renew() || check(folder, BALLAST).is_ok() {
            return Ok(());
        }
        remove(&self.ballast);
        check(folder, BALLAST)
    }

    /// Sets apart anew what was used; false where there is no room for it.
    pub(super) fn renew(&self) -> bool {
        let both = [&self.database, &self.audit].map(|ahead| ahead.renew(self.kept_clear));
        both == [true, true]
    }

    /// Makes the ballast again where it was given up and there is room once more. Whatever fails is tried another
    /// time.
    pub(super) fn restore_ballast(&self) {
        let needed = self.kept_clear.saturating_add(BALLAST);
        if !self.ballast.exists() && check(&self.folders[0], needed).is_ok() {
            make_ballast(&self.ballast).unwrap_or_default();
        }
    }

    fn is_set_apart(&self) -> bool {
        [&self.database, &self.audit].iter().all(|ahead| ahead.whole.load(Ordering::Relaxed))
    }
}

/// Blocks behind the end of a file.
struct Ahead {
    file: File,
    folder: PathBuf,
    bytes: u64,
    /// Fewer are too few.
    enough: u64,
    /// False after the last attempt found no room.
    whole: AtomicBool,
}

impl Ahead {
    fn of(path: &Path, folder: &Path, (bytes, enough): (u64, u64)) -> Result<Ahead, StoreError> {
        let file =
            OpenOptions::new().write(true).open(path).map_err(|source| StoreError::io(path, source))?;
        let (folder, whole) = (folder.to_path_buf(), AtomicBool::new(false));
        Ok(Ahead { file, folder, bytes, enough, whole })
    }

    /// Only where too much of it was used, since it costs the next sync a journal commit; and only where
    /// `kept_clear` stays free, since the attempt takes what there is even where that is too little.
    fn renew(&self, kept_clear: u64) -> bool {
        // Where nothing can be learned of the file nothing can be said against it.
        let set_apart = self.set_apart().unwrap_or(self.bytes);
        let needed = self.bytes.saturating_sub(set_apart).saturating_add(kept_clear);
        let whole =
            set_apart >= self.enough || (check(&self.folder, needed).is_ok() && self.set_apart_anew());
        self.whole.store(whole, Ordering::Relaxed);
        whole
    }

    fn set_apart(&self) -> io::Result<u64> {
        let found = self.file.metadata()?;
        Ok((found.blocks() * BLOCK).saturating_sub(found.len()))
    }

    /// False where there is no room.
    fn set_apart_anew(&self) -> bool {
        let end = self.file.metadata().map_or(0, |found| found.len());
        let set_apart = rustix::fs::fallocate(&self.file, FallocateFlags::KEEP_SIZE, end, self.bytes);
        // Not every file system can do that.
        !matches!(set_apart, Err(Errno::NOSPC | Errno::DQUOT))
    }
}

/// Sees to it that a database opens, or that a new one can be made: gives up the ballast where it takes that.
pub(super) fn make_room_to_open(folder: &Path) -> Result<(), StoreError> {
    let needed = needed_to_open(folder);
    if check(folder, needed).is_err() {
        remove(&ballast(folder));
    }
    check(folder, needed)
}

/// True where a database may have failed to open for want of room, whatever sled says of it.
pub(super) fn is_scarce(folder: &Path) -> bool {
    check(folder, needed_to_open(folder)).is_err()
}

/// Gives the ballast up, for something small that must be written.
pub(super) fn give_up_ballast(folder: &Path) {
    remove(&ballast(folder));
}

/// Refuses if fewer than `needed` bytes are free for us.
pub(super) fn check(folder: &Path, needed: u64) -> Result<(), StoreError> {
    let free = free(folder)?;
    match free < needed {
        true => Err(StoreError::DiskFull { folder: folder.to_path_buf(), free, needed }),
        false => Ok(()),
    }
}

fn free(folder: &Path) -> Result<u64, StoreError> {
    let found = rustix::fs::statvfs(folder).map_err(io::Error::from);
    let found = found.map_err(|source| StoreError::io(folder, source))?;
    Ok(found.f_bavail.saturating_mul(found.f_frsize))
}

/// The old snapshot stays until the new one is whole.
fn needed_to_open(folder: &Path) -> u64 {
    if !folder.join("db").exists() {
        return TO_MAKE;
    }
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let snapshots = entries.filter(|entry| entry.file_name().as_encoded_bytes().starts_with(b"snap."));
    let longest = snapshots.filter_map(|entry| entry.metadata().ok()).map(|found| found.len()).max();
    TO_OPEN + 2 * longest.unwrap_or(0)
}

/// Beside the database's folder, not in it: a folder that is put aside or copied does without.
fn ballast(folder: &Path) -> PathBuf {
    folder.with_file_name("ballast")
}

fn make_ballast(path: &Path) -> io::Result<()> {
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    let set_apart = rustix::fs::fallocate(&file, FallocateFlags::empty(), 0, BALLAST);
    // Where the file system can't set blocks apart a ballast would be a file of nothing.
    set_apart.inspect_err(|_| remove(path)).map_err(io::Error::from)
}

/// What can't be removed is no help, and no harm.
fn remove(path: &Path) {
    fs::remove_file(path).unwrap_or_default();
}

/// A relative path of one part has an empty parent.
fn parent(path: &Path) -> PathBuf {
    match path.parent() {
        Some(above) if !above.as_os_str().is_empty() => above.to_path_buf(),
        _ => PathBuf::from("."),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

    use super::*;

    struct Place(tempfile::TempDir);

    impl Place {
        fn new() -> Place {
            let place = Place(tempfile::tempdir().unwrap());
            fs::create_dir(place.folder()).unwrap();
            for file in [place.folder().join("db"), place.audit_file()] {
                fs::write(file, b"0123456789").unwrap();
            }
            place
        }

        fn folder(&self) -> PathBuf {
            self.0.path().join("registry")
        }

        fn audit_file(&self) -> PathBuf {
            self.0.path().join("audit.jsonl")
        }

        fn room(&self) -> Room {
            self.room_with(1)
        }

        fn room_with(&self, kept_clear: u64) -> Room {
            Room::of(&self.folder(), &self.audit_file(), kept_clear).unwrap()
        }
    }

    #[test]
    fn room_is_refused_by_what_is_free_for_us() {
        let place = Place::new();
        assert!(place.room().check().is_ok());
        let refused = place.room_with(u64::MAX).check();
        assert!(matches!(refused, Err(StoreError::DiskFull { needed: u64::MAX, .. })), "{refused:?}");
    }

    #[test]
    fn blocks_are_set_apart_behind_both_files_without_making_them_longer() {
        let place = Place::new();
        let room = place.room();
        for (file, ahead) in
            [(place.folder().join("db"), DATABASE_AHEAD.0), (place.audit_file(), AUDIT_AHEAD.0)]
        {
            let found = file.metadata().unwrap();
            assert_eq!(found.len(), 10);
            assert!(found.blocks() * BLOCK >= ahead, "{file:?}: {} blocks", found.blocks());
        }
        assert!(room.is_set_apart());
        // As after a truncation of sled's, which takes them away.
        room.database.file.set_len(5).unwrap();
        room.renew();
        assert!(place.folder().join("db").metadata().unwrap().blocks() * BLOCK >= DATABASE_AHEAD.0);
    }

    #[test]
    fn nothing_is_set_apart_that_others_were_left() {
        let place = Place::new();
        let room = place.room_with(1 << 60);
        assert!(!room.is_set_apart() && !room.renew());
        assert!(place.audit_file().metadata().unwrap().blocks() * BLOCK < AUDIT_AHEAD.0);
    }

    #[test]
    fn the_ballast_is_given_up_to_open_and_made_again_when_there_is_room() {
        let place = Place::new();
        let ballast = place.0.path().join("ballast");
        place.room_with(u64::MAX).restore_ballast();
        assert!(!ballast.exists(), "there is no room for that");
        place.room().restore_ballast();
        assert_eq!(ballast.metadata().unwrap().blocks() * BLOCK, BALLAST);
        make_room_to_open(&place.folder()).unwrap();
        assert!(ballast.exists(), "there was room without");
        // A snapshot so long that there is no room for another one.
        File::create(place.folder().join("snap.1")).unwrap().set_len(1 << 43).unwrap();
        let refused = make_room_to_open(&place.folder());
        assert!(matches!(refused, Err(StoreError::DiskFull { .. })), "{refused:?}");
        assert!(!ballast.exists());
        assert!(is_scarce(&place.folder()));
    }
}
