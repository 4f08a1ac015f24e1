//! The folder of the database: made for its owner alone, made durable, and watched for room.

use std::fs::{DirBuilder, File};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use crate::error::StoreError;

/// Makes the folder and what is missing above it, for the owner alone (XDG base directories ask for 0700).
/// Returns the folders whose list of entries changed by that, so that they can be synced.
pub(super) fn make(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let above = |path: &Path| path.parent().map(Path::to_path_buf);
    let missing = std::iter::successors(Some(folder.to_path_buf()), |path| above(path));
    let missing = missing.take_while(|path| !path.as_os_str().is_empty() && !path.exists());
    let changed = missing.filter_map(|path| above(&path)).collect();
    let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.map_err(|source| StoreError::io(folder, source))?;
    Ok(changed)
}

/// Makes the database durable as a thing: the files that sled never syncs by itself, and the folders that
/// name them. `changed` is what [`make`] returned.
pub(super) fn sync_creation(folder: &Path, changed: &[PathBuf]) -> Result<(), StoreError> {
    let own = [folder.join("db"), folder.join("conf"), folder.join("blobs"), folder.to_path_buf()];
    let above = folder.parent().map(Path::to_path_buf);
    for path in own.iter().chain(&above).chain(changed) {
        // A relative path of one part has an empty parent.
        let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
        File::open(path).and_then(|file| file.sync_all()).map_err(|source| StoreError::io(path, source))?;
    }
    Ok(())
}

/// Refuses if fewer than `needed` bytes are free for us: sled will not open again on a disk that it filled.
pub(super) fn check_room(folder: &Path, needed: u64) -> Result<(), StoreError> {
    let found = rustix::fs::statvfs(folder).map_err(io::Error::from);
    let found = found.map_err(|source| StoreError::io(folder, source))?;
    let free = found.f_bavail.saturating_mul(found.f_frsize);
    if free < needed {
        return Err(StoreError::DiskFull { folder: folder.to_path_buf(), free, needed });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn every_folder_made_is_for_its_owner_alone_and_its_parent_is_to_be_synced() {
        let place = tempfile::tempdir().unwrap();
        let deep = place.path().join("a/b/c");
        let changed = make(&deep).unwrap();
        assert_eq!(changed, [place.path().join("a/b"), place.path().join("a"), place.path().to_path_buf()]);
        for folder in ["a", "a/b", "a/b/c"] {
            let mode = place.path().join(folder).metadata().unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o700, "{folder}");
        }
        assert_eq!(make(&deep).unwrap(), Vec::<PathBuf>::new(), "nothing was missing this time");
    }

    #[test]
    fn room_is_refused_by_what_is_free_for_us() {
        let place = tempfile::tempdir().unwrap();
        assert!(check_room(place.path(), 1).is_ok());
        let refused = check_room(place.path(), u64::MAX);
        assert!(matches!(refused, Err(StoreError::DiskFull { needed: u64::MAX, .. })), "{refused:?}");
    }
}
