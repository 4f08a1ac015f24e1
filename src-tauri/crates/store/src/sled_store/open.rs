//! Opening the database, and sorting what sled says when it can't.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use sled::Db;

use super::closing::Closing;
use super::group_commit::{Disk, GroupCommit};
use super::healing::Healing;
use super::mending::mend;
use super::pending::Pending;
use super::reconcile::reconcile;
use super::room::Room;
use super::suspicion::Suspicion;
use super::trail::Trail;
use super::trees::{FORMAT, SUM, Trees};
use super::{SledSettings, SledStore, StorePlace, Trouble, folder, page_cache, panics, room, suspicion};
use crate::audit_file::AuditFile;
use crate::envelope::Unreadable;
use crate::error::StoreError;
use crate::records;

/// Between two looks at whether another process has let go.
pub(super) const LOCK_PAUSE: Duration = Duration::from_millis(20);

impl SledStore {
    /// Opens the registry, or makes it there, and brings database and audit file together.
    pub fn open(place: StorePlace<'_>) -> Result<SledStore, StoreError> {
        SledStore::open_with(place, SledSettings::default())
    }

    /// [`SledStore::open`] with other settings.
    pub fn open_with(place: StorePlace<'_>, settings: SledSettings) -> Result<SledStore, StoreError> {
        let folder = place.database;
        let mut changed = folder::make(folder)?;
        if let Some(above) = place.audit_file.parent().filter(|above| !above.as_os_str().is_empty()) {
            changed.extend(folder::make(above)?);
            changed.push(above.to_path_buf());
        }
        // Opening writes a little too. Not all that a change asks for is asked for here: the person should be able
        // to see, and to delete, on a disk on which nothing more can be issued.
        room::make_room_to_open(folder)?;
        let suspected = suspicion::is_marked(folder);
        let has_snapshot = folder::has_snapshot(folder);
        let scarce = |error| if_scarce(folder, error);
        let database = open_database(folder, &settings).map_err(scarce)?;
        let closing = Closing::of(&database, settings.longest_sync);
        // Only now: the database's lock is the audit file's too.
        let mut audit = AuditFile::open(place.audit_file)?;
        let mut room = Arc::new(Room::of(folder, place.audit_file, settings.kept_clear)?);
        let prepared = panics::catch(|| {
            let trees = prepare(&database)?;
            let was_closed = audit.was_closed();
            let reconciled = reconcile(&trees, &mut audit, place.acknowledged, &room)?;
            let is_small = trees.head()?.sequence <= settings.read_whole;
            if suspected || !was_closed || !has_snapshot || is_small {
                let sum = suspicion::read_to_the_end(&trees)?;
                if trees.meta.get(SUM)?.as_deref() != Some(&records::encode_sum(&sum)[..]) {
                    // Of an earlier version, or damaged itself: all else fits together.
                    trees.meta.insert(SUM, records::encode_sum(&sum))?;
                }
            }
            if suspected && mend(&trees, place.audit_file)? {
                audit = AuditFile::open(place.audit_file)?;
                room = Arc::new(Room::of(folder, place.audit_file, settings.kept_clear)?);
            }
            // At every opening, not only the first: whoever made the database may have been killed before.
            database.flush()?;
            Ok((Pending::new(trees, Arc::clone(&room))?, reconciled))
        });
        let (pending, reconciled) = prepared
            .map_err(|detail| scarce(StoreError::Damaged { detail }))?
            .map_err(|trouble: Trouble| scarce(trouble.sorted(folder)))?;
        let path = folder.join("db");
        let file = File::open(&path).map_err(|source| StoreError::io(&path, source))?;
        folder::sync_creation(folder, &changed)?;
        if suspected {
            suspicion::clear(folder)?;
        }
        room.renew();
        room.restore_ballast();
        let settling = Settling {
            pending: Arc::new(pending),
            database: database.clone(),
            file,
            room: Arc::clone(&room),
            suspicion: Arc::new(Suspicion::of(folder)),
            folder: folder.to_path_buf(),
        };
        let (pending, suspicion) = (Arc::clone(&settling.pending), Arc::clone(&settling.suspicion));
        let disk = Disk {
            write: Box::new(move |lines| audit.append(lines).map_err(|error| error.to_string())),
            settle: Box::new(move || settling.settle().map_err(|error| error.to_string())),
        };
        let next = pending.head().sequence + 1;
        let commits = GroupCommit::start(disk, next, settings.longest_sync);
        let commits = commits.map_err(|source| StoreError::io(folder, source))?;
        Ok(SledStore {
            commits,
            pending,
            database,
            room,
            suspicion,
            healing: Healing::by(place.audit_file),
            trail: Trail::default(),
            looking: Mutex::default(),
            folder: folder.to_path_buf(),
            reconciled,
            _closing: closing,
        })
    }
}

