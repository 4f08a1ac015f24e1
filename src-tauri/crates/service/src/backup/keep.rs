//! How many backups are kept.

use super::{files, name};
use std::{io, path::Path};

const KEPT: usize = 10;

/// Takes the oldest away, once there are more than are kept. A failure is for the log: the new one is durable, and
/// the next tries again.
pub(super) fn discard_oldest(folder: &Path) {
    if let Err(error) = discard(folder) {
        tracing::warn!(%error, "old backups could not be taken away");
    }
}

/// The history first: keys without it are no backup, and are found again.
fn discard(folder: &Path) -> io::Result<()> {
    for old in name::list(folder)?.iter().skip(KEPT) {
        files::remove(&folder.join(&old.name))?;
    }
    for keys in name::keys_alone(folder)? {
        files::remove(&keys)?;
    }
    files::sync(folder)
}
