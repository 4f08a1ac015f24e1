//! Verb: a backup for another machine.

use super::{
    BackupError,
    back_up::Taken,
    files::{self, at},
    name::time_text,
};
use crate::Registry;
use chrono::{DateTime, Utc};
use std::{
    path::{Path, PathBuf},
    sync::atomic::AtomicBool,
};

/// Puts a fresh backup in a new folder in `folder`, and says where. A passphrase or a recovery key of now opens it
/// anywhere.
///
/// # Errors
/// [`BackupError::NotPortable`] where there is neither; those of [`back_up`](super::back_up).
pub fn export(registry: &Registry, folder: &Path, now: DateTime<Utc>) -> Result<PathBuf, BackupError> {
    let protectors = registry.vault()?.protectors();
    if !protectors.passphrase && !protectors.recovery_key {
        return Err(BackupError::NotPortable);
    }
    let name = format!("mapae-export-{}", time_text(now));
    let names = std::iter::once(name.clone()).chain((2..).map(|again| format!("{name}-{again}")));
    let mut places = names.map(|name| folder.join(name));
    let place = places.find(|place| !place.exists()).expect("there is always another name");
    let written =
        Taken::of(registry).and_then(|taken| taken.write(registry, &place, now, &AtomicBool::new(false)));
    if let Err(error) = written {
        if let Err(error) = files::remove_folder(&place).map_err(at(&place)) {
            tracing::warn!(%error, "what was left of an export could not be removed");
        }
        return Err(error);
    }
    Ok(place)
}
