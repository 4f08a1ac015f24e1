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
}

#[derive(Debug, Clone, Deserialize, TS)]
#[ts(export)]
#[serde(tag = "key", content = "value", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum SettingInput {
    Language(LanguageView),
    Theme(ThemeView),
    /// 5 to 600 seconds.
    ClipboardSeconds(u32),
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
