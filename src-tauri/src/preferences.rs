//! The administrator's preferences: `settings.json` in the config folder. They hold nothing secret and decide
//! nothing about a token, so they are no part of the registry and are there even when its data is in trouble.

use serde::{Deserialize, Serialize};
use std::{
    fs, io,
    io::Write,
    ops::RangeInclusive,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

/// How long a copied token may stay on the clipboard, in seconds.
pub(crate) const CLIPBOARD_SECONDS: RangeInclusive<u32> = 5..=600;

/// After how many minutes without input the window may lock.
pub(crate) const IDLE_MINUTES: RangeInclusive<u32> = 1..=240;

/// So many days before a token expires its administrator may be told.
pub(crate) const REMINDER_DAYS: RangeInclusive<u32> = 0..=90;

/// What is stored. Every field has a default and unknown ones are ignored: a file from another version, or one
/// edited by hand, never keeps the window from opening.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Preferences {
    pub(crate) language: Language,
    pub(crate) theme: Theme,
    pub(crate) clipboard_seconds: u32,
    pub(crate) density: Density,
    pub(crate) lock: LockSettings,
    pub(crate) table: Table,
    pub(crate) reminder_days: Vec<u32>,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            language: Language::Korean,
            theme: Theme::System,
            clipboard_seconds: 30,
            density: Density::Comfortable,
            lock: LockSettings::default(),
            table: Table::default(),
            reminder_days: vec![14, 7, 1, 0],
        }
    }
}

/// The token table as the administrator wants it. What the texts mean is the window's affair.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Table {
    /// The keys of hidden columns.
    pub(crate) hidden: Vec<String>,
    /// Name and query, in the order they were saved.
    pub(crate) views: Vec<(String, String)>,
}

/// When the window locks by itself, where a passphrase is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct LockSettings {
    /// Never where there is none.
    pub(crate) idle_minutes: Option<u32>,
    pub(crate) on_suspend: bool,
    pub(crate) on_screen_lock: bool,
    pub(crate) on_start: bool,
}

impl Default for LockSettings {
    fn default() -> Self {
        Self { idle_minutes: Some(10), on_suspend: true, on_screen_lock: true, on_start: true }
    }
}

/// How high the rows of the table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Density {
    Comfortable,
    Compact,
}

/// Korean first; English on request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Language {
    #[serde(rename = "ko")]
    Korean,
    #[serde(rename = "en")]
    English,
}

/// Light or dark, or as the desktop says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Theme {
    System,
    Light,
    Dark,
}

/// The file, and what it says now.
pub(crate) struct PreferencesFile {
    path: PathBuf,
    present: Mutex<Preferences>,
}

impl PreferencesFile {
    /// Reads the file; where it is missing or unreadable, the defaults hold and the file is left as it is.
    pub(crate) fn open(config_folder: &Path) -> Self {
        let path = config_folder.join("settings.json");
        let present = match fs::read(&path).map(|bytes| serde_json::from_slice::<Preferences>(&bytes)) {
            Ok(Ok(read)) => within_range(read),
            Ok(Err(error)) => {
                tracing::warn!(%error, "settings.json can't be read; defaults hold until a setting is changed");
                Preferences::default()
            }
            Err(_) => Preferences::default(),
        };
        Self { path, present: Mutex::new(present) }
    }

    /// The preferences as they are now.
    pub(crate) fn get(&self) -> Preferences {
        self.present.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Changes them in the file first and in memory then, so that what is shown is what is stored.
    ///
    /// # Errors
    /// The file can't be written; nothing has changed.
    pub(crate) fn change(&self, change: impl FnOnce(&mut Preferences)) -> io::Result<Preferences> {
        let mut present = self.present.lock().unwrap_or_else(PoisonError::into_inner);
        let mut next = present.clone();
        change(&mut next);
        let beside = self.path.with_extension("json.new");
        let mut file = fs::File::create(&beside)?;
        serde_json::to_writer_pretty(&mut file, &next)?;
        file.write_all(b"\n")?;
        file.sync_all()?;
        fs::rename(&beside, &self.path)?;
        *present = next.clone();
        Ok(next)
    }
}

fn within_range(read: Preferences) -> Preferences {
    let seconds = read.clipboard_seconds.clamp(*CLIPBOARD_SECONDS.start(), *CLIPBOARD_SECONDS.end());
    let minutes = |minutes: u32| minutes.clamp(*IDLE_MINUTES.start(), *IDLE_MINUTES.end());
    let lock = LockSettings { idle_minutes: read.lock.idle_minutes.map(minutes), ..read.lock };
    let mut reminder_days = read.reminder_days;
    reminder_days.retain(|days| REMINDER_DAYS.contains(days));
    Preferences { clipboard_seconds: seconds, lock, reminder_days, ..read }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]
    use super::*;

    #[test]
    fn a_changed_setting_is_there_after_opening_again() {
        let folder = tempfile::tempdir().unwrap();
        PreferencesFile::open(folder.path()).change(|it| it.language = Language::English).unwrap();
        let again = PreferencesFile::open(folder.path()).get();
        assert_eq!(again, Preferences { language: Language::English, ..Preferences::default() });
    }

    #[test]
    fn a_damaged_file_gives_defaults_and_is_left_alone_until_a_change() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.json");
        fs::write(&path, b"{ not json").unwrap();
        assert_eq!(PreferencesFile::open(folder.path()).get(), Preferences::default());
        assert_eq!(fs::read(&path).unwrap(), b"{ not json");
    }

    #[test]
    fn an_unknown_field_and_a_wild_number_do_no_harm() {
        let folder = tempfile::tempdir().unwrap();
        let text = br#"{"language":"en","colour":"mauve","clipboard_seconds":4000000}"#;
        fs::write(folder.path().join("settings.json"), text).unwrap();
        let read = PreferencesFile::open(folder.path()).get();
        assert_eq!((read.language, read.clipboard_seconds), (Language::English, 600));
    }

    #[test]
    fn what_can_not_be_stored_does_not_change_what_is_shown() {
        let folder = tempfile::tempdir().unwrap();
        let gone = folder.path().join("gone");
        let file = PreferencesFile::open(&gone);
        assert!(file.change(|it| it.theme = Theme::Dark).is_err());
        assert_eq!(file.get().theme, Theme::System);
    }
}