/// What the thread that commits needs to make the database durable.
struct Settling {
    pending: Arc<Pending>,
    database: Db,
    /// A handle of our own on sled's file.
    file: File,
    room: Arc<Room>,
    suspicion: Arc<Suspicion>,
    folder: PathBuf,
}

impl Settling {
    /// Gets into the database what is on its way there, and makes it durable.
    fn settle(&self) -> Result<(), StoreError> {
        let settled = panics::catch(|| {
            self.pending.trees()?;
            self.database.flush()?;
            Ok(())
        });
        let settled = match settled {
            Ok(settled) => settled.map_err(|trouble: Trouble| trouble.sorted(&self.folder)),
            Err(detail) => Err(StoreError::Damaged { detail }),
        };
        settled.inspect_err(|error| self.suspicion.hear(error))?;
        let synced = rustix::fs::fdatasync(&self.file).map_err(io::Error::from);
        synced.map_err(|source| StoreError::io(&self.folder, source))?;
        self.room.renew();
        self.room.restore_ballast();
        Ok(())
    }
}

/// On a full disk sled fails in ways that look like damage.
fn if_scarce(folder: &Path, error: StoreError) -> StoreError {
    match error {
        StoreError::Damaged { .. } if room::is_scarce(folder) => {
            StoreError::DiskFull { folder: folder.to_path_buf(), free: 0, needed: 0 }
        }
        other => other,
    }
}

fn open_database(folder: &Path, settings: &SledSettings) -> Result<Db, StoreError> {
    // Compression and segment size are in the file for good; the cache is 1 GB if not said otherwise.
    let config = sled::Config::new()
        .path(folder)
        .mode(sled::Mode::LowSpace)
        .cache_capacity(page_cache::CAPACITY)
        .flush_every_ms(None)
        .use_compression(false);
    let started = Instant::now();
    loop {
        let error = match panics::catch(|| config.open()) {
            Ok(Ok(database)) => return Ok(database),
            Ok(Err(error)) => sort(folder, error),
            Err(detail) => StoreError::Damaged { detail },
        };
        if !matches!(error, StoreError::InUse { .. }) || started.elapsed() >= settings.longest_lock {
            return Err(error);
        }
        thread::sleep(LOCK_PAUSE);
    }
}

/// Opens the trees and checks the mark of the format, which a new database gets.
fn prepare(database: &Db) -> Result<Trees<sled::Tree>, Trouble> {
    let trees = Trees::open(database)?;
    let Some(format) = trees.meta.get(FORMAT)? else {
        if !trees.tokens.is_empty() || !trees.events.is_empty() {
            let detail = Unreadable::damaged("a database with records but without the mark of its format");
            return Err(detail.into());
        }
        trees.meta.insert(FORMAT, records::encode_format())?;
        return Ok(trees);
    };
    records::check_format(&format)?;
    Ok(trees)
}

/// Gives an error of sled its name. sled reports a held lock as an I/O error of kind `Other` with a text of
/// its own; a test opens a database twice, so that a change of that text is noticed.
pub(super) fn sort(folder: &Path, error: sled::Error) -> StoreError {
    match error {
        sled::Error::Io(source) if source.to_string().starts_with("could not acquire lock") => {
            StoreError::InUse { folder: folder.to_path_buf() }
        }
        sled::Error::Io(source) => StoreError::io(folder, source),
        other => StoreError::Damaged { detail: other.to_string() },
    }
}
