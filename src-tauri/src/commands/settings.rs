//! 설정: the preferences, read and changed.

use super::{
    Answer,
    error::{CommandError, ErrorCode},
    views::{DensityView, LanguageView, LockSettingsView, SettingInput, SettingsView, ThemeView},
};
use crate::auto_lock::AutoLock;
use crate::preferences::{
    CLIPBOARD_SECONDS, Density, IDLE_MINUTES, Language, LockSettings, Preferences, PreferencesFile, Theme,
};
use tauri::State;

#[tauri::command]
pub(crate) fn settings(preferences: State<'_, PreferencesFile>) -> SettingsView {
    view(&preferences.get())
}

#[tauri::command]
pub(crate) fn set_setting(
    preferences: State<'_, PreferencesFile>,
    auto_lock: State<'_, AutoLock>,
    setting: SettingInput,
) -> Answer<SettingsView> {
    let in_range = match setting {
        SettingInput::ClipboardSeconds(seconds) => CLIPBOARD_SECONDS.contains(&seconds),
        SettingInput::Lock(lock) => lock.idle_minutes.is_none_or(|minutes| IDLE_MINUTES.contains(&minutes)),
        SettingInput::Language(_) | SettingInput::Theme(_) | SettingInput::Density(_) => true,
    };
    if !in_range {
        return Err(CommandError::of(ErrorCode::SettingOutOfRange));
    }
    let changed = preferences.change(|present| match setting {
        SettingInput::Language(language) => present.language = language.into(),
        SettingInput::Theme(theme) => present.theme = theme.into(),
        SettingInput::ClipboardSeconds(seconds) => present.clipboard_seconds = seconds,
        SettingInput::Density(density) => present.density = density.into(),
        SettingInput::Lock(lock) => present.lock = lock.into(),
    });
    auto_lock.recheck();
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
        density: match preferences.density {
            Density::Comfortable => DensityView::Comfortable,
            Density::Compact => DensityView::Compact,
        },
        lock: LockSettingsView {
            idle_minutes: preferences.lock.idle_minutes,
            on_suspend: preferences.lock.on_suspend,
            on_screen_lock: preferences.lock.on_screen_lock,
            on_start: preferences.lock.on_start,
        },
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

impl From<DensityView> for Density {
    fn from(view: DensityView) -> Self {
        match view {
            DensityView::Comfortable => Self::Comfortable,
            DensityView::Compact => Self::Compact,
        }
    }
}

impl From<LockSettingsView> for LockSettings {
    fn from(view: LockSettingsView) -> Self {
        let LockSettingsView { idle_minutes, on_suspend, on_screen_lock, on_start } = view;
        Self { idle_minutes, on_suspend, on_screen_lock, on_start }
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
