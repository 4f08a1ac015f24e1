//! Small files that only their owner may read, replaced as a whole: written under another name, synced, renamed,
//! and the folder synced. Whenever the machine stops, the old file or the new one is there, never half of one.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::error::VaultError;
use crate::interruption;

const OWNER_ONLY_FILE: u32 = 0o600;
const OWNER_ONLY_FOLDER: u32 = 0o700;
/// Far above any file of ours; a larger one is not ours, and is not read into memory.
const LARGEST: u64 = 64 * 1024;

/// The whole file, or `None` where there is none. Wiped when dropped, because some of these files are keys.
pub(crate) fn read(path: &Path) -> Result<Option<Zeroizing<Vec<u8>>>, VaultError> {
    let disk = |error| VaultError::of_disk(path, error);
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(disk(error)),
    };
    // Room for all of it at once: a vector that grows leaves its old copy behind.
    let length = file.metadata().map_err(disk)?.len().min(LARGEST);
    let mut bytes = Zeroizing::new(Vec::with_capacity(length as usize + 1));
    file.take(LARGEST).read_to_end(&mut bytes).map_err(disk)?;
    Ok(Some(bytes))
}

/// Creates the folder for keys, with its parents, where it is missing.
pub(crate) fn create_folder(folder: &Path) -> Result<(), VaultError> {
    if folder.is_dir() {
        return Ok(());
    }
    let disk = |error| VaultError::of_disk(folder, error);
    DirBuilder::new().recursive(true).mode(OWNER_ONLY_FOLDER).create(folder).map_err(disk)?;
    folder.parent().map_or(Ok(()), sync_folder).map_err(disk)
}

/// Writes or replaces `path`, mode 0600. When this returns, it is on the disk.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<(), VaultError> {
    let disk = |error| VaultError::of_disk(path, error);
    let unfinished = unfinished_name(path);
    interruption::point()
        .and_then(|()| write_unfinished(&unfinished, bytes))
        .and_then(|()| interruption::point())
        .and_then(|()| fs::rename(&unfinished, path))
        .and_then(|()| interruption::point())
        .and_then(|()| path.parent().map_or(Ok(()), sync_folder))
        .map_err(disk)
}

/// Removes `path`, and what was left unfinished of it; a missing file is no error. Only its name goes at once: its
/// bytes stay on the disk until something else is written there.
pub(crate) fn remove(path: &Path) -> Result<(), VaultError> {
    let disk = |error| VaultError::of_disk(path, error);
    interruption::point()
        .and_then(|()| remove_if_there(path))
        .and_then(|()| remove_if_there(&unfinished_name(path)))
        .and_then(|()| interruption::point())
        .and_then(|()| path.parent().map_or(Ok(()), sync_folder))
        .map_err(disk)
}

/// Takes away what others may do with a file that a copy or a restored backup left open to them.
pub(crate) fn close_to_others(path: &Path) -> Result<(), VaultError> {
    let disk = |error| VaultError::of_disk(path, error);
    let mode = fs::metadata(path).map_err(disk)?.permissions().mode();
    if mode & 0o077 != 0 {
        tracing::warn!(path = %path.display(), mode = format!("{:o}", mode & 0o777), "closing a file to others");
        fs::set_permissions(path, Permissions::from_mode(OWNER_ONLY_FILE)).map_err(disk)?;
    }
    Ok(())
}

/// One name per file, not a random one: what a crash leaves is overwritten by the next attempt, not collected.
fn unfinished_name(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(".unfinished");
    path.with_file_name(name)
}

fn write_unfinished(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // Removed, not truncated: only a file that is created here surely has the mode asked for.
    remove_if_there(path)?;
    let mut file = OpenOptions::new().write(true).create_new(true).mode(OWNER_ONLY_FILE).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test may panic")]

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn folder_and_file_are_the_owner_s_alone() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("state/mapae");
        create_folder(&folder).unwrap();
        replace(&folder.join("key"), b"secret").unwrap();
        assert_eq!((mode(&folder), mode(&folder.join("key"))), (0o700, 0o600));
    }

    /// A kill can only fall before the rename or after it; before it, this is what the folder looks like.
    #[test]
    fn a_kill_before_the_rename_leaves_the_old_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys.json");
        replace(&path, b"old").unwrap();
        write_unfinished(&unfinished_name(&path), b"ne").unwrap();
        assert_eq!(read(&path).unwrap().unwrap().as_slice(), b"old");

        replace(&path, b"new").unwrap();
        assert_eq!(read(&path).unwrap().unwrap().as_slice(), b"new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing unfinished is left");
    }

    #[test]
    fn what_a_kill_left_unfinished_lends_the_new_file_no_mode() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        fs::write(unfinished_name(&path), b"half").unwrap();
        fs::set_permissions(unfinished_name(&path), Permissions::from_mode(0o644)).unwrap();
        replace(&path, b"whole").unwrap();
        assert_eq!(mode(&path), 0o600);
    }

    #[test]
    fn a_failed_replacement_leaves_the_old_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys.json");
        replace(&path, b"old").unwrap();
        // A folder in the way of the unfinished file: neither removable as a file nor creatable.
        fs::create_dir(unfinished_name(&path)).unwrap();
        assert!(replace(&path, b"new").is_err());
        assert_eq!(read(&path).unwrap().unwrap().as_slice(), b"old");
    }

    #[test]
    fn a_missing_file_is_no_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys.json");
        assert!(read(&path).unwrap().is_none());
        remove(&path).unwrap();
    }

    #[test]
    fn a_removed_file_is_gone_with_what_was_unfinished_of_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        replace(&path, b"secret").unwrap();
        write_unfinished(&unfinished_name(&path), b"sec").unwrap();
        remove(&path).unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
