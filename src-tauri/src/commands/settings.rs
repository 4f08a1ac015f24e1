//! 설정: the preferences, read and changed.

use super::{
    Answer,
    error::{CommandError, ErrorCode},
    views::{LanguageView, SettingInput, SettingsView, ThemeView},
};
use crate::preferences::{CLIPBOARD_SECONDS, Language, Preferences, PreferencesFile, Theme};
use tauri::State;

#[tauri::command]
pub(crate) fn settings(preferences: State<'_, PreferencesFile>) -> SettingsView {
    view(&preferences.get())
}

#[tauri::command]
pub(crate) fn set_setting(
    preferences: State<'_, PreferencesFile>,
    setting: SettingInput,
) -> Answer<SettingsView> {
    if matches!(setting, SettingInput::ClipboardSeconds(seconds) if !CLIPBOARD_SECONDS.contains(&seconds)) {
        return Err(CommandError::of(ErrorCode::SettingOutOfRange));
    }
    let changed = preferences.change(|present| match setting {
        SettingInput::Language(language) => present.language = language.into(),
        SettingInput::Theme(theme) => present.theme = theme.into(),
        SettingInput::ClipboardSeconds(seconds) => present.clipboard_seconds = seconds,
    });
    changed.map(|changed| view(&changed)).map_err(CommandError::from)
}

/// The preferences as the window is told them.
pub(crate) fn view(preferences: &Preferences) -> SettingsView {
    SettingsView {
        language: match preferences.language {
            Language::Korean => LanguageView::Ko,
            Language::English => LanguageView::En,
        },
        theme: match preferences.theme {
            Theme::System => ThemeView::System,
            Theme::Light => ThemeView::Light,
            Theme::Dark => ThemeView::Dark,
        },
        clipboard_seconds: preferences.clipboard_seconds,
    }
}

impl From<LanguageView> for Language {
    fn from(view: LanguageView) -> Self {
        match view {
            LanguageView::Ko => Self::Korean,
            LanguageView::En => Self::English,
        }
    }
}

impl From<ThemeView> for Theme {
    fn from(view: ThemeView) -> Self {
        match view {
            ThemeView::System => Self::System,
            ThemeView::Light => Self::Light,
            ThemeView::Dark => Self::Dark,
        }
    }
}
