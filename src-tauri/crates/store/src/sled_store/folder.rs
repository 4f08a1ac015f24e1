//! The folder of the database: made for its owner alone, judged before anything is written to it, and made durable.

use std::fs::{DirBuilder, File};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use crate::error::StoreError;
use crate::owner;

const ROOT: u32 = 0;

/// Makes the folder and what is missing above it, for the owner alone (XDG base directories ask for 0700).
/// Returns the folders whose list of entries changed by that, so that they can be synced.
pub(super) fn make(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let above = |path: &Path| path.parent().map(Path::to_path_buf);
    let missing = std::iter::successors(Some(folder.to_path_buf()), |path| above(path));
    let missing = missing.take_while(|path| !path.as_os_str().is_empty() && !path.exists());
    let changed = missing.filter_map(|path| above(&path)).collect();
    // Links that lead nowhere count as something that stands there.
    let in_the_way = folder.ancestors().find(|path| path.symlink_metadata().is_ok() && !path.is_dir());
    if let Some(path) = in_the_way {
        return Err(StoreError::NotAFolder { path: path.to_path_buf() });
    }
    let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.map_err(|source| StoreError::io(folder, source))?;
    match owner::owner(folder) {
        // What root makes in a person's folder locks that person out.
        Some(owner) if owner::ourselves() == ROOT => {
            Err(StoreError::WrongOwner { path: folder.to_path_buf(), owner })
        }
        _ => Ok(changed),
    }
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

/// Whether sled has noted where its pages are, as it does at every opening.
pub(super) fn has_snapshot(folder: &Path) -> bool {
    let mut entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.any(|entry| entry.file_name().as_encoded_bytes().starts_with(b"snap."))
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
}
