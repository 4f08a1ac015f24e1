//! Files and folders that only their owner may read, and that are on the disk when a function returns.

use super::interruption;
use mapae_store::StoreError;
use rustix::fs::FlockOperation;
use std::{
    fs::{self, DirBuilder, DirEntry, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

const UNFINISHED: &str = ".unfinished";

/// Names an error of the disk by what a person can do about it.
pub(super) fn at(path: &Path) -> impl Fn(io::Error) -> StoreError {
    move |error| match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            let folder = path.parent().unwrap_or(path).to_path_buf();
            StoreError::DiskFull { folder, free: 0, needed: 0 }
        }
        _ => StoreError::io(path, error),
    }
}

/// Makes the folder and what is missing above it.
pub(super) fn make_folder(folder: &Path) -> Result<(), StoreError> {
    if folder.is_dir() {
        return Ok(());
    }
    let made = interruption::point()
        .and_then(|()| DirBuilder::new().recursive(true).mode(0o700).create(folder))
        .and_then(|()| folder.parent().map_or(Ok(()), sync));
    made.map_err(at(folder))
}

/// What is in the folder; nothing where there is none.
pub(super) fn entries(folder: &Path) -> io::Result<Vec<DirEntry>> {
    match fs::read_dir(folder) {
        Ok(entries) => entries.collect(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// A new file that is not yet called by its name.
pub(super) struct Unfinished {
    path: PathBuf,
    named: PathBuf,
}

impl Unfinished {
    /// What a kill left of an earlier attempt is overwritten.
    pub(super) fn create(named: &Path) -> Result<(Self, File), StoreError> {
        let mut path = named.as_os_str().to_owned();
        path.push(UNFINISHED);
        let path = PathBuf::from(path);
        let created = interruption::point().and_then(|()| {
            // Removed, not truncated: only a file that is created here surely has the mode asked for.
            remove(&path)?;
            OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)
        });
        let file = created.map_err(at(&path))?;
        Ok((Self { path, named: named.to_path_buf() }, file))
    }

    /// Gives it its name. What was there by that name is gone.
    pub(super) fn finish(self, file: &File) -> Result<(), StoreError> {
        interruption::point()
            .and_then(|()| file.sync_all())
            .and_then(|()| interruption::point())
            .and_then(|()| fs::rename(&self.path, &self.named))
            .and_then(|()| interruption::point())
            .and_then(|()| self.named.parent().map_or(Ok(()), sync))
            .map_err(at(&self.named))
    }
}

impl Drop for Unfinished {
    /// Nothing is left of what did not succeed; after success there is nothing to remove.
    fn drop(&mut self) {
        let _ = interruption::point().and_then(|()| remove(&self.path));
    }
}

/// Removes files that a kill left unfinished.
pub(super) fn clear_unfinished(folder: &Path) -> io::Result<()> {
    for entry in entries(folder)? {
        if entry.file_name().to_string_lossy().ends_with(UNFINISHED) {
            remove(&entry.path())?;
        }
    }
    Ok(())
}

/// Writes or replaces a file as a whole.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let (unfinished, mut file) = Unfinished::create(path)?;
    file.write_all(bytes).map_err(at(path))?;
    unfinished.finish(&file)
}

/// Moves a file or a folder within a file system. [`sync`] makes it durable.
pub(super) fn rename(from: &Path, to: &Path) -> Result<(), StoreError> {
    interruption::point().and_then(|()| fs::rename(from, to)).map_err(at(from))
}

/// A missing file is no error.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    absent_is_fine(fs::remove_file(path))
}

/// A missing folder is no error.
pub(super) fn remove_folder(path: &Path) -> io::Result<()> {
    interruption::point().and_then(|()| absent_is_fine(fs::remove_dir_all(path)))
}

fn absent_is_fine(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Makes a file durable, or the list of a folder's entries.
pub(super) fn sync(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

/// Makes a folder durable with everything in it.
pub(super) fn sync_all(folder: &Path) -> io::Result<()> {
    for entry in entries(folder)? {
        if entry.file_type()?.is_dir() {
            sync_all(&entry.path())?;
        } else {
            sync(&entry.path())?;
        }
    }
    interruption::point().and_then(|()| sync(folder))
}

/// A folder that one at a time works in. Dropping it lets go.
#[derive(Debug)]
pub(super) struct FolderLock {
    _lock: File,
}

impl FolderLock {
    /// Waits for whoever has it.
    pub(super) fn wait(folder: &Path) -> Result<Self, StoreError> {
        Self::take(folder, FlockOperation::LockExclusive)
    }

    /// # Errors
    /// [`StoreError::InUse`] where somebody has it.
    pub(super) fn try_take(folder: &Path) -> Result<Self, StoreError> {
        Self::take(folder, FlockOperation::NonBlockingLockExclusive)
    }

    fn take(folder: &Path, operation: FlockOperation) -> Result<Self, StoreError> {
        let file = File::open(folder).map_err(at(folder))?;
        match rustix::fs::flock(&file, operation) {
            Ok(()) => Ok(Self { _lock: file }),
            Err(rustix::io::Errno::WOULDBLOCK) => Err(StoreError::InUse { folder: folder.to_path_buf() }),
            Err(error) => Err(at(folder)(error.into())),
        }
    }
}

/// A folder for work aside, gone when dropped.
pub(super) struct Aside(PathBuf);

impl Aside {
    /// What was left there by a kill is removed first.
    pub(super) fn make(folder: PathBuf) -> Result<Self, StoreError> {
        remove_folder(&folder).map_err(at(&folder))?;
        make_folder(&folder)?;
        Ok(Self(folder))
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        if let Err(error) = remove_folder(&self.0) {
            tracing::warn!(%error, folder = %self.0.display(), "a folder of work could not be removed");
        }
    }
}
