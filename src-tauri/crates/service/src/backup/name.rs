//! What a backup is called, and which there are.

use super::files;
use chrono::{DateTime, NaiveDateTime, SubsecRound, TimeDelta, Utc};
use std::{
    cmp::Reverse,
    io,
    path::{Path, PathBuf},
};

const TIME: &str = "%Y%m%dT%H%M%S%3fZ";
const HISTORY: &str = ".age";
const KEYS: &str = ".keys.json";

/// One backup, as the name of its file tells. Nothing is decrypted for this.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    /// Name of the file in the folder of backups.
    pub name: String,
    /// To the millisecond, and later than those made before it whatever the clock said.
    pub made_at: DateTime<Utc>,
    /// The number of the newest event in it, and so how many there are.
    pub events: u64,
    /// Length of the file.
    pub bytes: u64,
}

/// All backups of the registry in the state folder, newest first.
///
/// # Errors
/// The folder is there and can't be read.
pub fn backups(state: &Path) -> io::Result<Vec<Backup>> {
    list(&folder(state))
}

/// Where the backup of this name lies; `None` for what is no name of a backup, such as a path.
pub fn backup_file(state: &Path, name: &str) -> Option<PathBuf> {
    Stamp::of_file(name).map(|stamp| folder(state).join(stamp.history()))
}

pub(super) fn folder(state: &Path) -> PathBuf {
    state.join("backups")
}

/// The copy of the keys that belongs to a backup.
pub(super) fn keys_beside(history: &Path) -> PathBuf {
    history.with_extension(&KEYS[1..])
}

pub(super) fn list(folder: &Path) -> io::Result<Vec<Backup>> {
    let mut found = Vec::new();
    for entry in files::entries(folder)? {
        let name = entry.file_name().into_string().unwrap_or_default();
        let Some(stamp) = Stamp::of_file(&name) else { continue };
        match entry.metadata() {
            Ok(metadata) if metadata.is_file() => found.push(stamp.backup(metadata.len())),
            Ok(_) => {}
            // Taken away since.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    found.sort_unstable_by_key(|backup| Reverse((backup.made_at, backup.events)));
    Ok(found)
}

/// Copies of keys whose backup is not there: it was taken away, or never finished.
pub(super) fn keys_alone(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let of_keys = |name: &str| Stamp::parse(name.strip_suffix(KEYS)?);
    let entries = files::entries(folder)?.into_iter();
    let alone = entries.filter_map(|entry| {
        let stamp = of_keys(entry.file_name().to_str()?)?;
        (!folder.join(stamp.history()).exists()).then(|| entry.path())
    });
    Ok(alone.collect())
}

/// What the name of a backup says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    made_at: DateTime<Utc>,
    events: u64,
}

impl Stamp {
    /// For a new backup in `folder`. A clock that was set back does not make it older than those that are there, or
    /// it would be the first to go.
    pub(super) fn new(folder: &Path, events: u64, now: DateTime<Utc>) -> io::Result<Self> {
        let after_newest = list(folder)?.first().map(|newest| newest.made_at + TimeDelta::milliseconds(1));
        let made_at = after_newest.map_or(now, |after| after.max(now)).trunc_subsecs(3);
        Ok(Self { made_at, events })
    }

    pub(super) fn history(self) -> String {
        format!("{}{HISTORY}", self.text())
    }

    pub(super) fn keys(self) -> String {
        format!("{}{KEYS}", self.text())
    }

    pub(super) fn backup(self, bytes: u64) -> Backup {
        Backup { name: self.history(), made_at: self.made_at, events: self.events, bytes }
    }

    fn text(self) -> String {
        format!("{}-{}", time_text(self.made_at), self.events)
    }

    fn of_file(name: &str) -> Option<Self> {
        Self::parse(name.strip_suffix(HISTORY)?)
    }

    fn parse(text: &str) -> Option<Self> {
        let (time, events) = text.split_once('-')?;
        let made_at = NaiveDateTime::parse_from_str(time, TIME).ok()?.and_utc();
        let stamp = Self { made_at, events: events.parse().ok()? };
        // One spelling only: `+7`, `007` and a year of five digits are none of ours.
        (stamp.text() == text).then_some(stamp)
    }
}

/// A time as names of files and folders carry it.
pub(super) fn time_text(time: DateTime<Utc>) -> String {
    time.format(TIME).to_string()
}

/// Whether `text` is one of those.
pub(super) fn is_time_text(text: &str) -> bool {
    NaiveDateTime::parse_from_str(text, TIME).is_ok_and(|time| time_text(time.and_utc()) == text)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]
    use super::*;
    use std::fs;

    fn now() -> DateTime<Utc> {
        "2026-11-24T01:00:00.123456Z".parse().unwrap()
    }

    #[test]
    fn a_name_reads_as_it_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let stamp = Stamp::new(folder.path(), 42, now()).unwrap();
        assert_eq!(stamp.history(), "20261124T010000123Z-42.age");
        assert_eq!(Stamp::of_file(&stamp.history()), Some(stamp));
        assert_eq!(keys_beside(Path::new(&stamp.history())), Path::new(&stamp.keys()));
    }

    #[test]
    fn what_is_no_name_is_no_path_either() {
        let state = Path::new("/state");
        for name in [
            "",
            "../keys.json",
            "20261124T010000123Z-42.age.unfinished",
            "20261124T010000123Z-042.age",
            "20261124T010000123Z-+42.age",
            "20261124T010000123Z-.age",
            "20261324T010000123Z-42.age",
            "20261124T010000Z-42.age",
            "x/20261124T010000123Z-42.age",
        ] {
            assert_eq!(backup_file(state, name), None, "{name:?}");
        }
        let path = backup_file(state, "20261124T010000123Z-42.age").unwrap();
        assert_eq!(path, Path::new("/state/backups/20261124T010000123Z-42.age"));
    }

    #[test]
    fn a_new_backup_is_the_newest_also_after_the_clock_was_set_back() {
        let folder = tempfile::tempdir().unwrap();
        for (events, back) in [(7, 0), (8, 0), (9, 40), (9, 3000)] {
            let stamp = Stamp::new(folder.path(), events, now() - TimeDelta::days(back)).unwrap();
            fs::write(folder.path().join(stamp.history()), b"").unwrap();
            assert_eq!(list(folder.path()).unwrap()[0], stamp.backup(0));
        }
        assert_eq!(list(folder.path()).unwrap().len(), 4);
        assert_eq!(list(&folder.path().join("none")).unwrap(), []);
    }
}
