//! Opening the database, and sorting what sled says when it can't.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use sled::Db;

use super::group_commit::{Disk, GroupCommit};
use super::pending::Pending;
use super::reconcile::reconcile;
use super::trees::{FORMAT, Trees};
use super::{SledSettings, SledStore, StorePlace, Trouble, folder, panics};
use crate::audit_file::AuditFile;
use crate::envelope::Unreadable;
use crate::error::StoreError;
use crate::records;

/// Between two looks at whether another process has let go.
const LOCK_PAUSE: Duration = Duration::from_millis(20);

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
        // Opening writes a little too. Not the whole of it is asked for: the person should be able to see,
        // and to delete, on a disk on which nothing more can be issued.
        folder::check_room(folder, settings.kept_clear / 4)?;
        let database = open_database(folder, &settings)?;
        // Only now: the database's lock is the audit file's too.
        let mut audit = AuditFile::open(place.audit_file)?;
        let prepared = panics::catch(|| {
            let trees = prepare(&database)?;
            let reconciled = reconcile(&trees, &mut audit, place.acknowledged)?;
            // At every opening, not only the first: whoever made the database may have been killed before.
            database.flush()?;
            Ok((Pending::new(trees)?, reconciled))
        });
        let (pending, reconciled) = prepared
            .map_err(|detail| StoreError::Damaged { detail })?
            .map_err(|trouble: Trouble| trouble.sorted(folder, &settings))?;
        let path = folder.join("db");
        let file = File::open(&path).map_err(|source| StoreError::io(&path, source))?;
        folder::sync_creation(folder, &changed)?;
        let pending = Arc::new(pending);
        let disk = Disk {
            write: Box::new(move |lines| audit.append(lines).map_err(|error| error.to_string())),
            settle: settling(&pending, &database, file),
        };
        let next = pending.head().sequence + 1;
        let commits = GroupCommit::start(disk, next, settings.longest_sync);
        let commits = commits.map_err(|source| StoreError::io(folder, source))?;
        Ok(SledStore { commits, pending, database, folder: folder.to_path_buf(), settings, reconciled })
    }
}

/// Gets into the database what is on its way there, and makes it durable.
fn settling(
    pending: &Arc<Pending>,
    database: &Db,
    file: File,
) -> Box<dyn FnMut() -> Result<(), String> + Send> {
    let (pending, database) = (Arc::clone(pending), database.clone());
    Box::new(move || {
        pending.trees().map_err(|trouble| trouble.to_string())?;
        database.flush().map_err(|error| error.to_string())?;
        rustix::fs::fdatasync(&file).map_err(|error| error.to_string())
    })
}

fn open_database(folder: &Path, settings: &SledSettings) -> Result<Db, StoreError> {
    // Compression and segment size are in the file for good; the cache is 1 GB if not said otherwise.
    let config = sled::Config::new()
        .path(folder)
        .mode(sled::Mode::LowSpace)
        .cache_capacity(32 << 20)
        .flush_every_ms(None)
        .use_compression(false);
    let started = Instant::now();
    loop {
        let error = match panics::catch(|| config.open()) {
            Ok(Ok(database)) => return Ok(database),
            Ok(Err(error)) => sort(folder, settings, error),
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
pub(super) fn sort(folder: &Path, settings: &SledSettings, error: sled::Error) -> StoreError {
    match error {
        sled::Error::Io(source) if source.to_string().starts_with("could not acquire lock") => {
            StoreError::InUse { folder: folder.to_path_buf() }
        }
        sled::Error::Io(source) => match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                let needed = settings.kept_clear;
                StoreError::DiskFull { folder: folder.to_path_buf(), free: 0, needed }
            }
            _ => StoreError::io(folder, source),
        },
        other => StoreError::Damaged { detail: other.to_string() },
    }
}
