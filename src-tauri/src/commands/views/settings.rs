//! The administrator's preferences.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SettingsView {
    pub(crate) language: LanguageView,
    pub(crate) theme: ThemeView,
    pub(crate) clipboard_seconds: u32,
    pub(crate) density: DensityView,
    pub(crate) lock: LockSettingsView,
    pub(crate) table: TableView,
    pub(crate) reminders: RemindersView,
}

/// The token table as the administrator wants it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct TableView {
    /// The columns that are hidden, by their keys in the window.
    pub(crate) hidden: Vec<String>,
    /// At most fifty.
    pub(crate) views: Vec<SavedView>,
}

/// A query under a name. What it holds is the window's; Rust keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct SavedView {
    pub(crate) name: String,
    /// A `TokenQuery` as JSON.
    pub(crate) query: String,
}

/// When the desktop is told that tokens expire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct RemindersView {
    /// So many days before, each 0 (on the day it expires) to 90, at most ten; none: never.
    pub(crate) days: Vec<u32>,
}

/// When the window locks by itself. Only where a passphrase is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct LockSettingsView {
    /// After so many minutes without a key or a click, 1 to 240; `null` never.
    pub(crate) idle_minutes: Option<u32>,
    pub(crate) on_suspend: bool,
    pub(crate) on_screen_lock: bool,
    pub(crate) on_start: bool,
}

/// How high the rows of the table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DensityView {
    /// 40 px a row.
    Comfortable,
    /// 32 px a row.
    Compact,
}

#[derive(Debug, Clone, Deserialize, TS)]
#[ts(export)]
#[serde(tag = "key", content = "value", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum SettingInput {
    Language(LanguageView),
    Theme(ThemeView),
    /// 5 to 600 seconds.
    ClipboardSeconds(u32),
    Density(DensityView),
    Lock(LockSettingsView),
    Table(TableView),
    Reminders(RemindersView),
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LanguageView {
    Ko,
    En,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ThemeView {
    System,
    Light,
    Dark,
}
