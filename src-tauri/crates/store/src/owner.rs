//! Whose a file is: the commonest reason for a refused access is a registry that was once opened as another user,
//! for example with `sudo`.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// What belongs to another user, at `path`, in it, or nearest above it; with the number of that user.
pub(crate) fn stranger_at(path: &Path) -> Option<(PathBuf, u32)> {
    let here = path.ancestors().find(|above| above.exists()).map(Path::to_path_buf);
    let entries = fs::read_dir(path).into_iter().flatten().flatten().map(|entry| entry.path());
    here.into_iter().chain(entries).find_map(|path| owner(&path).map(|owner| (path, owner)))
}

/// The owner of `path`, if that is not us.
pub(crate) fn owner(path: &Path) -> Option<u32> {
    let owner = fs::symlink_metadata(path).ok()?.uid();
    (owner != ourselves()).then_some(owner)
}

/// Our number as the system counts us when we open a file.
pub(crate) fn ourselves() -> u32 {
    rustix::process::geteuid().as_raw()
}
