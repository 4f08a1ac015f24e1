//! Putting a registry that was made aside in the place of the present one, which is kept.
//!
//! Everything of the new one is durable before the first move, and a marker says that the moves have begun: before it
//! a kill leaves the old registry, after it [`finish_restore`] goes on at the next opening. Each move can be done again.
//!
//! ```text
//! state/restoring                 the marker: a line with the time below
//! state/restoring-<time>/         audit.jsonl, head and keys.json of the new registry
//! state/replaced-<time>/          those of the old one
//! data/registry-restoring-<time>  the new database
//! data/registry-replaced-<time>   the old one
//! ```

use super::{
    error::RestoreError,
    files::{self, FolderLock, at},
    interruption,
    name::{is_time_text, time_text},
};
use crate::Place;
use chrono::{DateTime, TimeDelta, Utc};
use mapae_store::{ClosedDatabase, StoreError};
use std::{
    fs, io,
    path::{Path, PathBuf},
};

const MARKER: &str = "restoring";
const HALF_A_MARKER: &str = "restoring.unfinished";
const FORMAT: &str = "mapae-restoring-1";
/// Whatever the new registry has of these takes the place of the old one's.
const FILES: [&str; 3] = ["audit.jsonl", "head", "keys.json"];

/// Finishes a restore that a kill cut short, and clears away one that had not begun to change anything. Call it before
/// anything else is opened; true where there was something to finish.
///
/// # Errors
/// The disk; [`StoreError::InUse`] where another process is at it; a marker of a newer Mapae.
pub fn finish_restore(place: Place<'_>) -> Result<bool, RestoreError> {
    if leftovers(place)?.is_empty() && !place.state.join(MARKER).exists() {
        return Ok(false);
    }
    let _alone = match FolderLock::try_take(place.state) {
        Ok(lock) => lock,
        // Somebody is at work there: what lies there is theirs.
        Err(StoreError::InUse { .. }) if !place.state.join(MARKER).exists() => return Ok(false),
        Err(error) => return Err(error.into()),
    };
    finish(place)
}

/// As [`finish_restore`], for who is alone in the state folder.
pub(super) fn finish(place: Place<'_>) -> Result<bool, RestoreError> {
    let unfinished = Exchange::begun(place)?;
    if let Some(exchange) = &unfinished {
        let _closed = ClosedDatabase::hold(&place.data.join("registry"))?;
        exchange.carry_out()?;
        tracing::warn!(time = exchange.time, "a restore that was cut short is finished");
    }
    for leftover in leftovers(place)? {
        let removed =
            if leftover.is_dir() { files::remove_folder(&leftover) } else { files::remove(&leftover) };
        removed.map_err(at(&leftover))?;
    }
    Ok(unfinished.is_some())
}

/// What a kill left of restores that had not begun to move anything, and of drills.
fn leftovers(place: Place<'_>) -> Result<Vec<PathBuf>, RestoreError> {
    let mut found = Vec::new();
    for (folder, beginnings) in
        [(place.state, &["restoring-", "drill-"][..]), (place.data, &["registry-restoring-"])]
    {
        for entry in files::entries(folder).map_err(at(folder))? {
            let name = entry.file_name();
            let ours = |beginning: &&str| {
                name.to_str().and_then(|name| name.strip_prefix(beginning)).is_some_and(is_time_text)
            };
            let half_a_marker = folder == place.state && name == HALF_A_MARKER;
            if half_a_marker || beginnings.iter().any(ours) {
                found.push(entry.path());
            }
        }
    }
    Ok(found)
}

/// One restore, named by its time.
pub(super) struct Exchange<'a> {
    place: Place<'a>,
    time: String,
    /// From here on nothing is cleared away.
    begun: bool,
}

impl<'a> Exchange<'a> {
    /// Makes the folders for the new registry.
    pub(super) fn prepare(place: Place<'a>, now: DateTime<Utc>) -> Result<Self, RestoreError> {
        let times = (0..).map(|later| now + TimeDelta::milliseconds(later));
        let mut tries = times.map(|time| Self { place, time: time_text(time), begun: false });
        let exchange = tries.find(Exchange::is_free).expect("there is always another millisecond");
        files::make_folder(&exchange.staged_state())?;
        Ok(exchange)
    }

    fn is_free(&self) -> bool {
        let taken = [self.staged_state(), self.staged_database(), self.old_state(), self.old_database()];
        taken.iter().all(|path| !path.exists())
    }

    /// The one whose marker is there.
    fn begun(place: Place<'a>) -> Result<Option<Self>, RestoreError> {
        let path = place.state.join(MARKER);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(at(&path)(error).into()),
        };
        // Written as a whole: what is not understood is not of this version.
        let time = text.strip_prefix(FORMAT).map(str::trim).filter(|time| is_time_text(time));
        let time = time.ok_or(RestoreError::NewerFormat)?.to_owned();
        Ok(Some(Self { place, time, begun: true }))
    }

    pub(super) fn staged_state(&self) -> PathBuf {
        self.place.state.join(format!("restoring-{}", self.time))
    }

    pub(super) fn staged_database(&self) -> PathBuf {
        self.place.data.join(format!("registry-restoring-{}", self.time))
    }

    pub(super) fn old_state(&self) -> PathBuf {
        self.place.state.join(format!("replaced-{}", self.time))
    }

    pub(super) fn old_database(&self) -> PathBuf {
        self.place.data.join(format!("registry-replaced-{}", self.time))
    }

    /// Puts the new registry in the old one's place.
    pub(super) fn commit(mut self) -> Result<(), RestoreError> {
        for folder in [self.staged_state(), self.staged_database()] {
            files::sync_all(&folder).map_err(at(&folder))?;
        }
        for folder in [self.place.state, self.place.data] {
            files::sync(folder).map_err(at(folder))?;
        }
        self.begun = true;
        files::write(&self.marker(), format!("{FORMAT} {}\n", self.time).as_bytes())?;
        self.carry_out()
    }

    /// Whatever of it is not done yet.
    fn carry_out(&self) -> Result<(), RestoreError> {
        let (state, old_state, staged) = (self.place.state, self.old_state(), self.staged_state());
        files::make_folder(&old_state)?;
        let database = self.place.data.join("registry");
        put_in_place(&self.staged_database(), &database, &self.old_database())?;
        for name in FILES {
            put_in_place(&staged.join(name), &state.join(name), &old_state.join(name))?;
        }
        for folder in [self.place.data, &old_state, state] {
            interruption::point().and_then(|()| files::sync(folder)).map_err(at(folder))?;
        }
        let marker = self.marker();
        let removed = interruption::point().and_then(|()| files::remove(&marker));
        removed.and_then(|()| files::sync(state)).map_err(at(&marker))?;
        if let Err(error) = files::remove_folder(&staged) {
            tracing::warn!(%error, "the folder of a restore could not be removed");
        }
        Ok(())
    }

    fn marker(&self) -> PathBuf {
        self.place.state.join(MARKER)
    }
}

/// As long as the new one is still aside, what is in its place is the old one.
fn put_in_place(new: &Path, place: &Path, old: &Path) -> Result<(), StoreError> {
    if !new.exists() {
        return Ok(());
    }
    if place.exists() {
        files::rename(place, old)?;
    }
    files::rename(new, place)
}

impl Drop for Exchange<'_> {
    fn drop(&mut self) {
        if self.begun {
            return;
        }
        for folder in [self.staged_state(), self.staged_database()] {
            if let Err(error) = files::remove_folder(&folder) {
                tracing::warn!(%error, folder = %folder.display(), "a folder of work could not be removed");
            }
        }
    }
}
