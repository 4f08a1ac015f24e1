//! Opening the database, and sorting what sled says when it can't.

use std::fs::File;
use std::io;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use sled::Db;

use super::sync::SharedSync;
use super::trees::{FORMAT, Trees};
use super::{SledSettings, SledStore, folder, panics};
use crate::envelope::Unreadable;
use crate::error::StoreError;
use crate::records;

/// Between two looks at whether another process has let go.
const LOCK_PAUSE: Duration = Duration::from_millis(20);

impl SledStore {
    /// Opens the database in `folder`, or makes it there.
    pub fn open(folder: &Path) -> Result<SledStore, StoreError> {
        SledStore::open_with(folder, SledSettings::default())
    }

    /// [`SledStore::open`] with other settings.
    pub fn open_with(folder: &Path, settings: SledSettings) -> Result<SledStore, StoreError> {
        let changed = folder::make(folder)?;
        // Opening writes a little too. Not the whole of it is asked for: the person should be able to see,
        // and to delete, on a disk on which nothing more can be issued.
        folder::check_room(folder, settings.kept_clear / 4)?;
        let database = open_database(folder, &settings)?;
        let path = folder.join("db");
        let file = File::open(&path).map_err(|source| StoreError::io(&path, source))?;
        let trees = match panics::catch(|| prepare(&database)) {
            Ok(prepared) => prepared.map_err(|error| match error {
                Unprepared::Sled(error) => sort(folder, &settings, error),
                Unprepared::Unreadable(unreadable) => unreadable.into(),
            })?,
            Err(detail) => return Err(StoreError::Damaged { detail }),
        };
        let syncing = database.clone();
        let sync = move || {
            syncing.flush().map_err(|error| error.to_string())?;
            rustix::fs::fdatasync(&file).map_err(|error| error.to_string())
        };
        let sync = SharedSync::start(Box::new(sync), settings.longest_sync);
        let sync = sync.map_err(|source| StoreError::io(folder, source))?;
        // At every opening, not only the first: whoever made the database may have been killed before this
        // line.
        sync.wait()?;
        folder::sync_creation(folder, &changed)?;
        Ok(SledStore { sync, trees, database, folder: folder.to_path_buf(), settings })
    }
}

fn open_database(folder: &Path, settings: &SledSettings) -> Result<Db, StoreError> {
    // Compression and segment size are in the file for good; the cache is 1 GB if not said otherwise.
    let config = sled::Config::new()
        .path(folder)
        .mode(sled::Mode::LowSpace)
        .cache_capacity(32 << 20)
        .flush_every_ms(Some(500))
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

enum Unprepared {
    Sled(sled::Error),
    Unreadable(Unreadable),
}

/// Opens the trees and checks the mark of the format, which a new database gets.
fn prepare(database: &Db) -> Result<Trees<sled::Tree>, Unprepared> {
    let trees = Trees::open(database).map_err(Unprepared::Sled)?;
    let format = trees.meta.get(FORMAT).map_err(Unprepared::Sled)?;
    let Some(format) = format else {
        if !trees.tokens.is_empty() || !trees.events.is_empty() {
            let detail = Unreadable::damaged("a database with records but without the mark of its format");
            return Err(Unprepared::Unreadable(detail));
        }
        trees.meta.insert(FORMAT, records::encode_format()).map_err(Unprepared::Sled)?;
        return Ok(trees);
    };
    records::check_format(&format).map_err(Unprepared::Unreadable)?;
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
